//! Compare, lower right: charts of the options compared, each of which can be saved as a picture or copied as data.

use egui::{Align, Label, Layout, Rect, Sense, Ui, vec2};

use crate::appraise::OptionAppraisal;
use crate::export::pasted;
use crate::model::CriterionKey;
use crate::units;

use super::super::charts;
use super::super::command::{Act, Command};
use super::super::evidence::Chart;
use super::super::icons::icon;
use super::super::map;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, tab};
use super::{gantt, money, robust};

/// The charts: cost against access, minutes, robustness, ranges, localities.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tabs = [
        tab(Chart::Scatter, "Cost", "Cost against access"),
        tab(Chart::Minutes, "Within", "How many users are within so many minutes"),
        tab(Chart::Robustness, "Ranks", "Ranks under 10,000 other weightings"),
        tab(Chart::Ranges, "Ranges", "Costs and demand within their ranges"),
        tab(Chart::Localities, "Places", "Newly beyond the standard by locality"),
        tab(Chart::Years, "Years", "Savings by financial year against the targets"),
    ];
    ui.horizontal(|ui| {
        if let Some(chart) = widgets::segmented(ui, Some(view.compare.chart), &tabs, 0.0) {
            view.compare.chart = chart;
            ui.ctx().request_repaint();
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let button = widgets::icon_button(ui, icon::DOTS_THREE, "Save or copy this chart");
            egui::Popup::menu(&button).show(|ui| {
                for act in [Act::ChartPicture, Act::ChartData] {
                    if ui.button(act.label()).clicked() {
                        commands.push(act.into());
                    }
                }
            });
        });
    });
    view.compare.chart_place = Some(ui.available_rect_before_wrap());
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing.y = 4.0;
    if view.compare.chart == Chart::Scatter {
        let height = (ui.available_height() - 4.0).max(120.0);
        charts::scatter(ui, session, view, height, commands);
        return;
    }
    egui::ScrollArea::vertical().id_salt("compare-chart").auto_shrink([false, false]).show(
        ui,
        |ui| match view.compare.chart {
            Chart::Scatter => {}
            Chart::Minutes => within(ui, session, view),
            Chart::Robustness => robust::ranks(ui, session),
            Chart::Ranges => robust::ranges(ui, session, view, commands),
            Chart::Localities => by_locality(ui, session, view),
            Chart::Years => years(ui, session, view),
        },
    );
}

/// The share of users within so many minutes, for today and the two options compared.
fn within(ui: &mut Ui, session: &Session, view: &View) {
    let tokens = tokens(ui);
    let (Some(service), Some(demand)) =
        (session.dataset.services.get(view.service), session.scorer.demand.get(view.service))
    else {
        return;
    };
    widgets::section(ui, &format!("How long to a {}: % of users within", service.name.to_lowercase()));
    let longest = (service.standard.minutes * 2.0).max(10.0);
    let bau = session.appraisal.bau();
    let mut curves: Vec<(&OptionAppraisal, String)> = vec![(bau, "Now".to_owned())];
    for id in [&view.option, &view.compare_with] {
        let option = session.option(id);
        if !curves.iter().any(|(known, _)| known.id == option.id) {
            curves.push((option, option.id.clone()));
        }
    }
    let lines: Vec<charts::Curve> = curves
        .iter()
        .filter_map(|(option, name)| {
            let minutes = &option.findings.services.get(view.service)?.minutes;
            let shares = charts::shares_within(minutes, &demand.users, longest);
            let share = charts::share_at(minutes, &demand.users, service.standard.minutes);
            let words =
                share.map_or_else(String::new, |share| format!("{name} {} %", units::percent_down(share)));
            Some(charts::Curve { shares, color: tokens.option(session.position(&option.id)), words })
        })
        .collect();
    charts::curves(ui, &lines, longest, service.standard.minutes);
}

/// The two options compared, each once; business as usual changes nothing and is left out.
fn compared<'a>(session: &'a Session, view: &View) -> Vec<&'a OptionAppraisal> {
    let mut pair: Vec<&OptionAppraisal> = Vec::new();
    for id in [&view.option, &view.compare_with] {
        let option = session.option(id);
        if option.status.is_some() && !pair.iter().any(|known| known.id == option.id) {
            pair.push(option);
        }
    }
    pair
}

/// Whose chart stands below.
fn whose(ui: &mut Ui, session: &Session, option: &OptionAppraisal) {
    let color = tokens(ui).option(session.position(&option.id));
    ui.horizontal(|ui| {
        widgets::letter(ui, &option.id, color, true);
        ui.add(Label::new(theme::label(&option.name)).truncate());
    });
}

/// Savings by year of the two options compared.
fn years(ui: &mut Ui, session: &Session, view: &View) {
    if view.workshop.hide_money {
        widgets::money_hidden(ui);
        return;
    }
    let pair = compared(session, view);
    if pair.is_empty() {
        let words = "Business as usual saves nothing: choose an option above a map.";
        widgets::empty(ui, icon::CHART_BAR, "Nothing to show yet", words);
    }
    for option in pair {
        whose(ui, session, option);
        money::savings_alone(ui, session, option);
        ui.add_space(8.0);
    }
}

/// What happens when in the two options compared.
pub fn phasings(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    egui::ScrollArea::both().id_salt("compare-phasing").auto_shrink([false, false]).show(ui, |ui| {
        let pair = compared(session, view);
        if pair.is_empty() {
            let words = "Business as usual changes nothing: choose an option above a map.";
            widgets::empty(ui, icon::COLUMNS, "Nothing happens", words);
        }
        for option in pair {
            whose(ui, session, option);
            if option.findings.phasing.steps.is_empty() {
                ui.label(theme::small("Nothing happens yet.").color(tokens(ui).text2));
            } else {
                gantt::ui(ui, session, view, option, commands);
            }
            ui.add_space(8.0);
        }
    });
}

/// People newly beyond the standard by locality, for the two options compared.
fn by_locality(ui: &mut Ui, session: &Session, view: &View) {
    let tokens = tokens(ui);
    let Some(service) = session.dataset.services.get(view.service) else { return };
    widgets::section(ui, &format!("Newly beyond {:.0} min, by locality", service.standard.minutes));
    let pair = [session.option(&view.option), session.option(&view.compare_with)];
    let count = |option: &OptionAppraisal, locality: usize| {
        option
            .findings
            .localities
            .get(locality)
            .and_then(|found| found.services.get(view.service))
            .map_or(0.0, |found| found.newly_beyond)
    };
    let most = (0..session.dataset.localities.len())
        .flat_map(|locality| pair.map(|option| count(option, locality)))
        .fold(1.0, f64::max);
    for (locality, facts) in session.dataset.localities.iter().enumerate() {
        let counts = pair.map(|option| count(option, locality));
        widgets::row(ui, 20.0, |ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 0.0);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (option, count) in pair.iter().zip(counts).rev() {
                    let ink = tokens.option(session.position(&option.id));
                    ui.add_sized(
                        [46.0, 16.0],
                        Label::new(theme::small(units::thousands(count)).color(if count > 0.0 {
                            ink
                        } else {
                            tokens.text3
                        }))
                        .halign(Align::Max),
                    );
                }
                let (rect, _) = ui.allocate_exact_size(vec2(56.0, 12.0), Sense::hover());
                for (place, (option, count)) in pair.iter().zip(counts).enumerate() {
                    let wide = 56.0 * map::geometry::narrow(count / most);
                    let bar = Rect::from_min_size(rect.min + vec2(0.0, 6.0 * place as f32), vec2(wide, 5.0));
                    ui.painter().rect_filled(bar, 1.0, tokens.option(session.position(&option.id)));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(theme::small(&facts.name)).truncate());
                });
            });
        });
    }
}

/// The chart looked at as a table: tabs between cells, a line for each row, units in the headings.
pub fn data(session: &Session, view: &View) -> String {
    let mut text = String::new();
    let mut row = |cells: &[String]| {
        let clean: Vec<String> = cells.iter().map(|cell| pasted(cell)).collect();
        text.push_str(&clean.join("\t"));
        text.push('\n');
    };
    let words = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let options = &session.appraisal.options;
    let service = session.dataset.services.get(view.service);
    match view.compare.chart {
        Chart::Scatter => {
            row(&words(&["option", "running cost, GBP a year", "coverage by need, share"]));
            for option in options {
                let cost = option.findings.known_running_cost();
                let access = option.findings.value(CriterionKey::Access);
                row(&[option.name.clone(), number(cost), number(access)]);
            }
        }
        Chart::Minutes => {
            row(&words(&["option", "service", "minutes", "users within, share"]));
            let (Some(service), Some(demand)) = (service, session.scorer.demand.get(view.service)) else {
                return text;
            };
            for option in options {
                let Some(found) = option.findings.services.get(view.service) else { continue };
                for minutes in 0..=120_u32 {
                    let share = charts::share_at(&found.minutes, &demand.users, f64::from(minutes));
                    row(&[option.name.clone(), service.name.clone(), minutes.to_string(), number(share)]);
                }
            }
        }
        Chart::Robustness => {
            row(&words(&["option", "rank", "of all weightings, share", "of those around yours, share"]));
            let Some(found) = session.evidence.robustness() else { return text };
            for (candidate, place) in found.candidates.iter().enumerate() {
                for (rank, (all, around)) in
                    found.all[candidate].iter().zip(&found.around[candidate]).enumerate()
                {
                    let name = options[*place].name.clone();
                    row(&[name, (rank + 1).to_string(), all.to_string(), around.to_string()]);
                }
            }
        }
        Chart::Ranges => {
            row(&words(&[
                "option",
                "input",
                "lowest",
                "highest",
                "net present saving at lowest, GBP",
                "at highest, GBP",
            ]));
            let Some(found) = session.evidence.uncertainty() else { return text };
            for (option, bars) in options.iter().zip(&found.tornado) {
                for bar in bars {
                    let [low, high] = bar.range.map(|end| end.to_string());
                    let [at_low, at_high] = bar.saving.map(|gbp| gbp.to_string());
                    row(&[option.name.clone(), bar.label.clone(), low, high, at_low, at_high]);
                }
            }
        }
        Chart::Localities => {
            row(&words(&["option", "locality", "service", "newly beyond the standard, people"]));
            for option in options {
                for (locality, found) in session.dataset.localities.iter().zip(&option.findings.localities) {
                    let count = found.services.get(view.service).map(|found| found.newly_beyond);
                    let name = service.map_or_else(String::new, |service| service.name.clone());
                    row(&[option.name.clone(), locality.name.clone(), name, number(count)]);
                }
            }
        }
        Chart::Years => {
            row(&words(&["option", "financial year", "saving, GBP", "target, GBP"]));
            for option in options {
                for year in &option.findings.cost.years {
                    let name = units::financial_year(year.year);
                    row(&[option.name.clone(), name, year.saving_gbp.to_string(), number(year.target_gbp)]);
                }
            }
        }
    }
    text
}
