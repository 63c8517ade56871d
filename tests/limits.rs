//! Small files that ask for more than any memory, or for ever: each is refused in words, or what is too much is left out and
//! told.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

#[expect(dead_code, reason = "the desk serves several tests, and each takes what it needs")]
mod desk;

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};

use desk::{Desk, POINT, SQUARE, feature, told};
use hub_planner::load::guess_role;
use shapefile::dbase::{FieldName, FieldValue, Record, TableWriterBuilder};
use shapefile::{Point, Polygon, PolygonRing};
use zip::write::SimpleFileOptions;

/// The words in which a site register is refused.
#[track_caller]
fn refused(name: &str, bytes: &[u8]) -> String {
    let mut desk = Desk::new();
    desk.inputs.sites = Some(desk.write(name, bytes));
    let error = desk.read().expect_err("refused").to_string();
    assert!(error.starts_with(name), "{error}");
    error
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("begun");
        zip.write_all(text.as_bytes()).expect("packed");
    }
    zip.finish().expect("ended").into_inner()
}

/// An `OpenDocument` spreadsheet of one sheet with these rows.
fn ods(rows: &str) -> Vec<u8> {
    let names = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
                 xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' \
                 xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'";
    let content = format!(
        "<office:document-content {names}><office:body><office:spreadsheet>\
         <table:table table:name='s'>{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &content),
    ])
}

/// A row of words, repeated.
fn row(repeated: usize, words: &[&str]) -> String {
    let mut cells = String::new();
    for word in words {
        let kind = "office:value-type='string'";
        write!(cells, "<table:table-cell {kind}><text:p>{word}</text:p></table:table-cell>").expect("text");
    }
    let empty = "<table:table-cell table:number-columns-repeated='16380'/>";
    format!("<table:table-row table:number-rows-repeated='{repeated}'>{cells}{empty}</table:table-row>")
}

#[test]
fn a_spreadsheet_that_repeats_its_cells_without_end_is_refused() {
    let sound = row(1, &["id", "lon", "lat", "services"]) + &row(1, &["s", "-1.5", "52.4", "library"]);
    let mut desk = Desk::new();
    // Every spreadsheet goes on to its last row and column.
    desk.inputs.sites = Some(desk.write("sites.ods", ods(&(sound.clone() + &row(1_048_574, &[])))));
    assert_eq!(desk.load().dataset.sites.len(), 1);

    for more in [
        row(100_000_000, &["s", "-1.5", "52.4", "library"]),
        row(100_000_000, &[]) + &row(1, &["s", "-1.5", "52.4", "library"]),
        "<table:table-row><table:table-cell table:number-columns-repeated='3000000000' office:value='1'/></table:table-row>".to_owned(),
        row(1, &["s<text:s text:c='3000000000'/>"]),
    ] {
        let error = refused("sites.ods", &ods(&(sound.clone() + &more)));
        assert!(error.contains("its cells, with those that are repeated, are more than 20 million"), "{error}");
    }
}

#[test]
fn formats_of_excel_that_are_not_read_are_refused_in_words() {
    // A compound document whose list of sectors goes round in a circle.
    let mut xls = vec![0_u8; 3 * 512];
    let mut put = |place: usize, bytes: &[u8]| xls[place..place + bytes.len()].copy_from_slice(bytes);
    put(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    put(26, &[3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    put(44, &1_u32.to_le_bytes());
    put(48, &1_u32.to_le_bytes());
    put(60, &0xffff_fffe_u32.to_le_bytes());
    put(68, &0xffff_fffe_u32.to_le_bytes());
    put(76, &0_u32.to_le_bytes());
    put(80, &[0xff; 432]);
    put(512, &[0xff; 512]);
    put(512 + 4, &1_u32.to_le_bytes());
    let error = refused("sites.xls", &xls);
    assert!(
        error.contains("Excel 97 to 2003 (.xls)") && error.contains("save it as .xlsx or CSV"),
        "{error}"
    );
    let error = refused("sites.xlsb", &zipped(&[("xl/workbook.bin", "")]));
    assert!(error.contains("(.xlsb); save it as .xlsx or CSV"), "{error}");
}

#[test]
fn stray_cells_in_the_last_corner_of_a_sheet_cost_nothing() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (heading, value)) in [("id", "s"), ("lon", "-1.5"), ("lat", "52.4")].iter().enumerate() {
        let column = u16::try_from(column).expect("a column");
        sheet.write(0, column, *heading).expect("written");
        sheet.write(1, column, *value).expect("written");
    }
    sheet.write(1_048_575, 16_383, "stray").expect("written");
    let mut desk = Desk::new();
    desk.inputs.sites = Some(desk.write("sites.xlsx", book.save_to_buffer().expect("a book")));
    let found = desk.load();
    assert_eq!(found.dataset.sites.len(), 1);
    told(&found, "what stands beyond column 2000 is not read (1 cells)");
}

#[test]
fn a_table_of_short_rows_and_a_long_header_is_refused() {
    let header: Vec<String> = (0..1_900).map(|column| format!("c{column}")).collect();
    let table = format!("id,lon,lat,{}\n{}", header.join(","), "s\n".repeat(25_000));
    let error = refused("sites.csv", table.as_bytes());
    assert!(error.contains("its rows and columns make more than 40 million cells"), "{error}");
}

#[test]
fn columns_beyond_those_of_a_table_are_left_out_and_told() {
    let header: Vec<String> = (0..3_000).map(|column| format!("c{column}")).collect();
    let cells = vec!["1"; 3_000].join(",");
    let mut desk = Desk::new();
    let path = desk.write("sites.csv", format!("id,lon,lat,{}\ns,-1.5,52.4,{cells}\n", header.join(",")));
    desk.inputs.sites = Some(path);
    let found = desk.load();
    assert_eq!(found.dataset.sites[0].extra.len(), 1_999);
    told(&found, "what stands beyond column 2000 is not read (2006 cells)");
}

#[test]
fn a_heading_that_is_repeated_everywhere_is_numbered() {
    let mut desk = Desk::new();
    let (headings, cells) = (vec!["n"; 1_500].join(","), vec!["1"; 1_500].join(","));
    let path = desk.write("sites.csv", format!("id,lon,lat,n (2),{headings}\ns,-1.5,52.4,0,{cells}\n"));
    desk.inputs.sites = Some(path);
    let found = desk.load();
    let extra = &found.dataset.sites[0].extra;
    assert!(extra.len() == 1_503 && extra.contains_key("n (1501)"), "{}", extra.len());
    told(&found, "the heading \"n\" is repeated; the later column is called \"n (3)\"");
    told(&found, " more like those before are not listed one by one");
}

#[test]
fn properties_that_differ_from_feature_to_feature_are_not_all_columns() {
    let mut desk = Desk::new();
    let of = |place: usize| feature(&format!(r#""id": "a{place}", "k{place:04}": 1"#), POINT);
    desk.areas(&(0..2_010).map(of).collect::<Vec<_>>());
    let found = desk.load();
    told(&found, "it has 2010 columns; the first 1500 are read and 510 are left out");
    assert!(found.dataset.columns.get("k1499").is_some() && found.dataset.columns.get("k1500").is_none());
}

#[test]
fn categories_that_differ_from_row_to_row_are_not_all_columns() {
    let mut desk = Desk::new();
    desk.areas(&[feature(r#""id": "a", "population": 1"#, POINT)]);
    let mut table = "code,band,n\n".to_owned();
    for place in 0..2_005 {
        writeln!(table, "a,b{place},1").expect("text");
    }
    desk.join("long.csv", &table, "code:band:n");
    let found = desk.load();
    told(&found, "it has 2005 columns; the first 1499 are read and 506 are left out");
    assert_eq!(found.dataset.columns.value("b1498", 0), Some(1.0));
    assert!(found.dataset.columns.get("b1499").is_none());
}

#[test]
fn what_is_wrong_in_every_row_is_told_some_hundred_times() {
    let mut desk = Desk::new();
    let mut table = "id,lon,lat,running_cost_gbp,footfall\n".to_owned();
    for place in 0..1_000 {
        writeln!(table, "s{place},-1.5,52.4,dear,few").expect("text");
    }
    desk.inputs.sites = Some(desk.write("sites.csv", &table));
    let found = desk.load();
    assert_eq!(found.dataset.sites.len(), 1_000);
    for field in ["running_cost_gbp", "footfall"] {
        let of_field = || found.dataset.issues.iter().filter(|issue| issue.field.as_deref() == Some(field));
        assert_eq!(of_field().count(), 301);
        let last = of_field().next_back().expect("one").message.as_str();
        assert_eq!(last, "700 more like those before are not listed one by one");
    }
}

#[test]
fn a_text_without_end_is_cut_and_told() {
    let mut desk = Desk::new();
    let long = "é".repeat(40_000);
    desk.sites(&[feature(&format!(r#""id": "s", "note": "{long}""#), POINT)]);
    let found = desk.load();
    let note = found.dataset.sites[0].extra["note"].as_str().expect("text");
    assert_eq!(note.chars().count(), 32_767);
    told(&found, "1 text is longer than 32767 letters");
    desk.inputs.sites = Some(desk.write("sites.csv", format!("id,lon,lat,note\ns,-1.5,52.4,{long}\n")));
    told(&desk.load(), "1 text is longer than 32767 letters");
}

#[test]
fn an_index_that_names_one_shape_again_and_again_is_given_up() {
    let mut desk = Desk::new();
    let path = desk.path().join("areas.shp");
    let table = TableWriterBuilder::new().add_character_field(FieldName::try_from("id").expect("a name"), 8);
    let mut writer = shapefile::Writer::from_path(&path, table).expect("a writer");
    for place in 0..100 {
        let mut record = Record::default();
        record.insert("id".to_owned(), FieldValue::Character(Some(format!("a{place}"))));
        // The first is large, the rest are small.
        let corners = if place == 0 { 2_000 } else { 3 };
        let at = |corner: i32| {
            let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(corners);
            Point::new(-1.5 - angle.cos() / 100.0, 52.4 + angle.sin() / 100.0)
        };
        let ring = (0..=corners).map(at).collect();
        writer.write_shape_and_record(&Polygon::new(PolygonRing::Outer(ring)), &record).expect("written");
    }
    drop(writer);
    let index = path.with_extension("shx");
    let sound = fs::read(&index).expect("read");
    desk.inputs.areas = Some(path);
    assert_eq!(desk.load().dataset.areas.len(), 100);
    let circle = [&sound[..100], &sound[100..108].repeat(100)].concat();
    fs::write(&index, circle).expect("written");
    let found = desk.load();
    told(&found, "names the same shapes again and again");
    assert!(found.dataset.areas.len() < 5);
}

#[test]
fn an_outline_of_thousands_of_holes_is_used_as_drawn() {
    let mut holes = String::new();
    for place in 0..2_000 {
        let (west, south) = (-1.59 + f64::from(place % 50) * 1e-3, 52.41 + f64::from(place / 50) * 1e-3);
        let (east, north) = (west + 5e-4, south + 5e-4);
        write!(holes, ",[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{south}]]")
            .expect("text");
    }
    let outline = SQUARE.replace("]]]}", &format!("]]{holes}]}}"));
    let mut desk = Desk::new();
    desk.areas(&[feature(r#""id": "a", "population": 1"#, &outline)]);
    let found = desk.load();
    assert_eq!(
        found.dataset.areas[0].outline.as_ref().map(|outline| outline.0[0].interiors().len()),
        Some(2_000)
    );
}

#[test]
fn what_a_table_is_shows_by_its_beginning() {
    let desk = Desk::new();
    let mut table = "pcds,lat,long\nCV1 1AA,52.4,-1.5\n".repeat(1_200);
    // A quotation mark far below, which would make one cell of the rest.
    table.push_str("CV1 1AB,\"52.4,-1.5\n");
    let path = desk.write("postcodes.csv", &table);
    assert_eq!(guess_role(&path), Some(hub_planner::model::Role::Postcodes));
}
