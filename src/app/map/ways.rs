//! Journeys on the map: catchments of the selected site, and the way from the selected area to its nearest site. They are
//! worked out in a thread of their own, so that the window never waits for them; the last wanted wins.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use egui::{Context, Painter, Pos2, Shape as Drawn, Stroke, pos2, vec2};

use crate::model::{Dataset, Mode, Position, Profile, Settings};
use crate::reach::{self, Ground, Network};

use super::super::session::Session;
use super::super::theme::{self, Tokens};
use super::super::view::View;
use super::camera::ToScreen;
use super::geometry::{Geometry, narrow, world};

pub use crate::export::CATCHMENT_MINUTES as MINUTES;

/// What is wanted: of which facts and settings, measured how.
#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    generation: u64,
    settings: (u64, u64),
    streets: bool,
    profile: Profile,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    /// Catchments of a site, with those in a straight line beside them.
    Catchments(usize),
    /// The way from an area to a site.
    Way(usize, usize),
}

/// What was worked out, as longitude and latitude.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Rings by minutes of [`MINUTES`].
    rings: Vec<Vec<Vec<Position>>>,
    /// Rings in a straight line, likewise; none when the others are.
    straight: Vec<Vec<Vec<Position>>>,
    /// The way, from the area to the site.
    way: Vec<Position>,
    /// Its length on foot, metres.
    pub metres: Option<f64>,
    /// Minutes on foot from every area to the site.
    pub minutes: Vec<f64>,
    /// The same in a straight line, where the others are over streets.
    pub minutes_straight: Vec<f64>,
}

/// Networks by the facts and the profile they are of; the last one is kept.
type Networks = Arc<Mutex<Option<(u64, Profile, Arc<Network>)>>>;

/// Journeys that are shown, and those being worked out.
#[derive(Debug)]
pub struct Ways {
    /// Whether catchments and ways are drawn.
    pub shown: bool,
    /// Whether straight lines are drawn beside them.
    pub compared: bool,
    asked: Option<Wanted>,
    known: Option<(Wanted, Arc<Found>)>,
    networks: Networks,
    out: Sender<(Wanted, Found)>,
    results: Receiver<(Wanted, Found)>,
}

impl Default for Ways {
    fn default() -> Self {
        let (out, results) = channel();
        Self {
            shown: true,
            compared: false,
            asked: None,
            known: None,
            networks: Networks::default(),
            out,
            results,
        }
    }
}

impl Ways {
    /// What was worked out for the selected site or area; asks for it when it is not known yet.
    pub fn found(
        &mut self,
        ctx: &Context,
        session: &Session,
        wanted: Option<(Asked, usize)>,
    ) -> Option<Arc<Found>> {
        while let Ok((of, found)) = self.results.try_recv() {
            self.known = Some((of, Arc::new(found)));
        }
        let (what, service) = wanted?;
        let wanted = Wanted::of(session, what.0, service);
        if let Some((of, found)) = &self.known
            && *of == wanted
        {
            return Some(Arc::clone(found));
        }
        if self.asked.as_ref() != Some(&wanted) {
            self.asked = Some(wanted.clone());
            let (out, ctx, networks) = (self.out.clone(), ctx.clone(), Arc::clone(&self.networks));
            let (dataset, settings) = (Arc::clone(&session.dataset), session.plan().settings.clone());
            let spawned = std::thread::Builder::new().name("journeys".to_owned()).spawn(move || {
                let work = || wanted.work_out(&dataset, &settings, &networks);
                let found = catch_unwind(AssertUnwindSafe(work)).unwrap_or_default();
                // Nobody waits when the window is gone.
                if out.send((wanted, found)).is_ok() {
                    ctx.request_repaint();
                }
            });
            if spawned.is_err() {
                self.asked = None;
            }
        }
        None
    }
}

/// What may be asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked(What);

/// What the selection asks for: catchments of the site, or the way from the area to the nearest site with the service.
pub fn selected(session: &Session, view: &View, option: &str) -> Option<(Asked, usize)> {
    if let Some(site) = view.site.filter(|site| *site < session.dataset.sites.len()) {
        return Some((Asked(What::Catchments(site)), view.service));
    }
    let area = view.area.filter(|area| *area < session.dataset.areas.len())?;
    let found = session.option(option).findings.services.get(view.service)?;
    let site = usize::try_from(*found.nearest.get(area)?).ok()?;
    (site < session.dataset.sites.len()).then_some((Asked(What::Way(area, site)), view.service))
}

impl Wanted {
    fn of(session: &Session, what: What, service: usize) -> Self {
        let settings = &session.plan().settings;
        let standard =
            session.dataset.services.get(service).map(|service| service.standard).unwrap_or_default();
        Self {
            generation: session.generation,
            settings: (settings.walk_metres_per_minute.to_bits(), settings.circuity.to_bits()),
            streets: standard.mode != Mode::StraightLine && session.dataset.streets.is_some(),
            profile: standard.profile,
            what,
        }
    }

    fn work_out(&self, dataset: &Dataset, settings: &Settings, networks: &Networks) -> Found {
        let network = self.network(dataset, networks);
        let ground = network.as_deref().map_or(Ground::StraightLine, Ground::Streets);
        let slower = reach::slower(self.profile);
        match self.what {
            What::Catchments(site) => {
                let Some(site) = dataset.sites.get(site) else { return Found::default() };
                let rings = |ground| {
                    let outlines = reach::catchments(ground, site.position, settings, slower, &MINUTES);
                    outlines.iter().map(rings_of).collect::<Vec<_>>()
                };
                let areas = dataset.area_positions();
                let minutes = |ground| reach::minutes_to(ground, site.position, settings, slower, &areas);
                let over_streets = network.is_some();
                Found {
                    rings: rings(ground),
                    minutes: minutes(ground),
                    straight: if over_streets { rings(Ground::StraightLine) } else { Vec::new() },
                    minutes_straight: if over_streets { minutes(Ground::StraightLine) } else { Vec::new() },
                    ..Found::default()
                }
            }
            What::Way(area, site) => {
                let (Some(area), Some(site)) = (dataset.areas.get(area), dataset.sites.get(site)) else {
                    return Found::default();
                };
                let straight = vec![area.position, site.position];
                match network.map(|network| network.way(area.position, site.position)) {
                    Some(Some((way, metres))) => Found { way, metres: Some(metres), ..Found::default() },
                    // No path leads there.
                    Some(None) => Found::default(),
                    None => Found { way: straight, ..Found::default() },
                }
            }
        }
    }

    /// The network to walk, made once for facts and profile.
    fn network(&self, dataset: &Dataset, networks: &Networks) -> Option<Arc<Network>> {
        let streets = dataset.streets.as_ref().filter(|_| self.streets)?;
        let profile = reach::walked_as(self.profile);
        let mut kept = networks.lock().ok()?;
        match &*kept {
            Some((generation, of, network)) if *generation == self.generation && *of == profile => {
                Some(Arc::clone(network))
            }
            _ => {
                let network = Arc::new(Network::new(streets, profile));
                *kept = Some((self.generation, profile, Arc::clone(&network)));
                Some(network)
            }
        }
    }
}

fn rings_of(outline: &geo::MultiPolygon<f64>) -> Vec<Vec<Position>> {
    let rings = outline.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    rings.map(|ring| ring.coords().map(|at| Position { lon: at.x, lat: at.y }).collect()).collect()
}

/// Draws what was found for the selection, if it is to be shown.
pub fn paint(
    painter: &Painter,
    session: &Session,
    view: &mut View,
    option: &str,
    (geometry, to, tokens): (&Geometry, ToScreen, &Tokens),
) {
    if !view.ways.shown {
        return;
    }
    let wanted = selected(session, view, option);
    let Some(found) = view.ways.found(painter.ctx(), session, wanted) else { return };
    let standard =
        session.dataset.services.get(view.service).map_or(20.0, |service| service.standard.minutes);
    let on_screen = |line: &[Position]| -> Vec<Pos2> {
        let point = |at: &Position| {
            let at = world(*at);
            to.point(pos2(narrow(at.x - geometry.middle.x), narrow(at.y - geometry.middle.y)))
        };
        line.iter().map(point).collect()
    };
    if view.ways.compared {
        for (rings, _) in
            found.straight.iter().zip(MINUTES).filter(|(_, minutes)| *minutes == shown(standard))
        {
            for ring in rings {
                let stroke = Stroke::new(1.6, tokens.text);
                painter.extend(Drawn::dashed_line(&on_screen(ring), stroke, 6.0, 4.0));
            }
        }
    }
    for (rings, minutes) in found.rings.iter().zip(MINUTES) {
        let is_standard = minutes == shown(standard);
        let width = if is_standard { 2.6 } else { 1.1 };
        let mut top: Option<Pos2> = None;
        for ring in rings {
            let line = on_screen(ring);
            top = line.iter().copied().chain(top).min_by(|a, b| a.y.total_cmp(&b.y));
            painter.add(Drawn::line(line.clone(), Stroke::new(width + 2.0, tokens.halo)));
            painter.add(Drawn::line(line, Stroke::new(width, tokens.accent)));
        }
        if let Some(top) = top.filter(|top| to.rect.contains(*top)) {
            label(painter, tokens, top, &format!("{minutes:.0} min"), is_standard);
        }
    }
    if found.way.len() > 1 {
        let line = on_screen(&found.way);
        painter.add(Drawn::line(line.clone(), Stroke::new(6.0, tokens.halo)));
        painter.add(Drawn::line(line.clone(), Stroke::new(3.0, tokens.accent)));
        if let (Some(from), Some(end)) = (line.first(), line.last()) {
            painter.circle(*from, 4.0, tokens.panel, Stroke::new(2.0, tokens.accent));
            if view.ways.compared && found.metres.is_some() {
                painter.extend(Drawn::dashed_line(&[*from, *end], Stroke::new(1.6, tokens.text), 6.0, 4.0));
            }
        }
    }
}

/// The catchment drawn that stands for a standard: the nearest of those that there are.
pub fn shown(standard: f64) -> f64 {
    let off = |minutes: &f64| (minutes - standard).abs();
    MINUTES.into_iter().min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(MINUTES[3])
}

fn label(painter: &Painter, tokens: &Tokens, at: Pos2, words: &str, strong: bool) {
    let ink = if strong { tokens.soft_text } else { tokens.text2 };
    let galley = painter.layout_no_wrap(words.to_owned(), theme::semibold(10.5), ink);
    let rect = egui::Rect::from_center_size(at, galley.size() + vec2(10.0, 4.0));
    let fill = if strong { tokens.soft } else { tokens.panel };
    painter.rect(rect, 7.0, fill, Stroke::new(1.0, tokens.accent), egui::StrokeKind::Inside);
    painter.galley(rect.center() - galley.size() / 2.0, galley, ink);
}
