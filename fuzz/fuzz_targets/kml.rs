//! Bytes for the target `kml`: see the crate's TARGETS.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hub_planner_fuzz::run("kml", bytes));
