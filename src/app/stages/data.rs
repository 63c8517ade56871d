//! To be drawn.

use egui::Ui;

use crate::model::Issue;

use super::super::command::Command;
use super::super::session::Session;
use super::super::view::View;

/// Draws the stage.
pub fn show(ui: &mut Ui, _session: &Session, _view: &mut View, _commands: &mut Vec<Command>) {
    super::middle(ui, |_| {});
}

/// The site that an Issue is about, if its words name one.
pub fn site_of(session: &Session, issue: &Issue) -> Option<usize> {
    let feature = issue.feature.as_ref()?;
    session.dataset.sites.iter().position(|site| {
        feature == &site.id
            || feature.split([' ', '"', ',', '(', ')', '\u{201c}', '\u{201d}']).any(|word| word == site.id)
    })
}
