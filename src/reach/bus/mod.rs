//! Minutes by walking and timetabled bus: every minute of a departure window, and the median and the quartiles over it.
//!
//! RAPTOR in its range form: for each area departures are tried from the last of the window to the first, and what was found for a
//! later one stays as a bound, because leaving earlier and waiting is never later. A round is one ride; there are three at
//! most, so two changes. Between rides one walks over the streets for at most [`MOST_WALK_MIN`] minutes, or changes at the
//! same stop at once; so it is from the door to the first stop and from the last stop to the site. Walking all the way always
//! counts, of any length, so a bus never makes a journey longer than the walk. Trips of the service day before that run past
//! midnight count, and so do those of the day after. Arrival at a stop on the second at which a vehicle leaves catches it.
//!
//! Two labels a stop are kept apart: the earliest arrival *on a vehicle*, from which one may walk on, and the earliest
//! arrival *at all*, with which one may board. One label would chain a walk to a walk, beyond the fifteen minutes.
//!
//! The crates that do RAPTOR in Rust (`vulture` is the best kept) relax walks between stops until nothing changes, which
//! chains them, and answer one pair of stops with journeys to show; here every area is asked for every site at every minute,
//! with access and egress over the streets, and only arrival times are wanted. So it is written here.
//!
//! # References
//! Delling, D., Pajor, T. and Werneck, R. F. (2015), "Round-based public transit routing", *Transportation Science* 49(3),
//! 591–604. Conway, M. W., Byrd, A. and van der Linden, M. (2017), "Evidence-based transit and land use sketch planning using
//! interactive accessibility methods on combined schedule and headway-based networks", *Transportation Research Record* 2653,
//! 45–53 (why a median over a window).

mod service;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::Matrix;
use super::walk::{Joint, Network};
use crate::model::{Position, Timetable};
use service::{Pattern, Service};

/// The longest walk to, from and between stops, minutes.
const MOST_WALK_MIN: f64 = 15.0;

/// The most rides of a journey.
const RIDES: usize = 3;

/// When people leave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// The service day.
    pub date: NaiveDate,
    /// First departure, minutes after midnight.
    pub from: u32,
    /// End of the window, not included; > `from`.
    pub to: u32,
}

/// Walks between stops, areas and sites, seconds.
struct Walks {
    /// Other stops by stop.
    between: Vec<Vec<(u32, f64)>>,
    /// Stops by area.
    access: Vec<Vec<(u32, f64)>>,
    /// Sites by stop.
    egress: Vec<Vec<(u32, f64)>>,
}

impl Walks {
    fn of(
        network: &Network,
        timetable: &Timetable,
        areas: &[Position],
        sites: &[Position],
        metres_per_s: f64,
    ) -> Self {
        let most_m = MOST_WALK_MIN * 60.0 * metres_per_s;
        let join = |places: &[Position]| -> Vec<Option<Joint>> {
            places.par_iter().map(|place| network.join(*place)).collect()
        };
        let stops: Vec<Position> = timetable.stops.iter().map(|stop| stop.position).collect();
        let (stops, areas, sites) = (join(&stops), join(areas), join(sites));
        // One search a stop finds everything around it; ways are as long back.
        let around: Vec<[Vec<(u32, f64)>; 3]> = stops
            .par_iter()
            .map_init(
                || network.search(),
                |search, stop| {
                    let Some(stop) = stop else { return <[Vec<(u32, f64)>; 3]>::default() };
                    network.run(search, stop, most_m);
                    [&stops, &areas, &sites].map(|places| {
                        let metres = (0_u32..).zip(places).filter_map(|(place, joint)| {
                            let metres = network.between(stop, search, joint.as_ref()?);
                            (metres <= most_m).then_some((place, metres / metres_per_s))
                        });
                        metres.collect()
                    })
                },
            )
            .collect();
        let mut walks =
            Self { between: Vec::new(), access: vec![Vec::new(); areas.len()], egress: Vec::new() };
        for (stop, [stops, areas, sites]) in (0_u32..).zip(around) {
            walks.between.push(stops.into_iter().filter(|(other, _)| *other != stop).collect());
            for (area, seconds) in areas {
                walks.access[area as usize].push((stop, seconds));
            }
            walks.egress.push(sites);
        }
        walks
    }
}

/// Earliest arrivals, seconds of the day, by rides and stop.
struct Labels {
    /// On a vehicle.
    ridden: [Vec<f64>; RIDES + 1],
    /// At all.
    at: [Vec<f64>; RIDES + 1],
    /// At the sites.
    site: Vec<f64>,
    /// Stops where one can be earlier since the last round, and on a vehicle in this one.
    fresh: Vec<u32>,
    is_fresh: Vec<bool>,
    got_off: Vec<u32>,
    is_off: Vec<bool>,
    /// First place to board, by pattern; `u32::MAX` for none.
    from: Vec<u32>,
    waiting: Vec<u32>,
}

impl Labels {
    fn new(stops: usize, patterns: usize, sites: usize) -> Self {
        let none = || std::array::from_fn(|_| vec![f64::INFINITY; stops]);
        Self {
            ridden: none(),
            at: none(),
            site: vec![f64::INFINITY; sites],
            fresh: Vec::new(),
            is_fresh: vec![false; stops],
            got_off: Vec::new(),
            is_off: vec![false; stops],
            from: vec![u32::MAX; patterns],
            waiting: Vec::new(),
        }
    }

    fn forget(&mut self) {
        for list in self.ridden.iter_mut().chain(&mut self.at).chain(std::iter::once(&mut self.site)) {
            list.fill(f64::INFINITY);
        }
    }

    /// One can be at a stop at a time after so many rides.
    fn arrive(&mut self, rides: usize, stop: u32, time: f64) {
        let place = stop as usize;
        if time < self.at[rides][place] {
            for later in &mut self.at[rides..] {
                later[place] = later[place].min(time);
            }
            if !std::mem::replace(&mut self.is_fresh[place], true) {
                self.fresh.push(stop);
            }
        }
    }

    /// One can get off at a stop at a time after so many rides.
    fn get_off(&mut self, rides: usize, stop: u32, time: f64) {
        let place = stop as usize;
        if time < self.ridden[rides][place] {
            for later in &mut self.ridden[rides..] {
                later[place] = later[place].min(time);
            }
            if !std::mem::replace(&mut self.is_off[place], true) {
                self.got_off.push(stop);
            }
            self.arrive(rides, stop, time);
        }
    }

    /// Everything that can be reached leaving at a time, given what was found for later times.
    fn leave(&mut self, service: &Service, walks: &Walks, access: &[(u32, f64)], time: f64) {
        for &(stop, seconds) in access {
            self.arrive(0, stop, time + seconds);
        }
        for rides in 1..=RIDES {
            for stop in std::mem::take(&mut self.fresh) {
                self.is_fresh[stop as usize] = false;
                for &(pattern, place) in &service.at_stop[stop as usize] {
                    let from = &mut self.from[pattern as usize];
                    if *from == u32::MAX {
                        self.waiting.push(pattern);
                    }
                    *from = place.min(*from);
                }
            }
            for pattern in std::mem::take(&mut self.waiting) {
                let from = std::mem::replace(&mut self.from[pattern as usize], u32::MAX);
                self.ride(rides, &service.patterns[pattern as usize], from as usize);
            }
            for stop in std::mem::take(&mut self.got_off) {
                self.is_off[stop as usize] = false;
                let off = self.ridden[rides][stop as usize];
                for &(site, seconds) in &walks.egress[stop as usize] {
                    let site = &mut self.site[site as usize];
                    *site = site.min(off + seconds);
                }
                for &(other, seconds) in &walks.between[stop as usize] {
                    self.arrive(rides, other, off + seconds);
                }
            }
        }
        for stop in std::mem::take(&mut self.fresh) {
            self.is_fresh[stop as usize] = false;
        }
    }

    /// Rides a pattern from a place on, always in the earliest trip that can be caught.
    fn ride(&mut self, rides: usize, pattern: &Pattern, from: usize) {
        let mut trip: Option<usize> = None;
        for (place, &stop) in pattern.stops.iter().enumerate().skip(from) {
            if let Some(trip) = trip
                && pattern.alights[place]
            {
                self.get_off(rides, stop, pattern.arrival(trip, place));
            }
            let here = self.at[rides - 1][stop as usize];
            if pattern.boards[place] && here.is_finite() {
                let bound = trip.unwrap_or(pattern.trips);
                trip = pattern.catch(place, here, bound).or(trip);
            }
        }
    }
}

/// Minutes from every area to every site over a window: the 25th percentile, the median and the 75th.
///
/// `walked` holds the metres all the way on foot. `go_on` is told the share that is done, 0 to 1, and says whether to go on;
/// once it says no, the rest is as on foot. Of an even number of departures a percentile is the mean of the two in the
/// middle; an unreachable departure counts as infinite.
pub(super) fn matrices(
    network: &Network,
    timetable: &Timetable,
    (areas, sites): (&[Position], &[Position]),
    walked: &Matrix,
    metres_per_minute: f64,
    window: Window,
    go_on: &(dyn Fn(f64) -> bool + Sync),
) -> [Matrix; 3] {
    let metres_per_s = metres_per_minute / 60.0;
    let service = Service::of(timetable, window);
    let walks = Walks::of(network, timetable, areas, sites, metres_per_s);
    let done = std::sync::atomic::AtomicUsize::new(0);
    let departures = (window.to.saturating_sub(window.from)) as usize;
    // Each area's three percentiles to every site.
    let rows: Vec<Vec<[f64; 3]>> = (0..areas.len())
        .into_par_iter()
        .map_init(
            || {
                let labels = Labels::new(timetable.stops.len(), service.patterns.len(), sites.len());
                (labels, vec![0.0; departures * sites.len()])
            },
            |(labels, minutes), area| {
                let counted = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let on_foot = |site: usize| walked.minutes(area, site) / metres_per_minute;
                let access = &walks.access[area];
                if access.is_empty() || !go_on(counted as f64 / areas.len() as f64) {
                    return (0..sites.len()).map(|site| [on_foot(site); 3]).collect();
                }
                labels.forget();
                for (place, minute) in (window.from..window.to).rev().enumerate() {
                    let time = f64::from(minute) * 60.0;
                    labels.leave(&service, &walks, access, time);
                    for (site, &arrival) in labels.site.iter().enumerate() {
                        minutes[site * departures + place] = on_foot(site).min((arrival - time) / 60.0);
                    }
                }
                minutes.chunks_exact_mut(departures.max(1)).map(percentiles).collect()
            },
        )
        .collect();
    std::array::from_fn(|which| {
        let column = |site: usize| rows.iter().map(|row| row[site][which]).collect();
        Matrix::from_columns(areas.len(), (0..sites.len()).map(column))
    })
}

/// The 25th percentile, the median and the 75th of some minutes, which it sorts.
fn percentiles(minutes: &mut [f64]) -> [f64; 3] {
    minutes.sort_unstable_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| {
        let (count, of) = (minutes.len() * quarter, 4);
        match (count / of, count % of) {
            (0, _) => minutes.first().copied().unwrap_or(f64::INFINITY),
            // Between two: their mean, which infinity carries over.
            (place, 0) => {
                let (low, high) = (minutes[place - 1], minutes[place]);
                if low == high { low } else { f64::midpoint(low, high) }
            }
            (place, _) => minutes[place],
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_between_the_middle_two() {
        let mut minutes = [4.0, 1.0, 3.0, 2.0];
        assert_eq!(percentiles(&mut minutes), [1.5, 2.5, 3.5]);
        assert_eq!(percentiles(&mut [7.0]), [7.0; 3]);
        assert_eq!(percentiles(&mut [5.0, 1.0, 9.0]), [1.0, 5.0, 9.0]);
        let mut half = [10.0, f64::INFINITY, f64::INFINITY, 12.0];
        assert_eq!(percentiles(&mut half), [11.0, f64::INFINITY, f64::INFINITY]);
    }
}
