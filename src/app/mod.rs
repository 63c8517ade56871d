//! The window: draws the session and the view, collects commands, and runs them at one place.
//!
//! Panels get `&Session` and `&mut View` and push [`Command`]s; only [`App`]'s `logic` changes the session. Work on
//! files happens in `jobs`. Nothing outside this folder knows of egui.

mod charts;
mod chrome;
mod command;
mod crash;
mod data_dialogs;
mod dialogs;
mod evidence;
mod evidence_dialogs;
mod find;
mod frame_stats;
mod icons;
mod inputs;
mod jobs;
mod keeping;
mod kept;
mod keys;
mod look_dialogs;
mod looking;
mod map;
mod menus;
mod notices;
mod palette;
mod pictures;
mod preview;
mod project_files;
mod recovery;
mod remembered;
mod running;
mod session;
mod site_table;
mod stages;
mod theme;
mod tokens;
mod trail;
mod view;
mod widgets;
mod work;
mod workshop;

use std::path::PathBuf;
use std::time::Instant;

use egui::{Context, ThemePreference, Ui};

use crate::cli::Files;
use crate::load::Loaded;
use crate::model::{Plan, Status};

pub use command::{Act, Command};
pub use map::base::Base;
pub use map::breaks::Breaks;
pub use session::Session;
pub use view::{Dialog, Layer, PathPurpose, Side, Stage, View};

use frame_stats::FrameStats;
use jobs::Jobs;

/// Opens the window on a project, on data files whose roles are guessed, or on the sample; returns when it is closed.
pub fn run(files: Files) -> eframe::Result {
    let started = Instant::now();
    let kept: kept::Kept = kept::place().map(|place| kept::read(&place)).unwrap_or_default();
    // A size from a larger screen is made to fit by the window manager; one that makes no sense is not taken.
    let size = kept.size.filter(|size| size.iter().all(|side| (400.0..20_000.0).contains(side)));
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Hub Planner")
            .with_app_id("hub-planner")
            .with_inner_size(size.unwrap_or([1440.0, 900.0]))
            .with_maximized(kept.maximized)
            .with_min_inner_size([800.0, 560.0])
            .with_drag_and_drop(true)
            .with_icon(icons::of_window()),
        multisampling: 4,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "Hub Planner",
        options,
        Box::new(move |creation| {
            let mut app = App::starting(&creation.egui_ctx, files.paths);
            app.keep(&creation.egui_ctx);
            creation.egui_ctx.set_theme(app.view.theme);
            app.stats = files.frame_stats.then(|| FrameStats::new(started));
            Ok(Box::new(app))
        }),
    )
}

/// The window's whole state.
#[derive(Debug)]
pub struct App {
    session: Option<Session>,
    view: View,
    jobs: Jobs,
    commands: Vec<Command>,
    /// What to do once the project is saved.
    after_save: Option<Command>,
    /// The project as it stood when another was asked for: its changes may go.
    left_as: Option<(u64, Plan)>,
    /// A project that was read and is not shown yet.
    arrived: Option<Box<Session>>,
    /// When the file chooser was asked for: an answer at once means that there is none.
    asked_at: Instant,
    title: String,
    stats: Option<FrameStats>,
    keeping: keeping::Keeping,
    picturing: pictures::Picturing,
    /// True once the person said that unsaved changes may go.
    leave: bool,
    /// The window's size, the stage and its chart in the last frame, and how many more frames they take to settle.
    settling: ((egui::Vec2, Stage, evidence::Chart), u8),
    /// The revision of the session for which journeys were last asked to be measured anew.
    asked_revision: u64,
    /// The report of what went wrong in the program itself, until the person goes on.
    fault: Option<String>,
}

impl App {
    /// A window on a loaded project.
    pub fn new(ctx: &Context, loaded: Loaded) -> Self {
        let mut app = Self::empty(ctx);
        app.show_session(Session::new(loaded, None));
        app
    }

    /// A window that opens files, or the sample.
    pub fn starting(ctx: &Context, files: Vec<PathBuf>) -> Self {
        let mut app = Self::empty(ctx);
        if files.is_empty() {
            app.jobs.sample();
        } else {
            app.jobs.open(files);
        }
        app
    }

    fn empty(ctx: &Context) -> Self {
        theme::install(ctx);
        Self {
            session: None,
            view: View::new(),
            jobs: Jobs::new(ctx),
            commands: Vec::new(),
            after_save: None,
            left_as: None,
            arrived: None,
            asked_at: Instant::now(),
            title: String::new(),
            stats: None,
            keeping: keeping::Keeping::default(),
            picturing: pictures::Picturing::default(),
            leave: false,
            settling: ((egui::Vec2::ZERO, Stage::Data, evidence::Chart::default()), 0),
            asked_revision: 0,
            fault: None,
        }
    }

    /// The open project, if one is.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// How it is being looked at.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Asks for something, as a panel would.
    pub fn push(&mut self, command: impl Into<Command>) {
        self.commands.push(command.into());
    }

    fn show_session(&mut self, session: Session) {
        let plan = session.plan();
        let first = plan
            .options
            .iter()
            .find(|option| option.status == Status::Preferred)
            .or_else(|| plan.options.iter().find(|option| option.status != Status::Discarded));
        let other = plan.options.iter().find(|option| Some(&option.id) != first.map(|first| &first.id));
        let old = std::mem::take(&mut self.view);
        self.view = View {
            stage: old.stage,
            theme: old.theme,
            single_keys: old.single_keys,
            messages: old.messages,
            dialog: old.dialog,
            guide: old.guide,
            motion: old.motion,
            workshop: old.workshop,
            breaks: old.breaks,
            base: old.base,
            option: first.map_or_else(|| Plan::BAU.to_owned(), |option| option.id.clone()),
            compare_with: other.map_or_else(|| Plan::BAU.to_owned(), |option| option.id.clone()),
            ..View::new()
        };
        self.session = Some(session);
    }

    /// Everything that happens outside painting.
    fn advance(&mut self, ctx: &Context) {
        if self.view.theme != ctx.options(|options| options.theme_preference)
            && self.view.theme != ThemePreference::System
        {
            ctx.set_theme(self.view.theme);
        }
        self.take_results();
        self.take_dropped_files(ctx);
        keys::read(ctx, &mut self.view, self.session.as_ref(), &mut self.commands);
        self.run_commands(ctx);
        self.measure_stale();
        trail::note(&mut self.view);
        self.tend(ctx);
        self.take_picture(ctx);
        self.guard_close(ctx);
    }

    /// Has journeys measured anew when settings have changed them; once for each change, so that a cancel is one.
    fn measure_stale(&mut self) {
        let Some(session) = self.session.as_ref().filter(|session| session.stale) else { return };
        if self.asked_revision != session.revision && !self.jobs.busy() {
            self.asked_revision = session.revision;
            self.jobs.measure(session);
        }
    }

    fn draw(&mut self, ui: &mut Ui) {
        self.view.hovered_site_before = self.view.hovered_site.take();
        self.view.hovered_area = None;
        self.view.canvas_focused = false;
        self.view.panels = [None; 3];
        if let Some(report) = &self.fault {
            let (session, kept) = (self.session.as_ref(), self.keeping.recovery.is_some());
            notices::messages(ui, &self.view, &mut self.commands);
            crash::page(ui, report, session, kept, &mut self.commands);
            dialogs::show(ui.ctx(), session, &mut self.view, &mut self.commands, &mut self.after_save);
            return;
        }
        let recent = &self.keeping.kept.recent;
        chrome::top_bar(ui, self.session.as_ref(), &mut self.view, recent, &mut self.commands);
        notices::messages(ui, &self.view, &mut self.commands);
        chrome::status_bar(ui, self.session.as_ref(), &self.jobs, &mut self.commands);
        match &self.session {
            Some(session) => stages::show(ui, session, &mut self.view, &mut self.commands),
            None => notices::welcome(ui, &self.jobs, &self.keeping.kept.recent, &mut self.commands),
        }
        notices::drop_target(ui);
        dialogs::show(
            ui.ctx(),
            self.session.as_ref(),
            &mut self.view,
            &mut self.commands,
            &mut self.after_save,
        );
        // Panels and the axes of charts fit a new size one after the other; nothing else may ask for those frames.
        let now = (ui.ctx().content_rect().size(), self.view.stage, self.view.compare.chart);
        let (before, left) = self.settling;
        self.settling = (now, if now == before { left.saturating_sub(1) } else { 3 });
        if self.settling.1 > 0 {
            ui.ctx().request_repaint();
        }
        if self.view.hovered_site != self.view.hovered_site_before || !self.commands.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    /// One whole frame: what eframe does in two steps. For tests, which have no window.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.caught(&ctx, |app| app.advance(&ctx));
        self.caught(&ctx, |app| app.draw(ui));
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.caught(ctx, |app| app.advance(ctx));
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        self.end();
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.caught(&ctx, |app| app.draw(ui));
        if let Some(stats) = &mut self.stats {
            stats.frame(self.session.is_some(), frame.info().cpu_usage);
        }
    }
}
