//! Find options: Dataset, travel times and Plan → the problem that [`crate::solve`] searches, and what it finds → options
//! that a person can keep.
//!
//! What is left out of the search, and counted in the appraisal of what it finds: cuts in place, money lines, one-offs,
//! months. Assumptions are listed.

mod ask;
mod options;
mod part;

pub use ask::{Asked, MOST_PAIRS, ask};
pub use options::{kept_as, option};
pub use part::part;

use crate::error::Result;
use crate::model::{Dataset, Plan, Prices};
use crate::reach::TravelTimes;
use crate::score::cost;
use crate::score::timeline::Timeline;
use crate::solve::subsets::compared;
use crate::solve::{Effort, Point, Sweep, SweepSettings, Swept, Watch, frontier};

/// Points on the frontier when the program chooses the prices.
pub const POINTS: usize = 15;

/// The work for each price: so many branches, and for a large problem no further than half a per cent from the best.
///
/// Counted, not timed: the answer depends on the input alone unless it is stopped.
pub const fn effort(dataset: &Dataset) -> Effort {
    let large = dataset.sites.len() * dataset.services.len() > LARGE;
    if large { Effort { nodes: 8, gap: 0.005 } } else { Effort { nodes: 400, gap: 0.0 } }
}

/// Sites times services above which a problem is large.
const LARGE: usize = 150;

/// Alternatives to each point.
const ALTERNATIVES: usize = 3;

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// How it ended.
    pub status: FindStatus,
    /// The rules that clash, in words; empty unless infeasible.
    pub clashes: Vec<String>,
    /// How many plans were compared one by one, where that was all there are and nothing stopped the search.
    pub compared: Option<usize>,
    /// What was assumed where the facts are silent.
    pub assumed: Vec<String>,
    /// The frontier from the cheapest plan to the nearest.
    pub frontier: Vec<FoundPoint>,
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindStatus {
    /// All that was to be looked at was.
    Complete,
    /// The time was up.
    TimeLimit,
    /// Stopped by hand.
    Cancelled,
    /// No plan fulfils the rules.
    Infeasible,
}

impl FindStatus {
    /// The word of the file format.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::TimeLimit => "time_limit",
            Self::Cancelled => "cancelled",
            Self::Infeasible => "infeasible",
        }
    }
}

/// One point of the frontier with what it costs once.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPoint {
    /// The plan, its bound and its alternatives.
    pub point: Point,
    /// One-off costs, £.
    pub one_off_gbp: f64,
    /// Net present cost, £.
    pub net_present_cost_gbp: f64,
}

/// Searches with a plan's settings. `stopped` is what a stop counts as; `effort` is the work for each price.
pub fn find(
    dataset: &Dataset,
    times: &TravelTimes,
    plan: &Plan,
    effort: Effort,
    stopped: FindStatus,
    watch: &dyn Watch,
) -> Result<Finding> {
    let asked = ask(dataset, times, plan)?;
    let settings = SweepSettings {
        sweep: match &plan.settings.find.prices {
            Prices::Auto(_) => Sweep::Points(POINTS),
            Prices::Listed(prices) => Sweep::Prices(prices.clone()),
        },
        effort,
        tolerance: plan.settings.find.tolerance,
        alternatives: ALTERNATIVES,
    };
    let swept = frontier(&asked.problem, std::slice::from_ref(&asked.today), &settings, watch);
    let mut finding = Finding {
        status: FindStatus::Complete,
        clashes: Vec::new(),
        compared: None,
        assumed: asked.assumed.clone(),
        frontier: Vec::new(),
    };
    match swept {
        Swept::Infeasible { clashes } => {
            finding.status = FindStatus::Infeasible;
            finding.clashes = clashes.into_iter().map(|rule| asked.labels[rule].clone()).collect();
        }
        Swept::Points { points, complete } => {
            if complete {
                finding.compared = compared(&asked.problem);
            } else {
                finding.status = stopped;
            }
            finding.frontier = points.into_iter().map(|point| costed(dataset, plan, point)).collect();
        }
    }
    Ok(finding)
}

fn costed(dataset: &Dataset, plan: &Plan, point: Point) -> FoundPoint {
    let option = option(dataset, &point.solution.layout, String::new(), String::new());
    let timeline = Timeline::of(dataset, &plan.settings, &option);
    let money = cost::cost(dataset, &plan.settings, &timeline, &option.money, None);
    FoundPoint { point, one_off_gbp: money.one_off_gbp, net_present_cost_gbp: money.net_present_cost_gbp }
}
