//! How time and memory grow with size: a city, a region, England, from a seed.
//!
//! `cargo bench --bench scale` prints a row a size: minutes to every site, business as usual and three options, one edit.
//! `cargo bench --bench scale -- --find N` also searches the first N of England's authorities, each by itself (309: all);
//! `-- --find 3,7` only the fourth and the eighth, with every point; `-- --save FOLDER` only writes a project of each size,
//! to be opened in the window. CPU seconds count all threads.

#![expect(clippy::expect_used, reason = "a bench that cannot go on panics")]

mod memory;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use cpu_time::ProcessTime;
use hub_planner::appraise::Appraiser;
use hub_planner::edit::Edit;
use hub_planner::find::{self, FindStatus};
use hub_planner::model::{
    Action, Area, Blueprint, Columns, Dataset, Locality, Move, OptionPlan, Plan, Position, Service, Site,
    SiteDecision, Standard, Users,
};
use hub_planner::place::nearest_each;
use hub_planner::project;
use hub_planner::reach::TravelTimes;
use hub_planner::solve::Alone;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rayon::prelude::*;

/// A country of authorities in a square grid, each with a town in its middle.
struct Size {
    name: &'static str,
    authorities: usize,
    areas: usize,
    sites: usize,
    services: usize,
}

const SIZES: [Size; 3] = [
    Size { name: "city", authorities: 8, areas: 1_014, sites: 60, services: 8 },
    Size { name: "region", authorities: 24, areas: 2_800, sites: 1_200, services: 8 },
    Size { name: "England", authorities: 309, areas: 33_755, sites: 5_000, services: 10 },
];

/// Minutes of the standard, m² and £ a year of each service: such as a library, a family hub, an advice desk.
const SERVICES: [(f64, f64, f64); 10] = [
    (20.0, 180.0, 78e3),
    (25.0, 240.0, 128e3),
    (30.0, 50.0, 46e3),
    (30.0, 60.0, 52e3),
    (15.0, 140.0, 24e3),
    (25.0, 160.0, 58e3),
    (30.0, 130.0, 62e3),
    (30.0, 60.0, 32e3),
    (30.0, 40.0, 36e3),
    (30.0, 90.0, 70e3),
];

/// Degrees that an authority spans.
const EAST: f64 = 0.3;
const NORTH: f64 = 0.2;

fn uniform(chance: &mut ChaCha8Rng) -> f64 {
    f64::from(chance.next_u32()) / f64::from(u32::MAX)
}

/// A place in an authority: seven of ten in its town, the rest anywhere.
fn place(chance: &mut ChaCha8Rng, authority: usize, across: usize) -> Position {
    let spread = if uniform(chance) < 0.7 { 0.2 } else { 1.0 };
    let mut along = || 0.5 + spread * (uniform(chance) - 0.5);
    let (column, row) = ((authority % across) as f64, (authority / across) as f64);
    Position { lon: -5.0 + EAST * (column + along()), lat: 50.5 + NORTH * (row + along()) }
}

fn country(size: &Size) -> Dataset {
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let across = (1..100).find(|side| side * side >= size.authorities).unwrap_or(100);
    let areas: Vec<Area> = (0..size.areas)
        .map(|index| Area {
            id: format!("a{index}"),
            name: format!("a{index}"),
            position: place(&mut chance, index % size.authorities, across),
            own_point: true,
            outline: None,
            texts: BTreeMap::new(),
        })
        .collect();
    let columns = [Columns::POPULATION, "deprivation", "no_car"].map(|name| {
        let values = (0..size.areas).map(|_| Some((uniform(&mut chance) * 1500.0).round())).collect();
        (name.to_owned(), values)
    });
    let services: Vec<Service> = SERVICES[..size.services]
        .iter()
        .enumerate()
        .map(|(index, &(minutes, space_m2, delivery_gbp))| Service {
            id: format!("v{index}"),
            name: format!("v{index}"),
            users: Users::default(),
            need: BTreeMap::from([("deprivation".to_owned(), 1.0), ("no_car".to_owned(), 0.5)]),
            standard: Standard { minutes, ..Standard::default() },
            space_m2,
            delivery_gbp,
            duty: None,
            weight: 1.0,
        })
        .collect();
    let sites = (0..size.sites)
        .map(|index| Site {
            id: format!("s{index}"),
            name: format!("s{index}"),
            position: place(&mut chance, index % size.authorities, across),
            floor_area_m2: Some((300.0 + 1_000.0 * uniform(&mut chance)).round()),
            running_cost_gbp: Some((4e4 + 1e5 * uniform(&mut chance)).round()),
            hours_per_week: Some(40.0),
            step_free: Some(true),
            services: (0..size.services)
                .filter(|service| (index / size.authorities + service).is_multiple_of(4))
                .map(|service| format!("v{service}"))
                .collect(),
            ..Site::default()
        })
        .collect();
    let localities = (0..size.authorities)
        .map(|index| {
            let (west, south) =
                (-5.0 + EAST * (index % across) as f64, 50.5 + NORTH * (index / across) as f64);
            let (east, north) = (west + EAST, south + NORTH);
            let ring = vec![(west, south), (east, south), (east, north), (west, north), (west, south)];
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
                      {"id": "r2", "each_locality": {"service": "v1", "at_least": 1}},
                      {"id": "r3", "city": {"service": "v2", "coverage_people": 0.2}}]}"#,
    )
    .unwrap_or_default();
    Dataset {
        sites,
        localities,
        areas,
        columns: Columns(columns.into_iter().collect()),
        services,
        blueprint,
        locality_of_area: (0..size.areas).map(|area| Some(area % size.authorities)).collect(),
        locality_of_site: (0..size.sites).map(|site| Some(site % size.authorities)).collect(),
        ..Dataset::default()
    }
}

/// Closes every so many sites of each authority; what they offered moves to the next site there.
fn option(dataset: &Dataset, size: &Size, id: &str, every: usize) -> OptionPlan {
    let mut option = OptionPlan { id: id.to_owned(), name: id.to_owned(), ..OptionPlan::default() };
    let closes = |site: usize| (site / size.authorities).is_multiple_of(every);
    for (site, facts) in dataset.sites.iter().enumerate().filter(|(site, _)| closes(*site)) {
        let decision = SiteDecision { action: Action::Close, ..SiteDecision::default() };
        option.sites.insert(facts.id.clone(), decision);
        let Some(to) = dataset.sites.get(site + size.authorities) else { continue };
        option.moves.extend(facts.services.iter().map(|service| Move {
            service: service.clone(),
            from: Some(facts.id.clone()),
            to: Some(to.id.clone()),
            ..Move::default()
        }));
    }
    option
}

/// CPU seconds of a piece of work, and what it gave.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = ProcessTime::now();
    let result = work();
    (start.elapsed().as_secs_f64(), result)
}

fn main() {
    let save = std::env::args().skip_while(|argument| argument != "--save").nth(1);
    let mut arguments = std::env::args().skip_while(|argument| argument != "--find").skip(1);
    let searched = arguments.next().unwrap_or_default();
    println!(
        "| size | areas × sites × services | minutes, s | four appraised, s | an edit, s | memory so far, MB |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    for size in &SIZES {
        let dataset = country(size);
        let options = [("A", 3), ("B", 4), ("C", 6)].map(|(id, every)| option(&dataset, size, id, every));
        let plan = Plan { options: options.to_vec(), ..Plan::default() };
        if let Some(folder) = &save {
            let path = std::path::Path::new(folder).join(format!("{}.gpkg", size.name));
            project::save(&path, &dataset, &plan).expect("saved");
            println!("| wrote {} |", path.display());
            continue;
        }
        let (measuring, times) = timed(|| TravelTimes::compute(&dataset, &plan.settings));
        let (appraising, mut appraiser) = timed(|| {
            let mut appraiser = Appraiser::new(&dataset, &times, &plan);
            black_box(appraiser.appraise(&dataset, &times, &plan));
            appraiser
        });
        let site = dataset.sites[size.authorities].id.clone();
        let edited = Edit::SetAction { option: "A".to_owned(), site, action: Action::Close }.apply(&plan);
        let (editing, _) =
            timed(|| edited.map(|plan| black_box(appraiser.appraise(&dataset, &times, &plan))));
        println!(
            "| {} | {} × {} × {} | {measuring:.3} | {appraising:.3} | {editing:.4} | {} |",
            size.name,
            size.areas,
            size.sites,
            size.services,
            memory::peak_mb().map_or_else(|| "unknown".to_owned(), |mb| format!("{mb:.0}"))
        );
        if !searched.is_empty() && size.authorities > 100 {
            let named: Vec<usize> = searched.split(',').filter_map(|number| number.parse().ok()).collect();
            let (which, every_point) = match named[..] {
                [count] => ((0..count.min(size.authorities)).collect(), false),
                _ => (named, true),
            };
            authorities(&dataset, &plan, &which, every_point);
        }
    }
    output_areas();
}

/// 178,000 output areas to the nearest of 20,000 sites.
fn output_areas() {
    let mut chance = ChaCha8Rng::seed_from_u64(2);
    let mut places = |count: usize| -> Vec<[f64; 2]> {
        let place = |index: usize| place(&mut chance, index % 309, 18);
        (0..count).map(place).map(|at| [at.lon * 69_000.0, at.lat * 111_000.0]).collect()
    };
    let (areas, sites) = (places(178_000), places(20_000));
    let (seconds, _) = timed(|| black_box(nearest_each(&sites, &areas)));
    println!("178,000 output areas to the nearest of 20,000 sites: {seconds:.4} CPU s");
}

/// Authorities searched each by itself, side by side.
fn authorities(dataset: &Dataset, plan: &Plan, which: &[usize], every_point: bool) {
    let clock = Instant::now();
    let (seconds, gaps) = timed(|| -> Vec<[f64; 2]> {
        let search = |&locality: &usize| {
            let (part, plan) = find::part(dataset, plan, locality);
            let times = TravelTimes::compute(&part, &plan.settings);
            let effort = find::effort(&part);
            let found = find::find(&part, &times, &plan, effort, FindStatus::TimeLimit, &Alone);
            if every_point {
                for found in found.iter().flat_map(|found| &found.frontier) {
                    let (point, plan) = (&found.point, &found.point.solution);
                    println!(
                        "{locality}: £{:.0} a minute, cost £{:.0}, minutes {:.0}, bound £{:.0}, gap {:.2} %, within {:?}",
                        point.price,
                        plan.cost,
                        plan.minutes,
                        plan.lower_bound,
                        100.0 * plan.gap(),
                        point.within
                    );
                }
            }
            let points = found.iter().flat_map(|found| &found.frontier);
            // A plan that is best at no price: its gap to the best of any cost, and that to the best that costs no more.
            points.fold([0.0, 0.0], |[any, own]: [f64; 2], found| {
                let (point, gap) = (&found.point, found.point.solution.gap());
                let own_cost = point.within.map_or(gap, |(_, least)| {
                    point.price * (point.solution.minutes - least) / point.solution.objective
                });
                [any.max(gap), own.max(gap.min(own_cost))]
            })
        };
        which.par_iter().map(search).collect()
    });
    for (which, words) in
        [(0, "among plans of any cost"), (1, "between two prices among plans that cost no more")]
    {
        let within = gaps.iter().filter(|gap| gap[which] <= 0.01).count();
        let worst = gaps.iter().map(|gap| gap[which]).fold(0.0, f64::max);
        println!(
            "{} authorities searched: {within} with every gap within 1 %, the greatest {:.2} %, {words}",
            gaps.len(),
            100.0 * worst
        );
    }
    let far: Vec<String> = which
        .iter()
        .zip(&gaps)
        .filter(|(_, gap)| gap[0] > 0.01)
        .map(|(at, gap)| format!("{at}: {:.2} {:.2}", 100.0 * gap[0], 100.0 * gap[1]))
        .collect();
    println!("farther: {}", far.join(", "));
    println!("{seconds:.0} CPU s, {:.0} s", clock.elapsed().as_secs_f64());
}
