//! A flat piece of the earth around a position: metres east and north of it.

use super::metres_per_degree;
use crate::model::Position;

/// Metres east and north of an origin; good to 0.1 % within 50 km of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flat {
    origin: Position,
    per_lon: f64,
    per_lat: f64,
}

impl Flat {
    /// The piece around an origin.
    pub fn around(origin: Position) -> Self {
        let (per_lon, per_lat) = metres_per_degree(origin.lat);
        Self { origin, per_lon, per_lat }
    }

    /// Metres east and north of the origin.
    pub fn metres(&self, position: Position) -> [f64; 2] {
        [(position.lon - self.origin.lon) * self.per_lon, (position.lat - self.origin.lat) * self.per_lat]
    }

    /// The position so many metres east and north of the origin.
    pub fn position(&self, [east, north]: [f64; 2]) -> Position {
        Position { lon: self.origin.lon + east / self.per_lon, lat: self.origin.lat + north / self.per_lat }
    }
}

/// The position a share of the way from one position to another, 0 to 1, along a straight line of the map.
pub fn between(a: Position, b: Position, share: f64) -> Position {
    Position { lon: a.lon + share * (b.lon - a.lon), lat: a.lat + share * (b.lat - a.lat) }
}

/// The places of positions along a curve that fills the plane (Hilbert's), so that neighbours in the order are near each other:
/// what is searched together lies together in memory.
pub fn along_a_curve(positions: &[Position]) -> Vec<u32> {
    let Some([west, south, east, north]) = super::envelope(positions.iter().copied()) else {
        return Vec::new();
    };
    let side = (east - west).max(north - south).max(f64::MIN_POSITIVE);
    let mut keyed: Vec<(u64, u32)> = (0_u32..)
        .zip(positions)
        .map(|(place, at)| (hilbert(cell((at.lon - west) / side), cell((at.lat - south) / side)), place))
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, place)| place).collect()
}

/// Cells on a side of the curve.
const SIDE: u32 = 1 << 16;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a side, 0 to 1")]
fn cell(share: f64) -> u32 {
    ((share * f64::from(SIDE)) as u32).min(SIDE - 1)
}

/// How far along the curve a cell lies.
fn hilbert(mut x: u32, mut y: u32) -> u64 {
    let mut along = 0_u64;
    let mut half = SIDE / 2;
    while half > 0 {
        let (right, upper) = (u32::from(x & half > 0), u32::from(y & half > 0));
        along += u64::from(half) * u64::from(half) * u64::from((3 * right) ^ upper);
        // The curve in a quarter is the whole, turned.
        if upper == 0 {
            if right == 1 {
                (x, y) = (SIDE - 1 - x, SIDE - 1 - y);
            }
            (x, y) = (y, x);
        }
        half /= 2;
    }
    along
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_place() {
        let flat = Flat::around(Position { lon: -1.5, lat: 52.4 });
        let at = flat.position([120.0, -340.0]);
        let [east, north] = flat.metres(at);
        assert!((east - 120.0).abs() < 1e-6 && (north + 340.0).abs() < 1e-6);
    }

    #[test]
    fn the_curve_visits_every_place_once_and_steps_to_neighbours() {
        let grid: Vec<Position> = (0..64_u32)
            .map(|place| Position { lon: f64::from(place % 8), lat: f64::from(place / 8) })
            .collect();
        let order = along_a_curve(&grid);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert!(sorted.iter().copied().eq(0..64));
        for step in order.windows(2) {
            let (a, b) = (grid[step[0] as usize], grid[step[1] as usize]);
            assert!((a.lon - b.lon).abs() + (a.lat - b.lat).abs() <= 2.0, "{a:?} {b:?}");
        }
    }
}
