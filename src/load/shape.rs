//! Coordinates understood: which system they are in, rings closed, outlines checked. What is changed or doubted is told.

use std::collections::BTreeSet;

use geo::{Area as _, ConvexHull, Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use serde_json::Value;

use super::layer::{Feature, Layer, Raw, label};
use super::{Bytes, Fix, Report, duplicates, rings, values};
use crate::error::Result;
use crate::model::{Position, Role, Severity};
use crate::place::from_british_grid;

/// A feature's place in longitude and latitude.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A point.
    Point(Position),
    /// One or more polygons.
    Outline(MultiPolygon<f64>),
    /// None given.
    Nowhere,
    /// Something unusable, in words.
    Unusable(String),
}

/// The systems that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Crs {
    /// WGS 84 (or ETRS 89, the same to a metre): degrees.
    LonLat,
    /// British National Grid: metres.
    BritishGrid,
}

/// What was found about one feature's geometry.
struct Settled {
    shape: Shape,
    swapped: bool,
    issues: Vec<(Severity, String, &'static str)>,
}

/// Understands a layer's coordinates. An error when it declares a system that is not read.
pub(super) fn settle(
    layer: &mut Layer,
    role: Role,
    fixes: &BTreeSet<Fix>,
    file: &Bytes,
    report: &mut Report<'_>,
) -> Result<Vec<Feature<Shape>>> {
    // Tables know it already: they drop repeated rows themselves.
    layer.rows = layer.rows.max(layer.features.len());
    cut_texts(layer, report);
    duplicates::drop_features(layer, report);
    let crs = recognised(layer, file, report)?;
    let swap = fixes.contains(&Fix::SwapAxes(role));
    let settled: Vec<Settled> =
        layer.features.par_iter().map(|feature| settle_one(&feature.shape, crs, swap)).collect();
    if swap {
        layer.add_note("its two axes were swapped, as asked");
    }
    let swapped = settled.iter().filter(|settled| settled.swapped).count();
    if swapped > 0 {
        let message = format!(
            "{swapped} of {} features look as if latitude came before longitude; they are read as written",
            settled.len()
        );
        let remedy = format!("Swap the two in the file, or ask for it: --fix {}.swap-axes.", role.word());
        report.say(Severity::Warning, None, Some("geometry"), message, &remedy);
    }
    let features = std::mem::take(&mut layer.features);
    Ok(features
        .into_iter()
        .zip(settled)
        .map(|(feature, settled)| {
            if !settled.issues.is_empty() {
                let id = feature.properties.get("id").and_then(|id| values::text(id).known());
                let label = label(feature.number, id.or_else(|| feature.id.clone()).as_deref());
                for (severity, message, remedy) in settled.issues {
                    report.say(severity, Some(&label), Some("geometry"), message, remedy);
                }
            }
            Feature {
                number: feature.number,
                id: feature.id,
                properties: feature.properties,
                shape: settled.shape,
            }
        })
        .collect())
}

/// Cuts texts of the layer's properties that are too long, and tells.
fn cut_texts(layer: &mut Layer, report: &mut Report<'_>) {
    let mut cut = 0;
    for feature in &mut layer.features {
        let texts = feature.properties.values_mut().filter_map(|value| match value {
            Value::String(text) => Some(text),
            _ => None,
        });
        cut += texts.chain(&mut feature.id).filter_map(|text| values::cut(text).then_some(())).count();
    }
    values::tell_cut(cut, report);
}

/// The system of a layer: as declared, checked against the size of its numbers.
fn recognised(layer: &mut Layer, file: &Bytes, report: &mut Report<'_>) -> Result<Crs> {
    let grid = layer.features.iter().filter(|feature| first(&feature.shape).is_some_and(is_on_grid)).count();
    let degrees =
        layer.features.iter().filter(|feature| first(&feature.shape).is_some_and(is_degrees)).count();
    let by_size = if grid > degrees { Crs::BritishGrid } else { Crs::LonLat };
    let declared = match layer.crs.as_deref() {
        Some(name) => match named(name) {
            Some(crs) => Some(crs),
            None => {
                return Err(file.wrong(format!(
                    "its coordinates are in {name}; WGS 84 longitude and latitude or British National Grid are needed"
                )));
            }
        },
        None => None,
    };
    let crs = match declared {
        Some(Crs::LonLat) if by_size == Crs::BritishGrid => {
            let message = "it declares longitude and latitude, but its numbers are British National Grid; they are read as such";
            report.say(
                Severity::Warning,
                None,
                Some("crs"),
                message,
                "Correct the declared coordinate system.",
            );
            Crs::BritishGrid
        }
        Some(declared) => declared,
        None => by_size,
    };
    if crs == Crs::BritishGrid {
        let message = "its coordinates are British National Grid; they are converted to longitude and latitude (OSTN15)";
        report.say(Severity::Note, None, Some("crs"), message, "Nothing to do.");
        layer.add_note("British National Grid converted with OSTN15");
    }
    Ok(crs)
}

/// The system of a name, an authority code or a `.prj` text.
fn named(name: &str) -> Option<Crs> {
    let plain: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    if has(&["27700", "britishnationalgrid", "osgb"]) {
        Some(Crs::BritishGrid)
    } else if plain.starts_with("projcs") || plain.starts_with("projcrs") {
        None
    } else if has(&["4326", "crs84", "4258", "wgs84", "wgs1984", "etrs89", "etrs1989"]) {
        Some(Crs::LonLat)
    } else {
        None
    }
}

fn first(raw: &Raw) -> Option<[f64; 2]> {
    match raw {
        Raw::Point(point) => Some(*point),
        Raw::Polygons(polygons) => polygons.first()?.first()?.first().copied(),
        Raw::Nowhere | Raw::Unusable(_) => None,
    }
}

/// Whether two numbers can be a longitude and a latitude.
pub(super) fn is_degrees([x, y]: [f64; 2]) -> bool {
    (-180.0..=180.0).contains(&x) && (-90.0..=90.0).contains(&y)
}

/// Whether two numbers can be an easting and a northing in Great Britain.
pub(super) fn is_on_grid([x, y]: [f64; 2]) -> bool {
    (1_000.0..700_000.0).contains(&x) && (1_000.0..1_300_000.0).contains(&y)
}

fn settle_one(raw: &Raw, crs: Crs, swap: bool) -> Settled {
    let mut settled = Settled { shape: Shape::Nowhere, swapped: false, issues: Vec::new() };
    settled.shape = match raw {
        Raw::Nowhere => Shape::Nowhere,
        Raw::Unusable(wrong) => Shape::Unusable(wrong.clone()),
        Raw::Point([0.0, 0.0]) => {
            Shape::Unusable("it stands at 0, 0, which programs write when they know no place".to_owned())
        }
        Raw::Point(point) => match position(*point, crs, swap, &mut settled.swapped) {
            Ok(position) => Shape::Point(position),
            Err(wrong) => Shape::Unusable(wrong),
        },
        Raw::Polygons(polygons) => outline(polygons, crs, swap, &mut settled),
    };
    settled
}

/// A longitude and latitude, or what is wrong with them.
fn position(
    [x, y]: [f64; 2],
    crs: Crs,
    swap: bool,
    swapped: &mut bool,
) -> std::result::Result<Position, String> {
    let (x, y) = if swap { (y, x) } else { (x, y) };
    if crs == Crs::BritishGrid {
        return from_british_grid(x, y)
            .ok_or_else(|| format!("{x}, {y} is not on the British National Grid"));
    }
    if is_degrees([x, y]) {
        // A British latitude where the longitude should be, and the other way round.
        *swapped |= (49.0..61.5).contains(&x) && (-9.0..2.5).contains(&y);
        return Ok(Position { lon: x, lat: y });
    }
    if is_on_grid([x, y]) {
        return Err(format!(
            "{x}, {y} looks like a British National Grid easting and northing among longitudes and latitudes"
        ));
    }
    if (-1.1e6..3e5).contains(&x) && (6.3e6..8.7e6).contains(&y) {
        return Err(format!("{x}, {y} looks like Web Mercator metres, not a longitude and latitude"));
    }
    Err(format!("{x}, {y} is not a longitude and latitude"))
}

fn outline(polygons: &[Vec<Vec<[f64; 2]>>], crs: Crs, swap: bool, settled: &mut Settled) -> Shape {
    let mut sound = Vec::new();
    let mut first_wrong = None;
    for rings in polygons {
        match polygon(rings, crs, swap, settled) {
            Ok(polygon) => sound.push(polygon),
            Err(wrong) => {
                first_wrong.get_or_insert(wrong);
            }
        }
    }
    let wrong = rings::faults(&sound);
    if !wrong.is_empty() {
        let message = format!("{}; it is used as drawn", wrong.join("; "));
        settled.issues.push((Severity::Warning, message, "Mend the outline (QGIS: Fix geometries)."));
    }
    match (sound.is_empty(), first_wrong) {
        (true, wrong) => Shape::Unusable(wrong.unwrap_or_else(|| "its outline is empty".to_owned())),
        (false, Some(wrong)) => {
            let message = format!("one of its polygons is left out: {wrong}");
            settled.issues.push((Severity::Warning, message, "Mend the outline."));
            Shape::Outline(MultiPolygon(sound))
        }
        (false, None) => Shape::Outline(MultiPolygon(sound)),
    }
}

/// Square degrees that rounding alone can make of corners in one line: less than a hand's breadth squared.
const NO_AREA: f64 = 1e-12;

fn polygon(
    rings: &[Vec<[f64; 2]>],
    crs: Crs,
    swap: bool,
    settled: &mut Settled,
) -> std::result::Result<Polygon<f64>, String> {
    let mut lines = Vec::with_capacity(rings.len());
    for ring in rings {
        let mut coords = Vec::with_capacity(ring.len() + 1);
        for &numbers in ring {
            let position = position(numbers, crs, swap, &mut settled.swapped)?;
            coords.push(Coord { x: position.lon, y: position.lat });
        }
        if coords.len() > 1 && coords.first() != coords.last() {
            coords.push(coords[0]);
            // Once for an outline, which may have more rings than anybody looks at.
            let message = "a ring is not closed; its last position was joined to its first";
            if settled.issues.last().is_none_or(|(_, told, _)| told != message) {
                settled.issues.push((Severity::Warning, message.to_owned(), "Close the ring in the file."));
            }
        }
        if coords.len() < 4 {
            return Err("a ring has fewer than three corners".to_owned());
        }
        lines.push(LineString(coords));
    }
    let mut lines = lines.into_iter();
    let exterior = lines.next().ok_or("it has no ring")?;
    let polygon = Polygon::new(exterior, lines.collect());
    // The two halves of a bow tie can cancel out; only corners in one line enclose nothing.
    if polygon.unsigned_area() < NO_AREA && polygon.convex_hull().unsigned_area() < NO_AREA {
        return Err("its outline has no area".to_owned());
    }
    Ok(polygon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_known_by_name_code_and_prj_text() {
        for name in
            ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "GEOGCS[\"GCS_WGS_1984\",DATUM[…]]", "ETRS89"]
        {
            assert_eq!(named(name), Some(Crs::LonLat), "{name}");
        }
        for name in
            ["EPSG:27700", "urn:ogc:def:crs:EPSG::27700", "PROJCS[\"British_National_Grid\",…]", "OSGB36"]
        {
            assert_eq!(named(name), Some(Crs::BritishGrid), "{name}");
        }
        for name in
            ["EPSG:3857", "PROJCS[\"WGS_1984_Web_Mercator\"]", "PROJCS[\"WGS_1984_UTM_Zone_30N\"]", "local"]
        {
            assert_eq!(named(name), None, "{name}");
        }
    }
}
