//! What the evidence costs on the sample with ten options, and ranking under 10,000 weightings: CPU milliseconds each, of one
//! thread where the system tells them, else of the clock.
//!
//! `cargo bench --bench evidence`

use std::hint::black_box;
use std::time::Instant;

use hub_planner::appraise::evidence::{Basis, OptionEvidence, of_all};
use hub_planner::appraise::robust::robustness;
use hub_planner::appraise::uncertain::uncertainty;
use hub_planner::appraise::{appraise, duties};
use hub_planner::reach::TravelTimes;
use hub_planner::score::robustness::{rank_counts, uniform_weights};

/// User and system milliseconds of this process so far, where `/proc` tells them.
fn cpu_ms() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = text.rsplit(')').next()?.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field)?.parse::<f64>().ok();
    // A tick is a hundredth of a second on every Linux in use.
    Some((ticks(11)? + ticks(12)?) * 10.0)
}

fn measure(what: &str, times: u32, mut work: impl FnMut()) {
    work();
    let (start, cpu) = (Instant::now(), cpu_ms());
    for _ in 0..times {
        work();
    }
    let wall = start.elapsed().as_secs_f64() * 1000.0 / f64::from(times);
    match cpu.zip(cpu_ms()) {
        Some((before, after)) => {
            println!("{what}: {:.2} ms CPU, {wall:.2} ms wall", (after - before) / f64::from(times));
        }
        None => println!("{what}: {wall:.2} ms wall"),
    }
}

fn main() {
    let Ok(mut loaded) = hub_planner::load::sample() else {
        println!("the sample cannot be read");
        return;
    };
    let first = loaded.plan.options.clone();
    loaded.plan.options = (0..10)
        .map(|place| {
            let mut option = first[place % first.len()].clone();
            option.id = format!("O{place}");
            option
        })
        .collect();
    let (dataset, plan) = (&loaded.dataset, &loaded.plan);
    let times = TravelTimes::compute(dataset, &plan.settings);
    let appraisal = appraise(dataset, &times, plan);
    measure("full evidence of ten options (who loses, equality, duties, robustness, ranges)", 100, || {
        let (_, evidence) = of_all(dataset, plan, &appraisal);
        let table = plan.duty_table();
        let bau = &appraisal.bau().findings;
        for option in &appraisal.options[1..] {
            black_box(duties::triggered(dataset, plan, &table, bau, option));
        }
        black_box((evidence, robustness(&appraisal, plan), uncertainty(dataset, plan, &appraisal)));
    });
    let basis = Basis::new(dataset, plan);
    let bau = &appraisal.bau().findings;
    measure("evidence on screen after an edit (one option and ranks)", 300, || {
        let option = &appraisal.options[1];
        black_box(OptionEvidence::of(dataset, plan, &basis, bau, option));
        black_box(robustness(&appraisal, plan));
    });
    measure("ranges of ten options", 100, || {
        black_box(uncertainty(dataset, plan, &appraisal));
    });
    let scores: Vec<f64> = uniform_weights(8, 50, 5).iter().map(|score| 100.0 * score).collect();
    let weights = uniform_weights(8, 10_000, 6);
    measure("10,000 draws x 50 options x 8 criteria, draws given", 300, || {
        black_box(rank_counts(&scores, 50, &weights, 8));
    });
    measure("drawing 10,000 weightings of 8 criteria", 300, || {
        black_box(uniform_weights(8, 10_000, 6));
    });
}
