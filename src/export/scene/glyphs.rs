//! The published typeface: how wide words are, which characters it has, and their outlines.

use std::fmt::Write;
use std::sync::LazyLock;

use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Inter, regular.
const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.ttf");
/// Inter, semibold.
const SEMIBOLD: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf");

/// The weights of the typeface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Body.
    Regular,
    /// Headings.
    SemiBold,
}

/// The files of the typeface.
#[cfg(feature = "pdf")]
pub(crate) fn font_bytes() -> [&'static [u8]; 2] {
    [REGULAR, SEMIBOLD]
}

fn face(weight: Weight) -> Option<&'static Face<'static>> {
    static FACES: LazyLock<[Option<Face<'static>>; 2]> =
        LazyLock::new(|| [Face::parse(REGULAR, 0).ok(), Face::parse(SEMIBOLD, 0).ok()]);
    match weight {
        Weight::Regular => FACES[0].as_ref(),
        Weight::SemiBold => FACES[1].as_ref(),
    }
}

/// Whether the typeface has a character, in both weights.
pub fn covered(sign: char) -> bool {
    [Weight::Regular, Weight::SemiBold]
        .into_iter()
        .all(|weight| face(weight).is_some_and(|face| face.glyph_index(sign).is_some()))
}

/// How wide words are at a size. A character that the typeface lacks counts as an em.
pub fn text_width(text: &str, size: f64, weight: Weight) -> f64 {
    let Some(face) = face(weight) else { return text.chars().count() as f64 * size * 0.6 };
    let units = f64::from(face.units_per_em());
    let advance = |sign| {
        face.glyph_index(sign).and_then(|glyph| face.glyph_hor_advance(glyph)).map_or(units, f64::from)
    };
    text.chars().map(advance).sum::<f64>() * size / units
}

/// Words as the outlines of their letters: SVG path data, the baseline beginning at a place.
pub(super) fn outlines(text: &str, [x, y]: [f64; 2], size: f64, weight: Weight) -> String {
    let mut pen = Pen { data: String::new(), x, y, scale: 0.0 };
    let Some(face) = face(weight) else { return pen.data };
    pen.scale = size / f64::from(face.units_per_em());
    for sign in text.chars() {
        let glyph = face.glyph_index(sign).unwrap_or(GlyphId(0));
        // A glyph without an outline (a space) draws nothing.
        let _bounds = face.outline_glyph(glyph, &mut pen);
        pen.x += f64::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * pen.scale;
    }
    pen.data
}

/// Writes an outline as path data.
struct Pen {
    data: String,
    x: f64,
    y: f64,
    scale: f64,
}

impl Pen {
    fn write(&mut self, letter: char, points: &[(f32, f32)]) {
        self.data.push(letter);
        for (place, (x, y)) in points.iter().enumerate() {
            let space = if place > 0 { " " } else { "" };
            let (x, y) = (self.x + f64::from(*x) * self.scale, self.y - f64::from(*y) * self.scale);
            // Writing to a String cannot fail.
            let _infallible = write!(self.data, "{space}{x:.2} {y:.2}");
        }
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.write('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.write('L', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.write('Q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.write('C', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.data.push('Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_width_and_outlines_and_emoji_have_none() {
        assert!(covered('é') && covered('£') && !covered('🦉') && !covered('ש'));
        assert!(text_width("wide", 10.0, Weight::Regular) > text_width("ill", 10.0, Weight::Regular));
        let path = outlines("£", [0.0, 10.0], 10.0, Weight::SemiBold);
        assert!(path.starts_with('M') && path.ends_with('Z'), "{path}");
    }
}
