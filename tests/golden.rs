//! Grid town's whole report as a web page and as tables, word for word: what changes there is seen before it goes out.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

#[expect(dead_code, reason = "the tests of the numbers use the rest")]
mod town;

use std::fs;
use std::path::{Path, PathBuf};

use hub_planner::export::html::html;
use hub_planner::export::report::Report;
use hub_planner::export::{Content, csv_bytes, data_dictionary, tables};
use hub_planner::model::{Dataset, OptionPlan, Plan, ReportSettings, Respond};
use serde_json::json;
use town::{appraised, service, site, street};

/// Libraries at both ends of the street and advice in the middle; one option closes the west, one was thrown out.
fn project() -> (Dataset, Plan) {
    let dataset = street(
        vec![site("w", 0.0, &["library"]), site("m", 30.0, &["advice"]), site("e", 60.0, &["library"])],
        vec![service("library", 10.0), service("advice", 20.0)],
    );
    let option = |value: serde_json::Value| -> OptionPlan {
        serde_json::from_value(value).expect("an option of the file format")
    };
    let options = vec![
        option(json!({
            "id": "A",
            "name": "One hub in the middle",
            "sites": { "w": { "action": "close", "why": "The middle is nearer for more people." }, "m": { "action": "hub" } },
            "moves": [{ "service": "library", "from": "w", "to": "m" }],
        })),
        option(json!({
            "id": "B",
            "name": "<Close> & =leave",
            "status": "discarded",
            "reason": "Nobody in the west would have a library.",
            "sites": { "w": { "action": "close" } },
        })),
    ];
    let report = ReportSettings {
        title: Some("Grid town: options appraisal".to_owned()),
        publisher: Some("Grid town council".to_owned()),
        date: Some("2026-11-23".to_owned()),
        objectives: vec!["A library for everybody.".to_owned()],
        respond: Respond { how: Some("Write to the council.".to_owned()), by: Some("2027-01-31".to_owned()) },
        ..ReportSettings::default()
    };
    (dataset, Plan { settings: town::settings(), options, report, ..Plan::default() })
}

/// The same but for the last digits of numbers, in which the sines of two systems may differ.
fn alike(one: &str, other: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let near = |(one, other): (&str, &str)| match (number(one), number(other)) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * other.abs().max(1.0),
        _ => one == other,
    };
    one == other
        || (one.split(',').count() == other.split(',').count()
            && one.split(',').zip(other.split(',')).all(near))
}

/// Compares with what is kept under `tests/golden`; `GOLDEN=write` keeps it anew, to be read through before it is committed.
#[track_caller]
fn same(name: &str, found: &[u8]) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("GOLDEN").is_some_and(|value| value == "write") {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, found).expect("written");
    }
    let kept = fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    // A checkout may have changed the ends of lines.
    let lines = |bytes: &[u8]| -> Vec<String> {
        String::from_utf8(bytes.to_vec()).expect("UTF-8").lines().map(str::to_owned).collect()
    };
    let (found, kept) = (lines(found), lines(&kept));
    for (place, (found, kept)) in found.iter().zip(&kept).enumerate() {
        assert!(alike(found, kept), "{name}, line {}:\nfound {found}\nkept  {kept}", place + 1);
    }
    assert_eq!(found.len(), kept.len(), "{name}: lines");
}

#[test]
fn the_report_and_its_tables_are_as_they_were() {
    let (dataset, plan) = project();
    let appraisal = appraised(&dataset, &plan);
    let content = Content { dataset: &dataset, plan: &plan, appraisal: &appraisal };
    let mut all = tables(&content);
    all.push(data_dictionary(&all));
    for table in &all {
        same(&format!("{}.csv", table.name), &csv_bytes(table).expect("written"));
    }
    // Pictures have tests of their own, and would hide the words here.
    let page = html(&Report::of(&content));
    let mut words = String::new();
    for (place, part) in page.split("<svg").enumerate() {
        let rest = if place == 0 { part } else { part.split_once("</svg>").map_or("", |(_, rest)| rest) };
        words.push_str(rest);
    }
    same("report.html", words.as_bytes());
}
