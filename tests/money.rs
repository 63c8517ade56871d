//! Money, phasing and remedies: sums worked out on paper, and an independent month-by-month computation.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

#[expect(dead_code, reason = "money is told closer than the town tells it")]
mod town;

use hub_planner::appraise::{Appraisal, complete, possible_order_of};
use hub_planner::model::{Dataset, OptionPlan, Plan, Settings};
use hub_planner::reach::TravelTimes;
use hub_planner::score::money::LineKind;
use hub_planner::score::phasing::StepKind;
use hub_planner::score::{Facts, Findings, Verdict};
use serde_json::{Value, json};
use town::{appraised, plan, service, site, street};

fn option(appraisal: &Appraisal) -> &Findings {
    &appraisal.option("A").expect("option A").findings
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "found {found}, expected {expected}");
}

/// A library in the west, advice in the middle, a library in the east; each building costs £1,200 a year.
fn usual() -> Dataset {
    let mut dataset = street(
        vec![site("w", 0.0, &["library"]), site("m", 30.0, &["advice"]), site("e", 60.0, &["library"])],
        vec![service("library", 10.0), service("advice", 20.0)],
    );
    for site in &mut dataset.sites {
        site.running_cost_gbp = Some(1200.0);
        site.floor_area_m2 = Some(100.0);
    }
    dataset
}

fn line(found: &Findings, kind: LineKind) -> &hub_planner::score::money::LineFindings {
    found.cost.by_line.iter().find(|line| line.kind == kind).expect("a line of that kind")
}

/// Every year's lines add up to its cash, and their steady parts to the running cost.
#[track_caller]
fn lines_add_up(found: &Findings) {
    for (place, year) in found.cost.years.iter().enumerate() {
        near(found.cost.by_line.iter().map(|line| line.years_gbp[place]).sum(), year.cash_gbp);
    }
    near(found.cost.by_line.iter().map(|line| line.steady_gbp).sum(), found.cost.running_cost_gbp);
    near(found.cost.by_line.iter().map(|line| line.present_gbp).sum(), found.cost.net_present_cost_gbp);
}

#[test]
fn a_released_building_earns_in_its_next_use() {
    let mut plan = plan(json!({ "sites": { "w": {
        "action": "close", "after_use": "temporary_accommodation", "from": "2026-10",
        "reuse": { "units": 2, "gbp_per_night": 10, "occupancy": 0.5, "cost_gbp": 730, "income_gbp": 120,
                   "works_gbp": 1000, "from": "2027-01" },
    } } }));
    plan.settings.optimism_bias = 0.5;
    plan.settings.horizon_years = 2;
    let found = appraised(&usual(), &plan);
    let found = option(&found);
    // 2 homes · £10 · half of 365 nights avoided; three months of the first year, then all of the second.
    let avoided = line(found, LineKind::Avoided);
    near(avoided.steady_gbp, -3650.0);
    near(avoided.years_gbp[0], -3650.0 / 4.0);
    near(avoided.years_gbp[1], -3650.0);
    near(line(found, LineKind::ReuseCost).years_gbp[0], 730.0 / 4.0);
    near(line(found, LineKind::Lettings).steady_gbp, -120.0);
    near(line(found, LineKind::Works).years_gbp[0], 1500.0);
    near(found.cost.one_off_gbp, 1500.0);
    near(found.cost.running_cost_gbp, 2400.0 + 730.0 - 120.0 - 3650.0);
    near(found.cost.years[0].running_cost_gbp, 3000.0 + (730.0 - 120.0 - 3650.0) / 4.0);
    lines_add_up(found);
}

#[test]
fn clawback_falls_due_when_only_its_service_leaves_and_says_so() {
    let mut dataset = usual();
    dataset.sites[0].clawback_gbp = Some(70.0);
    dataset.sites[0].clawback_service = Some("library".to_owned());
    let moved =
        plan(json!({ "moves": [{ "service": "library", "from": "w", "to": "m", "start": "2027-04" }] }));
    let found = appraised(&dataset, &moved);
    let clawback = line(option(&found), LineKind::Clawback);
    near(clawback.years_gbp[1], 70.0);
    assert!(clawback.items[0].service_only && clawback.items[0].site == 0);
    let closed = appraised(&dataset, &plan(json!({ "sites": { "w": { "action": "close" } } })));
    assert!(!line(option(&closed), LineKind::Clawback).items[0].service_only);
    lines_add_up(option(&found));
    lines_add_up(option(&closed));
}

#[test]
fn a_building_that_is_not_standard_takes_its_own_bias() {
    let mut dataset = usual();
    dataset.services[0].space_m2 = 10.0;
    let mut plan = plan(json!({
        "moves": [{ "service": "library", "from": "w", "to": "m", "start": "2026-10" }],
        "money": [{ "line": "roof", "gbp": 100, "capital": true, "non_standard": true }],
    }));
    plan.settings.fit_out_gbp_per_m2 = 40.0;
    plan.settings.optimism_bias = 0.24;
    near(option(&appraised(&dataset, &plan)).cost.one_off_gbp, 400.0 * 1.24 + 151.0);
    plan.settings.non_standard.sites = vec!["m".to_owned()];
    near(option(&appraised(&dataset, &plan)).cost.one_off_gbp, 400.0 * 1.51 + 151.0);
}

#[test]
fn targets_are_missed_year_by_year_and_doing_nothing_misses_them_all() {
    let mut dataset = usual();
    dataset.sites[0].backlog_gbp = Some(500.0);
    dataset.sites[1].backlog_gbp = Some(100.0);
    let mut plan =
        plan(json!({ "sites": { "w": { "action": "close", "after_use": "dispose", "from": "2026-10" } } }));
    plan.settings.targets_gbp = [(2026, 1000.0), (2027, 1000.0)].into();
    plan.settings.backlog_growth = 0.1;
    let found = appraised(&dataset, &plan);
    let years = &option(&found).cost.years;
    // Half a year saves 600 of 1,000; a whole one 1,200.
    assert_eq!(
        (years[0].shortfall_gbp, years[1].shortfall_gbp, years[2].shortfall_gbp),
        (Some(400.0), Some(0.0), None)
    );
    near(option(&found).cost.missed_gbp(), 400.0);
    near(found.do_nothing.years[1].missed_gbp, 2000.0);
    near(found.do_nothing.years[1].backlog_gbp, 600.0 * 1.21);
    // Sold in October 2027: its repairs are somebody else's from then on.
    near(years[0].backlog_gbp, 600.0 * 1.1);
    near(years[1].backlog_gbp, 100.0 * 1.21);
}

#[test]
fn what_is_unknown_moves_every_total_by_its_quartiles() {
    let mut dataset = usual();
    for (site, cost) in dataset.sites.iter_mut().zip([Some(1000.0), Some(2000.0), None]) {
        site.running_cost_gbp = cost;
    }
    let plan = plan(json!({ "sites": { "e": { "action": "close", "after_use": "let" } } }));
    let found = appraised(&dataset, &plan);
    // £10 and £20 a m² are known: quartiles £12.50 and £17.50, for the 100 m² of the third.
    let bau = &found.bau().findings.cost;
    assert_eq!(bau.range(|bound| bound.running_cost_gbp), Some([4250.0, 4750.0]));
    assert_eq!(option(&found).cost.range(|bound| bound.running_cost_gbp), Some([3000.0, 3000.0]));
    assert_eq!(option(&found).cost.range(|bound| bound.saving_gbp), Some([1250.0, 1750.0]));
    // No capital value is known anywhere, so nobody can say how far the present cost could move.
    assert_eq!(option(&found).cost.range(|bound| bound.net_present_cost_gbp), None);
    assert_eq!(line(&found.bau().findings, LineKind::Premises).missing, 1);
}

#[test]
fn works_come_before_a_move_and_an_impossible_order_is_named_and_mended() {
    let mut dataset = usual();
    dataset.services[0].space_m2 = 10.0;
    dataset.sites[1].available_from = Some("2026-06".to_owned());
    let mut plan = plan(json!({
        "sites": { "w": { "action": "close", "from": "2026-08" } },
        "moves": [
            { "service": "library", "from": "w", "to": "m" },
            { "service": "advice", "from": "m", "to": "e", "start": "2026-07", "after": [0] },
        ],
    }));
    plan.settings.fit_out_months = 5.0;
    plan.settings.duration_bias = 0.04;
    let found = appraised(&dataset, &plan);
    let steps = &option(&found).phasing.steps;
    // 5 months and 4 % are six whole months; they can begin in June, so the library can come in December.
    let works =
        steps.iter().find(|step| step.kind == StepKind::Works && step.movement == Some(0)).expect("works");
    assert_eq!((works.from, works.until), (-2, 4));
    let told = found.issues.iter().any(|issue| issue.message.contains("cannot arrive before 2026-12"));
    assert!(told, "{:#?}", found.issues);
    assert!(found.issues.iter().any(|issue| issue.message.contains("move 2 (advice) waits for move 1")));

    let times = TravelTimes::compute(&dataset, &plan.settings);
    let facts = Facts { dataset: &dataset, times: &times, settings: &plan.settings };
    let edit = possible_order_of(&facts, &plan, "A").expect("an order that can be");
    let mended = edit.apply(&plan).expect("an edit that can be made");
    let option_now = &mended.options[0];
    assert_eq!(option_now.moves[0].start.map(|month| month.to_string()).as_deref(), Some("2026-12"));
    assert_eq!(option_now.moves[1].start.map(|month| month.to_string()).as_deref(), Some("2027-01"));
    assert_eq!(option_now.sites["w"].from.map(|month| month.to_string()).as_deref(), Some("2026-12"));
    let found = appraised(&dataset, &mended);
    assert!(option(&found).clashes.is_empty(), "{:?}", option(&found).clashes);
    assert!(option(&found).phasing.steps.iter().all(|step| step.problem.is_none()));
    assert!(possible_order_of(&Facts { settings: &mended.settings, ..facts }, &mended, "A").is_none());
}

#[test]
fn moves_in_a_circle_are_named() {
    let plan = plan(json!({ "moves": [
        { "service": "library", "from": "w", "to": "m", "after": [1] },
        { "service": "advice", "from": "m", "to": "e", "after": [0] },
    ] }));
    let found = appraised(&usual(), &plan);
    assert_eq!(option(&found).phasing.circle, Some(vec![0, 1, 0]));
    assert!(found.issues.iter().any(|issue| issue.message.contains("in a circle: 1 → 2 → 1")));
}

#[test]
fn every_interim_year_is_judged_as_it_then_is() {
    let mut dataset = usual();
    dataset.blueprint = serde_json::from_value(json!({
        "rules": [{ "id": "r", "each_locality": { "service": "library", "at_least": 1 } }],
    }))
    .expect("a blueprint");
    // The library leaves the west in the first year and comes back to the middle in the third.
    let plan = plan(json!({ "moves": [
        { "service": "library", "from": "w", "to": null, "start": "2026-09" },
        { "service": "library", "from": null, "to": "m", "start": "2028-05" },
    ] }));
    let found = appraised(&dataset, &plan);
    let years = &option(&found).phasing.years;
    let met: Vec<usize> = years.iter().map(|year| year.count(Verdict::Met)).collect();
    assert_eq!(met[..4], [1, 1, 2, 2]);
    // Only 32 + 64 of 127 reach the eastern library; 1 + 2 are newly beyond. Then 4 + 8 + 16 reach the middle.
    near(years[0].coverage_people[0].expect("a share"), 96.0 / 127.0);
    near(years[0].newly_beyond[0], 3.0);
    near(years[2].coverage_people[0].expect("a share"), 124.0 / 127.0);
    assert_eq!(
        years.last().expect("a year").access,
        option(&found).value(hub_planner::model::CriterionKey::Access)
    );
}

#[test]
fn a_remedy_is_the_cheapest_change_and_does_what_it_says() {
    let mut dataset = usual();
    dataset.services[0].delivery_gbp = 1000.0;
    dataset.services[0].space_m2 = 20.0;
    dataset.sites[1].hours_per_week = Some(20.0);
    dataset.sites[1].step_free = Some(true);
    dataset.blueprint = serde_json::from_value(json!({
        "tiers": [{ "id": "hub", "min_services": 1, "min_hours_per_week": 30, "step_free": true }],
        "rules": [
            { "id": "near", "each_locality": { "service": "library", "at_least": 1 } },
            { "id": "whole", "each_locality": { "service": "library", "at_least": 1, "core": true } },
            { "id": "hub", "each_locality": { "tier": "hub", "at_least": 1 } },
            { "id": "stays", "site": "w", "keeps": "library" },
        ],
    }))
    .expect("a blueprint");
    let plan =
        plan(json!({ "moves": [{ "service": "library", "from": "w", "to": null, "start": "2026-09" }] }));
    let times = TravelTimes::compute(&dataset, &plan.settings);
    let mut found = appraised(&dataset, &plan);
    complete(&dataset, &times, &plan, &mut found);
    let remedies = &found.remedies["A"];
    let judgements = &option(&found).judgements;
    let mut suggested = Vec::new();
    for (judgement, remedy) in judgements.iter().zip(remedies) {
        assert!(judgement.verdict != Verdict::Met || remedy.is_none());
        let Some(remedy) = remedy else { continue };
        suggested.push((dataset.blueprint.rules[judgement.rule].id.as_str(), remedy.words.as_str()));
        let tried = remedy.edit.apply(&plan).expect("an edit that can be made");
        let tried = appraised(&dataset, &tried);
        let after = option(&tried);
        let again = after
            .judgements
            .iter()
            .find(|other| (other.rule, other.locality) == (judgement.rule, judgement.locality))
            .expect("the same judgement");
        assert_eq!((again.verdict, again.measure), (Verdict::Met, remedy.measure), "{}", remedy.words);
        if let Some(added) = remedy.running_cost_gbp {
            near(after.cost.running_cost_gbp - option(&found).cost.running_cost_gbp, added);
        }
        near(after.cost.one_off_gbp - option(&found).cost.one_off_gbp, remedy.one_off_gbp);
    }
    // Sessions for £300 a year beat a whole library for £1,000, which needs no fit-out where it was before.
    assert_eq!(
        suggested,
        [
            ("near", "library sessions at w (30 % of a whole service)"),
            ("whole", "Leave library at w"),
            ("hub", "Open m 30 hours a week"),
            ("stays", "library sessions at w (30 % of a whole service)"),
        ]
    );
}

#[test]
fn tiers_ask_for_evenings_weekends_and_named_services() {
    let mut dataset = usual();
    for (site, hours) in
        dataset.sites.iter_mut().zip(["Mo-Fr 09:00-20:00", "Mo-Fr 09:00-17:00; Sa 10:00-14:00", ""])
    {
        site.opening_hours = Some(hours.to_owned()).filter(|hours| !hours.is_empty());
        site.hours_per_week = Some(40.0);
    }
    dataset.blueprint = serde_json::from_value(json!({
        "tiers": [
            { "id": "evening", "min_evening_hours": 5 },
            { "id": "weekend", "min_weekend_hours": 4, "services": ["advice"], "min_core_services": 1 },
        ],
        "rules": [
            { "id": "e", "each_locality": { "tier": "evening", "at_least": 1 } },
            { "id": "w", "each_locality": { "tier": "weekend", "at_least": 1 } },
        ],
    }))
    .expect("a blueprint");
    let found = appraised(&dataset, &Plan { settings: town::settings(), ..Plan::default() });
    let verdicts: Vec<Verdict> =
        found.bau().findings.judgements.iter().map(|judgement| judgement.verdict).collect();
    // The east's hours are a number only, so its evenings are unknown; it offers no advice, so its weekends do not matter.
    assert_eq!(verdicts, [Verdict::Met, Verdict::Unknown, Verdict::Met, Verdict::NotMet]);
    let hours = found.bau().findings.hours;
    // Libraries: 10 evening hours for 1 + 2 of 127; advice: 4 weekend hours for 62 of 127.
    near(hours.evenings.expect("evenings"), 10.0 * 3.0 / 127.0 / 2.0);
    near(hours.weekend.expect("weekends"), 4.0 * 62.0 / 127.0 / 2.0);
    assert_eq!(hours.unknown_weeks, 1);
}

#[test]
fn space_desks_and_capacity_are_criteria() {
    use hub_planner::model::CriterionKey;
    let mut dataset = usual();
    dataset.services[0].space_m2 = 30.0;
    for site in &mut dataset.sites {
        site.desks = Some(2.0);
        site.hours_per_week = Some(20.0);
    }
    let found =
        appraised(&dataset, &plan(json!({ "sites": { "w": { "action": "close", "after_use": "let" } } })));
    let (bau, closed) = (&found.bau().findings, option(&found));
    near(bau.value(CriterionKey::Space).expect("space"), 60.0 / 300.0);
    near(closed.value(CriterionKey::Space).expect("space"), 30.0 / 200.0);
    near(closed.value(CriterionKey::Desks).expect("desks"), 4.0 * 1000.0 / 127.0);
    // 40 desk-hours at each library, 80 in all: less than 40 ÷ 127 a head is short. West: people at 0, 10, 20 and 30 minutes
    // weigh 1, 1, 0.68 and 0.22, so 40 ÷ (1 + 2 + 4·0.68 + 8·0.22) a head; east: 40 ÷ (64 + 32 + 16·0.68 + 8·0.22).
    let (west, east) = (40.0 / 7.48, 40.0 / (96.0 + 16.0 * 0.68 + 8.0 * 0.22));
    assert!(west > 40.0 / 127.0 && east > 40.0 / 127.0);
    // Eight live in the middle: 0.22 of both. Sixteen, east of it, have 0.68 of the east: 0.25 a head, short of 0.315.
    assert!(0.22 * (west + east) > 40.0 / 127.0 && 0.68 * east < 40.0 / 127.0);
    near(bau.services[0].capacity.expect("capacity").short_of, 16.0);
    // Without the western library 1 + 2 + 4 + 8 + 16 are short.
    near(closed.services[0].capacity.expect("capacity").short_of, 31.0);
}

#[test]
fn a_site_that_is_decided_twice_is_refused() {
    let twice = r#"{ "id": "A", "sites": { "w": { "action": "close" }, "w": { "action": "keep" } } }"#;
    let error = serde_json::from_str::<OptionPlan>(twice).expect_err("two decisions for one site");
    assert!(error.to_string().contains("\"w\" is decided twice"), "{error}");
}

#[test]
fn odd_discount_tables_are_told() {
    let table = |json: Value| {
        let mut settings = json!({ "horizon_years": 3 });
        settings["discount"] = json;
        let settings: Settings = serde_json::from_value(settings).expect("settings");
        appraised(&usual(), &Plan { settings, ..Plan::default() })
    };
    let told =
        |found: &Appraisal, words: &str| found.issues.iter().any(|issue| issue.message.contains(words));
    assert!(told(&table(json!([])), "there is no discount rate"));
    assert!(told(
        &table(json!([{ "from_year": 5, "rate": 0.03 }])),
        "begins with year 5; the 4 years before it"
    ));
    let two = json!([{ "from_year": 0, "rate": 0.03 }, { "from_year": 0, "rate": 0.04 }]);
    assert!(told(&table(two), "two rates from year 0"));
    assert!(!told(&table(json!([{ "from_year": 1, "rate": 0.03 }])), "discount"));
}

/// The whole of an option's cash, month by month and line by line, as plainly as it can be written.
#[test]
fn cash_is_what_a_plain_month_by_month_count_finds() {
    let mut dataset = usual();
    dataset.sites[0].capital_value_gbp = Some(5000.0);
    dataset.sites[2].capital_value_gbp = Some(900.0);
    dataset.sites[2].backlog_gbp = Some(300.0);
    dataset.sites[2].income_gbp = Some(60.0);
    dataset.services[0].delivery_gbp = 600.0;
    dataset.services[0].space_m2 = 10.0;
    let mut plan = plan(json!({
        "sites": {
            "w": { "action": "close", "after_use": "dispose", "from": "2027-02", "reuse": { "income_gbp": 240 } },
            "e": { "action": "reduce", "reduce_share": 0.25, "extra_income_gbp": 36, "from": "2028-01" },
        },
        "moves": [{ "service": "library", "from": "w", "to": "m", "share": 0.5 }],
        "money": [{ "line": "vans", "gbp": 120, "every": "year", "from": "2027-03", "to": "2028-06" }],
    }));
    let settings = &mut plan.settings;
    (settings.horizon_years, settings.backlog_years, settings.disposal_after_years) = (4, Some(2.5), 0.5);
    settings.discount =
        serde_json::from_value(json!([{ "from_year": 0, "rate": 0.035 }, { "from_year": 2, "rate": 0.02 }]))
            .expect("a table");
    let found = appraised(&dataset, &plan);
    let found = option(&found);
    // February 2027 is month 10, January 2028 month 21, March 2027 month 11, June 2028 month 26; sold in month 16.
    let mut years = [0.0; 4];
    for month in 0..48 {
        let mut gbp = 100.0 + if month < 10 { 100.0 } else { 0.0 }; // the middle, and the west until it closes
        gbp += if month < 21 { 100.0 - 5.0 } else { 75.0 - 5.0 - 3.0 }; // the east with its income
        gbp += 50.0 + if month < 10 { 50.0 } else { 25.0 }; // libraries: east whole, west whole and then half
        gbp += if (11..=26).contains(&month) { 10.0 } else { 0.0 };
        gbp += if (10..16).contains(&month) { 0.25 * 100.0 - 20.0 } else { 0.0 }; // held, and let meanwhile
        gbp += if month == 10 { 10.0 * 0.5 * 400.0 } else { 0.0 }; // fit-out without bias
        gbp -= if month == 16 { 5000.0 } else { 0.0 };
        gbp -= if month == 47 { 900.0 } else { 0.0 };
        years[month / 12] += gbp;
    }
    for (year, backlog) in years.iter_mut().zip([120.0, 120.0, 60.0, 0.0]) {
        *year += backlog;
    }
    for (year, expected) in found.cost.years.iter().zip(years) {
        near(year.cash_gbp, expected);
    }
    let factors = [1.0, 1.035, 1.035 * 1.02, 1.035 * 1.02 * 1.02];
    near(found.cost.net_present_cost_gbp, years.iter().zip(factors).map(|(gbp, factor)| gbp / factor).sum());
    lines_add_up(found);
}
