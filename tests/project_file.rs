//! The project file among other programs: what a GIS sees and edits, what is left on the disk, and any dataset at all.

mod filed;

use std::fs;
use std::path::Path;

use filed::{in_a_gis, point, saved, small, square};
use geo::{BoundingRect as _, Intersects as _};
use hub_planner::load::{self, Loaded};
use hub_planner::model::{
    Area, Columns, Dataset, Delivery, Issue, Locality, Plan, Position, Role, Severity, Site, Source,
};
use hub_planner::project;
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

#[test]
fn every_property_is_an_ordinary_column() {
    let folder = TempDir::new().expect("a folder");
    let path = saved(&folder, &small());
    let gis = Connection::open(&path).expect("a database");
    let text = |sql: &str| gis.query_row(sql, [], |row| row.get::<_, String>(0)).expect(sql);
    assert_eq!(text("SELECT colour || floors || lift FROM sites"), "red2.01");
    assert_eq!(text("SELECT lead || population || typeof(homes) FROM localities"), "Ms Jones1000.0null");
    assert_eq!(text("SELECT class || population || locality FROM areas"), "urban1000.0l");
    let kinds = "SELECT group_concat(name || ' ' || type) FROM pragma_table_info('sites') WHERE name IN ('colour', 'floors', 'lift', 'fid')";
    assert_eq!(text(kinds), "fid INTEGER,colour TEXT,floors REAL,lift BOOLEAN");
    // What the standard asks of the file and of every layer.
    assert_eq!(
        text(
            "SELECT (SELECT application_id FROM pragma_application_id) || ' ' || (SELECT user_version FROM pragma_user_version)"
        ),
        "1196444487 10300"
    );
    assert_eq!(
        text("SELECT group_concat(srs_id) FROM (SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY srs_id)"),
        "-1,0,4326"
    );
    let layers = "SELECT group_concat(c.table_name || ':' || g.geometry_type_name) FROM gpkg_contents c
        JOIN gpkg_geometry_columns g USING (table_name) WHERE c.data_type = 'features' AND g.column_name = 'geom'";
    assert_eq!(text(layers), "sites:POINT,localities:MULTIPOLYGON,areas:GEOMETRY");
    assert_eq!(
        text("SELECT hex(substr(geom, 1, 8)) FROM localities"),
        "47500003E6100000",
        "header with an envelope"
    );
    assert_eq!(text("PRAGMA integrity_check"), "ok");
}

#[test]
fn what_is_edited_in_a_gis_counts() {
    let folder = TempDir::new().expect("a folder");
    let path = saved(&folder, &small());
    in_a_gis(
        &path,
        "UPDATE sites SET colour = 'blue', floors = NULL, lift = 0, running_cost_gbp = 5;
         UPDATE localities SET population = 1200, lead = NULL;
         UPDATE areas SET class = 'rural', population = NULL;",
    );
    let found = project::open(&path).expect("opened").dataset;
    let site = &found.sites[0];
    assert_eq!(
        (site.extra.get("colour"), site.extra.get("lift")),
        (Some(&json!("blue")), Some(&json!(false)))
    );
    assert_eq!((site.extra.get("floors"), site.running_cost_gbp), (Some(&Value::Null), Some(5.0)));
    assert_eq!(site.extra.get("plans"), Some(&json!([1, {"a": null}])), "what no column can hold stays");
    assert_eq!(found.localities[0].numbers.get("population"), Some(&Some(1200.0)));
    assert_eq!(found.localities[0].numbers.get("homes"), Some(&None));
    assert!(found.localities[0].texts.is_empty());
    assert_eq!(found.areas[0].texts.get("class").map(String::as_str), Some("rural"));
    assert_eq!(found.columns.value("population", 0), None);
}

#[test]
fn features_drawn_in_a_gis_are_read_and_one_without_an_id_is_named() {
    let folder = TempDir::new().expect("a folder");
    let path = saved(&folder, &small());
    in_a_gis(
        &path,
        "INSERT INTO areas (geom, id) SELECT geom, 'drawn' FROM areas;
         INSERT INTO localities (geom, id) SELECT geom, 'drawn' FROM localities;
         INSERT INTO sites (geom, id) SELECT geom, 'drawn' FROM sites;",
    );
    let found = project::open(&path).expect("opened").dataset;
    assert_eq!((found.sites[1].name.as_str(), found.localities[1].name.as_str()), ("drawn", "drawn"));
    assert!((found.areas[1].position.lat - 52.45).abs() < 1e-9);
    assert_eq!(found.columns.get("population"), Some(&[Some(1000.0), None][..]));
    in_a_gis(&path, "INSERT INTO sites (geom) SELECT geom FROM sites WHERE id = 'drawn'");
    let error = project::open(&path).expect_err("no id").to_string();
    assert!(error.contains("feature 3 of the layer sites has no id"), "{error}");
}

#[test]
fn opening_leaves_no_trace_even_where_a_gis_left_its_own_mode() {
    let folder = TempDir::new().expect("a folder");
    let inner = folder.path().join("a #1 50% ?caf\u{e9}");
    fs::create_dir(&inner).expect("a folder");
    let path = inner.join("it's 100% #2.gpkg");
    let small = small();
    project::save(&path, &small.dataset, &small.plan).expect("saved");
    let mode: String = Connection::open(&path)
        .and_then(|gis| gis.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)))
        .expect("a mode");
    assert_eq!(mode, "wal");
    let files = || {
        let mut names: Vec<_> =
            fs::read_dir(&inner).expect("listed").map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    let (before, bytes) = (files(), fs::read(&path).expect("read"));
    assert!(project::open(&path).expect("opened") == small);
    assert_eq!((files(), fs::read(&path).expect("read") == bytes), (before, true));
}

#[test]
fn changes_that_another_program_has_not_put_in_place_yet_are_seen() {
    let folder = TempDir::new().expect("a folder");
    let path = saved(&folder, &small());
    let gis = Connection::open(&path).expect("a database");
    gis.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; UPDATE sites SET name = 'New'",
    )
    .expect("edited");
    assert_eq!(project::open(&path).expect("opened").dataset.sites[0].name, "New");
    drop(gis);
}

#[test]
fn a_save_that_was_cut_off_does_not_trouble_the_next() {
    let folder = TempDir::new().expect("a folder");
    let path = saved(&folder, &small());
    fs::write(folder.path().join(".hub-planner-xyz"), "half a project").expect("written");
    let mut changed = small();
    changed.dataset.sites[0].name = "New".to_owned();
    project::save(&path, &changed.dataset, &changed.plan).expect("saved");
    assert!(project::open(&path).expect("opened") == changed);
}

#[test]
fn more_columns_than_a_project_holds_are_refused_and_the_old_file_stays() {
    let folder = TempDir::new().expect("a folder");
    let path = saved(&folder, &small());
    let mut wide = small();
    for number in 0..1500 {
        wide.dataset.columns.0.insert(format!("c{number}"), vec![Some(f64::from(number))]);
    }
    let error = project::save(&path, &wide.dataset, &wide.plan).expect_err("too many").to_string();
    assert!(error.contains("1501 columns"), "{error}");
    assert!(project::open(&path).expect("opened") == small());
    wide.dataset.columns.0.remove("c0");
    project::save(&path, &wide.dataset, &wide.plan).expect("saved");
    assert!(project::open(&path).expect("opened") == wide);
}

#[test]
fn more_properties_than_a_table_has_columns_are_kept_all_the_same() {
    let folder = TempDir::new().expect("a folder");
    let mut many = small();
    let numbered = |number: i32| (format!("key {number}"), format!("value {number}"));
    many.dataset.sites[0].extra.extend((0..2100).map(numbered).map(|(key, value)| (key, json!(value))));
    many.dataset.areas[0].texts.extend((0..2100).map(numbered));
    many.dataset.localities[0].texts.extend((0..2100).map(numbered));
    let path = saved(&folder, &many);
    assert!(project::open(&path).expect("opened") == many);
}

#[test]
fn what_is_moved_in_a_gis_belongs_to_where_it_lies_now() {
    let folder = TempDir::new().expect("a folder");
    let mut two = small();
    let east =
        Locality { id: "m".to_owned(), outline: square(-1.5, 52.4), ..two.dataset.localities[0].clone() };
    two.dataset.localities.push(east);
    let mut unplaced = two.dataset.sites[0].clone();
    (unplaced.id, unplaced.position) = ("t".to_owned(), Position::default());
    two.dataset.unplaced.push(unplaced);
    let path = saved(&folder, &two);
    assert!(project::open(&path).expect("opened") == two);
    // Into the other locality, and one that had no place.
    in_a_gis(&path, &format!("UPDATE sites SET geom = {}", point(-1.45, 52.45)));
    let found = project::open(&path).expect("opened").dataset;
    assert_eq!(found.locality_of_site, [Some(1), Some(1)]);
    assert!(found.issues.is_empty());
    // Out of both.
    in_a_gis(&path, &format!("UPDATE sites SET geom = {} WHERE id = 's'", point(-1.45, 52.0)));
    let found = project::open(&path).expect("opened").dataset;
    let place = found.sites.iter().position(|site| site.id == "s").expect("there");
    assert_eq!(found.locality_of_site[place], None);
    assert!(found.issues.iter().any(|issue| issue.message.contains("1 site lies outside every locality: s")));
}

#[test]
fn a_name_gets_the_ending_of_projects_and_loses_nothing() {
    for (chosen, named) in
        [("Hubs v1.2", "Hubs v1.2.gpkg"), ("a.gpkg", "a.gpkg"), ("a.GPKG", "a.GPKG"), ("a", "a.gpkg")]
    {
        assert_eq!(project::named(chosen.into()), Path::new(named));
    }
}

/// Texts as people and programs write them, awkward ones among them.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,4}",
        any::<String>(),
        prop::sample::select(vec![
            "",
            "fid",
            "GEOM",
            "id",
            "Id",
            "population",
            "POPULATION",
            "a\"b",
            "x;y",
            "[z",
            "column_0",
            "rowid",
            "locality"
        ])
        .prop_map(str::to_owned),
    ]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        -1e15..1e15,
        prop::num::f64::NORMAL.prop_map(|number| number % 1e15),
        Just(-0.0),
        Just(0.1 + 0.2)
    ]
}

fn json_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        number().prop_map(Value::from),
        text().prop_map(Value::from),
        prop::collection::vec(text(), 0..3).prop_map(Value::from),
        (text(), number()).prop_map(|(key, value)| json!({ key: value })),
    ]
}

fn position() -> impl Strategy<Value = Position> {
    prop_oneof![(-180.0..=180.0, -90.0..=90.0), (-5.0..1.0, 52.0..52.1)]
        .prop_map(|(lon, lat)| Position { lon, lat })
}

fn delivery() -> impl Strategy<Value = Option<Delivery>> {
    prop::option::of(prop_oneof![
        number().prop_map(Delivery::Each),
        prop::collection::btree_map(text(), number(), 0..3).prop_map(Delivery::ByService),
    ])
}

fn site() -> impl Strategy<Value = Site> {
    let own =
        (text(), text(), position(), any::<bool>(), prop::option::of(text()), prop::option::of(number()));
    let lists =
        (prop::collection::vec(text(), 0..3), prop::collection::btree_map(text(), json_value(), 0..5));
    (own, delivery(), lists, prop::option::of(any::<bool>())).prop_map(
        |((id, name, position, drawn, kind, cost), delivery, (services, extra), step_free)| Site {
            id,
            name,
            position,
            outline: drawn.then(|| square(0.0, 50.0)),
            uprn: kind.clone(),
            keep: kind.clone(),
            kind,
            running_cost_gbp: cost,
            delivery,
            cannot_host: services.clone(),
            services,
            step_free,
            extra,
            ..Site::default()
        },
    )
}

prop_compose! {
    fn area()(id in text(), name in text(), position in position(), own_point in any::<bool>(),
        texts in prop::collection::btree_map(text(), text(), 0..3), drawn in any::<bool>()) -> Area {
        Area { id, name, position, own_point, outline: drawn.then(|| square(1.0, 51.0)), texts }
    }
}

prop_compose! {
    fn locality()(id in text(), name in text(), west in -5.0..1.0f64,
        numbers in prop::collection::btree_map(text(), prop::option::of(number()), 0..4),
        texts in prop::collection::btree_map(text(), text(), 0..3)) -> Locality {
        Locality { id, name, outline: square(west, 52.0), numbers, texts }
    }
}

prop_compose! {
    fn loaded()(sites in prop::collection::vec(site(), 0..4), areas in prop::collection::vec(area(), 0..4),
        localities in prop::collection::vec(locality(), 1..3),
        names in prop::collection::btree_set(text(), 0..5), words in text(), illustrative in any::<bool>())
        (values in prop::collection::vec(prop::option::of(number()), areas.len() * names.len()), sites in Just(sites),
        areas in Just(areas), localities in Just(localities), names in Just(names), words in Just(words),
        illustrative in Just(illustrative)) -> Loaded {
        let mut localities = localities;
        for (number, locality) in localities.iter_mut().enumerate() {
            locality.id.push_str(&number.to_string());
        }
        let within = |at: Position| {
            let holds = |locality: &Locality| {
                locality.outline.bounding_rect().is_some_and(|r| r.intersects(&geo::Point::new(at.lon, at.lat)))
            };
            (0..localities.len()).filter(|&place| holds(&localities[place])).min_by_key(|&place| localities[place].id.clone())
        };
        let columns = names.into_iter().enumerate()
            .map(|(column, name)| (name, values.iter().skip(column * areas.len()).take(areas.len()).copied().collect()));
        let issue = Issue::new(Severity::Note, words.clone(), words.clone(), words.clone());
        let dataset = Dataset {
            columns: Columns(columns.collect()),
            locality_of_area: areas.iter().map(|area| within(area.position)).collect(),
            locality_of_site: sites.iter().map(|site| within(site.position)).collect(),
            sites, areas, localities, illustrative,
            issues: vec![issue.clone().at(words.clone()), issue.in_field(words.clone())],
            sources: vec![Source { role: Role::Areas, name: words.clone(), sha256: "0".repeat(64), rows: 3, vintage: Some(words), note: None }],
            ..Dataset::default()
        };
        Loaded { dataset, plan: Plan::default() }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_saved_is_what_is_opened(loaded in loaded()) {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("p.gpkg");
        project::save(&path, &loaded.dataset, &loaded.plan).expect("saved");
        let opened = project::open(&path).expect("opened");
        prop_assert_eq!(opened, loaded);
    }
}

#[test]
fn the_samples_decisions_come_back_too() {
    let folder = TempDir::new().expect("a folder");
    let sample = load::sample().expect("the sample");
    assert!(!sample.plan.options.is_empty());
    let path = saved(&folder, &sample);
    assert_eq!(project::open(&path).expect("opened").plan, sample.plan);
}
