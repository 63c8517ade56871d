//! The commands about journeys: minutes from areas to sites, and catchments of a site.

use std::path::Path;
use std::process::ExitCode;

use geo::MultiPolygon;

use super::{measured, open_with_times};
use crate::error::{Error, Result};
use crate::export::{self, Catchment, OnFoot};
use crate::files;
use crate::model::{Dataset, Mode, Profile, Standard};
use crate::reach::Measured;
use crate::score::within::within;
use crate::units::thousands;

/// Writes the minutes from every area to every site by a service's mode.
pub(super) fn times(project: Option<&Path>, service: &str, csv: &Path, quartiles: bool) -> Result<ExitCode> {
    let (loaded, kept) = open_with_times(project)?;
    let dataset = &loaded.dataset;
    let service = service_of(dataset, service)?;
    let times = measured(dataset, &loaded.plan, kept);
    let spread = times.quartiles(service).filter(|_| quartiles);
    if quartiles && spread.is_none() {
        return Err(Error::Usage(format!(
            "{} is not measured by bus, so its minutes have no quartiles",
            dataset.services[service].name
        )));
    }
    let table = export::times_table(dataset, times.of_service(service), spread);
    files::write_whole(csv, &export::csv_bytes(&table)?)?;
    eprintln!("wrote {}", csv.display());
    Ok(ExitCode::SUCCESS)
}

fn service_of(dataset: &Dataset, id: &str) -> Result<usize> {
    dataset.service_index(id).ok_or_else(|| {
        let known: Vec<&str> = dataset.services.iter().map(|service| service.id.as_str()).collect();
        Error::Usage(format!("there is no service \"{id}\"; there are {}", known.join(", ")))
    })
}

/// Writes the catchments of a site.
pub(super) fn catchments(
    project: Option<&Path>,
    site: &str,
    minutes: &[f64],
    service: Option<&str>,
    geojson: &Path,
) -> Result<ExitCode> {
    let (loaded, kept) = open_with_times(project)?;
    let (dataset, plan) = (&loaded.dataset, &loaded.plan);
    let place =
        dataset.site_index(site).ok_or_else(|| Error::Usage(format!("there is no site \"{site}\"")))?;
    if let Some(bad) = minutes.iter().find(|minutes| !(0.0 < **minutes && **minutes <= 240.0)) {
        return Err(Error::Usage(format!("{bad} minutes is no catchment: more than 0 and at most 240 are")));
    }
    let standard = match service {
        Some(id) => dataset.services[service_of(dataset, id)?].standard,
        None => Standard { mode: Mode::Walk, profile: Profile::Normal, minutes: 0.0 },
    };
    let by_bus = service.filter(|_| standard.mode == Mode::Bus);
    let found = if let Some(id) = by_bus {
        let times = measured(dataset, plan, kept);
        let service = service_of(dataset, id)?;
        let to_site = times.of_service(service).to_site(place).to_vec();
        (times.measured(service) == Measured::Bus).then_some(to_site)
    } else {
        None
    };
    let (words, list) = if let Some(to_site) = found {
        let each = minutes.iter().map(|&most| Catchment {
            minutes: most,
            outline: outlines(dataset, &to_site, most),
            within: within(dataset, &plan.groups, &to_site, most),
        });
        ("by bus: the areas whose median is within", each.collect::<Vec<_>>())
    } else {
        let ways = OnFoot::new(dataset, plan, standard);
        (ways.measured(), ways.around(place, minutes))
    };
    let of_sites = [(place, list)];
    let text = export::catchments_geojson(dataset, words, &of_sites);
    files::write_whole(geojson, text.as_bytes())?;
    eprintln!("wrote {}", geojson.display());
    for catchment in of_sites.iter().flat_map(|(_, list)| list) {
        let people = thousands(catchment.within.people);
        let (minutes, areas) = (catchment.minutes, catchment.within.areas);
        eprintln!(
            "{minutes} minute{}: {people} people in {areas} area{}",
            if minutes == 1.0 { "" } else { "s" },
            if areas == 1 { "" } else { "s" }
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The outlines of the areas within some minutes of a site, as one.
fn outlines(dataset: &Dataset, to_site: &[f64], most: f64) -> MultiPolygon<f64> {
    let inside = dataset.areas.iter().zip(to_site).filter(|(_, minutes)| **minutes <= most);
    MultiPolygon(inside.filter_map(|(area, _)| area.outline.clone()).flat_map(|outline| outline.0).collect())
}
