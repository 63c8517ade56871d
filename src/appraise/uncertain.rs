//! Costs and demand within stated ranges: every option on the same draws, and a tornado for each.

use std::collections::BTreeMap;

use super::Appraisal;
use crate::model::{Dataset, Every, MoneyLine, Plan, Settings};
use crate::score::ranges::Ranges;
use crate::score::robustness::DRAWS;
use crate::score::timeline::{State, Timeline, month_or_first, months_of_year};
use crate::score::uncertainty::{Bar, Beyond, Engine, Parts, Uncertain, monte_carlo, tornado};
use crate::score::{Findings, cost, money};

/// What is found about all options.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertainty {
    /// The ranges that were used.
    pub ranges: Ranges,
    /// By option of the appraisal, business as usual first.
    pub options: Vec<Uncertain>,
    /// By option of the appraisal: bars, longest first; business as usual has none.
    pub tornado: Vec<Vec<Bar>>,
    /// The saving that is asked for in the end, £ a year.
    pub target: Option<f64>,
    /// Draws.
    pub draws: usize,
}

/// Works out costs and demand within their ranges.
pub fn uncertainty(dataset: &Dataset, plan: &Plan, appraisal: &Appraisal) -> Uncertainty {
    let settings = &plan.settings;
    let ranges = Ranges::of(plan);
    let engine = Engine::new(&money::discount_factors(settings), &ranges);
    let parts: Vec<Parts> = appraisal
        .options
        .iter()
        .map(|option| {
            let (timeline, money) = plan.option(&option.id).map_or_else(
                || (Timeline::bau(dataset), [].as_slice()),
                |decided| (Timeline::of(dataset, settings, decided), decided.money.as_slice()),
            );
            parts(dataset, settings, &timeline, money, &option.findings)
        })
        .collect();
    let beyond: Vec<Beyond> =
        appraisal.options.iter().map(|option| beyond(dataset, &option.findings)).collect();
    let target = settings.last_target_gbp();
    let options = monte_carlo(&engine, &ranges, &parts, &beyond, target, settings.seed, DRAWS);
    let tornado = parts
        .iter()
        .enumerate()
        .map(
            |(place, option)| {
                if place == 0 { Vec::new() } else { tornado(&engine, &ranges, &parts[0], option) }
            },
        )
        .collect();
    Uncertainty { ranges, options, tornado, target, draws: DRAWS }
}

fn parts(
    dataset: &Dataset,
    settings: &Settings,
    timeline: &Timeline,
    lines: &[MoneyLine],
    found: &Findings,
) -> Parts {
    let years = settings.horizon_years as usize;
    let zeros = || vec![0.0; years];
    let mut parts = Parts {
        premises: zeros(),
        deliveries: zeros(),
        electricity: zeros(),
        gas: zeros(),
        one_offs: zeros(),
        last_year: found.cost.years.last().map_or(0.0, |year| year.running_cost_gbp),
        net_present_cost: found.cost.net_present_cost_gbp,
    };
    for (place, (from, state)) in timeline.states.iter().enumerate() {
        let until = timeline.states.get(place + 1).map_or(u32::MAX, |(next, _)| *next);
        let (_, lines) = cost::running_cost(dataset, settings, state);
        let [electricity, gas] = energy(dataset, state);
        for (year, place) in (0..settings.horizon_years).zip(0..) {
            let share = months_of_year(year, *from, until) / 12.0;
            parts.premises[place] += share * lines.premises_gbp;
            parts.deliveries[place] += share * (lines.deliveries_gbp - lines.co_location_saving_gbp);
            parts.electricity[place] += share * electricity;
            parts.gas[place] += share * gas;
        }
    }
    let lines = lines.iter().filter(|line| line.every == Every::Once);
    let lines = lines.map(|line| (month_or_first(line.from, settings), money::once_gbp(settings, line)));
    let payments = timeline.payments.iter().map(|payment| (payment.month, payment.gbp));
    for (month, gbp) in payments.chain(lines) {
        if let Some(year) = parts.one_offs.get_mut(month as usize / 12) {
            *year += gbp;
        }
    }
    parts
}

/// Known electricity and gas of open sites, kWh a year.
fn energy(dataset: &Dataset, state: &State) -> [f64; 2] {
    let mut sums = [0.0; 2];
    for (site, now) in dataset.sites.iter().zip(&state.sites).filter(|(_, now)| now.open) {
        for (sum, kwh) in sums.iter_mut().zip([site.electricity_kwh, site.gas_kwh]) {
            *sum += kwh.unwrap_or(0.0) * (1.0 - now.reduce_share);
        }
    }
    sums
}

/// People beyond a standard by the column that counts them, all services added up.
fn beyond(dataset: &Dataset, found: &Findings) -> Beyond {
    let mut beyond: BTreeMap<String, f64> = BTreeMap::new();
    for (service, found) in dataset.services.iter().zip(&found.services) {
        for column in &service.users.columns {
            let counts = dataset.columns.get(column).unwrap_or_default();
            let far =
                counts.iter().zip(&found.minutes).filter(|(_, minutes)| **minutes > service.standard.minutes);
            *beyond.entry(column.clone()).or_default() += far.filter_map(|(count, _)| *count).sum::<f64>();
        }
    }
    beyond
}
