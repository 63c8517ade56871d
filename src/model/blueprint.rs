//! The blueprint: what every locality, the city, or a site should have.

use serde::{Deserialize, Serialize};

/// Tiers of hub and the rules that options are judged by, as `blueprint.json`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Blueprint {
    /// Kinds of hub.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    /// Rules, in the order written.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// What a site must have to count as a hub of this tier; a condition left out is not asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Tier {
    /// Unique text id.
    pub id: String,
    /// Least number of defined services offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_services: Option<usize>,
    /// Least opening hours a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_hours_per_week: Option<f64>,
    /// Whether it must be usable without steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_free: Option<bool>,
    /// Least number of services offered whole, not as outreach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_core_services: Option<usize>,
    /// Least opening hours a week after 18:00 from Monday to Friday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_evening_hours: Option<f64>,
    /// Least opening hours a week on Saturday and Sunday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_weekend_hours: Option<f64>,
    /// Ids of services that must be among those offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
}

/// One rule of the blueprint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RuleForm", into = "RuleForm")]
pub struct Rule {
    /// Unique text id.
    pub id: String,
    /// What to call it on screen, if the file says.
    pub name: Option<String>,
    /// What it asks, and of what.
    pub kind: RuleKind,
}

/// What a rule is asked of.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleKind {
    /// Of every locality: one judgement each.
    EachLocality(Test),
    /// Of the whole city: one judgement.
    City(Test),
    /// Of one site, that it keeps a service: one judgement.
    Site {
        /// Site id.
        site: String,
        /// Service id.
        keeps: String,
    },
}

/// What is asked of a locality or of the city.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// At least so many open sites of a tier.
    Tier {
        /// Tier id.
        tier: String,
        /// Least count.
        at_least: usize,
    },
    /// At least so many open sites offering a service, or (if asked) enough users near one anywhere.
    Count {
        /// Service id.
        service: String,
        /// Least count.
        at_least: usize,
        /// Also met when `share` of the users are within so many minutes of a site anywhere.
        or_within_minutes: Option<f64>,
        /// The share meant by `or_within_minutes`, 0 to 1.
        share: f64,
        /// True when outreach does not count: only sites that offer the service whole.
        core: bool,
    },
    /// At least a share of the service's users within reach of it.
    Coverage {
        /// Service id.
        service: String,
        /// The share that meets the rule, 0 to 1.
        coverage_people: f64,
        /// The share that meets it partly; half of `coverage_people` when left out.
        partly_at: Option<f64>,
        /// Minutes; the service's standard when left out.
        within_minutes: Option<f64>,
    },
}

/// Share of the users meant by `or_within_minutes` when the rule does not say.
const DEFAULT_SHARE: f64 = 0.9;

/// A rule as the file writes it: all keys optional, checked on conversion.
#[derive(Serialize, Deserialize, Clone, Default)]
#[serde(deny_unknown_fields)]
struct RuleForm {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    each_locality: Option<TestForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    city: Option<TestForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    site: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keeps: Option<String>,
}

#[derive(Serialize, Deserialize, Clone, Default)]
#[serde(deny_unknown_fields)]
struct TestForm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tier: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_least: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    or_within_minutes: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    coverage_people: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partly_at: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    within_minutes: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    core: Option<bool>,
}

impl TryFrom<RuleForm> for Rule {
    type Error = String;

    fn try_from(form: RuleForm) -> Result<Self, String> {
        let id = form.id;
        let kind = match (form.each_locality, form.city, form.site, form.keeps) {
            (Some(test), None, None, None) => RuleKind::EachLocality(test.into_test(&id)?),
            (None, Some(test), None, None) => RuleKind::City(test.into_test(&id)?),
            (None, None, Some(site), Some(keeps)) => RuleKind::Site { site, keeps },
            _ => {
                return Err(format!(
                    "rule \"{id}\" must have exactly one of: each_locality; city; site with keeps"
                ));
            }
        };
        Ok(Self { id, name: form.name, kind })
    }
}

impl TestForm {
    fn into_test(self, id: &str) -> Result<Test, String> {
        match (self.tier, self.service, self.at_least, self.coverage_people) {
            (Some(tier), None, at_least, None) => Ok(Test::Tier { tier, at_least: at_least.unwrap_or(1) }),
            (None, Some(service), at_least, None) => Ok(Test::Count {
                service,
                at_least: at_least.unwrap_or(1),
                or_within_minutes: self.or_within_minutes,
                share: self.share.unwrap_or(DEFAULT_SHARE),
                core: self.core.unwrap_or(false),
            }),
            (None, Some(service), None, Some(coverage_people)) => Ok(Test::Coverage {
                service,
                coverage_people,
                partly_at: self.partly_at,
                within_minutes: self.within_minutes,
            }),
            _ => Err(format!(
                "rule \"{id}\" must ask for a tier with at_least, or a service with at_least or coverage_people"
            )),
        }
    }
}

impl From<Rule> for RuleForm {
    fn from(rule: Rule) -> Self {
        let form = Self { id: rule.id, name: rule.name, ..Self::default() };
        match rule.kind {
            RuleKind::EachLocality(test) => Self { each_locality: Some(test.into()), ..form },
            RuleKind::City(test) => Self { city: Some(test.into()), ..form },
            RuleKind::Site { site, keeps } => Self { site: Some(site), keeps: Some(keeps), ..form },
        }
    }
}

impl From<Test> for TestForm {
    fn from(test: Test) -> Self {
        match test {
            Test::Tier { tier, at_least } => {
                Self { tier: Some(tier), at_least: Some(at_least), ..Self::default() }
            }
            Test::Count { service, at_least, or_within_minutes, share, core } => Self {
                core: core.then_some(true),
                service: Some(service),
                at_least: Some(at_least),
                or_within_minutes,
                share: or_within_minutes.map(|_| share),
                ..Self::default()
            },
            Test::Coverage { service, coverage_people, partly_at, within_minutes } => Self {
                service: Some(service),
                coverage_people: Some(coverage_people),
                partly_at,
                within_minutes,
                ..Self::default()
            },
        }
    }
}
