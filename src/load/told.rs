//! Issues of one kind: told one by one up to a number, and counted from there on. A file may be wrong in every row.

use std::collections::HashMap;

use crate::model::Issue;

/// Issues of one kind that are told one by one.
const MOST_TOLD: usize = 300;

/// Issues that are kept before kinds with too many are looked for.
const MANY: usize = 10_000;

/// How the one that stands for the rest ends, after their number.
const MORE: &str = " more like those before are not listed one by one";

/// Adds an Issue. Now and then those of one kind are put together, so that they do not take room without end.
pub(super) fn add(issues: &mut Vec<Issue>, issue: Issue) {
    // When the list would have to grow, which is ever more seldom.
    if issues.len() >= MANY && issues.len() == issues.capacity() {
        put_together(issues);
    }
    issues.push(issue);
}

/// Leaves the first Issues of each kind, and after them one that says how many more there are. Of one kind are those of one
/// file and field with the same thing to do.
pub(super) fn put_together(issues: &mut Vec<Issue>) {
    leave(MOST_TOLD, issues);
}

fn leave(most: usize, issues: &mut Vec<Issue>) {
    let mut kinds = HashMap::new();
    // Of each kind how many there are, and the place of the one that stands for those above `most`.
    let mut met: Vec<(usize, Option<usize>)> = Vec::new();
    let mut kept: Vec<Issue> = Vec::new();
    for issue in issues.drain(..) {
        let kind = (issue.severity, issue.file.clone(), issue.field.clone(), issue.remedy.clone());
        let kind = *kinds.entry(kind).or_insert_with(|| {
            met.push((0, None));
            met.len() - 1
        });
        let (count, rest) = &mut met[kind];
        *count += stands_for(&issue);
        if *count > most && rest.is_some() {
            continue;
        }
        if *count > most {
            *rest = Some(kept.len());
        }
        kept.push(issue);
    }
    for (count, place) in met {
        if let Some(rest) = place.and_then(|place| kept.get_mut(place)) {
            rest.feature = None;
            rest.message = format!("{}{MORE}", count - most);
        }
    }
    // Room for as many again, so that the next look is not before that.
    kept.reserve(kept.len());
    *issues = kept;
}

/// How many Issues one stands for.
fn stands_for(issue: &Issue) -> usize {
    let more = issue.message.strip_suffix(MORE).filter(|_| issue.feature.is_none());
    more.and_then(|more| more.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;

    fn issue(number: usize, field: &str) -> Issue {
        let message = format!("{number} is wrong");
        Issue::new(Severity::Error, "f.csv", message, "Mend it.").at(number.to_string()).in_field(field)
    }

    #[test]
    fn the_first_of_each_kind_are_told_and_the_rest_counted() {
        let mut issues: Vec<Issue> =
            (0..5).flat_map(|number| [issue(number, "a"), issue(number, "b")]).collect();
        issues.retain(|issue| issue.field.as_deref() == Some("a") || issue.message.starts_with(['0', '1']));
        leave(2, &mut issues);
        let messages: Vec<&str> = issues.iter().map(|issue| issue.message.as_str()).collect();
        let more = "3 more like those before are not listed one by one";
        assert_eq!(messages, ["0 is wrong", "0 is wrong", "1 is wrong", "1 is wrong", more]);
        issues.push(issue(9, "a"));
        leave(2, &mut issues);
        assert_eq!(issues.len(), 5);
        assert_eq!(issues[4].message, "4 more like those before are not listed one by one");
        assert_eq!((issues[4].feature.as_deref(), issues[4].field.as_deref()), (None, Some("a")));
    }

    #[test]
    fn ever_more_of_one_kind_take_little_room() {
        let mut issues = Vec::new();
        for number in 0..200_000 {
            add(&mut issues, issue(number, "a"));
        }
        assert!(issues.capacity() < 100_000, "{}", issues.capacity());
        put_together(&mut issues);
        assert_eq!(issues.len(), MOST_TOLD + 1);
        assert!(issues[MOST_TOLD].message.starts_with("199700 more"), "{}", issues[MOST_TOLD].message);
    }
}
