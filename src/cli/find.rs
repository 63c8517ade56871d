//! `find`: searches for options, says how it goes on standard error, and keeps the points if asked.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::{open, print};
use crate::edit::Edit;
use crate::error::{Error, Result};
use crate::find::{self, FindStatus};
use crate::reach::TravelTimes;
use crate::solve::{Solution, Watch};
use crate::units::{pounds, thousands};
use crate::{export, load, project};

/// What was asked.
pub(super) struct Asked<'a> {
    pub project: Option<&'a Path>,
    pub plan: Option<&'a Path>,
    pub time_limit: Option<f64>,
    pub json: bool,
    pub save: bool,
}

/// Stops when the time is up; speaks once the work has gone on for a while.
struct Clock {
    started: Instant,
    limit: Option<Duration>,
    points: Mutex<usize>,
}

const PATIENCE: Duration = Duration::from_millis(500);

impl Watch for Clock {
    fn stopped(&self) -> bool {
        self.limit.is_some_and(|limit| self.started.elapsed() >= limit)
    }

    fn found(&self, price: f64, solution: &Solution) {
        let Ok(mut points) = self.points.lock() else { return };
        *points += 1;
        if self.started.elapsed() >= PATIENCE {
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

pub(super) fn find(asked: &Asked<'_>) -> Result<ExitCode> {
    let limit = match asked.time_limit {
        Some(seconds) => Some(
            Duration::try_from_secs_f64(seconds)
                .map_err(|source| Error::Usage(format!("--time-limit {seconds}: {source}")))?,
        ),
        None => None,
    };
    if asked.save && asked.project.is_none() {
        return Err(Error::Usage("--save needs a project file to keep the options in".to_owned()));
    }
    let mut loaded = open(asked.project)?;
    if let Some(path) = asked.plan {
        let (plan, issues) = load::read_plan(path)?;
        loaded.plan = plan;
        loaded.dataset.issues.extend(issues);
    }
    let times = TravelTimes::compute(&loaded.dataset, &loaded.plan.settings);
    let clock = Clock { started: Instant::now(), limit, points: Mutex::new(0) };
    let finding = find::find(
        &loaded.dataset,
        &times,
        &loaded.plan,
        find::effort(&loaded.dataset),
        FindStatus::TimeLimit,
        &clock,
    )?;
    let seconds = clock.started.elapsed().as_secs_f64();
    let text = if asked.json {
        export::find_json(&loaded.dataset, &finding, seconds)?
    } else {
        export::find_summary(&loaded.dataset, &finding, seconds)
    };
    print(&text)?;
    if let (true, Some(path)) = (asked.save, asked.project) {
        let mut plan = loaded.plan.clone();
        for found in &finding.frontier {
            let solution = &found.point.solution;
            let option = find::kept_as(&loaded.dataset, &plan, &found.point, &solution.layout, solution.cost);
            plan = Edit::AddOption(option).apply(&plan)?;
        }
        project::save(path, &loaded.dataset, &plan)?;
        eprintln!("{}: {} options kept", path.display(), finding.frontier.len());
    }
    Ok(ExitCode::from(if finding.status == FindStatus::Infeasible { 3 } else { 0 }))
}
