//! What columns were confirmed to mean, remembered on this computer for files with the same headings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::files;
use crate::load::{self, Inputs, Mapping, Preview};
use crate::model::Role;

use super::kept;

type Memory = BTreeMap<String, Vec<String>>;

fn place() -> Option<PathBuf> {
    kept::place_of("columns.json")
}

/// The headings of a layer of a role, in any order.
fn key(role: Role, preview: &Preview) -> String {
    let headings: BTreeSet<&str> = preview.columns.iter().map(|column| column.heading.as_str()).collect();
    let headings = headings.into_iter().collect::<Vec<_>>().join("\n");
    format!("{} {}", role.word(), files::sha256(headings.as_bytes()))
}

fn all() -> Memory {
    place().map(|path| kept::read(&path)).unwrap_or_default()
}

/// Remembers what the columns of a layer mean.
pub fn remember(role: Role, preview: &Preview, mapping: &Mapping) -> Result<()> {
    let path = place().ok_or_else(|| Error::Usage("this system has no folder for settings".to_owned()))?;
    let mut memory = all();
    memory.insert(key(role, preview), mapping.written(role));
    kept::write(&path, &memory)
}

/// What is said of a layer's columns, or, where nothing is, what is remembered of a file with its headings.
pub fn mapping(path: &Path, role: Role, said: Mapping) -> Mapping {
    let mut inputs = Inputs { mapping: said, ..Inputs::default() };
    inputs.set_file(role, path.to_owned());
    with(inputs).mapping
}

/// The files with what is remembered of their headings, where nothing was said of them now.
pub fn with(mut inputs: Inputs) -> Inputs {
    let memory = all();
    if memory.is_empty() {
        return inputs;
    }
    for role in Role::LAYERS {
        let Some(path) = inputs.file(role) else { continue };
        if !inputs.mapping.written(role).is_empty() {
            continue;
        }
        // A file that cannot be read is told when it is loaded.
        let Ok(preview) = load::preview(path, role, &Mapping::default()) else { continue };
        let Some(known) = memory.get(&key(role, &preview)).and_then(|lines| Mapping::parse(lines).ok())
        else {
            continue;
        };
        inputs.mapping.extend(known);
    }
    inputs
}
