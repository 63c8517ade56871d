//! Characters that the published typeface lacks: written `[U+XXXX]` in the PDF and in pictures, and told.

use std::collections::BTreeMap;

use crate::export::Content;
use crate::export::scene::covered;
use crate::model::{Issue, Severity};

/// An Issue for each name or note with characters that the typeface lacks.
pub fn missing_glyphs(content: &Content<'_>) -> Vec<Issue> {
    let (dataset, plan) = (content.dataset, content.plan);
    let mut found: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut look = |what: &str, id: &str, text: &str| {
        let mut missing: Vec<char> = text
            .chars()
            .filter(|sign| !covered(*sign) && !sign.is_whitespace() && !sign.is_control())
            .collect();
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            let listed: Vec<String> =
                missing.iter().take(5).map(|sign| format!("U+{:04X}", u32::from(*sign))).collect();
            let more = if missing.len() > 5 { " …" } else { "" };
            found.insert((what.to_owned(), id.to_owned()), format!("{}{more}", listed.join(", ")));
        }
    };
    for site in &dataset.sites {
        look("sites", &site.id, &site.name);
    }
    for locality in &dataset.localities {
        look("localities", &locality.id, &locality.name);
    }
    for area in &dataset.areas {
        look("areas", &area.id, &area.name);
    }
    for service in &dataset.services {
        look("services", &service.id, &service.name);
    }
    for option in &plan.options {
        look("plan", &option.id, &option.name);
        look("plan", &format!("{}, reason", option.id), option.reason.as_deref().unwrap_or_default());
        for (site, decision) in &option.sites {
            look("plan", &format!("{}, {site}, why", option.id), decision.why.as_deref().unwrap_or_default());
        }
    }
    let report = &plan.report;
    let texts =
        report.title.iter().chain(&report.objectives).chain(&report.respond.how).chain(&report.publisher);
    for text in texts.chain(&report.attribution) {
        look("plan", "report", text);
    }
    found
        .into_iter()
        .map(|((file, id), signs)| {
            Issue::new(
                Severity::Note,
                file,
                format!("the typeface of the PDF has no {signs}: written as [U+XXXX] there"),
                "Read the web page or the Word document, which show it, or write the name with other letters.",
            )
            .at(id)
        })
        .collect()
}
