//! Dataset, travel times and Plan → the problem that is searched, with a label for every rule.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::{Dataset, Plan, Rule as BlueprintRule, RuleKind, Site, Test};
use crate::reach::TravelTimes;
use crate::score::need::{self, Demand as ScoredDemand};
use crate::score::timeline::delivery;
use crate::solve::{Demand, Layout, MOST_SERVICES, Place, Problem, Reach, Reached, Rule, Services};
use crate::units::{counted, percent_down, pounds};

/// What is searched, in words where a person is told.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The problem; its price is 0 and set by the sweep.
    pub problem: Problem,
    /// What each rule says.
    pub labels: Vec<String>,
    /// What was assumed where the facts are silent.
    pub assumed: Vec<String>,
    /// Business as usual.
    pub today: Layout,
}

/// Pairs of area and site that are searched as one: a region of 2,800 areas and 1,200 sites has 3.4 million, England 169.
pub const MOST_PAIRS: usize = 40_000_000;

/// Puts a plan's settings and the facts into a problem.
///
/// Fails when the settings name a site or locality that is not there, or there are no services, or more than
/// [`MOST_SERVICES`], or more areas times sites than [`MOST_PAIRS`].
pub fn ask(dataset: &Dataset, times: &TravelTimes, plan: &Plan) -> Result<Asked> {
    let services = dataset.services.len();
    if services == 0 || dataset.sites.is_empty() {
        return Err(Error::Plan("there is nothing to search: no site, or no service".to_owned()));
    }
    if services > MOST_SERVICES {
        return Err(Error::Plan(format!(
            "find looks at up to {MOST_SERVICES} services at once and there are {services}; leave some out of services.json"
        )));
    }
    let (areas, sites) = (dataset.areas.len(), dataset.sites.len());
    if areas.saturating_mul(sites) > MOST_PAIRS {
        return Err(Error::Plan(format!(
            "{areas} areas and {sites} sites are too many to be searched as one; search each locality by itself (find --each-locality)"
        )));
    }
    let scored: Vec<ScoredDemand> = dataset
        .services
        .iter()
        .map(|service| need::demand(dataset, service, plan.settings.need_multiplier))
        .collect();
    let today: Vec<Services> = dataset.sites.iter().map(|site| services_of(dataset, site)).collect();
    let mut asking = Asking { dataset, times, scored: &scored, rules: Vec::new(), labels: Vec::new() };
    asking.settings(plan)?;
    asking.hosting(&today);
    for service in 0..services {
        let name = &dataset.services[service].name;
        let rule = Rule::Offering { service, among: all_sites(dataset), least: 1, or: None };
        asking.rule(rule, format!("{name} is offered somewhere"));
    }
    for rule in &dataset.blueprint.rules {
        asking.blueprint(rule);
    }
    asking.room(&today);
    let (rules, labels) = (asking.rules, asking.labels);
    let mut assumed = Vec::new();
    let sites = places(dataset, &mut assumed);
    let unchecked: Vec<&str> = dataset
        .sites
        .iter()
        .filter(|site| site.floor_area_m2.is_none())
        .map(|site| site.name.as_str())
        .collect();
    if !unchecked.is_empty() {
        assumed.push(format!(
            "Floor space is not checked at {} whose floor area is unknown: {}",
            counted(unchecked.len(), "site"),
            unchecked.join(", ")
        ));
    }
    let problem = Problem {
        sites,
        demands: demands(dataset, times, &scored),
        space: dataset.services.iter().map(|service| service.space_m2).collect(),
        saving: plan.settings.co_location_saving,
        unreachable: plan.settings.unreachable_minutes,
        price: 0.0,
        rules,
    };
    let today = Layout { open: vec![true; dataset.sites.len()], offers: today };
    Ok(Asked { problem, labels, assumed, today })
}

fn all_sites(dataset: &Dataset) -> Vec<usize> {
    (0..dataset.sites.len()).collect()
}

fn services_of(dataset: &Dataset, site: &Site) -> Services {
    let known = site.services.iter().filter_map(|id| dataset.service_index(id));
    known.fold(0, |set, service| set | 1 << service)
}

/// What each site costs; an unknown running cost counts as the median of the known net costs.
fn places(dataset: &Dataset, assumed: &mut Vec<String>) -> Vec<Place> {
    let net = |site: &Site| site.running_cost_gbp.map(|gbp| gbp - site.income_gbp.unwrap_or(0.0));
    let mut known: Vec<f64> = dataset.sites.iter().filter_map(net).collect();
    known.sort_by(f64::total_cmp);
    let median = match known.len() {
        0 => 0.0,
        count if count % 2 == 1 => known[count / 2],
        count => f64::midpoint(known[count / 2 - 1], known[count / 2]),
    };
    let unknown: Vec<&str> =
        dataset.sites.iter().filter(|site| net(site).is_none()).map(|site| site.name.as_str()).collect();
    if !unknown.is_empty() {
        assumed.push(format!(
            "An unknown running cost counts as the median of the known net costs, {} a year, at {}: {}",
            pounds(median),
            counted(unknown.len(), "site"),
            unknown.join(", ")
        ));
    }
    dataset
        .sites
        .iter()
        .enumerate()
        .map(|(index, site)| Place {
            cost: net(site).unwrap_or(median),
            only_if_used: site.partner.is_some(),
            delivery: (0..dataset.services.len()).map(|service| delivery(dataset, index, service)).collect(),
        })
        .collect()
}

fn demands(dataset: &Dataset, times: &TravelTimes, scored: &[ScoredDemand]) -> Vec<Demand> {
    let mut shared: Vec<(usize, Arc<Vec<f64>>)> = Vec::new();
    dataset
        .services
        .iter()
        .enumerate()
        .map(|(index, service)| {
            let matrix = times.of_service(index);
            let same = shared.iter().find(|(held, _)| std::ptr::eq(times.of_service(*held), matrix));
            let minutes = same.map_or_else(
                || {
                    Arc::new(
                        (0..dataset.sites.len()).flat_map(|site| matrix.to_site(site).into_owned()).collect(),
                    )
                },
                |(_, minutes)| Arc::clone(minutes),
            );
            shared.push((index, Arc::clone(&minutes)));
            let weight = scored[index].weight.iter().map(|weight| weight * service.weight).collect();
            Demand { weight, minutes }
        })
        .collect()
}

struct Asking<'a> {
    dataset: &'a Dataset,
    times: &'a TravelTimes,
    scored: &'a [ScoredDemand],
    rules: Vec<Rule>,
    labels: Vec<String>,
}

impl Asking<'_> {
    fn rule(&mut self, rule: Rule, label: String) {
        self.rules.push(rule);
        self.labels.push(label);
    }

    fn site(&self, id: &str, setting: &str) -> Result<usize> {
        let unknown =
            || Error::Plan(format!("settings.find.{setting} names site \"{id}\", which does not exist"));
        self.dataset.site_index(id).ok_or_else(unknown)
    }

    /// What the user asks for.
    fn settings(&mut self, plan: &Plan) -> Result<()> {
        let find = &plan.settings.find;
        let dataset = self.dataset;
        let name = |site: usize| &dataset.sites[site].name;
        for id in &find.must_open {
            let site = self.site(id, "must_open")?;
            self.rule(Rule::Open(site), format!("{} must stay open (asked)", name(site)));
        }
        for id in &find.must_close {
            let site = self.site(id, "must_close")?;
            self.rule(Rule::Shut(site), format!("{} must close (asked)", name(site)));
        }
        if let Some(may_close) = &find.may_close {
            let mut may = vec![false; dataset.sites.len()];
            for id in may_close {
                may[self.site(id, "may_close")?] = true;
            }
            for site in (0..may.len()).filter(|&site| !may[site]) {
                self.rule(Rule::Open(site), format!("{} is not among the sites that may close", name(site)));
            }
        }
        for (site, facts) in dataset.sites.iter().enumerate() {
            if let Some(reason) = &facts.keep {
                self.rule(Rule::Open(site), format!("{} must be kept: {reason}", facts.name));
            }
        }
        if find.min_sites.is_some() || find.max_sites.is_some() {
            let (least, most) = (find.min_sites.unwrap_or(0), find.max_sites.unwrap_or(usize::MAX));
            if find.min_sites.is_some() {
                let rule =
                    Rule::Sites { among: all_sites(dataset), least, most: dataset.sites.len().max(least) };
                self.rule(rule, format!("At least {least} sites stay open"));
            }
            if find.max_sites.is_some() {
                let rule = Rule::Sites { among: all_sites(dataset), least: 0, most };
                self.rule(rule, format!("At most {most} sites stay open"));
            }
        }
        for (id, &[least, most]) in &find.per_locality {
            let Some(locality) = dataset.localities.iter().position(|locality| locality.id == *id) else {
                return Err(Error::Plan(format!(
                    "settings.find.per_locality names locality \"{id}\", which does not exist"
                )));
            };
            let label = format!("{}: {least} to {most} open sites", dataset.localities[locality].name);
            self.rule(Rule::Sites { among: self.sites_in(Some(locality)), least, most }, label);
        }
        if let Some(gbp) = find.max_cost_gbp {
            self.rule(Rule::MaxCost(gbp), format!("Running cost is at most {} a year", pounds(gbp)));
        }
        Ok(())
    }

    /// What buildings cannot take.
    fn hosting(&mut self, today: &[Services]) {
        for (site, facts) in self.dataset.sites.iter().enumerate() {
            let named = facts.cannot_host.iter().filter_map(|id| self.dataset.service_index(id));
            let services = named.fold(0, |set, service| set | 1 << service) & !today[site];
            if services != 0 {
                let refused: Vec<&str> = (0..self.dataset.services.len())
                    .filter(|service| services >> service & 1 == 1)
                    .map(|service| self.dataset.services[service].name.as_str())
                    .collect();
                let label = format!("{} cannot host {}", facts.name, refused.join(", "));
                self.rule(Rule::CannotHost { site, services }, label);
            }
        }
    }

    fn room(&mut self, today: &[Services]) {
        for (site, facts) in self.dataset.sites.iter().enumerate() {
            let Some(floor) = facts.floor_area_m2 else { continue };
            let space = self.dataset.services.iter().enumerate();
            let used: f64 =
                space.filter(|(service, _)| today[site] >> service & 1 == 1).map(|(_, s)| s.space_m2).sum();
            let m2 = floor.max(used);
            self.rule(Rule::Room { site, m2 }, format!("{} has {m2:.0} m² for services", facts.name));
        }
    }

    fn sites_in(&self, locality: Option<usize>) -> Vec<usize> {
        let of_site = &self.dataset.locality_of_site;
        (0..of_site.len()).filter(|&site| locality.is_none() || of_site[site] == locality).collect()
    }

    /// One rule of the blueprint; what is unknown counts as not met.
    fn blueprint(&mut self, rule: &BlueprintRule) {
        let dataset = self.dataset;
        let title = rule.name.as_ref().unwrap_or(&rule.id);
        match &rule.kind {
            RuleKind::EachLocality(test) => {
                for (index, locality) in dataset.localities.iter().enumerate() {
                    self.test(test, Some(index), &format!("{title}: {}", locality.name));
                }
            }
            RuleKind::City(test) => self.test(test, None, title),
            RuleKind::Site { site, keeps } => {
                let known = dataset.site_index(site).zip(dataset.service_index(keeps));
                let rule = known.map_or(Rule::Never, |(site, service)| Rule::Offers { site, service });
                let why =
                    if known.is_some() { "" } else { " (it names a site or service that does not exist)" };
                self.rule(rule, format!("{title}{why}"));
            }
        }
    }

    fn test(&mut self, test: &Test, locality: Option<usize>, title: &str) {
        let dataset = self.dataset;
        let among = self.sites_in(locality);
        let undefined = |what: &str, id: &str| format!("{title} (no {what} \"{id}\" is defined)");
        match test {
            Test::Tier { tier: id, at_least } => {
                let Some(tier) = dataset.blueprint.tiers.iter().find(|known| known.id == *id) else {
                    return self.rule(Rule::Never, undefined("tier", id));
                };
                let fit = |&site: &usize| {
                    let facts = &dataset.sites[site];
                    let hours = tier.min_hours_per_week;
                    let asked = |least: Option<f64>, known: Option<f64>| {
                        least.is_none_or(|least| known.is_some_and(|hours| hours >= least))
                    };
                    let week = facts.opening_hours.as_deref().and_then(crate::hours::week);
                    asked(hours, facts.hours_per_week)
                        && asked(tier.min_evening_hours, week.map(|week| week.evenings))
                        && asked(tier.min_weekend_hours, week.map(|week| week.weekend))
                        && (tier.step_free != Some(true) || facts.step_free == Some(true))
                };
                let named = |id: &String| dataset.service_index(id).map(|service| 1 << service);
                let with: Option<Vec<Services>> = tier.services.iter().map(named).collect();
                let Some(with) = with else {
                    let title = format!("{title} (tier {id} names a service that does not exist)");
                    return self.rule(Rule::Never, title);
                };
                let rule = Rule::Hubs {
                    with: with.into_iter().fold(0, |all, service| all | service),
                    among: among.into_iter().filter(fit).collect(),
                    services: tier.min_services.unwrap_or(0).max(tier.min_core_services.unwrap_or(0)),
                    least: *at_least,
                };
                self.rule(rule, format!("{title} (at least {at_least} of tier {id})"));
            }
            // Here every service is offered whole, so a core offer is any offer.
            Test::Count { service: id, at_least, or_within_minutes, share, core: _ } => {
                let Some(service) = dataset.service_index(id) else {
                    return self.rule(Rule::Never, undefined("service", id));
                };
                let or = or_within_minutes.and_then(|minutes| self.reach(service, minutes, *share, locality));
                let rule = Rule::Offering { service, among, least: *at_least, or };
                self.rule(
                    rule,
                    format!("{title} (at least {at_least} offering {})", dataset.services[service].name),
                );
            }
            Test::Coverage { service: id, coverage_people, within_minutes, .. } => {
                let Some(service) = dataset.service_index(id) else {
                    return self.rule(Rule::Never, undefined("service", id));
                };
                let minutes = within_minutes.unwrap_or(dataset.services[service].standard.minutes);
                let name = &dataset.services[service].name;
                match self.reach(service, minutes, *coverage_people, locality) {
                    Some(reach) => {
                        let asked = percent_down(*coverage_people);
                        let label = format!("{title} ({asked} % of users within {minutes} min of {name})");
                        self.rule(Rule::Reach(reach), label);
                    }
                    None => self.rule(Rule::Never, format!("{title} (nobody is known to use {name} here)")),
                }
            }
        }
    }

    /// Who is within how many minutes of where; `None` when nobody is known to use the service.
    fn reach(&self, service: usize, minutes: f64, share: f64, locality: Option<usize>) -> Option<Reach> {
        let dataset = self.dataset;
        let matrix = self.times.of_service(service);
        let demand = &self.scored[service];
        let here = |area: usize| locality.is_none() || dataset.locality_of_area[area] == locality;
        let sites = |area: usize| -> Vec<u32> {
            (0..dataset.sites.len())
                .filter(|&site| matrix.minutes(area, site) <= minutes)
                .filter_map(|site| u32::try_from(site).ok())
                .collect()
        };
        let groups: Vec<Reached> = (0..dataset.areas.len())
            .filter(|&area| here(area) && demand.users[area] > 0.0)
            .map(|area| Reached { people: demand.users[area], sites: sites(area) })
            .collect();
        let certain: Vec<Vec<u32>> =
            demand.unknown_users.iter().filter(|&&area| here(area)).map(|&area| sites(area)).collect();
        (!groups.is_empty() || !certain.is_empty()).then_some(Reach { service, groups, share, certain })
    }
}
