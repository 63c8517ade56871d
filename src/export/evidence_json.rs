//! The evidence in the JSON of `score`: who loses, groups and fifths, duties, robustness, answers to the consultation.

use serde_json::{Map, Value, json};

use super::Content;
use crate::appraise::evidence::{Basis, Effects, OptionEvidence, named};
use crate::appraise::{OptionAppraisal, duties, robust, uncertain, voice};
use crate::score::groups::GroupEffect;
use crate::score::uncertainty::Spread;
use crate::score::who_loses::Bands;

/// Adds an option's own criteria, evidence and duties.
pub(super) fn add(
    content: &Content<'_>,
    option: &OptionAppraisal,
    evidence: Option<&OptionEvidence>,
    value: &mut Value,
) {
    let (dataset, plan) = (content.dataset, content.plan);
    let own: Map<String, Value> = option
        .own
        .iter()
        .map(|own| {
            let value =
                json!({ "name": own.name, "score": own.score, "weight": own.weight, "reason": own.reason });
            (own.id.clone(), value)
        })
        .collect();
    value["own_criteria"] = Value::Object(own);
    let Some(evidence) = evidence else { return };
    let services: Map<String, Value> = dataset
        .services
        .iter()
        .zip(&evidence.services)
        .map(|(service, found)| {
            let localities: Map<String, Value> = dataset
                .localities
                .iter()
                .zip(&found.who_loses.localities)
                .map(|(locality, found)| (locality.id.clone(), bands(found)))
                .collect();
            let mut value =
                json!({ "who_loses": bands(&found.who_loses.city), "who_loses_by_locality": localities });
            value["equality"] = effects(content, &found.effects);
            (service.id.clone(), value)
        })
        .collect();
    let intersections: Vec<Value> = evidence
        .intersections
        .iter()
        .map(|here| {
            let services: Map<String, Value> = here
                .services
                .iter()
                .map(|(service, people)| (dataset.services[*service].id.clone(), json!(people)))
                .collect();
            let withdrawn: Vec<Value> = here
                .withdrawn
                .iter()
                .map(|(site, service)| json!({ "site": dataset.sites[*site].id, "service": dataset.services[*service].id }))
                .collect();
            json!({
                "locality": dataset.localities[here.locality].id, "residents": here.residents,
                "losers_by_service": services, "withdrawn": withdrawn,
            })
        })
        .collect();
    let table = plan.duty_table();
    let triggered: Vec<Value> = duties::triggered(
        dataset,
        plan,
        &table,
        &content.appraisal.bau().findings,
        option,
    )
    .iter()
    .map(|found| {
        let places: Vec<Value> = found
            .places
            .iter()
            .map(|place| {
                json!({
                    "site": dataset.sites[place.site].id,
                    "service": place.service.map(|service| &dataset.services[service].id),
                    "what": place.what, "to_check": place.to_check,
                })
            })
            .collect();
        json!({ "id": found.duty.id, "law": found.duty.law, "show": found.duty.show, "places": places })
    })
    .collect();
    value["evidence"] = json!({
        "services": services, "any_service": effects(content, &evidence.any), "intersections": intersections,
        "duties": triggered, "duties_dated": table.dated,
    });
}

fn bands(found: &Bands) -> Value {
    json!({
        "sooner": found.sooner, "same": found.same, "longer_to_5": found.to_5, "longer_5_to_10": found.to_10,
        "longer_over_10": found.beyond_10, "out_of_reach": found.out_of_reach, "newly_beyond": found.newly_beyond,
        "newly_within": found.newly_within, "person_minutes_lost": found.minutes_lost,
        "person_minutes_gained": found.minutes_gained,
    })
}

fn effects(content: &Content<'_>, found: &Effects) -> Value {
    let groups: Vec<Value> = named(content.plan, found)
        .take(found.groups.len())
        .map(|(name, unit, found)| {
            let mut value =
                found.map_or_else(|| json!({ "evidence": false }), |found| effect(content, found));
            value["name"] = json!(name);
            value["unit"] = json!(unit);
            value
        })
        .collect();
    let fifths: Vec<Value> = found.fifths.iter().map(|found| effect(content, found)).collect();
    json!({ "groups": groups, "fifths": fifths, "slope_index_before": found.slope.map(|slope| slope[0]), "slope_index_after": found.slope.map(|slope| slope[1]) })
}

fn effect(content: &Content<'_>, found: &GroupEffect) -> Value {
    let localities: Map<String, Value> = content
        .dataset
        .localities
        .iter()
        .zip(&found.localities)
        .map(|(locality, here)| {
            let value = json!({
                "total": here.total, "losers": here.losers, "gainers": here.gainers,
                "newly_beyond": here.newly_beyond, "newly_within": here.newly_within,
                "minutes_before": here.minutes.map(|minutes| minutes[0]), "minutes_after": here.minutes.map(|minutes| minutes[1]),
            });
            (locality.id.clone(), value)
        })
        .collect();
    json!({
        "evidence": true, "total": found.total, "unknown_areas": found.unknown_areas,
        "minutes_before": found.minutes_before, "minutes_after": found.minutes_after, "losers": found.losers,
        "gainers": found.gainers, "newly_beyond": found.newly_beyond, "newly_within": found.newly_within,
        "ratio": found.ratio, "flag": found.flag, "localities": localities,
    })
}

/// Adds what is about all options: robustness, ranges, characteristics without evidence, answers.
pub(super) fn add_whole(content: &Content<'_>, basis: &Basis, root: &mut Value) {
    let appraisal = content.appraisal;
    let robustness = robust::robustness(appraisal, content.plan);
    let shares: Map<String, Value> = robustness
        .candidates
        .iter()
        .enumerate()
        .map(|(place, option)| {
            let value = json!({ "all": robustness.all[place], "around": robustness.around[place] });
            (appraisal.options[*option].id.clone(), value)
        })
        .collect();
    let switching = robust::first_two(appraisal)
        .and_then(|(first, second)| robust::switching(appraisal, &first.id, &second.id))
        .map(|found| {
            let (words, rest) = found.words(str::to_owned);
            let switches: Vec<Value> = found
                .switches
                .iter()
                .map(|switch| json!({ "criterion": found.criteria[switch.criterion], "now": switch.now, "at": switch.at, "upwards": switch.upwards }))
                .collect();
            json!({ "leader": found.leader, "rival": found.rival, "switches": switches, "words": format!("{words} {rest}").trim_end() })
        });
    root["robustness"] = json!({
        "draws": robustness.draws, "seed": robustness.seed, "criteria": robustness.criteria, "rank_shares": shares,
        "switching": switching,
    });
    let uncertainty = uncertain::uncertainty(content.dataset, content.plan, appraisal);
    let spread = |found: &Spread| json!({ "p10": found.p10, "p50": found.p50, "p90": found.p90 });
    let options: Map<String, Value> = appraisal
        .options
        .iter()
        .zip(uncertainty.options.iter().zip(&uncertainty.tornado))
        .map(|(option, (found, bars))| {
            let bars: Vec<Value> = bars
                .iter()
                .map(|bar| json!({ "input": bar.label, "range": bar.range, "net_present_saving_gbp": bar.saving }))
                .collect();
            let value = json!({
                "saving_gbp": spread(&found.saving), "net_present_cost_gbp": spread(&found.net_present_cost),
                "cheaper_share": found.cheaper, "on_target_share": found.on_target,
                "people_beyond": spread(&found.people_beyond), "tornado": bars,
            });
            (option.id.clone(), value)
        })
        .collect();
    root["uncertainty"] = json!({ "draws": uncertainty.draws, "options": options });
    let gaps: Vec<Value> = basis
        .no_evidence
        .iter()
        .map(|gap| json!({ "characteristic": gap.key, "label": gap.label, "source": gap.source }))
        .collect();
    root["no_evidence"] = Value::Array(gaps);
    root["own_left_out"] = json!(appraisal.own_left_out);
    if !content.dataset.responses.is_empty() {
        root["responses"] = responses(content);
    }
}

/// Answers as the public may see them.
fn responses(content: &Content<'_>) -> Value {
    let shown = |counts: &voice::Shown| json!({ "agree": counts[0], "neither": counts[1], "disagree": counts[2], "not_said": counts[3], "all": counts[4] });
    let about: Vec<Value> = voice::public(content.dataset, content.plan)
        .iter()
        .map(|about| {
            let ids = content.dataset.localities.iter().map(|locality| Value::from(locality.id.clone()));
            let localities: Vec<Value> = ids
                .chain([Value::Null])
                .zip(&about.localities)
                .map(|(id, counts)| json!({ "locality": id, "answers": shown(counts) }))
                .collect();
            let themes: Vec<Value> = about
                .themes
                .iter()
                .map(|(theme, counts)| json!({ "theme": theme, "answers": shown(counts) }))
                .collect();
            json!({ "about": about.about, "answers": shown(&about.city), "localities": localities, "themes": themes })
        })
        .collect();
    json!({ "suppressed_under": voice::FEWEST, "about": about })
}
