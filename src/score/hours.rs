//! Opening hours in reach: the weekly hours of each service within its standard, so that sharing a building that is open
//! longer shows.

use super::timeline::State;
use super::{Facts, Scorer};

/// Weekly hours: `Σ_s weight·[mean over users of the longest hours × share within the standard] ÷ Σ_s weight`.
///
/// No site in reach counts 0, and so does a service that nobody uses; a site whose hours are unknown does not count.
/// `None` when no service has a weight.
pub fn hours(facts: &Facts<'_>, scorer: &Scorer, state: &State) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (index, service) in facts.dataset.services.iter().enumerate() {
        let users = &scorer.demand[index].users;
        weights += service.weight;
        let people: f64 = users.iter().sum();
        if people <= 0.0 {
            continue;
        }
        let mut longest = vec![0.0_f64; users.len()];
        for site in state.offering(index) {
            let Some(hours) = state.sites[site].hours_per_week else { continue };
            let hours = hours * state.offer(site, index).share;
            for (longest, &minutes) in longest.iter_mut().zip(facts.times.of_service(index).to_site(site)) {
                if minutes <= service.standard.minutes {
                    *longest = longest.max(hours);
                }
            }
        }
        let mean = users.iter().zip(&longest).map(|(people, hours)| people * hours).sum::<f64>() / people;
        sum += service.weight * mean;
    }
    (weights > 0.0).then(|| sum / weights)
}
