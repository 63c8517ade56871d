//! Columns: which properties are columns, whether their cells are numbers or words, and the column that counts residents.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};

use super::Report;
use super::values::{self, Read};
use crate::model::{Area, Columns, Dataset, Severity};

/// The columns of degrees, or of eastings and northings, that say where an area's people stand.
pub(super) const POINT_LON: &str = "point_lon";
pub(super) const POINT_LAT: &str = "point_lat";

/// Values of one layer or table once every row has every column: all of England's LSOAs with a thousand columns each.
const MOST_VALUES: usize = 40_000_000;

/// How many more columns so many rows may have, when there are some: what a project holds, and memory.
pub(super) fn most_columns(rows: usize, there: usize) -> usize {
    Columns::MOST.min(MOST_VALUES / rows.max(1)).saturating_sub(there)
}

/// Tells of columns that were left out.
pub(super) fn tell_left_out(columns: usize, kept: usize, report: &mut Report<'_>) {
    if columns > 0 {
        let message = format!(
            "it has {} columns; the first {kept} are read and {columns} are left out",
            kept + columns
        );
        report.say(Severity::Warning, None, None, message, "Leave out the columns that are not needed.");
    }
}

/// Properties of all rows as columns in byte order of their names, without those that name or place a feature. Of more than
/// can be kept the first in the file stay: each feature may bring names of its own, and every column has a cell for every row.
pub(super) fn columns_of<'a>(
    rows: &'a [(String, &'a Map<String, Value>)],
    report: &mut Report<'_>,
) -> impl Iterator<Item = (String, Vec<Value>)> + use<'a> {
    columns_to(rows, most_columns(rows.len(), 0), report)
}

fn columns_to<'a>(
    rows: &'a [(String, &'a Map<String, Value>)],
    most: usize,
    report: &mut Report<'_>,
) -> impl Iterator<Item = (String, Vec<Value>)> + use<'a> {
    let (mut names, mut left_out) = (BTreeSet::new(), HashSet::new());
    for name in rows.iter().flat_map(|(_, properties)| properties.keys()) {
        if ["id", "name", POINT_LON, POINT_LAT].contains(&name.as_str()) || names.contains(name) {
            continue;
        }
        if names.len() < most {
            names.insert(name);
        } else {
            left_out.insert(name);
        }
    }
    tell_left_out(left_out.len(), names.len(), report);
    names.into_iter().map(move |name| {
        let cell = |properties: &Map<String, Value>| properties.get(name).cloned().unwrap_or(Value::Null);
        (name.clone(), rows.iter().map(|(_, properties)| cell(properties)).collect())
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn of_too_many_columns_the_first_in_the_file_stay() {
        let values = [json!({ "id": 1, "d": 1, "b": 2 }), json!({ "c": 3, "b": 4, "a": 5 })];
        let rows: Vec<(String, &Map<String, Value>)> =
            values.iter().filter_map(|value| Some((String::new(), value.as_object()?))).collect();
        let mut issues = Vec::new();
        let mut report = Report { file: "areas.geojson".to_owned(), issues: &mut issues };
        let names: Vec<String> = columns_to(&rows, 2, &mut report).map(|(name, _)| name).collect();
        assert_eq!(names, ["b", "d"]);
        assert_eq!(issues[0].message, "it has 4 columns; the first 2 are read and 2 are left out");
        assert_eq!(most_columns(20_000, 0), 1_500);
        assert_eq!(most_columns(20_000, 1_499), 1);
        assert_eq!(most_columns(33_755 * 10, 18), 100);
    }
}
