//! The league table of Compare: every option by rank, with its figures and its total opened to its parts.

use std::cmp::Ordering;

use egui::{
    Align, Align2, Frame, Label, Layout, Margin, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::appraise::OptionAppraisal;
use crate::model::{CriterionKey, Status};

use super::super::charts;
use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Tone};
use super::league_figures::{Figure, LeagueLook, SortBy};
use super::option_page::explain;

/// Draws the table: every option, its figures, its total as parts; a click on a heading sorts by it.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let focus = view.focus.and_then(|place| session.dataset.localities.get(place));
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 10, bottom: 0 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(theme::title("League table"));
            if let Some(locality) = focus {
                widgets::chip(
                    ui,
                    Some(icon::MAP_PIN),
                    &format!("Residents of {}", locality.name),
                    Tone::Accent,
                )
                .on_hover_text(
                    "Figures are theirs, wherever they go; rank, scores and total are the whole city’s.",
                );
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                chooser(ui, &mut view.compare.league);
                ui.add(
                    Label::new(theme::caption("Scores 0–100 between fixed references").color(tokens.text3))
                        .truncate(),
                );
            });
        });
    });
    let columns = Columns::of(ui.available_width(), &view.compare.league.columns);
    headings(ui, &columns, &mut view.compare.league);
    let order = order(session, view);
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

/// The options in the order asked for; those without a value come last.
fn order<'a>(session: &'a Session, view: &View) -> Vec<&'a OptionAppraisal> {
    let mut order: Vec<&OptionAppraisal> = session.appraisal.options.iter().collect();
    let by_rank = |a: &OptionAppraisal, b: &OptionAppraisal| {
        let rank = |option: &OptionAppraisal| option.rank.unwrap_or(usize::MAX);
        let total = |option: &OptionAppraisal| option.total.unwrap_or(-1.0);
        rank(a).cmp(&rank(b)).then(total(b).total_cmp(&total(a)))
    };
    let (by, falling) = view.compare.league.sort;
    let turned = |ordering: Ordering| if falling { ordering.reverse() } else { ordering };
    order.sort_by(|a, b| match by {
        SortBy::Rank => turned(by_rank(a, b)),
        SortBy::Name => turned(a.name.to_lowercase().cmp(&b.name.to_lowercase())),
        SortBy::Figure(figure) => {
            let [a_value, b_value] = [a, b].map(|option| figure.value(session, view, option));
            match (a_value, b_value) {
                (Some(a), Some(b)) => turned(a.total_cmp(&b)),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => Ordering::Equal,
            }
            .then_with(|| by_rank(a, b))
        }
    });
    order
}

/// Which figures the table shows.
fn chooser(ui: &mut Ui, look: &mut LeagueLook) {
    let button = widgets::icon_button_hint(
        ui,
        icon::COLUMNS,
        "Columns of the league table",
        "Choose the columns. Those that do not fit are left out from the right.",
    );
    egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        for figure in Figure::all() {
            let shown = look.columns.contains(&figure);
            if widgets::checkbox(ui, shown, figure.title()) {
                if shown {
                    look.columns.retain(|known| *known != figure);
                } else {
                    look.columns.push(figure);
                }
            }
        }
    });
}

/// The headings, each a button that sorts.
fn headings(ui: &mut Ui, columns: &Columns, look: &mut LeagueLook) {
    let tokens = tokens(ui);
    let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    let mut heading = |ui: &mut Ui, left: f32, right: f32, words: &str, align: Align, by: SortBy| {
        let rect = Rect::from_min_max(
            pos2(head.left() + left, head.top()),
            pos2(head.left() + right, head.bottom()),
        );
        let response = ui.interact(rect, ui.scope_id().with(("league heading", words)), Sense::click());
        let (sorted, falling) = (look.sort.0 == by, look.sort.1);
        let state = match (sorted, falling) {
            (true, true) => ", sorted, highest first",
            (true, false) => ", sorted, lowest first",
            _ => "",
        };
        response.widget_info(|| {
            WidgetInfo::selected(
                Role::Button,
                true,
                sorted,
                format!("Sort by {}{state}", words.to_lowercase()),
            )
        });
        let arrow = if falling { icon::ARROW_DOWN } else { icon::ARROW_UP };
        let text = if sorted { format!("{words} {arrow}") } else { words.to_owned() };
        let ink = if sorted || response.hovered() { tokens.text } else { tokens.text3 };
        let galley = widgets::cut(ui, &text, theme::regular(11.0), ink, rect.width());
        let x = if align == Align::Min { rect.left() } else { rect.right() - galley.size().x };
        ui.painter().galley(pos2(x, rect.center().y - galley.size().y / 2.0), galley, ink);
        widgets::focus_ring(ui, &response, 4);
        let title = if let SortBy::Figure(figure) = by { figure.title() } else { words };
        if response.on_hover_text(format!("{title}\nSort by it; again to turn the order")).clicked() {
            // What is best first at the first click: rank and name upwards, figures downwards.
            look.sort = (by, if sorted { !falling } else { matches!(by, SortBy::Figure(_)) });
        }
    };
    heading(ui, 12.0, 58.0, "#", Align::Min, SortBy::Rank);
    heading(ui, 62.0, 130.0, "Option", Align::Min, SortBy::Name);
    for (figure, right) in &columns.figures {
        heading(ui, right - STEP + 6.0, *right, figure.label(), Align::Max, SortBy::Figure(*figure));
    }
    if columns.bar > 0.0 {
        let left = columns.total - 44.0 - columns.bar;
        let at = pos2(head.left() + left, head.center().y);
        ui.painter().text(at, Align2::LEFT_CENTER, "Score by criterion", theme::regular(11.0), tokens.text3);
    }
    heading(ui, columns.total - 40.0, columns.total, "Total", Align::Max, SortBy::Figure(Figure::Total));
}

/// The width of a figure's column.
const STEP: f32 = 76.0;

/// Right edges of the columns that fit.
struct Columns {
    figures: Vec<(Figure, f32)>,
    /// Where the name must end.
    name: f32,
    bar: f32,
    total: f32,
}

impl Columns {
    fn of(width: f32, wanted: &[Figure]) -> Self {
        let total = width - 16.0;
        let bar = if width > 560.0 { (width * 0.17).clamp(70.0, 150.0) } else { 0.0 };
        // Figures that do not fit are left out from the right; the table of the option page has them all.
        let end = total - 44.0 - bar - 14.0;
        let space = end - 62.0 - 110.0;
        let count = (1..=wanted.len()).take_while(|count| *count as f32 * STEP <= space).count();
        let right = |place: usize| end - STEP * (count - 1 - place) as f32;
        let figures =
            wanted[..count].iter().enumerate().map(|(place, figure)| (*figure, right(place))).collect();
        Self { figures, name: end - STEP * count as f32, bar, total }
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
    widgets::row_ground(ui, &response, selected);
    let middle = rect.center().y;
    let at = |x: f32| pos2(rect.left() + x, middle);
    let rank = option.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string());
    ui.painter().text(at(14.0), Align2::LEFT_CENTER, rank, theme::regular(12.0), tokens.text2);
    let position = session.position(&option.id);
    let letter = if position.is_some() { option.id.as_str() } else { "–" };
    let square = Rect::from_center_size(at(44.0), vec2(20.0, 20.0));
    widgets::letter_at(ui, square, letter, tokens.option(position), true);
    let ink = if option.status == Some(Status::Discarded) { tokens.text3 } else { tokens.text };
    let name = widgets::cut(ui, &option.name, theme::semibold(12.0), ink, (columns.name - 66.0).max(40.0));
    ui.painter().galley(pos2(rect.left() + 62.0, middle - name.size().y / 2.0), name, ink);
    for (figure, right) in &columns.figures {
        let words = figure.words(session, view, option);
        ui.painter().text(at(*right), Align2::RIGHT_CENTER, words, theme::regular(12.0), ink);
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
