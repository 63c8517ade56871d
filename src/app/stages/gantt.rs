//! The Gantt chart: a row for each site, works and next uses as bars, moves and closings as marks, waits as lines.

use egui::{
    Align2, Color32, CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::appraise::OptionAppraisal;
use crate::score::phasing::{Step, StepKind};
use crate::units::{Month, financial_year};

use super::super::command::Command;
use super::super::icons::icon;
use super::super::map::geometry::narrow;
use super::super::session::Session;
use super::super::theme::{self, Tokens, tokens};
use super::super::view::View;
use super::super::widgets;

const NAME: f32 = 210.0;
const ROW: f32 = 26.0;
const HEAD: f32 = 36.0;

/// Draws the chart; a click on a row selects its site.
pub fn ui(
    ui: &mut Ui,
    session: &Session,
    view: &mut View,
    option: &OptionAppraisal,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    let steps = &option.findings.phasing.steps;
    let mut sites: Vec<usize> = Vec::new();
    for step in steps {
        if !sites.contains(&step.site) {
            sites.push(step.site);
        }
    }
    // From the first step (or the first year) to a year after the last change.
    let changes = steps.iter().filter(|step| !matches!(step.kind, StepKind::Hold | StepKind::Reuse));
    let last = changes.map(|step| step.until).max().unwrap_or(0).max(24) + 12;
    let last = last.min(i64::from(session.plan().settings.horizon_years) * 12).max(12);
    let first = steps.iter().map(|step| step.from).min().unwrap_or(0).min(0);
    let width = ui.available_width().max(560.0);
    let (rect, _) =
        ui.allocate_exact_size(vec2(width, HEAD + ROW * sites.len() as f32 + 4.0), Sense::hover());
    let months = Months { left: rect.left() + NAME, width: width - NAME - 8.0, first, last };
    head(ui, session, rect, &months);
    let mut places: Vec<Option<egui::Pos2>> = vec![None; steps.len()];
    for (row, &site) in sites.iter().enumerate() {
        let top = rect.top() + HEAD + ROW * row as f32;
        let row = Rect::from_min_size(pos2(rect.left(), top), vec2(width, ROW));
        let own: Vec<(usize, &Step)> =
            steps.iter().enumerate().filter(|(_, step)| step.site == site).collect();
        let Some(facts) = session.dataset.sites.get(site) else { continue };
        let told: Vec<String> = own.iter().map(|(_, step)| told(session, step)).collect();
        let id = ui.scope_id().with(("gantt", &option.id, site));
        let response = ui.interact(row, id, Sense::click());
        let selected = view.site == Some(site);
        response.widget_info(|| {
            WidgetInfo::selected(Role::Button, true, selected, format!("{}: {}", facts.name, told.join("; ")))
        });
        if selected || response.hovered() {
            let fill = if selected { tokens.soft } else { tokens.hover };
            ui.painter().rect_filled(row, CornerRadius::same(4), fill);
            view.hovered_site = response.hovered().then_some(site).or(view.hovered_site);
        }
        ui.painter().hline(row.x_range(), row.bottom(), Stroke::new(1.0, tokens.line));
        let name = widgets::cut(ui, &facts.name, theme::regular(12.0), tokens.text, NAME - 14.0);
        let middle = row.center().y;
        ui.painter().galley(pos2(row.left() + 4.0, middle - name.size().y / 2.0), name, tokens.text);
        for (place, step) in own {
            places[place] = Some(draw(ui, &months, middle, step, tokens));
        }
        widgets::focus_ring(ui, &response, 4);
        let clicked = response.on_hover_text(told.join("\n")).clicked();
        if clicked {
            commands.push(Command::SelectSite(Some(site)));
        }
    }
    for (step, place) in steps.iter().zip(&places) {
        for &first in &step.after {
            if let (Some(from), Some(to)) = (places.get(first).copied().flatten(), *place)
                && step.kind == StepKind::Move
                && from != to
            {
                let ink = if step.problem.is_some() { tokens.bad } else { tokens.line2 };
                ui.painter().line_segment([from, to], Stroke::new(1.0, ink));
            }
        }
    }
    legend(ui, tokens);
}

/// Where months stand.
struct Months {
    left: f32,
    width: f32,
    first: i64,
    last: i64,
}

impl Months {
    fn x(&self, month: i64) -> f32 {
        let along =
            (month.clamp(self.first, self.last) - self.first) as f64 / (self.last - self.first).max(1) as f64;
        self.left + self.width * narrow(along)
    }
}

fn head(ui: &Ui, session: &Session, rect: Rect, months: &Months) {
    let tokens = tokens(ui);
    let first_year = session.plan().settings.first_year;
    let painter = ui.painter();
    let quarter = months.x(3) - months.x(0);
    for month in (months.first.div_euclid(3) * 3..=months.last).step_by(3) {
        if month < months.first {
            continue;
        }
        let x = months.x(month);
        let is_year = month.rem_euclid(12) == 0;
        let top = if is_year { rect.top() } else { rect.top() + 18.0 };
        painter.vline(x, top..=rect.bottom(), Stroke::new(1.0, tokens.line));
        if month >= months.last {
            continue;
        }
        if is_year {
            let year = i32::try_from(month.div_euclid(12)).unwrap_or(0);
            painter.text(
                pos2(x + 4.0, rect.top() + 2.0),
                Align2::LEFT_TOP,
                financial_year(first_year.saturating_add(year)),
                theme::semibold(11.0),
                tokens.text2,
            );
        }
        if quarter > 22.0 {
            let words = format!("Q{}", month.rem_euclid(12) / 3 + 1);
            painter.text(
                pos2(x + 4.0, rect.top() + 18.0),
                Align2::LEFT_TOP,
                words,
                theme::regular(10.5),
                tokens.text3,
            );
        }
    }
}

/// Draws a step; where lines to it end.
fn draw(ui: &Ui, months: &Months, middle: f32, step: &Step, tokens: &Tokens) -> egui::Pos2 {
    let (fill, glyph) = look(step.kind, tokens);
    let ink = if step.problem.is_some() { tokens.bad } else { fill };
    let (left, right) = (months.x(step.from), months.x(step.until));
    match glyph {
        None => {
            let half = if step.kind == StepKind::Works { 6.0 } else { 3.5 };
            let bar =
                Rect::from_min_max(pos2(left, middle - half), pos2(right.max(left + 3.0), middle + half));
            ui.painter().rect_filled(bar, CornerRadius::same(2), ink);
            if step.problem.is_some() {
                let edge = Stroke::new(1.5, tokens.bad);
                ui.painter().rect_stroke(bar, CornerRadius::same(2), edge, StrokeKind::Outside);
            }
        }
        Some(glyph) => {
            let at = pos2(left, middle);
            ui.painter().circle_filled(at, 8.5, tokens.panel);
            ui.painter().text(at, Align2::CENTER_CENTER, glyph, theme::icon_fill(14.0), ink);
        }
    }
    pos2(left, middle)
}

/// Colour and, for what happens at once, the mark of a step.
fn look(kind: StepKind, tokens: &Tokens) -> (Color32, Option<&'static str>) {
    match kind {
        StepKind::Works => (tokens.warn, None),
        StepKind::Move => (tokens.accent, Some(icon::CIRCLE)),
        StepKind::Change => (tokens.accent, Some(icon::STAR)),
        StepKind::Close => (tokens.bad, Some(icon::X_CIRCLE)),
        StepKind::Hold => (tokens.line2, None),
        StepKind::Reuse => (tokens.good, None),
    }
}

fn legend(ui: &mut Ui, tokens: &Tokens) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for kind in [
            StepKind::Works,
            StepKind::Move,
            StepKind::Change,
            StepKind::Close,
            StepKind::Hold,
            StepKind::Reuse,
        ] {
            let (color, glyph) = look(kind, tokens);
            let (rect, _) = ui.allocate_exact_size(vec2(18.0, 16.0), Sense::hover());
            if let Some(glyph) = glyph {
                ui.painter().text(rect.center(), Align2::CENTER_CENTER, glyph, theme::icon_fill(12.0), color);
            } else {
                let bar = Rect::from_center_size(rect.center(), vec2(16.0, 7.0));
                ui.painter().rect_filled(bar, CornerRadius::same(2), color);
            }
            ui.label(theme::caption(kind.label()).color(tokens.text2));
            ui.add_space(8.0);
        }
        ui.label(theme::caption("A line: waits for").color(tokens.text3));
    });
}

/// A step in words.
fn told(session: &Session, step: &Step) -> String {
    let first = session.plan().settings.first_year;
    let month = |month: i64| {
        u32::try_from(month)
            .map_or_else(|_| "before the first year".to_owned(), |month| Month::at(first, month).to_string())
    };
    let service = step.service.and_then(|service| session.dataset.services.get(service));
    let what = service.map_or_else(
        || step.kind.label().to_owned(),
        |service| format!("{}: {}", step.kind.label(), service.name),
    );
    let when = if step.until > step.from {
        format!("{} to {}", month(step.from), month(step.until))
    } else {
        month(step.from)
    };
    let problem = step.problem.as_ref().map_or_else(String::new, |problem| format!(" – {problem}"));
    format!("{what}, {when}{problem}")
}
