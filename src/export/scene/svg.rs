//! A scene as SVG: small numbers, no scripts, no links; every word is data.

use std::fmt::Write;

use super::glyphs;
use super::palette::{PAPER, Rgb};
use super::{Anchor, Fill, Line, Scene, Shape, text_width};

/// How words are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lettering {
    /// As text, in the reader's own sans face: small, and can be selected.
    Text,
    /// As outlines of the letters: looks the same everywhere and needs no font.
    Outlines,
}

/// A scene as an SVG document with an accessible name and description.
///
/// `id` makes the ids in it unique on a page.
pub fn svg(scene: &Scene, id: &str, name: &str, description: &str, lettering: Lettering) -> String {
    let mut out = String::new();
    let (wide, high) = (short(scene.width), short(scene.height));
    // Writing to a String cannot fail, here and below.
    let _infallible = write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img" aria-labelledby="{id}-t" aria-describedby="{id}-d" font-family="Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"><title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>"#,
        escaped(name),
        escaped(description)
    );
    let mut hatches: Vec<(Rgb, Rgb)> = Vec::new();
    for shape in &scene.shapes {
        if let Shape::Path { fill: Some(Fill::Hatch(ground, ink)), .. }
        | Shape::Circle { fill: Some(Fill::Hatch(ground, ink)), .. } = shape
            && !hatches.contains(&(*ground, *ink))
        {
            hatches.push((*ground, *ink));
        }
    }
    for (place, (ground, ink)) in hatches.iter().enumerate() {
        let _infallible = write!(
            out,
            r#"<defs><pattern id="{id}-h{place}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0h5v5h-5z" fill="{}"/><path d="M0 0h1.2v5h-1.2z" fill="{}"/></pattern></defs>"#,
            ground.css(),
            ink.css()
        );
    }
    let writer = Writer { id, hatches, lettering };
    for shape in &scene.shapes {
        writer.shape(&mut out, shape);
    }
    out.push_str("</svg>");
    out
}

struct Writer<'a> {
    id: &'a str,
    hatches: Vec<(Rgb, Rgb)>,
    lettering: Lettering,
}

impl Writer<'_> {
    fn shape(&self, out: &mut String, shape: &Shape) {
        match shape {
            Shape::Path { rings, closed, fill, line } => {
                out.push_str("<path d=\"");
                for ring in rings {
                    path(out, ring, *closed);
                }
                out.push('"');
                self.look(out, *fill, *line);
                if *closed && rings.len() > 1 {
                    out.push_str(" fill-rule=\"evenodd\"");
                }
                out.push_str("/>");
            }
            Shape::Circle { at, radius, fill, line } => {
                let _infallible = write!(
                    out,
                    r#"<circle cx="{}" cy="{}" r="{}""#,
                    short(at[0]),
                    short(at[1]),
                    short(*radius)
                );
                self.look(out, *fill, *line);
                out.push_str("/>");
            }
            Shape::Text { at, text, style } => self.text(out, *at, text, style),
        }
    }

    fn text(&self, out: &mut String, at: [f64; 2], text: &str, style: &super::Style) {
        let halo = if style.halo {
            format!(
                r#" stroke="{}" stroke-width="3" stroke-linejoin="round" paint-order="stroke""#,
                PAPER.css()
            )
        } else {
            String::new()
        };
        let ink = style.ink.css();
        match self.lettering {
            Lettering::Text => {
                let anchor = match style.anchor {
                    Anchor::Start => "",
                    Anchor::Middle => " text-anchor=\"middle\"",
                    Anchor::End => " text-anchor=\"end\"",
                };
                let weight = match style.weight {
                    super::Weight::Regular => "",
                    super::Weight::SemiBold => " font-weight=\"600\"",
                };
                let _infallible = write!(
                    out,
                    r#"<text x="{}" y="{}" font-size="{}" fill="{ink}"{weight}{anchor}{halo}>{}</text>"#,
                    short(at[0]),
                    short(at[1]),
                    short(style.size),
                    escaped(text)
                );
            }
            Lettering::Outlines => {
                let text = spelled(text);
                let wide = text_width(&text, style.size, style.weight);
                let left = match style.anchor {
                    Anchor::Start => at[0],
                    Anchor::Middle => at[0] - wide / 2.0,
                    Anchor::End => at[0] - wide,
                };
                let data = glyphs::outlines(&text, [left, at[1]], style.size, style.weight);
                if !data.is_empty() {
                    let _infallible = write!(out, r#"<path d="{data}" fill="{ink}"{halo}/>"#);
                }
            }
        }
    }

    fn look(&self, out: &mut String, fill: Option<Fill>, line: Option<Line>) {
        match fill {
            None => out.push_str(" fill=\"none\""),
            Some(Fill::Flat(ink)) => {
                let _infallible = write!(out, " fill=\"{}\"", ink.css());
            }
            Some(Fill::Hatch(ground, ink)) => {
                let place = self.hatches.iter().position(|known| *known == (ground, ink)).unwrap_or(0);
                let _infallible = write!(out, " fill=\"url(#{}-h{place})\"", self.id);
            }
        }
        if let Some(line) = line {
            let _infallible = write!(
                out,
                " stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"",
                line.ink.css(),
                short(line.width)
            );
            if let Some(dash) = line.dash {
                let _infallible = write!(out, " stroke-dasharray=\"{}\"", short(dash));
            }
        }
    }
}

/// Closed outlines as path data.
pub(crate) fn path_data(out: &mut String, rings: &[Vec<[f64; 2]>]) {
    for ring in rings {
        path(out, ring, true);
    }
}

/// Path data relative to the point before, to a tenth; rounding never adds up.
fn path(out: &mut String, ring: &[[f64; 2]], closed: bool) {
    let mut before: Option<(i64, i64)> = None;
    for &[x, y] in ring {
        let now = (tenths(x), tenths(y));
        match before {
            None => {
                let _infallible = write!(out, "M{} {}", tenth_words(now.0), tenth_words(now.1));
            }
            Some(known) if known == now => continue,
            Some(known) => {
                let (dx, dy) = (now.0 - known.0, now.1 - known.1);
                let gap = if dy < 0 { "" } else { " " };
                let _infallible = write!(out, "l{}{gap}{}", tenth_words(dx), tenth_words(dy));
            }
        }
        before = Some(now);
    }
    if closed {
        out.push('z');
    }
}

/// A length in tenths; pictures are a few thousand units wide.
#[expect(clippy::cast_possible_truncation, reason = "saturates, far beyond any picture")]
fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

fn tenth_words(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, part) = (tenths.abs() / 10, tenths.abs() % 10);
    match (whole, part) {
        (whole, 0) => format!("{sign}{whole}"),
        (0, part) => format!("{sign}.{part}"),
        (whole, part) => format!("{sign}{whole}.{part}"),
    }
}

/// A number with at most two decimals and no needless zeros.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text in which nothing is markup; control characters, which XML cannot hold, become spaces.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(sign),
            sign if sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            sign => out.push(sign),
        }
    }
    out
}

/// Text with every character that the typeface lacks spelled out: `[U+1F989]`.
pub fn spelled(text: &str) -> String {
    if text.chars().all(glyphs::covered) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        if glyphs::covered(sign) {
            out.push(sign);
        } else if sign.is_whitespace() || sign.is_control() {
            out.push(' ');
        } else {
            let _infallible = write!(out, "[U+{:04X}]", u32::from(sign));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::palette::TEXT;
    use super::super::{Style, Weight};
    use super::*;

    #[test]
    fn words_are_data_and_numbers_are_short() {
        let mut scene = Scene::new(10.0, 10.0);
        scene.line([0.04, 1.0], [3.5, -1.25], Line::new(TEXT, 1.0));
        scene.text([1.0, 1.0], "<script>&\u{7}", Style::new(8.0, TEXT));
        let text = svg(&scene, "m", "a \"name\"", "<b>", Lettering::Text);
        assert!(text.contains("M0 1l3.5-2.3"), "{text}");
        assert!(text.contains("&lt;script&gt;&amp; </text>") && text.contains("&lt;b&gt;</desc>"), "{text}");
        let drawn = svg(&scene, "m", "n", "d", Lettering::Outlines);
        assert!(!drawn.contains("<text") && drawn.contains("<path"), "{drawn}");
    }

    #[test]
    fn what_the_typeface_lacks_is_spelled_out() {
        assert_eq!(spelled("Café 🦉\u{202e}"), "Café [U+1F989][U+202E]");
        assert!(text_width(&spelled("שלום"), 10.0, Weight::Regular) > 100.0);
    }
}
