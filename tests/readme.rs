//! What the documents say can be done: every command in them is one that the program takes, every link leads somewhere, and
//! the description of the formats is read by the program itself and leaves out no key that it writes.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use hub_planner::appraise::explain::{Ground, explain};
use hub_planner::appraise::{appraise, complete, fix_scales};
use hub_planner::cli::Arguments;
use hub_planner::export::{self, Content, Format};
use hub_planner::find::{self, FindStatus};
use hub_planner::load::{self, Inputs, Loaded, Mapping, Silent};
use hub_planner::model::{Blueprint, Dataset, Issue, Role, Settings, Severity};
use hub_planner::reach::TravelTimes;
use hub_planner::score::{Facts, Scorer};
use hub_planner::solve::Alone;
use serde_json::Value;
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README and the documents beside it, with their text.
fn documents() -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root().join(name)).into();
    let docs = fs::read_dir(root().join("docs")).expect("docs");
    paths.extend(docs.map(|entry| entry.expect("a document").path()));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("UTF-8"))).collect()
}

/// The fenced blocks of a language.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    text.match_indices(&fence)
        .filter_map(|(place, _)| text[place + fence.len()..].split("```").next())
        .collect()
}

/// The commands of the program: in blocks of shell, continued lines as one, and in running text.
fn commands(text: &str) -> Vec<String> {
    let lines = blocks(text, "sh")
        .into_iter()
        .flat_map(|block| block.replace("\\\n", " ").lines().map(str::to_owned).collect::<Vec<_>>());
    let of_program = |line: String| {
        let line =
            line.split('#').next().unwrap_or_default().split(" > ").next().unwrap_or_default().to_owned();
        let start = ["hub-planner ", "cargo run --release -- "]
            .iter()
            .find_map(|start| Some((line.find(start)?, start.len())));
        start.map(|(place, long)| line[place + long..].to_owned())
    };
    let mut found: Vec<String> = lines.filter_map(of_program).collect();
    // Outside of fenced blocks every second part between backquotes is code.
    for prose in text.split("```").step_by(2) {
        let code = prose.split('`').skip(1).step_by(2);
        found.extend(code.filter_map(|code| code.strip_prefix("hub-planner ")).map(str::to_owned));
    }
    found
}

/// The words of a command; what stands between quotation marks is one, and `…` stands for what else may be said.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for sign in command.chars() {
        match sign {
            '"' => quoted = !quoted,
            _ if sign.is_whitespace() && !quoted => words.push(String::new()),
            _ => words.last_mut().expect("a word").push(sign),
        }
    }
    words.retain(|word| !word.is_empty() && word != "…");
    words
}

/// Formats that this build can write: one without the document writers knows fewer.
fn written_here(formats: &str) -> String {
    let known = |format: &&str| cfg!(feature = "pdf") || format.parse::<Format>().is_ok();
    formats.split(',').filter(known).collect::<Vec<_>>().join(",")
}

#[test]
fn every_command_in_the_documents_is_taken() {
    let mut seen = 0;
    for (path, text) in documents() {
        for command in commands(&text) {
            let mut words = words(&command);
            for place in 1..words.len() {
                if words[place - 1] == "--formats" {
                    words[place] = written_here(&words[place]);
                }
            }
            for file in words.iter().filter(|word| word.starts_with("data/")) {
                assert!(root().join(file).exists(), "{}: {file} is not there", path.display());
            }
            let parsed = Arguments::try_parse_from(std::iter::once("hub-planner".to_owned()).chain(words));
            assert!(
                parsed.is_ok(),
                "{}: hub-planner {command}\n{}",
                path.display(),
                parsed.expect_err("not taken")
            );
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} commands were found");
}

#[test]
fn every_mapping_in_the_documents_is_one() {
    let mut seen = 0;
    for (path, text) in documents() {
        for block in blocks(&text, "text") {
            let lines: Vec<String> = block.lines().map(str::to_owned).collect();
            let read = Mapping::parse(&lines);
            assert!(read.is_ok(), "{}: {read:?}", path.display());
            seen += lines.len();
        }
    }
    assert!(seen > 5, "only {seen} lines were found");
}

/// What a heading is called in a link to it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = kept.chars().filter(|sign| sign.is_alphanumeric() || " -_".contains(*sign));
    kept.map(|sign| if sign == ' ' { '-' } else { sign }).collect()
}

#[test]
fn every_link_within_the_project_leads_somewhere() {
    for (path, text) in documents() {
        let folder = path.parent().expect("a folder");
        for link in text.split("](").skip(1).filter_map(|part| part.split(')').next()) {
            if link.starts_with("http") {
                continue;
            }
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { folder.join(file) };
            assert!(target.exists(), "{}: {link} is not there", path.display());
            if !place.is_empty() {
                let text = fs::read_to_string(&target).expect("UTF-8");
                let headed = text.lines().filter(|line| line.starts_with('#'));
                assert!(
                    headed.map(anchor).any(|anchor| anchor == place),
                    "{}: {link} has no heading",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_file_that_the_map_names_is_there() {
    let map = fs::read_to_string(root().join("src/lib.rs")).expect("UTF-8");
    let words = map
        .lines()
        .filter(|line| line.starts_with("//!"))
        .flat_map(|line| line.split('`').skip(1).step_by(2));
    let paths: Vec<&str> = words.filter(|word| word.contains('/') && !word.contains(' ')).collect();
    assert!(paths.len() > 10, "{paths:?}");
    for path in paths {
        assert!(root().join(path).exists(), "src/lib.rs names {path}");
    }
}

fn formats() -> String {
    fs::read_to_string(root().join("docs/FORMATS.md")).expect("UTF-8")
}

/// The town of the examples, read by the program's own readers.
fn town(folder: &TempDir) -> Loaded {
    let text = formats();
    let mut inputs = Inputs::default();
    let mut take = |name: String, block: &str| {
        let path = folder.path().join(name);
        fs::write(&path, block).expect("written");
        load::take_file(&mut inputs, &path).expect("a role");
    };
    for (place, block) in blocks(&text, "json").into_iter().enumerate() {
        let value: Value = serde_json::from_str(block).expect(block);
        if value.get("settings").is_none() || value.get("options").is_some() {
            let ending = if value["type"] == "FeatureCollection" { "geojson" } else { "json" };
            take(format!("{place}.{ending}"), block);
        }
    }
    for (place, block) in blocks(&text, "csv").into_iter().enumerate() {
        take(format!("{place}.csv"), block);
    }
    let given = |role: Role| role == Role::Join || inputs.file(role).is_some();
    for role in [Role::Sites, Role::Localities, Role::Areas, Role::Services, Role::Blueprint, Role::Plan] {
        assert!(given(role), "no example of {}", role.word());
    }
    assert!(given(Role::Responses) && inputs.joins.len() == 1, "{inputs:?}");
    load::read(&inputs, &Silent).expect("a town")
}

#[test]
fn the_examples_of_the_formats_are_read_without_a_fault() {
    let folder = TempDir::new().expect("a folder");
    let loaded = town(&folder);
    let wrong = |issue: &&Issue| issue.severity == Severity::Error || issue.message.contains("has no effect");
    assert_eq!(loaded.dataset.issues.iter().find(wrong), None);
    assert_eq!((loaded.dataset.sites.len(), loaded.dataset.areas.len()), (3, 4));
    assert_eq!((loaded.dataset.responses.len(), loaded.plan.options.len()), (3, 2));
    assert!(loaded.dataset.columns.get("age_65_plus").is_some());
}

#[test]
fn the_defaults_of_the_settings_are_those_that_are_written_down() {
    let folder = TempDir::new().expect("a folder");
    let text = formats();
    let written = blocks(&text, "json").into_iter().find(|block| block.contains("need_multiplier"));
    let written = written.expect("the settings");
    let path = folder.path().join("plan.json");
    fs::write(&path, written).expect("written");
    let (plan, issues) = load::read_plan(&path).expect("a plan");
    assert_eq!((plan.settings, issues), (Settings::default(), Vec::new()));
}

/// Every key of a JSON value and of what is in it.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                found.insert(key.clone());
                keys(value, found);
            }
        }
        Value::Array(items) => {
            for item in items {
                keys(item, found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_key_that_is_read_or_written_is_described() {
    let folder = TempDir::new().expect("a folder");
    let Loaded { dataset, mut plan } = town(&folder);
    let times = TravelTimes::compute(&dataset, &plan.settings);
    fix_scales(&dataset, &times, &mut plan.settings);
    let mut appraisal = appraise(&dataset, &times, &plan);
    complete(&dataset, &times, &plan, &mut appraisal);
    let content = Content { dataset: &dataset, plan: &plan, appraisal: &appraisal };
    let facts = Facts { dataset: &dataset, times: &times, settings: &plan.settings };
    let scorer = Scorer::new(&facts);
    let opened =
        explain(&Ground { facts, scorer: &scorer, plan: &plan, appraisal: &appraisal }, "A", "total");
    // Its rules cannot be met all at once, and a frontier is looked for.
    let free = Dataset { blueprint: Blueprint::default(), ..dataset.clone() };
    let found = find::find(&free, &times, &plan, find::effort(&free), FindStatus::TimeLimit, &Alone);
    let found = found.expect("a frontier");
    assert!(!found.frontier.is_empty(), "{:?}", found.clashes);
    let written = [
        export::score_json(&content).expect("written"),
        export::explanation_json(&opened.expect("opened")).expect("written"),
        export::issues_json(dataset.issues.iter().chain(&appraisal.issues)).expect("written"),
        export::find_json(&free, &found, 1.0).expect("written"),
        serde_json::to_string(&plan).expect("written"),
        serde_json::to_string(&dataset.services).expect("written"),
        serde_json::to_string(&dataset.blueprint).expect("written"),
    ];
    let mut all: BTreeSet<String> = load::fields(Role::Sites).into_iter().map(str::to_owned).collect();
    for text in &written {
        keys(&serde_json::from_str(text).expect("JSON"), &mut all);
    }
    assert!(all.len() > 200, "only {} keys were found", all.len());
    let text = formats();
    let known: BTreeSet<&str> = text.split(|sign: char| !sign.is_alphanumeric() && sign != '_').collect();
    let whole = |key: &&String| !text.contains(&format!("\"{key}\"")) && !known.contains(key.as_str());
    let missing: Vec<&String> = all.iter().filter(whole).collect();
    assert!(missing.is_empty(), "docs/FORMATS.md does not speak of {missing:?}");
    for table in export::tables(&content) {
        assert!(text.contains(&format!("`{}.csv`", table.name)), "docs/FORMATS.md: {}", table.name);
    }
}
