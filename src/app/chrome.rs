//! What is around every stage: the bar at the top and the bar at the bottom.

use std::collections::BTreeSet;
use std::path::PathBuf;

use egui::{
    Align, Align2, CornerRadius, Frame, Layout, Margin, Panel, Role, Sense, Stroke, ThemePreference, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::reach::Measured;
use crate::units;

use super::command::{Act, Command};
use super::icons::icon;
use super::jobs::Jobs;
use super::menus::menus;
use super::session::Session;
use super::theme::{self, tokens};
use super::view::{NARROW, Side, Stage, View};
use super::widgets::{self, Tone};

/// Menus, stages, the sample chip, undo and redo, and whether everything is saved.
pub fn top_bar(
    ui: &mut Ui,
    session: Option<&Session>,
    view: &mut View,
    recent: &[PathBuf],
    commands: &mut Vec<Command>,
) {
    let frame = Frame::new().fill(tokens(ui).panel).inner_margin(Margin::symmetric(12, 0));
    let panel = Panel::top("top").exact_size(48.0).frame(frame).show_separator_line(true);
    panel.show(ui, |ui| {
        let bar = ui.max_rect();
        let wide = bar.width() >= 1180.0;
        let stages = stage_width(ui, wide);
        let left = egui::Rect::from_min_size(bar.min, vec2(if wide { 302.0 } else { 196.0 }, bar.height()));
        ui.scope_builder(
            egui::UiBuilder::new().max_rect(left).layout(Layout::left_to_right(Align::Center)),
            |ui| menus(ui, session, view, recent, commands, wide),
        );
        let right_start = ui
            .scope_builder(
                egui::UiBuilder::new().max_rect(bar).layout(Layout::right_to_left(Align::Center)),
                |ui| {
                    state(ui, session, view, commands);
                    ui.min_rect().left()
                },
            )
            .inner;
        let centred = bar.center().x - stages / 2.0;
        let start = centred.min(right_start - stages - 8.0).max(left.right() + 4.0);
        let place =
            egui::Rect::from_min_max(pos2(start, bar.top()), pos2(start + stages + 4.0, bar.bottom()));
        ui.scope_builder(
            egui::UiBuilder::new().max_rect(place).layout(Layout::left_to_right(Align::Center)),
            |ui| {
                stage_tabs(ui, session, view, commands, wide);
            },
        );
    });
}

/// What the chip of the sample says.
const ILLUSTRATIVE: &str = "Illustrative data";

fn state(ui: &mut Ui, session: Option<&Session>, view: &View, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = 4.0;
    let dark = ui.visuals().dark_mode;
    let (glyph, label, theme) = if dark {
        (icon::SUN, "Light theme", ThemePreference::Light)
    } else {
        (icon::MOON, "Dark theme", ThemePreference::Dark)
    };
    if widgets::icon_button(ui, glyph, label).clicked() && view.theme != theme {
        commands.push(Command::Theme(theme));
    }
    if widgets::icon_button_hint(ui, icon::MAGNIFYING_GLASS, "Search", &Act::Palette.hint()).clicked() {
        commands.push(Act::Palette.into());
    }
    ui.add_space(4.0);
    let Some(session) = session else { return };
    let unsaved = session.unsaved();
    let (glyph, words) = if unsaved {
        (icon::CIRCLE, "Unsaved changes")
    } else if session.path.is_some() {
        (icon::CHECK_CIRCLE, "Saved")
    } else {
        (icon::CIRCLE, "Not saved yet")
    };
    if ui.max_rect().width() >= 1340.0 {
        ui.label(theme::small(format!("{glyph} {words}")).color(tokens(ui).text2));
        ui.add_space(4.0);
    }
    let room = ui.max_rect().width();
    if room < NARROW {
        let other = if view.side == Side::List { "Show the details" } else { "Show the list" };
        if widgets::icon_button(ui, Act::ToggleSide.icon().unwrap_or_default(), other).clicked() {
            commands.push(Act::ToggleSide.into());
        }
    }
    if room >= 780.0 {
        for (act, label) in
            [(Act::Redo, session.history.redo_label()), (Act::Undo, session.history.undo_label())]
        {
            let words = label.map_or_else(|| act.hint(), |label| format!("{}: {label}", act.label()));
            let glyph = act.icon().unwrap_or_default();
            let button = |ui: &mut Ui| widgets::icon_button_hint(ui, glyph, act.label(), &words);
            if ui.add_enabled_ui(label.is_some(), button).inner.clicked() {
                commands.push(act.into());
            }
        }
    }
    if session.dataset.illustrative {
        ui.add_space(4.0);
        if room >= 1000.0 {
            widgets::chip(ui, Some(icon::FLASK), ILLUSTRATIVE, Tone::Warn)
        } else {
            widgets::icon_chip(ui, icon::FLASK, ILLUSTRATIVE, Tone::Warn)
        }
        .on_hover_text(crate::export::ILLUSTRATIVE);
    }
}

/// A window narrower than this, in points, shows closed stages by their icons.
const SMALL: f32 = 720.0;

fn stage_width(ui: &Ui, wide: bool) -> f32 {
    Stage::ALL.iter().map(|stage| tab_width(ui, *stage, wide) + if wide { 12.0 } else { 2.0 }).sum::<f32>()
        + 34.0
}

fn tab_width(ui: &Ui, stage: Stage, wide: bool) -> f32 {
    let words = ui
        .painter()
        .layout_no_wrap(stage.label().to_owned(), theme::semibold(13.0), tokens(ui).text)
        .size()
        .x;
    words + if wide { 44.0 } else { 15.0 }
}

fn stage_tabs(ui: &mut Ui, session: Option<&Session>, view: &View, commands: &mut Vec<Command>, wide: bool) {
    let tokens = tokens(ui);
    ui.spacing_mut().item_spacing.x = 0.0;
    let issues = session.map_or(0, |session| {
        let counts = session.issue_counts();
        counts.errors + counts.warnings
    });
    // Drawn twice as large on a small screen, only the stage that is open has room for its name.
    let small = ui.ctx().content_rect().width() < SMALL;
    for stage in Stage::ALL {
        let only_icon = small && view.stage != stage;
        let badge = if stage == Stage::Data && issues > 0 && !small { 30.0 } else { 0.0 };
        let width = if only_icon { 32.0 } else { tab_width(ui, stage, wide) + badge };
        let (rect, response) = ui.allocate_exact_size(vec2(width, 30.0), Sense::click());
        let selected = view.stage == stage;
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, selected, stage.label()));
        let ink = if selected {
            tokens.soft_text
        } else if response.hovered() {
            tokens.text
        } else {
            tokens.text2
        };
        if selected || response.hovered() {
            let fill = if selected { tokens.soft } else { tokens.hover };
            ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS), fill);
        }
        let mut left = rect.left() + if wide { 9.0 } else { 7.0 };
        if wide || only_icon {
            let font = if selected { theme::icon_fill(16.0) } else { theme::regular(16.0) };
            ui.painter().text(pos2(left, rect.center().y), Align2::LEFT_CENTER, stage.icon(), font, ink);
            left += 25.0;
        }
        let words = ui.painter().text(
            pos2(left, rect.center().y),
            Align2::LEFT_CENTER,
            if only_icon { "" } else { stage.label() },
            theme::semibold(13.0),
            ink,
        );
        if badge > 0.0 {
            let pill =
                egui::Rect::from_center_size(pos2(words.right() + 17.0, rect.center().y), vec2(22.0, 17.0));
            ui.painter().rect_filled(pill, CornerRadius::same(9), tokens.warn_bg);
            let count = if issues > 99 { "99+".to_owned() } else { issues.to_string() };
            ui.painter().text(
                pill.center(),
                Align2::CENTER_CENTER,
                count,
                theme::semibold(10.5),
                tokens.warn,
            );
        }
        widgets::focus_ring(ui, &response, theme::RADIUS);
        if response.on_hover_text(Act::Go(stage).hint()).clicked() {
            commands.push(Act::Go(stage).into());
        }
        if wide && stage != Stage::Publish {
            ui.label(theme::caption(icon::CARET_RIGHT).color(tokens.line2));
        }
    }
}

/// What there is, what is being done, and what undo would undo.
pub fn status_bar(ui: &mut Ui, session: Option<&Session>, jobs: &Jobs, commands: &mut Vec<Command>) {
    let frame = Frame::new().fill(tokens(ui).panel).inner_margin(Margin::symmetric(16, 0));
    Panel::bottom("status").exact_size(28.0).frame(frame).show(ui, |ui| {
        let tokens = tokens(ui);
        let bar = ui.max_rect();
        let say = |ui: &mut Ui, text: String| ui.label(theme::caption(text).color(tokens.text2));
        let mut right = bar.right();
        ui.scope_builder(
            egui::UiBuilder::new().max_rect(bar).layout(Layout::right_to_left(Align::Center)),
            |ui| {
                if let Some((what, done)) = jobs.progress() {
                    let cancel = ui.add(egui::Button::new(theme::caption("Cancel")).small());
                    if cancel.on_hover_text(Act::Cancel.tooltip()).clicked() {
                        commands.push(Act::Cancel.into());
                    }
                    let (rect, _) = ui.allocate_exact_size(vec2(120.0, 4.0), Sense::hover());
                    ui.painter().rect_filled(rect, 2.0, tokens.line);
                    let part =
                        egui::Rect::from_min_size(rect.min, vec2(rect.width() * done.clamp(0.05, 1.0), 4.0));
                    ui.painter().rect_filled(part, 2.0, tokens.accent);
                    say(ui, format!("{what}…"));
                } else if let Some(session) = session {
                    if let Some(label) = session.history.undo_label() {
                        say(ui, format!("Undo: {label} (Ctrl+Z)"));
                        gap(ui);
                    }
                    let ms = session.scored_in.as_secs_f64() * 1000.0;
                    let words = if ms < 1.0 { "under 1 ms".to_owned() } else { format!("{ms:.0} ms") };
                    say(ui, format!("Scored in {words}"))
                        .on_hover_text("How long the last appraisal of all options took");
                    ui.label(
                        egui::RichText::new(icon::LIGHTNING)
                            .font(theme::icon_fill(12.0))
                            .color(tokens.accent),
                    );
                }
                right = ui.min_rect().left();
            },
        );
        let Some(session) = session else { return };
        let room = egui::Rect::from_min_max(bar.min, pos2(right - 12.0, bar.bottom()));
        ui.scope_builder(
            egui::UiBuilder::new().max_rect(room).layout(Layout::left_to_right(Align::Center)),
            |ui| {
                ui.set_clip_rect(ui.clip_rect().intersect(room));
                let dataset = &session.dataset;
                let counts = session.issue_counts();
                let mut parts = Vec::new();
                if dataset.illustrative && bar.width() < 1000.0 {
                    parts.push(ILLUSTRATIVE.to_owned());
                }
                parts.extend([
                    dataset.known_people().map_or_else(
                        || "people unknown".to_owned(),
                        |people| format!("{} people", units::thousands(people)),
                    ),
                    format!("{} areas", units::thousands(dataset.areas.len() as f64)),
                    format!("{} sites", dataset.sites.len()),
                    format!("{} localities", dataset.localities.len()),
                ]);
                if counts.errors + counts.warnings > 0 {
                    parts.push(format!("{} errors, {} warnings", counts.errors, counts.warnings));
                }
                let settings = &session.plan().settings;
                let measured: BTreeSet<Measured> =
                    (0..dataset.services.len()).map(|service| session.times.measured(service)).collect();
                parts.extend(measured.into_iter().map(|measured| match measured {
                    Measured::StraightLine => format!(
                        "Minutes on foot: straight line × {} at {} m/min",
                        settings.circuity, settings.walk_metres_per_minute
                    ),
                    Measured::Walk => {
                        format!("Minutes on foot: over streets at {} m/min", settings.walk_metres_per_minute)
                    }
                    Measured::Bus => format!(
                        "Minutes by bus: median of departures {} to {}{}",
                        settings.bus.from,
                        settings.bus.to,
                        session
                            .times
                            .window()
                            .map(|window| window.date.format(" on %-d %b %Y").to_string())
                            .unwrap_or_default(),
                    ),
                }));
                if session.stale {
                    parts.push("Minutes are of the settings before, until the new are measured".to_owned());
                }
                for (place, part) in parts.into_iter().enumerate() {
                    let words = ui.painter().layout_no_wrap(part, theme::regular(11.0), tokens.text2);
                    // What does not fit stays away whole.
                    if words.size().x + 20.0 > ui.available_width() {
                        break;
                    }
                    if place > 0 {
                        gap(ui);
                    }
                    ui.label(words);
                }
            },
        );
    });
}

fn gap(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(1.0, 12.0), Sense::hover());
    ui.painter().vline(rect.center().x, rect.y_range(), Stroke::new(1.0, tokens(ui).line));
}
