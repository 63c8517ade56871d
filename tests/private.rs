//! What a reader of the published files must not be able to work out: answers, few answers, and few users of
//! a service.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

#[expect(dead_code, reason = "the tests of the numbers use the rest")]
mod town;

use std::collections::BTreeMap;
use std::fs;

use hub_planner::appraise::{Appraisal, appraise};
use hub_planner::export::html::html;
use hub_planner::export::report::{Block, Cell, Report};
use hub_planner::export::{self, Content, Format, csv_bytes, tables};
use hub_planner::load::{self, Inputs, Loaded, Silent};
use hub_planner::model::{Dataset, Group, Issue, OptionPlan, Plan, Severity};
use hub_planner::reach::TravelTimes;
use serde_json::{Value, json};
use town::{appraised, service, site, street};

/// The sample with a file of answers.
fn answered(text: &str) -> Loaded {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("answers.csv");
    fs::write(&file, text).expect("written");
    let inputs = Inputs { responses: Some(file), ..Inputs::default() };
    load::update(&load::sample().expect("the sample"), &inputs, &Silent).expect("loaded")
}

fn found(loaded: &Loaded) -> Appraisal {
    appraise(&loaded.dataset, &TravelTimes::compute(&loaded.dataset, &loaded.plan.settings), &loaded.plan)
}

fn content<'a>(loaded: &'a Loaded, appraisal: &'a Appraisal) -> Content<'a> {
    Content { dataset: &loaded.dataset, plan: &loaded.plan, appraisal }
}

fn issues(loaded: &Loaded) -> Vec<String> {
    let of_answers = loaded.dataset.issues.iter().filter(|issue| issue.file == "answers.csv");
    of_answers.map(ToString::to_string).collect()
}

#[test]
fn what_people_wrote_is_free_text_whatever_its_heading() {
    let answer =
        |number: usize| format!("A,PRIVATE words of person {number},\"{number} PRIVATE Street, CV6 5LB\"\n");
    let answers: Vec<String> = (0..12).map(answer).collect();
    let last = "PRIVATE proposal,yes,PRIVATE Cottage\n";
    let text = ["option,response,postcode\n", &answers.concat(), last].concat();
    let loaded = answered(&text);
    let first = &loaded.dataset.responses[0];
    assert_eq!((first.agrees, first.place.as_deref()), (None, Some("CV6 5")));
    assert_eq!(first.text.as_deref(), Some("PRIVATE words of person 0"), "kept, as free text");
    let told = issues(&loaded);
    assert!(told.iter().any(|issue| issue.contains("the column \"response\" is no agreement")), "{told:#?}");
    assert!(!told.iter().any(|issue| issue.contains("PRIVATE")), "{told:#?}");
    let appraisal = found(&loaded);
    let folder = tempfile::tempdir().expect("a folder");
    let files = export::write_all(&content(&loaded, &appraisal), Format::ALL, folder.path(), &Silent);
    for path in files.expect("exported") {
        let bytes = fs::read(&path).expect("read");
        assert!(!bytes.windows(7).any(|part| part == b"PRIVATE"), "{}", path.display());
    }
    // Another heading of agreement is found, and one that holds it is one.
    let loaded =
        answered("option,response,support\nA,because of the stairs,agree\nA,too far,strongly disagree\n");
    let answers: Vec<_> =
        loaded.dataset.responses.iter().map(|answer| (answer.agrees, answer.text.as_deref())).collect();
    assert_eq!(answers, [(Some(3), Some("because of the stairs")), (Some(0), Some("too far"))]);
    let loaded = answered("option,view\nA,agree\nA,don’t know\nA,it depends\n");
    let agrees: Vec<_> = loaded.dataset.responses.iter().map(|answer| answer.agrees).collect();
    assert_eq!(agrees, [Some(3), Some(2), None]);
}

#[test]
fn no_count_of_answers_is_told_beside_the_tables_that_hide_it() {
    let mut text = "option,agreement,area,theme\n".to_owned();
    text.push_str(&"A,agree,area-0001,distance\n".repeat(400));
    text.push_str(&"A,agree,,\n".repeat(7));
    text.push_str(&"A rare proposal,agree,area-0001,a rare theme\n".repeat(4));
    let loaded = answered(&text);
    let told = issues(&loaded);
    let few = |what: &str| {
        told.iter().any(|issue| issue.contains(&format!("fewer than 10 of about 410 answers {what}")))
    };
    assert!(few("name no place") && few("have no theme") && few("are about what is no option"), "{told:#?}");
    let appraisal = found(&loaded);
    let content = content(&loaded, &appraisal);
    let page = html(&Report::of(&content));
    assert!(
        page.contains("count 407 answers") && page.contains("about 410"),
        "sums of shown cells, and tens"
    );
    for told in [">411<", "411 answers", "rare proposal", "rare theme"] {
        assert!(!page.contains(told), "{told}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    export::write_all(&content, &[Format::Csv, Format::GeoPackage], folder.path(), &Silent)
        .expect("exported");
    let about = fs::read_to_string(folder.path().join("about-the-data.txt")).expect("read");
    assert!(about.contains("(responses; date not said; about 410 rows;"), "{about}");
    let json: Value = serde_json::from_str(&export::score_json(&content).expect("JSON")).expect("JSON");
    let rows = |name: &str| {
        let inputs = json["made_from"]["inputs"].as_array().expect("inputs");
        inputs.iter().find(|input| input["name"] == name).map(|input| input["rows"].clone())
    };
    assert_eq!(rows("answers.csv"), Some(json!(411)), "the officers' own view is exact");
    assert_eq!(json["responses"]["about"].as_array().map(Vec::len), Some(1), "the rare proposal is left out");
}

/// Libraries at both ends of the street, whose members the council counted; the option leaves one in the
/// middle.
fn members(counts: [f64; 7]) -> (Dataset, Plan, Appraisal) {
    let mut library = service("library", 10.0);
    library.users.columns = vec!["members".to_owned()];
    let mut dataset = street(
        vec![
            site("w", 0.0, &["library", "advice"]),
            site("m", 30.0, &[]),
            site("e", 60.0, &["library", "advice"]),
        ],
        vec![library, service("advice", 20.0)],
    );
    dataset.columns.0.insert("members".to_owned(), counts.map(Some).to_vec());
    let option = json!({
        "id": "A", "name": "A", "sites": { "w": { "action": "close" } },
        "moves": [{ "service": "library", "from": "w", "to": "m" }],
    });
    let option: OptionPlan = serde_json::from_value(option).expect("an option of the file format");
    let group = json!({ "name": "Members", "column": "members" });
    let group: Group = serde_json::from_value(group).expect("a group");
    let plan =
        Plan { settings: town::settings(), options: vec![option], groups: vec![group], ..Plan::default() };
    let appraisal = appraised(&dataset, &plan);
    (dataset, plan, appraisal)
}

/// Who lives where so that something small is hidden in many ways.
const STREETS: [[f64; 7]; 5] = [
    [5.0, 40.0, 60.0, 80.0, 30.0, 90.0, 70.0],
    [40.0, 5.0, 60.0, 80.0, 3.0, 90.0, 70.0],
    [20.0, 40.0, 6.0, 0.0, 30.0, 90.0, 70.0],
    [0.0, 0.0, 4.0, 7.0, 0.0, 200.0, 0.0],
    [11.0, 2.0, 50.0, 1.0, 60.0, 8.0, 9.0],
];

/// The rows of a table as cells by column.
fn rows(content: &Content<'_>, name: &str) -> Vec<BTreeMap<String, String>> {
    let all = tables(content);
    let table = all.iter().find(|table| table.name == name).expect("a table");
    let bytes = csv_bytes(table).expect("written");
    let mut reader = csv::Reader::from_reader(&*bytes);
    let head = reader.headers().expect("a header").clone();
    let cells = |record: csv::StringRecord| {
        head.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(|record| cells(record.expect("a row"))).collect()
}

#[test]
fn a_hidden_count_of_users_is_no_difference_of_shown_ones() {
    for counts in STREETS {
        let (dataset, plan, appraisal) = members(counts);
        let content = Content { dataset: &dataset, plan: &plan, appraisal: &appraisal };
        let (city, places) = (rows(&content, "services"), rows(&content, "localities"));
        let cell = |option: &str, place: &str, column: &str| -> String {
            let mut all = city
                .iter()
                .chain(&places)
                .filter(|row| row["service"] == "library" && row["option"] == option);
            let is_place =
                |row: &&BTreeMap<String, String>| row.get("locality").map_or("", String::as_str) == place;
            all.find(is_place).expect("a row")[column].clone()
        };
        let lone = |cells: &[String]| cells.iter().filter(|cell| *cell == "c").count() == 1;
        for option in ["bau", "A"] {
            for column in ["people_beyond", "newly_beyond", "newly_within"] {
                let parts = ["", "west", "east"].map(|place| cell(option, place, column));
                assert!(!lone(&parts), "{counts:?} {option} {column}: {parts:?}");
            }
            for place in ["", "west", "east"] {
                if cell(option, place, "people_beyond") == "c" {
                    assert_eq!(cell(option, place, "coverage_people"), "c", "{counts:?} {option} {place}");
                }
            }
        }
        // The mean of both services' shares would tell the library's beside the other's, which is exact.
        let criteria = rows(&content, "criteria");
        let is_access =
            |row: &&BTreeMap<String, String>| row["criterion"] == "access" && row["option"] == "A";
        let access: f64 = criteria.iter().find(is_access).expect("a row")["value"].parse().expect("a mean");
        if cell("A", "", "coverage_people") == "c" {
            assert!(((access * 100.0).round() - access * 100.0).abs() < 1e-9, "{counts:?} {access}");
        }
        // Beyond = beyond today + newly beyond − newly within.
        for place in ["", "west", "east"] {
            let [beyond, newly_beyond, newly_within] =
                ["people_beyond", "newly_beyond", "newly_within"].map(|column| cell("A", place, column));
            let sum = [cell("bau", place, "people_beyond"), beyond, newly_beyond, newly_within];
            assert!(!lone(&sum), "{counts:?} {place}: {sum:?}");
        }
        // Whole per cents, and none where a count beside it is hidden.
        let layer: Value = serde_json::from_str(&export::localities_geojson(&content)).expect("JSON");
        for feature in layer["features"].as_array().expect("features") {
            let id = feature["properties"]["id"].as_str().expect("an id");
            let share = &feature["properties"]["coverage_people_library_A"];
            let written = cell("A", id, "coverage_people");
            assert_eq!(share.as_f64().map_or_else(|| "c".to_owned(), |share| share.to_string()), written);
            assert!(
                share.as_f64().is_none_or(|share| ((share * 100.0).round() - share * 100.0).abs() < 1e-9)
            );
        }
    }
}

#[test]
fn shares_of_residents_and_of_public_counts_stay_exact() {
    let (mut dataset, plan, appraisal) = members(STREETS[0]);
    let share = |dataset: &Dataset, service: &str| -> String {
        let rows = rows(&Content { dataset, plan: &plan, appraisal: &appraisal }, "services");
        let row = rows.iter().find(|row| row["service"] == service && row["option"] == "bau");
        row.expect("a row")["coverage_people"].clone()
    };
    // 1 + 2 + 4 and 16 + 32 + 64 of 127 residents are within twenty minutes.
    assert_eq!(share(&dataset, "advice").parse(), Ok(119.0 / 127.0));
    let exact = appraisal.bau().findings.services[0].coverage_people;
    assert_ne!(share(&dataset, "library").parse().ok(), exact);
    dataset.services[0].users.public = true;
    assert_eq!(share(&dataset, "library").parse().ok(), exact);
    let written = serde_json::to_value(&dataset.services[0].users).expect("written");
    assert_eq!(written, json!({ "column": "members", "public": true }));
    assert_eq!(
        serde_json::from_value::<hub_planner::model::Users>(written).ok().as_ref(),
        Some(&dataset.services[0].users)
    );
}

#[test]
fn a_rule_about_counted_users_tells_its_verdict_and_no_share() {
    let (mut dataset, plan, _) = members(STREETS[0]);
    let rule = |id: &str| json!({ "id": id, "each_locality": { "service": id, "coverage_people": 0.9 } });
    let rules = json!({ "rules": [rule("library"), rule("advice")] });
    dataset.blueprint = serde_json::from_value(rules).expect("a blueprint");
    let appraisal = appraised(&dataset, &plan);
    let rows = rows(&Content { dataset: &dataset, plan: &plan, appraisal: &appraisal }, "blueprint");
    for row in rows {
        assert_eq!(row["reason"].starts_with("not shown"), row["rule"] == "library", "{row:?}");
        assert!(["met", "partly", "not_met"].contains(&row["verdict"].as_str()), "{row:?}");
    }
}

fn grids(report: &Report) -> impl Iterator<Item = &hub_planner::export::report::Grid> {
    report.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Grid(grid) => Some(grid),
        Block::Figure(figure) => Some(&figure.twin),
        _ => None,
    })
}

#[test]
fn the_report_hides_what_rests_on_a_hidden_count() {
    let (dataset, plan, appraisal) = members([2.0, 1.0, 2.0, 80.0, 30.0, 90.0, 70.0]);
    let content = Content { dataset: &dataset, plan: &plan, appraisal: &appraisal };
    let report = Report::of(&content);
    // Five members in the west lose their library; beside them the ratio would tell them.
    let losers =
        grids(&report).find(|grid| grid.caption.ends_with("who loses by any service")).expect("a table");
    let row = losers.rows.iter().find(|row| row.cells[0].shown() == "Members").expect("a row");
    assert_eq!(row.cells[4], Cell::text("not shown"), "{row:?}");
    // The sum over services less the other service of localities.csv would tell them too.
    let west = grids(&report).find(|grid| grid.caption == "west: what each option does").expect("a table");
    let sums =
        west.columns.iter().position(|column| column.head == "Newly beyond, all services").expect("sums");
    assert_eq!(west.rows[1].cells[sums], Cell::text("not shown"), "{:?}", west.rows[1]);
    let page = html(&report);
    assert!(page.contains("Residents are counted by the census"));
}

#[test]
fn a_lone_small_count_of_an_area_takes_another_with_it() {
    let (dataset, mut plan, appraisal) = members(STREETS[0]);
    let entry = json!({ "what": "long-list agreed", "who": "Jane Doe" });
    plan.log.push(serde_json::from_value(entry).expect("an entry"));
    plan.log.push(serde_json::from_value(json!({ "date": 7, "who": "Jane Doe" })).expect("an entry"));
    let content = Content { dataset: &dataset, plan: &plan, appraisal: &appraisal };
    let layer: Value = serde_json::from_str(&export::areas_geojson(&content)).expect("JSON");
    let features = layer["features"].as_array().expect("features");
    let shown: Vec<Option<f64>> =
        features.iter().map(|feature| feature["properties"]["members"].as_f64()).collect();
    assert_eq!(shown, [None, None, Some(60.0), Some(80.0), Some(30.0), Some(90.0), Some(70.0)]);
    // The exported project tells no more.
    let folder = tempfile::tempdir().expect("a folder");
    export::write_all(&content, &[Format::GeoPackage], folder.path(), &Silent).expect("exported");
    let path = folder.path().join("project.gpkg");
    let bytes = fs::read(&path).expect("read");
    assert!(!bytes.windows(8).any(|part| part == b"Jane Doe"));
    let back = hub_planner::project::open(&path).expect("opened");
    assert_eq!(back.dataset.columns.get("members"), Some(&shown[..]));
    assert_eq!(back.plan.log_entries().next().map(|entry| entry.what.as_str()), Some("long-list agreed"));
}

#[test]
fn the_exported_project_holds_nothing_of_the_answers() {
    let mut loaded = answered("option,agreement,area\nA,agree,area-0001\n");
    // As an older version told it.
    loaded.dataset.issues.push(Issue::new(Severity::Warning, "answers.csv", "\"PRIVATE\" 1", ""));
    let appraisal = found(&loaded);
    let folder = tempfile::tempdir().expect("a folder");
    export::write_all(&content(&loaded, &appraisal), &[Format::GeoPackage], folder.path(), &Silent)
        .expect("exported");
    let back = hub_planner::project::open(&folder.path().join("project.gpkg")).expect("opened");
    assert!(
        back.dataset.responses.is_empty()
            && !back.dataset.issues.iter().any(|issue| issue.file == "answers.csv")
    );
    let rows: Vec<usize> = back
        .dataset
        .sources
        .iter()
        .filter(|source| source.name == "answers.csv")
        .map(|source| source.rows)
        .collect();
    assert_eq!(rows, [0], "in tens");
}
