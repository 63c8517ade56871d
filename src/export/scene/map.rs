//! Maps: need, minutes, what changes for whom, decisions and moves, and who walks where.

use super::classes::{class_of, minute_limits, words};
use super::ground::Ground;
use super::marks::{self, Entry};
use super::palette::{BAD, DIVERGING, LINE2, MAP, PAPER, SEQUENTIAL, TEXT, TEXT2};
use super::{Fill, Line, Scene, Shape, Style};
use crate::export::Content;
use crate::export::words::becomes;
use crate::model::{Action, Plan};
use crate::score::{Findings, NO_SITE, need};

/// Width of a map.
pub const WIDTH: f64 = 720.0;
const TOP: f64 = 30.0;
/// Height of the part of a map that shows the city.
const HEIGHT: f64 = 470.0;

/// What a map shows. Options are places in the appraisal, services places in the dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Where need for a service is.
    Need(usize),
    /// Minutes to the nearest site that offers a service under an option.
    Minutes(usize, usize),
    /// How those minutes change against business as usual, and who is newly beyond the standard.
    Change(usize, usize),
    /// What is decided for each site, and what moves where.
    Decisions(usize),
    /// Who goes where for a service, and who is beyond its standard.
    Catchments(usize, usize),
}

/// Ground that fits maps.
pub fn ground(content: &Content<'_>) -> Ground {
    Ground::of(content.dataset, WIDTH, HEIGHT)
}

/// Draws a map under a title.
pub fn draw(content: &Content<'_>, ground: &Ground, subject: Subject, title: &str) -> Scene {
    let mut scene = Scene::new(WIDTH, TOP + HEIGHT);
    let mut city = Scene::new(WIDTH, HEIGHT);
    city.rect([0.0, 0.0, WIDTH, HEIGHT], Some(Fill::Flat(MAP)), None);
    let mut entries = Vec::new();
    let painter = Painter { content, ground };
    match subject {
        Subject::Need(service) => painter.need(&mut city, &mut entries, service),
        Subject::Minutes(option, service) => painter.minutes(&mut city, &mut entries, option, service),
        Subject::Change(option, service) => painter.change(&mut city, &mut entries, option, service),
        Subject::Decisions(option) => painter.decisions(&mut city, &mut entries, option),
        Subject::Catchments(option, service) => painter.catchments(&mut city, &mut entries, option, service),
    }
    let frame = [0.0, 0.0, WIDTH, HEIGHT];
    marks::furniture(&mut city, frame, ground.per_metre, &attribution(content));
    city.rect(frame, None, Some(Line::new(LINE2, 0.8)));
    for shape in &mut city.shapes {
        shift(shape, TOP);
    }
    scene.text([0.0, 16.0], title, Style::new(13.0, TEXT).bold());
    scene.shapes.append(&mut city.shapes);
    let below = marks::legend(&mut scene, [2.0, TOP + HEIGHT + 6.0], WIDTH, &entries);
    scene.height += below + 10.0;
    scene
}

/// Who is to be named beside the map.
pub fn attribution(content: &Content<'_>) -> String {
    let named = content.plan.report.attribution.first().map_or("No base map", String::as_str);
    if content.dataset.illustrative {
        "Illustrative data".to_owned()
    } else {
        crate::export::words::clipped(named, 70)
    }
}

fn shift(shape: &mut Shape, down: f64) {
    match shape {
        Shape::Path { rings, .. } => rings.iter_mut().flatten().for_each(|at| at[1] += down),
        Shape::Circle { at, .. } | Shape::Text { at, .. } => at[1] += down,
    }
}

struct Painter<'a> {
    content: &'a Content<'a>,
    ground: &'a Ground,
}

impl Painter<'_> {
    fn findings(&self, option: usize) -> &Findings {
        &self.content.appraisal.options[option].findings
    }

    /// Areas by class, a path for each class; areas of class `None` are hatched: unknown.
    fn areas(&self, city: &mut Scene, class: impl Fn(usize) -> Option<usize>, fills: &[Fill]) -> bool {
        let line = Some(Line::new(PAPER, 0.5));
        let unknown = Fill::Hatch(PAPER, LINE2);
        let mut by_class: Vec<Vec<Vec<[f64; 2]>>> = vec![Vec::new(); fills.len() + 1];
        let mut points = Vec::new();
        for (area, rings) in self.ground.areas.iter().enumerate() {
            let place = class(area).map_or(fills.len(), |class| class.min(fills.len() - 1));
            if rings.is_empty() {
                points.push((self.ground.area_points[area], place));
            } else {
                by_class[place].extend(rings.iter().cloned());
            }
        }
        let fill_of = |place: usize| fills.get(place).copied().unwrap_or(unknown);
        let some_unknown = !by_class[fills.len()].is_empty() || points.iter().any(|(_, p)| *p == fills.len());
        for (place, rings) in by_class.into_iter().enumerate().filter(|(_, rings)| !rings.is_empty()) {
            city.shapes.push(Shape::Path { rings, closed: true, fill: Some(fill_of(place)), line });
        }
        for (at, place) in points {
            city.circle(at, 3.0, Some(fill_of(place)), Some(Line::new(LINE2, 0.5)));
        }
        let rings: Vec<Vec<[f64; 2]>> = self.ground.localities.iter().flatten().cloned().collect();
        if !rings.is_empty() {
            city.shapes.push(Shape::Path {
                rings,
                closed: true,
                fill: None,
                line: Some(Line::new(TEXT2, 1.0)),
            });
        }
        some_unknown
    }

    fn sequential(entries: &mut Vec<(Entry, String)>, words: Vec<String>, unknown: bool) {
        for (ink, words) in SEQUENTIAL.into_iter().zip(words) {
            entries.push((Entry::Class(Fill::Flat(ink)), words));
        }
        if unknown {
            entries.push((Entry::Class(Fill::Hatch(PAPER, LINE2)), "not known".to_owned()));
        }
    }

    fn need(&self, city: &mut Scene, entries: &mut Vec<(Entry, String)>, service: usize) {
        let Some(facts) = self.content.dataset.services.get(service) else { return };
        let demand = need::demand(self.content.dataset, facts, self.content.plan.settings.need_multiplier);
        let limits = [1.0 / 6.0, 2.0 / 6.0, 0.5, 4.0 / 6.0, 5.0 / 6.0];
        let class = |area: usize| {
            (!demand.unknown_need.contains(&area)).then(|| class_of(demand.need[area], &limits))
        };
        let unknown = self.areas(city, class, &SEQUENTIAL.map(Fill::Flat));
        let words =
            ["least need", "second sixth", "third", "fourth", "fifth", "most need"].map(str::to_owned);
        Self::sequential(entries, words.to_vec(), unknown);
        self.sites(city, entries, 0, Some(service), false);
    }

    fn minutes(&self, city: &mut Scene, entries: &mut Vec<(Entry, String)>, option: usize, service: usize) {
        let limits = minute_limits(self.content.dataset.services[service].standard.minutes);
        let minutes = &self.findings(option).services[service].minutes;
        self.areas(city, |area| Some(class_of(minutes[area], &limits)), &SEQUENTIAL.map(Fill::Flat));
        let words = words(&limits).into_iter().map(|words| format!("{words} min")).collect();
        Self::sequential(entries, words, false);
        self.sites(city, entries, option, Some(service), false);
    }

    fn change(&self, city: &mut Scene, entries: &mut Vec<(Entry, String)>, option: usize, service: usize) {
        let limits = [-5.0, -2.0, -0.5, 0.5, 2.0, 5.0];
        let standard = self.content.dataset.services[service].standard.minutes;
        let now = &self.findings(option).services[service].minutes;
        let before = &self.content.appraisal.bau().findings.services[service].minutes;
        let change = |area: usize| {
            let (now, before) = (now[area], before[area]);
            if now == before { 0.0 } else { now - before }
        };
        self.areas(city, |area| Some(class_of(change(area), &limits)), &DIVERGING.map(Fill::Flat));
        let beyond = (0..now.len()).filter(|&area| before[area] <= standard && now[area] > standard);
        let rings: Vec<Vec<[f64; 2]>> =
            beyond.flat_map(|area| self.ground.areas[area].iter().cloned()).collect();
        let outlined = !rings.is_empty();
        if outlined {
            city.shapes.push(Shape::Path {
                rings,
                closed: true,
                fill: None,
                line: Some(Line::new(BAD, 1.4)),
            });
        }
        let words = [
            "5 min or more shorter",
            "2 to 5 shorter",
            "up to 2 shorter",
            "no change",
            "up to 2 longer",
            "2 to 5 longer",
            "5 min or more longer",
        ];
        for (ink, words) in DIVERGING.into_iter().zip(words) {
            entries.push((Entry::Class(Fill::Flat(ink)), words.to_owned()));
        }
        if outlined {
            entries.push((Entry::Outline(BAD), format!("newly beyond {standard:.0} minutes")));
        }
        self.sites(city, entries, option, Some(service), false);
    }

    fn decisions(&self, city: &mut Scene, entries: &mut Vec<(Entry, String)>, option: usize) {
        self.areas(city, |_| Some(0), &[Fill::Flat(SEQUENTIAL[0])]);
        self.sites(city, entries, option, None, true);
    }

    fn catchments(
        &self,
        city: &mut Scene,
        entries: &mut Vec<(Entry, String)>,
        option: usize,
        service: usize,
    ) {
        let standard = self.content.dataset.services[service].standard.minutes;
        let found = &self.findings(option).services[service];
        let beyond = Fill::Hatch(SEQUENTIAL[0], LINE2);
        let class = |area: usize| Some(usize::from(found.minutes[area] > standard));
        self.areas(city, class, &[Fill::Flat(SEQUENTIAL[1]), beyond]);
        let line = Line::new(TEXT2, 0.6);
        let ways: Vec<Vec<[f64; 2]>> = found
            .nearest
            .iter()
            .enumerate()
            .filter(|(_, site)| **site != NO_SITE)
            .filter_map(|(area, site)| {
                let to = self.ground.sites.get(usize::try_from(*site).ok()?)?;
                Some(vec![self.ground.area_points[area], *to])
            })
            .collect();
        if !ways.is_empty() {
            city.shapes.push(Shape::Path { rings: ways, closed: false, fill: None, line: Some(line) });
        }
        entries.push((Entry::Class(Fill::Flat(SEQUENTIAL[1])), format!("within {standard:.0} minutes")));
        entries.push((Entry::Class(beyond), format!("beyond {standard:.0} minutes, or no way there")));
        entries.push((Entry::Line(line), "from each area to its nearest site".to_owned()));
        self.sites(city, entries, option, Some(service), false);
    }

    /// Sites by what is decided; with a service, those that offer it or did. With moves, an arrow for each.
    fn sites(
        &self,
        city: &mut Scene,
        entries: &mut Vec<(Entry, String)>,
        option: usize,
        service: Option<usize>,
        moves: bool,
    ) {
        let found = self.findings(option);
        let bau = &self.content.appraisal.bau().findings;
        let offers = |findings: &Findings, site: usize| {
            let offered = &findings.sites[site].services;
            service.map_or(!offered.is_empty(), |service| offered.iter().any(|(id, _)| *id == service))
        };
        if moves {
            self.moves(city, option);
        }
        let mut shown: Vec<(usize, Action, bool)> = found
            .sites
            .iter()
            .enumerate()
            .filter(|(site, _)| service.is_none() || offers(found, *site) || offers(bau, *site))
            .map(|(site, here)| (site, here.action, offers(found, site)))
            .collect();
        // Hubs lie on top.
        let height = |action: Action| match action {
            Action::Keep => 0,
            Action::Reduce => 1,
            Action::Close => 2,
            Action::Hub => 3,
        };
        shown.sort_by_key(|(site, action, _)| (height(*action), *site));
        for (site, action, offers) in &shown {
            marks::mark(city, self.ground.sites[*site], *action, *offers);
        }
        for (action, offers) in [
            (Action::Hub, true),
            (Action::Keep, true),
            (Action::Reduce, true),
            (Action::Close, true),
            (Action::Keep, false),
        ] {
            let seen = shown.iter().any(|(_, here, offering)| {
                *here == action && (action != Action::Keep || *offering == offers)
            });
            if seen {
                let words = match service {
                    Some(_) if !offers => "no longer offers it",
                    _ => becomes(action, offers),
                };
                entries.push((Entry::Site(action, offers), words.to_owned()));
            }
        }
        if moves && self.content.plan.option(&self.content.appraisal.options[option].id).is_some() {
            entries.push((Entry::Arrow, "a service moves".to_owned()));
        }
    }

    fn moves(&self, city: &mut Scene, option: usize) {
        let id = &self.content.appraisal.options[option].id;
        if id == Plan::BAU {
            return;
        }
        let Some(plan) = self.content.plan.option(id) else { return };
        let dataset = self.content.dataset;
        let mut drawn: Vec<(usize, usize)> = Vec::new();
        for movement in &plan.moves {
            let ends = movement.from.as_deref().zip(movement.to.as_deref());
            let ends = ends.and_then(|(from, to)| dataset.site_index(from).zip(dataset.site_index(to)));
            let Some((from, to)) = ends else { continue };
            if drawn.contains(&(from, to)) {
                continue;
            }
            drawn.push((from, to));
            let room = [from, to].map(|site| {
                let here = &self.findings(option).sites[site];
                marks::radius(here.action, !here.services.is_empty())
            });
            marks::arrow(city, self.ground.sites[from], self.ground.sites[to], room);
        }
    }
}
