//! Questions over everything else: reasons, names, paths, unsaved changes, keys, about.

use std::path::{Path, PathBuf};

use egui::{Align, Context, Frame, Id, Layout, Modal, TextEdit, Ui};

use crate::edit::{Edit, EvidenceEdit};
use crate::model::Status;
use crate::project;

use super::command::{Act, Command};
use super::data_dialogs;
use super::evidence_dialogs;
use super::icons::icon;
use super::look_dialogs;
use super::palette;
use super::session::Session;
use super::theme::{self, of_visuals, tokens};
use super::view::{Dialog, PathPurpose, View, Waiting};
use super::widgets::{self, Weight};

/// Draws the dialog that is open, if one is.
pub fn show(
    ctx: &Context,
    session: Option<&Session>,
    view: &mut View,
    commands: &mut Vec<Command>,
    after_save: &mut Option<Command>,
) {
    let Some(mut dialog) = view.dialog.take() else {
        if let Some(step) = view.guide.as_mut().filter(|_| !view.maps.picturing)
            && look_dialogs::guide(ctx, step, commands)
        {
            view.guide = None;
        }
        return;
    };
    let tokens = of_visuals(&ctx.global_style().visuals);
    let frame = Frame::new()
        .fill(tokens.panel)
        .corner_radius(10)
        .inner_margin(20)
        .stroke(egui::Stroke::new(1.0, tokens.line));
    let response = Modal::new(Id::unique("dialog"))
        .frame(frame)
        .backdrop_color(egui::Color32::from_black_alpha(90))
        .show(ctx, |ui| {
            ui.set_width(match dialog {
                Dialog::Match(_) | Dialog::AddFiles(_) => 680.0,
                Dialog::Ranges(_) | Dialog::Duties(_) => 740.0,
                Dialog::Palette(_) | Dialog::Recover(_) => 560.0,
                Dialog::History | Dialog::BaseMap(_) => 460.0,
                _ => 380.0,
            });
            ui.spacing_mut().item_spacing.y = 8.0;
            match &mut dialog {
                Dialog::Discard { option, reason } => discard(ui, session, option, reason, commands),
                Dialog::Rename { option, name } => rename(ui, option, name, commands),
                Dialog::Delete { option } => delete(ui, session, option, commands),
                Dialog::Path { purpose, path } => typed_path(ui, *purpose, path, &view.formats, commands),
                Dialog::NewProject { paths, add } => new_project(ui, paths, *add, commands),
                Dialog::AddFiles(adding) => data_dialogs::add_files(ui, session, adding, commands),
                Dialog::Match(columns) => data_dialogs::match_columns(ui, session, columns, commands),
                Dialog::Changes { lines } => data_dialogs::changes(ui, lines),
                Dialog::Unsaved(waiting) => unsaved(ui, waiting, commands, after_save),
                Dialog::NotSaved { path, words, changed } => {
                    not_saved(ui, path, words, *changed, commands, after_save)
                }
                Dialog::Fault { what, report } => fault(ui, what, report),
                Dialog::Recover(orphans) => look_dialogs::recover(ui, orphans, commands),
                Dialog::Palette(palette) => palette::show(ui, session, palette, commands),
                Dialog::History => look_dialogs::history(ui, session, commands),
                Dialog::BaseMap(base) => look_dialogs::base_map(ui, base, commands),
                Dialog::Ranges(draft) => evidence_dialogs::ranges(ui, session, draft, commands),
                Dialog::Duties(draft) => evidence_dialogs::duties(ui, session, draft, commands),
                Dialog::Keys => keys(ui),
                Dialog::About => about(ui),
            }
        });
    if response.should_close() || response.inner {
        if response.should_close() {
            // As in `App::close_dialog`.
            *after_save = None;
        }
        ctx.request_repaint();
    } else {
        view.dialog = Some(dialog);
    }
}

/// The buttons of a dialog: the one thing to do, and Cancel. Returns (done, closed).
pub(super) fn buttons(ui: &mut Ui, words: &str, enabled: bool) -> (bool, bool) {
    ui.add_space(4.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let done = ui
            .add_enabled_ui(enabled, |ui| widgets::button(ui, Weight::Primary, None, words).clicked())
            .inner;
        let closed = widgets::button(ui, Weight::Secondary, None, "Cancel").clicked();
        (done && enabled, closed)
    })
    .inner
}

/// The one button of a dialog that only tells.
pub(super) fn close_button(ui: &mut Ui) -> bool {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        widgets::button(ui, Weight::Primary, None, "Close").clicked()
    })
    .inner
}

/// A field that takes the keyboard when its dialog opens.
fn field(ui: &mut Ui, text: &mut String, label: &str, hint: &str, rows: usize) -> bool {
    let words = ui.label(theme::small(label).color(tokens(ui).text2));
    let edit =
        if rows > 1 { TextEdit::multiline(text).desired_rows(rows) } else { TextEdit::singleline(text) };
    let response = ui.add(edit.hint_text(hint).desired_width(f32::INFINITY)).labelled_by(words.id);
    let nothing = ui.memory(|memory| memory.focused().is_none());
    if nothing && !response.lost_focus() {
        response.request_focus();
    }
    rows == 1 && response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter))
}

fn discard(
    ui: &mut Ui,
    session: Option<&Session>,
    option: &str,
    reason: &mut String,
    commands: &mut Vec<Command>,
) -> bool {
    let name = session.map_or_else(|| option.to_owned(), |session| session.option(option).name.clone());
    ui.label(theme::title(format!("Discard {name}?")));
    ui.label(
        theme::small("The reason is shown in the appraisal: readers will ask why it was dropped.")
            .color(tokens(ui).text2),
    );
    field(ui, reason, "Reason", "Who decided, when, and why", 3);
    let (done, closed) = buttons(ui, "Discard option", !reason.trim().is_empty());
    if done {
        let reason = Some(reason.trim().to_owned());
        commands.push(Command::Edit(Edit::Evidence(EvidenceEdit::Decide {
            option: option.to_owned(),
            status: Status::Discarded,
            reason,
            date: Some(super::evidence::today()),
        })));
    }
    done || closed
}

fn rename(ui: &mut Ui, option: &str, name: &mut String, commands: &mut Vec<Command>) -> bool {
    ui.label(theme::title("Rename option"));
    let entered = field(ui, name, "Name", "Eight hubs", 1);
    let ready = !name.trim().is_empty();
    let (done, closed) = buttons(ui, "Rename", ready);
    let done = done || (entered && ready);
    if done {
        commands.push(Command::Edit(Edit::RenameOption {
            option: option.to_owned(),
            name: name.trim().to_owned(),
        }));
    }
    done || closed
}

fn delete(ui: &mut Ui, session: Option<&Session>, option: &str, commands: &mut Vec<Command>) -> bool {
    let name = session.map_or_else(|| option.to_owned(), |session| session.option(option).name.clone());
    ui.label(theme::title(format!("Delete {name}?")));
    ui.label(
        theme::small("Undo brings it back. To keep a record of why it was dropped, discard it instead.")
            .color(tokens(ui).text2),
    );
    let (done, closed) = buttons(ui, "Delete option", true);
    if done {
        commands.push(Command::Edit(Edit::RemoveOption { option: option.to_owned() }));
    }
    done || closed
}

fn typed_path(
    ui: &mut Ui,
    purpose: PathPurpose,
    path: &mut String,
    formats: &[crate::export::Format],
    commands: &mut Vec<Command>,
) -> bool {
    let (title, hint, word) = match purpose {
        PathPurpose::Open => ("Open a project", "/home/me/hubs.gpkg", "Open"),
        PathPurpose::Save => ("Save the project", "/home/me/hubs.gpkg", "Save"),
        PathPurpose::Picture => ("Save a picture of the map", "/home/me/map.png", "Save"),
        PathPurpose::Export => ("Export to a folder", "/home/me/hubs-export", "Export"),
    };
    ui.label(theme::title(title));
    ui.label(
        theme::small("This system offers no file chooser: type the path, or drop a file on the window.")
            .color(tokens(ui).text2),
    );
    let entered = field(ui, path, "Path", hint, 1);
    let ready = !path.trim().is_empty();
    let (done, closed) = buttons(ui, word, ready);
    let done = done || (entered && ready);
    if done {
        let path = PathBuf::from(path.trim());
        commands.push(match purpose {
            PathPurpose::Open => Command::OpenPaths(vec![path]),
            PathPurpose::Save => Command::SaveTo(project::named(path)),
            PathPurpose::Picture => Command::PictureTo(path),
            PathPurpose::Export => Command::ExportTo(path, formats.to_vec()),
        });
    }
    done || closed
}

fn new_project(ui: &mut Ui, paths: &mut String, add: bool, commands: &mut Vec<Command>) -> bool {
    ui.label(theme::title(if add { "Add files" } else { "New project from files" }));
    ui.label(
        theme::small("Sites and localities (GeoJSON) are enough; areas, tables, services and a blueprint make it better. One path a line, or drop the files on the window. What each file is, is guessed and said.")
            .color(tokens(ui).text2),
    );
    field(ui, paths, "Files", "sites.geojson\nlocalities.geojson", 5);
    let listed: Vec<PathBuf> =
        paths.lines().map(str::trim).filter(|line| !line.is_empty()).map(PathBuf::from).collect();
    let (done, closed) = buttons(ui, if add { "Add" } else { "Next: what they are" }, !listed.is_empty());
    if done {
        commands.push(if add { Command::AddFiles(listed) } else { Command::NewFrom(listed) });
    }
    done || closed
}

fn unsaved(
    ui: &mut Ui,
    waiting: &Waiting,
    commands: &mut Vec<Command>,
    after_save: &mut Option<Command>,
) -> bool {
    ui.label(theme::title("Save changes first?"));
    ui.label(theme::small("Your decisions since the last save would be lost.").color(tokens(ui).text2));
    ui.add_space(4.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if widgets::button(ui, Weight::Primary, Some(icon::FLOPPY_DISK), "Save").clicked() {
            *after_save = Some((*waiting.0).clone());
            commands.push(Act::Save.into());
            return true;
        }
        if widgets::button(ui, Weight::Secondary, None, "Don’t save").clicked() {
            commands.push(Command::Discard(waiting.0.clone()));
            return true;
        }
        widgets::button(ui, Weight::Quiet, None, "Cancel").clicked()
    })
    .inner
}

fn not_saved(
    ui: &mut Ui,
    path: &Path,
    words: &str,
    changed: bool,
    commands: &mut Vec<Command>,
    after_save: &mut Option<Command>,
) -> bool {
    ui.label(theme::title("Not saved"));
    ui.label(theme::label(format!("{words}.")));
    let advice = if changed {
        "Replacing it loses what is in it. Elsewhere keeps both."
    } else {
        "Your changes are still here. Another folder, or this one once it can be written again, will take them."
    };
    ui.label(theme::small(advice).color(tokens(ui).text2));
    ui.add_space(4.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if widgets::button(ui, Weight::Primary, Some(icon::FLOPPY_DISK), "Save elsewhere…").clicked() {
            commands.push(Act::SaveAs.into());
            return true;
        }
        let again = if changed { "Replace it" } else { "Try again" };
        if widgets::button(ui, Weight::Secondary, None, again).clicked() {
            commands.push(Command::SaveOver(path.to_owned()));
            return true;
        }
        let cancel = widgets::button(ui, Weight::Quiet, None, "Cancel").clicked();
        if cancel {
            *after_save = None;
        }
        cancel
    })
    .inner
}

fn fault(ui: &mut Ui, what: &str, report: &str) -> bool {
    ui.label(theme::title("The program made a mistake"));
    ui.label(theme::label(format!("{what} was broken off. Your project is as it was before; save it.")));
    ui.label(
        theme::small("The report says where the program broke and holds nothing of your project.")
            .color(tokens(ui).text2),
    );
    ui.add(egui::Label::new(theme::small(report)).selectable(true));
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let closed = widgets::button(ui, Weight::Primary, None, "Close").clicked();
        if widgets::button(ui, Weight::Secondary, Some(icon::COPY), "Copy the report").clicked() {
            ui.ctx().copy_text(report.to_owned());
        }
        closed
    })
    .inner
}

fn keys(ui: &mut Ui) -> bool {
    ui.label(theme::title("Keyboard"));
    let line = |ui: &mut Ui, words: &str, key: &str| {
        widgets::fact(ui, words, Some(key));
    };
    let acts = |ui: &mut Ui, acts: &[Act]| {
        for act in acts {
            if let Some(key) = act.key_text() {
                line(ui, act.label(), &key);
            }
        }
    };
    let high = (ui.ctx().content_rect().height() - 180.0).clamp(160.0, 520.0);
    egui::ScrollArea::vertical().max_height(high).show(ui, |ui| {
        widgets::section(ui, "Everywhere");
        acts(ui, &Act::EVERYWHERE);
        acts(ui, &Act::LOOKING);
        line(ui, Act::Clear.label(), "Esc");
        ui.add_space(6.0);
        widgets::section(ui, "While the map or the table has the keyboard");
        acts(ui, &Act::SINGLE_KEYS);
        line(ui, "Nearest site that way", "Arrows");
        line(ui, "Add a site to those selected", "Ctrl+click");
        line(ui, "Move a service to another site", "Drag the site there");
        line(ui, "Option by its place; 0 is business as usual", "0 … 9");
    });
    close_button(ui)
}

/// Libraries whose versions tell most when something looks or counts differently.
const LIBRARIES: [&str; 7] = ["egui", "walkers", "geo", "geojson", "calamine", "typst", "rust_xlsxwriter"];

/// The version of a library that is built in, from the list that every build is made by.
fn version_of(library: &str) -> &'static str {
    let name = format!("name = \"{library}\"");
    let mut lines = include_str!("../../Cargo.lock").lines().skip_while(|line| *line != name);
    lines.nth(1).and_then(|line| line.split('"').nth(1)).unwrap_or_default()
}

fn about(ui: &mut Ui) -> bool {
    ui.label(theme::title(format!("Hub Planner {}", env!("CARGO_PKG_VERSION"))));
    for words in [
        "Plans a council’s community hubs: which buildings to keep, where to bring services together, what that does to residents and to the budget.",
        "Nothing leaves this computer unless you export it.",
        "The sample is illustrative: its sites, money and decisions are invented. No real building is closed, costed or moved in it.",
        "Type: Inter (SIL Open Font License). Icons: Phosphor (MIT). Both are in the folder assets, with their licences.",
    ] {
        ui.label(theme::small(words).color(tokens(ui).text2));
    }
    let libraries = LIBRARIES.map(|name| format!("{name} {}", version_of(name))).join(", ");
    ui.label(theme::caption(format!("Built with {libraries}.")).color(tokens(ui).text3));
    let versions = format!(
        "Project files of schema {} · SQLite {} · {} {}",
        crate::project::SCHEMA_VERSION,
        crate::gpkg::sqlite_version(),
        std::env::consts::OS,
        std::env::consts::ARCH
    );
    ui.label(theme::caption(versions).color(tokens(ui).text3));
    close_button(ui)
}
