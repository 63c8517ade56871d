//! Money, opened.

use super::super::OptionAppraisal;
use super::{Cell, Explanation, Ground, pair, service_cell, setting, site_cell, term};
use crate::model::{Dataset, OptionPlan};
use crate::score::money;
use crate::score::timeline::{PaymentKind, Timeline};
use crate::units;

/// A figure of money that can be opened.
pub(super) struct Figure {
    pub key: &'static str,
    name: &'static str,
    unit: &'static str,
    open: fn(&Ground<'_>, &OptionAppraisal) -> Explanation,
}

/// Figures of money.
pub(super) const FIGURES: [Figure; 4] = [
    Figure { key: "running_cost_gbp", name: "Running cost", unit: "£ a year", open: running_cost },
    Figure { key: "saving_gbp", name: "Saving", unit: "£ a year", open: saving },
    Figure { key: "one_off_gbp", name: "One-off costs", unit: "£", open: one_off },
    Figure { key: "net_present_cost_gbp", name: "Net present cost", unit: "£", open: net_present_cost },
];

/// A figure of money in words.
pub(super) fn words(key: &str) -> Option<String> {
    let figure = FIGURES.into_iter().find(|figure| figure.key == key)?;
    Some(format!("{}, {}", figure.name, figure.unit))
}

/// A figure of money, opened.
pub(super) fn money(ground: &Ground<'_>, option: &OptionAppraisal, key: &str) -> Option<Explanation> {
    let figure = FIGURES.into_iter().find(|figure| figure.key == key)?;
    let what = format!("{} of {}", figure.name, option.name);
    Some(Explanation { what, ..(figure.open)(ground, option) })
}

/// Running cost of the steady state by its lines, with each open site's figures.
pub(super) fn running_cost(ground: &Ground<'_>, option: &OptionAppraisal) -> Explanation {
    let dataset = ground.facts.dataset;
    let lines = &option.findings.cost.lines;
    let played = ground.plan.option(&option.id);
    let played = played.map(|plan| (plan, Timeline::of(dataset, ground.facts.settings, plan)));
    let mut inputs: Vec<Cell> = vec![setting("co_location_saving", ground.facts.settings.co_location_saving)];
    for (site, found) in option.findings.sites.iter().enumerate().filter(|(_, found)| found.open) {
        let facts = &dataset.sites[site];
        inputs.push(site_cell(dataset, site, "running_cost_gbp", facts.running_cost_gbp));
        inputs.push(site_cell(dataset, site, "income_gbp", facts.income_gbp));
        let cell = |&(service, _): &(usize, f64)| delivery(dataset, played.as_ref(), site, service);
        inputs.extend(found.services.iter().map(cell));
    }
    let unknown = option.findings.unknowns.running_costs;
    let notes = if unknown > 0 {
        vec![format!("{unknown} open sites have no known running cost and are left out")]
    } else {
        Vec::new()
    };
    Explanation {
        value: Some(option.findings.cost.running_cost_gbp),
        unit: "GBP/year".to_owned(),
        formula: "premises − income + deliveries − saving by sharing + yearly money lines + next use of released buildings".to_owned(),
        terms: vec![
            term("premises of open sites, after what is saved in place", lines.premises_gbp, "GBP/year"),
            term("− income", -lines.income_gbp, "GBP/year"),
            term("delivering services", lines.deliveries_gbp, "GBP/year"),
            term("− saved by sharing buildings", -lines.co_location_saving_gbp, "GBP/year"),
            term("the option’s own yearly lines", lines.money_lines_gbp, "GBP/year"),
            term("released buildings in their next use", lines.reuse_cost_gbp, "GBP/year"),
            term("− what released buildings earn", -lines.reuse_income_gbp, "GBP/year"),
            term("− temporary homes elsewhere avoided", -lines.avoided_gbp, "GBP/year"),
        ],
        inputs,
        notes,
        ..Explanation::default()
    }
}

/// What delivering a service at a site costs: the figure of the move that brought it there, else the site's own, else the
/// service's.
fn delivery(
    dataset: &Dataset,
    played: Option<&(&OptionPlan, Timeline)>,
    site: usize,
    service: usize,
) -> Cell {
    let (facts, offered) = (&dataset.sites[site], &dataset.services[service]);
    let of = format!("{}, {}", facts.name, offered.name);
    let moved = played.and_then(|(plan, timeline)| {
        let gbp = timeline.steady().offer(site, service).delivery_gbp;
        let sets = |place: &usize| {
            let arrives = timeline.moves[*place]
                .is_some_and(|acted| acted.service == service && acted.to == Some(site));
            arrives && plan.moves[*place].delivery_gbp == Some(gbp)
        };
        let place = (0..plan.moves.len()).rev().find(sets)?;
        Some((format!("options.{}.moves[{place}].delivery_gbp", plan.id), gbp))
    });
    match (moved, facts.delivery_gbp(&offered.id)) {
        (Some((column, gbp)), _) => Cell { file: "plan".to_owned(), row: None, column, of, value: Some(gbp) },
        (None, Some(own)) => Cell { of, ..site_cell(dataset, site, "delivery_gbp", Some(own)) },
        (None, None) => service_cell(dataset, service, "delivery_gbp", offered.delivery_gbp),
    }
}

fn saving(ground: &Ground<'_>, option: &OptionAppraisal) -> Explanation {
    let dataset = ground.facts.dataset;
    let (bau, now) = pair(ground, option);
    let mut terms = vec![
        term("running cost of business as usual", bau.cost.running_cost_gbp, "GBP/year"),
        term("− running cost of the option", -now.cost.running_cost_gbp, "GBP/year"),
    ];
    for (site, (before, after)) in bau.sites.iter().zip(&now.sites).enumerate() {
        let saved = before.running_cost_gbp - after.running_cost_gbp;
        if saved != 0.0 {
            terms.push(term(format!("of it at {}", dataset.sites[site].name), saved, "GBP/year"));
        }
    }
    let cost = running_cost(ground, option);
    Explanation {
        value: Some(now.cost.saving_gbp),
        unit: "GBP/year".to_owned(),
        formula: "running cost of business as usual − running cost of the option, in the steady state"
            .to_owned(),
        terms,
        inputs: cost.inputs,
        notes: cost.notes,
        ..Explanation::default()
    }
}

fn one_off(ground: &Ground<'_>, option: &OptionAppraisal) -> Explanation {
    let (dataset, settings) = (ground.facts.dataset, ground.facts.settings);
    let mut opened = Explanation {
        value: Some(option.findings.cost.one_off_gbp),
        unit: "GBP".to_owned(),
        formula: "fit-out, clawback and works by month + once-only money lines (capital ones × (1 + optimism bias)), undiscounted".to_owned(),
        inputs: vec![
            setting("fit_out_gbp_per_m2", settings.fit_out_gbp_per_m2),
            setting("optimism_bias", settings.optimism_bias),
        ],
        ..Explanation::default()
    };
    let Some(decided) = ground.plan.option(&option.id) else { return opened };
    let timeline = Timeline::of(dataset, settings, decided);
    for payment in &timeline.payments {
        let month = units::Month::at(settings.first_year, payment.month);
        let what = match payment.kind {
            PaymentKind::FitOut => "fit-out",
            PaymentKind::ClawbackClosed | PaymentKind::ClawbackLeft => "clawback",
            PaymentKind::Works => "works for the next use",
        };
        let site = &dataset.sites[payment.site].name;
        opened.terms.push(term(format!("{what} at {site} in {month}"), payment.gbp, "GBP"));
    }
    for line in decided.money.iter().filter(|line| line.every == crate::model::Every::Once) {
        opened.terms.push(term(line.line.clone(), money::once_gbp(settings, line), "GBP"));
    }
    opened
}

fn net_present_cost(ground: &Ground<'_>, option: &OptionAppraisal) -> Explanation {
    let settings = ground.facts.settings;
    let cost = &option.findings.cost;
    let terms = money::discount_factors(settings).into_iter().zip(&cost.years).map(|(factor, year)| {
        let words = format!(
            "{}: cash {} × {factor:.4}",
            units::financial_year(year.year),
            units::pounds(year.cash_gbp)
        );
        term(words, year.cash_gbp * factor, "GBP")
    });
    Explanation {
        value: Some(cost.net_present_cost_gbp),
        unit: "GBP".to_owned(),
        formula: "Σ_years cash × discount factor; cash = running cost + one-offs + holding + backlog − receipts − residual value".to_owned(),
        terms: terms.collect(),
        inputs: settings
            .discount
            .iter()
            .map(|band| setting(&format!("discount from year {}", band.from_year), band.rate))
            .collect(),
        notes: vec![
            format!("rates: {}", settings.discount_source),
            format!("residual value in the last year: {}", units::pounds(cost.residual_value_gbp)),
        ],
        ..Explanation::default()
    }
}
