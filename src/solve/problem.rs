//! What is searched: sites, services, demand and rules as plain numbers; and what a search answers.

use std::sync::Arc;

/// A set of services, bit `s` standing for service `s`.
pub type Services = u32;

/// The most services that one search handles: each site's choices are listed whole.
pub const MOST_SERVICES: usize = 16;

/// Where services may be offered, to whom, at what cost, and under which rules.
///
/// Minimise `Σ site costs + price · Σ weight · minutes to the nearest site offering the service`.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The sites that may open.
    pub sites: Vec<Place>,
    /// By service: who asks for it and how far every site is.
    pub demands: Vec<Demand>,
    /// Floor space that each service takes, m².
    pub space: Vec<f64>,
    /// Share of every delivery cost but the largest that sharing a site saves, 0 to 1.
    pub saving: f64,
    /// Minutes that *none* counts as; infinite: everybody must be served.
    pub unreachable: f64,
    /// £ (or any unit of cost) for one weighted minute, ≥ 0.
    pub price: f64,
    /// What a plan must fulfil.
    pub rules: Vec<Rule>,
}

/// One site.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What keeping it open costs, £ a year; negative when it earns.
    pub cost: f64,
    /// True when that is paid only while something is offered there.
    pub only_if_used: bool,
    /// By service: what delivering it here costs, £ a year.
    pub delivery: Vec<f64>,
}

/// The demand for one service.
#[derive(Debug, Clone)]
pub struct Demand {
    /// Weight by area, ≥ 0.
    pub weight: Vec<f64>,
    /// Minutes by site, then area (`site · areas + area`), ≥ 0; infinite is *none*.
    pub minutes: Arc<Vec<f64>>,
}

/// People who are within reach when any of some sites offers a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    /// How many, ≥ 0.
    pub people: f64,
    /// The sites, in order.
    pub sites: Vec<u32>,
}

/// At least a share of people within reach of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The service.
    pub service: usize,
    /// The people, by where they can go.
    pub groups: Vec<Reached>,
    /// The share asked, 0 to 1.
    pub share: f64,
    /// By group of unknown size: the sites in reach, one of which must offer the service.
    pub certain: Vec<Vec<u32>>,
}

/// What a plan must fulfil.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// A site stays open.
    Open(usize),
    /// A site shuts.
    Shut(usize),
    /// A site offers a service.
    Offers {
        /// The site.
        site: usize,
        /// The service.
        service: usize,
    },
    /// A site cannot offer some services.
    CannotHost {
        /// The site.
        site: usize,
        /// The services.
        services: Services,
    },
    /// The services of a site fit into so many m².
    Room {
        /// The site.
        site: usize,
        /// Floor space, m².
        m2: f64,
    },
    /// Number of open sites among some.
    Sites {
        /// The sites.
        among: Vec<usize>,
        /// At least so many.
        least: usize,
        /// At most so many.
        most: usize,
    },
    /// So many sites among some offer a service, or (if given) people are within reach of it.
    Offering {
        /// The service.
        service: usize,
        /// The sites.
        among: Vec<usize>,
        /// At least so many.
        least: usize,
        /// What also fulfils the rule.
        or: Option<Reach>,
    },
    /// So many sites among some offer several services each, some of them for certain.
    Hubs {
        /// The sites.
        among: Vec<usize>,
        /// What each must offer.
        with: Services,
        /// At least so many services at each.
        services: usize,
        /// At least so many sites.
        least: usize,
    },
    /// People within reach of a service.
    Reach(Reach),
    /// Cost at most, £ a year.
    MaxCost(f64),
    /// Weighted minutes at most.
    MaxMinutes(f64),
    /// The set of open sites differs from another by so many sites.
    Differs {
        /// The other set, by site.
        from: Vec<bool>,
        /// Size of the symmetric difference, at least.
        least: usize,
    },
    /// Nothing fulfils it: what it asks for does not exist or is unknown.
    Never,
}

impl Rule {
    /// Whether it says something of this site and of no other.
    pub(super) fn concerns_only(&self, one: usize) -> bool {
        match self {
            Self::Open(site) | Self::Shut(site) => *site == one,
            Self::Offers { site, .. } | Self::CannotHost { site, .. } | Self::Room { site, .. } => {
                *site == one
            }
            _ => false,
        }
    }
}

/// A plan: what every site does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// By site: whether it is open.
    pub open: Vec<bool>,
    /// By site: what it offers (nothing where it is shut).
    pub offers: Vec<Services>,
}

impl Layout {
    /// Everything shut.
    pub fn shut(sites: usize) -> Self {
        Self { open: vec![false; sites], offers: vec![0; sites] }
    }

    /// Size of the symmetric difference of the open sets.
    pub fn differs_by(&self, other: &Self) -> usize {
        self.open.iter().zip(&other.open).filter(|(a, b)| a != b).count()
    }
}

/// A plan with what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// What every site does.
    pub layout: Layout,
    /// Cost, £ a year.
    pub cost: f64,
    /// Weighted minutes.
    pub minutes: f64,
    /// Cost + price · minutes.
    pub objective: f64,
    /// Proven: no plan under the rules has a lower objective than this.
    pub lower_bound: f64,
}

impl Solution {
    /// (objective − lower bound) ÷ max(1, |objective|).
    pub fn gap(&self) -> f64 {
        gap(self.objective, self.lower_bound)
    }
}

/// (objective − bound) ÷ max(1, |objective|), never negative.
pub fn gap(objective: f64, bound: f64) -> f64 {
    ((objective - bound) / objective.abs().max(1.0)).max(0.0)
}

/// The greatest gap that counts as proof.
pub const PROVED: f64 = 1e-9;

/// What a search answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The best plan, proven.
    Optimal(Solution),
    /// Stopped before proof: the best plan so far (if any) and what is proven.
    Stopped {
        /// The best plan found.
        best: Option<Solution>,
        /// A proven bound on every plan's objective.
        lower_bound: f64,
    },
    /// No plan fulfils the rules; these alone already clash, and without any one of them they would not.
    Infeasible {
        /// Positions in [`Problem::rules`].
        clashes: Vec<usize>,
    },
}

impl Outcome {
    /// The best plan, if one was found.
    pub fn solution(&self) -> Option<&Solution> {
        match self {
            Self::Optimal(solution) => Some(solution),
            Self::Stopped { best, .. } => best.as_ref(),
            Self::Infeasible { .. } => None,
        }
    }
}

/// How a search goes, as it goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Objective of the best plan so far; infinite before the first.
    pub objective: f64,
    /// What is proven so far.
    pub lower_bound: f64,
    /// Branches looked at.
    pub nodes: usize,
}

/// Who listens to a search and may stop it.
pub trait Watch: Sync {
    /// Whether to stop now, with what there is.
    fn stopped(&self) -> bool {
        false
    }

    /// Hears how it goes.
    fn hear(&self, progress: Progress) {
        std::convert::identity(progress);
    }

    /// Hears of a plan found for a price.
    fn found(&self, price: f64, solution: &Solution) {
        std::convert::identity((price, solution));
    }
}

/// Nobody listens; nothing stops the search.
#[derive(Debug, Clone, Copy)]
pub struct Alone;

impl Watch for Alone {}

/// How much work a search may do. Counted, not timed, so that the answer depends on the input alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Branches looked at before it stops.
    pub nodes: usize,
    /// A gap that is small enough to stop at; 0 asks for proof.
    pub gap: f64,
}

impl Effort {
    /// Until proof.
    pub const PROOF: Self = Self { nodes: usize::MAX, gap: 0.0 };
}
