//! Catchments: the outline of everywhere from which a site is reached within so many minutes.
//!
//! Isochrones in the field's word. The minutes of a place are the same as those of an area that stands there: over streets a
//! straight connector to the nearest piece of path and the shortest way along it; in a straight line the haversine with
//! circuity. They are measured at the points of a square grid over everything that could be reached in a straight line, with
//! [`ACROSS`] points on a side, and the outline runs between the points by linear interpolation (marching squares). It is
//! therefore sharp to about a sixtieth of its reach: 13 m for ten minutes at 80 m a minute.
//!
//! # References
//! Lorensen, W. E. and Cline, H. E. (1987), "Marching cubes", *SIGGRAPH '87*, 163–169 (the flat case).

use contour::ContourBuilder;
use geo::{MapCoords, MultiPolygon};
use rayon::prelude::*;

use super::graph::Search;
use super::walk::{Joint, Network};
use crate::model::{Position, Settings};
use crate::place::{Flat, haversine_m};

/// Points on a side of the grid.
const ACROSS: u32 = 121;

/// How the minutes of a catchment are measured.
#[derive(Debug, Clone, Copy)]
pub enum Ground<'a> {
    /// In a straight line, with circuity.
    StraightLine,
    /// On foot over a network.
    Streets(&'a Network),
}

/// One catchment a number of minutes, in the order asked; minutes > 0. `slower` multiplies the minutes (1 for a usual walk).
pub fn catchments(
    ground: Ground<'_>,
    site: Position,
    settings: &Settings,
    slower: f64,
    minutes: &[f64],
) -> Vec<MultiPolygon<f64>> {
    let speed = settings.walk_metres_per_minute / slower;
    minutes.iter().map(|&minutes| catchment(ground, site, settings.circuity, minutes * speed)).collect()
}

/// Minutes from every area to a site, measured as its catchment is; infinite where no path leads.
pub fn minutes_to(
    ground: Ground<'_>,
    site: Position,
    settings: &Settings,
    slower: f64,
    areas: &[Position],
) -> Vec<f64> {
    let ways = Ways::to(ground, site, settings.circuity, f64::INFINITY);
    let speed = settings.walk_metres_per_minute / slower;
    areas.par_iter().map(|area| ways.metres(*area) / speed).collect()
}

/// All ways to a site.
struct Ways<'a> {
    site: Position,
    circuity: f64,
    /// Over streets: the network, where the site joins it (if it can), and the search from there.
    walk: Option<(&'a Network, Option<Joint>, Search)>,
}

impl<'a> Ways<'a> {
    /// The ways of up to so many metres.
    fn to(ground: Ground<'a>, site: Position, circuity: f64, most_m: f64) -> Self {
        let walk = match ground {
            Ground::StraightLine => None,
            Ground::Streets(network) => {
                let (start, mut found) = (network.join(site), network.search());
                if let Some(start) = &start {
                    network.run(&mut found, start, most_m);
                }
                Some((network, start, found))
            }
        };
        Self { site, circuity, walk }
    }

    fn metres(&self, from: Position) -> f64 {
        match &self.walk {
            None => haversine_m(self.site, from) * self.circuity,
            Some((network, start, found)) => start
                .zip(network.join(from))
                .map_or(f64::INFINITY, |(start, there)| network.between(&start, found, &there)),
        }
    }
}

/// Everywhere within so many metres of way.
fn catchment(ground: Ground<'_>, site: Position, circuity: f64, most_m: f64) -> MultiPolygon<f64> {
    let flat = Flat::around(site);
    let ways = Ways::to(ground, site, circuity, most_m);
    // No way is shorter than the straight line; one step more on each side closes every outline.
    let step = 2.0 * most_m / f64::from(ACROSS - 3);
    let half = step * f64::from(ACROSS - 1) / 2.0;
    let values: Vec<f64> = (0..ACROSS)
        .into_par_iter()
        .flat_map_iter(|row| {
            let ways = &ways;
            (0..ACROSS).map(move |column| {
                let at = [f64::from(column) * step - half, f64::from(row) * step - half];
                // Interpolation needs numbers: what is not reached is taken as a step too far.
                -ways.metres(flat.position(at)).min(most_m + 2.0 * step)
            })
        })
        .collect();
    let across = ACROSS as usize;
    let outlines = ContourBuilder::new(across, across, true).contours(&values, &[-most_m]);
    // The grid is as large as was said, the only thing that can be wrong.
    let outline = outlines.ok().and_then(|mut all| all.pop()).map(|contour| contour.into_inner().0);
    outline.unwrap_or_else(|| MultiPolygon(Vec::new())).map_coords(|corner| {
        let place = flat.position([(corner.x - 0.5) * step - half, (corner.y - 0.5) * step - half]);
        geo::Coord { x: place.lon, y: place.lat }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Piece, Profile, Streets};
    use crate::place::contains;

    fn at(east: f64, north: f64) -> Position {
        Flat::around(Position { lon: -1.5, lat: 52.4 }).position([east, north])
    }

    #[test]
    fn a_straight_line_catchment_is_a_disc() {
        let settings = Settings { circuity: 1.25, ..Settings::default() };
        let found = catchments(Ground::StraightLine, at(0.0, 0.0), &settings, 1.0, &[10.0, 20.0]);
        for (outline, radius) in found.iter().zip([640.0, 1280.0_f64]) {
            for turn in 0..24 {
                let (sin, cos) = (f64::from(turn) * 0.2618).sin_cos();
                assert!(contains(outline, at(0.985 * radius * cos, 0.985 * radius * sin)), "{turn}");
                assert!(!contains(outline, at(1.015 * radius * cos, 1.015 * radius * sin)), "{turn}");
            }
        }
    }

    #[test]
    fn a_catchment_over_streets_follows_them_and_stops_at_the_river() {
        // One street of 2 km to the east; a parallel one beyond a river, joined to it only at the far end by a bridge.
        let nodes = vec![at(0.0, 0.0), at(2000.0, 0.0), at(2000.0, 100.0), at(0.0, 100.0)];
        let pieces = [(0, 1), (1, 2), (2, 3)].map(|(from, to)| Piece { from, to, steps: false }).to_vec();
        let network = Network::new(&Streets { nodes, pieces }, Profile::Normal);
        let found =
            catchments(Ground::Streets(&network), at(0.0, 0.0), &Settings::default(), 1.0, &[10.0, 30.0]);
        // 800 m along the street, less the connector; across the river it is 4.1 km round.
        for (place, inside) in [
            (at(770.0, 0.0), true),
            (at(830.0, 0.0), false),
            (at(500.0, -250.0), true),
            (at(500.0, -330.0), false),
            (at(20.0, 90.0), false),
        ] {
            assert_eq!(contains(&found[0], place), inside, "{place:?}");
        }
        // 2400 m reach over the bridge and 300 m back.
        assert!(contains(&found[1], at(1760.0, 100.0)) && !contains(&found[1], at(1600.0, 100.0)));
    }
}
