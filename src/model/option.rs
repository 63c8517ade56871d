//! Options: what is decided for each site, which services move where and when, and the option's own money lines.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::money::each_once;
use super::{Reuse, is_default};
use crate::units::Month;

/// One option: decisions against business as usual. A site not named is kept as it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OptionPlan {
    /// Unique text id; never `bau`.
    pub id: String,
    /// What to call it; the id when left out.
    #[serde(default)]
    pub name: String,
    /// How far it has come.
    #[serde(default)]
    pub status: Status,
    /// Why it was discarded (needed then), or any other remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Decisions by site id.
    #[serde(default, deserialize_with = "each_once")]
    pub sites: BTreeMap<String, SiteDecision>,
    /// Services that move, arrive or are withdrawn.
    #[serde(default)]
    pub moves: Vec<Move>,
    /// The option's own money lines.
    #[serde(default)]
    pub money: Vec<MoneyLine>,
    /// What was said of it, as it was said, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl OptionPlan {
    /// When a move acts: in its own month, else in that of the decision for the site it leaves, else for the one it arrives at;
    /// `None` is the first month.
    pub fn month_of(&self, movement: &Move) -> Option<Month> {
        let decided = |id: &Option<String>| self.sites.get(id.as_ref()?)?.from;
        movement.start.or_else(|| decided(&movement.from)).or_else(|| decided(&movement.to))
    }
}

/// Where an option stands in the appraisal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// One of many.
    #[default]
    LongList,
    /// Taken forward.
    ShortList,
    /// The one that is proposed.
    Preferred,
    /// Dropped, with a reason.
    Discarded,
}

impl Status {
    /// Every status, in order.
    pub const ALL: [Self; 4] = [Self::LongList, Self::ShortList, Self::Preferred, Self::Discarded];

    /// The word of the file format.
    pub const fn key(self) -> &'static str {
        match self {
            Self::LongList => "long_list",
            Self::ShortList => "short_list",
            Self::Preferred => "preferred",
            Self::Discarded => "discarded",
        }
    }

    /// The word on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::LongList => "Long-list",
            Self::ShortList => "Short-list",
            Self::Preferred => "Preferred",
            Self::Discarded => "Discarded",
        }
    }
}

/// What is decided for one site.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SiteDecision {
    /// Keep, hub, close or reduce.
    #[serde(default)]
    pub action: Action,
    /// Share of running cost and energy that is saved in place, 0 to 1; needed by `reduce`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduce_share: Option<f64>,
    /// New opening hours a week; `None` leaves them as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours_per_week: Option<f64>,
    /// Income added (lettings …), £ a year.
    #[serde(default, skip_serializing_if = "is_default")]
    pub extra_income_gbp: f64,
    /// What becomes of a closed building; `None` counts as undecided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_use: Option<AfterUse>,
    /// What a closed building costs and earns in its next use; `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reuse: Option<Reuse>,
    /// Hours a week after 18:00 from Monday to Friday under new opening hours; `None`: not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evening_hours: Option<f64>,
    /// Hours a week on Saturday and Sunday under new opening hours; `None`: not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekend_hours: Option<f64>,
    /// First month in which the decision holds; `None` is the first month of the first year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Month>,
    /// The reason, in the user's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What happens to a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Stays as it is.
    #[default]
    Keep,
    /// Stays, and services come together here.
    Hub,
    /// Closes.
    Close,
    /// Stays with its cost cut in place.
    Reduce,
}

impl Action {
    /// Every action, in the order of the window's buttons.
    pub const ALL: [Self; 4] = [Self::Keep, Self::Hub, Self::Close, Self::Reduce];

    /// The word of the file format.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Hub => "hub",
            Self::Close => "close",
            Self::Reduce => "reduce",
        }
    }

    /// The words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Keep => "Keep",
            Self::Hub => "Hub",
            Self::Close => "Close",
            Self::Reduce => "Cut cost",
        }
    }
}

/// What becomes of a closed building.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterUse {
    /// Sold; held until the sale.
    Dispose,
    /// Let to others.
    Let,
    /// Used as temporary accommodation.
    TemporaryAccommodation,
    /// Given to a community body.
    CommunityTransfer,
    /// Not decided: held to the horizon.
    #[default]
    Undecided,
}

impl AfterUse {
    /// Every after-use, in order.
    pub const ALL: [Self; 5] =
        [Self::Undecided, Self::Dispose, Self::Let, Self::TemporaryAccommodation, Self::CommunityTransfer];

    /// The word of the file format.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Dispose => "dispose",
            Self::Let => "let",
            Self::TemporaryAccommodation => "temporary_accommodation",
            Self::CommunityTransfer => "community_transfer",
            Self::Undecided => "undecided",
        }
    }

    /// The words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Dispose => "Dispose",
            Self::Let => "Let",
            Self::TemporaryAccommodation => "Temporary homes",
            Self::CommunityTransfer => "Community transfer",
            Self::Undecided => "Undecided",
        }
    }
}

/// A service that moves (`from` → `to`), arrives (`from` none) or is withdrawn (`to` none).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Move {
    /// Service id.
    pub service: String,
    /// Site id it leaves.
    #[serde(default)]
    pub from: Option<String>,
    /// Site id it arrives at.
    #[serde(default)]
    pub to: Option<String>,
    /// Its month; see the file format for what counts when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Month>,
    /// 1 whole, less than 1 outreach: space, delivery and hours there count × share.
    #[serde(default = "whole", skip_serializing_if = "is_whole")]
    pub share: f64,
    /// What delivering it there costs in whole, £ a year, when it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_gbp: Option<f64>,
    /// Positions (from 0) of moves that must have acted in an earlier month.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<usize>,
}

fn whole() -> f64 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_whole(share: &f64) -> bool {
    *share == 1.0
}

/// A cost (or, negative, an income) of the option as a whole.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MoneyLine {
    /// What it is for.
    pub line: String,
    /// £: once, or a year; positive is a cost.
    pub gbp: f64,
    /// Its month, or the first month of a yearly line; `None` is the first month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Month>,
    /// Last month of a yearly line, included; `None` runs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Month>,
    /// Once or every year.
    #[serde(default)]
    pub every: Every,
    /// Capital: optimism bias is added to a one-off.
    #[serde(default, skip_serializing_if = "is_default")]
    pub capital: bool,
    /// Capital on buildings that are not standard: their optimism bias is added instead.
    #[serde(default, skip_serializing_if = "is_default")]
    pub non_standard: bool,
}

/// How often a money line counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// One payment.
    #[default]
    Once,
    /// £ a year, month by month.
    Year,
}
