//! Robustness: how often each option comes first (second, …) when the weights are not known exactly, and at which weight two
//! options change places.
//!
//! Weights are drawn uniformly over all that add up to 1, or around the user's own. Draws come from `ChaCha8` and the seed
//! alone, and use no operation that differs between machines: the same seed gives the same shares everywhere.
//!
//! # References
//! Lahdelma, R. & Salminen, P. (2001), "SMAA-2: stochastic multicriteria acceptability analysis for group decision making",
//! *Operations Research* 49(3), 444–454 (rank acceptability). Devroye, L. (1986), *Non-uniform random variate generation*,
//! Springer, ch. V §4.1 (uniform spacings are uniform on the simplex).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Draws that a share of ranks, or a spread of costs, rests on.
pub const DRAWS: usize = 10_000;

/// How far weights drawn around the user's own may lie from them: a half, up and down.
pub const AROUND: f64 = 0.5;

/// Draws that are ranked side by side.
const LANES: usize = 16;

/// A number in (0, 1) from 53 random bits.
pub fn uniform(chance: &mut ChaCha8Rng) -> f64 {
    ((chance.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// Weights drawn uniformly over all that add up to 1: `draws` rows of `criteria` numbers.
pub fn uniform_weights(criteria: usize, draws: usize, seed: u64) -> Vec<f64> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut weights = Vec::with_capacity(criteria * draws);
    let mut cuts = vec![0.0; criteria.saturating_sub(1)];
    for _ in 0..draws {
        // The spacings between sorted cuts of a stick of length 1.
        cuts.fill_with(|| uniform(&mut chance));
        cuts.sort_unstable_by(f64::total_cmp);
        let mut from = 0.0;
        for &cut in cuts.iter().chain(std::iter::once(&1.0)).take(criteria) {
            weights.push(cut - from);
            from = cut;
        }
    }
    weights
}

/// Weights drawn around given ones: each times a number between 1 − [`AROUND`] and 1 + [`AROUND`], then made to add up to 1.
pub fn weights_around(own: &[f64], draws: usize, seed: u64) -> Vec<f64> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut weights = Vec::with_capacity(own.len() * draws);
    for _ in 0..draws {
        let from = weights.len();
        weights.extend(own.iter().map(|weight| weight * (1.0 + AROUND * (2.0 * uniform(&mut chance) - 1.0))));
        let sum: f64 = weights[from..].iter().sum();
        if sum > 0.0 {
            for weight in &mut weights[from..] {
                *weight /= sum;
            }
        }
    }
    weights
}

/// Comparators that sort so many rows, the greatest first: Batcher's odd-even merge sort.
///
/// # References
/// Knuth, D. E. (1998), *The art of computer programming*, vol. 3, 2nd ed., §5.2.2, algorithm M.
fn sorting_network(rows: usize) -> Vec<(usize, usize)> {
    let mut network = Vec::new();
    let whole = rows.next_power_of_two() / 2;
    let mut step = whole;
    while step > 0 {
        let (mut half, mut offset, mut apart) = (whole, 0, step);
        loop {
            let upper = (0..rows.saturating_sub(apart)).filter(|row| row & step == offset);
            network.extend(upper.map(|row| (row, row + apart)));
            if half == step {
                break;
            }
            apart = half - step;
            half /= 2;
            offset = step;
        }
        step /= 2;
    }
    network
}

/// Sorts columns of numbers side by side, the greatest first.
fn sort_columns<T: Copy + PartialOrd>(network: &[(usize, usize)], rows: &mut [[T; LANES]]) {
    for &(upper, lower) in network {
        let (head, tail) = rows.split_at_mut(lower);
        if let (Some(upper), Some(lower)) = (head.get_mut(upper), tail.first_mut()) {
            // Copies, because a compiler sees only then that all lanes can be compared at once.
            let (one, other) = (*upper, *lower);
            for lane in 0..LANES {
                upper[lane] = if one[lane] > other[lane] { one[lane] } else { other[lane] };
                lower[lane] = if one[lane] < other[lane] { one[lane] } else { other[lane] };
            }
        }
    }
}

/// How often each option has each rank: `options × options` counts, row by option, column by rank from the first.
///
/// `scores` has a row of `criteria` scores ≥ 0 for each option, `weights` (≥ 0) a row for each draw. An option's total is the
/// sum of weight × score in the order of the criteria; a higher total ranks first, an equal one by the earlier row. Totals
/// are equal when they agree to all but the last bits of a double, as many as it takes to number the options (for 50 options
/// to 14 digits): a row's number is kept there, so that sorting totals sorts options, many draws side by side. They are
/// sorted in single precision first, which takes half the time; only where two totals are too close to be told apart by
/// that are they sorted again in double.
#[expect(
    clippy::cast_possible_truncation,
    reason = "names take the last bits; what single precision rounds away is looked at again"
)]
pub fn rank_counts(scores: &[f64], options: usize, weights: &[f64], criteria: usize) -> Vec<u32> {
    let mut counts = vec![0_u32; options * options];
    if options == 0 || criteria == 0 {
        return counts;
    }
    let network = sorting_network(options);
    let names = options.next_power_of_two() as u32 - 1;
    let mut totals = vec![[0.0_f64; LANES]; options];
    let mut single = vec![[0.0_f32; LANES]; options];
    let mut lanes = vec![[0.0_f64; LANES]; criteria];
    for block in weights.chunks(LANES * criteria) {
        let draws = block.len() / criteria;
        for (draw, row) in block.chunks_exact(criteria).enumerate() {
            for (lane, &weight) in lanes.iter_mut().zip(row) {
                lane[draw] = weight;
            }
        }
        let rows = totals.iter_mut().zip(&mut single).zip(scores.chunks_exact(criteria));
        for (place, ((total, single), row)) in (0_u32..).zip(rows) {
            let mut sums = [0.0; LANES];
            for (lane, &score) in lanes.iter().zip(row) {
                for (sum, &weight) in sums.iter_mut().zip(lane) {
                    *sum += weight * score;
                }
            }
            // The earlier row has the greater name, so that it wins a tie.
            let name = names - place;
            let equal = sums.map(|sum| f64::from_bits(sum.to_bits() & !u64::from(names)));
            *total = equal.map(|sum| f64::from_bits(sum.to_bits() | u64::from(name)));
            // Rounding keeps the order of what it keeps apart.
            let rounded = equal.map(|sum| (sum as f32).min(f32::MAX));
            *single = rounded.map(|sum| f32::from_bits(sum.to_bits() & !names | name));
        }
        sort_columns(&network, &mut single);
        let together = |one: &[f32; LANES], next: &[f32; LANES]| {
            one.iter().zip(next).fold(false, |any, (a, b)| any | ((a.to_bits() ^ b.to_bits()) <= names))
        };
        if single.windows(2).any(|pair| together(&pair[0], &pair[1])) {
            sort_columns(&network, &mut totals);
            for (single, total) in single.iter_mut().zip(&totals) {
                *single = total.map(|total| f32::from_bits(total.to_bits() as u32 & names));
            }
        }
        for (rank, single) in single.iter().enumerate() {
            for single in &single[..draws] {
                let option = (names - (single.to_bits() & names)) as usize;
                if let Some(count) = counts.get_mut(option.saturating_mul(options) + rank) {
                    *count += 1;
                }
            }
        }
    }
    counts
}

/// The weight of one criterion, of 100, at which a rival draws level with the leader, the other weights keeping their
/// proportions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Switch {
    /// Position of the criterion.
    pub criterion: usize,
    /// Its weight now, of 100.
    pub now: f64,
    /// Its weight at which both are level, of 100.
    pub at: f64,
    /// True when the rival leads from there upwards, false when from there downwards.
    pub upwards: bool,
}

/// Where a rival would overtake the leader by one weight alone. `weights` are raw; scores 0 to 100.
pub fn switches(leader: &[f64], rival: &[f64], weights: &[f64]) -> Vec<Switch> {
    let all: f64 = weights.iter().sum();
    if all <= 0.0 {
        return Vec::new();
    }
    let ahead: Vec<f64> = leader.iter().zip(rival).map(|(leader, rival)| leader - rival).collect();
    let sum: f64 = ahead.iter().zip(weights).map(|(ahead, weight)| ahead * weight).sum();
    let mut found = Vec::new();
    for criterion in 0..weights.len() {
        let rest = all - weights[criterion];
        if rest <= 0.0 {
            continue;
        }
        // How far the leader is ahead by the other criteria alone; with weight x it is x·own + (1 − x)·others.
        let others = (sum - ahead[criterion] * weights[criterion]) / rest;
        let own = ahead[criterion];
        let at = others / (others - own);
        let now = weights[criterion] / all;
        if at.is_finite() && (0.0..=1.0).contains(&at) {
            found.push(Switch { criterion, now: 100.0 * now, at: 100.0 * at, upwards: own < others });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::multi_criteria;
    use proptest::prelude::*;

    /// Ranks by sorting, one draw at a time.
    fn by_sorting(scores: &[f64], options: usize, weights: &[f64], criteria: usize) -> Vec<u32> {
        let mut counts = vec![0; options * options];
        for draw in weights.chunks_exact(criteria) {
            let total = |option: usize| -> u64 {
                draw.iter()
                    .zip(&scores[option * criteria..])
                    .fold(0.0, |sum, (weight, score)| sum + weight * score)
                    .to_bits()
                    & !(options.next_power_of_two() as u64 - 1)
            };
            let mut order: Vec<usize> = (0..options).collect();
            order.sort_by(|&a, &b| total(b).cmp(&total(a)).then(a.cmp(&b)));
            for (rank, option) in order.into_iter().enumerate() {
                counts[option * options + rank] += 1;
            }
        }
        counts
    }

    #[test]
    fn two_options_share_the_simplex_where_their_totals_cross() {
        // A scores 100 and 0, B 40 and 40: A leads while its weight is above 0.4, so in 60 % of all weightings.
        let weights = uniform_weights(2, DRAWS, 7);
        let counts = rank_counts(&[100.0, 0.0, 40.0, 40.0], 2, &weights, 2);
        let share = f64::from(counts[0]) / DRAWS as f64;
        // Three standard errors of a share of ten thousand.
        assert!((share - 0.6).abs() < 0.015, "{share}");
        assert_eq!((counts[0], counts[1]), (counts[3], counts[2]));
    }

    #[test]
    fn uniform_weights_have_the_moments_of_the_simplex() {
        let weights = uniform_weights(4, DRAWS, 1);
        for criterion in 0..4 {
            let of: Vec<f64> = weights.iter().skip(criterion).step_by(4).copied().collect();
            let mean = of.iter().sum::<f64>() / DRAWS as f64;
            let square = of.iter().map(|weight| weight * weight).sum::<f64>() / DRAWS as f64;
            // Mean 1 ÷ 4; mean square 2 ÷ (4·5).
            assert!((mean - 0.25).abs() < 0.007 && (square - 0.1).abs() < 0.006, "{mean} {square}");
        }
        assert!(weights.chunks(4).all(|draw| (draw.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    }

    #[test]
    fn equal_totals_rank_by_row() {
        let counts = rank_counts(&[50.0, 50.0, 50.0], 3, &[1.0; 37], 1);
        assert_eq!(counts, [37, 0, 0, 0, 37, 0, 0, 0, 37]);
    }

    #[test]
    fn a_rival_overtakes_where_the_lines_cross() {
        // A 80, 20; B 40, 60; weights 70, 30: A is 62, B 46. With x for the first: 80x + 20(1−x) = 40x + 60(1−x) at x = ½.
        let found = switches(&[80.0, 20.0], &[40.0, 60.0], &[70.0, 30.0]);
        assert_eq!(
            found,
            [
                Switch { criterion: 0, now: 70.0, at: 50.0, upwards: false },
                Switch { criterion: 1, now: 30.0, at: 50.0, upwards: true }
            ]
        );
        assert_eq!(switches(&[80.0, 60.0], &[40.0, 20.0], &[70.0, 30.0]), [], "A is better by both");
        assert_eq!(switches(&[80.0], &[40.0], &[0.0]), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn ranks_are_those_of_sorting(
            scores in prop::collection::vec(0_u8..6, 1..60),
            criteria in 1_usize..6,
            seed in 0_u64..1000,
        ) {
            let options = scores.len() / criteria;
            prop_assume!(options > 0);
            // Coarse scores, so that ties occur.
            let scores: Vec<f64> = scores[..options * criteria].iter().map(|score| f64::from(*score) * 20.0).collect();
            let weights = uniform_weights(criteria, 41, seed);
            prop_assert_eq!(
                rank_counts(&scores, options, &weights, criteria),
                by_sorting(&scores, options, &weights, criteria)
            );
        }

        #[test]
        fn past_the_switching_value_the_rival_leads(
            leader in prop::collection::vec(0.0..100.0_f64, 4),
            rival in prop::collection::vec(0.0..100.0_f64, 4),
            weights in prop::collection::vec(1.0..50.0_f64, 4),
        ) {
            let total = |scores: &[f64], weights: &[f64]| -> f64 {
                scores.iter().zip(weights).map(|(s, w)| s * w).sum::<f64>() / weights.iter().sum::<f64>()
            };
            prop_assume!(total(&leader, &weights) > total(&rival, &weights));
            for switch in switches(&leader, &rival, &weights) {
                let all: f64 = weights.iter().sum();
                let rest = all - weights[switch.criterion];
                for step in [-1.0, 1.0] {
                    let share = switch.at / 100.0 + step * 1e-3;
                    if !(0.0..1.0).contains(&share) { continue; }
                    let mut moved: Vec<f64> = weights.iter().map(|w| w / rest * (1.0 - share)).collect();
                    moved[switch.criterion] = share;
                    let rival_leads = total(&rival, &moved) > total(&leader, &moved);
                    let gap = (total(&rival, &moved) - total(&leader, &moved)).abs();
                    prop_assert!(gap < 1e-9 || rival_leads == ((step > 0.0) == switch.upwards));
                }
            }
        }

        #[test]
        fn scaling_all_weights_changes_no_rank(
            totals in prop::collection::vec(prop::collection::vec(0_u8..100, 3), 2..6),
            factor in 1_u32..20,
        ) {
            let ids: Vec<String> = (0..totals.len()).map(|place| place.to_string()).collect();
            let ranked = |weights: [f64; 3]| {
                let all: f64 = weights.iter().sum();
                let candidates: Vec<(&str, Option<f64>)> = ids.iter().map(String::as_str).zip(totals.iter().map(|scores| {
                    let sum: f64 = scores.iter().zip(weights).map(|(s, w)| f64::from(*s) * w).sum();
                    // Powers of two below, so that scaling is exact and ties stay ties.
                    Some(sum / all)
                })).collect();
                multi_criteria::ranks(&candidates)
            };
            let scale = f64::from(2_u32.pow(factor));
            prop_assert_eq!(ranked([40.0, 30.0, 20.0]), ranked([40.0 * scale, 30.0 * scale, 20.0 * scale]));
        }
    }
}
