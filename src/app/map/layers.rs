//! What the areas of the map show: a class and a colour for each area, and the legend that explains them.

use egui::Color32;

use crate::score::{Findings, ServiceFindings};

use super::super::session::Session;
use super::super::theme::Tokens;
use super::super::view::Layer;
use super::breaks::Breaks;

/// Colours of all areas, and what they mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Choropleth {
    /// By area; `None` is unknown.
    pub colors: Vec<Option<Color32>>,
    /// Areas outlined as newly beyond the standard.
    pub newly_beyond: Vec<bool>,
    /// People newly beyond and newly within, by area, where dots are wanted.
    pub dots: Option<Vec<(f64, f64)>>,
    /// What is shown, with its unit.
    pub title: String,
    /// Classes, least to most.
    pub classes: Vec<(Color32, String)>,
    /// The word for the outlined areas or the dots, where there are any.
    pub marks: Vec<(Mark, String)>,
}

/// Marks that a legend explains beside the classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A red outline.
    BadOutline,
    /// A dot for people who lose.
    BadDot,
    /// A ring for people who gain.
    GoodDot,
}

/// Upper limits of the classes of minutes for a standard: five steps up to and past it.
fn minute_limits(standard: f64) -> [f64; 5] {
    // Quarter steps of the standard, then half as much again: 5, 10, 15, 20, 30 for twenty minutes.
    [0.25, 0.5, 0.75, 1.0, 1.5].map(|share| (standard * share).max(0.5))
}

fn class_of(value: f64, limits: &[f64]) -> usize {
    limits.iter().position(|limit| value <= *limit).unwrap_or(limits.len())
}

/// Every area in one quiet colour, for maps that are about places only.
pub fn quiet(session: &Session, tokens: &Tokens) -> Choropleth {
    let areas = session.dataset.areas.len();
    Choropleth {
        colors: vec![Some(tokens.sequential[1]); areas],
        newly_beyond: vec![false; areas],
        dots: None,
        title: String::new(),
        classes: Vec::new(),
        marks: Vec::new(),
    }
}

/// Quiets the areas outside one locality, so that its residents stand out.
pub fn dim_outside(session: &Session, locality: usize, tokens: &Tokens, map: &mut Choropleth) {
    for (area, of) in session.dataset.locality_of_area.iter().enumerate() {
        if *of == Some(locality) {
            continue;
        }
        if let Some(color) = map.colors.get_mut(area) {
            *color = Some(tokens.map_bg);
        }
        if let Some(beyond) = map.newly_beyond.get_mut(area) {
            *beyond = false;
        }
        if let Some(dots) = map.dots.as_mut().and_then(|dots| dots.get_mut(area)) {
            *dots = (0.0, 0.0);
        }
    }
}

/// What the areas show of an option, changes being told against another (the second of the two).
pub fn choropleth(
    session: &Session,
    (findings, against): (&Findings, &Findings),
    layer: Layer,
    service: usize,
    breaks: Breaks,
    tokens: &Tokens,
) -> Choropleth {
    let areas = session.dataset.areas.len();
    let none = || Choropleth {
        colors: vec![None; areas],
        newly_beyond: vec![false; areas],
        dots: None,
        title: String::new(),
        classes: Vec::new(),
        marks: Vec::new(),
    };
    if layer == Layer::People {
        return people(session, breaks, tokens, none());
    }
    let (Some(facts), Some(now), Some(before)) = (
        session.dataset.services.get(service),
        findings.services.get(service),
        against.services.get(service),
    ) else {
        return Choropleth { title: "No services yet".to_owned(), ..none() };
    };
    let standard = facts.standard.minutes;
    let name = facts.name.to_lowercase();
    let change = changed(session, service, now, before, standard);
    match layer {
        Layer::Minutes => minutes(&name, standard, now, breaks, tokens, none()),
        Layer::Change => {
            let map = changes(now, before, tokens, none());
            let label = format!("Newly beyond {standard:.0} min");
            Choropleth {
                newly_beyond: change.iter().map(|(beyond, _)| *beyond > 0.0).collect(),
                title: format!("Minutes to a {name}, change"),
                marks: vec![(Mark::BadOutline, label)],
                ..map
            }
        }
        Layer::WhoLoses => Choropleth {
            colors: vec![Some(tokens.diverging[3]); areas],
            dots: Some(change),
            title: format!("Users of {name}, a dot for 100"),
            marks: vec![
                (Mark::BadDot, format!("Newly beyond {standard:.0} min")),
                (Mark::GoodDot, format!("Newly within {standard:.0} min")),
            ],
            ..none()
        },
        Layer::Need | Layer::People => need(session, &facts.name, service, breaks, tokens, none()),
    }
}

fn minutes(
    name: &str,
    standard: f64,
    now: &ServiceFindings,
    breaks: Breaks,
    tokens: &Tokens,
    map: Choropleth,
) -> Choropleth {
    let limits = match breaks {
        Breaks::Meaning => minute_limits(standard).to_vec(),
        _ => breaks.limits(&now.minutes, tokens.sequential.len()),
    };
    let colors =
        now.minutes.iter().map(|&minutes| Some(tokens.sequential[class_of(minutes, &limits)])).collect();
    Choropleth {
        colors,
        title: format!("Minutes to nearest {name}"),
        classes: ranges(&limits, &tokens.sequential),
        ..map
    }
}

fn ranges(limits: &[f64], colors: &[Color32]) -> Vec<(Color32, String)> {
    let mut classes = Vec::with_capacity(limits.len() + 1);
    for (place, &color) in colors.iter().enumerate().take(limits.len() + 1) {
        let label = match (place.checked_sub(1).and_then(|before| limits.get(before)), limits.get(place)) {
            (None, Some(most)) => format!("<{}", plain(*most)),
            (Some(least), Some(most)) => format!("{}–{}", plain(*least), plain(*most)),
            (Some(least), None) => format!("{}+", plain(*least)),
            (None, None) => String::new(),
        };
        classes.push((color, label));
    }
    classes
}

fn plain(value: f64) -> String {
    if value >= 1000.0 {
        crate::units::thousands(value)
    } else if value.abs() < 1.0 && (value * 10.0 - (value * 10.0).round()).abs() > 0.01 {
        format!("{value:.2}")
    } else if (value - value.round()).abs() < 0.05 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

fn changes(now: &ServiceFindings, before: &ServiceFindings, tokens: &Tokens, map: Choropleth) -> Choropleth {
    let limits = [-5.0, -2.0, -0.5, 0.5, 2.0, 5.0];
    let colors = now
        .minutes
        .iter()
        .zip(&before.minutes)
        .map(|(now, before)| {
            let change = if now == before { 0.0 } else { now - before };
            Some(tokens.diverging[class_of(change, &limits)])
        })
        .collect();
    let words = ["5+ sooner", "2–5", "0.5–2", "no change", "0.5–2", "2–5", "5+ longer"];
    let classes = tokens.diverging.iter().copied().zip(words.map(str::to_owned)).collect();
    Choropleth { colors, classes, ..map }
}

/// Users newly beyond and newly within the standard, by area.
fn changed(
    session: &Session,
    service: usize,
    now: &ServiceFindings,
    before: &ServiceFindings,
    standard: f64,
) -> Vec<(f64, f64)> {
    let users = session.scorer.demand.get(service).map_or(&[][..], |demand| &demand.users);
    now.minutes
        .iter()
        .zip(&before.minutes)
        .zip(users)
        .map(|((now, before), users)| match (*before <= standard, *now <= standard) {
            (true, false) => (*users, 0.0),
            (false, true) => (0.0, *users),
            _ => (0.0, 0.0),
        })
        .collect()
}

fn need(
    session: &Session,
    name: &str,
    service: usize,
    breaks: Breaks,
    tokens: &Tokens,
    map: Choropleth,
) -> Choropleth {
    let Some(demand) = session.scorer.demand.get(service) else { return map };
    let title = if demand.neediest_fifth.is_none() {
        format!("{name} counts heads: no need indicator")
    } else {
        format!("Need index, {}", name.to_lowercase())
    };
    let sixths = || [1.0 / 6.0, 2.0 / 6.0, 0.5, 4.0 / 6.0, 5.0 / 6.0].to_vec();
    let limits = if breaks == Breaks::Meaning { sixths() } else { breaks.limits(&demand.need, 6) };
    let mut colors: Vec<Option<Color32>> =
        demand.need.iter().map(|&need| Some(tokens.sequential[class_of(need, &limits)])).collect();
    for &area in &demand.unknown_need {
        if let Some(color) = colors.get_mut(area) {
            *color = None;
        }
    }
    let words = ["least", "", "", "", "", "most"];
    let classes = if breaks == Breaks::Meaning {
        tokens.sequential.iter().copied().zip(words.map(str::to_owned)).collect()
    } else {
        ranges(&limits, &tokens.sequential)
    };
    Choropleth { colors, title, classes, ..map }
}

fn people(session: &Session, breaks: Breaks, tokens: &Tokens, map: Choropleth) -> Choropleth {
    let columns = &session.dataset.columns;
    let known: Vec<f64> =
        (0..session.dataset.areas.len()).filter_map(|area| columns.population(area)).collect();
    // To two figures, so that the legend can be read.
    let mut limits: Vec<f64> = breaks.limits(&known, 6).into_iter().map(two_figures).collect();
    limits.dedup();
    let colors = (0..session.dataset.areas.len())
        .map(|area| columns.population(area).map(|people| tokens.sequential[class_of(people, &limits)]))
        .collect();
    Choropleth {
        colors,
        title: "Residents of each area".to_owned(),
        classes: ranges(&limits, &tokens.sequential),
        ..map
    }
}

fn two_figures(value: f64) -> f64 {
    if value <= 0.0 {
        return value;
    }
    let size = 10f64.powf(value.log10().floor() - 1.0);
    (value / size).round() * size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_fall_into_the_classes_that_the_legend_names() {
        let limits = minute_limits(20.0);
        assert_eq!(limits, [5.0, 10.0, 15.0, 20.0, 30.0]);
        let words: Vec<String> =
            ranges(&limits, &[Color32::BLACK; 6]).into_iter().map(|(_, word)| word).collect();
        assert_eq!(words, ["<5", "5–10", "10–15", "15–20", "20–30", "30+"]);
        assert_eq!(class_of(20.0, &limits), 3);
        assert_eq!(class_of(20.01, &limits), 4);
        assert_eq!(class_of(f64::INFINITY, &limits), 5);
    }

    #[test]
    fn class_limits_are_rounded_to_two_figures() {
        assert_eq!(two_figures(1_234.0), 1_200.0);
        assert_eq!(two_figures(0.0), 0.0);
    }
}
