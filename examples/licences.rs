//! Lists every library that is built into the program, with its licence and its text: what is given out with the program.
//!
//! `cargo run --example licences > LIBRARIES.md`, or with `-- --sbom` the same list as a bill of materials (`CycloneDX` 1.5, JSON).
//! Reads `cargo metadata` and the libraries' own sources; no network.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a tool that cannot go on reports by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// Beginnings of the names of files that hold a licence.
const NAMES: [&str; 5] = ["license", "licence", "copying", "notice", "unlicense"];

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// The ids of the packages that the program is built from on this system: neither tests nor build scripts are given out.
fn built_in(metadata: &Value) -> BTreeSet<String> {
    let nodes = metadata["resolve"]["nodes"].as_array().expect("nodes");
    let node_of: BTreeMap<&str, &Value> = nodes.iter().map(|node| (text(node, "id"), node)).collect();
    let mut found = BTreeSet::new();
    let mut waiting = vec![text(&metadata["resolve"], "root")];
    while let Some(id) = waiting.pop() {
        if !found.insert(id.to_owned()) {
            continue;
        }
        let deps = node_of.get(id).and_then(|node| node["deps"].as_array());
        for dep in deps.into_iter().flatten() {
            let kinds = dep["dep_kinds"].as_array();
            if kinds.into_iter().flatten().any(|kind| kind["kind"].is_null()) {
                waiting.push(text(dep, "pkg"));
            }
        }
    }
    found
}

fn texts(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            path.is_file() && NAMES.iter().any(|start| name.starts_with(start))
        })
        .collect();
    files.sort();
    files.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// The libraries as `CycloneDX` lists components.
fn bill(packages: &[&Value]) -> Value {
    let component = |package: &&Value| {
        let (name, version) = (text(package, "name"), text(package, "version"));
        let purl = format!("pkg:cargo/{name}@{version}");
        json!({
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            "licenses": [{ "expression": text(package, "license").replace('/', " OR ") }],
        })
    };
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": {
            "type": "application", "name": "hub-planner", "version": env!("CARGO_PKG_VERSION"),
        } },
        "components": packages.iter().map(component).collect::<Vec<_>>(),
    })
}

fn main() {
    let host = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let host = String::from_utf8_lossy(&host.stdout).into_owned();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned();
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_unset| "cargo".to_owned()))
        .args(["metadata", "--format-version", "1", "--filter-platform", &host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let wanted = built_in(&metadata);
    let mut packages: Vec<&Value> = metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .filter(|package| wanted.contains(text(package, "id")) && text(package, "name") != "hub-planner")
        .collect();
    packages.sort_by_key(|package| (text(package, "name"), text(package, "version")));
    if std::env::args().any(|argument| argument == "--sbom") {
        println!("{:#}", bill(&packages));
        return;
    }
    println!("# Libraries in Hub Planner\n\n{} libraries, each under its own licence.\n", packages.len());
    // The same text stands in many libraries: it is written once.
    let mut shared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    println!("| library | version | licence | source |\n| --- | --- | --- | --- |");
    for package in &packages {
        let (name, version) = (text(package, "name"), text(package, "version"));
        println!("| {name} | {version} | {} | {} |", text(package, "license"), text(package, "repository"));
        let folder = Path::new(text(package, "manifest_path")).parent().expect("a folder").to_owned();
        for words in texts(&folder) {
            shared.entry(words.trim().to_owned()).or_default().push(format!("{name} {version}"));
        }
    }
    for (words, of) in shared {
        println!("\n## {}\n\n```text\n{words}\n```", of.join(", "));
    }
}
