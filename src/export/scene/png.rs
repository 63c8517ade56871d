//! A scene as PNG, drawn from its SVG by `resvg`.

use resvg::{tiny_skia, usvg};

use super::{Lettering, Scene, svg};
use crate::error::{Error, Result};

/// A scene as PNG on white, `scale` pixels for each unit.
pub fn png(scene: &Scene, scale: f32) -> Result<Vec<u8>> {
    let failed = |message: String| Error::File {
        file: "map".to_owned(),
        message: format!("cannot be drawn: {message}"),
    };
    let text = svg(scene, "picture", "", "", Lettering::Outlines);
    let tree = usvg::Tree::from_str(&text, &usvg::Options::default())
        .map_err(|source| failed(source.to_string()))?;
    let size = tree.size().to_int_size().scale_by(scale);
    let mut pixels = size
        .and_then(|size| tiny_skia::Pixmap::new(size.width(), size.height()))
        .ok_or_else(|| failed("it has no size".to_owned()))?;
    pixels.fill(tiny_skia::Color::WHITE);
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|source| failed(source.to_string()))
}
