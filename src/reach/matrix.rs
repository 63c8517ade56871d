//! A matrix of minutes: listed pair by pair, or, where that would not fit, worked out from where things are.

use std::borrow::Cow;

use super::straight_line::StraightLine;

/// Minutes from every area to every site by one mode and profile; *none* (no way there) is `f64::INFINITY`.
///
/// The field calls it a travel-time or cost matrix (clients × facilities). It is listed whole up to
/// eight million pairs. Beyond, straight lines are measured when they are asked for, and what is asked most
/// (the nearest site, who lives near a site) is found through an index.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix(Kind);

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// One column of minutes a site, each in area order.
    Listed {
        areas: usize,
        minutes: Vec<f64>,
    },
    Measured(Box<StraightLine>),
}

impl Default for Matrix {
    fn default() -> Self {
        Self(Kind::Listed { areas: 0, minutes: Vec::new() })
    }
}

/// The areas near a site.
#[derive(Debug, Clone, PartialEq)]
pub enum Near<'a> {
    /// Minutes from every area, in order: near or not.
    Every(&'a [f64]),
    /// Only those within the minutes asked, in order, with their minutes.
    Within(Vec<(usize, f64)>),
}

impl Near<'_> {
    /// Calls for every area within so many minutes.
    pub fn each(&self, most: f64, mut call: impl FnMut(usize, f64)) {
        match self {
            Self::Every(minutes) => {
                for (area, &minutes) in minutes.iter().enumerate() {
                    if minutes <= most {
                        call(area, minutes);
                    }
                }
            }
            Self::Within(found) => found
                .iter()
                .filter(|(_, minutes)| *minutes <= most)
                .for_each(|&(area, minutes)| call(area, minutes)),
        }
    }
}

impl Matrix {
    /// A matrix from one column of minutes a site, each in area order.
    pub fn from_columns(areas: usize, columns: impl IntoIterator<Item = Vec<f64>>) -> Self {
        let minutes: Vec<f64> = columns.into_iter().flatten().collect();
        debug_assert!(areas == 0 || minutes.len().is_multiple_of(areas));
        Self(Kind::Listed { areas, minutes })
    }

    /// A matrix that is measured when asked.
    pub(super) fn measured(line: StraightLine) -> Self {
        Self(Kind::Measured(Box::new(line)))
    }

    /// Minutes from every area, in order, to one site.
    pub fn to_site(&self, site: usize) -> Cow<'_, [f64]> {
        match &self.0 {
            Kind::Listed { areas, minutes } => Cow::Borrowed(&minutes[site * areas..(site + 1) * areas]),
            Kind::Measured(line) => Cow::Owned(line.to_site(site)),
        }
    }

    /// The areas within so many minutes of a site, and perhaps others.
    pub fn near(&self, site: usize, most: f64) -> Near<'_> {
        match &self.0 {
            Kind::Listed { areas, minutes } => Near::Every(&minutes[site * areas..(site + 1) * areas]),
            Kind::Measured(line) => Near::Within(line.within(site, most)),
        }
    }

    /// Minutes from each area to the nearest of some sites (`f64::INFINITY` is *none*), and that site's index (`u32::MAX`).
    ///
    /// Of equally near sites the first is named.
    pub fn nearest(&self, sites: impl Iterator<Item = usize>) -> (Vec<f64>, Vec<u32>) {
        let (areas, minutes) = match &self.0 {
            Kind::Listed { areas, minutes } => (*areas, minutes),
            Kind::Measured(line) => return line.nearest(&sites.collect::<Vec<usize>>()),
        };
        let mut least = vec![f64::INFINITY; areas];
        let mut nearest = vec![u32::MAX; areas];
        for site in sites {
            let name = u32::try_from(site).unwrap_or(u32::MAX);
            let column = &minutes[site * areas..(site + 1) * areas];
            for ((best, nearest), &there) in least.iter_mut().zip(&mut nearest).zip(column) {
                // No branch, so that several areas are compared at once.
                let nearer = there < *best;
                *best = if nearer { there } else { *best };
                *nearest = if nearer { name } else { *nearest };
            }
        }
        (least, nearest)
    }

    /// How many areas and sites it holds.
    pub fn size(&self) -> (usize, usize) {
        match &self.0 {
            Kind::Listed { areas, minutes } => (*areas, minutes.len().checked_div(*areas).unwrap_or(0)),
            Kind::Measured(line) => line.size(),
        }
    }

    /// Metres as minutes, at a speed in metres a minute.
    pub(super) fn at_speed(&self, metres_per_minute: f64) -> Self {
        match &self.0 {
            Kind::Listed { areas, minutes } => {
                let minutes = minutes.iter().map(|metres| metres / metres_per_minute).collect();
                Self(Kind::Listed { areas: *areas, minutes })
            }
            Kind::Measured(line) => Self::measured(line.at_speed(metres_per_minute)),
        }
    }

    /// Minutes from one area to one site.
    pub fn minutes(&self, area: usize, site: usize) -> f64 {
        match &self.0 {
            Kind::Listed { areas, minutes } => minutes[site * areas + area],
            Kind::Measured(line) => line.minutes(area, site),
        }
    }
}
