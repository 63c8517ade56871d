//! How it was worked out, formula by formula, and what words mean.

use super::super::tree::{Block, Cell, Grid};
use super::super::{Writing, called};
use super::money::rates;
use crate::export::veil::Count;
use crate::export::words;
use crate::units;

/// Each measure in words and as a formula, with the settings that this appraisal uses.
pub fn method(writing: &Writing<'_>) -> Vec<Block> {
    let settings = &writing.content.plan.settings;
    let mut blocks = vec![
        Block::lead("Minutes.", format!(
            "From the place where an area’s people live to a site. From the straight line: its length times {} for the way streets bend, at {} metres a minute; at a slow pace, a third longer. Along streets or by bus, where a network was given, the shortest way over it.",
            settings.circuity, settings.walk_metres_per_minute
        )),
        Block::Formula(format!("minutes = metres × {} ÷ {}", settings.circuity, settings.walk_metres_per_minute)),
        Block::lead("Need.", "Each indicator ranks the areas by how many residents live in areas below (and half of those equal); the ranks are averaged by weight and ranked again, from 0, least, to 1, most."),
        Block::Formula("rank = (residents in areas below + half of those in areas equal) ÷ all residents".to_owned()),
        Block::lead("Demand.", format!("A user of the greatest need counts {} times a user of the least.", settings.need_multiplier)),
        Block::Formula(format!("demand = users × (1 + ({} − 1) × need)", settings.need_multiplier)),
        Block::lead("Coverage.", "The share of demand (or of users) in areas from which the nearest site offering the service is within its standard."),
        Block::Formula("coverage = demand within the standard ÷ all demand".to_owned()),
        Block::lead("Running cost.", format!(
            "Premises of open buildings after what is cut in place, less income, plus the delivery of services; services that share a building save {} of all deliveries there but the largest. Unknown costs are left out and counted.",
            words::share(settings.co_location_saving)
        )),
        Block::Formula("running cost = premises × (1 − share cut) − income + deliveries − saved by sharing + yearly lines".to_owned()),
        Block::lead("One-off costs.", format!(
            "Fitting out space for services that arrive, at {} a square metre plus {} optimism bias ({} for buildings named as not standard); works for the next use of closed buildings, with the same bias; grants to be repaid; the option’s own lines, with optimism bias on capital.",
            units::pounds(settings.fit_out_gbp_per_m2), words::share(settings.optimism_bias), words::share(settings.non_standard.optimism_bias)
        )),
        Block::lead("Net present cost.", format!(
            "Every year’s cash over {} years, discounted at {}. Cash holds running costs, one-offs, holding closed buildings at {} of their running cost until they are sold {} after closing, receipts, repairs, and at the end the value of what is still owned.",
            settings.horizon_years, rates(writing), words::share(settings.holding_share), years(settings.disposal_after_years)
        )),
        Block::Formula("net present cost = Σ cash of year y ÷ Π (1 + rate of each year from 1 to y), y from 0".to_owned()),
        Block::lead("Neediest fifth.", "Areas are taken from the greatest need until exactly a fifth of residents is in; their mean minutes over the services with a need measure, weighted by the services’ weights. No way there counts as the longest journey of the settings."),
        Block::lead("One-stop index.", "For each area, the greatest number of services that one site within their standards offers; the mean over residents."),
        Block::lead("Opening hours in reach.", "For each service the longest weekly hours of a site within its standard; the mean over users and services."),
        Block::lead("Carbon.", "Electricity and gas of the buildings that stay, times their factors, less what is cut in place."),
        Block::lead("Score.", "Each criterion is scored 0 to 100 between two fixed references that were set once, from keeping everything as it is, offering everything everywhere, and offering each service at one site only."),
        Block::Formula("score = 100 × (value − worst) ÷ (best − worst); total = Σ weight × score ÷ Σ weight".to_owned()),
        Block::lead("Small counts.", "Counts of people, households and answers under 10 are hidden in everything that is published. Of answers, and of users that are counted from anything but the residents, so are the counts and shares from which a hidden one could be worked out; shares of such users are whole per cents. Residents are counted by the census, which is public: of them only the small counts themselves are hidden."),
    ];
    blocks.push(Block::lead("What this leaves out.", "Minutes from the straight line know no hills, rivers or crossings. Areas stand for everybody in them at one point. Findings are for the steady state unless a year is named."));
    if let Some(grid) = opened(writing) {
        blocks.push(Block::Heading(1, "One number, opened".to_owned()));
        blocks.push(Block::Grid(grid));
    }
    blocks
}

fn years(years: f64) -> String {
    if years == 1.0 { "a year".to_owned() } else { format!("{years} years") }
}

/// The coverage of one service under the first option that stands, down to its localities.
fn opened(writing: &Writing<'_>) -> Option<Grid> {
    let (service, facts) = writing.mapped()?;
    let (option, found, _) = writing.standing().next()?;
    let mut grid = Grid::new(
        format!(
            "Users of {} within {:.0} minutes under {}",
            words::name(&facts.name),
            facts.standard.minutes,
            called(found)
        ),
        &[("Locality", "words"), ("Users", "people"), ("Within the standard", "people"), ("Share", "%")],
    );
    let cells = |name: Cell, locality: Option<usize>, share: Option<f64>| {
        let here = writing.veil.at(service, option, locality);
        let [users, within] = [Count::Users, Count::Within].map(|count| Cell::users(here.count(count)));
        vec![name, users, within, Cell::users_share(here, share)]
    };
    let localities = writing.content.dataset.localities.iter().zip(&found.findings.localities);
    for (index, (locality, here)) in localities.enumerate() {
        let share = here.services[service].coverage_people;
        grid.row(cells(words::name(&locality.name).into(), Some(index), share));
    }
    let all = &found.findings.services[service];
    grid.total(cells(Cell::text("Everywhere"), None, all.coverage_people));
    Some(grid.of_parts().noted("“Everywhere” also holds users outside every locality."))
}

/// What the words of the paper mean.
pub fn glossary(_writing: &Writing<'_>) -> Vec<Block> {
    const WORDS: [(&str, &str); 18] = [
        ("Area", "The smallest piece of the city with counts of people and need."),
        ("Blueprint", "The rules of what every locality, or the city, should have."),
        ("Business as usual", "Nothing is decided: everything stays as it is today."),
        ("Clawback", "A grant that must be repaid when a building closes or a service leaves it."),
        ("Coverage", "The share of a service’s users (or of its need-weighted demand) within its standard."),
        (
            "Cut cost in place",
            "A building stays open and costs less: shorter hours, letting rooms, saving energy.",
        ),
        ("Hub", "A building where several services are together."),
        ("Locality", "One of the council’s planning areas."),
        ("Mitigation", "What would be done so that a loss is smaller or made good."),
        (
            "Need",
            "How much the residents of an area need a service, by chosen public statistics; 0 least, 1 most.",
        ),
        ("Neediest fifth", "The fifth of residents who live where need is greatest."),
        (
            "Nearest site changes",
            "Users for whom another building than today would be the nearest with the service.",
        ),
        (
            "Net present cost",
            "All costs less receipts over the years appraised, with later years counting for less.",
        ),
        (
            "Newly beyond, newly within",
            "Users who are within a service’s standard today and would not be, and the reverse.",
        ),
        ("Optimism bias", "What is added to capital costs because early estimates are usually too low."),
        ("Option", "A set of decisions about buildings and services, compared with business as usual."),
        ("Outreach", "A part of a service that is offered somewhere else."),
        ("Standard", "The longest journey that is thought acceptable for a service."),
    ];
    let mut grid = Grid::new("What words mean", &[("Word", "words"), ("Meaning", "words")]);
    for (word, meaning) in WORDS {
        grid.row(vec![word.into(), meaning.into()]);
    }
    vec![Block::Grid(grid)]
}

/// The settings of this appraisal, for the sources section.
pub fn assumptions(writing: &Writing<'_>) -> Grid {
    let settings = &writing.content.plan.settings;
    let mut grid = Grid::new("Assumptions", &[("Assumption", "words"), ("Value", "words")]);
    let mut line = |name: &str, value: String| grid.row(vec![name.into(), value.into()]);
    line("Walking speed", format!("{} metres a minute", settings.walk_metres_per_minute));
    line("Straight line to street", format!("× {}", settings.circuity));
    line("Greatest need counts", format!("{} times", settings.need_multiplier));
    line(
        "No way there counts as",
        format!("{} minutes where a mean must exist", settings.unreachable_minutes),
    );
    line(
        "Years appraised",
        format!("{} from {}", settings.horizon_years, units::financial_year(settings.first_year)),
    );
    line("Discount rates", rates(writing));
    line("Saved when services share", words::share(settings.co_location_saving));
    line("Fitting out", format!("{} a square metre", units::pounds(settings.fit_out_gbp_per_m2)));
    line("Optimism bias on capital", words::share(settings.optimism_bias));
    line(
        "Holding a closed building",
        format!("{} of its running cost", words::share(settings.holding_share)),
    );
    line("Sold after", years(settings.disposal_after_years));
    line(
        "Repair backlog",
        settings
            .backlog_years
            .map_or_else(|| "not counted".to_owned(), |years| format!("spread over {years} years")),
    );
    line(
        "Carbon factors",
        format!(
            "electricity {}, gas {} kg CO₂e/kWh",
            settings.carbon_kg_per_kwh.electricity, settings.carbon_kg_per_kwh.gas
        ),
    );
    grid
}
