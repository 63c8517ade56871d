//! A project file that others hold, left half written or made up: nothing is mixed, and nothing comes in that no reader lets in.

mod filed;

use std::fs;

use filed::{in_a_gis, point, saved, small};
use hub_planner::project;
use hub_planner::reach::{Kept, Matrix, Searched};
use rusqlite::Connection;
use tempfile::TempDir;

#[test]
fn a_project_that_a_gis_has_open_is_not_replaced_under_it() {
    let folder = TempDir::new().expect("a folder");
    let path = saved(&folder, &small());
    let gis = Connection::open(&path).expect("a database");
    gis.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; UPDATE sites SET name = 'Edited in a GIS'",
    )
    .expect("edited");
    let mut changed = small();
    changed.dataset.sites[0].name = "Saved here".to_owned();
    let error = project::save(&path, &changed.dataset, &changed.plan).expect_err("it is open").to_string();
    assert!(error.contains("another program, such as a GIS, has it open"), "{error}");
    #[cfg(unix)]
    {
        let link = folder.path().join("link.gpkg");
        std::os::unix::fs::symlink(&path, &link).expect("linked");
        assert!(project::save(&link, &changed.dataset, &changed.plan).is_err());
        assert_eq!(project::open(&link).expect("opened").dataset.sites[0].name, "Edited in a GIS");
    }
    assert_eq!(project::open(&path).expect("opened").dataset.sites[0].name, "Edited in a GIS");
    drop(gis);
    project::save(&path, &changed.dataset, &changed.plan).expect("saved");
    assert_eq!(project::open(&path).expect("opened").dataset.sites[0].name, "Saved here");
}

#[test]
fn what_a_program_that_was_cut_off_left_beside_a_project_does_not_reach_the_next() {
    for mode in ["WAL", "DELETE"] {
        let folder = TempDir::new().expect("a folder");
        let path = saved(&folder, &small());
        let gis = Connection::open(&path).expect("a database");
        gis.execute_batch(&format!(
            "PRAGMA journal_mode = {mode}; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = 1; PRAGMA cache_spill = 1;
             BEGIN; UPDATE sites SET name = 'Cut off'; CREATE TABLE much AS SELECT zeroblob(1000000) AS a;"
        ))
        .expect("edited");
        if mode == "WAL" {
            gis.execute_batch("COMMIT").expect("put beside");
        }
        // The same files in another place: as they are when the program is gone.
        let left = TempDir::new().expect("a folder");
        for entry in fs::read_dir(folder.path()).expect("listed") {
            let entry = entry.expect("an entry");
            fs::copy(entry.path(), left.path().join(entry.file_name())).expect("copied");
        }
        let path = left.path().join(path.file_name().expect("a name"));
        if mode == "DELETE" {
            let error = project::open(&path).expect_err("half a change").to_string();
            assert!(error.contains("a program was cut off while it wrote to it"), "{error}");
        }
        let mut changed = small();
        changed.dataset.sites[0].name = "Saved here".to_owned();
        project::save(&path, &changed.dataset, &changed.plan).expect("saved");
        assert!(project::open(&path).expect("opened") == changed, "{mode}");
        assert_eq!(
            fs::read_dir(left.path()).expect("listed").count(),
            1,
            "{mode}: only the project is there"
        );
    }
}

#[test]
fn what_is_left_beside_a_project_and_holds_nothing_does_not_hinder_a_save() {
    for (ending, bytes) in [("-journal", &b""[..]), ("-journal", &[0; 600]), ("-shm", &[1; 32])] {
        let folder = TempDir::new().expect("a folder");
        let path = saved(&folder, &small());
        let left = folder.path().join(format!("p.gpkg{ending}"));
        fs::write(&left, bytes).expect("written");
        let small = small();
        project::save(&path, &small.dataset, &small.plan).expect("saved");
        assert!(!left.exists());
        assert!(project::open(&path).expect("opened") == small);
        // Of a file that is gone it cannot be known.
        fs::remove_file(&path).expect("removed");
        fs::write(&left, bytes).expect("written");
        let error = project::save(&path, &small.dataset, &small.plan).expect_err("not its own").to_string();
        assert!(error.contains("belongs to a file that is gone"), "{error}");
    }
}

#[test]
fn what_no_reader_would_let_in_is_refused_in_a_project_too() {
    for (edit, words) in [
        ("UPDATE sites SET running_cost_gbp = 9e999", "the site s has a number beyond 1e15"),
        ("UPDATE areas SET population = -9e999", "the column population of the areas"),
        ("UPDATE areas SET point_lat = 9e999", "the area a lies nowhere on earth"),
        (&format!("UPDATE sites SET geom = {}", point(100.0, 100.0)), "the site s lies nowhere on earth"),
        (&format!("UPDATE sites SET geom = {}", point(f64::NAN, 52.0)), "a site's geometry is not a point"),
        (
            "UPDATE hub_planner_decisions SET json = json_set(json, '$.settings.horizon_years', 4000000000) WHERE key = 'plan'",
            "its horizon is 4000000000 years",
        ),
        (
            "ALTER TABLE sites RENAME TO other; CREATE VIEW sites AS SELECT * FROM other",
            "sites is made up while it is read",
        ),
        (
            "ALTER TABLE sites ADD COLUMN more AS (hex(zeroblob(100000000)))",
            "sites.more is made up while it is read",
        ),
    ] {
        let folder = TempDir::new().expect("a folder");
        let path = saved(&folder, &small());
        in_a_gis(&path, edit);
        let error = project::open(&path).expect_err(edit).to_string();
        assert!(error.contains(words), "{edit}: {error}");
    }
}

#[test]
fn kept_times_of_another_size_are_left_alone() {
    let folder = TempDir::new().expect("a folder");
    let small = small();
    let search = |sites: usize| Searched {
        name: "walk".to_owned(),
        digest: "0".repeat(64),
        matrices: vec![Matrix::from_columns(1, (0..sites).map(|_| vec![5.0]))],
    };
    let path = folder.path().join("p.gpkg");
    for (sites, kept) in [(1, 1), (2, 0)] {
        let mut times = Kept::default();
        times.put(search(sites));
        project::save_with(&path, &small.dataset, &small.plan, &times).expect("saved");
        assert_eq!(project::kept_times(&path, &small.dataset).searches().len(), kept);
    }
}
