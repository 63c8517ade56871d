//! The money, phasing and estate of `score --json`: what is added to each option, and once to the whole.

use serde_json::{Map, Value, json};

use super::Content;
use crate::appraise::{OptionAppraisal, Remedy};
use crate::score::estate::{Estate, Figure, against};
use crate::score::{Findings, Verdict};
use crate::units::Month;

/// What is added to an option of `score --json`.
pub fn option(content: &Content<'_>, option: &OptionAppraisal) -> Map<String, Value> {
    let (dataset, found) = (content.dataset, &*option.findings);
    let cost = &found.cost;
    let site = |site: usize| &dataset.sites[site].id;
    let service = |service: Option<usize>| service.map(|service| &dataset.services[service].id);
    let lines: Vec<Value> = cost
        .by_line
        .iter()
        .map(|line| {
            let items: Vec<Value> = line
                .items
                .iter()
                .map(|item| {
                    json!({
                        "site": site(item.site), "service": service(item.service),
                        "month": month(content, i64::from(item.month)), "gbp": item.gbp,
                        "service_only": item.service_only,
                    })
                })
                .collect();
            json!({
                "kind": line.kind.key(), "name": line.name, "steady_gbp": line.steady_gbp, "years_gbp": line.years_gbp,
                "total_gbp": line.total_gbp(), "present_gbp": line.present_gbp, "missing": line.missing,
                "items": items,
            })
        })
        .collect();
    let mut all = Map::new();
    all.insert("running_cost_per_resident_gbp".to_owned(), json!(cost.per_resident_gbp));
    all.insert("money".to_owned(), Value::Array(lines));
    all.insert("unknown".to_owned(), unknown(found));
    all.insert("hours".to_owned(), hours(found));
    all.insert("capacity".to_owned(), capacity(content, found));
    all.insert("phasing".to_owned(), phasing(content, found));
    all.insert("remedies".to_owned(), remedies(content, option));
    all
}

/// How many values are missing, and where totals lie once they are known: from the more to the less favourable quartile.
fn unknown(found: &Findings) -> Value {
    let (counts, cost) = (&found.unknowns, &found.cost);
    json!({
        "missing": {
            "running_costs": counts.running_costs, "incomes": counts.incomes, "backlogs": counts.backlogs,
            "capital_values": counts.capital_values, "receipts": counts.receipts, "holdings": counts.holdings,
            "energy": counts.energy, "hours": counts.hours, "floor_areas": counts.floor_areas, "desks": counts.desks,
            "capacities": counts.capacities,
        },
        "running_cost_gbp": cost.range(|bound| bound.running_cost_gbp),
        "saving_gbp": cost.range(|bound| bound.saving_gbp),
        "net_present_cost_gbp": cost.range(|bound| bound.net_present_cost_gbp),
        "residual_value_gbp": cost.range(|bound| bound.residual_value_gbp),
        "carbon_kg": cost.range(|bound| bound.carbon_kg),
    })
}

fn hours(found: &Findings) -> Value {
    let hours = &found.hours;
    json!({
        "hours": hours.hours, "evenings": hours.evenings, "weekend": hours.weekend,
        "unknown_weeks": hours.unknown_weeks,
    })
}

fn capacity(content: &Content<'_>, found: &Findings) -> Value {
    let services = content.dataset.services.iter().zip(&found.services);
    let services = services.map(|(service, found)| {
        let value = found
            .capacity
            .map(|capacity| json!({ "supply": capacity.supply, "people_short": capacity.short_of }));
        (service.id.clone(), json!(value))
    });
    Value::Object(services.collect())
}

/// A month of the appraisal; `null` for one before it.
fn month(content: &Content<'_>, month: i64) -> Option<String> {
    u32::try_from(month).ok().map(|month| Month::at(content.plan.settings.first_year, month).to_string())
}

fn phasing(content: &Content<'_>, found: &Findings) -> Value {
    let dataset = content.dataset;
    let steps: Vec<Value> = found
        .phasing
        .steps
        .iter()
        .map(|step| {
            json!({
                "kind": step.kind.key(), "site": dataset.sites[step.site].id,
                "service": step.service.map(|service| &dataset.services[service].id),
                "from": month(content, step.from), "until": month(content, step.until), "move": step.movement,
                "after": step.after, "problem": step.problem,
                "earliest": step.earliest.and_then(|earliest| month(content, i64::from(earliest))),
            })
        })
        .collect();
    let years: Vec<Value> = found
        .phasing
        .years
        .iter()
        .map(|year| {
            let services = dataset.services.iter().enumerate().map(|(place, service)| {
                let value = json!({
                    "coverage_people": year.coverage_people[place], "newly_beyond": year.newly_beyond[place],
                });
                (service.id.clone(), value)
            });
            json!({
                "year": year.year, "access": year.access, "open_sites": year.open_sites,
                "services": services.collect::<Map<String, Value>>(),
                "blueprint": {
                    "met": year.count(Verdict::Met), "partly": year.count(Verdict::Partly),
                    "not_met": year.count(Verdict::NotMet), "unknown": year.count(Verdict::Unknown),
                },
            })
        })
        .collect();
    json!({ "steps": steps, "years": years, "circle": found.phasing.circle })
}

/// By rule and locality: the cheapest single change that would meet it.
fn remedies(content: &Content<'_>, option: &OptionAppraisal) -> Value {
    let Some(remedies) = content.appraisal.remedies.get(&option.id) else { return json!([]) };
    let dataset = content.dataset;
    let each = option.findings.judgements.iter().zip(remedies).filter_map(|(judgement, remedy)| {
        let Remedy { words, running_cost_gbp, one_off_gbp, space_unchecked, .. } = remedy.as_ref()?;
        Some(json!({
            "rule": dataset.blueprint.rules[judgement.rule].id,
            "locality": judgement.locality.map(|locality| &dataset.localities[locality].id),
            "change": words, "running_cost_gbp": running_cost_gbp, "one_off_gbp": one_off_gbp,
            "space_unchecked": space_unchecked,
        }))
    });
    Value::Array(each.collect())
}

/// What is added once to `score --json`: the estate as it stands, doing nothing, and the discount table.
pub fn whole(content: &Content<'_>) -> Map<String, Value> {
    let (dataset, settings) = (content.dataset, &content.plan.settings);
    let estate = Estate::of(dataset);
    let totals = &estate.totals;
    let sum = |figure: Figure| {
        let (sum, missing) = totals.figures[figure as usize];
        json!({ "sum": sum, "missing": missing })
    };
    let quartiles = |of: Option<crate::score::estate::Quartiles>| {
        of.map(|of| json!({ "low": of.low, "median": of.median, "high": of.high, "known": of.known }))
    };
    let above: f64 = dataset
        .sites
        .iter()
        .filter_map(|site| against(&settings.benchmarks, site))
        .map(|against| against.above_gbp)
        .sum();
    let years: Vec<Value> = content
        .appraisal
        .do_nothing
        .years
        .iter()
        .map(|year| {
            json!({
                "year": year.year, "backlog_gbp": year.backlog_gbp, "target_gbp": year.target_gbp,
                "missed_gbp": year.missed_gbp,
            })
        })
        .collect();
    let [a, b, c, d, unknown] = totals.conditions;
    let mut all = Map::new();
    all.insert(
        "estate".to_owned(),
        json!({
            "sites": totals.sites,
            "floor_area_m2": { "sum": totals.floor_area_m2.0, "missing": totals.floor_area_m2.1 },
            "running_cost_gbp": sum(Figure::RunningCost), "income_gbp": sum(Figure::Income),
            "backlog_gbp": sum(Figure::Backlog), "capital_value_gbp": sum(Figure::CapitalValue),
            "electricity_kwh": sum(Figure::Electricity), "gas_kwh": sum(Figure::Gas),
            "condition": { "A": a, "B": b, "C": c, "D": d, "unknown": unknown },
            "cost_per_m2_gbp": quartiles(estate.spread(Figure::RunningCost).per_m2),
            "above_benchmarks_gbp": (!settings.benchmarks.is_empty()).then_some(above),
        }),
    );
    all.insert(
        "do_nothing".to_owned(),
        json!({
            "backlog_now_gbp": content.appraisal.do_nothing.backlog_now_gbp,
            "unknown_backlogs": content.appraisal.do_nothing.unknown_backlogs,
            "backlog_growth": settings.backlog_growth, "years": years,
        }),
    );
    all.insert(
        "discount".to_owned(),
        json!({
            "table": settings.discount, "source": settings.discount_source, "date": settings.discount_date,
            "prices": format!("real, of {}", crate::units::financial_year(settings.first_year)),
        }),
    );
    all
}
