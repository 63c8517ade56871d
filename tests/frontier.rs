//! The cost–access frontier against every plan, on problems drawn from a seed.

mod drawn;

use std::collections::BTreeSet;
use std::sync::Arc;

use drawn::{Chance, drawn};
use hub_planner::solve::{
    self, Alone, Demand, Effort, Layout, Place, Problem, Rule, Sweep, SweepSettings, Swept, brute_force,
};

fn swept(problem: &Problem) -> Swept {
    let settings =
        SweepSettings { sweep: Sweep::Points(9), effort: Effort::PROOF, tolerance: 0.1, alternatives: 3 };
    let today = Layout { open: vec![true; problem.sites.len()], offers: vec![0; problem.sites.len()] };
    solve::frontier(problem, &[today], &settings, &Alone)
}

#[test]
fn every_point_of_the_frontier_stands_against_every_plan() {
    let mut points_seen = 0;
    for seed in 3000..3060 {
        let problem = drawn(seed);
        let every = plans(&problem);
        match swept(&problem) {
            Swept::Infeasible { .. } => assert!(every.is_empty(), "{seed}"),
            Swept::Points { points, complete } => {
                assert!(complete && !points.is_empty(), "{seed}");
                let ends = [&points[0], &points[points.len() - 1]];
                let least = |of: &dyn Fn(&(Layout, f64, f64)) -> f64| {
                    every.iter().map(of).fold(f64::INFINITY, f64::min)
                };
                let cheapest = least(&|plan| plan.1);
                assert!(
                    ends[0].solution.cost <= cheapest + 1e-3 * cheapest.abs().max(1.0),
                    "{seed}: {} {cheapest}",
                    ends[0].solution.cost
                );
                for pair in points.windows(2) {
                    assert!(
                        pair[0].solution.cost < pair[1].solution.cost
                            && pair[0].solution.minutes > pair[1].solution.minutes,
                        "{seed}"
                    );
                }
                for point in &points {
                    points_seen += 1;
                    let solution = &point.solution;
                    let at_price = least(&|plan| plan.1 + point.price * plan.2);
                    let hair = 1e-9 * at_price.abs().max(1.0);
                    assert!(
                        solution.lower_bound <= at_price + hair,
                        "{seed}: bound {} above {at_price}",
                        solution.lower_bound
                    );
                    assert!(solution.objective >= at_price - hair, "{seed}");
                    if let Some((budget, minutes)) = point.within {
                        let least = every
                            .iter()
                            .filter(|plan| plan.1 <= budget)
                            .map(|plan| plan.2)
                            .fold(f64::INFINITY, f64::min);
                        assert!(minutes <= least + 1e-9 * least.max(1.0), "{seed}: {minutes} {least}");
                    }
                    let near = |plan: &&(Layout, f64, f64)| {
                        plan.1 <= solution.cost + 0.1 * solution.cost.abs()
                            && plan.2 <= solution.minutes * 1.1
                    };
                    let others: BTreeSet<&Vec<bool>> = every
                        .iter()
                        .filter(near)
                        .map(|plan| &plan.0.open)
                        .filter(|open| **open != solution.layout.open)
                        .collect();
                    assert!(
                        point.alternatives.len() >= others.len().min(1),
                        "{seed}: {} of {}",
                        point.alternatives.len(),
                        others.len()
                    );
                    let mut seen = BTreeSet::from([&solution.layout.open]);
                    for other in &point.alternatives {
                        assert!(problem.allows(&other.layout) && other.differs_by >= 1, "{seed}");
                        assert!(seen.insert(&other.layout.open), "{seed}: the same sites twice");
                        assert!(near(&&(other.layout.clone(), other.cost, other.minutes)), "{seed}");
                    }
                }
            }
        }
    }
    assert!(points_seen > 60, "{points_seen}");
}

/// A problem whose rules ask for so many open sites of this set and of that, as few plans have them, and sometimes none.
fn tight(seed: u64) -> Problem {
    let mut chance = Chance(seed);
    let (sites, areas) = (9, 4);
    let minutes = Arc::new((0..sites * areas).map(|_| (60.0 * chance.unit()).round()).collect::<Vec<f64>>());
    let demand = || Demand { weight: vec![1.0; areas], minutes: Arc::clone(&minutes) };
    let place = |cost: f64| Place { cost: cost.round(), only_if_used: false, delivery: vec![1.0; 2] };
    let mut rules = Vec::new();
    let open = chance.some(sites, 0.5);
    for _ in 0..7 {
        let among = chance.some(sites, 0.5);
        let count = among.iter().filter(|site| open.contains(site)).count() + usize::from(chance.odds(0.05));
        rules.push(Rule::Sites { among, least: count, most: count });
    }
    rules.extend((0..sites).map(|site| Rule::CannotHost { site, services: 1 << chance.below(2) }));
    Problem {
        sites: (0..sites).map(|_| place(100.0 * chance.unit())).collect(),
        demands: vec![demand(), demand()],
        space: vec![0.0; 2],
        saving: 0.0,
        unreachable: 120.0,
        price: 1.0,
        rules,
    }
}

#[test]
fn however_little_is_done_a_sweep_ends_with_a_plan_or_the_proof_that_there_is_none() {
    let (mut feasible, mut infeasible) = (0, 0);
    for seed in 0..100 {
        let problem = tight(seed);
        let best = brute_force(&problem);
        let effort = Effort { nodes: 1, gap: 0.05 };
        for sweep in [Sweep::Points(5), Sweep::Prices(vec![0.1])] {
            let settings = SweepSettings { sweep, effort, tolerance: 0.1, alternatives: 0 };
            let today = Layout::shut(problem.sites.len());
            match (solve::frontier(&problem, &[today], &settings, &Alone), &best) {
                (Swept::Points { points, complete: true }, Some(_)) => {
                    assert!(!points.is_empty(), "{seed}: there is a plan");
                    feasible += 1;
                }
                (Swept::Infeasible { .. }, None) => infeasible += 1,
                (swept, best) => panic!("{seed}: {swept:?}, by looking at all plans {best:?}"),
            }
        }
    }
    assert!(feasible > 20 && infeasible > 20, "{feasible} feasible, {infeasible} not: both must be tried");
}

/// Every plan that fulfils the rules, with cost and minutes.
fn plans(problem: &Problem) -> Vec<(Layout, f64, f64)> {
    fn go(problem: &Problem, site: usize, layout: &mut Layout, found: &mut Vec<(Layout, f64, f64)>) {
        if site == problem.sites.len() {
            if problem.allows(layout) && problem.minutes(layout).is_finite() {
                found.push((layout.clone(), problem.cost(layout), problem.minutes(layout)));
            }
            return;
        }
        let alone = |layout: &Layout| {
            problem.rules.iter().all(|rule| {
                let here = matches!(rule, Rule::CannotHost { site: at, .. } | Rule::Shut(at) | Rule::Room { site: at, .. } if *at == site);
                !here || problem.fulfils(layout, rule)
            })
        };
        for does in std::iter::once(None).chain((0..1 << problem.services()).map(Some)) {
            layout.open[site] = does.is_some();
            layout.offers[site] = does.unwrap_or(0);
            if alone(layout) {
                go(problem, site + 1, layout, found);
            }
        }
        layout.open[site] = false;
        layout.offers[site] = 0;
    }
    let mut found = Vec::new();
    go(problem, 0, &mut Layout::shut(problem.sites.len()), &mut found);
    found
}
