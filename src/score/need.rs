//! Need and demand: who uses each service, how much they need it, and who the neediest fifth are.

use crate::model::{Columns, Dataset, Service};

/// People (or another count) of one service's user group and their need, by area.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Users by area; 0 where unknown (those areas are listed apart).
    pub users: Vec<f64>,
    /// Areas whose users are unknown: left out of the service's sums.
    pub unknown_users: Vec<usize>,
    /// Need index by area, 0 (least) to 1 (most); 0 everywhere for a service without indicators.
    pub need: Vec<f64>,
    /// Areas without any known indicator, which took the median need.
    pub unknown_need: Vec<usize>,
    /// Need-weighted demand by area: `users · (1 + (M − 1) · need)`.
    pub weight: Vec<f64>,
    /// Share of each area that belongs to the neediest fifth of residents, 0 to 1; `None` without indicators.
    pub neediest_fifth: Option<Vec<f64>>,
}

/// Demand of one service. `multiplier` is M ≥ 1: how many times a user of the greatest need counts.
pub fn demand(dataset: &Dataset, service: &Service, multiplier: f64) -> Demand {
    let areas = dataset.areas.len();
    let columns = &dataset.columns;
    let mut users = vec![0.0; areas];
    let mut unknown_users = Vec::new();
    for (area, sum) in users.iter_mut().enumerate() {
        let known: Option<f64> = service.users.columns.iter().map(|column| columns.value(column, area)).sum();
        match known {
            Some(count) => *sum = count,
            None => unknown_users.push(area),
        }
    }
    let population = population(dataset);
    let (need, unknown_need) = need_index(columns, service, &population);
    let weight = users.iter().zip(&need).map(|(u, n)| u * (1.0 + (multiplier - 1.0) * n)).collect();
    let has_need = service.need.values().any(|weight| *weight != 0.0);
    let neediest_fifth = has_need.then(|| top_share(&need, &population, 0.2));
    Demand { users, unknown_users, need, unknown_need, weight, neediest_fifth }
}

/// Residents by area, 0 where unknown.
pub fn population(dataset: &Dataset) -> Vec<f64> {
    (0..dataset.areas.len()).map(|area| dataset.columns.population(area).unwrap_or(0.0)).collect()
}

/// The need index: the mid-rank of the weighted mean of the indicators' mid-ranks.
///
/// Each indicator is ranked over the areas where it is known, by residents; a negative weight turns the rank round;
/// the mean over an area's known indicators is rounded to 12 decimals so that equal means tie; it is ranked again. An
/// area with no known indicator takes the lower weighted median and is returned in the second list.
///
/// # References
/// Mid-ranks (ridits): Bross, I. D. J. (1958), "How to use ridit analysis", *Biometrics* 14(1), 18–38.
fn need_index(columns: &Columns, service: &Service, population: &[f64]) -> (Vec<f64>, Vec<usize>) {
    let areas = population.len();
    let mut sums = vec![0.0; areas];
    let mut weights = vec![0.0; areas];
    let indicators: Vec<(&String, f64)> =
        service.need.iter().map(|(column, weight)| (column, *weight)).filter(|(_, w)| *w != 0.0).collect();
    if indicators.is_empty() {
        return (sums, Vec::new());
    }
    for (column, weight) in indicators {
        let values: Vec<Option<f64>> = (0..areas).map(|area| columns.value(column, area)).collect();
        for (area, rank) in mid_ranks(&values, population).into_iter().enumerate() {
            if let Some(rank) = rank {
                let turned = if weight < 0.0 { 1.0 - rank } else { rank };
                sums[area] += weight.abs() * turned;
                weights[area] += weight.abs();
            }
        }
    }
    let means: Vec<Option<f64>> = sums
        .iter()
        .zip(&weights)
        .map(|(sum, weight)| (*weight > 0.0).then(|| ((sum / weight) * 1e12).round() / 1e12))
        .collect();
    let ranks = mid_ranks(&means, population);
    let median = lower_median(&ranks, population);
    let unknown = (0..areas).filter(|&area| ranks[area].is_none()).collect();
    (ranks.into_iter().map(|rank| rank.unwrap_or(median)).collect(), unknown)
}

/// Population-weighted mid-ranks: (people below + half of the people equal) ÷ people, over the known values.
///
/// All in 0..1. An area without residents still gets a rank. Where nobody lives in any of the areas, all are 0.5.
pub(super) fn mid_ranks(values: &[Option<f64>], population: &[f64]) -> Vec<Option<f64>> {
    let mut order: Vec<(f64, usize)> =
        values.iter().enumerate().filter_map(|(area, value)| value.map(|value| (value, area))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let people: f64 = order.iter().map(|&(_, area)| population[area]).sum();
    let mut ranks = vec![None; values.len()];
    let mut below = 0.0;
    for equal in order.chunk_by(|a, b| a.0 == b.0) {
        let here: f64 = equal.iter().map(|&(_, area)| population[area]).sum();
        let rank = if people > 0.0 { (below + here / 2.0) / people } else { 0.5 };
        for &(_, area) in equal {
            ranks[area] = Some(rank);
        }
        below += here;
    }
    ranks
}

/// The smallest rank at or below which half of the ranked people live; 0.5 when there is nobody.
fn lower_median(ranks: &[Option<f64>], population: &[f64]) -> f64 {
    let mut order: Vec<(f64, f64)> =
        ranks.iter().zip(population).filter_map(|(rank, &people)| rank.map(|rank| (rank, people))).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = order.iter().map(|(_, people)| people).sum::<f64>() / 2.0;
    if half <= 0.0 {
        return 0.5;
    }
    let mut so_far = 0.0;
    for equal in order.chunk_by(|a, b| a.0 == b.0) {
        so_far += equal.iter().map(|(_, people)| people).sum::<f64>();
        if so_far >= half {
            return equal[0].0;
        }
    }
    0.5
}

/// The share of each area that lies in the top `share` of residents by `value`: areas from the top until exactly that
/// many people are in, areas of equal value at the border entering in the same proportion.
pub fn top_share(value: &[f64], population: &[f64], share: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..value.len()).collect();
    order.sort_by(|&a, &b| value[b].total_cmp(&value[a]).then(a.cmp(&b)));
    let wanted = share * population.iter().sum::<f64>();
    let mut shares = vec![0.0; value.len()];
    let mut inside = 0.0;
    for equal in order.chunk_by(|&a, &b| value[a] == value[b]) {
        let here: f64 = equal.iter().map(|&area| population[area]).sum();
        let room = wanted - inside;
        if room <= 0.0 {
            break;
        }
        let part = if here <= room { 1.0 } else { room / here };
        for &area in equal {
            shares[area] = part;
        }
        inside += here;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mid_ranks_count_half_of_the_equals() {
        let ranks =
            mid_ranks(&[Some(3.0), Some(1.0), None, Some(3.0), Some(9.0)], &[1.0, 2.0, 50.0, 4.0, 8.0]);
        // 15 known people: 2 below the threes, 5 at three, 8 above.
        assert_eq!(
            ranks,
            vec![Some(4.5 / 15.0), Some(1.0 / 15.0), None, Some(4.5 / 15.0), Some(11.0 / 15.0)]
        );
    }

    #[test]
    fn an_empty_area_is_ranked_but_weighs_nothing() {
        let ranks = mid_ranks(&[Some(1.0), Some(2.0), Some(3.0)], &[4.0, 0.0, 4.0]);
        assert_eq!(ranks, vec![Some(0.25), Some(0.5), Some(0.75)]);
    }

    #[test]
    fn the_neediest_fifth_is_cut_exactly() {
        // 20 people; the top fifth is 4: area 2 whole (2 people), then 2 of the 8 people at the border.
        let shares = top_share(&[0.1, 0.6, 0.9, 0.6], &[10.0, 5.0, 2.0, 3.0], 0.2);
        assert_eq!(shares, vec![0.0, 0.25, 1.0, 0.25]);
    }

    #[test]
    fn the_median_of_nothing_is_the_middle() {
        assert_eq!(lower_median(&[None, None], &[1.0, 2.0]), 0.5);
        assert_eq!(lower_median(&[Some(0.25), None, Some(0.75)], &[4.0, 9.0, 4.0]), 0.25);
    }
}
