//! What becomes of acts of looking: search, back and forward, size, pictures, marked sites, recovery, recent projects.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use egui::{ColorImage, Context, Rect, ScreenshotCallback, ThemePreference, ViewportCommand};

use crate::edit::Edit;
use crate::error::Result;
use crate::model::{Action, OptionPlan, Plan};

use super::App;
use super::command::{Act, Command};
use super::jobs::Choice;
use super::kept::{self, Kept, Motion};
use super::map::base::Base;
use super::palette::Palette;
use super::recovery::{self, Hold, Orphan, Recovery};
use super::session::PREVIEW;
use super::stages::compare_charts;
use super::view::{Dialog, PathPurpose, Stage};
use super::workshop;

/// How far everything can be drawn smaller and larger.
const ZOOMS: std::ops::RangeInclusive<f32> = 0.8..=2.0;
/// A legend below the map belongs to its picture.
const LEGEND: f32 = 36.0;

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
    /// A recovery file whose changes were opened and are not yet kept again.
    pub reopened: Option<Orphan>,
    /// Where a picture of the map goes that was asked of the system.
    picture: Option<PathBuf>,
    /// Whether the picture is of the chart in Compare instead.
    of_chart: bool,
    /// The picture of the whole window, once the system gave it.
    shot: Arc<Mutex<Option<Arc<ColorImage>>>>,
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
        self.keeping.kept = Kept::read(&place);
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
    pub(super) fn used(&mut self, path: Option<&Path>) {
        let Some(path) = path else { return };
        self.keeping.kept.used(path);
        if let (Some(seen), Some(session)) = (self.keeping.kept.seen(path).cloned(), &self.session) {
            seen.show(session, &mut self.view);
        }
        self.write_kept();
    }

    fn write_kept(&mut self) {
        let Some(place) = &self.keeping.place else { return };
        if let Err(error) = self.keeping.kept.write(place) {
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
        if let Some(recovery) = &self.keeping.recovery {
            recovery.forget();
        }
    }

    /// Once a frame: the trail, the recovery file, the window's size, a picture that came.
    pub(super) fn tend(&mut self, ctx: &Context) {
        super::trail::note(&mut self.view);
        if let Some(recovery) = &mut self.keeping.recovery {
            if let Some(again) = recovery.tend(self.session.as_ref(), &self.jobs) {
                ctx.request_repaint_after(again);
            }
            if recovery.has_kept()
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
        self.take_picture(ctx);
    }

    fn take_picture(&mut self, ctx: &Context) {
        if self.keeping.picture.is_none() {
            return;
        }
        let came = self.keeping.shot.lock().ok().and_then(|mut shot| shot.take());
        let Some(image) = came else {
            // Tools and tips are gone from this frame on, which is the one that is taken.
            if !self.view.maps.picturing {
                self.view.maps.picturing = true;
                let (shot, again) = (Arc::clone(&self.keeping.shot), ctx.clone());
                ctx.send_viewport_cmd(ViewportCommand::Screenshot(ScreenshotCallback::new(move |image| {
                    if let Ok(mut shot) = shot.lock() {
                        *shot = Some(image);
                    }
                    again.request_repaint();
                })));
            }
            return;
        };
        self.view.maps.picturing = false;
        let chart = self.view.compare.chart_place.filter(|_| self.keeping.of_chart);
        let map = self.view.maps.place;
        let map = map.map(|place| Rect::from_min_max(place.min, place.max + egui::vec2(0.0, LEGEND)));
        let (Some(path), Some(rect)) = (self.keeping.picture.take(), chart.or(map)) else { return };
        self.jobs.picture(image.region(&rect, Some(ctx.pixels_per_point())), path);
    }

    pub(super) fn look(&mut self, ctx: &Context, act: Act) {
        let view = &mut self.view;
        match act {
            Act::Palette => view.dialog = Some(Dialog::Palette(Box::<Palette>::default())),
            Act::Back => super::trail::go(view, true),
            Act::Forward => super::trail::go(view, false),
            Act::History => view.dialog = Some(Dialog::History),
            Act::Guide => {
                view.guide = Some(0);
                self.commands.push(Act::Go(Stage::Data).into());
            }
            Act::FitSelection => self.show_selection(),
            Act::Larger | Act::Smaller | Act::UsualSize => {
                let zoom = match act {
                    Act::Larger => ctx.zoom_factor() + 0.1,
                    Act::Smaller => ctx.zoom_factor() - 0.1,
                    _ => 1.0,
                };
                ctx.set_zoom_factor(((zoom * 10.0).round() / 10.0).clamp(*ZOOMS.start(), *ZOOMS.end()));
            }
            Act::Workshop => {
                view.workshop.on = !view.workshop.on;
                let zoom = if view.workshop.on { workshop::ENLARGED } else { 1.0 };
                ctx.set_zoom_factor(zoom);
            }
            Act::HideMoney => view.workshop.hide_money = !view.workshop.hide_money,
            Act::HideNames => view.workshop.hide_names = !view.workshop.hide_names,
            Act::Still => {
                let (motion, time) = match view.motion {
                    Motion::Gliding => (Motion::Still, 0.0),
                    Motion::Still => (Motion::Gliding, super::theme::ANIMATION),
                };
                view.motion = motion;
                ctx.all_styles_mut(|style| style.animation_time = time);
            }
            Act::Lasso => {
                view.hand.draws = !view.hand.draws;
                view.table = false;
            }
            Act::ChooseBaseMap => view.dialog = Some(Dialog::BaseMap(view.base.clone())),
            Act::Picture | Act::ChartPicture => {
                self.keeping.of_chart = act == Act::ChartPicture;
                if self.keeping.of_chart {
                    view.stage = Stage::Compare;
                }
                self.choose(Choice::Picture);
            }
            Act::ChartData => {
                view.stage = Stage::Compare;
                if let Some(session) = &mut self.session {
                    session.prepare_evidence(&view.compare, [&view.option, &view.compare_with]);
                    ctx.copy_text(compare_charts::data(session, view));
                    view.say(false, "The chart’s data are on the clipboard, as a table");
                }
            }
            _ => {}
        }
    }

    /// Selects an Issue and shows where it is.
    pub(super) fn show_issue(&mut self, issue: usize) {
        self.view.issue = Some(issue);
        let Some(session) = &self.session else { return };
        let sites =
            session.issues().nth(issue).map(|issue| super::stages::issue_list::sites_of(session, issue));
        if let Some(&site) = sites.as_ref().and_then(|sites| sites.first()) {
            self.view.site = Some(site);
            self.view.camera.show(session.dataset.sites[site].position);
        }
    }

    /// Closes what is open; else nothing is selected any more.
    pub(super) fn clear(&mut self) {
        let view = &mut self.view;
        if view.dialog.take().is_none() && view.guide.take().is_none() {
            view.site = None;
            view.area = None;
            view.cell = None;
            view.issue = None;
            view.placing = None;
            view.marked.clear();
            view.hand = super::map::hand::Hand::default();
            if self.view.option == PREVIEW {
                self.end_preview();
            }
        }
    }

    /// Looks at a plan that was found, or at none.
    pub(super) fn preview(&mut self, option: Option<OptionPlan>) {
        let Some(session) = &mut self.session else { return };
        match option {
            None => self.end_preview(),
            Some(option) => {
                session.preview(Some(option));
                PREVIEW.clone_into(&mut self.view.option);
            }
        }
    }

    /// Comes back to the option that was looked at before a plan was previewed.
    pub(super) fn end_preview(&mut self) {
        let Some(session) = &mut self.session else { return };
        session.preview(None);
        if let Some(page) = &mut self.view.finding {
            page.put_down();
            if self.view.option == PREVIEW {
                page.before.clone_into(&mut self.view.option);
            }
        }
    }

    /// Keeps a plan that was found as an option, and looks at it.
    pub(super) fn keep_plan(&mut self, option: OptionPlan) {
        let id = option.id.clone();
        self.edit(&Edit::AddOption(option), false);
        self.end_preview();
        if self.session.as_ref().is_some_and(|session| session.has_option(&id)) {
            id.clone_into(&mut self.view.option);
            if let Some(page) = &mut self.view.finding {
                page.before = id;
            }
        }
    }

    /// Moves the map to the selected sites, area or locality.
    pub(super) fn show_selection(&mut self) {
        let Some(session) = &self.session else { return };
        let geometry = self.view.maps.geometry(session);
        let view = &mut self.view;
        let mut bounds = Rect::NOTHING;
        for site in view.marked.iter().copied().chain(view.site) {
            if let Some(&at) = geometry.sites.get(site) {
                bounds.extend_with(at);
            }
        }
        let shape = view.area.and_then(|area| geometry.areas.get(area));
        let shape = shape.or_else(|| view.focus.and_then(|locality| geometry.localities.get(locality)));
        if let Some(around) = shape.and_then(|shape| shape.bounds).filter(|_| !bounds.is_positive()) {
            bounds = bounds.union(around);
        }
        match view.site {
            Some(site) if view.marked.is_empty() => {
                view.camera.show(session.dataset.sites[site].position);
            }
            _ if bounds.is_finite() => {
                let size = view.maps.place.map_or(egui::vec2(600.0, 500.0), |place| place.size());
                view.camera.show_all(&geometry, bounds, size);
            }
            _ => view.say(false, "Nothing is selected: click a site or an area first"),
        }
    }

    pub(super) fn focus(&mut self, locality: Option<usize>) {
        self.view.focus = locality;
        if locality.is_some() {
            (self.view.site, self.view.area) = (None, None);
            self.show_selection();
        } else {
            self.view.camera.fit();
        }
    }

    /// One decision for all marked sites, as one step.
    pub(super) fn decide_marked(&mut self, action: Action) {
        let Some(session) = &self.session else { return };
        if self.view.option == Plan::BAU {
            self.view.say(false, "Business as usual cannot be changed: copy it first");
            return;
        }
        let sites = self.view.marked.iter().filter_map(|site| session.dataset.sites.get(*site));
        let edits: Vec<Edit> = sites
            .map(|site| Edit::SetAction { option: self.view.option.clone(), site: site.id.clone(), action })
            .collect();
        self.commands.push(Command::EndDrag);
        self.commands.extend(edits.into_iter().map(Command::Drag));
        self.commands.push(Command::EndDrag);
    }

    pub(super) fn set_base(&mut self, base: Base) {
        match base.check() {
            Ok(()) => {
                self.keeping.kept.base = base.clone();
                self.view.base = base;
                self.write_kept();
            }
            Err(words) => {
                self.view.say(true, words);
                self.view.dialog = Some(Dialog::BaseMap(base));
            }
        }
    }

    pub(super) fn recover(&mut self, orphan: Orphan) {
        self.jobs.open(vec![orphan.file.clone()]);
        self.keeping.reopened = Some(orphan);
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
        let reopened = self.keeping.reopened.as_ref().filter(|orphan| Some(&orphan.file) == path.as_ref());
        if let (Some(orphan), Some(session)) = (reopened, &mut self.session) {
            let project = orphan.project.clone();
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

    pub(super) fn picture_to(&mut self, path: &Path) {
        self.view.dialog = None;
        if self.view.table {
            self.view.table = false;
        }
        self.keeping.picture = Some(path.with_extension("png"));
    }

    /// Where a picture goes, typed by hand.
    pub(super) fn type_picture_path(&mut self) {
        self.view.dialog = Some(Dialog::Path { purpose: PathPurpose::Picture, path: String::new() });
    }

    /// The theme that the window starts in.
    pub(super) fn first_theme(&self) -> ThemePreference {
        self.view.theme
    }
}
