//! The project file: a GeoPackage (SQLite) with sites, localities and areas as ordinary feature layers, which any GIS
//! opens, and beside them the decisions, the services, the blueprint, the sources and the Issues.
//!
//! Saving writes a new file beside the old one in one transaction and then puts it in its place: a kill at any moment
//! leaves the previous or the new project, never half. Opening never writes.
//!
//! `hub_planner_meta(key, value)` holds `schema_version`; a greater one than [`SCHEMA_VERSION`] is refused.

mod extras;
mod layers;
mod migrations;
mod places;
mod records;
mod sites;
mod sound;
mod streets;
mod times;
mod timetable;

use std::path::{Path, PathBuf};
use std::time::Instant;

use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;

use crate::error::{Error, Result, file_name};
use crate::files;
use crate::gpkg;
use crate::load::{self, Loaded};
use crate::model::{Dataset, Plan};
use crate::reach::Kept;

/// The schema that this program writes. An older one is brought up to date on a copy, version by version.
pub const SCHEMA_VERSION: u32 = 1;

/// Saves a project, replacing the file there in one step.
pub fn save(path: &Path, dataset: &Dataset, plan: &Plan) -> Result<()> {
    save_with(path, dataset, plan, &Kept::default())
}

/// Saves a project with the travel times that were searched for it, so that the next to open it need not search them again.
pub fn save_with(path: &Path, dataset: &Dataset, plan: &Plan, kept: &Kept) -> Result<()> {
    if let Some(words) = dataset.columns.too_many() {
        return Err(Error::Usage(words));
    }
    let start = Instant::now();
    gpkg::settle(path)?;
    let file = files::beside(path)?;
    write(file.path(), dataset, plan, kept)
        .map_err(|source| Error::Write { path: path.to_owned(), source: std::io::Error::other(source) })?;
    migrations::keep_older(path, SCHEMA_VERSION)?;
    files::put_in_place(file, path)?;
    log::info!("project saved in {:.0?}", start.elapsed());
    Ok(())
}

fn write(path: &Path, dataset: &Dataset, plan: &Plan, kept: &Kept) -> rusqlite::Result<()> {
    let mut connection = Connection::open(path)?;
    // A file of its own that is thrown away when anything fails needs no journal.
    connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    let transaction = connection.transaction()?;
    layers::create(&transaction)?;
    records::write(&transaction, dataset, plan)?;
    if !kept.searches().is_empty() {
        times::write(&transaction, kept)?;
    }
    write_layers(&transaction, dataset)?;
    transaction.commit()
}

/// Writes sites, localities and areas as feature layers.
fn write_layers(connection: &Connection, dataset: &Dataset) -> rusqlite::Result<()> {
    sites::write_sites(connection, dataset)?;
    places::write_localities(connection, dataset)?;
    places::write_areas(connection, dataset)
}

/// Whether a file is a project by its name.
pub fn is_project(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gpkg"))
}

/// A path with the ending of projects, which is added where there is none: `Hubs v1.2` becomes `Hubs v1.2.gpkg`.
pub fn named(path: PathBuf) -> PathBuf {
    if is_project(&path) {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".gpkg");
    name.into()
}

/// Opens a project. The file is only read.
pub fn open(path: &Path) -> Result<Loaded> {
    // A missing file is told by the system's own words.
    std::fs::metadata(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let broken = |source| Error::Project { file: file_name(path), source };
    let connection = gpkg::open(path).map_err(broken)?;
    if let Some(damage) = gpkg::damage(&connection).map_err(broken)? {
        return Err(Error::file(path, format!("the project file is damaged ({damage}); open a backup")));
    }
    if !has_table(&connection, "hub_planner_meta").map_err(broken)? {
        return Err(Error::file(path, "it is a database, but not a Hub Planner project"));
    }
    let version = version(&connection)
        .map_err(broken)?
        .ok_or_else(|| Error::file(path, "the project does not say its schema version; it is damaged"))?;
    if version > SCHEMA_VERSION {
        return Err(Error::NewerSchema { file: file_name(path), found: version, known: SCHEMA_VERSION });
    }
    log::info!("opening a project of schema {version}");
    let migrations = migrations::since(version, &migrations::ALL);
    let read = if migrations.is_empty() {
        read(&connection)
    } else {
        migrations::on_a_copy(path, &connection, migrations, read)?
    };
    read.map_err(|wrong| match wrong {
        Wrong::Sqlite(source) => broken(source),
        Wrong::Content(message) => Error::file(path, format!("the project cannot be read: {message}")),
    })
}

/// The schema version that a project says.
fn version(connection: &Connection) -> rusqlite::Result<Option<u32>> {
    let words = "SELECT value FROM hub_planner_meta WHERE key = 'schema_version'";
    let version: Option<String> = connection.query_row(words, [], |row| row.get(0)).optional()?;
    Ok(version.and_then(|text| text.parse().ok()))
}

/// The travel times that a project keeps, which has these facts; none when it has none or they cannot be read: they only save
/// time.
pub fn kept_times(path: &Path, dataset: &Dataset) -> Kept {
    let kept = gpkg::open(path).and_then(|connection| times::read(&connection)).unwrap_or_default();
    kept.of_size(dataset.areas.len(), dataset.sites.len())
}

/// Whether a project has a table of this name.
fn has_table(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    let count = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1";
    connection.query_row(count, [name], |row| row.get::<_, i64>(0).map(|count| count > 0))
}

/// Why a project could not be read.
enum Wrong {
    Sqlite(rusqlite::Error),
    Content(String),
}

impl From<rusqlite::Error> for Wrong {
    fn from(source: rusqlite::Error) -> Self {
        Self::Sqlite(source)
    }
}

fn read(connection: &Connection) -> std::result::Result<Loaded, Wrong> {
    layers::refuse_made_up(connection)?;
    let (mut dataset, plan) = records::read(connection)?;
    places::read_localities(connection, &mut dataset)?;
    sites::read_sites(connection, &mut dataset)?;
    places::read_areas(connection, &mut dataset)?;
    sound::check(&dataset, &plan.settings).map_err(Wrong::Content)?;
    load::locate_anew(&mut dataset);
    Ok(Loaded { dataset, plan })
}

/// JSON of a column, or what is wrong with it.
fn json<T: DeserializeOwned>(text: &str, what: &str) -> std::result::Result<T, Wrong> {
    serde_json::from_str(text).map_err(|error| Wrong::Content(format!("{what}: {error}")))
}
