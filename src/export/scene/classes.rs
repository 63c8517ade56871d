//! Classes of maps: where one colour ends and the next begins. The window's map uses the same.

/// Upper limits of the classes of minutes for a standard: five steps up to and past it.
pub fn minute_limits(standard: f64) -> [f64; 5] {
    // Quarter steps of the standard, then half as much again: 5, 10, 15, 20, 30 for twenty minutes.
    [0.25, 0.5, 0.75, 1.0, 1.5].map(|share| (standard * share).max(0.5))
}

/// The class of a value: the first whose limit it does not exceed, else the one past all limits.
pub fn class_of(value: f64, limits: &[f64]) -> usize {
    limits.iter().position(|limit| value <= *limit).unwrap_or(limits.len())
}

/// A word for each class of a quantity with these limits.
pub(super) fn words(limits: &[f64]) -> Vec<String> {
    let plain = |value: f64| {
        if (value - value.round()).abs() < 0.05 { format!("{value:.0}") } else { format!("{value:.1}") }
    };
    (0..=limits.len())
        .map(|place| match (place.checked_sub(1).and_then(|below| limits.get(below)), limits.get(place)) {
            (Some(least), Some(most)) => format!("{} to {}", plain(*least), plain(*most)),
            (Some(least), None) => format!("over {}", plain(*least)),
            (None, most) => format!("up to {}", most.copied().map_or_else(String::new, plain)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_at_a_limit_belongs_below_it() {
        let limits = minute_limits(20.0);
        assert_eq!(limits, [5.0, 10.0, 15.0, 20.0, 30.0]);
        assert_eq!(class_of(20.0, &limits), 3);
        assert_eq!(class_of(20.01, &limits), 4);
        assert_eq!(class_of(f64::INFINITY, &limits), 5);
        assert_eq!(words(&limits), ["up to 5", "5 to 10", "10 to 15", "15 to 20", "20 to 30", "over 30"]);
    }
}
