//! Speed of searches: on generated street grids from edge arrays to the answer, and on Newport from files to minutes.
//!
//! `cargo bench --bench reach`, in CPU time. The grids are perturbed squares of 50 m with 1.3 edges a node, connected, 100 sites and 30 minutes
//! at 1.33 m/s. Newport needs the folder of real data (`HUB_PLANNER_TEST_DATA`), and is skipped with a printed line without it.
#![expect(missing_docs, reason = "the macro makes a public function without one")]
#![expect(clippy::expect_used, reason = "a measurement that cannot go on reports by panicking")]

mod cpu;

use std::hint::black_box;
use std::path::PathBuf;

use cpu::Cpu;
use criterion::{Criterion, criterion_group, criterion_main};
use hub_planner::load::{self, Inputs, Silent};
use hub_planner::model::{Mode, Plan, Position, Profile, Standard};
use hub_planner::reach::graph::{Graph, Search, nearest};
use hub_planner::reach::{Network, TravelTimes};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

const CUT_OFF_S: f64 = 1800.0;

fn uniform(chance: &mut ChaCha8Rng) -> f64 {
    f64::from(chance.next_u32()) / f64::from(u32::MAX)
}

struct Grid {
    nodes: usize,
    from: Vec<u32>,
    to: Vec<u32>,
    seconds: Vec<f64>,
    sites: Vec<u32>,
}

/// A street grid of so many nodes on a side.
fn grid(side: u32) -> Grid {
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    let nodes = side * side;
    let places: Vec<(f64, f64)> = (0..nodes)
        .map(|node| {
            let mut off = || 30.0 * uniform(&mut chance) - 15.0;
            (f64::from(node % side) * 50.0 + off(), f64::from(node / side) * 50.0 + off())
        })
        .collect();
    let mut edges: Vec<(u32, u32)> =
        (0..nodes).filter(|node| node % side + 1 < side).map(|node| (node, node + 1)).collect();
    edges.extend((0..nodes - side).map(|node| (node, node + side)));
    // In a random order: the first that join parts make a tree, the next ones make it 1.3 edges a node.
    for place in (1..edges.len()).rev() {
        edges.swap(place, chance.next_u32() as usize % (place + 1));
    }
    let mut parent: Vec<u32> = (0..nodes).collect();
    let (mut kept, mut spare) = (Vec::new(), Vec::new());
    for (a, b) in edges {
        let root = |parent: &mut Vec<u32>, mut node: u32| {
            while parent[node as usize] != node {
                parent[node as usize] = parent[parent[node as usize] as usize];
                node = parent[node as usize];
            }
            node
        };
        let (x, y) = (root(&mut parent, a), root(&mut parent, b));
        if x == y {
            spare.push((a, b));
        } else {
            parent[x as usize] = y;
            kept.push((a, b));
        }
    }
    spare.truncate(nodes as usize * 3 / 10);
    kept.extend(spare);
    kept.sort_unstable();
    let seconds = kept
        .iter()
        .map(|&(a, b)| {
            let ((x, y), (u, v)) = (places[a as usize], places[b as usize]);
            (x - u).hypot(y - v) * (1.0 + 0.2 * uniform(&mut chance)) / 1.33
        })
        .collect();
    let sites = (0..100).map(|_| chance.next_u32() % nodes).collect();
    let (from, to) = kept.into_iter().unzip();
    Grid { nodes: nodes as usize, from, to, seconds, sites }
}

fn grids(criterion: &mut Criterion<Cpu>) {
    for (name, side) in [("50k", 224), ("500k", 707)] {
        let grid = grid(side);
        let build = || Graph::new(grid.nodes, &grid.from, &grid.to, &grid.seconds);
        criterion.bench_function(&format!("range-{name}"), |bench| {
            bench.iter(|| {
                let graph = build();
                let mut search = Search::new(&graph);
                let mut sum = 0.0;
                for &site in &grid.sites {
                    let reached = search.run(&graph, &[(site, 0.0)], CUT_OFF_S).len();
                    sum += reached as f64;
                }
                black_box(sum)
            });
        });
        criterion.bench_function(&format!("nearest-{name}"), |bench| {
            bench.iter(|| {
                let graph = build();
                let mut search = Search::new(&graph);
                let starts: Vec<(u32, f64)> = grid.sites.iter().map(|site| (*site, 0.0)).collect();
                black_box(search.run(&graph, &starts, f64::INFINITY).len())
            });
        });
        criterion.bench_function(&format!("nearest-3-within-{name}"), |bench| {
            bench.iter(|| black_box(nearest(&build(), &grid.sites, 3, CUT_OFF_S)));
        });
    }
}

fn newport(criterion: &mut Criterion<Cpu>) {
    let folder = std::env::var_os("HUB_PLANNER_TEST_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let folder = folder.join("newport");
    if !folder.exists() {
        println!("skipped: no Newport here");
        return;
    }
    let scratch = tempfile::tempdir().expect("a folder");
    let sites = scratch.path().join("sites.csv");
    let mut chance = ChaCha8Rng::seed_from_u64(3);
    let rows: Vec<String> = (0..50)
        .map(|site| {
            format!(
                "s{site},{},{},a",
                -3.05 + 0.12 * uniform(&mut chance),
                51.55 + 0.07 * uniform(&mut chance)
            )
        })
        .collect();
    std::fs::write(&sites, format!("id,lon,lat,services\n{}\n", rows.join("\n"))).expect("written");
    let inputs = Inputs {
        sites: Some(sites),
        localities: Some(folder.join("boundaries/newport_boundaries_wards22.geojson")),
        areas: Some(folder.join("boundaries/oa11_W06000022.geojson")),
        streets: Some(folder.join("newport-2023-06-13.osm.pbf")),
        timetable: Some(folder.join("newport-20230613_gtfs.zip")),
        ..Inputs::default()
    };
    let mut dataset = load::read(&inputs, &Silent).expect("loaded").dataset;
    let settings = Plan::default().settings;
    let streets = dataset.streets.clone().expect("streets");
    criterion.bench_function("newport: all files read", |bench| {
        bench.iter(|| black_box(load::read(&inputs, &Silent).expect("loaded")));
    });
    criterion.bench_function("newport: network made", |bench| {
        bench.iter(|| black_box(Network::new(&streets, Profile::Normal)));
    });
    criterion.bench_function("newport: catchments of 5 to 30 minutes of a site", |bench| {
        let network = Network::new(&streets, Profile::Normal);
        let site = Position { lon: -2.998, lat: 51.588 };
        let ground = hub_planner::reach::Ground::Streets(&network);
        bench.iter(|| {
            hub_planner::reach::catchments(ground, site, &settings, 1.0, &[5.0, 10.0, 15.0, 20.0, 30.0])
        });
    });
    for (name, mode) in [("walked", Mode::Walk), ("by bus", Mode::Bus)] {
        dataset.services[0].standard = Standard { mode, ..Standard::default() };
        criterion.bench_function(&format!("newport: 475 areas to 50 sites {name}"), |bench| {
            bench.iter(|| black_box(TravelTimes::compute(&dataset, &settings)));
        });
    }
}

criterion_group! {
    name = benches;
    config = cpu::criterion();
    targets = grids, newport
}
criterion_main!(benches);
