//! Headings that other people's registers use for our fields, and what a register is told by.
//!
//! Known are land-asset registers under the Local Government Transparency Code (whose headings differ from council to
//! council and year to year), the English public-libraries list, school registers (Get Information About Schools) and NHS
//! organisation lists. What is recognised is said, and the user's own mapping always comes first.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::layer::{Feature, headings};
use super::points::plain;
use super::shape::Shape;
use super::{Mapping, Report, values};
use crate::model::{Role, Severity};

/// A kind of register: its name, and headings that only it has together (letters and digits only).
const REGISTERS: [(&str, &[&str]); 6] = [
    ("the English public-libraries list", &["libraryname", "mondaystaffedhours"]),
    ("the English public-libraries list", &["colocated", "statutory19"]),
    ("a school register", &["urn", "establishmentname"]),
    ("an NHS organisation list", &["organisationcode", "organisationid", "organisationname"]),
    ("a land-asset register", &["uprn", "tenuretype"]),
    ("a land-asset register", &["uniqueassetid"]),
];

/// Headings for each field of a site, best first (letters and digits only).
const SITES: [(&str, &[&str]); 17] = [
    (
        "id",
        &[
            "uniqueassetid",
            "assetcode",
            "assetid",
            "assetreference",
            "assetref",
            "assetnumber",
            "propertyreference",
            "propertyref",
            "propertyid",
            "siteid",
            "sitecode",
            "urn",
            "organisationid",
            "organisationcode",
            "uprn",
            "libraryname",
        ],
    ),
    (
        "name",
        &[
            "propertyname",
            "assetname",
            "buildingname",
            "sitename",
            "libraryname",
            "establishmentname",
            "organisationname",
            "siteaddress",
            "propertyaddress",
        ],
    ),
    (
        "kind",
        &[
            "typeoflibrary",
            "educationphase",
            "phaseofeducationname",
            "assettype",
            "propertytype",
            "buildingtype",
            "organisationtype",
            "holdingtype",
        ],
    ),
    ("owner", &["ownername", "legalownership"]),
    ("uprn", &["uniquepropertyreferencenumber", "uniquepropertyreferencenumberuprn", "propertyuprn"]),
    ("address", &["siteaddress", "propertyaddress", "fulladdress", "address1", "streetname", "street"]),
    ("postcode", &["postcode", "postalcode", "sitepostcode"]),
    ("tenure", &["tenuretype", "tenuredetail"]),
    (
        "floor_area_m2",
        &[
            "floorarea",
            "floorareasqm",
            "floorsizem2",
            "grossinternalarea",
            "grossinternalaream2",
            "giam2",
            "gia",
            "netinternalarea",
            "niam2",
            "nia",
        ],
    ),
    (
        "running_cost_gbp",
        &[
            "runningcost",
            "totalbuildingoperationrevenuecosts",
            "totalbuildingoperationcosts",
            "annualrunningcost",
            "premisescost",
        ],
    ),
    ("income_gbp", &["rentalincome", "annualincome", "rentreceived"]),
    ("backlog_gbp", &["requiredmaintenance", "maintenancebacklog", "backlogmaintenance"]),
    ("condition", &["conditionrating", "conditioncategory", "buildingcondition"]),
    ("capital_value_gbp", &["assetvalue", "currentvalue", "netbookvalue"]),
    ("epc", &["energyperformancerating", "energyrating", "epcrating", "energyperformancecertificate"]),
    ("hours_per_week", &["hoursperweek", "weeklyhours", "openinghoursperweek", "hours"]),
    ("footfall", &["annualvisits", "visits", "visitors", "issuesandvisits"]),
];

/// Whether headings are those of a register that is known.
pub(super) fn is_register(header: &[String]) -> bool {
    let headings: BTreeSet<String> = header.iter().map(|heading| plain(heading)).collect();
    REGISTERS.iter().any(|(_, marks)| marks.iter().all(|mark| headings.contains(*mark)))
}

/// The mapping with what the headings tell by themselves, and a word about it.
pub(super) fn recognised(features: &[Feature<Shape>], mapping: &Mapping, report: &mut Report<'_>) -> Mapping {
    let headings: BTreeSet<&str> = headings(features).into_iter().map(String::as_str).collect();
    let find = |wanted: &str| headings.iter().find(|heading| plain(heading) == wanted).copied();
    let mut known = mapping.clone();
    let mut said = Vec::new();
    for (field, candidates) in SITES {
        let own = headings.iter().any(|heading| heading.eq_ignore_ascii_case(field));
        let has_id = field == "id" && features.iter().any(|feature| feature.id.is_some());
        if own || has_id || mapping.columns(Role::Sites, field).is_some() {
            continue;
        }
        let column = candidates.iter().filter_map(|wanted| find(wanted)).find(|column| {
            // A heading without a single value says nothing.
            // What does not tell features apart is no id.
            let known =
                features.iter().filter_map(|feature| feature.properties.get(*column).filter(|v| is_known(v)));
            if field == "id" {
                let all: Vec<String> = known.map(Value::to_string).collect();
                !all.is_empty() && all.iter().collect::<BTreeSet<_>>().len() == all.len()
            } else {
                known.count() > 0
            }
        });
        if let Some(column) = column {
            known.add(Role::Sites, field, column);
            said.push(format!("{field} from \"{column}\""));
        }
    }
    if !said.is_empty() {
        let register = REGISTERS
            .iter()
            .find(|(_, marks)| marks.iter().all(|mark| find(mark).is_some()))
            .map_or_else(|| "by their headings".to_owned(), |(name, _)| format!("as {name}"));
        let message = format!("columns recognised {register}: {}", said.join(", "));
        let remedy = "If another column is meant, say so: --map sites.FIELD=COLUMN.";
        report.say(Severity::Note, None, None, message, remedy);
    }
    known
}

fn is_known(value: &Value) -> bool {
    values::text(value).known().is_some_and(|text| !values::is_gap_of_text(&text))
}

/// What a register says of a site's closing, if it has closed.
pub(super) fn closed(properties: &BTreeMap<String, Value>) -> Option<String> {
    const HEADINGS: [&str; 4] = ["yearclosed", "dateclosed", "closedate", "closuredate"];
    let (_, value) = properties.iter().find(|(heading, _)| HEADINGS.contains(&plain(heading).as_str()))?;
    values::text(value).known().filter(|text| !values::is_gap_of_text(text))
}

const DAYS: [(&str, &str); 7] = [
    ("monday", "Mo"),
    ("tuesday", "Tu"),
    ("wednesday", "We"),
    ("thursday", "Th"),
    ("friday", "Fr"),
    ("saturday", "Sa"),
    ("sunday", "Su"),
];

/// Opening hours from a column for each day (`Monday staffed hours`, `Monday`), in OpenStreetMap syntax; none when no
/// day's column holds times.
pub(super) fn hours_by_day(properties: &BTreeMap<String, Value>) -> Option<String> {
    let rules: Vec<String> = DAYS
        .iter()
        .filter_map(|(day, short)| {
            let wanted = [
                format!("{day}staffedhours"),
                (*day).to_owned(),
                format!("{day}hours"),
                format!("{day}openinghours"),
            ];
            let (_, value) = properties.iter().find(|(heading, _)| wanted.contains(&plain(heading)))?;
            let times = times(value.as_str()?)?;
            Some(format!("{short} {times}"))
        })
        .collect();
    (!rules.is_empty()).then(|| rules.join("; "))
}

/// `09:30-12:30, 13:30-17:00`, `9.30am - 5pm`; none for anything else (`Closed`, `AM & PM`).
fn times(text: &str) -> Option<String> {
    let spans: Option<Vec<String>> = text
        .split([',', '&', ';', '/'])
        .map(str::trim)
        .filter(|span| !span.is_empty())
        .map(|span| {
            let (from, to) = span.split_once(['-', '–']).or_else(|| span.split_once(" to "))?;
            Some(format!("{}-{}", clock(from)?, clock(to)?))
        })
        .collect();
    spans.filter(|spans| !spans.is_empty()).map(|spans| spans.join(","))
}

/// `9`, `9.30am`, `17:00` as `HH:MM`.
fn clock(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase().replace('.', ":");
    let (digits, afternoon) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
        (Some(digits), _) => (digits, Some(true)),
        (None, Some(digits)) => (digits, Some(false)),
        (None, None) => (text.as_str(), None),
    };
    let (hour, minute) = digits.trim().split_once(':').unwrap_or((digits.trim(), "00"));
    let (mut hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    match afternoon {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    (hour <= 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn times_of_a_day_are_read_as_people_write_them() {
        assert_eq!(times("12:00-18:00").as_deref(), Some("12:00-18:00"));
        assert_eq!(times("9.30am - 12:30pm, 1.30pm – 5pm").as_deref(), Some("09:30-12:30,13:30-17:00"));
        assert_eq!(times("10 to 4").as_deref(), Some("10:00-04:00"));
        for other in ["Closed", "AM & PM (continuous)", "", "26"] {
            assert_eq!(times(other), None, "{other}");
        }
    }

    #[test]
    fn a_column_for_each_day_becomes_a_week() {
        let row = json!({ "Monday staffed hours": "12:00-18:00", "Sunday staffed hours": "", "Tuesday staffed hours": "10:00-14:00" });
        let row = row.as_object().expect("an object").clone().into_iter().collect();
        let hours = hours_by_day(&row);
        assert_eq!(hours.as_deref(), Some("Mo 12:00-18:00; Tu 10:00-14:00"));
    }
}
