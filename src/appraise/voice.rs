//! Resident voice: what the answers to the consultation say, by option, locality and theme, beside the evidence.
//!
//! Counts under 10 are suppressed in public outputs, and so is another count wherever the suppressed one could be worked out
//! from a total. Free text is never part of a summary.

use std::collections::BTreeMap;

use crate::model::{Dataset, Response};

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

/// A breakdown fit for the public: the city first, then its parts in order. A count of 1 to 9 is suppressed; where a single
/// count of a row or of a column is, the smallest other one is too, so that no total gives it away.
pub fn public(city: &Tally, parts: &[Tally]) -> Vec<Shown> {
    let counts: Vec<[usize; 5]> = std::iter::once(city).chain(parts).map(Tally::cells).collect();
    let mut hidden: Vec<[bool; 5]> =
        counts.iter().map(|row| row.map(|count| count > 0 && count < FEWEST)).collect();
    loop {
        let mut more = Vec::new();
        let rows = (0..counts.len()).map(|row| (0..5).map(|column| (row, column)).collect::<Vec<_>>());
        let columns = (0..5).map(|column| (0..counts.len()).map(|row| (row, column)).collect::<Vec<_>>());
        for line in rows.chain(columns) {
            let gone = line.iter().filter(|(row, column)| hidden[*row][*column]).count();
            let smallest = line
                .iter()
                .filter(|(row, column)| !hidden[*row][*column] && counts[*row][*column] > 0)
                .min_by_key(|(row, column)| counts[*row][*column]);
            if let (1, Some(cell)) = (gone, smallest) {
                more.push(*cell);
            }
        }
        if more.is_empty() {
            break;
        }
        for (row, column) in more {
            hidden[row][column] = true;
        }
    }
    counts
        .iter()
        .zip(&hidden)
        .map(|(row, hidden)| std::array::from_fn(|column| (!hidden[column]).then_some(row[column])))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(agree: usize, neither: usize, disagree: usize) -> Tally {
        Tally { agree, neither, disagree, unsaid: 0 }
    }

    #[test]
    fn small_counts_cannot_be_worked_out_from_totals() {
        let (north, south) = (tally(40, 3, 30), tally(20, 12, 25));
        let city = tally(60, 15, 55);
        let shown = public(&city, &[north, south]);
        assert_eq!(shown[1][1], None, "three answers");
        // With 73, 40 and 30 shown the three would follow; so another of the row goes, and one of each column.
        let gone = |row: usize| shown[row].iter().filter(|count| count.is_none()).count();
        assert!(gone(1) >= 2);
        for column in 0..5 {
            let gone = shown.iter().filter(|row| row[column].is_none()).count();
            assert_ne!(gone, 1, "column {column}");
        }
        assert_eq!(public(&tally(50, 20, 30), &[]), [[Some(50), Some(20), Some(30), Some(0), Some(100)]]);
    }
}
