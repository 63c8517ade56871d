//! `OpenDocument` spreadsheets looked through before they are read: a cell, a row or a space may say how often it is repeated,
//! and the library writes each repetition out, so that a kilobyte can ask for more than any memory.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Bytes, unpacked};
use crate::error::Result;

/// What a spreadsheet may hold once its repetitions are written out.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Cells of all sheets, empty ones between others among them, each held twice while it is read: a full sheet of nineteen
    /// columns.
    cells: u64,
    /// Bytes of their texts.
    bytes: u64,
}

const LIMITS: Limits = Limits { cells: 40_000_000, bytes: 1 << 30 };

/// An error when the repetitions of a spreadsheet make too many cells. Empty rows and columns at the end cost nothing, since
/// the library leaves them out and every spreadsheet has them. What is damaged is left to its reader.
pub(super) fn refuse_repeats(file: &Bytes) -> Result<()> {
    refuse(file, LIMITS)
}

fn refuse(file: &Bytes, limits: Limits) -> Result<()> {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(file.content.as_ref())) else { return Ok(()) };
    let mut counted = Counted::default();
    // Two entries may have this name, and programs differ in which they take.
    for place in 0..zip.len() {
        let Ok(entry) = zip.by_index(place) else { continue };
        if entry.name() != "content.xml" {
            continue;
        }
        let most = unpacked::most(entry.compressed_size());
        if !counted.read(BufReader::new(entry.take(most)), limits) {
            return Err(file.wrong(format!(
                "its cells, with those that are repeated, are more than {} million or hold more than {} MB of text; \
                 delete what is not part of the table, or save it as CSV",
                limits.cells / 2_000_000,
                limits.bytes >> 20
            )));
        }
    }
    Ok(())
}

/// What the library would make of the sheets that were gone through so far.
#[derive(Default)]
struct Counted {
    cells: u64,
    bytes: u64,
    /// Rows of the open sheet from the first that has a cell on; the empty ones after the last count once another follows.
    rows: u64,
    empty_rows: u64,
    /// Columns of the open sheet.
    width: u64,
    row: Row,
    cell: Cell,
}

/// The row that is open.
#[derive(Default)]
struct Row {
    repeated: u64,
    /// Whether a cell of it says something.
    filled: bool,
    /// Its cells so far, and the empty ones at its end.
    cells: u64,
    empty: u64,
    bytes: u64,
}

/// The cell that is open.
#[derive(Default)]
struct Cell {
    repeated: u64,
    bytes: u64,
}

impl Counted {
    /// Goes through a content. False when it makes more than it may.
    fn read(&mut self, source: impl BufRead, limits: Limits) -> bool {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().check_end_names = false;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag)) => self.begin(&tag),
                Ok(Event::End(tag)) => self.end(tag.name().as_ref()),
                Ok(Event::Text(text)) => self.cell.add(text.len() as u64),
                Ok(Event::CData(text)) => self.cell.add(text.len() as u64),
                Ok(Event::GeneralRef(entity)) => self.cell.add(entity.len() as u64),
                Ok(Event::Eof) | Err(_) => return true,
                Ok(_) => {}
            }
            let sheet = self.rows.saturating_mul(self.width);
            let cells = self.cells.saturating_add(sheet).saturating_add(self.row.cells);
            let bytes = self.bytes.saturating_add(self.row.bytes).saturating_add(self.cell.bytes);
            if cells > limits.cells || bytes > limits.bytes {
                return false;
            }
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>) {
        match tag.name().as_ref() {
            b"table:table-row" => {
                self.row = Row { repeated: number(tag, "table:number-rows-repeated"), ..Row::default() };
            }
            b"table:table-cell" | b"table:covered-table-cell" => {
                let repeated = number(tag, "table:number-columns-repeated");
                // An empty cell is written out once another follows it.
                self.row.cells = self.row.cells.saturating_add(self.row.empty);
                self.row.empty = 0;
                if has_value(tag) {
                    self.row.cells = self.row.cells.saturating_add(repeated);
                    self.width = self.width.max(self.row.cells);
                    self.row.filled = true;
                } else {
                    self.row.empty = repeated;
                }
                self.cell = Cell { repeated, bytes: texts(tag) };
            }
            b"text:s" => self.cell.add(number(tag, "text:c")),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"table:table-cell" | b"table:covered-table-cell" => {
                let cell = std::mem::take(&mut self.cell);
                let written = cell.bytes.saturating_mul(cell.repeated);
                // An empty cell that is repeated has no text of its own.
                self.row.bytes = self.row.bytes.saturating_add(if self.row.empty > 0 { 0 } else { written });
            }
            b"table:table-row" => {
                let row = std::mem::take(&mut self.row);
                if row.filled {
                    self.rows = self.rows.saturating_add(self.empty_rows).saturating_add(row.repeated);
                    self.empty_rows = 0;
                } else if self.rows > 0 {
                    self.empty_rows = self.empty_rows.saturating_add(row.repeated);
                }
                // The row as it stands is kept beside the sheet that is made of it.
                self.cells = self.cells.saturating_add(row.cells);
                self.bytes = self.bytes.saturating_add(row.bytes.saturating_mul(row.repeated));
            }
            b"table:table" => {
                self.cells = self.cells.saturating_add(self.rows.saturating_mul(self.width));
                (self.rows, self.empty_rows, self.width) = (0, 0, 0);
            }
            _ => {}
        }
    }
}

impl Cell {
    fn add(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_add(bytes);
    }
}

/// Attributes of a cell that the library keeps as text, and as something shorter.
const TEXTS: [&str; 4] = ["office:string-value", "office:date-value", "office:time-value", "table:formula"];
const OTHERS: [&str; 2] = ["office:value", "office:boolean-value"];

/// Whether a cell is one that the library keeps.
fn has_value(tag: &BytesStart<'_>) -> bool {
    let says = |name: &str| tag.try_get_attribute(name).ok().flatten();
    TEXTS.iter().chain(&OTHERS).any(|name| says(name).is_some())
        || says("office:value-type").is_some_and(|kind| kind.value.as_ref() == b"string")
}

/// Bytes of the texts that a cell has as attributes.
fn texts(tag: &BytesStart<'_>) -> u64 {
    let length =
        |name: &&str| tag.try_get_attribute(*name).ok().flatten().map(|found| found.value.len() as u64);
    TEXTS.iter().filter_map(length).sum()
}

/// How often something is repeated: once when it does not say; more than anything may be when that is no number.
fn number(tag: &BytesStart<'_>, name: &str) -> u64 {
    match tag.try_get_attribute(name) {
        Ok(None) => 1,
        Ok(Some(found)) => {
            let text = std::str::from_utf8(&found.value).ok().and_then(|text| unescape(text).ok());
            text.and_then(|text| text.parse().ok()).unwrap_or(u64::MAX)
        }
        Err(_) => u64::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEW: Limits = Limits { cells: 1_000, bytes: 10_000 };

    fn passes(rows: &str) -> bool {
        let content = format!("<table:table table:name='s'>{rows}</table:table>");
        Counted::default().read(content.as_bytes(), FEW)
    }

    fn row(repeated: &str, cells: &str) -> String {
        format!("<table:table-row table:number-rows-repeated='{repeated}'>{cells}</table:table-row>")
    }

    fn text(repeated: &str, text: &str) -> String {
        format!(
            "<table:table-cell table:number-columns-repeated='{repeated}' office:value-type='string'><text:p>{text}</text:p></table:table-cell>"
        )
    }

    #[test]
    fn repetitions_are_counted_and_what_is_empty_at_the_end_is_not() {
        let empty = "<table:table-cell table:number-columns-repeated='16384'/>";
        let sound = row("2", &format!("{}{empty}", text("5", "x"))) + &row("1048574", empty);
        assert!(passes(&sound));
        let styled = row("1048574", &format!("<table:table-cell/>{empty}"));
        assert!(passes(&(sound.clone() + &styled)));
        assert!(!passes(&(sound.clone() + &styled + &row("1", &text("1", "far below")))));
        assert!(!passes(&row("1", &text("1001", "x"))));
        assert!(!passes(&row("1001", &text("1", "x"))));
        assert!(!passes(&row("1", &format!("{empty}{}", text("1", "far right")))));
        assert!(!passes(&row("99999999999999999999", &text("1", "x"))));
    }

    #[test]
    fn repeated_text_and_spaces_are_counted() {
        assert!(passes(&row("1", &text("10", &"x".repeat(100)))));
        assert!(!passes(&row("20", &text("10", &"x".repeat(100)))));
        assert!(!passes(&row("1", &text("1", "a<text:s text:c='4000000000'/>b"))));
    }
}
