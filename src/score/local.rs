//! One locality's residents, wherever they go: coverage, journeys and rules as they alone meet them.

use super::access::{longer, or_unreachable};
use super::findings::{Findings, Verdict};
use super::{Facts, Scorer};

/// What an option means for the residents of one locality.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LocalFindings {
    /// Residents.
    pub people: f64,
    /// Need-weighted coverage of all services together, a share: `Σ_s weight·(Σ w within ÷ Σ w) ÷ Σ_s weight` over the
    /// locality's areas; a service that nobody there uses leaves both sums. `None` when none remains.
    pub coverage: Option<f64>,
    /// Mean minutes of those of the city's neediest fifth who live here, services by weight; *none* counts
    /// `unreachable_minutes`. `None` when none of them does.
    pub neediest_minutes: Option<f64>,
    /// Users of each service whose journey grows by more than half a minute against business as usual.
    pub longer: Vec<f64>,
    /// Users of each service whose journey shrinks so.
    pub shorter: Vec<f64>,
    /// Judgements of the blueprint for this locality: met, all.
    pub rules: (usize, usize),
}

/// Looks at an option through one locality's residents, against business as usual.
///
/// The locality's people, users and counts beyond the standard are in [`Findings::localities`]; this adds what the
/// whole city's key figures show. Summed over all localities, `longer` and `shorter` are the city's, but for people
/// who live outside every locality.
pub fn local(
    facts: &Facts<'_>,
    scorer: &Scorer,
    findings: &Findings,
    bau: &Findings,
    locality: usize,
) -> LocalFindings {
    let none = facts.settings.unreachable_minutes;
    let inside: Vec<usize> = (0..facts.dataset.areas.len())
        .filter(|area| facts.dataset.locality_of_area.get(*area) == Some(&Some(locality)))
        .collect();
    let mut found = LocalFindings {
        people: inside.iter().map(|area| scorer.population[*area]).sum(),
        ..LocalFindings::default()
    };
    let (mut covered, mut covered_weight, mut needy, mut needy_weight) = (0.0, 0.0, 0.0, 0.0);
    for (index, service) in facts.dataset.services.iter().enumerate() {
        let demand = &scorer.demand[index];
        let (now, before) = (&findings.services[index].minutes, &bau.services[index].minutes);
        let (mut all, mut within, mut fifth, mut fifth_minutes) = (0.0, 0.0, 0.0, 0.0);
        let (mut more, mut less) = (0.0, 0.0);
        for &area in &inside {
            all += demand.weight[area];
            if now[area] <= service.standard.minutes {
                within += demand.weight[area];
            }
            if let Some(neediest) = &demand.neediest_fifth {
                let people = demand.users[area] * neediest[area];
                fifth += people;
                fifth_minutes += people * or_unreachable(now[area], none);
            }
            if longer(before[area], now[area]) {
                more += demand.users[area];
            }
            if longer(now[area], before[area]) {
                less += demand.users[area];
            }
        }
        if all > 0.0 {
            covered += service.weight * within / all;
            covered_weight += service.weight;
        }
        if fifth > 0.0 {
            needy += service.weight * fifth_minutes / fifth;
            needy_weight += service.weight;
        }
        found.longer.push(more);
        found.shorter.push(less);
    }
    found.coverage = (covered_weight > 0.0).then(|| covered / covered_weight);
    found.neediest_minutes = (needy_weight > 0.0).then(|| needy / needy_weight);
    for judgement in findings.judgements.iter().filter(|judgement| judgement.locality == Some(locality)) {
        found.rules.1 += 1;
        found.rules.0 += usize::from(judgement.verdict == Verdict::Met);
    }
    found
}
