//! Dataset + Plan → Appraisal: the one function that the window and the command line both call.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{CriterionKey, Dataset, Issue, Plan, Status};
use crate::reach::TravelTimes;
use crate::score::Findings;

/// All findings for all options; business as usual comes first.
#[derive(Debug, Clone, PartialEq)]
pub struct Appraisal {
    /// Business as usual, then the plan's options in their order.
    pub options: Vec<OptionAppraisal>,
    /// The fixed references used: `[worst, best]`; a criterion is absent when it has none.
    pub scales: BTreeMap<CriterionKey, [f64; 2]>,
    /// Weighted criteria that were left out of every total because a score is missing somewhere.
    pub left_out: Vec<CriterionKey>,
    /// What was found wrong or missing while appraising (the Dataset has its own).
    pub issues: Vec<Issue>,
}

impl Appraisal {
    /// Business as usual.
    pub fn bau(&self) -> &OptionAppraisal {
        &self.options[0]
    }

    /// The findings for an option id (`bau` for business as usual).
    pub fn option(&self, id: &str) -> Option<&OptionAppraisal> {
        self.options.iter().find(|option| option.id == id)
    }
}

/// One option, found and scored.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionAppraisal {
    /// Option id, `bau` for business as usual.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its status; `None` for business as usual.
    pub status: Option<Status>,
    /// What its decisions do.
    pub findings: Arc<Findings>,
    /// Scores by criterion, in the order of [`CriterionKey::ALL`].
    pub criteria: Vec<CriterionScore>,
    /// Weighted total, 0 to 100; `None` when no weighted criterion has a score.
    pub total: Option<f64>,
    /// 1 is best; `None` for discarded and infeasible options.
    pub rank: Option<usize>,
}

impl OptionAppraisal {
    /// Whether it can be done as it stands.
    pub fn feasible(&self) -> bool {
        self.findings.clashes.is_empty()
    }

    /// Its score by a criterion.
    pub fn criterion(&self, key: CriterionKey) -> &CriterionScore {
        &self.criteria[key as usize]
    }
}

/// One criterion's value and score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CriterionScore {
    /// Which criterion.
    pub key: CriterionKey,
    /// Raw value, in [`CriterionKey::unit`].
    pub value: Option<f64>,
    /// 0 (worst reference) to 100 (best reference).
    pub score: Option<f64>,
    /// Raw weight of the settings, 0 when absent.
    pub weight: f64,
    /// True when the value lies outside the references and the score was held at 0 or 100.
    pub clamped: bool,
}

/// Appraises every option of a plan. Pure: same inputs, same findings, whatever the thread count.
pub fn appraise(dataset: &Dataset, times: &TravelTimes, plan: &Plan) -> Appraisal {
    Appraiser::new(dataset, times, plan).appraise(dataset, times, plan)
}
