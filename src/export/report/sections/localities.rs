//! A page for each locality: need, sites, and what each option does there.

use super::super::tree::{Block, Cell, Form, Grid};
use super::super::{Writing, called};
use super::context::action_words;
use crate::export::words;
use crate::model::{Action, Columns, Plan};
use crate::score::Verdict;

/// Every locality in turn.
pub fn profiles(writing: &Writing<'_>) -> Vec<Block> {
    (0..writing.content.dataset.localities.len()).flat_map(|locality| profile(writing, locality)).collect()
}

fn profile(writing: &Writing<'_>, locality: usize) -> Vec<Block> {
    let content = writing.content;
    let dataset = content.dataset;
    let bau = &content.appraisal.bau().findings;
    let here = &bau.localities[locality];
    let name = words::name(&dataset.localities[locality].name);
    let everyone = dataset.people();
    let share = if everyone > 0.0 {
        format!(", {} of everybody", words::share(here.people / everyone))
    } else {
        String::new()
    };
    let mut blocks = vec![
        Block::Heading(1, name.clone()),
        Block::text(format!("{} residents{share}.{}", words::people(here.people), groups(writing, locality))),
    ];
    let sites: Vec<usize> =
        (0..dataset.sites.len()).filter(|site| dataset.locality_of_site[*site] == Some(locality)).collect();
    if sites.is_empty() {
        blocks.push(Block::text("No building of this appraisal stands here."));
    } else {
        let mut grid = Grid::new(
            format!("{name}: buildings"),
            &[("Building", "words"), ("Services today", "words"), ("Open", "hours a week")],
        );
        let options: Vec<_> = writing.standing().collect();
        for (_, option, _) in &options {
            grid.column(super::super::short(option), "words");
        }
        for site in sites {
            let mut cells = vec![
                words::name(&dataset.sites[site].name).into(),
                words::services(dataset, &bau.sites[site].services, 8).into(),
                Cell::number(bau.sites[site].hours_per_week, Form::Decimals(1)),
            ];
            cells.extend(options.iter().map(|(_, option, _)| match option.findings.sites[site].action {
                Action::Reduce => Cell::text("cost cut"),
                Action::Hub => Cell::text("hub"),
                action => Cell::text(action_words(action)),
            }));
            grid.row(cells);
        }
        blocks.push(Block::Grid(grid));
    }
    if !dataset.services.is_empty() {
        let mut grid = Grid::new(
            format!("{name}: what each option does"),
            &[("Option", "words"), ("Blueprint rules met", "words"), ("Cost of its buildings", "£ a year")],
        );
        if let Some((_, service)) = writing.mapped() {
            grid.column(
                format!(
                    "Within {:.0} minutes of {}",
                    service.standard.minutes,
                    words::clipped(&service.name, 30)
                ),
                "%",
            );
        }
        grid.column("Newly beyond, all services", "users");
        grid.column("Newly within, all services", "users");
        for option in &content.appraisal.options {
            let found = &option.findings;
            let rules = || found.judgements.iter().filter(|judgement| judgement.locality == Some(locality));
            let met = rules().filter(|judgement| judgement.verdict == Verdict::Met).count();
            let then = &found.localities[locality];
            let mut cells = vec![
                called(option).into(),
                if rules().count() == 0 {
                    Cell::None
                } else {
                    format!("{met} of {}", rules().count()).into()
                },
                Cell::Number(then.running_cost_gbp, Form::Pounds),
            ];
            if let Some((service, _)) = writing.mapped() {
                cells.push(Cell::number(then.services[service].coverage_people, Form::Share));
            }
            let now = option.id == Plan::BAU;
            let beyond: f64 = then.services.iter().map(|service| service.newly_beyond).sum();
            let within: f64 = then.services.iter().map(|service| service.newly_within).sum();
            cells.push(Cell::number((!now).then_some(beyond), Form::People));
            cells.push(Cell::number((!now).then_some(within), Form::People));
            grid.row(cells);
        }
        blocks.push(Block::Grid(grid.noted("People are counted once for each service that they use.")));
    }
    blocks
}

/// The groups that are more common here than everywhere, in a sentence.
fn groups(writing: &Writing<'_>, locality: usize) -> String {
    let dataset = writing.content.dataset;
    let ratio = |column: &str, of: &str| {
        let sum = |column: &str, all: bool| -> Option<f64> {
            let values = dataset.columns.get(column)?;
            let chosen = values
                .iter()
                .enumerate()
                .filter(|(area, _)| all || dataset.locality_of_area[*area] == Some(locality));
            Some(chosen.filter_map(|(_, value)| *value).sum())
        };
        let (here, people) = (sum(column, false)?, sum(of, false)?);
        let (all, everyone) = (sum(column, true)?, sum(of, true)?);
        (people > 0.0 && all > 0.0 && everyone > 0.0 && !words::hidden(here))
            .then(|| (here / people, (here / people) / (all / everyone)))
    };
    let mut more: Vec<String> = Vec::new();
    for group in &writing.content.plan.groups {
        let of = if group.unit == "households" { "households" } else { Columns::POPULATION };
        if let Some((share, times)) = ratio(&group.column, of)
            && times >= 1.1
        {
            let who = if group.unit == "households" { "of households" } else { "of residents" };
            more.push(format!(
                "{} ({} {who})",
                lower_first(&words::clipped(&group.name, 60)),
                words::share(share)
            ));
        }
    }
    if more.is_empty() {
        String::new()
    } else {
        format!(" More here than elsewhere: {}.", words::listed(&more, 8))
    }
}

fn lower_first(text: &str) -> String {
    let mut signs = text.chars();
    let rest_upper = text.chars().nth(1).is_some_and(char::is_uppercase);
    match signs.next() {
        Some(first) if !rest_upper => first.to_lowercase().chain(signs).collect(),
        _ => text.to_owned(),
    }
}
