//! The sheets `Inputs` and `Money`: rates and cash as cells, everything that follows from them as formulas.

use rust_xlsxwriter::{Chart, ChartType, Color, Formula, Worksheet, XlsxError, utility::row_col_to_cell};

use super::{Looks, cell_text};
use crate::appraise::OptionAppraisal;
use crate::export::scene::palette;
use crate::export::{Content, ILLUSTRATIVE};
use crate::model::Plan;
use crate::units::financial_year;

/// Row of `Inputs` in which the first discount rate stands, counted from 0.
const RATES: u32 = 6;

type Written = std::result::Result<(), XlsxError>;

/// Rates by year and the other settings that the cash was worked out with.
pub(super) fn inputs(sheet: &mut Worksheet, content: &Content<'_>, looks: &Looks) -> Written {
    let settings = &content.plan.settings;
    sheet.set_name("Inputs")?;
    sheet.set_column_width(0, 34)?;
    sheet.set_column_width(1, 16)?;
    sheet.set_column_width(2, 16)?;
    sheet.set_column_width(4, 40)?;
    sheet.set_column_width(5, 60)?;
    sheet.write_string_with_format(0, 0, "Inputs", &looks.title)?;
    let source = format!(
        "Discount rates: {}. Change the shaded cells; the sheet Money follows.",
        settings.discount_source
    );
    sheet.write_string_with_format(1, 0, cell_text(&source), &looks.unit)?;
    if content.dataset.illustrative {
        sheet.write_string_with_format(2, 0, ILLUSTRATIVE, &looks.warning)?;
    }
    for (place, head) in
        ["Financial year", "Year", "Discount rate"].into_iter().zip(0..).map(|(head, place)| (place, head))
    {
        sheet.write_string_with_format(RATES - 1, place, head, &looks.head)?;
    }
    for year in 0..settings.horizon_years {
        let row = RATES + year;
        let calendar = settings.first_year.saturating_add_unsigned(year);
        sheet.write_string_with_format(row, 0, financial_year(calendar), &looks.words)?;
        sheet.write_number_with_format(row, 1, year, &looks.whole)?;
        sheet.write_number_with_format(row, 2, rate(content, year), &looks.input)?;
    }
    let mut line = RATES - 1;
    let mut note = |name: &str, value: String| -> Written {
        sheet.write_string_with_format(line, 4, name, &looks.words)?;
        sheet.write_string_with_format(line, 5, cell_text(&value), &looks.wrapped)?;
        line += 1;
        Ok(())
    };
    note("Already in the cash on the sheet Money", String::new())?;
    note("Fitting out, £ a m²", settings.fit_out_gbp_per_m2.to_string())?;
    note("Optimism bias on capital", settings.optimism_bias.to_string())?;
    note("Share of running cost to hold a closed building", settings.holding_share.to_string())?;
    note("Years from closing to a sale", settings.disposal_after_years.to_string())?;
    note("Share saved when services share a building", settings.co_location_saving.to_string())?;
    let backlog = settings.backlog_years.map_or_else(|| "not counted".to_owned(), |years| years.to_string());
    note("Years over which repairs are spread", backlog)
}

fn rate(content: &Content<'_>, year: u32) -> f64 {
    let bands = content.plan.settings.discount.iter().filter(|band| band.from_year <= year);
    bands.max_by_key(|band| band.from_year).map_or(0.0, |band| band.rate)
}

/// The lines of an option's cash by year, £: name, whether it counts in the running cost, values. They add up to the cash.
fn lines(option: &OptionAppraisal) -> Vec<(String, bool, Vec<f64>)> {
    // A line that is nothing in every year says nothing.
    let lines = option.findings.cost.by_line.iter();
    lines
        .filter(|line| line.years_gbp.iter().any(|gbp| *gbp != 0.0))
        .map(|line| (line.name.clone(), line.kind.is_running(), line.years_gbp.clone()))
        .collect()
}

/// A cell's name with a fixed row and column: `$B$3`.
fn fixed(row: u32, column: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell_absolute(row, column)
}

/// A block for each option, years as columns; then a table of totals and two charts.
pub(super) fn money(sheet: &mut Worksheet, content: &Content<'_>, looks: &Looks) -> Written {
    sheet.set_name("Money")?;
    sheet.set_column_width(0, 52)?;
    let options = &content.appraisal.options;
    let years = u16::try_from(options[0].findings.cost.years.len()).unwrap_or(u16::MAX);
    sheet.set_column_range_width(1, years + 1, 13)?;
    sheet.write_string_with_format(0, 0, "Money by year", &looks.title)?;
    sheet.write_string_with_format(
        1,
        0,
        "£, costs positive, prices of the first year. Lines are the program’s; cash, factors, present values and totals are formulas.",
        &looks.unit,
    )?;
    if content.dataset.illustrative {
        sheet.write_string_with_format(2, 0, ILLUSTRATIVE, &looks.warning)?;
    }
    // The totals come first, so that they are seen; their blocks stand below.
    let totals = 4_u32;
    let heads =
        ["Option", "Net present cost", "Against business as usual", "The program’s figure", "Difference"];
    for (head, place) in heads.into_iter().zip(0..) {
        sheet.write_string_with_format(totals, place, head, &looks.head)?;
    }
    let mut top = totals + u32::try_from(options.len()).unwrap_or(u32::MAX) + 3;
    let mut blocks = Vec::new();
    for (option, row) in options.iter().zip(totals + 1..) {
        let block = block(sheet, content, option, top, years, blocks.first(), looks)?;
        let name = cell_text(&crate::export::report::called(option));
        sheet.write_string_with_format(row, 0, name, &looks.words)?;
        let cost = option.findings.cost.net_present_cost_gbp;
        let bau = options[0].findings.cost.net_present_cost_gbp;
        formula(sheet, row, 1, &format!("={}", fixed(block.total, 1)), cost, &looks.pounds)?;
        formula(
            sheet,
            row,
            2,
            &format!("={}-{}", row_col_to_cell(row, 1), fixed(totals + 1, 1)),
            cost - bau,
            &looks.pounds,
        )?;
        sheet.write_number_with_format(row, 3, cost, &looks.pounds)?;
        formula(
            sheet,
            row,
            4,
            &format!("=ROUND({}-{},0)", row_col_to_cell(row, 1), row_col_to_cell(row, 3)),
            0.0,
            &looks.pounds,
        )?;
        top = block.next;
        blocks.push(block);
    }
    charts(sheet, options, &blocks, totals, top, years)
}

/// Where a block's rows are.
struct Placed {
    heads: u32,
    running: u32,
    saving: u32,
    total: u32,
    next: u32,
}

fn block(
    sheet: &mut Worksheet,
    content: &Content<'_>,
    option: &OptionAppraisal,
    top: u32,
    years: u16,
    bau: Option<&Placed>,
    looks: &Looks,
) -> std::result::Result<Placed, XlsxError> {
    let found = &option.findings.cost;
    sheet.write_string_with_format(top, 0, cell_text(&crate::export::report::called(option)), &looks.bold)?;
    let heads = top + 1;
    sheet.write_string_with_format(heads, 0, "£", &looks.head)?;
    for (year, column) in found.years.iter().zip(1..) {
        sheet.write_string_with_format(heads, column, financial_year(year.year), &looks.head)?;
    }
    let first = heads + 1;
    let mut row = first;
    let mut last_running = None;
    for (name, runs, values) in lines(option) {
        sheet.write_string_with_format(row, 0, cell_text(&name), &looks.words)?;
        for (value, column) in values.into_iter().zip(1..) {
            sheet.write_number_with_format(row, column, value, &looks.pounds)?;
        }
        if runs {
            last_running = Some(row);
        }
        row += 1;
    }
    // Lines that run stand before the others; an option without any still has a row to add up.
    row = row.max(first + 1);
    let running = row;
    row += 1;
    let (cash, rates, factors, present) = (row, row + 1, row + 2, row + 3);
    for (name, row) in [
        ("Of which running cost", running),
        ("Cash", cash),
        ("Discount rate", rates),
        ("Discount factor", factors),
        ("Present value", present),
    ] {
        sheet.write_string_with_format(row, 0, name, &looks.bold)?;
    }
    let mut factor = 1.0;
    for ((year, column), place) in found.years.iter().zip(1..).zip(0_u32..) {
        let cell = |row: u32| row_col_to_cell(row, column);
        let here = rate(content, place);
        if place > 0 {
            factor /= 1.0 + here;
        }
        let runs = last_running
            .map_or_else(|| "=0".to_owned(), |last| format!("=SUM({}:{})", cell(first), cell(last)));
        formula(sheet, running, column, &runs, year.running_cost_gbp, &looks.pounds)?;
        let all = format!("=SUM({}:{})", cell(first), cell(running - 1));
        formula(sheet, cash, column, &all, year.cash_gbp, &looks.pounds_bold)?;
        formula(sheet, rates, column, &format!("=Inputs!{}", fixed(RATES + place, 2)), here, &looks.rate)?;
        let before = if place == 0 {
            "=1".to_owned()
        } else {
            format!("={}/(1+{})", row_col_to_cell(factors, column - 1), cell(rates))
        };
        formula(sheet, factors, column, &before, factor, &looks.factor)?;
        formula(
            sheet,
            present,
            column,
            &format!("={}*{}", cell(cash), cell(factors)),
            year.cash_gbp * factor,
            &looks.pounds,
        )?;
    }
    let (saving, total) = (present + 1, present + 2);
    sheet.write_string_with_format(
        saving,
        0,
        "Saving in running cost against business as usual",
        &looks.bold,
    )?;
    if option.id != Plan::BAU
        && let Some(bau) = bau
    {
        for (year, column) in found.years.iter().zip(1..) {
            let words =
                format!("={}-{}", row_col_to_cell(bau.running, column), row_col_to_cell(running, column));
            formula(sheet, saving, column, &words, year.saving_gbp, &looks.pounds)?;
        }
    }
    sheet.write_string_with_format(total, 0, "Net present cost", &looks.bold)?;
    let span = format!("=SUM({}:{})", row_col_to_cell(present, 1), row_col_to_cell(present, years.max(1)));
    formula(sheet, total, 1, &span, found.net_present_cost_gbp, &looks.pounds_bold)?;
    Ok(Placed { heads, running, saving, total, next: total + 2 })
}

/// A formula with the result that it has now, for readers that do not calculate.
fn formula(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    words: &str,
    result: f64,
    look: &rust_xlsxwriter::Format,
) -> Written {
    let formula = Formula::new(words).set_result(result.to_string());
    sheet.write_formula_with_format(row, column, formula, look)?;
    Ok(())
}

fn charts(
    sheet: &mut Worksheet,
    options: &[OptionAppraisal],
    blocks: &[Placed],
    totals: u32,
    top: u32,
    years: u16,
) -> Written {
    let last = totals + u32::try_from(options.len()).unwrap_or(u32::MAX);
    let mut cost = Chart::new(ChartType::Bar);
    cost.title().set_name("Net present cost, £");
    cost.legend().set_hidden();
    cost.add_series()
        .set_categories(("Money", totals + 1, 0, last, 0))
        .set_values(("Money", totals + 1, 1, last, 1))
        .set_format(
            rust_xlsxwriter::ChartFormat::new().set_solid_fill(
                rust_xlsxwriter::ChartSolidFill::new().set_color(Color::RGB(palette::ACCENT.0)),
            ),
        );
    cost.set_alt_text(
        "Bar chart of the net present cost of every option; the figures are in the table at the top.",
    );
    cost.set_width(720).set_height(320);
    sheet.insert_chart(top + 1, 0, &cost)?;
    if options.len() < 2 || years == 0 {
        return Ok(());
    }
    let mut saving = Chart::new(ChartType::Column);
    saving.title().set_name("Saving in running cost by financial year, £");
    for (block, place) in blocks.iter().zip(0..).skip(1) {
        saving
            .add_series()
            .set_name(("Money", block.heads - 1, 0))
            .set_categories(("Money", block.heads, 1, block.heads, years))
            .set_values(("Money", block.saving, 1, block.saving, years))
            .set_format(rust_xlsxwriter::ChartFormat::new().set_solid_fill(
                rust_xlsxwriter::ChartSolidFill::new().set_color(Color::RGB(palette::option(place).0)),
            ));
    }
    saving.set_alt_text(
        "Column chart of each option's saving by year; the figures are in the rows of each option.",
    );
    saving.set_width(900).set_height(360);
    sheet.insert_chart(top + 20, 0, &saving)?;
    Ok(())
}
