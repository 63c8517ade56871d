//! What the window keeps on this computer: sizes and recent projects, unsaved changes, and which project is open here.

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::Context;

use crate::error::Result;

use super::App;
use super::kept::{self, Kept, Motion};
use super::looking::ZOOMS;
use super::recovery::{self, Hold, Orphan, Recovery};
use super::session::Session;
use super::view::{Dialog, Stage};

/// What the window keeps on this computer; nothing in tests, which leave no trace.
#[derive(Debug, Default)]
pub struct Keeping {
    /// What is remembered between two starts.
    pub kept: Kept,
    /// Where to; none: nothing is remembered.
    pub place: Option<PathBuf>,
    /// The recovery file of this window.
    pub recovery: Option<Recovery>,
    /// Tells other windows which project is open here.
    pub held: Option<Hold>,
    /// A recovery file that is being opened.
    pub recovering: Option<Orphan>,
    /// A recovery file whose changes were opened and are not yet kept again.
    pub reopened: Option<Orphan>,
}

impl Keeping {
    /// Tells other windows that this project is open here; whether one of them had it first.
    pub fn hold(&mut self, project: &Path) -> bool {
        let Some(recovery) = &self.recovery else { return false };
        if self.held.as_ref().is_none_or(|held| held.project != project) {
            self.held = None; // Let go of first: it may be the same file by another name.
            self.held = Some(Hold::new(recovery.folder(), project));
        }
        self.held.as_ref().is_some_and(Hold::is_open_elsewhere)
    }
}

impl App {
    /// Remembers sizes and recent projects in a file from now on.
    pub fn remember_in(&mut self, place: PathBuf) {
        self.keeping.kept = kept::read(&place);
        self.keeping.place = Some(place);
        self.view.theme = self.keeping.kept.theme();
        self.view.single_keys = !self.keeping.kept.no_single_keys;
        self.view.motion = self.keeping.kept.motion;
        // A file that is no longer there is not asked for; the map then stands alone.
        if self.keeping.kept.base.check().is_ok() {
            self.view.base = self.keeping.kept.base.clone();
        }
    }

    /// Keeps unsaved changes safe in a folder from now on, and offers what other windows left there.
    pub fn keep_safe_in(&mut self, folder: &Path, every: Duration) -> Result<()> {
        let recovery = Recovery::new(folder, every)?;
        let orphans = recovery.orphans();
        if !orphans.is_empty() {
            self.view.dialog = Some(Dialog::Recover(orphans));
        }
        self.keeping.recovery = Some(recovery);
        Ok(())
    }

    /// Projects used lately, last first.
    pub fn recent(&self) -> &[PathBuf] {
        &self.keeping.kept.recent
    }

    /// Starts keeping things on this computer, where the system has a place for them.
    pub(super) fn keep(&mut self, ctx: &Context) {
        if let Some(place) = kept::place() {
            self.remember_in(place);
            if let Some(zoom) = self.keeping.kept.zoom {
                ctx.set_zoom_factor(zoom.clamp(*ZOOMS.start(), *ZOOMS.end()));
            }
        }
        if let Some(folder) = recovery::place()
            && let Err(error) = self.keep_safe_in(&folder, recovery::EVERY)
        {
            self.view.say(true, format!("Unsaved changes are not kept safe: {error}"));
        }
    }

    /// Notes a project as used, and looks at it as last time.
    fn used(&mut self, path: Option<&Path>) {
        let Some(path) = path else { return };
        self.keeping.kept.used(path);
        if let (Some(seen), Some(session)) = (self.keeping.kept.seen(path).cloned(), &self.session) {
            seen.show(session, &mut self.view);
        }
        self.write_kept();
    }

    pub(super) fn write_kept(&mut self) {
        let Some(place) = &self.keeping.place else { return };
        if let Err(error) = kept::write(place, &self.keeping.kept) {
            self.view.say(true, format!("The window’s size and recent projects are not remembered: {error}"));
            self.keeping.place = None;
        }
    }

    /// The window closes in good order: what was looked at is remembered, and nothing is left to recover.
    pub(super) fn end(&mut self) {
        if let Some(session) = &self.session {
            self.keeping.kept.note(session, &self.view);
        }
        self.write_kept();
        // The system may end the window without asking: what nobody said may go is offered next time.
        let unsaved = self.session.as_ref().is_some_and(Session::unsaved);
        if let Some(recovery) = self.keeping.recovery.as_ref().filter(|_| !unsaved || self.leave) {
            recovery.forget();
        }
    }

    /// Once a frame: the recovery file, the window's size, and no gliding for those who want none.
    pub(super) fn tend(&mut self, ctx: &Context) {
        if let Some(recovery) = &mut self.keeping.recovery {
            if let Some(again) = recovery.tend(self.session.as_ref(), &self.jobs) {
                ctx.request_repaint_after(again);
            }
            if self.session.as_ref().is_some_and(|session| recovery.has_kept(session.generation))
                && let Some(orphan) = self.keeping.reopened.take()
            {
                recovery::discard(&orphan);
            }
        }
        if self.keeping.place.is_some() {
            let zoom = ctx.zoom_factor();
            let kept = &mut self.keeping.kept;
            ctx.input(|input| {
                let window = input.viewport();
                kept.maximized = window.maximized.unwrap_or(kept.maximized);
                if let (Some(inner), false) = (window.inner_rect, kept.maximized) {
                    kept.size = Some([inner.width() * zoom, inner.height() * zoom]);
                }
            });
            kept.zoom = (zoom != 1.0 && !self.view.workshop.on).then_some(zoom);
        }
        if self.view.motion == Motion::Still {
            ctx.all_styles_mut(|style| style.animation_time = 0.0);
        }
    }

    /// Tells other windows that this project is open here, and the person when one of them had it first.
    pub(super) fn hold(&mut self, project: &Path) {
        if self.keeping.hold(project) {
            let words = "This project is open in another window too. Each keeps its own changes; whichever saves second is asked first";
            self.view.say(true, words);
        }
    }

    /// A recovered project belongs to the file that it was opened from, and is unsaved.
    pub(super) fn after_opening(&mut self) {
        let path = self.session.as_ref().and_then(|session| session.path.clone());
        let recovered = self.keeping.recovering.take().filter(|orphan| Some(&orphan.file) == path.as_ref());
        if let (Some(orphan), Some(session)) = (recovered, &mut self.session) {
            let project = orphan.project.clone();
            self.keeping.reopened = Some(orphan);
            session.recovered(project.clone());
            self.view.say(false, "Recovered. Save to keep these changes in the project");
            if let Some(recovery) = &mut self.keeping.recovery {
                recovery.soon();
            }
            if let Some(project) = project {
                self.hold(&project);
            }
            return;
        }
        self.keeping.reopened = None;
        self.used(path.as_deref());
        match &path {
            Some(path) => self.hold(path),
            None => self.keeping.held = None,
        }
        let Some(session) = &self.session else { return };
        let kept = &mut self.keeping;
        if session.dataset.illustrative
            && kept.place.is_some()
            && !kept.kept.guided
            && self.view.dialog.is_none()
        {
            // Once, at the very first start.
            kept.kept.guided = true;
            self.view.guide = Some(0);
            self.view.stage = Stage::Data;
            self.write_kept();
        } else if path.is_none() && !session.dataset.illustrative {
            // A project just made of files: first what is there, and what is wrong with it.
            self.view.stage = Stage::Data;
            let counts = session.issue_counts();
            let found = counts.errors + counts.warnings;
            let words = if found == 0 {
                "nothing in them needs attention".to_owned()
            } else {
                format!("{found} things need a look; each says what to do")
            };
            self.view.say(false, format!("A new project from your files: {words}. Save it when you like"));
        }
    }
}
