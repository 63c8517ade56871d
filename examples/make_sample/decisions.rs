//! Four worked options, found by simple greedy rules with the program's own appraisal as the judge.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use hub_planner::appraise::{Appraiser, OptionAppraisal};
use hub_planner::load::{self, Inputs, Silent};
use hub_planner::model::{
    Action, AfterUse, CriterionKey, Dataset, Group, MoneyLine, Move, OptionPlan, Plan, SiteDecision, Status,
};
use hub_planner::place::haversine_m;
use hub_planner::reach::TravelTimes;
use hub_planner::units::Month;
use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The city's data with what it takes to judge an option.
struct Judge {
    dataset: Dataset,
    times: TravelTimes,
    plan: Plan,
    appraiser: Appraiser,
}

impl Judge {
    fn open(folder: &Path) -> Result<Self> {
        let file = |name: &str| Some(folder.join(name));
        let inputs = Inputs {
            sites: file("sites.geojson"),
            localities: file("localities.geojson"),
            areas: file("areas.geojson"),
            services: file("services.json"),
            blueprint: file("blueprint.json"),
            ..Inputs::default()
        };
        let dataset = load::read(&inputs, &Silent)?.dataset;
        let plan = bare_plan();
        let times = TravelTimes::compute(&dataset, &plan.settings);
        let appraiser = Appraiser::new(&dataset, &times, &plan);
        Ok(Self { dataset, times, plan, appraiser })
    }

    fn judge(&mut self, option: &OptionPlan) -> OptionAppraisal {
        self.plan.options = vec![option.clone()];
        let mut found = self.appraiser.appraise(&self.dataset, &self.times, &self.plan);
        found.options.remove(1)
    }

    /// Metres between two sites.
    fn apart(&self, a: usize, b: usize) -> f64 {
        haversine_m(self.dataset.sites[a].position, self.dataset.sites[b].position)
    }

    /// Sites that may close: the council's own, with a known cost and no reason to keep them.
    fn may_close(&self, site: usize) -> bool {
        let facts = &self.dataset.sites[site];
        facts.keep.is_none() && facts.partner.is_none() && facts.running_cost_gbp.is_some()
    }
}

/// Settings, groups and report of the sample, without options.
fn bare_plan() -> Plan {
    let mut plan = Plan::default();
    plan.settings.co_location_saving = 0.15;
    plan.settings.backlog_years = Some(10.0);
    plan.settings.deprivation_column = Some("deprivation_score".to_owned());
    plan.settings.targets_gbp = [(2026, 900_000.0), (2027, 1_400_000.0), (2028, 1_400_000.0)].into();
    for (key, weight) in [
        (CriterionKey::Access, 35.0),
        (CriterionKey::Cost, 30.0),
        (CriterionKey::Equality, 20.0),
        (CriterionKey::OneStop, 10.0),
        (CriterionKey::Hours, 5.0),
    ] {
        plan.settings.weights.insert(key, weight);
    }
    let group = |name: &str, column: &str, unit: &str| Group {
        name: name.to_owned(),
        column: column.to_owned(),
        unit: unit.to_owned(),
    };
    plan.groups = vec![
        group("Aged 65 and over", "age_65_plus", "people"),
        group("Children under 5", "age_0_4", "people"),
        group("Disabled people", "disabled", "people"),
        group("Ethnic minority residents", "ethnic_minority", "people"),
        group("Households without a car", "no_car_households", "households"),
        group("Households on a low income", "low_income_households", "households"),
    ];
    plan.report.title = Some("One Coventry Community Hubs: options appraisal (illustrative)".to_owned());
    plan.report.objectives = vec![
        "Bring services together where residents already go".to_owned(),
        "Answer local need in every locality".to_owned(),
        "Save £0.9m, £1.4m and £1.4m in the first three years".to_owned(),
    ];
    plan
}

/// All decisions of the sample.
pub fn plan(folder: &Path) -> Result<Value> {
    let mut judge = Judge::open(folder)?;
    let options = vec![
        co_located(&mut judge),
        fewer_with_outreach(&mut judge),
        in_place(&mut judge),
        smallest_closed(&mut judge),
    ];
    for option in &options {
        let found = judge.judge(option);
        let years: Vec<f64> =
            found.findings.cost.years.iter().take(3).map(|year| year.saving_gbp.round()).collect();
        println!(
            "{} {}: saves £{:.0}, by year {years:?}, coverage {:.1} %, {} clashes",
            option.id,
            option.name,
            found.findings.cost.saving_gbp,
            found.findings.value(CriterionKey::Access).unwrap_or(0.0) * 100.0,
            found.findings.clashes.len()
        );
        if !found.feasible() {
            return Err(format!("option {} clashes: {:?}", option.id, found.findings.clashes).into());
        }
    }
    let mut plan = bare_plan();
    plan.options = options;
    Ok(serde_json::to_value(plan)?)
}

/// A month of the programme, counted from April 2026.
fn month(index: usize) -> Month {
    Month::at(2026, u32::try_from(index).unwrap_or(0))
}

/// In each of these localities, the council building with the most room that is step-free and open for long.
fn hubs(judge: &Judge, localities: &[usize]) -> Vec<usize> {
    let sites = &judge.dataset.sites;
    localities
        .iter()
        .filter_map(|&locality| {
            (0..sites.len())
                .filter(|&site| {
                    let facts = &sites[site];
                    judge.dataset.locality_of_site[site] == Some(locality)
                        && facts.partner.is_none()
                        && facts.kind.as_deref() != Some("Office")
                        && facts.step_free == Some(true)
                        && facts.hours_per_week.is_some_and(|hours| hours >= 35.0)
                        && facts.floor_area_m2.is_some()
                })
                .max_by(|&a, &b| {
                    sites[a].floor_area_m2.unwrap_or(0.0).total_cmp(&sites[b].floor_area_m2.unwrap_or(0.0))
                })
        })
        .collect()
}

/// The option in which one more site closes: each of its services goes to the first receiver that does not have it yet
/// and can take it without a clash; what the receiver already offers simply ends.
fn closing(
    judge: &mut Judge,
    option: &OptionPlan,
    site: usize,
    receivers: &[usize],
    from: Month,
) -> OptionPlan {
    let facts = judge.dataset.sites[site].clone();
    let mut next = option.clone();
    let decision = SiteDecision {
        action: Action::Close,
        after_use: Some(if facts.services.is_empty() { AfterUse::Let } else { AfterUse::Dispose }),
        from: Some(from),
        ..SiteDecision::default()
    };
    next.sites.insert(facts.id.clone(), decision);
    let mut order: Vec<usize> = receivers
        .iter()
        .copied()
        .filter(|&to| {
            let closed =
                next.sites.get(&judge.dataset.sites[to].id).is_some_and(|d| d.action == Action::Close);
            to != site && !closed && judge.apart(site, to) < 2_600.0
        })
        .collect();
    order.sort_by(|&a, &b| judge.apart(site, a).total_cmp(&judge.apart(site, b)));
    let mut arrived: BTreeSet<String> = BTreeSet::new();
    for service in &facts.services {
        for &to in &order {
            let to_id = judge.dataset.sites[to].id.clone();
            let offered = judge.dataset.sites[to].services.contains(service)
                || next
                    .moves
                    .iter()
                    .any(|known| known.service == *service && known.to.as_ref() == Some(&to_id));
            if offered {
                if judge.apart(site, to) < 1_700.0 {
                    arrived.insert(judge.dataset.sites[to].name.clone());
                    break;
                }
                continue;
            }
            let mut tried = next.clone();
            tried.moves.push(Move {
                service: service.clone(),
                from: Some(facts.id.clone()),
                to: Some(to_id),
                share: 1.0,
                ..Move::default()
            });
            if judge.judge(&tried).feasible() {
                arrived.insert(judge.dataset.sites[to].name.clone());
                next = tried;
                break;
            }
        }
    }
    let why = if facts.services.is_empty() {
        "No public service here; staff move to other offices".to_owned()
    } else if arrived.is_empty() {
        "Little used; other places are near".to_owned()
    } else {
        format!("Its services are at {}", arrived.into_iter().collect::<Vec<_>>().join(" and "))
    };
    if let Some(decision) = next.sites.get_mut(&facts.id) {
        decision.why = Some(why);
    }
    next
}

/// Closes one site after another, always the one that saves most for what it takes from access, until enough is saved.
fn close_until(
    judge: &mut Judge,
    mut option: OptionPlan,
    receivers: &[usize],
    saving_gbp: f64,
    price_of_access: f64,
    months: usize,
) -> OptionPlan {
    let mut order = 0;
    loop {
        let now = judge.judge(&option);
        if now.findings.cost.saving_gbp >= saving_gbp {
            return option;
        }
        let worth = |found: &OptionAppraisal| {
            found.findings.cost.saving_gbp
                + price_of_access * found.findings.value(CriterionKey::Access).unwrap_or(0.0)
                - price_of_access / 60.0 * found.findings.value(CriterionKey::Equality).unwrap_or(0.0)
        };
        let mut best: Option<(f64, OptionPlan)> = None;
        for site in 0..judge.dataset.sites.len() {
            let id = &judge.dataset.sites[site].id;
            if receivers.contains(&site) || option.sites.contains_key(id) || !judge.may_close(site) {
                continue;
            }
            let next = closing(judge, &option, site, receivers, month((order * months / 14).min(months)));
            let found = judge.judge(&next);
            let gain = worth(&found) - worth(&now);
            if found.feasible()
                && found.findings.cost.saving_gbp > now.findings.cost.saving_gbp
                && best.as_ref().is_none_or(|(most, _)| gain > *most)
            {
                best = Some((gain, next));
            }
        }
        match best {
            Some((_, next)) => option = next,
            None => return option,
        }
        order += 1;
    }
}

/// Closes the nearest building that brings a hub a service which it lacks; the option as it was when there is none.
fn join_neighbour(judge: &mut Judge, option: &OptionPlan, hub: usize, from: Month) -> OptionPlan {
    let mut near: Vec<usize> = (0..judge.dataset.sites.len())
        .filter(|&site| {
            let facts = &judge.dataset.sites[site];
            judge.may_close(site)
                && !option.sites.contains_key(&facts.id)
                && !facts.services.is_empty()
                && facts.services.len() < 3
                && judge.apart(site, hub) < 2_000.0
        })
        .collect();
    near.sort_by(|&a, &b| judge.apart(a, hub).total_cmp(&judge.apart(b, hub)));
    for site in near {
        let next = closing(judge, option, site, &[hub], from);
        if next.moves.len() > option.moves.len() && judge.judge(&next).feasible() {
            return next;
        }
    }
    option.clone()
}

fn co_located(judge: &mut Judge) -> OptionPlan {
    let all: Vec<usize> = (0..judge.dataset.localities.len()).collect();
    let hubs = hubs(judge, &all);
    let mut option = OptionPlan {
        id: "A".to_owned(),
        name: "Co-located hubs".to_owned(),
        status: Status::ShortList,
        ..OptionPlan::default()
    };
    for &hub in &hubs {
        let decision = SiteDecision {
            action: Action::Hub,
            why: Some("The roomiest step-free building of its locality".to_owned()),
            ..SiteDecision::default()
        };
        option.sites.insert(judge.dataset.sites[hub].id.clone(), decision);
    }
    // First the neighbours: to each hub, the nearest building whose services it does not offer yet.
    for round in 0..2 {
        for (place, &hub) in hubs.iter().enumerate() {
            option = join_neighbour(judge, &option, hub, month(round * 4 + place / 2));
        }
    }
    let mut option = close_until(judge, option, &hubs, 1_400_000.0, 3e7, 8);
    option.money.push(MoneyLine {
        line: "Moving and decant (illustrative)".to_owned(),
        gbp: 140_000.0,
        from: Some(month(6)),
        ..MoneyLine::default()
    });
    option
}

fn fewer_with_outreach(judge: &mut Judge) -> OptionPlan {
    let hubs = hubs(judge, &[0, 1, 3, 4, 7]);
    let mut option = OptionPlan {
        id: "B".to_owned(),
        name: "Fewer hubs with outreach".to_owned(),
        status: Status::ShortList,
        ..OptionPlan::default()
    };
    for &hub in &hubs {
        let decision = SiteDecision { action: Action::Hub, ..SiteDecision::default() };
        option.sites.insert(judge.dataset.sites[hub].id.clone(), decision);
    }
    let mut option = close_until(judge, option, &hubs, 1_850_000.0, 2e6, 10);
    // Outreach: where it wins most access for its cost, in partners' and community rooms, two days in five.
    for service in ["library", "advice", "older_people", "youth"] {
        let now = judge.judge(&option);
        let access = |found: &OptionAppraisal| found.findings.value(CriterionKey::Access).unwrap_or(0.0);
        let mut best: Option<(f64, OptionPlan)> = None;
        for site in 0..judge.dataset.sites.len() {
            let facts = &judge.dataset.sites[site];
            let small =
                ["Partner centre", "Community centre"].contains(&facts.kind.as_deref().unwrap_or_default());
            if !small
                || option.sites.contains_key(&facts.id)
                || facts.services.iter().any(|known| known == service)
            {
                continue;
            }
            let mut next = option.clone();
            next.moves.push(Move {
                service: service.to_owned(),
                to: Some(facts.id.clone()),
                start: Some(month(9)),
                share: 0.4,
                ..Move::default()
            });
            let found = judge.judge(&next);
            let gain = access(&found) - access(&now);
            if found.feasible() && best.as_ref().is_none_or(|(most, _)| gain > *most) {
                best = Some((gain, next));
            }
        }
        if let Some((_, next)) = best {
            option = next;
        }
    }
    option.money.push(MoneyLine {
        line: "Moving and decant (illustrative)".to_owned(),
        gbp: 190_000.0,
        from: Some(month(8)),
        ..MoneyLine::default()
    });
    option
}

/// Cuts cost where things are: shorter hours, energy measures and lettings.
fn in_place(judge: &mut Judge) -> OptionPlan {
    let mut option = OptionPlan {
        id: "C".to_owned(),
        name: "Reduce cost in place".to_owned(),
        status: Status::LongList,
        ..OptionPlan::default()
    };
    let sites = judge.dataset.sites.clone();
    for (place, site) in sites.iter().enumerate() {
        if site.partner.is_some() || site.running_cost_gbp.is_none() {
            continue;
        }
        let kind = site.kind.as_deref().unwrap_or_default();
        let (share, keeps_hours, income) = match kind {
            "Office" => (0.22, 1.0, 24_000.0),
            "Community centre" => (0.12, 1.0, 4_000.0),
            "Library" => (0.16, 0.85, 0.0),
            _ => (0.13, 0.9, 0.0),
        };
        let decision = SiteDecision {
            action: Action::Reduce,
            reduce_share: Some(share),
            hours_per_week: site.hours_per_week.map(|hours| (hours * keeps_hours * 2.0).round() / 2.0),
            extra_income_gbp: income,
            from: Some(month(place % 6)),
            why: Some(
                if kind == "Office" {
                    "Floors let to partners, heating zoned"
                } else {
                    "Shorter hours and energy measures"
                }
                .to_owned(),
            ),
            ..SiteDecision::default()
        };
        option.sites.insert(site.id.clone(), decision);
    }
    option
}

/// Closes the smallest buildings, wherever they are, and moves nothing.
fn smallest_closed(judge: &mut Judge) -> OptionPlan {
    let mut option = OptionPlan {
        id: "D".to_owned(),
        name: "Close the smallest sites".to_owned(),
        status: Status::Discarded,
        reason: Some("It answers no local need: the places that close are the ones that people without a car rely on, nothing moves to where they can reach it, and the neediest fifth travel furthest of all options.".to_owned()),
        ..OptionPlan::default()
    };
    let mut order: Vec<usize> = (0..judge.dataset.sites.len())
        .filter(|&site| judge.may_close(site) && judge.dataset.sites[site].floor_area_m2.is_some())
        .filter(|&site| !judge.dataset.sites[site].services.is_empty())
        .collect();
    let floor = |site: usize| judge.dataset.sites[site].floor_area_m2.unwrap_or(0.0);
    order.sort_by(|&a, &b| floor(a).total_cmp(&floor(b)).then(a.cmp(&b)));
    for (place, site) in order.into_iter().take(20).enumerate() {
        let decision = SiteDecision {
            action: Action::Close,
            after_use: Some(AfterUse::Dispose),
            from: Some(month(place / 2)),
            ..SiteDecision::default()
        };
        option.sites.insert(judge.dataset.sites[site].id.clone(), decision);
    }
    option
}
