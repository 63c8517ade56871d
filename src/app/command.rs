//! Everything that a person can ask of the window: one enum, run at one place.

mod act;

pub use act::Act;

use std::collections::BTreeSet;
use std::path::PathBuf;

use egui::ThemePreference;

use crate::edit::Edit;
use crate::export::Format;
use crate::load::{Mapping, Preview};
use crate::model::{Action, OptionPlan, Role};

use super::jobs::Change;
use super::map::base::Base;
use super::map::breaks::Breaks;
use super::recovery::Orphan;
use super::view::{Adding, Dialog, Layer};

/// A request, pushed by panels and run by `App::run_commands`.
#[derive(Debug, Clone)]
pub enum Command {
    /// One of the fixed acts below.
    Act(Act),
    /// Change the plan, undoably.
    Edit(Edit),
    /// Change the plan as part of a drag: all of it is one step.
    Drag(Edit),
    /// The drag has ended.
    EndDrag,
    /// Look at an option everywhere.
    SelectOption(String),
    /// Look at the option of the right-hand map in Compare.
    CompareWith(String),
    /// Select a site, or none.
    SelectSite(Option<usize>),
    /// Select an area, or none.
    SelectArea(Option<usize>),
    /// Choose the service that maps and figures speak of.
    SelectService(usize),
    /// Choose what the areas show.
    SelectLayer(Layer),
    /// Select an Issue and show where it is.
    ShowIssue(usize),
    /// Select a cell of the blueprint's matrix: rule, locality.
    SelectCell(usize, Option<usize>),
    /// Light, dark, or as the system says.
    Theme(ThemePreference),
    /// Open a dialog.
    Ask(Dialog),
    /// Close the dialog that is open.
    CloseDialog,
    /// Shows the project that was read.
    ShowArrived,
    /// Open a project, or make a new one from data files.
    OpenPaths(Vec<PathBuf>),
    /// Find out what files are, and ask what to do with them.
    AddFiles(Vec<PathBuf>),
    /// The same for files that make a new project.
    NewFrom(Vec<PathBuf>),
    /// Show the columns of one of some files that are being added, then come back to them.
    MatchFile(usize, Adding),
    /// Open a number of the option to its formula, terms and source cells.
    OpenNumber(String),
    /// Change the facts of the open project.
    Change(Box<Change>),
    /// Show what the columns of a layer are taken for.
    MatchColumns(Role),
    /// Remember what the columns of files with these headings mean.
    Remember(Role, Box<Preview>, Box<Mapping>),
    /// Wait for a click on the map where a site without a place stands; none: wait no more.
    Placing(Option<String>),
    /// Save the project to a file; refused when another has written to it since it was opened here.
    SaveTo(PathBuf),
    /// Save the project to a file whatever became of it meanwhile.
    SaveOver(PathBuf),
    /// Go on after a fault of the program, with or without the last change.
    GoOn {
        /// True to take the last change back.
        undo: bool,
    },
    /// Write the chosen formats into a folder.
    ExportTo(PathBuf, Vec<Format>),
    /// Show a folder in the system's file manager.
    OpenFolder(PathBuf),
    /// Do what waited for an answer about unsaved changes, without saving.
    Discard(Box<Command>),
    /// Look at a plan that was found without keeping it, or at none.
    Preview(Option<Box<OptionPlan>>),
    /// Keep a plan that was found as an option.
    Keep(Box<OptionPlan>),
    /// Leave the search for options; one that runs goes on.
    LeaveFind,
    /// Take down the message at a position.
    Dismiss(usize),
    /// Move the map to what is selected.
    ShowSelection,
    /// Look at one locality's residents alone, or at the whole city.
    Focus(Option<usize>),
    /// Undo (negative) or redo that many steps at once.
    Step(isize),
    /// Open what a window left behind after it ended without saving.
    Recover(Orphan),
    /// Let go of what a window left behind.
    ForgetOrphan(Orphan),
    /// Select several sites, for one decision.
    Mark(BTreeSet<usize>),
    /// Decide for all marked sites; one step.
    DecideMarked(Action),
    /// Break the map's classes so.
    Breaks(Breaks),
    /// Put a base map under the areas.
    BaseMap(Base),
    /// Write a picture of the map to a file.
    PictureTo(PathBuf),
}

impl From<Act> for Command {
    fn from(act: Act) -> Self {
        Self::Act(act)
    }
}
