//! What each site chooses at some multipliers, and which sites open.

use super::super::problem::Services;
use super::super::weigh::is_hub;
use super::{Dual, SHUT};

impl Dual<'_> {
    /// The best open choice of a site among those wanted, and its value.
    pub(super) fn best(
        &mut self,
        site: usize,
        price: f64,
        factor: f64,
        x: &[f64],
        wanted: impl Fn(Services) -> bool,
    ) -> (f64, usize) {
        let services = self.instance.services;
        let range = self.left_start[site]..self.left_start[site + 1];
        let base = site * services;
        let mut open = 0.0;
        for &(row, by) in &self.open_rows[site] {
            open += x[self.at.rows + row] * by;
        }
        let worth = |service: usize| price * self.gain[base + service] + self.extra[base + service];
        let whole = range.len() > 2 * services;
        if whole {
            for offers in 1..1_usize << services {
                let service = offers.trailing_zeros() as usize;
                self.table[offers] = self.table[offers & (offers - 1)] + worth(service);
            }
        }
        let mut hubs = std::mem::take(&mut self.hubs);
        hubs.clear();
        let rows = self.hub_rows[site].iter().map(|&(row, with, least)| (with, least, x[self.at.rows + row]));
        hubs.extend(rows.filter(|(_, _, multiplier)| *multiplier > 0.0));
        let all_hubs: f64 = hubs.iter().map(|(_, _, multiplier)| multiplier).sum();
        let mut best = (f64::INFINITY, SHUT);
        for choice in range {
            let (offers, cost) = self.left[choice];
            if !wanted(offers) {
                continue;
            }
            let gained = if whole {
                self.table[offers as usize]
            } else {
                (0..services).filter(|service| offers >> service & 1 == 1).map(worth).sum()
            };
            let mut value = cost * factor - gained - open;
            if value - all_hubs >= best.0 {
                continue;
            }
            for &(with, least, multiplier) in &hubs {
                if is_hub(offers, with, least) {
                    value -= multiplier;
                }
            }
            if value < best.0 {
                best = (value, choice);
            }
        }
        self.hubs = hubs;
        best
    }

    /// Chooses the open sites at least value, keeping their number, and returns the sum of their values.
    pub(super) fn choose(&mut self) -> f64 {
        let instance = self.instance;
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        self.open.fill(false);
        let (mut total, mut count) = (0.0, 0);
        for site in 0..instance.sites {
            if self.choice[site] == SHUT {
                if !self.can_shut(site) {
                    total = f64::INFINITY;
                }
            } else if !self.can_shut(site) {
                self.open[site] = true;
                total += self.value[site];
                count += 1;
            } else {
                order.push(site);
            }
        }
        let [least, most] = instance.count;
        if count > most || count + order.len() < least {
            self.order = order;
            return f64::INFINITY;
        }
        let (least, most) = (least - count.min(least), most - count);
        let value = &self.value;
        let by_value = |a: &usize, b: &usize| value[*a].total_cmp(&value[*b]).then(a.cmp(b));
        let worthwhile = order.iter().filter(|&&site| value[site] < 0.0).count();
        let take = worthwhile.clamp(least, most.max(least)).min(order.len());
        if take > 0 && take < order.len() {
            order.select_nth_unstable_by(take - 1, by_value);
        }
        for &site in &order[..take] {
            self.open[site] = true;
            total += self.value[site];
        }
        self.order = order;
        self.chosen.fill(false);
        for site in (0..instance.sites).filter(|&site| self.open[site]) {
            let offers = self.left[self.choice[site]].0;
            for service in 0..instance.services {
                self.chosen[site * instance.services + service] = offers >> service & 1 == 1;
            }
        }
        total
    }
}
