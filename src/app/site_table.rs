//! The table twin of the map: every site of the option, sortable, with the same selection and keys.

use egui::{Align, EventFilter, Key, Label, Layout, Modifiers, Role, Sense, Ui, WidgetInfo};
use egui_extras::{Column, TableBuilder};

use crate::model::Action;
use crate::units;

use super::command::Command;
use super::icons::icon;
use super::map::marks::{self, Mark};
use super::session::Session;
use super::theme::{self, tokens};
use super::view::View;

const HEADINGS: [&str; 6] = ["Site", "Decision", "Services", "Locality", "Cost £/yr", "Open h/wk"];

/// One row, ready to be sorted.
struct Row {
    site: usize,
    name: String,
    action: Action,
    services: String,
    offered: usize,
    locality: String,
    cost: f64,
    hours: Option<f64>,
}

/// Draws the table into all the room there is.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let rows = rows(session, view);
    let room = ui.available_rect_before_wrap();
    let id = ui.scope_id().with("site table");
    let table = ui.interact(room, id, Sense::click());
    table.widget_info(|| WidgetInfo::labeled(Role::Table, true, "Table of sites"));
    if table.clicked() {
        table.request_focus();
    }
    view.panels[1] = Some(id);
    let moved = if table.has_focus() {
        view.canvas_focused = true;
        arrows(ui, id, view, &rows, commands)
    } else {
        None
    };
    ui.painter().rect_filled(room, 0.0, tokens.panel);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(12.0, 0.0);
        let mut builder = TableBuilder::new(ui)
            .id_salt("sites")
            .striped(false)
            .sense(Sense::click())
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(Column::remainder().at_least(150.0).clip(true))
            .column(Column::exact(96.0))
            .column(Column::remainder().at_least(120.0).clip(true))
            .column(Column::initial(130.0).clip(true))
            .column(Column::exact(84.0))
            .column(Column::exact(80.0))
            .auto_shrink([false, false]);
        if let Some(row) = moved {
            builder = builder.scroll_to_row(row, None);
        }
        builder
            .header(30.0, |mut header| {
                for (column, heading) in HEADINGS.iter().enumerate() {
                    header.col(|ui| heading_cell(ui, view, column, heading));
                }
            })
            .body(|body| {
                body.rows(30.0, rows.len(), |mut table_row| {
                    let Some(row) = rows.get(table_row.index()) else { return };
                    table_row.set_selected(view.site == Some(row.site));
                    table_row.set_hovered(view.hovered_site_before == Some(row.site));
                    cells(&mut table_row, row, tokens);
                    let response = table_row.response();
                    response.widget_info(|| {
                        WidgetInfo::selected(
                            Role::Row,
                            true,
                            view.site == Some(row.site),
                            format!("{}, {}", row.name, row.action.label()),
                        )
                    });
                    if response.hovered() {
                        view.hovered_site = Some(row.site);
                    }
                    if response.clicked() {
                        commands.push(Command::SelectSite(Some(row.site)));
                        table.request_focus();
                    }
                });
            });
    });
    if table.has_focus() {
        let ring = egui::Stroke::new(2.0, tokens.accent);
        ui.painter().rect_stroke(room.shrink(1.0), 0.0, ring, egui::StrokeKind::Inside);
    }
}

fn heading_cell(ui: &mut Ui, view: &mut View, column: usize, heading: &str) {
    let tokens = tokens(ui);
    let sorted = view.sort.0 == column;
    let arrow = match (sorted, view.sort.1) {
        (true, false) => icon::CARET_UP,
        (true, true) => icon::CARET_DOWN,
        _ => "",
    };
    if column == 0 {
        ui.add_space(12.0);
    }
    let label = Label::new(theme::small(format!("{heading} {arrow}")).color(if sorted {
        tokens.text
    } else {
        tokens.text3
    }));
    let response = ui.add(label.sense(Sense::click()));
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, format!("Sort by {heading}")));
    if response.clicked() {
        view.sort = (column, sorted && !view.sort.1);
    }
}

fn cells(table_row: &mut egui_extras::TableRow<'_, '_>, row: &Row, tokens: &theme::Tokens) {
    table_row.col(|ui| {
        ui.add_space(12.0);
        ui.add(Label::new(theme::small(&row.name).font(theme::semibold(12.0))).truncate());
    });
    table_row.col(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(18.0, 18.0), Sense::hover());
        marks::mark(
            ui.painter(),
            tokens,
            rect.center(),
            Mark { action: row.action, offers: row.offered > 0, size: 1.0 },
        );
        ui.label(theme::small(row.action.label()));
    });
    table_row.col(|ui| {
        ui.add(Label::new(theme::small(&row.services).color(tokens.text2)).truncate());
    });
    table_row.col(|ui| {
        ui.add(Label::new(theme::small(&row.locality).color(tokens.text2)).truncate());
    });
    for words in
        [units::thousands(row.cost), row.hours.map_or_else(|| "–".to_owned(), |hours| format!("{hours:.0}"))]
    {
        table_row.col(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(10.0);
                ui.label(theme::small(words));
            });
        });
    }
}

fn rows(session: &Session, view: &View) -> Vec<Row> {
    let dataset = &session.dataset;
    let findings = &session.option(&view.option).findings;
    let mut rows: Vec<Row> = dataset
        .sites
        .iter()
        .zip(&findings.sites)
        .enumerate()
        .map(|(site, (facts, found))| {
            let names: Vec<&str> = found
                .services
                .iter()
                .filter_map(|(service, _)| dataset.services.get(*service))
                .map(|service| service.name.as_str())
                .collect();
            let locality = dataset
                .locality_of_site
                .get(site)
                .copied()
                .flatten()
                .and_then(|locality| dataset.localities.get(locality));
            Row {
                site,
                name: view.workshop.site_name(site, facts),
                action: found.action,
                services: if names.is_empty() { "–".to_owned() } else { names.join(", ") },
                offered: names.len(),
                locality: locality.map_or_else(|| "outside".to_owned(), |locality| locality.name.clone()),
                cost: if view.workshop.hide_money { 0.0 } else { found.running_cost_gbp },
                hours: found.hours_per_week,
            }
        })
        .collect();
    let (column, descending) = view.sort;
    rows.sort_by(|a, b| {
        let order = match column {
            1 => (a.action as u8).cmp(&(b.action as u8)),
            2 => a.offered.cmp(&b.offered),
            3 => a.locality.cmp(&b.locality),
            4 => a.cost.total_cmp(&b.cost),
            5 => a.hours.unwrap_or(-1.0).total_cmp(&b.hours.unwrap_or(-1.0)),
            _ => a.name.cmp(&b.name),
        };
        let order = order.then_with(|| a.name.cmp(&b.name));
        if descending { order.reverse() } else { order }
    });
    rows
}

/// Up and down walk the rows; returns the row walked to.
fn arrows(ui: &Ui, id: egui::Id, view: &View, rows: &[Row], commands: &mut Vec<Command>) -> Option<usize> {
    ui.memory_mut(|memory| {
        memory.set_focus_lock_filter(id, EventFilter { vertical_arrows: true, ..EventFilter::default() });
    });
    let step = ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            Some(true)
        } else if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            Some(false)
        } else {
            None
        }
    })?;
    let now = rows.iter().position(|row| view.site == Some(row.site));
    let next = match (now, step) {
        (None, _) => 0,
        (Some(now), true) => (now + 1).min(rows.len().saturating_sub(1)),
        (Some(now), false) => now.saturating_sub(1),
    };
    let row = rows.get(next)?;
    commands.push(Command::SelectSite(Some(row.site)));
    Some(next)
}
