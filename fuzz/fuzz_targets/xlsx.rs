//! Excel as sites and as a joined table.
#![no_main]

use hub_planner_fuzz::{Part, load_as};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    load_as(Part::Sites, "in.xlsx", bytes);
    load_as(Part::Join, "in.xlsx", bytes);
});
