//! A Shapefile; the first two bytes say how many belong to the `.dbf`, the rest to the `.shp`.
#![no_main]

use hub_planner_fuzz::{Part, load_as, written};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((head, rest)) = bytes.split_first_chunk::<2>() else { return };
    let (table, shapes) = rest.split_at(usize::from(u16::from_le_bytes(*head)).min(rest.len()));
    written("in.dbf", table);
    load_as(Part::Sites, "in.shp", shapes);
});
