//! Search for the best plans, with proof.
mod bound;
mod brute;
mod clash;
pub mod classic;
mod fixing;
mod frontier;
mod improve;
mod instance;
mod problem;
mod search;
mod weigh;
pub use brute::brute_force;
pub use clash::solve;
pub use frontier::{Alternative, Point, Sweep, SweepSettings, Swept, frontier};
pub use problem::*;
