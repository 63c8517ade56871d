//! The Dataset: every fact that was loaded, immutable afterwards.

use serde::{Deserialize, Serialize};

use super::{
    Area, Blueprint, Columns, Issue, Locality, Position, Provenance, Response, Service, Site, Streets,
    Timetable,
};

/// All facts of a project. Made by `load` or `project`, never changed afterwards.
///
/// Sites, localities and areas keep the order of their files; indices (`usize`) refer to that order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dataset {
    /// Buildings and places.
    pub sites: Vec<Site>,
    /// Planning areas.
    pub localities: Vec<Locality>,
    /// Pieces of the city with people.
    pub areas: Vec<Area>,
    /// The areas' numeric columns.
    pub columns: Columns,
    /// True when no areas were given and each locality is its own area.
    pub localities_are_areas: bool,
    /// Services, in the order of their file.
    pub services: Vec<Service>,
    /// The blueprint.
    pub blueprint: Blueprint,
    /// Locality of each area, `None` when its point lies outside all.
    pub locality_of_area: Vec<Option<usize>>,
    /// Locality of each site, `None` when its point lies outside all.
    pub locality_of_site: Vec<Option<usize>>,
    /// The files that the facts came from, in the order given.
    pub sources: Vec<Source>,
    /// The walking network, if one was given.
    pub streets: Option<Streets>,
    /// The timetable, if one was given.
    pub timetable: Option<Timetable>,
    /// Sites that have no place yet, in the order of their file; they are not among [`Dataset::sites`].
    pub unplaced: Vec<Site>,
    /// Answers to the consultation, without those that cannot be used.
    pub responses: Vec<Response>,
    /// Where each value came from.
    pub provenance: Provenance,
    /// What was found wrong or missing while loading.
    pub issues: Vec<Issue>,
    /// True when any source says that it is illustrative.
    pub illustrative: bool,
}

impl Dataset {
    /// Index of the site with this id.
    pub fn site_index(&self, id: &str) -> Option<usize> {
        self.sites.iter().position(|site| site.id == id)
    }

    /// Index of the service with this id.
    pub fn service_index(&self, id: &str) -> Option<usize> {
        self.services.iter().position(|service| service.id == id)
    }

    /// Positions of all areas, in order.
    pub fn area_positions(&self) -> Vec<Position> {
        self.areas.iter().map(|area| area.position).collect()
    }

    /// Positions of all sites, in order.
    pub fn site_positions(&self) -> Vec<Position> {
        self.sites.iter().map(|site| site.position).collect()
    }

    /// Name of the first file of a role; empty when there is none.
    pub fn file_of(&self, role: Role) -> String {
        let source = self.sources.iter().find(|source| source.role == role);
        source.map_or_else(String::new, |source| source.name.clone())
    }

    /// Residents of the city; `None` when not one area's population is known.
    pub fn known_people(&self) -> Option<f64> {
        let known = (0..self.areas.len()).any(|area| self.columns.population(area).is_some());
        known.then(|| self.people())
    }

    /// Residents of the city: the sum of the known populations.
    pub fn people(&self) -> f64 {
        self.columns.total(Columns::POPULATION)
    }
}

/// What a file was used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Buildings and places.
    Sites,
    /// Planning areas.
    Localities,
    /// Pieces of the city.
    Areas,
    /// A table joined to the areas.
    Join,
    /// A table of codes of two years, which carries values from one to the other.
    Lookup,
    /// A table of where postcodes are.
    Postcodes,
    /// An OpenStreetMap extract.
    Streets,
    /// A timetable (GTFS).
    Timetable,
    /// `services.json`.
    Services,
    /// `blueprint.json`.
    Blueprint,
    /// `plan.json`.
    Plan,
    /// Answers to the consultation.
    Responses,
}

impl Role {
    /// Every role, in the order in which files are read.
    pub const ALL: [Self; 12] = [
        Self::Sites,
        Self::Localities,
        Self::Areas,
        Self::Join,
        Self::Lookup,
        Self::Postcodes,
        Self::Streets,
        Self::Timetable,
        Self::Services,
        Self::Blueprint,
        Self::Plan,
        Self::Responses,
    ];

    /// Those of places, whose columns can be matched.
    pub const LAYERS: [Self; 3] = [Self::Sites, Self::Localities, Self::Areas];

    /// The word used on the command line and on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sites => "sites",
            Self::Localities => "localities",
            Self::Areas => "areas",
            Self::Join => "join",
            Self::Lookup => "lookup",
            Self::Postcodes => "postcodes",
            Self::Streets => "streets",
            Self::Timetable => "timetable",
            Self::Services => "services",
            Self::Blueprint => "blueprint",
            Self::Plan => "plan",
            Self::Responses => "responses",
        }
    }
}

/// A file that facts came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What it was used as.
    pub role: Role,
    /// File name without folder.
    pub name: String,
    /// Lower-case hexadecimal SHA-256 of its bytes.
    pub sha256: String,
    /// Features, or data rows without the header.
    pub rows: usize,
    /// The file's own date or edition, if it says one.
    pub vintage: Option<String>,
    /// What the reader did with it, in words (mapping used, rows matched …).
    pub note: Option<String>,
}

impl Source {
    /// Adds words on what was done to it.
    pub fn add_note(&mut self, words: &str) {
        self.note = Some(match self.note.take() {
            Some(note) => format!("{note}; {words}"),
            None => words.to_owned(),
        });
    }
}
