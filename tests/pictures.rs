//! Small stored pictures of the window: what moves, vanishes or changes colour by accident is seen.
//!
//! Drawn here by the processor, so that they are the same on every machine; a quarter of the size, so that they stay few
//! kilobytes. `GOLDEN=write cargo test --test pictures` writes them anew: look at them before they are kept.
#![cfg(feature = "window")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on reports by panicking")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels and colours of a small picture"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use egui::epaint::Primitive;
use egui::{
    Color32, ColorImage, Event, ImageData, Mesh, Pos2, RawInput, Rect, TextureId, ThemePreference, pos2, vec2,
};
use hub_planner::app::{Act, App, Command, Stage};
use hub_planner::load::sample;

const WIDTH: usize = 1280;
const HEIGHT: usize = 800;
/// How many pixels of the window make one of a picture, on each side.
const SMALLER: usize = 4;

/// A window whose frames become pixels.
struct Desk {
    ctx: egui::Context,
    app: App,
    textures: BTreeMap<TextureId, ColorImage>,
    time: f64,
}

impl Desk {
    fn new(theme: ThemePreference) -> Self {
        let ctx = egui::Context::default();
        let mut app = App::new(&ctx, sample().unwrap());
        app.push(Command::Theme(theme));
        let mut desk = Self { ctx, app, textures: BTreeMap::new(), time: 0.0 };
        desk.frame();
        desk
    }

    /// One frame: its triangles, to be drawn.
    fn frame(&mut self) -> Vec<egui::ClippedPrimitive> {
        self.time += 0.5;
        let screen = Rect::from_min_size(Pos2::ZERO, vec2(WIDTH as f32, HEIGHT as f32));
        let input = RawInput {
            screen_rect: Some(screen),
            time: Some(self.time),
            events: vec![Event::PointerGone],
            ..RawInput::default()
        };
        let mut output = self.ctx.run_ui(input, |ui| self.app.frame(ui));
        let changed: BTreeMap<_, _> = std::mem::take(&mut output.textures_delta.set).into_iter().collect();
        for (id, deltas) in changed {
            for delta in deltas {
                let ImageData::Color(image) = delta.image;
                let Some([left, top]) = delta.pos else {
                    self.textures.insert(id, (*image).clone());
                    continue;
                };
                let whole = self.textures.get_mut(&id).unwrap();
                for row in 0..image.size[1] {
                    let from = (top + row) * whole.size[0] + left;
                    let part = &image.pixels[row * image.size[0]..(row + 1) * image.size[0]];
                    whole.pixels[from..from + part.len()].copy_from_slice(part);
                }
            }
        }
        self.ctx.tessellate(output.shapes, output.pixels_per_point)
    }

    fn picture(&mut self, commands: Vec<Command>) -> Vec<[u8; 3]> {
        for command in commands {
            self.app.push(command);
        }
        for _ in 0..8 {
            self.frame();
        }
        let mut canvas = vec![[0.0_f32; 3]; WIDTH * HEIGHT];
        for primitive in self.frame() {
            if let Primitive::Mesh(mesh) = primitive.primitive {
                draw(&mesh, &self.textures[&mesh.texture_id], primitive.clip_rect, &mut canvas);
            }
        }
        smaller(&canvas)
    }
}

/// Draws triangles over what is there; colours are premultiplied and blended as the window's graphics card does.
fn draw(mesh: &Mesh, texture: &ColorImage, clip: Rect, canvas: &mut [[f32; 3]]) {
    for corners in mesh.indices.chunks_exact(3) {
        let [a, b, c] = [0, 1, 2].map(|corner| mesh.vertices[corners[corner] as usize]);
        let area = (b.pos - a.pos).rot90().dot(c.pos - a.pos);
        if area == 0.0 {
            continue;
        }
        let bounds = Rect::from_points(&[a.pos, b.pos, c.pos]).intersect(clip);
        if !bounds.is_positive() {
            continue;
        }
        let side = |from: Pos2, to: Pos2, at: Pos2| (to - from).rot90().dot(at - from) / area;
        for row in (bounds.top() - 0.5).ceil().max(0.0) as usize
            ..((bounds.bottom() - 0.5).ceil().max(0.0) as usize).min(HEIGHT)
        {
            for column in (bounds.left() - 0.5).ceil().max(0.0) as usize
                ..((bounds.right() - 0.5).ceil().max(0.0) as usize).min(WIDTH)
            {
                let at = pos2(column as f32 + 0.5, row as f32 + 0.5);
                let [wa, wb, wc] = [side(b.pos, c.pos, at), side(c.pos, a.pos, at), side(a.pos, b.pos, at)];
                if wa < 0.0 || wb < 0.0 || wc < 0.0 {
                    continue;
                }
                let uv = (a.uv.to_vec2() * wa + b.uv.to_vec2() * wb + c.uv.to_vec2() * wc).to_pos2();
                let texel = sampled(texture, uv);
                let ink = |channel: fn(Color32) -> u8| {
                    let mixed = f32::from(channel(a.color)) * wa
                        + f32::from(channel(b.color)) * wb
                        + f32::from(channel(c.color)) * wc;
                    mixed / 255.0
                };
                let over = ink(|color| color.a()) * texel[3];
                let inks = [
                    ink(|color| color.r()) * texel[0],
                    ink(|color| color.g()) * texel[1],
                    ink(|color| color.b()) * texel[2],
                ];
                for (below, ink) in canvas[row * WIDTH + column].iter_mut().zip(inks) {
                    *below = ink + *below * (1.0 - over);
                }
            }
        }
    }
}

/// A texture at a place, between its four nearest pixels; each channel 0 to 1.
fn sampled(texture: &ColorImage, uv: Pos2) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (uv.x * width as f32 - 0.5, uv.y * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let pixel = |right: f32, down: f32| {
        let column = ((left + right).max(0.0) as usize).min(width - 1);
        let row = ((top + down).max(0.0) as usize).min(height - 1);
        texture.pixels[row * width + column].to_array().map(|channel| f32::from(channel) / 255.0)
    };
    let (across, along) = (x - left, y - top);
    let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(right, down)| {
        let weight =
            (if right > 0.0 { across } else { 1.0 - across }) * if down > 0.0 { along } else { 1.0 - along };
        pixel(right, down).map(|channel| channel * weight)
    });
    std::array::from_fn(|channel| corners.iter().map(|corner| corner[channel]).sum())
}

fn smaller(canvas: &[[f32; 3]]) -> Vec<[u8; 3]> {
    let mut small = Vec::new();
    for row in 0..HEIGHT / SMALLER {
        for column in 0..WIDTH / SMALLER {
            let mut sum = [0.0; 3];
            for inside in 0..SMALLER * SMALLER {
                let (down, right) = (inside / SMALLER, inside % SMALLER);
                let pixel = canvas[(row * SMALLER + down) * WIDTH + column * SMALLER + right];
                sum.iter_mut().zip(pixel).for_each(|(sum, channel)| *sum += channel);
            }
            small.push(sum.map(|sum| (sum / (SMALLER * SMALLER) as f32 * 255.0).round() as u8));
        }
    }
    small
}

fn stored(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(format!("{name}.png"))
}

fn read(path: &PathBuf) -> Option<Vec<[u8; 3]>> {
    let mut reader =
        png::Decoder::new(std::io::BufReader::new(std::fs::File::open(path).ok()?)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut bytes).unwrap();
    Some(bytes.chunks_exact(3).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect())
}

fn write(path: &PathBuf, pixels: &[[u8; 3]]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = std::fs::File::create(path).unwrap();
    let mut encoder = png::Encoder::new(file, (WIDTH / SMALLER) as u32, (HEIGHT / SMALLER) as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().unwrap().write_image_data(&pixels.concat()).unwrap();
}

/// Compares a picture with the one that is stored; one that differs is left beside the tests' other output.
#[track_caller]
fn same(name: &str, found: &[[u8; 3]]) {
    let path = stored(name);
    if std::env::var_os("GOLDEN").is_some_and(|value| value == "write") {
        write(&path, found);
        return;
    }
    let known = read(&path).unwrap_or_else(|| panic!("{} is not stored", path.display()));
    let far =
        |one: &[u8; 3], other: &[u8; 3]| one.iter().zip(other).any(|(one, other)| one.abs_diff(*other) > 24);
    let differ = known.iter().zip(found).filter(|(one, other)| far(one, other)).count();
    // Sines differ in their last digits between systems, and a line may then fall on the next pixel.
    if differ * 500 > found.len() {
        let kept = std::env::temp_dir().join(format!("hub-planner-{name}.png"));
        write(&kept, found);
        panic!("{differ} of {} pixels differ from {}; now: {}", found.len(), path.display(), kept.display());
    }
}

#[test]
fn the_window_looks_as_it_did() {
    let mut light = Desk::new(ThemePreference::Light);
    for (name, stage) in [("data", Stage::Data), ("blueprint", Stage::Blueprint), ("options", Stage::Options)]
    {
        same(name, &light.picture(vec![Act::Go(stage).into()]));
    }
    let mut dark = Desk::new(ThemePreference::Dark);
    same("compare-dark", &dark.picture(vec![Act::Go(Stage::Compare).into()]));
    same("site-dark", &dark.picture(vec![Act::Go(Stage::Options).into(), Command::SelectSite(Some(3))]));
}
