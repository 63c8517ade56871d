//! The nearest of many points for each of many others, all at once.
//!
//! There is no tree to walk. The queries are put in the order of a space-filling curve and halved, again and again, by the
//! square of the plane that they lie in; each part inherits from the whole the points that could be nearest to any of it, and
//! keeps those that could be nearest to any of its own. What is left for a handful of queries is a handful of points,
//! and each is compared with each. The answer is exact: the least squared distance in `f64`, of equals the smaller index.
//!
//! # References
//! Morton, G. M. (1966), *A computer oriented geodetic data base and a new technique in file sequencing*, IBM (the curve).
//! Roussopoulos, N., Kelley, S. & Vincent, F. (1995), "Nearest neighbor queries", *SIGMOD Record* 24(2), 71–79 (what a box
//! rules out).

#![expect(clippy::needless_range_loop, reason = "rows of several axes are walked by one number")]

use std::ops::Range;

/// Queries that are compared side by side.
const LANES: usize = 16;
/// So few points are compared with every query of a part without parting it further.
const FEW: usize = 6;
/// Queries whose least and greatest coordinates are found once, for all parts that hold them whole.
const BLOCK: usize = 64;
/// Bits of a place along one axis of the curve.
const BITS: u32 = 11;

/// The nearest point of one query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// Place of the point among those given.
    pub index: u32,
    /// Squared distance to it.
    pub distance_2: f64,
}

/// The nearest of `points` for each query, in their order; of equally near ones the smaller index. `None` without points.
///
/// `D` dimensions of any unit; coordinates must be finite.
///
/// ```
/// use hub_planner::place::nearest_each;
/// let found = nearest_each(&[[0.0, 0.0], [10.0, 0.0]], &[[9.0, 1.0]]).expect("points");
/// assert_eq!((found[0].index, found[0].distance_2), (1, 2.0));
/// ```
pub fn nearest_each<const D: usize>(points: &[[f64; D]], queries: &[[f64; D]]) -> Option<Vec<Nearest>> {
    if points.is_empty() {
        return None;
    }
    let (keys, order) = along_curve(queries);
    let along = |axis: usize| order.iter().map(|&place| queries[place as usize][axis]).collect();
    let at: [Vec<f64>; D] = std::array::from_fn(along);
    let blocks = std::array::from_fn(|axis| at[axis].chunks(BLOCK).map(span).collect());
    let mut parts = Parts {
        keys,
        order,
        at,
        blocks,
        points: Points {
            at: std::array::from_fn(|axis| points.iter().map(|point| point[axis]).collect()),
            ids: (0..).take(points.len()).collect(),
        },
        found: vec![Nearest { index: u32::MAX, distance_2: f64::INFINITY }; queries.len()],
    };
    if !queries.is_empty() {
        parts.part(0..queries.len(), 2 * BITS, 0..points.len());
    }
    Some(parts.found)
}

/// The keys of queries along the curve over their two widest axes, in its order, and the place of each query.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a side, 0 to 1")]
fn along_curve<const D: usize>(queries: &[[f64; D]]) -> (Vec<u32>, Vec<u32>) {
    let mut spans = [[f64::INFINITY, f64::NEG_INFINITY]; D];
    for query in queries {
        for (span, &at) in spans.iter_mut().zip(query) {
            *span = [if at < span[0] { at } else { span[0] }, if at > span[1] { at } else { span[1] }];
        }
    }
    let wide = |axis: usize| spans[axis][1] - spans[axis][0];
    let mut axes: Vec<usize> = (0..D).collect();
    axes.sort_by(|a, b| wide(*b).total_cmp(&wide(*a)));
    let (first, second) = (axes[0], axes[1.min(D - 1)]);
    let cells = f64::from((1_u32 << BITS) - 1);
    let scale = [first, second].map(|axis| cells / wide(axis).max(f64::MIN_POSITIVE));
    let key = |query: &[f64; D]| {
        let cell = |axis: usize, scale: f64| ((query[axis] - spans[axis][0]) * scale) as u32;
        apart(cell(first, scale[0])) | (apart(cell(second, scale[1])) << 1)
    };
    let mut keyed: Vec<(u32, u32)> = queries.iter().map(key).zip(0..).collect();
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
    keyed.into_iter().unzip()
}

/// The bits of a number with a free bit after each.
fn apart(bits: u32) -> u32 {
    let bits = (bits | (bits << 8)) & 0x00ff_00ff;
    let bits = (bits | (bits << 4)) & 0x0f0f_0f0f;
    let bits = (bits | (bits << 2)) & 0x3333_3333;
    (bits | (bits << 1)) & 0x5555_5555
}

/// The least and the greatest of some coordinates: several abreast, by comparisons, which are quicker than minima that mind
/// what is no number.
fn span(coordinates: &[f64]) -> [f64; 2] {
    let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let lanes = coordinates.chunks_exact(LANES);
    let mut rest = [f64::NAN; LANES];
    rest[..lanes.remainder().len()].copy_from_slice(lanes.remainder());
    for chunk in lanes.chain(std::iter::once(&rest[..])) {
        for lane in 0..LANES {
            low[lane] = if chunk[lane] < low[lane] { chunk[lane] } else { low[lane] };
            high[lane] = if chunk[lane] > high[lane] { chunk[lane] } else { high[lane] };
        }
    }
    [low.into_iter().fold(f64::INFINITY, f64::min), high.into_iter().fold(f64::NEG_INFINITY, f64::max)]
}

/// Points that could be nearest to some query of a part. Those of a part within a part stand behind those of the whole.
struct Points<const D: usize> {
    at: [Vec<f64>; D],
    ids: Vec<u32>,
}

impl<const D: usize> Points<D> {
    /// Puts behind a range those of it that could be nearest to some place in a box: those no farther from it than the
    /// greatest distance from the box to some one point. Keeps their order.
    fn keep(&mut self, range: Range<usize>, spans: &[[f64; 2]; D]) -> Range<usize> {
        let at: [&[f64]; D] = std::array::from_fn(|axis| &self.at[axis][range.clone()]);
        let mut reach = f64::INFINITY;
        for place in 0..range.len() {
            let mut sum = 0.0;
            for axis in 0..D {
                let (below, above) = (at[axis][place] - spans[axis][0], spans[axis][1] - at[axis][place]);
                let farther = if below > above { below } else { above };
                sum += farther * farther;
            }
            reach = if sum < reach { sum } else { reach };
        }
        let most = range.end + range.len();
        if self.ids.len() < most {
            self.ids.resize(most, 0);
            self.at.iter_mut().for_each(|at| at.resize(most, 0.0));
        }
        let mut end = range.end;
        for place in range.clone() {
            let mut sum = 0.0;
            for axis in 0..D {
                let coordinate = self.at[axis][place];
                // Written where the next one kept belongs, whether or not it is.
                self.at[axis][end] = coordinate;
                let (below, above) = (spans[axis][0] - coordinate, coordinate - spans[axis][1]);
                let nearer = if below > above { below } else { above };
                let gap = if nearer > 0.0 { nearer } else { 0.0 };
                sum += gap * gap;
            }
            self.ids[end] = self.ids[place];
            end += usize::from(sum <= reach);
        }
        range.end..end
    }
}

struct Parts<const D: usize> {
    keys: Vec<u32>,
    /// The place of each query among those given.
    order: Vec<u32>,
    at: [Vec<f64>; D],
    /// Least and greatest coordinates of each [`BLOCK`] of queries.
    blocks: [Vec<[f64; 2]>; D],
    points: Points<D>,
    found: Vec<Nearest>,
}

impl<const D: usize> Parts<D> {
    /// The least and the greatest coordinate of a range of queries.
    fn span(&self, axis: usize, queries: Range<usize>) -> [f64; 2] {
        let at = &self.at[axis];
        let (first, last) = (queries.start.div_ceil(BLOCK), queries.end / BLOCK);
        if first >= last {
            return span(&at[queries]);
        }
        let ends = [span(&at[queries.start..first * BLOCK]), span(&at[last * BLOCK..queries.end])];
        let blocks = &self.blocks[axis][first..last];
        blocks.iter().chain(&ends).fold([f64::INFINITY, f64::NEG_INFINITY], |found, next| {
            [
                if next[0] < found[0] { next[0] } else { found[0] },
                if next[1] > found[1] { next[1] } else { found[1] },
            ]
        })
    }

    /// Answers the queries of a part that agree in all bits of the key from `bit` upwards.
    fn part(&mut self, queries: Range<usize>, mut bit: u32, points: Range<usize>) {
        let around = std::array::from_fn(|axis| self.span(axis, queries.clone()));
        let kept = self.points.keep(points, &around);
        if queries.len() <= LANES || kept.len() <= FEW {
            for start in queries.clone().step_by(LANES) {
                self.compare(start..(start + LANES).min(queries.end), kept.clone());
            }
        } else {
            let mut middle = queries.start;
            // The next square that holds not all of them; of those in one square the first and the second half.
            while bit > 0 && (middle == queries.start || middle == queries.end) {
                bit -= 1;
                middle =
                    queries.start + self.keys[queries.clone()].partition_point(|key| key & (1 << bit) == 0);
            }
            if middle == queries.start || middle == queries.end {
                middle = queries.start + queries.len() / 2;
            }
            self.part(queries.start..middle, bit, kept.clone());
            self.part(middle..queries.end, bit, kept.clone());
        }
    }

    /// Compares up to [`LANES`] queries with every point of a range.
    fn compare(&mut self, queries: Range<usize>, points: Range<usize>) {
        let mut lanes = [[0.0; LANES]; D];
        for axis in 0..D {
            lanes[axis][..queries.len()].copy_from_slice(&self.at[axis][queries.clone()]);
        }
        let mut least = [f64::INFINITY; LANES];
        // The place of the point as a double, so that it is chosen as the distance is.
        let mut nearest = [0.0; LANES];
        for place in points {
            let mut sums = [0.0; LANES];
            for axis in 0..D {
                let at = self.points.at[axis][place];
                for lane in 0..LANES {
                    let away = at - lanes[axis][lane];
                    sums[lane] += away * away;
                }
            }
            let name = place as f64;
            for lane in 0..LANES {
                let nearer = sums[lane] < least[lane];
                least[lane] = if nearer { sums[lane] } else { least[lane] };
                nearest[lane] = if nearer { name } else { nearest[lane] };
            }
        }
        for ((query, distance_2), place) in self.order[queries].iter().zip(least).zip(nearest) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place")]
            let index = self.points.ids[place as usize];
            self.found[*query as usize] = Nearest { index, distance_2 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn of_nothing_nothing_is_nearest() {
        assert_eq!(nearest_each::<2>(&[], &[[0.0, 0.0]]), None);
        assert_eq!(nearest_each(&[[1.0, 2.0]], &[]), Some(Vec::new()));
    }

    #[test]
    fn of_equals_the_smaller_index_is_nearest() {
        let points = vec![[5.0, 5.0]; 40];
        let found = nearest_each(&points, &[[5.0, 6.0]; 30]).expect("points");
        assert!(found.iter().all(|found| found.index == 0), "{found:?}");
    }

    proptest! {
        #[test]
        fn it_agrees_with_looking_at_every_point(
            points in prop::collection::vec((0_u8..20, 0_u8..20, 0_u8..3), 1..200),
            queries in prop::collection::vec((0_u8..40, 0_u8..40, 0_u8..3), 0..120),
        ) {
            let place = |&(x, y, z): &(u8, u8, u8)| [f64::from(x), f64::from(y) / 2.0, f64::from(z)];
            let points: Vec<[f64; 3]> = points.iter().map(place).collect();
            let queries: Vec<[f64; 3]> = queries.iter().map(place).collect();
            let found = nearest_each(&points, &queries).expect("points");
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
