//! What becomes of acts of looking: search, back and forward, size, selections, found plans, marked sites, the base map.

use egui::{Context, Rect};

use crate::edit::Edit;
use crate::model::{Action, OptionPlan, Plan};

use super::App;
use super::command::{Act, Command};
use super::jobs::Choice;
use super::kept::Motion;
use super::map::base::Base;
use super::palette::Palette;
use super::session::PREVIEW;
use super::stages::compare_charts;
use super::view::{Dialog, Stage};
use super::workshop;

/// How far everything can be drawn smaller and larger.
pub(super) const ZOOMS: std::ops::RangeInclusive<f32> = 0.8..=2.0;

impl App {
    pub(super) fn look(&mut self, ctx: &Context, act: Act) {
        let view = &mut self.view;
        match act {
            Act::Palette => view.dialog = Some(Dialog::Palette(Box::<Palette>::default())),
            Act::Back => super::trail::go(view, true),
            Act::Forward => super::trail::go(view, false),
            Act::History => view.dialog = Some(Dialog::History),
            Act::Guide => {
                view.guide = Some(0);
                self.commands.push(Act::Go(Stage::Data).into());
            }
            Act::FitSelection => self.show_selection(),
            Act::Larger | Act::Smaller | Act::UsualSize => {
                let zoom = match act {
                    Act::Larger => ctx.zoom_factor() + 0.1,
                    Act::Smaller => ctx.zoom_factor() - 0.1,
                    _ => 1.0,
                };
                ctx.set_zoom_factor(((zoom * 10.0).round() / 10.0).clamp(*ZOOMS.start(), *ZOOMS.end()));
            }
            Act::Workshop => {
                view.workshop.on = !view.workshop.on;
                let zoom = if view.workshop.on { workshop::ENLARGED } else { 1.0 };
                ctx.set_zoom_factor(zoom);
            }
            Act::HideMoney => view.workshop.hide_money = !view.workshop.hide_money,
            Act::HideNames => view.workshop.hide_names = !view.workshop.hide_names,
            Act::Still => {
                let (motion, time) = match view.motion {
                    Motion::Gliding => (Motion::Still, 0.0),
                    Motion::Still => (Motion::Gliding, super::theme::ANIMATION),
                };
                view.motion = motion;
                ctx.all_styles_mut(|style| style.animation_time = time);
            }
            Act::Lasso => {
                view.hand.draws = !view.hand.draws;
                view.table = false;
            }
            Act::ChooseBaseMap => view.dialog = Some(Dialog::BaseMap(view.base.clone())),
            Act::Picture | Act::ChartPicture => {
                self.picturing.of_chart = act == Act::ChartPicture;
                if self.picturing.of_chart {
                    view.stage = Stage::Compare;
                }
                self.choose(Choice::Picture);
            }
            Act::ChartData => {
                view.stage = Stage::Compare;
                if let Some(session) = &mut self.session {
                    session.prepare_evidence(&view.compare, [&view.option, &view.compare_with]);
                    ctx.copy_text(compare_charts::data(session, view));
                    view.say(false, "The chart’s data are on the clipboard, as a table");
                }
            }
            _ => {}
        }
    }

    /// Selects an Issue and shows where it is.
    pub(super) fn show_issue(&mut self, issue: usize) {
        self.view.issue = Some(issue);
        let Some(session) = &self.session else { return };
        let sites =
            session.issues().nth(issue).map(|issue| super::stages::issue_list::sites_of(session, issue));
        if let Some(&site) = sites.as_ref().and_then(|sites| sites.first()) {
            self.view.site = Some(site);
            self.view.camera.show(session.dataset.sites[site].position);
        }
    }

    /// Puts the dialog away, unanswered: what waited for a save does not wait for a later one.
    pub(super) fn close_dialog(&mut self) {
        self.view.dialog = None;
        self.after_save = None;
    }

    /// Closes what is open; else nothing is selected any more.
    pub(super) fn clear(&mut self) {
        if self.view.dialog.is_some() {
            self.close_dialog();
            return;
        }
        let view = &mut self.view;
        if view.guide.take().is_none() {
            view.site = None;
            view.area = None;
            view.cell = None;
            view.issue = None;
            view.placing = None;
            view.marked.clear();
            view.hand = super::map::hand::Hand::default();
            if self.view.option == PREVIEW {
                self.end_preview();
            }
        }
    }

    /// Looks at a plan that was found, or at none.
    pub(super) fn preview(&mut self, option: Option<OptionPlan>) {
        let Some(session) = &mut self.session else { return };
        match option {
            None => self.end_preview(),
            Some(option) => {
                session.preview(Some(option));
                PREVIEW.clone_into(&mut self.view.option);
            }
        }
    }

    /// Comes back to the option that was looked at before a plan was previewed.
    pub(super) fn end_preview(&mut self) {
        let Some(session) = &mut self.session else { return };
        session.preview(None);
        if let Some(page) = &mut self.view.finding {
            page.put_down();
            if self.view.option == PREVIEW {
                page.before.clone_into(&mut self.view.option);
            }
        }
    }

    /// Keeps a plan that was found as an option, and looks at it.
    pub(super) fn keep_plan(&mut self, option: OptionPlan) {
        let id = option.id.clone();
        self.edit(&Edit::AddOption(option), false);
        self.end_preview();
        if self.session.as_ref().is_some_and(|session| session.has_option(&id)) {
            id.clone_into(&mut self.view.option);
            if let Some(page) = &mut self.view.finding {
                page.before = id;
            }
        }
    }

    /// Moves the map to the selected sites, area or locality.
    pub(super) fn show_selection(&mut self) {
        let Some(session) = &self.session else { return };
        let geometry = self.view.maps.geometry(session);
        let view = &mut self.view;
        let mut bounds = Rect::NOTHING;
        for site in view.marked.iter().copied().chain(view.site) {
            if let Some(&at) = geometry.sites.get(site) {
                bounds.extend_with(at);
            }
        }
        let shape = view.area.and_then(|area| geometry.areas.get(area));
        let shape = shape.or_else(|| view.focus.and_then(|locality| geometry.localities.get(locality)));
        if let Some(around) = shape.and_then(|shape| shape.bounds).filter(|_| !bounds.is_positive()) {
            bounds = bounds.union(around);
        }
        match view.site {
            Some(site) if view.marked.is_empty() => {
                view.camera.show(session.dataset.sites[site].position);
            }
            _ if bounds.is_finite() => {
                let size = view.maps.place.map_or(egui::vec2(600.0, 500.0), |place| place.size());
                view.camera.show_all(&geometry, bounds, size);
            }
            _ => view.say(false, "Nothing is selected: click a site or an area first"),
        }
    }

    pub(super) fn focus(&mut self, locality: Option<usize>) {
        self.view.focus = locality;
        if locality.is_some() {
            (self.view.site, self.view.area) = (None, None);
            self.show_selection();
        } else {
            self.view.camera.fit();
        }
    }

    /// One decision for all marked sites, as one step.
    pub(super) fn decide_marked(&mut self, action: Action) {
        let Some(session) = &self.session else { return };
        if self.view.option == Plan::BAU {
            self.view.say(false, "Business as usual cannot be changed: copy it first");
            return;
        }
        let sites = self.view.marked.iter().filter_map(|site| session.dataset.sites.get(*site));
        let edits: Vec<Edit> = sites
            .map(|site| Edit::SetAction { option: self.view.option.clone(), site: site.id.clone(), action })
            .collect();
        self.commands.push(Command::EndDrag);
        self.commands.extend(edits.into_iter().map(Command::Drag));
        self.commands.push(Command::EndDrag);
    }

    pub(super) fn set_base(&mut self, base: Base) {
        match base.check() {
            Ok(()) => {
                self.keeping.kept.base = base.clone();
                self.view.base = base;
                self.write_kept();
            }
            Err(words) => {
                self.view.say(true, words);
                self.view.dialog = Some(Dialog::BaseMap(base));
            }
        }
    }
}
