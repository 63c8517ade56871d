//! Editing a Plan: each change is one `Edit` with a label, and `History` undoes and redoes them.

mod evidence;

pub use evidence::EvidenceEdit;

use crate::error::{Error, Result};
use crate::model::{
    Action, CriterionKey, Dataset, MoneyLine, Move, OptionPlan, Plan, ReportSettings, Settings, SiteDecision,
    Status,
};
use crate::units::Month;

/// One undoable change of a Plan. The only way in which a Plan changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Add an option at the end.
    AddOption(OptionPlan),
    /// Add a copy of an option (or, from `bau`, an empty one) after it, under a new id.
    DuplicateOption {
        /// Option copied, or `bau`.
        option: String,
    },
    /// Remove an option.
    RemoveOption {
        /// Option id.
        option: String,
    },
    /// Give an option another name.
    RenameOption {
        /// Option id.
        option: String,
        /// New name.
        name: String,
    },
    /// Move an option along the list, with its reason (needed to discard it).
    SetStatus {
        /// Option id.
        option: String,
        /// New status.
        status: Status,
        /// Why.
        reason: Option<String>,
    },
    /// Decide for a site; the services of a site that closes or reopens are left to moves.
    SetAction {
        /// Option id.
        option: String,
        /// Site id.
        site: String,
        /// What happens to it.
        action: Action,
    },
    /// Replace the whole decision for a site; `None` removes it (and the site is kept).
    SetDecision {
        /// Option id.
        option: String,
        /// Site id.
        site: String,
        /// The decision.
        decision: Option<SiteDecision>,
    },
    /// Send a service of a site somewhere else (`to` none: withdrawn); replaces the move it had.
    MoveService {
        /// Option id.
        option: String,
        /// Service id.
        service: String,
        /// Site id it leaves.
        from: String,
        /// Site id it goes to; `None`: nowhere.
        to: Option<String>,
    },
    /// Leave a service where it is: removes its moves from that site.
    StayPut {
        /// Option id.
        option: String,
        /// Service id.
        service: String,
        /// Site id.
        from: String,
    },
    /// Add a move as given.
    AddMove {
        /// Option id.
        option: String,
        /// The move.
        movement: Move,
    },
    /// Remove the move at a position.
    RemoveMove {
        /// Option id.
        option: String,
        /// Position, from 0.
        position: usize,
    },
    /// Give moves and decisions other months.
    Reschedule {
        /// Option id.
        option: String,
        /// By position: the month in which a move acts.
        moves: Vec<(usize, Option<Month>)>,
        /// By site id: the month from which its decision holds.
        sites: Vec<(String, Option<Month>)>,
    },
    /// Replace an option's money lines.
    SetMoney {
        /// Option id.
        option: String,
        /// All lines.
        money: Vec<MoneyLine>,
    },
    /// Keep what was said of an option.
    AddNote {
        /// Option id.
        option: String,
        /// What was said.
        note: String,
    },
    /// Weigh a criterion.
    SetWeight {
        /// Which.
        criterion: CriterionKey,
        /// Raw weight, ≥ 0.
        weight: f64,
    },
    /// Change what is noted around the evidence.
    Evidence(EvidenceEdit),
    /// Replace the settings.
    SetSettings(Box<Settings>),
    /// Replace what the published appraisal says of itself.
    SetReport(Box<ReportSettings>),
    /// Replace the plan (a plan file was opened).
    ReplacePlan(Box<Plan>),
}

/// The share of cost that "cut cost in place" starts from when the user has not yet said one.
pub const FIRST_REDUCE_SHARE: f64 = 0.1;

impl Edit {
    /// The Plan with this change, or why it cannot be made. The Plan given is not touched.
    pub fn apply(&self, plan: &Plan) -> Result<Plan> {
        let mut next = plan.clone();
        match self {
            Self::AddOption(option) => {
                if option.id == Plan::BAU || next.option(&option.id).is_some() {
                    return Err(Error::Plan(format!("there is already an option \"{}\"", option.id)));
                }
                next.options.push(option.clone());
            }
            Self::DuplicateOption { option } => duplicate(&mut next, option)?,
            Self::RemoveOption { option } => {
                option_mut(&mut next, option)?;
                next.options.retain(|other| other.id != *option);
            }
            Self::RenameOption { option, name } => name.clone_into(&mut option_mut(&mut next, option)?.name),
            Self::SetStatus { option, status, reason } => {
                set_status(option_mut(&mut next, option)?, *status, reason.as_deref())?;
            }
            Self::SetAction { option, site, action } => {
                set_action(option_mut(&mut next, option)?, site, *action);
            }
            Self::SetDecision { option, site, decision } => {
                let sites = &mut option_mut(&mut next, option)?.sites;
                match decision {
                    Some(decision) => sites.insert(site.clone(), decision.clone()),
                    None => sites.remove(site),
                };
            }
            Self::MoveService { option, service, from, to } => {
                let option = option_mut(&mut next, option)?;
                let new = Move {
                    service: service.clone(),
                    from: Some(from.clone()),
                    to: to.clone(),
                    share: 1.0,
                    ..Move::default()
                };
                let stands = option.moves.iter().position(|known| leaves(known, service, from));
                match stands {
                    Some(position) => {
                        let known = &mut option.moves[position];
                        known.to.clone_from(&new.to);
                    }
                    None => option.moves.push(new),
                }
            }
            Self::StayPut { option, service, from } => {
                remove_moves(option_mut(&mut next, option)?, |known| leaves(known, service, from));
            }
            Self::AddMove { option, movement } => {
                option_mut(&mut next, option)?.moves.push(movement.clone());
            }
            Self::RemoveMove { option, position } => {
                let option = option_mut(&mut next, option)?;
                if *position >= option.moves.len() {
                    return Err(Error::Plan(format!("there is no move {}", position + 1)));
                }
                let mut place = 0;
                remove_moves(option, |_| {
                    place += 1;
                    place - 1 == *position
                });
            }
            Self::Reschedule { option, moves, sites } => {
                let option = option_mut(&mut next, option)?;
                for (position, start) in moves {
                    let number = position + 1;
                    let wanted = option.moves.get_mut(*position);
                    wanted.ok_or_else(|| Error::Plan(format!("there is no move {number}")))?.start = *start;
                }
                for (site, from) in sites {
                    let wanted = option.sites.get_mut(site);
                    wanted.ok_or_else(|| Error::Plan(format!("nothing is decided for {site}")))?.from = *from;
                }
            }
            Self::SetMoney { option, money } => option_mut(&mut next, option)?.money.clone_from(money),
            Self::AddNote { option, note } => option_mut(&mut next, option)?.notes.push(note.clone()),
            Self::SetWeight { criterion, weight } => {
                if !weight.is_finite() || *weight < 0.0 {
                    return Err(Error::Plan("a weight is a number of 0 or more".to_owned()));
                }
                next.settings.weights.insert(*criterion, *weight);
            }
            Self::Evidence(edit) => edit.apply(&mut next)?,
            Self::SetSettings(settings) => next.settings = (**settings).clone(),
            Self::SetReport(report) => next.report = (**report).clone(),
            Self::ReplacePlan(replacement) => next = (**replacement).clone(),
        }
        Ok(next)
    }

    /// What the change is called in the undo list: `Close Larkmoor Library`.
    pub fn label(&self, plan: &Plan, dataset: &Dataset) -> String {
        let option_name =
            |id: &str| plan.option(id).map_or_else(|| id.to_owned(), |option| option.name.clone());
        let site_name = |id: &str| {
            dataset.site_index(id).map_or_else(|| id.to_owned(), |index| dataset.sites[index].name.clone())
        };
        let service_name = |id: &str| {
            dataset
                .service_index(id)
                .map_or_else(|| id.to_owned(), |index| dataset.services[index].name.clone())
        };
        match self {
            Self::AddOption(option) => format!("Add option {}", option.name),
            Self::DuplicateOption { option } if option == Plan::BAU => "Copy business as usual".to_owned(),
            Self::DuplicateOption { option } => format!("Copy {}", option_name(option)),
            Self::RemoveOption { option } => format!("Remove {}", option_name(option)),
            Self::RenameOption { name, .. } => format!("Rename to {name}"),
            Self::SetStatus { option, status, .. } => {
                format!("{} to {}", option_name(option), status.label().to_lowercase())
            }
            Self::SetAction { site, action, .. } => format!("{} {}", action.label(), site_name(site)),
            Self::SetDecision { site, .. } => format!("Change {}", site_name(site)),
            Self::MoveService { service, from, to: Some(to), .. } => {
                format!("Move {} from {} to {}", service_name(service), site_name(from), site_name(to))
            }
            Self::MoveService { service, from, to: None, .. } => {
                format!("Withdraw {} from {}", service_name(service), site_name(from))
            }
            Self::StayPut { service, from, .. } => {
                format!("Keep {} at {}", service_name(service), site_name(from))
            }
            Self::AddMove { movement, .. } => format!("Move {}", service_name(&movement.service)),
            Self::RemoveMove { .. } => "Remove a move".to_owned(),
            Self::Reschedule { option, moves, sites } => match (moves.len(), sites.len()) {
                (1, 0) | (0, 1) => format!("Change a month in {}", option_name(option)),
                _ => format!("Put {} in a possible order", option_name(option)),
            },
            Self::SetMoney { option, .. } => format!("Money lines of {}", option_name(option)),
            Self::SetWeight { criterion, weight } => {
                format!("Weigh {} {weight:.0}", criterion.label().to_lowercase())
            }
            Self::AddNote { option, .. } => format!("Note for {}", option_name(option)),
            Self::Evidence(edit) => edit.label(plan),
            Self::SetSettings(_) => "Change settings".to_owned(),
            Self::SetReport(_) => "Change the report".to_owned(),
            Self::ReplacePlan(_) => "Replace the plan".to_owned(),
        }
    }
}

fn option_mut<'a>(plan: &'a mut Plan, id: &str) -> Result<&'a mut OptionPlan> {
    if id == Plan::BAU {
        return Err(Error::Plan("business as usual cannot be changed; copy it to make an option".to_owned()));
    }
    plan.options
        .iter_mut()
        .find(|option| option.id == id)
        .ok_or_else(|| Error::Plan(format!("there is no option \"{id}\"")))
}

fn duplicate(plan: &mut Plan, id: &str) -> Result<()> {
    let new_id = free_id(plan);
    if id == Plan::BAU {
        let name = format!("Option {new_id}");
        plan.options.push(OptionPlan { id: new_id, name, ..OptionPlan::default() });
        return Ok(());
    }
    let position = plan
        .options
        .iter()
        .position(|option| option.id == id)
        .ok_or_else(|| Error::Plan(format!("there is no option \"{id}\"")))?;
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

fn set_status(option: &mut OptionPlan, status: Status, reason: Option<&str>) -> Result<()> {
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

fn set_action(option: &mut OptionPlan, site: &str, action: Action) {
    let before = option.sites.get(site).cloned().unwrap_or_default();
    if before.action == Action::Close && action != Action::Close {
        // Its services left because it closed; reopened, it has them back.
        remove_moves(option, |known| known.from.as_deref() == Some(site));
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

fn leaves(movement: &Move, service: &str, from: &str) -> bool {
    movement.service == service && movement.from.as_deref() == Some(from)
}

/// Removes moves and renumbers the `after` lists of those that stay; a wait for a removed move ends.
fn remove_moves(option: &mut OptionPlan, mut gone: impl FnMut(&Move) -> bool) {
    let mut new_positions = Vec::with_capacity(option.moves.len());
    let mut kept = Vec::with_capacity(option.moves.len());
    for movement in std::mem::take(&mut option.moves) {
        if gone(&movement) {
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

/// The Plan with everything that was done to it.
#[derive(Debug, Clone)]
pub struct History {
    plan: Plan,
    past: Vec<(String, Plan)>,
    future: Vec<(String, Plan)>,
    dragging: bool,
}

/// Steps that can be undone.
const MOST_STEPS: usize = 200;

impl History {
    /// A history that starts here.
    pub fn new(plan: Plan) -> Self {
        Self { plan, past: Vec::new(), future: Vec::new(), dragging: false }
    }

    /// The Plan as it stands.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Makes a change that can be undone. Returns whether it changed anything.
    pub fn apply(&mut self, edit: &Edit, dataset: &Dataset) -> Result<bool> {
        self.step(edit, dataset, false)
    }

    /// Makes a change that belongs to a drag: all changes up to [`History::end_drag`] are one step.
    pub fn drag(&mut self, edit: &Edit, dataset: &Dataset) -> Result<bool> {
        self.step(edit, dataset, true)
    }

    /// Ends a drag; the next change is a step of its own.
    pub fn end_drag(&mut self) {
        self.dragging = false;
    }

    fn step(&mut self, edit: &Edit, dataset: &Dataset, drag: bool) -> Result<bool> {
        let next = edit.apply(&self.plan)?;
        if next == self.plan {
            return Ok(false);
        }
        let label = edit.label(&self.plan, dataset);
        let before = std::mem::replace(&mut self.plan, next);
        match self.past.last_mut() {
            Some(last) if drag && self.dragging => last.0 = label,
            _ => self.past.push((label, before)),
        }
        if self.past.len() > MOST_STEPS {
            self.past.remove(0);
        }
        self.dragging = drag;
        self.future.clear();
        Ok(true)
    }

    /// Undoes the last step; its label.
    pub fn undo(&mut self) -> Option<String> {
        let (label, plan) = self.past.pop()?;
        let undone = std::mem::replace(&mut self.plan, plan);
        self.future.push((label.clone(), undone));
        self.dragging = false;
        Some(label)
    }

    /// Does the last undone step again; its label.
    pub fn redo(&mut self) -> Option<String> {
        let (label, plan) = self.future.pop()?;
        let before = std::mem::replace(&mut self.plan, plan);
        self.past.push((label.clone(), before));
        self.dragging = false;
        Some(label)
    }

    /// What undo would undo.
    pub fn undo_label(&self) -> Option<&str> {
        self.past.last().map(|(label, _)| label.as_str())
    }

    /// Every step that can be undone, the last first.
    pub fn past_labels(&self) -> impl Iterator<Item = &str> {
        self.past.iter().rev().map(|(label, _)| label.as_str())
    }

    /// Every step that can be done again, the next first.
    pub fn future_labels(&self) -> impl Iterator<Item = &str> {
        self.future.iter().rev().map(|(label, _)| label.as_str())
    }

    /// What redo would do again.
    pub fn redo_label(&self) -> Option<&str> {
        self.future.last().map(|(label, _)| label.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    #[test]
    fn a_drag_is_one_step() {
        let mut history = History::new(with_option());
        let dataset = Dataset::default();
        let start = history.plan().clone();
        for weight in 1..20 {
            let edit = Edit::SetWeight { criterion: CriterionKey::Cost, weight: f64::from(weight) };
            history.drag(&edit, &dataset).unwrap();
        }
        history.end_drag();
        assert_eq!(history.undo().as_deref(), Some("Weigh running cost 19"));
        assert_eq!(history.plan(), &start);
        assert!(history.undo().is_none());
    }

    fn any_edit() -> impl Strategy<Value = Edit> {
        let site = prop::sample::select(vec!["s", "t", "u"]);
        let action = prop::sample::select(Action::ALL.to_vec());
        let option = || "A".to_owned();
        prop_oneof![
            (site.clone(), action).prop_map(move |(site, action)| Edit::SetAction {
                option: option(),
                site: site.to_owned(),
                action
            }),
            (site.clone(), site).prop_map(move |(from, to)| Edit::MoveService {
                option: option(),
                service: "library".to_owned(),
                from: from.to_owned(),
                to: Some(to.to_owned())
            }),
            Just(Edit::DuplicateOption { option: "A".to_owned() }),
            "[a-z]{1,5}".prop_map(|name| Edit::RenameOption { option: "A".to_owned(), name }),
        ]
    }

    proptest! {
        #[test]
        fn undoing_everything_restores_and_redoing_everything_returns(
            edits in prop::collection::vec(any_edit(), 0..30),
        ) {
            let dataset = Dataset::default();
            let start = with_option();
            let mut history = History::new(start.clone());
            for edit in &edits {
                history.apply(edit, &dataset).unwrap();
            }
            let end = history.plan().clone();
            while history.undo().is_some() {}
            prop_assert_eq!(history.plan(), &start);
            while history.redo().is_some() {}
            prop_assert_eq!(history.plan(), &end);
        }
    }
}
