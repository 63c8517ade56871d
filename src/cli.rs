//! The commands: arguments → engine → standard output. Progress and messages go to standard error.

mod arguments;
mod batch;
mod find;
mod progress;
mod ways;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

pub use arguments::{Arguments, Command, Files};
use progress::Spoken;

use crate::appraise::explain::{self, Ground};
use crate::appraise::{Appraisal, appraise, complete, fix_scales};
use crate::error::{Error, Result};
use crate::export::{self, Content};
use crate::load::{self, Loaded, Progress};
use crate::model::{Dataset, Issue, IssueCounts, Plan, Severity};
use crate::project;
use crate::reach::{Kept, TravelTimes};
use crate::score::{Facts, Scorer};
use crate::units;

/// What is to happen after the arguments were read.
#[derive(Debug)]
pub enum Start {
    /// Open the window with these files (none: the sample).
    Window(Files),
    /// A command ran; this is its exit code: 0 done, 1 failed, 2 usage, 3 infeasible.
    Done(ExitCode),
}

/// Reads the arguments and runs the command that they name, if any.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Start {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(shown) => {
            // Help and version are asked for; anything else is a usage error. A closed pipe is nobody's problem.
            let _closed = shown.print();
            return Start::Done(ExitCode::from(u8::try_from(shown.exit_code()).unwrap_or(2)));
        }
    };
    env_logger::Builder::new()
        .filter_module("hub_planner", arguments.log)
        .format_target(false)
        .try_init()
        .ok();
    match arguments.command {
        None => Start::Window(arguments.files),
        Some(command) => Start::Done(finish(command.run())),
    }
}

/// Says what went wrong, once, and turns it into an exit code.
fn finish(result: Result<ExitCode>) -> ExitCode {
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("hub-planner: {error}");
            ExitCode::from(if matches!(error, Error::Usage(_)) { 2 } else { 1 })
        }
    }
}

impl Command {
    fn run(self) -> Result<ExitCode> {
        match self {
            Self::New { files, output } => new(&files, &output),
            Self::Check { files, json } => check(&files, json),
            Self::Score { project, plan, json, explain } => {
                score(project.as_deref(), plan.as_deref(), json, explain.as_deref())
            }
            Self::Find { project, plan, time_limit, json, save, each_locality } => {
                let (project, plan) = (project.as_deref(), plan.as_deref());
                if each_locality {
                    return find::each_locality(project, plan, time_limit);
                }
                find::find(&find::Asked { project, plan, time_limit, json, save })
            }
            Self::Batch { folder, to, jobs, find, time_limit } => {
                batch::batch(&folder, &to, jobs, &batch::Job::new(find, time_limit)?)
            }
            Self::Times { project, service, csv, quartiles } => {
                ways::times(project.as_deref(), &service, &csv, quartiles)
            }
            Self::Catchments { project, site, minutes, service, geojson } => {
                ways::catchments(project.as_deref(), &site, &minutes, service.as_deref(), &geojson)
            }
            Self::Export { project, plan, to, formats } => {
                let found = Appraised::open(project.as_deref(), plan.as_deref())?;
                for path in export::write_all(&found.content(), &formats, &to, &Spoken::new())? {
                    eprintln!("wrote {}", path.display());
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

/// A project that was opened and appraised.
struct Appraised {
    dataset: Dataset,
    times: TravelTimes,
    plan: Plan,
    appraisal: Appraisal,
}

impl Appraised {
    fn open(project: Option<&Path>, plan: Option<&Path>) -> Result<Self> {
        let (mut loaded, kept) = open_with_times(project)?;
        with_plan(&mut loaded, plan)?;
        Ok(Self::of(loaded, kept))
    }

    fn of(loaded: Loaded, kept: Kept) -> Self {
        let Loaded { dataset, plan } = loaded;
        let times = measured(&dataset, &plan, kept);
        let mut appraisal = appraise(&dataset, &times, &plan);
        complete(&dataset, &times, &plan, &mut appraisal);
        Self { dataset, times, plan, appraisal }
    }

    fn content(&self) -> Content<'_> {
        Content { dataset: &self.dataset, plan: &self.plan, appraisal: &self.appraisal }
    }
}

/// A project file, or the sample when none is named.
fn open(project: Option<&Path>) -> Result<Loaded> {
    if let Some(path) = project {
        return project::open(path);
    }
    let mut loaded = load::sample()?;
    fix(&mut loaded);
    Ok(loaded)
}

/// Takes decisions and settings from a plan, where one is named.
fn with_plan(loaded: &mut Loaded, plan: Option<&Path>) -> Result<()> {
    if let Some(path) = plan {
        let (plan, issues) = load::read_plan(path)?;
        loaded.plan = plan;
        loaded.dataset.issues.extend(issues);
    }
    Ok(())
}

/// The same, with the travel times that the project keeps.
fn open_with_times(project: Option<&Path>) -> Result<(Loaded, Kept)> {
    let loaded = open(project)?;
    let kept = project.map(|path| project::kept_times(path, &loaded.dataset)).unwrap_or_default();
    Ok((loaded, kept))
}

/// Travel times, told on standard error when they take long.
fn measured(dataset: &Dataset, plan: &Plan, kept: Kept) -> TravelTimes {
    let spoken = Spoken::new();
    let watch = |what: &str, _done: f64| {
        spoken.stage(what, 0.0);
        true
    };
    // Nothing stops it, so there is always a result.
    TravelTimes::measure(dataset, &plan.settings, kept, &watch).unwrap_or_default()
}

/// Fixes the scales of a project that is made; the travel times that it took.
fn fix(loaded: &mut Loaded) -> TravelTimes {
    let times = measured(&loaded.dataset, &loaded.plan, Kept::default());
    fix_scales(&loaded.dataset, &times, &mut loaded.plan.settings);
    times
}

fn new(files: &arguments::Inputs, output: &Path) -> Result<ExitCode> {
    let mut loaded = load::read(&files.to_inputs()?, &Spoken::new())?;
    let times = fix(&mut loaded);
    project::save_with(output, &loaded.dataset, &loaded.plan, times.kept())?;
    let dataset = &loaded.dataset;
    say_issues(&dataset.issues, "hub-planner check PROJECT lists them all");
    eprintln!(
        "{}: {} sites, {} localities, {} areas with {}",
        output.display(),
        dataset.sites.len(),
        dataset.localities.len(),
        dataset.areas.len(),
        dataset.known_people().map_or_else(
            || "an unknown number of residents".to_owned(),
            |people| format!("{} residents", units::thousands(people))
        )
    );
    Ok(ExitCode::SUCCESS)
}

/// The first few Issues that matter, on standard error.
fn say_issues(issues: &[Issue], more: &str) {
    const SHOWN: usize = 10;
    let telling: Vec<&Issue> = issues.iter().filter(|issue| issue.severity != Severity::Note).collect();
    for issue in telling.iter().take(SHOWN) {
        eprintln!("{issue}");
    }
    if telling.len() > SHOWN {
        eprintln!("… and {} more; {more}", telling.len() - SHOWN);
    }
}

fn check(files: &Files, json: bool) -> Result<ExitCode> {
    let loaded = match files.paths.as_slice() {
        [] => open(None)?,
        paths => arguments::project_among(paths)
            .map_or_else(|| load::read(&arguments::guess_inputs(paths)?, &Spoken::new()), project::open)?,
    };
    let project = arguments::project_among(&files.paths);
    let kept = project.map(|path| project::kept_times(path, &loaded.dataset)).unwrap_or_default();
    let found = Appraised::of(loaded, kept);
    let issues: Vec<&Issue> = found.dataset.issues.iter().chain(&found.appraisal.issues).collect();
    let counts = IssueCounts::of(issues.iter().copied());
    if json {
        print(&export::issues_json(issues.iter().copied())?)?;
    } else {
        let lines: Vec<String> = issues.iter().map(ToString::to_string).chain([counts.to_string()]).collect();
        print(&(lines.join("\n") + "\n"))?;
    }
    Ok(ExitCode::from(u8::from(counts.errors > 0)))
}

fn score(
    project: Option<&Path>,
    plan: Option<&Path>,
    json: bool,
    explain: Option<&[String]>,
) -> Result<ExitCode> {
    let found = Appraised::open(project, plan)?;
    if let Some([option, key]) = explain {
        let facts = Facts { dataset: &found.dataset, times: &found.times, settings: &found.plan.settings };
        let scorer = Scorer::new(&facts);
        let ground = Ground { facts, scorer: &scorer, plan: &found.plan, appraisal: &found.appraisal };
        let opened = explain::explain(&ground, option, key).map_err(Error::Usage)?;
        print(&if json { export::explanation_json(&opened)? } else { export::explanation_text(&opened) })?;
        return Ok(ExitCode::SUCCESS);
    }
    let text = if json { export::score_json(&found.content())? } else { export::summary(&found.content()) };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Results to standard output; a reader that went away (`| head`) is no error.
fn print(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(source) if source.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::Write { path: "standard output".into(), source })
        }
        _ => Ok(()),
    }
}
