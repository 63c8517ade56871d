//! The same three places in every format that a council may have them in.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use hub_planner::load::{self, Inputs, Loaded, Mapping, Silent};
use hub_planner::model::Dataset;
use hub_planner::place::from_british_grid;
use hub_planner::project;
use shapefile::dbase::{FieldName, FieldValue, Record, TableWriterBuilder};
use shapefile::{Point, Polygon, PolygonRing, Writer};
use tempfile::TempDir;

/// A square around Coventry, on the British National Grid.
const SQUARE: [[f64; 2]; 5] = [
    [430_000.0, 270_000.0],
    [430_000.0, 290_000.0],
    [440_000.0, 290_000.0],
    [440_000.0, 270_000.0],
    [430_000.0, 270_000.0],
];

/// Places inside it: easting, northing.
const PLACES: [(&str, f64, f64); 3] =
    [("one", 433_000.0, 279_000.0), ("two", 434_500.0, 280_250.5), ("three", 436_000.0, 277_000.0)];

fn locality() -> String {
    let ring: Vec<String> = SQUARE.iter().map(|[x, y]| format!("[{x}, {y}]")).collect();
    format!(
        r#"{{"type": "FeatureCollection", "crs": {{"type": "name", "properties": {{"name": "urn:ogc:def:crs:EPSG::27700"}}}},
            "features": [{{"type": "Feature", "properties": {{"id": "l", "population": 10}},
            "geometry": {{"type": "Polygon", "coordinates": [[{}]]}}}}]}}"#,
        ring.join(",")
    )
}

fn geojson_places() -> String {
    let features: Vec<String> = PLACES
        .iter()
        .map(|(id, x, y)| {
            format!(r#"{{"type": "Feature", "properties": {{"id": "{id}", "services": "a"}}, "geometry": {{"type": "Point", "coordinates": [{x}, {y}]}}}}"#)
        })
        .collect();
    format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","))
}

fn write(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("written");
    path
}

fn loaded(folder: &TempDir, sites: PathBuf, mapping: &[&str], fixes: &[&str]) -> Loaded {
    let mapping: Vec<String> = mapping.iter().map(|&entry| entry.to_owned()).collect();
    let inputs = Inputs {
        sites: Some(sites),
        localities: Some(write(folder, "localities.geojson", locality())),
        mapping: Mapping::parse(&mapping).expect("a mapping"),
        fixes: fixes.iter().map(|fix| fix.parse().expect("a fix")).collect(),
        ..Inputs::default()
    };
    load::read(&inputs, &Silent).expect("loaded")
}

/// Every format must find the places where the Ordnance Survey has them (the first one checked against its converter:
/// SP 33000 79000 is 52.40851, −1.51636 to a few metres).
#[track_caller]
fn in_place(dataset: &Dataset) {
    let ids: Vec<&str> = dataset.sites.iter().map(|site| site.id.as_str()).collect();
    assert_eq!(ids, ["one", "two", "three"]);
    let first = dataset.sites[0].position;
    assert!((first.lon - -1.5164).abs() < 2e-3 && (first.lat - 52.4085).abs() < 1e-3, "{first:?}");
    assert!(dataset.locality_of_site.iter().all(|locality| *locality == Some(0)), "{:?}", dataset.issues);
    assert!(dataset.sites[0].services == ["a"]);
}

#[track_caller]
fn says(dataset: &Dataset, words: &str) {
    assert!(
        dataset.issues.iter().any(|issue| issue.message.contains(words)),
        "\"{words}\": {:#?}",
        dataset.issues
    );
}

#[test]
fn geojson_on_the_british_grid_is_converted_and_told() {
    let folder = TempDir::new().expect("a folder");
    let sites = write(&folder, "sites.geojson", geojson_places());
    let found = loaded(&folder, sites, &[], &[]).dataset;
    in_place(&found);
    says(&found, "British National Grid; they are converted");
    assert!(
        found.sources.iter().all(|source| source.note.as_deref().is_some_and(|note| note.contains("OSTN15")))
    );
}

#[test]
fn a_feature_a_line_and_collections_of_geometry_are_read() {
    let folder = TempDir::new().expect("a folder");
    let whole = geojson_places();
    let mut lines: Vec<String> = serde_json::from_str::<serde_json::Value>(&whole).expect("JSON")["features"]
        .as_array()
        .expect("features")
        .iter()
        .map(ToString::to_string)
        .collect();
    in_place(&loaded(&folder, write(&folder, "sites.geojsonl", lines.join("\n")), &[], &[]).dataset);
    lines.push("{\"type\": \"Feature\", \"prop".to_owned());
    let cut = loaded(&folder, write(&folder, "cut.geojsonl", lines.join("\n")), &[], &[]).dataset;
    in_place(&cut);
    says(&cut, "the line is not JSON");
    let collected = whole.replacen(
        r#"{"type": "Point", "coordinates": [433000, 279000]}"#,
        r#"{"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": [[1, 1], [2, 2]]}, {"type": "Point", "coordinates": [433000, 279000]}]}"#,
        1,
    );
    assert_ne!(collected, whole);
    in_place(&loaded(&folder, write(&folder, "collected.geojson", collected), &[], &[]).dataset);
}

#[test]
fn tables_with_coordinates_are_read_in_any_encoding() {
    let folder = TempDir::new().expect("a folder");
    let rows: Vec<String> =
        PLACES.iter().map(|(id, x, y)| format!("{id},Caf\u{e9} {id},\"{x:.1}\",{y},a")).collect();
    let table = format!(
        "Property register,,,,\n\nid,name,GeoX,GeoY,services\n{}\n\"Source: the council, 2026\",,,,\n",
        rows.join("\n")
    );
    let narrow: Vec<u8> = table.chars().map(|sign| u8::try_from(u32::from(sign)).expect("Latin-1")).collect();
    let wide: Vec<u8> = format!("\u{feff}{table}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [table.clone().into_bytes(), narrow, wide, table.replace('\n', "\r\n").into_bytes()] {
        let found = loaded(&folder, write(&folder, "register.csv", bytes), &[], &[]).dataset;
        in_place(&found);
        assert_eq!(found.sites[0].name, "Caf\u{e9} one");
        says(&found, "is taken as a title");
        says(&found, "is taken as a footnote");
    }
    let rows: Vec<String> = PLACES.iter().map(|(id, x, y)| format!("{id}\t{x}\t{y}\ta")).collect();
    let tabs = write(&folder, "register.tsv", format!("Code\tX\tY\tOffer\n{}\n", rows.join("\n")));
    in_place(&loaded(&folder, tabs, &["sites.id=Code", "sites.services=Offer"], &[]).dataset);
}

#[test]
fn swapped_axes_are_mended_when_asked() {
    let folder = TempDir::new().expect("a folder");
    let rows = "id,longitude,latitude,services\none,52.4081,-1.5163,a\ntwo,52.4194,-1.4942,a\nthree,52.39,-1.4725,a\n";
    let sites = write(&folder, "swapped.csv", rows);
    says(&loaded(&folder, sites.clone(), &[], &[]).dataset, "latitude came before longitude");
    let mended = loaded(&folder, sites, &[], &["sites.swap-axes"]).dataset;
    in_place(&mended);
    assert!(mended.sources[0].note.as_deref().expect("a note").contains("swapped, as asked"));
}

/// Writes points or polygons with their properties as a Shapefile; with or without the `.prj`.
fn shapefile_of_places(path: &Path) {
    let table = TableWriterBuilder::new()
        .add_character_field(FieldName::try_from("id").expect("a name"), 20)
        .add_character_field(FieldName::try_from("services").expect("a name"), 20);
    let mut writer = Writer::from_path(path, table).expect("a writer");
    for (id, x, y) in PLACES {
        let mut record = Record::default();
        record.insert("id".to_owned(), FieldValue::Character(Some(id.to_owned())));
        record.insert("services".to_owned(), FieldValue::Character(Some("a".to_owned())));
        let ring = |size: f64| {
            vec![
                Point::new(x - size, y - size),
                Point::new(x - size, y + size),
                Point::new(x + size, y + size),
                Point::new(x + size, y - size),
                Point::new(x - size, y - size),
            ]
        };
        writer
            .write_shape_and_record(&Polygon::new(PolygonRing::Outer(ring(20.0))), &record)
            .expect("written");
    }
}

#[test]
fn shapefiles_are_read_with_their_parts() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("sites.shp");
    shapefile_of_places(&path);
    let without = loaded(&folder, path.clone(), &[], &[]).dataset;
    in_place(&without);
    says(&without, "it has no .prj");
    assert!(without.sites[0].outline.is_some());
    write(&folder, "sites.prj", "PROJCS[\"British_National_Grid\",GEOGCS[\"GCS_OSGB_1936\"]]");
    in_place(&loaded(&folder, path.clone(), &[], &[]).dataset);
    write(&folder, "sites.prj", "PROJCS[\"WGS_1984_Web_Mercator_Auxiliary_Sphere\"]");
    let inputs = Inputs {
        sites: Some(path.clone()),
        localities: Some(write(&folder, "localities.geojson", locality())),
        ..Inputs::default()
    };
    let error = load::read(&inputs, &Silent).expect_err("another system").to_string();
    assert!(error.contains("Web_Mercator") && error.contains("British National Grid are needed"), "{error}");
    fs::remove_file(path.with_extension("dbf")).expect("removed");
    assert!(load::read(&inputs, &Silent).expect_err("no dbf").to_string().contains(".dbf"));
}

#[test]
fn layers_of_a_geopackage_are_read_like_any_other() {
    let folder = TempDir::new().expect("a folder");
    let sites = write(&folder, "sites.geojson", geojson_places());
    let first = loaded(&folder, sites, &[], &[]);
    let path = folder.path().join("saved.gpkg");
    project::save(&path, &first.dataset, &first.plan).expect("saved");
    let again = loaded(&folder, path, &[], &[]).dataset;
    in_place(&again);
    says(&again, "the layer \"sites\" is read");
}

/// A zip archive of files stored as they are.
fn zip(files: &[(&str, String)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let sum = text.bytes().fold(!0_u32, |sum, byte| {
            (0..8).fold(
                sum ^ u32::from(byte),
                |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 },
            )
        });
        let word = |length: usize| u32::try_from(length).expect("small").to_le_bytes();
        let mut facts = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        facts.extend((!sum).to_le_bytes());
        facts.extend(word(text.len()));
        facts.extend(word(text.len()));
        facts.extend(&word(name.len())[..2]);
        facts.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&facts);
        directory.extend([0; 10]);
        directory.extend(word(out.len()));
        directory.extend(name.bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&facts);
        out.extend(name.bytes());
        out.extend(text.bytes());
    }
    let counts: Vec<u8> =
        [files.len(); 2].iter().flat_map(|count| u16::try_from(*count).expect("few").to_le_bytes()).collect();
    let (start, length) = (out.len(), directory.len());
    out.extend(directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend(counts);
    out.extend(u32::try_from(length).expect("small").to_le_bytes());
    out.extend(u32::try_from(start).expect("small").to_le_bytes());
    out.extend([0, 0]);
    out
}

/// The places as a web map, as a program for maps, and as Google Earth write them.
fn kml_places() -> String {
    let [one, two, three] = PLACES.map(|(_, x, y)| from_british_grid(x, y).expect("on the grid"));
    let ring = |size: f64| {
        let corner = |lon: f64, lat: f64| format!("{},{},0", three.lon + lon * size, three.lat + lat * size);
        [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0), corner(-1.0, -1.0)]
            .join(" ")
    };
    format!(
        r##"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE kml [<!ENTITY self "&self;&self;">]>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>Hubs &amp; halls</name>
<Style id="icon"><IconStyle><Icon><href>https://maps.example/icon.png</href></Icon></IconStyle></Style>
<Folder><name>Community <![CDATA[&]]> youth</name>
  <Placemark><name>Tom &amp; Jerry&#8217;s</name><description><![CDATA[id: one<br>services: a]]></description><styleUrl>#icon</styleUrl>
    <ExtendedData><Data name="id"><value>one</value></Data><Data name="services"><displayName>Offer</displayName><value>a</value></Data>
      <Data name="running_cost_gbp"><value>12500</value></Data><Data name="hours"/></ExtendedData>
    <Point><coordinates>
      {},{},0
    </coordinates></Point></Placemark>
  <Folder><Placemark><ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="id">two</SimpleData>
    <SimpleData name="services">a</SimpleData></SchemaData></ExtendedData><Point><coordinates>{},{}</coordinates></Point></Placemark></Folder>
</Folder>
<Placemark id="three"><ExtendedData><Data name="services"><value>a</value></Data></ExtendedData>
  <MultiGeometry><Point><coordinates>0,0</coordinates></Point><LineString><coordinates>0,0 1,1</coordinates></LineString>
  <Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing></outerBoundaryIs>
  <innerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing></innerBoundaryIs></Polygon></MultiGeometry></Placemark>
</Document></kml>"##,
        one.lon,
        one.lat,
        two.lon,
        two.lat,
        ring(0.001),
        ring(0.0001),
    )
}

#[test]
fn maps_in_kml_are_read_with_their_folders_and_properties() {
    let folder = TempDir::new().expect("a folder");
    let packed = zip(&[("files/notes.txt", "icons".to_owned()), ("doc.kml", kml_places())]);
    let files = [
        ("sites.kml", kml_places().into_bytes()),
        ("map.geojson", kml_places().into_bytes()),
        ("sites.kmz", packed),
    ];
    for (name, bytes) in files {
        let found = loaded(&folder, write(&folder, name, bytes), &["sites.kind=folder"], &[]).dataset;
        in_place(&found);
        let [one, two, three] = found.sites.as_slice() else { panic!("three sites") };
        assert_eq!((one.name.as_str(), one.running_cost_gbp), ("Tom & Jerry’s", Some(12_500.0)));
        assert_eq!(one.kind.as_deref(), Some("Community & youth"));
        assert_eq!((two.kind.as_deref(), three.kind.as_deref()), (Some("Community & youth"), None));
        let outline = three.outline.as_ref().expect("an outline");
        assert_eq!((outline.0.len(), outline.0[0].interiors().len()), (1, 1));
    }
    let inputs =
        |name: &str, bytes: Vec<u8>| Inputs { sites: Some(write(&folder, name, bytes)), ..Inputs::default() };
    let refused = |inputs: Inputs| load::read(&inputs, &Silent).expect_err("refused").to_string();
    let deep = format!("<kml>{}", "<Folder>".repeat(1_000_000)).into_bytes();
    assert!(refused(inputs("deep.kml", deep)).contains("nested too deeply"));
    let none = refused(inputs("none.kmz", zip(&[("notes.txt", "no map".to_owned())])));
    assert!(none.contains("holds no KML map"), "{none}");
}

/// A workbook of one sheet with these cells (address, text or number).
fn workbook(dimension: &str, cells: &[(String, String)]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let rows: Vec<String> = cells
        .iter()
        .map(|(address, text)| {
            let row = address.trim_start_matches(|sign: char| sign.is_ascii_alphabetic());
            let cell = if text.parse::<f64>().is_ok() {
                format!(r#"<c r="{address}"><v>{text}</v></c>"#)
            } else {
                format!(r#"<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>"#)
            };
            format!(r#"<row r="{row}">{cell}</row>"#)
        })
        .collect();
    let cells = rows.concat();
    zip(&[
        ("[Content_Types].xml", format!(r#"<Types xmlns="{PACKAGE}/content-types"/>"#)),
        ("_rels/.rels", relation("r1", "officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        ("xl/_rels/workbook.xml.rels", relation("r1", "worksheet", "worksheets/sheet1.xml")),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                r#"<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/><sheetData>{cells}</sheetData></worksheet>"#
            ),
        ),
    ])
}

#[test]
fn a_spreadsheet_with_a_stray_cell_in_its_last_corner_is_read() {
    let folder = TempDir::new().expect("a folder");
    let mut cells: Vec<(String, String)> = Vec::new();
    let mut put = |row: usize, texts: [&str; 4]| {
        for (column, text) in ["A", "B", "C", "D"].iter().zip(texts) {
            cells.push((format!("{column}{row}"), text.to_owned()));
        }
    };
    put(1, ["id", "Easting", "Northing", "services"]);
    for (row, (id, x, y)) in PLACES.iter().enumerate() {
        put(row + 2, [id, &x.to_string(), &y.to_string(), "a"]);
    }
    let sound = workbook("A1:D4", &cells);
    in_place(&loaded(&folder, write(&folder, "sites.xlsx", sound), &[], &[]).dataset);
    cells.push(("XFD1048576".to_owned(), "stray".to_owned()));
    let stray =
        loaded(&folder, write(&folder, "stray.xlsx", workbook("A1:XFD1048576", &cells)), &[], &[]).dataset;
    in_place(&stray);
    says(&stray, "beyond column 2000");
    let backwards = write(&folder, "broken.xlsx", workbook("D4:A1", &cells));
    let inputs = Inputs {
        sites: Some(backwards),
        localities: Some(write(&folder, "localities.geojson", locality())),
        ..Inputs::default()
    };
    // Whatever the reader makes of it, it ends in words.
    if let Err(error) = load::read(&inputs, &Silent) {
        assert!(error.to_string().contains("cannot be read as a spreadsheet"), "{error}");
    }
}
