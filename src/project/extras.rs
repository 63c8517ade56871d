//! Properties beyond the program's own as ordinary columns, so that a GIS shows them, labels by them and edits them.
//!
//! Their exact values are kept as JSON beside them. On opening, a column that differs from what was written was edited in a
//! GIS, and the edit counts.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Row, params};
use serde_json::Value;

/// How many columns a layer gets; SQLite ends at 2,000.
const MOST_COLUMNS: usize = 1_900;

/// Properties by name.
pub(super) type Properties = BTreeMap<String, Value>;

/// Columns for the properties of a layer.
pub(super) struct Extras {
    /// Column, property and type of each.
    columns: Vec<(String, String, &'static str)>,
}

impl Extras {
    /// A column for each property that is a text, a number or a yes/no anywhere; they are added to the layer's columns.
    pub(super) fn of<'a>(
        rows: impl IntoIterator<Item = &'a Properties>,
        columns: &mut Vec<(String, &'static str)>,
    ) -> Self {
        let mut kinds: BTreeMap<&str, &'static str> = BTreeMap::new();
        for (name, value) in rows.into_iter().flatten() {
            let kind = match value {
                Value::String(_) => "TEXT",
                Value::Number(_) => "REAL",
                Value::Bool(_) => "BOOLEAN",
                Value::Null | Value::Array(_) | Value::Object(_) => continue,
            };
            let known = kinds.entry(name).or_insert(kind);
            if *known != kind {
                *known = "TEXT";
            }
        }
        Self::named(kinds.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect(), columns)
    }

    /// A column for each of these properties with its type; they are added to the layer's columns. A name that is taken
    /// (SQLite tells columns apart without regard to capitals) or empty is replaced. Properties beyond what a table holds get
    /// none: they are in the JSON beside the columns.
    pub(super) fn named(
        properties: Vec<(String, &'static str)>,
        columns: &mut Vec<(String, &'static str)>,
    ) -> Self {
        let mut taken: BTreeSet<String> = columns.iter().map(|(name, _)| name.to_lowercase()).collect();
        taken.extend(["fid", "geom", "rowid", "oid", "_rowid_"].map(str::to_owned));
        let mut made = Vec::new();
        for (property, kind) in properties.into_iter().take(MOST_COLUMNS.saturating_sub(columns.len())) {
            let free =
                !property.is_empty() && !property.contains('\0') && taken.insert(property.to_lowercase());
            let column = if free {
                property.clone()
            } else {
                // One of the first so many must be free.
                let names = (made.len()..=made.len() + taken.len()).map(|number| format!("column_{number}"));
                let spare = names.into_iter().find(|name| !taken.contains(name)).unwrap_or_default();
                taken.insert(spare.clone());
                spare
            };
            columns.push((column.clone(), kind));
            made.push((column, property, kind));
        }
        Self { columns: made }
    }

    /// Records which column holds which property.
    pub(super) fn write_names(&self, connection: &Connection, layer: &str) -> rusqlite::Result<()> {
        let mut statement = connection.prepare("INSERT INTO hub_planner_columns VALUES (?1, ?2, ?3)")?;
        for (column, property, _) in &self.columns {
            statement.execute(params![layer, column, property])?;
        }
        Ok(())
    }

    /// A row's cells, in the order of the columns.
    pub(super) fn cells<'a>(&'a self, properties: &'a Properties) -> impl Iterator<Item = Sql> + 'a {
        self.columns.iter().map(|(_, property, kind)| match (properties.get(property), *kind) {
            (Some(Value::String(text)), _) => Sql::Text(text.clone()),
            (Some(Value::Number(number)), "REAL") => number.as_f64().map_or(Sql::Null, Sql::Real),
            (Some(Value::Bool(yes)), "BOOLEAN") => Sql::Integer(i64::from(*yes)),
            (Some(value @ (Value::Number(_) | Value::Bool(_))), _) => Sql::Text(value.to_string()),
            (None | Some(_), _) => Sql::Null,
        })
    }
}

/// Column and property of each name that was recorded.
pub(super) fn names(connection: &Connection, layer: &str) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection
        .prepare_cached("SELECT column, name FROM hub_planner_columns WHERE layer = ?1 ORDER BY rowid")?;
    statement.query_map([layer], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Takes over what was edited in a GIS: cells that differ from the properties as they were written.
pub(super) fn read_edits(
    row: &Row<'_>,
    names: &[(String, String)],
    properties: &mut Properties,
) -> rusqlite::Result<()> {
    for (column, property) in names {
        let cell: Sql = row.get(column.as_str())?;
        if is_as_written(properties.get(property), &cell) {
            continue;
        }
        let edited = match cell {
            Sql::Text(text) => Value::String(text),
            Sql::Real(number) => Value::from(number),
            // A yes/no stays one; any other whole number is a number.
            Sql::Integer(0 | 1) if matches!(properties.get(property), Some(Value::Bool(_))) => {
                Value::Bool(cell == Sql::Integer(1))
            }
            Sql::Integer(number) => Value::from(number),
            Sql::Null | Sql::Blob(_) => Value::Null,
        };
        properties.insert(property.clone(), edited);
    }
    Ok(())
}

fn is_as_written(value: Option<&Value>, cell: &Sql) -> bool {
    match (value, cell) {
        (Some(Value::String(text)), Sql::Text(cell)) => text == cell,
        (Some(Value::Number(number)), Sql::Real(cell)) => number.as_f64() == Some(*cell),
        (Some(Value::Bool(yes)), Sql::Integer(cell)) => i64::from(*yes) == *cell,
        (Some(value @ (Value::Number(_) | Value::Bool(_))), Sql::Text(cell)) => {
            let written = value.to_string();
            written == *cell
        }
        (None | Some(Value::Null | Value::Array(_) | Value::Object(_)), Sql::Null) => true,
        _ => false,
    }
}
