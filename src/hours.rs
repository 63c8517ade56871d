//! Opening hours in OpenStreetMap syntax → hours a week, of which evenings and weekends.
//!
//! # References
//! OpenStreetMap wiki, *Opening hours: specification*.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use opening_hours::{OpeningHours, RuleKind};

/// Hours of a week. Where a place keeps other hours in other seasons: the mean over a year.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Week {
    /// All hours, 0 to 168.
    pub hours: f64,
    /// Those from Monday to Friday after 18:00.
    pub evenings: f64,
    /// Those on Saturday and Sunday.
    pub weekend: f64,
    /// True when weeks differ through the year.
    pub seasonal: bool,
}

/// Weeks looked at: a whole year.
const WEEKS: i64 = 52;

/// Hours of a week; `None` when the text is not understood. Public holidays are no part of an ordinary week.
pub fn week(text: &str) -> Option<Week> {
    let hours = OpeningHours::parse(text.trim()).ok()?;
    // A Monday; any would do.
    let first = NaiveDate::from_ymd_opt(2025, 1, 6)?.and_time(NaiveTime::MIN);
    let mut weeks = Vec::new();
    for number in 0..WEEKS {
        let from = first + TimeDelta::weeks(number);
        let mut found = Week::default();
        for open in hours.iter_range(from, from + TimeDelta::weeks(1)) {
            if open.kind == RuleKind::Open {
                add(&mut found, open.range.start.max(from), open.range.end.min(from + TimeDelta::weeks(1)));
            }
        }
        weeks.push(found);
    }
    let mean = |part: fn(&Week) -> f64| weeks.iter().map(part).sum::<f64>() / WEEKS as f64;
    let usual = weeks.first()?.hours;
    Some(Week {
        hours: mean(|week| week.hours),
        evenings: mean(|week| week.evenings),
        weekend: mean(|week| week.weekend),
        seasonal: weeks.iter().any(|week| (week.hours - usual).abs() > 0.01),
    })
}

/// Adds a span of open time, day by day.
fn add(week: &mut Week, mut from: NaiveDateTime, until: NaiveDateTime) {
    while from < until {
        let midnight = from.date().and_time(NaiveTime::MIN) + TimeDelta::days(1);
        let end = until.min(midnight);
        let length = |from: NaiveDateTime| (end - from).num_minutes().max(0) as f64 / 60.0;
        week.hours += length(from);
        if from.weekday().num_days_from_monday() >= 5 {
            week.weekend += length(from);
        } else {
            let evening = from.date().and_time(NaiveTime::MIN) + TimeDelta::hours(18);
            week.evenings += length(from.max(evening));
        }
        from = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str, hours: f64, evenings: f64, weekend: f64) {
        let found = week(text).expect(text);
        assert!((found.hours - hours).abs() < 1e-9, "{text}: {found:?}");
        assert!((found.evenings - evenings).abs() < 1e-9, "{text}: {found:?}");
        assert!((found.weekend - weekend).abs() < 1e-9, "{text}: {found:?}");
    }

    #[test]
    fn a_week_is_counted_day_by_day() {
        is("Mo-Fr 09:00-17:00", 40.0, 0.0, 0.0);
        is("Mo,We 09:00-12:00,13:00-19:30; Sa 10:00-13:00", 22.0, 3.0, 3.0);
        is("Mo-Su 10:00-12:00; Su off; PH off", 12.0, 0.0, 2.0);
        is("Fr 17:00-26:00", 9.0, 6.0, 2.0);
        is("24/7", 168.0, 30.0, 48.0);
        assert!(!week("Mo 09:00-10:00").expect("hours").seasonal);
    }

    #[test]
    fn seasons_are_averaged_and_said() {
        let found = week("Apr-Sep Mo-Fr 09:00-19:00; Oct-Mar Mo-Fr 09:00-17:00").expect("hours");
        assert!(found.seasonal && found.hours > 44.5 && found.hours < 45.5, "{found:?}");
    }

    #[test]
    fn what_is_not_understood_is_unknown() {
        for text in ["whenever", "open late", "09:00 to 17:00"] {
            assert_eq!(week(text), None, "{text}");
        }
    }
}
