//! The words of the programme as plain data: facts (`Dataset`), decisions (`Plan`) and what is wrong with either (`Issue`).
//!
//! Nothing here computes, reads files or knows of a screen.

mod area;
mod blueprint;
mod criterion;
mod dataset;
mod evidence;
mod issue;
mod locality;
mod money;
mod option;
mod plan;
mod provenance;
mod service;
mod settings;
mod site;
mod streets;
mod timetable;

pub use area::{Area, Columns};
pub use blueprint::{Blueprint, Rule, RuleKind, Test, Tier};
pub use criterion::CriterionKey;
pub use dataset::{Dataset, Role, Source};
pub use evidence::{
    Duty, DutyTable, Entry, Judged, LogEntry, Mitigation, OwnCriterion, Range, Response, Trigger,
};
pub use issue::{Issue, IssueCounts, Severity};
pub use locality::Locality;
pub use money::{Benchmark, NonStandard, Reuse};
pub use option::{Action, AfterUse, Every, MoneyLine, Move, OptionPlan, SiteDecision, Status};
pub use plan::{Group, Plan, ReportSettings, Respond, SCHEMA as PLAN_SCHEMA};
pub use provenance::{Origin, Provenance};
pub use service::{Mode, Profile, Service, Standard, Users};
pub use settings::{BusSettings, CarbonFactors, DiscountBand, FindSettings, Prices, Settings};
pub use site::{Delivery, Site};
pub use streets::{Piece, Streets};
pub use timetable::{Call, Days, Stop, Timetable, Trip};

use serde::{Deserialize, Serialize};

/// A place on the earth: WGS 84 longitude and latitude in degrees, in that order.
///
/// Only `place` does arithmetic on it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Position {
    /// Degrees east, −180 to 180.
    pub lon: f64,
    /// Degrees north, −90 to 90.
    pub lat: f64,
}

/// For serde: what is left at its default is not written, so that older files and their digests stay as they are.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
