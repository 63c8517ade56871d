//! GeoPackages: opened without a trace, and their geometry blobs (the standard's header and well-known binary,
//! little-endian, WGS 84).
//!
//! # References
//! OGC 12-128r18, *GeoPackage Encoding Standard* 1.3, §2.1.3 (BLOB format); OGC 06-103r4, *Simple feature access*, §8.

use std::path::{Path, PathBuf};
use std::time::Duration;

use geo::{BoundingRect, Coord, LineString, MultiPolygon, Polygon};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::{Error, Result, file_name};
use crate::model::Position;

/// WGS 84, longitude and latitude.
pub const SRS_ID: i32 = 4326;

const POINT: u32 = 1;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// What a blob holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// A point.
    Point(Position),
    /// One or more polygons.
    Outline(MultiPolygon<f64>),
}

/// The version of the `SQLite` that is built in, such as `3.50.2`.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// Opens a file to read only. Nothing is written beside it either: a GIS leaves GeoPackages in a mode in which SQLite would
/// make files of its own (`-wal`, `-shm`) even to read them, and fail in a folder that it may not write.
///
/// Where such files hold changes already, another program has it open or was cut off; they are then read with it.
pub fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let is_long = |file: PathBuf| std::fs::metadata(file).is_ok_and(|data| data.len() > 0);
    let has_changes = beside(path, &["-wal", "-journal"]).any(is_long);
    let mut connection = match uri(path).filter(|_| !has_changes) {
        Some(uri) => Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI),
        None => Connection::open_with_flags(path, flags),
    }?;
    harden(&mut connection, path)?;
    Ok(connection)
}

/// Opens a file to write, as guarded as [`open`].
pub fn open_to_write(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    harden(&mut connection, path)?;
    Ok(connection)
}

/// Makes a file ready to be replaced: puts in place what a program that was cut off left beside it (`-wal`, `-journal`), which
/// SQLite would otherwise apply to the file that takes its name. An error when another program has the file open.
pub fn settle(path: &Path) -> Result<()> {
    let left = || beside(path, &["-wal", "-shm", "-journal"]);
    let refused = |words: &str| {
        Err(Error::Write { path: path.to_owned(), source: std::io::Error::other(words.to_owned()) })
    };
    let Some(first) = left().next() else { return Ok(()) };
    if !path.exists() {
        return refused(&format!(
            "{} stands there, which belongs to a file that is gone; take it away, or choose another name",
            file_name(&first)
        ));
    }
    let mode = || -> rusqlite::Result<String> {
        let connection = open_to_write(path)?;
        connection.busy_timeout(Duration::ZERO)?;
        // Reading applies a journal; leaving the mode that QGIS uses takes that no other program has the file open.
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))
    };
    if mode().is_ok_and(|mode| mode == "delete") {
        for file in left().filter(|file| is_spent(file)) {
            // One that cannot be taken away is met below.
            drop(std::fs::remove_file(file));
        }
        if left().next().is_none() {
            return Ok(());
        }
    }
    refused("another program, such as a GIS, has it open; close it there, or save elsewhere")
}

/// Whether a file beside a GeoPackage holds nothing any more: some programs leave their journals empty or struck out.
fn is_spent(path: &Path) -> bool {
    let mut first = [0];
    let read = std::fs::File::open(path).and_then(|mut file| std::io::Read::read(&mut file, &mut first));
    path.as_os_str().as_encoded_bytes().ends_with(b"-shm") || (read.is_ok() && first == [0])
}

/// The files with these endings that stand beside a GeoPackage; SQLite puts them beside the file that a link leads to.
fn beside(path: &Path, endings: &'static [&'static str]) -> impl Iterator<Item = PathBuf> {
    let path = crate::files::leads_to(path).into_os_string();
    endings.iter().filter_map(move |ending| {
        let mut name = path.clone();
        name.push(ending);
        Some(PathBuf::from(name)).filter(|path| path.exists())
    })
}

/// The file comes from anywhere: nothing in it may run (triggers), reach further (functions in its schema), or go on for
/// ever (a view may call itself).
fn harden(connection: &mut Connection, path: &Path) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    let size = std::fs::metadata(path).map_or(0, |file| file.len());
    // No value is longer than the file that holds it, unless it is made up by a view or a generated column.
    let longest = i32::try_from(size).unwrap_or(i32::MAX).max(LEAST_LONGEST);
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, longest)?;
    let mut left = ROUNDS + size / BYTES_A_ROUND;
    let out_of_patience = move || {
        left = left.saturating_sub(1);
        left == 0
    };
    connection.progress_handler(STEPS_A_ROUND, Some(out_of_patience))
}

/// What SQLite first finds wrong with a file's own structure; none when it is sound.
pub fn damage(connection: &Connection) -> rusqlite::Result<Option<String>> {
    match connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)) {
        Ok(found) => Ok((found != "ok").then_some(found)),
        // What was begun must be undone first, and that would be writing.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => Ok(Some(
            "a program was cut off while it wrote to it; opened once in a GIS, it is whole again".to_owned(),
        )),
        // Cut off or overwritten: so damaged that it cannot even be looked through.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            Ok(Some(error.to_string()))
        }
        Err(error) => Err(error),
    }
}

/// How long a value may be in a small file, bytes: the program's own texts are longer than a file that holds nothing yet.
const LEAST_LONGEST: i32 = 1 << 24;

/// Steps of SQLite's machine after which it is asked whether it may go on.
const STEPS_A_ROUND: i32 = 1_000_000;
/// How often it may go on (some seconds' work), and once more for each of so many bytes: a sound file takes far less.
const ROUNDS: u64 = 100;
const BYTES_A_ROUND: u64 = 100_000;

/// Names of a table's columns. An error, rather than a panic of the library, when one is not text.
pub fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    statement.query_map([table], |row| row.get(0))?.collect()
}

/// A query for these columns of a table or view.
pub fn query_of(table: &str, columns: &[String]) -> String {
    let names: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
    format!("SELECT {} FROM {}", names.join(", "), quoted(table))
}

/// A name as SQL wants it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The path as an address that promises SQLite a file nobody changes; `None` when it is not UTF-8 or has no full form.
fn uri(path: &Path) -> Option<String> {
    let full = std::path::absolute(path).ok()?;
    let text = full.to_str()?;
    // A Windows path, with its drive letter or of a network share, as SQLite wants it.
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() };
    let root = if text.starts_with('/') { "" } else { "/" };
    let escaped: String = text
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"/._-~:".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    Some(format!("file://{root}{escaped}?immutable=1"))
}

/// A point as a blob.
pub fn point_blob(position: Position) -> Vec<u8> {
    let mut blob = header(None);
    blob.push(1);
    blob.extend(POINT.to_le_bytes());
    blob.extend(position.lon.to_le_bytes());
    blob.extend(position.lat.to_le_bytes());
    blob
}

/// An outline as a blob, with its envelope.
pub fn outline_blob(outline: &MultiPolygon<f64>) -> Vec<u8> {
    let envelope = outline.bounding_rect().map(|r| [r.min().x, r.max().x, r.min().y, r.max().y]);
    let mut blob = header(envelope);
    blob.push(1);
    blob.extend(MULTI_POLYGON.to_le_bytes());
    blob.extend(count(outline.0.len()));
    for polygon in outline {
        blob.push(1);
        blob.extend(POLYGON.to_le_bytes());
        blob.extend(count(1 + polygon.interiors().len()));
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            blob.extend(count(ring.0.len()));
            for coord in ring {
                blob.extend(coord.x.to_le_bytes());
                blob.extend(coord.y.to_le_bytes());
            }
        }
    }
    blob
}

fn count(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

/// `GP`, version, flags (little-endian, with or without an envelope), reference system, envelope.
fn header(envelope: Option<[f64; 4]>) -> Vec<u8> {
    let mut blob = vec![b'G', b'P', 0, if envelope.is_some() { 0b0000_0011 } else { 0b0000_0001 }];
    blob.extend(SRS_ID.to_le_bytes());
    for number in envelope.into_iter().flatten() {
        blob.extend(number.to_le_bytes());
    }
    blob
}

/// Reads a blob; `None` when it is not a point, polygon or multi-polygon in the standard's form, or not of finite numbers.
pub fn read(blob: &[u8]) -> Option<Geometry> {
    let flags = *blob.get(3)?;
    if blob.get(..2)? != b"GP" {
        return None;
    }
    let envelope = [0, 32, 48, 48, 64].get(usize::from(flags >> 1 & 0b111))?;
    let mut wkb = Wkb { rest: blob.get(8 + envelope..)?, little: true };
    match wkb.kind()? {
        POINT => Some(Geometry::Point(wkb.position()?)),
        POLYGON => Some(Geometry::Outline(MultiPolygon(vec![wkb.polygon()?]))),
        MULTI_POLYGON => {
            let mut polygons = Vec::new();
            for _ in 0..wkb.count()? {
                if wkb.kind()? != POLYGON {
                    return None;
                }
                polygons.push(wkb.polygon()?);
            }
            Some(Geometry::Outline(MultiPolygon(polygons)))
        }
        _ => None,
    }
}

/// Well-known binary that is still to be read.
struct Wkb<'a> {
    rest: &'a [u8],
    little: bool,
}

impl Wkb<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*head)
    }

    fn kind(&mut self) -> Option<u32> {
        self.little = self.take::<1>()?[0] == 1;
        self.count()
    }

    fn count(&mut self) -> Option<u32> {
        let bytes = self.take::<4>()?;
        Some(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn number(&mut self) -> Option<f64> {
        let bytes = self.take::<8>()?;
        Some(if self.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    fn position(&mut self) -> Option<Position> {
        let (lon, lat) = (self.number()?, self.number()?);
        (lon.is_finite() && lat.is_finite()).then_some(Position { lon, lat })
    }

    fn polygon(&mut self) -> Option<Polygon<f64>> {
        let mut rings = Vec::new();
        for _ in 0..self.count()? {
            let mut coords = Vec::new();
            for _ in 0..self.count()? {
                let position = self.position()?;
                coords.push(Coord { x: position.lon, y: position.lat });
            }
            rings.push(LineString(coords));
        }
        let mut rings = rings.into_iter();
        Some(Polygon::new(rings.next()?, rings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blobs_come_back_as_they_went() {
        let position = Position { lon: -1.5, lat: 52.4 };
        assert_eq!(read(&point_blob(position)), Some(Geometry::Point(position)));
        let ring = |from: f64, to: f64| {
            LineString::from(vec![(from, from), (to, from), (to, to), (from, to), (from, from)])
        };
        let outline = MultiPolygon(vec![
            Polygon::new(ring(0.0, 9.0), vec![ring(2.0, 3.0)]),
            Polygon::new(ring(20.0, 21.0), Vec::new()),
        ]);
        let blob = outline_blob(&outline);
        assert_eq!(read(&blob), Some(Geometry::Outline(outline)));
        for length in 0..blob.len() {
            assert_eq!(read(&blob[..length]), None, "cut at {length}");
        }
    }
}
