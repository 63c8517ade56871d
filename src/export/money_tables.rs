//! Money by line, phasing and remedies as tables.

use super::Content;
use super::table::{OPTION, Table};
use super::veil::Veil;
use crate::score::Verdict;
use crate::units::{Month, financial_year};

/// Cash by option, line and year.
pub fn money(content: &Content<'_>) -> Table {
    let mut table = Table::new(
        "money",
        &[
            OPTION,
            ("kind", "", "What the line is for"),
            ("line", "", "Its name; an own line's words"),
            ("steady_gbp", "GBP/year", "Its part of the running cost once all is done; costs positive"),
            ("year", "", "Financial year, April to March"),
            (
                "gbp",
                "GBP",
                "Cash of the year, undiscounted; costs positive; the lines of a year add up to its cash",
            ),
            ("present_gbp", "GBP", "All years of the line, discounted to the first"),
            ("missing", "values", "Values that the line lacks and leaves out"),
        ],
    );
    for option in &content.appraisal.options {
        let cost = &option.findings.cost;
        for line in &cost.by_line {
            for (year, gbp) in cost.years.iter().zip(&line.years_gbp) {
                table.rows.push(vec![
                    option.id.as_str().into(),
                    line.kind.key().into(),
                    line.name.as_str().into(),
                    line.steady_gbp.into(),
                    financial_year(year.year).into(),
                    (*gbp).into(),
                    line.present_gbp.into(),
                    line.missing.into(),
                ]);
            }
        }
    }
    table
}

/// Every step of every option.
pub fn steps(content: &Content<'_>) -> Table {
    let dataset = content.dataset;
    let mut table = Table::new(
        "steps",
        &[
            OPTION,
            ("step", "", "works, move, change, close, hold or reuse"),
            ("site", "", "Site id"),
            ("service", "", "Service id, where it is about one"),
            ("from", "", "First month; empty before the first year"),
            ("until", "", "First month after it"),
            ("problem", "", "Why it cannot be when it is"),
        ],
    );
    let month = |month: i64| {
        u32::try_from(month).ok().map(|month| Month::at(content.plan.settings.first_year, month).to_string())
    };
    for option in &content.appraisal.options {
        for step in &option.findings.phasing.steps {
            table.rows.push(vec![
                option.id.as_str().into(),
                step.kind.key().into(),
                dataset.sites[step.site].id.as_str().into(),
                step.service.map(|service| dataset.services[service].id.as_str()).into(),
                month(step.from).into(),
                month(step.until).into(),
                step.problem.clone().into(),
            ]);
        }
    }
    table
}

/// Access and blueprint at the end of every year.
pub fn interim(content: &Content<'_>, veil: &Veil) -> Table {
    let mut table = Table::new(
        "interim",
        &[
            OPTION,
            ("year", "", "Financial year; as it is in March"),
            ("access", "share", "Need-weighted coverage of all services"),
            ("open_sites", "sites", "Sites that are open"),
            ("rules_met", "judgements", "Blueprint judgements met"),
            ("rules_partly", "judgements", "Partly met"),
            ("rules_not_met", "judgements", "Not met"),
            ("rules_unknown", "judgements", "Unknown"),
        ],
    );
    for (place, option) in content.appraisal.options.iter().enumerate() {
        for year in &option.findings.phasing.years {
            table.rows.push(vec![
                option.id.as_str().into(),
                financial_year(year.year).into(),
                year.access.map(|mean| veil.access(place, mean)).into(),
                year.open_sites.into(),
                year.count(Verdict::Met).into(),
                year.count(Verdict::Partly).into(),
                year.count(Verdict::NotMet).into(),
                year.count(Verdict::Unknown).into(),
            ]);
        }
    }
    table
}

/// The cheapest single change for each rule that is not met.
pub fn remedies(content: &Content<'_>) -> Table {
    let dataset = content.dataset;
    let mut table = Table::new(
        "remedies",
        &[
            OPTION,
            ("rule", "", "Rule id"),
            ("locality", "", "Locality id; empty for the city or a site"),
            ("change", "", "The cheapest single change that would meet the rule"),
            ("running_cost_gbp", "GBP/year", "What it adds to the running cost; empty where nobody has said"),
            ("one_off_gbp", "GBP", "What it adds to the one-off costs"),
        ],
    );
    for option in &content.appraisal.options {
        let Some(remedies) = content.appraisal.remedies.get(&option.id) else { continue };
        for (judgement, remedy) in option.findings.judgements.iter().zip(remedies) {
            let Some(remedy) = remedy else { continue };
            table.rows.push(vec![
                option.id.as_str().into(),
                dataset.blueprint.rules[judgement.rule].id.as_str().into(),
                judgement.locality.map(|locality| dataset.localities[locality].id.as_str()).into(),
                remedy.words.as_str().into(),
                remedy.running_cost_gbp.into(),
                remedy.one_off_gbp.into(),
            ]);
        }
    }
    table
}
