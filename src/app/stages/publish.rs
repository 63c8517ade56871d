//! The Publish stage: what is written, and where.

use egui::{Align, Frame, Layout, Margin, ScrollArea, Stroke, Ui};

use crate::export::{self, Content, Format};
use crate::model::CriterionKey;
use crate::units;

use super::super::command::{Act, Command};
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Tone, Weight};
use super::option_page::value_words;

/// What is in it, a look at it, and the formats.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    super::left(ui, view, "publish-left", 304.0, |ui, _| contents(ui, session));
    super::right(ui, view, "publish-right", 312.0, |ui, view| formats(ui, session, view, commands));
    super::middle(ui, |ui| {
        ScrollArea::vertical()
            .id_salt("preview")
            .auto_shrink([false, false])
            .show(ui, |ui| preview(ui, session));
    });
}

/// Revision, generation, and each table's name, rows and columns.
type KnownTables = (u64, u64, Vec<(String, usize, usize)>);

fn contents(ui: &mut Ui, session: &Session) {
    let tokens = tokens(ui);
    ui.label(theme::title("Tables"));
    ui.label(
        theme::small("Each becomes a CSV file; the data dictionary explains every column.")
            .color(tokens.text2),
    );
    ui.add_space(4.0);
    let content = Content { dataset: &session.dataset, plan: session.plan(), appraisal: &session.appraisal };
    let tables = ui.memory_mut(|memory| {
        // Tables are long: they are counted anew only when the findings changed.
        let id = egui::Id::unique("publish tables");
        let known: Option<KnownTables> = memory.data.get_temp(id);
        match known {
            Some((revision, generation, tables))
                if revision == session.revision && generation == session.generation =>
            {
                tables
            }
            _ => {
                let tables: Vec<(String, usize, usize)> = export::tables(&content)
                    .iter()
                    .map(|table| (table.name.to_owned(), table.rows.len(), table.columns.len()))
                    .collect();
                memory.data.insert_temp(id, (session.revision, session.generation, tables.clone()));
                tables
            }
        }
    });
    for (name, rows, columns) in tables {
        widgets::row(ui, 20.0, |ui| {
            ui.label(theme::small(format!("{}  {name}.csv", icon::TABLE)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = format!("{} × {columns}", units::thousands(rows as f64));
                ui.label(theme::caption(words).color(tokens.text3)).on_hover_text("Rows × columns");
            });
        });
    }
    widgets::row(ui, 20.0, |ui| ui.label(theme::small(format!("{}  data-dictionary.csv", icon::FILE_TEXT))));
    widgets::divider(ui);
    widgets::section(ui, "Map layers");
    for name in ["sites", "localities", "areas"] {
        widgets::row(ui, 20.0, |ui| ui.label(theme::small(format!("{}  {name}.geojson", icon::MAP_TRIFOLD))));
    }
}

/// The first page of what readers get: every option by every measure.
fn preview(ui: &mut Ui, session: &Session) {
    let tokens = tokens(ui);
    let width = (ui.available_width() - 48.0).min(760.0);
    ui.add_space(24.0);
    ui.horizontal(|ui| {
        ui.add_space((ui.available_width() - width) / 2.0);
        Frame::new()
            .fill(tokens.panel)
            .stroke(Stroke::new(1.0, tokens.line))
            .inner_margin(Margin::same(28))
            .show(ui, |ui| {
                ui.vertical(|ui| {
                    ui.set_width(width - 56.0);
                    ui.spacing_mut().item_spacing.y = 8.0;
                    if session.dataset.illustrative {
                        widgets::chip(
                            ui,
                            Some(icon::FLASK),
                            "Illustrative data: invented sites, money and decisions",
                            Tone::Warn,
                        );
                    }
                    let title = session
                        .plan()
                        .report
                        .title
                        .clone()
                        .unwrap_or_else(|| "Community hubs: options".to_owned());
                    ui.label(egui::RichText::new(title).font(theme::semibold(20.0)));
                    ui.label(
                        theme::small("Every option by every measure, as the tables give it.")
                            .color(tokens.text2),
                    );
                    ui.add_space(6.0);
                    table(ui, session);
                    ui.add_space(8.0);
                    for option in session.plan().options.iter().filter(|option| option.reason.is_some()) {
                        let reason = option.reason.clone().unwrap_or_default();
                        ui.label(
                            theme::small(format!("{} {}: “{reason}”", option.id, option.name))
                                .color(tokens.text2),
                        );
                    }
                });
            });
    });
    ui.add_space(24.0);
}

/// A row for each measure, a column for each option.
fn table(ui: &mut Ui, session: &Session) {
    let tokens = tokens(ui);
    let options = &session.appraisal.options;
    let semibold = || theme::semibold(12.0);
    let names = options.iter().map(|option| match session.position(&option.id) {
        Some(_) => theme::small(format!("{} {}", option.id, option.name)).font(semibold()),
        None => theme::small("Now").font(semibold()),
    });
    line(ui, "", names);
    let savings =
        options.iter().map(|option| theme::small(units::pounds_short(option.findings.cost.saving_gbp)));
    line(ui, "Saving a year", savings);
    for key in CriterionKey::ALL {
        let values = options.iter().map(|option| match option.criterion(key).value {
            Some(value) => theme::small(value_words(key, value)),
            None => theme::small("unknown").color(tokens.text3),
        });
        line(ui, key.label(), values);
    }
    let totals = options.iter().map(|option| {
        theme::small(option.total.map_or_else(|| "–".to_owned(), |total| format!("{total:.0}")))
            .font(semibold())
    });
    line(ui, "Total, 0–100", totals);
}

fn line(ui: &mut Ui, name: &str, values: impl ExactSizeIterator<Item = egui::RichText>) {
    let first = 150.0;
    let wide = ((ui.available_width() - first) / values.len().max(1) as f32).floor();
    let row = widgets::row(ui, 22.0, |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.allocate_ui_with_layout(egui::vec2(first, 20.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_width(first);
            ui.label(theme::small(name).color(tokens(ui).text2));
        });
        for value in values {
            ui.allocate_ui_with_layout(egui::vec2(wide, 20.0), Layout::right_to_left(Align::Center), |ui| {
                ui.set_width(wide);
                ui.spacing_mut().item_spacing.x = 0.0;
                ui.set_max_width(wide - 12.0);
                ui.add(egui::Label::new(value).truncate());
            });
        }
    });
    let below = row.response.rect;
    ui.painter().hline(below.x_range(), below.bottom() + 3.0, Stroke::new(1.0, tokens(ui).line));
}

fn formats(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    ui.label(theme::title("Formats"));
    for (format, name, note) in [
        (Format::Csv, "CSV and dictionary", "opens in any spreadsheet"),
        (Format::GeoJson, "GeoJSON", "sites, localities, areas"),
        (Format::GeoPackage, "GeoPackage", "the project, opens in QGIS"),
    ] {
        let ticked = view.formats.contains(&format);
        if widgets::checkbox(ui, ticked, name) {
            view.formats.retain(|other| *other != format);
            if !ticked {
                view.formats.push(format);
            }
        }
        widgets::row(ui, 14.0, |ui| {
            ui.add_space(26.0);
            ui.label(theme::caption(note).color(tokens.text2));
        });
    }
    widgets::divider(ui);
    widgets::section(ui, "Before it goes out");
    let counts = session.issue_counts();
    let line = |ui: &mut Ui, good: bool, words: String| {
        let (glyph, ink) =
            if good { (icon::CHECK_CIRCLE, tokens.good) } else { (icon::WARNING, tokens.warn) };
        ui.horizontal_wrapped(|ui| {
            ui.label(egui::RichText::new(glyph).font(theme::icon_fill(14.0)).color(ink));
            ui.label(theme::small(words));
        });
    };
    let troubles = counts.errors + counts.warnings;
    line(
        ui,
        troubles == 0,
        if troubles == 0 {
            "No data issues".to_owned()
        } else {
            format!("{troubles} data issues are listed in the tables")
        },
    );
    let clashing = session.appraisal.options.iter().filter(|option| !option.feasible()).count();
    line(
        ui,
        clashing == 0,
        if clashing == 0 {
            "Every option can be done".to_owned()
        } else {
            format!("{clashing} options cannot be done as they stand")
        },
    );
    if session.dataset.illustrative {
        line(ui, false, "Every file says “Illustrative data”".to_owned());
    }
    widgets::divider(ui);
    let ready = !view.formats.is_empty();
    let words = match view.formats.len() {
        1 => "Export 1 format…".to_owned(),
        count => format!("Export {count} formats…"),
    };
    ui.add_enabled_ui(ready, |ui| {
        let button =
            widgets::button_wide(ui, Weight::Primary, Some(icon::EXPORT), &words, ui.available_width());
        if button.on_hover_text(Act::Export.hint()).clicked() {
            commands.push(Act::Export.into());
        }
    });
    ui.label(
        theme::caption(
            "Files of the same name in the folder are replaced. Same inputs give identical files.",
        )
        .color(tokens.text3),
    );
}
