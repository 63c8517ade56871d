//! The evidence in the window: what a person finds in Compare, by label, on the sample.
#![cfg(feature = "window")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on reports by panicking")]

#[expect(dead_code, reason = "nothing here is waited for")]
mod screen;

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hub_planner::app::{Act, App, Command, Stage};
use hub_planner::appraise::fix_scales;
use hub_planner::edit::Edit;
use hub_planner::load;
use hub_planner::model::{Plan, Settings};
use hub_planner::reach::TravelTimes;
use screen::{Window, ask, click, session, window};

/// The sample in Compare, option A on the left map.
fn compare() -> Window {
    let mut window = window([1440.0, 900.0], |ctx| App::new(ctx, load::sample().unwrap()));
    click(&mut window, "A Co-located hubs");
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Num5);
    window.run_steps(4);
    window
}

fn plan(window: &Window) -> Plan {
    session(window).plan().clone()
}

#[test]
fn the_evidence_of_an_option_is_read_in_compare() {
    let mut window = compare();
    assert!(window.query_all_by_label_contains("stays ahead of").next().is_some(), "what changes the order");
    assert!(window.query_all_by_label_contains("of 100 users").next().is_some(), "dots per 100 people");
    for (tab, words) in [
        ("Equality", "Most deprived fifth"),
        ("Duties", "Public Libraries and Museums Act 1964, section 7"),
        ("Reasons", "Decision log"),
        ("Check-list", "Every flag has a mitigation with an owner and a date"),
        ("Why?", "Σ weight·score ÷ Σ weight"),
        ("Ranks", "rank 1 in"),
        ("Ranges", "Net present cost"),
        ("Places", "by locality"),
        ("Within", "% of users within"),
    ] {
        click(&mut window, tab);
        assert!(window.query_all_by_label_contains(words).next().is_some(), "{tab}: {words}");
    }
}

#[test]
fn references_of_earlier_facts_are_told_and_fixed_anew_when_asked() {
    let mut window = window([1440.0, 900.0], |ctx| {
        let mut loaded = load::sample().unwrap();
        let times = TravelTimes::compute(&loaded.dataset, &loaded.plan.settings);
        fix_scales(&loaded.dataset, &times, &mut loaded.plan.settings);
        App::new(ctx, loaded)
    });
    let scales = |window: &Window| plan(window).settings.scales;
    let told = |window: &Window| {
        let session = session(window);
        session.appraisal.issues.iter().any(|issue| issue.message.contains("fixed under other facts"))
    };
    ask(&mut window, Act::Go(Stage::Compare));
    let first = scales(&window);
    assert!(!first.is_empty() && !told(&window));
    assert!(window.query_by_label("Fix references anew").is_none());
    let settings = Settings { need_multiplier: 4.0, ..plan(&window).settings };
    ask(&mut window, Command::Edit(Edit::SetSettings(Box::new(settings))));
    assert!(told(&window) && scales(&window) == first, "fixed scales stay until a person changes them");
    click(&mut window, "Fix references anew");
    assert!(!told(&window) && scales(&window) != first);
    assert!(window.query_by_label("Fix references anew").is_none());
    ask(&mut window, Act::Undo);
    assert_eq!(scales(&window), first);
}

#[test]
fn a_criterion_of_ones_own_and_a_line_of_the_log_are_one_step_each() {
    let mut window = compare();
    let before = plan(&window);
    click(&mut window, "Name of a criterion of your own");
    window.get_by_label("Name of a criterion of your own").type_text("Fit with the local plan");
    window.run_steps(4);
    click(&mut window, "Add");
    assert_eq!(plan(&window).own_criteria().next().unwrap().name, "Fit with the local plan");
    click(&mut window, "Reasons");
    click(&mut window, "What was decided");
    window.get_by_label("What was decided").type_text("Board took the long-list");
    window.run_steps(4);
    click(&mut window, "Log it");
    let after = plan(&window);
    let entry = after.log_entries().next().unwrap();
    assert_eq!(entry.what, "Board took the long-list");
    assert_eq!(entry.date.as_deref().map(str::len), Some(10));
    for _ in 0..2 {
        window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
        window.run_steps(4);
    }
    assert_eq!(plan(&window), before);
}

#[test]
fn the_table_of_duties_and_the_ranges_are_changed_in_the_window() {
    let mut window = compare();
    click(&mut window, "Duties");
    click(&mut window, "Change the table…");
    click(&mut window, "Held against the law in (YYYY-MM)");
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.get_by_label("Held against the law in (YYYY-MM)").type_text("2026-04");
    window.run_steps(4);
    click(&mut window, "Use this table");
    let table = plan(&window).duties.unwrap();
    assert_eq!((table.dated.as_str(), table.duties.len()), ("2026-04", 9));
    click(&mut window, "Change the table…");
    click(&mut window, "Use the program’s table");
    assert_eq!(plan(&window).duties, None);
    // A range that somebody says is theirs, not the program's; the source that the program gave goes.
    click(&mut window, "Ranges");
    window.get_by_label("Change the ranges…").scroll_to_me();
    window.run_steps(4);
    click(&mut window, "Change the ranges…");
    let name = "Source: Gas price, £ a kWh";
    click(&mut window, name);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    window.get_by_label(name).type_text("Council tariff 2026");
    window.run_steps(4);
    click(&mut window, "Use these ranges");
    let ranges = plan(&window).ranges;
    let gas = ranges["gas_gbp_per_kwh"].known().unwrap();
    assert_eq!((gas.source.as_deref(), ranges.len()), (Some("Council tariff 2026"), 1));
}

#[test]
fn the_league_table_sorts_by_what_is_clicked_and_shows_the_columns_chosen() {
    let mut window = compare();
    let rows = |window: &Window| -> Vec<String> {
        let rows = window.query_all_by_label_contains(", total ");
        let mut rows: Vec<(f32, String)> =
            rows.filter_map(|row| Some((row.rect().top(), row.accesskit_node().label()?))).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        rows.into_iter().map(|(_, label)| label).collect()
    };
    click(&mut window, "Sort by option");
    let names = rows(&window);
    let mut sorted = names.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert!(names.len() > 2 && names == sorted, "{names:?}");
    click(&mut window, "Sort by option, sorted, lowest first");
    assert_eq!(rows(&window), sorted.iter().rev().cloned().collect::<Vec<_>>());
    assert!(window.query_by_label("Sort by saving £/yr").is_some());
    click(&mut window, "Columns of the league table");
    click(&mut window, "Saving £/yr");
    window.key_press(egui::Key::Escape);
    window.run_steps(4);
    assert!(window.query_by_label("Sort by saving £/yr").is_none());
}

#[test]
fn a_locality_in_focus_has_its_own_evidence() {
    let mut window = compare();
    let (name, place) = {
        let session = session(&window);
        (session.dataset.localities[1].name.clone(), 1)
    };
    ask(&mut window, Command::Focus(Some(place)));
    let chip = format!("Residents of {name}");
    assert!(
        window.query_all_by_label(&chip).next().is_some(),
        "the league table says whose figures it shows"
    );
    assert!(window.query_all_by_label_contains(&format!("who live in {name}, by change")).next().is_some());
    click(&mut window, "Equality");
    assert!(window.query_all_by_label(&chip).next().is_some());
}
