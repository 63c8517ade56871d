//! The plans of a frontier as a list: cost, journeys and proof of each; a click previews one, a button keeps it.

use egui::Ui;

use crate::find::{Finding, FoundPoint, kept_as};
use crate::model::OptionPlan;
use crate::solve::Layout;
use crate::units::{pounds, pounds_short};

use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::widgets::{self, Weight};
use super::{Pick, gap_words};

/// What a plan is called before it is kept.
pub fn name(pick: Pick) -> String {
    match pick.alternative {
        None => format!("Plan {}", pick.point + 1),
        Some(other) => format!("Plan {}, alternative {}", pick.point + 1, other + 1),
    }
}

/// Every plan as a card; what lies under the chosen one explains it. Returns the one that was clicked.
pub fn show(
    ui: &mut Ui,
    session: &Session,
    finding: &Finding,
    weight: f64,
    keeps: bool,
    chosen: Option<Pick>,
    commands: &mut Vec<Command>,
) -> Option<Pick> {
    let mut pick = None;
    ui.spacing_mut().item_spacing.y = 2.0;
    for (place, found) in finding.frontier.iter().enumerate() {
        let this = Pick { point: place, alternative: None };
        let solution = &found.point.solution;
        let words = figures(session, weight, solution.cost, solution.minutes, &solution.layout);
        let selected = chosen == Some(this);
        if card(ui, this, &words, &proof(found), selected) {
            pick = Some(this);
        }
        if chosen.is_none_or(|chosen| chosen.point != place) {
            continue;
        }
        ui.indent(("plan", place), |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            about(ui, found, weight);
            let keep =
                || kept_as(&session.dataset, session.plan(), &found.point, &solution.layout, solution.cost);
            if selected {
                keep_button(ui, keeps, this, keep, commands);
            }
            if found.point.alternatives.is_empty() {
                let words = "No other plan was found within the tolerance of its cost and journeys.";
                ui.label(theme::small(words).color(tokens(ui).text2));
            } else {
                ui.label(
                    theme::small("Others nearly as good, as different as was found:").color(tokens(ui).text2),
                );
            }
            for (other, plan) in found.point.alternatives.iter().enumerate() {
                let this = Pick { point: place, alternative: Some(other) };
                let words = figures(session, weight, plan.cost, plan.minutes, &plan.layout);
                let differs = match plan.differs_by {
                    1 => "1 site differs".to_owned(),
                    sites => format!("{sites} sites differ"),
                };
                if card(ui, this, &words, &(icon::CIRCLE, differs), chosen == Some(this)) {
                    pick = Some(this);
                }
                if chosen == Some(this) {
                    let keep =
                        || kept_as(&session.dataset, session.plan(), &found.point, &plan.layout, plan.cost);
                    keep_button(ui, keeps, this, keep, commands);
                }
            }
        });
    }
    pick
}

/// Cost and average journey; how many sites are open.
fn figures(session: &Session, weight: f64, cost: f64, minutes: f64, layout: &Layout) -> [String; 2] {
    let open = layout.open.iter().filter(|open| **open).count();
    let average = if weight > 0.0 { format!(" · {:.1}\u{a0}min", minutes / weight) } else { String::new() };
    [
        format!("{} a year{average}", pounds_short(cost)),
        format!("{open} of {} open", session.dataset.sites.len()),
    ]
}

/// The proof of a point in a few words, with an icon so that colour is not alone.
fn proof(found: &FoundPoint) -> (&'static str, String) {
    if found.point.proved() {
        return (icon::CHECK_CIRCLE, "proved best".to_owned());
    }
    let gap = 100.0 * found.point.solution.gap();
    (
        icon::CIRCLE_HALF,
        if gap.is_finite() { format!("gap {gap:.2}\u{a0}%") } else { "nothing proved".to_owned() },
    )
}

fn card(ui: &mut Ui, pick: Pick, words: &[String; 2], proof: &(&str, String), selected: bool) -> bool {
    let tokens = tokens(ui);
    let name = name(pick);
    let label = format!("{name}: {}, {}, {}", words[0], words[1], proof.1);
    let letter =
        pick.alternative.map_or_else(|| format!("{}", pick.point + 1), |other| format!("{}", other + 1));
    let (response, ()) = widgets::card(ui, &label, selected, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            let color = if pick.alternative.is_none() { tokens.accent } else { tokens.text2 };
            widgets::letter(ui, &letter, color, selected);
            ui.add(egui::Label::new(theme::label(&words[0])).truncate());
        });
        widgets::row(ui, 16.0, |ui| {
            ui.add_space(32.0);
            let words = format!("{} · {} {}", words[1], proof.0, proof.1);
            ui.add(egui::Label::new(theme::small(words).color(tokens.text2)).truncate());
        });
    });
    response.on_hover_text("Show it on the map, with all its figures").clicked()
}

/// What a point's price and bound mean.
fn about(ui: &mut Ui, found: &FoundPoint, weight: f64) {
    let quiet = tokens(ui).text2;
    let point = &found.point;
    let mut lines = vec![gap_words(&point.solution, point.price, weight)];
    if point.price > 0.0 && weight > 0.0 {
        lines.push(format!(
            "Told at the price where a minute off the average journey is worth {} a year",
            pounds(point.price * weight)
        ));
    } else {
        lines.push("Told where journeys cost nothing: the cheapest plan that keeps the rules".to_owned());
    }
    if let Some((budget, least)) = point.within
        && weight > 0.0
    {
        lines.push(format!(
            "Between two prices: no plan of {} a year or less has an average journey under {:.1}\u{a0}min",
            pounds_short(budget),
            least / weight
        ));
    }
    if found.one_off_gbp > 0.0 {
        lines.push(format!("{} once, before receipts", pounds_short(found.one_off_gbp)));
    }
    for line in lines {
        ui.label(theme::small(line).color(quiet));
    }
}

fn keep_button(
    ui: &mut Ui,
    keeps: bool,
    pick: Pick,
    option: impl FnOnce() -> OptionPlan,
    commands: &mut Vec<Command>,
) {
    let words = format!("Keep {} as an option", name(pick).to_lowercase());
    let button = ui.add_enabled_ui(keeps, |ui| {
        widgets::button(ui, Weight::Primary, Some(icon::PLUS), "Keep as an option")
    });
    let button = button.inner;
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, keeps, &words));
    if button.on_hover_text("Adds it to the options, with how it was found as its remark").clicked() && keeps
    {
        commands.push(Command::Keep(Box::new(option())));
    }
}
