//! Access before and after: every service under every option, with maps of minutes.

use super::super::tree::{Block, Cell, Figure, Form, Grid};
use super::super::{Writing, called, short};
use crate::export::scene::map::{self, Subject};
use crate::export::veil::Count;
use crate::export::words;
use crate::model::Plan;

/// A table for each service, and a map of minutes for each option that stands.
pub fn access(writing: &Writing<'_>) -> Vec<Block> {
    let content = writing.content;
    let dataset = content.dataset;
    if dataset.services.is_empty() {
        return vec![Block::text("No services are defined, so no journeys are measured.")];
    }
    let mut blocks = vec![Block::text(
        "Each table gives one service under every option, in the steady state that is reached once everything has happened. “Newly beyond” and “newly within” compare with business as usual and are never netted against each other. “Nearest site changes” counts everybody who would go somewhere else, however far that is.",
    )];
    for (place, service) in dataset.services.iter().enumerate() {
        let mut grid = Grid::new(
            format!("{}, standard {:.0} minutes", words::name(&service.name), service.standard.minutes),
            &[
                ("Option", "words"),
                ("Users within the standard", "%"),
                ("Need-weighted", "%"),
                ("Mean journey", "minutes"),
                ("Nine in ten within", "minutes"),
                ("Newly beyond", "people"),
                ("Newly within", "people"),
                ("Nearest site changes", "people"),
            ],
        );
        for (index, option) in content.appraisal.options.iter().enumerate() {
            let (found, users) = (&option.findings.services[place], writing.veil.at(place, index, None));
            let now = option.id == Plan::BAU;
            let mut cells = vec![
                called(option).into(),
                Cell::users_share(users, found.coverage_people),
                Cell::users_share(users, found.coverage_need),
                Cell::number(found.mean_minutes, Form::Decimals(1)),
                Cell::number(found.p90_minutes, Form::Decimals(1)),
            ];
            cells.extend(
                [Count::NewlyBeyond, Count::NewlyWithin, Count::Elsewhere]
                    .map(|count| if now { Cell::None } else { Cell::users(users.count(count)) }),
            );
            grid.row(cells);
        }
        blocks.push(Block::Grid(grid));
    }
    if let Some((service, facts)) = writing.mapped() {
        let name = words::clipped(&facts.name, 40);
        for (place, found, _) in writing.standing() {
            let title = format!("{}: minutes to the nearest {name}", called(found));
            let access = &found.findings.services[service];
            let users = writing.veil.at(service, place, None);
            let share = access.coverage_people;
            let share = share.map_or_else(|| "an unknown share".to_owned(), |share| users.share_words(share));
            let minutes = access
                .mean_minutes
                .map_or_else(|| "not measured".to_owned(), |minutes| format!("{minutes:.1} minutes"));
            blocks.push(Block::Figure(Box::new(Figure {
                number: 0,
                caption: format!("{title}; darker is longer"),
                alt: format!(
                    "Map of areas shaded by minutes to the nearest site that offers {name} under {}: {share} of users are within {:.0} minutes, the mean journey is {minutes}.",
                    called(found),
                    facts.standard.minutes
                ),
                scene: map::draw(content, &writing.ground, Subject::Minutes(place, service), &words::clipped(&title, 90)),
                twin: by_locality(writing, place, service),
            })));
        }
    }
    blocks
}

/// One service under business as usual and one option, locality by locality.
pub fn by_locality(writing: &Writing<'_>, option: usize, service: usize) -> Grid {
    let appraisal = writing.content.appraisal;
    let (now, then) = (appraisal.bau(), &appraisal.options[option]);
    let name = words::name(&writing.content.dataset.services[service].name);
    let mut grid =
        Grid::new(format!("{name}, now and under {}, by locality", called(then)), &[("Locality", "words")]);
    grid.column("Within the standard, now", "%");
    grid.column(format!("Within it, {}", short(then)), "%");
    grid.column("Mean journey, now", "minutes");
    grid.column(format!("Mean journey, {}", short(then)), "minutes");
    grid.column("Newly beyond", "people");
    grid.column("Newly within", "people");
    let rows = now.findings.localities.iter().zip(&then.findings.localities);
    for (index, (locality, (before, after))) in
        writing.content.dataset.localities.iter().zip(rows).enumerate()
    {
        let users = |option: usize| writing.veil.at(service, option, Some(index));
        let (before, after) = (&before.services[service], &after.services[service]);
        grid.row(vec![
            words::name(&locality.name).into(),
            Cell::users_share(users(0), before.coverage_people),
            Cell::users_share(users(option), after.coverage_people),
            Cell::number(before.mean_minutes, Form::Decimals(1)),
            Cell::number(after.mean_minutes, Form::Decimals(1)),
            Cell::users(users(option).count(Count::NewlyBeyond)),
            Cell::users(users(option).count(Count::NewlyWithin)),
        ]);
    }
    grid.of_parts()
}
