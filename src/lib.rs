//! Hub Planner.

pub mod error;
pub mod model;
pub mod place;
pub mod units;
