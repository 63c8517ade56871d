//! What happens if nothing is done: repairs that wait and grow, and savings that are missed.

use crate::model::{Dataset, Settings};

/// Doing nothing: business as usual without any repair or saving. £, real prices of the first year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DoNothing {
    /// Repairs that the council's own buildings wait for today.
    pub backlog_now_gbp: f64,
    /// The council's own buildings whose backlog is unknown and left out.
    pub unknown_backlogs: usize,
    /// Year by year of the horizon.
    pub years: Vec<DoNothingYear>,
}

/// One financial year of doing nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DoNothingYear {
    /// First calendar year of the financial year.
    pub year: i32,
    /// Repairs that wait at its end: today's × (1 + `backlog_growth`) ^ years.
    pub backlog_gbp: f64,
    /// The target of that year, all of which is missed; `None` without a target.
    pub target_gbp: Option<f64>,
    /// Targets missed so far, added up.
    pub missed_gbp: f64,
}

impl DoNothing {
    /// What doing nothing comes to.
    pub fn of(dataset: &Dataset, settings: &Settings) -> Self {
        let own = || dataset.sites.iter().filter(|site| site.partner.is_none());
        let backlog_now_gbp: f64 = own().filter_map(|site| site.backlog_gbp).sum();
        let mut missed_gbp = 0.0;
        let years = (0..settings.horizon_years).map(|place| {
            let year = settings.first_year.saturating_add_unsigned(place);
            let target_gbp = settings.targets_gbp.get(&year).copied();
            missed_gbp += target_gbp.unwrap_or(0.0);
            let backlog_gbp = backlog_now_gbp * settings.backlog_growth_by(place);
            DoNothingYear { year, backlog_gbp, target_gbp, missed_gbp }
        });
        Self {
            backlog_now_gbp,
            unknown_backlogs: own().filter(|site| site.backlog_gbp.is_none()).count(),
            years: years.collect(),
        }
    }
}
