//! Real public files, where they are present (`../shared/data`, or the folder named by `HUB_PLANNER_TEST_DATA`).
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

mod real;

use std::fs;
use std::path::PathBuf;

use hub_planner::appraise::appraise;
use hub_planner::load::{self, Inputs, Mapping, Silent};
use hub_planner::model::{Plan, Position};
use hub_planner::project;
use hub_planner::reach::TravelTimes;
use real::real;
use serde_json::json;
use tempfile::TempDir;

/// The school register as GeoJSON with its own headings.
fn schools(folder: &TempDir) -> Option<PathBuf> {
    let register = real("coventry/facilities/coventry_gias_20250524_open.csv")?;
    let mut reader = csv::Reader::from_path(register).expect("a table");
    let headings = reader.headers().expect("headings").clone();
    let column = |name: &str| headings.iter().position(|heading| heading == name).expect("a column");
    let (lon, lat, urn, name) =
        (column("longitude"), column("latitude"), column("urn"), column("establishment_name"));
    let features: Vec<serde_json::Value> = reader
        .records()
        .map(|row| row.expect("a row"))
        .map(|row| {
            let degrees = |place: usize| row[place].parse::<f64>().expect("degrees");
            json!({
                "type": "Feature",
                "properties": { "URN": row[urn], "EstablishmentName": row[name], "services": "school" },
                "geometry": { "type": "Point", "coordinates": [degrees(lon), degrees(lat)] },
            })
        })
        .collect();
    let path = folder.path().join("schools.geojson");
    fs::write(&path, json!({ "type": "FeatureCollection", "features": features }).to_string())
        .expect("written");
    Some(path)
}

#[test]
fn coventry_loads_with_a_mapping_of_columns_and_survives_a_save() {
    let folder = TempDir::new().expect("a folder");
    let Some(sites) = schools(&folder) else { return };
    let (Some(areas), Some(localities), Some(population)) = (
        real("coventry/boundaries/lsoa21_derived.geojson"),
        real("coventry/boundaries/wards13_E08000026.geojson"),
        real("coventry/census/coventry_census21_pop.csv"),
    ) else {
        return;
    };
    let bands = [
        "Aged 15 years and under",
        "Aged 16 to 24 years",
        "Aged 25 to 34 years",
        "Aged 35 to 49 years",
        "Aged 50 to 64 years",
        "Aged 65 years and over",
    ];
    let inputs = Inputs {
        sites: Some(sites),
        localities: Some(localities),
        areas: Some(areas),
        joins: vec![
            format!("{}:lsoa21_code:age_group:usual_residents", population.display())
                .parse()
                .expect("a join"),
        ],
        mapping: Mapping::parse(&[
            "sites.id=URN".to_owned(),
            "sites.name=EstablishmentName".to_owned(),
            format!("areas.population={}", bands.join("+")),
        ])
        .expect("a mapping"),
        ..Inputs::default()
    };
    let loaded = load::read(&inputs, &Silent).expect("loaded");
    let dataset = &loaded.dataset;
    assert_eq!((dataset.areas.len(), dataset.localities.len(), dataset.sites.len()), (203, 18, 128));
    assert_eq!(dataset.people(), 345_316.0);
    assert!(dataset.sites.iter().any(|site| site.id == "103633" && site.name == "Hillfields Nursery School"));
    assert!(
        dataset.issues.iter().any(|issue| issue.message.contains("0 of 1218 rows")),
        "{:#?}",
        dataset.issues
    );
    let path = folder.path().join("coventry.gpkg");
    project::save(&path, dataset, &loaded.plan).expect("saved");
    assert!(project::open(&path).expect("opened") == loaded, "something was lost");
    let times = TravelTimes::compute(dataset, &loaded.plan.settings);
    let found = appraise(dataset, &times, &loaded.plan);
    let schools = &found.bau().findings.services[0];
    assert!(
        schools.coverage_people.expect("users") > 0.95,
        "a school is within 20 minutes of nearly everyone"
    );
}

#[test]
fn all_output_areas_load() {
    let folder = TempDir::new().expect("a folder");
    let Some(sites) = schools(&folder) else { return };
    let (Some(areas), Some(localities)) = (
        real("coventry/boundaries/oa11_E08000026.geojson"),
        real("coventry/boundaries/msoa11_E08000026.geojson"),
    ) else {
        return;
    };
    let inputs = Inputs {
        sites: Some(sites),
        localities: Some(localities),
        areas: Some(areas),
        mapping: Mapping::parse(&["sites.id=URN".to_owned()]).expect("a mapping"),
        ..Inputs::default()
    };
    let loaded = load::read(&inputs, &Silent).expect("loaded");
    assert_eq!((loaded.dataset.areas.len(), loaded.dataset.localities.len()), (1014, 42));
    let outside = loaded.dataset.locality_of_area.iter().filter(|locality| locality.is_none()).count();
    assert!(outside <= 10, "{outside} output areas lie outside every MSOA");
    assert!(loaded.dataset.issues.iter().any(|issue| issue.message.contains("no population")));
    let times = TravelTimes::compute(&loaded.dataset, &Plan::default().settings);
    assert_eq!(
        appraise(&loaded.dataset, &times, &loaded.plan).bau().findings.services[0].coverage_people,
        None
    );
}

#[test]
fn tables_of_two_years_and_centres_of_households_are_joined_and_counted() {
    let (Some(sites), Some(localities), Some(areas)) = (
        real("coventry/facilities/coventry_gias_20250524_open.csv"),
        real("coventry/boundaries/wards13_E08000026.geojson"),
        real("coventry/boundaries/lsoa11_E08000026.geojson"),
    ) else {
        return;
    };
    let joins = [
        ("coventry/boundaries/lsoa11_household_weighted_centroids.csv", "LSOA11CD"),
        ("coventry/census/coventry_population20_lsoa11.csv", "lsoa11_code"),
        ("coventry/census/coventry_ethnicity21_lsoa21.csv", "lsoa21_code:ethnic_group:n"),
        ("coventry/deprivation/coventry_imd2019_england_lsoa11.csv", "lsoa11_code"),
    ];
    let Some(joins) = joins
        .iter()
        .map(|(name, columns)| {
            real(name).map(|path| format!("{}:{columns}", path.display()).parse().expect("a join"))
        })
        .collect()
    else {
        return;
    };
    let mapping = [
        "sites.id=urn",
        "sites.name=establishment_name",
        "areas.population=total_population",
        "areas.point_lon=longitude",
        "areas.point_lat=latitude",
    ];
    let inputs = Inputs {
        sites: Some(sites),
        localities: Some(localities),
        areas: Some(areas),
        joins,
        mapping: Mapping::parse(&mapping.map(str::to_owned)).expect("a mapping"),
        ..Inputs::default()
    };
    let loaded = load::read(&inputs, &Silent).expect("loaded");
    let dataset = &loaded.dataset;
    assert_eq!((dataset.sites.len(), dataset.areas.len()), (128, 195));
    let first = dataset.areas.iter().find(|area| area.id == "E01009522").expect("an area of the table");
    assert_eq!((first.position.lon, first.position.lat, first.own_point), (-1.531_094, 52.423_71, true));
    let says = |words: &str| dataset.issues.iter().find(|issue| issue.message.contains(words)).expect(words);
    // Eight areas of 2011 were split in two by 2021, each with five rows: known from the official lookup.
    let mixed = says("coventry_ethnicity21_lsoa21.csv match no area");
    assert!(
        mixed.message.starts_with("80 of 1015 rows")
            && mixed
                .message
                .ends_with("8 of 195 areas have no row: its codes are of 2021 and the areas' of 2011"),
        "{}",
        mixed.message
    );
    assert_eq!(mixed.severity, hub_planner::model::Severity::Warning);
    assert_eq!(dataset.columns.get("IMD_rank").expect("a column").iter().flatten().count(), 195);
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("p.gpkg");
    project::save(&path, dataset, &loaded.plan).expect("saved");
    assert!(project::open(&path).expect("opened") == loaded, "something was lost");
}

#[test]
fn a_lookup_carries_tables_of_one_year_to_areas_of_the_other() {
    let names = [
        "coventry/facilities/coventry_gias_20250524_open.csv",
        "coventry/boundaries/wards13_E08000026.geojson",
        "coventry/boundaries/lsoa11_E08000026.geojson",
        "coventry/census/coventry_ethnicity21_lsoa21.csv",
        "coventry/lookups/coventry_lookup_lsoa11_lsoa21_ltla22.csv",
        "coventry/deprivation/coventry_imd2025_england_lsoa21.csv",
    ];
    let Some(paths) = names.iter().map(|name| real(name)).collect::<Option<Vec<_>>>() else { return };
    // Nothing is said of any file: what each is, its key and its categories are found.
    let mut inputs = Inputs::default();
    for path in &paths {
        load::take_file(&mut inputs, path).expect("a role");
    }
    let loaded = load::read(&inputs, &Silent).expect("loaded");
    let dataset = &loaded.dataset;
    let says = |words: &str| dataset.issues.iter().any(|issue| issue.message.contains(words));
    assert!(says("joined by \"lsoa21_code\" (1015 of 1015 rows hold an area's code) and pivoted"));
    assert!(says("0 of 1015 rows of coventry_ethnicity21_lsoa21.csv match no area; 0 of 195 areas"));
    assert!(says("split into equal parts") || says("carried from lsoa21_code to lsoa11_code"));
    // Five groups of all 345,316 residents of 2021, also when they are counted by the areas of 2011.
    let groups = [
        "Asian, Asian British or Asian Welsh",
        "Black, Black British, Black Welsh, Caribbean or African",
        "Mixed or Multiple ethnic groups",
        "White",
        "Other ethnic group",
    ];
    let people: f64 = groups.iter().map(|group| dataset.columns.total(group)).sum();
    let stated: f64 = 345_316.0;
    assert!((people - stated).abs() < 700.0, "{people}: the published cells are rounded");
    // The eight areas that became sixteen: their counts add up, a rank of two does not.
    let ranks = dataset.columns.get("IMD_rank").expect("ranks");
    assert_eq!(ranks.iter().filter(|rank| rank.is_none()).count(), 8);
    assert!(says("8 areas are put together from several codes; a rank or score of theirs is unknown"));
    let origin = &dataset.provenance.columns["White"];
    assert_eq!(origin.file, "coventry_ethnicity21_lsoa21.csv");
    assert_eq!(origin.column, "n where ethnic_group = White");
}

#[test]
fn output_areas_of_2011_tell_that_a_table_is_of_2021() {
    let names = [
        "coventry/facilities/coventry_gias_20250524_open.csv",
        "coventry/boundaries/msoa11_E08000026.geojson",
        "coventry/boundaries/oa11_E08000026.geojson",
        "coventry/census/coventry_household_deprivation21_oa21.csv",
    ];
    let Some(paths) = names.iter().map(|name| real(name)).collect::<Option<Vec<_>>>() else { return };
    let mut inputs = Inputs::default();
    for path in &paths {
        load::take_file(&mut inputs, path).expect("a role");
    }
    let dataset = load::read(&inputs, &Silent).expect("loaded").dataset;
    assert_eq!((dataset.localities.len(), dataset.areas.len()), (42, 1_014));
    let told = dataset.issues.iter().find(|issue| issue.message.contains("of 2021 and the areas' of 2011"));
    let told = told.expect("the years are told");
    assert!(told.message.contains("of 1014 areas have no row") && told.remedy.contains("--lookup"));
}

#[test]
fn newport_loads_with_the_welsh_index() {
    let names = [
        "newport/boundaries/newport_boundaries_wards22.geojson",
        "newport/boundaries/lsoa11_W06000022.geojson",
        "newport/census/newport_population20_lsoa11.csv",
        "newport/census/newport_ethnicity21_lsoa21.csv",
        "newport/deprivation/newport_imd2019_wales_lsoa11.csv",
    ];
    let Some(paths) = names.iter().map(|name| real(name)).collect::<Option<Vec<_>>>() else { return };
    let folder = TempDir::new().expect("a folder");
    let sites = folder.path().join("sites.csv");
    std::fs::write(&sites, "id,lon,lat,services\ninvented,-2.99,51.58,advice\n").expect("written");
    let mut inputs = Inputs::default();
    for path in std::iter::once(&sites).chain(&paths) {
        load::take_file(&mut inputs, path).expect("a role");
    }
    let dataset = load::read(&inputs, &Silent).expect("loaded").dataset;
    assert_eq!(dataset.areas.len(), 95);
    assert_eq!(dataset.columns.get("IMD_score").expect("the Welsh index").iter().flatten().count(), 95);
    let says = |words: &str| dataset.issues.iter().any(|issue| issue.message.contains(words));
    assert!(says("\"total_population\" is taken as the population"));
    assert!(says("of 2021 and the areas' of 2011"));
}

#[test]
fn a_register_without_coordinates_waits_to_be_placed() {
    let (Some(sites), Some(localities)) = (
        real("coventry/facilities/coventry_libraries_england.csv"),
        real("coventry/boundaries/coventry_boundaries_wards22.geojson"),
    ) else {
        return;
    };
    let inputs = Inputs { sites: Some(sites), localities: Some(localities), ..Inputs::default() };
    let loaded = load::read(&inputs, &Silent).expect("loaded, to be placed by hand");
    assert_eq!((loaded.dataset.sites.len(), loaded.dataset.unplaced.len()), (0, 18));
    let says = |words: &str| loaded.dataset.issues.iter().any(|issue| issue.message.contains(words));
    assert!(says("no columns of coordinates") && says("not one of its 18 sites has a place yet"));
    let dataset = &loaded.dataset;
    let placed = load::place_site(dataset, &dataset.unplaced[0].id, Position { lon: -1.51, lat: 52.41 });
    let placed = placed.expect("placed");
    assert_eq!((placed.sites.len(), placed.unplaced.len()), (1, 17));
    assert!(!placed.issues.iter().any(|issue| issue.message.contains("has a place yet")));
}

#[test]
fn coventry_with_everything_known_of_its_residents_joins_without_a_word_said() {
    let names = [
        "coventry/facilities/coventry_nhs_choices_2014_GP.csv",
        "coventry/boundaries/coventry_boundaries_wards22.geojson",
        "coventry/boundaries/lsoa21_derived.geojson",
        "coventry/census/coventry_census21_pop.csv",
        "coventry/census/coventry_disability21_lsoa21_ew.csv",
        "coventry/census/coventry_ethnicity21_lsoa21.csv",
        "coventry/census/coventry_household_tenure21_lsoa21.csv",
        "coventry/deprivation/File_7_IoD2025_coventry_cut.csv",
    ];
    let Some(paths) = names.iter().map(|name| real(name)).collect::<Option<Vec<_>>>() else { return };
    let mut inputs = Inputs::default();
    for path in &paths {
        load::take_file(&mut inputs, path).expect("a role");
    }
    let dataset = load::read(&inputs, &Silent).expect("loaded").dataset;
    assert_eq!((dataset.areas.len(), dataset.localities.len(), dataset.sites.len()), (203, 18, 78));
    assert_eq!(dataset.known_people(), Some(345_316.0));
    // The numbers of the surgeries are their own, not made up.
    assert!(dataset.sites.iter().any(|site| site.id == "16788" && site.name == "Bennetts Road North"));
    let columns = &dataset.columns;
    let known = |name: &str| columns.get(name).map_or(0, |values| values.iter().flatten().count());
    for name in [
        "Aged 65 years and over",
        "Disabled under the Equality Act",
        "White",
        "Index of Multiple Deprivation (IMD) Score",
    ] {
        assert_eq!(known(name), 203, "{name}: {:?}", columns.names().collect::<Vec<_>>());
    }
    let joined = dataset.issues.iter().filter(|issue| issue.message.ends_with("0 of 203 areas have no row"));
    assert_eq!(joined.count(), 5);
}
