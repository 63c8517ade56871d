//! The project as it may be given to the public: without answers, without names in the log, with small counts
//! unknown.

use serde_json::Value;

use super::{Content, veil, words};
use crate::model::{Dataset, Entry, Plan, Role};

/// Facts and decisions for the exported project. It opens like any other; what is hidden in it is unknown.
pub fn public_project(content: &Content<'_>) -> (Dataset, Plan) {
    let (mut dataset, mut plan) = (content.dataset.clone(), content.plan.clone());
    dataset.responses = Vec::new();
    let answers: Vec<&str> = content
        .dataset
        .sources
        .iter()
        .filter(|source| source.role == Role::Responses)
        .map(|source| source.name.as_str())
        .collect();
    // A project of an older version may hold Issues that quote answers.
    dataset.issues.retain(|issue| !answers.contains(&issue.file.as_str()));
    for source in &mut dataset.sources {
        source.rows = words::rounded_rows(source);
    }
    dataset.columns = veil::columns(&dataset, &plan);
    veil::localities(&mut dataset, &plan);
    for entry in &mut plan.log {
        match entry {
            Entry::Known(entry) => entry.who = None,
            Entry::AsWritten(Value::Object(entry)) => drop(entry.remove("who")),
            Entry::AsWritten(_) => {}
        }
    }
    (dataset, plan)
}
