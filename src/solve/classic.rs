//! The textbook problems as settings of the one search. The program itself asks none of them: `benches/find`, `benches/peers`,
//! `examples/orlib` and the tests hold the search by them against other programs and published results.

use std::sync::Arc;

use super::clash::solve;
use super::problem::{Demand, Effort, Outcome, Place, Problem, Rule, Watch};

/// `p` sites with the least weighted distance to the nearest (p-median).
///
/// `distance` in rows by client: `client · sites + site`, ≥ 0.
pub fn p_median(weight: &[f64], distance: &[f64], p: usize) -> Problem {
    let sites = if weight.is_empty() { 0 } else { distance.len() / weight.len() };
    single(
        weight.to_vec(),
        Arc::new(by_site(distance, weight.len(), sites)),
        sites,
        0.0,
        f64::INFINITY,
        Some(p),
    )
}

fn by_site(distance: &[f64], clients: usize, sites: usize) -> Vec<f64> {
    let mut turned = vec![0.0; distance.len()];
    for site in 0..sites {
        for client in 0..clients {
            turned[site * clients + client] = distance[client * sites + site];
        }
    }
    turned
}

fn single(
    weight: Vec<f64>,
    minutes: Arc<Vec<f64>>,
    sites: usize,
    cost: f64,
    unreachable: f64,
    p: Option<usize>,
) -> Problem {
    let place = Place { cost, only_if_used: false, delivery: vec![0.0] };
    let mut rules: Vec<Rule> = Vec::new();
    if let Some(p) = p {
        rules.push(Rule::Sites { among: (0..sites).collect(), least: p, most: p });
    }
    Problem {
        sites: vec![place; sites],
        demands: vec![Demand { weight, minutes }],
        space: vec![0.0],
        saving: 0.0,
        unreachable,
        price: 1.0,
        rules,
    }
}

/// `p` sites that leave the least weight beyond `radius` (maximal covering; the objective is the weight left out).
///
/// Clients who can be covered by the same sites are put together.
pub fn maximal_cover(weight: &[f64], distance: &[f64], p: usize, radius: f64) -> Problem {
    let sites = if weight.is_empty() { 0 } else { distance.len() / weight.len() };
    let words = sites.div_ceil(64);
    let mut sets: Vec<(Vec<u64>, f64)> = weight
        .iter()
        .enumerate()
        .map(|(client, &weight)| {
            let mut set = vec![0_u64; words];
            for (site, &there) in distance[client * sites..(client + 1) * sites].iter().enumerate() {
                set[site / 64] |= u64::from(there <= radius) << (site % 64);
            }
            (set, weight)
        })
        .collect();
    sets.sort_by(|a, b| a.0.cmp(&b.0));
    let together: Vec<&[(Vec<u64>, f64)]> = sets.chunk_by(|a, b| a.0 == b.0).collect();
    let clients = together.len();
    let mut minutes = vec![f64::INFINITY; sites * clients];
    for (client, same) in together.iter().enumerate() {
        for site in (0..sites).filter(|site| same[0].0[site / 64] >> (site % 64) & 1 == 1) {
            minutes[site * clients + client] = 0.0;
        }
    }
    let weight = together.iter().map(|same| same.iter().map(|(_, weight)| weight).sum()).collect();
    single(weight, Arc::new(minutes), sites, 0.0, 1.0, Some(p))
}

/// The fewest sites that cover everybody within `radius` (set covering).
pub fn set_cover(distance: &[f64], clients: usize, radius: f64) -> Problem {
    let sites = if clients == 0 { 0 } else { distance.len() / clients };
    let minutes = by_site(distance, clients, sites);
    let covered =
        minutes.into_iter().map(|there| if there <= radius { 0.0 } else { f64::INFINITY }).collect();
    // Leaving one uncovered costs more than every site.
    single(vec![1.0; clients], Arc::new(covered), sites, 1.0, sites as f64 + 1.0, None)
}

/// Sites with their own costs that serve every client from the nearest (fixed-charge, or simple plant, location).
pub fn fixed_charge(weight: &[f64], distance: &[f64], cost: &[f64]) -> Problem {
    let minutes = Arc::new(by_site(distance, weight.len(), cost.len()));
    let mut problem = single(weight.to_vec(), minutes, cost.len(), 0.0, f64::INFINITY, None);
    for (place, &cost) in problem.sites.iter_mut().zip(cost) {
        place.cost = cost;
    }
    problem
}

/// The least distance within which `p` sites reach everybody (p-centre): set coverings, halving the radii left.
/// `None` when stopped, or when no number of sites does.
pub fn p_centre(distance: &[f64], clients: usize, p: usize, watch: &dyn Watch) -> Option<f64> {
    let mut radii: Vec<f64> = distance.iter().copied().filter(|there| there.is_finite()).collect();
    radii.sort_by(f64::total_cmp);
    radii.dedup();
    let (mut low, mut high) = (0, radii.len());
    while low < high {
        let middle = low.midpoint(high);
        let problem = set_cover(distance, clients, radii[middle]);
        let Outcome::Optimal(found) = solve(&problem, &[], Effort::PROOF, watch) else { return None };
        if found.objective <= p as f64 { high = middle } else { low = middle + 1 }
    }
    radii.get(low).copied()
}
