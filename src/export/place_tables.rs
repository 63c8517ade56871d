//! Localities, sites and areas as tables, and the minutes between areas and sites.

use super::table::{Cell, OPTION, Table};
use super::veil::{self, Count, Veil};
use super::{Content, words};
use crate::appraise::OptionAppraisal;
use crate::model::{AfterUse, Dataset};
use crate::reach::Matrix;

/// What an option does to each locality, by service.
pub fn localities(content: &Content<'_>, veil: &Veil) -> Table {
    let dataset = content.dataset;
    let mut table = Table::new(
        "localities",
        &[
            OPTION,
            ("locality", "", "Locality id"),
            ("name", "", "What it is called"),
            ("people", "people", "Residents"),
            ("running_cost_gbp", "GBP/year", "Running cost of the sites that stand in it"),
            ("service", "", "Service id"),
            ("coverage_people", "share", "Its users within the standard of a site anywhere"),
            ("mean_minutes", "minutes", "Mean journey of its users who can reach it"),
            ("people_beyond", "people", "Its users beyond the standard"),
            ("newly_beyond", "people", "Newly beyond it"),
            ("newly_within", "people", "Newly within it"),
        ],
    );
    for (place, option) in content.appraisal.options.iter().enumerate() {
        for (index, (locality, here)) in
            dataset.localities.iter().zip(&option.findings.localities).enumerate()
        {
            for (number, (service, found)) in dataset.services.iter().zip(&here.services).enumerate() {
                let users = veil.at(number, place, Some(index));
                table.rows.push(vec![
                    option.id.as_str().into(),
                    locality.id.as_str().into(),
                    locality.name.as_str().into(),
                    here.people.into(),
                    here.running_cost_gbp.into(),
                    service.id.as_str().into(),
                    users.told_share(found.coverage_people),
                    found.mean_minutes.map(|mean| users.mean(mean)).into(),
                    users.told(Count::Beyond),
                    users.told(Count::NewlyBeyond),
                    users.told(Count::NewlyWithin),
                ]);
            }
        }
    }
    table
}

/// What becomes of each site under each option.
pub fn sites(content: &Content<'_>) -> Table {
    let dataset = content.dataset;
    let mut table = Table::new(
        "sites",
        &[
            OPTION,
            ("site", "", "Site id"),
            ("name", "", "What it is called"),
            ("kind", "", "Kind of building"),
            ("locality", "", "Locality that it stands in"),
            ("action", "", "keep, hub, close or reduce"),
            ("from", "", "Month from which the decision holds"),
            ("after_use", "", "What becomes of a closed building"),
            ("services", "", "Services offered in the steady state, with their share when less than whole"),
            ("space_used_m2", "m2", "Floor space that those services take"),
            ("floor_area_m2", "m2", "Floor space there is"),
            ("hours_per_week", "hours/week", "Opening hours in the steady state"),
            ("running_cost_gbp", "GBP/year", "Premises minus income plus deliveries, in the steady state"),
            ("why", "", "The reason given"),
        ],
    );
    for option in &content.appraisal.options {
        let plan = content.plan.option(&option.id);
        for (index, (site, found)) in dataset.sites.iter().zip(&option.findings.sites).enumerate() {
            let decision = plan.and_then(|plan| plan.sites.get(&site.id));
            let offered: Vec<String> = found
                .services
                .iter()
                .map(|(service, share)| {
                    let id = &dataset.services[*service].id;
                    if *share < 1.0 { format!("{id} ({share})") } else { id.clone() }
                })
                .collect();
            let locality = dataset.locality_of_site[index];
            table.rows.push(vec![
                option.id.as_str().into(),
                site.id.as_str().into(),
                site.name.as_str().into(),
                site.kind.as_deref().into(),
                locality.map(|locality| dataset.localities[locality].id.as_str()).into(),
                found.action.key().into(),
                decision.and_then(|decision| decision.from).map(|from| from.to_string()).into(),
                decision.and_then(|decision| decision.after_use).map(AfterUse::key).into(),
                offered.join("; ").into(),
                found.space_used_m2.into(),
                site.floor_area_m2.into(),
                found.hours_per_week.into(),
                found.running_cost_gbp.into(),
                decision.and_then(|decision| decision.why.as_deref()).into(),
            ]);
        }
    }
    table
}

/// The areas, with their minutes to every service under every option.
pub fn areas(content: &Content<'_>) -> Table {
    let dataset = content.dataset;
    let mut table = Table::new(
        "areas",
        &[
            ("area", "", "Area id"),
            ("name", "", "What it is called"),
            ("locality", "", "Locality that contains its point"),
            ("population", "people", "Residents"),
        ],
    );
    let columns: Vec<(&OptionAppraisal, usize)> = content
        .appraisal
        .options
        .iter()
        .flat_map(|option| (0..dataset.services.len()).map(move |service| (option, service)))
        .collect();
    for (option, service) in &columns {
        let service = &dataset.services[*service];
        let meaning =
            format!("Minutes to the nearest {} under {}; empty: no way there", service.name, option.name);
        table.add_column(format!("minutes_{}_{}", service.id, option.id), "minutes", meaning);
    }
    let public = veil::columns(dataset, content.plan);
    for (index, area) in dataset.areas.iter().enumerate() {
        let locality = dataset.locality_of_area[index];
        let hidden = dataset.columns.population(index).is_some() && public.population(index).is_none();
        let mut row: Vec<Cell> = vec![
            area.id.as_str().into(),
            area.name.as_str().into(),
            locality.map(|locality| dataset.localities[locality].id.as_str()).into(),
            if hidden { words::HIDDEN_CODE.into() } else { public.population(index).into() },
        ];
        row.extend(columns.iter().map(|(option, service)| {
            let minutes = option.findings.services[*service].minutes[index];
            Cell::from(minutes.is_finite().then_some(minutes))
        }));
        table.rows.push(row);
    }
    table
}

/// Minutes from every area to every site: a row a pair, *none* empty; with the quartiles of journeys by bus where given.
pub fn times_table(dataset: &Dataset, matrix: &Matrix, quartiles: Option<&[Matrix; 2]>) -> Table {
    let mut columns = vec![
        ("area", "", "Area id"),
        ("site", "", "Site id"),
        ("minutes", "minutes", "Minutes from the area's point to the site; empty: no way there"),
    ];
    if quartiles.is_some() {
        columns.extend([
            ("minutes_p25", "minutes", "A quarter of the departures of the window take at most so long"),
            ("minutes_p75", "minutes", "Three quarters of the departures of the window take at most so long"),
        ]);
    }
    let mut table = Table::new("times", &columns);
    for (index, area) in dataset.areas.iter().enumerate() {
        for (place, site) in dataset.sites.iter().enumerate() {
            let mut row = vec![area.id.as_str().into(), site.id.as_str().into()];
            for matrix in std::iter::once(matrix).chain(quartiles.into_iter().flatten()) {
                let minutes = matrix.minutes(index, place);
                row.push(minutes.is_finite().then_some(minutes).into());
            }
            table.rows.push(row);
        }
    }
    table
}
