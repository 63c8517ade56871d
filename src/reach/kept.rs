//! Searches that were made, each with the digest of what it was made from: what need not be searched again, and what a project
//! file keeps.

use sha2::{Digest, Sha256};

use super::Matrix;
use super::bus::Window;
use crate::model::{Dataset, Position, Profile, Streets, Timetable};

/// Searches by the digest of their inputs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Kept {
    searches: Vec<Searched>,
}

/// One search: metres on foot, or the three percentiles of minutes by bus.
#[derive(Debug, Clone, PartialEq)]
pub struct Searched {
    /// What it is, for people.
    pub name: String,
    /// Lower-case hexadecimal SHA-256 of everything it depends on.
    pub digest: String,
    /// What was found.
    pub matrices: Vec<Matrix>,
}

impl Kept {
    /// What was found from inputs of this digest.
    pub(super) fn get(&self, digest: &str) -> Option<&[Matrix]> {
        self.searches.iter().find(|search| search.digest == digest).map(|search| search.matrices.as_slice())
    }

    /// Keeps a search in place of one with the same name.
    pub fn put(&mut self, search: Searched) {
        match self.searches.iter_mut().find(|known| known.name == search.name) {
            Some(known) => *known = search,
            None => self.searches.push(search),
        }
    }

    /// Those whose tables are of so many areas and sites: a file may say anything.
    #[must_use]
    pub fn of_size(mut self, areas: usize, sites: usize) -> Self {
        let fits = |matrix: &Matrix| matrix.size() == (areas, sites);
        self.searches.retain(|search| search.matrices.iter().all(fits));
        self
    }

    /// Every search, in the order made.
    pub fn searches(&self) -> &[Searched] {
        &self.searches
    }
}

/// The digest of the facts that searches depend on, apart from their mode, profile and speed.
pub(super) fn of_facts(dataset: &Dataset) -> String {
    let mut digest = Sha256::new();
    digest.update(b"hub-planner searches 1\0");
    positions(&mut digest, &dataset.area_positions());
    positions(&mut digest, &dataset.site_positions());
    if let Some(streets) = &dataset.streets {
        self::streets(&mut digest, streets);
    }
    if let Some(timetable) = &dataset.timetable {
        self::timetable(&mut digest, timetable);
    }
    format!("{:x}", digest.finalize())
}

/// The digest of a walk over those facts.
pub(super) fn of_walk(facts: &str, profile: Profile) -> String {
    format!("{:x}", Sha256::digest(format!("{facts} walk {profile:?}")))
}

/// The digest of journeys by bus over those facts.
pub(super) fn of_bus(facts: &str, profile: Profile, metres_per_minute: f64, window: Window) -> String {
    let Window { date, from, to } = window;
    let speed = metres_per_minute.to_bits();
    format!("{:x}", Sha256::digest(format!("{facts} bus {profile:?} {speed:x} {date} {from} {to}")))
}

fn positions(digest: &mut Sha256, positions: &[Position]) {
    digest.update((positions.len() as u64).to_le_bytes());
    for position in positions {
        digest.update(position.lon.to_le_bytes());
        digest.update(position.lat.to_le_bytes());
    }
}

fn streets(digest: &mut Sha256, streets: &Streets) {
    positions(digest, &streets.nodes);
    digest.update((streets.pieces.len() as u64).to_le_bytes());
    for piece in &streets.pieces {
        digest.update(piece.from.to_le_bytes());
        digest.update(piece.to.to_le_bytes());
        digest.update([u8::from(piece.steps)]);
    }
}

fn timetable(digest: &mut Sha256, timetable: &Timetable) {
    let stops: Vec<Position> = timetable.stops.iter().map(|stop| stop.position).collect();
    positions(digest, &stops);
    for days in &timetable.days {
        digest.update(format!("{:?} {} {};", days.weekdays, days.first, days.last));
        digest.update(format!("{:?} {:?};", days.added, days.removed));
    }
    for trip in &timetable.trips {
        for number in [trip.days, trip.first, trip.end] {
            digest.update(number.to_le_bytes());
        }
    }
    for call in &timetable.calls {
        for number in [call.stop, call.arrival, call.departure] {
            digest.update(number.to_le_bytes());
        }
        digest.update([u8::from(call.boards), u8::from(call.alights)]);
    }
}
