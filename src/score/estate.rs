//! The estate as it stands: what each building costs and lacks, against the quartiles of the portfolio; and how far unknown
//! figures could move a total.
//!
//! What an asset management plan starts from. A missing figure stays missing: it is listed, and what it could be is a range
//! from the quartiles of the buildings that are known, never a single number.
//!
//! # References
//! Quartiles: Hyndman and Fan, *Sample Quantiles in Statistical Packages* (1996), type 7 (what spreadsheets compute).

use super::timeline::State;
use crate::model::{Dataset, Site};

/// The quartiles of the known values of a portfolio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quartiles {
    /// A quarter of the values is at or below this.
    pub low: f64,
    /// Half of them.
    pub median: f64,
    /// Three quarters of them.
    pub high: f64,
    /// How many values are known.
    pub known: usize,
}

impl Quartiles {
    /// Quartiles of some values; `None` of none.
    ///
    /// ```
    /// let of = hub_planner::score::estate::Quartiles::of([1.0, 2.0, 3.0, 4.0]);
    /// let of = of.expect("four values");
    /// assert_eq!((of.low, of.median, of.high), (1.75, 2.5, 3.25));
    /// ```
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        let at = |share: f64| {
            let place = share * last as f64;
            // Places are between 0 and the last.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
            let (below, above) = (place.floor() as usize, place.ceil() as usize);
            values[below] + (values[above] - values[below]) * place.fract()
        };
        Some(Self { low: at(0.25), median: at(0.5), high: at(0.75), known: values.len() })
    }
}

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
    /// Figures that a plan of the estate needs and that are not known.
    pub missing: Vec<&'static str>,
}

/// The whole estate.
#[derive(Debug, Clone, PartialEq)]
pub struct Estate {
    /// Running cost, £ a m² a year.
    pub cost_per_m2: Option<Quartiles>,
    /// Running cost, £ a year.
    pub running_cost: Option<Quartiles>,
    /// By site.
    pub buildings: Vec<Building>,
}

/// A figure over a floor; unknown when either is, or when there is no floor.
fn per_m2(figure: Option<f64>, site: &Site) -> Option<f64> {
    Some(figure? / site.floor_area_m2.filter(|area| *area > 0.0)?)
}

impl Estate {
    /// The estate as it stands today.
    pub fn of(dataset: &Dataset) -> Self {
        let today = State::today(dataset);
        let per_floor = |site: &Site| per_m2(site.running_cost_gbp, site);
        let cost_per_m2 = Quartiles::of(dataset.sites.iter().filter_map(per_floor));
        let buildings = dataset
            .sites
            .iter()
            .enumerate()
            .map(|(index, site)| {
                let energy = site.electricity_kwh.zip(site.gas_kwh).map(|(power, gas)| power + gas);
                let cost = per_floor(site);
                Building {
                    cost_per_m2: cost,
                    band: cost.zip(cost_per_m2).map(|(cost, all)| {
                        if cost < all.low {
                            Band::Lowest
                        } else if cost > all.high {
                            Band::Highest
                        } else {
                            Band::Middle
                        }
                    }),
                    backlog_per_m2: per_m2(site.backlog_gbp, site),
                    energy_per_m2: per_m2(energy, site),
                    space_share: per_m2(Some(today.space_used_m2(dataset, index)), site),
                    missing: missing(site),
                }
            })
            .collect();
        let running_cost = Quartiles::of(dataset.sites.iter().filter_map(|site| site.running_cost_gbp));
        Self { cost_per_m2, running_cost, buildings }
    }

    /// What the unknown running costs of a state's open sites come to, £ a year: from the lower to the upper quartile of the
    /// portfolio, by floor area where that is known. `None` when nothing is known to compare with.
    ///
    /// It is added to a running cost that leaves them out.
    pub fn unknown_running_cost(&self, dataset: &Dataset, state: &State) -> Option<[f64; 2]> {
        let mut range = [0.0, 0.0];
        for (index, site) in dataset.sites.iter().enumerate() {
            let now = &state.sites[index];
            let ours = site.partner.is_none() || state.offers_any(index);
            if !now.open || !ours || site.running_cost_gbp.is_some() {
                continue;
            }
            let [low, high] = match (site.floor_area_m2, self.cost_per_m2) {
                (Some(area), Some(all)) => [all.low * area, all.high * area],
                _ => self.running_cost.map(|all| [all.low, all.high])?,
            };
            range[0] += low * (1.0 - now.reduce_share);
            range[1] += high * (1.0 - now.reduce_share);
        }
        Some(range)
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
        let quartiles = estate.cost_per_m2.expect("known costs");
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
