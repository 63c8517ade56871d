//! The search on the sample: what it finds fulfils the blueprint as the appraisal reads it.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use hub_planner::find::{self, FindStatus};
use hub_planner::load::{Loaded, sample};
use hub_planner::model::{Prices, Rule, RuleKind, Test, Tier};
use hub_planner::reach::TravelTimes;
use hub_planner::solve::{Alone, Effort};

/// The sample with one rule: so many sites of a tier whose services are named.
fn asking(services: &[&str], at_least: usize) -> Loaded {
    let mut loaded = sample().expect("the sample opens");
    let tier: Tier = serde_json::from_value(
        serde_json::json!({"id": "learning", "min_services": 2, "services": services}),
    )
    .expect("a tier");
    loaded.dataset.blueprint.tiers = vec![tier];
    let kind = RuleKind::City(Test::Tier { tier: "learning".to_owned(), at_least });
    loaded.dataset.blueprint.rules = vec![Rule { id: "r".to_owned(), name: None, kind }];
    loaded.plan.settings.find.prices = Prices::Listed(vec![0.0]);
    loaded
}

#[test]
fn a_tier_that_names_services_is_kept() {
    let names = ["library", "adult_learning"];
    let loaded = asking(&names, 4);
    let services: Vec<usize> = names.iter().filter_map(|id| loaded.dataset.service_index(id)).collect();
    assert_eq!(services.len(), 2, "the sample has these services");
    let times = TravelTimes::compute(&loaded.dataset, &loaded.plan.settings);
    let effort = Effort { nodes: 1, gap: 0.005 };
    let found = find::find(&loaded.dataset, &times, &loaded.plan, effort, FindStatus::TimeLimit, &Alone)
        .expect("found");
    assert_eq!(found.status, FindStatus::Complete);
    for point in &found.frontier {
        let offers = &point.point.solution.layout.offers;
        let hubs = offers.iter().filter(|offers| services.iter().all(|service| *offers >> service & 1 == 1));
        assert!(hubs.count() >= 4);
    }
    assert!(!found.frontier.is_empty());
}

#[test]
fn a_tier_that_names_an_unknown_service_is_said_to_clash() {
    let loaded = asking(&["no_such_service"], 1);
    let times = TravelTimes::compute(&loaded.dataset, &loaded.plan.settings);
    let effort = Effort { nodes: 1, gap: 0.005 };
    let found = find::find(&loaded.dataset, &times, &loaded.plan, effort, FindStatus::TimeLimit, &Alone)
        .expect("found");
    assert_eq!(found.status, FindStatus::Infeasible);
    assert_eq!(found.clashes.len(), 1);
    assert!(found.clashes[0].contains("names a service that does not exist"), "{:?}", found.clashes);
}
