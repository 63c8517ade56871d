//! The illustrative Coventry sample that comes with the program.

use std::borrow::Cow;

use super::{Bytes, Files, Loaded, Silent, assemble};
use crate::error::Result;

/// Loads the sample: invented sites, money and decisions on an invented tessellation of a city like Coventry.
pub fn sample() -> Result<Loaded> {
    let file = |name: &str, bytes: &'static [u8]| {
        Some(Bytes { name: name.to_owned(), content: Cow::Borrowed(bytes), path: None })
    };
    let files = Files {
        sites: file("sites.geojson", include_bytes!("../../data/sites.geojson")),
        localities: file("localities.geojson", include_bytes!("../../data/localities.geojson")),
        areas: file("areas.geojson", include_bytes!("../../data/areas.geojson")),
        services: file("services.json", include_bytes!("../../data/services.json")),
        blueprint: file("blueprint.json", include_bytes!("../../data/blueprint.json")),
        plan: file("plan.json", include_bytes!("../../data/plan.json")),
        ..Files::default()
    };
    assemble(&files, None, &Silent)
}
