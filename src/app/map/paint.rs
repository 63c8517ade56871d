//! Painting the ground: areas in their colours, borders, hatching, dots. Meshes are kept between frames, or one picture
//! where there are very many areas.

use std::sync::Arc;

use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape as Drawn, Stroke, TextureHandle, TextureOptions, pos2};

use super::super::theme::Tokens;
use super::camera::ToScreen;
use super::dots::Dots;
use super::geometry::{Geometry, Shape};
use super::layers::Choropleth;
use super::pen::Pen;
use super::raster::{Areas, DISC, Ink};

/// Meshes of one map, near the scale and in the colours they were last drawn.
#[derive(Default)]
pub struct GroundCache {
    /// The areas of many as a picture, and that picture in its colours.
    areas: Option<(LineKey, Areas)>,
    picture: Option<(FillKey, TextureHandle)>,
    fill: Option<(FillKey, Kept)>,
    lines: Option<(LineKey, Kept)>,
    /// Outlines of areas newly beyond, and dots.
    marks: Option<(FillKey, Kept)>,
    /// The scale of the last frame: while it changes, meshes are stretched and not made anew.
    scale: f32,
}

impl std::fmt::Debug for GroundCache {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("GroundCache").field("scale", &self.scale).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, PartialEq)]
struct LineKey {
    generation: u64,
    dark: bool,
    pixels: f32,
    /// Whether the areas are drawn as a picture.
    many: bool,
}

#[derive(Debug, Clone)]
struct FillKey {
    line: LineKey,
    choropleth: Arc<Choropleth>,
    over_base: bool,
}

impl PartialEq for FillKey {
    fn eq(&self, other: &Self) -> bool {
        self.line == other.line
            && self.over_base == other.over_base
            && Arc::ptr_eq(&self.choropleth, &other.choropleth)
    }
}

/// How far a mesh may be stretched before it is made anew although the zoom still changes.
const STRETCH: std::ops::RangeInclusive<f32> = 0.6..=1.7;
/// Cities of more areas than this are drawn only around what is seen; and where more are, they are drawn as a picture.
const MANY: usize = 3_000;
/// An area whose sides are shorter than this on the screen, on average, is drawn without an edge of its own.
const LEAST_SIDE: f32 = 7.0;

/// A mesh about the middle of the city, and the same where it was last drawn.
#[derive(Debug)]
struct Kept {
    mesh: Mesh,
    /// The scale that it was made for.
    scale: f32,
    /// What it covers, in projected units.
    covers: Rect,
    at: Option<(Pos2, f32)>,
    drawn: Arc<Mesh>,
}

impl Kept {
    fn new(mesh: Mesh, scale: f32, covers: Rect) -> Self {
        Self { drawn: Arc::new(mesh.clone()), mesh, scale, covers, at: None }
    }

    fn serves(&self, to: ToScreen, still: bool) -> bool {
        serves(self.scale, self.covers, to, Rect::EVERYTHING, still)
    }

    /// The mesh moved to an origin; written anew only when the map moved.
    fn at(&mut self, to: ToScreen) -> Arc<Mesh> {
        if self.at != Some((to.origin, to.scale)) {
            let stretch = to.scale / self.scale;
            // Last frame's drawing is done with, so that its memory can be written again.
            let drawn = Arc::make_mut(&mut self.drawn);
            for (drawn, kept) in drawn.vertices.iter_mut().zip(&self.mesh.vertices) {
                drawn.pos = to.origin + kept.pos.to_vec2() * stretch;
            }
            self.at = Some((to.origin, to.scale));
        }
        Arc::clone(&self.drawn)
    }
}

/// Whether what was drawn at a scale still serves: it covers what is seen of the city, and is not stretched for longer than
/// the zoom changes.
fn serves(scale: f32, covers: Rect, to: ToScreen, city: Rect, still: bool) -> bool {
    let stretch = to.scale / scale;
    let near = stretch == 1.0 || (!still && STRETCH.contains(&stretch));
    // A hair's breadth is lost where a rectangle was multiplied and divided.
    let wanted = seen(to).intersect(city).shrink(0.5 / to.scale);
    near && (!wanted.is_positive() || covers.contains_rect(wanted))
}

/// How much around what is seen is drawn, as a share of it on each side.
const MARGIN: f32 = 0.25;

/// What of the projected plane is on the map.
fn seen(to: ToScreen) -> Rect {
    Rect::from_min_max(to.back(to.rect.min), to.back(to.rect.max))
}

/// What the ground is painted from.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// Outlines.
    pub geometry: &'a Geometry,
    /// Colours.
    pub choropleth: &'a Arc<Choropleth>,
    /// The theme.
    pub tokens: &'a Tokens,
    /// True in the dark theme.
    pub dark: bool,
    /// Where to.
    pub to: ToScreen,
    /// True over a base map, which then shows through.
    pub over_base: bool,
}

impl Ground<'_> {
    /// Paints areas, borders and dots.
    pub fn paint(&self, painter: &Painter, cache: &mut GroundCache) {
        if !self.over_base {
            painter.rect_filled(self.to.rect, 0.0, self.tokens.map_bg);
        }
        let line = LineKey {
            generation: self.geometry.generation,
            dark: self.dark,
            pixels: painter.pixels_per_point(),
            many: self.many(),
        };
        let key = FillKey {
            line: line.clone(),
            choropleth: Arc::clone(self.choropleth),
            over_base: self.over_base,
        };
        let still = cache.scale == self.to.scale;
        if !still {
            // One more frame after the last change of zoom, in which meshes are made sharp again.
            painter.ctx().request_repaint();
        }
        cache.scale = self.to.scale;
        let fits = |kept: &Kept| kept.serves(self.to, still);
        if line.many {
            self.picture(painter, cache, &key, still);
        } else {
            (cache.areas, cache.picture) = (None, None);
        }
        if cache.fill.as_ref().is_none_or(|(known, kept)| *known != key || !fits(kept)) {
            let covers = self.covers();
            cache.fill = Some((key.clone(), Kept::new(self.fill(painter, covers), self.to.scale, covers)));
        }
        if cache.lines.as_ref().is_none_or(|(known, kept)| *known != line || !fits(kept)) {
            let covers = self.covers();
            cache.lines = Some((line, Kept::new(self.lines(painter, covers), self.to.scale, covers)));
        }
        if cache.marks.as_ref().is_none_or(|(known, kept)| *known != key || !fits(kept)) {
            let covers = self.covers();
            cache.marks = Some((key, Kept::new(self.marks(painter, covers), self.to.scale, covers)));
        }
        let kept = [
            cache.fill.as_mut().map(|(_, kept)| kept),
            cache.lines.as_mut().map(|(_, kept)| kept),
            cache.marks.as_mut().map(|(_, kept)| kept),
        ];
        for kept in kept.into_iter().flatten().filter(|kept| !kept.mesh.is_empty()) {
            painter.add(Drawn::Mesh(kept.at(self.to)));
        }
    }

    /// Whether so many areas are around what is seen that they are drawn as a picture.
    fn many(&self) -> bool {
        let around = seen(self.to);
        let shown = around.expand2(around.size() * MARGIN).intersect(self.geometry.bounds);
        let share = if shown.is_positive() { shown.area() / self.geometry.bounds.area() } else { 0.0 };
        self.geometry.areas.len() as f32 * share > MANY as f32
    }

    /// Paints the areas of many as a picture.
    fn picture(&self, painter: &Painter, cache: &mut GroundCache, key: &FillKey, still: bool) {
        let fits = |areas: &Areas| {
            serves(areas.scale, areas.place / areas.scale, self.to, self.geometry.bounds, still)
        };
        if cache.areas.as_ref().is_none_or(|(known, areas)| *known != key.line || !fits(areas)) {
            let covers = self.covers().intersect(self.geometry.bounds);
            let (shapes, places) = (&self.geometry.areas, &self.geometry.area_points);
            let areas = Areas::new(shapes, places, covers, self.to.scale, painter.pixels_per_point());
            cache.areas = Some((key.line.clone(), areas));
            cache.picture = None;
        }
        let Some((_, areas)) = &cache.areas else { return };
        if cache.picture.as_ref().is_none_or(|(known, _)| known != key) {
            let ink = Ink {
                choropleth: self.choropleth,
                tokens: self.tokens,
                through: self.through(),
                edge: (self.side() >= LEAST_SIDE).then(|| self.thin()),
            };
            let image = areas.picture(&ink);
            let texture = painter.ctx().load_texture("ground", image, TextureOptions::LINEAR);
            cache.picture = Some((key.clone(), texture));
        }
        if let Some((_, texture)) = &cache.picture {
            let stretch = self.to.scale / areas.scale;
            let place = (areas.place * stretch).translate(self.to.origin.to_vec2());
            let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
            painter.image(texture.id(), place, whole, Color32::WHITE);
        }
    }

    fn through(&self) -> f32 {
        if self.over_base { 0.62 } else { 1.0 }
    }

    /// The line between two areas.
    fn thin(&self) -> Color32 {
        self.tokens.halo.gamma_multiply(if self.dark { 0.8 } else { 0.75 })
    }

    /// What a new mesh covers: everything, or of a large city a quarter more on each side of what is seen.
    fn covers(&self) -> Rect {
        let around = seen(self.to);
        let around = around.expand2(around.size() * MARGIN);
        if self.geometry.areas.len() <= MANY || around.contains_rect(self.geometry.bounds) {
            Rect::EVERYTHING
        } else {
            around
        }
    }

    fn fill(&self, painter: &Painter, covers: Rect) -> Mesh {
        let mut mesh = Mesh::default();
        if self.many() {
            return mesh; // The picture shows them.
        }
        let mut pen = Pen::new(painter);
        let through = self.through();
        // Shared corners fall on the same step, so that neighbours stay joined when fine detail is left out.
        let grid = if self.geometry.areas.len() > MANY { 1.0 / painter.pixels_per_point() } else { 0.0 };
        let mut corners = Vec::new();
        for (area, shape) in self.geometry.areas.iter().enumerate() {
            let color = self.choropleth.colors.get(area).copied().flatten();
            let fill = color.unwrap_or(self.tokens.panel).gamma_multiply(through);
            let Some(bounds) = shape.bounds else {
                if let Some(&at) = self.geometry.area_points.get(area).filter(|at| covers.contains(**at)) {
                    let at = (at.to_vec2() * self.to.scale).to_pos2();
                    pen.shape(Drawn::circle_filled(at, DISC, fill), &mut mesh);
                }
                continue;
            };
            if !covers.intersects(bounds) {
                continue;
            }
            self.area(shape, fill, grid, &mut corners, &mut mesh);
            if color.is_none() {
                self.hatch(shape, &mut pen, &mut mesh);
            }
        }
        mesh
    }

    /// One area's triangles; corners that fall on the same step of the grid are one, and flat triangles go.
    fn area(&self, shape: &Shape, fill: Color32, grid: f32, corners: &mut Vec<u32>, mesh: &mut Mesh) {
        corners.clear();
        let mut last = None;
        for &vertex in &shape.vertices {
            let mut at = (vertex.to_vec2() * self.to.scale).to_pos2();
            if grid > 0.0 {
                at = pos2((at.x / grid).round() * grid, (at.y / grid).round() * grid);
            }
            if grid == 0.0 || last != Some(at) {
                mesh.colored_vertex(at, fill);
                last = Some(at);
            }
            corners.push(u32::try_from(mesh.vertices.len()).unwrap_or(u32::MAX).saturating_sub(1));
        }
        for triangle in shape.triangles.chunks_exact(3) {
            let corner = |place: usize| corners.get(triangle[place] as usize).copied();
            if let (Some(a), Some(b), Some(c)) = (corner(0), corner(1), corner(2))
                && a != b
                && b != c
                && a != c
            {
                mesh.indices.extend([a, b, c]);
            }
        }
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

    /// How long an area's side is on the screen, on average.
    fn side(&self) -> f32 {
        let city = self.geometry.bounds.size() * self.to.scale;
        (city.x * city.y / self.geometry.areas.len().max(1) as f32).sqrt()
    }

    fn lines(&self, painter: &Painter, covers: Rect) -> Mesh {
        let mut mesh = Mesh::default();
        let mut pen = Pen::new(painter);
        let thin_width = if self.geometry.areas.len() > 600 { 0.5 } else { 0.8 };
        let seen = |shape: &&Shape| shape.bounds.is_some_and(|bounds| covers.intersects(bounds));
        if !self.many() && self.side() >= LEAST_SIDE {
            let stroke = Stroke::new(thin_width, self.thin());
            for border in self.geometry.borders().iter().filter(|border| covers.intersects(border.bounds)) {
                pen.line(&border.line, self.to.scale, stroke, &mut mesh);
            }
        }
        let strong = Stroke::new(1.1, self.tokens.text.gamma_multiply(0.72));
        for shape in self.geometry.localities.iter().filter(seen) {
            for ring in &shape.rings {
                pen.ring(ring, self.to.scale, strong, &mut mesh);
            }
        }
        mesh
    }

    /// Outlines of the areas newly beyond, and dots.
    fn marks(&self, painter: &Painter, covers: Rect) -> Mesh {
        let mut mesh = Mesh::default();
        let mut pen = Pen::new(painter);
        let stroke = Stroke::new(1.3, self.tokens.bad);
        let areas = self.geometry.areas.iter().zip(&self.choropleth.newly_beyond);
        let many = self.many();
        for (shape, _) in areas.filter(|(_, beyond)| **beyond && !many) {
            if shape.bounds.is_some_and(|bounds| covers.intersects(bounds)) {
                for ring in &shape.rings {
                    pen.ring(ring, self.to.scale, stroke, &mut mesh);
                }
            }
        }
        let dots = Dots {
            geometry: self.geometry,
            choropleth: self.choropleth,
            tokens: self.tokens,
            scale: self.to.scale,
        };
        dots.draw(&mut pen, covers, &mut mesh);
        mesh
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
}
