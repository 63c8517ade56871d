//! Find options, in the left panel of the Options stage: what is asked, how the search goes, the cost–access frontier
//! that it found, each plan of it previewed on the map, and any of them kept.

mod asked;
mod chart;
mod points;
mod search;

use std::sync::Arc;
use std::time::Duration;

use egui::{CollapsingHeader, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use crate::edit::Edit;
use crate::find::{FindStatus, Finding};
use crate::model::{FindSettings, OptionPlan, Settings};
use crate::units::{pounds, pounds_short, thousands};

use super::command::Command;
use super::icons::icon;
use super::session::{PREVIEW, Session};
use super::theme::{self, tokens};
use super::view::View;
use super::widgets::{self, Weight};

use chart::Measured;
pub use search::Search;

/// What is asked, as it is being filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    find: FindSettings,
    seconds: f64,
    /// The prices as typed, while they are listed.
    prices: String,
    /// What the list of sites is narrowed to.
    narrowed: String,
}

impl Draft {
    /// What the plan asks for already.
    fn of(settings: &Settings) -> Self {
        let find = settings.find.clone();
        Self { prices: asked::listed(&find.prices), find, seconds: 60.0, narrowed: String::new() }
    }
}

/// A plan of the frontier: a point, or one of its alternatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pick {
    point: usize,
    alternative: Option<usize>,
}

/// The page, while it is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    draft: Draft,
    /// The option looked at before, to come back to.
    pub(super) before: String,
    picked: Option<Pick>,
    /// The options as the search counts them, kept between frames.
    measured: Option<Measured>,
    /// What to do with the questions in the next frame: open or close them.
    unfold: Option<bool>,
}

impl Page {
    /// A page that asks what the plan asks for already.
    pub fn of(session: &Session, view: &View) -> Self {
        let before = view.option.clone();
        Self {
            draft: Draft::of(&session.plan().settings),
            before,
            picked: None,
            measured: None,
            unfold: None,
        }
    }

    /// Lets go of the plan that was previewed.
    pub(super) fn put_down(&mut self) -> bool {
        self.picked.take().is_some()
    }
}

/// The whole left panel.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    // Taken out while it is drawn: the chart reads the rest of the view.
    let Some(mut page) = view.finding.take() else { return };
    let quiet = tokens(ui).text2;
    if widgets::button(ui, Weight::Quiet, Some(icon::ARROW_LEFT), "Options").clicked() {
        commands.push(Command::LeaveFind);
    }
    ui.label(theme::title("Find options"));
    if view.workshop.hide_money {
        widgets::money_hidden(ui);
        view.finding = Some(page);
        return;
    }
    let words = "Searches every combination of open sites and the services in them for the least cost at each level \
                 of access, and says how near to the best possible each plan is proven to be.";
    ui.label(theme::small(words).color(quiet));
    let running = view.search.as_ref().is_some_and(Search::running);
    let header = CollapsingHeader::new(theme::label("What is asked"))
        .id_salt("find-asked")
        .default_open(view.search.is_none())
        .open(page.unfold.take());
    header.show(ui, |ui| {
        ui.add_enabled_ui(!running, |ui| asked::show(ui, session, &mut page.draft, commands));
    });
    ui.add_space(4.0);
    if running {
        going(ui, view.search.as_ref());
    } else {
        let wide = ui.available_width();
        let start =
            widgets::button_wide(ui, Weight::Primary, Some(icon::MAGNIFYING_GLASS), "Start the search", wide);
        if start.clicked() {
            let mut settings = session.plan().settings.clone();
            settings.find = page.draft.find.clone();
            if settings != session.plan().settings {
                commands.push(Command::Edit(Edit::SetSettings(Box::new(settings))));
            }
            if page.put_down() {
                commands.push(Command::Preview(None));
            }
            view.search = Some(Search::start(ui.ctx(), session, &page.draft));
            page.unfold = Some(false);
        }
    }
    if let Some(search) = view.search.as_ref() {
        let known = page.measured.take().filter(|measured| measured.is_of(session));
        let measured = known.unwrap_or_else(|| Measured::of(session));
        match search.answer() {
            None => {
                let now = search.now();
                chart::show(ui, session, &measured, &chart::Drawn::heard(&now.heard), None);
            }
            Some(Err(error)) => {
                let bad = tokens(ui).bad;
                ui.label(theme::small(format!("The search did not work: {error}")).color(bad));
            }
            Some(Ok(finding)) => found(ui, session, (view, &measured), search, &finding, &mut page, commands),
        }
        page.measured = Some(measured);
    }
    view.finding = Some(page);
}

/// What a search that runs has so far.
fn going(ui: &mut Ui, search: Option<&Search>) {
    let Some(search) = search else { return };
    let tokens = tokens(ui);
    let now = search.now();
    let (spent, share) = search.spent();
    ui.label(theme::label("Finding options"));
    let plans = now.heard.len();
    let mut words = format!("{plans} {} so far", if plans == 1 { "plan" } else { "plans" });
    if let Some(progress) = now.progress.filter(|progress| progress.objective.is_finite()) {
        let gap = 100.0 * crate::solve::gap(progress.objective, progress.lower_bound);
        words = format!(
            "{words}. At the price being tried: best {}, bound {}, gap {gap:.1}\u{a0}%",
            pounds_short(progress.objective),
            pounds_short(progress.lower_bound)
        );
    }
    ui.label(theme::small(words).color(tokens.text2));
    let (rect, bar) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
    bar.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, "Share of the time limit used"));
    ui.painter().rect_filled(rect, 2.0, tokens.line);
    let part = Rect::from_min_size(rect.min, vec2(rect.width() * share, rect.height()));
    ui.painter().rect_filled(part, 2.0, tokens.accent_fill);
    let seconds = spent.as_secs();
    let words = format!("{}:{:02} · you can keep working", seconds / 60, seconds % 60);
    ui.label(theme::caption(words).color(tokens.text2));
    if widgets::button(ui, Weight::Secondary, None, "Stop and keep best").clicked() {
        search.stop();
    }
    ui.ctx().request_repaint_after(Duration::from_millis(200));
}

/// What a search found.
fn found(
    ui: &mut Ui,
    session: &Session,
    (view, measured): (&View, &Measured),
    search: &Search,
    finding: &Arc<Finding>,
    page: &mut Page,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    if finding.status == FindStatus::Infeasible {
        clashes(ui, finding);
        return;
    }
    let (spent, _) = search.spent();
    ui.label(theme::small(summary(finding, spent)).color(tokens.text2));
    if !search.holds(session) {
        let words = "Settings or data have changed since this search: search again to keep a plan.";
        ui.label(theme::small(format!("{} {words}", icon::WARNING)).color(tokens.warn));
    }
    if !search.of_these_facts(session) {
        return;
    }
    // What was picked counts while it is looked at: another option may have been chosen since.
    let chosen = page.picked.filter(|_| view.option == PREVIEW);
    let clicked =
        chart::show(ui, session, measured, &chart::Drawn::found(finding), chosen.map(|pick| pick.point));
    ui.add_space(4.0);
    let keeps = search.holds(session);
    let listed = points::show(ui, session, finding, measured.weight, keeps, chosen, commands);
    let pick = listed.or_else(|| clicked.map(|point| Pick { point, alternative: None }));
    if pick.is_some() && pick != chosen {
        page.picked = pick;
        commands.push(Command::Preview(pick.and_then(|pick| preview(session, finding, pick)).map(Box::new)));
    }
    if !finding.assumed.is_empty() {
        ui.add_space(4.0);
        CollapsingHeader::new(theme::small("What was assumed")).id_salt("find-assumed").show(ui, |ui| {
            for line in &finding.assumed {
                ui.label(theme::small(line).color(tokens.text2));
            }
        });
    }
}

/// A plan as an option that is looked at.
fn preview(session: &Session, finding: &Finding, pick: Pick) -> Option<OptionPlan> {
    let point = &finding.frontier.get(pick.point)?.point;
    let layout = match pick.alternative {
        None => &point.solution.layout,
        Some(place) => &point.alternatives.get(place)?.layout,
    };
    let name = points::name(pick);
    Some(crate::find::option(&session.dataset, layout, PREVIEW.to_owned(), name))
}

/// How the search ended and what it proved, in a sentence or two.
fn summary(finding: &Finding, spent: Duration) -> String {
    let points = finding.frontier.len();
    let proved = finding.frontier.iter().filter(|found| found.point.proved()).count();
    let worst = finding.frontier.iter().map(|found| found.point.solution.gap()).fold(0.0, f64::max);
    let ended =
        if finding.status == FindStatus::Complete { "" } else { "Stopped before everything was looked at. " };
    let plans = if points == 1 { "1 plan".to_owned() } else { format!("{points} plans") };
    let proof = match finding.compared {
        Some(all) => format!("All {} options were compared.", thousands(all as f64)),
        None if proved == points => "Each is proved best at its price.".to_owned(),
        None if worst.is_finite() => {
            format!("{proved} proved best at their price; gap at most {:.2}\u{a0}%.", 100.0 * worst)
        }
        None => "Nothing is proved about some of them.".to_owned(),
    };
    format!("{ended}{plans} in {:.1}\u{a0}s. {proof}", spent.as_secs_f64())
}

/// Rules that no plan fulfils together.
fn clashes(ui: &mut Ui, finding: &Finding) {
    let tokens = tokens(ui);
    egui::Frame::new()
        .fill(tokens.bad_bg)
        .stroke(egui::Stroke::new(1.0, tokens.bad))
        .corner_radius(8)
        .inner_margin(10)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(theme::label(format!("{} Cannot be done as asked", icon::X_CIRCLE)).color(tokens.bad));
            let count = finding.clashes.len();
            let words = match count {
                1 => "This rule cannot be fulfilled:".to_owned(),
                2 => "Two rules clash. Relax one of them and search again:".to_owned(),
                count => format!("{count} rules clash. Relax one of them and search again:"),
            };
            ui.label(theme::small(words));
            for clash in &finding.clashes {
                ui.label(theme::small(format!("· {clash}")));
            }
        });
}

/// What the last search gave, for the list of options.
pub fn last(session: &Session, view: &View) -> Option<String> {
    let search = view.search.as_ref()?;
    if search.running() {
        let (spent, _) = search.spent();
        return Some(format!("Searching: {} so far, {} s", search.now().heard.len(), spent.as_secs()));
    }
    let finding = search.answer()?.ok()?;
    let worst = finding.frontier.iter().map(|found| found.point.solution.gap()).fold(0.0, f64::max);
    let stale = if search.holds(session) { "" } else { ", before the last change" };
    Some(match finding.frontier.len() {
        0 => format!("Last search: the rules clash{stale}"),
        points => format!("Last search: {points} points, gap at most {:.1}\u{a0}%{stale}", 100.0 * worst),
    })
}

/// What a gap means, in pounds and in minutes of the average journey.
fn gap_words(solution: &crate::solve::Solution, price: f64, weight: f64) -> String {
    let short = (solution.objective - solution.lower_bound).max(0.0);
    if solution.gap() <= crate::solve::PROVED {
        return "Proved: nothing is better at its price".to_owned();
    }
    if !short.is_finite() {
        return "Nothing is proved about it yet".to_owned();
    }
    let minutes = short / (price * weight);
    let minutes = if minutes.is_finite() && minutes < 1000.0 {
        format!(", or {} off the average journey", tenths(minutes))
    } else {
        String::new()
    };
    format!(
        "Not proved best: at most {} a year{minutes} better is possible ({:.2}\u{a0}%)",
        pounds(short),
        100.0 * solution.gap()
    )
}

/// Minutes to a tenth, and never 0 for something.
fn tenths(minutes: f64) -> String {
    if minutes < 0.05 { "less than 0.1 min".to_owned() } else { format!("{minutes:.1}\u{a0}min") }
}
