//! Access to one service, opened to the areas that make the number.

use super::super::OptionAppraisal;
use super::{Explanation, Ground, Term, area_cell, pair, service_cell, setting, term};
use crate::model::{Columns, Dataset};
use crate::score::need::Demand;
use crate::score::who_loses::{self, Change, changes};
use crate::score::{ServiceFindings, groups};

/// What can be opened of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    CoverageNeed,
    CoveragePeople,
    MeanMinutes,
    P90Minutes,
    PeopleBeyond,
    PeopleUnreachable,
    NewlyBeyond,
    NewlyWithin,
    Longer,
    Shorter,
    Elsewhere,
}

impl Measure {
    pub(super) const ALL: [Self; 11] = [
        Self::CoverageNeed,
        Self::CoveragePeople,
        Self::MeanMinutes,
        Self::P90Minutes,
        Self::PeopleBeyond,
        Self::PeopleUnreachable,
        Self::NewlyBeyond,
        Self::NewlyWithin,
        Self::Longer,
        Self::Shorter,
        Self::Elsewhere,
    ];

    /// The word of its key.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::CoverageNeed => "coverage_need",
            Self::CoveragePeople => "coverage_people",
            Self::MeanMinutes => "mean_minutes",
            Self::P90Minutes => "p90_minutes",
            Self::PeopleBeyond => "people_beyond",
            Self::PeopleUnreachable => "people_unreachable",
            Self::NewlyBeyond => "newly_beyond",
            Self::NewlyWithin => "newly_within",
            Self::Longer => "longer",
            Self::Shorter => "shorter",
            Self::Elsewhere => "elsewhere",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::CoverageNeed => "coverage by need",
            Self::CoveragePeople => "coverage of people",
            Self::MeanMinutes => "mean minutes",
            Self::P90Minutes => "minutes within which nine in ten are",
            Self::PeopleBeyond => "people beyond the standard",
            Self::PeopleUnreachable => "people without any way there",
            Self::NewlyBeyond => "people newly beyond the standard",
            Self::NewlyWithin => "people newly within the standard",
            Self::Longer => "people with a longer journey",
            Self::Shorter => "people with a shorter journey",
            Self::Elsewhere => "people whose nearest site changes",
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Self::CoverageNeed | Self::CoveragePeople => "share",
            Self::MeanMinutes | Self::P90Minutes => "minutes",
            _ => "people",
        }
    }

    const fn formula(self) -> &'static str {
        match self {
            Self::CoverageNeed => "demand within the standard ÷ demand; demand = users·(1 + (M − 1)·need)",
            Self::CoveragePeople => "users within the standard ÷ users",
            Self::MeanMinutes => "Σ users·minutes ÷ Σ users, over areas that can reach it",
            Self::P90Minutes => {
                "the least minutes within which nine in ten of the users are who can reach it"
            }
            Self::PeopleBeyond => "Σ users beyond the standard or without a way there",
            Self::PeopleUnreachable => "Σ users without a way there",
            Self::NewlyBeyond => "Σ users within the standard in business as usual and beyond it now",
            Self::NewlyWithin => "Σ users beyond the standard in business as usual and within it now",
            Self::Longer => "Σ users whose journey grows by more than half a minute or becomes impossible",
            Self::Shorter => "Σ users whose journey shrinks by more than half a minute or becomes possible",
            Self::Elsewhere => {
                "Σ users whose nearest site is another than in business as usual; of sites as near as each other it is the first"
            }
        }
    }

    fn value(self, found: &ServiceFindings) -> Option<f64> {
        match self {
            Self::CoverageNeed => found.coverage_need,
            Self::CoveragePeople => found.coverage_people,
            Self::MeanMinutes => found.mean_minutes,
            Self::P90Minutes => found.p90_minutes,
            Self::PeopleBeyond => Some(found.people_beyond),
            Self::PeopleUnreachable => Some(found.people_unreachable),
            Self::NewlyBeyond => Some(found.newly_beyond),
            Self::NewlyWithin => Some(found.newly_within),
            Self::Longer => Some(found.longer),
            Self::Shorter => Some(found.shorter),
            Self::Elsewhere => Some(found.elsewhere),
        }
    }

    /// Whether an area counts.
    fn counts(self, before: &ServiceFindings, after: &ServiceFindings, within: f64, area: usize) -> bool {
        let now = after.minutes[area];
        let change = Change::of(before.minutes[area], now, within);
        match self {
            Self::CoverageNeed | Self::CoveragePeople => now <= within,
            Self::MeanMinutes | Self::P90Minutes => now.is_finite(),
            Self::PeopleBeyond => now > within,
            Self::PeopleUnreachable => now.is_infinite(),
            Self::NewlyBeyond => change.newly_beyond,
            Self::NewlyWithin => change.newly_within,
            Self::Longer => change.loses,
            Self::Shorter => change.gains,
            Self::Elsewhere => before.nearest[area] != after.nearest[area],
        }
    }
}

/// `SERVICE.MEASURE` in words.
pub(super) fn words(ground: &Ground<'_>, key: &str) -> Option<String> {
    let services = ground.facts.dataset.services.iter();
    services
        .flat_map(|service| Measure::ALL.into_iter().map(move |measure| (service, measure)))
        .find(|(service, measure)| key == format!("{}.{}", service.id, measure.key()))
        .map(|(service, measure)| format!("{}: {}", service.name, measure.words()))
}

/// `SERVICE.MEASURE`, opened.
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
    let word = &key[service.id.len() + 1..];
    if let Some(group) = word.strip_prefix("ratio.") {
        return ratio(ground, option, index, group);
    }
    let measure = Measure::ALL.into_iter().find(|measure| measure.key() == word)?;
    let (bau, now) = pair(ground, option);
    let (before, after) = (&bau.services[index], &now.services[index]);
    let demand = &ground.scorer.demand[index];
    let within = service.standard.minutes;
    let is_counted = |area: &usize| demand.users[*area] > 0.0 && measure.counts(before, after, within, *area);
    let counted: Vec<usize> = (0..dataset.areas.len()).filter(is_counted).collect();
    let mut inputs = vec![service_cell(dataset, index, "standard.minutes", within)];
    if measure == Measure::CoverageNeed {
        inputs.push(setting("need_multiplier", ground.facts.settings.need_multiplier));
    }
    let areas = match measure {
        Measure::CoverageNeed | Measure::CoveragePeople => (0..dataset.areas.len()).collect(),
        _ => counted.clone(),
    };
    for area in areas {
        inputs.extend(service.users.columns.iter().map(|column| area_cell(dataset, area, column)));
    }
    let mut notes = Vec::new();
    if !demand.unknown_users.is_empty() {
        notes.push(format!("users are unknown in {} areas, which are left out", demand.unknown_users.len()));
    }
    Some(Explanation {
        what: format!("{}, {}, in {}", service.name, measure.words(), option.name),
        value: measure.value(after),
        unit: measure.unit().to_owned(),
        formula: measure.formula().to_owned(),
        terms: terms(dataset, demand, measure, &counted, [&before.minutes, &after.minutes]),
        inputs,
        notes,
        ..Explanation::default()
    })
}

/// What goes into a measure: its two sums, or every area that counts with its journey before and now.
fn terms(
    dataset: &Dataset,
    demand: &Demand,
    measure: Measure,
    counted: &[usize],
    [before, now]: [&[f64]; 2],
) -> Vec<Term> {
    let sum = |of: &dyn Fn(usize) -> f64| -> f64 { counted.iter().map(|&area| of(area)).sum() };
    match measure {
        Measure::CoverageNeed => vec![
            term("demand within the standard", sum(&|area| demand.weight[area]), "need-weighted users"),
            term("demand", demand.weight.iter().sum::<f64>(), "need-weighted users"),
        ],
        Measure::CoveragePeople => vec![
            term("users within the standard", sum(&|area| demand.users[area]), "people"),
            term("users", demand.users.iter().sum::<f64>(), "people"),
        ],
        Measure::MeanMinutes => vec![
            term("Σ users·minutes", sum(&|area| demand.users[area] * now[area]), "person-minutes"),
            term("Σ users", sum(&|area| demand.users[area]), "people"),
        ],
        _ => {
            let shown = |minutes: f64| {
                if minutes.is_finite() { format!("{minutes:.1} min") } else { "no way".to_owned() }
            };
            let journey = |&area: &usize| {
                let journey = format!("{} → {}", shown(before[area]), shown(now[area]));
                term(format!("{}: {journey}", dataset.areas[area].name), demand.users[area], "people")
            };
            counted.iter().map(journey).collect()
        }
    }
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
