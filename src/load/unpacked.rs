//! How much an archive may unpack to: a few kilobytes can promise, or hold, more than any memory.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Bytes;
use crate::error::Result;

/// An entry that unpacks to more is refused: no feed of one country's buses, and no spreadsheet, is as large.
const MOST_BYTES: u64 = 6 << 30;
/// All of a spreadsheet together: forty million cells take less.
const MOST_OF_SPREADSHEET: u64 = 2 << 30;
/// An entry that unpacks to more than so many times its packed size, and to more than [`SMALL`], is refused.
const MOST_TIMES: u64 = 200;
const SMALL: u64 = 64 << 20;
/// Entries of a spreadsheet: sheets, pictures, styles.
const MOST_ENTRIES: usize = 20_000;

/// The most that an entry of this packed size may unpack to, in bytes.
pub(super) fn most(packed: u64) -> u64 {
    MOST_BYTES.min(SMALL.max(packed.saturating_mul(MOST_TIMES)))
}

/// An error when a zip archive unpacks to more than it may. What is unpacked is counted as it comes, since what a bomb
/// says of its own size need not be true. A file that is no zip archive, or is damaged, is left to its reader.
pub(super) fn refuse_bomb(file: &Bytes) -> Result<()> {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(file.content.as_ref())) else { return Ok(()) };
    if zip.len() > MOST_ENTRIES {
        return Err(
            file.wrong(format!("it holds {} files, which no spreadsheet does; it is refused", zip.len()))
        );
    }
    let mut all = 0;
    for place in 0..zip.len() {
        let Ok(entry) = zip.by_index(place) else { continue };
        let most = most(entry.compressed_size()).min(MOST_OF_SPREADSHEET);
        let unpacked = std::io::copy(&mut entry.take(most + 1), &mut std::io::sink()).unwrap_or_default();
        all += unpacked;
        if all > MOST_OF_SPREADSHEET {
            return Err(file.wrong(format!(
                "it unpacks to more than {} GB, which no spreadsheet needs; it is refused",
                MOST_OF_SPREADSHEET >> 30
            )));
        }
        if unpacked > most {
            return Err(file.wrong(format!(
                "a part of it unpacks to more than {} MB, which no spreadsheet needs; it is refused",
                most >> 20
            )));
        }
    }
    Ok(())
}

/// Whether a zip archive has an entry of this name.
pub(super) fn holds(file: &Bytes, name: &str) -> bool {
    ZipArchive::new(Cursor::new(file.content.as_ref())).is_ok_and(|zip| zip.index_for_name(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn packed(zeros: usize) -> Bytes {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).expect("begun");
        let chunk = vec![0; 1 << 20];
        for _ in 0..zeros >> 20 {
            zip.write_all(&chunk).expect("packed");
        }
        let content = zip.finish().expect("ended").into_inner();
        Bytes { name: "table.xlsx".to_owned(), content: Cow::Owned(content), path: None }
    }

    #[test]
    fn a_small_file_that_unpacks_to_much_is_refused() {
        assert!(refuse_bomb(&packed(60 << 20)).is_ok());
        let error = refuse_bomb(&packed(80 << 20)).expect_err("a bomb");
        assert!(error.to_string().contains("unpacks to more than 64 MB"), "{error}");
        let no_zip =
            Bytes { name: "table.xls".to_owned(), content: Cow::Borrowed(b"\xd0\xcf\x11\xe0"), path: None };
        assert!(refuse_bomb(&no_zip).is_ok());
    }
}
