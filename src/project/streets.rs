//! The walking network in the project file: nodes and pieces as blobs of little-endian numbers.

use rusqlite::{Connection, OptionalExtension, params};

use super::Wrong;
use crate::model::{Piece, Position, Streets};

/// Bytes of a node (longitude, latitude) and of a piece (its two ends and whether it is steps).
const NODE: usize = 16;
const PIECE: usize = 9;

/// Writes the network.
pub(super) fn write(connection: &Connection, streets: &Streets) -> rusqlite::Result<()> {
    connection
        .execute_batch("CREATE TABLE hub_planner_streets (nodes BLOB NOT NULL, pieces BLOB NOT NULL)")?;
    let mut nodes = Vec::with_capacity(streets.nodes.len() * NODE);
    for node in &streets.nodes {
        nodes.extend_from_slice(&node.lon.to_le_bytes());
        nodes.extend_from_slice(&node.lat.to_le_bytes());
    }
    let mut pieces = Vec::with_capacity(streets.pieces.len() * PIECE);
    for piece in &streets.pieces {
        pieces.extend_from_slice(&piece.from.to_le_bytes());
        pieces.extend_from_slice(&piece.to.to_le_bytes());
        pieces.push(u8::from(piece.steps));
    }
    connection.execute("INSERT INTO hub_planner_streets VALUES (?1, ?2)", params![nodes, pieces])?;
    Ok(())
}

/// Reads the network, if the project has one.
pub(super) fn read(connection: &Connection) -> Result<Option<Streets>, Wrong> {
    let there = "SELECT count(*) FROM sqlite_master WHERE name = 'hub_planner_streets'";
    if connection.query_row(there, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(None);
    }
    let blobs = connection
        .query_row("SELECT nodes, pieces FROM hub_planner_streets", [], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    let Some((nodes, pieces)) = blobs else { return Ok(None) };
    let nodes: Vec<Position> = nodes
        .chunks_exact(NODE)
        .map(|bytes| {
            let number = |at: usize| f64::from_le_bytes(std::array::from_fn(|place| bytes[at + place]));
            Position { lon: number(0), lat: number(8) }
        })
        .collect();
    let pieces: Vec<Piece> = pieces
        .chunks_exact(PIECE)
        .map(|bytes| {
            let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|place| bytes[at + place]));
            Piece { from: number(0), to: number(4), steps: bytes[8] == 1 }
        })
        .collect();
    let is_node = |node: u32| nodes.get(node as usize).is_some();
    let sound = nodes.iter().all(|node| node.lon.is_finite() && node.lat.is_finite());
    if !sound || !pieces.iter().all(|piece| is_node(piece.from) && is_node(piece.to)) {
        return Err(Wrong::Content("its streets are damaged; add the streets again".to_owned()));
    }
    Ok(Some(Streets { nodes, pieces }))
}
