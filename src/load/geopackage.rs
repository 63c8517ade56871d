//! Feature layers of GeoPackages made by other programs (QGIS, ArcGIS).

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

use super::layer::{Feature, Layer, Raw};
use super::tally::Tally;
use super::{Bytes, Report};
use crate::error::{Error, Result};
use crate::gpkg::{self, Geometry};
use crate::model::Severity;

/// Reads the first feature layer of a GeoPackage; others are named.
pub(super) fn read(file: &Bytes, report: &mut Report<'_>) -> Result<Layer> {
    let Some(path) = file.path.as_deref() else {
        return Err(file.wrong("a GeoPackage can only be read from a file"));
    };
    let broken = |source| Error::Project { file: file.name.clone(), source };
    let connection = gpkg::open(path).map_err(broken)?;
    if let Some(damage) = gpkg::damage(&connection).map_err(broken)? {
        return Err(file.wrong(format!("it is damaged ({damage}); export it again")));
    }
    // A view or a generated column may make up more than the file holds.
    let mut room = 8 * file.content.len() + ROOM;
    let mut tally = Tally::of(file);
    let mut too_many = Ok(());
    let count = |feature: &Feature<Raw>| {
        let texts: usize = feature.properties.values().filter_map(Value::as_str).map(str::len).sum();
        room = room.saturating_sub(texts);
        too_many = tally.add(feature);
        too_many.is_ok() && room > 0
    };
    let layer = layer(&connection, count, report).map_err(broken)?;
    too_many?;
    if room == 0 {
        return Err(file
            .wrong("its layer is a view that makes up far more than the file holds; export it as a table"));
    }
    layer.ok_or_else(|| file.wrong("it holds no feature layer"))
}

/// Bytes that the texts of a layer may take beyond eight times its file.
const ROOM: usize = 1 << 26;

/// The first feature layer, up to the feature that is not wanted.
fn layer(
    connection: &Connection,
    mut wanted: impl FnMut(&Feature<Raw>) -> bool,
    report: &mut Report<'_>,
) -> rusqlite::Result<Option<Layer>> {
    let mut statement = connection.prepare(
        "SELECT c.table_name, g.column_name, coalesce(s.organization || ':' || s.organization_coordsys_id, ''), c.last_change
         FROM gpkg_contents c JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
         LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
         WHERE c.data_type = 'features' ORDER BY c.rowid",
    )?;
    let tables: Vec<(String, String, String, Option<String>)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let Some((table, geometry, crs, changed)) = tables.first() else { return Ok(None) };
    if tables.len() > 1 {
        let others: Vec<&str> = tables.iter().skip(1).map(|(name, ..)| name.as_str()).collect();
        let message = format!("the layer \"{table}\" is read; not read are {}", others.join(", "));
        report.say(Severity::Note, None, None, message, "Save another layer on its own if that is meant.");
    }
    let names = gpkg::columns(connection, table)?;
    let mut statement = connection.prepare(&gpkg::query_of(table, &names))?;
    let mut rows = statement.query([])?;
    let mut features = Vec::new();
    while let Some(row) = rows.next()? {
        let mut properties = Map::new();
        let mut shape = Raw::Nowhere;
        for (place, name) in names.iter().enumerate() {
            let value = row.get_ref(place)?;
            if name == geometry {
                shape = raw(value);
            } else if name != "fid" {
                properties.insert(name.clone(), json(value));
            }
        }
        let feature = Feature { number: features.len() + 1, id: None, properties, shape };
        if !wanted(&feature) {
            break;
        }
        features.push(feature);
    }
    let declared = (!crs.is_empty() && !crs.starts_with("NONE")).then(|| crs.clone());
    let vintage = changed.as_ref().and_then(|text| text.get(..10)).map(str::to_owned);
    let note = Some(format!("layer {table}"));
    Ok(Some(Layer { features, crs: declared, vintage, note, ..Layer::default() }))
}

fn raw(value: ValueRef<'_>) -> Raw {
    match value {
        ValueRef::Blob(blob) => match gpkg::read(blob) {
            Some(Geometry::Point(point)) => Raw::Point([point.lon, point.lat]),
            Some(Geometry::Outline(outline)) => {
                let ring =
                    |line: &geo::LineString<f64>| line.coords().map(|coord| [coord.x, coord.y]).collect();
                Raw::Polygons(
                    outline
                        .iter()
                        .map(|polygon| {
                            std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
                        })
                        .collect(),
                )
            }
            None => Raw::Unusable("it is neither a point nor a polygon".to_owned()),
        },
        _ => Raw::Nowhere,
    }
}

fn json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(number) => Value::from(number),
        ValueRef::Real(number) => Value::from(number),
        ValueRef::Text(text) => Value::String(String::from_utf8_lossy(text).into_owned()),
    }
}
