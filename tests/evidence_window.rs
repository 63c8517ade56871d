//! The evidence in the window: what a person finds in Compare, by label, on the sample.
#![cfg(feature = "window")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on reports by panicking")]

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use hub_planner::app::App;
use hub_planner::load;
use hub_planner::model::Plan;

type Window = Harness<'static, Option<App>>;

/// The sample in Compare, option A on the left map.
fn compare() -> Window {
    let mut loaded = Some(load::sample().unwrap());
    let mut window = Harness::builder().with_size([1440.0, 900.0]).with_max_steps(40).build_ui_state(
        move |ui, app: &mut Option<App>| {
            let app = app.get_or_insert_with(|| App::new(ui.ctx(), loaded.take().unwrap()));
            app.frame(ui);
        },
        None,
    );
    window.run_steps(4);
    click(&mut window, "A Co-located hubs");
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Num5);
    window.run_steps(4);
    window
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(4);
}

fn plan(window: &Window) -> Plan {
    window.state().as_ref().unwrap().session().unwrap().plan().clone()
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
        ("Robust", "rank 1 in"),
        ("Ranges", "Net present cost"),
        ("Places", "by locality"),
        ("Within", "standard"),
    ] {
        click(&mut window, tab);
        assert!(window.query_all_by_label_contains(words).next().is_some(), "{tab}: {words}");
    }
}

#[test]
fn a_criterion_of_ones_own_and_a_line_of_the_log_are_one_step_each() {
    let mut window = compare();
    let before = plan(&window);
    window.get_by_label("Name of a criterion of your own").type_text("Fit with the local plan");
    window.run_steps(4);
    click(&mut window, "Add");
    assert_eq!(plan(&window).own_criteria().next().unwrap().name, "Fit with the local plan");
    click(&mut window, "Reasons");
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
