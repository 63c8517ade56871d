//! Every option: what it decides building by building, what it does, and why it was discarded if it was.

use super::super::tree::{Block, Cell, Figure, Form, Grid};
use super::super::{Writing, called};
use super::context::action_words;
use crate::appraise::OptionAppraisal;
use crate::export::scene::map::{self, Subject};
use crate::export::words;
use crate::model::{Action, AfterUse, OptionPlan, Status};
use crate::units;

/// Each option under its own heading, in the plan's order.
pub fn options(writing: &Writing<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let discarded: Vec<String> = writing
        .options()
        .filter(|(_, _, plan)| plan.status == Status::Discarded)
        .map(|(_, found, _)| called(found))
        .collect();
    blocks.push(Block::text(format!(
        "Business as usual is the first of {}. {}",
        words::counted(writing.content.appraisal.options.len(), "option", "options"),
        if discarded.is_empty() {
            "None has been discarded.".to_owned()
        } else {
            format!("Discarded, with reasons below: {}.", words::listed(&discarded, 12))
        }
    )));
    if writing.options().next().is_none() {
        blocks.push(Block::text("No option has been drawn up yet."));
    }
    for (place, found, plan) in writing.options() {
        blocks.push(Block::Heading(1, called(found)));
        blocks.extend(option(writing, place, found, plan));
    }
    blocks
}

fn option(writing: &Writing<'_>, place: usize, found: &OptionAppraisal, plan: &OptionPlan) -> Vec<Block> {
    let mut blocks = Vec::new();
    let reason = plan.reason.as_deref().filter(|text| !text.trim().is_empty());
    match (plan.status, reason) {
        (Status::Discarded, Some(reason)) => {
            blocks.push(Block::lead("Discarded.", words::clipped(reason, 2_000)));
        }
        (Status::Discarded, None) => {
            blocks.push(Block::lead("Discarded.", "No reason has been written down."));
        }
        (status, Some(reason)) => {
            blocks.push(Block::lead(format!("{}.", status.label()), words::clipped(reason, 2_000)));
        }
        (status, None) => blocks.push(Block::lead(format!("{}.", status.label()), "")),
    }
    let count = |action: Action| plan.sites.values().filter(|decision| decision.action == action).count();
    let parts: Vec<String> = [
        (count(Action::Hub), "becomes a hub", "become hubs"),
        (count(Action::Close), "closes", "close"),
        (count(Action::Reduce), "stays with its cost cut in place", "stay with their cost cut in place"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| {
        let verb = if count == 1 { one } else { many };
        format!("{} {verb}", words::counted(count, "building", "buildings"))
    })
    .collect();
    let moves = plan.moves.len();
    let decided = if parts.is_empty() {
        "No building is named: all stay as they are".to_owned()
    } else {
        format!("{}; every other building stays as it is", words::listed(&parts, 5))
    };
    let services = if moves == 0 {
        "No service moves.".to_owned()
    } else {
        format!("{} listed below.", words::counted(moves, "move of a service is", "moves of services are"))
    };
    blocks.push(Block::text(format!("{decided}. {services}")));
    if !found.feasible() {
        let clashes: Vec<String> =
            found.findings.clashes.iter().map(|clash| words::clipped(&clash.message, 300)).collect();
        blocks.push(Block::Note("This option cannot be done as it stands:".to_owned()));
        blocks.push(Block::List(clashes));
    }
    if plan.sites.is_empty() && plan.moves.is_empty() {
        return blocks;
    }
    let decisions = decisions(writing, plan);
    let title = format!("{}: what is decided", called(found));
    blocks.push(Block::Figure(Box::new(Figure {
        number: 0,
        caption: title.clone(),
        alt: format!(
            "Map of the buildings. {decided}. {} The table names every one.",
            if moves == 0 { "No service moves." } else { "Arrows show where services move." }
        ),
        scene: map::draw(
            writing.content,
            &writing.ground,
            Subject::Decisions(place),
            &words::clipped(&title, 90),
        ),
        twin: decisions,
    })));
    if !plan.moves.is_empty() {
        blocks.push(Block::Grid(moves_table(writing, found, plan)));
    }
    if !plan.money.is_empty() {
        let mut grid = Grid::new(
            format!("{}: its own money lines", called(found)),
            &[("What for", "words"), ("Amount", "£"), ("When", "words"), ("Kind", "words")],
        );
        for line in &plan.money {
            let yearly = line.every == crate::model::Every::Year;
            let from = line.from.map_or_else(|| "from the start".to_owned(), words::month);
            let when = match (yearly, line.to) {
                (false, _) => from,
                (true, None) => format!("each year, {from} on"),
                (true, Some(to)) => format!("each year, {from} to {}", words::month(to)),
            };
            grid.row(vec![
                words::clipped(&line.line, 120).into(),
                Cell::Number(line.gbp, Form::Pounds),
                when.into(),
                if line.capital { "capital, optimism bias is added" } else { "revenue" }.into(),
            ]);
        }
        blocks.push(Block::Grid(grid));
    }
    blocks
}

fn decisions(writing: &Writing<'_>, plan: &OptionPlan) -> Grid {
    let dataset = writing.content.dataset;
    let mut grid = Grid::new(
        format!("Option {}: decisions by building", words::clipped(&plan.id, 24)),
        &[
            ("Building", "words"),
            ("Decision", "words"),
            ("From", "words"),
            ("Afterwards", "words"),
            ("Why", "words"),
        ],
    );
    // By what happens, then in the order of the sites' file; ids that no site has come last.
    let mut rows: Vec<_> = plan.sites.iter().collect();
    rows.sort_by_key(|(id, decision)| {
        let order = match decision.action {
            Action::Hub => 0,
            Action::Close => 1,
            Action::Reduce => 2,
            Action::Keep => 3,
        };
        (order, dataset.site_index(id).unwrap_or(usize::MAX))
    });
    for (id, decision) in rows {
        let afterwards = match (decision.action, decision.after_use, decision.reduce_share) {
            (Action::Close, after, _) => after_words(after.unwrap_or_default()).to_owned(),
            (Action::Reduce, _, Some(share)) => format!("{} less running cost", words::share(share)),
            (Action::Reduce, _, None) => "saving not stated".to_owned(),
            _ => String::new(),
        };
        let hours = decision.hours_per_week.map(|hours| format!("open {hours:.0} hours a week"));
        let mut after: Vec<String> =
            [Some(afterwards).filter(|text| !text.is_empty()), hours].into_iter().flatten().collect();
        if decision.action == Action::Reduce && decision.hours_per_week.is_none() {
            after.push("effect on opening hours not stated".to_owned());
        }
        grid.row(vec![
            words::site(dataset, id).into(),
            action_words(decision.action).into(),
            decision.from.map_or(Cell::text("the start"), |from| words::month(from).into()),
            if after.is_empty() { Cell::None } else { after.join("; ").into() },
            decision.why.as_deref().map_or(Cell::None, |why| words::clipped(why, 300).into()),
        ]);
    }
    grid
}

/// What becomes of a closed building, in words.
const fn after_words(after: AfterUse) -> &'static str {
    match after {
        AfterUse::Dispose => "to be sold",
        AfterUse::Let => "to be let",
        AfterUse::TemporaryAccommodation => "temporary homes",
        AfterUse::CommunityTransfer => "to a community body",
        AfterUse::Undecided => "not decided yet",
    }
}

fn moves_table(writing: &Writing<'_>, found: &OptionAppraisal, plan: &OptionPlan) -> Grid {
    let dataset = writing.content.dataset;
    let mut grid = Grid::new(
        format!("{}: services that move", called(found)),
        &[
            ("Service", "words"),
            ("Leaves", "words"),
            ("Arrives at", "words"),
            ("Apart", "metres"),
            ("When", "words"),
            ("How much", "words"),
        ],
    );
    for movement in &plan.moves {
        let place = |id: &Option<String>, none: &str| {
            id.as_deref().map_or_else(|| none.to_owned(), |id| words::site(dataset, id))
        };
        let ends = movement.from.as_deref().zip(movement.to.as_deref());
        let ends = ends.and_then(|(from, to)| dataset.site_index(from).zip(dataset.site_index(to)));
        let apart = ends.map(|(from, to)| {
            crate::place::haversine_m(dataset.sites[from].position, dataset.sites[to].position)
        });
        grid.row(vec![
            words::service(dataset, &movement.service).into(),
            place(&movement.from, "new here").into(),
            place(&movement.to, "is withdrawn").into(),
            Cell::number(apart, Form::Whole),
            plan.month_of(movement).map_or_else(|| "the start".to_owned(), words::month).into(),
            if movement.share < 1.0 {
                format!("outreach, {} of it", words::share(movement.share))
            } else {
                "whole".to_owned()
            }
            .into(),
        ]);
    }
    grid.noted("Distances are in a straight line.")
}

/// Pounds with the word for their direction: `£1.35m less` or `£0.2m more`.
pub fn less_or_more(saving: f64) -> String {
    if saving >= 0.0 {
        format!("{} less", units::pounds_short(saving))
    } else {
        format!("{} more", units::pounds_short(-saving))
    }
}
