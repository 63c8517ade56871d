//! What the documents say can be done: every command in them is one that the program takes, every link leads somewhere.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use hub_planner::cli::Arguments;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README and the documents beside it, with their text.
fn documents() -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root().join(name)).into();
    let docs = fs::read_dir(root().join("docs")).expect("docs");
    paths.extend(docs.map(|entry| entry.expect("a document").path()));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("UTF-8"))).collect()
}

/// The commands of the program in blocks of shell, continued lines as one.
fn commands(text: &str) -> Vec<String> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|part| part.split("```").next());
    let lines =
        blocks.flat_map(|block| block.replace("\\\n", " ").lines().map(str::to_owned).collect::<Vec<_>>());
    let of_program = |line: String| {
        let line =
            line.split('#').next().unwrap_or_default().split(" > ").next().unwrap_or_default().to_owned();
        let start = ["hub-planner ", "cargo run --release -- "]
            .iter()
            .find_map(|start| Some((line.find(start)?, start.len())));
        start.map(|(place, long)| line[place + long..].replace('"', ""))
    };
    lines.filter_map(of_program).collect()
}

#[test]
fn every_command_in_the_documents_is_taken() {
    let mut seen = 0;
    for (path, text) in documents() {
        for command in commands(&text) {
            let words = std::iter::once("hub-planner").chain(command.split_whitespace());
            let parsed = Arguments::try_parse_from(words);
            assert!(
                parsed.is_ok(),
                "{}: hub-planner {command}\n{}",
                path.display(),
                parsed.expect_err("not taken")
            );
            seen += 1;
        }
    }
    assert!(seen > 12, "only {seen} commands were found");
}

#[test]
fn every_link_within_the_project_leads_somewhere() {
    for (path, text) in documents() {
        let folder = path.parent().expect("a folder");
        for link in text.split("](").skip(1).filter_map(|part| part.split(')').next()) {
            if !link.starts_with("http") && !link.starts_with('#') {
                assert!(folder.join(link).exists(), "{}: {link} is not there", path.display());
            }
        }
    }
}

#[test]
fn every_file_that_the_map_names_is_there() {
    let map = fs::read_to_string(root().join("src/lib.rs")).expect("UTF-8");
    let words = map
        .lines()
        .filter(|line| line.starts_with("//!"))
        .flat_map(|line| line.split('`').skip(1).step_by(2));
    let paths: Vec<&str> = words.filter(|word| word.contains('/') && !word.contains(' ')).collect();
    assert!(paths.len() > 10, "{paths:?}");
    for path in paths {
        assert!(root().join(path).exists(), "src/lib.rs names {path}");
    }
}
