//! What is done to one option of a plan: its status, what becomes of a site, its moves.

use crate::error::{Error, Result};
use crate::model::{Action, Move, OptionPlan, Plan, SiteDecision, Status};
use crate::units::Month;

/// The share of cost that "cut cost in place" starts from when the user has not yet said one.
pub const FIRST_REDUCE_SHARE: f64 = 0.1;

/// The option with this id, to be changed.
pub(super) fn option_mut<'a>(plan: &'a mut Plan, id: &str) -> Result<&'a mut OptionPlan> {
    if id == Plan::BAU {
        return Err(Error::Plan("business as usual cannot be changed; copy it to make an option".to_owned()));
    }
    plan.options.iter_mut().find(|option| option.id == id).ok_or_else(|| no_option(id))
}

fn no_option(id: &str) -> Error {
    Error::Plan(format!("there is no option \"{id}\""))
}

/// What an option is called; its id where there is none.
pub(super) fn option_name(plan: &Plan, id: &str) -> String {
    plan.option(id).map_or_else(|| id.to_owned(), |option| option.name.clone())
}

pub(super) fn duplicate(plan: &mut Plan, id: &str) -> Result<()> {
    let new_id = free_id(plan);
    if id == Plan::BAU {
        let name = format!("Option {new_id}");
        plan.options.push(OptionPlan { id: new_id, name, ..OptionPlan::default() });
        return Ok(());
    }
    let position = plan.options.iter().position(|option| option.id == id).ok_or_else(|| no_option(id))?;
    let original = &plan.options[position];
    let copy = OptionPlan {
        id: new_id,
        name: format!("{} (copy)", original.name),
        status: Status::LongList,
        reason: None,
        notes: Vec::new(),
        ..original.clone()
    };
    plan.options.insert(position + 1, copy);
    Ok(())
}

/// The first of A … Z, then A2, B2 …, that no option has.
pub fn free_id(plan: &Plan) -> String {
    // One more name than there are options is always enough.
    let rounds = 1..=plan.options.len() / 26 + 1;
    rounds
        .flat_map(|round| {
            ('A'..='Z')
                .map(move |letter| if round == 1 { letter.to_string() } else { format!("{letter}{round}") })
        })
        .find(|id| plan.option(id).is_none())
        .unwrap_or_default()
}

pub(super) fn set_status(option: &mut OptionPlan, status: Status, reason: Option<&str>) -> Result<()> {
    let reason = reason.map(str::trim).filter(|text| !text.is_empty());
    if status == Status::Discarded && reason.is_none() {
        return Err(Error::Plan(
            "say why the option is discarded: readers of the appraisal will ask".to_owned(),
        ));
    }
    option.status = status;
    option.reason = reason.map(str::to_owned);
    Ok(())
}

pub(super) fn set_action(option: &mut OptionPlan, site: &str, action: Action) {
    let before = option.sites.get(site).cloned().unwrap_or_default();
    if before.action == Action::Close && action != Action::Close {
        // Its services left because it closed; reopened, it has them back.
        remove_moves(option, |_, known| known.from.as_deref() == Some(site));
    }
    let mut decision = SiteDecision { action, ..before };
    if action == Action::Reduce {
        decision.reduce_share.get_or_insert(FIRST_REDUCE_SHARE);
    } else {
        decision.reduce_share = None;
    }
    if action != Action::Close {
        decision.after_use = None;
        decision.reuse = None;
    }
    if decision == SiteDecision::default() {
        option.sites.remove(site);
    } else {
        option.sites.insert(site.to_owned(), decision);
    }
}

/// Sends a service of a site somewhere else, or nowhere; replaces the move it had.
pub(super) fn move_service(option: &mut OptionPlan, service: &str, from: &str, to: Option<&str>) {
    let to = to.map(str::to_owned);
    match option.moves.iter_mut().find(|known| leaves(known, service, from)) {
        Some(known) => known.to = to,
        None => option.moves.push(Move {
            service: service.to_owned(),
            from: Some(from.to_owned()),
            to,
            share: 1.0,
            ..Move::default()
        }),
    }
}

/// Leaves a service where it is.
pub(super) fn stay_put(option: &mut OptionPlan, service: &str, from: &str) {
    remove_moves(option, |_, known| leaves(known, service, from));
}

pub(super) fn remove_move(option: &mut OptionPlan, position: usize) -> Result<()> {
    if position >= option.moves.len() {
        return Err(no_move(position));
    }
    remove_moves(option, |place, _| place == position);
    Ok(())
}

/// Gives moves, by position, and decisions, by site id, other months.
pub(super) fn reschedule(
    option: &mut OptionPlan,
    moves: &[(usize, Option<Month>)],
    sites: &[(String, Option<Month>)],
) -> Result<()> {
    for (position, start) in moves {
        option.moves.get_mut(*position).ok_or_else(|| no_move(*position))?.start = *start;
    }
    for (site, from) in sites {
        let wanted = option.sites.get_mut(site);
        wanted.ok_or_else(|| Error::Plan(format!("nothing is decided for {site}")))?.from = *from;
    }
    Ok(())
}

fn no_move(position: usize) -> Error {
    Error::Plan(format!("there is no move {}", position + 1))
}

fn leaves(movement: &Move, service: &str, from: &str) -> bool {
    movement.service == service && movement.from.as_deref() == Some(from)
}

/// Removes moves, chosen by position and by what they are, and renumbers the `after` lists of those that stay; a wait for a
/// removed move ends.
fn remove_moves(option: &mut OptionPlan, gone: impl Fn(usize, &Move) -> bool) {
    let mut new_positions = Vec::with_capacity(option.moves.len());
    let mut kept = Vec::with_capacity(option.moves.len());
    for (place, movement) in std::mem::take(&mut option.moves).into_iter().enumerate() {
        if gone(place, &movement) {
            new_positions.push(None);
        } else {
            new_positions.push(Some(kept.len()));
            kept.push(movement);
        }
    }
    for movement in &mut kept {
        movement.after =
            movement.after.iter().filter_map(|&old| new_positions.get(old).copied().flatten()).collect();
    }
    option.moves = kept;
}

#[cfg(test)]
mod tests {
    use super::super::Edit;
    use super::*;

    fn close(site: &str) -> Edit {
        Edit::SetAction { option: "A".to_owned(), site: site.to_owned(), action: Action::Close }
    }

    fn with_option() -> Plan {
        let option = OptionPlan { id: "A".to_owned(), name: "First".to_owned(), ..OptionPlan::default() };
        Edit::AddOption(option).apply(&Plan::default()).unwrap()
    }

    #[test]
    fn closing_and_keeping_again_leaves_no_trace() {
        let plan = with_option();
        let closed = close("s").apply(&plan).unwrap();
        let moved = Edit::MoveService {
            option: "A".to_owned(),
            service: "library".to_owned(),
            from: "s".to_owned(),
            to: Some("t".to_owned()),
        }
        .apply(&closed)
        .unwrap();
        assert_eq!(moved.options[0].moves.len(), 1);
        let kept = Edit::SetAction { option: "A".to_owned(), site: "s".to_owned(), action: Action::Keep }
            .apply(&moved)
            .unwrap();
        assert_eq!(kept, plan);
    }

    #[test]
    fn removing_a_move_renumbers_what_waits_for_it() {
        let mut plan = with_option();
        let movement = |from: &str, after: &[usize]| Move {
            service: "library".to_owned(),
            from: Some(from.to_owned()),
            share: 1.0,
            after: after.to_vec(),
            ..Move::default()
        };
        plan.options[0].moves = vec![movement("a", &[]), movement("b", &[0]), movement("c", &[0, 1])];
        let edit = Edit::RemoveMove { option: "A".to_owned(), position: 0 };
        let moves = edit.apply(&plan).unwrap().options.remove(0).moves;
        assert_eq!(moves, vec![movement("b", &[]), movement("c", &[0])]);
    }

    #[test]
    fn discarding_needs_a_reason_and_business_as_usual_stays() {
        let plan = with_option();
        let discard = |reason: Option<&str>| Edit::SetStatus {
            option: "A".to_owned(),
            status: Status::Discarded,
            reason: reason.map(str::to_owned),
        };
        assert!(discard(None).apply(&plan).is_err());
        assert!(discard(Some("  ")).apply(&plan).is_err());
        assert!(discard(Some("too far")).apply(&plan).is_ok());
        assert!(Edit::RemoveOption { option: Plan::BAU.to_owned() }.apply(&plan).is_err());
        assert!(
            Edit::AddOption(OptionPlan { id: Plan::BAU.to_owned(), ..OptionPlan::default() })
                .apply(&plan)
                .is_err()
        );
    }
}
