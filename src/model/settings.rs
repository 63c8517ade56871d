//! How things are counted: the settings of a plan, with the file format's defaults, and those of the search for options.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Benchmark, CriterionKey, NonStandard, is_default};

/// How things are counted. Every default is the file format's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How many times a person of the greatest need counts, ≥ 1.
    pub need_multiplier: f64,
    /// Walking speed, metres a minute, > 0.
    pub walk_metres_per_minute: f64,
    /// Straight-line metres are multiplied by this, above 0; 1 is the line itself.
    pub circuity: f64,
    /// Minutes that an unreachable place counts as, where a mean must exist.
    pub unreachable_minutes: f64,
    /// The bus departure window.
    pub bus: BusSettings,
    /// Years appraised, 1 to 125.
    pub horizon_years: u32,
    /// First financial year (2026 is April 2026 to March 2027).
    pub first_year: i32,
    /// Discount rates by year, dated and replaceable.
    pub discount: Vec<DiscountBand>,
    /// Where the discount rates come from.
    pub discount_source: String,
    /// When they were published or last checked, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_date: Option<String>,
    /// Share of every delivery cost but the largest that sharing a building saves, 0 to 1.
    pub co_location_saving: f64,
    /// Fitting out space for a service, £ a m².
    pub fit_out_gbp_per_m2: f64,
    /// Optimism bias added to capital, 0.24 is 24 %.
    pub optimism_bias: f64,
    /// Months of works before a service arrives where it was not before; 0: none.
    #[serde(skip_serializing_if = "is_default")]
    pub fit_out_months: f64,
    /// Optimism bias added to the duration of works, 0.04 is 4 %.
    #[serde(skip_serializing_if = "is_usual_duration")]
    pub duration_bias: f64,
    /// Buildings that are not standard, and their optimism bias.
    #[serde(skip_serializing_if = "is_default")]
    pub non_standard: NonStandard,
    /// How fast a backlog that is not repaired grows, a share a year in real terms; 0: not at all.
    #[serde(skip_serializing_if = "is_default")]
    pub backlog_growth: f64,
    /// What floors usually cost, by kind of building.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub benchmarks: Vec<Benchmark>,
    /// Share of a whole service that sessions take, where the program suggests some.
    #[serde(skip_serializing_if = "is_usual_outreach")]
    pub outreach_share: f64,
    /// Share of running cost that a closed, held building still costs, 0 to 1.
    pub holding_share: f64,
    /// Years from closing to the receipt of a sale.
    pub disposal_after_years: f64,
    /// Years over which the repair backlog is spread; `None`: not counted.
    pub backlog_years: Option<f64>,
    /// Savings target by financial year, £ (the whole saving of that year).
    pub targets_gbp: BTreeMap<i32, f64>,
    /// Carbon factors.
    pub carbon_kg_per_kwh: CarbonFactors,
    /// Raw weight by criterion, ≥ 0.
    pub weights: BTreeMap<CriterionKey, f64>,
    /// Fixed references by criterion: `[worst, best]`.
    pub scales: BTreeMap<CriterionKey, [f64; 2]>,
    /// Seed of every random draw.
    pub seed: u64,
    /// The area column that says deprivation; the first need column when none.
    pub deprivation_column: Option<String>,
    /// Settings of the search for options.
    pub find: FindSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            need_multiplier: 2.0,
            walk_metres_per_minute: 80.0,
            circuity: 1.3,
            unreachable_minutes: 120.0,
            bus: BusSettings::default(),
            horizon_years: 10,
            first_year: 2026,
            discount: vec![
                DiscountBand { from_year: 0, rate: 0.035 },
                DiscountBand { from_year: 31, rate: 0.03 },
                DiscountBand { from_year: 76, rate: 0.025 },
            ],
            discount_source: "HM Treasury Green Book, standard rates".to_owned(),
            discount_date: None,
            co_location_saving: 0.0,
            fit_out_gbp_per_m2: 400.0,
            optimism_bias: 0.24,
            fit_out_months: 0.0,
            duration_bias: DURATION_BIAS,
            non_standard: NonStandard::default(),
            backlog_growth: 0.0,
            benchmarks: Vec::new(),
            outreach_share: OUTREACH_SHARE,
            holding_share: 0.25,
            disposal_after_years: 1.0,
            backlog_years: None,
            targets_gbp: BTreeMap::new(),
            carbon_kg_per_kwh: CarbonFactors::default(),
            weights: BTreeMap::from([
                (CriterionKey::Access, 40.0),
                (CriterionKey::Cost, 30.0),
                (CriterionKey::Equality, 20.0),
                (CriterionKey::OneStop, 10.0),
            ]),
            scales: BTreeMap::new(),
            seed: 1,
            deprivation_column: None,
            find: FindSettings::default(),
        }
    }
}

/// Upper bound for the works of standard buildings in the Green Book's supplementary guidance on optimism bias.
const DURATION_BIAS: f64 = 0.04;
const OUTREACH_SHARE: f64 = 0.3;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_usual_duration(value: &f64) -> bool {
    *value == DURATION_BIAS
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_usual_outreach(value: &f64) -> bool {
    *value == OUTREACH_SHARE
}

impl Settings {
    /// How many years may be looked at: those of the discount table, and one.
    pub const HORIZONS: std::ops::RangeInclusive<u32> = 1..=125;
    /// With which financial years they may begin.
    pub const FIRST_YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

    /// The years looked at: from the first one, that after the last one.
    pub fn years(&self) -> std::ops::Range<i32> {
        self.first_year..self.first_year.saturating_add_unsigned(self.horizon_years)
    }

    /// The savings target of the last year looked at that has one, £; none when that asks for nothing.
    pub fn last_target_gbp(&self) -> Option<f64> {
        let (_, target) = self.targets_gbp.range(self.years()).next_back()?;
        Some(*target).filter(|target| *target > 0.0)
    }

    /// What repairs that are not made have grown to by the end of a year of the horizon (0 is the first), as a multiple.
    pub fn backlog_growth_by(&self, year: u32) -> f64 {
        (1.0 + self.backlog_growth).powf(f64::from(year) + 1.0)
    }

    /// Optimism bias on capital spent at a site, 0.24 is 24 %.
    pub fn capital_bias(&self, site_id: &str) -> f64 {
        if self.is_standard(site_id) { self.optimism_bias } else { self.non_standard.optimism_bias }
    }

    /// Months that fitting out takes at a site, duration bias included, in whole months (a part of one counts as one).
    pub fn works_months(&self, site_id: &str) -> u32 {
        let bias =
            if self.is_standard(site_id) { self.duration_bias } else { self.non_standard.duration_bias };
        // Rounding must not turn 6 months × 1.0 into 7.
        let months = (self.fit_out_months * (1.0 + bias) - 1e-9).ceil().max(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be at least 0; a huge one saturates"
        )]
        let months = months as u32;
        months
    }

    fn is_standard(&self, site_id: &str) -> bool {
        !self.non_standard.sites.iter().any(|id| id == site_id)
    }
}

/// The window of bus departures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BusSettings {
    /// `auto` or a date `YYYY-MM-DD`.
    pub date: String,
    /// First departure, `HH:MM`.
    pub from: String,
    /// End of the window, not included, `HH:MM`.
    pub to: String,
}

impl Default for BusSettings {
    fn default() -> Self {
        Self { date: "auto".to_owned(), from: "10:00".to_owned(), to: "12:00".to_owned() }
    }
}

/// The discount rate from a year on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DiscountBand {
    /// First year (0 is the first year of the appraisal) that the rate holds for.
    pub from_year: u32,
    /// Rate a year, 0.035 is 3.5 %.
    pub rate: f64,
}

/// kg CO₂e per kWh, with their source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarbonFactors {
    /// Electricity, kg CO₂e per kWh.
    pub electricity: f64,
    /// Gas, kg CO₂e per kWh.
    pub gas: f64,
    /// Where they come from.
    pub source: String,
}

impl Default for CarbonFactors {
    fn default() -> Self {
        Self {
            electricity: 0.207,
            gas: 0.183,
            source: "Program default; replace by the current UK Government conversion factors".to_owned(),
        }
    }
}

/// Settings of the search for options.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FindSettings {
    /// Prices of a need-weighted person-minute, £.
    pub prices: Prices,
    /// Site ids that stay open.
    pub must_open: Vec<String>,
    /// Site ids that shut.
    pub must_close: Vec<String>,
    /// The only site ids that may shut; `None`: all.
    pub may_close: Option<Vec<String>>,
    /// Running cost ceiling, £ a year.
    pub max_cost_gbp: Option<f64>,
    /// Least and most open sites by locality id.
    pub per_locality: BTreeMap<String, [usize; 2]>,
    /// Least open sites.
    pub min_sites: Option<usize>,
    /// Most open sites.
    pub max_sites: Option<usize>,
    /// How far alternatives may lie from a point's cost and minutes, a share.
    pub tolerance: f64,
}

impl Default for FindSettings {
    fn default() -> Self {
        Self {
            prices: Prices::Auto(AutoWord::Auto),
            must_open: Vec::new(),
            must_close: Vec::new(),
            may_close: None,
            max_cost_gbp: None,
            per_locality: BTreeMap::new(),
            min_sites: None,
            max_sites: None,
            tolerance: 0.02,
        }
    }
}

/// Prices to search at: chosen by the program, or listed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "prices must be \"auto\" or a list of numbers")]
pub enum Prices {
    /// `"auto"`.
    Auto(AutoWord),
    /// Listed, £ per need-weighted person-minute.
    Listed(Vec<f64>),
}

/// The word `auto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutoWord {
    /// Chosen by the program.
    Auto,
}
