//! Sites, localities and areas as GeoPackage feature layers.

use std::collections::{BTreeMap, BTreeSet};

use geo::MultiPolygon;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::{Wrong, json};
use crate::gpkg::{self, Geometry, SRS_ID, outline_blob, point_blob};
use crate::model::{Area, Dataset, Delivery, Locality, Position, Site};
use crate::place::envelope;

/// `GPKG` and version 1.3, as the standard asks of the file's header; its tables; and the reference systems it demands.
const GEOPACKAGE: &str = r#"
    PRAGMA application_id = 1196444487;
    PRAGMA user_version = 10300;
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
    INSERT INTO gpkg_spatial_ref_sys VALUES
        ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
        ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
        ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]', 'longitude and latitude in degrees');
    CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,
        max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
    CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
        CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"#;

/// The standard asks for a time of change; a fixed one keeps equal projects equal byte for byte.
const LAST_CHANGE: &str = "2000-01-01T00:00:00.000Z";

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

/// Makes an empty GeoPackage.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(GEOPACKAGE)
}

/// Makes a feature layer: a table with `fid`, `geom` and these columns.
fn create_layer(
    connection: &Connection,
    layer: &str,
    geometry_type: &str,
    columns: &[(String, &str)],
    positions: &[Position],
) -> rusqlite::Result<()> {
    let columns: Vec<String> =
        columns.iter().map(|(name, kind)| format!("{} {kind}", quoted(name))).collect();
    connection.execute_batch(&format!(
        "CREATE TABLE {layer} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {geometry_type}, {})",
        columns.join(", ")
    ))?;
    let [west, south, east, north] = envelope(positions.iter().copied()).unwrap_or([0.0; 4]);
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?1, 'features', ?1, '', ?2, ?3, ?4, ?5, ?6, ?7)",
        params![layer, LAST_CHANGE, west, south, east, north, SRS_ID],
    )?;
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
        params![layer, geometry_type, SRS_ID],
    )?;
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Inserts rows of `geom` and the other columns, in order.
fn insert(
    connection: &Connection,
    layer: &str,
    rows: impl Iterator<Item = Vec<Sql>>,
) -> rusqlite::Result<()> {
    let mut statement = None;
    for row in rows {
        let statement = match &mut statement {
            Some(statement) => statement,
            none => {
                let marks = vec!["?"; row.len()].join(", ");
                none.insert(connection.prepare(&format!("INSERT INTO {layer} VALUES (NULL, {marks})"))?)
            }
        };
        statement.execute(params_from_iter(row))?;
    }
    Ok(())
}

fn text(value: Option<&String>) -> Sql {
    value.cloned().map_or(Sql::Null, Sql::Text)
}

fn real(value: Option<f64>) -> Sql {
    value.map_or(Sql::Null, Sql::Real)
}

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

fn json_text(value: &impl serde::Serialize) -> rusqlite::Result<Sql> {
    serde_json::to_string(value)
        .map(Sql::Text)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

fn outline_sql(outline: Option<&MultiPolygon<f64>>) -> Sql {
    outline.map_or(Sql::Null, |outline| Sql::Blob(outline_blob(outline)))
}

fn outline_of(blob: Option<&[u8]>) -> Result<Option<MultiPolygon<f64>>, Wrong> {
    match blob.map(gpkg::read) {
        None => Ok(None),
        Some(Some(Geometry::Outline(outline))) => Ok(Some(outline)),
        Some(_) => Err(Wrong::Content("an outline is not a polygon".to_owned())),
    }
}

fn locality_id(dataset: &Dataset, of: &[Option<usize>], place: usize) -> Sql {
    let locality = of.get(place).copied().flatten().and_then(|locality| dataset.localities.get(locality));
    locality.map_or(Sql::Null, |locality| Sql::Text(locality.id.clone()))
}

/// Index of each locality by id, for reading back where things lie.
fn index_of_localities(dataset: &Dataset) -> BTreeMap<String, usize> {
    dataset.localities.iter().enumerate().map(|(index, locality)| (locality.id.clone(), index)).collect()
}

pub(super) fn write_sites(connection: &Connection, dataset: &Dataset) -> rusqlite::Result<()> {
    let columns = SITE_COLUMNS.map(|(name, kind)| (name.to_owned(), kind));
    create_layer(connection, "sites", "POINT", &columns, &dataset.site_positions())?;
    let rows: Vec<Vec<Sql>> = dataset
        .sites
        .iter()
        .enumerate()
        .map(|(place, site)| {
            let (each, by_service) = match &site.delivery {
                None => (Sql::Null, Sql::Null),
                Some(Delivery::Each(gbp)) => (Sql::Real(*gbp), Sql::Null),
                Some(Delivery::ByService(by_service)) => (Sql::Null, json_text(by_service)?),
            };
            Ok(vec![
                Sql::Blob(point_blob(site.position)),
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
            ])
        })
        .collect::<rusqlite::Result<_>>()?;
    insert(connection, "sites", rows.into_iter())
}

pub(super) fn read_sites(connection: &Connection, dataset: &mut Dataset) -> Result<(), Wrong> {
    let localities = index_of_localities(dataset);
    let mut statement = connection.prepare("SELECT * FROM sites ORDER BY fid")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (site, locality) = site_of(row)?;
        dataset.sites.push(site);
        dataset.locality_of_site.push(locality.and_then(|id| localities.get(&id).copied()));
    }
    Ok(())
}

fn site_of(row: &Row<'_>) -> Result<(Site, Option<String>), Wrong> {
    let blob: Vec<u8> = row.get("geom")?;
    let Some(Geometry::Point(position)) = gpkg::read(&blob) else {
        return Err(Wrong::Content("a site's geometry is not a point".to_owned()));
    };
    let by_service: Option<String> = row.get("delivery_by_service")?;
    let delivery = match (row.get::<_, Option<f64>>("delivery_gbp")?, by_service) {
        (Some(gbp), _) => Some(Delivery::Each(gbp)),
        (None, Some(text)) => Some(Delivery::ByService(json(&text, "delivery by service")?)),
        (None, None) => None,
    };
    let extra: Option<String> = row.get("extra")?;
    let site = Site {
        id: row.get("id")?,
        name: row.get("name")?,
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

pub(super) fn write_localities(connection: &Connection, dataset: &Dataset) -> rusqlite::Result<()> {
    let columns = [("id", "TEXT"), ("name", "TEXT"), ("numbers", "TEXT"), ("texts", "TEXT")]
        .map(|(name, kind)| (name.to_owned(), kind));
    let corners: Vec<Position> =
        dataset.localities.iter().flat_map(|locality| corners(&locality.outline)).collect();
    create_layer(connection, "localities", "MULTIPOLYGON", &columns, &corners)?;
    let rows: Vec<Vec<Sql>> = dataset
        .localities
        .iter()
        .map(|locality| {
            Ok(vec![
                outline_sql(Some(&locality.outline)),
                Sql::Text(locality.id.clone()),
                Sql::Text(locality.name.clone()),
                json_text(&locality.numbers)?,
                json_text(&locality.texts)?,
            ])
        })
        .collect::<rusqlite::Result<_>>()?;
    insert(connection, "localities", rows.into_iter())
}

fn corners(outline: &MultiPolygon<f64>) -> Vec<Position> {
    use geo::BoundingRect;
    outline.bounding_rect().map_or_else(Vec::new, |envelope| {
        let position = |coord: geo::Coord<f64>| Position { lon: coord.x, lat: coord.y };
        vec![position(envelope.min()), position(envelope.max())]
    })
}

pub(super) fn read_localities(connection: &Connection, dataset: &mut Dataset) -> Result<(), Wrong> {
    let mut statement = connection.prepare("SELECT * FROM localities ORDER BY fid")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let outline = outline_of(row.get::<_, Option<Vec<u8>>>("geom")?.as_deref())?;
        let (numbers, texts): (String, String) = (row.get("numbers")?, row.get("texts")?);
        dataset.localities.push(Locality {
            id: row.get("id")?,
            name: row.get("name")?,
            outline: outline.ok_or_else(|| Wrong::Content("a locality has no outline".to_owned()))?,
            numbers: json(&numbers, "a locality's numbers")?,
            texts: json(&texts, "a locality's texts")?,
        });
    }
    Ok(())
}

/// Columns of the areas layer before the areas' own.
const AREA_COLUMNS: [(&str, &str); 7] = [
    ("id", "TEXT"),
    ("name", "TEXT"),
    ("point_lon", "REAL"),
    ("point_lat", "REAL"),
    ("own_point", "BOOLEAN"),
    ("texts", "TEXT"),
    ("locality", "TEXT"),
];

pub(super) fn write_areas(connection: &Connection, dataset: &Dataset) -> rusqlite::Result<()> {
    let mut columns: Vec<(String, &str)> = AREA_COLUMNS.map(|(name, kind)| (name.to_owned(), kind)).to_vec();
    // SQLite tells columns apart without regard to capitals, and these names are taken.
    let mut taken: BTreeSet<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    taken.extend(["fid".to_owned(), "geom".to_owned()]);
    for (number, name) in dataset.columns.names().enumerate() {
        let free = taken.insert(name.to_lowercase()) && !name.is_empty();
        let column = if free { name.to_owned() } else { format!("column_{number}") };
        taken.insert(column.to_lowercase());
        connection
            .execute("INSERT INTO hub_planner_columns VALUES ('areas', ?1, ?2)", params![column, name])?;
        columns.push((column, "REAL"));
    }
    let positions: Vec<Position> = dataset
        .areas
        .iter()
        .flat_map(|area| area.outline.as_ref().map_or_else(|| vec![area.position], corners))
        .collect();
    create_layer(connection, "areas", "GEOMETRY", &columns, &positions)?;
    let rows: Vec<Vec<Sql>> = dataset
        .areas
        .iter()
        .enumerate()
        .map(|(place, area)| {
            let geometry = match &area.outline {
                Some(outline) => outline_blob(outline),
                None => point_blob(area.position),
            };
            let mut row = vec![
                Sql::Blob(geometry),
                Sql::Text(area.id.clone()),
                Sql::Text(area.name.clone()),
                Sql::Real(area.position.lon),
                Sql::Real(area.position.lat),
                Sql::Integer(i64::from(area.own_point)),
                json_text(&area.texts)?,
                locality_id(dataset, &dataset.locality_of_area, place),
            ];
            row.extend(dataset.columns.0.values().map(|values| real(values.get(place).copied().flatten())));
            Ok(row)
        })
        .collect::<rusqlite::Result<_>>()?;
    insert(connection, "areas", rows.into_iter())
}

pub(super) fn read_areas(connection: &Connection, dataset: &mut Dataset) -> Result<(), Wrong> {
    let localities = index_of_localities(dataset);
    let mut statement =
        connection.prepare("SELECT column, name FROM hub_planner_columns WHERE layer = 'areas'")?;
    let names: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut columns: Vec<Vec<Option<f64>>> = vec![Vec::new(); names.len()];
    let mut statement = connection.prepare("SELECT * FROM areas ORDER BY fid")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let blob: Vec<u8> = row.get("geom")?;
        let outline = match gpkg::read(&blob) {
            Some(Geometry::Outline(outline)) => Some(outline),
            Some(Geometry::Point(_)) => None,
            None => return Err(Wrong::Content("an area's geometry cannot be read".to_owned())),
        };
        let texts: String = row.get("texts")?;
        dataset.areas.push(Area {
            id: row.get("id")?,
            name: row.get("name")?,
            position: Position { lon: row.get("point_lon")?, lat: row.get("point_lat")? },
            own_point: row.get("own_point")?,
            outline,
            texts: json(&texts, "an area's texts")?,
        });
        let locality: Option<String> = row.get("locality")?;
        dataset.locality_of_area.push(locality.and_then(|id| localities.get(&id).copied()));
        for ((column, _), values) in names.iter().zip(&mut columns) {
            values.push(row.get(column.as_str())?);
        }
    }
    for ((_, name), values) in names.into_iter().zip(columns) {
        dataset.columns.0.insert(name, values);
    }
    Ok(())
}
