//! The evidence of an option: who loses, what happens to each group and each fifth by deprivation, which closures meet in the
//! same neighbourhood. Heavier than a score, so it is worked out only for the options that are looked at.

use super::{Appraisal, OptionAppraisal};
use crate::model::{Dataset, Entry, Plan};
use crate::score::characteristics::{CHARACTERISTICS, Characteristic};
use crate::score::groups::{self, Fifths, GroupEffect, Journeys};
use crate::score::who_loses::{Change, WhoLoses, changes, who_loses};
use crate::score::{Findings, need};

/// What no option changes: who is where, deprivation, and which characteristics have no data.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// Residents by area, 0 where unknown.
    pub population: Vec<f64>,
    /// Users by service and area, 0 where unknown.
    pub users: Vec<Vec<f64>>,
    /// Deprivation and its fifths; `None` when no column says it.
    pub fifths: Option<Fifths>,
    /// Characteristics that no group with data speaks of: no evidence, which is not no impact.
    pub no_evidence: Vec<Characteristic>,
}

impl Basis {
    /// The basis of a plan's evidence.
    pub fn new(dataset: &Dataset, plan: &Plan) -> Self {
        let population = need::population(dataset);
        let users = |service| need::demand(dataset, service, 1.0).users;
        let known = || plan.groups.iter().filter(|group| groups::counts(dataset, group).is_some());
        Self {
            users: dataset.services.iter().map(users).collect(),
            fifths: Fifths::of(dataset, &plan.settings, &population),
            population,
            no_evidence: CHARACTERISTICS
                .into_iter()
                .filter(|characteristic| !known().any(|group| characteristic.is_of(group)))
                .collect(),
        }
    }
}

/// What happens to groups and fifths, by one service or by any.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Effects {
    /// By group of the plan; `None` is no evidence.
    pub groups: Vec<Option<GroupEffect>>,
    /// By fifth, most deprived first; empty when nothing says deprivation.
    pub fifths: Vec<GroupEffect>,
    /// Slope index of inequality before and after, minutes; `None` across services.
    pub slope: Option<[f64; 2]>,
}

/// The evidence about one service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceEvidence {
    /// Users by how their journey changes.
    pub who_loses: WhoLoses,
    /// Groups and fifths.
    pub effects: Effects,
}

/// Closures that meet: in one locality residents lose by two services or more.
#[derive(Debug, Clone, PartialEq)]
pub struct Intersection {
    /// The locality.
    pub locality: usize,
    /// Services by which residents of it lose, and the residents who lose by each.
    pub services: Vec<(usize, f64)>,
    /// Sites of the locality that no longer offer a service of theirs: site, service.
    pub withdrawn: Vec<(usize, usize)>,
    /// Residents who lose by two services or more.
    pub residents: f64,
}

/// The evidence about one option.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionEvidence {
    /// Option id.
    pub option: String,
    /// By service.
    pub services: Vec<ServiceEvidence>,
    /// Those who lose by any service. Minutes are by service only.
    pub any: Effects,
    /// Closures that meet, most residents first.
    pub intersections: Vec<Intersection>,
}

/// One flag: a group or a fifth that loses out of proportion by a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    /// The service's index; `None` by any service.
    pub service: Option<usize>,
    /// The group's name, or the words of the fifth.
    pub group: String,
    /// How much more often it loses.
    pub ratio: f64,
    /// How many of it lose.
    pub losers: f64,
    /// The unit of the group.
    pub unit: String,
}

impl OptionEvidence {
    /// The evidence of an option against business as usual.
    pub fn of(
        dataset: &Dataset,
        plan: &Plan,
        basis: &Basis,
        bau: &Findings,
        option: &OptionAppraisal,
    ) -> Self {
        let now = &*option.findings;
        let by_service: Vec<Vec<Change>> = dataset
            .services
            .iter()
            .zip(bau.services.iter().zip(&now.services))
            .map(|(service, (before, now))| changes(&before.minutes, &now.minutes, service.standard.minutes))
            .collect();
        let looking = Looking { dataset, plan, basis };
        let services = (0..dataset.services.len())
            .map(|index| {
                let (before, after) = (&bau.services[index].minutes, &now.services[index].minutes);
                let unreachable_minutes = plan.settings.unreachable_minutes;
                let journeys = Journeys { before, after, unreachable_minutes };
                let mut effects = looking.effects(&by_service[index], Some(journeys));
                effects.slope = basis.fifths.as_ref().and_then(|fifths| {
                    let slope =
                        |minutes: &[f64]| fifths.slope(minutes, unreachable_minutes, &basis.population);
                    Some([slope(before)?, slope(after)?])
                });
                let standard = dataset.services[index].standard.minutes;
                let users = &basis.users[index];
                ServiceEvidence { who_loses: who_loses(dataset, before, after, users, standard), effects }
            })
            .collect();
        let any: Vec<Change> = (0..dataset.areas.len())
            .map(|area| {
                let is = |what: fn(&Change) -> bool| by_service.iter().any(|changes| what(&changes[area]));
                Change {
                    loses: is(|change| change.loses),
                    gains: is(|change| change.gains),
                    newly_beyond: is(|change| change.newly_beyond),
                    newly_within: is(|change| change.newly_within),
                }
            })
            .collect();
        Self {
            option: option.id.clone(),
            services,
            any: looking.effects(&any, None),
            intersections: intersections(dataset, &basis.population, &by_service, bau, now),
        }
    }

    /// Every flag: by service in order, groups before fifths; at the end those by any service.
    pub fn flags(&self, plan: &Plan) -> Vec<Flag> {
        let mut flags = Vec::new();
        let by_service =
            self.services.iter().enumerate().map(|(index, service)| (Some(index), &service.effects));
        for (service, effects) in by_service.chain([(None, &self.any)]) {
            for (name, unit, effect) in named(plan, effects) {
                if let (Some(effect), true) = (effect, effect.is_some_and(|effect| effect.flag)) {
                    flags.push(Flag {
                        service,
                        group: name.to_owned(),
                        ratio: effect.ratio.unwrap_or(0.0),
                        losers: effect.losers,
                        unit: unit.to_owned(),
                    });
                }
            }
        }
        flags
    }
}

/// Groups, then fifths, of effects: name, unit, what happens (`None` is no evidence).
pub fn named<'a>(
    plan: &'a Plan,
    effects: &'a Effects,
) -> impl Iterator<Item = (&'a str, &'a str, Option<&'a GroupEffect>)> {
    let of_plan = plan
        .groups
        .iter()
        .zip(&effects.groups)
        .map(|(group, effect)| (group.name.as_str(), group.unit.as_str(), effect.as_ref()));
    let fifths = groups::FIFTHS.into_iter().zip(&effects.fifths);
    of_plan.chain(fifths.map(|(name, effect)| (name, "people", Some(effect))))
}

/// What is done about a flag, as the plan says: the mitigation of its group by its service, else by all.
pub fn mitigation_of<'a>(
    dataset: &Dataset,
    plan: &'a Plan,
    option: &str,
    flag: &Flag,
) -> Option<&'a crate::model::Mitigation> {
    let service = flag.service.and_then(|index| dataset.services.get(index)).map(|service| &service.id);
    let known = || {
        let all = plan.mitigations.iter().filter_map(Entry::known);
        all.filter(|known| known.option == option && known.group == flag.group)
    };
    known()
        .find(|known| known.service.as_ref() == service)
        .or_else(|| known().find(|known| known.service.is_none()))
}

struct Looking<'a> {
    dataset: &'a Dataset,
    plan: &'a Plan,
    basis: &'a Basis,
}

impl Looking<'_> {
    fn effects(&self, changes: &[Change], journeys: Option<Journeys<'_>>) -> Effects {
        let of = |counts: &[Option<f64>]| {
            groups::effect(self.dataset, counts, &self.basis.population, changes, journeys)
        };
        Effects {
            groups: self
                .plan
                .groups
                .iter()
                .map(|group| groups::counts(self.dataset, group).map(of))
                .collect(),
            fifths: self
                .basis
                .fifths
                .iter()
                .flat_map(|fifths| &fifths.people)
                .map(|people| of(people))
                .collect(),
            slope: None,
        }
    }
}

fn intersections(
    dataset: &Dataset,
    population: &[f64],
    by_service: &[Vec<Change>],
    bau: &Findings,
    now: &Findings,
) -> Vec<Intersection> {
    let mut found: Vec<Intersection> = (0..dataset.localities.len())
        .map(|locality| Intersection {
            locality,
            services: (0..by_service.len()).map(|service| (service, 0.0)).collect(),
            withdrawn: Vec::new(),
            residents: 0.0,
        })
        .collect();
    for (area, locality) in dataset.locality_of_area.iter().enumerate() {
        let Some(here) = locality.map(|locality| &mut found[locality]) else { continue };
        let people = population[area];
        let mut losing = 0;
        for (service, sum) in &mut here.services {
            if by_service[*service][area].loses {
                *sum += people;
                losing += 1;
            }
        }
        if losing >= 2 {
            here.residents += people;
        }
    }
    for (site, locality) in dataset.locality_of_site.iter().enumerate() {
        let Some(here) = locality.map(|locality| &mut found[locality]) else { continue };
        for (service, _) in &bau.sites[site].services {
            if !now.sites[site].services.iter().any(|(offered, _)| offered == service) {
                here.withdrawn.push((site, *service));
            }
        }
    }
    for here in &mut found {
        here.services.retain(|(_, people)| *people > 0.0);
    }
    found.retain(|here| here.residents > 0.0);
    found.sort_by(|a, b| b.residents.total_cmp(&a.residents).then(a.locality.cmp(&b.locality)));
    found
}

/// The evidence of every option but business as usual, in the plan's order.
pub fn of_all(dataset: &Dataset, plan: &Plan, appraisal: &Appraisal) -> (Basis, Vec<OptionEvidence>) {
    let basis = Basis::new(dataset, plan);
    let bau = &appraisal.bau().findings;
    let options = appraisal.options.iter().skip(1);
    let evidence = options.map(|option| OptionEvidence::of(dataset, plan, &basis, bau, option)).collect();
    (basis, evidence)
}
