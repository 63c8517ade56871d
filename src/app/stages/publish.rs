//! The Publish stage: what the report says, how its pages look, and in which formats it goes out.

use egui::{Align, Layout, Ui};

use crate::export::Format;
use crate::export::report::Check;

use super::super::command::{Act, Command};
use super::super::icons::icon;
use super::super::preview::State;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Weight};
use super::{publish_contents, publish_pages};

/// Contents at the left, pages in the middle, formats at the right.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    view.publish.keep_up(&ui.ctx().clone(), session);
    super::left(ui, view, "publish-left", 304.0, |ui, view| {
        publish_contents::contents(ui, session, view, commands);
    });
    super::right(ui, view, "publish-right", 312.0, |ui, view| formats(ui, session, view, commands));
    super::middle(ui, |ui| publish_pages::pages(ui, view));
}

fn formats(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    ui.label(theme::title("Formats"));
    let state = view.publish.state();
    for &format in Format::ALL {
        let ticked = view.formats.contains(&format);
        widgets::row(ui, 26.0, |ui| {
            if widgets::checkbox(ui, ticked, format.label()) {
                view.formats.retain(|other| *other != format);
                if !ticked {
                    view.formats.push(format);
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let hint = match (format, &state) {
                    (Format::Pdf, State::Ready(count, _)) if *count > 0 => format!("{count} pages"),
                    _ => format.hint().to_owned(),
                };
                ui.add(egui::Label::new(theme::caption(hint).color(tokens.text2)).truncate());
            });
        });
    }
    ui.add_space(6.0);
    let words = match view.formats.len() {
        1 => "Export 1 format…".to_owned(),
        count => format!("Export {count} formats…"),
    };
    ui.add_enabled_ui(!view.formats.is_empty(), |ui| {
        let button =
            widgets::button_wide(ui, Weight::Primary, Some(icon::EXPORT), &words, ui.available_width());
        if button.on_hover_text(Act::Export.hint()).clicked() {
            commands.push(Act::Export.into());
        }
    });
    if let Some(folder) = &view.publish.written {
        let shown = folder.display().to_string();
        let wide = ui.available_width();
        let button =
            widgets::button_wide(ui, Weight::Secondary, Some(icon::FOLDER_OPEN), "Open folder", wide);
        if button.on_hover_text(shown).clicked() {
            commands.push(Command::OpenFolder(folder.clone()));
        }
    }
    widgets::divider(ui);
    widgets::section(ui, "Before it goes out");
    match &state {
        State::Ready(_, list) => checks(ui, list),
        State::Working => {
            ui.label(theme::small("Looking …").color(tokens.text2));
        }
        State::Failed(why) => {
            ui.label(theme::small(why).color(tokens.bad));
        }
    }
    widgets::divider(ui);
    ui.label(
        theme::caption("All files are written first and moved into the folder when every one is whole; those of the same name are replaced. Same inputs give identical files.")
            .color(tokens.text3),
    );
    if session.dataset.illustrative {
        ui.label(theme::caption("The data is illustrative; every file says so.").color(tokens.text3));
    }
}

fn checks(ui: &mut Ui, list: &[Check]) {
    let tokens = tokens(ui);
    for check in list {
        let (glyph, ink) =
            if check.good { (icon::CHECK_CIRCLE, tokens.good) } else { (icon::WARNING, tokens.warn) };
        // The icon has a column of its own, so that a long line does not wrap under it.
        ui.horizontal_top(|ui| {
            ui.label(egui::RichText::new(glyph).font(theme::icon_fill(14.0)).color(ink));
            ui.add(egui::Label::new(theme::small(&check.words)).wrap());
        });
    }
}
