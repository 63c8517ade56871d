//! The check-list before publication: what is missing that a challenge would find.

use super::evidence::{Basis, OptionEvidence, mitigation_of};
use super::{Appraisal, OptionAppraisal};
use crate::model::{Dataset, Plan, Status};

/// One line of the check-list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What is asked.
    pub what: &'static str,
    /// Whether it is so.
    pub done: bool,
    /// What is missing, a line each; or, when done, what was found.
    pub details: Vec<String>,
    /// Why it is asked.
    pub why: &'static str,
}

/// Unknown running costs beyond this share of the open sites are too many to publish.
const MOST_UNKNOWN: f64 = 0.1;

/// Data older than so many years is told.
const OLD_YEARS: i32 = 5;

/// The check-list of a plan. `evidence` is that of its options (those absent are not asked about); `today` is `YYYY-MM-DD`
/// and stands in for a report without a date.
pub fn checklist(
    dataset: &Dataset,
    plan: &Plan,
    appraisal: &Appraisal,
    basis: &Basis,
    evidence: &[OptionEvidence],
    today: Option<&str>,
) -> Vec<Check> {
    let live = || {
        let options = appraisal.options.iter();
        options.filter(|option| matches!(option.status, Some(Status::ShortList | Status::Preferred)))
    };
    let date = plan.report.date.as_deref().or(today);
    let mut checks = vec![reasons(plan), shortlist(plan), feasible(&live().collect::<Vec<_>>())];
    checks.push(unknown_costs(appraisal, live()));
    checks.push(flags(dataset, plan, evidence, live()));
    let gaps: Vec<String> =
        basis.no_evidence.iter().map(|gap| format!("{}: {}", gap.label, gap.source)).collect();
    checks.push(Check {
        what: "There is evidence for every characteristic, or the report says that there is none",
        done: gaps.is_empty(),
        details: gaps,
        why: "No evidence is not no impact (Equality Act 2010, section 149).",
    });
    checks.push(old_data(dataset, plan, date));
    checks.push(claims(plan));
    checks.push(judgements(plan));
    checks.push(respond(plan, date));
    let errors: Vec<String> = dataset
        .issues
        .iter()
        .chain(&appraisal.issues)
        .filter(|issue| issue.severity == crate::model::Severity::Error)
        .map(|issue| format!("{}: {}", issue.file, issue.message))
        .collect();
    checks.push(Check {
        what: "Nothing in the data is an error",
        done: errors.is_empty(),
        details: errors,
        why: "What could not be used is missing from every number.",
    });
    checks
}

fn said(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}

fn reasons(plan: &Plan) -> Check {
    let missing: Vec<String> = plan
        .options
        .iter()
        .filter(|option| {
            matches!(option.status, Status::Discarded | Status::Preferred) && !said(option.reason.as_deref())
        })
        .map(|option| format!("{} is {} without a reason", option.name, option.status.label().to_lowercase()))
        .collect();
    Check {
        what: "Every discarded option, and the preferred one, has its reason",
        done: missing.is_empty(),
        details: missing,
        why: "Consultees must be told which options were dropped and why (Moseley v Haringey, 2014).",
    }
}

fn shortlist(plan: &Plan) -> Check {
    let count = plan
        .options
        .iter()
        .filter(|option| matches!(option.status, Status::ShortList | Status::Preferred))
        .count();
    let preferred: Vec<String> = plan
        .options
        .iter()
        .filter(|option| option.status == Status::Preferred)
        .map(|option| option.name.clone())
        .collect();
    let mut details = Vec::new();
    if count < 2 {
        details.push(format!("{count} options are on the short-list; a choice needs two"));
    }
    if preferred.len() > 1 {
        details.push(format!("{} options are preferred: {}", preferred.len(), preferred.join(", ")));
    }
    Check {
        what: "The short-list offers a choice, with one preferred option at most",
        done: details.is_empty(),
        details,
        why: "A consultation comes while proposals are still formative (Gunning, 1985).",
    }
}

fn feasible(live: &[&OptionAppraisal]) -> Check {
    let clashes: Vec<String> = live
        .iter()
        .flat_map(|option| {
            option.findings.clashes.iter().map(|clash| format!("{}: {}", option.name, clash.message))
        })
        .collect();
    Check {
        what: "Every short-listed option can be done as it stands",
        done: clashes.is_empty(),
        details: clashes,
        why: "An option that cannot be done is no choice.",
    }
}

fn unknown_costs<'a>(appraisal: &'a Appraisal, live: impl Iterator<Item = &'a OptionAppraisal>) -> Check {
    let details: Vec<String> = std::iter::once(appraisal.bau())
        .chain(live)
        .filter_map(|option| {
            let open = option.findings.open_sites();
            let unknown = option.findings.unknowns.running_costs;
            (unknown as f64 > MOST_UNKNOWN * open as f64).then(|| {
                format!("{}: {unknown} of {open} open sites have no known running cost", option.name)
            })
        })
        .collect();
    Check {
        what: "Running costs are known for nine in ten open sites",
        done: details.is_empty(),
        details,
        why: "A saving worked out from part of the estate misleads.",
    }
}

fn flags<'a>(
    dataset: &Dataset,
    plan: &Plan,
    evidence: &[OptionEvidence],
    live: impl Iterator<Item = &'a OptionAppraisal>,
) -> Check {
    let mut details = Vec::new();
    for option in live {
        let Some(found) = evidence.iter().find(|found| found.option == option.id) else { continue };
        for flag in found.flags(plan) {
            if !mitigation_of(dataset, plan, &option.id, &flag)
                .is_some_and(crate::model::Mitigation::is_whole)
            {
                let service =
                    flag.service.map_or("any service", |index| dataset.services[index].name.as_str());
                details.push(format!(
                    "{}: {} lose {:.2} times as often by {service}",
                    option.name, flag.group, flag.ratio
                ));
            }
        }
    }
    Check {
        what: "Every flag has a mitigation with an owner and a date",
        done: details.is_empty(),
        details,
        why: "Due regard means doing something about what the evidence shows (L v Buckinghamshire, 2019).",
    }
}

fn old_data(dataset: &Dataset, plan: &Plan, date: Option<&str>) -> Check {
    let year = date.and_then(|date| date.get(..4)?.parse::<i32>().ok());
    let mut details = Vec::new();
    for source in &dataset.sources {
        let Some(vintage) = source.vintage.as_deref().and_then(last_year) else { continue };
        if year.is_some_and(|year| year - vintage > OLD_YEARS) {
            details.push(format!("{} is of {vintage}", source.name));
        }
    }
    if let (Some(date), Some(by)) = (date, plan.report.respond.by.as_deref())
        && by < date
    {
        details.push(format!("answers were due by {by}, before the report’s date, {date}"));
    }
    let table = plan.duty_table();
    let dated = table.dated.get(..4).and_then(|year| year.parse::<i32>().ok());
    match (year, dated) {
        (Some(year), Some(dated)) if year > dated => {
            details.push(format!("the table of duties was last held against the law in {}", table.dated));
        }
        (_, None) => details.push("the table of duties has no date".to_owned()),
        _ => {}
    }
    Check {
        what: "No data has expired",
        done: details.is_empty(),
        details,
        why: "Evidence must be of the time of the decision.",
    }
}

/// The last year that a text names.
fn last_year(text: &str) -> Option<i32> {
    text.split(|sign: char| !sign.is_ascii_digit())
        .filter(|part| part.len() == 4)
        .filter_map(|part| part.parse().ok())
        .filter(|year| (1900..2200).contains(year))
        .max()
}

/// Words that claim more than a score can prove.
const CLAIMS: [&str; 6] =
    ["optimal", "optimum", "best possible", "cheapest possible", "the only way", "no alternative"];

fn claims(plan: &Plan) -> Check {
    let mut texts: Vec<(&str, &str)> = Vec::new();
    for option in &plan.options {
        texts.push((&option.name, &option.name));
        texts.extend(option.reason.as_deref().map(|reason| (option.name.as_str(), reason)));
        texts.extend(
            option.sites.values().filter_map(|site| Some((option.name.as_str(), site.why.as_deref()?))),
        );
    }
    texts.extend(plan.report.objectives.iter().map(|objective| ("objectives", objective.as_str())));
    texts.extend(plan.report.title.as_deref().map(|title| ("title", title)));
    let details: Vec<String> = texts
        .into_iter()
        .filter_map(|(of, text)| {
            let lower = text.to_lowercase();
            let claim = CLAIMS.iter().find(|claim| lower.contains(*claim))?;
            Some(format!("{of} says \"{claim}\": give the proven bound and gap, or say it otherwise"))
        })
        .collect();
    Check {
        what: "Nothing is called optimal without proof",
        done: details.is_empty(),
        details,
        why: "Only a search that closed its gap proves that nothing is better.",
    }
}

fn judgements(plan: &Plan) -> Check {
    let details: Vec<String> = plan
        .own_criteria()
        .flat_map(|own| {
            own.scores
                .iter()
                .filter(|(_, judged)| judged.score.is_some() && !said(judged.reason.as_deref()))
                .map(move |(option, _)| format!("{}: the score of {option} has no reason", own.name))
        })
        .collect();
    Check {
        what: "Every judgement has its written reason",
        done: details.is_empty(),
        details,
        why: "A score that cannot be opened does not survive the meeting.",
    }
}

fn respond(plan: &Plan, date: Option<&str>) -> Check {
    let mut details = Vec::new();
    if !said(plan.report.respond.how.as_deref()) {
        details.push("it is not said how to respond".to_owned());
    }
    if !said(plan.report.respond.by.as_deref()) {
        details.push("it is not said by when".to_owned());
    }
    if plan.report.date.is_none() || date.is_none() {
        details.push("the report has no date".to_owned());
    }
    if plan.report.objectives.is_empty() {
        details.push("the objectives are missing".to_owned());
    }
    Check {
        what: "The report says what it is for, its date, and how and by when to respond",
        done: details.is_empty(),
        details,
        why: "Consultees need enough to answer, and enough time (Gunning, 1985).",
    }
}
