//! How much of the rules that tie sites together a plan breaks, before and after a change.

use super::super::instance::RowKind;
use super::super::problem::{Layout, Services};
use super::{Change, Interchange};

/// How far a plan is from fulfilling the rules that tie sites together; each rule's lack as a share of what it asks.
#[derive(Debug, Clone)]
pub(super) struct Broken {
    rows: Vec<f64>,
    covers: Vec<f64>,
    reached: Vec<Vec<u32>>,
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
            RowKind::Hubs(of, least, among) => {
                let hub = |site: usize| layout.open[site] && (layout.offers[site] & of).count_ones() >= *least;
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
        for cover in &instance.covers {
            let offers = |site: &&u32| layout.offers[**site as usize] >> cover.service & 1 == 1;
            let times: Vec<u32> = (0..cover.people.len())
                .map(|group| cover.of(group).iter().filter(offers).count() as u32)
                .collect();
            covers.push(
                times
                    .iter()
                    .zip(&cover.people)
                    .filter(|(times, _)| **times > 0)
                    .map(|(_, people)| people)
                    .sum(),
            );
            reached.push(times);
        }
        let count = layout.open.iter().filter(|open| **open).count();
        let cost = self.cost(layout);
        let minutes = if instance.max_minutes.is_some() { self.tables(layout).minutes } else { 0.0 };
        let mut broken = Broken {
            rows,
            covers,
            reached,
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
                    RowKind::Hubs(of, least, _) => {
                        let hub = |open: bool, offers: Services| {
                            f64::from(u8::from(open && (offers & of).count_ones() >= *least))
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
        for (index, cover) in instance.covers.iter().enumerate() {
            let mut people = broken.covers[index];
            let mut touched: Vec<(u32, i32)> = Vec::new();
            for &(site, does) in changes.iter().flatten() {
                let (before, after) =
                    (layout.offers[site] >> cover.service & 1, does.unwrap_or(0) >> cover.service & 1);
                if before == after {
                    continue;
                }
                let by = if after == 1 { 1 } else { -1 };
                for &group in &self.groups_at[index][site] {
                    touched.push((group, by));
                }
            }
            if touched.is_empty() {
                continue;
            }
            touched.sort_unstable();
            for same in touched.chunk_by(|a, b| a.0 == b.0) {
                let group = same[0].0 as usize;
                let before = broken.reached[index][group].cast_signed();
                let after = before + same.iter().map(|(_, by)| by).sum::<i32>();
                if before > 0 && after <= 0 {
                    people -= cover.people[group];
                } else if before <= 0 && after > 0 {
                    people += cover.people[group];
                }
            }
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
}
