//! Compare: statutory duties, reasons with the log of decisions, the check-list, and a number opened.

use egui::{Grid, Label, ScrollArea, Ui, vec2};

use crate::appraise::voice::{self, Tally};
use crate::appraise::{duties, explain};
use crate::edit::{Edit, EvidenceEdit};
use crate::model::{LogEntry, Status};

use super::super::command::Command;
use super::super::evidence::today;
use super::super::evidence_dialogs::DutiesDraft;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::{Dialog, View};
use super::super::widgets::{self, Tone, Weight};

/// The duties that the option looked at triggers.
pub fn duties(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let table = session.plan().duty_table();
    let option = session.option(&view.option);
    let found = duties::triggered(
        &session.dataset,
        session.plan(),
        &table,
        &session.appraisal.bau().findings,
        option,
    );
    ScrollArea::vertical().id_salt("duties").auto_shrink([false, false]).show(ui, |ui| {
        ui.add(
            Label::new(
                theme::caption(format!("Table of {}. {}", table.dated, table.note)).color(tokens.text3),
            )
            .wrap(),
        );
        if widgets::button(ui, Weight::Secondary, Some(icon::PENCIL_SIMPLE), "Change the table…").clicked()
        {
            let draft = DutiesDraft::of(session.plan());
            commands.push(Command::Ask(Dialog::Duties(Box::new(draft))));
        }
        if found.is_empty() {
            widgets::empty(
                ui,
                icon::CHECK_CIRCLE,
                "No duty is triggered",
                "Business as usual and options without changes trigger none.",
            );
        }
        for triggered in &found {
            ui.add_space(6.0);
            ui.label(theme::label(&triggered.duty.law));
            ui.add(Label::new(theme::small(&triggered.duty.duty).color(tokens.text2)).wrap());
            for place in &triggered.places {
                ui.horizontal_wrapped(|ui| {
                    let (glyph, tone) = if place.to_check {
                        (icon::QUESTION, Tone::Warn)
                    } else {
                        (icon::MAP_PIN, Tone::Neutral)
                    };
                    widgets::chip(ui, Some(glyph), if place.to_check { "to check" } else { "applies" }, tone);
                    let service = place.service.map_or_else(String::new, |service| {
                        format!("{}: ", session.dataset.services[service].name)
                    });
                    ui.add(
                        Label::new(theme::small(format!(
                            "{}: {service}{}",
                            session.dataset.sites[place.site].name, place.what
                        )))
                        .wrap(),
                    );
                });
            }
            for show in &triggered.duty.show {
                ui.add(Label::new(theme::small(format!("•  show {show}")).color(tokens.text2)).wrap());
            }
        }
    });
}

/// Every option's status and reason, and the log.
pub fn log(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    ScrollArea::vertical().id_salt("log").auto_shrink([false, false]).show(ui, |ui| {
        widgets::section(ui, "Where each option stands, and why");
        for option in &session.plan().options {
            ui.horizontal_wrapped(|ui| {
                let tone = match option.status {
                    Status::Preferred => Tone::Good,
                    Status::ShortList => Tone::Accent,
                    Status::Discarded => Tone::Bad,
                    Status::LongList => Tone::Neutral,
                };
                widgets::chip(ui, None, option.status.label(), tone);
                ui.label(theme::label(&option.name));
                let missing = option.status == Status::Discarded;
                match option.reason.as_deref().filter(|reason| !reason.trim().is_empty()) {
                    Some(reason) => ui.add(Label::new(theme::small(reason).color(tokens.text2)).wrap()),
                    None if missing => ui.label(theme::small("no reason is written").color(tokens.bad)),
                    None => ui.label(""),
                };
            });
        }
        widgets::divider(ui);
        widgets::section(ui, "Decision log");
        Grid::new("log-table").num_columns(3).spacing(vec2(14.0, 4.0)).striped(true).show(ui, |ui| {
            for entry in session.plan().log_entries() {
                ui.label(theme::small(entry.date.as_deref().unwrap_or("undated")).color(tokens.text2));
                ui.label(theme::small(&entry.what));
                ui.label(theme::small(entry.why.as_deref().unwrap_or("")).color(tokens.text2));
                ui.end_row();
            }
        });
        if session.plan().log_entries().next().is_none() {
            ui.label(
                theme::small(
                    "Nothing is logged yet. Changes of an option’s status are logged by themselves.",
                )
                .color(tokens.text2),
            );
        }
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 120.0).clamp(160.0, 520.0);
            let field = egui::TextEdit::singleline(&mut view.compare.log)
                .desired_width(width)
                .hint_text("What was decided, and by whom");
            ui.add(field).accessible_name("What was decided");
            let ready = !view.compare.log.trim().is_empty();
            let add = ui
                .add_enabled_ui(ready, |ui| {
                    widgets::button(ui, Weight::Secondary, Some(icon::PLUS), "Log it")
                })
                .inner;
            if add.clicked() {
                let entry = LogEntry {
                    date: Some(today()),
                    what: std::mem::take(&mut view.compare.log),
                    ..LogEntry::default()
                };
                commands.push(Command::Edit(Edit::Evidence(EvidenceEdit::Log(entry))));
            }
        });
    });
}

/// What is missing before publication.
pub fn checks(ui: &mut Ui, session: &Session) {
    let tokens = tokens(ui);
    let checks = session.evidence.checks();
    let done = checks.iter().filter(|check| check.done).count();
    ui.label(theme::small(format!("{done} of {} are in order", checks.len())).color(tokens.text2));
    ScrollArea::vertical().id_salt("checks").auto_shrink([false, false]).show(ui, |ui| {
        for check in checks {
            ui.horizontal_wrapped(|ui| {
                let (glyph, words, tone) = if check.done {
                    (icon::CHECK, "done", Tone::Good)
                } else {
                    (icon::WARNING, "open", Tone::Warn)
                };
                widgets::chip(ui, Some(glyph), words, tone);
                ui.add(Label::new(theme::label(check.what)).wrap()).on_hover_text(check.why);
            });
            if !check.done {
                for detail in check.details.iter().take(8) {
                    ui.add(Label::new(theme::small(format!("•  {detail}")).color(tokens.text2)).wrap());
                }
                if check.details.len() > 8 {
                    ui.label(
                        theme::small(format!("•  and {} more", check.details.len() - 8)).color(tokens.text2),
                    );
                }
            }
        }
    });
}

/// Answers to the consultation, as they are: this screen is not public.
pub fn voice(ui: &mut Ui, session: &Session) {
    let tokens = tokens(ui);
    let hint = "Agree / neither / disagree / not said. In what is published, counts under 10 are suppressed; free text is never part of it.";
    ui.add(Label::new(theme::caption(hint).color(tokens.text3)).wrap());
    let words = |tally: &Tally| {
        format!("{} / {} / {} / {}", tally.agree, tally.neither, tally.disagree, tally.unsaid)
    };
    ScrollArea::vertical().id_salt("voice").auto_shrink([false, false]).show(ui, |ui| {
        for about in voice::voice(&session.dataset) {
            let known = session.option_plan(&about.about).map(|option| option.name.clone());
            ui.label(theme::label(format!("{}: {} answers", known.unwrap_or(about.about), about.city.all())));
            ui.label(theme::small(words(&about.city)));
            let places = session.dataset.localities.iter().map(|locality| locality.name.as_str());
            let by_place = places.chain(["Elsewhere or unknown"]).zip(&about.localities);
            let by_theme = about
                .themes
                .iter()
                .map(|(theme, tally)| (if theme.is_empty() { "no theme" } else { theme.as_str() }, tally));
            for (kind, rows) in [("places", by_place.collect::<Vec<_>>()), ("themes", by_theme.collect())] {
                Grid::new((kind, ui.next_auto_id())).spacing(vec2(14.0, 3.0)).show(ui, |ui| {
                    for (name, tally) in rows.iter().filter(|(_, tally)| tally.all() > 0) {
                        ui.label(theme::small(*name).color(tokens.text2));
                        ui.label(theme::small(words(tally)));
                        ui.end_row();
                    }
                });
                ui.add_space(4.0);
            }
        }
    });
}

/// A number of the option looked at, opened to its formula, terms and source rows.
pub fn why(ui: &mut Ui, session: &Session, view: &mut View) {
    let tokens = tokens(ui);
    let current = view.compare.why.clone().unwrap_or_else(|| "total".to_owned());
    let ground = explain::Ground {
        facts: session.facts(),
        scorer: &session.scorer,
        plan: session.plan(),
        appraisal: &session.appraisal,
    };
    widgets::choose(ui, "why-key", "Number to open", &explain::words(&ground, &current), 300.0, |ui| {
        for key in explain::keys(&ground).into_iter().filter(|key| !key.starts_with("SERVICE")) {
            if ui.selectable_label(key == current, explain::words(&ground, &key)).clicked() {
                view.compare.why = Some(key);
            }
        }
    });
    let Some(found) = session.evidence.why() else { return };
    let number = |value: Option<f64>| value.map_or_else(|| "unknown".to_owned(), short);
    ScrollArea::both().id_salt("why").auto_shrink([false, false]).show(ui, |ui| {
        ui.label(theme::label(format!("{} = {} {}", found.what, number(found.value), found.unit)));
        ui.add(Label::new(theme::small(&found.formula).color(tokens.text2)).wrap());
        for note in &found.notes {
            ui.add(Label::new(theme::small(note).color(tokens.warn)).wrap());
        }
        ui.add_space(4.0);
        Grid::new("why-terms").num_columns(3).spacing(vec2(14.0, 3.0)).striped(true).show(ui, |ui| {
            for term in found.terms.iter().take(120) {
                // The number comes first: a long name must not push it out of sight.
                ui.label(theme::small(number(term.value)));
                ui.label(theme::small(&term.unit).color(tokens.text2));
                ui.label(theme::small(&term.what));
                ui.end_row();
            }
        });
        if found.inputs.is_empty() {
            return;
        }
        ui.add_space(6.0);
        widgets::section(ui, &format!("From {} cells", found.inputs.len()));
        Grid::new("why-inputs").num_columns(5).spacing(vec2(14.0, 3.0)).striped(true).show(ui, |ui| {
            for cell in found.inputs.iter().take(120) {
                ui.label(theme::small(&cell.file).color(tokens.text2));
                ui.label(
                    theme::small(cell.row.map_or_else(String::new, |row| format!("row {row}")))
                        .color(tokens.text2),
                );
                ui.label(theme::small(&cell.column));
                ui.label(theme::small(&cell.of));
                ui.label(theme::small(number(cell.value)));
                ui.end_row();
            }
        });
        if found.inputs.len() > 120 {
            ui.label(
                theme::small("The first 120 are shown; score --explain … --json lists all.")
                    .color(tokens.text3),
            );
        }
    });
}

/// A number with as many decimals as it needs.
fn short(value: f64) -> String {
    let decimals = if value.abs() >= 1000.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        3
    };
    if decimals == 0 { crate::units::thousands(value) } else { format!("{value:.decimals$}") }
}
