//! Choosing what maps show: the service that they and the figures speak of, with services' icons, and the layer of the areas.

use egui::Ui;

use crate::model::Service;

use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::view::{Layer, View};
use super::super::widgets::{self, Segment, tab};

/// The icon of a service, by words in its name; a house for the rest.
pub fn icon_of(service: &Service) -> &'static str {
    let name = service.name.to_lowercase();
    let by_word = [
        ("librar", icon::BOOKS),
        ("famil", icon::BABY),
        ("child", icon::BABY),
        ("advice", icon::CHATS_CIRCLE),
        ("learn", icon::GRADUATION_CAP),
        ("employ", icon::BRIEFCASE),
        ("job", icon::BRIEFCASE),
        ("youth", icon::SOCCER_BALL),
        ("health", icon::HEARTBEAT),
        ("hous", icon::HOUSE),
        ("communit", icon::USERS),
    ];
    by_word.into_iter().find(|(word, _)| name.contains(word)).map_or(icon::BUILDINGS, |(_, icon)| icon)
}

/// The drop-down list of services.
pub fn choose(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let services = &session.dataset.services;
    let shown = services.get(view.service).map_or("No services", |service| service.name.as_str());
    let width = if ui.available_width() < 400.0 { 92.0 } else { 150.0 };
    widgets::choose(ui, "service", "Service", shown, width, |ui| {
        for (place, service) in services.iter().enumerate() {
            if ui
                .selectable_label(place == view.service, format!("{}  {}", icon_of(service), service.name))
                .clicked()
            {
                commands.push(Command::SelectService(place));
            }
        }
    });
}

/// A button for each of some layers; the one that is shown is pressed.
pub fn choose_layer(ui: &mut Ui, shown: Layer, layers: &[Layer], commands: &mut Vec<Command>) {
    let segments: Vec<Segment<'_, Layer>> =
        layers.iter().map(|layer| tab(*layer, layer.label(), layer.tooltip())).collect();
    if let Some(layer) = widgets::segmented(ui, Some(shown), &segments, 0.0) {
        commands.push(Command::SelectLayer(layer));
    }
}
