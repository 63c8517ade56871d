//! A number opened, as text for a terminal and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};

use super::score_json::text;
use crate::appraise::explain::{Cell, Explanation, Term};
use crate::error::Result;

/// Lines of terms or inputs that a terminal shows; JSON has them all.
const SHOWN: usize = 30;

/// As text: the number, its formula, its terms, the cells that it comes from.
pub fn explanation_text(opened: &Explanation) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _infallible = writeln!(text, "{} = {}", opened.what, number(opened.value, &opened.unit));
    let _infallible = writeln!(text, "  {}", opened.formula);
    list(&mut text, "terms", &opened.terms, |term: &Term| {
        format!("{}: {}", term.what, number(term.value, &term.unit))
    });
    list(&mut text, "from", &opened.inputs, |cell: &Cell| {
        let row = cell.row.map_or_else(String::new, |row| format!(", row {row}"));
        let of = if cell.of.is_empty() { String::new() } else { format!(" ({})", cell.of) };
        format!("{}{row}, {}{of}: {}", cell.file, cell.column, number(cell.value, ""))
    });
    for note in &opened.notes {
        let _infallible = writeln!(text, "note: {note}");
    }
    text
}

fn list<T>(text: &mut String, heading: &str, rows: &[T], words: impl Fn(&T) -> String) {
    if rows.is_empty() {
        return;
    }
    let _infallible = writeln!(text, "{heading}:");
    for row in rows.iter().take(SHOWN) {
        let _infallible = writeln!(text, "  {}", words(row));
    }
    if rows.len() > SHOWN {
        let _infallible = writeln!(text, "  … and {} more (--json lists them all)", rows.len() - SHOWN);
    }
}

fn number(value: Option<f64>, unit: &str) -> String {
    let value = value.map_or_else(|| "unknown".to_owned(), |value| value.to_string());
    if unit.is_empty() { value } else { format!("{value} {unit}") }
}

/// As JSON, whole and unrounded.
pub fn explanation_json(opened: &Explanation) -> Result<String> {
    let terms: Vec<Value> = opened
        .terms
        .iter()
        .map(|term| json!({ "what": term.what, "value": term.value, "unit": term.unit }))
        .collect();
    let inputs: Vec<Value> = opened
        .inputs
        .iter()
        .map(|cell| json!({ "file": cell.file, "row": cell.row, "column": cell.column, "of": cell.of, "value": cell.value }))
        .collect();
    text(&json!({
        "schema": 1, "option": opened.option, "key": opened.key, "what": opened.what, "value": opened.value,
        "unit": opened.unit, "formula": opened.formula, "terms": terms, "inputs": inputs, "notes": opened.notes,
    }))
}
