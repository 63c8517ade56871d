//! The cost–access frontier: the best plans at a sweep of prices, plans within a budget between them, and for any of
//! them others that differ and are nearly as good.
//!
//! # References
//! Cohon, J. L. (1978), *Multiobjective Programming and Planning*, Academic Press, ch. 6 (non-inferior set estimation).
//! Brill, E. D., Chang, S.-Y. & Hopkins, L. D. (1982), "Modeling to generate alternatives", *Management Science* 28(3),
//! 221–235.

use rayon::prelude::*;

use super::clash::clashes;
use super::improve::Interchange;
use super::instance::{Idle, Instance};
use super::menu::Known;
use super::problem::{Effort, Layout, PROVED, Problem, Rule, Solution, Watch, gap};
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
    /// For a plan found within a budget: the budget, £, and the least minutes that any plan within it has.
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

/// Prices searched side by side.
const AT_ONCE: usize = 4;

/// A problem prepared for many searches.
struct Sweeper<'a> {
    problem: &'a Problem,
    known: Known,
    instance: Instance,
    plan: &'a SweepSettings,
    starts: Vec<Layout>,
    watch: &'a dyn Watch,
    tried: Vec<Tried>,
    pool: Vec<Solution>,
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
        pool: Vec::new(),
    };
    sweeper.first_plan();
    let infeasible = match &plan.sweep {
        Sweep::Prices(prices) => {
            let mut prices = prices.clone();
            prices.sort_by(f64::total_cmp);
            prices.chunks(AT_ONCE).any(|prices| sweeper.infeasible_at(prices))
        }
        Sweep::Points(points) => sweeper.spread(*points),
    };
    if infeasible {
        return Swept::Infeasible { clashes: clashes(problem) };
    }
    let mut points = sweeper.points();
    if let Sweep::Points(wanted) = plan.sweep {
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
                    self.pool.push(first);
                }
                break;
            }
        }
        self.known = self.known.listed(self.problem);
        self.instance = Instance::new(self.problem, &self.known, Idle::WhereItCounts);
    }

    fn run(
        &self,
        problem: &Problem,
        instance: &Instance,
        price: f64,
        effort: Effort,
        warm: Option<Warm<'_>>,
    ) -> Found {
        let mut starts: Vec<Layout> = self.starts.clone();
        // The plans known to be best at this price come first.
        let mut pool: Vec<&Solution> = self.pool.iter().collect();
        pool.sort_by(|a, b| (a.cost + price * a.minutes).total_cmp(&(b.cost + price * b.minutes)));
        starts.extend(pool.iter().take(3).map(|solution| solution.layout.clone()));
        Search { problem, instance, price, warm, starts: &starts, effort, watch: self.watch }.run()
    }

    /// Multipliers of the nearest price tried.
    fn warm(&self, price: f64) -> Option<Warm<'_>> {
        let far = |tried: &&Tried| (tried.price.max(1e-12) / price.max(1e-12)).ln().abs();
        let nearest = self.tried.iter().min_by(|a, b| far(a).total_cmp(&far(b)))?;
        Some(Warm { multipliers: &nearest.multipliers, close: far(&nearest) < 1.5 })
    }

    /// Searches at some prices; true when no plan fulfils the rules.
    fn infeasible_at(&mut self, prices: &[f64]) -> bool {
        if self.watch.stopped() && !self.tried.is_empty() {
            return false;
        }
        let search = |&price: &f64| {
            let mut effort = self.plan.effort;
            if price <= 0.0 {
                // Branches are cheap where minutes do not count.
                effort.nodes = effort.nodes.saturating_mul(4);
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
            if let Some(best) = found.best
                && !self.pool.iter().any(|held| held.layout == best.layout)
            {
                self.pool.push(best);
            }
        }
        false
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

    /// The plan of the pool with the least objective at a price.
    fn best_at(&self, price: f64) -> Option<&Solution> {
        let objective = |solution: &&Solution| solution.cost + price * solution.minutes;
        self.pool.iter().min_by(|a, b| objective(a).total_cmp(&objective(b)))
    }

    /// Both ends first, then where the frontier bends most; true when no plan fulfils the rules.
    fn spread(&mut self, wanted: usize) -> bool {
        let reference = self.reference_price();
        if self.infeasible_at(&[reference]) || self.infeasible_at(&[0.0, 1e6 * reference]) {
            return true;
        }
        let mut settled: Vec<f64> = Vec::new();
        for _ in 0..3 * wanted {
            let hull = self.hull();
            if hull.len() >= wanted || self.watch.stopped() {
                break;
            }
            let mut segments: Vec<(f64, f64)> = hull
                .windows(2)
                .map(|pair| (&self.pool[pair[0]], &self.pool[pair[1]]))
                .map(|(cheap, near)| {
                    let (gbp, minutes) = (near.cost - cheap.cost, cheap.minutes - near.minutes);
                    (gbp * minutes, gbp / minutes)
                })
                .filter(|(_, price)| {
                    price.is_finite() && !settled.iter().any(|held| (held - price).abs() <= 1e-9 * price)
                })
                .collect();
            segments.sort_by(|a, b| b.0.total_cmp(&a.0));
            segments.truncate(AT_ONCE.min(wanted - hull.len()));
            if segments.is_empty() {
                break;
            }
            let prices: Vec<f64> = segments.into_iter().map(|(_, price)| price).collect();
            settled.extend(&prices);
            self.infeasible_at(&prices);
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

    /// Positions in the pool of the plans on the lower hull, from the cheapest.
    fn hull(&self) -> Vec<usize> {
        let mut order = self.undominated();
        order.sort_by(|&a, &b| self.pool[a].cost.total_cmp(&self.pool[b].cost));
        let mut hull: Vec<usize> = Vec::new();
        for next in order {
            while let [.., first, second] = hull.as_slice() {
                let (a, b, c) = (&self.pool[*first], &self.pool[*second], &self.pool[next]);
                let bends =
                    (b.cost - a.cost) * (c.minutes - a.minutes) - (b.minutes - a.minutes) * (c.cost - a.cost);
                if bends > 0.0 {
                    break;
                }
                hull.pop();
            }
            hull.push(next);
        }
        hull
    }

    fn undominated(&self) -> Vec<usize> {
        let better = |a: &Solution, b: &Solution| {
            a.cost <= b.cost && a.minutes <= b.minutes && (a.cost < b.cost || a.minutes < b.minutes)
        };
        let same = |a: &Solution, b: &Solution| a.cost == b.cost && a.minutes == b.minutes;
        (0..self.pool.len())
            .filter(|&at| {
                !self.pool.iter().any(|other| better(other, &self.pool[at]))
                    && !self.pool[..at].iter().any(|other| same(other, &self.pool[at]))
            })
            .collect()
    }

    /// The point of a plan, told at the price where its bound is closest.
    fn point(&self, solution: &Solution) -> Option<Point> {
        let objective = |tried: &Tried| solution.cost + tried.price * solution.minutes;
        let gap = |tried: &&Tried| gap(objective(tried), tried.bound);
        let tried = self.tried.iter().min_by(|a, b| gap(a).total_cmp(&gap(b)))?;
        let objective = objective(tried);
        let lower_bound = tried.bound.min(objective);
        let solution = Solution { objective, lower_bound, ..solution.clone() };
        Some(Point { price: tried.price, solution, within: None, alternatives: Vec::new() })
    }

    /// The frontier found so far, from the cheapest.
    fn points(&self) -> Vec<Point> {
        let mut order = match &self.plan.sweep {
            Sweep::Points(_) => self.undominated(),
            Sweep::Prices(_) => {
                let undominated = self.undominated();
                let best = self.tried.iter().filter_map(|tried| {
                    let best = self.best_at(tried.price)?;
                    self.pool.iter().position(|held| held.layout == best.layout)
                });
                let mut best: Vec<usize> = best.filter(|at| undominated.contains(at)).collect();
                best.sort_unstable();
                best.dedup();
                best
            }
        };
        order.sort_by(|&a, &b| self.pool[a].cost.total_cmp(&self.pool[b].cost));
        order.into_iter().filter_map(|at| self.point(&self.pool[at])).collect()
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
            let effort = Effort { nodes: self.plan.effort.nodes / 4, gap: self.plan.effort.gap.max(1e-3) };
            let found = self.run(&problem, &instance, price, effort, self.warm(price));
            closed.push((low, high));
            let Some(mut best) = found.best else { continue };
            best.minutes = self.problem.minutes(&best.layout);
            if best.cost <= low || best.minutes >= cheap.minutes || best.minutes <= near.minutes {
                continue;
            }
            if let Some(mut point) = self.point(&best) {
                let least = (found.lower_bound - budget) / price;
                point.within = Some((budget, least.max(0.0).min(best.minutes)));
                self.watch.found(point.price, &point.solution);
                points.insert(at, point);
            }
        }
    }

    /// Plans that differ and lie within the tolerance.
    fn alternatives(&self, point: &Point) -> Vec<Alternative> {
        let mut found: Vec<Alternative> = Vec::new();
        let solution = &point.solution;
        let mut problem = Problem { price: point.price, ..self.problem.clone() };
        problem.rules.push(Rule::MaxCost(solution.cost + self.plan.tolerance * solution.cost.abs()));
        problem.rules.push(Rule::MaxMinutes(solution.minutes * (1.0 + self.plan.tolerance)));
        while found.len() < self.plan.alternatives && !self.watch.stopped() {
            let others: Vec<&Layout> =
                std::iter::once(&solution.layout).chain(found.iter().map(|other| &other.layout)).collect();
            // Buildings kept open for nothing only count when nothing else does.
            let another = self.another(&problem, &others, Idle::NotToDiffer);
            let Some(layout) = another.or_else(|| self.another(&problem, &others, Idle::WhereItCounts))
            else {
                break;
            };
            found.push(Alternative {
                cost: self.problem.cost(&layout),
                minutes: self.problem.minutes(&layout),
                differs_by: layout.differs_by(&solution.layout),
                layout,
            });
        }
        found
    }

    /// One more plan whose open sites differ from all the others' by as many as can be found.
    fn another(&self, within: &Problem, others: &[&Layout], idle: Idle) -> Option<Layout> {
        let differing = |least: usize| {
            let mut problem = within.clone();
            problem
                .rules
                .extend(others.iter().map(|other| Rule::Differs { from: other.open.clone(), least }));
            problem
        };
        let over = |held: &Solution| held.cost + within.price * held.minutes;
        let mut near: Vec<&Solution> = self.pool.iter().collect();
        near.sort_by(|a, b| over(a).total_cmp(&over(b)));
        let near: Vec<&Layout> = near.into_iter().map(|held| &held.layout).take(4).collect();
        let mut best: Option<Layout> = None;
        let mut least = 1;
        // Interchange first, from each of the plans known; then, if it finds none at all, a search with proof.
        while least <= self.problem.sites.len() {
            let problem = differing(least);
            let instance = Instance::new(&problem, &self.known, idle);
            let interchange = Interchange::new(&instance, problem.price);
            let mut starts: Vec<&Layout> = best.iter().chain(others.iter().copied()).collect();
            starts.extend(near.iter().copied());
            let better = starts.into_iter().take(6).find_map(|start| {
                let mut layout = start.clone();
                (interchange.repair(&mut layout, 40) && problem.allows(&layout)).then_some(layout)
            });
            match better {
                Some(layout) => {
                    let nearest = others.iter().map(|other| layout.differs_by(other)).min();
                    least = nearest.unwrap_or(least).max(least) + 1;
                    best = Some(layout);
                }
                None if best.is_none() => {
                    let effort = Effort { nodes: self.plan.effort.nodes, gap: f64::INFINITY };
                    let search = Search {
                        problem: &problem,
                        instance: &instance,
                        price: problem.price,
                        warm: None,
                        starts: &[],
                        effort,
                        watch: self.watch,
                    };
                    return search.run().best.map(|best| best.layout);
                }
                None => break,
            }
        }
        best
    }
}
