//! Totals and criteria, opened.

use std::collections::BTreeMap;

use super::super::OptionAppraisal;
use super::super::robust::weighed;
use super::{Explanation, Ground, area_cell, money, service_cell, setting, site_cell, term};
use crate::model::CriterionKey;
use crate::score::access::or_unreachable;

/// The weighted total.
pub(super) fn total(ground: &Ground<'_>, option: &OptionAppraisal) -> Explanation {
    let place = ground.appraisal.options.iter().position(|known| known.id == option.id).unwrap_or(0);
    let criteria = weighed(ground.appraisal);
    let all: f64 = criteria.iter().map(|criterion| criterion.weight).sum();
    let terms = criteria.iter().flat_map(|criterion| {
        let score = criterion.scores[place];
        [
            term(format!("{}: score", criterion.label), score, "of 100"),
            term(format!("{}: weight", criterion.label), criterion.weight, ""),
            term(format!("{}: part of the total", criterion.label), criterion.weight * score / all, "of 100"),
        ]
    });
    let mut notes: Vec<String> = ground
        .appraisal
        .left_out
        .iter()
        .map(|key| key.label().to_owned())
        .chain(ground.appraisal.own_left_out.iter().cloned())
        .map(|label| format!("{label} has no score for some option, so it counts in no option’s total"))
        .collect();
    if option.rank.is_none() {
        notes.push("not ranked: discarded, not feasible, or without a total".to_owned());
    }
    Explanation {
        what: format!("Weighted total of {}", option.name),
        value: option.total,
        unit: "of 100".to_owned(),
        formula: "Σ weight·score ÷ Σ weight".to_owned(),
        terms: terms.collect(),
        inputs: ground
            .plan
            .settings
            .weights
            .iter()
            .map(|(key, weight)| setting(&format!("weights.{}", key.key()), *weight))
            .collect(),
        notes,
        ..Explanation::default()
    }
}

/// A criterion of the user's own.
pub(super) fn own(option: &OptionAppraisal, id: &str) -> Option<Explanation> {
    let own = option.own.iter().find(|own| own.id == id)?;
    let reason = own.reason.clone().unwrap_or_else(|| "no reason is written".to_owned());
    Some(Explanation {
        what: format!("{} of {}", own.name, option.name),
        value: own.score,
        unit: "of 100".to_owned(),
        formula: "a judgement, as written in the plan".to_owned(),
        terms: vec![term("weight", own.weight, "")],
        notes: vec![reason],
        ..Explanation::default()
    })
}

/// A criterion: its raw value, and its score between its references.
pub(super) fn criterion(ground: &Ground<'_>, option: &OptionAppraisal, key: CriterionKey) -> Explanation {
    let mut opened = match key {
        CriterionKey::Access => access(ground, option),
        CriterionKey::Cost => money::running_cost(ground, option),
        CriterionKey::Equality => equality(ground, option),
        CriterionKey::OneStop => one_stop(ground, option),
        CriterionKey::Hours => hours(ground, option),
        CriterionKey::Carbon => carbon(ground, option),
        CriterionKey::Blueprint => blueprint(ground, option),
        CriterionKey::Space => Explanation {
            formula: "Σ min(floor used by services, floor) ÷ Σ floor, over open buildings with a known floor area"
                .to_owned(),
            ..Explanation::default()
        },
        CriterionKey::Desks => Explanation {
            formula: "known public desks of open buildings that offer a service ÷ residents × 1,000".to_owned(),
            ..Explanation::default()
        },
        CriterionKey::Capacity => Explanation {
            formula: "Σ_services weight × share of users with less than half of today's citywide supply a head in reach (E2SFCA) ÷ Σ weights"
                .to_owned(),
            ..Explanation::default()
        },
    };
    let scored = option.criterion(key);
    opened.what = format!("{} of {}", key.label(), option.name);
    opened.value = scored.value;
    key.unit().clone_into(&mut opened.unit);
    if let Some([worst, best]) = ground.appraisal.scales.get(&key) {
        opened.terms.push(term("reference that scores 0", *worst, key.unit()));
        opened.terms.push(term("reference that scores 100", *best, key.unit()));
        opened.inputs.push(setting(&format!("scales.{}[0]", key.key()), *worst));
        opened.inputs.push(setting(&format!("scales.{}[1]", key.key()), *best));
    }
    opened.terms.push(term("score = 100·(value − worst) ÷ (best − worst)", scored.score, "of 100"));
    opened.terms.push(term("weight", scored.weight, ""));
    if scored.clamped {
        opened.notes.push("the value lies outside its references; the score is held at the end".to_owned());
    }
    opened
}

fn access(ground: &Ground<'_>, option: &OptionAppraisal) -> Explanation {
    let dataset = ground.facts.dataset;
    let mut opened = Explanation {
        formula: "Σ_s weight·coverage ÷ Σ_s weight, coverage = demand within the standard ÷ demand"
            .to_owned(),
        ..Explanation::default()
    };
    for (index, (service, found)) in dataset.services.iter().zip(&option.findings.services).enumerate() {
        opened.terms.push(term(
            format!("{}: coverage by need", service.name),
            found.coverage_need.or(Some(0.0)),
            "share",
        ));
        opened.terms.push(term(format!("{}: weight", service.name), service.weight, ""));
        opened.inputs.push(service_cell(dataset, index, "weight", service.weight));
    }
    opened.notes.push("open a service’s own coverage with SERVICE.coverage_need".to_owned());
    opened
}

fn equality(ground: &Ground<'_>, option: &OptionAppraisal) -> Explanation {
    let (dataset, none) = (ground.facts.dataset, ground.facts.settings.unreachable_minutes);
    let mut opened = Explanation {
        formula: "Σ_s weight·mean minutes of the neediest fifth ÷ Σ_s weight; no way there counts unreachable_minutes".to_owned(),
        inputs: vec![setting("unreachable_minutes", none)],
        ..Explanation::default()
    };
    for (index, service) in dataset.services.iter().enumerate() {
        let demand = &ground.scorer.demand[index];
        let Some(fifth) = &demand.neediest_fifth else { continue };
        let (mut people, mut minutes) = (0.0, 0.0);
        for ((users, share), &there) in
            demand.users.iter().zip(fifth).zip(&option.findings.services[index].minutes)
        {
            people += users * share;
            minutes += users * share * or_unreachable(there, none);
        }
        if people > 0.0 {
            opened.terms.push(term(
                format!("{}: users in the neediest fifth", service.name),
                people,
                "people",
            ));
            opened.terms.push(term(
                format!("{}: their mean minutes", service.name),
                minutes / people,
                "minutes",
            ));
            opened.terms.push(term(format!("{}: weight", service.name), service.weight, ""));
        }
    }
    opened
}

fn one_stop(ground: &Ground<'_>, option: &OptionAppraisal) -> Explanation {
    let dataset = ground.facts.dataset;
    let mut most = vec![0_usize; dataset.areas.len()];
    for (site, found) in option.findings.sites.iter().enumerate() {
        let mut here: BTreeMap<usize, usize> = BTreeMap::new();
        for &(service, _) in &found.services {
            let minutes = dataset.services[service].standard.minutes;
            let matrix = ground.facts.times.of_service(service);
            matrix.near(site, minutes).each(minutes, |area, _| *here.entry(area).or_default() += 1);
        }
        for (area, count) in here {
            most[area] = most[area].max(count);
        }
    }
    let population = &ground.scorer.population;
    let terms = (0..=dataset.services.len()).filter_map(|count| {
        let people: f64 =
            most.iter().zip(population).filter(|(most, _)| **most == count).map(|(_, people)| people).sum();
        (people > 0.0).then(|| {
            term(format!("residents who reach at most {count} services at one site"), people, "people")
        })
    });
    Explanation {
        formula: "Σ residents·most services at one site within their standards ÷ Σ residents".to_owned(),
        terms: terms.collect(),
        inputs: (0..dataset.areas.len())
            .map(|area| area_cell(dataset, area, crate::model::Columns::POPULATION))
            .collect(),
        ..Explanation::default()
    }
}

fn hours(ground: &Ground<'_>, option: &OptionAppraisal) -> Explanation {
    let dataset = ground.facts.dataset;
    let mut opened = Explanation {
        formula: "Σ_s weight·mean over users of the longest weekly hours within the standard ÷ Σ_s weight"
            .to_owned(),
        ..Explanation::default()
    };
    for (index, service) in dataset.services.iter().enumerate() {
        let users = &ground.scorer.demand[index].users;
        let mut longest = vec![0.0_f64; users.len()];
        for (site, found) in option.findings.sites.iter().enumerate() {
            let share = found.services.iter().find(|(known, _)| *known == index).map(|(_, share)| *share);
            let Some((hours, share)) = found.hours_per_week.zip(share) else { continue };
            let most = service.standard.minutes;
            ground.facts.times.of_service(index).near(site, most).each(most, |area, _| {
                longest[area] = longest[area].max(hours * share);
            });
        }
        let people: f64 = users.iter().sum();
        let sum: f64 = users.iter().zip(&longest).map(|(people, hours)| people * hours).sum();
        let mean = if people > 0.0 { sum / people } else { 0.0 };
        opened.terms.push(term(format!("{}: hours in reach", service.name), mean, "hours/week"));
        opened.terms.push(term(format!("{}: weight", service.name), service.weight, ""));
    }
    for (site, found) in
        option.findings.sites.iter().enumerate().filter(|(_, found)| !found.services.is_empty())
    {
        opened.inputs.push(site_cell(dataset, site, "hours_per_week", found.hours_per_week));
    }
    opened
}

fn carbon(ground: &Ground<'_>, option: &OptionAppraisal) -> Explanation {
    let (dataset, factors) = (ground.facts.dataset, &ground.facts.settings.carbon_kg_per_kwh);
    let mut opened = Explanation {
        formula: "Σ open sites (electricity·factor + gas·factor)·(1 − share saved in place)".to_owned(),
        inputs: vec![
            setting("carbon_kg_per_kwh.electricity", factors.electricity),
            setting("carbon_kg_per_kwh.gas", factors.gas),
        ],
        notes: vec![format!("factors: {}", factors.source)],
        ..Explanation::default()
    };
    for (site, _) in option.findings.sites.iter().enumerate().filter(|(_, found)| found.open) {
        let facts = &dataset.sites[site];
        let decided = ground.plan.option(&option.id).and_then(|plan| plan.sites.get(&facts.id));
        let saved = decided.and_then(|decision| decision.reduce_share).unwrap_or(0.0);
        let kg = (facts.electricity_kwh.unwrap_or(0.0) * factors.electricity
            + facts.gas_kwh.unwrap_or(0.0) * factors.gas)
            * (1.0 - saved);
        let known = facts.electricity_kwh.is_some() || facts.gas_kwh.is_some();
        opened.terms.push(term(facts.name.clone(), known.then_some(kg), "kg CO2e/year"));
        opened.inputs.push(site_cell(dataset, site, "electricity_kwh", facts.electricity_kwh));
        opened.inputs.push(site_cell(dataset, site, "gas_kwh", facts.gas_kwh));
    }
    opened
}

fn blueprint(ground: &Ground<'_>, option: &OptionAppraisal) -> Explanation {
    let dataset = ground.facts.dataset;
    let (met, all) = option.findings.rules_met();
    let mut terms = vec![term("judgements met", met as f64, ""), term("judgements", all as f64, "")];
    terms.extend(option.findings.judgements.iter().map(|judgement| {
        let rule = &dataset.blueprint.rules[judgement.rule].id;
        let place = judgement.locality.map_or("city", |locality| dataset.localities[locality].name.as_str());
        let words =
            format!("{rule}, {place}: {} ({})", judgement.verdict.label().to_lowercase(), judgement.reason);
        term(words, f64::from(u8::from(judgement.verdict == crate::score::Verdict::Met)), "met")
    }));
    Explanation { formula: "judgements met ÷ all judgements".to_owned(), terms, ..Explanation::default() }
}
