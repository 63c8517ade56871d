//! Capacity: floor space in use, public desks, and how many people share the capacity that is in their reach.
//!
//! Supply of a site is its weekly hours × desks, or its floor area where the city's desks are mostly unknown; its services
//! share it by the space that they take. Pressure is the floating catchment of [`super::catchment`].

use super::catchment::{ZONES, weight};
use super::timeline::State;
use super::{Facts, Scorer};
use crate::model::Dataset;
use crate::reach::Near;

/// Minutes beyond which nobody shares a site.
const FARTHEST: f64 = ZONES[ZONES.len() - 1].until;

/// What a site's capacity is measured by, in the whole city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Weekly hours × desks.
    DeskHours,
    /// Floor area, m².
    FloorArea,
}

impl Basis {
    /// The unit of a supply.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::DeskHours => "desk-hours a week",
            Self::FloorArea => "m²",
        }
    }
}

/// What capacity needs and no decision changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// What supply is measured by: desk-hours where they are known for at least half of the sites that offer a service today.
    pub basis: Basis,
    /// By service × site: users in reach, weighed by how near they are.
    in_reach: Vec<f64>,
    sites: usize,
    /// By service: half of the supply for each user today, citywide; less than that is short.
    short: Vec<f64>,
}

/// Capacity of one service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ServiceCapacity {
    /// Supply of the sites that offer it, in the unit of the basis.
    pub supply: f64,
    /// Users for whom there is less than half of today's citywide supply a head in reach.
    pub short_of: f64,
}

impl Capacity {
    /// Looks at today's sites.
    pub fn of(facts: &Facts<'_>, users: &[&[f64]]) -> Self {
        let dataset = facts.dataset;
        let today = State::today(dataset);
        let offering: Vec<usize> = (0..dataset.sites.len()).filter(|&site| today.offers_any(site)).collect();
        let known =
            offering.iter().filter(|&&site| supply(dataset, &today, site, Basis::DeskHours).is_some());
        let basis = if known.count() * 2 >= offering.len() { Basis::DeskHours } else { Basis::FloorArea };
        let sites = dataset.sites.len();
        let mut in_reach = Vec::with_capacity(users.len() * sites);
        let mut short = Vec::with_capacity(users.len());
        for (service, users) in users.iter().enumerate() {
            let matrix = facts.times.of_service(service);
            in_reach.extend((0..sites).map(|site| {
                match matrix.near(site, FARTHEST) {
                    Near::Every(minutes) => minutes
                        .iter()
                        .zip(*users)
                        .map(|(&minutes, people)| weight(&ZONES, minutes) * people)
                        .sum(),
                    Near::Within(near) => {
                        near.iter().map(|&(area, minutes)| weight(&ZONES, minutes) * users[area]).sum::<f64>()
                    }
                }
            }));
            let people: f64 = users.iter().sum();
            let all: f64 =
                today.offering(service).filter_map(|site| part(dataset, &today, site, service, basis)).sum();
            short.push(if people > 0.0 { all / people / 2.0 } else { 0.0 });
        }
        Self { basis, in_reach, sites, short }
    }

    /// The capacity of one service in a state; `None` when no supply of it is known today or nobody uses it.
    pub fn service(
        &self,
        facts: &Facts<'_>,
        users: &[f64],
        service: usize,
        state: &State,
    ) -> Option<ServiceCapacity> {
        let short = self.short[service];
        if short <= 0.0 {
            return None;
        }
        let matrix = facts.times.of_service(service);
        let mut a_head = vec![0.0; users.len()];
        let mut found = ServiceCapacity { supply: 0.0, short_of: 0.0 };
        for site in state.offering(service) {
            let Some(supply) = part(facts.dataset, state, site, service, self.basis) else { continue };
            found.supply += supply;
            let in_reach = self.in_reach[service * self.sites + site];
            if in_reach > 0.0 {
                let ratio = supply / in_reach;
                match matrix.near(site, FARTHEST) {
                    Near::Every(minutes) => {
                        for (a_head, &minutes) in a_head.iter_mut().zip(minutes) {
                            *a_head += ratio * weight(&ZONES, minutes);
                        }
                    }
                    Near::Within(near) => {
                        for (area, minutes) in near {
                            a_head[area] += ratio * weight(&ZONES, minutes);
                        }
                    }
                }
            }
        }
        found.short_of =
            users.iter().zip(&a_head).filter(|(_, a_head)| **a_head < short).map(|(users, _)| users).sum();
        Some(found)
    }
}

/// What a site supplies in all; `None` where it is unknown.
fn supply(dataset: &Dataset, state: &State, site: usize, basis: Basis) -> Option<f64> {
    match basis {
        Basis::DeskHours => Some(dataset.sites[site].desks? * state.sites[site].hours_per_week?),
        Basis::FloorArea => dataset.sites[site].floor_area_m2,
    }
}

/// What a site supplies of a service: its supply by the space that the service takes there, or in equal parts where none of
/// its services takes any.
fn part(dataset: &Dataset, state: &State, site: usize, service: usize, basis: Basis) -> Option<f64> {
    let supply = supply(dataset, state, site, basis)?;
    let share = state.offer(site, service).share;
    let used = state.space_used_m2(dataset, site);
    let part = if used > 0.0 {
        share * dataset.services[service].space_m2 / used
    } else {
        share / state.offers(site).iter().map(|offer| offer.share).sum::<f64>()
    };
    Some(supply * part)
}

/// Sites that offer a service and whose supply is unknown.
pub(super) fn unknown(facts: &Facts<'_>, scorer: &Scorer, state: &State) -> usize {
    let unknown = |site: &usize| supply(facts.dataset, state, *site, scorer.capacity.basis).is_none();
    (0..state.sites.len()).filter(|&site| state.offers_any(site)).filter(unknown).count()
}

/// Share of users who are short of capacity: `Σ_s weight·(short ÷ users) ÷ Σ_s weight` over services whose capacity is known.
pub(super) fn short_share(
    facts: &Facts<'_>,
    users: impl Iterator<Item = f64>,
    capacities: &[Option<ServiceCapacity>],
) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for ((service, users), capacity) in facts.dataset.services.iter().zip(users).zip(capacities) {
        if let Some(capacity) = capacity {
            sum += service.weight * capacity.short_of / users;
            weights += service.weight;
        }
    }
    (weights > 0.0).then(|| sum / weights)
}

/// Share of the floor of open buildings that services use, 0 to 1: `Σ min(used, floor) ÷ Σ floor` over open buildings with a
/// known floor area.
pub(super) fn space(facts: &Facts<'_>, state: &State) -> Option<f64> {
    let (mut used, mut floor) = (0.0, 0.0);
    for (index, site) in facts.dataset.sites.iter().enumerate() {
        if let Some(area) = site.floor_area_m2.filter(|_| state.sites[index].open) {
            used += state.space_used_m2(facts.dataset, index).min(area);
            floor += area;
        }
    }
    (floor > 0.0).then(|| used / floor)
}

/// Public desks of open buildings that offer a service, for every thousand residents; unknown ones are left out. `None` when
/// none is known, or nobody lives there.
pub(super) fn desks(facts: &Facts<'_>, residents: f64, state: &State) -> Option<f64> {
    let known: Vec<f64> = (0..state.sites.len())
        .filter(|&site| state.sites[site].open && state.offers_any(site))
        .filter_map(|site| facts.dataset.sites[site].desks)
        .collect();
    (!known.is_empty() && residents > 0.0).then(|| known.iter().sum::<f64>() * 1000.0 / residents)
}
