//! Finds the piece of path nearest to a position, and where on it.

use rstar::primitives::{GeomWithData, Line};
use rstar::{PointDistance, RTree};

use super::{Flat, between, haversine_m};
use crate::model::Position;

/// Where a position joins a network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Joined {
    /// The piece, by its place among those given.
    pub piece: usize,
    /// How far along it from its first end, a share of its length, 0 to 1.
    pub along: f64,
    /// Metres from the position to that point of the piece.
    pub metres: f64,
}

/// An index over straight pieces.
#[derive(Debug, Clone)]
pub struct PieceIndex {
    pieces: Vec<[Position; 2]>,
    tree: RTree<GeomWithData<Line<[f64; 2]>, usize>>,
    flat: Flat,
}

/// Flat metres shortlist; within 100 km of the middle they are wrong by less than this share.
const SLACK: f64 = 1.05;

impl PieceIndex {
    /// An index over pieces given by their ends.
    pub fn new(pieces: Vec<[Position; 2]>) -> Self {
        let count = (2 * pieces.len()).max(1) as f64;
        let ends = || pieces.iter().flatten();
        let origin = Position {
            lon: ends().map(|end| end.lon).sum::<f64>() / count,
            lat: ends().map(|end| end.lat).sum::<f64>() / count,
        };
        let flat = Flat::around(origin);
        let line = |(place, [from, to]): (usize, &[Position; 2])| {
            GeomWithData::new(Line::new(flat.metres(*from), flat.metres(*to)), place)
        };
        let lines = pieces.iter().enumerate().map(line).collect();
        Self { tree: RTree::bulk_load(lines), pieces, flat }
    }

    /// The piece nearest to a position; of equals the first. `None` when there are no pieces.
    pub fn nearest(&self, position: Position) -> Option<Joined> {
        let at = self.flat.metres(position);
        let mut best: Option<Joined> = None;
        for candidate in self.tree.nearest_neighbor_iter(&at) {
            let shortlist_m = candidate.distance_2(&at).sqrt();
            if best.is_some_and(|best| shortlist_m > best.metres * SLACK + 0.01) {
                break;
            }
            let joined = self.join(candidate.data, position);
            let is_better = |best: Joined| {
                joined.metres < best.metres || (joined.metres == best.metres && joined.piece < best.piece)
            };
            if best.is_none_or(is_better) {
                best = Some(joined);
            }
        }
        best
    }

    /// The point of a piece nearest to a position.
    fn join(&self, piece: usize, position: Position) -> Joined {
        let [from, to] = self.pieces[piece];
        let here = Flat::around(position);
        let (a, b) = (here.metres(from), here.metres(to));
        let (x, y) = (b[0] - a[0], b[1] - a[1]);
        let square = x * x + y * y;
        let along = if square > 0.0 { (-(a[0] * x + a[1] * y) / square).clamp(0.0, 1.0) } else { 0.0 };
        Joined { piece, along, metres: haversine_m(position, between(from, to, along)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position { lon, lat }
    }

    #[test]
    fn a_point_beside_a_piece_joins_its_middle_and_one_beyond_joins_its_end() {
        let index = PieceIndex::new(vec![[at(0.0, 52.0), at(0.01, 52.0)]]);
        let beside = index.nearest(at(0.0025, 52.001)).expect("a piece");
        assert!((beside.along - 0.25).abs() < 1e-4 && (beside.metres - 111.2).abs() < 0.1, "{beside:?}");
        assert_eq!(index.nearest(at(0.02, 52.0)).expect("a piece").along, 1.0);
        assert_eq!(PieceIndex::new(Vec::new()).nearest(at(0.0, 0.0)), None);
    }

    proptest! {
        #[test]
        fn the_index_agrees_with_a_linear_scan(
            ends in prop::collection::vec((-1.6..-1.4_f64, 52.3..52.5_f64, -0.01..0.01_f64, -0.01..0.01_f64), 1..60),
            lon in -1.7..-1.3_f64, lat in 52.2..52.6_f64,
        ) {
            let pieces: Vec<[Position; 2]> =
                ends.iter().map(|&(x, y, dx, dy)| [at(x, y), at(x + dx, y + dy)]).collect();
            let index = PieceIndex::new(pieces.clone());
            let found = index.nearest(at(lon, lat)).expect("a piece");
            let least = (0..pieces.len()).map(|piece| index.join(piece, at(lon, lat)).metres).fold(f64::INFINITY, f64::min);
            prop_assert_eq!(found.metres, least);
        }
    }
}
