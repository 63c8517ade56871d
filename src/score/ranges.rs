//! The uncertain inputs of costs and demand, and the ranges in which they lie: the plan's, else what the program assumes.

use std::collections::BTreeMap;

use crate::model::{Entry, Plan, Range};

/// An uncertain input of costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// Real rise of premises costs, a year.
    Inflation,
    /// Real rise of delivery costs (wages), a year.
    LivingWage,
    /// Price of electricity, £ a kWh.
    Electricity,
    /// Price of gas, £ a kWh.
    Gas,
    /// One-off costs ÷ their estimate.
    OneOffs,
}

impl Input {
    /// Every input, in order.
    pub const ALL: [Self; 5] =
        [Self::Inflation, Self::LivingWage, Self::Electricity, Self::Gas, Self::OneOffs];

    /// The name in the plan's `ranges`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Inflation => "inflation",
            Self::LivingWage => "living_wage",
            Self::Electricity => "electricity_gbp_per_kwh",
            Self::Gas => "gas_gbp_per_kwh",
            Self::OneOffs => "one_off_factor",
        }
    }

    /// The words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Inflation => "Premises costs, real rise a year",
            Self::LivingWage => "Wages in delivery, real rise a year",
            Self::Electricity => "Electricity price, £ a kWh",
            Self::Gas => "Gas price, £ a kWh",
            Self::OneOffs => "One-off costs, times the estimate",
        }
    }

    /// What is assumed when the plan says nothing: low, likely, high.
    const fn assumed(self) -> [f64; 3] {
        match self {
            Self::Inflation => [-0.005, 0.0, 0.02],
            Self::LivingWage => [0.0, 0.005, 0.02],
            Self::Electricity => [0.2, 0.25, 0.35],
            Self::Gas => [0.05, 0.07, 0.1],
            Self::OneOffs => [0.9, 1.0, 1.4],
        }
    }
}

/// What a range rests on when the plan gives none.
pub const ASSUMED: &str = "assumed by the program; replace by the council’s own";

/// The ranges that count: the plan's, else the program's assumptions.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranges {
    /// By input, in the order of [`Input::ALL`].
    pub inputs: Vec<Range>,
    /// Yearly growth of an area column (`demand:COLUMN`), by column.
    pub demand: BTreeMap<String, Range>,
}

impl Ranges {
    /// The ranges of a plan. One that is not in order is left out; the appraisal raises an Issue.
    pub fn of(plan: &Plan) -> Self {
        let said = |key: &str| plan.ranges.get(key).and_then(Entry::known).filter(|range| range.is_sound());
        let inputs = Input::ALL
            .into_iter()
            .map(|input| {
                said(input.key()).cloned().unwrap_or_else(|| {
                    let [low, likely, high] = input.assumed();
                    Range { low, likely, high, source: Some(ASSUMED.to_owned()) }
                })
            })
            .collect();
        let demand = plan
            .ranges
            .keys()
            .filter_map(|key| Some((key.strip_prefix("demand:")?.to_owned(), said(key)?.clone())))
            .collect();
        Self { inputs, demand }
    }
}
