//! Services, blueprint and plan from JSON: read strictly, told precisely, checked for what cannot be.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Bytes, Report};
use crate::error::{Error, Result};
use crate::model::{
    Action, Blueprint, Dataset, Every, Issue, OptionPlan, PLAN_SCHEMA, Plan, Role, Rule, Service, Settings,
    Severity, Standard, Status, Tier, Users,
};

/// Reads decisions to use with a dataset, and what is odd about them.
pub fn read_plan(path: &Path) -> Result<(Plan, Vec<Issue>)> {
    plan_of(&Bytes::read(path)?)
}

/// JSON into a type; keys that the type does not know are told.
fn typed<T: DeserializeOwned>(file: &Bytes, value: Value, report: &mut Report<'_>) -> Result<T> {
    let mut unknown = BTreeSet::new();
    let read = serde_ignored::deserialize(value, |path| {
        unknown.insert(path.to_string());
    });
    for key in unknown.iter().filter(|key| !["note", "illustrative"].contains(&key.as_str())) {
        let message = format!("\"{key}\" is not known and has no effect");
        report.say(
            Severity::Warning,
            None,
            Some(key),
            message,
            "Check its spelling against the file format.",
        );
    }
    read.map_err(|error| file.wrong(error.to_string()))
}

/// Reads JSON whose numbers must be numbers.
fn json(file: &Bytes) -> Result<Value> {
    super::geojson::parse(file)
}

#[derive(serde::Deserialize)]
struct ServicesFile {
    services: Vec<Service>,
}

/// Reads services; without a file there is one for each id that a site names.
pub(super) fn read_services(file: Option<&Bytes>, dataset: &mut Dataset) -> Result<()> {
    let Some(file) = file else {
        seen_services(dataset);
        return Ok(());
    };
    let mut issues = Vec::new();
    let mut report = Report { file: file.name.clone(), issues: &mut issues };
    let mut services = typed::<ServicesFile>(file, json(file)?, &mut report)?.services;
    dataset.sources.push(file.source(Role::Services, services.len()));
    let mut ids = HashSet::new();
    services.retain(|service| {
        let first = ids.insert(service.id.clone());
        if !first {
            let message = format!("the service \"{}\" is defined twice; the first one counts", service.id);
            report.say(Severity::Error, Some(&service.id), Some("id"), message, "Remove one of the two.");
        }
        first
    });
    for service in &mut services {
        if service.name.is_empty() {
            service.name = service.id.clone();
        }
        check_service(file, service)?;
        tell_columns(service, dataset, &mut report);
    }
    if services.is_empty() {
        report.say(Severity::Error, None, Some("services"), "no service is defined", "Define at least one.");
    }
    dataset.services = services;
    dataset.issues.extend(issues);
    Ok(())
}

fn check_service(file: &Bytes, service: &Service) -> Result<()> {
    let wrong = |field: &str, must: &str| {
        Err(file.wrong(format!("service \"{}\": {field} must be {must}", service.id)))
    };
    if service.id.is_empty() {
        return Err(file.wrong("a service has an empty id"));
    }
    if service.standard.minutes <= 0.0 {
        return wrong("standard.minutes", "more than 0");
    }
    for (field, number) in
        [("weight", service.weight), ("space_m2", service.space_m2), ("delivery_gbp", service.delivery_gbp)]
    {
        if number < 0.0 {
            return wrong(field, "0 or more");
        }
    }
    Ok(())
}

/// Columns that a service names and the areas lack, and indicators whose direction looks wrong.
fn tell_columns(service: &Service, dataset: &Dataset, report: &mut Report<'_>) {
    for column in &service.users.columns {
        if dataset.columns.get(column).is_none() {
            let message = format!(
                "its users are counted by \"{column}\", which the areas do not have; nobody is counted"
            );
            report.say(
                Severity::Warning,
                Some(&service.id),
                Some("users"),
                message,
                "Join that column, or name another.",
            );
        }
    }
    for (column, weight) in &service.need {
        if dataset.columns.get(column).is_none() {
            let message =
                format!("its need names \"{column}\", which the areas do not have; it is unknown everywhere");
            report.say(
                Severity::Warning,
                Some(&service.id),
                Some("need"),
                message,
                "Join that column, or name another.",
            );
        }
        let name = column.to_lowercase();
        if *weight > 0.0 && (name.contains("rank") || name.contains("decile")) {
            let message = format!(
                "\"{column}\" looks like a rank or decile, in which 1 is usually the worst, but its weight is positive"
            );
            let remedy = "Turn it round with a negative weight, unless a greater number means more need.";
            report.say(Severity::Warning, Some(&service.id), Some("need"), message, remedy);
        }
    }
}

/// One service for each id that a site names, with plain assumptions.
fn seen_services(dataset: &mut Dataset) {
    let ids: BTreeSet<&String> = dataset.sites.iter().flat_map(|site| &site.services).collect();
    dataset.services = ids
        .into_iter()
        .map(|id| Service {
            id: id.clone(),
            name: id.clone(),
            users: Users::default(),
            need: std::collections::BTreeMap::new(),
            standard: Standard::default(),
            space_m2: 0.0,
            delivery_gbp: 0.0,
            duty: None,
            weight: 1.0,
        })
        .collect();
    let message = format!(
        "no services were given; the {} that sites name are assumed: everybody uses them, within 20 minutes in a straight line, at no space or delivery cost",
        dataset.services.len()
    );
    dataset.issues.push(Issue::new(Severity::Warning, "services", message, "Give a services file."));
}

/// Reads the blueprint.
pub(super) fn read_blueprint(file: &Bytes, dataset: &mut Dataset) -> Result<()> {
    let mut report = Report { file: file.name.clone(), issues: &mut dataset.issues };
    let mut blueprint: Blueprint = typed(file, json(file)?, &mut report)?;
    let mut ids = HashSet::new();
    let mut twice = |kind: &str, id: &str, report: &mut Report<'_>| {
        let first = ids.insert(format!("{kind} {id}"));
        if !first {
            let message = format!("the {kind} \"{id}\" is defined twice; the first one counts");
            report.say(Severity::Error, Some(id), Some("id"), message, "Remove one of the two.");
        }
        first
    };
    blueprint.tiers.retain(|tier: &Tier| twice("tier", &tier.id, &mut report));
    blueprint.rules.retain(|rule: &Rule| twice("rule", &rule.id, &mut report));
    dataset.sources.push(file.source(Role::Blueprint, blueprint.rules.len()));
    dataset.blueprint = blueprint;
    Ok(())
}

/// Decisions from a file, checked.
pub(super) fn plan_of(file: &Bytes) -> Result<(Plan, Vec<Issue>)> {
    let mut issues = Vec::new();
    let mut report = Report { file: file.name.clone(), issues: &mut issues };
    let value = json(file)?;
    let schema = value.get("schema").and_then(Value::as_u64).unwrap_or(1);
    if schema > u64::from(PLAN_SCHEMA) {
        return Err(file.wrong(format!(
            "it was written for a newer version of Hub Planner (its schema {schema}, this program knows {PLAN_SCHEMA})"
        )));
    }
    let mut plan: Plan = typed(file, value, &mut report)?;
    check_settings(&plan.settings)?;
    let mut ids = HashSet::new();
    for option in &mut plan.options {
        if option.name.is_empty() {
            option.name = option.id.clone();
        }
        if !ids.insert(option.id.clone()) || option.id == Plan::BAU || option.id.is_empty() {
            return Err(Error::Plan(format!(
                "the option id \"{}\" is used twice, empty or reserved",
                option.id
            )));
        }
        check_option(option, &mut report)?;
    }
    for year in plan.settings.targets_gbp.keys().filter(|year| **year < plan.settings.first_year) {
        let message = format!("the target of {year} lies before the first year and has no effect");
        report.say(
            Severity::Warning,
            None,
            Some("settings.targets_gbp"),
            message,
            "Correct the year or the first year.",
        );
    }
    Ok((plan, issues))
}

fn check_option(option: &OptionPlan, report: &mut Report<'_>) -> Result<()> {
    let wrong = |what: String| Err(Error::Plan(format!("option {}: {what}", option.id)));
    if option.status == Status::Discarded
        && option.reason.as_deref().is_none_or(|reason| reason.trim().is_empty())
    {
        let message = "it is discarded without a reason";
        report.say(
            Severity::Warning,
            Some(&option.id),
            Some("reason"),
            message,
            "Say why: readers will ask.",
        );
    }
    for (site, decision) in &option.sites {
        if decision.action == Action::Reduce && decision.reduce_share.is_none() {
            return wrong(format!("{site} is to be reduced, but reduce_share is missing"));
        }
        if decision.reduce_share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            return wrong(format!("{site}: reduce_share must be between 0 and 1"));
        }
        if decision.hours_per_week.is_some_and(|hours| !(0.0..=168.0).contains(&hours)) {
            return wrong(format!("{site}: hours_per_week must be between 0 and 168"));
        }
    }
    for (position, movement) in option.moves.iter().enumerate() {
        let number = position + 1;
        if !(movement.share > 0.0 && movement.share <= 1.0) {
            return wrong(format!("move {number}: share must be more than 0 and at most 1"));
        }
        if movement.delivery_gbp.is_some_and(|gbp| gbp < 0.0) {
            return wrong(format!("move {number}: delivery_gbp must be 0 or more"));
        }
        if movement.from.is_none() && movement.to.is_none() {
            return wrong(format!("move {number} has neither from nor to"));
        }
    }
    for line in &option.money {
        if let (Every::Once, Some(_)) = (line.every, line.to) {
            let message = format!("\"{}\" is paid once, so its last month has no effect", line.line);
            report.say(
                Severity::Note,
                Some(&option.id),
                Some("money.to"),
                message,
                "Remove it, or pay every year.",
            );
        }
    }
    Ok(())
}

fn check_settings(settings: &Settings) -> Result<()> {
    let positive = f64::MIN_POSITIVE;
    let ranges = [
        ("need_multiplier", settings.need_multiplier, 1.0, 1e6),
        ("walk_metres_per_minute", settings.walk_metres_per_minute, positive, 1e6),
        ("circuity", settings.circuity, positive, 1e3),
        ("unreachable_minutes", settings.unreachable_minutes, 0.0, 1e6),
        ("horizon_years", f64::from(settings.horizon_years), 1.0, 125.0),
        ("first_year", f64::from(settings.first_year), 1900.0, 2200.0),
        ("co_location_saving", settings.co_location_saving, 0.0, 1.0),
        ("fit_out_gbp_per_m2", settings.fit_out_gbp_per_m2, 0.0, 1e9),
        ("optimism_bias", settings.optimism_bias, 0.0, 10.0),
        ("holding_share", settings.holding_share, 0.0, 10.0),
        ("disposal_after_years", settings.disposal_after_years, 0.0, 125.0),
        ("backlog_years", settings.backlog_years.unwrap_or(1.0), positive, 125.0),
        ("find.tolerance", settings.find.tolerance, 0.0, 1.0),
    ];
    for (name, value, least, most) in ranges {
        if !(least..=most).contains(&value) {
            let least =
                if least == positive { "more than 0".to_owned() } else { format!("at least {least}") };
            return Err(Error::Plan(format!(
                "settings.{name} is {value}; it must be {least} and at most {most}"
            )));
        }
    }
    for (key, weight) in &settings.weights {
        if !(0.0..=1e9).contains(weight) {
            return Err(Error::Plan(format!(
                "settings.weights.{} is {weight}; it must be 0 or more",
                key.key()
            )));
        }
    }
    for band in &settings.discount {
        if !(-0.5..=1.0).contains(&band.rate) {
            return Err(Error::Plan(format!(
                "settings.discount: {} is no yearly rate; 0.035 is 3.5 %",
                band.rate
            )));
        }
    }
    Ok(())
}
