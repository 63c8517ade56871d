//! Where a service could go: the open sites that may host it, nearest first, with room and hours.

use crate::model::{Action, Dataset};
use crate::place::haversine_m;
use crate::score::SiteFindings;

use super::super::workshop::Workshop;

/// A site that a service could move to.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Site index.
    pub site: usize,
    /// Metres from where the service is, in a straight line.
    pub metres: f64,
    /// Floor area not taken by services, m²; `None` where the floor area is unknown.
    pub room_m2: Option<f64>,
    /// Hours a week; `None` unknown.
    pub hours: Option<f64>,
    /// Whether the room, as far as it is known, is enough for the service.
    pub fits: bool,
    /// Whether the service is there already.
    pub has_it: bool,
}

/// All of them, nearest first.
pub fn targets(dataset: &Dataset, found: &[SiteFindings], from: usize, service: usize) -> Vec<Target> {
    let (Some(source), Some(wanted)) = (dataset.sites.get(from), dataset.services.get(service)) else {
        return Vec::new();
    };
    let mut open: Vec<Target> = dataset
        .sites
        .iter()
        .zip(found)
        .enumerate()
        .filter(|(site, (facts, found))| {
            *site != from && found.action != Action::Close && !facts.cannot_host.contains(&wanted.id)
        })
        .map(|(site, (facts, found))| {
            let room_m2 = facts.floor_area_m2.map(|floor| (floor - found.space_used_m2).max(0.0));
            let has_it = found.services.iter().any(|(offered, _)| *offered == service);
            Target {
                site,
                metres: haversine_m(source.position, facts.position),
                room_m2,
                hours: found.hours_per_week,
                fits: has_it || room_m2.is_none_or(|room| room >= wanted.space_m2),
                has_it,
            }
        })
        .collect();
    open.sort_by(|a, b| a.metres.total_cmp(&b.metres));
    open
}

impl Target {
    /// The site with what speaks for and against it.
    pub fn words(&self, dataset: &Dataset, workshop: Workshop) -> String {
        let name =
            dataset.sites.get(self.site).map_or_else(String::new, |site| workshop.site_name(self.site, site));
        let mut parts = vec![name, format!("{:.1} km", self.metres / 1000.0)];
        if self.has_it {
            parts.push("offers it already".to_owned());
        } else {
            parts.push(match self.room_m2 {
                None => "room unknown".to_owned(),
                Some(room) if self.fits => format!("{room:.0} m² free"),
                Some(room) => format!("only {room:.0} m² free"),
            });
        }
        parts.extend(self.hours.map(|hours| format!("{hours:.0} h a week")));
        parts.join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Position, Service, Site};

    #[test]
    fn the_nearest_open_site_comes_first_and_one_that_is_full_says_so() {
        let site = |id: &str, lon: f64, floor: Option<f64>| Site {
            id: id.to_owned(),
            name: id.to_uppercase(),
            position: Position { lon, lat: 52.0 },
            floor_area_m2: floor,
            ..Site::default()
        };
        let service: Service =
            serde_json::from_str(r#"{"id": "library", "name": "Library", "space_m2": 200}"#).unwrap();
        let mut barred = site("barred", 0.001, None);
        barred.cannot_host = vec!["library".to_owned()];
        let dataset = Dataset {
            sites: vec![
                site("from", 0.0, None),
                site("far", 0.03, Some(500.0)),
                site("full", 0.01, Some(300.0)),
                site("shut", 0.005, None),
                barred,
            ],
            services: vec![service],
            ..Dataset::default()
        };
        let found = |action, used| SiteFindings { action, space_used_m2: used, ..SiteFindings::default() };
        let findings = [
            found(Action::Close, 0.0),
            found(Action::Keep, 100.0),
            found(Action::Keep, 250.0),
            found(Action::Close, 0.0),
            found(Action::Keep, 0.0),
        ];
        let targets = targets(&dataset, &findings, 0, 0);
        let told: Vec<(usize, bool)> = targets.iter().map(|target| (target.site, target.fits)).collect();
        assert_eq!(told, [(2, false), (1, true)]);
        let words = targets[0].words(&dataset, Workshop::default());
        assert_eq!(words, "FULL · 0.7 km · only 50 m² free");
    }
}
