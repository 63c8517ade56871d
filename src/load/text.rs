//! Bytes → text: UTF-8 and UTF-16 with or without a byte order mark, else Windows-1252, which councils' exports still use.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Bytes;
use crate::error::Result;

/// Text, and the name of the encoding when it was not UTF-8.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    let (encoding, marked) = Encoding::for_bom(bytes).unwrap_or_else(|| (unmarked(bytes), 0));
    let (text, _) = encoding.decode_without_bom_handling(&bytes[marked..]);
    (text, (encoding != UTF_8).then(|| encoding.name()))
}

/// Beginnings of files that are neither JSON nor a table nor a layer, and what they are.
const FOREIGN: [(&[u8], &str); 6] = [
    (b"%PDF", "a PDF document; ask for the data behind it"),
    (b"<!doctype html", "a web page, perhaps a sign-in page saved by mistake"),
    (b"<html", "a web page, perhaps a sign-in page saved by mistake"),
    (b"<?xml", "XML; save a spreadsheet as .xlsx, and give a KML map as sites, localities or areas"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "compressed (gzip); unpack it first"),
];

impl Bytes {
    /// An error when the file is of a kind that people send by mistake.
    pub(super) fn refuse_foreign(&self) -> Result<()> {
        let start = self.content.get(..32.min(self.content.len())).unwrap_or_default().trim_ascii_start();
        let begins = |with: &[u8]| start.get(..with.len()).is_some_and(|own| own.eq_ignore_ascii_case(with));
        match FOREIGN.iter().find(|(beginning, _)| begins(beginning)) {
            Some((_, what)) => Err(self.wrong(format!("it is not JSON or a table but {what}"))),
            None => Ok(()),
        }
    }
}

/// UTF-16 shows by its zero bytes: plain letters have one in every pair, always on the same side. What is not UTF-8
/// either is Windows-1252, in which any byte is a letter.
fn unmarked(bytes: &[u8]) -> &'static Encoding {
    let start = &bytes[..bytes.len().min(400)];
    let zeros = |side: usize| start.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let half = start.len() / 2;
    if bytes.len().is_multiple_of(2) && half > 0 && zeros(1) * 10 > half * 7 {
        UTF_16LE
    } else if bytes.len().is_multiple_of(2) && half > 0 && zeros(0) * 10 > half * 7 {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_in_the_wild_are_told_apart() {
        assert_eq!(decode("Café £5".as_bytes()), ("Café £5".into(), None));
        assert_eq!(decode("\u{feff}a,b".as_bytes()), ("a,b".into(), None));
        assert_eq!(decode(b"Caf\xe9 \xa35 \x93q\x94"), ("Café £5 “q”".into(), Some("windows-1252")));
        let wide = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        };
        assert_eq!(decode(&wide("\u{feff}id,name", false)), ("id,name".into(), Some("UTF-16LE")));
        assert_eq!(decode(&wide("\u{feff}id,name", true)), ("id,name".into(), Some("UTF-16BE")));
        assert_eq!(decode(&wide("id,name", false)), ("id,name".into(), Some("UTF-16LE")));
        assert_eq!(decode(&wide("id,name", true)), ("id,name".into(), Some("UTF-16BE")));
        assert_eq!(decode(b""), ("".into(), None));
    }
}
