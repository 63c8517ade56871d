//! The eight services and the blueprint, with illustrative standards, space and cost.

use serde_json::{Value, json};

/// `services.json`.
pub fn services() -> Value {
    let service = |id: &str,
                   name: &str,
                   users: Value,
                   need: Value,
                   minutes: u32,
                   profile: &str,
                   space: u32,
                   delivery: u32,
                   weight: f64| {
        json!({
            "id": id, "name": name, "users": users, "need": need,
            "standard": { "mode": "straight_line", "minutes": minutes, "profile": profile },
            "space_m2": space, "delivery_gbp": delivery, "weight": weight,
        })
    };
    let everybody = || json!({ "column": "population" });
    let deprived = || json!({ "deprivation_score": 1.0 });
    let mut all = vec![
        service("library", "Library", everybody(), deprived(), 20, "normal", 180, 78_000, 1.0),
        service(
            "family_hub",
            "Family hub",
            json!({ "columns": ["age_0_4", "age_5_15"], "public": true }),
            json!({ "deprivation_score": 1.0, "low_income_households": 0.5 }),
            25,
            "normal",
            240,
            128_000,
            1.0,
        ),
        service(
            "advice",
            "Advice service",
            everybody(),
            json!({ "deprivation_score": 1.0, "low_income_households": 1.0 }),
            30,
            "normal",
            50,
            46_000,
            1.0,
        ),
        service(
            "customer_service",
            "Customer service point",
            everybody(),
            json!({ "deprivation_score": 1.0, "no_car_households": 0.5 }),
            30,
            "normal",
            60,
            52_000,
            0.6,
        ),
        service(
            "community_space",
            "Community space",
            everybody(),
            deprived(),
            15,
            "normal",
            140,
            24_000,
            0.8,
        ),
        service(
            "youth",
            "Youth service",
            json!({ "columns": ["age_5_15", "age_16_24"], "public": true }),
            deprived(),
            25,
            "normal",
            160,
            58_000,
            0.6,
        ),
        service(
            "adult_learning",
            "Adult learning",
            json!({ "columns": ["age_16_24", "age_25_64"], "public": true }),
            deprived(),
            30,
            "normal",
            130,
            62_000,
            0.5,
        ),
        service(
            "health_drop_in",
            "Health drop-in for older people",
            json!({ "column": "age_65_plus", "public": true }),
            json!({ "deprivation_score": 1.0, "disabled": 0.5 }),
            30,
            "slow",
            60,
            32_000,
            0.6,
        ),
    ];
    all[0]["duty"] = json!("library");
    all[1]["duty"] = json!("childrens_centre");
    json!({ "services": all })
}

/// `blueprint.json`.
pub fn blueprint() -> Value {
    json!({
        "tiers": [
            { "id": "hub", "min_services": 4, "min_hours_per_week": 35, "step_free": true },
            { "id": "outreach_point", "min_services": 2 },
        ],
        "rules": [
            { "id": "hub-in-each", "name": "A hub in every locality", "each_locality": { "tier": "hub", "at_least": 1 } },
            { "id": "hubs-in-city", "name": "Six hubs in the city", "city": { "tier": "hub", "at_least": 6 } },
            { "id": "outreach-in-each", "name": "Two outreach points in every locality", "each_locality": { "tier": "outreach_point", "at_least": 2 } },
            { "id": "advice-near", "name": "Advice in every locality, or near", "each_locality": { "service": "advice", "at_least": 1, "or_within_minutes": 25, "share": 0.9 } },
            { "id": "library-reach", "name": "A library within reach", "each_locality": { "service": "library", "coverage_people": 0.7, "partly_at": 0.5 } },
            { "id": "family-reach", "name": "A family hub within reach", "each_locality": { "service": "family_hub", "coverage_people": 0.6, "partly_at": 0.4, "within_minutes": 25 } },
            { "id": "library-city", "name": "Libraries for the city", "city": { "service": "library", "coverage_people": 0.7 } },
            { "id": "central-library", "name": "The central library stays a library", "site": "library-01", "keeps": "library" },
        ],
    })
}
