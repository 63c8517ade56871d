//! The figures that the league table can show: of the whole city, or of one locality's residents.

use crate::appraise::OptionAppraisal;
use crate::model::{CriterionKey, Plan};
use crate::units;

use super::super::session::Session;
use super::super::view::View;
use super::option_page::value_words;

/// A column of the league table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Saving against business as usual, £ a year; of one locality: of the sites that stand there.
    Saving,
    /// A criterion's value.
    Criterion(CriterionKey),
    /// Users of the service looked at who are newly beyond the standard.
    NewlyBeyond,
    /// Those newly within.
    NewlyWithin,
    /// One-off costs, £.
    OneOff,
    /// Net present cost, £.
    NetPresentCost,
    /// The weighted total, which has a column of its own.
    Total,
}

/// What the table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// Best first.
    #[default]
    Rank,
    /// By name.
    Name,
    /// By a figure.
    Figure(Figure),
}

/// How the table is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeagueLook {
    /// What it is sorted by, and whether from the highest down.
    pub sort: (SortBy, bool),
    /// The figures shown, from the left.
    pub columns: Vec<Figure>,
}

impl Default for LeagueLook {
    fn default() -> Self {
        use CriterionKey::{Access, Blueprint, Equality, OneStop};
        let criteria = [Access, Equality, OneStop, Blueprint].map(Figure::Criterion);
        let columns = std::iter::once(Figure::Saving).chain(criteria).chain([Figure::NewlyBeyond]).collect();
        Self { sort: (SortBy::Rank, false), columns }
    }
}

impl Figure {
    /// Every figure that can be chosen, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        let criteria = CriterionKey::ALL.into_iter().filter(|key| *key != CriterionKey::Cost);
        std::iter::once(Self::Saving).chain(criteria.map(Self::Criterion)).chain([
            Self::NewlyBeyond,
            Self::NewlyWithin,
            Self::OneOff,
            Self::NetPresentCost,
        ])
    }

    /// Its heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Saving => "Saving £/yr",
            Self::Criterion(CriterionKey::Access) => "Coverage",
            Self::Criterion(CriterionKey::Cost) => "Cost",
            Self::Criterion(CriterionKey::Equality) => "Neediest",
            Self::Criterion(CriterionKey::OneStop) => "One-stop",
            Self::Criterion(CriterionKey::Hours) => "Hours",
            Self::Criterion(CriterionKey::Carbon) => "Carbon",
            Self::Criterion(CriterionKey::Blueprint) => "Rules met",
            Self::Criterion(CriterionKey::Space) => "Space used",
            Self::Criterion(CriterionKey::Desks) => "Desks",
            Self::Criterion(CriterionKey::Capacity) => "Short",
            Self::NewlyBeyond => "Newly beyond",
            Self::NewlyWithin => "Newly within",
            Self::OneOff => "One-off £",
            Self::NetPresentCost => "NPC £",
            Self::Total => "Total",
        }
    }

    /// What it is, at length.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Criterion(key) => key.label(),
            Self::NewlyBeyond => "People newly beyond the standard",
            Self::NewlyWithin => "People newly within the standard",
            Self::OneOff => "One-off costs £",
            Self::NetPresentCost => "Net present cost £",
            Self::Total => "Weighted total, 0–100",
            Self::Saving => self.label(),
        }
    }

    /// Its value for an option; `None` when there is none, or it says nothing of the locality looked at.
    pub fn value(self, session: &Session, view: &View, option: &OptionAppraisal) -> Option<f64> {
        let cost = &option.findings.cost;
        match (self, view.focus) {
            (Self::Total, _) => option.total,
            (Self::Saving, _) if option.id == Plan::BAU => None,
            (Self::Saving, None) => Some(cost.saving_gbp),
            (Self::Saving, Some(place)) => {
                let of =
                    |option: &OptionAppraisal| Some(option.findings.localities.get(place)?.running_cost_gbp);
                Some(of(session.appraisal.bau())? - of(option)?)
            }
            (Self::NewlyBeyond | Self::NewlyWithin, None) => {
                let found = option.findings.services.get(view.service)?;
                Some(if self == Self::NewlyBeyond { found.newly_beyond } else { found.newly_within })
            }
            (Self::NewlyBeyond | Self::NewlyWithin, Some(place)) => {
                let found = option.findings.localities.get(place)?.services.get(view.service)?;
                Some(if self == Self::NewlyBeyond { found.newly_beyond } else { found.newly_within })
            }
            (Self::Criterion(key), None) => option.criterion(key).value,
            (Self::Criterion(key), Some(place)) => {
                let local = session.local(&option.id, place);
                let (met, all) = local.rules;
                match key {
                    CriterionKey::Access => local.coverage,
                    CriterionKey::Equality => local.neediest_minutes,
                    CriterionKey::Blueprint => (all > 0).then(|| met as f64 / all as f64),
                    _ => None,
                }
            }
            (Self::OneOff, None) => Some(cost.one_off_gbp),
            (Self::NetPresentCost, None) => Some(cost.net_present_cost_gbp),
            (Self::OneOff | Self::NetPresentCost, Some(_)) => None,
        }
    }

    /// Its value in a cell.
    pub fn words(self, session: &Session, view: &View, option: &OptionAppraisal) -> String {
        let Some(value) = self.value(session, view, option) else { return "–".to_owned() };
        match self {
            Self::Criterion(CriterionKey::Blueprint) => {
                let (met, all) = view.focus.map_or_else(
                    || option.findings.rules_met(),
                    |place| session.local(&option.id, place).rules,
                );
                format!("{met}/{all}")
            }
            Self::Criterion(key) => value_words(key, value),
            Self::Saving | Self::OneOff | Self::NetPresentCost if view.workshop.hide_money => {
                "hidden".to_owned()
            }
            Self::Saving | Self::OneOff | Self::NetPresentCost => units::pounds_short(value),
            Self::NewlyBeyond | Self::NewlyWithin => units::thousands(value),
            Self::Total => format!("{value:.0}"),
        }
    }
}
