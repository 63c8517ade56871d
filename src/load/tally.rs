//! How much one layer may hold. More is no map that is planned with, and would take all memory or for ever.

use super::Bytes;
use super::layer::{Feature, Raw};
use crate::error::Result;

/// What a layer may hold.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Features or rows.
    features: usize,
    /// Corners of all outlines.
    corners: usize,
    /// Values of all properties.
    values: usize,
}

/// England's LSOAs in full detail have 25 million corners; its register of schools has eight million values.
const LIMITS: Limits = Limits { features: 2_000_000, corners: 50_000_000, values: 40_000_000 };

/// What of a layer has been read so far.
pub(super) struct Tally<'a> {
    file: &'a Bytes,
    limits: Limits,
    features: usize,
    corners: usize,
    values: usize,
}

impl<'a> Tally<'a> {
    pub(super) fn of(file: &'a Bytes) -> Self {
        Self { file, limits: LIMITS, features: 0, corners: 0, values: 0 }
    }

    /// Counts a feature. An error when there are too many.
    pub(super) fn add(&mut self, feature: &Feature<Raw>) -> Result<()> {
        let corners = match &feature.shape {
            // A ring takes room too, without a corner.
            Raw::Polygons(polygons) => polygons.iter().flatten().map(|ring| ring.len() + 1).sum(),
            Raw::Point(_) => 1,
            Raw::Nowhere | Raw::Unusable(_) => 0,
        };
        self.add_many(1, feature.properties.len())?;
        self.add_corners(corners)
    }

    /// Counts features with values.
    pub(super) fn add_many(&mut self, features: usize, values: usize) -> Result<()> {
        self.features += features;
        self.values += values;
        self.refuse(self.features, self.limits.features, "features")?;
        self.refuse(self.values, self.limits.values, "values of properties")
    }

    /// Counts corners.
    pub(super) fn add_corners(&mut self, corners: usize) -> Result<()> {
        self.corners += corners;
        self.refuse(self.corners, self.limits.corners, "corners")
    }

    fn refuse(&self, found: usize, most: usize, what: &str) -> Result<()> {
        if found <= most {
            return Ok(());
        }
        let millions = most / 1_000_000;
        Err(self.file.wrong(format!(
            "it has more than {millions} million {what}, which are more than is read; cut it to the area that is planned"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::borrow::Cow;

    #[test]
    fn more_than_a_map_holds_is_refused() {
        let file = Bytes { name: "a.shp".to_owned(), content: Cow::Borrowed(b""), path: None };
        let ring = vec![[0.0, 0.0]; 4];
        let properties = json!({ "a": 1, "b": 2 }).as_object().cloned().unwrap_or_default();
        let feature = Feature { number: 1, id: None, properties, shape: Raw::Polygons(vec![vec![ring]]) };
        let after = |limits: Limits| {
            let mut tally = Tally { limits, ..Tally::of(&file) };
            (0..3).find_map(|_| tally.add(&feature).err()).map(|error| error.to_string())
        };
        let enough = Limits { features: 3, corners: 15, values: 6 };
        assert_eq!(after(enough), None);
        for (limits, what) in [
            (Limits { features: 2, ..enough }, "features"),
            (Limits { corners: 14, ..enough }, "corners"),
            (Limits { values: 5, ..enough }, "values"),
        ] {
            let error = after(limits).expect("too many");
            assert!(error.starts_with("a.shp: it has more than") && error.contains(what), "{error}");
        }
        assert!(Tally::of(&file).add_corners(50_000_001).is_err());
    }
}
