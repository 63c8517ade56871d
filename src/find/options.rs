//! A plan that was found → an option that a person can keep, change and publish.

use crate::edit;
use crate::model::{Action, Dataset, Move, OptionPlan, Plan, SiteDecision};
use crate::place;
use crate::score::timeline::State;
use crate::solve::{Layout, PROVED, Point};
use crate::units::{counted, pounds, pounds_short};

/// A layout as decisions: what closes, what becomes a hub, and where services go.
///
/// A service that arrives comes from the nearest site that it leaves; the rest are added or withdrawn. A partner's
/// building is not the council's to close: its services are withdrawn.
pub fn option(dataset: &Dataset, layout: &Layout, id: String, name: String) -> OptionPlan {
    let today = State::today(dataset);
    let mut found = OptionPlan { id, name, ..OptionPlan::default() };
    for (index, site) in dataset.sites.iter().enumerate() {
        let gains = (0..dataset.services.len())
            .any(|service| offered(layout, index, service) && today.offer(index, service).share <= 0.0);
        let action = if !layout.open[index] && site.partner.is_none() {
            Action::Close
        } else if gains && layout.offers[index].count_ones() > 1 {
            Action::Hub
        } else {
            continue;
        };
        found.sites.insert(site.id.clone(), SiteDecision { action, ..SiteDecision::default() });
    }
    for service in 0..dataset.services.len() {
        let was = |site: usize| today.offer(site, service).share > 0.0;
        let mut leaves: Vec<usize> =
            (0..dataset.sites.len()).filter(|&site| was(site) && !offered(layout, site, service)).collect();
        let movement = |from: Option<usize>, to: Option<usize>| Move {
            service: dataset.services[service].id.clone(),
            from: from.map(|site| dataset.sites[site].id.clone()),
            to: to.map(|site| dataset.sites[site].id.clone()),
            share: 1.0,
            ..Move::default()
        };
        for arrives in (0..dataset.sites.len()).filter(|&site| !was(site) && offered(layout, site, service)) {
            let metres = |site: usize| {
                place::haversine_m(dataset.sites[site].position, dataset.sites[arrives].position)
            };
            let nearest = (0..leaves.len()).min_by(|&a, &b| metres(leaves[a]).total_cmp(&metres(leaves[b])));
            let from = nearest.map(|at| leaves.remove(at));
            found.moves.push(movement(from, Some(arrives)));
        }
        for site in leaves {
            let closes = !layout.open[site] && dataset.sites[site].partner.is_none();
            if !closes {
                found.moves.push(movement(Some(site), None));
            }
        }
    }
    found
}

fn offered(layout: &Layout, site: usize, service: usize) -> bool {
    layout.offers[site] >> service & 1 == 1
}

/// A point of the frontier as an option of a plan, with how it was found as its remark.
pub fn kept_as(dataset: &Dataset, plan: &Plan, point: &Point, layout: &Layout, cost_gbp: f64) -> OptionPlan {
    let open = layout.open.iter().filter(|open| **open).count();
    let name = format!("Found: {}, {} a year", counted(open, "site"), pounds_short(cost_gbp));
    let solution = &point.solution;
    let proof = if solution.gap() <= PROVED {
        "proven best at that price".to_owned()
    } else {
        format!(
            "not proven best: at most {} better ({:.2} %)",
            pounds(solution.objective - solution.lower_bound),
            100.0 * solution.gap()
        )
    };
    let kind = if *layout == solution.layout { "a point" } else { "an alternative to a point" };
    let mut kept = option(dataset, layout, edit::free_id(plan), name);
    kept.reason = Some(format!(
        "Found by the search for options: {kind} of the cost–access frontier at £{:.4} for a need-weighted minute, {proof}.",
        point.price
    ));
    kept
}
