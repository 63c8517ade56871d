//! Find options: what is asked of the search, how it goes, and the cost–access frontier that it found.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use egui::{DragValue, ScrollArea, Ui};
use egui_plot::{Plot, Points};

use crate::edit::Edit;
use crate::find::{self, FindStatus, Finding};
use crate::model::{FindSettings, Settings};
use crate::solve::{Progress, Solution, Watch};
use crate::units::{pounds, pounds_short, thousands};

use super::command::Command;
use super::session::Session;
use super::theme::{self, tokens};
use super::widgets::{self, Weight};

/// What is asked, as it is being filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    find: FindSettings,
    seconds: f64,
}

impl Draft {
    /// What the plan asks for already.
    pub fn of(settings: &Settings) -> Self {
        Self { find: settings.find.clone(), seconds: 10.0 }
    }
}

/// The search's side: it writes, the window reads.
#[derive(Debug)]
struct Listening {
    stopped: AtomicBool,
    until: Instant,
    now: Mutex<(Option<Progress>, usize)>,
    answer: Mutex<Option<Result<Finding, String>>>,
}

impl Watch for Listening {
    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) || Instant::now() >= self.until
    }

    fn hear(&self, progress: Progress) {
        if let Ok(mut now) = self.now.lock() {
            now.0 = Some(progress);
        }
    }

    fn found(&self, _: f64, _: &Solution) {
        if let Ok(mut now) = self.now.lock() {
            now.1 += 1;
        }
    }
}

/// A search that runs or has ended.
#[derive(Debug)]
pub struct Search {
    listening: Arc<Listening>,
    settings: Settings,
    generation: u64,
}

impl Drop for Search {
    fn drop(&mut self) {
        self.listening.stopped.store(true, Ordering::Relaxed);
    }
}

impl Search {
    fn start(ctx: &egui::Context, session: &Session, draft: &Draft) -> Self {
        let mut plan = session.plan().clone();
        plan.settings.find = draft.find.clone();
        let listening = Arc::new(Listening {
            stopped: AtomicBool::new(false),
            until: Instant::now() + Duration::from_secs_f64(draft.seconds.clamp(0.1, 3600.0)),
            now: Mutex::new((None, 0)),
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
                |found| found.map_err(|error| error.to_string()),
            );
            if let Ok(mut place) = heard.answer.lock() {
                *place = Some(answer);
            }
            ctx.request_repaint();
        });
        if let (Err(error), Ok(mut place)) = (thread, listening.answer.lock()) {
            *place = Some(Err(format!("the system starts no more threads: {error}")));
        }
        Self { listening, settings, generation }
    }
}

/// Draws the dialog; returns whether it is done with. A search goes on when it is closed.
pub fn show(
    ui: &mut Ui,
    session: Option<&Session>,
    search: &mut Option<Search>,
    draft: &mut Draft,
    commands: &mut Vec<Command>,
) -> bool {
    let Some(session) = session else { return true };
    ui.label(theme::title("Find options"));
    let room = (ui.ctx().content_rect().height() - 180.0).max(200.0);
    ScrollArea::vertical().max_height(room).show(ui, |ui| {
        asked(ui, session, draft);
        if let Some(search) = search.as_ref() {
            widgets::divider(ui);
            answer(ui, session, search, commands);
        }
    });
    let running = search
        .as_ref()
        .is_some_and(|search| search.listening.answer.lock().is_ok_and(|answer| answer.is_none()));
    ui.horizontal(|ui| {
        if running {
            if widgets::button(ui, Weight::Secondary, None, "Stop the search").clicked()
                && let Some(search) = search.as_ref()
            {
                search.listening.stopped.store(true, Ordering::Relaxed);
            }
        } else if widgets::button(ui, Weight::Primary, None, "Start the search").clicked() {
            let mut settings = session.plan().settings.clone();
            settings.find = draft.find.clone();
            if settings != session.plan().settings {
                commands.push(Command::Edit(Edit::SetSettings(Box::new(settings))));
            }
            *search = Some(Search::start(ui.ctx(), session, draft));
        }
        widgets::button(ui, Weight::Secondary, None, "Close").clicked()
    })
    .inner
}

fn asked(ui: &mut Ui, session: &Session, draft: &mut Draft) {
    let all = session.dataset.sites.len();
    let find = &mut draft.find;
    ui.horizontal_wrapped(|ui| {
        number(ui, "Least sites", &mut find.min_sites, 1, all);
        number(ui, "Most sites", &mut find.max_sites, all, all);
    });
    ui.horizontal_wrapped(|ui| {
        let mut capped = find.max_cost_gbp.is_some();
        if ui.checkbox(&mut capped, "Budget ceiling, £ a year").changed() {
            let today = session.appraisal.bau().findings.cost.running_cost_gbp;
            find.max_cost_gbp = capped.then_some(today.round());
        }
        if let Some(gbp) = &mut find.max_cost_gbp {
            ui.add(DragValue::new(gbp).speed(1000.0));
        }
        let mut percent = find.tolerance * 100.0;
        let words = ui.label("Tolerance, %");
        if ui.add(DragValue::new(&mut percent).range(0.0..=50.0)).labelled_by(words.id).changed() {
            find.tolerance = percent / 100.0;
        }
        let words = ui.label("Time limit, seconds");
        ui.add(DragValue::new(&mut draft.seconds).range(0.5..=3600.0)).labelled_by(words.id);
    });
    ui.collapsing("Sites that must stay or close", |ui| {
        for site in &session.dataset.sites {
            if let Some(reason) = &site.keep {
                ui.label(theme::small(format!("{} is kept: {reason}", site.name)));
                continue;
            }
            ui.label(theme::label(&site.name));
            ui.horizontal(|ui| {
                listed(ui, &format!("{} must stay", site.name), &mut find.must_open, &site.id);
                listed(ui, &format!("{} must close", site.name), &mut find.must_close, &site.id);
            });
        }
    });
}

fn number(ui: &mut Ui, label: &str, value: &mut Option<usize>, first: usize, most: usize) {
    let mut on = value.is_some();
    if ui.checkbox(&mut on, label).changed() {
        *value = on.then_some(first);
    }
    if let Some(value) = value {
        ui.add(DragValue::new(value).range(0..=most));
    }
}

fn listed(ui: &mut Ui, label: &str, ids: &mut Vec<String>, id: &str) {
    let mut on = ids.iter().any(|known| known == id);
    if ui.checkbox(&mut on, label).changed() {
        ids.retain(|known| known != id);
        if on {
            ids.push(id.to_owned());
        }
    }
}

fn answer(ui: &mut Ui, session: &Session, search: &Search, commands: &mut Vec<Command>) {
    let Ok(answer) = search.listening.answer.lock() else { return };
    match answer.as_ref() {
        None => {
            let now = search.listening.now.lock().map_or((None, 0), |now| *now);
            ui.label(format!("Searching: {} plans found so far", now.1));
            if let Some(progress) = now.0.filter(|progress| progress.objective.is_finite()) {
                let short = (progress.objective - progress.lower_bound).max(0.0);
                let gap = 100.0 * crate::solve::gap(progress.objective, progress.lower_bound);
                ui.label(format!(
                    "At the price being tried: best {}, proven bound {}, gap {} ({gap:.2} %)",
                    pounds(progress.objective),
                    pounds(progress.lower_bound),
                    pounds(short)
                ));
            }
            ui.ctx().request_repaint_after(Duration::from_millis(200));
        }
        Some(Err(error)) => {
            ui.colored_label(tokens(ui).bad, format!("The search did not work: {error}"));
        }
        Some(Ok(finding)) => {
            let fresh = search.generation == session.generation && search.settings == session.plan().settings;
            found(ui, session, finding, fresh, commands);
        }
    }
}

fn found(ui: &mut Ui, session: &Session, finding: &Finding, fresh: bool, commands: &mut Vec<Command>) {
    if finding.status == FindStatus::Infeasible {
        ui.label("No plan fulfils these rules together. Relax one of them and search again:");
        for clash in &finding.clashes {
            ui.label(format!("• {clash}"));
        }
        return;
    }
    if finding.status != FindStatus::Complete {
        ui.label("Stopped before everything was looked at: these are the best plans so far.");
    }
    if let Some(plans) = finding.compared {
        ui.label(format!("All {} options were compared.", thousands(plans as f64)));
    }
    if !fresh {
        ui.label("Settings or data have changed since this search. Search again to keep a plan.");
    }
    let dots: Vec<[f64; 2]> = finding
        .frontier
        .iter()
        .map(|found| [found.point.solution.cost / 1e6, found.point.solution.minutes / 1e6])
        .collect();
    Plot::new("frontier")
        .height(180.0)
        .allow_scroll(false)
        .x_axis_label("running cost, £m a year")
        .y_axis_label("need-weighted minutes, millions")
        .show(ui, |plot| plot.points(Points::new("Plans found", dots).radius(5.0)));
    for (place, found) in finding.frontier.iter().enumerate() {
        let (point, best) = (&found.point, &found.point.solution);
        let gap = if point.proved() {
            "proved best at its price".to_owned()
        } else {
            format!(
                "within {} a year of the best possible, proven",
                pounds((best.objective - best.lower_bound).max(0.0))
            )
        };
        let mut row = |ui: &mut Ui, name: &str, words: String, layout, cost: f64| {
            ui.horizontal_wrapped(|ui| {
                let keep = ui.add_enabled_ui(fresh, |ui| {
                    widgets::button(ui, Weight::Secondary, None, &format!("Keep {name}")).clicked()
                });
                if keep.inner {
                    let option = find::kept_as(&session.dataset, session.plan(), point, layout, cost);
                    commands.push(Command::Edit(Edit::AddOption(option)));
                }
                ui.label(words);
            });
        };
        let name = format!("plan {}", place + 1);
        let words =
            format!("{} a year · {} minutes · {gap}", pounds_short(best.cost), thousands(best.minutes));
        row(ui, &name, words, &best.layout, best.cost);
        for (other, plan) in point.alternatives.iter().enumerate() {
            let words = format!(
                "{} a year · {} minutes · {} sites differ",
                pounds_short(plan.cost),
                thousands(plan.minutes),
                plan.differs_by
            );
            row(ui, &format!("{name}, alternative {}", other + 1), words, &plan.layout, plan.cost);
        }
    }
    for line in &finding.assumed {
        ui.label(theme::small(line));
    }
}
