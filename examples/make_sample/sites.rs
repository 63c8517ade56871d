//! Invented sites: kind and invented street, where such places could stand, with illustrative figures.

use serde_json::{Map, Value, json};

use crate::chance::Chance;
use crate::city::{City, degrees};
use crate::people::People;

/// Invented first and second parts of street names; no street of the city is meant.
const FIRST: [&str; 14] = [
    "Larkmoor",
    "Quillfield",
    "Thistlegate",
    "Ambercote",
    "Sorrelmere",
    "Wrenhallow",
    "Fernstead",
    "Copperleigh",
    "Hollowbank",
    "Brindlewick",
    "Marlpit",
    "Skylark",
    "Ospreyfold",
    "Tanglebrook",
];
const SECOND: [&str; 6] = ["Lane", "Row", "Green", "Parade", "Yard", "Rise"];

/// A kind of site: how many, and ranges of its figures.
struct Kind {
    name: &'static str,
    count: usize,
    floor_m2: (f64, f64),
    cost_per_m2: (f64, f64),
    income_gbp: (f64, f64),
    hours: (f64, f64),
    /// Always offered.
    always: &'static [&'static str],
    /// Each offered with this chance.
    sometimes: &'static [(&'static str, f64)],
    /// Partners that run it; none are the council's own.
    partners: &'static [&'static str],
    /// How strongly it is drawn to the middle and to deprivation.
    central: f64,
    needy: f64,
}

const KINDS: [Kind; 9] = [
    Kind {
        name: "Family hub",
        count: 8,
        floor_m2: (620.0, 1150.0),
        cost_per_m2: (105.0, 150.0),
        income_gbp: (2e3, 9e3),
        hours: (40.0, 47.0),
        always: &["family_hub"],
        sometimes: &[("advice", 0.4), ("adult_learning", 0.2)],
        partners: &[],
        central: 0.0,
        needy: 1.5,
    },
    Kind {
        name: "Library",
        count: 15,
        floor_m2: (320.0, 900.0),
        cost_per_m2: (120.0, 190.0),
        income_gbp: (3e3, 1.2e4),
        hours: (26.0, 43.0),
        always: &["library"],
        sometimes: &[("community", 0.2), ("advice", 0.1)],
        partners: &[],
        central: 0.2,
        needy: 0.3,
    },
    Kind {
        name: "Community centre",
        count: 17,
        floor_m2: (240.0, 720.0),
        cost_per_m2: (80.0, 140.0),
        income_gbp: (6e3, 2.4e4),
        hours: (22.0, 50.0),
        always: &["community"],
        sometimes: &[("older_people", 0.35), ("youth", 0.25)],
        partners: &[],
        central: 0.0,
        needy: 0.6,
    },
    Kind {
        name: "Customer service centre",
        count: 4,
        floor_m2: (300.0, 620.0),
        cost_per_m2: (150.0, 210.0),
        income_gbp: (0.0, 4e3),
        hours: (36.0, 40.0),
        always: &["customer_service", "advice"],
        sometimes: &[],
        partners: &[],
        central: 0.8,
        needy: 0.6,
    },
    Kind {
        name: "Office",
        count: 4,
        floor_m2: (700.0, 1500.0),
        cost_per_m2: (105.0, 150.0),
        income_gbp: (5e3, 3e4),
        hours: (45.0, 50.0),
        always: &[],
        sometimes: &[("customer_service", 0.2)],
        partners: &[],
        central: 1.6,
        needy: 0.0,
    },
    Kind {
        name: "Youth centre",
        count: 5,
        floor_m2: (300.0, 620.0),
        cost_per_m2: (95.0, 150.0),
        income_gbp: (3e3, 1e4),
        hours: (20.0, 32.0),
        always: &["youth"],
        sometimes: &[("community", 0.3)],
        partners: &[],
        central: 0.0,
        needy: 1.0,
    },
    Kind {
        name: "Adult learning centre",
        count: 4,
        floor_m2: (420.0, 900.0),
        cost_per_m2: (100.0, 150.0),
        income_gbp: (8e3, 3e4),
        hours: (38.0, 52.0),
        always: &["adult_learning"],
        sometimes: &[],
        partners: &[],
        central: 0.8,
        needy: 0.4,
    },
    Kind {
        name: "Day centre",
        count: 3,
        floor_m2: (340.0, 600.0),
        cost_per_m2: (110.0, 150.0),
        income_gbp: (4e3, 1e4),
        hours: (30.0, 37.0),
        always: &["older_people"],
        sometimes: &[("community", 0.4)],
        partners: &[],
        central: 0.0,
        needy: 0.2,
    },
    Kind {
        name: "Partner centre",
        count: 8,
        floor_m2: (380.0, 1400.0),
        cost_per_m2: (20.0, 40.0),
        income_gbp: (0.0, 0.0),
        hours: (40.0, 60.0),
        always: &[],
        sometimes: &[("advice", 0.35), ("older_people", 0.3), ("community", 0.25)],
        partners: &[
            "Health partner (illustrative)",
            "Charity (illustrative)",
            "Housing association (illustrative)",
        ],
        central: 0.2,
        needy: 0.6,
    },
];

/// One site.
pub struct Place {
    position: (f64, f64),
    properties: Map<String, Value>,
}

/// Places every site.
pub fn build(city: &City, people: &[People], chance: &mut Chance) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for kind in &KINDS {
        let mut of_kind: Vec<(f64, f64)> = Vec::new();
        for number in 0..kind.count {
            // One family hub in each locality; a library in each before any has two.
            let locality = match kind.name {
                "Family hub" => Some(number),
                "Library" if number < 8 => Some(number),
                _ => None,
            };
            let taken: Vec<(f64, f64)> = places.iter().map(|place| place.position).collect();
            let position = locate(kind, locality, city, people, &of_kind, &taken, chance);
            of_kind.push(position);
            let properties = figures(kind, number, places.len(), chance);
            places.push(Place { position, properties });
        }
    }
    places
}

/// The best of several candidates: far from others of its kind, not on top of another site, where it is drawn to.
fn locate(
    kind: &Kind,
    locality: Option<usize>,
    city: &City,
    people: &[People],
    of_kind: &[(f64, f64)],
    taken: &[(f64, f64)],
    chance: &mut Chance,
) -> (f64, f64) {
    let away = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
    let mut best = ((0.0, 0.0), f64::NEG_INFINITY);
    for _ in 0..60 {
        let index = chance.below(city.pieces.len());
        let piece = &city.pieces[index];
        if locality.is_some_and(|locality| piece.locality != locality) {
            continue;
        }
        let middle = piece.middle;
        let position = (middle.0 + chance.between(-0.08, 0.08), middle.1 + chance.between(-0.08, 0.08));
        let nearest =
            |others: &[(f64, f64)]| others.iter().map(|&other| away(position, other)).fold(2.5, f64::min);
        if nearest(taken) < 0.16 {
            continue;
        }
        // Places of different kinds often stand close together: that is what sharing a building is about.
        let beside = if nearest(taken) < 0.6 { 0.35 } else { 0.0 };
        let merit = nearest(of_kind)
            + kind.central * (1.0 - position.0.hypot(position.1) / 5.0)
            + kind.needy * people[index].deprivation / 60.0
            + beside
            + chance.between(0.0, 0.5);
        if merit > best.1 {
            best = (position, merit);
        }
    }
    best.0
}

fn figures(kind: &Kind, number: usize, all: usize, chance: &mut Chance) -> Map<String, Value> {
    let street = format!("{} {}", FIRST[all % FIRST.len()], SECOND[(all / FIRST.len() + all) % SECOND.len()]);
    let round = |value: f64, to: f64| (value / to).round() * to;
    let mut between = |(least, most): (f64, f64), to: f64| round(chance.between(least, most), to);
    let floor = between(kind.floor_m2, 10.0);
    let running = round(floor * between(kind.cost_per_m2, 1.0), 500.0);
    let income = between(kind.income_gbp, 500.0);
    let hours = between(kind.hours, 0.5);
    let electricity = round(floor * between((38.0, 75.0), 1.0), 100.0);
    let gas = round(floor * between((85.0, 160.0), 1.0), 100.0);
    let backlog = round(floor * between((20.0, 420.0), 1.0), 1000.0);
    let capital = round(floor * between((380.0, 900.0), 1.0), 5000.0);
    let footfall = round(hours * between((180.0, 900.0), 1.0), 100.0);
    let desks = between((2.0, 14.0), 1.0);
    let age = between((0.0, 4.0), 1.0);
    let mut services: Vec<&str> = kind.always.to_vec();
    for (service, probability) in kind.sometimes {
        if chance.happens(*probability) {
            services.push(service);
        }
    }
    let condition = ["A", "B", "B", "C", "D"].get(chance.below(5)).copied().unwrap_or("B");
    let epc = ["B", "C", "C", "D", "E"].get(chance.below(5)).copied().unwrap_or("C");
    let mut properties = Map::new();
    let mut put = |name: &str, value: Value| properties.insert(name.to_owned(), value);
    put("id", json!(format!("{}-{:02}", kind.name.to_lowercase().replace(' ', "-"), number + 1)));
    put("name", json!(format!("{street} {}", kind.name)));
    put("kind", json!(kind.name));
    put("address", json!(format!("{} {street} (invented)", 2 + all * 3)));
    put("tenure", json!(if chance.happens(0.2) { "leasehold" } else { "freehold" }));
    put("floor_area_m2", json!(floor));
    put("area_basis", json!("NIA"));
    put("running_cost_gbp", json!(running));
    put("income_gbp", json!(income));
    put("hours_per_week", json!(hours));
    put("services", json!(services));
    put("backlog_gbp", json!(backlog));
    put("condition", json!(condition));
    put("electricity_kwh", json!(electricity));
    put("gas_kwh", json!(gas));
    put("epc", json!(epc));
    put("footfall", json!(footfall));
    put("desks", json!(desks));
    put("step_free", json!(kind.name == "Family hub" || chance.happens(0.86 - 0.06 * age)));
    put("listed", json!(chance.happens(0.06)));
    if kind.partners.is_empty() {
        put("owner", json!("City council"));
        put("capital_value_gbp", json!(capital));
    } else {
        put("owner", json!("Partner"));
        put("partner", json!(kind.partners[number % kind.partners.len()]));
        put("condition", json!("B"));
    }
    special(kind.name, number, hours, &mut put);
    properties
}

/// What is particular about a few: reasons to keep, grants, rooms that cannot take a service, and honest gaps.
fn special(kind: &str, number: usize, hours: f64, put: &mut impl FnMut(&str, Value) -> Option<Value>) {
    match (kind, number) {
        ("Library", 0) => put("keep", json!("Central lending collection and local archive")),
        ("Library", 3) => put("opening_hours", json!("Mo-Fr 09:30-17:30; Sa 10:00-13:00")),
        ("Library", 6) => put("cannot_host", json!(["youth", "family_hub"])),
        ("Library", 9 | 12) => put("running_cost_gbp", Value::Null),
        ("Family hub", 1 | 4) => {
            put("clawback_service", json!("family_hub"));
            put("clawback_gbp", json!(180_000))
        }
        ("Family hub", 2) => put("clawback_gbp", json!(95_000)),
        ("Community centre", 2) => put("keep", json!("Lease to a residents’ association until 2031")),
        ("Community centre", 5 | 11) => put("floor_area_m2", Value::Null),
        ("Community centre", 7) => put("hours_per_week", Value::Null),
        ("Community centre", 13) => put("step_free", Value::Null),
        ("Office", 0) => put("keep", json!("Civic and democratic functions")),
        ("Youth centre", 1) => put("cannot_host", json!(["library", "customer_service"])),
        ("Partner centre", 4) => put("available_from", json!("2026-10")),
        ("Adult learning centre", 2) => put(
            "opening_hours",
            json!(format!("Mo-Th 09:00-19:00; Fr 09:00-{:.0}:00", 12.0 + (hours % 4.0).floor())),
        ),
        _ => None,
    };
}

/// The sites as features.
pub fn features(sites: &[Place]) -> Vec<Value> {
    sites
        .iter()
        .map(|site| {
            let (lon, lat) = degrees(site.position);
            json!({
                "type": "Feature",
                "properties": site.properties,
                "geometry": { "type": "Point", "coordinates": [lon, lat] },
            })
        })
        .collect()
}
