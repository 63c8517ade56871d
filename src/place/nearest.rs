//! The nearest of many points for each of many others: a tree of boxes, searched for a few neighbouring queries at a time.
//!
//! Queries are put in the order of a space-filling curve, so that a block of them lies close together; the tree is walked
//! once a block with the box around it, and what could be nearest to any of the block is compared with each of them. The
//! answer is exact: the least squared distance in `f64`, of equals the smaller index.
//!
//! # References
//! Bentley, J. L. (1975), "Multidimensional binary search trees used for associative searching", *Communications of the ACM* 18,
//! 509–517. Morton, G. M. (1966), *A computer oriented geodetic data base and a new technique in file sequencing*, IBM.

/// Points in a leaf of the tree.
const LEAF: usize = 8;
/// Queries that are looked up together.
const BLOCK: usize = 8;
/// Candidates with which a block is worth splitting, and room for them: a block of few queries may have more.
const MANY: usize = 128;
/// Bits of a place along one axis of the space-filling curve.
const BITS: u32 = 11;
/// Candidates that are compared at a time.
const LANES: usize = 4;

/// Least and greatest coordinate along one axis.
type Span = [f64; 2];

/// The nearest point of one query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// Place of the point among those indexed.
    pub index: u32,
    /// Squared distance to it.
    pub distance_2: f64,
}

/// An index over points of `D` dimensions, any unit.
#[derive(Debug, Clone)]
pub struct PointTree<const D: usize> {
    /// A box for each node of a complete binary tree, children of `n` at `2n + 1` and `2n + 2`.
    boxes: Vec<[Span; D]>,
    /// The coordinates of each leaf, axis by axis; infinite where it has fewer points.
    leaves: Vec<[[f64; LEAF]; D]>,
    ids: Vec<[u32; LEAF]>,
}

impl<const D: usize> PointTree<D> {
    /// An index over points; answers give places in this order. Coordinates must be finite.
    pub fn new(points: &[[f64; D]]) -> Self {
        let mut depth = 0;
        while points.len().div_ceil(1 << depth) > LEAF {
            depth += 1;
        }
        let leaves = 1_usize << depth;
        let mut tree = Self {
            boxes: vec![[[f64::INFINITY, f64::NEG_INFINITY]; D]; 2 * leaves - 1],
            leaves: vec![[[f64::INFINITY; LEAF]; D]; leaves],
            ids: vec![[u32::MAX; LEAF]; leaves],
        };
        let mut items: Vec<([f64; D], u32)> = points.iter().copied().zip(0..).collect();
        tree.build(0, &mut items);
        tree
    }

    /// Nodes above the leaves.
    fn inner(&self) -> usize {
        self.leaves.len() - 1
    }

    fn build(&mut self, node: usize, items: &mut [([f64; D], u32)]) {
        let around = around(items.iter().map(|(point, _)| point));
        self.boxes[node] = around;
        if node >= self.inner() {
            let leaf = node - self.inner();
            for (slot, (point, id)) in items.iter().enumerate() {
                for (axis, at) in point.iter().enumerate() {
                    self.leaves[leaf][axis][slot] = *at;
                }
                self.ids[leaf][slot] = *id;
            }
            return;
        }
        let wide = |axis: &usize| around[*axis][1] - around[*axis][0];
        let axis = (0..D).max_by(|a, b| wide(a).total_cmp(&wide(b))).unwrap_or(0);
        let middle = items.len() / 2;
        if !items.is_empty() {
            items.select_nth_unstable_by(middle, |a, b| a.0[axis].total_cmp(&b.0[axis]));
        }
        let (below, above) = items.split_at_mut(middle);
        self.build(2 * node + 1, below);
        self.build(2 * node + 2, above);
    }

    /// The nearest point of each query, in their order; of equally near ones the smaller index. `None` of an empty index.
    pub fn nearest_each(&self, queries: &[[f64; D]]) -> Option<Vec<Nearest>> {
        if self.ids[0][0] == u32::MAX {
            return None;
        }
        let order = along_curve(queries);
        let mut found = vec![Nearest { index: u32::MAX, distance_2: f64::INFINITY }; queries.len()];
        let mut search = Search { tree: self, near: Candidates::new(), leaves: Vec::new(), hint: [f64::INFINITY; D] };
        let (mut block, mut answers) = (Vec::with_capacity(BLOCK), Vec::with_capacity(BLOCK));
        for places in order.chunks(BLOCK) {
            block.clear();
            block.extend(places.iter().map(|&place| queries[place as usize]));
            answers.clear();
            search.block(&block, &mut answers);
            for (&place, &answer) in places.iter().zip(&answers) {
                found[place as usize] = answer;
            }
        }
        Some(found)
    }
}

/// The smallest box around points.
fn around<'a, const D: usize>(points: impl Iterator<Item = &'a [f64; D]>) -> [Span; D] {
    let mut found = [[f64::INFINITY, f64::NEG_INFINITY]; D];
    for point in points {
        for (span, at) in found.iter_mut().zip(point) {
            *span = [span[0].min(*at), span[1].max(*at)];
        }
    }
    found
}

/// Places of queries in the order of a space-filling curve over their two widest axes.
fn along_curve<const D: usize>(queries: &[[f64; D]]) -> Vec<u32> {
    let spans = around(queries.iter());
    let mut axes: Vec<usize> = (0..D).collect();
    axes.sort_by(|a, b| (spans[*b][1] - spans[*b][0]).total_cmp(&(spans[*a][1] - spans[*a][0])));
    let cells = f64::from((1_u32 << BITS) - 1);
    let cell = |query: &[f64; D], axis: usize| {
        let wide = (spans[axis][1] - spans[axis][0]).max(f64::MIN_POSITIVE);
        ((query[axis] - spans[axis][0]) / wide * cells) as u32
    };
    let (first, second) = (axes[0], axes[1.min(D - 1)]);
    let mut keyed: Vec<(u32, u32)> = queries
        .iter()
        .zip(0..)
        .map(|(query, place)| (apart(cell(query, first)) | (apart(cell(query, second)) << 1), place))
        .collect();
    let mut sorted = vec![(0, 0); keyed.len()];
    // Counted by digits, the lower half of the key first.
    for shift in [0, BITS] {
        let digit = |key: u32| ((key >> shift) & ((1 << BITS) - 1)) as usize;
        let mut start = [0_u32; (1 << BITS) + 1];
        for (key, _) in &keyed {
            start[digit(*key) + 1] += 1;
        }
        for place in 0..1 << BITS {
            start[place + 1] += start[place];
        }
        for &(key, place) in &keyed {
            let at = &mut start[digit(key)];
            sorted[*at as usize] = (key, place);
            *at += 1;
        }
        std::mem::swap(&mut keyed, &mut sorted);
    }
    keyed.into_iter().map(|(_, place)| place).collect()
}

/// The bits of a number with a free bit after each.
fn apart(bits: u32) -> u32 {
    let bits = (bits | (bits << 8)) & 0x00ff_00ff;
    let bits = (bits | (bits << 4)) & 0x0f0f_0f0f;
    let bits = (bits | (bits << 2)) & 0x3333_3333;
    (bits | (bits << 1)) & 0x5555_5555
}

/// Points that could be nearest to some query of a block.
struct Candidates<const D: usize> {
    at: [Vec<f64>; D],
    ids: Vec<u32>,
    distances: Vec<f64>,
}

impl<const D: usize> Candidates<D> {
    fn new() -> Self {
        Self { at: std::array::from_fn(|_| Vec::new()), ids: Vec::new(), distances: Vec::new() }
    }

    fn clear(&mut self) {
        self.ids.clear();
        self.at.iter_mut().for_each(Vec::clear);
    }

    /// Fills up with points at infinity, so that whole lanes can be compared.
    fn pad(&mut self) {
        let whole = self.ids.len().next_multiple_of(LANES);
        self.at.iter_mut().for_each(|at| at.resize(whole, f64::INFINITY));
        self.distances.resize(whole, 0.0);
    }

    fn nearest(&mut self, query: &[f64; D]) -> Nearest {
        let mut least = [f64::INFINITY; LANES];
        for (group, distances) in self.distances.chunks_exact_mut(LANES).enumerate() {
            let mut sum = [0.0; LANES];
            for (at, query) in self.at.iter().zip(query) {
                for (sum, at) in sum.iter_mut().zip(&at[LANES * group..LANES * (group + 1)]) {
                    *sum += (at - query) * (at - query);
                }
            }
            for (least, sum) in least.iter_mut().zip(sum) {
                *least = if sum < *least { sum } else { *least };
            }
            distances.copy_from_slice(&sum);
        }
        let distance_2 = least.into_iter().fold(f64::INFINITY, f64::min);
        let mut index = u32::MAX;
        for (distance, id) in self.distances.iter().zip(&self.ids) {
            if *distance == distance_2 {
                index = index.min(*id);
            }
        }
        Nearest { index, distance_2 }
    }
}

/// A walk over the tree for block after block.
struct Search<'a, const D: usize> {
    tree: &'a PointTree<D>,
    near: Candidates<D>,
    leaves: Vec<(f64, u32)>,
    /// A point that answered a query nearby: no answer of the next block lies farther.
    hint: [f64; D],
}

impl<const D: usize> Search<'_, D> {
    fn block(&mut self, queries: &[[f64; D]], answers: &mut Vec<Nearest>) {
        let block = around(queries.iter());
        self.gather(&block);
        if self.near.ids.len() > MANY && queries.len() > 1 {
            let (first, second) = queries.split_at(queries.len() / 2);
            self.block(first, answers);
            self.block(second, answers);
            return;
        }
        self.near.pad();
        answers.extend(queries.iter().map(|query| self.near.nearest(query)));
        let last = answers.last().map(|answer| answer.index);
        if let Some(slot) = self.near.ids.iter().position(|id| Some(*id) == last) {
            self.hint = std::array::from_fn(|axis| self.near.at[axis][slot]);
        }
    }

    /// Collects the points that could be nearest to some place in a box: those no farther from it than the greatest
    /// distance from the box to some one point.
    fn gather(&mut self, block: &[Span; D]) {
        let tree = self.tree;
        let mut reach = squared(block, |axis, span| farthest(span, self.hint[axis]));
        self.leaves.clear();
        let gap = |node: usize| squared(block, |axis, span| between(span, &tree.boxes[node][axis]));
        let mut open = [(0_u32, 0.0); 64];
        let mut count = 1;
        while count > 0 {
            count -= 1;
            let (node, away) = (open[count].0 as usize, open[count].1);
            if away > reach {
                continue;
            }
            if node < tree.inner() {
                for child in [2 * node + 1, 2 * node + 2] {
                    open[count] = (child as u32, gap(child));
                    count += usize::from(open[count].1 <= reach);
                }
                continue;
            }
            let leaf = node - tree.inner();
            for slot in 0..LEAF {
                let far = squared(block, |axis, span| farthest(span, tree.leaves[leaf][axis][slot]));
                reach = if far < reach { far } else { reach };
            }
            self.leaves.push((away, leaf as u32));
        }
        self.near.clear();
        for &(away, leaf) in self.leaves.iter().filter(|(away, _)| *away <= reach) {
            debug_assert!(away <= reach);
            let (points, ids) = (&tree.leaves[leaf as usize], &tree.ids[leaf as usize]);
            for (slot, id) in ids.iter().enumerate().filter(|(_, id)| **id != u32::MAX) {
                let at = |axis: usize| points[axis][slot];
                if squared(block, |axis, span| between(span, &[at(axis); 2])) <= reach {
                    for (axis, into) in self.near.at.iter_mut().enumerate() {
                        into.push(at(axis));
                    }
                    self.near.ids.push(*id);
                }
            }
        }
    }
}

/// The sum of the squares of a length along each axis.
fn squared<const D: usize>(block: &[Span; D], along: impl Fn(usize, &Span) -> f64) -> f64 {
    let mut sum = 0.0;
    for (axis, span) in block.iter().enumerate() {
        let length = along(axis, span);
        sum += length * length;
    }
    sum
}

/// How far a coordinate is from the farther end of a span.
fn farthest(span: &Span, at: f64) -> f64 {
    let (low, high) = ((at - span[0]).abs(), (span[1] - at).abs());
    if low > high { low } else { high }
}

/// How far two spans are apart; 0 where they meet.
fn between(one: &Span, other: &Span) -> f64 {
    (other[0] - one[1]).max(one[0] - other[1]).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn of_nothing_nothing_is_nearest() {
        assert_eq!(PointTree::<2>::new(&[]).nearest_each(&[[0.0, 0.0]]), None);
        assert_eq!(PointTree::new(&[[1.0, 2.0]]).nearest_each(&[]), Some(Vec::new()));
    }

    #[test]
    fn of_equals_the_smaller_index_is_nearest() {
        let points = vec![[5.0, 5.0]; 40];
        let found = PointTree::new(&points).nearest_each(&[[5.0, 6.0], [9.0, 5.0]]).expect("points");
        assert!(found.iter().all(|found| found.index == 0), "{found:?}");
    }

    proptest! {
        #[test]
        fn the_tree_agrees_with_a_linear_scan(
            points in prop::collection::vec((0_u8..20, 0_u8..20, 0_u8..3), 1..200),
            queries in prop::collection::vec((0_u8..40, 0_u8..40, 0_u8..3), 0..60),
        ) {
            let place = |&(x, y, z): &(u8, u8, u8)| [f64::from(x), f64::from(y) / 2.0, f64::from(z)];
            let points: Vec<[f64; 3]> = points.iter().map(place).collect();
            let queries: Vec<[f64; 3]> = queries.iter().map(place).collect();
            let found = PointTree::new(&points).nearest_each(&queries).expect("points");
            for (query, found) in queries.iter().zip(&found) {
                let distance_2 = |point: &[f64; 3]| {
                    point.iter().zip(query).map(|(a, b)| (a - b) * (a - b)).sum::<f64>()
                };
                let least = points.iter().map(distance_2).fold(f64::INFINITY, f64::min);
                let index = points.iter().position(|point| distance_2(point) == least).expect("a point");
                prop_assert_eq!((found.index as usize, found.distance_2), (index, least));
            }
        }
    }
}
