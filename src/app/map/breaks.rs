//! Where the classes of a choropleth are broken: as the measure asks, or by quantiles, equal steps or natural breaks.

/// How classes are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Breaks {
    /// Round figures that mean something to the measure: parts of the standard, sixths of the need index.
    #[default]
    Meaning,
    /// The same number of areas in each class.
    Quantile,
    /// Steps of the same size.
    Equal,
    /// Natural breaks: classes that differ least within themselves.
    Natural,
}

impl Breaks {
    /// Every way, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Meaning, Self::Quantile, Self::Equal, Self::Natural];

    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Meaning => "Round classes",
            Self::Quantile => "Quantiles",
            Self::Equal => "Equal steps",
            Self::Natural => "Natural breaks",
        }
    }

    /// What it does, in a sentence.
    pub const fn tooltip(self) -> &'static str {
        match self {
            Self::Meaning => {
                "Round figures that mean something: parts of the standard, sixths of the need index"
            }
            Self::Quantile => "The same number of areas in each class",
            Self::Equal => "Steps of the same size from the least to the most",
            Self::Natural => "Classes whose values lie as close together as can be (Jenks)",
        }
    }

    /// Upper limits of all classes but the last, in rising order; fewer where values do not differ enough.
    ///
    /// Values that are not finite are left out; none is needed in any order.
    pub fn limits(self, values: &[f64], classes: usize) -> Vec<f64> {
        let mut known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        known.sort_by(f64::total_cmp);
        let (Some(&least), Some(&most)) = (known.first(), known.last()) else { return Vec::new() };
        let mut limits: Vec<f64> = match self {
            Self::Meaning | Self::Quantile => {
                (1..classes).map(|class| known[(known.len() * class / classes).max(1) - 1]).collect()
            }
            Self::Equal => {
                (1..classes).map(|class| least + (most - least) * class as f64 / classes as f64).collect()
            }
            Self::Natural => natural(&known, classes),
        };
        limits.dedup();
        limits.retain(|limit| *limit < most);
        limits
    }
}

/// How many values natural breaks look at: more are stood for by evenly spaced ones of them, in rising order.
const LOOKED_AT: usize = 400;

/// The last value of each class but the highest, such that the squares of differences from the classes' means are
/// least (Fisher's exact dynamic programme).
///
/// # References
/// Fisher, W. D. (1958), "On grouping for maximum homogeneity", *Journal of the American Statistical Association*
/// 53, 789–798. Jenks, G. F. (1967), "The data model concept in statistical mapping".
fn natural(sorted: &[f64], classes: usize) -> Vec<f64> {
    let count = sorted.len().min(LOOKED_AT);
    let values: Vec<f64> =
        (0..count).map(|place| sorted[(place * 2 + 1) * sorted.len() / (count * 2)]).collect();
    if count <= classes {
        return values.iter().take(count.saturating_sub(1)).copied().collect();
    }
    let (mut sums, mut squares) = (vec![0.0], vec![0.0]);
    for (place, value) in values.iter().enumerate() {
        sums.push(sums[place] + value);
        squares.push(squares[place] + value * value);
    }
    // Squares of differences from the mean of values from..to.
    let spread = |from: usize, to: usize| {
        let sum = sums[to] - sums[from];
        squares[to] - squares[from] - sum * sum / (to - from) as f64
    };
    let mut best: Vec<f64> = (0..=count).map(|to| if to == 0 { 0.0 } else { spread(0, to) }).collect();
    let mut cuts: Vec<Vec<usize>> = Vec::new();
    for class in 1..classes {
        let mut next = vec![f64::INFINITY; count + 1];
        let mut cut = vec![0; count + 1];
        for to in class + 1..=count {
            for (from, before) in best.iter().enumerate().take(to).skip(class) {
                let whole = before + spread(from, to);
                if whole < next[to] {
                    (next[to], cut[to]) = (whole, from);
                }
            }
        }
        best = next;
        cuts.push(cut);
    }
    let mut to = count;
    let mut limits: Vec<f64> = cuts
        .iter()
        .rev()
        .map(|cut| {
            to = cut[to];
            values[to - 1]
        })
        .collect();
    limits.reverse();
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ways_break_the_same_values_differently() {
        let values = [1.0, 2.0, 3.0, 10.0, 11.0, 40.0];
        assert_eq!(Breaks::Quantile.limits(&values, 3), [2.0, 10.0]);
        assert_eq!(Breaks::Equal.limits(&values, 3), [14.0, 27.0]);
        // By hand: {1 2 3} {10 11} {40} leaves 2 + 0.5 + 0; every other grouping in three leaves more.
        assert_eq!(Breaks::Natural.limits(&values, 3), [3.0, 11.0]);
    }

    #[test]
    fn natural_breaks_are_the_best_of_all_groupings() {
        let values = [0.3, 1.1, 1.2, 2.9, 3.0, 3.3, 7.5, 7.6, 9.0];
        let spread = |part: &[f64]| {
            let mean = part.iter().sum::<f64>() / part.len() as f64;
            part.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
        };
        let mut best = (f64::INFINITY, [0.0, 0.0]);
        for a in 1..values.len() - 1 {
            for b in a + 1..values.len() {
                let whole = spread(&values[..a]) + spread(&values[a..b]) + spread(&values[b..]);
                if whole < best.0 {
                    best = (whole, [values[a - 1], values[b - 1]]);
                }
            }
        }
        assert_eq!(Breaks::Natural.limits(&values, 3), best.1);
    }

    #[test]
    fn values_that_hardly_differ_make_fewer_classes_and_unknown_ones_none() {
        for way in Breaks::ALL {
            assert!(way.limits(&[], 6).is_empty());
            assert!(way.limits(&[f64::NAN, f64::INFINITY], 6).is_empty());
            assert!(way.limits(&[5.0, 5.0, 5.0], 6).is_empty(), "{way:?}");
            let limits = way.limits(&[1.0, 2.0, f64::INFINITY], 6);
            assert!(
                limits.windows(2).all(|pair| pair[0] < pair[1]) && limits.iter().all(|limit| *limit < 2.0)
            );
        }
    }
}
