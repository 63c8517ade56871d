//! The files of a feed, read row by row within what a feed may hold.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use serde::de::DeserializeOwned;
use zip::ZipArchive;

use super::super::{Bytes, unpacked};
use super::left::Left;
use crate::error::Result;

/// What a feed may hold: that of a whole country's buses holds less.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Rows of any file but that of calls.
    pub(super) rows: u64,
    /// Rows of calls.
    pub(super) calls: u64,
    /// Departures that frequencies make.
    pub(super) departures: usize,
    /// Calls of all trips that are kept, those that frequencies make among them.
    pub(super) kept: usize,
}

pub(super) const LIMITS: Limits =
    Limits { rows: 10_000_000, calls: 100_000_000, departures: 2_000_000, kept: 100_000_000 };

/// Hours of a time, from the first midnight on: trips take days, not weeks. The library takes any number and counts wrongly.
const MOST_HOURS: u32 = 199;

/// Bytes of one row; a quotation mark that is never closed makes one of the whole file.
const MOST_OF_ROW: u64 = 1 << 20;

/// The zip and the files in it.
pub(super) struct Feed<'a> {
    pub(super) file: &'a Bytes,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Place in the zip of each file by its name; some feeds put them in a folder.
    places: BTreeMap<String, usize>,
    pub(super) limits: Limits,
}

impl<'a> Feed<'a> {
    pub(super) fn open(file: &'a Bytes, limits: Limits) -> Result<Self> {
        let not_a_zip = |source: zip::result::ZipError| {
            file.wrong(format!("it cannot be read as a GTFS feed (.zip): {source}"))
        };
        let mut zip = ZipArchive::new(Cursor::new(file.content.as_ref())).map_err(not_a_zip)?;
        let mut places = BTreeMap::new();
        for place in 0..zip.len() {
            let entry = zip.by_index_raw(place).map_err(not_a_zip)?;
            let name = entry.name().rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
            places.entry(name).or_insert(place);
        }
        let feed = Self { file, zip, places, limits };
        let missing: Vec<&str> = ["stops.txt", "routes.txt", "trips.txt", "stop_times.txt"]
            .into_iter()
            .filter(|name| !feed.places.contains_key(*name))
            .collect();
        if !missing.is_empty() {
            return Err(file.wrong(format!("it is no whole GTFS feed: {} missing", missing.join(", "))));
        }
        if !["calendar.txt", "calendar_dates.txt"].iter().any(|name| feed.places.contains_key(*name)) {
            return Err(file.wrong(
                "it says on no day that anything runs: calendar.txt and calendar_dates.txt are missing",
            ));
        }
        Ok(feed)
    }

    /// Hands every row of a file on, and counts those that cannot be read. A file that is not there has none.
    pub(super) fn rows<T: DeserializeOwned>(
        &mut self,
        name: &'static str,
        left: &mut Left,
        mut take: impl FnMut(T),
    ) -> Result<()> {
        let Some(&place) = self.places.get(name) else { return Ok(()) };
        let file = self.file;
        let most_rows = if name == "stop_times.txt" { self.limits.calls } else { self.limits.rows };
        let entry = self
            .zip
            .by_index(place)
            .map_err(|source| file.wrong(format!("{name} cannot be unpacked: {source}")))?;
        // What is unpacked is counted as it comes: what a bomb says of its own size need not be true.
        let most = unpacked::most(entry.compressed_size());
        let left_of_row = Cell::new(MOST_OF_ROW);
        let source = InRows { left: &left_of_row, source: without_mark(entry.take(most + 1), file, name)? };
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(source);
        let unreadable = |source: csv::Error| file.wrong(format!("{name} cannot be read: {source}"));
        let headers = reader.byte_headers().map_err(unreadable)?.clone();
        let headers = csv::StringRecord::from_byte_record_lossy(headers);
        let times: Vec<usize> =
            (0..headers.len()).filter(|place| headers[*place].ends_with("_time")).collect();
        let mut row = csv::ByteRecord::new();
        let mut rows = 0;
        while reader.read_byte_record(&mut row).map_err(unreadable)? {
            left_of_row.set(MOST_OF_ROW);
            rows += 1;
            if rows > most_rows {
                return Err(file.wrong(format!(
                    "{name} has more than {} million rows, which no country's timetable needs; cut it to the area that is planned",
                    most_rows / 1_000_000
                )));
            }
            let line = row.position().map_or(0, csv::Position::line);
            let text = csv::StringRecord::from_byte_record_lossy(std::mem::take(&mut row));
            let in_time = times.iter().all(|place| text.get(*place).is_none_or(is_in_time));
            let value = if in_time { text.deserialize(Some(&headers)).ok() } else { None };
            match value {
                Some(value) => take(value),
                None => left.bad(name, line),
            }
        }
        if reader.position().byte() > most {
            return Err(file.wrong(format!(
                "{name} unpacks to more than {} MB, which no timetable needs; it is refused",
                most >> 20
            )));
        }
        Ok(())
    }
}

/// Whether a time, if it is one, has no more hours than one may.
fn is_in_time(text: &str) -> bool {
    let hours = text.split(':').next().unwrap_or_default();
    hours.parse::<u32>().is_ok_and(|hours| hours <= MOST_HOURS)
        || !hours.bytes().any(|sign| sign.is_ascii_digit())
}

/// A source of rows that gives up in a row without end.
struct InRows<'a, R> {
    /// Bytes that may still be read before the row that is being read must end.
    left: &'a Cell<u64>,
    source: R,
}

impl<R: Read> Read for InRows<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left.get() == 0 {
            let words = "a row is longer than 1 MB; a quotation mark may be open that is never closed";
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, words));
        }
        let most = self.left.get();
        let read = (&mut self.source).take(most).read(buffer)?;
        self.left.set(most - read as u64);
        Ok(read)
    }
}

/// A file without the mark that some programs put at its beginning.
fn without_mark(mut reader: impl Read, file: &Bytes, name: &str) -> Result<impl Read> {
    let mut start = Vec::new();
    (&mut reader)
        .take(3)
        .read_to_end(&mut start)
        .map_err(|source| file.wrong(format!("{name} cannot be unpacked: {source}")))?;
    if start == [0xef, 0xbb, 0xbf] {
        start.clear();
    }
    Ok(Cursor::new(start).chain(reader))
}
