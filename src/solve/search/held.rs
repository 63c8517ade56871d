//! A bound with the rules kept whole: clients keep their multipliers, and what is left, in which every site chooses its
//! services at a price for each, is searched by itself. Branches cost little, as clients are no part of them.

use std::collections::BinaryHeap;
use std::sync::Arc;

use super::super::bound::{Climb, Dual, Held};
use super::super::fixing::Fixing;
use super::super::problem::Layout;
use super::{Looked, Node, Plans, Run};

/// Branches looked at, and after how many it must have helped.
const BRANCHES: usize = 64;
const TRIAL: usize = 12;

/// Share of what is missing that it must have gained by then.
const WORTHWHILE: f64 = 0.1;

/// Plans met on the way that are improved.
const IMPROVED: usize = 4;

impl Run<'_> {
    /// Raises the bound of the root, as far as it is worthwhile, and improves plans met on the way. Returns the bound.
    pub(super) fn raise(&self, fixing: &Fixing, x: &[f64], root: f64, plans: &mut Plans) -> f64 {
        let search = self.search;
        let Some(best) = &plans.best else { return root };
        let enough = (best.objective - search.effort.gap * best.objective.abs()).min(self.cutoff(Some(best)));
        let mut dual = Dual::new(search.instance, fixing, search.price);
        if !dual.minutes_count() {
            return root;
        }
        dual.bound(x);
        let held = dual.hold(x);
        drop(dual);
        let mut cutoff = enough;
        let mut met: Vec<(f64, Layout)> = Vec::new();
        let mut heap = BinaryHeap::new();
        heap.push(Node { bound: root, number: 0, fixing: fixing.clone(), x: Arc::new(x.to_vec()) });
        let (mut number, mut bound) = (0, root);
        for branches in 0.. {
            let Some(node) = heap.pop().filter(|node| node.bound < cutoff) else {
                bound = cutoff;
                break;
            };
            bound = node.bound;
            let idle = branches == TRIAL && bound - root < WORTHWHILE * (enough - root);
            if branches == BRANCHES || idle || search.watch.stopped() {
                break;
            }
            let looked = self.look_held(&held, &node, &mut cutoff, &mut met);
            for (bound, fixing, x) in looked.children {
                number += 1;
                heap.push(Node { bound, number, fixing, x });
            }
        }
        met.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (_, layout) in met.into_iter().take(IMPROVED) {
            plans.take(self.improved(layout, 60));
        }
        bound
    }

    fn look_held(&self, held: &Held, node: &Node, cutoff: &mut f64, met: &mut Vec<(f64, Layout)>) -> Looked {
        let search = self.search;
        let mut looked = Looked::default();
        let mut fixing = node.fixing.clone();
        let mut x = (*node.x).clone();
        let mut bound = node.bound;
        let settled = fixing.clone();
        let mut dual = Dual::held(search.instance, &settled, search.price, held);
        if dual.is_hopeless() {
            return looked;
        }
        let climb = Climb { steps: 200, boldness: 1.0, patience: 12, enough: 0.05 };
        bound = bound.max(dual.climb(&mut x, *cutoff, climb, |_, _, _| None));
        if bound >= *cutoff {
            return looked;
        }
        dual.bound(&x);
        let layout = dual.layout();
        if search.problem.allows(&layout) {
            let value = dual.value_held(&layout, held);
            *cutoff = cutoff.min(value);
            met.push((value, layout.clone()));
        }
        if fixing.is_settled(search.instance) {
            return looked;
        }
        if dual.fix(&x, *cutoff, &mut fixing) && !fixing.settle(search.instance) {
            return looked;
        }
        self.branch(&dual, &layout, bound, &fixing, x, &mut looked);
        looked
    }
}
