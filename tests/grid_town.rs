//! Numbers worked out on paper: each test says the sum in a comment.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

mod town;

use hub_planner::appraise::Appraisal;
use hub_planner::model::{Blueprint, CriterionKey, Dataset, Delivery, Plan, Settings, Site, Status};
use hub_planner::reach::TravelTimes;
use hub_planner::score::local::local;
use hub_planner::score::{ClashKind, Facts, Findings, Scorer, Verdict};
use hub_planner::units::Month;
use serde_json::json;
use town::{appraised, near, plan, service, site, street};

fn option(appraisal: &Appraisal) -> &Findings {
    &appraisal.option("A").expect("option A").findings
}

/// Libraries at both ends of the street, advice in the middle.
fn usual() -> Dataset {
    street(
        vec![site("w", 0.0, &["library"]), site("m", 30.0, &["advice"]), site("e", 60.0, &["library"])],
        vec![service("library", 10.0), service("advice", 20.0)],
    )
}

#[test]
fn coverage_counts_exactly_who_is_in_reach() {
    let found = appraised(&usual(), &Plan { settings: town::settings(), ..Plan::default() });
    let library = &found.bau().findings.services[0];
    // Within 10 minutes of a library: 1 + 2 in the west, 32 + 64 in the east, of 127.
    near(library.coverage_people, 99.0 / 127.0);
    near(library.people_beyond, 28.0);
    // 0·1 + 10·2 + 20·4 + 30·8 + 20·16 + 10·32 + 0·64 = 980 minutes.
    near(library.mean_minutes, 980.0 / 127.0);
    // 119 of 127 people are within 20 minutes, 99 within 10: nine in ten (114.3) need 20.
    near(library.p90_minutes, 20.0);
    // Advice in the middle, 20 minutes: all but the ends, 1 and 64.
    near(found.bau().findings.services[1].coverage_people, 62.0 / 127.0);
    near(found.bau().findings.value(CriterionKey::Access), (99.0 + 62.0) / 127.0 / 2.0);
}

#[test]
fn scales_stand_between_as_it_is_everything_everywhere_and_each_service_at_one_site() {
    let barred = |id: &str, east: f64, services: &[&str]| Site {
        cannot_host: vec!["library".to_owned()],
        ..site(id, east, services)
    };
    let mut sites = vec![
        site("a", 0.0, &["library"]),
        Site { keep: Some("listed".to_owned()), ..site("m", 40.0, &["library"]) },
        site("f", 60.0, &[]),
        // Barred, but there today, so it may stay; its neighbour of the smallest id is barred and has none.
        barred("e", 60.0, &["library"]),
        barred("d", 60.0, &[]),
    ];
    for (site, gbp) in sites.iter_mut().zip([1_000.0, 500.0, 10.0, 100.0, 1.0]) {
        site.running_cost_gbp = Some(gbp);
    }
    let dataset = street(sites, vec![service("library", 10.0)]);
    let found = appraised(&dataset, &Plan { settings: town::settings(), ..Plan::default() });
    // As it is, and everywhere: 1 + 2 in the west, 8 + 16 + 32 in the middle, 64 in the east. At one site: 32 + 64 in the east is
    // the most, at e and f alike; e has the smaller id.
    let [worst, best] = found.references[&CriterionKey::Access];
    near(worst, 96.0 / 127.0);
    near(best, 123.0 / 127.0);
    // All five cost 1,611; e and the listed one 600.
    let [worst, best] = found.references[&CriterionKey::Cost];
    near(worst, 1_611.0);
    near(best, 600.0);
    near(found.bau().findings.cost.per_resident_gbp, 1_611.0 / 127.0);
}

#[test]
fn each_locality_counts_its_own_and_a_service_without_known_users_has_no_coverage() {
    let mut dataset = usual();
    let found = appraised(&dataset, &Plan { settings: town::settings(), ..Plan::default() });
    let [west, east] = found.bau().findings.localities.as_slice() else { panic!("two localities") };
    // Of 1, 2, 4 and 8 in the west the first two are within ten minutes of a library; of 16, 32 and 64 in the east the last two.
    near(west.services[0].people_beyond, 12.0);
    near(east.services[0].people_beyond, 16.0);
    near(west.services[0].coverage_people, 3.0 / 15.0);
    // 0·1 + 10·2 + 20·4 + 30·8 = 340 minutes.
    near(west.services[0].mean_minutes, 340.0 / 15.0);
    dataset.services[0].users.columns = vec!["not given".to_owned()];
    let found = appraised(&dataset, &Plan { settings: town::settings(), ..Plan::default() });
    let library = &found.bau().findings.services[0];
    assert_eq!((library.coverage_people, library.coverage_need, library.mean_minutes), (None, None, None));
    assert_eq!(found.bau().findings.localities[0].services[0].coverage_people, None);
    // It counts 0 beside the advice in the middle: 62 of 127 within twenty minutes.
    near(found.bau().findings.value(CriterionKey::Access), 62.0 / 127.0 / 2.0);
}

#[test]
fn a_site_that_is_too_full_today_is_told_once_and_one_that_a_move_overfills_is_a_clash() {
    let mut dataset = usual();
    dataset.services[0].space_m2 = 100.0;
    let floors = dataset.sites.iter_mut().zip([99.0, 99.0, 100.0]);
    floors.for_each(|(site, floor)| site.floor_area_m2 = Some(floor));
    let found = appraised(
        &dataset,
        &plan(json!({
            "moves": [{ "service": "library", "from": "e", "to": "m" }]
        })),
    );
    // 100 m² of library: too much for the 99 m² of w today, and for those of m after the move; e is just full.
    assert_eq!(found.bau().findings.over_full, [0]);
    assert_eq!(option(&found).over_full, [0]);
    let clashes: Vec<_> = option(&found).clashes.iter().map(|clash| (clash.kind, clash.site)).collect();
    assert_eq!(clashes, [(ClashKind::NoRoom, Some(1))]);
}

#[test]
fn closing_a_library_names_the_losers_and_a_move_the_winners() {
    let plan = plan(json!({
        "sites": { "w": { "action": "close" } },
        "moves": [{ "service": "library", "from": "w", "to": "m" }],
    }));
    let found = appraised(&usual(), &plan);
    let library = &option(&found).services[0];
    // The west loses 1 + 2; the middle wins 4 + 8 + 16.
    near(library.newly_beyond, 3.0);
    near(library.newly_within, 28.0);
    near(library.coverage_people, 124.0 / 127.0);
    // Longer journeys: 0→30 for 1 and 10→20 for 2. Shorter: 20→10 for 4, 30→0 for 8, 20→10 for 16.
    near(library.longer, 3.0);
    near(library.shorter, 28.0);
    // Nearest was the west for 1, 2, 4 and (as near as the east, but first) 8; all go to the middle, and so do 16 from the east.
    near(library.elsewhere, 31.0);
    let [west, east] = &option(&found).localities[..] else { panic!("two localities") };
    near(west.services[0].newly_beyond, 3.0);
    near(west.services[0].coverage_people, 12.0 / 15.0);
    near(east.services[0].newly_within, 16.0);
    near(east.people, 112.0);
    assert!(option(&found).clashes.is_empty());
}

#[test]
fn need_weighs_people_by_rank() {
    let mut dataset = usual();
    dataset.services[0].need.insert("deprivation".to_owned(), 1.0);
    let found = appraised(&dataset, &Plan { settings: town::settings(), ..Plan::default() });
    // Mid-ranks from the least deprived (64) up: 32, 80, 104, 116, 122, 125, 126.5 of 127; demand u·(1 + N).
    let weight = |people: f64, below: f64| people * (1.0 + below / 127.0);
    let within = weight(64.0, 32.0) + weight(32.0, 80.0) + weight(2.0, 125.0) + weight(1.0, 126.5);
    let all = within + weight(16.0, 104.0) + weight(8.0, 116.0) + weight(4.0, 122.0);
    near(found.bau().findings.services[0].coverage_need, within / all);
    // The neediest fifth is 25.4 people: 1 + 2 + 4 + 8 whole, and 10.4 of the next 16. Minutes 0, 10, 20, 30, 20.
    let minutes = (2.0 * 10.0 + 4.0 * 20.0 + 8.0 * 30.0 + 10.4 * 20.0) / 25.4;
    near(found.bau().findings.value(CriterionKey::Equality), minutes);
    near(found.bau().findings.equality_gap_minutes, minutes - 980.0 / 127.0);
}

#[test]
fn nobody_offering_a_service_reaches_nobody() {
    let plan = plan(json!({ "moves": [{ "service": "advice", "from": "m", "to": null }] }));
    let mut dataset = usual();
    dataset.services[1].need.insert("deprivation".to_owned(), 1.0);
    let found = appraised(&dataset, &plan);
    let advice = &option(&found).services[1];
    assert_eq!((advice.coverage_people, advice.mean_minutes, advice.p90_minutes), (Some(0.0), None, None));
    near(advice.people_unreachable, 127.0);
    near(option(&found).value(CriterionKey::Equality), 120.0);
}

#[test]
fn one_stop_and_hours_see_a_shared_building() {
    let mut dataset = usual();
    dataset.sites[0].hours_per_week = Some(20.0);
    dataset.sites[1].hours_per_week = Some(40.0);
    let plan = plan(json!({ "moves": [{ "service": "library", "from": "w", "to": "m", "share": 0.5 }] }));
    let found = appraised(&dataset, &plan);
    // Usually: advice for 2…32 (62 people); libraries also reach 1 and 64, one service each: 127 ÷ 127.
    near(found.bau().findings.value(CriterionKey::OneStop), 1.0);
    // Moved: both services in the middle for 4 + 8 + 16; one for 2, 32 and 64 (the east); none for 1.
    near(option(&found).value(CriterionKey::OneStop), (2.0 * 28.0 + 98.0) / 127.0);
    // Library hours usually: 20 for 1 + 2, the east's are unknown. Advice: 40 for 62.
    near(found.bau().findings.value(CriterionKey::Hours), (20.0 * 3.0 + 40.0 * 62.0) / 127.0 / 2.0);
    // Moved at half share: 40 × 0.5 for 4 + 8 + 16.
    near(option(&found).value(CriterionKey::Hours), (20.0 * 28.0 + 40.0 * 62.0) / 127.0 / 2.0);
}

#[test]
fn sharing_a_building_saves_on_all_but_the_largest_delivery() {
    let mut dataset = usual();
    for (site, gbp) in dataset.sites.iter_mut().zip([100.0, 200.0, 400.0]) {
        site.running_cost_gbp = Some(gbp);
    }
    dataset.sites[1].income_gbp = Some(30.0);
    dataset.services[0].delivery_gbp = 1000.0;
    dataset.services[1].delivery_gbp = 600.0;
    let mut plan = plan(json!({
        "sites": { "w": { "action": "close", "after_use": "let" }, "e": { "action": "reduce", "reduce_share": 0.25 } },
        "moves": [{ "service": "library", "from": "w", "to": "m", "share": 0.5 }],
        "money": [{ "line": "contribution", "gbp": -50, "every": "year" }, { "line": "ends", "gbp": 7, "every": "year", "to": "2027-03" }],
    }));
    plan.settings.co_location_saving = 0.2;
    let found = appraised(&dataset, &plan);
    // 100 + 200 + 400 − 30 + 2·1000 + 600.
    near(found.bau().findings.cost.running_cost_gbp, 3270.0);
    // 200 + 400·0.75 − 30 + 1000 + (600 + 500 − 0.2·500) − 50.
    near(option(&found).cost.running_cost_gbp, 2420.0);
    near(option(&found).cost.saving_gbp, 850.0);
    // The line that ends in March still counts in the whole first year.
    near(option(&found).cost.years[0].running_cost_gbp, 2427.0);
    near(option(&found).cost.years[1].running_cost_gbp, 2420.0);
}

#[test]
fn net_present_cost_follows_the_money_month_by_month() {
    let mut dataset = usual();
    dataset.sites[0].running_cost_gbp = Some(1200.0);
    dataset.sites[0].capital_value_gbp = Some(5000.0);
    dataset.sites[0].clawback_gbp = Some(70.0);
    dataset.sites[2].capital_value_gbp = Some(900.0);
    dataset.services[0].space_m2 = 10.0;
    let mut plan = plan(json!({
        "sites": { "w": { "action": "close", "after_use": "dispose", "from": "2026-10" } },
        "moves": [{ "service": "library", "from": "w", "to": "m" }],
        "money": [{ "line": "decant", "gbp": 100, "from": "2027-04", "capital": true }],
    }));
    plan.settings.horizon_years = 3;
    plan.settings.holding_share = 0.5;
    plan.settings.fit_out_gbp_per_m2 = 40.0;
    plan.settings.optimism_bias = 0.25;
    dataset.sites[1].floor_area_m2 = Some(10.0);
    let found = appraised(&dataset, &plan);
    let cost = &option(&found).cost;
    // Usual: 1200 a year; 5900 of value is still owned.
    near(found.bau().findings.cost.residual_value_gbp, 5900.0);
    near(
        found.bau().findings.cost.net_present_cost_gbp,
        1200.0 + 1200.0 / 1.035 + (1200.0 - 5900.0) / 1.035_f64.powi(2),
    );
    // One-offs: fit-out 10 m² · £40 · 1.25 + clawback 70 + 100 · 1.25.
    near(cost.one_off_gbp, 500.0 + 70.0 + 125.0);
    // Year 0: six months at 1200/12, fit-out, clawback, six months' holding at half. Year 1: six months' holding, the
    // receipt, decant. Year 2: what is still owned.
    near(cost.years[0].cash_gbp, 600.0 + 570.0 + 300.0);
    near(cost.years[1].cash_gbp, 300.0 - 5000.0 + 125.0);
    near(cost.years[2].cash_gbp, -900.0);
    near(cost.years[0].saving_gbp, 600.0);
    near(cost.net_present_cost_gbp, 1470.0 - 4575.0 / 1.035 - 900.0 / 1.035_f64.powi(2));
}

#[test]
fn clashes_are_named_and_the_option_is_still_scored() {
    let mut dataset = usual();
    dataset.sites[0].keep = Some("a covenant".to_owned());
    dataset.sites[1].cannot_host = vec!["library".to_owned()];
    dataset.sites[1].floor_area_m2 = Some(5.0);
    dataset.services[0].space_m2 = 10.0;
    let plan = plan(json!({
        "sites": { "w": { "action": "close" } },
        "moves": [
            { "service": "library", "from": "w", "to": "m", "after": [1] },
            { "service": "advice", "from": "e", "to": "w" },
            { "service": "library", "from": "nowhere", "to": "m" },
        ],
    }));
    let found = appraised(&dataset, &plan);
    let kinds: Vec<ClashKind> = option(&found).clashes.iter().map(|clash| clash.kind).collect();
    for kind in [
        ClashKind::UnknownId,
        ClashKind::NotOffered,
        ClashKind::TooEarly,
        ClashKind::MustKeep,
        ClashKind::IntoClosed,
        ClashKind::CannotHost,
        ClashKind::NoRoom,
    ] {
        assert!(kinds.contains(&kind), "{kind:?} is missing from {kinds:?}");
    }
    let appraised = found.option("A").expect("option A");
    assert!(!appraised.feasible() && appraised.rank.is_none() && appraised.total.is_some());
    near(option(&found).services[0].newly_within, 28.0);
}

#[test]
fn a_delivery_of_the_site_itself_comes_before_the_service_and_after_the_move() {
    let mut dataset = usual();
    dataset.services[0].delivery_gbp = 1000.0;
    dataset.sites[1].delivery = Some(Delivery::ByService([("library".to_owned(), 300.0)].into()));
    dataset.sites[2].delivery = Some(Delivery::Each(500.0));
    let to_middle = |own: serde_json::Value| {
        plan(json!({ "moves": [{ "service": "library", "from": "w", "to": "m", "delivery_gbp": own }] }))
    };
    near(appraised(&dataset, &to_middle(json!(null))).bau().findings.cost.running_cost_gbp, 1500.0);
    near(option(&appraised(&dataset, &to_middle(json!(null)))).cost.running_cost_gbp, 800.0);
    near(option(&appraised(&dataset, &to_middle(json!(200)))).cost.running_cost_gbp, 700.0);
}

#[test]
fn the_blueprint_judges_counts_shares_and_the_unknown() {
    let mut dataset = usual();
    dataset.sites[1].services.push("library".to_owned());
    dataset.sites[1].hours_per_week = Some(40.0);
    dataset.blueprint = serde_json::from_value::<Blueprint>(json!({
        "tiers": [{ "id": "hub", "min_services": 2, "min_hours_per_week": 35, "step_free": true }],
        "rules": [
            { "id": "hub", "each_locality": { "tier": "hub", "at_least": 1 } },
            { "id": "advice", "each_locality": { "service": "advice", "at_least": 1, "or_within_minutes": 20.5, "share": 0.25 } },
            { "id": "cover", "city": { "service": "library", "coverage_people": 1.0 } },
            { "id": "keep", "site": "w", "keeps": "library" },
        ],
    }))
    .expect("a blueprint");
    let found = appraised(&dataset, &plan(json!({ "sites": { "w": { "action": "close" } } })));
    let verdicts = |findings: &Findings| -> Vec<Verdict> {
        findings.judgements.iter().map(|judgement| judgement.verdict).collect()
    };
    // West's only candidate hub has two services and forty hours, but nobody knows whether it is step-free. Advice: one
    // in the west; none in the east, where 16 + 32 of 112 (42.9 %) are within 20 minutes.
    assert_eq!(
        verdicts(&found.bau().findings),
        [Verdict::Unknown, Verdict::NotMet, Verdict::Met, Verdict::Met, Verdict::Met, Verdict::Met]
    );
    assert_eq!(
        verdicts(option(&found)),
        [Verdict::Unknown, Verdict::NotMet, Verdict::Met, Verdict::Met, Verdict::Partly, Verdict::NotMet]
    );
    dataset.sites[1].step_free = Some(true);
    let found = appraised(&dataset, &plan(json!({})));
    assert_eq!(verdicts(option(&found))[0], Verdict::Met);
    near(option(&found).value(CriterionKey::Blueprint), 5.0 / 6.0);
}

#[test]
fn carbon_counts_kept_buildings_and_what_reducing_saves() {
    let mut dataset = usual();
    dataset.sites[0].electricity_kwh = Some(1000.0);
    dataset.sites[1].gas_kwh = Some(1000.0);
    let mut plan = plan(json!({ "sites": {
        "w": { "action": "close" }, "m": { "action": "reduce", "reduce_share": 0.5 } } }));
    plan.settings.carbon_kg_per_kwh.electricity = 0.2;
    plan.settings.carbon_kg_per_kwh.gas = 0.1;
    let found = appraised(&dataset, &plan);
    near(found.bau().findings.value(CriterionKey::Carbon), 300.0);
    near(option(&found).value(CriterionKey::Carbon), 50.0);
}

#[test]
fn discarded_options_are_scored_and_not_ranked() {
    let mut plan = plan(json!({ "sites": { "w": { "action": "close" } } }));
    plan.options[0].status = Status::Discarded;
    let found = appraised(&usual(), &plan);
    assert_eq!(found.option("A").expect("option A").rank, None);
    assert_eq!(found.bau().rank, Some(1));
}

#[test]
fn moves_act_in_their_month_and_in_order() {
    let mut dataset = usual();
    dataset.sites[1].available_from = Some("2026-12".to_owned());
    let found = appraised(
        &dataset,
        &plan(json!({
            "sites": { "w": { "action": "close", "from": "2026-09" } },
            "moves": [
                { "service": "library", "from": "w", "to": "m" },
                { "service": "library", "from": "m", "to": "e", "start": "2026-10", "after": [0] },
            ],
        })),
    );
    assert!(option(&found).clashes.is_empty(), "{:?}", option(&found).clashes);
    let month: Month = "2026-12".parse().expect("a month");
    let told = format!("can be used from {month}");
    assert!(found.issues.iter().any(|issue| issue.message.contains(&told)), "{:?}", found.issues);
    assert_eq!(option(&found).sites[1].services, [(1, 1.0)]);
}

#[test]
fn a_locality_sees_its_own_residents_alone() {
    let dataset = usual();
    let plan = plan(json!({ "sites": { "w": { "action": "close" } } }));
    let times = TravelTimes::compute(&dataset, &plan.settings);
    let facts = Facts { dataset: &dataset, times: &times, settings: &plan.settings };
    let scorer = Scorer::new(&facts);
    let found = appraised(&dataset, &plan);
    let west = local(&facts, &scorer, option(&found), &found.bau().findings, 0);
    // Blocks 0 to 30: 1 + 2 + 4 + 8 residents. The west library was 0, 10, 20 and 30 minutes away, the other one is 60,
    // 50, 40 and 30: all but the last walk longer.
    near(west.people, 15.0);
    near(west.longer[0], 7.0);
    near(west.shorter[0], 0.0);
    // Nobody in the west is within 10 minutes of the east; advice in the middle reaches 2 + 4 + 8 of 15 by heads.
    let heads = Settings { need_multiplier: 1.0, ..plan.settings.clone() };
    let facts = Facts { settings: &heads, ..facts };
    let west = local(&facts, &Scorer::new(&facts), option(&found), &found.bau().findings, 0);
    near(west.coverage, 14.0 / 15.0 / 2.0);
    // Where need follows deprivation, the neediest fifth, 25.4 of 127, are all of the west and some of block 40. To the library in the
    // east 60·1 + 50·2 + 40·4 + 30·8 = 560 minutes, to advice in the middle 30·1 + 20·2 + 10·4 = 110, for 15 people each.
    let mut poor = usual();
    for service in &mut poor.services {
        service.need = [("deprivation".to_owned(), 1.0)].into();
    }
    let facts = Facts { dataset: &poor, settings: &plan.settings, ..facts };
    let found = appraised(&poor, &plan);
    let west = local(&facts, &Scorer::new(&facts), option(&found), &found.bau().findings, 0);
    near(west.neediest_minutes, (560.0 + 110.0) / 15.0 / 2.0);
}
