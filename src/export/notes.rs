//! What goes with published data: where it comes from, under what licence, and how to read it.

use std::fmt::Write;

use super::{Content, ILLUSTRATIVE, words};

/// A text file for an open-data page.
pub fn about(content: &Content<'_>) -> String {
    let (dataset, settings) = (content.dataset, &content.plan.report);
    let mut out = String::new();
    // Writing to a String cannot fail, here and below.
    let _infallible = writeln!(out, "{}\n", content.title());
    if dataset.illustrative {
        let _infallible = writeln!(out, "{ILLUSTRATIVE}\n");
    }
    out.push_str(
        "Tables are CSV (UTF-8, comma). data-dictionary.csv gives the meaning and unit of every column.\n",
    );
    let _infallible = writeln!(
        out,
        "An empty cell is not known or does not apply. \"{}\" stands for a count of people from 1 to 9, or for a figure that would give such a count away.",
        words::HIDDEN_CODE
    );
    out.push_str("Where the users of a service are counted from other columns than the residents, shares are whole per cents, rounded down, and means are in tenths.\n");
    out.push_str("Text that a spreadsheet would take for a formula begins with an apostrophe.\n\nSources\n");
    for source in &dataset.sources {
        let vintage = source
            .vintage
            .as_deref()
            .map_or_else(|| "date not said".to_owned(), |text| words::clipped(text, 80));
        let _infallible = writeln!(
            out,
            "- {} ({}; {vintage}; {} rows; SHA-256 {})",
            words::clipped(&source.name, 80),
            source.role.word(),
            words::rows(source).unwrap_or_else(|| source.rows.to_string()),
            source.sha256
        );
    }
    out.push_str("\nAttribution\n");
    if settings.attribution.is_empty() {
        out.push_str("- none given\n");
    }
    for line in &settings.attribution {
        let _infallible = writeln!(out, "- {}", words::clipped(line, 400));
    }
    let licence =
        settings.licence.as_deref().map_or_else(|| "not stated".to_owned(), |text| words::clipped(text, 400));
    let _infallible = writeln!(out, "\nLicence\n- {licence}");
    out
}
