//! The summary: what each option does by every measure, on one page.

use super::super::tree::{Block, Cell, Form, Grid};
use super::super::{Writing, called, short};
use crate::appraise::OptionAppraisal;
use crate::export::veil::Count;
use crate::export::words;
use crate::model::{CriterionKey, Plan, Status};
use crate::units;

/// One paragraph an option, and a table of all by every measure.
pub fn summary(writing: &Writing<'_>) -> Vec<Block> {
    let content = writing.content;
    let dataset = content.dataset;
    let options = writing.options().count();
    let standing = writing.standing().count();
    let people = dataset.people();
    let opening = format!(
        "This paper compares {} with keeping everything as it is. It covers {} in {} where {} residents live. {}",
        words::counted(options, "option", "options"),
        words::counted(dataset.sites.len(), "building", "buildings"),
        words::counted(dataset.localities.len(), "locality", "localities"),
        words::people(people),
        match options - standing {
            0 => "No option has been discarded.".to_owned(),
            1 => "One option was discarded; section “The options” says why.".to_owned(),
            many => format!("{many} options were discarded; section “The options” says why."),
        }
    );
    let mut blocks = vec![Block::text(opening)];
    let lines: Vec<String> =
        writing.standing().map(|(place, found, _)| sentence(writing, place, found)).collect();
    if !lines.is_empty() {
        blocks.push(Block::List(lines));
    }
    blocks.push(Block::Grid(measures(writing)));
    blocks
}

/// An option in one sentence.
fn sentence(writing: &Writing<'_>, option: usize, found: &OptionAppraisal) -> String {
    let cost = &found.findings.cost;
    let closes = found.findings.sites.iter().filter(|site| !site.open).count();
    let money = if found.findings.known_running_cost().is_none() {
        "its running cost is not known".to_owned()
    } else if cost.saving_gbp >= 0.0 {
        format!("saves {} a year once complete", units::pounds_short(cost.saving_gbp))
    } else {
        format!("costs {} a year more once complete", units::pounds_short(-cost.saving_gbp))
    };
    let (met, rules) = found.findings.rules_met();
    let blueprint =
        if rules == 0 { String::new() } else { format!(" It meets {met} of {rules} blueprint rules.") };
    let access = writing.mapped().map_or_else(String::new, |(place, service)| {
        let users = writing.veil.at(place, option, None);
        format!(
            " It moves {} users of {} beyond {:.0} minutes and brings {} within.",
            users.words(Count::NewlyBeyond),
            words::name(&service.name),
            service.standard.minutes,
            users.words(Count::NewlyWithin)
        )
    });
    let clashes = if found.feasible() { "" } else { " It cannot be done as it stands." };
    format!(
        "{}: closes {} and {money}.{access}{blueprint}{clashes}",
        called(found),
        if closes == 0 { "no building".to_owned() } else { words::counted(closes, "building", "buildings") }
    )
}

/// Every option by every measure, options as columns.
pub fn measures(writing: &Writing<'_>) -> Grid {
    let appraisal = writing.content.appraisal;
    let mut grid = Grid::new("The options by every measure", &[("Measure", "words")]);
    for option in &appraisal.options {
        grid.column(short(option), "");
    }
    let mut line = |name: &str, cell: &dyn Fn(&OptionAppraisal) -> Cell| {
        let mut cells = vec![Cell::text(name)];
        cells.extend(appraisal.options.iter().map(cell));
        grid.row(cells);
    };
    let at = |option: &OptionAppraisal| {
        appraisal.options.iter().position(|one| one.id == option.id).unwrap_or_default()
    };
    let money = |value: fn(&OptionAppraisal) -> f64| {
        move |option: &OptionAppraisal| {
            let known = option.findings.known_running_cost().is_some();
            Cell::number(known.then(|| value(option)), Form::PoundsShort)
        }
    };
    line("Buildings open", &|option| {
        let open = option.findings.open_sites();
        Cell::Number(open as f64, Form::Whole)
    });
    line("Running cost, a year", &money(|option| option.findings.cost.running_cost_gbp));
    line("Saving, a year", &|option| {
        if option.id == Plan::BAU {
            Cell::None
        } else {
            money(|option| option.findings.cost.saving_gbp)(option)
        }
    });
    line("One-off cost", &money(|option| option.findings.cost.one_off_gbp));
    line("Net present cost", &money(|option| option.findings.cost.net_present_cost_gbp));
    line("Coverage by need", &|option| {
        let mean = option.findings.value(CriterionKey::Access);
        Cell::number(mean.map(|mean| writing.veil.access(at(option), mean)), Form::Share)
    });
    if let Some((place, service)) = writing.mapped() {
        let name = words::clipped(&service.name, 30);
        line(&format!("{name}: people newly beyond {:.0} min", service.standard.minutes), &|option| {
            if option.id == Plan::BAU {
                return Cell::None;
            }
            Cell::users(writing.veil.at(place, at(option), None).count(Count::NewlyBeyond))
        });
    }
    line("Neediest fifth’s journey, minutes", &|option| {
        Cell::number(option.findings.value(CriterionKey::Equality), Form::Decimals(1))
    });
    line("Services in one place", &|option| {
        Cell::number(option.findings.value(CriterionKey::OneStop), Form::Decimals(2))
    });
    line("Opening hours in reach, a week", &|option| {
        Cell::number(option.findings.value(CriterionKey::Hours), Form::Decimals(1))
    });
    line("Carbon, tonnes CO₂e a year", &|option| {
        Cell::number(option.findings.known_carbon().map(|kg| kg / 1000.0), Form::Whole)
    });
    line("Blueprint rules met", &|option| {
        let (met, rules) = option.findings.rules_met();
        if rules == 0 { Cell::None } else { Cell::text(format!("{met} of {rules}")) }
    });
    line("Score, 0 to 100", &|option| Cell::number(option.total, Form::Whole));
    line("Status", &|option| match option.status {
        None => Cell::text("today"),
        Some(Status::Discarded) => Cell::text("discarded"),
        Some(status) => Cell::text(status.label().to_lowercase()),
    });
    let keys: Vec<String> = appraisal.options.iter().skip(1).map(called).collect();
    let keys = if keys.is_empty() { String::new() } else { format!("{}. ", keys.join("; ")) };
    grid.noted(format!("{keys}“Now” is business as usual. A dash means not known or does not apply. Section “How we worked this out” explains each measure."))
}
