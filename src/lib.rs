//! Hub Planner.

#[cfg(feature = "window")]
pub mod app;
pub mod appraise;
pub mod edit;
pub mod error;
pub mod export;
pub mod files;
pub mod model;
pub mod place;
pub mod reach;
pub mod score;
pub mod units;
