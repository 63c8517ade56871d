//! The climb: multipliers follow deflected subgradients, as boldly as the bound still rises.

use super::super::instance::RowKind;
use super::super::weigh::is_hub;
use super::{Climb, DEFLECTION, Dual};

impl Dual<'_> {
    /// Where the bound rises fastest, given what was chosen; scaled, into `step`. Returns its squared scaled length.
    fn slope(&mut self, x: &[f64]) -> f64 {
        let instance = self.instance;
        let services = instance.services;
        let price = self.price + x[self.at.minutes];
        let mut relaxed_minutes = 0.0;
        let mut length = 0.0;
        relaxed_minutes += self.near.still;
        self.rough_served();
        for &client in &self.near.moving {
            let client = client as usize;
            let multiplier = x[client];
            let served = self.served_roughly(client).unwrap_or_else(|| self.served(client, multiplier));
            relaxed_minutes += multiplier;
            let mut slope = (1.0 - served) * price * self.near.scale;
            // At the end of its range a multiplier pulls nowhere.
            if (slope > 0.0 && multiplier >= self.near.high[client])
                || (slope < 0.0 && multiplier <= self.near.low[client])
            {
                slope = 0.0;
            }
            self.step[client] = slope;
            length += slope * slope;
        }
        let saved = self.gain.iter().zip(&self.chosen).filter(|(_, chosen)| **chosen);
        relaxed_minutes -= saved.map(|(gain, _)| gain).sum::<f64>();
        let mut cost = 0.0;
        for site in (0..instance.sites).filter(|&site| self.open[site]) {
            cost += self.left[self.choice[site]].1;
        }
        let chosen = &self.chosen;
        for (index, row) in instance.rows.iter().enumerate() {
            let at = self.at.rows + index;
            let mut slope = 0.0;
            if self.active_row[index] {
                let activity: f64 = match &row.kind {
                    RowKind::Open(terms) => {
                        terms.iter().filter(|(site, _)| self.open[*site]).map(|(_, by)| by).sum()
                    }
                    RowKind::Offer(service, among) => {
                        among.iter().filter(|&&site| chosen[site * services + service]).count() as f64
                    }
                    RowKind::Hubs(with, least, among) => {
                        let hub = |site: usize| {
                            self.open[site] && is_hub(self.left[self.choice[site]].0, *with, *least)
                        };
                        among.iter().filter(|&&site| hub(site)).count() as f64
                    }
                };
                slope = (row.rhs - activity) * self.row_scale();
                if slope < 0.0 && x[at] <= 0.0 {
                    slope = 0.0;
                }
            }
            self.step[at] = slope;
            length += slope * slope;
        }
        let slope = instance.max_cost.map_or(0.0, |gbp| free(cost - gbp, x[self.at.cost]));
        self.step[self.at.cost] = slope;
        length += slope * slope;
        let unit = self.pound_a_minute();
        let slope = instance
            .max_minutes
            .map_or(0.0, |minutes| free((relaxed_minutes - minutes) * unit, x[self.at.minutes]));
        self.step[self.at.minutes] = slope;
        length += slope * slope;
        let row_scale = self.row_scale();
        for menu in &self.menus {
            let slopes = &mut self.step[menu.at..menu.at + menu.sites.len()];
            slopes.fill(0.0);
            menu.set(menu.chosen).iter().for_each(|&pick| slopes[pick as usize] = row_scale);
            for (at, slope) in slopes.iter_mut().enumerate() {
                let offered = chosen[menu.sites[at] as usize * services + menu.service];
                *slope -= if offered { row_scale } else { 0.0 };
                if !menu.open[at] || (*slope < 0.0 && x[menu.at + at] <= 0.0) {
                    *slope = 0.0;
                }
                length += *slope * *slope;
            }
        }
        length + self.slope_of_covers(x)
    }

    /// How often a client is served by what is chosen.
    fn served(&self, client: usize, multiplier: f64) -> f64 {
        let range = self.near.start[client]..self.near.start[client + 1];
        let near = self.near.cost[range.clone()].iter().zip(&self.near.column[range]);
        let within = near.take_while(|(cost, _)| **cost < multiplier);
        within.filter(|(_, column)| self.chosen[**column as usize]).count() as f64
    }

    /// The part of [`Dual::slope`] that belongs to shares of people whose sets are not listed.
    fn slope_of_covers(&mut self, x: &[f64]) -> f64 {
        let (instance, chosen) = (self.instance, &self.chosen);
        let services = instance.services;
        let mut length = 0.0;
        for (index, cover) in instance.covers.iter().enumerate().filter(|(_, cover)| !cover.listed) {
            let need = x[self.at.need + index];
            let unit = self.row_scale() / cover.need.max(1e-9);
            let mut missing = if self.active_cover[index] { cover.need } else { 0.0 };
            for (group, people) in cover.people.iter().enumerate() {
                let at = self.at.groups + cover.first + group;
                let mut slope = 0.0;
                if self.active_cover[index] {
                    if x[at] < need * people {
                        missing -= people;
                    }
                    let there = cover
                        .of(group)
                        .iter()
                        .filter(|&&site| chosen[site as usize * services + cover.service]);
                    slope = (1.0 - there.count() as f64) * self.group_scale(people / cover.need.max(1e-9));
                    if (slope > 0.0 && x[at] >= need * people) || (slope < 0.0 && x[at] <= 0.0) {
                        slope = 0.0;
                    }
                }
                self.step[at] = slope;
                length += slope * slope;
            }
            let slope = free(missing * unit, need);
            self.step[self.at.need + index] = slope;
            length += slope * slope;
        }
        length
    }

    /// What a weighted minute is worth, to begin with.
    fn pound_a_minute(&self) -> f64 {
        if self.price > 0.0 {
            return self.price;
        }
        self.unit * self.instance.sites as f64 / self.near.low.iter().sum::<f64>().max(1e-9)
    }

    /// Whether even everything that is left, offered at once, takes too many minutes.
    pub fn is_hopeless(&self) -> bool {
        let least: f64 = self.near.low.iter().sum();
        self.instance.max_minutes.is_some_and(|most| least * (1.0 - 1e-12) > most)
            || self.menus.iter().any(|menu| menu.start.len() == 1)
    }

    /// What a client's multiplier changes by, £; what rules cost where minutes do not count.
    fn client_scale(&self) -> f64 {
        let gbp = self.price * self.near.scale;
        if gbp > 0.0 { gbp.min(self.unit) } else { self.unit }
    }

    /// What a rule's multiplier changes by, £. The number of steps is least when scales go with the square root of how far
    /// multipliers must go: rules scaled in full would leave clients, who are many and go a little way, behind.
    fn row_scale(&self) -> f64 {
        (self.unit * self.client_scale()).sqrt()
    }

    /// The same for a group that is a share of the people whom a rule asks for.
    fn group_scale(&self, share: f64) -> f64 {
        (self.unit * share * self.client_scale()).sqrt()
    }

    /// The scale of a multiplier.
    fn scale(&self, at: usize) -> f64 {
        if at < self.at.cost {
            self.row_scale()
        } else if at == self.at.cost {
            1.0
        } else if at == self.at.minutes {
            self.pound_a_minute()
        } else {
            1.0
        }
    }

    /// Climbs from `x` towards `target`, and leaves the best multipliers in `x`. Returns their bound.
    pub fn climb(
        &mut self,
        x: &mut [f64],
        target: f64,
        how: Climb,
        mut look: impl FnMut(usize, &Self, f64) -> Option<f64>,
    ) -> f64 {
        self.clamp(x);
        self.be_rough();
        let mut here = x.to_vec();
        let mut best = f64::NEG_INFINITY;
        let (mut boldness, mut waited) = (how.boldness, 0);
        let mut target = target;
        self.direction.fill(0.0);
        let scales: Vec<f64> = (self.at.rows..self.at.need).map(|at| self.scale(at)).collect();
        let group_scale = self.group_scales();
        for step in 0..how.steps {
            let bound = self.bound(&here);
            for (share, open) in self.open_share.iter_mut().zip(&self.open) {
                *share += f64::max(0.1, 1.0 / (step + 1) as f64) * (f64::from(u8::from(*open)) - *share);
            }
            for (share, chosen) in self.column_share.iter_mut().zip(&self.chosen) {
                *share += f64::max(0.1, 1.0 / (step + 1) as f64) * (f64::from(u8::from(*chosen)) - *share);
            }
            if bound > best {
                waited = if bound > best + 1e-6 * best.abs() { 0 } else { waited + 1 };
                best = bound;
                x.copy_from_slice(&here);
            } else {
                waited += 1;
            }
            if let Some(better) = look(step, self, best) {
                target = target.min(better);
            }
            if best >= target {
                break;
            }
            if waited >= how.patience {
                boldness *= 0.5;
                waited = 0;
                if boldness < how.enough {
                    break;
                }
                here.copy_from_slice(x);
                self.direction.fill(0.0);
                self.bound(&here);
            }
            let length = self.slope(&here);
            if length <= 0.0 {
                break;
            }
            // Without a plan to aim at, aim a good way up.
            let aim = if target.is_finite() { target } else { best + 0.1 * best.abs() + self.unit };
            let mut squared = 0.0;
            let mut turn = |direction: &mut f64, slope: f64| {
                *direction = slope + DEFLECTION * *direction;
                squared += *direction * *direction;
            };
            for &client in &self.near.moving {
                turn(&mut self.direction[client as usize], self.step[client as usize]);
            }
            for (direction, slope) in
                self.direction[self.at.rows..].iter_mut().zip(&self.step[self.at.rows..])
            {
                turn(direction, *slope);
            }
            let length = length.max(squared * 0.3);
            let stride = boldness * (aim - bound).max(1e-12 * aim.abs()) / length;
            let stride_of_clients = stride * self.near.scale;
            for &client in &self.near.moving {
                let client = client as usize;
                let value = here[client] + stride_of_clients * self.direction[client];
                here[client] = value.clamp(self.near.low[client], self.near.high[client]);
            }
            for (at, value) in here.iter_mut().enumerate().skip(self.at.rows) {
                let scale = if at >= self.at.need {
                    group_scale[at - self.at.need]
                } else {
                    scales[at - self.at.rows]
                };
                *value += stride * self.direction[at] * scale;
            }
            self.clamp_rules(&mut here);
        }
        if self.rough.take().is_some() { self.bound(x) } else { best }
    }

    /// Scales of the multipliers of people within reach.
    fn group_scales(&self) -> Vec<f64> {
        let mut scales = Vec::with_capacity(self.at.end - self.at.need);
        scales.extend(self.instance.covers.iter().map(|cover| self.row_scale() / cover.need.max(1e-9)));
        for cover in self.instance.covers.iter().filter(|cover| !cover.listed) {
            scales.extend(cover.people.iter().map(|people| self.group_scale(people / cover.need.max(1e-9))));
        }
        scales.resize(self.at.end - self.at.need, self.row_scale());
        scales
    }
}

/// A slope, unless it would push a multiplier below nothing.
fn free(slope: f64, value: f64) -> f64 {
    if slope < 0.0 && value <= 0.0 { 0.0 } else { slope }
}
