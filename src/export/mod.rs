//! Appraisal → bytes: one writer a file. Nothing here computes a finding; same inputs, same bytes.

mod catchments;
pub mod consultation;
#[cfg(feature = "reports")]
pub mod docx;
mod estate_table;
mod evidence_json;
mod explanation;
mod find_json;
mod geojson;
pub mod html;
mod in_place;
mod kml;
mod money_json;
mod money_tables;
mod notes;
#[cfg(feature = "pdf")]
pub mod pdf;
mod place_tables;
mod public_project;
pub mod report;
pub mod scene;
mod score_json;
mod summary;
mod table;
mod tables;
mod veil;
mod words;
mod write;
#[cfg(feature = "reports")]
pub mod xlsx;

pub use catchments::{CATCHMENT_MINUTES, Catchment, OnFoot, catchments_geojson, hub_catchments_geojson};
pub use explanation::{explanation_json, explanation_text};
pub use find_json::{find_json, find_json_line, find_summary};
pub use geojson::{areas_geojson, localities_geojson, sites_geojson};
pub use kml::options_kml;
pub use place_tables::times_table;
pub use score_json::{issues_json, score_json};
pub use summary::summary;
pub use table::{Cell, Column, Table, csv_bytes, data_dictionary, pasted};
pub use tables::tables;
pub use write::{Format, cleaned, write_all};

use crate::appraise::Appraisal;
use crate::model::{Dataset, Plan};

/// What every writer reads.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// Facts.
    pub dataset: &'a Dataset,
    /// Decisions.
    pub plan: &'a Plan,
    /// Findings.
    pub appraisal: &'a Appraisal,
}

impl Content<'_> {
    /// What the published appraisal is called.
    fn title(&self) -> String {
        let title = self.plan.report.title.as_deref();
        title.map_or_else(|| "Community hubs: options appraisal".to_owned(), words::name)
    }
}

/// What is written into every export of illustrative data.
pub const ILLUSTRATIVE: &str =
    "Illustrative data: invented sites, money and decisions. Not a proposal about any real building.";
