//! Real public files, where they are present: `../shared/data`, or the folder named by `HUB_PLANNER_TEST_DATA`.

use std::path::PathBuf;

/// A file of the folder of real data, or a printed line when it is absent.
pub fn real(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("HUB_PLANNER_TEST_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {name} is not here");
    None
}
