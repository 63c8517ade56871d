//! Unsaved changes kept safe: a recovery file written while one works, and offered after a crash.
//!
//! Each running window holds a locked file; a recovery file whose lock is free belongs to a window that is gone.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use crate::error::{Error, Result};
use crate::files;
use crate::model::Plan;

use super::jobs::Jobs;
use super::session::Session;

/// How long changes go without being kept safe.
pub const EVERY: Duration = Duration::from_secs(30);

/// The recovery file of this window.
#[derive(Debug)]
pub struct Recovery {
    folder: PathBuf,
    name: String,
    every: Duration,
    usual: Duration,
    /// Held while the window lives; its lock says so to others.
    _lock: File,
    last: Instant,
    /// What was last kept: facts and decisions.
    kept: Option<(u64, Plan)>,
    writing: Arc<Writing>,
}

/// How the writing of the recovery file goes, in the thread that does it.
#[derive(Debug, Default)]
pub struct Writing {
    /// It goes on.
    pub busy: AtomicBool,
    /// The last one failed, so that the file does not hold what was last kept.
    pub failed: AtomicBool,
}

/// A recovery file that a window left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// The recovery file.
    pub file: PathBuf,
    /// The project that it has the changes of; none: it was never saved.
    pub project: Option<PathBuf>,
    /// When it was written, as minutes ago.
    pub minutes_ago: u64,
}

/// Where recovery files are kept; none when the system has no such place.
pub fn place() -> Option<PathBuf> {
    Some(dirs::data_local_dir()?.join("hub-planner").join("recovery"))
}

impl Recovery {
    /// Keeps changes in a folder, as often as said.
    pub fn new(folder: &Path, every: Duration) -> Result<Self> {
        let unwritable = |source| Error::Write { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(unwritable)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // What is kept there is nobody else's business; where modes cannot be set, it is kept all the same.
            drop(std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)));
        }
        let (name, lock) = (0..1000)
            .find_map(|number| {
                let name = format!("window-{number}");
                let lock = File::create(folder.join(format!("{name}.lock"))).ok()?;
                // A free lock beside a recovery file is an orphan's: its name is not taken.
                let used = folder.join(format!("{name}.gpkg")).exists();
                (!used && lock.try_lock().is_ok()).then_some((name, lock))
            })
            .ok_or_else(|| unwritable(std::io::Error::other("no file can be locked there")))?;
        Ok(Self {
            folder: folder.to_owned(),
            name,
            every,
            usual: every,
            _lock: lock,
            last: Instant::now(),
            kept: None,
            writing: Arc::default(),
        })
    }

    fn file(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.name))
    }

    /// Keeps unsaved changes safe when it is time; forgets them when they are saved. Returns when to look again.
    pub fn tend(&mut self, session: Option<&Session>, jobs: &Jobs) -> Option<Duration> {
        let Some(session) = session.filter(|session| session.unsaved()) else {
            if self.kept.take().is_some() {
                self.forget();
            }
            self.last = Instant::now();
            return None;
        };
        let same = |kept: &(u64, Plan)| kept.0 == session.generation && kept.1 == *session.plan();
        if self.kept.as_ref().is_some_and(same) && !self.writing.failed.load(Ordering::Relaxed) {
            self.last = Instant::now();
            return None;
        }
        let left = self.every.saturating_sub(self.last.elapsed());
        if left > Duration::ZERO || self.writing.busy.load(Ordering::Relaxed) {
            return Some(left.max(Duration::from_millis(200)));
        }
        self.every = self.usual;
        self.kept = Some((session.generation, session.plan().clone()));
        self.last = Instant::now();
        let note = session.path.as_ref().map(|path| path.display().to_string());
        jobs.keep_safe(session, self.file("gpkg"), self.file("txt"), note, &self.writing);
        None
    }

    /// Whether the last change that was seen of these facts is in the recovery file.
    pub fn has_kept(&self, generation: u64) -> bool {
        let Writing { busy, failed } = &*self.writing;
        self.kept.as_ref().is_some_and(|kept| kept.0 == generation)
            && !busy.load(Ordering::Acquire)
            && !failed.load(Ordering::Relaxed)
    }

    /// Keeps the next change at once.
    pub fn soon(&mut self) {
        self.every = Duration::ZERO;
    }

    /// Where windows on this computer tell each other of themselves.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Removes this window's recovery file: everything is saved, or may go.
    pub fn forget(&self) {
        for ending in ["gpkg", "txt"] {
            remove(&self.file(ending));
        }
    }

    /// Recovery files of windows that are gone.
    pub fn orphans(&self) -> Vec<Orphan> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return Vec::new() };
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        files.retain(|file| {
            file.extension().is_some_and(|ending| ending == "gpkg")
                && *file != self.file("gpkg")
                && File::create(file.with_extension("lock")).is_ok_and(|lock| lock.try_lock().is_ok())
        });
        let ago = |file: &Path| {
            let written = std::fs::metadata(file).and_then(|data| data.modified()).ok()?;
            SystemTime::now().duration_since(written).ok()
        };
        files
            .into_iter()
            .map(|file| Orphan {
                project: std::fs::read_to_string(file.with_extension("txt"))
                    .ok()
                    .filter(|text| !text.is_empty())
                    .map(PathBuf::from),
                minutes_ago: ago(&file).map_or(0, |ago| ago.as_secs() / 60),
                file,
            })
            .collect()
    }
}

/// Says to other windows on this computer that a project is open here, for as long as it lives.
#[derive(Debug)]
pub struct Hold {
    /// The project.
    pub project: PathBuf,
    file: PathBuf,
    /// None when another window holds it.
    lock: Option<File>,
}

impl Hold {
    /// Holds a project; where nothing can be written, nobody is told.
    pub fn new(folder: &Path, project: &Path) -> Self {
        let whole = project.canonicalize().unwrap_or_else(|_not_there| project.to_owned());
        let name = files::sha256(whole.as_os_str().as_encoded_bytes());
        let file = folder.join(format!("open-{}.lock", &name[..16]));
        let lock = File::create(&file).ok().filter(|lock| lock.try_lock().is_ok());
        Self { project: project.to_owned(), file, lock }
    }

    /// Whether another window had it first.
    pub const fn is_open_elsewhere(&self) -> bool {
        self.lock.is_none()
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if self.lock.is_some() {
            remove(&self.file);
        }
    }
}

/// Removes what a window left behind.
pub fn discard(orphan: &Orphan) {
    for ending in ["gpkg", "txt", "lock"] {
        remove(&orphan.file.with_extension(ending));
    }
}

/// Writes the project's path beside its recovery file.
pub fn write_note(path: &Path, project: Option<&str>) -> Result<()> {
    files::write_whole(path, project.unwrap_or_default().as_bytes())
}

fn remove(path: &Path) {
    // A file that is not there, or no longer ours to remove, does no harm.
    drop(std::fs::remove_file(path));
}
