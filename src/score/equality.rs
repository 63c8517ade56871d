//! Equality: how long the neediest fifth of residents travel. Lower is better.
//!
//! What is scored is their own journey, not the gap to everyone else: a gap also shrinks when others are harmed.
//!
//! # References
//! Parfit, D. (1997), "Equality and priority", *Ratio* 10(3), 202–221 (levelling down).

use super::access::or_unreachable;
use super::findings::ServiceFindings;
use super::{Facts, Scorer};

/// Mean minutes of the neediest fifth, and the gap to everybody's, over the services that have need indicators.
///
/// `Σ_s weight·mean_s ÷ Σ_s weight`, mean over the users in the service's neediest fifth of residents; *none* counts
/// `unreachable_minutes`. A service without such users leaves both sums. `None` when no service remains.
pub fn equality(facts: &Facts<'_>, scorer: &Scorer, services: &[ServiceFindings]) -> Option<(f64, f64)> {
    let none = facts.settings.unreachable_minutes;
    let (mut neediest, mut everybody, mut weights) = (0.0, 0.0, 0.0);
    for (index, service) in facts.dataset.services.iter().enumerate() {
        let demand = &scorer.demand[index];
        let Some(fifth) = &demand.neediest_fifth else { continue };
        let (mut in_fifth, mut in_fifth_minutes, mut users, mut minutes) = (0.0, 0.0, 0.0, 0.0);
        for ((&people, &share), &there) in demand.users.iter().zip(fifth).zip(&services[index].minutes) {
            let there = or_unreachable(there, none);
            in_fifth += people * share;
            in_fifth_minutes += people * share * there;
            users += people;
            minutes += people * there;
        }
        if in_fifth > 0.0 {
            neediest += service.weight * in_fifth_minutes / in_fifth;
            everybody += service.weight * minutes / users;
            weights += service.weight;
        }
    }
    (weights > 0.0).then(|| (neediest / weights, (neediest - everybody) / weights))
}
