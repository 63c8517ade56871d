//! The crate's invariants that a machine can check by reading the source.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file under a folder of the project, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("a folder entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("UTF-8 source");
                found.push((path.strip_prefix(root).expect("inside the project").to_owned(), text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no source under {folder}");
    found
}

/// The lines of a file that are code: no comments, nothing after its unit tests begin.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(number, line)| (number + 1, line))
}

fn is_under(path: &Path, folders: &[&str]) -> bool {
    folders.iter().any(|folder| {
        path.starts_with(format!("src/{folder}")) || path == Path::new(&format!("src/{folder}.rs"))
    })
}

/// Asserts that no code under `folders` (all but `except`) contains any of the words.
#[track_caller]
fn never(folders: &[&str], words: &[&str], why: &str) {
    let mut offences = Vec::new();
    for (path, text) in sources("src").iter().filter(|(path, _)| is_under(path, folders)) {
        for (number, line) in code(text) {
            if let Some(word) = words.iter().find(|word| line.contains(*word)) {
                offences.push(format!("{}:{number}: {word}", path.display()));
            }
        }
    }
    assert!(offences.is_empty(), "{why}:\n{}", offences.join("\n"));
}

const ENGINE: [&str; 5] = ["model", "reach", "score", "solve", "appraise"];

#[test]
fn only_the_window_knows_a_screen() {
    let everything_else = [
        "model", "load", "place", "project", "edit", "reach", "score", "solve", "appraise", "export", "cli",
        "units", "error", "files",
    ];
    never(
        &everything_else,
        &["egui", "eframe", "walkers", "rfd::"],
        "only app/ names egui, eframe, walkers or rfd",
    );
}

#[test]
fn the_engine_reads_no_file_no_clock_and_no_chance() {
    never(
        &ENGINE,
        &[
            "std::fs",
            "std::io",
            "std::env",
            "std::net",
            "SystemTime",
            "Instant",
            "println!",
            "thread_rng",
            "rand::rng",
        ],
        "the engine does no I/O, reads no clock and draws no randomness of its own",
    );
}

#[test]
fn score_and_solve_do_not_know_each_other_and_nothing_points_up() {
    never(&["score"], &["crate::solve"], "score does not know solve");
    never(&["solve"], &["crate::score", "crate::model::Dataset"], "solve sees matrices and costs only");
    never(
        &["model"],
        &["crate::score", "crate::reach", "crate::load", "crate::place", "crate::export", "crate::app::"],
        "model is at the bottom",
    );
    never(
        &["place", "units", "error"],
        &["crate::score", "crate::reach", "crate::load", "crate::export", "crate::app::"],
        "these are at the bottom",
    );
    never(
        &["reach"],
        &["crate::score", "crate::appraise", "crate::load", "crate::export", "crate::app::"],
        "reach is below score",
    );
    never(
        &["score", "appraise", "edit"],
        &["crate::export", "crate::load", "crate::project", "crate::app::", "crate::cli"],
        "findings know no file and no view",
    );
    never(
        &["load", "project"],
        &["crate::score", "crate::appraise", "crate::app::", "crate::cli"],
        "loading finds nothing",
    );
    never(&["export"], &["crate::app::", "crate::cli"], "export knows no shell");
}

#[test]
fn only_place_does_arithmetic_on_degrees() {
    let others: Vec<&str> = ENGINE.into_iter().chain(["edit", "export", "cli", "project"]).collect();
    never(
        &others,
        &["to_radians", ".lon -", ".lat -", ".lon +", ".lat +", ".lon *", ".lat *"],
        "ask place for metres",
    );
}

#[test]
fn nothing_panics_on_purpose() {
    for (path, text) in sources("src") {
        for (number, line) in code(&text) {
            for word in [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unsafe "] {
                assert!(!line.contains(word), "{}:{number}: {word}", path.display());
            }
        }
    }
}

#[test]
fn every_file_says_first_what_it_is_for() {
    for folder in ["src", "tests", "benches", "examples"] {
        for (path, text) in sources(folder) {
            assert!(text.starts_with("//! "), "{} does not begin with //!", path.display());
        }
    }
}

#[test]
fn files_stay_short_enough_to_read() {
    let long: Vec<String> = sources("src")
        .iter()
        .map(|(path, text)| (path, code(text).count()))
        .filter(|(_, lines)| *lines > 450)
        .map(|(path, lines)| format!("{} has {lines} lines of code", path.display()))
        .collect();
    assert!(long.is_empty(), "split these: {long:?}");
}

#[test]
fn the_crate_map_names_every_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = fs::read_to_string(root.join("src/lib.rs")).expect("lib.rs");
    for line in map.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let module = line.trim_end_matches(';');
        assert!(map.contains(&format!("//! - [`{module}`]")), "{module} is missing from the map in lib.rs");
    }
}
