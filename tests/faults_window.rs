//! The window when things go wrong: a save that cannot be, a file changed by another, a second window, a fault of the
//! program itself.
#![cfg(feature = "window")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on reports by panicking")]

#[expect(dead_code, reason = "the screen serves several tests, and each takes what it needs")]
mod screen;

use std::path::Path;
use std::time::Duration;

use egui_kittest::kittest::Queryable as _;
use hub_planner::app::{Act, App, Command, Stage};
use hub_planner::edit::Edit;
use hub_planner::load::{Loaded, sample};
use hub_planner::model::Action;
use hub_planner::project;
use screen::{Window, app, ask, wait, window};

/// A window on a project file, with its own place for recovery files.
fn opened(project: &Path, keep: &Path) -> Window {
    let (project, keep) = (project.to_owned(), keep.to_owned());
    let mut window = window([1280.0, 800.0], move |ctx| {
        let mut app = App::starting(ctx, vec![project]);
        app.keep_safe_in(&keep, Duration::from_secs(30)).unwrap();
        app
    });
    wait(&mut window, "the project", |window| app(window).session().is_some());
    window.run_steps(4);
    window
}

fn unsaved(window: &Window) -> bool {
    app(window).session().unwrap().unsaved()
}

/// A decision that the plan did not hold.
fn decide(window: &mut Window) {
    let session = app(window).session().unwrap();
    let option = session.plan().options[0].id.clone();
    let site = session.dataset.sites[0].id.clone();
    let now = session.plan().options[0].sites.get(&site).map_or(Action::Keep, |decision| decision.action);
    let action = if now == Action::Close { Action::Keep } else { Action::Close };
    ask(window, Command::Edit(Edit::SetAction { option, site, action }));
    assert!(unsaved(window));
}

fn a_project(folder: &Path) -> (std::path::PathBuf, Loaded) {
    let path = folder.join("city.gpkg");
    let loaded = sample().unwrap();
    project::save(&path, &loaded.dataset, &loaded.plan).unwrap();
    (path, loaded)
}

#[test]
fn a_file_that_another_changed_is_replaced_only_when_the_person_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut loaded) = a_project(folder.path());
    let mut window = opened(&path, &folder.path().join("keep"));
    decide(&mut window);
    loaded.plan.options[0].name = "Changed by a colleague".to_owned();
    project::save(&path, &loaded.dataset, &loaded.plan).unwrap();
    let theirs = std::fs::read(&path).unwrap();

    ask(&mut window, Act::Save);
    wait(&mut window, "the question", |window| window.query_by_label("Replace it").is_some());
    window.run_steps(3);
    assert!(window.query_by_label_contains("was changed by another window or person").is_some());
    assert_eq!(std::fs::read(&path).unwrap(), theirs, "nothing was written");
    assert!(unsaved(&window));
    window.get_by_label("Cancel").click();
    window.run_steps(4);
    assert!(window.query_by_label("Replace it").is_none());

    ask(&mut window, Act::Save);
    wait(&mut window, "the question", |window| window.query_by_label("Replace it").is_some());
    window.run_steps(3);
    window.get_by_label("Replace it").click();
    window.run_steps(2);
    wait(&mut window, "the save", |window| !unsaved(window));
    // From now on the file is as this window left it.
    decide(&mut window);
    ask(&mut window, Act::Save);
    wait(&mut window, "the save", |window| !unsaved(window));
}

#[test]
fn what_cannot_be_saved_here_is_saved_elsewhere_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = a_project(folder.path());
    let mut window = opened(&path, &folder.path().join("keep"));
    decide(&mut window);
    // The folder goes away, as a network drive does.
    let gone = folder.path().join("gone").join("city.gpkg");
    ask(&mut window, Command::SaveTo(gone));
    wait(&mut window, "the failure", |window| window.query_by_label("Not saved").is_some());
    window.run_steps(3);
    assert!(window.query_by_label_contains("cannot write city.gpkg").is_some());
    assert!(window.query_by_label("Save elsewhere…").is_some() && unsaved(&window));
    ask(&mut window, Command::CloseDialog);
    let elsewhere = folder.path().join("elsewhere.gpkg");
    ask(&mut window, Command::SaveTo(elsewhere.clone()));
    wait(&mut window, "the save", |window| !unsaved(window));
    assert_eq!(project::open(&elsewhere).unwrap().plan, *app(&window).session().unwrap().plan());
}

#[test]
fn what_waits_for_a_save_does_not_wait_for_a_later_one() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = a_project(folder.path());
    let other = folder.path().join("other.gpkg");
    std::fs::copy(&path, &other).unwrap();
    let mut window = opened(&path, &folder.path().join("keep"));
    decide(&mut window);
    // A colleague changes the file, so that saving before another project opens asks first.
    std::fs::write(&path, "changed").unwrap();
    ask(&mut window, Command::OpenPaths(vec![other]));
    window.get_by_label("Save").click();
    window.run_steps(2);
    wait(&mut window, "the failure", |window| window.query_by_label("Not saved").is_some());
    window.run_steps(3);
    window.key_press(egui::Key::Escape);
    window.run_steps(4);
    assert!(window.query_by_label("Not saved").is_none());
    let elsewhere = folder.path().join("elsewhere.gpkg");
    ask(&mut window, Command::SaveTo(elsewhere.clone()));
    wait(&mut window, "the save", |window| !unsaved(window));
    window.run_steps(10);
    std::thread::sleep(Duration::from_millis(300));
    window.run_steps(10);
    assert_eq!(
        app(&window).session().unwrap().path.as_ref(),
        Some(&elsewhere),
        "the other one is not opened"
    );
}

#[test]
fn what_is_changed_while_another_project_is_read_may_be_saved_first() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = a_project(folder.path());
    let other = folder.path().join("other.gpkg");
    std::fs::copy(&path, &other).unwrap();
    let mut window = opened(&path, &folder.path().join("keep"));
    let session = app(&window).session().unwrap();
    let option = session.plan().options[0].id.clone();
    let edit = Edit::RenameOption { option, name: "Changed meanwhile".to_owned() };
    let state = window.state_mut().as_mut().unwrap();
    state.push(Command::OpenPaths(vec![other.clone()]));
    state.push(Command::Edit(edit));
    window.run_steps(1);
    wait(&mut window, "the question", |window| window.query_by_label("Save changes first?").is_some());
    window.run_steps(3);
    let session = app(&window).session().unwrap();
    assert_eq!((session.path.as_ref(), session.unsaved()), (Some(&path), true));
    window.get_by_label("Don’t save").click();
    window.run_steps(4);
    let session = app(&window).session().unwrap();
    assert_eq!((session.path.as_ref(), session.unsaved()), (Some(&other), false));
}

#[test]
fn another_projects_file_is_replaced_only_when_the_person_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = a_project(folder.path());
    let other = folder.path().join("other.gpkg");
    std::fs::write(&other, "theirs").unwrap();
    let mut window = opened(&path, &folder.path().join("keep"));
    decide(&mut window);
    ask(&mut window, Command::SaveTo(other.clone()));
    wait(&mut window, "the question", |window| window.query_by_label("Replace it").is_some());
    window.run_steps(3);
    assert!(window.query_by_label_contains("other.gpkg is there already").is_some());
    assert_eq!(std::fs::read(&other).unwrap(), b"theirs");
    window.get_by_label("Replace it").click();
    window.run_steps(2);
    wait(&mut window, "the save", |window| !unsaved(window));
    assert!(project::open(&other).is_ok());
}

#[test]
fn a_second_window_on_the_same_project_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = a_project(folder.path());
    let keep = folder.path().join("keep");
    let words = "This project is open in another window too";
    let first = opened(&path, &keep);
    assert!(first.query_by_label_contains(words).is_none());
    let second = opened(&path, &keep);
    assert!(second.query_by_label_contains(words).is_some());
    drop((first, second));
    let third = opened(&path, &keep);
    assert!(third.query_by_label_contains(words).is_none(), "the others are gone");
}

#[test]
fn a_fault_of_the_program_loses_nothing_and_is_told_without_data() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = a_project(folder.path());
    let keep = folder.path().join("keep");
    let mut window = opened(&path, &keep);
    ask(&mut window, Act::Go(Stage::Options));
    decide(&mut window);
    let plan = app(&window).session().unwrap().plan().clone();
    let ctx = window.ctx.clone();
    window.state_mut().as_mut().unwrap().caught(&ctx, |app| {
        let name = app.session().unwrap().dataset.sites[0].name.clone();
        panic!("no such site: {name}");
    });
    window.run_steps(3);
    assert!(window.query_by_label("The program made a mistake").is_some());
    assert!(
        window.query_by_label("Save as…").is_some() && window.query_by_label("Copy the report").is_some()
    );
    // The change is in a recovery file at once, not after thirty seconds.
    wait(&mut window, "the recovery file", |_| {
        project::open(&keep.join("window-0.gpkg")).is_ok_and(|kept| kept.plan == plan)
    });

    window.get_by_label("Go on").click();
    window.run_steps(4);
    assert!(window.query_by_label("The program made a mistake").is_none());
    assert_eq!(*app(&window).session().unwrap().plan(), plan);

    // A second time: the last change goes.
    window.state_mut().as_mut().unwrap().caught(&ctx, |_| panic!("again"));
    window.run_steps(3);
    window.get_by_label("Undo the last change and go on").click();
    window.run_steps(4);
    assert!(!unsaved(&window), "the decision is taken back");
    let found = app(&window).session().unwrap();
    assert_eq!(found.appraisal.options.len(), found.plan().options.len() + 1);
}
