//! Invented sites: kind and invented street, where such places could stand, with illustrative figures.

use serde_json::{Map, Value, json};

use crate::chance::Chance;
use crate::city::position;

/// A kind of site, with the ranges of its figures.
struct Kind {
    /// How the ids begin.
    id: &'static str,
    name: &'static str,
    /// How the names end.
    suffix: &'static str,
    cost_per_m2: (f64, f64),
    /// A year, from hiring rooms and the like.
    income_gbp: (f64, f64),
    /// A week.
    hours: (f64, f64),
}

const LIBRARY: Kind = Kind {
    id: "library",
    name: "Library",
    suffix: " Library",
    cost_per_m2: (112.0, 160.0),
    income_gbp: (3_000.0, 12_000.0),
    hours: (26.0, 42.0),
};
const FAMILY: Kind = Kind {
    id: "family-hub",
    name: "Family hub",
    suffix: " Family Hub",
    cost_per_m2: (104.0, 142.0),
    income_gbp: (2_000.0, 9_000.0),
    hours: (40.0, 47.0),
};
const COMMUNITY: Kind = Kind {
    id: "community-centre",
    name: "Community centre",
    suffix: " Community Centre",
    cost_per_m2: (84.0, 128.0),
    income_gbp: (6_000.0, 22_000.0),
    hours: (24.0, 50.0),
};
const SERVICE_POINT: Kind = Kind {
    id: "service-point",
    name: "Customer service point",
    suffix: " Customer Service Point",
    cost_per_m2: (150.0, 195.0),
    income_gbp: (0.0, 4_000.0),
    hours: (36.0, 40.0),
};
const OFFICE: Kind = Kind {
    id: "office",
    name: "Office",
    suffix: "",
    cost_per_m2: (108.0, 142.0),
    income_gbp: (5_000.0, 30_000.0),
    hours: (45.0, 50.0),
};
const YOUTH: Kind = Kind {
    id: "youth-centre",
    name: "Youth centre",
    suffix: " Youth Centre",
    cost_per_m2: (96.0, 140.0),
    income_gbp: (3_000.0, 10_000.0),
    hours: (20.0, 32.0),
};
const ADULT: Kind = Kind {
    id: "adult-education",
    name: "Adult education centre",
    suffix: " Adult Education Centre",
    cost_per_m2: (104.0, 144.0),
    income_gbp: (8_000.0, 24_000.0),
    hours: (38.0, 52.0),
};
const PARTNER: Kind = Kind {
    id: "partner",
    name: "Partner centre",
    suffix: "",
    cost_per_m2: (14.0, 30.0),
    income_gbp: (0.0, 0.0),
    hours: (38.0, 60.0),
};
const DAY: Kind = Kind {
    id: "day-centre",
    name: "Day centre",
    suffix: " Day Centre",
    cost_per_m2: (104.0, 140.0),
    income_gbp: (4_000.0, 10_000.0),
    hours: (30.0, 37.0),
};

/// What is decided about a site beforehand; the rest is drawn.
struct Row {
    kind: &'static Kind,
    /// An invented street or house; no place of the city is meant.
    street: &'static str,
    /// About where, kilometres east and north of the middle.
    about: (f64, f64),
    floor_m2: f64,
    services: &'static [&'static str],
}

const fn row(
    kind: &'static Kind,
    street: &'static str,
    about: (f64, f64),
    floor_m2: f64,
    services: &'static [&'static str],
) -> Row {
    Row { kind, street, about, floor_m2, services }
}

const ROWS: [Row; 72] = [
    row(&LIBRARY, "Larkmoor Lane", (0.1, -0.12), 2_400.0, &["library"]),
    row(&LIBRARY, "Quillfield Row", (1.35, 0.95), 520.0, &["library", "community_space"]),
    row(&LIBRARY, "Thistlegate Road", (0.8, 2.85), 560.0, &["library"]),
    row(&LIBRARY, "Ambercote Way", (1.25, 4.6), 420.0, &["library"]),
    row(&LIBRARY, "Sorrelmere Parade", (-0.95, 1.85), 480.0, &["library"]),
    row(&LIBRARY, "Wrenhallow Rise", (-0.3, 4.15), 390.0, &["library", "advice"]),
    row(&LIBRARY, "Fernstead Green", (2.9, 1.45), 610.0, &["library"]),
    row(&LIBRARY, "Copperleigh Street", (3.0, 4.0), 540.0, &["library"]),
    row(&LIBRARY, "Hollowbank Road", (3.4, -3.05), 430.0, &["library"]),
    row(&LIBRARY, "Brindlewick Lane", (3.4, -0.7), 460.0, &["library"]),
    row(&LIBRARY, "Marlpit Terrace", (-1.55, -0.9), 700.0, &["library", "community_space"]),
    row(&LIBRARY, "Skylark Yard", (-0.65, -4.0), 330.0, &["library"]),
    row(&LIBRARY, "Ospreyfold Road", (-4.95, -0.6), 1_250.0, &["library", "advice"]),
    row(&LIBRARY, "Tanglebrook Close", (-3.1, -1.3), 440.0, &["library"]),
    row(&LIBRARY, "Pennyroyal Way", (-2.55, 1.8), 1_080.0, &["library"]),
    row(&LIBRARY, "Hazeldrift Lane", (-4.0, 2.5), 340.0, &["library"]),
    row(&FAMILY, "Saffronhill Street", (1.05, 0.7), 1_020.0, &["family_hub", "health_drop_in"]),
    row(&FAMILY, "Juniperfield Road", (1.1, 3.15), 1_240.0, &["family_hub", "health_drop_in"]),
    row(&FAMILY, "Kestrelmead", (-1.2, 2.15), 980.0, &["family_hub"]),
    row(&FAMILY, "Cobblestile Lane", (3.3, 3.75), 1_120.0, &["family_hub", "advice"]),
    row(&FAMILY, "Rookhallow Way", (3.7, -2.75), 960.0, &["family_hub"]),
    row(&FAMILY, "Meadowlatch", (0.6, -2.05), 900.0, &["family_hub"]),
    row(&FAMILY, "Tansycroft", (-4.7, -0.35), 640.0, &["family_hub"]),
    row(&FAMILY, "Bramblegate Rise", (-2.3, 1.55), 720.0, &["family_hub", "advice"]),
    row(&COMMUNITY, "Lanternfield", (0.7, 1.3), 480.0, &["community_space", "health_drop_in"]),
    row(&COMMUNITY, "Weaverstile Row", (-0.55, -0.5), 360.0, &["community_space"]),
    row(&COMMUNITY, "Goosefoot Lane", (0.45, 3.75), 520.0, &["community_space"]),
    row(&COMMUNITY, "Dovecastle Green", (1.9, 4.25), 430.0, &["community_space", "youth"]),
    row(&COMMUNITY, "Ribbonmill Street", (-0.6, 4.35), 410.0, &["community_space", "youth"]),
    row(&COMMUNITY, "Plumleigh Road", (-0.75, 1.45), 380.0, &["community_space", "advice"]),
    row(&COMMUNITY, "Heronsfleet Way", (4.4, 2.45), 560.0, &["community_space", "health_drop_in"]),
    row(&COMMUNITY, "Silverthatch Road", (2.2, 1.6), 440.0, &["community_space", "youth"]),
    row(&COMMUNITY, "Otterbrook Green", (3.2, -3.35), 400.0, &["community_space"]),
    row(&COMMUNITY, "Foxwithy Lane", (3.85, -0.95), 520.0, &["community_space", "youth"]),
    row(&COMMUNITY, "Candlewick Rise", (0.35, -1.75), 420.0, &["community_space", "youth"]),
    row(&COMMUNITY, "Willowmarch", (-0.45, -3.7), 450.0, &["community_space", "health_drop_in"]),
    row(&COMMUNITY, "Harebell Parade", (-5.35, -0.95), 470.0, &["community_space", "youth"]),
    row(&COMMUNITY, "Clovermead Street", (-2.85, -1.55), 420.0, &["community_space"]),
    row(&COMMUNITY, "Peartree Hallow", (-3.75, 2.65), 500.0, &["community_space", "advice"]),
    row(&COMMUNITY, "Barleystead", (-5.2, 1.5), 480.0, &["community_space"]),
    row(&SERVICE_POINT, "Guildmoor Street", (0.35, 0.2), 520.0, &["customer_service", "advice"]),
    row(&SERVICE_POINT, "Spindlegate", (0.75, 2.5), 340.0, &["customer_service", "advice"]),
    row(&SERVICE_POINT, "Teaselfield Road", (3.1, 3.5), 320.0, &["customer_service"]),
    row(&SERVICE_POINT, "Nettlecombe Row", (-4.6, -0.85), 330.0, &["customer_service", "advice"]),
    row(&SERVICE_POINT, "Sedgewater Lane", (-2.75, 1.45), 300.0, &["customer_service"]),
    row(&OFFICE, "Charterfold House", (0.0, 0.42), 1_600.0, &[]),
    row(&OFFICE, "Ironmoor House", (0.5, -0.4), 1_150.0, &[]),
    row(&OFFICE, "Ladywell House", (-0.45, 0.05), 980.0, &[]),
    row(&OFFICE, "Cutlersbrook House", (1.55, 2.65), 820.0, &[]),
    row(&OFFICE, "Kilnfield Depot", (4.0, -1.35), 900.0, &[]),
    row(&OFFICE, "Mossgate House", (-0.9, -0.6), 700.0, &[]),
    row(&YOUTH, "Swiftmead", (1.35, 3.6), 460.0, &["youth"]),
    row(&YOUTH, "Drumlinfield", (3.55, 4.15), 520.0, &["youth", "community_space"]),
    row(&YOUTH, "Cricketstile", (-5.2, -0.15), 430.0, &["youth"]),
    row(&YOUTH, "Orchardlatch", (-4.95, 1.2), 410.0, &["youth"]),
    row(&ADULT, "Loomwright Street", (0.58, 0.05), 860.0, &["adult_learning"]),
    row(&ADULT, "Inkwell Row", (-0.55, 2.45), 560.0, &["adult_learning"]),
    row(&ADULT, "Quarrymead", (3.1, -1.05), 540.0, &["adult_learning"]),
    row(&ADULT, "Scholarsfold", (-3.6, -1.75), 720.0, &["adult_learning", "community_space"]),
    row(&PARTNER, "Rosewithy Health Centre", (1.6, 0.35), 1_300.0, &["health_drop_in"]),
    row(&PARTNER, "Cornerstile Charity Rooms", (0.3, 3.05), 620.0, &["advice"]),
    row(&PARTNER, "Yarrowfield Health Centre", (-0.9, 3.4), 1_150.0, &["health_drop_in"]),
    row(&PARTNER, "Linnetmere Health Centre", (4.6, 2.85), 1_400.0, &["health_drop_in"]),
    row(&PARTNER, "Otterfold Charity Rooms", (2.5, -1.3), 560.0, &["community_space", "advice"]),
    row(&PARTNER, "Marigold Homes Office", (-1.2, -1.35), 640.0, &[]),
    row(&PARTNER, "Elderhallow Health Centre", (-4.1, -1.05), 1_050.0, &["health_drop_in"]),
    row(&PARTNER, "Bellwether Charity Rooms", (-3.05, 2.05), 580.0, &["community_space"]),
    row(&DAY, "Lavenderfold", (-0.05, 4.5), 430.0, &["health_drop_in", "community_space"]),
    row(&DAY, "Primrosehythe", (3.3, 1.2), 450.0, &["health_drop_in"]),
    row(&DAY, "Larchmere", (3.85, -2.45), 400.0, &["health_drop_in"]),
    row(&DAY, "Cowslipgate", (0.9, -2.4), 420.0, &["health_drop_in"]),
    row(&DAY, "Mallowcroft", (-4.35, 2.05), 390.0, &["health_drop_in"]),
];

/// One site.
pub struct Place {
    position: (f64, f64),
    properties: Map<String, Value>,
}

impl Place {
    /// A text of the site, empty when unknown.
    pub fn text(&self, property: &str) -> &str {
        self.properties.get(property).and_then(Value::as_str).unwrap_or_default()
    }

    /// A number of the site, when known.
    pub fn number(&self, property: &str) -> Option<f64> {
        self.properties.get(property).and_then(Value::as_f64)
    }

    /// Whether the council is free to close it: its own, of known cost and size, without a reason to keep it.
    pub fn may_close(&self) -> bool {
        let known = ["running_cost_gbp", "floor_area_m2"].iter().all(|name| self.number(name).is_some());
        known && self.text("partner").is_empty() && self.text("keep").is_empty()
    }

    /// Whether any service is offered.
    pub fn offers_something(&self) -> bool {
        self.properties.get("services").and_then(Value::as_array).is_some_and(|list| !list.is_empty())
    }
}

/// Draws every site.
pub fn build(chance: &mut Chance) -> Vec<Place> {
    ROWS.iter()
        .enumerate()
        .map(|(all, row)| {
            let number = 1 + ROWS[..all].iter().filter(|before| before.kind.id == row.kind.id).count();
            let (east, north) = row.about;
            let position = (east + chance.between(-0.06, 0.06), north + chance.between(-0.06, 0.06));
            Place { position, properties: figures(row, number, all, chance) }
        })
        .collect()
}

fn figures(row: &Row, number: usize, all: usize, chance: &mut Chance) -> Map<String, Value> {
    let kind = row.kind;
    let id = format!("{}-{number:02}", kind.id);
    let floor = row.floor_m2;
    let round = |value: f64, to: f64| (value / to).round() * to;
    let mut between = |(least, most): (f64, f64), to: f64| round(chance.between(least, most), to);
    let running = round(floor * between(kind.cost_per_m2, 1.0), 500.0);
    let income = between(kind.income_gbp, 500.0);
    let hours = between(kind.hours, 0.5);
    let electricity = round(floor * between((38.0, 75.0), 1.0), 100.0);
    let gas = round(floor * between((85.0, 160.0), 1.0), 100.0);
    let capital = round(floor * between((380.0, 900.0), 1.0), 5000.0);
    let footfall = round(hours * between((180.0, 900.0), 1.0), 100.0);
    let desks = between((2.0, 14.0), 1.0);
    // An old building is in a worse condition, has more to repair, wastes more heat and more often has steps.
    let age = chance.unit();
    let grade = |grades: [&'static str; 4]| match age {
        age if age < 0.2 => grades[0],
        age if age < 0.6 => grades[1],
        age if age < 0.88 => grades[2],
        _ => grades[3],
    };
    let backlog = round(floor * (20.0 + 480.0 * age * age) * chance.between(0.7, 1.3), 1000.0);
    let leased = chance.happens(0.18);
    let steps = age > 0.7 && chance.happens(0.6);
    let mut properties = Map::new();
    let mut put = |name: &str, value: Value| {
        properties.insert(name.to_owned(), value);
    };
    put("id", json!(id));
    put("name", json!(format!("{}{}", row.street, kind.suffix)));
    put("kind", json!(kind.name));
    put("owner", json!("City council"));
    // No property has such a number, no letter goes to CV0: neither can be taken for a real one.
    put("uprn", json!(format!("9900000000{:02}", all + 1)));
    put("address", json!(format!("{} {} (invented)", 2 + all * 3, row.street)));
    put("postcode", json!(format!("CV0 {}ZZ", number % 10)));
    put("tenure", json!(if leased { "leasehold" } else { "freehold" }));
    put("floor_area_m2", json!(floor));
    put("area_basis", json!(if all.is_multiple_of(5) { "GIA" } else { "NIA" }));
    put("running_cost_gbp", json!(running));
    put("income_gbp", json!(income));
    put("backlog_gbp", json!(backlog));
    put("condition", json!(grade(["A", "B", "C", "D"])));
    // A lease brings nothing when it ends.
    put("capital_value_gbp", json!(if leased { 0.0 } else { capital }));
    put("electricity_kwh", json!(electricity));
    put("gas_kwh", json!(gas));
    put("epc", json!(grade(["B", "C", "D", "E"])));
    put("hours_per_week", json!(hours));
    put("footfall", json!(footfall));
    put("desks", json!(desks));
    put("step_free", json!(!steps || kind.id == "family-hub"));
    put("listed", json!(false));
    put("services", json!(row.services));
    special(&id, row, &mut properties);
    properties.retain(|_, value| !value.is_null());
    properties
}

/// What is particular about a few: partners, reasons to keep, grants, rooms that cannot take a service, honest gaps.
fn special(id: &str, row: &Row, properties: &mut Map<String, Value>) {
    let mut put = |name: &str, value: Value| {
        properties.insert(name.to_owned(), value);
    };
    if row.kind.id == "partner" {
        let partner = match row.street.rsplit(' ').next() {
            Some("Centre") => "Health partner (illustrative)",
            Some("Rooms") => "Charity (illustrative)",
            _ => "Housing association (illustrative)",
        };
        put("partner", json!(partner));
        put("owner", json!(partner));
        for unknown in ["backlog_gbp", "capital_value_gbp", "electricity_kwh", "gas_kwh", "epc"] {
            put(unknown, Value::Null);
        }
    }
    match id {
        "library-01" => {
            put("keep", json!("Citywide lending stock and local archive"));
            put("delivery_gbp", json!({ "library": 310_000 }));
            put("hours_per_week", Value::Null);
            put("opening_hours", json!("Mo-Fr 09:00-19:00; Sa 09:30-16:30"));
            put("step_free", json!(true));
        }
        "library-04" | "community-centre-02" => put("running_cost_gbp", Value::Null),
        "library-06" => put("cannot_host", json!(["youth", "family_hub"])),
        "library-11" => {
            put("listed", json!(true));
            put("step_free", json!(false));
        }
        "library-13" | "library-15" => {
            put("hours_per_week", Value::Null);
            put("opening_hours", json!("Mo-Fr 09:00-17:00; Sa 10:00-13:00"));
            put("step_free", json!(true));
            put("listed", json!(false));
        }
        "library-16" => put("hours_per_week", Value::Null),
        "family-hub-02" | "family-hub-05" => {
            put("clawback_gbp", json!(180_000));
            put("clawback_service", json!("family_hub"));
        }
        "family-hub-08" => put("clawback_gbp", json!(60_000)),
        "community-centre-03" => put("keep", json!("Let to a residents’ association until 2031")),
        "community-centre-08" | "day-centre-02" => put("floor_area_m2", Value::Null),
        "community-centre-09" => {
            put("condition", json!("D"));
            put("epc", json!("E"));
        }
        "service-point-02" => {
            put("tenure", json!("leasehold"));
            put("capital_value_gbp", json!(0.0));
        }
        "service-point-03" => put("capital_value_gbp", Value::Null),
        "community-centre-14" => {
            put("hours_per_week", Value::Null);
            put("income_gbp", Value::Null);
        }
        "community-centre-16" => put("step_free", Value::Null),
        "office-01" => {
            put("keep", json!("Civic and democratic functions"));
            put("listed", json!(true));
        }
        "office-05" => put("backlog_gbp", Value::Null),
        "youth-centre-02" => put("cannot_host", json!(["library", "customer_service"])),
        "adult-education-04" => {
            put("hours_per_week", Value::Null);
            put("opening_hours", json!("Mo-Th 09:00-20:00; Fr 09:00-16:00"));
        }
        "partner-03" => put("available_from", json!("2027-04")),
        _ => {}
    }
}

/// The sites as features.
pub fn features(sites: &[Place]) -> Vec<Value> {
    sites
        .iter()
        .map(|site| {
            json!({
                "type": "Feature",
                "properties": site.properties,
                "geometry": { "type": "Point", "coordinates": position(site.position) },
            })
        })
        .collect()
}
