//! The bar under the stages while something is looked at in a special way: one locality, marked sites, a workshop.

use egui::{Align, Frame, Layout, Margin, Panel, TextEdit, Ui};

use crate::edit::Edit;
use crate::model::Action;
use crate::units;

use super::super::command::{Act, Command};
use super::super::icons::icon;
use super::super::menus;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::{Stage, View};
use super::super::widgets::{self, Tone, Weight};

/// Draws the bar, if there is a reason for it.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let drawing = view.hand.draws && view.stage == Stage::Options;
    if view.focus.is_none() && view.marked.is_empty() && !view.workshop.on && !drawing {
        return;
    }
    let frame = Frame::new().fill(tokens(ui).soft).inner_margin(Margin::symmetric(16, 3));
    Panel::top("look bar").frame(frame).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(8.0, 4.0);
            ui.set_min_height(30.0);
            if drawing {
                say(ui, "Drag a rectangle around sites; hold Shift for a loop. Esc stops.");
            }
            if !view.marked.is_empty() {
                marked(ui, session, view, commands);
            }
            if view.focus.is_some() {
                focus(ui, session, view, commands);
            }
            if view.workshop.on {
                workshop(ui, session, view, commands);
            }
        });
    });
}

fn say(ui: &mut Ui, words: &str) {
    let ink = tokens(ui).soft_text;
    ui.label(theme::label(words).color(ink));
}

fn marked(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let count = view.marked.len();
    say(ui, &if count == 1 { "1 site selected:".to_owned() } else { format!("{count} sites selected:") });
    let own = session.option_plan(&view.option).is_some();
    for action in Action::ALL {
        let button = |ui: &mut Ui| widgets::button(ui, Weight::Secondary, None, action.label());
        let button = ui.add_enabled_ui(own, button).inner;
        let button =
            button.on_hover_text(format!("{} – one step for all of them", Act::Decide(action).tooltip()));
        if button.on_disabled_hover_text("Choose an option: this one cannot be changed").clicked() {
            commands.push(Command::DecideMarked(action));
        }
    }
    if widgets::button(ui, Weight::Quiet, Some(icon::TARGET), "Show them").clicked() {
        commands.push(Act::FitSelection.into());
    }
    if widgets::button(ui, Weight::Quiet, Some(icon::X), "Select none").clicked() {
        commands.push(Command::Mark(std::collections::BTreeSet::new()));
    }
}

fn focus(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let Some(place) = view.focus else { return };
    let Some(locality) = session.dataset.localities.get(place) else { return };
    let found = session.appraisal.bau().findings.localities.get(place);
    let people = found.map_or(0.0, |found| found.people);
    say(ui, "Residents of");
    widgets::choose(ui, "focus", "Locality looked at", &locality.name, 190.0, |ui| {
        menus::localities(ui, session, view, commands);
    });
    let words = format!("{} people; figures are theirs, wherever they go", units::thousands(people));
    ui.label(theme::small(words).color(tokens(ui).text2));
    if widgets::button(ui, Weight::Secondary, Some(icon::X), "Whole city").clicked() {
        commands.push(Command::Focus(None));
    }
}

fn workshop(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    widgets::chip(ui, Some(icon::USERS), "Workshop", Tone::Accent);
    for (act, ticked) in
        [(Act::HideMoney, view.workshop.hide_money), (Act::HideNames, view.workshop.hide_names)]
    {
        if widgets::checkbox(ui, ticked, act.label()) {
            commands.push(act.into());
        }
    }
    if session.option_plan(&view.option).is_some() {
        note(ui, view, commands);
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if widgets::button(ui, Weight::Secondary, Some(icon::X), "End").clicked() {
            commands.push(Act::Workshop.into());
        }
    });
}

/// A line that is kept with the option as it is said.
fn note(ui: &mut Ui, view: &View, commands: &mut Vec<Command>) {
    let id = ui.scope_id().with(("note", &view.option));
    let mut text: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let field = TextEdit::singleline(&mut text)
        .hint_text(format!("Note what is said of option {}", view.option))
        .align(egui::Align2::LEFT_CENTER)
        .desired_width((ui.available_width() - 110.0).clamp(120.0, 420.0));
    let response = ui.add(field);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Note for this option"));
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if entered && !text.trim().is_empty() {
        let option = view.option.clone();
        commands.push(Command::Edit(Edit::AddNote { option, note: text.trim().to_owned() }));
        text.clear();
        response.request_focus();
    }
    ui.data_mut(|data| data.insert_temp(id, text));
}
