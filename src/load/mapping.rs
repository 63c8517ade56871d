//! Which column of a file is meant by which field: the user's mapping, and tables to join.

use std::path::PathBuf;
use std::str::FromStr;

use super::values;
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
    /// The columns as written; [`Columns::among`] finds them in a file.
    columns: Columns,
}

/// One column, or several to be summed, as written: `A`, `A+B`. A name may hold a plus itself (`65+`), so only the file's
/// own headings tell where one ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(String);

impl Columns {
    /// The columns meant, among those that a file has. When not all are there: the parts between the pluses, so that
    /// what is missing can be named.
    pub fn among(&self, has: &dyn Fn(&str) -> bool) -> Vec<String> {
        split(&self.0, has).unwrap_or_else(|| {
            self.0.split('+').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        })
    }
}

/// Pluses in one sum: more are no mapping that a person wrote.
const MOST_PLUSES: usize = 200;

/// Splits at pluses into columns that are there, the longest first; `None` when that cannot be.
fn split(text: &str, has: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
    // Where a part may end: at each plus, and at the end.
    let ends: Vec<usize> = text.match_indices('+').map(|(place, _)| place).chain([text.len()]).collect();
    if ends.len() > MOST_PLUSES {
        return None;
    }
    let start_of = |part: usize| part.checked_sub(1).map_or(0, |before| ends[before] + 1);
    let column = |from: usize, to: usize| text.get(start_of(from)..ends[to]).unwrap_or_default().trim();
    // The best end of a column that begins after each plus, from the last on, so that none is looked at twice.
    let mut best: Vec<Option<usize>> = vec![None; ends.len()];
    for from in (0..ends.len()).rev() {
        best[from] = (from..ends.len()).rev().find(|&to| {
            let rest = to + 1 == ends.len() || best[to + 1].is_some();
            rest && !column(from, to).is_empty() && has(column(from, to))
        });
    }
    let mut columns = Vec::new();
    let mut from = 0;
    while from < ends.len() {
        let to = best[from]?;
        columns.push(column(from, to).to_owned());
        from = to + 1;
    }
    Some(columns)
}

impl Mapping {
    /// Reads entries as written on the command line; the message of the first one that is wrong.
    pub fn parse(entries: &[String]) -> Result<Self, String> {
        let entries = entries.iter().map(|text| Entry::parse(text)).collect::<Result<_, _>>()?;
        Ok(Self { entries })
    }

    /// The columns meant by a field of a role; an entry for the role itself comes before one for all.
    pub fn columns(&self, role: Role, field: &str) -> Option<&Columns> {
        let of = |wanted: Option<Role>| {
            self.entries.iter().rev().find(|entry| entry.role == wanted && entry.field == field)
        };
        of(Some(role)).or_else(|| of(None)).map(|entry| &entry.columns)
    }

    /// Every field that a role's entries (or entries for all) name, with its columns and whether it names the role.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = (&str, &Columns, bool)> {
        self.entries
            .iter()
            .filter(move |entry| entry.role.is_none_or(|named| named == role))
            .map(|entry| (entry.field.as_str(), &entry.columns, entry.role.is_some()))
    }

    /// Says which column a field of a layer is read from.
    pub fn add(&mut self, role: Role, field: &str, column: &str) {
        let columns = Columns(column.to_owned());
        self.entries.push(Entry { role: Some(role), field: field.to_owned(), columns });
    }

    /// Adds every entry of another mapping.
    pub fn extend(&mut self, other: Self) {
        self.entries.extend(other.entries);
    }

    /// The same mapping with nothing said of a role.
    #[must_use]
    pub fn without(mut self, role: Role) -> Self {
        self.entries.retain(|entry| entry.role != Some(role));
        self
    }

    /// The entries of a role as they are written on the command line.
    pub fn written(&self, role: Role) -> Vec<String> {
        let of_role = self.entries.iter().filter(|entry| entry.role == Some(role));
        of_role.map(|entry| format!("{}.{}={}", role.word(), entry.field, entry.columns.0)).collect()
    }

    /// The mapping of a role in words, for the project's sources.
    pub fn described(&self, role: Role) -> Option<String> {
        let parts: Vec<String> =
            self.of_role(role).map(|(field, columns, _)| format!("{field} = {}", columns.0)).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

impl Entry {
    fn parse(text: &str) -> Result<Self, String> {
        let shown = values::quoted(text);
        let wrong = || format!("{shown} is not a mapping; write [sites.|localities.|areas.]FIELD=COLUMN");
        let (field, columns) = text.split_once('=').ok_or_else(wrong)?;
        let named = field.split_once('.').and_then(|(word, rest)| {
            Role::LAYERS.into_iter().find(|role| role.word() == word).map(|role| (Some(role), rest))
        });
        let (role, field) = named.unwrap_or((None, field));
        let columns = columns.trim();
        if field.trim().is_empty() || columns.chars().all(|sign| sign == '+' || sign.is_whitespace()) {
            return Err(wrong());
        }
        if columns.matches('+').count() > MOST_PLUSES {
            return Err(format!("{shown} is a sum of more than {MOST_PLUSES} columns"));
        }
        Ok(Self { role, field: field.trim().to_owned(), columns: Columns(columns.to_owned()) })
    }
}

/// A table to join to the areas: `F.csv:KEY`, or a long table to pivot: `F.csv:KEY:CATEGORY:VALUE`; with `F.csv` alone, key
/// and pivot are looked for and said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinSpec {
    /// The table.
    pub path: PathBuf,
    /// The column that holds area ids; none to look for it.
    pub key: Option<String>,
    /// Category and value columns of a long table.
    pub pivot: Option<(String, String)>,
}

impl FromStr for JoinSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("\"{text}\" is not a join; write F.csv, F.csv:KEY or F.csv:KEY:CATEGORY:VALUE");
        // A drive letter's colon belongs to the path.
        let drive = text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
            && matches!(text.as_bytes().get(1..3), Some(b":\\" | b":/"));
        let parts: Vec<&str> = text[if drive { 2 } else { 0 }..].split(':').collect();
        let prefix = if drive { &text[..2] } else { "" };
        let (path, key, pivot) = match parts[..] {
            [path] => (path, None, None),
            [path, key] => (path, Some(key), None),
            [path, key, category, value] => (path, Some(key), Some((category.to_owned(), value.to_owned()))),
            _ => return Err(wrong()),
        };
        if path.is_empty() || key.is_some_and(str::is_empty) {
            return Err(wrong());
        }
        Ok(Self { path: PathBuf::from(format!("{prefix}{path}")), key: key.map(str::to_owned), pivot })
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
        let columns = |role, field| mapping.columns(role, field).map(|columns| columns.among(&|_| false));
        assert_eq!(columns(Role::Areas, "id"), Some(vec!["LSOA".to_owned()]));
        assert_eq!(columns(Role::Sites, "id"), Some(vec!["CODE".to_owned()]));
        assert_eq!(columns(Role::Areas, "population"), Some(vec!["M".to_owned(), "F".to_owned()]));
        assert!(Mapping::parse(&["population".to_owned()]).is_err());
        assert!(Mapping::parse(&["=x".to_owned()]).is_err());
    }

    #[test]
    fn the_headings_of_a_file_tell_where_a_name_with_a_plus_ends() {
        let headings = ["65+", "16-64", "+2 or more", "A", "B", "A+B"];
        let among = |text: &str| Columns(text.to_owned()).among(&|name| headings.contains(&name));
        assert_eq!(among("65+"), ["65+"]);
        assert_eq!(among("65++16-64"), ["65+", "16-64"]);
        assert_eq!(among("16-64 + 65+"), ["16-64", "65+"]);
        assert_eq!(among("+2 or more++2 or more"), ["+2 or more", "+2 or more"]);
        assert_eq!(among("A+B"), ["A+B"], "a whole name comes before a sum");
        assert_eq!(among("A+B+A"), ["A+B", "A"]);
        assert_eq!(among("A+nowhere"), ["A", "nowhere"]);
        // Each plus may belong to a name, so that there are as many ways as there are numbers of so many digits.
        let any = |name: &str| name.chars().all(|sign| "a+".contains(sign)) && !name.is_empty();
        let long = format!("{}b", "a+".repeat(150));
        assert_eq!(Columns(long).among(&any).len(), 151);
        assert_eq!(Columns("a+".repeat(100_000)).among(&any).len(), 100_000);
    }

    #[test]
    fn joins_keep_drive_letters() {
        let join: JoinSpec = "C:\\data\\pop.csv:code".parse().expect("a join");
        assert_eq!((join.path, join.key.as_deref()), (PathBuf::from("C:\\data\\pop.csv"), Some("code")));
        let join: JoinSpec = "pop.csv:code:age:n".parse().expect("a join");
        assert_eq!(join.pivot, Some(("age".to_owned(), "n".to_owned())));
        assert_eq!("pop.csv".parse::<JoinSpec>().expect("a join").key, None);
        assert!("pop.csv:".parse::<JoinSpec>().is_err());
        assert!("pop.csv:a:b".parse::<JoinSpec>().is_err());
    }
}
