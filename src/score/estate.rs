//! The estate as it stands: what each building costs and lacks, against the quartiles of the portfolio; and how far unknown
//! figures could move a total.
//!
//! What an asset management plan starts from. A missing figure stays missing: it is listed, and what it could be is a range
//! from the quartiles of the buildings that are known, never a single number.
//!
//! # References
//! Quartiles: Hyndman and Fan, *Sample Quantiles in Statistical Packages* (1996), type 7 (what spreadsheets compute).

mod figures;

pub use figures::{Figure, Quartiles, Spread};

use super::timeline::State;
use crate::hours::{self, Week};
use crate::model::{Benchmark, Dataset, Site};

/// Where a value stands in its portfolio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// Below the lower quartile.
    Lowest,
    /// Between the quartiles.
    Middle,
    /// Above the upper quartile.
    Highest,
}

impl Band {
    fn of(value: f64, low: f64, high: f64) -> Self {
        if value < low {
            Self::Lowest
        } else if value > high {
            Self::Highest
        } else {
            Self::Middle
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Lowest => "lowest quarter",
            Self::Middle => "middle half",
            Self::Highest => "highest quarter",
        }
    }
}

/// One building in the estate.
#[derive(Debug, Clone, PartialEq)]
pub struct Building {
    /// Running cost of its floor, £ a m² a year.
    pub cost_per_m2: Option<f64>,
    /// Where that stands among all.
    pub band: Option<Band>,
    /// Repair backlog of its floor, £ a m².
    pub backlog_per_m2: Option<f64>,
    /// Electricity and gas of its floor, kWh a m² a year; unknown when either is.
    pub energy_per_m2: Option<f64>,
    /// Space that its services take ÷ its floor area, from 0; more than 1 is over full.
    pub space_share: Option<f64>,
    /// Visits for every hour that it is open.
    pub visits_per_hour: Option<f64>,
    /// Visits for every hour and desk.
    pub visits_per_desk_hour: Option<f64>,
    /// Its week as its opening hours say it, where they say more than a number.
    pub week: Option<Week>,
    /// How well it suits its use, as the register says it.
    pub suitability: Option<String>,
    /// Figures that a plan of the estate needs and that are not known.
    pub missing: Vec<&'static str>,
}

/// The whole estate.
#[derive(Debug, Clone, PartialEq)]
pub struct Estate {
    /// By [`Figure`], in its order.
    spreads: [Spread; Figure::ALL.len()],
    /// By site.
    pub buildings: Vec<Building>,
    /// All buildings together.
    pub totals: Totals,
}

/// All buildings together: the sums of what is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Totals {
    /// Buildings and places.
    pub sites: usize,
    /// Floor area, m², and how many sites have none stated.
    pub floor_area_m2: (f64, usize),
    /// By [`Figure`]: sum, and how many sites lack it.
    pub figures: [(f64, usize); Figure::ALL.len()],
    /// Sites by condition: A, B, C, D, unknown or another word.
    pub conditions: [usize; 5],
}

impl Totals {
    fn of(dataset: &Dataset) -> Self {
        let sum = |of: &dyn Fn(&Site) -> Option<f64>| {
            let known: Vec<f64> = dataset.sites.iter().filter_map(of).collect();
            (known.iter().sum(), dataset.sites.len() - known.len())
        };
        let mut conditions = [0; 5];
        for site in &dataset.sites {
            let letter = site.condition.as_deref().map(|text| text.trim().to_uppercase());
            let place =
                letter.and_then(|letter| ["A", "B", "C", "D"].iter().position(|known| *known == letter));
            conditions[place.unwrap_or(4)] += 1;
        }
        Self {
            sites: dataset.sites.len(),
            floor_area_m2: sum(&|site| site.floor_area_m2),
            figures: Figure::ALL.map(|figure| sum(&|site| figure.of(site))),
            conditions,
        }
    }
}

/// A building's running cost by floor against what is usual for its kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Against<'a> {
    /// What is usual.
    pub benchmark: &'a Benchmark,
    /// Below, within or above it.
    pub band: Band,
    /// What it costs above the upper end of what is usual, £ a year; 0 when it does not.
    pub above_gbp: f64,
}

/// A building against the user's own table; `None` when its cost or floor is unknown, or no row is for its kind.
pub fn against<'a>(benchmarks: &'a [Benchmark], site: &Site) -> Option<Against<'a>> {
    let cost = per_m2(site.running_cost_gbp, site)?;
    let is_of = |benchmark: &&Benchmark| match (&benchmark.kind, &site.kind) {
        (Some(kind), Some(own)) => kind.to_lowercase() == own.to_lowercase(),
        _ => false,
    };
    let own = benchmarks.iter().find(is_of);
    let benchmark = own.or_else(|| benchmarks.iter().find(|benchmark| benchmark.kind.is_none()))?;
    let band = Band::of(cost, benchmark.low_gbp_per_m2, benchmark.high_gbp_per_m2);
    let above_gbp = (cost - benchmark.high_gbp_per_m2).max(0.0) * site.floor_area_m2.unwrap_or(0.0);
    Some(Against { benchmark, band, above_gbp })
}

/// A figure over a floor; unknown when either is, or when there is no floor.
fn per_m2(figure: Option<f64>, site: &Site) -> Option<f64> {
    Some(figure? / site.floor_area_m2.filter(|area| *area > 0.0)?)
}

impl Estate {
    /// The estate as it stands today.
    pub fn of(dataset: &Dataset) -> Self {
        let today = State::today(dataset);
        let spreads = Figure::ALL.map(|figure| Spread {
            per_m2: Quartiles::of(dataset.sites.iter().filter_map(|site| per_m2(figure.of(site), site))),
            whole: Quartiles::of(dataset.sites.iter().filter_map(|site| figure.of(site))),
        });
        let all_per_m2 = spreads[Figure::RunningCost as usize].per_m2;
        let buildings = dataset
            .sites
            .iter()
            .enumerate()
            .map(|(index, site)| {
                let energy = site.electricity_kwh.zip(site.gas_kwh).map(|(power, gas)| power + gas);
                let cost = per_m2(site.running_cost_gbp, site);
                Building {
                    cost_per_m2: cost,
                    band: cost.zip(all_per_m2).map(|(cost, all)| Band::of(cost, all.low, all.high)),
                    backlog_per_m2: per_m2(site.backlog_gbp, site),
                    energy_per_m2: per_m2(energy, site),
                    space_share: per_m2(Some(today.space_used_m2(dataset, index)), site),
                    visits_per_hour: visits_per_hour(site),
                    visits_per_desk_hour: visits_per_hour(site)
                        .zip(site.desks.filter(|desks| *desks > 0.0))
                        .map(|(visits, desks)| visits / desks),
                    week: site.opening_hours.as_deref().and_then(hours::week),
                    suitability: suitability(site),
                    missing: missing(site),
                }
            })
            .collect();
        Self { spreads, buildings, totals: Totals::of(dataset) }
    }

    /// The known values of a figure.
    pub const fn spread(&self, figure: Figure) -> Spread {
        self.spreads[figure as usize]
    }

    /// What an unknown figure of a site could be, from the lower to the upper quartile of the portfolio: by floor area where
    /// that is known, else by building. `None` when nothing is known to compare with.
    fn estimate(&self, figure: Figure, site: &Site) -> Option<[f64; 2]> {
        let spread = self.spread(figure);
        match (site.floor_area_m2, spread.per_m2) {
            (Some(area), Some(all)) => Some([all.low * area, all.high * area]),
            _ => spread.whole.map(|all| [all.low, all.high]),
        }
    }

    /// The sites with every unknown figure taken at its more (or less) favourable quartile, and for each [`Figure`] whether
    /// all could be taken so. `None` when no site lacks any.
    pub fn filled(
        &self,
        dataset: &Dataset,
        favourable: bool,
    ) -> Option<(Vec<Site>, [bool; Figure::ALL.len()])> {
        let lacks = |site: &Site| Figure::ALL.iter().any(|figure| figure.of(site).is_none());
        dataset.sites.iter().any(lacks).then(|| {
            let mut all_known = [true; Figure::ALL.len()];
            let sites = dataset.sites.iter().map(|site| {
                let mut site = site.clone();
                for figure in Figure::ALL {
                    if figure.of(&site).is_none() {
                        match self.estimate(figure, &site) {
                            Some([low, high]) => {
                                let low_end = figure.low_is_favourable() == favourable;
                                *figure.of_mut(&mut site) = Some(if low_end { low } else { high });
                            }
                            None => all_known[figure as usize] = false,
                        }
                    }
                }
                site
            });
            (sites.collect(), all_known)
        })
    }

    /// What the unknown running costs of a state's open sites come to, £ a year: from the lower to the upper quartile of the
    /// portfolio, by floor area where that is known. `None` when nothing is known to compare with.
    ///
    /// It is added to a running cost that leaves them out.
    pub(super) fn unknown_running_cost(&self, dataset: &Dataset, state: &State) -> Option<[f64; 2]> {
        let mut range = [0.0, 0.0];
        for (index, site) in dataset.sites.iter().enumerate() {
            let now = &state.sites[index];
            let ours = site.partner.is_none() || state.offers_any(index);
            if !now.open || !ours || site.running_cost_gbp.is_some() {
                continue;
            }
            let [low, high] = self.estimate(Figure::RunningCost, site)?;
            range[0] += low * (1.0 - now.reduce_share);
            range[1] += high * (1.0 - now.reduce_share);
        }
        Some(range)
    }
}

/// Visits for every hour open, over 52 weeks.
fn visits_per_hour(site: &Site) -> Option<f64> {
    Some(site.footfall? / (site.hours_per_week.filter(|hours| *hours > 0.0)? * 52.0))
}

/// How well the building suits its use, under the headings that registers have for it.
fn suitability(site: &Site) -> Option<String> {
    let named = |name: &str| name.to_lowercase().replace([' ', '_', '-'], "").contains("suitability");
    let value = site.extra.iter().find(|(name, _)| named(name)).map(|(_, value)| value)?;
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        other => Some(other.to_string()),
    }
}

/// Figures that a plan of the estate needs and that a site lacks.
fn missing(site: &Site) -> Vec<&'static str> {
    [
        ("floor area", site.floor_area_m2.is_none()),
        ("running cost", site.running_cost_gbp.is_none()),
        ("income", site.income_gbp.is_none()),
        ("condition", site.condition.is_none()),
        ("repair backlog", site.backlog_gbp.is_none()),
        ("capital value", site.capital_value_gbp.is_none()),
        ("tenure", site.tenure.is_none()),
        ("electricity", site.electricity_kwh.is_none()),
        ("gas", site.gas_kwh.is_none()),
        ("energy rating", site.epc.is_none()),
        ("opening hours", site.hours_per_week.is_none()),
        ("visits", site.footfall.is_none()),
        ("desks", site.desks.is_none()),
        ("step-free access", site.step_free.is_none()),
    ]
    .into_iter()
    .filter_map(|(name, unknown)| unknown.then_some(name))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(cost: Option<f64>, area: Option<f64>) -> Site {
        Site { running_cost_gbp: cost, floor_area_m2: area, ..Site::default() }
    }

    /// £/m²: 100, 200, 300, 400, 500; two sites without a cost, one of them without a floor area.
    fn dataset() -> Dataset {
        let known = [1.0, 2.0, 3.0, 4.0, 5.0].map(|times| site(Some(100.0 * times * 10.0), Some(10.0)));
        let unknown = [site(None, Some(20.0)), site(None, None)];
        Dataset { sites: known.into_iter().chain(unknown).collect(), ..Dataset::default() }
    }

    #[test]
    fn a_building_stands_in_a_quarter_of_its_portfolio() {
        let estate = Estate::of(&dataset());
        let quartiles = estate.spread(Figure::RunningCost).per_m2.expect("known costs");
        assert_eq!(
            (quartiles.low, quartiles.median, quartiles.high, quartiles.known),
            (200.0, 300.0, 400.0, 5)
        );
        let bands: Vec<Option<Band>> = estate.buildings.iter().map(|building| building.band).collect();
        let (low, mid, high) = (Some(Band::Lowest), Some(Band::Middle), Some(Band::Highest));
        assert_eq!(bands, [low, mid, mid, mid, high, None, None]);
        assert!(estate.buildings[6].missing.starts_with(&["floor area", "running cost"]));
    }

    #[test]
    fn unknown_costs_are_a_range_by_floor_else_by_building() {
        let dataset = dataset();
        let estate = Estate::of(&dataset);
        let mut state = State::today(&dataset);
        // 20 m² at £200 to £400, and a building at £2,000 to £4,000.
        assert_eq!(estate.unknown_running_cost(&dataset, &state), Some([6_000.0, 12_000.0]));
        state.sites[5].open = false;
        state.sites[6].reduce_share = 0.5;
        assert_eq!(estate.unknown_running_cost(&dataset, &state), Some([1_000.0, 2_000.0]));
    }

    #[test]
    fn of_nothing_known_nothing_is_said() {
        let dataset = Dataset { sites: vec![site(None, Some(10.0))], ..Dataset::default() };
        let estate = Estate::of(&dataset);
        assert_eq!(estate.unknown_running_cost(&dataset, &State::today(&dataset)), None);
        assert_eq!(Quartiles::of([]), None);
    }
}
