//! The report for Word: real styles, captions, repeated table headings, alternative text, page numbers.
//!
//! Office Open XML (ECMA-376) written part by part, so that the same report always gives the same bytes.

mod body;
mod parts;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::report::Report;
use crate::error::{Error, Result};

/// A report as a Word document. `pictures` are PNGs of its figures, in order.
pub fn docx(report: &Report, pictures: &[Vec<u8>]) -> Result<Vec<u8>> {
    let failed = |message: String| Error::File {
        file: "report.docx".to_owned(),
        message: format!("cannot be written: {message}"),
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut texts = vec![
        ("[Content_Types].xml", parts::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", parts::RELATIONS.to_owned()),
        ("docProps/core.xml", parts::core(report)),
        ("word/styles.xml", parts::STYLES.to_owned()),
        ("word/numbering.xml", parts::NUMBERING.to_owned()),
        ("word/settings.xml", parts::SETTINGS.to_owned()),
        ("word/footer1.xml", parts::footer(report)),
        ("word/_rels/document.xml.rels", parts::document_relations(pictures.len())),
    ];
    texts.push(("word/document.xml", body::document(report)));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in texts {
        zip.start_file(name, packed).map_err(|source| failed(source.to_string()))?;
        zip.write_all(text.as_bytes()).map_err(|source| failed(source.to_string()))?;
    }
    // Pictures are packed already.
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (place, picture) in pictures.iter().enumerate() {
        zip.start_file(format!("word/media/figure{}.png", place + 1), stored)
            .map_err(|source| failed(source.to_string()))?;
        zip.write_all(picture).map_err(|source| failed(source.to_string()))?;
    }
    let done = zip.finish().map_err(|source| failed(source.to_string()))?;
    Ok(done.into_inner())
}
