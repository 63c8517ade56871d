//! The services of a site in the inspector: what it offers, where each goes, and what arrives.

use egui::{TextEdit, Ui};

use crate::edit::Edit;
use crate::model::Action;

use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets;
use super::services;
use super::targets::{Target, targets};

/// What a site offers, where nothing can be changed.
pub fn offers(ui: &mut Ui, session: &Session, view: &View, site: usize) {
    let tokens = tokens(ui);
    widgets::section(ui, "Services here");
    let found = session.option(&view.option).findings.sites.get(site);
    let offered = found.map_or(&[][..], |found| &found.services);
    for (service, share) in offered {
        let Some(service) = session.dataset.services.get(*service) else { continue };
        let part = if *share < 1.0 { format!(" · {:.0} % outreach", share * 100.0) } else { String::new() };
        ui.label(theme::small(format!("{}  {}{part}", services::icon_of(service), service.name)));
    }
    if offered.is_empty() {
        ui.label(theme::small("None").color(tokens.text3));
    }
}

/// Where each service of today goes, and what arrives.
pub fn moves(ui: &mut Ui, session: &Session, view: &mut View, site: usize, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let option = view.option.clone();
    let Some(plan) = session.option_plan(&option) else { return };
    let id = session.dataset.sites[site].id.clone();
    let today = session
        .appraisal
        .bau()
        .findings
        .sites
        .get(site)
        .map(|found| found.services.clone())
        .unwrap_or_default();
    widgets::section(ui, "Services");
    if today.is_empty() {
        ui.label(theme::small("Offers nothing today").color(tokens.text3));
    }
    for (service, _) in today {
        let Some(facts) = session.dataset.services.get(service) else { continue };
        let movement = plan
            .moves
            .iter()
            .find(|movement| movement.service == facts.id && movement.from.as_deref() == Some(&id));
        let closes = plan.sites.get(&id).is_some_and(|decision| decision.action == Action::Close);
        let shown = match movement.map(|movement| movement.to.as_ref()) {
            None if closes => "ends here – choose where".to_owned(),
            None => "stays here".to_owned(),
            Some(None) => "withdrawn".to_owned(),
            Some(Some(to)) => session
                .dataset
                .site_index(to)
                .map_or_else(|| to.clone(), |to| view.workshop.site_name(to, &session.dataset.sites[to])),
        };
        ui.horizontal(|ui| {
            let name = format!("{}  {}", services::icon_of(facts), facts.name);
            ui.add_sized([124.0, 20.0], egui::Label::new(theme::small(name)).truncate());
            ui.label(theme::caption(icon::ARROW_RIGHT).color(tokens.text3));
            let width = ui.available_width();
            let label = format!("Where {} goes", facts.name);
            widgets::choose(ui, &format!("move-{service}"), &label, &shown, width, |ui| {
                destinations(ui, session, view, site, service, commands);
            });
        });
        if closes && movement.is_none() {
            suggestions(ui, session, view, site, service, commands);
        }
    }
    let arrivals: Vec<String> = plan
        .moves
        .iter()
        .filter(|movement| movement.to.as_deref() == Some(&id))
        .map(|movement| {
            let service = session
                .dataset
                .service_index(&movement.service)
                .map_or(&movement.service, |service| &session.dataset.services[service].name);
            let from = movement.from.as_ref().and_then(|from| session.dataset.site_index(from));
            from.map_or_else(
                || format!("{service}, new"),
                |from| format!("{service}, from {}", session.dataset.sites[from].name),
            )
        })
        .collect();
    if !arrivals.is_empty() {
        ui.label(theme::caption("Arriving").color(tokens.text3));
        for arrival in arrivals {
            ui.label(theme::small(arrival));
        }
    }
}

/// The open sites that a service could move to, nearest first, narrowed by what is typed.
fn destinations(
    ui: &mut Ui,
    session: &Session,
    view: &mut View,
    site: usize,
    service: usize,
    commands: &mut Vec<Command>,
) {
    let from = &session.dataset.sites[site];
    let facts = &session.dataset.services[service];
    let option = view.option.clone();
    ui.set_min_width(230.0);
    ui.add(
        TextEdit::singleline(&mut view.site_search).hint_text("Search sites").desired_width(f32::INFINITY),
    );
    if ui.selectable_label(false, "Stays here").clicked() {
        commands.push(Command::Edit(Edit::StayPut {
            option: option.clone(),
            service: facts.id.clone(),
            from: from.id.clone(),
        }));
    }
    if ui.selectable_label(false, "Withdrawn").clicked() {
        commands.push(Command::Edit(Edit::MoveService {
            option: option.clone(),
            service: facts.id.clone(),
            from: from.id.clone(),
            to: None,
        }));
    }
    ui.separator();
    let wanted = view.site_search.to_lowercase();
    let findings = &session.option(&option).findings.sites;
    let named = |target: &Target| view.workshop.site_name(target.site, &session.dataset.sites[target.site]);
    let open: Vec<Target> = targets(&session.dataset, findings, site, service)
        .into_iter()
        .filter(|target| named(target).to_lowercase().contains(&wanted))
        .take(30)
        .collect();
    for target in open {
        if ui.selectable_label(false, target.words(&session.dataset, view.workshop)).clicked() {
            commands.extend(go(session, &option, site, service, target.site));
            view.site_search.clear();
        }
    }
}

fn go(session: &Session, option: &str, from: usize, service: usize, to: usize) -> Option<Command> {
    let dataset = &session.dataset;
    Some(Command::Edit(Edit::MoveService {
        option: option.to_owned(),
        service: dataset.services.get(service)?.id.clone(),
        from: dataset.sites.get(from)?.id.clone(),
        to: Some(dataset.sites.get(to)?.id.clone()),
    }))
}

/// For a service that would end here: the three nearest sites with room for it, one click each.
fn suggestions(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    site: usize,
    service: usize,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    let findings = &session.option(&view.option).findings.sites;
    let near: Vec<Target> = targets(&session.dataset, findings, site, service)
        .into_iter()
        .filter(|target| target.fits)
        .take(3)
        .collect();
    if near.is_empty() {
        ui.label(theme::caption("No open site has room for it").color(tokens.warn));
    }
    for target in near {
        let words = format!("{}  {}", icon::ARROW_RIGHT, target.words(&session.dataset, view.workshop));
        let label = egui::Label::new(theme::small(words).color(tokens.accent)).truncate();
        let response = ui.add(label.sense(egui::Sense::click()));
        let name = session.dataset.sites[target.site].name.clone();
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Move to {name}")));
        widgets::focus_ring(ui, &response, 4);
        if response.hovered() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        if response.clicked() {
            commands.extend(go(session, &view.option, site, service, target.site));
        }
    }
}
