//! What is wrong with money and phasing: discount tables with gaps, targets that no year has, orders that cannot be, money for
//! a next use that has none.

use super::issues::PLAN;
use crate::model::{Action, AfterUse, Issue, OptionPlan, Severity};
use crate::score::phasing::StepKind;
use crate::score::{Facts, Findings};
use crate::units::financial_year;

/// Issues of the settings.
pub(super) fn settings(facts: &Facts<'_>, issues: &mut Vec<Issue>) {
    let settings = facts.settings;
    let mut warn = |field: &str, message: String, remedy: &str| {
        issues
            .push(Issue::new(Severity::Warning, PLAN, message, remedy).in_field(format!("settings.{field}")));
    };
    let mut from: Vec<u32> = settings.discount.iter().map(|band| band.from_year).collect();
    from.sort_unstable();
    match from.first() {
        None => warn(
            "discount",
            "there is no discount rate; later years count as much as the first".to_owned(),
            "Give the current table of discount rates.",
        ),
        // The first year itself is never discounted.
        Some(&first) if first > 1 => warn(
            "discount",
            format!(
                "the discount table begins with year {first}; the {} before it are not discounted",
                match first - 1 {
                    1 => "year".to_owned(),
                    years => format!("{years} years"),
                }
            ),
            "Add a rate from year 0.",
        ),
        Some(_) => {}
    }
    if let Some([twice, _]) = from.array_windows().find(|[one, other]| one == other) {
        warn(
            "discount",
            format!("the discount table has two rates from year {twice}; the last one counts"),
            "Remove one of the two.",
        );
    }
    let years = settings.years();
    for &year in settings.targets_gbp.keys() {
        if year < years.start {
            let message = format!(
                "the target of {} lies before the first year and has no effect",
                financial_year(year)
            );
            warn("targets_gbp", message, "Correct the year or the first year.");
        } else if year >= years.end {
            let message = format!(
                "the target of {} lies beyond the {} years looked at and has no effect",
                financial_year(year),
                settings.horizon_years
            );
            warn("targets_gbp", message, "Correct the year, or look further ahead.");
        }
    }
    for id in settings.non_standard.sites.iter().filter(|id| facts.dataset.site_index(id).is_none()) {
        let message =
            format!("\"{id}\" is named as a building that is not standard, and no site has that id");
        warn("non_standard.sites", message, "Correct the id.");
    }
    for benchmark in &settings.benchmarks {
        if let Some(kind) = &benchmark.kind {
            let is_of = |own: &String| own.to_lowercase() == kind.to_lowercase();
            if !facts.dataset.sites.iter().any(|site| site.kind.as_ref().is_some_and(is_of)) {
                let message = format!("the benchmark for \"{kind}\" is for no site: none is of that kind");
                warn("benchmarks", message, "Write the kind as the sites do.");
            }
        }
    }
}

/// Issues of one option.
pub(super) fn option(facts: &Facts<'_>, option: &OptionPlan, found: &Findings, issues: &mut Vec<Issue>) {
    let dataset = facts.dataset;
    let mut warn = |field: String, message: String, remedy: &str| {
        issues
            .push(Issue::new(Severity::Warning, PLAN, message, remedy).at(option.id.clone()).in_field(field));
    };
    for clash in &found.clashes {
        let message = format!("cannot be done as it stands: {}", clash.message);
        warn("clashes".to_owned(), message, "Change the decision, or the order of moves.");
    }
    if let Some(circle) = &found.phasing.circle {
        let names: Vec<String> = circle.iter().map(|position| (position + 1).to_string()).collect();
        let message = format!("moves wait for each other in a circle: {}", names.join(" → "));
        warn("moves".to_owned(), message, "Remove one of the waits (after).");
    }
    for step in found.phasing.steps.iter().filter(|step| step.kind == StepKind::Works) {
        if let (Some(problem), Some(position)) = (&step.problem, step.movement) {
            let message = format!("{}: {problem}", dataset.sites[step.site].name);
            warn(
                format!("moves[{position}]"),
                message,
                "Move it later, or put the option in a possible order.",
            );
        }
    }
    for (id, decision) in &option.sites {
        let Some(site) = dataset.site_index(id) else { continue };
        let (site, closes) = (&dataset.sites[site], decision.action == Action::Close);
        if let Some(reuse) = &decision.reuse {
            let field = || format!("sites.{id}.reuse");
            let after_use = decision.after_use.unwrap_or_default();
            if !closes {
                let message =
                    format!("{}: it does not close, so the money of its next use has no effect", site.name);
                warn(field(), message, "Close it, or remove the figures.");
            } else if after_use == AfterUse::Undecided {
                let message =
                    format!("{}: its next use has money and is not decided; the money counts", site.name);
                warn(field(), message, "Say what it will be used for.");
            }
            if reuse.units.is_some() != reuse.gbp_per_night.is_some() {
                let message = format!(
                    "{}: homes and the price of a night must both be given; nothing is avoided",
                    site.name
                );
                warn(field(), message, "Give both, or neither.");
            }
        }
        if closes && decision.after_use == Some(AfterUse::Dispose) && site.partner.is_some() {
            let message = format!(
                "{} is a partner's building, and its capital value counts as the council's receipt",
                site.name
            );
            warn(
                format!("sites.{id}.after_use"),
                message,
                "Choose another after-use, or correct the partner.",
            );
        }
    }
}
