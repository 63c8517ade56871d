//! What happens when the program itself breaks in a frame: nothing is lost, a page with a report to copy stands in place of
//! the stages, and the person goes on from there.

use std::panic::{AssertUnwindSafe, catch_unwind};

use egui::{Align, CentralPanel, Context, Frame, Layout, Margin, ScrollArea, Ui};

use crate::fault;

use super::App;
use super::command::{Act, Command};
use super::icons::icon;
use super::session::Session;
use super::theme::{self, tokens};
use super::view::Stage;
use super::widgets::{self, Weight};

/// Stands in place of the stages after a fault; `kept` says whether changes go to a recovery file.
pub fn page(ui: &mut Ui, report: &str, session: Option<&Session>, kept: bool, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    CentralPanel::default().frame(Frame::new().fill(tokens.window)).show(ui, |ui| {
        ui.add_space(ui.available_height() * 0.12);
        let width = 560.0_f32.min(ui.available_width() - 32.0);
        ui.vertical_centered(|ui| {
            ui.set_max_width(width);
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 10.0;
                ui.label(egui::RichText::new(icon::WARNING).font(theme::icon_fill(28.0)).color(tokens.bad));
                ui.label(theme::title("The program made a mistake"));
                let words = if kept {
                    "Nothing that you did is lost: your project is still open here, and a copy of the unsaved changes is being kept on this computer."
                } else {
                    "Your project is still open here. Save it now: no copy of the unsaved changes is kept on this computer."
                };
                ui.label(theme::label(words).color(tokens.text));
                ui.horizontal_wrapped(|ui| {
                    if widgets::button(ui, Weight::Primary, None, "Go on").clicked() {
                        commands.push(Command::GoOn { undo: false });
                    }
                    let undo = session.and_then(|session| session.history.undo_label());
                    if let Some(label) = undo {
                        let button = widgets::button(ui, Weight::Secondary, None, "Undo the last change and go on");
                        if button.on_hover_text(format!("Takes back: {label}")).clicked() {
                            commands.push(Command::GoOn { undo: true });
                        }
                    }
                    if session.is_some()
                        && widgets::button(ui, Weight::Secondary, Some(icon::FLOPPY_DISK), "Save as…").clicked()
                    {
                        commands.push(Act::SaveAs.into());
                    }
                });
                ui.add_space(8.0);
                ui.label(theme::small("Please send this report to whoever looks after the program here. It says where the program broke and holds nothing of your project.").color(tokens.text2));
                Frame::new().fill(tokens.panel).stroke(egui::Stroke::new(1.0, tokens.line)).corner_radius(6).inner_margin(Margin::same(10)).show(ui, |ui| {
                    ScrollArea::vertical().max_height(160.0).show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        ui.add(egui::Label::new(theme::small(report)).selectable(true));
                    });
                });
                if widgets::button(ui, Weight::Quiet, Some(icon::COPY), "Copy the report").clicked() {
                    ui.ctx().copy_text(report.to_owned());
                }
            });
        });
    });
}

impl App {
    /// Does a step of a frame. When the program breaks in it, the work is kept safe at once and a page says so.
    pub fn caught(&mut self, ctx: &Context, step: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| step(self))).is_ok() {
            return;
        }
        self.commands.clear();
        self.after_save = None;
        self.view.dialog = None;
        self.view.guide = None;
        self.fault = Some(fault::take());
        if let Some(recovery) = &mut self.keeping.recovery {
            recovery.soon();
        }
        ctx.request_repaint();
    }

    /// Back to the stages after a fault: nothing selected, every number worked out anew.
    pub(super) fn go_on(&mut self, undo: bool) {
        self.fault = None;
        self.view.stage = Stage::Data;
        (self.view.site, self.view.area, self.view.cell) = (None, None, None);
        self.view.marked.clear();
        if let Some(session) = &mut self.session {
            session.history.end_drag();
            if !undo || session.undo().is_none() {
                session.appraise();
            }
        }
    }
}
