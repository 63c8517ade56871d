//! What features are called: ids and names by mapping, by ordinary heading or by census code, and mappings that miss.

use std::collections::HashSet;

use serde_json::Value;

use super::layer::{self, label};
use super::shape::{self, Shape};
use super::values;
use super::{Bytes, Files, Mapping, Report};
use crate::error::Result;
use crate::model::{Columns, Role, Severity, Source};

type Feature = layer::Feature<Shape>;

/// Features in their places, and what they are called by.
pub(super) struct Named {
    pub(super) features: Vec<Feature>,
    pub(super) ids: Ids,
    pub(super) source: Source,
    pub(super) illustrative: bool,
}

/// Reads a layer of areas or localities, whose ids stand in the file as the mapping or a census code says.
pub(super) fn read_named(file: &Bytes, files: &Files, role: Role, report: &mut Report<'_>) -> Result<Named> {
    let mapping = &files.mapping;
    let mut layer = layer::read(file, report)?;
    let features = shape::settle(&mut layer, role, &files.fixes, file, report)?;
    tell_mapping(&features, mapping, role, report);
    note_code(&features, mapping, role, report);
    let ids = Ids::of(&features, mapping, role, report);
    let source = layer.source(file, role, mapping);
    Ok(Named { features, ids, source, illustrative: layer.illustrative })
}

/// Census and administrative codes that serve as ids, finest first; each with `NM` in place of `CD` is the name.
const CODES: [&str; 6] = ["OA", "LSOA", "MSOA", "WD", "LAD", "UTLA"];

/// A property of this name, whatever its capitals; the exact one comes first.
fn text(feature: &Feature, name: &str) -> Option<String> {
    let known = |value: &Value| values::text(value).known();
    feature.properties.get(name).and_then(known).or_else(|| {
        let (_, value) = feature.properties.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        known(value)
    })
}

/// What stands in the mapped column of a field: `None` when there is no mapping or the feature lacks the column.
fn mapped<'a>(feature: &'a Feature, mapping: &Mapping, role: Role, field: &str) -> Option<&'a Value> {
    let has = |column: &str| feature.properties.contains_key(column);
    let columns = mapping.columns(role, field)?.among(&has);
    feature.properties.get(columns.first()?)
}

/// A feature's id: the mapped column, its `id`, a census code, or the feature-level id.
pub(super) fn id_of(feature: &Feature, mapping: &Mapping, role: Role) -> Option<String> {
    if let Some(id) = mapped(feature, mapping, role, "id") {
        return values::text(id).known();
    }
    let exact = |name: &str| feature.properties.get(name).and_then(|value| values::text(value).known());
    exact("id")
        .or_else(|| if role == Role::Sites { None } else { code_column(feature).and_then(exact) })
        .or_else(|| feature.id.clone())
        .or_else(|| text(feature, "id"))
}

/// A feature's name: the mapped column, its `name`, or the name beside its census code.
pub(super) fn name_of(feature: &Feature, mapping: &Mapping, role: Role) -> Option<String> {
    if let Some(name) = mapped(feature, mapping, role, "name") {
        return values::text(name).known();
    }
    let beside_code = || {
        let code = code_column(feature)?;
        match code.get(..code.len().checked_sub(5)?).filter(|_| code.to_lowercase().ends_with("_code")) {
            Some(stem) => text(feature, &format!("{stem}_name")),
            None => text(feature, &format!("{}NM", code.get(..code.len().checked_sub(2)?)?)),
        }
    };
    let exact = feature.properties.get("name").and_then(|value| values::text(value).known());
    exact.or_else(beside_code).or_else(|| text(feature, "name"))
}

/// Whether a heading is this kind of code: `OA21CD`, `lsoa11cd`, `WD22CD`, `ward22_code` …
fn is_code_of(name: &str, prefix: &str) -> bool {
    let capitals = name.to_uppercase();
    let prefixes = if prefix == "WD" { ["WD", "WARD"] } else { [prefix; 2] };
    prefixes.into_iter().any(|prefix| {
        let rest = capitals.strip_prefix(prefix);
        let year = rest.and_then(|rest| rest.strip_suffix("CD").or_else(|| rest.strip_suffix("_CODE")));
        year.is_some_and(|year| year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Whether a heading is a census or administrative code.
pub(super) fn is_code(name: &str) -> bool {
    CODES.iter().any(|prefix| is_code_of(name, prefix))
}

/// The finest census or administrative code among a feature's properties.
fn code_column(feature: &Feature) -> Option<&str> {
    CODES.iter().find_map(|prefix| {
        feature.properties.keys().map(String::as_str).find(|name| is_code_of(name, prefix))
    })
}

/// The heading that ids are read from: the mapped column, or a census code where there is no `id`.
pub(super) fn code_heading(feature: &Feature, mapping: &Mapping, role: Role) -> Option<String> {
    let has = |column: &str| feature.properties.contains_key(column);
    let mapped = mapping.columns(role, "id").and_then(|columns| columns.among(&has).into_iter().next());
    mapped.or_else(|| code_column(feature).filter(|_| !has("id")).map(str::to_owned))
}

/// Tells which census code was taken as the id, when the file has no id of its own.
fn note_code(features: &[Feature], mapping: &Mapping, role: Role, report: &mut Report<'_>) {
    let Some(first) = features.first().filter(|first| !first.properties.contains_key("id")) else { return };
    if let (Some(code), None) = (code_column(first), mapped(first, mapping, role, "id")) {
        let message = format!("{code} is taken as the id of the {}", role.word());
        let remedy = format!("If another column is meant, say so: --map {}.id=COLUMN.", role.word());
        report.say(Severity::Note, None, Some(code), message, &remedy);
    }
}

/// Tells of mappings for this role whose field is not known or whose column no feature has. Areas' columns may come with
/// joined tables, so for areas only what must be in the file itself is looked for here.
pub(super) fn tell_mapping(features: &[Feature], mapping: &Mapping, role: Role, report: &mut Report<'_>) {
    let known: &[&str] = match role {
        Role::Sites => &SITE_FIELDS,
        Role::Localities => &["id", "name", Columns::POPULATION],
        _ => &["id", "name"],
    };
    let has = |column: &str| features.iter().any(|feature| feature.properties.contains_key(column));
    for (field, columns, named) in mapping.of_role(role) {
        if !known.contains(&field) {
            if named && role == Role::Sites {
                let message = format!("\"{field}\" is not a field of sites, so it was not mapped");
                let remedy = format!("Use one of: {}.", known.join(", "));
                report.say(Severity::Error, None, Some(field), message, &remedy);
            }
            continue;
        }
        // An entry for all roles serves those that have the column; a field that only sites have is meant for them.
        let meant = named || role == Role::Sites && !["id", "name"].contains(&field);
        let missing = columns.among(&has).into_iter().find(|column| !has(column));
        if let (true, Some(column)) = (meant, missing) {
            let mut headings: Vec<&str> = Vec::new();
            for name in features.iter().flat_map(|feature| feature.properties.keys()) {
                if headings.len() < 30 && !headings.contains(&name.as_str()) {
                    headings.push(name);
                }
            }
            let message = format!("there is no column \"{column}\" to be the {}' {field}", role.word());
            let remedy = format!("Correct the mapping; there are: {}.", headings.join(", "));
            report.say(Severity::Error, None, Some(field), message, &remedy);
        }
    }
}

/// The fields of a site, as the file format lists them.
pub(super) const SITE_FIELDS: [&str; 32] = [
    "id",
    "name",
    "kind",
    "owner",
    "partner",
    "uprn",
    "address",
    "postcode",
    "tenure",
    "floor_area_m2",
    "area_basis",
    "running_cost_gbp",
    "income_gbp",
    "delivery_gbp",
    "backlog_gbp",
    "condition",
    "capital_value_gbp",
    "clawback_gbp",
    "clawback_service",
    "electricity_kwh",
    "gas_kwh",
    "epc",
    "opening_hours",
    "hours_per_week",
    "footfall",
    "desks",
    "step_free",
    "listed",
    "services",
    "keep",
    "cannot_host",
    "available_from",
];

/// The ids of a layer: each once, and one for every feature.
pub(super) struct Ids {
    met: HashSet<String>,
    /// True when no feature has an id: that is told once, not for each.
    none_has: bool,
}

impl Ids {
    /// Looks through a layer; when no feature of several has an id, that is told.
    pub(super) fn of(features: &[Feature], mapping: &Mapping, role: Role, report: &mut Report<'_>) -> Self {
        let none_has =
            features.len() > 1 && !features.iter().any(|feature| id_of(feature, mapping, role).is_some());
        if none_has {
            let number = |feature: Option<&Feature>| feature.map_or(0, |feature| feature.number);
            let message = format!(
                "no feature has an id; they are called feature-{} to feature-{}",
                number(features.first()),
                number(features.last())
            );
            let headings: Vec<&str> = features
                .iter()
                .take(1)
                .flat_map(|first| first.properties.keys())
                .map(String::as_str)
                .collect();
            let remedy = format!(
                "Say which column is the id: --map {}.id=COLUMN; there are: {}.",
                role.word(),
                headings.join(", ")
            );
            report.say(Severity::Warning, None, Some("id"), message, &remedy);
        }
        Self { met: HashSet::new(), none_has }
    }

    /// The id of a feature that can be used: its own, or one made up. `None` when it was met before; then this feature is
    /// left out, and told.
    pub(super) fn take(
        &mut self,
        own: Option<String>,
        number: usize,
        report: &mut Report<'_>,
    ) -> Option<String> {
        let remedy = "Give every feature an id of its own.";
        let id = own.unwrap_or_else(|| {
            let id = format!("feature-{number}");
            if !self.none_has {
                let message = format!("it has no id; it is called {id}");
                report.say(Severity::Warning, Some(&number.to_string()), Some("id"), message, remedy);
            }
            id
        });
        if self.met.insert(id.clone()) {
            return Some(id);
        }
        let message =
            format!("the id \"{id}\" was met before; the first feature stays, this one is left out");
        report.say(Severity::Error, Some(&label(number, Some(&id))), Some("id"), message, remedy);
        None
    }
}
