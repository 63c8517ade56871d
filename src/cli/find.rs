//! `find`: searches for options, says how it goes on standard error, and keeps the points if asked.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::progress::PATIENCE;
use super::{measured, open, open_with_times, print, with_plan};
use crate::edit::Edit;
use crate::error::{Error, Result, file_name};
use crate::files::Seen;
use crate::find::{self, FindStatus, Finding};
use crate::load::Loaded;
use crate::model::{Dataset, Plan};
use crate::reach::{Kept, TravelTimes};
use crate::solve::{Solution, Watch};
use crate::units::{pounds, thousands};
use crate::{export, files, project};

/// What was asked.
pub(super) struct Asked<'a> {
    pub project: Option<&'a Path>,
    pub plan: Option<&'a Path>,
    pub time_limit: Option<f64>,
    pub json: bool,
    pub save: bool,
}

/// Stops when the time is up.
struct Clock {
    started: Instant,
    limit: Option<Duration>,
}

impl Watch for Clock {
    fn stopped(&self) -> bool {
        self.limit.is_some_and(|limit| self.started.elapsed() >= limit)
    }
}

/// Stops when the time is up; speaks once the work has gone on for a while.
struct Speaker {
    clock: Clock,
    points: Mutex<usize>,
}

impl Watch for Speaker {
    fn stopped(&self) -> bool {
        self.clock.stopped()
    }

    fn found(&self, price: f64, solution: &Solution) {
        let Ok(mut points) = self.points.lock() else { return };
        *points += 1;
        if self.clock.started.elapsed() >= PATIENCE {
            let good = if solution.lower_bound.is_finite() {
                format!("within {:.2} % of best", 100.0 * solution.gap())
            } else {
                "no bound yet".to_owned()
            };
            eprintln!(
                "plan {points}: {} a year, {} need-weighted minutes, {good} at £{price:.4} a minute",
                pounds(solution.cost),
                thousands(solution.minutes),
            );
        }
    }
}

/// A time limit as it was written.
pub(super) fn limit(seconds: Option<f64>) -> Result<Option<Duration>> {
    let parsed = seconds.map(|seconds| {
        Duration::try_from_secs_f64(seconds)
            .map_err(|source| Error::Usage(format!("--time-limit {seconds}: {source}")))
    });
    parsed.transpose()
}

/// Searches without a word until it ends or the time is up, with the journeys that are kept; what it found and the seconds
/// that it took.
pub(super) fn silently(loaded: &Loaded, kept: Kept, limit: Option<Duration>) -> Result<(Finding, f64)> {
    let Loaded { dataset, plan } = loaded;
    // Nothing stops it, so there is always a result.
    let times = TravelTimes::measure(dataset, &plan.settings, kept, &|_, _| true).unwrap_or_default();
    let clock = Clock { started: Instant::now(), limit };
    let finding = find::find(dataset, &times, plan, find::effort(dataset), FindStatus::TimeLimit, &clock)?;
    Ok((finding, clock.started.elapsed().as_secs_f64()))
}

/// Searches every locality by itself, several side by side, and prints a line for each in their order.
pub(super) fn each_locality(
    project: Option<&Path>,
    plan: Option<&Path>,
    time_limit: Option<f64>,
) -> Result<ExitCode> {
    let limit = limit(time_limit)?;
    let mut loaded = open(project)?;
    with_plan(&mut loaded, plan)?;
    let nowhere = |of: &[Option<usize>]| of.iter().filter(|locality| locality.is_none()).count();
    let dataset = &loaded.dataset;
    let (sites, areas) = (nowhere(&dataset.locality_of_site), nowhere(&dataset.locality_of_area));
    if sites + areas > 0 {
        eprintln!("left out because they lie in no locality: {sites} sites, {areas} areas");
    }
    let search = |locality: usize| -> Result<(String, bool)> {
        let (dataset, plan) = find::part(&loaded.dataset, &loaded.plan, locality);
        if dataset.sites.is_empty() {
            let id = &loaded.dataset.localities[locality].id;
            let line = serde_json::json!({"schema": 1, "locality": id, "error": "no site stands here"});
            return Ok((line.to_string(), false));
        }
        let part = Loaded { dataset, plan };
        let (finding, seconds) = silently(&part, Kept::default(), limit)?;
        let infeasible = finding.status == FindStatus::Infeasible;
        Ok((export::find_json_line(&part.dataset, &finding, seconds), infeasible))
    };
    // A few at a time, so that lines appear in their order while the rest is searched.
    let all: Vec<usize> = (0..loaded.dataset.localities.len()).collect();
    let mut infeasible = false;
    for some in all.chunks(SIDE_BY_SIDE) {
        let found: Vec<Result<(String, bool)>> = some.par_iter().map(|&locality| search(locality)).collect();
        for line in found {
            let (line, clashes) = line?;
            infeasible |= clashes;
            print(&(line + "\n"))?;
        }
    }
    Ok(ExitCode::from(if infeasible { 3 } else { 0 }))
}

/// Localities that are searched before their lines are printed.
const SIDE_BY_SIDE: usize = 16;

pub(super) fn find(asked: &Asked<'_>) -> Result<ExitCode> {
    let limit = limit(asked.time_limit)?;
    if asked.save && asked.project.is_none() {
        return Err(Error::Usage("--save needs a project file to keep the options in".to_owned()));
    }
    if let (true, Some(path)) = (asked.save, asked.project) {
        // That it cannot be written is better told before the search than after it.
        drop(files::beside(path)?);
    }
    let seen = asked.project.and_then(Seen::of);
    let (mut loaded, kept) = open_with_times(asked.project)?;
    let own = (loaded.plan.clone(), loaded.dataset.issues.len());
    with_plan(&mut loaded, asked.plan)?;
    let times = measured(&loaded.dataset, &loaded.plan, kept);
    let clock = Clock { started: Instant::now(), limit };
    let speaker = Speaker { clock, points: Mutex::new(0) };
    let finding = find::find(
        &loaded.dataset,
        &times,
        &loaded.plan,
        find::effort(&loaded.dataset),
        FindStatus::TimeLimit,
        &speaker,
    )?;
    let seconds = speaker.clock.started.elapsed().as_secs_f64();
    let text = if asked.json {
        export::find_json(&loaded.dataset, &finding, seconds)?
    } else {
        export::find_summary(&loaded.dataset, &finding, seconds)
    };
    print(&text)?;
    if let (true, Some(path)) = (asked.save, asked.project) {
        let mut dataset = loaded.dataset;
        // What was told of another plan is not told of this project.
        dataset.issues.truncate(own.1);
        keep(path, seen, &dataset, own.0, times.kept(), &finding)?;
    }
    Ok(ExitCode::from(if finding.status == FindStatus::Infeasible { 3 } else { 0 }))
}

/// Adds what was found to a project's own options, unless the file was changed since it was `seen`.
fn keep(
    path: &Path,
    seen: Option<Seen>,
    dataset: &Dataset,
    mut plan: Plan,
    kept: &Kept,
    finding: &Finding,
) -> Result<()> {
    for found in &finding.frontier {
        let solution = &found.point.solution;
        let option = find::kept_as(dataset, &plan, &found.point, &solution.layout, solution.cost);
        plan = Edit::AddOption(option).apply(&plan)?;
    }
    if Seen::of(path) != seen {
        return Err(Error::ChangedMeanwhile { file: file_name(path) });
    }
    project::save_with(path, dataset, &plan, kept)?;
    eprintln!("{}: {} options kept", path.display(), finding.frontier.len());
    Ok(())
}
