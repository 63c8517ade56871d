//! GeoJSON files, read feature by feature, so that one bad feature never loses the file.

use geo::algorithm::Validation;
use geo::{Area as _, Coord, LineString, MultiPolygon, Polygon};
use geojson::{Geometry, GeometryValue};
use serde_json::{Map, Value};

use super::{Bytes, Report};
use crate::error::{Error, Result};
use crate::model::{Position, Severity};

/// One feature as read: usable geometry or none, and its properties.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its number in the file, from 1.
    pub number: usize,
    /// The feature-level id.
    pub id: Option<String>,
    /// Its properties.
    pub properties: Map<String, Value>,
    /// Where it is.
    pub shape: Shape,
}

/// A feature's geometry.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A point.
    Point(Position),
    /// One or more polygons.
    Outline(MultiPolygon<f64>),
    /// `null`.
    Nowhere,
    /// Something unusable, in words.
    Unusable(String),
}

/// A whole file as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// Its features, usable or not.
    pub features: Vec<Feature>,
    /// Whether the file says that it is illustrative.
    pub illustrative: bool,
    /// The date or edition that the file gives of itself.
    pub vintage: Option<String>,
}

/// Reads a GeoJSON file: a `FeatureCollection` or one `Feature`.
pub fn read(file: &Bytes, report: &mut Report<'_>) -> Result<Collection> {
    let root = parse(file)?;
    let Value::Object(mut root) = root else {
        return Err(file.wrong("it is JSON, but not GeoJSON: an object with features was expected"));
    };
    let says = |key: &str| root.get(key).and_then(Value::as_str).map(str::to_owned);
    let vintage = says("vintage").or_else(|| says("date"));
    let illustrative = root.get("illustrative") == Some(&Value::Bool(true));
    check_crs(&root, report);
    let features = match root.get("type").and_then(Value::as_str) {
        Some("FeatureCollection") => match root.remove("features") {
            Some(Value::Array(features)) => features,
            _ => return Err(file.wrong("it is a FeatureCollection without a list of features")),
        },
        Some("Feature") => vec![Value::Object(root)],
        Some(other) => {
            return Err(
                file.wrong(format!("it holds a bare {other}; a FeatureCollection with properties is needed"))
            );
        }
        None => return Err(file.wrong("it is JSON, but not GeoJSON: it has no \"type\"")),
    };
    if features.is_empty() {
        report.say(
            Severity::Error,
            None,
            None,
            "the collection is empty",
            "Export the layer again with its features.",
        );
    }
    let mut swapped = 0;
    let features: Vec<Feature> = features
        .into_iter()
        .enumerate()
        .map(|(index, value)| feature(index + 1, value, report, &mut swapped))
        .collect();
    if swapped > 0 {
        let message = format!(
            "{swapped} of {} features look as if latitude came before longitude; they are read as written",
            features.len()
        );
        report.say(
            Severity::Warning,
            None,
            None,
            message,
            "Swap the two in the file: GeoJSON has longitude first.",
        );
    }
    Ok(Collection { features, illustrative, vintage })
}

/// JSON text, with numbers that JSON does not have (`NaN`, `1e999`) turned to text so that they can be told one by one.
pub fn parse(file: &Bytes) -> Result<Value> {
    let text = file.text()?;
    match serde_json::from_str(&text) {
        Ok(value) => Ok(value),
        Err(first) => serde_json::from_str(&quote_odd_numbers(&text)).map_err(|_second| {
            let place = format!("line {}, column {}", first.line(), first.column());
            if first.is_eof() {
                file.wrong(format!("the file ends in the middle ({place}); it was cut short"))
            } else {
                file.wrong(format!("it is not JSON ({place}: {first})"))
            }
        }),
    }
}

/// Puts quotes around number-like words outside strings that are no finite numbers.
fn quote_odd_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' {
            string_length(rest)
        } else if first.is_ascii_alphanumeric() || first == '-' || first == '+' {
            let word = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
            rest.find(|character| !word(character)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let token = &rest[..length];
        let odd = ["NaN", "Infinity", "-Infinity"].contains(&token)
            || token.parse::<f64>().is_ok_and(|number| !number.is_finite());
        if odd {
            out.push('"');
        }
        out.push_str(token);
        if odd {
            out.push('"');
        }
        rest = &rest[length..];
    }
    out
}

/// Bytes of the JSON string that begins here, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (place, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}

fn check_crs(root: &Map<String, Value>, report: &mut Report<'_>) {
    let Some(name) = root.get("crs").and_then(|crs| crs.pointer("/properties/name")).and_then(Value::as_str)
    else {
        return;
    };
    let known = ["CRS84", "EPSG::4326", "EPSG:4326"].iter().any(|known| name.ends_with(known));
    if !known {
        let message =
            format!("it declares the coordinate system {name}; it is read as longitude and latitude");
        report.say(Severity::Warning, None, Some("crs"), message, "Export it in WGS 84 (EPSG:4326).");
    }
}

fn feature(number: usize, value: Value, report: &mut Report<'_>, swapped: &mut usize) -> Feature {
    let mut feature = Feature {
        number,
        id: None,
        properties: Map::new(),
        shape: Shape::Unusable("it is not a feature".to_owned()),
    };
    let Value::Object(mut value) = value else { return feature };
    feature.id = value.get("id").and_then(|id| super::values::text(id).known());
    if let Some(Value::Object(properties)) = value.remove("properties") {
        feature.properties = properties;
    }
    let label = label(number, feature.properties.get("id").and_then(Value::as_str).or(feature.id.as_deref()));
    feature.shape = match value.remove("geometry") {
        None | Some(Value::Null) => Shape::Nowhere,
        Some(geometry) => match serde_json::from_value::<Geometry>(geometry) {
            Ok(geometry) => shape(&geometry.value, &label, report, swapped),
            Err(error) => Shape::Unusable(format!("its geometry cannot be read ({error})")),
        },
    };
    feature
}

/// A feature's number, with its id where it has one: `3 (lib-3)`.
pub fn label(number: usize, id: Option<&str>) -> String {
    id.map_or_else(|| number.to_string(), |id| format!("{number} ({id})"))
}

fn shape(geometry: &GeometryValue, label: &str, report: &mut Report<'_>, swapped: &mut usize) -> Shape {
    match geometry {
        GeometryValue::Point { coordinates } => match position(coordinates.as_slice(), swapped) {
            Ok(position) => Shape::Point(position),
            Err(wrong) => Shape::Unusable(wrong),
        },
        GeometryValue::MultiPoint { coordinates } => match coordinates.as_slice() {
            [only] => match position(only.as_slice(), swapped) {
                Ok(position) => Shape::Point(position),
                Err(wrong) => Shape::Unusable(wrong),
            },
            _ => Shape::Unusable(format!("it has {} points where one is needed", coordinates.len())),
        },
        GeometryValue::Polygon { coordinates } => outline([coordinates.as_slice()], label, report, swapped),
        GeometryValue::MultiPolygon { coordinates } => {
            outline(coordinates.iter().map(Vec::as_slice), label, report, swapped)
        }
        _ => Shape::Unusable("it is neither a point nor a polygon".to_owned()),
    }
}

/// A longitude and latitude, or what is wrong with them.
fn position(numbers: &[f64], swapped: &mut usize) -> std::result::Result<Position, String> {
    let [lon, lat, ..] = *numbers else {
        return Err("a position needs a longitude and a latitude".to_owned());
    };
    if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
        // A British latitude where the longitude should be, and the other way round.
        if (49.0..61.5).contains(&lon) && (-9.0..2.5).contains(&lat) {
            *swapped += 1;
        }
        return Ok(Position { lon, lat });
    }
    if (1_000.0..700_000.0).contains(&lon) && (1_000.0..1_300_000.0).contains(&lat) {
        return Err(format!(
            "{lon}, {lat} looks like a British National Grid easting and northing; longitude and latitude (WGS 84) are needed"
        ));
    }
    Err(format!("{lon}, {lat} is not a longitude and latitude"))
}

fn outline<'a>(
    polygons: impl IntoIterator<Item = &'a [Vec<geojson::Position>]>,
    label: &str,
    report: &mut Report<'_>,
    swapped: &mut usize,
) -> Shape {
    let mut sound = Vec::new();
    let mut first_wrong = None;
    let mut crossing = false;
    for rings in polygons {
        match polygon(rings, label, report, swapped) {
            Ok(polygon) => {
                crossing |= !polygon.is_valid();
                sound.push(polygon);
            }
            Err(wrong) => {
                first_wrong.get_or_insert(wrong);
            }
        }
    }
    if crossing {
        let message = "a ring crosses itself or another; it is used as drawn";
        report.say(
            Severity::Warning,
            Some(label),
            Some("geometry"),
            message,
            "Mend the outline (QGIS: Fix geometries).",
        );
    }
    match (sound.is_empty(), first_wrong) {
        (true, wrong) => Shape::Unusable(wrong.unwrap_or_else(|| "its outline is empty".to_owned())),
        (false, Some(wrong)) => {
            let message = format!("one of its polygons is left out: {wrong}");
            report.say(Severity::Warning, Some(label), Some("geometry"), message, "Mend the outline.");
            Shape::Outline(MultiPolygon(sound))
        }
        (false, None) => Shape::Outline(MultiPolygon(sound)),
    }
}

fn polygon(
    rings: &[Vec<geojson::Position>],
    label: &str,
    report: &mut Report<'_>,
    swapped: &mut usize,
) -> std::result::Result<Polygon<f64>, String> {
    let mut lines = Vec::with_capacity(rings.len());
    for ring in rings {
        let mut coords = Vec::with_capacity(ring.len());
        for numbers in ring {
            let mut here = 0;
            let position = position(numbers.as_slice(), &mut here)?;
            *swapped = (*swapped).max(here);
            coords.push(Coord { x: position.lon, y: position.lat });
        }
        if coords.len() > 1 && coords.first() != coords.last() {
            coords.push(coords[0]);
            let message = "a ring is not closed; its last position was joined to its first";
            report.say(
                Severity::Warning,
                Some(label),
                Some("geometry"),
                message,
                "Close the ring in the file.",
            );
        }
        if coords.len() < 4 {
            return Err("a ring has fewer than three corners".to_owned());
        }
        lines.push(LineString(coords));
    }
    let mut lines = lines.into_iter();
    let exterior = lines.next().ok_or("it has no ring")?;
    let polygon = Polygon::new(exterior, lines.collect());
    if polygon.unsigned_area() <= 0.0 {
        return Err("its outline has no area".to_owned());
    }
    Ok(polygon)
}

impl Bytes {
    /// The file as text, without a byte order mark.
    pub fn text(&self) -> Result<String> {
        let bytes = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(wrong) => Err(self.wrong(format!("it is not UTF-8 text (byte {})", wrong.valid_up_to() + 1))),
        }
    }

    /// The error of a file that is not what it should be.
    pub fn wrong(&self, message: impl Into<String>) -> Error {
        Error::File { file: self.name.clone(), message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_numbers_become_text_and_strings_stay() {
        let odd = r#"{"a": NaN, "b NaN": [1e999, -Infinity, 1.5], "c\"": "x: NaN"}"#;
        let told = r#"{"a": "NaN", "b NaN": ["1e999", "-Infinity", 1.5], "c\"": "x: NaN"}"#;
        assert_eq!(quote_odd_numbers(odd), told);
    }
}
