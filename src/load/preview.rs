//! What the columns of a layer are taken for, so that a person can confirm or correct it.

use std::collections::BTreeSet;
use std::path::Path;

use super::guess::guesses;
use super::names::{SITE_FIELDS, code_heading};
use super::shape::{self, Shape};
use super::{Bytes, Mapping, Report, layer, points, profiles, values};
use crate::error::Result;
use crate::model::{Columns, Role};

/// The columns of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// File name without folder.
    pub file: String,
    /// Features or rows.
    pub rows: usize,
    /// Its columns, in the order of the file.
    pub columns: Vec<PreviewColumn>,
}

/// One column of a layer and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewColumn {
    /// Its heading.
    pub heading: String,
    /// The first value that is known.
    pub first: Option<String>,
    /// Rows with a value.
    pub known: usize,
    /// The field that it is read as; none: it is kept as it is.
    pub field: Option<String>,
    /// Why it is taken for that field.
    pub why: Why,
}

/// Why a column is taken for a field, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The person said so.
    Said,
    /// It is called like the field.
    SameName,
    /// Its heading is one that registers use for the field.
    Recognised,
    /// Words of its heading and this percentage of its values fit the field; it is not used until a person says so.
    Guessed(u8),
    /// It is taken for nothing.
    Unused,
}

/// The fields that columns of a layer can be.
pub fn fields(role: Role) -> Vec<&'static str> {
    match role {
        Role::Sites => SITE_FIELDS.to_vec(),
        Role::Localities => vec!["id", "name", Columns::POPULATION],
        _ => vec!["id", "name", Columns::POPULATION, "point_lon", "point_lat"],
    }
}

/// Looks at a layer as it would be loaded with a mapping.
pub fn preview(path: &Path, role: Role, mapping: &Mapping) -> Result<Preview> {
    let file = Bytes::read(path)?;
    let mut issues = Vec::new();
    let mut report = Report { file: file.name.clone(), issues: &mut issues };
    let mut layer = layer::read(&file, &mut report)?;
    let features = shape::settle(&mut layer, role, &BTreeSet::new(), &file, &mut report)?;
    let headings = layer::headings(&features);
    let all: Vec<String> = headings.iter().map(|heading| (*heading).clone()).collect();
    let place = points::coordinates(&all)
        .filter(|_| features.iter().any(|feature| matches!(feature.shape, Shape::Point(_))));
    let recognised = match role {
        Role::Sites => profiles::recognised(&features, mapping, &mut report),
        _ => mapping.clone(),
    };
    let code = features.first().and_then(|first| code_heading(first, mapping, role));
    let fields = fields(role);
    let column = |(at, heading): (usize, &String)| {
        let read = |mapping: &Mapping| {
            let is_it = |field: &&&str| {
                mapping.columns(role, field).is_some_and(|columns| {
                    columns.among(&|name| all.iter().any(|known| known == name)).contains(heading)
                })
            };
            fields.iter().find(is_it).map(|field| (*field).to_owned())
        };
        let same = || {
            fields.iter().find(|field| heading.eq_ignore_ascii_case(field)).map(|field| (*field).to_owned())
        };
        let (field, why) = if let Some(field) = read(mapping) {
            (Some(field), Why::Said)
        } else if place.is_some_and(|(x, y)| at == x || at == y) {
            (Some("position".to_owned()), Why::Recognised)
        } else if let Some(field) = same() {
            (Some(field), Why::SameName)
        } else if let Some(field) = read(&recognised) {
            (Some(field), Why::Recognised)
        } else if role != Role::Sites && code.as_ref() == Some(heading) {
            (Some("id".to_owned()), Why::Recognised)
        } else {
            (None, Why::Unused)
        };
        let cells = || features.iter().filter_map(|feature| feature.properties.get(heading));
        let text = |value| values::text(value).known().filter(|text| !values::is_gap_of_text(text));
        PreviewColumn {
            heading: heading.clone(),
            first: cells().find_map(text),
            known: cells().filter_map(text).count(),
            field,
            why,
        }
    };
    let mut columns: Vec<PreviewColumn> =
        headings.iter().enumerate().map(|(at, heading)| column((at, heading))).collect();
    if role == Role::Sites {
        for (heading, guess) in guesses(&features, &all, mapping, &recognised) {
            if let Some(column) =
                columns.iter_mut().find(|column| column.heading == heading && column.field.is_none())
            {
                column.field = Some(guess.field.to_owned());
                column.why = Why::Guessed(guess.percent());
            }
        }
    }
    Ok(Preview { file: file.name, rows: features.len(), columns })
}
