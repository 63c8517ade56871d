//! Rows of Excel and `OpenDocument` spreadsheets.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek};

use calamine::{Data, DataRef, Reader, Sheets};

use super::sheet::{MOST_CELLS, MOST_COLUMNS, filled};
use super::{Bytes, ods, unpacked};
use crate::error::Result;
use crate::fault;

/// Rows with their numbers (from 1).
type Rows = Vec<(usize, Vec<String>)>;

/// How compound documents begin: Excel's until 2003, and those of any year that a password protects.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// Excel's files are zip archives or compound documents.
pub fn is_excel(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(COMPOUND)
}

/// Bytes of text in the cells of a table that is kept: one long text may stand in every cell and take little of the file.
const MOST_TEXT: usize = 1 << 30;

/// Rows of the first sheet that has any, and how many cells lay too far to the right.
pub(super) fn rows(file: &Bytes) -> Result<(Rows, usize)> {
    // Chains of sectors that end in themselves, and counts that promise too much, would never end or take all memory.
    if file.content.starts_with(COMPOUND) {
        return Err(file.wrong(
            "it is in the format of Excel 97 to 2003 (.xls), or protected by a password; open it in Excel and save it as .xlsx or CSV, without a password",
        ));
    }
    unpacked::refuse_bomb(file)?;
    if unpacked::holds(file, "xl/workbook.bin") {
        return Err(file.wrong("it is in Excel's binary format (.xlsb); save it as .xlsx or CSV"));
    }
    ods::refuse_repeats(file)?;
    let content = file.content.to_vec();
    // The library panics on some damaged files.
    let read = fault::contained(move || first_sheet(content));
    let read = read.unwrap_or_else(|| Err("it is damaged".to_owned()));
    read.map_err(|error| file.wrong(format!("it cannot be read as a spreadsheet: {error}")))
}

/// Opens a workbook of the two formats that are read.
fn opened(content: Vec<u8>) -> std::result::Result<Sheets<Cursor<Vec<u8>>>, String> {
    let from = Cursor::new(content);
    match calamine::Xlsx::new(from.clone()) {
        Ok(book) => Ok(Sheets::Xlsx(book)),
        Err(error) => calamine::Ods::new(from).map(Sheets::Ods).map_err(|_no_ods| error.to_string()),
    }
}

/// Rows of the first sheet that has any, and how many cells lay too far to the right.
fn first_sheet(content: Vec<u8>) -> std::result::Result<(Rows, usize), String> {
    let mut book = opened(content)?;
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
    /// Bytes of their texts.
    bytes: usize,
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
        self.bytes += text.len();
        if self.bytes > MOST_TEXT {
            return Err(format!("its first sheet has more than {} MB of text", MOST_TEXT >> 20));
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
