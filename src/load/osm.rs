//! The walking network from an OpenStreetMap extract (`.osm.pbf`).
//!
//! Walkable is a `highway` of a kind that people walk on, unless it is a motorroad, `foot` forbids it, or `access` does
//! without `foot` allowing it. One-way streets are walked both ways; ferries are no paths. Only the largest connected
//! part is used, found before the network is clipped to 5 km around the project; what lies outside it is counted.
//!
//! # References
//! OpenStreetMap wiki, *Key:highway*, *Key:foot*, *Key:access*, *OSM tags for routing/Access restrictions*.

use std::collections::HashMap;
use std::path::Path;

use osmpbf::{Element, ElementReader};

use super::{Bytes, Report};
use crate::error::Result;
use crate::model::{Piece, Position, Severity, Streets};
use crate::place::grown;

/// Kinds of highway that people walk on; the `_link` of the last four too.
const WALKED: [&str; 13] = [
    "footway",
    "path",
    "pedestrian",
    "steps",
    "corridor",
    "living_street",
    "residential",
    "unclassified",
    "road",
    "service",
    "track",
    "cycleway",
    "bridleway",
];
const ROADS: [&str; 4] = ["primary", "secondary", "tertiary", "trunk"];
const FORBIDDEN: [&str; 3] = ["no", "private", "use_sidepath"];
const ALLOWED: [&str; 6] = ["yes", "designated", "permissive", "public", "destination", "customers"];

/// How far around the project the network is kept, metres.
const AROUND_M: f64 = 5_000.0;

/// Whether a way is walked, and whether it is steps; none when it is not walked.
fn walked<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Option<bool> {
    let (mut highway, mut foot, mut access, mut motorroad) = ("", "", "", "");
    for (key, value) in tags {
        match key {
            "highway" => highway = value,
            "foot" => foot = value,
            "access" => access = value,
            "motorroad" => motorroad = value,
            _ => {}
        }
    }
    let road = highway.strip_suffix("_link").unwrap_or(highway);
    let kind = WALKED.contains(&highway) || ROADS.contains(&road);
    let closed = ["no", "private"].contains(&access) && !ALLOWED.contains(&foot);
    (kind && motorroad != "yes" && !FORBIDDEN.contains(&foot) && !closed).then_some(highway == "steps")
}

/// Reads a network and clips it to the surroundings of some positions.
pub(super) fn read(file: &Bytes, around: &[Position], report: &mut Report<'_>) -> Result<Streets> {
    let path = file.path.as_deref().ok_or_else(|| file.wrong("it is not a file on disk"))?;
    let ways = ways(file, path)?;
    if ways.is_empty() {
        return Err(file.wrong("it holds no path that can be walked"));
    }
    let (nodes, place_of) = nodes(file, path, &ways)?;
    let mut pieces = Vec::new();
    let mut cut = 0;
    for (refs, steps) in &ways {
        for pair in refs.windows(2) {
            match (place_of.get(&pair[0]), place_of.get(&pair[1])) {
                (Some(&from), Some(&to)) if from != to => pieces.push(Piece { from, to, steps: *steps }),
                (Some(_), Some(_)) => {}
                // Extracts cut ways at their border.
                _ => cut += 1,
            }
        }
    }
    let all = pieces.len();
    let part = largest_part(nodes.len(), &pieces);
    pieces.retain(|piece| part[piece.from as usize]);
    let apart = all - pieces.len();
    let streets = clipped(&nodes, &pieces, around);
    if streets.pieces.is_empty() {
        return Err(
            file.wrong("none of its paths lie within 5 km of the sites and areas; it is of another place")
        );
    }
    let share = 100.0 * apart as f64 / all.max(1) as f64;
    let message = format!(
        "{} pieces of path are used; {apart} of the file's {all} ({share:.1} %) are not joined to its largest part and left out{}",
        streets.pieces.len(),
        if cut > 0 { format!("; {cut} lead out of the file") } else { String::new() }
    );
    report.say(
        Severity::Note,
        None,
        None,
        message,
        "Nothing to do, unless a place that people walk to is cut off.",
    );
    Ok(streets)
}

/// The nodes of every way that is walked, and whether it is steps.
fn ways(file: &Bytes, path: &Path) -> Result<Vec<(Vec<i64>, bool)>> {
    let wrong =
        |source: osmpbf::Error| file.wrong(format!("it cannot be read as OpenStreetMap data: {source}"));
    let reader = ElementReader::from_path(path).map_err(wrong)?;
    reader
        .par_map_reduce(
            |element| match element {
                Element::Way(way) => {
                    walked(way.tags()).map(|steps| (way.refs().collect(), steps)).into_iter().collect()
                }
                _ => Vec::new(),
            },
            Vec::new,
            |mut all: Vec<(Vec<i64>, bool)>, more| {
                all.extend(more);
                all
            },
        )
        .map_err(wrong)
}

/// The places of the nodes that ways use, in the order in which ways name them, and which place each id has.
fn nodes(file: &Bytes, path: &Path, ways: &[(Vec<i64>, bool)]) -> Result<(Vec<Position>, HashMap<i64, u32>)> {
    let wrong =
        |source: osmpbf::Error| file.wrong(format!("it cannot be read as OpenStreetMap data: {source}"));
    let mut wanted: HashMap<i64, Option<Position>> =
        ways.iter().flat_map(|(refs, _)| refs).map(|id| (*id, None)).collect();
    let reader = ElementReader::from_path(path).map_err(wrong)?;
    reader
        .for_each(|element| {
            let (id, position) = match element {
                Element::Node(node) => (node.id(), Position { lon: node.lon(), lat: node.lat() }),
                Element::DenseNode(node) => (node.id(), Position { lon: node.lon(), lat: node.lat() }),
                Element::Way(_) | Element::Relation(_) => return,
            };
            if let Some(place) = wanted.get_mut(&id) {
                *place = Some(position);
            }
        })
        .map_err(wrong)?;
    let (mut nodes, mut place_of) = (Vec::new(), HashMap::new());
    for id in ways.iter().flat_map(|(refs, _)| refs) {
        let Some(position) = wanted.get(id).copied().flatten() else { continue };
        if !place_of.contains_key(id) {
            let place = u32::try_from(nodes.len()).map_err(|_too_many| {
                file.wrong("it holds more than four thousand million bends; cut an extract")
            })?;
            place_of.insert(*id, place);
            nodes.push(position);
        }
    }
    Ok((nodes, place_of))
}

/// Whether each node belongs to the part with the most nodes (of equals, the one with the first node).
fn largest_part(nodes: usize, pieces: &[Piece]) -> Vec<bool> {
    let mut parent: Vec<usize> = (0..nodes).collect();
    let mut size = vec![1_usize; nodes];
    for piece in pieces {
        let (a, b) = (root(&mut parent, piece.from as usize), root(&mut parent, piece.to as usize));
        if a != b {
            let (large, small) = if size[a] >= size[b] { (a, b) } else { (b, a) };
            parent[small] = large;
            size[large] += size[small];
        }
    }
    let roots: Vec<usize> = (0..nodes).map(|node| root(&mut parent, node)).collect();
    let largest = roots.iter().copied().rev().max_by_key(|root| size[*root]);
    roots.into_iter().map(|root| Some(root) == largest).collect()
}

fn root(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}

/// The pieces with both ends near the positions, and their nodes alone.
fn clipped(nodes: &[Position], pieces: &[Piece], around: &[Position]) -> Streets {
    let Some([west, south, east, north]) = grown(around, AROUND_M) else { return Streets::default() };
    let inside = |node: u32| {
        let at = nodes[node as usize];
        (west..=east).contains(&at.lon) && (south..=north).contains(&at.lat)
    };
    let mut streets = Streets::default();
    let mut place_of: HashMap<u32, u32> = HashMap::new();
    for piece in pieces.iter().filter(|piece| inside(piece.from) && inside(piece.to)) {
        let [from, to] = [piece.from, piece.to].map(|node| {
            *place_of.entry(node).or_insert_with(|| {
                streets.nodes.push(nodes[node as usize]);
                // There are no more than before, and those were counted.
                u32::try_from(streets.nodes.len() - 1).unwrap_or(u32::MAX)
            })
        });
        streets.pieces.push(Piece { from, to, steps: piece.steps });
    }
    streets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_walked_follows_the_tags() {
        let walked = |tags: &[(&'static str, &'static str)]| walked(tags.iter().copied());
        assert_eq!(walked(&[("highway", "residential")]), Some(false));
        assert_eq!(walked(&[("highway", "steps")]), Some(true));
        assert_eq!(walked(&[("highway", "trunk_link")]), Some(false));
        assert_eq!(
            walked(&[("highway", "service"), ("access", "private"), ("foot", "permissive")]),
            Some(false)
        );
        for tags in [
            &[("highway", "motorway")][..],
            &[("highway", "footway_link")],
            &[("highway", "trunk"), ("motorroad", "yes")],
            &[("highway", "primary"), ("foot", "use_sidepath")],
            &[("highway", "service"), ("access", "private")],
            &[("route", "ferry")],
        ] {
            assert_eq!(walked(tags), None, "{tags:?}");
        }
    }

    #[test]
    fn the_largest_part_is_the_one_with_the_most_nodes() {
        let piece = |from, to| Piece { from, to, steps: false };
        assert_eq!(
            largest_part(5, &[piece(0, 1), piece(2, 3), piece(3, 4)]),
            [false, false, true, true, true]
        );
        assert_eq!(largest_part(4, &[piece(2, 3), piece(0, 1)]), [true, true, false, false]);
    }
}
