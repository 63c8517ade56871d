//! Borders: corners in written steps of a degree, shared by neighbours, so that areas fill the city and localities are
//! exactly their areas.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Centroid, LineString, Polygon};
use serde_json::{Value, json};

use crate::chance::Chance;

/// The middle of the city, degrees.
const MIDDLE: (f64, f64) = (-1.5106, 52.4081);
/// Kilometres of a degree of longitude (at that latitude) and of latitude.
const KM_PER_DEGREE: (f64, f64) = (67.84, 111.2);
/// Steps of a written coordinate in a degree.
const STEPS: f64 = 1e5;
/// Corners nearer to each other than this many steps (about two metres) are one.
const SAME_CORNER: i32 = 3;

/// A corner in written steps of longitude and latitude.
pub type Corner = (i32, i32);

/// How far apart two places are, kilometres.
pub fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)).sqrt()
}

/// The corner at a place, kilometres east and north of the middle.
#[expect(clippy::cast_possible_truncation, reason = "degrees of one city, in steps: far below 2³¹")]
pub fn corner((east, north): (f64, f64)) -> Corner {
    let steps = |degrees: f64| (degrees * STEPS).round() as i32;
    (steps(MIDDLE.0 + east / KM_PER_DEGREE.0), steps(MIDDLE.1 + north / KM_PER_DEGREE.1))
}

/// Where a corner is, kilometres.
pub fn kilometres((lon, lat): Corner) -> (f64, f64) {
    (
        (f64::from(lon) / STEPS - MIDDLE.0) * KM_PER_DEGREE.0,
        (f64::from(lat) / STEPS - MIDDLE.1) * KM_PER_DEGREE.1,
    )
}

/// A corner as GeoJSON coordinates.
pub fn written((lon, lat): Corner) -> Value {
    json!([f64::from(lon) / STEPS, f64::from(lat) / STEPS])
}

/// The corners met so far; two that all but coincide become one, so that neighbours share them.
#[derive(Default)]
pub struct Corners(BTreeSet<Corner>);

impl Corners {
    fn same(&mut self, near: Corner) -> Corner {
        let columns = (near.0 - SAME_CORNER, i32::MIN)..=(near.0 + SAME_CORNER, i32::MAX);
        let known = self.0.range(columns).copied().find(|known| (known.1 - near.1).abs() <= SAME_CORNER);
        let known = known.unwrap_or(near);
        self.0.insert(known);
        known
    }

    /// The ring of a cell, counter-clockwise.
    pub fn ring(&mut self, cell: &Polygon<f64>) -> Vec<Corner> {
        let mut ring: Vec<Corner> =
            cell.exterior().coords().map(|coord| self.same(corner((coord.x, coord.y)))).collect();
        ring.dedup();
        if ring.first() == ring.last() {
            ring.pop();
        }
        if doubled_area(&ring) < 0 {
            ring.reverse();
        }
        ring
    }
}

/// Rings in which a neighbour's corner that lies on an edge is a corner too.
pub fn with_all_corners(rings: Vec<Vec<Corner>>) -> Vec<Vec<Corner>> {
    let edges: BTreeSet<(Corner, Corner)> = rings.iter().flat_map(|ring| edges(ring)).collect();
    let corners: BTreeSet<Corner> = rings.iter().flatten().copied().collect();
    let between = |from: Corner, to: Corner| -> Vec<Corner> {
        let columns = (from.0.min(to.0) - SAME_CORNER, i32::MIN)..=(from.0.max(to.0) + SAME_CORNER, i32::MAX);
        let mut on: Vec<(f64, Corner)> =
            corners.range(columns).filter_map(|&c| along(from, to, c).map(|part| (part, c))).collect();
        on.sort_by(|x, y| x.0.total_cmp(&y.0));
        on.into_iter().map(|(_, c)| c).collect()
    };
    rings
        .into_iter()
        .map(|ring| {
            edges_with(&ring, |a, b| if edges.contains(&(b, a)) { Vec::new() } else { between(a, b) })
        })
        .collect()
}

/// How far along the edge between two corners another lies, when it lies on it.
fn along(from: Corner, to: Corner, other: Corner) -> Option<f64> {
    if other == from || other == to {
        return None;
    }
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let (ex, ey) = (f64::from(other.0 - from.0), f64::from(other.1 - from.1));
    let length2 = dx * dx + dy * dy;
    let part = (ex * dx + ey * dy) / length2;
    let off = (ex * dy - ey * dx).abs() / length2.sqrt();
    (part > 0.0 && part < 1.0 && off <= f64::from(SAME_CORNER)).then_some(part)
}

/// The edges of a ring, the closing one too.
pub fn edges(ring: &[Corner]) -> Vec<(Corner, Corner)> {
    (0..ring.len()).map(|place| (ring[place], ring[(place + 1) % ring.len()])).collect()
}

/// The ring with further corners put into its edges.
fn edges_with(ring: &[Corner], further: impl Fn(Corner, Corner) -> Vec<Corner>) -> Vec<Corner> {
    edges(ring).into_iter().flat_map(|(a, b)| std::iter::once(a).chain(further(a, b))).collect()
}

fn doubled_area(ring: &[Corner]) -> i64 {
    edges(ring)
        .into_iter()
        .map(|(a, b)| i64::from(a.0) * i64::from(b.1) - i64::from(b.0) * i64::from(a.1))
        .sum()
}

/// The middle of a ring's corners, kilometres.
pub fn middle(ring: &[Corner]) -> (f64, f64) {
    let places: Vec<(f64, f64)> = ring.iter().map(|&corner| kilometres(corner)).collect();
    let polygon = Polygon::new(LineString::from(places), Vec::new());
    polygon.centroid().map_or((0.0, 0.0), |middle| (middle.x(), middle.y()))
}

/// Borders between neighbours bent a little, the same for both, as streets and brooks would.
pub fn bent(rings: &[Vec<Corner>], chance: &mut Chance) -> Vec<Vec<Corner>> {
    let all: BTreeSet<(Corner, Corner)> = rings.iter().flat_map(|ring| edges(ring)).collect();
    let mut bends: BTreeMap<(Corner, Corner), Vec<Corner>> = BTreeMap::new();
    for &(a, b) in &all {
        if a > b || !all.contains(&(b, a)) {
            continue;
        }
        let (from, to) = (kilometres(a), kilometres(b));
        let length = distance(from, to);
        let parts: &[f64] = if length > 0.4 {
            &[0.25, 0.5, 0.75]
        } else if length > 0.2 {
            &[0.33, 0.67]
        } else if length > 0.07 {
            &[0.5]
        } else {
            &[]
        };
        let bend = parts
            .iter()
            .map(|part| {
                let off = chance.between(-0.1, 0.1);
                let (east, north) = (to.0 - from.0, to.1 - from.1);
                corner((from.0 + part * east - off * north, from.1 + part * north + off * east))
            })
            .collect();
        bends.insert((a, b), bend);
    }
    let bend = |a: Corner, b: Corner| {
        let found = bends.get(&(a.min(b), a.max(b))).cloned().unwrap_or_default();
        if a < b { found } else { found.into_iter().rev().collect() }
    };
    rings.iter().map(|ring| edges_with(ring, bend)).collect()
}

/// A ring as GeoJSON coordinates, its first corner repeated.
pub fn closed(ring: &[Corner]) -> Value {
    ring.iter().chain(ring.first()).copied().map(written).collect()
}

/// What surrounds rings put together: the edges that no two of them share, joined; the outer ring first, then holes.
pub fn dissolved(rings: &[&[Corner]]) -> Value {
    let all: BTreeSet<(Corner, Corner)> = rings.iter().flat_map(|ring| edges(ring)).collect();
    let mut onward: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for &(a, b) in all.iter().filter(|&&(a, b)| !all.contains(&(b, a))) {
        onward.entry(a).or_default().push(b);
    }
    let mut found: Vec<Vec<Corner>> = Vec::new();
    while let Some((&start, _)) = onward.iter().next() {
        let mut ring = vec![start];
        let mut here = start;
        while let Some(next) = onward.get_mut(&here).and_then(Vec::pop) {
            if onward.get(&here).is_some_and(Vec::is_empty) {
                onward.remove(&here);
            }
            if next == start {
                break;
            }
            ring.push(next);
            here = next;
        }
        found.push(ring);
    }
    found.sort_by_key(|ring| std::cmp::Reverse(doubled_area(ring)));
    found.iter().map(|ring| closed(ring)).collect()
}
