//! Parts of the menus that list things: recent projects, and how everything is looked at.

use std::path::PathBuf;

use egui::Ui;

use super::chrome::item;
use super::command::{Act, Command};
use super::kept::Motion;
use super::map::breaks::Breaks;
use super::session::Session;
use super::view::View;

/// Projects used lately.
pub fn recent(ui: &mut Ui, recent: &[PathBuf], commands: &mut Vec<Command>) {
    if recent.is_empty() {
        return;
    }
    ui.menu_button("Recent", |ui| {
        for path in recent {
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                commands.push(Command::OpenPaths(vec![path.clone()]));
                ui.close();
            }
        }
    });
}

/// Locality, classes, base map, size, workshop.
pub fn looks(ui: &mut Ui, session: Option<&Session>, view: &View, commands: &mut Vec<Command>) {
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
