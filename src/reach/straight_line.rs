//! Straight-line minutes: great-circle metres × circuity ÷ walking speed. Always available, needs no other data.

use rayon::prelude::*;

use super::Matrix;
use crate::model::{Position, Profile, Settings};
use crate::place::haversine_m;

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
    let slower = super::slower(profile);
    let columns: Vec<Vec<f64>> = sites
        .par_iter()
        .map(|&site| {
            let minutes = |&area: &Position| {
                haversine_m(area, site) * settings.circuity / settings.walk_metres_per_minute * slower
            };
            areas.iter().map(minutes).collect()
        })
        .collect();
    Matrix::from_columns(areas.len(), columns)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
