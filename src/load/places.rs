//! Localities and areas from GeoJSON, and what all features share: ids, names, numeric columns.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use super::layer::{self, Layer, label};
use super::shape::{self, Shape};
use super::values::{self, Read};
use super::{Bytes, Files, Mapping, Report};
use crate::error::{Error, Result};
use crate::model::{Area, Columns, Dataset, Issue, Locality, Position, Role, Severity};
use crate::place::representative_point;

type Feature = layer::Feature<Shape>;

/// What was done to a layer, in words, for the project's sources.
pub(super) fn described(layer: &Layer, mapping: &Mapping, role: Role) -> Option<String> {
    let parts: Vec<String> = layer.note.clone().into_iter().chain(mapping.described(role)).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Census and administrative codes that serve as ids, finest first; each with `NM` in place of `CD` is the name.
const CODES: [&str; 6] = ["OA", "LSOA", "MSOA", "WD", "LAD", "UTLA"];

/// Reads localities into the dataset. An error only when not one can be used.
pub(super) fn read_localities(file: &Bytes, files: &Files, dataset: &mut Dataset) -> Result<()> {
    let mapping = &files.mapping;
    let mut report = Report { file: file.name.clone(), issues: &mut dataset.issues };
    let mut layer = layer::read(file, &mut report)?;
    let features = shape::settle(&mut layer, Role::Localities, &files.fixes, file, &mut report)?;
    let mut source = file.source(Role::Localities, features.len());
    source.vintage.clone_from(&layer.vintage);
    source.note = described(&layer, mapping, Role::Localities);
    note_code(&features, mapping, Role::Localities, &mut report);
    let mut ids = HashSet::new();
    for feature in &features {
        let known_id = id_of(feature, mapping, Role::Localities);
        let label = label(feature.number, known_id.as_deref());
        let outline = match &feature.shape {
            Shape::Outline(outline) => outline.clone(),
            Shape::Point(_) => {
                skip(&mut report, &label, "it is a point, and a locality must be a polygon");
                continue;
            }
            Shape::Nowhere => {
                skip(&mut report, &label, "it has no geometry");
                continue;
            }
            Shape::Unusable(wrong) => {
                skip(&mut report, &label, wrong);
                continue;
            }
        };
        let id = known_id.unwrap_or_else(|| made_up_id(feature.number, &mut report));
        if !is_first(&id, feature.number, &mut ids, &mut report) {
            continue;
        }
        let mut numbers = BTreeMap::new();
        let mut texts = BTreeMap::new();
        for (name, value) in &feature.properties {
            match values::number(value) {
                Read::Known(number) => {
                    numbers.insert(name.clone(), Some(number));
                }
                Read::Unknown => {
                    numbers.insert(name.clone(), None);
                }
                Read::Wrong(text) => {
                    texts.insert(name.clone(), text);
                }
            }
        }
        if let Some(columns) = mapping.columns(Role::Localities, Columns::POPULATION) {
            let sum = columns.iter().map(|column| numbers.get(column).copied().flatten()).sum();
            numbers.insert(Columns::POPULATION.to_owned(), sum);
        }
        let name = name_of(feature, mapping, Role::Localities).unwrap_or_else(|| id.clone());
        dataset.localities.push(Locality { id, name, outline, numbers, texts });
    }
    if dataset.localities.is_empty() {
        return Err(Error::NothingUsable(format!(
            "{} holds no usable locality{}",
            file.name,
            report.first_error()
        )));
    }
    dataset.illustrative |= layer.illustrative;
    dataset.sources.push(source);
    Ok(())
}

/// Reads areas into the dataset. An error only when not one can be used.
pub(super) fn read_areas(file: &Bytes, files: &Files, dataset: &mut Dataset) -> Result<()> {
    let mapping = &files.mapping;
    let mut report = Report { file: file.name.clone(), issues: &mut dataset.issues };
    let mut layer = layer::read(file, &mut report)?;
    let features = shape::settle(&mut layer, Role::Areas, &files.fixes, file, &mut report)?;
    let mut source = file.source(Role::Areas, features.len());
    source.vintage.clone_from(&layer.vintage);
    source.note = described(&layer, mapping, Role::Areas);
    note_code(&features, mapping, Role::Areas, &mut report);
    let mut ids = HashSet::new();
    let mut rows = Vec::new();
    for feature in &features {
        let known_id = id_of(feature, mapping, Role::Areas);
        let label = label(feature.number, known_id.as_deref());
        let Some((position, own_point)) = area_point(feature, &label, &mut report) else { continue };
        let id = known_id.unwrap_or_else(|| made_up_id(feature.number, &mut report));
        if !is_first(&id, feature.number, &mut ids, &mut report) {
            continue;
        }
        let name = name_of(feature, mapping, Role::Areas).unwrap_or_else(|| id.clone());
        let outline = match &feature.shape {
            Shape::Outline(outline) => Some(outline.clone()),
            _ => None,
        };
        dataset.areas.push(Area { id, name, position, own_point, outline, texts: BTreeMap::new() });
        rows.push((label, &feature.properties));
    }
    if dataset.areas.is_empty() {
        return Err(Error::NothingUsable(format!(
            "{} holds no usable area{}",
            file.name,
            report.first_error()
        )));
    }
    let names: BTreeSet<&String> = rows.iter().flat_map(|(_, properties)| properties.keys()).collect();
    for name in names {
        if ["id", "name", "point_lon", "point_lat"].contains(&name.as_str()) {
            continue;
        }
        let cells: Vec<Value> =
            rows.iter().map(|(_, properties)| properties.get(name).cloned().unwrap_or(Value::Null)).collect();
        let labels: Vec<&str> = rows.iter().map(|(label, _)| label.as_str()).collect();
        match column(name, &cells, &labels, &mut report) {
            Column::Numbers(values) => {
                dataset.columns.0.insert(name.clone(), values);
            }
            Column::Texts(texts) => {
                for (area, text) in dataset.areas.iter_mut().zip(texts) {
                    if let Some(text) = text {
                        area.texts.insert(name.clone(), text);
                    }
                }
            }
        }
    }
    dataset.illustrative |= layer.illustrative;
    dataset.sources.push(source);
    Ok(())
}

/// Without areas, each locality is its own area.
pub(super) fn localities_as_areas(file: &Bytes, dataset: &mut Dataset) {
    dataset.localities_are_areas = true;
    let names: BTreeSet<String> =
        dataset.localities.iter().flat_map(|locality| locality.numbers.keys().cloned()).collect();
    for name in names.into_iter().filter(|name| !["id", "name"].contains(&name.as_str())) {
        let values: Vec<Option<f64>> = dataset
            .localities
            .iter()
            .map(|locality| locality.numbers.get(&name).copied().flatten())
            .collect();
        if values.iter().any(Option::is_some) {
            dataset.columns.0.insert(name, values);
        }
    }
    for locality in &dataset.localities {
        let Some(position) = representative_point(&locality.outline) else { continue };
        dataset.areas.push(Area {
            id: locality.id.clone(),
            name: locality.name.clone(),
            position,
            own_point: false,
            outline: Some(locality.outline.clone()),
            texts: BTreeMap::new(),
        });
    }
    let message = "no areas were given, so each locality is measured from one point";
    let remedy = "Add areas (output areas or LSOAs) for a sharper picture.";
    dataset.issues.push(Issue::new(Severity::Note, file.name.clone(), message, remedy));
}

/// Makes the columns that the mapping names, and checks the one that counts residents.
pub(super) fn map_columns(files: &Files, dataset: &mut Dataset) {
    let from_areas = files.areas.is_some();
    let file =
        files.areas.as_ref().or(files.localities.as_ref()).map_or_else(String::new, |file| file.name.clone());
    let role = if from_areas { Role::Areas } else { Role::Localities };
    let fields: Vec<(String, Vec<String>, bool)> = files
        .mapping
        .of_role(role)
        .filter(|(field, _, _)| !["id", "name"].contains(field))
        .map(|(field, columns, named)| (field.to_owned(), columns.to_vec(), named))
        .collect();
    for (field, columns, named) in fields {
        let missing: Vec<&String> =
            columns.iter().filter(|column| dataset.columns.get(column).is_none()).collect();
        if let Some(first) = missing.first() {
            if named || field == Columns::POPULATION {
                let known: Vec<&str> = dataset.columns.names().take(30).collect();
                let message = format!("there is no numeric column \"{first}\" to be the areas' {field}");
                let remedy = format!("Correct the mapping; there are: {}.", known.join(", "));
                dataset
                    .issues
                    .push(Issue::new(Severity::Error, file.clone(), message, remedy).in_field(field));
            }
            continue;
        }
        let sums = (0..dataset.areas.len())
            .map(|area| columns.iter().map(|column| dataset.columns.value(column, area)).sum())
            .collect();
        dataset.columns.0.insert(field, sums);
    }
    check_population(file, dataset);
}

fn check_population(file: String, dataset: &mut Dataset) {
    let mut report = Report { file, issues: &mut dataset.issues };
    let Some(values) = dataset.columns.0.get_mut(Columns::POPULATION) else {
        let message = "the areas have no population, so nobody is counted";
        let remedy =
            "Add a column named population, join one, or say which it is: --map areas.population=COLUMN.";
        report.say(Severity::Warning, None, Some(Columns::POPULATION), message, remedy);
        return;
    };
    let mut unknown = 0;
    for (area, value) in dataset.areas.iter().zip(values) {
        if value.is_some_and(|people| people < 0.0) {
            *value = None;
            let message = "a population cannot be below 0; it is taken as unknown";
            report.say(
                Severity::Warning,
                Some(&area.id),
                Some(Columns::POPULATION),
                message,
                "Correct the value.",
            );
        }
        unknown += usize::from(value.is_none());
    }
    if unknown > 0 {
        let message = format!(
            "the population of {unknown} areas is unknown; they are left out of the counts of people"
        );
        report.say(Severity::Warning, None, Some(Columns::POPULATION), message, "Supply the missing counts.");
    }
}

/// A column of cells: numbers, or texts.
pub(super) enum Column {
    Numbers(Vec<Option<f64>>),
    Texts(Vec<Option<String>>),
}

/// Cells of a column that are told one by one; more of them are told together.
const SHOWN: usize = 5;

/// Decides whether a column is numeric (at least half of its known cells are numbers) and reads it; cells of a numeric
/// column that are no numbers are told and unknown.
pub(super) fn column(name: &str, cells: &[Value], labels: &[&str], report: &mut Report<'_>) -> Column {
    let read: Vec<Read<f64>> = cells.iter().map(values::number).collect();
    let numbers = read.iter().filter(|read| matches!(read, Read::Known(_))).count();
    let wrong: Vec<usize> = (0..read.len()).filter(|&row| matches!(read[row], Read::Wrong(_))).collect();
    let is_population = name == Columns::POPULATION;
    if numbers == 0 && !is_population && !wrong.is_empty() || (numbers < wrong.len() && !is_population) {
        return Column::Texts(cells.iter().map(|cell| values::text(cell).known()).collect());
    }
    for &row in wrong.iter().take(SHOWN) {
        if let Read::Wrong(written) = &read[row] {
            let message = format!("\"{written}\" is not a number; it is taken as unknown");
            let remedy = "Correct the value in the file, or leave it empty if it is unknown.";
            report.say(Severity::Warning, labels.get(row).copied(), Some(name), message, remedy);
        }
    }
    if wrong.len() > SHOWN {
        let message =
            format!("{} more values are not numbers; they are taken as unknown", wrong.len() - SHOWN);
        report.say(Severity::Warning, None, Some(name), message, "Correct the values in the file.");
    }
    Column::Numbers(read.into_iter().map(Read::known).collect())
}

/// Where an area's people stand: its own point, else its outline's.
fn area_point(feature: &Feature, label: &str, report: &mut Report<'_>) -> Option<(Position, bool)> {
    let number = |name: &str| feature.properties.get(name).map(values::number);
    match (number("point_lon"), number("point_lat")) {
        (Some(Read::Known(lon)), Some(Read::Known(lat)))
            if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) =>
        {
            return Some((Position { lon, lat }, true));
        }
        (None | Some(Read::Unknown), None | Some(Read::Unknown)) => {}
        _ => {
            let message =
                "point_lon and point_lat are not a longitude and latitude; the outline's own point is used";
            report.say(
                Severity::Warning,
                Some(label),
                Some("point_lon"),
                message,
                "Correct both, or leave both empty.",
            );
        }
    }
    match &feature.shape {
        Shape::Point(position) => Some((*position, false)),
        Shape::Outline(outline) => representative_point(outline).map(|position| (position, false)),
        Shape::Nowhere => {
            skip(report, label, "it has no geometry and no point_lon, point_lat");
            None
        }
        Shape::Unusable(wrong) => {
            skip(report, label, wrong);
            None
        }
    }
}

/// A feature's id: the mapped column, its `id`, a census code, or the feature-level id.
pub(super) fn id_of(feature: &Feature, mapping: &Mapping, role: Role) -> Option<String> {
    let text = |column: &str| feature.properties.get(column).and_then(|value| values::text(value).known());
    if let Some([column, ..]) = mapping.columns(role, "id") {
        return text(column);
    }
    text("id")
        .or_else(|| if role == Role::Sites { None } else { code_column(feature).and_then(text) })
        .or_else(|| feature.id.clone())
        .or_else(|| text("ID"))
}

/// A feature's name: the mapped column, its `name`, or the name beside its census code.
fn name_of(feature: &Feature, mapping: &Mapping, role: Role) -> Option<String> {
    let text = |column: &str| feature.properties.get(column).and_then(|value| values::text(value).known());
    if let Some([column, ..]) = mapping.columns(role, "name") {
        return text(column);
    }
    let beside_code = || {
        let code = code_column(feature)?;
        text(&format!("{}NM", code.get(..code.len().checked_sub(2)?)?))
    };
    text("name").or_else(beside_code).or_else(|| text("NAME")).or_else(|| text("Name"))
}

/// The finest census or administrative code among a feature's properties: `OA21CD`, `LSOA11CD`, `WD22CD` …
fn code_column(feature: &Feature) -> Option<&str> {
    CODES.iter().find_map(|prefix| {
        feature.properties.keys().map(String::as_str).find(|name| {
            let middle = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix("CD"));
            middle.is_some_and(|year| year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit()))
        })
    })
}

fn note_code(features: &[Feature], mapping: &Mapping, role: Role, report: &mut Report<'_>) {
    let Some(first) = features.first().filter(|first| !first.properties.contains_key("id")) else { return };
    if let (Some(code), None) = (code_column(first), mapping.columns(role, "id")) {
        let message = format!("{code} is taken as the id of the {}", role.word());
        let remedy = format!("If another column is meant, say so: --map {}.id=COLUMN.", role.word());
        report.say(Severity::Note, None, Some(code), message, &remedy);
    }
}

/// An id for a feature that has none.
pub(super) fn made_up_id(number: usize, report: &mut Report<'_>) -> String {
    let id = format!("feature-{number}");
    let message = format!("it has no id; it is called {id}");
    report.say(
        Severity::Warning,
        Some(&number.to_string()),
        Some("id"),
        message,
        "Give every feature an id of its own.",
    );
    id
}

/// Whether an id is met for the first time; a second feature of the same id is told and left out.
pub(super) fn is_first(id: &str, number: usize, ids: &mut HashSet<String>, report: &mut Report<'_>) -> bool {
    if ids.insert(id.to_owned()) {
        return true;
    }
    let message = format!("the id \"{id}\" was met before; the first feature stays, this one is left out");
    report.say(
        Severity::Error,
        Some(&label(number, Some(id))),
        Some("id"),
        message,
        "Give every feature an id of its own.",
    );
    false
}

/// Tells of a feature that cannot be used.
pub(super) fn skip(report: &mut Report<'_>, label: &str, wrong: &str) {
    let message = format!("left out: {wrong}");
    report.say(Severity::Error, Some(label), Some("geometry"), message, "Correct its geometry in the file.");
}

impl Report<'_> {
    /// The first error of this file, to go with "nothing usable".
    pub(super) fn first_error(&self) -> String {
        self.issues
            .iter()
            .find(|issue| issue.severity == Severity::Error && issue.file == self.file)
            .map_or_else(String::new, |issue| {
                let feature =
                    issue.feature.as_ref().map_or_else(String::new, |feature| format!("feature {feature}: "));
                format!(" ({feature}{})", issue.message)
            })
    }
}
