//! Outlines checked one by one: rings that cross themselves, holes outside, parts that overlap.
//!
//! What is compared grows with the length of an outline and no faster, so that no drawing takes for ever: one of hundreds of
//! holes, or of lines that cross each other everywhere, is checked as far as that goes and is used as drawn in any case.

use geo::algorithm::validation::{InvalidPolygon, RingRole};
use geo::coordinate_position::CoordPos;
use geo::dimensions::Dimensions;
use geo::{
    BoundingRect, Intersects, Line, LineString, Polygon, PreparedGeometry, Relate, RemoveRepeatedPoints,
};
use rstar::RTree;
use rstar::primitives::GeomWithData;

/// Faults of one outline that are told; a drawing that has more is wrong as a whole.
const SHOWN: usize = 5;

/// Parts of one outline that are compared with each other; an outline of more is a coast with its rocks.
const MOST_PARTS: usize = 200;
/// Holes of one polygon that are compared with each other.
const MOST_HOLES: usize = 200;

/// Pairs of lines that are looked at for each corner of an outline, and as many more for a small one.
const LOOKS_A_CORNER: usize = 50;
const LOOKS: usize = 100_000;
/// The same within one ring, where each line is near few others unless the ring is no border.
const LOOKS_IN_RING: usize = 1_000;

/// What is wrong with the polygons of one outline, in plain words, each once.
pub(super) fn faults(polygons: &[Polygon<f64>]) -> Vec<String> {
    let mut found = Faults::default();
    polygons.iter().try_for_each(|polygon| rings(polygon, &mut found));
    // Comparing rings and parts needs sound ones.
    if found.words.is_empty() {
        let corners: usize = polygons.iter().map(|polygon| lines_of(polygon).count()).sum();
        let mut left = corners.saturating_mul(LOOKS_A_CORNER).saturating_add(LOOKS);
        polygons.iter().try_for_each(|polygon| holes(polygon, &mut left, &mut found));
        if found.words.is_empty() && polygons.len() <= MOST_PARTS && parts_overlap(polygons, &mut left) {
            found.words.push("two of its parts overlap".to_owned());
        }
    }
    found.words
}

/// Faults in words, each once.
#[derive(Default)]
struct Faults {
    words: Vec<String>,
}

impl Faults {
    /// Adds one; `None` when there are enough.
    fn add(&mut self, fault: &InvalidPolygon) -> Option<()> {
        let words = in_words(fault);
        if self.words.contains(&words) {
            return Some(());
        }
        if self.words.len() == SHOWN {
            self.words.push("and more".to_owned());
            return None;
        }
        self.words.push(words);
        Some(())
    }
}

fn in_words(fault: &InvalidPolygon) -> String {
    let ring = |role: &RingRole| match role {
        RingRole::Exterior => "its outer ring".to_owned(),
        RingRole::Interior(place) => format!("its hole {}", place + 1),
    };
    match fault {
        InvalidPolygon::TooFewPointsInRing(role) => format!("{} has fewer than three corners", ring(role)),
        InvalidPolygon::SelfIntersection(role) => format!("{} crosses itself", ring(role)),
        InvalidPolygon::NonFiniteCoord(role, _) => format!("{} has a corner that is no number", ring(role)),
        InvalidPolygon::InteriorRingNotContainedInExteriorRing(role) => {
            format!("{} is not within its outer ring", ring(role))
        }
        InvalidPolygon::IntersectingRingsOnALine(one, other) => {
            format!("{} and {} share an edge", ring(one), ring(other))
        }
        InvalidPolygon::IntersectingRingsOnAnArea(one, other) => {
            format!("{} and {} overlap", ring(one), ring(other))
        }
    }
}

/// Each ring by itself.
fn rings(polygon: &Polygon<f64>, found: &mut Faults) -> Option<()> {
    for (place, ring) in std::iter::once(polygon.exterior()).chain(polygon.interiors()).enumerate() {
        let role = || place.checked_sub(1).map_or(RingRole::Exterior, RingRole::Interior);
        if ring.remove_repeated_points().0.len() < 4 {
            found.add(&InvalidPolygon::TooFewPointsInRing(role()))?;
        }
        if crosses_itself(ring) {
            found.add(&InvalidPolygon::SelfIntersection(role()))?;
        }
    }
    Some(())
}

/// Whether two lines of a ring meet that do not follow each other.
fn crosses_itself(ring: &LineString<f64>) -> bool {
    let lines = Lines::of(ring.lines());
    let most = ring.0.len().saturating_mul(LOOKS_IN_RING);
    lines.0.intersection_candidates_with_other_tree(&lines.0).take(most).any(|(one, other)| {
        let follow = one.geom().start == other.geom().end || one.geom().end == other.geom().start;
        one.data != other.data && !follow && one.geom().intersects(other.geom())
    })
}

/// Holes against the outer ring and each other.
fn holes(polygon: &Polygon<f64>, left: &mut usize, found: &mut Faults) -> Option<()> {
    let holes: Vec<(Polygon<f64>, Lines)> = polygon
        .interiors()
        .iter()
        .map(|ring| (Polygon::new(ring.clone(), Vec::new()), Lines::of(ring.lines())))
        .collect();
    if holes.is_empty() {
        return Some(());
    }
    let outer = Polygon::new(polygon.exterior().clone(), Vec::new());
    let outer_lines = Lines::of(outer.exterior().lines());
    let prepared = PreparedGeometry::from(&outer);
    let on_line = Dimensions::OneDimensional;
    for (place, (hole, lines)) in holes.iter().enumerate() {
        if !outer_lines.may_be_compared(lines, left) {
            return Some(());
        }
        let role = || RingRole::Interior(place);
        let met = prepared.relate(hole);
        if !met.is_contains() {
            found.add(&InvalidPolygon::InteriorRingNotContainedInExteriorRing(role()))?;
        }
        if met.get(CoordPos::OnBoundary, CoordPos::OnBoundary) == on_line {
            found.add(&InvalidPolygon::IntersectingRingsOnALine(RingRole::Exterior, role()))?;
        }
        if holes.len() > MOST_HOLES {
            continue;
        }
        for (after, (other, other_lines)) in holes.iter().enumerate().skip(place + 1) {
            if !near(hole, other) {
                continue;
            }
            if !lines.may_be_compared(other_lines, left) {
                return Some(());
            }
            let pair = || (role(), RingRole::Interior(after));
            let met = hole.relate(other);
            if met.get(CoordPos::Inside, CoordPos::Inside) == Dimensions::TwoDimensional {
                found.add(&InvalidPolygon::IntersectingRingsOnAnArea(pair().0, pair().1))?;
            }
            if met.get(CoordPos::OnBoundary, CoordPos::OnBoundary) == on_line {
                found.add(&InvalidPolygon::IntersectingRingsOnALine(pair().0, pair().1))?;
            }
        }
    }
    Some(())
}

fn parts_overlap(parts: &[Polygon<f64>], left: &mut usize) -> bool {
    let lines: Vec<Lines> = parts.iter().map(|part| Lines::of(lines_of(part))).collect();
    (0..parts.len()).any(|one| {
        (0..one).any(|other| {
            near(&parts[one], &parts[other])
                && lines[one].may_be_compared(&lines[other], left)
                && parts[one].relate(&parts[other]).matches("T********").unwrap_or(false)
        })
    })
}

/// Whether two polygons lie in boxes that meet.
fn near(one: &Polygon<f64>, other: &Polygon<f64>) -> bool {
    one.bounding_rect().zip(other.bounding_rect()).is_some_and(|(one, other)| one.intersects(&other))
}

/// The lines of all rings of a polygon.
pub(super) fn lines_of(polygon: &Polygon<f64>) -> impl Iterator<Item = Line<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).flat_map(LineString::lines)
}

/// Lines by where they lie, with their places.
pub(super) struct Lines(RTree<GeomWithData<Line<f64>, usize>>);

impl Lines {
    pub(super) fn of(lines: impl Iterator<Item = Line<f64>>) -> Self {
        let lines = lines.enumerate().map(|(place, line)| GeomWithData::new(line, place)).collect();
        Self(RTree::bulk_load(lines))
    }

    /// How many pairs of lines, one of each, lie in boxes that meet; counted up to a number.
    pub(super) fn meeting(&self, other: &Self, most: usize) -> usize {
        self.0.intersection_candidates_with_other_tree(&other.0).take(most).count()
    }

    /// How many lines there are.
    pub(super) fn count(&self) -> usize {
        self.0.size()
    }

    /// Whether comparing these takes no more looks than are left, which become fewer by as many.
    fn may_be_compared(&self, other: &Self, left: &mut usize) -> bool {
        let most = left.saturating_sub(self.count() + other.count());
        let rest = most.saturating_sub(self.meeting(other, most));
        *left = rest;
        rest > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn faults_are_told_in_plain_words() {
        let bow = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0), (x: 0.0, y: 1.5)];
        assert_eq!(faults(&[bow]), ["its outer ring crosses itself"]);
        let square = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 0.0, y: 2.0)];
        assert_eq!(faults(std::slice::from_ref(&square)), [""; 0]);
        assert_eq!(faults(&[square.clone(), square.clone()]), ["two of its parts overlap"]);
        let holed = |holes: &[[f64; 2]]| {
            let hole = |&[x, y]: &[f64; 2]| vec![(x, y), (x + 0.5, y), (x + 0.5, y + 0.5), (x, y)].into();
            Polygon::new(square.exterior().clone(), holes.iter().map(hole).collect())
        };
        assert_eq!(faults(&[holed(&[[5.0, 5.0]])]), ["its hole 1 is not within its outer ring"]);
        assert_eq!(faults(&[holed(&[[0.5, 0.5], [1.2, 1.2]])]), [""; 0]);
        assert_eq!(faults(&[holed(&[[0.5, 0.5], [0.6, 0.55]])]), ["its hole 1 and its hole 2 overlap"]);
    }

    #[test]
    fn holes_without_end_take_no_time_without_end() {
        let square = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 0.0, y: 2.0)];
        let same = vec![LineString::from(vec![(0.5, 0.5), (0.9, 0.5), (0.9, 0.9), (0.5, 0.5)]); 190];
        let found = faults(&[Polygon::new(square.exterior().clone(), same)]);
        assert_eq!(found.len(), SHOWN + 1, "{found:?}");
        assert_eq!(found[SHOWN], "and more");
        let apart = |place: i32| {
            let (x, y) = (0.01 + f64::from(place % 50) * 0.03, 0.01 + f64::from(place / 50) * 0.03);
            LineString::from(vec![(x, y), (x + 0.02, y), (x, y + 0.02), (x, y)])
        };
        let many = Polygon::new(square.exterior().clone(), (0..2_000).map(apart).collect());
        assert_eq!(faults(&[many]), [""; 0]);
    }

    #[test]
    fn a_ring_of_many_corners_is_checked_in_little_time() {
        let corners = 10_000;
        let at = |place: i32| {
            let angle = std::f64::consts::TAU * f64::from(place) / f64::from(corners);
            (angle.cos(), angle.sin())
        };
        let round = Polygon::new((0..corners).map(at).collect::<Vec<_>>().into(), Vec::new());
        assert_eq!(faults(std::slice::from_ref(&round)), [""; 0]);
        // Teeth that reach through those of another in every place.
        let comb = |across: bool| {
            let mut ring = vec![(-1.0, -1.0)];
            for tooth in 0..1_000 {
                let place = f64::from(tooth) / 1_000.0;
                ring.extend([(place, -1.0), (place + 0.0001, 1.5)]);
            }
            ring.push((1.1, -1.0));
            ring.push((1.1, -1.1));
            ring.push((-1.0, -1.1));
            let turned = ring.into_iter().map(|(x, y)| if across { (y, x) } else { (x, y) });
            Polygon::new(turned.collect::<Vec<_>>().into(), Vec::new())
        };
        assert!(faults(&[comb(false), comb(true)]).len() <= 1);
    }
}
