//! Changing a project's facts: what stays when some files are replaced, sites placed by hand, and what became different.

use std::collections::{BTreeSet, HashMap};

use super::{Files, checks};
use crate::model::{Dataset, Issue, Position, Role, Severity, Site};
use crate::units;

/// The facts of a project that are taken over, because no file replaces them.
pub(super) struct Kept<'a> {
    pub dataset: &'a Dataset,
    /// Files that are read anew, by name.
    replaced: BTreeSet<&'a str>,
    /// What the checks of the whole told before; they are made again.
    told: Vec<Issue>,
}

impl<'a> Kept<'a> {
    pub fn of(dataset: &'a Dataset, files: &'a Files) -> Self {
        let told = checks::all(dataset);
        let replaced = files.joins.iter().map(|join| join.file.name.as_str()).collect();
        Self { dataset, replaced, told }
    }

    /// Takes over the sources of a role and what was told of them.
    fn source(&self, role: Role, into: &mut Dataset) {
        let sources = self.dataset.sources.iter().filter(|source| source.role == role);
        for source in sources.filter(|source| !self.replaced.contains(source.name.as_str())) {
            if into.sources.iter().any(|known| known.name == source.name && known.role == role) {
                continue;
            }
            let issues = self.dataset.issues.iter();
            into.issues.extend(
                issues.filter(|issue| issue.file == source.name && !self.told.contains(issue)).cloned(),
            );
            into.sources.push(source.clone());
        }
        into.illustrative |= self.dataset.illustrative;
    }

    pub fn sites(&self, into: &mut Dataset) {
        into.sites.clone_from(&self.dataset.sites);
        into.unplaced.clone_from(&self.dataset.unplaced);
        into.provenance.site_rows.clone_from(&self.dataset.provenance.site_rows);
        into.provenance.site_columns.clone_from(&self.dataset.provenance.site_columns);
        self.source(Role::Sites, into);
        self.source(Role::Postcodes, into);
    }

    pub fn localities(&self, into: &mut Dataset) {
        into.localities.clone_from(&self.dataset.localities);
        self.source(Role::Localities, into);
    }

    /// Takes over areas and the columns of their own file; those of tables come with [`Kept::joined`].
    pub fn areas(&self, into: &mut Dataset) {
        into.areas.clone_from(&self.dataset.areas);
        let of = &self.dataset.provenance;
        into.provenance.area_rows.clone_from(&of.area_rows);
        into.provenance.area_code.clone_from(&of.area_code);
        let file = self.dataset.file_of(Role::Areas);
        for area in &mut into.areas {
            area.texts.retain(|name, _| of.columns.get(name).is_none_or(|origin| origin.file == file));
        }
        for (name, origin) in of.columns.iter().filter(|(_, origin)| origin.file == file) {
            into.provenance.columns.insert(name.clone(), origin.clone());
        }
        for (name, values) in &self.dataset.columns.0 {
            if of.columns.get(name).is_none_or(|origin| origin.file == file) {
                into.columns.0.insert(name.clone(), values.clone());
            }
        }
        self.source(Role::Areas, into);
    }

    /// Takes over the columns of tables that are not read anew, for areas of the same id.
    pub fn joined(&self, into: &mut Dataset) {
        let place_of: HashMap<&str, usize> =
            self.dataset.areas.iter().enumerate().map(|(place, area)| (area.id.as_str(), place)).collect();
        let before: Vec<Option<usize>> =
            into.areas.iter().map(|area| place_of.get(area.id.as_str()).copied()).collect();
        let joins: BTreeSet<&str> = self
            .dataset
            .sources
            .iter()
            .filter(|source| source.role == Role::Join && !self.replaced.contains(source.name.as_str()))
            .map(|source| source.name.as_str())
            .collect();
        for (name, origin) in &self.dataset.provenance.columns {
            let is_text = into.areas.iter().any(|area| area.texts.contains_key(name));
            if !joins.contains(origin.file.as_str()) || into.columns.get(name).is_some() || is_text {
                continue;
            }
            if let Some(values) = self.dataset.columns.get(name) {
                let values = before.iter().map(|place| values[(*place)?]).collect();
                into.columns.0.insert(name.clone(), values);
            } else {
                for (area, place) in into.areas.iter_mut().zip(&before) {
                    let text = place.and_then(|place| self.dataset.areas[place].texts.get(name));
                    area.texts.extend(text.map(|text| (name.clone(), text.clone())));
                }
            }
            let row =
                |place: Option<usize>| place.and_then(|place| origin.rows.get(place).copied()).unwrap_or(0);
            let mut origin = origin.clone();
            origin.rows = before.iter().map(|place| row(*place)).collect();
            into.provenance.columns.insert(name.clone(), origin);
        }
        self.source(Role::Lookup, into);
        self.source(Role::Join, into);
        let new = before.iter().filter(|place| place.is_none()).count();
        if new > 0 && !joins.is_empty() {
            let tables = joins.into_iter().collect::<Vec<_>>().join(", ");
            let message = format!(
                "{new} areas are new: what {tables} would say of them is unknown until it is joined again"
            );
            let remedy = "Add the tables again.";
            into.issues.push(Issue::new(Severity::Warning, into.file_of(Role::Areas), message, remedy));
        }
    }

    pub fn streets(&self, into: &mut Dataset) {
        into.streets.clone_from(&self.dataset.streets);
        self.source(Role::Streets, into);
    }

    pub fn timetable(&self, into: &mut Dataset) {
        into.timetable.clone_from(&self.dataset.timetable);
        self.source(Role::Timetable, into);
    }

    pub fn services(&self, into: &mut Dataset) {
        into.services.clone_from(&self.dataset.services);
        self.source(Role::Services, into);
        let assumed = self.dataset.issues.iter().filter(|issue| issue.file == "services");
        into.issues.extend(assumed.cloned());
    }

    pub fn blueprint(&self, into: &mut Dataset) {
        into.blueprint.clone_from(&self.dataset.blueprint);
        self.source(Role::Blueprint, into);
    }

    /// Takes over the answers; each stays with the locality of its area, or of the same id.
    pub fn responses(&self, into: &mut Dataset) {
        into.responses.clone_from(&self.dataset.responses);
        for response in &mut into.responses {
            let area =
                response.place.as_ref().and_then(|id| into.areas.iter().position(|area| area.id == *id));
            let before = response.locality.and_then(|place| self.dataset.localities.get(place));
            response.locality = match area {
                Some(area) => into.locality_of_area[area],
                None => before.and_then(|old| into.localities.iter().position(|known| known.id == old.id)),
            };
        }
        self.source(Role::Responses, into);
    }

    pub fn decisions(&self, into: &mut Dataset) {
        self.source(Role::Plan, into);
    }
}

/// The facts with a site that had no place put where a person says; `None` when no such site waits.
pub fn place_site(dataset: &Dataset, id: &str, at: Position) -> Option<Dataset> {
    let waiting = dataset.unplaced.iter().position(|site| site.id == id)?;
    let mut next = dataset.clone();
    let site = Site { position: at, ..next.unplaced.remove(waiting) };
    let told: BTreeSet<Issue> = checks::of_places(dataset).into_iter().collect();
    let row = dataset.provenance.site_rows.get(id).copied();
    let label = row.map(|row| super::layer::label(row, Some(id)));
    let bare = row.map(|row| row.to_string());
    next.issues.retain(|issue| {
        let of_place = issue.field.as_deref() == Some("geometry")
            && issue.feature.is_some()
            && [&label, &bare].contains(&&issue.feature);
        !told.contains(issue) && !of_place
    });
    let message = format!("placed by hand at longitude {:.5}, latitude {:.5}", at.lon, at.lat);
    let mut issue = Issue::new(
        Severity::Note,
        dataset.file_of(Role::Sites),
        message,
        "Give its coordinates in the file.",
    );
    (issue.feature, issue.field) = (label, Some("geometry".to_owned()));
    next.issues.push(issue);
    if let Some(source) = next.sources.iter_mut().find(|source| source.role == Role::Sites) {
        source.add_note(&format!("{} placed by hand", site.name));
    }
    next.sites.push(site);
    checks::locate(&mut next);
    next.issues.extend(checks::of_places(&next));
    Some(next)
}

/// What became different between two versions of the facts, a line each; nothing when nothing did.
pub fn differences(old: &Dataset, new: &Dataset) -> Vec<String> {
    let mut lines = Vec::new();
    ids("site", old.sites.iter().map(|site| &site.id), new.sites.iter().map(|site| &site.id), &mut lines);
    let changed: Vec<&str> = new
        .sites
        .iter()
        .filter(|site| old.sites.iter().any(|before| before.id == site.id && before != *site))
        .map(|site| site.name.as_str())
        .collect();
    if !changed.is_empty() {
        lines.push(format!(
            "{}: {}",
            counted(changed.len(), "site with other facts", "sites with other facts"),
            shown(&changed)
        ));
    }
    let localities = |dataset: &'_ Dataset| {
        dataset.localities.iter().map(|locality| locality.id.clone()).collect::<Vec<_>>()
    };
    ids("locality", localities(old).iter(), localities(new).iter(), &mut lines);
    ids("area", old.areas.iter().map(|area| &area.id), new.areas.iter().map(|area| &area.id), &mut lines);
    let names = |dataset: &Dataset| dataset.columns.names().map(str::to_owned).collect::<Vec<_>>();
    ids("column", names(old).iter(), names(new).iter(), &mut lines);
    let people = |dataset: &Dataset| units::thousands(dataset.people());
    if people(old) != people(new) {
        lines.push(format!("{} residents, {} before", people(new), people(old)));
    }
    let services =
        |dataset: &Dataset| dataset.services.iter().map(|service| service.id.clone()).collect::<Vec<_>>();
    ids("service", services(old).iter(), services(new).iter(), &mut lines);
    if old.services != new.services && services(old) == services(new) {
        lines.push("services are described otherwise".to_owned());
    }
    if old.blueprint != new.blueprint {
        lines.push("the blueprint is another".to_owned());
    }
    lines
}

fn ids<'a>(
    what: &str,
    old: impl Iterator<Item = &'a String>,
    new: impl Iterator<Item = &'a String>,
    lines: &mut Vec<String>,
) {
    let (old, new): (BTreeSet<&String>, BTreeSet<&String>) = (old.collect(), new.collect());
    let several = what.strip_suffix('y').map_or_else(|| format!("{what}s"), |stem| format!("{stem}ies"));
    for (ids, word) in [(new.difference(&old), "new"), (old.difference(&new), "gone")] {
        let ids: Vec<&str> = ids.map(|id| id.as_str()).collect();
        if !ids.is_empty() {
            let count = counted(ids.len(), &format!("{what} {word}"), &format!("{several} {word}"));
            lines.push(format!("{count}: {}", shown(&ids)));
        }
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {several}", units::thousands(count as f64)) }
}

fn shown(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    let list = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(SHOWN);
    if more > 0 { format!("{list} and {more} more") } else { list }
}
