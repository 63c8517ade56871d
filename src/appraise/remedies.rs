//! For each rule that an option does not meet: the cheapest single change that would, as a suggestion that carries its edit.
//!
//! Every change is tried on the steady state and judged again; nothing is suggested that was not seen to meet the rule. Money
//! is the steady state's: what the change adds to the running cost. Nothing is done until the person takes the edit.

use crate::edit::Edit;
use crate::model::{Action, Move, OptionPlan, Plan, RuleKind, SiteDecision, Test, Tier};
use crate::score::cost;
use crate::score::timeline::{NewHours, Offer, PaymentKind, State, Timeline, delivery};
use crate::score::{Facts, Findings, Judgement, Measure, RunningCostLines, Scorer, Verdict, blueprint};
use crate::units::Month;

/// A change that would meet a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Remedy {
    /// The change as one undoable edit.
    pub edit: Edit,
    /// What it does, in words: `Advice sessions at Larkmoor Library`.
    pub words: String,
    /// What it adds to the running cost, £ a year; `None` where nobody has said what it costs (longer hours).
    pub running_cost_gbp: Option<f64>,
    /// What it adds to the one-off costs, £, optimism bias included; negative for what need not be paid.
    pub one_off_gbp: f64,
    /// The number behind the judgement once it is done.
    pub measure: Option<Measure>,
    /// True when the floor area of the site is unknown, so that nobody knows whether it fits.
    pub space_unchecked: bool,
}

/// One change of the steady state.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Change {
    /// A service is offered at a site: whole, or sessions.
    Offer { service: usize, site: usize, share: f64 },
    /// A site does not close.
    Reopen { site: usize },
    /// A service does not leave a site.
    Stay { service: usize, site: usize },
    /// A site opens longer.
    Hours { site: usize, hours: Option<f64>, evenings: Option<f64>, weekend: Option<f64> },
}

/// A change with what it costs and does.
struct Candidate {
    change: Change,
    running_cost_gbp: Option<f64>,
    one_off_gbp: f64,
    /// The state that it leads to; `None` for an offer, which is made in place.
    state: Option<State>,
    /// Services whose sites differ.
    services: Vec<usize>,
    space_unchecked: bool,
}

/// The cheapest single change for each judgement, in their order; `None` where the rule is met, or where no single change
/// would meet it.
///
/// Cheapest is the least added running cost, then the least one-off cost, then the site that comes first; changes whose cost
/// nobody has stated come last. Services are offered only where they may be and where there is room.
pub fn remedies(
    facts: &Facts<'_>,
    scorer: &Scorer,
    plan: &Plan,
    option_id: &str,
    found: &Findings,
) -> Vec<Option<Remedy>> {
    let Some(option) = plan.option(option_id) else { return vec![None; found.judgements.len()] };
    let timeline = Timeline::of(facts.dataset, facts.settings, option);
    let trial = Trial { facts, scorer, option, timeline: &timeline, found };
    let candidates = trial.candidates();
    found.judgements.iter().map(|judgement| trial.remedy(judgement, &candidates)).collect()
}

struct Trial<'a> {
    facts: &'a Facts<'a>,
    scorer: &'a Scorer,
    option: &'a OptionPlan,
    timeline: &'a Timeline,
    found: &'a Findings,
}

impl Trial<'_> {
    fn remedy(&self, judgement: &Judgement, candidates: &[Candidate]) -> Option<Remedy> {
        if judgement.verdict == Verdict::Met {
            return None;
        }
        let dataset = self.facts.dataset;
        let rule = dataset.blueprint.rules.get(judgement.rule)?;
        let (tier, service) = match &rule.kind {
            RuleKind::EachLocality(Test::Tier { tier, .. }) | RuleKind::City(Test::Tier { tier, .. }) => {
                (dataset.blueprint.tiers.iter().find(|known| known.id == *tier), None)
            }
            RuleKind::EachLocality(Test::Count { service, .. } | Test::Coverage { service, .. })
            | RuleKind::City(Test::Count { service, .. } | Test::Coverage { service, .. })
            | RuleKind::Site { keeps: service, .. } => (None, Some(dataset.service_index(service)?)),
        };
        let own_hours = tier.map_or_else(Vec::new, |tier| self.longer_hours(tier));
        let asked = |candidate: &&Candidate| match candidate.change {
            Change::Offer { service: offered, site, .. } => {
                service.is_none_or(|service| service == offered)
                    && (tier.is_none()
                        || judgement.locality.is_none()
                        || dataset.locality_of_site[site] == judgement.locality)
            }
            _ => true,
        };
        let mut scratch = self.timeline.steady().clone();
        for candidate in candidates.iter().filter(asked).chain(&own_hours) {
            let before = self.make(candidate.change, &mut scratch);
            let changed: Vec<(usize, Vec<f64>)> = candidate
                .services
                .iter()
                .map(|&service| (service, self.minutes(candidate, service)))
                .collect();
            let minutes = self.found.services.iter().enumerate().map(|(service, found)| {
                let changed = changed.iter().find(|(known, _)| *known == service);
                changed.map_or(found.minutes.as_slice(), |(_, minutes)| minutes.as_slice())
            });
            let ground = blueprint::Ground {
                facts: self.facts,
                scorer: self.scorer,
                state: candidate.state.as_ref().unwrap_or(&scratch),
                minutes: minutes.collect(),
            };
            let (verdict, _, measure) = ground.judge(rule, judgement.locality);
            if let (Change::Offer { service, site, .. }, Some(before)) = (candidate.change, before) {
                *scratch.offer_mut(site, service) = before;
            }
            if verdict == Verdict::Met {
                return Some(Remedy {
                    edit: self.edit(candidate.change),
                    words: self.words(candidate.change),
                    running_cost_gbp: candidate.running_cost_gbp,
                    one_off_gbp: candidate.one_off_gbp,
                    measure,
                    space_unchecked: candidate.space_unchecked,
                });
            }
        }
        None
    }

    /// Makes an offer in a state; what was there before. Other changes bring a state of their own.
    fn make(&self, change: Change, state: &mut State) -> Option<Offer> {
        let Change::Offer { service, site, share } = change else { return None };
        let there = state.offer_mut(site, service);
        let before = *there;
        if before.share <= 0.0 {
            there.delivery_gbp = delivery(self.facts.dataset, site, service);
        }
        there.share = share;
        Some(before)
    }

    /// Minutes to a service after a change.
    fn minutes(&self, candidate: &Candidate, service: usize) -> Vec<f64> {
        let matrix = self.facts.times.of_service(service);
        let now = &self.found.services[service].minutes;
        match (candidate.change, &candidate.state) {
            (Change::Offer { site, .. }, _) => {
                now.iter().zip(matrix.to_site(site).iter()).map(|(now, there)| now.min(*there)).collect()
            }
            (_, Some(state)) => matrix.nearest(state.offering(service)).0,
            (_, None) => now.clone(),
        }
    }

    /// Every change but longer hours, cheapest first.
    fn candidates(&self) -> Vec<Candidate> {
        let (dataset, steady) = (self.facts.dataset, self.timeline.steady());
        let shares: &[f64] = if self.facts.settings.outreach_share < 1.0 {
            &[self.facts.settings.outreach_share, 1.0]
        } else {
            &[1.0]
        };
        let today = State::today(dataset);
        let mut scratch = steady.clone();
        let mut candidates = Vec::new();
        // Of two that cost the same the one that takes a decision back comes first.
        for site in 0..dataset.sites.len() {
            if steady.sites[site].open {
                let left = (0..dataset.services.len()).filter(|&service| {
                    today.offer(site, service).share > 0.0 && steady.offer(site, service).share <= 0.0
                });
                candidates.extend(left.map(|service| self.back(Change::Stay { service, site })));
            } else {
                candidates.push(self.back(Change::Reopen { site }));
            }
        }
        for site in 0..dataset.sites.len() {
            for service in 0..dataset.services.len() {
                for &share in shares {
                    candidates.extend(self.offer(&mut scratch, site, service, share));
                }
            }
        }
        candidates.sort_by(|a, b| {
            let cost = |candidate: &Candidate| candidate.running_cost_gbp.unwrap_or(f64::INFINITY);
            cost(a).total_cmp(&cost(b)).then(a.one_off_gbp.total_cmp(&b.one_off_gbp))
        });
        candidates
    }

    /// A service at a site that is open and may have it; `None` where it may not, or there is no room.
    fn offer(&self, scratch: &mut State, site: usize, service: usize, share: f64) -> Option<Candidate> {
        let (dataset, settings) = (self.facts.dataset, self.facts.settings);
        let (facts, wanted) = (&dataset.sites[site], &dataset.services[service]);
        let now = self.timeline.steady();
        let here = now.offer(site, service);
        if !now.sites[site].open || here.share >= share || facts.cannot_host.contains(&wanted.id) {
            return None;
        }
        let change = Change::Offer { service, site, share };
        let before = self.make(change, scratch);
        let used = scratch.space_used_m2(dataset, site);
        let running_cost_gbp = Some(self.added(scratch, &[site]));
        *scratch.offer_mut(site, service) = before.unwrap_or_default();
        if facts.floor_area_m2.is_some_and(|floor| used > floor) {
            return None;
        }
        let fitted = self.timeline.payments.iter().any(|payment| {
            payment.kind == PaymentKind::FitOut && payment.site == site && payment.service == Some(service)
        });
        let is_new = !fitted && !facts.services.contains(&wanted.id);
        let bias = 1.0 + settings.capital_bias(&facts.id);
        let one_off_gbp =
            if is_new { wanted.space_m2 * share * settings.fit_out_gbp_per_m2 * bias } else { 0.0 };
        Some(Candidate {
            change,
            running_cost_gbp,
            one_off_gbp,
            state: None,
            services: vec![service],
            space_unchecked: facts.floor_area_m2.is_none(),
        })
    }

    /// A decision taken back: a site that does not close, or a service that does not leave; what had moved from there is not
    /// where it went, unless it was there before or arrives from elsewhere too.
    fn back(&self, change: Change) -> Candidate {
        let dataset = self.facts.dataset;
        // The edit itself is what is tried.
        let plan = Plan { options: vec![self.option.clone()], ..Plan::default() };
        let timeline = match self.edit(change).apply(&plan) {
            Ok(changed) => Timeline::of(dataset, self.facts.settings, &changed.options[0]),
            // An option can always be edited; if not, nothing changes and nothing is met.
            Err(_) => self.timeline.clone(),
        };
        let steady = self.timeline.steady();
        let state = timeline.steady().clone();
        let sites: Vec<usize> = (0..dataset.sites.len())
            .filter(|&other| {
                state.sites[other] != steady.sites[other] || state.offers(other) != steady.offers(other)
            })
            .collect();
        let services = (0..dataset.services.len())
            .filter(|&service| state.offering(service).ne(steady.offering(service)))
            .collect();
        let paid = |timeline: &Timeline| timeline.payments.iter().map(|payment| payment.gbp).sum::<f64>();
        let reused = |timeline: &Timeline| {
            let running = timeline.reuses.iter().filter(|reuse| reuse.until == u32::MAX);
            running.map(|reuse| reuse.cost_gbp - reuse.income_gbp - reuse.avoided_gbp).sum::<f64>()
        };
        Candidate {
            change,
            running_cost_gbp: Some(self.added(&state, &sites) + reused(&timeline) - reused(self.timeline)),
            one_off_gbp: paid(&timeline) - paid(self.timeline),
            state: Some(state),
            services,
            space_unchecked: false,
        }
    }

    /// What the sites that differ add to the running cost.
    fn added(&self, state: &State, sites: &[usize]) -> f64 {
        let (dataset, settings) = (self.facts.dataset, self.facts.settings);
        let cost = |state: &State, site: usize| {
            cost::site_cost(dataset, settings, state, site, &mut RunningCostLines::default())
        };
        sites.iter().map(|&site| cost(state, site) - cost(self.timeline.steady(), site)).sum()
    }

    /// Sites that would be of a tier if only they were open longer.
    fn longer_hours(&self, tier: &Tier) -> Vec<Candidate> {
        let steady = self.timeline.steady();
        let asked = [tier.min_hours_per_week, tier.min_evening_hours, tier.min_weekend_hours];
        if asked.iter().all(Option::is_none) {
            return Vec::new();
        }
        let open = steady.open_sites();
        open.map(|site| {
            let mut state = steady.clone();
            let now = &mut state.sites[site];
            let week = self.scorer.estate.buildings[site].week;
            let known = now.new_hours.unwrap_or_else(|| NewHours {
                evenings: week.map(|week| week.evenings),
                weekend: week.map(|week| week.weekend),
            });
            let hours = greater(tier.min_hours_per_week, now.hours_per_week);
            let evenings = greater(tier.min_evening_hours, known.evenings);
            let weekend = greater(tier.min_weekend_hours, known.weekend);
            now.hours_per_week = hours;
            now.new_hours = Some(NewHours { evenings, weekend });
            Candidate {
                change: Change::Hours { site, hours, evenings, weekend },
                running_cost_gbp: None,
                one_off_gbp: 0.0,
                state: Some(state),
                services: Vec::new(),
                space_unchecked: false,
            }
        })
        .collect()
    }

    fn edit(&self, change: Change) -> Edit {
        let (dataset, option) = (self.facts.dataset, self.option.id.clone());
        let site_id = |site: usize| dataset.sites[site].id.clone();
        match change {
            Change::Offer { service, site, share } => {
                // After everything else, so that whatever makes room for it has left.
                let last = self.timeline.states.last().map_or(0, |(month, _)| *month);
                let start = Some(Month::at(self.facts.settings.first_year, last));
                let service = dataset.services[service].id.clone();
                let movement = Move { service, to: Some(site_id(site)), start, share, ..Move::default() };
                Edit::AddMove { option, movement }
            }
            Change::Reopen { site } => Edit::SetAction { option, site: site_id(site), action: Action::Keep },
            Change::Stay { service, site } => {
                Edit::StayPut { option, service: dataset.services[service].id.clone(), from: site_id(site) }
            }
            Change::Hours { site, hours, evenings, weekend } => {
                let site = site_id(site);
                let before = self.option.sites.get(&site).cloned().unwrap_or_default();
                let decision = SiteDecision {
                    hours_per_week: hours.or(before.hours_per_week),
                    evening_hours: evenings,
                    weekend_hours: weekend,
                    ..before
                };
                Edit::SetDecision { option, site, decision: Some(decision) }
            }
        }
    }

    fn words(&self, change: Change) -> String {
        let dataset = self.facts.dataset;
        let site_name = |site: usize| &dataset.sites[site].name;
        match change {
            Change::Offer { service, site, share } if share < 1.0 => {
                format!(
                    "{} sessions at {} ({:.0} % of a whole service)",
                    dataset.services[service].name,
                    site_name(site),
                    share * 100.0
                )
            }
            Change::Offer { service, site, .. } => {
                format!("{} at {}", dataset.services[service].name, site_name(site))
            }
            Change::Reopen { site } => format!("Keep {} open", site_name(site)),
            Change::Stay { service, site } => {
                format!("Leave {} at {}", dataset.services[service].name, site_name(site))
            }
            Change::Hours { site, hours, evenings, weekend } => {
                let parts: Vec<String> =
                    [(hours, "hours a week"), (evenings, "in the evening"), (weekend, "at the weekend")]
                        .into_iter()
                        .filter_map(|(hours, what)| hours.map(|hours| format!("{hours:.0} {what}")))
                        .collect();
                format!("Open {} {}", site_name(site), parts.join(", "))
            }
        }
    }
}

/// The greater of what is asked and what is there; what is not known counts as not there.
fn greater(asked: Option<f64>, there: Option<f64>) -> Option<f64> {
    [asked, there].into_iter().flatten().reduce(f64::max)
}
