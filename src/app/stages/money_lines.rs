//! The lines of an option's money: every line by year, opened to its payments, and the option's own lines.

use egui::Ui;

use crate::appraise::OptionAppraisal;
use crate::edit::Edit;
use crate::model::{Every, MoneyLine};
use crate::score::YearFindings;
use crate::score::money::{LineFindings, LineItem};
use crate::units::{self, Month, financial_year, pounds};

use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Weight};
use super::fields::{self, Number, quarters};

const NAME: f32 = 208.0;
const CELL: f32 = 76.0;

/// Every line by year; its tooltip opens it to payments and buildings.
pub fn lines(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    let tokens = tokens(ui);
    let cost = &option.findings.cost;
    widgets::section(ui, "Cash by line and year, £ thousand (costs positive, income and receipts negative)");
    let head = |text: String| theme::caption(text).color(tokens.text3);
    row(ui, |ui| {
        fields::left(ui, NAME, head("Line".to_owned()));
        fields::right(ui, CELL, head("A year, steady".to_owned()));
        for year in &cost.years {
            let name = financial_year(year.year);
            fields::right(ui, CELL - 18.0, head(name.get(2..).unwrap_or(&name).to_owned()));
        }
        fields::right(ui, CELL, head("All years".to_owned()));
        fields::right(ui, CELL, head("Present value".to_owned()));
    });
    for line in &cost.by_line {
        let gap =
            if line.missing > 0 { format!("  {} {}", icon::WARNING, line.missing) } else { String::new() };
        let ink = if line.missing > 0 { tokens.warn } else { tokens.text };
        let meaning = opened(session, line);
        row(ui, |ui| {
            fields::left(ui, NAME, theme::small(format!("{}{gap}", line.name)).color(ink))
                .on_hover_text(&meaning);
            let steady = if line.kind.is_running() { thousands(line.steady_gbp) } else { String::new() };
            fields::right(ui, CELL, theme::small(steady));
            for gbp in &line.years_gbp {
                fields::right(ui, CELL - 18.0, theme::small(thousands(*gbp)));
            }
            fields::right(ui, CELL, theme::small(thousands(line.total_gbp())));
            fields::right(ui, CELL, theme::small(thousands(line.present_gbp)));
        });
    }
    let strong = |text: String| theme::small(text).font(theme::semibold(12.0));
    row(ui, |ui| {
        fields::left(ui, NAME, strong("Cash".to_owned()));
        fields::right(ui, CELL, strong(thousands(cost.running_cost_gbp)));
        for year in &cost.years {
            fields::right(ui, CELL - 18.0, strong(thousands(year.cash_gbp)));
        }
        fields::right(ui, CELL, strong(thousands(cost.years.iter().map(|year| year.cash_gbp).sum())));
        fields::right(ui, CELL, strong(thousands(cost.net_present_cost_gbp)));
    });
    if option.status.is_none() {
        return;
    }
    let shortfall = |year: &YearFindings| year.shortfall_gbp.filter(|gbp| *gbp > 0.5);
    for (name, of) in [
        ("Saving", &(|year: &YearFindings| Some(year.saving_gbp)) as &dyn Fn(&YearFindings) -> Option<f64>),
        ("Target", &|year: &YearFindings| year.target_gbp),
        ("Short of target", &shortfall),
    ] {
        if !cost.years.iter().any(|year| of(year).is_some()) {
            continue;
        }
        let ink = if name == "Short of target" { tokens.bad } else { tokens.text };
        row(ui, |ui| {
            fields::left(ui, NAME, theme::small(name).color(ink));
            let steady = if name == "Saving" { thousands(cost.saving_gbp) } else { String::new() };
            fields::right(ui, CELL, theme::small(steady));
            for year in &cost.years {
                let text = of(year).map_or_else(String::new, thousands);
                fields::right(ui, CELL - 18.0, theme::small(text).color(ink));
            }
        });
    }
}

fn row(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().interact_size.y = 20.0;
        ui.horizontal(add);
    });
}

/// £ thousand, a dash for nothing.
fn thousands(gbp: f64) -> String {
    if gbp.abs() < 0.5 { "–".to_owned() } else { units::thousands(gbp / 1000.0) }
}

/// What a line is, and the payments or buildings that it is made of.
fn opened(session: &Session, line: &LineFindings) -> String {
    const SHOWN: usize = 14;
    let first = session.plan().settings.first_year;
    let mut items: Vec<&LineItem> = line.items.iter().collect();
    items.sort_by(|a, b| b.gbp.abs().total_cmp(&a.gbp.abs()));
    let mut words = vec![line.kind.meaning().to_owned()];
    if line.missing > 0 {
        words.push(format!("{} values are unknown and left out", line.missing));
    }
    for item in items.iter().take(SHOWN) {
        let site = session.dataset.sites.get(item.site).map_or("", |site| site.name.as_str());
        let service = item.service.and_then(|service| session.dataset.services.get(service));
        let service = service.map_or_else(String::new, |service| format!(", {}", service.name));
        let only = if item.service_only { " (only its service leaves)" } else { "" };
        words.push(format!("{} {site}{service}{only}: {}", Month::at(first, item.month), pounds(item.gbp)));
    }
    if items.len() > SHOWN {
        words.push(format!("and {} more", items.len() - SHOWN));
    }
    words.join("\n")
}

/// The option's own lines: named, dated, once or every year.
pub fn own_lines(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let Some(plan) = session.option_plan(&view.option) else {
        ui.label(theme::small("Business as usual has no lines of its own.").color(tokens.text2));
        return;
    };
    widgets::section(ui, "The option’s own lines (lease exit, decant, contributions …)");
    let set = |change: &dyn Fn(&mut Vec<MoneyLine>)| {
        let mut money = plan.money.clone();
        change(&mut money);
        Edit::SetMoney { option: plan.id.clone(), money }
    };
    let first = session.plan().settings.first_year;
    for (place, line) in plan.money.iter().enumerate() {
        ui.horizontal(|ui| {
            let key = ("money", &view.option, place);
            if let Some(name) = fields::line(ui, key, "What it is for", "What it is for", &line.line, 220.0) {
                commands.push(Command::Edit(set(&|money| money[place].line.clone_from(&name))));
            }
            let amount = Number {
                label: "Amount, £; positive is a cost",
                prefix: "£",
                suffix: "",
                range: [-1e9, 1e9],
                speed: 500.0,
                decimals: 0,
            };
            fields::number(ui, &amount, line.gbp, commands, |gbp| set(&|money| money[place].gbp = gbp));
            for (every, words) in [(Every::Once, "once"), (Every::Year, "every year")] {
                if ui.selectable_label(line.every == every, words).clicked() {
                    commands.push(Command::Edit(set(&|money| {
                        money[place].every = every;
                        money[place].to = money[place].to.filter(|_| every == Every::Year);
                    })));
                }
            }
            let from = line.from.map_or_else(|| "from the start".to_owned(), |month| format!("from {month}"));
            widgets::choose(ui, &format!("money-from-{place}"), "First month", &from, 120.0, |ui| {
                for month in quarters(first) {
                    let words = month.map_or_else(|| "from the start".to_owned(), |month| month.to_string());
                    if ui.selectable_label(line.from == month, words).clicked() {
                        commands.push(Command::Edit(set(&|money| money[place].from = month)));
                    }
                }
            });
            if line.every == Every::Year {
                let to = line.to.map_or_else(|| "without end".to_owned(), |month| format!("to {month}"));
                widgets::choose(ui, &format!("money-to-{place}"), "Last month", &to, 110.0, |ui| {
                    for month in quarters(first) {
                        // The month before a quarter ends a quarter.
                        let month = month.and_then(|month| Month::at(first, 0).before(month));
                        let words = month.map_or_else(|| "without end".to_owned(), |month| month.to_string());
                        if ui.selectable_label(line.to == month, words).clicked() {
                            commands.push(Command::Edit(set(&|money| money[place].to = month)));
                        }
                    }
                });
            } else if widgets::checkbox(ui, line.capital, "Capital") {
                commands.push(Command::Edit(set(&|money| money[place].capital = !money[place].capital)));
            }
            let remove = widgets::icon_button(ui, icon::TRASH, &format!("Remove {}", line.line));
            if remove.clicked() {
                commands.push(Command::Edit(set(&|money| drop(money.remove(place)))));
            }
        });
    }
    let add = widgets::button(ui, Weight::Secondary, Some(icon::PLUS), "Add a line");
    if add.clicked() {
        let new = MoneyLine { line: "New line".to_owned(), ..MoneyLine::default() };
        commands.push(Command::Edit(set(&|money| money.push(new.clone()))));
    }
}
