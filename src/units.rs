//! Units: months and financial years, and how money, people, shares and minutes are written for people to read.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A calendar month, written `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    /// Calendar year.
    pub year: i32,
    /// 1 (January) to 12.
    pub month: u32,
}

impl Month {
    /// Months from April of `first_year`; negative before it.
    pub fn index(self, first_year: i32) -> i64 {
        (i64::from(self.year) - i64::from(first_year)) * 12 + i64::from(self.month) - 4
    }

    /// The month before another one, unless that one comes first.
    pub fn before(self, other: Self) -> Option<Self> {
        let (year, month) =
            if other.month > 1 { (other.year, other.month - 1) } else { (other.year - 1, 12) };
        (other > self).then_some(Self { year, month })
    }

    /// The month of `YYYY-MM` or `YYYY-MM-DD`.
    pub fn starting(text: &str) -> Option<Self> {
        text.get(..7)?.parse().ok()
    }

    /// The month that lies `index` months after April of `first_year`.
    pub fn at(first_year: i32, index: u32) -> Self {
        let months = index.saturating_add(3);
        let years = i32::try_from(months / 12).unwrap_or(i32::MAX);
        Self { year: first_year.saturating_add(years), month: months % 12 + 1 }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once('-').and_then(|(year, month)| {
            let digits =
                |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            if !digits(year, 4) || !digits(month, 2) {
                return None;
            }
            let month: u32 = month.parse().ok()?;
            (1..=12).contains(&month).then_some(Self { year: year.parse().ok()?, month })
        });
        parsed.ok_or_else(|| format!("\"{text}\" is not a month written YYYY-MM"))
    }
}

impl TryFrom<String> for Month {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

/// A financial year as people write it: `2026/27`.
pub fn financial_year(first: i32) -> String {
    format!("{first}/{:02}", (first + 1).rem_euclid(100))
}

/// A whole number with thousands commas: `345,300`. Rounds half away from zero.
pub fn thousands(value: f64) -> String {
    let rounded = value.round();
    let digits = format!("{:.0}", rounded.abs());
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if rounded < 0.0 { format!("−{grouped}") } else { grouped }
}

/// A count with its word: `1 site`, `3 sites`.
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Pounds in full: `£168,000`, `−£1,200`.
pub fn pounds(gbp: f64) -> String {
    if gbp.round() < 0.0 { format!("−£{}", thousands(-gbp)) } else { format!("£{}", thousands(gbp)) }
}

/// Pounds in short: `£1.35m`, `£168k`, `£950`.
pub fn pounds_short(gbp: f64) -> String {
    let sign = if gbp < 0.0 { "−" } else { "" };
    let size = gbp.abs();
    if size >= 999_500.0 {
        format!("{sign}£{:.2}m", size / 1e6)
    } else if size >= 9_950.0 {
        format!("{sign}£{:.0}k", size / 1e3)
    } else {
        pounds(gbp)
    }
}

/// A share as a percentage with one decimal, rounded down, so that 79.96 % never looks like 80 % met.
pub fn percent_down(share: f64) -> String {
    // The small addend forgives binary fractions such as 0.829 × 1000 = 828.999….
    format!("{:.1}", ((share * 1000.0 + 1e-9).floor()) / 10.0)
}

/// A difference with its sign, in the given number of decimals; a true minus sign, and no sign for zero.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    if text.bytes().all(|byte| byte == b'0' || byte == b'.') {
        text
    } else if value < 0.0 {
        format!("−{text}")
    } else {
        format!("+{text}")
    }
}

/// Minutes with one decimal below ten, none above; a dash for *none*.
pub fn minutes(value: f64) -> String {
    if !value.is_finite() {
        "none".to_owned()
    } else if value < 9.95 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_count_from_april_of_the_first_year() {
        let month: Month = "2026-09".parse().expect("a month");
        assert_eq!(month.index(2026), 5);
        assert_eq!(Month::at(2026, 5), month);
        assert_eq!(Month::at(2026, 9), Month { year: 2027, month: 1 });
        for wrong in ["2026-13", "2026-00", "2026", "26-09", "2026-9", "+026-09", "2026-09-01"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(thousands(345_300.0), "345,300");
        assert_eq!(thousands(-1_234.4), "−1,234");
        assert_eq!(thousands(-0.4), "0");
        assert_eq!(pounds(-168_000.0), "−£168,000");
        assert_eq!(pounds_short(1_350_000.0), "£1.35m");
        assert_eq!(pounds_short(168_000.0), "£168k");
        assert_eq!(percent_down(0.7999), "79.9");
        assert_eq!(percent_down(0.829), "82.9");
        assert_eq!(signed(-0.04, 1), "0.0");
        assert_eq!(signed(1.55, 2), "+1.55");
        assert_eq!(financial_year(2026), "2026/27");
        assert_eq!(financial_year(2099), "2099/00");
    }
}
