//! The menus of the bar at the top, with the mark and the name of the program before them.

use std::path::PathBuf;

use egui::{Sense, ThemePreference, Ui, vec2};

use crate::error::file_name;

use super::command::{Act, Command};
use super::kept::Motion;
use super::map::breaks::Breaks;
use super::session::Session;
use super::theme::{self, tokens};
use super::view::{Dialog, PathPurpose, View};

/// The mark, the name where there is room for it, and every menu.
pub fn menus(
    ui: &mut Ui,
    session: Option<&Session>,
    view: &View,
    recent: &[PathBuf],
    commands: &mut Vec<Command>,
    wide: bool,
) {
    ui.spacing_mut().item_spacing.x = 2.0;
    let tokens = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(22.0, 28.0), Sense::hover());
    let middle = rect.center();
    ui.painter().circle_filled(middle, 9.0, tokens.accent_fill);
    for step in 0..3u8 {
        let angle = std::f32::consts::TAU * (f32::from(step) / 3.0 - 0.25);
        ui.painter().circle_filled(middle + egui::Vec2::angled(angle) * 5.0, 1.9, egui::Color32::WHITE);
    }
    if wide {
        ui.add_space(4.0);
        ui.label(theme::label("Hub Planner"));
        ui.add_space(10.0);
    }
    egui::MenuBar::new().ui(ui, |ui| {
        ui.spacing_mut().button_padding = vec2(8.0, 4.0);
        ui.menu_button("File", |ui| {
            for act in [Act::New, Act::Open, Act::OpenSample] {
                item(ui, act, true, commands);
            }
            if ui.button("Open by path…").clicked() {
                commands.push(Command::Ask(Dialog::Path { purpose: PathPurpose::Open, path: String::new() }));
            }
            recent_projects(ui, recent, commands);
            ui.separator();
            for act in [Act::Save, Act::SaveAs, Act::Export, Act::Picture] {
                item(ui, act, session.is_some(), commands);
            }
            ui.separator();
            item(ui, Act::Quit, true, commands);
        });
        ui.menu_button("Edit", |ui| {
            item_named(ui, Act::Undo, session.and_then(|session| session.history.undo_label()), commands);
            item_named(ui, Act::Redo, session.and_then(|session| session.history.redo_label()), commands);
            ui.separator();
            item(ui, Act::History, session.is_some(), commands);
            item(ui, Act::Palette, true, commands);
            ui.separator();
            item(ui, Act::CopyOption, session.is_some(), commands);
            item(ui, Act::Lasso, session.is_some(), commands);
            item(ui, Act::Clear, true, commands);
        });
        ui.menu_button("View", |ui| {
            for (theme, words) in [
                (ThemePreference::System, "Theme of the system"),
                (ThemePreference::Light, "Light"),
                (ThemePreference::Dark, "Dark"),
            ] {
                if ui.radio(view.theme == theme, words).clicked() {
                    commands.push(Command::Theme(theme));
                    ui.close();
                }
            }
            ui.separator();
            for act in
                [Act::Back, Act::Forward, Act::ToggleTable, Act::Fit, Act::FitSelection, Act::NextPanel]
            {
                item(ui, act, session.is_some(), commands);
            }
            looks(ui, session, view, commands);
        });
        ui.menu_button("Help", |ui| {
            for act in [Act::Guide, Act::Keys, Act::About] {
                item(ui, act, true, commands);
            }
        });
    });
}

fn item(ui: &mut Ui, act: Act, enabled: bool, commands: &mut Vec<Command>) {
    let mut button = egui::Button::new(act.label());
    if let Some(key) = act.key_text() {
        button = button.shortcut_text(key);
    }
    if ui.add_enabled(enabled, button).on_hover_text(act.tooltip()).clicked() {
        commands.push(act.into());
        ui.close();
    }
}

fn item_named(ui: &mut Ui, act: Act, what: Option<&str>, commands: &mut Vec<Command>) {
    let words = what.map_or_else(|| act.label().to_owned(), |what| format!("{}: {what}", act.label()));
    let button = egui::Button::new(words).shortcut_text(act.key_text().unwrap_or_default());
    if ui.add_enabled(what.is_some(), button).clicked() {
        commands.push(act.into());
        ui.close();
    }
}

/// Projects used lately.
fn recent_projects(ui: &mut Ui, recent: &[PathBuf], commands: &mut Vec<Command>) {
    if recent.is_empty() {
        return;
    }
    ui.menu_button("Recent", |ui| {
        for path in recent {
            if ui.button(file_name(path)).on_hover_text(path.display().to_string()).clicked() {
                commands.push(Command::OpenPaths(vec![path.clone()]));
                ui.close();
            }
        }
    });
}

/// Locality, classes, base map, size, workshop.
fn looks(ui: &mut Ui, session: Option<&Session>, view: &View, commands: &mut Vec<Command>) {
    ui.separator();
    if let Some(session) = session {
        ui.menu_button("Locality", |ui| localities(ui, session, view, commands));
        ui.menu_button("Classes of the map", |ui| {
            for breaks in Breaks::ALL {
                let label = ui.selectable_label(view.breaks == breaks, breaks.label());
                if label.on_hover_text(breaks.tooltip()).clicked() {
                    commands.push(Command::Breaks(breaks));
                    ui.close();
                }
            }
        });
        item(ui, Act::ChooseBaseMap, true, commands);
        ui.separator();
    }
    for act in [Act::Larger, Act::Smaller, Act::UsualSize] {
        item(ui, act, true, commands);
    }
    ui.separator();
    for (act, ticked) in [
        (Act::Workshop, view.workshop.on),
        (Act::HideMoney, view.workshop.hide_money),
        (Act::HideNames, view.workshop.hide_names),
        (Act::Still, view.motion == Motion::Still),
        (Act::ToggleSingleKeys, view.single_keys),
    ] {
        let mut on = ticked;
        if ui.checkbox(&mut on, act.label()).on_hover_text(act.hint()).changed() {
            commands.push(act.into());
            ui.close();
        }
    }
}

/// The whole city, or one locality's residents.
pub fn localities(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    if ui.selectable_label(view.focus.is_none(), "The whole city").clicked() {
        commands.push(Command::Focus(None));
        ui.close();
    }
    ui.separator();
    for (place, locality) in session.dataset.localities.iter().enumerate() {
        if ui.selectable_label(view.focus == Some(place), &locality.name).clicked() {
            commands.push(Command::Focus(Some(place)));
            ui.close();
        }
    }
}
