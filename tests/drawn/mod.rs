//! Problems drawn from a seed, small enough that every plan can be looked at, with every kind of rule.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]
#![expect(clippy::cast_possible_truncation, reason = "a handful of sites")]
#![expect(clippy::too_many_lines, reason = "one kind of rule after the other")]

use std::collections::BTreeSet;
use std::sync::Arc;

use hub_planner::solve::{Demand, Place, Problem, Reach, Reached, Rule};

/// `SplitMix64`: small, seeded, the same everywhere.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("small")
    }

    pub fn odds(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    pub fn some(&mut self, count: usize, share: f64) -> Vec<usize> {
        (0..count).filter(|_| self.odds(share)).collect()
    }
}

/// Sites, services and most plans to look at.
const SHAPES: [(usize, usize); 7] = [(3, 1), (7, 1), (14, 1), (4, 2), (3, 3), (14, 4), (6, 2)];
const MOST_PLANS: usize = 4000;

/// A problem of one of the shapes, with rules of every kind at random; many cannot be fulfilled.
pub fn drawn(seed: u64) -> Problem {
    let mut chance = Chance(seed);
    let (sites, services) = SHAPES[chance.below(SHAPES.len())];
    let areas = 2 + chance.below(8);
    let at: Vec<(f64, f64)> = (0..sites + areas).map(|_| (chance.unit(), chance.unit())).collect();
    let whole = chance.odds(0.3);
    let minutes: Vec<f64> = (0..sites * areas)
        .map(|place| {
            let (site, area) = (place / areas, place % areas + sites);
            let far = 60.0 * ((at[site].0 - at[area].0).powi(2) + (at[site].1 - at[area].1).powi(2)).sqrt();
            if chance.odds(0.05) {
                f64::INFINITY
            } else if whole {
                far.round()
            } else {
                far
            }
        })
        .collect();
    let minutes = Arc::new(minutes);
    let demands = (0..services)
        .map(|_| Demand {
            weight: (0..areas).map(|_| (chance.unit() * 10.0).floor()).collect(),
            minutes: Arc::clone(&minutes),
        })
        .collect();
    let places = (0..sites)
        .map(|_| Place {
            cost: (chance.unit() * 120.0 - 20.0).round(),
            only_if_used: chance.odds(0.2),
            delivery: (0..services).map(|_| (chance.unit() * 50.0).round()).collect(),
        })
        .collect();
    let mut problem = Problem {
        sites: places,
        demands,
        space: (0..services).map(|_| 10.0 + (chance.unit() * 40.0).round()).collect(),
        saving: if chance.odds(0.5) { 0.25 } else { 0.0 },
        // Below some of the minutes now and then.
        unreachable: if chance.odds(0.2) { 25.0 } else { 120.0 },
        price: [0.0, 0.01, 0.3, 1.0, 10.0][chance.below(5)],
        rules: Vec::new(),
    };
    rules(&mut chance, &mut problem, &minutes, areas);
    problem
}

fn rules(chance: &mut Chance, problem: &mut Problem, minutes: &[f64], areas: usize) {
    let (sites, services) = (problem.sites.len(), problem.services());
    let all: Vec<usize> = (0..sites).collect();
    let mut rules = Vec::new();
    for service in 0..services {
        if chance.odds(0.8) {
            rules.push(Rule::Offering { service, among: all.clone(), least: 1, or: None });
        }
    }
    let reach = |chance: &mut Chance| {
        let within = 10.0 + chance.unit() * 30.0;
        let reaching = |area: usize| -> Vec<u32> {
            (0..sites)
                .filter(|&site| minutes[site * areas + area] <= within)
                .map(|site| site as u32)
                .collect()
        };
        let mut groups = Vec::new();
        let mut certain = Vec::new();
        for area in 0..areas {
            if chance.odds(0.1) {
                certain.push(reaching(area));
            } else {
                groups.push(Reached { people: (chance.unit() * 9.0).floor(), sites: reaching(area) });
            }
        }
        Reach { service: chance.below(services), groups, share: 0.3 + 0.6 * chance.unit(), certain }
    };
    if chance.odds(0.4) {
        rules.push(Rule::Reach(reach(chance)));
    }
    if chance.odds(0.4) {
        let or = chance.odds(0.6).then(|| reach(chance));
        let service = or.as_ref().map_or(0, |reach| reach.service);
        let among = chance.some(sites, 0.5);
        rules.push(Rule::Offering { service, among, least: 1 + chance.below(2), or });
    }
    if chance.odds(0.4) {
        let with = if chance.odds(0.5) { 0 } else { 1 << chance.below(services) };
        let asked = chance.below(services + 1);
        let (among, least) = (chance.some(sites, 0.6), 1 + chance.below(2));
        rules.push(Rule::Hubs { among, with, services: asked, least });
    }
    if chance.odds(0.4) {
        let least = chance.below(3);
        rules.push(Rule::Sites { among: all.clone(), least, most: least + chance.below(3) });
    }
    if chance.odds(0.3) {
        let least = chance.below(2);
        rules.push(Rule::Sites { among: chance.some(sites, 0.5), least, most: least + chance.below(3) });
    }
    if chance.odds(0.2) {
        rules.push(Rule::MaxCost((chance.unit() * 60.0 * sites as f64).round()));
    }
    if chance.odds(0.2) {
        rules.push(Rule::MaxMinutes(chance.unit() * 20.0 * (areas * services) as f64));
    }
    if chance.odds(0.2) {
        let from = (0..sites).map(|_| chance.odds(0.5)).collect();
        rules.push(Rule::Differs { from, least: 1 + chance.below(3) });
    }
    for site in 0..sites {
        match chance.below(16) {
            0 => rules.push(Rule::Open(site)),
            1 => rules.push(Rule::Shut(site)),
            2 => rules.push(Rule::Offers { site, service: chance.below(services) }),
            3 | 4 => rules.push(Rule::Room { site, m2: (chance.unit() * 100.0).round() }),
            _ => {}
        }
    }
    if chance.odds(0.02) {
        rules.push(Rule::Never);
    }
    // Fewer things to do, until every plan can be looked at.
    let plans = |rules: &[Rule]| -> usize {
        (0..sites)
            .map(|site| {
                let alone = |rule: &&Rule| {
                    matches!(rule, Rule::CannotHost { site: at, .. } | Rule::Shut(at) if *at == site)
                };
                rules.iter().filter(alone).fold((1_usize << services) + 1, |count, rule| match rule {
                    Rule::CannotHost { services: not, .. } => 1 + (1 << (services as u32 - not.count_ones())),
                    Rule::Shut(_) => 1.min(count),
                    _ => count,
                })
            })
            .product()
    };
    while plans(&rules) > MOST_PLANS {
        let site = chance.below(sites);
        let named: BTreeSet<usize> = rules
            .iter()
            .filter_map(|rule| match rule {
                Rule::CannotHost { site, .. } | Rule::Shut(site) => Some(*site),
                _ => None,
            })
            .collect();
        if named.contains(&site) {
            rules.push(Rule::Shut(site));
        } else {
            rules.push(Rule::CannotHost {
                site,
                services: ((1 << services) - 1) & !(1 << chance.below(services)),
            });
        }
    }
    problem.rules = rules;
}
