//! Dots for people: one for every hundred who lose or gain, at places that stay the same from frame to frame.

use egui::epaint::CircleShape;
use egui::{Mesh, Painter, Pos2, Rect, Shape as Drawn, Stroke, vec2};

use super::super::theme::Tokens;
use super::geometry::{Geometry, Shape, narrow};
use super::layers::Choropleth;
use super::pen::Pen;

/// Where dots are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Dots<'a> {
    /// Outlines.
    pub geometry: &'a Geometry,
    /// People by area.
    pub choropleth: &'a Choropleth,
    /// The theme.
    pub tokens: &'a Tokens,
    /// Points a projected unit.
    pub scale: f32,
}

impl Dots<'_> {
    /// A dot for every hundred people; what is left over in one area counts in the next.
    pub fn draw(&self, pen: &mut Pen, covers: Rect, mesh: &mut Mesh) {
        let Some(dots) = &self.choropleth.dots else { return };
        let mut left_over = (50.0, 50.0);
        for (area, &(beyond, within)) in dots.iter().enumerate() {
            let Some(shape) = self.geometry.areas.get(area) else { continue };
            left_over.0 += beyond;
            left_over.1 += within;
            let mut seed = (area as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            for (rest, gains) in [(&mut left_over.0, false), (&mut left_over.1, true)] {
                while *rest >= 100.0 {
                    *rest -= 100.0;
                    let at = self.scatter(area, shape, &mut seed);
                    if covers.contains(at) {
                        let at = (at.to_vec2() * self.scale).to_pos2();
                        pen.shape(dot_of(self.tokens, at, gains), mesh);
                    }
                }
            }
        }
    }

    /// A place inside an area that stays the same from frame to frame.
    fn scatter(&self, area: usize, shape: &Shape, seed: &mut u64) -> Pos2 {
        let home = self.geometry.area_points.get(area).copied().unwrap_or_default();
        let Some(bounds) = shape.bounds else { return home };
        let mut random = || {
            // A linear congruential step (Knuth's MMIX); its high bits are scattered well enough for dots.
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            narrow((*seed >> 40) as f64 / f64::from(1 << 24))
        };
        for _ in 0..12 {
            let at = bounds.min + vec2(random(), random()) * bounds.size();
            if shape.contains(at) {
                return at;
            }
        }
        home
    }
}

/// A dot for people who lose, a ring for people who gain: shape and colour say it both.
fn dot_of(tokens: &Tokens, center: Pos2, gains: bool) -> Drawn {
    let (radius, fill, stroke) = if gains {
        (2.4, tokens.panel, Stroke::new(1.3, tokens.diverging[0]))
    } else {
        (2.6, tokens.diverging[6], Stroke::new(0.6, tokens.halo))
    };
    Drawn::Circle(CircleShape { center, radius, fill, stroke })
}

/// The same in place.
pub fn dot(painter: &Painter, tokens: &Tokens, at: Pos2, gains: bool) {
    painter.add(dot_of(tokens, at, gains));
}
