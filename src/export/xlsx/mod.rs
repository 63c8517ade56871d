//! The appraisal as a workbook: summary, inputs, money with live formulas, every table with its units, and charts.
//!
//! The sheet `Money` works its totals out itself: change a rate or a year's cash on it and the net present cost follows.

mod money;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::report::{Block, Cell as Shown, Form, Grid, Report};
use super::table::harmless;
use super::{Cell, Content, Table, data_dictionary, tables};
use crate::error::{Error, Result};

/// The looks of cells.
struct Looks {
    title: Format,
    head: Format,
    unit: Format,
    words: Format,
    wrapped: Format,
    bold: Format,
    pounds: Format,
    pounds_bold: Format,
    input: Format,
    rate: Format,
    factor: Format,
    whole: Format,
    warning: Format,
}

impl Looks {
    fn new() -> Self {
        let plain = || Format::new().set_font_name("Arial").set_font_size(10);
        let pounds = r"£#,##0;[Red]-£#,##0";
        Self {
            title: plain().set_font_size(16).set_bold(),
            head: plain()
                .set_bold()
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Medium)
                .set_align(FormatAlign::Bottom),
            unit: plain().set_italic().set_font_color(0x4A_5361),
            words: plain(),
            wrapped: plain().set_text_wrap().set_align(FormatAlign::Top),
            bold: plain().set_bold(),
            pounds: plain().set_num_format(pounds),
            pounds_bold: plain().set_num_format(pounds).set_bold().set_border_top(FormatBorder::Thin),
            input: plain().set_num_format("0.00%").set_background_color(0xFB_F0D8),
            rate: plain().set_num_format("0.00%"),
            factor: plain().set_num_format("0.000000"),
            whole: plain().set_num_format("#,##0"),
            warning: plain().set_bold().set_font_color(0x6B_4400).set_background_color(0xFB_F0D8),
        }
    }
}

/// The workbook.
pub fn xlsx(content: &Content<'_>, report: &Report) -> Result<Vec<u8>> {
    write(content, report).map_err(|source| Error::File {
        file: "report.xlsx".to_owned(),
        message: format!("cannot be written: {source}"),
    })
}

fn write(content: &Content<'_>, report: &Report) -> std::result::Result<Vec<u8>, XlsxError> {
    let looks = Looks::new();
    let mut book = Workbook::new();
    // A fixed day: the same appraisal gives the same bytes.
    let properties = DocProperties::new()
        .set_title(&report.title)
        .set_author("Hub Planner")
        .set_comment(report.illustrative.unwrap_or(&report.made_from))
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    summary(book.add_worksheet(), report, &looks)?;
    money::inputs(book.add_worksheet(), content, &looks)?;
    money::money(book.add_worksheet(), content, &looks)?;
    let mut all = tables(content);
    all.push(data_dictionary(&all));
    for table in &all {
        sheet(book.add_worksheet(), table, &looks)?;
    }
    book.save_to_buffer()
}

/// Text that no spreadsheet takes for a formula, no longer than a cell can hold.
fn cell_text(text: &str) -> String {
    const MOST: usize = 32_000;
    harmless(&text.chars().take(MOST).collect::<String>())
}

/// The report's first tables: what each option does by every measure.
fn summary(sheet: &mut Worksheet, report: &Report, looks: &Looks) -> std::result::Result<(), XlsxError> {
    sheet.set_name("Summary")?;
    sheet.set_column_width(0, 46)?;
    sheet.write_string_with_format(0, 0, cell_text(&report.title), &looks.title)?;
    let mut row = 1;
    for line in [
        Some(report.byline.as_str()).filter(|line| !line.is_empty()),
        report.illustrative,
        Some(&report.made_from),
    ]
    .into_iter()
    .flatten()
    {
        let look = if report.illustrative == Some(line) { &looks.warning } else { &looks.unit };
        sheet.write_string_with_format(row, 0, cell_text(line), look)?;
        row += 1;
    }
    row += 1;
    let first = report.sections.first().map_or(&[][..], |section| &section.blocks);
    for block in first {
        if let Block::Grid(grid) = block {
            row = self::grid(sheet, row, grid, looks)? + 1;
        }
    }
    Ok(())
}

/// A table of the report; returns the row below it.
fn grid(sheet: &mut Worksheet, top: u32, grid: &Grid, looks: &Looks) -> std::result::Result<u32, XlsxError> {
    let mut row = top;
    sheet.write_string_with_format(row, 0, cell_text(&grid.caption), &looks.bold)?;
    row += 1;
    for (column, place) in grid.columns.iter().zip(0..) {
        sheet.write_string_with_format(row, place, cell_text(&column.head), &looks.head)?;
        if place > 0 {
            sheet.set_column_width(place, 15)?;
        }
    }
    for line in &grid.rows {
        row += 1;
        for (value, place) in line.cells.iter().zip(0..) {
            match value {
                Shown::Number(number, Form::Pounds | Form::PoundsShort) => {
                    sheet.write_number_with_format(row, place, *number, &looks.pounds)?;
                }
                Shown::Number(number, Form::Share) => {
                    sheet.write_number_with_format(row, place, *number, &looks.rate)?;
                }
                Shown::Number(number, Form::People) if super::words::hidden(*number) => {
                    sheet.write_string_with_format(row, place, super::words::HIDDEN, &looks.words)?;
                }
                Shown::Number(number, Form::Whole | Form::People) => {
                    sheet.write_number_with_format(row, place, *number, &looks.whole)?;
                }
                Shown::Number(number, Form::Decimals(_)) => {
                    sheet.write_number_with_format(row, place, *number, &looks.words)?;
                }
                Shown::Text(text) => {
                    sheet.write_string_with_format(row, place, cell_text(text), &looks.words)?;
                }
                Shown::None => {}
            }
        }
    }
    if let Some(note) = &grid.note {
        row += 1;
        sheet.write_string_with_format(row, 0, cell_text(note), &looks.unit)?;
    }
    Ok(row + 1)
}

/// A table of the data files, its units in the second row.
fn sheet(sheet: &mut Worksheet, table: &Table, looks: &Looks) -> std::result::Result<(), XlsxError> {
    // Names of tables are our own: short, without signs that a sheet's name cannot have; capitals tell no sheets apart.
    let taken = ["Summary", "Inputs", "Money"].iter().any(|known| known.eq_ignore_ascii_case(table.name));
    sheet.set_name(if taken { format!("{} table", table.name) } else { table.name.to_owned() })?;
    for (column, place) in table.columns.iter().zip(0..) {
        sheet.write_string_with_format(0, place, cell_text(&column.name), &looks.head)?;
        sheet.write_string_with_format(1, place, cell_text(&column.unit), &looks.unit)?;
        let wide = if column.unit.is_empty() { 22 } else { 14 };
        sheet.set_column_width(place, wide)?;
    }
    for (cells, row) in table.rows.iter().zip(2..) {
        for (cell, place) in cells.iter().zip(0..) {
            match cell {
                Cell::Text(text) => {
                    sheet.write_string_with_format(row, place, cell_text(text), &looks.words)?
                }
                // A sheet cannot hold what is not a number.
                Cell::Number(number) if number.is_finite() => sheet.write_number(row, place, *number)?,
                Cell::Number(_) | Cell::Empty => continue,
            };
        }
    }
    sheet.set_freeze_panes(2, 1)?;
    Ok(())
}
