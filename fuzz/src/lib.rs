//! What every fuzz target does: put the bytes into a file, give it to the program as this or that, and expect an answer.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use hub_planner::load::{self, Inputs, Silent};
use tempfile::TempDir;

const SITES: &str = "id,lon,lat,services\nhall,-1.5,52.4,library\n";
const LOCALITIES: &str = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "l", "population": 10},
    "geometry": {"type": "Polygon", "coordinates": [[[-2, 52], [-1, 52], [-1, 53], [-2, 53], [-2, 52]]]}}]}"#;
const AREAS: &str = "id,lon,lat,population\nx,-1.5,52.4,10\ny,-1.4,52.4,20\n";

/// What the bytes are given as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Sites,
    Localities,
    Join,
    Services,
    Blueprint,
    Plan,
}

/// A folder of this process, kept until it ends.
pub fn desk() -> &'static Path {
    static DESK: OnceLock<TempDir> = OnceLock::new();
    DESK.get_or_init(|| {
        let desk = TempDir::new().expect("a folder");
        for (name, text) in [("sound.csv", SITES), ("sound.geojson", LOCALITIES), ("areas.csv", AREAS)] {
            fs::write(desk.path().join(name), text).expect("written");
        }
        desk
    })
    .path()
}

/// Writes the bytes as a file of this name.
pub fn written(name: &str, bytes: &[u8]) -> PathBuf {
    let path = desk().join(name);
    fs::write(&path, bytes).expect("written");
    path
}

/// Loads a project in which one file holds the bytes. Any answer will do but a panic.
pub fn load_as(part: Part, name: &str, bytes: &[u8]) {
    let file = Some(written(name, bytes));
    let mut inputs = Inputs {
        sites: Some(desk().join("sound.csv")),
        localities: Some(desk().join("sound.geojson")),
        ..Inputs::default()
    };
    match part {
        Part::Sites => inputs.sites = file,
        Part::Localities => inputs.localities = file,
        Part::Join => {
            inputs.areas = Some(desk().join("areas.csv"));
            let spec = format!("{}:id", desk().join(name).display());
            inputs.joins.extend(spec.parse::<hub_planner::load::JoinSpec>().ok());
        }
        Part::Services => inputs.services = file,
        Part::Blueprint => inputs.blueprint = file,
        Part::Plan => inputs.plan = file,
    }
    drop(load::read(&inputs, &Silent));
}
