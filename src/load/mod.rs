//! Files → Dataset, Plan and Issues. Bad data is told, feature by feature; what is usable loads.
//!
//! A file that cannot be read at all is an error; so is a set of files in which nothing usable was found.

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
mod keep;
mod layer;
mod long;
mod mapping;
mod names;
mod osm;
mod places;
mod plan;
mod points;
mod postcodes;
mod preview;
mod profiles;
mod responses;
mod roles;
mod sample;
mod shape;
mod shapefile;
mod sheet;
mod sites;
mod table;
mod text;
mod unpacked;
mod values;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use fixes::Fix;
pub use keep::{differences, place_site};
pub use mapping::{JoinSpec, Mapping};
pub use plan::read_plan;
pub use preview::{Preview, PreviewColumn, Why, fields, preview};
pub use roles::{guess_role, take_file};
pub use sample::sample;

use crate::error::{Error, Result, file_name};
use crate::files;
use crate::model::{Dataset, Issue, IssueCounts, Plan, Role, Severity, Source};

use keep::Kept;

/// The files that make a project. Sites and localities are needed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inputs {
    /// Buildings and places.
    pub sites: Option<PathBuf>,
    /// Planning areas.
    pub localities: Option<PathBuf>,
    /// Pieces of the city; without them localities are the areas.
    pub areas: Option<PathBuf>,
    /// Tables joined to the areas.
    pub joins: Vec<JoinSpec>,
    /// `services.json`.
    pub services: Option<PathBuf>,
    /// `blueprint.json`.
    pub blueprint: Option<PathBuf>,
    /// `plan.json`.
    pub plan: Option<PathBuf>,
    /// Codes of two years, to carry tables of one to areas of the other.
    pub lookup: Option<PathBuf>,
    /// An OpenStreetMap extract (`.osm.pbf`), for walking minutes.
    pub streets: Option<PathBuf>,
    /// A timetable (GTFS `.zip`), for bus minutes.
    pub timetable: Option<PathBuf>,
    /// Where postcodes are, for sites that have nothing else.
    pub postcodes: Option<PathBuf>,
    /// Answers to the consultation.
    pub responses: Option<PathBuf>,
    /// Which columns are meant by which fields.
    pub mapping: Mapping,
    /// Mends that the person asked for.
    pub fixes: BTreeSet<Fix>,
}

impl Inputs {
    /// The file of a layer or of decisions, if it was given.
    pub fn file(&self, role: Role) -> Option<&Path> {
        match role {
            Role::Sites => self.sites.as_deref(),
            Role::Localities => self.localities.as_deref(),
            Role::Areas => self.areas.as_deref(),
            Role::Services => self.services.as_deref(),
            Role::Blueprint => self.blueprint.as_deref(),
            Role::Plan => self.plan.as_deref(),
            Role::Lookup => self.lookup.as_deref(),
            Role::Postcodes => self.postcodes.as_deref(),
            Role::Streets => self.streets.as_deref(),
            Role::Timetable => self.timetable.as_deref(),
            Role::Responses => self.responses.as_deref(),
            Role::Join => None,
        }
    }

    /// These files, with others in their place where there are others.
    #[must_use]
    pub fn merged(mut self, newer: Self) -> Self {
        let names: Vec<String> = newer.joins.iter().map(|join| file_name(&join.path)).collect();
        self.joins.retain(|join| !names.contains(&file_name(&join.path)));
        self.joins.extend(newer.joins);
        Self {
            sites: newer.sites.or(self.sites),
            localities: newer.localities.or(self.localities),
            areas: newer.areas.or(self.areas),
            joins: self.joins,
            services: newer.services.or(self.services),
            blueprint: newer.blueprint.or(self.blueprint),
            plan: newer.plan.or(self.plan),
            lookup: newer.lookup.or(self.lookup),
            postcodes: newer.postcodes.or(self.postcodes),
            streets: newer.streets.or(self.streets),
            timetable: newer.timetable.or(self.timetable),
            responses: newer.responses.or(self.responses),
            mapping: newer.mapping,
            fixes: newer.fixes,
        }
    }
}

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

/// The largest file that is read: England's street network takes 1.5 GB, its LSOA outlines in full detail 1 GB.
const MOST_BYTES: u64 = 4 << 30;

/// A file's name and content.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bytes {
    name: String,
    content: Cow<'static, [u8]>,
    /// Where it lies, for formats of several files.
    path: Option<PathBuf>,
}

impl Bytes {
    fn read(path: &Path) -> Result<Self> {
        let bytes = files::read_at_most(path, MOST_BYTES)?;
        Ok(Self { name: file_name(path), content: Cow::Owned(bytes), path: Some(path.to_owned()) })
    }

    fn source(&self, role: Role, rows: usize) -> Source {
        Source {
            role,
            name: self.name.clone(),
            sha256: files::sha256(&self.content),
            rows,
            vintage: None,
            note: None,
        }
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
        self.issues.push(issue);
    }
}

/// A join with its file read.
struct Join {
    file: Bytes,
    /// The column of codes; none to look for it.
    key: Option<String>,
    pivot: Option<(String, String)>,
}

/// All files, read but not yet understood.
#[derive(Default)]
struct Files {
    sites: Option<Bytes>,
    localities: Option<Bytes>,
    areas: Option<Bytes>,
    joins: Vec<Join>,
    services: Option<Bytes>,
    blueprint: Option<Bytes>,
    plan: Option<Bytes>,
    lookup: Option<Bytes>,
    postcodes: Option<Bytes>,
    streets: Option<Bytes>,
    timetable: Option<Bytes>,
    responses: Option<Bytes>,
    mapping: Mapping,
    fixes: BTreeSet<Fix>,
}

fn open_all(inputs: &Inputs, progress: &dyn Progress) -> Result<Files> {
    let open = |path: &Option<PathBuf>| path.as_deref().map(Bytes::read).transpose();
    progress.stage("Reading files", 0.0);
    let joins = inputs
        .joins
        .iter()
        .map(|join| {
            Ok(Join { file: Bytes::read(&join.path)?, key: join.key.clone(), pivot: join.pivot.clone() })
        })
        .collect::<Result<_>>()?;
    let files = Files {
        sites: open(&inputs.sites)?,
        localities: open(&inputs.localities)?,
        areas: open(&inputs.areas)?,
        joins,
        services: open(&inputs.services)?,
        blueprint: open(&inputs.blueprint)?,
        plan: open(&inputs.plan)?,
        lookup: open(&inputs.lookup)?,
        postcodes: open(&inputs.postcodes)?,
        streets: open(&inputs.streets)?,
        timetable: open(&inputs.timetable)?,
        responses: open(&inputs.responses)?,
        mapping: inputs.mapping.clone(),
        fixes: inputs.fixes.clone(),
    };
    Ok(files)
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
            places::read_localities(file, files, &mut dataset)?;
            geometry::tell_fit(&dataset.localities, &file.name, &mut dataset.issues);
        }
        (None, Some(kept)) => kept.localities(&mut dataset),
        (None, None) => return Err(needed("localities")),
    }
    step("Reading areas", 0.3)?;
    let mut unplaced = Vec::new();
    match (&files.areas, &kept) {
        (Some(file), _) => unplaced = places::read_areas(file, files, &mut dataset)?,
        (None, Some(kept)) if !kept.dataset.localities_are_areas => kept.areas(&mut dataset),
        (None, _) => places::localities_as_areas(&mut dataset),
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
    let areas_name =
        dataset.file_of(if dataset.localities_are_areas { Role::Localities } else { Role::Areas });
    places::map_columns(files, &areas_name, &mut dataset);
    places::place_people(&areas_name, unplaced, &mut dataset)?;
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
    dataset.issues.extend(checks::of_places(&dataset));
    dataset.issues.extend(checks::of_services(&dataset));
    dataset.issues.extend(checks::of_columns(&dataset));
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
