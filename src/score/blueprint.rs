//! The blueprint judged: each rule for each locality, for the city or for a site, with the numbers behind the verdict.
//!
//! An unknown input (opening hours, step-free access, users of an area) is tried both ways; where that changes the
//! verdict, the judgement is *unknown*.

use super::findings::{Judgement, Measure, Verdict};
use super::hours;
use super::timeline::State;
use super::{Facts, Scorer};
use crate::model::{Rule, RuleKind, Test, Tier};
use crate::units::percent_down;

/// The ground that a judgement is made on.
pub struct Ground<'a> {
    /// Facts and settings.
    pub facts: &'a Facts<'a>,
    /// Demand and population.
    pub scorer: &'a Scorer,
    /// The state judged.
    pub state: &'a State,
    /// Minutes to the nearest site offering each service in that state, by area.
    pub minutes: Vec<&'a [f64]>,
}

/// A verdict, its reason in words, and the number behind it.
pub type Judged = (Verdict, String, Option<Measure>);

/// Every judgement: rules in order, localities in order within a rule.
pub fn judge(ground: &Ground<'_>) -> Vec<Judgement> {
    let dataset = ground.facts.dataset;
    let mut judgements = Vec::new();
    for (index, rule) in dataset.blueprint.rules.iter().enumerate() {
        let of_all = matches!(rule.kind, RuleKind::EachLocality(_));
        let localities: Vec<Option<usize>> =
            if of_all { (0..dataset.localities.len()).map(Some).collect() } else { vec![None] };
        for locality in localities {
            let (verdict, reason, measure) = ground.judge(rule, locality);
            judgements.push(Judgement { rule: index, locality, verdict, reason, measure });
        }
    }
    judgements
}

/// Ids that a rule names and nothing has, in words.
pub fn undefined(facts: &Facts<'_>, rule: &Rule) -> Option<String> {
    let dataset = facts.dataset;
    let service = |id: &String| dataset.service_index(id).is_none().then(|| format!("service \"{id}\""));
    match &rule.kind {
        RuleKind::EachLocality(test) | RuleKind::City(test) => match test {
            Test::Tier { tier, .. } => {
                let defined = dataset.blueprint.tiers.iter().any(|known| known.id == *tier);
                (!defined).then(|| format!("tier \"{tier}\""))
            }
            Test::Count { service: id, .. } | Test::Coverage { service: id, .. } => service(id),
        },
        RuleKind::Site { site, keeps } => {
            dataset.site_index(site).is_none().then(|| format!("site \"{site}\"")).or_else(|| service(keeps))
        }
    }
}

/// The least and the most that a value can be, given what is unknown.
#[derive(Clone, Copy, PartialEq)]
struct Range<T> {
    least: T,
    most: T,
}

impl Ground<'_> {
    /// One rule, for a locality where it is asked of each, else for the city or its site.
    pub fn judge(&self, rule: &Rule, locality: Option<usize>) -> Judged {
        match &rule.kind {
            RuleKind::EachLocality(test) | RuleKind::City(test) => self.test(test, locality),
            RuleKind::Site { site, keeps } => self.site_keeps(site, keeps),
        }
    }

    fn test(&self, test: &Test, locality: Option<usize>) -> Judged {
        let dataset = self.facts.dataset;
        match test {
            Test::Tier { tier: id, at_least } => {
                let Some(tier) = dataset.blueprint.tiers.iter().find(|known| known.id == *id) else {
                    return (Verdict::Unknown, format!("no tier \"{id}\" is defined"), None);
                };
                let count = self.sites_of_tier(tier, locality);
                let verdict = agreed(by_count(count.least, *at_least), by_count(count.most, *at_least));
                let counted = if count.least == count.most {
                    count.least.to_string()
                } else {
                    format!("{} to {} (hours or step-free access unknown)", count.least, count.most)
                };
                let measure = Measure::Count { least: count.least, most: count.most, needed: *at_least };
                (verdict, format!("{counted} of {at_least} sites of tier {id}"), Some(measure))
            }
            Test::Count { service: id, at_least, or_within_minutes, share, core } => {
                let Some(service) = dataset.service_index(id) else { return no_service(id) };
                let of_share = |whole: bool| {
                    let offered = |site: &usize| {
                        let share = self.state.offer(*site, service).share;
                        share > 0.0 && (share >= 1.0) == whole
                    };
                    self.open_sites(locality).filter(offered).count()
                };
                let (whole, outreach) = (of_share(true), of_share(false));
                let count = if *core { whole } else { whole + outreach };
                let verdict = by_count(count, *at_least);
                let name = &dataset.services[service].name;
                let what = if *core { format!("offering {name} whole") } else { format!("offering {name}") };
                let mut reason = format!("{count} of {at_least} sites {what}");
                if outreach > 0 {
                    let words = if *core { "more as outreach" } else { "of them as outreach" };
                    reason = format!("{reason} ({outreach} {words})");
                }
                let measure = Some(Measure::Count { least: count, most: count, needed: *at_least });
                let Some(minutes) = *or_within_minutes else { return (verdict, reason, measure) };
                let Some(reach) = self.share_within(service, minutes, locality) else {
                    return (verdict, reason, measure);
                };
                let met_by = |within: f64| if within >= *share { Verdict::Met } else { verdict };
                let both = agreed(met_by(reach.least), met_by(reach.most));
                (
                    both,
                    format!(
                        "{reason}, or {} of {} % within {minutes} min",
                        shown(reach),
                        percent_down(*share)
                    ),
                    measure,
                )
            }
            Test::Coverage { service: id, coverage_people, partly_at, within_minutes } => {
                let Some(service) = dataset.service_index(id) else { return no_service(id) };
                let minutes = within_minutes.unwrap_or(dataset.services[service].standard.minutes);
                let name = &dataset.services[service].name;
                let Some(reach) = self.share_within(service, minutes, locality) else {
                    return (Verdict::Unknown, format!("nobody is known to use {name} here"), None);
                };
                let partly_at = partly_at.unwrap_or(coverage_people / 2.0);
                let by_share = |within: f64| {
                    if within >= *coverage_people {
                        Verdict::Met
                    } else if within >= partly_at {
                        Verdict::Partly
                    } else {
                        Verdict::NotMet
                    }
                };
                let verdict = agreed(by_share(reach.least), by_share(reach.most));
                let asked = percent_down(*coverage_people);
                let reason = format!("{} of {asked} % of users within {minutes} min of {name}", shown(reach));
                let measure = Measure::Share {
                    least: reach.least,
                    most: reach.most,
                    needed: *coverage_people,
                    beyond: self.users_in(service, locality) * (1.0 - reach.least),
                };
                (verdict, reason, Some(measure))
            }
        }
    }

    fn site_keeps(&self, site_id: &str, service_id: &str) -> Judged {
        let dataset = self.facts.dataset;
        let Some(site) = dataset.site_index(site_id) else {
            return (Verdict::Unknown, format!("there is no site \"{site_id}\""), None);
        };
        let Some(service) = dataset.service_index(service_id) else { return no_service(service_id) };
        let (name, what) = (&dataset.sites[site].name, &dataset.services[service].name);
        if self.state.sites[site].open && self.offers(site, service) {
            (Verdict::Met, format!("{name} offers {what}"), None)
        } else {
            (Verdict::NotMet, format!("{name} does not offer {what}"), None)
        }
    }

    /// Open sites that stand in a locality, or all of them.
    fn open_sites(&self, locality: Option<usize>) -> impl Iterator<Item = usize> {
        let of_site = &self.facts.dataset.locality_of_site;
        (0..of_site.len()).filter(move |&site| {
            self.state.sites[site].open && (locality.is_none() || of_site[site] == locality)
        })
    }

    fn offers(&self, site: usize, service: usize) -> bool {
        self.state.offer(site, service).share > 0.0
    }

    fn sites_of_tier(&self, tier: &Tier, locality: Option<usize>) -> Range<usize> {
        let mut count = Range { least: 0, most: 0 };
        for site in self.open_sites(locality) {
            let services = self.state.offers(site).iter().filter(|offer| offer.share > 0.0).count();
            let hours = self.state.sites[site].hours_per_week;
            let asked = |least: Option<f64>, hours: Option<f64>| {
                least.map_or(Some(true), |least| hours.map(|hours| hours >= least))
            };
            let whole = || self.state.offers(site).iter().filter(|offer| offer.share >= 1.0).count();
            let named = |id: &String| {
                self.facts.dataset.service_index(id).is_some_and(|service| self.offers(site, service))
            };
            let conditions = [
                tier.min_services.map_or(Some(true), |least| Some(services >= least)),
                tier.min_core_services.map_or(Some(true), |least| Some(whole() >= least)),
                Some(tier.services.iter().all(named)),
                asked(tier.min_hours_per_week, hours),
                asked(tier.min_evening_hours, hours::evenings(self.scorer, self.state, site)),
                asked(tier.min_weekend_hours, hours::weekend(self.scorer, self.state, site)),
                if tier.step_free == Some(true) {
                    self.facts.dataset.sites[site].step_free
                } else {
                    Some(true)
                },
            ];
            if !conditions.contains(&Some(false)) {
                count.most += 1;
                count.least += usize::from(!conditions.contains(&None));
            }
        }
        count
    }

    /// Known users of a service in a locality or the city.
    fn users_in(&self, service: usize, locality: Option<usize>) -> f64 {
        let users = &self.scorer.demand[service].users;
        match locality {
            None => users.iter().sum(),
            Some(locality) => self.scorer.areas_of[locality].iter().map(|&area| users[area]).sum(),
        }
    }

    /// The share of a service's users, in a locality or the city, within so many minutes of a site anywhere; `None`
    /// when no users are known. Areas whose users are unknown could hold any number.
    fn share_within(&self, service: usize, minutes: f64, locality: Option<usize>) -> Option<Range<f64>> {
        let dataset = self.facts.dataset;
        let here = |area: usize| locality.is_none() || dataset.locality_of_area[area] == locality;
        let demand = &self.scorer.demand[service];
        let there = self.minutes[service];
        let (mut users, mut within) = (0.0, 0.0);
        let mut count = |area: usize| {
            users += demand.users[area];
            if there[area] <= minutes {
                within += demand.users[area];
            }
        };
        match locality {
            None => (0..there.len()).for_each(&mut count),
            Some(locality) => self.scorer.areas_of[locality].iter().for_each(|&area| count(area)),
        }
        let mut unknown = [false; 2];
        for &area in demand.unknown_users.iter().filter(|&&area| here(area)) {
            unknown[usize::from(there[area] <= minutes)] = true;
        }
        let [unknown_beyond, unknown_within] = unknown;
        if users <= 0.0 {
            // Only unknown users, if any: all of them are where their areas are.
            let one_if = |yes: bool| if yes { 1.0 } else { 0.0 };
            return (unknown_beyond || unknown_within)
                .then(|| Range { least: one_if(!unknown_beyond), most: one_if(unknown_within) });
        }
        let share = within / users;
        let least = if unknown_beyond { 0.0 } else { share };
        // However many they are, whoever is known to be beyond keeps the share short of the whole.
        let most = match unknown_within {
            true if within < users => 1.0_f64.next_down(),
            true => 1.0,
            false => share,
        };
        Some(Range { least, most })
    }
}

fn by_count(count: usize, at_least: usize) -> Verdict {
    if count >= at_least {
        Verdict::Met
    } else if count >= 1 {
        Verdict::Partly
    } else {
        Verdict::NotMet
    }
}

/// The verdict, where the least and the most agree on it.
fn agreed(least: Verdict, most: Verdict) -> Verdict {
    if least == most { least } else { Verdict::Unknown }
}

fn shown(share: Range<f64>) -> String {
    if share.least == share.most {
        percent_down(share.least)
    } else {
        format!("{} to {} (users unknown)", percent_down(share.least), percent_down(share.most))
    }
}

fn no_service(id: &str) -> Judged {
    (Verdict::Unknown, format!("no service \"{id}\" is defined"), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_partly_met_from_one() {
        assert_eq!(by_count(0, 2), Verdict::NotMet);
        assert_eq!(by_count(1, 2), Verdict::Partly);
        assert_eq!(by_count(2, 2), Verdict::Met);
        assert_eq!(by_count(0, 0), Verdict::Met);
    }

    #[test]
    fn what_an_unknown_could_turn_is_unknown() {
        assert_eq!(agreed(Verdict::Met, Verdict::Met), Verdict::Met);
        assert_eq!(agreed(Verdict::NotMet, Verdict::Partly), Verdict::Unknown);
    }
}
