//! Branch and bound: bounds from the Lagrangian dual, plans from interchange, settled choices from reduced costs, until
//! nothing better can be left.
//!
//! Branches are taken in rounds of a fixed size, best bound first, and put together in order: what is found does not
//! depend on the number of threads.

mod branch;
mod held;
mod look;
mod root;

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

use rayon::prelude::*;

use super::bound::multipliers;
use super::fixing::Fixing;
use super::improve::Interchange;
use super::instance::Instance;
use super::problem::{Effort, Layout, Problem, Progress, Solution, Watch, gap};
use super::subsets::{self, Compared};

/// Branches looked at in one round.
const ROUND: usize = 8;

/// What a search found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub best: Option<Solution>,
    pub lower_bound: f64,
    /// True when nothing was left to look at.
    pub complete: bool,
    /// Multipliers at the root: a good start for a neighbouring price.
    pub multipliers: Vec<f64>,
    /// Plans passed on the way that fulfil the rules.
    pub passed: Vec<Solution>,
}

/// Multipliers of another price.
#[derive(Debug, Clone, Copy)]
pub(super) struct Warm<'a> {
    pub multipliers: &'a [f64],
    /// True when that price is not far away.
    pub close: bool,
}

/// One search: a problem under some of its rules at one price.
pub(super) struct Search<'a> {
    pub problem: &'a Problem,
    pub instance: &'a Instance,
    pub price: f64,
    /// Multipliers to start from.
    pub warm: Option<Warm<'a>>,
    /// Plans to start from; they need not fulfil the rules.
    pub starts: &'a [Layout],
    pub effort: Effort,
    pub watch: &'a dyn Watch,
}

/// A branch not yet looked at.
pub(super) struct Node {
    pub bound: f64,
    pub number: usize,
    pub fixing: Fixing,
    pub x: Arc<Vec<f64>>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Node {}
impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Node {
    /// The heap's greatest is the lowest bound, then the latest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound).then(self.number.cmp(&other.number))
    }
}

/// The plans that a search passes through.
#[derive(Debug, Clone, Default)]
pub(super) struct Plans {
    pub best: Option<Solution>,
    /// All of them, the best among them; they fulfil the rules.
    pub passed: Vec<Solution>,
}

impl Plans {
    /// Keeps a plan.
    pub fn take(&mut self, plan: Option<Solution>) {
        let Some(plan) = plan else { return };
        if self.best.as_ref().is_none_or(|best| plan.objective < best.objective) {
            self.best = Some(plan.clone());
        }
        if self.passed.len() < MOST_PASSED {
            self.passed.push(plan);
        }
    }
}

/// Plans kept of one search.
const MOST_PASSED: usize = 500;

/// What looking at a branch gave.
#[derive(Default)]
pub(super) struct Looked {
    /// The likelier branch first.
    pub children: Vec<(f64, Fixing, Arc<Vec<f64>>)>,
    pub plans: Vec<Solution>,
}

/// Whether plans met on the way are improved by interchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Polish {
    /// They are.
    Fully,
    /// They are taken as they are.
    Lightly,
    /// The same in a search that is to be short.
    Not,
}

/// A search on its way.
pub(super) struct Run<'a> {
    pub search: &'a Search<'a>,
    interchange: Interchange<'a>,
    /// True when every objective is a whole number.
    whole: bool,
    /// No plan's objective is above this.
    ceiling: f64,
}

impl Search<'_> {
    /// Searches until proof, or as far as effort and watch allow.
    pub fn run(&self) -> Found {
        let mut run = Run {
            search: self,
            interchange: Interchange::new(self.instance, self.price),
            whole: self.whole(),
            ceiling: 0.0,
        };
        run.ceiling = run.ceiling();
        run.search()
    }

    fn whole(&self) -> bool {
        let whole = |value: &f64| value.fract() == 0.0 && value.abs() < 1e12;
        let clients = &self.instance.clients;
        whole(&self.price)
            && self.instance.choices.iter().all(|choice| whole(&choice.cost))
            && (self.price == 0.0
                || (clients.cost.iter().all(whole)
                    && clients.cap.iter().all(|cap| *cap == f64::INFINITY || whole(cap))))
    }
}

impl Run<'_> {
    /// The best plan where every one can be compared.
    fn every_set(&self, fixing: &Fixing) -> Compared {
        let (problem, instance) = (self.search.problem, self.search.instance);
        let Some(free) = subsets::undecided(instance, fixing) else { return Compared::Not };
        let offers = |site: usize| subsets::only_way(instance, fixing, site).unwrap_or(0);
        let mut settled = self.settled(fixing);
        for site in (0..instance.sites).filter(|&site| settled.open[site]) {
            settled.offers[site] = offers(site);
        }
        subsets::best(problem, self.search.price, &free, &settled, offers, |layout| self.judged(layout))
    }

    /// Whether more ties sites together than their number: interchange alone then finds poor plans.
    fn is_tangled(&self) -> bool {
        self.search.instance.services > 1
    }

    fn ceiling(&self) -> f64 {
        let instance = self.search.instance;
        let costs = (0..instance.sites)
            .map(|site| instance.choices(site).iter().map(|choice| choice.cost).fold(0.0, f64::max))
            .sum::<f64>();
        let mut minutes = 0.0;
        for client in 0..instance.clients.len() {
            let cap = instance.clients.cap[client];
            let last = instance.clients.of(client).0.last().copied().unwrap_or(0.0);
            minutes += if cap.is_finite() { cap.max(last) } else { last };
        }
        (costs + self.search.price * minutes) * (1.0 + 1e-9) + 1.0
    }

    /// A plan as the exact judge sees it; `None` when it breaks a rule.
    pub(super) fn judged(&self, layout: Layout) -> Option<Solution> {
        let problem = self.search.problem;
        if !problem.allows(&layout) {
            return None;
        }
        let cost = problem.cost(&layout);
        let minutes = if self.search.price > 0.0 || self.search.instance.max_minutes.is_some() {
            problem.minutes(&layout)
        } else {
            0.0
        };
        if !minutes.is_finite() {
            return None;
        }
        let objective = cost + self.search.price * minutes;
        Some(Solution { layout, cost, minutes, objective, lower_bound: f64::NEG_INFINITY })
    }

    pub(super) fn improved(&self, mut layout: Layout, most: usize) -> Option<Solution> {
        let fulfils = self.interchange.improve(&mut layout, most);
        if fulfils { self.judged(layout) } else { None }
    }

    /// Only plans below this are of interest.
    pub(super) fn cutoff(&self, best: Option<&Solution>) -> f64 {
        let Some(best) = best else { return self.ceiling };
        let hair = 1e-10 * best.objective.abs().max(1.0);
        if self.whole {
            (best.objective - 1.0 + 1e-5).max(best.objective - 1.0 + hair)
        } else {
            best.objective - hair
        }
    }

    /// Only branches with plans below this are looked at: what lies nearer to the best than the gap asked for need not be told
    /// apart from it, so that more is settled by reduced costs.
    fn target(&self, best: Option<&Solution>) -> f64 {
        let near = best.map_or(f64::INFINITY, |best| {
            best.objective - self.search.effort.gap * best.objective.abs().max(1.0)
        });
        self.cutoff(best).min(near)
    }

    fn search(&self) -> Found {
        let search = self.search;
        let mut plans = Plans::default();
        let mut fixing = Fixing::new(search.instance);
        let mut x = vec![0.0; multipliers(search.instance)];
        let found = |plans: Plans, lower_bound: f64, complete: bool, multipliers: Vec<f64>| Found {
            best: plans.best.map(|best| Solution { lower_bound, ..best }),
            lower_bound,
            complete,
            multipliers,
            passed: plans.passed,
        };
        if !fixing.settle(search.instance) {
            return found(plans, f64::INFINITY, true, x);
        }
        match self.every_set(&fixing) {
            Compared::Not => {}
            Compared::NoneAllowed => return found(plans, f64::INFINITY, true, x),
            Compared::Best(best) => {
                let objective = best.objective;
                plans.take(Some(best));
                return found(plans, objective, true, x);
            }
        }
        for start in search.starts {
            plans.take(self.improved(start.clone(), 400));
        }
        let mut lower_bound = self.root(&mut fixing, &mut x, &mut plans);
        let close = |plans: &Plans, bound: f64| {
            plans.best.as_ref().is_some_and(|best| gap(best.objective, bound) <= search.effort.gap)
        };
        if lower_bound < self.cutoff(plans.best.as_ref()) && self.is_tangled() && !close(&plans, lower_bound)
        {
            self.dive(&fixing, &x, &mut plans);
            lower_bound = self.raise(&fixing, &x, lower_bound, &mut plans);
            let enough = lower_bound + search.effort.gap * lower_bound.abs();
            self.around(&fixing, &x, &mut plans, enough);
        }
        let mut heap = BinaryHeap::new();
        let mut nodes = 1;
        if lower_bound < self.cutoff(plans.best.as_ref()) {
            heap.push(Node { bound: lower_bound, number: 0, fixing, x: Arc::new(x.clone()) });
        }
        let mut number = 0;
        loop {
            let target = self.target(plans.best.as_ref());
            heap.retain(|node| node.bound < target);
            let objective = plans.best.as_ref().map_or(f64::INFINITY, |best| best.objective);
            // Where nothing is left below the cutoff, the best plan is proven; below a target that is lower, no more than that.
            let left = if target < self.cutoff(plans.best.as_ref()) { target } else { objective };
            let open = heap.peek().map_or(left, |node: &Node| node.bound.min(left));
            lower_bound = open.max(lower_bound).min(objective);
            search.watch.hear(Progress { objective, lower_bound, nodes });
            if heap.is_empty() {
                let complete = plans.best.is_none() || lower_bound >= objective;
                return found(plans, lower_bound, complete, x);
            }
            if close(&plans, lower_bound) || nodes >= search.effort.nodes || search.watch.stopped() {
                return found(plans, lower_bound, false, x);
            }
            let round: Vec<Node> = std::iter::from_fn(|| heap.pop()).take(ROUND).collect();
            nodes += round.len();
            let polish = if self.is_tangled() { Polish::Lightly } else { Polish::Fully };
            let looked: Vec<Looked> =
                round.par_iter().map(|node| self.look(node, plans.best.as_ref(), polish)).collect();
            for looked in looked {
                looked.plans.into_iter().for_each(|plan| plans.take(Some(plan)));
                for (bound, fixing, x) in looked.children {
                    number += 1;
                    heap.push(Node { bound, number, fixing, x });
                }
            }
        }
    }

    /// The plan of a branch in which everything is settled.
    pub(super) fn settled(&self, fixing: &Fixing) -> Layout {
        let instance = self.search.instance;
        let mut layout = Layout::shut(instance.sites);
        for site in (0..instance.sites).filter(|&site| fixing.open[site] == Some(true)) {
            layout.open[site] = true;
            let only = instance.choices(site).iter().find(|choice| fixing.permits(site, choice.offers));
            layout.offers[site] = only.map_or(0, |choice| choice.offers);
        }
        layout
    }
}
