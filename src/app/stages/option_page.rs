//! The inspector when no site is selected: the option's money over time, access by service, clashes and total.

use egui::{Align, Layout, Ui};

use crate::appraise::OptionAppraisal;
use crate::model::{CriterionKey, Plan, Status};
use crate::units;

use super::super::charts;
use super::super::command::{Act, Command};
use super::super::icons::icon;
use super::super::session::{PREVIEW, Session};
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Tone, Weight};
use super::money::shown_years;
use super::option_list;

/// The whole right panel.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let option = session.option(&view.option);
    let plan = session.option_plan(&view.option);
    ui.label(theme::title(&option.name));
    match plan {
        None => {
            not_to_be_changed(ui, view, commands);
        }
        Some(plan) => {
            ui.label(theme::small("Select a site on the map to decide for it.").color(tokens.text3));
            ui.add_space(4.0);
            let shown = [Status::LongList, Status::ShortList, Status::Preferred, Status::Discarded];
            let segments = shown.map(|status| widgets::Segment {
                value: status,
                icon: None,
                label: status.label(),
                tooltip: "How far the option has come",
                tone: Tone::Neutral,
            });
            if let Some(status) = widgets::segmented(ui, Some(plan.status), &segments, ui.available_width()) {
                commands.push(option_list::set_status(&plan.id, status));
            }
            if let Some(reason) = plan.reason.as_ref().filter(|reason| !reason.is_empty()) {
                ui.label(theme::small(format!("“{reason}”")).color(tokens.text2));
            }
        }
    }
    clashes(ui, option);
    if let Some(plan) = plan.filter(|plan| !plan.notes.is_empty()) {
        widgets::divider(ui);
        widgets::section(ui, "Notes");
        for note in &plan.notes {
            ui.label(theme::small(format!("“{note}”")));
        }
    }
    widgets::divider(ui);
    if !view.workshop.hide_money {
        money(ui, session, option, plan.is_some());
        widgets::divider(ui);
    }
    coverage(ui, session, option, view, commands);
    widgets::divider(ui);
    total(ui, session, option);
}

/// Why what is looked at cannot be changed, and how it becomes an option that can.
pub fn not_to_be_changed(ui: &mut Ui, view: &View, commands: &mut Vec<Command>) {
    let quiet = tokens(ui).text2;
    if view.option == PREVIEW {
        let words = "Found by the search and not kept yet: keep it as an option to change it.";
        ui.label(theme::small(words).color(quiet));
        return;
    }
    let words = "What happens if nothing is decided. It cannot be changed; options start from it.";
    ui.label(theme::small(words).color(quiet));
    ui.add_space(6.0);
    let copy =
        widgets::button_wide(ui, Weight::Primary, Some(icon::COPY), "Copy to edit", ui.available_width());
    if copy.on_hover_text(Act::CopyOption.tooltip()).clicked() {
        commands.push(Act::CopyOption.into());
    }
}

fn clashes(ui: &mut Ui, option: &OptionAppraisal) {
    let clashes = &option.findings.clashes;
    if clashes.is_empty() {
        return;
    }
    let tokens = tokens(ui);
    ui.add_space(6.0);
    egui::Frame::new()
        .fill(tokens.bad_bg)
        .stroke(egui::Stroke::new(1.0, tokens.bad))
        .corner_radius(theme::CARD_RADIUS)
        .inner_margin(10)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(theme::label("Cannot be done as it stands").color(tokens.bad));
            for clash in clashes.iter().take(8) {
                ui.label(theme::small(format!("· {}", clash.message)).color(tokens.text));
            }
            if clashes.len() > 8 {
                ui.label(theme::small(format!("and {} more", clashes.len() - 8)).color(tokens.text2));
            }
        });
}

fn money(ui: &mut Ui, session: &Session, option: &OptionAppraisal, own: bool) {
    let cost = &option.findings.cost;
    let tokens = tokens(ui);
    if own {
        widgets::section(ui, "Saving by year, against target");
        charts::savings(ui, shown_years(&cost.years), tokens.option(session.position(&option.id)));
        ui.add_space(4.0);
    } else {
        widgets::section(ui, "Money");
    }
    let lines = cost.lines;
    for (name, gbp, meaning) in [
        (
            "Premises",
            lines.premises_gbp,
            "Running cost of open buildings after cost-in-place measures, £ a year",
        ),
        ("Income", -lines.income_gbp, "Lettings and fees, £ a year, subtracted"),
        (
            "Delivering services",
            lines.deliveries_gbp,
            "Staff and materials of each service at each site, £ a year",
        ),
        (
            "Saved by sharing",
            -lines.co_location_saving_gbp,
            "What services sharing a building save, £ a year",
        ),
        ("Own money lines", lines.money_lines_gbp, "Yearly costs that the option itself names"),
    ] {
        if gbp.abs() >= 0.5 {
            widgets::fact(ui, name, Some(&units::pounds(gbp))).on_hover_text(meaning);
        }
    }
    let running = option.findings.known_running_cost().map(units::pounds);
    widgets::fact(ui, "Running cost a year", running.as_deref())
        .on_hover_text("The lines above, added up: £ a year once all is done");
    if cost.one_off_gbp.abs() >= 0.5 {
        widgets::fact(ui, "One-off costs", Some(&units::pounds(cost.one_off_gbp))).on_hover_text(
            "Fit-out with optimism bias, clawback and the option’s own one-off lines, £, undiscounted",
        );
    }
    widgets::fact(ui, "Net present cost", Some(&units::pounds_short(cost.net_present_cost_gbp)))
        .on_hover_text(format!(
            "All cash over {} years, discounted ({})",
            session.plan().settings.horizon_years,
            session.plan().settings.discount_source
        ));
    if let Some(year) = cost.payback_year {
        widgets::fact(ui, "Paid back in", Some(&units::financial_year(year)))
            .on_hover_text("The financial year by whose end the cash spent first has come back, against business as usual, undiscounted");
    }
    let people = session.dataset.people();
    if people > 0.0 && running.is_some() {
        let each = format!("£{:.2}", cost.running_cost_gbp / people);
        widgets::fact(ui, "Running cost per resident", Some(&each))
            .on_hover_text("Running cost a year ÷ all residents");
    }
    let unknown = option.findings.unknowns.running_costs;
    if unknown > 0 {
        let range = cost.unknown_running_cost_gbp.map_or_else(String::new, |[low, high]| {
            format!("; they could add {} to {} a year", units::pounds_short(low), units::pounds_short(high))
        });
        let words = if unknown == 1 { "1 site".to_owned() } else { format!("{unknown} sites") };
        let words = format!("{words} with unknown running cost left out{range}");
        ui.label(theme::caption(format!("{} {words}", icon::WARNING)).color(tokens.warn))
            .on_hover_text("From the lower to the upper quartile of the buildings that are known, by floor area where that is known");
    }
}

fn coverage(
    ui: &mut Ui,
    session: &Session,
    option: &OptionAppraisal,
    view: &View,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    widgets::section(ui, "Coverage by service");
    let own = option.id != Plan::BAU;
    let heads = ["Within", "Min", if own { "Newly beyond" } else { "Beyond" }];
    columns(
        ui,
        |ui| drop(ui.label(theme::caption("Service").color(tokens.text3))),
        heads.map(|head| theme::caption(head).color(tokens.text3)),
    );
    for (place, (service, found)) in
        session.dataset.services.iter().zip(&option.findings.services).enumerate()
    {
        let share = found
            .coverage_people
            .map_or_else(|| "–".to_owned(), |share| format!("{} %", units::percent_down(share)));
        let minutes = found.mean_minutes.map_or_else(|| "–".to_owned(), |minutes| format!("{minutes:.1}"));
        let (count, ink) = if own {
            (found.newly_beyond, if found.newly_beyond > 0.0 { tokens.bad } else { tokens.text2 })
        } else {
            (found.people_beyond, tokens.text)
        };
        let values =
            [theme::small(share), theme::small(minutes), theme::small(units::thousands(count)).color(ink)];
        let name = |ui: &mut Ui| {
            let chosen = place == view.service;
            let name = theme::small(&service.name);
            let name = if chosen { name.font(theme::semibold(12.0)).color(tokens.soft_text) } else { name };
            let label = ui.add(egui::Label::new(name).truncate().sense(egui::Sense::click()));
            if label.on_hover_text(format!("Show {} on the map", service.name)).clicked() {
                commands.push(Command::SelectService(place));
            }
        };
        columns(ui, name, values).on_hover_text(format!(
            "{}: share of users within {:.0} minutes; mean minutes of those who can reach it; {} people newly within",
            service.name,
            service.standard.minutes,
            units::thousands(found.newly_within)
        ));
    }
}

/// A row of a name and three right-aligned values.
fn columns(ui: &mut Ui, name: impl FnOnce(&mut Ui), values: [egui::RichText; 3]) -> egui::Response {
    widgets::row(ui, 20.0, |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let widths = [46.0, 36.0, 80.0];
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (value, width) in values.into_iter().zip(widths).rev() {
                ui.allocate_ui_with_layout(
                    egui::vec2(width, 18.0),
                    Layout::right_to_left(Align::Center),
                    |ui| {
                        ui.set_width(width);
                        ui.label(value);
                    },
                );
            }
            ui.with_layout(Layout::left_to_right(Align::Center), name);
        });
    })
    .response
}

fn total(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    let tokens = tokens(ui);
    ui.horizontal(|ui| {
        widgets::section(ui, "Total, opened to its criteria");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let total = option.total.map_or_else(|| "–".to_owned(), |total| format!("{total:.0}"));
            ui.label(theme::title(total));
            if let Some(rank) = option.rank {
                widgets::chip(ui, None, &format!("Rank {rank}"), Tone::Accent);
            }
        });
    });
    let weights: f64 = option.criteria.iter().map(|criterion| criterion.weight).sum();
    for key in CriterionKey::ALL {
        let criterion = option.criterion(key);
        if criterion.weight <= 0.0 {
            continue;
        }
        widgets::row(ui, 20.0, |ui| {
            ui.label(theme::small(key.label()).color(tokens.text2));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let score = criterion.score.map_or_else(|| "–".to_owned(), |score| format!("{score:.0}"));
                ui.add_sized([26.0, 16.0], egui::Label::new(theme::small(score).font(theme::semibold(12.0))));
                charts::share_bar(
                    ui,
                    70.0,
                    criterion.score.unwrap_or(0.0) / 100.0,
                    None,
                    tokens.criteria[key as usize],
                );
            });
        })
        .response
        .on_hover_text(explain(session, option, key, weights));
    }
    if !session.appraisal.left_out.is_empty() {
        let names: Vec<&str> = session.appraisal.left_out.iter().map(|key| key.label()).collect();
        ui.label(theme::caption(format!("Left out of every total: {}", names.join(", "))).color(tokens.warn));
    }
    ui.label(
        theme::caption("Scores 0–100 between fixed references; adding an option changes no other’s.")
            .color(tokens.text3),
    );
}

/// A score in a sentence: value, references, weight.
pub fn explain(session: &Session, option: &OptionAppraisal, key: CriterionKey, weights: f64) -> String {
    let criterion = option.criterion(key);
    let value = criterion.value.map_or_else(|| "unknown".to_owned(), |value| value_words(key, value));
    let scale = session.appraisal.scales.get(&key).map_or_else(
        || "no references yet".to_owned(),
        |[worst, best]| format!("0 at {}, 100 at {}", value_words(key, *worst), value_words(key, *best)),
    );
    let held = if criterion.clamped { "\nOutside the references, so held at the end." } else { "" };
    let share = if weights > 0.0 { criterion.weight / weights * 100.0 } else { 0.0 };
    format!(
        "{}: {value}\n{scale}\nweighs {:.0}, {share:.0} % of the total{held}",
        key.label(),
        criterion.weight
    )
}

/// A criterion's value as people read it.
pub fn value_words(key: CriterionKey, value: f64) -> String {
    match key {
        CriterionKey::Access | CriterionKey::Blueprint | CriterionKey::Space | CriterionKey::Capacity => {
            format!("{} %", units::percent_down(value))
        }
        CriterionKey::Desks => format!("{value:.2} per 1,000"),
        CriterionKey::Cost => units::pounds_short(value),
        CriterionKey::Equality => format!("{value:.1} min"),
        CriterionKey::OneStop => format!("{value:.2}"),
        CriterionKey::Hours => format!("{value:.1} h"),
        CriterionKey::Carbon => format!("{} t", units::thousands(value / 1000.0)),
    }
}
