//! Sites from GeoJSON: every property of an asset register, with tolerant values.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::layer::{self, label};
use super::names::{Ids, SITE_FIELDS, id_of, tell_mapping};
use super::shape::{self, Shape};
use super::values::{self, Read};
use super::{Bytes, Files, Mapping, Report, guess, postcodes, profiles};
use crate::error::Result;
use crate::hours;
use crate::model::{Dataset, Delivery, Position, Role, Severity, Site};
use crate::place::representative_point;

type Feature = layer::Feature<Shape>;

/// Reads sites into the dataset. An error only when not one can be used.
pub(super) fn read(file: &Bytes, files: &Files, dataset: &mut Dataset) -> Result<()> {
    let mut report = Report { file: file.name.clone(), issues: &mut dataset.issues };
    let mut layer = layer::read(file, &mut report)?;
    let mut features = shape::settle(&mut layer, Role::Sites, &files.fixes, file, &mut report)?;
    tell_mapping(&features, &files.mapping, Role::Sites, &mut report);
    let mapping = &profiles::recognised(&features, &files.mapping, &mut report);
    guess::tell(&features, mapping, &mut report);
    let lookup = postcodes::place(&mut features, files.postcodes.as_ref(), mapping, &mut report)?;
    let source = layer.source(file, Role::Sites, mapping);
    let mut ids = Ids::of(&features, mapping, Role::Sites, &mut report);
    let (mut sites, mut unplaced) = (Vec::new(), Vec::new());
    for feature in &features {
        let Some((site, placed)) = site(feature, mapping, &mut ids, &mut report) else { continue };
        dataset.provenance.site_rows.insert(site.id.clone(), feature.number);
        if placed { sites.push(site) } else { unplaced.push(site) }
    }
    dataset.provenance.site_columns = columns_of(&features, mapping);
    // Rows that say where they are in words only wait for their place; a table that says nothing is no register.
    let waits = |site: &Site| site.postcode.is_some() || site.address.is_some();
    if sites.is_empty() && !unplaced.iter().any(waits) {
        return Err(report.nothing_usable("site"));
    }
    dataset.illustrative |= layer.illustrative;
    dataset.sites = sites;
    dataset.unplaced = unplaced;
    dataset.sources.push(source);
    dataset.sources.extend(lookup);
    Ok(())
}

/// The properties of one feature, taken one by one; what is left at the end is kept as `extra`.
struct Properties<'a, 'b> {
    left: BTreeMap<String, Value>,
    mapping: &'a Mapping,
    label: String,
    report: &'a mut Report<'b>,
}

impl Properties<'_, '_> {
    /// The value meant by a field: the mapped column, else the property of that name (whatever its capitals).
    fn take(&mut self, field: &str) -> Option<Value> {
        if let Some(columns) = self.mapping.columns(Role::Sites, field) {
            let columns = columns.among(&|column| self.left.contains_key(column));
            let values: Vec<Option<&Value>> = columns.iter().map(|column| self.left.get(column)).collect();
            match values.as_slice() {
                // A column that is nowhere was told; the property of the field's own name serves.
                [None] | [] => {}
                [Some(only)] => return Some((*only).clone()),
                several => {
                    // One unknown part makes the sum unknown.
                    let sum: Option<f64> =
                        several.iter().map(|value| values::number((*value)?).known()).sum();
                    return Some(sum.map_or(Value::Null, Value::from));
                }
            }
        }
        self.left.remove(field).or_else(|| {
            let name = self.left.keys().find(|name| name.eq_ignore_ascii_case(field))?.clone();
            self.left.remove(&name)
        })
    }

    fn read<T>(&mut self, field: &str, wanted: &str, read: impl Fn(&Value) -> Read<T>) -> Option<T> {
        match read(&self.take(field)?) {
            Read::Known(value) => Some(value),
            Read::Unknown => None,
            Read::Wrong(written) => {
                self.wrong(
                    field,
                    format!("{} is not {wanted}; it is taken as unknown", values::quoted(&written)),
                );
                None
            }
        }
    }

    fn wrong(&mut self, field: &str, message: String) {
        let remedy = "Correct the value in the file, or leave it empty if it is unknown.";
        self.report.say(Severity::Warning, Some(&self.label), Some(field), message, remedy);
    }

    fn text(&mut self, field: &str) -> Option<String> {
        self.read(field, "text", values::text)
    }

    fn list(&mut self, field: &str) -> Vec<String> {
        let mut items = self.read(field, "a list of ids", values::list).unwrap_or_default();
        let mut seen = HashSet::new();
        items.retain(|item| seen.insert(item.clone()));
        items
    }

    fn number(&mut self, field: &str) -> Option<f64> {
        self.read(field, "a number", values::number)
    }

    /// A number that cannot be below 0 or above `most`.
    fn number_to(&mut self, field: &str, most: f64) -> Option<f64> {
        let number = self.number(field)?;
        if (0.0..=most).contains(&number) {
            return Some(number);
        }
        let range = if most.is_finite() { format!("between 0 and {most}") } else { "0 or more".to_owned() };
        self.wrong(field, format!("{number} cannot be: it must be {range}; it is taken as unknown"));
        None
    }

    fn amount(&mut self, field: &str) -> Option<f64> {
        self.number_to(field, f64::INFINITY)
    }

    fn yes_no(&mut self, field: &str) -> Option<bool> {
        self.read(field, "yes or no", values::yes_no)
    }

    fn delivery(&mut self) -> Option<Delivery> {
        const FIELD: &str = "delivery_gbp";
        let value = self.take(FIELD)?;
        let object = match &value {
            Value::Object(object) => Some(object.clone()),
            Value::String(text) => serde_json::from_str::<Map<String, Value>>(text).ok(),
            _ => None,
        };
        let Some(object) = object else {
            self.left.insert(FIELD.to_owned(), value);
            return self.amount(FIELD).map(Delivery::Each);
        };
        let mut by_service = BTreeMap::new();
        for (service, value) in object {
            match values::number(&value) {
                Read::Known(gbp) if gbp >= 0.0 => {
                    by_service.insert(service, gbp);
                }
                Read::Unknown => {}
                _ => self.wrong(
                    FIELD,
                    format!("{service}: {value} is not an amount; the service's own figure is used"),
                ),
            }
        }
        Some(Delivery::ByService(by_service))
    }

    fn hours(&mut self, opening_hours: Option<&str>) -> Option<f64> {
        /// Hours in a week.
        const WEEK: f64 = 168.0;
        if let Some(stated) = self.number_to("hours_per_week", WEEK) {
            return Some(stated);
        }
        let written = opening_hours?;
        let counted = hours::week(written);
        if counted.is_some_and(|week| week.seasonal) {
            let message = "opening hours differ through the year; their mean is used";
            self.report.say(
                Severity::Note,
                Some(&self.label),
                Some("opening_hours"),
                message,
                "Nothing to do.",
            );
        }
        if counted.is_none() {
            let message =
                format!("{} cannot be counted in hours a week; they are unknown", values::quoted(written));
            let remedy = "Write hours such as \"Mo-Fr 09:00-17:00; Sa 10:00-13:00\", or give hours_per_week.";
            self.report.say(Severity::Warning, Some(&self.label), Some("opening_hours"), message, remedy);
        }
        counted.map(|week| week.hours)
    }
}

/// The column that each field is read from, where the mapping names one that the file has.
fn columns_of(features: &[Feature], mapping: &Mapping) -> BTreeMap<String, String> {
    let has = |column: &str| features.iter().any(|feature| feature.properties.contains_key(column));
    let named = |field: &&str| {
        let columns = mapping.columns(Role::Sites, field)?.among(&has);
        columns.iter().all(|column| has(column)).then(|| ((*field).to_owned(), columns.join(" + ")))
    };
    SITE_FIELDS.iter().filter_map(named).collect()
}

/// A site, and whether it has a place; none when its id was met before.
fn site(
    feature: &Feature,
    mapping: &Mapping,
    ids: &mut Ids,
    report: &mut Report<'_>,
) -> Option<(Site, bool)> {
    let known_id = id_of(feature, mapping, Role::Sites);
    let label = label(feature.number, known_id.as_deref());
    let id = ids.take(known_id, feature.number, report)?;
    let not_placed = |wrong: &str, report: &mut Report<'_>| {
        let message = format!("{wrong}, so it is not placed and counts nowhere yet");
        let remedy = "Give coordinates or a postcode table, or drop it onto the map in the Data stage.";
        report.say(Severity::Error, Some(&label), Some("geometry"), message, remedy);
    };
    let (position, outline, placed) = match &feature.shape {
        Shape::Point(position) => (*position, None, true),
        Shape::Outline(outline) => (representative_point(outline)?, Some(outline.clone()), true),
        Shape::Nowhere => {
            not_placed("it has no geometry", report);
            (Position::default(), None, false)
        }
        Shape::Unusable(wrong) => {
            not_placed(wrong, report);
            (Position::default(), None, false)
        }
    };
    let left = feature.properties.clone().into_iter().collect();
    let mut from = Properties { left, mapping, label, report };
    from.take("id");
    if let Some(when) = profiles::closed(&from.left) {
        let message = format!("the file says that it closed ({when}), and it is read as open");
        let remedy = "Leave it out of the file, unless it is open again.";
        from.report.say(Severity::Warning, Some(&from.label), Some("closed"), message, remedy);
    }
    let opening_hours = from.text("opening_hours").or_else(|| profiles::hours_by_day(&from.left));
    let site = Site {
        name: from.text("name").unwrap_or_else(|| id.clone()),
        id,
        position,
        outline,
        kind: from.text("kind"),
        owner: from.text("owner"),
        partner: named_or(&mut from, "partner", "a partner"),
        uprn: from.text("uprn"),
        address: from.text("address"),
        postcode: from.text("postcode"),
        tenure: from.text("tenure"),
        floor_area_m2: from.amount("floor_area_m2"),
        area_basis: from.text("area_basis"),
        running_cost_gbp: from.number("running_cost_gbp"),
        income_gbp: from.number("income_gbp"),
        delivery: from.delivery(),
        backlog_gbp: from.amount("backlog_gbp"),
        condition: from.text("condition"),
        capital_value_gbp: from.number("capital_value_gbp"),
        clawback_gbp: from.amount("clawback_gbp"),
        clawback_service: from.text("clawback_service"),
        electricity_kwh: from.amount("electricity_kwh"),
        gas_kwh: from.amount("gas_kwh"),
        epc: from.text("epc"),
        hours_per_week: from.hours(opening_hours.as_deref()),
        opening_hours,
        footfall: from.amount("footfall"),
        desks: from.amount("desks"),
        step_free: from.yes_no("step_free"),
        listed: from.yes_no("listed"),
        services: from.list("services"),
        keep: named_or(&mut from, "keep", "must be kept"),
        cannot_host: from.list("cannot_host"),
        available_from: from.text("available_from"),
        extra: from.left,
    };
    Some((site, placed))
}

/// What a field names: the reason to keep a site, whose building it is. A bare yes stands for these words, a bare no for none.
fn named_or(from: &mut Properties<'_, '_>, field: &str, yes: &str) -> Option<String> {
    match from.take(field)? {
        value if values::yes_no(&value) == Read::Known(false) => None,
        value if values::yes_no(&value) == Read::Known(true) => Some(yes.to_owned()),
        value => values::text(&value).known().filter(|text| !values::is_gap(text)),
    }
}
