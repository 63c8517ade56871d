//! Where the facts come from, what was assumed, and what is wrong or missing in the data.

use super::super::tree::{Block, Cell, Form, Grid};
use super::super::{Writing, missing_glyphs};
use super::method::assumptions;
use crate::export::words;
use crate::model::{Issue, IssueCounts};

/// Files with their vintage, rows and digest; attributions; assumptions.
pub fn sources(writing: &Writing<'_>) -> Vec<Block> {
    let content = writing.content;
    let dataset = content.dataset;
    let settings = &content.plan.report;
    let mut grid = Grid::new(
        "Files that the facts came from",
        &[
            ("File", "words"),
            ("Used as", "words"),
            ("Date or edition", "words"),
            ("Rows", "number"),
            ("SHA-256", "words"),
        ],
    );
    for source in &dataset.sources {
        grid.row(vec![
            words::clipped(&source.name, 80).into(),
            source.role.word().into(),
            source
                .vintage
                .as_deref()
                .map_or_else(|| "not said".to_owned(), |text| words::clipped(text, 60))
                .into(),
            words::rows(source).map_or(Cell::Number(source.rows as f64, Form::Whole), Cell::Text),
            source.sha256.as_str().into(),
        ]);
    }
    let mut blocks =
        vec![Block::Grid(grid.noted(
            "The digest changes when anything in a file changes: the same digests give the same paper.",
        ))];
    let notes: Vec<String> = dataset
        .sources
        .iter()
        .filter_map(|source| {
            let note = source.note.as_deref()?;
            Some(format!("{}: {}", words::clipped(&source.name, 60), words::clipped(note, 300)))
        })
        .collect();
    if !notes.is_empty() {
        blocks.push(Block::Heading(1, "How the files were read".to_owned()));
        blocks.push(Block::List(notes));
    }
    if !settings.attribution.is_empty() || settings.licence.is_some() {
        blocks.push(Block::Heading(1, "Attribution and licence".to_owned()));
        let mut lines: Vec<String> =
            settings.attribution.iter().map(|text| words::clipped(text, 400)).collect();
        lines.extend(settings.licence.as_deref().map(|text| words::clipped(text, 400)));
        blocks.push(Block::List(lines));
    }
    blocks.push(Block::Grid(assumptions(writing)));
    blocks
}

/// Every Issue of data and plan, most serious first; many alike are counted together.
pub fn issues(writing: &Writing<'_>) -> Vec<Block> {
    const SHOWN: usize = 150;
    let content = writing.content;
    let spelled = missing_glyphs(content);
    let mut every: Vec<&Issue> =
        content.dataset.issues.iter().chain(&content.appraisal.issues).chain(&spelled).collect();
    let counts = IssueCounts::of(every.iter().copied());
    every.sort_by_key(|issue| issue.severity);
    if every.is_empty() {
        return vec![Block::text("No issue was found in the data or the plan.")];
    }
    let mut grid = Grid::new(
        "Issues",
        &[("Where", "words"), ("Kind", "words"), ("What is the matter", "words"), ("What to do", "words")],
    );
    for issue in every.iter().take(SHOWN) {
        let place: Vec<String> = [Some(&issue.file), issue.feature.as_ref(), issue.field.as_ref()]
            .into_iter()
            .flatten()
            .map(|part| words::clipped(part, 60))
            .collect();
        grid.row(vec![
            place.join(", ").into(),
            issue.severity.key().into(),
            words::clipped(&issue.message, 400).into(),
            words::clipped(&issue.remedy, 300).into(),
        ]);
    }
    if every.len() > SHOWN {
        grid.note = Some(format!(
            "The first {SHOWN} of {}, most serious first; issues.csv lists them all.",
            words::counted(every.len(), "issue", "issues")
        ));
    }
    vec![Block::text(format!("{counts}.")), Block::Grid(grid)]
}
