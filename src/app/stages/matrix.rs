//! The matrix of Blueprint: localities by rules, each cell with icon, word and whether the option changes it.

use egui::{
    Align2, CornerRadius, Frame, Margin, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::{Rule, RuleKind};
use crate::score::{Judgement, Measure, Verdict};
use crate::units;

use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets;
use super::blueprint::{look, measured, rule_icon, rule_name, rule_words};

const NAME: f32 = 170.0;
const ROW: f32 = 43.0;

/// Draws the matrix, and under it the rules for the city and for sites.
pub fn show(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let dataset = &session.dataset;
    let rules: Vec<(usize, &Rule)> = dataset
        .blueprint
        .rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| matches!(rule.kind, RuleKind::EachLocality(_)))
        .collect();
    let now = &session.option(&view.option).findings.judgements;
    let cell = ((ui.available_width() - NAME - 32.0) / rules.len().max(1) as f32).clamp(74.0, 150.0);
    let width = NAME + cell * rules.len() as f32 + 32.0;
    if !rules.is_empty() {
        let (head, _) = ui.allocate_exact_size(vec2(width, 36.0), Sense::hover());
        ui.painter().text(
            pos2(head.left() + 16.0, head.center().y),
            Align2::LEFT_CENTER,
            "Locality",
            theme::regular(11.5),
            tokens.text3,
        );
        for (column, (_, rule)) in rules.iter().enumerate() {
            let left = head.left() + 16.0 + NAME + cell * column as f32;
            let icon = ui.painter().text(
                pos2(left + 4.0, head.center().y),
                Align2::LEFT_CENTER,
                rule_icon(session, rule),
                theme::regular(14.0),
                tokens.text2,
            );
            let name = widgets::cut_in_two(
                ui,
                &rule_name(session, rule),
                theme::semibold(11.0),
                tokens.text2,
                cell - 30.0,
            );
            ui.painter().galley(
                pos2(icon.right() + 5.0, head.center().y - name.size().y / 2.0),
                name,
                tokens.text2,
            );
        }
    }
    for (locality, facts) in dataset.localities.iter().enumerate() {
        if rules.is_empty() {
            break;
        }
        let (rect, _) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, tokens.line));
        let name = widgets::cut(ui, &facts.name, theme::semibold(12.0), tokens.text, NAME - 12.0);
        ui.painter().galley(pos2(rect.left() + 16.0, rect.top() + 6.0), name, tokens.text);
        let people =
            session.appraisal.bau().findings.localities.get(locality).map_or(0.0, |found| found.people);
        let words = format!("{} people", units::thousands(people));
        ui.painter().text(
            pos2(rect.left() + 16.0, rect.top() + 24.0),
            Align2::LEFT_TOP,
            words,
            theme::regular(11.0),
            tokens.text2,
        );
        for (column, (index, rule)) in rules.iter().enumerate() {
            let at = pos2(rect.left() + 16.0 + NAME + cell * column as f32, rect.top() + 2.0);
            let place = Rect::from_min_size(at, vec2(cell - 6.0, ROW - 4.0));
            if let Some(judgement) =
                now.iter().find(|judgement| judgement.rule == *index && judgement.locality == Some(locality))
            {
                let name = format!("{}, {}", facts.name, rule_name(session, rule));
                judged(ui, session, view, place, judgement, &name, commands);
            }
        }
    }
    ui.add_space(12.0);
    let others: Vec<&Judgement> = now.iter().filter(|judgement| judgement.locality.is_none()).collect();
    if others.is_empty() {
        return;
    }
    Frame::new().inner_margin(Margin::symmetric(16, 4)).show(ui, |ui| {
        widgets::section(ui, "City and sites");
    });
    for judgement in others {
        let Some(rule) = dataset.blueprint.rules.get(judgement.rule) else { continue };
        let (rect, _) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, tokens.line));
        let words = rule_words(session, rule);
        let place = Rect::from_min_size(pos2(rect.left() + 16.0, rect.top() + 2.0), vec2(110.0, ROW - 4.0));
        judged(ui, session, view, place, judgement, &words, commands);
        let line = widgets::cut(ui, &words, theme::regular(12.0), tokens.text, width - 160.0);
        ui.painter().galley(
            pos2(place.right() + 12.0, rect.center().y - line.size().y / 2.0),
            line,
            tokens.text,
        );
    }
}

/// A judgement's number, with what is needed where things are counted.
fn measured_of(measure: Measure) -> String {
    match measure {
        Measure::Count { needed, .. } => format!("{} of {needed}", measured(measure)),
        Measure::Share { .. } => measured(measure),
    }
}

fn judged(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    rect: Rect,
    judgement: &Judgement,
    name: &str,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    let (glyph, tone) = look(judgement.verdict);
    let (ink, fill) = tone.colors(tokens);
    let id = ui.scope_id().with(("cell", judgement.rule, judgement.locality));
    let response = ui.interact(rect, id, Sense::click());
    let selected = view.cell == Some((judgement.rule, judgement.locality));
    response.widget_info(|| {
        WidgetInfo::selected(Role::Cell, true, selected, format!("{name}: {}", judgement.verdict.label()))
    });
    ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS), fill);
    if selected || response.hovered() {
        let edge = if selected { tokens.accent } else { tokens.line2 };
        ui.painter().rect_stroke(
            rect,
            CornerRadius::same(theme::RADIUS),
            Stroke::new(if selected { 2.0 } else { 1.0 }, edge),
            StrokeKind::Inside,
        );
    }
    ui.painter().text(
        pos2(rect.left() + 8.0, rect.center().y),
        Align2::LEFT_CENTER,
        glyph,
        theme::icon_fill(15.0),
        ink,
    );
    let share = judgement.measure.map(measured_of);
    let line = if share.is_some() { rect.center().y - 8.0 } else { rect.center().y };
    let words = ui.painter().text(
        pos2(rect.left() + 28.0, line),
        Align2::LEFT_CENTER,
        judgement.verdict.label(),
        theme::semibold(11.5),
        ink,
    );
    if let Some(share) = share {
        let cut = widgets::cut(ui, &share, theme::regular(11.5), tokens.text, rect.width() - 32.0);
        ui.painter().galley(pos2(rect.left() + 28.0, rect.center().y + 1.0), cut, tokens.text);
    }
    // An arrow where the option changes today's verdict.
    let before = session
        .appraisal
        .bau()
        .findings
        .judgements
        .iter()
        .find(|other| other.rule == judgement.rule && other.locality == judgement.locality)
        .map(|before| before.verdict);
    let order = |verdict: Verdict| match verdict {
        Verdict::Met => Some(2),
        Verdict::Partly => Some(1),
        Verdict::NotMet => Some(0),
        Verdict::Unknown => None,
    };
    if let (Some(now), Some(before)) = (order(judgement.verdict), before.and_then(order))
        && now != before
    {
        let arrow = if now > before { icon::ARROW_UP } else { icon::ARROW_DOWN };
        ui.painter().text(
            pos2(words.right() + 4.0, line),
            Align2::LEFT_CENTER,
            arrow,
            theme::icon_bold(11.0),
            ink,
        );
    }
    widgets::focus_ring(ui, &response, theme::RADIUS);
    if response.on_hover_text(&judgement.reason).clicked() {
        commands.push(Command::SelectCell(judgement.rule, judgement.locality));
    }
}
