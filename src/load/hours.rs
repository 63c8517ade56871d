//! Weekly hours from opening hours in OpenStreetMap syntax: the rules that public buildings use.
//!
//! Read are day ranges and lists, several time ranges, `24/7`, `off` and `closed`; a later rule replaces an earlier one
//! for its days. Anything else (seasons, holidays as days, sunrise) is not guessed: the hours are then unknown.

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Hours open in an ordinary week, 0 to 168; `None` when the text says more than is understood.
pub fn hours_per_week(text: &str) -> Option<f64> {
    if text.trim() == "24/7" {
        return Some(168.0);
    }
    let mut week = [0.0; 7];
    for rule in text.split(';').map(str::trim).filter(|rule| !rule.is_empty()) {
        let (days, times) = match rule.split_once(' ') {
            Some((days, times)) if days.starts_with(|first: char| first.is_ascii_alphabetic()) => {
                (days, times)
            }
            _ if rule.starts_with(|first: char| first.is_ascii_digit()) => ("Mo-Su", rule),
            _ => return None,
        };
        // Public holidays are no part of an ordinary week.
        if days == "PH" {
            continue;
        }
        let hours = hours_of_day(times)?;
        for part in days.split(',').filter(|part| *part != "PH") {
            let day = |name: &str| DAYS.iter().position(|known| *known == name);
            let (first, last) = match part.split_once('-') {
                Some((first, last)) => (day(first)?, day(last)?),
                None => (day(part)?, day(part)?),
            };
            let length = (last + 7 - first) % 7;
            for step in 0..=length {
                week[(first + step) % 7] = hours;
            }
        }
    }
    Some(week.iter().sum())
}

/// Hours of `09:00-12:00,13:00-17:30`, `off` or `closed`.
fn hours_of_day(times: &str) -> Option<f64> {
    if ["off", "closed"].contains(&times.trim()) {
        return Some(0.0);
    }
    let mut spans = Vec::new();
    for span in times.split(',') {
        let (from, to) = span.trim().split_once('-')?;
        let (from, to) = (time(from)?, time(to)?);
        // Past midnight runs into the next day.
        spans.push((from, if to > from { to } else { to + 24.0 }));
    }
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut hours = 0.0;
    let mut counted_to = 0.0_f64;
    for (from, to) in spans {
        // Times that overlap are open once.
        hours += (to - from.max(counted_to)).max(0.0);
        counted_to = counted_to.max(to);
    }
    (hours <= 24.0).then_some(hours)
}

fn time(text: &str) -> Option<f64> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then(|| f64::from(hour) + f64::from(minute) / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_counted_day_by_day() {
        assert_eq!(hours_per_week("Mo-Fr 09:00-17:00"), Some(40.0));
        assert_eq!(hours_per_week("Mo,We 09:00-12:00,13:00-17:30; Sa 10:00-13:00"), Some(18.0));
        assert_eq!(hours_per_week("Mo-Su 10:00-12:00; Su off; PH off"), Some(12.0));
        assert_eq!(hours_per_week("Sa-Mo 10:00-11:00"), Some(3.0));
        assert_eq!(hours_per_week("24/7"), Some(168.0));
        assert_eq!(hours_per_week("Mo 09:00-12:00,11:00-13:00"), Some(4.0));
        assert_eq!(hours_per_week("Fr 20:00-02:00"), Some(6.0));
        assert_eq!(hours_per_week("09:00-10:00"), Some(7.0));
    }

    #[test]
    fn what_is_not_understood_is_unknown() {
        for text in ["Mo-Fr", "sunrise-sunset", "Jan-Mar Mo 09:00-10:00", "Mo 9-17", "Mo 25:00-26:00"] {
            assert_eq!(hours_per_week(text), None, "{text}");
        }
    }
}
