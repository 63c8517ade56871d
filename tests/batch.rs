//! Many at a time: a folder of projects, and each locality by itself; what is done is not done again.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hub_planner::find;
use hub_planner::load::{Loaded, sample};
use hub_planner::model::{OptionPlan, Plan};
use hub_planner::project;
use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hub-planner")).args(arguments).output().expect("it runs")
}

/// The lines of a file of results.
fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("results");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// Two projects, of which one has a plan beside it, and something that is no project.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let Loaded { dataset, plan } = sample().expect("the sample opens");
    for name in ["a.gpkg", "b.gpkg"] {
        project::save(&folder.path().join(name), &dataset, &plan).expect("saved");
    }
    let empty = Plan { options: vec![OptionPlan { id: "Z".to_owned(), ..OptionPlan::default() }], ..plan };
    fs::write(folder.path().join("b.empty.json"), serde_json::to_string(&empty).expect("JSON"))
        .expect("written");
    fs::write(folder.path().join("notes.txt"), "not a project").expect("written");
    let results = folder.path().join("results.jsonl");
    (folder, results)
}

#[test]
fn a_folder_is_appraised_once_and_only_what_changed_again() {
    let (folder, results) = folder();
    let (path, to) = (folder.path().to_str().expect("a path"), results.to_str().expect("a path"));
    let first = run(&["batch", path, "--to", to, "--jobs", "2"]);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let found = lines(&results);
    let names: Vec<(&str, Option<&str>)> =
        found.iter().map(|line| (line["project"].as_str().expect("a name"), line["plan"].as_str())).collect();
    assert_eq!(names.len(), 3);
    for wanted in [("a.gpkg", None), ("b.gpkg", None), ("b.gpkg", Some("b.empty.json"))] {
        assert!(names.contains(&wanted), "{names:?}");
    }
    // A line says what `score --json` says.
    let score = run(&["score", folder.path().join("a.gpkg").to_str().expect("a path"), "--json"]);
    let score: Value = serde_json::from_slice(&score.stdout).expect("JSON");
    assert!(found.iter().any(|line| line["project"] == "a.gpkg" && line["found"] == score));

    // Nothing changed: nothing is done. A line that was cut short is done again; so is a project that changed.
    let before = fs::read_to_string(&results).expect("results");
    let again = run(&["batch", path, "--to", to]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("0 done, 0 failed, 3 done before"));
    assert_eq!(fs::read_to_string(&results).expect("results"), before);
    fs::write(&results, &before[..before.len() - 100]).expect("written");
    let Loaded { dataset, mut plan } = sample().expect("the sample opens");
    plan.options.pop();
    project::save(&folder.path().join("a.gpkg"), &dataset, &plan).expect("saved");
    let again = run(&["batch", path, "--to", to]);
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    let last = found[2]["project"] == "a.gpkg";
    assert!(said.contains(if last { "1 done" } else { "2 done" }), "{said}");
}

#[test]
fn a_project_that_cannot_be_opened_is_said_and_tried_again() {
    let (folder, results) = folder();
    fs::write(folder.path().join("c.gpkg"), "no project at all").expect("written");
    let (path, to) = (folder.path().to_str().expect("a path"), results.to_str().expect("a path"));
    let ended = run(&["batch", path, "--to", to]);
    assert_eq!(ended.status.code(), Some(1));
    let broken: Vec<Value> = lines(&results).into_iter().filter(|line| line.get("error").is_some()).collect();
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0]["project"], "c.gpkg");
    let again = run(&["batch", path, "--to", to]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("0 done, 1 failed, 3 done before"));
    assert_eq!(lines(&results).len(), 4, "the failure is told once");
}

#[test]
fn a_first_line_that_was_cut_short_is_done_again() {
    let (folder, results) = folder();
    let (path, to) = (folder.path().to_str().expect("a path"), results.to_str().expect("a path"));
    for cut in [r#"{"project":"a.gpkg","did":"sco"#, r#"{"pro"#] {
        fs::write(&results, cut).expect("written");
        let ended = run(&["batch", path, "--to", to]);
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        assert_eq!(lines(&results).len(), 3, "after {cut}");
    }
}

#[test]
fn a_file_of_something_else_is_left_alone() {
    let (folder, results) = folder();
    fs::write(&results, "my own notes\n").expect("written");
    let (path, to) = (folder.path().to_str().expect("a path"), results.to_str().expect("a path"));
    assert_eq!(run(&["batch", path, "--to", to]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(&results).expect("the notes"), "my own notes\n");
    let nothing = tempfile::tempdir().expect("a folder");
    let ended = run(&["batch", nothing.path().to_str().expect("a path"), "--to", to]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("holds no project"));
}

#[test]
fn a_locality_by_itself_has_its_own_sites_areas_and_rules() {
    let Loaded { dataset, mut plan } = sample().expect("the sample opens");
    plan.settings.find.must_open = dataset.sites.iter().map(|site| site.id.clone()).collect();
    plan.settings.find.max_sites = Some(1);
    let (mut sites, mut people) = (0, 0.0);
    for locality in 0..dataset.localities.len() {
        let (part, asked) = find::part(&dataset, &plan, locality);
        let here = |of: &[Option<usize>]| of.iter().filter(|of| **of == Some(locality)).count();
        assert_eq!(part.sites.len(), here(&dataset.locality_of_site));
        assert_eq!(part.areas.len(), here(&dataset.locality_of_area));
        assert_eq!(asked.settings.find.must_open.len(), part.sites.len());
        assert_eq!((asked.settings.find.max_sites, part.localities.len()), (None, 1));
        assert_eq!(part.services, dataset.services);
        sites += part.sites.len();
        people += part.people();
    }
    assert_eq!((sites, people), (dataset.sites.len(), dataset.people()), "each is in one locality");
}

#[test]
fn each_locality_is_searched_in_its_order() {
    let ended = run(&["find", "--each-locality", "--time-limit", "0"]);
    let text = String::from_utf8(ended.stdout).expect("UTF-8");
    let named: Vec<String> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["locality"].to_string())
        .collect();
    let Loaded { dataset, .. } = sample().expect("the sample opens");
    let expected: Vec<String> =
        dataset.localities.iter().map(|locality| format!("\"{}\"", locality.id)).collect();
    assert_eq!(named, expected, "{}", String::from_utf8_lossy(&ended.stderr));
}
