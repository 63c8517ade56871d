//! The root of a search: a long climb, with plans made along the way and what no better plan does settled.

use super::super::bound::{Climb, Dual};
use super::super::fixing::Fixing;
use super::super::problem::{Layout, Progress, Solution};
use super::{Plans, Run};

impl Run<'_> {
    /// The root: a long climb with plans made along the way, then fixing and climbing again while that helps.
    pub(super) fn root(&self, fixing: &mut Fixing, x: &mut [f64], plans: &mut Plans) -> f64 {
        let search = self.search;
        let warm = search.warm.filter(|warm| warm.multipliers.len() == x.len());
        match warm {
            Some(warm) => x.copy_from_slice(warm.multipliers),
            None => self.first_multipliers(x, plans.best.as_ref()),
        }
        let mut bound = f64::NEG_INFINITY;
        for round in 0..6 {
            let settled = fixing.clone();
            let mut dual = Dual::new(search.instance, &settled, search.price);
            if dual.is_hopeless() {
                return f64::INFINITY;
            }
            let climb = match (round, warm.is_some_and(|warm| warm.close)) {
                (0, false) => Climb { steps: 3000, boldness: 1.8, patience: 40, enough: 0.004 },
                (0, true) => Climb { steps: 1500, boldness: 1.0, patience: 20, enough: 0.004 },
                _ => Climb { steps: 150, boldness: 0.3, patience: 10, enough: 0.004 },
            };
            let found = dual.climb(x, self.cutoff(plans.best.as_ref()), climb, |step, dual, _| {
                if search.watch.stopped() {
                    return Some(f64::NEG_INFINITY);
                }
                let wanted =
                    if self.is_tangled() { step == 10 } else { matches!(step, 10 | 60 | 200 | 600 | 1500) };
                if !wanted {
                    return None;
                }
                plans.take(self.improved(dual.layout(), 400));
                search.watch.hear(Progress {
                    objective: plans.best.as_ref().map_or(f64::INFINITY, |best| best.objective),
                    lower_bound: bound,
                    nodes: 0,
                });
                Some(self.cutoff(plans.best.as_ref()))
            });
            bound = bound.max(found);
            dual.bound(x);
            if round == 0 || !self.is_tangled() {
                plans.take(self.improved(dual.layout(), 400));
            }
            let cutoff = self.cutoff(plans.best.as_ref());
            if bound >= cutoff || search.watch.stopped() {
                return bound;
            }
            if !dual.fix(x, cutoff, fixing) {
                return bound;
            }
            if !fixing.settle(search.instance) {
                return f64::INFINITY;
            }
            if open_sites(fixing) * 10 > open_sites(&settled) * 9 && round > 0 {
                return bound;
            }
        }
        bound
    }

    /// Multipliers to begin with: each client pays what the second nearest of a first plan would cost.
    fn first_multipliers(&self, x: &mut [f64], best: Option<&Solution>) {
        let instance = self.search.instance;
        let clients = &instance.clients;
        let offered: Option<&Layout> = best.map(|best| &best.layout);
        for client in 0..clients.len() {
            let (costs, columns) = clients.of(client);
            let mut there = costs.iter().zip(columns).filter(|(_, column)| {
                let column = **column as usize;
                offered.is_none_or(|layout| {
                    layout.offers[column / instance.services] >> (column % instance.services) & 1 == 1
                })
            });
            let cap = clients.cap[client];
            let worst = if cap.is_finite() { cap } else { costs.last().copied().unwrap_or(0.0) };
            let first = there.next().map_or(worst, |(cost, _)| *cost);
            let second = there.next().map_or(worst, |(cost, _)| *cost);
            x[client] = 0.5 * (first + second);
        }
    }
}

fn open_sites(fixing: &Fixing) -> usize {
    fixing.open.iter().filter(|open| open.is_none()).count()
}
