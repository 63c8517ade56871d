//! Whether what a project file says can be worked with: a file may come from anyone, and numbers that no reader of the program
//! would have let in must not reach the findings in silence.

use crate::load::LARGEST;
use crate::model::{Dataset, Position, Settings};

/// What is wrong first, in words.
pub(super) fn check(dataset: &Dataset, settings: &Settings) -> Result<(), String> {
    let (least, most) = Settings::HORIZONS.into_inner();
    if !Settings::HORIZONS.contains(&settings.horizon_years) {
        return Err(format!("its horizon is {} years, not {least} to {most}", settings.horizon_years));
    }
    if !Settings::FIRST_YEARS.contains(&settings.first_year) {
        return Err(format!("its first year is {}", settings.first_year));
    }
    let on_earth = |at: &Position| (-180.0..=180.0).contains(&at.lon) && (-90.0..=90.0).contains(&at.lat);
    if let Some(site) = dataset.sites.iter().find(|site| !on_earth(&site.position)) {
        return Err(format!("the site {} lies nowhere on earth", site.id));
    }
    if let Some(area) = dataset.areas.iter().find(|area| !on_earth(&area.position)) {
        return Err(format!("the area {} lies nowhere on earth", area.id));
    }
    let outlines = (dataset.localities.iter().map(|locality| (&locality.id, Some(&locality.outline))))
        .chain(dataset.areas.iter().map(|area| (&area.id, area.outline.as_ref())))
        .chain(dataset.sites.iter().map(|site| (&site.id, site.outline.as_ref())));
    for (id, outline) in outlines {
        let corners = outline.into_iter().flat_map(geo::CoordsIter::coords_iter);
        if corners.into_iter().any(|corner| !on_earth(&Position { lon: corner.x, lat: corner.y })) {
            return Err(format!("the outline of {id} lies nowhere on earth"));
        }
    }
    for (name, values) in &dataset.columns.0 {
        if values.iter().flatten().any(|value| is_beyond(*value)) {
            return Err(format!("the column {name} of the areas holds a number beyond {LARGEST:e}"));
        }
    }
    for site in dataset.sites.iter().chain(&dataset.unplaced) {
        let delivery = (dataset.services.iter()).filter_map(|service| site.delivery_gbp(&service.id));
        let amounts = [
            site.floor_area_m2,
            site.running_cost_gbp,
            site.income_gbp,
            site.backlog_gbp,
            site.capital_value_gbp,
            site.clawback_gbp,
            site.electricity_kwh,
            site.gas_kwh,
            site.hours_per_week,
            site.footfall,
            site.desks,
        ];
        if amounts.into_iter().flatten().chain(delivery).any(is_beyond) {
            return Err(format!("the site {} has a number beyond {LARGEST:e}", site.id));
        }
    }
    Ok(())
}

fn is_beyond(value: f64) -> bool {
    // Not a number is within nothing.
    !(-LARGEST..=LARGEST).contains(&value)
}
