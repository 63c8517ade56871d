//! The Data stage: where the facts come from, what is wrong with them, and where.

use egui::{Align, Frame, Label, Layout, RichText, ScrollArea, Stroke, Ui, UiBuilder};

use crate::model::Role;
use crate::units;

use super::super::command::{Act, Command};
use super::super::icons::icon;
use super::super::map::{self, MapSpec, Pin};
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Weight};
use super::{issue_list, origin};

/// Layers, Issues, and where they are.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    super::left(ui, view, "data-left", 304.0, |ui, _| layers(ui, session, commands));
    super::right(ui, view, "data-right", 352.0, |ui, view| where_they_are(ui, session, view, commands));
    super::middle(ui, |ui| issue_list::show(ui, session, view, commands));
}

/// What may be dropped.
const READ: &str = "GeoJSON, Shapefile, KML, CSV, Excel or a project.";

fn layers(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    ui.horizontal(|ui| {
        ui.label(theme::title("Layers"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let add = widgets::button(ui, Weight::Secondary, Some(icon::PLUS), "Add…");
            if add.on_hover_text(Act::Add.hint()).clicked() {
                commands.push(Act::Add.into());
            }
        });
    });
    let dataset = &session.dataset;
    let of = |role: Role| dataset.sources.iter().filter(move |source| source.role == role);
    let counts = [
        (Role::Sites, icon::MAP_PIN, "Sites", placed_words(session)),
        (Role::Localities, icon::POLYGON, "Localities", format!("{} outlines", dataset.localities.len())),
        (Role::Areas, icon::HEXAGON, "Areas", area_words(session)),
        (Role::Join, icon::TABLE, "Tables", format!("{} columns in all", dataset.columns.0.len())),
        (Role::Lookup, icon::LINK_SIMPLE, "Lookup", "between years".to_owned()),
        (Role::Postcodes, icon::TABLE, "Postcodes", "place sites".to_owned()),
        (Role::Streets, icon::MAP_TRIFOLD, "Streets", street_words(session)),
        (Role::Timetable, icon::TABLE, "Timetable", timetable_words(session)),
        (Role::Services, icon::BOOKS, "Services", format!("{} defined", dataset.services.len())),
        (
            Role::Blueprint,
            icon::CLIPBOARD_TEXT,
            "Blueprint",
            format!("{} rules", dataset.blueprint.rules.len()),
        ),
        (Role::Plan, icon::TREE_STRUCTURE, "Plan", format!("{} options", session.plan().options.len())),
    ];
    for (role, glyph, name, count) in counts {
        if matches!(role, Role::Join | Role::Lookup | Role::Postcodes | Role::Streets | Role::Timetable)
            && of(role).next().is_none()
        {
            continue;
        }
        ui.add_space(6.0);
        widgets::row(ui, 18.0, |ui| {
            ui.label(RichText::new(glyph).font(theme::regular(16.0)).color(tokens.text2));
            ui.label(theme::label(name));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let file = session.files.file(role);
                if file.is_some() && Role::LAYERS.contains(&role) {
                    let label = format!("Match the columns of the {}", role.word());
                    if widgets::icon_button(ui, icon::COLUMNS, &label).clicked() {
                        commands.push(Command::MatchColumns(role));
                    }
                }
                ui.label(theme::small(count).color(tokens.text2));
            });
        });
        let mut any = false;
        for source in of(role) {
            any = true;
            widgets::row(ui, 16.0, |ui| {
                ui.add_space(26.0);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let digest = source.sha256.get(..8).unwrap_or(&source.sha256);
                    ui.label(theme::caption(digest).color(tokens.text3))
                        .on_hover_text(format!("SHA-256 {}", source.sha256));
                    let rows = format!("{} rows", units::thousands(source.rows as f64));
                    ui.label(theme::caption(rows).color(tokens.text3));
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(Label::new(theme::caption(&source.name).color(tokens.text2)).truncate())
                            .on_hover_text(&source.name);
                    });
                });
            });
            for note in [source.vintage.as_ref(), source.note.as_ref()].into_iter().flatten() {
                widgets::row(ui, 14.0, |ui| {
                    ui.add_space(26.0);
                    ui.add(Label::new(theme::caption(note).color(tokens.text3)).wrap());
                });
            }
        }
        if !any {
            widgets::row(ui, 16.0, |ui| {
                ui.add_space(26.0);
                ui.label(theme::caption("no file: defaults are used").color(tokens.text3));
            });
        }
    }
    ui.add_space(14.0);
    Frame::new()
        .fill(tokens.soft)
        .stroke(Stroke::new(1.0, tokens.accent.gamma_multiply(0.5)))
        .corner_radius(theme::CARD_RADIUS)
        .inner_margin(12)
        .show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(
                    RichText::new(icon::FILE_ARROW_DOWN).font(theme::regular(20.0)).color(tokens.soft_text),
                );
                ui.label(theme::label("Drop files here").color(tokens.soft_text));
                ui.label(theme::caption(READ).color(tokens.soft_text));
                ui.label(theme::caption("Nothing leaves this computer.").color(tokens.soft_text));
            });
        });
}

fn street_words(session: &Session) -> String {
    let pieces = session.dataset.streets.as_ref().map_or(0, |streets| streets.pieces.len());
    format!("{} pieces of path", units::thousands(pieces as f64))
}

fn timetable_words(session: &Session) -> String {
    let trips = session.dataset.timetable.as_ref().map_or(0, |timetable| timetable.trips.len());
    format!("{} trips", units::thousands(trips as f64))
}

fn placed_words(session: &Session) -> String {
    let (placed, waiting) = (session.dataset.sites.len(), session.dataset.unplaced.len());
    if waiting > 0 { format!("{placed} placed, {waiting} to place") } else { format!("{placed} placed") }
}

fn area_words(session: &Session) -> String {
    let count = units::thousands(session.dataset.areas.len() as f64);
    if session.dataset.localities_are_areas {
        format!("{count}: the localities")
    } else {
        format!("{count} with people")
    }
}

/// Sites that no file places: a click on the map does.
fn to_place(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let waiting = &session.dataset.unplaced;
    if waiting.is_empty() {
        return;
    }
    let tokens = tokens(ui);
    widgets::divider(ui);
    widgets::section(ui, &format!("{} to place", waiting.len()));
    ScrollArea::vertical().id_salt("to place").max_height(160.0).auto_shrink([false, true]).show(ui, |ui| {
        for site in waiting {
            let placing = view.placing.as_ref() == Some(&site.id);
            widgets::row(ui, 28.0, |ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let (weight, words) = if placing {
                        (Weight::Primary, "Click the map…")
                    } else {
                        (Weight::Secondary, "Place")
                    };
                    if widgets::button(ui, weight, Some(icon::MAP_PIN), words).clicked() {
                        commands.push(Command::Placing((!placing).then(|| site.id.clone())));
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let where_it_is = site.address.as_ref().or(site.postcode.as_ref());
                        let words = where_it_is
                            .map_or_else(|| site.name.clone(), |at| format!("{} · {at}", site.name));
                        ui.add(Label::new(theme::small(&words)).truncate()).on_hover_text(words);
                    });
                });
            });
        }
    });
    ui.label(
        theme::caption("Choose a site, then click where it stands. It is written into the sources.")
            .color(tokens.text2),
    );
}

/// Where the values of the selected site or area came from.
fn origins(ui: &mut Ui, session: &Session, view: &View) {
    let lines = match (view.site, view.area) {
        (Some(site), _) => origin::of_site(session, site),
        (None, Some(area)) => origin::of_area(session, area),
        (None, None) => return,
    };
    widgets::divider(ui);
    widgets::section(ui, "Where from?");
    ScrollArea::vertical().id_salt("origins").max_height(220.0).auto_shrink([false, true]).show(ui, |ui| {
        for (name, value, origin) in lines {
            widgets::fact(ui, &name, Some(&value)).on_hover_text(&origin);
            ui.add(Label::new(theme::caption(origin).color(tokens(ui).text3)).wrap());
        }
    });
}

fn where_they_are(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    ui.label(theme::title("Where the issues are"));
    let selected_issue = view.issue;
    let pins: Vec<Pin> = session
        .issues()
        .enumerate()
        .flat_map(|(place, issue)| {
            let selected = selected_issue == Some(place);
            let pin = move |site| Pin { site, number: place + 1, selected };
            issue_list::sites_of(session, issue).into_iter().map(pin)
        })
        .collect();
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 340.0), egui::Sense::hover());
    let spec = MapSpec {
        slot: 0,
        option: crate::model::Plan::BAU,
        against: None,
        layer: None,
        pins,
        locality: None,
        sites: true,
        tools: false,
    };
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        map::show(ui, session, view, &spec, commands);
    });
    to_place(ui, session, view, commands);
    origins(ui, session, view);
    if let Some(issue) = view.issue.and_then(|issue| session.issues().nth(issue)) {
        widgets::divider(ui);
        widgets::section(ui, "Selected issue");
        ui.label(theme::label(issue.feature.clone().unwrap_or_else(|| issue.file.clone())));
        ui.label(theme::small(&issue.message));
        ui.label(theme::small(&issue.remedy).color(tokens.text2));
    }
    widgets::divider(ui);
    widgets::section(ui, "Ready to plan");
    let of = |some: usize, all: usize| {
        format!("{} of {}", units::thousands(some as f64), units::thousands(all as f64))
    };
    let dataset = &session.dataset;
    let placed = dataset.locality_of_site.iter().flatten().count();
    let inside = dataset.locality_of_area.iter().flatten().count();
    widgets::fact(ui, "Sites in a locality", Some(&of(placed, dataset.sites.len())));
    widgets::fact(ui, "Areas in a locality", Some(&of(inside, dataset.areas.len())));
    let known = (0..dataset.areas.len()).filter(|area| dataset.columns.population(*area).is_some()).count();
    widgets::fact(ui, "Areas with people", Some(&of(known, dataset.areas.len())));
    widgets::fact(ui, "Residents", dataset.known_people().map(units::thousands).as_deref());
    let costs = dataset.sites.iter().filter(|site| site.running_cost_gbp.is_none()).count();
    widgets::fact(ui, "Sites without a running cost", Some(&costs.to_string()));
}
