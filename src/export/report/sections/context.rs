//! Where the appraisal starts: objectives, need, business as usual; and how residents respond.

use super::super::Writing;
use super::super::tree::{Block, Cell, Figure, Form, Grid};
use crate::export::scene::map::{self, Subject};
use crate::export::veil::Count;
use crate::export::words;
use crate::model::{Action, Profile, Service};
use crate::reach::{self, Measured};
use crate::score::estate::Estate;
use crate::score::need;

/// What the programme is for.
pub fn objectives(writing: &Writing<'_>) -> Vec<Block> {
    let settings = &writing.content.plan.report;
    let mut blocks = Vec::new();
    if settings.objectives.is_empty() {
        blocks.push(Block::text("No objectives have been written down for this appraisal."));
    } else {
        blocks.push(Block::text("Every option is judged against these objectives:"));
        blocks.push(Block::List(settings.objectives.iter().map(|text| words::clipped(text, 400)).collect()));
    }
    let targets = &writing.content.plan.settings.targets_gbp;
    if !targets.is_empty() {
        let mut grid = Grid::new("Savings targets", &[("Financial year", "words"), ("Target saving", "£")]);
        for (year, gbp) in targets {
            grid.row(vec![crate::units::financial_year(*year).into(), Cell::Number(*gbp, Form::Pounds)]);
        }
        blocks.push(Block::Grid(
            grid.noted("Each target is that year’s whole saving against business as usual."),
        ));
    }
    blocks
}

/// Who lives where, and where need is.
pub fn need(writing: &Writing<'_>) -> Vec<Block> {
    let content = writing.content;
    let dataset = content.dataset;
    let mut blocks = vec![Block::text(format!(
        "{} residents are counted in {}. Need is measured service by service, from the indicators in the table below; each counts by its weight.",
        words::people(dataset.people()),
        words::counted(dataset.areas.len(), "area", "areas")
    ))];
    let mut grid = Grid::new(
        "What each service’s need is measured by",
        &[
            ("Service", "words"),
            ("Users", "people"),
            ("Counted from", "words"),
            ("Need indicators, with weights", "words"),
            ("Standard", "words"),
        ],
    );
    for (place, service) in dataset.services.iter().enumerate() {
        let indicators: Vec<String> = service
            .need
            .iter()
            .filter(|(_, weight)| **weight != 0.0)
            .map(|(column, weight)| format!("{} ({weight})", plain(column)))
            .collect();
        grid.row(vec![
            words::name(&service.name).into(),
            Cell::users(writing.veil.at(place, 0, None).count(Count::Users)),
            words::listed(&service.users.columns.iter().map(|column| plain(column)).collect::<Vec<_>>(), 6)
                .into(),
            if indicators.is_empty() {
                Cell::text("none: heads are counted")
            } else {
                words::listed(&indicators, 6).into()
            },
            format!("{:.0} minutes, {}", service.standard.minutes, mode(writing, service)).into(),
        ]);
    }
    if !dataset.services.is_empty() {
        blocks.push(Block::Grid(grid));
    }
    if let Some(figure) = need_map(writing) {
        blocks.push(figure);
    }
    if !content.plan.groups.is_empty() && !dataset.localities.is_empty() {
        blocks.push(Block::Grid(groups(writing)));
    }
    blocks
}

/// A column's name in words: `age_65_plus` → `age 65 plus`.
pub fn plain(column: &str) -> String {
    words::clipped(&column.replace('_', " "), 60)
}

/// How people travel as it is measured with what is there, in words.
fn mode(writing: &Writing<'_>, service: &Service) -> &'static str {
    let content = writing.content;
    let way = reach::way(content.dataset, &content.plan.settings, service.standard.mode);
    match (way, service.standard.profile) {
        (Measured::StraightLine, Profile::Slow) => "on foot at a slow pace, from the straight line",
        (Measured::StraightLine, _) => "on foot, from the straight line",
        (Measured::Walk, Profile::Normal) => "on foot along streets",
        (Measured::Walk, Profile::Slow) => "on foot along streets at a slow pace",
        (Measured::Walk, Profile::StepFree) => "on foot along streets without steps",
        (Measured::Bus, _) => "on foot and by bus",
    }
}

fn need_map(writing: &Writing<'_>) -> Option<Block> {
    let content = writing.content;
    let (place, service) = writing.mapped()?;
    let demand = need::demand(content.dataset, service, content.plan.settings.need_multiplier);
    demand.neediest_fifth.as_ref()?;
    let name = words::clipped(&service.name, 40);
    let title = format!("Need for {name}");
    let dataset = content.dataset;
    let mut twin = Grid::new(
        format!("{title}, by locality"),
        &[
            ("Locality", "words"),
            ("Residents", "people"),
            ("Mean need", "0 least to 1 most"),
            ("Of the neediest fifth, live here", "%"),
        ],
    );
    let fifth = demand.neediest_fifth.as_deref().unwrap_or_default();
    let population = need::population(dataset);
    let all: f64 = population.iter().zip(fifth).map(|(people, share)| people * share).sum();
    let mut most: Option<(f64, String)> = None;
    for (index, locality) in dataset.localities.iter().enumerate() {
        let here = || (0..dataset.areas.len()).filter(|area| dataset.locality_of_area[*area] == Some(index));
        let people: f64 = here().map(|area| population[area]).sum();
        let weighted: f64 = here().map(|area| population[area] * demand.need[area]).sum();
        let neediest: f64 = here().map(|area| population[area] * fifth[area]).sum();
        let share = (all > 0.0).then_some(neediest / all);
        if let Some(share) = share
            && most.as_ref().is_none_or(|(best, _)| share > *best)
        {
            most = Some((share, words::name(&locality.name)));
        }
        twin.row(vec![
            words::name(&locality.name).into(),
            Cell::Number(people, Form::People),
            Cell::number((people > 0.0).then(|| weighted / people), Form::Decimals(2)),
            Cell::number(share, Form::Share),
        ]);
    }
    let most = most.map_or_else(String::new, |(share, name)| {
        format!(
            " {} of the neediest fifth of residents live in {name}, more than anywhere else.",
            words::share(share)
        )
    });
    Some(Block::Figure(Box::new(Figure {
        number: 0,
        caption: format!("{title}: darker areas need it more"),
        alt: format!(
            "Map of the city in areas shaded by need for {name}, with the sites that offer it today.{most}"
        ),
        scene: map::draw(content, &writing.ground, Subject::Need(place), &title),
        twin,
    })))
}

fn groups(writing: &Writing<'_>) -> Grid {
    let dataset = writing.content.dataset;
    let groups = &writing.content.plan.groups;
    let mut grid = Grid::new("Groups of people in each locality", &[("Locality", "words")]);
    for group in groups {
        grid.column(words::clipped(&group.name, 40), &group.unit);
    }
    let count = |group: &crate::model::Group, locality: Option<usize>| {
        let values = dataset.columns.get(&group.column)?;
        let known = values
            .iter()
            .enumerate()
            .filter(|(area, _)| locality.is_none() || dataset.locality_of_area[*area] == locality);
        Some(known.filter_map(|(_, value)| *value).sum::<f64>())
    };
    let cells = |locality: Option<usize>| {
        groups.iter().map(move |group| Cell::number(count(group, locality), Form::People))
    };
    for (index, locality) in dataset.localities.iter().enumerate() {
        let mut row = vec![words::name(&locality.name).into()];
        row.extend(cells(Some(index)));
        grid.row(row);
    }
    let mut row = vec![Cell::text("Everywhere")];
    row.extend(cells(None));
    grid.total(row);
    grid.of_parts().noted("Groups overlap; households are counted as households. Areas where a count is not known are left out.")
}

/// What carries on when nothing is decided.
pub fn today(writing: &Writing<'_>) -> Vec<Block> {
    let content = writing.content;
    let dataset = content.dataset;
    let bau = &content.appraisal.bau().findings;
    let mut blocks = Vec::new();
    let cost = bau.known_running_cost().map_or_else(
        || "What they cost to run is not known.".to_owned(),
        |gbp| {
            let left_out = match bau.unknowns.running_costs {
                0 => String::new(),
                unknown => format!(
                    ", without {} whose cost is not known",
                    words::counted(unknown, "building", "buildings")
                ),
            };
            format!(
                "Running them and the services in them costs {} a year after income{left_out}.",
                crate::units::pounds_short(gbp)
            )
        },
    );
    blocks.push(Block::text(format!(
        "Business as usual means that nothing is decided: {} stay open with the services that they offer today. {cost}",
        words::counted(dataset.sites.len(), "building", "buildings")
    )));
    if !dataset.unplaced.is_empty() {
        blocks.push(Block::Note(format!(
            "{} could not be placed on the map and are left out of every figure.",
            words::counted(dataset.unplaced.len(), "building", "buildings")
        )));
    }
    blocks.extend(access_today(writing));
    if let Some((place, service)) = writing.mapped() {
        let name = words::clipped(&service.name, 40);
        let title = format!("{name}: where people go today");
        let (found, here) = (&bau.services[place], writing.veil.at(place, 0, None));
        let mut twin = Grid::new(
            format!("{name} today, by locality"),
            &[
                ("Locality", "words"),
                ("Users within the standard", "%"),
                ("Mean journey", "minutes"),
                ("Users beyond it", "people"),
            ],
        );
        for (index, (locality, here)) in dataset.localities.iter().zip(&bau.localities).enumerate() {
            let (found, users) = (&here.services[place], writing.veil.at(place, 0, Some(index)));
            twin.row(vec![
                words::name(&locality.name).into(),
                Cell::users_share(users, found.coverage_people),
                Cell::number(found.mean_minutes, Form::Decimals(1)),
                Cell::users(users.count(Count::Beyond)),
            ]);
        }
        blocks.push(Block::Figure(Box::new(Figure {
            number: 0,
            caption: format!("{title}; hatched areas are beyond {:.0} minutes", service.standard.minutes),
            alt: format!(
                "Map with a line from each area to the nearest site that offers {name}. {} of its users are within {:.0} minutes; {} are beyond.",
                found.coverage_people.map_or_else(|| "An unknown share".to_owned(), |share| here.share_words(share)),
                service.standard.minutes,
                here.words(Count::Beyond)
            ),
            scene: map::draw(content, &writing.ground, Subject::Catchments(0, place), &title),
            twin,
        })));
    }
    blocks.push(Block::Heading(1, "Buildings today".to_owned()));
    blocks.push(Block::Grid(buildings(writing)));
    blocks
}

fn access_today(writing: &Writing<'_>) -> Option<Block> {
    let dataset = writing.content.dataset;
    let mut grid = Grid::new(
        "Services today",
        &[
            ("Service", "words"),
            ("Sites", "number"),
            ("Users within the standard", "%"),
            ("Mean journey", "minutes"),
            ("Nine in ten within", "minutes"),
            ("Users beyond the standard", "people"),
        ],
    );
    let bau = &writing.content.appraisal.bau().findings;
    for (place, (service, found)) in dataset.services.iter().zip(&bau.services).enumerate() {
        let sites = bau.sites.iter().filter(|site| site.services.iter().any(|(id, _)| *id == place)).count();
        let users = writing.veil.at(place, 0, None);
        grid.row(vec![
            words::name(&service.name).into(),
            Cell::Number(sites as f64, Form::Whole),
            Cell::users_share(users, found.coverage_people),
            Cell::number(found.mean_minutes, Form::Decimals(1)),
            Cell::number(found.p90_minutes, Form::Decimals(1)),
            Cell::users(users.count(Count::Beyond)),
        ]);
    }
    (!dataset.services.is_empty()).then_some(Block::Grid(grid))
}

fn buildings(writing: &Writing<'_>) -> Grid {
    let dataset = writing.content.dataset;
    let bau = &writing.content.appraisal.bau().findings;
    let estate = Estate::of(dataset);
    let mut grid = Grid::new(
        "Every building as it stands",
        &[
            ("Building", "words"),
            ("Services", "words"),
            ("Floor area", "m²"),
            ("Condition", "words"),
            ("Running cost", "£ a year"),
            ("Repairs due", "£"),
            ("Not known", "words"),
        ],
    );
    for (index, (site, building)) in dataset.sites.iter().zip(&estate.buildings).enumerate() {
        grid.row(vec![
            words::name(&site.name).into(),
            words::services(dataset, &bau.sites[index].services, 8).into(),
            Cell::number(site.floor_area_m2, Form::Whole),
            site.condition.as_deref().map_or(Cell::None, |text| words::clipped(text, 12).into()),
            Cell::number(site.running_cost_gbp, Form::Pounds),
            Cell::number(site.backlog_gbp, Form::Pounds),
            words::listed(&building.missing.iter().map(|&missing| plain(missing)).collect::<Vec<_>>(), 4)
                .into(),
        ]);
    }
    let keep = dataset.sites.iter().filter(|site| site.keep.is_some()).count();
    let note = if keep == 0 {
        "A dash means not known; such figures are left out of sums and never taken as zero.".to_owned()
    } else {
        format!(
            "A dash means not known; such figures are left out of sums and never taken as zero. {} must stay open.",
            words::counted(keep, "building", "buildings")
        )
    };
    grid.noted(note)
}

/// How, and by when, to respond.
pub fn respond(writing: &Writing<'_>) -> Vec<Block> {
    let respond = &writing.content.plan.report.respond;
    let mut blocks = Vec::new();
    let by = respond.by.as_deref().map(words::day);
    match (&respond.how, by) {
        (Some(how), Some(by)) => {
            blocks.push(Block::lead(format!("Until {by}."), words::clipped(how, 2_000)));
        }
        (Some(how), None) => blocks.push(Block::text(words::clipped(how, 2_000))),
        (None, Some(by)) => blocks.push(Block::text(format!("Responses are welcome until {by}."))),
        (None, None) => blocks.push(Block::text("How to respond, and by when, has not been decided yet.")),
    }
    blocks.push(Block::text(
        "Nothing in this paper has been decided. Responses are read before any decision is taken, and the decision will say what was heard and what was done about it.",
    ));
    blocks
}

/// What is decided for a site, in words for a resident.
pub const fn action_words(action: Action) -> &'static str {
    match action {
        Action::Keep => "stays",
        Action::Hub => "becomes a hub",
        Action::Close => "closes",
        Action::Reduce => "stays, cost cut in place",
    }
}
