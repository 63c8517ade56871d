//! What a plan comes to, exactly, and which rules it breaks: the judge of every plan that a search proposes.

use super::problem::{Layout, Place, Problem, Reach, Rule, Services};

impl Place {
    /// What the site costs when open and offering `offers`, £ a year.
    pub fn costs(&self, offers: Services, saving: f64) -> f64 {
        let (mut deliveries, mut largest) = (0.0, 0.0_f64);
        for (service, gbp) in self.delivery.iter().enumerate() {
            if offers >> service & 1 == 1 {
                deliveries += gbp;
                largest = largest.max(*gbp);
            }
        }
        let own = if self.only_if_used && offers == 0 { 0.0 } else { self.cost };
        own + deliveries - saving * (deliveries - largest)
    }
}

impl Problem {
    /// Number of services.
    pub fn services(&self) -> usize {
        self.demands.len()
    }

    /// Cost of a plan, £ a year.
    pub fn cost(&self, layout: &Layout) -> f64 {
        let open = self.sites.iter().zip(&layout.open).zip(&layout.offers);
        open.filter(|((_, open), _)| **open).map(|((site, _), offers)| site.costs(*offers, self.saving)).sum()
    }

    /// Weighted minutes of a plan; *none* counts as [`Problem::unreachable`].
    pub fn minutes(&self, layout: &Layout) -> f64 {
        let mut total = 0.0;
        for (service, demand) in self.demands.iter().enumerate() {
            let areas = demand.weight.len();
            let mut nearest = vec![f64::INFINITY; areas];
            for (site, offers) in layout.offers.iter().enumerate() {
                if offers >> service & 1 == 1 {
                    let there = &demand.minutes[site * areas..(site + 1) * areas];
                    for (nearest, &there) in nearest.iter_mut().zip(there) {
                        *nearest = nearest.min(there);
                    }
                }
            }
            for (&minutes, &weight) in nearest.iter().zip(&demand.weight) {
                if weight > 0.0 {
                    total += weight * if minutes.is_finite() { minutes } else { self.unreachable };
                }
            }
        }
        total
    }

    /// Whether a plan fulfils every rule.
    pub fn allows(&self, layout: &Layout) -> bool {
        self.rules.iter().all(|rule| self.fulfils(layout, rule))
    }

    /// Whether a plan fulfils one rule.
    pub fn fulfils(&self, layout: &Layout, rule: &Rule) -> bool {
        let offering = |service: usize, among: &[usize]| {
            among.iter().filter(|&&site| layout.offers[site] >> service & 1 == 1).count()
        };
        match rule {
            Rule::Open(site) => layout.open[*site],
            Rule::Shut(site) => !layout.open[*site],
            Rule::Offers { site, service } => layout.offers[*site] >> service & 1 == 1,
            Rule::CannotHost { site, services } => layout.offers[*site] & services == 0,
            Rule::Room { site, m2 } => space(&self.space, layout.offers[*site]) <= *m2,
            Rule::Sites { among, least, most } => {
                let open = among.iter().filter(|&&site| layout.open[site]).count();
                (*least..=*most).contains(&open)
            }
            Rule::Offering { service, among, least, or } => {
                offering(*service, among) >= *least
                    || or.as_ref().is_some_and(|reach| reach.is_met(&layout.offers))
            }
            Rule::Hubs { among, with, services, least } => {
                let hubs = among
                    .iter()
                    .filter(|&&site| layout.open[site] && is_hub(layout.offers[site], *with, *services));
                hubs.count() >= *least
            }
            Rule::Reach(reach) => reach.is_met(&layout.offers),
            Rule::MaxCost(gbp) => self.cost(layout) <= *gbp,
            Rule::MaxMinutes(minutes) => self.minutes(layout) <= *minutes,
            Rule::Differs { from, least } => {
                layout.open.iter().zip(from).filter(|(a, b)| a != b).count() >= *least
            }
            Rule::Never => false,
        }
    }
}

impl Reach {
    /// Whether it asks for people and there are none.
    pub(super) fn is_void(&self) -> bool {
        self.certain.is_empty() && self.groups.iter().map(|group| group.people).sum::<f64>() <= 0.0
    }

    /// Whether enough people are within reach.
    pub fn is_met(&self, offers: &[Services]) -> bool {
        let reached =
            |sites: &[u32]| sites.iter().any(|&site| offers[site as usize] >> self.service & 1 == 1);
        let (mut all, mut within) = (0.0, 0.0);
        for group in &self.groups {
            all += group.people;
            if reached(&group.sites) {
                within += group.people;
            }
        }
        let known = if all > 0.0 { within / all >= self.share } else { !self.certain.is_empty() };
        known && self.certain.iter().all(|sites| reached(sites))
    }
}

/// Whether these are so many services, with all that are wanted among them.
pub(super) const fn is_hub(offers: Services, with: Services, services: usize) -> bool {
    offers & with == with && offers.count_ones() as usize >= services
}

/// Floor space that services take together, m², summed in their order.
pub(super) fn space(each: &[f64], offers: Services) -> f64 {
    each.iter().enumerate().filter(|(service, _)| offers >> service & 1 == 1).map(|(_, m2)| m2).sum()
}
