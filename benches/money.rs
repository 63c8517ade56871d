//! Speed of money, phasing and blueprint on the sample, and of floating catchments.
//!
//! `cargo bench --bench money`, in CPU time; the catchments are of the size of a county: 35,000 places with people, 500 with supply, 5 km.
#![expect(missing_docs, reason = "the macro makes a public function without one")]

mod cpu;

use std::hint::black_box;

use cpu::Cpu;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use hub_planner::appraise::{Appraiser, complete};
use hub_planner::edit::Edit;
use hub_planner::load;
use hub_planner::model::{Action, OptionPlan};
use hub_planner::reach::TravelTimes;
use hub_planner::score::catchment::{Grid, Zone};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

fn sample(criterion: &mut Criterion<Cpu>) {
    let Ok(loaded) = load::sample() else { return };
    let (dataset, mut plan) = (loaded.dataset, loaded.plan);
    let all: Vec<OptionPlan> = plan.options.clone();
    plan.options = (0..10)
        .map(|place| OptionPlan { id: format!("o{place}"), ..all[place % all.len()].clone() })
        .collect();
    let times = TravelTimes::compute(&dataset, &plan.settings);
    let prepared = Appraiser::new(&dataset, &times, &plan);
    let mut group = criterion.benchmark_group("the sample");
    group.bench_function("money, blueprint and phasing of ten options", |bencher| {
        bencher.iter_batched(
            || prepared.clone(),
            |mut appraiser| black_box(appraiser.appraise(&dataset, &times, &plan)),
            BatchSize::LargeInput,
        );
    });
    let mut appraiser = prepared.clone();
    let appraisal = appraiser.appraise(&dataset, &times, &plan);
    let edited: Vec<_> = dataset
        .sites
        .iter()
        .filter_map(|site| {
            let option = "o0".to_owned();
            Edit::SetAction { option, site: site.id.clone(), action: Action::Close }.apply(&plan).ok()
        })
        .collect();
    let mut next = 0;
    group.bench_function("after one edit", |bencher| {
        bencher.iter_batched(
            || {
                next = (next + 1) % edited.len();
                &edited[next]
            },
            |plan| black_box(appraiser.appraise(&dataset, &times, plan)),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("remedies of ten options", |bencher| {
        bencher.iter_batched(
            || appraisal.clone(),
            |mut appraisal| complete(&dataset, &times, &plan, black_box(&mut appraisal)),
            BatchSize::LargeInput,
        );
    });
}

fn catchments(criterion: &mut Criterion<Cpu>) {
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let mut uniform = || f64::from(chance.next_u32()) / f64::from(u32::MAX);
    let mut points = |count: usize| -> Vec<[f64; 2]> {
        (0..count).map(|_| [60_000.0 * uniform(), 60_000.0 * uniform()]).collect()
    };
    let (demand, places) = (points(35_000), points(500));
    let people: Vec<f64> = (0..demand.len()).map(|place| 50.0 + (place % 97) as f64).collect();
    let supply: Vec<f64> = (0..places.len()).map(|place| 1.0 + (place % 7) as f64).collect();
    let zones = [
        Zone { until: 1000.0, weight: 1.0 },
        Zone { until: 2500.0, weight: 0.68 },
        Zone { until: 5000.0, weight: 0.22 },
    ];
    let plain = [Zone { until: 5000.0, weight: 1.0 }];
    criterion.bench_function("floating catchments, both methods, with the pairs", |bencher| {
        bencher.iter(|| {
            let grid = Grid::new(&demand, &people, 5000.0);
            black_box((
                grid.floating_catchments(&places, &supply, &plain),
                grid.floating_catchments(&places, &supply, &zones),
            ))
        });
    });
}

criterion_group! {
    name = benches;
    config = cpu::criterion();
    targets = sample, catchments
}
criterion_main!(benches);
