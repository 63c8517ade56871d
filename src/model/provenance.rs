//! Where each value came from: its file, row and column, and what was done on the way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The origins of all facts, so that any number can be followed back to a cell of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// Row (feature number or line, from 1) of each site by its id.
    pub site_rows: BTreeMap<String, usize>,
    /// Column that each field of a site was read from, where it is not called like the field.
    pub site_columns: BTreeMap<String, String>,
    /// Row of each area in the areas' own file, by its id.
    pub area_rows: BTreeMap<String, usize>,
    /// Heading that the areas' ids were read from (`LSOA21CD`), if it was not `id`.
    pub area_code: Option<String>,
    /// Where each column of the areas came from.
    pub columns: BTreeMap<String, Origin>,
}

/// Where a column came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Origin {
    /// File name without folder.
    pub file: String,
    /// The heading, or how several were put together (`A + B`, `n where age = 65+`).
    pub column: String,
    /// Row of each area in that file, in area order, 0 where there is none; empty when [`Provenance::area_rows`] tells.
    pub rows: Vec<usize>,
    /// What was done to the values, in words: carried from other codes, summed.
    pub treatment: Option<String>,
}

impl Provenance {
    /// Row of an area's value of a column in the file of its origin, if known. `index` is the area's place.
    pub fn row_of(&self, column: &str, area: &str, index: usize) -> Option<usize> {
        let origin = self.columns.get(column)?;
        if origin.rows.is_empty() {
            return self.area_rows.get(area).copied();
        }
        origin.rows.get(index).copied().filter(|row| *row > 0)
    }
}
