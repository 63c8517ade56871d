//! The appraisal as a short text for a terminal: one line an option, then what clashes.

use std::fmt::Write;

use super::{Content, ILLUSTRATIVE};
use crate::appraise::OptionAppraisal;
use crate::model::{CriterionKey, IssueCounts, Status};
use crate::units::{percent_down, pounds_short};

const HEADER: [&str; 10] = [
    "option",
    "name",
    "status",
    "rank",
    "total",
    "running cost",
    "saving",
    "coverage",
    "neediest fifth",
    "blueprint",
];

/// One line an option, business as usual first; then clashes, left-out criteria and the count of Issues.
pub fn summary(content: &Content<'_>) -> String {
    let mut rows = vec![HEADER.map(str::to_owned)];
    rows.extend(content.appraisal.options.iter().map(row));
    let widths: Vec<usize> = (0..HEADER.len())
        .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, &width) in row.iter().zip(&widths) {
            // Writing to a String cannot fail.
            let _infallible = write!(line, "{cell:width$}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    for option in &content.appraisal.options {
        for clash in &option.findings.clashes {
            let _infallible = writeln!(text, "{} cannot be done as it stands: {}", option.id, clash.message);
        }
    }
    for key in &content.appraisal.left_out {
        let _infallible =
            writeln!(text, "{} is left out of every total: it has no score for some option", key.label());
    }
    let counts = IssueCounts::of(content.dataset.issues.iter().chain(&content.appraisal.issues));
    let _infallible = writeln!(text, "{counts} (hub-planner check)");
    if content.dataset.illustrative {
        let _infallible = writeln!(text, "{ILLUSTRATIVE}");
    }
    text
}

fn row(option: &OptionAppraisal) -> [String; HEADER.len()] {
    let found = &option.findings;
    let dash = || "–".to_owned();
    let (met, rules) = found.rules_met();
    [
        option.id.clone(),
        option.name.clone(),
        option.status.map_or("–", Status::label).to_owned(),
        option.rank.map_or_else(dash, |rank| rank.to_string()),
        option.total.map_or_else(dash, |total| format!("{total:.1}")),
        pounds_short(found.cost.running_cost_gbp),
        pounds_short(found.cost.saving_gbp),
        found.value(CriterionKey::Access).map_or_else(dash, |share| format!("{} %", percent_down(share))),
        found.value(CriterionKey::Equality).map_or_else(dash, |minutes| format!("{minutes:.1} min")),
        format!("{met}/{rules}"),
    ]
}
