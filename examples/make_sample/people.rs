//! The people: counts that add up to the city's 345,300 residents, and a pattern of deprivation like the real city's.

use serde_json::{Value, json};

use crate::chance::Chance;
use crate::city::{City, rings};

/// Residents of Coventry, Census 2021 (Office for National Statistics), rounded to hundreds as published.
pub const RESIDENTS: u32 = 345_300;

/// Counts of one area.
pub struct People {
    /// Residents.
    pub population: u32,
    /// Households.
    pub households: u32,
    /// Ages 0–4, 5–15, 16–24, 25–64, 65 and over; they add up to the population.
    pub ages: [u32; 5],
    /// Disabled under the Equality Act.
    pub disabled: u32,
    /// Outside the ethnic group White British.
    pub ethnic_minority: u32,
    /// Households without a car or van.
    pub no_car_households: u32,
    /// Households on a low income.
    pub low_income_households: u32,
    /// 0 (least) to 80 (most deprived).
    pub deprivation: f64,
}

/// Where deprivation (and its opposite) gathers: kilometres east and north, strength, width in kilometres.
const PATTERN: [(f64, f64, f64, f64); 12] = [
    (0.6, 0.9, 26.0, 1.3),
    (1.0, 3.2, 24.0, 1.5),
    (3.4, 3.9, 27.0, 1.1),
    (-0.9, 2.4, 12.0, 1.1),
    (3.9, -3.2, 25.0, 0.9),
    (-4.6, -1.0, 18.0, 1.0),
    (-5.6, 0.5, 12.0, 0.9),
    (1.4, 4.9, 10.0, 1.0),
    (-1.6, -1.5, -14.0, 1.5),
    (-0.4, -3.9, -16.0, 1.6),
    (-4.8, 3.0, -12.0, 1.6),
    (4.9, 0.4, -8.0, 1.4),
];

/// Settles the city.
pub fn settle(city: &City, chance: &mut Chance) -> Vec<People> {
    let sizes: Vec<f64> = city
        .pieces
        .iter()
        .map(|piece| {
            let far = piece.middle.0.hypot(piece.middle.1);
            (300.0 + 90.0 * (-(far / 3.0).powi(2)).exp()) * chance.between(0.72, 1.32)
        })
        .collect();
    let populations = shared(RESIDENTS, &sizes);
    city.pieces
        .iter()
        .zip(populations)
        .map(|(piece, population)| area(piece.middle, population, chance))
        .collect()
}

/// Shares a whole number in proportion, so that the parts add up to it exactly (largest remainders).
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "parts of a small whole, not negative"
)]
fn shared(whole: u32, sizes: &[f64]) -> Vec<u32> {
    let sum: f64 = sizes.iter().sum();
    let exact: Vec<f64> = sizes.iter().map(|size| f64::from(whole) * size / sum).collect();
    let mut parts: Vec<u32> = exact.iter().map(|part| part.floor() as u32).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()).then(a.cmp(&b)));
    let missing = whole - parts.iter().sum::<u32>();
    for &index in order.iter().cycle().take(missing as usize) {
        parts[index] += 1;
    }
    parts
}

fn area(middle: (f64, f64), population: u32, chance: &mut Chance) -> People {
    let (east, north) = middle;
    let base: f64 = PATTERN
        .iter()
        .map(|(x, y, strength, width)| strength * (-((east - x).hypot(north - y) / width).powi(2)).exp())
        .sum();
    let deprivation = ((19.0 + base + chance.between(-7.0, 7.0)).clamp(1.5, 78.0) * 10.0).round() / 10.0;
    let poor = deprivation / 80.0;
    // Students and young adults live towards the middle and the south-west, older people towards the edge.
    let central = (-(east.hypot(north) / 2.2).powi(2)).exp();
    let campus = (-((east + 3.6).hypot(north + 2.2) / 1.0).powi(2)).exp();
    let old =
        (0.165 * (1.0 - 0.62 * central) * (1.0 - 0.25 * poor) - 0.06 * campus) * chance.between(0.7, 1.3);
    let young = 0.105 + 0.21 * central + 0.32 * campus + chance.between(-0.02, 0.02);
    let small = (0.052 + 0.03 * poor) * (1.0 - 0.3 * central) * chance.between(0.85, 1.15);
    let school = (0.118 + 0.05 * poor) * (1.0 - 0.3 * central) * chance.between(0.85, 1.15);
    let ages = shared(
        population,
        &[small, school, young, (1.0 - small - school - young - old).max(0.2), old.max(0.02)],
    );
    let ages = [ages[0], ages[1], ages[2], ages[3], ages[4]];
    let households = part(population, chance.between(0.355, 0.425));
    People {
        population,
        households,
        ages,
        disabled: part(population, (0.115 + 0.13 * poor + 0.12 * (old - 0.13)) * chance.between(0.85, 1.15)),
        ethnic_minority: part(population, (0.24 + 0.55 * poor + 0.12 * central) * chance.between(0.8, 1.2)),
        no_car_households: part(
            households,
            (0.13 + 0.45 * poor + 0.15 * central) * chance.between(0.85, 1.15),
        ),
        low_income_households: part(households, (0.06 + 0.48 * poor) * chance.between(0.85, 1.15)),
        deprivation,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of a small count, not negative"
)]
fn part(whole: u32, share: f64) -> u32 {
    (f64::from(whole) * share.clamp(0.0, 0.97)).round() as u32
}

/// The areas as features.
pub fn features(city: &City, people: &[People]) -> Vec<Value> {
    city.pieces
        .iter()
        .zip(people)
        .enumerate()
        .map(|(index, (piece, here))| {
            json!({
                "type": "Feature",
                "properties": {
                    "id": format!("area-{:04}", index + 1),
                    "population": here.population,
                    "households": here.households,
                    "age_0_4": here.ages[0],
                    "age_5_15": here.ages[1],
                    "age_16_24": here.ages[2],
                    "age_25_64": here.ages[3],
                    "age_65_plus": here.ages[4],
                    "disabled": here.disabled,
                    "ethnic_minority": here.ethnic_minority,
                    "no_car_households": here.no_car_households,
                    "low_income_households": here.low_income_households,
                    "deprivation_score": here.deprivation,
                },
                "geometry": { "type": "Polygon", "coordinates": rings(&piece.outline) },
            })
        })
        .collect()
}
