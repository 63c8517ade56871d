//! Who loses, equality, and the duties that options trigger.

use super::super::tree::{Block, Cell, Figure, Form, Grid};
use super::super::{Writing, called, short};
use super::access::by_locality;
use crate::export::scene::map::{self, Subject};
use crate::export::words;
use crate::model::CriterionKey;

/// Whose journeys grow, by service and place.
pub fn losers(writing: &Writing<'_>) -> Vec<Block> {
    let content = writing.content;
    let dataset = content.dataset;
    if dataset.services.is_empty() || writing.options().next().is_none() {
        return vec![Block::text("There is no option with services to compare.")];
    }
    let mut blocks = vec![Block::text(
        "A journey counts as longer when it grows by more than half a minute, or becomes impossible. One person may use several services and is counted once in each.",
    )];
    let mut grid = Grid::new("People whose journey becomes longer, by service", &[("Service", "words")]);
    for (_, option, _) in writing.options() {
        grid.column(short(option), "people");
    }
    for (place, service) in dataset.services.iter().enumerate() {
        let mut cells = vec![words::name(&service.name).into()];
        cells.extend(
            writing
                .options()
                .map(|(_, option, _)| Cell::Number(option.findings.services[place].longer, Form::People)),
        );
        grid.row(cells);
    }
    blocks.push(Block::Grid(grid));
    if let Some((service, facts)) = writing.mapped() {
        let name = words::clipped(&facts.name, 40);
        for (place, found, _) in writing.standing() {
            let title = format!("{}: change in minutes to the nearest {name}", called(found));
            let access = &found.findings.services[service];
            blocks.push(Block::Figure(Box::new(Figure {
                number: 0,
                caption: format!("{title}; orange is longer, teal shorter, outlined newly beyond {:.0} minutes", facts.standard.minutes),
                alt: format!(
                    "Map of areas shaded by how their journey to {name} changes under {}. It becomes longer for {} users and shorter for {}; {} are newly beyond {:.0} minutes and {} newly within.",
                    called(found),
                    words::people(access.longer),
                    words::people(access.shorter),
                    words::people(access.newly_beyond),
                    facts.standard.minutes,
                    words::people(access.newly_within)
                ),
                scene: map::draw(content, &writing.ground, Subject::Change(place, service), &words::clipped(&title, 90)),
                twin: by_locality(writing, place, service),
            })));
        }
    }
    blocks
}

/// What options do to the neediest fifth.
pub fn equality(writing: &Writing<'_>) -> Vec<Block> {
    let content = writing.content;
    let mut grid = Grid::new(
        "The neediest fifth’s journeys",
        &[
            ("Option", "words"),
            ("Neediest fifth, mean journey", "minutes"),
            ("That minus everybody’s", "minutes"),
            ("Change for the neediest fifth", "minutes"),
        ],
    );
    let now = content.appraisal.bau().findings.value(CriterionKey::Equality);
    for option in &content.appraisal.options {
        let then = option.findings.value(CriterionKey::Equality);
        grid.row(vec![
            called(option).into(),
            Cell::number(then, Form::Decimals(1)),
            Cell::number(option.findings.equality_gap_minutes, Form::Decimals(1)),
            then.zip(now).map_or(Cell::None, |(then, now)| crate::units::signed(then - now, 1).into()),
        ]);
    }
    vec![
        Block::text(
            "What is scored is the journey of the neediest fifth of residents itself. The gap to everybody is shown and never scored, because a gap also shrinks when others are harmed.",
        ),
        Block::Grid(grid),
    ]
}

/// The duties that options touch.
pub fn duties(writing: &Writing<'_>) -> Vec<Block> {
    let dataset = writing.content.dataset;
    let mut blocks = vec![Block::lead(
        "Every option.",
        "Equality Act 2010, section 149: the council must have due regard to the need to eliminate discrimination, advance equality of opportunity and foster good relations when it decides.",
    )];
    let mut rows = Vec::new();
    for (_, found, plan) in writing.options() {
        for service in &dataset.services {
            let Some(duty) = service.duty.as_deref() else { continue };
            let moved = plan.moves.iter().filter(|movement| movement.service == service.id).count();
            let closing = plan
                .sites
                .iter()
                .filter(|(id, decision)| {
                    decision.action == crate::model::Action::Close
                        && dataset
                            .site_index(id)
                            .is_some_and(|site| dataset.sites[site].services.contains(&service.id))
                })
                .count();
            if moved + closing > 0 {
                rows.push(vec![
                    called(found).into(),
                    words::name(&service.name).into(),
                    Cell::Number(closing as f64, Form::Whole),
                    Cell::Number(moved as f64, Form::Whole),
                    law(duty).into(),
                ]);
            }
        }
    }
    if !rows.is_empty() {
        let mut grid = Grid::new(
            "Duties that options trigger",
            &[
                ("Option", "words"),
                ("Service", "words"),
                ("Sites that close", "number"),
                ("Moves", "number"),
                ("Duty", "words"),
            ],
        );
        rows.into_iter().for_each(|row| grid.row(row));
        blocks.push(Block::Grid(grid));
    }
    blocks
}

fn law(duty: &str) -> String {
    match duty {
        "library" => "Public Libraries and Museums Act 1964, section 7: a comprehensive and efficient service, judged on an assessment of need".to_owned(),
        "childrens_centre" => "Childcare Act 2006, sections 5A and 5D: enough children’s centres, and consultation before one closes or changes much".to_owned(),
        other => format!("Duty named in the data: {}", words::clipped(other, 80)),
    }
}
