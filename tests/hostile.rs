//! Hostile bytes in every kind of file: an error or Issues in words, never a panic.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

#[expect(dead_code, reason = "the desk serves several tests, and each takes what it needs")]
mod desk;

use std::fs;
use std::path::{Path, PathBuf};

use desk::{Desk, POINT, SQUARE, collection, feature};
use hub_planner::load::{Inputs, guess_role, read_plan};
use hub_planner::project;
use proptest::prelude::*;
use shapefile::dbase::{FieldName, FieldValue, Record, TableWriterBuilder};
use shapefile::{Point, Polygon, PolygonRing, Writer};

/// Bytes to put elsewhere, bytes to overwrite, and how much to cut off.
#[derive(Debug, Clone)]
struct Damage {
    bytes: Vec<(prop::sample::Index, u8)>,
    swaps: Vec<(prop::sample::Index, prop::sample::Index)>,
    cut: Option<prop::sample::Index>,
}

fn damage() -> impl Strategy<Value = Damage> {
    let bytes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6);
    let swaps = prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..3);
    let cut = prop::option::weighted(0.2, any::<prop::sample::Index>());
    (bytes, swaps, cut).prop_map(|(bytes, swaps, cut)| Damage { bytes, swaps, cut })
}

impl Damage {
    fn of(&self, sound: &[u8]) -> Vec<u8> {
        let mut bytes = sound.to_vec();
        for (place, byte) in &self.bytes {
            let place = place.index(bytes.len());
            bytes[place] = *byte;
        }
        for (one, other) in &self.swaps {
            let (one, other) = (one.index(bytes.len()), other.index(bytes.len()));
            bytes.swap(one, other);
        }
        if let Some(cut) = self.cut {
            bytes.truncate(cut.index(sound.len()));
        }
        bytes
    }
}

/// A sound desk of all kinds of file.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.sites(&[
        feature(r#""id": "s", "services": "library;advice", "floor_area_m2": "1,200", "delivery_gbp": {"library": 1}, "opening_hours": "Mo-Fr 09:00-17:00""#, POINT),
        feature(r#""id": "t", "keep": "yes", "step_free": 1"#, SQUARE),
    ]);
    desk.areas(&[
        feature(r#""LSOA21CD": "E01", "population": "1,000", "point_lon": -1.5, "point_lat": 52.4"#, SQUARE),
        feature(r#""LSOA21CD": "E02", "population": 7, "class": "urban""#, "null"),
    ]);
    desk.join("wide.csv", "\u{feff}code,\"n, all\",odd\r\nE01,\"1,2\n00\",x\r\nE02,3,\r\n", "code");
    desk.join("long.csv", "code,band,n\nE01,0-15,10\nE01,65+,4\nE02,65+,..\n", "code:band:n");
    desk.inputs.services = Some(desk.write("services.json", r#"{"services": [{"id": "library", "users": {"columns": ["65+"]}, "need": {"odd_rank": 1},
        "standard": {"mode": "walk", "minutes": 20, "profile": "slow"}, "space_m2": 10, "duty": "library"}]}"#));
    desk.inputs.blueprint = Some(desk.write("blueprint.json", r#"{"tiers": [{"id": "hub", "min_services": 2}], "rules": [
        {"id": "r", "each_locality": {"service": "library", "coverage_people": 0.8}}, {"id": "q", "site": "s", "keeps": "library"}]}"#));
    desk.inputs.plan = Some(desk.write("plan.json", r#"{"schema": 1, "settings": {"horizon_years": 10, "targets_gbp": {"2026": 1}}, "options": [
        {"id": "A", "sites": {"s": {"action": "close", "from": "2026-09"}}, "moves": [{"service": "library", "from": "s", "to": "t", "share": 0.5}],
        "money": [{"line": "x", "gbp": 1, "every": "year"}]}]}"#));
    desk.map(&["areas.older=65+"]);
    desk
}

fn files(inputs: &Inputs) -> Vec<PathBuf> {
    let named =
        [&inputs.sites, &inputs.localities, &inputs.areas, &inputs.services, &inputs.blueprint, &inputs.plan];
    let joins = inputs.joins.iter().map(|join| join.path.clone());
    named.into_iter().flatten().cloned().chain(joins).collect()
}

#[test]
fn the_sound_desk_loads() {
    let found = desk().load();
    assert_eq!((found.dataset.sites.len(), found.dataset.areas.len(), found.plan.options.len()), (2, 1, 1));
    assert_eq!(found.dataset.columns.value("older", 0), Some(4.0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_to_any_file_makes_loading_panic(which in 0..8_usize, damage in damage()) {
        let desk = desk();
        let paths = files(&desk.inputs);
        let path = &paths[which % paths.len()];
        fs::write(path, damage.of(&fs::read(path).expect("read"))).expect("written");
        if let Ok(found) = desk.read() {
            // What was made of it must be consistent, and must survive a save.
            let dataset = &found.dataset;
            prop_assert!(dataset.columns.0.values().all(|values| values.len() == dataset.areas.len()));
            prop_assert_eq!(dataset.locality_of_area.len(), dataset.areas.len());
            prop_assert_eq!(dataset.locality_of_site.len(), dataset.sites.len());
            for issue in &dataset.issues {
                prop_assert!(!issue.message.is_empty() && !issue.remedy.is_empty() && !issue.file.is_empty());
            }
            let saved = desk.path().join("p.gpkg");
            project::save(&saved, dataset, &found.plan).expect("saved");
            prop_assert!(project::open(&saved).expect("opened") == found);
        }
        let _role = guess_role(path);
        let _plan = read_plan(path);
    }
}

fn shapefile(path: &Path) {
    let table = TableWriterBuilder::new()
        .add_character_field(FieldName::try_from("id").expect("a name"), 20)
        .add_numeric_field(FieldName::try_from("population").expect("a name"), 10, 2);
    let mut writer = Writer::from_path(path, table).expect("a writer");
    for place in 0..3 {
        let mut record = Record::default();
        record.insert("id".to_owned(), FieldValue::Character(Some(format!("a{place}"))));
        record.insert("population".to_owned(), FieldValue::Numeric(Some(12.0)));
        let west = -1.6 + f64::from(place) * 0.1;
        let ring = vec![
            Point::new(west, 52.4),
            Point::new(west, 52.5),
            Point::new(west + 0.1, 52.5),
            Point::new(west, 52.4),
        ];
        writer.write_shape_and_record(&Polygon::new(PolygonRing::Outer(ring)), &record).expect("written");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_to_a_shapefile_makes_loading_panic(part in prop::sample::select(vec!["shp", "dbf", "shx"]), damage in damage()) {
        let mut desk = Desk::new();
        let path = desk.path().join("areas.shp");
        shapefile(&path);
        let part = path.with_extension(part);
        fs::write(&part, damage.of(&fs::read(&part).expect("read"))).expect("written");
        desk.inputs.areas = Some(path);
        let _either_is_fine = desk.read();
    }

    #[test]
    fn no_damage_to_a_geopackage_makes_loading_or_opening_panic(damage in damage()) {
        let mut desk = Desk::new();
        let found = desk.load();
        let path = desk.path().join("p.gpkg");
        project::save(&path, &found.dataset, &found.plan).expect("saved");
        fs::write(&path, damage.of(&fs::read(&path).expect("read"))).expect("written");
        let _either_is_fine = project::open(&path);
        desk.inputs.sites = Some(path);
        let _either_is_fine = desk.read();
    }
}

#[test]
fn counts_that_promise_too_much_are_no_trouble() {
    let mut desk = Desk::new();
    let path = desk.path().join("areas.shp");
    desk.inputs.areas = Some(path.clone());
    for part in ["shp", "dbf", "shx"] {
        shapefile(&path);
        let part = path.with_extension(part);
        let sound = fs::read(&part).expect("read");
        for place in (0..sound.len().saturating_sub(4)).step_by(2) {
            for word in
                [[0xff, 0xff, 0xff, 0x7f], [0x7f, 0xff, 0xff, 0xff], [0xff; 4], [0; 4], [0, 0, 0, 0x80]]
            {
                let mut damaged = sound.clone();
                damaged[place..place + 4].copy_from_slice(&word);
                fs::write(&part, damaged).expect("written");
                let _either_is_fine = desk.read();
            }
        }
    }
}

#[test]
fn json_nested_too_deeply_is_refused() {
    let mut desk = Desk::new();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    desk.inputs.sites = Some(desk.write("deep.geojson", &deep));
    assert!(desk.read().expect_err("too deep").to_string().contains("deep.geojson"));
    let geometry = format!(r#"{{"type": "Polygon", "coordinates": {}{}}}"#, "[".repeat(100), "]".repeat(100));
    desk.inputs.sites = Some(desk.write("odd.geojson", collection(&[feature(r#""id": "s""#, &geometry)])));
    assert!(desk.read().is_err());
}

#[test]
fn a_layer_that_is_made_up_without_end_is_given_up() {
    let numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers)";
    for (made_up, words) in [
        (format!("{numbers} SELECT n AS fid, NULL AS geom FROM numbers WHERE n < 0"), "interrupted"),
        ("SELECT 1 AS fid, NULL AS geom, hex(zeroblob(400000000)) AS name".to_owned(), "too big"),
        (
            format!("{numbers} SELECT n AS fid, NULL AS geom, hex(zeroblob(1000000)) AS name FROM numbers"),
            "makes up far more than the file holds",
        ),
    ] {
        let mut desk = Desk::new();
        let path = desk.path().join("view.gpkg");
        let connection = rusqlite::Connection::open(&path).expect("a database");
        connection
            .execute_batch(&format!(
                "CREATE TABLE gpkg_contents (table_name, data_type, last_change);
                 CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);
                 CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id);
                 INSERT INTO gpkg_contents VALUES ('made_up', 'features', '');
                 INSERT INTO gpkg_geometry_columns VALUES ('made_up', 'geom', 4326);
                 CREATE VIEW made_up AS {made_up};"
            ))
            .expect("written");
        drop(connection);
        desk.inputs.sites = Some(path);
        let error = desk.read().expect_err("it has no end").to_string();
        assert!(error.contains("view.gpkg") && error.contains(words), "{words}: {error}");
    }
}
