//! The city: an invented outline where Coventry lies, cut into about a thousand areas and eight localities.
//!
//! Worked out in kilometres east and north of the middle; written in longitude and latitude of five decimals.

use geo::{
    Area, BooleanOps, Centroid, Contains, Coord, LineString, MultiPolygon, Point, Polygon, unary_union,
};
use serde_json::{Value, json};

use crate::chance::Chance;
use crate::people::People;

/// The middle of the city, degrees.
const MIDDLE: (f64, f64) = (-1.5106, 52.4081);
/// Kilometres of a degree of longitude (at that latitude) and of latitude.
const KM_PER_DEGREE: (f64, f64) = (67.84, 111.2);
/// How many areas there are.
const AREAS: usize = 1_008;

/// Corners of the city's outline, kilometres east and north of the middle, counter-clockwise.
const OUTLINE: [(f64, f64); 38] = [
    (5.9, 0.6),
    (5.6, 1.7),
    (6.0, 2.6),
    (5.2, 3.4),
    (4.9, 4.6),
    (3.9, 5.2),
    (3.0, 5.0),
    (2.3, 5.6),
    (1.2, 5.5),
    (0.4, 6.1),
    (-0.7, 5.7),
    (-1.3, 6.3),
    (-2.4, 5.9),
    (-2.9, 5.0),
    (-3.9, 4.9),
    (-4.6, 4.0),
    (-5.7, 3.9),
    (-6.2, 2.9),
    (-6.9, 2.3),
    (-6.6, 1.2),
    (-7.1, 0.3),
    (-6.7, -0.8),
    (-7.0, -1.8),
    (-6.0, -2.3),
    (-5.2, -2.1),
    (-4.4, -3.0),
    (-3.2, -3.0),
    (-2.5, -4.2),
    (-1.3, -4.3),
    (-0.5, -5.0),
    (0.6, -4.6),
    (1.5, -4.9),
    (2.5, -4.2),
    (3.6, -4.5),
    (4.4, -3.7),
    (4.3, -2.6),
    (5.2, -1.9),
    (5.0, -0.6),
];

/// A locality's id, label and middles.
type Gathering = (&'static str, &'static str, &'static [(f64, f64)]);

/// Localities: id, real neighbourhood names as a label, and the middles (kilometres) around which they gather.
const LOCALITIES: [Gathering; 8] = [
    ("centre", "City Centre and Hillfields", &[(0.1, 0.1), (0.9, 0.9)]),
    ("foleshill", "Foleshill and Longford", &[(1.0, 3.0), (0.9, 4.8)]),
    ("holbrooks", "Radford and Holbrooks", &[(-1.1, 2.2), (-1.0, 4.6)]),
    ("wyken", "Wyken and Walsgrave", &[(3.6, 1.6), (4.2, 3.6)]),
    ("binley", "Binley and Willenhall", &[(3.4, -0.9), (3.5, -3.2)]),
    ("cheylesmore", "Cheylesmore and Finham", &[(0.5, -2.0), (0.2, -4.0)]),
    ("canley", "Earlsdon and Canley", &[(-2.0, -0.9), (-3.6, -2.0)]),
    ("tile-hill", "Tile Hill and Coundon", &[(-5.2, -0.3), (-3.6, 2.0), (-5.0, 2.6)]),
];

/// One area.
pub struct Piece {
    /// Its middle, kilometres.
    pub middle: (f64, f64),
    /// Its outline, degrees.
    pub outline: Polygon<f64>,
    /// Which locality it belongs to.
    pub locality: usize,
}

/// The whole city.
pub struct City {
    /// Areas.
    pub pieces: Vec<Piece>,
}

/// Degrees, five decimals, of kilometres.
pub fn degrees((east, north): (f64, f64)) -> (f64, f64) {
    let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
    (round(MIDDLE.0 + east / KM_PER_DEGREE.0), round(MIDDLE.1 + north / KM_PER_DEGREE.1))
}

/// The outline with its edges bent, halved again and again, so that it looks like a border that grew.
fn outline(chance: &mut Chance) -> Polygon<f64> {
    let mut ring: Vec<(f64, f64)> = OUTLINE.to_vec();
    for _ in 0..3 {
        let corners = ring.clone();
        ring.clear();
        for (place, &here) in corners.iter().enumerate() {
            let next = corners[(place + 1) % corners.len()];
            let (east, north) = (next.0 - here.0, next.1 - here.1);
            let bend = chance.between(-0.16, 0.16);
            ring.push(here);
            ring.push((
                f64::midpoint(here.0, next.0) - north * bend,
                f64::midpoint(here.1, next.1) + east * bend,
            ));
        }
    }
    ring.push(ring[0]);
    Polygon::new(LineString::from(ring), Vec::new())
}

/// Cuts the city up.
pub fn build(chance: &mut Chance) -> City {
    let outline = outline(chance);
    let mut seeds = scatter(&outline, chance);
    // Two rounds of moving each seed to the middle of its cell even the cells out.
    for _ in 0..2 {
        seeds = (0..seeds.len())
            .map(|index| {
                cell(index, &seeds, &outline)
                    .and_then(|cell| cell.centroid())
                    .map_or(seeds[index], |middle| (middle.x(), middle.y()))
            })
            .collect();
    }
    let pieces = (0..seeds.len())
        .filter_map(|index| {
            let cell = cell(index, &seeds, &outline)?;
            let ring: Vec<(f64, f64)> =
                cell.exterior().coords().map(|coord| degrees((coord.x, coord.y))).collect();
            let outline = Polygon::new(LineString::from(without_repeats(ring)), Vec::new());
            Some(Piece { middle: seeds[index], outline, locality: nearest_locality(seeds[index]) })
        })
        .collect();
    City { pieces }
}

/// Seeds inside the outline, denser towards the middle.
fn scatter(outline: &Polygon<f64>, chance: &mut Chance) -> Vec<(f64, f64)> {
    let mut seeds = Vec::new();
    while seeds.len() < AREAS {
        let (east, north) = (chance.between(-7.2, 6.2), chance.between(-5.1, 6.4));
        let far = east.hypot(north);
        let dense = 0.28 + 0.72 * (-(far / 3.6).powi(2)).exp();
        if chance.happens(dense) && outline.contains(&Point::new(east, north)) {
            seeds.push((east, north));
        }
    }
    seeds
}

/// The part of the city nearer to one seed than to any other; of several pieces the largest.
fn cell(index: usize, seeds: &[(f64, f64)], outline: &Polygon<f64>) -> Option<Polygon<f64>> {
    let here = seeds[index];
    let away = |other: (f64, f64)| (other.0 - here.0).hypot(other.1 - here.1);
    let mut others: Vec<(f64, f64)> = seeds.iter().copied().filter(|&seed| seed != here).collect();
    others.sort_by(|&a, &b| away(a).total_cmp(&away(b)));
    let reach = 1.8;
    let (east, north) = here;
    let mut ring = vec![
        (east - reach, north - reach),
        (east + reach, north - reach),
        (east + reach, north + reach),
        (east - reach, north + reach),
    ];
    for other in others {
        let furthest = ring.iter().map(|&corner| away(corner)).fold(0.0, f64::max);
        if away(other) > 2.0 * furthest {
            break;
        }
        ring = nearer_half(&ring, here, other);
    }
    ring.push(*ring.first()?);
    let cell = Polygon::new(LineString::from(ring), Vec::new());
    let clipped = cell.intersection(outline);
    clipped.into_iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))
}

/// The part of a convex ring that is nearer to `here` than to `other`.
fn nearer_half(ring: &[(f64, f64)], here: (f64, f64), other: (f64, f64)) -> Vec<(f64, f64)> {
    let nearer = |(x, y): (f64, f64)| {
        let (dx, dy) = (other.0 - here.0, other.1 - here.1);
        let (mx, my) = (f64::midpoint(here.0, other.0), f64::midpoint(here.1, other.1));
        (mx - x) * dx + (my - y) * dy
    };
    let mut kept = Vec::with_capacity(ring.len() + 1);
    for (place, &corner) in ring.iter().enumerate() {
        let next = ring[(place + 1) % ring.len()];
        let (now, then) = (nearer(corner), nearer(next));
        if now >= 0.0 {
            kept.push(corner);
        }
        if (now >= 0.0) != (then >= 0.0) {
            let along = now / (now - then);
            kept.push((corner.0 + along * (next.0 - corner.0), corner.1 + along * (next.1 - corner.1)));
        }
    }
    kept
}

fn without_repeats(mut ring: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    ring.dedup();
    ring
}

fn nearest_locality(middle: (f64, f64)) -> usize {
    let away = |locality: usize| {
        let middles = LOCALITIES[locality].2.iter();
        middles.map(|place| (place.0 - middle.0).hypot(place.1 - middle.1)).fold(f64::INFINITY, f64::min)
    };
    (0..LOCALITIES.len()).min_by(|&a, &b| away(a).total_cmp(&away(b))).unwrap_or(0)
}

/// The localities as features: their areas put together.
pub fn locality_features(city: &City, people: &[People]) -> Vec<Value> {
    LOCALITIES
        .iter()
        .enumerate()
        .map(|(index, (id, name, _))| {
            let pieces: Vec<&Polygon<f64>> = city
                .pieces
                .iter()
                .filter(|piece| piece.locality == index)
                .map(|piece| &piece.outline)
                .collect();
            let population: u32 = city
                .pieces
                .iter()
                .zip(people)
                .filter(|(piece, _)| piece.locality == index)
                .map(|(_, people)| people.population)
                .sum();
            let whole = tidy(&unary_union(pieces));
            json!({
                "type": "Feature",
                "properties": { "id": id, "name": name, "population": population },
                "geometry": { "type": "MultiPolygon", "coordinates": coordinates(&whole) },
            })
        })
        .collect()
}

/// Without the slivers and pinholes that rounding leaves between areas.
fn tidy(whole: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    /// About a thousand square metres, in square degrees.
    const SLIVER: f64 = 1.3e-7;
    let polygons = whole.iter().filter(|polygon| polygon.unsigned_area() > SLIVER).map(|polygon| {
        let holes = polygon
            .interiors()
            .iter()
            .filter(|ring| Polygon::new((*ring).clone(), Vec::new()).unsigned_area() > SLIVER);
        Polygon::new(polygon.exterior().clone(), holes.cloned().collect())
    });
    MultiPolygon(polygons.collect())
}

fn coordinates(whole: &MultiPolygon<f64>) -> Value {
    let polygons: Vec<Value> = whole.iter().map(rings).collect();
    Value::Array(polygons)
}

/// A polygon's rings as GeoJSON, five decimals.
pub fn rings(polygon: &Polygon<f64>) -> Value {
    let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
    let ring = |ring: &LineString<f64>| -> Value {
        let mut points: Vec<(f64, f64)> =
            ring.coords().map(|Coord { x, y }| (round(*x), round(*y))).collect();
        points.dedup();
        points.into_iter().map(|(x, y)| json!([x, y])).collect()
    };
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
}
