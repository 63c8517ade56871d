//! Writes the files of an export into a folder, each whole or not at all.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::{Content, areas_geojson, csv_bytes, data_dictionary, localities_geojson, sites_geojson, tables};
use crate::error::{Error, Result};
use crate::files;

/// A format of `export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Tables with a data dictionary.
    Csv,
    /// Sites, localities and areas as GeoJSON.
    GeoJson,
    /// The project with its layers as a GeoPackage.
    GeoPackage,
}

impl Format {
    /// Every format, in order.
    pub const ALL: [Self; 3] = [Self::Csv, Self::GeoJson, Self::GeoPackage];

    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
            Self::GeoPackage => "gpkg",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        Self::ALL.into_iter().find(|format| format.word() == text).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|format| format.word()).collect();
            format!("\"{text}\" is not a format; known are {}", known.join(", "))
        })
    }
}

/// Writes the formats into a folder, which is made if need be; files there of the same name are replaced. Returns the
/// files written, in order.
pub fn write_all(content: &Content<'_>, formats: &[Format], folder: &Path) -> Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder).map_err(|source| Error::Write { path: folder.to_owned(), source })?;
    let mut written = Vec::new();
    for format in Format::ALL.into_iter().filter(|format| formats.contains(format)) {
        match format {
            Format::Csv => {
                let mut all = tables(content);
                all.push(data_dictionary(&all));
                for table in &all {
                    let path = folder.join(format!("{}.csv", table.name));
                    files::write_whole(&path, &csv_bytes(table)?)?;
                    written.push(path);
                }
            }
            Format::GeoJson => {
                let layers = [
                    ("sites.geojson", sites_geojson(content)),
                    ("localities.geojson", localities_geojson(content)),
                    ("areas.geojson", areas_geojson(content)),
                ];
                for (name, text) in layers {
                    let path = folder.join(name);
                    files::write_whole(&path, text.as_bytes())?;
                    written.push(path);
                }
            }
            Format::GeoPackage => {
                let path = folder.join("project.gpkg");
                // Single answers, and their free text above all, are not for the public.
                let dataset = crate::model::Dataset { responses: Vec::new(), ..content.dataset.clone() };
                crate::project::save(&path, &dataset, content.plan)?;
                written.push(path);
            }
        }
    }
    Ok(written)
}
