//! The layers of localities and areas: outlines or points, with every property an ordinary column.

use std::collections::{BTreeMap, BTreeSet};

use geo::MultiPolygon;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Row};
use serde_json::Value;

use super::extras::{self, Extras, Properties};
use super::layers::{
    create_layer, features, id_of, index_of_localities, insert, json_text, locality_id, name_of, outline_of,
    outline_sql, real,
};
use super::{Wrong, json};
use crate::gpkg::{self, Geometry, outline_blob, point_blob};
use crate::model::{Area, Dataset, Locality, Position};
use crate::place::representative_point;

/// Where the names of columns are kept.
const NUMBERS: &str = "localities.numbers";
const TEXTS: &str = "localities.texts";
const AREA_NUMBERS: &str = "areas";
const AREA_TEXTS: &str = "areas.texts";

pub(super) fn write_localities(connection: &Connection, dataset: &Dataset) -> rusqlite::Result<()> {
    let mut columns: Vec<(String, &str)> =
        ["id", "name", "numbers", "texts"].map(|name| (name.to_owned(), "TEXT")).to_vec();
    let numbers: Vec<Properties> = dataset.localities.iter().map(numbers_of).collect();
    let texts: Vec<Properties> = dataset.localities.iter().map(|locality| as_json(&locality.texts)).collect();
    // Unknown everywhere is a column too: someone may fill it in.
    let names: BTreeSet<&String> = numbers.iter().flat_map(BTreeMap::keys).collect();
    let names = names.into_iter().map(|name| (name.clone(), "REAL")).collect();
    let number_columns = Extras::named(names, &mut columns);
    let text_columns = Extras::of(&texts, &mut columns);
    number_columns.write_names(connection, NUMBERS)?;
    text_columns.write_names(connection, TEXTS)?;
    let corners: Vec<Position> =
        dataset.localities.iter().flat_map(|locality| corners(&locality.outline)).collect();
    create_layer(connection, "localities", "MULTIPOLYGON", &columns, &corners)?;
    let rows: Vec<Vec<Sql>> = dataset
        .localities
        .iter()
        .zip(numbers.iter().zip(&texts))
        .map(|(locality, (numbers, texts))| {
            let mut row = vec![
                outline_sql(Some(&locality.outline)),
                Sql::Text(locality.id.clone()),
                Sql::Text(locality.name.clone()),
                json_text(&locality.numbers)?,
                json_text(&locality.texts)?,
            ];
            row.extend(number_columns.cells(numbers));
            row.extend(text_columns.cells(texts));
            Ok(row)
        })
        .collect::<rusqlite::Result<_>>()?;
    insert(connection, "localities", rows.into_iter())
}

fn corners(outline: &MultiPolygon<f64>) -> Vec<Position> {
    use geo::BoundingRect;
    outline.bounding_rect().map_or_else(Vec::new, |envelope| {
        let position = |coord: geo::Coord<f64>| Position { lon: coord.x, lat: coord.y };
        vec![position(envelope.min()), position(envelope.max())]
    })
}

pub(super) fn read_localities(connection: &Connection, dataset: &mut Dataset) -> Result<(), Wrong> {
    let (number_names, text_names) = (extras::names(connection, NUMBERS)?, extras::names(connection, TEXTS)?);
    let mut statement = features(connection, "localities")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let outline = outline_of(row.get::<_, Option<Vec<u8>>>("geom")?.as_deref())?;
        let id = id_of(row, "localities")?;
        let mut numbers = properties(row, "numbers")?;
        let mut texts = properties(row, "texts")?;
        extras::read_edits(row, &number_names, &mut numbers)?;
        extras::read_edits(row, &text_names, &mut texts)?;
        dataset.localities.push(Locality {
            name: name_of(row, &id)?,
            id,
            outline: outline.ok_or_else(|| Wrong::Content("a locality has no outline".to_owned()))?,
            numbers: numbers.into_iter().map(|(name, value)| (name, value.as_f64())).collect(),
            texts: as_texts(texts),
        });
    }
    Ok(())
}

/// Columns of the areas layer before the areas' own.
const AREA_COLUMNS: [(&str, &str); 7] = [
    ("id", "TEXT"),
    ("name", "TEXT"),
    ("point_lon", "REAL"),
    ("point_lat", "REAL"),
    ("own_point", "BOOLEAN"),
    ("texts", "TEXT"),
    ("locality", "TEXT"),
];

pub(super) fn write_areas(connection: &Connection, dataset: &Dataset) -> rusqlite::Result<()> {
    let mut columns: Vec<(String, &str)> = AREA_COLUMNS.map(|(name, kind)| (name.to_owned(), kind)).to_vec();
    let numbers: Vec<(String, &str)> =
        dataset.columns.names().map(|name| (name.to_owned(), "REAL")).collect();
    let number_columns = Extras::named(numbers, &mut columns);
    let texts: Vec<Properties> = dataset.areas.iter().map(|area| as_json(&area.texts)).collect();
    let text_columns = Extras::of(&texts, &mut columns);
    number_columns.write_names(connection, AREA_NUMBERS)?;
    text_columns.write_names(connection, AREA_TEXTS)?;
    let positions: Vec<Position> = dataset
        .areas
        .iter()
        .flat_map(|area| area.outline.as_ref().map_or_else(|| vec![area.position], corners))
        .collect();
    create_layer(connection, "areas", "GEOMETRY", &columns, &positions)?;
    let rows: Vec<Vec<Sql>> = dataset
        .areas
        .iter()
        .zip(&texts)
        .enumerate()
        .map(|(place, (area, texts))| {
            let geometry = match &area.outline {
                Some(outline) => outline_blob(outline),
                None => point_blob(area.position),
            };
            let mut row = vec![
                Sql::Blob(geometry),
                Sql::Text(area.id.clone()),
                Sql::Text(area.name.clone()),
                Sql::Real(area.position.lon),
                Sql::Real(area.position.lat),
                Sql::Integer(i64::from(area.own_point)),
                json_text(&area.texts)?,
                locality_id(dataset, &dataset.locality_of_area, place),
            ];
            row.extend(dataset.columns.0.values().map(|values| real(values.get(place).copied().flatten())));
            row.extend(text_columns.cells(texts));
            Ok(row)
        })
        .collect::<rusqlite::Result<_>>()?;
    insert(connection, "areas", rows.into_iter())
}

pub(super) fn read_areas(connection: &Connection, dataset: &mut Dataset) -> Result<(), Wrong> {
    let localities = index_of_localities(dataset);
    let names = extras::names(connection, AREA_NUMBERS)?;
    let text_names = extras::names(connection, AREA_TEXTS)?;
    let mut statement = features(connection, "areas")?;
    // Found once: looking a name up for every cell would take longer than reading it.
    let places: Vec<usize> =
        names.iter().map(|(column, _)| statement.column_index(column)).collect::<rusqlite::Result<_>>()?;
    let mut columns: Vec<Vec<Option<f64>>> = vec![Vec::new(); names.len()];
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut area = area_of(row)?;
        let mut texts = as_json(&area.texts);
        extras::read_edits(row, &text_names, &mut texts)?;
        area.texts = as_texts(texts);
        dataset.areas.push(area);
        let locality: Option<String> = row.get("locality")?;
        dataset.locality_of_area.push(locality.and_then(|id| localities.get(&id).copied()));
        for (place, values) in places.iter().zip(&mut columns) {
            values.push(row.get(*place)?);
        }
    }
    for ((_, name), values) in names.into_iter().zip(columns) {
        dataset.columns.0.insert(name, values);
    }
    Ok(())
}

fn area_of(row: &Row<'_>) -> Result<Area, Wrong> {
    let blob: Option<Vec<u8>> = row.get("geom")?;
    let (outline, own) = match blob.as_deref().and_then(gpkg::read) {
        Some(Geometry::Outline(outline)) => (Some(outline), None),
        Some(Geometry::Point(position)) => (None, Some(position)),
        None => return Err(Wrong::Content("an area's geometry cannot be read".to_owned())),
    };
    let stated: (Option<f64>, Option<f64>) = (row.get("point_lon")?, row.get("point_lat")?);
    let position = match stated {
        (Some(lon), Some(lat)) => Some(Position { lon, lat }),
        // An area that was drawn in a GIS has only its geometry.
        _ => own.or_else(|| outline.as_ref().and_then(representative_point)),
    };
    let id = id_of(row, "areas")?;
    Ok(Area {
        name: name_of(row, &id)?,
        id,
        position: position.ok_or_else(|| Wrong::Content("an area has no place".to_owned()))?,
        own_point: row.get::<_, Option<bool>>("own_point")?.unwrap_or(false),
        outline,
        texts: as_texts(properties(row, "texts")?),
    })
}

/// Properties kept as JSON; none for a feature that was drawn in a GIS.
fn properties(row: &Row<'_>, column: &str) -> Result<Properties, Wrong> {
    let text: Option<String> = row.get(column)?;
    text.map_or_else(|| Ok(Properties::new()), |text| json(&text, column))
}

fn numbers_of(locality: &Locality) -> Properties {
    locality.numbers.iter().map(|(name, number)| (name.clone(), Value::from(*number))).collect()
}

fn as_json(texts: &BTreeMap<String, String>) -> Properties {
    texts.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str()))).collect()
}

fn as_texts(properties: Properties) -> BTreeMap<String, String> {
    properties
        .into_iter()
        .filter_map(|(name, value)| match value {
            Value::Null => None,
            Value::String(text) => Some((name, text)),
            other => Some((name, other.to_string())),
        })
        .collect()
}
