//! What the rules and the fixing leave to decide: columns, sets of sites, and clients that can still be served in two ways.

use super::super::problem::Services;
use super::{Dual, Near, Offered};

impl Dual<'_> {
    /// By column: whether it may be offered, and whether it certainly is.
    pub(super) fn columns_left(&self) -> (Vec<bool>, Vec<bool>) {
        let instance = self.instance;
        let mut alive = vec![false; instance.columns()];
        let mut certain = vec![false; instance.columns()];
        for site in 0..instance.sites {
            let left = &self.left[self.left_start[site]..self.left_start[site + 1]];
            let any = left.iter().fold(0, |any, choice| any | choice.0);
            let shut = self.can_shut(site);
            let all = left.iter().fold(if shut { 0 } else { Services::MAX }, |all, choice| all & choice.0);
            for service in 0..instance.services {
                alive[site * instance.services + service] = any >> service & 1 == 1;
                certain[site * instance.services + service] = all >> service & 1 == 1;
            }
        }
        (alive, certain)
    }

    /// What is left of the lists.
    pub(super) fn offered(&self, alive: &[bool], certain: &[bool]) -> Vec<Offered> {
        let mut at = self.at.menus;
        let offered = self.instance.menus.iter().map(|menu| {
            let column = |at: &u32| menu.sites[*at as usize] as usize * self.instance.services + menu.service;
            let open = (0..menu.sites.len() as u32).map(|at| alive[column(&at)] && !certain[column(&at)]);
            let mut left = Offered {
                service: menu.service,
                sites: menu.sites.clone(),
                open: open.collect(),
                start: vec![0],
                picks: Vec::new(),
                at,
                chosen: 0,
                value: 0.0,
            };
            at += menu.sites.len();
            for set in menu.sets().filter(|set| set.iter().all(|at| alive[column(at)])) {
                left.picks.extend(set.iter().filter(|at| left.open[**at as usize]));
                left.start.push(left.picks.len());
                if left.start[left.start.len() - 2] == left.picks.len() {
                    // Fulfilled already.
                    left.picks.clear();
                    left.start = vec![0, 0];
                    break;
                }
            }
            left
        });
        offered.collect()
    }

    /// Whether minutes matter at all.
    pub fn minutes_count(&self) -> bool {
        self.price > 0.0 || self.instance.max_minutes.is_some()
    }

    /// Lists of the columns that are left, no further than the nearest that is certain.
    pub(super) fn near(&self, alive: &[bool], certain: &[bool]) -> Near {
        let instance = self.instance;
        let mut near = Near { start: vec![0], ..Near::default() };
        if !self.minutes_count() {
            return near;
        }
        let mut spread = 0.0;
        for client in 0..instance.clients.len() {
            let (costs, columns) = instance.clients.of(client);
            let begin = near.cost.len();
            let mut high = instance.clients.cap[client];
            for (&cost, &column) in costs.iter().zip(columns) {
                if certain[column as usize] {
                    high = cost;
                    break;
                }
                if alive[column as usize] {
                    near.cost.push(cost);
                    near.column.push(column);
                }
            }
            let found = &near.cost[begin..];
            let low = found.first().copied().unwrap_or(if high.is_finite() { high } else { 0.0 });
            // What the client would mind: how much further the next few are.
            let reference = found.get(found.len().min(4).saturating_sub(1)).copied().unwrap_or(low);
            spread += reference - low;
            if low < high {
                near.moving.push(client as u32);
            } else {
                near.still += high;
            }
            near.low.push(low.min(high));
            near.high.push(high);
            near.start.push(near.cost.len());
        }
        near.scale = (spread / near.low.len().max(1) as f64).max(1e-9);
        near
    }
}
