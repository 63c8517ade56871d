//! Strokes and shapes turned into triangles ahead of the frame.

use egui::epaint::{PathShape, PathStroke, TessellationOptions, Tessellator};
use egui::{Mesh, Painter, Pos2, Rect, Shape as Drawn, Stroke};

use super::borders;

/// How far from its place a border may be drawn, in points.
const TOLERANCE: f32 = 0.3;

/// Turns strokes into triangles ahead of the frame.
pub struct Pen {
    tessellator: Tessellator,
}

impl Pen {
    /// A pen for the pixels of a painter.
    pub fn new(painter: &Painter) -> Self {
        let options = painter.ctx().tessellation_options(|options| *options);
        let options =
            TessellationOptions { coarse_tessellation_culling: false, prerasterized_discs: false, ..options };
        let mut tessellator = Tessellator::new(painter.pixels_per_point(), options, [1, 1], Vec::new());
        tessellator.set_clip_rect(Rect::EVERYTHING);
        Self { tessellator }
    }

    /// Any shape.
    pub fn shape(&mut self, shape: Drawn, mesh: &mut Mesh) {
        self.tessellator.tessellate_shape(shape, mesh);
    }

    /// A closed line, without corners that cannot be told at this scale.
    pub fn ring(&mut self, ring: &[Pos2], scale: f32, stroke: Stroke, mesh: &mut Mesh) {
        let points = borders::simplified(ring, scale, TOLERANCE);
        if points.len() > 2 {
            let path = PathShape::closed_line(points, PathStroke::from(stroke));
            self.tessellator.tessellate_path(&path, mesh);
        }
    }

    /// An open line, in the same way.
    pub fn line(&mut self, line: &[Pos2], scale: f32, stroke: Stroke, mesh: &mut Mesh) {
        let points = borders::simplified(line, scale, TOLERANCE);
        let path = PathShape::line(points, PathStroke::from(stroke));
        self.tessellator.tessellate_path(&path, mesh);
    }
}
