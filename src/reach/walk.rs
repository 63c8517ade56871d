//! Walking over a network of streets: exact shortest paths.
//!
//! A point joins its nearest piece of path (not the nearest crossing) by a straight connector at the same speed; the way
//! is then the shortest along the pieces, steps at the same speed as any other. There is no longest walk: where no path
//! leads there is none. The step-free profile walks a network without steps, the slow profile takes 80/60 of the time.
//!
//! Bends between two crossings are contracted to one chain, exactly: a chain is as long as its pieces together, and a point
//! on it keeps its place along it. Searches then visit crossings only.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::Matrix;
use super::chains::{Chain, Contracted};
use super::graph::{Graph, Search};
use crate::model::{Position, Profile, Streets};
use crate::place::{PieceIndex, haversine_m};

/// A network that a profile can use, ready to be searched.
#[derive(Debug)]
pub struct Network {
    index: PieceIndex,
    nodes: Vec<Position>,
    /// The chain of each piece, and where both its ends lie along it, metres.
    pieces: Vec<(u32, f64, f64)>,
    chains: Vec<Chain>,
    /// Street nodes along the chains, and metres from each chain's beginning.
    bends: Vec<(u32, f64)>,
    /// Crossings joined by chains.
    graph: Graph,
}

/// Where a point joins a network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Joint {
    chain: u32,
    /// Metres along the chain.
    along: f64,
    /// Metres of the connector.
    metres: f64,
}

impl Network {
    /// The network of a profile.
    pub fn new(streets: &Streets, profile: Profile) -> Self {
        let place = |node: u32| streets.nodes[node as usize];
        let edges: Vec<(u32, u32, f64)> = streets
            .pieces
            .iter()
            .filter(|piece| !(piece.steps && profile == Profile::StepFree))
            .map(|piece| (piece.from, piece.to, haversine_m(place(piece.from), place(piece.to))))
            .collect();
        let index = PieceIndex::new(edges.iter().map(|&(from, to, _)| [place(from), place(to)]).collect());
        let Contracted { chains, bends, pieces, crossings } = Contracted::of(streets.nodes.len(), &edges);
        let ends = |end: usize| chains.iter().map(|chain| chain.ends[end]).collect::<Vec<_>>();
        let lengths: Vec<f64> = chains.iter().map(|chain| chain.metres).collect();
        let graph = Graph::new(crossings, &ends(0), &ends(1), &lengths);
        Self { index, nodes: streets.nodes.clone(), pieces, chains, bends, graph }
    }

    /// Where a position joins the network; none when there is no network.
    pub fn join(&self, position: Position) -> Option<Joint> {
        let joined = self.index.nearest(position)?;
        let (chain, from, to) = self.pieces[joined.piece];
        Some(Joint { chain, along: from + joined.along * (to - from), metres: joined.metres })
    }

    /// Room to search it.
    pub fn search(&self) -> Search {
        Search::new(&self.graph)
    }

    /// Finds the metres from a joined point to every crossing within a limit; [`Network::between`] then reads them.
    pub fn run(&self, search: &mut Search, from: &Joint, limit: f64) {
        search.run(&self.graph, &self.ends(from), limit);
    }

    /// Metres from a joined point to both ends of its chain, connector included.
    fn ends(&self, at: &Joint) -> [(u32, f64); 2] {
        let chain = &self.chains[at.chain as usize];
        [(chain.ends[0], at.metres + at.along), (chain.ends[1], at.metres + (chain.metres - at.along))]
    }

    /// Metres between two joined points, given the search from the first; infinite where no path leads, and beyond its limit
    /// too long or infinite.
    pub fn between(&self, from: &Joint, found: &Search, to: &Joint) -> f64 {
        let over_ends = self
            .ends(to)
            .iter()
            .map(|(node, metres)| found.length(*node) + metres)
            .fold(f64::INFINITY, f64::min);
        if from.chain != to.chain {
            return over_ends;
        }
        over_ends.min(from.metres + (from.along - to.along).abs() + to.metres)
    }

    /// Metres on foot from every area to every site; infinite where no path leads. Once `go_on` says no, the rest is
    /// left infinite.
    pub(super) fn metres(
        &self,
        areas: &[Position],
        sites: &[Position],
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Matrix {
        let joined: Vec<Option<Joint>> = areas.par_iter().map(|area| self.join(*area)).collect();
        let columns: Vec<Vec<f64>> = sites
            .par_iter()
            .map_init(
                || self.search(),
                |search, site| {
                    let Some(site) = self.join(*site).filter(|_| go_on()) else {
                        return vec![f64::INFINITY; areas.len()];
                    };
                    self.run(search, &site, f64::INFINITY);
                    let to = |area: &Option<Joint>| {
                        area.as_ref().map_or(f64::INFINITY, |area| self.between(&site, search, area))
                    };
                    joined.iter().map(to).collect()
                },
            )
            .collect();
        Matrix::from_columns(areas.len(), columns)
    }

    /// The shortest way between two positions as a line from the first to the second, with its metres; none where no path
    /// leads.
    pub fn way(&self, from: Position, to: Position) -> Option<(Vec<Position>, f64)> {
        let (start, end) = (self.join(from)?, self.join(to)?);
        let mut search = self.search();
        self.run(&mut search, &start, f64::INFINITY);
        let metres = self.between(&start, &search, &end);
        if !metres.is_finite() {
            return None;
        }
        let direct = start.metres + (start.along - end.along).abs() + end.metres;
        // From the end back to the start.
        let mut line = vec![to, self.place(end.chain, end.along)];
        if start.chain == end.chain && direct <= metres {
            self.stretch(start.chain, end.along, start.along, &mut line);
        } else {
            let over = self.ends(&end).map(|(node, before)| (search.length(node) + before, node));
            let side = usize::from(over[1].0 < over[0].0);
            let chain = &self.chains[end.chain as usize];
            self.stretch(end.chain, end.along, if side == 0 { 0.0 } else { chain.metres }, &mut line);
            let mut node = over[side].1;
            let mut seen = BTreeSet::from([node]);
            loop {
                let here = search.length(node);
                if let Some(side) =
                    self.ends(&start).iter().position(|&(at, metres)| at == node && metres == here)
                {
                    let chain = &self.chains[start.chain as usize];
                    self.stretch(
                        start.chain,
                        if side == 0 { 0.0 } else { chain.metres },
                        start.along,
                        &mut line,
                    );
                    break;
                }
                // The neighbour over which this node was reached, to the last bit.
                let &(length, before) = self.graph.ways(node).iter().find(|&&(length, before)| {
                    search.length(before) + length == here && seen.insert(before)
                })?;
                let (place, chain) = self.chains.iter().enumerate().find(|(_, chain)| {
                    chain.metres == length && (chain.ends == [before, node] || chain.ends == [node, before])
                })?;
                let (leave, enter) =
                    if chain.ends[0] == before { (chain.metres, 0.0) } else { (0.0, chain.metres) };
                self.stretch(u32::try_from(place).ok()?, leave, enter, &mut line);
                node = before;
            }
        }
        line.extend([self.place(start.chain, start.along), from]);
        line.dedup();
        line.reverse();
        Some((line, metres))
    }

    /// The position so many metres along a chain.
    fn place(&self, chain: u32, along: f64) -> Position {
        let chain = &self.chains[chain as usize];
        let bends = &self.bends[chain.first..chain.last];
        let after = bends.partition_point(|bend| bend.1 < along).clamp(1, bends.len() - 1);
        let ((a, before), (b, beyond)) = (bends[after - 1], bends[after]);
        let (a, b) = (self.nodes[a as usize], self.nodes[b as usize]);
        let share =
            if beyond > before { ((along - before) / (beyond - before)).clamp(0.0, 1.0) } else { 0.0 };
        crate::place::between(a, b, share)
    }

    /// The bends of a chain from one place along it to another, in that order.
    fn stretch(&self, chain: u32, from: f64, to: f64, line: &mut Vec<Position>) {
        let chain = &self.chains[chain as usize];
        let bends = &self.bends[chain.first..chain.last];
        let (low, high) = (from.min(to), from.max(to));
        let inside = bends.iter().filter(|bend| (low..=high).contains(&bend.1));
        let places = inside.map(|bend| self.nodes[bend.0 as usize]);
        if from <= to { line.extend(places) } else { line.extend(places.rev()) }
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
        Network::new(&ladder(), profile).metres(&[area], &[site], &|| true).minutes(0, 0) / STEP_M
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
        let metres = Network::new(&ladder(), Profile::Normal).metres(&points, &points, &|| true);
        for (here, there) in (0..4).flat_map(|here| (0..4).map(move |there| (here, there))) {
            assert!((metres.minutes(here, there) - metres.minutes(there, here)).abs() < 1e-9);
        }
    }

    #[test]
    fn without_streets_nothing_is_reached() {
        let network = Network::new(&Streets::default(), Profile::Normal);
        assert_eq!(network.metres(&[at(0.0, 0.0)], &[at(0.0, 0.0)], &|| true).minutes(0, 0), f64::INFINITY);
    }

    #[test]
    fn the_line_of_a_way_is_as_long_as_the_way() {
        let points = [at(0.3, 0.1), at(1.6, -0.2), at(0.9, 1.3), at(2.2, 0.6), at(0.1, 0.5)];
        let network = Network::new(&ladder(), Profile::Normal);
        for (a, b) in (0..5).flat_map(|a| (0..5).map(move |b| (a, b))) {
            let (line, metres) = network.way(points[a], points[b]).expect("a way");
            assert_eq!((line.first(), line.last()), (Some(&points[a]), Some(&points[b])));
            let length: f64 = line.windows(2).map(|step| haversine_m(step[0], step[1])).sum();
            assert!(a == b || (length - metres).abs() < 0.01, "{a} {b}: {length} for {metres}");
        }
        assert_eq!(network.way(points[0], at(10.5, 0.0)), None);
    }

    #[test]
    fn a_ring_without_a_crossing_is_walked_both_ways_round() {
        // A square of four pieces and nothing else; on it three quarters apart one way and one quarter the other.
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| at(x, y));
        let pieces = [(0, 1), (1, 2), (2, 3), (3, 0)].map(|(from, to)| Piece { from, to, steps: false });
        let streets = Streets { nodes: corners.to_vec(), pieces: pieces.to_vec() };
        let network = Network::new(&streets, Profile::Normal);
        let (a, b) = (at(0.5, 0.0), at(0.0, 0.5));
        let metres = network.metres(&[a, at(1.0, 0.5)], &[b], &|| true);
        assert!((metres.minutes(0, 0) / STEP_M - 1.0).abs() < 1e-4);
        assert!((metres.minutes(1, 0) / STEP_M - 2.0).abs() < 1e-4);
    }
}
