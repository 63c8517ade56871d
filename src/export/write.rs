//! Writes the files of an export: all of them into a folder beside the target first, then each into its place.

use std::fmt;
use std::path::{Path, PathBuf};
#[cfg(feature = "reports")]
use std::rc::Rc;
use std::str::FromStr;
use std::time::Instant;

use super::in_place;
use super::public_project::public_project;
use super::report::Report;
use super::{
    Content, areas_geojson, consultation, csv_bytes, data_dictionary, html, hub_catchments_geojson,
    localities_geojson, notes, options_kml, sites_geojson, tables,
};
use crate::error::{Error, Result};
use crate::files;
use crate::load::Progress;

/// A format of `export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The report as a tagged PDF.
    Pdf,
    /// The report as a web page.
    Html,
    /// The report for Word.
    Word,
    /// Tables, with live formulas for the money.
    Excel,
    /// The residents' page.
    Consultation,
    /// The project with its layers as a GeoPackage.
    GeoPackage,
    /// Sites, localities and areas as GeoJSON.
    GeoJson,
    /// The options as a map for Google Earth and web maps.
    Kml,
    /// Tables with a data dictionary.
    Csv,
    /// Maps and charts as SVG and PNG.
    Maps,
}

impl Format {
    /// Every format that this build can write, in order.
    pub const ALL: &'static [Self] = &[
        #[cfg(feature = "pdf")]
        Self::Pdf,
        Self::Html,
        #[cfg(feature = "reports")]
        Self::Word,
        #[cfg(feature = "reports")]
        Self::Excel,
        Self::Consultation,
        Self::GeoPackage,
        Self::GeoJson,
        Self::Kml,
        Self::Csv,
        Self::Maps,
    ];

    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Word => "docx",
            Self::Excel => "xlsx",
            Self::Consultation => "consultation",
            Self::GeoPackage => "gpkg",
            Self::GeoJson => "geojson",
            Self::Kml => "kml",
            Self::Csv => "csv",
            Self::Maps => "maps",
        }
    }

    /// The name on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF, tagged (PDF/UA-1)",
            Self::Html => "Web page",
            Self::Word => "Word",
            Self::Excel => "Excel",
            Self::Consultation => "Residents’ page",
            Self::GeoPackage => "GeoPackage",
            Self::GeoJson => "GeoJSON",
            Self::Kml => "KML",
            Self::Csv => "CSV and dictionary",
            Self::Maps => "Maps, SVG and PNG",
        }
    }

    /// What it is good for, in a few words.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Pdf => "to print",
            Self::Html => "one file",
            Self::Word => "for editing",
            Self::Excel => "live formulas",
            Self::Consultation => "works offline",
            Self::GeoPackage => "whole project",
            Self::GeoJson => "sites, areas, catchments",
            Self::Kml => "for web maps",
            Self::Csv => "open data",
            Self::Maps => "with legend",
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
        Self::ALL.iter().copied().find(|format| format.word() == text).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|format| format.word()).collect();
            format!("\"{text}\" is not a format; known are {}", known.join(", "))
        })
    }
}

/// Writes the formats into a folder, which is made if need be; files there of the same name are replaced. Returns the
/// files written, in order.
///
/// Everything is written into a temporary folder beside the target and moved only when all of it is whole: a full disk,
/// an error or a stop leaves the target as it was, and so does a file that cannot be put in its place.
pub fn write_all(
    content: &Content<'_>,
    formats: &[Format],
    folder: &Path,
    progress: &dyn Progress,
) -> Result<Vec<PathBuf>> {
    let not_written = |source: std::io::Error| Error::Write { path: folder.to_owned(), source };
    let made = !folder.exists();
    std::fs::create_dir_all(folder).map_err(not_written)?;
    let start = Instant::now();
    let result = write_beside(content, formats, folder, progress);
    if let Ok(written) = &result {
        log::info!("{} files exported in {:.0?}", written.len(), start.elapsed());
    }
    if result.is_err() && made {
        // Only what was made here, and only while it is empty.
        let _not_empty = std::fs::remove_dir(folder);
    }
    result
}

fn write_beside(
    content: &Content<'_>,
    formats: &[Format],
    folder: &Path,
    progress: &dyn Progress,
) -> Result<Vec<PathBuf>> {
    let not_written = |source: std::io::Error| Error::Write { path: folder.to_owned(), source };
    let staging = tempfile::Builder::new().prefix(".hub-planner-").tempdir_in(folder).map_err(not_written)?;
    let mut stage = Stage {
        folder: staging.path(),
        names: Vec::new(),
        #[cfg(feature = "reports")]
        pictures: None,
    };
    let chosen: Vec<Format> = Format::ALL.iter().copied().filter(|format| formats.contains(format)).collect();
    let mut report: Option<Report> = None;
    for (place, format) in chosen.iter().enumerate() {
        progress.stage(&format!("Writing {}", format.label()), place as f32 / chosen.len() as f32);
        if progress.cancelled() {
            return Err(Error::Cancelled);
        }
        let needs_report =
            matches!(format, Format::Pdf | Format::Html | Format::Word | Format::Excel | Format::Maps);
        if needs_report && report.is_none() {
            report = Some(Report::of(content));
        }
        stage.write(content, *format, report.as_ref())?;
    }
    progress.stage("Moving files into place", 1.0);
    if progress.cancelled() {
        return Err(Error::Cancelled);
    }
    in_place::all(staging.path(), &stage.names, folder)
}

/// The temporary folder and what is in it.
struct Stage<'a> {
    folder: &'a Path,
    names: Vec<String>,
    /// Pictures as PNG, once they were drawn.
    #[cfg(feature = "reports")]
    pictures: Option<Rc<Vec<Vec<u8>>>>,
}

impl Stage<'_> {
    fn put(&mut self, name: String, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(&name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|source| Error::Write { path: path.clone(), source })?;
        }
        files::write_whole(&path, bytes)?;
        self.names.push(name);
        Ok(())
    }

    fn write(&mut self, content: &Content<'_>, format: Format, report: Option<&Report>) -> Result<()> {
        match (format, report) {
            (Format::Csv, _) => {
                let mut all = tables(content);
                all.push(data_dictionary(&all));
                for table in &all {
                    self.put(format!("{}.csv", table.name), &csv_bytes(table)?)?;
                }
                self.put("about-the-data.txt".to_owned(), notes::about(content).as_bytes())
            }
            (Format::GeoJson, _) => {
                self.put("sites.geojson".to_owned(), sites_geojson(content).as_bytes())?;
                self.put("localities.geojson".to_owned(), localities_geojson(content).as_bytes())?;
                self.put("areas.geojson".to_owned(), areas_geojson(content).as_bytes())?;
                self.put("catchments.geojson".to_owned(), hub_catchments_geojson(content).as_bytes())
            }
            (Format::Kml, _) => self.put("options.kml".to_owned(), options_kml(content).as_bytes()),
            (Format::GeoPackage, _) => {
                let name = "project.gpkg".to_owned();
                let (dataset, plan) = public_project(content);
                crate::project::save(&self.folder.join(&name), &dataset, &plan)?;
                self.names.push(name);
                Ok(())
            }
            (Format::Consultation, _) => {
                self.put("consultation.html".to_owned(), consultation::consultation(content).as_bytes())
            }
            (Format::Html, Some(report)) => self.put("report.html".to_owned(), html::html(report).as_bytes()),
            (Format::Maps, Some(report)) => self.pictures(report),
            #[cfg(feature = "pdf")]
            (Format::Pdf, Some(report)) => {
                self.put("report.pdf".to_owned(), &super::pdf::Pages::of(report)?.pdf()?)
            }
            #[cfg(feature = "reports")]
            (Format::Word, Some(report)) => {
                let pictures = self.drawn(report)?;
                self.put("report.docx".to_owned(), &super::docx::docx(report, &pictures)?)
            }
            #[cfg(feature = "reports")]
            (Format::Excel, Some(report)) => {
                self.put("report.xlsx".to_owned(), &super::xlsx::xlsx(content, report)?)
            }
            // A build without a writer does not offer its format.
            _ => Ok(()),
        }
    }

    /// Every picture of a report, as SVG and, where this build can draw, as PNG.
    fn pictures(&mut self, report: &Report) -> Result<()> {
        for figure in report.figures() {
            let name = format!(
                "maps/{:02}-{}",
                figure.number,
                cleaned(figure.caption.split(';').next().unwrap_or_default())
            );
            let picture = super::scene::svg(
                &figure.scene,
                "map",
                &figure.caption,
                &figure.alt,
                super::scene::Lettering::Outlines,
            );
            self.put(format!("{name}.svg"), picture.as_bytes())?;
            #[cfg(feature = "reports")]
            {
                let pictures = self.drawn(report)?;
                if let Some(png) = pictures.get(figure.number - 1) {
                    self.put(format!("{name}.png"), png)?;
                }
            }
        }
        Ok(())
    }

    /// Every picture of a report as PNG, drawn once for all formats.
    #[cfg(feature = "reports")]
    fn drawn(&mut self, report: &Report) -> Result<Rc<Vec<Vec<u8>>>> {
        if let Some(known) = &self.pictures {
            return Ok(Rc::clone(known));
        }
        let drawn = report
            .figures()
            .map(|figure| super::scene::png(&figure.scene, 2.0))
            .collect::<Result<Vec<_>>>()?;
        let drawn = Rc::new(drawn);
        self.pictures = Some(Rc::clone(&drawn));
        Ok(drawn)
    }
}

/// Words as a file name: letters and digits of ASCII in lower case, joined by hyphens, at most 60 characters.
pub fn cleaned(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        if out.len() >= 60 {
            break;
        }
        if sign.is_ascii_alphanumeric() {
            out.push(sign.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "unnamed".to_owned() } else { out.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_hold_nothing_but_letters_digits_and_hyphens() {
        assert_eq!(cleaned("../../etc/passwd; rm -rf ~"), "etc-passwd-rm-rf");
        assert_eq!(cleaned("🦉 שלום"), "unnamed");
        assert_eq!(cleaned("Option A, Eight hubs: what is decided"), "option-a-eight-hubs-what-is-decided");
        assert!(cleaned(&"long ".repeat(500)).len() <= 60);
    }
}
