//! Plays an option's decisions month by month: what leaves, closes and arrives, what that costs once, where it clashes.

use std::collections::BTreeSet;

use super::findings::{Clash, ClashKind};
use super::timeline::{
    Acted, NewHours, Offer, Payment, PaymentKind, Reused, State, Timeline, delivery, month_index,
    month_or_first, sold,
};
use crate::model::{Action, AfterUse, Dataset, Move, OptionPlan, Reuse, Settings, SiteDecision};

impl Timeline {
    /// Plays an option's decisions month by month, from the first month to its steady state.
    pub fn of(dataset: &Dataset, settings: &Settings, option: &OptionPlan) -> Self {
        let mut play = Play::new(dataset, settings, option);
        let months: BTreeSet<u32> = std::iter::once(0)
            .chain(play.decisions.iter().map(|(_, month, _)| *month))
            .chain(play.moves.iter().flatten().map(|movement| movement.month))
            .collect();
        for month in months {
            play.month(month);
        }
        play.timeline
    }
}

/// A move whose ids are all known.
struct KnownMove<'a> {
    month: u32,
    service: usize,
    from: Option<usize>,
    to: Option<usize>,
    facts: &'a Move,
}

struct Play<'a> {
    dataset: &'a Dataset,
    settings: &'a Settings,
    today: State,
    decisions: Vec<(usize, u32, &'a SiteDecision)>,
    /// By position in the plan; `None` for a move with an unknown id, which does nothing.
    moves: Vec<Option<KnownMove<'a>>>,
    fitted: BTreeSet<(usize, usize)>,
    clawed_back: BTreeSet<usize>,
    timeline: Timeline,
}

impl<'a> Play<'a> {
    fn new(dataset: &'a Dataset, settings: &'a Settings, option: &'a OptionPlan) -> Self {
        let mut timeline = Timeline::bau(dataset);
        timeline.states.clear();
        let mut play = Self {
            dataset,
            settings,
            today: State::today(dataset),
            decisions: Vec::new(),
            moves: Vec::new(),
            fitted: BTreeSet::new(),
            clawed_back: BTreeSet::new(),
            timeline,
        };
        for (id, decision) in &option.sites {
            match dataset.site_index(id) {
                Some(site) => {
                    let month = month_or_first(decision.from, settings);
                    play.decisions.push((site, month, decision));
                    play.timeline.actions[site] = decision.action;
                }
                None => play.clash(ClashKind::UnknownId, None, None, format!("no site has the id \"{id}\"")),
            }
        }
        for (position, movement) in option.moves.iter().enumerate() {
            let known = play.known_move(option, position, movement);
            play.timeline.moves.push(known.as_ref().map(|known| Acted {
                month: known.month,
                service: known.service,
                from: known.from,
                to: known.to,
            }));
            play.moves.push(known);
        }
        play
    }

    fn known_move(&mut self, option: &OptionPlan, position: usize, facts: &'a Move) -> Option<KnownMove<'a>> {
        let dataset = self.dataset;
        let service = dataset.service_index(&facts.service);
        let mut unknown = service.is_none().then(|| format!("service \"{}\"", facts.service));
        let mut site = |id: &Option<String>| match id {
            Some(id) => {
                let index = dataset.site_index(id);
                if index.is_none() {
                    unknown = Some(format!("site \"{id}\""));
                }
                index
            }
            None => None,
        };
        let (from, to) = (site(&facts.from), site(&facts.to));
        if let Some(unknown) = unknown {
            let message = format!("move {} names a {unknown} that does not exist", position + 1);
            self.clash(ClashKind::UnknownId, None, None, message);
            return None;
        }
        let month = month_or_first(option.month_of(facts), self.settings);
        Some(KnownMove { month, service: service?, from, to, facts })
    }

    fn clash(&mut self, kind: ClashKind, site: Option<usize>, service: Option<usize>, message: String) {
        self.timeline.clashes.push(Clash { kind, site, service, message });
    }

    fn site_name(&self, site: usize) -> &'a str {
        &self.dataset.sites[site].name
    }

    fn service_name(&self, service: usize) -> &'a str {
        &self.dataset.services[service].name
    }

    /// One month: services leave, sites close, services arrive, all on the state before.
    fn month(&mut self, month: u32) {
        let before =
            self.timeline.states.last().map_or_else(|| self.today.clone(), |(_, state)| state.clone());
        let mut after = before.clone();
        self.check_moves(month, &before);
        for movement in self.moves.iter().flatten().filter(|movement| movement.month == month) {
            if let Some(from) = movement.from {
                after.clear(from, movement.service);
            }
        }
        self.decide(month, &mut after);
        self.arrive(month, &mut after);
        self.settle(month, &before, &after);
        self.timeline.states.push((month, after));
    }

    fn check_moves(&mut self, month: u32, before: &State) {
        let mut clashes = Vec::new();
        for (position, movement) in self.moves.iter().enumerate() {
            let Some(movement) = movement.as_ref().filter(|movement| movement.month == month) else {
                continue;
            };
            let service = self.service_name(movement.service);
            if let Some(from) =
                movement.from.filter(|&from| before.offer(from, movement.service).share <= 0.0)
            {
                clashes.push(Clash {
                    kind: ClashKind::NotOffered,
                    site: Some(from),
                    service: Some(movement.service),
                    message: format!(
                        "{service} is not offered at {} when it should leave",
                        self.site_name(from)
                    ),
                });
            }
            for &first in &movement.facts.after {
                let acted =
                    self.moves.get(first).and_then(Option::as_ref).is_some_and(|first| first.month < month);
                if !acted {
                    clashes.push(Clash {
                        kind: ClashKind::TooEarly,
                        site: movement.to.or(movement.from),
                        service: Some(movement.service),
                        message: format!(
                            "move {} ({service}) waits for move {}, which has not acted by then",
                            position + 1,
                            first + 1
                        ),
                    });
                }
            }
        }
        self.timeline.clashes.extend(clashes);
    }

    fn decide(&mut self, month: u32, after: &mut State) {
        for index in 0..self.decisions.len() {
            let (site, from, decision) = self.decisions[index];
            if from != month {
                continue;
            }
            if decision.action == Action::Close {
                after.sites[site].open = false;
                after.clear_all(site);
                let after_use = decision.after_use.unwrap_or_default();
                self.timeline.closings.push((site, month, after_use));
                if let Some(reuse) = &decision.reuse {
                    self.reuse(site, month, after_use, reuse);
                }
                if let Some(reason) = self.dataset.sites[site].keep.as_deref() {
                    let message = format!("{} must be kept: {reason}", self.site_name(site));
                    self.clash(ClashKind::MustKeep, Some(site), None, message);
                }
            } else {
                let state = &mut after.sites[site];
                state.reduce_share = decision.reduce_share.unwrap_or(0.0);
                state.extra_income_gbp = decision.extra_income_gbp;
                if decision.hours_per_week.is_some() {
                    state.hours_per_week = decision.hours_per_week;
                    state.new_hours =
                        Some(NewHours { evenings: decision.evening_hours, weekend: decision.weekend_hours });
                }
            }
        }
    }

    fn reuse(&mut self, site: usize, closed: u32, after_use: AfterUse, reuse: &Reuse) {
        let from = reuse.from.map_or(closed, |from| month_index(from, self.settings).max(closed));
        let until = sold(self.settings, closed, after_use).unwrap_or(u32::MAX);
        self.timeline.reuses.push(Reused {
            site,
            from,
            until,
            cost_gbp: reuse.cost_gbp.unwrap_or(0.0),
            income_gbp: reuse.income_gbp.unwrap_or(0.0),
            avoided_gbp: reuse.avoided_gbp(),
        });
        if let Some(gbp) = reuse.works_gbp {
            let gbp = gbp * (1.0 + self.settings.capital_bias(&self.dataset.sites[site].id));
            self.pay(closed, site, None, PaymentKind::Works, gbp);
        }
    }

    fn pay(&mut self, month: u32, site: usize, service: Option<usize>, kind: PaymentKind, gbp: f64) {
        self.timeline.payments.push(Payment { month, site, service, kind, gbp });
    }

    fn arrive(&mut self, month: u32, after: &mut State) {
        let mut clashes = Vec::new();
        for movement in self.moves.iter().flatten().filter(|movement| movement.month == month) {
            let Some(to) = movement.to else { continue };
            if !after.sites[to].open {
                clashes.push(Clash {
                    kind: ClashKind::IntoClosed,
                    site: Some(to),
                    service: Some(movement.service),
                    message: format!(
                        "{} moves to {}, which is closed by then",
                        self.service_name(movement.service),
                        self.site_name(to)
                    ),
                });
                continue;
            }
            let there = after.offer_mut(to, movement.service);
            let share = movement.facts.share;
            // A service that is already there is not cut down by a smaller one arriving.
            if share >= there.share {
                let own = movement.facts.delivery_gbp;
                let known = if there.share > 0.0 {
                    there.delivery_gbp
                } else {
                    delivery(self.dataset, to, movement.service)
                };
                *there = Offer { share, delivery_gbp: own.unwrap_or(known) };
            }
        }
        self.timeline.clashes.extend(clashes);
    }

    /// What the month's changes cost once, and whether they fit.
    fn settle(&mut self, month: u32, before: &State, after: &State) {
        let dataset = self.dataset;
        for (site, facts) in dataset.sites.iter().enumerate() {
            let mut gains = false;
            for (service, wanted) in dataset.services.iter().enumerate() {
                let (was, is) = (before.offer(site, service).share, after.offer(site, service).share);
                if is <= was {
                    continue;
                }
                gains = true;
                if was <= 0.0 && facts.cannot_host.contains(&wanted.id) {
                    let message = format!("{} cannot host {}", facts.name, wanted.name);
                    self.clash(ClashKind::CannotHost, Some(site), Some(service), message);
                }
                if self.today.offer(site, service).share <= 0.0 && self.fitted.insert((site, service)) {
                    let bias = 1.0 + self.settings.capital_bias(&facts.id);
                    let gbp = wanted.space_m2 * is * self.settings.fit_out_gbp_per_m2 * bias;
                    self.pay(month, site, Some(service), PaymentKind::FitOut, gbp);
                }
            }
            if gains {
                self.check_space(site, after.space_used_m2(dataset, site));
            }
            self.claw_back(month, site, before, after);
        }
    }

    fn check_space(&mut self, site: usize, used_m2: f64) {
        let name = self.site_name(site);
        match self.dataset.sites[site].floor_area_m2 {
            Some(floor_m2) if used_m2 > floor_m2 => {
                let message =
                    format!("{name} needs {used_m2:.0} m² for its services and has {floor_m2:.0} m²");
                self.clash(ClashKind::NoRoom, Some(site), None, message);
            }
            Some(_) => {}
            None => {
                if !self.timeline.unchecked_space.contains(&site) {
                    self.timeline.unchecked_space.push(site);
                }
            }
        }
    }

    /// Grant is repaid once: when the site closes, or when the service it was given for leaves.
    fn claw_back(&mut self, month: u32, site: usize, before: &State, after: &State) {
        let facts = &self.dataset.sites[site];
        let Some(gbp) = facts.clawback_gbp else { return };
        let closes = before.sites[site].open && !after.sites[site].open;
        let service = facts.clawback_service.as_deref().and_then(|id| self.dataset.service_index(id));
        let leaves = service.is_some_and(|service| {
            before.offer(site, service).share > 0.0 && after.offer(site, service).share <= 0.0
        });
        if (closes || leaves) && self.clawed_back.insert(site) {
            let kind = if closes { PaymentKind::ClawbackClosed } else { PaymentKind::ClawbackLeft };
            self.pay(month, site, service, kind, gbp);
        }
    }
}
