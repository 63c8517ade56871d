//! Speed of the live loop: re-scoring one option after one change, at 1,014 areas × 60 sites × 8 services, on one core.
//!
//! `cargo bench --bench rescore`, in CPU time; a change must be found in a millisecond, so that every edit shows in the next frame.
#![expect(missing_docs, reason = "the macro makes a public function without one")]

mod cpu;

use std::collections::BTreeMap;
use std::hint::black_box;

use cpu::Cpu;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use hub_planner::appraise::{Appraiser, appraise};
use hub_planner::edit::Edit;
use hub_planner::model::{
    Action, Area, Blueprint, Columns, Dataset, Locality, OptionPlan, Plan, Position, Service, Site, Standard,
    Users,
};
use hub_planner::place::OutlineIndex;
use hub_planner::reach::TravelTimes;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

const AREAS: usize = 1014;
const SITES: usize = 60;
const SERVICES: usize = 8;

fn uniform(chance: &mut ChaCha8Rng) -> f64 {
    f64::from(chance.next_u32()) / f64::from(u32::MAX)
}

/// A city of this size, ten kilometres across, in four localities, with a blueprint.
fn city() -> Dataset {
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let mut position =
        || Position { lon: -1.6 + 0.15 * uniform(&mut chance), lat: 52.36 + 0.09 * uniform(&mut chance) };
    let areas: Vec<Area> = (0..AREAS)
        .map(|index| Area {
            id: format!("a{index}"),
            name: format!("a{index}"),
            position: position(),
            own_point: true,
            outline: None,
            texts: BTreeMap::new(),
        })
        .collect();
    let positions: Vec<Position> = (0..SITES).map(|_| position()).collect();
    let column =
        |chance: &mut ChaCha8Rng| (0..AREAS).map(|_| Some((uniform(chance) * 600.0).round())).collect();
    let columns = [Columns::POPULATION, "deprivation", "no_car"]
        .map(|name| (name.to_owned(), column(&mut chance)))
        .into_iter()
        .collect();
    let services: Vec<Service> = (0..SERVICES)
        .map(|index| Service {
            id: format!("v{index}"),
            name: format!("v{index}"),
            users: Users::default(),
            need: BTreeMap::from([("deprivation".to_owned(), 1.0), ("no_car".to_owned(), 0.5)]),
            standard: Standard { minutes: 20.0, ..Standard::default() },
            space_m2: 100.0,
            delivery_gbp: 5e4,
            duty: None,
            weight: 1.0,
        })
        .collect();
    let sites = positions
        .into_iter()
        .enumerate()
        .map(|(index, position)| Site {
            id: format!("s{index}"),
            name: format!("s{index}"),
            position,
            floor_area_m2: Some(900.0),
            running_cost_gbp: Some(1e5),
            hours_per_week: Some(40.0),
            step_free: Some(true),
            services: (0..SERVICES)
                .filter(|service| (index + service) % 4 == 0)
                .map(|s| format!("v{s}"))
                .collect(),
            ..Site::default()
        })
        .collect();
    let localities = (0..8_u32)
        .map(|index| {
            let (west, east) = (-1.6 + 0.01875 * f64::from(index), -1.6 + 0.01875 * f64::from(index + 1));
            let ring = vec![(west, 52.3), (east, 52.3), (east, 52.5), (west, 52.5), (west, 52.3)];
            Locality {
                id: format!("l{index}"),
                name: format!("l{index}"),
                outline: geo::MultiPolygon(vec![geo::Polygon::new(ring.into(), Vec::new())]),
                numbers: BTreeMap::new(),
                texts: BTreeMap::new(),
            }
        })
        .collect();
    let blueprint: Blueprint = serde_json::from_str(
        r#"{"tiers": [{"id": "hub", "min_services": 2, "min_hours_per_week": 35, "step_free": true}],
            "rules": [{"id": "r1", "each_locality": {"tier": "hub", "at_least": 1}},
                      {"id": "r2", "each_locality": {"service": "v0", "coverage_people": 0.8}},
                      {"id": "r3", "each_locality": {"service": "v1", "at_least": 1, "or_within_minutes": 20}},
                      {"id": "r4", "city": {"service": "v2", "coverage_people": 0.9}}]}"#,
    )
    .unwrap_or_default();
    let mut dataset = Dataset {
        sites,
        localities,
        areas,
        columns: Columns(columns),
        services,
        blueprint,
        ..Dataset::default()
    };
    let outlines = dataset.localities.iter().map(|locality| (locality.id.as_str(), &locality.outline));
    let index = OutlineIndex::new(outlines);
    let of_area = dataset.areas.iter().map(|area| index.containing(area.position)).collect();
    let of_site = dataset.sites.iter().map(|site| index.containing(site.position)).collect();
    dataset.locality_of_area = of_area;
    dataset.locality_of_site = of_site;
    dataset
}

fn rescore(criterion: &mut Criterion<Cpu>) {
    let dataset = city();
    let options = ["A", "B", "C", "D"].map(|id| OptionPlan { id: id.to_owned(), ..OptionPlan::default() });
    let plan = Plan { options: options.to_vec(), ..Plan::default() };
    let times = TravelTimes::compute(&dataset, &plan.settings);
    let mut appraiser = Appraiser::new(&dataset, &times, &plan);
    appraiser.appraise(&dataset, &times, &plan);
    let edit =
        |site: usize, action| Edit::SetAction { option: "A".to_owned(), site: format!("s{site}"), action };
    let closed: Vec<Plan> =
        (0..SITES).filter_map(|site| edit(site, Action::Close).apply(&plan).ok()).collect();

    let mut group = criterion.benchmark_group("1014 areas x 60 sites x 8 services");
    let mut next = 0;
    group.bench_function("rescore one option after one change", |bencher| {
        bencher.iter_batched(
            || {
                next = (next + 1) % closed.len();
                &closed[next]
            },
            |plan| black_box(appraiser.appraise(&dataset, &times, plan)),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("appraise five options from nothing", |bencher| {
        bencher.iter(|| black_box(appraise(&dataset, &times, &plan)));
    });
    group.bench_function("minutes from every area to every site", |bencher| {
        bencher.iter(|| black_box(TravelTimes::compute(&dataset, &plan.settings)));
    });
    group.finish();
    criterion
        .bench_function("load the sample", |bencher| bencher.iter(|| black_box(hub_planner::load::sample())));
}

criterion_group! {
    name = benches;
    config = cpu::criterion();
    targets = rescore
}
criterion_main!(benches);
