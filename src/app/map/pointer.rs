//! The pointer and the keyboard on the map: hovering, selecting, drawing around sites, carrying a service.

use egui::{EventFilter, Key, Modifiers, Pos2, Response, Ui, Vec2};

use crate::edit::Edit;

use super::super::command::{Act, Command};
use super::super::jobs::Change;
use super::super::view::{Stage, View};
use super::Scene;

/// Whether services can be carried: on the map of Options, in an option that can be changed.
fn carrying(scene: &Scene<'_>, view: &View) -> bool {
    view.stage == Stage::Options && scene.session.option_plan(scene.spec.option).is_some() && scene.spec.sites
}

/// Notes which site the button goes down on, before the map makes the drag its own.
pub fn press(ui: &Ui, scene: &Scene<'_>, view: &mut View) {
    let (pressed, down, at) = ui.input(|input| {
        (input.pointer.primary_pressed(), input.pointer.primary_down(), input.pointer.interact_pos())
    });
    if !down {
        view.hand.pressed = None;
    }
    let free = !ui.ctx().egui_wants_pointer_input() || view.hovered_site_before.is_some();
    if pressed && free && !view.hand.draws && carrying(scene, view) {
        let at = at.filter(|at| scene.to.rect.contains(*at));
        view.hand.pressed = at.and_then(|at| scene.site_at(at)).filter(|site| offers(scene, *site));
    }
}

/// Whether a site offers something today that could go elsewhere.
fn offers(scene: &Scene<'_>, site: usize) -> bool {
    let today = &scene.session.appraisal.bau().findings;
    today.sites.get(site).is_some_and(|found| !found.services.is_empty())
}

/// What the pointer is over, what a click selects, and what a drag does.
pub fn pointer(
    ui: &Ui,
    response: &Response,
    scene: &Scene<'_>,
    view: &mut View,
    commands: &mut Vec<Command>,
) {
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
    if response.secondary_clicked() {
        view.hand.menu = (site, area);
    }
    if view.hand.draws && scene.spec.sites {
        draw(ui, response, scene, view, commands);
        return;
    }
    carry(ui, response, scene, view, site);
    if response.clicked() {
        let adds = ui.input(|input| input.modifiers.command || input.modifiers.shift);
        match (site, area) {
            (Some(site), _) if adds => {
                let mut marked = view.marked.clone();
                marked.extend(view.site.filter(|_| marked.is_empty()));
                if !marked.remove(&site) {
                    marked.insert(site);
                }
                commands.push(Command::Mark(marked));
            }
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

/// Draws a rectangle, or with Shift a loop, around sites.
fn draw(ui: &Ui, response: &Response, scene: &Scene<'_>, view: &mut View, commands: &mut Vec<Command>) {
    if response.hovered() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::Crosshair);
    }
    if response.drag_started() {
        view.hand.lasso = ui.input(|input| input.modifiers.shift);
        view.hand.line = ui.input(|input| input.pointer.press_origin()).into_iter().collect();
    }
    if let Some(at) = response.interact_pointer_pos().filter(|_| response.dragged())
        && view.hand.line.last().is_none_or(|last| last.distance(at) > 2.0)
    {
        view.hand.line.push(at);
    }
    if response.drag_stopped() {
        let around = view.hand.around(scene.geometry.sites.iter().map(|site| scene.to.point(*site)));
        view.hand.line.clear();
        view.hand.draws = false;
        commands.push(Command::Mark(around));
    }
}

/// Carries what a site offers to another site.
fn carry(ui: &Ui, response: &Response, scene: &Scene<'_>, view: &mut View, over: Option<usize>) {
    if response.drag_started() && view.hand.pressed.is_some() {
        view.hand.carries = view.hand.pressed;
    }
    let Some(from) = view.hand.carries else { return };
    ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
    if !ui.input(|input| input.pointer.primary_down()) {
        view.hand.carries = None;
        let open = |site: &usize| scene.option.findings.sites.get(*site).is_some_and(|found| found.open);
        if let (Some(to), Some(at)) = (over.filter(|to| *to != from).filter(open), response.hover_pos()) {
            view.hand.asks = Some((from, to, at));
        }
    }
}

/// The change that sends a service of a site to another.
pub fn sends(scene: &Scene<'_>, service: usize, from: usize, to: usize) -> Option<Edit> {
    let dataset = &scene.session.dataset;
    Some(Edit::MoveService {
        option: scene.spec.option.to_owned(),
        service: dataset.services.get(service)?.id.clone(),
        from: dataset.sites.get(from)?.id.clone(),
        to: Some(dataset.sites.get(to)?.id.clone()),
    })
}

/// Arrows go to the nearest site that way.
pub fn keys(ui: &Ui, response: &Response, scene: &Scene<'_>, view: &View, commands: &mut Vec<Command>) {
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
