//! The evidence that is on screen: worked out when it is looked at, kept until a decision that it rests on changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::appraise::evidence::{Basis, OptionEvidence};
use crate::appraise::explain::{self, Explanation, Ground};
use crate::appraise::robust::{self, Robustness};
use crate::appraise::uncertain::{self, Uncertainty};
use crate::appraise::{Appraisal, checklist};
use crate::model::{Dataset, Group, Judged, Mitigation, Plan};
use crate::reach::TravelTimes;
use crate::score::{Facts, Findings, Scorer};

use super::stages::league_figures::LeagueLook;

/// The tables at the lower left of Compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lower {
    /// Options by rank.
    #[default]
    League,
    /// Groups and fifths.
    Equality,
    /// What happens when.
    Phasing,
    /// Statutory duties.
    Duties,
    /// Reasons and the log of decisions.
    Log,
    /// What is missing before publication.
    Checks,
    /// Answers to the consultation.
    Voice,
    /// A number opened.
    Why,
}

/// The charts at the lower right of Compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Chart {
    /// Cost against access.
    #[default]
    Scatter,
    /// Share of users by minutes.
    Minutes,
    /// Ranks under other weights.
    Robustness,
    /// Ranges of costs and demand.
    Ranges,
    /// Newly beyond by locality.
    Localities,
    /// Savings by year against target.
    Years,
}

/// How Compare is being looked at, and what is being typed there.
#[derive(Debug, Clone, Default)]
pub struct CompareLook {
    /// The table.
    pub lower: Lower,
    /// The chart.
    pub chart: Chart,
    /// The mitigation being written.
    pub mitigation: Option<Mitigation>,
    /// The line of the log being written.
    pub log: String,
    /// The name of a criterion being added.
    pub criterion: String,
    /// The judgement being written: criterion, option.
    pub judging: Option<(String, String, Judged)>,
    /// The number that is opened.
    pub why: Option<String>,
    /// The swing that each weight stands for is written under it.
    pub swings: bool,
    /// Whether the right-hand map shows the change from the left-hand option.
    pub difference: bool,
    /// Where the chart was drawn, for its picture.
    pub chart_place: Option<egui::Rect>,
    /// How the league table is looked at.
    pub league: LeagueLook,
    /// Equality by any service instead of the one chosen.
    pub any_service: bool,
}

/// A basis with what it was made of: generation of the facts, groups, column of deprivation.
type KeyedBasis = (u64, Vec<Group>, Option<String>, Arc<Basis>);

/// What was worked out, with what it rests on.
#[derive(Debug, Default)]
pub struct EvidenceCache {
    basis: Option<KeyedBasis>,
    options: BTreeMap<String, (Arc<Findings>, Arc<OptionEvidence>)>,
    robustness: Option<(u64, Arc<Robustness>)>,
    uncertainty: Option<(u64, Arc<Uncertainty>)>,
    checks: Option<(u64, Arc<Vec<checklist::Check>>)>,
    why: Option<(u64, String, String, Arc<Explanation>)>,
}

/// What the cache works with.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Facts.
    pub dataset: &'a Dataset,
    /// Minutes.
    pub times: &'a TravelTimes,
    /// Demand.
    pub scorer: &'a Scorer,
    /// Decisions.
    pub plan: &'a Plan,
    /// Findings.
    pub appraisal: &'a Appraisal,
    /// Counts appraisals.
    pub revision: u64,
    /// Counts Datasets.
    pub generation: u64,
}

impl EvidenceCache {
    /// Makes ready what a look at two options needs.
    pub fn prepare(&mut self, from: Sources<'_>, look: &CompareLook, options: [&str; 2]) {
        let basis = self.prepare_basis(from);
        self.options.retain(|id, _| from.plan.option(id).is_some());
        let all = look.lower == Lower::Checks;
        let bau = &from.appraisal.bau().findings;
        for option in from.appraisal.options.iter().skip(1) {
            let known = self
                .options
                .get(&option.id)
                .is_some_and(|(findings, _)| Arc::ptr_eq(findings, &option.findings));
            if known || !(all || options.contains(&option.id.as_str())) {
                continue;
            }
            let found = OptionEvidence::of(from.dataset, from.plan, &basis, bau, option);
            self.options.insert(option.id.clone(), (Arc::clone(&option.findings), Arc::new(found)));
        }
        if look.chart == Chart::Robustness && !of(self.robustness.as_ref(), from.revision) {
            let found = robust::robustness(from.appraisal, from.plan);
            self.robustness = Some((from.revision, Arc::new(found)));
        }
        if look.chart == Chart::Ranges && !of(self.uncertainty.as_ref(), from.revision) {
            let found = uncertain::uncertainty(from.dataset, from.plan, from.appraisal);
            self.uncertainty = Some((from.revision, Arc::new(found)));
        }
        if all && !of(self.checks.as_ref(), from.revision) {
            let evidence: Vec<OptionEvidence> =
                self.options.values().map(|(_, found)| (**found).clone()).collect();
            let today = today();
            let found = checklist::checklist(
                from.dataset,
                from.plan,
                from.appraisal,
                &basis,
                &evidence,
                Some(&today),
            );
            self.checks = Some((from.revision, Arc::new(found)));
        }
        if let (Lower::Why, [option, _]) = (look.lower, options) {
            let key = look.why.as_deref().unwrap_or("total");
            let known = self.why.as_ref().is_some_and(|(revision, known, of, _)| {
                *revision == from.revision && known == option && of == key
            });
            if !known {
                let facts = Facts { dataset: from.dataset, times: from.times, settings: &from.plan.settings };
                let ground =
                    Ground { facts, scorer: from.scorer, plan: from.plan, appraisal: from.appraisal };
                self.why = explain::explain(&ground, option, key)
                    .ok()
                    .map(|found| (from.revision, option.to_owned(), key.to_owned(), Arc::new(found)));
            }
        }
    }

    fn prepare_basis(&mut self, from: Sources<'_>) -> Arc<Basis> {
        let column = from.plan.settings.deprivation_column.clone();
        if let Some((generation, groups, deprivation, basis)) = &self.basis
            && *generation == from.generation
            && *groups == from.plan.groups
            && *deprivation == column
        {
            return Arc::clone(basis);
        }
        self.options.clear();
        let basis = Arc::new(Basis::new(from.dataset, from.plan));
        self.basis = Some((from.generation, from.plan.groups.clone(), column, Arc::clone(&basis)));
        basis
    }

    /// What no option changes, if it was prepared.
    pub fn basis(&self) -> Option<&Basis> {
        self.basis.as_ref().map(|(_, _, _, basis)| &**basis)
    }

    /// The evidence of an option, if it was prepared.
    pub fn option(&self, id: &str) -> Option<&OptionEvidence> {
        self.options.get(id).map(|(_, found)| &**found)
    }

    /// Ranks under other weights, if they were prepared.
    pub fn robustness(&self) -> Option<&Robustness> {
        self.robustness.as_ref().map(|(_, found)| &**found)
    }

    /// Costs and demand within their ranges, if they were prepared.
    pub fn uncertainty(&self) -> Option<&Uncertainty> {
        self.uncertainty.as_ref().map(|(_, found)| &**found)
    }

    /// The check-list, if it was prepared.
    pub fn checks(&self) -> &[checklist::Check] {
        self.checks.as_ref().map_or(&[], |(_, found)| found.as_slice())
    }

    /// The number that is opened, if it was prepared.
    pub fn why(&self) -> Option<&Explanation> {
        self.why.as_ref().map(|(_, _, _, found)| &**found)
    }
}

fn of<T>(known: Option<&(u64, T)>, revision: u64) -> bool {
    known.is_some_and(|(of, _)| *of == revision)
}

/// Today, `YYYY-MM-DD`.
pub fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(0);
    chrono::DateTime::from_timestamp(seconds, 0).map_or_else(String::new, |now| now.date_naive().to_string())
}
