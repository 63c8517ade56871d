//! What is wrong with the plan's groups, weights, own criteria, ranges and mitigations.

use super::issues::PLAN;
use super::voice::FEWEST;
use crate::model::{Columns, Dataset, Entry, Group, Issue, Judged, OwnCriterion, Plan, Severity};
use crate::score::ranges::Input;
use crate::units;

/// All of it, in the order of the plan file's parts.
pub(super) fn issues(dataset: &Dataset, plan: &Plan, own_left_out: &[String], issues: &mut Vec<Issue>) {
    for group in &plan.groups {
        of_group(dataset, group, issues);
    }
    let weights = plan.settings.weights.values().copied().chain(plan.own_criteria().map(|own| own.weight));
    if weights.sum::<f64>() <= 0.0 {
        let message = "all weights are zero, so no option has a total";
        let issue = Issue::new(Severity::Warning, PLAN, message, "Weigh at least one criterion.");
        issues.push(issue.in_field("settings.weights"));
    }
    for own in plan.own_criteria() {
        of_criterion(plan, own, own_left_out.contains(&own.id), issues);
    }
    of_ranges(dataset, plan, issues);
    let mitigations = plan.mitigations.iter().filter_map(Entry::known);
    for stray in mitigations.filter(|known| !is_option(plan, &known.option)) {
        let message = format!("a mitigation is of the option \"{}\", which there is not", stray.option);
        warn(issues, &stray.group, "mitigations", message, "Correct the id, or remove it.");
    }
}

fn warn(issues: &mut Vec<Issue>, at: &str, field: &str, message: String, remedy: &str) {
    let issue = Issue::new(Severity::Warning, PLAN, message, remedy).in_field(field);
    issues.push(if at.is_empty() { issue } else { issue.at(at) });
}

fn is_option(plan: &Plan, id: &str) -> bool {
    id == Plan::BAU || plan.option(id).is_some()
}

fn of_group(dataset: &Dataset, group: &Group, issues: &mut Vec<Issue>) {
    let mut warn = |message: String, remedy: &str| warn(issues, &group.name, "groups", message, remedy);
    let Some(counts) = dataset.columns.get(&group.column) else {
        let message =
            format!("the areas have no column \"{}\": no evidence about {}", group.column, group.name);
        warn(message, "Join a table with it, or name another column.");
        return;
    };
    let unknown = counts.iter().filter(|count| count.is_none()).count();
    if unknown > 0 {
        let message =
            format!("{} are unknown in {unknown} of {} areas, which are left out", group.name, counts.len());
        warn(message, "Supply the missing counts.");
    }
    if group.unit != "people" {
        return;
    }
    let people = dataset.columns.get(Columns::POPULATION).unwrap_or_default();
    let more: Vec<f64> = counts
        .iter()
        .zip(people)
        .filter_map(|(count, people)| Some((*count)? - (*people)?))
        .filter(|more| *more > 0.0)
        .collect();
    if !more.is_empty() {
        // Issues are published, and this one would tell so many people of one area.
        let people: f64 = more.iter().sum();
        let people =
            if people < FEWEST as f64 { format!("fewer than {FEWEST}") } else { units::thousands(people) };
        let message = format!(
            "{} are more than all residents in {} areas, by {people} people together",
            group.name,
            more.len()
        );
        warn(message, "Check the column, its year, and whether it counts households.");
    }
}

fn of_criterion(plan: &Plan, own: &OwnCriterion, left_out: bool, issues: &mut Vec<Issue>) {
    let mut warn = |message: String, remedy: &str| warn(issues, &own.id, "criteria", message, remedy);
    let mut scores = own.scores.values().filter_map(|judged| judged.score);
    if scores.any(|score| !(0.0..=100.0).contains(&score)) {
        let message = format!("{} has scores outside 0 to 100; they are held at the ends", own.name);
        warn(message, "Score from 0 to 100.");
    }
    let bare = |judged: &&Judged| {
        judged.score.is_some() && judged.reason.as_deref().is_none_or(|reason| reason.trim().is_empty())
    };
    let unreasoned = own.scores.values().filter(bare).count();
    if unreasoned > 0 {
        let message =
            format!("{unreasoned} of {} scores of {} have no written reason", own.scores.len(), own.name);
        warn(message, "Write down why: a judgement without a reason does not stand.");
    }
    if left_out {
        let message = format!("{} has no score for every option, so it counts in no total", own.name);
        warn(message, "Score every option, business as usual too, or set its weight to 0.");
    }
    for id in own.scores.keys().filter(|id| !is_option(plan, id)) {
        let message = format!("{} scores the option \"{id}\", which there is not", own.name);
        warn(message, "Correct the id.");
    }
}

fn of_ranges(dataset: &Dataset, plan: &Plan, issues: &mut Vec<Issue>) {
    for (key, range) in &plan.ranges {
        let known = Input::ALL.iter().any(|input| input.key() == key);
        let column = key.strip_prefix("demand:");
        if !known && column.is_none_or(|column| dataset.columns.get(column).is_none()) {
            let message =
                format!("the range \"{key}\" is of no known input and no column, and has no effect");
            let remedy = "Use inflation, living_wage, electricity_gbp_per_kwh, gas_gbp_per_kwh, one_off_factor or demand:COLUMN.";
            warn(issues, key, "ranges", message, remedy);
        } else if range.known().is_none_or(|range| !range.is_sound()) {
            let message = format!(
                "the range \"{key}\" is not a low, a likely and a high number in order, and has no effect"
            );
            warn(issues, key, "ranges", message, "Give low ≤ likely ≤ high.");
        }
    }
}
