//! Searched travel times in the project file, each with the digest of what it was made from. They only save time: what does
//! not fit the facts any more is searched again, and what is damaged is left alone.

use rusqlite::{Connection, params};

use crate::reach::{Kept, Matrix, Searched};

/// Writes the searches.
pub(super) fn write(connection: &Connection, kept: &Kept) -> rusqlite::Result<()> {
    connection.execute_batch(
        "CREATE TABLE hub_planner_times (position INTEGER NOT NULL, part INTEGER NOT NULL, name TEXT NOT NULL,
            digest TEXT NOT NULL, areas INTEGER NOT NULL, numbers BLOB NOT NULL, PRIMARY KEY (position, part))",
    )?;
    let mut statement =
        connection.prepare("INSERT INTO hub_planner_times VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (position, search) in (0_i64..).zip(kept.searches()) {
        for (part, matrix) in (0_i64..).zip(&search.matrices) {
            let (areas, sites) = matrix.size();
            let mut bytes = Vec::with_capacity(areas * sites * 8);
            for site in 0..sites {
                bytes.extend(matrix.to_site(site).iter().flat_map(|number| number.to_le_bytes()));
            }
            let areas = i64::try_from(areas).unwrap_or(0);
            statement.execute(params![position, part, search.name, search.digest, areas, bytes])?;
        }
    }
    Ok(())
}

/// Reads the searches; none when the project has none.
pub(super) fn read(connection: &Connection) -> rusqlite::Result<Kept> {
    let mut kept = Kept::default();
    if !super::has_table(connection, "hub_planner_times")? {
        return Ok(kept);
    }
    let mut statement = connection.prepare(
        "SELECT position, name, digest, areas, numbers FROM hub_planner_times ORDER BY position, part",
    )?;
    let mut rows = statement.query([])?;
    let mut last: Option<(i64, Searched)> = None;
    while let Some(row) = rows.next()? {
        let position: i64 = row.get(0)?;
        let areas = usize::try_from(row.get::<_, i64>(3)?).unwrap_or(0);
        let numbers: Vec<f64> = row
            .get::<_, Vec<u8>>(4)?
            .chunks_exact(8)
            .map(|bytes| f64::from_le_bytes(std::array::from_fn(|place| bytes[place])))
            .collect();
        let sound =
            areas > 0 && numbers.len().is_multiple_of(areas) && numbers.iter().all(|number| *number >= 0.0);
        if !sound {
            continue;
        }
        let matrix = Matrix::from_columns(areas, numbers.chunks_exact(areas).map(<[f64]>::to_vec));
        match &mut last {
            Some((known, search)) if *known == position => search.matrices.push(matrix),
            _ => {
                let search = Searched { name: row.get(1)?, digest: row.get(2)?, matrices: vec![matrix] };
                if let Some((_, whole)) = last.replace((position, search)) {
                    kept.put(whole);
                }
            }
        }
    }
    if let Some((_, whole)) = last {
        kept.put(whole);
    }
    Ok(kept)
}
