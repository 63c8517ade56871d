//! The Compare stage: two maps that move together, the league table, weights, cost against access.

use egui::{
    Align, Align2, CornerRadius, Frame, Label, Layout, Margin, Panel, Rect, Role, ScrollArea, Sense, Stroke,
    Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::appraise::OptionAppraisal;
use crate::edit::Edit;
use crate::model::{CriterionKey, Status};
use crate::units;

use super::super::charts;
use super::super::command::Command;
use super::super::map::{self, MapSpec, furniture};
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::{Layer, View};
use super::super::widgets::{self, Segment, Tone};
use super::blueprint::choose_option;
use super::option_page::{explain, value_words};
use super::services;

/// Maps above, league table and scatter below, weights at the right.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    super::right(ui, "compare-right", 328.0, |ui| side(ui, session, view, commands));
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
        let spec =
            MapSpec { slot, option, layer: Some(view.layer), pins: Vec::new(), locality: None, sites: true };
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
                ] {
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
    ui.scope_builder(UiBuilder::new().max_rect(table), |ui| league(ui, session, view, commands));
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

/// Where the columns of the league table begin, from the right: total, bar, then figures.
const FIGURES: [(CriterionKey, &str); 4] = [
    (CriterionKey::Access, "Coverage"),
    (CriterionKey::Equality, "Neediest"),
    (CriterionKey::OneStop, "One-stop"),
    (CriterionKey::Blueprint, "Rules"),
];

fn league(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 10, bottom: 0 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(theme::title("League table"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add(
                    Label::new(theme::caption("Scores 0–100 between fixed references").color(tokens.text3))
                        .truncate(),
                );
            });
        });
    });
    let mut order: Vec<&OptionAppraisal> = session.appraisal.options.iter().collect();
    order.sort_by(|a, b| {
        a.rank
            .unwrap_or(usize::MAX)
            .cmp(&b.rank.unwrap_or(usize::MAX))
            .then(b.total.unwrap_or(-1.0).total_cmp(&a.total.unwrap_or(-1.0)))
    });
    let width = ui.available_width();
    let columns = Columns::of(width);
    let (head, _) = ui.allocate_exact_size(vec2(width, 24.0), Sense::hover());
    let say = |x: f32, text: &str, align: Align2| {
        ui.painter().text(
            pos2(head.left() + x, head.center().y),
            align,
            text,
            theme::regular(11.0),
            tokens.text3,
        );
    };
    say(36.0, "Option", Align2::LEFT_CENTER);
    say(columns.saving, "Saving £/yr", Align2::RIGHT_CENTER);
    for ((_, name), x) in FIGURES.iter().zip(&columns.figures) {
        say(*x, name, Align2::RIGHT_CENTER);
    }
    if columns.bar > 0.0 {
        say(columns.total - 44.0 - columns.bar, "Score by criterion", Align2::LEFT_CENTER);
    }
    say(columns.total, "Total", Align2::RIGHT_CENTER);
    ScrollArea::vertical().id_salt("league").auto_shrink([false, false]).show(ui, |ui| {
        for option in order {
            league_row(ui, session, view, option, &columns, commands);
        }
        ui.add_space(8.0);
        Frame::new().inner_margin(Margin::symmetric(16, 0)).show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                for key in CriterionKey::ALL {
                    let weight = session.plan().settings.weights.get(&key).copied().unwrap_or(0.0);
                    if weight > 0.0 {
                        ui.spacing_mut().item_spacing.x = 5.0;
                        let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
                        ui.painter().rect_filled(rect, 2.0, tokens.criteria[key as usize]);
                        ui.label(theme::caption(format!("{} {weight:.0}", key.label())).color(tokens.text2));
                        ui.add_space(8.0);
                    }
                }
            });
        });
    });
}

/// Right edges of the columns.
struct Columns {
    saving: f32,
    figures: Vec<f32>,
    bar: f32,
    total: f32,
}

impl Columns {
    fn of(width: f32) -> Self {
        let total = width - 16.0;
        let bar = if width > 560.0 { (width * 0.17).clamp(70.0, 150.0) } else { 0.0 };
        let step = 62.0;
        // Figures that do not fit are left out from the right; the table of the option page has them all.
        let space = total - 44.0 - bar - 12.0 - 150.0 - 70.0;
        let count =
            FIGURES.iter().enumerate().take_while(|(place, _)| (*place as f32 + 1.0) * step <= space).count();
        let end = total - 44.0 - bar - 14.0;
        let figures: Vec<f32> = (0..count).map(|place| end - step * (count - 1 - place) as f32).collect();
        let saving = end - step * count as f32;
        Self { saving, figures, bar, total }
    }
}

fn league_row(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    option: &OptionAppraisal,
    columns: &Columns,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 34.0), Sense::click());
    let selected = option.id == view.option;
    let total = option.total.map_or_else(|| "–".to_owned(), |total| format!("{total:.0}"));
    response.widget_info(|| {
        WidgetInfo::selected(Role::Row, true, selected, format!("{}, total {total}", option.name))
    });
    let fill = if selected {
        tokens.soft
    } else if response.hovered() {
        tokens.hover
    } else {
        tokens.panel
    };
    ui.painter().rect_filled(rect, CornerRadius::ZERO, fill);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    let middle = rect.center().y;
    let at = |x: f32| pos2(rect.left() + x, middle);
    let rank = option.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string());
    ui.painter().text(at(14.0), Align2::LEFT_CENTER, rank, theme::regular(12.0), tokens.text2);
    let position = session.position(&option.id);
    let letter = if position.is_some() { option.id.as_str() } else { "–" };
    let square = Rect::from_center_size(at(44.0), vec2(20.0, 20.0));
    widgets::letter_at(ui, square, letter, tokens.option(position), true);
    let ink = if option.status == Some(Status::Discarded) { tokens.text3 } else { tokens.text };
    let name =
        widgets::cut(ui, &option.name, theme::semibold(12.0), ink, (columns.saving - 66.0 - 60.0).max(40.0));
    ui.painter().galley(pos2(rect.left() + 62.0, middle - name.size().y / 2.0), name, ink);
    let say = |x: f32, text: String| {
        ui.painter().text(at(x), Align2::RIGHT_CENTER, text, theme::regular(12.0), ink);
    };
    say(
        columns.saving,
        if position.is_some() {
            units::pounds_short(option.findings.cost.saving_gbp)
        } else {
            "–".to_owned()
        },
    );
    for ((key, _), x) in FIGURES.iter().zip(&columns.figures) {
        let (met, all) = option.findings.rules_met();
        let words = match key {
            CriterionKey::Blueprint => format!("{met}/{all}"),
            _ => {
                option.criterion(*key).value.map_or_else(|| "–".to_owned(), |value| value_words(*key, value))
            }
        };
        say(*x, words);
    }
    let weights: f64 = option.criteria.iter().map(|criterion| criterion.weight).sum();
    if columns.bar > 0.0 {
        let parts: Vec<(f64, egui::Color32)> = option
            .criteria
            .iter()
            .filter(|criterion| criterion.weight > 0.0 && weights > 0.0)
            .map(|criterion| {
                (
                    criterion.weight / weights * criterion.score.unwrap_or(0.0) / 100.0,
                    tokens.criteria[criterion.key as usize],
                )
            })
            .collect();
        let bar = Rect::from_min_size(
            at(columns.total - 44.0 - columns.bar) - vec2(0.0, 6.0),
            vec2(columns.bar, 12.0),
        );
        charts::parts(ui, bar, &parts);
    }
    ui.painter().text(at(columns.total), Align2::RIGHT_CENTER, &total, theme::semibold(13.0), ink);
    widgets::focus_ring(ui, &response, 0);
    let clicked = response.clicked();
    response.on_hover_ui(|ui| {
        ui.label(theme::label(&option.name));
        for criterion in option.criteria.iter().filter(|criterion| criterion.weight > 0.0) {
            ui.label(theme::small(explain(session, option, criterion.key, weights)));
        }
        if !option.feasible() {
            ui.label(theme::small("Not ranked: it cannot be done as it stands.").color(tokens.bad));
        }
    });
    if clicked {
        commands.push(Command::SelectOption(option.id.clone()));
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
