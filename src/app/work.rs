//! What the worker does with facts: reads files into a project, changes the facts of one, and measures its journeys.

use std::path::PathBuf;

use crate::appraise::fix_scales;
use crate::error::{Error, Result};
use crate::load::{self, Inputs, Loaded, Progress};
use crate::model::{Dataset, Plan, Settings};
use crate::project;
use crate::reach::{Kept, TravelTimes};

use super::jobs::{Change, Outcome, Work};
use super::remembered;
use super::session::Session;

/// The project, its journeys measured unless they were kept.
pub(super) fn made(loaded: Loaded, path: Option<PathBuf>, kept: Kept, work: &Work) -> Result<Session> {
    let times = measured(&loaded.dataset, &loaded.plan.settings, kept, work)?;
    Ok(Session::with_times(loaded, path, times))
}

pub(super) fn measured(
    dataset: &Dataset,
    settings: &Settings,
    kept: Kept,
    work: &Work,
) -> Result<TravelTimes> {
    work.stage("Measuring journeys", 0.8);
    let watch = |what: &str, done: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "a share, 0 to 1")]
        work.stage(what, done as f32);
        !work.cancelled()
    };
    let times = TravelTimes::measure(dataset, settings, kept, &watch);
    times.filter(|_| !work.cancelled()).ok_or(Error::Cancelled)
}

/// The project with changed facts, and what became different.
pub(super) fn changed(
    old: &Dataset,
    plan: Plan,
    change: Change,
    files: Inputs,
    kept: Kept,
    work: &Work,
) -> Result<Outcome> {
    let (loaded, files) = match change {
        Change::Files(inputs) => {
            let base = Loaded { dataset: old.clone(), plan };
            let inputs = remembered::with(*inputs);
            let loaded = load::update(&base, &inputs, work)?;
            (loaded, files.merged(inputs))
        }
        Change::Place(site, at) => {
            let dataset = load::place_site(old, &site, at)
                .ok_or_else(|| Error::Usage(format!("{site} does not wait for a place")))?;
            (Loaded { dataset, plan }, files)
        }
        Change::Standard(service, standard) => {
            let mut dataset = old.clone();
            let service = dataset.services.iter_mut().find(|known| known.id == service);
            let Some(service) = service else {
                return Err(Error::Usage("there is no such service".to_owned()));
            };
            service.standard = standard;
            (Loaded { dataset, plan }, files)
        }
    };
    let lines = load::differences(old, &loaded.dataset);
    Ok(Outcome::Changed(Box::new(made(loaded, None, kept, work)?.of_files(files)), lines))
}

/// What a project is made of: facts and decisions, its file, the data files that were read, travel times it kept.
type Read = (Loaded, Option<PathBuf>, Inputs, Kept);

/// Reads one project file, or any number of data files as a new project.
pub(super) fn read(paths: &[PathBuf], work: &Work) -> Result<Read> {
    work.stage("Reading files", 0.1);
    if let [path] = paths
        && project::is_project(path)
    {
        let loaded = project::open(path)?;
        let kept = project::kept_times(path, &loaded.dataset);
        return Ok((loaded, Some(path.clone()), Inputs::default(), kept));
    }
    let mut inputs = Inputs::default();
    for path in paths {
        load::take_file(&mut inputs, path)?;
    }
    let inputs = remembered::with(inputs);
    let mut loaded = load::read(&inputs, work)?;
    work.stage("Fixing scales", 0.7);
    let times = measured(&loaded.dataset, &loaded.plan.settings, Kept::default(), work)?;
    fix_scales(&loaded.dataset, &times, &mut loaded.plan.settings);
    Ok((loaded, None, inputs, times.kept().clone()))
}

/// The illustrative sample that is part of the program, its scales fixed.
pub(super) fn sample() -> Result<Loaded> {
    let mut loaded = load::sample()?;
    let times = TravelTimes::compute(&loaded.dataset, &loaded.plan.settings);
    fix_scales(&loaded.dataset, &times, &mut loaded.plan.settings);
    Ok(loaded)
}
