//! The changes that are considered: what one site does, what two exchange, and swaps where only the number of sites counts.

use super::super::problem::Layout;
use super::broken::Broken;
use super::tables::Tables;
use super::{Change, Interchange};

impl Interchange<'_> {
    /// Whether the number of open sites is all that ties them together, and is fulfilled.
    pub(super) fn swaps_only(&self, layout: &Layout, broken: &Broken) -> bool {
        let instance = self.instance;
        let alone = instance.rows.is_empty() && instance.covers.is_empty();
        let fixed = instance.services == 1 && instance.count[0] == instance.count[1];
        let offers = layout.open.iter().zip(&layout.offers).all(|(open, offers)| *open == (*offers == 1));
        let budgets = instance.max_cost.is_some() || instance.max_minutes.is_some();
        alone && fixed && offers && !budgets && broken.total() <= 0.0
    }

    /// The best exchange of an open site for a shut one.
    pub(super) fn best_swap(&self, layout: &Layout, tables: &Tables) -> Option<[Change; 2]> {
        let instance = self.instance;
        let sites = instance.sites;
        let scale = (self.cost(layout) + self.price * tables.minutes()).abs().max(1.0);
        let mut best = (-1e-11 * scale, None);
        let arriving: Vec<f64> = (0..sites)
            .map(|site| {
                let cost = if layout.open[site] { f64::INFINITY } else { self.cost_of(site, Some(1)) };
                cost - self.price * tables.add[site]
            })
            .collect();
        for leaves in (0..sites).filter(|&site| layout.open[site] && instance.can_shut[site]) {
            let saved = self.price * tables.drop[leaves] - self.cost_of(leaves, Some(1));
            let base = tables.services[0].place[leaves] as usize * sites;
            let twice = &tables.services[0].extra[base..base + sites];
            for (arrives, (arriving, twice)) in arriving.iter().zip(twice).enumerate() {
                let worse = saved + arriving - self.price * twice;
                if worse < best.0 {
                    best = (worse, Some((leaves, arrives)));
                }
            }
        }
        let (leaves, arrives) = best.1?;
        Some([(leaves, None), (arrives, Some(1))])
    }

    /// Goes through the changes of one site, with what each adds to cost and minutes.
    pub(super) fn each_single(
        &self,
        layout: &Layout,
        tables: &Tables,
        consider: &mut impl FnMut([Option<Change>; 2], f64, f64),
    ) {
        let instance = self.instance;
        let services = instance.services;
        let mut minutes = vec![0.0; 1 << services];
        for site in 0..instance.sites {
            let now = Self::does(layout, site);
            let (offers_now, cost_now) = (now.unwrap_or(0), self.cost_of(site, now));
            // By set of services: what its minutes are more than now.
            minutes[0] = self.minutes_changed(layout, tables, site, None);
            if now.is_some() && instance.can_shut[site] {
                consider([Some((site, None)), None], -cost_now, minutes[0]);
            }
            let column = site * services;
            if instance.choices(site).len() > services {
                for offers in 1..minutes.len() {
                    let service = offers.trailing_zeros() as usize;
                    let offered = offers_now >> service & 1 == 1;
                    let saved =
                        if offered { tables.drop[column + service] } else { tables.add[column + service] };
                    minutes[offers] = minutes[offers & (offers - 1)] - saved;
                }
            } else {
                for choice in instance.choices(site) {
                    minutes[choice.offers as usize] =
                        self.minutes_changed(layout, tables, site, Some(choice.offers));
                }
            }
            for choice in instance.choices(site).iter().filter(|choice| now != Some(choice.offers)) {
                let change = [Some((site, Some(choice.offers))), None];
                consider(change, choice.cost - cost_now, minutes[choice.offers as usize]);
            }
        }
    }

    /// Goes through the changes of two sites worth trying.
    pub(super) fn each_pair(
        &self,
        layout: &Layout,
        tables: &Tables,
        consider: &mut impl FnMut([Option<Change>; 2], f64, f64),
    ) {
        let instance = self.instance;
        let mut consider = |changes: [Option<Change>; 2]| {
            if let Some((by_cost, by_minutes)) = self.added(layout, tables, &changes) {
                consider(changes, by_cost, by_minutes);
            }
        };
        let services = instance.services;
        let open: Vec<usize> = (0..instance.sites).filter(|&site| layout.open[site]).collect();
        for &a in &open {
            let of_a = layout.offers[a];
            for b in (0..instance.sites).filter(|&b| b != a) {
                let now = Self::does(layout, b);
                let of_b = now.unwrap_or(0);
                // The whole site goes over.
                if instance.can_shut[a] && (now.is_none() || of_a & !of_b != 0) {
                    let whole = self.cost_of(b, Some(of_a | of_b));
                    if whole.is_finite() {
                        consider([Some((a, None)), Some((b, Some(of_a | of_b)))]);
                    }
                }
                if services == 1 {
                    continue;
                }
                for service in (0..services).filter(|service| of_a & !of_b & (1 << service) != 0) {
                    let bit = 1 << service;
                    if !self.cost_of(b, Some(of_b | bit)).is_finite() {
                        continue;
                    }
                    consider([Some((a, Some(of_a & !bit))), Some((b, Some(of_b | bit)))]);
                    if of_a == bit && instance.can_shut[a] {
                        consider([Some((a, None)), Some((b, Some(of_b | bit)))]);
                    }
                }
            }
        }
    }
}
