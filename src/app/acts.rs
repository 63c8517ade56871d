//! What becomes of acts and edits: those that menus, buttons and keys name.

use egui::Context;

use crate::edit::{Edit, free_id};
use crate::load::{Mapping, Preview};
use crate::model::Role;

use super::command::{Act, Command};
use super::jobs::Choice;
use super::view::{Dialog, Side, Stage};
use super::{App, find, keys, remembered, session};

impl App {
    pub(super) fn remember(&mut self, role: Role, preview: &Preview, mapping: &Mapping) {
        if let Err(error) = remembered::remember(role, preview, mapping) {
            self.view.say(true, format!("The columns are used but not remembered: {error}"));
        }
    }

    pub(super) fn edit(&mut self, edit: &Edit, drag: bool) {
        let Some(session) = &mut self.session else { return };
        let new = matches!(edit, Edit::DuplicateOption { .. }).then(|| free_id(session.plan()));
        let done = if drag { session.drag(edit) } else { session.apply(edit) };
        match (done, new) {
            (Ok(()), Some(id)) => self.view.option = id,
            (Ok(()), None) => {}
            (Err(_), _) if self.view.option == session::PREVIEW => {
                self.view.say(true, "This plan is not kept yet: keep it as an option to change it.");
            }
            (Err(error), _) => self.view.say(true, error.to_string()),
        }
    }

    pub(super) fn act(&mut self, ctx: &Context, act: Act) {
        match act {
            Act::Go(stage) => self.view.stage = stage,
            Act::New => self.choose(Choice::New),
            Act::Add => self.choose(Choice::Add),
            Act::Open => self.choose(Choice::Open),
            Act::OpenSample | Act::Quit => self.guarded(act.into()),
            Act::Save => match self.session.as_ref().and_then(|session| session.path.clone()) {
                Some(path) => self.commands.push(Command::SaveTo(path)),
                None => self.choose(Choice::Save),
            },
            Act::SaveAs => self.choose(Choice::Save),
            Act::Export => self.choose(Choice::Export),
            Act::Undo => {
                if let Some(session) = &mut self.session {
                    session.undo();
                }
            }
            Act::Redo => {
                if let Some(session) = &mut self.session {
                    session.redo();
                }
            }
            Act::Clear => self.clear(),
            Act::ToggleTable => self.view.table = !self.view.table,
            Act::Fit => self.view.camera.fit(),
            Act::ZoomIn => self.view.camera.zoom_by(0.5),
            Act::ZoomOut => self.view.camera.zoom_by(-0.5),
            Act::NextPanel => keys::next_panel(ctx, &mut self.view),
            Act::Keys => self.view.dialog = Some(Dialog::Keys),
            Act::About => self.view.dialog = Some(Dialog::About),
            Act::FindOptions => {
                if let Some(session) = &self.session
                    && self.view.finding.is_none()
                {
                    self.view.finding = Some(find::Page::of(session, &self.view));
                }
                (self.view.stage, self.view.side) = (Stage::Options, Side::List);
            }
            Act::CopyOption => {
                let option = self.view.option.clone();
                self.commands.push(Command::Edit(Edit::DuplicateOption { option }));
            }
            Act::Cancel => self.jobs.cancel(),
            Act::Decide(action) if !self.view.marked.is_empty() => self.decide_marked(action),
            Act::Decide(action) => {
                let site = self.view.site.and_then(|site| self.session.as_ref()?.dataset.sites.get(site));
                if let Some(site) = site {
                    let (option, site) = (self.view.option.clone(), site.id.clone());
                    self.commands.push(Command::Edit(Edit::SetAction { option, site, action }));
                }
            }
            Act::ToggleSide => {
                self.view.side = if self.view.side == Side::List { Side::Details } else { Side::List };
            }
            Act::ToggleSingleKeys => self.view.single_keys = !self.view.single_keys,
            act => self.look(ctx, act),
        }
    }
}
