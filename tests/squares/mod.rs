//! A town of four squares in a row.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on reports by panicking")]

use geo::polygon;
use hub_planner::load::Loaded;
use hub_planner::model::{
    Area, Blueprint, Columns, Dataset, Locality, OptionPlan, Plan, Position, Rule, RuleKind, Service, Site,
    Test,
};

/// A square of a hundredth of a degree whose lower left corner is here.
fn square(lon: f64, lat: f64) -> geo::MultiPolygon<f64> {
    let side = 0.01;
    geo::MultiPolygon::new(vec![polygon![
        (x: lon, y: lat), (x: lon + side, y: lat), (x: lon + side, y: lat + side), (x: lon, y: lat + side)
    ]])
}

/// A hundred people in each square but the last (unknown); a library at either end.
pub fn town() -> Loaded {
    let at = |place: f64| Position { lon: -1.5 + 0.01 * place + 0.005, lat: 52.405 };
    let area = |place: u8| Area {
        id: format!("a{place}"),
        name: format!("Square {place}"),
        position: at(f64::from(place)),
        own_point: false,
        outline: Some(square(-1.5 + 0.01 * f64::from(place), 52.4)),
        texts: std::collections::BTreeMap::new(),
    };
    let site = |id: &str, name: &str, place: f64| Site {
        id: id.to_owned(),
        name: name.to_owned(),
        position: at(place),
        kind: Some("Library".to_owned()),
        running_cost_gbp: Some(100_000.0),
        hours_per_week: Some(40.0),
        floor_area_m2: Some(500.0),
        services: vec!["library".to_owned()],
        ..Site::default()
    };
    let service: Service = serde_json::from_str(
        r#"{"id": "library", "name": "Library", "need": {"poverty": 1}, "standard": {"minutes": 20}}"#,
    )
    .unwrap();
    let outline = geo::MultiPolygon::new(
        (0..4u8).flat_map(|place| square(-1.5 + 0.01 * f64::from(place), 52.4)).collect(),
    );
    let hundred = Some(100.0);
    let dataset = Dataset {
        sites: vec![site("west", "West Library", 0.0), site("east", "East Library", 3.0)],
        localities: vec![Locality {
            id: "all".to_owned(),
            name: "All".to_owned(),
            outline,
            numbers: std::collections::BTreeMap::new(),
            texts: std::collections::BTreeMap::new(),
        }],
        areas: (0..4).map(area).collect(),
        columns: Columns(
            [
                (Columns::POPULATION.to_owned(), vec![hundred, hundred, hundred, None]),
                ("poverty".to_owned(), vec![Some(1.0), Some(2.0), Some(3.0), None]),
            ]
            .into(),
        ),
        services: vec![service],
        blueprint: Blueprint {
            tiers: Vec::new(),
            rules: vec![Rule {
                id: "r1".to_owned(),
                name: None,
                kind: RuleKind::EachLocality(Test::Coverage {
                    service: "library".to_owned(),
                    coverage_people: 0.9,
                    partly_at: None,
                    within_minutes: None,
                }),
            }],
        },
        locality_of_area: vec![Some(0); 4],
        locality_of_site: vec![Some(0); 2],
        ..Dataset::default()
    };
    let option = |id: &str, name: &str| OptionPlan {
        id: id.to_owned(),
        name: name.to_owned(),
        ..OptionPlan::default()
    };
    let plan = Plan { options: vec![option("A", "First"), option("B", "Second")], ..Plan::default() };
    Loaded { dataset, plan }
}
