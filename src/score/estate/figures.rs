//! The figures of a building that may be unknown, and the quartiles of those that are known.

use crate::model::Site;

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

/// A figure of a building that may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Figure {
    /// Running cost, £ a year.
    RunningCost,
    /// Income, £ a year.
    Income,
    /// Repair backlog, £.
    Backlog,
    /// Capital value, £.
    CapitalValue,
    /// Electricity, kWh a year.
    Electricity,
    /// Gas, kWh a year.
    Gas,
}

impl Figure {
    /// Every figure, in order.
    pub const ALL: [Self; 6] =
        [Self::RunningCost, Self::Income, Self::Backlog, Self::CapitalValue, Self::Electricity, Self::Gas];

    /// A site's own value.
    pub const fn of(self, site: &Site) -> Option<f64> {
        match self {
            Self::RunningCost => site.running_cost_gbp,
            Self::Income => site.income_gbp,
            Self::Backlog => site.backlog_gbp,
            Self::CapitalValue => site.capital_value_gbp,
            Self::Electricity => site.electricity_kwh,
            Self::Gas => site.gas_kwh,
        }
    }

    pub(super) const fn of_mut(self, site: &mut Site) -> &mut Option<f64> {
        match self {
            Self::RunningCost => &mut site.running_cost_gbp,
            Self::Income => &mut site.income_gbp,
            Self::Backlog => &mut site.backlog_gbp,
            Self::CapitalValue => &mut site.capital_value_gbp,
            Self::Electricity => &mut site.electricity_kwh,
            Self::Gas => &mut site.gas_kwh,
        }
    }

    /// True when a low value is the favourable one.
    pub(super) const fn low_is_favourable(self) -> bool {
        !matches!(self, Self::Income | Self::CapitalValue)
    }
}

/// The known values of a figure: for each m² of floor, and for a whole building.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// By floor area.
    pub per_m2: Option<Quartiles>,
    /// By building.
    pub whole: Option<Quartiles>,
}
