//! Controls and small pieces that every stage is made of; each has a label that a screen reader and a test find.

use egui::{
    Align, Align2, Color32, CornerRadius, FontId, Layout, Pos2, Rect, Response, Role, Sense, Stroke,
    StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

pub use super::inputs::{Segment, checkbox, checkbox_within, choose, segmented, slider, tab};

use super::icons::icon;
use super::theme::{self, CARD_RADIUS, CONTROL, RADIUS, Tokens, tokens};

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The one thing to do.
    Primary,
    /// One of several.
    Secondary,
    /// Only words until pointed at.
    Quiet,
}

/// What a colour says; words say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    Neutral,
    /// Chosen.
    Accent,
    /// Better, met.
    Good,
    /// Look here.
    Warn,
    /// Worse, wrong.
    Bad,
}

impl Tone {
    /// Text and background.
    pub fn colors(self, tokens: &Tokens) -> (Color32, Color32) {
        match self {
            Self::Neutral => (tokens.text2, tokens.hover),
            Self::Accent => (tokens.soft_text, tokens.soft),
            Self::Good => (tokens.good, tokens.good_bg),
            Self::Warn => (tokens.warn, tokens.warn_bg),
            Self::Bad => (tokens.bad, tokens.bad_bg),
        }
    }
}

/// Paints the focus ring around a control that has the keyboard.
pub fn focus_ring(ui: &Ui, response: &Response, radius: u8) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, tokens(ui).accent);
        ui.painter().rect_stroke(
            response.rect.expand(1.0),
            CornerRadius::same(radius),
            stroke,
            StrokeKind::Outside,
        );
    }
}

/// A button with an optional icon before its words.
pub fn button(ui: &mut Ui, weight: Weight, icon: Option<&str>, text: &str) -> Response {
    button_wide(ui, weight, icon, text, 0.0)
}

/// A button of at least a width.
pub fn button_wide(ui: &mut Ui, weight: Weight, icon: Option<&str>, text: &str, width: f32) -> Response {
    let tokens = tokens(ui);
    let enabled = ui.is_enabled();
    let (ink, fill, edge) = match weight {
        Weight::Primary => (Color32::WHITE, tokens.accent_fill, Color32::TRANSPARENT),
        Weight::Secondary => (tokens.text, tokens.panel, tokens.line),
        Weight::Quiet => (tokens.text2, Color32::TRANSPARENT, Color32::TRANSPARENT),
    };
    let ink = if enabled { ink } else { tokens.text3 };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::semibold(12.5), ink);
    let icon_width = if icon.is_some() { 20.0 } else { 0.0 };
    let size = vec2((galley.size().x + icon_width + 22.0).max(width), CONTROL);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, text));
    if ui.is_rect_visible(rect) {
        let over = enabled && (response.hovered() || response.is_pointer_button_down_on());
        let fill = match (weight, over) {
            (Weight::Primary, true) => tokens.accent_fill.gamma_multiply(0.88),
            (_, true) => tokens.hover,
            _ => fill,
        };
        let fill = if enabled {
            fill
        } else if weight == Weight::Quiet {
            Color32::TRANSPARENT
        } else {
            tokens.sunken
        };
        ui.painter().rect(rect, CornerRadius::same(RADIUS), fill, Stroke::new(1.0, edge), StrokeKind::Inside);
        let left = rect.center().x - f32::midpoint(galley.size().x, icon_width);
        if let Some(icon) = icon {
            ui.painter().text(
                pos2(left, rect.center().y),
                Align2::LEFT_CENTER,
                icon,
                theme::regular(14.0),
                ink,
            );
        }
        ui.painter().galley(pos2(left + icon_width, rect.center().y - galley.size().y / 2.0), galley, ink);
        focus_ring(ui, &response, RADIUS);
    }
    response
}

/// A square button that shows only an icon; its label is its tooltip too.
pub fn icon_button(ui: &mut Ui, icon: &str, label: &str) -> Response {
    icon_button_hint(ui, icon, label, label)
}

/// A square button that shows only an icon, with a tooltip of its own.
pub fn icon_button_hint(ui: &mut Ui, icon: &str, label: &str, hint: &str) -> Response {
    let tokens = tokens(ui);
    let enabled = ui.is_enabled();
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, label));
    if ui.is_rect_visible(rect) {
        let over = enabled && response.hovered();
        if over {
            ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), tokens.hover);
        }
        let ink = if !enabled {
            tokens.line2
        } else if over {
            tokens.text
        } else {
            tokens.text2
        };
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, theme::regular(16.0), ink);
        focus_ring(ui, &response, RADIUS);
    }
    response.on_hover_text(hint).on_disabled_hover_text(hint)
}

/// A small rounded label.
pub fn chip(ui: &mut Ui, icon: Option<&str>, text: &str, tone: Tone) -> Response {
    let (ink, fill) = tone.colors(tokens(ui));
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::semibold(11.0), ink);
    let lead = if icon.is_some() { 16.0 } else { 0.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + lead + 16.0, 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    if ui.is_rect_visible(rect) {
        ui.painter().rect_filled(rect, CornerRadius::same(10), fill);
        if let Some(icon) = icon {
            ui.painter().text(
                pos2(rect.left() + 7.0, rect.center().y),
                Align2::LEFT_CENTER,
                icon,
                theme::regular(12.0),
                ink,
            );
        }
        ui.painter().galley(
            pos2(rect.left() + 8.0 + lead, rect.center().y - galley.size().y / 2.0),
            galley,
            ink,
        );
    }
    response
}

/// A chip that shows only its icon, where there is no room for its words.
pub fn icon_chip(ui: &mut Ui, icon: &str, label: &str, tone: Tone) -> Response {
    let (ink, fill) = tone.colors(tokens(ui));
    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, label));
    ui.painter().rect_filled(rect, CornerRadius::same(10), fill);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, theme::regular(13.0), ink);
    response
}

/// The square letter of an option.
pub fn letter(ui: &mut Ui, letter: &str, color: Color32, filled: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(24.0), Sense::hover());
    letter_at(ui, rect, letter, color, filled);
    response
}

/// The square letter of an option in a place of its own.
pub fn letter_at(ui: &Ui, rect: Rect, letter: &str, color: Color32, filled: bool) {
    let tokens = tokens(ui);
    let (fill, ink) = if filled { (color, tokens.panel) } else { (tokens.sunken, tokens.text2) };
    ui.painter().rect_filled(rect, CornerRadius::same(5), fill);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, letter, theme::semibold(12.0), ink);
}

/// A heading of a section of a panel.
pub fn section(ui: &mut Ui, text: &str) {
    ui.label(theme::section(text).color(tokens(ui).text2));
}

/// A hairline across a panel.
pub fn divider(ui: &mut Ui) {
    ui.add_space(6.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    let across = rect.x_range().expand(f32::from(theme::PADDING));
    ui.painter().hline(across, rect.center().y, Stroke::new(1.0, tokens(ui).line));
    ui.add_space(6.0);
}

/// A row no higher than its text.
pub fn row<R>(ui: &mut Ui, height: f32, add: impl FnOnce(&mut Ui) -> R) -> egui::InnerResponse<R> {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = height;
        ui.horizontal(|ui| {
            ui.set_min_height(height);
            add(ui)
        })
        .inner
    })
}

/// The ground of a row of a list, as it is selected or pointed at, with a hairline below.
pub fn row_ground(ui: &Ui, response: &Response, selected: bool) {
    let (tokens, rect) = (tokens(ui), response.rect);
    let fill = if selected {
        tokens.soft
    } else if response.hovered() {
        tokens.hover
    } else {
        tokens.panel
    };
    ui.painter().rect_filled(rect, CornerRadius::ZERO, fill);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
}

/// A row with a name on the left and a value on the right; `None` is shown as unknown.
pub fn fact(ui: &mut Ui, name: &str, value: Option<&str>) -> Response {
    let color = tokens(ui).text;
    fact_toned(ui, name, value, color)
}

/// A row whose value has a colour.
pub fn fact_toned(ui: &mut Ui, name: &str, value: Option<&str>, color: Color32) -> Response {
    let tokens = tokens(ui);
    row(ui, 18.0, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            match value {
                Some(value) => {
                    let value = theme::small(value).font(theme::semibold(12.0)).color(color);
                    ui.add(egui::Label::new(value).truncate());
                }
                None => {
                    ui.label(theme::small("— unknown").italics().color(tokens.text3));
                }
            }
            // The value matters more than its name: the name gives way.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(theme::small(name).color(tokens.text2)).truncate());
            });
        });
    })
    .response
}

/// What a stage says when there is nothing to show, and what to do about it.
pub fn empty(ui: &mut Ui, icon: &str, heading: &str, advice: &str) {
    let tokens = tokens(ui);
    ui.vertical_centered(|ui| {
        ui.add_space(24.0);
        ui.label(egui::RichText::new(icon).font(theme::regular(24.0)).color(tokens.text3));
        ui.label(theme::label(heading));
        ui.label(theme::small(advice).color(tokens.text2));
        ui.add_space(16.0);
    });
}

/// What stands where money would, while workshop mode hides it.
pub fn money_hidden(ui: &mut Ui) {
    empty(ui, icon::LOCK, "Money is hidden", "Workshop mode hides it; the View menu shows it again.");
}

/// A selectable card as wide as the panel; `add` draws inside it.
pub fn card<R>(ui: &mut Ui, label: &str, selected: bool, add: impl FnOnce(&mut Ui) -> R) -> (Response, R) {
    let tokens = tokens(ui);
    let shape = ui.painter().add(egui::Shape::Noop);
    let frame = egui::Frame::new().inner_margin(egui::Margin { left: 10, right: 10, top: 8, bottom: 8 });
    let id = ui.scope_id().with(("card", label));
    // What lies inside gets its clicks first only if the card asks before it: so it asks where it was last frame.
    let known: Option<Rect> = ui.data(|data| data.get_temp(id));
    let early = known.map(|rect| ui.interact(rect, id, Sense::click()));
    let inner = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui)
    });
    let rect = inner.response.rect;
    if known != Some(rect) {
        ui.data_mut(|data| data.insert_temp(id, rect));
        ui.ctx().request_repaint();
    }
    let response = early.unwrap_or_else(|| ui.interact(rect, id, Sense::click()));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, label));
    let (fill, edge) = if selected {
        (tokens.soft, tokens.accent)
    } else if response.hovered() {
        (tokens.hover, Color32::TRANSPARENT)
    } else {
        (Color32::TRANSPARENT, Color32::TRANSPARENT)
    };
    ui.painter().set(
        shape,
        egui::epaint::RectShape::new(
            rect,
            CornerRadius::same(CARD_RADIUS),
            fill,
            Stroke::new(1.0, edge),
            StrokeKind::Inside,
        ),
    );
    focus_ring(ui, &response, CARD_RADIUS);
    (response, inner.inner)
}

/// A figure with its unit smaller behind it, painted at a place; the unit is left out where there is no room.
pub fn figure(ui: &Ui, at: Pos2, value: &str, unit: &str, ink: Color32, room: f32) {
    let number = ui.painter().layout_no_wrap(value.to_owned(), theme::semibold(20.0), ink);
    let width = number.size().x;
    let base = at.y + number.size().y - 4.5;
    ui.painter().galley(at, number, ink);
    let unit = ui.painter().layout_no_wrap(unit.to_owned(), theme::regular(12.0), tokens(ui).text2);
    if width + 4.0 + unit.size().x <= room {
        ui.painter().galley(pos2(at.x + width + 4.0, base - unit.size().y), unit, ink);
    }
}

/// Text cut with … so that it fits a width.
pub fn cut(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> std::sync::Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    ui.painter().layout_job(job)
}

/// The same in two lines at most.
pub fn cut_in_two(
    ui: &Ui,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
) -> std::sync::Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::simple(text.to_owned(), font, color, width);
    job.wrap.max_rows = 2;
    ui.painter().layout_job(job)
}

/// Arrow and tone for a change, by whether more is better.
pub fn change_marks(change: f64, more_is_better: bool) -> (&'static str, Tone) {
    let arrow = if change > 0.0 {
        icon::ARROW_UP
    } else if change < 0.0 {
        icon::ARROW_DOWN
    } else {
        ""
    };
    let tone = if change == 0.0 {
        Tone::Neutral
    } else if (change > 0.0) == more_is_better {
        Tone::Good
    } else {
        Tone::Bad
    };
    (arrow, tone)
}
