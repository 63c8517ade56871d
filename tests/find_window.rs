//! Find options in the window: asked, searched, previewed, kept, taken back, and what is said when the rules clash.
#![cfg(feature = "window")]

#[expect(dead_code, reason = "the screen serves several tests, and each takes what it needs")]
mod screen;
#[expect(dead_code, reason = "the tests of the numbers use the rest")]
mod town;

use egui_kittest::kittest::Queryable as _;
use hub_planner::app::{Act, App, Stage};
use hub_planner::load::Loaded;
use hub_planner::model::{Plan, Site};
use screen::{Window, app, ask, wait, window};

/// Four libraries along the street, £100,000 each.
fn street() -> Loaded {
    let library = |id: &str, east: f64| Site {
        running_cost_gbp: Some(100_000.0),
        ..town::site(id, east, &["library"])
    };
    let sites = vec![library("w", 0.0), library("m", 20.0), library("n", 40.0), library("e", 60.0)];
    let dataset = town::street(sites, vec![town::service("library", 15.0)]);
    Loaded { dataset, plan: Plan { settings: town::settings(), ..Plan::default() } }
}

fn open() -> Window {
    let mut window = window([1440.0, 900.0], |ctx| App::new(ctx, street()));
    ask(&mut window, Act::FindOptions);
    window
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click_accesskit();
    window.run_steps(4);
}

/// Starts the search and waits for its answer.
#[track_caller]
fn search(window: &mut Window, answer: &str) {
    click(window, "Start the search");
    wait(window, answer, |window| window.query_by_label_contains(answer).is_some());
    window.run_steps(4);
}

#[test]
fn a_plan_is_previewed_and_kept_with_how_it_was_found() {
    let mut window = open();
    search(&mut window, "options were compared");
    let plans = window.query_all_by_label_contains(" open, proved best").count();
    assert!(plans >= 2, "{plans} plans");
    // The cheapest plan: one library. Its figures are on screen, its decisions are nobody's yet.
    let cheapest = window.query_all_by_label_contains("Plan 1: £100").next().unwrap();
    cheapest.click_accesskit();
    window.run_steps(4);
    let session = app(&window).session().unwrap();
    assert!(session.plan().options.is_empty());
    let seen = session.option(&app(&window).view().option);
    assert_eq!((seen.name.as_str(), seen.findings.cost.running_cost_gbp), ("Plan 1", 100_000.0));
    assert!(window.query_by_label_contains("not kept yet").is_some());
    click(&mut window, "Keep plan 1 as an option");
    let session = app(&window).session().unwrap();
    let kept = &session.plan().options[0];
    assert!(kept.reason.as_deref().unwrap().contains("Found by the search"), "{:?}", kept.reason);
    assert_eq!(app(&window).view().option, kept.id);
    // One step back, and it is gone.
    ask(&mut window, Act::Undo);
    assert!(app(&window).session().unwrap().plan().options.is_empty());
}

#[test]
fn a_preview_ends_with_escape_and_with_another_stage() {
    for leave in [Act::Clear, Act::Go(Stage::Compare)] {
        let mut window = open();
        search(&mut window, "options were compared");
        window.query_all_by_label_contains("Plan 2: ").next().unwrap().click_accesskit();
        window.run_steps(4);
        assert_eq!(app(&window).session().unwrap().option(&app(&window).view().option).name, "Plan 2");
        ask(&mut window, leave);
        assert_eq!(app(&window).view().option, Plan::BAU);
    }
}

#[test]
fn rules_that_clash_are_named() {
    let mut window = open();
    let sites = window.query_all_by_label_contains("Sites: 4 may close").next().unwrap();
    sites.click_accesskit();
    window.run_steps(4);
    click(&mut window, "All must stay");
    click(&mut window, "At most so many sites open");
    window.get_by_label("At most so many sites open, number").focus();
    window.run_steps(2);
    // Three of four: one more must close than may.
    window.get_by_label("At most so many sites open, number").type_text("3");
    window.run_steps(2);
    window.key_press(egui::Key::Enter);
    window.run_steps(4);
    search(&mut window, "Cannot be done as asked");
    assert!(window.query_all_by_label_contains("is not among the sites that may close").next().is_some());
    let settings = &app(&window).session().unwrap().plan().settings.find;
    assert_eq!((settings.max_sites, settings.may_close.as_deref()), (Some(3), Some([].as_slice())));
}
