//! Carbon of the buildings that stay open, kg CO₂e a year.

use super::timeline::State;
use crate::model::{Dataset, Settings};

/// `Σ (electricity·factor + gas·factor)·(1 − reduce_share)` over open sites; unknown energy is left out (and counted by
/// [`super::cost::unknowns`]).
///
/// # References
/// The factors are the plan's own, with their source; UK Government GHG Conversion Factors for Company Reporting.
pub fn carbon(dataset: &Dataset, settings: &Settings, state: &State) -> f64 {
    let factors = &settings.carbon_kg_per_kwh;
    dataset
        .sites
        .iter()
        .zip(&state.sites)
        .filter(|(_, now)| now.open)
        .map(|(site, now)| {
            let electricity = site.electricity_kwh.unwrap_or(0.0) * factors.electricity;
            let gas = site.gas_kwh.unwrap_or(0.0) * factors.gas;
            (electricity + gas) * (1.0 - now.reduce_share)
        })
        .sum()
}
