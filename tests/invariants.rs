//! What must hold for every town and plan: properties checked on random small towns.

#[expect(dead_code, reason = "the tests of the numbers use the rest")]
mod town;

use hub_planner::appraise::{Appraisal, Appraiser, appraise};
use hub_planner::edit::{Edit, History};
use hub_planner::model::{Action, CriterionKey, Dataset, Move, OptionPlan, Plan, SiteDecision, Status};
use hub_planner::reach::TravelTimes;
use hub_planner::units::Month;
use proptest::prelude::*;
use town::{appraised, service, settings, site, street};

/// A random street: sites anywhere on it, each with some of three services, and what they cost.
fn towns() -> impl Strategy<Value = Dataset> {
    let one = (0.0..60.0_f64, 0..8_u8, 0.0..5e4_f64, prop::option::of(10.0..60.0_f64));
    (prop::collection::vec(one, 2..7), prop::collection::vec(3.0..30.0_f64, 3)).prop_map(
        |(sites, standards)| {
            let names = ["library", "advice", "youth"];
            let sites = sites.into_iter().enumerate().map(|(place, (east, offers, gbp, hours))| {
                let offered: Vec<&str> =
                    (0..3).filter(|bit| offers >> bit & 1 == 1).map(|bit| names[bit]).collect();
                let mut site = site(&format!("s{place}"), east, &offered);
                site.running_cost_gbp = Some(gbp);
                site.hours_per_week = hours;
                site
            });
            let services = names.iter().zip(standards).map(|(name, minutes)| {
                let mut service = service(name, minutes);
                service.need.insert("deprivation".to_owned(), 1.0);
                service.delivery_gbp = 1e4;
                service
            });
            street(sites.collect(), services.collect())
        },
    )
}

/// A random option on a town of `sites` sites.
fn options(id: &'static str) -> impl Strategy<Value = OptionPlan> {
    let decision = (0..7_usize, 0..4_usize);
    let movement = (0..3_usize, prop::option::of(0..7_usize), prop::option::of(0..7_usize), 0.2..1.0_f64);
    (prop::collection::vec(decision, 0..5), prop::collection::vec(movement, 0..5)).prop_map(
        move |(decisions, moves)| OptionPlan {
            id: id.to_owned(),
            name: id.to_owned(),
            sites: decisions
                .into_iter()
                .map(|(place, action)| {
                    let action = Action::ALL[action];
                    let reduce_share = (action == Action::Reduce).then_some(0.25);
                    (format!("s{place}"), SiteDecision { action, reduce_share, ..SiteDecision::default() })
                })
                .collect(),
            moves: moves
                .into_iter()
                .map(|(service, from, to, share)| Move {
                    service: ["library", "advice", "youth"][service].to_owned(),
                    from: from.map(|place| format!("s{place}")),
                    to: to.map(|place| format!("s{place}")),
                    share,
                    ..Move::default()
                })
                .collect(),
            ..OptionPlan::default()
        },
    )
}

fn plan_of(options: Vec<OptionPlan>) -> Plan {
    Plan { settings: settings(), options, ..Plan::default() }
}

fn ranks(appraisal: &Appraisal) -> Vec<Option<usize>> {
    appraisal.options.iter().map(|option| option.rank).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_longer_standard_never_covers_fewer(town in towns(), option in options("A"), more in 0.0..20.0_f64) {
        let plan = plan_of(vec![option]);
        let before = appraised(&town, &plan);
        let mut longer = town;
        for service in &mut longer.services {
            service.standard.minutes += more;
        }
        let after = appraised(&longer, &plan);
        for (before, after) in before.options.iter().zip(&after.options) {
            for (before, after) in before.findings.services.iter().zip(&after.findings.services) {
                prop_assert!(after.coverage_people >= before.coverage_people);
                prop_assert!(after.coverage_need >= before.coverage_need);
                prop_assert!(after.people_beyond <= before.people_beyond);
            }
        }
    }

    #[test]
    fn one_more_place_never_worsens_anyones_time(town in towns(), service in 0..3_usize, to in 0..7_usize) {
        let service = town.services[service].id.clone();
        let to = town.sites[to % town.sites.len()].id.clone();
        let new = Move { service, to: Some(to), share: 1.0, ..Move::default() };
        let option = OptionPlan { id: "A".to_owned(), moves: vec![new], ..OptionPlan::default() };
        let found = appraised(&town, &plan_of(vec![option]));
        let more = &found.option("A").expect("option A").findings;
        for (usual, more) in found.bau().findings.services.iter().zip(&more.services) {
            prop_assert!(usual.minutes.iter().zip(&more.minutes).all(|(usual, more)| more <= usual));
            prop_assert_eq!((more.newly_beyond, more.longer), (0.0, 0.0));
        }
    }

    #[test]
    fn an_option_without_changes_equals_business_as_usual(town in towns()) {
        let option = OptionPlan { id: "A".to_owned(), ..OptionPlan::default() };
        let found = appraised(&town, &plan_of(vec![option]));
        prop_assert_eq!(&*found.bau().findings, &*found.option("A").expect("option A").findings);
        prop_assert_eq!(found.bau().total, found.options[1].total);
    }

    #[test]
    fn scaling_all_weights_changes_no_rank(town in towns(), a in options("A"), b in options("B"), by in 1..6_i32) {
        let plan = plan_of(vec![a, b]);
        let mut scaled = plan.clone();
        for weight in scaled.settings.weights.values_mut() {
            // A power of two, so that rounding cannot part a tie.
            *weight *= 2.0_f64.powi(by);
        }
        prop_assert_eq!(ranks(&appraised(&town, &plan)), ranks(&appraised(&town, &scaled)));
    }

    #[test]
    fn another_option_changes_no_score(town in towns(), a in options("A"), b in options("B")) {
        let alone = appraised(&town, &plan_of(vec![a.clone()]));
        let both = appraised(&town, &plan_of(vec![a, b]));
        for (alone, both) in alone.options.iter().zip(&both.options) {
            prop_assert_eq!(&alone.criteria, &both.criteria);
        }
    }

    #[test]
    fn money_adds_up_over_changes_that_share_nothing(
        town in towns(), actions in prop::collection::vec(0..4_usize, 7), part in 0..128_u8,
    ) {
        // Each site's decision is in A or in B, and in C with all the others; nothing moves, so nothing is shared.
        let decided = |wanted: &dyn Fn(usize) -> bool, id: &str| OptionPlan {
            id: id.to_owned(),
            sites: (0..town.sites.len())
                .filter(|place| wanted(*place))
                .map(|place| {
                    let action = Action::ALL[actions[place]];
                    let reduce_share = (action == Action::Reduce).then_some(0.25);
                    (format!("s{place}"), SiteDecision { action, reduce_share, ..SiteDecision::default() })
                })
                .collect(),
            ..OptionPlan::default()
        };
        let in_a = |place: usize| part >> place & 1 == 1;
        let plan = plan_of(vec![decided(&in_a, "A"), decided(&|place| !in_a(place), "B"), decided(&|_| true, "C")]);
        let found = appraised(&town, &plan);
        let bau = found.bau().findings.cost.net_present_cost_gbp;
        let [a, b, c] = ["A", "B", "C"].map(|id| &found.option(id).expect("an option").findings.cost);
        let near = |one: f64, other: f64| (one - other).abs() < 1e-6 * bau.abs().max(1.0);
        prop_assert!(near(a.saving_gbp + b.saving_gbp, c.saving_gbp));
        prop_assert!(near(a.net_present_cost_gbp + b.net_present_cost_gbp - bau, c.net_present_cost_gbp));
        for ((a, b), c) in a.years.iter().zip(&b.years).zip(&c.years) {
            prop_assert!(near(a.saving_gbp + b.saving_gbp, c.saving_gbp));
        }
    }

    #[test]
    fn phasing_everything_at_once_equals_no_phasing(town in towns(), option in options("A")) {
        let mut phased = option.clone();
        let first = Some(Month::at(settings().first_year, 0));
        for decision in phased.sites.values_mut() {
            decision.from = first;
        }
        for movement in &mut phased.moves {
            movement.start = first;
        }
        let (plain, phased) = (appraised(&town, &plan_of(vec![option])), appraised(&town, &plan_of(vec![phased])));
        let (plain, phased) = (&plain.options[1], &phased.options[1]);
        prop_assert_eq!(&plain.criteria, &phased.criteria);
        prop_assert_eq!(&plain.findings.cost, &phased.findings.cost);
        prop_assert_eq!(&plain.findings.services, &phased.findings.services);
        prop_assert_eq!(&plain.findings.phasing.years, &phased.findings.phasing.years);
    }

    #[test]
    fn what_was_remembered_equals_what_is_found_afresh(
        town in towns(), steps in prop::collection::vec((0..7_usize, 0..4_usize), 1..8), b in options("B"),
    ) {
        let plan = plan_of(vec![OptionPlan { id: "A".to_owned(), ..OptionPlan::default() }, b]);
        let times = TravelTimes::compute(&town, &plan.settings);
        let mut appraiser = Appraiser::new(&town, &times, &plan);
        let first = appraiser.appraise(&town, &times, &plan);
        let mut history = History::new(plan.clone());
        for (place, action) in steps {
            let edit = Edit::SetAction {
                option: "A".to_owned(), site: format!("s{}", place % town.sites.len()), action: Action::ALL[action],
            };
            history.apply(&edit, &town).expect("an option that exists");
            let remembered = appraiser.appraise(&town, &times, history.plan());
            prop_assert_eq!(&remembered, &appraise(&town, &times, history.plan()));
        }
        while history.undo().is_some() {}
        prop_assert_eq!(history.plan(), &plan);
        prop_assert_eq!(appraiser.appraise(&town, &times, history.plan()), first);
    }

    #[test]
    fn people_are_never_lost(town in towns(), option in options("A")) {
        let found = appraised(&town, &plan_of(vec![option]));
        for option in &found.options {
            for service in &option.findings.services {
                let covered = service.coverage_people.expect("users") * 127.0;
                prop_assert!((covered + service.people_beyond - 127.0).abs() < 1e-9);
                prop_assert!(service.people_unreachable <= service.people_beyond);
            }
            let years: f64 = option.findings.cost.years.iter().map(|year| year.running_cost_gbp).sum();
            prop_assert!((years - 10.0 * option.findings.cost.running_cost_gbp).abs() < 1e-6 * years.abs().max(1.0));
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing(town in towns(), option in options("A")) {
        let plan = plan_of(vec![option]);
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| appraised(&town, &plan))
        };
        prop_assert_eq!(with(1), with(3));
    }

    #[test]
    fn discarding_takes_an_option_out_of_the_ranks_and_changes_nothing_else(town in towns(), a in options("A")) {
        let mut discarded = a.clone();
        discarded.status = Status::Discarded;
        let (before, after) = (appraised(&town, &plan_of(vec![a])), appraised(&town, &plan_of(vec![discarded])));
        prop_assert_eq!(after.options[1].rank, None);
        prop_assert_eq!(&before.options[1].criteria, &after.options[1].criteria);
        prop_assert_eq!(before.options[1].criterion(CriterionKey::Cost), after.options[1].criterion(CriterionKey::Cost));
    }
}
