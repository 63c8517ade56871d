//! A project file.
#![no_main]

use hub_planner_fuzz::written;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let path = written("in-project.gpkg", bytes);
    drop(hub_planner::project::open(&path));
});
