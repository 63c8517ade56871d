//! The walking network from an OpenStreetMap extract (`.osm.pbf`).
//!
//! Walkable is a `highway` of a kind that people walk on, unless it is a motorroad, `foot` forbids it, or `access` does
//! without `foot` allowing it. One-way streets are walked both ways; ferries are no paths. Only the largest connected
//! part is used, found before the network is clipped to 5 km around the project; what lies outside it is counted.
//!
//! # References
//! OpenStreetMap wiki, *Key:highway*, *Key:foot*, *Key:access*, *OSM tags for routing/Access restrictions*.

use std::sync::atomic::{AtomicUsize, Ordering};

use osmpbf::{BlobDecode, BlobReader, Element, ElementReader};
use rayon::prelude::*;

use super::{Bytes, Report};
use crate::error::Result;
use crate::model::{Piece, Position, Severity, Streets};
use crate::place::{along_a_curve, grown};

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
    let ways = ways(file, LIMITS)?;
    if ways.refs.is_empty() {
        return Err(file.wrong("it holds no path that can be walked"));
    }
    let nodes = Nodes::of(file, &ways)?;
    let mut pieces = Vec::with_capacity(ways.refs.len());
    let mut cut = 0;
    for (refs, steps) in ways.iter() {
        let mut before = nodes.place(refs.first());
        for id in &refs[1..] {
            let here = nodes.place(Some(id));
            match (before, here) {
                (Some(from), Some(to)) if from != to => pieces.push(Piece { from, to, steps }),
                (Some(_), Some(_)) => {}
                // Extracts cut ways at their border.
                _ => cut += 1,
            }
            before = here;
        }
    }
    drop(ways);
    let all = pieces.len();
    let part = largest_part(nodes.places.len(), &pieces);
    pieces.retain(|piece| part[piece.from as usize]);
    let apart = all - pieces.len();
    let streets = clipped(&nodes.places, &pieces, around);
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

/// The nodes of every way that is walked, one way after the other: a region has millions.
#[derive(Default)]
struct Ways {
    refs: Vec<i64>,
    /// Where each way ends in `refs`, and whether it is steps.
    ends: Vec<(usize, bool)>,
}

impl Ways {
    fn iter(&self) -> impl Iterator<Item = (&[i64], bool)> {
        let mut start = 0;
        self.ends.iter().map(move |&(end, steps)| {
            let refs = &self.refs[start..end];
            start = end;
            (refs, steps)
        })
    }

    /// Adds a way, unless it has no length.
    fn add(&mut self, refs: impl Iterator<Item = i64>, steps: bool) {
        let start = self.refs.len();
        self.refs.extend(refs);
        if self.refs.len() - start > 1 {
            self.ends.push((self.refs.len(), steps));
        } else {
            self.refs.truncate(start);
        }
    }

    /// These ways and then others.
    fn and(mut self, more: Self) -> Self {
        if self.refs.is_empty() {
            return more;
        }
        let before = self.refs.len();
        self.refs.extend(more.refs);
        self.ends.extend(more.ends.into_iter().map(|(end, steps)| (before + end, steps)));
        self
    }
}

fn unreadable(file: &Bytes) -> impl Fn(osmpbf::Error) -> crate::error::Error + '_ {
    |source| file.wrong(format!("it cannot be read as OpenStreetMap data: {source}"))
}

/// What a network may hold; that of Great Britain has about a hundred million bends of paths and half as many things again.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Nodes of all ways that are walked, counted for each way.
    refs: usize,
    /// Nodes, ways and relations of the file.
    elements: usize,
}

const LIMITS: Limits = Limits { refs: 200_000_000, elements: 1_000_000_000 };

fn ways(file: &Bytes, limits: Limits) -> Result<Ways> {
    let (refs, elements) = (AtomicUsize::new(0), AtomicUsize::new(0));
    // Counted block by block: a few megabytes can unpack to more than any memory.
    let too_many = |what: &str, most: usize| {
        file.wrong(format!(
            "it holds more than {} million {what}; cut an extract of the area that is planned",
            most / 1_000_000
        ))
    };
    BlobReader::new(file.content.as_ref())
        .par_bridge()
        .map(|blob| {
            let blob = blob.map_err(unreadable(file))?;
            let BlobDecode::OsmData(block) = blob.decode().map_err(unreadable(file))? else {
                return Ok(Ways::default());
            };
            let mut ways = Ways::default();
            let mut here = 0;
            for element in block.elements() {
                here += 1;
                if let Element::Way(way) = element
                    && let Some(steps) = walked(way.tags())
                {
                    ways.add(way.refs(), steps);
                }
            }
            if elements.fetch_add(here, Ordering::Relaxed) + here > limits.elements {
                return Err(too_many("things", limits.elements));
            }
            if refs.fetch_add(ways.refs.len(), Ordering::Relaxed) + ways.refs.len() > limits.refs {
                return Err(too_many("bends of paths", limits.refs));
            }
            Ok(ways)
        })
        .try_reduce(Ways::default, |ways, more| Ok(ways.and(more)))
}

/// The first place from one on whose id is not less. It is near in most files; over a long way it is not walked one by one,
/// or ids in disorder would take for ever.
fn first_from(ids: &[i64], from: usize, id: i64) -> usize {
    const NEAR: usize = 32;
    let rest = &ids[from..];
    let near = rest.iter().take(NEAR).position(|known| *known >= id);
    from + near.unwrap_or_else(|| rest.partition_point(|known| *known < id))
}

/// The nodes that ways use, by id.
struct Nodes {
    ids: Vec<i64>,
    /// Where each is; not a number for those that are not in the file.
    places: Vec<Position>,
}

impl Nodes {
    fn of(file: &Bytes, ways: &Ways) -> Result<Self> {
        let mut ids = ways.refs.clone();
        ids.sort_unstable();
        ids.dedup();
        ids.shrink_to_fit();
        if u32::try_from(ids.len()).is_err() {
            return Err(file.wrong("it holds more than four thousand million bends; cut an extract"));
        }
        let nowhere = Position { lon: f64::NAN, lat: f64::NAN };
        let mut places = vec![nowhere; ids.len()];
        // Files list nodes by rising id, so the next one is looked for from the last on.
        let mut next = 0;
        ElementReader::new(file.content.as_ref())
            .for_each(|element| {
                let (id, lon, lat) = match element {
                    Element::Node(node) => (node.id(), node.lon(), node.lat()),
                    Element::DenseNode(node) => (node.id(), node.lon(), node.lat()),
                    Element::Way(_) | Element::Relation(_) => return,
                };
                if next > 0 && ids[next - 1] >= id {
                    next = ids.partition_point(|known| *known < id);
                }
                next = first_from(&ids, next, id);
                if ids.get(next) == Some(&id) {
                    places[next] = Position { lon, lat };
                    next += 1;
                }
            })
            .map_err(unreadable(file))?;
        Ok(Self { ids, places })
    }

    /// The place of a node among these, if the file has it.
    fn place(&self, id: Option<&i64>) -> Option<u32> {
        let place = self.ids.binary_search(id?).ok()?;
        let known = !self.places[place].lon.is_nan();
        known.then(|| u32::try_from(place).ok()).flatten()
    }
}

/// Whether each node belongs to the part with the most nodes (of equals, the one with the first node).
fn largest_part(nodes: usize, pieces: &[Piece]) -> Vec<bool> {
    let count = u32::try_from(nodes).unwrap_or(u32::MAX);
    let mut parent: Vec<u32> = (0..count).collect();
    let mut size = vec![1_u32; nodes];
    for piece in pieces {
        let (a, b) = (root(&mut parent, piece.from), root(&mut parent, piece.to));
        if a != b {
            let (large, small) = if size[a as usize] >= size[b as usize] { (a, b) } else { (b, a) };
            parent[small as usize] = large;
            size[large as usize] += size[small as usize];
        }
    }
    let roots: Vec<u32> = (0..count).map(|node| root(&mut parent, node)).collect();
    let largest = roots.iter().copied().rev().max_by_key(|root| size[*root as usize]);
    roots.into_iter().map(|root| Some(root) == largest).collect()
}

fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        parent[node as usize] = parent[parent[node as usize] as usize];
        node = parent[node as usize];
    }
    node
}

/// The pieces with both ends near the positions, and their nodes alone, in an order in which neighbours are near each other.
fn clipped(nodes: &[Position], pieces: &[Piece], around: &[Position]) -> Streets {
    let Some([west, south, east, north]) = grown(around, AROUND_M) else { return Streets::default() };
    let inside = |node: u32| {
        let at = nodes[node as usize];
        (west..=east).contains(&at.lon) && (south..=north).contains(&at.lat)
    };
    let near = || pieces.iter().filter(|piece| inside(piece.from) && inside(piece.to));
    let mut used: Vec<u32> = near().flat_map(|piece| [piece.from, piece.to]).collect();
    used.sort_unstable();
    used.dedup();
    let places: Vec<Position> = used.iter().map(|node| nodes[*node as usize]).collect();
    let order = along_a_curve(&places);
    let mut place_of = vec![0_u32; used.len()];
    for (place, &old) in (0..).zip(&order) {
        place_of[old as usize] = place;
    }
    // Every end is among those used.
    let place = |node: u32| place_of[used.binary_search(&node).unwrap_or(0)];
    let mut pieces: Vec<Piece> =
        near().map(|piece| Piece { from: place(piece.from), to: place(piece.to), ..*piece }).collect();
    pieces.sort_unstable_by_key(|piece| (piece.from.min(piece.to), piece.from.max(piece.to), piece.steps));
    Streets { nodes: order.iter().map(|old| places[*old as usize]).collect(), pieces }
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

    /// A field of bytes, as Protocol Buffers write it; none of these is longer than 127.
    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        let length = u8::try_from(bytes.len()).expect("short");
        assert!(length < 128);
        [&[number << 3 | 2, length], bytes].concat()
    }

    /// An extract of so many footpaths of three nodes, one to a block.
    fn footpaths(count: usize) -> Bytes {
        let words = [b"".as_slice(), b"highway", b"footway"].map(|word| field(1, word)).concat();
        let way =
            field(3, &[&[1 << 3, 9][..], &field(2, &[1]), &field(3, &[2]), &field(8, &[2, 2, 2])].concat());
        let block = [field(1, &words), field(2, &way)].concat();
        let body = field(1, &block);
        let header = [field(1, b"OSMData"), vec![3 << 3, u8::try_from(body.len()).expect("short")]].concat();
        let length = u32::try_from(header.len()).expect("short");
        let content = [length.to_be_bytes().as_slice(), &header, &body].concat().repeat(count);
        Bytes { name: "city.osm.pbf".to_owned(), content: content.into(), path: None }
    }

    #[test]
    fn more_than_a_country_is_refused_block_by_block() {
        let found = |refs, elements| {
            let ways = ways(&footpaths(10), Limits { refs, elements });
            ways.map(|ways| (ways.refs.len(), ways.ends.len())).map_err(|error| error.to_string())
        };
        assert_eq!(found(30, 10), Ok((30, 10)));
        assert!(found(29, 10).is_err_and(|error| error.contains("bends of paths; cut an extract")));
        assert!(found(30, 9).is_err_and(|error| error.contains("things; cut an extract")));
    }

    #[test]
    fn an_id_is_found_from_anywhere_before_it() {
        let ids: Vec<i64> = (0..1_000).map(|id| id * 2).collect();
        for (from, id) in [(0, 0), (0, 1_999), (3, 7), (3, 1_500), (990, 1_999), (1_000, 5_000)] {
            let first = ids.partition_point(|known| *known < id).max(from);
            assert_eq!(first_from(&ids, from, id), first, "{id} from {from}");
        }
    }
}
