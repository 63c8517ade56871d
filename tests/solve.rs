//! The search for the best plans against looking at every plan, on problems drawn from a seed, with every kind of rule.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]
#![expect(clippy::cast_possible_truncation, reason = "a handful of sites")]
#![expect(clippy::too_many_lines, reason = "one kind of rule after the other")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hub_planner::solve::{
    self, Alone, Demand, Effort, Layout, Outcome, Place, Problem, Progress, Reach, Reached, Rule, Sweep,
    SweepSettings, Swept, Watch, brute_force, classic, subsets,
};

/// `SplitMix64`: small, seeded, the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("small")
    }

    fn odds(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    fn some(&mut self, count: usize, share: f64) -> Vec<usize> {
        (0..count).filter(|_| self.odds(share)).collect()
    }
}

/// Sites, services and most plans to look at.
const SHAPES: [(usize, usize); 7] = [(3, 1), (7, 1), (14, 1), (4, 2), (3, 3), (14, 4), (6, 2)];
const MOST_PLANS: usize = 4000;

/// A problem of one of the shapes, with rules of every kind at random; many cannot be fulfilled.
fn drawn(seed: u64) -> Problem {
    let mut chance = Chance(seed);
    let (sites, services) = SHAPES[chance.below(SHAPES.len())];
    let areas = 2 + chance.below(8);
    let at: Vec<(f64, f64)> = (0..sites + areas).map(|_| (chance.unit(), chance.unit())).collect();
    let whole = chance.odds(0.3);
    let minutes: Vec<f64> = (0..sites * areas)
        .map(|place| {
            let (site, area) = (place / areas, place % areas + sites);
            let far = 60.0 * ((at[site].0 - at[area].0).powi(2) + (at[site].1 - at[area].1).powi(2)).sqrt();
            if chance.odds(0.05) {
                f64::INFINITY
            } else if whole {
                far.round()
            } else {
                far
            }
        })
        .collect();
    let minutes = Arc::new(minutes);
    let demands = (0..services)
        .map(|_| Demand {
            weight: (0..areas).map(|_| (chance.unit() * 10.0).floor()).collect(),
            minutes: Arc::clone(&minutes),
        })
        .collect();
    let places = (0..sites)
        .map(|_| Place {
            cost: (chance.unit() * 120.0 - 20.0).round(),
            only_if_used: chance.odds(0.2),
            delivery: (0..services).map(|_| (chance.unit() * 50.0).round()).collect(),
        })
        .collect();
    let mut problem = Problem {
        sites: places,
        demands,
        space: (0..services).map(|_| 10.0 + (chance.unit() * 40.0).round()).collect(),
        saving: if chance.odds(0.5) { 0.25 } else { 0.0 },
        // Below some of the minutes now and then.
        unreachable: if chance.odds(0.2) { 25.0 } else { 120.0 },
        price: [0.0, 0.01, 0.3, 1.0, 10.0][chance.below(5)],
        rules: Vec::new(),
    };
    rules(&mut chance, &mut problem, &minutes, areas);
    problem
}

fn rules(chance: &mut Chance, problem: &mut Problem, minutes: &[f64], areas: usize) {
    let (sites, services) = (problem.sites.len(), problem.services());
    let all: Vec<usize> = (0..sites).collect();
    let mut rules = Vec::new();
    for service in 0..services {
        if chance.odds(0.8) {
            rules.push(Rule::Offering { service, among: all.clone(), least: 1, or: None });
        }
    }
    let reach = |chance: &mut Chance| {
        let within = 10.0 + chance.unit() * 30.0;
        let reaching = |area: usize| -> Vec<u32> {
            (0..sites)
                .filter(|&site| minutes[site * areas + area] <= within)
                .map(|site| site as u32)
                .collect()
        };
        let mut groups = Vec::new();
        let mut certain = Vec::new();
        for area in 0..areas {
            if chance.odds(0.1) {
                certain.push(reaching(area));
            } else {
                groups.push(Reached { people: (chance.unit() * 9.0).floor(), sites: reaching(area) });
            }
        }
        Reach { service: chance.below(services), groups, share: 0.3 + 0.6 * chance.unit(), certain }
    };
    if chance.odds(0.4) {
        rules.push(Rule::Reach(reach(chance)));
    }
    if chance.odds(0.4) {
        let or = chance.odds(0.6).then(|| reach(chance));
        let service = or.as_ref().map_or(0, |reach| reach.service);
        let among = chance.some(sites, 0.5);
        rules.push(Rule::Offering { service, among, least: 1 + chance.below(2), or });
    }
    if chance.odds(0.4) {
        let with = if chance.odds(0.5) { 0 } else { 1 << chance.below(services) };
        let asked = chance.below(services + 1);
        let (among, least) = (chance.some(sites, 0.6), 1 + chance.below(2));
        rules.push(Rule::Hubs { among, with, services: asked, least });
    }
    if chance.odds(0.4) {
        let least = chance.below(3);
        rules.push(Rule::Sites { among: all.clone(), least, most: least + chance.below(3) });
    }
    if chance.odds(0.3) {
        let least = chance.below(2);
        rules.push(Rule::Sites { among: chance.some(sites, 0.5), least, most: least + chance.below(3) });
    }
    if chance.odds(0.2) {
        rules.push(Rule::MaxCost((chance.unit() * 60.0 * sites as f64).round()));
    }
    if chance.odds(0.2) {
        rules.push(Rule::MaxMinutes(chance.unit() * 20.0 * (areas * services) as f64));
    }
    if chance.odds(0.2) {
        let from = (0..sites).map(|_| chance.odds(0.5)).collect();
        rules.push(Rule::Differs { from, least: 1 + chance.below(3) });
    }
    for site in 0..sites {
        match chance.below(16) {
            0 => rules.push(Rule::Open(site)),
            1 => rules.push(Rule::Shut(site)),
            2 => rules.push(Rule::Offers { site, service: chance.below(services) }),
            3 | 4 => rules.push(Rule::Room { site, m2: (chance.unit() * 100.0).round() }),
            _ => {}
        }
    }
    if chance.odds(0.02) {
        rules.push(Rule::Never);
    }
    // Fewer things to do, until every plan can be looked at.
    let plans = |rules: &[Rule]| -> usize {
        (0..sites)
            .map(|site| {
                let alone = |rule: &&Rule| {
                    matches!(rule, Rule::CannotHost { site: at, .. } | Rule::Shut(at) if *at == site)
                };
                rules.iter().filter(alone).fold((1_usize << services) + 1, |count, rule| match rule {
                    Rule::CannotHost { services: not, .. } => 1 + (1 << (services as u32 - not.count_ones())),
                    Rule::Shut(_) => 1.min(count),
                    _ => count,
                })
            })
            .product()
    };
    while plans(&rules) > MOST_PLANS {
        let site = chance.below(sites);
        let named: BTreeSet<usize> = rules
            .iter()
            .filter_map(|rule| match rule {
                Rule::CannotHost { site, .. } | Rule::Shut(site) => Some(*site),
                _ => None,
            })
            .collect();
        if named.contains(&site) {
            rules.push(Rule::Shut(site));
        } else {
            rules.push(Rule::CannotHost {
                site,
                services: ((1 << services) - 1) & !(1 << chance.below(services)),
            });
        }
    }
    problem.rules = rules;
}

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

#[test]
fn however_little_is_done_a_sweep_ends_with_a_plan_or_the_proof_that_there_is_none() {
    let (mut feasible, mut infeasible) = (0, 0);
    for seed in 5000..5300 {
        let problem = drawn(seed);
        let effort = Effort { nodes: 1, gap: 0.05 };
        for sweep in [Sweep::Points(5), Sweep::Prices(vec![0.1])] {
            let settings = SweepSettings { sweep, effort, tolerance: 0.1, alternatives: 0 };
            let today = Layout::shut(problem.sites.len());
            let swept = solve::frontier(&problem, &[today], &settings, &Alone);
            match (swept, brute_force(&problem)) {
                (Swept::Points { points, complete: true }, Some(_)) => {
                    assert!(!points.is_empty(), "{seed}: there is a plan");
                    feasible += 1;
                }
                (Swept::Infeasible { .. }, None) => infeasible += 1,
                (swept, best) => panic!("{seed}: {swept:?}, by looking at all plans {best:?}"),
            }
        }
    }
    assert!(feasible > 100 && infeasible > 20, "{feasible} feasible, {infeasible} not: both must be tried");
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
