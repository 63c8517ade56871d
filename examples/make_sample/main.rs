//! Makes the illustrative Coventry sample under `data/`: the same bytes on every run and every machine.
//!
//! ```sh
//! cargo run --example make_sample
//! ```
//!
//! Modelled on public facts only: 345,300 residents (Census 2021), the city's place and rough shape, real neighbourhood
//! names for the localities, and the published savings of £0.9m, £1.4m and £1.4m. Areas, sites, money and decisions are
//! invented.

mod borders;
mod chance;
mod city;
mod decisions;
mod people;
mod services;
mod sites;

use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use chance::Chance;

/// Said in every file.
const NOTE: &str = "Illustrative data made by a generator (examples/make_sample): invented areas, sites, money and decisions. Not a record of, or a proposal about, any real building.";

/// Every random choice follows from this.
const SEED: u64 = 345_300;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    fs::create_dir_all(&folder)?;
    let mut chance = Chance::new(SEED);

    let city = city::build(&mut chance);
    let people = people::settle(&city, &mut chance);
    let populations: Vec<u32> = people.iter().map(|here| here.population).collect();
    let sites = sites::build(&mut chance);
    let plan = decisions::plan(&sites)?;

    write(&folder, "areas.geojson", &collection(&people::features(&city, &people)))?;
    write(&folder, "localities.geojson", &collection(&city::locality_features(&city, &populations)))?;
    write(&folder, "sites.geojson", &collection(&sites::features(&sites)))?;
    write(&folder, "services.json", &labelled(services::services()))?;
    write(&folder, "blueprint.json", &labelled(services::blueprint()))?;
    write(&folder, "plan.json", &labelled(plan))?;
    Ok(())
}

/// Features as a collection that says what it is, a feature a line so that a change can be read.
fn collection(features: &[Value]) -> String {
    let lines: Vec<String> = features.iter().map(Value::to_string).collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"illustrative\":true,\"note\":{},\"features\":[\n{}\n]}}\n",
        json!(NOTE),
        lines.join(",\n")
    )
}

/// A JSON object that says what it is.
fn labelled(mut value: Value) -> String {
    value["illustrative"] = json!(true);
    value["note"] = json!(NOTE);
    format!("{value:#}\n")
}

fn write(folder: &Path, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let path = folder.join(name);
    fs::write(&path, text)?;
    println!("{}: {} bytes", path.display(), text.len());
    Ok(())
}
