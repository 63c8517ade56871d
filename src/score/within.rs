//! Who lives within so many minutes of a site: areas whose point is, people, and every group.

use crate::model::{Columns, Dataset, Group};

/// Who lives within some minutes.
#[derive(Debug, Clone, PartialEq)]
pub struct Within {
    /// How many areas.
    pub areas: usize,
    /// Residents; areas of unknown population are left out.
    pub people: f64,
    /// By group of the plan: how many within, and everywhere; areas where the group is unknown are left out of both. Groups whose
    /// column is missing are left out.
    pub groups: Vec<(String, f64, f64)>,
}

/// Counts whom a site reaches, given the minutes from every area to it.
pub fn within(dataset: &Dataset, groups: &[Group], minutes: &[f64], most: f64) -> Within {
    let count = |column: &str| -> Option<(f64, f64)> {
        let values = dataset.columns.get(column)?;
        let mut sums = (0.0, 0.0);
        for (value, minutes) in values.iter().zip(minutes) {
            if let Some(value) = value {
                sums.1 += value;
                if *minutes <= most {
                    sums.0 += value;
                }
            }
        }
        Some(sums)
    };
    Within {
        areas: minutes.iter().filter(|minutes| **minutes <= most).count(),
        people: count(Columns::POPULATION).map_or(0.0, |(people, _)| people),
        groups: groups
            .iter()
            .filter_map(|group| {
                let (inside, all) = count(&group.column)?;
                Some((group.name.clone(), inside, all))
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn powers_of_two_say_who_was_counted_and_unknown_is_left_out() {
        let columns = BTreeMap::from([
            (Columns::POPULATION.to_owned(), vec![Some(1.0), Some(2.0), Some(4.0), None]),
            ("age_65_plus".to_owned(), vec![Some(8.0), None, Some(32.0), Some(64.0)]),
        ]);
        let dataset = Dataset { columns: Columns(columns), ..Dataset::default() };
        let group = |name: &str| -> Group {
            serde_json::from_str(&format!(r#"{{"name": "{name}", "column": "{name}"}}"#)).expect("a group")
        };
        let groups = [group("age_65_plus"), group("missing")];
        let found = within(&dataset, &groups, &[10.0, 10.0, 10.5, f64::INFINITY], 10.0);
        assert_eq!((found.areas, found.people), (2, 3.0));
        assert_eq!(found.groups, [("age_65_plus".to_owned(), 8.0, 104.0)]);
    }
}
