//! The pages of the report as they will be, two side by side where there is room, and a row of all of them.

use egui::{
    Align, Align2, CornerRadius, Key, Layout, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::super::icons::icon;
use super::super::preview::State;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Segment, Tone};

/// A4, in points of paper.
const PAGE: egui::Vec2 = vec2(595.0, 842.0);
const THUMBNAIL: f32 = 100.0;

/// Tools, pages, thumbnails.
pub fn pages(ui: &mut Ui, view: &mut View) {
    let count = match view.publish.state() {
        State::Ready(0, _) => {
            widgets::empty(
                ui,
                icon::FILE_TEXT,
                "No preview",
                "This build writes no PDF; the web page can be exported and looked at.",
            );
            return;
        }
        State::Ready(count, _) => count,
        State::Working => {
            ui.add_space(80.0);
            widgets::empty(
                ui,
                icon::FILE_TEXT,
                "Setting the pages …",
                "They follow every change of the project.",
            );
            return;
        }
        State::Failed(why) => {
            ui.add_space(80.0);
            widgets::empty(ui, icon::WARNING, "The pages cannot be set", &why);
            return;
        }
    };
    view.publish.page = view.publish.page.min(count - 1);
    let room = ui.available_size();
    let fits = ((room.y - 44.0 - 132.0 - 32.0) / PAGE.y).clamp(0.2, 3.0);
    let zoom = if view.publish.zoom == 0.0 { fits } else { view.publish.zoom };
    let shown = if room.x >= 2.0 * PAGE.x * zoom + 60.0 { 2 } else { 1 };
    tools(ui, view, count, shown);
    let middle = (room.y - 44.0 - 132.0).max(120.0);
    let mut page = view.publish.page;
    ui.allocate_ui(vec2(room.x, middle), |ui| {
        ui.set_min_size(vec2(room.x, middle));
        ScrollArea::both().id_salt("pages").auto_shrink([false, false]).show(ui, |ui| {
            ui.add_space(16.0);
            ui.horizontal(|ui| {
                let wide = PAGE.x * zoom * shown as f32 + 24.0 * (shown as f32 - 1.0);
                ui.add_space(((room.x - wide) / 2.0).max(16.0));
                ui.spacing_mut().item_spacing.x = 24.0;
                for place in page..(page + shown).min(count) {
                    sheet(ui, view, place, count, zoom);
                }
            });
            ui.add_space(16.0);
        });
    });
    thumbnails(ui, view, count, &mut page);
    view.publish.page = page;
    if !ui.ctx().egui_wants_keyboard_input() {
        let (back, on) = ui.input(|input| (input.key_pressed(Key::PageUp), input.key_pressed(Key::PageDown)));
        if back {
            view.publish.page = view.publish.page.saturating_sub(shown);
        }
        if on {
            view.publish.page = (view.publish.page + shown).min(count - 1);
        }
    }
}

fn tools(ui: &mut Ui, view: &mut View, count: usize, shown: usize) {
    let tokens = tokens(ui);
    let bar = ui.allocate_ui_with_layout(
        vec2(ui.available_width(), 44.0),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.add_space(16.0);
            let narrow = ui.available_width() < 440.0;
            let zooms = [(0_u16, "Fit"), (75, "75 %"), (100, "100 %"), (150, "150 %")];
            let segments = zooms.map(|(value, label)| Segment {
                value,
                icon: None,
                label,
                tooltip: "How large the pages are shown",
                tone: Tone::Neutral,
            });
            let factor = |percent: u16| f32::from(percent) / 100.0;
            let current =
                zooms.iter().map(|(percent, _)| *percent).find(|zoom| factor(*zoom) == view.publish.zoom);
            if let Some(zoom) = widgets::segmented(ui, current, &segments, 0.0) {
                view.publish.zoom = factor(zoom);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(12.0);
                let page = view.publish.page;
                if widgets::icon_button(ui, "›", "Next page").clicked() {
                    view.publish.page = (page + shown).min(count - 1);
                }
                if widgets::icon_button(ui, "‹", "Page before").clicked() {
                    view.publish.page = page.saturating_sub(shown);
                }
                let last = (page + shown).min(count);
                let words = match (shown == 2 && last > page + 1, narrow) {
                    (true, false) => format!("Pages {} and {last} of {count}", page + 1),
                    (true, true) => format!("{}–{last} of {count}", page + 1),
                    (false, false) => format!("Page {} of {count}", page + 1),
                    (false, true) => format!("{} of {count}", page + 1),
                };
                ui.label(theme::small(words).color(tokens.text2));
            });
        },
    );
    let below = bar.response.rect;
    ui.painter().hline(below.x_range(), below.bottom(), Stroke::new(1.0, tokens.line));
}

/// One page, or its empty sheet while it is drawn.
fn sheet(ui: &mut Ui, view: &mut View, page: usize, count: usize, zoom: f32) {
    let picture = view.publish.picture(page, false, zoom * ui.ctx().pixels_per_point());
    let size = picture.as_ref().map_or(PAGE, |picture| {
        let size = picture.size_vec2();
        if size.x > size.y { vec2(PAGE.y, PAGE.x) } else { PAGE }
    }) * zoom;
    // A page across takes no more room than two upright ones would.
    let size = if size.x > PAGE.x * zoom { size * (PAGE.x * zoom / size.x) } else { size };
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Page {} of {count}", page + 1)));
    paper(ui, rect, picture.as_ref());
}

fn paper(ui: &Ui, rect: Rect, picture: Option<&egui::TextureHandle>) {
    let tokens = tokens(ui);
    ui.painter().rect(
        rect,
        CornerRadius::ZERO,
        egui::Color32::WHITE,
        Stroke::new(1.0, tokens.line),
        StrokeKind::Outside,
    );
    if let Some(picture) = picture {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(picture.id(), rect, whole, egui::Color32::WHITE);
    }
}

fn thumbnails(ui: &mut Ui, view: &mut View, count: usize, page: &mut usize) {
    let tokens = tokens(ui);
    let top = ui.cursor().top();
    ui.painter().hline(ui.max_rect().x_range(), top, Stroke::new(1.0, tokens.line));
    ScrollArea::horizontal().id_salt("thumbnails").auto_shrink([false, false]).show_viewport(
        ui,
        |ui, seen| {
            let step = THUMBNAIL * PAGE.x / PAGE.y + 12.0;
            let (start, _) = ui.allocate_exact_size(vec2(step * count as f32 + 32.0, 128.0), Sense::hover());
            for place in 0..count {
                let left = 16.0 + step * place as f32;
                if left + step < seen.left() || left > seen.right() {
                    continue;
                }
                let sharp = THUMBNAIL / PAGE.y * ui.ctx().pixels_per_point();
                let picture = view.publish.picture(place, true, sharp);
                let across = picture.as_ref().is_some_and(|picture| picture.size()[0] > picture.size()[1]);
                let size = if across {
                    vec2(step - 12.0, (step - 12.0) * PAGE.x / PAGE.y)
                } else {
                    vec2(step - 12.0, THUMBNAIL)
                };
                let corner = start.min + vec2(left, 8.0);
                let rect = Rect::from_min_size(corner, size);
                let response = ui.interact(
                    Rect::from_min_size(corner, vec2(step - 12.0, 116.0)),
                    ui.scope_id().with(("page", place)),
                    Sense::click(),
                );
                response.widget_info(|| {
                    WidgetInfo::selected(
                        Role::Button,
                        true,
                        *page == place,
                        format!("Go to page {}", place + 1),
                    )
                });
                paper(ui, rect, picture.as_ref());
                let chosen = *page == place;
                if chosen || response.hovered() || response.has_focus() {
                    let ink = if chosen { tokens.accent } else { tokens.line2 };
                    ui.painter().rect_stroke(
                        rect,
                        CornerRadius::ZERO,
                        Stroke::new(2.0, ink),
                        StrokeKind::Outside,
                    );
                }
                let ink = if chosen { tokens.accent } else { tokens.text2 };
                ui.painter().text(
                    pos2(rect.center().x, corner.y + THUMBNAIL + 4.0),
                    Align2::CENTER_TOP,
                    (place + 1).to_string(),
                    theme::regular(11.0),
                    ink,
                );
                if response.clicked() {
                    *page = place;
                }
            }
        },
    );
}
