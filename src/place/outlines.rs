//! Which outline contains a point: a grid of the outlines' boxes, then the winding of the ring, run by run.
//!
//! Two things keep it quick on large layers, where waiting for memory is what takes the time. Boxes lie in a grid with about
//! as many cells as there are outlines, so a lookup reads one cell. And each ring is cut into runs of [`RUN`] edges whose
//! boxes are kept apart, small enough for the processor's cache: most of a ring is then never read. A run that lies wholly to
//! one side of a point is decided by its box and its ends; only one whose box holds the point is looked at edge by edge.

#![expect(
    clippy::needless_bitwise_bool,
    reason = "tests without a branch, because which fails cannot be foreseen"
)]

use std::ops::Range;

use geo::{Coord, MultiPolygon};

use super::{side_of, winding};
use crate::model::Position;

/// Edges in a run.
const RUN: usize = 12;

/// Runs that are looked at together, a bit each.
const WORD: usize = 32;

/// The most entries an outline may have in the grid on average; a grid with more is made coarser.
const MOST_ENTRIES: usize = 8;

/// Finds which outline contains a point.
#[derive(Debug, Clone)]
pub struct OutlineIndex<'a> {
    outlines: Vec<(&'a str, &'a MultiPolygon<f64>)>,
    shortlist: Vec<Entry>,
    /// West, south, east and north of each run, rounded outwards.
    runs: Vec<[f32; 4]>,
    grid: Grid,
}

/// What is read of an outline before its corners are.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// West, south, east and north, rounded outwards.
    bounds: [f32; 4],
    /// Where its runs begin.
    first_run: u32,
}

impl<'a> OutlineIndex<'a> {
    /// An index over (id, outline) pairs; indices returned are positions in this order.
    pub fn new(outlines: impl IntoIterator<Item = (&'a str, &'a MultiPolygon<f64>)>) -> Self {
        let outlines: Vec<_> = outlines.into_iter().collect();
        let (mut boxes, mut shortlist, mut runs) = (Vec::new(), Vec::new(), Vec::new());
        for (_, outline) in &outlines {
            let first_run = u32::try_from(runs.len()).unwrap_or(u32::MAX);
            let mut whole = NOTHING;
            for run in outline.iter().flat_map(|polygon| runs_of(&polygon.exterior().0)) {
                let bounds = run
                    .iter()
                    .fold(NOTHING, |found, corner| joined(found, [corner.x, corner.y, corner.x, corner.y]));
                runs.push(outwards(bounds));
                whole = joined(whole, bounds);
            }
            shortlist.push(Entry { bounds: outwards(whole), first_run });
            boxes.push(whole);
        }
        let grid = Grid::new(&boxes);
        Self { outlines, shortlist, runs, grid }
    }

    /// The outline that contains each position, as [`OutlineIndex::containing`] says.
    pub fn containing_each(&self, positions: &[Position]) -> Vec<Option<usize>> {
        let mut found = vec![None; positions.len()];
        for (outline, place) in self.pairs(positions) {
            found[place] = Some(found[place].map_or(outline, |known| self.smaller(known, outline)));
        }
        found
    }

    /// Every outline with every position that it contains (boundary included), by index. Outlines may lie over one another.
    ///
    /// Outlines are gone through in their order, each with all positions that its box holds: corners are then read as they
    /// lie in memory, and once.
    pub fn pairs(&self, positions: &[Position]) -> impl Iterator<Item = (usize, usize)> {
        let mut near: Vec<(u32, u32)> = Vec::with_capacity(positions.len() * 2);
        for (place, &position) in (0..).zip(positions) {
            near.extend(self.shortlist(position).map(|outline| (outline, place)));
        }
        let near = by_outline(&near, self.outlines.len()).into_iter();
        near.map(|(outline, place)| (outline as usize, place as usize))
            .filter(|&(outline, place)| self.contains(outline, positions[place]))
    }

    /// The outline that contains the position (boundary included); of several, the one with the smaller id.
    pub fn containing(&self, position: Position) -> Option<usize> {
        let holding = self.shortlist(position).map(|outline| outline as usize);
        holding
            .filter(|&outline| self.contains(outline, position))
            .reduce(|known, outline| self.smaller(known, outline))
    }

    /// Of two outlines the one with the smaller id; of equal ids the first.
    fn smaller(&self, one: usize, other: usize) -> usize {
        let key = |index: usize| (self.outlines[index].0, index);
        if key(other) < key(one) { other } else { one }
    }

    /// The outlines whose box holds a position.
    fn shortlist(&self, position: Position) -> impl Iterator<Item = u32> {
        let [down, up] = around(position.lat);
        let [left, right] = around(position.lon);
        self.grid.at(position).iter().copied().filter(move |&index| {
            let [west, south, east, north] = self.shortlist[index as usize].bounds;
            // All four without a branch, because which of them fails cannot be foreseen.
            (west <= left) & (right <= east) & (south <= down) & (up <= north)
        })
    }

    /// As [`super::contains`], reading only the runs that the position does not lie wholly north, south or east of.
    fn contains(&self, index: usize, position: Position) -> bool {
        let point = Coord { x: position.lon, y: position.lat };
        let ([left, right], [down, up]) = (around(position.lon), around(position.lat));
        let mut first = self.shortlist[index].first_run as usize;
        for polygon in self.outlines[index].1 {
            let ring = &polygon.exterior().0;
            let count = ring.len().saturating_sub(1).div_ceil(RUN);
            let mut inside = Some(0);
            for (chunk, spans) in self.runs[first..first + count].chunks(WORD).enumerate() {
                let (mut across, mut beside) = (0_u32, 0_u32);
                for (place, [west, south, east, north]) in spans.iter().enumerate() {
                    let reaches = (*south <= down) & (up <= *north) & (left <= *east);
                    across |= u32::from(reaches) << place;
                    beside |= u32::from(right < *west) << place;
                }
                while across != 0 {
                    let place = across.trailing_zeros();
                    across &= across - 1;
                    let start = RUN * (chunk * WORD + place as usize);
                    let end = (start + RUN).min(ring.len() - 1);
                    let here = if beside >> place & 1 == 1 {
                        // All of it lies east of the point: its turns up and down cancel but for where it ends.
                        Some(i32::from(ring[end].y > point.y) - i32::from(ring[start].y > point.y))
                    } else {
                        winding(&ring[start..=end], point)
                    };
                    inside = inside.zip(here).map(|(before, here)| before + here);
                }
            }
            first += count;
            if super::in_polygon(side_of(inside), polygon, point) {
                return true;
            }
        }
        false
    }
}

/// Pairs of outline and place, outline by outline; those of one in the order given.
fn by_outline(pairs: &[(u32, u32)], outlines: usize) -> Vec<(u32, u32)> {
    let mut next = vec![0_u32; outlines + 1];
    for (outline, _) in pairs {
        next[*outline as usize + 1] += 1;
    }
    for outline in 1..next.len() {
        next[outline] += next[outline - 1];
    }
    let mut sorted = vec![(0, 0); pairs.len()];
    for pair in pairs {
        let next = &mut next[pair.0 as usize];
        sorted[*next as usize] = *pair;
        *next += 1;
    }
    sorted
}

/// The floats next to a number, or it itself: what is no more than the number is no more than the first, what is no less is
/// no less than the second.
fn around(value: f64) -> [f32; 2] {
    [rounded_down(value), rounded_up(value)]
}

/// Runs of a closed ring; each begins with the corner that ends the one before.
fn runs_of(ring: &[Coord<f64>]) -> impl Iterator<Item = &[Coord<f64>]> {
    let starts = (0..ring.len().saturating_sub(1)).step_by(RUN);
    starts.map(|start| &ring[start..(start + RUN + 1).min(ring.len())])
}

/// The bounds of nothing.
const NOTHING: [f64; 4] = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

/// Bounds of both. Comparisons written out are quicker here than minima that mind what is no number; no coordinate is none.
fn joined(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [
        if b[0] < a[0] { b[0] } else { a[0] },
        if b[1] < a[1] { b[1] } else { a[1] },
        if b[2] > a[2] { b[2] } else { a[2] },
        if b[3] > a[3] { b[3] } else { a[3] },
    ]
}

/// Bounds as floats, none of them narrower.
fn outwards([west, south, east, north]: [f64; 4]) -> [f32; 4] {
    [rounded_down(west), rounded_down(south), rounded_up(east), rounded_up(north)]
}

#[expect(clippy::cast_possible_truncation, reason = "rounded outwards")]
fn rounded_down(value: f64) -> f32 {
    let near = value as f32;
    if f64::from(near) > value { near.next_down() } else { near }
}

#[expect(clippy::cast_possible_truncation, reason = "rounded outwards")]
fn rounded_up(value: f64) -> f32 {
    let near = value as f32;
    if f64::from(near) < value { near.next_up() } else { near }
}

/// Boxes by the cells of a grid that they touch.
#[derive(Debug, Clone)]
struct Grid {
    west: f64,
    south: f64,
    /// Cells in a degree, eastwards and northwards.
    per_degree: [f64; 2],
    /// Cells on a side.
    side: usize,
    /// Where each cell's boxes begin in `boxes`; one more than there are cells.
    first: Vec<usize>,
    boxes: Vec<u32>,
}

impl Grid {
    fn new(boxes: &[[f64; 4]]) -> Self {
        let [west, south, east, north] = boxes.iter().fold(NOTHING, |found, one| joined(found, *one));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a root of a length")]
        let mut side = ((boxes.len() as f64).sqrt().ceil() as usize).max(1);
        loop {
            let per_degree = [east - west, north - south]
                .map(|span| if span > 0.0 && span.is_finite() { side as f64 / span } else { 0.0 });
            let mut grid = Self { west, south, per_degree, side, first: Vec::new(), boxes: Vec::new() };
            let touched: Vec<_> = boxes.iter().map(|one| grid.touched(*one)).collect();
            let entries: usize = touched.iter().map(|(columns, rows)| columns.len() * rows.len()).sum();
            // Outlines that lie over one another would fill a fine grid.
            if entries > MOST_ENTRIES * boxes.len() && side > 1 {
                side = side.div_ceil(2);
                continue;
            }
            let cells = |(columns, rows): &(Range<usize>, Range<usize>)| {
                let columns = columns.clone();
                rows.clone().flat_map(move |row| columns.clone().map(move |column| row * side + column))
            };
            grid.first = vec![0; side * side + 1];
            for cell in touched.iter().flat_map(cells) {
                grid.first[cell + 1] += 1;
            }
            for cell in 1..grid.first.len() {
                grid.first[cell] += grid.first[cell - 1];
            }
            let mut next = grid.first.clone();
            grid.boxes = vec![0; entries];
            for (index, touched) in (0_u32..).zip(&touched) {
                for cell in cells(touched) {
                    grid.boxes[next[cell]] = index;
                    next[cell] += 1;
                }
            }
            return grid;
        }
    }

    /// Column and row of the cell nearest to a position.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept within the grid")]
    fn cell(&self, lon: f64, lat: f64) -> [usize; 2] {
        let most = (self.side - 1) as f64;
        [(lon - self.west) * self.per_degree[0], (lat - self.south) * self.per_degree[1]]
            .map(|place| place.clamp(0.0, most) as usize)
    }

    /// Columns and rows of the cells that a box touches; none of an outline without corners.
    fn touched(&self, [west, south, east, north]: [f64; 4]) -> (Range<usize>, Range<usize>) {
        if west > east {
            return (0..0, 0..0);
        }
        let ([left, below], [right, above]) = (self.cell(west, south), self.cell(east, north));
        (left..right + 1, below..above + 1)
    }

    /// The number of the cell nearest to a position.
    fn number(&self, position: Position) -> usize {
        let [column, row] = self.cell(position.lon, position.lat);
        row * self.side + column
    }

    /// The boxes of the cell nearest to a position, by index.
    fn at(&self, position: Position) -> &[u32] {
        let cell = self.number(position);
        &self.boxes[self.first[cell]..self.first[cell + 1]]
    }
}

#[cfg(test)]
mod tests {
    use geo::{LineString, Polygon, polygon};
    use proptest::prelude::*;

    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position { lon, lat }
    }

    #[test]
    fn a_point_on_a_shared_border_belongs_to_the_smaller_id() {
        let west = MultiPolygon(vec![
            polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)],
        ]);
        let east = MultiPolygon(vec![
            polygon![(x: 1.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 1.0), (x: 1.0, y: 1.0)],
        ]);
        let index = OutlineIndex::new([("b", &west), ("a", &east)]);
        assert_eq!(index.containing(at(1.0, 0.5)), Some(1));
        assert_eq!(index.containing(at(0.5, 0.5)), Some(0));
        assert_eq!(index.containing(at(3.0, 0.5)), None);
        let each = index.containing_each(&[at(3.0, 0.5), at(1.0, 0.5), at(0.5, 0.5)]);
        assert_eq!(each, [None, Some(1), Some(0)]);
        assert_eq!(index.containing_each(&[at(0.5, 0.5); 2]), [Some(0), Some(0)]);
    }

    #[test]
    fn an_index_of_nothing_finds_nothing() {
        assert_eq!(OutlineIndex::new([]).containing(at(0.0, 0.0)), None);
        let empty = MultiPolygon(Vec::new());
        assert_eq!(OutlineIndex::new([("a", &empty)]).containing(at(0.0, 0.0)), None);
    }

    /// A star with many corners, so that it has several runs, about a place in whole numbers.
    fn star() -> impl Strategy<Value = Polygon<f64>> {
        let reach = prop::collection::vec(1..9_i8, 3..70);
        (reach, -20..20_i8, -20..20_i8).prop_map(|(reach, x, y)| {
            let turn = std::f64::consts::TAU / reach.len() as f64;
            let corner = |(place, reach): (usize, &i8)| {
                let angle = turn * place as f64;
                let part = |along: f64| (f64::from(*reach) * along).round();
                (f64::from(x) + part(angle.cos()), f64::from(y) + part(angle.sin()))
            };
            let mut ring: Vec<(f64, f64)> = reach.iter().enumerate().map(corner).collect();
            ring.push(ring[0]);
            Polygon::new(LineString::from(ring), Vec::new())
        })
    }

    proptest! {
        #[test]
        fn the_index_agrees_with_looking_at_every_outline(
            stars in prop::collection::vec(prop::collection::vec(star(), 1..3), 1..30),
            points in prop::collection::vec((-60..60_i8, -60..60_i8), 1..40),
        ) {
            let outlines: Vec<MultiPolygon<f64>> = stars.into_iter().map(MultiPolygon).collect();
            let ids: Vec<String> = (0..outlines.len()).rev().map(|place| format!("{place:02}")).collect();
            let index = OutlineIndex::new(ids.iter().map(String::as_str).zip(&outlines));
            let points: Vec<Position> =
                points.into_iter().map(|(x, y)| at(f64::from(x) / 2.0, f64::from(y) / 2.0)).collect();
            let looked = |point: &Position| {
                let inside = (0..outlines.len()).filter(|&place| super::super::contains(&outlines[place], *point));
                inside.min_by_key(|&place| &ids[place])
            };
            let known: Vec<Option<usize>> = points.iter().map(looked).collect();
            prop_assert_eq!(index.containing_each(&points), known);
        }
    }
}
