//! The six stages: each draws its panels from the session and the view, and pushes commands.

mod assumptions;
mod blueprint;
mod compare;
pub mod compare_charts;
mod data;
mod equality;
mod estate;
mod fields;
mod figures;
mod gantt;
pub mod issue_list;
mod journeys;
mod league;
pub mod league_figures;
mod local_figures;
mod look_bar;
mod matrix;
mod money;
mod money_lines;
mod need;
mod next_use;
mod option_list;
mod option_page;
mod options;
pub mod origin;
mod own_criteria;
mod papers;
mod phasing;
mod publish;
mod publish_contents;
mod publish_pages;
mod robust;
mod services;
mod site_page;
mod site_services;
mod targets;

use egui::{CentralPanel, Frame, Margin, Panel, ScrollArea, Ui, UiBuilder, vec2};

use super::command::Command;
use super::session::Session;
use super::theme::{PADDING, tokens};
use super::view::{NARROW, Side, Stage, View};

/// Draws the stage that is chosen.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    look_bar::show(ui, session, view, commands);
    match view.stage {
        Stage::Data => data::show(ui, session, view, commands),
        Stage::Need => need::show(ui, session, view, commands),
        Stage::Blueprint => blueprint::show(ui, session, view, commands),
        Stage::Options => options::show(ui, session, view, commands),
        Stage::Compare => compare::show(ui, session, view, commands),
        Stage::Publish => publish::show(ui, session, view, commands),
    }
}

/// A panel at the left that scrolls; a narrow window shows it only while it is the chosen side.
fn left(ui: &mut Ui, view: &mut View, id: &str, width: f32, add: impl FnOnce(&mut Ui, &mut View)) {
    if shown(ui, view, Side::List) {
        side(ui, Panel::left(id.to_owned()), id, width, |ui| add(ui, view));
    }
}

/// A panel at the right that scrolls; a narrow window shows it only while it is the chosen side.
fn right(ui: &mut Ui, view: &mut View, id: &str, width: f32, add: impl FnOnce(&mut Ui, &mut View)) {
    if shown(ui, view, Side::Details) {
        side(ui, Panel::right(id.to_owned()), id, width, |ui| add(ui, view));
    }
}

fn shown(ui: &Ui, view: &View, side: Side) -> bool {
    ui.ctx().content_rect().width() >= NARROW || view.side == side
}

fn side(ui: &mut Ui, panel: Panel, id: &str, width: f32, add: impl FnOnce(&mut Ui)) {
    // A narrow window leaves most of its width to the map.
    let window = ui.ctx().content_rect().width();
    let width = if window < 1360.0 { width * 0.88 } else { width };
    let most = (window * 0.36).clamp(200.0, 420.0);
    let frame = Frame::new().fill(tokens(ui).panel);
    panel
        .default_size(width.min(most))
        .size_range(200.0f32.min(most)..=most)
        .resizable(true)
        .frame(frame)
        .show(ui, |ui| {
            ScrollArea::vertical().id_salt((id, "scroll")).auto_shrink([false, false]).show(ui, |ui| {
                Frame::new()
                    .inner_margin(Margin { left: PADDING, right: PADDING, top: 12, bottom: 12 })
                    .show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        add(ui);
                    });
            });
        });
}

/// The least height of a middle with a map and what stands around it.
const LEAST_HIGH: f32 = 500.0;

/// The same for a stage with a map: in a low window all of it scrolls, so that no part of it is squeezed away.
fn middle_with_map(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    middle(ui, |ui| {
        let width = ui.available_width();
        if ui.available_height() >= LEAST_HIGH {
            add(ui);
            return;
        }
        ScrollArea::vertical().id_salt("low").auto_shrink([false, false]).show(ui, |ui| {
            let (_, place) = ui.allocate_space(vec2(width, LEAST_HIGH));
            ui.scope_builder(UiBuilder::new().max_rect(place), add);
        });
    });
}

/// What is left in the middle, without padding.
fn middle(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    CentralPanel::default().frame(Frame::new().fill(tokens(ui).window)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        add(ui);
    });
}
