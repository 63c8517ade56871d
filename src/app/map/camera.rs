//! Where a map looks: walkers' memory of centre and zoom, and the transform from projected units to the screen.

use egui::{Pos2, Rect, Vec2, vec2};
use walkers::{MapMemory, Projector, lon_lat};

use crate::model::Position;

use super::geometry::{BASE_ZOOM, Geometry, narrow};

/// Centre and zoom, shared by every map of the window.
#[derive(Debug)]
pub struct Camera {
    /// walkers' own state: gestures change it.
    pub memory: MapMemory,
    /// True until the person pans or zooms: the map then keeps the whole city in view.
    pub fitted: bool,
    set: Option<(f64, Position)>,
}

impl Default for Camera {
    fn default() -> Self {
        Self { memory: MapMemory::default(), fitted: true, set: None }
    }
}

impl Camera {
    /// Shows the whole city while nobody has moved the map.
    pub fn follow(&mut self, geometry: &Geometry, size: Vec2, tools: bool) {
        if self.fitted && self.set.is_some_and(|(zoom, at)| !self.stands_at(zoom, at)) {
            self.fitted = false;
        }
        if !self.fitted || size.x < 40.0 || size.y < 40.0 {
            return;
        }
        let city = geometry.bounds.size().max(Vec2::splat(0.01));
        // Room for the tools at the top and the scale bar at the bottom.
        let above = if tools { 50.0 } else { 10.0 };
        let below = if size.y > 300.0 { 34.0 } else { 16.0 };
        let scale = (((size.x - 40.0) / city.x).min((size.y - above - below) / city.y)).max(0.000_1);
        let zoom = (BASE_ZOOM + f64::from(scale).log2()).clamp(1.0, 18.0);
        let middle = geometry.bounds.center() - vec2(0.0, (above - below) / 2.0 / scale);
        let at = walkers::MercatorProjection;
        let center = walkers::Projection::unproject(
            &at,
            walkers::Pixels::new(
                geometry.middle.x + f64::from(middle.x),
                geometry.middle.y + f64::from(middle.y),
            ),
            BASE_ZOOM,
        );
        let center = Position { lon: center.x(), lat: center.y() };
        self.look_at(center, zoom);
        self.set = Some((self.memory.zoom(), center));
    }

    fn stands_at(&self, zoom: f64, at: Position) -> bool {
        self.memory.zoom() == zoom
            && self.memory.detached().is_none_or(|seen| seen.x() == at.lon && seen.y() == at.lat)
    }

    /// Looks at a place from a zoom.
    pub fn look_at(&mut self, at: Position, zoom: f64) {
        self.memory.center_at(lon_lat(at.lon, at.lat));
        // Out of walkers' range nothing changes, which is what is wanted.
        let _kept = self.memory.set_zoom(zoom.clamp(1.0, 20.0));
    }

    /// Shows the whole city again.
    pub fn fit(&mut self) {
        self.fitted = true;
        self.set = None;
    }

    /// Zooms by steps, about the middle.
    pub fn zoom_by(&mut self, steps: f64) {
        self.fitted = false;
        let _kept = self.memory.set_zoom((self.memory.zoom() + steps).clamp(1.0, 20.0));
    }

    /// Where it looks and from which zoom, once it was moved.
    pub fn place(&self) -> Option<(Position, f64)> {
        let seen = self.memory.detached()?;
        Some((Position { lon: seen.x(), lat: seen.y() }, self.memory.zoom()))
    }

    /// Looks at all of a projected rectangle.
    pub fn show_all(&mut self, geometry: &Geometry, bounds: Rect, size: Vec2) {
        self.fitted = false;
        let wide = bounds.size().max(Vec2::splat(0.5));
        let scale = ((size.x - 120.0).max(60.0) / wide.x).min((size.y - 120.0).max(60.0) / wide.y);
        let zoom = (BASE_ZOOM + f64::from(scale).log2()).clamp(1.0, 16.0);
        self.look_at(geometry.position(bounds.center()), zoom);
    }

    /// Pans to a place and stays at least this near.
    pub fn show(&mut self, at: Position) {
        self.fitted = false;
        let zoom = self.memory.zoom().max(13.5);
        self.look_at(at, zoom);
    }
}

/// From projected units to points on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToScreen {
    /// Points a unit.
    pub scale: f32,
    /// Where the middle of the city is.
    pub origin: Pos2,
    /// Where the map is.
    pub rect: Rect,
    /// Points a metre, at the middle of the city.
    pub points_per_metre: f32,
}

impl ToScreen {
    /// The transform of a frame.
    pub fn new(projector: &Projector<'_>, geometry: &Geometry) -> Self {
        let center = lon_lat(geometry.center.lon, geometry.center.lat);
        Self {
            scale: narrow((projector.zoom() - BASE_ZOOM).exp2()),
            origin: projector.project(center).to_pos2(),
            rect: projector.clip_rect(),
            points_per_metre: projector.scale_pixel_per_meter(center),
        }
    }

    /// A projected point on the screen.
    pub fn point(&self, at: Pos2) -> Pos2 {
        self.origin + at.to_vec2() * self.scale
    }

    /// A screen point in projected units.
    pub fn back(&self, at: Pos2) -> Pos2 {
        ((at - self.origin) / self.scale).to_pos2()
    }

    /// Whether any of a projected rectangle is on the map.
    pub fn shows(&self, bounds: Rect) -> bool {
        let on_screen = Rect::from_min_max(self.point(bounds.min), self.point(bounds.max));
        on_screen.expand2(vec2(4.0, 4.0)).intersects(self.rect)
    }
}
