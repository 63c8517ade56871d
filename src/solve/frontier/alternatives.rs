//! Others that differ: plans nearly as good as a point, with other sites open, each as far from all before it as can be
//! found. Plans that the sweep passed through come first, and interchange takes them further apart.

use super::super::improve::Interchange;
use super::super::instance::{Idle, Instance};
use super::super::problem::{Effort, Layout, Problem, Rule, Solution};
use super::super::search::Search;
use super::{Alternative, Point, Sweeper, at};

impl Sweeper<'_> {
    /// Plans that differ and lie within the tolerance.
    pub(super) fn alternatives(&self, point: &Point) -> Vec<Alternative> {
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
        let nearest =
            |layout: &Layout| others.iter().map(|other| layout.differs_by(other)).min().unwrap_or(0);
        let mut best = self.furthest_passed(within, &nearest);
        let (mut least, mut step) = (best.as_ref().map_or(0, nearest), FIRST_STEP);
        let first = least;
        while step > 0 && least < self.problem.sites.len() {
            let problem = differing(within, others, least + step);
            let instance = Instance::new(&problem, &self.known, idle);
            let interchange = Interchange::new(&instance, problem.price);
            let mut starts: Vec<&Layout> = best.iter().chain(others.iter().copied()).collect();
            // From the point itself, and from plans that differ but break a limit, where little is found otherwise.
            starts.truncate(if step == 1 || least == first { 2 } else { 1 });
            if least < FIRST_STEP {
                starts.extend(self.beyond(within, &|layout| nearest(layout) >= least + step));
            }
            let further = starts.into_iter().find_map(|start| {
                let mut layout = start.clone();
                (interchange.repair(&mut layout, ROUNDS) && problem.allows(&layout)).then_some(layout)
            });
            match further {
                Some(layout) => {
                    least = nearest(&layout);
                    best = Some(layout);
                }
                None => step /= 2,
            }
        }
        best.or_else(|| self.proven(&differing(within, others, 1), idle))
    }

    /// Of the plans that the sweep passed through and that fulfil the rules, the furthest.
    fn furthest_passed(&self, within: &Problem, nearest: &impl Fn(&Layout) -> usize) -> Option<Layout> {
        let fits = |held: &&Solution| excess(within, held) <= 0.0;
        let mut passed: Vec<(usize, &Solution)> =
            self.archive.iter().filter(fits).map(|held| (nearest(&held.layout), held)).collect();
        passed.retain(|(far, _)| *far > 0);
        let over = |held: &Solution| at(held, within.price);
        passed.sort_by(|a, b| b.0.cmp(&a.0).then(over(a.1).total_cmp(&over(b.1))));
        passed.into_iter().map(|(_, held)| &held.layout).find(|layout| within.allows(layout)).cloned()
    }

    /// Plans that the sweep passed through and that break a limit by little.
    fn beyond(&self, within: &Problem, differs: &impl Fn(&Layout) -> bool) -> Vec<&Layout> {
        let mut passed: Vec<(f64, &Layout)> = self
            .archive
            .iter()
            .map(|held| (excess(within, held), &held.layout))
            .filter(|(excess, layout)| *excess > 0.0 && *excess < LITTLE && differs(layout))
            .collect();
        passed.sort_by(|a, b| a.0.total_cmp(&b.0));
        passed.into_iter().take(BEYOND).map(|(_, layout)| layout).collect()
    }

    /// A plan under some rules by a search with proof.
    fn proven(&self, problem: &Problem, idle: Idle) -> Option<Layout> {
        let instance = Instance::new(problem, &self.known, idle);
        let effort = Effort { nodes: self.plan.effort.nodes, gap: f64::INFINITY };
        let (price, watch) = (problem.price, self.watch);
        let search = Search { problem, instance: &instance, price, warm: None, starts: &[], effort, watch };
        search.run().best.map(|best| best.layout)
    }
}

/// By what share a plan breaks the limits of cost and minutes at most; negative where it keeps them.
fn excess(within: &Problem, held: &Solution) -> f64 {
    let over = |value: f64, limit: f64| (value - limit) / limit.abs().max(1.0);
    let limits = within.rules.iter().map(|rule| match rule {
        Rule::MaxCost(gbp) => over(held.cost, *gbp),
        Rule::MaxMinutes(minutes) => over(held.minutes, *minutes),
        _ => f64::NEG_INFINITY,
    });
    limits.fold(f64::NEG_INFINITY, f64::max)
}

/// A problem in which plans differ from others.
fn differing(within: &Problem, others: &[&Layout], least: usize) -> Problem {
    let mut problem = within.clone();
    problem.rules.extend(others.iter().map(|other| Rule::Differs { from: other.open.clone(), least }));
    problem
}

/// By how many sites more a plan is first asked to differ; halved when none is found.
const FIRST_STEP: usize = 4;

/// Rounds of interchange from each start.
const ROUNDS: usize = 24;

/// How many plans that break a limit are started from, and by what share they may break it.
const BEYOND: usize = 3;
const LITTLE: f64 = 0.2;
