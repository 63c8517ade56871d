//! Answers to the consultation: a table of a row an answer, with an area's id or a postcode sector, the option or proposal,
//! agreement, theme and free text. What cannot be placed or understood is counted and told; no answer is dropped in silence.
//!
//! Of a whole postcode only the sector is kept: that is as near as anybody needs to know. Issues are
//! published, so they say no word of an answer and no small count: how many there are in tens, and the row of
//! the first.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::points::plain;
use super::postcodes::{self, coarse, tidy};
use super::sheet::{self, Sheet};
use super::{Bytes, Report};
use crate::error::Result;
use crate::model::{Dataset, Plan, Position, Response, Role, Severity};
use crate::place::OutlineIndex;

const ABOUT: [&str; 5] = ["option", "optionid", "proposal", "about", "optionorproposal"];
const AGREES: [&str; 9] =
    ["agree", "agreement", "agrees", "agreedisagree", "scale", "response", "answer", "support", "view"];
/// Of these, headings that people also put over what was written.
const MAY_BE_WORDS: [&str; 4] = ["response", "answer", "support", "view"];
/// Cells that say that nothing was said.
const NOT_SAID: [&str; 8] = [
    "not answered",
    "no answer",
    "no response",
    "no opinion",
    "prefer not to say",
    "don't wish to say",
    "not applicable",
    "n/a",
];
const PLACE: [&str; 13] = [
    "area",
    "areacode",
    "areaid",
    "postcodesector",
    "sector",
    "postcode",
    "lsoa",
    "lsoacode",
    "lsoa21cd",
    "oa21cd",
    "neighbourhood",
    "locality",
    "place",
];
const THEME: [&str; 3] = ["theme", "topic", "category"];
const TEXT: [&str; 6] = ["text", "comment", "comments", "freetext", "verbatim", "reason"];
/// Issues tell answers in steps of this many, and fewer not at all: counts under it are hidden in what is
/// published.
const STEP: usize = 10;

const RESPONDENT: [&str; 6] = ["respondent", "respondentid", "responseid", "reference", "ref", "id"];

fn place_of(header: &[String], names: &[&str]) -> Option<usize> {
    let headings: Vec<String> = header.iter().map(|heading| plain(heading)).collect();
    names.iter().find_map(|name| headings.iter().position(|heading| heading == name))
}

/// Whether a table is one of answers: it says about what, and whether they agree or why.
pub(super) fn is_responses(header: &[String]) -> bool {
    place_of(header, &ABOUT).is_some()
        && (place_of(header, &AGREES).is_some() || place_of(header, &TEXT).is_some())
}

/// Reads the answers into the dataset, whose areas must have their localities.
pub(super) fn read(
    file: &Bytes,
    postcodes: Option<&Bytes>,
    plan: &Plan,
    dataset: &mut Dataset,
) -> Result<()> {
    let mut issues = Vec::new();
    let mut report = Report { file: file.name.clone(), issues: &mut issues };
    let sheet = sheet::read_each(file, &[], &mut report)?;
    let Some(about_at) = place_of(&sheet.header, &ABOUT) else {
        return Err(file.wrong("it needs a column that says what each answer is about (option or proposal)"));
    };
    let at = |names: &[&str]| place_of(&sheet.header, names);
    let (agrees_at, other_words) = agreement_column(&sheet);
    let (place_at, theme_at, who_at) = (at(&PLACE), at(&THEME), at(&RESPONDENT));
    let text_at = at(&TEXT).or(other_words);
    let ids: HashSet<&str> = dataset.areas.iter().map(|area| area.id.as_str()).collect();
    let mut counts = Counts::default();
    let mut seen = BTreeSet::new();
    let mut found: Vec<Response> = Vec::new();
    for (row, cells) in &sheet.rows {
        let cell = |place: Option<usize>| filled(cells, place?).map(str::to_owned);
        let about = cell(Some(about_at)).unwrap_or_default();
        let respondent = cell(who_at);
        if let Some(who) = &respondent
            && !seen.insert((who.clone(), about.clone()))
        {
            counts.repeated.add(*row);
            continue;
        }
        let agrees = cell(agrees_at);
        let scale = agrees.as_deref().and_then(agreement);
        if agrees.as_deref().is_some_and(is_said) && scale.is_none() {
            counts.odd_scale.add(*row);
        }
        let theme = cell(theme_at);
        if theme.is_none() {
            counts.no_theme.add(*row);
        }
        let place = cell(place_at).map(|place| if ids.contains(&*place) { place } else { coarse(&place) });
        found.push(Response {
            row: *row,
            respondent,
            place,
            locality: None,
            about,
            agrees: scale,
            theme,
            text: cell(text_at),
        });
    }
    locate(&mut found, postcodes, dataset, &mut counts)?;
    let id_of = |about: &str| -> Option<String> {
        let same = |name: &str| name.trim().eq_ignore_ascii_case(about);
        if same(Plan::BAU) || same("business as usual") {
            return Some(Plan::BAU.to_owned());
        }
        let by_id = plan.options.iter().find(|option| same(&option.id));
        by_id
            .or_else(|| plan.options.iter().find(|option| same(&option.name)))
            .map(|option| option.id.clone())
    };
    for response in &mut found {
        match id_of(&response.about) {
            Some(id) => response.about = id,
            None => counts.other_about.add(response.row),
        }
    }
    counts.tell(found.len(), theme_at.is_some(), &mut report);
    if agrees_at.is_none() {
        let message = other_words.and_then(|place| sheet.header.get(place)).map_or_else(
            || "no column says agreement, so all answers count as not said".to_owned(),
            |heading| {
                format!(
                    "most of the column \"{heading}\" is no agreement that is understood, so it is not used as that, and all answers count as not said"
                )
            },
        );
        report.say(Severity::Warning, None, Some("agreement"), message, "Add a column called agreement.");
    }
    dataset.sources.push(file.source(Role::Responses, sheet.in_file));
    dataset.responses = found;
    dataset.issues.extend(issues);
    Ok(())
}

/// Whether words of agreement say anything.
fn is_said(words: &str) -> bool {
    !NOT_SAID.contains(&words.to_lowercase().as_str())
}

/// A cell of a row, if anything stands in it.
fn filled(cells: &[String], place: usize) -> Option<&str> {
    cells.get(place).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
}

/// The column of agreement, and one that may be called so but holds something else. `response` or `view` may head
/// what people wrote, so such a column is one of agreement only when half of what is said in it is understood.
fn agreement_column(sheet: &Sheet) -> (Option<usize>, Option<usize>) {
    let called: Vec<usize> = AGREES.iter().filter_map(|name| place_of(&sheet.header, &[name])).collect();
    let is_agreement = |place: &&usize| {
        let cells = || sheet.rows.iter().filter_map(|(_, cells)| filled(cells, **place));
        let words = || cells().filter(|words| is_said(words));
        let is_clear = !MAY_BE_WORDS.contains(&plain(&sheet.header[**place]).as_str());
        is_clear || words().filter(|words| agreement(words).is_some()).count() * 2 >= words().count()
    };
    let agrees = called.iter().find(is_agreement).copied();
    (agrees, called.iter().find(|place| Some(**place) != agrees && !is_agreement(place)).copied())
}

/// Answers of one kind: how many, and the row of the first.
#[derive(Default)]
struct Odd {
    count: usize,
    first: usize,
}

impl Odd {
    const fn add(&mut self, row: usize) {
        if self.count == 0 {
            self.first = row;
        }
        self.count += 1;
    }
}

/// Answers as a published text may count them: in whole tens, so that none of the hidden counts can be worked
/// out.
fn about(count: usize) -> String {
    if count < STEP { format!("fewer than {STEP}") } else { format!("about {}", count / STEP * STEP) }
}

/// What was odd, counted.
#[derive(Default)]
struct Counts {
    repeated: Odd,
    no_theme: Odd,
    odd_scale: Odd,
    other_about: Odd,
    unknown_place: Odd,
    no_place: Odd,
}

impl Counts {
    fn tell(&self, all: usize, has_theme: bool, report: &mut Report<'_>) {
        let mut warn = |odd: &Odd, field: &str, what: &str, then: &str, remedy: &str| {
            if odd.count > 0 {
                // Of fewer than ten, fewer than ten says nothing.
                let count = if all < STEP { "some".to_owned() } else { about(odd.count) };
                let message =
                    format!("{count} of {} answers {what}, the first in row {}{then}", about(all), odd.first);
                report.say(Severity::Warning, None, Some(field), message, remedy);
            }
        };
        warn(
            &self.repeated,
            "respondent",
            "repeat a respondent about the same option",
            "; the first one counts",
            "Check whether one person answered several times.",
        );
        warn(
            &self.unknown_place,
            "area",
            "name a place that is no area of the project",
            "; they count citywide only",
            "Give the areas’ ids, or a table of postcodes (--postcodes) for postcode sectors.",
        );
        warn(
            &self.no_place,
            "area",
            "name no place",
            "; they count citywide only",
            "Nothing to do, if it was not asked.",
        );
        warn(
            &self.other_about,
            "option",
            "are about what is no option of the plan",
            "; they are summarised under that name",
            "Use the options’ ids or names, if they are meant.",
        );
        warn(
            &self.odd_scale,
            "agreement",
            "have an agreement that is not understood",
            "; it counts as not said",
            "Use strongly agree, agree, neither, disagree, strongly disagree, or 5 (strongly agree) to 1.",
        );
        if has_theme {
            let remedy = "Code them, or leave them: they are shown apart.";
            warn(&self.no_theme, "theme", "have no theme", "", remedy);
        }
    }
}

/// 0 (strongly disagrees) to 4 (strongly agrees). Numbers run from 1 to 5, 5 agreeing most.
fn agreement(words: &str) -> Option<u8> {
    let words = words.trim().to_lowercase().replace(['-', '_'], " ");
    Some(match words.as_str() {
        "strongly disagree" | "strongly oppose" | "1" | "1.0" => 0,
        "disagree" | "tend to disagree" | "oppose" | "no" | "2" | "2.0" => 1,
        "neither"
        | "neither agree nor disagree"
        | "neither support nor oppose"
        | "neutral"
        | "unsure"
        | "don't know"
        | "don’t know"
        | "3"
        | "3.0" => 2,
        "agree" | "tend to agree" | "support" | "yes" | "4" | "4.0" => 3,
        "strongly agree" | "strongly support" | "5" | "5.0" => 4,
        _ => return None,
    })
}

/// Gives each answer its locality: by area id, by the locality's id or name, else by the middle of its postcode sector.
fn locate(
    found: &mut [Response],
    postcodes: Option<&Bytes>,
    dataset: &Dataset,
    counts: &mut Counts,
) -> Result<()> {
    let areas: BTreeMap<&str, Option<usize>> = dataset
        .areas
        .iter()
        .zip(&dataset.locality_of_area)
        .map(|(area, locality)| (area.id.as_str(), *locality))
        .collect();
    let wanted: BTreeSet<String> = found
        .iter()
        .filter_map(|response| response.place.as_deref())
        .filter(|place| !areas.contains_key(place))
        .map(tidy)
        .collect();
    let sectors = match postcodes {
        Some(file) if !wanted.is_empty() => sectors(file, &wanted)?,
        _ => BTreeMap::new(),
    };
    let outlines = OutlineIndex::new(
        dataset.localities.iter().map(|locality| (locality.id.as_str(), &locality.outline)),
    );
    for response in found {
        let Some(place) = &response.place else {
            counts.no_place.add(response.row);
            continue;
        };
        if let Some(locality) = areas.get(place.as_str()) {
            response.locality = *locality;
            continue;
        }
        let named = dataset
            .localities
            .iter()
            .position(|known| known.id == *place || known.name.eq_ignore_ascii_case(place));
        response.locality =
            named.or_else(|| sectors.get(&tidy(place)).and_then(|at| outlines.containing(*at)));
        if response.locality.is_none() {
            counts.unknown_place.add(response.row);
        }
    }
    Ok(())
}

/// The middle of the postcodes of each wanted sector.
fn sectors(file: &Bytes, wanted: &BTreeSet<String>) -> Result<BTreeMap<String, Position>> {
    let mut sums: BTreeMap<String, (f64, f64, f64)> = BTreeMap::new();
    postcodes::each(
        file,
        |postcode| {
            let sector = postcode.len().checked_sub(2).and_then(|end| postcode.get(..end))?;
            wanted.contains(sector).then(|| sector.to_owned())
        },
        |sector, [x, y]| {
            let sum = sums.entry(sector).or_default();
            *sum = (sum.0 + x, sum.1 + y, sum.2 + 1.0);
        },
    )?;
    let middle = |(x, y, count): (f64, f64, f64)| postcodes::position([x / count, y / count]);
    Ok(sums.into_iter().filter_map(|(sector, sum)| Some((sector, middle(sum)?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_read_from_words_and_numbers() {
        assert_eq!(agreement("Strongly agree"), Some(4));
        assert_eq!(agreement(" tend to disagree"), Some(1));
        assert_eq!(agreement("3"), Some(2));
        assert_eq!(agreement("maybe"), None);
    }

    #[test]
    fn counts_are_told_in_tens() {
        assert_eq!([1, 9, 10, 407].map(about), ["fewer than 10", "fewer than 10", "about 10", "about 400"]);
    }
}
