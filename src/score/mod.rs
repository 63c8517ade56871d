//! Scoring: what an option's decisions do to access, money, equality, carbon and the blueprint.

mod findings;

pub use findings::{
    Clash, ClashKind, CostFindings, Findings, Judgement, LocalityFindings, LocalityServiceFindings, NO_SITE,
    RunningCostLines, ServiceFindings, SiteFindings, Unknowns, Verdict, YearFindings,
};
