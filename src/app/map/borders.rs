//! Borders as lines to draw: each shared one once, and no more corners than the eye can tell at a scale.

use std::collections::HashSet;

use egui::{Pos2, Rect};

use super::geometry::Shape;

/// A line that two shapes share, or that one has alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Border {
    /// Its corners; a closed line ends where it begins.
    pub line: Vec<Pos2>,
    /// What it lies within.
    pub bounds: Rect,
}

impl Border {
    fn new(line: Vec<Pos2>) -> Self {
        Self { bounds: Rect::from_points(&line), line }
    }
}

type Corner = (u32, u32);

fn corner(at: Pos2) -> Corner {
    (at.x.to_bits(), at.y.to_bits())
}

/// The borders of shapes. Neighbours whose corners agree share one line; corners that do not agree stay apart.
pub fn borders(shapes: &[Shape]) -> Vec<Border> {
    let mut drawn: HashSet<(Corner, Corner)> = HashSet::new();
    let mut found = Vec::new();
    let mut line: Vec<Pos2> = Vec::new();
    for ring in shapes.iter().flat_map(|shape| &shape.rings) {
        for (&a, &b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            let (from, to) = (corner(a), corner(b));
            if drawn.insert((from.min(to), from.max(to))) {
                if line.is_empty() {
                    line.push(a);
                }
                line.push(b);
            } else if !line.is_empty() {
                found.push(Border::new(std::mem::take(&mut line)));
            }
        }
        if !line.is_empty() {
            found.push(Border::new(std::mem::take(&mut line)));
        }
    }
    found
}

/// How many corners in a row may be left out.
const RUN: usize = 24;

/// The line at a scale without the corners that lie within `tolerance` of it, in pixels; ends stay.
pub fn simplified(line: &[Pos2], scale: f32, tolerance: f32) -> Vec<Pos2> {
    let at = |place: usize| (line[place].to_vec2() * scale).to_pos2();
    let Some(last) = line.len().checked_sub(1) else { return Vec::new() };
    let mut kept = vec![at(0)];
    let mut from = 0;
    for place in 1..last {
        let (a, b) = (at(from), at(place + 1));
        let near = |skipped: usize| distance_sq(at(skipped), a, b) <= tolerance * tolerance;
        if place - from < RUN && (from + 1..=place).all(near) {
            continue;
        }
        kept.push(at(place));
        from = place;
    }
    if last > 0 {
        kept.push(at(last));
    }
    kept
}

/// Squared distance of a point from a line between two others.
fn distance_sq(point: Pos2, a: Pos2, b: Pos2) -> f32 {
    let along = b - a;
    let length = along.length_sq();
    let share = if length > 0.0 { ((point - a).dot(along) / length).clamp(0.0, 1.0) } else { 0.0 };
    point.distance_sq(a + along * share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    fn square(left: f32) -> Shape {
        let ring = vec![pos2(left, 0.0), pos2(left + 1.0, 0.0), pos2(left + 1.0, 1.0), pos2(left, 1.0)];
        Shape { rings: vec![ring], ..Shape::default() }
    }

    #[test]
    fn a_shared_border_is_drawn_once() {
        let length = |borders: &[Border]| -> f32 {
            borders
                .iter()
                .flat_map(|border| border.line.windows(2))
                .map(|ends| ends[0].distance(ends[1]))
                .sum()
        };
        assert_eq!(length(&borders(&[square(0.0)])), 4.0);
        // Two squares side by side: seven sides, not eight.
        assert_eq!(length(&borders(&[square(0.0), square(1.0)])), 7.0);
        assert_eq!(length(&borders(&[square(0.0), square(2.0)])), 8.0);
    }

    #[test]
    fn what_is_left_out_of_a_line_lies_within_the_tolerance() {
        let line: Vec<Pos2> = (0..200u8)
            .map(|step| pos2(f32::from(step) * 0.1, (f32::from(step) * 0.05).sin() * 3.0))
            .collect();
        for (scale, tolerance) in [(1.0, 0.3), (4.0, 0.3), (0.1, 0.3)] {
            let kept = simplified(&line, scale, tolerance);
            assert!(kept.len() < line.len() && kept.len() >= 2);
            for at in &line {
                let at = (at.to_vec2() * scale).to_pos2();
                let near = kept
                    .windows(2)
                    .any(|ends| distance_sq(at, ends[0], ends[1]) <= tolerance * tolerance * 1.01);
                assert!(near, "{at} at {scale}");
            }
        }
        assert_eq!(simplified(&[], 1.0, 0.3), []);
        assert_eq!(simplified(&[pos2(1.0, 2.0)], 2.0, 0.3), [pos2(2.0, 4.0)]);
    }
}
