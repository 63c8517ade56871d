//! Outlines and places of a city as a picture of a given size shows them: projected and thinned out once for all maps.

use geo::{BoundingRect, MultiPolygon, Simplify};

use crate::model::{Dataset, Position};
use crate::place;

/// Rings of an outline, in points of the picture.
pub type Rings = Vec<Vec<[f64; 2]>>;

/// Where everything lies in a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// Width of the picture's map.
    pub width: f64,
    /// Height of the picture's map.
    pub height: f64,
    /// Outlines of areas; empty for an area that is only a point.
    pub areas: Vec<Rings>,
    /// Where the areas' people stand.
    pub area_points: Vec<[f64; 2]>,
    /// Outlines of localities.
    pub localities: Vec<Rings>,
    /// Sites.
    pub sites: Vec<[f64; 2]>,
    /// Points of the picture for each metre.
    pub per_metre: f64,
}

impl Ground {
    /// Fits a city into a rectangle whose upper left corner is the origin.
    pub fn of(dataset: &Dataset, width: f64, height: f64) -> Self {
        const MARGIN: f64 = 18.0;
        let every = dataset.area_positions().into_iter().chain(dataset.site_positions());
        let origin = place::envelope(every).map_or_else(Position::default, |[west, south, east, north]| {
            Position { lon: f64::midpoint(west, east), lat: f64::midpoint(south, north) }
        });
        let areas: Vec<Option<MultiPolygon<f64>>> = dataset
            .areas
            .iter()
            .map(|area| area.outline.as_ref().map(|outline| place::in_metres(outline, origin)))
            .collect();
        let localities: Vec<MultiPolygon<f64>> =
            dataset.localities.iter().map(|locality| place::in_metres(&locality.outline, origin)).collect();
        let metres = |position: Position| place::metres_from(position, origin);
        let points: Vec<[f64; 2]> = dataset.areas.iter().map(|area| metres(area.position)).collect();
        let sites: Vec<[f64; 2]> = dataset.sites.iter().map(|site| metres(site.position)).collect();

        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let mut take = |[x, y]: [f64; 2]| {
            bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
        };
        for rect in areas.iter().flatten().chain(&localities).filter_map(BoundingRect::bounding_rect) {
            take([rect.min().x, rect.min().y]);
            take([rect.max().x, rect.max().y]);
        }
        points.iter().chain(&sites).for_each(|at| take(*at));
        if !bounds[0].is_finite() {
            bounds = [-500.0, -500.0, 500.0, 500.0];
        }
        // A single place still needs a scale: half a kilometre around it.
        let (wide, high) = ((bounds[2] - bounds[0]).max(500.0), (bounds[3] - bounds[1]).max(500.0));
        let per_metre = ((width - 2.0 * MARGIN) / wide).min((height - 2.0 * MARGIN) / high);
        let middle = [f64::midpoint(bounds[0], bounds[2]), f64::midpoint(bounds[1], bounds[3])];
        let to = |[x, y]: [f64; 2]| {
            [width / 2.0 + (x - middle[0]) * per_metre, height / 2.0 - (y - middle[1]) * per_metre]
        };
        // Corners closer to a straight line than a quarter of a point are not seen.
        let thin = 0.25 / per_metre;
        let rings = |outline: &MultiPolygon<f64>| -> Rings {
            let outline = outline.simplify(thin);
            let rings = outline
                .iter()
                .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
            rings
                .map(|ring| {
                    let corners = ring.0.len().saturating_sub(1);
                    ring.0.iter().take(corners).map(|at| to([at.x, at.y])).collect()
                })
                .collect()
        };
        Self {
            width,
            height,
            areas: areas.iter().map(|outline| outline.as_ref().map_or_else(Vec::new, rings)).collect(),
            area_points: points.into_iter().map(to).collect(),
            localities: localities.iter().map(rings).collect(),
            sites: sites.into_iter().map(to).collect(),
            per_metre,
        }
    }
}
