//! The walking network: places joined by straight pieces of path.

use super::Position;

/// A network of paths that can be walked, both ways. Its nodes are the bends and crossings of the map, so a piece is straight.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Streets {
    /// Bends and crossings.
    pub nodes: Vec<Position>,
    /// Pieces of path between two nodes.
    pub pieces: Vec<Piece>,
}

/// A straight piece of path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// One end, a place in [`Streets::nodes`].
    pub from: u32,
    /// The other end.
    pub to: u32,
    /// Whether it is steps.
    pub steps: bool,
}
