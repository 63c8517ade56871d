//! Shortest ways over a graph: from one start within a limit, to the nearest of many, to the nearest few of many.
//!
//! Plain functions over edge arrays: they know nothing of streets. Lengths are any unit, finite and ≥ 0; edges are walked both ways.
//!
//! The queue is a ring of buckets, each a span of lengths about half an edge wide, in which order does not matter: a node
//! that is reached too long at first is put right and walked again. The end is the same as that of Dijkstra's search to the
//! last bit, because adding a length never shortens a way: each node keeps the least of (its neighbour's length + edge).
//!
//! # References
//! Dijkstra, E. W. (1959), "A note on two problems in connexion with graphs", *Numerische Mathematik* 1, 269–271.
//! Meyer, U. and Sanders, P. (2003), "Δ-stepping: a parallelizable shortest path algorithm", *Journal of Algorithms* 49, 114–152.

/// Edges by node.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// Where each node's ways begin in `ways`; one more at the end.
    first: Vec<u32>,
    /// Length and neighbour.
    ways: Vec<(f64, u32)>,
    mean: f64,
    longest: f64,
}

impl Graph {
    /// A graph of so many nodes, of edges given by their two ends and lengths. All ends are below `nodes`, and the arrays are
    /// equally long.
    pub fn new(nodes: usize, from: &[u32], to: &[u32], lengths: &[f64]) -> Self {
        let mut first = firsts(nodes, from.iter().chain(to).copied());
        let mut ways = vec![(0.0, 0_u32); 2 * from.len()];
        let (mut sum, mut longest) = (0.0, 0.0_f64);
        for ((&a, &b), &length) in from.iter().zip(to).zip(lengths) {
            sum += length;
            longest = longest.max(length);
            let place = &mut first[a as usize + 1];
            ways[*place as usize] = (length, b);
            *place += 1;
            let place = &mut first[b as usize + 1];
            ways[*place as usize] = (length, a);
            *place += 1;
        }
        first.pop();
        Self { first, ways, mean: sum / from.len().max(1) as f64, longest }
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// Length and neighbour of each of a node's ways.
    pub fn ways(&self, node: u32) -> &[(f64, u32)] {
        let node = node as usize;
        &self.ways[self.first[node] as usize..self.first[node + 1] as usize]
    }
}

/// Where the ways of each node begin, given the nodes at their ends. While an array is filled by it, `firsts[n + 1]` is the next
/// free place of node n; afterwards it is the end of n.
pub(super) fn firsts(nodes: usize, ends: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut first = vec![0_u32; nodes + 2];
    for node in ends {
        first[node as usize + 2] += 1;
    }
    for node in 2..first.len() {
        first[node] += first[node - 1];
    }
    first
}

/// What a search needs, kept between searches of one graph.
#[derive(Debug, Clone)]
pub struct Search {
    /// Length to each node so far; `beyond` for those not reached, so that one comparison keeps to the limit.
    found: Vec<f64>,
    /// Just more than the limit.
    beyond: f64,
    /// Nodes with a length.
    reached: Vec<u32>,
    buckets: Vec<Vec<(f64, u32)>>,
    /// Buckets in one unit of length.
    per_length: f64,
    longest: f64,
}

/// The ring has at most so many buckets; longer edges make them wider.
const MOST_BUCKETS: f64 = 4096.0;

impl Search {
    /// Room to search a graph.
    pub fn new(graph: &Graph) -> Self {
        let width = (graph.mean / 2.0).max(graph.longest / MOST_BUCKETS);
        let per_length = if width > 0.0 { 1.0 / width } else { 1.0 };
        Self {
            found: vec![f64::INFINITY; graph.nodes()],
            beyond: f64::INFINITY,
            reached: Vec::new(),
            buckets: Vec::new(),
            per_length,
            longest: graph.longest,
        }
    }

    /// Searches from starts (node, length before it) up to a limit, which is included. Returns the nodes reached, each once, in
    /// no particular but always the same order; [`Search::length`] has their lengths.
    pub fn run(&mut self, graph: &Graph, starts: &[(u32, f64)], limit: f64) -> &[u32] {
        let beyond = if limit.is_finite() { limit.next_up() } else { f64::INFINITY };
        if self.beyond == beyond {
            for &node in &self.reached {
                self.found[node as usize] = beyond;
            }
        } else {
            self.found.fill(beyond);
            self.beyond = beyond;
        }
        self.spread(graph, starts, |before| before == beyond);
        &self.reached
    }

    /// Lowers lengths from starts until nothing changes. A node is noted as reached where `first` says so of the length that it
    /// had before.
    fn spread(&mut self, graph: &Graph, starts: &[(u32, f64)], first: impl Fn(f64) -> bool) {
        self.reached.clear();
        let (least, most) = starts.iter().fold((f64::INFINITY, 0.0_f64), |(least, most), &(_, length)| {
            (least.min(length), most.max(length))
        });
        if !least.is_finite() || !most.is_finite() {
            return;
        }
        let apart = most - least;
        let per_length =
            if apart > 0.0 { self.per_length.min(MOST_BUCKETS / apart) } else { self.per_length };
        // From the bucket in hand no way leads past the end of the ring.
        let ring = (bucket(self.longest.max(apart) * per_length) + 2).next_power_of_two();
        if self.buckets.len() < ring {
            self.buckets.resize(ring, Vec::new());
        }
        let (found, buckets, reached) = (&mut self.found[..], &mut self.buckets[..], &mut self.reached);
        let mask = buckets.len() - 1;
        let mut waiting = 0_usize;
        let mut lower = |node: u32, length: f64, found: &mut [f64], buckets: &mut [Vec<(f64, u32)>]| {
            let known = &mut found[node as usize];
            if length < *known {
                if first(*known) {
                    reached.push(node);
                }
                *known = length;
                buckets[bucket((length - least) * per_length) & mask].push((length, node));
                return 1;
            }
            0
        };
        for &(node, length) in starts {
            waiting += lower(node, length, found, buckets);
        }
        let mut now = 0_usize;
        while waiting > 0 {
            let slot = now & mask;
            let mut next = 0;
            while let Some(&(length, node)) = buckets[slot].get(next) {
                next += 1;
                if length > found[node as usize] {
                    continue;
                }
                for &(way, neighbour) in graph.ways(node) {
                    waiting += lower(neighbour, length + way, found, buckets);
                }
            }
            waiting -= next;
            buckets[slot].clear();
            now += 1;
        }
    }

    /// Length to a node in the last search; infinite when it was not reached.
    pub fn length(&self, node: u32) -> f64 {
        let length = self.found[node as usize];
        if length < self.beyond { length } else { f64::INFINITY }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of buckets: small, never negative"
)]
fn bucket(buckets: f64) -> usize {
    buckets as u32 as usize
}

/// The nearest few of many sources for every node.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    count: usize,
    /// Length and source, together because they are wanted together.
    found: Vec<(f64, u32)>,
}

impl Nearest {
    /// Length to each of the nearest sources of a node and its place among them, nearest first; of equals the one given first.
    /// Where there are fewer, the rest is infinite and `u32::MAX`.
    pub fn of(&self, node: usize) -> &[(f64, u32)] {
        &self.found[node * self.count..(node + 1) * self.count]
    }
}

/// The `count` nearest of many source nodes within a limit (included) for every node.
///
/// One search a source, each of which turns back where `count` sources are known to be at least as near: beyond such a node
/// it cannot be among the nearest either. Small searches one after the other stay in the processor's memory, where one
/// search from all sources at once would roam the whole graph.
pub fn nearest(graph: &Graph, sources: &[u32], count: usize, limit: f64) -> Nearest {
    let nodes = graph.nodes();
    let beyond = if limit.is_finite() { limit.next_up() } else { f64::INFINITY };
    let mut nearest = Nearest { count, found: vec![(f64::INFINITY, u32::MAX); nodes * count] };
    if count == 0 {
        return nearest;
    }
    // A search starts with the farthest of the nearest instead of infinity: what is not less is of no use.
    let mut search = Search::new(graph);
    search.found.fill(beyond);
    for (source, &start) in (0_u32..).zip(sources) {
        search.spread(graph, &[(start, 0.0)], |_| true);
        for &node in &search.reached {
            let node = node as usize;
            let list = &mut nearest.found[node * count..(node + 1) * count];
            let length = search.found[node];
            let mut place = count - 1;
            // A node that was put right is noted more than once, and has been taken then.
            if length >= list[place].0.min(beyond) {
                continue;
            }
            while place > 0 && list[place - 1].0 > length {
                list[place] = list[place - 1];
                place -= 1;
            }
            list[place] = (length, source);
            search.found[node] = list[count - 1].0.min(beyond);
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All lengths by passes over the edges until nothing changes.
    fn plain(nodes: usize, edges: &[(u32, u32, f64)], start: u32) -> Vec<f64> {
        let mut found = vec![f64::INFINITY; nodes];
        found[start as usize] = 0.0;
        for _ in 0..nodes {
            for &(a, b, length) in edges {
                let (a, b) = (a as usize, b as usize);
                found[b] = found[b].min(found[a] + length);
                found[a] = found[a].min(found[b] + length);
            }
        }
        found
    }

    fn graph(nodes: usize, edges: &[(u32, u32, f64)]) -> Graph {
        let part = |which: fn(&(u32, u32, f64)) -> u32| edges.iter().map(which).collect::<Vec<_>>();
        let lengths: Vec<f64> = edges.iter().map(|edge| edge.2).collect();
        Graph::new(nodes, &part(|edge| edge.0), &part(|edge| edge.1), &lengths)
    }

    proptest! {
        #[test]
        fn every_search_agrees_with_plain_passes(
            edges in prop::collection::vec(
                (0..24_u32, 0..24_u32, prop_oneof![Just(0.0), 0.0..3.0_f64, 50.0..5e4_f64]), 0..60),
            starts in prop::collection::vec(0..24_u32, 1..6), limit in prop_oneof![Just(f64::INFINITY), 0.0..60.0_f64],
            count in 1..4_usize,
        ) {
            let made = graph(24, &edges);
            let all: Vec<Vec<f64>> = starts.iter().map(|&start| plain(24, &edges, start)).collect();
            let mut search = Search::new(&made);
            for (start, lengths) in starts.iter().zip(&all) {
                let reached = search.run(&made, &[(*start, 0.0)], limit).to_vec();
                let within = lengths.iter().filter(|length| length.is_finite() && **length <= limit).count();
                prop_assert_eq!(reached.len(), within);
                for &node in &reached {
                    prop_assert_eq!(search.length(node), lengths[node as usize]);
                }
            }
            // To the nearest of all, with a head start for the first.
            let ahead: Vec<(u32, f64)> = starts.iter().map(|&start| (start, if start == starts[0] { 0.0 } else { 7e4 })).collect();
            search.run(&made, &ahead, f64::INFINITY);
            let found = nearest(&made, &starts, count, limit);
            for node in 0..24_usize {
                let first = all.iter().zip(&ahead).map(|(lengths, (_, before))| lengths[node] + before);
                let least = first.fold(f64::INFINITY, f64::min);
                let got = search.length(u32::try_from(node).unwrap());
                prop_assert!(got == least || (got - least).abs() < 1e-9, "{} for {}", got, least);
                let mut ranked: Vec<(f64, u32)> = (0..).zip(&all).map(|(place, lengths)| (lengths[node], place))
                    .filter(|(length, _)| length.is_finite() && *length <= limit).collect();
                ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                ranked.resize(ranked.len().max(count), (f64::INFINITY, u32::MAX));
                for (place, (length, source)) in ranked.iter().take(count).enumerate() {
                    prop_assert_eq!(found.of(node)[place], (*length, *source));
                }
            }
        }
    }

    #[test]
    fn a_graph_without_edges_reaches_its_starts() {
        let made = graph(3, &[]);
        let mut search = Search::new(&made);
        assert_eq!(search.run(&made, &[(1, 5.0)], 9.0), [1]);
        assert_eq!((search.length(1), search.length(0)), (5.0, f64::INFINITY));
        assert!(search.run(&made, &[], 9.0).is_empty());
        assert_eq!(nearest(&made, &[2], 1, f64::INFINITY).of(2), [(0.0, 0)]);
    }
}
