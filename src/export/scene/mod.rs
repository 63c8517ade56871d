//! Pictures as data: maps and charts are drawn once as a scene, and written as SVG, as PNG or into a document.
//!
//! Sizes are in points of 1/72 inch on paper and CSS pixels on a page; y grows downwards.

pub mod chart;
mod classes;
mod glyphs;
mod ground;
pub mod map;
mod marks;
pub mod palette;
#[cfg(feature = "reports")]
mod png;
mod svg;

pub use classes::{class_of, minute_limits};
#[cfg(feature = "pdf")]
pub(crate) use glyphs::font_bytes;
pub use glyphs::{Weight, covered, text_width};
pub use ground::Ground;
use palette::Rgb;
#[cfg(feature = "reports")]
pub use png::png;
pub use svg::{Lettering, spelled, svg};
pub(crate) use svg::{escaped, path_data};

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// What is drawn, from back to front.
    pub shapes: Vec<Shape>,
}

impl Scene {
    /// An empty picture on white.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, shapes: Vec::new() }
    }

    /// Draws a rectangle.
    pub fn rect(&mut self, [x, y, wide, high]: [f64; 4], fill: Option<Fill>, line: Option<Line>) {
        let ring = vec![[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]];
        self.shapes.push(Shape::Path { rings: vec![ring], closed: true, fill, line });
    }

    /// Draws a straight line.
    pub fn line(&mut self, from: [f64; 2], to: [f64; 2], line: Line) {
        self.shapes.push(Shape::Path {
            rings: vec![vec![from, to]],
            closed: false,
            fill: None,
            line: Some(line),
        });
    }

    /// Draws a circle.
    pub fn circle(&mut self, at: [f64; 2], radius: f64, fill: Option<Fill>, line: Option<Line>) {
        self.shapes.push(Shape::Circle { at, radius, fill, line });
    }

    /// Writes words.
    pub fn text(&mut self, at: [f64; 2], text: impl Into<String>, style: Style) {
        self.shapes.push(Shape::Text { at, text: text.into(), style });
    }
}

/// One thing in a picture.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Lines or outlines; holes by the even-odd rule.
    Path {
        /// Points of each line or outline.
        rings: Vec<Vec<[f64; 2]>>,
        /// Whether each ends where it begins.
        closed: bool,
        /// Inside.
        fill: Option<Fill>,
        /// Along.
        line: Option<Line>,
    },
    /// A circle.
    Circle {
        /// Its middle.
        at: [f64; 2],
        /// Its radius.
        radius: f64,
        /// Inside.
        fill: Option<Fill>,
        /// Along.
        line: Option<Line>,
    },
    /// One line of words.
    Text {
        /// Where its baseline begins, is in the middle, or ends.
        at: [f64; 2],
        /// The words.
        text: String,
        /// How they look.
        style: Style,
    },
}

/// What is inside an outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// One colour.
    Flat(Rgb),
    /// Lines at 45° on a ground: unknown, or beyond, without a word of colour.
    Hatch(Rgb, Rgb),
}

/// A line's look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Its colour.
    pub ink: Rgb,
    /// Its width.
    pub width: f64,
    /// Dashes and gaps of this length; none: drawn through.
    pub dash: Option<f64>,
}

impl Line {
    /// A line drawn through.
    pub const fn new(ink: Rgb, width: f64) -> Self {
        Self { ink, width, dash: None }
    }
}

/// How words look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Height of the type.
    pub size: f64,
    /// Regular or semibold.
    pub weight: Weight,
    /// Colour.
    pub ink: Rgb,
    /// Which part of the words stands at the place given.
    pub anchor: Anchor,
    /// Whether a white edge keeps them readable on a map.
    pub halo: bool,
}

impl Style {
    /// Regular words that begin at their place.
    pub const fn new(size: f64, ink: Rgb) -> Self {
        Self { size, weight: Weight::Regular, ink, anchor: Anchor::Start, halo: false }
    }

    /// The same in semibold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { weight: Weight::SemiBold, ..self }
    }

    /// The same, with another part at its place.
    #[must_use]
    pub const fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }
}

/// Which part of a line of words stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The beginning.
    Start,
    /// The middle.
    Middle,
    /// The end.
    End,
}
