//! One service and few sites: every set of open sites compared, all of them at once, by the subset-sum transform.
//!
//! A client pays the least distance of the sites that are open. Written as the nearest of all, plus a step for every
//! nearest few that are all shut, the sum over clients needs one table entry a step; the transform then adds up, for every
//! set of sites, the steps of the sets outside it: `sites · 2^sites` additions for all sets together.
//!
//! A search compares plans so (`best`); [`every_subset`] lists all of them and is what `benches/find` and `benches/peers` measure
//! beside other programs.
//!
//! # References
//! Yates, F. (1937), *The Design and Analysis of Factorial Experiments*, Imperial Bureau of Soil Science (the transform).

use super::fixing::Fixing;
use super::instance::Instance;
use super::problem::{Layout, Problem, Solution};

/// The most undecided sites of which every set is compared.
const MOST_SITES: usize = 20;

/// What every set of sites comes to; bit `j` of a position stands for site `j`.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    /// Weighted sum of the distances to the nearest site of the set: the mean where weights sum to 1. Infinite for the
    /// empty set.
    pub mean: Vec<f64>,
    /// Weight within the radius of any site of the set: the share where weights sum to 1.
    pub share: Vec<f64>,
}

/// Compares every set of `sites` sites.
///
/// `distance` in rows by client (`client · sites + site`), finite, ≥ 0; `weight` by client, ≥ 0. At most twenty sites
/// are compared; the rest are left out.
pub fn every_subset(weight: &[f64], distance: &[f64], sites: usize, radius: f64) -> Tables {
    let used = sites.min(MOST_SITES);
    let mut outside = Sums::new(used);
    let mut beyond = vec![0.0; 1 << used];
    let mut all = 0.0;
    for (&weight, row) in weight.iter().zip(distance.chunks_exact(sites.max(1))) {
        let within = row[..used].iter().enumerate().filter(|(_, there)| **there <= radius);
        beyond[within.fold(0, |set, (site, _)| set | 1 << site)] += weight;
        all += weight;
        outside.client(weight, row[..used].iter().copied());
    }
    sum_over_subsets(&mut beyond);
    beyond.reverse();
    beyond.iter_mut().for_each(|share| *share = all - *share);
    Tables { mean: outside.of_every_set(), share: beyond }
}

/// Distances of clients, gathered for the transform.
struct Sums {
    sites: usize,
    nearest: f64,
    steps: Vec<f64>,
    order: Vec<(f64, usize)>,
}

impl Sums {
    fn new(sites: usize) -> Self {
        Self { sites, nearest: 0.0, steps: vec![0.0; 1 << sites], order: Vec::with_capacity(sites) }
    }

    fn client(&mut self, weight: f64, distances: impl Iterator<Item = f64>) {
        self.order.clear();
        self.order.extend(distances.enumerate().map(|(site, there)| (there, site)));
        self.order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        self.nearest += weight * self.order.first().map_or(0.0, |(there, _)| *there);
        let mut shut = 0;
        for pair in self.order.windows(2) {
            shut |= 1 << pair[0].1;
            self.steps[shut] += weight * (pair[1].0 - pair[0].0);
        }
    }

    fn of_every_set(mut self) -> Vec<f64> {
        sum_over_subsets(&mut self.steps);
        // The sets outside a set are the subsets of what it leaves out.
        self.steps.reverse();
        self.steps.iter_mut().for_each(|steps| *steps += self.nearest);
        if self.sites > 0 {
            self.steps[0] = f64::INFINITY;
        }
        self.steps
    }
}

/// Replaces every entry by the sum of the entries of its subsets.
fn sum_over_subsets(table: &mut [f64]) {
    let mut half = 1;
    if table.len() >= 8 {
        // The first three sites in one go: short blocks are slow one by one.
        for block in table.chunks_exact_mut(8) {
            for (without, with) in [(0, 1), (2, 3), (4, 5), (6, 7), (0, 2), (1, 3), (4, 6), (5, 7)] {
                block[with] += block[without];
            }
            (0..4).for_each(|at| block[at + 4] += block[at]);
        }
        half = 8;
    }
    while half < table.len() {
        for block in table.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            for (with, without) in with.iter_mut().zip(without) {
                *with += *without;
            }
        }
        half *= 2;
    }
}

/// The undecided sites, when every set of them can be compared: one service, and at most [`MOST_SITES`] sites that either
/// shut or do the one thing they can.
pub(super) fn undecided(instance: &Instance, fixing: &Fixing) -> Option<Vec<usize>> {
    let simple = instance.services == 1
        && (0..instance.sites)
            .all(|site| fixing.open[site] == Some(false) || only_way(instance, fixing, site).is_some());
    let free: Vec<usize> = (0..instance.sites).filter(|&site| fixing.open[site].is_none()).collect();
    (simple && free.len() <= MOST_SITES).then_some(free)
}

/// What an open site does, when there is one best thing to do: the only one, or to offer at no cost.
pub(super) fn only_way(instance: &Instance, fixing: &Fixing, site: usize) -> Option<u32> {
    let mut ways = instance.choices(site).iter().filter(|choice| fixing.permits(site, choice.offers));
    match (ways.next(), ways.next(), ways.next()) {
        (Some(only), None, _) => Some(only.offers),
        // More on offer breaks no rule.
        (Some(nothing), Some(all), None) if nothing.offers == 0 && all.cost <= nothing.cost => {
            Some(all.offers)
        }
        _ => None,
    }
}

/// How many plans a search compares one by one, where it compares all there are.
pub fn compared(problem: &Problem) -> Option<usize> {
    if problem.demands.len() != 1 {
        return None;
    }
    let instance =
        Instance::new(problem, &super::menu::Known::unlisted(problem), super::instance::Idle::WhereItCounts);
    let mut fixing = Fixing::new(&instance);
    if !fixing.settle(&instance) {
        return None;
    }
    undecided(&instance, &fixing).filter(|free| !free.is_empty()).map(|free| 1 << free.len())
}

/// What comparing every plan says.
pub(super) enum Compared {
    /// They are too many, or not of that simple kind.
    Not,
    /// None fulfils the rules.
    NoneAllowed,
    /// The best of them.
    Best(Solution),
}

/// The best plan of all at a price.
pub(super) fn best(
    problem: &Problem,
    price: f64,
    free: &[usize],
    settled: &Layout,
    offers: impl Fn(usize) -> u32,
    judged: impl Fn(Layout) -> Option<Solution>,
) -> Compared {
    let Some(demand) = problem.demands.first() else { return Compared::Not };
    let areas = demand.weight.len();
    let mut minutes = vec![0.0; 1 << free.len()];
    if price > 0.0 {
        let there = |site: usize, area: usize| {
            let minutes = if offers(site) == 1 { demand.minutes[site * areas + area] } else { f64::INFINITY };
            if minutes.is_finite() { minutes } else { problem.unreachable }
        };
        let certain: Vec<usize> = (0..settled.open.len()).filter(|&site| settled.offers[site] == 1).collect();
        let mut sums = Sums::new(free.len() + 1);
        for area in (0..areas).filter(|&area| demand.weight[area] > 0.0) {
            // What is certain counts as one site more, and nobody at all as far as it goes.
            let nearest =
                certain.iter().map(|&site| demand.minutes[site * areas + area]).fold(f64::INFINITY, f64::min);
            let last = if nearest.is_finite() { nearest } else { problem.unreachable };
            let distances = free.iter().map(|&site| there(site, area)).chain([last]);
            if !last.is_finite() && free.iter().all(|&site| !there(site, area).is_finite()) {
                return Compared::NoneAllowed;
            }
            // A step to nowhere is longer than all others together.
            let finite = distances.map(|there| if there.is_finite() { there } else { NOWHERE });
            sums.client(demand.weight[area], finite);
        }
        minutes = sums.of_every_set().split_off(1 << free.len());
    }
    let mut cost = vec![0.0; 1 << free.len()];
    for set in 1..cost.len() {
        let site = free[set.trailing_zeros() as usize];
        cost[set] = cost[set & (set - 1)] + problem.sites[site].costs(offers(site), problem.saving);
    }
    let value: Vec<f64> = cost.iter().zip(&minutes).map(|(cost, minutes)| cost + price * minutes).collect();
    let mut order: Vec<u32> = (0..value.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| value[a as usize].total_cmp(&value[b as usize]).then(a.cmp(&b)));
    let plan = |set: u32| {
        let mut layout = settled.clone();
        for &site in (0..free.len()).filter(|at| set >> at & 1 == 1).map(|at| &free[at]) {
            layout.open[site] = true;
            layout.offers[site] = offers(site);
        }
        layout
    };
    // Minutes beyond what *none* counts as make a plan worse than its value here, never better.
    let mut best: Option<Solution> = None;
    for set in order {
        let least = value[set as usize] * (1.0 + 1e-12 * value[set as usize].signum());
        if best.as_ref().is_some_and(|best| best.objective <= least) {
            break;
        }
        let better = |plan: &Solution| best.as_ref().is_none_or(|best| plan.objective < best.objective);
        if let Some(plan) = judged(plan(set)).filter(better) {
            best = Some(plan);
        }
    }
    best.map_or(Compared::NoneAllowed, Compared::Best)
}

/// Minutes that stand for *none* where everybody must be served.
const NOWHERE: f64 = 1e9;
