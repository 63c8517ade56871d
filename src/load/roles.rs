//! What a file is, guessed from its content.

use std::path::Path;

use serde_json::Value;

use super::Bytes;
use super::geojson::parse;
use crate::model::Role;

/// A city has some dozens of localities at most, and hundreds of areas.
const MOST_LOCALITIES: usize = 60;

/// What a JSON or GeoJSON file most likely is; `None` when it cannot be told.
pub fn guess_role(path: &Path) -> Option<Role> {
    let root = parse(&Bytes::read(path).ok()?).ok()?;
    let has = |key: &str| root.get(key).is_some();
    if has("services") {
        return Some(Role::Services);
    }
    if has("rules") || has("tiers") {
        return Some(Role::Blueprint);
    }
    if has("options") || has("settings") {
        return Some(Role::Plan);
    }
    let features = root.get("features")?.as_array()?;
    let any = |found: &dyn Fn(&Value) -> bool| features.iter().take(50).any(found);
    let property = |names: &'static [&'static str]| {
        any(&|feature| names.iter().any(|name| feature.pointer(&format!("/properties/{name}")).is_some()))
    };
    if property(&["services", "running_cost_gbp", "floor_area_m2", "opening_hours", "uprn", "UPRN"]) {
        return Some(Role::Sites);
    }
    let points = any(&|feature| feature.pointer("/geometry/type").and_then(Value::as_str) == Some("Point"));
    if points {
        return Some(if property(&["population"]) { Role::Areas } else { Role::Sites });
    }
    Some(if features.len() > MOST_LOCALITIES { Role::Areas } else { Role::Localities })
}
