//! Registers as they are published: their own headings must be enough.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

mod real;

use std::fs;
use std::path::PathBuf;

use hub_planner::load::{self, Inputs, Mapping, Silent, Why};
use hub_planner::model::{Dataset, Role};
use real::real;
use tempfile::TempDir;

const LOCALITY: &str = r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
    "properties": {"id": "l", "population": 1000},
    "geometry": {"type": "Polygon", "coordinates": [[[-2, 52], [-1, 52], [-1, 53], [-2, 53], [-2, 52]]]}}]}"#;

fn write(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).expect("written");
    path
}

fn loaded(folder: &TempDir, sites: PathBuf, postcodes: Option<PathBuf>) -> Dataset {
    let localities = Some(write(folder, "localities.geojson", LOCALITY));
    let inputs = Inputs { sites: Some(sites), localities, postcodes, ..Inputs::default() };
    load::read(&inputs, &Silent).expect("loaded").dataset
}

#[track_caller]
fn says(dataset: &Dataset, words: &str) {
    let found = dataset.issues.iter().any(|issue| issue.message.contains(words));
    assert!(found, "\"{words}\" in {:#?}", dataset.issues);
}

#[test]
fn two_years_of_a_land_asset_register_with_other_headings_load_alike() {
    let folder = TempDir::new().expect("a folder");
    let first = "Land and building assets 2024,,,,,,,\n\
        Organisation Name,UPRN,Unique Asset ID,Name,Site Address,GeoX,GeoY,TenureType,Holding Type\n\
        A council,000010001,B17,Invented Hall,\"1 Invented Row, Town\",433000,279000,Freehold,Building\n\
        A council,000010002,B18,Invented Depot,2 Invented Row,434000,280000,Leasehold,Land\n";
    let second = "AssetCode;PropertyName;Site Address;X Co-ordinate;Y Co-ordinate;Tenure Detail;UPRN;UPRN\n\
        B17;Invented Hall;\"1 Invented Row, Town\";433,000.0;279,000.0;Freehold;000010001;\n\
        B18;Invented Depot;2 Invented Row;434000;280000;Leasehold;000010002;\n";
    for (text, told) in [(first, "a land-asset register"), (second, "columns recognised")] {
        let found = loaded(&folder, write(&folder, "assets.csv", text), None);
        let sites: Vec<_> = found
            .sites
            .iter()
            .map(|site| (site.id.as_str(), site.name.as_str(), site.tenure.as_deref()))
            .collect();
        assert_eq!(
            sites,
            [("B17", "Invented Hall", Some("Freehold")), ("B18", "Invented Depot", Some("Leasehold"))]
        );
        assert_eq!(found.sites[0].uprn.as_deref(), Some("000010001"), "the padding of a UPRN is kept");
        assert_eq!(found.sites[0].address.as_deref(), Some("1 Invented Row, Town"));
        assert!((found.sites[0].position.lat - 52.4085).abs() < 1e-3);
        says(&found, told);
        says(&found, "British National Grid");
    }
}

#[test]
fn a_table_of_postcodes_is_a_source_whether_it_is_needed_or_not() {
    let folder = TempDir::new().expect("a folder");
    let sources = |dataset: &Dataset| -> Vec<(String, usize)> {
        let of = dataset.sources.iter().filter(|source| source.role == Role::Postcodes);
        of.map(|source| (source.name.clone(), source.rows)).collect()
    };
    let rows = "pcds,lat,long\nAB1 2CD,52.4,-1.5\nAB1 2CE,52.4,-1.5\nAB1 2CF,52.4,-1.5\n";
    let table = write(&folder, "postcodes.csv", rows);
    let placed = write(&folder, "placed.csv", "id,lon,lat,postcode\ns,-1.5,52.4,AB1 2CD\n");
    let unplaced = write(&folder, "unplaced.csv", "id,lon,lat,postcode\ns,,,AB1 2CD\n");
    for sites in [&placed, &unplaced] {
        let found = loaded(&folder, sites.clone(), Some(table.clone()));
        assert_eq!(sources(&found), [("postcodes.csv".to_owned(), 3)]);
    }
    // One that nothing needs does no harm when it is none.
    let other = write(&folder, "other.csv", "a,b\n1,2\n");
    let found = loaded(&folder, placed, Some(other));
    assert!(sources(&found).is_empty());
    says(&found, "it needs a column of postcodes");
}

#[test]
fn the_libraries_list_gets_its_places_from_postcodes_and_its_hours_from_days() {
    let folder = TempDir::new().expect("a folder");
    let list = "Local authority,Library name,Address 1,Postcode,Unique property reference number,Type of library,Monday staffed hours,Tuesday staffed hours,Saturday staffed hours\n\
        A council,Invented Library,1 Invented Row,AB1 2CD,,LAL,12:00-19:00,\"10:00-12:00, 13:00-17:00\",10:00-16:00\n\
        A council,Other Library,2 Invented Row,ab12ce,,CRL,,,\n\
        A council,Lost Library,3 Invented Row,ZZ9 9ZZ,,CRL,,,\n";
    let postcodes = "pcd,pcds,oseast1m,osnrth1m,lat,long\nAB1  2CD,AB1 2CD,0433000,0279000,52.4085,-1.5164\nAB1  2CE,AB1 2CE,434000,280000,52.4175,-1.5016\n";
    let list = write(&folder, "libraries.csv", list);
    let found = loaded(&folder, list.clone(), Some(write(&folder, "postcodes.csv", postcodes)));
    let names: Vec<&str> = found.sites.iter().map(|site| site.name.as_str()).collect();
    assert_eq!(names, ["Invented Library", "Other Library"]);
    assert_eq!(found.sites[0].hours_per_week, Some(19.0));
    assert_eq!(found.sites[1].hours_per_week, None);
    assert!((found.sites[0].position.lon - -1.5164).abs() < 1e-6);
    says(&found, "the English public-libraries list");
    says(&found, "2 sites stand where postcodes.csv has their postcode");
    says(&found, "the postcode ZZ99ZZ is not in postcodes.csv");
    let inputs = Inputs {
        sites: Some(list),
        localities: Some(write(&folder, "localities.geojson", LOCALITY)),
        ..Inputs::default()
    };
    let waiting = load::read(&inputs, &Silent).expect("loaded, to be placed by hand").dataset;
    assert_eq!((waiting.sites.len(), waiting.unplaced.len()), (0, 3));
    says(&waiting, "not one of its 3 sites has a place yet");
}

#[test]
fn real_schools_and_surgeries_load_without_a_mapping() {
    let folder = TempDir::new().expect("a folder");
    if let Some(schools) = real("coventry/facilities/coventry_gias_20250524_open.csv") {
        let found = loaded(&folder, schools, None);
        assert_eq!(found.sites.len(), 128);
        assert_eq!((found.sites[0].id.as_str(), found.sites[0].kind.as_deref()), ("103633", Some("Nursery")));
        says(&found, "a school register");
    }
    if let Some(surgeries) = real("coventry/facilities/coventry_nhs_choices_2014_GP.csv") {
        let found = loaded(&folder, surgeries, None);
        assert!(found.sites.len() >= 70, "{} surgeries", found.sites.len());
        says(&found, "an NHS organisation list");
    }
}

#[test]
fn real_libraries_are_listed_with_what_is_missing() {
    let folder = TempDir::new().expect("a folder");
    let Some(list) = real("coventry/facilities/coventry_city_council_libraries_schema.csv") else { return };
    let text = fs::read_to_string(&list).expect("the list");
    // Every postcode of the list at one invented place: only the reading is tried here.
    let rows: Vec<String> = csv::Reader::from_reader(text.as_bytes())
        .records()
        .map(|row| format!("{},52.4,-1.5", &row.expect("a row")[5]))
        .collect();
    let postcodes = write(&folder, "postcodes.csv", &format!("pcds,lat,long\n{}\n", rows.join("\n")));
    let found = loaded(&folder, list, Some(postcodes));
    assert!(found.sites.len() >= 15, "{} libraries", found.sites.len());
    let counted =
        found.sites.iter().filter(|site| site.hours_per_week.is_some_and(|hours| hours > 5.0)).count();
    assert!(counted >= 12, "{counted} libraries have hours: {:#?}", found.issues);
}

#[test]
fn a_site_that_has_closed_is_told() {
    let folder = TempDir::new().expect("a folder");
    let text = "Library name,Monday staffed hours,Year closed,lon,lat\n\
        Invented Library,09:00-12:00,,-1.5,52.4\nGone Library,,2016,-1.51,52.41\n";
    let found = loaded(&folder, write(&folder, "libraries.csv", text), None);
    let told: Vec<_> =
        found.issues.iter().filter(|issue| issue.message.contains("it closed (2016)")).collect();
    assert_eq!(told.len(), 1, "{:#?}", found.issues);
    assert_eq!(told[0].feature.as_deref(), Some("3 (Gone Library)"));
}

#[test]
fn unknown_headings_are_guessed_and_not_used_until_confirmed() {
    let folder = TempDir::new().expect("a folder");
    let text = "id,name,GIA total m2,Prem. cost per year (£),Officer notes,lon,lat\n\
        a,Invented Hall,640,\"168,000\",roof due,-1.5,52.4\nb,Invented Depot,1200,n/k,,-1.51,52.41\n";
    let path = write(&folder, "assets.csv", text);
    let found = loaded(&folder, path.clone(), None);
    assert_eq!(found.sites[0].floor_area_m2, None);
    says(&found, "\"GIA total m2\" may be floor_area_m2 (100 % of its values fit)");
    says(&found, "\"Prem. cost per year (£)\" may be running_cost_gbp (50 % of its values fit)");
    let seen = load::preview(&path, Role::Sites, &Mapping::default()).expect("a preview");
    let why = |heading: &str| {
        let column = seen.columns.iter().find(|column| column.heading == heading).expect("a column");
        (column.field.clone(), column.why)
    };
    assert_eq!(why("id"), (Some("id".to_owned()), Why::SameName));
    assert_eq!(why("lon"), (Some("position".to_owned()), Why::Recognised));
    assert_eq!(why("GIA total m2"), (Some("floor_area_m2".to_owned()), Why::Guessed(100)));
    assert_eq!(why("Officer notes"), (None, Why::Unused));
}

#[test]
fn a_workbook_with_a_merged_title_and_a_footnote_joins() {
    let folder = TempDir::new().expect("a folder");
    let mut book = rust_xlsxwriter::Workbook::new();
    let bold = rust_xlsxwriter::Format::new().set_bold();
    let notes = book.add_worksheet().set_name("Cover").expect("a name");
    notes.write(0, 0, "Invented statistics, 2025").expect("a cell");
    let sheet = book.add_worksheet().set_name("Table 1").expect("a name");
    sheet.merge_range(0, 0, 0, 2, "Table 1: households without a car", &bold).expect("a title");
    sheet.merge_range(1, 0, 1, 2, "Invented figures, rounded", &bold).expect("a subtitle");
    for (column, heading) in (0..).zip(["LSOA code", "Households", "No car (%)"]) {
        sheet.write(3, column, heading).expect("a heading");
    }
    for (row, code, households, share) in [(4, "E01", 600.0, 12.5), (5, "E02", 700.0, 40.0)] {
        sheet.write(row, 0, code).expect("a code");
        sheet.write(row, 1, households).expect("a count");
        sheet.write(row, 2, share).expect("a share");
    }
    sheet.write(7, 0, "Source: an invented survey of households").expect("a footnote");
    let path = folder.path().join("cars.xlsx");
    book.save(&path).expect("saved");

    let inputs = Inputs {
        sites: Some(write(&folder, "sites.csv", "id,lon,lat,services\nhall,-1.5,52.4,library\n")),
        localities: Some(write(&folder, "localities.geojson", LOCALITY)),
        areas: Some(write(
            &folder,
            "areas.csv",
            "LSOA21CD,lon,lat,population\nE01,-1.5,52.4,1500\nE02,-1.4,52.4,1600\nE03,-1.3,52.4,1700\n",
        )),
        joins: vec![format!("{}:LSOA code", path.display()).parse().expect("a join")],
        ..Inputs::default()
    };
    let found = load::read(&inputs, &Silent).expect("loaded").dataset;
    assert_eq!(found.columns.get("Households"), Some(&[Some(600.0), Some(700.0), None][..]));
    assert_eq!(found.columns.get("No car (%)"), Some(&[Some(12.5), Some(40.0), None][..]));
    says(&found, "0 of 2 rows of cars.xlsx match no area; 1 of 3 areas have no row");
    says(&found, "2 rows above the header are taken as a title");
    says(&found, "1 row at the end is taken as a footnote");
}
