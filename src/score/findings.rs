//! What scoring an option finds: plain results, one struct a subject, in the order of the Dataset.

use super::capacity::ServiceCapacity;
use super::hours::HoursFindings;
use super::money::{self, Bound, LineFindings};
use super::phasing::PhasingFindings;
use crate::model::{Action, CriterionKey};

/// Everything found about one option's decisions. Does not depend on weights, scales or other options (but business
/// as usual).
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// Why it cannot be done as it stands; empty when feasible.
    pub clashes: Vec<Clash>,
    /// Money.
    pub cost: CostFindings,
    /// Raw value of each criterion, in the order of [`CriterionKey::ALL`]; `None` when it has none.
    pub criteria: [Option<f64>; CriterionKey::ALL.len()],
    /// Neediest fifth's mean minutes minus everybody's; never scored.
    pub equality_gap_minutes: Option<f64>,
    /// By service.
    pub services: Vec<ServiceFindings>,
    /// By site, in the steady state.
    pub sites: Vec<SiteFindings>,
    /// By locality.
    pub localities: Vec<LocalityFindings>,
    /// Blueprint judgements: rules in order, localities in order within a rule.
    pub judgements: Vec<Judgement>,
    /// What could not be known while scoring.
    pub unknowns: Unknowns,
    /// Sites that are over their floor space without gaining a service, by index.
    pub over_full: Vec<usize>,
    /// Opening hours in reach: all, evenings and weekends.
    pub hours: HoursFindings,
    /// The way there: steps, and the end of each year.
    pub phasing: PhasingFindings,
}

impl Findings {
    /// The raw value of a criterion.
    pub fn value(&self, key: CriterionKey) -> Option<f64> {
        self.criteria[key as usize]
    }

    /// Running cost in the steady state, £ a year; `None` when not one open site's cost is known, so that the sum says
    /// nothing. (Where some are known the sum is of those, and [`Unknowns::running_costs`] counts the others.)
    pub fn known_running_cost(&self) -> Option<f64> {
        (self.open_sites() > self.unknowns.running_costs || self.unknowns.running_costs == 0)
            .then_some(self.cost.running_cost_gbp)
    }

    /// Carbon, kg CO₂e a year; `None` when not one open site's energy is known in full.
    pub fn known_carbon(&self) -> Option<f64> {
        let none_known = self.unknowns.energy > 0 && self.open_sites() <= self.unknowns.energy;
        self.value(CriterionKey::Carbon).filter(|kg| !none_known || *kg > 0.0)
    }

    /// How many sites stay open.
    pub fn open_sites(&self) -> usize {
        self.sites.iter().filter(|site| site.open).count()
    }

    /// How many blueprint judgements are met, and how many there are.
    pub fn rules_met(&self) -> (usize, usize) {
        rules_met(&self.judgements)
    }
}

/// How many judgements are met, and how many there are.
pub(super) fn rules_met(judgements: &[Judgement]) -> (usize, usize) {
    let met = judgements.iter().filter(|judgement| judgement.verdict == Verdict::Met).count();
    (met, judgements.len())
}

/// Why an option cannot be done as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// What kind of clash.
    pub kind: ClashKind,
    /// The site concerned, by index.
    pub site: Option<usize>,
    /// The service concerned, by index.
    pub service: Option<usize>,
    /// In words.
    pub message: String,
}

/// The kinds of clash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClashKind {
    /// A move into a site that is closed by then.
    IntoClosed,
    /// A move from a site that does not offer the service at that moment.
    NotOffered,
    /// A service gained by a site that cannot host it.
    CannotHost,
    /// More floor space needed than there is.
    NoRoom,
    /// Closing a site that must be kept.
    MustKeep,
    /// An id that nothing has.
    UnknownId,
    /// A move that must come first has not acted.
    TooEarly,
}

impl ClashKind {
    /// The word of the file format.
    pub const fn key(self) -> &'static str {
        match self {
            Self::IntoClosed => "into_closed",
            Self::NotOffered => "not_offered",
            Self::CannotHost => "cannot_host",
            Self::NoRoom => "no_room",
            Self::MustKeep => "must_keep",
            Self::UnknownId => "unknown_id",
            Self::TooEarly => "too_early",
        }
    }
}

/// Money of an option. £; costs positive.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CostFindings {
    /// Running cost in the steady state, £ a year.
    pub running_cost_gbp: f64,
    /// Business as usual's running cost minus this one's, £ a year.
    pub saving_gbp: f64,
    /// One-off costs, undiscounted.
    pub one_off_gbp: f64,
    /// Discounted cash over the horizon.
    pub net_present_cost_gbp: f64,
    /// Value of what the council still owns at the horizon, undiscounted.
    pub residual_value_gbp: f64,
    /// Receipts within the horizon, undiscounted.
    pub receipts_gbp: f64,
    /// Holding cost of closed sites within the horizon, undiscounted.
    pub holding_gbp: f64,
    /// Backlog repairs counted within the horizon, undiscounted.
    pub backlog_gbp: f64,
    /// First financial year by whose end the option has cost no more cash than business as usual, counted from the first,
    /// undiscounted; `None` when that never happens within the horizon, or nothing had to be paid first.
    pub payback_year: Option<i32>,
    /// What unknown running costs could add to the steady state, £ a year, from the lower to the upper quartile of the
    /// portfolio; `None` when nothing is known to compare with.
    pub unknown_running_cost_gbp: Option<[f64; 2]>,
    /// Year by year.
    pub years: Vec<YearFindings>,
    /// Parts of the running cost in the steady state; they add up to it.
    pub lines: RunningCostLines,
    /// Every line of the cash, by year; a year's lines add up to its cash.
    pub by_line: Vec<LineFindings>,
    /// Totals with every unknown figure at its more favourable, and at its less favourable quartile; `None` when nothing is
    /// unknown.
    pub bounds: Option<Box<[Bound; 2]>>,
    /// Running cost ÷ residents, £ a year each; `None` without residents.
    pub per_resident_gbp: Option<f64>,
}

impl CostFindings {
    /// Targets missed so far, £: the shortfalls of all years that have a target, added up.
    pub fn missed_gbp(&self) -> f64 {
        self.years.iter().filter_map(|year| year.shortfall_gbp).sum()
    }

    /// Where a total lies once unknown figures are known, from least to most; `None` when nothing is unknown, or when there
    /// is nothing to compare with.
    pub fn range(&self, of: impl Fn(&Bound) -> Option<f64>) -> Option<[f64; 2]> {
        money::range(self.bounds.as_deref()?, of)
    }
}

/// Parts of the running cost, £ a year; income as a positive number that is subtracted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RunningCostLines {
    /// Premises of kept sites, after cost-in-place measures.
    pub premises_gbp: f64,
    /// Income, with what the option adds.
    pub income_gbp: f64,
    /// Service deliveries in full.
    pub deliveries_gbp: f64,
    /// What sharing buildings saves on deliveries.
    pub co_location_saving_gbp: f64,
    /// The option's own yearly money lines.
    pub money_lines_gbp: f64,
    /// Of the income: what decisions add.
    pub lettings_gbp: f64,
    /// What released buildings cost in their next use.
    pub reuse_cost_gbp: f64,
    /// What released buildings earn in their next use, as a positive number that is subtracted.
    pub reuse_income_gbp: f64,
    /// Temporary accommodation elsewhere that is not paid for, as a positive number that is subtracted.
    pub avoided_gbp: f64,
}

/// One financial year. £.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct YearFindings {
    /// First calendar year of the financial year.
    pub year: i32,
    /// Running cost before holding, one-offs and receipts.
    pub running_cost_gbp: f64,
    /// Business as usual's running cost of that year minus this one's.
    pub saving_gbp: f64,
    /// Savings target of that year, if there is one.
    pub target_gbp: Option<f64>,
    /// All cash of that year, undiscounted.
    pub cash_gbp: f64,
    /// How much of the target is missed; `None` without a target.
    pub shortfall_gbp: Option<f64>,
    /// Repairs that the council's own buildings still wait for at its end.
    pub backlog_gbp: f64,
}

/// Access to one service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceFindings {
    /// Share of need-weighted demand within the standard; `None` when nobody uses it.
    pub coverage_need: Option<f64>,
    /// Share of users within the standard; `None` when nobody uses it.
    pub coverage_people: Option<f64>,
    /// Mean minutes of the users who can reach it.
    pub mean_minutes: Option<f64>,
    /// Minutes within which nine in ten of those users are.
    pub p90_minutes: Option<f64>,
    /// Users in all (areas where they are known).
    pub users: f64,
    /// Users beyond the standard, or without any way there.
    pub people_beyond: f64,
    /// Users without any way there.
    pub people_unreachable: f64,
    /// Users within the standard in business as usual and beyond it now.
    pub newly_beyond: f64,
    /// Users beyond the standard in business as usual and within it now.
    pub newly_within: f64,
    /// Users whose journey grows by more than half a minute, or becomes impossible.
    pub longer: f64,
    /// Users whose journey shrinks by more than half a minute, or becomes possible.
    pub shorter: f64,
    /// Users whose nearest site is another than in business as usual, or who can reach none any more or for the first time.
    pub elsewhere: f64,
    /// Minutes to the nearest site offering it, by area; `f64::INFINITY` is *none*.
    pub minutes: Vec<f64>,
    /// That site's index by area; `u32::MAX` is *none*.
    pub nearest: Vec<u32>,
    /// Capacity of its sites; `None` when it is not known today or nobody uses the service.
    pub capacity: Option<ServiceCapacity>,
}

/// No site: the value of [`ServiceFindings::nearest`] where nothing can be reached.
pub const NO_SITE: u32 = u32::MAX;

/// One site in an option's steady state.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SiteFindings {
    /// What is decided.
    pub action: Action,
    /// Whether it is open.
    pub open: bool,
    /// Services offered, with their shares (1 whole, less outreach), by service index.
    pub services: Vec<(usize, f64)>,
    /// Floor space that those services take, m².
    pub space_used_m2: f64,
    /// Weekly opening hours; `None` when unknown or closed.
    pub hours_per_week: Option<f64>,
    /// Its part of the running cost, £ a year (premises − income + deliveries after sharing).
    pub running_cost_gbp: f64,
}

/// One locality's residents, wherever they go, and its sites' cost.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalityFindings {
    /// Residents.
    pub people: f64,
    /// Running cost of the sites that stand in it, £ a year (no money lines).
    pub running_cost_gbp: f64,
    /// By service.
    pub services: Vec<LocalityServiceFindings>,
}

/// One locality's access to one service.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LocalityServiceFindings {
    /// Share of its users within the standard; `None` when it has none.
    pub coverage_people: Option<f64>,
    /// Mean minutes of its users who can reach it.
    pub mean_minutes: Option<f64>,
    /// Its users beyond the standard.
    pub people_beyond: f64,
    /// Newly beyond it.
    pub newly_beyond: f64,
    /// Newly within it.
    pub newly_within: f64,
    /// Open sites in it that offer the service whole.
    pub core_sites: usize,
    /// Open sites in it that offer the service as outreach.
    pub outreach_sites: usize,
}

/// One rule judged for one locality, for the city or for a site.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Index of the rule in the blueprint.
    pub rule: usize,
    /// Locality, `None` for the city or a site.
    pub locality: Option<usize>,
    /// The verdict.
    pub verdict: Verdict,
    /// The numbers behind it, in words.
    pub reason: String,
    /// The number behind it; `None` of a site that keeps a service, and where nothing can be counted.
    pub measure: Option<Measure>,
}

/// The number behind a judgement, from the least to the most that it can be, and what the rule needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// Sites that count.
    Count {
        /// For sure.
        least: usize,
        /// At most, once unknown inputs are known.
        most: usize,
        /// That meet the rule.
        needed: usize,
    },
    /// Share of users within reach, 0 to 1.
    Share {
        /// For sure.
        least: f64,
        /// At most, once unknown inputs are known.
        most: f64,
        /// That meets the rule.
        needed: f64,
        /// Known users who are not within reach.
        beyond: f64,
    },
}

/// A judgement's verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Fully.
    Met,
    /// In part.
    Partly,
    /// Not.
    NotMet,
    /// An unknown input could decide.
    Unknown,
}

impl Verdict {
    /// The word of the file format.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Partly => "partly",
            Self::NotMet => "not_met",
            Self::Unknown => "unknown",
        }
    }

    /// The word on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Met => "Met",
            Self::Partly => "Partly",
            Self::NotMet => "Not met",
            Self::Unknown => "Unknown",
        }
    }
}

/// How many inputs a steady state lacks; each is left out of its sum, never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unknowns {
    /// Kept sites without a running cost.
    pub running_costs: usize,
    /// Kept sites without an income.
    pub incomes: usize,
    /// Sites offering a service without opening hours.
    pub hours: usize,
    /// Kept sites without electricity or gas.
    pub energy: usize,
    /// Sites still owned without a capital value.
    pub capital_values: usize,
    /// Kept sites without a repair backlog.
    pub backlogs: usize,
    /// Sites that gain a service without a floor area.
    pub floor_areas: usize,
    /// Closed sites that are held without a running cost.
    pub holdings: usize,
    /// Sites that are sold without a capital value.
    pub receipts: usize,
    /// Sites offering a service whose capacity (desks and hours, or floor area) is unknown.
    pub capacities: usize,
    /// Open sites without a number of desks.
    pub desks: usize,
}
