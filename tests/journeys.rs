//! Journeys in the window: whom a site reaches, where people of an area go, and by what means a service is measured.
#![cfg(feature = "window")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on reports by panicking")]

#[expect(dead_code, reason = "the screen serves several tests, and each takes what it needs")]
mod screen;

use egui_kittest::kittest::Queryable as _;
use hub_planner::app::{Act, App, Command, Stage};
use hub_planner::load::{Loaded, sample};
use hub_planner::model::{Mode, Piece, Position, Streets};
use hub_planner::reach::Measured;
use screen::{app, ask, wait, window};

/// The sample with one street through its first area.
fn with_a_street() -> Loaded {
    let mut loaded = sample().unwrap();
    let first = loaded.dataset.areas[0].position;
    let nodes: Vec<Position> =
        (0..40).map(|place| Position { lon: first.lon + f64::from(place) * 0.001, lat: first.lat }).collect();
    let pieces = (0..39).map(|from| Piece { from, to: from + 1, steps: false }).collect();
    loaded.dataset.streets = Some(Streets { nodes, pieces });
    loaded
}

#[test]
fn a_service_is_measured_on_foot_once_it_is_chosen_and_the_way_is_drawn() {
    let mut window = window([1440.0, 900.0], |ctx| App::new(ctx, with_a_street()));
    ask(&mut window, Act::Go(Stage::Need));
    window.get_by_label("By what means").click();
    window.run_steps(4);
    window.get_by_label("On foot").click();
    window.run_steps(2);
    wait(&mut window, "walking", |window| app(window).session().unwrap().times.measured(0) == Measured::Walk);
    assert_eq!(app(&window).session().unwrap().dataset.services[0].standard.mode, Mode::Walk);
    assert!(app(&window).session().unwrap().unsaved(), "the facts changed");
    ask(&mut window, Command::CloseDialog);
    ask(&mut window, Act::Go(Stage::Options));
    ask(&mut window, Command::SelectArea(Some(0)));
    wait(&mut window, "the way", |window| window.query_by_label_contains("The way on foot").is_some());
    assert!(window.query_by_label_contains("Nearest sites with a").is_some());
    // A site: whom it reaches, and how many fewer than a straight line says.
    ask(&mut window, Command::SelectSite(Some(0)));
    assert!(window.query_by_label("Catchment").is_some());
    window.get_by_label("Compare with a straight line").click_accesskit();
    window.run_steps(4);
    wait(&mut window, "the comparison", |window| {
        window.query_by_label_contains("fewer than the straight line says").is_some()
    });
}
