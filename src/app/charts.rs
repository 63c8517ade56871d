//! Charts: options by cost and access, bars of savings by year, thin bars in tables.

use egui::{Align2, Color32, CornerRadius, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use egui_plot::{Plot, PlotPoint, PlotResponse};

use crate::appraise::OptionAppraisal;
use crate::model::{CriterionKey, Status};
use crate::score::YearFindings;
use crate::units;

use super::command::Command;
use super::map::geometry::narrow;
use super::session::Session;
use super::theme::{self, tokens};
use super::view::View;
use super::widgets;

/// Options by running cost (left is cheaper) and coverage by need (up is better). Click selects.
pub fn scatter(ui: &mut Ui, session: &Session, view: &View, height: f32, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let dots: Vec<(&OptionAppraisal, [f64; 2])> = session
        .appraisal
        .options
        .iter()
        .filter_map(|option| {
            let access = option.findings.value(CriterionKey::Access)?;
            Some((option, [option.findings.cost.running_cost_gbp / 1e6, access * 100.0]))
        })
        .collect();
    let [x, y] = [0, 1].map(|axis| reach(dots.iter().map(|(_, at)| at[axis])));
    let axes = Axes { x, y, words: ["running cost a year →", "coverage by need, % →"] };
    let id = ui.next_auto_id();
    let shown = frame(ui, id, height, &axes);
    let area = shown.response;
    area.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Options by running cost and coverage"));
    let painter = ui.painter_at(area.rect);
    let place = |at: &[f64; 2]| shown.transform.position_from_point(&PlotPoint::new(at[0], at[1]));
    let near = area.hover_pos().and_then(|pointer| {
        dots.iter()
            .map(|(option, at)| (*option, place(at).distance(pointer)))
            .filter(|(_, distance)| *distance < 14.0)
            .min_by(|(_, a), (_, b)| a.total_cmp(b))
            .map(|(option, _)| option)
    });
    let mut taken: Vec<Rect> =
        dots.iter().map(|(_, at)| Rect::from_center_size(place(at), vec2(11.0, 11.0))).collect();
    for (option, at) in &dots {
        let at = place(at);
        let selected = option.id == view.option;
        let color = tokens.option(session.position(&option.id));
        let discarded = option.status == Some(Status::Discarded);
        if selected || near.is_some_and(|near| near.id == option.id) {
            painter.circle_stroke(at, 10.0, Stroke::new(2.0, tokens.accent));
        }
        if discarded {
            painter.circle_stroke(at, 4.5, Stroke::new(1.5, tokens.line2));
        } else {
            painter.circle(at, 5.5, color, Stroke::new(1.0, tokens.panel));
        }
        let letter = if session.position(&option.id).is_some() { option.id.as_str() } else { "Today" };
        let ink = if discarded { tokens.text3 } else { tokens.text };
        let galley = painter.layout_no_wrap(letter.to_owned(), theme::semibold(11.0), ink);
        let gap = if selected { 13.0 } else { 8.0 };
        let (across, down) = (gap + galley.size().x / 2.0, gap + galley.size().y / 2.0);
        // Right, left, above, below: the first place that is free, so that no letter covers another.
        let places = [vec2(across, 0.0), vec2(-across, 0.0), vec2(0.0, -down), vec2(0.0, down)]
            .map(|offset| Rect::from_center_size(at + offset, galley.size()));
        let free = places.into_iter().find(|rect| {
            area.rect.contains_rect(*rect) && !taken.iter().any(|other: &Rect| other.intersects(*rect))
        });
        let rect = free.unwrap_or(places[0]);
        painter.galley(rect.min, galley, ink);
        taken.push(rect);
    }
    widgets::focus_ring(ui, &area, theme::RADIUS);
    if let Some(option) = near {
        let words = format!(
            "{}\n{} a year, {} % covered",
            option.name,
            units::pounds_short(option.findings.cost.running_cost_gbp),
            option.findings.value(CriterionKey::Access).map_or_else(String::new, units::percent_down)
        );
        if area.clicked() {
            commands.push(Command::SelectOption(option.id.clone()));
        }
        area.on_hover_text_at_pointer(words);
    }
}

/// What a chart of cost (£m, across) against something else spans, and what its axes say.
pub(super) struct Axes {
    /// From and to, £m.
    pub x: (f64, f64),
    /// From and to.
    pub y: (f64, f64),
    /// Under the one, beside the other.
    pub words: [&'static str; 2],
}

/// The axes and the grid of such a chart, which keeps still under the pointer; what lies in it is painted over it.
pub(super) fn frame(ui: &mut Ui, id: egui::Id, height: f32, axes: &Axes) -> PlotResponse<()> {
    let tokens = tokens(ui);
    let words = axes.words.map(|words| RichText::new(words).font(theme::regular(10.5)).color(tokens.text2));
    let [across, beside] = words;
    ui.scope(|ui| {
        ui.style_mut().text_styles.insert(egui::TextStyle::Body, theme::regular(10.5));
        ui.visuals_mut().override_text_color = Some(tokens.text3);
        // The wheel scrolls the panel, so the chart stays as it is.
        Plot::new(id)
            .height(height)
            .default_x_bounds(axes.x.0, axes.x.1)
            .default_y_bounds(axes.y.0, axes.y.1)
            .reset()
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_axis_zoom_drag(false)
            .show_background(false)
            .show_crosshair(false)
            .label_formatter(|_| None)
            .grid_color(tokens.line)
            .grid_spacing(34.0..=260.0)
            .x_axis_label(across)
            .y_axis_label(beside)
            .x_axis_formatter(|mark, _| {
                let sign = if mark.value < 0.0 { "−" } else { "" };
                format!("{sign}£{:.*}m", places(mark.step_size), mark.value.abs())
            })
            .y_axis_formatter(|mark, _| format!("{:.*}", places(mark.step_size), mark.value))
            .sense(Sense::click())
            .show(ui, |_| {})
    })
    .inner
}

/// The range of an axis: all values with room around them, and never a point.
pub(super) fn reach(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (least, most) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)));
    if !least.is_finite() {
        return (0.0, 1.0);
    }
    let room = ((most - least) * 0.18).max(most.abs() * 0.01).max(0.01);
    (least - room, most + room)
}

/// Decimals that tell the marks of an axis apart.
fn places(step: f64) -> usize {
    match step {
        step if step >= 1.0 => 0,
        step if step >= 0.1 => 1,
        _ => 2,
    }
}

/// Savings by financial year as bars, each against its target.
pub fn savings(ui: &mut Ui, years: &[YearFindings], color: Color32) {
    let tokens = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 128.0), Sense::hover());
    let spoken: Vec<String> = years
        .iter()
        .map(|year| format!("{} {}", units::financial_year(year.year), units::pounds_short(year.saving_gbp)))
        .collect();
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("Saving by year: {}", spoken.join(", ")))
    });
    let most =
        years.iter().map(|year| year.saving_gbp.max(year.target_gbp.unwrap_or(0.0))).fold(1.0, f64::max);
    let least = years.iter().map(|year| year.saving_gbp).fold(0.0, f64::min);
    let (top, bottom) = (rect.top() + 18.0, rect.bottom() - 18.0);
    let height = |gbp: f64| bottom - narrow((gbp - least) / (most - least).max(1.0)) * (bottom - top);
    let zero = height(0.0);
    let step = rect.width() / years.len().max(1) as f32;
    for (place, year) in years.iter().enumerate() {
        let middle = rect.left() + step * (place as f32 + 0.5);
        let half = (step * 0.4).min(32.0);
        let end = height(year.saving_gbp);
        let bar = Rect::from_two_pos(pos2(middle - half, end), pos2(middle + half, zero));
        let newest = place + 1 == years.len();
        let fill = if newest { color } else { color.gamma_multiply(0.55) };
        ui.painter().rect_filled(bar, CornerRadius::same(3), fill);
        if let Some(target) = year.target_gbp {
            ui.painter().hline(
                middle - half - 3.0..=middle + half + 3.0,
                height(target),
                Stroke::new(2.0, tokens.text),
            );
        }
        let words = units::pounds_short(year.saving_gbp);
        // Words stand above both the bar and the target line, so that neither crosses them.
        let above = end.min(year.target_gbp.map_or(end, height)).min(zero);
        if step > 34.0 {
            ui.painter().text(
                pos2(middle, above - 2.0),
                Align2::CENTER_BOTTOM,
                words,
                theme::semibold(10.5),
                tokens.text,
            );
        }
        let name = units::financial_year(year.year);
        let name = name.get(2..).unwrap_or(&name);
        ui.painter().text(
            pos2(middle, rect.bottom()),
            Align2::CENTER_BOTTOM,
            name,
            theme::regular(10.5),
            tokens.text3,
        );
    }
    ui.painter().hline(rect.x_range(), zero, Stroke::new(1.0, tokens.line));
}

/// A thin bar that shows a share, with an optional mark.
pub fn share_bar(ui: &mut Ui, width: f32, share: f64, mark: Option<f64>, color: Color32) {
    let tokens = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(width, 14.0), Sense::hover());
    let bar = Rect::from_center_size(rect.center(), vec2(width, 5.0));
    ui.painter().rect_filled(bar, CornerRadius::same(2), tokens.line);
    let part = Rect::from_min_size(bar.min, vec2(width * narrow(share.clamp(0.0, 1.0)), 5.0));
    ui.painter().rect_filled(part, CornerRadius::same(2), color);
    if let Some(mark) = mark {
        let x = bar.left() + width * narrow(mark.clamp(0.0, 1.0));
        ui.painter().vline(x, rect.y_range(), Stroke::new(1.5, tokens.text));
    }
}

/// A total as a row of parts in the criteria's colours.
pub fn parts(ui: &Ui, rect: Rect, parts: &[(f64, Color32)]) {
    ui.painter().rect_filled(rect, CornerRadius::same(2), tokens(ui).hover);
    let mut left = rect.left();
    for (share, color) in parts {
        let wide = rect.width() * narrow(share.clamp(0.0, 1.0));
        let part = Rect::from_min_size(pos2(left, rect.top()), vec2((wide - 1.0).max(0.0), rect.height()));
        ui.painter().rect_filled(part, CornerRadius::ZERO, *color);
        left += wide;
    }
}

/// One line of [`curves`].
#[derive(Debug, Clone)]
pub struct Curve {
    /// Shares, 0 to 1, at even steps of the axis.
    pub shares: Vec<f64>,
    /// Its colour.
    pub color: Color32,
    /// What the key says of it.
    pub words: String,
}

/// Steps along the axis of minutes.
const STEPS: usize = 48;

/// The share of users whose minutes are at most each of the steps up to `longest`.
pub fn shares_within(minutes: &[f64], users: &[f64], longest: f64) -> Vec<f64> {
    (0..=STEPS)
        .map(|step| share_at(minutes, users, longest * step as f64 / STEPS as f64).unwrap_or(0.0))
        .collect()
}

/// The share of users within so many minutes.
pub fn share_at(minutes: &[f64], users: &[f64], limit: f64) -> Option<f64> {
    let all: f64 = users.iter().sum();
    let within: f64 =
        minutes.iter().zip(users).filter(|(minutes, _)| **minutes <= limit).map(|(_, users)| users).sum();
    (all > 0.0).then(|| within / all)
}

/// Shares over minutes, with the standard marked.
pub fn curves(ui: &mut Ui, curves: &[Curve], longest: f64, standard: f64) {
    let tokens = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 176.0), Sense::hover());
    let words: Vec<&str> = curves.iter().map(|curve| curve.words.as_str()).collect();
    let spoken = format!("Share of users within {standard:.0} minutes: {}", words.join(", "));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let plot = Rect::from_min_max(rect.min + vec2(28.0, 6.0), rect.max - vec2(8.0, 20.0));
    let painter = ui.painter_at(rect);
    let place = |minutes: f64, share: f64| {
        pos2(
            plot.left() + narrow(minutes / longest) * plot.width(),
            plot.bottom() - narrow(share) * plot.height(),
        )
    };
    for quarter in 0..=4 {
        let share = f64::from(quarter) / 4.0;
        let at = place(0.0, share);
        painter.hline(plot.x_range(), at.y, Stroke::new(1.0, tokens.line));
        let words = format!("{:.0}", share * 100.0);
        painter.text(
            pos2(plot.left() - 6.0, at.y),
            Align2::RIGHT_CENTER,
            words,
            theme::regular(10.5),
            tokens.text3,
        );
        let minutes = longest * share;
        let words = if quarter == 4 { format!("{minutes:.0} min") } else { format!("{minutes:.0}") };
        let align = if quarter == 4 { Align2::RIGHT_TOP } else { Align2::CENTER_TOP };
        painter.text(place(minutes, 0.0) + vec2(0.0, 4.0), align, words, theme::regular(10.5), tokens.text3);
    }
    let line = place(standard, 0.0).x;
    painter.add(egui::Shape::dashed_line(
        &[pos2(line, plot.top()), pos2(line, plot.bottom())],
        Stroke::new(1.2, tokens.text2),
        3.0,
        3.0,
    ));
    for curve in curves {
        let points = curve
            .shares
            .iter()
            .enumerate()
            .map(|(step, share)| place(longest * step as f64 / STEPS as f64, *share))
            .collect();
        painter.line(points, Stroke::new(1.8, curve.color));
    }
    // The key stands in the lower right, where curves that rise to the upper right never are.
    let key = pos2(line + 10.0, plot.bottom() - 8.0 - 15.0 * (curves.len() + 1) as f32);
    painter.text(
        key,
        Align2::LEFT_TOP,
        format!("standard, {standard:.0} min"),
        theme::regular(10.5),
        tokens.text2,
    );
    for (row, curve) in curves.iter().enumerate() {
        let at = key + vec2(0.0, 15.0 * (row + 1) as f32);
        painter.circle_filled(at + vec2(4.0, 6.5), 3.5, curve.color);
        painter.text(
            at + vec2(12.0, 0.0),
            Align2::LEFT_TOP,
            &curve.words,
            theme::semibold(10.5),
            tokens.text,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_room_even_for_one_value() {
        assert_eq!(reach(std::iter::empty()), (0.0, 1.0));
        let (least, most) = reach([4.0].into_iter());
        assert!(least < 4.0 && most > 4.0);
    }
}
