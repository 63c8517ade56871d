//! What every fuzz target does: give the bytes to the program as this or that file and expect an answer, or read them as a
//! sequence of edits and expect that every promise about edits holds. The same bodies run in `cargo test`.

pub mod seeds;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use arbitrary::Unstructured;
use hub_planner::appraise::{Appraiser, appraise};
use hub_planner::edit::{Edit, History};
use hub_planner::load::{self, Inputs, Loaded, Silent};
use hub_planner::model::{Action, CriterionKey, Dataset, OptionPlan, Plan, SiteDecision, Status};
use hub_planner::reach::TravelTimes;
use tempfile::TempDir;

const SITES: &str = "id,lon,lat,services,running_cost_gbp,floor_area_m2,hours_per_week\n\
                     hall,-1.5,52.4,library;advice,90000,400,30\nhouse,-1.45,52.41,advice,40000,150,20\nbarn,-1.42,52.43,,20000,300,\n";
const LOCALITIES: &str = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "l", "population": 10},
    "geometry": {"type": "Polygon", "coordinates": [[[-2, 52], [-1, 52], [-1, 53], [-2, 53], [-2, 52]]]}}]}"#;
const AREAS: &str = "id,lon,lat,population,disabled\nx,-1.5,52.4,1000,90\ny,-1.4,52.42,2000,400\n";
const SERVICES: &str = r#"{"services": [
    {"id": "library", "name": "Library", "need": {"population": 1}, "standard": {"minutes": 20}},
    {"id": "advice", "name": "Advice", "need": {"disabled": 1}, "standard": {"minutes": 30}}]}"#;
const BLUEPRINT: &str =
    r#"{"rules": [{"id": "r", "each_locality": {"service": "library", "coverage_people": 0.5}}]}"#;

/// A target's name, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 19] = [
    ("geojson", |bytes| {
        load_as(Part::Localities, "in.geojson", bytes);
        load_as(Part::Sites, "in.geojson", bytes);
    }),
    ("kml", |bytes| {
        load_as(Part::Localities, "in.kml", bytes);
        load_as(Part::Sites, "in.kmz", bytes);
    }),
    ("ndjson", |bytes| load_as(Part::Sites, "in.geojsonl", bytes)),
    ("table", |bytes| {
        load_as(Part::Sites, "in.csv", bytes);
        load_as(Part::Join, "in.csv", bytes);
    }),
    ("xlsx", |bytes| {
        load_as(Part::Sites, "in.xlsx", bytes);
        load_as(Part::Join, "in.xlsx", bytes);
    }),
    ("shapefile", |bytes| {
        // The first two bytes say how many belong to the `.dbf`; the rest is the `.shp`.
        let Some((head, rest)) = bytes.split_first_chunk::<2>() else { return };
        let (table, shapes) = rest.split_at(usize::from(u16::from_le_bytes(*head)).min(rest.len()));
        written("in.dbf", table);
        load_as(Part::Sites, "in.shp", shapes);
    }),
    ("geopackage", |bytes| load_as(Part::Localities, "in.gpkg", bytes)),
    ("project", |bytes| {
        let path = written("in-project.gpkg", bytes);
        let opened = hub_planner::project::open(&path);
        if let Ok(loaded) = &opened {
            drop(hub_planner::project::kept_times(&path, &loaded.dataset));
        }
        looked_at(opened);
    }),
    ("services", |bytes| load_as(Part::Services, "services.json", bytes)),
    ("blueprint", |bytes| load_as(Part::Blueprint, "blueprint.json", bytes)),
    ("plan", |bytes| load_as(Part::Plan, "plan.json", bytes)),
    ("streets", |bytes| load_as(Part::Streets, "in.osm.pbf", bytes)),
    ("timetable", |bytes| load_as(Part::Timetable, "in.zip", bytes)),
    ("lookup", |bytes| load_as(Part::Lookup, "lookup.csv", bytes)),
    ("postcodes", |bytes| load_as(Part::Postcodes, "postcodes.csv", bytes)),
    ("responses", |bytes| load_as(Part::Responses, "responses.csv", bytes)),
    ("mapping", |bytes| {
        let lines: Vec<String> = String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect();
        let Ok(mapping) = load::Mapping::parse(&lines) else { return };
        looked_at(load::read(&Inputs { mapping, ..sound() }, &Silent));
    }),
    ("opening_hours", |bytes| {
        if let Ok(text) = std::str::from_utf8(bytes) {
            hub_planner::hours::week(text);
        }
    }),
    ("edits", edits),
];

/// Runs the target of this name.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    target.expect("a target of this name").1(bytes);
}

/// What the bytes are given as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Sites,
    Localities,
    Join,
    Services,
    Blueprint,
    Plan,
    Streets,
    Timetable,
    Lookup,
    Postcodes,
    Responses,
}

/// A folder of this process, kept until it ends.
fn desk() -> &'static Path {
    static DESK: OnceLock<TempDir> = OnceLock::new();
    DESK.get_or_init(|| {
        let desk = TempDir::new().expect("a folder");
        let sound = [
            ("sound.csv", SITES),
            ("sound.geojson", LOCALITIES),
            ("areas.csv", AREAS),
            ("sound-services.json", SERVICES),
            ("sound-blueprint.json", BLUEPRINT),
        ];
        for (name, text) in sound {
            fs::write(desk.path().join(name), text).expect("written");
        }
        desk
    })
    .path()
}

/// Writes the bytes as a file of this name, one for each thread.
fn written(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = desk().join(format!("{:?}", std::thread::current().id()).replace(['(', ')'], ""));
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    fs::write(&path, bytes).expect("written");
    path
}

/// A small town in sound files.
fn sound() -> Inputs {
    let of = |name: &str| Some(desk().join(name));
    Inputs {
        sites: of("sound.csv"),
        localities: of("sound.geojson"),
        areas: of("areas.csv"),
        services: of("sound-services.json"),
        blueprint: of("sound-blueprint.json"),
        ..Inputs::default()
    }
}

/// Loads the town with the bytes in place of one of its files. Any answer will do but a panic.
fn load_as(part: Part, name: &str, bytes: &[u8]) {
    let path = written(name, bytes);
    let mut inputs = sound();
    let place = match part {
        Part::Sites => &mut inputs.sites,
        Part::Localities => &mut inputs.localities,
        Part::Services => &mut inputs.services,
        Part::Blueprint => &mut inputs.blueprint,
        Part::Plan => &mut inputs.plan,
        Part::Streets => &mut inputs.streets,
        Part::Timetable => &mut inputs.timetable,
        Part::Lookup => &mut inputs.lookup,
        Part::Postcodes => &mut inputs.postcodes,
        Part::Responses => &mut inputs.responses,
        Part::Join => {
            let spec = format!("{}:id", path.display());
            inputs.joins.extend(spec.parse::<load::JoinSpec>().ok());
            looked_at(load::read(&inputs, &Silent));
            return;
        }
    };
    *place = Some(path);
    looked_at(load::read(&inputs, &Silent));
}

/// What was read is appraised too: a number that should not have come in may only do harm there.
fn looked_at(read: Result<Loaded, hub_planner::error::Error>) {
    let Ok(Loaded { dataset, plan }) = read else { return };
    let times = TravelTimes::compute(&dataset, &plan.settings);
    appraise(&dataset, &times, &plan);
}

fn town() -> &'static (Dataset, Plan, TravelTimes) {
    static TOWN: OnceLock<(Dataset, Plan, TravelTimes)> = OnceLock::new();
    TOWN.get_or_init(|| {
        let Loaded { dataset, mut plan } = load::read(&sound(), &Silent).expect("the town loads");
        let option =
            |id: &str| OptionPlan { id: id.to_owned(), name: id.to_uppercase(), ..OptionPlan::default() };
        plan.options = vec![option("a"), option("b")];
        let times = TravelTimes::compute(&dataset, &plan.settings);
        (dataset, plan, times)
    })
}

/// Edits, undo and redo as the bytes say. A refused edit changes nothing; what is kept between edits equals a fresh
/// appraisal; a plan comes back from its JSON as it was; undoing everything gives the first plan.
fn edits(bytes: &[u8]) {
    let (dataset, plan, times) = town();
    let mut history = History::new(plan.clone());
    let mut appraiser = Appraiser::new(dataset, times, plan);
    let mut from = Unstructured::new(bytes);
    let mut steps = 0;
    while !from.is_empty() && steps < 60 {
        steps += 1;
        let before = history.plan().clone();
        let Ok(kind) = from.int_in_range(0..=13_u8) else { break };
        match kind {
            0 => drop(history.undo()),
            1 => drop(history.redo()),
            2 => history.end_drag(),
            kind => {
                let Ok(edit) = edit(kind, &mut from, dataset, &before) else { break };
                let done = if from.arbitrary().unwrap_or(false) {
                    history.drag(&edit, dataset)
                } else {
                    history.apply(&edit, dataset)
                };
                if done.is_err() {
                    assert!(*history.plan() == before, "a refused edit changed the plan: {edit:?}");
                }
            }
        }
        let live = appraiser.appraise(dataset, times, history.plan());
        assert!(live == appraise(dataset, times, history.plan()), "kept findings differ from fresh ones");
    }
    let text = serde_json::to_string(history.plan()).expect("a plan is JSON");
    let back: Plan = serde_json::from_str(&text).expect("a plan comes back");
    assert!(back == *history.plan(), "the plan came back different");
    let last = history.plan().clone();
    let undone = std::iter::from_fn(|| history.undo()).count();
    assert!(*history.plan() == *plan, "undoing everything does not give the first plan");
    // Anything that was undone before is still there to be done again; only the steps just undone are wanted.
    (0..undone).for_each(|_| drop(history.redo()));
    assert!(*history.plan() == last, "doing everything again does not give the last plan");
}

fn edit(kind: u8, from: &mut Unstructured<'_>, dataset: &Dataset, plan: &Plan) -> arbitrary::Result<Edit> {
    // Now and then something that is not there.
    let name = |from: &mut Unstructured<'_>, known: Vec<&str>| -> arbitrary::Result<String> {
        if known.is_empty() || from.ratio(1, 12)? {
            from.arbitrary()
        } else {
            Ok((*from.choose(&known)?).to_owned())
        }
    };
    let options: Vec<&str> =
        plan.options.iter().map(|option| option.id.as_str()).chain([Plan::BAU]).collect();
    let sites: Vec<&str> = dataset.sites.iter().map(|site| site.id.as_str()).collect();
    let services: Vec<&str> = dataset.services.iter().map(|service| service.id.as_str()).collect();
    let option = name(from, options)?;
    let site = name(from, sites.clone())?;
    Ok(match kind {
        3 => Edit::DuplicateOption { option },
        4 => Edit::RemoveOption { option },
        5 => Edit::RenameOption { option, name: from.arbitrary()? },
        6 => Edit::SetStatus { option, status: *from.choose(&Status::ALL)?, reason: from.arbitrary()? },
        7 | 8 => Edit::SetAction { option, site, action: *from.choose(&Action::ALL)? },
        9 => {
            let decision = SiteDecision { action: *from.choose(&Action::ALL)?, ..SiteDecision::default() };
            Edit::SetDecision { option, site, decision: from.arbitrary::<bool>()?.then_some(decision) }
        }
        10 => Edit::StayPut { option, service: name(from, services)?, from: site },
        11 => Edit::RemoveMove { option, position: from.int_in_range(0..=4)? },
        12 => {
            let weight: u16 = from.arbitrary()?;
            Edit::SetWeight {
                criterion: *from.choose(&CriterionKey::ALL)?,
                weight: f64::from(weight) / 100.0,
            }
        }
        _ => {
            let to = if from.ratio(1, 5)? { None } else { Some(name(from, sites)?) };
            Edit::MoveService { option, service: name(from, services)?, from: site, to }
        }
    })
}
