//! Projects of older versions, brought up to date one version at a time. The user's file is not written: that happens to a
//! copy, which is thrown away once it has been read. When the project is saved over an older file, that one is kept beside it.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{SCHEMA_VERSION, Wrong, version};
use crate::error::{Error, Result, file_name};

/// Changes a project of one version to the next.
pub(super) type Migration = fn(&Connection) -> rusqlite::Result<()>;

/// The steps, the first from version 1 to version 2. A new schema version adds one at the end.
pub(super) const ALL: [Migration; SCHEMA_VERSION as usize - 1] = [];

/// The steps that a project of this version still needs.
pub(super) fn since(version: u32, all: &[Migration]) -> &[Migration] {
    let done = usize::try_from(version).unwrap_or(usize::MAX).saturating_sub(1);
    all.get(done..).unwrap_or_default()
}

/// Brings a copy up to date and reads it. What another program has changed and not yet put in place is in the copy.
pub(super) fn on_a_copy<T>(
    path: &Path,
    opened: &Connection,
    steps: &[Migration],
    read: impl FnOnce(&Connection) -> std::result::Result<T, Wrong>,
) -> Result<std::result::Result<T, Wrong>> {
    let unwritable = |source| Error::Write { path: path.to_owned(), source };
    let copy = tempfile::NamedTempFile::new().map_err(unwritable)?;
    let migrate = || -> rusqlite::Result<Connection> {
        opened.execute("VACUUM INTO ?1", [copy.path().to_string_lossy()])?;
        let mut connection = crate::gpkg::open_to_write(copy.path())?;
        let transaction = connection.transaction()?;
        for step in steps {
            step(&transaction)?;
        }
        transaction.commit()?;
        Ok(connection)
    };
    let connection = migrate().map_err(|source| Error::Project { file: file_name(path), source })?;
    Ok(read(&connection))
}

/// Keeps a project of an older version than the one that is about to replace it, as `NAME.schema-N.gpkg` beside it; returns
/// where.
pub(super) fn keep_older(path: &Path, writes: u32) -> Result<Option<PathBuf>> {
    // What is no project is replaced as any file is; what another program holds was refused before ([`crate::gpkg::settle`]).
    let older = crate::gpkg::open(path).ok().and_then(|connection| version(&connection).ok().flatten());
    let Some(older) = older.filter(|older| *older < writes) else { return Ok(None) };
    let unreadable = |source| Error::Read { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(unreadable)?;
    // The same copy need not be kept twice; another project's stays.
    for number in 1_u32.. {
        let again = if number == 1 { String::new() } else { format!("-{number}") };
        let kept = path.with_extension(format!("schema-{older}{again}.gpkg"));
        if !kept.exists() {
            crate::files::write_whole(&kept, &bytes)?;
            return Ok(Some(kept));
        }
        if std::fs::read(&kept).is_ok_and(|there| there == bytes) {
            return Ok(Some(kept));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_project_is_brought_up_to_date_on_a_copy() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("old.gpkg");
        let old = Connection::open(&path).expect("a database");
        old.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)").expect("written");
        drop(old);
        let before = std::fs::read(&path).expect("read");
        let steps: [Migration; 2] = [
            |connection| connection.execute_batch("ALTER TABLE t ADD COLUMN b DEFAULT 2"),
            |connection| connection.execute_batch("UPDATE t SET b = b * 10"),
        ];
        assert_eq!(since(1, &steps).len(), 2);
        assert_eq!(since(2, &steps).len(), 1);
        assert!(since(3, &steps).is_empty() && since(9, &steps).is_empty());
        let opened = crate::gpkg::open(&path).expect("opened");
        let found = on_a_copy(&path, &opened, since(1, &steps), |connection| {
            Ok(connection.query_row("SELECT a + b FROM t", [], |row| row.get::<_, i64>(0))?)
        });
        assert!(matches!(found, Ok(Ok(21))));
        assert_eq!(std::fs::read(&path).expect("read"), before);
    }

    #[test]
    fn an_older_project_is_kept_beside_the_one_that_replaces_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("town.gpkg");
        assert_eq!(keep_older(&path, 3).expect("nothing there yet"), None);
        let old = Connection::open(&path).expect("a database");
        old.execute_batch(
            "CREATE TABLE hub_planner_meta (key, value); INSERT INTO hub_planner_meta VALUES ('schema_version', '2')",
        )
        .expect("written");
        drop(old);
        let before = std::fs::read(&path).expect("read");
        assert_eq!(keep_older(&path, 2).expect("of the same version"), None);
        let kept = folder.path().join("town.schema-2.gpkg");
        assert_eq!(keep_older(&path, 3).expect("kept"), Some(kept.clone()));
        assert_eq!(keep_older(&path, 3).expect("kept already"), Some(kept.clone()));
        std::fs::write(&kept, "another project's").expect("written");
        let beside = folder.path().join("town.schema-2-2.gpkg");
        assert_eq!(keep_older(&path, 3).expect("kept"), Some(beside.clone()));
        std::fs::write(&path, "newer").expect("written");
        assert_eq!(keep_older(&path, 3).expect("no project any more"), None);
        assert_eq!(std::fs::read(&beside).expect("read"), before);
    }
}
