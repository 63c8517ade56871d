//! Which column of a file is meant by which field: the user's mapping, and tables to join.

use std::path::PathBuf;
use std::str::FromStr;

use crate::model::Role;

/// The user's mapping of fields to columns: `[sites.|localities.|areas.]FIELD=COLUMN`, or a sum `FIELD=COLUMN+COLUMN`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    role: Option<Role>,
    field: String,
    columns: Vec<String>,
}

impl Mapping {
    /// Reads entries as written on the command line; the message of the first one that is wrong.
    pub fn parse(entries: &[String]) -> Result<Self, String> {
        let entries = entries.iter().map(|text| Entry::parse(text)).collect::<Result<_, _>>()?;
        Ok(Self { entries })
    }

    /// The columns meant by a field of a role; an entry for the role itself comes before one for all.
    pub fn columns(&self, role: Role, field: &str) -> Option<&[String]> {
        let of = |wanted: Option<Role>| {
            self.entries.iter().rev().find(|entry| entry.role == wanted && entry.field == field)
        };
        of(Some(role)).or_else(|| of(None)).map(|entry| entry.columns.as_slice())
    }

    /// Every field that a role's entries (or entries for all) name, with its columns and whether it names the role.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = (&str, &[String], bool)> {
        self.entries
            .iter()
            .filter(move |entry| entry.role.is_none_or(|named| named == role))
            .map(|entry| (entry.field.as_str(), entry.columns.as_slice(), entry.role.is_some()))
    }

    /// The mapping of a role in words, for the project's sources.
    pub fn described(&self, role: Role) -> Option<String> {
        let parts: Vec<String> = self
            .of_role(role)
            .map(|(field, columns, _)| format!("{field} = {}", columns.join(" + ")))
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

impl Entry {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a mapping; write [sites.|localities.|areas.]FIELD=COLUMN");
        let (field, columns) = text.split_once('=').ok_or_else(wrong)?;
        let roles = [Role::Sites, Role::Localities, Role::Areas];
        let named = field.split_once('.').and_then(|(word, rest)| {
            roles.into_iter().find(|role| role.word() == word).map(|role| (Some(role), rest))
        });
        let (role, field) = named.unwrap_or((None, field));
        let columns: Vec<String> = columns.split('+').map(|column| column.trim().to_owned()).collect();
        if field.trim().is_empty() || columns.iter().any(String::is_empty) {
            return Err(wrong());
        }
        Ok(Self { role, field: field.trim().to_owned(), columns })
    }
}

/// A table to join to the areas: `F.csv:KEY`, or a long table to pivot: `F.csv:KEY:CATEGORY:VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinSpec {
    /// The table.
    pub path: PathBuf,
    /// The column that holds area ids.
    pub key: String,
    /// Category and value columns of a long table.
    pub pivot: Option<(String, String)>,
}

impl FromStr for JoinSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a join; write F.csv:KEY or F.csv:KEY:CATEGORY:VALUE");
        // A drive letter's colon belongs to the path.
        let drive = text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
            && matches!(text.as_bytes().get(1..3), Some(b":\\" | b":/"));
        let parts: Vec<&str> = text[if drive { 2 } else { 0 }..].split(':').collect();
        let prefix = if drive { &text[..2] } else { "" };
        let (path, key, pivot) = match parts[..] {
            [path, key] => (path, key, None),
            [path, key, category, value] => (path, key, Some((category.to_owned(), value.to_owned()))),
            _ => return Err(wrong()),
        };
        if path.is_empty() || key.is_empty() {
            return Err(wrong());
        }
        Ok(Self { path: PathBuf::from(format!("{prefix}{path}")), key: key.to_owned(), pivot })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_comes_before_all_and_sums_are_read() {
        let mapping = Mapping::parse(&[
            "id=CODE".to_owned(),
            "areas.id=LSOA".to_owned(),
            "areas.population=M+F".to_owned(),
        ])
        .expect("a mapping");
        assert_eq!(mapping.columns(Role::Areas, "id"), Some(&["LSOA".to_owned()][..]));
        assert_eq!(mapping.columns(Role::Sites, "id"), Some(&["CODE".to_owned()][..]));
        assert_eq!(mapping.columns(Role::Areas, "population").map(<[String]>::len), Some(2));
        assert!(Mapping::parse(&["population".to_owned()]).is_err());
        assert!(Mapping::parse(&["=x".to_owned()]).is_err());
    }

    #[test]
    fn joins_keep_drive_letters() {
        let join: JoinSpec = "C:\\data\\pop.csv:code".parse().expect("a join");
        assert_eq!((join.path, join.key), (PathBuf::from("C:\\data\\pop.csv"), "code".to_owned()));
        let join: JoinSpec = "pop.csv:code:age:n".parse().expect("a join");
        assert_eq!(join.pivot, Some(("age".to_owned(), "n".to_owned())));
        assert!("pop.csv".parse::<JoinSpec>().is_err());
        assert!("pop.csv:a:b".parse::<JoinSpec>().is_err());
    }
}
