//! The ground of a city of very many areas as one picture: their triangles would cost more in every frame than its pixels
//! cost once for each zoom.

use egui::{Color32, ColorImage, Pos2, Rect, pos2, vec2};

use super::super::theme::Tokens;
use super::geometry::Shape;
use super::layers::Choropleth;

/// No side of a picture is longer, in pixels: weak graphics cards take no more.
const MOST_SIDE: f32 = 2048.0;
/// Where no area is.
const NOWHERE: u32 = u32::MAX;
/// Radius of an area of which only a place is known, in points.
pub const DISC: f32 = 3.5;
/// Pixels between the lines across an unknown area.
const HATCH: usize = 6;

/// Which area each pixel shows.
#[derive(Debug)]
pub struct Areas {
    /// What it covers, in points about the middle of the city, at the scale that it was made for.
    pub place: Rect,
    /// That scale.
    pub scale: f32,
    size: [usize; 2],
    of: Vec<u32>,
}

/// How a picture is coloured.
#[derive(Debug, Clone, Copy)]
pub struct Ink<'a> {
    /// Colours and marks of the areas.
    pub choropleth: &'a Choropleth,
    /// The theme.
    pub tokens: &'a Tokens,
    /// How much of the colours covers what is below, 0 to 1.
    pub through: f32,
    /// The line between two areas; none where they are too small for one.
    pub edge: Option<Color32>,
}

impl Areas {
    /// Finds the area of each pixel within `covers` (projected units). An area without an outline is a disc at its place.
    pub fn new(shapes: &[Shape], places: &[Pos2], covers: Rect, scale: f32, pixels_per_point: f32) -> Self {
        let place = covers * scale;
        let longest = place.width().max(place.height()).max(1.0);
        let fine = pixels_per_point.min(MOST_SIDE / longest);
        let size = [place.width(), place.height()].map(|side| pixels((side * fine).ceil()).max(1));
        let mut areas = Self {
            place: Rect::from_min_size(place.min, vec2(size[0] as f32, size[1] as f32) / fine),
            scale,
            size,
            of: vec![NOWHERE; size[0] * size[1]],
        };
        let at = |point: Pos2| {
            pos2((point.x * scale - place.min.x) * fine, (point.y * scale - place.min.y) * fine)
        };
        let mut crossings = Vec::new();
        for (area, shape) in shapes.iter().enumerate() {
            let number = u32::try_from(area).unwrap_or(NOWHERE);
            match (shape.bounds, places.get(area)) {
                (Some(bounds), _) if covers.intersects(bounds) => {
                    areas.fill(number, shape, at, &mut crossings);
                }
                (None, Some(&place)) if covers.contains(place) => areas.disc(number, at(place), DISC * fine),
                _ => {}
            }
        }
        areas
    }

    /// Gives an area the pixels of a disc.
    fn disc(&mut self, area: u32, middle: Pos2, radius: f32) {
        let rows = pixels(middle.y - radius)..(pixels(middle.y + radius) + 1).min(self.size[1]);
        for row in rows {
            let columns = pixels(middle.x - radius)..(pixels(middle.x + radius) + 1).min(self.size[0]);
            for column in columns {
                let at = pos2(column as f32 + 0.5, row as f32 + 0.5);
                if at.distance(middle) <= radius {
                    self.of[row * self.size[0] + column] = area;
                }
            }
        }
    }

    /// Gives an area the pixels whose middle lies within it (even-odd over all rings).
    fn fill(
        &mut self,
        area: u32,
        shape: &Shape,
        at: impl Fn(Pos2) -> Pos2,
        crossings: &mut Vec<(usize, f32)>,
    ) {
        crossings.clear();
        for ring in &shape.rings {
            let Some(mut a) = ring.last().map(|&point| at(point)) else { continue };
            for &point in ring {
                let b = at(point);
                let (top, bottom) = (a.y.min(b.y), a.y.max(b.y));
                // Rows whose middle the edge crosses.
                for row in pixels(top + 0.5)..pixels(bottom + 0.5).min(self.size[1]) {
                    let y = row as f32 + 0.5;
                    if top <= y && y < bottom {
                        crossings.push((row, a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y)));
                    }
                }
                a = b;
            }
        }
        crossings.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
        for pair in crossings.chunks_exact(2) {
            let (row, from, to) =
                (pair[0].0, pixels(pair[0].1 + 0.5), pixels(pair[1].1 + 0.5).min(self.size[0]));
            if from < to {
                let start = row * self.size[0];
                self.of[start + from..start + to].fill(area);
            }
        }
    }

    /// The picture.
    pub fn picture(&self, ink: &Ink<'_>) -> ColorImage {
        let unknown = ink.tokens.panel.gamma_multiply(ink.through);
        let hatch = ink.tokens.line2.gamma_multiply(0.6);
        let colors: Vec<Color32> = ink
            .choropleth
            .colors
            .iter()
            .map(|color| color.map_or(unknown, |color| color.gamma_multiply(ink.through)))
            .collect();
        let is_known = |area: usize| ink.choropleth.colors.get(area).copied().flatten().is_some();
        let beyond = |area: u32| ink.choropleth.newly_beyond.get(area as usize).copied().unwrap_or(false);
        let [width, height] = self.size;
        let mut pixels = Vec::with_capacity(self.of.len());
        for row in 0..height {
            for column in 0..width {
                let here = row * width + column;
                let area = self.of[here];
                let beside = if column + 1 < width { self.of[here + 1] } else { area };
                let below = if row + 1 < height { self.of[here + width] } else { area };
                let Some(&color) = colors.get(area as usize) else {
                    pixels.push(Color32::TRANSPARENT);
                    continue;
                };
                let at_edge = area != beside || area != below;
                // Round areas newly beyond together, and round each where there is room for edges.
                let marked = at_edge && {
                    let [one, two, three] = [area, beside, below].map(beyond);
                    (one != two || one != three) || (ink.edge.is_some() && one)
                };
                pixels.push(if marked {
                    ink.tokens.bad
                } else if let (true, Some(edge)) = (at_edge, ink.edge) {
                    color.blend(edge)
                } else if (row + column).is_multiple_of(HATCH) && !is_known(area as usize) {
                    color.blend(hatch)
                } else {
                    color
                });
            }
        }
        ColorImage::new(self.size, pixels)
    }
}

/// A length in whole pixels, rounded down; nothing below 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length of a screen")]
fn pixels(length: f32) -> usize {
    length.max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::super::super::theme;
    use super::*;

    fn square(left: f32, top: f32, side: f32) -> Shape {
        let ring = vec![
            pos2(left, top),
            pos2(left + side, top),
            pos2(left + side, top + side),
            pos2(left, top + side),
        ];
        Shape { bounds: Some(Rect::from_points(&ring)), rings: vec![ring], ..Shape::default() }
    }

    #[test]
    fn each_pixel_shows_the_area_that_its_middle_lies_in() {
        // Two squares beside each other, the right one with a hole.
        let mut right = square(4.0, 0.0, 4.0);
        right.rings.push(vec![pos2(5.0, 1.0), pos2(7.0, 1.0), pos2(7.0, 3.0), pos2(5.0, 3.0)]);
        let shapes = [square(0.0, 0.0, 4.0), right];
        let covers = Rect::from_min_max(pos2(-1.0, -1.0), pos2(9.0, 5.0));
        for (scale, fine) in [(1.0, 1.0), (3.0, 1.0), (2.0, 2.0)] {
            let areas = Areas::new(&shapes, &[], covers, scale, fine);
            assert!(areas.place.contains_rect(covers * scale), "no edge is left out");
            for row in 0..areas.size[1] {
                for column in 0..areas.size[0] {
                    let middle = (pos2(column as f32, row as f32) + vec2(0.5, 0.5)).to_vec2() / fine;
                    let at = ((areas.place.min.to_vec2() + middle) / scale).to_pos2();
                    let wanted = shapes.iter().position(|shape| shape.contains(at));
                    let found = areas.of[row * areas.size[0] + column];
                    assert_eq!((found != NOWHERE).then_some(found as usize), wanted, "{at:?}");
                }
            }
        }
    }

    #[test]
    fn a_picture_is_never_too_large_and_shows_colours_edges_and_marks() {
        let shapes = [square(0.0, 0.0, 4.0), square(4.0, 0.0, 4.0)];
        let covers = Rect::from_min_max(pos2(0.0, 0.0), pos2(8.0, 4.0));
        let large = Areas::new(&shapes, &[], covers, 1000.0, 2.0);
        assert_eq!(large.size, [2048, 1024]);
        let areas = Areas::new(&shapes, &[], covers, 1.0, 1.0);
        let tokens = theme::LIGHT;
        let choropleth = Choropleth {
            colors: vec![Some(Color32::RED), None],
            newly_beyond: vec![false, true],
            dots: None,
            title: String::new(),
            classes: Vec::new(),
            marks: Vec::new(),
        };
        let ink = Ink { choropleth: &choropleth, tokens: &tokens, through: 1.0, edge: None };
        let picture = areas.picture(&ink);
        let row: Vec<Color32> = (0..8).map(|column| picture.pixels[8 + column]).collect();
        assert_eq!(row[..3], [Color32::RED; 3]);
        assert_eq!(row[3], tokens.bad, "where the area newly beyond begins");
        assert_eq!(row[4], tokens.panel, "unknown");
        assert_ne!(row[5], tokens.panel, "a line across what is unknown");
    }

    #[test]
    fn an_area_of_which_only_a_place_is_known_is_a_disc() {
        let covers = Rect::from_min_max(pos2(0.0, 0.0), pos2(40.0, 20.0));
        let places = [pos2(20.0, 10.0), pos2(0.0, 0.0), pos2(90.0, 0.0)];
        let areas = Areas::new(&vec![Shape::default(); 3], &places, covers, 1.0, 1.0);
        let at = |column: usize, row: usize| areas.of[row * 40 + column];
        assert_eq!([at(20, 10), at(17, 10), at(20, 12), at(0, 0)], [0, 0, 0, 1]);
        assert_eq!([at(16, 10), at(20, 14), at(39, 0)], [NOWHERE; 3]);
    }
}
