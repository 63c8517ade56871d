//! Areas: the smallest pieces of the city with people counts and need, and their numeric columns.

use std::collections::BTreeMap;

use super::Position;

/// A piece of the city (an output area, an LSOA, or a locality itself) with a point where its people stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Unique text id, usually a census code.
    pub id: String,
    /// What to call it on screen; the id where the file has no name.
    pub name: String,
    /// Its representative point: every distance is measured from here.
    pub position: Position,
    /// True when the file itself gave the point (`point_lon`, `point_lat`) rather than the outline.
    pub own_point: bool,
    /// Its outline in longitude/latitude, or none for an area known only as a point.
    pub outline: Option<geo::MultiPolygon<f64>>,
    /// Every text property of the file that is not a number, kept for display and export.
    pub texts: BTreeMap<String, String>,
}

/// The numeric columns of all areas, one vector a column, in area order; `None` is unknown, never zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Columns(pub BTreeMap<String, Vec<Option<f64>>>);

impl Columns {
    /// The name of the column that counts residents.
    pub const POPULATION: &'static str = "population";

    /// How many a project holds: SQLite ends at 2,000 columns a table, and the areas' texts need some.
    pub const MOST: usize = 1_500;

    /// What to say when there are more than a project holds.
    pub fn too_many(&self) -> Option<String> {
        let (columns, most) = (self.0.len(), Self::MOST);
        (columns > most).then(|| {
            format!(
                "the areas have {columns} columns, and a project holds at most {most}; join fewer tables, or pivot by another column"
            )
        })
    }

    /// The values of a column in area order, if there is one of that name.
    pub fn get(&self, name: &str) -> Option<&[Option<f64>]> {
        self.0.get(name).map(Vec::as_slice)
    }

    /// One area's value: `None` when the column or the value is unknown.
    pub fn value(&self, name: &str, area: usize) -> Option<f64> {
        self.get(name).and_then(|values| values.get(area).copied().flatten())
    }

    /// Column names in byte order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Residents of one area, `None` when unknown.
    pub fn population(&self, area: usize) -> Option<f64> {
        self.value(Self::POPULATION, area)
    }

    /// Sum of the known values of a column; 0 when there is none.
    pub fn total(&self, name: &str) -> f64 {
        self.get(name).map_or(0.0, |values| values.iter().flatten().sum())
    }
}
