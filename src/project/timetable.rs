//! The timetable in the project file: names and days as JSON, calls as a blob of little-endian numbers.

use rusqlite::{Connection, OptionalExtension, params};

use super::records::text_of;
use super::{Wrong, json};
use crate::model::{Call, Timetable};

/// Bytes of a call: stop, arrival, departure, and whether one boards (1) and alights (2).
const CALL: usize = 13;

/// Writes the timetable.
pub(super) fn write(connection: &Connection, timetable: &Timetable) -> rusqlite::Result<()> {
    connection.execute_batch(
        "CREATE TABLE hub_planner_timetable (
            stops TEXT NOT NULL, days TEXT NOT NULL, routes TEXT NOT NULL, trips TEXT NOT NULL, calls BLOB NOT NULL)",
    )?;
    let mut calls = Vec::with_capacity(timetable.calls.len() * CALL);
    for call in &timetable.calls {
        for number in [call.stop, call.arrival, call.departure] {
            calls.extend_from_slice(&number.to_le_bytes());
        }
        calls.push(u8::from(call.boards) + 2 * u8::from(call.alights));
    }
    connection.execute(
        "INSERT INTO hub_planner_timetable VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            text_of(&timetable.stops)?,
            text_of(&timetable.days)?,
            text_of(&timetable.routes)?,
            text_of(&timetable.trips)?,
            calls
        ],
    )?;
    Ok(())
}

/// Reads the timetable, if the project has one.
pub(super) fn read(connection: &Connection) -> Result<Option<Timetable>, Wrong> {
    if !super::has_table(connection, "hub_planner_timetable")? {
        return Ok(None);
    }
    let columns = connection
        .query_row("SELECT stops, days, routes, trips, calls FROM hub_planner_timetable", [], |row| {
            let text = |column: usize| row.get::<_, String>(column);
            Ok(([text(0)?, text(1)?, text(2)?, text(3)?], row.get::<_, Vec<u8>>(4)?))
        })
        .optional()?;
    let Some(([stops, days, routes, trips], calls)) = columns else { return Ok(None) };
    let calls: Vec<Call> = calls
        .chunks_exact(CALL)
        .map(|bytes| {
            let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|place| bytes[at + place]));
            Call {
                stop: number(0),
                arrival: number(4),
                departure: number(8),
                boards: bytes[12] & 1 > 0,
                alights: bytes[12] & 2 > 0,
            }
        })
        .collect();
    let timetable = Timetable {
        stops: json(&stops, "stops")?,
        days: json(&days, "days of the timetable")?,
        routes: json(&routes, "routes")?,
        trips: json(&trips, "trips")?,
        calls,
    };
    let count = timetable.calls.len();
    let whole = timetable.trips.iter().all(|trip| {
        trip.first <= trip.end
            && trip.end as usize <= count
            && (trip.days as usize) < timetable.days.len()
            && (trip.route as usize) < timetable.routes.len()
    });
    let stops = timetable.stops.len();
    let sound = timetable
        .calls
        .iter()
        .all(|call| (call.stop as usize) < stops && call.arrival <= call.departure)
        && timetable.stops.iter().all(|stop| stop.position.lon.is_finite() && stop.position.lat.is_finite());
    if !whole || !sound {
        return Err(Wrong::Content("its timetable is damaged; add the timetable again".to_owned()));
    }
    Ok(Some(timetable))
}
