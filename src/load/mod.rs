//! Files → Dataset, Plan and Issues. Bad data is told, feature by feature; what is usable loads.
//!
//! A file that cannot be read at all is an error; so is a set of files in which nothing usable was found.

mod columns;
mod decisions;
mod duplicates;
mod excel;
mod geojson;
mod geometry;
mod geopackage;
mod layer;
mod mapping;
mod names;
mod places;
mod plan;
mod points;
mod postcodes;
mod profiles;
mod roles;
mod sample;
mod shape;
mod shapefile;
mod sheet;
mod sites;
mod table;
mod text;
mod values;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use mapping::{JoinSpec, Mapping};
pub use plan::read_plan;
pub use roles::guess_role;
pub use sample::sample;

use crate::error::{Error, Result, file_name};
use crate::files;
use crate::model::{Dataset, Delivery, Issue, Plan, Role, Severity, Source};
use crate::place::OutlineIndex;

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
    /// Where postcodes are, for sites that have nothing else.
    pub postcodes: Option<PathBuf>,
    /// Which columns are meant by which fields.
    pub mapping: Mapping,
    /// Mends that the person asked for.
    pub fixes: BTreeSet<Fix>,
}

/// A mend that is safe only when a person asks for it; each is written into the project's sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fix {
    /// Latitude came before longitude (or northing before easting) in this layer.
    SwapAxes(Role),
}

impl std::str::FromStr for Fix {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let roles = [Role::Sites, Role::Localities, Role::Areas];
        text.strip_suffix(".swap-axes")
            .and_then(|word| roles.into_iter().find(|role| role.word() == word))
            .map(Self::SwapAxes)
            .ok_or_else(|| format!("\"{text}\" is not a fix; there are sites.swap-axes, localities.swap-axes and areas.swap-axes"))
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
        let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
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
    key: String,
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
    postcodes: Option<Bytes>,
    mapping: Mapping,
    fixes: BTreeSet<Fix>,
}

/// Reads the files and makes facts and decisions of them.
pub fn read(inputs: &Inputs, progress: &dyn Progress) -> Result<Loaded> {
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
        postcodes: open(&inputs.postcodes)?,
        mapping: inputs.mapping.clone(),
        fixes: inputs.fixes.clone(),
    };
    assemble(&files, progress)
}

fn assemble(files: &Files, progress: &dyn Progress) -> Result<Loaded> {
    let needed = |file: &Option<Bytes>, what: &str| -> Result<Bytes> {
        file.clone()
            .ok_or_else(|| Error::Usage(format!("no {what} were given; sites and localities are needed")))
    };
    let (sites_file, localities_file) =
        (needed(&files.sites, "sites")?, needed(&files.localities, "localities")?);
    let step = |text: &str, done: f32| -> Result<()> {
        progress.stage(text, done);
        if progress.cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    };
    let mut dataset = Dataset::default();

    step("Reading sites", 0.05)?;
    sites::read(&sites_file, files, &mut dataset)?;
    step("Reading localities", 0.2)?;
    places::read_localities(&localities_file, files, &mut dataset)?;
    geometry::tell_fit(&dataset.localities, &localities_file.name, &mut dataset.issues);
    step("Reading areas", 0.3)?;
    let unplaced = if let Some(file) = &files.areas {
        places::read_areas(file, files, &mut dataset)?
    } else {
        places::localities_as_areas(&localities_file, &mut dataset);
        Vec::new()
    };
    for join in &files.joins {
        step(&format!("Joining {}", join.file.name), 0.7)?;
        table::join(join, &mut dataset)?;
    }
    places::map_columns(files, &mut dataset);
    places::place_people(files.areas.as_ref().unwrap_or(&localities_file), unplaced, &mut dataset)?;
    step("Reading decisions", 0.8)?;
    decisions::read_services(files.services.as_ref(), &mut dataset)?;
    if let Some(file) = &files.blueprint {
        decisions::read_blueprint(file, &mut dataset)?;
    }
    let plan = match &files.plan {
        Some(file) => {
            let read = plan::plan_of(file, &mut dataset.issues)?;
            dataset.illustrative |= read.illustrative;
            dataset.sources.push(file.source(Role::Plan, read.content.options.len()));
            read.content
        }
        None => Plan::default(),
    };
    step("Finding localities", 0.9)?;
    locate(&mut dataset, &sites_file.name, files.areas.as_ref().map(|file| file.name.as_str()));
    check_services(&mut dataset, &sites_file.name);
    step("Done", 1.0)?;
    Ok(Loaded { dataset, plan })
}

/// Gives every area and site the locality that contains its point.
fn locate(dataset: &mut Dataset, sites_file: &str, areas_file: Option<&str>) {
    let outlines = dataset.localities.iter().map(|locality| (locality.id.as_str(), &locality.outline));
    let index = OutlineIndex::new(outlines);
    let of_site: Vec<Option<usize>> =
        index.containing_each(&dataset.sites.iter().map(|site| site.position).collect::<Vec<_>>());
    let of_area: Vec<Option<usize>> = if dataset.localities_are_areas {
        (0..dataset.areas.len()).map(Some).collect()
    } else {
        index.containing_each(&dataset.areas.iter().map(|area| area.position).collect::<Vec<_>>())
    };
    let outside = |ids: Vec<&str>, what: &str| -> Option<String> {
        const SHOWN: usize = 5;
        let more = ids.len().saturating_sub(SHOWN);
        let list = ids.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
        let and_more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!ids.is_empty()).then(|| match ids.len() {
            1 => format!("1 {what} lies outside every locality: {list}"),
            several => format!("{several} {what}s lie outside every locality: {list}{and_more}"),
        })
    };
    let lost =
        |of: &[Option<usize>]| -> Vec<usize> { (0..of.len()).filter(|&place| of[place].is_none()).collect() };
    let sites: Vec<&str> = lost(&of_site).into_iter().map(|place| dataset.sites[place].id.as_str()).collect();
    let areas: Vec<&str> = lost(&of_area).into_iter().map(|place| dataset.areas[place].id.as_str()).collect();
    let remedy = "Check their coordinates, or extend the localities; until then they count citywide only.";
    let mut issues = Vec::new();
    for (file, message) in
        [(sites_file, outside(sites, "site")), (areas_file.unwrap_or(sites_file), outside(areas, "area"))]
    {
        if let Some(message) = message {
            issues.push(Issue::new(Severity::Warning, file, message, remedy));
        }
    }
    dataset.issues.extend(issues);
    dataset.locality_of_area = of_area;
    dataset.locality_of_site = of_site;
}

/// Tells of service ids that no service defines.
fn check_services(dataset: &mut Dataset, sites_file: &str) {
    let mut issues = Vec::new();
    for site in &dataset.sites {
        let delivered: Vec<String> = match &site.delivery {
            Some(Delivery::ByService(by_service)) => by_service.keys().cloned().collect(),
            _ => Vec::new(),
        };
        let clawback: Vec<String> = site.clawback_service.iter().cloned().collect();
        for (field, ids, effect) in [
            ("services", &site.services, "it is counted nowhere"),
            ("cannot_host", &site.cannot_host, "it has no effect"),
            ("delivery_gbp", &delivered, "its cost is counted nowhere"),
            ("clawback_service", &clawback, "only the closing of the site brings the clawback"),
        ] {
            for id in ids.iter().filter(|id| dataset.service_index(id).is_none()) {
                let message = format!("\"{id}\" is not a defined service; {effect}");
                let remedy = "Define it among the services, or correct the id.";
                let issue = Issue::new(Severity::Warning, sites_file, message, remedy);
                issues.push(issue.at(site.id.clone()).in_field(field));
            }
        }
    }
    dataset.issues.extend(issues);
}
