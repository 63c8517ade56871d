//! Straight-line minutes: great-circle metres × circuity ÷ walking speed. Always available, needs no other data.

use rayon::prelude::*;

use super::Matrix;
use crate::model::{Position, Profile, Settings};
use crate::place::{SiteIndex, haversine_m, nearest_each, on_unit_sphere};

/// The most pairs of area and site that are listed: 64 MB of minutes.
const MOST_LISTED: usize = 8_000_000;

/// How straight lines are turned into minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pace {
    circuity: f64,
    metres_per_minute: f64,
    slower: f64,
}

impl Pace {
    fn minutes(self, metres: f64) -> f64 {
        metres * self.circuity / self.metres_per_minute * self.slower
    }

    fn metres(self, minutes: f64) -> f64 {
        minutes / self.slower * self.metres_per_minute / self.circuity
    }
}

/// Minutes from each area to each site in a straight line, ≥ 0, never *none*.
///
/// `minutes = haversine metres × circuity ÷ walk_metres_per_minute`, × 80/60 for the slow profile. Circuity stands for
/// the detour of real streets; 1.3 is a usual urban value.
///
/// # References
/// O'Sullivan, D. & Morrall, J. (1996), "Walking distances to and from light-rail transit stations",
/// *Transportation Research Record* 1538, 19–26 (walking routes against straight lines).
pub(super) fn matrix(
    areas: &[Position],
    sites: &[Position],
    settings: &Settings,
    profile: Profile,
) -> Matrix {
    let pace = Pace {
        circuity: settings.circuity,
        metres_per_minute: settings.walk_metres_per_minute,
        slower: super::slower(profile),
    };
    if areas.len().saturating_mul(sites.len()) > MOST_LISTED {
        return Matrix::measured(StraightLine::new(areas, sites, pace));
    }
    let columns: Vec<Vec<f64>> = sites
        .par_iter()
        .map(|&site| areas.iter().map(|&area| pace.minutes(haversine_m(area, site))).collect())
        .collect();
    Matrix::from_columns(areas.len(), columns)
}

/// The same without a list of the pairs: memory grows with areas plus sites.
#[derive(Debug, Clone)]
pub(super) struct StraightLine {
    areas: Vec<Position>,
    sites: Vec<Position>,
    pace: Pace,
    /// The areas, to find those near a site.
    index: SiteIndex,
    /// Areas and sites on the unit sphere, where the chord grows with the distance.
    areas_at: Vec<[f64; 3]>,
    sites_at: Vec<[f64; 3]>,
}

impl PartialEq for StraightLine {
    fn eq(&self, other: &Self) -> bool {
        (&self.areas, &self.sites, self.pace) == (&other.areas, &other.sites, other.pace)
    }
}

impl StraightLine {
    fn new(areas: &[Position], sites: &[Position], pace: Pace) -> Self {
        let on_sphere = |places: &[Position]| places.iter().map(|place| on_unit_sphere(*place)).collect();
        Self {
            areas: areas.to_vec(),
            sites: sites.to_vec(),
            pace,
            index: SiteIndex::new(areas),
            areas_at: on_sphere(areas),
            sites_at: on_sphere(sites),
        }
    }

    pub fn size(&self) -> (usize, usize) {
        (self.areas.len(), self.sites.len())
    }

    pub fn minutes(&self, area: usize, site: usize) -> f64 {
        self.pace.minutes(haversine_m(self.areas[area], self.sites[site]))
    }

    pub fn to_site(&self, site: usize) -> Vec<f64> {
        (0..self.areas.len()).map(|area| self.minutes(area, site)).collect()
    }

    /// Areas within so many minutes, in order. A millionth more is looked at, so that rounding loses none.
    pub fn within(&self, site: usize, most: f64) -> Vec<(usize, f64)> {
        let metres = self.pace.metres(most) * (1.0 + 1e-6);
        let found = self.index.within(self.sites[site], metres).into_iter();
        let mut near: Vec<(usize, f64)> = found
            .map(|(area, metres)| (area, self.pace.minutes(metres)))
            .filter(|(_, minutes)| *minutes <= most)
            .collect();
        near.sort_unstable_by_key(|(area, _)| *area);
        near
    }

    /// The nearest by the chord; the haversine says how far it is.
    pub fn nearest(&self, sites: &[usize]) -> (Vec<f64>, Vec<u32>) {
        let points: Vec<[f64; 3]> = sites.iter().map(|&site| self.sites_at[site]).collect();
        let Some(found) = nearest_each(&points, &self.areas_at) else {
            return (vec![f64::INFINITY; self.areas.len()], vec![u32::MAX; self.areas.len()]);
        };
        let named = |(area, found): (usize, crate::place::Nearest)| {
            let site = sites[found.index as usize];
            (self.minutes(area, site), u32::try_from(site).unwrap_or(u32::MAX))
        };
        found.into_iter().enumerate().map(named).unzip()
    }

    pub(super) fn at_speed(&self, metres_per_minute: f64) -> Self {
        let pace = Pace { metres_per_minute: self.pace.metres_per_minute * metres_per_minute, ..self.pace };
        Self { pace, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_degree_of_latitude_takes_thirty_hours_on_foot() {
        let areas = [Position { lon: -1.5, lat: 52.0 }];
        let sites = [Position { lon: -1.5, lat: 53.0 }];
        let settings = Settings::default();
        // One degree on a sphere of 6 371 008.8 m is 111 195.08 m.
        let expected = 111_195.08 * 1.3 / 80.0;
        let normal = matrix(&areas, &sites, &settings, Profile::Normal).minutes(0, 0);
        let slow = matrix(&areas, &sites, &settings, Profile::Slow).minutes(0, 0);
        assert!((normal - expected).abs() < 1e-3, "{normal}");
        assert!((slow - normal * 80.0 / 60.0).abs() < 1e-9);
    }

    fn places(most: usize) -> impl Strategy<Value = Vec<Position>> {
        let place = (-2.0..-1.0_f64, 52.0..53.0_f64).prop_map(|(lon, lat)| Position { lon, lat });
        prop::collection::vec(place, 1..most)
    }

    proptest! {
        #[test]
        fn what_is_measured_when_asked_is_what_would_be_listed(
            areas in places(60),
            sites in places(40),
            every in 1_usize..4,
            most in 1.0..900.0_f64,
        ) {
            let settings = Settings::default();
            let listed = matrix(&areas, &sites, &settings, Profile::Slow);
            let pace = Pace {
                circuity: settings.circuity,
                metres_per_minute: settings.walk_metres_per_minute,
                slower: crate::reach::slower(Profile::Slow),
            };
            let measured = Matrix::measured(StraightLine::new(&areas, &sites, pace));
            prop_assert_eq!(listed.size(), measured.size());
            for site in 0..sites.len() {
                prop_assert_eq!(listed.to_site(site), measured.to_site(site));
                let near = |matrix: &Matrix| {
                    let mut found = Vec::new();
                    matrix.near(site, most).each(most, |area, minutes| found.push((area, minutes)));
                    found
                };
                prop_assert_eq!(near(&listed), near(&measured));
            }
            let some = || (0..sites.len()).step_by(every);
            let ((a, near_a), (b, near_b)) = (listed.nearest(some()), measured.nearest(some()));
            prop_assert_eq!(near_a, near_b);
            prop_assert_eq!(a, b);
        }
    }
}
