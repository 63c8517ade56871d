//! Census codes of different years: which year a heading is of, and lookup tables that carry values from one to the other.
//!
//! Most codes of 2011 and 2021 are the same and some are not, so a table of one year joined to areas of the other misses
//! areas in silence. The Office for National Statistics publishes lookups between the two ("LSOA (2011) to LSOA (2021)").

use std::collections::{BTreeMap, HashMap, HashSet};

use super::columns::Column;
use super::points::plain;
use super::sheet::{self, Sheet};
use super::{Bytes, Report, values};
use crate::error::Result;

/// Levels of census geography, as headings begin with them.
const LEVELS: [&str; 3] = ["lsoa", "msoa", "oa"];

/// The level and year of a heading of codes: `LSOA21CD`, `lsoa11_code`, `LSOA code (2021)`, `OA2011`.
pub(super) fn year_of(heading: &str) -> Option<(&'static str, u16)> {
    let plain = plain(heading);
    let level = LEVELS.into_iter().find(|level| plain.starts_with(level))?;
    let rest = plain.strip_prefix(level)?;
    if rest.contains("name") || rest.ends_with("nm") {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let words: String = rest.chars().filter(|sign| !sign.is_ascii_digit()).collect();
    let known = ["", "cd", "code"].contains(&words.as_str());
    let year: u16 = digits.parse().ok()?;
    match digits.len() {
        2 if known => Some((level, 2000 + year)),
        4 if known => Some((level, year)),
        _ => None,
    }
}

/// A table of codes of two or more years.
pub(super) struct Lookup {
    name: String,
    sheet: Sheet,
    /// Place, level and year of each column of codes.
    codes: Vec<(usize, &'static str, u16)>,
    /// Place of the column that says which share of the older code's people the row holds.
    share: Option<usize>,
}

/// Whether headings are those of a lookup between years.
pub(super) fn is_lookup(header: &[String]) -> bool {
    let codes: Vec<_> = header.iter().filter_map(|name| year_of(name)).collect();
    codes.iter().any(|(level, year)| codes.iter().any(|(other, later)| level == other && year < later))
}

/// Reads a lookup.
pub(super) fn read(file: &Bytes, report: &mut Report<'_>) -> Result<Lookup> {
    let sheet = sheet::read(file, &[], report)?;
    if !is_lookup(&sheet.header) {
        return Err(file.wrong(format!(
            "it needs codes of two years, such as LSOA11CD and LSOA21CD; its columns are {}",
            sheet.header.join(", ")
        )));
    }
    let codes = sheet
        .header
        .iter()
        .enumerate()
        .filter_map(|(place, name)| year_of(name).map(|(level, year)| (place, level, year)))
        .collect();
    let share = sheet.header.iter().position(|name| {
        let plain = plain(name);
        ["share", "proportion", "weight"].iter().any(|word| plain.contains(word))
    });
    Ok(Lookup { name: file.name.clone(), sheet, codes, share })
}

/// How values of one set of codes become values of another.
pub(super) struct Carry {
    /// Codes that values come with.
    pub units: Vec<String>,
    /// For each area the units that it has something of: place, share of the unit's count, and whether the unit is whole.
    parts: Vec<Vec<(usize, f64, bool)>>,
    /// What is done, in words.
    pub words: String,
    /// True when a unit lies in several areas and no share was stated.
    pub equal_shares: bool,
}

impl Lookup {
    /// How many rows the lookup has.
    pub(super) fn rows(&self) -> usize {
        self.sheet.in_file
    }

    /// Every code of every year.
    pub(super) fn all_codes(&self) -> impl Iterator<Item = &str> {
        let cells =
            |&(place, ..): &(usize, &str, u16)| self.sheet.rows.iter().map(move |(_, row)| row[place].trim());
        self.codes.iter().flat_map(cells)
    }

    /// How to carry values of `keys` to `areas`; `None` when both are codes of one year or the lookup knows neither, and an
    /// error in words when its shares cannot be used.
    pub(super) fn carry(
        &self,
        areas: &[&str],
        keys: &HashSet<&str>,
    ) -> std::result::Result<Option<Carry>, String> {
        let wanted: HashSet<&str> = areas.iter().copied().collect();
        let best = |ids: &HashSet<&str>| {
            let met = |place: usize| {
                let cells: HashSet<&str> = self.sheet.rows.iter().map(|(_, row)| row[place].trim()).collect();
                cells.intersection(ids).count()
            };
            // Of equals the first stays, so that codes that never changed are not carried.
            self.codes
                .iter()
                .map(|&(place, level, _)| (met(place), place, level))
                .rev()
                .max_by_key(|best| best.0)
        };
        let (Some((areas_met, to, level)), Some((keys_met, from, other))) = (best(&wanted), best(keys))
        else {
            return Ok(None);
        };
        if areas_met == 0 || keys_met == 0 || to == from || level != other {
            return Ok(None);
        }
        let place_of: HashMap<&str, usize> =
            areas.iter().enumerate().map(|(index, area)| (*area, index)).collect();
        let mut units: Vec<String> = Vec::new();
        let mut unit_of: HashMap<&str, usize> = HashMap::new();
        // What each unit gives to each area; areas outside stay in the sum, so that shares can be checked.
        let mut gives: Vec<BTreeMap<&str, f64>> = Vec::new();
        for (_, row) in &self.sheet.rows {
            let (unit, area) = (row[from].trim(), row[to].trim());
            if unit.is_empty() || area.is_empty() {
                continue;
            }
            let place = *unit_of.entry(unit).or_insert_with(|| {
                units.push(unit.to_owned());
                gives.push(BTreeMap::new());
                units.len() - 1
            });
            let share = match self.share {
                None => 0.0,
                Some(column) => match values::number_of_text(&row[column]).known() {
                    Some(share) => share,
                    None => return Err(format!("{} has no share for {unit} in {area}", self.name)),
                },
            };
            *gives[place].entry(area).or_default() += share;
        }
        let mut parts = vec![Vec::new(); areas.len()];
        let (mut wrong, mut split) = (0, 0);
        for (unit, areas) in gives.iter().enumerate() {
            let (sum, whole) = (areas.values().sum::<f64>(), areas.len() == 1);
            wrong += usize::from(self.share.is_some() && !whole && (sum - 1.0).abs() > 0.01);
            split += usize::from(!whole);
            for (area, share) in areas {
                let share = match self.share {
                    _ if whole => 1.0,
                    Some(_) => *share,
                    None => 1.0 / areas.len() as f64,
                };
                if let Some(&place) = place_of.get(area) {
                    parts[place].push((unit, share, whole));
                }
            }
        }
        if wrong > 0 {
            return Err(format!("the shares of {wrong} codes in {} do not add up to 1", self.name));
        }
        let words = format!(
            "carried from {} to {} with {}",
            self.sheet.header[from], self.sheet.header[to], self.name
        );
        Ok(Some(Carry { units, parts, words, equal_shares: self.share.is_none() && split > 0 }))
    }
}

impl Carry {
    /// A column of the units as a column of the areas. Counts are split by shares and added; anything else is taken over
    /// where an area lies in one unit, and unknown where it is put together from several. Also how many areas became
    /// unknown in that way.
    pub(super) fn column(&self, name: &str, column: Column) -> (Column, usize) {
        let mut lost = 0;
        let column = match column {
            Column::Numbers(values) => {
                let count = is_count(name, &values);
                let of = |parts: &Vec<(usize, f64, bool)>| match parts[..] {
                    _ if count && !parts.is_empty() => {
                        parts.iter().map(|&(unit, share, _)| values[unit].map(|value| value * share)).sum()
                    }
                    [(unit, _, _)] => values[unit],
                    _ => None,
                };
                let carried = self.parts.iter().map(of).collect();
                lost = if count { 0 } else { self.parts.iter().filter(|parts| parts.len() > 1).count() };
                Column::Numbers(carried)
            }
            Column::Texts(texts) => Column::Texts(
                self.parts
                    .iter()
                    .map(|parts| match parts[..] {
                        [(unit, _, _)] => texts[unit].clone(),
                        _ => None,
                    })
                    .collect(),
            ),
        };
        (column, lost)
    }

    /// What each area has from its first unit, or nothing.
    pub(super) fn first<T: Copy + Default>(&self, of_units: &[T]) -> Vec<T> {
        self.parts
            .iter()
            .map(|parts| parts.first().map_or_else(T::default, |(unit, _, _)| of_units[*unit]))
            .collect()
    }

    /// Whether each area has any of the units that were met.
    pub(super) fn met(&self, met: &[bool]) -> Vec<bool> {
        self.parts.iter().map(|parts| parts.iter().any(|(unit, _, _)| met[*unit])).collect()
    }
}

/// Words of a heading that say that the numbers are no counts.
const NOT_COUNTS: [&str; 14] = [
    "rank",
    "decile",
    "quintile",
    "score",
    "index",
    "rate",
    "percent",
    "%",
    "proportion",
    "prop",
    "share",
    "mean",
    "median",
    "average",
];

/// Whether a column counts something, so that it can be split and added: whole numbers from 0, and no word in its heading
/// that says otherwise.
fn is_count(name: &str, values: &[Option<f64>]) -> bool {
    let small = name.to_lowercase();
    !NOT_COUNTS.iter().any(|word| small.contains(word))
        && values.iter().flatten().all(|value| *value >= 0.0 && value.fract() == 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_tell_level_and_year() {
        for (heading, level, year) in [
            ("LSOA21CD", "lsoa", 2021),
            ("lsoa11_code", "lsoa", 2011),
            ("LSOA code (2021)", "lsoa", 2021),
            ("OA11CD", "oa", 2011),
            ("MSOA2021", "msoa", 2021),
        ] {
            assert_eq!(year_of(heading), Some((level, year)), "{heading}");
        }
        for heading in ["LSOA21NM", "lsoa21_name", "LSOA code", "code", "LAD22CD", "Oak trees 11"] {
            assert_eq!(year_of(heading), None, "{heading}");
        }
    }

    fn lookup(rows: &[[&str; 3]], share: bool) -> Lookup {
        let header = ["LSOA11CD", "LSOA21CD", "share"].map(str::to_owned).to_vec();
        let rows: Vec<(usize, Vec<String>)> =
            rows.iter().enumerate().map(|(line, row)| (line + 2, row.map(str::to_owned).to_vec())).collect();
        Lookup {
            name: "lookup.csv".to_owned(),
            sheet: Sheet { header, in_file: rows.len(), rows, note: None },
            codes: vec![(0, "lsoa", 2011), (1, "lsoa", 2021)],
            share: share.then_some(2),
        }
    }

    /// 2011: A stays, B is split into B1 and B2, C and D become E.
    const ROWS: [[&str; 3]; 5] =
        [["A", "A", "1"], ["B", "B1", "0.3"], ["B", "B2", "0.7"], ["C", "E", "1"], ["D", "E", "1"]];

    #[test]
    fn counts_are_split_by_shares_and_ranks_are_not() {
        let lookup = lookup(&ROWS, true);
        let keys = HashSet::from(["A", "B", "C", "D"]);
        let carry = lookup.carry(&["A", "B1", "B2", "E"], &keys).expect("shares").expect("a carry");
        assert!(!carry.equal_shares);
        let people = Column::Numbers(vec![Some(10.0), Some(100.0), Some(5.0), Some(6.0)]);
        let (Column::Numbers(people), 0) = carry.column("people", people) else { panic!("numbers") };
        assert_eq!(people, [Some(10.0), Some(30.0), Some(70.0), Some(11.0)]);
        let rank = Column::Numbers(vec![Some(1.0), Some(2.0), Some(3.0), Some(4.0)]);
        let (Column::Numbers(rank), 1) = carry.column("IMD rank", rank) else { panic!("numbers") };
        assert_eq!(rank, [Some(1.0), Some(2.0), Some(2.0), None]);
    }

    #[test]
    fn an_unknown_part_leaves_the_sum_unknown() {
        let lookup = lookup(&ROWS, true);
        let keys = HashSet::from(["A", "B", "C", "D"]);
        let carry = lookup.carry(&["A", "B1", "B2", "E"], &keys).expect("shares").expect("a carry");
        let people = Column::Numbers(vec![None, Some(100.0), Some(5.0), None]);
        let (Column::Numbers(people), _) = carry.column("people", people) else { panic!("numbers") };
        assert_eq!(people, [None, Some(30.0), Some(70.0), None]);
    }

    #[test]
    fn without_shares_parts_are_equal_and_it_is_known() {
        let lookup = lookup(&ROWS, false);
        let keys = HashSet::from(["A", "B", "C", "D"]);
        let carry = lookup.carry(&["A", "B1", "B2", "E"], &keys).expect("shares").expect("a carry");
        assert!(carry.equal_shares);
        let people = Column::Numbers(vec![Some(10.0), Some(100.0), Some(5.0), Some(6.0)]);
        let (Column::Numbers(people), _) = carry.column("people", people) else { panic!("numbers") };
        assert_eq!(people[1], Some(50.0));
    }

    #[test]
    fn shares_that_do_not_add_up_are_refused_and_codes_of_one_year_need_no_carrying() {
        let mut rows = ROWS;
        rows[2][2] = "0.9";
        let keys = HashSet::from(["A", "B", "C", "D"]);
        assert!(lookup(&rows, true).carry(&["A", "B1", "B2", "E"], &keys).is_err());
        assert!(lookup(&ROWS, true).carry(&["A", "B", "C", "D"], &keys).expect("shares").is_none());
    }
}
