//! Minutes from every area to every site, by each mode and profile that a service asks for.
//!
//! The field calls the result a travel-time or cost matrix (clients × facilities). It depends on the Dataset and on
//! the speed settings only, so one matrix serves every option and every edit.

mod straight_line;

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

    /// Minutes from one area to one site.
    pub fn minutes(&self, area: usize, site: usize) -> f64 {
        self.minutes[site * self.areas + area]
    }
}

/// The matrices that a Dataset's services need.
#[derive(Debug, Clone, PartialEq)]
pub struct TravelTimes {
    matrices: Vec<((Mode, Profile), Matrix)>,
    of_service: Vec<usize>,
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

impl TravelTimes {
    /// Computes one matrix for each distinct mode and profile among the services.
    ///
    /// Without a street network every mode is measured in a straight line; the appraisal raises an Issue where a
    /// service asked for another.
    pub fn compute(dataset: &Dataset, settings: &Settings) -> Self {
        let mut matrices: Vec<((Mode, Profile), Matrix)> = Vec::new();
        let mut of_service = Vec::with_capacity(dataset.services.len());
        for service in &dataset.services {
            let key = (service.standard.mode, service.standard.profile);
            let found = matrices.iter().position(|(known, _)| *known == key);
            of_service.push(found.unwrap_or_else(|| {
                let matrix = straight_line::matrix(
                    &dataset.area_positions(),
                    &dataset.site_positions(),
                    settings,
                    key.1,
                );
                matrices.push((key, matrix));
                matrices.len() - 1
            }));
        }
        Self { matrices, of_service, speed: Speed::of(settings) }
    }

    /// Whether these times still hold under other settings.
    pub fn hold_under(&self, settings: &Settings) -> bool {
        self.speed == Speed::of(settings)
    }

    /// The matrix of one service's mode and profile.
    pub fn of_service(&self, service: usize) -> &Matrix {
        &self.matrices[self.of_service[service]].1
    }
}
