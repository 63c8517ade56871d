//! Kills the program in the middle of saving, again and again, and looks at what is left: the old project or the new, never less.
//!
//! `cargo run --release --example kills -- target/release/hub-planner [TIMES]` (200 times when left out). A line of JSON at the end;
//! exit code 1 if any file was neither.
#![expect(clippy::expect_used, reason = "an experiment that cannot go on reports by panicking")]

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use hub_planner::load::sample;
use hub_planner::model::{OptionPlan, Plan};
use hub_planner::{files, project};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let program = arguments.next().expect("the program to kill");
    let times: u32 = arguments.next().map_or(200, |times| times.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("project.gpkg");
    let loaded = sample().expect("the sample opens");
    let plan =
        Plan { options: vec![OptionPlan { id: "old".to_owned(), ..OptionPlan::default() }], ..loaded.plan };
    project::save(&path, &loaded.dataset, &plan).expect("saved");
    let old = std::fs::read(&path).expect("the project");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let save = || {
        let mut command = Command::new(&program);
        command.arg("new");
        for role in ["sites", "localities", "areas", "services", "blueprint", "plan"] {
            let ending = if role.ends_with('s') && role != "services" { "geojson" } else { "json" };
            command.arg(format!("--{role}")).arg(data.join(format!("{role}.{ending}")));
        }
        command.arg("-o").arg(&path).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
    };
    // How long it takes when nobody kills it.
    let clock = Instant::now();
    save().wait().expect("it ends");
    let whole = clock.elapsed();
    let new = files::sha256(&std::fs::read(&path).expect("the project"));
    let (mut before, mut after, mut ended, mut neither) = (0, 0, 0, 0);
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..times {
        std::fs::write(&path, &old).expect("put back");
        let mut child = save();
        thread::sleep(
            whole
                .mul_f64(1.05 * f64::from(chance.next_u32()) / f64::from(u32::MAX))
                .max(Duration::from_millis(1)),
        );
        ended += u32::from(child.try_wait().expect("asked").is_some());
        // SIGKILL where there are signals; nothing of the program runs after it.
        child.kill().expect("killed");
        child.wait().expect("it is gone");
        let left = std::fs::read(&path).expect("a file is there");
        let opened = project::open(&path);
        match opened {
            Ok(found) if left == old && found.plan == plan => before += 1,
            Ok(found) if found.plan != plan && files::sha256(&left) == new => after += 1,
            _ => neither += 1,
        }
    }
    let left_over = std::fs::read_dir(folder.path()).expect("listed").count() - 1;
    println!(
        r#"{{"kills": {times}, "old": {before}, "new": {after}, "ended_before_the_kill": {ended}, "neither": {neither}, "left_over_files": {left_over}}}"#
    );
    ExitCode::from(u8::from(neither > 0))
}
