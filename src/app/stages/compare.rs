//! To be drawn.

use egui::Ui;

use super::super::command::Command;
use super::super::session::Session;
use super::super::view::View;

/// Draws the stage.
pub fn show(ui: &mut Ui, _session: &Session, _view: &mut View, _commands: &mut Vec<Command>) {
    super::middle(ui, |_| {});
}
