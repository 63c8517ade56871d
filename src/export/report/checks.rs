//! What is looked at before an appraisal goes out: a list of what is in order and what is not.

use super::{Block, Report, missing_glyphs};
use crate::export::{Content, words};
use crate::model::{IssueCounts, Status};

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Whether it is in order.
    pub good: bool,
    /// In words.
    pub words: String,
}

/// Everything that is worth a look before it goes out, in the order of how much it matters.
#[expect(clippy::too_many_lines, reason = "a list, one check after the other")]
pub fn checks(content: &Content<'_>, report: &Report) -> Vec<Check> {
    let mut list = Vec::new();
    let mut add = |good: bool, words: String| list.push(Check { good, words });
    let (dataset, plan, appraisal) = (content.dataset, content.plan, content.appraisal);

    let blank = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
    let silent: Vec<String> = plan
        .options
        .iter()
        .filter(|option| option.status == Status::Discarded && blank(option.reason.as_deref()))
        .map(|option| words::clipped(&option.id, 12))
        .collect();
    let discarded = plan.options.iter().filter(|option| option.status == Status::Discarded).count();
    if silent.is_empty() {
        let told =
            format!("{} with a reason", words::counted(discarded, "discarded option", "discarded options"));
        add(true, told);
    } else {
        add(false, format!("No reason for discarding {}", words::listed(&silent, 6)));
    }
    let unexplained: usize = plan
        .options
        .iter()
        .filter(|option| option.status != Status::Discarded)
        .flat_map(|option| option.sites.values())
        .filter(|decision| decision.action == crate::model::Action::Close && blank(decision.why.as_deref()))
        .count();
    let closes = "Every closure has a reason".to_owned();
    add(
        unexplained == 0,
        if unexplained == 0 {
            closes
        } else {
            format!("{} without a reason", words::counted(unexplained, "closure", "closures"))
        },
    );
    let clashing: Vec<String> = appraisal
        .options
        .iter()
        .filter(|option| !option.feasible() && option.status != Some(Status::Discarded))
        .map(|option| words::clipped(&option.id, 12))
        .collect();
    add(
        clashing.is_empty(),
        if clashing.is_empty() {
            "Every option can be done".to_owned()
        } else {
            format!("Cannot be done as it stands: {}", words::listed(&clashing, 6))
        },
    );
    let unknown = appraisal.bau().findings.unknowns.running_costs;
    add(
        unknown == 0,
        if unknown == 0 {
            "Every running cost is known".to_owned()
        } else {
            format!("{} without a running cost", words::counted(unknown, "open site", "open sites"))
        },
    );
    let counts = IssueCounts::of(dataset.issues.iter().chain(&appraisal.issues));
    let troubles = counts.errors + counts.warnings;
    add(
        troubles == 0,
        if troubles == 0 {
            "No data issues".to_owned()
        } else {
            format!("{} listed in the appendix", words::counted(troubles, "data issue", "data issues"))
        },
    );
    let undated: Vec<String> = dataset
        .sources
        .iter()
        .filter(|source| source.vintage.is_none())
        .map(|source| words::clipped(&source.name, 30))
        .collect();
    if !dataset.illustrative {
        add(
            undated.is_empty(),
            if undated.is_empty() {
                "Every source says its date".to_owned()
            } else {
                format!("No date for {}", words::listed(&undated, 2))
            },
        );
    }
    let figures: Vec<&super::Figure> = report
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .filter_map(|block| if let Block::Figure(figure) = block { Some(&**figure) } else { None })
        .collect();
    let told = figures.iter().filter(|figure| !figure.alt.trim().is_empty()).count();
    add(told == figures.len(), format!("Alternative text on {told} of {} pictures", figures.len()));
    add(true, "Counts under 10 are hidden".to_owned());
    let missing = missing_glyphs(content).len();
    if missing > 0 {
        add(
            false,
            format!("{} with letters that the PDF spells out", words::counted(missing, "name", "names")),
        );
    }
    let settings = &plan.report;
    add(
        settings.date.is_some(),
        if settings.date.is_some() {
            "The report has a date".to_owned()
        } else {
            "The report has no date".to_owned()
        },
    );
    let respond = settings.respond.how.is_some() && settings.respond.by.is_some();
    add(
        respond,
        if respond {
            "Residents are told how and by when to respond"
        } else {
            "How, or by when, to respond is not said"
        }
        .to_owned(),
    );
    if dataset.illustrative {
        add(true, "Every page says “Illustrative data”".to_owned());
    } else {
        let attributed = !settings.attribution.is_empty();
        add(
            attributed,
            if attributed { "Attribution is given" } else { "No attribution is given for maps and data" }
                .to_owned(),
        );
    }
    list
}
