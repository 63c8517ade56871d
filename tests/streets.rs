//! Walking over real streets, against an independent and much plainer search.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "millionths of a metre, positive and far below the limit"
)]

mod real;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

use hub_planner::load::{self, Inputs, Loaded, Silent};
use hub_planner::model::{Plan, Position, Settings, Streets};
use hub_planner::project;
use hub_planner::reach::{Measured, TravelTimes};
use real::real;
use tempfile::TempDir;

const SERVICES: &str = r#"{"services": [
    {"id": "walked", "standard": {"mode": "walk", "minutes": 20}},
    {"id": "slow", "standard": {"mode": "walk", "minutes": 20, "profile": "slow"}},
    {"id": "step_free", "standard": {"mode": "walk", "minutes": 20, "profile": "step_free"}},
    {"id": "bus", "standard": {"mode": "bus", "minutes": 30}},
    {"id": "straight", "standard": {"mode": "straight_line", "minutes": 20}}]}"#;

/// Read once for all tests; none when the files are not here.
fn newport() -> Option<&'static Loaded> {
    static NEWPORT: LazyLock<Option<Loaded>> = LazyLock::new(read_newport);
    NEWPORT.as_ref()
}

/// Newport's 475 output areas, five invented sites in its middle, its streets and its timetable.
fn read_newport() -> Option<Loaded> {
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        Some(path)
    };
    let sites = [(-2.998, 51.588), (-2.965, 51.583), (-3.03, 51.59), (-2.99, 51.60), (-2.94, 51.575)];
    let rows: Vec<String> = sites
        .iter()
        .enumerate()
        .map(|(place, (lon, lat))| format!("s{place},{lon},{lat},walked;slow;step_free;bus;straight"))
        .collect();
    let inputs = Inputs {
        sites: write("sites.csv", format!("id,lon,lat,services\n{}\n", rows.join("\n"))),
        localities: Some(real("newport/boundaries/newport_boundaries_wards22.geojson")?),
        areas: Some(real("newport/boundaries/oa11_W06000022.geojson")?),
        streets: Some(real("newport/newport-2023-06-13.osm.pbf")?),
        timetable: Some(real("newport/newport-20230613_gtfs.zip")?),
        services: write("services.json", SERVICES.to_owned()),
        ..Inputs::default()
    };
    Some(load::read(&inputs, &Silent).expect("loaded"))
}

/// Great-circle metres, written anew.
fn metres(from: Position, to: Position) -> f64 {
    let (south, north) = (from.lat.to_radians(), to.lat.to_radians());
    let (up, across) = ((north - south) / 2.0, (to.lon - from.lon).to_radians() / 2.0);
    let haversine = up.sin().powi(2) + south.cos() * north.cos() * across.sin().powi(2);
    2.0 * 6_371_008.8 * haversine.sqrt().asin()
}

/// Nearest point of all pieces by looking at every one: piece, metres to both of its ends, and to the point.
fn joined(streets: &Streets, at: Position) -> (usize, f64, f64, f64) {
    let mut best = (0, f64::INFINITY, 0.0, 0.0);
    let cos = at.lat.to_radians().cos();
    for (place, piece) in streets.pieces.iter().enumerate() {
        let (a, b) = (streets.nodes[piece.from as usize], streets.nodes[piece.to as usize]);
        let (ax, ay) = ((a.lon - at.lon) * cos, a.lat - at.lat);
        let (dx, dy) = ((b.lon - a.lon) * cos, b.lat - a.lat);
        // A piece shorter than two kilometres whose end is farther than that beyond the nearest yet is not nearer.
        let far = best.1 / 100_000.0 + 0.02;
        if ax.abs() > far || ay.abs() > far {
            continue;
        }
        let square = dx * dx + dy * dy;
        let along = if square > 0.0 { (-(ax * dx + ay * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
        let foot = Position { lon: a.lon + along * (b.lon - a.lon), lat: a.lat + along * (b.lat - a.lat) };
        let away = metres(at, foot);
        if away < best.1 {
            let length = metres(a, b);
            best = (place, away, along * length, (1.0 - along) * length);
        }
    }
    best
}

/// Metres from a site to every node: passes over all pieces until nothing changes (Bellman and Ford).
fn to_nodes(streets: &Streets, site: Position) -> Vec<f64> {
    let mut found = vec![f64::INFINITY; streets.nodes.len()];
    let (piece, away, to_from, to_to) = joined(streets, site);
    let piece = streets.pieces[piece];
    found[piece.from as usize] = away + to_from;
    found[piece.to as usize] = away + to_to;
    let lengths: Vec<f64> = streets
        .pieces
        .iter()
        .map(|piece| metres(streets.nodes[piece.from as usize], streets.nodes[piece.to as usize]))
        .collect();
    loop {
        let mut changed = false;
        for (piece, length) in streets.pieces.iter().zip(&lengths) {
            let (from, to) = (piece.from as usize, piece.to as usize);
            if found[from] + length < found[to] {
                found[to] = found[from] + length;
                changed = true;
            }
            if found[to] + length < found[from] {
                found[from] = found[to] + length;
                changed = true;
            }
        }
        if !changed {
            return found;
        }
    }
}

/// A few departures are enough here.
fn settings() -> Settings {
    let mut settings = Plan::default().settings;
    (settings.bus.from, settings.bus.to) = ("10:00".to_owned(), "10:08".to_owned());
    settings
}

#[test]
fn newport_is_walked_as_a_plain_search_walks_it_and_survives_a_save() {
    let folder = TempDir::new().expect("a folder");
    let Some(loaded) = newport() else { return };
    let dataset = &loaded.dataset;
    let streets = dataset.streets.as_ref().expect("streets");
    assert!(streets.pieces.len() > 30_000, "{} pieces", streets.pieces.len());
    let settings = settings();
    let times = TravelTimes::compute(dataset, &settings);
    assert_eq!((times.measured(0), times.measured(4)), (Measured::Walk, Measured::StraightLine));
    let walked = times.of_service(0);
    let site = 0;
    let nodes = to_nodes(streets, dataset.sites[site].position);
    let site_piece = joined(streets, dataset.sites[site].position).0;
    for (area, facts) in dataset.areas.iter().enumerate().step_by(16) {
        let (piece, away, to_from, to_to) = joined(streets, facts.position);
        if piece == site_piece {
            continue;
        }
        let ends = streets.pieces[piece];
        let expected = away + (nodes[ends.from as usize] + to_from).min(nodes[ends.to as usize] + to_to);
        let found = walked.minutes(area, site) * 80.0;
        assert!((found - expected).abs() < 0.01, "{}: {found} m, expected {expected} m", facts.id);
        // Nobody walks less than the straight line, the slow walk longer, and without steps none sooner.
        assert!(found >= metres(facts.position, dataset.sites[site].position) - 0.01);
        assert!((times.of_service(1).minutes(area, site) * 60.0 - found).abs() < 0.01);
        assert!(times.of_service(2).minutes(area, site) * 80.0 >= found - 0.01);
    }
    let path = folder.path().join("newport.gpkg");
    project::save(&path, dataset, &loaded.plan).expect("saved");
    let again = project::open(&path).expect("opened");
    assert!(again == *loaded, "something was lost");
    assert!(TravelTimes::compute(&again.dataset, &settings) == times, "other minutes");
}

#[test]
fn another_speed_is_another_time_on_the_same_way() {
    let Some(loaded) = newport() else { return };
    let mut settings = settings();
    let usual = TravelTimes::compute(&loaded.dataset, &settings);
    settings.walk_metres_per_minute = 40.0;
    let slow = usual.clone().under(&loaded.dataset, &settings);
    assert!(slow == TravelTimes::compute(&loaded.dataset, &settings), "not what is computed anew");
    assert!((slow.of_service(0).minutes(7, 2) - 2.0 * usual.of_service(0).minutes(7, 2)).abs() < 1e-9);
}

#[test]
fn streets_of_another_place_and_broken_extracts_are_refused() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("sites.csv"), "id,lon,lat,services\na,-1.5,52.4,walked\n").expect("written");
    let square = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "l", "population": 9},
        "geometry": {"type": "Polygon", "coordinates": [[[-2, 52], [-1, 52], [-1, 53], [-2, 53], [-2, 52]]]}}]}"#;
    std::fs::write(path("localities.geojson"), square).expect("written");
    std::fs::write(path("empty.osm.pbf"), "").expect("written");
    std::fs::write(path("text.osm.pbf"), "this is no extract at all").expect("written");
    let said = |streets: PathBuf| {
        let inputs = Inputs {
            sites: Some(path("sites.csv")),
            localities: Some(path("localities.geojson")),
            streets: Some(streets),
            ..Inputs::default()
        };
        load::read(&inputs, &Silent).expect_err("refused").to_string()
    };
    assert!(said(path("empty.osm.pbf")).contains("no path that can be walked"));
    assert!(said(path("text.osm.pbf")).contains("cannot be read as OpenStreetMap data"));
    if let Some(newport) = real("newport/newport-2023-06-13.osm.pbf") {
        assert!(said(newport.clone()).contains("of another place"));
        let whole = std::fs::read(&newport).expect("read");
        std::fs::write(path("cut.osm.pbf"), &whole[..whole.len() / 2]).expect("written");
        assert!(said(path("cut.osm.pbf")).contains("cannot be read as OpenStreetMap data"));
    }
}

/// Metres to every node from a point within a limit, by a heap.
fn around(
    streets: &Streets,
    ways: &[Vec<(u32, f64)>],
    at: (usize, f64, f64, f64),
    limit: f64,
) -> BTreeMap<u32, f64> {
    let (piece, away, to_from, to_to) = at;
    let piece = streets.pieces[piece];
    let mut open = BTreeSet::new();
    let mut found = BTreeMap::new();
    for (node, metres) in [(piece.from, away + to_from), (piece.to, away + to_to)] {
        open.insert(((metres * 1e6).round() as u64, node));
    }
    while let Some((micro, node)) = open.pop_first() {
        let metres = micro as f64 / 1e6;
        if metres > limit || found.contains_key(&node) {
            continue;
        }
        found.insert(node, metres);
        for &(next, length) in &ways[node as usize] {
            open.insert((((metres + length) * 1e6).round() as u64, next));
        }
    }
    found
}

/// Metres from a joined point to another, given the nodes around the first.
fn reached(
    streets: &Streets,
    from: (usize, f64, f64, f64),
    nodes: &BTreeMap<u32, f64>,
    to: (usize, f64, f64, f64),
) -> f64 {
    let (piece, away, to_from, to_to) = to;
    let ends = streets.pieces[piece];
    let over = |node: u32, metres: f64| nodes.get(&node).map_or(f64::INFINITY, |found| found + away + metres);
    let along = if from.0 == piece { from.1 + (from.2 - to_from).abs() + away } else { f64::INFINITY };
    over(ends.from, to_from).min(over(ends.to, to_to)).min(along)
}

#[test]
fn newport_by_bus_is_what_a_plain_scan_of_all_trips_finds() {
    const MOST_M: f64 = 1200.0;
    let Some(loaded) = newport() else { return };
    let dataset = &loaded.dataset;
    let (streets, timetable) =
        (dataset.streets.as_ref().expect("streets"), dataset.timetable.as_ref().expect("a timetable"));
    let settings = settings();
    let times = TravelTimes::compute(dataset, &settings);
    let date: chrono::NaiveDate = "2023-06-06".parse().expect("a date");
    assert_eq!(times.window().expect("a window").date, date);
    let (walked, by_bus) = (times.of_service(0), times.of_service(3));
    let mut faster = 0;
    for area in 0..dataset.areas.len() {
        for site in 0..dataset.sites.len() {
            assert!(by_bus.minutes(area, site) <= walked.minutes(area, site) + 1e-9);
            faster += usize::from(by_bus.minutes(area, site) < walked.minutes(area, site) - 1.0);
        }
    }
    assert!(faster > 50, "only {faster} journeys are faster by bus");

    let mut ways = vec![Vec::new(); streets.nodes.len()];
    for piece in &streets.pieces {
        let length = metres(streets.nodes[piece.from as usize], streets.nodes[piece.to as usize]);
        ways[piece.from as usize].push((piece.to, length));
        ways[piece.to as usize].push((piece.from, length));
    }
    // Stops that no path comes near enough to are of no use, but still join the nearest.
    let stops: Vec<_> = timetable.stops.iter().map(|stop| joined(streets, stop.position)).collect();
    let near: Vec<_> = stops.iter().map(|stop| around(streets, &ways, *stop, MOST_M)).collect();
    let seconds = |stop: usize, to: (usize, f64, f64, f64)| {
        let metres = reached(streets, stops[stop], &near[stop], to);
        (metres <= MOST_M).then_some(metres / 80.0 * 60.0)
    };
    let walks: Vec<Vec<(usize, f64)>> = (0..stops.len())
        .map(|stop| {
            let others = (0..stops.len()).filter(|other| *other != stop);
            others.filter_map(|other| Some((other, seconds(stop, stops[other])?))).collect()
        })
        .collect();
    // Nobody asked here is on the way for longer than three hours, and all leave by 10:08.
    let trips: Vec<_> = timetable
        .trips
        .iter()
        .filter(|trip| timetable.days[trip.days as usize].run_on(date))
        .filter(|trip| {
            let calls = timetable.calls_of(trip);
            calls.iter().any(|call| (10 * 3600..13 * 3600).contains(&call.departure))
        })
        .collect();
    let site = 0;
    let site_at = joined(streets, dataset.sites[site].position);
    let to_all = |place| -> Vec<f64> {
        (0..stops.len()).map(|stop| seconds(stop, place).unwrap_or(f64::INFINITY)).collect()
    };
    let egress = to_all(site_at);
    let mut checked = 0;
    for area in (0..dataset.areas.len()).step_by(16) {
        let area_at = joined(streets, dataset.areas[area].position);
        let access = to_all(area_at);
        let mut all = Vec::new();
        for minute in 600..608 {
            let start = f64::from(minute) * 60.0;
            let mut best = start + walked.minutes(area, site) * 60.0;
            let mut at: Vec<f64> = access.iter().map(|walk| start + walk).collect();
            for _ride in 0..3 {
                let mut off = vec![f64::INFINITY; stops.len()];
                for trip in &trips {
                    let mut aboard = false;
                    for call in timetable.calls_of(trip) {
                        let stop = call.stop as usize;
                        if aboard && call.alights {
                            off[stop] = off[stop].min(f64::from(call.arrival));
                        }
                        aboard |= call.boards && at[stop] <= f64::from(call.departure);
                    }
                }
                at.clone_from(&off);
                for stop in 0..stops.len() {
                    if off[stop].is_finite() {
                        best = best.min(off[stop] + egress[stop]);
                        for &(other, walk) in &walks[stop] {
                            at[other] = at[other].min(off[stop] + walk);
                        }
                    }
                }
            }
            all.push((best - start) / 60.0);
        }
        all.sort_by(f64::total_cmp);
        let (expected, found) = (f64::midpoint(all[3], all[4]), by_bus.minutes(area, site));
        assert!(
            (expected - found).abs() < 0.001,
            "{}: {found} min, expected {expected}",
            dataset.areas[area].id
        );
        checked += usize::from(found < walked.minutes(area, site) - 1.0);
    }
    assert!(checked > 0, "too few journeys by bus were looked at");
}
