//! Layers as GeoJSON (RFC 7946), with what each option does to them as flat properties that any GIS can style.

use ::geojson::{Feature, FeatureCollection, Geometry, JsonObject, JsonValue, feature::Id};
use geo::Point;
use serde_json::{Map, json};

use super::veil::{self, Veil};
use super::{Content, ILLUSTRATIVE, words};
use crate::model::{Columns, Dataset, Position};

/// Sites, with action, services and running cost under every option.
pub fn sites_geojson(content: &Content<'_>) -> String {
    let dataset = content.dataset;
    let features = dataset.sites.iter().enumerate().map(|(index, site)| {
        let mut properties = Map::new();
        properties.insert("id".to_owned(), json!(site.id));
        properties.insert("name".to_owned(), json!(site.name));
        properties.insert("kind".to_owned(), json!(site.kind));
        properties.insert("partner".to_owned(), json!(site.partner));
        properties.insert("floor_area_m2".to_owned(), json!(site.floor_area_m2));
        let locality = dataset.locality_of_site[index].map(|locality| &dataset.localities[locality].id);
        properties.insert("locality".to_owned(), json!(locality));
        for option in &content.appraisal.options {
            let found = &option.findings.sites[index];
            let services: Vec<&str> =
                found.services.iter().map(|(service, _)| dataset.services[*service].id.as_str()).collect();
            properties.insert(format!("action_{}", option.id), json!(found.action.key()));
            properties.insert(format!("services_{}", option.id), json!(services.join(";")));
            properties.insert(format!("running_cost_gbp_{}", option.id), json!(found.running_cost_gbp));
        }
        feature(&site.id, point(site.position), properties)
    });
    collection(dataset, features.collect())
}

/// Localities, with coverage of every service under every option.
pub fn localities_geojson(content: &Content<'_>) -> String {
    let dataset = content.dataset;
    let veil = Veil::of(content);
    let features = dataset.localities.iter().enumerate().map(|(index, locality)| {
        let mut properties = Map::new();
        properties.insert("id".to_owned(), json!(locality.id));
        properties.insert("name".to_owned(), json!(locality.name));
        let people = content.appraisal.bau().findings.localities[index].people;
        properties.insert(Columns::POPULATION.to_owned(), json!(shown(people)));
        for (place, option) in content.appraisal.options.iter().enumerate() {
            let here = &option.findings.localities[index];
            properties.insert(format!("running_cost_gbp_{}", option.id), json!(here.running_cost_gbp));
            for (number, (service, found)) in dataset.services.iter().zip(&here.services).enumerate() {
                let users = veil.at(number, place, Some(index));
                let share = found.coverage_people.filter(|_| !users.hides_shares());
                let name = format!("coverage_people_{}_{}", service.id, option.id);
                properties.insert(name, json!(share.map(|share| users.rounded(share))));
            }
        }
        feature(&locality.id, Geometry::from(&locality.outline), properties)
    });
    collection(dataset, features.collect())
}

/// Areas, with their columns and the minutes to every service under every option.
pub fn areas_geojson(content: &Content<'_>) -> String {
    let dataset = content.dataset;
    let columns = veil::columns(dataset, content.plan);
    let features = dataset.areas.iter().enumerate().map(|(index, area)| {
        let mut properties = Map::new();
        properties.insert("id".to_owned(), json!(area.id));
        properties.insert("name".to_owned(), json!(area.name));
        let locality = dataset.locality_of_area[index].map(|locality| &dataset.localities[locality].id);
        properties.insert("locality".to_owned(), json!(locality));
        for name in columns.names() {
            properties.insert(name.to_owned(), json!(columns.value(name, index)));
        }
        for option in &content.appraisal.options {
            for (service, found) in dataset.services.iter().zip(&option.findings.services) {
                let minutes = found.minutes[index];
                let minutes = minutes.is_finite().then_some(minutes);
                properties.insert(format!("minutes_{}_{}", service.id, option.id), json!(minutes));
            }
        }
        let geometry = area.outline.as_ref().map_or_else(|| point(area.position), Geometry::from);
        feature(&area.id, geometry, properties)
    });
    collection(dataset, features.collect())
}

/// A count of people, or null where it is so small that it is hidden.
pub(super) fn shown(count: f64) -> Option<f64> {
    (!words::hidden(count)).then_some(count)
}

fn point(position: Position) -> Geometry {
    Geometry::from(&Point::new(position.lon, position.lat))
}

pub(super) fn feature(id: &str, geometry: Geometry, properties: Map<String, JsonValue>) -> Feature {
    Feature {
        bbox: None,
        geometry: Some(geometry),
        id: Some(Id::String(id.to_owned())),
        properties: Some(properties),
        foreign_members: None,
    }
}

pub(super) fn collection(dataset: &Dataset, features: Vec<Feature>) -> String {
    let foreign_members = dataset.illustrative.then(|| {
        let mut members = JsonObject::new();
        members.insert("illustrative".to_owned(), json!(true));
        members.insert("note".to_owned(), json!(ILLUSTRATIVE));
        members
    });
    let mut text = FeatureCollection { bbox: None, features, foreign_members }.to_string();
    text.push('\n');
    text
}
