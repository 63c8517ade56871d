//! The money, phasing and estate pages and the remedies of the blueprint, found by label on the sample.
#![cfg(feature = "window")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on reports by panicking")]

#[expect(dead_code, reason = "nothing here is waited for")]
mod screen;

use egui_kittest::kittest::Queryable as _;
use hub_planner::app::{Act, App, Command, Stage};
use hub_planner::edit::Edit;
use hub_planner::load;
use hub_planner::model::{Action, AfterUse, MoneyLine, Plan, Reuse, SiteDecision};
use hub_planner::score::Verdict;
use screen::{Window, app, ask, click, session, window};

fn open(size: [f32; 2]) -> Window {
    window(size, |ctx| App::new(ctx, load::sample().unwrap()))
}

#[test]
fn the_money_page_shows_every_line_and_adds_one_of_its_own() {
    let mut window = open([1440.0, 900.0]);
    click(&mut window, "Money");
    let option = session(&window).plan().options[0].clone();
    ask(&mut window, Command::SelectOption(option.id.clone()));
    for line in &session(&window).option(&option.id).findings.cost.by_line.clone() {
        assert!(
            window.query_all_by_label_contains(&line.name).next().is_some(),
            "{} is not shown",
            line.name
        );
    }
    assert!(window.query_all_by_label("If nothing is done").next().is_some());
    assert!(window.query_all_by_label("Discount table").next().is_some());
    window.get_by_label("Add a line").click_accesskit();
    window.run_steps(4);
    let lines = |window: &Window| session(window).plan().options[0].money.len();
    assert_eq!(lines(&window), option.money.len() + 1);
    ask(&mut window, Act::Undo);
    assert_eq!(lines(&window), option.money.len());
    // Every option, and business as usual.
    for id in ["B", "C", "D", Plan::BAU] {
        ask(&mut window, Command::SelectOption(id.to_owned()));
    }
}

#[test]
fn the_gantt_chart_selects_a_site_and_an_impossible_order_is_mended_by_a_button() {
    let mut window = open([1440.0, 900.0]);
    ask(&mut window, Command::SelectOption("A".to_owned()));
    click(&mut window, "Phasing");
    let step = session(&window).option("A").findings.phasing.steps[0].clone();
    let name = session(&window).dataset.sites[step.site].name.clone();
    window.get_by_label_contains(&format!("{name}: ")).click_accesskit();
    window.run_steps(4);
    assert_eq!(app(&window).view().site, Some(step.site));
    assert!(window.query_by_label("This order cannot be").is_none());
    let mut settings = session(&window).plan().settings.clone();
    settings.fit_out_months = 9.0;
    ask(&mut window, Command::Edit(Edit::SetSettings(Box::new(settings))));
    assert!(window.query_by_label("This order cannot be").is_some());
    click(&mut window, "Put in a possible order");
    let steps = &session(&window).option("A").findings.phasing.steps;
    assert!(steps.iter().all(|step| step.problem.is_none()));
}

#[test]
fn the_estate_page_sorts_and_selects() {
    for size in [[1440.0, 900.0], [800.0, 560.0]] {
        let mut window = open(size);
        if size[0] > 1000.0 {
            click(&mut window, "Estate");
            assert!(window.query_all_by_label("The estate as it stands").next().is_some());
            click(&mut window, "Backlog");
        }
    }
}

#[test]
fn try_it_meets_the_rule_in_one_step() {
    let mut window = open([1440.0, 900.0]);
    ask(&mut window, Command::SelectOption("A".to_owned()));
    ask(&mut window, Act::Go(Stage::Blueprint));
    let remedies = session(&window).appraisal.remedies["A"].clone();
    let judgements = session(&window).option("A").findings.judgements.clone();
    let (judgement, _) = judgements
        .iter()
        .zip(&remedies)
        .find(|(_, remedy)| remedy.is_some())
        .expect("the sample has a rule that a single change would meet");
    ask(&mut window, Command::SelectCell(judgement.rule, judgement.locality));
    window.get_by_label("Try it").click_accesskit();
    window.run_steps(4);
    let now = session(&window).option("A").findings.judgements.clone();
    let same =
        now.iter().find(|now| (now.rule, now.locality) == (judgement.rule, judgement.locality)).unwrap();
    assert_eq!(same.verdict, Verdict::Met);
    ask(&mut window, Act::Undo);
    assert_eq!(session(&window).option("A").findings.judgements, judgements);
}

#[test]
fn a_released_building_shows_the_money_of_its_next_use() {
    let mut window = open([1440.0, 900.0]);
    ask(&mut window, Command::SelectOption("A".to_owned()));
    let site = session(&window).dataset.sites.iter().position(|site| site.keep.is_none()).unwrap();
    let id = session(&window).dataset.sites[site].id.clone();
    let before = session(&window).option("A").findings.cost.running_cost_gbp;
    let decision = |reuse: Option<Reuse>| {
        let after_use = Some(AfterUse::TemporaryAccommodation);
        let decision = SiteDecision { action: Action::Close, after_use, reuse, ..SiteDecision::default() };
        Command::Edit(Edit::SetDecision {
            option: "A".to_owned(),
            site: id.clone(),
            decision: Some(decision),
        })
    };
    ask(&mut window, decision(None));
    let closed = session(&window).option("A").findings.cost.running_cost_gbp;
    assert!(closed.is_finite() && before.is_finite());
    let reuse = Reuse { units: Some(4.0), gbp_per_night: Some(50.0), ..Reuse::default() };
    ask(&mut window, decision(Some(reuse)));
    ask(&mut window, Command::SelectSite(Some(site)));
    assert!(window.query_all_by_label("Its next use").next().is_some());
    assert!(window.query_all_by_label_contains("It saves or earns £73,000 a year").next().is_some());
    let now = session(&window).option("A").findings.cost.running_cost_gbp;
    assert!((closed - now - 73_000.0).abs() < 1e-6, "{closed} {now}");
    let line = MoneyLine { line: "Lease".to_owned(), gbp: 1.0, ..MoneyLine::default() };
    ask(&mut window, Command::Edit(Edit::SetMoney { option: "A".to_owned(), money: vec![line] }));
}
