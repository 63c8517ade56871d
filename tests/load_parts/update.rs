//! Replacing a project's files one by one: what stays, what is told, and what became different.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use crate::desk::{Desk, POINT, SQUARE, collection, feature};
use hub_planner::load::{self, Inputs, Loaded, Silent};
use hub_planner::model::{Position, Role, Severity};
use hub_planner::project;

fn first(desk: &Desk) -> Loaded {
    let sites = [
        feature(r#""id": "a", "name": "Hall", "services": "advice""#, POINT),
        feature(r#""id": "b", "name": "Library", "services": "advice; books""#, "null"),
    ];
    let area = |id: &str| feature(&format!(r#""id": "{id}", "population": 100"#), SQUARE);
    let inputs = Inputs {
        sites: Some(desk.write("sites.geojson", collection(&sites))),
        localities: Some(desk.write("localities.geojson", collection(&[feature(r#""id": "l""#, SQUARE)]))),
        areas: Some(desk.write("areas.geojson", collection(&[area("E1"), area("E2")]))),
        joins: vec![
            desk.write("table.csv", "code,poor,word\nE1,5,x\nE2,7,y\n")
                .to_str()
                .expect("a path")
                .parse()
                .expect("a join"),
        ],
        ..Inputs::default()
    };
    load::read(&inputs, &Silent).expect("loaded")
}

#[test]
fn replacing_nothing_changes_nothing() {
    let desk = Desk::new();
    let base = first(&desk);
    let same = load::update(&base, &Inputs::default(), &Silent).expect("loaded");
    let sorted = |loaded: &Loaded| {
        let mut issues = loaded.dataset.issues.clone();
        issues.sort();
        issues
    };
    assert_eq!(sorted(&same), sorted(&base));
    let (mut same, mut base) = (same, base);
    for loaded in [&mut same, &mut base] {
        loaded.dataset.issues.clear();
        loaded.dataset.sources.sort_by_key(|source| source.role);
    }
    assert_eq!(same, base);
}

#[test]
fn a_newer_register_replaces_the_sites_alone() {
    let desk = Desk::new();
    let base = first(&desk);
    let sites = [
        feature(r#""id": "a", "name": "Hall", "services": "advice", "running_cost_gbp": 5"#, POINT),
        feature(r#""id": "c", "name": "Hub", "services": "advice""#, POINT),
    ];
    let inputs = Inputs { sites: Some(desk.write("newer.geojson", collection(&sites))), ..Inputs::default() };
    let next = load::update(&base, &inputs, &Silent).expect("loaded");
    assert_eq!(
        load::differences(&base.dataset, &next.dataset),
        ["1 site new: c", "1 site with other facts: Hall"]
    );
    assert_eq!(next.dataset.columns, base.dataset.columns);
    assert_eq!(next.dataset.file_of(Role::Sites), "newer.geojson");
    assert!(next.dataset.unplaced.is_empty());
    assert!(
        next.dataset.issues.iter().all(|issue| issue.file != "sites.geojson"),
        "{:#?}",
        next.dataset.issues
    );
}

#[test]
fn newer_areas_keep_the_columns_of_tables_for_the_same_codes() {
    let desk = Desk::new();
    let base = first(&desk);
    let area = |id: &str| feature(&format!(r#""id": "{id}", "population": 50"#), SQUARE);
    let path = desk.write("areas2.geojson", collection(&[area("E2"), area("E3")]));
    let inputs = Inputs { areas: Some(path), ..Inputs::default() };
    let next = load::update(&base, &inputs, &Silent).expect("loaded").dataset;
    assert_eq!(next.columns.get("poor"), Some(&[Some(7.0), None][..]));
    assert_eq!(next.areas[0].texts["word"], "y");
    assert_eq!(next.provenance.row_of("poor", "E2", 0), Some(3));
    assert_eq!(next.provenance.row_of("poor", "E3", 1), None);
    let told = next.issues.iter().find(|issue| issue.message.starts_with("1 areas are new")).expect("told");
    assert!(told.message.contains("table.csv"));
}

#[test]
fn a_table_of_the_same_name_is_read_anew() {
    let desk = Desk::new();
    let base = first(&desk);
    let path = desk.write("table.csv", "code,poor\nE1,50\nE2,70\n");
    let inputs =
        Inputs { joins: vec![path.to_str().expect("a path").parse().expect("a join")], ..Inputs::default() };
    let next = load::update(&base, &inputs, &Silent).expect("loaded").dataset;
    assert_eq!(next.columns.get("poor"), Some(&[Some(50.0), Some(70.0)][..]));
    assert_eq!(next.sources.iter().filter(|source| source.name == "table.csv").count(), 1);
}

#[test]
fn a_site_without_a_place_is_saved_and_placed_by_hand() {
    let desk = Desk::new();
    let base = first(&desk);
    assert_eq!((base.dataset.sites.len(), base.dataset.unplaced[0].id.as_str()), (1, "b"));
    let path = desk.path().join("p.gpkg");
    project::save(&path, &base.dataset, &base.plan).expect("saved");
    let base = project::open(&path).expect("opened");
    let at = base.dataset.sites[0].position;
    let next = load::place_site(&base.dataset, "b", at).expect("placed");
    assert_eq!((next.sites.len(), next.unplaced.len()), (2, 0));
    assert_eq!(next.locality_of_site, [Some(0), Some(0)]);
    let issue = next.issues.iter().find(|issue| issue.message.contains("placed by hand")).expect("told");
    assert_eq!((issue.severity, issue.feature.as_deref()), (Severity::Note, Some("2 (b)")));
    assert!(!next.issues.iter().any(|issue| issue.message.contains("not placed")));
    assert!(next.sources[0].note.as_deref().is_some_and(|note| note.contains("Library placed by hand")));
    assert_eq!(load::place_site(&next, "b", Position::default()), None);
}

#[test]
fn answers_stay_with_the_place_that_they_came_from() {
    const EAST: &str =
        r#"{"type": "Polygon", "coordinates": [[[1, 51], [2, 51], [2, 52], [1, 52], [1, 51]]]}"#;
    let desk = Desk::new();
    let named = |id: &str, place: &str| feature(&format!(r#""id": "{id}", "population": 100"#), place);
    let outlines = |ids: [&str; 2]| collection(&[named(ids[0], SQUARE), named(ids[1], EAST)]);
    let inputs = Inputs {
        sites: Some(desk.write("sites.geojson", collection(&[feature(r#""id": "a""#, POINT)]))),
        localities: Some(desk.write("localities.geojson", outlines(["west", "east"]))),
        areas: Some(desk.write("areas.geojson", outlines(["W1", "E1"]))),
        responses: Some(desk.write("answers.csv", "area,option,agreement\nE1,bau,agree\nW1,bau,disagree\n")),
        ..Inputs::default()
    };
    let base = load::read(&inputs, &Silent).expect("loaded");
    let of = |loaded: &Loaded| -> Vec<Option<usize>> {
        loaded.dataset.responses.iter().map(|response| response.locality).collect()
    };
    assert_eq!(of(&base), [Some(1), Some(0)]);
    let sites = desk.write("newer.geojson", collection(&[feature(r#""id": "b""#, POINT)]));
    let newer = Inputs { sites: Some(sites.clone()), ..Inputs::default() };
    let next = load::update(&base, &newer, &Silent).expect("loaded");
    assert_eq!(of(&next), [Some(1), Some(0)]);
    assert_eq!(next.dataset.sites[0].id, "b");
    let merged = inputs.clone().merged(newer);
    assert_eq!((merged.sites, merged.areas, merged.responses), (Some(sites), inputs.areas, inputs.responses));
}

#[test]
fn a_feature_without_a_place_is_dropped_when_it_repeats_another() {
    let mut desk = Desk::new();
    let waiting = feature(r#""name": "Hall", "postcode": "CV1 1AA""#, "null");
    desk.sites(&[feature(r#""id": "a""#, POINT), waiting.clone(), waiting]);
    let found = desk.load().dataset;
    assert_eq!(found.unplaced.len(), 1);
    assert!(
        found.issues.iter().any(|issue| issue.message.contains("1 feature repeats an earlier one exactly"))
    );
}
