//! A table whose columns carry their meaning and unit, and its CSV.

use std::collections::BTreeMap;

use super::veil::{Count, Here};
use super::words;
use crate::error::{Error, Result};

/// One value of a table; `Empty` is unknown or does not apply.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number, unrounded.
    Number(f64),
    /// Unknown, or does not apply.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Number(number as f64)
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Self::Text(if yes { "yes" } else { "no" }.to_owned())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl Here<'_> {
    /// A count as a table for machines tells it.
    pub(super) fn told(&self, count: Count) -> Cell {
        self.count(count).map_or_else(|_| Cell::from(words::HIDDEN_CODE), Cell::from)
    }

    /// A share of the users within the standard as a table for machines tells it.
    pub(super) fn told_share(&self, share: Option<f64>) -> Cell {
        match share {
            Some(_) if self.hides_shares() => Cell::from(words::HIDDEN_CODE),
            share => share.map(|share| self.rounded(share)).into(),
        }
    }
}

/// The column that most tables begin with.
pub(super) const OPTION: (&str, &str, &str) = ("option", "", "Option id; bau is business as usual");

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, as in the header.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// Its unit; empty for words.
    pub unit: String,
}

/// A table: its file's name without ending, columns and rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// File name without ending.
    pub name: &'static str,
    /// Columns, in order.
    pub columns: Vec<Column>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) fn new(name: &'static str, columns: &[(&str, &str, &str)]) -> Self {
        let columns = columns
            .iter()
            .map(|(name, unit, meaning)| Column {
                name: (*name).to_owned(),
                meaning: (*meaning).to_owned(),
                unit: (*unit).to_owned(),
            })
            .collect();
        Self { name, columns, rows: Vec::new() }
    }

    /// Puts a sign in the place of counts of people so small that somebody could be known by them.
    pub(super) fn hide_small_counts(&mut self) {
        for (place, column) in self.columns.iter().enumerate() {
            if column.unit != "people" {
                continue;
            }
            for cell in self.rows.iter_mut().filter_map(|row| row.get_mut(place)) {
                if matches!(cell, Cell::Number(count) if words::hidden(*count)) {
                    *cell = Cell::from(words::HIDDEN_CODE);
                }
            }
        }
    }

    /// Where one count alone of a column is hidden among rows that share these keys, puts the sign in the place of the smallest
    /// other one too.
    pub(super) fn hide_what_gives_away(&mut self, keys: &[&str]) {
        let keys: Vec<usize> = (0..self.columns.len())
            .filter(|place| keys.contains(&self.columns[*place].name.as_str()))
            .collect();
        let mut groups: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for (place, row) in self.rows.iter().enumerate() {
            let key = keys.iter().map(|key| format!("{:?}", row.get(*key))).collect();
            groups.entry(key).or_default().push(place);
        }
        for column in (0..self.columns.len()).filter(|place| self.columns[*place].unit == "people") {
            for rows in groups.values() {
                let counts: Vec<Option<f64>> = rows
                    .iter()
                    .map(|row| match self.rows[*row].get(column) {
                        Some(Cell::Number(count)) => Some(*count),
                        _ => None,
                    })
                    .collect();
                if let Some(place) = words::gives_away(&counts) {
                    self.rows[rows[place]][column] = Cell::from(words::HIDDEN_CODE);
                }
            }
        }
    }

    pub(super) fn add_column(&mut self, name: String, unit: &str, meaning: String) {
        self.columns.push(Column { name, meaning, unit: unit.to_owned() });
    }
}

/// The table of all columns of all tables.
pub fn data_dictionary(tables: &[Table]) -> Table {
    let mut dictionary = Table::new(
        "data-dictionary",
        &[
            ("file", "", "File"),
            ("column", "", "Column"),
            ("unit", "", "Unit"),
            ("meaning", "", "What it means"),
        ],
    );
    for table in tables {
        for column in &table.columns {
            dictionary.rows.push(vec![
                format!("{}.csv", table.name).into(),
                column.name.as_str().into(),
                column.unit.as_str().into(),
                column.meaning.as_str().into(),
            ]);
        }
    }
    dictionary
}

/// A table as CSV (RFC 4180, UTF-8, `\r\n`). Text that a spreadsheet would take for a formula gets a leading apostrophe.
pub fn csv_bytes(table: &Table) -> Result<Vec<u8>> {
    let failed = |source: csv::Error| Error::File {
        file: format!("{}.csv", table.name),
        message: format!("cannot be written: {source}"),
    };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| harmless(&column.name))).map_err(failed)?;
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text),
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        });
        writer.write_record(cells).map_err(failed)?;
    }
    writer.into_inner().map_err(|source| failed(csv::Error::from(source.into_error())))
}

/// A cell of a table for the clipboard, whose cells are parted by tabs: on one line, so that it makes no
/// cells of its own, and no formula; a number stays one.
pub fn pasted(text: &str) -> String {
    let line = text.replace(['\t', '\r', '\n'], " ");
    if line.parse::<f64>().is_ok() { line } else { harmless(&line) }
}

/// Text that begins like a formula, with a leading apostrophe.
pub(super) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_a_formula() {
        let mut table = Table::new("t", &[("=a", "", ""), ("b", "", "")]);
        table.rows.push(vec!["@cmd".into(), (-1.5).into()]);
        table.rows.push(vec!["plain, with \"quotes\"".into(), Cell::Empty]);
        let text = String::from_utf8(csv_bytes(&table).expect("written")).expect("UTF-8");
        assert_eq!(text, "'=a,b\r\n'@cmd,-1.5\r\n\"plain, with \"\"quotes\"\"\",\r\n");
    }

    #[test]
    fn what_is_copied_is_no_formula_and_no_cell_of_its_own() {
        assert_eq!(pasted("=cmd|'/C calc'!A0"), "'=cmd|'/C calc'!A0");
        assert_eq!(pasted("@two\tcells\r\n"), "'@two cells  ");
        assert_eq!(pasted("-12.5"), "-12.5", "a number stays a number");
    }
}
