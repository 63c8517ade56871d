//! How much of the rules that tie sites together a plan breaks, before and after a change.

use super::super::instance::RowKind;
use super::super::problem::Layout;
use super::super::weigh::is_hub;
use super::{Change, Interchange};

/// How far a plan is from fulfilling the rules that tie sites together; each rule's lack as a share of what it asks.
#[derive(Debug, Clone)]
pub(super) struct Broken {
    rows: Vec<f64>,
    /// By cover: people within reach.
    covers: Vec<f64>,
    /// By cover: the groups that no site reaches, that one reaches, that two reach; 64 in a word.
    reached: Vec<[Vec<u64>; 3]>,
    /// By cover, then site: people who come within reach when it offers the service; who drop out when it does not.
    gains: Vec<f64>,
    losses: Vec<f64>,
    count: usize,
    other: f64,
    either: Vec<[f64; 2]>,
    sum: f64,
}

/// Lists that are filled anew for every change that is weighed.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    rows: Vec<(usize, f64)>,
    covers: Vec<usize>,
    eithers: Vec<(usize, [f64; 2])>,
}

impl Broken {
    pub(super) fn total(&self) -> f64 {
        self.sum
    }
}

/// What is missing to `rhs`, as a share of it.
fn lack(activity: f64, rhs: f64) -> f64 {
    ((rhs - activity) / rhs.abs().max(1.0)).max(0.0)
}

impl Interchange<'_> {
    fn activity(&self, row: usize, layout: &Layout) -> f64 {
        match &self.instance.rows[row].kind {
            RowKind::Open(terms) => {
                terms.iter().filter(|(site, _)| layout.open[*site]).map(|(_, by)| by).sum()
            }
            RowKind::Offer(service, among) => {
                among.iter().filter(|&&site| layout.offers[site] >> service & 1 == 1).count() as f64
            }
            RowKind::Hubs(with, least, among) => {
                let hub = |site: usize| layout.open[site] && is_hub(layout.offers[site], *with, *least);
                among.iter().filter(|&&site| hub(site)).count() as f64
            }
        }
    }

    fn count_lack(&self, open: usize) -> f64 {
        let [least, most] = self.instance.count;
        least.saturating_sub(open).max(open.saturating_sub(most)) as f64
    }

    pub(super) fn budgets_lack(&self, cost: f64, minutes: f64) -> f64 {
        let over = |value: f64, limit: Option<f64>| {
            limit.map_or(0.0, |limit| ((value - limit) / limit.abs().max(1e-9)).max(0.0))
        };
        over(cost, self.instance.max_cost) + over(minutes, self.instance.max_minutes)
    }

    pub(super) fn broken(&self, layout: &Layout, minutes: f64) -> Broken {
        let instance = self.instance;
        let rows: Vec<f64> = (0..instance.rows.len()).map(|row| self.activity(row, layout)).collect();
        let mut covers = Vec::with_capacity(instance.covers.len());
        let mut reached = Vec::with_capacity(instance.covers.len());
        let (mut gains, mut losses) = (Vec::new(), Vec::new());
        for cover in &instance.covers {
            let offers = |site: &&u32| layout.offers[**site as usize] >> cover.service & 1 == 1;
            let times: Vec<u32> = (0..cover.people.len())
                .map(|group| cover.of(group).iter().filter(offers).count() as u32)
                .collect();
            let within = times.iter().zip(&cover.people).filter(|(times, _)| **times > 0);
            covers.push(within.map(|(_, people)| people).sum());
            let base = gains.len();
            gains.resize(base + instance.sites, 0.0);
            losses.resize(base + instance.sites, 0.0);
            for (group, (&times, &people)) in times.iter().zip(&cover.people).enumerate() {
                if times <= 1 {
                    let into = if times == 0 { &mut gains } else { &mut losses };
                    cover.of(group).iter().for_each(|&site| into[base + site as usize] += people);
                }
            }
            let mut by_times = [const { Vec::new() }; 3];
            for (times_asked, words) in by_times.iter_mut().enumerate() {
                words.resize(times.len().div_ceil(64), 0_u64);
                let those = times.iter().enumerate().filter(|(_, times)| **times as usize == times_asked);
                those.for_each(|(group, _)| words[group / 64] |= 1 << (group % 64));
            }
            reached.push(by_times);
        }
        let count = layout.open.iter().filter(|open| **open).count();
        let cost = self.cost(layout);
        let mut broken = Broken {
            rows,
            covers,
            reached,
            gains,
            losses,
            count,
            other: if cost.is_finite() { self.budgets_lack(cost, minutes) } else { 1e6 },
            either: vec![[0.0; 2]; instance.eithers],
            sum: 0.0,
        };
        broken.sum = self.sum(&mut broken);
        broken
    }

    fn sum(&self, broken: &mut Broken) -> f64 {
        let instance = self.instance;
        let mut sum = broken.other + self.count_lack(broken.count);
        for (row, &activity) in instance.rows.iter().zip(&broken.rows) {
            let missing = lack(activity, row.rhs);
            match row.either {
                Some(either) => broken.either[either][0] = missing,
                None => sum += missing,
            }
        }
        for (cover, &people) in instance.covers.iter().zip(&broken.covers) {
            let missing = ((cover.need - people) / cover.need.max(1e-9)).max(0.0);
            let missing = if missing < 1e-12 { 0.0 } else { missing };
            match cover.either {
                Some(either) => broken.either[either][1] = missing,
                None => sum += missing,
            }
        }
        sum + broken.either.iter().map(|[count, reach]| count.min(*reach)).sum::<f64>()
    }

    /// What is broken in all after some changes; `limits` are cost and minutes then.
    pub(super) fn broken_after(
        &self,
        layout: &Layout,
        broken: &Broken,
        changes: &[Option<Change>; 2],
        limits: (f64, f64),
        scratch: &mut Scratch,
    ) -> f64 {
        let instance = self.instance;
        let mut sum = broken.sum - broken.other - self.count_lack(broken.count);
        let mut count = broken.count;
        let Scratch { rows, covers, eithers } = scratch;
        rows.clear();
        covers.clear();
        eithers.clear();
        for &(site, does) in changes.iter().flatten() {
            let was = Self::does(layout, site);
            count = count + usize::from(does.is_some()) - usize::from(was.is_some());
            for &(row, counts) in &self.rows_at[site] {
                let by = counts.of(does) - counts.of(was);
                if by != 0.0 {
                    match rows.iter_mut().find(|(at, _)| *at == row) {
                        Some((_, sum)) => *sum += by,
                        None => rows.push((row, by)),
                    }
                }
            }
            let turned = was.unwrap_or(0) ^ does.unwrap_or(0);
            for &cover in &self.covers_at[site] {
                if turned >> instance.covers[cover].service & 1 == 1 && !covers.contains(&cover) {
                    covers.push(cover);
                }
            }
        }
        sum += self.count_lack(count) + self.budgets_lack(limits.0, limits.1);
        let mut turn = |either: usize, side: usize, missing: f64| {
            if let Some((_, sides)) = eithers.iter_mut().find(|(at, _)| *at == either) {
                sides[side] = missing;
            } else {
                let mut sides = broken.either[either];
                sides[side] = missing;
                eithers.push((either, sides));
            }
        };
        for &(row, by) in rows.iter() {
            let (held, rhs) = (broken.rows[row], instance.rows[row].rhs);
            let missing = lack(held + by, rhs);
            match instance.rows[row].either {
                Some(either) => turn(either, 0, missing),
                None => sum += missing - lack(held, rhs),
            }
        }
        for &index in covers.iter() {
            let cover = &instance.covers[index];
            let people = self.people_after(layout, broken, changes, index);
            let share = |people: f64| {
                let missing = ((cover.need - people) / cover.need.max(1e-9)).max(0.0);
                if missing < 1e-12 { 0.0 } else { missing }
            };
            match cover.either {
                Some(either) => turn(either, 1, share(people)),
                None => sum += share(people) - share(broken.covers[index]),
            }
        }
        for &(either, sides) in eithers.iter() {
            let before = broken.either[either];
            sum += sides[0].min(sides[1]) - before[0].min(before[1]);
        }
        if sum < 1e-12 { 0.0 } else { sum }
    }

    /// People within reach after some changes.
    fn people_after(
        &self,
        layout: &Layout,
        broken: &Broken,
        changes: &[Option<Change>; 2],
        index: usize,
    ) -> f64 {
        let cover = &self.instance.covers[index];
        let base = index * self.instance.sites;
        let turn = |&(site, does): &Change| {
            let before = layout.offers[site] >> cover.service & 1;
            (before != does.unwrap_or(0) >> cover.service & 1).then_some((site, before == 1))
        };
        let people = broken.covers[index];
        let (first, second) = (changes[0].as_ref().and_then(turn), changes[1].as_ref().and_then(turn));
        let (a, b) = match (first, second) {
            (None, None) => return people,
            (Some(one), None) | (None, Some(one)) => (one, None),
            (Some(a), Some(b)) => (a, Some(b)),
        };
        let alone = |(site, leaves): (usize, bool)| {
            if leaves { -broken.losses[base + site] } else { broken.gains[base + site] }
        };
        let Some(b) = b else { return people + alone(a) };
        // Those whom both reach were counted twice, or not at all.
        let (asked, sign) = match (a.1, b.1) {
            (true, true) => (2, -1.0),
            (false, false) => (0, -1.0),
            _ => (1, 1.0),
        };
        let rough = people + alone(a) + alone(b);
        if sign > 0.0 && rough >= cover.need {
            return rough;
        }
        let words = broken.reached[index][asked].len();
        let members = |site: usize| &self.member[index][site * words..(site + 1) * words];
        let mut both = 0.0;
        let asked = &broken.reached[index][asked];
        for (at, ((asked, of_a), of_b)) in asked.iter().zip(members(a.0)).zip(members(b.0)).enumerate() {
            let mut word = asked & of_a & of_b;
            while word != 0 {
                both += cover.people[at * 64 + word.trailing_zeros() as usize];
                word &= word - 1;
            }
        }
        rough + sign * both
    }
}
