//! The evidence of options: worked out by hand in a small town, recomputed on the sample, and held to its invariants.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

mod town;

use std::fs;

use hub_planner::appraise::evidence::{Basis, OptionEvidence, of_all};
use hub_planner::appraise::{Appraisal, appraise, checklist, duties, robust, uncertain, voice};
use hub_planner::export::{self, Content, Format};
use hub_planner::load::{self, Inputs, Loaded, Silent};
use hub_planner::model::{Dataset, DutyTable, Entry, Group, OwnCriterion, Plan};
use hub_planner::reach::TravelTimes;
use serde_json::{Value, json};
use town::{appraised, near, plan, service, site, street};

fn group(name: &str, column: &str) -> Group {
    serde_json::from_value(json!({ "name": name, "column": column })).expect("a group")
}

/// Libraries at both ends of the street, advice at the west end; the west end closes and only its library moves.
fn west_closes() -> (Dataset, Plan) {
    let mut library = service("library", 20.0);
    library.duty = Some("library".to_owned());
    let mut dataset = street(
        vec![
            site("w", 0.0, &["library", "advice"]),
            site("m", 30.0, &[]),
            site("e", 60.0, &["library", "advice"]),
        ],
        vec![library, service("advice", 30.0)],
    );
    // Carers: 1, 2, 4 in the west, none elsewhere, unknown at the east end.
    let carers = [Some(1.0), Some(2.0), Some(4.0), Some(0.0), Some(0.0), Some(0.0), None];
    dataset.columns.0.insert("carers".to_owned(), carers.to_vec());
    let mut plan = plan(json!({
        "sites": { "w": { "action": "close", "after_use": "dispose" } },
        "moves": [{ "service": "library", "from": "w", "to": "m" }],
    }));
    plan.groups = vec![group("Carers", "carers"), group("Care leavers", "care_leavers")];
    plan.settings.deprivation_column = Some("deprivation".to_owned());
    (dataset, plan)
}

#[test]
fn who_loses_is_worked_out_by_hand() {
    let (dataset, plan) = west_closes();
    let appraisal = appraised(&dataset, &plan);
    let (_, evidence) = of_all(&dataset, &plan, &appraisal);
    let library = &evidence[0].services[0].who_loses;
    // Library, minutes before → now: 0→30 (1), 10→20 (2), 20→10 (4), 30→0 (8), 20→10 (16), 10→10 (32), 0→0 (64).
    near(library.city.beyond_10, 1.0);
    near(library.city.to_10, 2.0);
    near(library.city.sooner, 28.0);
    near(library.city.same, 96.0);
    near(library.city.newly_beyond, 1.0);
    near(library.city.newly_within, 8.0);
    near(library.city.minutes_lost, 30.0 + 20.0);
    near(library.city.minutes_gained, 40.0 + 240.0 + 160.0);
    // The west holds 1, 2, 4, 8.
    near(library.localities[0].losers(), 3.0);
    near(library.localities[0].sooner, 12.0);
    // Advice now only in the east: 60, 50, 40, 30 minutes; 1, 2, 4 lose by 60, 40, 20, and are beyond 30.
    let advice = &evidence[0].services[1].who_loses.city;
    near(advice.beyond_10, 7.0);
    near(advice.newly_beyond, 7.0);
    // 3 residents of the west lose by both; nobody else does.
    let meeting = &evidence[0].intersections;
    assert_eq!(meeting.len(), 1);
    near(meeting[0].residents, 3.0);
    assert_eq!(meeting[0].services, [(0, 3.0), (1, 7.0)]);
    assert_eq!(meeting[0].withdrawn, [(0, 0), (0, 1)]);
}

#[test]
fn equality_is_worked_out_by_hand() {
    let (dataset, plan) = west_closes();
    let appraisal = appraised(&dataset, &plan);
    let (basis, evidence) = of_all(&dataset, &plan, &appraisal);
    let effects = &evidence[0].services[0].effects;
    let carers = effects.groups[0].as_ref().expect("evidence");
    // Losers by library: 1 + 2 of 7 carers, 1 + 2 of the 63 residents where carers are known.
    near(carers.ratio, (3.0 / 7.0) / (3.0 / 63.0));
    assert!(!carers.flag, "seven are too few to flag");
    assert_eq!(carers.unknown_areas, 1);
    // (0·1 + 10·2 + 20·4) ÷ 7 and (30·1 + 20·2 + 10·4) ÷ 7.
    near(carers.minutes_before, 100.0 / 7.0);
    near(carers.minutes_after, 110.0 / 7.0);
    near(carers.localities[0].newly_beyond, 1.0);
    // All of them live in the west.
    let [before, after] = carers.localities[0].minutes.expect("carers live there");
    near(before, 100.0 / 7.0);
    near(after, 110.0 / 7.0);
    assert!(effects.groups[1].is_none(), "no column is no evidence, not no impact");
    assert!(basis.no_evidence.iter().any(|gap| gap.key == "care_leavers"));
    assert!(basis.no_evidence.iter().all(|gap| gap.key != "carers"));
    // The poorest fifth of 127 is 25.4 people: 1 + 2 + 4 + 8 and 10.4 of the 16; 3 of them lose, and 3 of all.
    let poorest = &effects.fifths[0];
    near(poorest.total, 25.4);
    near(poorest.ratio, (3.0 / 25.4) / (3.0 / 127.0));
    near(effects.fifths.iter().map(|fifth| fifth.total).sum::<f64>(), 127.0);
    // By deprivation everybody has a rank; the slope is least squares through seven points.
    let slope = effects.slope.expect("a slope");
    let (ranks, people) = (basis.fifths.as_ref().expect("fifths").rank.clone(), &basis.population);
    let by_hand = |minutes: [f64; 7]| {
        let points: Vec<(f64, f64, f64)> =
            (0..7).map(|area| (ranks[area].expect("a rank"), minutes[area], people[area])).collect();
        let all = 127.0;
        let mean =
            |of: &dyn Fn(&(f64, f64, f64)) -> f64| points.iter().map(|p| p.2 * of(p)).sum::<f64>() / all;
        let (r, m) = (mean(&|p| p.0), mean(&|p| p.1));
        mean(&|p| (p.0 - r) * (p.1 - m)) / mean(&|p| (p.0 - r) * (p.0 - r))
    };
    near(slope[0], by_hand([0.0, 10.0, 20.0, 30.0, 20.0, 10.0, 0.0]));
    near(slope[1], by_hand([30.0, 20.0, 10.0, 0.0, 10.0, 10.0, 0.0]));
}

#[test]
fn duties_are_triggered_where_they_are() {
    let (mut dataset, plan) = west_closes();
    dataset.sites[0].listed = Some(true);
    dataset.sites[0].tenure = Some("Leasehold".to_owned());
    dataset.sites[0].clawback_gbp = Some(50_000.0);
    let appraisal = appraised(&dataset, &plan);
    let option = appraisal.option("A").expect("A");
    let bau = &appraisal.bau().findings;
    let table = DutyTable::built_in();
    assert!(table.duties.len() >= 8 && !table.dated.is_empty());
    let found = duties::triggered(&dataset, &plan, &table, bau, option);
    let at = |id: &str| found.iter().find(|found| found.duty.id == id).map(|found| found.places.clone());
    let sites = |id: &str| at(id).map(|places| places.iter().map(|place| place.site).collect::<Vec<_>>());
    assert_eq!(sites("libraries"), Some(vec![0, 1]), "it leaves the west and arrives in the middle");
    assert_eq!(sites("childrens_centres"), None);
    assert_eq!(at("equality"), Some(Vec::new()), "the whole option");
    assert_eq!(sites("best_consideration"), Some(vec![0]));
    let listed = at("listed").expect("listed");
    assert!(!listed[0].to_check && listed[0].site == 0);
    assert!(listed[1].to_check, "whether the middle is listed is not known");
    assert_eq!(sites("grants"), Some(vec![0]));
    assert!(duties::triggered(&dataset, &plan, &table, bau, appraisal.bau()).is_empty());
}

fn sample() -> Loaded {
    let mut loaded = load::sample().expect("the sample");
    let times = TravelTimes::compute(&loaded.dataset, &loaded.plan.settings);
    hub_planner::appraise::fix_scales(&loaded.dataset, &times, &mut loaded.plan.settings);
    loaded
}

fn found(loaded: &Loaded) -> (TravelTimes, Appraisal) {
    let times = TravelTimes::compute(&loaded.dataset, &loaded.plan.settings);
    let appraisal = appraise(&loaded.dataset, &times, &loaded.plan);
    (times, appraisal)
}

#[test]
fn on_the_sample_losers_gainers_and_unchanged_are_everyone_and_partitions_add_up() {
    let mut loaded = sample();
    let ages = ["age_0_4", "age_5_15", "age_16_24", "age_25_64", "age_65_plus"];
    loaded.plan.groups = ages.iter().map(|column| group(column, column)).collect();
    let (_, appraisal) = found(&loaded);
    let (basis, evidence) = of_all(&loaded.dataset, &loaded.plan, &appraisal);
    let residents: f64 = basis.population.iter().sum();
    for (option, evidence) in appraisal.options[1..].iter().zip(&evidence) {
        for (index, service) in evidence.services.iter().enumerate() {
            let people = &option.findings.services[index];
            let city = &service.who_loses.city;
            near(city.people(), people.users);
            near(city.losers(), people.longer);
            near(city.sooner, people.shorter);
            near(city.newly_beyond, people.newly_beyond);
            let in_localities: f64 =
                service.who_loses.localities.iter().map(hub_planner::score::who_loses::Bands::people).sum();
            near(in_localities, people.users);
            let ages: Vec<_> = service.effects.groups.iter().flatten().collect();
            near(ages.iter().map(|age| age.total).sum::<f64>(), residents);
            let losers: f64 = ages.iter().map(|age| age.losers).sum();
            near(service.effects.fifths.iter().map(|fifth| fifth.losers).sum::<f64>(), losers);
            // The mean of the ratios, weighted by size, is 1 for groups that part everybody.
            if losers > 0.0 {
                near(
                    ages.iter().map(|age| age.ratio.unwrap_or(0.0) * age.total).sum::<f64>() / residents,
                    1.0,
                );
            }
        }
    }
}

#[test]
fn evidence_of_an_option_does_not_depend_on_the_others_nor_on_threads() {
    let loaded = sample();
    let (_, appraisal) = found(&loaded);
    let (_, all) = of_all(&loaded.dataset, &loaded.plan, &appraisal);
    let mut alone = loaded.clone();
    alone.plan.options.truncate(1);
    let (_, appraised_alone) = found(&alone);
    let (_, one) = of_all(&alone.dataset, &alone.plan, &appraised_alone);
    assert_eq!(all[0], one[0]);
    assert_eq!(appraisal.options[1].total, appraised_alone.options[1].total);
    let json = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| {
            let (_, appraisal) = found(&loaded);
            let content = Content { dataset: &loaded.dataset, plan: &loaded.plan, appraisal: &appraisal };
            let robustness = robust::robustness(&appraisal, &loaded.plan);
            (export::score_json(&content).expect("JSON"), robustness)
        })
    };
    assert_eq!(json(1), json(2));
}

#[test]
fn ranks_shares_add_up_and_certainty_is_certain() {
    let loaded = sample();
    let (_, appraisal) = found(&loaded);
    let robustness = robust::robustness(&appraisal, &loaded.plan);
    assert!(robustness.candidates.len() >= 3);
    for shares in [&robustness.all, &robustness.around] {
        for row in shares {
            near(row.iter().sum::<f64>(), 1.0);
        }
        for rank in 0..robustness.candidates.len() {
            near(shares.iter().map(|row| row[rank]).sum::<f64>(), 1.0);
        }
    }
    let (first, second) = robust::first_two(&appraisal).expect("two");
    let found = robust::switching(&appraisal, &second.id, &first.id).expect("totals");
    assert_eq!((found.leader.as_str(), found.rival.as_str()), (first.id.as_str(), second.id.as_str()));
    assert!(found.words(str::to_owned).0.starts_with(&format!("{} stays ahead of {}", first.id, second.id)));
    // Certain inputs leave nothing to spread.
    let mut certain = loaded.clone();
    for (key, value) in [
        ("inflation", 0.0),
        ("living_wage", 0.0),
        ("electricity_gbp_per_kwh", 0.25),
        ("gas_gbp_per_kwh", 0.07),
        ("one_off_factor", 1.0),
    ] {
        let range = json!({ "low": value, "likely": value, "high": value });
        certain.plan.ranges.insert(key.to_owned(), serde_json::from_value(range).expect("a range"));
    }
    let uncertain = uncertain::uncertainty(&certain.dataset, &certain.plan, &appraisal);
    for (option, found) in appraisal.options.iter().zip(&uncertain.options) {
        let cost = &option.findings.cost;
        near(found.net_present_cost.p10, cost.net_present_cost_gbp);
        near(found.net_present_cost.p90, cost.net_present_cost_gbp);
        let last = cost.years.last().expect("years").saving_gbp;
        near(found.saving.p50, last);
        let beyond: f64 = option.findings.services.iter().map(|service| service.people_beyond).sum();
        near(found.people_beyond.p50, beyond);
    }
}

#[test]
fn own_criteria_count_like_the_others_and_unknowns_are_treated_alike() {
    let (dataset, mut plan) = west_closes();
    plan.settings.weights = [(hub_planner::model::CriterionKey::Access, 30.0)].into();
    plan.settings.scales = [(hub_planner::model::CriterionKey::Access, [0.0, 1.0])].into();
    let own = json!({ "id": "fit", "name": "Fit with town plan", "weight": 10.0,
        "scores": { "bau": { "score": 20, "reason": "as today" }, "A": { "score": 80, "reason": "in the plan" } } });
    let without = appraised(&dataset, &plan);
    let own: OwnCriterion = serde_json::from_value(own).expect("a criterion");
    plan.criteria = vec![hub_planner::model::Entry::Known(own.clone())];
    let with = appraised(&dataset, &plan);
    let total =
        |appraisal: &Appraisal, id: &str| appraisal.option(id).expect("an option").total.expect("a total");
    // (30·access + 10·80) ÷ 40.
    near(total(&with, "A"), (30.0 * total(&without, "A") + 800.0) / 40.0);
    let mut unjudged = own;
    unjudged.scores.remove("bau");
    plan.criteria = vec![hub_planner::model::Entry::Known(unjudged)];
    let left_out = appraised(&dataset, &plan);
    assert_eq!(left_out.own_left_out, ["fit"]);
    near(total(&left_out, "A"), total(&without, "A"));
    assert!(left_out.issues.iter().any(|issue| issue.message.contains("Fit with town plan has no score")));
}

#[test]
fn plans_of_any_make_open_and_keep_what_they_say() {
    let text = json!({
        "mitigations": ["a minibus", { "option": "A", "group": "Carers", "text": "outreach", "risk": "low" }, 7],
        "log": [{ "date": "2025-11-03", "what": "long-list agreed", "minutes_of": "board 4" }],
        "criteria": [{ "id": "x", "name": "X", "weight": 1, "scores": { "A": { "score": null } }, "note": "n" }, null],
        "ranges": { "inflation": { "low": 0.0, "likely": 0.01, "high": 0.02 }, "note": "from finance" },
    });
    let plan: Plan = serde_json::from_value(text.clone()).expect("a plan");
    let mitigations = plan.mitigations.iter().filter_map(Entry::known);
    assert_eq!(mitigations.filter(|known| known.option == "A").count(), 1);
    assert_eq!(plan.own_criteria().count(), 1);
    let written = serde_json::to_value(&plan).expect("JSON");
    for key in ["mitigations", "log", "ranges"] {
        assert_eq!(written[key], text[key], "{key}");
    }
    assert_eq!(written["criteria"][0]["note"], "n");
    assert_eq!(serde_json::from_value::<Plan>(written).expect("a plan"), plan);
}

#[test]
fn groups_and_weights_that_cannot_be_are_told_with_counts() {
    let (mut dataset, mut plan) = west_closes();
    dataset.columns.0.insert("carers".to_owned(), vec![Some(5.0); 7]);
    plan.settings.weights.clear();
    let issues = appraised(&dataset, &plan).issues;
    let told = |words: &str| issues.iter().any(|issue| issue.message.contains(words));
    // Five carers among 1, 2 and 4 residents: 4 + 3 + 1 too many.
    assert!(
        told("Carers are more than all residents in 3 areas, by fewer than 10 people together"),
        "{issues:#?}"
    );
    assert!(told("all weights are zero"));
    assert!(told("no evidence about Care leavers"));
}

const ANSWERS: &str = "respondent,area,option,agreement,theme,comment\n\
r1,area-0001,A,strongly agree,distance,PRIVATE one\n\
r1,area-0001,A,disagree,distance,PRIVATE again\n\
r2,area-0002,a,1,,PRIVATE two\n\
r3,CV6 5LB,Co-located hubs,maybe,hours,PRIVATE three\n\
,area-9999,Sell everything,agree,money,PRIVATE four\n\
,area-9999,Sell everything,agree,money,PRIVATE four\n";

#[test]
fn answers_are_counted_placed_and_never_public_in_person() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("answers.csv");
    let mut text = ANSWERS.to_owned();
    for number in 0..12 {
        text.push_str(&["s", &number.to_string(), ",area-0003,B,agree,hours,PRIVATE\n"].concat());
    }
    fs::write(&file, text).expect("written");
    assert_eq!(load::guess_role(&file), Some(hub_planner::model::Role::Responses));
    let inputs = Inputs { responses: Some(file), ..Inputs::default() };
    let loaded = load::update(&sample(), &inputs, &Silent).expect("loaded");
    let dataset = &loaded.dataset;
    assert_eq!(dataset.responses.len(), 17);
    assert_eq!(dataset.responses[2].place.as_deref(), Some("CV6 5"), "of a postcode only the sector stays");
    let told = |words: &str| dataset.issues.iter().any(|issue| issue.message.contains(words));
    // In tens, with the row of the first and no word of an answer: Issues are published.
    let of = |what: &str, row: usize| {
        told(&format!("fewer than 10 of about 10 answers {what}, the first in row {row}"))
    };
    assert!(of("repeat a respondent about the same option", 3), "{:#?}", dataset.issues);
    assert!(of("name a place that is no area of the project", 5));
    assert!(of("are about what is no option of the plan", 6));
    assert!(of("have an agreement that is not understood", 5));
    assert!(of("have no theme", 4));
    assert!(!["maybe", "Sell everything", "CV6", "area-9999"].into_iter().any(told));
    let voices = voice::voice(dataset);
    let about = |id: &str| voices.iter().find(|about| about.about == id).expect("answers");
    assert_eq!((about("A").city.agree, about("A").city.disagree, about("A").city.unsaid), (1, 1, 1));
    assert_eq!(about("B").city.agree, 12);
    let place = dataset.locality_of_area[2].expect("a locality");
    assert_eq!(about("B").localities[place].agree, 12);

    let project = folder.path().join("p.gpkg");
    hub_planner::project::save(&project, dataset, &loaded.plan).expect("saved");
    assert_eq!(hub_planner::project::open(&project).expect("opened").dataset.responses, dataset.responses);

    let (_, appraisal) = found(&loaded);
    let content = Content { dataset, plan: &loaded.plan, appraisal: &appraisal };
    let json = export::score_json(&content).expect("JSON");
    assert!(!json.contains("PRIVATE"));
    let value: Value = serde_json::from_str(&json).expect("JSON");
    let of_a = &value["responses"]["about"][0];
    assert_eq!(
        (of_a["about"].as_str(), &of_a["answers"]["all"]),
        (Some("A"), &Value::Null),
        "three are too few"
    );
    let public = folder.path().join("out");
    for path in export::write_all(&content, Format::ALL, &public, &Silent).expect("exported") {
        let bytes = fs::read(&path).expect("read");
        assert!(!bytes.windows(7).any(|part| part == b"PRIVATE"), "{}", path.display());
    }
}

#[test]
fn the_check_list_finds_what_a_challenge_would() {
    let loaded = sample();
    let (_, appraisal) = found(&loaded);
    let (basis, evidence) = of_all(&loaded.dataset, &loaded.plan, &appraisal);
    let list = |plan: &Plan, basis: &Basis, evidence: &[OptionEvidence]| {
        checklist::checklist(&loaded.dataset, plan, &appraisal, basis, evidence, Some("2026-01-01"))
    };
    let checks = list(&loaded.plan, &basis, &evidence);
    let done = |checks: &[checklist::Check], words: &str| {
        checks.iter().find(|check| check.what.contains(words)).expect("a check").done
    };
    assert!(done(&checks, "has its reason"));
    assert!(!done(&checks, "how and by when to respond"));
    let flags = evidence[0].flags(&loaded.plan).len() + evidence[1].flags(&loaded.plan).len();
    assert_eq!(done(&checks, "Every flag has a mitigation"), flags == 0);
    let mut claiming = loaded.plan.clone();
    claiming.options[0].reason = Some("The optimal mix".to_owned());
    assert!(done(&checks, "optimal without proof"));
    assert!(!done(&list(&claiming, &basis, &evidence), "optimal without proof"));
}
