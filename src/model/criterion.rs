//! The criteria that options are scored by: their keys, words, units and directions.

use serde::{Deserialize, Serialize};

/// The criteria that options are scored by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CriterionKey {
    /// Need-weighted coverage of all services, a share.
    Access,
    /// Running cost, £ a year.
    Cost,
    /// Mean minutes of the neediest fifth.
    Equality,
    /// Services reachable at a single site.
    OneStop,
    /// Weekly hours within reach.
    Hours,
    /// kg CO₂e a year.
    Carbon,
    /// Share of blueprint judgements met.
    Blueprint,
    /// Share of the floor of open buildings that services use.
    Space,
    /// Public desks for every thousand residents.
    Desks,
    /// Share of users with little capacity in reach.
    Capacity,
}

impl CriterionKey {
    /// Every criterion, in the order shown.
    pub const ALL: [Self; 10] = [
        Self::Access,
        Self::Cost,
        Self::Equality,
        Self::OneStop,
        Self::Hours,
        Self::Carbon,
        Self::Blueprint,
        Self::Space,
        Self::Desks,
        Self::Capacity,
    ];

    /// The word of the file format.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Cost => "cost",
            Self::Equality => "equality",
            Self::OneStop => "one_stop",
            Self::Hours => "hours",
            Self::Carbon => "carbon",
            Self::Blueprint => "blueprint",
            Self::Space => "space",
            Self::Desks => "desks",
            Self::Capacity => "capacity",
        }
    }

    /// The words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Access => "Coverage by need",
            Self::Cost => "Running cost",
            Self::Equality => "Neediest fifth’s minutes",
            Self::OneStop => "One-stop index",
            Self::Hours => "Opening hours in reach",
            Self::Carbon => "Carbon",
            Self::Blueprint => "Blueprint met",
            Self::Space => "Floor space in use",
            Self::Desks => "Public desks",
            Self::Capacity => "People short of capacity",
        }
    }

    /// The unit of its value.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Access | Self::Blueprint | Self::Space | Self::Capacity => "share",
            Self::Cost => "GBP/year",
            Self::Equality => "minutes",
            Self::OneStop => "services",
            Self::Hours => "hours/week",
            Self::Carbon => "kg CO2e/year",
            Self::Desks => "desks per 1,000 residents",
        }
    }

    /// True when a greater value is better.
    pub const fn higher_is_better(self) -> bool {
        matches!(
            self,
            Self::Access | Self::OneStop | Self::Hours | Self::Blueprint | Self::Space | Self::Desks
        )
    }
}
