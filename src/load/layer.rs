//! A layer of features as a file gives it: coordinates not yet understood, properties not yet mapped.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::sheet::MOST_COLUMNS;
use super::tally::Tally;
use super::{Bytes, Mapping, Report, excel, geojson, geopackage, kml, points, shapefile};
use crate::error::Result;
use crate::model::{Role, Source};

/// One feature; `S` is [`Raw`] as read, and `Shape` once its coordinates are understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature<S> {
    /// Its number in the file, from 1 (for tables: its line).
    pub number: usize,
    /// The feature-level id.
    pub id: Option<String>,
    /// Its properties.
    pub properties: Map<String, Value>,
    /// Where it is.
    pub shape: S,
}

/// Geometry as written, in whatever coordinates the file uses: x (east, longitude) before y.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// A point.
    Point([f64; 2]),
    /// Polygons, each a list of rings.
    Polygons(Vec<Vec<Vec<[f64; 2]>>>),
    /// None given.
    Nowhere,
    /// Something unusable, in words.
    Unusable(String),
}

/// A whole file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layer {
    /// Its features, usable or not.
    pub features: Vec<Feature<Raw>>,
    /// How many the file has, exact repetitions among them.
    pub rows: usize,
    /// The coordinate system that the file declares, as it names it.
    pub crs: Option<String>,
    /// Whether the file says that it is illustrative.
    pub illustrative: bool,
    /// The date or edition that the file gives of itself.
    pub vintage: Option<String>,
    /// How it was read, in words, when that needs saying.
    pub note: Option<String>,
}

impl Layer {
    /// Adds words on how the layer was read.
    pub(super) fn add_note(&mut self, words: &str) {
        self.note = Some(match self.note.take() {
            Some(note) => format!("{note}; {words}"),
            None => words.to_owned(),
        });
    }

    /// The layer as a source of the project, with its edition and what was done to it in words.
    pub(super) fn source(&self, file: &Bytes, role: Role, mapping: &Mapping) -> Source {
        let parts: Vec<String> = self.note.clone().into_iter().chain(mapping.described(role)).collect();
        let note = (!parts.is_empty()).then(|| parts.join("; "));
        Source { vintage: self.vintage.clone(), note, ..file.source(role, self.rows) }
    }
}

/// Reads a layer of any format that is known: GeoJSON (also newline-delimited), Shapefile, GeoPackage, KML, CSV or Excel
/// with coordinates.
pub(super) fn read(file: &Bytes, report: &mut Report<'_>) -> Result<Layer> {
    let layer = of_any_format(file, report)?;
    // Readers that would take too much room before they end count for themselves.
    let mut tally = Tally::of(file);
    layer.features.iter().try_for_each(|feature| tally.add(feature))?;
    Ok(layer)
}

fn of_any_format(file: &Bytes, report: &mut Report<'_>) -> Result<Layer> {
    if kml::is_kml(file) {
        return kml::read(file, report);
    }
    file.refuse_foreign()?;
    if file.content.starts_with(b"SQLite format 3\0") {
        geopackage::read(file, report)
    } else if file.has_ending("shp") || file.content.starts_with(&[0, 0, 0x27, 0x0a]) {
        shapefile::read(file, report)
    } else if excel::is_excel(&file.content) || file.has_ending("csv") || file.has_ending("tsv") {
        points::read(file, report)
    } else {
        geojson::read(file, report)
    }
}

/// Headings of the first features, each once and in the order of the file; no more than a table may have columns.
pub(super) fn headings<S>(features: &[Feature<S>]) -> Vec<&String> {
    let mut met = HashSet::new();
    let all = features.iter().take(200).flat_map(|feature| feature.properties.keys());
    all.filter(|heading| met.insert(*heading)).take(MOST_COLUMNS).collect()
}

/// A feature's number, with its id where it has one: `3 (lib-3)`.
pub fn label(number: usize, id: Option<&str>) -> String {
    id.map_or_else(|| number.to_string(), |id| format!("{number} ({id})"))
}
