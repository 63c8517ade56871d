//! Money of the option looked at: savings by year against the target, totals with what is unknown, and what doing nothing
//! comes to.

use egui::{Align, Layout, Ui, vec2};

use crate::appraise::OptionAppraisal;
use crate::score::YearFindings;
use crate::units::{financial_year, pounds, pounds_short};

use super::super::charts;
use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets;
use super::{assumptions, money_lines};

/// The whole page.
pub fn ui(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let option = session.option(&view.option);
    let width = ui.available_width();
    if width > 720.0 {
        ui.horizontal_top(|ui| {
            let half = (width - 32.0) / 2.0;
            ui.allocate_ui(vec2(half, 10.0), |ui| {
                ui.set_width(half);
                ui.vertical(|ui| savings(ui, session, option));
            });
            ui.add_space(24.0);
            ui.vertical(|ui| {
                ui.set_width(half);
                totals(ui, session, option);
            });
        });
    } else {
        savings(ui, session, option);
        totals(ui, session, option);
    }
    widgets::divider(ui);
    money_lines::lines(ui, session, option);
    widgets::divider(ui);
    money_lines::own_lines(ui, session, view, commands);
    widgets::divider(ui);
    assumptions::ui(ui, session, commands);
}

/// Bars by year, what is missed, and what doing nothing comes to.
pub fn savings(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    savings_alone(ui, session, option);
    do_nothing(ui, session, option);
}

/// Bars by year, and what is missed.
pub fn savings_alone(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    let tokens = tokens(ui);
    let years = shown_years(&option.findings.cost.years);
    widgets::section(ui, "Saving by year, against target (black line)");
    charts::savings(ui, years, tokens.option(session.position(&option.id)));
    ui.add_space(2.0);
    let missed = option.findings.cost.missed_gbp();
    let with_target = years.iter().any(|year| year.target_gbp.is_some());
    if !with_target {
        ui.label(theme::small("No savings target is set.").color(tokens.text2));
    } else if missed > 0.5 {
        let each: Vec<String> = years
            .iter()
            .filter_map(|year| year.shortfall_gbp.filter(|gbp| *gbp > 0.5).map(|gbp| (year.year, gbp)))
            .map(|(year, gbp)| format!("{} in {}", pounds_short(gbp), financial_year(year)))
            .collect();
        let words = format!("{} Short of target: {}", icon::WARNING, each.join(", "));
        ui.label(theme::small(words).color(tokens.bad));
    } else {
        ui.label(theme::small(format!("{} Every target is met", icon::CHECK_CIRCLE)).color(tokens.good));
    }
    ui.label(
        theme::caption(format!(
            "Real prices of {}; a year runs from April to March",
            financial_year(session.plan().settings.first_year)
        ))
        .color(tokens.text3),
    );
}

/// Years up to the last with a target, and at least four.
pub fn shown_years(years: &[YearFindings]) -> &[YearFindings] {
    let with_target = years.iter().rposition(|year| year.target_gbp.is_some()).map_or(0, |place| place + 1);
    &years[..years.len().min(with_target.max(4))]
}

/// What doing nothing comes to, beside the option.
fn do_nothing(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    let tokens = tokens(ui);
    let nothing = &session.appraisal.do_nothing;
    let (Some(last), Some(own)) = (nothing.years.last(), option.findings.cost.years.last()) else { return };
    ui.add_space(8.0);
    widgets::section(ui, "If nothing is done");
    let growth = session.plan().settings.backlog_growth;
    let backlog = if growth == 0.0 {
        format!("{} (growth not stated)", pounds_short(last.backlog_gbp))
    } else {
        format!("{} → {}", pounds_short(nothing.backlog_now_gbp), pounds_short(last.backlog_gbp))
    };
    let by = financial_year(last.year);
    widgets::fact(ui, &format!("Repairs waiting by {by}"), Some(&backlog)).on_hover_text(
        "Repair backlog of the council’s own buildings, growing at the rate below, nothing repaired",
    );
    if last.missed_gbp > 0.0 {
        widgets::fact(ui, "Savings missed, all targets", Some(&pounds_short(last.missed_gbp)));
    }
    if option.status.is_some() {
        widgets::fact(
            ui,
            &format!("This option: repairs waiting by {by}"),
            Some(&pounds_short(own.backlog_gbp)),
        );
        widgets::fact(
            ui,
            "This option: savings missed",
            Some(&pounds_short(option.findings.cost.missed_gbp())),
        );
    }
    if nothing.unknown_backlogs > 0 {
        let words =
            format!("{} Buildings without a known backlog: {}", icon::WARNING, nothing.unknown_backlogs);
        ui.label(theme::caption(words).color(tokens.warn));
    }
}

/// Totals, each with the range in which it lies once unknown figures are known.
fn totals(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    let (cost, settings) = (&option.findings.cost, &session.plan().settings);
    let tokens = tokens(ui);
    widgets::section(ui, "Totals");
    let total = |ui: &mut Ui, name: &str, value: String, range: Option<[f64; 2]>, meaning: &str| {
        widgets::fact(ui, name, Some(&value)).on_hover_text(meaning);
        if let Some([low, high]) = range.filter(|[low, high]| high - low > 0.5) {
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                let words = format!("{} to {} once known", pounds_short(low), pounds_short(high));
                ui.label(theme::caption(words).color(tokens.warn)).on_hover_text(
                    "Unknown figures at the lower and the upper quartile of the buildings that are known, by floor area where that is known",
                );
            });
        }
    };
    total(
        ui,
        "Running cost a year",
        pounds(cost.running_cost_gbp),
        cost.range(|bound| bound.running_cost_gbp),
        "All running lines once everything is done, £ a year",
    );
    if option.status.is_some() {
        total(
            ui,
            "Saving a year",
            pounds(cost.saving_gbp),
            cost.range(|bound| bound.saving_gbp),
            "Business as usual’s running cost minus this one’s",
        );
    }
    if let Some(each) = cost.per_resident_gbp {
        widgets::fact(ui, "Running cost per resident", Some(&format!("£{each:.2}")))
            .on_hover_text("Running cost a year ÷ all residents");
    }
    widgets::fact(ui, "One-off costs", Some(&pounds(cost.one_off_gbp))).on_hover_text(
        "Fit-out, works, clawback and the option’s own one-off lines, undiscounted, with optimism bias",
    );
    let years = settings.horizon_years;
    total(
        ui,
        &format!("Net present cost, {years} years"),
        pounds(cost.net_present_cost_gbp),
        cost.range(|bound| bound.net_present_cost_gbp),
        &format!("All cash over {years} years, discounted: {}", settings.discount_source),
    );
    total(
        ui,
        "of which still owned at the end",
        pounds(-cost.residual_value_gbp),
        None,
        "Capital value of what the council still owns, counted as a receipt in the last year",
    );
    if settings.backlog_years.is_none() {
        ui.label(theme::caption("The repair backlog is not counted.").color(tokens.text3));
    }
    let payback = cost.payback_year.map_or_else(|| "not within the horizon".to_owned(), financial_year);
    if option.status.is_some() && cost.one_off_gbp > 0.0 {
        widgets::fact(ui, "Paid back in", Some(&payback)).on_hover_text(
            "The year by whose end the cash spent first has come back, against business as usual, undiscounted",
        );
    }
    unknowns(ui, option);
}

/// How many figures are missing.
fn unknowns(ui: &mut Ui, option: &OptionAppraisal) {
    let counts = &option.findings.unknowns;
    let parts: Vec<String> = [
        (counts.running_costs, "running costs"),
        (counts.incomes, "incomes"),
        (counts.capital_values + counts.receipts, "capital values"),
        (counts.backlogs, "repair backlogs"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{what} {count}"))
    .collect();
    if !parts.is_empty() {
        let words = format!("{} Unknown and left out: {}", icon::WARNING, parts.join(", "));
        ui.label(theme::caption(words).color(tokens(ui).warn));
    }
}
