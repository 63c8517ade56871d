//! GeoJSON files (RFC 7946), also newline-delimited, read feature by feature, so that one bad feature never loses the file.

use geojson::{Geometry, GeometryValue};
use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::layer::{Feature, Layer, Raw};
use super::{Bytes, Report, text};
use crate::error::{Error, Result};
use crate::model::Severity;

/// The type of a list of features.
const COLLECTION: &str = "FeatureCollection";

/// Reads a GeoJSON file: a `FeatureCollection`, one `Feature`, or a feature a line.
pub(super) fn read(file: &Bytes, report: &mut Report<'_>) -> Result<Layer> {
    let (text, encoding) = text::decode(&file.content);
    if let Some(encoding) = encoding {
        let message = format!("it is read as {encoding}; GeoJSON should be UTF-8");
        report.say(Severity::Note, None, None, message, "Save it as UTF-8 if some signs are wrong.");
    }
    refuse_too_many(file, &text)?;
    let no_object = || file.wrong("it is JSON, but not GeoJSON: an object with features was expected");
    if text.trim_start().starts_with('[') {
        return Err(no_object());
    }
    let Root(rest, features) = match from_text::<Root>(file, &text) {
        Ok(root) => root,
        Err(_no_collection) => match from_text::<Value>(file, &text) {
            Ok(Value::Object(_)) => Root(Map::from_iter([("type".to_owned(), COLLECTION.into())]), None),
            Ok(_) => return Err(no_object()),
            Err(broken) => match lines(&text, report) {
                Some(features) => return Ok(Layer { features, ..Layer::default() }),
                None => return Err(broken),
            },
        },
    };
    let says = |key: &str| rest.get(key).and_then(Value::as_str).map(str::to_owned);
    let layer = Layer {
        crs: rest
            .get("crs")
            .and_then(|crs| crs.pointer("/properties/name"))
            .and_then(Value::as_str)
            .map(str::to_owned),
        illustrative: rest.get("illustrative") == Some(&Value::Bool(true)),
        vintage: says("vintage").or_else(|| says("date")),
        ..Layer::default()
    };
    let features = match rest.get("type").and_then(Value::as_str) {
        Some(COLLECTION) => match features {
            Some(features) => features,
            None => return Err(file.wrong("it is a FeatureCollection without a list of features")),
        },
        Some("Topology") => return Err(file.wrong("it is TopoJSON; export it as GeoJSON")),
        None if rest.contains_key("geometryType") || rest.contains_key("spatialReference") => {
            return Err(file.wrong("it is Esri JSON; ask the service for GeoJSON (f=geojson) instead"));
        }
        Some("Feature") => vec![feature(1, Value::Object(rest))],
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
    Ok(Layer { features, ..layer })
}

/// Corners and other lists that a file may have, and values: England's LSOAs in full detail have 25 million corners.
const MOST_LISTS: usize = 30_000_000;
const MOST_VALUES: usize = 100_000_000;

/// An error when a file has more lists or values than may be. They are counted as they are written, before any is understood,
/// since values of JSON take ten times the room of their text.
fn refuse_too_many(file: &Bytes, text: &str) -> Result<()> {
    let (mut lists, mut values) = (0, 0);
    for byte in text.bytes() {
        lists += usize::from(byte == b'[');
        values += usize::from(byte == b',');
    }
    if lists <= MOST_LISTS && values <= MOST_VALUES {
        return Ok(());
    }
    Err(file.wrong(format!(
        "it has more than {} million corners or {} million values, which are more than is read; cut it to the area that is planned",
        MOST_LISTS / 1_000_000,
        MOST_VALUES / 1_000_000
    )))
}

/// Newline-delimited GeoJSON: a feature a line. None when the first line is no feature.
fn lines(text: &str, report: &mut Report<'_>) -> Option<Vec<Feature<Raw>>> {
    let is_feature = |value: &Value| value.get("type").and_then(Value::as_str) == Some("Feature");
    let mut lines = text.lines().map(|line| line.trim_start_matches('\u{1e}').trim()).enumerate();
    lines
        .clone()
        .find(|(_, line)| !line.is_empty())
        .and_then(|(_, line)| serde_json::from_str::<Value>(line).ok().filter(is_feature))?;
    let mut features = Vec::new();
    for (place, line) in lines.by_ref().filter(|(_, line)| !line.is_empty()) {
        match serde_json::from_str::<Value>(line) {
            Ok(value) => features.push(feature(place + 1, value)),
            Err(error) => {
                let message = format!("left out: the line is not JSON ({error})");
                let number = (place + 1).to_string();
                report.say(Severity::Error, Some(&number), None, message, "Mend or remove the line.");
            }
        }
    }
    Some(features)
}

/// A file's JSON, in any encoding that is known.
pub(super) fn parse(file: &Bytes) -> Result<Value> {
    let (text, _) = text::decode(&file.content);
    refuse_too_many(file, &text)?;
    from_text(file, &text)
}

/// The outermost keys of a file's JSON, without its features.
pub(super) fn outermost(file: &Bytes) -> Result<Map<String, Value>> {
    let (text, _) = text::decode(&file.content);
    refuse_too_many(file, &text)?;
    from_text(file, &text).map(|Root(rest, _)| rest)
}

/// A GeoJSON document: its keys without the features, and those. Features are understood one after the other while the text
/// is read, since all of them as JSON would take ten times the room of their coordinates.
struct Root(Map<String, Value>, Option<Vec<Feature<Raw>>>);

impl<'de> Deserialize<'de> for Root {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(RootVisitor)
    }
}

struct RootVisitor;

impl<'de> Visitor<'de> for RootVisitor {
    type Value = Root;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Root, A::Error> {
        let (mut rest, mut features) = (Map::new(), None);
        while let Some(key) = map.next_key::<String>()? {
            if key == "features" {
                features = Some(map.next_value::<Features>()?.0);
            } else {
                rest.insert(key, map.next_value()?);
            }
        }
        Ok(Root(rest, features))
    }
}

/// The list under `features`.
struct Features(Vec<Feature<Raw>>);

impl<'de> Deserialize<'de> for Features {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_seq(FeaturesVisitor)
    }
}

struct FeaturesVisitor;

impl<'de> Visitor<'de> for FeaturesVisitor {
    type Value = Features;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Features, A::Error> {
        let mut features = Vec::new();
        while let Some(value) = seq.next_element::<Value>()? {
            features.push(feature(features.len() + 1, value));
        }
        Ok(Features(features))
    }
}

/// JSON text, with numbers that JSON does not have (`NaN`, `1e999`) turned to text so that they can be told one by one.
fn from_text<T: DeserializeOwned>(file: &Bytes, text: &str) -> Result<T> {
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(first) => serde_json::from_str(&quote_odd_numbers(text)).map_err(|_second| {
            let place = format!("line {}, column {}", first.line(), first.column());
            if first.is_eof() {
                file.wrong(format!("the file ends in the middle ({place}); it was cut short"))
            } else {
                if first.to_string().contains("recursion limit") {
                    return file
                        .wrong(format!("it is nested too deeply to be a map layer or a plan ({place})"));
                }
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

fn feature(number: usize, value: Value) -> Feature<Raw> {
    let mut feature = Feature {
        number,
        id: None,
        properties: Map::new(),
        shape: Raw::Unusable("it is not a feature".to_owned()),
    };
    let Value::Object(mut value) = value else { return feature };
    feature.id = value.get("id").and_then(|id| super::values::text(id).known());
    if let Some(Value::Object(properties)) = value.remove("properties") {
        feature.properties = properties;
    }
    feature.shape = match value.remove("geometry") {
        None | Some(Value::Null) => Raw::Nowhere,
        Some(geometry) => match serde_json::from_value::<Geometry>(geometry) {
            Ok(geometry) => raw(&geometry.value),
            Err(error) => Raw::Unusable(format!("its geometry cannot be read ({error})")),
        },
    };
    feature
}

fn raw(geometry: &GeometryValue) -> Raw {
    let pair = |position: &geojson::Position| match position.as_slice() {
        [x, y, ..] => Some([*x, *y]),
        _ => None,
    };
    let short = || Raw::Unusable("a position needs two numbers".to_owned());
    let rings = |rings: &Vec<Vec<geojson::Position>>| -> Option<Vec<Vec<[f64; 2]>>> {
        rings.iter().map(|ring| ring.iter().map(pair).collect()).collect()
    };
    match geometry {
        GeometryValue::Point { coordinates } => pair(coordinates).map_or_else(short, Raw::Point),
        GeometryValue::MultiPoint { coordinates } => match coordinates.as_slice() {
            [only] => pair(only).map_or_else(short, Raw::Point),
            several => Raw::Unusable(format!("it has {} points where one is needed", several.len())),
        },
        GeometryValue::Polygon { coordinates } => {
            rings(coordinates).map_or_else(short, |rings| Raw::Polygons(vec![rings]))
        }
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().map(rings).collect::<Option<_>>().map_or_else(short, Raw::Polygons)
        }
        GeometryValue::GeometryCollection { geometries } => {
            // An outline says more than a point; lines say nothing here.
            let members: Vec<Raw> = geometries.iter().map(|member| raw(&member.value)).collect();
            let outline = members.iter().find(|member| matches!(member, Raw::Polygons(_)));
            let point = members.iter().find(|member| matches!(member, Raw::Point(_)));
            outline.or(point).cloned().unwrap_or_else(|| {
                Raw::Unusable("its collection holds neither a point nor a polygon".to_owned())
            })
        }
        _ => Raw::Unusable("it is neither a point nor a polygon".to_owned()),
    }
}

impl Bytes {
    /// Whether the file's name ends so.
    pub(super) fn has_ending(&self, ending: &str) -> bool {
        std::path::Path::new(&self.name).extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
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
