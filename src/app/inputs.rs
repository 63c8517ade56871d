//! Controls that choose a value: segments, sliders, boxes to tick, drop-down lists.

use egui::{
    Align, Align2, Color32, CornerRadius, Layout, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::icons::icon;
use super::theme::{self, RADIUS, tokens};
use super::widgets::{Tone, cut, focus_ring, row};

/// One segment of a segmented control.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a, T> {
    /// What choosing it gives.
    pub value: T,
    /// Its icon, if any.
    pub icon: Option<&'a str>,
    /// Its words.
    pub label: &'a str,
    /// What the pointer is told.
    pub tooltip: &'a str,
    /// Its colour when chosen.
    pub tone: Tone,
}

/// A segment without an icon.
pub fn tab<'a, T>(value: T, label: &'a str, tooltip: &'a str) -> Segment<'a, T> {
    Segment { value, icon: None, label, tooltip, tone: Tone::Accent }
}

/// A segmented control; returns what was newly chosen. `width` 0 takes what the words need.
pub fn segmented<T: PartialEq + Copy>(
    ui: &mut Ui,
    current: Option<T>,
    segments: &[Segment<'_, T>],
    width: f32,
) -> Option<T> {
    let tokens = tokens(ui);
    let font = theme::semibold(12.0);
    let icon_width = 18.0;
    let natural: Vec<f32> = segments
        .iter()
        .map(|segment| {
            let words =
                ui.painter().layout_no_wrap(segment.label.to_owned(), font.clone(), tokens.text).size().x;
            words + if segment.icon.is_some() { icon_width } else { 0.0 } + 20.0
        })
        .collect();
    let spare = ((width - 6.0 - natural.iter().sum::<f32>()) / segments.len().max(1) as f32)
        .max(if width > 0.0 { -9.0 } else { 0.0 });
    let total: f32 = natural.iter().map(|width| width + spare).sum::<f32>() + 6.0;
    let (rect, _) = ui.allocate_exact_size(vec2(total, 30.0), Sense::hover());
    ui.painter().rect(
        rect,
        CornerRadius::same(RADIUS),
        tokens.sunken,
        Stroke::new(1.0, tokens.line),
        StrokeKind::Inside,
    );
    let mut chosen = None;
    let mut left = rect.left() + 3.0;
    for (segment, width) in segments.iter().zip(natural) {
        let cell = Rect::from_min_size(pos2(left, rect.top() + 3.0), vec2(width + spare, 24.0));
        left += width + spare;
        let selected = current == Some(segment.value);
        let id = ui.scope_id().with(("segment", segment.label, rect.left().to_bits()));
        let response = ui.interact(cell, id, Sense::click());
        response.widget_info(|| {
            WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), selected, segment.label)
        });
        let (ink, fill) = match (selected, segment.tone) {
            (true, Tone::Neutral) => (tokens.text, tokens.panel),
            (true, tone) => tone.colors(tokens),
            (false, _) => (if response.hovered() { tokens.text } else { tokens.text2 }, Color32::TRANSPARENT),
        };
        if selected {
            let edge = if segment.tone == Tone::Neutral { tokens.line } else { ink };
            ui.painter().rect(cell, CornerRadius::same(5), fill, Stroke::new(1.0, edge), StrokeKind::Inside);
        }
        let galley = ui.painter().layout_no_wrap(segment.label.to_owned(), font.clone(), ink);
        let lead = if segment.icon.is_some() { icon_width } else { 0.0 };
        let start = cell.center().x - f32::midpoint(galley.size().x, lead);
        if let Some(icon) = segment.icon {
            ui.painter().text(
                pos2(start, cell.center().y),
                Align2::LEFT_CENTER,
                icon,
                theme::regular(13.0),
                ink,
            );
        }
        ui.painter().galley(pos2(start + lead, cell.center().y - galley.size().y / 2.0), galley, ink);
        focus_ring(ui, &response, 5);
        if response.on_hover_text(segment.tooltip).clicked() && !selected {
            chosen = Some(segment.value);
        }
    }
    chosen
}

/// A box to tick; returns whether it was ticked or unticked.
pub fn checkbox(ui: &mut Ui, ticked: bool, label: &str) -> bool {
    let width = ui.available_width();
    checkbox_within(ui, ticked, label, width)
}

/// The same with words cut at a width.
pub fn checkbox_within(ui: &mut Ui, ticked: bool, label: &str, width: f32) -> bool {
    let tokens = tokens(ui);
    let galley = cut(ui, label, theme::semibold(13.0), tokens.text, (width - 26.0).max(40.0));
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 26.0, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), ticked, label));
    let square = Rect::from_center_size(pos2(rect.left() + 8.0, rect.center().y), Vec2::splat(16.0));
    let (fill, edge) =
        if ticked { (tokens.accent_fill, tokens.accent_fill) } else { (tokens.panel, tokens.line2) };
    ui.painter().rect(square, CornerRadius::same(4), fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    if ticked {
        let tick = theme::icon_bold(11.0);
        ui.painter().text(square.center(), Align2::CENTER_CENTER, icon::CHECK, tick, Color32::WHITE);
    }
    ui.painter().galley(
        pos2(rect.left() + 26.0, rect.center().y - galley.size().y / 2.0),
        galley,
        tokens.text,
    );
    focus_ring(ui, &response, 4);
    response.clicked()
}

/// A slider from 0 to 100 with its value behind it; its filled part is the accent.
pub fn slider(ui: &mut Ui, value: &mut f64, suffix: &str, label: &str, width: f32) -> Response {
    let row = row(ui, 18.0, |ui| {
        let accent = tokens(ui).accent;
        ui.visuals_mut().selection.bg_fill = accent;
        ui.spacing_mut().slider_width = (width - 52.0).max(40.0);
        let slider = egui::Slider::new(value, 0.0..=100.0).step_by(1.0).show_value(false);
        let response = ui.add(slider).accessible_name(label);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(theme::small(format!("{value:.0}{suffix}")).font(theme::semibold(12.0)));
        });
        response
    });
    row.inner
}

/// A drop-down list; `add` draws its choices.
pub fn choose<R>(
    ui: &mut Ui,
    id: &str,
    label: &str,
    shown: &str,
    width: f32,
    add: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let inner = egui::ComboBox::from_id_salt(id)
        .selected_text(shown)
        .width(width)
        .truncate()
        .icon(|ui, rect, _, _| {
            ui.painter().text(
                rect.center(),
                Align2::CENTER_CENTER,
                icon::CARET_DOWN,
                theme::regular(12.0),
                tokens(ui).text2,
            );
        })
        .show_ui(ui, add);
    inner.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, label);
        info.current_text_value = Some(shown.to_owned());
        info
    });
    inner.inner
}
