//! What a file is, guessed from its content.

use std::path::Path;

use serde_json::{Map, Value};

use super::geojson::outermost;
use super::layer::{self, Feature, Raw};
use super::names::is_code;
use super::{Bytes, Report};
use crate::model::Role;

/// A city has some dozens of localities at most, and hundreds of areas.
const MOST_LOCALITIES: usize = 60;

/// Features looked at.
const LOOKED_AT: usize = 50;

/// Properties that only sites have.
const OF_SITES: [&str; 5] = ["services", "running_cost_gbp", "floor_area_m2", "opening_hours", "uprn"];

/// What a layer or a JSON file most likely is; `None` when it cannot be told.
pub fn guess_role(path: &Path) -> Option<Role> {
    let file = Bytes::read(path).ok()?;
    if let Ok(root) = outermost(&file)
        && let Some(role) = of_decisions(&root)
    {
        return Some(role);
    }
    let mut issues = Vec::new();
    let layer = layer::read(&file, &mut Report { file: file.name.clone(), issues: &mut issues }).ok()?;
    of_features(&layer.features)
}

/// Services, blueprint or plan, by their keys.
fn of_decisions(root: &Map<String, Value>) -> Option<Role> {
    let has = |key: &str| root.contains_key(key);
    if has("services") {
        Some(Role::Services)
    } else if has("rules") || has("tiers") {
        Some(Role::Blueprint)
    } else if has("options") || has("settings") {
        Some(Role::Plan)
    } else {
        None
    }
}

/// Sites, localities or areas, by their properties, shapes and number.
fn of_features(features: &[Feature<Raw>]) -> Option<Role> {
    let first = || features.iter().take(LOOKED_AT);
    let has = |names: &[&str]| {
        first().any(|feature| {
            feature.properties.keys().any(|key| names.iter().any(|name| name.eq_ignore_ascii_case(key)))
        })
    };
    let points = first().any(|feature| matches!(feature.shape, Raw::Point(_)));
    let outlines = first().any(|feature| matches!(feature.shape, Raw::Polygons(_)));
    if !points && !outlines {
        None
    } else if has(&OF_SITES) {
        Some(Role::Sites)
    } else if points {
        let coded = first().any(|feature| feature.properties.keys().any(|key| is_code(key)));
        Some(if coded || has(&["population"]) { Role::Areas } else { Role::Sites })
    } else {
        Some(if features.len() > MOST_LOCALITIES { Role::Areas } else { Role::Localities })
    }
}
