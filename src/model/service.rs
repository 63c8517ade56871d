//! Services: what is offered at sites, to whom, within how many minutes, in how much space and at what cost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Columns;

/// A service that sites offer (library, family hub, advice …), as one entry of `services.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Unique text id, used in sites' `services`.
    pub id: String,
    /// What to call it on screen; the id when left out.
    #[serde(default)]
    pub name: String,
    /// Which area columns count its users.
    #[serde(default)]
    pub users: Users,
    /// Need indicators: area column → weight; a negative weight turns the direction round. Empty: heads count.
    #[serde(default)]
    pub need: BTreeMap<String, f64>,
    /// Within how many minutes, by what mode.
    #[serde(default)]
    pub standard: Standard,
    /// Floor space it takes, m².
    #[serde(default)]
    pub space_m2: f64,
    /// What delivering it at one site costs, £ a year.
    #[serde(default)]
    pub delivery_gbp: f64,
    /// The statutory duty that it serves, if any (`library`, `childrens_centre` …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<String>,
    /// Its weight among the services, ≥ 0.
    #[serde(default = "one")]
    pub weight: f64,
}

fn one() -> f64 {
    1.0
}

/// The user group of a service: the sum of one or more area columns (`{"column": …}` or `{"columns": […]}`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "UsersForm", into = "UsersForm")]
pub struct Users {
    /// Area columns, summed.
    pub columns: Vec<String>,
    /// Whether the columns are public counts, as a census publishes them: shares of these users are then published exactly.
    pub public: bool,
}

impl Default for Users {
    fn default() -> Self {
        Self { columns: vec![Columns::POPULATION.to_owned()], public: false }
    }
}

#[derive(Serialize, Deserialize, Clone)]
#[serde(untagged, expecting = "users must be {\"column\": NAME} or {\"columns\": [NAME, …]}")]
enum UsersForm {
    One {
        column: String,
        #[serde(default, skip_serializing_if = "is_false")]
        public: bool,
    },
    Many {
        columns: Vec<String>,
        #[serde(default, skip_serializing_if = "is_false")]
        public: bool,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl From<UsersForm> for Users {
    fn from(form: UsersForm) -> Self {
        match form {
            UsersForm::One { column, public } => Self { columns: vec![column], public },
            UsersForm::Many { columns, public } => Self { columns, public },
        }
    }
}

impl From<Users> for UsersForm {
    fn from(users: Users) -> Self {
        match <[String; 1]>::try_from(users.columns) {
            Ok([column]) => Self::One { column, public: users.public },
            Err(columns) => Self::Many { columns, public: users.public },
        }
    }
}

/// "Within `minutes` by `mode`".
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Standard {
    /// How people travel.
    #[serde(default)]
    pub mode: Mode,
    /// The longest acceptable journey, minutes, > 0.
    pub minutes: f64,
    /// Whose legs.
    #[serde(default)]
    pub profile: Profile,
}

impl Default for Standard {
    fn default() -> Self {
        Self { mode: Mode::StraightLine, minutes: 20.0, profile: Profile::Normal }
    }
}

/// How people travel to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// On foot, haversine metres × circuity; needs no other data.
    #[default]
    StraightLine,
    /// On foot over the street network.
    Walk,
    /// On foot and by timetabled bus.
    Bus,
}

/// Whose walking speed and needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// The settings' walking speed.
    #[default]
    Normal,
    /// Three quarters of it.
    Slow,
    /// Normal speed, no steps.
    StepFree,
}
