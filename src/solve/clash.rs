//! One problem solved; and, where no plan fulfils the rules, the least set of rules that already clash.

use super::instance::{Idle, Instance};
use super::menu::Known;
use super::problem::{Alone, Effort, Layout, Outcome, Problem, Rule, Watch};
use super::search::{Found, Search};

/// Searches for the best plan. `starts` are plans to begin with; they need not fulfil the rules.
pub fn solve(problem: &Problem, starts: &[Layout], effort: Effort, watch: &dyn Watch) -> Outcome {
    let instance = Instance::new(problem, &Known::new(problem), Idle::WhereItCounts);
    let search =
        Search { problem, instance: &instance, price: problem.price, warm: None, starts, effort, watch };
    let found = search.run();
    outcome(problem, found)
}

pub(super) fn outcome(problem: &Problem, found: Found) -> Outcome {
    match (found.best, found.complete) {
        (Some(best), _) if best.gap() <= super::problem::PROVED => Outcome::Optimal(best),
        (None, true) => Outcome::Infeasible { clashes: clashes(problem) },
        (best, _) => Outcome::Stopped { best, lower_bound: found.lower_bound },
    }
}

/// Branches spent on one question of whether some rules can be fulfilled together.
const PATIENCE: Effort = Effort { nodes: 400, gap: f64::INFINITY };

/// Whether nothing fulfils the rules that are wanted; a question that stays open counts as no.
fn impossible(problem: &Problem, wanted: &[bool], known: &Known) -> bool {
    let rules = problem.rules.iter().zip(wanted).filter(|(_, wanted)| **wanted).map(|(rule, _)| rule.clone());
    let minutes =
        problem.rules.iter().zip(wanted).any(|(rule, wanted)| *wanted && matches!(rule, Rule::MaxMinutes(_)));
    let part = Problem { rules: rules.collect(), price: 0.0, ..problem.clone() };
    let known = if minutes { known.clone() } else { known.without_clients() };
    let instance = Instance::new(&part, &known, Idle::WhereItCounts);
    let search = Search {
        problem: &part,
        instance: &instance,
        price: 0.0,
        warm: None,
        starts: &[],
        effort: PATIENCE,
        watch: &Alone,
    };
    let found = search.run();
    found.best.is_none() && found.complete
}

/// A least set of rules that cannot be fulfilled together: rules are left out, many at first and then one by one, as
/// long as the rest still clashes.
pub(super) fn clashes(problem: &Problem) -> Vec<usize> {
    let known = Known::new(problem);
    let mut wanted = vec![true; problem.rules.len()];
    let mut size = problem.rules.len().next_power_of_two();
    while size >= 1 {
        let held: Vec<usize> = (0..wanted.len()).filter(|&rule| wanted[rule]).collect();
        // Later rules go first: what the user asked for is listed before what the facts say.
        for chunk in held.chunks(size).rev() {
            let mut fewer = wanted.clone();
            chunk.iter().for_each(|&rule| fewer[rule] = false);
            if impossible(problem, &fewer, &known) {
                wanted = fewer;
            }
        }
        size /= 2;
    }
    (0..wanted.len()).filter(|&rule| wanted[rule]).collect()
}
