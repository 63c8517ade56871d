//! The few findings that say what one decision does: access and running cost, without the rest of an appraisal.

use super::timeline::Timeline;
use super::{Facts, Scorer, ServiceFindings, access, cost};
use crate::model::MoneyLine;

/// Access and running cost of one option, as [`Scorer::score`] finds them.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// By service. The capacity in reach is not worked out.
    pub services: Vec<ServiceFindings>,
    /// Need-weighted coverage over all services, 0 to 1; `None` is unknown.
    pub access: Option<f64>,
    /// Running cost in the steady state, £ a year.
    pub running_cost_gbp: f64,
}

impl Scorer {
    /// Access and running cost of one option. `against` is what journeys are compared with, `None` for nothing.
    pub fn brief(
        &self,
        facts: &Facts<'_>,
        timeline: &Timeline,
        money: &[MoneyLine],
        against: Option<&Brief>,
    ) -> Brief {
        let services: Vec<ServiceFindings> = self
            .demand
            .iter()
            .enumerate()
            .map(|(index, demand)| {
                let before = against.and_then(|against| against.services.get(index));
                access::service(facts, demand, index, timeline.steady(), before)
            })
            .collect();
        let cost = cost::cost(facts.dataset, facts.settings, timeline, money, None);
        let access = access::overall(facts, &services);
        Brief { services, access, running_cost_gbp: cost.running_cost_gbp }
    }
}
