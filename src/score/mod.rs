//! Scoring: what an option's decisions do to access, money, equality, carbon and the blueprint.

pub mod cost;
mod findings;
pub mod need;
pub mod timeline;

pub use findings::{
    Clash, ClashKind, CostFindings, Findings, Judgement, LocalityFindings, LocalityServiceFindings, NO_SITE,
    RunningCostLines, ServiceFindings, SiteFindings, Unknowns, Verdict, YearFindings,
};
