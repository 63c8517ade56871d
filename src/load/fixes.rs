//! Mends that are safe only when a person asks for them; each is written into the project's sources and told.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::model::{Dataset, Issue, Role, Severity};

/// A mend that a person asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fix {
    /// Latitude came before longitude (or northing before easting) in this layer.
    SwapAxes(Role),
    /// A need column in which a small number means more need (a rank, a decile) is turned round for a service.
    TurnNeed {
        /// Service id.
        service: String,
        /// Column of the areas.
        column: String,
    },
}

impl Fix {
    /// The mend that an Issue's remedy offers, if it offers one.
    pub fn offered(issue: &Issue) -> Option<Self> {
        let (_, written) = issue.remedy.split_once("--fix ")?;
        written.trim_end_matches('.').trim_matches('"').parse().ok()
    }

    /// What a button that makes the mend says.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::SwapAxes(_) => "Swap",
            Self::TurnNeed { .. } => "Turn",
        }
    }

    /// The layer that has to be read anew, if one has.
    pub const fn role(&self) -> Option<Role> {
        match self {
            Self::SwapAxes(role) => Some(*role),
            Self::TurnNeed { .. } => None,
        }
    }
}

impl fmt::Display for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SwapAxes(role) => write!(f, "{}.swap-axes", role.word()),
            Self::TurnNeed { service, column } => write!(f, "turn:{service}:{column}"),
        }
    }
}

impl FromStr for Fix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let swap = text
            .strip_suffix(".swap-axes")
            .and_then(|word| Role::LAYERS.into_iter().find(|role| role.word() == word));
        let turn = || text.strip_prefix("turn:")?.split_once(':');
        match (swap, turn()) {
            (Some(role), _) => Ok(Self::SwapAxes(role)),
            (None, Some((service, column))) => {
                Ok(Self::TurnNeed { service: service.to_owned(), column: column.to_owned() })
            }
            (None, None) => Err(format!(
                "\"{text}\" is not a fix; there are sites.swap-axes, localities.swap-axes, areas.swap-axes and turn:SERVICE:COLUMN"
            )),
        }
    }
}

/// Turns the need columns that were asked for round, and tells.
pub(super) fn turn(fixes: &BTreeSet<Fix>, dataset: &mut Dataset) {
    for fix in fixes {
        let Fix::TurnNeed { service, column } = fix else { continue };
        let file = dataset.file_of(Role::Services);
        let weight = dataset
            .services
            .iter_mut()
            .find(|known| known.id == *service)
            .and_then(|known| known.need.get_mut(column));
        let (severity, message, remedy) = if let Some(weight) = weight {
            *weight = -*weight;
            let message = format!("\"{column}\" is turned round, as asked: its weight is now {weight}");
            (Severity::Note, message, "Nothing to do.")
        } else {
            let message = format!("there is no need column \"{column}\" to turn round");
            (Severity::Error, message, "Correct the fix that was asked for.")
        };
        let mut issue =
            Issue::new(severity, if file.is_empty() { "services" } else { &file }, message, remedy);
        (issue.feature, issue.field) = (Some(service.clone()), Some("need".to_owned()));
        dataset.issues.push(issue);
        if let Some(source) = dataset.sources.iter_mut().find(|source| source.role == Role::Services) {
            source.add_note(&format!("{column} turned round for {service}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixes_are_read_as_they_are_written_and_found_in_remedies() {
        let turn = Fix::TurnNeed { service: "library".to_owned(), column: "IMD rank: all".to_owned() };
        for fix in [Fix::SwapAxes(Role::Areas), turn.clone()] {
            assert_eq!(fix.to_string().parse(), Ok(fix));
        }
        assert!("sites.fly".parse::<Fix>().is_err());
        let issue = Issue::new(
            Severity::Warning,
            "f",
            "m",
            format!("Do it yourself, or ask for it: --fix \"{turn}\"."),
        );
        assert_eq!(Fix::offered(&issue), Some(turn));
        assert_eq!(Fix::offered(&Issue::new(Severity::Warning, "f", "m", "Nothing to do.")), None);
    }
}
