//! Outlines as the map draws them: projected once, triangulated once, found again by the pointer.

use std::sync::OnceLock;

use egui::{Pos2, Rect, pos2};
use geo::{Point, TriangulateEarcut};
use walkers::{MercatorProjection, Projection, lon_lat};

use crate::model::{Dataset, Position};

use super::borders::{self, Border};

/// How much projected coordinates are enlarged so that they keep their precision as f32.
///
/// At zoom 0 the world is 256 pixels wide; a shape's coordinates are kept relative to the middle of the city, in
/// pixels of this zoom, so that a frame multiplies and adds once for each.
pub const BASE_ZOOM: f64 = 12.0;

/// A world position in pixels at [`BASE_ZOOM`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct World {
    /// East.
    pub x: f64,
    /// South.
    pub y: f64,
}

/// Projects a position.
pub fn world(position: Position) -> World {
    let pixels = MercatorProjection.project(lon_lat(position.lon, position.lat), BASE_ZOOM);
    World { x: pixels.x(), y: pixels.y() }
}

/// Narrows a coordinate for drawing.
#[expect(clippy::cast_possible_truncation, reason = "drawing needs no more than f32")]
pub const fn narrow(value: f64) -> f32 {
    value as f32
}

/// One outline.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// Rings, exterior and holes alike, relative to the middle of the city.
    pub rings: Vec<Vec<Pos2>>,
    /// Corners of triangles.
    pub vertices: Vec<Pos2>,
    /// Triangles by corner.
    pub triangles: Vec<u32>,
    /// What it lies within.
    pub bounds: Option<Rect>,
}

impl Shape {
    /// Whether a point lies inside (even-odd over all rings).
    pub fn contains(&self, point: Pos2) -> bool {
        if !self.bounds.is_some_and(|bounds| bounds.contains(point)) {
            return false;
        }
        let mut inside = false;
        for ring in &self.rings {
            for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                if (a.y > point.y) != (b.y > point.y)
                    && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x
                {
                    inside = !inside;
                }
            }
        }
        inside
    }

    fn of(outline: &geo::MultiPolygon<f64>, middle: World) -> Self {
        let local = |coord: &geo::Coord<f64>| {
            let at = world(Position { lon: coord.x, lat: coord.y });
            geo::Coord { x: at.x - middle.x, y: at.y - middle.y }
        };
        let mut shape = Self::default();
        for polygon in outline {
            let ring = |line: &geo::LineString<f64>| geo::LineString::new(line.coords().map(local).collect());
            let projected =
                geo::Polygon::new(ring(polygon.exterior()), polygon.interiors().iter().map(ring).collect());
            for line in std::iter::once(projected.exterior()).chain(projected.interiors()) {
                let mut points: Vec<Pos2> =
                    line.coords().map(|coord| pos2(narrow(coord.x), narrow(coord.y))).collect();
                points.pop(); // a ring repeats its first point
                if points.len() > 2 {
                    shape.rings.push(points);
                }
            }
            let cut = projected.earcut_triangles_raw();
            let first = u32::try_from(shape.vertices.len()).unwrap_or(u32::MAX);
            shape.vertices.extend(cut.vertices.iter().map(|[x, y]| pos2(narrow(*x), narrow(*y))));
            shape.triangles.extend(
                cut.triangle_indices
                    .iter()
                    .map(|&corner| first.saturating_add(u32::try_from(corner).unwrap_or(0))),
            );
        }
        let points: Vec<Pos2> = shape.rings.iter().flatten().copied().collect();
        shape.bounds = (!points.is_empty()).then(|| Rect::from_points(&points));
        shape
    }
}

/// Everything of a Dataset that has a place, projected.
#[derive(Debug, Clone)]
pub struct Geometry {
    /// The Dataset's generation that this belongs to.
    pub generation: u64,
    /// The middle of the city; all points are relative to it.
    pub middle: World,
    /// The middle as longitude and latitude.
    pub center: Position,
    /// What everything lies within.
    pub bounds: Rect,
    /// Areas, in order; empty for those known only as a point.
    pub areas: Vec<Shape>,
    /// Their borders, found when they are first drawn.
    borders: OnceLock<Vec<Border>>,
    /// Where the areas' people stand.
    pub area_points: Vec<Pos2>,
    /// Localities, in order.
    pub localities: Vec<Shape>,
    /// Sites, in order.
    pub sites: Vec<Pos2>,
    /// From a site to its nearest neighbour elsewhere, the median of all; infinite where there is none.
    pub spacing: f32,
}

impl Geometry {
    /// The place of a projected point.
    pub fn position(&self, at: Pos2) -> Position {
        let pixels = Point::new(self.middle.x + f64::from(at.x), self.middle.y + f64::from(at.y));
        let place = MercatorProjection.unproject(pixels, BASE_ZOOM);
        Position { lon: place.x(), lat: place.y() }
    }

    /// Projects a Dataset.
    pub fn new(dataset: &Dataset, generation: u64) -> Self {
        let positions = || {
            dataset
                .areas
                .iter()
                .map(|area| area.position)
                .chain(dataset.sites.iter().map(|site| site.position))
        };
        let corners: Vec<World> = positions().map(world).collect();
        let mean =
            |part: fn(&World) -> f64| corners.iter().map(part).sum::<f64>() / corners.len().max(1) as f64;
        let middle = World { x: mean(|at| at.x), y: mean(|at| at.y) };
        let point = |position: Position| {
            let at = world(position);
            pos2(narrow(at.x - middle.x), narrow(at.y - middle.y))
        };
        let outline = |outline: Option<&geo::MultiPolygon<f64>>| {
            outline.map(|outline| Shape::of(outline, middle)).unwrap_or_default()
        };
        let areas: Vec<Shape> = dataset.areas.iter().map(|area| outline(area.outline.as_ref())).collect();
        let localities: Vec<Shape> =
            dataset.localities.iter().map(|locality| outline(Some(&locality.outline))).collect();
        let area_points: Vec<Pos2> = dataset.areas.iter().map(|area| point(area.position)).collect();
        let sites: Vec<Pos2> = dataset.sites.iter().map(|site| point(site.position)).collect();
        let mut bounds = Rect::NOTHING;
        for shape in areas.iter().chain(&localities) {
            if let Some(around) = shape.bounds {
                bounds = bounds.union(around);
            }
        }
        for &at in area_points.iter().chain(&sites) {
            bounds.extend_with(at);
        }
        if !bounds.is_finite() {
            bounds = Rect::from_center_size(Pos2::ZERO, egui::Vec2::splat(100.0));
        }
        let unprojected = MercatorProjection.unproject(walkers::Pixels::new(middle.x, middle.y), BASE_ZOOM);
        let center = Position { lon: unprojected.x(), lat: unprojected.y() };
        let borders = OnceLock::new();
        let spacing = spacing(&sites);
        Self { generation, middle, center, bounds, areas, borders, area_points, localities, sites, spacing }
    }

    /// The borders of the areas, each shared one once.
    pub fn borders(&self) -> &[Border] {
        self.borders.get_or_init(|| borders::borders(&self.areas))
    }

    /// The area under a point.
    pub fn area_at(&self, point: Pos2) -> Option<usize> {
        self.areas.iter().position(|shape| shape.contains(point))
    }
}

/// The median distance from a point to its nearest neighbour elsewhere.
fn spacing(points: &[Pos2]) -> f32 {
    // Each place once: sites by the thousand at one place would be gone through for each of them.
    let mut places: Vec<[f32; 2]> = points.iter().map(|at| [at.x, at.y]).collect();
    places.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    places.dedup();
    let tree = rstar::RTree::bulk_load(places);
    let nearest = |at: &Pos2| {
        let mut distances = tree
            .nearest_neighbor_iter(&[at.x, at.y])
            .map(|neighbour| at.distance(pos2(neighbour[0], neighbour[1])));
        distances.find(|distance| *distance > 0.0)
    };
    let mut distances: Vec<f32> = points.iter().filter_map(nearest).collect();
    distances.sort_by(f32::total_cmp);
    distances.get(distances.len() / 2).copied().unwrap_or(f32::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn spacing_is_the_middle_distance_to_the_nearest_neighbour() {
        let points = [(0.0, 0.0), (0.0, 0.0), (3.0, 4.0), (3.0, 14.0), (3.0, 44.0)].map(|(x, y)| pos2(x, y));
        // 5, 5, 5, 10 and 30.
        assert_eq!(spacing(&points), 5.0);
        assert_eq!(spacing(&points[..2]), f32::INFINITY);
    }

    #[test]
    fn a_shape_with_a_notch_and_a_hole_is_filled_and_found_where_it_is() {
        // A square degree with a square hole, and a notch from the east that makes it concave.
        let outline = geo::MultiPolygon::new(vec![polygon!(
            exterior: [
                (x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 0.4), (x: 0.6, y: 0.5), (x: 1.0, y: 0.6),
                (x: 1.0, y: 1.0), (x: 0.0, y: 1.0), (x: 0.0, y: 0.0)
            ],
            interiors: [[(x: 0.2, y: 0.2), (x: 0.4, y: 0.2), (x: 0.4, y: 0.4), (x: 0.2, y: 0.4), (x: 0.2, y: 0.2)]],
        )]);
        let middle = world(Position { lon: 0.5, lat: 0.5 });
        let shape = Shape::of(&outline, middle);
        let at = |lon, lat| {
            let world = world(Position { lon, lat });
            pos2(narrow(world.x - middle.x), narrow(world.y - middle.y))
        };
        let in_a_triangle = |point: Pos2| {
            shape.triangles.chunks(3).any(|corners| {
                let corner = |place: usize| shape.vertices[corners[place] as usize];
                let side = |a: Pos2, b: Pos2| (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x);
                let (a, b, c) =
                    (side(corner(0), corner(1)), side(corner(1), corner(2)), side(corner(2), corner(0)));
                (a >= 0.0 && b >= 0.0 && c >= 0.0) || (a <= 0.0 && b <= 0.0 && c <= 0.0)
            })
        };
        for (lon, lat, inside) in
            [(0.1, 0.1, true), (0.3, 0.3, false), (0.9, 0.5, false), (0.9, 0.1, true), (1.5, 0.5, false)]
        {
            assert_eq!(shape.contains(at(lon, lat)), inside, "{lon} {lat}");
            assert_eq!(in_a_triangle(at(lon, lat)), inside, "{lon} {lat} in triangles");
        }
    }
}
