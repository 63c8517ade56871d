//! Money over time, and carbon.

use super::super::tree::{Block, Cell, Figure, Form, Grid};
use super::super::{Writing, called, short};
use super::options::less_or_more;
use crate::appraise::OptionAppraisal;
use crate::export::scene::chart::{self, Axis, Series};
use crate::export::scene::palette;
use crate::export::words;
use crate::model::Plan;
use crate::units::{financial_year, pounds_short};

/// Running cost, one-offs, years against targets, and the net present cost.
pub fn money(writing: &Writing<'_>) -> Vec<Block> {
    let content = writing.content;
    let settings = &content.plan.settings;
    let mut blocks = vec![Block::text(format!(
        "All figures are in the prices of {}, for the council’s own share of costs and income. Costs are positive. Years run from April to March.",
        financial_year(settings.first_year)
    ))];
    let lines: Vec<String> = writing.standing().map(|(_, found, _)| sentence(writing, found)).collect();
    if !lines.is_empty() {
        blocks.push(Block::List(lines));
    }
    blocks.push(Block::Grid(running(writing)));
    blocks.push(Block::Grid(whole_life(writing)));
    for (_, option, _) in writing.standing() {
        blocks.push(Block::Grid(by_line(option)));
    }
    if !content.appraisal.bau().findings.cost.years.is_empty() && content.appraisal.options.len() > 1 {
        blocks.push(Block::Figure(Box::new(savings(writing))));
        blocks.push(Block::Figure(Box::new(cash(writing))));
    }
    blocks
}

fn sentence(writing: &Writing<'_>, found: &OptionAppraisal) -> String {
    let cost = &found.findings.cost;
    let bau = &writing.content.appraisal.bau().findings.cost;
    if found.findings.known_running_cost().is_none() {
        return format!("{}: the cost of its buildings is not known.", called(found));
    }
    let horizon = writing.content.plan.settings.horizon_years;
    let payback = cost.payback_year.map_or_else(String::new, |year| {
        format!(" What is spent first has come back by the end of {}.", financial_year(year))
    });
    let unknown = cost.unknown_running_cost_gbp.map_or_else(String::new, |[low, high]| {
        format!(
            " Running costs that are not known could add {} to {} a year.",
            pounds_short(low),
            pounds_short(high)
        )
    });
    format!(
        "{}: {} a year to run than today once complete, {} of one-off costs, and a net present cost over {horizon} years that is {}.{payback}{unknown}",
        called(found),
        less_or_more(cost.saving_gbp),
        pounds_short(cost.one_off_gbp),
        less_or_more(bau.net_present_cost_gbp - cost.net_present_cost_gbp)
    )
}

/// What an option has in a row.
type RowValue<'a> = &'a dyn Fn(&OptionAppraisal) -> Option<f64>;

/// A row for each part, a column for each option.
fn by_option(writing: &Writing<'_>, caption: &str, rows: &[(&str, bool, RowValue<'_>)]) -> Grid {
    let mut grid = Grid::new(caption, &[("Line", "words")]);
    for option in &writing.content.appraisal.options {
        grid.column(short(option), "£");
    }
    for (name, total, value) in rows {
        let mut cells = vec![Cell::text(*name)];
        cells.extend(
            writing.content.appraisal.options.iter().map(|option| Cell::number(value(option), Form::Pounds)),
        );
        if *total { grid.total(cells) } else { grid.row(cells) }
    }
    grid
}

fn running(writing: &Writing<'_>) -> Grid {
    by_option(
        writing,
        "Running cost a year once complete, by part",
        &[
            ("Buildings, after cost cut in place", false, &|option| Some(option.findings.cost.lines.premises_gbp)),
            ("Delivering services", false, &|option| Some(option.findings.cost.lines.deliveries_gbp)),
            ("Saved by sharing buildings", false, &|option| Some(-option.findings.cost.lines.co_location_saving_gbp)),
            ("Income", false, &|option| Some(-option.findings.cost.lines.income_gbp)),
            ("The option’s own yearly lines", false, &|option| Some(option.findings.cost.lines.money_lines_gbp)),
            ("Running cost", true, &|option| option.findings.known_running_cost()),
            ("Saving against now", true, &|option| {
                (option.id != Plan::BAU).then_some(option.findings.cost.saving_gbp)
            }),
        ],
    )
    .noted("Running costs that are not known are left out; the paragraphs above say how far they could move the total.")
}

/// Every line of an option's cash, year by year.
fn by_line(option: &OptionAppraisal) -> Grid {
    let cost = &option.findings.cost;
    let mut grid = Grid::new(format!("{}: cash by year and line", called(option)), &[("Line", "words")]);
    for year in &cost.years {
        grid.column(financial_year(year.year), "£");
    }
    for line in cost.by_line.iter().filter(|line| line.years_gbp.iter().any(|gbp| *gbp != 0.0)) {
        let mut cells = vec![words::clipped(&line.name, 80).into()];
        cells.extend(line.years_gbp.iter().map(|gbp| Cell::Number(*gbp, Form::PoundsShort)));
        grid.row(cells);
    }
    let mut cells = vec![Cell::text("Cash")];
    cells.extend(cost.years.iter().map(|year| Cell::Number(year.cash_gbp, Form::PoundsShort)));
    grid.total(cells);
    grid
}

fn whole_life(writing: &Writing<'_>) -> Grid {
    let settings = &writing.content.plan.settings;
    by_option(
        writing,
        &format!("Costs and receipts within {} years", settings.horizon_years),
        &[
            ("One-off costs", false, &|option| Some(option.findings.cost.one_off_gbp)),
            ("Holding closed buildings", false, &|option| Some(option.findings.cost.holding_gbp)),
            ("Repairs", false, &|option| Some(option.findings.cost.backlog_gbp)),
            ("Receipts from sales", false, &|option| Some(-option.findings.cost.receipts_gbp)),
            ("Value of what is still owned at the end", false, &|option| Some(-option.findings.cost.residual_value_gbp)),
            ("Net present cost, discounted", true, &|option| Some(option.findings.cost.net_present_cost_gbp)),
        ],
    )
    .noted(format!(
        "Lines are undiscounted; the net present cost also holds the running costs of every year and is discounted at {}.{}",
        rates(writing),
        if settings.backlog_years.is_none() { " The repair backlog is not counted." } else { "" }
    ))
}

/// The discount rates in words: `3.5 % from year 0`.
pub fn rates(writing: &Writing<'_>) -> String {
    let settings = &writing.content.plan.settings;
    let bands: Vec<String> = settings
        .discount
        .iter()
        .filter(|band| band.from_year < settings.horizon_years)
        .map(|band| format!("{:.2} % from year {}", band.rate * 100.0, band.from_year))
        .collect();
    format!("{} ({})", words::listed(&bands, 6), words::clipped(&settings.discount_source, 120))
}

/// A line of a chart for each option.
fn series_of(writing: &Writing<'_>, values: impl Fn(&OptionAppraisal) -> Vec<Option<f64>>) -> Vec<Series> {
    writing
        .standing()
        .map(|(place, found, _)| Series {
            mark: short(found),
            name: words::clipped(&found.name, 50),
            ink: palette::option(place),
            dashed: false,
            values: values(found),
        })
        .collect()
}

fn savings(writing: &Writing<'_>) -> Figure {
    let options = &writing.content.appraisal.options;
    let years = &options[0].findings.cost.years;
    let names: Vec<String> = years.iter().map(|year| financial_year(year.year)).collect();
    let mut series = series_of(writing, |found| {
        found.findings.cost.years.iter().map(|year| Some(year.saving_gbp)).collect()
    });
    if years.iter().any(|year| year.target_gbp.is_some()) {
        series.push(Series {
            mark: "target".to_owned(),
            name: "Target".to_owned(),
            ink: palette::TEXT,
            dashed: true,
            values: years.iter().map(|year| year.target_gbp).collect(),
        });
    }
    let caption = "Saving in running cost by financial year";
    let told: Vec<String> = writing
        .standing()
        .filter_map(|(_, found, _)| {
            let years = &found.findings.cost.years;
            Some(format!(
                "{} saves {} in the first year and {} in the last",
                called(found),
                pounds_short(years.first()?.saving_gbp),
                pounds_short(years.last()?.saving_gbp)
            ))
        })
        .collect();
    let mut twin = by_year(writing, caption, |option, place| {
        option.findings.cost.years.get(place).map(|year| year.saving_gbp)
    });
    if series.iter().any(|series| series.dashed) {
        twin.column("Target", "£");
        for (row, year) in twin.rows.iter_mut().zip(years) {
            row.cells.push(Cell::number(year.target_gbp, Form::Pounds));
        }
    }
    Figure {
        number: 0,
        caption: format!("{caption}, £"),
        alt: format!("Bar chart. {}.", words::listed(&told, 6)),
        scene: chart::bars(caption, &names, &series, Axis::Pounds),
        twin,
    }
}

/// All cash spent up to each year, against business as usual.
fn cash(writing: &Writing<'_>) -> Figure {
    let bau = &writing.content.appraisal.bau().findings.cost.years;
    let names: Vec<String> = bau.iter().map(|year| financial_year(year.year)).collect();
    let ahead = |option: &OptionAppraisal| {
        let mut sum = 0.0;
        let years = option.findings.cost.years.iter().zip(bau);
        years
            .map(|(year, bau)| {
                sum += bau.cash_gbp - year.cash_gbp;
                sum
            })
            .collect::<Vec<f64>>()
    };
    let series = series_of(writing, |found| ahead(found).into_iter().map(Some).collect());
    let caption = "Cash saved up to the end of each year, undiscounted";
    let told: Vec<String> = writing
        .standing()
        .map(|(_, found, _)| {
            let back = found.findings.cost.payback_year.map_or_else(
                || "has no year in which spending is paid back".to_owned(),
                |year| format!("has paid back what is spent first by {}", financial_year(year)),
            );
            format!("{} {back}", called(found))
        })
        .collect();
    Figure {
        number: 0,
        caption: format!("{caption}, £; below zero, more has been spent than today"),
        alt: format!("Line chart. {}.", words::listed(&told, 6)),
        scene: chart::lines(caption, &names, &series, Axis::Pounds),
        twin: by_year(writing, caption, |option, place| ahead(option).get(place).copied()),
    }
}

/// A row for each year, a column for each option that stands.
fn by_year(
    writing: &Writing<'_>,
    caption: &str,
    value: impl Fn(&OptionAppraisal, usize) -> Option<f64>,
) -> Grid {
    let mut grid = Grid::new(caption, &[("Financial year", "words")]);
    for (_, option, _) in writing.standing() {
        grid.column(short(option), "£");
    }
    for (place, year) in writing.content.appraisal.bau().findings.cost.years.iter().enumerate() {
        let mut cells = vec![financial_year(year.year).into()];
        cells.extend(
            writing.standing().map(|(_, option, _)| Cell::number(value(option, place), Form::Pounds)),
        );
        grid.row(cells);
    }
    grid
}

/// Carbon of the buildings that stay.
pub fn carbon(writing: &Writing<'_>) -> Vec<Block> {
    let content = writing.content;
    let factors = &content.plan.settings.carbon_kg_per_kwh;
    let mut grid = Grid::new(
        "Carbon of the buildings that stay",
        &[
            ("Option", "words"),
            ("Carbon", "tonnes CO₂e a year"),
            ("Against now", "%"),
            ("Energy not known at", "buildings"),
        ],
    );
    let now = content.appraisal.bau().findings.known_carbon();
    for option in &content.appraisal.options {
        let kg = option.findings.known_carbon();
        let change = kg.zip(now).filter(|(_, now)| *now > 0.0).map(|(kg, now)| (kg - now) / now);
        let change = if option.id == Plan::BAU {
            Cell::None
        } else {
            change
                .map_or(Cell::None, |change| format!("{} %", crate::units::signed(change * 100.0, 1)).into())
        };
        grid.row(vec![
            called(option).into(),
            Cell::number(kg.map(|kg| kg / 1000.0), Form::Whole),
            change,
            Cell::Number(option.findings.unknowns.energy as f64, Form::Whole),
        ]);
    }
    vec![
        Block::text(format!(
            "Electricity counts {} and gas {} kg CO₂e for each kWh ({}). A building that closes stops counting; what its next user emits is not known and not counted.",
            factors.electricity,
            factors.gas,
            words::clipped(&factors.source, 160)
        )),
        Block::Grid(grid),
    ]
}
