//! A timetable from a GTFS feed (`.zip`).
//!
//! Rows are read one at a time, so that one bad row costs itself only and a feed of a whole region needs little memory. Read
//! are stops, routes, trips, calls (`stop_times`), calendars and frequencies; everything else is left alone. All kinds of
//! vehicle count. Times may pass 24:00. Trips of `frequencies.txt` run from each start every headway until before its end.
//! Missing times between two known ones are interpolated evenly. A trip is kept whole when it calls within 5 km of the
//! project, so that a change outside the city is found; other trips are left out and counted.
//!
//! # References
//! *General Transit Feed Specification, Schedule reference* (gtfs.org).

mod left;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Read};

use chrono::{Datelike, NaiveDate};
use gtfs_structures::{
    Calendar, CalendarDate, Exception, PickupDropOffType, RawFrequency, RawStopTime, RawTrip, Stop as RawStop,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use zip::ZipArchive;

use super::{Bytes, Report, unpacked};
use crate::error::Result;
use crate::model::{Call, Days, Position, Severity, Stop, Timetable, Trip};
use crate::place::grown;
use left::{Left, RawCall};

/// How far around the project a stop counts as within it, metres.
const AROUND_M: f64 = 5_000.0;

/// What a feed may hold: that of a whole country's buses holds less.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Rows of any file but that of calls.
    rows: u64,
    /// Rows of calls.
    calls: u64,
    /// Departures that frequencies make.
    departures: usize,
    /// Calls of all trips that are kept, those that frequencies make among them.
    kept: usize,
}

const LIMITS: Limits =
    Limits { rows: 10_000_000, calls: 100_000_000, departures: 2_000_000, kept: 100_000_000 };

/// Hours of a time, from the first midnight on: trips take days, not weeks. The library takes any number and counts wrongly.
const MOST_HOURS: u32 = 199;

/// Bytes of one row; a quotation mark that is never closed makes one of the whole file.
const MOST_OF_ROW: u64 = 1 << 20;

/// One day, seconds.
const DAY: u32 = 86_400;

/// Reads a feed, keeping what concerns the surroundings of some positions.
pub(super) fn read(file: &Bytes, around: &[Position], report: &mut Report<'_>) -> Result<Timetable> {
    read_within(LIMITS, file, around, report)
}

fn read_within(
    limits: Limits,
    file: &Bytes,
    around: &[Position],
    report: &mut Report<'_>,
) -> Result<Timetable> {
    let mut feed = Feed::open(file, limits)?;
    let mut left = Left::default();
    let stops = stops(&mut feed, &mut left)?;
    let days = days(&mut feed, &mut left)?;
    let routes = routes(&mut feed, &mut left)?;
    let trips = trips(&mut feed, &days, &routes, &mut left)?;
    let mut calls = calls(&mut feed, &trips, &stops, &mut left)?;
    let rounds = frequencies(&mut feed, &trips, &mut left)?;

    let near = near(&stops, around);
    let mut made = Timetable { days: days.list, routes: routes.list, ..Timetable::default() };
    let mut number = vec![u32::MAX; stops.list.len()];
    let mut outside = 0;
    for (place, (route, days)) in trips.list.iter().enumerate() {
        let of = std::mem::take(&mut calls[place]);
        let Some(of) = left.whole(&of) else { continue };
        if !of.iter().any(|call| near[call.stop as usize]) {
            outside += 1;
            continue;
        }
        let of: Vec<Call> = of
            .into_iter()
            .map(|call| {
                let stop = &mut number[call.stop as usize];
                if *stop == u32::MAX {
                    *stop = index(made.stops.len());
                    made.stops.push(stops.list[call.stop as usize].clone());
                }
                Call { stop: *stop, ..call }
            })
            .collect();
        let starts = rounds.get(&place).map_or_else(|| vec![of[0].departure], Clone::clone);
        if starts.len().saturating_mul(of.len()) > limits.kept - made.calls.len() {
            return Err(file.wrong(format!(
                "its trips make more than {} million calls; check frequencies.txt, or cut it to the area that is planned",
                limits.kept / 1_000_000
            )));
        }
        for start in starts {
            let first = index(made.calls.len());
            let moved = |time: u32| (time + start).saturating_sub(of[0].departure);
            made.calls.extend(of.iter().map(|call| Call {
                arrival: moved(call.arrival),
                departure: moved(call.departure),
                ..*call
            }));
            made.trips.push(Trip { route: *route, days: *days, first, end: index(made.calls.len()) });
        }
    }
    if made.trips.is_empty() {
        left.say(report);
        return Err(file.wrong(if outside > 0 {
            format!(
                "none of its {outside} trips calls within 5 km of the sites and areas; it is of another place"
            )
        } else {
            "it holds no trip that can be used".to_owned()
        }));
    }
    left.say(report);
    let message = format!(
        "{} trips and {} stops are used{}",
        made.trips.len(),
        made.stops.len(),
        if outside > 0 {
            format!("; {outside} trips that stay more than 5 km away are left out")
        } else {
            String::new()
        }
    );
    report.say(Severity::Note, None, None, message, "Nothing to do.");
    Ok(made)
}

/// The zip and the files in it.
struct Feed<'a> {
    file: &'a Bytes,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Place in the zip of each file by its name; some feeds put them in a folder.
    places: BTreeMap<String, usize>,
    limits: Limits,
}

impl<'a> Feed<'a> {
    fn open(file: &'a Bytes, limits: Limits) -> Result<Self> {
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
    fn rows<T: DeserializeOwned>(
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

/// Things by their ids.
struct Named<T> {
    list: Vec<T>,
    place_of: HashMap<String, u32>,
}

impl<T> Named<T> {
    fn new() -> Self {
        Self { list: Vec::new(), place_of: HashMap::new() }
    }

    fn add(&mut self, id: String, value: T) {
        self.place_of.entry(id).or_insert_with(|| {
            self.list.push(value);
            index(self.list.len() - 1)
        });
    }
}

/// A place in a list; lists of more than four thousand million do not fit into memory.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn stops(feed: &mut Feed<'_>, left: &mut Left) -> Result<Named<Stop>> {
    let mut stops = Named::new();
    let mut nowhere = 0;
    feed.rows("stops.txt", left, |stop: RawStop| {
        let place = stop.longitude.zip(stop.latitude).filter(|(lon, lat)| {
            (-180.0..=180.0).contains(lon) && (-90.0..=90.0).contains(lat) && (*lon, *lat) != (0.0, 0.0)
        });
        let Some((lon, lat)) = place else {
            nowhere += 1;
            return;
        };
        let name = stop.name.unwrap_or_else(|| stop.id.clone());
        stops.add(stop.id.clone(), Stop { id: stop.id, name, position: Position { lon, lat } });
    })?;
    left.nowhere = nowhere;
    Ok(stops)
}

fn days(feed: &mut Feed<'_>, left: &mut Left) -> Result<Named<Days>> {
    let number = |year: i16, month: i8, day: i8| {
        let date =
            NaiveDate::from_ymd_opt(year.into(), u32::try_from(month).ok()?, u32::try_from(day).ok()?)?;
        Some(date.num_days_from_ce())
    };
    let mut days = Named::new();
    feed.rows("calendar.txt", left, |row: Calendar| {
        let (first, last) = (row.start_date, row.end_date);
        let span = number(first.year(), first.month(), first.day()).zip(number(
            last.year(),
            last.month(),
            last.day(),
        ));
        if let Some((first, last)) = span {
            let weekdays =
                [row.monday, row.tuesday, row.wednesday, row.thursday, row.friday, row.saturday, row.sunday];
            days.add(row.id, Days { weekdays, first, last, ..Days::default() });
        }
    })?;
    feed.rows("calendar_dates.txt", left, |row: CalendarDate| {
        let Some(day) = number(row.date.year(), row.date.month(), row.date.day()) else { return };
        days.add(row.service_id.clone(), Days { first: 1, ..Days::default() });
        if let Some(&place) = days.place_of.get(&row.service_id) {
            let of: &mut Days = &mut days.list[place as usize];
            match row.exception_type {
                Exception::Added => of.added.insert(day),
                Exception::Deleted => of.removed.insert(day),
            };
        }
    })?;
    Ok(days)
}

/// What is wanted of a route. The library's own reads its colours too, and panics on some.
#[derive(Deserialize)]
struct Route {
    #[serde(rename = "route_id")]
    id: String,
    #[serde(rename = "route_short_name", default)]
    short_name: Option<String>,
    #[serde(rename = "route_long_name", default)]
    long_name: Option<String>,
}

fn routes(feed: &mut Feed<'_>, left: &mut Left) -> Result<Named<String>> {
    let mut routes = Named::new();
    feed.rows("routes.txt", left, |route: Route| {
        let name = [route.short_name, route.long_name].into_iter().flatten().find(|name| !name.is_empty());
        routes.add(route.id.clone(), name.unwrap_or(route.id));
    })?;
    Ok(routes)
}

fn trips(
    feed: &mut Feed<'_>,
    days: &Named<Days>,
    routes: &Named<String>,
    left: &mut Left,
) -> Result<Named<(u32, u32)>> {
    let mut trips = Named::new();
    let mut unknown = 0;
    feed.rows("trips.txt", left, |trip: RawTrip| {
        match (routes.place_of.get(&trip.route_id), days.place_of.get(&trip.service_id)) {
            (Some(&route), Some(&days)) => trips.add(trip.id, (route, days)),
            _ => unknown += 1,
        }
    })?;
    left.unknown_trips = unknown;
    Ok(trips)
}

fn calls(
    feed: &mut Feed<'_>,
    trips: &Named<(u32, u32)>,
    stops: &Named<Stop>,
    left: &mut Left,
) -> Result<Vec<Vec<RawCall>>> {
    let mut calls: Vec<Vec<RawCall>> = (0..trips.list.len()).map(|_| Vec::new()).collect();
    let mut unknown = 0;
    feed.rows("stop_times.txt", left, |row: RawStopTime| {
        match (trips.place_of.get(&row.trip_id), stops.place_of.get(&row.stop_id)) {
            (Some(&trip), Some(&stop)) => calls[trip as usize].push(RawCall {
                sequence: row.stop_sequence,
                stop,
                arrival: row.arrival_time.or(row.departure_time),
                departure: row.departure_time.or(row.arrival_time),
                boards: row.pickup_type != PickupDropOffType::NotAvailable,
                alights: row.drop_off_type != PickupDropOffType::NotAvailable,
            }),
            _ => unknown += 1,
        }
    })?;
    left.unknown_calls = unknown;
    for of in &mut calls {
        of.sort_by_key(|call| call.sequence);
    }
    Ok(calls)
}

/// Departures from the first stop by trip, for trips that run at intervals.
fn frequencies(
    feed: &mut Feed<'_>,
    trips: &Named<(u32, u32)>,
    left: &mut Left,
) -> Result<BTreeMap<usize, Vec<u32>>> {
    let mut rounds: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    let (mut bad, mut departures) = (0_usize, 0_usize);
    let (file, most) = (feed.file, feed.limits.departures);
    feed.rows("frequencies.txt", left, |row: RawFrequency| {
        let Some(&trip) = trips.place_of.get(&row.trip_id) else {
            bad += 1;
            return;
        };
        // Not even a shuttle leaves more often than every ten seconds.
        if row.headway_secs < 10 || row.end_time <= row.start_time || row.end_time > 4 * DAY {
            bad += 1;
            return;
        }
        let step = row.headway_secs as usize;
        // Counted before they are made, those that are made twice too.
        departures = departures.saturating_add(((row.end_time - row.start_time) as usize).div_ceil(step));
        if departures > most {
            return;
        }
        rounds.entry(trip as usize).or_default().extend((row.start_time..row.end_time).step_by(step));
    })?;
    if departures > most {
        return Err(file.wrong(format!(
            "its frequencies make more than {} million trips; check frequencies.txt",
            most / 1_000_000
        )));
    }
    left.frequencies = bad;
    Ok(rounds.into_iter().map(|(trip, starts)| (trip, starts.into_iter().collect())).collect())
}

/// Which stops lie around the positions.
fn near(stops: &Named<Stop>, around: &[Position]) -> Vec<bool> {
    let Some([west, south, east, north]) = grown(around, AROUND_M) else {
        return vec![false; stops.list.len()];
    };
    let inside = |at: Position| (west..=east).contains(&at.lon) && (south..=north).contains(&at.lat);
    stops.list.iter().map(|stop| inside(stop.position)).collect()
}
