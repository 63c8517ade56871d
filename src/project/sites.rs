//! The layer of sites: points, with the outline of those that were drawn as polygons beside them.

use std::collections::BTreeMap;

use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, Row};

use super::extras::{self, Extras};
use super::layers::{
    create_layer, features, id_of, index_of_localities, insert, json_text, locality_id, name_of, outline_of,
    outline_sql, real, text,
};
use super::{Wrong, json};
use crate::gpkg::{self, Geometry, point_blob};
use crate::model::{Dataset, Delivery, Position, Site};

/// Where the names of the sites' other properties are kept.
const EXTRA: &str = "sites.extra";

/// Columns of the sites layer, in order, with their types.
const SITE_COLUMNS: [(&str, &str); 36] = [
    ("id", "TEXT"),
    ("name", "TEXT"),
    ("outline", "BLOB"),
    ("kind", "TEXT"),
    ("owner", "TEXT"),
    ("partner", "TEXT"),
    ("uprn", "TEXT"),
    ("address", "TEXT"),
    ("postcode", "TEXT"),
    ("tenure", "TEXT"),
    ("floor_area_m2", "REAL"),
    ("area_basis", "TEXT"),
    ("running_cost_gbp", "REAL"),
    ("income_gbp", "REAL"),
    ("delivery_gbp", "REAL"),
    ("delivery_by_service", "TEXT"),
    ("backlog_gbp", "REAL"),
    ("condition", "TEXT"),
    ("capital_value_gbp", "REAL"),
    ("clawback_gbp", "REAL"),
    ("clawback_service", "TEXT"),
    ("electricity_kwh", "REAL"),
    ("gas_kwh", "REAL"),
    ("epc", "TEXT"),
    ("opening_hours", "TEXT"),
    ("hours_per_week", "REAL"),
    ("footfall", "REAL"),
    ("desks", "REAL"),
    ("step_free", "BOOLEAN"),
    ("listed", "BOOLEAN"),
    ("services", "TEXT"),
    ("keep", "TEXT"),
    ("cannot_host", "TEXT"),
    ("available_from", "TEXT"),
    ("extra", "TEXT"),
    ("locality", "TEXT"),
];

fn yes_no(value: Option<bool>) -> Sql {
    value.map_or(Sql::Null, |yes| Sql::Integer(i64::from(yes)))
}

/// Ids joined by `;`, or as a JSON list when an id holds a `;` itself.
fn list(ids: &[String]) -> Sql {
    let plain = ids.iter().all(|id| !id.contains(';') && !id.starts_with('[') && !id.is_empty());
    Sql::Text(if plain { ids.join(";") } else { serde_json::json!(ids).to_string() })
}

fn list_of(text: Option<String>) -> Result<Vec<String>, Wrong> {
    match text {
        None => Ok(Vec::new()),
        Some(text) if text.starts_with('[') => json(&text, "a list of ids"),
        Some(text) => Ok(text.split(';').filter(|id| !id.is_empty()).map(str::to_owned).collect()),
    }
}

pub(super) fn write_sites(connection: &Connection, dataset: &Dataset) -> rusqlite::Result<()> {
    let mut columns: Vec<(String, &str)> = SITE_COLUMNS.map(|(name, kind)| (name.to_owned(), kind)).to_vec();
    // Sites without a place are rows without a geometry: a GIS lists them, and can place them.
    let all = || dataset.sites.iter().chain(&dataset.unplaced);
    let extras = Extras::of(all().map(|site| &site.extra), &mut columns);
    extras.write_names(connection, EXTRA)?;
    create_layer(connection, "sites", "POINT", &columns, &dataset.site_positions())?;
    let rows: Vec<Vec<Sql>> = all()
        .enumerate()
        .map(|(place, site)| {
            let (each, by_service) = match &site.delivery {
                None => (Sql::Null, Sql::Null),
                Some(Delivery::Each(gbp)) => (Sql::Real(*gbp), Sql::Null),
                Some(Delivery::ByService(by_service)) => (Sql::Null, json_text(by_service)?),
            };
            let mut row = vec![
                if place < dataset.sites.len() { Sql::Blob(point_blob(site.position)) } else { Sql::Null },
                Sql::Text(site.id.clone()),
                Sql::Text(site.name.clone()),
                outline_sql(site.outline.as_ref()),
                text(site.kind.as_ref()),
                text(site.owner.as_ref()),
                text(site.partner.as_ref()),
                text(site.uprn.as_ref()),
                text(site.address.as_ref()),
                text(site.postcode.as_ref()),
                text(site.tenure.as_ref()),
                real(site.floor_area_m2),
                text(site.area_basis.as_ref()),
                real(site.running_cost_gbp),
                real(site.income_gbp),
                each,
                by_service,
                real(site.backlog_gbp),
                text(site.condition.as_ref()),
                real(site.capital_value_gbp),
                real(site.clawback_gbp),
                text(site.clawback_service.as_ref()),
                real(site.electricity_kwh),
                real(site.gas_kwh),
                text(site.epc.as_ref()),
                text(site.opening_hours.as_ref()),
                real(site.hours_per_week),
                real(site.footfall),
                real(site.desks),
                yes_no(site.step_free),
                yes_no(site.listed),
                list(&site.services),
                text(site.keep.as_ref()),
                list(&site.cannot_host),
                text(site.available_from.as_ref()),
                json_text(&site.extra)?,
                locality_id(dataset, &dataset.locality_of_site, place),
            ];
            row.extend(extras.cells(&site.extra));
            Ok(row)
        })
        .collect::<rusqlite::Result<_>>()?;
    insert(connection, "sites", rows.into_iter())
}

pub(super) fn read_sites(connection: &Connection, dataset: &mut Dataset) -> Result<(), Wrong> {
    let localities = index_of_localities(dataset);
    let mut statement = features(connection, "sites")?;
    let names = extras::names(connection, EXTRA)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (mut site, locality) = site_of(row)?;
        extras::read_edits(row, &names, &mut site.extra)?;
        if row.get_ref("geom")? == ValueRef::Null {
            dataset.unplaced.push(site);
            continue;
        }
        dataset.sites.push(site);
        dataset.locality_of_site.push(locality.and_then(|id| localities.get(&id).copied()));
    }
    Ok(())
}

fn site_of(row: &Row<'_>) -> Result<(Site, Option<String>), Wrong> {
    let blob: Option<Vec<u8>> = row.get("geom")?;
    let position = match blob.as_deref().map(gpkg::read) {
        None => Position::default(),
        Some(Some(Geometry::Point(position))) => position,
        Some(_) => return Err(Wrong::Content("a site's geometry is not a point".to_owned())),
    };
    let by_service: Option<String> = row.get("delivery_by_service")?;
    let delivery = match (row.get::<_, Option<f64>>("delivery_gbp")?, by_service) {
        (Some(gbp), _) => Some(Delivery::Each(gbp)),
        (None, Some(text)) => Some(Delivery::ByService(json(&text, "delivery by service")?)),
        (None, None) => None,
    };
    let extra: Option<String> = row.get("extra")?;
    let id = id_of(row, "sites")?;
    let site = Site {
        name: name_of(row, &id)?,
        id,
        position,
        outline: outline_of(row.get::<_, Option<Vec<u8>>>("outline")?.as_deref())?,
        kind: row.get("kind")?,
        owner: row.get("owner")?,
        partner: row.get("partner")?,
        uprn: row.get("uprn")?,
        address: row.get("address")?,
        postcode: row.get("postcode")?,
        tenure: row.get("tenure")?,
        floor_area_m2: row.get("floor_area_m2")?,
        area_basis: row.get("area_basis")?,
        running_cost_gbp: row.get("running_cost_gbp")?,
        income_gbp: row.get("income_gbp")?,
        delivery,
        backlog_gbp: row.get("backlog_gbp")?,
        condition: row.get("condition")?,
        capital_value_gbp: row.get("capital_value_gbp")?,
        clawback_gbp: row.get("clawback_gbp")?,
        clawback_service: row.get("clawback_service")?,
        electricity_kwh: row.get("electricity_kwh")?,
        gas_kwh: row.get("gas_kwh")?,
        epc: row.get("epc")?,
        opening_hours: row.get("opening_hours")?,
        hours_per_week: row.get("hours_per_week")?,
        footfall: row.get("footfall")?,
        desks: row.get("desks")?,
        step_free: row.get("step_free")?,
        listed: row.get("listed")?,
        services: list_of(row.get("services")?)?,
        keep: row.get("keep")?,
        cannot_host: list_of(row.get("cannot_host")?)?,
        available_from: row.get("available_from")?,
        extra: extra.map_or_else(|| Ok(BTreeMap::new()), |text| json(&text, "a site's other properties"))?,
    };
    Ok((site, row.get("locality")?))
}
