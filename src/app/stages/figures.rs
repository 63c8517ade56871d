//! The key figures of the option, each with its change against business as usual.

use std::time::Duration;

use egui::{Align2, Color32, CornerRadius, Id, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::appraise::OptionAppraisal;
use crate::model::CriterionKey;
use crate::units;

use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Tone, change_marks};
use super::local_figures;

/// One figure, in words.
#[derive(Default)]
pub(super) struct Figure {
    pub(super) heading: String,
    pub(super) value: String,
    pub(super) unit: String,
    /// Arrow, words, tone; several are set one after the other.
    pub(super) changes: Vec<(&'static str, String, Tone)>,
    /// How much of a target is reached, 0 to 1 and more.
    pub(super) target: Option<f64>,
    pub(super) meaning: String,
    /// Whether it is money, which a workshop may hide.
    pub(super) money: bool,
    /// What it is called where numbers are opened; none where it cannot be.
    pub(super) why: Option<String>,
}

/// How long a figure that moved stays tinted.
const TINT: Duration = Duration::from_millis(300);
const HEIGHT: f32 = 84.0;
const LEAST: f32 = 122.0;

/// Draws all figures in as many rows as the width asks for.
pub fn show(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let mut figures = figures(session, view);
    if view.workshop.hide_money {
        figures.retain(|figure| !figure.money);
    }
    let width = ui.available_width();
    let columns = (1..=figures.len()).rev().find(|columns| width / *columns as f32 >= LEAST).unwrap_or(1);
    // Even rows: six figures in two rows are three and three, never five and one.
    let rows = figures.len().div_ceil(columns);
    let columns = figures.len().div_ceil(rows);
    let (rect, _) = ui.allocate_exact_size(vec2(width, HEIGHT * rows as f32), Sense::hover());
    let tokens = tokens(ui);
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    let cell = rect.width() / columns as f32;
    for (place, figure) in figures.iter().enumerate() {
        let (row, column) = (place / columns, place % columns);
        let at = pos2(rect.left() + cell * column as f32, rect.top() + HEIGHT * row as f32);
        let box_ = Rect::from_min_size(at, vec2(cell, HEIGHT));
        if draw(ui, box_, figure)
            && let Some(key) = &figure.why
        {
            commands.push(Command::OpenNumber(key.clone()));
        }
        if column > 0 {
            ui.painter().vline(box_.left(), box_.y_range(), Stroke::new(1.0, tokens.line));
        }
        if row > 0 {
            ui.painter().hline(box_.x_range(), box_.top(), Stroke::new(1.0, tokens.line));
        }
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
}

/// Returns whether it was asked to be opened.
fn draw(ui: &mut Ui, rect: Rect, figure: &Figure) -> bool {
    let tokens = tokens(ui);
    let id = ui.scope_id().with(("figure", figure.heading.as_str()));
    let response = ui.interact(rect, id, Sense::click());
    let words: Vec<&str> = figure.changes.iter().map(|(_, words, _)| words.as_str()).collect();
    let spoken = format!("{}: {} {}, {}", figure.heading, figure.value, figure.unit, words.join(", "));
    let role = if figure.why.is_some() { Role::Button } else { Role::Label };
    response.widget_info(|| WidgetInfo::labeled(role, true, &spoken));
    if let Some(strength) = tint(ui, id, &spoken) {
        ui.painter().rect_filled(rect, 0.0, tokens.soft.gamma_multiply(strength));
    }
    let room = rect.width() - 20.0;
    let left = rect.left() + 12.0;
    let painter = ui.painter().with_clip_rect(rect);
    let heading = widgets::cut(ui, &figure.heading, theme::regular(11.0), tokens.text2, room);
    painter.galley(pos2(left, rect.top() + 10.0), heading, tokens.text2);
    widgets::figure(ui, pos2(left, rect.top() + 26.0), &figure.value, &figure.unit, tokens.text, room);
    let mut at = left;
    let base = rect.top() + 62.0;
    let under = if figure.target.is_some() { base + 9.0 } else { base };
    if let Some(share) = figure.target {
        let bar = Rect::from_min_size(pos2(left, base - 6.0), vec2(room, 4.0));
        painter.rect_filled(bar, CornerRadius::same(2), tokens.line);
        let share = super::super::map::geometry::narrow(share.clamp(0.0, 1.2) / 1.2);
        let part = Rect::from_min_size(bar.min, vec2(bar.width() * share, 4.0));
        painter.rect_filled(part, CornerRadius::same(2), tokens.accent);
        let mark = bar.left() + bar.width() / 1.2;
        painter.vline(mark, bar.top() - 3.0..=bar.bottom() + 3.0, Stroke::new(2.0, tokens.text));
    }
    for (arrow, words, tone) in &figure.changes {
        let ink = ink_of(*tone, tokens);
        if !arrow.is_empty() {
            painter.text(pos2(at, under), Align2::LEFT_CENTER, *arrow, theme::icon_bold(11.0), ink);
            at += 15.0;
        }
        let galley = widgets::cut(ui, words, theme::regular(11.5), ink, (left + room - at).max(20.0));
        let wide = galley.size().x;
        painter.galley(pos2(at, under - galley.size().y / 2.0), galley, ink);
        at += wide + 9.0;
    }
    widgets::focus_ring(ui, &response, 0);
    let opened = response.clicked();
    response.on_hover_ui(|ui| {
        ui.label(theme::label(&figure.heading));
        ui.label(theme::small(format!("{} {}", figure.value, figure.unit)));
        for (_, words, _) in &figure.changes {
            ui.label(theme::small(words));
        }
        ui.label(theme::small(&figure.meaning).color(tokens.text2));
        if figure.why.is_some() {
            ui.label(
                theme::small("Click, or Enter: its formula, terms and source cells").color(tokens.accent),
            );
        }
    });
    opened
}

fn ink_of(tone: Tone, tokens: &theme::Tokens) -> Color32 {
    match tone {
        Tone::Good => tokens.good,
        Tone::Bad => tokens.bad,
        _ => tokens.text2,
    }
}

/// How strongly a figure is tinted because its words changed a moment ago.
fn tint(ui: &Ui, id: Id, words: &str) -> Option<f32> {
    let now = ui.input(|input| input.time);
    let before: Option<(String, f64)> = ui.data(|data| data.get_temp(id));
    let changed = match before {
        Some((known, at)) if known == words => at,
        Some(_) => {
            ui.data_mut(|data| data.insert_temp(id, (words.to_owned(), now)));
            now
        }
        None => {
            ui.data_mut(|data| data.insert_temp(id, (words.to_owned(), f64::NEG_INFINITY)));
            f64::NEG_INFINITY
        }
    };
    let left = TINT.as_secs_f64() - (now - changed);
    (left > 0.0).then(|| {
        ui.ctx().request_repaint();
        super::super::map::geometry::narrow((left / TINT.as_secs_f64()).clamp(0.0, 1.0))
    })
}

fn figures(session: &Session, view: &View) -> Vec<Figure> {
    if let Some(locality) = view.focus {
        return local_figures::figures(session, view, locality);
    }
    let option = session.option(&view.option);
    let bau = session.appraisal.bau();
    let is_bau = option.id == bau.id;
    vec![
        money(session, option, is_bau),
        access(option, bau, is_bau),
        people(session, option, view, is_bau),
        neediest(option, bau, is_bau),
        one_stop(session, option, bau, is_bau),
        if session.dataset.blueprint.rules.is_empty() {
            carbon(option, bau, is_bau)
        } else {
            rules(option, bau, is_bau)
        },
    ]
}

fn money(session: &Session, option: &OptionAppraisal, is_bau: bool) -> Figure {
    let cost = &option.findings.cost;
    let unknown = option.findings.unknowns.running_costs;
    let unknown = if unknown > 0 {
        format!(" {unknown} sites have no known cost and are left out.")
    } else {
        String::new()
    };
    let known = option.findings.known_running_cost();
    let shown = |gbp: f64| known.map_or_else(|| "unknown".to_owned(), |_| units::pounds_short(gbp));
    let a_year = if known.is_some() { "a year" } else { "" };
    if is_bau {
        return Figure {
            heading: "Running cost".to_owned(),
            value: shown(cost.running_cost_gbp),
            unit: a_year.to_owned(),
            changes: vec![("", "today".to_owned(), Tone::Neutral)],
            meaning: format!(
                "Premises − income + delivering services, £ a year, from the sites and services files.{unknown}"
            ),
            money: true,
            why: Some("running_cost_gbp".to_owned()),
            ..Figure::default()
        };
    }
    // The last year with a target says what the steady state is asked to reach.
    let target = session.plan().settings.last_target_gbp();
    let words = target.map_or_else(
        || format!("runs at {}", shown(cost.running_cost_gbp)),
        |target| format!("target {}", units::pounds_short(target)),
    );
    Figure {
        heading: "Saving a year".to_owned(),
        value: shown(cost.saving_gbp),
        unit: a_year.to_owned(),
        changes: vec![("", words, Tone::Neutral)],
        target: target.map(|target| cost.saving_gbp / target),
        meaning: format!(
            "Running cost of business as usual minus this option’s, £ a year, once all is done. Bar: against the last savings target.{unknown}"
        ),
        money: true,
        why: Some("saving_gbp".to_owned()),
    }
}

fn access(option: &OptionAppraisal, bau: &OptionAppraisal, is_bau: bool) -> Figure {
    let now = option.findings.value(CriterionKey::Access);
    let before = bau.findings.value(CriterionKey::Access);
    let change = now.zip(before).map_or(0.0, |(now, before)| (now - before) * 100.0);
    Figure {
        heading: "Coverage by need".to_owned(),
        value: now.map_or_else(|| "unknown".to_owned(), units::percent_down),
        unit: "%".to_owned(),
        changes: difference(change, 1, "points", true, is_bau),
        meaning: "Share of users within the standard of each service, those in greater need counting more; all services by their weights.".to_owned(),
        why: Some(CriterionKey::Access.key().to_owned()),
        ..Figure::default()
    }
}

fn people(session: &Session, option: &OptionAppraisal, view: &View, is_bau: bool) -> Figure {
    let service = session.dataset.services.get(view.service);
    let name = service.map_or_else(String::new, |service| service.name.to_lowercase());
    let standard = service.map_or(0.0, |service| service.standard.minutes);
    let found = option.findings.services.get(view.service);
    let (beyond, within) = found.map_or((0.0, 0.0), |found| (found.newly_beyond, found.newly_within));
    if is_bau {
        let all = found.map_or(0.0, |found| found.people_beyond);
        return Figure {
            heading: format!("Beyond {standard:.0} min"),
            value: units::thousands(all),
            unit: "people".to_owned(),
            changes: vec![("", name.clone(), Tone::Neutral)],
            meaning: format!("Users of {name} who need more than {standard:.0} minutes to the nearest site."),
            why: service.map(|service| format!("{}.people_beyond", service.id)),
            ..Figure::default()
        };
    }
    let within_tone = if within > 0.0 { Tone::Good } else { Tone::Neutral };
    Figure {
        heading: format!("Newly beyond {standard:.0} min"),
        value: units::thousands(beyond),
        unit: "people".to_owned(),
        changes: vec![("", format!("{} within", units::thousands(within)), within_tone)],
        meaning: format!(
            "Users of {name} who were within {standard:.0} minutes in business as usual and no longer are; and those newly within. Never netted. {} users have another nearest site than today.",
            units::thousands(found.map_or(0.0, |found| found.elsewhere))
        ),
        why: service.map(|service| format!("{}.newly_beyond", service.id)),
        ..Figure::default()
    }
}

fn neediest(option: &OptionAppraisal, bau: &OptionAppraisal, is_bau: bool) -> Figure {
    let now = option.findings.value(CriterionKey::Equality);
    let before = bau.findings.value(CriterionKey::Equality);
    let change = now.zip(before).map_or(0.0, |(now, before)| now - before);
    Figure {
        heading: "Neediest fifth".to_owned(),
        value: now.map_or_else(|| "unknown".to_owned(), |now| format!("{now:.1}")),
        unit: now.map_or("", |_| "min").to_owned(),
        changes: difference(change, 1, "min", false, is_bau),
        meaning: "Mean minutes to a service for the fifth of residents in greatest need of it; all services with need indicators by their weights.".to_owned(),
        why: Some(CriterionKey::Equality.key().to_owned()),
        ..Figure::default()
    }
}

fn one_stop(session: &Session, option: &OptionAppraisal, bau: &OptionAppraisal, is_bau: bool) -> Figure {
    let now = option.findings.value(CriterionKey::OneStop);
    let before = bau.findings.value(CriterionKey::OneStop);
    let change = now.zip(before).map_or(0.0, |(now, before)| now - before);
    Figure {
        heading: "One-stop index".to_owned(),
        value: now.map_or_else(|| "unknown".to_owned(), |now| format!("{now:.2}")),
        unit: now.map_or_else(String::new, |_| format!("of {}", session.dataset.services.len())),
        changes: difference(change, 2, "", true, is_bau),
        meaning: "How many services people can reach at one single site, each within its standard; the mean over all residents.".to_owned(),
        why: Some(CriterionKey::OneStop.key().to_owned()),
        ..Figure::default()
    }
}

fn rules(option: &OptionAppraisal, bau: &OptionAppraisal, is_bau: bool) -> Figure {
    let ((met, all), (before, _)) = (option.findings.rules_met(), bau.findings.rules_met());
    Figure {
        heading: "Blueprint met".to_owned(),
        value: met.to_string(),
        unit: format!("of {all}"),
        changes: difference(met as f64 - before as f64, 0, "judgements", true, is_bau),
        meaning: "Judgements met: each rule of the blueprint for each locality, the city or a site."
            .to_owned(),
        why: Some(CriterionKey::Blueprint.key().to_owned()),
        ..Figure::default()
    }
}

fn carbon(option: &OptionAppraisal, bau: &OptionAppraisal, is_bau: bool) -> Figure {
    let tonnes = |option: &OptionAppraisal| option.findings.known_carbon().map(|kg| kg / 1000.0);
    let (now, before) = (tonnes(option), tonnes(bau));
    let change = now.zip(before).map_or(0.0, |(now, before)| now - before);
    Figure {
        heading: "Carbon a year".to_owned(),
        value: now.map_or_else(|| "unknown".to_owned(), units::thousands),
        unit: now.map_or("", |_| "t CO₂e").to_owned(),
        changes: difference(change, 0, "t", false, is_bau),
        meaning: "Electricity and gas of open sites × the plan’s carbon factors.".to_owned(),
        why: Some(CriterionKey::Carbon.key().to_owned()),
        ..Figure::default()
    }
}

pub(super) fn difference(
    change: f64,
    decimals: usize,
    unit: &str,
    more_is_better: bool,
    is_bau: bool,
) -> Vec<(&'static str, String, Tone)> {
    if is_bau {
        return vec![("", "today".to_owned(), Tone::Neutral)];
    }
    let text = units::signed(change, decimals);
    let same = !text.starts_with(['+', '−']);
    if same {
        return vec![("", "as today".to_owned(), Tone::Neutral)];
    }
    let (arrow, tone) = change_marks(change, more_is_better);
    let words = text.trim_start_matches(['+', '−']);
    debug_assert!(arrow == icon::ARROW_UP || arrow == icon::ARROW_DOWN);
    vec![(arrow, format!("{words} {unit}").trim_end().to_owned(), tone)]
}
