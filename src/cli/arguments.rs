//! What can be asked on the command line.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};

use crate::error::{Error, Result};
use crate::export::Format;
use crate::load::{self, Fix, JoinSpec, Mapping};
use crate::project;

/// Plan a council's community hubs.
///
/// Without a command the window opens: on the illustrative Coventry sample, on a project file, or on the files named.
#[derive(Debug, Parser)]
#[command(name = "hub-planner", version)]
pub struct Arguments {
    /// What to do instead of opening the window.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to open in the window.
    #[command(flatten)]
    pub files: Files,
    /// Say on standard error what is done and how long it takes, in counts and never in names: error, warn, info, debug.
    #[arg(long, global = true, value_name = "LEVEL", default_value = "off", hide_default_value = true)]
    pub log: log::LevelFilter,
}

/// A project file, or the files that make one.
#[derive(Debug, Clone, Default, Args)]
pub struct Files {
    /// A project (.gpkg), or files: sites=F localities=F areas=F …, or just F, whose role is then guessed and said.
    #[arg(value_name = "PROJECT|FILES")]
    pub paths: Vec<PathBuf>,
    /// Say on standard error how soon the window showed the city, and what its frames took.
    #[arg(long)]
    pub frame_stats: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a project file from council files.
    New {
        /// What goes in.
        #[command(flatten)]
        files: Box<Inputs>,
        /// The project file to write; replaced if it exists.
        #[arg(short, long, value_name = "PROJECT.gpkg")]
        output: PathBuf,
    },
    /// List what is wrong or missing; exit code 1 if anything is an error.
    Check {
        /// What to check; nothing: the sample.
        #[command(flatten)]
        files: Files,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Appraise every option of a project.
    Score {
        /// The project; nothing: the sample.
        project: Option<PathBuf>,
        /// Decisions to use instead of the project's.
        #[arg(long, value_name = "F.json")]
        plan: Option<PathBuf>,
        /// As JSON, unrounded.
        #[arg(long)]
        json: bool,
        /// Open one number of an option to its formula, terms and source rows (an unknown KEY lists them all).
        #[arg(long, num_args = 2, value_names = ["OPTION", "KEY"])]
        explain: Option<Vec<String>>,
    },
    /// Search for options: the cost–access frontier with proven bounds and alternatives; exit code 3 if none can be.
    Find {
        /// The project; nothing: the sample.
        project: Option<PathBuf>,
        /// Decisions and settings to use instead of the project's.
        #[arg(long, value_name = "F.json")]
        plan: Option<PathBuf>,
        /// Stop after so many seconds with what is found; without it the search ends by itself.
        #[arg(long, value_name = "S")]
        time_limit: Option<f64>,
        /// As JSON, unrounded.
        #[arg(long)]
        json: bool,
        /// Keep the frontier's points as options of the project.
        #[arg(long)]
        save: bool,
        /// Search each locality by itself, as if its people stayed within it: a line of JSON each, in their order. For regions.
        #[arg(long, conflicts_with_all = ["json", "save"])]
        each_locality: bool,
    },
    /// Appraise every project of a folder: a line of JSON each, as they are done. What was done before is not done again.
    ///
    /// Each NAME.gpkg is appraised as it is, and once more with each plan NAME.*.json beside it.
    Batch {
        /// The folder.
        folder: PathBuf,
        /// The file that the lines are added to; made if need be.
        #[arg(long, value_name = "F.jsonl")]
        to: PathBuf,
        /// How many are appraised at a time; without it as many as there are cores.
        #[arg(long, value_name = "N")]
        jobs: Option<std::num::NonZeroUsize>,
        /// Search for options instead of appraising those that are there.
        #[arg(long)]
        find: bool,
        /// Stop each search after so many seconds.
        #[arg(long, value_name = "S", requires = "find")]
        time_limit: Option<f64>,
    },
    /// Write the minutes from every area to every site.
    Times {
        /// The project; nothing: the sample.
        project: Option<PathBuf>,
        /// The service whose mode and profile count.
        #[arg(long, value_name = "ID")]
        service: String,
        /// The file to write.
        #[arg(long, value_name = "F.csv")]
        csv: PathBuf,
        /// For a service measured by bus, the quartiles over the window of departures too.
        #[arg(long)]
        quartiles: bool,
    },
    /// Write the outlines of everywhere from which a site is reached within some minutes, with who lives there.
    Catchments {
        /// The project; nothing: the sample.
        project: Option<PathBuf>,
        /// The site.
        #[arg(long, value_name = "ID")]
        site: String,
        /// Minutes of each outline.
        #[arg(long, value_delimiter = ',', default_values_t = [5.0, 10.0, 15.0, 20.0, 30.0])]
        minutes: Vec<f64>,
        /// The service whose mode and profile count; without it: a usual walk, over streets where there are any.
        #[arg(long, value_name = "ID")]
        service: Option<String>,
        /// The file to write.
        #[arg(long, value_name = "F.geojson")]
        geojson: PathBuf,
    },
    /// Write the appraisal and the layers into a folder.
    Export {
        /// The project; nothing: the sample.
        project: Option<PathBuf>,
        /// Decisions to use instead of the project's.
        #[arg(long, value_name = "F.json")]
        plan: Option<PathBuf>,
        /// The folder; made if need be.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// pdf, html, docx, xlsx, consultation, gpkg, geojson, kml, csv, maps; all of them when left out.
        #[arg(long, value_delimiter = ',', default_values_t = Format::ALL.iter().copied())]
        formats: Vec<Format>,
    },
}

/// The files that make a project.
#[derive(Debug, Clone, Args)]
pub struct Inputs {
    /// Buildings and places: GeoJSON, Shapefile, GeoPackage, KML, or CSV or Excel with coordinates.
    #[arg(long, value_name = "F")]
    sites: PathBuf,
    /// Planning areas: polygons, in any of these formats but tables.
    #[arg(long, value_name = "F")]
    localities: PathBuf,
    /// Pieces of the city with people counts: polygons or points, likewise; without it localities are the areas.
    #[arg(long, value_name = "F")]
    areas: Option<PathBuf>,
    /// A table of columns for the areas (CSV or Excel); without KEY it is looked for and said. May be repeated.
    #[arg(long = "join", value_name = "F.csv[:KEY[:CATEGORY:VALUE]]")]
    joins: Vec<JoinSpec>,
    /// Services (JSON).
    #[arg(long, value_name = "F")]
    services: Option<PathBuf>,
    /// The blueprint (JSON).
    #[arg(long, value_name = "F")]
    blueprint: Option<PathBuf>,
    /// Settings and options (JSON).
    #[arg(long, value_name = "F")]
    plan: Option<PathBuf>,
    /// An OpenStreetMap extract, for services whose minutes are walked.
    #[arg(long, value_name = "F.osm.pbf")]
    streets: Option<PathBuf>,
    /// A timetable (GTFS), for services whose minutes are by bus; needs streets.
    #[arg(long, value_name = "F.zip")]
    timetable: Option<PathBuf>,
    /// Codes of two years (ONS lookup, such as LSOA 2011 to 2021), to carry tables of one to areas of the other.
    #[arg(long, value_name = "F.csv")]
    lookup: Option<PathBuf>,
    /// Where postcodes are (ONS Postcode Directory or Code-Point Open), for sites without coordinates.
    #[arg(long, value_name = "F.csv")]
    postcodes: Option<PathBuf>,
    /// Answers to the consultation (CSV or Excel): area or postcode sector, option, agreement, theme, free text.
    #[arg(long, value_name = "F.csv")]
    responses: Option<PathBuf>,
    /// Which column is meant by a field: [sites.|localities.|areas.]FIELD=COLUMN, or @F for a file of such lines. May be
    /// repeated.
    #[arg(long = "map", value_name = "FIELD=COLUMN|@F")]
    map: Vec<String>,
    /// A mend to make while reading: sites.swap-axes, localities.swap-axes, areas.swap-axes, turn:SERVICE:COLUMN. May be
    /// repeated.
    #[arg(long = "fix", value_name = "FIX")]
    fixes: Vec<Fix>,
}

impl Inputs {
    /// The same as the loader wants it.
    pub fn to_inputs(&self) -> Result<load::Inputs> {
        let mut entries = Vec::new();
        for entry in &self.map {
            match entry.strip_prefix('@') {
                Some(file) => entries.extend(lines_of(Path::new(file))?),
                None => entries.push(entry.clone()),
            }
        }
        let mapping = Mapping::parse(&entries).map_err(Error::Usage)?;
        Ok(load::Inputs {
            sites: Some(self.sites.clone()),
            localities: Some(self.localities.clone()),
            areas: self.areas.clone(),
            joins: self.joins.clone(),
            services: self.services.clone(),
            blueprint: self.blueprint.clone(),
            plan: self.plan.clone(),
            streets: self.streets.clone(),
            timetable: self.timetable.clone(),
            lookup: self.lookup.clone(),
            postcodes: self.postcodes.clone(),
            responses: self.responses.clone(),
            mapping,
            fixes: self.fixes.iter().cloned().collect(),
        })
    }
}

/// The lines of a file of mappings, without those that are empty or begin with #.
fn lines_of(path: &Path) -> Result<Vec<String>> {
    let text =
        std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

/// Gives each file its role: as written (`sites=F`), else guessed from its content and said on standard error.
pub fn guess_inputs(paths: &[PathBuf]) -> Result<load::Inputs> {
    let mut inputs = load::Inputs::default();
    for path in paths {
        let role = load::take_file(&mut inputs, path)?;
        eprintln!("{}: taken as {}", path.display(), role.word());
    }
    Ok(inputs)
}

/// The project file, when that is what was named.
pub fn project_among(paths: &[PathBuf]) -> Option<&Path> {
    match paths {
        [path] if project::is_project(path) => Some(path),
        _ => None,
    }
}
