//! Proven bounds: the Lagrangian dual. The assignment of clients and the rules that tie sites together are relaxed at a
//! price; each site then chooses its services by itself, the number of open sites is kept exactly, and the prices climb.
//!
//! # References
//! Held, M., Wolfe, P. & Crowder, H. (1974), "Validation of subgradient optimization", *Mathematical Programming* 6,
//! 62–88. Beasley, J. E. (1993), "Lagrangean heuristics for location problems", *European Journal of Operational
//! Research* 65(3), 383–399. Barahona, F. & Anbil, R. (2000), "The volume algorithm", *Mathematical Programming* 87,
//! 385–399 (averaged primal, used here to choose branches).

mod climb;
mod held;
mod left;
mod reduced;
mod rough;
mod sites;

pub(super) use self::held::Held;
use self::rough::Climber;
use super::fixing::{Fixing, Side};
use super::instance::{Instance, RowKind};
use super::problem::{Layout, Services};

/// Where each kind of multiplier begins in the one vector that holds them all.
#[derive(Debug, Clone, Copy)]
struct Places {
    rows: usize,
    cost: usize,
    minutes: usize,
    need: usize,
    groups: usize,
    menus: usize,
    end: usize,
}

/// Number of multipliers of an instance.
pub(super) fn multipliers(instance: &Instance) -> usize {
    places(instance).end
}

fn places(instance: &Instance) -> Places {
    let rows = instance.clients.len();
    let cost = rows + instance.rows.len();
    let minutes = cost + 1;
    let need = minutes + 1;
    let groups = need + instance.covers.len();
    let menus = groups + instance.groups;
    let sites: usize = instance.menus.iter().map(|menu| menu.sites.len()).sum();
    Places { rows, cost, minutes, need, groups, menus, end: menus + sites }
}

/// Clients with what is left to them in a branch.
#[derive(Debug, Clone, Default)]
struct Near {
    start: Vec<usize>,
    cost: Vec<f64>,
    column: Vec<u32>,
    /// Lowest and highest sensible multiplier.
    low: Vec<f64>,
    high: Vec<f64>,
    /// Clients with a choice left; what the others' multipliers come to.
    moving: Vec<u32>,
    still: f64,
    /// What a multiplier changes by, weighted minutes: the same for every client, which climbs fastest.
    scale: f64,
}

/// What is left of a list in a branch.
#[derive(Debug, Clone)]
struct Offered {
    service: usize,
    sites: Vec<u32>,
    /// By site: whether it is not certain anyway.
    open: Vec<bool>,
    start: Vec<usize>,
    picks: Vec<u32>,
    /// Position of its first multiplier.
    at: usize,
    /// The set chosen.
    chosen: usize,
    value: f64,
}

impl Offered {
    fn set(&self, set: usize) -> &[u32] {
        &self.picks[self.start[set]..self.start[set + 1]]
    }

    /// The cheapest set at some multipliers among those wanted.
    fn best(&self, x: &[f64], wanted: impl Fn(&[u32]) -> bool) -> (f64, usize) {
        let prices = &x[self.at..self.at + self.sites.len()];
        let mut best = (f64::INFINITY, 0);
        for set in 0..self.start.len() - 1 {
            let picks = self.set(set);
            let value = picks.iter().map(|&pick| prices[pick as usize]).sum();
            if value < best.0 && wanted(picks) {
                best = (value, set);
            }
        }
        best
    }
}

/// The dual of one branch at one price.
pub(super) struct Dual<'a> {
    instance: &'a Instance,
    fixing: &'a Fixing,
    price: f64,
    at: Places,
    near: Near,
    /// True when clients' multipliers stay as they are.
    is_held: bool,
    /// By column: whether it may be offered.
    alive: Vec<bool>,
    /// While climbing over several services: multipliers of clients, nearly, and how often each is served.
    rough: Option<Climber>,
    /// Choices left to each site.
    left: Vec<(Services, f64)>,
    left_start: Vec<usize>,
    /// By site: rows that count it when open, with coefficient; rows that count it as a hub, with the services needed.
    open_rows: Vec<Vec<(usize, f64)>>,
    hub_rows: Vec<Vec<(usize, Services, usize)>>,
    menus: Vec<Offered>,
    active_row: Vec<bool>,
    active_cover: Vec<bool>,
    /// £ that change a rule's multiplier noticeably.
    unit: f64,
    gain: Vec<f64>,
    extra: Vec<f64>,
    table: Vec<f64>,
    hubs: Vec<(Services, usize, f64)>,
    /// Best open value of each site, and the choice it comes from.
    value: Vec<f64>,
    choice: Vec<usize>,
    /// What is chosen.
    open: Vec<bool>,
    chosen: Vec<bool>,
    order: Vec<usize>,
    step: Vec<f64>,
    direction: Vec<f64>,
    /// Averages of what was chosen, by site and by column.
    pub open_share: Vec<f64>,
    pub column_share: Vec<f64>,
}

/// How long and how boldly to climb.
#[derive(Debug, Clone, Copy)]
pub(super) struct Climb {
    pub steps: usize,
    pub boldness: f64,
    /// Steps without a better bound before boldness halves.
    pub patience: usize,
    /// At which boldness it is enough.
    pub enough: f64,
}

/// How much of the last direction is kept in the next.
const DEFLECTION: f64 = 0.7;

const SHUT: usize = usize::MAX;

impl<'a> Dual<'a> {
    /// Prepares for climbing in a branch.
    pub fn new(instance: &'a Instance, fixing: &'a Fixing, price: f64) -> Self {
        Self::prepared(instance, fixing, price, None)
    }

    /// The same with clients whose multipliers stay as they are.
    pub fn held(instance: &'a Instance, fixing: &'a Fixing, price: f64, held: &Held) -> Self {
        Self::prepared(instance, fixing, price, Some(held))
    }

    fn prepared(instance: &'a Instance, fixing: &'a Fixing, price: f64, held: Option<&Held>) -> Self {
        let (sites, services, columns) = (instance.sites, instance.services, instance.columns());
        let active =
            |either: Option<usize>, side| either.is_none_or(|either| fixing.side[either] == Some(side));
        let listed = |either: Option<usize>| {
            either.is_some() && instance.covers.iter().any(|cover| cover.listed && cover.either == either)
        };
        let active_row: Vec<bool> =
            instance.rows.iter().map(|row| active(row.either, Side::Count) && !listed(row.either)).collect();
        let active_cover =
            instance.covers.iter().map(|cover| !cover.listed && active(cover.either, Side::Reach)).collect();
        let mut open_rows = vec![Vec::new(); sites];
        let mut hub_rows = vec![Vec::new(); sites];
        for (index, row) in instance.rows.iter().enumerate().filter(|(index, _)| active_row[*index]) {
            match &row.kind {
                RowKind::Open(coefficients) => {
                    coefficients.iter().for_each(|&(site, by)| open_rows[site].push((index, by)));
                }
                RowKind::Hubs(with, least, among) => {
                    among.iter().for_each(|&site| hub_rows[site].push((index, *with, *least)));
                }
                RowKind::Offer(..) => {}
            }
        }
        let (mut left, mut left_start) = (Vec::new(), vec![0]);
        let (mut spread, mut counted) = (0.0, 0.0);
        for site in 0..sites {
            if fixing.open[site] != Some(false) {
                for choice in instance.choices(site) {
                    if fixing.permits(site, choice.offers) {
                        left.push((choice.offers, choice.cost));
                        spread += choice.cost.abs();
                        counted += 1.0;
                    }
                }
            }
            left_start.push(left.len());
        }
        let at = places(instance);
        let mut dual = Self {
            instance,
            fixing,
            price,
            at,
            near: Near::default(),
            is_held: false,
            alive: Vec::new(),
            rough: None,
            left,
            left_start,
            open_rows,
            hub_rows,
            menus: Vec::new(),
            active_row,
            active_cover,
            unit: if counted > 0.0 && spread > 0.0 { spread / counted } else { 1.0 },
            gain: vec![0.0; columns],
            extra: vec![0.0; columns],
            table: vec![0.0; 1 << services],
            hubs: Vec::new(),
            value: vec![0.0; sites],
            choice: vec![SHUT; sites],
            open: vec![false; sites],
            chosen: vec![false; columns],
            order: Vec::new(),
            step: vec![0.0; at.end],
            direction: vec![0.0; at.end],
            open_share: vec![0.0; sites],
            column_share: vec![0.0; columns],
        };
        let (alive, certain) = dual.columns_left();
        match held {
            Some(held) => {
                dual.is_held = true;
                dual.gain.copy_from_slice(&held.gain);
                dual.near.still = held.sum;
                dual.near.scale = held.scale;
            }
            None => dual.near = dual.near(&alive, &certain),
        }
        dual.menus = dual.offered(&alive, &certain);
        dual.alive = alive;
        dual
    }

    fn can_shut(&self, site: usize) -> bool {
        self.instance.can_shut[site] && self.fixing.open[site] != Some(true) && self.fixing.must[site] == 0
    }

    /// Brings multipliers into their range.
    fn clamp(&self, x: &mut [f64]) {
        for ((value, &low), &high) in x.iter_mut().zip(&self.near.low).zip(&self.near.high) {
            *value = value.clamp(low, high);
        }
        self.clamp_rules(x);
    }

    /// The same for rules alone.
    fn clamp_rules(&self, x: &mut [f64]) {
        for (index, active) in self.active_row.iter().enumerate() {
            let value = &mut x[self.at.rows + index];
            *value = if *active { value.max(0.0) } else { 0.0 };
        }
        x[self.at.cost] = if self.instance.max_cost.is_some() { x[self.at.cost].max(0.0) } else { 0.0 };
        x[self.at.minutes] =
            if self.instance.max_minutes.is_some() { x[self.at.minutes].max(0.0) } else { 0.0 };
        let counted = self.instance.covers.iter().enumerate().filter(|(_, cover)| !cover.listed);
        for (index, cover) in counted {
            let need = &mut x[self.at.need + index];
            *need = if self.active_cover[index] { need.max(0.0) } else { 0.0 };
            let need = *need;
            for (group, people) in cover.people.iter().enumerate() {
                let value = &mut x[self.at.groups + cover.first + group];
                *value = value.clamp(0.0, need * people);
            }
        }
        for menu in &self.menus {
            let met = menu.picks.is_empty();
            for (value, open) in x[menu.at..].iter_mut().zip(&menu.open) {
                *value = if *open && !met { value.max(0.0) } else { 0.0 };
            }
        }
    }

    /// The bound at some multipliers; leaves behind what each site chose.
    pub fn bound(&mut self, x: &[f64]) -> f64 {
        let instance = self.instance;
        let services = instance.services;
        let price = self.price + x[self.at.minutes];
        let mut total = 0.0;
        let sum = self.gains(x);
        total += price * sum;
        if let Some(minutes) = instance.max_minutes {
            total -= x[self.at.minutes] * minutes;
        }
        if let Some(gbp) = instance.max_cost {
            total -= x[self.at.cost] * gbp;
        }
        self.extra.fill(0.0);
        for (index, row) in instance.rows.iter().enumerate() {
            let multiplier = x[self.at.rows + index];
            total += multiplier * row.rhs;
            if let RowKind::Offer(service, among) = &row.kind
                && multiplier > 0.0
            {
                among.iter().for_each(|&site| self.extra[site * services + service] += multiplier);
            }
        }
        for menu in &mut self.menus {
            (menu.value, menu.chosen) = menu.best(x, |_| true);
            total += menu.value;
            for (&site, multiplier) in menu.sites.iter().zip(&x[menu.at..]) {
                self.extra[site as usize * services + menu.service] += multiplier;
            }
        }
        for (index, cover) in instance.covers.iter().enumerate() {
            let need = x[self.at.need + index];
            if need <= 0.0 || cover.listed {
                continue;
            }
            total += need * cover.need;
            for (group, people) in cover.people.iter().enumerate() {
                let multiplier = x[self.at.groups + cover.first + group];
                total -= need * people - multiplier;
                if multiplier > 0.0 {
                    for &site in cover.of(group) {
                        self.extra[site as usize * services + cover.service] += multiplier;
                    }
                }
            }
        }
        let factor = 1.0 + x[self.at.cost];
        for site in 0..instance.sites {
            let (value, choice) = self.best(site, price, factor, x, |_| true);
            self.value[site] = value;
            self.choice[site] = choice;
        }
        total + self.choose()
    }

    /// What each column saves its clients at some multipliers; returns what the clients pay in all.
    fn gains(&mut self, x: &[f64]) -> f64 {
        if self.is_held {
            return self.near.still;
        }
        if self.rough.is_some() {
            return self.rough_gains(x);
        }
        self.gain.fill(0.0);
        let mut sum = self.near.still;
        for &client in &self.near.moving {
            let client = client as usize;
            let multiplier = x[client];
            sum += multiplier;
            let range = self.near.start[client]..self.near.start[client + 1];
            for (&cost, &column) in self.near.cost[range.clone()].iter().zip(&self.near.column[range]) {
                if cost >= multiplier {
                    break;
                }
                self.gain[column as usize] += multiplier - cost;
            }
        }
        sum
    }

    /// What the sites chose, as a plan.
    pub fn layout(&self) -> Layout {
        let mut layout = Layout::shut(self.instance.sites);
        for site in (0..self.instance.sites).filter(|&site| self.open[site]) {
            layout.open[site] = true;
            layout.offers[site] = self.left[self.choice[site]].0;
        }
        layout
    }
}
