//! What a project holds beside its layers: meta, decisions, services, blueprint, sources and Issues.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::{SCHEMA_VERSION, Wrong, json, streets, timetable};
use crate::model::{Dataset, Issue, Plan, Severity, Source};

const TABLES: &str = "
    CREATE TABLE hub_planner_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE hub_planner_decisions (key TEXT PRIMARY KEY, json TEXT NOT NULL);
    CREATE TABLE hub_planner_sources (
        position INTEGER PRIMARY KEY, role TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
        rows INTEGER NOT NULL, vintage TEXT, note TEXT);
    CREATE TABLE hub_planner_issues (
        position INTEGER PRIMARY KEY, severity TEXT NOT NULL, file TEXT NOT NULL, feature TEXT, field TEXT,
        message TEXT NOT NULL, remedy TEXT NOT NULL);
    CREATE TABLE hub_planner_columns (layer TEXT NOT NULL, column TEXT NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (layer, column));
";

/// Writes everything but the layers.
pub(super) fn write(connection: &Connection, dataset: &Dataset, plan: &Plan) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    let meta = [
        ("schema_version", SCHEMA_VERSION.to_string()),
        ("program", format!("Hub Planner {}", env!("CARGO_PKG_VERSION"))),
        ("illustrative", dataset.illustrative.to_string()),
        ("localities_are_areas", dataset.localities_are_areas.to_string()),
    ];
    for (key, value) in meta {
        connection.execute("INSERT INTO hub_planner_meta VALUES (?1, ?2)", params![key, value])?;
    }
    let decisions = [
        ("plan", text_of(plan)?),
        ("services", text_of(&dataset.services)?),
        ("blueprint", text_of(&dataset.blueprint)?),
        ("provenance", text_of(&dataset.provenance)?),
        ("responses", text_of(&dataset.responses)?),
    ];
    for (key, value) in decisions {
        connection.execute("INSERT INTO hub_planner_decisions VALUES (?1, ?2)", params![key, value])?;
    }
    for (position, source) in (0_i64..).zip(&dataset.sources) {
        let rows = i64::try_from(source.rows).unwrap_or(i64::MAX);
        connection.execute(
            "INSERT INTO hub_planner_sources VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                position,
                source.role.word(),
                source.name,
                source.sha256,
                rows,
                source.vintage,
                source.note
            ],
        )?;
    }
    if let Some(streets) = &dataset.streets {
        streets::write(connection, streets)?;
    }
    if let Some(timetable) = &dataset.timetable {
        timetable::write(connection, timetable)?;
    }
    for (position, issue) in (0_i64..).zip(&dataset.issues) {
        connection.execute(
            "INSERT INTO hub_planner_issues VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                position,
                issue.severity.key(),
                issue.file,
                issue.feature,
                issue.field,
                issue.message,
                issue.remedy
            ],
        )?;
    }
    Ok(())
}

pub(super) fn text_of(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// Reads everything but the layers.
pub(super) fn read(connection: &Connection) -> Result<(Dataset, Plan), Wrong> {
    let meta = |key: &str| -> Result<Option<String>, Wrong> {
        let mut statement = connection.prepare_cached("SELECT value FROM hub_planner_meta WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    };
    let written = |key: &str| -> rusqlite::Result<Option<String>> {
        let mut statement =
            connection.prepare_cached("SELECT json FROM hub_planner_decisions WHERE key = ?1")?;
        statement.query_row([key], |row| row.get(0)).optional()
    };
    let decisions = |key: &str| written(key)?.ok_or(rusqlite::Error::QueryReturnedNoRows);
    // Projects made before there were responses have none.
    let responses = written("responses")?.map_or_else(|| Ok(Vec::new()), |text| json(&text, "responses"))?;
    let dataset = Dataset {
        responses,
        services: json(&decisions("services")?, "services")?,
        blueprint: json(&decisions("blueprint")?, "blueprint")?,
        provenance: json(&decisions("provenance")?, "provenance")?,
        illustrative: meta("illustrative")?.as_deref() == Some("true"),
        localities_are_areas: meta("localities_are_areas")?.as_deref() == Some("true"),
        sources: sources(connection)?,
        issues: issues(connection)?,
        streets: streets::read(connection)?,
        timetable: timetable::read(connection)?,
        ..Dataset::default()
    };
    Ok((dataset, json(&decisions("plan")?, "plan")?))
}

fn sources(connection: &Connection) -> Result<Vec<Source>, Wrong> {
    let mut statement = connection.prepare(
        "SELECT role, name, sha256, rows, vintage, note FROM hub_planner_sources ORDER BY position",
    )?;
    let mut rows = statement.query([])?;
    let mut sources = Vec::new();
    while let Some(row) = rows.next()? {
        let role: String = row.get(0)?;
        sources.push(Source {
            role: json(&format!("\"{role}\""), "a source's role")?,
            name: row.get(1)?,
            sha256: row.get(2)?,
            rows: usize::try_from(row.get::<_, i64>(3)?).unwrap_or(0),
            vintage: row.get(4)?,
            note: row.get(5)?,
        });
    }
    Ok(sources)
}

fn issues(connection: &Connection) -> Result<Vec<Issue>, Wrong> {
    let mut statement = connection.prepare(
        "SELECT severity, file, feature, field, message, remedy FROM hub_planner_issues ORDER BY position",
    )?;
    let mut rows = statement.query([])?;
    let mut issues = Vec::new();
    while let Some(row) = rows.next()? {
        let severity: String = row.get(0)?;
        issues.push(Issue {
            severity: json::<Severity>(&format!("\"{severity}\""), "an issue's severity")?,
            file: row.get(1)?,
            feature: row.get(2)?,
            field: row.get(3)?,
            message: row.get(4)?,
            remedy: row.get(5)?,
        });
    }
    Ok(issues)
}
