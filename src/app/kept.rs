//! What this computer remembers between two starts: recent projects, the window's size, and how each was looked at.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use egui::ThemePreference;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::files;
use crate::model::Position;

use super::map::base::Base;
use super::session::Session;
use super::view::{Layer, Stage, View};

/// How many projects are listed as recent.
const RECENT: usize = 10;

/// The file's content. A field that is missing, from an older version, takes its default.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Projects, last used first.
    pub recent: Vec<PathBuf>,
    /// Inner size of the window in points.
    pub size: Option<[f32; 2]>,
    /// Whether the window filled the screen.
    pub maximized: bool,
    /// `light` or `dark`; nothing: as the system says.
    pub theme: Option<String>,
    /// How much larger than usual everything is drawn.
    pub zoom: Option<f32>,
    /// True when single keys are switched off.
    pub no_single_keys: bool,
    /// Whether things glide.
    pub motion: Motion,
    /// What lies under the areas.
    pub base: Base,
    /// True once the guide was closed: it is not offered again.
    pub guided: bool,
    /// How each recent project was looked at, by its path.
    pub seen: BTreeMap<String, Seen>,
}

/// Whether things glide or move at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Motion {
    /// For a tenth of a second.
    #[default]
    Gliding,
    /// At once, for those whom motion disturbs.
    Still,
}

/// How a project was looked at.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen {
    stage: String,
    option: String,
    service: String,
    layer: String,
    table: bool,
    /// Longitude, latitude, zoom; nothing: the whole city.
    map: Option<[f64; 3]>,
}

impl Seen {
    fn of(session: &Session, view: &View) -> Self {
        let service = session.dataset.services.get(view.service);
        let at = (!view.camera.fitted).then(|| view.camera.place()).flatten();
        Self {
            stage: view.stage.label().to_owned(),
            option: view.option.clone(),
            service: service.map_or_else(String::new, |service| service.id.clone()),
            layer: view.layer.label().to_owned(),
            table: view.table,
            map: at.map(|(place, zoom)| [place.lon, place.lat, zoom]),
        }
    }

    /// Looks at the project as then, as far as it still has what was looked at.
    pub fn show(&self, session: &Session, view: &mut View) {
        view.stage = Stage::ALL.into_iter().find(|stage| stage.label() == self.stage).unwrap_or(view.stage);
        view.layer = Layer::ALL.into_iter().find(|layer| layer.label() == self.layer).unwrap_or(view.layer);
        if session.appraisal.option(&self.option).is_some() {
            self.option.clone_into(&mut view.option);
        }
        view.service = session.dataset.service_index(&self.service).unwrap_or(view.service);
        view.table = self.table;
        if let Some([lon, lat, zoom]) = self.map.filter(|place| place.iter().all(|part| part.is_finite())) {
            view.camera.fitted = false;
            view.camera.look_at(Position { lon, lat }, zoom);
        }
    }
}

/// Where the window's memory is kept; none when the system has no such place.
pub fn place() -> Option<PathBuf> {
    place_of("window.json")
}

/// Where a file of the program's is kept on this computer; none when the system has no such place.
pub(super) fn place_of(file: &str) -> Option<PathBuf> {
    Some(dirs::config_dir()?.join("hub-planner").join(file))
}

/// What a file says; one that is missing or damaged is as good as none. A damaged one is kept beside, since the next writing
/// replaces it.
pub fn read<T: DeserializeOwned + Default>(path: &Path) -> T {
    let Ok(bytes) = std::fs::read(path) else { return T::default() };
    serde_json::from_slice(&bytes).unwrap_or_else(|_damaged| {
        // Where that cannot be written, neither can what would replace it.
        drop(std::fs::write(path.with_extension("damaged"), &bytes));
        T::default()
    })
}

/// Writes a file, in a folder that is made if need be.
pub fn write(path: &Path, content: &impl Serialize) -> Result<()> {
    let unwritable = |source| Error::Write { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(unwritable)?;
    }
    let text =
        serde_json::to_string_pretty(content).map_err(|error| unwritable(std::io::Error::other(error)))?;
    files::write_whole(path, text.as_bytes())
}

impl Kept {
    /// Puts a project first among the recent ones.
    pub fn used(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(RECENT);
        let listed: Vec<String> = self.recent.iter().map(|path| path.display().to_string()).collect();
        self.seen.retain(|path, _| listed.contains(path));
    }

    /// Notes how a project is looked at; only saved projects are remembered.
    pub fn note(&mut self, session: &Session, view: &View) {
        if let Some(path) = &session.path {
            self.seen.insert(path.display().to_string(), Seen::of(session, view));
        }
        self.theme = match view.theme {
            ThemePreference::Light => Some("light".to_owned()),
            ThemePreference::Dark => Some("dark".to_owned()),
            ThemePreference::System => None,
        };
        self.no_single_keys = !view.single_keys;
        self.motion = view.motion;
        self.base = view.base.clone();
    }

    /// How a project was looked at last.
    pub fn seen(&self, path: &Path) -> Option<&Seen> {
        self.seen.get(&path.display().to_string())
    }

    /// The theme that was chosen.
    pub fn theme(&self) -> ThemePreference {
        match self.theme.as_deref() {
            Some("light") => ThemePreference::Light,
            Some("dark") => ThemePreference::Dark,
            _ => ThemePreference::System,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_projects_are_written_read_and_kept_to_ten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("window.json");
        let mut kept = Kept { size: Some([1280.0, 800.0]), ..Kept::default() };
        for number in 0..14 {
            kept.used(Path::new(&format!("/p/{number}.gpkg")));
        }
        kept.used(Path::new("/p/12.gpkg"));
        write(&path, &kept).unwrap();
        let read: Kept = read(&path);
        assert_eq!(read, kept);
        assert_eq!(read.recent.len(), 10);
        assert_eq!(read.recent[0], Path::new("/p/12.gpkg"));
        assert_eq!(read.recent.iter().filter(|path| path.ends_with("12.gpkg")).count(), 1);
        std::fs::write(&path, "not json").unwrap();
        assert_eq!(super::read::<Kept>(&path), Kept::default());
        assert_eq!(std::fs::read(path.with_extension("damaged")).unwrap(), b"not json");
    }
}
