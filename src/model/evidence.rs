//! What people decide and note around the evidence: mitigations, the decision log, their own criteria, ranges of uncertain
//! inputs, statutory duties.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An entry of a list of `plan.json`: of a form that the program knows, or anything else, kept as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry<T> {
    /// Of the known form; keys beyond it are kept too.
    Known(T),
    /// Of another form.
    AsWritten(Value),
}

impl<T> Entry<T> {
    /// The entry, when it has the known form.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(entry) => Some(entry),
            Self::AsWritten(_) => None,
        }
    }
}

/// What is to be done about a disadvantage that the evidence shows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mitigation {
    /// Option id.
    pub option: String,
    /// Service id; `None`: all services of the option.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The group's name as in the plan, or the words of a deprivation fifth.
    pub group: String,
    /// What is done.
    pub text: String,
    /// Who sees to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// By when, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Keys that the program does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Mitigation {
    /// Whether it says what is done, by whom and by when.
    pub fn is_whole(&self) -> bool {
        let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        !self.text.trim().is_empty() && said(&self.owner) && said(&self.date)
    }
}

/// One decision of the log.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LogEntry {
    /// When, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Option id that it is about; `None`: the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// What was decided.
    pub what: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Keys that the program does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A criterion of the user's own, scored by judgement.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnCriterion {
    /// Unique text id.
    pub id: String,
    /// What to call it.
    pub name: String,
    /// What 0 stands for, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst: Option<String>,
    /// What 100 stands for, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best: Option<String>,
    /// Raw weight, ≥ 0.
    pub weight: f64,
    /// Judgements by option id (`bau` for business as usual).
    pub scores: BTreeMap<String, Judged>,
    /// Keys that the program does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A judgement by a criterion of the user's own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Judged {
    /// 0 to 100; `None` is unknown.
    pub score: Option<f64>,
    /// The written reason; a score without one is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The range of an uncertain input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Least.
    pub low: f64,
    /// Most likely.
    pub likely: f64,
    /// Most.
    pub high: f64,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Range {
    /// Whether its numbers are in order.
    pub fn is_sound(&self) -> bool {
        self.low.is_finite() && self.high.is_finite() && self.low <= self.likely && self.likely <= self.high
    }
}

/// A statutory duty, or a condition of the same force, that decisions about buildings and services can trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Unique text id.
    pub id: String,
    /// The law and section, or the kind of agreement.
    pub law: String,
    /// What triggers it.
    pub trigger: Trigger,
    /// The duty, in a sentence.
    pub duty: String,
    /// What must be shown.
    #[serde(default)]
    pub show: Vec<String>,
}

/// What triggers a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A service with the duty `library` leaves a site, arrives, shrinks or loses hours.
    Library,
    /// A service with the duty `childrens_centre` does.
    ChildrensCentre,
    /// Anything changes.
    AnyChange,
    /// A building closes, so that the community may bid if it is listed as of community value.
    CommunityValue,
    /// A closed building is sold, let or given away.
    Disposal,
    /// A listed building closes or is fitted out.
    Listed,
    /// A building that is held on a lease or licence closes or is fitted out.
    Lease,
    /// A grant condition: clawback falls due.
    Grant,
}

impl Trigger {
    /// Every trigger, in order.
    pub const ALL: [Self; 8] = [
        Self::Library,
        Self::ChildrensCentre,
        Self::AnyChange,
        Self::CommunityValue,
        Self::Disposal,
        Self::Listed,
        Self::Lease,
        Self::Grant,
    ];

    /// What it is, in words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Library => "A library leaves, arrives, shrinks or loses hours",
            Self::ChildrensCentre => "A children’s centre leaves, arrives, shrinks or loses hours",
            Self::AnyChange => "Anything changes",
            Self::CommunityValue => "A building of community value closes",
            Self::Disposal => "A closed building is sold, let or given away",
            Self::Listed => "A listed building closes or is fitted out",
            Self::Lease => "A leased building closes or is fitted out",
            Self::Grant => "A grant falls due",
        }
    }
}

/// A table of duties with its date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyTable {
    /// When it was last held against the law, `YYYY-MM`.
    pub dated: String,
    /// What it is and is not.
    #[serde(default)]
    pub note: String,
    /// The duties.
    pub duties: Vec<Duty>,
}

impl DutyTable {
    /// The table that comes with the program (`assets/duties.json`); the plan may hold another.
    pub fn built_in() -> Self {
        let empty = Self { dated: String::new(), note: String::new(), duties: Vec::new() };
        serde_json::from_str(include_str!("../../assets/duties.json")).unwrap_or(empty)
    }
}

/// One answer to the consultation about one option or proposal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Response {
    /// Line in the file.
    pub row: usize,
    /// Who answered, as the file names them; `None` when it does not.
    pub respondent: Option<String>,
    /// Where, as written: an area's id or a postcode sector.
    pub place: Option<String>,
    /// The locality of that place, by index; `None` when it is unknown or outside all.
    pub locality: Option<usize>,
    /// The option id or proposal.
    pub about: String,
    /// 0 strongly disagrees … 4 strongly agrees; `None` when not said.
    pub agrees: Option<u8>,
    /// What it is about.
    pub theme: Option<String>,
    /// Free text: kept, never public.
    pub text: Option<String>,
}
