//! An order of moves and closings that can be: the least delay that makes one out of an impossible one.

use crate::edit::Edit;
use crate::model::Plan;
use crate::score::Facts;
use crate::score::phasing::{StepKind, circle, steps};
use crate::score::timeline::Timeline;
use crate::units::Month;

/// The edit that moves what cannot be when it is to the first month in which it can; nothing is brought forward. `None` when
/// everything can be as it is, or moves wait for each other in a circle.
pub fn possible_order_of(facts: &Facts<'_>, plan: &Plan, option: &str) -> Option<Edit> {
    let option = plan.option(option)?;
    if circle(option).is_some() {
        return None;
    }
    let first = facts.settings.first_year;
    let mut changed = option.clone();
    // Each round settles at least one more move of a chain.
    for _ in 0..=option.moves.len() {
        let timeline = Timeline::of(facts.dataset, facts.settings, &changed);
        let mut late = false;
        for step in steps(facts, &changed, &timeline) {
            let (StepKind::Move, Some(position), Some(month)) = (step.kind, step.movement, step.earliest)
            else {
                continue;
            };
            changed.moves[position].start = Some(Month::at(first, month));
            late = true;
        }
        // A site closes once its services have moved.
        for (site, closed, _) in &timeline.closings {
            let leaving = timeline.moves.iter().flatten().filter(|acted| acted.from == Some(*site));
            if let Some(last) = leaving.map(|acted| acted.month).max().filter(|last| last > closed)
                && let Some(decision) = changed.sites.get_mut(&facts.dataset.sites[*site].id)
            {
                decision.from = Some(Month::at(first, last));
                late = true;
            }
        }
        if !late {
            break;
        }
    }
    if changed == *option {
        return None;
    }
    let moves = changed
        .moves
        .iter()
        .enumerate()
        .filter(|(place, movement)| movement.start != option.moves[*place].start);
    let sites = changed
        .sites
        .iter()
        .filter(|(id, decision)| option.sites.get(*id).is_some_and(|before| before.from != decision.from));
    Some(Edit::Reschedule {
        option: option.id.clone(),
        moves: moves.map(|(place, movement)| (place, movement.start)).collect(),
        sites: sites.map(|(id, decision)| (id.clone(), decision.from)).collect(),
    })
}
