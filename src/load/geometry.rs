//! Outlines checked: what is wrong with one by itself, and where localities overlap or leave gaps between them.

use std::collections::BTreeMap;

use geo::algorithm::Validation;
use geo::algorithm::validation::{InvalidPolygon, RingRole};
use geo::{Area as _, BooleanOps, BoundingRect, Intersects, MultiPolygon, Polygon, Relate, unary_union};
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use crate::model::{Issue, Locality, Position, Severity};
use crate::place::in_metres;

/// Overlaps and gaps smaller than this are slivers of digitising, square metres: neighbours drawn to the metre from one map
/// differ by less, and nobody lives there.
const SLIVER_M2: f64 = 100.0;

/// Overlaps and gaps told one by one, largest first; more of them are told together.
const SHOWN: usize = 5;

/// More localities than this are small areas given as localities; comparing all of them would take minutes.
const MOST_COMPARED: usize = 2_000;

/// Parts of one outline that are compared with each other; an outline of more is a coast with its rocks.
const MOST_PARTS: usize = 200;

/// What is wrong with the polygons of one outline, in plain words, each once.
pub(super) fn faults(polygons: &[Polygon<f64>]) -> Vec<String> {
    let mut found = Vec::new();
    for polygon in polygons {
        for fault in polygon.validation_errors() {
            let words = in_words(&fault);
            if !found.contains(&words) {
                found.push(words);
            }
        }
    }
    // Comparing parts needs sound parts.
    if found.is_empty() && polygons.len() <= MOST_PARTS {
        let boxes: Vec<_> = polygons.iter().map(BoundingRect::bounding_rect).collect();
        let overlap = (0..polygons.len()).any(|one| {
            (0..one).any(|other| {
                let near = boxes[one].is_some_and(|own| boxes[other].is_some_and(|its| own.intersects(&its)));
                near && polygons[one].relate(&polygons[other]).matches("T********").unwrap_or(false)
            })
        });
        if overlap {
            found.push("two of its parts overlap".to_owned());
        }
    }
    found
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

/// An area that two localities share, or that some leave between them.
struct Misfit {
    area_m2: f64,
    between: Vec<String>,
}

/// Tells where localities overlap, and which gaps they enclose. A strip between two of them that is open to the outside
/// cannot be told from the edge of the city, so it is no gap.
pub(super) fn tell_fit(localities: &[Locality], file: &str, issues: &mut Vec<Issue>) {
    if localities.len() > MOST_COMPARED {
        let message = format!("{} localities are too many to look for overlaps and gaps", localities.len());
        let remedy = "Give larger localities, if these are small areas.";
        issues.push(Issue::new(Severity::Note, file, message, remedy).in_field("geometry"));
        return;
    }
    let Some(origin) = localities.iter().find_map(|locality| {
        let corner = locality.outline.bounding_rect()?.min();
        Some(Position { lon: corner.x, lat: corner.y })
    }) else {
        return;
    };
    let flat: Vec<MultiPolygon<f64>> =
        localities.par_iter().map(|locality| in_metres(&locality.outline, origin)).collect();
    let boxes: Vec<GeomWithData<Rectangle<[f64; 2]>, usize>> = flat
        .iter()
        .enumerate()
        .filter_map(|(place, outline)| {
            let rect = outline.bounding_rect()?;
            let corners = ([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(GeomWithData::new(Rectangle::from_corners(corners.0, corners.1), place))
        })
        .collect();
    let tree = RTree::bulk_load(boxes);
    let name = |place: usize| format!("\"{}\"", localities[place].name);

    let mut pairs: Vec<(usize, usize)> = tree
        .intersection_candidates_with_other_tree(&tree)
        .map(|(one, other)| (one.data, other.data))
        .filter(|(one, other)| one < other)
        .collect();
    pairs.sort_unstable();
    let overlaps = pairs
        .par_iter()
        .map(|&(one, other)| Misfit {
            area_m2: flat[one].intersection(&flat[other]).unsigned_area(),
            between: vec![name(one), name(other)],
        })
        .collect();
    let remedy = "Mend the borders; until then a place in both belongs to the locality with the smaller id.";
    tell(overlaps, |between| format!("{} overlap", between.join(" and ")), remedy, "overlap", file, issues);

    let mut gaps: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
    for hole in unary_union(&flat).iter().flat_map(Polygon::interiors) {
        let hole = Polygon::new(hole.clone(), Vec::new());
        let Some(rect) = hole.bounding_rect() else { continue };
        let area_m2 = hole.unsigned_area();
        if area_m2 < SLIVER_M2 {
            continue;
        }
        // A centimetre covers what rounding does to shared corners.
        let (min, max) =
            ([rect.min().x - 0.01, rect.min().y - 0.01], [rect.max().x + 0.01, rect.max().y + 0.01]);
        let mut around: Vec<usize> = tree
            .locate_in_envelope_intersecting(&rstar::AABB::from_corners(min, max))
            .map(|candidate| candidate.data)
            .filter(|&place| near(&flat[place], &hole))
            .collect();
        around.sort_unstable();
        *gaps.entry(around).or_default() += area_m2;
    }
    let gaps = gaps
        .into_iter()
        .map(|(around, area_m2)| Misfit { area_m2, between: around.into_iter().map(name).collect() })
        .collect();
    let words = |between: &[String]| match between {
        [only] => format!("there is a gap within {only}"),
        several => format!("there is a gap between {}", several.join(" and ")),
    };
    let remedy =
        "Mend the borders, unless the gap is meant; sites and areas in it lie outside every locality.";
    tell(gaps, words, remedy, "gap", file, issues);
}

/// Whether an outline comes within a centimetre of a corner of a gap.
fn near(outline: &MultiPolygon<f64>, gap: &Polygon<f64>) -> bool {
    use geo::{Distance, Euclidean};
    gap.exterior().points().any(|corner| Euclidean.distance(&corner, outline) < 0.01)
}

/// Tells the largest one by one and the rest together.
fn tell(
    mut misfits: Vec<Misfit>,
    words: impl Fn(&[String]) -> String,
    remedy: &str,
    what: &str,
    file: &str,
    issues: &mut Vec<Issue>,
) {
    misfits.retain(|misfit| misfit.area_m2 >= SLIVER_M2);
    misfits.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2).then_with(|| a.between.cmp(&b.between)));
    let mut say = |message: String| {
        issues.push(Issue::new(Severity::Warning, file, message, remedy).in_field("geometry"));
    };
    for misfit in misfits.iter().take(SHOWN) {
        say(format!("{} ({})", words(&misfit.between), surface(misfit.area_m2)));
    }
    let rest = misfits.get(SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        let area_m2: f64 = rest.iter().map(|misfit| misfit.area_m2).sum();
        let plural = if rest.len() == 1 { "" } else { "s" };
        say(format!(
            "there {} {} more {what}{plural} of localities ({})",
            if rest.len() == 1 { "is" } else { "are" },
            rest.len(),
            surface(area_m2)
        ));
    }
}

/// An area for people: square metres, from a tenth of a hectare on hectares.
fn surface(area_m2: f64) -> String {
    if area_m2 < 1_000.0 { format!("{area_m2:.0} m²") } else { format!("{:.1} ha", area_m2 / 10_000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    /// A rectangle in thousandths of a degree from 1.5° west, 52.4° north.
    fn block(name: &str, west: f64, south: f64, east: f64, north: f64) -> Locality {
        let at = |x: f64, y: f64| (-1.5 + x / 1e3, 52.4 + y / 1e3);
        let ring = vec![at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)];
        Locality {
            id: name.to_owned(),
            name: name.to_owned(),
            outline: MultiPolygon(vec![Polygon::new(ring.into(), Vec::new())]),
            numbers: BTreeMap::new(),
            texts: BTreeMap::new(),
        }
    }

    fn told(localities: &[Locality]) -> Vec<String> {
        let mut issues = Vec::new();
        tell_fit(localities, "wards.geojson", &mut issues);
        issues.into_iter().map(|issue| issue.message).collect()
    }

    #[test]
    fn neighbours_that_fit_are_not_told() {
        assert_eq!(told(&[block("a", 0.0, 0.0, 10.0, 10.0), block("b", 10.0, 0.0, 20.0, 10.0)]), [""; 0]);
        // A strip of a third of a metre over 1.1 km is a sliver; one of 1.4 m is not.
        assert_eq!(told(&[block("a", 0.0, 0.0, 10.0, 1.0), block("b", 9.995, 0.0, 20.0, 1.0)]), [""; 0]);
    }

    #[test]
    fn an_overlap_is_told_with_its_area_and_both_names() {
        // 0.001° of longitude at 52.4° is 67.85 m, 0.01° of latitude 1,112 m: 7.5 ha.
        let found = told(&[block("a", 0.0, 0.0, 10.0, 10.0), block("b", 9.0, 0.0, 20.0, 10.0)]);
        assert_eq!(found, ["\"a\" and \"b\" overlap (7.5 ha)"]);
    }

    #[test]
    fn a_gap_that_localities_enclose_is_told_with_its_area_and_their_names() {
        let found = told(&[
            block("a", 0.0, 0.0, 10.0, 30.0),
            block("b", 11.0, 0.0, 20.0, 30.0),
            block("c", 0.0, 30.0, 20.0, 40.0),
            block("d", 0.0, -10.0, 20.0, 0.0),
        ]);
        assert_eq!(found, ["there is a gap between \"a\" and \"b\" and \"c\" and \"d\" (22.6 ha)"]);
    }

    #[test]
    fn faults_are_told_in_plain_words() {
        let bow = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0), (x: 0.0, y: 1.5)];
        assert_eq!(faults(&[bow]), ["its outer ring crosses itself"]);
        let square = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 0.0, y: 2.0)];
        assert_eq!(faults(std::slice::from_ref(&square)), [""; 0]);
        assert_eq!(faults(&[square.clone(), square.clone()]), ["two of its parts overlap"]);
        let outside = vec![(5.0, 5.0), (6.0, 5.0), (6.0, 6.0), (5.0, 5.0)];
        let holed = Polygon::new(square.exterior().clone(), vec![outside.into()]);
        assert_eq!(faults(&[holed]), ["its hole 1 is not within its outer ring"]);
    }
}
