//! Access to each service: minutes to the nearest site that offers it, and how many people are within its standard.
//!
//! The field calls coverage within a cut-off the *maximal covering* measure and the mean journey the *p-median* measure.
//!
//! # References
//! Church, R. & ReVelle, C. (1974), "The maximal covering location problem", *Papers of the Regional Science
//! Association* 32, 101–118. Hakimi, S. L. (1964), "Optimum locations of switching centers and the absolute centers and
//! medians of a graph", *Operations Research* 12(3), 450–459.

use std::borrow::Cow;

use super::findings::{LocalityFindings, LocalityServiceFindings, ServiceFindings};
use super::need::Demand;
use super::timeline::State;
use super::who_loses::Change;
use super::{Facts, Scorer};

/// Journeys that change by no more than this many minutes count as unchanged.
pub(super) const CHANGE_MINUTES: f64 = 0.5;

/// Access to one service in a state, against business as usual (`None` for business as usual itself).
pub fn service(
    facts: &Facts<'_>,
    demand: &Demand,
    index: usize,
    state: &State,
    bau: Option<&ServiceFindings>,
) -> ServiceFindings {
    let within = facts.dataset.services[index].standard.minutes;
    let (minutes, nearest) = facts.times.of_service(index).nearest(state.offering(index));
    let covered = Covered::of(demand, &minutes, within);
    let (mut reaching, mut person_minutes) = (0.0, 0.0);
    let mut found = ServiceFindings {
        coverage_need: covered.need,
        coverage_people: covered.people,
        mean_minutes: None,
        p90_minutes: percentile(&minutes, &demand.users, 0.9),
        users: covered.users,
        people_beyond: 0.0,
        people_unreachable: 0.0,
        newly_beyond: 0.0,
        newly_within: 0.0,
        longer: 0.0,
        shorter: 0.0,
        elsewhere: 0.0,
        minutes,
        nearest,
        capacity: None,
    };
    for (area, &people) in demand.users.iter().enumerate() {
        let now = found.minutes[area];
        if now > within {
            found.people_beyond += people;
        }
        if now.is_finite() {
            reaching += people;
            person_minutes += people * now;
        } else {
            found.people_unreachable += people;
        }
        let Some(bau) = bau else { continue };
        let change = Change::of(bau.minutes[area], now, within);
        for (is, sum) in [
            (change.newly_beyond, &mut found.newly_beyond),
            (change.newly_within, &mut found.newly_within),
            (change.loses, &mut found.longer),
            (change.gains, &mut found.shorter),
        ] {
            if is {
                *sum += people;
            }
        }
        if bau.nearest[area] != found.nearest[area] {
            found.elsewhere += people;
        }
    }
    found.mean_minutes = (reaching > 0.0).then(|| person_minutes / reaching);
    found
}

/// How many are within the standard of a service: shares of the need-weighted demand and of its users, and all users.
struct Covered {
    need: Option<f64>,
    people: Option<f64>,
    users: f64,
}

impl Covered {
    fn of(demand: &Demand, minutes: &[f64], within: f64) -> Self {
        let (mut users, mut demanded, mut demand_within, mut users_within) = (0.0, 0.0, 0.0, 0.0);
        for ((&minutes, &people), &weight) in minutes.iter().zip(&demand.users).zip(&demand.weight) {
            users += people;
            demanded += weight;
            if minutes <= within {
                users_within += people;
                demand_within += weight;
            }
        }
        let anybody = users > 0.0;
        let (need, people) = (demand_within / demanded, users_within / users);
        Self { need: anybody.then_some(need), people: anybody.then_some(people), users }
    }
}

/// Whether a journey grows by more than half a minute, or becomes impossible.
pub fn longer(before: f64, now: f64) -> bool {
    // Infinity minus infinity is not a number, and compares as no change.
    now - before > CHANGE_MINUTES
}

/// The least value at or below which at least `share` of the people with a finite value are; `None` without people.
pub fn percentile(values: &[f64], people: &[f64], share: f64) -> Option<f64> {
    let mut known: Vec<(f64, f64)> = values
        .iter()
        .zip(people)
        .filter(|(value, people)| value.is_finite() && **people > 0.0)
        .map(|(&value, &people)| (value, people))
        .collect();
    let wanted = share * known.iter().map(|(_, people)| people).sum::<f64>();
    // The half that holds the wanted value is halved again, so that nothing is sorted that need not be.
    let (mut rest, mut before) = (known.as_mut_slice(), 0.0);
    while rest.len() > 1 {
        let middle = rest.len() / 2;
        rest.select_nth_unstable_by(middle, |a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let (low, high) = std::mem::take(&mut rest).split_at_mut(middle);
        let below = before + low.iter().map(|(_, people)| people).sum::<f64>();
        rest = if below >= wanted {
            low
        } else {
            before = below;
            high
        };
    }
    // Rounding may leave the sum a hair below the whole: then it is the last.
    rest.first().map(|(value, _)| *value)
}

/// Residents' access by locality, and the running cost of the sites that stand in each.
pub fn localities(
    facts: &Facts<'_>,
    scorer: &Scorer,
    services: &[ServiceFindings],
    bau: Option<&[ServiceFindings]>,
    cost_by_site: &[f64],
    state: &State,
) -> Vec<LocalityFindings> {
    let dataset = facts.dataset;
    let mut found: Vec<LocalityFindings> = dataset
        .localities
        .iter()
        .map(|_| LocalityFindings {
            people: 0.0,
            running_cost_gbp: 0.0,
            services: vec![LocalityServiceFindings::default(); services.len()],
        })
        .collect();
    for (site, locality) in dataset.locality_of_site.iter().enumerate() {
        if let Some(locality) = *locality {
            found[locality].running_cost_gbp += cost_by_site[site];
            for (offer, found) in state.offers(site).iter().zip(&mut found[locality].services) {
                found.core_sites += usize::from(offer.share >= 1.0);
                found.outreach_sites += usize::from(offer.share > 0.0 && offer.share < 1.0);
            }
        }
    }
    for (area, locality) in dataset.locality_of_area.iter().enumerate() {
        if let Some(locality) = *locality {
            found[locality].people += scorer.population[area];
        }
    }
    for (index, service) in services.iter().enumerate() {
        let within = dataset.services[index].standard.minutes;
        let mut sums = vec![Sums::default(); found.len()];
        for (area, locality) in dataset.locality_of_area.iter().enumerate() {
            let Some(locality) = *locality else { continue };
            let people = scorer.demand[index].users[area];
            let now = service.minutes[area];
            let (here, found) = (&mut sums[locality], &mut found[locality].services[index]);
            here.users += people;
            if now <= within {
                here.within += people;
            } else {
                found.people_beyond += people;
            }
            if now.is_finite() {
                here.reaching += people;
                here.person_minutes += people * now;
            }
            let change = bau.map(|bau| Change::of(bau[index].minutes[area], now, within)).unwrap_or_default();
            if change.newly_beyond {
                found.newly_beyond += people;
            }
            if change.newly_within {
                found.newly_within += people;
            }
        }
        for (here, locality) in sums.iter().zip(&mut found) {
            let found = &mut locality.services[index];
            found.coverage_people = (here.users > 0.0).then(|| here.within / here.users);
            found.mean_minutes = (here.reaching > 0.0).then(|| here.person_minutes / here.reaching);
        }
    }
    found
}

#[derive(Clone, Copy, Default)]
struct Sums {
    users: f64,
    within: f64,
    reaching: f64,
    person_minutes: f64,
}

/// Minutes as they count in a mean: those of *none* are `unreachable_minutes`.
pub fn or_unreachable(minutes: f64, unreachable_minutes: f64) -> f64 {
    if minutes.is_finite() { minutes } else { unreachable_minutes }
}

/// Need-weighted coverage of all services together, a share: `Σ weight·coverage ÷ Σ weight`; a service that nobody uses
/// counts 0. `None` when no service has a weight.
pub(super) fn overall(facts: &Facts<'_>, services: &[ServiceFindings]) -> Option<f64> {
    let weighed = facts.dataset.services.iter().zip(services);
    weighted_mean(weighed.map(|(service, found)| (service.weight, found.coverage_need.unwrap_or(0.0))))
}

/// `Σ weight·value ÷ Σ weight`; `None` without any weight.
pub(super) fn weighted_mean(values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (weight, value) in values {
        sum += weight * value;
        weights += weight;
    }
    (weights > 0.0).then(|| sum / weights)
}

/// Who reaches a service in a state, without what only the steady state is asked.
pub(super) struct Reached<'a> {
    pub coverage_need: Option<f64>,
    pub coverage_people: Option<f64>,
    pub newly_beyond: f64,
    pub minutes: Cow<'a, [f64]>,
}

impl<'a> Reached<'a> {
    /// The same of what was found.
    pub(super) fn of(found: &'a ServiceFindings) -> Self {
        Self {
            coverage_need: found.coverage_need,
            coverage_people: found.coverage_people,
            newly_beyond: found.newly_beyond,
            minutes: Cow::Borrowed(&found.minutes),
        }
    }
}

/// Who reaches a service in a state, against business as usual (`None` for business as usual itself).
pub(super) fn reached<'a>(
    facts: &Facts<'_>,
    demand: &Demand,
    index: usize,
    state: &State,
    bau: Option<&ServiceFindings>,
) -> Reached<'a> {
    let within = facts.dataset.services[index].standard.minutes;
    let (minutes, _) = facts.times.of_service(index).nearest(state.offering(index));
    let covered = Covered::of(demand, &minutes, within);
    let mut newly_beyond = 0.0;
    for ((&before, &now), &people) in bau.iter().flat_map(|bau| &bau.minutes).zip(&minutes).zip(&demand.users)
    {
        if Change::of(before, now, within).newly_beyond {
            newly_beyond += people;
        }
    }
    Reached {
        coverage_need: covered.need,
        coverage_people: covered.people,
        newly_beyond,
        minutes: Cow::Owned(minutes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ninetieth_percentile_is_the_least_time_that_serves_nine_in_ten() {
        let minutes = [5.0, 1.0, f64::INFINITY, 3.0];
        assert_eq!(percentile(&minutes, &[1.0, 5.0, 100.0, 4.0], 0.9), Some(3.0));
        assert_eq!(percentile(&minutes, &[2.0, 5.0, 100.0, 3.0], 0.9), Some(5.0));
        assert_eq!(percentile(&minutes, &[0.0, 0.0, 100.0, 0.0], 0.9), None);
    }

    #[test]
    fn half_a_minute_is_no_change_and_none_is() {
        assert!(!longer(10.0, 10.5));
        assert!(longer(10.0, 10.75));
        assert!(longer(10.0, f64::INFINITY));
        assert!(!longer(f64::INFINITY, f64::INFINITY));
        assert!(!longer(f64::INFINITY, 10.0));
    }
}
