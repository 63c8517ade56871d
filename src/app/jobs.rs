//! Work away from the window: one worker, typed results, progress, cancelling. All reading and writing of files is here.

mod chooser;
mod request;

pub use chooser::Choice;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use egui::{ColorImage, Context};

use crate::error::Error;
use crate::export::Format;
use crate::files::Seen;
use crate::load::{Inputs, Mapping, Preview, Progress};
use crate::model::{Plan, Position, Role, Standard};
use crate::project;
use crate::reach::TravelTimes;

use super::recovery::{self, Writing};
use super::session::Session;
use request::Request;

/// A change of the open project's facts.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// These files replace what they are about.
    Files(Box<Inputs>),
    /// A site that had no place is put somewhere.
    Place(String, Position),
    /// A service, by its id, is to be reached within other minutes or by other means.
    Standard(String, Standard),
}

/// What came of a job.
#[derive(Debug)]
pub enum Outcome {
    /// A project is ready.
    Opened(Box<Session>),
    /// The facts changed: the project with them, and what became different.
    Changed(Box<Session>, Vec<String>),
    /// Travel times under settings as they were asked for.
    Measured(Box<TravelTimes>),
    /// What files seem to be.
    Roles(Vec<(PathBuf, Option<Role>)>),
    /// The columns of a file.
    Previewed(PathBuf, Role, Preview),
    /// The project is in this file.
    Saved(PathBuf, Option<Seen>, Box<Plan>),
    /// The project could not be saved to this file.
    NotSaved(PathBuf, Error),
    /// These files were written.
    Exported(PathBuf, Vec<PathBuf>),
    /// A chooser answered; nothing when it was closed or there is none.
    Chosen(Choice, Vec<PathBuf>),
    /// A picture of the map is in this file.
    Pictured(PathBuf),
    /// Unsaved changes could not be kept safe.
    NotKept(Error),
    /// It did not work; what it was, and why.
    Failed(&'static str, Error),
    /// The program is at fault.
    Broke(&'static str),
}

/// The worker's side of progress: it writes, the window reads.
#[derive(Debug, Default)]
pub struct Work {
    cancelled: AtomicBool,
    /// What is being done and how far it is, 0 to 1.
    step: Mutex<(String, f32)>,
}

impl Progress for Work {
    fn stage(&self, text: &str, done: f32) {
        if let Ok(mut step) = self.step.lock() {
            *step = (text.to_owned(), done);
        }
    }

    fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// The worker, seen from the window.
#[derive(Debug)]
pub struct Jobs {
    requests: Sender<(u64, Request, Arc<Work>)>,
    results: Receiver<(u64, Outcome)>,
    answers: Sender<(u64, Outcome)>,
    context: Context,
    /// Results of an earlier revision are dropped.
    revision: Arc<AtomicU64>,
    running: Option<(&'static str, Arc<Work>)>,
    /// True while a file chooser is open.
    pub choosing: bool,
}

impl Jobs {
    /// Starts the worker; it ends with the window.
    pub fn new(context: &Context) -> Self {
        let (requests, inbox) = channel::<(u64, Request, Arc<Work>)>();
        let (answers, results) = channel();
        let (out, ctx) = (answers.clone(), context.clone());
        let worker = std::thread::Builder::new().name("worker".to_owned()).spawn(move || {
            for (revision, request, work) in inbox {
                let what = request.what();
                let start = Instant::now();
                let outcome = catch_unwind(AssertUnwindSafe(|| request.run(&work)))
                    .map_or(Outcome::Broke(what), |result| {
                        result.unwrap_or_else(|error| Outcome::Failed(what, error))
                    });
                log::info!("{what}: done with after {:.0?}", start.elapsed());
                if out.send((revision, outcome)).is_err() {
                    return;
                }
                ctx.request_repaint();
            }
        });
        if let Err(error) = worker {
            let failed = Error::Usage(format!("the system starts no more threads: {error}"));
            let _gone = answers.send((0, Outcome::Failed("Starting", failed)));
        }
        Self {
            requests,
            results,
            answers,
            context: context.clone(),
            revision: Arc::new(AtomicU64::new(0)),
            running: None,
            choosing: false,
        }
    }

    fn ask(&mut self, request: Request) {
        self.cancel();
        let work = Arc::new(Work::default());
        self.running = Some((request.what(), Arc::clone(&work)));
        let revision = self.revision.load(Ordering::Relaxed);
        if self.requests.send((revision, request, work)).is_err() {
            self.running = None;
        }
    }

    /// Opens a project file, or makes a project of data files.
    pub fn open(&mut self, paths: Vec<PathBuf>) {
        self.ask(Request::Open(paths));
    }

    /// Opens the sample.
    pub fn sample(&mut self) {
        self.ask(Request::Sample);
    }

    /// Changes the facts of a project.
    pub fn change(&mut self, session: &Session, change: Change) {
        self.ask(Request::Change {
            dataset: Arc::clone(&session.dataset),
            plan: Box::new(session.plan().clone()),
            change: Box::new(change),
            files: Box::new(session.files.clone()),
            kept: Box::new(session.times.kept().clone()),
        });
    }

    /// Measures journeys anew, under the settings as they stand.
    pub fn measure(&mut self, session: &Session) {
        self.ask(Request::Measure {
            dataset: Arc::clone(&session.dataset),
            settings: Box::new(session.plan().settings.clone()),
            kept: Box::new(session.times.kept().clone()),
        });
    }

    /// Whether anything runs.
    pub const fn busy(&self) -> bool {
        self.running.is_some()
    }

    /// Finds out what files are.
    pub fn roles(&mut self, paths: Vec<PathBuf>) {
        self.ask(Request::Roles(paths));
    }

    /// Looks at the columns of a file.
    pub fn preview(&mut self, path: PathBuf, role: Role, mapping: Mapping) {
        self.ask(Request::Preview(path, role, mapping));
    }

    /// Saves a project as it stands now. Its own file is replaced only when it is as it was left, another one that is there
    /// not at all, unless `over` says so.
    pub fn save(&mut self, session: &Session, path: PathBuf, over: bool) {
        let (own, seen) = (session.path.clone(), session.seen);
        let plan = Box::new(session.plan().clone());
        let kept = Box::new(session.times.kept().clone());
        self.ask(Request::Save { path, own, seen, over, dataset: Arc::clone(&session.dataset), plan, kept });
    }

    /// Exports a project as it stands now.
    pub fn export(&mut self, session: &Session, folder: PathBuf, formats: Vec<Format>) {
        self.ask(Request::Export {
            folder,
            formats,
            dataset: Arc::clone(&session.dataset),
            plan: Box::new(session.plan().clone()),
            appraisal: Box::new(session.whole_appraisal()),
        });
    }

    /// Writes a picture of the map.
    pub fn picture(&mut self, image: ColorImage, path: PathBuf) {
        self.ask(Request::Picture(Box::new(image), path));
    }

    /// Stops what runs: its result will be dropped. Old data stays until the new is whole, so nothing is half done.
    pub fn cancel(&mut self) {
        if let Some((_, work)) = self.running.take() {
            work.cancelled.store(true, Ordering::Relaxed);
        }
        self.revision.fetch_add(1, Ordering::Relaxed);
    }

    /// Writes a recovery file in a thread of its own, so that it neither waits for the worker nor stops it.
    pub fn keep_safe(
        &self,
        session: &Session,
        file: PathBuf,
        note: PathBuf,
        project: Option<String>,
        writing: &Arc<Writing>,
    ) {
        let (dataset, plan) = (Arc::clone(&session.dataset), session.plan().clone());
        let (out, ctx, place) = (self.answers.clone(), self.context.clone(), file.clone());
        writing.busy.store(true, Ordering::Relaxed);
        let done = Arc::clone(writing);
        let keeper = std::thread::Builder::new().name("recovery".to_owned()).spawn(move || {
            let kept = catch_unwind(AssertUnwindSafe(|| {
                project::save(&file, &dataset, &plan)?;
                recovery::write_note(&note, project.as_deref())
            }));
            done.failed.store(!matches!(kept, Ok(Ok(()))), Ordering::Relaxed);
            let told = match kept {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(Outcome::NotKept(error)),
                Err(_reported) => Some(Outcome::Broke("Keeping unsaved changes safe")),
            };
            if let Some(told) = told {
                let _window_gone = out.send((0, told));
                ctx.request_repaint();
            }
            done.busy.store(false, Ordering::Release);
        });
        if let Err(source) = keeper {
            writing.failed.store(true, Ordering::Relaxed);
            writing.busy.store(false, Ordering::Release);
            let failed = Outcome::NotKept(Error::Write { path: place, source });
            let _window_gone = self.answers.send((0, failed));
        }
    }

    /// Closes the window.
    pub fn close_window(&self) {
        self.context.send_viewport_cmd(egui::ViewportCommand::Close);
    }

    /// What runs and how far it is, if anything does.
    pub fn progress(&self) -> Option<(String, f32)> {
        let (what, work) = self.running.as_ref()?;
        let (step, done) = work.step.lock().map_or_else(|_| (String::new(), 0.0), |step| step.clone());
        Some((if step.is_empty() { (*what).to_owned() } else { step }, done))
    }

    /// Everything that came of jobs since the last frame, without what is stale.
    pub fn finished(&mut self) -> Vec<Outcome> {
        let current = self.revision.load(Ordering::Relaxed);
        let mut fresh = Vec::new();
        while let Ok((revision, outcome)) = self.results.try_recv() {
            if matches!(outcome, Outcome::Chosen(..)) {
                self.choosing = false;
                fresh.push(outcome);
                continue;
            }
            let is_current = revision == current;
            if is_current {
                self.running = None;
            }
            // What became of a file is told even when something else was asked for meanwhile.
            let of_file = matches!(outcome, Outcome::NotKept(_) | Outcome::Saved(..) | Outcome::NotSaved(..))
                || (revision == 0 && matches!(outcome, Outcome::Broke(_)));
            if is_current || of_file {
                fresh.push(outcome);
            }
        }
        fresh
    }

    /// Opens the system's file chooser in a thread of its own, because it waits for the person.
    pub fn choose(&mut self, choice: Choice, name: String) {
        if self.choosing {
            return;
        }
        self.choosing = true;
        let (out, ctx) = (self.answers.clone(), self.context.clone());
        let chooser = std::thread::Builder::new().name("file chooser".to_owned()).spawn(move || {
            let paths = catch_unwind(AssertUnwindSafe(|| chooser::chosen(choice, &name))).unwrap_or_default();
            let _window_gone = out.send((0, Outcome::Chosen(choice, paths)));
            ctx.request_repaint();
        });
        if chooser.is_err() {
            self.choosing = false;
        }
    }
}
