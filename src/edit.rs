//! Editing a Plan: each change is one `Edit` with a label, and `History` undoes and redoes them.

mod evidence;
mod history;
mod options;

pub use evidence::EvidenceEdit;
pub use history::History;
pub use options::{FIRST_REDUCE_SHARE, free_id};

use crate::error::{Error, Result};
use crate::model::{
    Action, CriterionKey, Dataset, MoneyLine, Move, OptionPlan, Plan, ReportSettings, Settings, SiteDecision,
    Status,
};
use crate::units::Month;
use options::{
    duplicate, move_service, option_mut, option_name, remove_move, reschedule, set_action, set_status,
    stay_put,
};

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
                move_service(option_mut(&mut next, option)?, service, from, to.as_deref());
            }
            Self::StayPut { option, service, from } => {
                stay_put(option_mut(&mut next, option)?, service, from);
            }
            Self::AddMove { option, movement } => {
                option_mut(&mut next, option)?.moves.push(movement.clone());
            }
            Self::RemoveMove { option, position } => {
                remove_move(option_mut(&mut next, option)?, *position)?;
            }
            Self::Reschedule { option, moves, sites } => {
                reschedule(option_mut(&mut next, option)?, moves, sites)?;
            }
            Self::SetMoney { option, money } => option_mut(&mut next, option)?.money.clone_from(money),
            Self::AddNote { option, note } => option_mut(&mut next, option)?.notes.push(note.clone()),
            Self::SetWeight { criterion, weight } => {
                next.settings.weights.insert(*criterion, sound_weight(*weight)?);
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
        let option_name = |id: &str| option_name(plan, id);
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

fn sound_weight(weight: f64) -> Result<f64> {
    if weight.is_finite() && weight >= 0.0 {
        Ok(weight)
    } else {
        Err(Error::Plan("a weight is a number of 0 or more".to_owned()))
    }
}
