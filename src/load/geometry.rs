//! Outlines compared: where localities overlap or leave gaps between them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use geo::{Area as _, BooleanOps, BoundingRect, CoordsIter, MultiPolygon, Polygon, unary_union};
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::rings::{Lines, lines_of};
use crate::model::{Issue, Locality, Position, Severity};
use crate::place::in_metres;

/// Overlaps and gaps smaller than this are slivers of digitising, square metres: neighbours drawn to the metre from one map
/// differ by less, and nobody lives there.
const SLIVER_M2: f64 = 100.0;

/// Overlaps and gaps told one by one, largest first; more of them are told together.
const SHOWN: usize = 5;

/// More localities than this are small areas given as localities; comparing all of them would take minutes.
const MOST_COMPARED: usize = 2_000;

/// Pairs of localities that are compared; of a map of sound ones each has some neighbours.
const MOST_PAIRS: usize = 50_000;

/// Corners of all localities that are compared.
const MOST_CORNERS: usize = 10_000_000;

/// Pairs of lines, one of each locality or both of one, that may meet. Lines that cross each other everywhere, in outlines
/// that are no borders, would take all memory.
const MOST_MEETING: usize = 20_000_000;

/// An area that two localities share, or that some leave between them.
struct Misfit {
    area_m2: f64,
    between: Vec<String>,
}

/// Tells where localities overlap, and which gaps they enclose. A strip between two of them that is open to the outside
/// cannot be told from the edge of the city, so it is no gap.
pub(super) fn tell_fit(localities: &[Locality], file: &str, issues: &mut Vec<Issue>) {
    let mut not_compared = |message: String, remedy: &str| {
        issues.push(Issue::new(Severity::Note, file, message, remedy).in_field("geometry"));
    };
    if localities.len() > MOST_COMPARED {
        let message = format!("{} localities are too many to look for overlaps and gaps", localities.len());
        not_compared(message, "Give larger localities, if these are small areas.");
        return;
    }
    let corners: usize = localities.iter().map(|locality| locality.outline.coords_count()).sum();
    if corners > MOST_CORNERS {
        let message = format!("{corners} corners of localities are too many to look for overlaps and gaps");
        not_compared(message, "Give generalised outlines.");
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
        .take(MOST_PAIRS + 1)
        .collect();
    if pairs.len() > MOST_PAIRS || meet_everywhere(&flat, &pairs, MOST_MEETING) {
        let message = "localities lie over each other in too many places to look for overlaps and gaps";
        not_compared(message.to_owned(), "Look at them in a GIS; most of them should only touch.");
        return;
    }
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

/// Whether lines of outlines meet in so many places, within one or between those of a pair, that they are no borders.
fn meet_everywhere(outlines: &[MultiPolygon<f64>], pairs: &[(usize, usize)], most: usize) -> bool {
    let lines: Vec<Lines> =
        outlines.par_iter().map(|outline| Lines::of(outline.iter().flat_map(lines_of))).collect();
    let met = AtomicUsize::new(0);
    let each = (0..outlines.len()).into_par_iter().map(|place| (place, place));
    each.chain(pairs.par_iter().copied()).any(|(one, other)| {
        let left = most.saturating_sub(met.load(Ordering::Relaxed));
        // A line meets itself and the two beside it.
        let own = if one == other { lines[one].count() * 3 } else { 0 };
        let meeting = lines[one].meeting(&lines[other], left + own + 1).saturating_sub(own);
        met.fetch_add(meeting, Ordering::Relaxed) + meeting > most
    })
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
    use geo::ConvexHull;

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
    fn localities_that_lie_over_each_other_everywhere_are_not_compared() {
        let same: Vec<Locality> = (0..400).map(|_| block("a", 0.0, 0.0, 10.0, 10.0)).collect();
        assert_eq!(
            told(&same),
            ["localities lie over each other in too many places to look for overlaps and gaps"]
        );
        let corner = |place: i32| {
            let angle = f64::from(place) * (0.4 * std::f64::consts::TAU + 1e-4);
            (angle.cos(), angle.sin())
        };
        let star = Polygon::new((0..500).map(corner).collect::<Vec<_>>().into(), Vec::new());
        let round = Polygon::new(star.convex_hull().exterior().clone(), Vec::new());
        assert!(meet_everywhere(&[MultiPolygon(vec![star])], &[], 10_000));
        let pair = vec![MultiPolygon(vec![round]); 2];
        assert!(!meet_everywhere(&pair, &[(0, 1)], 10_000));
    }
}
