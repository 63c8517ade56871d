//! What the worker can be asked, and how it does it.

use std::path::PathBuf;
use std::sync::Arc;

use egui::ColorImage;

use crate::appraise::Appraisal;
use crate::error::{Error, Result, file_name};
use crate::export::{self, Content, Format};
use crate::files::{self, Seen};
use crate::load::{self, Inputs, Mapping};
use crate::model::{Dataset, Plan, Role, Settings};
use crate::project;
use crate::reach::Kept;

use super::super::remembered;
use super::super::work::{changed, made, measured, read, sample};
use super::{Change, Outcome, Work};

/// What the worker can be asked.
#[derive(Debug)]
pub(super) enum Request {
    Open(Vec<PathBuf>),
    Change {
        dataset: Arc<Dataset>,
        plan: Box<Plan>,
        change: Box<Change>,
        files: Box<Inputs>,
        kept: Box<Kept>,
    },
    Roles(Vec<PathBuf>),
    Preview(PathBuf, Role, Mapping),
    Sample,
    Measure {
        dataset: Arc<Dataset>,
        settings: Box<Settings>,
        kept: Box<Kept>,
    },
    Picture(Box<ColorImage>, PathBuf),
    Save {
        path: PathBuf,
        /// The file that the project is in already.
        own: Option<PathBuf>,
        /// How the file was left; it is replaced only when it still looks so, or `over` is true.
        seen: Option<Seen>,
        over: bool,
        dataset: Arc<Dataset>,
        plan: Box<Plan>,
        kept: Box<Kept>,
    },
    Export {
        folder: PathBuf,
        formats: Vec<Format>,
        dataset: Arc<Dataset>,
        plan: Box<Plan>,
        appraisal: Box<Appraisal>,
    },
}

impl Request {
    /// What it is called while it runs, and when it fails.
    pub(super) fn what(&self) -> &'static str {
        match self {
            Self::Open(_) => "Opening",
            Self::Change { .. } => "Reading the data",
            Self::Roles(_) => "Looking at the files",
            Self::Preview(..) => "Looking at the columns",
            Self::Sample => "Opening the sample",
            Self::Measure { .. } => "Measuring journeys",
            Self::Picture(..) => "Saving the picture",
            Self::Save { .. } => "Saving",
            Self::Export { .. } => "Exporting",
        }
    }

    pub(super) fn run(self, work: &Work) -> Result<Outcome> {
        match self {
            Self::Open(paths) => {
                // Looked at before it is read, so that what is written meanwhile is noticed.
                let seen = paths.first().and_then(|path| Seen::of(path));
                let (loaded, path, files, kept) = read(&paths, work)?;
                let mut session = made(loaded, path, kept, work)?.of_files(files);
                session.seen = seen.filter(|_| session.path.is_some());
                Ok(Outcome::Opened(Box::new(session)))
            }
            Self::Change { dataset, plan, change, files, kept } => {
                changed(&dataset, *plan, *change, *files, *kept, work)
            }
            Self::Measure { dataset, settings, kept } => {
                Ok(Outcome::Measured(Box::new(measured(&dataset, &settings, *kept, work)?)))
            }
            Self::Roles(paths) => Ok(Outcome::Roles(
                paths.into_iter().map(|path| (path.clone(), load::guess_role(&path))).collect(),
            )),
            Self::Preview(path, role, mapping) => {
                let mapping = remembered::mapping(&path, role, mapping);
                let preview = load::preview(&path, role, &mapping)?;
                Ok(Outcome::Previewed(path, role, preview))
            }
            Self::Sample => Ok(Outcome::Opened(Box::new(made(sample()?, None, Kept::default(), work)?))),
            Self::Picture(image, path) => {
                files::write_whole(&path, &png_of(&image)?)?;
                Ok(Outcome::Pictured(path))
            }
            Self::Save { path, own, seen, over, dataset, plan, kept } => {
                let own = own.is_some_and(|own| files::is_same(&own, &path));
                let (now, seen) = (Seen::of(&path), seen.filter(|_| own));
                if !over && now.is_some() && now != seen {
                    let file = file_name(&path);
                    let error =
                        if own { Error::ChangedMeanwhile { file } } else { Error::AlreadyThere { file } };
                    return Ok(Outcome::NotSaved(path, error));
                }
                Ok(match project::save_with(&path, &dataset, &plan, &kept) {
                    Ok(()) => Outcome::Saved(path.clone(), Seen::of(&path), plan),
                    Err(error) => Outcome::NotSaved(path, error),
                })
            }
            Self::Export { folder, formats, dataset, plan, appraisal } => {
                let content = Content { dataset: &dataset, plan: &plan, appraisal: &appraisal };
                let written = export::write_all(&content, &formats, &folder, work)?;
                Ok(Outcome::Exported(folder, written))
            }
        }
    }
}

fn png_of(image: &ColorImage) -> Result<Vec<u8>> {
    let failed = |error: png::EncodingError| Error::Usage(format!("the picture cannot be made: {error}"));
    let side = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side(image.width()), side(image.height()));
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(failed)?;
    let pixels: Vec<u8> = image.pixels.iter().flat_map(egui::Color32::to_srgba_unmultiplied).collect();
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}
