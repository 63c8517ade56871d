//! Decisions in time: what each site offers in each month, what it takes to get there, and where decisions clash.

use super::findings::Clash;
use crate::model::{Action, AfterUse, Dataset, Settings};
use crate::units::Month;

/// What every site is doing in some month.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// By site.
    pub sites: Vec<SiteState>,
    /// By site × service: what is offered there.
    offers: Vec<Offer>,
    services: usize,
}

/// One site in some month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SiteState {
    /// Whether it is open.
    pub open: bool,
    /// Share of running cost and energy saved in place.
    pub reduce_share: f64,
    /// Income added, £ a year.
    pub extra_income_gbp: f64,
    /// Weekly opening hours, if known.
    pub hours_per_week: Option<f64>,
    /// Set when decisions changed the opening hours: evenings and weekends as they state them, if they do.
    pub new_hours: Option<NewHours>,
}

/// Evenings and weekends of opening hours that a decision changed; unknown where it does not state them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NewHours {
    /// Hours a week after 18:00 from Monday to Friday.
    pub evenings: Option<f64>,
    /// Hours a week on Saturday and Sunday.
    pub weekend: Option<f64>,
}

/// One service at one site in some month.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Offer {
    /// 1 whole, less outreach, 0 not offered.
    pub share: f64,
    /// What delivering it there costs in whole, £ a year.
    pub delivery_gbp: f64,
}

impl State {
    /// Business as usual: every site open, offering what it offers today.
    pub fn today(dataset: &Dataset) -> Self {
        let mut state = Self::open_and_empty(dataset);
        for (site, facts) in dataset.sites.iter().enumerate() {
            for id in &facts.services {
                if let Some(service) = dataset.service_index(id) {
                    state.offer_at(dataset, site, service);
                }
            }
        }
        state
    }

    /// Every site open, nothing offered anywhere.
    pub(super) fn open_and_empty(dataset: &Dataset) -> Self {
        let sites = dataset
            .sites
            .iter()
            .map(|site| SiteState {
                open: true,
                reduce_share: 0.0,
                extra_income_gbp: 0.0,
                hours_per_week: site.hours_per_week,
                new_hours: None,
            })
            .collect();
        let services = dataset.services.len();
        Self { sites, offers: vec![Offer::default(); dataset.sites.len() * services], services }
    }

    /// Offers a service, whole, at a site.
    pub(super) fn offer_at(&mut self, dataset: &Dataset, site: usize, service: usize) {
        *self.offer_mut(site, service) = Offer { share: 1.0, delivery_gbp: delivery(dataset, site, service) };
    }

    /// What a site offers of a service.
    pub fn offer(&self, site: usize, service: usize) -> Offer {
        self.offers[site * self.services + service]
    }

    /// The same, to change.
    pub fn offer_mut(&mut self, site: usize, service: usize) -> &mut Offer {
        &mut self.offers[site * self.services + service]
    }

    pub(super) fn clear(&mut self, site: usize, service: usize) {
        *self.offer_mut(site, service) = Offer::default();
    }

    pub(super) fn clear_all(&mut self, site: usize) {
        self.offers[site * self.services..(site + 1) * self.services].fill(Offer::default());
    }

    /// Sites that are open.
    pub fn open_sites(&self) -> impl Iterator<Item = usize> {
        self.sites.iter().enumerate().filter(|(_, site)| site.open).map(|(site, _)| site)
    }

    /// A site's offers, by service.
    pub fn offers(&self, site: usize) -> &[Offer] {
        &self.offers[site * self.services..(site + 1) * self.services]
    }

    /// Sites that offer a service, in order.
    pub fn offering(&self, service: usize) -> impl Iterator<Item = usize> {
        (0..self.sites.len()).filter(move |&site| self.offer(site, service).share > 0.0)
    }

    /// Whether a site offers anything.
    pub(super) fn offers_any(&self, site: usize) -> bool {
        self.offers(site).iter().any(|offer| offer.share > 0.0)
    }

    /// Floor space that a site's services take, m².
    pub fn space_used_m2(&self, dataset: &Dataset, site: usize) -> f64 {
        self.offers(site)
            .iter()
            .zip(&dataset.services)
            .map(|(offer, service)| offer.share * service.space_m2)
            .sum()
    }
}

/// What delivering a service at a site costs in whole, £ a year: the site's own figure, else the service's.
pub fn delivery(dataset: &Dataset, site: usize, service: usize) -> f64 {
    let service = &dataset.services[service];
    dataset.sites[site].delivery_gbp(&service.id).unwrap_or(service.delivery_gbp)
}

/// A one-off payment of a site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Payment {
    /// Month from April of the first year.
    pub month: u32,
    /// Site, by index.
    pub site: usize,
    /// Service, by index, where it is about one.
    pub service: Option<usize>,
    /// What it is for.
    pub kind: PaymentKind,
    /// £, optimism bias included.
    pub gbp: f64,
}

/// What a one-off payment of a site is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentKind {
    /// Fitting out space for a service that was not there.
    FitOut,
    /// Grant repaid because the site closes.
    ClawbackClosed,
    /// Grant repaid because the service that it was given for leaves.
    ClawbackLeft,
    /// Works that make a released building fit for its next use.
    Works,
}

/// A released building in its next use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reused {
    /// Site, by index.
    pub site: usize,
    /// First month of the yearly figures.
    pub from: u32,
    /// First month without them; `u32::MAX` when they run on.
    pub until: u32,
    /// What it costs, £ a year.
    pub cost_gbp: f64,
    /// Letting or other income, £ a year.
    pub income_gbp: f64,
    /// Nights elsewhere that are not paid for, £ a year.
    pub avoided_gbp: f64,
}

/// A move in its month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acted {
    /// Month from April of the first year.
    pub month: u32,
    /// Service, by index.
    pub service: usize,
    /// Site that it leaves, by index.
    pub from: Option<usize>,
    /// Site that it arrives at, by index.
    pub to: Option<usize>,
}

/// The month in which the receipt for a closed building arrives; `None` where it is not sold.
pub(super) fn sold(settings: &Settings, closed: u32, after_use: AfterUse) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a huge or negative number of months saturates, as is meant"
    )]
    let months = (12.0 * settings.disposal_after_years).round() as u32;
    (after_use == AfterUse::Dispose).then(|| closed.saturating_add(months))
}

/// First month in which a closed building is not held any more; `None` where it goes into its next use at once.
pub(super) fn held_until(settings: &Settings, closed: u32, after_use: AfterUse) -> Option<u32> {
    match after_use {
        AfterUse::Dispose => sold(settings, closed, after_use),
        AfterUse::Undecided => Some(settings.horizon_years * 12),
        AfterUse::Let | AfterUse::TemporaryAccommodation | AfterUse::CommunityTransfer => None,
    }
}

/// An option from the first month to its steady state.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// States with the month (counted from April of the first year) from which each holds, in order; the first is month 0.
    pub states: Vec<(u32, State)>,
    /// One-off payments of the sites (optimism bias included), in the order of their months.
    pub payments: Vec<Payment>,
    /// What released buildings cost and earn in their next use, £ a year.
    pub reuses: Vec<Reused>,
    /// Moves as they act, by position in the plan; `None` for one with an unknown id, which does nothing.
    pub moves: Vec<Option<Acted>>,
    /// Closed sites with their month and after-use.
    pub closings: Vec<(usize, u32, AfterUse)>,
    /// What is decided for each site.
    pub actions: Vec<Action>,
    /// Where decisions clash.
    pub clashes: Vec<Clash>,
    /// Sites that gain a service without a known floor area, by index.
    pub unchecked_space: Vec<usize>,
}

impl Timeline {
    /// Business as usual, which changes nothing.
    pub fn bau(dataset: &Dataset) -> Self {
        Self::of_state(dataset, State::today(dataset))
    }

    /// A plan that has reached its state before the first month.
    pub(super) fn of_state(dataset: &Dataset, state: State) -> Self {
        Self {
            states: vec![(0, state)],
            payments: Vec::new(),
            reuses: Vec::new(),
            moves: Vec::new(),
            closings: Vec::new(),
            actions: vec![Action::Keep; dataset.sites.len()],
            clashes: Vec::new(),
            unchecked_space: Vec::new(),
        }
    }

    /// The state after the last month named.
    pub fn steady(&self) -> &State {
        // `states` always holds month 0.
        &self.states[self.states.len() - 1].1
    }
}

/// A month counted from April of the first year; an earlier one has already happened by month 0.
pub fn month_index(month: Month, settings: &Settings) -> u32 {
    u32::try_from(month.index(settings.first_year).max(0)).unwrap_or(u32::MAX)
}

/// The month of a decision counted so; one without a month has happened by month 0.
pub fn month_or_first(month: Option<Month>, settings: &Settings) -> u32 {
    month.map_or(0, |month| month_index(month, settings))
}

/// Months of a year of the horizon that lie in a half-open span.
pub fn months_of_year(year: u32, from: u32, until: u32) -> f64 {
    f64::from(until.min(year * 12 + 12).saturating_sub(from.max(year * 12)))
}
