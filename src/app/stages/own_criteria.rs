//! Compare: weights by the swing they stand for, and criteria of the user's own.

use egui::{Label, Sense, Ui, vec2};

use crate::edit::{Edit, EvidenceEdit};
use crate::model::{CriterionKey, OwnCriterion, Settings};

use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Weight};
use super::fields::dragged;
use super::option_page::value_words;

/// The swing that a criterion's weight stands for, in real units.
pub fn swing(session: &Session, key: CriterionKey) -> String {
    session.appraisal.scales.get(&key).map_or_else(
        || "No references yet: it has no score.".to_owned(),
        |[worst, best]| {
            format!(
                "Weigh this swing: from {} to {}. Give 100 to the swing that matters most, and to each other one what it is worth beside it.",
                value_words(key, *worst),
                value_words(key, *best)
            )
        },
    )
}

/// The same in a few words.
pub fn swing_short(session: &Session, key: CriterionKey) -> String {
    session.appraisal.scales.get(&key).map_or_else(
        || "no references yet".to_owned(),
        |[worst, best]| format!("from {} to {}", value_words(key, *worst), value_words(key, *best)),
    )
}

/// Where scores stand between other references than today's: says so, and fixes them anew when asked.
pub fn references(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let settings = &session.plan().settings;
    let differing = session.appraisal.differing_scales(&settings.weights);
    if differing.is_empty() {
        return;
    }
    let words = format!(
        "{} of the weighted criteria stand between references of earlier facts or settings.",
        differing.len()
    );
    ui.add(Label::new(theme::caption(words).color(tokens(ui).text2)).wrap());
    let anew = widgets::button(ui, Weight::Quiet, Some(icon::ARROW_COUNTER_CLOCKWISE), "Fix references anew");
    let hover = "0 and 100 become what the three reference plans give now. Every score may change; Ctrl+Z takes it back.";
    if anew.on_hover_text(hover).clicked() {
        let changed = Settings { scales: session.appraisal.references.clone(), ..settings.clone() };
        commands.push(Command::Edit(Edit::SetSettings(Box::new(changed))));
    }
}

/// Sliders and judgements of the user's own criteria.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    for own in session.plan().own_criteria() {
        let mut weight = own.weight;
        widgets::row(ui, 24.0, |ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
            ui.painter().rect_stroke(
                rect,
                2.0,
                egui::Stroke::new(1.5, tokens.text2),
                egui::StrokeKind::Inside,
            );
            let name = (ui.available_width() * 0.4).min(120.0);
            ui.add_sized([name, 18.0], Label::new(theme::small(&own.name)).truncate());
            let width = (ui.available_width() - 30.0).max(60.0);
            let slider = widgets::slider(ui, &mut weight, "", &format!("Weight of {}", own.name), width);
            let edit = || Edit::Evidence(EvidenceEdit::WeighCriterion { id: own.id.clone(), weight });
            dragged(&slider, slider.changed().then(edit), commands);
            if widgets::icon_button(ui, icon::PENCIL_SIMPLE, &format!("Judge {}", own.name)).clicked() {
                let judged = own.scores.get(&view.option).cloned().unwrap_or_default();
                view.compare.judging = Some((own.id.clone(), view.option.clone(), judged));
            }
        });
    }
    judging(ui, session, view, commands);
    widgets::row(ui, 26.0, |ui| {
        let width = (ui.available_width() - 76.0).max(80.0);
        let field = egui::TextEdit::singleline(&mut view.compare.criterion)
            .desired_width(width)
            .hint_text("A criterion of your own");
        ui.add(field).accessible_name("Name of a criterion of your own");
        let name = view.compare.criterion.trim().to_owned();
        let add = ui
            .add_enabled_ui(!name.is_empty(), |ui| {
                widgets::button(ui, Weight::Quiet, Some(icon::PLUS), "Add")
            })
            .inner;
        if add.on_hover_text("Scored 0 to 100 by judgement, each with a written reason").clicked() {
            let id: String = name
                .to_lowercase()
                .chars()
                .map(|sign| if sign.is_alphanumeric() { sign } else { '_' })
                .collect();
            let own = OwnCriterion { id, name, ..OwnCriterion::default() };
            commands.push(Command::Edit(Edit::Evidence(EvidenceEdit::AddCriterion(own))));
            view.compare.criterion.clear();
        }
    });
}

/// The judgement being written.
fn judging(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let Some((id, option, judged)) = &mut view.compare.judging else { return };
    let Some(own) = session.plan().own_criteria().find(|own| own.id == *id) else {
        view.compare.judging = None;
        return;
    };
    let tokens = tokens(ui);
    let mut close = false;
    ui.label(theme::small(format!("{} of {}", own.name, session.option(option).name)).color(tokens.text));
    let mut score = judged.score.unwrap_or(0.0);
    let width = ui.available_width();
    if widgets::slider(ui, &mut score, "", "Score, 0 to 100", width).changed() {
        judged.score = Some(score);
    }
    let mut reason = judged.reason.take().unwrap_or_default();
    let field = egui::TextEdit::multiline(&mut reason)
        .desired_rows(2)
        .desired_width(width)
        .hint_text("The reason, in writing");
    ui.add(field).accessible_name("The reason");
    judged.reason = Some(reason).filter(|reason| !reason.is_empty());
    widgets::row(ui, 28.0, |ui| {
        if widgets::button(ui, Weight::Primary, None, "Save").clicked() {
            let judge =
                EvidenceEdit::Judge { id: id.clone(), option: option.clone(), judged: judged.clone() };
            commands.push(Command::Edit(Edit::Evidence(judge)));
            close = true;
        }
        close |= widgets::button(ui, Weight::Quiet, None, "Cancel").clicked();
        if widgets::icon_button(ui, icon::TRASH, &format!("Remove {}", own.name)).clicked() {
            commands.push(Command::Edit(Edit::Evidence(EvidenceEdit::RemoveCriterion { id: id.clone() })));
            close = true;
        }
    });
    if close {
        view.compare.judging = None;
    }
}
