//! The decisions: four worked options that trade cost against access in different ways, each decision with its reason.

use std::error::Error;

use serde_json::{Map, Value, json};

use crate::sites::Place;

/// A building that closes: what becomes of it, when, why, and where its services go (whole, unless B says less).
struct Closing {
    site: &'static str,
    from: &'static str,
    after_use: &'static str,
    why: &'static str,
    /// Service, receiving site, share. What is not named ends, because the receiver or a neighbour offers it already.
    moves: &'static [(&'static str, &'static str, f64)],
}

const fn closing(
    site: &'static str,
    from: &'static str,
    after_use: &'static str,
    why: &'static str,
    moves: &'static [(&'static str, &'static str, f64)],
) -> Closing {
    Closing { site, from, after_use, why, moves }
}

/// What A and B both do in the five localities with the largest need.
const NEEDIEST: [Closing; 13] = [
    closing(
        "service-point-01",
        "2026-07",
        "dispose",
        "Enquiries and advice move into the central library, which opens longer",
        &[("customer_service", "library-01", 1.0), ("advice", "library-01", 1.0)],
    ),
    closing(
        "office-02",
        "2026-10",
        "temporary_accommodation",
        "Half empty; staff move to the civic office, the building suits temporary homes",
        &[],
    ),
    closing(
        "adult-education-01",
        "2026-09",
        "let",
        "Classes move into unused floors of the central library",
        &[("adult_learning", "library-01", 1.0)],
    ),
    closing(
        "library-03",
        "2026-12",
        "dispose",
        "Four hundred metres from a larger, step-free building",
        &[("library", "family-hub-02", 1.0)],
    ),
    closing(
        "service-point-02",
        "2027-01",
        "dispose",
        "Lease ends; enquiries and advice join the family hub",
        &[("customer_service", "family-hub-02", 1.0), ("advice", "family-hub-02", 1.0)],
    ),
    closing(
        "library-08",
        "2027-04",
        "dispose",
        "The family hub nearby opens longer and has room",
        &[("library", "family-hub-04", 1.0)],
    ),
    closing(
        "service-point-03",
        "2027-04",
        "dispose",
        "One front door instead of two a short walk apart",
        &[("customer_service", "family-hub-04", 1.0)],
    ),
    closing(
        "library-09",
        "2027-07",
        "community_transfer",
        "Moves with its staff to the family hub; residents wish to run the rooms",
        &[("library", "family-hub-05", 1.0)],
    ),
    closing(
        "community-centre-09",
        "2027-07",
        "dispose",
        "Poor condition; its groups have rooms in the new hub",
        &[("community_space", "family-hub-05", 1.0)],
    ),
    closing(
        "family-hub-07",
        "2027-09",
        "temporary_accommodation",
        "Too small for a hub; the library nearby has the room",
        &[("family_hub", "library-13", 1.0)],
    ),
    closing(
        "service-point-04",
        "2027-06",
        "dispose",
        "Enquiries move to the hub, which offers advice already",
        &[("customer_service", "library-13", 1.0)],
    ),
    closing("office-03", "2027-10", "let", "Staff work from hubs; both floors are let", &[]),
    closing("office-04", "2028-01", "dispose", "Staff work from the hub close by", &[]),
];

/// What A does besides, so that every locality has its hub.
const EVERYWHERE: [Closing; 7] = [
    closing(
        "library-02",
        "2026-11",
        "community_transfer",
        "Books and rooms move four hundred metres to the family hub",
        &[("library", "family-hub-01", 1.0), ("community_space", "family-hub-01", 1.0)],
    ),
    closing(
        "library-05",
        "2027-03",
        "dispose",
        "The family hub round the corner is step-free and opens longer",
        &[("library", "family-hub-03", 1.0)],
    ),
    closing(
        "adult-education-02",
        "2027-08",
        "dispose",
        "Classes move to the Foleshill hub, nearer to most learners",
        &[("adult_learning", "family-hub-02", 1.0)],
    ),
    closing(
        "community-centre-06",
        "2027-11",
        "community_transfer",
        "Groups and advice move to the hub; a charity takes the hall",
        &[("community_space", "family-hub-03", 1.0), ("advice", "family-hub-03", 1.0)],
    ),
    closing(
        "community-centre-11",
        "2027-05",
        "dispose",
        "Its groups move three streets to the family hub",
        &[("community_space", "family-hub-06", 1.0), ("youth", "family-hub-06", 1.0)],
    ),
    closing(
        "day-centre-04",
        "2027-05",
        "let",
        "The drop-in joins the family hub, all ages in one place",
        &[("health_drop_in", "family-hub-06", 1.0)],
    ),
    closing(
        "service-point-05",
        "2028-02",
        "dispose",
        "Enquiries move to the library, which has the room",
        &[("customer_service", "library-15", 1.0)],
    ),
];

/// What B does besides: no hub in three localities, services there part of the week in other people's rooms.
const OUTREACH: [Closing; 6] = [
    closing(
        "library-02",
        "2026-11",
        "community_transfer",
        "The central library is under half an hour’s walk away; the groups move to the family hub",
        &[("community_space", "family-hub-01", 1.0)],
    ),
    closing(
        "family-hub-03",
        "2027-09",
        "dispose",
        "Sessions two days in five in the library",
        &[("family_hub", "library-05", 0.4)],
    ),
    closing(
        "library-12",
        "2027-05",
        "community_transfer",
        "Residents run it; the council brings books two days in five to the community centre",
        &[("library", "community-centre-12", 0.4)],
    ),
    closing(
        "family-hub-08",
        "2027-12",
        "dispose",
        "Sessions two days in five in the library; advice by telephone",
        &[("family_hub", "library-15", 0.4)],
    ),
    closing(
        "service-point-05",
        "2028-02",
        "dispose",
        "Few visits; enquiries by telephone or at the central library",
        &[],
    ),
    closing(
        "library-16",
        "2028-02",
        "dispose",
        "Few visits; the larger library is twenty-five minutes’ walk away",
        &[],
    ),
];

/// The hubs of A: site, from when, why.
const HUBS: [(&str, &str, &str); 9] = [
    ("library-01", "2026-07", "The largest public building, open longest, where all buses meet"),
    ("family-hub-01", "2026-11", "Step-free, with room for books and groups beside families"),
    ("family-hub-02", "2026-12", "The roomiest step-free building where need is greatest"),
    ("family-hub-03", "2027-03", "Step-free, with unused rooms"),
    ("family-hub-04", "2027-04", "Step-free, at the shops, with unused rooms"),
    ("family-hub-05", "2027-07", "Step-free, with unused rooms, in the neediest part of the locality"),
    ("family-hub-06", "2027-05", "In the middle of the locality, step-free"),
    ("library-13", "2027-06", "The roomiest step-free building of the locality"),
    ("library-15", "2028-02", "The roomiest step-free building of the locality"),
];

/// Which of them B keeps as hubs.
const HUBS_OF_B: [&str; 5] = ["library-01", "family-hub-02", "family-hub-04", "family-hub-05", "library-13"];

/// The plan: settings, groups, report and options.
pub fn plan(sites: &[Place]) -> Result<Value, Box<dyn Error>> {
    let options = [co_located(), fewer_with_outreach(), in_place(sites), smallest_closed(sites)];
    for option in &options {
        check(option, sites)?;
    }
    Ok(json!({
        "schema": 1,
        "settings": {
            "co_location_saving": 0.15,
            "backlog_years": 10,
            "targets_gbp": { "2026": 900_000, "2027": 1_400_000, "2028": 1_400_000 },
            "weights": { "access": 35, "cost": 30, "equality": 20, "one_stop": 10, "hours": 5 },
            "deprivation_column": "deprivation_score",
        },
        "groups": [
            group("Aged 65 and over", "age_65_plus", "people"),
            group("Children under 5", "age_0_4", "people"),
            group("Disabled people", "disabled", "people"),
            group("Ethnic minority residents", "ethnic_minority", "people"),
            group("Households without a car", "no_car_households", "households"),
            group("Households on a low income", "low_income_households", "households"),
        ],
        "report": {
            "title": "One Coventry Community Hubs: options appraisal (illustrative)",
            "objectives": [
                "Bring services together where residents already go",
                "Answer local need in every locality",
                "Open longer where services share a building",
                "Save £0.9m, £1.4m and £1.4m in the first three years",
            ],
        },
        "options": options,
    }))
}

fn group(name: &str, column: &str, unit: &str) -> Value {
    json!({ "name": name, "column": column, "unit": unit })
}

/// An option that names a site which does not exist is a mistake of this file.
fn check(option: &Value, sites: &[Place]) -> Result<(), Box<dyn Error>> {
    let decided = option["sites"].as_object().into_iter().flat_map(Map::keys).map(String::as_str);
    let moves = option["moves"].as_array().into_iter().flatten();
    let ends = moves.flat_map(|one| [&one["from"], &one["to"]]).filter_map(Value::as_str);
    for id in decided.chain(ends) {
        if !sites.iter().any(|site| site.text("id") == id) {
            return Err(format!("option {} names the unknown site {id}", option["id"]).into());
        }
    }
    Ok(())
}

fn once(line: &str, gbp: u32, from: &str) -> Value {
    json!({ "line": line, "gbp": gbp, "from": from, "every": "once", "capital": false })
}

/// The decisions and moves of closings, after those of hubs.
fn closed<'a>(
    hubs: impl Iterator<Item = &'a (&'a str, &'a str, &'a str)>,
    closings: impl Iterator<Item = &'a Closing>,
) -> (Map<String, Value>, Vec<Value>) {
    let mut sites = Map::new();
    let mut moves = Vec::new();
    for (site, from, why) in hubs {
        sites.insert((*site).to_owned(), json!({ "action": "hub", "from": from, "why": why }));
    }
    for closing in closings {
        let decision = json!({
            "action": "close", "after_use": closing.after_use, "from": closing.from, "why": closing.why,
        });
        sites.insert(closing.site.to_owned(), decision);
        for (service, to, share) in closing.moves {
            moves.push(json!({
                "service": service, "from": closing.site, "to": to, "start": closing.from, "share": share,
            }));
        }
    }
    (sites, moves)
}

/// A service that starts where it was not offered.
fn started(service: &str, to: &str, start: &str, share: f64) -> Value {
    json!({ "service": service, "from": null, "to": to, "start": start, "share": share })
}

/// A hub in every locality: neighbours move in together, little moves far.
fn co_located() -> Value {
    let (sites, mut moves) = closed(HUBS.iter(), NEEDIEST.iter().chain(&EVERYWHERE));
    moves.push(started("advice", "family-hub-05", "2027-07", 1.0));
    moves.push(started("advice", "family-hub-06", "2027-06", 1.0));
    moves.push(started("advice", "library-15", "2028-02", 0.5));
    moves.push(started("adult_learning", "library-15", "2028-02", 0.4));
    json!({
        "id": "A", "name": "Co-located hubs", "status": "short_list",
        "sites": sites, "moves": moves,
        "money": [
            once("Moving and decant, first year", 90_000, "2026-10"),
            once("Moving and decant, second year", 110_000, "2027-07"),
            once("Lease exit", 60_000, "2027-01"),
        ],
    })
}

/// Hubs where need is greatest, outreach elsewhere.
fn fewer_with_outreach() -> Value {
    let hubs = HUBS.iter().filter(|(site, _, _)| HUBS_OF_B.contains(site));
    let (sites, mut moves) = closed(hubs, NEEDIEST.iter().chain(&OUTREACH));
    moves.push(started("advice", "family-hub-05", "2027-07", 1.0));
    json!({
        "id": "B", "name": "Fewer hubs with outreach", "status": "short_list",
        "sites": sites, "moves": moves,
        "money": [
            once("Moving and decant, first year", 80_000, "2026-10"),
            once("Moving and decant, second year", 130_000, "2027-07"),
            once("Lease exit", 60_000, "2027-01"),
            { "line": "Outreach vehicles and equipment, leased", "gbp": 38_000, "from": "2027-05", "to": null, "every": "year", "capital": false },
        ],
    })
}

/// Every building stays; each costs less: shorter hours, energy measures, lettings.
fn in_place(sites: &[Place]) -> Value {
    let mut decisions = Map::new();
    let mut place = 0;
    for site in sites {
        if !site.text("partner").is_empty() || site.number("running_cost_gbp").is_none() {
            continue;
        }
        // Kind, share of the running cost, hours kept, further income and why.
        let (share, hours, income, why) = match site.text("kind") {
            "Office" => (0.2, 1.0, 22_000, "Floors let to partners, heating zoned"),
            "Library" => (0.17, 0.85, 0, "Closed when visits are fewest; lighting and heating renewed"),
            "Community centre" => (0.13, 1.0, 4_000, "Heating renewed, rooms hired out at weekends"),
            "Customer service point" => (0.16, 0.8, 0, "Mornings by appointment only"),
            _ => (0.14, 0.9, 0, "Closed on the quietest afternoon, heating renewed"),
        };
        let mut decision = json!({ "action": "reduce", "reduce_share": share });
        if let Some(now) = site.number("hours_per_week") {
            decision["hours_per_week"] = json!((now * hours * 2.0).round() / 2.0);
        }
        if income > 0 {
            decision["extra_income_gbp"] = json!(income);
        }
        decision["from"] = json!(month(2026 * 12 + 6 + place * 18 / 62));
        decision["why"] = json!(why);
        decisions.insert(site.text("id").to_owned(), decision);
        place += 1;
    }
    json!({
        "id": "C", "name": "Reduce cost in place", "status": "long_list",
        "sites": decisions, "moves": [],
        "money": [{ "line": "Energy measures", "gbp": 850_000, "from": "2026-09", "to": null, "every": "once", "capital": true }],
    })
}

/// Closes the smallest buildings, wherever they are, and moves nothing.
fn smallest_closed(sites: &[Place]) -> Value {
    let floor = |site: &Place| site.number("floor_area_m2").unwrap_or(0.0);
    let mut small: Vec<&Place> =
        sites.iter().filter(|site| site.may_close() && site.offers_something()).collect();
    small.sort_by(|a, b| floor(a).total_cmp(&floor(b)).then(a.text("id").cmp(b.text("id"))));
    let mut decisions = Map::new();
    for (place, site) in small.into_iter().take(22).enumerate() {
        let decision = json!({
            "action": "close", "after_use": "dispose", "from": month(2026 * 12 + 6 + place * 20 / 22),
            "why": format!("Among the smallest of the estate: {} m²", floor(site)),
        });
        decisions.insert(site.text("id").to_owned(), decision);
    }
    json!({
        "id": "D", "name": "Close the smallest sites", "status": "discarded",
        "reason": "It answers no local need: what closes is what people without a car rely on, nothing moves to where they can reach it, and the neediest fifth walk furthest of all options.",
        "sites": decisions, "moves": [], "money": [],
    })
}

/// `YYYY-MM` of months counted from January of year 0.
fn month(months: usize) -> String {
    format!("{}-{:02}", months / 12, months % 12 + 1)
}
