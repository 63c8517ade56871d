//! What is published, reopened: the web pages as they stand, names that try to be markup, and a folder left whole.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

mod published;

use std::fs;
use std::path::Path;

use hub_planner::error::Error;
use hub_planner::export::consultation::consultation;
use hub_planner::export::html::html;
use hub_planner::export::report::{Block, Report, SectionKey, checks, missing_glyphs};
use hub_planner::export::{self, Format};
use hub_planner::load::{self, Progress, Silent};
use hub_planner::model::{Action, OptionPlan, Respond, Status};
use published::Project;

impl Project {
    fn sample() -> Self {
        Self::of(load::sample().expect("the sample"))
    }

    /// The sample with names that try to be markup, formulas, paths and pictures.
    fn hostile() -> Self {
        let mut loaded = load::sample().expect("the sample");
        "</script><script>alert(1)</script> #let x = 1 =cmd|'/C calc'!A0"
            .clone_into(&mut loaded.dataset.sites[0].name);
        "🦉 ספרייה \u{202e}library".clone_into(&mut loaded.dataset.sites[1].name);
        loaded.dataset.sites[2].name = "long ".repeat(2_000);
        "=1+1".clone_into(&mut loaded.dataset.sites[3].name);
        "\"><img src=x onerror=alert(2)> & co $x^2$ #panic()"
            .clone_into(&mut loaded.dataset.localities[0].name);
        "../../<b>bold</b>\n*strong* _em_ @ref $ 1 $".clone_into(&mut loaded.plan.options[0].name);
        loaded.plan.options.push(OptionPlan {
            id: "E".to_owned(),
            name: "No sites".to_owned(),
            ..OptionPlan::default()
        });
        Self::of(loaded)
    }

    /// A project of localities alone: no areas, services or options.
    fn bare() -> Self {
        let mut loaded = load::sample().expect("the sample");
        loaded.dataset.sites.clear();
        loaded.dataset.locality_of_site.clear();
        loaded.dataset.services.clear();
        loaded.dataset.blueprint.rules.clear();
        loaded.plan.options.clear();
        Self::of(loaded)
    }
}

/// Every tag of a page, so that what is markup and what is words can be told apart.
fn tags(page: &str) -> Vec<&str> {
    page.split('<').skip(1).map(|rest| rest.split(['>', ' ', '\n']).next().unwrap_or("")).collect()
}

#[test]
fn a_report_has_every_section_and_every_picture_has_words_and_a_table() {
    let project = Project::sample();
    let report = Report::of(&project.content());
    let keys: Vec<SectionKey> = report.sections.iter().map(|section| section.key).collect();
    // The sample has no log of decisions, and an empty section is left out.
    let every: Vec<SectionKey> = SectionKey::ALL.into_iter().filter(|key| *key != SectionKey::Log).collect();
    assert_eq!(keys, every);
    assert!(report.figures().count() >= 10);
    for (place, figure) in report.figures().enumerate() {
        assert_eq!(figure.number, place + 1);
        assert!(figure.alt.len() > 40 && !figure.twin.rows.is_empty(), "{}", figure.caption);
        assert!(!figure.scene.shapes.is_empty());
    }
    for section in &report.sections {
        for block in &section.blocks {
            if let Block::Grid(grid) = block {
                assert!(
                    grid.rows.iter().all(|row| row.cells.len() == grid.columns.len()),
                    "{}",
                    grid.caption
                );
            }
        }
    }
    // Every option is there, the discarded one with its reason.
    let page = html(&report);
    for option in &project.plan.options {
        assert!(page.contains(&format!("Option {}, {}", option.id, option.name)), "{}", option.id);
    }
    let discarded =
        project.plan.options.iter().find(|option| option.status == Status::Discarded).expect("one");
    assert!(page.contains(&discarded.reason.clone().expect("a reason").replace('\'', "&#39;")));
    for source in &project.dataset.sources {
        assert!(page.contains(&source.sha256), "{}", source.name);
    }
}

#[test]
fn chosen_sections_come_in_the_chosen_order() {
    let mut project = Project::sample();
    project.plan.report.sections = Some(["money", "summary"].map(str::to_owned).to_vec());
    let report = Report::of(&project.content());
    let keys: Vec<SectionKey> = report.sections.iter().map(|section| section.key).collect();
    assert_eq!(keys, [SectionKey::Money, SectionKey::Summary]);
    assert_eq!((report.sections[0].number, report.sections[1].number), (1, 2));
}

#[test]
fn pages_hold_no_address_and_every_tag_is_closed() {
    let project = Project::sample();
    let report = Report::of(&project.content());
    for page in [html(&report), consultation(&project.content())] {
        let outside = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!outside.contains("http:") && !outside.contains("https:"), "an address is in the page");
        assert!(page.starts_with("<!doctype html>") && page.contains("<html lang=\"en-GB\">"));
        assert_eq!(tags(&page).iter().filter(|tag| **tag == "h1").count(), 1);
        for tag in ["section", "table", "figure", "svg", "div", "p", "ul", "tr", "td", "th"] {
            let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
            let opened = page.matches(&open).filter(|_| true).count();
            let exact = page
                .match_indices(&open)
                .filter(|(at, _)| matches!(page.as_bytes().get(at + open.len()), Some(b' ' | b'>' | b'\n')));
            assert!(opened > 0 || exact.count() == 0);
            let exact = page
                .match_indices(&open)
                .filter(|(at, _)| matches!(page.as_bytes().get(at + open.len()), Some(b' ' | b'>' | b'\n')));
            assert_eq!(exact.count(), page.matches(&close).count(), "{tag}");
        }
        assert!(page.contains("Illustrative"), "it says that the data is illustrative");
    }
    let size = consultation(&project.content()).len();
    assert!(size <= 2_000_000, "the residents' page has {size} bytes");
}

#[test]
fn names_are_words_in_every_page() {
    let project = Project::hostile();
    let content = project.content();
    let report = html(&Report::of(&content));
    let residents = consultation(&content);
    for page in [&report, &residents] {
        assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("<b>bold"));
        assert!(!page.contains(&"long ".repeat(100)), "a name fills the page");
    }
    let scripts = |page: &str| tags(page).iter().filter(|tag| **tag == "script").count();
    assert_eq!((scripts(&report), scripts(&residents)), (0, 2));
    let facts = residents.split("id=\"facts\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let facts: serde_json::Value = serde_json::from_str(facts.expect("the facts")).expect("JSON");
    assert!(facts["sites"][0]["name"].as_str().expect("a name").starts_with("</script><script>alert(1)"));
    assert!(report.contains("ספרייה") && residents.contains("🦉"), "web pages keep every letter");
    let told = missing_glyphs(&content);
    assert!(told.iter().any(|issue| issue.message.contains("U+05D4")), "{told:?}");
}

#[test]
fn a_kml_map_has_every_site_of_every_option_and_comes_back_in() {
    let project = Project::sample();
    let content = project.content();
    let map = export::options_kml(&content);
    assert!(map.contains("(illustrative)") && !map.contains("href"), "nothing is fetched");
    let (sites, options) = (content.dataset.sites.len(), content.appraisal.options.len());
    assert_eq!(map.matches("<Point>").count(), sites * options);
    assert_eq!(map.matches("<visibility>1</visibility>").count(), sites);
    assert_eq!(map.matches("#hub</styleUrl>").count(), {
        let all = content.appraisal.options.iter().flat_map(|option| &option.findings.sites);
        all.filter(|site| site.action == Action::Hub).count()
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("options.kml");
    fs::write(&file, &map).expect("written");
    let localities = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/localities.geojson");
    let inputs = load::Inputs { sites: Some(file), localities: Some(localities), ..load::Inputs::default() };
    let back = load::read(&inputs, &Silent).expect("read").dataset;
    assert!(back.sites.len() >= sites && back.illustrative, "invented data stays marked");
    for site in &content.dataset.sites {
        let again = back.sites.iter().find(|back| back.id == site.id).expect("it came back");
        assert_eq!((&again.name, again.position), (&site.name, site.position));
    }
    // A name is never markup, neither in the file nor in the page that a map shows of it.
    let hostile = Project::hostile();
    let map = export::options_kml(&hostile.content());
    assert!(!map.contains("<script") && map.contains("&amp;lt;b&amp;gt;bold"));
}

#[test]
fn a_consultation_does_not_look_decided_unless_it_is_told_to() {
    let mut project = Project::sample();
    project.plan.options[0].status = Status::Preferred;
    assert!(!consultation(&project.content()).contains("Preferred so far"));
    project.plan.report.show_preferred = true;
    assert!(consultation(&project.content()).contains("Preferred so far"));
    project.plan.report.respond =
        Respond { how: Some("Write to us".to_owned()), by: Some("2027-01-31".to_owned()) };
    let page = consultation(&project.content());
    assert!(page.contains("Until 31 January 2027.") && page.contains("Write to us"));
    // What was ruled out is said with its reason, and is not among the cards.
    assert!(page.contains("6. What was ruled out, and why") && page.contains("It answers no local need"));
    assert_eq!(page.matches("<article").count(), 3);
}

#[test]
fn a_project_with_little_in_it_still_gives_sensible_pages() {
    let project = Project::bare();
    let report = html(&Report::of(&project.content()));
    assert!(report.contains("No option has been drawn up yet"));
    assert!(consultation(&project.content()).contains("There are no options to compare yet"));
}

#[test]
fn the_list_before_it_goes_out_says_what_is_missing() {
    let mut project = Project::sample();
    let words = |project: &Project| {
        let content = project.content();
        checks(&content, &Report::of(&content))
    };
    let before = words(&project);
    assert!(before.iter().any(|check| check.good && check.words.contains("with a reason")), "{before:?}");
    for option in &mut project.plan.options {
        option.reason = None;
    }
    let after = words(&project);
    assert!(
        after.iter().any(|check| !check.good && check.words == "No reason for discarding D"),
        "{after:?}"
    );
    assert!(after.iter().any(|check| !check.good && check.words == "The report has no date"));
}

#[test]
fn small_counts_of_people_are_in_no_public_file() {
    let mut loaded = load::sample().expect("the sample");
    let population = loaded.dataset.columns.0.get_mut("population").expect("people");
    population[0] = Some(4.0);
    let project = Project::of(loaded);
    let content = project.content();
    let area = &project.dataset.areas[0].id;
    let tables = export::tables(&content);
    let areas = tables.iter().find(|table| table.name == "areas").expect("areas");
    let text = String::from_utf8(export::csv_bytes(areas).expect("written")).expect("UTF-8");
    let row = text.lines().find(|line| line.starts_with(area)).expect("its row");
    assert!(row.contains(",c,"), "{row}");
    let layer: geojson::FeatureCollection = export::areas_geojson(&content).parse().expect("GeoJSON");
    let first = layer.features[0].properties.as_ref().expect("properties");
    assert!(first["population"].is_null());
}

#[test]
fn a_small_count_of_a_locality_cannot_be_worked_out_from_the_city() {
    let mut project = Project::sample();
    let found = std::sync::Arc::make_mut(&mut project.appraisal.options[1].findings);
    for (place, locality) in found.localities.iter_mut().enumerate() {
        locality.services[0].newly_beyond = if place == 0 { 4.0 } else { 100.0 + place as f64 };
    }
    let tables = export::tables(&project.content());
    let table = tables.iter().find(|table| table.name == "localities").expect("localities");
    let text = String::from_utf8(export::csv_bytes(table).expect("written")).expect("UTF-8");
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().expect("a header");
    let at = |name: &str| head.iter().position(|column| *column == name).expect("a column");
    let (option, service, count) = (at("option"), at("service"), at("newly_beyond"));
    let (of, what) = (&project.appraisal.options[1].id, &project.dataset.services[0].id);
    let shown: Vec<&str> =
        lines.filter(|row| row[option] == of && row[service] == what).map(|row| row[count]).collect();
    assert_eq!(shown[..3], ["c", "c", "102"], "the small one, and the smallest other one with it");
    assert!(!shown[3..].contains(&"c"), "{shown:?}");
}

/// Stops at the second step.
struct Impatient(std::sync::atomic::AtomicUsize);

impl Progress for Impatient {
    fn stage(&self, _text: &str, _done: f32) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }

    fn cancelled(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed) >= 2
    }
}

fn listed(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("listed")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn an_export_that_stops_or_fails_leaves_the_folder_as_it_was() {
    let project = Project::sample();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("sites.geojson"), "old").expect("written");
    let formats = [Format::GeoJson, Format::Csv];
    let stopped = export::write_all(&project.content(), &formats, folder.path(), &Impatient(0.into()))
        .expect_err("stopped");
    assert!(matches!(stopped, Error::Cancelled));
    assert_eq!(listed(folder.path()), ["sites.geojson"]);
    assert_eq!(fs::read(folder.path().join("sites.geojson")).expect("read"), b"old");
    // A file stands where the folder should be.
    let target = folder.path().join("sites.geojson");
    let failed = export::write_all(&project.content(), &formats, &target, &Silent).expect_err("no folder");
    assert!(failed.to_string().contains("sites.geojson"), "{failed}");
    // A folder that was made for an export that stops is gone again.
    let fresh = folder.path().join("new/deep");
    export::write_all(&project.content(), &formats, &fresh, &Impatient(0.into())).expect_err("stopped");
    assert!(!fresh.exists());
    let written = export::write_all(&project.content(), &formats, &fresh, &Silent).expect("written");
    assert!(written.iter().all(|path| path.is_file()));
    assert!(listed(&fresh).iter().all(|name| !name.starts_with('.')));
}

#[test]
fn a_file_that_cannot_be_put_in_its_place_puts_the_others_back() {
    let project = Project::sample();
    let folder = tempfile::tempdir().expect("a folder");
    let inside = |name: &str| folder.path().join(name);
    // Both stand where files of the export belong; the sites come before the areas.
    fs::write(inside("sites.geojson"), "old").expect("written");
    fs::create_dir(inside("areas.geojson")).expect("a folder in the way");
    fs::write(inside("areas.geojson/kept.txt"), "kept").expect("written");
    let failed = export::write_all(&project.content(), &[Format::GeoJson], folder.path(), &Silent)
        .expect_err("a folder is in the way");
    assert!(
        failed.to_string().contains("areas.geojson") && failed.to_string().contains("in the way"),
        "{failed}"
    );
    assert_eq!(listed(folder.path()), ["areas.geojson", "sites.geojson"]);
    assert_eq!(fs::read(inside("sites.geojson")).expect("read"), b"old");
    assert_eq!(fs::read(inside("areas.geojson/kept.txt")).expect("read"), b"kept");
}
