//! The list of Issues: what is wrong, where, what to do, and a button where one click mends it.

use std::collections::BTreeSet;

use egui::{Align, CornerRadius, Frame, Layout, Margin, ScrollArea, Stroke, TextEdit, Ui, UiBuilder};

use crate::export::pasted;
use crate::load::{Fix, Inputs};
use crate::model::{Issue, Role, Severity};

use super::super::command::{Act, Command};
use super::super::data_dialogs;
use super::super::icons::icon;
use super::super::jobs::Change;
use super::super::session::Session;
use super::super::theme::{self, Tokens, tokens};
use super::super::view::View;
use super::super::widgets::{self, Tone, Weight};

/// The sites that an Issue is about: those whose ids its words name.
pub fn sites_of(session: &Session, issue: &Issue) -> Vec<usize> {
    let about_sites = issue.file == "plan"
        || session
            .dataset
            .sources
            .iter()
            .any(|source| source.role == Role::Sites && source.name == issue.file);
    if !about_sites {
        return Vec::new();
    }
    let breaks = [' ', '"', ',', ';', ':', '(', ')', '.', '\u{201c}', '\u{201d}'];
    let words: Vec<&str> = [issue.feature.as_ref(), issue.field.as_ref(), Some(&issue.message)]
        .into_iter()
        .flatten()
        .flat_map(|text| std::iter::once(text.as_str()).chain(text.split(breaks)))
        .collect();
    let named =
        session.dataset.sites.iter().enumerate().filter(|(_, site)| words.contains(&site.id.as_str()));
    named.map(|(index, _)| index).collect()
}

fn marks(severity: Severity, tokens: &Tokens) -> (&'static str, egui::Color32, Tone) {
    match severity {
        Severity::Error => (icon::X_CIRCLE, tokens.bad, Tone::Bad),
        Severity::Warning => (icon::WARNING, tokens.warn, Tone::Warn),
        Severity::Note => (icon::INFO, tokens.accent, Tone::Accent),
    }
}

/// Draws the list.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let counts = session.issue_counts();
    Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(16, 8)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let narrow = ui.available_width() < 600.0;
            ui.label(theme::title("Issues"));
            for (count, one, many, severity) in [
                (counts.errors, "error", "errors", Severity::Error),
                (counts.warnings, "warning", "warnings", Severity::Warning),
                (counts.notes, "note", "notes", Severity::Note),
            ] {
                let (glyph, _, tone) = marks(severity, tokens);
                let tone = if count == 0 { Tone::Neutral } else { tone };
                let whole = format!("{count} {}", if count == 1 { one } else { many });
                let words = if narrow { count.to_string() } else { whole.clone() };
                widgets::chip(ui, Some(glyph), &words, tone).on_hover_text(whole);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let edit = TextEdit::singleline(&mut view.issue_filter)
                    .hint_text("Filter")
                    .desired_width(if narrow { 80.0 } else { 140.0 })
                    .align(egui::Align2::LEFT_CENTER);
                ui.add(edit).accessible_name("Filter issues");
                let copy = if narrow {
                    widgets::icon_button(ui, icon::COPY, "Copy list")
                } else {
                    widgets::button(ui, Weight::Secondary, Some(icon::COPY), "Copy list")
                };
                if copy.on_hover_text("Copy every issue as a table, for a message or a sheet").clicked() {
                    ui.ctx().copy_text(as_table(session));
                }
            });
        });
    });
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top(), Stroke::new(1.0, tokens.line));
    let wanted = view.issue_filter.to_lowercase();
    let mut listed: Vec<(usize, &Issue)> = session
        .issues()
        .enumerate()
        .filter(|(_, issue)| wanted.is_empty() || issue.to_string().to_lowercase().contains(&wanted))
        .collect();
    listed.sort_by_key(|(_, issue)| issue.severity);
    if listed.is_empty() {
        let words = if wanted.is_empty() {
            "Every value could be used as it was given."
        } else {
            "No issue has these words."
        };
        widgets::empty(ui, icon::CHECK_CIRCLE, "No issues", words);
        return;
    }
    headings(ui);
    ScrollArea::vertical().id_salt("issues").auto_shrink([false, false]).show_rows(
        ui,
        44.0,
        listed.len(),
        |ui, range| {
            for (place, issue) in listed.get(range).unwrap_or_default() {
                row(ui, session, view, *place, issue, commands);
            }
        },
    );
}

/// All Issues as a table that a sheet takes from the clipboard: a row each, cells parted by tabs.
fn as_table(session: &Session) -> String {
    let mut issues: Vec<&Issue> = session.issues().collect();
    issues.sort_by_key(|issue| issue.severity);
    let mut table = "severity\tfile\tfeature\tfield\tmessage\tremedy\n".to_owned();
    for issue in issues {
        let cells = [
            issue.severity.key(),
            &issue.file,
            issue.feature.as_deref().unwrap_or_default(),
            issue.field.as_deref().unwrap_or_default(),
            &issue.message,
            &issue.remedy,
        ];
        table.push_str(&cells.map(pasted).join("\t"));
        table.push('\n');
    }
    table
}

/// Where the columns begin, from the left edge, and what the rows keep free on the right for their buttons.
fn columns(width: f32) -> [f32; 3] {
    let left = 44.0;
    let first = (width * 0.24).clamp(110.0, 190.0);
    let second = (width * 0.14).clamp(60.0, 120.0);
    [left, left + first, left + first + second]
}

fn headings(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 26.0), egui::Sense::hover());
    let tokens = tokens(ui);
    ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.panel);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    for (left, heading) in
        columns(rect.width()).into_iter().zip(["Where", "Field", "What happened, what to do"])
    {
        let at = egui::pos2(rect.left() + left, rect.center().y);
        ui.painter().text(at, egui::Align2::LEFT_CENTER, heading, theme::regular(11.0), tokens.text3);
    }
}

/// What happened and, fainter, what to do, in at most two lines.
fn told(ui: &Ui, issue: &Issue, room: f32) -> std::sync::Arc<egui::Galley> {
    let tokens = tokens(ui);
    let mut job = egui::text::LayoutJob::default();
    let written = |size, color| egui::TextFormat::simple(theme::regular(size), color);
    let stop = if issue.message.ends_with(['.', '?', '!']) { " " } else { ". " };
    let mut message = format!("{}{stop}", issue.message);
    if let Some(first) = message.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    job.append(&message, 0.0, written(12.0, tokens.text));
    job.append(&issue.remedy, 0.0, written(12.0, tokens.text2));
    job.wrap =
        egui::text::TextWrapping { max_width: room, max_rows: 2, ..egui::text::TextWrapping::default() };
    ui.painter().layout_job(job)
}

fn row(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    place: usize,
    issue: &Issue,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    let (rect, response) =
        ui.allocate_exact_size(egui::vec2(ui.available_width(), 44.0), egui::Sense::click());
    let selected = view.issue == Some(place);
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::Role::ListItem, true, selected, issue.to_string()));
    widgets::row_ground(ui, &response, selected);
    let (glyph, ink, _) = marks(issue.severity, tokens);
    let middle = rect.center().y;
    ui.painter().text(
        egui::pos2(rect.left() + 16.0, middle),
        egui::Align2::LEFT_CENTER,
        glyph,
        theme::icon_fill(15.0),
        ink,
    );
    let sites = sites_of(session, issue);
    let place_of = match sites.as_slice() {
        [] => issue.feature.as_ref().map(|feature| match feature.parse::<u64>() {
            Ok(number) => format!("Feature {number}"),
            Err(_) => feature.clone(),
        }),
        [site] => Some(session.dataset.sites[*site].name.clone()),
        [first, others @ ..] => {
            Some(format!("{} and {} more", session.dataset.sites[*first].name, others.len()))
        }
    };
    let [left, field_left, text_left] = columns(rect.width()).map(|left| rect.left() + left);
    let at = |x: f32, y: f32| egui::pos2(x, rect.top() + y);
    let (where_it_is, whose) = match &place_of {
        Some(place) => (place.as_str(), issue.file.as_str()),
        None => (issue.file.as_str(), "whole file"),
    };
    let room = field_left - left - 8.0;
    let name = widgets::cut(ui, where_it_is, theme::semibold(12.0), tokens.text, room);
    ui.painter().galley(at(left, 6.0), name, tokens.text);
    let source = widgets::cut(ui, whose, theme::regular(11.0), tokens.text2, room);
    ui.painter().galley(at(left, 23.0), source, tokens.text2);
    if let Some(field) = &issue.field {
        let field = widgets::cut(ui, field, theme::regular(11.5), tokens.text2, text_left - field_left - 8.0);
        ui.painter().galley(at(field_left, 15.0), field, tokens.text2);
    }
    let fix = Fix::offered(issue);
    let buttons_wide = match (&fix, sites.is_empty()) {
        (Some(_), _) => 164.0,
        (None, false) => 84.0,
        (None, true) => 12.0,
    };
    let words = told(ui, issue, rect.right() - text_left - buttons_wide);
    let top = (rect.height() - words.size().y) / 2.0;
    ui.painter().galley(at(text_left, top), words, tokens.text);
    widgets::focus_ring(ui, &response, 0);
    let mut shown = false;
    let buttons = egui::Rect::from_min_max(
        egui::pos2(rect.right() - 156.0, rect.top() + 8.0),
        egui::pos2(rect.right() - 10.0, rect.bottom() - 8.0),
    );
    // A child of its own, so that the buttons do not move the next row.
    let room = UiBuilder::new().max_rect(buttons).layout(Layout::right_to_left(Align::Center));
    let child = &mut ui.new_child(room);
    if let Some(fix) = fix {
        let button = widgets::button(child, Weight::Secondary, None, fix.label());
        if button.on_hover_text(format!("{} It is written into the sources.", issue.remedy)).clicked() {
            match fixed(session, fix) {
                Some(change) => commands.push(Command::Change(Box::new(change))),
                None => commands.push(Act::Add.into()),
            }
        }
    }
    if !sites.is_empty() {
        let show = widgets::button(child, Weight::Quiet, Some(icon::MAP_PIN), "Show");
        shown = show.on_hover_text("Show on the map").clicked();
    }
    if response.on_hover_text(format!("{}\n{}", issue.message, issue.remedy)).clicked() || shown {
        commands.push(Command::ShowIssue(place));
    }
}

/// The change that makes a mend; none when the file that it needs is not known.
fn fixed(session: &Session, fix: Fix) -> Option<Change> {
    let known = &session.files;
    let role = fix.role();
    let mut fixes = known.fixes.clone();
    fixes.insert(fix.clone());
    // A turn is made once: read anew, it would be turned back.
    if role.is_none() {
        fixes = BTreeSet::from([fix]);
    } else {
        fixes.retain(|known| known.role().is_some());
    }
    let mut inputs = Inputs { mapping: known.mapping.clone(), fixes, ..Inputs::default() };
    if let Some(role) = role {
        inputs.set_file(role, known.file(role)?.to_owned());
    }
    Some(Change::Files(Box::new(data_dialogs::complete(session, inputs))))
}
