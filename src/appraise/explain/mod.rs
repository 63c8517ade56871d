//! Explain: any number of an option opened down to its formula, its terms, and the cells of the files that it comes from.
//!
//! Terms are worked out anew from findings and facts, not copied from the number that they explain: a test holds both
//! against each other.

mod criteria;
mod money;
mod services;

use services::Measure;

use super::{Appraisal, OptionAppraisal};
use crate::model::{CriterionKey, Dataset, Plan, Role};
use crate::score::{Facts, Findings, Scorer};

/// A number opened.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explanation {
    /// Option id.
    pub option: String,
    /// The key that was asked for.
    pub key: String,
    /// What the number is, in words.
    pub what: String,
    /// The number; `None` is unknown.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: String,
    /// How it is worked out.
    pub formula: String,
    /// What goes into the formula.
    pub terms: Vec<Term>,
    /// The cells that the terms come from.
    pub inputs: Vec<Cell>,
    /// What must be known to read it.
    pub notes: Vec<String>,
}

/// One term of a formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// What it is.
    pub what: String,
    /// Its value; `None` is unknown.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: String,
}

/// One cell of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// File name without folder; `plan` for decisions and settings.
    pub file: String,
    /// Row or feature number, from 1, if known.
    pub row: Option<usize>,
    /// Column, property or key.
    pub column: String,
    /// Whose it is: a site, an area.
    pub of: String,
    /// Its value as used; `None` is unknown.
    pub value: Option<f64>,
}

/// What explanations are worked out from.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// Facts, minutes, settings.
    pub facts: Facts<'a>,
    /// Demand.
    pub scorer: &'a Scorer,
    /// Decisions.
    pub plan: &'a Plan,
    /// Findings.
    pub appraisal: &'a Appraisal,
}

/// Opens a number of an option: `total`, a criterion (`access` …), an own criterion's id, money (`saving_gbp` …), or a
/// service's measure (`library.newly_beyond`, `library.ratio.GROUP`). In words what there is when the key is unknown.
pub fn explain(ground: &Ground<'_>, option: &str, key: &str) -> Result<Explanation, String> {
    let Some(found) = ground.appraisal.option(option) else {
        let known: Vec<&str> = ground.appraisal.options.iter().map(|option| option.id.as_str()).collect();
        return Err(format!("there is no option \"{option}\"; there are {}", known.join(", ")));
    };
    let opened = match key {
        "total" => Some(criteria::total(ground, found)),
        _ => CriterionKey::ALL
            .into_iter()
            .find(|criterion| criterion.key() == key)
            .map(|criterion| criteria::criterion(ground, found, criterion))
            .or_else(|| criteria::own(found, key))
            .or_else(|| money::money(ground, found, key))
            .or_else(|| services::measure(ground, found, key)),
    };
    opened
        .map(|opened| Explanation { option: option.to_owned(), key: key.to_owned(), ..opened })
        .ok_or_else(|| format!("there is no number \"{key}\"; there are {}", keys(ground).join(", ")))
}

/// Every key that can be opened.
pub fn keys(ground: &Ground<'_>) -> Vec<String> {
    let criteria = CriterionKey::ALL.into_iter().map(|key| key.key().to_owned());
    let own = ground.plan.own_criteria().map(|own| own.id.clone());
    let money = money::FIGURES.into_iter().map(|figure| figure.key.to_owned());
    let services = ground.facts.dataset.services.iter().flat_map(|service| {
        Measure::ALL.into_iter().map(|measure| format!("{}.{}", service.id, measure.key()))
    });
    let ratios = ground.plan.groups.iter().map(|group| format!("SERVICE.ratio.{}", group.name));
    std::iter::once("total".to_owned())
        .chain(criteria)
        .chain(own)
        .chain(money)
        .chain(services)
        .chain(ratios)
        .collect()
}

/// A key in words, for people who choose what to open.
pub fn words(ground: &Ground<'_>, key: &str) -> String {
    let criterion = CriterionKey::ALL.into_iter().find(|criterion| criterion.key() == key);
    let own = || ground.plan.own_criteria().find(|own| own.id == key).map(|own| own.name.clone());
    match (key, criterion) {
        ("total", _) => "Total score".to_owned(),
        (_, Some(criterion)) => criterion.label().to_owned(),
        _ => own()
            .or_else(|| money::words(key))
            .or_else(|| services::words(ground, key))
            .unwrap_or_else(|| key.to_owned()),
    }
}

fn term(what: impl Into<String>, value: impl Into<Option<f64>>, unit: &str) -> Term {
    Term { what: what.into(), value: value.into(), unit: unit.to_owned() }
}

/// A setting of the plan.
fn setting(key: &str, value: f64) -> Cell {
    Cell {
        file: "plan".to_owned(),
        row: None,
        column: format!("settings.{key}"),
        of: String::new(),
        value: Some(value),
    }
}

/// A field of a site.
fn site_cell(dataset: &Dataset, site: usize, field: &str, value: Option<f64>) -> Cell {
    let facts = &dataset.sites[site];
    let column = dataset.provenance.site_columns.get(field).map_or(field, String::as_str);
    Cell {
        file: dataset.file_of(Role::Sites),
        row: dataset.provenance.site_rows.get(&facts.id).copied(),
        column: column.to_owned(),
        of: facts.name.clone(),
        value,
    }
}

/// A column of an area.
fn area_cell(dataset: &Dataset, area: usize, column: &str) -> Cell {
    let facts = &dataset.areas[area];
    let origin = dataset.provenance.columns.get(column);
    let role = if dataset.localities_are_areas { Role::Localities } else { Role::Areas };
    Cell {
        file: origin.map_or_else(|| dataset.file_of(role), |origin| origin.file.clone()),
        row: dataset.provenance.row_of(column, &facts.id, area),
        column: origin.map_or_else(|| column.to_owned(), |origin| origin.column.clone()),
        of: facts.name.clone(),
        value: dataset.columns.value(column, area),
    }
}

/// A field of a service.
fn service_cell(dataset: &Dataset, service: usize, field: &str, value: f64) -> Cell {
    Cell {
        file: dataset.file_of(Role::Services),
        row: Some(service + 1),
        column: field.to_owned(),
        of: dataset.services[service].name.clone(),
        value: Some(value),
    }
}

/// Findings of an option and of business as usual.
fn pair<'a>(ground: &Ground<'a>, option: &'a OptionAppraisal) -> (&'a Findings, &'a Findings) {
    (&ground.appraisal.bau().findings, &option.findings)
}
