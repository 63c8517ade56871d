//! Painting the ground: areas in their colours, borders, hatching, dots. Meshes are kept between frames.

use std::sync::Arc;

use egui::epaint::{PathShape, PathStroke, Tessellator};
use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape as Drawn, Stroke, Vec2, pos2, vec2};

use super::super::theme::Tokens;
use super::camera::ToScreen;
use super::geometry::{Geometry, Shape, narrow};
use super::layers::Choropleth;

/// Meshes of one map, at the scale and in the colours they were last drawn.
#[derive(Debug, Default)]
pub struct GroundCache {
    fill: Option<(FillKey, Kept)>,
    lines: Option<(LineKey, Kept)>,
}

#[derive(Debug, Clone, PartialEq)]
struct LineKey {
    generation: u64,
    scale: f32,
    dark: bool,
    pixels: f32,
}

#[derive(Debug, Clone, PartialEq)]
struct FillKey {
    line: LineKey,
    colors: Vec<Option<Color32>>,
    newly_beyond: Vec<bool>,
}

/// A mesh about the middle of the city, and the same where it was last drawn.
#[derive(Debug)]
struct Kept {
    mesh: Mesh,
    at: Vec2,
    drawn: Arc<Mesh>,
}

impl Kept {
    fn new(mesh: Mesh) -> Self {
        Self { drawn: Arc::new(mesh.clone()), mesh, at: Vec2::ZERO }
    }

    /// The mesh moved to an origin; copied only when the map moved.
    fn at(&mut self, origin: Pos2) -> Arc<Mesh> {
        if self.at != origin.to_vec2() {
            let mut mesh = self.mesh.clone();
            mesh.translate(origin.to_vec2());
            self.drawn = Arc::new(mesh);
            self.at = origin.to_vec2();
        }
        Arc::clone(&self.drawn)
    }
}

/// What the ground is painted from.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// Outlines.
    pub geometry: &'a Geometry,
    /// Colours.
    pub choropleth: &'a Choropleth,
    /// The theme.
    pub tokens: &'a Tokens,
    /// True in the dark theme.
    pub dark: bool,
    /// Where to.
    pub to: ToScreen,
}

impl Ground<'_> {
    /// Paints areas, borders and dots.
    pub fn paint(&self, painter: &Painter, cache: &mut GroundCache) {
        painter.rect_filled(self.to.rect, 0.0, self.tokens.map_bg);
        let line = LineKey {
            generation: self.geometry.generation,
            scale: self.to.scale,
            dark: self.dark,
            pixels: painter.pixels_per_point(),
        };
        let key = FillKey {
            line: line.clone(),
            colors: self.choropleth.colors.clone(),
            newly_beyond: self.choropleth.newly_beyond.clone(),
        };
        if cache.fill.as_ref().is_none_or(|(known, _)| *known != key) {
            cache.fill = Some((key, Kept::new(self.fill(painter))));
        }
        if cache.lines.as_ref().is_none_or(|(known, _)| *known != line) {
            cache.lines = Some((line, Kept::new(self.lines(painter))));
        }
        if let Some((_, kept)) = &mut cache.fill {
            painter.add(Drawn::Mesh(kept.at(self.to.origin)));
        }
        if let Some((_, kept)) = &mut cache.lines {
            painter.add(Drawn::Mesh(kept.at(self.to.origin)));
        }
        self.newly_beyond(painter);
        self.dots(painter);
    }

    fn fill(&self, painter: &Painter) -> Mesh {
        let mut mesh = Mesh::default();
        let mut pen = Pen::new(painter);
        for (area, shape) in self.geometry.areas.iter().enumerate() {
            let color = self.choropleth.colors.get(area).copied().flatten();
            let fill = color.unwrap_or(self.tokens.panel);
            if shape.rings.is_empty() {
                if let Some(&at) = self.geometry.area_points.get(area) {
                    let at = (at.to_vec2() * self.to.scale).to_pos2();
                    pen.shape(Drawn::circle_filled(at, 3.5, fill), &mut mesh);
                }
                continue;
            }
            let first = u32::try_from(mesh.vertices.len()).unwrap_or(u32::MAX);
            for &vertex in &shape.vertices {
                mesh.colored_vertex((vertex.to_vec2() * self.to.scale).to_pos2(), fill);
            }
            mesh.indices.extend(shape.triangles.iter().map(|corner| corner.saturating_add(first)));
            if color.is_none() {
                self.hatch(shape, &mut pen, &mut mesh);
            }
        }
        mesh
    }

    /// Lines at 45° across an unknown area.
    fn hatch(&self, shape: &Shape, pen: &mut Pen, mesh: &mut Mesh) {
        let Some(bounds) = shape.bounds else { return };
        let scale = self.to.scale;
        let step = 6.0;
        let stroke = Stroke::new(1.0, self.tokens.line2.gamma_multiply(0.6));
        let mut along = ((bounds.min.x + bounds.min.y) * scale / step).floor() * step;
        let last = (bounds.max.x + bounds.max.y) * scale;
        while along <= last {
            // Where x + y = along crosses the rings, in order of x; between pairs lies the inside.
            let mut crossings: Vec<f32> = Vec::new();
            for ring in &shape.rings {
                for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                    let (a, b) = (a.to_vec2() * scale, b.to_vec2() * scale);
                    let (from, to) = (a.x + a.y - along, b.x + b.y - along);
                    if (from > 0.0) != (to > 0.0) {
                        crossings.push(a.x + (b.x - a.x) * from / (from - to));
                    }
                }
            }
            crossings.sort_by(f32::total_cmp);
            for pair in crossings.chunks_exact(2) {
                let line = [pos2(pair[0], along - pair[0]), pos2(pair[1], along - pair[1])];
                pen.shape(Drawn::line_segment(line, stroke), mesh);
            }
            along += step;
        }
    }

    fn lines(&self, painter: &Painter) -> Mesh {
        let mut mesh = Mesh::default();
        let mut pen = Pen::new(painter);
        let thin = if self.dark {
            self.tokens.halo.gamma_multiply(0.8)
        } else {
            self.tokens.halo.gamma_multiply(0.75)
        };
        let thin_width = if self.geometry.areas.len() > 600 { 0.5 } else { 0.8 };
        for shape in &self.geometry.areas {
            for ring in &shape.rings {
                pen.ring(ring, self.to.scale, Stroke::new(thin_width, thin), &mut mesh);
            }
        }
        let strong = Stroke::new(1.1, self.tokens.text.gamma_multiply(0.72));
        for shape in &self.geometry.localities {
            for ring in &shape.rings {
                pen.ring(ring, self.to.scale, strong, &mut mesh);
            }
        }
        mesh
    }

    fn newly_beyond(&self, painter: &Painter) {
        let stroke = Stroke::new(1.3, self.tokens.bad);
        for (shape, _) in
            self.geometry.areas.iter().zip(&self.choropleth.newly_beyond).filter(|(_, beyond)| **beyond)
        {
            self.outline(painter, shape, stroke);
        }
    }

    /// Draws an outline in place.
    pub fn outline(&self, painter: &Painter, shape: &Shape, stroke: Stroke) {
        if !shape.bounds.is_some_and(|bounds| self.to.shows(bounds)) {
            return;
        }
        for ring in &shape.rings {
            let points = ring.iter().map(|&at| self.to.point(at)).collect();
            painter.add(Drawn::closed_line(points, stroke));
        }
    }

    /// A dot for every hundred people; what is left over in one area counts in the next.
    fn dots(&self, painter: &Painter) {
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
                    dot(painter, self.tokens, self.to.point(at), gains);
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
pub fn dot(painter: &Painter, tokens: &Tokens, at: Pos2, gains: bool) {
    if gains {
        painter.circle(at, 2.4, tokens.panel, Stroke::new(1.3, tokens.diverging[0]));
    } else {
        painter.circle(at, 2.6, tokens.diverging[6], Stroke::new(0.6, tokens.halo));
    }
}

/// Turns strokes into triangles ahead of the frame.
struct Pen {
    tessellator: Tessellator,
}

impl Pen {
    fn new(painter: &Painter) -> Self {
        let options = painter.ctx().tessellation_options(|options| *options);
        let options = egui::epaint::TessellationOptions {
            coarse_tessellation_culling: false,
            prerasterized_discs: false,
            ..options
        };
        let mut tessellator = Tessellator::new(painter.pixels_per_point(), options, [1, 1], Vec::new());
        tessellator.set_clip_rect(Rect::EVERYTHING);
        Self { tessellator }
    }

    fn shape(&mut self, shape: Drawn, mesh: &mut Mesh) {
        self.tessellator.tessellate_shape(shape, mesh);
    }

    /// A closed line, without points that fall into the same pixel as the one before.
    fn ring(&mut self, ring: &[Pos2], scale: f32, stroke: Stroke, mesh: &mut Mesh) {
        let mut points: Vec<Pos2> = Vec::with_capacity(ring.len());
        for at in ring {
            let at = (at.to_vec2() * scale).to_pos2();
            if points.last().is_none_or(|last| last.distance_sq(at) > 0.6) {
                points.push(at);
            }
        }
        if points.len() > 2 {
            let path = PathShape::closed_line(points, PathStroke::from(stroke));
            self.tessellator.tessellate_path(&path, mesh);
        }
    }
}
