//! The files that make a project: which they are, and what is in them before any of it is understood.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Fix, JoinSpec, Mapping, Progress};
use crate::error::{Result, file_name};
use crate::files;
use crate::model::{Role, Source};

/// The files that make a project. Sites and localities are needed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inputs {
    /// Buildings and places.
    pub sites: Option<PathBuf>,
    /// Planning areas.
    pub localities: Option<PathBuf>,
    /// Pieces of the city; without them localities are the areas.
    pub areas: Option<PathBuf>,
    /// Tables joined to the areas.
    pub joins: Vec<JoinSpec>,
    /// `services.json`.
    pub services: Option<PathBuf>,
    /// `blueprint.json`.
    pub blueprint: Option<PathBuf>,
    /// `plan.json`.
    pub plan: Option<PathBuf>,
    /// Codes of two years, to carry tables of one to areas of the other.
    pub lookup: Option<PathBuf>,
    /// An OpenStreetMap extract (`.osm.pbf`), for walking minutes.
    pub streets: Option<PathBuf>,
    /// A timetable (GTFS `.zip`), for bus minutes.
    pub timetable: Option<PathBuf>,
    /// Where postcodes are, for sites that have nothing else.
    pub postcodes: Option<PathBuf>,
    /// Answers to the consultation.
    pub responses: Option<PathBuf>,
    /// Which columns are meant by which fields.
    pub mapping: Mapping,
    /// Mends that the person asked for.
    pub fixes: BTreeSet<Fix>,
}

impl Inputs {
    /// The file of a layer or of decisions, if it was given.
    pub fn file(&self, role: Role) -> Option<&Path> {
        match role {
            Role::Sites => self.sites.as_deref(),
            Role::Localities => self.localities.as_deref(),
            Role::Areas => self.areas.as_deref(),
            Role::Services => self.services.as_deref(),
            Role::Blueprint => self.blueprint.as_deref(),
            Role::Plan => self.plan.as_deref(),
            Role::Lookup => self.lookup.as_deref(),
            Role::Postcodes => self.postcodes.as_deref(),
            Role::Streets => self.streets.as_deref(),
            Role::Timetable => self.timetable.as_deref(),
            Role::Responses => self.responses.as_deref(),
            Role::Join => None,
        }
    }

    /// The place of the file of a layer or of decisions; tables to join have none.
    pub(super) fn place_mut(&mut self, role: Role) -> Option<&mut Option<PathBuf>> {
        Some(match role {
            Role::Sites => &mut self.sites,
            Role::Localities => &mut self.localities,
            Role::Areas => &mut self.areas,
            Role::Services => &mut self.services,
            Role::Blueprint => &mut self.blueprint,
            Role::Plan => &mut self.plan,
            Role::Lookup => &mut self.lookup,
            Role::Postcodes => &mut self.postcodes,
            Role::Streets => &mut self.streets,
            Role::Timetable => &mut self.timetable,
            Role::Responses => &mut self.responses,
            Role::Join => return None,
        })
    }

    /// Takes a file for a layer or for decisions.
    pub fn set_file(&mut self, role: Role, path: PathBuf) {
        if let Some(place) = self.place_mut(role) {
            *place = Some(path);
        }
    }

    /// These files, with others in their place where there are others.
    #[must_use]
    pub fn merged(mut self, newer: Self) -> Self {
        let names: Vec<String> = newer.joins.iter().map(|join| file_name(&join.path)).collect();
        self.joins.retain(|join| !names.contains(&file_name(&join.path)));
        self.joins.extend(newer.joins);
        Self {
            sites: newer.sites.or(self.sites),
            localities: newer.localities.or(self.localities),
            areas: newer.areas.or(self.areas),
            joins: self.joins,
            services: newer.services.or(self.services),
            blueprint: newer.blueprint.or(self.blueprint),
            plan: newer.plan.or(self.plan),
            lookup: newer.lookup.or(self.lookup),
            postcodes: newer.postcodes.or(self.postcodes),
            streets: newer.streets.or(self.streets),
            timetable: newer.timetable.or(self.timetable),
            responses: newer.responses.or(self.responses),
            mapping: newer.mapping,
            fixes: newer.fixes,
        }
    }
}

/// The largest file that is read: England's street network takes 1.5 GB, its LSOA outlines in full detail 1 GB.
pub(super) const MOST_BYTES: u64 = 4 << 30;

/// A file's name and content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bytes {
    pub(super) name: String,
    pub(super) content: Cow<'static, [u8]>,
    /// Where it lies, for formats of several files.
    pub(super) path: Option<PathBuf>,
}

impl Bytes {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let bytes = files::read_at_most(path, MOST_BYTES)?;
        Ok(Self { name: file_name(path), content: Cow::Owned(bytes), path: Some(path.to_owned()) })
    }

    pub(super) fn source(&self, role: Role, rows: usize) -> Source {
        Source {
            role,
            name: self.name.clone(),
            sha256: files::sha256(&self.content),
            rows,
            vintage: None,
            note: None,
        }
    }
}

/// A join with its file read.
pub(super) struct Join {
    pub(super) file: Bytes,
    /// The column of codes; none to look for it.
    pub(super) key: Option<String>,
    pub(super) pivot: Option<(String, String)>,
}

/// All files, read but not yet understood.
#[derive(Default)]
pub(super) struct Files {
    pub(super) sites: Option<Bytes>,
    pub(super) localities: Option<Bytes>,
    pub(super) areas: Option<Bytes>,
    pub(super) joins: Vec<Join>,
    pub(super) services: Option<Bytes>,
    pub(super) blueprint: Option<Bytes>,
    pub(super) plan: Option<Bytes>,
    pub(super) lookup: Option<Bytes>,
    pub(super) postcodes: Option<Bytes>,
    pub(super) streets: Option<Bytes>,
    pub(super) timetable: Option<Bytes>,
    pub(super) responses: Option<Bytes>,
    pub(super) mapping: Mapping,
    pub(super) fixes: BTreeSet<Fix>,
}

pub(super) fn open_all(inputs: &Inputs, progress: &dyn Progress) -> Result<Files> {
    let open = |path: &Option<PathBuf>| path.as_deref().map(Bytes::read).transpose();
    progress.stage("Reading files", 0.0);
    let joins = inputs
        .joins
        .iter()
        .map(|join| {
            Ok(Join { file: Bytes::read(&join.path)?, key: join.key.clone(), pivot: join.pivot.clone() })
        })
        .collect::<Result<_>>()?;
    let files = Files {
        sites: open(&inputs.sites)?,
        localities: open(&inputs.localities)?,
        areas: open(&inputs.areas)?,
        joins,
        services: open(&inputs.services)?,
        blueprint: open(&inputs.blueprint)?,
        plan: open(&inputs.plan)?,
        lookup: open(&inputs.lookup)?,
        postcodes: open(&inputs.postcodes)?,
        streets: open(&inputs.streets)?,
        timetable: open(&inputs.timetable)?,
        responses: open(&inputs.responses)?,
        mapping: inputs.mapping.clone(),
        fixes: inputs.fixes.clone(),
    };
    Ok(files)
}
