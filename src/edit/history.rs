//! The Plan with everything that was done to it: undo, redo, and drags that are one step.

use super::Edit;
use crate::error::Result;
use crate::model::{Dataset, Plan};

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

    /// Every step that can be undone, the oldest first.
    pub fn past_labels(&self) -> impl Iterator<Item = &str> {
        self.past.iter().map(|(label, _)| label.as_str())
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
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Action, CriterionKey, OptionPlan};

    fn with_option() -> Plan {
        let option = OptionPlan { id: "A".to_owned(), name: "First".to_owned(), ..OptionPlan::default() };
        Edit::AddOption(option).apply(&Plan::default()).unwrap()
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
