//! Speed and memory of loading a large layer, and of finding which polygon holds each of many points.
//!
//! `cargo bench --no-default-features --bench load`; one JSON line a job: CPU seconds (user and system, all threads) and the
//! greatest memory of the process so far. Both are read from Linux's `/proc`; elsewhere they are null.
#![expect(clippy::expect_used, reason = "a bench that cannot go on reports by panicking")]

mod memory;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use cpu_time::ThreadTime;
use geo::MultiPolygon;
use hub_planner::load::{self, Inputs, Silent};
use hub_planner::model::Position;
use hub_planner::place::OutlineIndex;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Cells from west to east and from south to north: 33,000 together, as many as England has LSOAs.
const ACROSS: u32 = 220;
const UP: u32 = 150;
/// Vertices on each of a cell's four sides: about 200 in all, as many as England's LSOAs have; or 96.
const SIDES: [u32; 2] = [50, 24];
/// Width of a cell in degrees.
const CELL: f64 = 0.01;
const WEST: f64 = -2.5;
const SOUTH: f64 = 51.5;
const POINTS: usize = 50_000;
/// Runs of the short job; the median is given.
const RUNS: usize = 9;

fn uniform(chance: &mut ChaCha8Rng) -> f64 {
    f64::from(chance.next_u32()) / f64::from(u32::MAX)
}

/// One corner of the wavy border that two cells share: the same whichever of them asks.
fn border(side: u32, column: u32, row: u32, step: u32, upward: bool) -> (f64, f64) {
    let seed =
        (u64::from(column) << 40) | (u64::from(row) << 16) | (u64::from(step) << 1) | u64::from(upward);
    let along = f64::from(step) / f64::from(side);
    let wave =
        if step == 0 { 0.0 } else { 0.2 * (uniform(&mut ChaCha8Rng::seed_from_u64(seed)) - 0.5) / 5.0 };
    let (x, y) = (f64::from(column), f64::from(row));
    let (x, y) = if upward { (x + wave, y + along) } else { (x + along, y + wave) };
    (WEST + CELL * x, SOUTH + CELL * y)
}

/// A cell's ring, anticlockwise and closed.
fn ring(side: u32, column: u32, row: u32) -> Vec<(f64, f64)> {
    let mut ring: Vec<(f64, f64)> = (0..side).map(|step| border(side, column, row, step, false)).collect();
    ring.extend((0..side).map(|step| border(side, column + 1, row, step, true)));
    ring.push(border(side, column + 1, row + 1, 0, false));
    ring.extend((1..side).rev().map(|step| border(side, column, row + 1, step, false)));
    ring.push(border(side, column, row + 1, 0, false));
    ring.extend((1..side).rev().map(|step| border(side, column, row, step, true)));
    ring.push(ring[0]);
    ring
}

fn write_areas(path: &Path) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    write!(out, "{{\"type\": \"FeatureCollection\", \"features\": [")?;
    for cell in 0..ACROSS * UP {
        let comma = if cell == 0 { "" } else { "," };
        let head = "\"type\": \"Feature\", \"properties\"";
        write!(
            out,
            "{comma}\n{{{head}: {{\"LSOA21CD\": \"E{cell:08}\", \"LSOA21NM\": \"Invented {cell}\", \"population\": 1500}}, "
        )?;
        write!(out, "\"geometry\": {{\"type\": \"Polygon\", \"coordinates\": [[")?;
        for (place, (lon, lat)) in ring(SIDES[0], cell % ACROSS, cell / ACROSS).iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            // As many digits as the Open Geography portal writes.
            write!(out, "{comma}[{lon:.15}, {lat:.15}]")?;
        }
        write!(out, "]]}}}}")?;
    }
    writeln!(out, "]}}")?;
    out.flush()
}

/// CPU seconds of this process so far, all threads.
fn cpu_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    let after_name: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = after_name.get(11)?.parse::<f64>().ok()? + after_name.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "null".to_owned(), |value| format!("{value:.4}"))
}

fn load_areas(folder: &Path) {
    let areas = folder.join("areas.geojson");
    write_areas(&areas).expect("areas written");
    let megabytes = fs::metadata(&areas).expect("areas").len() as f64 / 1e6;
    let (east, north) = (WEST + CELL * f64::from(ACROSS), SOUTH + CELL * f64::from(UP));
    let locality = format!(
        r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {{"id": "l"}}, "geometry":
           {{"type": "Polygon", "coordinates": [[[{WEST}, {SOUTH}], [{east}, {SOUTH}], [{east}, {north}], [{WEST}, {north}], [{WEST}, {SOUTH}]]]}}}}]}}"#
    );
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).expect("written");
        Some(path)
    };
    let inputs = Inputs {
        sites: write("sites.csv", "id,lon,lat,services\ns,-2,52,library\n"),
        localities: write("localities.geojson", &locality),
        areas: Some(areas),
        ..Inputs::default()
    };
    let (cpu, wall) = (cpu_seconds(), Instant::now());
    let loaded = load::read(&inputs, &Silent).expect("loaded");
    let wall = wall.elapsed().as_secs_f64();
    let cpu = cpu_seconds().zip(cpu).map(|(after, before)| after - before);
    println!(
        r#"{{"job": "load", "case": "{}x{}", "file_mb": {megabytes:.0}, "cpu_s": {}, "wall_s": {wall:.4}, "peak_rss_mb": {}, "areas": {}, "issues": {}}}"#,
        ACROSS * UP,
        4 * SIDES[0],
        number(cpu),
        number(memory::peak_mb()),
        loaded.dataset.areas.len(),
        loaded.dataset.issues.len()
    );
}

fn assign_points(side: u32) {
    let cells: Vec<(String, MultiPolygon<f64>)> = (0..ACROSS * UP)
        .map(|cell| {
            let polygon = geo::Polygon::new(ring(side, cell % ACROSS, cell / ACROSS).into(), Vec::new());
            (format!("E{cell:08}"), MultiPolygon(vec![polygon]))
        })
        .collect();
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let points: Vec<Position> = (0..POINTS)
        .map(|_| Position {
            lon: WEST + CELL * f64::from(ACROSS) * uniform(&mut chance),
            lat: SOUTH + CELL * f64::from(UP) * uniform(&mut chance),
        })
        .collect();
    let mut seconds = Vec::new();
    let mut inside = 0;
    for _ in 0..RUNS {
        // One thread; ticks of 10 ms would be too coarse.
        let start = ThreadTime::now();
        let index = OutlineIndex::new(cells.iter().map(|(id, outline)| (id.as_str(), outline)));
        inside = index.containing_each(&points).iter().flatten().count();
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    println!(
        r#"{{"job": "assign", "case": "{POINTS}x{}x{}", "cpu_s": {:.4}, "best_s": {:.4}, "inside": {inside}, "peak_rss_mb": {}}}"#,
        ACROSS * UP,
        4 * side,
        seconds[RUNS / 2],
        seconds[0],
        number(memory::peak_mb())
    );
}

fn main() {
    let folder = tempfile::TempDir::new().expect("a folder");
    load_areas(folder.path());
    for side in SIDES {
        assign_points(side);
    }
}
