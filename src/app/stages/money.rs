//! Money of the option looked at: savings by year against the target, every line by year, totals with what is unknown, what
//! doing nothing comes to, and the option's own lines.

use egui::{Align, Layout, Ui, vec2};

use crate::appraise::OptionAppraisal;
use crate::edit::Edit;
use crate::model::{Every, MoneyLine};
use crate::score::YearFindings;
use crate::score::money::{LineFindings, LineItem};
use crate::units::{self, Month, financial_year, pounds, pounds_short};

use super::super::charts;
use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Weight};
use super::assumptions;
use super::fields::{self, Number};

const NAME: f32 = 208.0;
const CELL: f32 = 76.0;

/// The whole page.
pub fn ui(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let option = session.option(&view.option);
    let width = ui.available_width();
    if width > 720.0 {
        ui.horizontal_top(|ui| {
            let half = (width - 32.0) / 2.0;
            ui.allocate_ui(vec2(half, 10.0), |ui| {
                ui.set_width(half);
                ui.vertical(|ui| savings(ui, session, option));
            });
            ui.add_space(24.0);
            ui.vertical(|ui| {
                ui.set_width(half);
                totals(ui, session, option);
            });
        });
    } else {
        savings(ui, session, option);
        totals(ui, session, option);
    }
    widgets::divider(ui);
    lines(ui, session, option);
    widgets::divider(ui);
    own_lines(ui, session, view, commands);
    widgets::divider(ui);
    assumptions::ui(ui, session, commands);
}

/// Bars by year, what is missed, and what doing nothing comes to.
pub fn savings(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    savings_alone(ui, session, option);
    do_nothing(ui, session, option);
}

/// Bars by year, and what is missed.
pub fn savings_alone(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    let tokens = tokens(ui);
    let years = shown_years(&option.findings.cost.years);
    widgets::section(ui, "Saving by year, against target (black line)");
    charts::savings(ui, years, tokens.option(session.position(&option.id)));
    ui.add_space(2.0);
    let missed = option.findings.cost.missed_gbp();
    let with_target = years.iter().any(|year| year.target_gbp.is_some());
    if !with_target {
        ui.label(theme::small("No savings target is set.").color(tokens.text2));
    } else if missed > 0.5 {
        let each: Vec<String> = years
            .iter()
            .filter_map(|year| year.shortfall_gbp.filter(|gbp| *gbp > 0.5).map(|gbp| (year.year, gbp)))
            .map(|(year, gbp)| format!("{} in {}", pounds_short(gbp), financial_year(year)))
            .collect();
        let words = format!("{} Short of target: {}", icon::WARNING, each.join(", "));
        ui.label(theme::small(words).color(tokens.bad));
    } else {
        ui.label(theme::small(format!("{} Every target is met", icon::CHECK_CIRCLE)).color(tokens.good));
    }
    ui.label(
        theme::caption(format!(
            "Real prices of {}; a year runs from April to March",
            financial_year(session.plan().settings.first_year)
        ))
        .color(tokens.text3),
    );
}

/// Years up to the last with a target, and at least four.
fn shown_years(years: &[YearFindings]) -> &[YearFindings] {
    let with_target = years.iter().rposition(|year| year.target_gbp.is_some()).map_or(0, |place| place + 1);
    &years[..years.len().min(with_target.max(4))]
}

/// What doing nothing comes to, beside the option.
pub fn do_nothing(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    let tokens = tokens(ui);
    let nothing = &session.appraisal.do_nothing;
    let (Some(last), Some(own)) = (nothing.years.last(), option.findings.cost.years.last()) else { return };
    ui.add_space(8.0);
    widgets::section(ui, "If nothing is done");
    let growth = session.plan().settings.backlog_growth;
    let backlog = if growth == 0.0 {
        format!("{} (growth not stated)", pounds_short(last.backlog_gbp))
    } else {
        format!("{} → {}", pounds_short(nothing.backlog_now_gbp), pounds_short(last.backlog_gbp))
    };
    let by = financial_year(last.year);
    widgets::fact(ui, &format!("Repairs waiting by {by}"), Some(&backlog)).on_hover_text(
        "Repair backlog of the council’s own buildings, growing at the rate below, nothing repaired",
    );
    if last.missed_gbp > 0.0 {
        widgets::fact(ui, "Savings missed, all targets", Some(&pounds_short(last.missed_gbp)));
    }
    if option.status.is_some() {
        widgets::fact(
            ui,
            &format!("This option: repairs waiting by {by}"),
            Some(&pounds_short(own.backlog_gbp)),
        );
        widgets::fact(
            ui,
            "This option: savings missed",
            Some(&pounds_short(option.findings.cost.missed_gbp())),
        );
    }
    if nothing.unknown_backlogs > 0 {
        let words =
            format!("{} Buildings without a known backlog: {}", icon::WARNING, nothing.unknown_backlogs);
        ui.label(theme::caption(words).color(tokens.warn));
    }
}

/// Totals, each with the range in which it lies once unknown figures are known.
pub fn totals(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    let (cost, settings) = (&option.findings.cost, &session.plan().settings);
    let tokens = tokens(ui);
    widgets::section(ui, "Totals");
    let total = |ui: &mut Ui, name: &str, value: String, range: Option<[f64; 2]>, meaning: &str| {
        widgets::fact(ui, name, Some(&value)).on_hover_text(meaning);
        if let Some([low, high]) = range.filter(|[low, high]| high - low > 0.5) {
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                let words = format!("{} to {} once known", pounds_short(low), pounds_short(high));
                ui.label(theme::caption(words).color(tokens.warn)).on_hover_text(
                    "Unknown figures at the lower and the upper quartile of the buildings that are known, by floor area where that is known",
                );
            });
        }
    };
    total(
        ui,
        "Running cost a year",
        pounds(cost.running_cost_gbp),
        cost.range(|bound| bound.running_cost_gbp),
        "All running lines once everything is done, £ a year",
    );
    if option.status.is_some() {
        total(
            ui,
            "Saving a year",
            pounds(cost.saving_gbp),
            cost.range(|bound| bound.saving_gbp),
            "Business as usual’s running cost minus this one’s",
        );
    }
    if let Some(each) = cost.per_resident_gbp {
        widgets::fact(ui, "Running cost per resident", Some(&format!("£{each:.2}")))
            .on_hover_text("Running cost a year ÷ all residents");
    }
    widgets::fact(ui, "One-off costs", Some(&pounds(cost.one_off_gbp))).on_hover_text(
        "Fit-out, works, clawback and the option’s own one-off lines, undiscounted, with optimism bias",
    );
    let years = settings.horizon_years;
    total(
        ui,
        &format!("Net present cost, {years} years"),
        pounds(cost.net_present_cost_gbp),
        cost.range(|bound| bound.net_present_cost_gbp),
        &format!("All cash over {years} years, discounted: {}", settings.discount_source),
    );
    total(
        ui,
        "of which still owned at the end",
        pounds(-cost.residual_value_gbp),
        None,
        "Capital value of what the council still owns, counted as a receipt in the last year",
    );
    if settings.backlog_years.is_none() {
        ui.label(theme::caption("The repair backlog is not counted.").color(tokens.text3));
    }
    let payback = cost.payback_year.map_or_else(|| "not within the horizon".to_owned(), financial_year);
    if option.status.is_some() && cost.one_off_gbp > 0.0 {
        widgets::fact(ui, "Paid back in", Some(&payback)).on_hover_text(
            "The year by whose end the cash spent first has come back, against business as usual, undiscounted",
        );
    }
    unknowns(ui, option);
}

/// How many figures are missing.
fn unknowns(ui: &mut Ui, option: &OptionAppraisal) {
    let counts = &option.findings.unknowns;
    let parts: Vec<String> = [
        (counts.running_costs, "running costs"),
        (counts.incomes, "incomes"),
        (counts.capital_values + counts.receipts, "capital values"),
        (counts.backlogs, "repair backlogs"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{what} {count}"))
    .collect();
    if !parts.is_empty() {
        let words = format!("{} Unknown and left out: {}", icon::WARNING, parts.join(", "));
        ui.label(theme::caption(words).color(tokens(ui).warn));
    }
}

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
fn own_lines(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
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

/// From the start, then every quarter of the first years.
fn quarters(first: i32) -> impl Iterator<Item = Option<Month>> {
    std::iter::once(None).chain((0..20).map(move |quarter| Some(Month::at(first, quarter * 3))))
}
