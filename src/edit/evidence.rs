//! Edits of what is noted around the evidence: mitigations, the user's own criteria, decisions with their log, duties.

use std::collections::BTreeMap;

use super::options::{option_mut, option_name, set_status};
use super::sound_weight;
use crate::error::{Error, Result};
use crate::model::{DutyTable, Entry, Judged, LogEntry, Mitigation, OwnCriterion, Plan, Range, Status};

/// One undoable change of what is noted around the evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum EvidenceEdit {
    /// Say what is done about a flag; replaces the mitigation of the same option, service and group. Without any words it is
    /// removed.
    Mitigate(Mitigation),
    /// Add a criterion of the user's own.
    AddCriterion(OwnCriterion),
    /// Remove one.
    RemoveCriterion {
        /// Its id.
        id: String,
    },
    /// Weigh one.
    WeighCriterion {
        /// Its id.
        id: String,
        /// Raw weight, ≥ 0.
        weight: f64,
    },
    /// Judge an option by one.
    Judge {
        /// The criterion's id.
        id: String,
        /// Option id, or `bau`.
        option: String,
        /// Score and reason; without either it is removed.
        judged: Judged,
    },
    /// Move an option along the list and write it in the log.
    Decide {
        /// Option id.
        option: String,
        /// New status.
        status: Status,
        /// Why (needed to discard it).
        reason: Option<String>,
        /// The day, `YYYY-MM-DD`.
        date: Option<String>,
    },
    /// Write a line in the log of decisions.
    Log(LogEntry),
    /// Use another table of duties; `None`: the program's.
    SetDuties(Option<Box<DutyTable>>),
    /// Say ranges of costs and demand by key, or (`None`) leave one to the program again.
    SetRanges(BTreeMap<String, Option<Range>>),
}

fn own_mut<'a>(plan: &'a mut Plan, id: &str) -> Result<&'a mut OwnCriterion> {
    let known = plan.criteria.iter_mut().filter_map(|entry| match entry {
        Entry::Known(own) => Some(own),
        Entry::AsWritten(_) => None,
    });
    known
        .into_iter()
        .find(|own| own.id == id)
        .ok_or_else(|| Error::Plan(format!("there is no criterion \"{id}\" of your own")))
}

impl EvidenceEdit {
    /// Makes the change in a plan.
    pub(super) fn apply(&self, plan: &mut Plan) -> Result<()> {
        match self {
            Self::Mitigate(mitigation) => mitigate(plan, mitigation),
            Self::AddCriterion(own) => {
                let taken = plan.own_criteria().any(|known| known.id == own.id)
                    || crate::model::CriterionKey::ALL.iter().any(|key| key.key() == own.id);
                if taken || own.id.is_empty() {
                    return Err(Error::Plan(format!("there is already a criterion \"{}\"", own.id)));
                }
                plan.criteria.push(Entry::Known(own.clone()));
            }
            Self::RemoveCriterion { id } => {
                own_mut(plan, id)?;
                plan.criteria.retain(|entry| entry.known().is_none_or(|own| own.id != *id));
            }
            Self::WeighCriterion { id, weight } => {
                own_mut(plan, id)?.weight = sound_weight(*weight)?;
            }
            Self::Judge { id, option, judged } => {
                if judged.score.is_some_and(|score| !(0.0..=100.0).contains(&score)) {
                    return Err(Error::Plan("a score lies between 0 and 100".to_owned()));
                }
                let scores = &mut own_mut(plan, id)?.scores;
                if *judged == Judged::default() {
                    scores.remove(option);
                } else {
                    scores.insert(option.clone(), judged.clone());
                }
            }
            Self::Decide { option, status, reason, date } => {
                let decided = option_mut(plan, option)?;
                if decided.status == *status && decided.reason == *reason {
                    return Ok(());
                }
                set_status(decided, *status, reason.as_deref())?;
                let entry = LogEntry {
                    date: date.clone(),
                    option: Some(option.clone()),
                    what: format!("{} to {}", decided.name, status.label().to_lowercase()),
                    why: decided.reason.clone(),
                    ..LogEntry::default()
                };
                plan.log.push(Entry::Known(entry));
            }
            Self::Log(entry) => {
                if entry.what.trim().is_empty() {
                    return Err(Error::Plan("say what was decided".to_owned()));
                }
                plan.log.push(Entry::Known(entry.clone()));
            }
            Self::SetDuties(table) => plan.duties = table.as_deref().cloned().map(tidied),
            Self::SetRanges(ranges) => {
                if let Some((key, _)) =
                    ranges.iter().find(|(_, range)| range.as_ref().is_some_and(|range| !range.is_sound()))
                {
                    return Err(Error::Plan(format!(
                        "the range \"{key}\" is not in order: low, likely, high"
                    )));
                }
                for (key, range) in ranges {
                    match range {
                        Some(range) => plan.ranges.insert(key.clone(), Entry::Known(range.clone())),
                        None => plan.ranges.remove(key),
                    };
                }
            }
        }
        Ok(())
    }

    /// What the change is called in the undo list.
    pub(super) fn label(&self, plan: &Plan) -> String {
        let option_name = |id: &str| option_name(plan, id);
        let own_name = |id: &str| {
            let own = plan.own_criteria().find(|own| own.id == id);
            own.map_or_else(|| id.to_owned(), |own| own.name.clone())
        };
        match self {
            Self::Mitigate(mitigation) => format!("Mitigation for {}", mitigation.group),
            Self::AddCriterion(own) => format!("Add criterion {}", own.name),
            Self::RemoveCriterion { id } => format!("Remove criterion {}", own_name(id)),
            Self::WeighCriterion { id, weight } => {
                format!("Weigh {} {weight:.0}", own_name(id).to_lowercase())
            }
            Self::Judge { id, option, .. } => format!("{} of {}", own_name(id), option_name(option)),
            Self::Decide { option, status, .. } => {
                format!("{} to {}", option_name(option), status.label().to_lowercase())
            }
            Self::Log(_) => "Write in the decision log".to_owned(),
            Self::SetDuties(_) => "Change the table of duties".to_owned(),
            Self::SetRanges(_) => "Change the ranges".to_owned(),
        }
    }
}

/// A table without the empty lines that typing leaves.
fn tidied(mut table: DutyTable) -> DutyTable {
    for duty in &mut table.duties {
        duty.show.retain(|line| !line.trim().is_empty());
    }
    table
}

fn mitigate(plan: &mut Plan, mitigation: &Mitigation) {
    let same = |entry: &Entry<Mitigation>| {
        entry.known().is_some_and(|known| {
            known.option == mitigation.option
                && known.service == mitigation.service
                && known.group == mitigation.group
        })
    };
    let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let empty = mitigation.text.trim().is_empty() && !said(&mitigation.owner) && !said(&mitigation.date);
    let place = plan.mitigations.iter().position(same);
    match place {
        Some(place) if empty => {
            plan.mitigations.remove(place);
        }
        Some(place) => plan.mitigations[place] = Entry::Known(mitigation.clone()),
        None if empty => {}
        None => plan.mitigations.push(Entry::Known(mitigation.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Edit;
    use super::*;
    use crate::model::OptionPlan;

    #[test]
    fn a_decision_is_logged_with_its_day_and_reason() {
        let option = OptionPlan { id: "A".to_owned(), name: "First".to_owned(), ..OptionPlan::default() };
        let plan = Plan { options: vec![option], ..Plan::default() };
        let decide = |reason: Option<&str>| {
            Edit::Evidence(EvidenceEdit::Decide {
                option: "A".to_owned(),
                status: Status::Discarded,
                reason: reason.map(str::to_owned),
                date: Some("2026-03-01".to_owned()),
            })
        };
        assert!(decide(None).apply(&plan).is_err());
        let decided = decide(Some("too far")).apply(&plan).unwrap();
        let log: Vec<&LogEntry> = decided.log_entries().collect();
        assert_eq!(log.len(), 1);
        assert_eq!((log[0].what.as_str(), log[0].why.as_deref()), ("First to discarded", Some("too far")));
        assert_eq!(decide(Some("too far")).apply(&decided).unwrap(), decided, "twice is once");
    }

    #[test]
    fn ranges_are_said_and_taken_back_in_one_step() {
        let range = |low: f64| Range { low, likely: 0.1, high: 0.2, source: Some("tariff".to_owned()) };
        let set = |plan: &Plan, range: Option<Range>| {
            let ranges = BTreeMap::from([("gas_gbp_per_kwh".to_owned(), range)]);
            Edit::Evidence(EvidenceEdit::SetRanges(ranges)).apply(plan)
        };
        let said = set(&Plan::default(), Some(range(0.05))).unwrap();
        assert_eq!(said.ranges.len(), 1);
        assert!(set(&said, Some(range(0.15))).is_err(), "low above likely");
        assert!(set(&said, None).unwrap().ranges.is_empty());
    }

    #[test]
    fn a_table_of_duties_loses_its_empty_lines() {
        let mut table = DutyTable::built_in();
        table.duties[0].show.push("  ".to_owned());
        let set = Edit::Evidence(EvidenceEdit::SetDuties(Some(Box::new(table))));
        assert_eq!(set.apply(&Plan::default()).unwrap().duties, Some(DutyTable::built_in()));
    }

    #[test]
    fn a_mitigation_is_replaced_and_emptied() {
        let mitigation = |text: &str| Mitigation {
            option: "A".to_owned(),
            group: "Carers".to_owned(),
            text: text.to_owned(),
            ..Mitigation::default()
        };
        let apply = |plan: &Plan, text: &str| {
            Edit::Evidence(EvidenceEdit::Mitigate(mitigation(text))).apply(plan).unwrap()
        };
        let plan = apply(&apply(&Plan::default(), "outreach"), "outreach twice a week");
        assert_eq!(plan.mitigations.len(), 1);
        assert_eq!(apply(&plan, " ").mitigations.len(), 0);
    }
}
