//! What a file is, guessed from its content.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::geojson::outermost;
use super::layer::{self, Feature, Raw};
use super::names::is_code;
use super::{Bytes, Inputs, JoinSpec, Report, codes, excel, kml, points, profiles, sheet};
use crate::error::{Error, Result, file_name};
use crate::model::Role;

/// A city has some dozens of localities at most, and hundreds of areas.
const MOST_LOCALITIES: usize = 60;

/// Features looked at.
const LOOKED_AT: usize = 50;

/// Properties that only sites have.
const OF_SITES: [&str; 5] = ["services", "running_cost_gbp", "floor_area_m2", "opening_hours", "uprn"];

/// What a layer, a table or a JSON file most likely is; `None` when it cannot be told.
pub fn guess_role(path: &Path) -> Option<Role> {
    role_of(path).ok().flatten()
}

/// The same; an error when the file cannot be read, whatever it is.
fn role_of(path: &Path) -> Result<Option<Role>> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pbf")) {
        return Ok(Some(Role::Streets));
    }
    let file = Bytes::read(path)?;
    if file.has_ending("zip") {
        // The names of the files in a zip stand in it as they are.
        let name = b"stop_times.txt";
        let is_feed = file.content.windows(name.len()).any(|bytes| bytes == name);
        return Ok(is_feed.then_some(Role::Timetable));
    }
    let table =
        excel::is_excel(&file.content) || ["csv", "tsv", "txt"].iter().any(|ending| file.has_ending(ending));
    if table && !kml::is_kml(&file) {
        let mut issues = Vec::new();
        let sheet = sheet::beginning(&file, &mut Report { file: file.name.clone(), issues: &mut issues })?;
        let is_table = sheet.header.len() > 1 && !sheet.rows.is_empty();
        return Ok(is_table.then(|| of_headings(&sheet.header)));
    }
    if let Ok(root) = outermost(&file)
        && let Some(role) = of_decisions(&root)
    {
        return Ok(Some(role));
    }
    let mut issues = Vec::new();
    let layer = layer::read(&file, &mut Report { file: file.name.clone(), issues: &mut issues })?;
    Ok(of_features(&layer.features))
}

/// Sites, a table of postcodes, a lookup between years, or a table to join.
fn of_headings(header: &[String]) -> Role {
    let coordinates = points::coordinates(header).is_some();
    let has = |names: &[&str]| header.iter().any(|heading| names.contains(&points::plain(heading).as_str()));
    let coded = header.iter().any(|name| is_code(name) || codes::year_of(name).is_some());
    if coordinates && has(&["pcds", "pcd", "pcd2", "positionalqualityindicator"]) {
        Role::Postcodes
    } else if profiles::is_register(header) || coordinates && !coded {
        Role::Sites
    } else if coordinates {
        Role::Areas
    } else if super::responses::is_responses(header) {
        Role::Responses
    } else if codes::is_lookup(header) {
        Role::Lookup
    } else {
        Role::Join
    }
}

/// Gives a file its place among the inputs: the role written before it (`sites=F`), else the one that its content suggests.
/// Returns the role. An error when it cannot be told, or when another file has that place.
pub fn take_file(inputs: &mut Inputs, path: &Path) -> Result<Role> {
    let (role, path) = match named_role(path) {
        Some((role, path)) => (Some(role), path),
        None => (role_of(path)?, path.to_owned()),
    };
    let Some(role) = role else {
        let shown = path.display();
        return Err(Error::Usage(format!(
            "cannot tell what {shown} is; say sites={shown}, localities={shown} or areas={shown}"
        )));
    };
    let Some(place) = inputs.place_mut(role) else {
        inputs.joins.push(JoinSpec { path, key: None, pivot: None });
        return Ok(role);
    };
    if let (Role::Areas, Some(other)) = (role, &mut *place)
        && is_table(other) != is_table(&path)
    {
        // A table of the areas' points beside their outlines is joined to them.
        let table = if is_table(other) { std::mem::replace(other, path) } else { path };
        inputs.joins.push(JoinSpec { path: table, key: None, pivot: None });
        return Ok(Role::Areas);
    }
    if let Some(other) = place {
        return Err(Error::Usage(format!(
            "{} and {} are both taken as {}; say which is what, for example areas=F",
            file_name(other),
            file_name(&path),
            role.word()
        )));
    }
    *place = Some(path);
    Ok(role)
}

/// Whether a file is a table by its ending.
fn is_table(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ["csv", "tsv", "txt", "xlsx", "xls", "ods"].contains(&ending.as_str()))
}

/// `sites=F` and the like.
fn named_role(path: &Path) -> Option<(Role, PathBuf)> {
    let (word, file) = path.to_str()?.split_once('=')?;
    let role = Role::ALL.into_iter().find(|role| role.word() == word)?;
    Some((role, PathBuf::from(file)))
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
