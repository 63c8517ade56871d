//! The jobs that planners' tools are timed on, done by the product's own modules: one case, one line of JSON.
//!
//! `cargo bench --bench peers -- --case NAME --inputs DIR --reps N` reads `DIR/manifest.json` and its CSV files, does the
//! timed section N times from scratch and prints the median CPU and wall seconds, the objective, what else can be checked,
//! and the greatest memory of the process. Coordinates are metres on a plane; where the product indexes degrees they are
//! taken as such, which changes no answer: its indices are planar too.
#![expect(clippy::expect_used, reason = "a measurement that cannot go on reports by panicking")]
#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "row numbers, far below 2³²")]

mod memory;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use cpu_time::ProcessTime;
use geo::{LineString, MultiPolygon, Polygon};
use hub_planner::model::Position;
use hub_planner::place::{self, OutlineIndex, nearest_each};
use hub_planner::reach::graph::{Graph, Search, nearest};
use hub_planner::score::catchment::{Grid, Zone};
use hub_planner::score::robustness::rank_counts;
use hub_planner::solve::{Alone, Effort, Outcome, classic, solve, subsets};
use serde_json::{Value, json};

/// What a job answers: an objective, a bound that proves it where there is one, and what else can be compared.
struct Answer {
    objective: f64,
    bound: Option<f64>,
    checks: Value,
}

impl Answer {
    fn new(objective: f64, checks: Value) -> Self {
        Self { objective, bound: None, checks }
    }
}

/// The columns of a CSV file, by name.
struct Table(BTreeMap<String, Vec<f64>>);

impl Table {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).expect("a CSV file");
        let names: Vec<String> = reader.headers().expect("headings").iter().map(str::to_owned).collect();
        let mut columns = vec![Vec::new(); names.len()];
        for record in reader.records() {
            for (column, cell) in columns.iter_mut().zip(&record.expect("a row")) {
                column.push(cell.parse().expect("a number"));
            }
        }
        Self(names.into_iter().zip(columns).collect())
    }

    fn column(&self, name: &str) -> &[f64] {
        &self.0[name]
    }

    fn places(&self) -> Vec<[f64; 2]> {
        self.column("x").iter().zip(self.column("y")).map(|(x, y)| [*x, *y]).collect()
    }

    fn whole(&self, name: &str) -> Vec<u32> {
        self.column(name).iter().map(|number| *number as u32).collect()
    }

    /// Rows of numbers, the column `id` left out.
    fn rows(&self) -> Vec<f64> {
        let columns: Vec<&Vec<f64>> =
            self.0.iter().filter(|(name, _)| *name != "id").map(|(_, column)| column).collect();
        (0..columns[0].len()).flat_map(|row| columns.iter().map(move |column| column[row])).collect()
    }
}

/// A case's files and parameters.
struct Case {
    files: BTreeMap<String, PathBuf>,
    params: Value,
}

impl Case {
    fn table(&self, name: &str) -> Table {
        Table::read(&self.files[name])
    }

    fn number(&self, name: &str) -> f64 {
        self.params[name].as_f64().expect("a parameter")
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        self.params[name]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one.as_f64().expect("a number"))
            .collect()
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let given = |name: &str| {
        arguments.iter().position(|argument| argument == name).and_then(|place| arguments.get(place + 1))
    };
    let (Some(name), Some(folder)) = (given("--case"), given("--inputs")) else {
        println!("skipped: --case NAME --inputs DIR says what to measure");
        return;
    };
    let reps = given("--reps").and_then(|reps| reps.parse().ok()).unwrap_or(5_usize).max(1);
    let folder = Path::new(folder);
    let text = std::fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&text).expect("JSON");
    let cases = manifest["cases"].as_array().expect("cases");
    let entry = cases.iter().find(|case| case["case"] == name.as_str()).expect("a case of that name");
    let files = entry["files"].as_object().expect("files").iter();
    let case = Case {
        files: files
            .map(|(name, path)| (name.clone(), folder.join(path.as_str().expect("a path"))))
            .collect(),
        params: entry["params"].clone(),
    };
    let job = entry["job"].as_str().expect("a job");
    let mut work: Box<dyn FnMut() -> Answer> = match job {
        "nearest" => nearest_site(&case),
        "polyjoin" => points_to_polygons(&case),
        "locate" => locate(&case),
        "network" => network(&case),
        "catchment" => catchment(&case),
        "subsets" => every_subset(&case),
        "draws" => draws(&case),
        _ => panic!("no such job: {job}"),
    };
    let (mut cpu, mut wall, mut answer) = (Vec::new(), Vec::new(), None);
    for _ in 0..reps {
        let (start, clock) = (ProcessTime::now(), Instant::now());
        answer = Some(work());
        cpu.push(start.elapsed().as_secs_f64());
        wall.push(clock.elapsed().as_secs_f64());
    }
    let answer = answer.expect("one go at least");
    println!(
        "{}",
        json!({"job": job, "case": name, "cpu_s": median(cpu), "wall_s": median(wall), "objective": answer.objective,
            "peak_rss_mb": memory::peak_mb(), "checks": answer.checks, "bound": answer.bound})
    );
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn nearest_site(case: &Case) -> Box<dyn FnMut() -> Answer> {
    let (demand, sites) = (case.table("demand"), case.table("sites").places());
    let (people, weight) = (demand.places(), demand.column("weight").to_vec());
    let bands = case.numbers("bands_m");
    Box::new(move || {
        let found = nearest_each(&sites, &people).expect("sites");
        let mut catchments = vec![0.0; sites.len()];
        let mut within = vec![0.0; bands.len()];
        let (mut sum, mut all) = (0.0, 0.0);
        for (found, weight) in found.iter().zip(&weight) {
            let metres = found.distance_2.sqrt();
            catchments[found.index as usize] += weight;
            sum += weight * metres;
            all += weight;
            for (within, band) in within.iter_mut().zip(&bands) {
                *within += if metres <= *band { *weight } else { 0.0 };
            }
        }
        let site_sum: f64 = catchments.iter().enumerate().map(|(site, weight)| site as f64 * weight).sum();
        let mut checks =
            json!({"largest": catchments.iter().copied().fold(0.0, f64::max), "site_sum": site_sum});
        for (within, band) in within.iter().zip(&bands) {
            checks[format!("share_{band}")] = json!(within / all);
        }
        Answer::new(sum / all, checks)
    })
}

/// The exterior ring of a polygon written as text.
fn ring(text: &str) -> LineString<f64> {
    let inner = text.trim().trim_start_matches("POLYGON").trim().trim_matches(['(', ')']);
    let corner = |corner: &str| {
        let mut numbers = corner.split_whitespace().map(|number| number.parse().expect("a number"));
        (numbers.next().expect("x"), numbers.next().expect("y"))
    };
    inner.split(',').map(corner).collect()
}

fn points_to_polygons(case: &Case) -> Box<dyn FnMut() -> Answer> {
    let mut reader = csv::Reader::from_path(&case.files["polygons"]).expect("a CSV file");
    let cells: Vec<MultiPolygon<f64>> = reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            MultiPolygon(vec![Polygon::new(ring(record.get(1).expect("an outline")), Vec::new())])
        })
        .collect();
    let ids: Vec<String> = (0..cells.len()).map(|place| format!("{place:06}")).collect();
    let points: Vec<Position> =
        case.table("points").places().into_iter().map(|[lon, lat]| Position { lon, lat }).collect();
    Box::new(move || {
        let index = OutlineIndex::new(ids.iter().map(String::as_str).zip(&cells));
        // A point on a border belongs to an outline here; the job leaves it out. Those are the ones on the edge of all.
        let edge = place::envelope(points.iter().copied()).expect("points");
        let on_edge = |at: &Position| [at.lon, at.lat, at.lon, at.lat].iter().zip(edge).any(|(a, b)| *a == b);
        let (mut counts, mut hit) = (vec![0_u32; cells.len()], vec![false; points.len()]);
        for (cell, point) in index.pairs(&points).filter(|(_, point)| !on_edge(&points[*point])) {
            counts[cell] += 1;
            hit[point] = true;
        }
        let polygon_sum: f64 =
            counts.iter().enumerate().map(|(cell, count)| cell as f64 * f64::from(*count)).sum();
        let inside = hit.iter().filter(|hit| **hit).count() as f64;
        let largest = counts.iter().max().expect("a cell");
        Answer::new(inside, json!({"largest": largest, "polygon_sum": polygon_sum}))
    })
}

/// Distances from each of some places to each of others, in rows.
fn distances(from: &[[f64; 2]], to: &[[f64; 2]]) -> Vec<f64> {
    let row = |a: &[f64; 2]| {
        let a = *a;
        to.iter().map(move |b| ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])).sqrt())
    };
    from.iter().flat_map(row).collect()
}

fn locate(case: &Case) -> Box<dyn FnMut() -> Answer> {
    let demand = case.table("demand");
    let weight = demand.column("weight").to_vec();
    let distance = distances(&demand.places(), &case.table("sites").places());
    let p = case.number("p") as usize;
    let radius = (case.params["model"] == "mclp").then(|| case.number("radius_m"));
    Box::new(move || {
        let problem = match radius {
            Some(radius) => classic::maximal_cover(&weight, &distance, p, radius),
            None => classic::p_median(&weight, &distance, p),
        };
        let Outcome::Optimal(best) = solve(&problem, &[], Effort::PROOF, &Alone) else {
            panic!("the search was not finished")
        };
        // Maximal covering leaves the least weight out; what is asked is the weight covered.
        let all: f64 = weight.iter().sum();
        let told = |value: f64| if radius.is_some() { all - value } else { value };
        Answer { objective: told(best.objective), bound: Some(told(best.lower_bound)), checks: json!({}) }
    })
}

fn network(case: &Case) -> Box<dyn FnMut() -> Answer> {
    let (edges, nodes) = (case.table("edges"), case.table("nodes").column("id").len());
    let (from, to, seconds) = (edges.whole("from"), edges.whole("to"), edges.column("seconds").to_vec());
    let sites = case.table("sites").whole("node");
    let task = case.params["task"].as_str().expect("a task").to_owned();
    let cut_off = case.params["cutoff_s"].as_f64().unwrap_or(f64::INFINITY);
    Box::new(move || {
        let graph = Graph::new(nodes, &from, &to, &seconds);
        if task == "near3c" {
            let found = nearest(&graph, &sites, 3, cut_off);
            let mean = |rank: usize| {
                let sum: f64 = (0..nodes).map(|node| found.of(node)[rank].0.min(cut_off)).sum();
                sum / nodes as f64
            };
            return Answer::new(mean(2), json!({"mean1": mean(0)}));
        }
        let mut search = Search::new(&graph);
        let (mut sum, mut pairs) = (0.0, 0_usize);
        let mut count = |starts: &[(u32, f64)]| {
            let reached = search.run(&graph, starts, cut_off).to_vec();
            pairs += reached.len();
            sum += reached.iter().map(|node| search.length(*node)).sum::<f64>();
        };
        let starts: Vec<(u32, f64)> = sites.iter().map(|site| (*site, 0.0)).collect();
        if task == "near1" {
            count(&starts);
        } else {
            starts.chunks(1).for_each(count);
        }
        let checks = if task == "near1" { json!({}) } else { json!({"pairs": pairs}) };
        Answer::new(sum / pairs as f64, checks)
    })
}

fn catchment(case: &Case) -> Box<dyn FnMut() -> Answer> {
    let (demand, supply) = (case.table("demand"), case.table("supply"));
    let (people, weight) = (demand.places(), demand.column("weight").to_vec());
    let (places, capacity) = (supply.places(), supply.column("capacity").to_vec());
    let radius = case.number("radius_m");
    let steps = case.numbers("steps_m").into_iter().zip(case.numbers("step_weights"));
    let zones: Vec<Zone> = steps.map(|(until, weight)| Zone { until, weight }).collect();
    Box::new(move || {
        let grid = Grid::new(&people, &weight, radius);
        let flat = grid.floating_catchments(&places, &capacity, &[Zone { until: radius, weight: 1.0 }]);
        let stepped = grid.floating_catchments(&places, &capacity, &zones);
        Answer::new(
            stepped.scores.iter().sum(),
            json!({"sum_2sfca": flat.scores.iter().sum::<f64>(), "pairs": flat.pairs}),
        )
    })
}

fn every_subset(case: &Case) -> Box<dyn FnMut() -> Answer> {
    let demand = case.table("demand");
    let all: f64 = demand.column("weight").iter().sum();
    let weight: Vec<f64> = demand.column("weight").iter().map(|weight| weight / all).collect();
    let places = case.table("sites").places();
    let (sites, distance) = (places.len(), distances(&demand.places(), &places));
    let (radius, pick) = (case.number("radius_m"), case.number("pick") as u32);
    Box::new(move || {
        let tables = subsets::every_subset(&weight, &distance, sites, radius);
        let (mut best, mut best_share) = (0, 0.0_f64);
        for set in (0..tables.mean.len()).filter(|set| set.count_ones() == pick) {
            if best == 0 || tables.mean[set] < tables.mean[best] {
                best = set;
            }
            best_share = best_share.max(tables.share[set]);
        }
        let sum_share: f64 = tables.share.iter().sum();
        Answer::new(
            tables.mean[best],
            json!({"best4": best, "best4_share": best_share, "sum_share": sum_share}),
        )
    })
}

fn draws(case: &Case) -> Box<dyn FnMut() -> Answer> {
    let (options, draws) = (case.table("options"), case.table("draws"));
    let (scores, weights) = (options.rows(), draws.rows());
    let count = options.column("id").len();
    let criteria = scores.len() / count;
    Box::new(move || {
        let counts = rank_counts(&scores, count, &weights, criteria);
        let all = (weights.len() / criteria) as f64;
        let objective: f64 = counts
            .chunks_exact(count)
            .enumerate()
            .map(|(option, ranks)| {
                let ranks = (1_u32..).zip(ranks).map(|(rank, times)| f64::from(rank) * f64::from(*times));
                (option + 1) as f64 * ranks.sum::<f64>() / all
            })
            .sum();
        let firsts = || counts.chunks_exact(count).map(|ranks| ranks[0]).enumerate();
        let top = firsts().fold((0, 0), |best, one| if one.1 > best.1 { one } else { best });
        Answer::new(objective, json!({"top": top.0, "top_share": f64::from(top.1) / all}))
    })
}
