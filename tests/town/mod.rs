//! Grid town: a town on the equator, where one thousandth of a degree is one minute's walk, so that every number can be
//! worked out on paper. Its people are powers of two: one total says exactly who was reached.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::collections::BTreeMap;

use hub_planner::appraise::{Appraisal, appraise};
use hub_planner::model::{
    Area, Columns, Dataset, Locality, OptionPlan, Plan, Position, Service, Settings, Site, Standard,
};
use hub_planner::place::{EARTH_RADIUS_M, OutlineIndex};
use hub_planner::reach::TravelTimes;

/// Degrees that take a minute to walk.
pub const BLOCK: f64 = 0.001;

/// The position so many blocks east and north of the middle of the town.
pub fn at(east: f64, north: f64) -> Position {
    Position { lon: east * BLOCK, lat: north * BLOCK }
}

/// Settings under which a block takes a minute, with nothing else that blurs the sums.
pub fn settings() -> Settings {
    Settings {
        circuity: 1.0,
        walk_metres_per_minute: EARTH_RADIUS_M * BLOCK.to_radians(),
        optimism_bias: 0.0,
        need_multiplier: 2.0,
        ..Settings::default()
    }
}

pub fn site(id: &str, east: f64, services: &[&str]) -> Site {
    Site {
        id: id.to_owned(),
        name: id.to_owned(),
        position: at(east, 0.0),
        running_cost_gbp: Some(0.0),
        income_gbp: Some(0.0),
        services: services.iter().map(|&service| service.to_owned()).collect(),
        ..Site::default()
    }
}

pub fn service(id: &str, minutes: f64) -> Service {
    Service {
        id: id.to_owned(),
        name: id.to_owned(),
        users: hub_planner::model::Users::default(),
        need: BTreeMap::new(),
        // Half a minute more, so that no sum depends on the last bit of a haversine.
        standard: Standard { minutes: minutes + 0.5, ..Standard::default() },
        space_m2: 0.0,
        delivery_gbp: 0.0,
        duty: None,
        weight: 1.0,
    }
}

/// A locality from one block to another, as high as the town.
pub fn locality(id: &str, from: f64, to: f64) -> Locality {
    let (west, east) = (from * BLOCK, to * BLOCK);
    let ring = vec![(west, -0.05), (east, -0.05), (east, 0.05), (west, 0.05), (west, -0.05)];
    Locality {
        id: id.to_owned(),
        name: id.to_owned(),
        outline: geo::MultiPolygon(vec![geo::Polygon::new(geo::LineString::from(ring), Vec::new())]),
        numbers: BTreeMap::new(),
        texts: BTreeMap::new(),
    }
}

/// Seven areas, ten minutes apart along one street from block 0 to block 60, with 1, 2, 4 … 64 residents, who are poorer
/// the further west they live; two localities that meet at block 35.
pub fn street(sites: Vec<Site>, services: Vec<Service>) -> Dataset {
    let areas = (0..7)
        .map(|place| Area {
            id: format!("a{place}"),
            name: format!("a{place}"),
            position: at(f64::from(place) * 10.0, 0.0),
            own_point: true,
            outline: None,
            texts: BTreeMap::new(),
        })
        .collect();
    let columns = BTreeMap::from([
        (Columns::POPULATION.to_owned(), (0..7).map(|place| Some(f64::from(1 << place))).collect()),
        ("deprivation".to_owned(), (0..7).map(|place| Some(70.0 - f64::from(place) * 10.0)).collect()),
    ]);
    let mut dataset = Dataset {
        areas,
        columns: Columns(columns),
        localities: vec![locality("west", -5.0, 35.0), locality("east", 35.0, 65.0)],
        sites,
        services,
        ..Dataset::default()
    };
    settle(&mut dataset);
    dataset
}

/// Works out which locality each area and site belongs to.
pub fn settle(dataset: &mut Dataset) {
    let outlines = dataset.localities.iter().map(|locality| (locality.id.as_str(), &locality.outline));
    let index = OutlineIndex::new(outlines);
    let of_area = dataset.areas.iter().map(|area| index.containing(area.position)).collect();
    let of_site = dataset.sites.iter().map(|site| index.containing(site.position)).collect();
    dataset.locality_of_area = of_area;
    dataset.locality_of_site = of_site;
}

pub fn appraised(dataset: &Dataset, plan: &Plan) -> Appraisal {
    appraise(dataset, &TravelTimes::compute(dataset, &plan.settings), plan)
}

/// A plan with one option A, from the JSON of the file format.
pub fn plan(mut option: serde_json::Value) -> Plan {
    option["id"] = "A".into();
    let option: OptionPlan = serde_json::from_value(option).expect("an option of the file format");
    Plan { settings: settings(), options: vec![option], ..Plan::default() }
}

/// Asserts a number to a millionth of it.
#[track_caller]
pub fn near(found: impl Into<Option<f64>>, expected: f64) {
    let found = found.into().expect("a number");
    assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "found {found}, expected {expected}");
}
