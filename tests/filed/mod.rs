//! A project of one of each, saved and edited as a GIS edits it.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use hub_planner::load::Loaded;
use hub_planner::model::{Area, Columns, Dataset, Locality, Plan, Position, Site};
use hub_planner::project;
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

pub fn square(west: f64, south: f64) -> geo::MultiPolygon<f64> {
    let ring = vec![
        (west, south),
        (west + 0.1, south),
        (west + 0.1, south + 0.1),
        (west, south + 0.1),
        (west, south),
    ];
    geo::MultiPolygon(vec![geo::Polygon::new(geo::LineString::from(ring), Vec::new())])
}

/// One of each, with properties of every kind.
pub fn small() -> Loaded {
    let texts = |name: &str, text: &str| BTreeMap::from([(name.to_owned(), text.to_owned())]);
    let locality = Locality {
        id: "l".to_owned(),
        name: "Town".to_owned(),
        outline: square(-1.6, 52.4),
        numbers: [("population".to_owned(), Some(1000.0)), ("homes".to_owned(), None)].into(),
        texts: texts("lead", "Ms Jones"),
    };
    let area = Area {
        id: "a".to_owned(),
        name: "a".to_owned(),
        position: Position { lon: -1.55, lat: 52.45 },
        own_point: false,
        outline: Some(square(-1.6, 52.4)),
        texts: texts("class", "urban"),
    };
    let site = Site {
        id: "s".to_owned(),
        name: "Hall".to_owned(),
        position: area.position,
        extra: BTreeMap::from([
            ("colour".to_owned(), json!("red")),
            ("floors".to_owned(), json!(2)),
            ("lift".to_owned(), json!(true)),
            ("plans".to_owned(), json!([1, {"a": null}])),
        ]),
        ..Site::default()
    };
    let dataset = Dataset {
        sites: vec![site],
        localities: vec![locality],
        areas: vec![area],
        columns: Columns([("population".to_owned(), vec![Some(1000.0)])].into()),
        locality_of_area: vec![Some(0)],
        locality_of_site: vec![Some(0)],
        ..Dataset::default()
    };
    Loaded { dataset, plan: Plan::default() }
}

#[track_caller]
pub fn saved(folder: &TempDir, loaded: &Loaded) -> PathBuf {
    let path = folder.path().join("p.gpkg");
    project::save(&path, &loaded.dataset, &loaded.plan).expect("saved");
    path
}

#[track_caller]
pub fn in_a_gis(path: &Path, edits: &str) {
    Connection::open(path).and_then(|gis| gis.execute_batch(edits)).expect("edited");
}

/// A point as SQL writes it.
pub fn point(lon: f64, lat: f64) -> String {
    let mut hex = String::new();
    for byte in hub_planner::gpkg::point_blob(Position { lon, lat }) {
        write!(hex, "{byte:02x}").expect("text");
    }
    format!("x'{hex}'")
}
