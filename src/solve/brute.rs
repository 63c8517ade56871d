//! Every plan looked at, one by one: slow and simple, to check the search by.

use super::problem::{Layout, Problem, Services, Solution};

/// The best plan by looking at all of them; `None` when none fulfils the rules.
///
/// Takes `(2^services + 1)^sites` steps: for small problems only.
pub fn brute_force(problem: &Problem) -> Option<Solution> {
    let mut best = None;
    let mut layout = Layout::shut(problem.sites.len());
    go(problem, 0, &mut layout, &mut best);
    best
}

fn go(problem: &Problem, site: usize, layout: &mut Layout, best: &mut Option<Solution>) {
    if site == problem.sites.len() {
        if !problem.allows(layout) {
            return;
        }
        let (cost, minutes) = (problem.cost(layout), problem.minutes(layout));
        let objective = cost + if problem.price > 0.0 { problem.price * minutes } else { 0.0 };
        if minutes.is_finite() && best.as_ref().is_none_or(|best| objective < best.objective) {
            *best =
                Some(Solution { layout: layout.clone(), cost, minutes, objective, lower_bound: objective });
        }
        return;
    }
    let sets: Services = 1 << problem.services();
    for does in std::iter::once(None).chain((0..sets).map(Some)) {
        layout.open[site] = does.is_some();
        layout.offers[site] = does.unwrap_or(0);
        let alone = problem.rules.iter().filter(|rule| rule.concerns_only(site));
        if alone.into_iter().all(|rule| problem.fulfils(layout, rule)) {
            go(problem, site + 1, layout, best);
        }
    }
    layout.open[site] = false;
    layout.offers[site] = 0;
}
