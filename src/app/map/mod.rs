//! The map: an offline ground of areas and localities with the sites of an option on it, driven by walkers' gestures.

pub mod camera;
pub mod furniture;
pub mod geometry;
pub mod layers;
pub mod marks;
pub mod paint;
mod tips;
pub mod ways;

use std::sync::Arc;

use egui::{
    EventFilter, Key, Modifiers, PopupAnchor, Pos2, Rect, Response, Role, Stroke, Ui, Vec2, WidgetInfo,
};
use walkers::Map;

use crate::appraise::OptionAppraisal;

use super::command::{Act, Command};
use super::jobs::Change;
use super::session::Session;
use super::theme::{self, tokens};
use super::view::{Layer, View};
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
}

impl MapCache {
    fn geometry(&mut self, session: &Session) -> Arc<Geometry> {
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

/// What one map shows.
#[derive(Debug, Clone)]
pub struct MapSpec<'a> {
    /// 0, or 1 for the right-hand one of two.
    pub slot: usize,
    /// The option whose sites are drawn.
    pub option: &'a str,
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
) -> Choropleth {
    let tokens = tokens(ui);
    let option = session.option(spec.option);
    let choropleth = match spec.layer {
        Some(layer) => layers::choropleth(session, &option.findings, layer, view.service, tokens),
        None => layers::quiet(session, tokens),
    };
    let geometry = view.maps.geometry(session);
    let size = ui.available_size();
    view.camera.follow(&geometry, size, spec.tools);
    let center = walkers::lon_lat(geometry.center.lon, geometry.center.lat);
    let mut to = None;
    let response = ui
        .push_id(("map", spec.slot), |ui| {
            Map::new(None, &mut view.camera.memory, center)
                .zoom_with_ctrl(false)
                .double_click_to_zoom(true)
                .show(ui, |_, _, projector, _| to = Some(ToScreen::new(projector, &geometry)))
                .response
        })
        .inner;
    let Some(to) = to else { return choropleth };
    // The left-hand or only map is where F6 goes.
    if spec.slot == 0 {
        view.panels[1] = Some(response.id);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, format!("Map of {}", option.name)));
    let painter = ui.painter().with_clip_rect(response.rect);
    let ground =
        Ground { geometry: &geometry, choropleth: &choropleth, tokens, dark: ui.visuals().dark_mode, to };
    let slot = spec.slot.min(1);
    ground.paint(&painter, &mut view.maps.grounds[slot]);

    let scene = Scene { session, option, geometry: &geometry, to, spec };
    pointer(ui, &response, &scene, view, commands);
    if let Some(shape) = spec.locality.and_then(|locality| geometry.localities.get(locality)) {
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
    furniture::furniture(&painter, tokens, to, &attribution(session));
    if response.has_focus() {
        view.canvas_focused = true;
        let inside = response.rect.shrink(1.0);
        painter.rect_stroke(inside, 0.0, Stroke::new(2.0, tokens.accent), egui::StrokeKind::Inside);
        keys(ui, &response, &scene, view, commands);
    }
    if !response.dragged() && response.hovered() {
        tip(ui, &response, &scene, view);
    }
    choropleth
}

fn attribution(session: &Session) -> String {
    if session.dataset.illustrative {
        "Illustrative data · no base map".to_owned()
    } else {
        "Your own data · no base map".to_owned()
    }
}

/// What the pointer is over, and what a click selects.
fn pointer(ui: &Ui, response: &Response, scene: &Scene<'_>, view: &mut View, commands: &mut Vec<Command>) {
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    let over = response.hover_pos().filter(|_| !ui.ctx().egui_is_using_pointer() || response.dragged());
    let site = over.filter(|_| scene.spec.sites).and_then(|at| scene.site_at(at));
    let area = match (over, site) {
        (Some(at), None) => scene.geometry.area_at(scene.to.back(at)),
        _ => None,
    };
    if site.is_some() {
        view.hovered_site = site;
    }
    if area.is_some() {
        view.hovered_area = area;
    }
    if let Some(id) = view.placing.clone().filter(|_| over.is_some()) {
        ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
        if let (true, Some(at)) = (response.clicked(), over) {
            let at = scene.geometry.position(scene.to.back(at));
            commands.push(Command::Change(Box::new(Change::Place(id, at))));
        }
        return;
    }
    if response.clicked() {
        match (site, area) {
            (Some(site), _) => commands.push(Command::SelectSite(Some(site))),
            (None, Some(area)) => {
                commands.push(Command::SelectArea((view.area != Some(area)).then_some(area)));
            }
            (None, None) => commands.push(Act::Clear.into()),
        }
    }
    if site.is_some() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    }
}

fn tip(ui: &Ui, response: &Response, scene: &Scene<'_>, view: &View) {
    let tooltip =
        egui::Tooltip::always_open(ui.ctx().clone(), response.layer_id, response.id, PopupAnchor::Pointer)
            .gap(14.0)
            .width(260.0);
    if let Some(site) = view.hovered_site.filter(|_| scene.spec.sites) {
        tooltip.show(|ui| tips::site(ui, scene.session, scene.option, site));
    } else if let Some(area) = view.hovered_area {
        tooltip.show(|ui| tips::area(ui, scene.session, scene.option, view.service, area));
    }
}

/// Arrows go to the nearest site that way.
fn keys(ui: &Ui, response: &Response, scene: &Scene<'_>, view: &View, commands: &mut Vec<Command>) {
    let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    let way = ui.input_mut(|input| {
        [
            (Key::ArrowLeft, Vec2::LEFT),
            (Key::ArrowRight, Vec2::RIGHT),
            (Key::ArrowUp, Vec2::UP),
            (Key::ArrowDown, Vec2::DOWN),
        ]
        .into_iter()
        .find(|(key, _)| input.consume_key(Modifiers::NONE, *key))
        .map(|(_, way)| way)
    });
    if let Some(way) = way {
        let from = view.site.and_then(|site| scene.geometry.sites.get(site).copied());
        let from = from.unwrap_or_else(|| scene.to.back(scene.to.rect.center()));
        if let Some(site) = nearest_that_way(&scene.geometry.sites, from, way) {
            commands.push(Command::SelectSite(Some(site)));
        }
    }
}

/// The site that one would reach first going that way: near, and not far off the line.
fn nearest_that_way(sites: &[Pos2], from: Pos2, way: Vec2) -> Option<usize> {
    let effort = |at: &Pos2| {
        let step = *at - from;
        let ahead = step.dot(way);
        let aside = (step - way * ahead).length();
        (ahead > 1e-4 && aside <= ahead * 1.5).then_some(ahead + aside * 2.0)
    };
    sites
        .iter()
        .enumerate()
        .filter_map(|(site, at)| effort(at).map(|effort| (site, effort)))
        .min_by(|(_, a), (_, b)| a.total_cmp(b))
        .map(|(site, _)| site)
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
    fn mark(&self, site: usize) -> Mark {
        self.option.findings.sites.get(site).map_or(
            Mark { action: crate::model::Action::Keep, offers: true },
            |found| Mark { action: found.action, offers: !found.services.is_empty() },
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
        if let Some(plan) = self.session.option_plan(self.spec.option) {
            let mut drawn = std::collections::BTreeSet::new();
            for movement in &plan.moves {
                let place = |id: Option<&String>| id.and_then(|id| self.session.dataset.site_index(id));
                if let (Some(from), Some(to)) = (place(movement.from.as_ref()), place(movement.to.as_ref()))
                    && drawn.insert((from, to))
                    && let (Some(&a), Some(&b)) = (sites.get(from), sites.get(to))
                {
                    let room = (self.mark(from).radius(), self.mark(to).radius());
                    marks::arrow(painter, tokens, self.to.point(a), self.to.point(b), room);
                }
            }
        }
        let mut order: Vec<usize> = (0..sites.len()).collect();
        order.sort_by_key(|&site| self.mark(site).height());
        let mut taken = Vec::with_capacity(sites.len());
        let mut names = Vec::new();
        let pointed = view.hovered_site.or(view.hovered_site_before);
        for &site in &order {
            let at = self.to.point(sites[site]);
            let mark = self.mark(site);
            marks::mark(painter, tokens, at, mark);
            taken.push(Rect::from_center_size(at, Vec2::splat(mark.radius() * 2.0 + 3.0)));
            let (selected, hovered) = (view.site == Some(site), pointed == Some(site));
            if selected || hovered {
                marks::selected(painter, tokens, at, mark);
            }
            if selected || hovered || mark.action == crate::model::Action::Hub {
                names.push(Label {
                    at,
                    radius: mark.radius() + if selected || hovered { 6.0 } else { 0.0 },
                    text: self.session.dataset.sites[site].name.clone(),
                    always: selected || hovered,
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

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn an_arrow_goes_to_the_next_site_that_way_and_not_to_a_nearer_one_aside() {
        let sites = [pos2(0.0, 0.0), pos2(10.0, 1.0), pos2(4.0, 9.0), pos2(-3.0, 0.0)];
        assert_eq!(nearest_that_way(&sites, sites[0], Vec2::RIGHT), Some(1));
        assert_eq!(nearest_that_way(&sites, sites[0], Vec2::LEFT), Some(3));
        assert_eq!(nearest_that_way(&sites, sites[0], Vec2::DOWN), Some(2));
        assert_eq!(nearest_that_way(&sites, sites[0], Vec2::UP), None);
    }
}
