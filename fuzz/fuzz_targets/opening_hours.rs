//! Opening hours.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    hub_planner::hours::week(text);
});
