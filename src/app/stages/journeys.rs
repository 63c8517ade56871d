//! Journeys in the inspector: whom a site reaches, and where people of an area go.

use std::time::SystemTime;

use chrono::{Days, NaiveDate};
use egui::{Align, Layout, Ui};

use crate::edit::Edit;
use crate::model::{Mode, Profile, Standard, Timetable};
use crate::reach::Measured;
use crate::score::within::{Within, within};
use crate::units;

use super::super::command::Command;
use super::super::icons::icon;
use super::super::inputs::checkbox;
use super::super::jobs::Change;
use super::super::map::ways;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets;

/// How many of an area's nearest sites are named.
const NEAREST: usize = 3;

/// Whom a site reaches within the standard of the service that maps speak of.
pub fn site(ui: &mut Ui, session: &Session, view: &mut View, site: usize) {
    let Some(service) = session.dataset.services.get(view.service) else { return };
    widgets::divider(ui);
    widgets::section(ui, "Catchment");
    let most = service.standard.minutes;
    let measured = session.times.measured(view.service);
    let groups = &session.plan().groups;
    let to_site = session.times.of_service(view.service).to_site(site);
    let found = within(&session.dataset, groups, &to_site, most);
    let words = format!("Within {most:.0} minutes {}", words_of(measured));
    fact(ui, &words, &found);
    for (name, inside, all) in &found.groups {
        share(ui, name, *inside, *all);
    }
    options(ui, view, measured);
    let drawn = ways::shown(most);
    if view.ways.compared && measured != Measured::StraightLine {
        let wanted = ways::selected(session, view, &view.option.clone());
        match view.ways.found(ui.ctx(), session, wanted) {
            Some(journeys) if !journeys.minutes_straight.is_empty() => {
                let straight = within(&session.dataset, &[], &journeys.minutes_straight, most);
                let streets = within(&session.dataset, &[], &journeys.minutes, most);
                let lost = straight.people - streets.people;
                fact(ui, &format!("Straight line, {most:.0} minutes"), &straight);
                fact(ui, &format!("On foot over streets, {most:.0} minutes"), &streets);
                let line = format!(
                    "{} fewer than the straight line says. On the map, {drawn:.0} minutes: dashed in a straight line, whole over streets.",
                    units::thousands(lost.max(0.0))
                );
                ui.label(theme::caption(line).color(tokens(ui).text2));
            }
            _ => {
                ui.label(theme::caption("Measuring…").color(tokens(ui).text2));
            }
        }
    }
}

fn words_of(measured: Measured) -> &'static str {
    match measured {
        Measured::StraightLine => "in a straight line",
        Measured::Walk => "on foot",
        Measured::Bus => "by bus",
    }
}

fn fact(ui: &mut Ui, name: &str, found: &Within) {
    widgets::fact(ui, name, Some(&format!("{} people", units::thousands(found.people))));
}

fn share(ui: &mut Ui, name: &str, inside: f64, all: f64) {
    let percent = if all > 0.0 { 100.0 * inside / all } else { 0.0 };
    widgets::fact(ui, name, Some(&format!("{} · {percent:.0} %", units::thousands(inside))));
}

/// What is drawn on the map.
fn options(ui: &mut Ui, view: &mut View, measured: Measured) {
    ui.add_space(2.0);
    if checkbox(ui, view.ways.shown, "Show on the map") {
        view.ways.shown = !view.ways.shown;
    }
    if view.ways.shown
        && measured != Measured::StraightLine
        && checkbox(ui, view.ways.compared, "Compare with a straight line")
    {
        view.ways.compared = !view.ways.compared;
    }
}

/// Where people of an area go: to every service, and the nearest sites of the one that maps speak of.
pub fn area(ui: &mut Ui, session: &Session, view: &mut View, area: usize, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let Some(facts) = session.dataset.areas.get(area) else { return };
    ui.horizontal_top(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let close = widgets::icon_button(ui, icon::X, "Close the area");
            view.panels[2] = Some(close.id);
            if close.clicked() {
                commands.push(Command::SelectArea(None));
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                ui.label(theme::title(&facts.name));
                let people = session.dataset.columns.population(area);
                let people = people.map_or_else(
                    || "people unknown".to_owned(),
                    |people| format!("{} people", units::thousands(people)),
                );
                let locality = session.dataset.locality_of_area.get(area).copied().flatten();
                let locality = locality.and_then(|place| session.dataset.localities.get(place));
                let line: Vec<String> = [Some(people), locality.map(|locality| locality.name.clone())]
                    .into_iter()
                    .flatten()
                    .collect();
                ui.label(theme::caption(line.join(" · ")).color(tokens.text2));
            });
        });
    });
    widgets::divider(ui);
    widgets::section(ui, "Minutes to the nearest");
    let findings = &session.option(&view.option).findings;
    for (service, found) in session.dataset.services.iter().zip(&findings.services) {
        let minutes = found.minutes.get(area).copied().unwrap_or(f64::INFINITY);
        let beyond = minutes > service.standard.minutes;
        let ink = if beyond { tokens.bad } else { tokens.text };
        widgets::fact_toned(ui, &service.name, Some(&minutes_words(minutes)), ink);
    }
    let Some(service) = session.dataset.services.get(view.service) else { return };
    widgets::divider(ui);
    widgets::section(ui, &format!("Nearest sites with a {}", service.name.to_lowercase()));
    let matrix = session.times.of_service(view.service);
    let mut sites: Vec<(f64, usize)> = findings
        .sites
        .iter()
        .enumerate()
        .filter(|(_, found)| found.open && found.services.iter().any(|(offered, _)| *offered == view.service))
        .map(|(site, _)| (matrix.minutes(area, site), site))
        .collect();
    sites.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    if sites.is_empty() {
        ui.label(theme::small("No open site offers it.").color(tokens.text2));
    }
    for &(minutes, site) in sites.iter().take(NEAREST) {
        let name = &session.dataset.sites[site].name;
        let row = widgets::fact(ui, name, Some(&minutes_words(minutes)));
        if let Some([low, high]) = session.times.quartiles(view.service) {
            let (low, high) = (low.minutes(area, site), high.minutes(area, site));
            let words = format!("half of the departures: {} to {}", minutes_words(low), minutes_words(high));
            ui.label(theme::caption(&words).color(tokens.text2));
        }
        row.on_hover_text("Minutes from where the people of the area live");
    }
    let measured = session.times.measured(view.service);
    options(ui, view, measured);
    if view.ways.shown && measured != Measured::StraightLine {
        let wanted = ways::selected(session, view, &view.option.clone());
        let way = view.ways.found(ui.ctx(), session, wanted);
        let words = match way.as_ref().map(|way| way.metres) {
            Some(Some(metres)) => {
                let how = if measured == Measured::Bus { "All the way on foot" } else { "The way on foot" };
                format!("{how}, drawn on the map, is {:.1} km.", metres / 1000.0)
            }
            Some(None) => "No path leads there on foot.".to_owned(),
            None => "Looking for the way…".to_owned(),
        };
        ui.label(theme::caption(words).color(tokens.text2));
    }
}

fn minutes_words(minutes: f64) -> String {
    if minutes.is_finite() { format!("{} min", units::minutes(minutes)) } else { "no way there".to_owned() }
}

/// By what means and within how many minutes a service is to be reached: facts of the service, changed for the whole project.
pub fn standard(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let Some(service) = session.dataset.services.get(view.service) else { return };
    let now = service.standard;
    let mut next = now;
    ui.horizontal(|ui| {
        widgets::choose(ui, "standard-mode", "By what means", mode_words(now.mode), 130.0, |ui| {
            for mode in [Mode::StraightLine, Mode::Walk, Mode::Bus] {
                let (streets, timetable) = (&session.dataset.streets, &session.dataset.timetable);
                let missing = match mode {
                    Mode::Walk | Mode::Bus if streets.is_none() => Some("Add streets (OpenStreetMap) first"),
                    Mode::Bus if timetable.is_none() => Some("Add a timetable (GTFS) first"),
                    Mode::StraightLine | Mode::Walk | Mode::Bus => None,
                };
                ui.add_enabled_ui(missing.is_none(), |ui| {
                    let choice = ui.selectable_label(mode == now.mode, mode_words(mode));
                    if choice.on_disabled_hover_text(missing.unwrap_or_default()).clicked() {
                        next.mode = mode;
                    }
                });
            }
        });
        widgets::choose(ui, "standard-profile", "Whose legs", profile_words(now.profile), 110.0, |ui| {
            for profile in [Profile::Normal, Profile::Slow, Profile::StepFree] {
                if ui.selectable_label(profile == now.profile, profile_words(profile)).clicked() {
                    next.profile = profile;
                }
            }
        });
    });
    if next != now {
        push(service.id.clone(), next, commands);
    }
    let measured = session.times.measured(view.service);
    let asked = match now.mode {
        Mode::StraightLine => Measured::StraightLine,
        Mode::Walk => Measured::Walk,
        Mode::Bus => Measured::Bus,
    };
    if asked != measured {
        let words = format!("Measured {} until the files are there.", words_of(measured));
        ui.label(theme::caption(words).color(tokens(ui).warn));
    }
    if measured == Measured::Bus {
        departures(ui, session, commands);
    }
    if measured == Measured::Bus
        && let Some((_, last)) = session.dataset.timetable.as_ref().and_then(Timetable::span)
        && today().is_some_and(|today| last < today)
    {
        let words = format!("The timetable ended on {}.", last.format("%-d %B %Y"));
        ui.label(theme::caption(words).color(tokens(ui).warn));
    }
}

/// Windows of departures to choose from; any other is set in the plan file.
const WINDOWS: [(&str, &str); 5] =
    [("07:00", "09:00"), ("10:00", "12:00"), ("12:00", "14:00"), ("16:00", "18:00"), ("19:00", "21:00")];

/// When people leave, for journeys by bus: a setting, so undoable.
fn departures(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let settings = &session.plan().settings;
    let words = |from: &str, to: &str| format!("{from} to {to}");
    widgets::row(ui, 22.0, |ui| {
        ui.label(theme::small("Leaving").color(tokens(ui).text2));
        let now = words(&settings.bus.from, &settings.bus.to);
        widgets::choose(ui, "departures", "Window of departures", &now, 130.0, |ui| {
            for (from, to) in WINDOWS {
                let window = words(from, to);
                if ui.selectable_label(window == now, &window).clicked() {
                    let mut next = settings.clone();
                    (next.bus.from, next.bus.to) = (from.to_owned(), to.to_owned());
                    commands.push(Command::Edit(Edit::SetSettings(Box::new(next))));
                }
            }
        });
        let day = session.times.window().map(|window| window.date.format("%a %-d %b %Y").to_string());
        ui.label(theme::small(day.unwrap_or_default()).color(tokens(ui).text2));
    });
    if session.stale {
        ui.label(theme::caption("These minutes are of the window before; measuring…").color(tokens(ui).warn));
    }
}

/// The day on the machine's clock.
fn today() -> Option<NaiveDate> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_days(Days::new(since.as_secs() / 86_400))
}

fn push(service: String, standard: Standard, commands: &mut Vec<Command>) {
    commands.push(Command::Change(Box::new(Change::Standard(service, standard))));
}

const fn mode_words(mode: Mode) -> &'static str {
    match mode {
        Mode::StraightLine => "Straight line",
        Mode::Walk => "On foot",
        Mode::Bus => "By bus",
    }
}

const fn profile_words(profile: Profile) -> &'static str {
    match profile {
        Profile::Normal => "Usual walk",
        Profile::Slow => "Slow walk",
        Profile::StepFree => "Without steps",
    }
}
