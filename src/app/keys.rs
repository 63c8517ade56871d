//! The keyboard: shortcuts that work everywhere, single keys on the map and the table, and the way between panels.

use egui::{Context, Key, Modifiers};

use crate::model::Plan;

use super::command::{Act, Command};
use super::session::Session;
use super::view::View;

/// Turns keys pressed since the last frame into commands.
pub fn read(ctx: &Context, view: &mut View, session: Option<&Session>, commands: &mut Vec<Command>) {
    let asking = view.dialog.is_some();
    // An open menu or list closes by itself.
    let open = egui::Popup::is_any_open(ctx);
    if !open && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        commands.push(Act::Clear.into());
    }
    if asking {
        return;
    }
    let typing = ctx.text_edit_focused();
    for act in Act::EVERYWHERE.into_iter().chain(Act::LOOKING) {
        // While text is typed, undo and the keys that move in it belong to the text.
        let yields =
            matches!(act, Act::Undo | Act::Redo | Act::Fit | Act::FitSelection | Act::Back | Act::Forward);
        let Some(shortcut) = act.shortcut().filter(|_| !(typing && yields)) else { continue };
        if ctx.input_mut(|input| input.consume_shortcut(&shortcut)) {
            commands.push(act.into());
        }
    }
    if !typing && ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Y)) {
        commands.push(Act::Redo.into());
    }
    if view.canvas_focused && view.single_keys && !typing {
        single(ctx, session, commands);
    }
}

fn single(ctx: &Context, session: Option<&Session>, commands: &mut Vec<Command>) {
    for act in Act::SINGLE_KEYS {
        if let Some(shortcut) = act.shortcut()
            && ctx.input_mut(|input| input.consume_shortcut(&shortcut))
        {
            commands.push(act.into());
        }
    }
    for (key, steps) in [(Key::Plus, Act::ZoomIn), (Key::Equals, Act::ZoomIn), (Key::Minus, Act::ZoomOut)] {
        if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            commands.push(steps.into());
        }
    }
    let numbers =
        [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];
    if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Num0)) {
        commands.push(Command::SelectOption(Plan::BAU.to_owned()));
    }
    let Some(session) = session else { return };
    for (option, key) in session.plan().options.iter().zip(numbers) {
        if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            commands.push(Command::SelectOption(option.id.clone()));
        }
    }
}

/// Moves the keyboard to the panel after the one that has it.
pub fn next_panel(ctx: &Context, view: &mut View) {
    let focused = ctx.memory(egui::Memory::focused);
    let now = view.panels.iter().position(|panel| panel.is_some() && *panel == focused);
    let mut order = (1..=3).map(|step| (now.unwrap_or(2) + step) % 3);
    if let Some(id) = order.find_map(|panel| view.panels[panel]) {
        ctx.memory_mut(|memory| memory.request_focus(id));
    }
}
