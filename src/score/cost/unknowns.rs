//! How many figures the money of an option lacks.

use crate::model::{Action, AfterUse, Dataset, Settings};
use crate::score::Unknowns;
use crate::score::timeline::Timeline;

/// Counts the inputs that the steady state lacks.
pub fn unknowns(dataset: &Dataset, settings: &Settings, timeline: &Timeline) -> Unknowns {
    let state = timeline.steady();
    let mut unknowns = Unknowns { floor_areas: timeline.unchecked_space.len(), ..Unknowns::default() };
    for site in state.open_sites() {
        let facts = &dataset.sites[site];
        let offers = state.offers_any(site);
        let ours = facts.partner.is_none() || offers;
        unknowns.running_costs += usize::from(ours && facts.running_cost_gbp.is_none());
        unknowns.incomes += usize::from(ours && facts.income_gbp.is_none());
        unknowns.hours += usize::from(offers && state.sites[site].hours_per_week.is_none());
        unknowns.energy += usize::from(facts.electricity_kwh.is_none() || facts.gas_kwh.is_none());
        unknowns.backlogs += usize::from(facts.backlog_gbp.is_none() && settings.backlog_years.is_some());
    }
    for &(site, _, after_use) in &timeline.closings {
        let facts = &dataset.sites[site];
        let held = matches!(after_use, AfterUse::Dispose | AfterUse::Undecided) && facts.partner.is_none();
        unknowns.holdings += usize::from(held && facts.running_cost_gbp.is_none());
        unknowns.receipts += usize::from(after_use == AfterUse::Dispose && facts.capital_value_gbp.is_none());
    }
    unknowns.capital_values = dataset
        .sites
        .iter()
        .enumerate()
        .filter(|(site, facts)| {
            let gone = timeline.closings.iter().any(|(closed, _, after_use)| {
                closed == site && matches!(after_use, AfterUse::Dispose | AfterUse::CommunityTransfer)
            });
            facts.partner.is_none() && facts.capital_value_gbp.is_none() && !gone
        })
        .count();
    unknowns
}

/// Whether a decision cuts cost in place without saying what that does to opening hours.
pub fn hours_not_stated(action: Action, hours_per_week: Option<f64>) -> bool {
    action == Action::Reduce && hours_per_week.is_none()
}
