//! Opening hours in reach: the weekly hours of each service within its standard, so that sharing a building that is open
//! longer shows; evenings and weekends apart.

use super::access::weighted_mean;
use super::timeline::State;
use super::{Facts, Scorer};

/// Weekly hours of services within reach.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct HoursFindings {
    /// All hours; `None` when no service has a weight.
    pub hours: Option<f64>,
    /// Those after 18:00 from Monday to Friday; `None` when they are known of no site that offers a service.
    pub evenings: Option<f64>,
    /// Those on Saturday and Sunday, likewise.
    pub weekend: Option<f64>,
    /// Sites that offer a service and whose evenings and weekends are not known.
    pub unknown_weeks: usize,
}

/// All hours, and evenings and weekends apart.
pub(super) fn all(facts: &Facts<'_>, scorer: &Scorer, state: &State) -> HoursFindings {
    let sites = 0..state.sites.len();
    let offering = |site: &usize| state.offers_any(*site);
    let known = |part: fn(&Scorer, &State, usize) -> Option<f64>| {
        sites.clone().filter(offering).any(|site| part(scorer, state, site).is_some())
    };
    HoursFindings {
        hours: in_reach(facts, scorer, state, |site| state.sites[site].hours_per_week),
        evenings: known(evenings)
            .then(|| in_reach(facts, scorer, state, |site| evenings(scorer, state, site)))
            .flatten(),
        weekend: known(weekend)
            .then(|| in_reach(facts, scorer, state, |site| weekend(scorer, state, site)))
            .flatten(),
        unknown_weeks: sites
            .clone()
            .filter(offering)
            .filter(|&site| evenings(scorer, state, site).is_none() || weekend(scorer, state, site).is_none())
            .count(),
    }
}

/// Evening hours of a site: as a decision states them, else as its opening hours say.
pub(super) fn evenings(scorer: &Scorer, state: &State, site: usize) -> Option<f64> {
    match state.sites[site].new_hours {
        Some(new) => new.evenings,
        None => scorer.estate.buildings[site].week.map(|week| week.evenings),
    }
}

/// Weekend hours of a site, likewise.
pub(super) fn weekend(scorer: &Scorer, state: &State, site: usize) -> Option<f64> {
    match state.sites[site].new_hours {
        Some(new) => new.weekend,
        None => scorer.estate.buildings[site].week.map(|week| week.weekend),
    }
}

/// Weekly hours: `Σ_s weight·[mean over users of the longest hours × share within the standard] ÷ Σ_s weight`.
///
/// No site in reach counts 0, and so does a service that nobody uses; a site whose hours are unknown does not count.
/// `None` when no service has a weight.
fn in_reach(
    facts: &Facts<'_>,
    scorer: &Scorer,
    state: &State,
    of: impl Fn(usize) -> Option<f64>,
) -> Option<f64> {
    let mean = |index: usize| {
        let users = &scorer.demand[index].users;
        let people: f64 = users.iter().sum();
        if people <= 0.0 {
            return 0.0;
        }
        let mut longest = vec![0.0_f64; users.len()];
        for site in state.offering(index) {
            let Some(hours) = of(site) else { continue };
            let hours = hours * state.offer(site, index).share;
            for area in scorer.within.of_service(site, index) {
                longest[area] = longest[area].max(hours);
            }
        }
        users.iter().zip(&longest).map(|(people, hours)| people * hours).sum::<f64>() / people
    };
    let services = facts.dataset.services.iter().enumerate();
    weighted_mean(services.map(|(index, service)| (service.weight, mean(index))))
}
