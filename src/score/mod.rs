//! Scoring: what an option's decisions do to access, money, equality, carbon and the blueprint.
//!
//! A [`Scorer`] holds what no decision changes (demand, who is within a standard of where); [`Scorer::score`] takes one
//! [`Timeline`] of decisions and finds everything about it.

pub mod access;
pub mod blueprint;
pub mod brief;
pub mod capacity;
mod carbon;
pub mod catchment;
pub mod characteristics;
pub mod cost;
mod equality;
pub mod estate;
mod findings;
pub mod groups;
mod hours;
mod interim;
pub mod local;
pub mod money;
pub mod multi_criteria;
pub mod need;
mod one_stop;
pub mod phasing;
mod play;
pub mod ranges;
pub mod robustness;
pub mod timeline;
pub mod uncertainty;
pub mod who_loses;
pub mod within;

pub use findings::{
    Clash, ClashKind, CostFindings, Findings, Judgement, LocalityFindings, LocalityServiceFindings, Measure,
    NO_SITE, RunningCostLines, ServiceFindings, SiteFindings, Unknowns, Verdict, YearFindings,
};
pub use hours::HoursFindings;

use crate::model::{CriterionKey, Dataset, MoneyLine, OptionPlan, Settings};
use crate::reach::TravelTimes;
use capacity::Capacity;
use estate::{Estate, Figure};
use money::Bound;
use need::Demand;
use one_stop::WithinStandard;
use phasing::PhasingFindings;
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
    /// Who shares the capacity in reach.
    pub capacity: Capacity,
    /// Areas by locality, in order.
    pub areas_of: Vec<Vec<usize>>,
    within: WithinStandard,
    /// The facts with every unknown figure of a site at its more, and at its less favourable quartile; none is unknown: none.
    filled: Option<Box<[Filled; 2]>>,
}

/// Facts in which no figure of a site is unknown.
#[derive(Debug, Clone, PartialEq)]
struct Filled {
    /// Sites and services only.
    dataset: Dataset,
    /// By [`Figure`]: whether every unknown value could be taken from the portfolio.
    known: [bool; Figure::ALL.len()],
}

impl Scorer {
    /// Prepares for scoring any number of options on the same facts.
    pub fn new(facts: &Facts<'_>) -> Self {
        let dataset = facts.dataset;
        let demand: Vec<Demand> = dataset
            .services
            .iter()
            .map(|service| need::demand(dataset, service, facts.settings.need_multiplier))
            .collect();
        let estate = Estate::of(dataset);
        let filled = [true, false].map(|favourable| {
            let (sites, known) = estate.filled(dataset, favourable)?;
            let services = dataset.services.clone();
            Some(Filled { dataset: Dataset { sites, services, ..Dataset::default() }, known })
        });
        let users: Vec<&[f64]> = demand.iter().map(|demand| demand.users.as_slice()).collect();
        let mut areas_of = vec![Vec::new(); dataset.localities.len()];
        for (area, locality) in dataset.locality_of_area.iter().enumerate() {
            if let Some(locality) = *locality {
                areas_of[locality].push(area);
            }
        }
        Self {
            capacity: Capacity::of(facts, &users),
            demand,
            population: need::population(dataset),
            estate,
            areas_of,
            within: WithinStandard::new(facts),
            filled: match filled {
                [Some(favourable), Some(unfavourable)] => Some(Box::new([favourable, unfavourable])),
                _ => None,
            },
        }
    }

    /// Everything about one option. `bau` are the findings of business as usual, `None` for itself. `option` are the decisions
    /// that the timeline plays; `None` for a plan that has none.
    pub fn score(
        &self,
        facts: &Facts<'_>,
        timeline: &Timeline,
        option: Option<&OptionPlan>,
        bau: Option<&Findings>,
    ) -> Findings {
        let (dataset, settings) = (facts.dataset, facts.settings);
        let state = timeline.steady();
        let (cost_by_site, _) = cost::running_cost(dataset, settings, state);
        let services = self.services(facts, state, bau);
        let localities = access::localities(
            facts,
            self,
            &services,
            bau.map(|bau| bau.services.as_slice()),
            &cost_by_site,
            state,
        );
        let minutes = services.iter().map(|service| service.minutes.as_slice()).collect();
        let judgements = blueprint::judge(&blueprint::Ground { facts, scorer: self, state, minutes });
        let equality = equality::equality(facts, self, &services);
        let cost = self.cost(facts, timeline, option.map_or(&[], |option| &option.money), bau);
        let hours = hours::all(facts, self, state);
        let mut unknowns = cost::unknowns(dataset, settings, timeline);
        unknowns.capacities = capacity::unknown(facts, self, state);
        unknowns.desks = state.open_sites().filter(|&site| dataset.sites[site].desks.is_none()).count();
        let mut criteria = [None; CriterionKey::ALL.len()];
        for key in CriterionKey::ALL {
            criteria[key as usize] = match key {
                CriterionKey::Access => access::overall(facts, &services),
                CriterionKey::Cost => Some(cost.running_cost_gbp),
                CriterionKey::Equality => equality.map(|(minutes, _)| minutes),
                CriterionKey::OneStop => one_stop::one_stop(self, state),
                CriterionKey::Hours => hours.hours,
                CriterionKey::Carbon => Some(carbon::carbon(dataset, settings, state)),
                CriterionKey::Blueprint => {
                    let (met, all) = findings::rules_met(&judgements);
                    (all > 0).then(|| met as f64 / all as f64)
                }
                CriterionKey::Space => capacity::space(facts, state),
                CriterionKey::Desks => capacity::desks(facts, self.residents(), state),
                CriterionKey::Capacity => {
                    let capacities: Vec<_> = services.iter().map(|service| service.capacity).collect();
                    capacity::short_share(facts, services.iter().map(|service| service.users), &capacities)
                }
            };
        }
        let mut found = Findings {
            clashes: timeline.clashes.clone(),
            cost,
            criteria,
            equality_gap_minutes: equality.map(|(_, gap)| gap),
            services,
            sites: sites(dataset, timeline, &cost_by_site),
            localities,
            judgements,
            unknowns,
            over_full: over_full(dataset, timeline),
            hours,
            phasing: PhasingFindings::default(),
        };
        found.phasing = PhasingFindings {
            steps: option.map_or_else(Vec::new, |option| phasing::steps(facts, option, timeline)),
            years: interim::years(facts, self, timeline, &found, bau),
            circle: option.and_then(phasing::circle),
        };
        found
    }

    fn services(&self, facts: &Facts<'_>, state: &State, bau: Option<&Findings>) -> Vec<ServiceFindings> {
        let demands = self.demand.iter().enumerate();
        demands
            .map(|(index, demand)| {
                let mut found =
                    access::service(facts, demand, index, state, bau.map(|bau| &bau.services[index]));
                found.capacity = self.capacity.service(facts, &demand.users, index, state);
                found
            })
            .collect()
    }

    /// Residents of the city, as far as they are known.
    pub fn residents(&self) -> f64 {
        self.population.iter().sum()
    }

    /// Money, with what unknown figures could do to it.
    fn cost(
        &self,
        facts: &Facts<'_>,
        timeline: &Timeline,
        money: &[MoneyLine],
        bau: Option<&Findings>,
    ) -> CostFindings {
        let (dataset, settings, state) = (facts.dataset, facts.settings, timeline.steady());
        let mut found = cost::cost(dataset, settings, timeline, money, bau.map(|bau| &bau.cost));
        found.unknown_running_cost_gbp = self.estate.unknown_running_cost(dataset, state);
        let residents = self.residents();
        found.per_resident_gbp = (residents > 0.0).then(|| found.running_cost_gbp / residents);
        found.bounds = self.filled.as_ref().map(|filled| {
            let bounds = [0, 1].map(|end| {
                let usual = bau.and_then(|bau| bau.cost.bounds.as_ref()).map(|bounds| &bounds[end]);
                bound(&filled[end], settings, timeline, money, usual)
            });
            Box::new(bounds)
        });
        found
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
        let weight = &self.demand[service].weight;
        let mut sum = 0.0;
        facts.times.of_service(service).near(site, within).each(within, |area, _| sum += weight[area]);
        sum
    }
}

/// Totals of money and carbon under facts in which no figure is unknown.
fn bound(
    filled: &Filled,
    settings: &Settings,
    timeline: &Timeline,
    money: &[MoneyLine],
    bau: Option<&Bound>,
) -> Bound {
    let found = cost::cost(&filled.dataset, settings, timeline, money, None);
    let are_known = |figures: &[Figure]| figures.iter().all(|figure| filled.known[*figure as usize]);
    let running = are_known(&[Figure::RunningCost, Figure::Income]);
    let capital = are_known(&[Figure::CapitalValue]);
    let backlog = settings.backlog_years.is_none() || are_known(&[Figure::Backlog]);
    let running_cost_gbp = running.then_some(found.running_cost_gbp);
    Bound {
        running_cost_gbp,
        saving_gbp: running_cost_gbp.map(|gbp| bau.and_then(|bau| bau.running_cost_gbp).unwrap_or(gbp) - gbp),
        net_present_cost_gbp: (running && capital && backlog).then_some(found.net_present_cost_gbp),
        residual_value_gbp: capital.then_some(found.residual_value_gbp),
        carbon_kg: are_known(&[Figure::Electricity, Figure::Gas])
            .then(|| carbon::carbon(&filled.dataset, settings, timeline.steady())),
    }
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
