//! The Plan: the user's decisions and settings; small, comparable, the only undoable thing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{DutyTable, Entry, LogEntry, Mitigation, OptionPlan, OwnCriterion, Range, Settings, is_default};

/// All decisions of a project, as `plan.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Version of the format.
    #[serde(default = "schema")]
    pub schema: u32,
    /// How things are counted.
    #[serde(default)]
    pub settings: Settings,
    /// Groups of people looked at in the equality evidence.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// What the published appraisal says of itself.
    #[serde(default)]
    pub report: ReportSettings,
    /// What is done about disadvantages.
    #[serde(default)]
    pub mitigations: Vec<Entry<Mitigation>>,
    /// The log of decisions.
    #[serde(default)]
    pub log: Vec<Entry<LogEntry>>,
    /// The user's own criteria.
    #[serde(default)]
    pub criteria: Vec<Entry<OwnCriterion>>,
    /// Ranges of uncertain inputs by name; the program's own where a name is absent.
    #[serde(default)]
    pub ranges: BTreeMap<String, Entry<Range>>,
    /// The table of statutory duties; `None`: the one that comes with the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duties: Option<DutyTable>,
    /// Options in the user's order; business as usual is never among them.
    #[serde(default)]
    pub options: Vec<OptionPlan>,
}

/// The version of `plan.json` that this program writes.
pub const SCHEMA: u32 = 1;

fn schema() -> u32 {
    SCHEMA
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            schema: SCHEMA,
            settings: Settings::default(),
            groups: Vec::new(),
            report: ReportSettings::default(),
            mitigations: Vec::new(),
            log: Vec::new(),
            criteria: Vec::new(),
            ranges: BTreeMap::new(),
            duties: None,
            options: Vec::new(),
        }
    }
}

impl Plan {
    /// The id of business as usual, which always exists and is never written.
    pub const BAU: &'static str = "bau";

    /// The option with this id; none for business as usual.
    pub fn option(&self, id: &str) -> Option<&OptionPlan> {
        self.options.iter().find(|option| option.id == id)
    }

    /// The user's own criteria.
    pub fn own_criteria(&self) -> impl Iterator<Item = &OwnCriterion> {
        self.criteria.iter().filter_map(Entry::known)
    }

    /// The log of decisions, in the order written.
    pub fn log_entries(&self) -> impl Iterator<Item = &LogEntry> {
        self.log.iter().filter_map(Entry::known)
    }

    /// The table of statutory duties that counts.
    pub fn duty_table(&self) -> DutyTable {
        self.duties.clone().unwrap_or_else(DutyTable::built_in)
    }
}

/// A group of people (or households) looked at in the equality evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What to call it.
    pub name: String,
    /// The area column that counts it.
    pub column: String,
    /// `people` or `households`.
    #[serde(default = "people")]
    pub unit: String,
    /// The characteristic that it speaks for (`age`, `disability`, `race` …); guessed from its words when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub characteristic: Option<String>,
}

fn people() -> String {
    "people".to_owned()
}

/// What the published appraisal says of itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportSettings {
    /// Its date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// What the programme is for.
    pub objectives: Vec<String>,
    /// How residents respond.
    pub respond: Respond,
    /// Sections included, in their order; `None`: all.
    pub sections: Option<Vec<String>>,
    /// Who publishes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Attributions that the data asks for, each as it must be shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attribution: Vec<String>,
    /// Licence under which the published data may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Id of the service that maps show; the first service when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Whether the residents' page says which option is preferred: off, because a consultation must not look decided.
    #[serde(skip_serializing_if = "is_default")]
    pub show_preferred: bool,
}

/// How, and by when, residents respond.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Respond {
    /// How.
    pub how: Option<String>,
    /// By when, `YYYY-MM-DD`.
    pub by: Option<String>,
}
