//! Shapefiles: the `.shp` with the `.dbf` (properties) and `.prj` (coordinate system) that stand beside it.

use std::io::{Cursor, Read, Seek, SeekFrom};

use serde_json::{Map, Value};
use shapefile::dbase::{self, FieldValue};
use shapefile::{PolygonRing, Shape, ShapeReader};

use super::inputs::MOST_BYTES;
use super::layer::{Feature, Layer, Raw};
use super::tally::Tally;
use super::{Bytes, Report};
use crate::error::Result;
use crate::files;
use crate::model::Severity;

/// Bytes of a `.prj`, which names one coordinate system.
const MOST_OF_PRJ: u64 = 1 << 20;

/// Reads a Shapefile.
pub(super) fn read(file: &Bytes, report: &mut Report<'_>) -> Result<Layer> {
    let Some(path) = file.path.as_deref() else {
        return Err(file.wrong("a Shapefile can only be read from a folder, with its other parts beside it"));
    };
    let beside = |endings: [&str; 2], most: u64| {
        let part = endings.iter().map(|ending| path.with_extension(ending)).find(|part| part.exists());
        part.map(|part| files::read_at_most(&part, most)).transpose()
    };
    let Some(table) = beside(["dbf", "DBF"], MOST_BYTES)? else {
        return Err(file.wrong("its .dbf, which holds the properties, is not beside it"));
    };
    let index = beside(["shx", "SHX"], MOST_BYTES)?;
    let crs = beside(["prj", "PRJ"], MOST_OF_PRJ)?;
    if crs.is_none() {
        let message = "it has no .prj; its coordinate system is told by the size of its numbers";
        report.say(Severity::Warning, None, Some("crs"), message, "Keep the .prj beside the .shp.");
    }
    let features = features(file, index.as_deref(), &table, report)?;
    let crs = crs.map(|crs| String::from_utf8_lossy(&crs).into_owned());
    Ok(Layer { features, crs, ..Layer::default() })
}

/// Reads shapes and properties side by side.
fn features(
    file: &Bytes,
    index: Option<&[u8]>,
    table: &[u8],
    report: &mut Report<'_>,
) -> Result<Vec<Feature<Raw>>> {
    let unreadable = |error: shapefile::Error| file.wrong(format!("it cannot be read: {error}"));
    let source = Once::of(&file.content);
    let shapes = match index {
        Some(index) => ShapeReader::with_shx(source, index),
        None => ShapeReader::new(source),
    };
    let table = dbase::Reader::new(Cursor::new(table)).map_err(|error| unreadable(error.into()))?;
    let mut reader = shapefile::Reader::new(shapes.map_err(unreadable)?, table);
    let mut tally = Tally::of(file);
    let mut features = Vec::new();
    for (place, read) in reader.iter_shapes_and_records().enumerate() {
        let number = place + 1;
        let (raw, properties) = match read {
            Ok((shape, record)) => {
                (raw(shape), record.into_iter().map(|(name, value)| (name, json(value))).collect())
            }
            Err(error) => (Raw::Unusable(format!("it cannot be read ({error})")), Map::new()),
        };
        let stops = matches!(&raw, Raw::Unusable(wrong) if wrong.starts_with("it cannot be read"));
        let feature = Feature { number, id: None, properties, shape: raw };
        tally.add(&feature)?;
        features.push(feature);
        // After a broken record nothing that follows can be trusted.
        if stops {
            let message = "the file is broken from here on; the features after it are lost";
            report.say(Severity::Error, Some(&number.to_string()), None, message, "Export the layer again.");
            break;
        }
    }
    Ok(features)
}

/// The bytes of a `.shp`, read in any order but no more often than a sound index asks for: one that names the same large shape
/// a million times would take for ever.
struct Once<'a> {
    bytes: Cursor<&'a [u8]>,
    left: u64,
}

impl<'a> Once<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { bytes: Cursor::new(bytes), left: 2 * bytes.len() as u64 + 1_000 }
    }
}

impl Read for Once<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            let words = "its index (.shx) names the same shapes again and again";
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, words));
        }
        let read = (&mut self.bytes).take(self.left).read(buffer)?;
        self.left -= read as u64;
        Ok(read)
    }
}

impl Seek for Once<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}

fn raw(shape: Shape) -> Raw {
    match shape {
        Shape::NullShape => Raw::Nowhere,
        Shape::Point(point) => Raw::Point([point.x, point.y]),
        Shape::PointM(point) => Raw::Point([point.x, point.y]),
        Shape::PointZ(point) => Raw::Point([point.x, point.y]),
        Shape::Polygon(polygon) => polygons(polygon.rings(), |point| [point.x, point.y]),
        Shape::PolygonM(polygon) => polygons(polygon.rings(), |point| [point.x, point.y]),
        Shape::PolygonZ(polygon) => polygons(polygon.rings(), |point| [point.x, point.y]),
        _ => Raw::Unusable("it is neither a point nor a polygon".to_owned()),
    }
}

/// Rings in file order: an outer ring begins a polygon, inner rings are holes of the one before them.
fn polygons<P>(rings: &[PolygonRing<P>], at: impl Fn(&P) -> [f64; 2]) -> Raw {
    let mut polygons: Vec<Vec<Vec<[f64; 2]>>> = Vec::new();
    for ring in rings {
        let (points, outer) = match ring {
            PolygonRing::Outer(points) => (points, true),
            PolygonRing::Inner(points) => (points, false),
        };
        let points: Vec<[f64; 2]> = points.iter().map(&at).collect();
        match polygons.last_mut() {
            Some(polygon) if !outer => polygon.push(points),
            _ => polygons.push(vec![points]),
        }
    }
    Raw::Polygons(polygons)
}

/// The format writes every number as a decimal; a whole one is meant as such, or an id of 12 would become `12.0`.
fn whole_or_not(number: f64) -> Value {
    let text = format!("{number:.0}");
    match text.parse::<i64>() {
        Ok(whole) if number.fract() == 0.0 && number.abs() < 1e15 => Value::from(whole),
        _ => Value::from(number),
    }
}

fn json(value: FieldValue) -> Value {
    let number = |number: Option<f64>| number.map_or(Value::Null, whole_or_not);
    match value {
        FieldValue::Character(text) => text.map_or(Value::Null, |text| Value::String(text.trim().to_owned())),
        FieldValue::Memo(text) => Value::String(text),
        FieldValue::Numeric(value) => number(value),
        FieldValue::Float(value) => number(value.map(f64::from)),
        FieldValue::Double(value) | FieldValue::Currency(value) => whole_or_not(value),
        FieldValue::Integer(value) => Value::from(value),
        FieldValue::Logical(value) => value.map_or(Value::Null, Value::Bool),
        FieldValue::Date(date) => date.map_or(Value::Null, |date| {
            Value::String(format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
        }),
        FieldValue::DateTime(_) => Value::Null,
    }
}
