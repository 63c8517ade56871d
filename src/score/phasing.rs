//! Phasing: what happens when, what waits for what, and where an order is impossible.

use super::Facts;
use super::interim::InterimYear;
use super::timeline::{PaymentKind, Timeline, held_until, month_index, month_or_first};
use crate::model::{Action, OptionPlan, Settings};
use crate::units::Month;

/// What a step of an option does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StepKind {
    /// Space is fitted out for a service that arrives.
    Works,
    /// A service moves, arrives or is withdrawn.
    Move,
    /// A site becomes a hub, or its cost is cut.
    Change,
    /// A site closes.
    Close,
    /// A closed site is held until it is sold, or without an end.
    Hold,
    /// A released building is in its next use.
    Reuse,
}

impl StepKind {
    /// The word of the file format.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Move => "move",
            Self::Change => "change",
            Self::Close => "close",
            Self::Hold => "hold",
            Self::Reuse => "reuse",
        }
    }

    /// The words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Works => "Fit-out",
            Self::Move => "Service moves",
            Self::Change => "Hub or cost cut",
            Self::Close => "Closes",
            Self::Hold => "Held until sold",
            Self::Reuse => "Next use",
        }
    }
}

/// One step on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// Where, by index: of a move the site that the service arrives at, else the one that it leaves.
    pub site: usize,
    /// The service, by index, where it is about one.
    pub service: Option<usize>,
    /// First month, counted from April of the first year; negative when it would have to begin before.
    pub from: i64,
    /// First month after it; equal to `from` for what happens at once.
    pub until: i64,
    /// Position in the plan of the move that it is or belongs to.
    pub movement: Option<usize>,
    /// Steps that must be over first, by position in the list of steps.
    pub after: Vec<usize>,
    /// Why it cannot be when it is, in words; `None` when it can.
    pub problem: Option<String>,
    /// The first month in which it could be, where it cannot be when it is.
    pub earliest: Option<u32>,
}

/// An option over time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PhasingFindings {
    /// Every step, by month; steps of one month keep the order works, moves, changes, closings, holding, next use.
    pub steps: Vec<Step>,
    /// The end of each year of the horizon.
    pub years: Vec<InterimYear>,
    /// Moves that wait for each other in a circle, by position in the plan; the first one again at the end.
    pub circle: Option<Vec<usize>>,
}

/// Steps of an option, by month.
pub fn steps(facts: &Facts<'_>, option: &OptionPlan, timeline: &Timeline) -> Vec<Step> {
    let (dataset, settings) = (facts.dataset, facts.settings);
    let mut steps = Vec::new();
    for (position, acted) in timeline.moves.iter().enumerate() {
        let Some(acted) = acted else { continue };
        let Some(site) = acted.to.or(acted.from) else { continue };
        let month = i64::from(acted.month);
        let waits = Waits::of(facts, option, timeline, position);
        let needs_works = acted.to.is_some_and(|to| is_fitted_for(timeline, acted.month, to, acted.service));
        let works = if needs_works { i64::from(settings.works_months(&dataset.sites[site].id)) } else { 0 };
        let earliest = waits.works_from.saturating_add(works).max(waits.move_from);
        let problem = (works > 0 && month < waits.works_from.saturating_add(works)).then(|| {
            format!(
                "fitting out takes {works} months and can begin in {}: {} cannot arrive before {}",
                words(settings, waits.works_from),
                dataset.services[acted.service].name,
                words(settings, earliest)
            )
        });
        let late = problem.or_else(|| {
            (month < waits.move_from).then(|| {
                format!(
                    "{} cannot act before {}: {}",
                    dataset.services[acted.service].name,
                    words(settings, waits.move_from),
                    waits.why
                )
            })
        });
        let is_late = late.is_some();
        let earliest = is_late.then(|| u32::try_from(earliest).unwrap_or(u32::MAX));
        if works > 0 {
            steps.push(Step {
                kind: StepKind::Works,
                site,
                service: Some(acted.service),
                from: month - works,
                until: month,
                movement: Some(position),
                after: Vec::new(),
                problem: late.clone(),
                earliest: None,
            });
        }
        steps.push(Step {
            kind: StepKind::Move,
            site,
            service: Some(acted.service),
            from: month,
            until: month,
            movement: Some(position),
            after: Vec::new(),
            problem: late,
            earliest,
        });
    }
    decided(facts, option, timeline, &mut steps);
    steps.sort_by_key(|step| (step.from, step.kind, step.site, step.service));
    link(option, &mut steps);
    steps
}

/// Steps that follow from the decisions for sites.
fn decided(facts: &Facts<'_>, option: &OptionPlan, timeline: &Timeline, steps: &mut Vec<Step>) {
    let (dataset, settings) = (facts.dataset, facts.settings);
    let end = i64::from(settings.horizon_years) * 12;
    let step = |kind, site, from: i64, until: i64| Step {
        kind,
        site,
        service: None,
        from,
        until,
        movement: None,
        after: Vec::new(),
        problem: None,
        earliest: None,
    };
    for (id, decision) in &option.sites {
        let Some(site) = dataset.site_index(id) else { continue };
        let month = i64::from(month_or_first(decision.from, settings));
        if matches!(decision.action, Action::Hub | Action::Reduce) {
            steps.push(step(StepKind::Change, site, month, month));
        }
    }
    for &(site, closed, after_use) in &timeline.closings {
        let (month, held) = (i64::from(closed), held_until(settings, closed, after_use).map(i64::from));
        steps.push(step(StepKind::Close, site, month, month));
        if let Some(until) = held.filter(|until| *until > month) {
            steps.push(step(StepKind::Hold, site, month, until));
        } else if held.is_none() {
            let reused = timeline.reuses.iter().find(|reuse| reuse.site == site);
            let from = reused.map_or(month, |reuse| i64::from(reuse.from));
            steps.push(step(StepKind::Reuse, site, from, end.max(from)));
        }
    }
}

/// Says which steps wait for which: works come before their move, a move after those it names, and a closing after the moves
/// out of the site.
fn link(option: &OptionPlan, steps: &mut [Step]) {
    let of_move = |position: usize| {
        steps.iter().position(|step| step.kind == StepKind::Move && step.movement == Some(position))
    };
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (place, step) in steps.iter().enumerate() {
        match (step.kind, step.movement) {
            (StepKind::Move, Some(position)) => {
                let works = steps
                    .iter()
                    .position(|other| other.kind == StepKind::Works && other.movement == Some(position));
                after[place].extend(works);
                let named = option.moves.get(position).map_or(&[][..], |movement| &movement.after);
                after[place].extend(named.iter().filter_map(|&first| of_move(first)));
            }
            (StepKind::Hold | StepKind::Reuse, _) => {
                after[place].extend(
                    steps.iter().position(|other| other.kind == StepKind::Close && other.site == step.site),
                );
            }
            _ => {}
        }
    }
    for (step, after) in steps.iter_mut().zip(after) {
        step.after = after;
    }
}

/// From when a move, and works for it, can be.
struct Waits {
    works_from: i64,
    move_from: i64,
    why: String,
}

impl Waits {
    fn of(facts: &Facts<'_>, option: &OptionPlan, timeline: &Timeline, position: usize) -> Self {
        let mut waits = Self { works_from: 0, move_from: 0, why: String::new() };
        let dataset = facts.dataset;
        let Some(Some(acted)) = timeline.moves.get(position) else { return waits };
        if let Some(to) = acted.to {
            let site = &dataset.sites[to];
            if let Some(open) = site.available_from.as_deref().and_then(Month::starting) {
                let open = i64::from(month_index(open, facts.settings));
                waits.works_from = waits.works_from.max(open);
                waits.later(open, || format!("{} can be used only from then", site.name));
            }
        }
        for &first in option.moves.get(position).map_or(&[][..], |movement| &movement.after) {
            if let Some(Some(first_acted)) = timeline.moves.get(first) {
                let month = i64::from(first_acted.month);
                // What makes room by leaving makes it before works begin.
                if first_acted.from.is_some() && first_acted.from == acted.to {
                    waits.works_from = waits.works_from.max(month);
                }
                waits.later(month + 1, || format!("it waits for move {}", first + 1));
            }
        }
        waits
    }

    fn later(&mut self, month: i64, why: impl FnOnce() -> String) {
        if month > self.move_from {
            self.move_from = month;
            self.why = why();
        }
    }
}

fn is_fitted_for(timeline: &Timeline, month: u32, site: usize, service: usize) -> bool {
    timeline.payments.iter().any(|payment| {
        payment.kind == PaymentKind::FitOut
            && payment.month == month
            && payment.site == site
            && payment.service == Some(service)
    })
}

fn words(settings: &Settings, month: i64) -> String {
    u32::try_from(month).map_or_else(
        |_| "a month before the first year".to_owned(),
        |month| Month::at(settings.first_year, month.min(12_000)).to_string(),
    )
}

/// A circle among moves that wait for each other: positions, the first one again at the end.
pub fn circle(option: &OptionPlan) -> Option<Vec<usize>> {
    // 0 not looked at, 1 on the way, 2 done.
    fn walk(option: &OptionPlan, at: usize, state: &mut [u8], path: &mut Vec<usize>) -> Option<Vec<usize>> {
        state[at] = 1;
        path.push(at);
        for &first in &option.moves[at].after {
            if first >= state.len() || state[first] == 2 {
                continue;
            }
            if state[first] == 1 {
                let start = path.iter().position(|known| *known == first).unwrap_or(0);
                let mut circle = path[start..].to_vec();
                circle.push(first);
                return Some(circle);
            }
            if let Some(found) = walk(option, first, state, path) {
                return Some(found);
            }
        }
        path.pop();
        state[at] = 2;
        None
    }
    let mut state = vec![0; option.moves.len()];
    (0..option.moves.len())
        .find_map(|at| if state[at] == 0 { walk(option, at, &mut state, &mut Vec::new()) } else { None })
}
