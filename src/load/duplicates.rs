//! Features and rows that repeat an earlier one exactly: dropped, since nothing is lost with them, and told.
//!
//! Exact means all properties and the geometry as written. Two features of one id that differ in anything are a conflict,
//! which only a person can settle; that is told when ids are taken.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Report;
use super::layer::{Feature, Layer, Raw};
use crate::model::Severity;

/// Numbers of features that are listed; of more, only how many there are.
const SHOWN: usize = 5;

/// Drops features that repeat an earlier one; the layer's note says so.
pub(super) fn drop_features(layer: &mut Layer, report: &mut Report<'_>) {
    let hashes: Vec<Option<u64>> = layer.features.iter().map(hash_of).collect();
    let repeats = repeats(&hashes, |one, other| {
        let (one, other) = (&layer.features[one], &layer.features[other]);
        one.id == other.id && one.properties == other.properties && one.shape == other.shape
    });
    let numbers: Vec<usize> = layer
        .features
        .iter()
        .zip(&repeats)
        .filter_map(|(feature, repeats)| repeats.then_some(feature.number))
        .collect();
    if let Some(words) = tell(&numbers, "feature", report) {
        layer.add_note(&words);
        let mut repeats = repeats.into_iter();
        layer.features.retain(|_| repeats.next() != Some(true));
    }
}

/// Drops rows of a table that repeat an earlier one; returns what was done, in words.
pub(super) fn drop_rows(rows: &mut Vec<(usize, Vec<String>)>, report: &mut Report<'_>) -> Option<String> {
    let hashes: Vec<Option<u64>> = rows
        .iter()
        .map(|(_, row)| {
            let mut hasher = DefaultHasher::new();
            row.hash(&mut hasher);
            Some(hasher.finish())
        })
        .collect();
    let repeats = repeats(&hashes, |one, other| rows[one].1 == rows[other].1);
    let numbers: Vec<usize> =
        rows.iter().zip(&repeats).filter_map(|((number, _), repeats)| repeats.then_some(*number)).collect();
    let words = tell(&numbers, "row", report)?;
    let mut repeats = repeats.into_iter();
    rows.retain(|_| repeats.next() != Some(true));
    Some(words)
}

/// Which items equal an earlier one. Those of one hash are compared; those without a hash repeat nothing.
fn repeats(hashes: &[Option<u64>], equal: impl Fn(usize, usize) -> bool) -> Vec<bool> {
    let mut first_of: HashMap<u64, usize> = HashMap::with_capacity(hashes.len());
    hashes
        .iter()
        .enumerate()
        .map(|(place, hash)| {
            let Some(hash) = *hash else { return false };
            let first = *first_of.entry(hash).or_insert(place);
            first != place && equal(first, place)
        })
        .collect()
}

fn tell(numbers: &[usize], what: &str, report: &mut Report<'_>) -> Option<String> {
    let list: Vec<String> = numbers.iter().take(SHOWN).map(usize::to_string).collect();
    let list = list.join(", ");
    let words = match numbers.len() {
        0 => return None,
        1 => format!("1 {what} repeats an earlier one exactly and was dropped: {list}"),
        count if count <= SHOWN => {
            format!("{count} {what}s repeat an earlier one exactly and were dropped: {list}")
        }
        count => format!(
            "{count} {what}s repeat an earlier one exactly and were dropped: {list} and {} more",
            count - SHOWN
        ),
    };
    let remedy = "Nothing to do; remove the repetitions from the file when it is next exported.";
    report.say(Severity::Note, None, None, words.clone(), remedy);
    Some(words)
}

/// A number that equal features share; `None` for what holds nothing, or nothing that can be used.
fn hash_of(feature: &Feature<Raw>) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    feature.id.hash(&mut hasher);
    for (name, value) in &feature.properties {
        (name, value.to_string()).hash(&mut hasher);
    }
    match &feature.shape {
        Raw::Unusable(_) => return None,
        Raw::Nowhere if feature.properties.is_empty() => return None,
        Raw::Nowhere => {}
        Raw::Point(point) => point.map(f64::to_bits).hash(&mut hasher),
        Raw::Polygons(polygons) => {
            // The rest is compared when these agree.
            polygons.iter().flatten().map(Vec::len).collect::<Vec<_>>().hash(&mut hasher);
            polygons.iter().flatten().flatten().next().map(|point| point.map(f64::to_bits)).hash(&mut hasher);
        }
    }
    Some(hasher.finish())
}
