//! Tables joined to the areas: a column each, or a long table pivoted to a column per category.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::codes::{self, Carry, Lookup};
use super::columns::{column, most_columns, tell_left_out};
use super::sheet::{self, Sheet};
use super::values::{self, Read};
use super::{Join, Report, long};
use crate::error::Result;
use crate::model::{Dataset, Origin, Role, Severity};

/// A column of a table as it was read: its name, and cells and row numbers by unit.
pub(super) struct Cells {
    name: String,
    /// The heading, or what stands for it in a pivoted table.
    column: String,
    values: Vec<Value>,
    rows: Vec<usize>,
}

/// Adds a table's columns to the areas whose id equals its key, or, with a lookup, to those that the key's codes became.
pub(super) fn join(join: &Join, lookup: Option<&Lookup>, dataset: &mut Dataset) -> Result<()> {
    let mut report = Report { file: join.file.name.clone(), issues: &mut dataset.issues };
    let wanted: Vec<&str> = join.key.as_deref().into_iter().collect();
    let sheet = sheet::read(&join.file, &wanted, &mut report)?;
    let mut source = join.file.source(Role::Join, sheet.in_file);
    source.vintage = vintage(&sheet);
    let ids: Vec<String> = dataset.areas.iter().map(|area| area.id.clone()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let Some((key, pivot)) = long::understood(join, &sheet, &ids, lookup, &mut report) else {
        dataset.sources.push(source);
        return Ok(());
    };
    let keys: HashSet<&str> = sheet.rows.iter().map(|(_, row)| row[key].trim()).collect();
    let carry = match lookup.map(|lookup| lookup.carry(&ids, &keys)).transpose() {
        Ok(carry) => carry.flatten(),
        Err(wrong) => {
            let remedy = "Correct the shares, or leave the column out: parts are then equal, which is said.";
            report.say(Severity::Error, None, None, format!("{wrong}, so it was not used"), remedy);
            None
        }
    };
    let units: Vec<&str> =
        carry.as_ref().map_or_else(|| ids.clone(), |carry| carry.units.iter().map(String::as_str).collect());
    let unit_of: HashMap<&str, usize> = units.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let most = most_columns(units.len(), dataset.columns.0.len());
    let columns = match pivot {
        Some((category, value)) => pivoted(&sheet, key, category, value, &unit_of, most, &mut report),
        None => wide(&sheet, key, &unit_of, most, &mut report),
    };
    let joined =
        matched(&sheet, key, &unit_of, carry.as_ref(), dataset.provenance.area_code.as_deref(), &mut report);
    source.add_note(&joined);
    if let Some(dropped) = &sheet.note {
        source.add_note(dropped);
    }
    if let Some(carry) = &carry {
        let of = if carry.equal_shares { "; codes that were split are split into equal parts" } else { "" };
        let message = format!(
            "its values are {}; counts are split and added, ranks and scores are not{of}",
            carry.words
        );
        let remedy = "Give a lookup with a column of shares, if the parts are not alike.";
        let severity = if carry.equal_shares { Severity::Warning } else { Severity::Note };
        report.say(severity, None, Some(&sheet.header[key]), message, remedy);
        source.add_note(&carry.words);
    }
    for cells in columns {
        let Cells { name, column: heading, values, rows } = cells;
        let is_there = dataset.columns.get(&name).is_some()
            || dataset.areas.iter().any(|area| area.texts.contains_key(&name));
        if is_there {
            let message = format!("the areas already have a column \"{name}\"; the table's is not used");
            report.say(Severity::Warning, None, Some(&name), message, "Rename one of the two.");
            continue;
        }
        let mut read = column(&name, &values, &units, &mut report);
        let mut origin = Origin { file: join.file.name.clone(), column: heading, rows, treatment: None };
        if let Some(carry) = &carry {
            let lost;
            (read, lost) = carry.column(&name, read);
            origin.rows = carry.first(&origin.rows);
            origin.treatment = Some(carry.words.clone());
            if lost > 0 {
                let message = format!(
                    "{lost} areas are put together from several codes; a rank or score of theirs is unknown"
                );
                report.say(
                    Severity::Warning,
                    None,
                    Some(&name),
                    message,
                    "Use a table of the areas' own codes.",
                );
            }
        }
        dataset.provenance.columns.insert(name.clone(), origin);
        read.keep(name, &mut dataset.columns, &mut dataset.areas);
    }
    dataset.sources.push(source);
    Ok(())
}

/// The one date that all rows give, if they do (`date` in Census 2021 bulk tables).
fn vintage(sheet: &Sheet) -> Option<String> {
    let place = sheet.header.iter().position(|name| name.eq_ignore_ascii_case("date"))?;
    let dates: HashSet<&str> = sheet.rows.iter().map(|(_, row)| row[place].trim()).collect();
    let mut dates = dates.into_iter();
    dates.next().filter(|date| !date.is_empty()).filter(|_| dates.next().is_none()).map(str::to_owned)
}

/// Counts what matched, both ways, and tells; also when the codes are of different years.
fn matched(
    sheet: &Sheet,
    key: usize,
    unit_of: &HashMap<&str, usize>,
    carry: Option<&Carry>,
    area_code: Option<&str>,
    report: &mut Report<'_>,
) -> String {
    let lost = sheet.rows.iter().filter(|(_, row)| !unit_of.contains_key(row[key].trim())).count();
    let mut met = vec![false; unit_of.len()];
    for (_, row) in &sheet.rows {
        if let Some(&unit) = unit_of.get(row[key].trim()) {
            met[unit] = true;
        }
    }
    let met = carry.map_or_else(|| met.clone(), |carry| carry.met(&met));
    let without = met.iter().filter(|met| !**met).count();
    let message = format!(
        "{lost} of {} rows of {} match no area; {without} of {} areas have no row",
        sheet.rows.len(),
        report.file,
        met.len()
    );
    let heading = &sheet.header[key];
    let years =
        area_code.and_then(codes::year_of).zip(codes::year_of(heading)).filter(|(of_areas, of_table)| {
            carry.is_none() && of_areas.0 == of_table.0 && of_areas.1 != of_table.1 && without + lost > 0
        });
    let (severity, message, remedy) = match years {
        Some(((_, areas), (_, table))) => (
            Severity::Warning,
            format!("{message}: its codes are of {table} and the areas' of {areas}"),
            format!(
                "Give a lookup between the two years (--lookup F.csv), or a table of {areas}; until then those areas stay unknown."
            ),
        ),
        None if without > 0 => (
            Severity::Warning,
            message,
            "Check that both use the same codes of the same year; unmatched areas stay unknown.".to_owned(),
        ),
        None if lost > 0 => {
            (Severity::Note, message, "Nothing to do, if the table covers more than the city.".to_owned())
        }
        None => (Severity::Note, message, "Nothing to do.".to_owned()),
    };
    report.say(severity, None, Some(heading), message, &remedy);
    let joined = format!("{} of {} areas joined", met.len() - without, met.len());
    if lost > 0 { format!("{joined}; {lost} rows match no area") } else { joined }
}

/// A column for each column but the key.
fn wide(
    sheet: &Sheet,
    key: usize,
    unit_of: &HashMap<&str, usize>,
    most: usize,
    report: &mut Report<'_>,
) -> Vec<Cells> {
    let mut places: Vec<usize> =
        (0..sheet.header.len()).filter(|place| *place != key && !sheet.header[*place].is_empty()).collect();
    let left_out = places.split_off(places.len().min(most));
    tell_left_out(left_out.len(), places.len(), report);
    let mut columns: Vec<Cells> = places
        .iter()
        .map(|&place| Cells {
            name: sheet.header[place].clone(),
            column: sheet.header[place].clone(),
            values: vec![Value::Null; unit_of.len()],
            rows: Vec::new(),
        })
        .collect();
    let mut rows = vec![0; unit_of.len()];
    let mut repeated = 0;
    for (line, row) in &sheet.rows {
        let Some(&unit) = unit_of.get(row[key].trim()) else { continue };
        if rows[unit] > 0 {
            repeated += 1;
            continue;
        }
        rows[unit] = *line;
        for (&place, column) in places.iter().zip(&mut columns) {
            column.values[unit] = Value::String(row[place].clone());
        }
    }
    tell_repeated(repeated, report);
    for column in &mut columns {
        column.rows.clone_from(&rows);
    }
    columns
}

/// A column for each category, in the order met.
fn pivoted(
    sheet: &Sheet,
    key: usize,
    category: usize,
    value: usize,
    unit_of: &HashMap<&str, usize>,
    most: usize,
    report: &mut Report<'_>,
) -> Vec<Cells> {
    let mut columns: Vec<Cells> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut left_out: HashSet<&str> = HashSet::new();
    let mut repeated = 0;
    for (line, row) in &sheet.rows {
        let name = row[category].trim();
        if name.is_empty() {
            continue;
        }
        // A column that is no category has as many words as rows, and each would be a column.
        if columns.len() >= most && !places.contains_key(name) {
            left_out.insert(name);
            continue;
        }
        let place = *places.entry(name).or_insert_with(|| {
            columns.push(Cells {
                name: name.to_owned(),
                column: format!("{} where {} = {name}", sheet.header[value], sheet.header[category]),
                values: vec![Value::Null; unit_of.len()],
                rows: vec![0; unit_of.len()],
            });
            columns.len() - 1
        });
        let Some(&unit) = unit_of.get(row[key].trim()) else { continue };
        let column = &mut columns[place];
        if column.values[unit].is_null() {
            column.values[unit] = Value::String(row[value].clone());
            column.rows[unit] = *line;
        } else {
            repeated += 1;
        }
    }
    tell_left_out(left_out.len(), columns.len(), report);
    tell_repeated(repeated, report);
    // A category never met in any area would be a column of gaps.
    columns
        .retain(|column| column.values.iter().any(|value| !matches!(values::number(value), Read::Unknown)));
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
