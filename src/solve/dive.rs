//! Good plans from the dual: diving, which settles what the bound is surest of until nothing is left to choose; and
//! small searches around a plan, which free the sites of one neighbourhood and keep all others.
//!
//! # References
//! Shaw, P. (1998), "Using constraint programming and local search methods to solve vehicle routing problems", *CP 98*,
//! LNCS 1520, 417–431 (large neighbourhood search). Beasley, J. E. (1993), "Lagrangean heuristics for location problems",
//! *European Journal of Operational Research* 65(3), 383–399.

use std::sync::Arc;

use super::bound::{Climb, Dual};
use super::fixing::Fixing;
use super::problem::Layout;
use super::search::{Node, Plans, Polish, Run};

/// Sites in a neighbourhood, and branches looked at in one.
const NEIGHBOURS: [(usize, usize); 3] = [(14, 30), (22, 40), (34, 120)];

impl Run<'_> {
    /// Settles what the bound is surest of, step by step, to the end.
    pub(super) fn dive(&self, fixing: &Fixing, x: &[f64], plans: &mut Plans) {
        let instance = self.search.instance;
        let (mut fixing, mut x) = (fixing.clone(), x.to_vec());
        let mut last = None;
        while !self.search.watch.stopped() {
            if fixing.is_settled(instance) {
                last = Some(self.settled(&fixing));
                break;
            }
            let settled = fixing.clone();
            let mut dual = Dual::new(instance, &settled, self.search.price);
            if dual.is_hopeless() {
                break;
            }
            let cutoff = self.cutoff(plans.best.as_ref());
            let climb = Climb { steps: 60, boldness: 0.7, patience: 8, enough: 0.1 };
            let bound = dual.climb(&mut x, cutoff, climb, |_, _, _| None);
            dual.bound(&x);
            last = Some(dual.layout());
            if bound >= cutoff {
                break;
            }
            dual.fix(&x, cutoff, &mut fixing);
            if !fixing.settle(instance) {
                break;
            }
            let mut surer = fixing.clone();
            self.commit(&dual, &mut surer);
            if !surer.settle(instance) {
                break;
            }
            if surer == settled {
                break;
            }
            fixing = surer;
        }
        if let Some(layout) = last {
            plans.take(self.improved(layout, 60));
        }
    }

    /// Settles the columns and sites of which the averages are surest.
    fn commit(&self, dual: &Dual<'_>, fixing: &mut Fixing) {
        let instance = self.search.instance;
        let services = instance.services;
        let mut free: Vec<(f64, usize)> = Vec::new();
        for site in (0..instance.sites).filter(|&site| fixing.open[site] != Some(false)) {
            for service in 0..services {
                if (fixing.must[site] | fixing.never[site]) >> service & 1 == 0 {
                    free.push((dual.column_share[site * services + service], site * services + service));
                }
            }
        }
        free.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let sure = free.iter().take_while(|(share, _)| *share >= 0.95).count();
        let few = sure.max(1 + free.len() / 40).min(free.len());
        for &(share, column) in &free[..few] {
            if share > 0.05 {
                fixing.must[column / services] |= 1 << (column % services);
            }
        }
        let unlikely = free.iter().rev().take_while(|(share, _)| *share <= 0.001).count();
        // Half of what was never chosen goes, the last in order first.
        for &(_, column) in free.iter().rev().take(unlikely.div_ceil(2)) {
            fixing.never[column / services] |= 1 << (column % services);
        }
        for site in 0..instance.sites {
            if fixing.open[site].is_none() && dual.open_share[site] <= 0.0005 && instance.can_shut[site] {
                fixing.open[site] = Some(false);
            }
        }
    }

    /// Searches around the best plan, one neighbourhood after the other, small ones first, until none holds a better.
    pub(super) fn around(&self, root: &Fixing, x: &[f64], plans: &mut Plans, enough: f64) {
        let sites = self.search.instance.sites;
        for (size, branches) in NEIGHBOURS {
            // Larger ones only where minutes do not count, which makes them cheap.
            let most = if self.search.price > 0.0 { 0 } else { sites / 2 };
            if size > most && size > NEIGHBOURS[0].0 {
                return;
            }
            let neighbourhoods = self.neighbourhoods(size);
            let mut idle = 0;
            for near in neighbourhoods.iter().cycle().take(4 * neighbourhoods.len()) {
                let Some(held) = plans.best.clone() else { return };
                if idle >= neighbourhoods.len() || held.objective <= enough || self.search.watch.stopped() {
                    break;
                }
                let mut fixing = root.clone();
                self.keep(&held.layout, near, &mut fixing);
                if fixing.settle(self.search.instance) {
                    self.within(fixing, x, plans, branches);
                }
                let better = plans.best.as_ref().is_some_and(|best| best.objective < held.objective);
                idle = if better { 0 } else { idle + 1 };
            }
        }
    }

    /// Keeps a plan but for the sites that are near.
    fn keep(&self, layout: &Layout, near: &[bool], fixing: &mut Fixing) {
        let all = (1 << self.search.instance.services) - 1;
        for site in (0..self.search.instance.sites).filter(|&site| !near[site]) {
            let offers = layout.offers[site];
            fixing.open[site] = Some(layout.open[site]);
            if layout.open[site] {
                fixing.must[site] = offers;
                fixing.never[site] = all & !offers;
            }
        }
    }

    /// A short search in depth for plans better than the best.
    fn within(&self, fixing: Fixing, x: &[f64], plans: &mut Plans, branches: usize) {
        let node = Node { bound: f64::NEG_INFINITY, number: 0, fixing, x: Arc::new(x.to_vec()) };
        let mut stack = vec![node];
        for _ in 0..branches {
            let Some(node) = stack.pop() else { return };
            if node.bound >= self.cutoff(plans.best.as_ref()) {
                continue;
            }
            let looked = self.look(&node, plans.best.as_ref(), Polish::Not);
            looked.plans.into_iter().for_each(|plan| plans.take(Some(plan)));
            // The likelier branch comes first in the list, and is taken first.
            for (bound, fixing, x) in looked.children.into_iter().rev() {
                stack.push(Node { bound, number: 0, fixing, x });
            }
        }
    }

    /// Sets of sites near each other, each site in two or more of them.
    fn neighbourhoods(&self, size: usize) -> Vec<Vec<bool>> {
        let problem = self.search.problem;
        let sites = self.search.instance.sites;
        let Some(demand) = problem.demands.first() else { return Vec::new() };
        let areas = demand.weight.len();
        let far = if problem.unreachable.is_finite() { problem.unreachable } else { 1e6 };
        let apart = |a: usize, b: usize| -> f64 {
            let minutes = |site: usize| demand.minutes[site * areas..(site + 1) * areas].iter();
            minutes(a).zip(minutes(b)).map(|(a, b)| (a.min(far) - b.min(far)).abs()).sum()
        };
        let mut times = vec![0; sites];
        let mut centre = vec![false; sites];
        let mut found = Vec::new();
        while let Some(least) = (0..sites).filter(|&site| !centre[site]).min_by_key(|&site| times[site]) {
            if times.iter().all(|&times| times >= 2) {
                break;
            }
            centre[least] = true;
            let mut order: Vec<(f64, usize)> = (0..sites).map(|site| (apart(least, site), site)).collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let mut near = vec![false; sites];
            for &(_, site) in order.iter().take(size) {
                near[site] = true;
                times[site] += 1;
            }
            found.push(near);
        }
        found
    }
}
