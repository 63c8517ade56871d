//! The Compare stage: two maps that move together, the league table, weights, cost against access.

use egui::{Align, Frame, Label, Layout, Margin, Panel, Rect, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::edit::Edit;
use crate::model::CriterionKey;
use crate::units;

use super::super::command::Command;
use super::super::evidence::Lower;
use super::super::map::{self, MapSpec, furniture};
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::{Layer, View};
use super::super::widgets::{self, tab};
use super::blueprint::choose_option;
use super::{compare_charts, equality, fields, league, own_criteria, papers, robust, services};

/// Maps above, league table and scatter below, weights at the right.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    super::right(ui, view, "compare-right", 328.0, |ui, view| side(ui, session, view, commands));
    super::middle_with_map(ui, |ui| {
        let room = ui.available_rect_before_wrap();
        let lower = (room.height() * 0.42).clamp(190.0, 350.0);
        Panel::bottom("compare-lower")
            .exact_size(lower)
            .frame(Frame::new().fill(tokens(ui).panel))
            .show(ui, |ui| lower_half(ui, session, view, commands));
        tools(ui, session, view, commands);
        maps(ui, session, view, commands);
    });
}

fn tools(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    Frame::new().fill(tokens(ui).panel).inner_margin(Margin::symmetric(16, 7)).show(ui, |ui| {
        ui.horizontal(|ui| {
            services::choose_layer(ui, view.layer, &Layer::ALL, commands);
            services::choose(ui, session, view, commands);
            ui.add_space(4.0);
            if widgets::checkbox(ui, view.compare.difference, "Difference") {
                view.compare.difference = !view.compare.difference;
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = format!("{}  Maps move together", super::super::icons::icon::LINK_SIMPLE);
                ui.add(Label::new(theme::small(words).color(tokens(ui).text2)).truncate());
            });
        });
    });
}

/// How high the head of each map is.
const HEAD: f32 = 42.0;

fn maps(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let room = ui.available_rect_before_wrap();
    let half = room.width() / 2.0;
    // Maps that show the same have one legend; else each has its own below it.
    let legends = if view.compare.difference { 2 } else { 1 };
    let wide = room.width() / legends as f32;
    let pair = [view.option.clone(), view.compare_with.clone()];
    let specs = [0, 1].map(|slot| {
        // The right-hand map shows what changes from the left-hand option to it, when that is asked for.
        let difference = view.compare.difference && slot == 1;
        MapSpec {
            slot,
            option: &pair[slot],
            against: difference.then_some(pair[0].as_str()),
            layer: Some(if difference { Layer::Change } else { view.layer }),
            pins: Vec::new(),
            locality: None,
            sites: true,
            tools: false,
        }
    });
    let colors = [0, 1].map(|slot| map::colors(ui, session, view, &specs[slot]));
    let high = furniture::legend_height(ui, &colors[0], true, wide);
    let bottom = room.bottom() - high;
    for (slot, spec) in specs.iter().enumerate() {
        let left = room.left() + half * slot as f32;
        let head = Rect::from_min_size(pos2(left, room.top()), vec2(half - 1.0, HEAD));
        ui.painter().rect_filled(head, 0.0, tokens(ui).panel);
        title(ui, session, view, head, slot, &pair[slot], commands);
        let rect = Rect::from_min_max(head.left_bottom(), pos2(head.right(), bottom));
        ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| map::show(ui, session, view, spec, commands));
    }
    let line = Stroke::new(1.0, tokens(ui).line);
    ui.painter().vline(room.left() + half - 0.5, room.top()..=bottom, line);
    ui.painter().hline(room.x_range(), room.top(), line);
    let legend = Rect::from_min_max(pos2(room.left(), bottom), room.max);
    ui.painter().rect_filled(legend, 0.0, tokens(ui).panel);
    for (slot, colors) in colors.iter().enumerate().take(legends) {
        let place =
            Rect::from_min_size(pos2(legend.left() + wide * slot as f32, legend.top()), vec2(wide, high));
        ui.scope_builder(UiBuilder::new().max_rect(place), |ui| furniture::legend(ui, colors, slot == 0));
    }
}

/// The head of each map: whose it is, and who gains and loses.
fn title(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    head: Rect,
    slot: usize,
    id: &str,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    let option = session.option(id);
    let place = UiBuilder::new().max_rect(head.shrink2(vec2(12.0, 5.0)));
    ui.scope_builder(place.layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.set_clip_rect(head.intersect(ui.clip_rect()));
        ui.spacing_mut().item_spacing.x = 8.0;
        let position = session.position(&option.id);
        let letter = if position.is_some() { option.id.as_str() } else { "–" };
        widgets::letter(ui, letter, tokens.option(position), true);
        let name = if slot == 0 { "left-option" } else { "right-option" };
        choose_option(ui, session, name, id, |option| {
            commands.push(if slot == 0 {
                Command::SelectOption(option)
            } else {
                Command::CompareWith(option)
            });
        });
        let Some(found) = option.findings.services.get(view.service) else { return };
        let standard = session.dataset.services.get(view.service);
        let minutes = standard.map_or(0.0, |service| service.standard.minutes);
        for (count, words, long, ink) in [
            (found.newly_beyond, "beyond", format!("People newly beyond {minutes:.0} minutes"), tokens.bad),
            (found.newly_within, "within", format!("People newly within {minutes:.0} minutes"), tokens.good),
            (found.longer, "longer", "People with a longer journey".to_owned(), tokens.text),
        ] {
            let ink = if count < 0.5 { tokens.text2 } else { ink };
            // What does not fit stays away whole; the league table and who loses say it too.
            if ui.available_width() < 84.0 {
                break;
            }
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.x = 3.0;
                let number = theme::small(units::thousands(count)).font(theme::semibold(12.0)).color(ink);
                ui.label(number).on_hover_text(&long);
                ui.label(theme::small(words).color(tokens.text2)).on_hover_text(&long);
            });
        }
        if view.compare.difference && slot == 1 {
            let left = &session.option(&view.option).name;
            let words = theme::small(format!("colours against {left}")).color(tokens.text2);
            ui.add(Label::new(words).truncate());
        }
    });
}

fn lower_half(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let room = ui.available_rect_before_wrap();
    let wide = room.width() > 820.0;
    let chart = if wide { (room.width() * 0.4).min(434.0) } else { 0.0 };
    let table = Rect::from_min_max(room.min, pos2(room.right() - chart, room.bottom()));
    ui.scope_builder(UiBuilder::new().max_rect(table), |ui| {
        ui.set_clip_rect(table.intersect(ui.clip_rect()));
        lower_left(ui, session, view, commands);
    });
    if wide {
        ui.painter().vline(table.right(), room.y_range(), Stroke::new(1.0, tokens(ui).line));
        let place = Rect::from_min_max(pos2(table.right(), room.top()), room.max).shrink2(vec2(12.0, 8.0));
        ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
            compare_charts::show(ui, session, view, commands);
        });
    }
}

/// The tables: league, equality, duties, log, check-list, why.
fn lower_left(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let mut tabs = vec![
        tab(Lower::League, "League", "Every option by rank, with its total opened to its parts"),
        tab(Lower::Equality, "Equality", "What happens to each group and each fifth by deprivation"),
        tab(Lower::Phasing, "Phasing", "What happens when, in both options"),
        tab(Lower::Duties, "Duties", "Statutory duties that the option triggers, and what must be shown"),
        tab(Lower::Log, "Reasons", "Where each option stands and why; the log of decisions"),
        tab(Lower::Checks, "Check-list", "What is missing before publication"),
        tab(Lower::Why, "Why?", "A number opened to its formula, terms and source rows"),
    ];
    if !session.dataset.responses.is_empty() {
        tabs.push(tab(
            Lower::Voice,
            "Residents",
            "Answers to the consultation by option, locality and theme",
        ));
    }
    Frame::new().inner_margin(Margin { left: 12, right: 12, top: 6, bottom: 4 }).show(ui, |ui| {
        if let Some(lower) = widgets::segmented(ui, Some(view.compare.lower), &tabs, 0.0) {
            view.compare.lower = lower;
            // What the tab needs is worked out before the next frame.
            ui.ctx().request_repaint();
        }
    });
    if view.compare.lower == Lower::League {
        league::show(ui, session, view, commands);
        return;
    }
    Frame::new().inner_margin(Margin { left: 16, right: 12, top: 4, bottom: 6 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        match view.compare.lower {
            Lower::League => {}
            Lower::Equality => equality::show(ui, session, view, commands),
            Lower::Phasing => compare_charts::phasings(ui, session, view, commands),
            Lower::Duties => papers::duties(ui, session, view, commands),
            Lower::Log => papers::log(ui, session, view, commands),
            Lower::Checks => papers::checks(ui, session),
            Lower::Voice => papers::voice(ui, session),
            Lower::Why => papers::why(ui, session, view),
        }
    });
}

fn side(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let settings = &session.plan().settings;
    ui.horizontal(|ui| {
        ui.label(theme::title("Weights"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let reset = widgets::button(
                ui,
                widgets::Weight::Quiet,
                Some(super::super::icons::icon::ARROW_COUNTER_CLOCKWISE),
                "Reset",
            );
            if reset.on_hover_text("The program’s own weights").clicked() {
                let weights = crate::model::Settings::default().weights;
                let changed = crate::model::Settings { weights, ..settings.clone() };
                commands.push(Command::Edit(Edit::SetSettings(Box::new(changed))));
            }
        });
    });
    if view.compare.swings {
        let guide = "Weigh swings, not importance: give 100 to the swing from worst to best that matters most, then to each other swing what it is worth beside it.";
        ui.add(Label::new(theme::small(guide).color(tokens.text2)).wrap());
    }
    for key in CriterionKey::ALL {
        let mut weight = settings.weights.get(&key).copied().unwrap_or(0.0);
        widgets::row(ui, 24.0, |ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
            ui.painter().rect_filled(rect, 2.0, tokens.criteria[key as usize]);
            let name = (ui.available_width() * 0.52).min(144.0);
            ui.allocate_ui_with_layout(vec2(name, 18.0), Layout::left_to_right(Align::Center), |ui| {
                ui.set_width(name);
                ui.add(Label::new(theme::small(key.label())).wrap())
                    .on_hover_text(own_criteria::swing(session, key));
            });
            let width = ui.available_width();
            let slider = widgets::slider(ui, &mut weight, "", &format!("Weight of {}", key.label()), width);
            let edit = || Edit::SetWeight { criterion: key, weight };
            fields::dragged(&slider, slider.changed().then(edit), commands);
        });
        if view.compare.swings {
            let swing = own_criteria::swing_short(session, key);
            ui.add(Label::new(theme::caption(swing).color(tokens.text2)).wrap());
        }
    }
    if widgets::checkbox(ui, view.compare.swings, "Show what is weighed") {
        view.compare.swings = !view.compare.swings;
    }
    own_criteria::references(ui, session, commands);
    own_criteria::show(ui, session, view, commands);
    robust::sentence(ui, session, view);
    widgets::divider(ui);
    robust::who_loses(ui, session, view);
}
