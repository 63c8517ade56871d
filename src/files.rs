//! Files: written whole or not at all (first beside the old one, then in its place), and their SHA-256.

use std::io::Write;
use std::path::Path;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// An empty file beside `path`, on the same disk, which is removed unless [`put_in_place`] is called.
pub fn beside(path: &Path) -> Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".hub-planner-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Like any other new file: readable as the user's umask says, not private as temporary files are.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder_of(path)).map_err(|source| Error::Write { path: path.to_owned(), source })
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Puts a finished file in the place of `path`, replacing what is there in one step.
pub fn put_in_place(file: NamedTempFile, path: &Path) -> Result<()> {
    let failed = |source: std::io::Error| Error::Write { path: path.to_owned(), source };
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|persist| failed(persist.error))?;
    #[cfg(unix)]
    if let Ok(folder) = std::fs::File::open(folder_of(path)) {
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
    fn a_missing_folder_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = write_whole(&folder.path().join("no/out.txt"), b"x").expect_err("no such folder");
        assert!(error.to_string().starts_with("cannot write out.txt"), "{error}");
    }
}
