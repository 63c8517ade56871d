//! The appraisal as plain tables: for CSV now, and for every other tabular writer.
//!
//! Each column carries its meaning and unit, so the data dictionary can never disagree with the tables.

use super::estate_table::estate;
use super::table::{Cell, OPTION, Table};
use super::veil::{Count, Veil};
use super::{Content, ILLUSTRATIVE, money_tables, place_tables};
use crate::model::{CriterionKey, Status};
use crate::units::financial_year;

/// Every table of an appraisal, in a fixed order.
pub fn tables(content: &Content<'_>) -> Vec<Table> {
    let veil = Veil::of(content);
    let mut tables = vec![
        options(content, &veil),
        criteria(content, &veil),
        years(content),
        money_tables::money(content),
        money_tables::steps(content),
        money_tables::interim(content, &veil),
        services(content, &veil),
        place_tables::localities(content, &veil),
        blueprint(content, &veil),
        money_tables::remedies(content),
        place_tables::sites(content),
        estate(content),
        clashes(content),
        place_tables::areas(content),
        issues(content),
    ];
    for table in &mut tables {
        // Localities are parts of the city, whose counts stand in another table.
        if table.name == "localities" {
            table.hide_what_gives_away(&["option", "service"]);
        }
        table.hide_small_counts();
    }
    if content.dataset.illustrative {
        for table in &mut tables {
            table.add_column("illustrative".to_owned(), "", ILLUSTRATIVE.to_owned());
            for row in &mut table.rows {
                row.push(Cell::from("illustrative"));
            }
        }
    }
    tables
}

fn options(content: &Content<'_>, veil: &Veil) -> Table {
    let mut table = Table::new(
        "options",
        &[
            OPTION,
            ("name", "", "What the option is called"),
            ("status", "", "baseline, long_list, short_list, preferred or discarded"),
            ("reason", "", "Why it was discarded, or a remark"),
            ("feasible", "", "no when decisions clash; see clashes"),
            ("rank", "", "1 is best among business as usual and the feasible, not discarded options"),
            ("total", "0-100", "Weighted total of the criteria's scores"),
            (
                "running_cost_gbp",
                "GBP/year",
                "Running cost in the steady state, real prices of the first year",
            ),
            ("saving_gbp", "GBP/year", "Business as usual's running cost minus this one's"),
            ("one_off_gbp", "GBP", "Fit-out, clawback and one-off money lines, undiscounted"),
            ("net_present_cost_gbp", "GBP", "Discounted cash over the horizon; costs positive"),
            (
                "residual_value_gbp",
                "GBP",
                "Value of sites still owned at the horizon, within the net present cost",
            ),
            ("unknown_running_costs", "sites", "Kept sites without a running cost, left out of it"),
            (
                "equality_gap_minutes",
                "minutes",
                "Neediest fifth's mean minutes minus everybody's; never scored",
            ),
            ("rules_met", "judgements", "Blueprint judgements met"),
            ("rules", "judgements", "Blueprint judgements in all"),
        ],
    );
    for (place, option) in content.appraisal.options.iter().enumerate() {
        let found = &option.findings;
        let reason = content.plan.option(&option.id).and_then(|plan| plan.reason.clone());
        let (met, rules) = found.rules_met();
        table.rows.push(vec![
            option.id.as_str().into(),
            option.name.as_str().into(),
            option.status.map_or("baseline", Status::key).into(),
            reason.into(),
            option.feasible().into(),
            option.rank.into(),
            option.total.map(|total| veil.score(place, total)).into(),
            found.cost.running_cost_gbp.into(),
            found.cost.saving_gbp.into(),
            found.cost.one_off_gbp.into(),
            found.cost.net_present_cost_gbp.into(),
            found.cost.residual_value_gbp.into(),
            found.unknowns.running_costs.into(),
            found.equality_gap_minutes.into(),
            met.into(),
            rules.into(),
        ]);
    }
    table
}

fn criteria(content: &Content<'_>, veil: &Veil) -> Table {
    let mut table = Table::new(
        "criteria",
        &[
            OPTION,
            ("criterion", "", "Criterion"),
            ("value", "see unit", "Raw value"),
            ("unit", "", "Unit of the value"),
            ("score", "0-100", "Linear between the two fixed references"),
            ("weight", "", "Raw weight"),
            ("clamped", "", "yes when the value lies outside the references"),
            ("worst", "see unit", "Reference that scores 0"),
            ("best", "see unit", "Reference that scores 100"),
        ],
    );
    for (place, option) in content.appraisal.options.iter().enumerate() {
        for criterion in &option.criteria {
            let scale = content.appraisal.scales.get(&criterion.key);
            let (mut value, mut score) = (criterion.value, criterion.score);
            if criterion.key == CriterionKey::Access {
                value = value.map(|mean| veil.access(place, mean));
                score = score.map(|score| veil.score(place, score));
            }
            table.rows.push(vec![
                option.id.as_str().into(),
                criterion.key.key().into(),
                value.into(),
                criterion.key.unit().into(),
                score.into(),
                criterion.weight.into(),
                criterion.clamped.into(),
                scale.map(|[worst, _]| *worst).into(),
                scale.map(|[_, best]| *best).into(),
            ]);
        }
    }
    table
}

fn years(content: &Content<'_>) -> Table {
    let mut table = Table::new(
        "years",
        &[
            OPTION,
            ("year", "", "Financial year, April to March"),
            ("running_cost_gbp", "GBP", "Running cost of the year, before holding, one-offs and receipts"),
            ("saving_gbp", "GBP", "Business as usual's running cost of the year minus this one's"),
            ("target_gbp", "GBP", "Savings target of the year"),
            ("cash_gbp", "GBP", "All cash of the year, undiscounted; costs positive"),
            ("shortfall_gbp", "GBP", "How much of the target is missed"),
            ("backlog_gbp", "GBP", "Repairs that the council's own buildings still wait for at its end"),
        ],
    );
    for option in &content.appraisal.options {
        for year in &option.findings.cost.years {
            table.rows.push(vec![
                option.id.as_str().into(),
                financial_year(year.year).into(),
                year.running_cost_gbp.into(),
                year.saving_gbp.into(),
                year.target_gbp.into(),
                year.cash_gbp.into(),
                year.shortfall_gbp.into(),
                year.backlog_gbp.into(),
            ]);
        }
    }
    table
}

fn services(content: &Content<'_>, veil: &Veil) -> Table {
    let mut table = Table::new(
        "services",
        &[
            OPTION,
            ("service", "", "Service id"),
            ("standard_minutes", "minutes", "The service's standard"),
            ("coverage_need", "share", "Need-weighted demand within the standard"),
            ("coverage_people", "share", "Users within the standard"),
            ("mean_minutes", "minutes", "Mean journey of the users who can reach it"),
            ("p90_minutes", "minutes", "Nine in ten of those users are within this"),
            ("people_beyond", "people", "Users beyond the standard or without any way there"),
            ("people_unreachable", "people", "Users without any way there"),
            ("newly_beyond", "people", "Within the standard in business as usual and beyond it now"),
            ("newly_within", "people", "Beyond the standard in business as usual and within it now"),
            ("longer_journey", "people", "Journey grows by more than half a minute"),
            ("shorter_journey", "people", "Journey shrinks by more than half a minute"),
            ("elsewhere", "people", "Nearest site is another than in business as usual"),
        ],
    );
    for (place, option) in content.appraisal.options.iter().enumerate() {
        for (index, service) in content.dataset.services.iter().enumerate() {
            let (found, here) = (&option.findings.services[index], veil.at(index, place, None));
            table.rows.push(vec![
                option.id.as_str().into(),
                service.id.as_str().into(),
                service.standard.minutes.into(),
                here.told_share(found.coverage_need),
                here.told_share(found.coverage_people),
                found.mean_minutes.map(|mean| here.mean(mean)).into(),
                found.p90_minutes.into(),
                here.told(Count::Beyond),
                here.told(Count::Unreachable),
                here.told(Count::NewlyBeyond),
                here.told(Count::NewlyWithin),
                here.told(Count::Longer),
                here.told(Count::Shorter),
                here.told(Count::Elsewhere),
            ]);
        }
    }
    table
}

fn blueprint(content: &Content<'_>, veil: &Veil) -> Table {
    let mut table = Table::new(
        "blueprint",
        &[
            OPTION,
            ("rule", "", "Rule id"),
            ("locality", "", "Locality id; empty for the city or a site"),
            ("verdict", "", "met, partly, not_met or unknown"),
            ("reason", "", "The numbers behind the verdict"),
        ],
    );
    for option in &content.appraisal.options {
        for judgement in &option.findings.judgements {
            let rule = &content.dataset.blueprint.rules[judgement.rule];
            table.rows.push(vec![
                option.id.as_str().into(),
                rule.id.as_str().into(),
                judgement.locality.map(|locality| content.dataset.localities[locality].id.as_str()).into(),
                judgement.verdict.key().into(),
                veil.reason(content.dataset, rule, &judgement.reason).into(),
            ]);
        }
    }
    table
}

fn clashes(content: &Content<'_>) -> Table {
    let dataset = content.dataset;
    let mut table = Table::new(
        "clashes",
        &[
            OPTION,
            ("kind", "", "Kind of clash"),
            ("site", "", "Site id"),
            ("service", "", "Service id"),
            ("message", "", "In words"),
        ],
    );
    for option in &content.appraisal.options {
        for clash in &option.findings.clashes {
            table.rows.push(vec![
                option.id.as_str().into(),
                clash.kind.key().into(),
                clash.site.map(|site| dataset.sites[site].id.as_str()).into(),
                clash.service.map(|service| dataset.services[service].id.as_str()).into(),
                clash.message.as_str().into(),
            ]);
        }
    }
    table
}

fn issues(content: &Content<'_>) -> Table {
    let mut table = Table::new(
        "issues",
        &[
            ("severity", "", "error, warning or note"),
            ("file", "", "File, or plan"),
            ("feature", "", "Feature or row"),
            ("field", "", "Field"),
            ("message", "", "What is the matter"),
            ("remedy", "", "What to do about it"),
        ],
    );
    for issue in content.dataset.issues.iter().chain(&content.appraisal.issues) {
        table.rows.push(vec![
            issue.severity.key().into(),
            issue.file.as_str().into(),
            issue.feature.as_deref().into(),
            issue.field.as_deref().into(),
            issue.message.as_str().into(),
            issue.remedy.as_str().into(),
        ]);
    }
    table
}
