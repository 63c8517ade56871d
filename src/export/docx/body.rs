//! The document itself: headings, paragraphs, tables, pictures.

use std::fmt::Write;

use crate::export::report::{Block, Figure, Grid, Report};
use crate::export::scene::escaped;

/// Usable width of a page, in twentieths of a point: A4 less two margins of 18 mm.
const WIDTH: usize = 9_866;
/// The same in English Metric Units.
const WIDTH_EMU: f64 = 6_264_910.0;

/// `word/document.xml`.
pub(super) fn document(report: &Report) -> String {
    let mut out = String::with_capacity(1 << 19);
    out.push_str(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        "\n",
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>"#
    ));
    if let Some(words) = report.illustrative {
        paragraph(&mut out, "Warning", &run(words, false));
    }
    paragraph(&mut out, "Title", &run(&report.title, false));
    if !report.byline.is_empty() {
        paragraph(&mut out, "Subtitle", &run(&report.byline, false));
    }
    for (place, section) in report.sections.iter().enumerate() {
        let key = section.key.key();
        let heading = format!("{} {}", section.number, section.title());
        // Writing to a String cannot fail, here and below.
        let _infallible = write!(
            out,
            r#"<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:bookmarkStart w:id="{place}" w:name="{key}"/>{}<w:bookmarkEnd w:id="{place}"/></w:p>"#,
            run(&heading, false)
        );
        for block in &section.blocks {
            self::block(&mut out, block);
        }
        if place == 0 {
            contents(&mut out, report);
        }
    }
    out.push_str(r#"<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1020" w:right="1020" w:bottom="1134" w:left="1020" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>"#);
    out
}

/// A table of contents whose lines lead to the sections; Word fills in pages when it is updated.
fn contents(out: &mut String, report: &Report) {
    paragraph(out, "Contents", &run("Contents", false));
    let last = report.sections.len().saturating_sub(1);
    for (place, section) in report.sections.iter().enumerate() {
        let begin = if place == 0 {
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \o "1-2" \h \z \u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>"#
        } else {
            ""
        };
        let end = if place == last { r#"<w:r><w:fldChar w:fldCharType="end"/></w:r>"# } else { "" };
        let words = format!("{} {}", section.number, section.title());
        let link = format!(
            r#"{begin}<w:hyperlink w:anchor="{}">{}</w:hyperlink>{end}"#,
            section.key.key(),
            run(&words, false)
        );
        paragraph(out, "TOC1", &link);
    }
}

fn run(text: &str, bold: bool) -> String {
    let look = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    format!(r#"<w:r>{look}<w:t xml:space="preserve">{}</w:t></w:r>"#, escaped(text))
}

fn paragraph(out: &mut String, style: &str, inside: &str) {
    let _infallible = write!(out, r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>"#);
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Heading(level, text) => {
            paragraph(out, &format!("Heading{}", 1 + level.clamp(&1, &2)), &run(text, false));
        }
        Block::Paragraph { lead, text } => {
            let lead = if lead.is_empty() { String::new() } else { run(&format!("{lead} "), true) };
            paragraph(out, "BodyText", &format!("{lead}{}", run(text, false)));
        }
        Block::List(items) => {
            for item in items {
                paragraph(out, "ListBullet", &run(item, false));
            }
        }
        Block::Note(text) => paragraph(out, "Warning", &run(text, false)),
        Block::Formula(text) => paragraph(out, "Formula", &run(text, false)),
        Block::Grid(grid) => self::grid(out, grid),
        Block::Figure(figure) => {
            self::figure(out, figure);
            self::grid(out, &figure.twin);
        }
    }
}

/// A caption whose number Word can count anew.
fn caption(out: &mut String, kind: &str, number: usize, text: &str) {
    let _infallible = write!(
        out,
        r#"<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>{}<w:fldSimple w:instr=" SEQ {kind} \* ARABIC "><w:r><w:rPr><w:b/></w:rPr><w:t>{number}</w:t></w:r></w:fldSimple>{}</w:p>"#,
        run(&format!("{kind} "), true),
        run(&format!(". {text}"), false)
    );
}

fn figure(out: &mut String, figure: &Figure) {
    let number = figure.number;
    let high = WIDTH_EMU * figure.scene.height / figure.scene.width;
    let (wide, high) = (format!("{WIDTH_EMU:.0}"), format!("{high:.0}"));
    let alt = escaped(&figure.alt);
    let _infallible = write!(
        out,
        r#"<w:p><w:pPr><w:pStyle w:val="Figure"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="Figure {number}" descr="{alt}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="figure{number}.png" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdF{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#
    );
    caption(out, "Figure", number, &figure.caption);
}

fn grid(out: &mut String, grid: &Grid) {
    caption(out, "Table", grid.number, &grid.caption);
    let widths = widths(grid);
    let _infallible = write!(
        out,
        r#"<w:tbl><w:tblPr><w:tblStyle w:val="HubTable"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{0}"/><w:tblDescription w:val="{0}"/></w:tblPr><w:tblGrid>"#,
        escaped(&grid.caption)
    );
    for wide in &widths {
        let _infallible = write!(out, r#"<w:gridCol w:w="{wide}"/>"#);
    }
    out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (column, wide) in grid.columns.iter().zip(&widths) {
        let unit = if column.unit.is_empty() { String::new() } else { format!(" ({})", column.unit) };
        let words = format!("{}{}", run(&column.head, true), run(&unit, false));
        cell(out, *wide, column.numeric, &words);
    }
    out.push_str("</w:tr>");
    for row in &grid.rows {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for ((value, column), wide) in row.cells.iter().zip(&grid.columns).zip(&widths) {
            cell(out, *wide, column.numeric, &run(&value.shown(), row.total));
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    paragraph(out, "TableNote", &run(grid.note.as_deref().unwrap_or(""), false));
}

fn cell(out: &mut String, wide: usize, numeric: bool, inside: &str) {
    let side = if numeric { r#"<w:jc w:val="right"/>"# } else { "" };
    let _infallible = write!(
        out,
        r#"<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/>{side}</w:pPr>{inside}</w:p></w:tc>"#
    );
}

/// Widths of columns that add up to the page's: numbers get what they need, words share the rest by how many there are.
fn widths(grid: &Grid) -> Vec<usize> {
    let longest = |place: usize| {
        let cells = grid.rows.iter().filter_map(|row| row.cells.get(place));
        cells.map(|cell| cell.shown().chars().count()).max().unwrap_or(0)
    };
    let word = |text: &str| text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
    // About 105 twentieths of a point for a character of a table, and the edges of the cell.
    let needs: Vec<usize> = grid
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            if column.numeric {
                (longest(place).max(word(&column.head)) * 105 + 160).clamp(640, 1_500)
            } else {
                longest(place).max(word(&column.head)).clamp(10, 44) * 105
            }
        })
        .collect();
    let sum = |numeric: bool| -> usize {
        let columns = needs.iter().zip(&grid.columns).filter(|(_, column)| column.numeric == numeric);
        columns.map(|(need, _)| *need).sum()
    };
    let numbers = sum(true).min(WIDTH * 4 / 5);
    let words = WIDTH - numbers;
    needs
        .iter()
        .zip(&grid.columns)
        .map(|(need, column)| {
            let (room, all) = if column.numeric { (numbers, sum(true)) } else { (words, sum(false)) };
            need * room / all.max(1)
        })
        .collect()
}
