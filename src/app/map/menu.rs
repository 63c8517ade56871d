//! Menus on the map: what the right button offers, and which services go when a site is carried to another.

use egui::{Id, Popup, PopupAnchor, Response, Ui};

use crate::edit::Edit;
use crate::model::Action;

use super::super::command::{Act, Command};
use super::super::theme::{self, tokens};
use super::super::view::{Stage, View};
use super::breaks::Breaks;
use super::{Scene, pointer};

/// Draws the menus that are open.
pub fn show(ui: &Ui, response: &Response, scene: &Scene<'_>, view: &mut View, commands: &mut Vec<Command>) {
    response.context_menu(|ui| {
        ui.set_min_width(190.0);
        match view.hand.menu {
            (Some(site), _) => of_site(ui, scene, view, site, commands),
            (None, area) => of_area(ui, scene, view, area, commands),
        }
        of_map(ui, view, commands);
    });
    if scene.spec.slot == 0 {
        put_down(ui, scene, view, commands);
    }
}

fn of_site(ui: &mut Ui, scene: &Scene<'_>, view: &View, site: usize, commands: &mut Vec<Command>) {
    let Some(facts) = scene.session.dataset.sites.get(site) else { return };
    ui.label(theme::label(view.workshop.site_name(site, facts)));
    let own = scene.session.option_plan(scene.spec.option).is_some();
    let now = scene.option.findings.sites.get(site).map(|found| found.action);
    for action in Action::ALL {
        let button = egui::Button::selectable(now == Some(action), action.label());
        if ui.add_enabled(own, button).on_hover_text(Act::Decide(action).tooltip()).clicked() {
            commands.push(Command::SelectSite(Some(site)));
            commands.push(Act::Decide(action).into());
            ui.close();
        }
    }
    if !own {
        ui.label(theme::caption("Business as usual cannot be changed").color(tokens(ui).text2));
    }
    ui.separator();
    if ui.button("Show its details").clicked() {
        commands.push(Act::Go(Stage::Options).into());
        commands.push(Command::SelectSite(Some(site)));
        ui.close();
    }
    ui.separator();
}

fn of_area(ui: &mut Ui, scene: &Scene<'_>, view: &View, area: Option<usize>, commands: &mut Vec<Command>) {
    let dataset = &scene.session.dataset;
    if let Some(facts) = area.and_then(|area| dataset.areas.get(area)) {
        ui.label(theme::label(&facts.name));
    }
    let locality = area.and_then(|area| dataset.locality_of_area.get(area).copied().flatten());
    if let Some((place, locality)) = locality.and_then(|place| Some((place, dataset.localities.get(place)?)))
        && view.focus != Some(place)
        && ui.button(format!("Look at {} alone", locality.name)).clicked()
    {
        commands.push(Command::Focus(Some(place)));
        ui.close();
    }
    if view.focus.is_some() && ui.button("Look at the whole city").clicked() {
        commands.push(Command::Focus(None));
        ui.close();
    }
    if area.is_some() || view.focus.is_some() {
        ui.separator();
    }
}

fn of_map(ui: &mut Ui, view: &mut View, commands: &mut Vec<Command>) {
    ui.menu_button("Classes", |ui| {
        for breaks in Breaks::ALL {
            let chosen = ui.selectable_label(view.breaks == breaks, breaks.label());
            if chosen.on_hover_text(breaks.tooltip()).clicked() {
                view.breaks = breaks;
                ui.close();
            }
        }
    });
    for act in [Act::Lasso, Act::FitSelection, Act::Fit, Act::ChooseBaseMap, Act::Picture] {
        if ui.button(act.label()).on_hover_text(act.hint()).clicked() {
            commands.push(act.into());
            ui.close();
        }
    }
}

/// Asks which services go to the site that another was put down on; one alone goes without asking.
fn put_down(ui: &Ui, scene: &Scene<'_>, view: &mut View, commands: &mut Vec<Command>) {
    let Some((from, to, at)) = view.hand.asks else { return };
    let dataset = &scene.session.dataset;
    let (Some(source), Some(target)) = (dataset.sites.get(from), dataset.sites.get(to)) else { return };
    let today = scene.session.appraisal.bau().findings.sites.get(from);
    let movable: Vec<usize> = today
        .map_or(&[][..], |found| &found.services)
        .iter()
        .map(|(service, _)| *service)
        .filter(|service| {
            dataset.services.get(*service).is_some_and(|facts| !target.cannot_host.contains(&facts.id))
        })
        .collect();
    if let [service] = movable[..] {
        commands.extend(pointer::sends(scene, service, from, to).map(Command::Edit));
        view.hand.asks = None;
        return;
    }
    let mut done = false;
    let popup =
        Popup::new(Id::unique("put down"), ui.ctx().clone(), PopupAnchor::Position(at), ui.layer_id());
    let shown = popup.open(true).show(|ui| {
        ui.set_min_width(200.0);
        ui.label(theme::label(format!("To {}", view.workshop.site_name(to, target))));
        if movable.is_empty() {
            ui.label(theme::small("It can host none of these services").color(tokens(ui).text2));
        }
        for &service in &movable {
            let Some(facts) = dataset.services.get(service) else { continue };
            if ui.button(format!("Move {}", facts.name)).clicked() {
                commands.extend(pointer::sends(scene, service, from, to).map(Command::Edit));
                done = true;
            }
        }
        if movable.len() > 1 && ui.button("Move all and close the site").clicked() {
            commands.push(Command::EndDrag);
            let close = Edit::SetAction {
                option: scene.spec.option.to_owned(),
                site: source.id.clone(),
                action: Action::Close,
            };
            let moves = movable.iter().filter_map(|service| pointer::sends(scene, *service, from, to));
            commands.extend(moves.chain([close]).map(Command::Drag));
            commands.push(Command::EndDrag);
            done = true;
        }
        if ui.button("Cancel").clicked() {
            done = true;
        }
    });
    let outside = shown.is_some_and(|shown| shown.response.clicked_elsewhere());
    if done || outside || ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        view.hand.asks = None;
    }
}
