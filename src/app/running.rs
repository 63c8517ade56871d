//! The one place that runs commands: what becomes of everything that menus, buttons, keys and panels ask for.

use egui::Context;

use crate::edit::{Edit, free_id};
use crate::load::{Mapping, Preview};
use crate::model::{Plan, Role};

use super::command::{Act, Command};
use super::jobs::Choice;
use super::view::{Dialog, Side, Stage};
use super::{App, evidence, find, keys, recovery, remembered, session};

impl App {
    /// Runs every command that was pushed, in order.
    pub(super) fn run_commands(&mut self, ctx: &Context) {
        // A command may push another; each runs once.
        let mut round = 0;
        while !self.commands.is_empty() && round < 8 {
            round += 1;
            for command in std::mem::take(&mut self.commands) {
                self.run(ctx, command);
            }
        }
        // After a fault, what is worked out for the stages may be what broke.
        if self.fault.is_none() {
            self.prepare();
        }
    }

    /// Works out what the stage that is shown needs of the option and site that are selected.
    fn prepare(&mut self) {
        if self.view.option == session::PREVIEW && self.view.stage != Stage::Options {
            self.end_preview();
        }
        if let Some(session) = &mut self.session {
            if !session.has_option(&self.view.option) {
                Plan::BAU.clone_into(&mut self.view.option);
            }
            if session.appraisal.option(&self.view.compare_with).is_none() {
                Plan::BAU.clone_into(&mut self.view.compare_with);
            }
            if let Some(site) = self.view.site {
                session.prepare_what_if(&self.view.option, site);
            }
            if self.view.stage == Stage::Blueprint {
                session.prepare_remedies(&self.view.option);
            }
            if self.view.stage == Stage::Compare {
                let pair = [self.view.option.as_str(), self.view.compare_with.as_str()];
                session.prepare_evidence(&self.view.compare, pair);
            }
        }
    }

    fn run(&mut self, ctx: &Context, command: Command) {
        match command {
            Command::Act(act) => self.act(ctx, act),
            Command::Edit(edit) => self.edit(&edit, false),
            Command::Drag(edit) => self.edit(&edit, true),
            Command::EndDrag => {
                if let Some(session) = &mut self.session {
                    session.history.end_drag();
                }
            }
            Command::SelectOption(option) => self.view.option = option,
            Command::CompareWith(option) => self.view.compare_with = option,
            Command::SelectSite(site) => {
                self.view.site = site;
                self.view.area = None;
                self.view.marked.clear();
                self.view.side = if site.is_some() { Side::Details } else { Side::List };
                self.view.site_search.clear();
            }
            Command::SelectArea(area) => {
                self.view.area = area;
                self.view.site = None;
            }
            Command::SelectService(service) => self.view.service = service,
            Command::SelectLayer(layer) => self.view.layer = layer,
            Command::ShowIssue(issue) => self.show_issue(issue),
            Command::SelectCell(rule, locality) => self.view.cell = Some((rule, locality)),
            Command::Theme(theme) => {
                self.view.theme = theme;
                ctx.set_theme(theme);
            }
            Command::Ask(dialog) => self.view.dialog = Some(dialog),
            Command::CloseDialog => self.close_dialog(),
            Command::OpenPaths(_) | Command::ShowArrived | Command::Recover(_) => self.guarded(command),
            Command::AddFiles(paths) => self.jobs.roles(paths),
            Command::NewFrom(paths) => self.new_from(paths),
            Command::MatchFile(place, adding) => self.match_file(place, adding),
            Command::OpenNumber(key) => {
                self.view.compare.lower = evidence::Lower::Why;
                self.view.compare.why = Some(key);
                self.view.stage = Stage::Compare;
            }
            Command::Change(change) => {
                self.view.placing = None;
                if let Some(session) = &self.session {
                    self.jobs.change(session, *change);
                }
            }
            Command::MatchColumns(role) => self.match_columns(role),
            Command::Remember(role, preview, mapping) => self.remember(role, &preview, &mapping),
            Command::Placing(site) => self.view.placing = site,
            Command::SaveTo(path) => self.save(path, false),
            Command::SaveOver(path) => self.save(path, true),
            Command::GoOn { undo } => self.go_on(undo),
            Command::ExportTo(folder, formats) => {
                if let Some(session) = &self.session {
                    self.jobs.export(session, folder, formats);
                }
            }
            Command::OpenFolder(folder) => self.show_folder(&folder),
            Command::Discard(waiting) => {
                self.leave = true;
                self.run(ctx, *waiting);
            }
            Command::ShowSelection => self.show_selection(),
            Command::Focus(locality) => self.focus(locality),
            Command::Step(steps) => {
                if let Some(session) = &mut self.session {
                    session.step(steps);
                }
            }
            Command::ForgetOrphan(orphan) => recovery::discard(&orphan),
            Command::Mark(sites) => {
                self.view.site = None;
                self.view.marked = sites;
            }
            Command::DecideMarked(action) => self.decide_marked(action),
            Command::Breaks(breaks) => self.view.breaks = breaks,
            Command::BaseMap(base) => self.set_base(base),
            Command::PictureTo(path) => self.picture_to(&path),
            Command::Preview(option) => self.preview(option.map(|option| *option)),
            Command::Keep(option) => self.keep_plan(*option),
            Command::LeaveFind => {
                self.end_preview();
                self.view.finding = None;
            }
            Command::Dismiss(place) => {
                if place < self.view.messages.len() {
                    self.view.messages.remove(place);
                }
            }
        }
    }

    fn remember(&mut self, role: Role, preview: &Preview, mapping: &Mapping) {
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

    fn act(&mut self, ctx: &Context, act: Act) {
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
            Act::Cancel => {
                self.after_save = None;
                self.jobs.cancel();
            }
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
