//! The Data stage: where the facts come from, what is wrong with them, and where.

use egui::{
    Align, CornerRadius, Frame, Label, Layout, Margin, RichText, ScrollArea, Stroke, TextEdit, Ui, UiBuilder,
};

use crate::model::{Issue, Role, Severity};
use crate::units;

use super::super::command::{Act, Command};
use super::super::icons::icon;
use super::super::map::{self, MapSpec, Pin};
use super::super::session::Session;
use super::super::theme::{self, Tokens, tokens};
use super::super::view::View;
use super::super::widgets::{self, Tone, Weight};

/// Layers, Issues, and where they are.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    super::left(ui, view, "data-left", 304.0, |ui, _| layers(ui, session, commands));
    super::right(ui, view, "data-right", 352.0, |ui, view| where_they_are(ui, session, view, commands));
    super::middle(ui, |ui| issues(ui, session, view, commands));
}

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

fn layers(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    ui.horizontal(|ui| {
        ui.label(theme::title("Layers"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let new = widgets::button(ui, Weight::Secondary, Some(icon::PLUS), "New from files…");
            if new.on_hover_text(Act::New.hint()).clicked() {
                commands.push(Act::New.into());
            }
        });
    });
    let dataset = &session.dataset;
    let of = |role: Role| dataset.sources.iter().filter(move |source| source.role == role);
    let counts = [
        (Role::Sites, icon::MAP_PIN, "Sites", format!("{} placed", dataset.sites.len())),
        (Role::Localities, icon::POLYGON, "Localities", format!("{} outlines", dataset.localities.len())),
        (Role::Areas, icon::HEXAGON, "Areas", area_words(session)),
        (Role::Join, icon::TABLE, "Tables", format!("{} columns in all", dataset.columns.0.len())),
        (Role::Services, icon::BOOKS, "Services", format!("{} defined", dataset.services.len())),
        (
            Role::Blueprint,
            icon::CLIPBOARD_TEXT,
            "Blueprint",
            format!("{} rules", dataset.blueprint.rules.len()),
        ),
        (Role::Plan, icon::TREE_STRUCTURE, "Plan", format!("{} options", session.plan().options.len())),
    ];
    for (role, glyph, name, count) in counts {
        if role == Role::Join && of(role).next().is_none() {
            continue;
        }
        ui.add_space(6.0);
        widgets::row(ui, 18.0, |ui| {
            ui.label(RichText::new(glyph).font(theme::regular(16.0)).color(tokens.text2));
            ui.label(theme::label(name));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(theme::small(count).color(tokens.text2));
            });
        });
        let mut any = false;
        for source in of(role) {
            any = true;
            widgets::row(ui, 16.0, |ui| {
                ui.add_space(26.0);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let digest = source.sha256.get(..8).unwrap_or(&source.sha256);
                    ui.label(theme::caption(digest).color(tokens.text3))
                        .on_hover_text(format!("SHA-256 {}", source.sha256));
                    let rows = format!("{} rows", units::thousands(source.rows as f64));
                    ui.label(theme::caption(rows).color(tokens.text3));
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(Label::new(theme::caption(&source.name).color(tokens.text2)).truncate())
                            .on_hover_text(&source.name);
                    });
                });
            });
            for note in [source.vintage.as_ref(), source.note.as_ref()].into_iter().flatten() {
                widgets::row(ui, 14.0, |ui| {
                    ui.add_space(26.0);
                    ui.add(Label::new(theme::caption(note).color(tokens.text3)).wrap());
                });
            }
        }
        if !any {
            widgets::row(ui, 16.0, |ui| {
                ui.add_space(26.0);
                ui.label(theme::caption("no file: defaults are used").color(tokens.text3));
            });
        }
    }
    ui.add_space(14.0);
    Frame::new()
        .fill(tokens.soft)
        .stroke(Stroke::new(1.0, tokens.accent.gamma_multiply(0.5)))
        .corner_radius(theme::CARD_RADIUS)
        .inner_margin(12)
        .show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(
                    RichText::new(icon::FILE_ARROW_DOWN).font(theme::regular(20.0)).color(tokens.soft_text),
                );
                ui.label(theme::label("Drop files here").color(tokens.soft_text));
                ui.label(theme::caption("GeoJSON, CSV, JSON or a project.").color(tokens.soft_text));
                ui.label(theme::caption("Nothing leaves this computer.").color(tokens.soft_text));
            });
        });
}

fn area_words(session: &Session) -> String {
    let count = units::thousands(session.dataset.areas.len() as f64);
    if session.dataset.localities_are_areas {
        format!("{count}: the localities")
    } else {
        format!("{count} with people")
    }
}

fn marks(severity: Severity, tokens: &Tokens) -> (&'static str, egui::Color32, Tone) {
    match severity {
        Severity::Error => (icon::X_CIRCLE, tokens.bad, Tone::Bad),
        Severity::Warning => (icon::WARNING, tokens.warn, Tone::Warn),
        Severity::Note => (icon::INFO, tokens.accent, Tone::Accent),
    }
}

fn issues(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let counts = session.issue_counts();
    Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(16, 8)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(theme::title("Issues"));
            for (count, one, many, severity) in [
                (counts.errors, "error", "errors", Severity::Error),
                (counts.warnings, "warning", "warnings", Severity::Warning),
                (counts.notes, "note", "notes", Severity::Note),
            ] {
                let (glyph, _, tone) = marks(severity, tokens);
                let tone = if count == 0 { Tone::Neutral } else { tone };
                widgets::chip(
                    ui,
                    Some(glyph),
                    &format!("{count} {}", if count == 1 { one } else { many }),
                    tone,
                );
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let edit = TextEdit::singleline(&mut view.issue_filter)
                    .hint_text("Filter")
                    .desired_width(140.0)
                    .align(egui::Align2::LEFT_CENTER);
                ui.add(edit).accessible_name("Filter issues");
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
    let fill = if selected {
        tokens.soft
    } else if response.hovered() {
        tokens.hover
    } else {
        tokens.panel
    };
    ui.painter().rect_filled(rect, CornerRadius::ZERO, fill);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line));
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
        [] => issue.feature.clone(),
        [site] => Some(session.dataset.sites[*site].name.clone()),
        [first, others @ ..] => {
            Some(format!("{} and {} more", session.dataset.sites[*first].name, others.len()))
        }
    };
    let (left, wide) = (rect.left() + 44.0, rect.width());
    let (first, second) = ((wide * 0.24).clamp(110.0, 190.0), (wide * 0.14).clamp(60.0, 120.0));
    let at = |x: f32, y: f32| egui::pos2(x, rect.top() + y);
    let words = place_of.unwrap_or_else(|| "Whole file".to_owned());
    let name = widgets::cut(ui, &words, theme::semibold(12.0), tokens.text, first - 8.0);
    ui.painter().galley(at(left, 6.0), name, tokens.text);
    let source = widgets::cut(ui, &issue.file, theme::regular(11.0), tokens.text2, first - 8.0);
    ui.painter().galley(at(left, 23.0), source, tokens.text2);
    if let Some(field) = &issue.field {
        let field = widgets::cut(ui, field, theme::regular(11.5), tokens.text2, second - 8.0);
        ui.painter().galley(at(left + first, 15.0), field, tokens.text2);
    }
    let text_left = left + first + second;
    let room = rect.right() - text_left - 84.0;
    let message = widgets::cut(ui, &issue.message, theme::regular(12.0), tokens.text, room);
    ui.painter().galley(at(text_left, 6.0), message, tokens.text);
    let remedy = widgets::cut(ui, &issue.remedy, theme::regular(11.0), tokens.text2, room);
    ui.painter().galley(at(text_left, 23.0), remedy, tokens.text2);
    widgets::focus_ring(ui, &response, 0);
    let mut shown = false;
    if !sites.is_empty() {
        let button = egui::Rect::from_min_max(
            egui::pos2(rect.right() - 80.0, rect.top() + 8.0),
            egui::pos2(rect.right() - 10.0, rect.bottom() - 8.0),
        );
        // A child of its own, so that the button does not move the next row.
        let place = UiBuilder::new().max_rect(button).layout(Layout::right_to_left(Align::Center));
        let show = widgets::button(&mut ui.new_child(place), Weight::Quiet, Some(icon::MAP_PIN), "Show");
        shown = show.on_hover_text("Show on the map").clicked();
    }
    if response.on_hover_text(format!("{}\n{}", issue.message, issue.remedy)).clicked() || shown {
        commands.push(Command::ShowIssue(place));
    }
}

fn where_they_are(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    ui.label(theme::title("Where the issues are"));
    let selected_issue = view.issue;
    let pins: Vec<Pin> = session
        .issues()
        .enumerate()
        .flat_map(|(place, issue)| {
            let selected = selected_issue == Some(place);
            let pin = move |site| Pin { site, number: place + 1, selected };
            sites_of(session, issue).into_iter().map(pin)
        })
        .collect();
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 340.0), egui::Sense::hover());
    let spec = MapSpec {
        slot: 0,
        option: crate::model::Plan::BAU,
        layer: None,
        pins,
        locality: None,
        sites: true,
        tools: false,
    };
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        map::show(ui, session, view, &spec, commands);
    });
    if let Some(issue) = view.issue.and_then(|issue| session.issues().nth(issue)) {
        widgets::divider(ui);
        widgets::section(ui, "Selected issue");
        ui.label(theme::label(issue.feature.clone().unwrap_or_else(|| issue.file.clone())));
        ui.label(theme::small(&issue.message));
        ui.label(theme::small(&issue.remedy).color(tokens.text2));
    }
    widgets::divider(ui);
    widgets::section(ui, "Ready to plan");
    let of = |some: usize, all: usize| {
        format!("{} of {}", units::thousands(some as f64), units::thousands(all as f64))
    };
    let dataset = &session.dataset;
    let placed = dataset.locality_of_site.iter().flatten().count();
    let inside = dataset.locality_of_area.iter().flatten().count();
    widgets::fact(ui, "Sites in a locality", Some(&of(placed, dataset.sites.len())));
    widgets::fact(ui, "Areas in a locality", Some(&of(inside, dataset.areas.len())));
    let known = (0..dataset.areas.len()).filter(|area| dataset.columns.population(*area).is_some()).count();
    widgets::fact(ui, "Areas with people", Some(&of(known, dataset.areas.len())));
    widgets::fact(ui, "Residents", Some(&units::thousands(dataset.people())));
    let costs = dataset.sites.iter().filter(|site| site.running_cost_gbp.is_none()).count();
    widgets::fact(ui, "Sites without a running cost", Some(&costs.to_string()));
}
