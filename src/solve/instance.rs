//! A problem laid out for searching: what each site may do, who is near what, and the rules as rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::clients::Clients;
use super::menu::{Known, Menu};
use super::problem::{Problem, Reach, Rule, Services};
use super::weigh::space;

/// One thing that an open site may do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    pub offers: Services,
    pub cost: f64,
}

/// A linear rule `Σ … ≥ rhs`.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub kind: RowKind,
    pub rhs: f64,
    /// Position of the alternative that it belongs to, if it is only one side of one.
    pub either: Option<usize>,
}

#[derive(Debug, Clone)]
pub(super) enum RowKind {
    /// Coefficient by open site.
    Open(Vec<(usize, f64)>),
    /// Sites that offer a service.
    Offer(usize, Vec<usize>),
    /// Sites that offer some services and at least so many in all.
    Hubs(Services, usize, Vec<usize>),
}

/// People within reach, at least `need` of them.
#[derive(Debug, Clone)]
pub(super) struct Cover {
    pub service: usize,
    pub people: Vec<f64>,
    pub start: Vec<usize>,
    pub sites: Vec<u32>,
    pub need: f64,
    pub either: Option<usize>,
    /// Position of its first group among all groups that are counted one by one.
    pub first: usize,
    /// True when all its least sets are known.
    pub listed: bool,
}

impl Cover {
    /// Puts people who can go to the same sites together.
    pub fn new(reach: &Reach, either: Option<usize>) -> Self {
        let mut cover = Self {
            service: reach.service,
            people: Vec::new(),
            start: vec![0],
            sites: Vec::new(),
            need: 0.0,
            either,
            first: 0,
            listed: false,
        };
        let all: f64 = reach.groups.iter().map(|group| group.people).sum();
        // A hair less than asked: sums in another order must not shut out what the exact judge accepts.
        cover.need = if reach.is_void() { 1.0 } else { (reach.share * all) * (1.0 - 1e-12) };
        // Each group that must be reached weighs more than all others together.
        let heavy = all + 1.0;
        cover.need += heavy * reach.certain.len() as f64;
        let mut order: Vec<usize> =
            (0..reach.groups.len()).filter(|&group| reach.groups[group].people > 0.0).collect();
        order.sort_by(|&a, &b| reach.groups[a].sites.cmp(&reach.groups[b].sites).then(a.cmp(&b)));
        for same in order.chunk_by(|&a, &b| reach.groups[a].sites == reach.groups[b].sites) {
            let sites = &reach.groups[same[0]].sites;
            if !sites.is_empty() {
                cover.people.push(same.iter().map(|&group| reach.groups[group].people).sum());
                cover.sites.extend(sites);
                cover.start.push(cover.sites.len());
            }
        }
        for sites in reach.certain.iter().filter(|sites| !sites.is_empty()) {
            cover.people.push(heavy);
            cover.sites.extend(sites);
            cover.start.push(cover.sites.len());
        }
        cover
    }

    pub fn of(&self, group: usize) -> &[u32] {
        &self.sites[self.start[group]..self.start[group + 1]]
    }
}

/// When a site may stay open at a cost and for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Idle {
    /// When a rule counts it.
    WhereItCounts,
    /// Not to differ from another plan.
    NotToDiffer,
}

/// A problem laid out for searching. Prices are not part of it.
#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub sites: usize,
    pub services: usize,
    /// What each site may do when open, in a row by site.
    pub choices: Vec<Choice>,
    pub choice_start: Vec<usize>,
    pub can_shut: Vec<bool>,
    /// Least and most open sites.
    pub count: [usize; 2],
    pub clients: Arc<Clients>,
    pub rows: Vec<Row>,
    pub covers: Vec<Cover>,
    /// The least sets of the rules whose sets are listed.
    pub menus: Vec<Arc<Menu>>,
    /// Number of groups of the covers without a list.
    pub groups: usize,
    /// Number of rules with two sides.
    pub eithers: usize,
    pub max_cost: Option<f64>,
    pub max_minutes: Option<f64>,
    /// A rule that nothing fulfils.
    pub never: bool,
}

impl Instance {
    /// Lays out a problem.
    #[expect(clippy::too_many_lines, reason = "one kind of rule after the other")]
    pub fn new(problem: &Problem, known: &Known, idle: Idle) -> Self {
        let (sites, services) = (problem.sites.len(), problem.services());
        let mut found = Self {
            sites,
            services,
            choices: Vec::new(),
            choice_start: vec![0],
            can_shut: vec![true; sites],
            count: [0, sites],
            clients: Arc::clone(&known.clients),
            rows: Vec::new(),
            covers: Vec::new(),
            menus: Vec::new(),
            groups: 0,
            eithers: 0,
            max_cost: None,
            max_minutes: None,
            never: false,
        };
        let mut can_open = vec![true; sites];
        let mut must: Vec<Services> = vec![0; sites];
        let mut may: Vec<Services> = vec![(1 << services) - 1; sites];
        let mut room = vec![f64::INFINITY; sites];
        let mut counted = vec![false; sites];
        for rule in &problem.rules {
            match rule {
                Rule::Open(site) => found.can_shut[*site] = false,
                Rule::Shut(site) => can_open[*site] = false,
                Rule::Offers { site, service } => must[*site] |= 1 << service,
                Rule::CannotHost { site, services } => may[*site] &= !services,
                Rule::Room { site, m2 } => room[*site] = room[*site].min(*m2),
                Rule::Sites { among, least, most } => {
                    if among.len() == sites {
                        found.count = [found.count[0].max(*least), found.count[1].min(*most)];
                    } else {
                        let coefficients = |sign: f64| among.iter().map(|&site| (site, sign)).collect();
                        found.row(RowKind::Open(coefficients(1.0)), *least as f64, None);
                        found.row(RowKind::Open(coefficients(-1.0)), -(*most as f64), None);
                    }
                    if *least > 0 {
                        among.iter().for_each(|&site| counted[site] = true);
                    }
                }
                Rule::Offering { service, among, least, or } => {
                    let kind = RowKind::Offer(*service, among.clone());
                    let either = or.as_ref().map(|reach| {
                        let either = found.eithers;
                        found.eithers += 1;
                        found.cover(reach, Some(either), known.menu(rule));
                        either
                    });
                    found.row(kind, *least as f64, either);
                }
                Rule::Hubs { among, with, services, least } => {
                    found.row(RowKind::Hubs(*with, *services, among.clone()), *least as f64, None);
                    if *services == 0 && *with == 0 {
                        among.iter().for_each(|&site| counted[site] = true);
                    }
                }
                Rule::Reach(reach) => found.cover(reach, None, known.menu(rule)),
                Rule::MaxCost(gbp) => {
                    found.max_cost = Some(found.max_cost.map_or(*gbp, |held| held.min(*gbp)));
                }
                Rule::MaxMinutes(minutes) => {
                    found.max_minutes = Some(found.max_minutes.map_or(*minutes, |held| held.min(*minutes)));
                }
                Rule::Differs { from, least } => {
                    if idle == Idle::WhereItCounts {
                        counted.iter_mut().zip(from).for_each(|(counted, open)| *counted |= !open);
                    }
                    let sign = |&open: &bool| if open { -1.0 } else { 1.0 };
                    let coefficients = from.iter().map(sign).enumerate().collect();
                    let open = from.iter().filter(|open| **open).count();
                    found.row(RowKind::Open(coefficients), *least as f64 - open as f64, None);
                }
                Rule::Never => found.never = true,
            }
        }
        for (site, place) in problem.sites.iter().enumerate() {
            if can_open[site] && must[site] & !may[site] == 0 {
                // Going through the subsets of what it may offer, the empty one first.
                let mut offers: Services = 0;
                loop {
                    let cost = place.costs(offers, problem.saving);
                    // Open and empty is worse than shut, unless it earns or counts.
                    let costly = offers == 0 && cost >= 0.0 && found.can_shut[site];
                    let pointless = costly && !counted[site] && found.count[0] == 0;
                    if offers & must[site] == must[site]
                        && space(&problem.space, offers) <= room[site]
                        && !pointless
                    {
                        found.choices.push(Choice { offers, cost });
                    }
                    offers = offers.wrapping_sub(may[site]) & may[site];
                    if offers == 0 {
                        break;
                    }
                }
            }
            if must[site] != 0 {
                found.can_shut[site] = false;
            }
            found.choice_start.push(found.choices.len());
        }
        found.tidy();
        found
    }

    fn row(&mut self, kind: RowKind, rhs: f64, either: Option<usize>) {
        self.rows.push(Row { kind, rhs, either });
    }

    fn cover(&mut self, reach: &Reach, either: Option<usize>, menu: Option<Arc<Menu>>) {
        let mut cover = Cover::new(reach, either);
        cover.listed = menu.is_some();
        self.menus.extend(menu);
        self.never |= reach.is_void() && either.is_none();
        self.covers.push(cover);
    }

    /// Leaves out rules that others already see to, and numbers the groups of people that remain to be counted.
    fn tidy(&mut self) {
        let mut at = 0;
        while at < self.rows.len() {
            if self.row_is_implied(at) {
                self.rows.remove(at);
            } else {
                at += 1;
            }
        }
        let mut at = 0;
        while at < self.covers.len() {
            if !self.covers[at].listed && self.cover_is_implied(at) {
                self.covers.remove(at);
            } else {
                at += 1;
            }
        }
        for cover in self.covers.iter_mut().filter(|cover| !cover.listed) {
            cover.first = self.groups;
            self.groups += cover.people.len();
        }
    }

    /// Whether rows on separate sites among its own already ask for as many.
    fn row_is_implied(&self, at: usize) -> bool {
        let row = &self.rows[at];
        let RowKind::Hubs(with, least, among) = &row.kind else { return false };
        if row.either.is_some() {
            return false;
        }
        let (mut asked, mut used) = (0.0, vec![false; self.sites]);
        for (other, part) in self.rows.iter().enumerate() {
            let RowKind::Hubs(with_part, least_part, among_part) = &part.kind else { continue };
            let within = among_part.iter().all(|site| among.contains(site) && !used[*site]);
            if other != at
                && with & !with_part == 0
                && least_part >= least
                && within
                && among_part.len() < among.len()
            {
                among_part.iter().for_each(|&site| used[site] = true);
                asked += part.rhs;
            }
        }
        asked >= row.rhs
    }

    /// Whether rules on separate people among its own already ask for as many.
    fn cover_is_implied(&self, at: usize) -> bool {
        let cover = &self.covers[at];
        let mut left: BTreeMap<&[u32], f64> = BTreeMap::new();
        for (group, people) in cover.people.iter().enumerate() {
            *left.entry(cover.of(group)).or_default() += people;
        }
        let mut asked = 0.0;
        for (other, part) in self.covers.iter().enumerate() {
            if other == at || part.either.is_some() || part.service != cover.service {
                continue;
            }
            let groups = || part.people.iter().enumerate().map(|(group, people)| (part.of(group), *people));
            let mut here: BTreeMap<&[u32], f64> = BTreeMap::new();
            groups().for_each(|(sites, people)| *here.entry(sites).or_default() += people);
            let within = |(sites, people): (&&[u32], &f64)| {
                left.get(*sites).is_some_and(|left| *people <= left * (1.0 + 1e-12) + 1e-9)
            };
            if here.iter().all(within) {
                asked += part.need;
                for (sites, people) in here {
                    left.entry(sites).and_modify(|left| *left -= people);
                }
            }
        }
        asked >= cover.need * (1.0 - 1e-11)
    }

    /// What a site may do when open.
    pub fn choices(&self, site: usize) -> &[Choice] {
        &self.choices[self.choice_start[site]..self.choice_start[site + 1]]
    }

    /// What a site costs when open and offering just this; infinite where it may not.
    pub fn cost(&self, site: usize, offers: Services) -> f64 {
        let choice = self.choices(site).iter().find(|choice| choice.offers == offers);
        choice.map_or(f64::INFINITY, |choice| choice.cost)
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.sites * self.services
    }
}

impl Instance {
    /// Rules with two sides, and no list, of which a plan fulfils neither.
    pub fn broken_eithers(&self, layout: &super::problem::Layout) -> impl Iterator<Item = usize> {
        let mut met = vec![false; self.eithers];
        for row in &self.rows {
            if let (Some(either), RowKind::Offer(service, among)) = (row.either, &row.kind) {
                let count = among.iter().filter(|&&site| layout.offers[site] >> service & 1 == 1).count();
                met[either] |= count as f64 >= row.rhs;
            }
        }
        for cover in &self.covers {
            if let Some(either) = cover.either {
                // The least sets of both sides are in one list: there is nothing to decide.
                met[either] |= cover.listed;
                let within = |group: &usize| {
                    cover
                        .of(*group)
                        .iter()
                        .any(|&site| layout.offers[site as usize] >> cover.service & 1 == 1)
                };
                let people: f64 =
                    (0..cover.people.len()).filter(within).map(|group| cover.people[group]).sum();
                met[either] |= people >= cover.need;
            }
        }
        met.into_iter().enumerate().filter(|(_, met)| !met).map(|(either, _)| either)
    }
}
