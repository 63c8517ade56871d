//! The program: arguments lead to a command or to the window.

use std::process::ExitCode;

use hub_planner::cli::{self, Start};

fn main() -> ExitCode {
    hub_planner::fault::install();
    match cli::run(std::env::args_os()) {
        Start::Done(code) => code,
        Start::Window(files) => window(files),
    }
}

#[cfg(feature = "window")]
fn window(files: cli::Files) -> ExitCode {
    match hub_planner::app::run(files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hub-planner: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(feature = "window"))]
fn window(_files: cli::Files) -> ExitCode {
    eprintln!(
        "hub-planner: this build has no window. Commands: new, check, score, find, batch, times, catchments, export (see --help)"
    );
    ExitCode::from(2)
}
