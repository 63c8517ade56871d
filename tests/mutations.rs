//! What the fuzz targets do, over their seeds and ten thousand seeded changes of these. No input may bring the program down.
//!
//! With `HUB_PLANNER_CORPUS=fuzz/corpus` in the environment the seeds are also written there, for `cargo fuzz`; with
//! `HUB_PLANNER_TARGET=kml` one target is looked at alone, and with `HUB_PLANNER_CHANGED=1000000` that many changes.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rayon::prelude::*;

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

/// Changed inputs in all.
const CHANGED: usize = 10_000;

fn below(chance: &mut ChaCha8Rng, count: usize) -> usize {
    chance.next_u32() as usize % count.max(1)
}

/// Some bytes of a seed changed, moved, repeated, cut out, or replaced by those of another.
fn changed(seed: &[u8], other: &[u8], chance: &mut ChaCha8Rng) -> Vec<u8> {
    const TELLING: [&[u8]; 16] = [
        b"0",
        b"-1",
        b"1e999",
        b"NaN",
        b"9223372036854775808",
        b"null",
        b"{}",
        b"[]",
        b"\"",
        b"\xff\xfe",
        b"\0",
        b",",
        b"\n",
        b"true",
        b"\xe2\x80\xae",
        b"\xff\xff\xff\xff",
    ];
    let mut bytes = seed.to_vec();
    for _ in 0..=below(chance, 5) {
        let from = below(chance, bytes.len() + 1);
        let to = (from + below(chance, 40)).min(bytes.len());
        match below(chance, 7) {
            0 if from < bytes.len() => bytes[from] ^= 1 << below(chance, 8),
            1 if from < bytes.len() => bytes[from] = chance.next_u32().to_le_bytes()[0],
            2 => drop(bytes.drain(from..to)),
            3 => {
                let again = bytes[from..to].to_vec();
                bytes.splice(from..from, again);
            }
            4 => {
                bytes.splice(from..to, TELLING[below(chance, TELLING.len())].iter().copied());
            }
            5 => {
                let start = below(chance, other.len());
                let end = (start + below(chance, 60)).min(other.len());
                bytes.splice(from..to, other[start..end].iter().copied());
            }
            _ if below(chance, 6) == 0 => bytes.truncate(from),
            _ => {}
        }
    }
    bytes
}

#[test]
fn no_changed_file_and_no_sequence_of_edits_brings_the_program_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let seeds = fuzz::seeds::all(&root.join("tests/bad"));
    if let Some(corpus) = std::env::var_os("HUB_PLANNER_CORPUS").map(PathBuf::from) {
        for (target, seeds) in &seeds {
            fs::create_dir_all(corpus.join(target)).expect("a folder");
            for (place, seed) in seeds.iter().enumerate() {
                fs::write(corpus.join(target).join(format!("seed-{place}")), seed).expect("written");
            }
        }
    }
    for (target, _) in fuzz::TARGETS {
        assert!(seeds.contains_key(target), "no seed for {target}");
    }
    let asked = |name: &str| std::env::var(name).ok();
    let one = asked("HUB_PLANNER_TARGET");
    let targets: Vec<&str> = fuzz::TARGETS
        .iter()
        .map(|(target, _)| *target)
        .filter(|target| one.as_deref().is_none_or(|one| one == *target))
        .collect();
    assert!(!targets.is_empty(), "no target of this name");
    let changed_in_all =
        asked("HUB_PLANNER_CHANGED").map_or(CHANGED, |count| count.parse().expect("a count"));
    let each = changed_in_all.div_ceil(targets.len());
    let failed: Vec<String> = targets
        .par_iter()
        .flat_map(|target| {
            let seeds = &seeds[target];
            (0..each + seeds.len()).into_par_iter().filter_map(move |number| {
                let mut chance = ChaCha8Rng::seed_from_u64(number as u64);
                let seed = &seeds[number % seeds.len()];
                let bytes = if number < seeds.len() {
                    seed.clone()
                } else {
                    let other = &seeds[below(&mut chance, seeds.len())];
                    changed(seed, other, &mut chance)
                };
                let survived = catch_unwind(AssertUnwindSafe(|| fuzz::run(target, &bytes))).is_ok();
                (!survived).then(|| {
                    let kept = std::env::temp_dir().join(format!("hub-planner-{target}-{number}"));
                    fs::write(&kept, &bytes).expect("written");
                    format!("{target} {number}: {}", kept.display())
                })
            })
        })
        .collect();
    assert!(failed.is_empty(), "these brought it down:\n{}", failed.join("\n"));
}
