//! What money is counted by: the discount table with its source and date, bias, works, repairs, targets and benchmarks; each
//! can be replaced.

use egui::{Ui, vec2};

use crate::edit::Edit;
use crate::model::{Benchmark, DiscountBand, Settings};
use crate::score::money::discount_factors;
use crate::units::financial_year;

use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::widgets::{self, Weight};
use super::fields::{self, Number};

/// Draws a part of the page.
type Part<'a> = &'a dyn Fn(&mut Ui, &mut Vec<Command>);

/// All assumptions of money, in columns where there is room.
pub fn ui(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let settings = &session.plan().settings;
    widgets::section(ui, "What it is counted by (the same for every option)");
    let width = ui.available_width();
    let columns = if width > 900.0 {
        3
    } else if width > 560.0 {
        2
    } else {
        1
    };
    let wide = (width - 28.0 * (columns - 1) as f32) / columns as f32;
    let parts: [Part<'_>; 3] = [
        &|ui, commands| discount(ui, settings, commands),
        &|ui, commands| rates(ui, settings, commands),
        &|ui, commands| {
            targets(ui, settings, commands);
            benchmarks(ui, settings, commands);
        },
    ];
    for row in parts.chunks(columns) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 28.0;
            for part in row {
                ui.allocate_ui(vec2(wide, 10.0), |ui| {
                    ui.set_width(wide);
                    ui.vertical(|ui| {
                        ui.spacing_mut().item_spacing.x = 6.0;
                        part(ui, commands);
                    });
                });
            }
        });
        ui.add_space(8.0);
    }
}

/// The edit that changes settings.
fn changed(settings: &Settings, change: impl FnOnce(&mut Settings)) -> Edit {
    let mut settings = settings.clone();
    change(&mut settings);
    Edit::SetSettings(Box::new(settings))
}

fn percent(label: &str, most: f64) -> Number<'_> {
    Number { label, prefix: "", suffix: " %", range: [0.0, most], speed: 0.05, decimals: 2 }
}

fn discount(ui: &mut Ui, settings: &Settings, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    ui.label(theme::label("Discount table"));
    for (place, band) in settings.discount.iter().enumerate() {
        ui.horizontal(|ui| {
            ui.label(theme::small("from year").color(tokens.text2));
            let year = Number {
                label: "First year of the rate, counted from 0",
                prefix: "",
                suffix: "",
                range: [0.0, 125.0],
                speed: 0.1,
                decimals: 0,
            };
            fields::number(ui, &year, f64::from(band.from_year), commands, |year| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the field holds it between 0 and 125"
                )]
                let year = year.round() as u32;
                changed(settings, |settings| settings.discount[place].from_year = year)
            });
            fields::number(ui, &percent("Discount rate a year", 20.0), band.rate * 100.0, commands, |rate| {
                changed(settings, |settings| settings.discount[place].rate = rate / 100.0)
            });
            if settings.discount.len() > 1
                && widgets::icon_button(ui, icon::X, &format!("Remove the rate from year {}", band.from_year))
                    .clicked()
            {
                commands.push(Command::Edit(changed(settings, |settings| {
                    settings.discount.remove(place);
                })));
            }
        });
    }
    if widgets::button(ui, Weight::Quiet, Some(icon::PLUS), "Another rate").clicked() {
        let last = settings.discount.iter().map(|band| band.from_year).max().unwrap_or(0);
        let rate = settings.discount.last().map_or(0.035, |band| band.rate);
        commands.push(Command::Edit(changed(settings, |settings| {
            settings.discount.push(DiscountBand { from_year: last + 25, rate });
        })));
    }
    let width = ui.available_width() - 8.0;
    if let Some(source) =
        fields::line(ui, "discount-source", "Source of the rates", "Source", &settings.discount_source, width)
    {
        commands.push(Command::Edit(changed(settings, |settings| settings.discount_source = source)));
    }
    let date = settings.discount_date.clone().unwrap_or_default();
    if let Some(date) =
        fields::line(ui, "discount-date", "Date of the rates", "Published or last checked on", &date, width)
    {
        let date = Some(date).filter(|date| !date.is_empty());
        commands.push(Command::Edit(changed(settings, |settings| settings.discount_date = date)));
    }
    let factors = discount_factors(settings);
    if let (Some(last), Some(years)) = (factors.last(), factors.len().checked_sub(1)) {
        ui.label(
            theme::caption(format!("£1 after {years} years counts £{last:.4} today")).color(tokens.text3),
        );
    }
}

/// A rate of the settings: what to call it, its number, how to read it and how to write it.
struct Rate<'a> {
    words: &'a str,
    number: Number<'a>,
    value: f64,
    set: fn(&mut Settings, f64),
}

fn rates(ui: &mut Ui, settings: &Settings, commands: &mut Vec<Command>) {
    ui.label(theme::label("Rates and works"));
    let plain = |label, prefix, suffix, most: f64, speed: f64, decimals| Number {
        label,
        prefix,
        suffix,
        range: [0.0, most],
        speed,
        decimals,
    };
    let rows = [
        Rate {
            words: "Fit-out",
            number: plain("Fitting out space for a service, £ a m²", "£", " a m²", 1e5, 5.0, 0),
            value: settings.fit_out_gbp_per_m2,
            set: |settings, value| settings.fit_out_gbp_per_m2 = value,
        },
        Rate {
            words: "Fit-out takes",
            number: plain(
                "Months of works before a service arrives where it was not before",
                "",
                " months",
                60.0,
                0.1,
                1,
            ),
            value: settings.fit_out_months,
            set: |settings, value| settings.fit_out_months = value,
        },
        Rate {
            words: "Optimism bias, capital",
            number: percent("Added to capital; Green Book upper bound for standard buildings 24 %", 300.0),
            value: settings.optimism_bias * 100.0,
            set: |settings, value| settings.optimism_bias = value / 100.0,
        },
        Rate {
            words: "Optimism bias, duration",
            number: percent("Added to works; Green Book upper bound for standard buildings 4 %", 300.0),
            value: settings.duration_bias * 100.0,
            set: |settings, value| settings.duration_bias = value / 100.0,
        },
        Rate {
            words: "Saved by sharing",
            number: percent("Share of every delivery but the largest that sharing a building saves", 100.0),
            value: settings.co_location_saving * 100.0,
            set: |settings, value| settings.co_location_saving = value / 100.0,
        },
        Rate {
            words: "Holding a closed building",
            number: percent("Share of its running cost that a closed, held building still costs", 200.0),
            value: settings.holding_share * 100.0,
            set: |settings, value| settings.holding_share = value / 100.0,
        },
        Rate {
            words: "A sale takes",
            number: plain("Years from closing to the receipt", "", " years", 20.0, 0.05, 2),
            value: settings.disposal_after_years,
            set: |settings, value| settings.disposal_after_years = value,
        },
        Rate {
            words: "Backlog repaired over",
            number: plain(
                "Years over which the backlog of kept buildings is repaired; 0: not counted",
                "",
                " years",
                50.0,
                0.1,
                1,
            ),
            value: settings.backlog_years.unwrap_or(0.0),
            set: |settings, value| settings.backlog_years = Some(value).filter(|years| *years > 0.0),
        },
        Rate {
            words: "Backlog grows by",
            number: percent("How fast repairs that wait grow, a year in real terms", 50.0),
            value: settings.backlog_growth * 100.0,
            set: |settings, value| settings.backlog_growth = value / 100.0,
        },
    ];
    for row in rows {
        fields::number_row(ui, row.words, &row.number, row.value, commands, |value| {
            changed(settings, |settings| (row.set)(settings, value))
        });
    }
    if !settings.non_standard.sites.is_empty() {
        let words = format!(
            "{} buildings are not standard: {:.0} % on capital, {:.0} % on duration",
            settings.non_standard.sites.len(),
            settings.non_standard.optimism_bias * 100.0,
            settings.non_standard.duration_bias * 100.0
        );
        ui.label(theme::caption(words).color(tokens(ui).text2));
    }
}

fn targets(ui: &mut Ui, settings: &Settings, commands: &mut Vec<Command>) {
    ui.label(theme::label("Savings targets"));
    let number =
        |label| Number { label, prefix: "£", suffix: "", range: [0.0, 1e9], speed: 5_000.0, decimals: 0 };
    for (&year, &gbp) in &settings.targets_gbp {
        ui.horizontal(|ui| {
            ui.label(theme::small(financial_year(year)).color(tokens(ui).text2));
            fields::number(ui, &number("The whole saving of that year"), gbp, commands, |gbp| {
                changed(settings, |settings| {
                    settings.targets_gbp.insert(year, gbp);
                })
            });
            let remove = format!("Remove the target of {}", financial_year(year));
            if widgets::icon_button(ui, icon::X, &remove).clicked() {
                commands.push(Command::Edit(changed(settings, |settings| {
                    settings.targets_gbp.remove(&year);
                })));
            }
        });
    }
    let next = settings.targets_gbp.keys().next_back().map_or(settings.first_year, |year| year + 1);
    if widgets::button(ui, Weight::Quiet, Some(icon::PLUS), &format!("Target for {}", financial_year(next)))
        .clicked()
    {
        let gbp = settings.targets_gbp.values().next_back().copied().unwrap_or(0.0);
        commands.push(Command::Edit(changed(settings, |settings| {
            settings.targets_gbp.insert(next, gbp);
        })));
    }
}

fn benchmarks(ui: &mut Ui, settings: &Settings, commands: &mut Vec<Command>) {
    ui.add_space(6.0);
    ui.label(theme::label("Benchmarks, £ a m² a year"));
    let number =
        |label| Number { label, prefix: "£", suffix: "", range: [0.0, 1e5], speed: 1.0, decimals: 0 };
    for (place, benchmark) in settings.benchmarks.iter().enumerate() {
        ui.horizontal(|ui| {
            let kind = benchmark.kind.clone().unwrap_or_default();
            let hint = "every other kind";
            if let Some(kind) = fields::line(ui, ("benchmark", place), "Kind of building", hint, &kind, 96.0)
            {
                let kind = Some(kind).filter(|kind| !kind.is_empty());
                commands.push(Command::Edit(changed(settings, |settings| {
                    settings.benchmarks[place].kind = kind;
                })));
            }
            let (low, high) = (benchmark.low_gbp_per_m2, benchmark.high_gbp_per_m2);
            fields::number(ui, &number("Lower end of what is usual"), low, commands, |low| {
                changed(settings, |settings| settings.benchmarks[place].low_gbp_per_m2 = low.min(high))
            });
            fields::number(ui, &number("Upper end of what is usual"), high, commands, |high| {
                changed(settings, |settings| settings.benchmarks[place].high_gbp_per_m2 = high.max(low))
            });
            if widgets::icon_button(ui, icon::X, "Remove the benchmark").clicked() {
                commands.push(Command::Edit(changed(settings, |settings| {
                    drop(settings.benchmarks.remove(place));
                })));
            }
        });
        let (key, hint) = (("benchmark-source", place), "Source and date");
        if let Some(source) = fields::line(ui, key, "Source of the benchmark", hint, &benchmark.source, 240.0)
        {
            commands.push(Command::Edit(changed(settings, |settings| {
                settings.benchmarks[place].source = source;
            })));
        }
    }
    if widgets::button(ui, Weight::Quiet, Some(icon::PLUS), "Add a benchmark").clicked() {
        commands.push(Command::Edit(changed(settings, |settings| {
            settings.benchmarks.push(Benchmark {
                kind: None,
                low_gbp_per_m2: 0.0,
                high_gbp_per_m2: 0.0,
                source: String::new(),
            });
        })));
    }
}
