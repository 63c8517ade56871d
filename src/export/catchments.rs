//! Catchments of sites as GeoJSON: the outlines, who lives within, and how the minutes are measured.

use ::geojson::Geometry;
use rayon::prelude::*;
use serde_json::{Map, json};

use super::Content;
use super::geojson::{collection, feature, shown};
use crate::model::{Action, Dataset, Mode, Plan, Profile, Standard, Status};
use crate::reach::{self, Ground, Network};
use crate::score::within::{Within, within};

/// Minutes of the catchments that are drawn and exported.
pub const CATCHMENT_MINUTES: [f64; 5] = [5.0, 10.0, 15.0, 20.0, 30.0];

/// A catchment as it is written.
#[derive(Debug, Clone)]
pub struct Catchment {
    /// Minutes that it is within.
    pub minutes: f64,
    /// Its outline, or the outlines of the areas within.
    pub outline: geo::MultiPolygon<f64>,
    /// Who lives within.
    pub within: Within,
}

/// Ways on foot around any site: over streets where they are given and asked for, else in a straight line.
#[derive(Debug)]
pub struct OnFoot<'a> {
    dataset: &'a Dataset,
    plan: &'a Plan,
    slower: f64,
    network: Option<Network>,
}

impl<'a> OnFoot<'a> {
    /// The ways of a standard's mode and profile.
    pub fn new(dataset: &'a Dataset, plan: &'a Plan, standard: Standard) -> Self {
        let streets = dataset.streets.as_ref().filter(|_| standard.mode != Mode::StraightLine);
        let network = streets.map(|streets| Network::new(streets, reach::walked_as(standard.profile)));
        Self { dataset, plan, slower: reach::slower(standard.profile), network }
    }

    /// How minutes are measured, in words.
    pub const fn measured(&self) -> &'static str {
        if self.network.is_some() { "on foot over streets" } else { "on foot in a straight line" }
    }

    /// Catchments of a site (its index), one a number of minutes.
    pub fn around(&self, site: usize, minutes: &[f64]) -> Vec<Catchment> {
        let ground = self.network.as_ref().map_or(Ground::StraightLine, Ground::Streets);
        let (at, settings) = (self.dataset.sites[site].position, &self.plan.settings);
        let to_site = reach::minutes_to(ground, at, settings, self.slower, &self.dataset.area_positions());
        let outlines = reach::catchments(ground, at, settings, self.slower, minutes);
        let each = minutes.iter().zip(outlines).map(|(&minutes, outline)| Catchment {
            minutes,
            outline,
            within: within(self.dataset, &self.plan.groups, &to_site, minutes),
        });
        each.collect()
    }
}

/// Catchments of sites (by index), in the order given; `measured` says how the minutes are measured.
pub fn catchments_geojson(dataset: &Dataset, measured: &str, of_sites: &[(usize, Vec<Catchment>)]) -> String {
    let all = of_sites
        .iter()
        .flat_map(|(site, list)| list.iter().map(|catchment| (&dataset.sites[*site], catchment)));
    let features = all.map(|(site, catchment)| {
        let mut properties = Map::new();
        properties.insert("site".to_owned(), json!(site.id));
        properties.insert("name".to_owned(), json!(site.name));
        properties.insert("minutes".to_owned(), json!(catchment.minutes));
        properties.insert("measured".to_owned(), json!(measured));
        properties.insert("areas".to_owned(), json!(catchment.within.areas));
        properties.insert("people".to_owned(), json!(shown(catchment.within.people)));
        for (name, inside, _) in &catchment.within.groups {
            properties.insert(name.clone(), json!(shown(*inside)));
        }
        feature(&format!("{}-{}", site.id, catchment.minutes), Geometry::from(&catchment.outline), properties)
    });
    collection(dataset, features.collect())
}

/// Catchments on foot of every site that is a hub in some option that is not discarded; a usual walk.
pub fn hub_catchments_geojson(content: &Content<'_>) -> String {
    let Content { dataset, plan, appraisal } = *content;
    let ways =
        OnFoot::new(dataset, plan, Standard { mode: Mode::Walk, profile: Profile::Normal, minutes: 0.0 });
    let live = || appraisal.options.iter().filter(|option| option.status != Some(Status::Discarded));
    let is_hub = |site: &usize| live().any(|option| option.findings.sites[*site].action == Action::Hub);
    let hubs: Vec<usize> = (0..dataset.sites.len()).filter(is_hub).collect();
    let list: Vec<_> =
        hubs.into_par_iter().map(|site| (site, ways.around(site, &CATCHMENT_MINUTES))).collect();
    catchments_geojson(dataset, ways.measured(), &list)
}
