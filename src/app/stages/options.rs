//! The Options stage: decide for sites on the map or in the table, and see every number move.

use egui::{Align, Frame, Layout, Margin, ScrollArea, Ui, UiBuilder};

use super::super::command::{Act, Command};
use super::super::find;
use super::super::icons::icon;
use super::super::map::{self, MapSpec};
use super::super::session::Session;
use super::super::site_table;
use super::super::theme::{self, tokens};
use super::super::view::{Layer, Pane, View};
use super::super::widgets::{self, Segment, Tone};
use super::{estate, figures, journeys, money, option_list, option_page, phasing, services, site_page};

/// List of options, key figures, map or table, inspector.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    super::left(ui, view, "options-left", 288.0, |ui, view| {
        if view.finding.is_some() {
            find::show(ui, session, view, commands);
        } else {
            option_list::show(ui, session, view, commands);
        }
    });
    super::right(ui, view, "options-right", 320.0, |ui, view| {
        if view.site.is_some() {
            site_page::show(ui, session, view, commands);
        } else if let Some(area) = view.area {
            journeys::area(ui, session, view, area, commands);
        } else {
            option_page::show(ui, session, view, commands);
        }
    });
    super::middle_with_map(ui, |ui| {
        figures::show(ui, session, view, commands);
        match view.pane {
            Pane::City if view.table => table(ui, session, view, commands),
            Pane::City => map_with_tools(ui, session, view, commands),
            pane => page(ui, session, view, pane, commands),
        }
    });
}

/// A page about the option instead of the city.
fn page(ui: &mut Ui, session: &Session, view: &mut View, pane: Pane, commands: &mut Vec<Command>) {
    Frame::new().fill(tokens(ui).panel).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
        ui.horizontal(|ui| tools(ui, session, view, commands));
    });
    let panel = tokens(ui).panel;
    ui.painter().rect_filled(ui.available_rect_before_wrap(), 0.0, panel);
    ScrollArea::both().id_salt(("pane", pane)).auto_shrink([false, false]).show(ui, |ui| {
        Frame::new().inner_margin(Margin { left: 16, right: 16, top: 4, bottom: 16 }).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            if view.workshop.hide_money && pane != Pane::Phasing {
                widgets::money_hidden(ui);
                return;
            }
            match pane {
                Pane::City => {}
                Pane::Money => money::ui(ui, session, view, commands),
                Pane::Phasing => phasing::ui(ui, session, view, commands),
                Pane::Estate => estate::ui(ui, session, view, commands),
            }
        });
    });
}

fn table(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    Frame::new().fill(tokens(ui).panel).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
        ui.horizontal(|ui| tools(ui, session, view, commands));
    });
    site_table::show(ui, session, view, commands);
}

fn map_with_tools(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let option = view.option.clone();
    let spec = MapSpec {
        slot: 0,
        option: &option,
        against: None,
        layer: Some(view.layer),
        pins: Vec::new(),
        locality: None,
        sites: true,
        tools: true,
    };
    let map_rect = map::show_with_legend(ui, session, view, &spec, commands);
    let bar = egui::Rect::from_min_size(
        map_rect.min + egui::vec2(12.0, 10.0),
        egui::vec2(map_rect.width() - 24.0, 32.0),
    );
    let quiet = view.maps.picturing;
    let mut place = UiBuilder::new().max_rect(bar).layout(Layout::left_to_right(Align::Center));
    place.invisible = quiet;
    ui.scope_builder(place, |ui| {
        tools(ui, session, view, commands);
    });
}

/// What the areas show, of which service; map, table or a page; zoom.
fn tools(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = 8.0;
    let narrow = ui.available_width() < 860.0;
    let city = view.pane == Pane::City;
    if !city {
        ui.label(theme::title(&session.option(&view.option).name));
    } else if !view.table && narrow {
        widgets::choose(ui, "layer", "What the areas show", view.layer.label(), 84.0, |ui| {
            for layer in Layer::ALL {
                if ui.selectable_label(layer == view.layer, layer.label()).clicked() {
                    commands.push(Command::SelectLayer(layer));
                }
            }
        });
    } else if !view.table {
        services::choose_layer(ui, view.layer, &Layer::ALL, commands);
    }
    if city {
        services::choose(ui, session, view, commands);
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        // The pages come first: zooming has the wheel and the keys too.
        if city && !view.table && ui.available_width() > 580.0 {
            for act in [Act::Fit, Act::ZoomOut, Act::ZoomIn, Act::Lasso] {
                let glyph = act.icon().unwrap_or_default();
                if floating(ui, glyph, act.label()).clicked() {
                    commands.push(act.into());
                }
            }
            ui.add_space(4.0);
        }
        panes(ui, view);
    });
}

/// The city on the map or in a table, or a page about the option.
fn panes(ui: &mut Ui, view: &mut View) {
    let all = [
        ((Pane::City, false), icon::MAP_TRIFOLD, "Map", "Sites on the map (T)"),
        ((Pane::City, true), icon::TABLE, "Table", "The same sites in a table (T)"),
        ((Pane::Money, false), icon::CHART_BAR, "Money", "Every line of money by year, against the target"),
        (
            (Pane::Phasing, false),
            icon::COLUMNS,
            "Phasing",
            "What happens when, and how the city fares in between",
        ),
        (
            (Pane::Estate, false),
            icon::BUILDINGS,
            "Estate",
            "The buildings as they stand: cost, condition, use, gaps",
        ),
    ];
    let current = if view.pane == Pane::City { (Pane::City, view.table) } else { (view.pane, false) };
    let chosen = if ui.available_width() < 400.0 {
        let shown = all.iter().find(|(value, ..)| *value == current).map_or("", |(_, _, label, _)| label);
        widgets::choose(ui, "pane", "What the middle shows", shown, 86.0, |ui| {
            let mut chosen = None;
            for (value, _, label, _) in all {
                if ui.selectable_label(value == current, label).clicked() {
                    chosen = Some(value);
                }
            }
            chosen
        })
        .flatten()
    } else {
        let wide = ui.available_width() > 470.0;
        let segments = all.map(|(value, glyph, label, tooltip)| Segment {
            value,
            icon: wide.then_some(glyph),
            label,
            tooltip,
            tone: Tone::Accent,
        });
        widgets::segmented(ui, Some(current), &segments, 0.0)
    };
    if let Some((pane, table)) = chosen {
        view.pane = pane;
        if pane == Pane::City {
            view.table = table;
        }
    }
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
