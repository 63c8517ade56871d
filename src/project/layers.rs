//! GeoPackage feature layers: the standard's tables, and what all layers share.

use std::collections::BTreeMap;

use geo::MultiPolygon;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, Statement, params, params_from_iter};

use super::Wrong;
use super::records::text_of;
use crate::gpkg::{self, Geometry, SRS_ID, outline_blob};
use crate::model::{Dataset, Position};
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

/// Refuses a project whose tables are views or have generated columns: what they hold is made up while it is read, and may be
/// without end. The program writes none.
pub(super) fn refuse_made_up(connection: &Connection) -> Result<(), Wrong> {
    const OWN: &str =
        "(name IN ('sites', 'localities', 'areas') OR name LIKE 'hub\\_planner\\_%' ESCAPE '\\')";
    let views = format!("SELECT name FROM sqlite_master WHERE type = 'view' AND {OWN}");
    let columns = format!(
        "SELECT m.name || '.' || c.name FROM (SELECT name FROM sqlite_master WHERE type = 'table' AND {OWN}) AS m,
            pragma_table_xinfo(m.name) AS c WHERE c.hidden IN (2, 3)"
    );
    for query in [views, columns] {
        if let Some(name) = connection.query_row(&query, [], |row| row.get::<_, String>(0)).optional()? {
            return Err(Wrong::Content(format!("{name} is made up while it is read, and not stored")));
        }
    }
    Ok(())
}

/// Makes an empty GeoPackage.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(GEOPACKAGE)
}

/// Makes a feature layer: a table with `fid`, `geom` and these columns.
pub(super) fn create_layer(
    connection: &Connection,
    layer: &str,
    geometry_type: &str,
    columns: &[(String, &str)],
    positions: &[Position],
) -> rusqlite::Result<()> {
    let columns: Vec<String> =
        columns.iter().map(|(name, kind)| format!("{} {kind}", gpkg::quoted(name))).collect();
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

/// Inserts rows of `geom` and the other columns, in order.
pub(super) fn insert(
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

pub(super) fn text(value: Option<&String>) -> Sql {
    value.cloned().map_or(Sql::Null, Sql::Text)
}

pub(super) fn real(value: Option<f64>) -> Sql {
    value.map_or(Sql::Null, Sql::Real)
}

pub(super) fn json_text(value: &impl serde::Serialize) -> rusqlite::Result<Sql> {
    text_of(value).map(Sql::Text)
}

pub(super) fn outline_sql(outline: Option<&MultiPolygon<f64>>) -> Sql {
    outline.map_or(Sql::Null, |outline| Sql::Blob(outline_blob(outline)))
}

pub(super) fn outline_of(blob: Option<&[u8]>) -> Result<Option<MultiPolygon<f64>>, Wrong> {
    match blob.map(gpkg::read) {
        None => Ok(None),
        Some(Some(Geometry::Outline(outline))) => Ok(Some(outline)),
        Some(_) => Err(Wrong::Content("an outline is not a polygon".to_owned())),
    }
}

pub(super) fn locality_id(dataset: &Dataset, of: &[Option<usize>], place: usize) -> Sql {
    let locality = of.get(place).copied().flatten().and_then(|locality| dataset.localities.get(locality));
    locality.map_or(Sql::Null, |locality| Sql::Text(locality.id.clone()))
}

/// Index of each locality by id, for reading back where things lie.
pub(super) fn index_of_localities(dataset: &Dataset) -> BTreeMap<String, usize> {
    dataset.localities.iter().enumerate().map(|(index, locality)| (locality.id.clone(), index)).collect()
}

/// The query for all features of a layer, in the order in which they were written.
pub(super) fn features<'a>(connection: &'a Connection, layer: &str) -> rusqlite::Result<Statement<'a>> {
    let query = gpkg::query_of(layer, &gpkg::columns(connection, layer)?);
    connection.prepare(&format!("{query} ORDER BY fid"))
}

/// A feature's id; without one it cannot be spoken of.
pub(super) fn id_of(row: &Row<'_>, layer: &str) -> Result<String, Wrong> {
    let id: Option<String> = row.get("id")?;
    let fid: i64 = row.get("fid")?;
    id.ok_or_else(|| {
        Wrong::Content(format!("feature {fid} of the layer {layer} has no id; give it one in the GIS"))
    })
}

/// A feature's name; the id where it has none.
pub(super) fn name_of(row: &Row<'_>, id: &str) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>("name")?.unwrap_or_else(|| id.to_owned()))
}
