//! The cost–access frontier as a chart: plans, the options of the project, and, shaded, what is proven impossible.

use egui::{Color32, Mesh, Role, Shape, Stroke, Ui, WidgetInfo, pos2};
use egui_plot::PlotPoint;

use crate::appraise::OptionAppraisal;
use crate::find::Finding;
use crate::units::pounds_short;

use super::super::charts;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::widgets;
use super::search::Heard;

/// What is drawn, in £ a year and weighted minutes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawn {
    /// Cost and weighted minutes of every plan.
    plans: Vec<[f64; 2]>,
    /// Prices with what is proven at each: no plan has cost + price · minutes below it.
    bounds: Vec<[f64; 2]>,
}

impl Drawn {
    /// What was heard of a search that still runs: its best plans only.
    pub fn heard(heard: &[Heard]) -> Self {
        let mut plans: Vec<[f64; 2]> = heard.iter().map(|plan| [plan.cost, plan.minutes]).collect();
        plans.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        let mut least = f64::INFINITY;
        plans.retain(|[_, minutes]| {
            let better = *minutes < least;
            least = least.min(*minutes);
            better
        });
        let bounds = heard.iter().map(|plan| [plan.price, plan.lower_bound]).collect();
        Self { plans, bounds }
    }

    /// What a search found.
    pub fn found(finding: &Finding) -> Self {
        let solutions = finding.frontier.iter().map(|found| (found.point.price, &found.point.solution));
        Self {
            plans: solutions.clone().map(|(_, solution)| [solution.cost, solution.minutes]).collect(),
            bounds: solutions.map(|(price, solution)| [price, solution.lower_bound]).collect(),
        }
    }

    /// The fewest weighted minutes that a plan of a cost can have, as far as proven; infinite where there is none.
    fn least_minutes(&self, cost: f64) -> f64 {
        self.bounds.iter().filter(|[_, bound]| bound.is_finite()).fold(0.0, |least: f64, [price, bound]| {
            let short = bound - cost;
            if *price > 0.0 {
                least.max(short / price)
            } else if short > 1e-6 * bound.abs() {
                f64::INFINITY
            } else {
                least
            }
        })
    }
}

/// The options of the project, as the search counts them; worked out anew only when they change.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    key: (u64, u64),
    /// The sum of weights of journeys: weighted minutes divided by it are minutes of the average journey.
    pub weight: f64,
    /// By option of the appraisal: cost, £ a year, and weighted minutes; `None` where the cost is unknown.
    options: Vec<Option<[f64; 2]>>,
}

impl Measured {
    /// What is measured of a session.
    pub fn of(session: &Session) -> Self {
        let services = session.dataset.services.iter().zip(&session.scorer.demand);
        let weight =
            services.map(|(service, demand)| service.weight * demand.weight.iter().sum::<f64>()).sum();
        let options = session.appraisal.options.iter();
        Self {
            key: (session.generation, session.revision),
            weight,
            options: options
                .map(|option| Some([option.findings.known_running_cost()?, minutes_of(session, option)]))
                .collect(),
        }
    }

    /// Whether it is of the session as it stands.
    pub fn is_of(&self, session: &Session) -> bool {
        self.key == (session.generation, session.revision)
    }
}

/// Weighted minutes of an option, as the search counts them.
fn minutes_of(session: &Session, option: &OptionAppraisal) -> f64 {
    let none = session.plan().settings.unreachable_minutes;
    let services = session.dataset.services.iter().zip(&session.scorer.demand).zip(&option.findings.services);
    services
        .map(|((service, demand), found)| {
            let journeys = demand.weight.iter().zip(&found.minutes);
            let sum: f64 = journeys.map(|(weight, minutes)| weight * minutes.min(none)).sum();
            service.weight * sum
        })
        .sum()
}

/// A dot that stands for an option of the project.
struct Other {
    letter: String,
    color: Color32,
    at: [f64; 2],
}

fn others(session: &Session, measured: &Measured, ui: &Ui) -> Vec<Other> {
    let tokens = tokens(ui);
    let options = session.appraisal.options.iter().zip(&measured.options);
    options
        .filter_map(|(option, at)| {
            let position = session.position(&option.id);
            Some(Other {
                letter: if position.is_some() { option.id.clone() } else { "Today".to_owned() },
                color: tokens.option(position),
                at: (*at)?,
            })
        })
        .collect()
}

/// Draws the chart; returns the position of the plan that was clicked.
pub fn show(
    ui: &mut Ui,
    session: &Session,
    measured: &Measured,
    drawn: &Drawn,
    chosen: Option<usize>,
) -> Option<usize> {
    let tokens = tokens(ui);
    let all = measured.weight.max(f64::MIN_POSITIVE);
    let others = others(session, measured, ui);
    let scaled = |at: &[f64; 2]| [at[0] / 1e6, at[1] / all];
    let plans: Vec<[f64; 2]> = drawn.plans.iter().map(scaled).collect();
    // The frontier fills the chart; options far from it stand at its edge rather than squeeze it.
    let shown: Vec<[f64; 2]> = if plans.len() > 1 {
        plans.iter().copied().chain(others.first().map(|today| scaled(&today.at))).collect()
    } else {
        plans.iter().copied().chain(others.iter().map(|other| scaled(&other.at))).collect()
    };
    let [x, y] = [0, 1].map(|axis| charts::reach(shown.iter().map(|at| at[axis])));
    let axes = charts::Axes { x, y, words: ["running cost a year →", "average journey, min →"] };
    let plot = charts::frame(ui, egui::Id::unique("find-frontier"), 210.0, &axes);
    let area = plot.response;
    area.widget_info(|| {
        WidgetInfo::labeled(Role::Canvas, true, "Plans by running cost and average journey, need-weighted")
    });
    let painter = ui.painter_at(area.rect);
    let place = |at: [f64; 2]| plot.transform.position_from_point(&PlotPoint::new(at[0], at[1]));
    shade(&painter, &area.rect, &plot.transform, drawn, all, tokens.line2.gamma_multiply(0.35));
    let line: Vec<egui::Pos2> = plans.iter().map(|at| place(*at)).collect();
    painter.add(Shape::line(line.clone(), Stroke::new(1.0, tokens.accent.gamma_multiply(0.5))));
    for other in &others {
        let at = place(scaled(&other.at))
            .clamp(area.rect.min + egui::vec2(6.0, 6.0), area.rect.max - egui::vec2(6.0, 6.0));
        painter.circle_stroke(at, 4.5, Stroke::new(1.5, other.color));
        let left = at.x > area.rect.center().x;
        let (align, shift) =
            if left { (egui::Align2::RIGHT_CENTER, -8.0) } else { (egui::Align2::LEFT_CENTER, 8.0) };
        painter.text(pos2(at.x + shift, at.y), align, &other.letter, theme::semibold(11.0), tokens.text2);
    }
    let near = area.hover_pos().and_then(|pointer| {
        let distances = line.iter().enumerate().map(|(index, at)| (index, at.distance(pointer)));
        distances.filter(|(_, far)| *far < 12.0).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index)
    });
    for (index, at) in line.iter().enumerate() {
        if chosen == Some(index) || near == Some(index) {
            painter.circle_stroke(*at, 8.0, Stroke::new(2.0, tokens.accent));
        }
        painter.circle(*at, 4.5, tokens.accent, Stroke::new(1.0, tokens.panel));
    }
    widgets::focus_ring(ui, &area, theme::RADIUS);
    let words = "Filled: plans found · rings: your options · shaded: proved impossible";
    ui.label(theme::caption(words).color(tokens.text2));
    let clicked = area.clicked();
    if let Some(index) = near {
        let cost = pounds_short(drawn.plans[index][0]);
        area.on_hover_text_at_pointer(format!(
            "Plan {}\n{cost} a year, {:.1} min",
            index + 1,
            plans[index][1]
        ));
    }
    near.filter(|_| clicked)
}

/// How many points wide the strips of the shade are.
const STEP: f32 = 2.0;

/// Shades what no plan can reach, from the boundary down to the edge of the chart.
fn shade(
    painter: &egui::Painter,
    rect: &egui::Rect,
    transform: &egui_plot::PlotTransform,
    drawn: &Drawn,
    weight: f64,
    color: Color32,
) {
    if !drawn.bounds.iter().any(|[_, bound]| bound.is_finite()) {
        return;
    }
    let boundary = |x: f32| {
        let cost = transform.value_from_position(pos2(x, rect.top())).x * 1e6;
        let minutes = drawn.least_minutes(cost) / weight;
        let y = transform.position_from_point(&PlotPoint::new(0.0, minutes.min(1e9))).y;
        y.clamp(rect.top(), rect.bottom())
    };
    let mut mesh = Mesh::default();
    let mut x = rect.left();
    while x < rect.right() {
        let next = (x + STEP).min(rect.right());
        let first = u32::try_from(mesh.vertices.len()).unwrap_or(0);
        for corner in [
            pos2(x, boundary(x)),
            pos2(next, boundary(next)),
            pos2(next, rect.bottom()),
            pos2(x, rect.bottom()),
        ] {
            mesh.colored_vertex(corner, color);
        }
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first, first + 2, first + 3);
        x = next;
    }
    painter.add(Shape::mesh(mesh));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_is_what_the_bounds_prove() {
        let drawn =
            Drawn { plans: Vec::new(), bounds: vec![[0.0, 100.0], [2.0, 300.0], [1.0, f64::NEG_INFINITY]] };
        // Nothing costs less than 100; at 100 at least (300 − 100) ÷ 2 minutes are left, at 300 none.
        assert_eq!(drawn.least_minutes(99.0), f64::INFINITY);
        assert_eq!(drawn.least_minutes(100.0), 100.0);
        assert_eq!(drawn.least_minutes(200.0), 50.0);
        assert_eq!(drawn.least_minutes(400.0), 0.0);
    }

    #[test]
    fn only_plans_that_no_other_beats_are_drawn() {
        let heard = |cost, minutes| Heard { price: 1.0, cost, minutes, lower_bound: 0.0 };
        let drawn = Drawn::heard(&[heard(3.0, 1.0), heard(1.0, 3.0), heard(3.0, 3.0), heard(1.0, 3.0)]);
        assert_eq!(drawn.plans, [[1.0, 3.0], [3.0, 1.0]]);
    }
}
