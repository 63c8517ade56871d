//! Buildings worked out on paper: people short of capacity, desks, floor in use, and services offered in part.

mod town;

use hub_planner::model::{Blueprint, CriterionKey, Dataset, Plan, Site};
use hub_planner::score::money::LineKind;
use serde_json::json;
use town::{appraised, near, plan, service, site, street};

/// Libraries five minutes from either end of the street, with ten hours and one desk each.
fn two_libraries() -> Dataset {
    let with = |site: Site| Site {
        hours_per_week: Some(10.0),
        desks: Some(1.0),
        floor_area_m2: Some(100.0),
        ..site
    };
    let sites = vec![with(site("w", 5.0, &["library"])), with(site("e", 55.0, &["library"]))];
    street(sites, vec![service("library", 10.0)])
}

#[test]
fn short_of_capacity_is_who_has_less_than_half_of_today_s_supply_a_head() {
    let mut dataset = two_libraries();
    // Five desks in a building without a service are nobody's.
    dataset.sites.push(Site { desks: Some(5.0), ..site("m", 30.0, &[]) });
    town::settle(&mut dataset);
    let found = appraised(&dataset, &plan(json!({ "sites": { "e": { "action": "close" } } })));
    // Ten desk-hours in the west are shared by 1 + 2 within 10 minutes, 4 × 0.68 within 20 and 8 × 0.22 within 30: 10 ÷ 7.48 a
    // head. Those in the east by 64 + 32, 16 × 0.68 and 8 × 0.22: 10 ÷ 108.64. Half of today's 20 ÷ 127 a head is 0.0787: only
    // the 16 people at block 40 have less, 0.68 × 10 ÷ 108.64 = 0.0626.
    near(found.bau().findings.value(CriterionKey::Capacity), 16.0 / 127.0);
    // Without the east, everybody from block 40 on has nothing: 16 + 32 + 64. Block 30 has 0.22 × 10 ÷ 7.48 = 0.294.
    let option = &found.option("A").expect("option A").findings;
    near(option.value(CriterionKey::Capacity), 112.0 / 127.0);
    // Two desks, then one, for 127 residents.
    near(found.bau().findings.value(CriterionKey::Desks), 2_000.0 / 127.0);
    near(option.value(CriterionKey::Desks), 1_000.0 / 127.0);
}

#[test]
fn floor_in_use_is_what_services_take_of_open_buildings() {
    let mut dataset = two_libraries();
    dataset.services[0].space_m2 = 60.0;
    dataset.sites[1].floor_area_m2 = Some(50.0);
    let found = appraised(&dataset, &plan(json!({ "sites": { "e": { "action": "close" } } })));
    // 60 of 100 m² in the west; in the east 60 do not fit in 50, which are full: 110 of 150. Then 60 of 100.
    near(found.bau().findings.value(CriterionKey::Space), 110.0 / 150.0);
    near(found.option("A").expect("option A").findings.value(CriterionKey::Space), 0.6);
    assert_eq!(found.bau().findings.over_full, [1]);
}

#[test]
fn outreach_counts_where_it_is_asked_and_not_among_what_is_offered_whole() {
    let mut dataset = two_libraries();
    dataset.sites.push(site("m", 30.0, &[]));
    town::settle(&mut dataset);
    dataset.services[0].delivery_gbp = 1_000.0;
    dataset.blueprint = serde_json::from_value::<Blueprint>(json!({
        "rules": [
            { "id": "any", "city": { "service": "library", "at_least": 2 } },
            { "id": "whole", "city": { "service": "library", "at_least": 2, "core": true } },
        ],
    }))
    .expect("a blueprint");
    let moves = json!([{ "service": "library", "from": "w", "to": "m", "share": 0.25 }]);
    let found = appraised(&dataset, &plan(json!({ "moves": moves })));
    let option = &found.option("A").expect("option A").findings;
    let reasons: Vec<&str> = option.judgements.iter().map(|judgement| judgement.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "2 of 2 sites offering Library (1 of them as outreach)",
            "1 of 2 sites offering Library whole (1 more as outreach)"
        ]
        .map(|reason| reason.replace("Library", "library"))
    );
    assert_eq!(option.localities[0].services[0].outreach_sites, 1);
    assert_eq!(option.localities[0].services[0].core_sites, 0);
    assert_eq!(option.localities[1].services[0].core_sites, 1);
    // A quarter of it is delivered in the middle, and all of it in the east.
    near(Some(option.cost.running_cost_gbp), 1_250.0);
}

#[test]
fn a_building_is_sold_within_the_horizon_or_still_owned_at_its_end_never_both() {
    let mut dataset = two_libraries();
    dataset.sites[0].capital_value_gbp = Some(1_000.0);
    let sold = |from: &str| {
        let mut plan =
            plan(json!({ "sites": { "w": { "action": "close", "after_use": "dispose", "from": from } } }));
        plan.settings.horizon_years = 2;
        let found = appraised(&dataset, &plan);
        let cost = &found.option("A").expect("option A").findings.cost;
        (cost.receipts_gbp, cost.residual_value_gbp)
    };
    // Sold a year after it closes: in March 2028, the last month of two years from April 2026, or in the month after these.
    assert_eq!(sold("2027-03"), (1_000.0, 0.0));
    assert_eq!(sold("2027-04"), (0.0, 1_000.0));
}

#[test]
fn each_building_s_next_use_has_its_own_amount_in_its_line() {
    let dataset = two_libraries();
    let reuse = |gbp: f64| {
        json!({ "action": "close", "after_use": "let", "from": "2026-10",
                "reuse": { "income_gbp": gbp, "from": "2027-01" } })
    };
    let mut plan = plan(json!({ "sites": { "w": reuse(120.0), "e": reuse(240.0) } }));
    plan.settings.horizon_years = 2;
    let found = appraised(&dataset, &plan);
    let lines = &found.option("A").expect("option A").findings.cost.by_line;
    let lettings = lines.iter().find(|line| line.kind == LineKind::Lettings).expect("lettings");
    // Three months of the first year and all of the second: 1.25 years.
    let items: Vec<(usize, f64)> = lettings.items.iter().map(|item| (item.site, item.gbp)).collect();
    assert_eq!(items, [(1, -300.0), (0, -150.0)]);
    near(Some(lettings.total_gbp()), -450.0);
}

#[test]
fn carbon_is_unknown_where_no_building_s_energy_is_known() {
    let mut dataset = two_libraries();
    let none = appraised(&dataset, &plan(json!({})));
    assert_eq!(none.bau().findings.known_carbon(), None);
    dataset.sites[0].electricity_kwh = Some(1_000.0);
    dataset.sites[0].gas_kwh = Some(0.0);
    let plan = plan(json!({}));
    let one = appraised(&dataset, &plan);
    near(one.bau().findings.known_carbon(), 1_000.0 * plan.settings.carbon_kg_per_kwh.electricity);
}

#[test]
fn a_line_of_one_s_own_is_shown_even_when_it_is_nothing_and_others_are_not() {
    let mut dataset = two_libraries();
    // A value that is not known is a gap, and a line with a gap is shown.
    dataset.sites.iter_mut().for_each(|site| site.capital_value_gbp = Some(0.0));
    let plan = plan(json!({ "money": [{ "line": "grant refused", "gbp": 0 }] }));
    let found = appraised(&dataset, &plan);
    let kinds = |id: &str| -> Vec<(LineKind, String)> {
        let lines = &found.option(id).expect("an option").findings.cost.by_line;
        lines.iter().map(|line| (line.kind, line.name.clone())).collect()
    };
    assert_eq!(kinds("A"), [(LineKind::Own, "grant refused".to_owned())]);
    assert_eq!(kinds(Plan::BAU), []);
}
