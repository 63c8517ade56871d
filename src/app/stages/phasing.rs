//! Phasing of the option looked at: a Gantt chart of its steps, what cannot be as it is, and the city at the end of each year.

use egui::Ui;

use crate::appraise::{OptionAppraisal, possible_order_of};
use crate::score::{ClashKind, Verdict};
use crate::units::{self, financial_year};

use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Weight};
use super::{fields, gantt, money};

/// The whole page.
pub fn ui(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let option = session.option(&view.option);
    if option.findings.phasing.steps.is_empty() {
        widgets::empty(
            ui,
            icon::COLUMNS,
            "Nothing happens yet",
            "Decide for sites, or move services, to see when.",
        );
        return;
    }
    problems(ui, session, view, option, commands);
    gantt::ui(ui, session, view, option, commands);
    widgets::divider(ui);
    if !view.workshop.hide_money {
        money::savings(ui, session, option);
        widgets::divider(ui);
    }
    years(ui, session, option);
}

/// What cannot be when it is, and the way out.
fn problems(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    option: &OptionAppraisal,
    commands: &mut Vec<Command>,
) {
    let tokens = tokens(ui);
    let phasing = &option.findings.phasing;
    let mut words: Vec<String> = Vec::new();
    for step in &phasing.steps {
        if let Some(problem) = step.problem.as_ref().filter(|_| step.earliest.is_some()) {
            let site = session.dataset.sites.get(step.site).map_or("", |site| site.name.as_str());
            words.push(format!("{site}: {problem}"));
        }
    }
    let of_order = |kind: ClashKind| {
        matches!(
            kind,
            ClashKind::TooEarly | ClashKind::IntoClosed | ClashKind::NotOffered | ClashKind::NoRoom
        )
    };
    words.extend(
        option
            .findings
            .clashes
            .iter()
            .filter(|clash| of_order(clash.kind))
            .map(|clash| clash.message.clone()),
    );
    if let Some(circle) = &phasing.circle {
        let names: Vec<String> = circle.iter().map(|position| (position + 1).to_string()).collect();
        words.push(format!("Moves wait for each other in a circle: {}", names.join(" → ")));
    }
    if words.is_empty() {
        return;
    }
    egui::Frame::new()
        .fill(tokens.bad_bg)
        .stroke(egui::Stroke::new(1.0, tokens.bad))
        .corner_radius(theme::CARD_RADIUS)
        .inner_margin(10)
        .show(ui, |ui| {
            ui.label(theme::label("This order cannot be").color(tokens.bad));
            for words in words.iter().take(6) {
                ui.label(theme::small(format!("· {words}")).color(tokens.text));
            }
            if words.len() > 6 {
                ui.label(theme::small(format!("and {} more", words.len() - 6)).color(tokens.text2));
            }
            if let Some(edit) = possible_order_of(&session.facts(), session.plan(), &view.option) {
                let button = widgets::button(ui, Weight::Secondary, None, "Put in a possible order");
                if button
                    .on_hover_text("Moves what cannot be to the first month in which it can, as one step")
                    .clicked()
                {
                    commands.push(Command::Edit(edit));
                }
            }
        });
    ui.add_space(8.0);
}

/// Access and blueprint at the end of each year until nothing changes any more.
pub fn years(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    let tokens = tokens(ui);
    widgets::section(ui, "The city at the end of each year (March)");
    let years = &option.findings.phasing.years;
    let last = years.iter().rposition(|year| {
        years.last().is_none_or(|last| {
            year.verdicts != last.verdicts || year.access != last.access || year.open_sites != last.open_sites
        })
    });
    let shown = &years[..years.len().min(last.map_or(1, |last| last + 2))];
    let head = |text: &str| theme::caption(text).color(tokens.text3);
    let name = |name: &str| name.chars().take(14).collect::<String>();
    ui.spacing_mut().item_spacing.x = 0.0;
    ui.horizontal(|ui| {
        fields::left(ui, 76.0, head("Year"));
        for text in ["Covered by need", "Open sites", "Rules met", "partly", "not met"] {
            fields::right(ui, 92.0, head(text));
        }
        for service in &session.dataset.services {
            fields::right(ui, 96.0, head(&name(&service.name))).on_hover_text(&service.name);
        }
    });
    for year in shown {
        ui.horizontal(|ui| {
            fields::left(ui, 76.0, theme::small(financial_year(year.year)));
            let access = year
                .access
                .map_or_else(|| "–".to_owned(), |share| format!("{} %", units::percent_down(share)));
            fields::right(ui, 92.0, theme::small(access));
            fields::right(ui, 92.0, theme::small(year.open_sites.to_string()));
            for verdict in [Verdict::Met, Verdict::Partly, Verdict::NotMet] {
                fields::right(ui, 92.0, theme::small(year.count(verdict).to_string()));
            }
            for (share, beyond) in year.coverage_people.iter().zip(&year.newly_beyond) {
                let share =
                    share.map_or_else(|| "–".to_owned(), |share| format!("{} %", units::percent_down(share)));
                let ink = if *beyond > 0.5 { tokens.bad } else { tokens.text };
                fields::right(ui, 96.0, theme::small(share).color(ink)).on_hover_text(format!(
                    "Share of users within the standard; {} newly beyond it",
                    units::thousands(*beyond)
                ));
            }
        });
    }
    ui.label(
        theme::caption("By service: share of users within the standard; red where some are newly beyond it.")
            .color(tokens.text3),
    );
}
