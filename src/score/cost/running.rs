//! What sites cost to run in one state, £ a year.

use crate::model::{Dataset, Settings};
use crate::score::RunningCostLines;
use crate::score::timeline::State;

/// Running cost of every site in one state, £ a year, and its parts (without the option's money lines).
pub fn running_cost(dataset: &Dataset, settings: &Settings, state: &State) -> (Vec<f64>, RunningCostLines) {
    let mut lines = RunningCostLines::default();
    let by_site =
        (0..dataset.sites.len()).map(|site| site_cost(dataset, settings, state, site, &mut lines)).collect();
    (by_site, lines)
}

/// Running cost of one site in a state, £ a year; its parts are added to `lines`.
pub fn site_cost(
    dataset: &Dataset,
    settings: &Settings,
    state: &State,
    site: usize,
    lines: &mut RunningCostLines,
) -> f64 {
    let (premises, income) = premises(dataset, state, site);
    let (mut deliveries, mut largest) = (0.0, 0.0_f64);
    for offer in state.offers(site).iter().filter(|offer| offer.share > 0.0) {
        let gbp = offer.delivery_gbp * offer.share;
        deliveries += gbp;
        largest = largest.max(gbp);
    }
    let saved = settings.co_location_saving * (deliveries - largest);
    lines.premises_gbp += premises;
    lines.income_gbp += income;
    lines.lettings_gbp += if state.sites[site].open { state.sites[site].extra_income_gbp } else { 0.0 };
    lines.deliveries_gbp += deliveries;
    lines.co_location_saving_gbp += saved;
    premises - income + deliveries - saved
}

/// A site's premises cost and income in one state, £ a year; a partner's site counts its own figures only while it
/// offers a service.
fn premises(dataset: &Dataset, state: &State, site: usize) -> (f64, f64) {
    let (facts, now) = (&dataset.sites[site], &state.sites[site]);
    if !now.open {
        return (0.0, 0.0);
    }
    let ours = facts.partner.is_none() || state.offers_any(site);
    let counted = |gbp: Option<f64>| if ours { gbp.unwrap_or(0.0) } else { 0.0 };
    let premises = counted(facts.running_cost_gbp) * (1.0 - now.reduce_share);
    (premises, counted(facts.income_gbp) + now.extra_income_gbp)
}
