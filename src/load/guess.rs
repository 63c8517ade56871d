//! Guesses what unknown headings of a register mean, for a person to confirm: nothing guessed is used unasked.

use serde_json::Value;

use super::layer::{Feature, headings};
use super::names::SITE_FIELDS;
use super::points::plain;
use super::shape::Shape;
use super::{Mapping, Report, values};
use crate::model::{Role, Severity};

/// What the values of a field are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    YesNo,
}

/// Fields and words (letters and digits only) that all stand in a heading that means the field, most telling first.
const WORDS: [(&str, Kind, &[&[&str]]); 22] = [
    (
        "floor_area_m2",
        Kind::Number,
        &[&["gia"], &["nia"], &["floor", "area"], &["floorspace"], &["sqm"], &["aream2"]],
    ),
    (
        "running_cost_gbp",
        Kind::Number,
        &[
            &["running", "cost"],
            &["prem", "cost"],
            &["operat", "cost"],
            &["revenue", "cost"],
            &["annual", "cost"],
        ],
    ),
    ("income_gbp", Kind::Number, &[&["income"], &["rent", "receiv"], &["lettings"]]),
    ("backlog_gbp", Kind::Number, &[&["backlog"], &["required", "maint"], &["repair", "cost"]]),
    (
        "capital_value_gbp",
        Kind::Number,
        &[&["capital", "value"], &["asset", "value"], &["book", "value"], &["valuation"]],
    ),
    ("electricity_kwh", Kind::Number, &[&["elec", "kwh"]]),
    ("gas_kwh", Kind::Number, &[&["gas", "kwh"]]),
    ("footfall", Kind::Number, &[&["footfall"], &["visit"]]),
    ("desks", Kind::Number, &[&["desk"], &["workstation"]]),
    ("hours_per_week", Kind::Number, &[&["hours", "week"], &["weekly", "hours"]]),
    ("opening_hours", Kind::Text, &[&["opening", "hours"], &["opening", "times"]]),
    ("postcode", Kind::Text, &[&["postcode"], &["postalcode"]]),
    ("address", Kind::Text, &[&["address"]]),
    ("uprn", Kind::Text, &[&["uprn"]]),
    ("tenure", Kind::Text, &[&["tenure"]]),
    ("condition", Kind::Text, &[&["condition"]]),
    ("epc", Kind::Text, &[&["epc"], &["energy", "rating"]]),
    ("step_free", Kind::YesNo, &[&["step", "free"], &["level", "access"], &["accessible"]]),
    ("listed", Kind::YesNo, &[&["listed"]]),
    ("services", Kind::Text, &[&["services"]]),
    ("kind", Kind::Text, &[&["building", "type"], &["asset", "type"], &["property", "type"], &["category"]]),
    (
        "name",
        Kind::Text,
        &[&["asset", "name"], &["building", "name"], &["property", "name"], &["site", "name"], &["name"]],
    ),
];

/// Values that a guess looks at.
const LOOKED_AT: usize = 500;

/// A column that may mean a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The field.
    pub field: &'static str,
    /// Share of the known values that fit the field, 0 to 1: how sure the guess is.
    pub fits: f64,
}

/// What a heading may mean; none when no word tells, or when fewer than half of its values fit.
pub(super) fn guess<'a>(heading: &str, values: impl Iterator<Item = &'a Value>) -> Option<Guess> {
    let plain = plain(heading);
    let (field, kind, _) = WORDS
        .iter()
        .find(|(_, _, sets)| sets.iter().any(|words| words.iter().all(|word| plain.contains(word))))?;
    let (mut known, mut fitting) = (0_u32, 0_u32);
    for value in values.take(LOOKED_AT) {
        let Some(text) = values::text(value).known().filter(|text| !values::is_gap(text)) else { continue };
        known += 1;
        fitting += u32::from(match kind {
            Kind::Text => values::number_of_text(&text).known().is_none() || *field == "uprn",
            Kind::Number => values::number(value).known().is_some(),
            Kind::YesNo => values::yes_no(value).known().is_some(),
        });
    }
    let fits = f64::from(fitting) / f64::from(known.max(1));
    (known > 0 && fits >= 0.5).then_some(Guess { field, fits })
}

impl Guess {
    /// How sure it is, in whole per cent, rounded down.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is at most 1")]
    pub fn percent(&self) -> u8 {
        (self.fits * 100.0).floor() as u8
    }
}

/// Guesses for the columns that nothing else names, the surest for each field that has no column yet.
pub(super) fn guesses(
    features: &[Feature<Shape>],
    headings: &[String],
    mapping: &Mapping,
    recognised: &Mapping,
) -> Vec<(String, Guess)> {
    let has = |name: &str| headings.iter().any(|heading| heading == name);
    let is_used = |field: &str| {
        headings.iter().any(|heading| heading.eq_ignore_ascii_case(field))
            || recognised.columns(Role::Sites, field).is_some()
    };
    let is_named = |heading: &String| {
        let named = |mapping: &Mapping| {
            SITE_FIELDS.iter().any(|field| {
                mapping
                    .columns(Role::Sites, field)
                    .is_some_and(|columns| columns.among(&has).contains(heading))
            })
        };
        named(mapping)
            || named(recognised)
            || SITE_FIELDS.iter().any(|field| heading.eq_ignore_ascii_case(field))
    };
    let mut found: Vec<(String, Guess)> = Vec::new();
    for heading in headings.iter().filter(|heading| !is_named(heading)) {
        let cells = features.iter().filter_map(|feature| feature.properties.get(heading));
        let Some(guess) = guess(heading, cells).filter(|guess| !is_used(guess.field)) else { continue };
        match found.iter_mut().find(|(_, known)| known.field == guess.field) {
            Some(known) if known.1.fits < guess.fits => *known = (heading.clone(), guess),
            Some(_) => {}
            None => found.push((heading.clone(), guess)),
        }
    }
    found
}

/// Tells what columns may mean that are not used.
pub(super) fn tell(features: &[Feature<Shape>], mapping: &Mapping, report: &mut Report<'_>) {
    let headings: Vec<String> = headings(features).into_iter().cloned().collect();
    for (heading, guess) in guesses(features, &headings, mapping, mapping) {
        let message = format!(
            "\"{heading}\" may be {} ({} % of its values fit); it is not used until you say so",
            guess.field,
            guess.percent()
        );
        let remedy =
            format!("Confirm it under Match columns, or with --map \"sites.{}={heading}\".", guess.field);
        report.say(Severity::Note, None, Some(&heading), message, &remedy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(heading: &str, cells: &[&str]) -> Option<(&'static str, f64)> {
        let cells: Vec<Value> = cells.iter().map(|cell| json!(cell)).collect();
        guess(heading, cells.iter()).map(|guess| (guess.field, guess.fits))
    }

    #[test]
    fn headings_and_values_must_agree() {
        assert_eq!(field("GIA (m2)", &["640", "1,200"]), Some(("floor_area_m2", 1.0)));
        assert_eq!(
            field("Annual prem. cost (£)", &["£168,000", "", "54,000", "n/k", "1"]),
            Some(("running_cost_gbp", 0.75))
        );
        assert_eq!(field("Building listed?", &["Yes", "No"]), Some(("listed", 1.0)));
        assert_eq!(field("Asset Name", &["Invented Hall"]), Some(("name", 1.0)));
        assert_eq!(field("Running cost centre", &["abc", "def"]), None, "words where numbers should be");
        assert_eq!(field("Officer notes", &["roof due"]), None);
        assert_eq!(field("Backlog", &["", ""]), None, "nothing is known of it");
    }
}
