//! Any number opened: its terms make it, and its cells lead back to the files and decisions that it comes from.

mod town;

use hub_planner::appraise::explain::{Explanation, Ground, explain, keys};
use hub_planner::appraise::{appraise, fix_scales};
use hub_planner::load;
use hub_planner::model::Delivery;
use hub_planner::reach::TravelTimes;
use hub_planner::score::{Facts, Scorer};
use serde_json::json;
use town::{appraised, near, plan, service, site, street};

fn sum(opened: &Explanation, with: &str) -> f64 {
    opened.terms.iter().filter(|term| term.what.contains(with)).filter_map(|term| term.value).sum()
}

#[test]
fn every_number_opens_and_its_terms_make_it() {
    let mut loaded = load::sample().expect("the sample");
    let times = TravelTimes::compute(&loaded.dataset, &loaded.plan.settings);
    fix_scales(&loaded.dataset, &times, &mut loaded.plan.settings);
    let appraisal = appraise(&loaded.dataset, &times, &loaded.plan);
    let facts = Facts { dataset: &loaded.dataset, times: &times, settings: &loaded.plan.settings };
    let scorer = Scorer::new(&facts);
    let ground = Ground { facts, scorer: &scorer, plan: &loaded.plan, appraisal: &appraisal };
    let open = |key: &str| explain(&ground, "A", key).expect("a key");
    for key in keys(&ground).iter().filter(|key| !key.starts_with("SERVICE")) {
        let opened = open(key);
        assert!(!opened.formula.is_empty() && !opened.what.is_empty(), "{key}");
    }
    near(sum(&open("total"), "part of the total"), open("total").value.expect("a total"));
    let weighted = |opened: &Explanation, what: &str| {
        let values: Vec<f64> = opened
            .terms
            .iter()
            .filter(|term| term.what.contains(what))
            .filter_map(|term| term.value)
            .collect();
        let weights: Vec<f64> = opened
            .terms
            .iter()
            .filter(|term| term.what.contains(": weight"))
            .filter_map(|term| term.value)
            .collect();
        assert_eq!(values.len(), weights.len());
        values.iter().zip(&weights).map(|(value, weight)| value * weight).sum::<f64>()
            / weights.iter().sum::<f64>()
    };
    for (key, what) in [
        ("access", ": coverage by need"),
        ("equality", ": their mean minutes"),
        ("hours", ": hours in reach"),
    ] {
        let opened = open(key);
        near(weighted(&opened, what), opened.value.expect("a value"));
    }
    let cost = open("running_cost_gbp");
    near(cost.terms.iter().filter_map(|term| term.value).sum::<f64>(), cost.value.expect("a cost"));
    let carbon = open("carbon");
    let sites: f64 = carbon
        .terms
        .iter()
        .filter(|term| term.unit == "kg CO2e/year" && !term.what.starts_with("reference"))
        .filter_map(|term| term.value)
        .sum();
    near(sites, carbon.value.expect("carbon"));
    for key in [
        "one_off_gbp",
        "net_present_cost_gbp",
        "library.newly_beyond",
        "library.longer",
        "library.people_beyond",
    ] {
        let opened = open(key);
        near(opened.terms.iter().filter_map(|term| term.value).sum::<f64>(), opened.value.expect("a value"));
    }
    let coverage = open("family_hub.coverage_need");
    near(
        coverage.terms[0].value.expect("part") / coverage.terms[1].value.expect("all"),
        coverage.value.expect("share"),
    );
    let ratio = open("library.ratio.Disabled people");
    let terms: Vec<f64> = ratio.terms.iter().filter_map(|term| term.value).collect();
    near((terms[0] / terms[1]) / (terms[2] / terms[3]), ratio.value.expect("a ratio"));
    // Every input leads back to a row of a file.
    assert!(ratio.inputs.iter().all(|cell| cell.row.is_some() && cell.file == "areas.geojson"));
    let stops = open("one_stop");
    let people: f64 =
        stops.terms.iter().filter(|term| term.unit == "people").filter_map(|term| term.value).sum();
    let count = |what: &str| -> f64 {
        what.split("at most ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok()).expect("a count")
    };
    let services: f64 = stops
        .terms
        .iter()
        .filter(|term| term.unit == "people")
        .map(|term| count(&term.what) * term.value.unwrap_or(0.0))
        .sum();
    near(services / people, stops.value.expect("an index"));
    let unknown = explain(&ground, "A", "cheapness").expect_err("no such key");
    assert!(unknown.contains("library.newly_beyond") && unknown.contains("total"));
    assert!(explain(&ground, "Z", "total").expect_err("no such option").contains("bau"));
}

#[test]
fn a_running_cost_opens_to_the_delivery_that_counts() {
    let mut dataset = street(
        vec![site("w", 0.0, &["library"]), site("m", 30.0, &["advice"]), site("e", 60.0, &["library"])],
        vec![service("library", 10.0), service("advice", 20.0)],
    );
    dataset.services[0].delivery_gbp = 1000.0;
    dataset.sites[2].delivery = Some(Delivery::Each(500.0));
    let moved = |gbp: f64| json!({ "service": "library", "from": "w", "to": "m", "delivery_gbp": gbp });
    let plan = plan(json!({ "moves": [moved(300.0), { "service": "advice", "from": "m", "to": null }] }));
    let found = appraised(&dataset, &plan);
    let times = TravelTimes::compute(&dataset, &plan.settings);
    let facts = Facts { dataset: &dataset, times: &times, settings: &plan.settings };
    let scorer = Scorer::new(&facts);
    let ground = Ground { facts, scorer: &scorer, plan: &plan, appraisal: &found };
    let opened = explain(&ground, "A", "running_cost_gbp").expect("a key");
    let cells = opened.inputs.iter().filter(|cell| cell.column.ends_with("delivery_gbp"));
    let cells: Vec<_> = cells.map(|cell| (cell.column.as_str(), cell.of.as_str(), cell.value)).collect();
    let expected = [
        ("options.A.moves[0].delivery_gbp", "m, library", Some(300.0)),
        ("delivery_gbp", "e, library", Some(500.0)),
    ];
    assert_eq!(cells, expected);
    near(
        cells.iter().filter_map(|cell| cell.2).sum::<f64>(),
        found.option("A").expect("option A").findings.cost.lines.deliveries_gbp,
    );
}
