//! A desk: a folder of small files written for one test, and how they are loaded from it.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on reports by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use hub_planner::error::Error;
use hub_planner::load::{self, Inputs, Loaded, Mapping, Silent};
use hub_planner::model::Issue;
use tempfile::TempDir;

/// One square locality, a degree wide, with a thousand people.
pub const LOCALITY: &str = r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
    "properties": {"id": "l", "name": "Town", "population": 1000},
    "geometry": {"type": "Polygon", "coordinates": [[[-2, 52], [-1, 52], [-1, 53], [-2, 53], [-2, 52]]]}}]}"#;

/// A point within it.
pub const POINT: &str = r#"{"type": "Point", "coordinates": [-1.51, 52.41]}"#;

/// A square within it, with its middle at −1.55, 52.45.
pub const SQUARE: &str = r#"{"type": "Polygon", "coordinates": [[[-1.6, 52.4], [-1.5, 52.4], [-1.5, 52.5], [-1.6, 52.5], [-1.6, 52.4]]]}"#;

/// A feature with these properties (JSON without the braces) and this geometry.
pub fn feature(properties: &str, geometry: &str) -> String {
    format!(r#"{{"type": "Feature", "properties": {{{properties}}}, "geometry": {geometry}}}"#)
}

/// A collection of features.
pub fn collection(features: &[String]) -> String {
    format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","))
}

/// A folder with the files of a project, to which a test adds its own.
pub struct Desk {
    folder: TempDir,
    pub inputs: Inputs,
}

impl Desk {
    /// One site (`s`, a library) and one locality.
    pub fn new() -> Self {
        let mut desk = Self { folder: TempDir::new().expect("a folder"), inputs: Inputs::default() };
        desk.sites(&[feature(r#""id": "s", "services": ["library"]"#, POINT)]);
        desk.inputs.localities = Some(desk.write("localities.geojson", LOCALITY));
        desk
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).expect("written");
        path
    }

    pub fn sites(&mut self, features: &[String]) {
        self.inputs.sites = Some(self.write("sites.geojson", collection(features)));
    }

    pub fn localities(&mut self, features: &[String]) {
        self.inputs.localities = Some(self.write("localities.geojson", collection(features)));
    }

    pub fn areas(&mut self, features: &[String]) {
        self.inputs.areas = Some(self.write("areas.geojson", collection(features)));
    }

    /// Adds a table, joined by these columns: `KEY` or `KEY:CATEGORY:VALUE`.
    pub fn join(&mut self, name: &str, text: &str, columns: &str) {
        let path = self.write(name, text);
        self.inputs.joins.push(format!("{}:{columns}", path.display()).parse().expect("a join"));
    }

    pub fn map(&mut self, entries: &[&str]) {
        let entries: Vec<String> = entries.iter().map(|&entry| entry.to_owned()).collect();
        self.inputs.mapping = Mapping::parse(&entries).expect("a mapping");
    }

    pub fn read(&self) -> Result<Loaded, Error> {
        load::read(&self.inputs, &Silent)
    }

    #[track_caller]
    pub fn load(&self) -> Loaded {
        self.read().expect("something usable")
    }
}

/// The Issue whose message holds these words; every Issue must name its file and say what to do.
#[track_caller]
pub fn told<'a>(loaded: &'a Loaded, words: &str) -> &'a Issue {
    let issues = &loaded.dataset.issues;
    for issue in issues {
        assert!(!issue.file.is_empty() && !issue.message.is_empty() && !issue.remedy.is_empty(), "{issue:?}");
    }
    let Some(issue) = issues.iter().find(|issue| issue.message.contains(words)) else {
        panic!("no Issue says \"{words}\": {issues:#?}");
    };
    issue
}

/// Asserts that no Issue is about a field.
#[track_caller]
pub fn silent_about(loaded: &Loaded, field: &str) {
    let found = loaded.dataset.issues.iter().find(|issue| issue.field.as_deref() == Some(field));
    assert_eq!(found, None);
}
