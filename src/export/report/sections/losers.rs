//! Who loses, equality, and the duties that options trigger.

use super::super::tree::{Block, Cell, Figure, Grid};
use super::super::{Writing, called, short};
use super::access::by_locality;
use crate::export::scene::map::{self, Subject};
use crate::export::veil::Count;
use crate::export::words;

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
                .map(|(option, _, _)| Cell::users(writing.veil.at(place, option, None).count(Count::Longer))),
        );
        grid.row(cells);
    }
    blocks.push(Block::Grid(grid));
    blocks.extend(super::evidence::bands(writing));
    blocks.extend(super::evidence::intersections(writing));
    if let Some((service, facts)) = writing.mapped() {
        let name = words::clipped(&facts.name, 40);
        for (place, found, _) in writing.standing() {
            let title = format!("{}: change in minutes to the nearest {name}", called(found));
            let users = writing.veil.at(service, place, None);
            blocks.push(Block::Figure(Box::new(Figure {
                number: 0,
                caption: format!("{title}; orange is longer, teal shorter, outlined newly beyond {:.0} minutes", facts.standard.minutes),
                alt: format!(
                    "Map of areas shaded by how their journey to {name} changes under {}. It becomes longer for {} users and shorter for {}; {} are newly beyond {:.0} minutes and {} newly within.",
                    called(found),
                    users.words(Count::Longer),
                    users.words(Count::Shorter),
                    users.words(Count::NewlyBeyond),
                    facts.standard.minutes,
                    users.words(Count::NewlyWithin)
                ),
                scene: map::draw(content, &writing.ground, Subject::Change(place, service), &words::clipped(&title, 90)),
                twin: by_locality(writing, place, service),
            })));
        }
    }
    blocks
}
