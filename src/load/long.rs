//! How a table is joined when that was not said: which column holds the areas' codes, and whether rows are categories.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::codes::Lookup;
use super::points::plain;
use super::sheet::Sheet;
use super::{Join, Report, values};
use crate::model::Severity;

/// Headings of the numbers of a long table, best first (letters and digits only).
const VALUES: [&str; 7] = ["n", "count", "usualresidents", "observation", "obsvalue", "value", "number"];

/// Place of the key, and of category and value in a long table; `None`, told, when a column is not there or none holds the
/// areas' codes. What was guessed is told too.
pub(super) fn understood(
    join: &Join,
    sheet: &Sheet,
    ids: &[&str],
    lookup: Option<&Lookup>,
    report: &mut Report<'_>,
) -> Option<(usize, Option<(usize, usize)>)> {
    let mut place = |name: &str| {
        let found = sheet.place(name);
        if found.is_none() {
            let message = format!("there is no column \"{name}\", so the table was not joined");
            let remedy = format!("Use one of its columns: {}.", sheet.header.join(", "));
            report.say(Severity::Error, None, Some(name), message, &remedy);
        }
        found
    };
    if let Some(key) = &join.key {
        let key = place(key)?;
        let pivot = match &join.pivot {
            Some((category, value)) => Some((place(category)?, place(value)?)),
            None => None,
        };
        return Some((key, pivot));
    }
    let Some((key, matched)) = guessed_key(sheet, ids, lookup) else {
        let message = "no column holds the areas' codes, so the table was not joined";
        let remedy = format!(
            "Say which column is the key: --join {}:COLUMN; there are: {}.",
            report.file,
            sheet.header.join(", ")
        );
        report.say(Severity::Error, None, None, message, &remedy);
        return None;
    };
    let pivot = guessed_pivot(sheet, key);
    let header = &sheet.header;
    let rows = sheet.rows.len();
    let how = match pivot {
        Some((category, value)) => {
            format!(
                " and pivoted, a column for each \"{}\" with \"{}\" as its number",
                header[category], header[value]
            )
        }
        None => String::new(),
    };
    let message =
        format!("it is joined by \"{}\" ({matched} of {rows} rows hold an area's code){how}", header[key]);
    let remedy =
        format!("If another column is meant, say so: --join {}:KEY or :KEY:CATEGORY:VALUE.", report.file);
    report.say(Severity::Note, None, Some(&header[key]), message, &remedy);
    Some((key, pivot))
}

/// The column with the most codes of areas (or of the lookup's), and how many rows have one.
fn guessed_key(sheet: &Sheet, ids: &[&str], lookup: Option<&Lookup>) -> Option<(usize, usize)> {
    let ids: HashSet<&str> =
        ids.iter().copied().chain(lookup.into_iter().flat_map(Lookup::all_codes)).collect();
    let matched = |place: usize| sheet.rows.iter().filter(|(_, row)| ids.contains(row[place].trim())).count();
    let best = (0..sheet.header.len()).map(|place| (place, matched(place))).rev().max_by_key(|best| best.1);
    best.filter(|(_, matched)| *matched > 0)
}

/// Category and value of a table in which a key has many rows: the category tells a key's rows apart with the fewest
/// words, the value is a number.
fn guessed_pivot(sheet: &Sheet, key: usize) -> Option<(usize, usize)> {
    let keys: HashSet<&str> = sheet.rows.iter().map(|(_, row)| row[key].trim()).collect();
    if keys.len() * 3 > sheet.rows.len() * 2 {
        return None;
    }
    let others = || (0..sheet.header.len()).filter(|place| *place != key && !sheet.header[*place].is_empty());
    let tells_apart = |place: usize| {
        let pairs: HashSet<(&str, &str)> =
            sheet.rows.iter().map(|(_, row)| (row[key].trim(), row[place].trim())).collect();
        pairs.len() == sheet.rows.len()
    };
    let kinds = |place: usize| {
        let kinds: HashSet<&str> = sheet.rows.iter().map(|(_, row)| row[place].trim()).collect();
        kinds.len()
    };
    // Values repeat less than categories do, so the fewest different words win.
    let category = others().filter(|place| tells_apart(*place)).min_by_key(|place| kinds(*place))?;
    let is_number = |place: usize| {
        let known = |row: &[String]| values::number_of_text(&row[place]).known().is_some();
        sheet.rows.iter().filter(|(_, row)| known(row)).count() * 2 > sheet.rows.len()
    };
    let numbers: Vec<usize> = others().filter(|place| *place != category && is_number(*place)).collect();
    let named = |wanted: &str| numbers.iter().copied().find(|place| plain(&sheet.header[*place]) == wanted);
    let value = VALUES.into_iter().find_map(named).or_else(|| {
        // A total is the same in all rows of a key.
        numbers.iter().copied().find(|place| !is_same_within(sheet, key, *place))
    })?;
    Some((category, value))
}

fn is_same_within(sheet: &Sheet, key: usize, place: usize) -> bool {
    let mut met: HashMap<&str, &str> = HashMap::new();
    sheet
        .rows
        .iter()
        .all(|(_, row)| *met.entry(row[key].trim()).or_insert(row[place].trim()) == row[place].trim())
}

/// Headings that count all residents (letters and digits only).
const EVERYBODY: [&str; 9] = [
    "population",
    "totalpopulation",
    "totalresidents",
    "usualresidents",
    "allusualresidents",
    "allpersons",
    "agetotal",
    "totalallusualresidents",
    "residencetypetotalmeasuresvalue",
];

/// The columns that together count the residents, among numeric columns by name: one that says so, or the age bands of one
/// table from the youngest to "and over".
pub(super) fn of_population(columns: &BTreeMap<String, String>) -> Option<Vec<String>> {
    let says_all = |name: &str| {
        let plain = plain(name);
        EVERYBODY.contains(&plain.as_str()) || plain.starts_with("totalpopulationmid")
    };
    if let Some(name) = columns.keys().find(|name| says_all(name)) {
        return Some(vec![name.clone()]);
    }
    let files: HashSet<&String> = columns.values().collect();
    let mut files: Vec<&String> = files.into_iter().collect();
    files.sort();
    files.into_iter().find_map(|file| {
        let bands: Vec<String> = columns
            .iter()
            .filter(|(name, of)| *of == file && name.to_lowercase().starts_with("aged "))
            .map(|(name, _)| name.clone())
            .collect();
        let has = |words: &[&str]| {
            bands.iter().filter(|name| words.iter().any(|word| name.to_lowercase().contains(word))).count()
                == 1
        };
        (bands.len() > 1 && has(&["and under", "under "]) && has(&["and over"])).then_some(bands)
    })
}
