//! The Options stage: decide for sites on the map or in the table, and see every number move.

use egui::{Align, Frame, Layout, Margin, Panel, Ui, UiBuilder};

use super::super::command::{Act, Command};
use super::super::icons::icon;
use super::super::map::{self, MapSpec, furniture};
use super::super::session::Session;
use super::super::site_table;
use super::super::theme::tokens;
use super::super::view::{Layer, View};
use super::super::widgets::{self, Segment, Tone};
use super::{figures, journeys, option_list, option_page, services, site_page};

/// List of options, key figures, map or table, inspector.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    super::left(ui, view, "options-left", 288.0, |ui, view| option_list::show(ui, session, view, commands));
    super::right(ui, view, "options-right", 320.0, |ui, view| {
        if view.site.is_some() {
            site_page::show(ui, session, view, commands);
        } else if let Some(area) = view.area {
            journeys::area(ui, session, view, area, commands);
        } else {
            option_page::show(ui, session, view, commands);
        }
    });
    super::middle(ui, |ui| {
        figures::show(ui, session, view);
        if view.table {
            table(ui, session, view, commands);
        } else {
            map_with_tools(ui, session, view, commands);
        }
    });
}

fn table(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    Frame::new().fill(tokens(ui).panel).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
        ui.horizontal(|ui| tools(ui, session, view, commands));
    });
    site_table::show(ui, session, view, commands);
}

fn map_with_tools(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let legend = Panel::bottom("options-legend").exact_size(36.0).frame(Frame::new().fill(tokens(ui).panel));
    let place = ui.available_rect_before_wrap();
    let map_rect = egui::Rect::from_min_max(place.min, egui::pos2(place.right(), place.bottom() - 36.0));
    let option = view.option.clone();
    let spec = MapSpec {
        slot: 0,
        option: &option,
        layer: Some(view.layer),
        pins: Vec::new(),
        locality: None,
        sites: true,
        tools: true,
    };
    let mut shown = None;
    ui.scope_builder(UiBuilder::new().max_rect(map_rect), |ui| {
        shown = Some(map::show(ui, session, view, &spec, commands));
    });
    let bar = egui::Rect::from_min_size(
        map_rect.min + egui::vec2(12.0, 10.0),
        egui::vec2(map_rect.width() - 24.0, 32.0),
    );
    ui.scope_builder(UiBuilder::new().max_rect(bar).layout(Layout::left_to_right(Align::Center)), |ui| {
        tools(ui, session, view, commands);
    });
    legend.show(ui, |ui| {
        if let Some(shown) = &shown {
            furniture::legend(ui, shown, true);
        }
    });
}

/// What the areas show, of which service; map or table; zoom.
fn tools(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = 8.0;
    let narrow = ui.available_width() < 660.0;
    if !view.table && narrow {
        widgets::choose(ui, "layer", "What the areas show", view.layer.label(), 84.0, |ui| {
            for layer in Layer::ALL {
                if ui.selectable_label(layer == view.layer, layer.label()).clicked() {
                    commands.push(Command::SelectLayer(layer));
                }
            }
        });
    } else if !view.table {
        let layers: Vec<Segment<'_, Layer>> = Layer::ALL
            .iter()
            .map(|layer| Segment {
                value: *layer,
                icon: None,
                label: layer.label(),
                tooltip: layer.tooltip(),
                tone: Tone::Accent,
            })
            .collect();
        if let Some(layer) = widgets::segmented(ui, Some(view.layer), &layers, 0.0) {
            commands.push(Command::SelectLayer(layer));
        }
    }
    services::choose(ui, session, view, commands);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        if !view.table && ui.available_width() > 300.0 {
            for act in [Act::Fit, Act::ZoomOut, Act::ZoomIn] {
                let glyph = act.icon().unwrap_or_default();
                if floating(ui, glyph, act.label()).clicked() {
                    commands.push(act.into());
                }
            }
            ui.add_space(4.0);
        }
        let both = [
            Segment {
                value: false,
                icon: Some(icon::MAP_TRIFOLD),
                label: "Map",
                tooltip: "Sites on the map (T)",
                tone: Tone::Accent,
            },
            Segment {
                value: true,
                icon: Some(icon::TABLE),
                label: "Table",
                tooltip: "The same sites in a table (T)",
                tone: Tone::Accent,
            },
        ];
        if widgets::segmented(ui, Some(view.table), &both, 0.0).is_some() {
            commands.push(Act::ToggleTable.into());
        }
    });
}

/// An icon button on the map, with a panel of its own behind it.
fn floating(ui: &mut Ui, glyph: &str, label: &str) -> egui::Response {
    let tokens = tokens(ui);
    Frame::new()
        .fill(tokens.panel)
        .stroke(egui::Stroke::new(1.0, tokens.line))
        .corner_radius(6)
        .show(ui, |ui| widgets::icon_button(ui, glyph, label))
        .inner
}
