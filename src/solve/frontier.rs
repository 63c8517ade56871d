//! The cost–access frontier: the best plans at a sweep of prices, plans within a budget between them, and for any of
//! them others that differ and are nearly as good.
//!
//! # References
//! Cohon, J. L. (1978), *Multiobjective Programming and Planning*, Academic Press, ch. 6 (non-inferior set estimation).
//! Brill, E. D., Chang, S.-Y. & Hopkins, L. D. (1982), "Modeling to generate alternatives", *Management Science* 28(3),
//! 221–235.

mod alternatives;
mod choose;

use rayon::prelude::*;

use super::clash::clashes;
use super::improve::Interchange;
use super::instance::{Idle, Instance};
use super::menu::Known;
use super::problem::{Effort, Layout, PROVED, Problem, Rule, Solution, Watch};
use super::search::{Found, Search, Warm};

/// Which prices are tried.
#[derive(Debug, Clone, PartialEq)]
pub enum Sweep {
    /// Chosen so that about so many points spread over the frontier.
    Points(usize),
    /// These, £ a weighted minute.
    Prices(Vec<f64>),
}

/// One plan on the frontier.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The price at which its bound is told, £ a weighted minute.
    pub price: f64,
    /// The plan; objective and bound are at `price`.
    pub solution: Solution,
    /// For a plan found within a budget: its cost, £, and minutes of which no plan that costs as little has fewer.
    pub within: Option<(f64, f64)>,
    /// Others nearly as good, as different as could be.
    pub alternatives: Vec<Alternative>,
}

impl Point {
    /// Whether its bound proves that nothing is better at its price.
    pub fn proved(&self) -> bool {
        self.solution.gap() <= PROVED
    }
}

/// A plan nearly as good as a point of the frontier.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// What every site does.
    pub layout: Layout,
    /// Cost, £ a year.
    pub cost: f64,
    /// Weighted minutes.
    pub minutes: f64,
    /// By how many sites its open set differs from the point's.
    pub differs_by: usize,
}

/// What a sweep gave.
#[derive(Debug, Clone, PartialEq)]
pub enum Swept {
    /// Points from the cheapest to the nearest.
    Points {
        /// The points.
        points: Vec<Point>,
        /// False when it was stopped.
        complete: bool,
    },
    /// No plan fulfils the rules; see [`super::Outcome::Infeasible`].
    Infeasible {
        /// Positions in [`Problem::rules`].
        clashes: Vec<usize>,
    },
}

/// How a sweep is done.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepSettings {
    /// Prices.
    pub sweep: Sweep,
    /// Work for each price.
    pub effort: Effort,
    /// How far alternatives may lie from a point's cost and minutes, a share.
    pub tolerance: f64,
    /// How many alternatives a point is given.
    pub alternatives: usize,
}

/// Objective of a plan at a price.
fn at(plan: &Solution, price: f64) -> f64 {
    plan.cost + price * plan.minutes
}

/// Prices tried at most where bounds need not be exact: one price serves the plans around it.
const MOST_PRICES: usize = 14;

/// Plans kept of a search in which minutes do not count.
const MOST_WITHOUT_MINUTES: usize = 30;

/// Prices searched side by side.
const AT_ONCE: usize = 4;

/// A plan whose gap is wider is searched for again: with so many times the branches, and, where there are at most so many
/// columns, with so many branches at last (about a minute on one core).
const FAR: f64 = 0.01;
const HARDER: usize = 12;
const FEW_COLUMNS: usize = 200;
const HARDEST: usize = 12_000;

/// A problem prepared for many searches.
struct Sweeper<'a> {
    problem: &'a Problem,
    known: Known,
    instance: Instance,
    plan: &'a SweepSettings,
    starts: Vec<Layout>,
    watch: &'a dyn Watch,
    tried: Vec<Tried>,
    /// Plans passed on the way, each once, from the cheapest.
    archive: Vec<Solution>,
}

/// What is proven at one price.
struct Tried {
    price: f64,
    bound: f64,
    multipliers: Vec<f64>,
}

/// Sweeps the frontier. `starts` are plans to begin with, business as usual first; they need not fulfil the rules.
pub fn frontier(problem: &Problem, starts: &[Layout], plan: &SweepSettings, watch: &dyn Watch) -> Swept {
    let known = Known::unlisted(problem);
    let instance = Instance::new(problem, &known, Idle::WhereItCounts);
    let mut sweeper = Sweeper {
        problem,
        known,
        instance,
        plan,
        starts: starts.to_vec(),
        watch,
        tried: Vec::new(),
        archive: Vec::new(),
    };
    sweeper.first_plan();
    let mut infeasible = sweeper.infeasible();
    if !infeasible && sweeper.archive.is_empty() && !watch.stopped() {
        // Too few branches for any plan: one is searched for as long as it takes, and improved as usual.
        let any = Effort { nodes: usize::MAX, gap: f64::INFINITY };
        infeasible = sweeper.infeasible_at(&[sweeper.reference_price()], any) || sweeper.infeasible();
    }
    if infeasible {
        return Swept::Infeasible { clashes: clashes(problem) };
    }
    let mut points = sweeper.points();
    if let Sweep::Points(wanted) = plan.sweep {
        points = sweeper.closer(points);
        sweeper.between(&mut points, wanted);
    }
    let others: Vec<Vec<Alternative>> = points.par_iter().map(|point| sweeper.alternatives(point)).collect();
    for (point, others) in points.iter_mut().zip(others) {
        point.alternatives = others;
    }
    Swept::Points { points, complete: !watch.stopped() }
}

impl Sweeper<'_> {
    /// Tells of a plan that fulfils the rules before anything else is worked out.
    fn first_plan(&mut self) {
        let price = self.reference_price();
        let interchange = Interchange::new(&self.instance, price);
        for start in self.starts.clone() {
            let mut layout = start;
            if interchange.repair(&mut layout, 60) && self.problem.allows(&layout) {
                let (cost, minutes) = (self.problem.cost(&layout), self.problem.minutes(&layout));
                let lower_bound = f64::NEG_INFINITY;
                let objective = cost + price * minutes;
                let first = Solution { layout, cost, minutes, objective, lower_bound };
                if minutes.is_finite() {
                    self.watch.found(price, &first);
                    self.archive.push(first);
                }
                break;
            }
        }
        self.known = self.known.listed(self.problem);
        self.instance = Instance::new(self.problem, &self.known, Idle::WhereItCounts);
    }

    /// Searches at the prices asked for, or at those that it chooses; true when no plan fulfils the rules.
    fn infeasible(&mut self) -> bool {
        let settings = self.plan;
        match &settings.sweep {
            Sweep::Prices(prices) => {
                let mut prices = prices.clone();
                prices.sort_by(f64::total_cmp);
                prices.chunks(AT_ONCE).any(|prices| self.infeasible_at(prices, settings.effort))
            }
            Sweep::Points(points) => self.spread(*points),
        }
    }

    fn run(
        &self,
        problem: &Problem,
        instance: &Instance,
        price: f64,
        effort: Effort,
        warm: Option<Warm<'_>>,
    ) -> Found {
        // The plans known to be best at this price come first.
        let mut known: Vec<&Solution> = self.archive.iter().collect();
        known.sort_by(|a, b| at(a, price).total_cmp(&at(b, price)));
        let mut starts: Vec<Layout> = known.iter().take(3).map(|held| held.layout.clone()).collect();
        if starts.is_empty() {
            starts.clone_from(&self.starts);
        }
        Search { problem, instance, price, warm, starts: &starts, effort, watch: self.watch }.run()
    }

    /// Multipliers of the nearest price tried.
    fn warm(&self, price: f64) -> Option<Warm<'_>> {
        let far = |tried: &&Tried| (tried.price.max(1e-12) / price.max(1e-12)).ln().abs();
        let nearest = self.tried.iter().min_by(|a, b| far(a).total_cmp(&far(b)))?;
        Some(Warm { multipliers: &nearest.multipliers, close: far(&nearest) < 1.5 })
    }

    /// Searches again where plans are far from their bounds: first at the price that suits each best, where that has not been
    /// tried, then harder, and harder still where there are few columns; the points then.
    fn closer(&mut self, mut points: Vec<Point>) -> Vec<Point> {
        let first = self.plan.effort;
        // Bounds are all that is wanted now: a little closer than far will do.
        let gap = first.gap.max(0.95 * FAR);
        let hardest = (self.instance.columns() <= FEW_COLUMNS).then_some(Effort { nodes: HARDEST, gap });
        for effort in [Some(first), Some(Effort { nodes: self.harder(), gap }), hardest].into_iter().flatten()
        {
            let far = points.iter().filter(|point| self.is_far(point.solution.gap()));
            let price = |point: &Point| {
                let suited = self.suited(&point.solution).unwrap_or(point.price);
                (effort != first || !self.is_tried(suited)).then_some(suited)
            };
            let mut prices: Vec<f64> = far.filter_map(price).collect();
            prices.sort_by(f64::total_cmp);
            prices.dedup();
            for some in prices.chunks(AT_ONCE) {
                self.infeasible_at(some, effort);
            }
            if !prices.is_empty() {
                points = self.points();
            }
        }
        points
    }

    fn is_far(&self, gap: f64) -> bool {
        gap > FAR.max(self.plan.effort.gap)
    }

    fn harder(&self) -> usize {
        self.plan.effort.nodes.saturating_mul(HARDER)
    }

    /// Searches at some prices; true when no plan fulfils the rules.
    fn infeasible_at(&mut self, prices: &[f64], effort: Effort) -> bool {
        if self.watch.stopped() && !self.tried.is_empty() {
            return false;
        }
        let search = |&price: &f64| {
            let mut effort = effort;
            if price <= 0.0 {
                // Branches are cheap where minutes do not count: the cheapest plan is proven.
                effort = Effort { nodes: effort.nodes.saturating_mul(32), gap: 0.0 };
            }
            let mut found = self.run(self.problem, &self.instance, price, effort, self.warm(price));
            if let Some(best) = &mut found.best {
                if price <= 0.0 {
                    self.nearer(best);
                }
                best.minutes = self.problem.minutes(&best.layout);
                best.objective = best.cost + price * best.minutes;
                self.watch.found(price, best);
            }
            found
        };
        let found: Vec<Found> = prices.par_iter().map(search).collect();
        for (&price, found) in prices.iter().zip(found) {
            if found.best.is_none() && found.complete {
                return true;
            }
            self.tried.push(Tried { price, bound: found.lower_bound, multipliers: found.multipliers });
            self.keep(price, found.best, found.passed);
        }
        false
    }

    /// Keeps the plans of a search that are nearly as good as its best.
    fn keep(&mut self, price: f64, best: Option<Solution>, passed: Vec<Solution>) {
        let Some(best) = best else { return };
        let worst = best.objective + self.plan.tolerance.max(0.01) * best.objective.abs();
        let mut near: Vec<Solution> =
            passed.into_iter().filter(|plan| plan.objective <= worst && plan.layout != best.layout).collect();
        near.sort_by(|a, b| a.objective.total_cmp(&b.objective));
        near.dedup_by(|a, b| a.layout == b.layout);
        if price <= 0.0 {
            near.truncate(MOST_WITHOUT_MINUTES);
            near.par_iter_mut().for_each(|plan| plan.minutes = self.problem.minutes(&plan.layout));
        }
        self.archive.extend(near.into_iter().filter(|plan| plan.minutes.is_finite()));
        self.archive.push(best);
        self.archive.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.minutes.total_cmp(&b.minutes)));
        self.archive.dedup_by(|a, b| a.layout == b.layout);
    }

    /// Of the plans that cost as little, one with fewer minutes.
    fn nearer(&self, best: &mut Solution) {
        let mut layout = best.layout.clone();
        let slight = Interchange::new(&self.instance, 1e-6 * self.reference_price());
        if slight.improve(&mut layout, 60) && self.problem.allows(&layout) {
            let cost = self.problem.cost(&layout);
            if cost <= best.cost {
                best.layout = layout;
                best.cost = cost;
            }
        }
    }

    /// Both ends first, then where the frontier has holes; true when no plan fulfils the rules.
    fn spread(&mut self, wanted: usize) -> bool {
        let reference = self.reference_price();
        let effort = self.plan.effort;
        if self.infeasible_at(&[reference], effort) || self.infeasible_at(&[0.0, 1e6 * reference], effort) {
            return true;
        }
        let most = if self.plan.effort.gap > PROVED { MOST_PRICES } else { 3 * wanted };
        while self.tried.len() < most && !self.watch.stopped() {
            let mut prices = self.prices_of_holes(wanted);
            prices.truncate(AT_ONCE.min(most - self.tried.len()));
            if prices.is_empty() {
                break;
            }
            self.infeasible_at(&prices, effort);
        }
        false
    }

    /// A price at which cost and minutes weigh about the same.
    fn reference_price(&self) -> f64 {
        let start = self.starts.first();
        let cost = start.map_or(0.0, |start| self.problem.cost(start)).abs();
        let minutes = start.map_or(0.0, |start| self.problem.minutes(start));
        if cost > 0.0 && minutes > 0.0 && minutes.is_finite() { cost / minutes } else { 1.0 }
    }

    /// Adds plans within a budget where the frontier has wide gaps that no price reaches.
    fn between(&self, points: &mut Vec<Point>, wanted: usize) {
        let mut closed: Vec<(f64, f64)> = Vec::new();
        while points.len() >= 2 && points.len() < wanted && !self.watch.stopped() {
            let whole = points[points.len() - 1].solution.cost - points[0].solution.cost;
            let widest = points
                .windows(2)
                .map(|pair| (pair[0].solution.cost, pair[1].solution.cost))
                .filter(|ends| ends.1 - ends.0 > whole / wanted as f64 && !closed.contains(ends))
                .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
            let Some((low, high)) = widest else { return };
            let budget = low + 0.5 * (high - low);
            let at = points.iter().filter(|point| point.solution.cost <= low).count();
            let (cheap, near) = (&points[at - 1].solution, &points[at].solution);
            let price = (near.cost - cheap.cost) / (cheap.minutes - near.minutes);
            let mut problem = self.problem.clone();
            problem.rules.push(Rule::MaxCost(budget));
            let instance = Instance::new(&problem, &self.known, Idle::WhereItCounts);
            let gap = self.plan.effort.gap.max(1e-3);
            let search =
                |nodes| self.run(&problem, &instance, price, Effort { nodes, gap }, self.warm(price));
            let mut found = search(self.plan.effort.nodes / 4);
            if found.best.as_ref().is_some_and(|best| self.is_far(best.gap())) {
                found = search(self.harder());
            }
            closed.push((low, high));
            let Some(mut best) = found.best else { continue };
            best.minutes = self.problem.minutes(&best.layout);
            if best.cost <= low || best.minutes >= cheap.minutes || best.minutes <= near.minutes {
                continue;
            }
            if let Some(mut point) = self.point(&best) {
                // The bound holds for every plan within the budget, so for those that cost no more than this one.
                let least = (found.lower_bound - best.cost) / price;
                point.within = Some((best.cost, least.max(0.0).min(best.minutes)));
                self.watch.found(point.price, &point.solution);
                points.insert(at, point);
            }
        }
    }
}
