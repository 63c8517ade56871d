//! The one error type: variants by what the person can do next.

use std::path::{Path, PathBuf};

/// Why a command or an action of the window could not be done. Bad data is not an error but a list of Issues.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read: check that it exists and may be read.
    #[error("cannot read {name}: {source}", name = file_name(path))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file could not be written: choose another place.
    #[error("cannot write {name}: {source}", name = file_name(path))]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another has written to the file since it was opened here: save elsewhere, or replace it knowingly.
    #[error("{file} was changed by another window or person since it was opened here")]
    ChangedMeanwhile {
        /// File name without folder.
        file: String,
    },
    /// A file of this name is there that is not the project's own: save elsewhere, or replace it knowingly.
    #[error("{file} is there already")]
    AlreadyThere {
        /// File name without folder.
        file: String,
    },
    /// A file is not what it should be: mend or replace it.
    #[error("{file}: {message}")]
    File {
        /// File name without folder.
        file: String,
        /// What is wrong with it, in plain English.
        message: String,
    },
    /// Files were read, but nothing usable was in them: the Issues say what to mend.
    #[error("nothing usable was loaded: {0}")]
    NothingUsable(String),
    /// The project was made by a newer version of the program: update the program.
    #[error(
        "{file} was saved by a newer version of Hub Planner (its schema {found}, this program knows {known}); the file was not touched. Update the program to open it"
    )]
    NewerSchema {
        /// File name without folder.
        file: String,
        /// The file's schema version.
        found: u32,
        /// The greatest schema version that this program knows.
        known: u32,
    },
    /// The project file could not be used as a database: open a backup, or make the project anew.
    #[error("{file} cannot be used as a project: {source}")]
    Project {
        /// File name without folder.
        file: String,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// A decision that cannot be: correct it.
    #[error("the plan cannot be used: {0}")]
    Plan(String),
    /// The command was asked wrongly: see its help.
    #[error("{0}")]
    Usage(String),
    /// The person cancelled.
    #[error("cancelled")]
    Cancelled,
}

/// Short for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// A path's last part as text, for messages and sources.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

impl Error {
    /// A file that is not what it should be.
    pub fn file(path: &Path, message: impl Into<String>) -> Self {
        Self::File { file: file_name(path), message: message.into() }
    }
}
