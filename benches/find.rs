//! Speed of the search, CPU seconds: `cargo bench --bench find`.
//!
//! Synthetic p-medians of 1,000 × 100 and 3,000 × 150 to proof, 65,536 subsets of 16 sites, and the sample's frontier with
//! the seconds on the clock until its first plan. The 40 OR-Library files are read by `cargo run --release --example orlib -- FILES`.

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use hub_planner::find::{self, FindStatus};
use hub_planner::load::sample;
use hub_planner::reach::TravelTimes;
use hub_planner::solve::{Alone, Effort, Outcome, Solution, Watch, classic, solve, subsets};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Repeats a piece of work and prints the CPU seconds of one go.
fn measure<T>(name: &str, times: u32, mut work: impl FnMut() -> T) {
    let start = ProcessTime::now();
    for _ in 0..times {
        black_box(work());
    }
    println!("{name}: {:.5} CPU s", start.elapsed().as_secs_f64() / f64::from(times));
}

/// Weights, and distances in rows by client, of a seeded square town.
fn town(clients: usize, sites: usize) -> (Vec<f64>, Vec<f64>) {
    let mut chance = ChaCha8Rng::seed_from_u64(12);
    let mut uniform = || f64::from(chance.next_u32()) / f64::from(u32::MAX);
    let mut places = |count: usize| -> Vec<(f64, f64)> {
        (0..count).map(|_| (10_000.0 * uniform(), 10_000.0 * uniform())).collect()
    };
    let (people, places) = (places(clients), places(sites));
    let distance = people.iter().flat_map(|a| places.iter().map(|b| (a.0 - b.0).hypot(a.1 - b.1))).collect();
    let weight = (0..clients).map(|_| (100.0 + 900.0 * uniform()).round()).collect();
    (weight, distance)
}

/// Looks at the clock when the first plan is told.
struct First {
    start: Instant,
    after: OnceLock<Duration>,
}

impl Watch for First {
    fn found(&self, _: f64, _: &Solution) {
        self.after.get_or_init(|| self.start.elapsed());
    }
}

fn main() {
    for (clients, sites, p) in [(1_000, 100, 12), (3_000, 150, 20)] {
        let (weight, distance) = town(clients, sites);
        measure(&format!("p-median {clients} x {sites}, p = {p}, to proof"), 10, || {
            let problem = classic::p_median(&weight, &distance, p);
            let outcome = solve(&problem, &[], Effort::PROOF, &Alone);
            assert!(matches!(outcome, Outcome::Optimal(_)));
        });
    }
    let (weight, distance) = town(1_000, 16);
    measure("65,536 subsets of 16 sites, 1,000 areas", 100, || {
        subsets::every_subset(&weight, &distance, 16, 1_200.0)
    });
    let (weight, distance) = town(35_000, 16);
    measure("65,536 subsets of 16 sites, 35,000 areas", 20, || {
        subsets::every_subset(&weight, &distance, 16, 1_200.0)
    });
    let Ok(loaded) = sample() else { return };
    let times = TravelTimes::compute(&loaded.dataset, &loaded.plan.settings);
    let effort = find::effort(&loaded.dataset);
    measure("the sample's frontier, with alternatives", 1, || {
        let first = First { start: Instant::now(), after: OnceLock::new() };
        let found = find::find(&loaded.dataset, &times, &loaded.plan, effort, FindStatus::TimeLimit, &first);
        if let Some(after) = first.after.get() {
            println!("  first plan after {:.3} s", after.as_secs_f64());
        }
        for point in found.iter().flat_map(|found| &found.frontier) {
            let solution = &point.point.solution;
            println!(
                "  price {:.5}: £{:.0}, {:.0} minutes, gap {:.2} %, {} alternatives",
                point.point.price,
                solution.cost,
                solution.minutes,
                100.0 * solution.gap(),
                point.point.alternatives.len()
            );
        }
    });
}
