//! Walking minutes over a network of streets: exact shortest paths, one search a site.
//!
//! A point joins its nearest piece of path (not the nearest crossing) by a straight connector at the same speed; the way
//! is then the shortest along the pieces, steps at the same speed as any other. There is no longest walk: where no path
//! leads there is none. The step-free profile walks a network without steps, the slow profile takes 80/60 of the time.
//!
//! # References
//! Dijkstra, E. W. (1959), "A note on two problems in connexion with graphs", *Numerische Mathematik* 1, 269–271.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::Matrix;
use crate::model::{Position, Profile, Streets};
use crate::place::{Joined, PieceIndex, haversine_m};

/// A network that a profile can use, ready to be searched.
pub(super) struct Network {
    index: PieceIndex,
    /// Ends and metres of each piece.
    pieces: Vec<(u32, u32, f64)>,
    /// Where each node's ways begin in `ways`; one more at the end.
    first_way: Vec<u32>,
    /// Neighbour and metres.
    ways: Vec<(u32, f64)>,
}

impl Network {
    /// The network of a profile.
    pub(super) fn new(streets: &Streets, profile: Profile) -> Self {
        let place = |node: u32| streets.nodes[node as usize];
        let pieces: Vec<(u32, u32, f64)> = streets
            .pieces
            .iter()
            .filter(|piece| !(piece.steps && profile == Profile::StepFree))
            .map(|piece| (piece.from, piece.to, haversine_m(place(piece.from), place(piece.to))))
            .collect();
        let index = PieceIndex::new(pieces.iter().map(|&(from, to, _)| [place(from), place(to)]).collect());
        let mut first_way = vec![0_u32; streets.nodes.len() + 1];
        for &(from, to, _) in &pieces {
            first_way[from as usize + 1] += 1;
            first_way[to as usize + 1] += 1;
        }
        for node in 0..streets.nodes.len() {
            first_way[node + 1] += first_way[node];
        }
        let mut free = first_way.clone();
        let mut ways = vec![(0, 0.0); 2 * pieces.len()];
        for &(from, to, metres) in &pieces {
            for (here, there) in [(from, to), (to, from)] {
                ways[free[here as usize] as usize] = (there, metres);
                free[here as usize] += 1;
            }
        }
        Self { index, pieces, first_way, ways }
    }

    fn ways(&self, node: u32) -> &[(u32, f64)] {
        let node = node as usize;
        &self.ways[self.first_way[node] as usize..self.first_way[node + 1] as usize]
    }

    /// Metres from a joined point to both ends of its piece, connector included.
    fn ends(&self, at: &Joined) -> [(u32, f64); 2] {
        let (from, to, metres) = self.pieces[at.piece];
        [(from, at.metres + at.along * metres), (to, at.metres + (1.0 - at.along) * metres)]
    }

    /// Metres to every node from a joined point; infinite where no path leads.
    fn search(&self, from: &Joined) -> Vec<f64> {
        let mut metres = vec![f64::INFINITY; self.first_way.len() - 1];
        // Positive numbers are ordered as their bits are.
        let mut open: BinaryHeap<Reverse<(u64, u32)>> = BinaryHeap::new();
        for (node, start) in self.ends(from) {
            if start < metres[node as usize] {
                metres[node as usize] = start;
                open.push(Reverse((start.to_bits(), node)));
            }
        }
        while let Some(Reverse((bits, node))) = open.pop() {
            let here = f64::from_bits(bits);
            if here > metres[node as usize] {
                continue;
            }
            for &(next, length) in self.ways(node) {
                let there = here + length;
                if there < metres[next as usize] {
                    metres[next as usize] = there;
                    open.push(Reverse((there.to_bits(), next)));
                }
            }
        }
        metres
    }

    /// Metres between two joined points, given the search from the first.
    fn between(&self, from: &Joined, found: &[f64], to: &Joined) -> f64 {
        let over_ends = self
            .ends(to)
            .iter()
            .map(|(node, metres)| found[*node as usize] + metres)
            .fold(f64::INFINITY, f64::min);
        if from.piece != to.piece {
            return over_ends;
        }
        let along = (from.along - to.along).abs() * self.pieces[from.piece].2;
        over_ends.min(from.metres + along + to.metres)
    }

    /// Metres on foot from every area to every site; infinite where no path leads.
    pub(super) fn metres(&self, areas: &[Position], sites: &[Position]) -> Matrix {
        let joined: Vec<Option<Joined>> = areas.par_iter().map(|area| self.index.nearest(*area)).collect();
        let columns: Vec<Vec<f64>> = sites
            .par_iter()
            .map(|site| {
                let Some(site) = self.index.nearest(*site) else { return vec![f64::INFINITY; areas.len()] };
                let found = self.search(&site);
                let to = |area: &Option<Joined>| {
                    area.as_ref().map_or(f64::INFINITY, |area| self.between(&site, &found, area))
                };
                joined.iter().map(to).collect()
            })
            .collect();
        Matrix::from_columns(areas.len(), columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Piece;

    /// A thousandth of a degree of latitude, in metres on the sphere of the haversine.
    const STEP_M: f64 = 111.195_08;

    fn at(east: f64, north: f64) -> Position {
        Position { lon: east * 0.001, lat: north * 0.001 }
    }

    /// A ladder at the equator, where a thousandth of a degree is as long either way:
    ///
    /// ```text
    /// 3 ── 4 ── 5      10 ── 11 is apart
    /// │    ╫    │      (4 – 1 are steps)
    /// 0 ── 1 ── 2
    /// ```
    fn ladder() -> Streets {
        let nodes = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (10, 0), (11, 0)];
        let piece = |from, to, steps| Piece { from, to, steps };
        Streets {
            nodes: nodes.map(|(x, y)| at(f64::from(x), f64::from(y))).to_vec(),
            pieces: vec![
                piece(0, 1, false),
                piece(1, 2, false),
                piece(3, 4, false),
                piece(4, 5, false),
                piece(0, 3, false),
                piece(1, 4, true),
                piece(2, 5, false),
                piece(6, 7, false),
            ],
        }
    }

    fn steps(profile: Profile, area: Position, site: Position) -> f64 {
        Network::new(&ladder(), profile).metres(&[area], &[site]).minutes(0, 0) / STEP_M
    }

    #[test]
    fn ways_are_as_long_as_on_paper() {
        let near =
            |found: f64, expected: f64| assert!((found - expected).abs() < 1e-4, "{found} for {expected}");
        // From the lower to the upper middle: up the steps, or round by a side.
        near(steps(Profile::Normal, at(1.0, 0.0), at(1.0, 1.0)), 1.0);
        near(steps(Profile::StepFree, at(1.0, 0.0), at(1.0, 1.0)), 3.0);
        // Both beside the same piece: along it, not over its ends.
        near(steps(Profile::Normal, at(0.25, -0.1), at(0.75, -0.1)), 0.1 + 0.5 + 0.1);
        // A connector of a fifth, then a quarter of a piece, then two pieces.
        near(steps(Profile::Normal, at(0.75, -0.2), at(2.0, 1.0)), 0.2 + 0.25 + 2.0);
        assert_eq!(steps(Profile::Normal, at(1.0, 0.0), at(10.5, 0.0)), f64::INFINITY);
    }

    #[test]
    fn the_way_back_is_as_long() {
        let points = [at(0.3, 0.1), at(1.6, -0.2), at(0.9, 1.3), at(2.2, 0.6)];
        let metres = Network::new(&ladder(), Profile::Normal).metres(&points, &points);
        for (here, there) in (0..4).flat_map(|here| (0..4).map(move |there| (here, there))) {
            assert!((metres.minutes(here, there) - metres.minutes(there, here)).abs() < 1e-9);
        }
    }

    #[test]
    fn without_streets_nothing_is_reached() {
        let network = Network::new(&Streets::default(), Profile::Normal);
        assert_eq!(network.metres(&[at(0.0, 0.0)], &[at(0.0, 0.0)]).minutes(0, 0), f64::INFINITY);
    }
}
