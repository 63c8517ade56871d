//! Loading: what files say becomes facts, by whatever name and in whatever form councils have it.

mod desk;
#[path = "load_parts/update.rs"]
mod update;

use std::sync::atomic::{AtomicUsize, Ordering};

use desk::{Desk, POINT, SQUARE, collection, feature, silent_about, told};
use hub_planner::error::Error;
use hub_planner::load::{self, Inputs, Progress, guess_role, take_file};
use hub_planner::model::{Delivery, Position, Role, Severity};

#[test]
fn every_property_of_a_site_has_its_place() {
    let mut desk = Desk::new();
    let properties = r#""id": 7, "Name": "Old Hall", "kind": "library", "owner": "council", "UPRN": "000100012345",
        "postcode": "CV1 1AA", "floor_area_m2": "1,200.5", "running_cost_gbp": "£ 85 000", "income_gbp": 0,
        "delivery_gbp": {"library": "1,000", "advice": null}, "condition": "B", "electricity_kwh": 12.5,
        "opening_hours": "Mo-Fr 09:00-17:00; Sa 10:00-13:00", "step_free": "Y", "listed": 0,
        "services": "library; advice;library", "cannot_host": ["pool"], "keep": "listed by the trust", "colour": "red""#;
    desk.sites(&[feature(properties, SQUARE)]);
    let found = desk.load();
    let site = &found.dataset.sites[0];
    assert_eq!((site.id.as_str(), site.name.as_str()), ("7", "Old Hall"));
    assert_eq!(site.uprn.as_deref(), Some("000100012345"));
    assert_eq!((site.floor_area_m2, site.running_cost_gbp), (Some(1200.5), Some(85_000.0)));
    assert_eq!(site.delivery, Some(Delivery::ByService([("library".to_owned(), 1000.0)].into())));
    assert_eq!((site.hours_per_week, site.step_free, site.listed), (Some(43.0), Some(true), Some(false)));
    assert_eq!(site.services, ["library", "advice"]);
    assert_eq!(
        (site.keep.as_deref(), &site.cannot_host[..]),
        (Some("listed by the trust"), &["pool".to_owned()][..])
    );
    assert_eq!(site.extra.keys().collect::<Vec<_>>(), ["colour"]);
    assert!(site.outline.is_some() && (site.position.lat - 52.45).abs() < 1e-9);
}

#[test]
fn a_bare_no_is_no_reason_to_keep_a_site() {
    for (written, keep) in [
        ("false", None),
        (r#""No""#, None),
        (r#""n""#, None),
        ("0", None),
        (r#""""#, None),
        ("true", Some("must be kept")),
        (r#""Yes""#, Some("must be kept")),
        (r#""grade II listed""#, Some("grade II listed")),
    ] {
        let mut desk = Desk::new();
        desk.sites(&[feature(&format!(r#""id": "s", "keep": {written}"#), POINT)]);
        assert_eq!(desk.load().dataset.sites[0].keep.as_deref(), keep, "{written}");
    }
}

#[test]
fn gaps_in_a_list_are_no_services_but_short_ids_are() {
    for (written, services) in [
        (r#""-""#, &[][..]),
        (r#""N/A""#, &[]),
        ("null", &[]),
        (r#""c; a""#, &["c", "a"]),
        (r#""c""#, &["c"]),
    ] {
        let mut desk = Desk::new();
        desk.sites(&[feature(&format!(r#""id": "s", "services": {written}"#), POINT)]);
        assert_eq!(desk.load().dataset.sites[0].services, services, "{written}");
    }
}

#[test]
fn without_areas_the_localities_are_the_areas() {
    let mut desk = Desk::new();
    desk.localities(&[
        feature(r#""id": "a", "population": "1,200", "older": 300"#, SQUARE),
        feature(r#""id": "b", "population": "lots""#, SQUARE),
        feature(r#""id": "c", "population": -4, "older": 5"#, SQUARE),
    ]);
    let found = desk.load();
    assert!(found.dataset.localities_are_areas);
    assert_eq!(found.dataset.columns.get("population"), Some(&[Some(1200.0), None, None][..]));
    assert_eq!(found.dataset.columns.get("older"), Some(&[Some(300.0), None, Some(5.0)][..]));
    let issue = told(&found, "\"lots\" is not a number");
    assert_eq!((issue.feature.as_deref(), issue.field.as_deref()), (Some("2 (b)"), Some("population")));
    assert_eq!(told(&found, "cannot be below 0").severity, Severity::Warning);
    assert_eq!(found.dataset.locality_of_area, [Some(0), Some(1), Some(2)]);
}

#[test]
fn census_codes_serve_as_ids_whatever_their_capitals() {
    let mut desk = Desk::new();
    desk.areas(&[feature(r#""lsoa21cd": "E01", "lsoa21nm": "Town 001A", "population": 3"#, SQUARE)]);
    desk.localities(&[feature(r#""WD24CD": "E05", "WD24NM": "Ward""#, SQUARE)]);
    let found = desk.load();
    let (area, locality) = (&found.dataset.areas[0], &found.dataset.localities[0]);
    assert_eq!((area.id.as_str(), area.name.as_str()), ("E01", "Town 001A"));
    assert_eq!((locality.id.as_str(), locality.name.as_str()), ("E05", "Ward"));
    assert_eq!(told(&found, "lsoa21cd is taken as the id").severity, Severity::Note);
    assert_eq!(told(&found, "WD24CD is taken as the id").severity, Severity::Note);
}

#[test]
fn a_joined_table_of_centroids_says_where_people_stand() {
    let mut desk = Desk::new();
    desk.areas(&[
        feature(r#""id": "x", "population": 1"#, SQUARE),
        feature(r#""id": "y", "population": 2"#, "null"),
        feature(r#""id": "z", "population": 4"#, "null"),
    ]);
    desk.join("centres.csv", "code,point_lon,point_lat\nx,-1.52,52.42\ny,-1.53,52.43\n", "code");
    let found = desk.load();
    let places: Vec<_> =
        found.dataset.areas.iter().map(|area| (area.id.as_str(), area.position, area.own_point)).collect();
    let at = |lon, lat| Position { lon, lat };
    assert_eq!(places, [("x", at(-1.52, 52.42), true), ("y", at(-1.53, 52.43), true)]);
    assert_eq!(
        told(&found, "left out: it has no geometry and no point_lon").feature.as_deref(),
        Some("3 (z)")
    );
    assert_eq!(found.dataset.columns.get("population"), Some(&[Some(1.0), Some(2.0)][..]));
    assert_eq!(found.dataset.columns.get("point_lon"), None);
    assert_eq!(found.dataset.locality_of_area, [Some(0), Some(0)]);

    desk.inputs.joins.clear();
    desk.join("grid.csv", "code,E,N\nx,433000,279000\ny,434119,279729\n", "code");
    desk.map(&["areas.point_lon=E", "areas.point_lat=N"]);
    let found = desk.load();
    assert_eq!(found.dataset.areas.len(), 2);
    assert!((found.dataset.areas[1].position.lon - -1.4998).abs() < 1e-4, "{:?}", found.dataset.areas[1]);
}

#[test]
fn columns_with_a_plus_in_their_name_are_found_and_sums_still_add() {
    let mut desk = Desk::new();
    desk.areas(&[feature(r#""id": "x", "0-15": 10, "16-64": 20, "65+": 5"#, SQUARE)]);
    desk.map(&["areas.population=0-15+16-64+65+", "areas.older=65+", "areas.adults=65++16-64"]);
    let found = desk.load();
    assert_eq!(found.dataset.columns.value("population", 0), Some(35.0));
    assert_eq!(found.dataset.columns.value("older", 0), Some(5.0));
    assert_eq!(found.dataset.columns.value("adults", 0), Some(25.0));
}

#[test]
fn a_mapping_to_a_column_or_field_that_is_not_there_is_told() {
    let mut desk = Desk::new();
    desk.map(&[
        "sites.running_cost_gbp=COST",
        "sites.runing_cost_gbp=kind",
        "localities.id=CODE",
        "areas.population=people",
    ]);
    desk.areas(&[feature(r#""id": "x""#, SQUARE)]);
    let found = desk.load();
    for (words, file) in [
        ("no column \"COST\"", "sites.geojson"),
        ("\"runing_cost_gbp\" is not a field of sites", "sites.geojson"),
        ("no column \"CODE\"", "localities.geojson"),
        ("no numeric column \"people\"", "areas.geojson"),
    ] {
        let issue = told(&found, words);
        assert_eq!((issue.severity, issue.file.as_str()), (Severity::Error, file), "{words}");
    }
    assert_eq!(found.dataset.localities[0].id, "l", "the ordinary id serves where the mapped one is absent");
}

#[test]
fn a_mapping_for_all_roles_serves_those_that_have_the_column() {
    let mut desk = Desk::new();
    desk.map(&["id=CODE", "population=people"]);
    desk.areas(&[feature(r#""CODE": "x", "people": 9"#, SQUARE)]);
    let found = desk.load();
    assert_eq!((found.dataset.sites[0].id.as_str(), found.dataset.localities[0].id.as_str()), ("s", "l"));
    assert_eq!(found.dataset.areas[0].id, "x");
    assert_eq!(found.dataset.columns.value("population", 0), Some(9.0));
    assert_eq!(found.dataset.localities[0].numbers.get("population"), Some(&Some(1000.0)));
}

#[test]
fn a_joined_column_of_words_does_not_replace_one_that_is_there() {
    let mut desk = Desk::new();
    desk.areas(&[feature(r#""id": "x", "population": 1, "class": "urban""#, SQUARE)]);
    desk.join("classes.csv", "code,class,population\nx,rural,5\n", "code");
    let found = desk.load();
    assert_eq!(found.dataset.areas[0].texts.get("class").map(String::as_str), Some("urban"));
    assert_eq!(found.dataset.columns.value("population", 0), Some(1.0));
    told(&found, "already have a column \"class\"");
    told(&found, "already have a column \"population\"");
}

#[test]
fn a_table_of_sites_with_lists_in_it_is_split_at_its_commas() {
    let mut desk = Desk::new();
    desk.inputs.sites = Some(desk.write(
        "sites.csv",
        "id,lon,lat,services\na,-1.5,52.4,library;advice;youth;family;health;jobs\nb,-1.5,52.4,library;advice;youth;family;health;jobs\n",
    ));
    let found = desk.load();
    assert_eq!(found.dataset.sites.len(), 2);
    assert_eq!(found.dataset.sites[0].services.len(), 6);
    desk.inputs.sites =
        Some(desk.write("semi.csv", "id;lon;lat;note\na;-1.5;52.4;x, y, z, w\nb;-1.5;52.4;\n"));
    assert_eq!(desk.load().dataset.sites[1].id, "b");
}

#[test]
fn any_file_that_says_it_is_illustrative_makes_the_project_so() {
    let files = [
        r#"{"illustrative": true, "note": "made up", "services": [{"id": "library"}]}"#,
        r#"{"illustrative": true, "rules": []}"#,
        r#"{"illustrative": true, "options": []}"#,
    ];
    for (place, text) in files.into_iter().enumerate() {
        let mut desk = Desk::new();
        let path = Some(desk.write("decisions.json", text));
        match place {
            0 => desk.inputs.services = path,
            1 => desk.inputs.blueprint = path,
            _ => desk.inputs.plan = path,
        }
        let found = desk.load();
        assert!(found.dataset.illustrative, "{text}");
        silent_about(&found, "illustrative");
        silent_about(&found, "note");
    }
    assert!(!Desk::new().load().dataset.illustrative);
}

#[test]
fn without_services_each_id_that_sites_name_is_one() {
    let mut desk = Desk::new();
    desk.sites(&[feature(r#""id": "s", "services": "youth; advice""#, POINT)]);
    let found = desk.load();
    let services = &found.dataset.services;
    assert_eq!(services.iter().map(|service| service.id.as_str()).collect::<Vec<_>>(), ["advice", "youth"]);
    assert!(
        services.iter().all(|service| service.standard.minutes == 20.0
            && service.weight == 1.0
            && service.space_m2 == 0.0)
    );
    told(&found, "no services were given");
}

#[test]
fn every_file_leaves_a_source_with_its_hash() {
    let mut desk = Desk::new();
    desk.areas(&[feature(r#""id": "x", "population": 1"#, SQUARE)]);
    desk.join("more.csv", "code,n\nx,1\n", "code");
    desk.inputs.services = Some(desk.write("services.json", r#"{"services": [{"id": "library"}]}"#));
    let found = desk.load();
    let roles: Vec<Role> = found.dataset.sources.iter().map(|source| source.role).collect();
    assert_eq!(roles, [Role::Sites, Role::Localities, Role::Areas, Role::Join, Role::Services]);
    let join = &found.dataset.sources[3];
    assert_eq!((join.name.as_str(), join.rows), ("more.csv", 1));
    // Of the bytes "code,n\nx,1\n", by another program.
    assert_eq!(join.sha256, "261597b45aaf17abb7118e93ed7b70e47b03410c809316943c81395a2507a763");
}

/// Cancels after so many stages.
struct Impatient(AtomicUsize);

impl Progress for Impatient {
    fn stage(&self, _text: &str, done: f32) {
        assert!((0.0..=1.0).contains(&done));
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 2
    }
}

#[test]
fn a_cancelled_load_ends_as_cancelled() {
    let desk = Desk::new();
    let error = load::read(&desk.inputs, &Impatient(AtomicUsize::new(0))).expect_err("cancelled");
    assert!(matches!(error, Error::Cancelled));
}

#[test]
fn the_needed_files_are_asked_for_by_name() {
    let mut desk = Desk::new();
    desk.inputs.localities = None;
    assert!(matches!(desk.read(), Err(Error::Usage(message)) if message.contains("localities")));
    desk.inputs.sites = None;
    assert!(matches!(desk.read(), Err(Error::Usage(message)) if message.contains("sites")));
}

#[test]
fn roles_are_guessed_from_content() {
    let desk = Desk::new();
    let area = feature(r#""LSOA21CD": "E01", "population": 1"#, SQUARE);
    for (name, text, role) in [
        ("a.json", r#"{"services": []}"#.to_owned(), Some(Role::Services)),
        ("b.json", r#"{"tiers": [], "rules": []}"#.to_owned(), Some(Role::Blueprint)),
        ("c.json", r#"{"schema": 1, "options": []}"#.to_owned(), Some(Role::Plan)),
        ("d.geojson", collection(&[feature(r#""services": "a""#, POINT)]), Some(Role::Sites)),
        ("e.geojson", collection(&vec![area.clone(); 61]), Some(Role::Areas)),
        ("f.geojson", collection(&[area]), Some(Role::Localities)),
        ("g.csv", "id,lon,lat,services\na,-1.5,52.4,x\n".to_owned(), Some(Role::Sites)),
        (
            "h.geojsonl",
            [feature(r#""uprn": 1"#, POINT), feature(r#""uprn": 2"#, POINT)].join("\n"),
            Some(Role::Sites),
        ),
        ("k.csv", "LSOA11CD,easting,northing\nE01,433000,279000\n".to_owned(), Some(Role::Areas)),
        ("i.txt", "nothing of the kind".to_owned(), None),
        ("j.json", "[]".to_owned(), None),
    ] {
        assert_eq!(guess_role(&desk.write(name, text)), role, "{name}");
    }
    assert_eq!(guess_role(&desk.path().join("absent")), None);
    let cut = desk.write("cut.geojson", r#"{"type": "FeatureCollection", "features": [{"type": "Fea"#);
    let error = take_file(&mut Inputs::default(), &cut).expect_err("cut short").to_string();
    assert!(error.contains("cut.geojson: the file ends in the middle"), "{error}");
}

#[test]
fn the_sample_loads_without_an_error() {
    let sample = load::sample().expect("the sample");
    assert!(sample.dataset.illustrative);
    assert!(
        sample.dataset.issues.iter().all(|issue| issue.severity != Severity::Error),
        "{:#?}",
        sample.dataset.issues
    );
}
