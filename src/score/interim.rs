//! How the city fares in between: the end of each year of the horizon, while an option is being carried out.

use super::findings::{Findings, Judgement, Verdict};
use super::timeline::{State, Timeline};
use super::{Facts, Scorer, access, blueprint};
use crate::model::CriterionKey;

/// The city at the end of a financial year.
#[derive(Debug, Clone, PartialEq)]
pub struct InterimYear {
    /// First calendar year of the financial year.
    pub year: i32,
    /// Need-weighted coverage of all services.
    pub access: Option<f64>,
    /// Share of users within the standard, by service.
    pub coverage_people: Vec<Option<f64>>,
    /// Users newly beyond the standard, by service.
    pub newly_beyond: Vec<f64>,
    /// Open sites.
    pub open_sites: usize,
    /// Verdicts, in the order of the judgements.
    pub verdicts: Vec<Verdict>,
}

impl InterimYear {
    /// How many judgements have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.verdicts.iter().filter(|found| **found == verdict).count()
    }
}

/// The end of each year. Years after the last change are the steady state; what did not change is not looked at again.
pub(super) fn years(
    facts: &Facts<'_>,
    scorer: &Scorer,
    timeline: &Timeline,
    found: &Findings,
    bau: Option<&Findings>,
) -> Vec<InterimYear> {
    let mut years: Vec<InterimYear> = Vec::new();
    let mut last: Option<usize> = None;
    for year in 0..facts.settings.horizon_years {
        let end = year * 12 + 11;
        let state = timeline.states.iter().rposition(|(from, _)| *from <= end).unwrap_or(0);
        let calendar_year = facts.settings.first_year.saturating_add_unsigned(year);
        let same = last == Some(state);
        last = Some(state);
        let interim = match years.last() {
            Some(before) if same => InterimYear { year: calendar_year, ..before.clone() },
            _ if state + 1 == timeline.states.len() => steady_year(calendar_year, found),
            _ => interim(
                facts,
                scorer,
                calendar_year,
                &timeline.states[state].1,
                timeline.steady(),
                found,
                bau,
            ),
        };
        years.push(interim);
    }
    years
}

fn steady_year(year: i32, found: &Findings) -> InterimYear {
    InterimYear {
        year,
        access: found.value(CriterionKey::Access),
        coverage_people: found.services.iter().map(|service| service.coverage_people).collect(),
        newly_beyond: found.services.iter().map(|service| service.newly_beyond).collect(),
        open_sites: found.open_sites(),
        verdicts: found.judgements.iter().map(|judgement| judgement.verdict).collect(),
    }
}

fn interim(
    facts: &Facts<'_>,
    scorer: &Scorer,
    year: i32,
    state: &State,
    steady: &State,
    found: &Findings,
    bau: Option<&Findings>,
) -> InterimYear {
    let services: Vec<access::Reached<'_>> = scorer
        .demand
        .iter()
        .enumerate()
        .map(|(service, demand)| {
            let alike = |site: usize| {
                (state.offer(site, service).share > 0.0) == (steady.offer(site, service).share > 0.0)
            };
            if (0..state.sites.len()).all(alike) {
                access::Reached::of(&found.services[service])
            } else {
                access::reached(facts, demand, service, state, bau.map(|bau| &bau.services[service]))
            }
        })
        .collect();
    let minutes = services.iter().map(|service| &*service.minutes).collect();
    let judgements = blueprint::judge(&blueprint::Ground { facts, scorer, state, minutes });
    let weighed = facts
        .dataset
        .services
        .iter()
        .zip(&services)
        .map(|(service, reached)| (service.weight, reached.coverage_need.unwrap_or(0.0)));
    InterimYear {
        year,
        access: access::weighted_mean(weighed),
        coverage_people: services.iter().map(|service| service.coverage_people).collect(),
        newly_beyond: services.iter().map(|service| service.newly_beyond).collect(),
        open_sites: state.open_sites().count(),
        verdicts: judgements.iter().map(|judgement: &Judgement| judgement.verdict).collect(),
    }
}
