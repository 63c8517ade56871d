//! The base map under the areas: none, a local PMTiles file, or an online tile server that the person chose.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use egui::Context;
use serde::{Deserialize, Serialize};
use walkers::sources::{Attribution, TileSource};
use walkers::{HttpTiles, PmTiles, TileId, TilePiece, Tiles};

/// What lies under the areas. Nothing is fetched from a network unless a server is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Nothing: works with no network.
    #[default]
    None,
    /// Pictures out of a file.
    File {
        /// The PMTiles file.
        path: PathBuf,
        /// Whom to thank, shown on the map.
        credit: String,
    },
    /// Pictures from a server.
    Online {
        /// Address with `{z}`, `{x}` and `{y}`.
        url: String,
        /// Whom to thank, shown on the map.
        credit: String,
    },
}

impl Base {
    /// Whether anything lies under the areas.
    pub fn shows(&self) -> bool {
        *self != Self::None
    }

    /// What must be said on the map.
    pub fn credit(&self) -> &str {
        match self {
            Self::None => "no base map",
            Self::File { credit, .. } | Self::Online { credit, .. } => credit,
        }
    }

    /// Why it cannot be used, in words; reads the head of a file.
    pub fn check(&self) -> Result<(), String> {
        match self {
            Self::None => Ok(()),
            Self::File { path, .. } => check_file(path),
            Self::Online { url, credit } => check_address(url, credit),
        }
    }
}

fn check_address(url: &str, credit: &str) -> Result<(), String> {
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        return Err("The address begins with https:// or http://".to_owned());
    }
    if let Some(part) = ["{z}", "{x}", "{y}"].into_iter().find(|part| !url.contains(part)) {
        return Err(format!("The address lacks {part}: it stands for zoom, column and row of a tile"));
    }
    if credit.trim().is_empty() {
        return Err("Say whom the map is from: servers ask for it, and it is shown on the map".to_owned());
    }
    Ok(())
}

/// PMTiles version 3: magic, version, …, the kind of tile at byte 99.
fn check_file(path: &Path) -> Result<(), String> {
    let mut head = [0u8; 127];
    std::fs::File::open(path)
        .and_then(|mut file| file.read_exact(&mut head))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    if !head.starts_with(b"PMTiles") {
        return Err(format!("{} is not a PMTiles file", path.display()));
    }
    match (head[7], head[99]) {
        (3, 2 | 3) => Ok(()),
        (3, 1) => {
            Err("This PMTiles file holds vector tiles; the map draws pictures (PNG or JPEG)".to_owned())
        }
        (3, _) => Err("This PMTiles file holds tiles that are neither PNG nor JPEG".to_owned()),
        (version, _) => Err(format!("This PMTiles file is of version {version}; version 3 is read")),
    }
}

/// A server of the person's choice.
struct Server {
    url: String,
}

impl TileSource for Server {
    fn tile_url(&self, tile: TileId) -> String {
        let TileId { x, y, zoom } = tile;
        self.url
            .replace("{z}", &zoom.to_string())
            .replace("{x}", &x.to_string())
            .replace("{y}", &y.to_string())
    }

    fn attribution(&self) -> Attribution {
        no_attribution()
    }
}

/// Ours is drawn with the furniture of the map, in the person's own words.
fn no_attribution() -> Attribution {
    Attribution { text: "", url: "", logo_light: None, logo_dark: None }
}

/// The tiles of a base map, and whether any comes.
pub struct BaseTiles {
    base: Base,
    tiles: Box<dyn Tiles>,
    asked: usize,
    got: usize,
    since: f64,
}

impl std::fmt::Debug for BaseTiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BaseTiles").field("base", &self.base).finish_non_exhaustive()
    }
}

/// How a base map does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Tiles are there, or on their way.
    Comes,
    /// Nothing came: no network, a wrong address, or a file without this place.
    Missing,
}

impl BaseTiles {
    /// The tiles of a base map; those that are there already stay.
    pub fn of(known: Option<Self>, base: &Base, ctx: &Context) -> Option<Self> {
        if let Some(known) = known.filter(|known| known.base == *base) {
            return Some(known);
        }
        let tiles: Box<dyn Tiles> = match base {
            Base::None => return None,
            Base::File { path, .. } => {
                Box::new(PmTiles::with_style_and_tile_size(path, walkers::Style, 256, ctx.clone()))
            }
            Base::Online { url, .. } => Box::new(HttpTiles::new(Server { url: url.clone() }, ctx.clone())),
        };
        let since = ctx.input(|input| input.time);
        Some(Self { base: base.clone(), tiles, asked: 0, got: 0, since })
    }

    /// Begins a frame.
    pub fn begin(&mut self) {
        (self.asked, self.got) = (0, 0);
    }

    /// How it did in this frame; nothing is missing before a moment has passed.
    pub fn state(&self, now: f64) -> State {
        let waits = self.tiles.stats().in_progress > 0 || now - self.since < 1.5;
        if self.asked > 0 && self.got == 0 && !waits { State::Missing } else { State::Comes }
    }

    /// When it was asked for.
    pub fn since(&self) -> f64 {
        self.since
    }
}

impl Tiles for BaseTiles {
    fn at(&mut self, tile: TileId) -> Option<TilePiece> {
        self.asked += 1;
        let piece = self.tiles.at(tile);
        self.got += usize::from(piece.is_some());
        piece
    }

    fn attribution(&self) -> Attribution {
        no_attribution()
    }

    fn tile_size(&self) -> u32 {
        self.tiles.tile_size()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_its_three_parts_and_whom_to_thank() {
        let online =
            |url: &str, credit: &str| Base::Online { url: url.to_owned(), credit: credit.to_owned() };
        assert!(online("https://t.example/{z}/{x}/{y}.png", "© Somebody").check().is_ok());
        for (url, credit, word) in [
            ("t.example/{z}/{x}/{y}.png", "© Somebody", "https"),
            ("https://t.example/{z}/{x}.png", "© Somebody", "{y}"),
            ("https://t.example/{z}/{x}/{y}.png", " ", "whom"),
        ] {
            assert!(online(url, credit).check().unwrap_err().contains(word), "{url}");
        }
    }

    #[test]
    fn a_file_is_told_by_its_head() {
        let folder = tempfile::tempdir().unwrap();
        let check = |kind: u8, magic: &[u8]| {
            let mut head = vec![0u8; 127];
            head[..magic.len()].copy_from_slice(magic);
            (head[7], head[99]) = (3, kind);
            let path = folder.path().join("tiles.pmtiles");
            std::fs::write(&path, head).unwrap();
            Base::File { path, credit: String::new() }.check()
        };
        assert!(check(2, b"PMTiles").is_ok());
        assert!(check(1, b"PMTiles").unwrap_err().contains("vector"));
        assert!(check(2, b"GIF89a!").unwrap_err().contains("not a PMTiles"));
        let missing = Base::File { path: folder.path().join("none"), credit: String::new() };
        assert!(missing.check().is_err());
    }
}
