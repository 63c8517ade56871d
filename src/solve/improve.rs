//! Good plans: interchange. A plan is changed at one or two sites at a time as long as that mends a broken rule or lowers
//! the objective.
//!
//! # References
//! Teitz, M. B. & Bart, P. (1968), "Heuristic methods for estimating the generalized vertex median of a weighted graph",
//! *Operations Research* 16(5), 955–961. Resende, M. G. C. & Werneck, R. F. (2007), "A fast swap-based local search
//! procedure for location problems", *Annals of Operations Research* 150, 205–230 (the tables of gains and losses).

mod broken;
mod changes;
mod tables;

use broken::{Broken, Scratch};
use tables::Tables;

use super::instance::{Instance, RowKind};
use super::problem::{Layout, Services};
use super::weigh::is_hub;

/// What interchange needs and no plan changes.
pub(super) struct Interchange<'a> {
    instance: &'a Instance,
    price: f64,
    /// Cost of each set of services by site; infinite where it is not allowed.
    costs: Vec<f64>,
    /// By site: the rows that it counts in, and how.
    rows_at: Vec<Vec<(usize, Counts)>>,
    /// By site: the covers that it reaches people for.
    covers_at: Vec<Vec<usize>>,
    /// By cover, then site: the groups within reach, 64 in a word.
    member: Vec<Vec<u64>>,
}

/// How a site counts in a row.
#[derive(Debug, Clone, Copy)]
enum Counts {
    /// So much when open.
    Open(f64),
    /// One when it offers these.
    Offer(Services),
    /// One when it offers these and at least so many.
    Hub(Services, usize),
}

impl Counts {
    fn of(self, does: Option<Services>) -> f64 {
        let counts = match (self, does) {
            (_, None) => false,
            (Self::Open(by), Some(_)) => return by,
            (Self::Offer(service), Some(offers)) => offers & service != 0,
            (Self::Hub(with, least), Some(offers)) => is_hub(offers, with, least),
        };
        f64::from(u8::from(counts))
    }
}

/// One change: a site and what it does then (`None`: shut).
type Change = (usize, Option<Services>);

const NONE: u32 = u32::MAX;

impl<'a> Interchange<'a> {
    /// Prepares for improving plans.
    pub fn new(instance: &'a Instance, price: f64) -> Self {
        let (sites, sets) = (instance.sites, 1_usize << instance.services);
        let mut costs = vec![f64::INFINITY; sites * sets];
        for site in 0..sites {
            for choice in instance.choices(site) {
                costs[site * sets + choice.offers as usize] = choice.cost;
            }
        }
        let mut rows_at = vec![Vec::new(); sites];
        for (index, row) in instance.rows.iter().enumerate() {
            let mut push = |site: usize, counts: Counts| rows_at[site].push((index, counts));
            match &row.kind {
                RowKind::Open(terms) => terms.iter().for_each(|&(site, by)| push(site, Counts::Open(by))),
                RowKind::Offer(service, among) => {
                    among.iter().for_each(|&site| push(site, Counts::Offer(1 << service)));
                }
                RowKind::Hubs(with, least, among) => {
                    among.iter().for_each(|&site| push(site, Counts::Hub(*with, *least)));
                }
            }
        }
        let member = instance.covers.iter().map(|cover| {
            let words = cover.people.len().div_ceil(64);
            let mut member = vec![0; sites * words];
            for group in 0..cover.people.len() {
                let bit = 1 << (group % 64);
                cover.of(group).iter().for_each(|&site| member[site as usize * words + group / 64] |= bit);
            }
            member
        });
        let member: Vec<Vec<u64>> = member.collect();
        let reaching = |site: usize| {
            let reaches = |cover: &usize| {
                let words = instance.covers[*cover].people.len().div_ceil(64);
                member[*cover][site * words..(site + 1) * words].iter().any(|word| *word != 0)
            };
            (0..instance.covers.len()).filter(reaches).collect()
        };
        let covers_at = (0..sites).map(reaching).collect();
        Self { instance, price, costs, rows_at, covers_at, member }
    }

    fn cost_of(&self, site: usize, does: Option<Services>) -> f64 {
        match does {
            None if self.instance.can_shut[site] => 0.0,
            None => f64::INFINITY,
            Some(offers) => self.costs[(site << self.instance.services) + offers as usize],
        }
    }

    fn does(layout: &Layout, site: usize) -> Option<Services> {
        layout.open[site].then_some(layout.offers[site])
    }

    fn set(layout: &mut Layout, (site, does): Change) {
        layout.open[site] = does.is_some();
        layout.offers[site] = does.unwrap_or(0);
    }

    /// Brings a plan into what each site may do by itself, changing as little as may be.
    pub fn adapt(&self, layout: &Layout) -> Layout {
        let mut adapted = layout.clone();
        for site in 0..self.instance.sites {
            let does = Self::does(layout, site);
            if self.cost_of(site, does).is_finite() {
                continue;
            }
            let wanted = does.unwrap_or(0);
            let distance = |does: Option<Services>| (does.unwrap_or(0) ^ wanted).count_ones();
            let shut = self.instance.can_shut[site].then_some(None);
            let open = self.instance.choices(site).iter().map(|choice| Some(choice.offers));
            let nearest = shut.into_iter().chain(open).min_by_key(|does| distance(*does));
            Self::set(&mut adapted, (site, nearest.unwrap_or(None)));
        }
        adapted
    }

    /// Improves a plan until no change helps, or `most` rounds were made. True when it breaks no rule in the end.
    pub fn improve(&self, layout: &mut Layout, most: usize) -> bool {
        self.change(layout, most, false)
    }

    /// Changes a plan until it breaks no rule, and no further. True when it breaks none in the end.
    pub fn repair(&self, layout: &mut Layout, most: usize) -> bool {
        self.change(layout, most, true)
    }

    fn change(&self, layout: &mut Layout, most: usize, only_repair: bool) -> bool {
        *layout = self.adapt(layout);
        let mut tables = self.tables(layout);
        let mut broken = self.broken(layout, tables.minutes());
        let mut scratch = Scratch::default();
        for _ in 0..most {
            if only_repair && broken.total() <= 0.0 {
                break;
            }
            let before = layout.offers.clone();
            if self.swaps_only(layout, &broken) {
                let Some(changes) = self.best_swap(layout, &tables) else { break };
                changes.into_iter().for_each(|change| Self::set(layout, change));
            } else {
                let changed = if broken.total() > 0.0 {
                    self.mend(layout, &tables, &mut broken, &mut scratch)
                } else {
                    self.lower(layout, &tables, &mut broken, false, &mut scratch)
                        || self.lower(layout, &tables, &mut broken, true, &mut scratch)
                };
                if !changed {
                    break;
                }
            }
            let turned = before.iter().zip(&layout.offers).fold(0, |turned, (a, b)| turned | (a ^ b));
            self.update(&mut tables, layout, turned);
        }
        broken.total() <= 0.0
    }

    /// What a change adds to cost and minutes; `None` where a site cannot do it.
    fn added(&self, layout: &Layout, tables: &Tables, changes: &[Option<Change>; 2]) -> Option<(f64, f64)> {
        let (mut by_cost, mut by_minutes) = (0.0, 0.0);
        for &(site, does) in changes.iter().flatten() {
            by_cost += self.cost_of(site, does) - self.cost_of(site, Self::does(layout, site));
            by_minutes += self.minutes_changed(layout, tables, site, does);
        }
        if let [Some((a, to_a)), Some((b, to_b))] = *changes {
            by_minutes += self.counted_twice(layout, tables, (a, to_a), (b, to_b));
            by_minutes += self.counted_twice(layout, tables, (b, to_b), (a, to_a));
        }
        by_cost.is_finite().then_some((by_cost, by_minutes))
    }

    /// Makes the change after which least is broken, one site at a time where that helps. False when none helps.
    fn mend(&self, layout: &mut Layout, tables: &Tables, broken: &mut Broken, scratch: &mut Scratch) -> bool {
        let (cost, minutes) = (self.cost(layout), tables.minutes());
        for pairs in [false, true] {
            let mut best = Best { score: (f64::INFINITY, 0.0), changes: None, by_minutes: 0.0 };
            let mut consider = |changes: [Option<Change>; 2], by_cost: f64, by_minutes: f64| {
                let worse = by_cost + self.price * by_minutes;
                let limits = (cost + by_cost, minutes + by_minutes);
                // No change mends more than all that is broken, less what it breaks.
                let most = broken.total() - self.budgets_lack(limits.0, limits.1);
                if most <= 1e-9 || (if worse > 0.0 { worse / most } else { worse }) > best.score.0 {
                    return;
                }
                let after = self.broken_after(layout, broken, &changes, limits, scratch);
                let mended = broken.total() - after;
                if mended > 1e-9 {
                    // What mends most for its price.
                    let score = if worse > 0.0 { (worse / mended, after) } else { (worse, after) };
                    if score < best.score {
                        best = Best { score, changes: Some(changes), by_minutes };
                    }
                }
            };
            if pairs {
                self.each_pair(layout, tables, &mut consider);
            } else {
                self.each_single(layout, tables, &mut consider);
            }
            let Some(changes) = best.changes else { continue };
            let mut after = layout.clone();
            changes.into_iter().flatten().for_each(|change| Self::set(&mut after, change));
            let broken_after = self.broken(&after, minutes + best.by_minutes);
            // The tables are exact up to rounding; the count of what is broken decides.
            if broken_after.total() < broken.total() - 1e-12 {
                *layout = after;
                *broken = broken_after;
                return true;
            }
        }
        false
    }

    /// Makes the best changes of a plan that breaks nothing, as many as do not meddle with each other. False when none
    /// helps.
    fn lower(
        &self,
        layout: &mut Layout,
        tables: &Tables,
        broken: &mut Broken,
        pairs: bool,
        scratch: &mut Scratch,
    ) -> bool {
        let scale = (self.cost(layout) + self.price * tables.minutes()).abs().max(1.0);
        let mut better: Vec<(f64, [Option<Change>; 2])> = Vec::new();
        let mut consider = |changes: [Option<Change>; 2], by_cost: f64, by_minutes: f64| {
            let worse = by_cost + self.price * by_minutes;
            if worse < -1e-11 * scale {
                better.push((worse, changes));
            }
        };
        if pairs {
            self.each_pair(layout, tables, &mut consider);
        } else {
            self.each_single(layout, tables, &mut consider);
        }
        // Stable, so that ties stay in the order of the sites.
        better.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut touched = vec![false; self.instance.sites];
        let mut moved: Services = 0;
        let mut minutes = tables.minutes();
        let mut changed = false;
        for (_, changes) in better {
            let services = changes
                .iter()
                .flatten()
                .fold(0, |services, &(site, does)| services | (layout.offers[site] ^ does.unwrap_or(0)));
            // Minutes of other services at other sites are still what the tables say.
            let meddles = services & moved != 0 || changes.iter().flatten().any(|change| touched[change.0]);
            if meddles {
                continue;
            }
            let Some((by_cost, by_minutes)) = self.added(layout, tables, &changes) else { continue };
            let cost = self.cost(layout);
            let limits = (cost + by_cost, minutes + by_minutes);
            if self.broken_after(layout, broken, &changes, limits, scratch) > 0.0 {
                continue;
            }
            let mut after = layout.clone();
            changes.into_iter().flatten().for_each(|change| Self::set(&mut after, change));
            let broken_after = self.broken(&after, minutes + by_minutes);
            if broken_after.total() > 0.0 {
                continue;
            }
            *layout = after;
            *broken = broken_after;
            minutes += by_minutes;
            moved |= services;
            changes.into_iter().flatten().for_each(|(site, _)| touched[site] = true);
            changed = true;
            if moved.count_ones() as usize >= self.instance.services {
                break;
            }
        }
        changed
    }

    fn cost(&self, layout: &Layout) -> f64 {
        (0..self.instance.sites).map(|site| self.cost_of(site, Self::does(layout, site))).sum()
    }
}

struct Best {
    score: (f64, f64),
    changes: Option<[Option<Change>; 2]>,
    by_minutes: f64,
}
