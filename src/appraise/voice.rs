//! Resident voice: what the answers to the consultation say, by option, locality and theme, beside the evidence.
//!
//! Counts under 10 are suppressed in public outputs, and so is another count wherever the suppressed one
//! could be worked out from a total. Free text is never part of a summary; nor is a theme or a proposal that
//! fewer than ten answers name, because its name may be what one person wrote.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::{Dataset, Plan, Response};

/// Counts under this are suppressed in public outputs.
pub const FEWEST: usize = 10;

/// Answers: agree, neither, disagree, not said, all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Agrees or strongly agrees.
    pub agree: usize,
    /// Neither agrees nor disagrees.
    pub neither: usize,
    /// Disagrees or strongly disagrees.
    pub disagree: usize,
    /// Does not say.
    pub unsaid: usize,
}

impl Tally {
    /// All answers.
    pub const fn all(&self) -> usize {
        self.agree + self.neither + self.disagree + self.unsaid
    }

    fn count(&mut self, response: &Response) {
        *(match response.agrees {
            Some(0 | 1) => &mut self.disagree,
            Some(2) => &mut self.neither,
            Some(_) => &mut self.agree,
            None => &mut self.unsaid,
        }) += 1;
    }

    const fn cells(&self) -> [usize; 5] {
        [self.agree, self.neither, self.disagree, self.unsaid, self.all()]
    }

    const fn add(&mut self, other: &Self) {
        self.agree += other.agree;
        self.neither += other.neither;
        self.disagree += other.disagree;
        self.unsaid += other.unsaid;
    }
}

/// The answers about one option or proposal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// The option id or proposal, as written.
    pub about: String,
    /// All answers.
    pub city: Tally,
    /// By locality, in the Dataset's order; the last is unknown or outside all.
    pub localities: Vec<Tally>,
    /// By theme, in byte order; an empty name has none.
    pub themes: Vec<(String, Tally)>,
}

/// Summarises the answers, by what they are about in byte order.
pub fn voice(dataset: &Dataset) -> Vec<About> {
    /// City, localities and themes.
    type Tallies<'a> = (Tally, Vec<Tally>, BTreeMap<&'a str, Tally>);
    let mut found: BTreeMap<&str, Tallies<'_>> = BTreeMap::new();
    let outside = dataset.localities.len();
    for response in &dataset.responses {
        let (city, localities, themes) = found
            .entry(&response.about)
            .or_insert_with(|| (Tally::default(), vec![Tally::default(); outside + 1], BTreeMap::new()));
        city.count(response);
        if let Some(locality) = localities.get_mut(response.locality.unwrap_or(outside)) {
            locality.count(response);
        }
        themes.entry(response.theme.as_deref().unwrap_or("")).or_default().count(response);
    }
    found
        .into_iter()
        .map(|(about, (city, localities, themes))| About {
            about: about.to_owned(),
            city,
            localities,
            themes: themes.into_iter().map(|(theme, tally)| (theme.to_owned(), tally)).collect(),
        })
        .collect()
}

/// Counts fit for the public: agree, neither, disagree, not said, all; `None` is suppressed.
pub type Shown = [Option<usize>; 5];

/// The answers about one option or proposal, fit for the public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    /// The option id or proposal, as written.
    pub about: String,
    /// All answers.
    pub city: Shown,
    /// By locality, in the Dataset's order; the last is unknown or outside all.
    pub localities: Vec<Shown>,
    /// By theme, in byte order; an empty name has none. Themes of fewer than ten answers stand together at
    /// the end, without a name.
    pub themes: Vec<(Option<String>, Shown)>,
}

/// The answers as the public may see them. Proposals that are no option of the plan and have fewer than ten
/// answers are left out.
pub fn public(dataset: &Dataset, plan: &Plan) -> Vec<Public> {
    let is_option = |about: &About| about.about == Plan::BAU || plan.option(&about.about).is_some();
    let all = voice(dataset).into_iter();
    all.filter(|about| is_option(about) || about.city.all() >= FEWEST).map(About::public).collect()
}

impl About {
    /// One set of cells for both breakdowns: what is suppressed in one would otherwise stand in the other.
    fn public(self) -> Public {
        let (named, few): (Vec<_>, Vec<_>) = self
            .themes
            .into_iter()
            .map(|(name, tally)| (Some(name), tally))
            .partition(|(name, tally)| name.as_deref() == Some("") || tally.all() >= FEWEST);
        let mut themes = named;
        if !few.is_empty() {
            let mut together = Tally::default();
            for (_, tally) in &few {
                together.add(tally);
            }
            themes.push((None, together));
        }
        let (places, tallies) = (self.localities.len(), themes.iter().map(|(_, tally)| tally));
        let rows: Vec<[usize; 5]> =
            std::iter::once(&self.city).chain(&self.localities).chain(tallies).map(Tally::cells).collect();
        let counts: Vec<f64> = rows.iter().flatten().map(|count| *count as f64).collect();
        let cell = |row: usize, column: usize| row * 5 + column;
        let across = (0..rows.len()).map(|row| Sum::of((0..4).map(|column| cell(row, column)), cell(row, 4)));
        let down = |rows: Range<usize>| {
            (0..5).map(move |column| Sum::of(rows.clone().map(|row| cell(row, column)), cell(0, column)))
        };
        let sums: Vec<Sum> = across.chain(down(1..places + 1)).chain(down(places + 1..rows.len())).collect();
        let hidden = hide(&counts, &sums);
        let mut shown = rows.iter().zip(hidden.chunks(5)).map(|(row, hidden)| -> Shown {
            std::array::from_fn(|column| (!hidden[column]).then_some(row[column]))
        });
        Public {
            about: self.about,
            city: shown.next().unwrap_or_default(),
            localities: shown.by_ref().take(places).collect(),
            themes: themes.into_iter().map(|(name, _)| name).zip(shown).collect(),
        }
    }
}

/// Counts that add up: the parts to the wholes.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    /// Places of the parts.
    pub parts: Vec<usize>,
    /// Places of the wholes; none where the whole is told elsewhere.
    pub wholes: Vec<usize>,
}

impl Sum {
    /// Parts of one whole.
    pub fn of(parts: impl IntoIterator<Item = usize>, whole: usize) -> Self {
        Self { parts: parts.into_iter().collect(), wholes: vec![whole] }
    }

    /// The places of all.
    fn places(&self) -> impl Iterator<Item = usize> + Clone {
        self.parts.iter().chain(&self.wholes).copied()
    }
}

impl FromIterator<usize> for Sum {
    /// Parts of a whole that is told elsewhere.
    fn from_iter<I: IntoIterator<Item = usize>>(parts: I) -> Self {
        Self { parts: parts.into_iter().collect(), wholes: Vec::new() }
    }
}

/// Which of some counts of people the public must not see: those of 1 to 9, and those that would give one
/// away.
///
/// Where one alone of a sum is hidden, or the hidden ones are fewer than ten together, the smallest other one
/// goes too. Where a count of 1 to 9 still follows from several sums together, which solving them tells, so
/// does the smallest one beside it; until nothing changes. Counts of nobody say nothing and stay.
pub fn hide(counts: &[f64], sums: &[Sum]) -> Vec<bool> {
    let is_few = |place: usize| (1e-9..FEWEST as f64).contains(&counts[place].abs());
    let mut hidden: Vec<bool> = (0..counts.len()).map(is_few).collect();
    loop {
        hide_lone(counts, sums, &mut hidden);
        let mut changed = false;
        for told in follow(sums, &hidden).into_iter().filter(|place| is_few(*place)) {
            let beside = |sum: &&Sum| sum.places().any(|place| place == told);
            let concerned = |sum: &&Sum| sum.places().any(|place| hidden[place]);
            let smallest = smallest_shown(counts, &hidden, sums.iter().filter(beside).flat_map(Sum::places));
            let any = || smallest_shown(counts, &hidden, sums.iter().filter(concerned).flat_map(Sum::places));
            if let Some(place) = smallest.or_else(any) {
                hidden[place] = true;
                changed = true;
            }
        }
        if !changed {
            return hidden;
        }
    }
}

fn smallest_shown(counts: &[f64], hidden: &[bool], places: impl Iterator<Item = usize>) -> Option<usize> {
    let shown = places.filter(|place| !hidden[*place] && counts[*place].abs() >= 1e-9);
    shown.min_by(|one, other| counts[*one].total_cmp(&counts[*other]))
}

fn hide_lone(counts: &[f64], sums: &[Sum], hidden: &mut [bool]) {
    let mut changed = true;
    while changed {
        changed = false;
        for sum in sums {
            let gone = || sum.places().filter(|place| hidden[*place]);
            let people: f64 = gone().map(|place| counts[place].abs()).sum();
            if gone().next().is_none() || (gone().count() > 1 && people >= FEWEST as f64) {
                continue;
            }
            if let Some(place) = smallest_shown(counts, hidden, sum.places()) {
                hidden[place] = true;
                changed = true;
            }
        }
    }
}

/// Places of hidden counts that follow from the shown ones: the sums solved for the hidden ones
/// (Gauss–Jordan), each row that is left with one of them tells it. Most sums have few hidden parts, so a row
/// keeps only those that count, and the shortest row of a column is the one that is taken away from the others.
fn follow(sums: &[Sum], hidden: &[bool]) -> Vec<usize> {
    let unknown: Vec<usize> = (0..hidden.len()).filter(|place| hidden[*place]).collect();
    let mut rows: Vec<BTreeMap<usize, f64>> = Vec::new();
    for sum in sums.iter().filter(|sum| sum.places().any(|place| hidden[place])) {
        let mut row = BTreeMap::new();
        for (places, sign) in [(&sum.parts, 1.0), (&sum.wholes, -1.0)] {
            for column in places.iter().filter_map(|place| unknown.binary_search(place).ok()) {
                *row.entry(column).or_insert(0.0) += sign;
            }
        }
        row.retain(|_, times| is_there(*times));
        rows.push(row);
    }
    let mut done = 0;
    for column in 0..unknown.len() {
        let has = |row: &usize| rows[*row].contains_key(&column);
        let Some(pivot) = (done..rows.len()).filter(has).min_by_key(|row| rows[*row].len()) else { continue };
        rows.swap(done, pivot);
        let mut solved = std::mem::take(&mut rows[done]);
        let first = solved.get(&column).copied().unwrap_or(1.0);
        for times in solved.values_mut() {
            *times /= first;
        }
        for row in &mut rows {
            let Some(times) = row.get(&column).copied() else { continue };
            for (&other, &value) in &solved {
                let left = row.get(&other).copied().unwrap_or(0.0) - times * value;
                if other != column && is_there(left) {
                    row.insert(other, left)
                } else {
                    row.remove(&other)
                };
            }
        }
        rows[done] = solved;
        done += 1;
    }
    rows[..done]
        .iter()
        .filter(|row| row.len() == 1)
        .flat_map(BTreeMap::keys)
        .map(|&column| unknown[column])
        .collect()
}

const fn is_there(times: f64) -> bool {
    times.abs() > 1e-9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(agree: usize, neither: usize, disagree: usize) -> Tally {
        Tally { agree, neither, disagree, unsaid: 0 }
    }

    fn shown(localities: &[Tally], themes: &[(&str, Tally)]) -> Public {
        let mut city = Tally::default();
        for part in localities {
            city.add(part);
        }
        let themes = themes.iter().map(|(name, tally)| ((*name).to_owned(), *tally)).collect();
        About { about: "A".to_owned(), city, localities: localities.to_vec(), themes }.public()
    }

    #[test]
    fn small_counts_cannot_be_worked_out_from_totals() {
        let (north, south) = (tally(40, 3, 30), tally(20, 12, 25));
        let found = shown(&[north, south], &[]);
        let rows: Vec<&Shown> = std::iter::once(&found.city).chain(&found.localities).collect();
        assert_eq!(rows[1][1], None, "three answers");
        // With 73, 40 and 30 shown the three would follow; so another of the row goes, and one of each column.
        let gone = |row: usize| rows[row].iter().filter(|count| count.is_none()).count();
        assert!(gone(1) >= 2);
        for column in 0..5 {
            let gone = rows.iter().filter(|row| row[column].is_none()).count();
            assert_ne!(gone, 1, "column {column}");
        }
        let one = shown(&[tally(50, 20, 30)], &[]);
        assert_eq!(one.city, [Some(50), Some(20), Some(30), Some(0), Some(100)]);
    }

    #[test]
    fn what_one_breakdown_hides_the_other_does_not_tell() {
        let (north, south) = (tally(40, 20, 3), tally(30, 0, 15));
        let found = shown(&[north, south], &[("distance", tally(70, 20, 18))]);
        assert_eq!(found.localities[0][2], None, "three answers");
        // All have the same theme, so its row is the city's: shown, it gave North's 20 and then its 3.
        assert_eq!(found.themes[0].1, found.city);
        let neither = [found.city[1], found.localities[0][1]];
        assert_eq!(neither, [None, None], "South's nobody makes the city's North's");
    }

    #[test]
    fn names_that_few_gave_are_not_told() {
        let few =
            [("hours", tally(20, 0, 0)), ("my own street", tally(2, 0, 0)), ("parking", tally(9, 0, 0))];
        let found = shown(&[tally(31, 0, 0)], &few);
        let names: Vec<Option<&str>> = found.themes.iter().map(|(name, _)| name.as_deref()).collect();
        assert_eq!(names, [Some("hours"), None]);
        assert_eq!(found.themes[1].1[0], Some(11), "together they are enough");
    }

    #[test]
    fn hidden_ones_that_are_few_together_take_another_with_them() {
        // Of 63 with 61 shown, two hidden ones are one each.
        let sums = [Sum::of(0..4, 4)];
        assert!(hide(&[40.0, 1.0, 1.0, 21.0, 63.0], &sums)[3]);
        assert!(!hide(&[40.0, 6.0, 7.0, 21.0, 74.0], &sums)[3]);
    }

    #[test]
    fn what_follows_from_several_sums_together_is_hidden_too() {
        // 5 + 30 + 20, 5 + 30 + 40, and 20 + 40: no sum has one hidden alone, and the three together tell the
        // five.
        let counts = [5.0, 30.0, 20.0, 40.0];
        let sums: Vec<Sum> =
            [[0, 1, 2], [0, 1, 3], [1, 2, 3]].map(|parts| parts.into_iter().collect()).into();
        let hidden = hide(&counts, &sums);
        assert!(hidden[0] && !follow(&sums, &hidden).contains(&0), "{hidden:?}");
        assert!(follow(&sums[..2], &[true, true, false, false]).is_empty());
        assert_eq!(follow(&[Sum::of([0, 1], 2), Sum::of([0], 1)], &[true, true, false]), [0, 1]);
    }
}
