//! Solves p-median files of the OR-Library with proof: `cargo run --release --example orlib -- FILES…`, a JSON line each.
//!
//! A file holds `nodes edges p`, then an edge a line (`from to length`); the last of repeated edges counts. Distances
//! are shortest paths.
//!
//! # References
//! Beasley, J. E. (1985), "A note on solving large p-median problems", *European Journal of Operational Research* 21,
//! 270–273; OR-Library, *Journal of the Operational Research Society* 41(11), 1069–1072 (1990).

use std::error::Error;
use std::time::Instant;

use hub_planner::solve::{self, Alone, Effort, Outcome, classic};

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path)?;
        let started = Instant::now();
        let (nodes, p, distance) = read(&text).map_err(|message| format!("{path}: {message}"))?;
        let problem = classic::p_median(&vec![1.0; nodes], &distance, p);
        let outcome = solve::solve(&problem, &[], Effort::PROOF, &Alone);
        let solution =
            outcome.solution().ok_or_else(|| format!("{path}: no {p} of {nodes} nodes serve all"))?;
        let file = std::path::Path::new(&path).file_name().unwrap_or_default().to_string_lossy();
        println!(
            "{}",
            serde_json::json!({
                "file": file, "n": nodes, "p": p, "objective": solution.objective,
                "lower_bound": solution.lower_bound, "proved": matches!(outcome, Outcome::Optimal(_)),
                "seconds": started.elapsed().as_secs_f64(),
            })
        );
    }
    Ok(())
}

/// Number of nodes, p, and the distances between all nodes.
fn read(text: &str) -> Result<(usize, usize, Vec<f64>), String> {
    let mut numbers = text.split_whitespace().map(|word| {
        word.parse::<u32>().map_err(|error| format!("\"{word}\" is not a whole number: {error}"))
    });
    let mut next = || numbers.next().unwrap_or_else(|| Err("the file ends too early".to_owned()));
    let (nodes, edges, p) = (next()? as usize, next()?, next()? as usize);
    // f32 holds whole numbers up to 16 million exactly, and is quick.
    let mut paths = vec![f32::INFINITY; nodes * nodes];
    for _ in 0..edges {
        let (from, to, length) = (next()? as usize, next()? as usize, next()?);
        if !(1..=nodes).contains(&from) || !(1..=nodes).contains(&to) || length > 1 << 23 {
            return Err(format!("edge {from} {to} {length} is not possible"));
        }
        paths[(from - 1) * nodes + to - 1] = length as f32;
        paths[(to - 1) * nodes + from - 1] = length as f32;
    }
    for node in 0..nodes {
        paths[node * nodes + node] = 0.0;
    }
    for through in 0..nodes {
        let onward = paths[through * nodes..(through + 1) * nodes].to_vec();
        for row in paths.chunks_mut(nodes) {
            let first = row[through];
            for (path, onward) in row.iter_mut().zip(&onward) {
                *path = path.min(first + onward);
            }
        }
    }
    Ok((nodes, p, paths.into_iter().map(f64::from).collect()))
}
