//! Rules on people within reach as lists: the least sets of sites that fulfil one, every one of them.
//!
//! A plan fulfils the rule exactly when its sites contain one of the sets, so that a bound may choose a set as a whole:
//! far tighter than counting people by halves of sites.

use std::sync::Arc;

use rayon::prelude::*;

use super::clients::{Clients, clients};
use super::instance::Cover;
use super::problem::{Problem, Reach, Rule};

/// The least sets of sites that fulfil a rule by offering a service.
#[derive(Debug, Clone)]
pub(super) struct Menu {
    pub service: usize,
    /// The sites that occur, in order.
    pub sites: Vec<u32>,
    /// Where each set begins in `picks`.
    pub start: Vec<usize>,
    /// Positions in `sites`.
    pub picks: Vec<u32>,
}

impl Menu {
    /// The sets, as positions in `sites`.
    pub fn sets(&self) -> impl Iterator<Item = &[u32]> {
        self.start.windows(2).map(|ends| &self.picks[ends[0]..ends[1]])
    }
}

/// What a problem's demand and rules say, whatever the price and whichever rules are wanted: worked out once.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub clients: Arc<Clients>,
    /// Rules with the people whom they ask for, and their lists.
    listed: Arc<Vec<(Rule, Arc<Menu>)>>,
}

impl Known {
    pub fn new(problem: &Problem) -> Self {
        Self::unlisted(problem).listed(problem)
    }

    /// Who is near what, and no lists yet.
    pub fn unlisted(problem: &Problem) -> Self {
        Self { clients: Arc::new(clients(problem)), listed: Arc::new(Vec::new()) }
    }

    /// The same with the lists of a problem's rules.
    pub fn listed(&self, problem: &Problem) -> Self {
        let listed = problem.rules.par_iter().filter_map(|rule| Some((rule.clone(), Arc::new(list(rule)?))));
        Self { clients: Arc::clone(&self.clients), listed: Arc::new(listed.collect()) }
    }

    /// The same rules where minutes do not count.
    pub fn without_clients(&self) -> Self {
        Self {
            clients: Arc::new(Clients { start: vec![0], ..Clients::default() }),
            listed: Arc::clone(&self.listed),
        }
    }

    /// The list of a rule, if it has one.
    pub fn menu(&self, rule: &Rule) -> Option<Arc<Menu>> {
        self.listed.iter().find(|(held, _)| held == rule).map(|(_, menu)| Arc::clone(menu))
    }
}

/// Most sets in a list.
const MOST_SETS: usize = 6_000;

/// Most branches looked at for a list.
const MOST_BRANCHES: usize = 400_000;

/// The list of one rule; `None` when it asks for no people, or has too many sets.
fn list(rule: &Rule) -> Option<Menu> {
    match rule {
        Rule::Reach(reach) => covers(reach, &[], 0),
        Rule::Offering { among, least: 1, or: Some(reach), .. } => covers(reach, among, 1),
        _ => None,
    }
}

/// The least sets that reach enough people, or are one of `singles`.
fn covers(reach: &Reach, singles: &[usize], least: usize) -> Option<Menu> {
    let cover = Cover::new(reach, None);
    let mut sites: Vec<u32> = cover.sites.clone();
    sites.sort_unstable();
    sites.dedup();
    sites.retain(|site| least == 0 || !singles.contains(&(*site as usize)));
    let reached = |site: u32| -> Vec<u32> {
        (0..cover.people.len())
            .filter(|&group| cover.of(group).contains(&site))
            .map(|group| group as u32)
            .collect()
    };
    let groups: Vec<Vec<u32>> = sites.iter().map(|&site| reached(site)).collect();
    // Those who reach most come first: sets are complete sooner.
    let people = |at: usize| groups[at].iter().map(|&group| cover.people[group as usize]).sum::<f64>();
    let mut order: Vec<usize> = (0..sites.len()).collect();
    order.sort_by(|&a, &b| people(b).total_cmp(&people(a)).then(a.cmp(&b)));
    let groups: Vec<&[u32]> = order.iter().map(|&at| groups[at].as_slice()).collect();
    let mut after = vec![vec![false; cover.people.len()]; groups.len() + 1];
    for at in (0..groups.len()).rev() {
        let (here, beyond) = after.split_at_mut(at + 1);
        here[at].clone_from(&beyond[0]);
        groups[at].iter().for_each(|&group| after[at][group as usize] = true);
    }
    let mut listing = Listing {
        people: &cover.people,
        need: cover.need,
        groups,
        after,
        times: vec![0; cover.people.len()],
        within: 0.0,
        chosen: Vec::new(),
        found: Vec::new(),
        branches: 0,
    };
    if !listing.descend(0) {
        return None;
    }
    let mut sets: Vec<Vec<u32>> =
        listing.found.iter().map(|set| set.iter().map(|&at| sites[order[at]]).collect()).collect();
    sets.extend(singles.iter().map(|&site| vec![site as u32]));
    let mut occurring: Vec<u32> = sets.iter().flatten().copied().collect();
    occurring.sort_unstable();
    occurring.dedup();
    let mut menu = Menu { service: reach.service, sites: occurring, start: vec![0], picks: Vec::new() };
    for set in &mut sets {
        set.sort_unstable();
        menu.picks
            .extend(set.iter().filter_map(|site| menu.sites.binary_search(site).ok()).map(|at| at as u32));
        menu.start.push(menu.picks.len());
    }
    Some(menu)
}

struct Listing<'a> {
    people: &'a [f64],
    need: f64,
    /// By site: the groups that it reaches.
    groups: Vec<&'a [u32]>,
    /// By site: the groups that it and the later ones reach.
    after: Vec<Vec<bool>>,
    times: Vec<u32>,
    within: f64,
    chosen: Vec<usize>,
    found: Vec<Vec<usize>>,
    branches: usize,
}

impl Listing<'_> {
    /// Goes through the sets that add sites from `from` on; false when there are too many.
    fn descend(&mut self, from: usize) -> bool {
        self.branches += 1;
        if self.branches > MOST_BRANCHES || self.found.len() > MOST_SETS {
            return false;
        }
        if self.within >= self.need {
            // Without any one of them too few are reached, give or take rounding.
            if self.chosen.iter().all(|&at| self.within - self.own(at) < self.need * (1.0 + 1e-9)) {
                self.found.push(self.chosen.clone());
            }
            return true;
        }
        if from == self.groups.len() {
            return true;
        }
        let left = self.people.iter().zip(&self.times).zip(&self.after[from]);
        let most: f64 =
            left.filter(|((_, times), after)| **times > 0 || **after).map(|((people, _), _)| people).sum();
        // Summed in another order: a hair more than it says.
        if most * (1.0 + 1e-12) < self.need {
            return true;
        }
        self.put(from, true);
        // One that alone reaches nobody is never missed.
        let useful = self.chosen.iter().all(|&at| self.own(at) > 0.0);
        let fits = !useful || self.descend(from + 1);
        self.put(from, false);
        fits && self.descend(from + 1)
    }

    /// People whom only this one of the chosen reaches.
    fn own(&self, at: usize) -> f64 {
        let own = self.groups[at].iter().filter(|&&group| self.times[group as usize] == 1);
        own.map(|&group| self.people[group as usize]).sum()
    }

    fn put(&mut self, at: usize, there: bool) {
        for &group in self.groups[at] {
            if there { self.times[group as usize] += 1 } else { self.times[group as usize] -= 1 }
        }
        if there {
            self.chosen.push(at);
        } else {
            self.chosen.pop();
        }
        let within = self.people.iter().zip(&self.times).filter(|(_, times)| **times > 0);
        self.within = within.map(|(people, _)| people).sum();
    }
}
