//! A disk that takes no more, at every point of a save and of an export: what was there stays whole, and nothing is left behind.
#![cfg(unix)]
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hub_planner::files::sha256;
use hub_planner::load::sample;
use hub_planner::model::{OptionPlan, Plan};
use hub_planner::project;

/// Runs the program where no file may grow beyond so many blocks of 1 KiB: writes beyond fail as on a full disk.
fn run_with_room(blocks: u64, arguments: &[&str]) -> Output {
    // The signal that comes with such a failure is ignored, so that only the error is left.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_hub-planner")])
        .args(arguments)
        .output()
        .expect("bash runs")
}

fn data(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name).display().to_string()
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("listed").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

#[test]
fn a_save_that_finds_no_room_leaves_the_old_project_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("city.gpkg");
    let out = path.display().to_string();
    let [sites, localities, areas] = ["sites.geojson", "localities.geojson", "areas.geojson"].map(data);
    let save = ["new", "--sites", &sites, "--localities", &localities, "--areas", &areas, "-o", &out];
    assert!(run_with_room(1 << 20, &save).status.success());
    let new = fs::read(&path).expect("the new project");

    let loaded = sample().expect("the sample opens");
    let old = OptionPlan { id: "old".to_owned(), ..OptionPlan::default() };
    let plan = Plan { options: vec![old], ..loaded.plan };
    project::save(&path, &loaded.dataset, &plan).expect("saved");
    let old = fs::read(&path).expect("the old project");

    let whole = new.len() as u64 / 1024 + 2;
    let (mut failed, mut done) = (0, 0);
    for step in 0..=16 {
        fs::write(&path, &old).expect("put back");
        let output = run_with_room(whole * step / 16, &save);
        let left = fs::read(&path).expect("a project is there");
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            assert!(sha256(&left) == sha256(&new), "step {step}: not the new project");
            done += 1;
        } else {
            assert_eq!(output.status.code(), Some(1), "step {step}: {words}");
            assert!(words.contains("cannot write city.gpkg"), "step {step}: {words}");
            assert!(left == old, "step {step}: the old project is gone");
            failed += 1;
        }
        assert_eq!(listed(folder.path()), [path.as_path()], "step {step}: something is left behind");
    }
    assert!(failed > 10 && done > 0, "{failed} failed, {done} done");
}

#[test]
fn an_export_that_finds_no_room_leaves_the_folder_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("out");
    fs::create_dir(&to).expect("made");
    fs::write(to.join("report.html"), "the report of last month").expect("written");
    let out = to.display().to_string();
    for blocks in [0, 1, 16, 64, 200] {
        let output = run_with_room(blocks, &["export", "--to", &out, "--formats", "csv,html,geojson"]);
        assert_eq!(output.status.code(), Some(1), "{blocks}");
        assert_eq!(listed(&to), [to.join("report.html")], "{blocks}");
        assert_eq!(fs::read_to_string(to.join("report.html")).expect("read"), "the report of last month");
    }
}
