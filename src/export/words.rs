//! How findings are written in what is published: plain words, rounded numbers, small counts hidden.

use crate::model::{Action, CriterionKey, Dataset, Role, Source};
use crate::units;

/// Counts of people below this are hidden in what is published.
const SMALLEST_COUNT: f64 = 10.0;

/// What stands in the place of a hidden count, in words.
pub const HIDDEN: &str = "under 10";

/// What stands in the place of a hidden count in tables for machines.
pub const HIDDEN_CODE: &str = "c";

/// What stands in the place of a count that would give a hidden one away.
pub const WITHHELD: &str = "not shown";

/// Of counts that add up to a whole which is told elsewhere: where exactly one is hidden, the smallest other one, which has to go
/// too, or the hidden one is the whole less the rest. Counts of nobody say nothing and may stay.
pub fn gives_away(parts: &[Option<f64>]) -> Option<usize> {
    let known = || parts.iter().enumerate().filter_map(|(place, count)| Some((place, (*count)?)));
    if known().filter(|(_, count)| hidden(*count)).count() != 1 {
        return None;
    }
    let others = known().filter(|(_, count)| !hidden(*count) && count.abs() >= 1e-9);
    others.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(place, _)| place)
}

/// Whether a count of people is so small that it is hidden.
pub fn hidden(count: f64) -> bool {
    count.abs() >= 1e-9 && count.abs() < SMALLEST_COUNT
}

/// A count of people: `25,489`, `0`, `under 10`.
pub fn people(count: f64) -> String {
    if hidden(count) { HIDDEN.to_owned() } else { units::thousands(count) }
}

/// The rows of a file of answers, in whole tens: exactly, they would give the hidden counts of answers away.
/// None for any other file, whose rows may be told.
pub fn rows(source: &Source) -> Option<String> {
    let tens = rounded_rows(source);
    (source.role == Role::Responses).then(|| match tens {
        0 => HIDDEN.to_owned(),
        tens => format!("about {}", units::thousands(tens as f64)),
    })
}

/// The rows of a file as a number that may be published.
pub const fn rounded_rows(source: &Source) -> usize {
    if matches!(source.role, Role::Responses) { source.rows / 10 * 10 } else { source.rows }
}

/// A share: `79.9 %`, rounded down so that 79.96 % never looks like 80 % met.
pub fn share(share: f64) -> String {
    format!("{} %", units::percent_down(share))
}

/// A name or note on one line, at most so many characters long.
pub fn clipped(text: &str, most: usize) -> String {
    let mut out = String::new();
    for (place, sign) in text.split_whitespace().flat_map(|word| word.chars().chain([' '])).enumerate() {
        if place >= most {
            return format!("{}…", out.trim_end());
        }
        out.push(if sign.is_control() { ' ' } else { sign });
    }
    out.trim_end().to_owned()
}

/// A name as it is shown: on one line, and never so long that it fills a page. Data files keep the whole of it.
pub fn name(text: &str) -> String {
    clipped(text, 120)
}

/// A list in a sentence: `a, b and c`; long lists end in `and 7 more`.
pub fn listed(items: &[String], most: usize) -> String {
    match items {
        [] => "none".to_owned(),
        [one] => one.clone(),
        many if many.len() > most => {
            format!("{} and {} more", many[..most].join(", "), many.len() - most)
        }
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

/// Services, each with its share, people or whatever else goes with it, as a list of at most so many names.
pub fn services<T>(dataset: &Dataset, services: &[(usize, T)], most: usize) -> String {
    let names: Vec<String> =
        services.iter().map(|(service, _)| clipped(&dataset.services[*service].name, 40)).collect();
    listed(&names, most)
}

/// `1 site`, `3 sites`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", units::thousands(count as f64), if count == 1 { one } else { many })
}

/// A day as people write it: `23 November 2026`; what is not a day is given as it stands.
pub fn day(text: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return clipped(text, 60) };
    let known = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    match (known, day.parse::<u32>(), year.parse::<u32>()) {
        (Some(month), Ok(day), Ok(year)) if (1..=31).contains(&day) => format!("{day} {month} {year}"),
        _ => clipped(text, 60),
    }
}

/// A month as people write it: `September 2026`.
pub fn month(month: units::Month) -> String {
    let written = day(&format!("{month}-01"));
    written.strip_prefix("1 ").map_or_else(|| month.to_string(), str::to_owned)
}

/// A criterion's value with its unit.
pub fn value(key: CriterionKey, value: f64) -> String {
    match key {
        CriterionKey::Access | CriterionKey::Blueprint | CriterionKey::Space | CriterionKey::Capacity => {
            share(value)
        }
        CriterionKey::Desks => format!("{value:.2} for 1,000 residents"),
        CriterionKey::Cost => units::pounds_short(value),
        CriterionKey::Equality => format!("{value:.1} minutes"),
        CriterionKey::OneStop => format!("{value:.2} services"),
        CriterionKey::Hours => format!("{value:.1} hours a week"),
        CriterionKey::Carbon => format!("{} t CO₂e", units::thousands(value / 1000.0)),
    }
}

/// What becomes of a site, in words that go with its mark.
pub const fn becomes(action: Action, offers: bool) -> &'static str {
    match action {
        Action::Hub => "becomes a hub",
        Action::Close => "closes",
        Action::Reduce => "stays, cost cut in place",
        Action::Keep if offers => "stays",
        Action::Keep => "offers no service",
    }
}

/// The name of a site by its id; the id when there is none.
pub fn site(dataset: &Dataset, id: &str) -> String {
    name(dataset.site_index(id).map_or(id, |index| &dataset.sites[index].name))
}

/// The name of a service by its id; the id when there is none.
pub fn service(dataset: &Dataset, id: &str) -> String {
    name(dataset.service_index(id).map_or(id, |index| &dataset.services[index].name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_hidden_and_none_is_told() {
        assert_eq!(people(0.0), "0");
        assert_eq!(people(9.4), HIDDEN);
        assert_eq!(people(10.0), "10");
        assert_eq!(people(25_489.2), "25,489");
    }

    #[test]
    fn the_rows_of_answers_are_told_in_tens() {
        let source = |role, rows| {
            let (name, sha256) = (String::new(), String::new());
            super::rows(&Source { role, name, sha256, rows, vintage: None, note: None })
        };
        let rows_of_answers = [407, 3].map(|rows| source(Role::Responses, rows));
        assert_eq!(rows_of_answers, [Some("about 400".to_owned()), Some(HIDDEN.to_owned())]);
        assert_eq!(source(Role::Sites, 7), None);
    }

    #[test]
    fn a_lone_hidden_count_takes_another_with_it() {
        let parts = |counts: &[f64]| counts.iter().copied().map(Some).collect::<Vec<_>>();
        assert_eq!(gives_away(&parts(&[40.0, 3.0, 0.0, 25.0])), Some(3));
        assert_eq!(gives_away(&parts(&[40.0, 3.0, 4.0, 25.0])), None, "two hidden ones hide each other");
        assert_eq!(gives_away(&parts(&[40.0, 25.0])), None);
        assert_eq!(gives_away(&[Some(3.0), None]), None);
    }

    #[test]
    fn names_stay_on_a_line_and_lists_read() {
        assert_eq!(clipped("two\nlines\t here", 40), "two lines here");
        assert_eq!(name(&"x".repeat(10_000)).chars().count(), 121);
        let items: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        assert_eq!(listed(&items, 5), "a, b and c");
        assert_eq!(listed(&items, 2), "a, b and 1 more");
        assert_eq!(day("2026-11-23"), "23 November 2026");
        assert_eq!(day("soon"), "soon");
        assert_eq!(month("2026-09".parse().expect("a month")), "September 2026");
    }
}
