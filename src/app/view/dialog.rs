//! The questions that can stand over everything else, each with what was typed so far.

use std::path::PathBuf;

use crate::load::Preview;
use crate::model::Role;

use super::super::command::Command;
use super::super::evidence_dialogs::{DutiesDraft, RangesDraft};
use super::super::map::base::Base;
use super::super::palette::Palette;
use super::super::recovery::Orphan;

/// A question to the person, over everything else.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialog {
    /// Why an option is discarded.
    Discard {
        /// Option id.
        option: String,
        /// What was typed so far.
        reason: String,
    },
    /// A new name for an option.
    Rename {
        /// Option id.
        option: String,
        /// What was typed so far.
        name: String,
    },
    /// Whether to delete an option.
    Delete {
        /// Option id.
        option: String,
    },
    /// A path typed by hand, where no file chooser answers.
    Path {
        /// What for.
        purpose: PathPurpose,
        /// What was typed so far.
        path: String,
    },
    /// Files for a new project.
    NewProject {
        /// One path a line.
        paths: String,
        /// True to add them to the open project.
        add: bool,
    },
    /// What files are, before they are added.
    AddFiles(Adding),
    /// What the columns of a layer are taken for.
    Match(Box<Match>),
    /// What became different.
    Changes {
        /// A line each.
        lines: Vec<String>,
    },
    /// Unsaved changes: what waits.
    Unsaved(Waiting),
    /// The project could not be saved.
    NotSaved {
        /// Where to.
        path: PathBuf,
        /// Why not.
        words: String,
        /// True when another has written to the file meanwhile.
        changed: bool,
    },
    /// A job broke off because the program is at fault.
    Fault {
        /// What it was doing.
        what: &'static str,
        /// For whoever mends the program.
        report: String,
    },
    /// What a window left behind that ended without saving.
    Recover(Vec<Orphan>),
    /// The command palette.
    Palette(Box<Palette>),
    /// The steps that can be undone and redone.
    History,
    /// The base map, as it is being chosen.
    BaseMap(Base),
    /// The ranges of costs and demand, as they are being changed.
    Ranges(Box<RangesDraft>),
    /// The table of duties, as it is being changed.
    Duties(Box<DutiesDraft>),
    /// All keys.
    Keys,
    /// About the program.
    About,
}

/// Files that are being added, or make a new project.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Adding {
    /// Each with what it is.
    pub files: Vec<(PathBuf, Option<Role>)>,
    /// True for a new project; false for the open one, or either.
    pub new: bool,
}

/// Columns of a layer and the fields that a person takes them for.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The layer's file.
    pub path: PathBuf,
    /// What it is.
    pub role: Role,
    /// Its columns.
    pub preview: Preview,
    /// The field chosen for each column.
    pub chosen: Vec<Option<String>>,
    /// Whether to remember it for files with the same headings.
    pub remember: bool,
    /// The files to come back to, which are not read yet.
    pub back: Option<Adding>,
}

/// What a typed path is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathPurpose {
    /// Open a project.
    Open,
    /// Save the project.
    Save,
    /// Export into a folder.
    Export,
    /// Write a picture of the map.
    Picture,
}

/// A command that waits for the answer about unsaved changes.
#[derive(Debug, Clone)]
pub struct Waiting(pub Box<Command>);

impl PartialEq for Waiting {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
