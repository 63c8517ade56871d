//! The people: counts that add up to the city's 345,300 residents, and a pattern of deprivation like the real city's.

use serde_json::{Value, json};

use crate::chance::Chance;
use crate::city::{City, falloff, outline_of};

/// Residents of Coventry, Census 2021 (Office for National Statistics), rounded to hundreds as published.
pub const RESIDENTS: u32 = 345_300;

/// Counts of one area.
pub struct People {
    /// Residents.
    pub population: u32,
    households: u32,
    /// Ages 0–4, 5–15, 16–24, 25–64, 65 and over; they add up to the population.
    ages: [u32; 5],
    /// Disabled under the Equality Act.
    disabled: u32,
    /// In ethnic groups other than White British, which is what the published 45 % counts.
    ethnic_minority: u32,
    /// Households without a car or van.
    no_car_households: u32,
    /// Households on a low income.
    low_income_households: u32,
    /// Tenths of a score from 0 (least) to 80 (most deprived).
    deprivation_tenths: u32,
}

/// Where deprivation (and its opposite) gathers: kilometres east and north, strength, width in kilometres.
const PATTERN: [(f64, f64, f64, f64); 16] = [
    (0.8, 0.8, 30.0, 1.3),
    (1.0, 3.1, 26.0, 1.5),
    (3.2, 3.9, 36.0, 1.2),
    (-1.0, 2.2, 17.0, 1.3),
    (3.4, -3.0, 34.0, 1.2),
    (-5.0, -0.6, 24.0, 1.2),
    (-3.2, -1.3, 14.0, 0.8),
    (0.6, 4.6, 13.0, 1.3),
    (2.6, -0.2, 10.0, 1.0),
    (-1.7, -1.2, -12.0, 1.5),
    (-0.6, -4.0, -15.0, 1.9),
    (-4.4, 3.4, -15.0, 2.2),
    (4.9, 0.2, -9.0, 1.6),
    (-3.0, -2.8, -10.0, 1.3),
    (0.3, -1.5, 9.0, 0.9),
    (1.9, -2.9, 8.0, 0.8),
];

/// Settles the city.
pub fn settle(city: &City, chance: &mut Chance) -> Vec<People> {
    let sizes: Vec<f64> = city.pieces.iter().map(|_| chance.between(0.72, 1.32)).collect();
    let populations = shared(RESIDENTS, &sizes);
    city.pieces
        .iter()
        .zip(populations)
        .map(|(piece, population)| area(piece.middle, population, chance))
        .collect()
}

/// Shares a whole number in proportion, so that the parts add up to it exactly (largest remainders).
fn shared(whole: u32, sizes: &[f64]) -> Vec<u32> {
    let sum: f64 = sizes.iter().sum();
    let exact: Vec<f64> = sizes.iter().map(|size| f64::from(whole) * size / sum).collect();
    let mut parts: Vec<u32> = exact.iter().map(|part| count(part.floor())).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()).then(a.cmp(&b)));
    let missing = whole - parts.iter().sum::<u32>();
    for &index in order.iter().cycle().take(missing as usize) {
        parts[index] += 1;
    }
    parts
}

fn area(place: (f64, f64), population: u32, chance: &mut Chance) -> People {
    let base: f64 =
        PATTERN.iter().map(|&(x, y, strength, width)| strength * falloff(place, (x, y), width)).sum();
    // Two draws: most areas are much like their neighbours, a few are not.
    let noise = chance.between(-6.5, 6.5) + chance.between(-6.5, 6.5);
    let deprivation = (17.0 + base + noise).clamp(1.5, 78.0);
    let poor = deprivation / 80.0;
    // Students and young adults live towards the middle and the south-west, older people towards the edge.
    let central = falloff(place, (0.0, 0.0), 2.2);
    let campus = falloff(place, (-3.6, -2.1), 1.1);
    let mut vary = |share: f64, by: f64| share * chance.between(1.0 - by, 1.0 + by);
    let old = vary((0.185 * (1.0 - 0.6 * central) * (1.0 - 0.35 * poor) - 0.06 * campus).max(0.03), 0.3);
    let young = vary(0.112 + 0.19 * central + 0.28 * campus, 0.18);
    let small = vary((0.047 + 0.045 * poor) * (1.0 - 0.3 * central), 0.15);
    let school = vary((0.122 + 0.075 * poor) * (1.0 - 0.3 * central), 0.15);
    let adult = 1.0 - small - school - young - old;
    let bands = shared(population, &[small, school, young, adult, old]);
    let ages = [bands[0], bands[1], bands[2], bands[3], bands[4]];
    let households = part(population, vary(0.389, 0.09));
    People {
        population,
        households,
        ages,
        disabled: part(population, vary(0.125 + 0.155 * poor + 0.2 * (old - 0.13), 0.14)),
        ethnic_minority: part(population, vary(0.225 + 0.62 * poor + 0.14 * central, 0.18)),
        no_car_households: part(households, vary(0.1 + 0.45 * poor + 0.17 * central, 0.14)),
        low_income_households: part(households, vary(0.05 + 0.5 * poor, 0.14)),
        deprivation_tenths: count((deprivation * 10.0).round()),
    }
}

fn part(whole: u32, share: f64) -> u32 {
    count((f64::from(whole) * share.clamp(0.0, 0.97)).round())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small counts, not negative")]
fn count(number: f64) -> u32 {
    number as u32
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
                    "name": piece.name,
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
                    "deprivation_score": f64::from(here.deprivation_tenths) / 10.0,
                },
                "geometry": { "type": "Polygon", "coordinates": outline_of(piece) },
            })
        })
        .collect()
}
