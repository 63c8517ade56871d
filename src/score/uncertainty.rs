//! How far costs and demand could differ from what is stated: a Monte Carlo of stated ranges, and a tornado that moves one
//! input at a time.
//!
//! Each uncertain input is drawn from a triangular distribution (low, likely, high). Prices are real, of the first year: rises
//! are those beyond general inflation. Running cost is exact in the inputs: year y costs
//! `premises·(1+i)^y − income + deliveries·(1+w)^y + kWh_e·(e − ê) + kWh_g·(g − ĝ)` and one-offs are multiplied by their own
//! factor, ê and ĝ being the likely prices, which the known running costs already hold. Users in an age band grow by
//! `(1+growth)^(H−1)` to the last year of the horizon.
//!
//! # References
//! HM Treasury (2022), *The Green Book*, annex A5 (sensitivity, Monte Carlo). Inverse of the triangular distribution: Johnson,
//! D. (1997), "The triangular distribution as a proxy for the beta distribution in risk analysis", *The Statistician* 46(3).

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::ranges::{Input, Ranges};
use super::robustness::uniform;
use crate::model::Range;

/// The parts of an option's money that the inputs move, by year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parts {
    /// Premises, £ by year.
    pub premises: Vec<f64>,
    /// Deliveries after sharing, £ by year.
    pub deliveries: Vec<f64>,
    /// Electricity, kWh by year.
    pub electricity: Vec<f64>,
    /// Gas, kWh by year.
    pub gas: Vec<f64>,
    /// One-off costs, £ by year.
    pub one_offs: Vec<f64>,
    /// Running cost in the last year as stated.
    pub last_year: f64,
    /// Net present cost as stated.
    pub net_present_cost: f64,
}

/// What a set of inputs makes of an option.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Drawn {
    /// Running cost in the last year of the horizon, £.
    pub last_year: f64,
    /// Net present cost, £.
    pub net_present_cost: f64,
}

/// Works out many sets of inputs on the same years.
#[derive(Debug, Clone)]
pub struct Engine {
    /// What a year's cash is multiplied by.
    discount: Vec<f64>,
    likely: [f64; 5],
}

impl Engine {
    /// `discount` has the factor that a year's cash is multiplied by.
    pub fn new(discount: &[f64], ranges: &Ranges) -> Self {
        let mut likely = [0.0; 5];
        for (likely, range) in likely.iter_mut().zip(&ranges.inputs) {
            *likely = range.likely;
        }
        Self { discount: discount.to_vec(), likely }
    }

    /// How each year's parts differ from what is stated under inputs: premises, deliveries, electricity, gas, one-offs.
    fn years(&self, inputs: &[f64; 5]) -> Vec<[f64; 5]> {
        let (mut premises, mut deliveries) = (1.0, 1.0);
        self.discount
            .iter()
            .map(|_| {
                let year = [
                    premises - 1.0,
                    deliveries - 1.0,
                    inputs[2] - self.likely[2],
                    inputs[3] - self.likely[3],
                    inputs[4] - 1.0,
                ];
                premises *= 1.0 + inputs[0];
                deliveries *= 1.0 + inputs[1];
                year
            })
            .collect()
    }

    /// What inputs make of an option.
    fn apply(&self, years: &[[f64; 5]], parts: &Parts) -> Drawn {
        let mut drawn = Drawn { last_year: parts.last_year, net_present_cost: parts.net_present_cost };
        for (year, [premises, deliveries, electricity, gas, one_offs]) in years.iter().enumerate() {
            let running = parts.premises[year] * premises
                + parts.deliveries[year] * deliveries
                + parts.electricity[year] * electricity
                + parts.gas[year] * gas;
            drawn.net_present_cost += (running + parts.one_offs[year] * one_offs) * self.discount[year];
            if year + 1 == years.len() {
                drawn.last_year += running;
            }
        }
        drawn
    }

    /// What one set of inputs makes of an option.
    pub fn at(&self, inputs: &[f64; 5], parts: &Parts) -> Drawn {
        self.apply(&self.years(inputs), parts)
    }
}

/// Where a result lies in nine of ten draws, and its middle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spread {
    /// One in ten draws is at or below.
    pub p10: f64,
    /// Half are.
    pub p50: f64,
    /// Nine in ten are.
    pub p90: f64,
}

impl Spread {
    /// Of draws in any order; zeros when there are none.
    pub fn of(draws: &mut [f64]) -> Self {
        if draws.is_empty() {
            return Self::default();
        }
        let mut at = |share: usize| {
            // The smallest draw at or below which so many in ten are.
            let place = (draws.len() * share).div_ceil(10).max(1) - 1;
            *draws.select_nth_unstable_by(place, f64::total_cmp).1
        };
        Self { p10: at(1), p50: at(5), p90: at(9) }
    }
}

/// What the draws say of one option.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Uncertain {
    /// Saving in the last year of the horizon against business as usual under the same draw, £.
    pub saving: Spread,
    /// Net present cost, £.
    pub net_present_cost: Spread,
    /// Share of draws in which its net present cost is below business as usual's.
    pub cheaper: f64,
    /// Share of draws in which the saving of the last year reaches the target of that year, or of the last year with one.
    pub on_target: Option<f64>,
    /// People beyond a standard in the last year of the horizon, all services added up (one person may count in several).
    pub people_beyond: Spread,
}

/// One bar of a tornado: what one input at its ends makes of the net present saving, the others as likely.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its words.
    pub label: String,
    /// The ends of its range.
    pub range: [f64; 2],
    /// Net present saving against business as usual at each end, £.
    pub saving: [f64; 2],
}

/// Bars of a tornado, longest first. Positive saving: the option costs less than business as usual.
pub fn tornado(engine: &Engine, ranges: &Ranges, bau: &Parts, option: &Parts) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Input::ALL
        .into_iter()
        .zip(&ranges.inputs)
        .map(|(input, range)| {
            let saving = [range.low, range.high].map(|end| {
                let mut inputs = engine.likely;
                inputs[input as usize] = end;
                let years = engine.years(&inputs);
                engine.apply(&years, bau).net_present_cost - engine.apply(&years, option).net_present_cost
            });
            Bar { label: input.label().to_owned(), range: [range.low, range.high], saving }
        })
        .collect();
    let length = |bar: &Bar| (bar.saving[1] - bar.saving[0]).abs();
    bars.sort_by(|a, b| length(b).total_cmp(&length(a)));
    bars
}

/// People beyond a standard now by the column that counts them; users of a service that sums columns are split by column.
pub type Beyond = BTreeMap<String, f64>;

/// A Monte Carlo of every option on the same draws. `parts` and `beyond` are by option, business as usual first; `target` is
/// the saving asked for in the end.
pub fn monte_carlo(
    engine: &Engine,
    ranges: &Ranges,
    parts: &[Parts],
    beyond: &[Beyond],
    target: Option<f64>,
    seed: u64,
    draws: usize,
) -> Vec<Uncertain> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut savings = vec![Vec::with_capacity(draws); parts.len()];
    let mut costs = savings.clone();
    let mut people = savings.clone();
    let mut counts = vec![[0_u32; 2]; parts.len()];
    let grown: Vec<(Vec<f64>, f64)> = beyond.iter().map(|beyond| split(ranges, beyond)).collect();
    let years_on = i32::try_from(engine.discount.len().saturating_sub(1)).unwrap_or(i32::MAX);
    for _ in 0..draws {
        let mut inputs = [0.0; 5];
        for (input, range) in inputs.iter_mut().zip(&ranges.inputs) {
            *input = triangular(range, uniform(&mut chance));
        }
        let growth: Vec<f64> = ranges
            .demand
            .values()
            .map(|range| (1.0 + triangular(range, uniform(&mut chance))).powi(years_on))
            .collect();
        let years = engine.years(&inputs);
        let mut bau = Drawn::default();
        for (option, parts) in parts.iter().enumerate() {
            let money = engine.apply(&years, parts);
            if option == 0 {
                bau = money;
            }
            let saving = bau.last_year - money.last_year;
            savings[option].push(saving);
            costs[option].push(money.net_present_cost);
            counts[option][0] += u32::from(money.net_present_cost < bau.net_present_cost);
            counts[option][1] += u32::from(target.is_some_and(|target| saving >= target));
            let (growing, still) = &grown[option];
            people[option]
                .push(still + growing.iter().zip(&growth).map(|(people, by)| people * by).sum::<f64>());
        }
    }
    let share = |count: u32| f64::from(count) / (draws.max(1)) as f64;
    (0..parts.len())
        .map(|option| Uncertain {
            saving: Spread::of(&mut savings[option]),
            net_present_cost: Spread::of(&mut costs[option]),
            cheaper: share(counts[option][0]),
            on_target: target.map(|_| share(counts[option][1])),
            people_beyond: Spread::of(&mut people[option]),
        })
        .collect()
}

/// People of each column with a range, in its order, and of all others together.
fn split(ranges: &Ranges, beyond: &Beyond) -> (Vec<f64>, f64) {
    let growing = ranges.demand.keys().map(|column| beyond.get(column).copied().unwrap_or(0.0)).collect();
    let still = beyond
        .iter()
        .filter(|(column, _)| !ranges.demand.contains_key(*column))
        .map(|(_, people)| people)
        .sum();
    (growing, still)
}

/// The value of a triangular distribution at or below which a share of draws is.
fn triangular(range: &Range, share: f64) -> f64 {
    let width = range.high - range.low;
    if width <= 0.0 {
        return range.likely;
    }
    let rising = range.likely - range.low;
    if share * width <= rising {
        range.low + (share * width * rising).sqrt()
    } else {
        range.high - ((1.0 - share) * width * (range.high - range.likely)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Plan;

    fn ranges() -> Ranges {
        Ranges::of(&Plan::default())
    }

    fn parts(premises: f64) -> Parts {
        Parts {
            premises: vec![premises; 2],
            deliveries: vec![0.0; 2],
            electricity: vec![1000.0, 500.0],
            gas: vec![0.0; 2],
            one_offs: vec![50.0, 0.0],
            last_year: premises,
            net_present_cost: premises * 2.0 + 50.0,
        }
    }

    #[test]
    fn inputs_move_what_they_are_about() {
        // No discounting; premises 1,000 a year rising by a tenth; electricity a penny dearer; one-offs doubled.
        let engine = Engine::new(&[1.0, 1.0], &ranges());
        let [_, wage, electricity, gas, _] = engine.likely;
        let found = engine.at(&[0.1, wage, electricity + 0.01, gas, 2.0], &parts(1000.0));
        // Last year 1,100 + 500 kWh·0.01; all years + 100 + 15 + 50.
        assert!((found.last_year - 1105.0).abs() < 1e-9);
        assert!((found.net_present_cost - (2050.0 + 100.0 + 15.0 + 50.0)).abs() < 1e-9);
    }

    #[test]
    fn the_triangle_has_its_quantiles() {
        let range = Range { low: 0.0, likely: 1.0, high: 4.0, source: None };
        // Up to the peak lies a quarter; the lower half of that quarter's probability ends at √(4·0.0625).
        assert!((triangular(&range, 0.25) - 1.0).abs() < 1e-12);
        assert!((triangular(&range, 0.0625) - 0.5).abs() < 1e-12);
        assert!((triangular(&range, 1.0) - 4.0).abs() < 1e-12);
    }

    #[test]
    fn the_longest_bar_comes_first_and_draws_repeat() {
        let engine = Engine::new(&[1.0, 1.0 / 1.035], &ranges());
        let (usual, less) = (parts(1000.0), parts(100.0));
        let bars = tornado(&engine, &ranges(), &usual, &less);
        assert_eq!(bars[0].label, Input::Inflation.label());
        let beyond: Vec<Beyond> = vec![[("age".to_owned(), 10.0)].into(), [("age".to_owned(), 30.0)].into()];
        let run =
            || monte_carlo(&engine, &ranges(), &[usual.clone(), less.clone()], &beyond, Some(890.0), 3, 500);
        let found = run();
        assert_eq!(found, run());
        assert_eq!((found[1].cheaper, found[0].cheaper), (1.0, 0.0));
        assert!(found[1].saving.p10 <= found[1].saving.p50 && found[1].saving.p50 <= found[1].saving.p90);
        assert_eq!(found[1].people_beyond.p50, 30.0, "no growth is stated");
    }

    #[test]
    fn spreads_are_draws() {
        let mut draws: Vec<f64> = (1..=10_u8).rev().map(f64::from).collect();
        assert_eq!(Spread::of(&mut draws), Spread { p10: 1.0, p50: 5.0, p90: 9.0 });
    }
}
