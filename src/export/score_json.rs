//! The JSON of `score` and `check`, exactly as the file format promises. Numbers are unrounded.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Content, ILLUSTRATIVE, evidence_json, money_json};
use crate::appraise::{OptionAppraisal, evidence};
use crate::error::{Error, Result};
use crate::files;
use crate::model::{Issue, IssueCounts};
use crate::score::Findings;

/// Version of the JSON formats.
const SCHEMA: u32 = 1;

/// `check --json`: every Issue, in the order given.
pub fn issues_json<'a>(issues: impl IntoIterator<Item = &'a Issue>) -> Result<String> {
    let issues: Vec<&Issue> = issues.into_iter().collect();
    text(&json!({ "schema": SCHEMA, "issues": issues }))
}

/// `score --json`: the appraisal of every option, business as usual first.
pub fn score_json(content: &Content<'_>) -> Result<String> {
    let dataset = content.dataset;
    let settings = serde_json_canonicalizer::to_vec(&content.plan.settings)
        .map_err(|source| Error::Plan(format!("the settings cannot be written: {source}")))?;
    let inputs: Vec<Value> = dataset
        .sources
        .iter()
        .map(|source| {
            json!({
                "name": source.name, "sha256": source.sha256, "rows": source.rows, "vintage": source.vintage,
            })
        })
        .collect();
    let counts = IssueCounts::of(dataset.issues.iter().chain(&content.appraisal.issues));
    let mut root = json!({
        "schema": SCHEMA,
        "made_from": {
            "program": format!("Hub Planner {}", env!("CARGO_PKG_VERSION")),
            "inputs": inputs,
            "settings_sha256": files::sha256(&settings),
        },
        "issues": { "errors": counts.errors, "warnings": counts.warnings },
    });
    if dataset.illustrative {
        root["illustrative"] = json!(ILLUSTRATIVE);
    }
    let (basis, evidence) = evidence::of_all(content.dataset, content.plan, content.appraisal);
    let options = content.appraisal.options.iter().enumerate().map(|(place, found)| {
        let mut value = option(content, found);
        evidence_json::add(
            content,
            found,
            place.checked_sub(1).and_then(|place| evidence.get(place)),
            &mut value,
        );
        value
    });
    root["options"] = Value::Array(options.collect());
    evidence_json::add_whole(content, &basis, &mut root);
    root["left_out"] = json!(content.appraisal.left_out);
    root["scales"] = json!(content.appraisal.scales);
    if let Value::Object(root) = &mut root {
        root.extend(money_json::whole(content));
    }
    text(&root)
}

pub(super) fn text(value: &impl Serialize) -> Result<String> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|source| Error::Plan(format!("the findings cannot be written: {source}")))?;
    text.push('\n');
    Ok(text)
}

fn option(content: &Content<'_>, option: &OptionAppraisal) -> Value {
    let (dataset, found) = (content.dataset, &*option.findings);
    let clashes: Vec<Value> = found
        .clashes
        .iter()
        .map(|clash| {
            json!({
                "kind": clash.kind.key(),
                "site": clash.site.map(|site| &dataset.sites[site].id),
                "service": clash.service.map(|service| &dataset.services[service].id),
                "message": clash.message,
            })
        })
        .collect();
    let years: Vec<Value> = found
        .cost
        .years
        .iter()
        .map(|year| {
            json!({
                "year": year.year, "running_cost_gbp": year.running_cost_gbp, "saving_gbp": year.saving_gbp,
                "target_gbp": year.target_gbp, "cash_gbp": year.cash_gbp,
                "shortfall_gbp": year.shortfall_gbp, "backlog_gbp": year.backlog_gbp,
            })
        })
        .collect();
    let mut value = json!({
        "id": option.id,
        "name": option.name,
        "status": option.status.map_or("baseline", crate::model::Status::key),
        "feasible": option.feasible(),
        "clashes": clashes,
        "running_cost_gbp": found.cost.running_cost_gbp,
        "unknown_running_costs": found.unknowns.running_costs,
        "saving_gbp": found.cost.saving_gbp,
        "one_off_gbp": found.cost.one_off_gbp,
        "net_present_cost_gbp": found.cost.net_present_cost_gbp,
        "residual_value_gbp": found.cost.residual_value_gbp,
        "payback_year": found.cost.payback_year,
        "unknown_running_cost_gbp": found.cost.unknown_running_cost_gbp,
        "years": years,
        "equality_gap_minutes": found.equality_gap_minutes,
        "total": option.total,
        "rank": option.rank,
        "criteria": criteria(option),
        "services": services(content, found),
        "sites": sites(content, found),
        "localities": localities(content, found),
        "blueprint": rules(content, found, None),
    });
    if let Value::Object(value) = &mut value {
        value.extend(money_json::option(content, option));
    }
    value
}

fn criteria(option: &OptionAppraisal) -> Map<String, Value> {
    option
        .criteria
        .iter()
        .map(|criterion| {
            let value = json!({
                "value": criterion.value, "unit": criterion.key.unit(), "score": criterion.score,
                "weight": criterion.weight, "clamped": criterion.clamped,
            });
            (criterion.key.key().to_owned(), value)
        })
        .collect()
}

fn services(content: &Content<'_>, found: &Findings) -> Map<String, Value> {
    let services = content.dataset.services.iter().zip(&found.services);
    services
        .map(|(service, found)| {
            let value = json!({
                "coverage_need": found.coverage_need, "coverage_people": found.coverage_people,
                "mean_minutes": found.mean_minutes, "p90_minutes": found.p90_minutes,
                "people_beyond": found.people_beyond, "people_unreachable": found.people_unreachable,
                "newly_beyond": found.newly_beyond, "newly_within": found.newly_within,
                "elsewhere": found.elsewhere,
            });
            (service.id.clone(), value)
        })
        .collect()
}

fn sites(content: &Content<'_>, found: &Findings) -> Map<String, Value> {
    let dataset = content.dataset;
    let sites = dataset.sites.iter().zip(&found.sites);
    sites
        .map(|(site, found)| {
            let offered: Vec<&str> =
                found.services.iter().map(|(service, _)| dataset.services[*service].id.as_str()).collect();
            let value = json!({
                "action": found.action.key(), "services": offered, "space_used_m2": found.space_used_m2,
            });
            (site.id.clone(), value)
        })
        .collect()
}

fn localities(content: &Content<'_>, found: &Findings) -> Map<String, Value> {
    let dataset = content.dataset;
    let localities = dataset.localities.iter().zip(&found.localities).enumerate();
    localities
        .map(|(index, (locality, here))| {
            let services: Map<String, Value> = dataset
                .services
                .iter()
                .zip(&here.services)
                .map(|(service, found)| {
                    let value = json!({
                        "coverage_people": found.coverage_people, "mean_minutes": found.mean_minutes,
                        "people_beyond": found.people_beyond, "newly_beyond": found.newly_beyond,
                        "newly_within": found.newly_within, "core_sites": found.core_sites,
                        "outreach_sites": found.outreach_sites,
                    });
                    (service.id.clone(), value)
                })
                .collect();
            let value = json!({
                "people": here.people, "running_cost_gbp": here.running_cost_gbp, "services": services,
                "blueprint": rules(content, found, Some(index)),
            });
            (locality.id.clone(), value)
        })
        .collect()
}

/// Verdicts by rule id: of one locality, or (none) those of the city and of sites.
fn rules(content: &Content<'_>, found: &Findings, locality: Option<usize>) -> Map<String, Value> {
    let rules = &content.dataset.blueprint.rules;
    found
        .judgements
        .iter()
        .filter(|judgement| judgement.locality == locality)
        .map(|judgement| (rules[judgement.rule].id.clone(), json!(judgement.verdict.key())))
        .collect()
}
