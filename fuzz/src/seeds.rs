//! Bytes that are worth changing: small sound files of each kind, and what stands in a folder of bad ones.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use hub_planner::load::{self, Silent};
use hub_planner::project;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{AREAS, BLUEPRINT, LOCALITIES, SERVICES, desk, sound};

const PLAN: &str = r#"{"options": [{"id": "a", "name": "A", "status": "discarded", "reason": "r",
    "sites": {"hall": {"action": "close"}}, "moves": [{"service": "advice", "from": "hall", "to": "house", "month": "2027-04"}]}],
    "settings": {"walk_kmh": 4.8}}"#;
const LOOKUP: &str = "LSOA11CD,LSOA21CD,CHGIND\nx,x,U\ny,y,S\n";
const POSTCODES: &str = "pcds,lat,long\nCV1 1AA,52.4,-1.5\n";
const RESPONSES: &str = "area,option,agreement,theme,comment\nx,a,agree,travel,Too far\ny,b,disagree,,\n";
const MAPPING: &str = "sites.id=id\nareas.population=population\nservices=services";
const HOURS: &str = "Mo-Fr 09:00-17:00; Sa 10:00-13:00; PH off";
/// Some edits, as the target reads them.
const EDITS: &[u8] =
    b"\x07\x01\x02\x03\x0d\x00\x01\x01\x01\x00\x03\x00\x01\x07\x01\x01\x0c\x02\x05\x09\x02\x00\x01\x08\x03\x02";

/// Files of a timetable with one trip.
const FEED: [(&str, &str); 5] = [
    ("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\ns,S,52.4,-1.5\nt,T,52.42,-1.4\n"),
    ("routes.txt", "route_id,route_short_name,route_type\nr,1,3\n"),
    ("trips.txt", "route_id,service_id,trip_id\nr,w,p\n"),
    (
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\np,08:00:00,08:00:00,s,1\np,08:10:00,08:10:00,t,2\n",
    ),
    (
        "calendar.txt",
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nw,1,1,1,1,1,0,0,20260101,20261231\n",
    ),
];

/// Seeds of every target.
pub fn all(bad: &Path) -> BTreeMap<&'static str, Vec<Vec<u8>>> {
    let mut seeds: BTreeMap<&'static str, Vec<Vec<u8>>> = BTreeMap::new();
    for (target, bytes) in [
        ("geojson", LOCALITIES.as_bytes()),
        ("table", AREAS.as_bytes()),
        ("services", SERVICES.as_bytes()),
        ("blueprint", BLUEPRINT.as_bytes()),
        ("plan", PLAN.as_bytes()),
        ("lookup", LOOKUP.as_bytes()),
        ("postcodes", POSTCODES.as_bytes()),
        ("responses", RESPONSES.as_bytes()),
        ("mapping", MAPPING.as_bytes()),
        ("opening_hours", HOURS.as_bytes()),
        ("edits", EDITS),
        ("timetable", &feed()),
        ("streets", &streets()),
        ("project", &a_project()),
    ] {
        seeds.entry(target).or_default().push(bytes.to_vec());
    }
    let mut files: Vec<PathBuf> =
        fs::read_dir(bad).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    for path in files {
        let Ok(bytes) = fs::read(&path) else { continue };
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let target = match name.rsplit('.').next().unwrap_or_default() {
            "geojson" => "geojson",
            "geojsonl" => "ndjson",
            "kml" => "kml",
            "csv" | "tsv" => "table",
            "xlsx" => "xlsx",
            "gpkg" => "geopackage",
            "shp" => {
                let table = fs::read(path.with_extension("dbf")).unwrap_or_default();
                let Ok(length) = u16::try_from(table.len()) else { continue };
                let whole = [length.to_le_bytes().as_slice(), &table, &bytes].concat();
                seeds.entry("shapefile").or_default().push(whole);
                continue;
            }
            "json" if name.starts_with("blueprint") => "blueprint",
            "json" if name.starts_with("services") => "services",
            "json" => "plan",
            _ => continue,
        };
        seeds.entry(target).or_default().push(bytes);
    }
    seeds
}

/// A timetable whose files are stored as they are, so that changed bytes are changed rows.
fn feed() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in FEED {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(name, stored).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("ended").into_inner()
}

fn a_project() -> Vec<u8> {
    let path = desk().join("sound.gpkg");
    let town = load::read(&sound(), &Silent).expect("the town loads");
    project::save(&path, &town.dataset, &town.plan).expect("saved");
    fs::read(&path).expect("read")
}

/// A street of three nodes through the town, as an extract of OpenStreetMap that is not packed.
fn streets() -> Vec<u8> {
    let head = [text(4, b"OsmSchema-V0.6")].concat();
    let words: Vec<u8> =
        [b"".as_slice(), b"highway", b"residential"].iter().flat_map(|word| text(1, word)).collect();
    let node = |id: i64, lat: i64, lon: i64| {
        text(1, &[number(1, zigzag(id)), number(8, zigzag(lat)), number(9, zigzag(lon))].concat())
    };
    let refs: Vec<u8> = [1_i64, 1, 1].iter().flat_map(|step| varint(zigzag(*step))).collect();
    let way = text(3, &[number(1, 9), text(2, &[1]), text(3, &[2]), text(8, &refs)].concat());
    let group = [
        node(1, 524_000_000, -15_000_000),
        node(2, 524_100_000, -14_500_000),
        node(3, 524_200_000, -14_000_000),
        way,
    ]
    .concat();
    let block = [text(1, &words), text(2, &group)].concat();
    [blob(b"OSMHeader", &head), blob(b"OSMData", &block)].concat()
}

fn blob(kind: &[u8], content: &[u8]) -> Vec<u8> {
    let body = text(1, content);
    let header = [text(1, kind), number(3, body.len() as u64)].concat();
    let length = u32::try_from(header.len()).expect("short");
    [length.to_be_bytes().as_slice(), &header, &body].concat()
}

/// A field of bytes, as Protocol Buffers write it.
fn text(field: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

/// A field that is a number.
fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 128 {
        bytes.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    bytes.push((value & 127) as u8);
    bytes
}

const fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}
