//! The map: an offline ground of areas and localities with the sites of an option on it, driven by walkers' gestures.

pub mod base;
mod borders;
pub mod breaks;
pub mod camera;
mod dots;
pub mod furniture;
pub mod geometry;
pub mod hand;
pub mod layers;
pub mod marks;
mod menu;
pub mod paint;
mod pen;
mod pointer;
mod raster;
mod tips;
pub mod ways;

use std::sync::Arc;

use egui::{
    DragPanButtons, PopupAnchor, Pos2, Rect, Response, Role, Stroke, Ui, UiBuilder, Vec2, WidgetInfo,
};
use walkers::{Map, Tiles};

use crate::appraise::OptionAppraisal;

use super::command::Command;
use super::session::Session;
use super::theme::{self, tokens};
use super::view::{Layer, View};
use base::{BaseTiles, State};
use breaks::Breaks;
use camera::ToScreen;
use geometry::Geometry;
use layers::Choropleth;
use marks::{Label, Mark};
use paint::{Ground, GroundCache};

/// What maps keep between frames.
#[derive(Debug, Default)]
pub struct MapCache {
    geometry: Option<Arc<Geometry>>,
    grounds: [GroundCache; 2],
    colors: [Option<(ColorKey, Arc<Choropleth>)>; 2],
    base: Option<BaseTiles>,
    /// Where the maps were in the last frame.
    before: [Option<ToScreen>; 2],
    /// True when nothing of the chosen base map comes.
    pub base_missing: bool,
    /// Whether a picture of the map is being taken: tools and tips stay out of it.
    pub picturing: bool,
    /// Where the left-hand or only map was in the last frame.
    pub place: Option<Rect>,
}

/// What the colours of a map depend on.
#[derive(Debug, Clone, PartialEq)]
struct ColorKey {
    generation: u64,
    revision: u64,
    option: String,
    against: Option<String>,
    layer: Option<Layer>,
    service: usize,
    breaks: Breaks,
    dark: bool,
    focus: Option<usize>,
}

impl MapCache {
    /// The projected city.
    pub fn geometry(&mut self, session: &Session) -> Arc<Geometry> {
        match &self.geometry {
            Some(known) if known.generation == session.generation => Arc::clone(known),
            _ => {
                let made = Arc::new(Geometry::new(&session.dataset, session.generation));
                self.geometry = Some(Arc::clone(&made));
                made
            }
        }
    }
}

/// What the areas show, worked out anew only when something that it depends on changed.
pub fn colors(ui: &Ui, session: &Session, view: &mut View, spec: &MapSpec<'_>) -> Arc<Choropleth> {
    let key = ColorKey {
        generation: session.generation,
        revision: session.revision,
        option: spec.option.to_owned(),
        against: spec.against.map(str::to_owned),
        layer: spec.layer,
        service: view.service,
        breaks: view.breaks,
        dark: ui.visuals().dark_mode,
        focus: view.focus,
    };
    let kept = &mut view.maps.colors[spec.slot.min(1)];
    if let Some((known, colors)) = kept.as_ref().filter(|(known, _)| *known == key) {
        debug_assert_eq!(known.revision, session.revision);
        return Arc::clone(colors);
    }
    let tokens = tokens(ui);
    let option = session.option(spec.option);
    let mut made = match spec.layer {
        Some(layer) => {
            let against = spec.against.map_or_else(|| session.appraisal.bau(), |id| session.option(id));
            let pair = (&*option.findings, &*against.findings);
            layers::choropleth(session, pair, layer, view.service, view.breaks, tokens)
        }
        None => layers::quiet(session, tokens),
    };
    if let Some(locality) = view.focus {
        layers::dim_outside(session, locality, tokens, &mut made);
    }
    let made = Arc::new(made);
    *kept = Some((key, Arc::clone(&made)));
    made
}

/// What one map shows.
#[derive(Debug, Clone)]
pub struct MapSpec<'a> {
    /// 0, or 1 for the right-hand one of two.
    pub slot: usize,
    /// The option whose sites are drawn.
    pub option: &'a str,
    /// The option that changes are told against; none: business as usual.
    pub against: Option<&'a str>,
    /// What the areas show; nothing: one quiet colour.
    pub layer: Option<Layer>,
    /// Numbered places (Issues).
    pub pins: Vec<Pin>,
    /// The locality outlined, if any.
    pub locality: Option<usize>,
    /// Whether sites are drawn.
    pub sites: bool,
    /// Whether tools lie over its upper edge: the city then keeps below them.
    pub tools: bool,
}

/// A numbered place.
#[derive(Debug, Clone, Copy)]
pub struct Pin {
    /// The site it stands at.
    pub site: usize,
    /// Its number.
    pub number: usize,
    /// Whether it is the selected one.
    pub selected: bool,
}

/// Draws a map into all the room there is; returns what its areas show, for the legend.
pub fn show(
    ui: &mut Ui,
    session: &Session,
    view: &mut View,
    spec: &MapSpec<'_>,
    commands: &mut Vec<Command>,
) -> Arc<Choropleth> {
    let tokens = tokens(ui);
    let option = session.option(spec.option);
    let choropleth = colors(ui, session, view, spec);
    let geometry = view.maps.geometry(session);
    let slot = spec.slot.min(1);
    let size = ui.available_size();
    view.camera.follow(&geometry, size, spec.tools);
    let center = walkers::lon_lat(geometry.center.lon, geometry.center.lat);
    if let Some(before) = view.maps.before[slot] {
        let scene = Scene { session, option, geometry: &geometry, to: before, spec };
        pointer::press(ui, &scene, view);
    }
    let mut base = BaseTiles::of(view.maps.base.take(), &view.base, ui.ctx());
    if let Some(base) = &mut base {
        base.begin();
    }
    let holds = view.hand.holds();
    let mut to = None;
    let response = ui
        .push_id(("map", spec.slot), |ui| {
            let tiles = base.as_mut().map(|base| base as &mut dyn Tiles);
            Map::new(tiles, &mut view.camera.memory, center)
                .zoom_with_ctrl(false)
                .double_click_to_zoom(!holds)
                .drag_pan_buttons(if holds { DragPanButtons::empty() } else { DragPanButtons::PRIMARY })
                .show(ui, |_, _, projector, _| to = Some(ToScreen::new(projector, &geometry)))
                .response
        })
        .inner;
    let missing = base.as_ref().is_some_and(|base| {
        // Looks again after a moment, because nothing else may happen until then.
        let now = ui.input(|input| input.time);
        if now - base.since() < 2.0 {
            ui.ctx().request_repaint_after_secs(0.5);
        }
        base.state(now) == State::Missing
    });
    view.maps.base = base;
    view.maps.base_missing = missing;
    view.maps.before[slot] = to;
    let Some(to) = to else { return choropleth };
    // The left-hand or only map is where F6 goes.
    if spec.slot == 0 {
        view.panels[1] = Some(response.id);
        view.maps.place = Some(response.rect);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, format!("Map of {}", option.name)));
    let painter = ui.painter().with_clip_rect(response.rect);
    let ground = Ground {
        geometry: &geometry,
        choropleth: &choropleth,
        tokens,
        dark: ui.visuals().dark_mode,
        to,
        over_base: view.base.shows() && !missing,
    };
    ground.paint(&painter, &mut view.maps.grounds[slot]);

    let scene = Scene { session, option, geometry: &geometry, to, spec };
    pointer::pointer(ui, &response, &scene, view, commands);
    let locality = spec.locality.or(view.focus);
    if let Some(shape) = locality.and_then(|locality| geometry.localities.get(locality)) {
        ground.outline(&painter, shape, Stroke::new(2.5, tokens.accent));
    }
    for (area, color) in [(view.area, tokens.accent), (view.hovered_area, tokens.text)] {
        if let Some(shape) = area.and_then(|area| geometry.areas.get(area)) {
            ground.outline(&painter, shape, Stroke::new(2.0, color));
        }
    }
    if spec.sites && spec.slot == 0 {
        ways::paint(&painter, session, view, spec.option, (&geometry, to, tokens));
    }
    if spec.sites {
        scene.sites(&painter, view, tokens);
    }
    scene.pins(&painter, tokens);
    view.hand.paint(&painter, tokens);
    if let Some(from) = view.hand.carries.and_then(|site| geometry.sites.get(site))
        && let Some(at) = ui.ctx().pointer_latest_pos()
    {
        marks::arrow(&painter, tokens, to.point(*from), at, (10.0, 2.0));
    }
    let source = if session.dataset.illustrative { "Illustrative data" } else { "Your own data" };
    let credit = if missing { "base map not reached: shown without" } else { view.base.credit() };
    furniture::furniture(&painter, tokens, to, &format!("{source} · {credit}"));
    if response.has_focus() {
        view.canvas_focused = true;
        if !view.maps.picturing {
            let inside = response.rect.shrink(1.0);
            painter.rect_stroke(inside, 0.0, Stroke::new(2.0, tokens.accent), egui::StrokeKind::Inside);
        }
        pointer::keys(ui, &response, &scene, view, commands);
    }
    menu::show(ui, &response, &scene, view, commands);
    let quiet = response.dragged() || view.maps.picturing || response.context_menu_opened();
    if !quiet && response.hovered() && view.hand.asks.is_none() {
        tip(ui, &response, &scene, view);
    }
    choropleth
}

/// The same with its legend below it; returns where the map is.
pub fn show_with_legend(
    ui: &mut Ui,
    session: &Session,
    view: &mut View,
    spec: &MapSpec<'_>,
    commands: &mut Vec<Command>,
) -> Rect {
    let shown = colors(ui, session, view, spec);
    let place = ui.available_rect_before_wrap();
    let high = furniture::legend_height(ui, &shown, spec.sites, place.width());
    let edge = place.bottom() - high;
    let map = Rect::from_min_max(place.min, egui::pos2(place.right(), edge));
    ui.scope_builder(UiBuilder::new().max_rect(map), |ui| show(ui, session, view, spec, commands));
    let legend = Rect::from_min_max(egui::pos2(place.left(), edge), place.max);
    ui.painter().rect_filled(legend, 0.0, tokens(ui).panel);
    ui.scope_builder(UiBuilder::new().max_rect(legend), |ui| furniture::legend(ui, &shown, spec.sites));
    map
}

fn tip(ui: &Ui, response: &Response, scene: &Scene<'_>, view: &View) {
    let tooltip =
        egui::Tooltip::always_open(ui.ctx().clone(), response.layer_id, response.id, PopupAnchor::Pointer)
            .gap(14.0)
            .width(260.0);
    if let Some(site) = view.hovered_site.filter(|_| scene.spec.sites) {
        tooltip.show(|ui| tips::site(ui, scene.session, scene.option, view.workshop, site));
    } else if let Some(area) = view.hovered_area {
        tooltip.show(|ui| tips::area(ui, scene.session, scene.option, view, area));
    }
}

/// One map in one frame.
struct Scene<'a> {
    session: &'a Session,
    option: &'a OptionAppraisal,
    geometry: &'a Geometry,
    to: ToScreen,
    spec: &'a MapSpec<'a>,
}

impl Scene<'_> {
    /// How a site is drawn.
    fn mark(&self, site: usize) -> Mark {
        let room = marks::size(self.geometry.spacing * self.to.scale);
        self.option.findings.sites.get(site).map_or(
            Mark { action: crate::model::Action::Keep, offers: true, size: room },
            |found| Mark { action: found.action, offers: !found.services.is_empty(), size: room },
        )
    }

    fn site_at(&self, at: Pos2) -> Option<usize> {
        let distance = |site: &Pos2| self.to.point(*site).distance(at);
        self.geometry
            .sites
            .iter()
            .enumerate()
            .map(|(site, place)| (site, distance(place)))
            .filter(|(site, distance)| *distance <= self.mark(*site).radius() + 5.0)
            .min_by(|(_, a), (_, b)| a.total_cmp(b))
            .map(|(site, _)| site)
    }

    fn sites(&self, painter: &egui::Painter, view: &View, tokens: &theme::Tokens) {
        let sites = &self.geometry.sites;
        if let Some(plan) = self.session.decisions(self.spec.option) {
            let mut drawn = std::collections::BTreeSet::new();
            for movement in &plan.moves {
                let place = |id: Option<&String>| id.and_then(|id| self.session.dataset.site_index(id));
                if let (Some(from), Some(to)) = (place(movement.from.as_ref()), place(movement.to.as_ref()))
                    && self.mark(to).is_clear()
                    && drawn.insert((from, to))
                    && let (Some(&a), Some(&b)) = (sites.get(from), sites.get(to))
                {
                    let room = (self.mark(from).radius(), self.mark(to).radius());
                    marks::arrow(painter, tokens, self.to.point(a), self.to.point(b), room);
                }
            }
        }
        let seen = self.to.rect.expand(20.0);
        let mut order: Vec<usize> =
            (0..sites.len()).filter(|&site| seen.contains(self.to.point(sites[site]))).collect();
        order.sort_by_key(|&site| self.mark(site).height());
        let mut taken = Vec::with_capacity(sites.len());
        let mut names = Vec::new();
        let pointed = view.hovered_site.or(view.hovered_site_before);
        for &site in &order {
            let at = self.to.point(sites[site]);
            let mark = self.mark(site);
            marks::mark(painter, tokens, at, mark);
            taken.push(Rect::from_center_size(at, Vec2::splat(mark.radius() * 2.0 + 3.0)));
            let marked = view.marked.contains(&site);
            let (selected, hovered) = (view.site == Some(site) || marked, pointed == Some(site));
            if selected || hovered {
                marks::selected(painter, tokens, at, mark);
            }
            let hub = mark.action == crate::model::Action::Hub && mark.is_whole();
            if selected || hovered || hub {
                names.push(Label {
                    at,
                    radius: mark.radius() + if selected || hovered { 6.0 } else { 0.0 },
                    text: view.workshop.site_name(site, &self.session.dataset.sites[site]),
                    always: (selected && !marked) || hovered,
                    accent: selected,
                });
            }
        }
        names.sort_by_key(|label| !label.always);
        marks::labels(painter, tokens, self.to.rect, &names, &taken);
    }

    fn pins(&self, painter: &egui::Painter, tokens: &theme::Tokens) {
        for pin in &self.spec.pins {
            let Some(&place) = self.geometry.sites.get(pin.site) else { continue };
            let at = self.to.point(place);
            let (ink, fill) =
                if pin.selected { (tokens.bad, tokens.bad_bg) } else { (tokens.warn, tokens.warn_bg) };
            painter.circle(at, 9.0, fill, Stroke::new(1.4, ink));
            painter.text(at, egui::Align2::CENTER_CENTER, pin.number.to_string(), theme::semibold(10.5), ink);
        }
    }
}
