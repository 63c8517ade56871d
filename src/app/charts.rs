//! Charts: options by cost and access, bars of savings by year, thin bars in tables.

use egui::{Align2, Color32, CornerRadius, Rect, Role, Sense, Stroke, Ui, Vec2b, WidgetInfo, pos2, vec2};
use egui_plot::{Plot, PlotPoint, PlotPoints, Points};

use crate::appraise::OptionAppraisal;
use crate::model::{CriterionKey, Status};
use crate::score::YearFindings;
use crate::units;

use super::command::Command;
use super::map::geometry::narrow;
use super::session::Session;
use super::theme::{self, tokens};
use super::view::View;

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
    ui.label(theme::caption("↑ coverage by need, %").color(tokens.text3));
    let response = Plot::new("scatter")
        .height(height)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .show_background(false)
        .set_margin_fraction(vec2(0.0, 0.0))
        .default_x_bounds(x.0, x.1)
        .default_y_bounds(y.0, y.1)
        .auto_bounds(Vec2b::FALSE)
        .grid_color(tokens.line)
        .grid_spacing(40.0..=300.0)
        .y_axis_min_width(28.0)
        .x_axis_formatter(|mark, _| format!("£{:.*}m", places(mark.step_size), mark.value))
        .y_axis_formatter(|mark, _| format!("{:.*}", places(mark.step_size), mark.value))
        .show(ui, |plot| {
            plot.set_plot_bounds_x(x.0..=x.1);
            plot.set_plot_bounds_y(y.0..=y.1);
            for (option, at) in &dots {
                let color = tokens.option(session.position(&option.id));
                let radius = if option.id == view.option { 8.0 } else { 5.0 };
                let name = option.name.as_str();
                plot.points(Points::new(name, PlotPoints::from(*at)).radius(radius).color(color));
            }
        });
    let area = response.response;
    area.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Options by running cost and coverage"));
    let painter = ui.painter().with_clip_rect(area.rect);
    let place = |at: &[f64; 2]| response.transform.position_from_point(&PlotPoint::new(at[0], at[1]));
    for (option, at) in &dots {
        let at = place(at);
        let selected = option.id == view.option;
        if selected {
            painter.circle_stroke(at, 11.0, Stroke::new(2.0, tokens.accent));
        }
        let letter = if session.position(&option.id).is_some() { option.id.as_str() } else { "Today" };
        let ink = if option.status == Some(Status::Discarded) { tokens.text3 } else { tokens.text };
        let gap = if selected { 15.0 } else { 9.0 };
        let (side, align) = if at.x + gap + 34.0 > area.rect.right() {
            (-gap, Align2::RIGHT_CENTER)
        } else {
            (gap, Align2::LEFT_CENTER)
        };
        painter.text(at + vec2(side, 0.0), align, letter, theme::semibold(11.0), ink);
    }
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
        ui.label(theme::caption("running cost a year →").color(tokens.text3));
    });
    let near = area.hover_pos().and_then(|pointer| {
        dots.iter()
            .map(|(option, at)| (option, place(at).distance(pointer)))
            .filter(|(_, distance)| *distance < 14.0)
            .min_by(|(_, a), (_, b)| a.total_cmp(b))
    });
    if let Some((option, _)) = near {
        let words = format!(
            "{}\n{} a year, {} % covered",
            option.name,
            units::pounds_short(option.findings.cost.running_cost_gbp),
            option.findings.value(CriterionKey::Access).map_or_else(String::new, units::percent_down)
        );
        area.clone().on_hover_text_at_pointer(words);
        if area.clicked() {
            commands.push(Command::SelectOption(option.id.clone()));
        }
    }
}

/// The range of an axis: all values with room around them, and never a point.
fn reach(values: impl Iterator<Item = f64>) -> (f64, f64) {
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
        let last = place + 1 == years.len();
        let fill = if last { color } else { color.gamma_multiply(0.55) };
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
pub fn parts(ui: &mut Ui, width: f32, parts: &[(f64, Color32)]) {
    let tokens = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(width, 12.0), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(2), tokens.hover);
    let mut left = rect.left();
    for (share, color) in parts {
        let wide = width * narrow(share.clamp(0.0, 1.0));
        let part = Rect::from_min_size(pos2(left, rect.top()), vec2((wide - 1.0).max(0.0), rect.height()));
        ui.painter().rect_filled(part, CornerRadius::ZERO, *color);
        left += wide;
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
