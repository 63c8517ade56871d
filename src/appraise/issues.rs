//! What is wrong or missing for an appraisal: unknown inputs, assumptions made for them, decisions that say too little.

use super::{Appraisal, OptionAppraisal};
use crate::model::{CriterionKey, Dataset, Issue, Mode, OptionPlan, Plan, Role, Settings, Severity};
use crate::reach::{self, Measured};
use crate::score::{Facts, Scorer, blueprint, cost};
use crate::units::{Month, counted};

/// The file that Issues about decisions name.
pub(super) const PLAN: &str = "plan";

/// Issues of an appraisal, in a fixed order: services, sites, blueprint, options, criteria.
pub(super) fn issues(
    facts: &Facts<'_>,
    scorer: &Scorer,
    plan: &Plan,
    options: &[OptionAppraisal],
    left_out: &[CriterionKey],
) -> Vec<Issue> {
    let mut issues = Vec::new();
    services(facts, scorer, &mut issues);
    buses(facts, plan, &mut issues);
    if let Some(bau) = options.first() {
        sites(facts, bau, &mut issues);
    }
    for rule in &facts.dataset.blueprint.rules {
        if let Some(undefined) = blueprint::undefined(facts, rule) {
            let message = format!(
                "rule {} names the {undefined}, which is not defined; it is unknown everywhere",
                rule.id
            );
            let remedy = "Define it, or correct the rule.";
            issues.push(
                Issue::new(Severity::Warning, file_of(facts.dataset, Role::Blueprint), message, remedy)
                    .at(rule.id.clone()),
            );
        }
    }
    super::money_issues::settings(facts, &mut issues);
    for option in &plan.options {
        decisions(facts, option, &mut issues);
        if let Some(found) = options.iter().find(|found| found.id == option.id) {
            super::money_issues::option(facts, option, &found.findings, &mut issues);
        }
    }
    // Without services nothing can have a score, and the loading has said so.
    for key in left_out.iter().filter(|_| !facts.dataset.services.is_empty()) {
        let message = format!(
            "{} has no score for every option (a value is missing, or both ends of its scale are equal), so it counts in no total",
            key.label()
        );
        let remedy =
            "Give it a scale with two different ends, supply the missing data, or set its weight to 0.";
        issues.push(
            Issue::new(Severity::Warning, PLAN, message, remedy).in_field(format!("weights.{}", key.key())),
        );
    }
    issues
}

/// That scores stand between other references than those of today.
pub(super) fn scales(appraisal: &Appraisal, settings: &Settings) -> Option<Issue> {
    let differing = appraisal.differing_scales(&settings.weights);
    if differing.is_empty() {
        return None;
    }
    let names: Vec<&str> = differing.iter().map(|key| key.label()).collect();
    let message = format!(
        "scores of {} stand between references that were fixed under other facts or settings, or by hand",
        names.join(", ")
    );
    let remedy = "Nothing to do to compare them with earlier scores; else fix the references anew, under the weights in Compare.";
    Some(Issue::new(Severity::Note, PLAN, message, remedy).in_field("scales"))
}

/// The name of the file that gave a role, or the role's word.
fn file_of(dataset: &Dataset, role: Role) -> String {
    let source = dataset.sources.iter().find(|source| source.role == role);
    source.map_or_else(|| role.word().to_owned(), |source| source.name.clone())
}

fn services(facts: &Facts<'_>, scorer: &Scorer, issues: &mut Vec<Issue>) {
    let dataset = facts.dataset;
    for (index, (service, demand)) in dataset.services.iter().zip(&scorer.demand).enumerate() {
        let mut warn = |field: &str, message: String, remedy: &str| {
            let issue = Issue::new(Severity::Warning, file_of(dataset, Role::Services), message, remedy);
            issues.push(issue.at(service.id.clone()).in_field(field));
        };
        if !demand.unknown_users.is_empty() {
            let message = format!(
                "the users of {} are unknown in {} ({}); those are left out of its sums",
                service.name,
                counted(demand.unknown_users.len(), "area"),
                named(dataset, &demand.unknown_users)
            );
            warn("users", message, "Supply the missing counts, or choose a column that is complete.");
        }
        if !demand.unknown_need.is_empty() {
            let message = format!(
                "no need indicator of {} is known in {} ({}); those take the median need",
                service.name,
                counted(demand.unknown_need.len(), "area"),
                named(dataset, &demand.unknown_need)
            );
            warn("need", message, "Supply the missing indicators.");
        }
        let (mode, measured) = (service.standard.mode, facts.times.measured(index));
        let (wanted, instead) = match (mode, measured) {
            (Mode::StraightLine, _)
            | (Mode::Walk, Measured::Walk | Measured::Bus)
            | (Mode::Bus, Measured::Bus) => continue,
            (Mode::Bus, Measured::Walk) if dataset.timetable.is_some() => {
                ("a timetable whose window of departures cannot be used", "walking over streets is")
            }
            (Mode::Walk, Measured::StraightLine) => ("streets, which are not loaded", "straight lines are"),
            (Mode::Bus, Measured::StraightLine) => {
                ("a timetable and streets, which are not loaded", "straight lines are")
            }
            (Mode::Bus, Measured::Walk) => ("a timetable, which is not loaded", "walking over streets is"),
        };
        let message = format!("{} is to be measured over {wanted}; {instead} used instead", service.name);
        warn("standard.mode", message, "Add the missing files, or set the mode to what is there.");
    }
}

/// What bus minutes are of, and why they may not be today's.
fn buses(facts: &Facts<'_>, plan: &Plan, issues: &mut Vec<Issue>) {
    let dataset = facts.dataset;
    let by_bus = dataset.services.iter().any(|service| service.standard.mode == Mode::Bus);
    let (Some(timetable), Some(_), true) = (&dataset.timetable, &dataset.streets, by_bus) else { return };
    let window = match reach::window(dataset, facts.settings) {
        Ok(window) => window,
        Err(why) => {
            let message = format!("no bus is taken: {why}");
            let remedy = "Correct the date and the window of departures in the settings.";
            issues.push(Issue::new(Severity::Error, PLAN, message, remedy).in_field("settings.bus"));
            return;
        }
    };
    let file = file_of(dataset, Role::Timetable);
    let bus = &facts.settings.bus;
    let trips = timetable.trips_on(window.date);
    let message = format!(
        "bus minutes are the median of departures every minute from {} to {} on {}, when {} run",
        bus.from,
        bus.to,
        window.date.format("%A %-d %B %Y"),
        counted(trips, "trip"),
    );
    let severity = if trips == 0 { Severity::Warning } else { Severity::Note };
    let remedy = if trips == 0 { "Choose a day of its calendar." } else { "Nothing to do." };
    issues.push(Issue::new(severity, file.clone(), message, remedy).in_field("settings.bus"));
    let today = plan.report.date.as_ref().and_then(|date| date.parse::<chrono::NaiveDate>().ok());
    if let (Some((_, last)), Some(today)) = (timetable.span(), today)
        && last < today
    {
        let message = format!("the timetable ended on {last}, before the report's date {today}");
        issues.push(Issue::new(Severity::Warning, file, message, "Load a newer timetable."));
    }
}

fn sites(facts: &Facts<'_>, bau: &OptionAppraisal, issues: &mut Vec<Issue>) {
    let dataset = facts.dataset;
    let list = |unknown: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..dataset.sites.len()).filter(|&site| unknown(site)).collect()
    };
    let offers = |site: usize| !bau.findings.sites[site].services.is_empty();
    let ours = |site: usize| dataset.sites[site].partner.is_none() || offers(site);
    let unknown = [
        (
            "running_cost_gbp",
            list(&|site| ours(site) && dataset.sites[site].running_cost_gbp.is_none()),
            "running cost is unknown and left out of every total",
        ),
        (
            "income_gbp",
            list(&|site| ours(site) && dataset.sites[site].income_gbp.is_none()),
            "income is unknown; none is taken as received",
        ),
        (
            "hours_per_week",
            list(&|site| offers(site) && dataset.sites[site].hours_per_week.is_none()),
            "opening hours are unknown and do not count",
        ),
    ];
    for (field, sites, what) in unknown {
        if sites.is_empty() {
            continue;
        }
        let message = format!(
            "{} of {} ({}): {what}",
            counted(sites.len(), "site"),
            dataset.sites.len(),
            site_ids(dataset, &sites)
        );
        issues.push(
            Issue::new(
                Severity::Warning,
                file_of(dataset, Role::Sites),
                message,
                "Ask for the figure; until then totals are partial.",
            )
            .in_field(field),
        );
    }
    for &site in &bau.findings.over_full {
        let facts = &dataset.sites[site];
        let message = format!(
            "{} uses {:.0} m² for its services and has {:.0} m²",
            facts.name,
            bau.findings.sites[site].space_used_m2,
            facts.floor_area_m2.unwrap_or(0.0)
        );
        let remedy = "Check the floor area and the space of its services; it can gain no service as it is.";
        issues.push(
            Issue::new(Severity::Warning, file_of(dataset, Role::Sites), message, remedy)
                .at(facts.id.clone())
                .in_field("floor_area_m2"),
        );
    }
}

fn decisions(facts: &Facts<'_>, option: &OptionPlan, issues: &mut Vec<Issue>) {
    let dataset = facts.dataset;
    let first = facts.settings.first_year;
    let mut push = |severity, field: String, message: String, remedy: &str| {
        issues.push(Issue::new(severity, PLAN, message, remedy).at(option.id.clone()).in_field(field));
    };
    let early = |month: Option<Month>| month.filter(|month| month.index(first) < 0);
    for (id, decision) in &option.sites {
        let name = dataset.site_index(id).map_or(id, |site| &dataset.sites[site].name);
        if cost::hours_not_stated(decision.action, decision.hours_per_week) {
            let message = format!("{name}: effect on opening hours not stated");
            push(
                Severity::Note,
                format!("sites.{id}.hours_per_week"),
                message,
                "State the weekly hours after the cut.",
            );
        }
        if let Some(month) = early(decision.from) {
            let message = format!("{name}: {month} lies before the first year; it is taken as already done");
            push(
                Severity::Warning,
                format!("sites.{id}.from"),
                message,
                "Correct the month or the first year.",
            );
        }
    }
    for (position, movement) in option.moves.iter().enumerate() {
        let field = || format!("moves[{position}]");
        if let Some(month) = early(movement.start) {
            let message = format!(
                "move {}: {month} lies before the first year; it is taken as already done",
                position + 1
            );
            push(Severity::Warning, field(), message, "Correct the month or the first year.");
        }
        let Some(to) = movement.to.as_ref().and_then(|id| dataset.site_index(id)) else { continue };
        let to = &dataset.sites[to];
        if to.floor_area_m2.is_none() {
            let message =
                format!("{}: floor area unknown, so whether its services fit is unchecked", to.name);
            push(Severity::Warning, field(), message, "Supply the floor area.");
        }
        let starts = option.month_of(movement).unwrap_or_else(|| Month::at(first, 0));
        if let Some(available) = to.available_from.as_deref().and_then(Month::starting)
            && starts < available
        {
            let message =
                format!("{} can be used from {available}, and a service moves there in {starts}", to.name);
            push(Severity::Warning, field(), message, "Move it later, or correct the site.");
        }
    }
}

fn named(dataset: &Dataset, areas: &[usize]) -> String {
    some_of(areas.iter().map(|&area| dataset.areas[area].id.as_str()), areas.len())
}

fn site_ids(dataset: &Dataset, sites: &[usize]) -> String {
    some_of(sites.iter().map(|&site| dataset.sites[site].id.as_str()), sites.len())
}

/// The first few of many, and how many more.
fn some_of<'a>(ids: impl Iterator<Item = &'a str>, count: usize) -> String {
    const SHOWN: usize = 5;
    let shown = ids.take(SHOWN).collect::<Vec<_>>().join(", ");
    if count > SHOWN { format!("{shown} and {} more", count - SHOWN) } else { shown }
}
