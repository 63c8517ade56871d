//! Marks of sites by what is decided for them, arrows of moves, and the furniture of a map: scale bar, north, legend.

use super::palette::{ACCENT, BAD, LINE2, PAPER, Rgb, TEXT, TEXT2};
use super::{Anchor, Fill, Line, Scene, Shape, Style, Weight, text_width};
use crate::model::Action;

/// The radius that a mark takes.
pub(super) const fn radius(action: Action, offers: bool) -> f64 {
    match action {
        Action::Hub => 7.5,
        Action::Close => 5.4,
        Action::Keep if !offers => 2.4,
        Action::Keep | Action::Reduce => 3.6,
    }
}

/// Draws a mark: told apart by shape, not by colour.
pub(super) fn mark(scene: &mut Scene, at: [f64; 2], action: Action, offers: bool) {
    let radius = radius(action, offers);
    scene.circle(at, radius + 1.4, Some(Fill::Flat(PAPER)), None);
    let [x, y] = at;
    match action {
        Action::Keep => scene.circle(at, radius, Some(Fill::Flat(if offers { TEXT } else { LINE2 })), None),
        Action::Hub => {
            scene.circle(at, radius, Some(Fill::Flat(ACCENT)), None);
            let star = (0..10_u32)
                .map(|corner| {
                    let (sin, cos) = (f64::from(corner) * std::f64::consts::PI / 5.0).sin_cos();
                    let far = if corner.is_multiple_of(2) { 5.0 } else { 2.1 };
                    [x + far * sin, y - far * cos]
                })
                .collect();
            scene.shapes.push(Shape::Path {
                rings: vec![star],
                closed: true,
                fill: Some(Fill::Flat(PAPER)),
                line: None,
            });
        }
        Action::Close => {
            scene.circle(at, radius, Some(Fill::Flat(PAPER)), Some(Line::new(BAD, 1.3)));
            for slope in [1.0, -1.0] {
                let arm = 2.3;
                scene.line([x - arm, y - arm * slope], [x + arm, y + arm * slope], Line::new(BAD, 1.4));
            }
        }
        Action::Reduce => {
            scene.circle(at, radius, Some(Fill::Flat(PAPER)), Some(Line::new(TEXT, 1.9)));
        }
    }
}

/// Draws where something moves to, between the edges of two marks.
pub(super) fn arrow(scene: &mut Scene, from: [f64; 2], to: [f64; 2], room: [f64; 2]) {
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let length = dx.hypot(dy);
    if length < room[0] + room[1] + 5.0 {
        return;
    }
    let ahead = [dx / length, dy / length];
    let along = |at: [f64; 2], far: f64| [at[0] + ahead[0] * far, at[1] + ahead[1] * far];
    let (start, tip) = (along(from, room[0] + 1.5), along(to, -room[1] - 2.0));
    let head = |size: f64| {
        let (back, across) = (along(tip, -5.0), [-ahead[1], ahead[0]]);
        vec![
            along(tip, size - 5.0),
            [back[0] + across[0] * size * 0.6, back[1] + across[1] * size * 0.6],
            [back[0] - across[0] * size * 0.6, back[1] - across[1] * size * 0.6],
        ]
    };
    for (ink, width, size) in [(PAPER, 3.2, 6.8), (TEXT, 1.1, 5.0)] {
        scene.line(start, along(tip, -3.0), Line::new(ink, width));
        scene.shapes.push(Shape::Path {
            rings: vec![head(size)],
            closed: true,
            fill: Some(Fill::Flat(ink)),
            line: None,
        });
    }
}

/// Metres that a scale bar may stand for.
const LENGTHS: [f64; 14] = [
    10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0,
    100_000.0, 200_000.0,
];

/// Scale bar at the lower left, north at the upper right and attribution at the lower right of a map.
pub(super) fn furniture(scene: &mut Scene, [x, y, wide, high]: [f64; 4], per_metre: f64, attribution: &str) {
    let longest = (wide * 0.2).clamp(50.0, 130.0);
    let metres = LENGTHS.into_iter().rev().find(|metres| metres * per_metre <= longest).unwrap_or(LENGTHS[0]);
    let bar = metres * per_metre;
    let (left, base) = (x + 14.0, y + high - 12.0);
    for (ink, width) in [(PAPER, 4.0), (TEXT2, 1.4)] {
        let line = Line::new(ink, width);
        scene.line([left, base], [left + bar, base], line);
        scene.line([left, base - 5.0], [left, base], line);
        scene.line([left + bar, base - 5.0], [left + bar, base], line);
    }
    let words =
        if metres >= 1_000.0 { format!("{:.0} km", metres / 1_000.0) } else { format!("{metres:.0} m") };
    let style = Style { halo: true, ..Style::new(10.5, TEXT2) };
    scene.text([left + bar + 6.0, base + 1.0], words, style);
    scene.text([x + wide - 10.0, base + 1.0], attribution, style.anchored(Anchor::End));
    let (north_x, north_y) = (x + wide - 20.0, y + 20.0);
    let needle = vec![
        [north_x, north_y - 10.0],
        [north_x + 4.5, north_y + 4.0],
        [north_x, north_y + 1.0],
        [north_x - 4.5, north_y + 4.0],
    ];
    scene.shapes.push(Shape::Path {
        rings: vec![needle],
        closed: true,
        fill: Some(Fill::Flat(TEXT2)),
        line: None,
    });
    scene.text([north_x, north_y + 16.0], "N", Style::new(10.5, TEXT2).anchored(Anchor::Middle));
}

/// One entry of a legend.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry {
    /// A class of areas.
    Class(Fill),
    /// A red outline.
    Outline(Rgb),
    /// A line.
    Line(Line),
    /// The mark of a site.
    Site(Action, bool),
    /// A move.
    Arrow,
}

/// Draws entries in rows from an upper left corner, wrapping at the right edge; returns the height that they take.
pub(super) fn legend(
    scene: &mut Scene,
    [left, top]: [f64; 2],
    right: f64,
    entries: &[(Entry, String)],
) -> f64 {
    const ROW: f64 = 18.0;
    let (mut x, mut y) = (left, top);
    for (entry, words) in entries {
        let wide = 26.0 + text_width(words, 10.5, Weight::Regular) + 14.0;
        if x + wide > right && x > left {
            x = left;
            y += ROW;
        }
        let middle = y + ROW / 2.0;
        let swatch = [x, middle - 5.0, 18.0, 10.0];
        match entry {
            Entry::Class(fill) => scene.rect(swatch, Some(*fill), Some(Line::new(LINE2, 0.6))),
            Entry::Outline(ink) => scene.rect(swatch, None, Some(Line::new(*ink, 1.5))),
            Entry::Line(line) => scene.line([x, middle], [x + 18.0, middle], *line),
            Entry::Site(action, offers) => mark(scene, [x + 9.0, middle], *action, *offers),
            Entry::Arrow => arrow(scene, [x, middle], [x + 20.0, middle], [0.0, 0.0]),
        }
        scene.text([x + 24.0, middle + 3.8], words.as_str(), Style::new(10.5, TEXT2));
        x += wide;
    }
    y + ROW - top
}
