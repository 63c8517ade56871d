//! The program.

use std::process::ExitCode;

#[cfg(feature = "window")]
fn main() -> ExitCode {
    let files = std::env::args_os().skip(1).map(Into::into).collect();
    match hub_planner::app::run(hub_planner::app::Start { files }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hub-planner: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(feature = "window"))]
fn main() -> ExitCode {
    ExitCode::from(2)
}
