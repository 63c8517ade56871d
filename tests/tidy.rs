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

const ENGINE: [&str; 6] = ["model", "reach", "score", "solve", "find", "appraise"];

/// The modules of the crate, as `src/lib.rs` declares them.
fn modules() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = fs::read_to_string(root.join("src/lib.rs")).expect("lib.rs");
    let declared = map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    declared.map(str::to_owned).collect()
}

#[test]
fn only_the_window_knows_a_screen() {
    let modules = modules();
    let everything_else: Vec<&str> =
        modules.iter().map(String::as_str).filter(|module| *module != "app").collect();
    assert!(everything_else.len() > 15, "{everything_else:?}");
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
        &["score", "find", "appraise", "edit"],
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
    for folder in ["src", "tests", "benches", "examples", "fuzz/src", "fuzz/fuzz_targets"] {
        for (path, text) in sources(folder) {
            assert!(text.starts_with("//! "), "{} does not begin with //!", path.display());
        }
    }
}

/// How a file that is not Rust begins to say what it is for; none for one that holds data.
fn remark_of(path: &Path) -> Option<&'static str> {
    let is_script = || path.starts_with(".ci") || path.starts_with("packaging");
    match path.extension().map(|ending| ending.to_string_lossy().into_owned()).as_deref() {
        Some("js" | "mjs" | "typ") => Some("// "),
        Some("css") => Some("/* "),
        Some("xml") => Some("<!-- "),
        Some("toml" | "yml" | "desktop") => Some("# "),
        None if is_script() => Some("# "),
        _ => None,
    }
}

#[test]
fn every_other_file_says_first_what_it_is_for_too() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> =
        ["src", ".ci", "packaging", ".github", ".cargo"].map(|folder| root.join(folder)).into();
    let files = ["Cargo.toml", "clippy.toml", "deny.toml", "rustfmt.toml", "fuzz/Cargo.toml"];
    let mut paths: Vec<PathBuf> = files.map(|file| root.join(file)).into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("a folder entry").path();
            if path.is_dir() { folders.push(path) } else { paths.push(path) }
        }
    }
    let mut seen = 0;
    for path in paths {
        let path = path.strip_prefix(root).expect("inside the project");
        let Some(remark) = remark_of(path) else { continue };
        let text = fs::read_to_string(root.join(path)).expect("UTF-8");
        // What a system reads first (which program runs it, which XML it is) may stand above.
        let first =
            text.lines().find(|line| !line.starts_with("#!") && !line.starts_with("<?")).unwrap_or_default();
        assert!(first.starts_with(remark), "{} does not begin with {remark}…", path.display());
        seen += 1;
    }
    assert!(seen > 15, "only {seen} files were found");
}

#[test]
fn files_stay_short_enough_to_read() {
    let mut long = Vec::new();
    for (folder, most) in [("src", 400), ("tests", 500), ("benches", 500), ("examples", 500)] {
        for (path, text) in sources(folder) {
            let lines = code(&text).count();
            if lines > most {
                long.push(format!("{} has {lines} lines of code, more than {most}", path.display()));
            }
        }
    }
    assert!(long.is_empty(), "split these: {long:?}");
}

#[test]
fn the_crate_map_names_every_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = fs::read_to_string(root.join("src/lib.rs")).expect("lib.rs");
    for module in modules() {
        assert!(map.contains(&format!("//! - [`{module}`]")), "{module} is missing from the map in lib.rs");
    }
}
