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

mod feed;
mod left;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use gtfs_structures::{
    Calendar, CalendarDate, Exception, PickupDropOffType, RawFrequency, RawStopTime, RawTrip, Stop as RawStop,
};
use serde::Deserialize;

use super::{Bytes, Report};
use crate::error::Result;
use crate::model::{Call, Days, Position, Severity, Stop, Timetable, Trip};
use crate::place::grown;
use feed::{Feed, LIMITS, Limits};
use left::{Left, RawCall};

/// How far around the project a stop counts as within it, metres.
const AROUND_M: f64 = 5_000.0;

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

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    /// A feed of one trip of two calls, with other files in place of its own or beside them.
    fn feed(others: &[(&str, &str)]) -> Bytes {
        let days = "monday,tuesday,wednesday,thursday,friday,saturday,sunday";
        let calendar = format!("service_id,{days},start_date,end_date\nw,1,1,1,1,1,0,0,20260101,20261231\n");
        let mut files = BTreeMap::from([
            ("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nA,A,52.4,-1.5\nB,B,52.41,-1.5\n"),
            ("routes.txt", "route_id,route_short_name,route_type\nr,1,3\n"),
            ("trips.txt", "route_id,service_id,trip_id\nr,w,t\n"),
            ("calendar.txt", &calendar),
            (
                "stop_times.txt",
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,08:00:00,08:00:00,A,1\nt,08:10:00,08:10:00,B,2\n",
            ),
        ]);
        files.extend(others.iter().copied());
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            zip.start_file(name, SimpleFileOptions::default()).expect("begun");
            zip.write_all(text.as_bytes()).expect("packed");
        }
        let content = zip.finish().expect("ended").into_inner();
        Bytes { name: "bus.zip".to_owned(), content: Cow::Owned(content), path: None }
    }

    /// How many trips there are, and what is told; or the error.
    fn found(limits: Limits, others: &[(&str, &str)]) -> std::result::Result<(usize, String), String> {
        let mut issues = Vec::new();
        let mut report = Report { file: "bus.zip".to_owned(), issues: &mut issues };
        let at = [Position { lon: -1.5, lat: 52.4 }];
        let made = read_within(limits, &feed(others), &at, &mut report);
        let told: Vec<String> = issues.into_iter().map(|issue| issue.message).collect();
        made.map(|made| (made.trips.len(), told.join("; "))).map_err(|error| error.to_string())
    }

    #[test]
    fn a_feed_that_holds_more_than_a_country_is_refused() {
        assert_eq!(found(LIMITS, &[]).map(|(trips, _)| trips), Ok(1));
        let refused = |limits: Limits, others: &[(&str, &str)], words: &str| {
            let error = found(limits, others).expect_err("refused");
            assert!(error.contains(words), "{error}");
        };
        refused(Limits { calls: 1, ..LIMITS }, &[], "stop_times.txt has more than");
        refused(Limits { rows: 1, ..LIMITS }, &[], "stops.txt has more than");
        // Of one row, and as often as it is repeated; the trip need not be one that is kept.
        let often =
            "trip_id,start_time,end_time,headway_secs\n".to_owned() + &"t,00:00:00,96:00:00,10\n".repeat(100);
        refused(LIMITS, &[("frequencies.txt", &often)], "more than 2 million trips; check frequencies.txt");
        let hourly = "trip_id,start_time,end_time,headway_secs\nt,08:00:00,12:00:00,3600\n";
        let most = |kept: usize| Limits { kept, ..LIMITS };
        assert_eq!(found(most(8), &[("frequencies.txt", hourly)]).map(|(trips, _)| trips), Ok(4));
        refused(most(7), &[("frequencies.txt", hourly)], "its trips make more than");
    }

    #[test]
    fn a_row_without_end_is_given_up() {
        let open = format!("trip_id,arrival_time\n\"{}", "x".repeat(3 << 20));
        let error = found(LIMITS, &[("stop_times.txt", &open)]).expect_err("refused");
        assert!(error.contains("a row is longer than 1 MB"), "{error}");
    }

    #[test]
    fn times_and_colours_that_the_library_cannot_take_are_told() {
        let times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,08:00:00,08:00:00,A,1\nt,08:10:00,08:10:00,B,2\nt,1193047:00:00,1193047:00:00,A,3\n";
        let routes = "route_id,route_short_name,route_type,route_color\nr,1,3,a\u{e9}a\u{e9}\n";
        let (trips, told) =
            found(LIMITS, &[("stop_times.txt", times), ("routes.txt", routes)]).expect("read");
        assert_eq!(trips, 1);
        assert!(told.contains("stop_times.txt: 1 rows cannot be read"), "{told}");
    }
}
