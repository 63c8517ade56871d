//! The timetable: which vehicles call where and when, and on which days they run.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::Position;

/// Trips of buses, trams and trains. Made by `load` or `project`, never changed afterwards.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timetable {
    /// Where vehicles call.
    pub stops: Vec<Stop>,
    /// Which days trips run on.
    pub days: Vec<Days>,
    /// Public names of routes.
    pub routes: Vec<String>,
    /// Journeys of one vehicle each.
    pub trips: Vec<Trip>,
    /// The calls of all trips, trip after trip.
    pub calls: Vec<Call>,
}

/// A place where vehicles call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// The feed's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub position: Position,
}

/// The days on which a trip runs. Days are counted from the beginning of the common era (1 January of year 1 is 1).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Days {
    /// Monday to Sunday.
    pub weekdays: [bool; 7],
    /// First day on which the weekdays hold.
    pub first: i32,
    /// Last day on which they hold.
    pub last: i32,
    /// Days added to them.
    pub added: BTreeSet<i32>,
    /// Days taken from them.
    pub removed: BTreeSet<i32>,
}

/// A journey of one vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trip {
    /// Its route, a place in [`Timetable::routes`].
    pub route: u32,
    /// Its days, a place in [`Timetable::days`].
    pub days: u32,
    /// Its first call, a place in [`Timetable::calls`].
    pub first: u32,
    /// One after its last call.
    pub end: u32,
}

/// A call at a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The stop, a place in [`Timetable::stops`].
    pub stop: u32,
    /// Arrival, seconds after the midnight with which the service day begins; beyond 86,400 on the day after.
    pub arrival: u32,
    /// Departure, likewise; never before the arrival.
    pub departure: u32,
    /// Whether one may get on.
    pub boards: bool,
    /// Whether one may get off.
    pub alights: bool,
}

impl Days {
    /// Whether a trip runs on a day.
    pub fn run_on(&self, date: NaiveDate) -> bool {
        let day = date.num_days_from_ce();
        let weekday = self.weekdays[date.weekday().num_days_from_monday() as usize];
        self.added.contains(&day)
            || (weekday && (self.first..=self.last).contains(&day) && !self.removed.contains(&day))
    }

    /// First and last day that could be one on which a trip runs; none when there is none.
    fn span(&self) -> Option<(i32, i32)> {
        let usual =
            (self.weekdays.contains(&true) && self.first <= self.last).then_some((self.first, self.last));
        let added = self.added.first().copied().zip(self.added.last().copied());
        match (usual, added) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        }
    }
}

impl Timetable {
    /// The calls of a trip.
    pub fn calls_of(&self, trip: &Trip) -> &[Call] {
        &self.calls[trip.first as usize..trip.end as usize]
    }

    /// First and last day of the calendar; none when no trip ever runs.
    pub fn span(&self) -> Option<(NaiveDate, NaiveDate)> {
        let used: BTreeSet<u32> = self.trips.iter().map(|trip| trip.days).collect();
        let spans = used.iter().filter_map(|days| self.days.get(*days as usize)?.span());
        let (first, last) = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        NaiveDate::from_num_days_from_ce_opt(first).zip(NaiveDate::from_num_days_from_ce_opt(last))
    }

    /// How many trips run on a day.
    pub fn trips_on(&self, date: NaiveDate) -> usize {
        let runs: Vec<bool> = self.days.iter().map(|days| days.run_on(date)).collect();
        self.trips.iter().filter(|trip| runs.get(trip.days as usize) == Some(&true)).count()
    }

    /// The first Tuesday of the calendar on which something runs; none when there is no such day.
    pub fn usual_day(&self) -> Option<NaiveDate> {
        let (first, last) = self.span()?;
        first
            .iter_days()
            .take_while(|day| *day <= last)
            .filter(|day| day.weekday() == Weekday::Tue)
            .find(|day| self.trips_on(*day) > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn days_follow_weekdays_their_span_and_exceptions() {
        let number = |text: &str| day(text).num_days_from_ce();
        let days = Days {
            weekdays: [true, true, true, true, true, false, false],
            first: number("2026-01-05"),
            last: number("2026-03-31"),
            added: BTreeSet::from([number("2026-04-04")]),
            removed: BTreeSet::from([number("2026-01-06")]),
        };
        for (date, runs) in [
            ("2026-01-05", true),
            ("2026-01-06", false),
            ("2026-01-10", false),
            ("2026-03-31", true),
            ("2026-04-01", false),
            ("2026-04-04", true),
        ] {
            assert_eq!(days.run_on(day(date)), runs, "{date}");
        }
        let trip = Trip { route: 0, days: 0, first: 0, end: 0 };
        let timetable = Timetable { days: vec![days], trips: vec![trip], ..Timetable::default() };
        assert_eq!(timetable.span(), Some((day("2026-01-05"), day("2026-04-04"))));
        // The 6th is a Tuesday, but nothing runs.
        assert_eq!(timetable.usual_day(), Some(day("2026-01-13")));
        assert_eq!(Timetable::default().usual_day(), None);
    }
}
