//! The city: an invented outline where Coventry lies, cut into about a thousand areas and eight localities.
//!
//! Worked out in kilometres east and north of the middle with nothing but `+ − × ÷` and square roots, which are the same
//! on every machine.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Area, BooleanOps, Centroid, Contains, LineString, Point, Polygon};
use serde_json::{Value, json};

use crate::borders::{
    Corner, Corners, bent, closed, corner, dissolved, distance, edges, kilometres, middle, with_all_corners,
    written,
};
use crate::chance::Chance;

/// How large the city is.
const CITY_KM2: f64 = 98.0;
/// How many areas there are.
const AREAS: usize = 1_008;

/// Corners of the city's outline, kilometres east and north of the middle, counter-clockwise, before scaling.
const OUTLINE: [(f64, f64); 40] = [
    (6.1, 0.4),
    (6.3, 1.8),
    (5.6, 2.9),
    (5.2, 4.1),
    (4.3, 4.7),
    (3.4, 5.6),
    (2.3, 5.3),
    (1.4, 5.9),
    (0.3, 5.4),
    (-0.6, 5.3),
    (-1.3, 4.4),
    (-2.0, 5.0),
    (-2.8, 5.9),
    (-4.0, 5.4),
    (-5.3, 5.8),
    (-6.2, 5.0),
    (-6.0, 4.0),
    (-6.9, 3.2),
    (-6.6, 2.1),
    (-7.0, 1.1),
    (-6.4, 0.2),
    (-6.6, -0.9),
    (-6.9, -1.9),
    (-5.9, -2.6),
    (-4.8, -2.5),
    (-3.9, -3.3),
    (-2.9, -3.0),
    (-2.0, -3.9),
    (-1.4, -4.9),
    (-0.5, -5.4),
    (0.2, -4.6),
    (1.2, -4.8),
    (1.9, -3.9),
    (2.9, -4.2),
    (3.9, -4.6),
    (4.7, -3.8),
    (4.3, -2.9),
    (5.1, -2.2),
    (4.8, -1.1),
    (5.7, -0.5),
];

/// A locality: its id, its label, the middles (kilometres) around which it gathers, and how much it is drawn in.
struct Gathering {
    id: &'static str,
    name: &'static str,
    middles: &'static [(f64, f64)],
    drawn_in_km: f64,
}

/// Localities under real neighbourhood names; where they begin and end is invented.
const LOCALITIES: [Gathering; 8] = [
    Gathering {
        id: "centre",
        name: "Hillfields & City Centre",
        middles: &[(0.0, 0.0), (1.0, 0.7)],
        drawn_in_km: 0.25,
    },
    Gathering { id: "foleshill", name: "Foleshill", middles: &[(1.0, 3.0), (1.2, 4.6)], drawn_in_km: 0.0 },
    Gathering {
        id: "radford",
        name: "Radford & Holbrooks",
        middles: &[(-1.1, 2.1), (-0.6, 4.0)],
        drawn_in_km: -0.1,
    },
    Gathering {
        id: "wyken",
        name: "Wyken & Walsgrave",
        middles: &[(3.2, 1.5), (4.4, 2.6), (3.1, 4.0)],
        drawn_in_km: 0.12,
    },
    Gathering {
        id: "willenhall",
        name: "Willenhall & Binley",
        middles: &[(3.5, -0.8), (3.3, -3.0)],
        drawn_in_km: -0.3,
    },
    Gathering {
        id: "earlsdon",
        name: "Earlsdon & Finham",
        middles: &[(-1.4, -1.1), (0.6, -2.0), (-0.5, -3.8)],
        drawn_in_km: 0.3,
    },
    Gathering {
        id: "tile-hill",
        name: "Tile Hill & Canley",
        middles: &[(-5.0, -0.7), (-3.3, -1.5)],
        drawn_in_km: -0.3,
    },
    Gathering {
        id: "allesley",
        name: "Allesley & Coundon",
        middles: &[(-2.7, 1.7), (-4.0, 3.2), (-5.2, 1.5)],
        drawn_in_km: 0.12,
    },
];

/// Where people live close together: kilometres east and north, strength, width in kilometres.
const CROWDS: [(f64, f64, f64, f64); 13] = [
    (0.3, 0.3, 1.6, 1.7),
    (1.0, 2.9, 0.9, 1.5),
    (-1.0, 2.2, 0.7, 1.5),
    (3.0, 1.2, 0.6, 1.6),
    (3.2, 3.9, 0.7, 1.2),
    (3.4, -3.0, 0.6, 1.0),
    (3.4, -0.7, 0.3, 1.2),
    (-1.6, -0.8, 0.6, 1.4),
    (0.6, -1.9, 0.5, 1.4),
    (-4.9, -0.6, 0.7, 1.3),
    (-3.2, -1.5, 0.5, 1.1),
    (-2.6, 1.6, 0.5, 1.4),
    (0.6, 4.4, 0.4, 1.3),
];
/// How crowded the emptiest outskirts are, in the same unit.
const OUTSKIRTS: f64 = 0.06;

/// One area.
pub struct Piece {
    /// Its middle, kilometres.
    pub middle: (f64, f64),
    /// Which locality it belongs to.
    pub locality: usize,
    /// What it is called: its locality and a number.
    pub name: String,
    /// Its outline, without the repeated last corner, counter-clockwise.
    ring: Vec<Corner>,
}

/// The whole city.
pub struct City {
    /// Areas, locality after locality, north to south.
    pub pieces: Vec<Piece>,
}

/// 1 at a distance of nothing, a quarter at one width, nearly nothing at three.
pub fn falloff((east, north): (f64, f64), (x, y): (f64, f64), width: f64) -> f64 {
    let far = ((east - x) * (east - x) + (north - y) * (north - y)) / (width * width);
    1.0 / ((1.0 + far) * (1.0 + far))
}

/// A place as GeoJSON coordinates.
pub fn position(place: (f64, f64)) -> Value {
    written(corner(place))
}

/// Cuts the city up.
pub fn build(chance: &mut Chance) -> City {
    let outline = outline(chance);
    let mut seeds = scatter(&outline, chance);
    // Two rounds of moving each seed to the middle of its cell even the cells out.
    for _ in 0..2 {
        let middle = |index: usize| {
            let cell = cell(index, &seeds, &outline)?;
            cell.centroid().map(|middle| (middle.x(), middle.y()))
        };
        seeds = (0..seeds.len()).map(|index| middle(index).unwrap_or(seeds[index])).collect();
    }
    let mut corners = Corners::default();
    let rings: Vec<Vec<Corner>> = (0..seeds.len())
        .filter_map(|index| cell(index, &seeds, &outline))
        .map(|cell| corners.ring(&cell))
        .filter(|ring| ring.len() >= 3)
        .collect();
    let rings = with_all_corners(rings);
    let localities = localities(&rings);
    let rings = bent(&rings, chance);
    let mut pieces: Vec<Piece> = rings
        .into_iter()
        .zip(localities)
        .map(|(ring, locality)| Piece { middle: middle(&ring), locality, name: String::new(), ring })
        .collect();
    pieces.sort_by(|a, b| a.locality.cmp(&b.locality).then(b.middle.1.total_cmp(&a.middle.1)));
    let mut numbers = [0; LOCALITIES.len()];
    for piece in &mut pieces {
        numbers[piece.locality] += 1;
        piece.name = format!("{} {}", LOCALITIES[piece.locality].name, numbers[piece.locality]);
    }
    City { pieces }
}

/// The outline with its edges bent, halved again and again so that it looks like a border that grew, at its size.
fn outline(chance: &mut Chance) -> Polygon<f64> {
    let mut ring: Vec<(f64, f64)> = OUTLINE.to_vec();
    for most in [0.13, 0.15, 0.12] {
        let corners = ring.clone();
        ring.clear();
        for (place, &here) in corners.iter().enumerate() {
            let next = corners[(place + 1) % corners.len()];
            let (east, north) = (next.0 - here.0, next.1 - here.1);
            let bend = chance.between(-most, most);
            ring.push(here);
            ring.push((
                f64::midpoint(here.0, next.0) - north * bend,
                f64::midpoint(here.1, next.1) + east * bend,
            ));
        }
    }
    let whole = Polygon::new(LineString::from(ring.clone()), Vec::new());
    let scale = (CITY_KM2 / whole.unsigned_area()).sqrt();
    let scaled: Vec<(f64, f64)> = ring.iter().map(|&(east, north)| (east * scale, north * scale)).collect();
    Polygon::new(LineString::from(scaled), Vec::new())
}

/// Seeds inside the outline, closer together where people live close together.
fn scatter(outline: &Polygon<f64>, chance: &mut Chance) -> Vec<(f64, f64)> {
    let mut seeds = Vec::new();
    while seeds.len() < AREAS {
        let place = (chance.between(-7.5, 6.8), chance.between(-6.0, 6.4));
        let crowd: f64 =
            CROWDS.iter().map(|&(x, y, strength, width)| strength * falloff(place, (x, y), width)).sum();
        if chance.happens(OUTSKIRTS + crowd / 2.0) && outline.contains(&Point::new(place.0, place.1)) {
            seeds.push(place);
        }
    }
    seeds
}

/// The part of the city nearer to one seed than to any other (a Voronoi cell); of several pieces the largest.
fn cell(index: usize, seeds: &[(f64, f64)], outline: &Polygon<f64>) -> Option<Polygon<f64>> {
    let here = seeds[index];
    let mut others: Vec<(f64, f64)> = seeds.iter().copied().filter(|&seed| seed != here).collect();
    others.sort_by(|&a, &b| distance(a, here).total_cmp(&distance(b, here)));
    let reach = 6.0;
    let (east, north) = here;
    let mut ring = vec![
        (east - reach, north - reach),
        (east + reach, north - reach),
        (east + reach, north + reach),
        (east - reach, north + reach),
    ];
    for other in others {
        let furthest = ring.iter().map(|&corner| distance(corner, here)).fold(0.0, f64::max);
        if distance(other, here) > 2.0 * furthest {
            break;
        }
        ring = nearer_half(&ring, here, other);
    }
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

/// The locality of each area: the nearest, then evened out so that each is in one piece.
fn localities(rings: &[Vec<Corner>]) -> Vec<usize> {
    let owners: BTreeMap<(Corner, Corner), usize> = rings
        .iter()
        .enumerate()
        .flat_map(|(index, ring)| edges(ring).into_iter().map(move |edge| (edge, index)))
        .collect();
    // Each area's neighbours and the length of the border with each.
    let neighbours: Vec<Vec<(usize, f64)>> = rings
        .iter()
        .map(|ring| {
            let across = |(a, b): (Corner, Corner)| {
                let other = owners.get(&(b, a))?;
                Some((*other, distance(kilometres(a), kilometres(b))))
            };
            edges(ring).into_iter().filter_map(across).collect()
        })
        .collect();
    let mut of: Vec<usize> = rings.iter().map(|ring| nearest_locality(middle(ring))).collect();
    for _ in 0..4 {
        let before = of.clone();
        for (index, around) in neighbours.iter().enumerate() {
            let border = |locality: usize| -> f64 {
                around.iter().filter(|(other, _)| before[*other] == locality).map(|(_, km)| km).sum()
            };
            let most = (0..LOCALITIES.len()).max_by(|&a, &b| border(a).total_cmp(&border(b)));
            of[index] = most.filter(|&most| border(most) > 1.4 * border(of[index])).unwrap_or(of[index]);
        }
    }
    joined(&neighbours, of)
}

/// With areas cut off from the rest of their locality given to a neighbour's.
fn joined(neighbours: &[Vec<(usize, f64)>], mut of: Vec<usize>) -> Vec<usize> {
    for locality in 0..LOCALITIES.len() {
        let mut left: BTreeSet<usize> = (0..of.len()).filter(|&index| of[index] == locality).collect();
        let mut parts: Vec<Vec<usize>> = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut part = vec![first];
            let mut next = 0;
            while let Some(&index) = part.get(next) {
                part.extend(
                    neighbours[index].iter().map(|(other, _)| *other).filter(|other| left.remove(other)),
                );
                next += 1;
            }
            parts.push(part);
        }
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        for index in parts.into_iter().skip(1).flatten() {
            let other = neighbours[index].iter().find(|(other, _)| of[*other] != locality);
            of[index] = other.map_or(locality, |(other, _)| of[*other]);
        }
    }
    of
}

fn nearest_locality(place: (f64, f64)) -> usize {
    let away = |gathering: &Gathering| {
        let nearest = gathering.middles.iter().map(|&middle| distance(middle, place));
        nearest.fold(f64::INFINITY, f64::min) + gathering.drawn_in_km
    };
    (0..LOCALITIES.len()).min_by(|&a, &b| away(&LOCALITIES[a]).total_cmp(&away(&LOCALITIES[b]))).unwrap_or(0)
}

/// An area's outline as GeoJSON coordinates.
pub fn outline_of(piece: &Piece) -> Value {
    json!([closed(&piece.ring)])
}

/// The localities as features: exactly the areas they are made of, with the people in them.
pub fn locality_features(city: &City, populations: &[u32]) -> Vec<Value> {
    let feature = |(index, locality): (usize, &Gathering)| {
        let inside = || city.pieces.iter().zip(populations).filter(|(piece, _)| piece.locality == index);
        let population: u32 = inside().map(|(_, people)| people).sum();
        let rings: Vec<&[Corner]> = inside().map(|(piece, _)| piece.ring.as_slice()).collect();
        json!({
            "type": "Feature",
            "properties": { "id": locality.id, "name": locality.name, "population": population },
            "geometry": { "type": "Polygon", "coordinates": dissolved(&rings) },
        })
    };
    LOCALITIES.iter().enumerate().map(feature).collect()
}
