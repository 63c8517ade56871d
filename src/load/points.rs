//! Points from a table: CSV or Excel with two columns of coordinates, in degrees or on the British National Grid.

use serde_json::{Map, Value};

use super::layer::{Feature, Layer, Raw};
use super::sheet;
use super::tally::Tally;
use super::values::{self, Read};
use super::{Bytes, Report};
use crate::error::Result;
use crate::model::Severity;

/// Headings of coordinates, easting or longitude first; capitals, spaces and signs do not count.
const PAIRS: [(&str, &str); 15] = [
    ("longitude", "latitude"),
    ("lon", "lat"),
    ("long", "lat"),
    ("lng", "lat"),
    ("pointlon", "pointlat"),
    ("easting", "northing"),
    ("eastings", "northings"),
    ("bnge", "bngn"),
    ("oseast1m", "osnrth1m"),
    ("geox", "geoy"),
    ("xcoordinate", "ycoordinate"),
    ("xcoord", "ycoord"),
    ("coordinatex", "coordinatey"),
    ("gridrefx", "gridrefy"),
    ("x", "y"),
];

/// Letters and digits only, in small letters.
pub fn plain(heading: &str) -> String {
    heading.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Places of the two coordinate columns.
pub fn coordinates(header: &[String]) -> Option<(usize, usize)> {
    let plain: Vec<String> = header.iter().map(|name| plain(name)).collect();
    let place = |name: &str| plain.iter().position(|known| known == name);
    PAIRS.iter().find_map(|(x, y)| Some((place(x)?, place(y)?)))
}

/// Reads a table as points; rows without coordinates have no geometry.
pub(super) fn read(file: &Bytes, report: &mut Report<'_>) -> Result<Layer> {
    let sheet = sheet::read(file, &[], report)?;
    Tally::of(file).add_many(sheet.rows.len(), sheet.rows.len().saturating_mul(sheet.header.len()))?;
    let found = coordinates(&sheet.header);
    if found.is_none() {
        let message = "it has no columns of coordinates";
        let remedy = "Add longitude and latitude (or Easting and Northing), or give a postcode lookup: --postcodes F.csv.";
        report.say(Severity::Warning, None, None, message, remedy);
    }
    let features = sheet
        .rows
        .iter()
        .map(|(line, row)| {
            let properties: Map<String, Value> = sheet
                .header
                .iter()
                .zip(row)
                .filter(|(name, _)| !name.is_empty())
                .map(|(name, cell)| (name.clone(), Value::String(cell.clone())))
                .collect();
            Feature {
                number: *line,
                id: None,
                properties,
                shape: found.map_or(Raw::Nowhere, |pair| point(row, pair)),
            }
        })
        .collect();
    let note = found.map(|(x, y)| format!("coordinates from {} and {}", sheet.header[x], sheet.header[y]));
    let mut layer = Layer { features, rows: sheet.in_file, note, ..Layer::default() };
    if let Some(dropped) = &sheet.note {
        layer.add_note(dropped);
    }
    Ok(layer)
}

fn point(row: &[String], (x, y): (usize, usize)) -> Raw {
    match (values::number_of_text(&row[x]), values::number_of_text(&row[y])) {
        (Read::Known(x), Read::Known(y)) => Raw::Point([x, y]),
        (Read::Unknown, Read::Unknown) => Raw::Nowhere,
        _ => {
            let (x, y) = (row[x].trim(), row[y].trim());
            let comma = [x, y].iter().any(|text| text.contains(',') && !text.contains('.'));
            let hint = if comma { "; a decimal comma must be written as a point" } else { "" };
            Raw::Unusable(format!("\"{x}\", \"{y}\" are not coordinates{hint}"))
        }
    }
}
