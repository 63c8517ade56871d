//! When the program itself is at fault: what is said, and a report that holds nobody's data.
//!
//! A report says where in the program it broke, and the words only when they are part of the program: words that were put
//! together may hold a name.

use std::cell::Cell;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Mutex;

thread_local! {
    /// True while a library may break on damaged input.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// The last fault of any thread.
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Notes every fault from now on, instead of printing words that may hold data.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        if CONTAINED.get() {
            return;
        }
        let report = report_of(info);
        // A terminal that is gone is no reason for a second fault.
        drop(writeln!(std::io::stderr(), "hub-planner: the program is at fault\n{report}"));
        if let Ok(mut last) = LAST.lock() {
            *last = Some(report);
        }
    }));
}

/// Takes the report of the last fault.
pub fn take() -> String {
    let last = LAST.lock().ok().and_then(|mut last| last.take());
    last.unwrap_or_else(|| format!("{}\nWhere: not noted", heading()))
}

fn heading() -> String {
    format!(
        "Hub Planner {} ({}, {})",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}

fn report_of(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(
        || "not noted".to_owned(),
        |place| format!("{}:{}:{}", within_sources(place.file()), place.line(), place.column()),
    );
    let words = info.payload().downcast_ref::<&'static str>();
    let words = words.copied().unwrap_or("left out, because they may hold data");
    let thread = std::thread::current();
    let thread = thread.name().unwrap_or("unnamed");
    format!("{}\nWhere: {place}\nThread: {thread}\nWords: {words}", heading())
}

/// A source file without the folders of whoever built the program.
fn within_sources(file: &str) -> &str {
    file.rsplit_once("/src/index.")
        .map_or(file, |(_, crates)| crates.split_once('/').map_or(file, |(_, name)| name))
}

/// Does what may break on damaged input, through no fault of this program; none when it did.
pub fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = CONTAINED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    CONTAINED.set(before);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_where_and_holds_no_words_that_were_put_together() {
        install();
        let name = "Hillfields Library";
        let caught = std::panic::catch_unwind(|| panic!("no such site: {name}"));
        assert!(caught.is_err());
        let report = take();
        assert!(report.contains("src/fault.rs:"), "{report}");
        assert!(report.starts_with("Hub Planner "), "{report}");
        assert!(!report.contains("Hillfields") && report.contains("may hold data"), "{report}");
        let caught = std::panic::catch_unwind(|| panic!("a rule of the program"));
        assert!(caught.is_err());
        assert!(take().contains("Words: a rule of the program"));
        assert!(take().contains("not noted"));
        assert_eq!(contained(|| 1), Some(1));
        assert_eq!(contained(|| -> u8 { panic!("a library on a damaged file") }), None);
        assert!(take().contains("not noted"), "that is no fault of the program");
    }

    #[test]
    fn folders_of_the_builder_are_left_out() {
        let place = "/home/anna/.cargo/registry/src/index.crates.io-1949/egui-0.37.0/src/ui.rs";
        assert_eq!(within_sources(place), "egui-0.37.0/src/ui.rs");
        assert_eq!(within_sources("src/app/mod.rs"), "src/app/mod.rs");
    }
}
