//! The list of options with what each comes to, what can be done with them, and how they lie in cost and access.

use egui::{Align, Label, Layout, Ui};

use crate::appraise::OptionAppraisal;
use crate::edit::{Edit, EvidenceEdit};
use crate::model::{Action, CriterionKey, OptionPlan, Plan, Status};
use crate::units;

use super::super::charts;
use super::super::command::{Act, Command};
use super::super::find;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::{Dialog, View};
use super::super::widgets::{self, Tone, Weight};

/// The whole left panel.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.label(theme::title("Options"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| more(ui, session, view, commands));
    });
    // A row of their own: beside the title they would cover it in a narrow panel.
    ui.horizontal(|ui| {
        let new = widgets::button(ui, Weight::Secondary, Some(icon::PLUS), "New");
        if new.on_hover_text("A new option that starts from business as usual").clicked() {
            commands.push(Command::Edit(Edit::DuplicateOption { option: Plan::BAU.to_owned() }));
        }
        let search = widgets::button(ui, Weight::Secondary, None, "Find options…");
        if search.on_hover_text(Act::FindOptions.hint()).clicked() {
            commands.push(Act::FindOptions.into());
        }
    });
    if let Some(words) = find::last(session, view) {
        let quiet = tokens(ui).text2;
        ui.label(theme::caption(words).color(quiet));
    }
    ui.add_space(4.0);
    ui.scope(|ui| {
        // Cards reach a little into the panel's padding, as their own padding does.
        ui.spacing_mut().item_spacing.y = 2.0;
        for (place, option) in session.appraisal.options.iter().enumerate() {
            let position = place.checked_sub(1);
            let plan = position.and_then(|position| session.plan().options.get(position));
            row(ui, session, view, option, plan, position, commands);
        }
    });
    if session.plan().options.is_empty() {
        widgets::empty(ui, icon::TREE_STRUCTURE, "No options yet", "New starts one from business as usual.");
    }
    widgets::divider(ui);
    widgets::section(ui, "Cost against access");
    charts::scatter(ui, session, view, 220.0, commands);
}

fn row(
    ui: &mut Ui,
    session: &Session,
    view: &mut View,
    option: &OptionAppraisal,
    plan: Option<&OptionPlan>,
    position: Option<usize>,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    let selected = view.option == option.id;
    let label = if plan.is_some() { format!("{} {}", option.id, option.name) } else { option.name.clone() };
    // The name comes first: where both do not fit, the chip goes below.
    let name_width =
        ui.painter().layout_no_wrap(option.name.clone(), theme::semibold(13.0), tokens.text).size().x;
    let chip_beside = name_width + 32.0 + 96.0 < ui.available_width() - 20.0 || plan.is_none();
    let secondary = if selected { tokens.text2 } else { tokens.text3 };
    let (response, ()) = widgets::card(ui, &label, selected, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            let letter = if plan.is_some() { option.id.as_str() } else { "–" };
            widgets::letter(ui, letter, tokens.option(position), selected);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if chip_beside {
                    status_chip(ui, option);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let mut name = theme::label(&option.name);
                    if option.status == Some(Status::Discarded) {
                        name = name.strikethrough().color(tokens.text2);
                    }
                    ui.add(Label::new(name).truncate()).on_hover_text(&option.name);
                });
            });
        });
        for line in lines(option, plan, view.workshop.hide_money) {
            widgets::row(ui, 16.0, |ui| {
                ui.add_space(32.0);
                ui.add(Label::new(theme::small(line).color(secondary)).wrap());
            });
        }
        if !chip_beside {
            widgets::row(ui, 20.0, |ui| {
                ui.add_space(32.0);
                status_chip(ui, option);
            });
        }
        if !option.feasible() {
            widgets::row(ui, 16.0, |ui| {
                ui.add_space(32.0);
                let count = option.findings.clashes.len();
                let words = if count == 1 { "1 clash".to_owned() } else { format!("{count} clashes") };
                ui.label(theme::small(format!("{} {words}", icon::WARNING)).color(tokens.bad));
            });
        }
    });
    if selected {
        view.panels[0] = Some(response.id);
    }
    if response.clicked() && !selected {
        commands.push(Command::SelectOption(option.id.clone()));
    }
    if plan.is_some() {
        response.context_menu(|ui| acts(ui, session, &option.id, commands));
    }
}

fn lines(option: &OptionAppraisal, plan: Option<&OptionPlan>, hide_money: bool) -> Vec<String> {
    let findings = &option.findings;
    let coverage = findings.value(CriterionKey::Access).map_or_else(
        || "coverage unknown".to_owned(),
        |share| format!("{}\u{a0}%", units::percent_down(share)),
    );
    let Some(plan) = plan else {
        let cost = findings.known_running_cost().map_or_else(
            || "Running cost unknown".to_owned(),
            |gbp| format!("{} a year", units::pounds_short(gbp)),
        );
        return vec![if hide_money { coverage } else { format!("{cost} · {coverage}") }];
    };
    if plan.status == Status::Discarded {
        return plan.reason.iter().map(|reason| format!("“{reason}”")).collect();
    }
    let (met, all) = findings.rules_met();
    let rules = if all > 0 { format!(" · {met}/{all}") } else { String::new() };
    let count = |action: Action| findings.sites.iter().filter(|site| site.action == action).count();
    let mut decisions = Vec::new();
    for (action, words) in [
        (Action::Hub, ["hub", "hubs"]),
        (Action::Close, ["closes", "close"]),
        (Action::Reduce, ["cuts cost", "cut cost"]),
    ] {
        match count(action) {
            0 => {}
            1 => decisions.push(format!("1 {}", words[0])),
            many => decisions.push(format!("{many} {}", words[1])),
        }
    }
    if !plan.moves.is_empty() {
        let moves = plan.moves.len();
        decisions.push(format!("{moves} {}", if moves == 1 { "move" } else { "moves" }));
    }
    let second = if decisions.is_empty() { "No decisions yet".to_owned() } else { decisions.join(" · ") };
    let saving = if hide_money {
        String::new()
    } else {
        format!("{} · ", units::pounds_short(findings.cost.saving_gbp))
    };
    vec![format!("{saving}{coverage}{rules}"), second]
}

fn status_chip(ui: &mut Ui, option: &OptionAppraisal) {
    match option.status {
        None => widgets::chip(ui, None, "Baseline", Tone::Neutral),
        Some(Status::Preferred) => widgets::chip(ui, Some(icon::STAR), "Preferred", Tone::Accent),
        Some(Status::Discarded) => widgets::chip(ui, Some(icon::PROHIBIT), "Discarded", Tone::Neutral),
        Some(status) => widgets::chip(ui, None, status.label(), Tone::Neutral),
    };
}

/// The menu of what can be done with the selected option.
fn more(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let response = widgets::icon_button(ui, icon::DOTS_THREE, "More for this option");
    egui::Popup::menu(&response).show(|ui| acts(ui, session, &view.option, commands));
}

fn acts(ui: &mut Ui, session: &Session, option: &str, commands: &mut Vec<Command>) {
    let own = option != Plan::BAU;
    ui.set_min_width(150.0);
    if ui.button(format!("{}  Copy", icon::COPY)).clicked() {
        commands.push(Command::Edit(Edit::DuplicateOption { option: option.to_owned() }));
    }
    if ui.add_enabled(own, egui::Button::new(format!("{}  Rename…", icon::PENCIL_SIMPLE))).clicked() {
        let name = session.option(option).name.clone();
        commands.push(Command::Ask(Dialog::Rename { option: option.to_owned(), name }));
    }
    ui.separator();
    for status in Status::ALL {
        let current = session.option(option).status == Some(status);
        let words = if status == Status::Discarded { "Discard…" } else { status.label() };
        if ui.add_enabled(own, egui::Button::selectable(current, words)).clicked() {
            commands.push(set_status(option, status));
        }
    }
    ui.separator();
    if ui.add_enabled(own, egui::Button::new(format!("{}  Delete…", icon::TRASH))).clicked() {
        commands.push(Command::Ask(Dialog::Delete { option: option.to_owned() }));
    }
}

/// A status that needs a reason is asked for in a dialog.
pub fn set_status(option: &str, status: Status) -> Command {
    if status == Status::Discarded {
        return Command::Ask(Dialog::Discard { option: option.to_owned(), reason: String::new() });
    }
    let date = Some(super::super::evidence::today());
    Command::Edit(Edit::Evidence(EvidenceEdit::Decide {
        option: option.to_owned(),
        status,
        reason: None,
        date,
    }))
}
