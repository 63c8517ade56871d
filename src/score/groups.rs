//! Equality evidence: what an option does to each group of people and to each fifth of residents by deprivation.
//!
//! `ratio(g) = (Σ_losers g ÷ Σ g) ÷ (Σ_losers population ÷ Σ population)` over the areas where g is known: 1 says that the
//! group loses as often as everybody, 1.2 that it loses a fifth more often. People of a group are where its areas are: the
//! ratio is ecological, and says so wherever it is shown. A group without data is *no evidence*, never *no impact*.
//!
//! # References
//! Equality Act 2010, section 149. The four-fifths convention that 1.2 mirrors: U.S. Equal Employment Opportunity
//! Commission (1978), *Uniform guidelines on employee selection procedures*, §4D. Slope index of inequality: Wagstaff, A.,
//! Paci, P. & van Doorslaer, E. (1991), "On the measurement of inequalities in health", *Social Science & Medicine* 33(5),
//! 545–557.

use super::access::or_unreachable;
use super::need::{mid_ranks, top_share};
use super::who_loses::Change;
use crate::model::{Dataset, Group, Settings};

/// A ratio from here on is flagged.
pub const FLAG_RATIO: f64 = 1.2;

/// A group of fewer than this is never flagged: its ratio says little.
pub const FEWEST: f64 = 100.0;

/// What happens to one group (or one fifth).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GroupEffect {
    /// All of the group, where it is known.
    pub total: f64,
    /// Areas where it is unknown; they are left out.
    pub unknown_areas: usize,
    /// Mean minutes in business as usual (*none* counts `unreachable_minutes`); `None` across services.
    pub minutes_before: Option<f64>,
    /// Mean minutes in the option.
    pub minutes_after: Option<f64>,
    /// Those in areas whose journey grows.
    pub losers: f64,
    /// Those in areas whose journey shrinks.
    pub gainers: f64,
    /// Newly beyond the standard.
    pub newly_beyond: f64,
    /// Newly within it.
    pub newly_within: f64,
    /// Share among losers ÷ share of population; `None` when nobody loses or there is nobody of the group.
    pub ratio: Option<f64>,
    /// Whether the ratio asks for mitigation.
    pub flag: bool,
    /// By locality.
    pub localities: Vec<LocalEffect>,
}

/// What happens to one group in one locality.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LocalEffect {
    /// All of the group there.
    pub total: f64,
    /// Those whose journey grows.
    pub losers: f64,
    /// Those whose journey shrinks.
    pub gainers: f64,
    /// Newly beyond the standard.
    pub newly_beyond: f64,
    /// Newly within it.
    pub newly_within: f64,
    /// Mean minutes before and after; `None` across services or when there is nobody.
    pub minutes: Option<[f64; 2]>,
    /// Share of the group there that loses ÷ share of the residents there that do; `None` when nobody loses or there is
    /// nobody of the group.
    pub ratio: Option<f64>,
    /// Whether the ratio asks for mitigation.
    pub flag: bool,
}

/// The counts of a group by area; `None` where unknown. `None` when there is no such column, or it is empty: no evidence.
pub fn counts<'a>(dataset: &'a Dataset, group: &Group) -> Option<&'a [Option<f64>]> {
    dataset.columns.get(&group.column).filter(|counts| counts.iter().any(Option::is_some))
}

/// Minutes before and after, when one service is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Journeys<'a> {
    /// Minutes by area in business as usual.
    pub before: &'a [f64],
    /// Minutes by area in the option.
    pub after: &'a [f64],
    /// What an unreachable place counts as.
    pub unreachable_minutes: f64,
}

/// What happens to a group. `counts` are its people by area, `population` everybody.
pub fn effect(
    dataset: &Dataset,
    counts: &[Option<f64>],
    population: &[f64],
    changes: &[Change],
    journeys: Option<Journeys<'_>>,
) -> GroupEffect {
    let mut found = GroupEffect {
        localities: vec![LocalEffect::default(); dataset.localities.len()],
        ..Default::default()
    };
    let (mut everybody, mut losing, mut minutes) = (0.0, 0.0, [0.0; 2]);
    let mut local_minutes = vec![[0.0; 2]; dataset.localities.len()];
    // Residents of each locality, and those of them who lose.
    let mut residents = vec![[0.0; 2]; dataset.localities.len()];
    for (area, (count, change)) in counts.iter().zip(changes).enumerate() {
        let Some(count) = *count else {
            found.unknown_areas += 1;
            continue;
        };
        let mut spare = LocalEffect::default();
        let locality = dataset.locality_of_area[area];
        let local = locality.map_or(&mut spare, |locality| &mut found.localities[locality]);
        found.total += count;
        local.total += count;
        everybody += population[area];
        for (is, city, here) in [
            (change.loses, &mut found.losers, &mut local.losers),
            (change.gains, &mut found.gainers, &mut local.gainers),
            (change.newly_beyond, &mut found.newly_beyond, &mut local.newly_beyond),
            (change.newly_within, &mut found.newly_within, &mut local.newly_within),
        ] {
            if is {
                *city += count;
                *here += count;
            }
        }
        if change.loses {
            losing += population[area];
        }
        if let Some(locality) = locality {
            residents[locality][0] += population[area];
            residents[locality][1] += if change.loses { population[area] } else { 0.0 };
        }
        if let Some(journeys) = journeys {
            for (side, there) in [journeys.before[area], journeys.after[area]].into_iter().enumerate() {
                let there = or_unreachable(there, journeys.unreachable_minutes);
                minutes[side] += count * there;
                if let Some(locality) = locality {
                    local_minutes[locality][side] += count * there;
                }
            }
        }
    }
    if journeys.is_some() {
        if found.total > 0.0 {
            found.minutes_before = Some(minutes[0] / found.total);
            found.minutes_after = Some(minutes[1] / found.total);
        }
        for (local, minutes) in found.localities.iter_mut().zip(local_minutes) {
            local.minutes = (local.total > 0.0).then(|| minutes.map(|sum| sum / local.total));
        }
    }
    (found.ratio, found.flag) = ratio([found.total, found.losers], [everybody, losing]);
    for (local, residents) in found.localities.iter_mut().zip(residents) {
        (local.ratio, local.flag) = ratio([local.total, local.losers], residents);
    }
    found
}

/// How much more often a group loses than everybody, and whether that asks for mitigation; each is `[all, who lose]`.
fn ratio(group: [f64; 2], everybody: [f64; 2]) -> (Option<f64>, bool) {
    if group[0] <= 0.0 || everybody[1] <= 0.0 {
        return (None, false);
    }
    let ratio = (group[1] / group[0]) / (everybody[1] / everybody[0]);
    (Some(ratio), ratio >= FLAG_RATIO && group[0] >= FEWEST)
}

/// Deprivation by area, and the fifths of residents that it makes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fifths {
    /// The column that it is read from.
    pub column: String,
    /// Mid-rank of deprivation by area, 0 (least) to 1 (most); `None` where unknown.
    pub rank: Vec<Option<f64>>,
    /// Residents by fifth and area, most deprived first; `None` where deprivation is unknown.
    pub people: Vec<Vec<Option<f64>>>,
}

/// The words of the fifths, most deprived first.
pub const FIFTHS: [&str; 5] =
    ["Most deprived fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Least deprived fifth"];

impl Fifths {
    /// The fifths by `deprivation_column`, else by the first need column of the services. `None` when there is none, or
    /// nothing is known of it.
    pub fn of(dataset: &Dataset, settings: &Settings, population: &[f64]) -> Option<Self> {
        let first = dataset.services.iter().find_map(|service| service.need.keys().next());
        let column = settings.deprivation_column.as_ref().or(first)?;
        let values = dataset.columns.get(column).filter(|values| values.iter().any(Option::is_some))?;
        let weight = dataset.services.iter().find_map(|service| service.need.get(column));
        let name = column.to_lowercase();
        let counts_down = name.contains("rank") || name.contains("decile");
        // A rank, a decile or a negative need weight counts the other way.
        let sign = if weight.map_or(counts_down, |weight| *weight < 0.0) { -1.0 } else { 1.0 };
        let values: Vec<Option<f64>> = values.iter().map(|value| value.map(|value| sign * value)).collect();
        let known: Vec<f64> = values
            .iter()
            .zip(population)
            .map(|(value, people)| if value.is_some() { *people } else { 0.0 })
            .collect();
        let plain: Vec<f64> = values.iter().map(|value| value.unwrap_or(f64::NEG_INFINITY)).collect();
        let within: Vec<Vec<f64>> =
            (1..=4_u8).map(|fifth| top_share(&plain, &known, 0.2 * f64::from(fifth))).collect();
        let people = (0..5)
            .map(|fifth| {
                (0..values.len())
                    .map(|area| {
                        let upper = within.get(fifth).map_or(1.0, |shares| shares[area]);
                        let lower = if fifth > 0 { within[fifth - 1][area] } else { 0.0 };
                        values[area].map(|_| known[area] * (upper - lower))
                    })
                    .collect()
            })
            .collect();
        Some(Self { column: column.clone(), rank: mid_ranks(&values, population), people })
    }

    /// Slope index of inequality, minutes: how much longer the most deprived end travels than the least deprived end, by
    /// population-weighted least squares of minutes on the mid-rank. `None` when everybody has the same rank.
    pub fn slope(&self, minutes: &[f64], unreachable_minutes: f64, population: &[f64]) -> Option<f64> {
        let points = || {
            self.rank.iter().zip(minutes).zip(population).filter_map(|((rank, &minutes), &people)| {
                rank.map(|rank| (rank, or_unreachable(minutes, unreachable_minutes), people))
            })
        };
        let (mut people, mut ranks, mut journeys) = (0.0, 0.0, 0.0);
        for (rank, minutes, weight) in points() {
            people += weight;
            ranks += weight * rank;
            journeys += weight * minutes;
        }
        if people <= 0.0 {
            return None;
        }
        let (rank_mean, minutes_mean) = (ranks / people, journeys / people);
        let (mut above, mut below) = (0.0, 0.0);
        for (rank, minutes, weight) in points() {
            above += weight * (rank - rank_mean) * (minutes - minutes_mean);
            below += weight * (rank - rank_mean) * (rank - rank_mean);
        }
        (below > 1e-12).then(|| above / below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city(localities: &[Option<usize>]) -> Dataset {
        Dataset { locality_of_area: localities.to_vec(), ..Dataset::default() }
    }

    fn locality(id: &str) -> crate::model::Locality {
        crate::model::Locality {
            id: id.to_owned(),
            name: id.to_owned(),
            outline: geo::MultiPolygon(Vec::new()),
            numbers: std::collections::BTreeMap::new(),
            texts: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn the_ratio_compares_shares_among_losers() {
        let dataset = city(&[None; 4]);
        let population = [100.0, 100.0, 200.0, 600.0];
        let group = [Some(60.0), Some(40.0), Some(100.0), None];
        let loses = Change { loses: true, newly_beyond: true, ..Change::default() };
        let changes = [loses, Change::default(), Change::default(), loses];
        let journeys = Journeys {
            before: &[10.0; 4],
            after: &[f64::INFINITY, 10.0, 10.0, 30.0],
            unreachable_minutes: 120.0,
        };
        let found = effect(&dataset, &group, &population, &changes, Some(journeys));
        // Where the group is known: (60 ÷ 200) ÷ (100 ÷ 400).
        assert_eq!((found.ratio, found.flag, found.unknown_areas), (Some(1.2), true, 1));
        assert_eq!((found.total, found.losers, found.newly_beyond), (200.0, 60.0, 60.0));
        // (60·120 + 140·10) ÷ 200.
        assert_eq!((found.minutes_before, found.minutes_after), (Some(10.0), Some(43.0)));
        let few = group.map(|count| count.map(|count| count / 4.0));
        let few = effect(&dataset, &few, &population, &changes, None);
        assert_eq!((few.ratio, few.flag), (Some(1.2), false), "fifty people are too few to flag");
        let nobody = effect(&dataset, &group, &population, &[Change::default(); 4], None);
        assert_eq!((nobody.ratio, nobody.flag), (None, false));
    }

    #[test]
    fn a_locality_is_compared_with_its_own_residents() {
        let mut dataset = city(&[Some(0), Some(0), Some(1), Some(1)]);
        dataset.localities = ["l0", "l1"].map(locality).to_vec();
        let population = [1000.0, 1000.0, 1000.0, 1000.0];
        let group = [Some(300.0), Some(100.0), Some(200.0), Some(200.0)];
        let loses = Change { loses: true, ..Change::default() };
        let found = effect(
            &dataset,
            &group,
            &population,
            &[loses, Change::default(), Change::default(), loses],
            None,
        );
        // (300 ÷ 400) ÷ (1000 ÷ 2000) in the first, (200 ÷ 400) ÷ (1000 ÷ 2000) in the second.
        let here: Vec<_> = found.localities.iter().map(|local| (local.ratio, local.flag)).collect();
        assert_eq!(here, [(Some(1.5), true), (Some(1.0), false)]);
    }

    #[test]
    fn fifths_part_everybody_and_the_slope_is_the_line_through_them() {
        let mut dataset = city(&[None; 4]);
        let values = vec![Some(40.0), Some(10.0), None, Some(20.0)];
        dataset.columns.0.insert("imd".to_owned(), values);
        let settings = Settings { deprivation_column: Some("imd".to_owned()), ..Settings::default() };
        let population = [50.0, 25.0, 999.0, 25.0];
        let fifths = Fifths::of(&dataset, &settings, &population).unwrap();
        // Of a hundred people with known deprivation twenty in each; the fifty of the poorest area fill two and a half.
        assert_eq!(fifths.people[0], [Some(20.0), Some(0.0), None, Some(0.0)]);
        let third: Vec<f64> = fifths.people[2].iter().map(|people| people.unwrap_or(0.0)).collect();
        assert!((third[0] - 10.0).abs() < 1e-9 && (third[3] - 10.0).abs() < 1e-9);
        for fifth in &fifths.people {
            let people: f64 = fifth.iter().flatten().sum();
            assert!((people - 20.0).abs() < 1e-9);
        }
        // Ranks 0.75, 0.125, 0.375; minutes 5 + 8·rank.
        let minutes = [11.0, 6.0, 1.0, 8.0];
        assert!((fifths.slope(&minutes, 120.0, &population).unwrap() - 8.0).abs() < 1e-9);
    }
}
