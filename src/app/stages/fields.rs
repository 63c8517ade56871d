//! Small editable fields and table cells that pages of the stages are made of, and what a drag of one becomes.

use egui::{Align, DragValue, Layout, Response, RichText, TextEdit, Ui, vec2};

use crate::edit::Edit;
use crate::units::Month;

use super::super::command::Command;
use super::super::theme::{self, tokens};

/// A number that is dragged or typed.
#[derive(Debug, Clone)]
pub struct Number<'a> {
    /// What a screen reader calls it.
    pub label: &'a str,
    /// Before the number.
    pub prefix: &'a str,
    /// After the number.
    pub suffix: &'a str,
    /// Least and most.
    pub range: [f64; 2],
    /// How much a pixel of a drag adds.
    pub speed: f64,
    /// Decimals shown.
    pub decimals: usize,
}

/// Takes over what something that can be dragged was changed to; all changes of one drag are one step.
pub fn dragged(response: &Response, edit: Option<Edit>, commands: &mut Vec<Command>) {
    if let Some(edit) = edit {
        commands.push(if response.dragged() { Command::Drag(edit) } else { Command::Edit(edit) });
    }
    if response.drag_stopped() {
        commands.push(Command::EndDrag);
    }
}

/// The label before a number that is changed in place; all changes of one drag are one step.
pub fn number(
    ui: &mut Ui,
    number: &Number<'_>,
    value: f64,
    commands: &mut Vec<Command>,
    edit: impl FnOnce(f64) -> Edit,
) -> Response {
    let mut changed = value;
    let [least, most] = number.range;
    let drag = DragValue::new(&mut changed)
        .speed(number.speed)
        .range(least..=most)
        .prefix(number.prefix)
        .suffix(number.suffix)
        .max_decimals(number.decimals)
        .update_while_editing(false);
    let response = ui.add(drag).accessible_name(number.label);
    let edit = (response.changed() && changed.to_bits() != value.to_bits()).then(|| edit(changed));
    dragged(&response, edit, commands);
    response
}

/// A row with its name at the left and a number at the right.
pub fn number_row(
    ui: &mut Ui,
    words: &str,
    number_of: &Number<'_>,
    value: f64,
    commands: &mut Vec<Command>,
    edit: impl FnOnce(f64) -> Edit,
) {
    ui.horizontal(|ui| {
        let color = tokens(ui).text2;
        ui.label(theme::small(words).color(color));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            number(ui, number_of, value, commands, edit).on_hover_text(number_of.label);
        });
    });
}

/// A line of text; what was typed, once the field is left and it differs.
pub fn line(
    ui: &mut Ui,
    key: impl std::hash::Hash + std::fmt::Debug,
    label: &str,
    hint: &str,
    saved: &str,
    width: f32,
) -> Option<String> {
    // The text lives in egui's memory while it is typed: it becomes one step when the field is left.
    let id = ui.scope_id().with(("line", key));
    let mut text: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| saved.to_owned());
    let field = TextEdit::singleline(&mut text).desired_width(width).hint_text(hint);
    let response = ui.add(field).accessible_name(label);
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    }
    if !response.lost_focus() {
        return None;
    }
    ui.data_mut(|data| data.remove::<String>(id));
    let text = text.trim().to_owned();
    (text != saved).then_some(text)
}

/// A cell of a table whose text stands at the right.
pub fn right(ui: &mut Ui, width: f32, text: RichText) -> Response {
    cell(ui, width, Layout::right_to_left(Align::Center), text)
}

/// A cell of a table whose text stands at the left, cut where it is too long.
pub fn left(ui: &mut Ui, width: f32, text: RichText) -> Response {
    cell(ui, width, Layout::left_to_right(Align::Center), text)
}

fn cell(ui: &mut Ui, width: f32, layout: Layout, text: RichText) -> Response {
    ui.allocate_ui_with_layout(vec2(width, 20.0), layout, |ui| {
        ui.set_width(width);
        ui.add(egui::Label::new(text).truncate())
    })
    .inner
}

/// The months that can be chosen: none, which is the start, then every quarter of the first years.
pub fn quarters(first_year: i32) -> impl Iterator<Item = Option<Month>> {
    std::iter::once(None).chain((0..20).map(move |quarter| Some(Month::at(first_year, quarter * 3))))
}
