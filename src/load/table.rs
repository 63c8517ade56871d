//! Tables joined to the areas: a column each, or a long table pivoted to a column per category.

use std::collections::HashMap;

use serde_json::Value;

use super::places::{Column, column};
use super::values::{self, Read};
use super::{Bytes, Join, Report};
use crate::error::Result;
use crate::model::{Dataset, Role, Severity};

/// A table as read: header and rows, every cell as text.
struct Cells {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Adds a table's columns to the areas whose id equals its key.
pub(super) fn join(join: &Join, dataset: &mut Dataset) -> Result<()> {
    let mut report = Report { file: join.file.name.clone(), issues: &mut dataset.issues };
    let cells = read(&join.file, &mut report)?;
    let mut source = join.file.source(Role::Join, cells.rows.len());
    let place = |name: &str| cells.header.iter().position(|column| column == name);
    let wanted = [
        Some(&join.key),
        join.pivot.as_ref().map(|(category, _)| category),
        join.pivot.as_ref().map(|(_, value)| value),
    ];
    for name in wanted.into_iter().flatten() {
        if place(name).is_none() {
            let message = format!("there is no column \"{name}\", so the table was not joined");
            let remedy = format!("Use one of its columns: {}.", cells.header.join(", "));
            report.say(Severity::Error, None, Some(name), message, &remedy);
            dataset.sources.push(source);
            return Ok(());
        }
    }
    let Some(key) = place(&join.key) else { return Ok(()) };
    let area_of: HashMap<&str, usize> =
        dataset.areas.iter().enumerate().map(|(index, area)| (area.id.as_str(), index)).collect();
    let pivot = join.pivot.as_ref().and_then(|(category, value)| Some((place(category)?, place(value)?)));
    let columns = match pivot {
        Some((category, value)) => pivoted(&cells, key, category, value, &area_of, &mut report),
        None => wide(&cells, key, &area_of, &mut report),
    };
    let lost = cells.rows.iter().filter(|row| !area_of.contains_key(row[key].trim())).count();
    let mut met = vec![false; dataset.areas.len()];
    for row in &cells.rows {
        if let Some(&area) = area_of.get(row[key].trim()) {
            met[area] = true;
        }
    }
    let without = met.iter().filter(|met| !**met).count();
    let message = format!(
        "{lost} of {} rows of {} match no area; {without} of {} areas have no row",
        cells.rows.len(),
        join.file.name,
        dataset.areas.len()
    );
    let severity = if lost + without == 0 { Severity::Note } else { Severity::Warning };
    let remedy = if lost + without == 0 {
        "Nothing to do."
    } else {
        "Check that both use the same codes of the same year; unmatched areas stay unknown."
    };
    report.say(severity, None, Some(&join.key), message.clone(), remedy);
    source.note = Some(message);

    let labels: Vec<String> = dataset.areas.iter().map(|area| area.id.clone()).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    for (name, values) in columns {
        if dataset.columns.get(&name).is_some() {
            let message = format!("the areas already have a column \"{name}\"; the table's is not used");
            report.say(Severity::Warning, None, Some(&name), message, "Rename one of the two.");
            continue;
        }
        match column(&name, &values, &labels, &mut report) {
            Column::Numbers(values) => {
                dataset.columns.0.insert(name, values);
            }
            Column::Texts(texts) => {
                for (area, text) in dataset.areas.iter_mut().zip(texts) {
                    if let Some(text) = text {
                        area.texts.insert(name.clone(), text);
                    }
                }
            }
        }
    }
    dataset.sources.push(source);
    Ok(())
}

/// Reads CSV (RFC 4180): quoted newlines, either line ending, rows of uneven length.
fn read(file: &Bytes, report: &mut Report<'_>) -> Result<Cells> {
    let text = file.text().unwrap_or_else(|_not_utf8| {
        let message = "it is not UTF-8; it is read as Latin-1, in which some signs may be wrong";
        report.say(Severity::Warning, None, None, message, "Save it as UTF-8.");
        file.bytes.iter().map(|&byte| char::from(byte)).collect()
    });
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|source| file.wrong(format!("it cannot be read as CSV: {source}")))?;
        rows.push(record.iter().map(str::to_owned).collect::<Vec<String>>());
    }
    if rows.is_empty() {
        return Err(file.wrong("the table is empty"));
    }
    let header: Vec<String> = rows.remove(0).iter().map(|name| name.trim().to_owned()).collect();
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    let uneven = rows.iter().filter(|row| row.len() != header.len()).count();
    if uneven > 0 {
        let message =
            format!("{uneven} rows have more or fewer cells than the header; missing cells are unknown");
        report.say(Severity::Warning, None, None, message, "Check the rows for stray commas and footnotes.");
    }
    for row in &mut rows {
        row.resize(header.len(), String::new());
    }
    Ok(Cells { header, rows })
}

/// A column for each column but the key, in area order.
fn wide(
    cells: &Cells,
    key: usize,
    area_of: &HashMap<&str, usize>,
    report: &mut Report<'_>,
) -> Vec<(String, Vec<Value>)> {
    let mut columns: Vec<(String, Vec<Value>)> =
        cells.header.iter().map(|name| (name.clone(), vec![Value::Null; area_of.len()])).collect();
    let mut filled = vec![false; area_of.len()];
    let mut repeated = 0;
    for row in &cells.rows {
        let Some(&area) = area_of.get(row[key].trim()) else { continue };
        if std::mem::replace(&mut filled[area], true) {
            repeated += 1;
            continue;
        }
        for (cell, (_, values)) in row.iter().zip(&mut columns) {
            values[area] = Value::String(cell.clone());
        }
    }
    tell_repeated(repeated, report);
    columns.remove(key);
    columns.retain(|(name, _)| !name.is_empty());
    columns
}

/// A column for each category, in the order met.
fn pivoted(
    cells: &Cells,
    key: usize,
    category: usize,
    value: usize,
    area_of: &HashMap<&str, usize>,
    report: &mut Report<'_>,
) -> Vec<(String, Vec<Value>)> {
    let mut columns: Vec<(String, Vec<Value>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut repeated = 0;
    for row in &cells.rows {
        let name = row[category].trim();
        if name.is_empty() {
            continue;
        }
        let place = *places.entry(name).or_insert_with(|| {
            columns.push((name.to_owned(), vec![Value::Null; area_of.len()]));
            columns.len() - 1
        });
        let Some(&area) = area_of.get(row[key].trim()) else { continue };
        let cell = &mut columns[place].1[area];
        if cell.is_null() {
            *cell = Value::String(row[value].clone());
        } else {
            repeated += 1;
        }
    }
    tell_repeated(repeated, report);
    // A category never met in any area would be a column of gaps.
    columns.retain(|(_, values)| values.iter().any(|value| !matches!(values::number(value), Read::Unknown)));
    columns
}

fn tell_repeated(repeated: usize, report: &mut Report<'_>) {
    if repeated > 0 {
        let message =
            format!("{repeated} rows repeat an area that was met before; the first row of each is used");
        report.say(
            Severity::Warning,
            None,
            None,
            message,
            "Remove the repeated rows, or pivot: F.csv:KEY:CATEGORY:VALUE.",
        );
    }
}
