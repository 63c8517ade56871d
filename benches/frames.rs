//! What a frame costs the UI thread while the map is dragged: the window's logic, its drawing and the tessellation,
//! without the graphics card, on the sample and on a made city of 35,000 areas of 24 corners each.
//!
//! `cargo bench --bench frames` (`-- --save F.gpkg` only writes the made city, to be opened in the window); promised are 4 ms in the middle and 16 ms at worst on the sample, 8 and 25 ms at 35,000.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a report; a bench that cannot go on panics")]

use std::collections::BTreeMap;
use std::time::Instant;

use egui::{Event, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use hub_planner::app::{Act, App, Command, Layer, Stage};
use hub_planner::load::{self, Loaded};
use hub_planner::model::{
    Area, Columns, Dataset, Locality, OptionPlan, Plan, Position, Service, Site, Standard, Users,
};
use hub_planner::place::OutlineIndex;
use hub_planner::project;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Cells along each side of the made city: 187² = 34,969.
const SIDE: usize = 187;
/// Points between two corners of a cell.
const STEPS: usize = 6;

fn uniform(chance: &mut ChaCha8Rng) -> f64 {
    f64::from(chance.next_u32()) / f64::from(u32::MAX)
}

/// A bent line between two corners, the same from either side; without its last point.
fn edge(from: [f64; 2], to: [f64; 2]) -> Vec<(f64, f64)> {
    let turned = from > to;
    let (a, b) = if turned { (to, from) } else { (from, to) };
    let across = [-(b[1] - a[1]), b[0] - a[0]];
    let bend = ((a[0] * 9_176.0 + a[1] * 6_131.0) * 1_000.0).sin() * 0.15;
    let mut line: Vec<(f64, f64)> = (0..=STEPS)
        .map(|step| {
            let along = step as f64 / STEPS as f64;
            let out = (along * std::f64::consts::PI).sin() * bend;
            (a[0] + (b[0] - a[0]) * along + across[0] * out, a[1] + (b[1] - a[1]) * along + across[1] * out)
        })
        .collect();
    if turned {
        line.reverse();
    }
    line.pop();
    line
}

/// A city of cells with shared, bent edges; 72 sites; four localities; three services.
fn city() -> Loaded {
    let mut chance = ChaCha8Rng::seed_from_u64(8);
    let (width, height) = (0.3 / SIDE as f64, 0.19 / SIDE as f64);
    let corners: Vec<[f64; 2]> = (0..=SIDE)
        .flat_map(|row| (0..=SIDE).map(move |column| (row, column)))
        .map(|(row, column)| {
            let mut near = |place: usize, step: f64| (place as f64 + 0.5 * uniform(&mut chance)) * step;
            [-1.65 + near(column, width), 52.3 + near(row, height)]
        })
        .collect();
    let corner = |row: usize, column: usize| corners[row * (SIDE + 1) + column];
    let areas: Vec<Area> = (0..SIDE * SIDE)
        .map(|cell| {
            let (row, column) = (cell / SIDE, cell % SIDE);
            let around = [
                corner(row, column),
                corner(row, column + 1),
                corner(row + 1, column + 1),
                corner(row + 1, column),
            ];
            let ring: Vec<(f64, f64)> =
                (0..4).flat_map(|side| edge(around[side], around[(side + 1) % 4])).collect();
            let middle = |part: usize| around.iter().map(|corner| corner[part]).sum::<f64>() / 4.0;
            Area {
                id: format!("a{cell}"),
                name: format!("a{cell}"),
                position: Position { lon: middle(0), lat: middle(1) },
                own_point: true,
                outline: Some(geo::MultiPolygon(vec![geo::Polygon::new(ring.into(), Vec::new())])),
                texts: BTreeMap::new(),
            }
        })
        .collect();
    let service = |id: &str| Service {
        id: id.to_owned(),
        name: id.to_owned(),
        users: Users::default(),
        need: [("poverty".to_owned(), 1.0)].into(),
        standard: Standard { minutes: 20.0, ..Standard::default() },
        space_m2: 100.0,
        delivery_gbp: 10_000.0,
        duty: None,
        weight: 1.0,
    };
    let sites = (0..72)
        .map(|number| Site {
            id: format!("s{number}"),
            name: format!("Site {number}"),
            position: Position {
                lon: -1.65 + 0.3 * uniform(&mut chance),
                lat: 52.3 + 0.19 * uniform(&mut chance),
            },
            services: vec![["library", "advice", "youth"][number % 3].to_owned()],
            running_cost_gbp: Some(50_000.0),
            ..Site::default()
        })
        .collect();
    let quarter = |place: usize| {
        let (west, south) = (-1.66 + 0.16 * (place % 2) as f64, 52.29 + 0.105 * (place / 2) as f64);
        let ring =
            vec![(west, south), (west + 0.16, south), (west + 0.16, south + 0.105), (west, south + 0.105)];
        Locality {
            id: format!("l{place}"),
            name: format!("Quarter {place}"),
            outline: geo::MultiPolygon(vec![geo::Polygon::new(ring.into(), Vec::new())]),
            numbers: BTreeMap::new(),
            texts: BTreeMap::new(),
        }
    };
    let mut column = || (0..areas.len()).map(|_| Some((uniform(&mut chance) * 300.0).round())).collect();
    let columns = [(Columns::POPULATION.to_owned(), column()), ("poverty".to_owned(), column())].into();
    let mut dataset = Dataset {
        sites,
        localities: (0..4).map(quarter).collect(),
        columns: Columns(columns),
        services: ["library", "advice", "youth"].map(service).into(),
        areas,
        ..Dataset::default()
    };
    let outlines = dataset.localities.iter().map(|locality| (locality.id.as_str(), &locality.outline));
    let index = OutlineIndex::new(outlines);
    dataset.locality_of_area = dataset.areas.iter().map(|area| index.containing(area.position)).collect();
    dataset.locality_of_site = dataset.sites.iter().map(|site| index.containing(site.position)).collect();
    let option = OptionPlan { id: "A".to_owned(), name: "First".to_owned(), ..OptionPlan::default() };
    Loaded { dataset, plan: Plan { options: vec![option], ..Plan::default() } }
}

/// A window without a window.
struct Desk {
    ctx: egui::Context,
    app: App,
    time: f64,
}

impl Desk {
    /// One frame with its tessellation, in milliseconds.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1440.0, 900.0))),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let start = Instant::now();
        let mut output = self.ctx.run_ui(input, |ui| self.app.frame(ui));
        let drawn = self.ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        let spent = start.elapsed().as_secs_f64() * 1000.0;
        assert!(!drawn.is_empty());
        output.textures_delta.clear();
        spent
    }

    /// Drags the map to and fro; the middle and the worst frame.
    fn drag(&mut self, name: &str) {
        let at = |step: i32| {
            let swing = 60.0 - f64::from((step % 120 - 60).abs());
            #[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
            pos2(600.0 + 4.0 * swing as f32, 500.0 + 2.0 * swing as f32)
        };
        for _ in 0..20 {
            self.frame(vec![Event::PointerMoved(at(0))]);
        }
        let button = |pressed: bool, pos: Pos2| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.frame(vec![button(true, at(0))]);
        let mut spent: Vec<f64> =
            (1..=480).map(|step| self.frame(vec![Event::PointerMoved(at(step))])).collect();
        self.frame(vec![button(false, at(480))]);
        spent.sort_by(f64::total_cmp);
        let last = spent.len() - 1;
        println!(
            "{name}: {} frames, median {:.1} ms, 99th percentile {:.1} ms, worst {:.1} ms",
            spent.len(),
            spent[last / 2],
            spent[last * 99 / 100],
            spent[last]
        );
    }
}

fn main() {
    if let Some(path) = std::env::args().skip_while(|argument| argument != "--save").nth(1) {
        let city = city();
        project::save(std::path::Path::new(&path), &city.dataset, &city.plan).unwrap();
        return;
    }
    for (name, loaded) in [("sample", load::sample().unwrap()), ("34,969 areas", city())] {
        let ctx = egui::Context::default();
        let app = App::new(&ctx, loaded);
        let mut desk = Desk { ctx, app, time: 0.0 };
        desk.app.push(Act::Go(Stage::Options));
        for layer in [Layer::Minutes, Layer::WhoLoses] {
            desk.app.push(Command::SelectLayer(layer));
            desk.drag(&format!("{name}, {}", layer.label()));
        }
        for _ in 0..6 {
            desk.app.push(Act::ZoomIn);
        }
        desk.app.push(Command::SelectLayer(Layer::Minutes));
        desk.drag(&format!("{name}, near"));
    }
}
