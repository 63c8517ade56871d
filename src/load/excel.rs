//! Rows of Excel and `OpenDocument` spreadsheets.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek};

use calamine::{Data, DataRef, Reader, Sheets};

use super::sheet::filled;
use super::{Bytes, Report, unpacked};
use crate::error::Result;
use crate::fault;
use crate::model::Severity;

/// Rows with their numbers (from 1).
type Rows = Vec<(usize, Vec<String>)>;

/// Excel's files are zip archives or compound documents.
pub fn is_excel(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0")
}

/// Columns beyond this one hold strays, not a table.
const MOST_COLUMNS: usize = 2_000;
/// Cells of a table that is kept: all of England's LSOAs with a thousand columns each.
const MOST_CELLS: usize = 40_000_000;

/// Rows of the first sheet that has any.
pub(super) fn rows(file: &Bytes, report: &mut Report<'_>) -> Result<Rows> {
    unpacked::refuse_bomb(file)?;
    let content = file.content.to_vec();
    // The library panics on some damaged files.
    let read = fault::contained(move || first_sheet(content));
    let read = read.unwrap_or_else(|| Err("it is damaged".to_owned()));
    let (rows, far) =
        read.map_err(|error| file.wrong(format!("it cannot be read as a spreadsheet: {error}")))?;
    if far > 0 {
        let message = format!("what stands beyond column {MOST_COLUMNS} is not read ({far} cells)");
        report.say(Severity::Warning, None, None, message, "Delete the stray cells, if they are not meant.");
    }
    Ok(rows)
}

/// Rows of the first sheet that has any, and how many cells lay too far to the right.
fn first_sheet(content: Vec<u8>) -> std::result::Result<(Rows, usize), String> {
    let mut book =
        calamine::open_workbook_auto_from_rs(Cursor::new(content)).map_err(|error| error.to_string())?;
    for name in book.sheet_names() {
        let mut table = Table::default();
        read_sheet(&mut book, &name, &mut table)?;
        if table.rows.values().any(|row| filled(row) > 1) {
            return Ok((table.rows.into_iter().collect(), table.far));
        }
    }
    Ok((Vec::new(), 0))
}

/// Rows that have cells; a stray cell in the last row of a sheet costs no more than itself.
#[derive(Default)]
struct Table {
    rows: BTreeMap<usize, Vec<String>>,
    far: usize,
    /// Cells of all rows, empty ones among them too.
    cells: usize,
}

impl Table {
    fn put(&mut self, (row, column): (u32, u32), text: String) -> std::result::Result<(), String> {
        let (row, column) = (row as usize + 1, column as usize);
        if text.trim().is_empty() {
            return Ok(());
        }
        if column >= MOST_COLUMNS {
            self.far += 1;
            return Ok(());
        }
        let cells = self.rows.entry(row).or_default();
        if cells.len() <= column {
            self.cells += column + 1 - cells.len();
            if self.cells > MOST_CELLS {
                return Err(format!(
                    "its first sheet has more than {} million cells",
                    MOST_CELLS / 1_000_000
                ));
            }
            cells.resize(column + 1, String::new());
        }
        if let Some(cell) = cells.get_mut(column) {
            *cell = text;
        }
        Ok(())
    }
}

fn read_sheet<R: Read + Seek>(
    book: &mut Sheets<R>,
    name: &str,
    table: &mut Table,
) -> std::result::Result<(), String> {
    match book {
        Sheets::Xlsx(book) => {
            let mut cells = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
            while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
                table.put(cell.get_position(), text_of(cell.get_value().clone()))?;
            }
        }
        Sheets::Xlsb(book) => {
            let mut cells = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
            while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
                table.put(cell.get_position(), text_of(cell.get_value().clone()))?;
            }
        }
        other => {
            let range = other.worksheet_range(name).map_err(|error| error.to_string())?;
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, cell) in range.used_cells() {
                let place = |from: u32, step: usize| {
                    u32::try_from(step).map_or(u32::MAX, |step| from.saturating_add(step))
                };
                table.put((place(top, row), place(left, column)), cell_text(cell))?;
            }
        }
    }
    Ok(())
}

fn text_of(cell: DataRef<'_>) -> String {
    cell_text(&Data::from(cell))
}

/// A cell as text; whole numbers without a decimal point, so that codes stay codes.
fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Float(number) => number.to_string(),
        other => other.to_string(),
    }
}
