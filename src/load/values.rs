//! Values as councils write them: numbers with commas and pound signs, yes and no, gaps in many spellings.

use serde_json::Value;

use super::Report;
use crate::model::Severity;

/// What stands in a cell or a property.
#[derive(Debug, Clone, PartialEq)]
pub enum Read<T> {
    /// A value.
    Known(T),
    /// A gap: empty, `..`, `-`, `c`, `:`, `NA`, `N/A`, `null`.
    Unknown,
    /// Something else, as it was written.
    Wrong(String),
}

impl<T> Read<T> {
    /// The value, if there is one.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown | Self::Wrong(_) => None,
        }
    }
}

/// Larger numbers are mistakes, whatever they count.
pub const LARGEST: f64 = 1e15;

/// Whether a text stands for "unknown".
pub fn is_gap(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || ["..", "-", "c", ":", "na", "n/a", "null"].contains(&text.to_lowercase().as_str())
}

/// Whether a text or a list is a gap: as [`is_gap`], but words and grades that may be meant (`c`, `na`) stay.
pub fn is_gap_of_text(text: &str) -> bool {
    let text = text.trim();
    ["..", "-", ":", "n/a", "null"].contains(&text.to_lowercase().as_str())
}

/// Whether every comma or space between digits parts thousands: three digits follow, in the whole part of the number. A
/// decimal comma (`52,4`) or two numbers in one cell (`10 20`) would otherwise become another number in silence.
fn parts_thousands(text: &str) -> bool {
    let signs: Vec<char> = text.chars().collect();
    let is_digit = |place: usize| signs.get(place).is_some_and(char::is_ascii_digit);
    let mut whole = true;
    signs.iter().enumerate().all(|(place, sign)| {
        whole &= *sign != '.';
        let parts =
            *sign == ',' || sign.is_whitespace() && place > 0 && is_digit(place - 1) && is_digit(place + 1);
        let three = (1..4).all(|step| is_digit(place + step)) && !is_digit(place + 4);
        !parts || whole && place > 0 && is_digit(place - 1) && three
    })
}

/// A number from text: thousands commas, spaces, `£` and a trailing `%` are stripped.
pub fn number_of_text(text: &str) -> Read<f64> {
    if is_gap(text) {
        return Read::Unknown;
    }
    if !parts_thousands(text.trim()) {
        return Read::Wrong(text.trim().to_owned());
    }
    let mut plain: String = text
        .chars()
        .filter(|character| !character.is_whitespace() && !",£\u{a0}\u{202f}".contains(*character))
        .collect();
    if plain.ends_with('%') {
        plain.pop();
    }
    // Digits decide: words such as "inf" and "nan" are no numbers here.
    let looks = plain.bytes().any(|byte| byte.is_ascii_digit())
        && plain.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    match plain.parse::<f64>() {
        Ok(number) if looks && number.abs() <= LARGEST => Read::Known(number),
        _ => Read::Wrong(text.trim().to_owned()),
    }
}

/// A number from a JSON value.
pub fn number(value: &Value) -> Read<f64> {
    match value {
        Value::Null => Read::Unknown,
        Value::Number(number) => match number.as_f64() {
            Some(number) if number.abs() <= LARGEST => Read::Known(number),
            _ => Read::Wrong(number.to_string()),
        },
        Value::String(text) => number_of_text(text),
        other => Read::Wrong(other.to_string()),
    }
}

/// Yes or no from a JSON value.
pub fn yes_no(value: &Value) -> Read<bool> {
    match value {
        Value::Null => Read::Unknown,
        Value::Bool(yes) => Read::Known(*yes),
        Value::Number(number) if number.as_f64() == Some(1.0) => Read::Known(true),
        Value::Number(number) if number.as_f64() == Some(0.0) => Read::Known(false),
        Value::String(text) if is_gap(text) => Read::Unknown,
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "yes" | "y" | "true" | "t" | "1" => Read::Known(true),
            "no" | "n" | "false" | "f" | "0" => Read::Known(false),
            _ => Read::Wrong(text.clone()),
        },
        other => Read::Wrong(other.to_string()),
    }
}

/// Text from a JSON value: a number becomes its decimal text, a gap is unknown.
pub fn text(value: &Value) -> Read<String> {
    match value {
        Value::Null => Read::Unknown,
        Value::String(text) if text.trim().is_empty() || is_gap_of_text(text) => Read::Unknown,
        Value::String(text) => Read::Known(text.trim().to_owned()),
        Value::Number(_) | Value::Bool(_) => Read::Known(value.to_string()),
        other => Read::Wrong(other.to_string()),
    }
}

/// A list of texts: a JSON list, or one string separated by `;`.
pub fn list(value: &Value) -> Read<Vec<String>> {
    match value {
        Value::Null => Read::Unknown,
        Value::String(text) if is_gap_of_text(text) => Read::Unknown,
        Value::String(text) => Read::Known(
            text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect(),
        ),
        Value::Array(items) => {
            let texts: Option<Vec<String>> = items.iter().map(|item| text(item).known()).collect();
            texts.map_or_else(|| Read::Wrong(value.to_string()), Read::Known)
        }
        other => Read::Wrong(other.to_string()),
    }
}

/// Letters of one text: as many as a cell of Excel holds. Longer ones would fill a window, a page or a message.
pub(super) const MOST_LETTERS: usize = 32_767;

/// Cuts a text that is too long; whether it was.
pub(super) fn cut(text: &mut String) -> bool {
    let end = (text.len() > MOST_LETTERS).then(|| text.char_indices().nth(MOST_LETTERS)).flatten();
    if let Some((place, _)) = end {
        text.truncate(place);
    }
    end.is_some()
}

/// Tells of texts that were cut.
pub(super) fn tell_cut(texts: usize, report: &mut Report<'_>) {
    if texts > 0 {
        let is = if texts == 1 { "1 text is".to_owned() } else { format!("{texts} texts are") };
        let message = format!("{is} longer than {MOST_LETTERS} letters, and the rest of each is not read");
        let remedy = "Keep long documents elsewhere, and give their address.";
        report.say(Severity::Warning, None, None, message, remedy);
    }
}

/// A value as messages show it: between quotation marks, cut when it is long.
pub fn quoted(written: &str) -> String {
    const LONGEST: usize = 60;
    if written.chars().count() > LONGEST {
        format!("\"{}…\"", written.chars().take(LONGEST).collect::<String>())
    } else {
        format!("\"{written}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_read_as_councils_write_them() {
        for (written, read) in [
            ("1,234", 1234.0),
            ("£ 1 200.50", 1200.5),
            ("85 %", 85.0),
            ("-3", -3.0),
            ("1e3", 1000.0),
            ("1,234,567.8", 1_234_567.8),
            ("-£1\u{a0}200", -1200.0),
        ] {
            assert_eq!(number_of_text(written), Read::Known(read), "{written}");
        }
        for gap in ["", " ", "..", "-", "c", "C", ":", "NA", "n/a", "NULL"] {
            assert_eq!(number_of_text(gap), Read::Unknown, "{gap}");
        }
        for wrong in [
            "NaN",
            "inf",
            "twelve",
            "1e999",
            "1e16",
            "12 m2",
            "£",
            "--3",
            "52,4",
            "1,23,456",
            "1.234,567",
            "10 20",
            ",5",
            "1,",
            "1, 234",
            "1,2345",
        ] {
            assert!(matches!(number_of_text(wrong), Read::Wrong(_)), "{wrong}");
        }
    }

    #[test]
    fn yes_no_and_lists() {
        assert_eq!(yes_no(&json!("Yes")), Read::Known(true));
        assert_eq!(yes_no(&json!(0)), Read::Known(false));
        assert!(matches!(yes_no(&json!("perhaps")), Read::Wrong(_)));
        assert_eq!(list(&json!("a; b ;")), Read::Known(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(list(&json!(["a", 1])), Read::Known(vec!["a".to_owned(), "1".to_owned()]));
        assert_eq!(text(&json!(100.0)), Read::Known("100.0".to_owned()));
        assert_eq!(text(&json!(12)), Read::Known("12".to_owned()));
    }
}
