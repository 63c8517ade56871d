//! Answers to the consultation: a table of a row an answer, with an area's id or a postcode sector, the option or proposal,
//! agreement, theme and free text. What cannot be placed or understood is counted and told; no answer is dropped in silence.
//!
//! Of a whole postcode only the sector is kept: that is as near as anybody needs to know.

use std::collections::{BTreeMap, BTreeSet};

use super::points::plain;
use super::postcodes::{self, tidy};
use super::{Bytes, Report, sheet};
use crate::error::Result;
use crate::model::{Dataset, Plan, Position, Response, Role, Severity};
use crate::place::OutlineIndex;

const ABOUT: [&str; 5] = ["option", "optionid", "proposal", "about", "optionorproposal"];
const AGREES: [&str; 9] =
    ["agree", "agreement", "agrees", "agreedisagree", "scale", "response", "answer", "support", "view"];
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
    let (agrees_at, place_at, theme_at, text_at, who_at) =
        (at(&AGREES), at(&PLACE), at(&THEME), at(&TEXT), at(&RESPONDENT));
    let mut counts = Counts::default();
    let mut seen = BTreeSet::new();
    let mut found: Vec<Response> = Vec::new();
    for (row, cells) in &sheet.rows {
        let cell = |place: Option<usize>| {
            place
                .and_then(|place| cells.get(place))
                .map(|cell| cell.trim())
                .filter(|cell| !cell.is_empty())
                .map(str::to_owned)
        };
        let about = cell(Some(about_at)).unwrap_or_default();
        let respondent = cell(who_at);
        if let Some(who) = &respondent
            && !seen.insert((who.clone(), about.clone()))
        {
            counts.repeated += 1;
            continue;
        }
        let agrees = cell(agrees_at);
        let scale = agrees.as_deref().and_then(agreement);
        if let (Some(words), None) = (&agrees, scale) {
            *counts.odd_scale.entry(words.clone()).or_default() += 1;
        }
        let theme = cell(theme_at);
        counts.no_theme += usize::from(theme.is_none());
        let by_id = dataset.areas.iter().any(|area| cell(place_at).as_ref() == Some(&area.id));
        let place = cell(place_at).map(|place| if by_id { place } else { coarse(&place) });
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
            None => *counts.other_about.entry(response.about.clone()).or_default() += 1,
        }
    }
    counts.tell(found.len(), theme_at.is_some(), agrees_at.is_some(), &mut report);
    dataset.sources.push(file.source(Role::Responses, sheet.in_file));
    dataset.responses = found;
    dataset.issues.extend(issues);
    Ok(())
}

/// What was odd, counted.
#[derive(Default)]
struct Counts {
    repeated: usize,
    no_theme: usize,
    odd_scale: BTreeMap<String, usize>,
    other_about: BTreeMap<String, usize>,
    unknown_place: BTreeMap<String, usize>,
    no_place: usize,
}

impl Counts {
    fn tell(&self, all: usize, has_theme: bool, has_scale: bool, report: &mut Report<'_>) {
        let listed = |counts: &BTreeMap<String, usize>| {
            let shown: Vec<String> =
                counts.iter().take(6).map(|(what, count)| format!("\"{what}\" {count}")).collect();
            let more = counts.len().saturating_sub(6);
            if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
        };
        let sum = |counts: &BTreeMap<String, usize>| counts.values().sum::<usize>();
        let mut warn = |count: usize, field: &str, message: String, remedy: &str| {
            if count > 0 {
                report.say(Severity::Warning, None, Some(field), message, remedy);
            }
        };
        warn(
            self.repeated,
            "respondent",
            format!(
                "{} answers repeat a respondent about the same option; the first one counts",
                self.repeated
            ),
            "Check whether one person answered several times.",
        );
        let unknown = sum(&self.unknown_place);
        warn(
            unknown,
            "area",
            format!(
                "{unknown} of {all} answers name a place that is no area of the project: {}; they count citywide only",
                listed(&self.unknown_place)
            ),
            "Give the areas’ ids, or a table of postcodes (--postcodes) for postcode sectors.",
        );
        warn(
            self.no_place,
            "area",
            format!("{} of {all} answers name no place; they count citywide only", self.no_place),
            "Nothing to do, if it was not asked.",
        );
        let other = sum(&self.other_about);
        warn(
            other,
            "option",
            format!(
                "{other} of {all} answers are about what is no option of the plan: {}; they are summarised under that name",
                listed(&self.other_about)
            ),
            "Use the options’ ids or names, if they are meant.",
        );
        let odd = sum(&self.odd_scale);
        warn(
            odd,
            "agreement",
            format!(
                "{odd} of {all} answers have an agreement that is not understood: {}; it counts as not said",
                listed(&self.odd_scale)
            ),
            "Use strongly agree, agree, neither, disagree, strongly disagree, or 5 (strongly agree) to 1.",
        );
        if has_theme {
            warn(
                self.no_theme,
                "theme",
                format!("{} of {all} answers have no theme", self.no_theme),
                "Code them, or leave them: they are shown apart.",
            );
        }
        if !has_scale {
            let message = "no column says agreement, so all answers count as not said";
            report.say(Severity::Warning, None, Some("agreement"), message, "Add a column called agreement.");
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

/// A whole postcode cut to its sector (`CV6 5LB` → `CV6 5`); anything else as it is.
fn coarse(place: &str) -> String {
    let signs: Vec<char> =
        place.chars().filter(|sign| !sign.is_whitespace()).map(|sign| sign.to_ascii_uppercase()).collect();
    let is_postcode = (5..=7).contains(&signs.len())
        && signs[0].is_ascii_alphabetic()
        && signs[signs.len() - 3].is_ascii_digit()
        && signs[signs.len() - 2..].iter().all(char::is_ascii_alphabetic);
    if !is_postcode {
        return place.to_owned();
    }
    let (outward, inward) = signs.split_at(signs.len() - 3);
    format!("{} {}", outward.iter().collect::<String>(), inward[0])
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
            counts.no_place += 1;
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
            *counts.unknown_place.entry(place.clone()).or_default() += 1;
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
    fn of_a_postcode_only_the_sector_is_kept() {
        assert_eq!(coarse("cv6 5lb"), "CV6 5");
        assert_eq!(coarse("CV11AA"), "CV1 1");
        assert_eq!(coarse("CV6 5"), "CV6 5");
        assert_eq!(coarse("E01009538"), "E01009538");
    }

    #[test]
    fn agreement_is_read_from_words_and_numbers() {
        assert_eq!(agreement("Strongly agree"), Some(4));
        assert_eq!(agreement(" tend to disagree"), Some(1));
        assert_eq!(agreement("3"), Some(2));
        assert_eq!(agreement("maybe"), None);
    }
}
