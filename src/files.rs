//! Files: written whole or not at all (first beside the old one, then in its place), and their SHA-256.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// How files begin that are not in place yet.
const UNFINISHED: &str = ".hub-planner-";
/// How old such a file must be before it is taken for one that a program left behind which was cut off.
const LEFT_BEHIND: Duration = Duration::from_hours(24);

/// An empty file beside `path`, on the same disk, which is removed unless [`put_in_place`] is called.
pub fn beside(path: &Path) -> Result<NamedTempFile> {
    let place = leads_to(path);
    if std::fs::metadata(&place).is_ok_and(|old| old.permissions().readonly()) {
        // Renaming would replace it all the same; who made it read-only did not want that.
        let source = std::io::Error::new(std::io::ErrorKind::PermissionDenied, "it is read-only");
        return Err(Error::Write { path: path.to_owned(), source });
    }
    let folder = folder_of(&place);
    sweep(folder, SystemTime::now());
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Like any other new file: readable as the user's umask says, not private as temporary files are.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder).map_err(|source| Error::Write { path: path.to_owned(), source })
}

/// Where a path leads: of a link, what it points to, so that the link stays one.
pub(crate) fn leads_to(path: &Path) -> PathBuf {
    let link = std::fs::symlink_metadata(path).is_ok_and(|data| data.is_symlink());
    link.then(|| std::fs::canonicalize(path).ok()).flatten().unwrap_or_else(|| path.to_owned())
}

/// Removes unfinished files that were left behind long ago. What cannot be looked at or removed stays.
fn sweep(folder: &Path, now: SystemTime) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            continue;
        }
        let old = entry.metadata().is_ok_and(|data| {
            let age = data.modified().ok().and_then(|modified| now.duration_since(modified).ok());
            data.is_file() && age.is_some_and(|age| age > LEFT_BEHIND)
        });
        if old {
            drop(std::fs::remove_file(entry.path()));
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Puts a finished file in the place of `path`, replacing what is there in one step.
pub fn put_in_place(file: NamedTempFile, path: &Path) -> Result<()> {
    let failed = |source: std::io::Error| Error::Write { path: path.to_owned(), source };
    let place = leads_to(path);
    #[cfg(unix)]
    if let Ok(old) = std::fs::metadata(&place) {
        // Whoever could read and write the old one can do so still; where modes cannot be set, there are none.
        drop(file.as_file().set_permissions(old.permissions()));
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&place).map_err(|persist| failed(persist.error))?;
    #[cfg(unix)]
    if let Ok(folder) = std::fs::File::open(folder_of(&place)) {
        // So that a power cut does not undo the renaming; where folders cannot be synced, it stays as safe as it was.
        folder.sync_all().or_else(|error| match error.kind() {
            std::io::ErrorKind::InvalidInput | std::io::ErrorKind::Unsupported => Ok(()),
            _ => Err(failed(error)),
        })?;
    }
    Ok(())
}

/// Writes bytes to a file, replacing what is there in one step.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = beside(path)?;
    file.write_all(bytes).map_err(|source| Error::Write { path: path.to_owned(), source })?;
    put_in_place(file, path)
}

/// Reads a file that is no longer than so many bytes. What never ends (a device, a pipe) ends there too.
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let too_long = || {
        let gigabytes = most as f64 / f64::from(1 << 30);
        Error::file(
            path,
            format!(
                "it is larger than {gigabytes:.0} GB, which is more than is read; cut it to the area that is planned"
            ),
        )
    };
    if length > most {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX)).map_err(|_no_room| {
        failed(std::io::Error::new(std::io::ErrorKind::OutOfMemory, "there is not enough memory for it"))
    })?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most { Err(too_long()) } else { Ok(bytes) }
}

/// Whether two paths lead to one file that is there.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    one == other || whole(one).is_some_and(|one| whole(other) == Some(one))
}

/// How a file looked from outside: when it looks different, someone has written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    length: u64,
    modified: Option<SystemTime>,
    /// The same of what another program has changed and not yet put in place (`-wal`, `-journal`).
    beside: [Option<(u64, Option<SystemTime>)>; 2],
}

impl Seen {
    /// How it looks now; none when it is not there.
    pub fn of(path: &Path) -> Option<Self> {
        let data = std::fs::metadata(path).ok()?;
        let place = leads_to(path);
        let beside = ["-wal", "-journal"].map(|ending| {
            let mut name = place.clone().into_os_string();
            name.push(ending);
            let data = std::fs::metadata(name).ok().filter(|data| data.len() > 0)?;
            Some((data.len(), data.modified().ok()))
        });
        Some(Self { length: data.len(), modified: data.modified().ok(), beside })
    }

    /// Whether it was written after another file was.
    pub fn is_newer_than(self, other: Self) -> bool {
        self.modified > other.modified
    }
}

/// Lower-case hexadecimal SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.txt");
        write_whole(&path, b"old").expect("written");
        write_whole(&path, b"new").expect("written");
        assert_eq!(std::fs::read(&path).expect("read"), b"new");
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
    }

    #[test]
    #[cfg(unix)]
    fn a_link_stays_one_a_mode_stays_and_what_is_read_only_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("shared.txt"), folder.path().join("link.txt"));
        write_whole(&path, b"old").expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o664)).expect("set");
        std::os::unix::fs::symlink(&path, &link).expect("linked");
        write_whole(&link, b"new").expect("written");
        assert_eq!(std::fs::read(&path).expect("read"), b"new");
        assert!(std::fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o664);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).expect("set");
        let error = write_whole(&path, b"newer").expect_err("read-only").to_string();
        assert!(error.contains("it is read-only"), "{error}");
        assert_eq!(std::fs::read(&path).expect("read"), b"new");
    }

    #[test]
    fn what_a_cut_off_program_left_long_ago_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [".hub-planner-abc", "project.gpkg"] {
            std::fs::write(folder.path().join(name), b"x").expect("written");
        }
        let left = || std::fs::read_dir(folder.path()).expect("listed").count();
        sweep(folder.path(), SystemTime::now());
        assert_eq!(left(), 2, "it may be another window's, which is saving now");
        sweep(folder.path(), SystemTime::now() + LEFT_BEHIND * 2);
        assert_eq!(left(), 1);
        assert!(folder.path().join("project.gpkg").exists());
    }

    #[test]
    fn a_file_that_is_too_long_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("in.txt");
        write_whole(&path, b"12345").expect("written");
        assert_eq!(read_at_most(&path, 5).expect("read"), b"12345");
        let error = read_at_most(&path, 4).expect_err("too long");
        assert!(error.to_string().starts_with("in.txt: it is larger than"), "{error}");
        #[cfg(unix)]
        assert!(read_at_most(Path::new("/dev/zero"), 1 << 20).is_err());
    }

    #[test]
    fn a_file_that_was_written_looks_different() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("in.txt");
        assert_eq!(Seen::of(&path), None);
        write_whole(&path, b"12345").expect("written");
        let before = Seen::of(&path);
        assert_eq!(Seen::of(&path), before);
        write_whole(&path, b"123456").expect("written");
        assert_ne!(Seen::of(&path), before);
    }

    #[test]
    fn a_missing_folder_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = write_whole(&folder.path().join("no/out.txt"), b"x").expect_err("no such folder");
        assert!(error.to_string().starts_with("cannot write out.txt"), "{error}");
    }
}
