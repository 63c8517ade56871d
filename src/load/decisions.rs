//! Services and blueprint from JSON: read strictly, told precisely, checked for what cannot be.

use std::collections::{BTreeSet, HashSet};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Bytes, Report};
use crate::error::Result;
use crate::model::{
    Blueprint, Dataset, Issue, Role, Rule, RuleKind, Service, Severity, Standard, Test, Tier, Users,
};

/// A file of decisions as its type, and whether it says that it is illustrative.
pub(super) struct Typed<T> {
    pub content: T,
    pub illustrative: bool,
}

/// JSON into a type; keys that the type does not know are told, and what is wrong is told with its line and column.
pub(super) fn typed<T: DeserializeOwned>(file: &Bytes, report: &mut Report<'_>) -> Result<Typed<T>> {
    file.refuse_foreign()?;
    let root = super::geojson::parse(file)?;
    if root.is_array() {
        return Err(file.wrong("it is a list where an object is needed, such as {\"services\": [ … ]}"));
    }
    let illustrative = root.get("illustrative") == Some(&Value::Bool(true));
    let (text, _) = super::text::decode(&file.content);
    let mut unknown = BTreeSet::new();
    let mut parser = serde_json::Deserializer::from_str(&text);
    let read = serde_ignored::deserialize(&mut parser, |path| {
        unknown.insert(path.to_string());
    });
    for key in unknown.iter().filter(|key| !["note", "illustrative"].contains(&key.as_str())) {
        let message = format!("\"{key}\" is not known and has no effect");
        let remedy = "Check its spelling against the file format.";
        report.say(Severity::Warning, None, Some(key), message, remedy);
    }
    let content = read.map_err(|error| file.wrong(placed(&error)))?;
    Ok(Typed { content, illustrative })
}

/// What is wrong with a JSON file, its place first.
fn placed(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let what = whole.strip_suffix(&place).unwrap_or(&whole);
    format!("line {}, column {}: {what}", error.line(), error.column())
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
    let read = typed::<ServicesFile>(file, &mut report)?;
    let mut services = read.content.services;
    dataset.illustrative |= read.illustrative;
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
    let message = match dataset.services.len() {
        0 => "no services were given and no site names one, so there is nothing to reach".to_owned(),
        1 => "no services were given; the one that sites name is assumed: everybody uses it, within 20 minutes in a straight line, at no space or delivery cost".to_owned(),
        several => format!(
            "no services were given; the {several} that sites name are assumed: everybody uses them, within 20 minutes in a straight line, at no space or delivery cost"
        ),
    };
    dataset.issues.push(Issue::new(Severity::Warning, "services", message, "Give a services file."));
}

/// Reads the blueprint.
pub(super) fn read_blueprint(file: &Bytes, dataset: &mut Dataset) -> Result<()> {
    let mut report = Report { file: file.name.clone(), issues: &mut dataset.issues };
    let read = typed::<Blueprint>(file, &mut report)?;
    let mut blueprint = read.content;
    dataset.illustrative |= read.illustrative;
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
    for tier in &blueprint.tiers {
        let in_a_week = |hours: f64| (0.0..=HOURS_A_WEEK).contains(&hours);
        for (field, hours) in [
            ("min_hours_per_week", tier.min_hours_per_week),
            ("min_evening_hours", tier.min_evening_hours),
            ("min_weekend_hours", tier.min_weekend_hours),
        ] {
            if !hours.is_none_or(in_a_week) {
                return Err(file.wrong(format!("tier \"{}\": {field} must be between 0 and 168", tier.id)));
            }
        }
    }
    dataset.sources.push(file.source(Role::Blueprint, blueprint.rules.len()));
    dataset.blueprint = blueprint;
    let mut issues = Vec::new();
    let mut report = Report { file: file.name.clone(), issues: &mut issues };
    for rule in &dataset.blueprint.rules {
        check_rule(file, rule)?;
        tell_names(rule, dataset, &mut report);
    }
    dataset.issues.extend(issues);
    Ok(())
}

/// Hours in a week.
const HOURS_A_WEEK: f64 = 168.0;

/// Refuses a rule that no city could be judged by.
fn check_rule(file: &Bytes, rule: &Rule) -> Result<()> {
    let (RuleKind::EachLocality(test) | RuleKind::City(test)) = &rule.kind else { return Ok(()) };
    let (shares, minutes) = match test {
        Test::Tier { .. } => return Ok(()),
        Test::Count { share, or_within_minutes, .. } => {
            ([("share", Some(*share)), ("", None)], ("or_within_minutes", *or_within_minutes))
        }
        Test::Coverage { coverage_people, partly_at, within_minutes, .. } => (
            [("coverage_people", Some(*coverage_people)), ("partly_at", *partly_at)],
            ("within_minutes", *within_minutes),
        ),
    };
    let wrong =
        |field: &str, must: &str| Err(file.wrong(format!("rule \"{}\": {field} must be {must}", rule.id)));
    for (field, share) in shares {
        if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            return wrong(field, "between 0 and 1");
        }
    }
    if minutes.1.is_some_and(|minutes| minutes <= 0.0) {
        return wrong(minutes.0, "more than 0");
    }
    Ok(())
}

/// Tells of tiers, services and sites that a rule names and nothing defines.
fn tell_names(rule: &Rule, dataset: &Dataset, report: &mut Report<'_>) {
    let mut named: Vec<(&str, &str, bool)> = Vec::new();
    let is_service = |id: &str| dataset.service_index(id).is_some();
    match &rule.kind {
        RuleKind::Site { site, keeps } => {
            named.push(("site", site, dataset.site_index(site).is_some()));
            named.push(("service", keeps, is_service(keeps)));
        }
        RuleKind::EachLocality(Test::Tier { tier, .. }) | RuleKind::City(Test::Tier { tier, .. }) => {
            named.push(("tier", tier, dataset.blueprint.tiers.iter().any(|known| known.id == *tier)));
        }
        RuleKind::EachLocality(Test::Count { service, .. } | Test::Coverage { service, .. })
        | RuleKind::City(Test::Count { service, .. } | Test::Coverage { service, .. }) => {
            named.push(("service", service, is_service(service)));
        }
    }
    for (kind, id, _) in named.into_iter().filter(|(_, _, known)| !known) {
        let message = format!("the rule asks about the {kind} \"{id}\", which is not defined");
        report.say(Severity::Warning, Some(&rule.id), Some(kind), message, "Define it, or correct the id.");
    }
}
