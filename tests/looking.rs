//! Looking and finding in the window, on the sample: search, history, marked sites, one locality, recovery, base maps.
#![cfg(feature = "window")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on reports by panicking")]

mod screen;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use hub_planner::app::{Act, App, Base, Breaks, Command, Dialog, PathPurpose, Stage};
use hub_planner::edit::Edit;
use hub_planner::load;
use hub_planner::model::Action;
use screen::{Window, app, ask, click, session, wait, window};

fn open_with(prepare: impl Fn(&mut App) + 'static) -> Window {
    window([1440.0, 900.0], move |ctx| {
        let mut app = App::new(ctx, load::sample().unwrap());
        prepare(&mut app);
        app
    })
}

fn open() -> Window {
    open_with(|_| {})
}

fn press(window: &mut Window, key: egui::Key) {
    window.key_press(key);
    window.run_steps(3);
}

fn chord(window: &mut Window, modifiers: egui::Modifiers, key: egui::Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(3);
}

/// Opens the palette, types and presses Enter.
fn find(window: &mut Window, text: &str) {
    chord(window, egui::Modifiers::COMMAND, egui::Key::K);
    window.get_by_label("What to find").type_text(text);
    window.run_steps(3);
    press(window, egui::Key::Enter);
}

#[track_caller]
fn until(window: &mut Window, holds: impl Fn(&Window) -> bool) {
    wait(window, "it", holds);
    window.run_steps(3);
}

fn close(site: &str) -> Command {
    Command::Edit(Edit::SetAction { option: "A".to_owned(), site: site.to_owned(), action: Action::Close })
}

#[test]
fn typing_finds_a_site_a_locality_and_an_act() {
    let mut window = open();
    let site = session(&window).dataset.sites[40].name.clone();
    find(&mut window, &site);
    assert_eq!(app(&window).view().site, Some(40));
    assert!(app(&window).view().dialog.is_none());
    let locality = session(&window).dataset.localities[2].name.clone();
    find(&mut window, &format!("locality {locality}"));
    assert_eq!(app(&window).view().focus, Some(2));
    find(&mut window, "go to blueprint");
    assert_eq!(app(&window).view().stage, Stage::Blueprint);
    chord(&mut window, egui::Modifiers::COMMAND, egui::Key::K);
    window.get_by_label("What to find").type_text("zzzz");
    window.run_steps(3);
    assert!(window.query_by_label_contains("Nothing has this name").is_some());
    press(&mut window, egui::Key::Escape);
    assert!(app(&window).view().dialog.is_none());
    // Three turns back: the stage, the locality, the site.
    for _ in 0..2 {
        chord(&mut window, egui::Modifiers::ALT, egui::Key::ArrowLeft);
    }
    assert_eq!((app(&window).view().stage, app(&window).view().site), (Stage::Options, Some(40)));
    chord(&mut window, egui::Modifiers::ALT, egui::Key::ArrowRight);
    assert_eq!(app(&window).view().focus, Some(2));
}

#[test]
fn about_names_the_versions_of_what_draws_and_counts() {
    let mut window = open();
    ask(&mut window, Act::About);
    let node = window.get_by_label_contains("Built with").accesskit_node();
    let built = node.value().or_else(|| node.label()).unwrap_or_default();
    assert!(built.contains("egui 0.") && built.contains("geo 0.") && !built.contains(" ,"), "{built}");
    assert!(window.query_by_label_contains("SQLite 3.").is_some());
}

#[test]
fn the_history_leads_back_to_the_beginning_and_forward_again() {
    let mut window = open();
    let before = session(&window).plan().clone();
    let sites: Vec<String> = session(&window).dataset.sites.iter().map(|site| site.id.clone()).collect();
    for site in &sites[..3] {
        ask(&mut window, close(site));
    }
    let after = session(&window).plan().clone();
    assert_ne!(before, after);
    ask(&mut window, Act::History);
    click(&mut window, "As it was opened");
    assert_eq!(*session(&window).plan(), before);
    let last = session(&window).history.future_labels().last().unwrap().to_owned();
    click(&mut window, &format!("{last}  (undone)"));
    assert_eq!(*session(&window).plan(), after);
}

#[test]
fn marked_sites_are_decided_for_in_one_step() {
    let mut window = open();
    let before = session(&window).plan().clone();
    ask(&mut window, Command::SelectOption("C".to_owned()));
    ask(&mut window, Command::Mark([0, 1, 2].into()));
    assert!(window.query_by_label("3 sites selected:").is_some());
    click(&mut window, "Close");
    let findings = &session(&window).option("C").findings;
    assert!((0..3).all(|site| findings.sites[site].action == Action::Close));
    ask(&mut window, Act::Undo);
    assert_eq!(*session(&window).plan(), before, "one step takes all three back");
    ask(&mut window, Command::Mark(BTreeSet::new()));
    assert!(window.query_by_label("3 sites selected:").is_none());
}

#[test]
fn one_locality_shows_its_own_residents_and_the_whole_city_again() {
    let mut window = open();
    let city = session(&window).option("A").findings.services[0].longer;
    let localities = session(&window).dataset.localities.len();
    let sum: f64 = (0..localities).map(|place| session(&window).local("A", place).longer[0]).sum();
    assert!((sum - city).abs() < 1e-6 * city.max(1.0), "{sum} {city}");
    let people: f64 = (0..localities).map(|place| session(&window).local("A", place).people).sum();
    assert!((people - session(&window).dataset.people()).abs() < 1e-6);
    ask(&mut window, Command::Focus(Some(1)));
    assert!(window.query_by_label_contains("Coverage by need, residents").is_some());
    click(&mut window, "Whole city");
    assert!(window.query_by_label_contains("Coverage by need, residents").is_none());
}

#[test]
fn a_workshop_hides_money_and_names_and_keeps_what_is_said() {
    let mut window = open();
    ask(&mut window, Act::Workshop);
    assert!(window.query_by_label_contains("Saving a year").is_some());
    click(&mut window, "Hide money");
    assert!(window.query_by_label_contains("Saving a year").is_none());
    assert!(window.query_by_label("Premises").is_none());
    click(&mut window, "Hide names of sites");
    ask(&mut window, Command::SelectSite(Some(3)));
    let name = session(&window).dataset.sites[3].name.clone();
    assert!(window.query_by_label(&name).is_none(), "{name} is not shown");
    ask(&mut window, Command::SelectSite(None));
    window.get_by_label("Note for this option").focus();
    window.run_steps(2);
    window.get_by_label("Note for this option").type_text("Too far from the bus");
    window.run_steps(3);
    press(&mut window, egui::Key::Enter);
    assert_eq!(session(&window).option_plan("A").unwrap().notes, ["Too far from the bus"]);
    ask(&mut window, Act::Undo);
    assert!(session(&window).option_plan("A").unwrap().notes.is_empty());
}

#[test]
fn a_service_that_would_end_is_offered_the_nearest_site_with_room() {
    let mut window = open();
    ask(&mut window, Command::SelectOption("C".to_owned()));
    let today = &session(&window).appraisal.bau().findings.sites;
    let site = today.iter().position(|found| found.services.len() == 1).unwrap();
    ask(&mut window, Command::SelectSite(Some(site)));
    click(&mut window, "Close");
    let first = window.query_all_by_label_contains("Move to ").next().unwrap();
    first.click();
    window.run_steps(4);
    let plan = session(&window).option_plan("C").unwrap();
    let id = &session(&window).dataset.sites[site].id;
    let moved = plan.moves.iter().find(|movement| movement.from.as_deref() == Some(id)).unwrap();
    assert!(moved.to.is_some());
}

#[test]
fn classes_are_broken_as_chosen() {
    let mut window = open();
    let legend = |window: &Window| {
        let node = window.get_by_label_contains("Legend: Minutes");
        format!("{node:?}")
    };
    let before = legend(&window);
    ask(&mut window, Command::Breaks(Breaks::Natural));
    assert_ne!(legend(&window), before);
    ask(&mut window, Command::Breaks(Breaks::Meaning));
    assert_eq!(legend(&window), before);
}

fn safe(folder: &Path) -> Window {
    let folder = folder.to_owned();
    open_with(move |app| app.keep_safe_in(&folder, Duration::ZERO).unwrap())
}

#[test]
fn what_was_not_saved_is_offered_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let recovered = |window: &Window| {
        let session = session(window);
        let option = session.option_plan("A").unwrap();
        let site = &session.dataset.sites[5].id;
        option.sites.get(site).is_some_and(|decision| decision.action == Action::Close)
    };
    let mut window = safe(folder.path());
    assert!(app(&window).view().dialog.is_none());
    assert!(!recovered(&window), "the sample does not close it");
    let site = session(&window).dataset.sites[5].id.clone();
    ask(&mut window, close(&site));
    let file = folder.path().join("window-0.gpkg");
    until(&mut window, |_| file.exists() && folder.path().join("window-0.txt").exists());
    // A second window does not take the first one's changes while it lives.
    let second = safe(folder.path());
    assert!(app(&second).view().dialog.is_none());
    drop(second);
    drop(window);
    let mut window = safe(folder.path());
    assert!(matches!(app(&window).view().dialog, Some(Dialog::Recover(_))));
    // Until this window has kept the changes itself, which it cannot at first, they stay where they were.
    let taken = folder.path().join("window-1.gpkg");
    std::fs::create_dir(&taken).unwrap();
    click(&mut window, "Recover");
    until(&mut window, recovered);
    assert!(session(&window).unsaved());
    assert!(session(&window).path.is_none(), "it was never saved");
    until(&mut window, |window| {
        window.query_by_label_contains("Unsaved changes are not kept safe").is_some()
    });
    window.run_steps(4);
    assert!(file.exists());
    std::fs::remove_dir(&taken).unwrap();
    until(&mut window, |_| !file.exists());
    assert!(taken.is_file());
}

/// A picture of one colour, as a tile server would send it.
fn tile() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 256, 256);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![180; 256 * 256 * 3]).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn a_base_map_comes_from_the_chosen_server_and_its_absence_is_said() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
            log.lock().unwrap().push(line);
            let tile = tile();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                tile.len()
            );
            // The window may have moved on and closed the connection.
            drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&tile)));
        }
    });
    let mut window = open();
    let online = |port: u16| {
        let url = format!("http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png");
        Command::BaseMap(Base::Online { url, credit: "© Test tiles".to_owned() })
    };
    ask(&mut window, online(port));
    until(&mut window, |window| asked.lock().unwrap().len() > 2 && !app(window).view().maps.base_missing);
    let line = asked.lock().unwrap()[0].clone();
    let place: Vec<u32> = line
        .trim_start_matches("GET /")
        .split(".png")
        .next()
        .unwrap()
        .split('/')
        .map(|part| part.parse().unwrap())
        .collect();
    // Coventry at zoom z lies in column ⌊2^z · (lon + 180) ÷ 360⌋, about −1.5°.
    let column = (2f64.powi(place[0].cast_signed()) * (178.5 / 360.0)).floor();
    assert!((f64::from(place[1]) - column).abs() <= 6.0, "{line}");
    // Nobody listens on a port that was just given back.
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    ask(&mut window, online(unused));
    until(&mut window, |window| app(window).view().maps.base_missing);
    ask(&mut window, Command::BaseMap(Base::None));
    assert!(!app(&window).view().maps.base_missing);
    ask(&mut window, Command::BaseMap(Base::Online { url: "nonsense".to_owned(), credit: String::new() }));
    assert!(matches!(app(&window).view().dialog, Some(Dialog::BaseMap(_))));
}

#[test]
fn the_whole_way_is_walked_by_keyboard_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open();
    let ctrl = egui::Modifiers::COMMAND;
    chord(&mut window, ctrl, egui::Key::Num1);
    chord(&mut window, ctrl, egui::Key::Num2);
    find(&mut window, "service advice");
    assert_eq!(app(&window).view().stage, Stage::Need);
    chord(&mut window, ctrl, egui::Key::Num3);
    chord(&mut window, ctrl, egui::Key::Num4);
    find(&mut window, "copy option");
    let option = app(&window).view().option.clone();
    assert_ne!(option, "A");
    // F6 leads to the map; an arrow to a site; C closes it.
    until(&mut window, |_| true);
    for _ in 0..3 {
        press(&mut window, egui::Key::F6);
        if app(&window).view().canvas_focused {
            break;
        }
    }
    assert!(app(&window).view().canvas_focused, "F6 reaches the map");
    press(&mut window, egui::Key::ArrowRight);
    let site = app(&window).view().site.unwrap();
    press(&mut window, egui::Key::C);
    assert_eq!(session(&window).option(&option).findings.sites[site].action, Action::Close);
    chord(&mut window, ctrl, egui::Key::Num5);
    assert_eq!(app(&window).view().stage, Stage::Compare);
    chord(&mut window, ctrl, egui::Key::Num6);
    // Where there is no file chooser, the folder is typed.
    ask(&mut window, Command::Ask(Dialog::Path { purpose: PathPurpose::Export, path: String::new() }));
    window.get_by_label("Path").type_text(&folder.path().display().to_string());
    window.run_steps(3);
    press(&mut window, egui::Key::Enter);
    until(&mut window, |window| !app(window).view().messages.is_empty());
    assert!(!app(&window).view().messages[0].error, "{:?}", app(&window).view().messages);
    assert!(std::fs::read_dir(folder.path()).unwrap().count() > 3);
}

#[test]
fn a_key_figure_opens_where_its_number_comes_from() {
    let mut window = open();
    ask(&mut window, Act::Go(Stage::Options));
    window.get_by_label_contains("Saving a year:").click();
    window.run_steps(4);
    assert_eq!(app(&window).view().stage, Stage::Compare);
    let why = session(&window).evidence.why().unwrap();
    let found = session(&window).option("A").findings.cost.saving_gbp;
    assert_eq!((why.key.as_str(), why.value), ("saving_gbp", Some(found)));
}

#[test]
fn what_one_decision_does_is_what_the_whole_scoring_finds() {
    let mut window = open();
    ask(&mut window, Command::SelectOption("A".to_owned()));
    let sites = session(&window).dataset.sites.len();
    let mut seen = 0;
    for site in 0..sites {
        ask(&mut window, Command::SelectSite(Some(site)));
        let Some(found) = session(&window).what_if("A", site) else { continue };
        let whole = &session(&window).option("A").findings;
        assert_eq!(found.now.access, whole.value(hub_planner::model::CriterionKey::Access));
        assert_eq!(found.now.running_cost_gbp, whole.cost.running_cost_gbp);
        seen += 1;
        if seen == 3 {
            break;
        }
    }
    assert_eq!(seen, 3);
}
