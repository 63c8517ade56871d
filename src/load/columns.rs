//! Columns: which properties are columns, whether their cells are numbers or words, and the column that counts residents.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Report;
use super::values::{self, Read};
use crate::model::{Area, Columns, Dataset, Severity};

/// The columns of degrees, or of eastings and northings, that say where an area's people stand.
pub(super) const POINT_LON: &str = "point_lon";
pub(super) const POINT_LAT: &str = "point_lat";

/// Properties of all rows as columns in byte order of their names, without those that name or place a feature.
pub(super) fn columns_of(rows: &[(String, &Map<String, Value>)]) -> Vec<(String, Vec<Value>)> {
    let names: BTreeSet<&String> = rows.iter().flat_map(|(_, properties)| properties.keys()).collect();
    names
        .into_iter()
        .filter(|name| !["id", "name", POINT_LON, POINT_LAT].contains(&name.as_str()))
        .map(|name| {
            let cell = |properties: &Map<String, Value>| properties.get(name).cloned().unwrap_or(Value::Null);
            (name.clone(), rows.iter().map(|(_, properties)| cell(properties)).collect())
        })
        .collect()
}

/// A column of cells: numbers, or texts.
pub(super) enum Column {
    Numbers(Vec<Option<f64>>),
    Texts(Vec<Option<String>>),
}

impl Column {
    /// Keeps the column with the areas.
    pub(super) fn keep(self, name: String, columns: &mut Columns, areas: &mut [Area]) {
        match self {
            Self::Numbers(values) => {
                columns.0.insert(name, values);
            }
            Self::Texts(texts) => {
                for (area, text) in areas.iter_mut().zip(texts) {
                    if let Some(text) = text {
                        area.texts.insert(name.clone(), text);
                    }
                }
            }
        }
    }
}

/// Cells of a column that are told one by one; more of them are told together.
const SHOWN: usize = 5;

/// Decides whether a column is numeric (at least half of its known cells are numbers) and reads it; cells of a numeric
/// column that are no numbers are told and unknown.
pub(super) fn column(name: &str, cells: &[Value], labels: &[&str], report: &mut Report<'_>) -> Column {
    let read: Vec<Read<f64>> = cells.iter().map(values::number).collect();
    let numbers = read.iter().filter(|read| matches!(read, Read::Known(_))).count();
    let wrong: Vec<(usize, &str)> = read
        .iter()
        .enumerate()
        .filter_map(|(row, read)| match read {
            Read::Wrong(written) => Some((row, written.as_str())),
            _ => None,
        })
        .collect();
    if numbers < wrong.len() && name != Columns::POPULATION {
        return Column::Texts(cells.iter().map(|cell| values::text(cell).known()).collect());
    }
    for (row, written) in wrong.iter().take(SHOWN) {
        let message = format!("{} is not a number; it is taken as unknown", values::quoted(written));
        let remedy = "Correct the value in the file, or leave it empty if it is unknown.";
        report.say(Severity::Warning, labels.get(*row).copied(), Some(name), message, remedy);
    }
    if wrong.len() > SHOWN {
        let more = wrong.len() - SHOWN;
        let message = if more == 1 {
            "1 more value is not a number; it is taken as unknown".to_owned()
        } else {
            format!("{more} more values are not numbers; they are taken as unknown")
        };
        report.say(Severity::Warning, None, Some(name), message, "Correct the values in the file.");
    }
    Column::Numbers(read.into_iter().map(Read::known).collect())
}

/// Checks the column that counts residents: it must be there, and no count is below 0.
pub(super) fn check_population(file: &str, dataset: &mut Dataset) {
    let mut report = Report { file: file.to_owned(), issues: &mut dataset.issues };
    let Some(values) = dataset.columns.0.get_mut(Columns::POPULATION) else {
        let message = "the areas have no population, so nobody is counted";
        let remedy =
            "Add a column named population, join one, or say which it is: --map areas.population=COLUMN.";
        report.say(Severity::Warning, None, Some(Columns::POPULATION), message, remedy);
        return;
    };
    let mut unknown = 0;
    for (area, value) in dataset.areas.iter().zip(values) {
        if value.is_some_and(|people| people < 0.0) {
            *value = None;
            let message = "a population cannot be below 0; it is taken as unknown";
            report.say(
                Severity::Warning,
                Some(&area.id),
                Some(Columns::POPULATION),
                message,
                "Correct the value.",
            );
        }
        unknown += usize::from(value.is_none());
    }
    if unknown > 0 {
        let message = if unknown == 1 {
            "the population of 1 area is unknown; it is left out of the counts of people".to_owned()
        } else {
            format!("the population of {unknown} areas is unknown; they are left out of the counts of people")
        };
        report.say(Severity::Warning, None, Some(Columns::POPULATION), message, "Supply the missing counts.");
    }
}
