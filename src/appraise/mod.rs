//! Dataset + Plan → Appraisal: the one function that the window and the command line both call.
//!
//! [`Appraiser`] gives the same answer as [`appraise`], and remembers what an edit did not touch.

pub mod checklist;
mod do_nothing;
pub mod duties;
pub mod evidence;
mod evidence_issues;
pub mod explain;
mod issues;
mod money_issues;
mod order;
mod remedies;
pub mod robust;
pub mod uncertain;
pub mod voice;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{
    CriterionKey, Dataset, FindSettings, Issue, MoneyLine, Move, OptionPlan, Plan, Settings, SiteDecision,
    Status,
};
use crate::reach::TravelTimes;
pub use crate::score::multi_criteria::{CriterionScore, Scales};
use crate::score::timeline::Timeline;
use crate::score::{Facts, Findings, Scorer, multi_criteria};
pub use do_nothing::{DoNothing, DoNothingYear};
pub use order::possible_order_of;
pub use remedies::{Remedy, remedies};

/// All findings for all options; business as usual comes first.
#[derive(Debug, Clone, PartialEq)]
pub struct Appraisal {
    /// Business as usual, then the plan's options in their order.
    pub options: Vec<OptionAppraisal>,
    /// The fixed references used: `[worst, best]`; a criterion is absent when it has none.
    pub scales: Scales,
    /// What the reference plans give now. Where scales were fixed under other facts or settings, or by hand, they differ.
    pub references: Scales,
    /// Weighted criteria that were left out of every total because a score is missing somewhere.
    pub left_out: Vec<CriterionKey>,
    /// What happens if nothing is done.
    pub do_nothing: DoNothing,
    /// By option id: for each judgement the cheapest single change that would meet it. Empty until [`complete`].
    pub remedies: BTreeMap<String, Vec<Option<Remedy>>>,
    /// Ids of the user's own criteria that were left out for the same reason.
    pub own_left_out: Vec<String>,
    /// What was found wrong or missing while appraising (the Dataset has its own).
    pub issues: Vec<Issue>,
}

impl Appraisal {
    /// Business as usual.
    pub fn bau(&self) -> &OptionAppraisal {
        &self.options[0]
    }

    /// Weighted criteria whose scale is not what the reference plans give now.
    pub fn differing_scales(&self, weights: &BTreeMap<CriterionKey, f64>) -> Vec<CriterionKey> {
        let same = |one: f64, other: f64| (one - other).abs() <= 1e-9 * one.abs().max(other.abs());
        CriterionKey::ALL
            .into_iter()
            .filter(|key| weights.get(key).is_some_and(|weight| *weight > 0.0))
            .filter(|key| match (self.scales.get(key), self.references.get(key)) {
                (Some(used), Some(now)) => !same(used[0], now[0]) || !same(used[1], now[1]),
                (used, now) => used.is_some() != now.is_some(),
            })
            .collect()
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
    /// Scores by the user's own criteria, in the plan's order.
    pub own: Vec<OwnScore>,
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

/// A score by a criterion of the user's own.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnScore {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// 0 to 100; `None` is unknown.
    pub score: Option<f64>,
    /// Raw weight.
    pub weight: f64,
    /// The written reason.
    pub reason: Option<String>,
}

/// What business as usual is called.
const BAU_NAME: &str = "Business as usual";

/// Appraises every option of a plan. Pure: same inputs, same findings, whatever the thread count.
pub fn appraise(dataset: &Dataset, times: &TravelTimes, plan: &Plan) -> Appraisal {
    Appraiser::new(dataset, times, plan).appraise(dataset, times, plan)
}

/// Adds what is not found after every edit because nobody looks at it then: the remedies of every option.
pub fn complete(dataset: &Dataset, times: &TravelTimes, plan: &Plan, appraisal: &mut Appraisal) {
    let facts = Facts { dataset, times, settings: &plan.settings };
    let scorer = Scorer::new(&facts);
    for option in &appraisal.options {
        if !appraisal.remedies.contains_key(&option.id) {
            let found = remedies(&facts, &scorer, plan, &option.id, &option.findings);
            appraisal.remedies.insert(option.id.clone(), found);
        }
    }
}

/// The scales that the reference plans give for the criteria whose scale the settings lack. Computed once, when a
/// project is made; they change afterwards only by the user's hand.
pub fn fix_scales(dataset: &Dataset, times: &TravelTimes, settings: &mut Settings) {
    let references = Appraiser::prepare(dataset, times, settings).references();
    settings.scales = completed(references, settings);
}

/// Appraises again and again on the same facts, scoring only the options whose decisions changed.
#[derive(Debug, Clone)]
pub struct Appraiser {
    /// The settings that findings depend on: everything but weights, scales and what a search is asked.
    settings: Settings,
    scorer: Arc<Scorer>,
    bau: Arc<Findings>,
    references: Vec<[Option<f64>; CriterionKey::ALL.len()]>,
    known: BTreeMap<String, (Decisions, Arc<Findings>)>,
}

/// What an option's findings depend on.
#[derive(Debug, Clone, PartialEq)]
struct Decisions {
    sites: BTreeMap<String, SiteDecision>,
    moves: Vec<Move>,
    money: Vec<MoneyLine>,
}

impl Decisions {
    fn of(option: &OptionPlan) -> Self {
        Self { sites: option.sites.clone(), moves: option.moves.clone(), money: option.money.clone() }
    }

    fn are_of(&self, option: &OptionPlan) -> bool {
        self.sites == option.sites && self.moves == option.moves && self.money == option.money
    }
}

impl Appraiser {
    /// Prepares for appraising plans on these facts.
    pub fn new(dataset: &Dataset, times: &TravelTimes, plan: &Plan) -> Self {
        Self::prepare(dataset, times, &plan.settings)
    }

    fn prepare(dataset: &Dataset, times: &TravelTimes, settings: &Settings) -> Self {
        let facts = Facts { dataset, times, settings };
        let scorer = Scorer::new(&facts);
        let bau = scorer.score(&facts, &Timeline::bau(dataset), None, None);
        let references = scorer.reference_plans(&facts);
        let references = std::iter::once(bau.criteria)
            .chain(references.iter().map(|plan| scorer.score(&facts, plan, None, Some(&bau)).criteria))
            .collect();
        Self {
            settings: without_scales(settings),
            scorer: Arc::new(scorer),
            bau: Arc::new(bau),
            references,
            known: BTreeMap::new(),
        }
    }

    /// Users and need by service and area, under the settings of the last appraisal.
    pub fn scorer(&self) -> &Arc<Scorer> {
        &self.scorer
    }

    /// The scales that the reference plans give.
    fn references(&self) -> Scales {
        multi_criteria::scales_of(&self.references)
    }

    /// The whole appraisal of a plan. `dataset` and `times` must be those that the Appraiser was made for.
    pub fn appraise(&mut self, dataset: &Dataset, times: &TravelTimes, plan: &Plan) -> Appraisal {
        if self.settings != without_scales(&plan.settings) {
            *self = Self::prepare(dataset, times, &plan.settings);
        }
        let facts = Facts { dataset, times, settings: &plan.settings };
        self.known.retain(|id, _| plan.option(id).is_some());
        let references = self.references();
        let scales = completed(references.clone(), &plan.settings);
        let scores =
            |findings: &Findings| multi_criteria::scores(&findings.criteria, &scales, &plan.settings);
        let mut options = vec![OptionAppraisal {
            id: Plan::BAU.to_owned(),
            name: BAU_NAME.to_owned(),
            status: None,
            criteria: scores(&self.bau),
            findings: Arc::clone(&self.bau),
            own: own(plan, Plan::BAU),
            total: None,
            rank: None,
        }];
        for option in &plan.options {
            let findings = match self.known.get(&option.id) {
                Some((known, findings)) if known.are_of(option) => Arc::clone(findings),
                _ => {
                    let timeline = Timeline::of(dataset, &plan.settings, option);
                    let found = self.scorer.score(&facts, &timeline, Some(option), Some(&self.bau));
                    let found = Arc::new(found);
                    self.known.insert(option.id.clone(), (Decisions::of(option), Arc::clone(&found)));
                    found
                }
            };
            options.push(OptionAppraisal {
                id: option.id.clone(),
                name: option.name.clone(),
                status: Some(option.status),
                criteria: scores(&findings),
                findings,
                own: own(plan, &option.id),
                total: None,
                rank: None,
            });
        }
        let left_out = multi_criteria::left_out(options.iter().map(|option| option.criteria.as_slice()));
        let own_left_out = own_left_out(&options);
        for option in &mut options {
            let own: Vec<(f64, f64)> = option
                .own
                .iter()
                .filter(|own| !own_left_out.contains(&own.id))
                .filter_map(|own| Some((own.weight, own.score?)))
                .collect();
            option.total = multi_criteria::total(&option.criteria, &left_out, &own);
        }
        let candidates: Vec<(&str, Option<f64>)> = options
            .iter()
            .map(|option| {
                let stands = option.feasible() && option.status != Some(Status::Discarded);
                (option.id.as_str(), option.total.filter(|_| stands))
            })
            .collect();
        let ranks = multi_criteria::ranks(&candidates);
        for (option, rank) in options.iter_mut().zip(ranks) {
            option.rank = rank;
        }
        let mut issues = issues::issues(&facts, &self.scorer, plan, &options, &left_out);
        evidence_issues::issues(dataset, plan, &own_left_out, &mut issues);
        let do_nothing = DoNothing::of(dataset, &plan.settings);
        let remedies = BTreeMap::new();
        let mut appraisal =
            Appraisal { options, scales, references, left_out, do_nothing, remedies, own_left_out, issues };
        appraisal.issues.extend(issues::scales(&appraisal, &plan.settings));
        appraisal
    }
}

/// The settings' scales, completed from the reference plans.
fn completed(references: Scales, settings: &Settings) -> Scales {
    let mut scales = references;
    scales.extend(&settings.scales);
    scales
}

/// An option's scores by the user's own criteria.
fn own(plan: &Plan, option: &str) -> Vec<OwnScore> {
    plan.own_criteria()
        .map(|criterion| {
            let judged = criterion.scores.get(option);
            OwnScore {
                id: criterion.id.clone(),
                name: criterion.name.clone(),
                score: judged.and_then(|judged| judged.score).map(|score| score.clamp(0.0, 100.0)),
                weight: criterion.weight.max(0.0),
                reason: judged.and_then(|judged| judged.reason.clone()),
            }
        })
        .collect()
}

/// Weighted own criteria by which some option has no score: they leave every total, as the others do.
fn own_left_out(options: &[OptionAppraisal]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for own in options.iter().flat_map(|option| &option.own) {
        if own.score.is_none() && own.weight > 0.0 && !ids.contains(&own.id) {
            ids.push(own.id.clone());
        }
    }
    ids
}

/// Settings with what findings do not depend on taken out.
fn without_scales(settings: &Settings) -> Settings {
    Settings {
        weights: BTreeMap::new(),
        scales: BTreeMap::new(),
        find: FindSettings::default(),
        ..settings.clone()
    }
}
