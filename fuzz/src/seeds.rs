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

const KML: &str = "<kml xmlns='http://www.opengis.net/kml/2.2'><Document><Folder><name>Halls</name><Placemark id='hall'><name>Hall</name>\
    <ExtendedData><Data name='services'><value>library</value></Data></ExtendedData>\
    <Point><coordinates>-1.5,52.4,0</coordinates></Point></Placemark></Folder></Document></kml>";

/// A workbook of Excel with one sheet.
const SPREADSHEET: [(&str, &str); 4] = [
    (
        "xl/workbook.xml",
        "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>\
         <sheets><sheet name='s' sheetId='1' r:id='rId1'/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml' \
         Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet'/></Relationships>",
    ),
    (
        "xl/sharedStrings.xml",
        "<sst><si><t>id</t></si><si><t>lon</t></si><si><t>lat</t></si><si><t>hall</t></si></sst>",
    ),
    (
        "xl/worksheets/sheet1.xml",
        "<worksheet><dimension ref='A1:C2'/><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>\
         <c r='C1' t='s'><v>2</v></c></row><row r='2'><c r='A2' t='s'><v>3</v></c><c r='B2'><v>-1.5</v></c>\
         <c r='C2'><v>52.4</v></c></row></sheetData></worksheet>",
    ),
];

/// The same as `LibreOffice` writes it, with the empty rest of its last row and column.
const OPEN_SPREADSHEET: [(&str, &str); 3] = [
    ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
    ("META-INF/manifest.xml", "<manifest:manifest/>"),
    (
        "content.xml",
        "<office:document-content><office:body><office:spreadsheet><table:table table:name='s'>\
         <table:table-row><table:table-cell office:value-type='string'><text:p>id</text:p></table:table-cell>\
         <table:table-cell office:value-type='string'><text:p>lon</text:p></table:table-cell>\
         <table:table-cell office:value-type='string'><text:p>lat</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated='2'><table:table-cell office:value-type='string'><text:p>hall</text:p></table:table-cell>\
         <table:table-cell office:value-type='float' office:value='-1.5'/><table:table-cell office:value='52.4'/>\
         <table:table-cell table:number-columns-repeated='16381'/></table:table-row>\
         <table:table-row table:number-rows-repeated='1048573'><table:table-cell table:number-columns-repeated='16384'/>\
         </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
    ),
];

/// What once took all memory, or for ever, in little.
const HOSTILE: [(&str, &str); 5] = [
    ("mapping", "sites.id=a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+b"),
    ("table", "id,lon,lat,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,n,n,n,n,n,n,n,n\nhall,-1.5,52.4\nx\ny\n"),
    (
        "geojson",
        r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "l", "a": 1},
            "geometry": {"type": "Polygon", "coordinates": [[[-2, 52], [-1, 52], [-1, 53], [-2, 53], [-2, 52]],
            [[-1.9, 52.1], [-1.8, 52.1], [-1.8, 52.2], [-1.9, 52.1]], [[-1.9, 52.1], [-1.8, 52.1], [-1.8, 52.2], [-1.9, 52.1]]]}},
            {"type": "Feature", "properties": {"id": "m", "b": 2}, "geometry": {"type": "Polygon",
            "coordinates": [[[-2, 52], [-1, 53], [-1, 52], [-2, 53], [-2, 52]]]}}]}"#,
    ),
    ("postcodes", "pcds,lat,long\nCV1 1AA,\"52.4,-1.5\n"),
    ("lookup", "LSOA11CD,LSOA21CD,share\nx,x,1\nx,x,1\nx,y,1e9\n"),
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
        ("timetable", &hostile_feed()),
        ("streets", &streets()),
        ("streets", &packed_streets()),
        ("project", &a_project()),
        ("kml", &stored(&[("doc.kml", KML)])),
        ("xlsx", &stored(&SPREADSHEET)),
        ("xlsx", &stored(&OPEN_SPREADSHEET)),
    ]
    .into_iter()
    .chain(HOSTILE.map(|(target, text)| (target, text.as_bytes())))
    {
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
            "xlsx" | "ods" => "xlsx",
            "xls" if !name.contains("2003") => "xlsx",
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

/// A timetable.
fn feed() -> Vec<u8> {
    stored(&FEED)
}

/// A timetable of trips that leave every ten seconds for days, of hours without end, and of a colour that is none.
fn hostile_feed() -> Vec<u8> {
    let mut files = FEED.to_vec();
    files[1].1 = "route_id,route_short_name,route_type,route_color\nr,1,3,a\u{e9}a\u{e9}\n";
    files[3].1 = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\np,08:00:00,08:00:00,s,1\np,,,t,2\np,,,s,3\n\
        p,08:10:00,08:10:00,t,4\np,1193047:00:00,1193047:00:00,t,5\n";
    files.push(("frequencies.txt", "trip_id,start_time,end_time,headway_secs\np,00:00:00,96:00:00,600\n"));
    stored(&files)
}

/// An archive whose files are stored as they are, so that changed bytes are changed words.
fn stored(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(*name, stored).expect("begun");
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
    let (head, block) = blocks();
    [blob(b"OSMHeader", &text(1, &head)), blob(b"OSMData", &text(1, &block))].concat()
}

/// The same packed, as extracts are.
fn packed_streets() -> Vec<u8> {
    let packed = |content: &[u8]| [number(2, content.len() as u64), text(3, &zlib(content))].concat();
    let (head, block) = blocks();
    [blob(b"OSMHeader", &packed(&head)), blob(b"OSMData", &packed(&block))].concat()
}

/// What zlib makes of bytes that it stores as they are.
fn zlib(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("short");
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    let check = (high << 16 | low).to_be_bytes();
    [&[0x78, 1, 1], length.to_le_bytes().as_slice(), &(!length).to_le_bytes(), bytes, &check].concat()
}

/// The header of the extract, and its one block.
fn blocks() -> (Vec<u8>, Vec<u8>) {
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
    (head, block)
}

fn blob(kind: &[u8], body: &[u8]) -> Vec<u8> {
    let header = [text(1, kind), number(3, body.len() as u64)].concat();
    let length = u32::try_from(header.len()).expect("short");
    [length.to_be_bytes().as_slice(), &header, body].concat()
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
