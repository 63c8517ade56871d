//! What happens when, and how far the findings hold.

use super::super::tree::{Block, Cell, Form, Grid};
use super::super::{Writing, called, short};
use super::context::action_words;
use crate::appraise::OptionAppraisal;
use crate::export::veil::Count;
use crate::export::words;
use crate::model::{Action, CriterionKey, OptionPlan};
use crate::score::Verdict;
use crate::units::{Month, financial_year};

/// The steps of every option by month.
pub fn phasing(writing: &Writing<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::text(
        "Steps are in the order in which they happen. What carries no date happens at the start of the first year.",
    )];
    for (place, found, plan) in writing.standing() {
        let steps = steps(writing, plan);
        if steps.is_empty() {
            continue;
        }
        let mut grid =
            Grid::new(format!("{}: steps", called(found)), &[("When", "words"), ("What happens", "words")]);
        for (month, what) in steps {
            grid.row(vec![words::month(month).into(), what.into()]);
        }
        blocks.push(Block::Grid(grid));
        let problems: Vec<String> =
            found.findings.phasing.steps.iter().filter_map(|step| step.problem.clone()).collect();
        if !problems.is_empty() {
            blocks.push(Block::Note("Steps that cannot be when they are:".to_owned()));
            blocks.push(Block::List(problems.iter().map(|problem| words::clipped(problem, 300)).collect()));
        }
        blocks.push(Block::Grid(interim(writing, place, found)));
        let years = &found.findings.cost.years;
        let reached =
            years.iter().find(|year| (year.saving_gbp - found.findings.cost.saving_gbp).abs() < 1.0);
        if let Some(year) = reached {
            blocks.push(Block::text(format!(
                "{} reaches its full yearly saving in {}.",
                called(found),
                financial_year(year.year)
            )));
        }
    }
    if blocks.len() == 1 {
        return vec![Block::text("No option has steps yet.")];
    }
    blocks
}

/// The city at the end of each year on the way.
fn interim(writing: &Writing<'_>, option: usize, found: &OptionAppraisal) -> Grid {
    let mut grid = Grid::new(
        format!("{}: the end of each year", called(found)),
        &[
            ("Financial year", "words"),
            ("Buildings open", "number"),
            ("Coverage by need", "%"),
            ("Blueprint rules met", "number"),
        ],
    );
    if let Some((_, service)) = writing.mapped() {
        grid.column(format!("{}: newly beyond", words::clipped(&service.name, 30)), "people");
    }
    for year in &found.findings.phasing.years {
        let mut cells = vec![
            financial_year(year.year).into(),
            Cell::Number(year.open_sites as f64, Form::Whole),
            Cell::number(year.access.map(|mean| writing.veil.access(option, mean)), Form::Share),
            Cell::Number(year.count(Verdict::Met) as f64, Form::Whole),
        ];
        if let Some((place, _)) = writing.mapped() {
            // The last years are as the steady state, so what is hidden there is hidden on the way.
            let steady = writing.veil.at(place, option, None).count(Count::NewlyBeyond);
            let then = year.newly_beyond.get(place).copied();
            cells.push(match steady {
                Err(_) if then.is_some_and(|people| people > 0.0) => Cell::text(words::WITHHELD),
                _ => Cell::number(then, Form::People),
            });
        }
        grid.row(cells);
    }
    grid
}

/// What happens in each month of an option, in order.
fn steps(writing: &Writing<'_>, plan: &OptionPlan) -> Vec<(Month, String)> {
    let dataset = writing.content.dataset;
    let start = Month::at(writing.content.plan.settings.first_year, 0);
    let mut by_month: std::collections::BTreeMap<(Month, u8), Vec<String>> =
        std::collections::BTreeMap::new();
    for (id, decision) in &plan.sites {
        let order = match decision.action {
            Action::Hub => 0,
            Action::Reduce => 2,
            Action::Close => 3,
            Action::Keep => continue,
        };
        let words = words::site(dataset, id);
        by_month.entry((decision.from.unwrap_or(start), order)).or_default().push(words);
    }
    for movement in &plan.moves {
        let month = plan.month_of(movement).unwrap_or(start);
        let service = words::service(dataset, &movement.service);
        let what = match (&movement.from, &movement.to) {
            (Some(from), Some(to)) => {
                format!("{service} from {} to {}", words::site(dataset, from), words::site(dataset, to))
            }
            (None, Some(to)) => format!("{service} begins at {}", words::site(dataset, to)),
            (Some(from), None) => format!("{service} ends at {}", words::site(dataset, from)),
            (None, None) => continue,
        };
        by_month.entry((month, 1)).or_default().push(what);
    }
    by_month
        .into_iter()
        .map(|((month, order), items)| {
            let verb = match order {
                0 => {
                    if items.len() == 1 {
                        action_words(Action::Hub)
                    } else {
                        "become hubs"
                    }
                }
                2 => "cost cut in place",
                3 => {
                    if items.len() == 1 {
                        "closes"
                    } else {
                        "close"
                    }
                }
                _ => "",
            };
            let listed = words::listed(&items, 60);
            (month, if verb.is_empty() { format!("Moves: {listed}") } else { format!("{listed}: {verb}") })
        })
        .collect()
}

/// Scores by criterion, their fixed references, and what is not known.
pub fn sensitivity(writing: &Writing<'_>) -> Vec<Block> {
    let appraisal = writing.content.appraisal;
    let mut blocks = vec![Block::text(
        "Each criterion is scored from 0 to 100 between two fixed references, so that adding or dropping an option never changes another’s score. The total weighs the scores; whoever weighs differently can work out another total from this table.",
    )];
    let mut grid = Grid::new(
        "Scores by criterion",
        &[("Criterion", "words"), ("Weight", ""), ("Scores 0 at", "words"), ("Scores 100 at", "words")],
    );
    for option in &appraisal.options {
        grid.column(short(option), "");
    }
    for key in CriterionKey::ALL {
        let weight = writing.content.plan.settings.weights.get(&key).copied().unwrap_or(0.0);
        let scale = appraisal.scales.get(&key);
        let mut cells = vec![
            key.label().into(),
            Cell::Number(weight, Form::Whole),
            scale.map_or(Cell::None, |[worst, _]| words::value(key, *worst).into()),
            scale.map_or(Cell::None, |[_, best]| words::value(key, *best).into()),
        ];
        cells.extend(
            appraisal.options.iter().map(|option| Cell::number(option.criterion(key).score, Form::Whole)),
        );
        grid.row(cells);
    }
    let mut total = vec![Cell::text("Total"), Cell::None, Cell::None, Cell::None];
    total.extend(appraisal.options.iter().map(|option| Cell::number(option.total, Form::Decimals(1))));
    grid.total(total);
    if !appraisal.left_out.is_empty() {
        let names: Vec<String> = appraisal.left_out.iter().map(|key| key.label().to_owned()).collect();
        grid.note = Some(format!(
            "{} left out of every total: an option has no score by it.",
            words::listed(&names, 7)
        ));
    }
    blocks.push(Block::Grid(grid));
    let mut unknown = Grid::new(
        "What is not known, in the steady state",
        &[
            ("Option", "words"),
            ("Running cost", "sites"),
            ("Income", "sites"),
            ("Opening hours", "sites"),
            ("Energy", "sites"),
            ("Capital value", "sites"),
            ("Floor area", "sites"),
        ],
    );
    for option in &appraisal.options {
        let found = &option.findings.unknowns;
        let mut cells = vec![called(option).into()];
        let counts = [
            found.running_costs,
            found.incomes,
            found.hours,
            found.energy,
            found.capital_values,
            found.floor_areas,
        ];
        cells.extend(counts.map(|count| Cell::Number(count as f64, Form::Whole)));
        unknown.row(cells);
    }
    blocks.push(Block::Grid(
        unknown.noted("An unknown value is left out of its sum and counted here; it is never taken as zero."),
    ));
    blocks.extend(super::evidence::robustness(writing));
    blocks
}
