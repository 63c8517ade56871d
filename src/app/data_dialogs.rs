//! Questions about data: what added files are, what columns mean, what became different.

use std::path::PathBuf;

use egui::{Align, Grid, Layout, RichText, ScrollArea, Ui};

use crate::error::file_name;
use crate::load::{self, Inputs, JoinSpec, Mapping, Why};
use crate::model::Role;
use crate::units;

use super::command::Command;
use super::dialogs::{buttons, close_button};
use super::icons::icon;
use super::jobs::Change;
use super::session::Session;
use super::theme::{self, tokens};
use super::view::{Adding, Dialog, Match};
use super::widgets::{self, Weight};

/// What a file of a role does in the open project.
const fn effect(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Sites) => "replaces the sites",
        Some(Role::Localities) => "replaces the localities",
        Some(Role::Areas) => "replaces the areas",
        Some(Role::Join) => "adds its columns to the areas",
        Some(Role::Lookup) => "carries tables between code years",
        Some(Role::Postcodes) => "places sites by postcode",
        Some(Role::Streets) => "measures walking over streets",
        Some(Role::Timetable) => "measures journeys by bus",
        Some(Role::Services) => "replaces the services",
        Some(Role::Blueprint) => "replaces the blueprint",
        Some(Role::Plan) => "replaces the options and settings",
        Some(Role::Responses) => "replaces the answers to the consultation",
        None => "not known: say what it is",
    }
}

/// The role's name in a sentence.
const fn name(role: Role) -> &'static str {
    match role {
        Role::Sites => "Sites",
        Role::Localities => "Localities",
        Role::Areas => "Areas",
        Role::Join => "Table for the areas",
        Role::Lookup => "Lookup between years",
        Role::Postcodes => "Postcodes",
        Role::Streets => "Streets (OpenStreetMap)",
        Role::Timetable => "Timetable (GTFS)",
        Role::Services => "Services",
        Role::Blueprint => "Blueprint",
        Role::Plan => "Plan",
        Role::Responses => "Consultation responses",
    }
}

/// What the files are, and whether they go into this project or make a new one.
pub fn add_files(
    ui: &mut Ui,
    session: Option<&Session>,
    adding: &mut Adding,
    commands: &mut Vec<Command>,
) -> bool {
    let tokens = tokens(ui);
    let Adding { files, new } = adding;
    let new = *new || session.is_none();
    let mut matched = None;
    ui.label(theme::title("What are these files?"));
    ui.label(
        theme::small(if new {
            "Guessed from what is in them. See what their columns are taken for before the project is made."
        } else {
            "Guessed from what is in them. Your options stay; old data stays until the new is whole."
        })
        .color(tokens.text2),
    );
    Grid::new("files").num_columns(4).spacing([12.0, 6.0]).show(ui, |ui| {
        for (place, (path, role)) in files.iter_mut().enumerate() {
            ui.label(theme::label(file_name(path))).on_hover_text(path.display().to_string());
            let current = role.map_or("Choose…", name);
            widgets::choose(ui, &format!("role-{place}"), "What it is", current, 170.0, |ui| {
                for choice in Role::ALL {
                    if ui.selectable_label(*role == Some(choice), name(choice)).clicked() {
                        *role = Some(choice);
                    }
                }
            });
            let words = if new && role.is_some() { "" } else { effect(*role) };
            let ink = if role.is_some() { tokens.text2 } else { tokens.warn };
            ui.label(theme::small(words).color(ink));
            if role.is_some_and(|role| Role::LAYERS.contains(&role)) {
                let button = widgets::button(ui, Weight::Secondary, Some(icon::TABLE), "Columns…");
                if button.on_hover_text("What each column of this file is taken for").clicked() {
                    matched = Some(place);
                }
            }
            ui.end_row();
        }
    });
    if let Some(place) = matched {
        commands.push(Command::MatchFile(place, Adding { files: files.clone(), new }));
        return true;
    }
    let known = !files.is_empty() && files.iter().all(|(_, role)| role.is_some());
    let has = |wanted: Role| files.iter().any(|(_, role)| *role == Some(wanted));
    ui.add_space(4.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if let Some(session) = session.filter(|_| !new) {
            let add = ui.add_enabled_ui(known, |ui| {
                widgets::button(ui, Weight::Primary, Some(icon::PLUS), "Add to this project").clicked()
            });
            if add.inner {
                commands.push(Command::Change(Box::new(Change::Files(Box::new(inputs(session, files))))));
                return true;
            }
        }
        let weight = if new { Weight::Primary } else { Weight::Secondary };
        let new = ui.add_enabled_ui(known && has(Role::Sites) && has(Role::Localities), |ui| {
            let button = widgets::button(ui, weight, Some(icon::FILE_PLUS), "New project");
            button.on_disabled_hover_text("A new project needs sites and localities").clicked()
        });
        if new.inner {
            let named = |(path, role): &(PathBuf, Option<Role>)| {
                role.map_or_else(
                    || path.clone(),
                    |role| PathBuf::from(format!("{}={}", role.word(), path.display())),
                )
            };
            commands.push(Command::OpenPaths(files.iter().map(named).collect()));
            return true;
        }
        widgets::button(ui, Weight::Quiet, None, "Cancel").clicked()
    })
    .inner
}

/// The files as a change of the open project. New areas take the tables along that were joined to the old ones.
fn inputs(session: &Session, files: &[(PathBuf, Option<Role>)]) -> Inputs {
    let known = &session.files;
    let mut inputs =
        Inputs { mapping: known.mapping.clone(), fixes: known.fixes.clone(), ..Inputs::default() };
    for (path, role) in files {
        match role {
            None => {}
            Some(Role::Join) => {
                inputs.joins.push(JoinSpec { path: path.clone(), key: None, pivot: None });
            }
            Some(role) => inputs.set_file(*role, path.clone()),
        }
    }
    for role in Role::LAYERS {
        // What was said of an old file's columns says nothing of another file's.
        if inputs.file(role).is_some_and(|path| known.file(role) != Some(path)) {
            inputs.mapping = inputs.mapping.without(role);
            inputs.fixes.retain(|fix| fix.role() != Some(role));
        }
    }
    complete(session, inputs)
}

/// Adds the files that have to be read again with those that changed.
pub fn complete(session: &Session, mut inputs: Inputs) -> Inputs {
    let known = &session.files;
    if inputs.areas.is_some() || inputs.lookup.is_some() {
        let more: Vec<JoinSpec> = known
            .joins
            .iter()
            .filter(|join| inputs.joins.iter().all(|new| new.path != join.path))
            .cloned()
            .collect();
        inputs.joins.extend(more);
    }
    if !inputs.joins.is_empty() {
        inputs.lookup = inputs.lookup.or_else(|| known.lookup.clone());
    }
    // A table of postcodes is of use only while the sites are read.
    if inputs.postcodes.is_some() && inputs.sites.is_none() {
        inputs.sites.clone_from(&known.sites);
    }
    if inputs.sites.is_some() {
        inputs.postcodes = inputs.postcodes.or_else(|| known.postcodes.clone());
    }
    inputs
}

/// A row for each column of a layer: its heading, the field it is taken for, its first value, and why.
pub fn match_columns(
    ui: &mut Ui,
    session: Option<&Session>,
    columns: &mut Match,
    commands: &mut Vec<Command>,
) -> bool {
    let tokens = tokens(ui);
    let rows = units::thousands(columns.preview.rows as f64);
    ui.horizontal(|ui| {
        ui.label(theme::title("Match columns"));
        ui.label(theme::small(format!("{} · {rows} rows", columns.preview.file)).color(tokens.text2));
    });
    let fields = load::fields(columns.role);
    ScrollArea::vertical().max_height(420.0).auto_shrink([false, true]).show(ui, |ui| {
        Grid::new("columns").num_columns(4).striped(true).spacing([14.0, 6.0]).min_col_width(120.0).show(
            ui,
            |ui| {
                for heading in ["Column in the file", "Means", "First value", "Check"] {
                    ui.label(theme::caption(heading).color(tokens.text2));
                }
                ui.end_row();
                let listed = columns.preview.columns.iter().zip(&mut columns.chosen);
                for (place, (column, chosen)) in listed.enumerate() {
                    ui.scope(|ui| {
                        ui.set_width(200.0);
                        ui.add(egui::Label::new(theme::label(&column.heading)).truncate());
                    });
                    let is_place = chosen.as_deref() == Some("position");
                    let current = chosen.as_deref().unwrap_or("Leave as it is").to_owned();
                    ui.add_enabled_ui(!is_place, |ui| {
                        let label = format!("{} means", column.heading);
                        widgets::choose(ui, &format!("means-{place}"), &label, &current, 160.0, |ui| {
                            if ui.selectable_label(chosen.is_none(), "Leave as it is").clicked() {
                                *chosen = None;
                            }
                            for field in &fields {
                                if ui.selectable_label(chosen.as_deref() == Some(field), *field).clicked() {
                                    *chosen = Some((*field).to_owned());
                                }
                            }
                        });
                    });
                    let first = column.first.as_deref().unwrap_or("— unknown");
                    ui.scope(|ui| {
                        ui.set_width(150.0);
                        ui.add(egui::Label::new(theme::small(first).color(tokens.text2)).truncate());
                    });
                    let (glyph, words, ink) = check(column, chosen.as_deref(), columns.preview.rows);
                    let ink = match ink {
                        Ink::Good => tokens.good,
                        Ink::Warn => tokens.warn,
                        Ink::Quiet => tokens.text3,
                    };
                    ui.label(RichText::new(format!("{glyph} {words}")).font(theme::regular(12.0)).color(ink));
                    ui.end_row();
                }
            },
        );
    });
    let twice = twice(&columns.chosen);
    if let Some(field) = &twice {
        ui.label(
            theme::small(format!("{} Two columns cannot both be {field}.", icon::WARNING)).color(tokens.warn),
        );
    }
    if columns.back.is_some() {
        ui.label(theme::small("Remembered for files with these columns.").color(tokens.text2));
    } else if widgets::checkbox(ui, columns.remember, "Remember for files with these columns") {
        columns.remember = !columns.remember;
    }
    let used = columns.chosen.iter().flatten().count();
    let (done, closed) = buttons(ui, &format!("Use {used} columns"), twice.is_none());
    if let Some(back) = columns.back.as_ref().filter(|_| done || closed) {
        if done {
            let mut mapping = Mapping::default();
            take(columns, &mut mapping);
            let preview = Box::new(columns.preview.clone());
            commands.push(Command::Remember(columns.role, preview, Box::new(mapping)));
        }
        commands.push(Command::Ask(Dialog::AddFiles(back.clone())));
        return true;
    }
    if done && let Some(session) = session {
        let role = columns.role;
        let mut mapping = session.files.mapping.clone().without(role);
        take(columns, &mut mapping);
        if columns.remember {
            let preview = Box::new(columns.preview.clone());
            commands.push(Command::Remember(role, preview, Box::new(mapping.clone())));
        }
        let mut inputs = inputs(session, &[]);
        inputs.mapping = mapping;
        inputs.set_file(role, columns.path.clone());
        commands.push(Command::Change(Box::new(Change::Files(Box::new(complete(session, inputs))))));
    }
    done || closed
}

/// Adds what was chosen for each column.
fn take(columns: &Match, mapping: &mut Mapping) {
    for (column, chosen) in columns.preview.columns.iter().zip(&columns.chosen) {
        if let Some(field) = chosen.as_ref().filter(|field| field.as_str() != "position") {
            mapping.add(columns.role, field, &column.heading);
        }
    }
}

enum Ink {
    Good,
    Warn,
    Quiet,
}

/// How sure the match is, and what is missing.
fn check(column: &load::PreviewColumn, chosen: Option<&str>, rows: usize) -> (&'static str, String, Ink) {
    let empty = rows.saturating_sub(column.known);
    match chosen {
        None => (icon::MINUS, "Kept, not used".to_owned(), Ink::Quiet),
        Some(_) if empty > 0 => (icon::WARNING, format!("{empty} of {rows} empty"), Ink::Warn),
        Some(field) if column.field.as_deref() != Some(field) => {
            (icon::CHECK, "You chose it".to_owned(), Ink::Good)
        }
        Some(_) => {
            let words = match column.why {
                Why::Said => "You said so",
                Why::SameName => "Same name",
                Why::Recognised => "Known heading",
                Why::Guessed(percent) => {
                    return (icon::QUESTION, format!("A guess: {percent} % fit"), Ink::Warn);
                }
                Why::Unused => "Not used",
            };
            (icon::CHECK, words.to_owned(), Ink::Good)
        }
    }
}

/// A field that two columns are taken for.
fn twice(chosen: &[Option<String>]) -> Option<&String> {
    let fields = || chosen.iter().flatten().filter(|field| field.as_str() != "position");
    fields()
        .enumerate()
        .find(|(place, field)| fields().skip(place + 1).any(|other| other == *field))
        .map(|(_, field)| field)
}

/// What became different, after files were read.
pub fn changes(ui: &mut Ui, lines: &[String]) -> bool {
    ui.label(theme::title("What changed"));
    if lines.is_empty() {
        ui.label(theme::small("Nothing: the facts are the same as before."));
    }
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for line in lines {
            ui.add(egui::Label::new(theme::small(line)).wrap());
        }
    });
    ui.label(
        theme::small("Your options are as they were. Every number was worked out again.")
            .color(tokens(ui).text2),
    );
    close_button(ui)
}
