//! Tables joined to the areas: a column each, or a long table pivoted to a column per category.

use std::collections::HashMap;

use serde_json::Value;

use super::columns::column;
use super::sheet::{self, Sheet};
use super::values::{self, Read};
use super::{Join, Report};
use crate::error::Result;
use crate::model::{Dataset, Role, Severity};

/// Adds a table's columns to the areas whose id equals its key.
pub(super) fn join(join: &Join, dataset: &mut Dataset) -> Result<()> {
    let mut report = Report { file: join.file.name.clone(), issues: &mut dataset.issues };
    let sheet = sheet::read(&join.file, &[&join.key], &mut report)?;
    let mut source = join.file.source(Role::Join, sheet.rows.len());
    let wanted = [
        Some(&join.key),
        join.pivot.as_ref().map(|(category, _)| category),
        join.pivot.as_ref().map(|(_, value)| value),
    ];
    for name in wanted.into_iter().flatten() {
        if sheet.place(name).is_none() {
            let message = format!("there is no column \"{name}\", so the table was not joined");
            let remedy = format!("Use one of its columns: {}.", sheet.header.join(", "));
            report.say(Severity::Error, None, Some(name), message, &remedy);
            dataset.sources.push(source);
            return Ok(());
        }
    }
    let Some(key) = sheet.place(&join.key) else { return Ok(()) };
    let area_of: HashMap<&str, usize> =
        dataset.areas.iter().enumerate().map(|(index, area)| (area.id.as_str(), index)).collect();
    let pivot =
        join.pivot.as_ref().and_then(|(category, value)| Some((sheet.place(category)?, sheet.place(value)?)));
    let columns = match pivot {
        Some((category, value)) => pivoted(&sheet, key, category, value, &area_of, &mut report),
        None => wide(&sheet, key, &area_of, &mut report),
    };
    let lost = sheet.rows.iter().filter(|(_, row)| !area_of.contains_key(row[key].trim())).count();
    let mut met = vec![false; dataset.areas.len()];
    for (_, row) in &sheet.rows {
        if let Some(&area) = area_of.get(row[key].trim()) {
            met[area] = true;
        }
    }
    let without = met.iter().filter(|met| !**met).count();
    let message = format!(
        "{lost} of {} rows of {} match no area; {without} of {} areas have no row",
        sheet.rows.len(),
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
    source.note = Some(sheet.note.iter().fold(message, |note, dropped| format!("{note}; {dropped}")));

    let labels: Vec<String> = dataset.areas.iter().map(|area| area.id.clone()).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    for (name, values) in columns {
        let is_there = dataset.columns.get(&name).is_some()
            || dataset.areas.iter().any(|area| area.texts.contains_key(&name));
        if is_there {
            let message = format!("the areas already have a column \"{name}\"; the table's is not used");
            report.say(Severity::Warning, None, Some(&name), message, "Rename one of the two.");
            continue;
        }
        let read = column(&name, &values, &labels, &mut report);
        read.keep(name, &mut dataset.columns, &mut dataset.areas);
    }
    dataset.sources.push(source);
    Ok(())
}

/// A column for each column but the key, in area order.
fn wide(
    sheet: &Sheet,
    key: usize,
    area_of: &HashMap<&str, usize>,
    report: &mut Report<'_>,
) -> Vec<(String, Vec<Value>)> {
    let mut columns: Vec<(String, Vec<Value>)> =
        sheet.header.iter().map(|name| (name.clone(), vec![Value::Null; area_of.len()])).collect();
    let mut filled = vec![false; area_of.len()];
    let mut repeated = 0;
    for (_, row) in &sheet.rows {
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
    sheet: &Sheet,
    key: usize,
    category: usize,
    value: usize,
    area_of: &HashMap<&str, usize>,
    report: &mut Report<'_>,
) -> Vec<(String, Vec<Value>)> {
    let mut columns: Vec<(String, Vec<Value>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut repeated = 0;
    for (_, row) in &sheet.rows {
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
        let message = if repeated == 1 {
            "1 row repeats an area that was met before; the first row is used".to_owned()
        } else {
            format!("{repeated} rows repeat an area that was met before; the first row of each is used")
        };
        report.say(
            Severity::Warning,
            None,
            None,
            message,
            "Remove the repeated rows, or pivot: F.csv:KEY:CATEGORY:VALUE.",
        );
    }
}
