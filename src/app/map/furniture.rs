//! What surrounds a map: scale bar, north, where the data comes from, and the legend.

use egui::{Align2, CornerRadius, Painter, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::model::Action;

use super::super::theme::{self, Tokens, tokens};
use super::camera::ToScreen;
use super::dots;
use super::layers::{Choropleth, Mark as LegendMark};
use super::marks::{self, Mark};

/// Metres that a scale bar may stand for.
const LENGTHS: [f32; 14] = [
    10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0,
    100_000.0, 200_000.0,
];

/// Scale bar at the lower left, north and attribution at the lower right.
pub fn furniture(painter: &Painter, tokens: &Tokens, to: ToScreen, attribution: &str) {
    let rect = to.rect;
    let longest = (rect.width() * 0.2).clamp(50.0, 130.0);
    let metres = LENGTHS
        .into_iter()
        .rev()
        .find(|metres| metres * to.points_per_metre <= longest)
        .unwrap_or(LENGTHS[0]);
    let width = metres * to.points_per_metre;
    let (left, base) = (rect.left() + 16.0, rect.bottom() - 18.0);
    let words =
        if metres >= 1_000.0 { format!("{:.0} km", metres / 1_000.0) } else { format!("{metres:.0} m") };
    let plate = |around: Rect| {
        let soft = tokens.map_bg.gamma_multiply(0.85);
        painter.rect_filled(around, CornerRadius::same(3), soft);
    };
    let text = painter.layout_no_wrap(words, theme::regular(11.0), tokens.text2);
    let at = pos2(left + width + 7.0, base + 3.0 - text.size().y);
    plate(
        Rect::from_min_max(pos2(left, base - 5.0), at + text.size())
            .union(Rect::from_min_size(at, text.size()))
            .expand(3.0),
    );
    let stroke = Stroke::new(1.5, tokens.text2);
    painter.hline(left..=left + width, base, stroke);
    painter.vline(left, base - 5.0..=base, stroke);
    painter.vline(left + width, base - 5.0..=base, stroke);
    painter.galley(at, text, tokens.text2);
    if rect.width() < 300.0 {
        return;
    }
    let text = painter.layout_no_wrap(attribution.to_owned(), theme::regular(10.5), tokens.text2);
    let at = pos2(rect.right() - 14.0 - text.size().x, rect.bottom() - 10.0 - text.size().y);
    plate(Rect::from_min_size(at, text.size()).expand(2.0));
    painter.galley(at, text, tokens.text2);
    let north = pos2(rect.right() - 22.0, rect.bottom() - 46.0);
    plate(Rect::from_center_size(north + vec2(0.0, 3.5), vec2(17.0, 31.0)));
    let needle = vec![
        north + vec2(0.0, -10.0),
        north + vec2(4.5, 4.0),
        north + vec2(0.0, 1.0),
        north + vec2(-4.5, 4.0),
    ];
    painter.add(egui::Shape::Path(egui::epaint::PathShape {
        points: needle,
        closed: true,
        fill: tokens.text2,
        stroke: Stroke::NONE.into(),
    }));
    painter.text(north + vec2(0.0, 5.0), Align2::CENTER_TOP, "N", theme::regular(10.5), tokens.text2);
}

/// How high a row of a legend is.
pub const ROW: f32 = 36.0;

/// What the legend of site marks says, beside the arrow of moves.
const MARKS: [Action; 4] = [Action::Keep, Action::Reduce, Action::Close, Action::Hub];

/// How high a row of site marks below the classes is.
const MARK_ROW: f32 = 28.0;
/// How high the title is where it stands above the classes.
const TITLE_ROW: f32 = 18.0;

/// How high a legend of such a width is: one row, and more where the marks of sites do not fit beside the classes, or the
/// classes not beside their title.
pub fn legend_height(ui: &Ui, choropleth: &Choropleth, site_marks: bool, width: f32) -> f32 {
    let classes = classes_width(ui, choropleth);
    let title = if classes + 24.0 > width { TITLE_ROW } else { 0.0 };
    let marks = marks_width(ui);
    let rows = match site_marks {
        true if marks + 32.0 > width => 2.0,
        true if classes + marks + 48.0 > width => 1.0,
        _ => 0.0,
    };
    title + ROW + rows * MARK_ROW
}

fn text_width(ui: &Ui, words: &str, font: egui::FontId) -> f32 {
    ui.painter().layout_no_wrap(words.to_owned(), font, tokens(ui).text2).size().x
}

fn cell_width(choropleth: &Choropleth) -> f32 {
    if choropleth.classes.len() > 6 { 56.0 } else { 42.0 }
}

fn classes_width(ui: &Ui, choropleth: &Choropleth) -> f32 {
    let classes = choropleth.classes.len() as f32 * cell_width(choropleth);
    let mark = |(_, word): &(LegendMark, String)| text_width(ui, word, theme::regular(11.0)) + 30.0;
    let marks: f32 = choropleth.marks.iter().map(mark).sum();
    text_width(ui, &choropleth.title, theme::semibold(11.0)) + 14.0 + classes + 14.0 + marks
}

fn marks_width(ui: &Ui) -> f32 {
    let words = MARKS.iter().map(|action| text_width(ui, action.label(), theme::regular(11.0)) + 34.0);
    words.sum::<f32>() + text_width(ui, MOVES, theme::regular(11.0)) + 30.0
}

const MOVES: &str = "Moves to";

/// The legend of a map; the marks of sites stand at the right, or below where there is no room beside the classes.
pub fn legend(ui: &mut Ui, choropleth: &Choropleth, site_marks: bool) {
    let tokens = tokens(ui);
    let height = legend_height(ui, choropleth, site_marks, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let words: Vec<&str> = choropleth.classes.iter().map(|(_, word)| word.as_str()).collect();
    response.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::Role::Label,
            true,
            format!("Legend: {}, {}", choropleth.title, words.join(", ")),
        )
    });
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let above = if classes_width(ui, choropleth) + 24.0 > rect.width() { TITLE_ROW } else { 0.0 };
    let row = Rect::from_min_size(rect.min, vec2(rect.width(), above + ROW));
    classes(&painter, tokens, row, above, choropleth);
    if !site_marks {
        return;
    }
    let below = height > row.height();
    let mut middle = if below { row.bottom() + MARK_ROW / 2.0 - 4.0 } else { row.center().y };
    let mut left = if below { rect.left() + 16.0 } else { rect.right() - 16.0 - marks_width(ui) };
    for action in MARKS {
        let wide = text_width(ui, action.label(), theme::regular(11.0)) + 24.0;
        if below && left + wide > rect.right() {
            (left, middle) = (rect.left() + 16.0, middle + MARK_ROW);
        }
        marks::mark(&painter, tokens, pos2(left + 8.0, middle), Mark { action, offers: true, size: 1.0 });
        let at = pos2(left + 22.0, middle);
        let font = theme::regular(11.0);
        let text = painter.text(at, Align2::LEFT_CENTER, action.label(), font, tokens.text2);
        left = text.right() + 12.0;
    }
    if below && left + 30.0 + text_width(ui, MOVES, theme::regular(11.0)) > rect.right() {
        (left, middle) = (rect.left() + 16.0, middle + MARK_ROW);
    }
    marks::arrow(&painter, tokens, pos2(left, middle), pos2(left + 24.0, middle), (0.0, 0.0));
    let at = pos2(left + 30.0, middle);
    painter.text(at, Align2::LEFT_CENTER, MOVES, theme::regular(11.0), tokens.text2);
}

/// The title, the classes in their colours and what else is marked.
fn classes(painter: &Painter, tokens: &Tokens, row: Rect, above: f32, choropleth: &Choropleth) {
    let top = row.top() + above;
    let middle = top + ROW / 2.0;
    let title = painter.text(
        pos2(row.left() + 16.0, if above > 0.0 { row.top() + 13.0 } else { middle }),
        Align2::LEFT_CENTER,
        &choropleth.title,
        theme::semibold(11.0),
        tokens.text2,
    );
    let mut left = if above > 0.0 { row.left() + 16.0 } else { title.right() + 14.0 };
    // Classes are never cut off at the edge: they grow narrower where there is less room.
    let room = (row.right() - left - 12.0) / choropleth.classes.len().max(1) as f32;
    let cell = cell_width(choropleth).min(room.max(24.0));
    for (color, word) in &choropleth.classes {
        let swatch = Rect::from_min_size(pos2(left, top + 6.0), vec2(cell, 10.0));
        painter.rect(swatch, 0.0, *color, Stroke::new(0.5, tokens.line2), StrokeKind::Inside);
        painter.text(
            pos2(swatch.center().x, swatch.bottom() + 2.0),
            Align2::CENTER_TOP,
            word,
            theme::regular(10.5),
            tokens.text2,
        );
        left += cell;
    }
    left += 14.0;
    for (mark, word) in &choropleth.marks {
        let at = pos2(left + 6.0, middle);
        match mark {
            LegendMark::BadOutline => {
                let rect = Rect::from_center_size(at, vec2(11.0, 11.0));
                painter.rect_stroke(rect, 2.0, Stroke::new(1.3, tokens.bad), StrokeKind::Inside);
            }
            LegendMark::BadDot => dots::dot(painter, tokens, at, false),
            LegendMark::GoodDot => dots::dot(painter, tokens, at, true),
        }
        let text = painter.text(
            pos2(left + 16.0, middle),
            Align2::LEFT_CENTER,
            word,
            theme::regular(11.0),
            tokens.text2,
        );
        left = text.right() + 14.0;
    }
}
