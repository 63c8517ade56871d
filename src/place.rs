//! Everything that does arithmetic on longitude and latitude: distances, representative points, containment, indices.
//!
//! Other modules ask here for metres. Indices only shortlist; the exact haversine or the exact outline decides.

mod flat;
mod nearest;
mod outlines;
mod pieces;

pub use flat::{Flat, along_a_curve, between};
pub use nearest::{Nearest, nearest_each};
pub use outlines::OutlineIndex;
pub use pieces::{Joined, PieceIndex};

use geo::kernels::{Kernel, Orientation};
use geo::{BoundingRect, Centroid, Coord, GeoNum, LineString, MapCoords, MultiPolygon, Polygon};
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::model::Position;

/// Mean radius of the earth in metres (IUGG, `R₁ = (2a + b) / 3` of WGS 84).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Great-circle distance in metres on a sphere of [`EARTH_RADIUS_M`].
///
/// Good to 0.5 % of the ellipsoidal distance; symmetric; 0 only for equal positions.
///
/// ```
/// use hub_planner::{model::Position, place::haversine_m};
/// let coventry = Position { lon: -1.5106, lat: 52.4081 };
/// let birmingham = Position { lon: -1.8904, lat: 52.4862 };
/// assert!((haversine_m(coventry, birmingham) - 27_000.0).abs() < 300.0);
/// ```
///
/// # References
/// Sinnott, R. W. (1984), "Virtues of the haversine", *Sky and Telescope* 68(2), 159.
pub fn haversine_m(a: Position, b: Position) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let half_lat = ((lat_b - lat_a) / 2.0).sin();
    let half_lon = ((b.lon - a.lon).to_radians() / 2.0).sin();
    let h = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
    2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
}

/// Where a polygon's people or building stand: its planar centroid in longitude/latitude (area-weighted over parts,
/// holes subtracted), or, when that falls outside, the middle of the longest run inside it of the horizontal line
/// through the middle of its envelope. `None` for an empty outline.
pub fn representative_point(outline: &MultiPolygon<f64>) -> Option<Position> {
    let centroid = outline.centroid()?;
    let position = Position { lon: centroid.x(), lat: centroid.y() };
    if contains(outline, position) {
        return Some(position);
    }
    let envelope = outline.bounding_rect()?;
    let lat = f64::midpoint(envelope.min().y, envelope.max().y);
    let mut crossings = Vec::new();
    for polygon in outline {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            for edge in ring.lines() {
                if (edge.start.y <= lat) != (edge.end.y <= lat) {
                    let along = (lat - edge.start.y) / (edge.end.y - edge.start.y);
                    crossings.push(edge.start.x + along * (edge.end.x - edge.start.x));
                }
            }
        }
    }
    crossings.sort_by(f64::total_cmp);
    let mut longest: Option<(f64, f64)> = None;
    for run in crossings.chunks_exact(2) {
        let length = run[1] - run[0];
        if longest.is_none_or(|(best, _)| length > best) {
            longest = Some((length, f64::midpoint(run[0], run[1])));
        }
    }
    Some(longest.map_or(position, |(_, lon)| Position { lon, lat }))
}

/// Whether a position lies inside an outline or on its boundary.
pub fn contains(outline: &MultiPolygon<f64>, position: Position) -> bool {
    let point = Coord { x: position.lon, y: position.lat };
    outline.iter().any(|polygon| in_polygon(side(polygon.exterior(), point), polygon, point))
}

/// Whether a point that is on a side of a polygon's exterior lies in the polygon or on its boundary.
fn in_polygon(side_of_exterior: Side, polygon: &Polygon<f64>, point: Coord<f64>) -> bool {
    match side_of_exterior {
        Side::Outside => false,
        Side::Border => true,
        Side::Inside => polygon.interiors().iter().all(|hole| side(hole, point) != Side::Inside),
    }
}

/// Where a point is, seen from a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Outside,
    Border,
    Inside,
}

/// The side of a closed ring on which a point lies.
fn side(ring: &LineString<f64>, point: Coord<f64>) -> Side {
    side_of(winding(&ring.0, point))
}

/// The side of a closed ring, given how often it winds round the point; none when it passes through it.
fn side_of(winding: Option<i32>) -> Side {
    match winding {
        None => Side::Border,
        Some(0) => Side::Outside,
        Some(_) => Side::Inside,
    }
}

/// How often a line winds round a point, as a part of a closed ring; none when it passes through it. Almost every edge is
/// passed over by comparing latitudes alone, many edges at once; the few that reach across its latitude are decided exactly,
/// however near the point is.
fn winding(line: &[Coord<f64>], point: Coord<f64>) -> Option<i32> {
    let mut winding = 0_i32;
    for start in (0..line.len().saturating_sub(1)).step_by(EDGES) {
        let part = &line[start..(start + EDGES + 1).min(line.len())];
        let (mut above, mut below) = (0_u32, 0_u32);
        for (place, corner) in part.iter().enumerate() {
            above |= u32::from(corner.y > point.y) << place;
            below |= u32::from(corner.y < point.y) << place;
        }
        // Edges with both ends above, and with both below, do not reach it.
        let mut across = !(above & (above >> 1) | below & (below >> 1)) & ((1 << (part.len() - 1)) - 1);
        while across != 0 {
            let place = across.trailing_zeros() as usize;
            across &= across - 1;
            winding += turn(part[place], part[place + 1], point)?;
        }
    }
    Some(winding)
}

/// Edges that are looked at together, a bit each.
const EDGES: usize = 31;

/// What an edge that reaches a point's latitude adds to the winding round it: an upward one 1 when the point is on its left, a
/// downward one −1 when on its right; none when it passes through the point.
fn turn(from: Coord<f64>, to: Coord<f64>, point: Coord<f64>) -> Option<i32> {
    let to_above = to.y > point.y;
    if (from.y > point.y) == to_above {
        // Both at this latitude or below it: the edge lies level with the point, or touches its latitude from below.
        return (!touches(from, to, point)).then_some(0);
    }
    match (to_above, <f64 as GeoNum>::Ker::orient2d(from, to, point)) {
        (_, Orientation::Collinear) => None,
        (true, Orientation::CounterClockwise) => Some(1),
        (false, Orientation::Clockwise) => Some(-1),
        _ => Some(0),
    }
}

/// Whether a point at the latitude of one end lies on an edge that does not rise above it.
fn touches(from: Coord<f64>, to: Coord<f64>, point: Coord<f64>) -> bool {
    if from.y == point.y && to.y == point.y {
        return from.x.min(to.x) <= point.x && point.x <= from.x.max(to.x);
    }
    from == point || to == point
}

/// An outline in metres east and north of a position: flat, which is good to 0.1 % within 50 km of it.
pub fn in_metres(outline: &MultiPolygon<f64>, origin: Position) -> MultiPolygon<f64> {
    let flat = Flat::around(origin);
    outline.map_coords(|at| {
        let [x, y] = flat.metres(Position { lon: at.x, lat: at.y });
        Coord { x, y }
    })
}

/// A position in metres east and north of another, in the same way as [`in_metres`].
pub fn metres_from(position: Position, origin: Position) -> [f64; 2] {
    Flat::around(origin).metres(position)
}

/// The west, south, east and north of a set of positions in degrees; `None` when there are none.
pub fn envelope(positions: impl IntoIterator<Item = Position>) -> Option<[f64; 4]> {
    positions.into_iter().fold(None, |found, position| {
        let [west, south, east, north] =
            found.unwrap_or([position.lon, position.lat, position.lon, position.lat]);
        Some([
            west.min(position.lon),
            south.min(position.lat),
            east.max(position.lon),
            north.max(position.lat),
        ])
    })
}

/// The envelope of positions grown by so many metres on every side; `None` when there are none.
pub fn grown(positions: &[Position], metres: f64) -> Option<[f64; 4]> {
    let [west, south, east, north] = envelope(positions.iter().copied())?;
    // A degree of longitude is shortest at the side nearer to a pole.
    let (per_lon, per_lat) = metres_per_degree(south.abs().max(north.abs()));
    let (lon, lat) = (metres / per_lon.max(1.0), metres / per_lat);
    Some([west - lon, south - lat, east + lon, north + lat])
}

/// Metres that one degree of longitude and one of latitude span at a latitude, on the same sphere as [`haversine_m`].
pub fn metres_per_degree(lat: f64) -> (f64, f64) {
    let per_lat = EARTH_RADIUS_M.to_radians();
    (per_lat * lat.to_radians().cos(), per_lat)
}

/// Longitude and latitude of a British National Grid easting and northing in metres (OSTN15, to a centimetre); `None`
/// off the grid.
///
/// # References
/// Ordnance Survey (2020), *A guide to coordinate systems in Great Britain*, §6.3 (the OSTN15 transformation).
pub fn from_british_grid(easting_m: f64, northing_m: f64) -> Option<Position> {
    let (lon, lat) = lonlat_bng::convert_osgb36_to_ll(easting_m, northing_m).ok()?;
    (lon.is_finite() && lat.is_finite()).then_some(Position { lon, lat })
}

/// Finds the sites near a position.
///
/// Positions are indexed as points of the unit sphere, where the chord grows with the great-circle distance, so a
/// shortlist by chord is right everywhere; the haversine decides.
#[derive(Debug, Clone)]
pub struct SiteIndex {
    positions: Vec<Position>,
    tree: RTree<GeomWithData<[f64; 3], usize>>,
}

impl SiteIndex {
    /// An index over positions; indices returned are places in this order.
    pub fn new(positions: &[Position]) -> Self {
        let points = positions
            .iter()
            .enumerate()
            .map(|(index, &position)| GeomWithData::new(on_unit_sphere(position), index))
            .collect();
        Self { positions: positions.to_vec(), tree: RTree::bulk_load(points) }
    }

    /// Every site within so many metres with its distance, nearest first; ties by index.
    pub fn within(&self, position: Position, metres: f64) -> Vec<(usize, f64)> {
        let half_angle = (metres + 1e-3) / (2.0 * EARTH_RADIUS_M);
        let chord = 2.0 * half_angle.min(std::f64::consts::FRAC_PI_2).sin();
        let mut found: Vec<(usize, f64)> = self
            .tree
            .locate_within_distance(on_unit_sphere(position), chord * chord)
            .map(|candidate| (candidate.data, haversine_m(position, self.positions[candidate.data])))
            .filter(|(_, distance)| *distance <= metres)
            .collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found
    }
}

/// A position on the unit sphere; the chord between two grows with their great-circle distance.
pub fn on_unit_sphere(position: Position) -> [f64; 3] {
    let (lon, lat) = (position.lon.to_radians(), position.lat.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;
    use proptest::prelude::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position { lon, lat }
    }

    #[test]
    fn the_grid_reference_of_the_survey_office_stands_where_it_should() {
        // Ordnance Survey's worked example for OSTN15: Caister water tower.
        let tower = from_british_grid(651_409.804, 313_177.450).expect("on the grid");
        assert!((tower.lon - 1.716_073_973).abs() < 1e-7, "{tower:?}");
        assert!((tower.lat - 52.658_007_833).abs() < 1e-7, "{tower:?}");
        assert_eq!(from_british_grid(-1e7, 1e9), None);
    }

    #[test]
    fn a_convex_outline_stands_at_its_centroid() {
        let square = MultiPolygon(vec![
            polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 0.0, y: 2.0)],
        ]);
        assert_eq!(representative_point(&square), Some(at(1.0, 1.0)));
    }

    #[test]
    fn a_horseshoe_stands_on_its_longest_run() {
        // A U whose centroid lies in the gap: legs 1 and 2 wide, joined below y = 1.
        let horseshoe = MultiPolygon(vec![polygon![
            (x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 10.0, y: 8.0), (x: 8.0, y: 8.0),
            (x: 8.0, y: 1.0), (x: 1.0, y: 1.0), (x: 1.0, y: 8.0), (x: 0.0, y: 8.0),
        ]]);
        assert_eq!(representative_point(&horseshoe), Some(at(9.0, 4.0)));
    }

    #[test]
    fn a_hole_pushes_the_point_out_of_it() {
        let ring = MultiPolygon(vec![geo::Polygon::new(
            vec![(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)].into(),
            vec![vec![(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0)].into()],
        )]);
        let point = representative_point(&ring).expect("a point");
        assert!(contains(&ring, point));
        assert_eq!(point, at(0.5, 2.0));
    }

    #[test]
    fn metres_are_those_of_the_haversine() {
        let square = MultiPolygon(vec![
            polygon![(x: -1.5, y: 52.4), (x: -1.49, y: 52.4), (x: -1.49, y: 52.41), (x: -1.5, y: 52.41)],
        ]);
        let flat = in_metres(&square, at(-1.5, 52.4));
        let corner = flat.0[0].exterior().0[2];
        assert!((corner.x - haversine_m(at(-1.5, 52.4), at(-1.49, 52.4))).abs() < 0.01, "{corner:?}");
        assert!((corner.y - haversine_m(at(-1.5, 52.4), at(-1.5, 52.41))).abs() < 0.01, "{corner:?}");
    }

    proptest! {
        #[test]
        fn containment_agrees_with_the_geometry_library(
            corners in prop::collection::vec((0..7i8, 0..7i8), 3..12),
            hole in prop::collection::vec((2..5i8, 2..5i8), 3..6),
            x in 0..13i8,
            y in 0..13i8,
        ) {
            use geo::coordinate_position::{CoordPos, CoordinatePosition};
            // Small whole numbers, so that points often fall on corners, edges and level runs.
            let ring = |corners: &[(i8, i8)]| -> LineString<f64> {
                let mut ring: Vec<(f64, f64)> = corners.iter().map(|&(x, y)| (f64::from(x), f64::from(y))).collect();
                ring.push(ring[0]);
                ring.into()
            };
            let polygon = geo::Polygon::new(ring(&corners), vec![ring(&hole)]);
            let point = Coord { x: f64::from(x) / 2.0, y: f64::from(y) / 2.0 };
            let known = polygon.coordinate_position(&point) != CoordPos::Outside;
            prop_assert_eq!(contains(&MultiPolygon(vec![polygon]), at(point.x, point.y)), known);
        }

        #[test]
        fn the_index_agrees_with_a_linear_scan(
            places in prop::collection::vec((-2.0..-1.0f64, 52.0..53.0f64), 1..60),
            lon in -2.0..-1.0f64,
            lat in 52.0..53.0f64,
            metres in 0.0..60_000.0f64,
        ) {
            let positions: Vec<Position> = places.iter().map(|&(lon, lat)| at(lon, lat)).collect();
            let here = at(lon, lat);
            let index = SiteIndex::new(&positions);
            let mut scanned: Vec<(usize, f64)> =
                positions.iter().map(|&position| haversine_m(here, position)).enumerate().collect();
            scanned.retain(|(_, far)| *far <= metres);
            scanned.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            prop_assert_eq!(index.within(here, metres), scanned);
        }
    }
}
