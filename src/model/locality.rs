//! Localities: the council's planning areas, each grouping areas.

use std::collections::BTreeMap;

/// A planning area drawn by the user; areas and sites belong to the locality that contains their point.
#[derive(Debug, Clone, PartialEq)]
pub struct Locality {
    /// Unique text id.
    pub id: String,
    /// What to call it on screen; the id where the file has no name.
    pub name: String,
    /// Its outline in longitude/latitude.
    pub outline: geo::MultiPolygon<f64>,
    /// Numeric properties of the file (`population` and others); `None` is unknown.
    pub numbers: BTreeMap<String, Option<f64>>,
    /// Every other property of the file as text.
    pub texts: BTreeMap<String, String>,
}
