//! The league table of Compare: every option by rank, with its figures and its total opened to its parts.

use egui::{
    Align, Align2, CornerRadius, Frame, Label, Layout, Margin, Rect, Role, ScrollArea, Sense, Stroke, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::appraise::OptionAppraisal;
use crate::model::{CriterionKey, Status};
use crate::units;

use super::super::charts;
use super::super::command::Command;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets;
use super::option_page::{explain, value_words};

/// Where the columns of the league table begin, from the right: total, bar, then figures.
const FIGURES: [(CriterionKey, &str); 4] = [
    (CriterionKey::Access, "Coverage"),
    (CriterionKey::Equality, "Neediest"),
    (CriterionKey::OneStop, "One-stop"),
    (CriterionKey::Blueprint, "Rules"),
];

/// Draws the table: every option by rank, its figures, its total as parts.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
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
