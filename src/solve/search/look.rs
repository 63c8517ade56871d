//! One branch looked at: its bound climbs, what no better plan does is settled, and what is left is split.

use std::sync::Arc;

use super::super::bound::{Climb, Dual};
use super::super::fixing::Fixing;
use super::super::instance::Instance;
use super::super::problem::Solution;
use super::{Looked, Node, Polish, Run};

impl Run<'_> {
    /// Looks at one branch.
    pub(in super::super) fn look(&self, node: &Node, best: Option<&Solution>, polish: Polish) -> Looked {
        let search = self.search;
        let mut looked = Looked::default();
        // A short search around a plan looks for any better one.
        let below = |best: Option<&Solution>| {
            if polish == Polish::Not { self.cutoff(best) } else { self.target(best) }
        };
        let mut cutoff = below(best);
        let mut fixing = node.fixing.clone();
        let mut x = (*node.x).clone();
        let mut bound = node.bound;
        for round in 0..3 {
            if search.watch.stopped() {
                // Left as it was: its bound still stands.
                looked.children.push((bound, fixing, Arc::new(x)));
                return looked;
            }
            if fixing.is_settled(search.instance) {
                let layout = self.settled(&fixing);
                looked.plans.extend(self.judged(layout));
                return looked;
            }
            let settled = fixing.clone();
            let mut dual = Dual::new(search.instance, &settled, search.price);
            if dual.is_hopeless() {
                return looked;
            }
            let climb = match polish {
                Polish::Fully | Polish::Lightly => {
                    Climb { steps: 300, boldness: 2.0, patience: 20, enough: 0.05 }
                }
                Polish::Not => Climb { steps: 80, boldness: 1.0, patience: 8, enough: 0.1 },
            };
            bound =
                bound.max(dual.climb(&mut x, cutoff, climb, |_, _, _| {
                    search.watch.stopped().then_some(f64::NEG_INFINITY)
                }));
            if bound >= cutoff {
                return looked;
            }
            dual.bound(&x);
            let layout = dual.layout();
            let plan = match polish {
                Polish::Fully if round == 0 => self.improved(layout.clone(), 60),
                Polish::Fully => None,
                Polish::Lightly | Polish::Not => self.judged(layout.clone()),
            };
            if let Some(plan) = plan {
                cutoff = cutoff.min(below(Some(&plan)));
                looked.plans.push(plan);
            }
            let changed = dual.fix(&x, cutoff, &mut fixing);
            if changed && !fixing.settle(search.instance) {
                return looked;
            }
            let before = free_columns(search.instance, &settled);
            if round == 2 || free_columns(search.instance, &fixing) * 4 > before * 3 {
                self.branch(&dual, &layout, bound, &fixing, x, &mut looked);
                return looked;
            }
        }
        looked
    }
}

fn free_columns(instance: &Instance, fixing: &Fixing) -> usize {
    let all = (1_u32 << instance.services) - 1;
    (0..instance.sites)
        .filter(|&site| fixing.open[site] != Some(false))
        .map(|site| {
            let free = all & !(fixing.must[site] | fixing.never[site]);
            free.count_ones() as usize + usize::from(fixing.open[site].is_none())
        })
        .sum()
}
