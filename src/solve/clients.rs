//! Who is near what: the clients of a problem, each with the places that can serve it, near to far.

use std::sync::Arc;

use super::problem::{Problem, Rule};

/// Clients (an area that asks for a service) with the columns (`site · services + service`) that can serve them, near
/// to far.
#[derive(Debug, Clone, Default)]
pub(super) struct Clients {
    pub start: Vec<usize>,
    pub cost: Vec<f64>,
    pub column: Vec<u32>,
    /// What not being served costs, weighted minutes.
    pub cap: Vec<f64>,
    /// Where the clients of each service begin.
    pub service_start: Vec<usize>,
    /// The same nearly and by column, where there are several services.
    pub rough: Rough,
}

/// Minutes by column, then client of its service, nearly; in blocks, as clients who stand together are passed over
/// together.
#[derive(Debug, Clone, Default)]
pub(super) struct Rough {
    /// By client: weight.
    pub weight: Vec<f32>,
    /// Minutes; infinite beyond the cap.
    pub minutes: Vec<f32>,
    /// Where each column begins in `minutes`.
    pub start: Vec<usize>,
    /// Least minutes of each block.
    pub least: Vec<f32>,
    /// Where each column begins in `least`.
    pub block_start: Vec<usize>,
}

/// Clients in a block.
pub(super) const BLOCK: usize = 16;

impl Clients {
    pub fn len(&self) -> usize {
        self.cap.len()
    }

    /// The clients who ask for a service.
    pub fn asking(&self, service: usize) -> std::ops::Range<usize> {
        let start = |service: usize| self.service_start.get(service).copied().unwrap_or(self.len());
        start(service)..start(service + 1)
    }

    /// Lays out minutes by column; `weight` by client.
    fn lay_out_roughly(&mut self, sites: usize, services: usize, weight: &[f64]) {
        let mut rough =
            Rough { weight: weight.iter().map(|weight| *weight as f32).collect(), ..Rough::default() };
        let mut end = 0;
        for column in 0..sites * services {
            rough.start.push(end);
            end += self.asking(column % services).len();
        }
        rough.start.push(end);
        rough.minutes = vec![f32::INFINITY; end];
        for service in 0..services {
            let clients = self.asking(service);
            for client in clients.clone() {
                for at in self.start[client]..self.start[client + 1] {
                    let place = rough.start[self.column[at] as usize] + client - clients.start;
                    rough.minutes[place] = (self.cost[at] / weight[client]) as f32;
                }
            }
        }
        for column in rough.start.windows(2) {
            rough.block_start.push(rough.least.len());
            let blocks = rough.minutes[column[0]..column[1]].chunks(BLOCK);
            rough.least.extend(blocks.map(|block| block.iter().copied().fold(f32::INFINITY, f32::min)));
        }
        self.rough = rough;
    }

    /// Costs and columns of one client, near to far.
    pub fn of(&self, client: usize) -> (&[f64], &[u32]) {
        let range = self.start[client]..self.start[client + 1];
        (&self.cost[range.clone()], &self.column[range])
    }
}

/// Areas, minutes and the order of sites that services share.
type Shared = (usize, Arc<Vec<f64>>, Vec<Vec<u32>>);

/// Lists who is near what. Depends on demand alone, so that one list serves every price and every set of rules.
pub(super) fn clients(problem: &Problem) -> Clients {
    let services = problem.services();
    let mut found = Clients { start: vec![0], ..Clients::default() };
    let mut known: Option<Shared> = None;
    let mut weights = Vec::new();
    for (service, demand) in problem.demands.iter().enumerate() {
        let areas = demand.weight.len();
        found.service_start.push(found.cap.len());
        // Services that share minutes share the order of sites.
        let same = known
            .as_ref()
            .is_some_and(|(held, minutes, _)| *held == areas && Arc::ptr_eq(minutes, &demand.minutes));
        if !same {
            let orders = (0..areas).map(|area| near_to_far(&demand.minutes, areas, area)).collect();
            known = Some((areas, Arc::clone(&demand.minutes), orders));
        }
        let Some((_, _, orders)) = &known else { continue };
        let offered = problem.rules.iter().any(|rule| {
            matches!(rule, Rule::Offering { service: of, least, or: None, .. } if *of == service && *least > 0)
        });
        for (area, &weight) in demand.weight.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            weights.push(weight);
            // Who can reach every site of a service that is offered somewhere pays for a journey, however long it is.
            let order = &orders[area];
            let farthest = order.last().filter(|_| offered && order.len() == problem.sites.len());
            let longest = farthest.map_or(0.0, |&site| demand.minutes[site as usize * areas + area]);
            let cap = weight * problem.unreachable.max(longest);
            for &site in order {
                let cost = weight * demand.minutes[site as usize * areas + area];
                if cost >= cap {
                    break;
                }
                found.cost.push(cost);
                found.column.push(site * services as u32 + service as u32);
            }
            found.cap.push(cap);
            found.start.push(found.cost.len());
        }
    }
    if services > 1 {
        found.lay_out_roughly(problem.sites.len(), services, &weights);
    }
    found
}

/// Sites that can be reached from an area, near to far; ties in their order.
fn near_to_far(minutes: &[f64], areas: usize, area: usize) -> Vec<u32> {
    let sites = if areas == 0 { 0 } else { minutes.len() / areas };
    let mut keyed: Vec<(u64, u32)> = (0..sites as u32)
        .map(|site| (minutes[site as usize * areas + area], site))
        .filter(|(minutes, _)| minutes.is_finite())
        // Non-negative numbers order as their bits do.
        .map(|(minutes, site)| ((minutes + 0.0).to_bits(), site))
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, site)| site).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solve::{Demand, Place};

    #[test]
    fn only_a_service_that_is_offered_somewhere_is_paid_for_by_its_longest_journey() {
        let minutes = Arc::new(vec![60.0]);
        let demand = || Demand { weight: vec![2.0], minutes: Arc::clone(&minutes) };
        let problem = Problem {
            sites: vec![Place { cost: 0.0, only_if_used: false, delivery: vec![0.0, 0.0] }],
            demands: vec![demand(), demand()],
            space: vec![0.0, 0.0],
            saving: 0.0,
            unreachable: 25.0,
            price: 1.0,
            rules: vec![Rule::Offering { service: 0, among: vec![0], least: 1, or: None }],
        };
        // Two people walk sixty minutes to what is there for certain; what may be nowhere counts 25 minutes for each.
        assert_eq!(clients(&problem).cap, [120.0, 50.0]);
    }
}
