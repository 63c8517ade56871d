//! The evidence: how far journeys grow, groups and fifths with what is done about them, duties, residents' voice, the log.

use super::super::tree::{Block, Cell, Form, Grid};
use super::super::{Writing, called};
use crate::appraise::evidence::{mitigation_of, named};
use crate::appraise::voice::{Shown, public};
use crate::appraise::{duties as duty, robust, uncertain};
use crate::export::words;
use crate::model::{CriterionKey, Plan};
use crate::units::{pounds_short, signed};

/// By how much journeys grow, for each option that stands.
pub fn bands(writing: &Writing<'_>) -> Vec<Block> {
    let dataset = writing.content.dataset;
    let mut blocks = Vec::new();
    for (place, option, _) in writing.standing() {
        let Some(evidence) = writing.evidence_of(&option.id) else { continue };
        let mut grid = Grid::new(
            format!("{}: users by how their journey changes", called(option)),
            &[("Service", "words")],
        );
        let Some(first) = evidence.services.first() else { continue };
        for (name, _) in first.who_loses.city.parts() {
            grid.column(name, "people");
        }
        for (index, service) in dataset.services.iter().enumerate() {
            let mut cells = vec![words::name(&service.name).into()];
            cells.extend(writing.veil.at(index, place, None).bands().map(Cell::users));
            grid.row(cells);
        }
        blocks.push(Block::Grid(grid.of_parts_across()));
    }
    blocks
}

/// Where closures meet: one locality loses by several services.
pub fn intersections(writing: &Writing<'_>) -> Vec<Block> {
    let dataset = writing.content.dataset;
    let mut grid = Grid::new(
        "Where closures meet: residents who lose by two services or more",
        &[("Option", "words"), ("Locality", "words"), ("Residents", "people"), ("Services", "words")],
    );
    for (_, option, _) in writing.standing() {
        let Some(evidence) = writing.evidence_of(&option.id) else { continue };
        for meeting in &evidence.intersections {
            grid.row(vec![
                called(option).into(),
                words::name(&dataset.localities[meeting.locality].name).into(),
                Cell::Number(meeting.residents, Form::People),
                words::services(dataset, &meeting.services, 10).into(),
            ]);
        }
    }
    if grid.rows.is_empty() { Vec::new() } else { vec![Block::Grid(grid)] }
}

/// The neediest fifth, every group and fifth by option, flags with what is done about them, and where there is no evidence.
pub fn equality(writing: &Writing<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::text(
        "What is scored is the journey of the neediest fifth of residents itself. The gap to everybody is shown and never scored, because a gap also shrinks when others are harmed.",
    )];
    blocks.push(Block::Grid(neediest(writing)));
    for (_, option, _) in writing.standing() {
        let Some(evidence) = writing.evidence_of(&option.id) else { continue };
        let mut grid = Grid::new(
            format!("{}: who loses by any service", called(option)),
            &[
                ("Group", "words"),
                ("Of it", "in all"),
                ("Lose", "of the group"),
                ("Newly beyond a standard", "of the group"),
                ("Loses how often, against everybody", "times"),
                ("Flag", "words"),
            ],
        );
        for (name, unit, effect) in named(writing.content.plan, &evidence.any) {
            let name = if unit == "people" {
                words::clipped(name, 60)
            } else {
                format!("{} ({unit})", words::clipped(name, 60))
            };
            match effect {
                Some(effect) => grid.row(vec![
                    name.into(),
                    Cell::Number(effect.total, Form::People),
                    Cell::Number(effect.losers, Form::People),
                    Cell::Number(effect.newly_beyond, Form::People),
                    times(effect.ratio, effect.losers),
                    if effect.flag { Cell::text("flagged") } else { Cell::None },
                ]),
                None => grid.row(vec![
                    name.into(),
                    Cell::None,
                    Cell::None,
                    Cell::None,
                    Cell::None,
                    Cell::text("no evidence"),
                ]),
            }
        }
        blocks.push(Block::Grid(grid.noted("A group is flagged when it loses at least 1.2 times as often as everybody and has at least 100 members. No evidence is not no impact.")));
        blocks.push(flags(writing, option));
    }
    let gaps: Vec<String> =
        writing.basis.no_evidence.iter().map(|gap| format!("{}: {}", gap.label, gap.source)).collect();
    if !gaps.is_empty() {
        blocks.push(Block::Heading(1, "Where there is no evidence".to_owned()));
        blocks.push(Block::text("No data speaks of these characteristics. That is not evidence that nobody is affected; it says where counts can be had."));
        blocks.push(Block::List(gaps));
    }
    blocks
}

/// How often a group loses against everybody; beside a hidden count of its losers it would tell them.
fn times(ratio: Option<f64>, losers: f64) -> Cell {
    if words::hidden(losers) { Cell::text(words::WITHHELD) } else { Cell::number(ratio, Form::Decimals(2)) }
}

fn neediest(writing: &Writing<'_>) -> Grid {
    let appraisal = writing.content.appraisal;
    let mut grid = Grid::new(
        "The neediest fifth’s journeys",
        &[
            ("Option", "words"),
            ("Neediest fifth, mean journey", "minutes"),
            ("That minus everybody’s", "minutes"),
            ("Change for the neediest fifth", "minutes"),
        ],
    );
    let now = appraisal.bau().findings.value(CriterionKey::Equality);
    for option in &appraisal.options {
        let then = option.findings.value(CriterionKey::Equality);
        let change = then.zip(now).filter(|_| option.id != Plan::BAU);
        grid.row(vec![
            called(option).into(),
            Cell::number(then, Form::Decimals(1)),
            Cell::number(option.findings.equality_gap_minutes, Form::Decimals(1)),
            change.map_or(Cell::None, |(then, now)| signed(then - now, 1).into()),
        ]);
    }
    grid
}

/// Flags of one option with their mitigation.
fn flags(writing: &Writing<'_>, option: &crate::appraise::OptionAppraisal) -> Block {
    let (dataset, plan) = (writing.content.dataset, writing.content.plan);
    let Some(evidence) = writing.evidence_of(&option.id) else { return Block::text("") };
    let flags = evidence.flags(plan);
    if flags.is_empty() {
        return Block::text(format!("{}: no group is flagged.", called(option)));
    }
    let mut grid = Grid::new(
        format!("{}: flagged impacts and what is done about them", called(option)),
        &[
            ("Group", "words"),
            ("Service", "words"),
            ("Times as often", ""),
            ("Lose", "of the group"),
            ("What is done, by whom, by when", "words"),
        ],
    );
    for flag in &flags {
        let service = flag.service.and_then(|index| dataset.services.get(index));
        let done = mitigation_of(dataset, plan, &option.id, flag);
        let done = done.map_or_else(
            || "nothing has been written down yet".to_owned(),
            |done| {
                let parts = [Some(done.text.as_str()), done.owner.as_deref(), done.date.as_deref()];
                let parts: Vec<String> =
                    parts.into_iter().flatten().map(|part| words::clipped(part, 300)).collect();
                parts.join("; ")
            },
        );
        grid.row(vec![
            words::clipped(&flag.group, 60).into(),
            service.map_or_else(|| "any".to_owned(), |service| words::clipped(&service.name, 60)).into(),
            times(Some(flag.ratio), flag.losers),
            Cell::Number(flag.losers, Form::People),
            done.into(),
        ]);
    }
    Block::Grid(grid)
}

/// The statutory duties that options trigger, where, and what must be shown.
pub fn duties(writing: &Writing<'_>) -> Vec<Block> {
    let (dataset, plan, appraisal) =
        (writing.content.dataset, writing.content.plan, writing.content.appraisal);
    let table = plan.duty_table();
    let mut blocks = Vec::new();
    for (_, option, _) in writing.standing() {
        let found = duty::triggered(dataset, plan, &table, &appraisal.bau().findings, option);
        let mut grid = Grid::new(
            format!("{}: duties that it triggers", called(option)),
            &[("Law", "words"), ("Duty", "words"), ("Where", "words"), ("What must be shown", "words")],
        );
        for one in &found {
            let places: Vec<String> = one
                .places
                .iter()
                .map(|place| {
                    let check = if place.to_check { " (to be checked)" } else { "" };
                    format!("{}{check}", words::clipped(&dataset.sites[place.site].name, 60))
                })
                .collect();
            let mut seen: Vec<String> = Vec::new();
            for place in places {
                if !seen.contains(&place) {
                    seen.push(place);
                }
            }
            grid.row(vec![
                words::clipped(&one.duty.law, 120).into(),
                words::clipped(&one.duty.duty, 300).into(),
                if seen.is_empty() { Cell::text("the whole option") } else { words::listed(&seen, 6).into() },
                words::clipped(&one.duty.show.join("; "), 400).into(),
            ]);
        }
        if !grid.rows.is_empty() {
            blocks.push(Block::Grid(grid));
        }
    }
    if blocks.is_empty() {
        return vec![Block::text("No option triggers a duty of the table.")];
    }
    let note = words::clipped(&table.note, 400);
    blocks.push(Block::text(format!(
        "The table of duties is dated {}. {note}",
        words::clipped(&table.dated, 20)
    )));
    blocks
}

/// How often each option comes first under other weights, what would change the order, and how far money may go.
pub fn robustness(writing: &Writing<'_>) -> Vec<Block> {
    let (dataset, plan, appraisal) =
        (writing.content.dataset, writing.content.plan, writing.content.appraisal);
    let mut blocks = Vec::new();
    let found = robust::robustness(appraisal, plan);
    if found.candidates.len() > 1 {
        let mut grid = Grid::new(
            "How often each option comes first under other weights",
            &[
                ("Option", "words"),
                ("Weights drawn over all", "% of draws"),
                ("Drawn around those used", "% of draws"),
            ],
        );
        for (place, option) in appraisal.options.iter().enumerate() {
            if let Some([all, around]) = found.first(place) {
                grid.row(vec![
                    called(option).into(),
                    Cell::Number(all, Form::Share),
                    Cell::Number(around, Form::Share),
                ]);
            }
        }
        blocks.push(Block::Grid(grid.noted(format!(
            "{} draws of each kind, from seed {}.",
            crate::units::thousands(found.draws as f64),
            found.seed
        ))));
    }
    let switching = robust::first_two(appraisal)
        .and_then(|(one, other)| robust::switching(appraisal, &one.id, &other.id));
    if let Some(switching) = switching {
        let name = |id: &str| appraisal.option(id).map_or_else(|| id.to_owned(), called);
        let (first, rest) = switching.words(name);
        blocks.push(Block::lead("What would change the order.", format!("{first} {rest}").trim().to_owned()));
    }
    if appraisal.options.len() > 1 {
        let found = uncertain::uncertainty(dataset, plan, appraisal);
        let mut grid = Grid::new(
            "How far money may go, with uncertain inputs drawn from their ranges",
            &[
                ("Option", "words"),
                ("Yearly saving in the last year, middle", "£"),
                ("One in ten below", "£"),
                ("One in ten above", "£"),
                ("Cheaper than now over the years", "% of draws"),
                ("Reaches the target", "% of draws"),
            ],
        );
        for (option, may) in appraisal.options.iter().zip(&found.options).skip(1) {
            grid.row(vec![
                called(option).into(),
                Cell::Number(may.saving.p50, Form::PoundsShort),
                Cell::Number(may.saving.p10, Form::PoundsShort),
                Cell::Number(may.saving.p90, Form::PoundsShort),
                Cell::Number(may.cheaper, Form::Share),
                Cell::number(may.on_target, Form::Share),
            ]);
        }
        let target = found
            .target
            .map_or_else(String::new, |gbp| format!(" The target is {} a year.", pounds_short(gbp)));
        blocks.push(Block::Grid(
            grid.noted(format!("{} draws.{target}", crate::units::thousands(found.draws as f64))),
        ));
    }
    blocks
}

/// What the answers to the consultation say; small counts are hidden, free text is never shown.
pub fn voice(writing: &Writing<'_>) -> Vec<Block> {
    let dataset = writing.content.dataset;
    if dataset.responses.is_empty() {
        return vec![Block::text("No answers to a consultation have been read yet.")];
    }
    let about = public(dataset, writing.content.plan);
    // How many were read would give away what is hidden; how many are shown adds nothing to the tables.
    let shown: Option<usize> = about.iter().map(|about| about.city[4]).sum();
    let mut blocks = vec![Block::text(format!(
        "The tables below count {} by what they are about. Counts under 10, and counts from which those could be worked out, are hidden. Themes with fewer than 10 answers stand together as “Other themes”; proposals with fewer than 10 answers, other than the options, are left out. Answers in the words of residents are kept by the council and not published.",
        shown.map_or_else(|| "answers".to_owned(), |shown| words::counted(shown, "answer", "answers"))
    ))];
    for found in &about {
        let title = words::clipped(&found.about, 60);
        let title = writing.content.appraisal.option(&found.about).map_or(title, called);
        let localities = dataset.localities.iter().map(|locality| words::name(&locality.name));
        let names = localities.chain(["Elsewhere or not said".to_owned()]);
        let caption = format!("{title}: answers by locality");
        blocks.push(tallies(caption, "Locality", names.zip(&found.localities), &found.city));
        let names = found.themes.iter().map(|(name, shown)| {
            let name = match name.as_deref() {
                None => "Other themes".to_owned(),
                Some("") => "No theme".to_owned(),
                Some(name) => words::clipped(name, 60),
            };
            (name, shown)
        });
        blocks.push(tallies(format!("{title}: answers by theme"), "Theme", names, &found.city));
    }
    blocks
}

fn tallies<'a>(
    caption: String,
    head: &str,
    rows: impl Iterator<Item = (String, &'a Shown)>,
    city: &Shown,
) -> Block {
    let mut grid = Grid::new(
        caption,
        &[
            (head, "words"),
            ("Agree", "answers"),
            ("Neither", "answers"),
            ("Disagree", "answers"),
            ("Not said", "answers"),
            ("All", "answers"),
        ],
    );
    let cells = |name: String, row: &Shown| {
        let mut cells = vec![Cell::Text(name)];
        cells.extend(row.map(|count| {
            count.map_or(Cell::text("hidden"), |count| Cell::Number(count as f64, Form::Whole))
        }));
        cells
    };
    for (name, row) in rows {
        grid.row(cells(name, row));
    }
    grid.total(cells("All".to_owned(), city));
    Block::Grid(grid)
}

/// The log of decisions; nothing when it is empty.
pub fn log(writing: &Writing<'_>) -> Vec<Block> {
    let mut grid = Grid::new(
        "Decisions so far",
        &[("When", "words"), ("What", "words"), ("Why", "words"), ("Who", "words"), ("About", "words")],
    );
    for entry in writing.content.plan.log_entries() {
        let said = |text: &Option<String>| {
            text.as_deref().map_or(Cell::None, |text| words::clipped(text, 400).into())
        };
        grid.row(vec![
            entry.date.as_deref().map_or(Cell::text("no date"), |date| words::day(date).into()),
            words::clipped(&entry.what, 400).into(),
            said(&entry.why),
            said(&entry.who),
            entry.option.as_deref().map_or(Cell::text("all"), |option| words::clipped(option, 40).into()),
        ]);
    }
    if grid.rows.is_empty() { Vec::new() } else { vec![Block::Grid(grid)] }
}
