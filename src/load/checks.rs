//! Checks of the facts as a whole: what lies where, and whether ids that sites name are defined.

use super::{Fix, told};
use crate::model::{Dataset, Delivery, Issue, Role, Severity};
use crate::place::OutlineIndex;

/// Gives every area and site the locality that contains its point.
pub(super) fn locate(dataset: &mut Dataset) {
    let outlines = dataset.localities.iter().map(|locality| (locality.id.as_str(), &locality.outline));
    let index = OutlineIndex::new(outlines);
    let of_site: Vec<Option<usize>> = index.containing_each(&dataset.site_positions());
    let same = dataset.localities_are_areas && dataset.areas.len() == dataset.localities.len();
    let of_area: Vec<Option<usize>> = if same {
        (0..dataset.areas.len()).map(Some).collect()
    } else {
        index.containing_each(&dataset.area_positions())
    };
    dataset.locality_of_area = of_area;
    dataset.locality_of_site = of_site;
}

/// Finds localities anew where a GIS may have moved or drawn something, and tells of those outside as they are now.
pub(crate) fn locate_anew(dataset: &mut Dataset) {
    let told = of_places(dataset);
    locate(dataset);
    let now = of_places(dataset);
    if now != told {
        dataset.issues.retain(|issue| !told.contains(issue));
        dataset.issues.extend(now);
    }
}

/// All that is told of the whole, once every file is read.
pub(super) fn all(dataset: &Dataset) -> Vec<Issue> {
    let mut issues = of_places(dataset);
    issues.extend(of_services(dataset));
    issues.extend(of_columns(dataset));
    issues
}

/// Tells which sites and areas lie outside every locality, and when no site has a place at all.
pub(super) fn of_places(dataset: &Dataset) -> Vec<Issue> {
    let outside = |ids: Vec<&str>, what: &str| -> Option<String> {
        const SHOWN: usize = 5;
        let more = ids.len().saturating_sub(SHOWN);
        let list = ids.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
        let and_more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!ids.is_empty()).then(|| match ids.len() {
            1 => format!("1 {what} lies outside every locality: {list}"),
            several => format!("{several} {what}s lie outside every locality: {list}{and_more}"),
        })
    };
    let lost =
        |of: &[Option<usize>]| -> Vec<usize> { (0..of.len()).filter(|&place| of[place].is_none()).collect() };
    let sites: Vec<&str> =
        lost(&dataset.locality_of_site).into_iter().map(|place| dataset.sites[place].id.as_str()).collect();
    let areas: Vec<&str> =
        lost(&dataset.locality_of_area).into_iter().map(|place| dataset.areas[place].id.as_str()).collect();
    let remedy = "Check their coordinates, or extend the localities; until then they count citywide only.";
    let mut issues = Vec::new();
    let waiting = dataset.unplaced.len();
    if dataset.sites.is_empty() && waiting > 0 {
        let message = format!("not one of its {waiting} sites has a place yet, so nothing can be reached");
        let remedy =
            "Give a postcode lookup (--postcodes F.csv), or place them by hand on the map of the Data stage.";
        issues.push(Issue::new(Severity::Error, dataset.file_of(Role::Sites), message, remedy));
    }
    for (role, message) in [(Role::Sites, outside(sites, "site")), (Role::Areas, outside(areas, "area"))] {
        if let Some(message) = message {
            issues.push(Issue::new(Severity::Warning, dataset.file_of(role), message, remedy));
        }
    }
    issues
}

/// Tells of service ids that no service defines.
fn of_services(dataset: &Dataset) -> Vec<Issue> {
    let sites_file = dataset.file_of(Role::Sites);
    let mut issues = Vec::new();
    for site in &dataset.sites {
        let delivered: Vec<String> = match &site.delivery {
            Some(Delivery::ByService(by_service)) => by_service.keys().cloned().collect(),
            _ => Vec::new(),
        };
        let clawback: Vec<String> = site.clawback_service.iter().cloned().collect();
        for (field, ids, effect) in [
            ("services", &site.services, "it is counted nowhere"),
            ("cannot_host", &site.cannot_host, "it has no effect"),
            ("delivery_gbp", &delivered, "its cost is counted nowhere"),
            ("clawback_service", &clawback, "only the closing of the site brings the clawback"),
        ] {
            for id in ids.iter().filter(|id| dataset.service_index(id).is_none()) {
                let message = format!("\"{id}\" is not a defined service; {effect}");
                let remedy = "Define it among the services, or correct the id.";
                let issue = Issue::new(Severity::Warning, sites_file.as_str(), message, remedy);
                told::add(&mut issues, issue.at(site.id.clone()).in_field(field));
            }
        }
    }
    issues
}

/// Columns that a service names and the areas lack, and indicators whose direction looks wrong.
fn of_columns(dataset: &Dataset) -> Vec<Issue> {
    let file = dataset.file_of(Role::Services);
    let has = |column: &String| dataset.columns.get(column).is_some();
    let mut issues = Vec::new();
    for service in &dataset.services {
        let mut warn = |field: &str, message: String, remedy: String| {
            let issue = Issue::new(Severity::Warning, file.as_str(), message, remedy);
            issues.push(issue.at(service.id.clone()).in_field(field));
        };
        let remedy = || "Join that column, or name another.".to_owned();
        for column in service.users.columns.iter().filter(|column| !has(column)) {
            let message = format!(
                "its users are counted by \"{column}\", which the areas do not have; nobody is counted"
            );
            // Without a file the program itself assumed that everybody uses it, and says what that needs elsewhere.
            if !file.is_empty() {
                warn("users", message, remedy());
            }
        }
        for (column, weight) in &service.need {
            if !has(column) {
                let message = format!(
                    "its need names \"{column}\", which the areas do not have; it is unknown everywhere"
                );
                warn("need", message, remedy());
            }
            let name = column.to_lowercase();
            if *weight > 0.0 && (name.contains("rank") || name.contains("decile")) {
                let message = format!(
                    "\"{column}\" looks like a rank or decile, in which 1 is usually the worst, but its weight is positive"
                );
                let fix = Fix::TurnNeed { service: service.id.clone(), column: column.clone() };
                let remedy =
                    format!("Turn it round, unless a greater number means more need: --fix \"{fix}\".");
                warn("need", message, remedy);
            }
        }
    }
    issues
}
