//! The trips of one day as patterns: what runs over the same stops in the same order, earliest first.

use std::collections::BTreeMap;

use chrono::Days;

use super::Window;
use crate::model::Timetable;

/// One day, seconds.
const DAY: f64 = 86_400.0;

/// Trips that call at the same stops in the same order and do not overtake each other, earliest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Pattern {
    pub(super) stops: Vec<u32>,
    pub(super) boards: Vec<bool>,
    pub(super) alights: Vec<bool>,
    pub(super) trips: usize,
    /// Seconds by trip, then stop.
    arrivals: Vec<f64>,
    departures: Vec<f64>,
}

impl Pattern {
    pub(super) fn arrival(&self, trip: usize, place: usize) -> f64 {
        self.arrivals[trip * self.stops.len() + place]
    }

    fn departure(&self, trip: usize, place: usize) -> f64 {
        self.departures[trip * self.stops.len() + place]
    }

    /// The first trip before `bound` that leaves a place at or after a time.
    pub(super) fn catch(&self, place: usize, time: f64, bound: usize) -> Option<usize> {
        let (mut low, mut high) = (0, bound);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.departure(middle, place) < time { low = middle + 1 } else { high = middle }
        }
        (low < bound).then_some(low)
    }
}

/// What runs on one day, ready to be searched.
#[derive(Debug, Default)]
pub(super) struct Service {
    pub(super) patterns: Vec<Pattern>,
    /// Pattern and place in it, by stop.
    pub(super) at_stop: Vec<Vec<(u32, u32)>>,
}

impl Service {
    /// The trips that can be caught from a time on, in seconds of the day.
    pub(super) fn of(timetable: &Timetable, window: Window) -> Self {
        // Each trip as its stops with what is allowed there, and its times.
        type Shape = Vec<(u32, bool, bool)>;
        type Times = (Vec<f64>, Vec<f64>);
        let mut by_shape: BTreeMap<Shape, Vec<Times>> = BTreeMap::new();
        let start = f64::from(window.from) * 60.0;
        let days = [
            (window.date.checked_sub_days(Days::new(1)), -DAY),
            (Some(window.date), 0.0),
            (window.date.checked_add_days(Days::new(1)), DAY),
        ];
        for (date, shift) in days.into_iter().filter_map(|(date, shift)| Some((date?, shift))) {
            let runs: Vec<bool> = timetable.days.iter().map(|days| days.run_on(date)).collect();
            for trip in timetable.trips.iter().filter(|trip| runs[trip.days as usize]) {
                let calls = timetable.calls_of(trip);
                if calls.last().is_none_or(|call| f64::from(call.arrival) + shift < start) {
                    continue;
                }
                let shape = calls.iter().map(|call| (call.stop, call.boards, call.alights)).collect();
                let times = (
                    calls.iter().map(|call| f64::from(call.arrival) + shift).collect(),
                    calls.iter().map(|call| f64::from(call.departure) + shift).collect(),
                );
                by_shape.entry(shape).or_default().push(times);
            }
        }
        let mut service = Self { patterns: Vec::new(), at_stop: vec![Vec::new(); timetable.stops.len()] };
        for (shape, mut trips) in by_shape {
            trips.sort_by(|a, b| a.1.partial_cmp(&b.1).unwrap_or(std::cmp::Ordering::Equal));
            // A trip that overtakes one goes to another pattern, so that the first to leave is the first to arrive.
            let mut runs: Vec<Vec<Times>> = Vec::new();
            for trip in trips {
                let follows = |run: &Vec<Times>| {
                    run.last().is_none_or(|last| {
                        let later = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a <= b);
                        later(&last.0, &trip.0) && later(&last.1, &trip.1)
                    })
                };
                match runs.iter().position(follows) {
                    Some(place) => runs[place].push(trip),
                    None => runs.push(vec![trip]),
                }
            }
            for run in runs {
                let number = index(service.patterns.len());
                for (place, &(stop, ..)) in shape.iter().enumerate() {
                    service.at_stop[stop as usize].push((number, index(place)));
                }
                service.patterns.push(Pattern {
                    stops: shape.iter().map(|call| call.0).collect(),
                    boards: shape.iter().map(|call| call.1).collect(),
                    alights: shape.iter().map(|call| call.2).collect(),
                    trips: run.len(),
                    arrivals: run.iter().flat_map(|trip| trip.0.iter().copied()).collect(),
                    departures: run.iter().flat_map(|trip| trip.1.iter().copied()).collect(),
                });
            }
        }
        service
    }
}

fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trip_that_overtakes_is_still_caught() {
        // Three trips on one road: the second leaves later and arrives first.
        let pattern = |trips: &[(f64, f64)]| Pattern {
            stops: vec![0, 1],
            boards: vec![true; 2],
            alights: vec![true; 2],
            trips: trips.len(),
            arrivals: trips.iter().flat_map(|trip| [trip.0, trip.1]).collect(),
            departures: trips.iter().flat_map(|trip| [trip.0, trip.1]).collect(),
        };
        let one = pattern(&[(10.0, 50.0), (30.0, 60.0)]);
        assert_eq!(
            (one.catch(0, 10.0, 2), one.catch(0, 10.5, 2), one.catch(0, 31.0, 2), one.catch(0, 5.0, 0)),
            (Some(0), Some(1), None, None)
        );
    }
}
