//! Money by line and by year: every line of an option's cash, named, with the payments that it is made of.
//!
//! Costs are positive. The lines of a year add up to its cash, and their yearly parts in the steady state to the running
//! cost: nothing is in a total that is not in a line.

use crate::model::{MoneyLine, Settings};

/// What a line of money is for, in the order shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LineKind {
    /// Running cost of open buildings after cost-in-place measures.
    Premises,
    /// Income of open buildings as it stands today (negative).
    Income,
    /// Income that decisions add: lettings of open buildings, and of released ones (negative).
    Lettings,
    /// Service deliveries in full.
    Deliveries,
    /// What sharing buildings saves on deliveries (negative).
    Sharing,
    /// What released buildings cost in their next use.
    ReuseCost,
    /// Nights of temporary accommodation elsewhere that are not paid for (negative).
    Avoided,
    /// A line of the option's own.
    Own,
    /// Holding closed buildings until they are sold, or to the horizon.
    Holding,
    /// Fitting out space for services, optimism bias included.
    FitOut,
    /// Works that make released buildings fit for their next use, optimism bias included.
    Works,
    /// Grant repaid.
    Clawback,
    /// Repair backlog of the buildings that stay.
    Backlog,
    /// Receipts from sales (negative).
    Receipts,
    /// Value of what is still owned at the horizon (negative, in the last year).
    Residual,
}

impl LineKind {
    /// Every kind, in the order shown.
    pub const ALL: [Self; 15] = [
        Self::Premises,
        Self::Income,
        Self::Lettings,
        Self::Deliveries,
        Self::Sharing,
        Self::ReuseCost,
        Self::Avoided,
        Self::Own,
        Self::Holding,
        Self::FitOut,
        Self::Works,
        Self::Clawback,
        Self::Backlog,
        Self::Receipts,
        Self::Residual,
    ];

    /// The word of the file format.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Premises => "premises",
            Self::Income => "income",
            Self::Lettings => "lettings",
            Self::Deliveries => "deliveries",
            Self::Sharing => "sharing",
            Self::ReuseCost => "reuse_cost",
            Self::Avoided => "avoided",
            Self::Own => "own",
            Self::Holding => "holding",
            Self::FitOut => "fit_out",
            Self::Works => "works",
            Self::Clawback => "clawback",
            Self::Backlog => "backlog",
            Self::Receipts => "receipts",
            Self::Residual => "residual",
        }
    }

    /// The words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Premises => "Premises",
            Self::Income => "Income today",
            Self::Lettings => "Lettings added",
            Self::Deliveries => "Delivering services",
            Self::Sharing => "Saved by sharing",
            Self::ReuseCost => "Released buildings, next use",
            Self::Avoided => "Temporary homes elsewhere avoided",
            Self::Own => "Own line",
            Self::Holding => "Holding closed buildings",
            Self::FitOut => "Fit-out",
            Self::Works => "Works for the next use",
            Self::Clawback => "Grant clawback",
            Self::Backlog => "Repair backlog",
            Self::Receipts => "Receipts",
            Self::Residual => "Still owned at the end",
        }
    }

    /// What it is, in a sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Premises => "Running cost of open buildings after cost-in-place measures",
            Self::Income => "Lettings and fees of open buildings as they stand today, subtracted",
            Self::Lettings => {
                "Income that the option's decisions add, of open and of released buildings, subtracted"
            }
            Self::Deliveries => "Staff and materials of each service at each site",
            Self::Sharing => "What services that share a building save, on all but the largest",
            Self::ReuseCost => "What released buildings cost the council in their next use",
            Self::Avoided => "Homes × nights × price of a night elsewhere that are no longer paid for",
            Self::Own => "A line that the option itself names",
            Self::Holding => {
                "Share of the running cost that closed buildings cost until they are sold, or to the horizon"
            }
            Self::FitOut => "Space × £ a m² for each service where it was not before, with optimism bias",
            Self::Works => "Works that make released buildings fit for their next use, with optimism bias",
            Self::Clawback => {
                "Grant repaid because a site closes, or because the service that it was given for leaves"
            }
            Self::Backlog => "Repair backlog of the buildings that stay, spread over its years",
            Self::Receipts => "Capital value of buildings sold, when the money arrives",
            Self::Residual => {
                "Capital value of what the council still owns at the end, as a receipt in the last year"
            }
        }
    }

    /// True for what is paid month by month and counts in the running cost; the others come once or for a time.
    pub const fn is_running(self) -> bool {
        (self as usize) < (Self::Holding as usize)
    }
}

/// One line of an option's money. £; costs positive.
#[derive(Debug, Clone, PartialEq)]
pub struct LineFindings {
    /// What it is for.
    pub kind: LineKind,
    /// Its name: an own line's words, else those of its kind.
    pub name: String,
    /// Its part of the running cost in the steady state, £ a year; 0 for what is not running.
    pub steady_gbp: f64,
    /// Cash by year of the horizon, undiscounted.
    pub years_gbp: Vec<f64>,
    /// What that comes to in the prices and at the date of the first year.
    pub present_gbp: f64,
    /// Values that it lacks and leaves out.
    pub missing: usize,
    /// What it is made of, where that is single payments or buildings.
    pub items: Vec<LineItem>,
}

impl LineFindings {
    /// A line without money, over so many years.
    fn new(kind: LineKind, name: &str, years: usize) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            steady_gbp: 0.0,
            years_gbp: vec![0.0; years],
            present_gbp: 0.0,
            missing: 0,
            items: Vec::new(),
        }
    }

    /// All cash within the horizon, undiscounted.
    pub fn total_gbp(&self) -> f64 {
        self.years_gbp.iter().sum()
    }
}

/// One payment of a line, or one building's part of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineItem {
    /// The site, by index.
    pub site: usize,
    /// The service, by index, where it is about one.
    pub service: Option<usize>,
    /// Its month from April of the first year; of several the first.
    pub month: u32,
    /// £ within the horizon.
    pub gbp: f64,
    /// True for grant that falls due because its service alone leaves.
    pub service_only: bool,
}

/// Collects money while it is counted.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    lines: Vec<LineFindings>,
    /// Discount factor by year: what £1 of that year is worth in the first.
    factors: Vec<f64>,
}

impl Ledger {
    /// An empty ledger over the horizon.
    pub(super) fn new(settings: &Settings) -> Self {
        let factors = discount_factors(settings);
        let lines = LineKind::ALL.into_iter().filter(|kind| *kind != LineKind::Own);
        let lines = lines.map(|kind| LineFindings::new(kind, kind.label(), factors.len()));
        Self { lines: lines.collect(), factors }
    }

    /// The line of a kind; the first one of that kind.
    pub(super) fn line(&mut self, kind: LineKind) -> &mut LineFindings {
        // Every kind but an own line is there from the start.
        let place = self.lines.iter().position(|line| line.kind == kind).unwrap_or(0);
        &mut self.lines[place]
    }

    /// Adds a line of the option's own and returns it.
    pub(super) fn own(&mut self, name: &str) -> &mut LineFindings {
        let after = self.lines.iter().rposition(|line| line.kind <= LineKind::Own).map_or(0, |last| last + 1);
        self.lines.insert(after, LineFindings::new(LineKind::Own, name, self.factors.len()));
        &mut self.lines[after]
    }

    /// Discounts every line and leaves out those that have neither money nor a gap.
    pub(super) fn close(mut self) -> Vec<LineFindings> {
        for line in &mut self.lines {
            line.present_gbp =
                line.years_gbp.iter().zip(&self.factors).map(|(gbp, factor)| gbp * factor).sum();
        }
        self.lines.retain(|line| {
            line.kind == LineKind::Own
                || line.missing > 0
                || line.steady_gbp != 0.0
                || !line.items.is_empty()
                || line.years_gbp.iter().any(|gbp| *gbp != 0.0)
        });
        self.lines
    }
}

/// What £1 of each year of the horizon is worth in the first: `1 ÷ Π_{k=1}^{y} (1 + rate(k))`.
///
/// ```
/// use hub_planner::model::Settings;
/// use hub_planner::score::money::discount_factors;
/// let of = discount_factors(&Settings { horizon_years: 40, ..Settings::default() });
/// // The Green Book's table: 0.7089 after ten years at 3.5 %; thirty-five years are thirty at 3.5 and five at 3 %.
/// assert!((of[10] - 0.7089).abs() < 5e-5);
/// assert!((of[35] - 1.035_f64.powi(-30) * 1.03_f64.powi(-5)).abs() < 1e-12);
/// ```
///
/// # References
/// HM Treasury, *The Green Book*, annex on discounting (declining long-term discount rates).
pub fn discount_factors(settings: &Settings) -> Vec<f64> {
    let mut factor = 1.0;
    (0..settings.horizon_years)
        .map(|year| {
            if year > 0 {
                factor *= 1.0 + rate(settings, year);
            }
            1.0 / factor
        })
        .collect()
}

/// What a once-only money line comes to, £: capital with the optimism bias of the building that it is for.
pub fn once_gbp(settings: &Settings, line: &MoneyLine) -> f64 {
    let bias = match (line.capital, line.non_standard) {
        (false, _) => 0.0,
        (true, false) => settings.optimism_bias,
        (true, true) => settings.non_standard.optimism_bias,
    };
    line.gbp * (1.0 + bias)
}

/// The discount rate of a year: the band with the greatest `from_year` at or before it; 0 before all bands.
pub fn rate(settings: &Settings, year: u32) -> f64 {
    settings
        .discount
        .iter()
        .filter(|band| band.from_year <= year)
        .max_by_key(|band| band.from_year)
        .map_or(0.0, |band| band.rate)
}

/// Totals of an option's money with every unknown figure taken at one end of its range.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bound {
    /// Running cost in the steady state, £ a year; `None` where an unknown figure has nothing to be compared with.
    pub running_cost_gbp: Option<f64>,
    /// Business as usual's minus this one's, at the same end.
    pub saving_gbp: Option<f64>,
    /// Discounted cash.
    pub net_present_cost_gbp: Option<f64>,
    /// Value of what is still owned.
    pub residual_value_gbp: Option<f64>,
    /// Carbon, kg CO₂e a year.
    pub carbon_kg: Option<f64>,
}

/// How far a total can lie from what is known, from least to most.
pub fn range(bounds: &[Bound; 2], of: impl Fn(&Bound) -> Option<f64>) -> Option<[f64; 2]> {
    let (one, other) = (of(&bounds[0])?, of(&bounds[1])?);
    Some([one.min(other), one.max(other)])
}
