//! Issues: something wrong or missing in the data or the plan, located and with a remedy.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::units::counted;

/// How much an Issue matters, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something that was given could not be used.
    Error,
    /// Used, but a number may not mean what it seems to.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word of the file format.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One finding about the data or the plan, as `check --json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Issue {
    /// How much it matters.
    pub severity: Severity,
    /// File name without folder, or `plan` for decisions.
    pub file: String,
    /// Which feature or row: its number (from 1) and id where it has one; `None` for the whole file.
    pub feature: Option<String>,
    /// Which property, column or key.
    pub field: Option<String>,
    /// What is the matter, in plain English.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl Issue {
    /// An Issue about a whole file; narrow it with [`Issue::at`] and [`Issue::in_field`].
    pub fn new(
        severity: Severity,
        file: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            severity,
            file: file.into(),
            feature: None,
            field: None,
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    /// The same Issue, of one feature or row.
    #[must_use]
    pub fn at(mut self, feature: impl Into<String>) -> Self {
        self.feature = Some(feature.into());
        self
    }

    /// The same Issue, in one field.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity.key(), self.file)?;
        for place in [&self.feature, &self.field].into_iter().flatten() {
            write!(f, ", {place}")?;
        }
        write!(f, ": {} — {}", self.message, self.remedy)
    }
}

/// How many Issues of each severity there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct IssueCounts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl IssueCounts {
    /// Counts by severity.
    pub fn of<'a>(issues: impl IntoIterator<Item = &'a Issue>) -> Self {
        let mut counts = Self::default();
        for issue in issues {
            match issue.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }
}

impl fmt::Display for IssueCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (errors, warnings) = (counted(self.errors, "error"), counted(self.warnings, "warning"));
        write!(f, "{errors}, {warnings}, {}", counted(self.notes, "note"))
    }
}
