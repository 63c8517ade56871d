//! The search for the best plans against looking at every plan, on problems drawn from a seed, with every kind of rule.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

mod drawn;

use std::sync::atomic::{AtomicUsize, Ordering};

use drawn::{Chance, drawn};
use hub_planner::solve::{
    self, Alone, Effort, Outcome, Problem, Progress, Rule, Watch, brute_force, classic, subsets,
};

fn agrees(seed: u64, problem: &Problem, outcome: &Outcome) {
    let best = brute_force(problem);
    match (outcome, &best) {
        (Outcome::Optimal(found), Some(best)) => {
            let hair = 1e-9 * best.objective.abs().max(1.0);
            assert!((found.objective - best.objective).abs() <= hair, "{seed}: {found:?} is not {best:?}");
            assert!(found.lower_bound <= best.objective + hair, "{seed}: the bound is above the best");
            assert!(problem.allows(&found.layout), "{seed}");
        }
        (Outcome::Infeasible { clashes }, None) => {
            let with = |wanted: &dyn Fn(usize) -> bool| Problem {
                rules: (0..problem.rules.len())
                    .filter(|rule| wanted(*rule))
                    .map(|rule| problem.rules[rule].clone())
                    .collect(),
                price: 0.0,
                ..problem.clone()
            };
            if clashes.len() * problem.sites.len() <= 12 {
                assert!(
                    brute_force(&with(&|rule| clashes.contains(&rule))).is_none(),
                    "{seed}: {clashes:?} do not clash"
                );
                for without in clashes {
                    let fewer = with(&|rule| clashes.contains(&rule) && rule != *without);
                    assert!(brute_force(&fewer).is_some(), "{seed}: {clashes:?} clash without {without}");
                }
            }
        }
        (found, best) => panic!("{seed}: {found:?}, by looking at all plans {best:?}"),
    }
}

#[test]
fn the_search_finds_what_looking_at_every_plan_finds() {
    let (mut feasible, mut infeasible) = (0, 0);
    for seed in 0..cases() {
        let problem = drawn(seed);
        let outcome = solve::solve(&problem, &[], Effort::PROOF, &Alone);
        agrees(seed, &problem, &outcome);
        if outcome.solution().is_some() { feasible += 1 } else { infeasible += 1 }
    }
    assert!(feasible > 100 && infeasible > 20, "{feasible} feasible, {infeasible} not: both must be tried");
}

#[test]
fn hubs_asked_of_each_locality_and_of_the_city_hold_together() {
    let (mut feasible, mut infeasible) = (0, 0);
    for seed in 0..cases() {
        let mut problem = drawn(seed);
        let (sites, services) = (problem.sites.len(), problem.services());
        if sites > 7 {
            continue;
        }
        let mut chance = Chance(seed + 1_000_000);
        let (west, east): (Vec<usize>, Vec<usize>) = (0..sites).partition(|site| site % 2 == 0);
        problem.rules.retain(|rule| matches!(rule, Rule::Offering { .. }));
        for among in [west, east, (0..sites).collect()] {
            let with = if chance.odds(0.5) { 0 } else { 1 << chance.below(services) };
            let (asked, least) = (chance.below(services + 1), 1 + chance.below(3));
            problem.rules.push(Rule::Hubs { among, with, services: asked, least });
        }
        let outcome = solve::solve(&problem, &[], Effort::PROOF, &Alone);
        agrees(seed, &problem, &outcome);
        if outcome.solution().is_some() { feasible += 1 } else { infeasible += 1 }
    }
    assert!(feasible > 20 && infeasible > 5, "{feasible} feasible, {infeasible} not: both must be tried");
}

fn cases() -> u64 {
    std::env::var("SOLVE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1000)
}

/// Stops at its first question but some.
struct Impatient(AtomicUsize);

impl Watch for Impatient {
    fn stopped(&self) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed) >= 2
    }
}

#[test]
fn a_stopped_search_tells_a_bound_and_never_says_optimal_without_proof() {
    for seed in 0..60 {
        let problem = drawn(1000 + seed);
        let best = brute_force(&problem);
        match solve::solve(&problem, &[], Effort::PROOF, &Impatient(AtomicUsize::new(0))) {
            Outcome::Stopped { best: found, lower_bound } => {
                let least = best.as_ref().map_or(f64::INFINITY, |best| best.objective);
                assert!(
                    lower_bound <= least + 1e-9 * least.abs().max(1.0),
                    "{seed}: {lower_bound} is above {least}"
                );
                assert!(
                    found.is_none_or(|found| found.objective >= least - 1e-9 * least.abs().max(1.0)),
                    "{seed}"
                );
            }
            outcome => agrees(seed, &problem, &outcome),
        }
    }
}

#[test]
fn a_search_with_a_gap_stands_within_it_of_what_looking_at_every_plan_finds() {
    for seed in 0..300 {
        let problem = drawn(seed);
        let effort = Effort { nodes: usize::MAX, gap: 0.05 };
        match solve::solve(&problem, &[], effort, &Alone) {
            Outcome::Stopped { best, lower_bound } => {
                let (found, best) = (best.expect("a plan"), brute_force(&problem).expect("a plan"));
                let hair = 1e-9 * best.objective.abs().max(1.0);
                assert!(lower_bound <= best.objective + hair, "{seed}: {lower_bound} is above {best:?}");
                assert!(found.objective >= best.objective - hair, "{seed}");
                assert!(found.gap() <= 0.05 + 1e-9, "{seed}: {}", found.gap());
            }
            outcome => agrees(seed, &problem, &outcome),
        }
    }
}

/// Keeps the last that it hears.
struct Listening(std::sync::Mutex<Vec<Progress>>);

impl Watch for Listening {
    fn hear(&self, progress: Progress) {
        self.0.lock().expect("no panic").push(progress);
    }
}

#[test]
fn one_thread_and_two_find_the_same() {
    let threads = |count: usize| rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads");
    let (one, two) = (threads(1), threads(2));
    for seed in 2000..2030 {
        let problem = drawn(seed);
        let heard = Listening(std::sync::Mutex::default());
        let a = one.install(|| solve::solve(&problem, &[], Effort::PROOF, &heard));
        let again = Listening(std::sync::Mutex::default());
        let b = two.install(|| solve::solve(&problem, &[], Effort::PROOF, &again));
        assert_eq!(a, b, "{seed}");
        assert_eq!(*heard.0.lock().expect("no panic"), *again.0.lock().expect("no panic"), "{seed}");
    }
}

#[test]
fn textbook_problems_are_settings_of_the_one_search() {
    // Clients at 0, 1, 2, 10, 11, 12 on a line; sites at the same places.
    let at = [0.0_f64, 1.0, 2.0, 10.0, 11.0, 12.0];
    let distance: Vec<f64> = at.iter().flat_map(|a| at.iter().map(move |b| (a - b).abs())).collect();
    let weight = [1.0; 6];
    let best = |problem: &Problem| match solve::solve(problem, &[], Effort::PROOF, &Alone) {
        Outcome::Optimal(found) => found,
        other => panic!("{other:?}"),
    };
    let median = best(&classic::p_median(&weight, &distance, 2));
    assert_eq!(median.objective, 4.0);
    assert_eq!(median.layout.open, [false, true, false, false, true, false]);
    assert_eq!(best(&classic::maximal_cover(&weight, &distance, 1, 1.0)).objective, 3.0);
    assert_eq!(best(&classic::set_cover(&distance, 6, 1.0)).objective, 2.0);
    assert_eq!(classic::p_centre(&distance, 6, 2, &Alone), Some(1.0));
    assert_eq!(classic::p_centre(&distance, 6, 1, &Alone), Some(10.0));
    // Each site costs 3: two of them (6 + 4) beat one and three.
    assert_eq!(best(&classic::fixed_charge(&weight, &distance, &[3.0; 6])).objective, 10.0);
}

#[test]
fn every_subset_is_what_looking_at_each_finds() {
    let mut chance = Chance(77);
    let (sites, clients) = (6, 40);
    let weight: Vec<f64> = (0..clients).map(|_| (chance.unit() * 9.0).floor()).collect();
    let distance: Vec<f64> = (0..clients * sites).map(|_| (chance.unit() * 30.0).round()).collect();
    let tables = subsets::every_subset(&weight, &distance, sites, 8.0);
    assert_eq!(tables.mean.len(), 64);
    assert!(tables.mean[0].is_infinite() && tables.share[0] == 0.0);
    for set in 1..64 {
        let (mut sum, mut within) = (0.0, 0.0);
        for (client, weight) in weight.iter().enumerate() {
            let nearest = (0..sites)
                .filter(|site| set >> site & 1 == 1)
                .map(|site| distance[client * sites + site])
                .fold(f64::INFINITY, f64::min);
            sum += weight * nearest;
            within += if nearest <= 8.0 { *weight } else { 0.0 };
        }
        assert!(
            (tables.mean[set] - sum).abs() < 1e-9 && (tables.share[set] - within).abs() < 1e-9,
            "set {set}"
        );
    }
    let problem = classic::p_median(&weight, &distance, 3);
    assert_eq!(subsets::compared(&problem), Some(64));
}
