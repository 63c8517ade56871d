//! A page for each locality: need, sites, and what each option does there.

use super::super::tree::{Block, Cell, Form, Grid};
use super::super::{Writing, called};
use super::context::action_words;
use crate::export::veil::Count;
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
        for (place, option) in content.appraisal.options.iter().enumerate() {
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
                let users = writing.veil.at(service, place, Some(locality));
                cells.push(Cell::users_share(users, then.services[service].coverage_people));
            }
            let now = option.id == Plan::BAU;
            cells.extend(
                [Count::NewlyBeyond, Count::NewlyWithin].map(|count| {
                    if now { Cell::None } else { over_services(writing, place, locality, count) }
                }),
            );
            grid.row(cells);
        }
        blocks.push(Block::Grid(grid.noted("People are counted once for each service that they use.")));
    }
    blocks
}

/// A count of a locality's users summed over the services; not where one of them is hidden, which would be
/// the sum less the others that stand in another table.
fn over_services(writing: &Writing<'_>, option: usize, locality: usize, count: Count) -> Cell {
    let services = 0..writing.content.dataset.services.len();
    let parts = services.map(|service| writing.veil.at(service, option, Some(locality)).count(count));
    let shown: Option<Vec<f64>> = parts.map(|part| part.ok().filter(|part| !words::hidden(*part))).collect();
    shown.map_or(Cell::text(words::WITHHELD), |parts| Cell::Number(parts.iter().sum(), Form::People))
}

/// The groups that are more common here than everywhere, in a sentence.
fn groups(writing: &Writing<'_>, locality: usize) -> String {
    let dataset = writing.content.dataset;
    let ratio = |column: &str, of: &str| {
        let sum = |column: &str, locality: Option<usize>| -> Option<f64> {
            let values = dataset.columns.get(column)?;
            let chosen = values
                .iter()
                .enumerate()
                .filter(|(area, _)| locality.is_none() || dataset.locality_of_area[*area] == locality);
            Some(chosen.filter_map(|(_, value)| *value).sum())
        };
        let (here, people) = (sum(column, Some(locality))?, sum(of, Some(locality))?);
        let (all, everyone) = (sum(column, None)?, sum(of, None)?);
        // As in the table of groups: neither a small count, nor the one that would give it away.
        let parts: Vec<Option<f64>> =
            (0..dataset.localities.len()).map(|place| sum(column, Some(place))).collect();
        let is_shown = !words::hidden(here) && words::gives_away(&parts) != Some(locality);
        (people > 0.0 && all > 0.0 && everyone > 0.0 && is_shown)
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
