//! The Need stage: who uses a service, by which indicators need is counted, and where it is greatest.

use egui::{Align, Label, Layout, Ui};

use crate::edit::Edit;
use crate::model::{Mode, Service, Settings};
use crate::units;

use super::super::command::Command;
use super::super::map::{self, MapSpec};
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::{Layer, View};
use super::super::widgets;
use super::{fields, journeys, services};

/// Services, the map, and what need is made of.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    super::left(ui, view, "need-left", 288.0, |ui, view| list(ui, session, view, commands));
    super::right(ui, view, "need-right", 320.0, |ui, view| detail(ui, session, view, commands));
    super::middle_with_map(ui, |ui| {
        let layer = if view.layer == Layer::People { Layer::People } else { Layer::Need };
        let option = view.option.clone();
        let spec = MapSpec {
            slot: 0,
            option: &option,
            against: None,
            layer: Some(layer),
            pins: Vec::new(),
            locality: None,
            sites: true,
            tools: true,
        };
        let rect = map::show_with_legend(ui, session, view, &spec, commands);
        let bar = egui::Rect::from_min_size(
            rect.min + egui::vec2(12.0, 10.0),
            egui::vec2(rect.width() - 24.0, 32.0),
        );
        ui.scope_builder(
            egui::UiBuilder::new().max_rect(bar).layout(Layout::left_to_right(Align::Center)),
            |ui| {
                services::choose_layer(ui, layer, &[Layer::Need, Layer::People], commands);
            },
        );
    });
}

fn list(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    ui.label(theme::title("Need by service"));
    ui.label(theme::small("Who uses a service, and who of them needs it most.").color(tokens.text2));
    for (place, service) in session.dataset.services.iter().enumerate() {
        let selected = place == view.service;
        let (response, ()) = widgets::card(ui, &service.name, selected, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            widgets::row(ui, 18.0, |ui| {
                ui.label(
                    egui::RichText::new(services::icon_of(service))
                        .font(theme::regular(16.0))
                        .color(tokens.text2),
                );
                ui.add(Label::new(theme::label(&service.name)).truncate());
            });
            widgets::row(ui, 16.0, |ui| {
                ui.add_space(26.0);
                ui.add(Label::new(theme::small(standard_words(service)).color(tokens.text2)).truncate());
            });
        });
        if response.clicked() && !selected {
            commands.push(Command::SelectService(place));
        }
    }
}

/// The standard of a service in words.
fn standard_words(service: &Service) -> String {
    let mode = match service.standard.mode {
        Mode::StraightLine | Mode::Walk => "on foot",
        Mode::Bus => "by bus",
    };
    format!("within {:.0} min {mode}", service.standard.minutes)
}

fn detail(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let dataset = &session.dataset;
    let (Some(service), Some(demand)) =
        (dataset.services.get(view.service), session.scorer.demand.get(view.service))
    else {
        widgets::empty(ui, super::super::icons::icon::USERS, "No services yet", "Add a services file.");
        return;
    };
    ui.label(theme::title(&service.name));
    ui.label(theme::small(format!("Standard: {}", standard_words(service))).color(tokens.text2));
    journeys::standard(ui, session, view, commands);
    widgets::divider(ui);
    widgets::section(ui, "Who uses it");
    let users: f64 = demand.users.iter().sum();
    widgets::fact(ui, &words(&service.users.columns.join(" + ")), Some(&units::thousands(users)));
    if !demand.unknown_users.is_empty() {
        let line = format!("{} areas do not say and are left out", demand.unknown_users.len());
        ui.label(theme::caption(line).color(tokens.warn));
    }
    widgets::divider(ui);
    widgets::section(ui, "What need is made of");
    let total: f64 = service.need.values().map(|weight| weight.abs()).sum();
    if service.need.is_empty() || total <= 0.0 {
        ui.label(theme::small("No indicators: every user counts the same.").color(tokens.text2));
    }
    for (column, weight) in &service.need {
        let share = if total > 0.0 { weight.abs() / total } else { 0.0 };
        let turned = if *weight < 0.0 { ", turned round" } else { "" };
        widgets::row(ui, 20.0, |ui| {
            ui.add(Label::new(theme::small(format!("{}{turned}", words(column)))).truncate());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_sized([38.0, 16.0], Label::new(theme::small(format!("{:.0} %", share * 100.0))));
                super::super::charts::share_bar(ui, 70.0, share, None, tokens.criteria[0]);
            });
        })
        .response
        .on_hover_text(format!(
            "Column {column}, weight {weight}. Areas are ranked by it, people by people."
        ));
    }
    if !demand.unknown_need.is_empty() {
        let line = format!("{} areas have no indicator and take the median need", demand.unknown_need.len());
        ui.label(theme::caption(line).color(tokens.warn));
    }
    multiplier(ui, session, commands);
    if let Some(area) = view.area {
        widgets::divider(ui);
        let name = dataset.areas.get(area).map_or("", |area| area.name.as_str());
        widgets::section(ui, name);
        let known = dataset.columns.population(area).map(units::thousands);
        widgets::fact(ui, "People", known.as_deref());
        widgets::fact(ui, "Users", demand.users.get(area).map(|users| units::thousands(*users)).as_deref());
        widgets::fact(ui, "Need index", demand.need.get(area).map(|need| format!("{need:.2}")).as_deref());
        for column in service.need.keys() {
            let value = dataset.columns.value(column, area).map(|value| format!("{value}"));
            widgets::fact(ui, &words(column), value.as_deref());
        }
    }
    widgets::divider(ui);
    let measured = !service.need.is_empty();
    widgets::section(
        ui,
        if measured { "Where need is, by locality" } else { "Where its users are, by locality" },
    );
    localities(ui, session, view, commands);
}

/// Users and their mean need in each locality, neediest first; without indicators of need the users alone, most first.
fn localities(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let dataset = &session.dataset;
    let Some(demand) = session.scorer.demand.get(view.service) else { return };
    let mut rows: Vec<(usize, f64, f64)> = dataset
        .localities
        .iter()
        .enumerate()
        .map(|(locality, _)| {
            let inside = dataset.locality_of_area.iter().enumerate().filter(|(_, of)| **of == Some(locality));
            let (users, need) = inside.fold((0.0, 0.0), |(users, need), (area, _)| {
                let here = demand.users.get(area).copied().unwrap_or(0.0);
                (users + here, need + here * demand.need.get(area).copied().unwrap_or(0.0))
            });
            (locality, users, if users > 0.0 { need / users } else { 0.0 })
        })
        .collect();
    let measured = dataset.services.get(view.service).is_some_and(|service| !service.need.is_empty());
    rows.sort_by(|a, b| if measured { b.2.total_cmp(&a.2) } else { b.1.total_cmp(&a.1) });
    let most = rows.iter().map(|row| row.1).fold(1.0, f64::max);
    for (place, users, need) in rows {
        let name = dataset.localities.get(place).map_or("", |locality| locality.name.as_str());
        let chosen = view.focus == Some(place);
        let response = widgets::row(ui, 20.0, |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let (number, share) = if measured {
                    (format!("{need:.2}"), need)
                } else {
                    (units::thousands(users), users / most)
                };
                ui.add_sized([if measured { 30.0 } else { 48.0 }, 16.0], Label::new(theme::small(number)));
                super::super::charts::share_bar(ui, 60.0, share, None, tokens.criteria[0]);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let words = theme::small(name);
                    let words = if chosen { words.color(tokens.soft_text).strong() } else { words };
                    ui.add(Label::new(words).truncate());
                });
            });
        })
        .response;
        let response = ui.interact(response.rect, response.id.with("locality"), egui::Sense::click());
        response.widget_info(|| {
            let label = if measured {
                format!("{name}, mean need {need:.2}")
            } else {
                format!("{name}, {} users", units::thousands(users))
            };
            egui::WidgetInfo::selected(egui::Role::Button, true, chosen, label)
        });
        widgets::focus_ring(ui, &response, 4);
        let need = if measured { format!(", mean need {need:.2}") } else { String::new() };
        let hint =
            format!("{name}: {} users{need}. Click to look at its residents alone", units::thousands(users));
        if response.on_hover_text(hint).clicked() {
            commands.push(Command::Focus((!chosen).then_some(place)));
        }
    }
}

/// How much more the neediest count: a decision, so a change is one step that can be taken back.
fn multiplier(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let settings = &session.plan().settings;
    let mut times = settings.need_multiplier;
    ui.add_space(2.0);
    let words = "A user in greatest need counts";
    ui.label(theme::small(words).color(tokens(ui).text2));
    let slider = egui::Slider::new(&mut times, 1.0..=5.0).step_by(0.5).suffix(" times");
    let response = ui.add(slider).on_hover_text(
        "Demand = users × (1 + (M − 1) × need index). At 1 everyone counts the same; coverage by need then is plain coverage.",
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, words));
    let edit = || Edit::SetSettings(Box::new(Settings { need_multiplier: times, ..settings.clone() }));
    fields::dragged(&response, response.changed().then(edit), commands);
}

/// A column's name as people read it.
fn words(column: &str) -> String {
    let text = column.replace('_', " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
