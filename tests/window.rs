//! The window without a window: what a person does, found by label, on a small town and on the sample.
#![cfg(feature = "window")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on reports by panicking")]

mod screen;
mod squares;

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hub_planner::app::{Act, App, Command, Dialog, Stage};
use hub_planner::edit::Edit;
use hub_planner::load::{self, Loaded};
use hub_planner::model::{Action, Dataset, Plan, Status};
use screen::{Window, app, ask, click, session, wait, window, zoomed};
use squares::town;

fn open_at(loaded: Loaded, size: [f32; 2], zoom: f32) -> Window {
    zoomed(size, zoom, move |ctx| App::new(ctx, loaded))
}

fn open(loaded: Loaded) -> Window {
    open_at(loaded, [1440.0, 900.0], 1.0)
}

/// What the key figure with this heading says.
fn figure(window: &Window, heading: &str) -> String {
    let node = window.get_by_label_contains(heading);
    let node = node.accesskit_node();
    // A label's words are its value.
    node.value().or_else(|| node.label()).unwrap_or_default()
}

fn people_beyond(window: &Window) -> String {
    figure(window, "Newly beyond 20 min:")
}

#[test]
fn closing_a_site_moves_the_key_figure_and_undo_brings_it_back() {
    let mut window = open(town());
    click(&mut window, "B Second");
    assert_eq!(app(&window).view().option, "B");
    ask(&mut window, Command::SelectSite(Some(0)));
    assert!(window.query_by_label("West Library").is_some());
    let before = people_beyond(&window);
    assert!(before.contains(": 0 people"), "{before}");
    click(&mut window, "Close");
    let closed = people_beyond(&window);
    // One square is eleven minutes: the two western squares are now more than twenty from the east.
    assert!(closed.contains(": 200 people"), "{closed}");
    assert!(window.query_by_label("What closing it does").is_some());
    click(&mut window, "Undo");
    assert_eq!(people_beyond(&window), before);
    click(&mut window, "Redo");
    assert_eq!(people_beyond(&window), closed);
}

#[test]
fn numbers_follow_a_decision_in_the_same_frame() {
    let mut window = open(town());
    ask(&mut window, Command::SelectOption("B".to_owned()));
    let (before, saving) = (people_beyond(&window), figure(&window, "Saving a year:"));
    let edit = Edit::SetAction { option: "B".to_owned(), site: "west".to_owned(), action: Action::Close };
    window.state_mut().as_mut().unwrap().push(Command::Edit(edit));
    // One frame and no more.
    window.step();
    assert!(before.contains(": 0 people") && people_beyond(&window).contains(": 200 people"));
    assert_ne!(figure(&window, "Saving a year:"), saving);
}

#[test]
fn shortcuts_lead_to_every_stage() {
    let mut window = open(town());
    let keys = [
        egui::Key::Num1,
        egui::Key::Num2,
        egui::Key::Num3,
        egui::Key::Num5,
        egui::Key::Num6,
        egui::Key::Num4,
    ];
    let stages = [Stage::Data, Stage::Need, Stage::Blueprint, Stage::Compare, Stage::Publish, Stage::Options];
    for (key, stage) in keys.into_iter().zip(stages) {
        window.key_press_modifiers(egui::Modifiers::COMMAND, key);
        window.run_steps(4);
        assert_eq!(app(&window).view().stage, stage);
    }
}

#[test]
fn discarding_asks_for_a_reason() {
    let mut window = open(town());
    click(&mut window, "A First");
    click(&mut window, "Discarded");
    assert!(matches!(app(&window).view().dialog, Some(Dialog::Discard { .. })));
    click(&mut window, "Discard option");
    assert!(app(&window).view().dialog.is_some(), "without a reason it stays open");
    window.get_by_label("Reason").type_text("Too far for most");
    window.run_steps(4);
    click(&mut window, "Discard option");
    let option = session(&window).plan().options[0].clone();
    assert_eq!(option.status, Status::Discarded);
    assert_eq!(option.reason.as_deref(), Some("Too far for most"));
}

#[test]
fn business_as_usual_offers_a_copy_instead_of_decisions() {
    let mut window = open(town());
    window.get_by_role_and_label(egui::Role::Button, "Business as usual").click();
    window.run_steps(4);
    ask(&mut window, Command::SelectSite(Some(1)));
    assert!(window.query_by_label("Hub").is_none());
    click(&mut window, "Copy to edit");
    assert_eq!(app(&window).view().option, "C");
    assert!(window.query_by_label("Hub").is_some());
}

#[test]
fn a_drag_is_one_step() {
    let mut window = open(town());
    let site = "west".to_owned();
    ask(
        &mut window,
        Command::Edit(Edit::SetAction { option: "A".to_owned(), site: site.clone(), action: Action::Reduce }),
    );
    for share in [0.2, 0.3, 0.4] {
        let plan = session(&window).plan().options[0].sites["west"].clone();
        let decision = Some(hub_planner::model::SiteDecision { reduce_share: Some(share), ..plan });
        ask(
            &mut window,
            Command::Drag(Edit::SetDecision { option: "A".to_owned(), site: site.clone(), decision }),
        );
    }
    ask(&mut window, Command::EndDrag);
    ask(&mut window, Act::Undo);
    let decision = &session(&window).plan().options[0].sites["west"];
    assert_eq!(decision.reduce_share, Some(hub_planner::edit::FIRST_REDUCE_SHARE));
}

#[test]
fn the_table_shares_the_selection_and_the_single_keys() {
    let mut window = open(town());
    click(&mut window, "A First");
    click(&mut window, "Table");
    assert!(app(&window).view().table);
    window.get_by_label("Table of sites").focus();
    window.run_steps(3);
    window.key_press(egui::Key::ArrowDown);
    window.run_steps(3);
    // By name: East comes before West.
    assert_eq!(app(&window).view().site, Some(1));
    window.key_press(egui::Key::C);
    window.run_steps(4);
    let option = &session(&window).plan().options[0];
    assert_eq!(option.sites["east"].action, Action::Close);
    window.key_press(egui::Key::T);
    window.run_steps(4);
    assert!(!app(&window).view().table);
}

#[test]
fn escape_clears_and_unsaved_changes_are_asked_about() {
    let mut window = open(town());
    ask(&mut window, Command::SelectSite(Some(0)));
    window.key_press(egui::Key::Escape);
    window.run_steps(3);
    assert_eq!(app(&window).view().site, None);
    click(&mut window, "New");
    assert!(session(&window).unsaved());
    ask(&mut window, Act::Quit);
    assert!(window.query_by_label("Save changes first?").is_some());
    click(&mut window, "Cancel");
    assert!(app(&window).view().dialog.is_none());
}

/// Every stage, with and without a selection, on the map and in the table.
fn walk(window: &mut Window) {
    for stage in Stage::ALL {
        ask(window, Act::Go(stage));
        ask(window, Command::SelectSite(Some(0)));
        ask(window, Command::SelectSite(None));
    }
    ask(window, Act::Go(Stage::Options));
    for layer in hub_planner::app::Layer::ALL {
        ask(window, Command::SelectLayer(layer));
    }
    ask(window, Act::ToggleTable);
    ask(window, Command::SelectOption(Plan::BAU.to_owned()));
    ask(window, Act::Keys);
    ask(window, Act::Clear);
}

#[test]
fn both_themes_run_on_the_town() {
    for theme in [egui::ThemePreference::Light, egui::ThemePreference::Dark] {
        let mut window = open(town());
        ask(&mut window, Command::Theme(theme));
        walk(&mut window);
    }
}

#[test]
fn an_empty_city_is_no_reason_to_fall_over() {
    let mut window = open(Loaded { dataset: Dataset::default(), plan: Plan::default() });
    walk(&mut window);
}

#[test]
fn the_sample_runs_at_every_size() {
    for (size, zoom) in
        [([1440.0, 900.0], 1.0), ([1280.0, 720.0], 1.0), ([720.0, 450.0], 2.0), ([800.0, 560.0], 1.0)]
    {
        let mut window = open_at(load::sample().unwrap(), size, zoom);
        assert!(window.query_all_by_label("Illustrative data").next().is_some());
        walk(&mut window);
    }
}

#[test]
fn the_sample_reacts_to_a_closing() {
    let mut window = open(load::sample().unwrap());
    let session = session(&window);
    let option = session.plan().options[0].clone();
    let kept = session.dataset.sites.iter().position(|site| {
        site.services.contains(&"library".to_owned())
            && !option.sites.contains_key(&site.id)
            && site.keep.is_none()
    });
    ask(&mut window, Command::SelectOption(option.id));
    let before = figure(&window, "Saving a year:");
    ask(&mut window, Command::SelectSite(kept));
    click(&mut window, "Close");
    assert_ne!(figure(&window, "Saving a year:"), before);
    click(&mut window, "Undo");
    assert_eq!(figure(&window, "Saving a year:"), before);
}

/// A folder with files of a small town, one site of which has no place.
fn files() -> (tempfile::TempDir, Vec<std::path::PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let square = r#"{"type": "Polygon", "coordinates": [[[-1.5, 52.4], [-1.4, 52.4], [-1.4, 52.5], [-1.5, 52.5], [-1.5, 52.4]]]}"#;
    let layer = |properties: &str| {
        format!(
            r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {{{properties}}}, "geometry": {square}}}]}}"#
        )
    };
    let written = [
        (
            "sites.csv",
            "Ref,Building,lon,lat,services\nh,Hall,-1.45,52.45,advice\nb,Barn,,,advice\n".to_owned(),
        ),
        ("localities.geojson", layer(r#""id": "l", "population": 10"#)),
        (
            "services.json",
            r#"{"services": [{"id": "advice", "need": {"rank": 1}, "standard": {"minutes": 20}}]}"#
                .to_owned(),
        ),
    ];
    let paths = written.map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    });
    (folder, paths.to_vec())
}

#[track_caller]
fn until(window: &mut Window, holds: impl Fn(&Window) -> bool) {
    window.run_steps(1);
    wait(window, "it", holds);
}

fn opened(paths: Vec<std::path::PathBuf>) -> Window {
    let mut window = window([1440.0, 900.0], move |ctx| App::starting(ctx, paths));
    until(&mut window, |window| app(window).session().is_some());
    ask(&mut window, Act::Go(Stage::Data));
    window
}

#[test]
fn columns_are_matched_by_hand_and_a_site_is_placed_on_the_map() {
    let (_folder, paths) = files();
    let mut window = opened(paths);
    assert_eq!(session(&window).dataset.sites[0].id, "feature-2");
    click(&mut window, "Match the columns of the sites");
    until(&mut window, |window| window.query_by_label("Match columns").is_some());
    click(&mut window, "Ref means");
    click(&mut window, "id");
    click(&mut window, "Building means");
    click(&mut window, "name");
    click(&mut window, "Remember for files with these columns");
    click(&mut window, "Use 5 columns");
    until(&mut window, |window| session(window).dataset.sites[0].id == "h");
    let made = session(&window);
    assert_eq!(made.dataset.sites[0].name, "Hall");
    assert_eq!(made.dataset.unplaced[0].name, "Barn");
    assert!(made.unsaved());
    ask(&mut window, Command::CloseDialog);
    click(&mut window, "Place");
    assert!(window.query_by_label("Click the map…").is_some());
    let map = window.get_by_label_contains("Map of").rect().center();
    window.hover_at(map);
    window.run_steps(2);
    window.drag_at(map);
    window.drop_at(map);
    until(&mut window, |window| session(window).dataset.unplaced.is_empty());
    let placed = &session(&window).dataset.sites[1];
    assert!((placed.position.lon + 1.45).abs() < 0.01 && (placed.position.lat - 52.45).abs() < 0.01);
}

#[test]
fn a_click_turns_a_rank_and_what_changed_is_said() {
    let (_folder, paths) = files();
    let mut window = opened(paths);
    click(&mut window, "Turn");
    until(&mut window, |window| session(window).dataset.services[0].need["rank"] < 0.0);
    assert!(window.query_by_label("Turn").is_none());
    let note = session(&window).dataset.sources.last().unwrap().note.clone();
    assert_eq!(note.as_deref(), Some("rank turned round for advice"));
}

#[test]
fn added_files_are_asked_about_and_replace_what_they_are() {
    let (folder, paths) = files();
    let mut window = opened(paths);
    let newer = folder.path().join("newer.csv");
    std::fs::write(&newer, "id,name,lon,lat,services\nn,New,-1.44,52.44,advice\n").unwrap();
    ask(&mut window, Command::AddFiles(vec![newer]));
    until(&mut window, |window| window.query_by_label("What are these files?").is_some());
    assert!(window.query_by_label("replaces the sites").is_some());
    click(&mut window, "Add to this project");
    until(&mut window, |window| window.query_by_label("What changed").is_some());
    assert_eq!(session(&window).dataset.sites[0].id, "n");
    assert!(window.query_by_label("1 site new: n").is_some());
}

#[test]
fn a_new_project_shows_what_its_columns_mean_before_it_is_made() {
    let (_folder, paths) = files();
    let mut window = opened(paths.clone());
    let before = session(&window).generation;
    ask(&mut window, Command::NewFrom(paths));
    until(&mut window, |window| window.query_by_label("What are these files?").is_some());
    assert!(window.query_by_label("Add to this project").is_none());
    window.get_all_by_label("Columns…").next().unwrap().click();
    until(&mut window, |window| window.query_by_label("Match columns").is_some());
    assert!(window.query_by_label("Building means").is_some());
    click(&mut window, "Cancel");
    until(&mut window, |window| window.query_by_label("What are these files?").is_some());
    window.get_by_role_and_label(egui::Role::Button, "New project").click();
    // The one before was made of files and never saved.
    until(&mut window, |window| window.query_by_label("Save changes first?").is_some());
    window.run_steps(3);
    click(&mut window, "Don’t save");
    until(&mut window, |window| session(window).generation != before);
    assert_eq!(app(&window).view().stage, Stage::Data);
    assert_eq!(session(&window).dataset.sites.len(), 1);
}
