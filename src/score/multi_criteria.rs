//! Multi-criteria scores: each criterion linear between two fixed references, totals by raw weights, ranks.
//!
//! References are fixed (business as usual and two reference plans, or the user's own), never the options present:
//! adding an option changes no other option's score.
//!
//! # References
//! Dodgson, J. S., Spackman, M., Pearman, A. & Phillips, L. D. (2009), *Multi-criteria analysis: a manual*, Department
//! for Communities and Local Government, §6 (linear additive model, global scaling, swing weights). Belton, V. & Gear,
//! T. (1983), "On a short-coming of Saaty's method of analytic hierarchies", *Omega* 11(3), 228–230 (rank reversal).

use std::collections::BTreeMap;

use crate::model::{CriterionKey, Settings};

/// One criterion's value and score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CriterionScore {
    /// Which criterion.
    pub key: CriterionKey,
    /// Raw value, in [`CriterionKey::unit`].
    pub value: Option<f64>,
    /// 0 (worst reference) to 100 (best reference).
    pub score: Option<f64>,
    /// Raw weight of the settings, 0 when absent.
    pub weight: f64,
    /// True when the value lies outside the references and the score was held at 0 or 100.
    pub clamped: bool,
}

/// `[worst, best]` by criterion.
pub type Scales = BTreeMap<CriterionKey, [f64; 2]>;

/// The least and most favourable value of the reference plans' criteria; a criterion without any value has no scale.
pub fn scales_of(references: &[[Option<f64>; CriterionKey::ALL.len()]]) -> Scales {
    CriterionKey::ALL
        .into_iter()
        .filter_map(|key| {
            let values = || references.iter().filter_map(move |criteria| criteria[key as usize]);
            let (least, most) = (values().reduce(f64::min)?, values().reduce(f64::max)?);
            Some((key, if key.higher_is_better() { [least, most] } else { [most, least] }))
        })
        .collect()
}

/// Scores one option's criteria: `100·clamp((x − worst) ÷ (best − worst), 0, 1)`.
///
/// A missing value, a missing scale, or one whose ends are equal gives no score.
pub fn scores(
    values: &[Option<f64>; CriterionKey::ALL.len()],
    scales: &Scales,
    settings: &Settings,
) -> Vec<CriterionScore> {
    CriterionKey::ALL
        .into_iter()
        .map(|key| {
            let value = values[key as usize];
            let along = value.zip(scales.get(&key)).filter(|(_, [worst, best])| worst != best);
            let along = along.map(|(value, [worst, best])| (value - worst) / (best - worst));
            CriterionScore {
                key,
                value,
                score: along.map(|along| 100.0 * along.clamp(0.0, 1.0)),
                weight: settings.weights.get(&key).copied().unwrap_or(0.0),
                clamped: along.is_some_and(|along| !(0.0..=1.0).contains(&along)),
            }
        })
        .collect()
}

/// Weighted criteria that leave every total because some option has no score by them.
pub fn left_out<'a>(options: impl IntoIterator<Item = &'a [CriterionScore]>) -> Vec<CriterionKey> {
    let mut missing = [false; CriterionKey::ALL.len()];
    for criterion in options.into_iter().flatten() {
        missing[criterion.key as usize] |= criterion.score.is_none() && criterion.weight > 0.0;
    }
    CriterionKey::ALL.into_iter().filter(|key| missing[*key as usize]).collect()
}

/// `Σ weight·score ÷ Σ weight` over the criteria that are not left out and the user's own (raw weight and score of each);
/// `None` when no weight remains.
pub fn total(criteria: &[CriterionScore], left_out: &[CriterionKey], own: &[(f64, f64)]) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for criterion in criteria.iter().filter(|criterion| !left_out.contains(&criterion.key)) {
        if let Some(score) = criterion.score {
            sum += criterion.weight * score;
            weights += criterion.weight;
        }
    }
    for (weight, score) in own {
        sum += weight * score;
        weights += weight;
    }
    (weights > 0.0).then(|| sum / weights)
}

/// Ranks from 1: higher total first, ties by the smaller id. Candidates without a total have no rank.
pub fn ranks(candidates: &[(&str, Option<f64>)]) -> Vec<Option<usize>> {
    let mut order: Vec<(f64, &str, usize)> = candidates
        .iter()
        .enumerate()
        .filter_map(|(place, (id, total))| total.map(|total| (total, *id, place)))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let mut ranks = vec![None; candidates.len()];
    for (rank, (_, _, place)) in order.into_iter().enumerate() {
        ranks[place] = Some(rank + 1);
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(access: Option<f64>, cost: Option<f64>) -> [Option<f64>; CriterionKey::ALL.len()] {
        let mut values = [None; CriterionKey::ALL.len()];
        values[CriterionKey::Access as usize] = access;
        values[CriterionKey::Cost as usize] = cost;
        values
    }

    #[test]
    fn scores_run_from_the_worst_to_the_best_reference() {
        let scales = scales_of(&[values(Some(0.5), Some(300.0)), values(Some(0.75), Some(100.0))]);
        assert_eq!(scales[&CriterionKey::Access], [0.5, 0.75]);
        assert_eq!(scales[&CriterionKey::Cost], [300.0, 100.0]);
        let found = scores(&values(Some(0.625), Some(400.0)), &scales, &Settings::default());
        assert_eq!((found[0].score, found[0].clamped), (Some(50.0), false));
        assert_eq!((found[1].score, found[1].clamped), (Some(0.0), true));
        // Weights 40 and 30: 50·40 ÷ 70.
        assert_eq!(total(&found, &[], &[]), Some(2000.0 / 70.0));
        assert_eq!(total(&found, &[CriterionKey::Access], &[]), Some(0.0));
    }

    #[test]
    fn a_criterion_missing_anywhere_leaves_every_total() {
        let scales = scales_of(&[values(Some(0.5), Some(300.0)), values(Some(0.5), Some(100.0))]);
        let found = scores(&values(Some(0.5), Some(200.0)), &scales, &Settings::default());
        let missing = left_out([found.as_slice()]);
        assert_eq!(missing, [CriterionKey::Access, CriterionKey::Equality, CriterionKey::OneStop]);
        assert_eq!(total(&found, &missing, &[]), Some(50.0));
    }

    #[test]
    fn ties_go_to_the_smaller_id() {
        let found = ranks(&[("bau", Some(40.0)), ("B", Some(50.0)), ("A", Some(50.0)), ("C", None)]);
        assert_eq!(found, [Some(3), Some(2), Some(1), None]);
    }
}
