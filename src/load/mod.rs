//! Files → Dataset, Plan and Issues. Bad data is told, feature by feature; what is usable loads.
//!
//! A file that cannot be read at all is an error; so is a set of files in which nothing usable was found.

mod areas;
mod checks;
mod codes;
mod columns;
mod decisions;
mod duplicates;
mod excel;
mod fixes;
mod geojson;
mod geometry;
mod geopackage;
mod gtfs;
mod guess;
mod inputs;
mod keep;
mod kml;
mod layer;
mod localities;
mod long;
mod mapping;
mod names;
mod ods;
mod osm;
mod plan;
mod points;
mod postcodes;
mod preview;
mod profiles;
mod responses;
mod rings;
mod roles;
mod sample;
mod shape;
mod shapefile;
mod sheet;
mod sites;
mod table;
mod tally;
mod text;
mod told;
mod unpacked;
mod values;

pub(crate) use checks::locate_anew;
pub use fixes::Fix;
pub use inputs::Inputs;
pub use keep::{differences, place_site};
pub use mapping::{JoinSpec, Mapping};
pub use plan::read_plan;
pub use preview::{Preview, PreviewColumn, Why, fields, preview};
pub use roles::{guess_role, take_file};
pub use sample::sample;
pub(crate) use values::LARGEST;

use crate::error::{Error, Result};
use crate::model::{Dataset, Issue, IssueCounts, Plan, Role, Severity};

use inputs::{Bytes, Files, Join, open_all};
use keep::Kept;

/// What was loaded. What was wrong with it is in the Dataset's issues.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// Facts.
    pub dataset: Dataset,
    /// Decisions.
    pub plan: Plan,
}

/// How far a long job is, and whether the person still wants it.
pub trait Progress: Sync {
    /// What is being done, and how much of the whole is done (0 to 1).
    fn stage(&self, text: &str, done: f32);
    /// True once the person has cancelled; the job then ends with [`Error::Cancelled`].
    fn cancelled(&self) -> bool;
}

/// Nobody listens and nobody cancels.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _text: &str, _done: f32) {}

    fn cancelled(&self) -> bool {
        false
    }
}

/// Collects the Issues of one file.
struct Report<'a> {
    file: String,
    issues: &'a mut Vec<Issue>,
}

impl Report<'_> {
    fn say(
        &mut self,
        severity: Severity,
        feature: Option<&str>,
        field: Option<&str>,
        message: impl Into<String>,
        remedy: &str,
    ) {
        let mut issue = Issue::new(severity, self.file.clone(), message, remedy);
        issue.feature = feature.map(str::to_owned);
        issue.field = field.map(str::to_owned);
        told::add(self.issues, issue);
    }

    /// Tells of a feature that cannot be used.
    fn skip(&mut self, label: &str, wrong: &str) {
        let message = format!("left out: {wrong}");
        self.say(
            Severity::Error,
            Some(label),
            Some("geometry"),
            message,
            "Correct its geometry in the file.",
        );
    }

    /// The error when not one thing of a file can be used, with what is wrong with it.
    fn nothing_usable(&self, what: &str) -> Error {
        Error::NothingUsable(format!("{} holds no usable {what}{}", self.file, self.first_error()))
    }

    /// What is wrong with this file, to go with "nothing usable": what is told of it as a whole, else its first error.
    fn first_error(&self) -> String {
        let own = || self.issues.iter().filter(|issue| issue.file == self.file);
        let of_whole = own().find(|issue| {
            issue.severity == Severity::Warning && issue.feature.is_none() && issue.field.is_none()
        });
        if let Some(issue) = of_whole {
            return format!(" ({}). {}", issue.message, issue.remedy.trim_end_matches('.'));
        }
        own().find(|issue| issue.severity == Severity::Error).map_or_else(String::new, |issue| {
            let feature =
                issue.feature.as_ref().map_or_else(String::new, |feature| format!("feature {feature}: "));
            format!(" ({feature}{})", issue.message)
        })
    }
}

/// Reads the files and makes facts and decisions of them.
pub fn read(inputs: &Inputs, progress: &dyn Progress) -> Result<Loaded> {
    assemble(&open_all(inputs, progress)?, None, progress)
}

/// Reads the files that are given in place of a project's own; everything else stays as it is. Columns of tables that were
/// joined before stay with the areas of the same id.
pub fn update(base: &Loaded, inputs: &Inputs, progress: &dyn Progress) -> Result<Loaded> {
    assemble(&open_all(inputs, progress)?, Some(base), progress)
}

/// Reads streets and timetable around the areas and sites.
fn networks(files: &Files, kept: Option<&Kept<'_>>, dataset: &mut Dataset) -> Result<()> {
    let mut around = dataset.area_positions();
    around.extend(dataset.site_positions());
    match (&files.streets, kept) {
        (Some(file), _) => {
            let mut report = Report { file: file.name.clone(), issues: &mut dataset.issues };
            let streets = osm::read(file, &around, &mut report)?;
            let mut source = file.source(Role::Streets, streets.pieces.len());
            source.note = Some("largest connected part, clipped to 5 km around the project".to_owned());
            dataset.sources.push(source);
            dataset.streets = Some(streets);
        }
        (None, Some(kept)) => kept.streets(dataset),
        (None, None) => {}
    }
    match (&files.timetable, kept) {
        (Some(file), _) => {
            let mut report = Report { file: file.name.clone(), issues: &mut dataset.issues };
            let timetable = gtfs::read(file, &around, &mut report)?;
            let mut source = file.source(Role::Timetable, timetable.calls.len());
            source.vintage = timetable.span().map(|(first, last)| format!("{first} to {last}"));
            source.note = Some("trips that call within 5 km of the project; rows are calls".to_owned());
            dataset.sources.push(source);
            dataset.timetable = Some(timetable);
        }
        (None, Some(kept)) => kept.timetable(dataset),
        (None, None) => {}
    }
    Ok(())
}

fn assemble(files: &Files, base: Option<&Loaded>, progress: &dyn Progress) -> Result<Loaded> {
    let step = |text: &str, done: f32| -> Result<()> {
        progress.stage(text, done);
        if progress.cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    };
    let needed = |what: &str| Error::Usage(format!("no {what} were given; sites and localities are needed"));
    let mut dataset = Dataset::default();
    let kept = base.map(|base| Kept::of(&base.dataset, files));

    step("Reading sites", 0.05)?;
    match (&files.sites, &kept) {
        (Some(file), _) => sites::read(file, files, &mut dataset)?,
        (None, Some(kept)) => kept.sites(&mut dataset),
        (None, None) => return Err(needed("sites")),
    }
    step("Reading localities", 0.2)?;
    match (&files.localities, &kept) {
        (Some(file), _) => {
            localities::read(file, files, &mut dataset)?;
            geometry::tell_fit(&dataset.localities, &file.name, &mut dataset.issues);
        }
        (None, Some(kept)) => kept.localities(&mut dataset),
        (None, None) => return Err(needed("localities")),
    }
    step("Reading areas", 0.3)?;
    let mut unplaced = Vec::new();
    match (&files.areas, &kept) {
        (Some(file), _) => unplaced = areas::read(file, files, &mut dataset)?,
        (None, Some(kept)) if !kept.dataset.localities_are_areas => kept.areas(&mut dataset),
        (None, _) => localities::as_areas(&mut dataset),
    }
    let lookup = match &files.lookup {
        Some(file) => {
            let mut report = Report { file: file.name.clone(), issues: &mut dataset.issues };
            let lookup = codes::read(file, &mut report)?;
            dataset.sources.push(file.source(Role::Lookup, lookup.rows()));
            Some(lookup)
        }
        None => None,
    };
    for join in &files.joins {
        step(&format!("Joining {}", join.file.name), 0.7)?;
        table::join(join, lookup.as_ref(), &mut dataset)?;
    }
    if let Some(kept) = &kept {
        kept.joined(&mut dataset);
    }
    // Said now: a project that could not be saved would lose what is decided in it.
    if let Some(words) = dataset.columns.too_many() {
        return Err(Error::Usage(words));
    }
    let areas_name =
        dataset.file_of(if dataset.localities_are_areas { Role::Localities } else { Role::Areas });
    areas::map_columns(files, &areas_name, &mut dataset);
    areas::place_people(&areas_name, unplaced, &mut dataset)?;
    step("Reading streets and timetable", 0.75)?;
    networks(files, kept.as_ref(), &mut dataset)?;
    step("Reading decisions", 0.8)?;
    match (&files.services, &kept) {
        (None, Some(kept)) => kept.services(&mut dataset),
        (file, _) => decisions::read_services(file.as_ref(), &mut dataset)?,
    }
    fixes::turn(&files.fixes, &mut dataset);
    match (&files.blueprint, &kept) {
        (Some(file), _) => decisions::read_blueprint(file, &mut dataset)?,
        (None, Some(kept)) => kept.blueprint(&mut dataset),
        (None, None) => {}
    }
    let plan = if let Some(file) = &files.plan {
        let read = plan::plan_of(file, &mut dataset.issues)?;
        dataset.illustrative |= read.illustrative;
        dataset.sources.push(file.source(Role::Plan, read.content.options.len()));
        read.content
    } else {
        if let Some(kept) = &kept {
            kept.decisions(&mut dataset);
        }
        base.map_or_else(Plan::default, |base| base.plan.clone())
    };
    step("Finding localities", 0.9)?;
    checks::locate(&mut dataset);
    match (&files.responses, &kept) {
        (Some(file), _) => responses::read(file, files.postcodes.as_ref(), &plan, &mut dataset)?,
        (None, Some(kept)) => kept.responses(&mut dataset),
        (None, None) => {}
    }
    postcodes::tell(files.postcodes.as_ref(), &mut dataset);
    dataset.issues.extend(checks::all(&dataset));
    told::put_together(&mut dataset.issues);
    log::info!(
        "read {} sites, {} localities, {} areas, with {}",
        dataset.sites.len(),
        dataset.localities.len(),
        dataset.areas.len(),
        IssueCounts::of(&dataset.issues)
    );
    step("Done", 1.0)?;
    Ok(Loaded { dataset, plan })
}
