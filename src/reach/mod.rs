//! Minutes from every area to every site, by each mode and profile that a service asks for.
//!
//! The field calls the result a travel-time or cost matrix (clients × facilities). It depends on the Dataset and on
//! the speed settings only, so one matrix serves every option and every edit.

mod straight_line;
mod walk;

use crate::model::{Dataset, Mode, Profile, Settings};

/// Minutes from every area to every site by one mode and profile; *none* (no way there) is `f64::INFINITY`.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    areas: usize,
    minutes: Vec<f64>,
}

impl Matrix {
    /// A matrix from one column of minutes a site, each in area order.
    pub fn from_columns(areas: usize, columns: impl IntoIterator<Item = Vec<f64>>) -> Self {
        let minutes: Vec<f64> = columns.into_iter().flatten().collect();
        debug_assert!(areas == 0 || minutes.len().is_multiple_of(areas));
        Self { areas, minutes }
    }

    /// Minutes from every area, in order, to one site.
    pub fn to_site(&self, site: usize) -> &[f64] {
        &self.minutes[site * self.areas..(site + 1) * self.areas]
    }

    /// Metres as minutes, at a speed in metres a minute.
    fn at_speed(&self, metres_per_minute: f64) -> Self {
        let minutes = self.minutes.iter().map(|metres| metres / metres_per_minute).collect();
        Self { areas: self.areas, minutes }
    }

    /// Minutes from one area to one site.
    pub fn minutes(&self, area: usize, site: usize) -> f64 {
        self.minutes[site * self.areas + area]
    }
}

/// How a matrix was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measured {
    /// In a straight line, with circuity.
    StraightLine,
    /// On foot over the street network.
    Walk,
}

/// The matrices that a Dataset's services need.
#[derive(Debug, Clone, PartialEq)]
pub struct TravelTimes {
    matrices: Vec<((Measured, Profile), Matrix)>,
    of_service: Vec<usize>,
    /// Metres on foot by profile: what a change of speed needs no new search for.
    metres: Vec<(Profile, Matrix)>,
    speed: Speed,
}

/// The settings that travel times depend on.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Speed {
    metres_per_minute: f64,
    circuity: f64,
}

impl Speed {
    fn of(settings: &Settings) -> Self {
        Self { metres_per_minute: settings.walk_metres_per_minute, circuity: settings.circuity }
    }
}

/// How a service's minutes are measured with what is there: over streets where they are given and asked for, else in a
/// straight line.
fn measured(dataset: &Dataset, mode: Mode) -> Measured {
    match mode {
        Mode::Walk | Mode::Bus if dataset.streets.is_some() => Measured::Walk,
        Mode::StraightLine | Mode::Walk | Mode::Bus => Measured::StraightLine,
    }
}

impl TravelTimes {
    /// Computes one matrix for each way of measuring and profile among the services.
    ///
    /// What cannot be measured as a service asks (no streets, no timetable) is measured by the next best; the appraisal
    /// raises an Issue.
    pub fn compute(dataset: &Dataset, settings: &Settings) -> Self {
        Self::with(dataset, settings, Vec::new())
    }

    /// The same facts under other settings: ways that were searched are not searched again.
    #[must_use]
    pub fn under(self, dataset: &Dataset, settings: &Settings) -> Self {
        Self::with(dataset, settings, self.metres)
    }

    fn with(dataset: &Dataset, settings: &Settings, mut metres: Vec<(Profile, Matrix)>) -> Self {
        let mut matrices: Vec<((Measured, Profile), Matrix)> = Vec::new();
        let mut of_service = Vec::with_capacity(dataset.services.len());
        let (areas, sites) = (dataset.area_positions(), dataset.site_positions());
        for service in &dataset.services {
            let profile = service.standard.profile;
            let key = (measured(dataset, service.standard.mode), profile);
            let found = matrices.iter().position(|(known, _)| *known == key);
            of_service.push(found.unwrap_or_else(|| {
                let matrix = match (&dataset.streets, key.0) {
                    (Some(streets), Measured::Walk) => {
                        let known = metres.iter().position(|(known, _)| *known == walked_as(profile));
                        let known = known.unwrap_or_else(|| {
                            let network = walk::Network::new(streets, profile);
                            metres.push((walked_as(profile), network.metres(&areas, &sites)));
                            metres.len() - 1
                        });
                        metres[known].1.at_speed(settings.walk_metres_per_minute / slower(profile))
                    }
                    _ => straight_line::matrix(&areas, &sites, settings, profile),
                };
                matrices.push((key, matrix));
                matrices.len() - 1
            }));
        }
        Self { matrices, of_service, metres, speed: Speed::of(settings) }
    }

    /// Whether these times still hold under other settings.
    pub fn hold_under(&self, settings: &Settings) -> bool {
        self.speed == Speed::of(settings)
    }

    /// The matrix of one service's mode and profile.
    pub fn of_service(&self, service: usize) -> &Matrix {
        &self.matrices[self.of_service[service]].1
    }

    /// How the minutes of a service were measured.
    pub fn measured(&self, service: usize) -> Measured {
        self.matrices[self.of_service[service]].0.0
    }
}

/// The profile whose ways a profile walks: the slow one walks the same, only longer.
const fn walked_as(profile: Profile) -> Profile {
    match profile {
        Profile::Normal | Profile::Slow => Profile::Normal,
        Profile::StepFree => Profile::StepFree,
    }
}

/// How many times as long a profile takes: the slow one walks 60 instead of 80 metres a minute.
fn slower(profile: Profile) -> f64 {
    if profile == Profile::Slow { 80.0 / 60.0 } else { 1.0 }
}
