//! Dialogs of looking: the steps that can be undone, the guide, the base map, and recovery after a crash.

use std::path::PathBuf;

use egui::{Align, Align2, Context, Frame, Id, Layout, ScrollArea, TextEdit, Ui};

use crate::error::file_name;

use super::command::{Act, Command};
use super::dialogs::{buttons, close_button};
use super::icons::icon;
use super::map::base::Base;
use super::recovery::Orphan;
use super::session::Session;
use super::theme::{self, tokens};
use super::view::Stage;
use super::widgets::{self, Weight};

/// All steps: those done, newest first, and those undone.
pub fn history(ui: &mut Ui, session: Option<&Session>, commands: &mut Vec<Command>) -> bool {
    ui.label(theme::title("History"));
    let Some(session) = session else { return true };
    let done: Vec<&str> = session.history.past_labels().collect();
    let undone: Vec<&str> = session.history.future_labels().collect();
    if done.is_empty() && undone.is_empty() {
        let words = "No changes yet. Every decision is listed here and can be taken back.";
        ui.label(theme::small(words).color(tokens(ui).text2));
    } else {
        let words = "Click a step to go back or forward to just after it.";
        ui.label(theme::small(words).color(tokens(ui).text2));
    }
    ScrollArea::vertical().max_height(380.0).stick_to_bottom(true).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let whole = ui.available_width();
        let row = |ui: &mut Ui, words: String, now: bool| {
            ui.add_sized([whole, 26.0], egui::Button::selectable(now, words).truncate()).clicked()
        };
        let count = isize::try_from(done.len()).unwrap_or(0);
        if count > 0 && row(ui, "As it was opened".to_owned(), false) {
            commands.push(Command::Step(-count));
        }
        for (place, label) in (1..).zip(&done) {
            if row(ui, (*label).to_owned(), place == count) && place != count {
                commands.push(Command::Step(place - count));
            }
        }
        for (place, label) in (1..).zip(&undone) {
            if row(ui, format!("{label}  (undone)"), false) {
                commands.push(Command::Step(place));
            }
        }
    });
    close_button(ui)
}

/// What each step of the guide says: its stage, what to do, what to see.
const GUIDE: [(Stage, &str, &str); 6] = [
    (
        Stage::Data,
        "See what is there",
        "The list says which files the project is made of and what is wrong in them. “Show” leads to the \
         place, a fix is one click. Your own files: drop them anywhere on the window.",
    ),
    (
        Stage::Need,
        "See who needs what",
        "Choose a service at the left. Dark areas need it most. At the right stands what need is made of, and in \
         which localities it is greatest.",
    ),
    (
        Stage::Blueprint,
        "See what is missing today",
        "Each row is a locality, each column a rule of what it should have. Click a cell to read why it is met, \
         partly met or not.",
    ),
    (
        Stage::Options,
        "Change one thing",
        "Copy business as usual, click a site on the map and press C to close it, H to make it a hub. Every figure \
         at the top moves at once. Drag a site onto another to move its services. Ctrl+Z takes it back.",
    ),
    (
        Stage::Compare,
        "Put options side by side",
        "Two maps move together. The league table ranks options between fixed references; a click on a total opens \
         it to its parts.",
    ),
    (
        Stage::Publish,
        "Write the paper",
        "Choose what to write and where. Every number says where it came from, and nothing leaves this computer \
         until you export it.",
    ),
];

/// The guide in a corner of the map, so that one can do what it says; returns whether it is closed.
pub fn guide(ctx: &Context, step: &mut usize, commands: &mut Vec<Command>) -> bool {
    let tokens = theme::of_visuals(&ctx.global_style().visuals);
    let frame = Frame::new()
        .fill(tokens.panel)
        .corner_radius(10)
        .inner_margin(16)
        .shadow(ctx.global_style().visuals.window_shadow)
        .stroke(egui::Stroke::new(1.5, tokens.accent));
    let shown = egui::Area::new(Id::unique("guide"))
        .order(egui::Order::Foreground)
        .anchor(Align2::CENTER_BOTTOM, egui::vec2(0.0, -76.0))
        .show(ctx, |ui| {
            frame.show(ui, |ui| {
                ui.set_width(400.0f32.min(ctx.content_rect().width() - 60.0));
                ui.spacing_mut().item_spacing.y = 6.0;
                step_of_guide(ui, step, commands)
            })
        });
    shown.inner.inner
}

fn step_of_guide(ui: &mut Ui, step: &mut usize, commands: &mut Vec<Command>) -> bool {
    let last = GUIDE.len() - 1;
    *step = (*step).min(last);
    let (stage, heading, words) = GUIDE[*step];
    let caption = format!("Your first appraisal in ten minutes · {} of {}", *step + 1, GUIDE.len());
    ui.label(theme::caption(caption).color(tokens(ui).text2));
    ui.label(theme::title(format!("{}: {heading}", stage.label())));
    ui.label(theme::small(words));
    ui.add_space(4.0);
    let mut closed = false;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let next = if *step < last { "Next" } else { "Done" };
        if widgets::button(ui, Weight::Primary, None, next).clicked() {
            if *step < last {
                *step += 1;
                commands.push(Act::Go(GUIDE[*step].0).into());
            } else {
                closed = true;
            }
        }
        if *step > 0 && widgets::button(ui, Weight::Secondary, None, "Previous").clicked() {
            *step -= 1;
            commands.push(Act::Go(GUIDE[*step].0).into());
        }
        if widgets::button(ui, Weight::Quiet, None, "Close the guide").clicked() {
            closed = true;
        }
    });
    closed
}

/// None, a file or a server; what is wrong with it is said when it is chosen.
pub fn base_map(ui: &mut Ui, base: &mut Base, commands: &mut Vec<Command>) -> bool {
    ui.label(theme::title("Base map"));
    let words = "None works without a network. A server sees which part of the map you look at; nothing else is \
                 sent to it.";
    ui.label(theme::small(words).color(tokens(ui).text2));
    let credit = match base {
        Base::File { credit, .. } | Base::Online { credit, .. } => credit.clone(),
        Base::None => "© OpenStreetMap contributors".to_owned(),
    };
    if ui.radio(*base == Base::None, "None").clicked() {
        *base = Base::None;
    }
    if ui.radio(matches!(base, Base::File { .. }), "A PMTiles file with pictures").clicked() {
        *base = Base::File { path: PathBuf::new(), credit: credit.clone() };
    }
    if ui.radio(matches!(base, Base::Online { .. }), "An online tile server").clicked() {
        *base = Base::Online { url: String::new(), credit };
    }
    let field = |ui: &mut Ui, label: &str, text: &mut String, hint: &str| {
        let words = ui.label(theme::small(label).color(tokens(ui).text2));
        ui.add(TextEdit::singleline(text).hint_text(hint).desired_width(f32::INFINITY)).labelled_by(words.id);
    };
    match base {
        Base::None => {}
        Base::File { path, credit } => {
            let mut text = path.display().to_string();
            field(ui, "Path", &mut text, "/home/me/city.pmtiles");
            *path = PathBuf::from(text);
            field(ui, "Shown on the map as its source", credit, "© …");
        }
        Base::Online { url, credit } => {
            field(ui, "Address with {z}, {x} and {y}", url, "https://tiles.example.org/{z}/{x}/{y}.png");
            field(ui, "Shown on the map as its source", credit, "© …");
        }
    }
    let (done, closed) = buttons(ui, "Use", true);
    if done {
        let mut base = base.clone();
        if let Base::Online { url, .. } = &mut base {
            *url = url.trim().to_owned();
        }
        commands.push(Command::BaseMap(base));
    }
    done || closed
}

/// What windows left behind that ended without saving.
pub fn recover(ui: &mut Ui, orphans: &mut Vec<Orphan>, commands: &mut Vec<Command>) -> bool {
    ui.label(theme::title("Recover unsaved changes?"));
    let words = "The program ended last time before these changes were saved.";
    ui.label(theme::small(words).color(tokens(ui).text2));
    let mut chosen = None;
    for (place, orphan) in orphans.iter().enumerate() {
        let name = orphan.project.as_deref().map_or_else(|| "Never saved".to_owned(), file_name);
        let ago = match orphan.minutes_ago {
            0 => "a moment ago".to_owned(),
            1 => "a minute ago".to_owned(),
            minutes if minutes < 120 => format!("{minutes} minutes ago"),
            minutes if minutes < 2880 => format!("{} hours ago", minutes / 60),
            minutes => format!("{} days ago", minutes / 1440),
        };
        widgets::row(ui, 32.0, |ui| {
            ui.label(theme::label(name));
            ui.label(theme::small(ago).color(tokens(ui).text2));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if widgets::button(ui, Weight::Primary, None, "Recover").clicked() {
                    chosen = Some((place, true));
                }
                if widgets::button(ui, Weight::Quiet, Some(icon::TRASH), "Throw away").clicked() {
                    chosen = Some((place, false));
                }
            });
        });
    }
    match chosen {
        Some((place, true)) => {
            commands.push(Command::Recover(orphans[place].clone()));
            return true;
        }
        Some((place, false)) => commands.push(Command::ForgetOrphan(orphans.remove(place))),
        None => {}
    }
    let later = ui
        .with_layout(Layout::right_to_left(Align::Center), |ui| {
            widgets::button(ui, Weight::Secondary, None, "Ask me next time").clicked()
        })
        .inner;
    later || orphans.is_empty()
}
