//! How much of the rules that tie sites together a plan breaks, before and after a change.

use super::super::instance::RowKind;
use super::super::problem::{Layout, Services};
use super::super::weigh::is_hub;
use super::{Change, Interchange};

/// How far a plan is from fulfilling the rules that tie sites together; each rule's lack as a share of what it asks.
#[derive(Debug, Clone)]
pub(super) struct Broken {
    rows: Vec<f64>,
    /// By cover: people within reach.
    covers: Vec<f64>,
    /// By cover, then group: how many sites reach it.
    reached: Vec<Vec<u32>>,
    /// By cover, then site: people who come within reach when it offers the service; who drop out when it does not.
    gains: Vec<f64>,
    losses: Vec<f64>,
    count: usize,
    other: f64,
    either: Vec<[f64; 2]>,
    sum: f64,
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

    fn budgets_lack(&self, cost: f64, minutes: f64) -> f64 {
        let over = |value: f64, limit: Option<f64>| {
            limit.map_or(0.0, |limit| ((value - limit) / limit.abs().max(1e-9)).max(0.0))
        };
        over(cost, self.instance.max_cost) + over(minutes, self.instance.max_minutes)
    }

    pub(super) fn broken(&self, layout: &Layout) -> Broken {
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
            reached.push(times);
        }
        let count = layout.open.iter().filter(|open| **open).count();
        let cost = self.cost(layout);
        let minutes = if instance.max_minutes.is_some() { self.tables(layout).minutes } else { 0.0 };
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

    /// What is broken in all after some changes.
    pub(super) fn broken_after(
        &self,
        layout: &Layout,
        broken: &Broken,
        changes: &[Option<Change>; 2],
        cost: f64,
        minutes: f64,
    ) -> f64 {
        let instance = self.instance;
        let mut sum = broken.sum - broken.other - self.count_lack(broken.count);
        let mut count = broken.count;
        let mut rows: Vec<(usize, f64)> = Vec::new();
        for &(site, does) in changes.iter().flatten() {
            let (was_open, before) = (layout.open[site], layout.offers[site]);
            let (is_open, after) = (does.is_some(), does.unwrap_or(0));
            count = count + usize::from(is_open) - usize::from(was_open);
            for &row in &self.rows_at[site] {
                let by = match &instance.rows[row].kind {
                    RowKind::Open(terms) => {
                        let by = terms.iter().find(|(at, _)| *at == site).map_or(0.0, |(_, by)| *by);
                        by * (f64::from(u8::from(is_open)) - f64::from(u8::from(was_open)))
                    }
                    RowKind::Offer(service, _) => {
                        f64::from(after >> service & 1) - f64::from(before >> service & 1)
                    }
                    RowKind::Hubs(with, least, _) => {
                        let hub = |open: bool, offers: Services| {
                            f64::from(u8::from(open && is_hub(offers, *with, *least)))
                        };
                        hub(is_open, after) - hub(was_open, before)
                    }
                };
                if by != 0.0 {
                    match rows.iter_mut().find(|(at, _)| *at == row) {
                        Some((_, sum)) => *sum += by,
                        None => rows.push((row, by)),
                    }
                }
            }
        }
        sum += self.count_lack(count) + self.budgets_lack(cost, minutes);
        let mut eithers: Vec<(usize, [f64; 2])> = Vec::new();
        let mut turn = |either: usize, side: usize, missing: f64| {
            if let Some((_, sides)) = eithers.iter_mut().find(|(at, _)| *at == either) {
                sides[side] = missing;
            } else {
                let mut sides = broken.either[either];
                sides[side] = missing;
                eithers.push((either, sides));
            }
        };
        for (row, by) in rows {
            let (held, rhs) = (broken.rows[row], instance.rows[row].rhs);
            let missing = lack(held + by, rhs);
            match instance.rows[row].either {
                Some(either) => turn(either, 0, missing),
                None => sum += missing - lack(held, rhs),
            }
        }
        let services = changes.iter().flatten();
        let touched = services.fold(0, |all, &(site, does)| all | (layout.offers[site] ^ does.unwrap_or(0)));
        for (index, cover) in instance.covers.iter().enumerate() {
            if touched >> cover.service & 1 == 0 {
                continue;
            }
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
        for (either, sides) in eithers {
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
        let members = &self.member[index];
        let groups = cover.people.len();
        let both = self.groups_at[index][a.0]
            .iter()
            .map(|&group| group as usize)
            .filter(|&group| broken.reached[index][group] == asked && members[b.0 * groups + group]);
        people + alone(a) + alone(b) + sign * both.map(|group| cover.people[group]).sum::<f64>()
    }
}
