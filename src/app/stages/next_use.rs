//! The money of a released building's next use, in the inspector of a site that closes.

use egui::Ui;

use crate::edit::Edit;
use crate::model::{AfterUse, Reuse, SiteDecision};
use crate::units::pounds;

use super::super::command::Command;
use super::super::theme::{self, tokens};
use super::super::widgets;
use super::fields::{self, Number};

/// Fields for what the next use costs and earns; those that its kind has no use for are left out.
pub fn ui(
    ui: &mut Ui,
    decision: &SiteDecision,
    set: &impl Fn(SiteDecision) -> Edit,
    commands: &mut Vec<Command>,
) {
    let after_use = decision.after_use.unwrap_or_default();
    let reuse = decision.reuse.clone().unwrap_or_default();
    let is_home = after_use == AfterUse::TemporaryAccommodation;
    let money = |label, suffix, most: f64, speed: f64| Number {
        label,
        prefix: "£",
        suffix,
        range: [0.0, most],
        speed,
        decimals: 0,
    };
    let count = |label, suffix, most: f64| Number {
        label,
        prefix: "",
        suffix,
        range: [0.0, most],
        speed: 0.1,
        decimals: 0,
    };
    let changed = |change: &dyn Fn(&mut Reuse)| {
        let mut reuse = reuse.clone();
        change(&mut reuse);
        let reuse = Some(reuse).filter(|reuse| *reuse != Reuse::default());
        set(SiteDecision { reuse, ..decision.clone() })
    };
    let some = |value: f64| Some(value).filter(|value| *value > 0.0);
    widgets::section(ui, "Its next use");
    if is_home {
        let units = reuse.units.unwrap_or(0.0);
        fields::number_row(
            ui,
            "Homes",
            &count("Homes that fit into it", "", 500.0),
            units,
            commands,
            |value| changed(&|reuse| reuse.units = some(value)),
        );
        let night = money("What a night elsewhere costs for each", " a night", 1000.0, 0.5);
        fields::number_row(ui, "Avoided", &night, reuse.gbp_per_night.unwrap_or(0.0), commands, |value| {
            changed(&|reuse| reuse.gbp_per_night = some(value))
        });
        let share = count("Share of nights on which a home is used", " % of nights", 100.0);
        fields::number_row(ui, "Used on", &share, reuse.occupancy * 100.0, commands, |value| {
            changed(&|reuse| reuse.occupancy = value / 100.0)
        });
    }
    let income = money("Letting or other income, £ a year", " a year", 1e8, 100.0);
    fields::number_row(ui, "Income", &income, reuse.income_gbp.unwrap_or(0.0), commands, |value| {
        changed(&|reuse| reuse.income_gbp = some(value))
    });
    let cost = match after_use {
        AfterUse::CommunityTransfer => "Support for the body that runs it, £ a year",
        _ => "What it costs the council in its next use, £ a year",
    };
    let cost = money(cost, " a year", 1e8, 100.0);
    fields::number_row(ui, "Cost", &cost, reuse.cost_gbp.unwrap_or(0.0), commands, |value| {
        changed(&|reuse| reuse.cost_gbp = some(value))
    });
    let works = money(
        "Works to make it fit, £ once in the month of closing; optimism bias is added",
        " once",
        1e9,
        500.0,
    );
    fields::number_row(ui, "Works", &works, reuse.works_gbp.unwrap_or(0.0), commands, |value| {
        changed(&|reuse| reuse.works_gbp = some(value))
    });
    let year = reuse.cost_gbp.unwrap_or(0.0) - reuse.income_gbp.unwrap_or(0.0) - reuse.avoided_gbp();
    if year != 0.0 {
        let verb = if year < 0.0 { "It saves or earns" } else { "It costs" };
        let said = format!("{verb} {} a year", pounds(year.abs()));
        ui.label(theme::caption(said).color(tokens(ui).text2));
    }
}
