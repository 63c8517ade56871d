//! Statutory duties: which ones an option triggers, at which site, and what must be shown.

use super::OptionAppraisal;
use crate::model::{Action, AfterUse, Dataset, Duty, DutyTable, OptionPlan, Plan, Site, Trigger};
use crate::score::{Findings, SiteFindings};

/// A duty that an option triggers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triggered {
    /// The duty.
    pub duty: Duty,
    /// Where and by what; empty when it is the option as a whole.
    pub places: Vec<Place>,
}

/// Where a duty is triggered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Site, by index.
    pub site: usize,
    /// Service, by index.
    pub service: Option<usize>,
    /// What happens there, in words.
    pub what: String,
    /// True when a fact that decides it is unknown: it is to be checked.
    pub to_check: bool,
}

/// The duties that an option triggers, in the order of the table; none for business as usual.
pub fn triggered(
    dataset: &Dataset,
    plan: &Plan,
    table: &DutyTable,
    bau: &Findings,
    option: &OptionAppraisal,
) -> Vec<Triggered> {
    let Some(decided) = plan.option(&option.id) else { return Vec::new() };
    let before = &bau.sites;
    let changed = before.iter().zip(&option.findings.sites).any(|(before, now)| before != now);
    table
        .duties
        .iter()
        .filter_map(|duty| {
            let places: Vec<Place> = (0..dataset.sites.len())
                .flat_map(|site| {
                    let seen = Seen {
                        dataset,
                        decided,
                        site,
                        before: &before[site],
                        now: &option.findings.sites[site],
                    };
                    seen.places(duty.trigger)
                })
                .collect();
            let whole = duty.trigger == Trigger::AnyChange && changed;
            (whole || !places.is_empty()).then(|| Triggered { duty: duty.clone(), places })
        })
        .collect()
}

/// One site before and now.
struct Seen<'a> {
    dataset: &'a Dataset,
    decided: &'a OptionPlan,
    site: usize,
    before: &'a SiteFindings,
    now: &'a SiteFindings,
}

impl Seen<'_> {
    fn facts(&self) -> &Site {
        &self.dataset.sites[self.site]
    }

    fn closes(&self) -> bool {
        self.now.action == Action::Close && self.before.open && !self.now.open
    }

    fn gains(&self) -> bool {
        let held = |service: usize| self.before.services.iter().any(|(known, _)| *known == service);
        self.now.services.iter().any(|(service, _)| !held(*service))
    }

    fn place(&self, service: Option<usize>, what: impl Into<String>, to_check: bool) -> Place {
        Place { site: self.site, service, what: what.into(), to_check }
    }

    fn places(&self, trigger: Trigger) -> Vec<Place> {
        let works = if self.closes() {
            Some("closes")
        } else {
            self.gains().then_some("is fitted out for more services")
        };
        match trigger {
            Trigger::AnyChange => Vec::new(),
            Trigger::Library => self.of_services("library"),
            Trigger::ChildrensCentre => self.of_services("childrens_centre"),
            Trigger::CommunityValue => {
                let listed = self.of_community_value();
                let counts = self.closes() && listed != Some(false);
                let what = if listed.is_none() {
                    "closes; whether it is listed as of community value is not known"
                } else {
                    "closes, and is listed as of community value"
                };
                counts.then(|| self.place(None, what, listed.is_none())).into_iter().collect()
            }
            Trigger::Disposal => {
                let after = self.decided.sites.get(&self.facts().id).and_then(|decision| decision.after_use);
                let what = match after {
                    Some(AfterUse::Dispose) => "is sold",
                    Some(AfterUse::CommunityTransfer) => "is given to the community",
                    Some(AfterUse::Let) => "is let",
                    _ => return Vec::new(),
                };
                self.closes().then(|| self.place(None, what, false)).into_iter().collect()
            }
            Trigger::Listed => match (works, self.facts().listed) {
                (Some(what), Some(true)) => {
                    vec![self.place(None, format!("a listed building {what}"), false)]
                }
                (Some(what), None) => {
                    vec![self.place(
                        None,
                        format!("{what}; whether it is a listed building is not known"),
                        true,
                    )]
                }
                _ => Vec::new(),
            },
            Trigger::Lease => {
                let tenure = self.facts().tenure.as_deref().map(str::to_lowercase);
                let held = |word: &str| tenure.as_deref().is_some_and(|tenure| tenure.contains(word));
                match (works, &tenure) {
                    (Some(what), None) => {
                        vec![self.place(None, format!("{what}; its tenure is not known"), true)]
                    }
                    (Some(what), Some(_)) if held("lease") || held("licen") => {
                        vec![self.place(
                            None,
                            format!("held on a {}, {what}", tenure.as_deref().unwrap_or("")),
                            false,
                        )]
                    }
                    _ => Vec::new(),
                }
            }
            Trigger::Grant => self.grant(),
        }
    }

    /// Whether the building is an asset of community value; `None` when the file does not say.
    fn of_community_value(&self) -> Option<bool> {
        ["asset_of_community_value", "community_value", "acv"].iter().find_map(|name| {
            match self.facts().extra.get(*name)? {
                serde_json::Value::Bool(yes) => Some(*yes),
                serde_json::Value::String(word) => match word.to_lowercase().as_str() {
                    "yes" | "true" | "y" => Some(true),
                    "no" | "false" | "n" => Some(false),
                    _ => None,
                },
                _ => None,
            }
        })
    }

    fn grant(&self) -> Vec<Place> {
        let Some(gbp) = self.facts().clawback_gbp.filter(|gbp| *gbp > 0.0) else { return Vec::new() };
        let named = self.facts().clawback_service.as_ref();
        let leaves = named.and_then(|id| self.dataset.service_index(id)).filter(|service| {
            let offers = |site: &SiteFindings| site.services.iter().any(|(known, _)| known == service);
            offers(self.before) && !offers(self.now)
        });
        let due = if named.is_some() { leaves.is_some() || self.closes() } else { self.closes() };
        due.then(|| self.place(leaves, format!("{} of grant falls due", crate::units::pounds(gbp)), false))
            .into_iter()
            .collect()
    }

    /// What happens here to the services that serve a duty.
    fn of_services(&self, duty: &str) -> Vec<Place> {
        let services = self.dataset.services.iter().enumerate();
        services
            .filter(|(_, service)| service.duty.as_deref() == Some(duty))
            .filter_map(|(index, _)| {
                let share = |site: &SiteFindings| {
                    site.services.iter().find(|(known, _)| *known == index).map(|(_, share)| *share)
                };
                let hours = self.before.hours_per_week.zip(self.now.hours_per_week);
                let what = match (share(self.before), share(self.now)) {
                    (Some(_), None) if self.closes() => "ends here: the building closes".to_owned(),
                    (Some(_), None) => "leaves this building".to_owned(),
                    (None, Some(share)) if share < 1.0 => "arrives as outreach".to_owned(),
                    (None, Some(_)) => "arrives here".to_owned(),
                    (Some(before), Some(now)) if now < before => "is offered here in part only".to_owned(),
                    (Some(_), Some(_)) => {
                        let (before, now) = hours.filter(|(before, now)| now < before)?;
                        format!("opens {now:.0} instead of {before:.0} hours a week")
                    }
                    (None, None) => return None,
                };
                Some(self.place(Some(index), what, false))
            })
            .collect()
    }
}
