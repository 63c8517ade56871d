//! The JSON of `find`, exactly as the file format promises, and the same for people. Numbers are unrounded in JSON.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::ILLUSTRATIVE;
use super::score_json::text;
use crate::error::Result;
use crate::find::{Finding, FoundPoint};
use crate::model::Dataset;
use crate::solve::{Layout, PROVED};
use crate::units::{pounds, thousands};

/// `find --json`. `seconds` is how long it took.
pub fn find_json(dataset: &Dataset, finding: &Finding, seconds: f64) -> Result<String> {
    text(&root(json!({"schema": 1}), dataset, finding, seconds))
}

/// The same of one locality by itself, on one line.
pub fn find_json_line(dataset: &Dataset, finding: &Finding, seconds: f64) -> String {
    let locality = dataset.localities.first().map(|locality| locality.id.as_str());
    let start = json!({"schema": 1, "locality": locality});
    root(start, dataset, finding, seconds).to_string()
}

fn root(mut root: Value, dataset: &Dataset, finding: &Finding, seconds: f64) -> Value {
    root["status"] = json!(finding.status.key());
    root["clashes"] = json!(finding.clashes);
    root["assumed"] = json!(finding.assumed);
    root["seconds"] = json!(seconds);
    if let Some(plans) = finding.compared {
        root["compared"] = json!(plans);
    }
    if dataset.illustrative {
        root["illustrative"] = json!(ILLUSTRATIVE);
    }
    root["frontier"] = finding.frontier.iter().map(|found| point(dataset, found)).collect();
    root
}

fn point(dataset: &Dataset, found: &FoundPoint) -> Value {
    let solution = &found.point.solution;
    let mut value = json!({
        "price": found.point.price,
        "cost_gbp": solution.cost,
        "minutes": solution.minutes,
        "objective": solution.objective,
        "lower_bound": solution.lower_bound,
        "gap": solution.gap(),
        "proved": solution.gap() <= PROVED,
        "one_off_gbp": found.one_off_gbp,
        "net_present_cost_gbp": found.net_present_cost_gbp,
    });
    if let Some((budget, minutes)) = found.point.within {
        value["within_cost_gbp"] = json!(budget);
        value["minutes_lower_bound"] = json!(minutes);
    }
    value["sites"] = sites(dataset, &solution.layout);
    value["offers"] = offers(dataset, &solution.layout);
    let alternatives = found.point.alternatives.iter().map(|other| {
        json!({
            "cost_gbp": other.cost,
            "minutes": other.minutes,
            "sites": sites(dataset, &other.layout),
            "offers": offers(dataset, &other.layout),
            "differs_by": other.differs_by,
        })
    });
    value["alternatives"] = alternatives.collect();
    value
}

fn sites(dataset: &Dataset, layout: &Layout) -> Value {
    let open = dataset.sites.iter().zip(&layout.open).filter(|(_, open)| **open);
    open.map(|(site, _)| site.id.as_str()).collect()
}

fn offers(dataset: &Dataset, layout: &Layout) -> Value {
    let mut found = Map::new();
    for (service, facts) in dataset.services.iter().enumerate() {
        let offering =
            dataset.sites.iter().zip(&layout.offers).filter(|(_, offers)| *offers >> service & 1 == 1);
        found.insert(facts.id.clone(), offering.map(|(site, _)| site.id.as_str()).collect());
    }
    Value::Object(found)
}

/// The same for people: a line for each point.
pub fn find_summary(dataset: &Dataset, finding: &Finding, seconds: f64) -> String {
    let mut said = String::new();
    if dataset.illustrative {
        said.push_str(ILLUSTRATIVE);
        said.push_str("\n\n");
    }
    for assumed in &finding.assumed {
        said.push_str(assumed);
        said.push('\n');
    }
    if !finding.clashes.is_empty() {
        said.push_str(
            "No plan fulfils all rules. These already clash; without any one of them they would not:\n",
        );
        for clash in &finding.clashes {
            said.push_str("  ");
            said.push_str(clash);
            said.push('\n');
        }
        return said;
    }
    if let Some(plans) = finding.compared {
        said.push_str("All ");
        said.push_str(&thousands(plans as f64));
        said.push_str(" options were compared.\n");
    }
    said.push_str("\nRunning cost a year   Need-weighted minutes   Open sites   How good   Alternatives\n");
    for found in &finding.frontier {
        let solution = &found.point.solution;
        let proof = if solution.gap() <= PROVED {
            "proved".to_owned()
        } else {
            format!("within {:.2} %", (1e4 * solution.gap()).ceil() / 100.0)
        };
        let open = solution.layout.open.iter().filter(|open| **open).count();
        let line = writeln!(
            said,
            "{:>19}   {:>21}   {open:>10}   {proof:<8}   {}",
            pounds(solution.cost),
            thousands(solution.minutes),
            found.point.alternatives.len()
        );
        // Writing into a string cannot fail.
        debug_assert!(line.is_ok());
    }
    let ended = finding.status.key().replace('_', " ");
    let line = writeln!(said, "\n{} points in {seconds:.1} s ({ended})", finding.frontier.len());
    debug_assert!(line.is_ok());
    said
}
