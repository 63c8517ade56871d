//! A scene as PNG, drawn from its SVG by `resvg` and written with a palette, which keeps documents small.

use std::collections::HashMap;

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::{tiny_skia, usvg};

use super::{Lettering, Scene, svg};
use crate::error::{Error, Result};

/// A scene as PNG on white, `scale` pixels for each unit, with at most 256 colours.
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
    // On white, every pixel is opaque.
    let colours: Vec<[u8; 3]> =
        pixels.pixels().iter().map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let (palette, indices) = with_palette(&colours);
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(Filter::NoFilter);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&indices)?;
        writer.finish()
    });
    written.map_err(|source| failed(source.to_string()))?;
    Ok(out)
}

/// At most 256 colours, and for each pixel the place of the one nearest to its own.
///
/// Starts from the commonest colour and adds the one that is worst served, by how many pixels it has and how far away its
/// nearest is: flat colours come out exactly, and only the soft edges between them are rounded.
fn with_palette(pixels: &[[u8; 3]]) -> (Vec<[u8; 3]>, Vec<u8>) {
    let mut colours: Vec<([u8; 3], u64)> = Vec::new();
    let mut places: HashMap<[u8; 3], usize> = HashMap::new();
    let mut of_pixel: Vec<usize> = Vec::with_capacity(pixels.len());
    let mut last: Option<([u8; 3], usize)> = None;
    for &pixel in pixels {
        let place = match last {
            Some((colour, place)) if colour == pixel => place,
            _ => *places.entry(pixel).or_insert_with(|| {
                colours.push((pixel, 0));
                colours.len() - 1
            }),
        };
        colours[place].1 += 1;
        of_pixel.push(place);
        last = Some((pixel, place));
    }
    let mut palette: Vec<[u8; 3]> = Vec::new();
    // For each colour the nearest of the palette and the square of how far away it is.
    let mut nearest: Vec<(u8, u64)> = vec![(0, u64::from(u32::MAX)); colours.len()];
    for entry in 0..=u8::MAX {
        let error = |place: &usize| colours[*place].1 * nearest[*place].1;
        // Of equals the first, so that the same picture always gives the same bytes.
        let Some(worst) = (0..colours.len()).rev().max_by_key(error).filter(|place| error(place) > 0) else {
            break;
        };
        let chosen = colours[worst].0;
        palette.push(chosen);
        for ((colour, _), known) in colours.iter().zip(&mut nearest) {
            let squares = colour.iter().zip(chosen).map(|(one, other)| u64::from(one.abs_diff(other)).pow(2));
            let distance = squares.sum();
            if distance < known.1 {
                *known = (entry, distance);
            }
        }
    }
    let indices = of_pixel.into_iter().map(|place| nearest[place].0).collect();
    (palette, indices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_stay_exactly_and_many_are_rounded_to_their_nearest() {
        let few = [[255, 255, 255], [1, 2, 3], [255, 255, 255], [200, 0, 0]];
        let (palette, indices) = with_palette(&few);
        let back: Vec<[u8; 3]> = indices.iter().map(|index| palette[usize::from(*index)]).collect();
        assert_eq!(back, few);
        // Five hundred greys and browns, and ten red pixels: red stays red, nothing is far off.
        let mut many: Vec<[u8; 3]> = (0..=255).flat_map(|step| [[step; 3], [step, step / 2, 0]]).collect();
        many.extend([[0, 0, 255]; 10]);
        let (palette, indices) = with_palette(&many);
        assert_eq!(palette.len(), 256);
        for (pixel, index) in many.iter().zip(indices) {
            let shown = palette[usize::from(index)];
            assert!(
                pixel.iter().zip(shown).all(|(one, other)| one.abs_diff(other) <= 6),
                "{pixel:?} {shown:?}"
            );
        }
        assert!(palette.contains(&[0, 0, 255]));
        assert_eq!(with_palette(&[]).1.len(), 0);
    }
}
