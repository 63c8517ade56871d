//! What of a feed is left out, and why; which trips are whole.

use std::collections::BTreeMap;

use super::super::Report;
use super::DAY;
use crate::model::{Call, Severity};

/// A call as a row says it, with its place in the trip.
pub(super) struct RawCall {
    pub(super) sequence: u32,
    pub(super) stop: u32,
    pub(super) arrival: Option<u32>,
    pub(super) departure: Option<u32>,
    pub(super) boards: bool,
    pub(super) alights: bool,
}

/// What was left out, and why.
#[derive(Default)]
pub(super) struct Left {
    /// Rows that could not be read, by file, and the line of the first.
    bad_rows: BTreeMap<&'static str, (usize, u64)>,
    pub(super) nowhere: usize,
    pub(super) unknown_trips: usize,
    pub(super) unknown_calls: usize,
    pub(super) frequencies: usize,
    short: usize,
    untimed: usize,
    backwards: usize,
    interpolated: usize,
}

impl Left {
    pub(super) fn bad(&mut self, name: &'static str, line: u64) {
        self.bad_rows.entry(name).or_insert((0, line)).0 += 1;
    }

    /// The calls of a trip with all their times; none when it cannot be used.
    pub(super) fn whole(&mut self, raw: &[RawCall]) -> Option<Vec<Call>> {
        if raw.len() < 2 {
            self.short += 1;
            return None;
        }
        let (Some(_), Some(_)) = (raw[0].departure, raw[raw.len() - 1].arrival) else {
            self.untimed += 1;
            return None;
        };
        let mut calls: Vec<Call> = Vec::with_capacity(raw.len());
        let mut missing = 0;
        let mut next_known = 0;
        for (place, call) in raw.iter().enumerate() {
            let (arrival, departure) = if let Some(times) = call.arrival.zip(call.departure) {
                times
            } else {
                missing += 1;
                // The last call has a time, so there is a next one that has. It is looked for once for all before it.
                if next_known < place {
                    next_known = place + raw[place..].iter().position(|call| call.arrival.is_some())?;
                }
                let next = raw[next_known].arrival?;
                let before = calls.last()?.departure;
                let share = u64::from(next.saturating_sub(before)) / ((next_known - place) as u64 + 1);
                let time = before + u32::try_from(share).unwrap_or(0);
                (time, time)
            };
            calls.push(Call {
                stop: call.stop,
                arrival,
                departure,
                boards: call.boards,
                alights: call.alights,
            });
        }
        let forwards = calls.iter().all(|call| call.departure >= call.arrival && call.departure < 8 * DAY)
            && calls.windows(2).all(|pair| pair[1].arrival >= pair[0].departure);
        if !forwards {
            self.backwards += 1;
            return None;
        }
        self.interpolated += usize::from(missing > 0);
        Some(calls)
    }

    pub(super) fn say(&self, report: &mut Report<'_>) {
        for (name, (rows, line)) in &self.bad_rows {
            let message =
                format!("{name}: {rows} rows cannot be read and are left out; the first is on line {line}");
            report.say(Severity::Warning, None, None, message, "Ask for a corrected feed.");
        }
        let told = [
            (self.nowhere, "stops.txt", "stops have no place and are left out"),
            (
                self.unknown_trips,
                "trips.txt",
                "trips name a route or a service that is not defined and are left out",
            ),
            (
                self.unknown_calls,
                "stop_times.txt",
                "calls name a trip or a stop that is not used and are left out",
            ),
            (
                self.frequencies,
                "frequencies.txt",
                "rows name no known trip or no sensible interval and are left out",
            ),
            (self.short, "stop_times.txt", "trips have fewer than two calls and are left out"),
            (
                self.untimed,
                "stop_times.txt",
                "trips have no time at their first or last call and are left out",
            ),
            (self.backwards, "stop_times.txt", "trips go back in time and are left out"),
        ];
        for (count, name, what) in told.into_iter().filter(|(count, ..)| *count > 0) {
            let message = format!("{name}: {count} {what}");
            report.say(Severity::Warning, None, None, message, "Ask for a corrected feed.");
        }
        if self.interpolated > 0 {
            let message =
                format!("stop_times.txt: times missing in {} trips are interpolated", self.interpolated);
            report.say(Severity::Note, None, None, message, "Nothing to do.");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ever_so_many_calls_without_a_time_are_interpolated_at_once() {
        let call = |sequence: u32, time: Option<u32>| RawCall {
            sequence,
            stop: 0,
            arrival: time,
            departure: time,
            boards: true,
            alights: true,
        };
        let last = 100_000;
        let raw: Vec<RawCall> = (0..=last)
            .map(|place| call(place, [0, last / 2, last].contains(&place).then_some(place / 10)))
            .collect();
        let calls = Left::default().whole(&raw).expect("a trip");
        assert_eq!((calls.len(), calls[100_000].arrival), (100_001, 10_000));
        assert!(calls.windows(2).all(|pair| pair[1].arrival >= pair[0].departure));
    }
}
