//! Dialogs about the evidence: the ranges of costs and demand, and the table of statutory duties.

use std::collections::BTreeMap;

use egui::{DragValue, Grid, ScrollArea, TextEdit, Ui, vec2};

use crate::edit::{Edit, EvidenceEdit};
use crate::model::{Duty, DutyTable, Entry, Plan, Range, Trigger};
use crate::score::ranges::{Input, Ranges};

use super::command::Command;
use super::dialogs::buttons;
use super::icons::icon;
use super::session::Session;
use super::theme::{self, tokens};
use super::widgets::{self, Weight};

/// One range as it is being changed.
#[derive(Debug, Clone, PartialEq)]
struct RangeDraft {
    key: String,
    label: String,
    /// What a number is shown as: itself, or as a percentage.
    percent: bool,
    range: Range,
    /// Whether the plan says it; the program assumes it otherwise.
    own: bool,
}

/// The ranges as they are being changed.
#[derive(Debug, Clone, PartialEq)]
pub struct RangesDraft(Vec<RangeDraft>);

impl RangesDraft {
    /// The ranges that count now.
    pub fn of(plan: &Plan) -> Self {
        let ranges = Ranges::of(plan);
        let own = |key: &str| plan.ranges.get(key).and_then(Entry::known).is_some_and(Range::is_sound);
        let inputs = Input::ALL.into_iter().zip(ranges.inputs).map(|(input, range)| RangeDraft {
            key: input.key().to_owned(),
            label: input.label().to_owned(),
            percent: matches!(input, Input::Inflation | Input::LivingWage),
            own: own(input.key()),
            range,
        });
        let demand = ranges.demand.into_iter().map(|(column, range)| demand(&column, range));
        Self(inputs.chain(demand).collect())
    }

    /// What the plan is to say: those taken out, those said anew.
    fn changes(&self, plan: &Plan) -> BTreeMap<String, Option<Range>> {
        let kept = |key: &str| self.0.iter().any(|draft| draft.own && draft.key == key);
        let gone = plan.ranges.keys().filter(|key| !kept(key)).map(|key| (key.clone(), None));
        let said = self.0.iter().filter(|draft| draft.own);
        gone.chain(said.map(|draft| (draft.key.clone(), Some(draft.range.clone())))).collect()
    }
}

fn demand(column: &str, range: Range) -> RangeDraft {
    let label = format!("Users by {}, growth a year", column.replace('_', " "));
    RangeDraft { key: format!("demand:{column}"), label, percent: true, range, own: true }
}

/// Draws the ranges; returns whether the dialog is done with.
pub fn ranges(
    ui: &mut Ui,
    session: Option<&Session>,
    draft: &mut RangesDraft,
    commands: &mut Vec<Command>,
) -> bool {
    let Some(session) = session else { return true };
    let tokens = tokens(ui);
    ui.label(theme::title("Ranges of costs and demand"));
    let words = "Each draw takes every input between its lowest and its highest, most often near the likely one. Rises are \
                 beyond general inflation. Say where a range comes from: readers will ask.";
    ui.label(theme::small(words).color(tokens.text2));
    ScrollArea::vertical().id_salt("ranges").max_height(360.0).show(ui, |ui| {
        Grid::new("ranges-table").num_columns(6).spacing(vec2(10.0, 6.0)).show(ui, |ui| {
            for heading in ["", "Lowest", "Likely", "Highest", "Where it comes from", ""] {
                ui.label(theme::caption(heading).color(tokens.text3));
            }
            ui.end_row();
            let mut gone = None;
            for (place, draft) in draft.0.iter_mut().enumerate() {
                gone = range_row(ui, draft).then_some(place).or(gone);
                ui.end_row();
            }
            if let Some(place) = gone {
                draft.0.remove(place);
            }
        });
    });
    let counted = session.dataset.services.iter().flat_map(|service| &service.users.columns);
    let mut columns: Vec<&String> = counted.collect();
    columns.sort_unstable();
    columns.dedup();
    columns.retain(|column| !draft.0.iter().any(|known| known.key == format!("demand:{column}")));
    if !columns.is_empty() {
        widgets::choose(ui, "ranges-add", "Add growth of demand", "Add growth of demand…", 260.0, |ui| {
            for column in columns {
                if ui.selectable_label(false, column.replace('_', " ")).clicked() {
                    draft.0.push(demand(column, Range { low: 0.0, likely: 0.0, high: 0.01, source: None }));
                }
            }
        });
    }
    let sound = draft.0.iter().all(|draft| draft.range.is_sound());
    if !sound {
        ui.label(theme::small("Lowest, likely and highest must be in this order.").color(tokens.bad));
    }
    let (done, closed) = buttons(ui, "Use these ranges", sound);
    if done {
        let changes = draft.changes(session.plan());
        commands.push(Command::Edit(Edit::Evidence(EvidenceEdit::SetRanges(changes))));
    }
    done || closed
}

/// A row of the table; whether it is to be taken out.
fn range_row(ui: &mut Ui, draft: &mut RangeDraft) -> bool {
    let quiet = tokens(ui).text2;
    ui.label(theme::small(&draft.label));
    let scale = if draft.percent { 100.0 } else { 1.0 };
    let mut changed = false;
    for (name, value) in [
        ("Lowest", &mut draft.range.low),
        ("Likely", &mut draft.range.likely),
        ("Highest", &mut draft.range.high),
    ] {
        let mut shown = *value * scale;
        let control =
            DragValue::new(&mut shown).speed(if draft.percent { 0.05 } else { 0.005 }).max_decimals(3);
        let control = if draft.percent {
            control.suffix(" %").range(-50.0..=100.0)
        } else {
            control.range(0.0..=1000.0)
        };
        if ui.add(control).accessible_name(format!("{name}: {}", draft.label)).changed() {
            *value = shown / scale;
            changed = true;
        }
    }
    let mut source = draft.range.source.clone().unwrap_or_default();
    let field = TextEdit::singleline(&mut source).desired_width(150.0).hint_text("Source, date");
    if ui.add(field).accessible_name(format!("Source: {}", draft.label)).changed() {
        draft.range.source = Some(source).filter(|source| !source.trim().is_empty());
        draft.own = true;
    }
    if changed && !draft.own {
        // What the program assumed is no source of a number that somebody else set.
        draft.own = true;
        draft.range.source = None;
    }
    if !draft.own {
        ui.label(theme::caption("assumed").color(quiet));
        return false;
    }
    let demand = draft.key.starts_with("demand:");
    let words = if demand { "Take it out" } else { "Back to what the program assumes" };
    let back =
        widgets::icon_button(ui, if demand { icon::TRASH } else { icon::ARROW_COUNTER_CLOCKWISE }, words);
    if back.clicked() && !demand {
        let assumed = Ranges::of(&Plan::default());
        let place = Input::ALL.iter().position(|input| input.key() == draft.key);
        if let Some(range) = place.and_then(|place| assumed.inputs.get(place)) {
            draft.range = range.clone();
            draft.own = false;
        }
        return false;
    }
    back.clicked()
}

/// The table of duties as it is being changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutiesDraft {
    table: DutyTable,
    selected: usize,
}

impl DutiesDraft {
    /// The table that counts now.
    pub fn of(plan: &Plan) -> Self {
        Self { table: plan.duty_table(), selected: 0 }
    }
}

/// Draws the table of duties; returns whether the dialog is done with.
pub fn duties(
    ui: &mut Ui,
    session: Option<&Session>,
    draft: &mut DutiesDraft,
    commands: &mut Vec<Command>,
) -> bool {
    let Some(session) = session else { return true };
    let quiet = tokens(ui).text2;
    ui.label(theme::title("Table of duties"));
    let words = "What the law, leases and grants ask for when something changes. Have it confirmed by the monitoring officer, \
                 correct it here and set its date; it is kept in the project and printed in the appraisal.";
    ui.label(theme::small(words).color(quiet));
    ui.horizontal(|ui| {
        line(ui, "Held against the law in (YYYY-MM)", &mut draft.table.dated, 80.0);
        line(ui, "Note", &mut draft.table.note, ui.available_width() - 50.0);
    });
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_width(230.0);
            list(ui, draft);
        });
        ui.vertical(|ui| fields(ui, draft));
    });
    let bad = problem(&draft.table);
    if let Some(problem) = &bad {
        let ink = tokens(ui).bad;
        ui.label(theme::small(problem).color(ink));
    }
    if session.plan().duties.is_some()
        && widgets::button(
            ui,
            Weight::Secondary,
            Some(icon::ARROW_COUNTER_CLOCKWISE),
            "Use the program’s table",
        )
        .clicked()
    {
        commands.push(Command::Edit(Edit::Evidence(EvidenceEdit::SetDuties(None))));
        return true;
    }
    let (done, closed) = buttons(ui, "Use this table", bad.is_none());
    if done {
        let table = Some(Box::new(draft.table.clone()));
        commands.push(Command::Edit(Edit::Evidence(EvidenceEdit::SetDuties(table))));
    }
    done || closed
}

/// Why a table cannot be used as it stands.
fn problem(table: &DutyTable) -> Option<String> {
    let dated = table.dated.len() == 7 && table.dated.parse::<crate::units::Month>().is_ok();
    if !dated {
        return Some("The date is a year and a month, such as 2026-04.".to_owned());
    }
    let empty = table.duties.iter().find(|duty| duty.law.trim().is_empty() || duty.duty.trim().is_empty());
    empty.map(|_| "Every duty needs its law and what it asks for.".to_owned())
}

fn line(ui: &mut Ui, name: &str, text: &mut String, width: f32) {
    let quiet = tokens(ui).text2;
    let label = ui.label(theme::small(name).color(quiet));
    ui.add(TextEdit::singleline(text).desired_width(width)).labelled_by(label.id);
}

fn list(ui: &mut Ui, draft: &mut DutiesDraft) {
    ScrollArea::vertical().id_salt("duty-list").max_height(300.0).show(ui, |ui| {
        for (place, duty) in draft.table.duties.iter().enumerate() {
            let name = if duty.law.trim().is_empty() { "New duty" } else { duty.law.as_str() };
            let text = theme::small(name);
            if ui.add(egui::Button::selectable(place == draft.selected, text).wrap()).clicked() {
                draft.selected = place;
            }
        }
    });
    ui.horizontal(|ui| {
        if widgets::button(ui, Weight::Secondary, Some(icon::PLUS), "Add").clicked() {
            let taken = |id: &String| draft.table.duties.iter().any(|duty| duty.id == *id);
            let numbers = 1..=draft.table.duties.len() + 1;
            let id = numbers.map(|number| format!("own_{number}")).find(|id| !taken(id)).unwrap_or_default();
            draft.table.duties.push(Duty {
                id,
                law: String::new(),
                trigger: Trigger::AnyChange,
                duty: String::new(),
                show: Vec::new(),
            });
            draft.selected = draft.table.duties.len() - 1;
        }
        let any = draft.selected < draft.table.duties.len();
        let delete =
            ui.add_enabled_ui(any, |ui| widgets::button(ui, Weight::Quiet, Some(icon::TRASH), "Take out"));
        if delete.inner.clicked() && any {
            draft.table.duties.remove(draft.selected);
            draft.selected = draft.selected.saturating_sub(1);
        }
    });
}

fn fields(ui: &mut Ui, draft: &mut DutiesDraft) {
    let quiet = tokens(ui).text2;
    let Some(duty) = draft.table.duties.get_mut(draft.selected) else {
        ui.label(theme::small("The table is empty: no option triggers a duty.").color(quiet));
        return;
    };
    let wide = ui.available_width();
    let label = ui.label(theme::small("Law and section, or kind of agreement").color(quiet));
    ui.add(TextEdit::singleline(&mut duty.law).desired_width(wide)).labelled_by(label.id);
    ui.label(theme::small("What triggers it").color(quiet));
    widgets::choose(ui, "duty-trigger", "What triggers it", duty.trigger.label(), wide, |ui| {
        for trigger in Trigger::ALL {
            if ui.selectable_label(trigger == duty.trigger, trigger.label()).clicked() {
                duty.trigger = trigger;
            }
        }
    });
    let label = ui.label(theme::small("What it asks for").color(quiet));
    ui.add(TextEdit::multiline(&mut duty.duty).desired_rows(3).desired_width(wide)).labelled_by(label.id);
    let label = ui.label(theme::small("What must be shown, one a line").color(quiet));
    let mut show = duty.show.join("\n");
    if ui
        .add(TextEdit::multiline(&mut show).desired_rows(4).desired_width(wide))
        .labelled_by(label.id)
        .changed()
    {
        duty.show = show.lines().map(str::to_owned).collect();
        if show.ends_with('\n') {
            duty.show.push(String::new());
        }
    }
}
