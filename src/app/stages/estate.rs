//! The estate as it stands: totals and every building with cost, condition, backlog, use and gaps – what an asset management
//! plan starts from.

use egui::{RichText, Ui};

use crate::model::Site;
use crate::score::estate::{Band, Building, Figure, against};
use crate::units::{pounds, pounds_short, thousands};

use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets;
use super::fields;

const NAME: f32 = 190.0;
const CELL: f32 = 84.0;

/// The columns: heading, meaning.
const COLUMNS: [(&str, &str); 9] = [
    ("Condition", "A (good) to D (bad), as the register says it"),
    (
        "£ a m²",
        "Running cost by floor area; arrow up in the highest quarter of the portfolio, down in the lowest",
    ),
    (
        "Benchmark",
        "What the running cost lies above the upper end of what is usual for its kind, by your table, £ a year",
    ),
    ("Backlog", "Outstanding repairs, £"),
    ("kWh a m²", "Electricity and gas by floor area, a year"),
    ("Floor in use", "Space that its services take by floor area; more than 100 % is over full"),
    ("Hours", "Open a week; in brackets evenings and weekends, where they are known"),
    ("Visits an hour", "Visits a year ÷ hours open in 52 weeks; in brackets for each desk"),
    ("Gaps", "Figures that a plan of the estate needs and that are not known"),
];

/// The whole page.
pub fn ui(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    totals(ui, session);
    widgets::divider(ui);
    let id = ui.scope_id().with("estate-order");
    let mut order: (usize, bool) = ui.data(|data| data.get_temp(id)).unwrap_or((1, true));
    ui.spacing_mut().item_spacing.x = 0.0;
    ui.horizontal(|ui| {
        fields::left(ui, NAME, theme::caption("Building").color(tokens.text3));
        for (place, (heading, meaning)) in COLUMNS.iter().enumerate() {
            let mark = match order {
                (by, true) if by == place => " ↓",
                (by, false) if by == place => " ↑",
                _ => "",
            };
            let ink = if order.0 == place { tokens.text } else { tokens.text3 };
            let text = theme::caption(format!("{heading}{mark}")).color(ink);
            let cell = ui.allocate_ui_with_layout(
                egui::vec2(CELL, 20.0),
                egui::Layout::right_to_left(egui::Align::Center),
                |ui| {
                    ui.set_width(CELL);
                    ui.add(egui::Label::new(text).sense(egui::Sense::click()).truncate())
                },
            );
            if cell.inner.on_hover_text(*meaning).clicked() {
                order = if order.0 == place { (place, !order.1) } else { (place, true) };
                ui.data_mut(|data| data.insert_temp(id, order));
            }
        }
    });
    let dataset = &session.dataset;
    let benchmarks = &session.plan().settings.benchmarks;
    let key = |index: usize| {
        let (site, building) = (&dataset.sites[index], &session.scorer.estate.buildings[index]);
        match order.0 {
            0 => site
                .condition
                .as_ref()
                .and_then(|text| text.chars().next())
                .map(|letter| f64::from(u32::from(letter))),
            1 => building.cost_per_m2,
            2 => against(benchmarks, site).map(|against| against.above_gbp),
            3 => site.backlog_gbp,
            4 => building.energy_per_m2,
            5 => building.space_share,
            6 => site.hours_per_week,
            7 => building.visits_per_hour,
            _ => Some(building.missing.len() as f64),
        }
    };
    let mut rows: Vec<usize> = (0..dataset.sites.len()).collect();
    rows.sort_by(|&a, &b| match (key(a), key(b)) {
        // What is unknown comes last, whichever way.
        (Some(a), Some(b)) if order.1 => b.total_cmp(&a),
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    for index in rows {
        let (site, building) = (&dataset.sites[index], &session.scorer.estate.buildings[index]);
        ui.horizontal(|ui| {
            let selected = view.site == Some(index);
            let ink = if selected { tokens.accent } else { tokens.text };
            let name =
                egui::Label::new(theme::small(&site.name).color(ink)).sense(egui::Sense::click()).truncate();
            let response = ui
                .allocate_ui_with_layout(
                    egui::vec2(NAME, 20.0),
                    egui::Layout::left_to_right(egui::Align::Center),
                    |ui| {
                        ui.set_width(NAME);
                        ui.add(name)
                    },
                )
                .inner;
            if response.hovered() {
                view.hovered_site = Some(index);
            }
            if response.on_hover_text("Select the building").clicked() {
                commands.push(Command::SelectSite(Some(index)));
            }
            for (place, text) in cells(session, site, building).into_iter().enumerate() {
                let unknown = text.is_none();
                let text = text.unwrap_or_else(|| {
                    RichText::new("unknown").font(theme::regular(11.0)).italics().color(tokens.text3)
                });
                let response =
                    fields::right(ui, CELL, if unknown { text } else { text.font(theme::regular(12.0)) });
                if place == COLUMNS.len() - 1 && !building.missing.is_empty() {
                    response.on_hover_text(format!("Not known: {}", building.missing.join(", ")));
                } else if let (0, Some(words)) = (place, &building.suitability) {
                    response.on_hover_text(format!("Suitability: {words}"));
                }
            }
        });
    }
}

/// One building's cells; `None` is unknown.
fn cells(session: &Session, site: &Site, building: &Building) -> [Option<RichText>; COLUMNS.len()] {
    let text = |text: String| Some(RichText::new(text));
    let mark = match building.band {
        Some(Band::Highest) => icon::ARROW_UP,
        Some(Band::Lowest) => icon::ARROW_DOWN,
        _ => "",
    };
    let benchmark = match against(&session.plan().settings.benchmarks, site) {
        None => text("–".to_owned()),
        Some(against) if against.above_gbp > 0.5 => text(format!("+{}", pounds_short(against.above_gbp))),
        Some(against) if against.band == Band::Lowest => text("below".to_owned()),
        Some(_) => text("within".to_owned()),
    };
    let week = building
        .week
        .map_or_else(String::new, |week| format!(" ({:.0} + {:.0})", week.evenings, week.weekend));
    let per_desk = building.visits_per_desk_hour.map_or_else(String::new, |visits| format!(" ({visits:.1})"));
    [
        site.condition.clone().and_then(text),
        building.cost_per_m2.and_then(|cost| text(format!("{} {mark}", pounds(cost)))),
        benchmark,
        site.backlog_gbp.and_then(|gbp| text(pounds_short(gbp))),
        building.energy_per_m2.and_then(|kwh| text(thousands(kwh))),
        building.space_share.and_then(|share| text(format!("{:.0} %", share * 100.0))),
        site.hours_per_week.and_then(|hours| text(format!("{hours:.0}{week}"))),
        building.visits_per_hour.and_then(|visits| text(format!("{visits:.1}{per_desk}"))),
        text(building.missing.len().to_string()),
    ]
}

fn totals(ui: &mut Ui, session: &Session) {
    let tokens = tokens(ui);
    let estate = &session.scorer.estate;
    let totals = &estate.totals;
    widgets::section(ui, "The estate as it stands");
    let [a, b, c, d, unknown] = totals.conditions;
    let figure = |figure: Figure| totals.figures[figure as usize];
    let missing = |count: usize| if count > 0 { format!(" · {count} unknown") } else { String::new() };
    let (floor, no_floor) = totals.floor_area_m2;
    let money = |of: Figure| {
        let (sum, count) = figure(of);
        format!("{}{}", pounds_short(sum), missing(count))
    };
    let (power, no_power) = figure(Figure::Electricity);
    let (gas, no_gas) = figure(Figure::Gas);
    let quartiles = estate.spread(Figure::RunningCost).per_m2.map_or_else(
        || "unknown".to_owned(),
        |of| format!("{} · {} · {} of {}", pounds(of.low), pounds(of.median), pounds(of.high), of.known),
    );
    let facts = [
        ("Buildings and places", totals.sites.to_string()),
        ("Floor area", format!("{} m²{}", thousands(floor), missing(no_floor))),
        ("Running cost a year", money(Figure::RunningCost)),
        ("Income a year", money(Figure::Income)),
        ("Repair backlog", money(Figure::Backlog)),
        ("Capital value", money(Figure::CapitalValue)),
        ("Condition A · B · C · D", format!("{a} · {b} · {c} · {d}{}", missing(unknown))),
        ("£ a m²: lower quartile · median · upper", quartiles),
        (
            "Electricity and gas",
            format!("{} MWh{}", thousands((power + gas) / 1000.0), missing(no_power.max(no_gas))),
        ),
    ];
    let width = ui.available_width();
    let columns = if width > 760.0 { 3 } else { 1 };
    let wide = (width - 28.0 * (columns - 1) as f32) / columns as f32;
    for row in facts.chunks(columns) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 28.0;
            for (name, value) in row {
                ui.allocate_ui(egui::vec2(wide, 18.0), |ui| {
                    ui.set_width(wide);
                    widgets::fact(ui, name, Some(value));
                });
            }
        });
    }
    ui.label(
        theme::caption("Every figure is today’s; export writes the whole table (estate.csv).")
            .color(tokens.text3),
    );
}
