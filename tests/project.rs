//! The project file: what is saved comes back, and nothing is lost on the way.

use std::fs;

use hub_planner::error::Error;
use hub_planner::load;
use hub_planner::model::{Area, Delivery, Position};
use hub_planner::project;
use rusqlite::Connection;
use tempfile::TempDir;

#[test]
fn the_sample_comes_back_as_it_went_and_saves_to_the_same_bytes() {
    let folder = TempDir::new().expect("a folder");
    let (first, second) = (folder.path().join("a.gpkg"), folder.path().join("b.gpkg"));
    let sample = load::sample().expect("the sample");
    project::save(&first, &sample.dataset, &sample.plan).expect("saved");
    let opened = project::open(&first).expect("opened");
    assert!(opened == sample, "something was lost");
    project::save(&second, &opened.dataset, &opened.plan).expect("saved");
    assert!(
        fs::read(&first).expect("read") == fs::read(&second).expect("read"),
        "equal projects differ in bytes"
    );
    assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 2, "something was left behind");
}

#[test]
fn awkward_values_come_back_as_they_went() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("odd.gpkg");
    let mut odd = load::sample().expect("the sample");
    odd.dataset.areas.push(Area {
        id: "a'; DROP TABLE areas; --".to_owned(),
        name: "\u{1f3db} \"quoted\"".to_owned(),
        position: Position { lon: -0.912_345_678_901_23, lat: 52.4 },
        own_point: true,
        outline: None,
        texts: [("note".to_owned(), "line\nbreak".to_owned())].into(),
    });
    odd.dataset.locality_of_area.push(None);
    let areas = odd.dataset.areas.len();
    for values in odd.dataset.columns.0.values_mut() {
        values.push(Some(0.1 + 0.2));
    }
    // Names that differ only in capitals, or that a table has already.
    for name in ["FID", "geom", "Population", "a\"b", ""] {
        odd.dataset.columns.0.insert(name.to_owned(), vec![Some(1.0 / 3.0); areas]);
    }
    odd.dataset.sites[0].delivery = Some(Delivery::ByService([("library".to_owned(), 1.5)].into()));
    odd.dataset.sites[1].delivery = Some(Delivery::Each(0.1));
    odd.dataset.sites[2].services = vec!["a;b".to_owned(), "[c".to_owned()];
    odd.dataset.sites[3].outline.clone_from(&odd.dataset.areas[0].outline);
    odd.dataset.sites[4].extra.insert("other".to_owned(), serde_json::json!({ "deep": [1, null, 0.1] }));
    project::save(&path, &odd.dataset, &odd.plan).expect("saved");
    assert!(project::open(&path).expect("opened") == odd, "something was lost");
}

#[test]
fn any_gis_finds_its_layers() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("layers.gpkg");
    let sample = load::sample().expect("the sample");
    project::save(&path, &sample.dataset, &sample.plan).expect("saved");
    let connection = Connection::open(&path).expect("a database");
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).expect(sql);
    assert_eq!(number("PRAGMA application_id"), 0x4750_4B47);
    assert_eq!(number("SELECT count(*) FROM gpkg_contents WHERE data_type = 'features'"), 3);
    assert_eq!(number("SELECT count(*) FROM gpkg_geometry_columns WHERE srs_id = 4326"), 3);
    assert_eq!(number("SELECT count(*) FROM sites"), i64::try_from(sample.dataset.sites.len()).expect("few"));
    assert_eq!(number("SELECT CAST(sum(population) AS INTEGER) FROM areas"), 345_300);
    assert_eq!(
        number("SELECT count(*) FROM hub_planner_meta WHERE key = 'schema_version' AND value = '1'"),
        1
    );
}

#[test]
fn a_newer_project_is_refused_and_not_touched() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("newer.gpkg");
    let sample = load::sample().expect("the sample");
    project::save(&path, &sample.dataset, &sample.plan).expect("saved");
    let connection = Connection::open(&path).expect("a database");
    connection
        .execute("UPDATE hub_planner_meta SET value = '99' WHERE key = 'schema_version'", [])
        .expect("changed");
    drop(connection);
    let before = fs::read(&path).expect("read");
    let error = project::open(&path).expect_err("a newer schema");
    assert!(matches!(error, Error::NewerSchema { found: 99, .. }), "{error}");
    assert!(fs::read(&path).expect("read") == before, "the file was touched");
}

#[test]
fn what_is_no_project_is_said_to_be_none() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("x.gpkg");
    fs::write(&path, "not a database, but long enough to look like a file of some kind").expect("written");
    assert!(
        project::open(&path).expect_err("no database").to_string().contains("cannot be used as a project")
    );
    fs::remove_file(&path).expect("removed");
    assert!(project::open(&path).expect_err("no file").to_string().starts_with("cannot read x.gpkg"));
    assert!(!path.exists(), "opening made a file");
    Connection::open(&path).and_then(|other| other.execute_batch("CREATE TABLE t (x)")).expect("a database");
    assert!(
        project::open(&path).expect_err("another database").to_string().contains("not a Hub Planner project")
    );
}

#[test]
fn a_damaged_project_is_an_error_and_never_a_panic() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("damaged.gpkg");
    let sample = load::sample().expect("the sample");
    project::save(&path, &sample.dataset, &sample.plan).expect("saved");
    let whole = fs::read(&path).expect("read");
    for part in 1..20 {
        fs::write(&path, &whole[..whole.len() * part / 20]).expect("written");
        assert!(project::open(&path).is_err(), "a file cut to {part}/20 was opened");
        let mut scratched = whole.clone();
        let place = whole.len() * part / 20;
        scratched[place..place + 64].fill(0xA5);
        fs::write(&path, &scratched).expect("written");
        let _either_is_fine = project::open(&path);
    }
}

#[test]
fn a_project_that_cannot_be_written_leaves_the_old_one() {
    let folder = TempDir::new().expect("a folder");
    let sample = load::sample().expect("the sample");
    let nowhere = folder.path().join("no/such/folder.gpkg");
    let error = project::save(&nowhere, &sample.dataset, &sample.plan).expect_err("no such folder");
    assert!(matches!(error, Error::Write { .. }), "{error}");
}
