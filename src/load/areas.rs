//! Areas: features with an outline or a point, whose other properties are columns, and where their people stand.

use std::collections::{BTreeMap, HashSet};

use super::columns::{POINT_LAT, POINT_LON, check_population, column, columns_of};
use super::layer::{self, label};
use super::names::{Named, code_heading, id_of, name_of, read_named};
use super::shape::{self, Shape};
use super::values::{self, Read};
use super::{Bytes, Files, Report, long};
use crate::error::Result;
use crate::model::{Area, Columns, Dataset, Issue, Origin, Position, Role, Severity};
use crate::place::{from_british_grid, representative_point};
use crate::units;

type Feature = layer::Feature<Shape>;

/// Areas without any place yet: their index, and how to name them if none comes.
pub(super) type Unplaced = Vec<(usize, String)>;

/// Reads areas into the dataset; those without a place wait for a table of centroids. An error only when not one can be
/// used.
pub(super) fn read(file: &Bytes, files: &Files, dataset: &mut Dataset) -> Result<Unplaced> {
    let mapping = &files.mapping;
    let mut report = Report { file: file.name.clone(), issues: &mut dataset.issues };
    let Named { features, mut ids, source, illustrative } =
        read_named(file, files, Role::Areas, &mut report)?;
    let mut rows = Vec::new();
    let mut unplaced = Vec::new();
    for feature in &features {
        let known_id = id_of(feature, mapping, Role::Areas);
        let label = label(feature.number, known_id.as_deref());
        let (position, own_point) = match area_point(feature, &label, &mut report) {
            Ok(placed) => placed,
            Err(wrong) => {
                report.skip(&label, wrong);
                continue;
            }
        };
        let Some(id) = ids.take(known_id, feature.number, &mut report) else { continue };
        let name = name_of(feature, mapping, Role::Areas).unwrap_or_else(|| id.clone());
        let outline = match &feature.shape {
            Shape::Outline(outline) => Some(outline.clone()),
            _ => None,
        };
        if position.is_none() {
            unplaced.push((dataset.areas.len(), label.clone()));
        }
        let position = position.unwrap_or_default();
        dataset.provenance.area_rows.insert(id.clone(), feature.number);
        dataset.areas.push(Area { id, name, position, own_point, outline, texts: BTreeMap::new() });
        rows.push((label, &feature.properties));
    }
    if dataset.areas.is_empty() {
        return Err(report.nothing_usable("area"));
    }
    let labels: Vec<&str> = rows.iter().map(|(label, _)| label.as_str()).collect();
    dataset.provenance.area_code =
        features.first().and_then(|first| code_heading(first, mapping, Role::Areas));
    for (name, cells) in columns_of(&rows, &mut report) {
        let read = column(&name, &cells, &labels, &mut report);
        dataset.provenance.columns.insert(name.clone(), origin(&file.name, &name));
        read.keep(name, &mut dataset.columns, &mut dataset.areas);
    }
    dataset.illustrative |= illustrative;
    dataset.sources.push(source);
    Ok(unplaced)
}

/// A column of the areas' own file.
pub(super) fn origin(file: &str, column: &str) -> Origin {
    Origin { file: file.to_owned(), column: column.to_owned(), ..Origin::default() }
}

/// Makes the columns that the mapping names, and checks the one that counts residents.
pub(super) fn map_columns(files: &Files, file: &str, dataset: &mut Dataset) {
    let role = if dataset.localities_are_areas { Role::Localities } else { Role::Areas };
    let fields: Vec<(String, Vec<String>, bool)> = files
        .mapping
        .of_role(role)
        .filter(|(field, _, _)| !["id", "name"].contains(field))
        .map(|(field, columns, named)| {
            (field.to_owned(), columns.among(&|name| dataset.columns.get(name).is_some()), named)
        })
        .collect();
    for (field, columns, named) in fields {
        let missing = columns.iter().find(|column| dataset.columns.get(column).is_none());
        if let Some(missing) = missing {
            if named || field == Columns::POPULATION {
                let known: Vec<&str> = dataset.columns.names().take(30).collect();
                let message = format!("there is no numeric column \"{missing}\" to be the areas' {field}");
                let remedy = format!("Correct the mapping; there are: {}.", known.join(", "));
                dataset.issues.push(Issue::new(Severity::Error, file, message, remedy).in_field(field));
            }
            continue;
        }
        sum(dataset, field, &columns);
    }
    recognise_population(file, dataset);
    check_population(file, dataset);
}

/// Makes a column of several, unknown where one of them is.
fn sum(dataset: &mut Dataset, field: String, columns: &[String]) {
    let sums = (0..dataset.areas.len())
        .map(|area| columns.iter().map(|column| dataset.columns.value(column, area)).sum())
        .collect();
    let first = columns.first().and_then(|column| dataset.provenance.columns.get(column));
    let origin = Origin { column: columns.join(" + "), ..first.cloned().unwrap_or_default() };
    dataset.provenance.columns.insert(field.clone(), origin);
    dataset.columns.0.insert(field, sums);
}

/// Takes the column (or age bands) that headings say count all residents, when none is called population.
fn recognise_population(file: &str, dataset: &mut Dataset) {
    if dataset.columns.get(Columns::POPULATION).is_some() {
        return;
    }
    let origin = |name: &str| {
        dataset.provenance.columns.get(name).map_or_else(String::new, |origin| origin.file.clone())
    };
    let names = dataset.columns.names().map(|name| (name.to_owned(), origin(name))).collect();
    let Some(columns) = long::of_population(&names) else { return };
    sum(dataset, Columns::POPULATION.to_owned(), &columns);
    let people = units::thousands(dataset.people());
    let message = match columns.as_slice() {
        [only] => format!("\"{only}\" is taken as the population: {people} people"),
        bands => format!("the sum of {} age bands is taken as the population: {people} people", bands.len()),
    };
    let remedy = "If another column is meant, say so: --map areas.population=COLUMN.";
    dataset.issues.push(Issue::new(Severity::Note, file, message, remedy).in_field(Columns::POPULATION));
}

/// Puts areas where a joined or mapped table of centroids says that their people stand (in degrees or on the British
/// National Grid), and leaves out those that have no place even so.
pub(super) fn place_people(file: &str, unplaced: Unplaced, dataset: &mut Dataset) -> Result<()> {
    let mut report = Report { file: file.to_owned(), issues: &mut dataset.issues };
    let (lon, lat) = (dataset.columns.0.remove(POINT_LON), dataset.columns.0.remove(POINT_LAT));
    let mut missing = unplaced;
    if let (Some(lon), Some(lat)) = (lon, lat) {
        let mut wrong = 0;
        let mut found = HashSet::new();
        for (index, (area, numbers)) in dataset.areas.iter_mut().zip(lon.into_iter().zip(lat)).enumerate() {
            let (Some(x), Some(y)) = numbers else { continue };
            let Some(position) = people_at(x, y) else {
                wrong += 1;
                continue;
            };
            (area.position, area.own_point) = (position, true);
            found.insert(index);
        }
        missing.retain(|(place, _)| !found.contains(place));
        if wrong > 0 {
            let message =
                format!("point_lon and point_lat of {wrong} areas are no place; their own points are used");
            let remedy = "Give degrees (WGS 84), or eastings and northings (British National Grid).";
            report.say(Severity::Warning, None, Some(POINT_LON), message, remedy);
        }
    }
    for (_, label) in &missing {
        report.skip(label, "it has no geometry and no point_lon, point_lat");
    }
    let lost: HashSet<usize> = missing.into_iter().map(|(place, _)| place).collect();
    if lost.len() == dataset.areas.len() {
        return Err(report.nothing_usable("area"));
    }
    retain_but(&mut dataset.areas, &lost);
    for values in dataset.columns.0.values_mut() {
        retain_but(values, &lost);
    }
    Ok(())
}

/// Leaves out what stands at these places.
fn retain_but<T>(items: &mut Vec<T>, lost: &HashSet<usize>) {
    let mut place = 0;
    items.retain(|_| {
        place += 1;
        !lost.contains(&(place - 1))
    });
}

/// A position from degrees or from a British easting and northing.
fn people_at(x: f64, y: f64) -> Option<Position> {
    if shape::is_degrees([x, y]) {
        return Some(Position { lon: x, lat: y });
    }
    if shape::is_on_grid([x, y]) { from_british_grid(x, y) } else { None }
}

/// Where an area's people stand and whether the file itself says so: its own point, else its outline's, else nowhere yet.
fn area_point<'a>(
    feature: &'a Feature,
    label: &str,
    report: &mut Report<'_>,
) -> std::result::Result<(Option<Position>, bool), &'a str> {
    let number = |name: &str| feature.properties.get(name).map(values::number);
    match (number(POINT_LON), number(POINT_LAT)) {
        (Some(Read::Known(lon)), Some(Read::Known(lat))) if people_at(lon, lat).is_some() => {
            return Ok((people_at(lon, lat), true));
        }
        (None | Some(Read::Unknown), None | Some(Read::Unknown)) => {}
        _ => {
            let message = "point_lon and point_lat are no place; the outline's own point is used";
            report.say(
                Severity::Warning,
                Some(label),
                Some(POINT_LON),
                message,
                "Correct both, or leave both empty.",
            );
        }
    }
    match &feature.shape {
        Shape::Point(position) => Ok((Some(*position), false)),
        Shape::Outline(outline) => Ok((representative_point(outline), false)),
        Shape::Nowhere => Ok((None, false)),
        Shape::Unusable(wrong) => Err(wrong),
    }
}
