//! Puts the finished files of an export in their places: all of them, or, where one cannot be, none.

use std::fs;
use std::io::{Error as System, ErrorKind};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A file that was put in its place, and what it takes to undo that.
struct Placed {
    target: PathBuf,
    /// Where the file that stood there before is kept.
    old: Option<PathBuf>,
}

/// Moves files, by their names, from one folder of a disk into another and returns where they are, in order. Those of the
/// same name there are replaced; a folder of the same name is left alone and is an error. After an error the target is as
/// it was.
pub(super) fn all(from: &Path, names: &[String], to: &Path) -> Result<Vec<PathBuf>> {
    let mut done: Vec<Placed> = Vec::new();
    let mut made: Vec<PathBuf> = Vec::new();
    for name in names {
        if let Err(source) = one(from, name, to, &mut done, &mut made) {
            undo(done, made);
            return Err(Error::Write { path: to.join(name), source });
        }
    }
    Ok(done.into_iter().map(|placed| placed.target).collect())
}

fn one(
    from: &Path,
    name: &str,
    to: &Path,
    done: &mut Vec<Placed>,
    made: &mut Vec<PathBuf>,
) -> std::io::Result<()> {
    let target = to.join(name);
    if let Some(parent) = target.parent()
        && !parent.exists()
    {
        fs::create_dir_all(parent)?;
        made.push(parent.to_owned());
    }
    let old = match fs::symlink_metadata(&target) {
        Ok(known) if known.is_dir() => {
            return Err(System::new(ErrorKind::IsADirectory, "a folder of that name is in the way"));
        }
        Ok(_) => {
            let aside = from.join("before").join(name);
            if let Some(parent) = aside.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::rename(&target, &aside)?;
            Some(aside)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    match (fs::rename(from.join(name), &target), old) {
        (Ok(()), old) => {
            done.push(Placed { target, old });
            Ok(())
        }
        (Err(error), None) => Err(error),
        (Err(error), Some(aside)) => fs::rename(aside, &target).and(Err(error)),
    }
}

/// Puts back what was there before. What the disk refuses now can only be left as it is; the error that led here is told.
fn undo(done: Vec<Placed>, made: Vec<PathBuf>) {
    for placed in done.into_iter().rev() {
        let _refused = match placed.old {
            Some(old) => fs::rename(old, placed.target),
            None => fs::remove_file(placed.target),
        };
    }
    for folder in made.into_iter().rev() {
        let _not_empty = fs::remove_dir(folder);
    }
}
