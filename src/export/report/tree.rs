//! The tree: a report of sections, a section of blocks, a table of cells that know their number and how to write it.

use super::SectionKey;
use crate::export::scene::Scene;
use crate::export::veil::Here;
use crate::export::words;
use crate::units;

/// A whole report.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// Who publishes it and when; may be empty.
    pub byline: String,
    /// What is said on every page when the data is illustrative.
    pub illustrative: Option<&'static str>,
    /// What made it, and from what.
    pub made_from: String,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// One section.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Which.
    pub key: SectionKey,
    /// Its number, from 1.
    pub number: usize,
    /// What is in it.
    pub blocks: Vec<Block>,
}

impl Section {
    /// Its heading.
    pub fn title(&self) -> &'static str {
        self.key.title()
    }
}

/// One piece of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading below the section's: 1 or 2 levels below.
    Heading(u8, String),
    /// A paragraph, with words in bold at its beginning.
    Paragraph {
        /// In bold; may be empty.
        lead: String,
        /// The rest.
        text: String,
    },
    /// Points of a list.
    List(Vec<String>),
    /// Something to be noticed.
    Note(String),
    /// A formula on its own line.
    Formula(String),
    /// A table.
    Grid(Grid),
    /// A picture.
    Figure(Box<Figure>),
}

impl Block {
    /// A paragraph.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Paragraph { lead: String::new(), text: text.into() }
    }

    /// A paragraph that begins in bold.
    pub fn lead(lead: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Paragraph { lead: lead.into(), text: text.into() }
    }
}

/// A table. The first column heads its rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    /// Its number in the report, from 1.
    pub number: usize,
    /// What it shows.
    pub caption: String,
    /// Columns.
    pub columns: Vec<GridColumn>,
    /// Rows, each as long as the columns.
    pub rows: Vec<GridRow>,
    /// What must be known to read it.
    pub note: Option<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridColumn {
    /// Its heading.
    pub head: String,
    /// Its unit; empty for words, or where each cell says its own.
    pub unit: String,
    /// Whether it holds numbers.
    pub numeric: bool,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct GridRow {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Whether it sums up the others.
    pub total: bool,
}

impl Grid {
    /// A table of columns `(heading, unit)`; one whose unit is `words` holds words, any other numbers.
    pub fn new(caption: impl Into<String>, columns: &[(&str, &str)]) -> Self {
        let mut grid = Self { caption: caption.into(), ..Self::default() };
        for (head, unit) in columns {
            grid.column(*head, unit);
        }
        grid
    }

    /// Adds a column.
    pub fn column(&mut self, head: impl Into<String>, unit: &str) {
        let numeric = unit != "words";
        let unit = if numeric { unit.to_owned() } else { String::new() };
        self.columns.push(GridColumn { head: head.into(), unit, numeric });
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(GridRow { cells, total: false });
    }

    /// Adds a row that sums up the others.
    pub fn total(&mut self, cells: Vec<Cell>) {
        self.rows.push(GridRow { cells, total: true });
    }

    /// The same table of parts of a whole, by rows: where one count of people alone of a column is hidden, the smallest other one
    /// is not shown either.
    #[must_use]
    pub fn of_parts(mut self) -> Self {
        for column in 0..self.columns.len() {
            withhold(
                self.rows.iter_mut().filter(|row| !row.total).filter_map(|row| row.cells.get_mut(column)),
            );
        }
        self
    }

    /// The same table of parts of wholes, by columns: each row adds up to a whole.
    #[must_use]
    pub fn of_parts_across(mut self) -> Self {
        self.rows.iter_mut().for_each(|row| withhold(row.cells.iter_mut()));
        self
    }

    /// The same table with a note below it.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

fn withhold<'a>(parts: impl Iterator<Item = &'a mut Cell>) {
    let mut parts: Vec<&mut Cell> = parts.collect();
    let counts: Vec<Option<f64>> = parts
        .iter()
        .map(|cell| match cell {
            Cell::Number(count, Form::People) => Some(*count),
            _ => None,
        })
        .collect();
    if let Some(place) = words::gives_away(&counts) {
        *parts[place] = Cell::text(words::WITHHELD);
    }
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number, and how it is written.
    Number(f64, Form),
    /// Unknown, or does not apply.
    None,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `£168,000`.
    Pounds,
    /// `£1.35m`.
    PoundsShort,
    /// A count of people: `25,489`; small ones hidden.
    People,
    /// `1,008`.
    Whole,
    /// So many decimals.
    Decimals(u8),
    /// `79.9 %`.
    Share,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number that may be unknown.
    pub fn number(value: Option<f64>, form: Form) -> Self {
        value.map_or(Self::None, |value| Self::Number(value, form))
    }

    /// As it is shown; `–` for none.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::None => "–".to_owned(),
            Self::Number(value, form) => match form {
                Form::Pounds => units::pounds(*value),
                Form::PoundsShort => units::pounds_short(*value),
                Form::People => words::people(*value),
                Form::Whole => units::thousands(*value),
                Form::Decimals(decimals) => {
                    let text = format!("{:.*}", usize::from(*decimals), value.abs());
                    let zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
                    if *value < 0.0 && !zero { format!("−{text}") } else { text }
                }
                Form::Share => words::share(*value),
            },
        }
    }
}

impl Cell {
    /// A count of a service's users, or what stands in its place.
    pub(super) fn users(count: Result<f64, &str>) -> Self {
        count.map_or_else(Self::text, |people| Self::Number(people, Form::People))
    }

    /// A share of a service's users within its standard.
    pub(super) fn users_share(here: Here<'_>, share: Option<f64>) -> Self {
        match share {
            Some(_) if here.hides_shares() => Self::text(words::WITHHELD),
            Some(share) if here.supplied() => Self::Text(here.share_words(share)),
            share => Self::number(share, Form::Share),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A picture with its words and its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its number in the report, from 1.
    pub number: usize,
    /// What it shows.
    pub caption: String,
    /// What it says, for those who do not see it.
    pub alt: String,
    /// The picture.
    pub scene: Scene,
    /// The same facts as a table.
    pub twin: Grid,
}

/// Counts sections, tables and figures.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    sections: usize,
    grids: usize,
    figures: usize,
}

impl Numbers {
    /// Numbers a section and everything in it.
    pub fn section(&mut self, section: &mut Section) {
        self.sections += 1;
        section.number = self.sections;
        for block in &mut section.blocks {
            match block {
                Block::Grid(grid) => self.grid(grid),
                Block::Figure(figure) => {
                    self.figures += 1;
                    figure.number = self.figures;
                    self.grid(&mut figure.twin);
                }
                _ => {}
            }
        }
    }

    fn grid(&mut self, grid: &mut Grid) {
        self.grids += 1;
        grid.number = self.grids;
    }
}
