//! The Compare stage: two maps that move together, the league table, weights, cost against access.

use egui::{Align, Frame, Label, Layout, Margin, Panel, Rect, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::appraise::OptionAppraisal;
use crate::edit::Edit;
use crate::model::CriterionKey;
use crate::units;

use super::super::charts;
use super::super::command::Command;
use super::super::map::{self, MapSpec, furniture};
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::{Layer, View};
use super::super::widgets::{self, Segment, Tone};
use super::blueprint::choose_option;
use super::{league, services};

/// Maps above, league table and scatter below, weights at the right.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    super::right(ui, view, "compare-right", 328.0, |ui, view| side(ui, session, view, commands));
    super::middle(ui, |ui| {
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

fn tools(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    Frame::new().fill(tokens(ui).panel).inner_margin(Margin::symmetric(16, 7)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let layers: Vec<Segment<'_, Layer>> = Layer::ALL
                .iter()
                .map(|layer| Segment {
                    value: *layer,
                    icon: None,
                    label: layer.label(),
                    tooltip: layer.tooltip(),
                    tone: Tone::Accent,
                })
                .collect();
            if let Some(layer) = widgets::segmented(ui, Some(view.layer), &layers, 0.0) {
                commands.push(Command::SelectLayer(layer));
            }
            services::choose(ui, session, view, commands);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = format!("{}  Maps move together", super::super::icons::icon::LINK_SIMPLE);
                ui.add(Label::new(theme::small(words).color(tokens(ui).text2)).truncate());
            });
        });
    });
}

fn maps(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let room = ui.available_rect_before_wrap();
    let bottom = room.bottom() - 36.0;
    let half = room.width() / 2.0;
    let mut shown = None;
    let pair = [view.option.clone(), view.compare_with.clone()];
    for (slot, option) in pair.iter().enumerate() {
        let left = room.left() + half * slot as f32;
        let rect = Rect::from_min_max(pos2(left, room.top()), pos2(left + half - 1.0, bottom));
        let spec = MapSpec {
            slot,
            option,
            layer: Some(view.layer),
            pins: Vec::new(),
            locality: None,
            sites: true,
            tools: false,
        };
        ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
            shown = Some(map::show(ui, session, view, &spec, commands));
        });
        title(ui, session, view, rect, slot, option, commands);
    }
    ui.painter().vline(room.left() + half - 0.5, room.top()..=bottom, Stroke::new(1.0, tokens(ui).line));
    let legend = Rect::from_min_max(pos2(room.left(), bottom), room.max);
    ui.painter().rect_filled(legend, 0.0, tokens(ui).panel);
    ui.scope_builder(UiBuilder::new().max_rect(legend), |ui| {
        if let Some(shown) = &shown {
            furniture::legend(ui, shown, true);
        }
    });
}

/// The box on each map: whose it is, and who gains and loses.
fn title(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    map: Rect,
    slot: usize,
    id: &str,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    let option = session.option(id);
    let place =
        Rect::from_min_size(map.min + vec2(12.0, 12.0), vec2(232.0_f32.min(map.width() - 24.0), 88.0));
    ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
        Frame::new()
            .fill(tokens.panel)
            .stroke(Stroke::new(1.0, tokens.line))
            .corner_radius(theme::CARD_RADIUS)
            .inner_margin(8)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 2.0);
                ui.horizontal(|ui| {
                    let position = session.position(&option.id);
                    let letter = if position.is_some() { option.id.as_str() } else { "–" };
                    widgets::letter(ui, letter, tokens.option(position), true);
                    choose_option(
                        ui,
                        session,
                        if slot == 0 { "left-option" } else { "right-option" },
                        id,
                        |option| {
                            commands.push(if slot == 0 {
                                Command::SelectOption(option)
                            } else {
                                Command::CompareWith(option)
                            });
                        },
                    );
                });
                let Some(found) = option.findings.services.get(view.service) else { return };
                let minutes = session
                    .dataset
                    .services
                    .get(view.service)
                    .map_or(0.0, |service| service.standard.minutes);
                for (count, words, ink) in [
                    (found.newly_beyond, format!("newly beyond {minutes:.0} min"), tokens.bad),
                    (found.newly_within, format!("newly within {minutes:.0} min"), tokens.good),
                    (found.longer, "have a longer journey".to_owned(), tokens.text),
                ]
                .into_iter()
                .take(if map.height() < 330.0 { 2 } else { 3 })
                {
                    widgets::row(ui, 15.0, |ui| {
                        ui.spacing_mut().item_spacing.x = 4.0;
                        let ink = if count < 0.5 { tokens.text2 } else { ink };
                        ui.label(
                            theme::small(units::thousands(count)).font(theme::semibold(12.0)).color(ink),
                        );
                        ui.label(theme::small(words).color(tokens.text2));
                    });
                }
            });
    });
}

fn lower_half(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let room = ui.available_rect_before_wrap();
    let scatter = if room.width() > 820.0 { (room.width() * 0.38).min(434.0) } else { 0.0 };
    let table = Rect::from_min_max(room.min, pos2(room.right() - scatter, room.bottom()));
    ui.scope_builder(UiBuilder::new().max_rect(table), |ui| league::show(ui, session, view, commands));
    if scatter > 0.0 {
        ui.painter().vline(table.right(), room.y_range(), Stroke::new(1.0, tokens(ui).line));
        let place = Rect::from_min_max(pos2(table.right(), room.top()), room.max).shrink2(vec2(16.0, 10.0));
        ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.label(theme::title("Cost against access"));
            let height = (ui.available_height() - 4.0).max(120.0);
            charts::scatter(ui, session, view, height, commands);
        });
    }
}

fn side(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
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
    for key in CriterionKey::ALL {
        let mut weight = settings.weights.get(&key).copied().unwrap_or(0.0);
        widgets::row(ui, 24.0, |ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
            ui.painter().rect_filled(rect, 2.0, tokens.criteria[key as usize]);
            let name = (ui.available_width() * 0.48).min(140.0);
            ui.allocate_ui_with_layout(vec2(name, 18.0), Layout::left_to_right(Align::Center), |ui| {
                ui.set_width(name);
                ui.add(Label::new(theme::small(key.label())).truncate());
            });
            let width = ui.available_width();
            let slider = widgets::slider(ui, &mut weight, "", &format!("Weight of {}", key.label()), width);
            if slider.changed() {
                let edit = Edit::SetWeight { criterion: key, weight };
                commands.push(if slider.dragged() { Command::Drag(edit) } else { Command::Edit(edit) });
            }
            if slider.drag_stopped() {
                commands.push(Command::EndDrag);
            }
        });
    }
    widgets::divider(ui);
    within(ui, session, view);
    widgets::divider(ui);
    by_locality(ui, session, view);
}

/// The share of users within so many minutes, for today and the two options compared.
fn within(ui: &mut Ui, session: &Session, view: &View) {
    let tokens = tokens(ui);
    let (Some(service), Some(demand)) =
        (session.dataset.services.get(view.service), session.scorer.demand.get(view.service))
    else {
        return;
    };
    widgets::section(ui, &format!("How long to a {}: % of users within", service.name.to_lowercase()));
    let longest = (service.standard.minutes * 2.0).max(10.0);
    let bau = session.appraisal.bau();
    let mut curves: Vec<(&OptionAppraisal, String)> = vec![(bau, "Now".to_owned())];
    for id in [&view.option, &view.compare_with] {
        let option = session.option(id);
        if !curves.iter().any(|(known, _)| known.id == option.id) {
            curves.push((option, option.id.clone()));
        }
    }
    let lines: Vec<charts::Curve> = curves
        .iter()
        .filter_map(|(option, name)| {
            let minutes = &option.findings.services.get(view.service)?.minutes;
            let shares = charts::shares_within(minutes, &demand.users, longest);
            let share = charts::share_at(minutes, &demand.users, service.standard.minutes);
            let words =
                share.map_or_else(String::new, |share| format!("{name} {} %", units::percent_down(share)));
            Some(charts::Curve { shares, color: tokens.option(session.position(&option.id)), words })
        })
        .collect();
    charts::curves(ui, &lines, longest, service.standard.minutes);
}

/// People newly beyond the standard by locality, for the two options compared.
fn by_locality(ui: &mut Ui, session: &Session, view: &View) {
    let tokens = tokens(ui);
    let Some(service) = session.dataset.services.get(view.service) else { return };
    widgets::section(ui, &format!("Newly beyond {:.0} min, by locality", service.standard.minutes));
    let pair = [session.option(&view.option), session.option(&view.compare_with)];
    let count = |option: &OptionAppraisal, locality: usize| {
        option
            .findings
            .localities
            .get(locality)
            .and_then(|found| found.services.get(view.service))
            .map_or(0.0, |found| found.newly_beyond)
    };
    let most = (0..session.dataset.localities.len())
        .flat_map(|locality| pair.map(|option| count(option, locality)))
        .fold(1.0, f64::max);
    for (locality, facts) in session.dataset.localities.iter().enumerate() {
        let counts = pair.map(|option| count(option, locality));
        widgets::row(ui, 20.0, |ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 0.0);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (option, count) in pair.iter().zip(counts).rev() {
                    let ink = tokens.option(session.position(&option.id));
                    ui.add_sized(
                        [46.0, 16.0],
                        Label::new(theme::small(units::thousands(count)).color(if count > 0.0 {
                            ink
                        } else {
                            tokens.text3
                        }))
                        .halign(Align::Max),
                    );
                }
                let (rect, _) = ui.allocate_exact_size(vec2(56.0, 12.0), Sense::hover());
                for (place, (option, count)) in pair.iter().zip(counts).enumerate() {
                    let wide = 56.0 * map::geometry::narrow(count / most);
                    let bar = Rect::from_min_size(rect.min + vec2(0.0, 6.0 * place as f32), vec2(wide, 5.0));
                    ui.painter().rect_filled(bar, 1.0, tokens.option(session.position(&option.id)));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(theme::small(&facts.name)).truncate());
                });
            });
        });
    }
}
