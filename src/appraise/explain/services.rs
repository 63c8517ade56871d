//! Access to one service, opened to the areas that make the number.

use super::super::OptionAppraisal;
use super::{Explanation, Ground, Term, area_cell, pair, service_cell, setting, term};
use crate::model::Columns;
use crate::score::access::longer;
use crate::score::groups;
use crate::score::who_loses::{self, changes};

/// Measures of a service.
pub(super) const MEASURES: [(&str, &str); 11] = [
    ("coverage_need", "coverage by need"),
    ("coverage_people", "coverage of people"),
    ("mean_minutes", "mean minutes"),
    ("p90_minutes", "minutes within which nine in ten are"),
    ("people_beyond", "people beyond the standard"),
    ("people_unreachable", "people without any way there"),
    ("newly_beyond", "people newly beyond the standard"),
    ("newly_within", "people newly within the standard"),
    ("longer", "people with a longer journey"),
    ("shorter", "people with a shorter journey"),
    ("elsewhere", "people whose nearest site changes"),
];

/// `SERVICE.MEASURE` in words.
pub(super) fn words(ground: &Ground<'_>, key: &str) -> Option<String> {
    let services = ground.facts.dataset.services.iter();
    let measures = services.flat_map(|service| MEASURES.into_iter().map(move |measure| (service, measure)));
    measures
        .filter(|(service, (measure, _))| *key == format!("{}.{measure}", service.id))
        .map(|(service, (_, words))| format!("{}: {words}", service.name))
        .next()
}

/// `SERVICE.MEASURE`, opened.
#[expect(clippy::too_many_lines, clippy::items_after_statements, reason = "one table of measures")]
pub(super) fn measure(ground: &Ground<'_>, option: &OptionAppraisal, key: &str) -> Option<Explanation> {
    let dataset = ground.facts.dataset;
    // An id may hold a point itself, so the longest that fits counts.
    let (index, service) = dataset
        .services
        .iter()
        .enumerate()
        .filter(|(_, service)| {
            key.strip_prefix(service.id.as_str()).is_some_and(|rest| rest.starts_with('.'))
        })
        .max_by_key(|(_, service)| service.id.len())?;
    let measure = &key[service.id.len() + 1..];
    if let Some(group) = measure.strip_prefix("ratio.") {
        return ratio(ground, option, index, group);
    }
    let (bau, now) = pair(ground, option);
    let (before, after) = (&bau.services[index], &now.services[index]);
    let demand = &ground.scorer.demand[index];
    let within = service.standard.minutes;
    // Whether an area counts, and with what.
    type Counts<'a> = Box<dyn Fn(usize) -> bool + 'a>;
    let (value, formula, counts): (Option<f64>, &str, Counts<'_>) = match measure {
        "coverage_need" => (
            after.coverage_need,
            "demand within the standard ÷ demand; demand = users·(1 + (M − 1)·need)",
            Box::new(|area| after.minutes[area] <= within),
        ),
        "coverage_people" => (
            after.coverage_people,
            "users within the standard ÷ users",
            Box::new(|area| after.minutes[area] <= within),
        ),
        "mean_minutes" => (
            after.mean_minutes,
            "Σ users·minutes ÷ Σ users, over areas that can reach it",
            Box::new(|area| after.minutes[area].is_finite()),
        ),
        "p90_minutes" => (
            after.p90_minutes,
            "the least minutes within which nine in ten of the users are who can reach it",
            Box::new(|area| after.minutes[area].is_finite()),
        ),
        "people_beyond" => (
            Some(after.people_beyond),
            "Σ users beyond the standard or without a way there",
            Box::new(|area| after.minutes[area] > within),
        ),
        "people_unreachable" => (
            Some(after.people_unreachable),
            "Σ users without a way there",
            Box::new(|area| after.minutes[area].is_infinite()),
        ),
        "newly_beyond" => (
            Some(after.newly_beyond),
            "Σ users within the standard in business as usual and beyond it now",
            Box::new(|area| before.minutes[area] <= within && after.minutes[area] > within),
        ),
        "newly_within" => (
            Some(after.newly_within),
            "Σ users beyond the standard in business as usual and within it now",
            Box::new(|area| before.minutes[area] > within && after.minutes[area] <= within),
        ),
        "longer" => (
            Some(after.longer),
            "Σ users whose journey grows by more than half a minute or becomes impossible",
            Box::new(|area| longer(before.minutes[area], after.minutes[area])),
        ),
        "shorter" => (
            Some(after.shorter),
            "Σ users whose journey shrinks by more than half a minute or becomes possible",
            Box::new(|area| longer(after.minutes[area], before.minutes[area])),
        ),
        "elsewhere" => (
            Some(after.elsewhere),
            "Σ users whose nearest site is another than in business as usual; of sites as near as each other it is the first",
            Box::new(|area| before.nearest[area] != after.nearest[area]),
        ),
        _ => return None,
    };
    let counted: Vec<usize> =
        (0..dataset.areas.len()).filter(|&area| demand.users[area] > 0.0 && counts(area)).collect();
    let sum = |of: &dyn Fn(usize) -> f64| -> f64 { counted.iter().map(|&area| of(area)).sum() };
    let mut terms: Vec<Term> = match measure {
        "coverage_need" => vec![
            term("demand within the standard", sum(&|area| demand.weight[area]), "need-weighted users"),
            term("demand", demand.weight.iter().sum::<f64>(), "need-weighted users"),
        ],
        "coverage_people" => vec![
            term("users within the standard", sum(&|area| demand.users[area]), "people"),
            term("users", demand.users.iter().sum::<f64>(), "people"),
        ],
        "mean_minutes" => vec![
            term("Σ users·minutes", sum(&|area| demand.users[area] * after.minutes[area]), "person-minutes"),
            term("Σ users", sum(&|area| demand.users[area]), "people"),
        ],
        _ => Vec::new(),
    };
    if terms.is_empty() {
        terms = counted
            .iter()
            .map(|&area| {
                let shown = |minutes: f64| {
                    if minutes.is_finite() { format!("{minutes:.1} min") } else { "no way".to_owned() }
                };
                let journey = format!("{} → {}", shown(before.minutes[area]), shown(after.minutes[area]));
                term(format!("{}: {journey}", dataset.areas[area].name), demand.users[area], "people")
            })
            .collect();
    }
    let columns = &service.users.columns;
    let mut inputs = vec![service_cell(dataset, index, "standard.minutes", within)];
    if measure == "coverage_need" {
        inputs.push(setting("need_multiplier", ground.facts.settings.need_multiplier));
    }
    let areas = if ["coverage_need", "coverage_people"].contains(&measure) {
        (0..dataset.areas.len()).collect()
    } else {
        counted
    };
    for area in areas {
        inputs.extend(columns.iter().map(|column| area_cell(dataset, area, column)));
    }
    let mut notes = Vec::new();
    if !demand.unknown_users.is_empty() {
        notes.push(format!("users are unknown in {} areas, which are left out", demand.unknown_users.len()));
    }
    let unit = match measure {
        "coverage_need" | "coverage_people" => "share",
        "mean_minutes" | "p90_minutes" => "minutes",
        _ => "people",
    };
    let words = MEASURES.iter().find(|(known, _)| *known == measure).map_or(measure, |(_, words)| words);
    Some(Explanation {
        what: format!("{}, {words}, in {}", service.name, option.name),
        value,
        unit: unit.to_owned(),
        formula: formula.to_owned(),
        terms,
        inputs,
        notes,
        ..Explanation::default()
    })
}

/// How much more often a group loses than everybody.
fn ratio(ground: &Ground<'_>, option: &OptionAppraisal, index: usize, name: &str) -> Option<Explanation> {
    let dataset = ground.facts.dataset;
    let group = ground.plan.groups.iter().find(|group| group.name == name)?;
    let (bau, now) = pair(ground, option);
    let service = &dataset.services[index];
    let changes =
        changes(&bau.services[index].minutes, &now.services[index].minutes, service.standard.minutes);
    let mut opened = Explanation {
        what: format!("how much more often {name} lose by {} in {}, as a ratio", service.name, option.name),
        unit: "ratio".to_owned(),
        formula: "(Σ_losers group ÷ Σ group) ÷ (Σ_losers residents ÷ Σ residents), where the group is known"
            .to_owned(),
        notes: vec![
            who_loses::rule(),
            format!(
                "flagged from {} on, unless the group counts fewer than {}",
                groups::FLAG_RATIO,
                groups::FEWEST
            ),
            "people of a group are taken to be where their areas are".to_owned(),
        ],
        ..Explanation::default()
    };
    let Some(counts) = groups::counts(dataset, group) else {
        opened.notes.push(format!("no evidence: the areas have no column \"{}\"", group.column));
        return Some(opened);
    };
    let mut sums = [0.0; 4];
    for (area, count) in counts.iter().enumerate() {
        let Some(count) = *count else { continue };
        let people = ground.scorer.population[area];
        sums[1] += count;
        sums[3] += people;
        if changes[area].loses {
            sums[0] += count;
            sums[2] += people;
            opened.inputs.push(area_cell(dataset, area, &group.column));
            opened.inputs.push(area_cell(dataset, area, Columns::POPULATION));
        }
    }
    opened.value = (sums[1] > 0.0 && sums[2] > 0.0).then(|| (sums[0] / sums[1]) / (sums[2] / sums[3]));
    opened.terms = vec![
        term(format!("{name} where journeys grow"), sums[0], &group.unit),
        term(format!("all {name}"), sums[1], &group.unit),
        term("residents where journeys grow", sums[2], "people"),
        term("all residents", sums[3], "people"),
    ];
    Some(opened)
}
