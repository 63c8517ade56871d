//! Tables as councils publish them: CSV or Excel, with titles above the header, headers repeated within, and footnotes
//! below. What is not data is dropped and told.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Bytes, Report, duplicates, excel, values};
use crate::error::{Error, Result};
use crate::model::Severity;

/// A table: one header, and rows as long as it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Column names, each once; a repeated one gets a number.
    pub header: Vec<String>,
    /// Rows of text cells with their line or row number in the file (from 1).
    pub rows: Vec<(usize, Vec<String>)>,
    /// How many rows the file has, exact repetitions among them.
    pub in_file: usize,
    /// What was dropped as a repetition, in words.
    pub note: Option<String>,
}

impl Sheet {
    /// Place of a column by its exact name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }
}

/// Rows with their line or row numbers (from 1).
type Rows = Vec<(usize, Vec<String>)>;

/// Columns beyond this one hold strays, not a table.
pub(super) const MOST_COLUMNS: usize = 2_000;
/// Cells of a table that is kept: all of England's LSOAs with a thousand columns each.
pub(super) const MOST_CELLS: usize = 40_000_000;
/// Letters of a heading; what is longer is a text that strayed there.
const MOST_OF_HEADING: usize = 200;

/// A title stands within this many rows of the top, if there is one.
const DEEPEST_HEADER: usize = 30;

/// Reads a table. `wanted` are column names that the header must have, when some are known: they tell where it is.
pub(super) fn read(file: &Bytes, wanted: &[&str], report: &mut Report<'_>) -> Result<Sheet> {
    let mut sheet = read_each(file, wanted, report)?;
    sheet.note = duplicates::drop_rows(&mut sheet.rows, report);
    Ok(sheet)
}

/// The same with every row, repeated ones too: two people may give the same answer.
pub(super) fn read_each(file: &Bytes, wanted: &[&str], report: &mut Report<'_>) -> Result<Sheet> {
    understood(file, rows_of(file, usize::MAX, report)?, wanted, report)
}

/// The header and some rows after it, to tell what a table is: a country's postcodes are never kept as a whole.
pub(super) fn beginning(file: &Bytes, report: &mut Report<'_>) -> Result<Sheet> {
    const LOOKED_AT: usize = 1_000;
    understood(file, rows_of(file, LOOKED_AT, report)?, &[], report)
}

/// Rows of a file, of a CSV no more than so many. What stands too far to the right is left out and told.
fn rows_of(file: &Bytes, most: usize, report: &mut Report<'_>) -> Result<Rows> {
    file.refuse_foreign()?;
    let (rows, far) =
        if excel::is_excel(&file.content) { excel::rows(file)? } else { csv_rows(file, most, report)? };
    if far > 0 {
        let message = format!("what stands beyond column {MOST_COLUMNS} is not read ({far} cells)");
        report.say(Severity::Warning, None, None, message, "Delete the stray cells, if they are not meant.");
    }
    Ok(rows)
}

/// The error of a table with more cells than are kept.
fn too_large(file: &Bytes) -> Error {
    file.wrong(format!(
        "its rows and columns make more than {} million cells; cut it to the area and the columns that are planned with",
        MOST_CELLS / 1_000_000
    ))
}

/// Finds the header among rows, and drops what is not data.
fn understood(file: &Bytes, mut rows: Rows, wanted: &[&str], report: &mut Report<'_>) -> Result<Sheet> {
    if rows.iter().all(|(_, row)| is_blank(row)) {
        return Err(file.wrong("the table is empty"));
    }
    let header_at = find_header(&rows, wanted);
    let titles = rows[..header_at].iter().filter(|(_, row)| !is_blank(row)).count();
    if titles > 0 {
        let message = match titles {
            1 => "1 row above the header is taken as a title".to_owned(),
            rows => format!("{rows} rows above the header are taken as a title"),
        };
        report.say(Severity::Note, None, None, message, "Nothing to do, if the header was found rightly.");
    }
    let header = unique(&rows[header_at].1, report);
    let width = header.len();
    let mut body = rows.split_off(header_at + 1);
    body.retain(|(_, row)| !is_blank(row));
    let all = body.len();
    let first_header = trimmed(&rows[header_at].1);
    body.retain(|(_, row)| trimmed(row) != first_header);
    if body.len() < all {
        let message = match all - body.len() {
            1 => "the header is repeated once among the rows; the repetition is dropped".to_owned(),
            times => format!("the header is repeated {times} times among the rows; those are dropped"),
        };
        report.say(Severity::Note, None, None, message, "Nothing to do.");
    }
    drop_footnotes(&mut body, width, report);
    let uneven =
        body.iter().filter(|(_, row)| row.iter().skip(width).any(|cell| !cell.trim().is_empty())).count();
    if uneven > 0 {
        let message = match uneven {
            1 => "1 row has more cells than the header; the cells beyond it are dropped".to_owned(),
            rows => format!("{rows} rows have more cells than the header; the cells beyond it are dropped"),
        };
        report.say(Severity::Warning, None, None, message, "Check those rows for stray commas.");
    }
    if body.len().saturating_mul(width) > MOST_CELLS {
        return Err(too_large(file));
    }
    let mut cut = 0;
    for (_, row) in &mut body {
        row.resize(width, String::new());
        cut += row.iter_mut().filter_map(|cell| values::cut(cell).then_some(())).count();
    }
    values::tell_cut(cut, report);
    Ok(Sheet { header, in_file: body.len(), rows: body, note: None })
}

/// Whether a row has no words.
fn is_blank(row: &[String]) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

fn trimmed(row: &[String]) -> Vec<&str> {
    let mut cells: Vec<&str> = row.iter().map(|cell| cell.trim()).collect();
    while cells.last().is_some_and(|cell| cell.is_empty()) {
        cells.pop();
    }
    cells
}

/// Cells with words.
pub(super) fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Where the header is: the first row with a wanted name, else the first that is about as full as the fullest.
fn find_header(rows: &[(usize, Vec<String>)], wanted: &[&str]) -> usize {
    let top = || rows.iter().take(DEEPEST_HEADER).enumerate();
    let has_wanted = |row: &[String]| row.iter().any(|cell| wanted.contains(&cell.trim()));
    if let Some((place, _)) = top().find(|(_, (_, row))| has_wanted(row)) {
        return place;
    }
    let fullest = top().map(|(_, (_, row))| filled(row)).max().unwrap_or(0);
    top().find(|(_, (_, row))| filled(row) * 5 >= fullest * 4).map_or(0, |(place, _)| place)
}

/// Column names trimmed; empty ones stay empty, repeated ones are numbered and told.
fn unique(row: &[String], report: &mut Report<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut met: HashSet<String> = HashSet::new();
    // How often each was met, so that the number of the next need not be looked for from the first on.
    let mut times: HashMap<String, usize> = HashMap::new();
    for name in trimmed(row) {
        let name: String = name.chars().take(MOST_OF_HEADING).collect();
        if name.is_empty() || met.insert(name.clone()) {
            names.push(name);
            continue;
        }
        let last = times.entry(name.clone()).or_insert(1);
        let renamed = loop {
            *last += 1;
            let renamed = format!("{name} ({last})");
            if met.insert(renamed.clone()) {
                break renamed;
            }
        };
        let message = format!("the heading \"{name}\" is repeated; the later column is called \"{renamed}\"");
        report.say(Severity::Note, None, Some(&name), message, "Rename one of the two, if that matters.");
        names.push(renamed);
    }
    names
}

/// Rows at the end with words in the first cell only are footnotes, in a table of more columns.
fn drop_footnotes(body: &mut Vec<(usize, Vec<String>)>, width: usize, report: &mut Report<'_>) {
    if width < 2 {
        return;
    }
    let is_note = |row: &[String]| {
        filled(row) == 1
            && row.first().is_some_and(|cell| cell.trim().contains(' ') || cell.trim().len() > 30)
    };
    let all = body.len();
    while body.last().is_some_and(|(_, row)| is_note(row)) {
        body.pop();
    }
    if body.len() < all {
        let message = match all - body.len() {
            1 => "1 row at the end is taken as a footnote".to_owned(),
            rows => format!("{rows} rows at the end are taken as footnotes"),
        };
        report.say(Severity::Note, None, None, message, "Nothing to do.");
    }
}

/// The first rows, and how many cells lay too far to the right.
fn csv_rows(file: &Bytes, most: usize, report: &mut Report<'_>) -> Result<(Rows, usize)> {
    let (text, encoding) = super::text::decode(&file.content);
    if let Some(encoding) = encoding {
        let message = format!("it is read as {encoding}");
        report.say(Severity::Note, None, None, message, "Save it as UTF-8 if some signs are wrong.");
    }
    if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        let message = "a quotation mark is never closed, so rows may run together";
        report.say(Severity::Warning, None, None, message, "Look for a lone \" in the file, and close it.");
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let (mut rows, mut cells, mut far) = (Vec::new(), 0, 0);
    for record in reader.records().take(most) {
        let record = record.map_err(|source| file.wrong(format!("it cannot be read as CSV: {source}")))?;
        let line = record.position().map_or(0, csv::Position::line);
        let row: Vec<String> = record.iter().take(MOST_COLUMNS).map(str::to_owned).collect();
        far += record.iter().skip(MOST_COLUMNS).filter(|cell| !cell.trim().is_empty()).count();
        cells += row.len();
        if cells > MOST_CELLS {
            return Err(too_large(file));
        }
        rows.push((usize::try_from(line).unwrap_or(0), row));
    }
    Ok((rows, far))
}

/// Comma, semicolon or tab: the one that parts most of the first rows into equally many cells. Counting signs alone would
/// take the semicolons of a list of services for the table's own.
pub fn delimiter(text: &str) -> u8 {
    let even_rows = |delimiter: u8| {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let mut rows_of_width: BTreeMap<usize, usize> = BTreeMap::new();
        for record in reader.into_records().take(DEEPEST_HEADER).flatten().filter(|row| row.len() > 1) {
            *rows_of_width.entry(record.len()).or_default() += 1;
        }
        rows_of_width.into_values().max().unwrap_or(0)
    };
    // Of equals the last counts, so the comma stands last.
    b";\t,".iter().copied().max_by_key(|delimiter| even_rows(*delimiter)).unwrap_or(b',')
}
