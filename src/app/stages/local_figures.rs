//! The key figures of one locality's residents, wherever they go, each with its change against business as usual.

use crate::model::Plan;
use crate::units;

use super::super::session::Session;
use super::super::view::View;
use super::super::widgets::Tone;
use super::figures::{Figure, difference};

/// The figures for a locality.
pub fn figures(session: &Session, view: &View, locality: usize) -> Vec<Figure> {
    let is_bau = session.option(&view.option).id == Plan::BAU;
    let now = session.local(&view.option, locality);
    let before = session.local(Plan::BAU, locality);
    let name = session.dataset.localities.get(locality).map_or("", |locality| locality.name.as_str());
    let points = now.coverage.zip(before.coverage).map_or(0.0, |(now, before)| (now - before) * 100.0);
    let minutes = now.neediest_minutes.zip(before.neediest_minutes);
    let minutes = minutes.map_or(0.0, |(now, before)| now - before);
    let rules = now.rules.0 as f64 - before.rules.0 as f64;
    vec![
        money(session, view, locality, is_bau),
        Figure {
            heading: "Coverage by need, residents".to_owned(),
            value: now.coverage.map_or_else(|| "unknown".to_owned(), units::percent_down),
            unit: "%".to_owned(),
            changes: difference(points, 1, "points", true, is_bau),
            meaning: format!(
                "Share of the users who live in {name} within the standard of each service, wherever they go; those in greater need count more; all services by their weights."
            ),
            ..Figure::default()
        },
        people(session, view, locality, is_bau),
        Figure {
            heading: "Neediest who live here".to_owned(),
            value: now.neediest_minutes.map_or_else(|| "none".to_owned(), |now| format!("{now:.1}")),
            unit: if now.neediest_minutes.is_some() { "min" } else { "" }.to_owned(),
            changes: difference(minutes, 1, "min", false, is_bau),
            meaning: format!(
                "Mean minutes to a service for those of the city’s neediest fifth who live in {name}; services with need indicators by their weights."
            ),
            ..Figure::default()
        },
        journeys(session, view, &now, is_bau),
        Figure {
            heading: "Blueprint met here".to_owned(),
            value: now.rules.0.to_string(),
            unit: format!("of {}", now.rules.1),
            changes: difference(rules, 0, "judgements", true, is_bau),
            meaning: format!("Judgements met: each rule of the blueprint that is about {name}."),
            ..Figure::default()
        },
    ]
}

fn money(session: &Session, view: &View, locality: usize, is_bau: bool) -> Figure {
    let cost = |option: &str| {
        let found = session.option(option).findings.localities.get(locality);
        found.map_or(0.0, |found| found.running_cost_gbp)
    };
    let (now, before) = (cost(&view.option), cost(Plan::BAU));
    let words = if is_bau {
        "today".to_owned()
    } else {
        format!("{} against today", units::signed((now - before) / 1000.0, 0) + "k")
    };
    Figure {
        heading: "Sites here cost".to_owned(),
        value: units::pounds_short(now),
        unit: "a year".to_owned(),
        changes: vec![("", words, Tone::Neutral)],
        meaning: "Running cost of the sites that stand in this locality, £ a year, once all is done. Sites of unknown cost are left out.".to_owned(),
        money: true,
        ..Figure::default()
    }
}

fn people(session: &Session, view: &View, locality: usize, is_bau: bool) -> Figure {
    let service = session.dataset.services.get(view.service);
    let name = service.map_or_else(String::new, |service| service.name.to_lowercase());
    let standard = service.map_or(0.0, |service| service.standard.minutes);
    let found = session.option(&view.option).findings.localities.get(locality);
    let found = found.and_then(|found| found.services.get(view.service)).copied().unwrap_or_default();
    let meaning = format!(
        "Users of {name} who live here, were within {standard:.0} minutes in business as usual and no longer are; and those newly within. Never netted."
    );
    let (heading, value, change) = if is_bau {
        (format!("Beyond {standard:.0} min"), found.people_beyond, ("", name, Tone::Neutral))
    } else {
        let tone = if found.newly_within > 0.0 { Tone::Good } else { Tone::Neutral };
        let words = format!("{} within", units::thousands(found.newly_within));
        (format!("Newly beyond {standard:.0} min"), found.newly_beyond, ("", words, tone))
    };
    Figure {
        heading,
        value: units::thousands(value),
        unit: "people".to_owned(),
        changes: vec![change],
        meaning,
        ..Figure::default()
    }
}

fn journeys(
    session: &Session,
    view: &View,
    now: &crate::score::local::LocalFindings,
    is_bau: bool,
) -> Figure {
    let service = session.dataset.services.get(view.service);
    let name = service.map_or_else(String::new, |service| service.name.to_lowercase());
    let of = |counts: &[f64]| counts.get(view.service).copied().unwrap_or(0.0);
    let (longer, shorter) = (of(&now.longer), of(&now.shorter));
    let changes = if is_bau {
        vec![("", "today".to_owned(), Tone::Neutral)]
    } else {
        let tone = if shorter > 0.0 { Tone::Good } else { Tone::Neutral };
        vec![("", format!("{} shorter", units::thousands(shorter)), tone)]
    };
    Figure {
        heading: "Longer journey".to_owned(),
        value: units::thousands(longer),
        unit: "people".to_owned(),
        changes,
        meaning: format!(
            "Users of {name} who live here and travel more than half a minute longer than in business as usual; and those who travel less."
        ),
        ..Figure::default()
    }
}
