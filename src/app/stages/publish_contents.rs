//! What the report contains, in what order, and the few words that only a person can give it.

use egui::{Align, Key, Layout, Modifiers, TextEdit, Ui};

use crate::edit::Edit;
use crate::export::report::SectionKey;
use crate::model::ReportSettings;

use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets;

/// Sections to tick and to move, then title, date, and how to respond.
pub fn contents(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let report = &session.plan().report;
    let chosen = SectionKey::chosen(report.sections.as_deref());
    ui.horizontal(|ui| {
        ui.label(theme::title("Contents"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let count = format!("{} of {}", chosen.len(), SectionKey::ALL.len());
            ui.label(theme::small(count).color(tokens.text2));
        });
    });
    // Those left out stand below those that are in.
    let rest: Vec<SectionKey> = SectionKey::ALL.into_iter().filter(|key| !chosen.contains(key)).collect();
    for (place, key) in chosen.iter().chain(&rest).enumerate() {
        section(ui, report, &chosen, *key, place, view, commands);
    }
    ui.label(theme::caption("Space includes, Alt+↑ and Alt+↓ move").color(tokens.text3));
    widgets::divider(ui);
    field(ui, view, commands, report, "Title", report.title.as_deref(), 1, |report, text| {
        report.title = text;
    });
    field(ui, view, commands, report, "Published by", report.publisher.as_deref(), 1, |report, text| {
        report.publisher = text;
    });
    field(ui, view, commands, report, "Date, YYYY-MM-DD", report.date.as_deref(), 1, |report, text| {
        report.date = text;
    });
    let objectives = report.objectives.join("\n");
    let objectives = Some(objectives.as_str()).filter(|text| !text.is_empty());
    field(ui, view, commands, report, "Objectives, one a line", objectives, 4, |report, text| {
        report.objectives = lines(text);
    });
    field(ui, view, commands, report, "How to respond", report.respond.how.as_deref(), 3, |report, text| {
        report.respond.how = text;
    });
    field(
        ui,
        view,
        commands,
        report,
        "Respond by, YYYY-MM-DD",
        report.respond.by.as_deref(),
        1,
        |report, text| {
            report.respond.by = text;
        },
    );
    let attribution = report.attribution.join("\n");
    let attribution = Some(attribution.as_str()).filter(|text| !text.is_empty());
    field(ui, view, commands, report, "Attribution, one a line", attribution, 2, |report, text| {
        report.attribution = lines(text);
    });
    field(ui, view, commands, report, "Licence of the data", report.licence.as_deref(), 1, |report, text| {
        report.licence = text;
    });
    let hint = "Off, because a consultation must not look decided";
    ui.scope(|ui| {
        if widgets::checkbox(ui, report.show_preferred, "Show residents what is preferred") {
            let changed = ReportSettings { show_preferred: !report.show_preferred, ..report.clone() };
            commands.push(Command::Edit(Edit::SetReport(Box::new(changed))));
        }
    })
    .response
    .on_hover_text(hint);
}

fn lines(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn section(
    ui: &mut Ui,
    report: &ReportSettings,
    chosen: &[SectionKey],
    key: SectionKey,
    place: usize,
    view: &mut View,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    let included = chosen.contains(&key);
    let number = if included { format!("{}", place + 1) } else { "–".to_owned() };
    let mut order: Option<Vec<SectionKey>> = None;
    widgets::row(ui, 24.0, |ui| {
        let before = ui.next_auto_id();
        let width = ui.available_width() - if view.publish.section == place { 76.0 } else { 24.0 };
        if widgets::checkbox_within(ui, included, key.title(), width) {
            let mut next = chosen.to_vec();
            if included {
                next.retain(|other| *other != key);
            } else {
                next.push(key);
            }
            order = Some(next);
        }
        // The box is the only thing in the row that takes the keyboard.
        if ui.memory(|memory| memory.has_focus(before)) {
            view.publish.section = place;
            let moved = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::ALT, key));
            let (up, down) = (moved(Key::ArrowUp), moved(Key::ArrowDown));
            if included && (up || down) {
                order = swapped(chosen, place, up);
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(theme::caption(number).color(tokens.text3));
            if included && view.publish.section == place {
                if widgets::icon_button(ui, icon::CARET_DOWN, "Move down").clicked() {
                    order = swapped(chosen, place, false);
                }
                if widgets::icon_button(ui, icon::CARET_UP, "Move up").clicked() {
                    order = swapped(chosen, place, true);
                }
            }
        });
    })
    .response
    .contains_pointer()
    .then(|| view.publish.section = place);
    if let Some(order) = order {
        let words = order.iter().map(|key| key.key().to_owned()).collect();
        let sections = (order != SectionKey::ALL).then_some(words);
        let changed = ReportSettings { sections, ..report.clone() };
        commands.push(Command::Edit(Edit::SetReport(Box::new(changed))));
    }
}

fn swapped(chosen: &[SectionKey], place: usize, up: bool) -> Option<Vec<SectionKey>> {
    let other = if up { place.checked_sub(1)? } else { place + 1 };
    let mut next = chosen.to_vec();
    (other < next.len()).then(|| next.swap(place, other))?;
    Some(next)
}

/// A field that changes the report when it is left: one edit, one step to undo.
#[expect(clippy::too_many_arguments, reason = "a field is its words, its value and what it changes")]
fn field(
    ui: &mut Ui,
    view: &mut View,
    commands: &mut Vec<Command>,
    report: &ReportSettings,
    name: &'static str,
    value: Option<&str>,
    rows: usize,
    change: impl FnOnce(&mut ReportSettings, Option<String>),
) {
    let label = ui.label(theme::section(name));
    let mut text = match &view.publish.typed {
        Some((known, text)) if *known == name => text.clone(),
        _ => value.unwrap_or_default().to_owned(),
    };
    let edit = if rows > 1 {
        TextEdit::multiline(&mut text).desired_rows(rows)
    } else {
        TextEdit::singleline(&mut text)
    };
    let response = ui.add(edit.desired_width(f32::INFINITY)).labelled_by(label.id);
    if response.changed() {
        view.publish.typed = Some((name, text.clone()));
    }
    if response.lost_focus() && view.publish.typed.as_ref().is_some_and(|(known, _)| *known == name) {
        view.publish.typed = None;
        let text = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut changed = report.clone();
        change(&mut changed, text);
        if changed != *report {
            commands.push(Command::Edit(Edit::SetReport(Box::new(changed))));
        }
    }
    ui.add_space(4.0);
}
