//! Localities: features with an outline, whose other properties are columns; and as areas where there are no others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::areas::origin;
use super::columns::{Column, column, columns_of};
use super::layer::{self, label};
use super::names::{Named, id_of, name_of, read_named};
use super::shape::Shape;
use super::{Bytes, Files, Mapping, Report};
use crate::error::Result;
use crate::model::{Area, Columns, Dataset, Issue, Locality, Role, Severity};
use crate::place::representative_point;

/// Reads localities into the dataset. An error only when not one can be used.
pub(super) fn read(file: &Bytes, files: &Files, dataset: &mut Dataset) -> Result<()> {
    let mapping = &files.mapping;
    let mut report = Report { file: file.name.clone(), issues: &mut dataset.issues };
    let Named { features, mut ids, source, illustrative } =
        read_named(file, files, Role::Localities, &mut report)?;
    let mut rows = Vec::new();
    for feature in &features {
        let known_id = id_of(feature, mapping, Role::Localities);
        let label = label(feature.number, known_id.as_deref());
        let outline = match outline(feature) {
            Ok(outline) => outline.clone(),
            Err(wrong) => {
                report.skip(&label, wrong);
                continue;
            }
        };
        let Some(id) = ids.take(known_id, feature.number, &mut report) else { continue };
        let name = name_of(feature, mapping, Role::Localities).unwrap_or_else(|| id.clone());
        let (numbers, texts) = (BTreeMap::new(), BTreeMap::new());
        if files.areas.is_none() {
            dataset.provenance.area_rows.insert(id.clone(), feature.number);
        }
        dataset.localities.push(Locality { id, name, outline, numbers, texts });
        rows.push((label, &feature.properties));
    }
    if dataset.localities.is_empty() {
        return Err(report.nothing_usable("locality"));
    }
    give_columns(&rows, &mut dataset.localities, &mut report);
    for locality in &mut dataset.localities {
        map_population(locality, mapping);
    }
    dataset.illustrative |= illustrative;
    dataset.sources.push(source);
    Ok(())
}

fn outline(feature: &layer::Feature<Shape>) -> std::result::Result<&geo::MultiPolygon<f64>, &str> {
    match &feature.shape {
        Shape::Outline(outline) => Ok(outline),
        Shape::Point(_) => Err("it is a point, and a locality must be a polygon"),
        Shape::Nowhere => Err("it has no geometry"),
        Shape::Unusable(wrong) => Err(wrong),
    }
}

/// Gives localities their properties: a column of numbers is unknown where it is a gap or no number.
fn give_columns(
    rows: &[(String, &Map<String, Value>)],
    localities: &mut [Locality],
    report: &mut Report<'_>,
) {
    for (name, cells) in columns_of(rows, report) {
        let labels: Vec<&str> = rows.iter().map(|(label, _)| label.as_str()).collect();
        match column(&name, &cells, &labels, report) {
            Column::Numbers(values) => {
                for ((locality, (_, properties)), value) in localities.iter_mut().zip(rows).zip(values) {
                    if properties.contains_key(&name) {
                        locality.numbers.insert(name.clone(), value);
                    }
                }
            }
            Column::Texts(texts) => {
                for (locality, text) in localities.iter_mut().zip(texts) {
                    if let Some(text) = text {
                        locality.texts.insert(name.clone(), text);
                    }
                }
            }
        }
    }
}

fn map_population(locality: &mut Locality, mapping: &Mapping) {
    let Some(columns) = mapping.columns(Role::Localities, Columns::POPULATION) else { return };
    let columns = columns.among(&|column| locality.numbers.contains_key(column));
    let values: Option<Vec<Option<f64>>> =
        columns.iter().map(|column| locality.numbers.get(column).copied()).collect();
    // Columns that are not there were told when they are meant for localities.
    if let Some(values) = values {
        locality.numbers.insert(Columns::POPULATION.to_owned(), values.into_iter().sum());
    }
}

/// Without areas, each locality is its own area.
pub(super) fn as_areas(dataset: &mut Dataset) {
    let file = dataset.file_of(Role::Localities);
    dataset.localities_are_areas = true;
    let names: BTreeSet<String> =
        dataset.localities.iter().flat_map(|locality| locality.numbers.keys().cloned()).collect();
    for name in names {
        let values: Vec<Option<f64>> = dataset
            .localities
            .iter()
            .map(|locality| locality.numbers.get(&name).copied().flatten())
            .collect();
        if values.iter().any(Option::is_some) {
            dataset.provenance.columns.insert(name.clone(), origin(&file, &name));
            dataset.columns.0.insert(name, values);
        }
    }
    for locality in &dataset.localities {
        dataset.areas.push(Area {
            id: locality.id.clone(),
            name: locality.name.clone(),
            // Outlines without a corner were left out, so there is a point.
            position: representative_point(&locality.outline).unwrap_or_default(),
            own_point: false,
            outline: Some(locality.outline.clone()),
            texts: BTreeMap::new(),
        });
    }
    let message = "no areas were given, so each locality is measured from one point";
    let remedy = "Add areas (output areas or LSOAs) for a sharper picture.";
    dataset.issues.push(Issue::new(Severity::Note, file, message, remedy));
}
