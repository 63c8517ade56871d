//! Long use: random edits, undo, redo, saves, searches and exports on the sample, for so many minutes, checking what must hold.
//!
//! `cargo run --release --example soak -- [MINUTES] [SEED]` (20 minutes and seed 1 when left out). A line of JSON at the end; it
//! panics at the first thing that does not hold, naming seed and step.
#![expect(clippy::expect_used, reason = "an experiment that cannot go on reports by panicking")]

use std::path::Path;
use std::time::{Duration, Instant};

use hub_planner::appraise::{Appraiser, appraise, complete};
use hub_planner::edit::{Edit, History};
use hub_planner::export::{self, Content, Format};
use hub_planner::find::{self, FindStatus};
use hub_planner::load::{Loaded, Silent, sample};
use hub_planner::model::{Action, Dataset, Plan, Status};
use hub_planner::project;
use hub_planner::reach::TravelTimes;
use hub_planner::solve::{Alone, Effort};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

struct Chance(ChaCha8Rng);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0.next_u32() as usize % count.max(1)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let place = self.below(of.len());
        of.get(place)
    }
}

/// A change that a person could make.
fn edit(chance: &mut Chance, dataset: &Dataset, plan: &Plan) -> Option<Edit> {
    let option = chance.one(&plan.options)?.id.clone();
    let site = chance.one(&dataset.sites)?.id.clone();
    Some(match chance.below(12) {
        0 if plan.options.len() < 8 => Edit::DuplicateOption { option },
        1 if plan.options.len() > 2 => Edit::RemoveOption { option },
        2 => Edit::RenameOption { option, name: format!("Name {}", chance.below(1000)) },
        3 => Edit::SetStatus {
            option,
            status: Status::Discarded,
            reason: Some("It answers no need".to_owned()),
        },
        4..8 => Edit::SetAction { option, site, action: *chance.one(&Action::ALL)? },
        8 => Edit::SetDecision { option, site, decision: None },
        _ => {
            let from = dataset.sites.iter().filter(|site| !site.services.is_empty()).collect::<Vec<_>>();
            let from = chance.one(&from)?;
            let service = chance.one(&from.services)?.clone();
            Edit::MoveService { option, service, from: from.id.clone(), to: Some(site) }
        }
    })
}

/// Resident memory in MB, from Linux's `/proc`; elsewhere none.
fn memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How often each thing was done.
#[derive(Debug, Default)]
struct Done {
    steps: u64,
    edits: u64,
    undos: u64,
    saves: u64,
    finds: u64,
    exports: u64,
}

fn save_and_open(path: &Path, dataset: &Dataset, plan: &Plan) {
    project::save(path, dataset, plan).expect("saved");
    let opened = project::open(path).expect("opened");
    assert!(opened.plan == *plan, "the plan came back different");
    assert!(opened.dataset.sites == dataset.sites, "the sites came back different");
}

/// Steps after which the sample is opened anew.
const DAY: u64 = 250;

/// Takes everything back and does it again.
fn undo_all(history: &mut History, seed: u64) {
    let now = history.plan().clone();
    let steps = std::iter::from_fn(|| history.undo()).count();
    (0..steps).for_each(|_| drop(history.redo()));
    assert!(*history.plan() == now, "undoing and doing again everything changed the plan, seed {seed}");
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let minutes: f64 = arguments.next().map_or(20.0, |minutes| minutes.parse().expect("minutes"));
    let seed: u64 = arguments.next().map_or(1, |seed| seed.parse().expect("a seed"));
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(seed));
    let Loaded { dataset, plan: first } = sample().expect("the sample opens");
    let times = TravelTimes::compute(&dataset, &first.settings);
    let mut history = History::new(first.clone());
    let mut appraiser = Appraiser::new(&dataset, &times, history.plan());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("project.gpkg");
    let (clock, limit) = (Instant::now(), Duration::from_secs_f64(minutes * 60.0));
    let mut done = Done::default();
    // Memory at the beginning of days, when the same is open, by tenths of the time. In the first tenth not everything has been
    // done once; flat is the last against the second.
    let mut tenths: [Vec<f64>; 10] = Default::default();
    while clock.elapsed() < limit {
        done.steps += 1;
        match chance.below(400) {
            0 => {
                save_and_open(&path, &dataset, history.plan());
                done.saves += 1;
            }
            1 => {
                let mut asked = history.plan().clone();
                asked.settings.find.prices = hub_planner::model::Prices::Listed(vec![0.2]);
                let effort = Effort { nodes: 1, gap: 0.05 };
                find::find(&dataset, &times, &asked, effort, FindStatus::TimeLimit, &Alone)
                    .expect("searched");
                done.finds += 1;
            }
            2 => {
                let mut appraisal = appraise(&dataset, &times, history.plan());
                complete(&dataset, &times, history.plan(), &mut appraisal);
                let content = Content { dataset: &dataset, plan: history.plan(), appraisal: &appraisal };
                let to = folder.path().join("out");
                export::write_all(&content, &[Format::Html, Format::Csv, Format::GeoJson], &to, &Silent)
                    .expect("exported");
                done.exports += 1;
            }
            3..60 => {
                let before = history.plan().clone();
                let undone = (0..=chance.below(5)).take_while(|_| history.undo().is_some()).count();
                (0..undone).for_each(|_| drop(history.redo()));
                assert!(
                    *history.plan() == before,
                    "undo and redo are not each other's opposite, seed {seed}"
                );
                done.undos += undone as u64;
            }
            _ => {
                let Some(edit) = edit(&mut chance, &dataset, history.plan()) else { continue };
                // A change that cannot be made is refused in words and changes nothing.
                let before = history.plan().clone();
                if history.apply(&edit, &dataset).is_err() {
                    assert!(*history.plan() == before, "a refused change changed something, seed {seed}");
                }
                done.edits += 1;
            }
        }
        let live = appraiser.appraise(&dataset, &times, history.plan());
        if done.steps.is_multiple_of(200) {
            let anew = appraise(&dataset, &times, history.plan());
            assert!(live == anew, "what was kept between edits differs from a fresh appraisal, seed {seed}");
        }
        if done.steps.is_multiple_of(DAY) {
            undo_all(&mut history, seed);
            history = History::new(first.clone());
            appraiser = Appraiser::new(&dataset, &times, history.plan());
            appraiser.appraise(&dataset, &times, history.plan());
            let Some(now) = memory() else { continue };
            let passed = clock.elapsed().as_millis() * 10 / limit.as_millis().max(1);
            tenths[usize::try_from(passed).map_or(9, |tenth| tenth.min(9))].push(now);
        }
    }
    undo_all(&mut history, seed);
    save_and_open(&path, &dataset, history.plan());
    println!(
        r#"{{"minutes": {minutes}, "seed": {seed}, "steps": {}, "edits": {}, "undone": {}, "saves": {}, "finds": {}, "exports": {}, "memory_mb_by_tenths": [{}]}}"#,
        done.steps,
        done.edits,
        done.undos,
        done.saves,
        done.finds,
        done.exports,
        tenths.map(|mut tenth| format!("{:.1}", median(&mut tenth))).join(", "),
    );
}
