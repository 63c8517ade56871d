//! The search for options as it runs beside the window: what it was asked, what it found so far, what it found.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::find::{self, FindStatus, Finding};
use crate::model::Settings;
use crate::solve::{Progress, Solution, Watch};

use super::super::session::Session;
use super::Draft;

/// A plan that was heard of while the search runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// The price it was found for, £ a weighted minute.
    pub price: f64,
    /// Cost, £ a year.
    pub cost: f64,
    /// Weighted minutes.
    pub minutes: f64,
    /// What is proven at that price; below every number when nothing is.
    pub lower_bound: f64,
}

/// How it goes.
#[derive(Debug, Default, Clone)]
pub struct Now {
    /// The price that was heard of last.
    pub progress: Option<Progress>,
    /// Every plan heard of.
    pub heard: Vec<Heard>,
    /// When it ended.
    ended: Option<Instant>,
}

/// The search's side: it writes, the window reads.
#[derive(Debug)]
struct Listening {
    stopped: AtomicBool,
    started: Instant,
    until: Instant,
    now: Mutex<Now>,
    answer: Mutex<Option<Result<Arc<Finding>, String>>>,
}

/// More plans than a chart tells apart.
const MOST_HEARD: usize = 2_000;

impl Watch for Listening {
    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) || Instant::now() >= self.until
    }

    fn hear(&self, progress: Progress) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).progress = Some(progress);
    }

    fn found(&self, price: f64, solution: &Solution) {
        let (cost, minutes, lower_bound) = (solution.cost, solution.minutes, solution.lower_bound);
        let heard = &mut self.now.lock().unwrap_or_else(PoisonError::into_inner).heard;
        if heard.len() < MOST_HEARD {
            heard.push(Heard { price, cost, minutes, lower_bound });
        }
    }
}

/// A search that runs or has ended. It stops when it is dropped.
#[derive(Debug)]
pub struct Search {
    listening: Arc<Listening>,
    settings: Settings,
    generation: u64,
}

impl Drop for Search {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Search {
    /// Begins to search with what is asked.
    pub(super) fn start(ctx: &egui::Context, session: &Session, draft: &Draft) -> Self {
        let mut plan = session.plan().clone();
        plan.settings.find = draft.find.clone();
        let started = Instant::now();
        let listening = Arc::new(Listening {
            stopped: AtomicBool::new(false),
            started,
            until: started + Duration::from_secs_f64(draft.seconds.clamp(0.1, 86_400.0)),
            now: Mutex::default(),
            answer: Mutex::new(None),
        });
        let (settings, generation) = (plan.settings.clone(), session.generation);
        let (dataset, times) = (Arc::clone(&session.dataset), session.times.clone());
        let (heard, ctx) = (Arc::clone(&listening), ctx.clone());
        let thread = std::thread::Builder::new().name("find".to_owned()).spawn(move || {
            let found = catch_unwind(AssertUnwindSafe(|| {
                find::find(&dataset, &times, &plan, find::effort(&dataset), FindStatus::TimeLimit, &*heard)
            }));
            let answer = found.map_or_else(
                |_| Err("the search broke off: the program is at fault".to_owned()),
                |found| found.map(Arc::new).map_err(|error| error.to_string()),
            );
            heard.now.lock().unwrap_or_else(PoisonError::into_inner).ended = Some(Instant::now());
            *heard.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
            ctx.request_repaint();
        });
        if let Err(error) = thread {
            let answer = Err(format!("the system starts no more threads: {error}"));
            *listening.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        }
        Self { listening, settings, generation }
    }

    /// Asks it to stop with what it has.
    pub fn stop(&self) {
        self.listening.stopped.store(true, Ordering::Relaxed);
    }

    /// What it answered; nothing while it runs.
    pub fn answer(&self) -> Option<Result<Arc<Finding>, String>> {
        self.listening.answer.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it still runs.
    pub fn running(&self) -> bool {
        self.listening.answer.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// How it goes, or went.
    pub fn now(&self) -> Now {
        self.listening.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How long it ran, and the share of the time it was given.
    pub fn spent(&self) -> (Duration, f32) {
        let ended = self.listening.now.lock().unwrap_or_else(PoisonError::into_inner).ended;
        let spent = ended.unwrap_or_else(Instant::now) - self.listening.started;
        let given = (self.listening.until - self.listening.started).as_secs_f32();
        (spent, (spent.as_secs_f32() / given).clamp(0.0, 1.0))
    }

    /// Whether its plans still speak of the open facts: their sites are the sites.
    pub fn of_these_facts(&self, session: &Session) -> bool {
        self.generation == session.generation
    }

    /// Whether its proofs still hold: neither the facts nor what the search depends on have changed.
    pub fn holds(&self, session: &Session) -> bool {
        self.of_these_facts(session) && matters(&self.settings) == matters(&session.plan().settings)
    }
}

/// Settings without those that a search does not read.
fn matters(settings: &Settings) -> Settings {
    let mut settings = settings.clone();
    settings.weights.clear();
    settings.scales.clear();
    settings.targets_gbp.clear();
    settings.seed = 0;
    settings
}
