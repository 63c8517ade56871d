//! Where values came from, in words: file, row and column, edition, and what was done to them.

use crate::model::{Dataset, Role, Site};
use crate::units;

use super::super::session::Session;

/// Name, value and origin of a value.
pub type Line = (String, String, String);

/// The file of a name with its edition, if it says one.
fn file(dataset: &Dataset, name: &str) -> String {
    let source = dataset.sources.iter().find(|source| source.name == name);
    let vintage = source.and_then(|source| source.vintage.as_ref());
    vintage.map_or_else(|| name.to_owned(), |vintage| format!("{name} ({vintage})"))
}

/// Where one field of a site came from; also what was said of it while it was read.
pub fn of_field(dataset: &Dataset, site: &Site, field: &str) -> String {
    let name = dataset.file_of(Role::Sites);
    if name.is_empty() {
        return "where it came from is not known".to_owned();
    }
    let row = dataset.provenance.site_rows.get(&site.id);
    let column = dataset.provenance.site_columns.get(field).map_or(field, String::as_str);
    let row_words = row.map_or_else(String::new, |row| format!(", row {row}"));
    let told: Vec<&str> = dataset
        .issues
        .iter()
        .filter(|issue| issue.file == name && issue.field.as_deref() == Some(field))
        .filter(|issue| {
            let feature = issue.feature.as_deref().unwrap_or_default();
            row.is_some_and(|row| feature == row.to_string() || feature.starts_with(&format!("{row} (")))
        })
        .map(|issue| issue.message.as_str())
        .collect();
    let told = if told.is_empty() { String::new() } else { format!("; {}", told.join("; ")) };
    format!("{}{row_words}, column \u{201c}{column}\u{201d}{told}", file(dataset, &name))
}

/// The known facts of a site with their origins.
pub fn of_site(session: &Session, index: usize) -> Vec<Line> {
    let dataset = &session.dataset;
    let Some(site) = dataset.sites.get(index) else { return Vec::new() };
    let pounds = |value: Option<f64>| value.map(units::pounds);
    let number =
        |value: Option<f64>, unit: &str| value.map(|value| format!("{}{unit}", units::thousands(value)));
    let values = [
        ("Name", "name", Some(site.name.clone())),
        ("Kind", "kind", site.kind.clone()),
        ("Owner", "owner", site.owner.clone()),
        ("Tenure", "tenure", site.tenure.clone()),
        ("Floor area", "floor_area_m2", number(site.floor_area_m2, " m\u{b2}")),
        ("Running cost", "running_cost_gbp", pounds(site.running_cost_gbp)),
        ("Income", "income_gbp", pounds(site.income_gbp)),
        ("Repair backlog", "backlog_gbp", pounds(site.backlog_gbp)),
        ("Condition", "condition", site.condition.clone()),
        ("Capital value", "capital_value_gbp", pounds(site.capital_value_gbp)),
        ("Energy rating", "epc", site.epc.clone()),
        ("Opening hours", "opening_hours", site.opening_hours.clone()),
        ("Visits a year", "footfall", number(site.footfall, "")),
        ("Services", "services", (!site.services.is_empty()).then(|| site.services.join(", "))),
    ];
    let place = format!("{:.5}, {:.5}", site.position.lat, site.position.lon);
    std::iter::once(("Place", "geometry", Some(place)))
        .chain(values)
        .filter_map(|(name, field, value)| Some((name.to_owned(), value?, of_field(dataset, site, field))))
        .collect()
}

/// The columns of an area with their origins.
pub fn of_area(session: &Session, index: usize) -> Vec<Line> {
    let dataset = &session.dataset;
    let Some(area) = dataset.areas.get(index) else { return Vec::new() };
    dataset
        .columns
        .names()
        .map(|name| {
            let value = dataset.columns.value(name, index).map_or_else(
                || "unknown".to_owned(),
                |value| {
                    if value.fract() == 0.0 { units::thousands(value) } else { format!("{value:.3}") }
                },
            );
            (name.to_owned(), value, of_column(dataset, name, &area.id, index))
        })
        .collect()
}

fn of_column(dataset: &Dataset, column: &str, area: &str, index: usize) -> String {
    let Some(origin) = dataset.provenance.columns.get(column) else {
        return "where it came from is not known".to_owned();
    };
    let row = dataset
        .provenance
        .row_of(column, area, index)
        .map_or_else(|| ", no row".to_owned(), |row| format!(", row {row}"));
    let treatment = origin.treatment.as_ref().map_or_else(String::new, |treatment| format!("; {treatment}"));
    format!("{}{row}, column \u{201c}{}\u{201d}{treatment}", file(dataset, &origin.file), origin.column)
}
