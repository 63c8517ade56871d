//! What is said over or instead of a stage: messages, the welcome before a project is open, the drop target.

use std::path::PathBuf;

use egui::{Align, Align2, CornerRadius, Frame, Layout, Margin, Panel, Stroke, StrokeKind, Ui, vec2};

use crate::error::file_name;

use super::command::{Act, Command};
use super::icons::icon;
use super::jobs::Jobs;
use super::theme::{self, tokens};
use super::view::View;
use super::widgets;

/// Lines that say what happened and what to do about it.
pub fn messages(ui: &mut Ui, view: &View, commands: &mut Vec<Command>) {
    if view.messages.is_empty() {
        return;
    }
    Panel::top("messages").frame(Frame::new()).show_separator_line(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (place, message) in view.messages.iter().enumerate() {
            let tokens = tokens(ui);
            let (ink, fill, glyph) = if message.error {
                (tokens.bad, tokens.bad_bg, icon::WARNING)
            } else {
                (tokens.good, tokens.good_bg, icon::CHECK_CIRCLE)
            };
            Frame::new().fill(fill).inner_margin(Margin::symmetric(16, 3)).show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.label(egui::RichText::new(glyph).font(theme::icon_fill(15.0)).color(ink));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if widgets::icon_button(ui, icon::X, "Dismiss").clicked() {
                            commands.push(Command::Dismiss(place));
                        }
                        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                            ui.add(egui::Label::new(theme::small(&message.text).color(ink)).wrap());
                        });
                    });
                });
            });
        }
    });
}

/// Before the first project is there.
pub fn welcome(ui: &mut Ui, jobs: &Jobs, recent: &[PathBuf], commands: &mut Vec<Command>) {
    egui::CentralPanel::default().frame(Frame::new().fill(tokens(ui).window)).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() * 0.35);
            if let Some((what, _)) = jobs.progress() {
                ui.label(theme::title(format!("{what}…")));
                return;
            }
            widgets::empty(ui, icon::MAP_PIN, "No sites yet", "Drop files here, or start from the sample.");
            let width = 120.0;
            ui.horizontal(|ui| {
                ui.add_space((ui.available_width() - 2.0 * width - 8.0) / 2.0);
                if widgets::button_wide(ui, widgets::Weight::Primary, None, "Open the sample", width)
                    .clicked()
                {
                    commands.push(Act::OpenSample.into());
                }
                if widgets::button_wide(ui, widgets::Weight::Secondary, None, "Open…", width).clicked() {
                    commands.push(Act::Open.into());
                }
            });
            ui.add_space(12.0);
            if widgets::button(ui, widgets::Weight::Quiet, Some(icon::FILE_PLUS), "New from files…").clicked()
            {
                commands.push(Act::New.into());
            }
            for path in recent.iter().take(5) {
                let name = file_name(path);
                let button = widgets::button(ui, widgets::Weight::Quiet, Some(icon::FILE_TEXT), &name);
                if button.on_hover_text(path.display().to_string()).clicked() {
                    commands.push(Command::OpenPaths(vec![path.clone()]));
                }
            }
        });
    });
}

/// While files hang over the window, all of it is a target.
pub fn drop_target(ui: &Ui) {
    let hanging = ui.ctx().input(|input| input.raw.hovered_files.len());
    if hanging == 0 {
        return;
    }
    let tokens = tokens(ui);
    let painter =
        ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop")));
    let rect = ui.ctx().content_rect().shrink(12.0);
    painter.rect(
        rect,
        CornerRadius::same(10),
        tokens.soft.gamma_multiply(0.92),
        Stroke::new(2.0, tokens.accent),
        StrokeKind::Inside,
    );
    let words = if hanging == 1 {
        "Drop the file to open it".to_owned()
    } else {
        format!("Drop {hanging} files to open them")
    };
    painter.text(
        rect.center() - vec2(0.0, 24.0),
        Align2::CENTER_CENTER,
        icon::FILE_ARROW_DOWN,
        theme::regular(32.0),
        tokens.soft_text,
    );
    painter.text(
        rect.center() + vec2(0.0, 12.0),
        Align2::CENTER_CENTER,
        words,
        theme::semibold(15.0),
        tokens.soft_text,
    );
}
