//! The system's file chooser.

use std::path::PathBuf;

/// What a file chooser is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// A project to open.
    Open,
    /// Files of a new project.
    New,
    /// Files to add to the open project.
    Add,
    /// Where to save.
    Save,
    /// Where to export.
    Export,
    /// Where a picture of the map goes.
    Picture,
}

/// Endings of files that facts are read from; the older ones of Excel are shown so that it can be said what to do.
const DATA: [&str; 16] = [
    "pbf", "zip", "geojson", "json", "geojsonl", "ndjson", "shp", "gpkg", "kml", "kmz", "csv", "tsv", "xlsx",
    "xls", "xlsb", "ods",
];

/// What the person chose; waits for it. `name` is what a new file is called at first.
pub(super) fn chosen(choice: Choice, name: &str) -> Vec<PathBuf> {
    let projects = || rfd::FileDialog::new().add_filter("Hub Planner project", &["gpkg"]);
    match choice {
        Choice::Open => projects().pick_file().into_iter().collect(),
        Choice::Save => projects().set_file_name(name).save_file().into_iter().collect(),
        Choice::New | Choice::Add => {
            rfd::FileDialog::new().add_filter("Data", &DATA).pick_files().unwrap_or_default()
        }
        Choice::Export => rfd::FileDialog::new().pick_folder().into_iter().collect(),
        Choice::Picture => {
            let pictures = rfd::FileDialog::new().add_filter("Picture", &["png"]);
            pictures.set_file_name(name.replace(".gpkg", " map.png")).save_file().into_iter().collect()
        }
    }
}
