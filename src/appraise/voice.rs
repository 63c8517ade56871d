//! Resident voice: what the answers to the consultation say, by option, locality and theme, beside the evidence.
//!
//! Counts under 10 are suppressed in public outputs, and so is another count wherever the suppressed one could be worked out
//! from a total. Free text is never part of a summary; nor is a theme or a proposal that fewer than ten answers name, because
//! its name may be what one person wrote.

use std::collections::BTreeMap;

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
    /// By theme, in byte order; an empty name has none. Themes of fewer than ten answers stand together at the end, without
    /// a name.
    pub themes: Vec<(Option<String>, Shown)>,
}

/// The answers as the public may see them. Proposals that are no option of the plan and have fewer than ten answers are left
/// out.
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
            few.iter().for_each(|(_, tally)| together.add(tally));
            themes.push((None, together));
        }
        let (places, tallies) = (self.localities.len(), themes.iter().map(|(_, tally)| tally));
        let rows: Vec<[usize; 5]> =
            std::iter::once(&self.city).chain(&self.localities).chain(tallies).map(Tally::cells).collect();
        let counts: Vec<f64> = rows.iter().flatten().map(|count| *count as f64).collect();
        let across = (0..rows.len()).map(|row| (0..5).map(|column| row * 5 + column).collect());
        let down = |rows: std::ops::Range<usize>| {
            (0..5).map(move |column| {
                std::iter::once(0).chain(rows.clone()).map(|row| row * 5 + column).collect::<Vec<usize>>()
            })
        };
        let sums: Vec<Vec<usize>> =
            across.chain(down(1..places + 1)).chain(down(places + 1..rows.len())).collect();
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

/// Which of some counts of people the public must not see: those of 1 to 9, and those that would give one away. `sums` are
/// the places of counts of which any one follows from the others, parts with their whole among them; where one alone of a sum
/// is hidden, or the hidden ones are fewer than ten together, the smallest other one goes too, until nothing changes. Counts
/// of nobody say nothing and stay.
pub fn hide(counts: &[f64], sums: &[Vec<usize>]) -> Vec<bool> {
    let fewest = FEWEST as f64;
    let somebody = |place: usize| counts[place].abs() >= 1e-9;
    let mut hidden: Vec<bool> =
        (0..counts.len()).map(|place| somebody(place) && counts[place].abs() < fewest).collect();
    loop {
        let mut changed = false;
        for sum in sums {
            let gone = || sum.iter().filter(|place| hidden[**place]);
            let people: f64 = gone().map(|place| counts[*place].abs()).sum();
            if gone().next().is_none() || (gone().count() > 1 && people >= fewest) {
                continue;
            }
            let others = sum.iter().copied().filter(|place| !hidden[*place] && somebody(*place));
            if let Some(smallest) = others.min_by(|one, other| counts[*one].total_cmp(&counts[*other])) {
                hidden[smallest] = true;
                changed = true;
            }
        }
        if !changed {
            return hidden;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(agree: usize, neither: usize, disagree: usize) -> Tally {
        Tally { agree, neither, disagree, unsaid: 0 }
    }

    fn shown(localities: &[Tally], themes: &[(&str, Tally)]) -> Public {
        let mut city = Tally::default();
        localities.iter().for_each(|part| city.add(part));
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
        assert_eq!(hide(&[40.0, 1.0, 1.0, 21.0, 63.0], &[vec![0, 1, 2, 3, 4]])[3], true);
        assert_eq!(hide(&[40.0, 6.0, 7.0, 21.0, 74.0], &[vec![0, 1, 2, 3, 4]])[3], false);
    }
}
