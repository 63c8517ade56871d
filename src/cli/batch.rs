//! `batch`: every project of a folder, a line of JSON each, several side by side; what was done before is not done again.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use serde_json::{Value, json};

use super::{Appraised, find, open_with_times, with_plan};
use crate::error::{Error, Result, file_name};
use crate::{export, files};

/// What is done with each project.
pub(super) enum Job {
    /// Every option is appraised.
    Score,
    /// Options are searched for, at most so long.
    Find(Option<Duration>),
}

impl Job {
    pub(super) fn new(find: bool, time_limit: Option<f64>) -> Result<Self> {
        Ok(if find { Self::Find(find::limit(time_limit)?) } else { Self::Score })
    }

    const fn word(&self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Find(_) => "find",
        }
    }

    /// How long a search may take, as a line says it.
    fn limit(&self) -> String {
        match self {
            Self::Find(Some(limit)) => json!(limit.as_secs_f64()).to_string(),
            Self::Find(None) | Self::Score => String::new(),
        }
    }

    fn run(&self, task: &Task) -> Result<Value> {
        let text = match self {
            Self::Score => {
                export::score_json(&Appraised::open(Some(&task.project), task.plan.as_deref())?.content())?
            }
            Self::Find(limit) => {
                let (mut loaded, kept) = open_with_times(Some(&task.project))?;
                with_plan(&mut loaded, task.plan.as_deref())?;
                let (finding, seconds) = find::silently(&loaded, kept, *limit)?;
                export::find_json(&loaded.dataset, &finding, seconds)?
            }
        };
        serde_json::from_str(&text)
            .map_err(|source| Error::Plan(format!("the findings cannot be written: {source}")))
    }
}

/// One project, as it is or with the decisions of a plan beside it.
struct Task {
    project: PathBuf,
    plan: Option<PathBuf>,
}

/// What a line is known by: project, plan, digest of both, what was done, within how long, by which version.
type Key = [String; 6];

impl Task {
    fn key(&self, job: &Job) -> Result<Key> {
        let mut bytes = Vec::new();
        for path in std::iter::once(&self.project).chain(&self.plan) {
            let content = fs::read(path).map_err(|source| Error::Read { path: path.clone(), source })?;
            bytes.extend(files::sha256(&content).into_bytes());
        }
        let plan = self.plan.as_deref().map(file_name).unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Ok([
            file_name(&self.project),
            plan,
            files::sha256(&bytes),
            job.word().to_owned(),
            job.limit(),
            version,
        ])
    }
}

/// The key of a line that says what was found; none of one that says what went wrong, or of something else.
fn key_of(line: &str) -> Option<Key> {
    let value: Value = serde_json::from_str(line).ok()?;
    let text = |key: &str| Some(value.get(key)?.as_str()?.to_owned());
    value.get("found")?;
    Some([
        text("project")?,
        text("plan").unwrap_or_default(),
        text("sha256")?,
        text("did")?,
        value.get("time_limit").map(Value::to_string).unwrap_or_default(),
        text("program")?,
    ])
}

/// The projects of a folder with their plans, by name.
fn tasks(folder: &Path) -> Result<Vec<Task>> {
    let unreadable = |source| Error::Read { path: folder.to_owned(), source };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    let ends_in =
        |path: &Path, ending: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending));
    let mut tasks = Vec::new();
    let start = |project: &Path| format!("{}.", project.file_stem().unwrap_or_default().to_string_lossy());
    let projects: Vec<&PathBuf> = paths.iter().filter(|path| ends_in(path, "gpkg")).collect();
    for project in &projects {
        tasks.push(Task { project: (*project).clone(), plan: None });
        // Of a.gpkg and a.b.gpkg, only the second has the plan a.b.c.json.
        let of = |plan: &Path| {
            let name = file_name(plan);
            projects
                .iter()
                .filter(|project| name.starts_with(&start(project)))
                .max_by_key(|project| start(project).len())
        };
        let plans = paths.iter().filter(|path| ends_in(path, "json") && of(path) == Some(project));
        tasks.extend(plans.map(|plan| Task { project: (*project).clone(), plan: Some(plan.clone()) }));
    }
    Ok(tasks)
}

/// Does what is asked with every project of a folder and adds a line for each to a file.
pub(super) fn batch(folder: &Path, to: &Path, jobs: Option<NonZeroUsize>, job: &Job) -> Result<ExitCode> {
    let tasks = tasks(folder)?;
    if tasks.is_empty() {
        return Err(Error::Usage(format!("{} holds no project (.gpkg)", folder.display())));
    }
    let done = begin(to)?;
    let file = OpenOptions::new().append(true).open(to);
    let file = Mutex::new(file.map_err(|source| Error::Write { path: to.to_owned(), source })?);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.map_or(0, NonZeroUsize::get))
        .build()
        .map_err(|source| Error::Usage(format!("--jobs: {source}")))?;
    let ends: Result<Vec<Option<bool>>> =
        pool.install(|| tasks.par_iter().map(|task| one(task, job, &done, &file, to)).collect());
    let ends = ends?;
    let count = |end: Option<bool>| ends.iter().filter(|found| **found == end).count();
    let (went, failed) = (count(Some(true)), count(Some(false)));
    eprintln!("{went} done, {failed} failed, {} done before; {}", count(None), to.display());
    Ok(ExitCode::from(u8::from(failed > 0)))
}

/// What every line begins with.
const BEGINNING: &str = r#"{"project":"#;

/// Keeps the lines that say what was found, so that what failed or was cut short is done again.
fn begin(to: &Path) -> Result<BTreeSet<Key>> {
    let text = match fs::read_to_string(to) {
        Ok(text) => text,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(Error::Read { path: to.to_owned(), source }),
    };
    // A first line that was cut short is still known by its beginning.
    let is_own = |line: &str| line.starts_with(BEGINNING) || BEGINNING.starts_with(line);
    if !text.lines().next().is_none_or(is_own) {
        return Err(Error::Usage(format!("{} holds something else; name another file", to.display())));
    }
    let kept: Vec<(Key, &str)> = text.lines().filter_map(|line| Some((key_of(line)?, line))).collect();
    let lines: String = kept.iter().flat_map(|(_, line)| [*line, "\n"]).collect();
    files::write_whole(to, lines.as_bytes())?;
    Ok(kept.into_iter().map(|(key, _)| key).collect())
}

/// One project; whether it went well, or nothing when that was known before.
fn one(task: &Task, job: &Job, done: &BTreeSet<Key>, file: &Mutex<File>, to: &Path) -> Result<Option<bool>> {
    let clock = Instant::now();
    let key = task.key(job);
    if key.as_ref().is_ok_and(|key| done.contains(key)) {
        return Ok(None);
    }
    let mut line = json!({"project": file_name(&task.project)});
    if let Some(plan) = &task.plan {
        line["plan"] = json!(file_name(plan));
    }
    line["did"] = json!(job.word());
    if let Job::Find(Some(limit)) = job {
        line["time_limit"] = json!(limit.as_secs_f64());
    }
    line["program"] = json!(env!("CARGO_PKG_VERSION"));
    // A fault of the program with one project is a line like any other; the rest goes on.
    let run = || {
        let fault = || Error::Usage("the program made a mistake with it and has told where".to_owned());
        catch_unwind(AssertUnwindSafe(|| job.run(task))).unwrap_or_else(|_told| Err(fault()))
    };
    let found = key.and_then(|key| Ok((key, run()?)));
    let went = found.is_ok();
    match found {
        Ok(([_, _, digest, ..], found)) => {
            line["sha256"] = json!(digest);
            line["seconds"] = json!(clock.elapsed().as_secs_f64());
            line["found"] = found;
        }
        Err(error) => {
            let (name, words) = (file_name(&task.project), error.to_string());
            eprintln!("{}", if words.contains(&name) { words.clone() } else { format!("{name}: {words}") });
            line["error"] = json!(words);
        }
    }
    let whole = format!("{line}\n");
    let Ok(mut file) = file.lock() else { return Ok(Some(went)) };
    file.write_all(whole.as_bytes())
        .and_then(|()| file.sync_data())
        .map_err(|source| Error::Write { path: to.to_owned(), source })?;
    Ok(Some(went))
}
