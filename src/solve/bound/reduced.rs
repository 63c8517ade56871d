//! Reduced costs: what no better plan does is settled.

use super::super::fixing::Fixing;
use super::{Dual, SHUT};

impl Dual<'_> {
    /// Fixes what no plan better than `cutoff` does otherwise, given the bound at `x`. Returns whether anything was.
    pub fn fix(&mut self, x: &[f64], cutoff: f64, fixing: &mut Fixing) -> bool {
        let bound = self.bound(x);
        if !bound.is_finite() {
            return false;
        }
        let instance = self.instance;
        let services = instance.services;
        let (price, factor) = (self.price + x[self.at.minutes], 1.0 + x[self.at.cost]);
        let free: Vec<usize> =
            (0..instance.sites).filter(|&site| self.choice[site] != SHUT && self.can_shut(site)).collect();
        let opened = (0..instance.sites).filter(|&site| self.open[site]).count();
        let [least, most] = instance.count;
        let worst = free
            .iter()
            .filter(|&&site| self.open[site])
            .map(|&site| self.value[site])
            .fold(f64::NEG_INFINITY, f64::max);
        let next = free
            .iter()
            .filter(|&&site| !self.open[site])
            .map(|&site| self.value[site])
            .fold(f64::INFINITY, f64::min);
        // What an open value more, or one less, changes.
        let one_more = |value: f64| {
            let takes_a_place = opened >= most || (opened <= least && worst > 0.0);
            if takes_a_place { value - worst } else { value }
        };
        let one_less = |value: f64| {
            let instead = if opened <= least { next } else { next.min(0.0) };
            instead - value
        };
        let without_pick = self.without(x);
        let mut changed = false;
        for site in 0..instance.sites {
            if self.choice[site] == SHUT {
                continue;
            }
            let (value, open, shuts) = (self.value[site], self.open[site], self.can_shut(site));
            let to_open = if open { 0.0 } else { one_more(value) };
            let to_shut = if !open {
                0.0
            } else if shuts {
                one_less(value)
            } else {
                f64::INFINITY
            };
            let missed: f64 = without_pick[site * services..(site + 1) * services].iter().sum();
            let to_shut = to_shut + missed;
            if fixing.open[site].is_none() {
                if bound + to_open > cutoff {
                    fixing.open[site] = Some(false);
                    changed = true;
                    continue;
                }
                if bound + to_shut > cutoff {
                    fixing.open[site] = Some(true);
                    changed = true;
                }
            }
            if services == 1 && self.left_start[site + 1] - self.left_start[site] == 1 {
                continue;
            }
            for service in 0..services {
                let bit = 1 << service;
                if (fixing.must[site] | fixing.never[site]) & bit != 0 {
                    continue;
                }
                let (with, _) = self.best(site, price, factor, x, |offers| offers & bit != 0);
                let to_offer = if open { with - value } else { one_more(with) };
                if bound + to_offer > cutoff {
                    fixing.never[site] |= bit;
                    changed = true;
                    continue;
                }
                let (without, _) = self.best(site, price, factor, x, |offers| offers & bit == 0);
                let to_drop = if open { (without - value).min(to_shut - missed) } else { 0.0 };
                let to_drop = to_drop + without_pick[site * services + service];
                if bound + to_drop > cutoff {
                    fixing.must[site] |= bit;
                    fixing.open[site] = Some(true);
                    changed = true;
                }
            }
        }
        changed
    }

    /// By column: what the rules that list their sets cost more when it is not offered.
    fn without(&self, x: &[f64]) -> Vec<f64> {
        let mut more = vec![0.0; self.instance.columns()];
        for menu in &self.menus {
            let mut least = vec![f64::INFINITY; menu.sites.len()];
            for set in 0..menu.start.len() - 1 {
                let picks = menu.set(set);
                let value: f64 = picks.iter().map(|&pick| x[menu.at + pick as usize]).sum();
                let mut picks = picks.iter().map(|&pick| pick as usize).peekable();
                for (at, least) in least.iter_mut().enumerate() {
                    if picks.next_if_eq(&at).is_none() {
                        *least = least.min(value);
                    }
                }
            }
            for (&site, least) in menu.sites.iter().zip(least) {
                more[site as usize * self.instance.services + menu.service] += least - menu.value;
            }
        }
        more
    }
}
