//! What each place saves the clients of a plan, and what they lose without it; brought up to date service by service.

use super::super::problem::{Layout, Services};
use super::{Change, Interchange, NONE};

/// The clients' view of a plan.
pub(super) struct Tables {
    /// Saved when a column is added; lost when it is dropped.
    pub add: Vec<f64>,
    pub drop: Vec<f64>,
    pub services: Vec<OfService>,
}

/// The same of one service.
#[derive(Debug, Clone, Default)]
pub(super) struct OfService {
    /// By site that offers it: its place in `extra`.
    pub place: Vec<u32>,
    /// Of what is lost by dropping one column and saved by adding another of the same service: counted twice.
    pub extra: Vec<f64>,
    pub minutes: f64,
}

impl Tables {
    pub fn minutes(&self) -> f64 {
        self.services.iter().map(|service| service.minutes).sum()
    }
}

impl Interchange<'_> {
    pub(super) fn tables(&self, layout: &Layout) -> Tables {
        let columns = self.instance.columns();
        let mut tables = Tables {
            add: vec![0.0; columns],
            drop: vec![0.0; columns],
            services: vec![OfService::default(); self.instance.services],
        };
        self.update(&mut tables, layout, Services::MAX);
        tables
    }

    /// Brings the tables of some services to where a plan is.
    pub(super) fn update(&self, tables: &mut Tables, layout: &Layout, turned: Services) {
        for service in (0..self.instance.services).filter(|service| turned >> service & 1 == 1) {
            self.update_service(tables, layout, service);
        }
    }

    fn update_service(&self, tables: &mut Tables, layout: &Layout, service: usize) {
        let instance = self.instance;
        let (sites, services) = (instance.sites, instance.services);
        let Tables { add, drop, services: of_services } = tables;
        let here = &mut of_services[service];
        here.place.clear();
        let mut count = 0;
        for site in 0..sites {
            add[site * services + service] = 0.0;
            drop[site * services + service] = 0.0;
            let offered = layout.offers[site] >> service & 1 == 1;
            here.place.push(if offered { count } else { NONE });
            count += u32::from(offered);
        }
        here.extra.clear();
        here.extra.resize(count as usize * sites, 0.0);
        here.minutes = 0.0;
        if self.price <= 0.0 && instance.max_minutes.is_none() {
            return;
        }
        let clients = &instance.clients;
        for client in clients.asking(service) {
            let (costs, near) = clients.of(client);
            let cap = clients.cap[client];
            let worst = if cap.is_finite() { cap } else { costs.last().copied().unwrap_or(0.0) };
            let mut offers = near
                .iter()
                .enumerate()
                .filter(|(_, column)| here.place[**column as usize / services] != NONE);
            let first = offers.next().map(|(at, _)| at);
            let second = offers.next().map(|(at, _)| at);
            let nearest = first.map_or(worst, |at| costs[at]);
            let next = second.map_or(worst, |at| costs[at]);
            here.minutes += nearest;
            let before = second.unwrap_or(costs.len());
            match first {
                None => {
                    for (&cost, &column) in costs.iter().zip(near) {
                        add[column as usize] += nearest - cost;
                    }
                }
                Some(first) => {
                    let column = near[first] as usize;
                    drop[column] += next - nearest;
                    let base = here.place[column / services] as usize * sites;
                    for at in 0..before {
                        if at != first {
                            let other = near[at] as usize;
                            add[other] += (nearest - costs[at]).max(0.0);
                            here.extra[base + other / services] += next - costs[at].max(nearest);
                        }
                    }
                }
            }
        }
    }

    pub(super) fn minutes_changed(
        &self,
        layout: &Layout,
        tables: &Tables,
        site: usize,
        does: Option<Services>,
    ) -> f64 {
        let services = self.instance.services;
        let (before, after) = (layout.offers[site], does.unwrap_or(0));
        let mut changed = 0.0;
        for service in (0..services).filter(|service| (before ^ after) >> service & 1 == 1) {
            let column = site * services + service;
            if after >> service & 1 == 1 {
                changed -= tables.add[column];
            } else {
                changed += tables.drop[column];
            }
        }
        changed
    }

    /// Correction for services that leave `a` and arrive at `b`.
    pub(super) fn counted_twice(&self, layout: &Layout, tables: &Tables, a: Change, b: Change) -> f64 {
        let instance = self.instance;
        let leaves = layout.offers[a.0] & !a.1.unwrap_or(0);
        let arrives = b.1.unwrap_or(0) & !layout.offers[b.0];
        let mut twice = 0.0;
        for service in (0..instance.services).filter(|service| leaves & arrives & (1 << service) != 0) {
            let here = &tables.services[service];
            twice -= here.extra[here.place[a.0] as usize * instance.sites + b.0];
        }
        twice
    }
}
