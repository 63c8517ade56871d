//! The commands as a user or a script meets them: exit codes, standard output, files.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::fs;
#[cfg(unix)]
use std::io::Write as _;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Stdio;
use std::process::{Command, Output};

use hub_planner::model::{Mode, OptionPlan, Piece, Streets};
use hub_planner::project;
use hub_planner::reach::TravelTimes;
use serde_json::Value;
use tempfile::TempDir;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hub-planner")).args(arguments).output().expect("it runs")
}

#[track_caller]
fn done(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[track_caller]
fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&done(arguments)).expect("JSON")
}

fn data(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name).display().to_string()
}

fn sample_project(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("sample.gpkg");
    let (sites, localities, areas) =
        (data("sites.geojson"), data("localities.geojson"), data("areas.geojson"));
    let (services, blueprint, plan) = (data("services.json"), data("blueprint.json"), data("plan.json"));
    let out = path.display().to_string();
    done(&[
        "new",
        "--sites",
        &sites,
        "--localities",
        &localities,
        "--areas",
        &areas,
        "--services",
        &services,
        "--blueprint",
        &blueprint,
        "--plan",
        &plan,
        "-o",
        &out,
    ]);
    path
}

#[test]
fn the_sample_is_scored_without_being_named_and_says_that_it_is_illustrative() {
    let found = json(&["score", "--json"]);
    assert_eq!(found["schema"], 1);
    assert!(found["illustrative"].is_string());
    assert_eq!(found["options"][0]["id"], "bau");
    assert_eq!(found["options"][0]["status"], "baseline");
    assert_eq!(found["options"].as_array().expect("options").len(), 5);
    let years = found["options"][1]["years"].as_array().expect("years");
    let target = |year: usize| years[year]["target_gbp"].as_f64();
    assert_eq!([target(0), target(1), target(2), target(3)], [Some(9e5), Some(1.4e6), Some(1.4e6), None]);
    assert!(done(&["score"]).contains("Illustrative"));
    let people: f64 = found["options"][0]["localities"]
        .as_object()
        .expect("localities")
        .values()
        .map(|locality| locality["people"].as_f64().expect("people"))
        .sum();
    assert_eq!(people, 345_300.0);
}

#[test]
fn a_project_of_the_same_files_is_scored_the_same_to_the_byte() {
    let folder = TempDir::new().expect("a folder");
    let project = sample_project(&folder);
    let project = project.to_str().expect("a path");
    assert!(
        done(&["score", project, "--json"]) == done(&["score", "--json"]),
        "the project differs from its files"
    );
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let with = |threads: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_hub-planner"))
            .args(["score", "--json"])
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("it runs");
        output.stdout
    };
    assert!(with("1") == with("4"));
}

#[test]
fn what_is_done_is_logged_beside_the_answer_before_or_after_the_command() {
    let plain = done(&["score"]);
    for arguments in [["--log", "info", "score"], ["score", "--log", "info"]] {
        let output = run(&arguments);
        assert!(output.status.success(), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), plain);
        assert!(String::from_utf8_lossy(&output.stderr).contains("[INFO"), "{arguments:?}");
    }
    assert!(run(&["score"]).stderr.is_empty());
}

#[test]
fn exports_are_the_same_bytes_on_any_threads_and_after_a_save() {
    let folder = TempDir::new().expect("a folder");
    let first = sample_project(&folder);
    let again = folder.path().join("again.gpkg");
    let loaded = project::open(&first).expect("opened");
    let kept = project::kept_times(&first, &loaded.dataset);
    project::save_with(&again, &loaded.dataset, &loaded.plan, &kept).expect("saved");
    let exported = |project: &Path, threads: &str| {
        let to = folder
            .path()
            .join(format!("{threads}-{}", project.file_stem().expect("a name").to_string_lossy()));
        let status = Command::new(env!("CARGO_BIN_EXE_hub-planner"))
            .arg("export")
            .arg(project)
            .arg("--to")
            .arg(&to)
            .args(["--formats", "html,consultation,csv,geojson,gpkg,kml,xlsx,docx,maps"])
            .env("RAYON_NUM_THREADS", threads)
            .status()
            .expect("it runs");
        assert!(status.success());
        let listed = |folder: &Path| -> Vec<PathBuf> {
            fs::read_dir(folder).expect("listed").map(|entry| entry.expect("a file").path()).collect()
        };
        let (folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) =
            listed(&to).into_iter().partition(|path| path.is_dir());
        files.extend(folders.iter().flat_map(|folder| listed(folder)));
        let name = |path: &Path| path.strip_prefix(&to).expect("within").to_owned();
        let mut files: Vec<(PathBuf, Vec<u8>)> =
            files.iter().map(|path| (name(path), fs::read(path).expect("read"))).collect();
        files.sort();
        files
    };
    let one = exported(&first, "1");
    assert!(one.len() > 10);
    for (project, threads) in [(&first, "2"), (&again, "2"), (&again, "1")] {
        let other = exported(project, threads);
        for ((name, bytes), (also, others)) in one.iter().zip(&other) {
            assert!(
                name == also && bytes == others,
                "{} differs: {} on {threads} threads",
                name.display(),
                project.display()
            );
        }
        assert_eq!(one.len(), other.len());
    }
}

#[test]
fn another_plan_takes_the_place_of_the_projects() {
    let folder = TempDir::new().expect("a folder");
    let plan = folder.path().join("plan.json");
    fs::write(&plan, r#"{"options": [{"id": "Z", "name": "All open"}]}"#).expect("written");
    let found = json(&["score", "--plan", plan.to_str().expect("a path"), "--json"]);
    assert_eq!(found["options"][1]["id"], "Z");
    assert_eq!(found["options"][1]["saving_gbp"], 0.0);
}

#[test]
fn check_lists_issues_and_its_exit_code_tells_of_errors() {
    let found = json(&["check", "--json"]);
    let issues = found["issues"].as_array().expect("issues");
    assert!(issues.iter().all(|issue| issue["severity"] != "error"));
    let folder = TempDir::new().expect("a folder");
    let twice = folder.path().join("sites.geojson");
    let text = fs::read_to_string(data("sites.geojson"))
        .expect("the sample")
        .replace("\"library-02\"", "\"library-01\"");
    fs::write(&twice, text).expect("written");
    let output = run(&["check", &format!("sites={}", twice.display()), &data("localities.geojson")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("was met before"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("taken as localities"));
}

#[test]
fn times_have_a_row_for_every_area_and_site() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("times.csv");
    done(&["times", "--service", "library", "--csv", path.to_str().expect("a path")]);
    let text = fs::read_to_string(&path).expect("a file");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("area,site,minutes"));
    let found = json(&["score", "--json"]);
    let rows = |place: usize| found["made_from"]["inputs"][place]["rows"].as_u64().expect("rows");
    assert_eq!(lines.count() as u64, rows(0) * rows(2));
    assert_eq!(run(&["times", "--service", "nothing", "--csv", "x.csv"]).status.code(), Some(2));
}

#[test]
fn exports_are_the_same_bytes_every_time_and_the_dictionary_knows_every_column() {
    let folder = TempDir::new().expect("a folder");
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    for to in [&first, &second] {
        done(&["export", "--to", to.to_str().expect("a path")]);
    }
    let mut names: Vec<_> = fs::read_dir(&first)
        .expect("listed")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name())
        .collect();
    names.sort();
    for expected in [
        "sites.geojson",
        "localities.geojson",
        "areas.geojson",
        "catchments.geojson",
        "project.gpkg",
        "options.csv",
        "data-dictionary.csv",
    ] {
        assert!(names.iter().any(|name| name == expected), "{expected} is missing from {names:?}");
    }
    let dictionary = fs::read_to_string(first.join("data-dictionary.csv")).expect("the dictionary");
    for name in &names {
        let bytes = fs::read(first.join(name)).expect("read");
        assert!(bytes == fs::read(second.join(name)).expect("read"), "{name:?} differs from run to run");
        let file = name.to_str().expect("a name");
        if Path::new(file).extension().is_some_and(|ending| ending == "csv") && file != "data-dictionary.csv"
        {
            let text = String::from_utf8(bytes).expect("UTF-8");
            for column in text.lines().next().expect("a header").split(',') {
                assert!(
                    dictionary.contains(&format!("{file},{column},")),
                    "{file}: {column} is in no dictionary"
                );
            }
        }
    }
    for layer in ["sites.geojson", "localities.geojson", "areas.geojson", "catchments.geojson"] {
        let text = fs::read_to_string(first.join(layer)).expect("read");
        let layer: geojson::FeatureCollection = text.parse().expect("GeoJSON");
        assert!(
            !layer.features.is_empty()
                && layer.foreign_members.expect("members").contains_key("illustrative")
        );
    }
}

#[test]
fn usage_and_failures_have_their_own_exit_codes() {
    assert_eq!(run(&["score", "--no-such-option"]).status.code(), Some(2));
    assert_eq!(run(&["new", "--sites", "a.geojson"]).status.code(), Some(2));
    assert_eq!(run(&["score", "nowhere.gpkg"]).status.code(), Some(1));
    assert_eq!(run(&["export", "--to", "x", "--formats", "papyrus"]).status.code(), Some(2));
    assert_eq!(run(&["--help"]).status.code(), Some(0));
    assert!(done(&["--version"]).starts_with("hub-planner "));
}

#[test]
fn a_mapping_in_a_file_is_used_and_a_missing_one_is_an_error() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("sites.csv"), "Ref,Building,lon,lat,services\nr1,Hall,-1.5,52.42,advice\n")
        .expect("written");
    fs::write(path("map.txt"), "# our register\nsites.id=Ref\n\nsites.name=Building\n").expect("written");
    let localities = data("localities.geojson");
    let new = |map: &str| {
        let (sites, out) = (path("sites.csv"), path("p.gpkg"));
        run(&["new", "--sites", &sites, "--localities", &localities, "--map", map, "-o", &out])
    };
    assert!(new(&format!("@{}", path("map.txt"))).status.success());
    let found = json(&["check", &path("p.gpkg"), "--json"]);
    assert!(!found.to_string().contains("no feature has an id"), "{found}");
    let absent = new(&format!("@{}", path("absent.txt")));
    assert_eq!(absent.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&absent.stderr).contains("cannot read absent.txt"));
}

#[test]
fn an_export_into_a_folder_that_cannot_be_written_says_so() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("a-file");
    fs::write(&file, "kept").expect("written");
    let inside = file.join("out").display().to_string();
    let mut places = vec![inside];
    if cfg!(target_os = "linux") {
        // Nobody can make a folder there, whoever runs this.
        places.push("/proc/hub-planner-export".to_owned());
    }
    for place in places {
        let output = run(&["export", "--to", &place, "--formats", "csv"]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("cannot write") && !told.contains("panicked"), "{told}");
    }
    assert_eq!(fs::read(&file).expect("read"), b"kept");
}

#[cfg(unix)]
#[test]
fn an_export_that_the_disk_has_no_room_for_leaves_nothing_behind() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("out");
    // No file may grow over 100 blocks of 512 bytes: as on a full disk, writing fails half way.
    let script = "trap '' XFSZ; ulimit -f 100; exec \"$0\" export --to \"$1\" --formats csv,geojson";
    let again = |place: &Path| {
        Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_hub-planner")])
            .arg(place)
            .output()
            .expect("it runs")
    };
    let output = again(&out);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("cannot write") && !told.contains("panicked"), "{told}");
    assert!(!out.exists(), "the folder that was made for it is gone again");
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("sites.csv"), "old").expect("written");
    assert_eq!(again(&out).status.code(), Some(1));
    let left: Vec<_> =
        fs::read_dir(&out).expect("listed").map(|entry| entry.expect("one").file_name()).collect();
    assert_eq!(left, ["sites.csv"]);
    assert_eq!(fs::read(out.join("sites.csv")).expect("read"), b"old");
}

/// A small project of one option, with streets and the journeys searched along them.
fn street_project(folder: &TempDir) -> PathBuf {
    let mut loaded = hub_planner::load::sample().expect("the sample");
    let dataset = &mut loaded.dataset;
    dataset.sites.truncate(4);
    dataset.locality_of_site.truncate(4);
    dataset.blueprint.rules.clear();
    dataset.services.truncate(1);
    dataset.services[0].standard.mode = Mode::Walk;
    let nodes = dataset.sites.iter().map(|site| site.position).collect();
    let piece = |from| Piece { from, to: from + 1, steps: false };
    dataset.streets = Some(Streets { nodes, pieces: (0..3).map(piece).collect() });
    loaded.plan.options = vec![OptionPlan { id: "A".to_owned(), ..OptionPlan::default() }];
    let path = folder.path().join("street.gpkg");
    let times = TravelTimes::compute(dataset, &loaded.plan.settings);
    assert_eq!(times.kept().searches().len(), 1);
    project::save_with(&path, dataset, &loaded.plan, times.kept()).expect("saved");
    path
}

const ANOTHER_PLAN: &str =
    r#"{"options": [{"id": "Z", "name": "Not of this project"}], "settings": {"find": {"prices": [0.3]}}}"#;

#[test]
fn what_is_found_with_another_plan_joins_the_projects_own_options_and_its_journeys_stay() {
    let folder = TempDir::new().expect("a folder");
    let path = street_project(&folder);
    let opened = |path: &Path| {
        let loaded = project::open(path).expect("opened");
        let kept = project::kept_times(path, &loaded.dataset);
        (loaded, kept)
    };
    let before = opened(&path);
    let plan = folder.path().join("plan.json");
    fs::write(&plan, ANOTHER_PLAN).expect("written");
    done(&["find", path.to_str().expect("a path"), "--plan", plan.to_str().expect("a path"), "--save"]);
    let (after, kept) = opened(&path);
    assert_eq!(after.plan.options[0].id, "A");
    assert!(after.plan.options.len() > 1 && after.plan.option("Z").is_none());
    assert!(after.plan.options[1..].iter().all(|option| option.name.starts_with("Found: ")));
    assert_eq!(after.plan.settings, before.0.plan.settings);
    assert_eq!(after.dataset.issues, before.0.dataset.issues);
    assert_eq!(kept, before.1);
}

#[cfg(unix)]
#[test]
fn a_project_that_was_changed_while_it_was_searched_is_not_replaced() {
    let folder = TempDir::new().expect("a folder");
    let path = street_project(&folder);
    let pipe = folder.path().join("plan.json");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("it runs").success());
    let searching = Command::new(env!("CARGO_BIN_EXE_hub-planner"))
        .arg("find")
        .arg(&path)
        .arg("--plan")
        .arg(&pipe)
        .arg("--save")
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    // The plan is read once the project is open: opening the pipe waits for that.
    let mut plan = fs::OpenOptions::new().write(true).open(&pipe).expect("a reader");
    fs::write(&path, b"another's").expect("written");
    plan.write_all(ANOTHER_PLAN.as_bytes()).expect("written");
    drop(plan);
    let output = searching.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("street.gpkg was changed by another window or person"), "{told}");
    assert_eq!(fs::read(&path).expect("read"), b"another's");
}
