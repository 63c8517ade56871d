//! The report as a PDF: typst in process, PDF/UA-1 enforced.
//!
//! Words reach typst as strings of a JSON file, never as markup, and characters that the typeface lacks are spelled out.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::{LazyHash, Scalar};
use typst::{Feature, Features, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use typst_render::RenderOptions;

use super::report::{Block, Figure, Grid, Report, SectionKey};
use super::scene::{Lettering, font_bytes, spelled, svg};
use crate::error::{Error, Result};

const TEMPLATE: &str = include_str!("template.typ");
const NAME: &str = "report.pdf";

/// A report set in pages, ready to be written or looked at.
#[derive(Debug)]
pub struct Pages(PagedDocument);

/// One page as pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Red, green, blue and opacity of each, row by row.
    pub rgba: Vec<u8>,
}

impl Pages {
    /// Sets a report in pages.
    pub fn of(report: &Report) -> Result<Self> {
        let typst = Typst::new(report)?;
        let set = typst::compile::<PagedDocument>(&typst).output.map_err(|errors| failed(&errors))?;
        Ok(Self(set))
    }

    /// How many pages there are.
    pub fn count(&self) -> usize {
        self.0.pages().len()
    }

    /// The PDF.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1])
            .map_err(|source| Error::File { file: NAME.to_owned(), message: source.message().to_string() })?;
        let options = PdfOptions {
            ident: Smart::Custom("hub-planner-report".to_owned()),
            creator: Smart::Custom(Some("Hub Planner".to_owned())),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&self.0, &options).map_err(|errors| failed(&errors))
    }

    /// A page, counted from 0, at so many pixels a point; none past the last.
    pub fn picture(&self, page: usize, pixels_per_point: f64) -> Option<Picture> {
        let options =
            RenderOptions { pixel_per_pt: Scalar::new(pixels_per_point), ..RenderOptions::default() };
        let pixels = typst_render::render(self.0.pages().get(page)?, &options);
        Some(Picture {
            width: usize::try_from(pixels.width()).ok()?,
            height: usize::try_from(pixels.height()).ok()?,
            rgba: pixels.take(),
        })
    }
}

fn failed(errors: &[SourceDiagnostic]) -> Error {
    let first = errors.first().map_or_else(String::new, |error| error.message.to_string());
    Error::File { file: NAME.to_owned(), message: format!("cannot be set: {first}") }
}

/// What typst reads: the template, the report as data, and its pictures. No disk, no clock, no network.
struct Typst {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: BTreeMap<String, Bytes>,
}

impl Typst {
    fn new(report: &Report) -> Result<Self> {
        let fonts: Vec<Font> =
            font_bytes().into_iter().filter_map(|bytes| Font::new(Bytes::new(bytes), 0)).collect();
        let mut files = BTreeMap::new();
        let value = tree(report, &mut files);
        let text = serde_json::to_vec(&value)
            .map_err(|source| Error::File { file: NAME.to_owned(), message: source.to_string() })?;
        files.insert("report.json".to_owned(), Bytes::new(text));
        let path = VirtualPath::new("/main.typ").map_err(|_no_path| Error::File {
            file: NAME.to_owned(),
            message: "has no template".to_owned(),
        })?;
        let main = RootedPath::new(VirtualRoot::Project, path).intern();
        let features = Features::from_iter([Feature::A11yExtras]);
        Ok(Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(main, TEMPLATE.to_owned()),
            files,
        })
    }
}

impl World for Typst {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get().vpath().get_without_slash();
        self.files.get(path).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The report as the template reads it; pictures go to `files`.
fn tree(report: &Report, files: &mut BTreeMap<String, Bytes>) -> Value {
    let sections: Vec<Value> = report
        .sections
        .iter()
        .map(|section| {
            let mut blocks = Vec::new();
            // A map takes a page across: all stand together after the words, so that these are not torn apart.
            let mut maps = Vec::new();
            for (place, block) in section.blocks.iter().enumerate() {
                let profile = section.key == SectionKey::Localities && place > 0;
                if profile && matches!(block, Block::Heading(1, _)) {
                    blocks.append(&mut maps);
                    blocks.push(json!({ "kind": "break" }));
                }
                let shown = self::block(block, files);
                if shown["kind"] == "map" { &mut maps } else { &mut blocks }.push(shown);
            }
            blocks.append(&mut maps);
            json!({
                "number": section.number,
                "title": prose(section.title()),
                "fresh": fresh(section.key),
                "blocks": blocks,
            })
        })
        .collect();
    json!({
        "title": prose(&report.title),
        "author": if report.byline.is_empty() { "Hub Planner".to_owned() } else { spelled(&report.byline) },
        "byline": prose(&report.byline),
        "illustrative": report.illustrative.map(prose),
        "made_from": prose(&report.made_from),
        "sections": sections,
    })
}

/// Whether a section begins on a new page.
const fn fresh(key: SectionKey) -> bool {
    !matches!(
        key,
        SectionKey::Summary
            | SectionKey::Need
            | SectionKey::Duties
            | SectionKey::Carbon
            | SectionKey::Respond
            | SectionKey::Glossary
            | SectionKey::Equality
    )
}

fn block(block: &Block, files: &mut BTreeMap<String, Bytes>) -> Value {
    match block {
        Block::Heading(level, text) => json!({ "kind": "heading", "level": level, "text": prose(text) }),
        Block::Paragraph { lead, text } => {
            json!({ "kind": "paragraph", "lead": prose(lead), "text": prose(text) })
        }
        Block::List(items) => {
            let items: Vec<String> = items.iter().map(|item| prose(item)).collect();
            json!({ "kind": "list", "items": items })
        }
        Block::Note(text) => json!({ "kind": "note", "text": prose(text) }),
        Block::Formula(text) => json!({ "kind": "formula", "text": prose(text) }),
        Block::Grid(grid) => json!({ "kind": "grid", "grid": self::grid(grid) }),
        Block::Figure(figure) => self::figure(figure, files),
    }
}

fn figure(figure: &Figure, files: &mut BTreeMap<String, Bytes>) -> Value {
    let file = format!("f{}.svg", figure.number);
    let picture = svg(&figure.scene, "f", "", "", Lettering::Outlines);
    files.insert(file.clone(), Bytes::new(picture.into_bytes()));
    // A map is taller than a chart: it gets a page across. A short twin stands below it.
    let map = figure.scene.height > figure.scene.width * 0.62;
    json!({
        "kind": if map { "map" } else { "chart" },
        "small": figure.twin.rows.len() <= 11,
        "figure": {
            "number": figure.number,
            "caption": prose(&figure.caption),
            "alt": spelled(&figure.alt),
            "file": file,
            "twin": grid(&figure.twin),
        },
    })
}

fn grid(grid: &Grid) -> Value {
    let widths = widths(grid);
    let columns: Vec<Value> = grid
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            json!({
                "head": breakable(&spelled(&column.head), LONGEST_WORD),
                "unit": prose(&column.unit),
                "numeric": column.numeric,
                "apart": !column.numeric && place > 0 && grid.columns[place - 1].numeric,
                "share": (!column.numeric).then(|| share(grid, place)),
                "wide": widths[place],
            })
        })
        .collect();
    let rows: Vec<Value> = grid
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<String> =
                row.cells.iter().map(|cell| breakable(&spelled(&cell.shown()), 22)).collect();
            json!({ "cells": cells, "total": row.total })
        })
        .collect();
    let signs: usize =
        grid.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.shown().chars().count()).sum();
    json!({
        "number": grid.number,
        "caption": prose(&grid.caption),
        "columns": columns,
        "rows": rows,
        "note": grid.note.as_deref().map(prose),
        // A short table stays on one page.
        "whole": grid.rows.len() <= 14 && signs <= 1_600,
    })
}

/// Characters of the longest word in a heading that is not broken.
const LONGEST_WORD: usize = 14;

/// How much of the room a column of words gets, next to other columns of words.
fn share(grid: &Grid, place: usize) -> f64 {
    let lengths = grid.rows.iter().filter_map(|row| row.cells.get(place));
    let lengths: Vec<usize> = lengths.map(|cell| cell.shown().chars().count()).collect();
    let mean = lengths.iter().sum::<usize>() as f64 / lengths.len().max(1) as f64;
    let most = lengths.iter().copied().max().unwrap_or(0) as f64;
    // Between what most cells need and what the longest would like.
    f64::midpoint(mean, most).clamp(7.0, 60.0).sqrt()
}

/// How wide each column of numbers is, in ems: its heading in three lines where there is room, else as narrow as it can.
fn widths(grid: &Grid) -> Vec<f64> {
    const ROOM: f64 = 58.0;
    let narrow: Vec<f64> = (0..grid.columns.len()).map(|place| width(grid, place)).collect();
    let roomy: Vec<f64> = grid
        .columns
        .iter()
        .zip(&narrow)
        .map(|(column, narrow)| narrow.max((column.head.chars().count() as f64 / 3.0 * 0.7).min(9.0) + 1.5))
        .collect();
    let needed: f64 = grid
        .columns
        .iter()
        .zip(&roomy)
        .map(|(column, roomy)| if column.numeric { *roomy } else { 13.0 })
        .sum();
    if needed <= ROOM { roomy } else { narrow }
}

/// The least width of a column of numbers, in ems: its longest number, or the longest word above it.
fn width(grid: &Grid, place: usize) -> f64 {
    let column = &grid.columns[place];
    let cells = grid.rows.iter().filter_map(|row| row.cells.get(place));
    let cells = cells.map(|cell| cell.shown().chars().count()).max().unwrap_or(0);
    let words = column.head.split_whitespace().map(|word| word.chars().count().min(LONGEST_WORD));
    // Words are set narrower than figures, headings wider than units.
    let head = words.max().unwrap_or(0) as f64 * 0.62;
    let units = column.unit.split_whitespace().map(|word| word.chars().count().min(LONGEST_WORD));
    let unit = units.max().unwrap_or(0) as f64 * 0.52;
    (cells.min(24) as f64 * 0.62).max(head).max(unit) + 0.9
}

/// Words for a line of a page: every character is in the typeface, and even a name without spaces can be broken.
fn prose(text: &str) -> String {
    breakable(&spelled(text), 40)
}

/// Words longer than a column (digests, names without spaces) get places where a line may end.
fn breakable(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for sign in text.chars() {
        run = if sign.is_whitespace() || sign == '-' { 0 } else { run + 1 };
        out.push(sign);
        if run == most {
            out.push('\u{200b}');
            run = 0;
        }
    }
    out
}
