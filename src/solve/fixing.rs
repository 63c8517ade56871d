//! What is settled in a branch of the search, and what follows from it.

use super::instance::{Cover, Instance, RowKind};
use super::menu::Menu;
use super::problem::Services;
use super::weigh::is_hub;

/// One side of a rule that can be fulfilled in two ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// By the number of sites.
    Count,
    /// By people within reach.
    Reach,
}

/// What is settled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fixing {
    /// By site: open, shut, or not settled.
    pub open: Vec<Option<bool>>,
    /// By site: services that it offers for certain.
    pub must: Vec<Services>,
    /// By site: services that it does not offer.
    pub never: Vec<Services>,
    /// By rule with two sides: which one is meant.
    pub side: Vec<Option<Side>>,
}

impl Fixing {
    /// Nothing settled but what the instance says.
    pub fn new(instance: &Instance) -> Self {
        let sites = instance.sites;
        Self {
            open: vec![None; sites],
            must: vec![0; sites],
            never: vec![0; sites],
            side: vec![None; instance.eithers],
        }
    }

    /// Whether an open site may offer just this.
    pub fn permits(&self, site: usize, offers: Services) -> bool {
        offers & self.must[site] == self.must[site] && offers & self.never[site] == 0
    }

    /// Draws conclusions; false when nothing is left.
    pub fn settle(&mut self, instance: &Instance) -> bool {
        loop {
            let Some(changed) = self.pass(instance) else { return false };
            if !changed {
                return true;
            }
        }
    }

    /// One round of conclusions; `None` when nothing is left.
    fn pass(&mut self, instance: &Instance) -> Option<bool> {
        let sites = instance.sites;
        let mut changed = instance.never.then_some(()).map_or(Some(false), |()| None)?;
        let mut any = vec![0; sites];
        for site in 0..sites {
            if self.must[site] != 0 && self.open[site] != Some(true) {
                if self.open[site] == Some(false) {
                    return None;
                }
                self.open[site] = Some(true);
                changed = true;
            }
            let mut all = Services::MAX;
            let mut possible = false;
            if self.open[site] != Some(false) {
                for choice in instance.choices(site).iter().filter(|choice| self.permits(site, choice.offers))
                {
                    possible = true;
                    any[site] |= choice.offers;
                    all &= choice.offers;
                }
            }
            if !possible {
                if !instance.can_shut[site] || self.open[site] == Some(true) {
                    return None;
                }
                if self.open[site].is_none() {
                    self.open[site] = Some(false);
                    changed = true;
                }
                continue;
            }
            if !instance.can_shut[site] && self.open[site].is_none() {
                self.open[site] = Some(true);
                changed = true;
            }
            if self.open[site] == Some(true) && all & !self.must[site] != 0 {
                self.must[site] |= all;
                changed = true;
            }
        }
        let [least, most] = instance.count;
        let opened = self.open.iter().filter(|open| **open == Some(true)).count();
        let possible = self.open.iter().filter(|open| **open != Some(false)).count();
        if opened > most || possible < least || least > most {
            return None;
        }
        if opened < possible && (opened == most || possible == least) {
            let becomes = opened != most;
            for open in self.open.iter_mut().filter(|open| open.is_none()) {
                *open = Some(becomes);
            }
            return Some(true);
        }
        for row in &instance.rows {
            let side = row.either.map(|either| self.side[either]);
            if matches!(side, Some(Some(Side::Reach))) {
                continue;
            }
            let could = self.could(&row.kind, instance, &any);
            if could < row.rhs {
                match (row.either, side) {
                    (Some(either), Some(None)) => {
                        self.side[either] = Some(Side::Reach);
                        changed = true;
                        continue;
                    }
                    _ => return None,
                }
            }
            if !matches!(side, Some(None)) && could < row.rhs + 1.0 {
                changed |= self.all_of(&row.kind, instance, &any, could - row.rhs);
            }
        }
        for menu in &instance.menus {
            changed |= self.left_of(menu, &any)?;
        }
        for cover in instance.covers.iter().filter(|cover| !cover.listed) {
            let side = cover.either.map(|either| self.side[either]);
            if matches!(side, Some(Some(Side::Count))) {
                continue;
            }
            if reachable(cover, &any) < cover.need {
                match (cover.either, side) {
                    (Some(either), Some(None)) => {
                        self.side[either] = Some(Side::Count);
                        changed = true;
                    }
                    _ => return None,
                }
            }
        }
        Some(changed)
    }

    /// Settles what every set that is left of a list has in common; `None` when none is left.
    fn left_of(&mut self, menu: &Menu, any: &[Services]) -> Option<bool> {
        let possible: Vec<bool> =
            menu.sites.iter().map(|&site| any[site as usize] >> menu.service & 1 == 1).collect();
        let mut times = vec![0_usize; menu.sites.len()];
        let mut sets = 0;
        for set in menu.sets().filter(|set| set.iter().all(|&at| possible[at as usize])) {
            set.iter().for_each(|&at| times[at as usize] += 1);
            sets += 1;
        }
        if sets == 0 {
            return None;
        }
        let mut changed = false;
        for (&site, _) in menu.sites.iter().zip(times).filter(|(_, times)| *times == sets) {
            let must = &mut self.must[site as usize];
            changed |= *must >> menu.service & 1 == 0;
            *must |= 1 << menu.service;
        }
        Some(changed)
    }

    /// The most that a row's left side can come to.
    fn could(&self, kind: &RowKind, instance: &Instance, any: &[Services]) -> f64 {
        match kind {
            RowKind::Open(terms) => terms
                .iter()
                .map(|&(site, by)| match self.open[site] {
                    Some(open) => {
                        if open {
                            by
                        } else {
                            0.0
                        }
                    }
                    None => by.max(0.0),
                })
                .sum(),
            RowKind::Offer(service, among) => {
                among.iter().filter(|&&site| any[site] >> service & 1 == 1).count() as f64
            }
            RowKind::Hubs(with, least, among) => {
                among.iter().filter(|&&site| self.may_be_hub(instance, site, *with, *least)).count() as f64
            }
        }
    }

    fn may_be_hub(&self, instance: &Instance, site: usize, with: Services, least: usize) -> bool {
        let hub = |offers: Services| is_hub(offers, with, least) && self.permits(site, offers);
        self.open[site] != Some(false) && instance.choices(site).iter().any(|choice| hub(choice.offers))
    }

    /// Settles what a row cannot do without, `spare` being how much it has to spare (less than 1).
    fn all_of(&mut self, kind: &RowKind, instance: &Instance, any: &[Services], spare: f64) -> bool {
        let mut changed = false;
        match kind {
            RowKind::Open(terms) => {
                for &(site, by) in terms.iter().filter(|(_, by)| by.abs() > spare) {
                    if self.open[site].is_none() {
                        self.open[site] = Some(by > 0.0);
                        changed = true;
                    }
                }
            }
            RowKind::Offer(service, among) => {
                for &site in among.iter().filter(|&&site| any[site] >> service & 1 == 1) {
                    if self.must[site] >> service & 1 == 0 {
                        self.must[site] |= 1 << service;
                        changed = true;
                    }
                }
            }
            RowKind::Hubs(with, least, among) => {
                for &site in among {
                    if self.open[site].is_none() && self.may_be_hub(instance, site, *with, *least) {
                        self.open[site] = Some(true);
                        changed = true;
                    }
                }
            }
        }
        changed
    }

    /// Whether every site has one thing left to do.
    pub fn is_settled(&self, instance: &Instance) -> bool {
        (0..instance.sites).all(|site| {
            let choices = instance.choices(site);
            match self.open[site] {
                Some(false) => true,
                Some(true) => choices.iter().filter(|choice| self.permits(site, choice.offers)).count() == 1,
                None => false,
            }
        })
    }
}

/// People whom what is left can reach.
fn reachable(cover: &Cover, any: &[Services]) -> f64 {
    let within =
        |group: usize| cover.of(group).iter().any(|&site| any[site as usize] >> cover.service & 1 == 1);
    // Summed upwards a hair, so that rounding never shuts out a plan.
    let people: f64 =
        (0..cover.people.len()).filter(|&group| within(group)).map(|group| cover.people[group]).sum();
    people * (1.0 + 1e-12)
}
