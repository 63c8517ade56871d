//! Scoring: what an option's decisions do to access, money, equality, carbon and the blueprint.
//!
//! A [`Scorer`] holds what no decision changes (demand, who is within a standard of where); [`Scorer::score`] takes one
//! [`Timeline`] of decisions and finds everything about it.

pub mod access;
pub mod blueprint;
mod carbon;
pub mod cost;
mod equality;
pub mod estate;
mod findings;
mod hours;
pub mod multi_criteria;
pub mod need;
mod one_stop;
pub mod timeline;
pub mod within;

pub use findings::{
    Clash, ClashKind, CostFindings, Findings, Judgement, LocalityFindings, LocalityServiceFindings, NO_SITE,
    RunningCostLines, ServiceFindings, SiteFindings, Unknowns, Verdict, YearFindings,
};

use crate::model::{CriterionKey, Dataset, MoneyLine, Settings};
use crate::reach::TravelTimes;
use estate::Estate;
use need::Demand;
use one_stop::WithinStandard;
use timeline::{State, Timeline};

/// What scoring reads: facts, minutes and how to count.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Sites, services, areas, localities, blueprint.
    pub dataset: &'a Dataset,
    /// Minutes from areas to sites.
    pub times: &'a TravelTimes,
    /// How things are counted.
    pub settings: &'a Settings,
}

/// What scoring needs and no decision changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorer {
    /// By service: who uses it and how much they need it.
    pub demand: Vec<Demand>,
    /// Residents by area, 0 where unknown.
    pub population: Vec<f64>,
    /// What the buildings cost, against each other.
    pub estate: Estate,
    within: WithinStandard,
}

impl Scorer {
    /// Prepares for scoring any number of options on the same facts.
    pub fn new(facts: &Facts<'_>) -> Self {
        let dataset = facts.dataset;
        let demand = dataset
            .services
            .iter()
            .map(|service| need::demand(dataset, service, facts.settings.need_multiplier))
            .collect();
        Self {
            demand,
            population: need::population(dataset),
            estate: Estate::of(dataset),
            within: WithinStandard::new(facts),
        }
    }

    /// Everything about one option. `bau` are the findings of business as usual, `None` for itself.
    pub fn score(
        &self,
        facts: &Facts<'_>,
        timeline: &Timeline,
        money: &[MoneyLine],
        bau: Option<&Findings>,
    ) -> Findings {
        let (dataset, settings) = (facts.dataset, facts.settings);
        let state = timeline.steady();
        let (cost_by_site, _) = cost::running_cost(dataset, settings, state);
        let mut cost = cost::cost(dataset, settings, timeline, money, bau.map(|bau| &bau.cost));
        cost.unknown_running_cost_gbp = self.estate.unknown_running_cost(dataset, state);
        let services: Vec<ServiceFindings> = self
            .demand
            .iter()
            .enumerate()
            .map(|(index, demand)| {
                access::service(facts, demand, index, state, bau.map(|bau| &bau.services[index]))
            })
            .collect();
        let localities =
            access::localities(facts, self, &services, bau.map(|bau| bau.services.as_slice()), &cost_by_site);
        let judgements =
            blueprint::judge(&blueprint::Ground { facts, scorer: self, state, services: &services });
        let equality = equality::equality(facts, self, &services);
        let mut criteria = [None; CriterionKey::ALL.len()];
        for key in CriterionKey::ALL {
            criteria[key as usize] = match key {
                CriterionKey::Access => access::overall(facts, &services),
                CriterionKey::Cost => Some(cost.running_cost_gbp),
                CriterionKey::Equality => equality.map(|(minutes, _)| minutes),
                CriterionKey::OneStop => one_stop::one_stop(self, state),
                CriterionKey::Hours => hours::hours(facts, self, state),
                CriterionKey::Carbon => Some(carbon::carbon(facts, state)),
                CriterionKey::Blueprint => share_met(&judgements),
            };
        }
        Findings {
            clashes: timeline.clashes.clone(),
            cost,
            criteria,
            equality_gap_minutes: equality.map(|(_, gap)| gap),
            services,
            sites: sites(dataset, timeline, &cost_by_site),
            localities,
            judgements,
            unknowns: cost::unknowns(dataset, settings, timeline),
            over_full: over_full(dataset, timeline),
        }
    }

    /// The two reference plans that, with business as usual, fix the scales.
    ///
    /// *Full*: every site open, each service wherever it may be. *Lean*: each service only at the one permitted site
    /// with the highest need-weighted coverage (ties: the smaller id), other sites closed unless they must be kept.
    pub fn reference_plans(&self, facts: &Facts<'_>) -> [Timeline; 2] {
        let dataset = facts.dataset;
        let today = State::today(dataset);
        let may_host = |site: usize, service: usize| {
            let id = &dataset.services[service].id;
            today.offer(site, service).share > 0.0 || !dataset.sites[site].cannot_host.contains(id)
        };
        let mut full = State::open_and_empty(dataset);
        let mut lean = State::open_and_empty(dataset);
        for service in 0..dataset.services.len() {
            let mut best: Option<(f64, usize)> = None;
            for site in (0..dataset.sites.len()).filter(|&site| may_host(site, service)) {
                full.offer_at(dataset, site, service);
                let covered = self.demand_within(facts, service, site);
                let better = best.is_none_or(|(most, held)| {
                    covered > most || (covered == most && dataset.sites[site].id < dataset.sites[held].id)
                });
                if better {
                    best = Some((covered, site));
                }
            }
            if let Some((_, site)) = best {
                lean.offer_at(dataset, site, service);
            }
        }
        for (site, facts) in dataset.sites.iter().enumerate() {
            if !lean.offers_any(site) && facts.keep.is_none() {
                lean.sites[site].open = false;
            }
        }
        [full, lean].map(|state| Timeline::of_state(dataset, state))
    }

    /// Need-weighted demand of a service within its standard of one site.
    fn demand_within(&self, facts: &Facts<'_>, service: usize, site: usize) -> f64 {
        let within = facts.dataset.services[service].standard.minutes;
        let minutes = facts.times.of_service(service).to_site(site);
        let weight = &self.demand[service].weight;
        minutes.iter().zip(weight).filter(|(minutes, _)| **minutes <= within).map(|(_, weight)| weight).sum()
    }
}

/// Blueprint judgements met ÷ all judgements; `None` without rules.
fn share_met(judgements: &[Judgement]) -> Option<f64> {
    let met = judgements.iter().filter(|judgement| judgement.verdict == Verdict::Met).count();
    (!judgements.is_empty()).then(|| met as f64 / judgements.len() as f64)
}

fn sites(dataset: &Dataset, timeline: &Timeline, cost_by_site: &[f64]) -> Vec<SiteFindings> {
    let state = timeline.steady();
    (0..dataset.sites.len())
        .map(|site| {
            let now = &state.sites[site];
            SiteFindings {
                action: timeline.actions[site],
                open: now.open,
                services: state
                    .offers(site)
                    .iter()
                    .enumerate()
                    .filter(|(_, offer)| offer.share > 0.0)
                    .map(|(service, offer)| (service, offer.share))
                    .collect(),
                space_used_m2: state.space_used_m2(dataset, site),
                hours_per_week: now.hours_per_week.filter(|_| now.open),
                running_cost_gbp: cost_by_site[site],
            }
        })
        .collect()
}

/// Sites whose services take more floor space than there is in the steady state, without a clash saying so.
fn over_full(dataset: &Dataset, timeline: &Timeline) -> Vec<usize> {
    let state = timeline.steady();
    (0..dataset.sites.len())
        .filter(|&site| {
            let floor_m2 = dataset.sites[site].floor_area_m2;
            let clashes = timeline
                .clashes
                .iter()
                .any(|clash| clash.kind == ClashKind::NoRoom && clash.site == Some(site));
            !clashes && floor_m2.is_some_and(|floor_m2| state.space_used_m2(dataset, site) > floor_m2)
        })
        .collect()
}
