//! Files that councils really send, one table row each: what is told of it, and where. `tests/bad` holds the files.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use hub_planner::load::{self, Inputs, Silent};
use hub_planner::model::Severity;
use tempfile::TempDir;

use Outcome::{Refused, Told};
use Part::{Areas, Blueprint, Join, Localities, Plan, Services, Sites};

/// What a file is given as; everything else is sound.
#[derive(Debug, Clone, Copy)]
enum Part {
    Sites,
    Localities,
    Areas,
    Join,
    Services,
    Blueprint,
    Plan,
}

/// What must come of it.
#[derive(Debug, Clone, Copy)]
enum Outcome {
    /// An error with the words.
    Refused,
    /// An Issue of this severity with the words; the rest loads.
    Told(Severity),
}

/// File, given as, outcome, words of the message, field and feature (empty: none).
type Row = (&'static str, Part, Outcome, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("export_cut_short.geojson", Sites, Refused, "cut short", "", ""),
    ("empty.geojson", Sites, Refused, "ends in the middle", "", ""),
    ("login_page.geojson", Sites, Refused, "web page", "", ""),
    ("service_error.geojson", Sites, Refused, "no \"type\"", "", ""),
    ("arcgis_json.geojson", Sites, Refused, "Esri", "", ""),
    ("no_features.geojson", Sites, Refused, "the collection is empty", "", ""),
    ("features_null.geojson", Sites, Refused, "without a list of features", "", ""),
    ("bare_geometry.geojson", Sites, Refused, "bare Point", "", ""),
    ("list_of_rows.geojson", Sites, Refused, "not GeoJSON", "", ""),
    ("topology.geojson", Sites, Refused, "TopoJSON", "", ""),
    ("comment_in_json.geojson", Sites, Refused, "not JSON", "", ""),
    ("trailing_comma.geojson", Sites, Refused, "not JSON", "", ""),
    ("single_quotes.geojson", Sites, Refused, "not JSON", "", ""),
    ("feature_not_object.geojson", Sites, Told(Severity::Error), "it is not a feature", "geometry", "2"),
    ("no_geometry.geojson", Sites, Told(Severity::Error), "it has no geometry", "geometry", "2 (annexe)"),
    ("line_among_points.geojson", Sites, Told(Severity::Error), "neither a point nor a polygon", "geometry", "2 (path)"),
    ("two_points_in_one.geojson", Sites, Told(Severity::Error), "2 points where one is needed", "geometry", "2 (pair)"),
    ("coordinates_as_text.geojson", Sites, Told(Severity::Error), "cannot be read", "geometry", "2 (text)"),
    ("empty_point.geojson", Sites, Told(Severity::Error), "so it is not placed", "geometry", "2 (nowhere)"),
    ("one_coordinate.geojson", Sites, Told(Severity::Error), "so it is not placed", "geometry", "2 (half)"),
    ("collection_of_lines.geojson", Sites, Told(Severity::Error), "neither a point nor a polygon", "geometry", "2 (mixed)"),
    ("compressed.geojson", Sites, Refused, "unpack it", "", ""),
    ("map.kml", Sites, Refused, "the map has no placemarks", "", ""),
    ("map_on_a_server.kml", Sites, Refused, "which is never fetched", "", ""),
    ("map_cut_short.kml", Sites, Refused, "cut short", "", ""),
    ("map_in_words.kml", Sites, Told(Severity::Error), "its coordinates \"Broadgate\" cannot be read", "geometry", "2"),
    ("map_with_pages.kml", Sites, Told(Severity::Warning), "2 of 2 placemarks keep their properties as a web page", "description", ""),
    ("map_of_wards_without_edge.kml", Localities, Told(Severity::Error), "fewer than three corners", "geometry", "2"),
    ("spreadsheet_2003.xls", Sites, Refused, "save it as .xlsx", "", ""),
    ("features.gml", Sites, Refused, "not KML: it begins with \"FeatureCollection\"", "", ""),
    ("zero_zero.geojson", Sites, Told(Severity::Error), "0, 0", "geometry", "2 (unplaced)"),
    ("nested_too_deeply.geojson", Sites, Refused, "nested", "", ""),
    ("no_ids.geojson", Sites, Told(Severity::Warning), "no feature has an id", "id", ""),
    ("one_id_missing.geojson", Sites, Told(Severity::Warning), "it has no id", "id", "2"),
    ("same_id_other_building.geojson", Sites, Told(Severity::Error), "met before", "id", "2 (hall)"),
    ("exported_twice.geojson", Sites, Told(Severity::Note), "1 feature repeats an earlier one exactly and was dropped: 2", "", ""),
    ("features_a_line_one_broken.geojsonl", Sites, Told(Severity::Error), "the line is not JSON", "", "2"),
    ("web_mercator.geojson", Sites, Refused, "EPSG::3857", "", ""),
    ("web_mercator_undeclared.geojson", Sites, Refused, "Web Mercator", "", ""),
    ("utm_declared.geojson", Sites, Refused, "EPSG:32630", "", ""),
    ("grid_undeclared.geojson", Sites, Told(Severity::Note), "British National Grid", "crs", ""),
    ("grid_declared_as_degrees.geojson", Sites, Told(Severity::Warning), "declares longitude and latitude", "crs", ""),
    ("one_on_grid.geojson", Sites, Told(Severity::Error), "British National Grid easting", "geometry", "2 (odd)"),
    ("axes_swapped.geojson", Sites, Told(Severity::Warning), "latitude came before longitude", "geometry", ""),
    ("beyond_the_pole.geojson", Sites, Told(Severity::Error), "not a longitude and latitude", "geometry", "2 (odd)"),
    ("site_in_another_county.geojson", Sites, Told(Severity::Warning), "1 site lies outside every locality: far", "", ""),
    ("money_in_words.geojson", Sites, Told(Severity::Warning), "is not a number", "running_cost_gbp", "2 (odd)"),
    ("not_a_number.geojson", Sites, Told(Severity::Warning), "NaN", "running_cost_gbp", "2 (odd)"),
    ("area_below_zero.geojson", Sites, Told(Severity::Warning), "-250 cannot be", "floor_area_m2", "2 (odd)"),
    ("hours_beyond_a_week.geojson", Sites, Told(Severity::Warning), "between 0 and 168", "hours_per_week", "2 (odd)"),
    ("hours_in_words.geojson", Sites, Told(Severity::Warning), "cannot be counted", "opening_hours", "2 (odd)"),
    ("step_free_partly.geojson", Sites, Told(Severity::Warning), "not yes or no", "step_free", "2 (odd)"),
    ("services_as_object.geojson", Sites, Told(Severity::Warning), "list of ids", "services", "2 (odd)"),
    ("delivery_in_words.geojson", Sites, Told(Severity::Warning), "is not an amount", "delivery_gbp", "2 (odd)"),
    ("service_misspelt.geojson", Sites, Told(Severity::Warning), "\"libary\" is not a defined service", "services", "odd"),
    ("ring_not_closed.geojson", Localities, Told(Severity::Warning), "not closed", "geometry", "1 (a)"),
    ("ward_crosses_itself.geojson", Localities, Told(Severity::Warning), "its outer ring crosses itself", "geometry", "1 (a)"),
    ("hole_outside.geojson", Localities, Told(Severity::Warning), "its hole 1 is not within", "geometry", "1 (a)"),
    ("parts_overlap.geojson", Localities, Told(Severity::Warning), "two of its parts overlap", "geometry", "1 (a)"),
    ("two_corners.geojson", Localities, Told(Severity::Error), "fewer than three corners", "geometry", "2 (b)"),
    ("no_area.geojson", Localities, Told(Severity::Error), "no area", "geometry", "2 (b)"),
    ("wards_as_points.geojson", Localities, Refused, "a locality must be a polygon", "", ""),
    ("wards_overlap.geojson", Localities, Told(Severity::Warning), "\"Ward a\" and \"Ward b\" overlap (76.", "geometry", ""),
    ("gap_between_wards.geojson", Localities, Told(Severity::Warning), "there is a gap between \"Ward a\" and \"Ward b\"", "geometry", ""),
    ("ward_twice.geojson", Localities, Told(Severity::Note), "repeats an earlier one exactly", "", ""),
    ("ward_old_and_new.geojson", Localities, Told(Severity::Error), "met before", "id", "2 (a)"),
    ("ward_population_below_zero.geojson", Localities, Told(Severity::Warning), "cannot be below 0", "population", "a"),
    ("wards_without_population.geojson", Localities, Told(Severity::Warning), "no population", "population", ""),
    ("wards_empty_polygon.geojson", Localities, Told(Severity::Error), "left out", "geometry", "2 (b)"),
    ("suppressed_population.geojson", Areas, Told(Severity::Warning), "the population of 1 area is unknown", "population", ""),
    ("population_in_words.geojson", Areas, Told(Severity::Warning), "fewer than 10", "population", "1 (E01)"),
    ("areas_of_another_city.geojson", Areas, Told(Severity::Warning), "1 area lies outside every locality: E01", "", ""),
    ("area_point_nowhere.geojson", Areas, Told(Severity::Warning), "are no place", "point_lon", "1 (x)"),
    ("areas_codes_only.csv", Areas, Refused, "no columns of coordinates", "", ""),
    ("areas_repeated_rows.csv", Areas, Told(Severity::Note), "1 row repeats an earlier one exactly and was dropped: 4", "", ""),
    ("empty.csv", Sites, Refused, "the table is empty", "", ""),
    ("header_only.csv", Sites, Refused, "no usable site", "", ""),
    ("no_coordinates.csv", Sites, Refused, "no columns of coordinates", "", ""),
    ("coordinates_in_words.csv", Sites, Told(Severity::Error), "are not coordinates", "geometry", "3 (annexe)"),
    ("half_a_coordinate.csv", Sites, Told(Severity::Error), "are not coordinates", "geometry", "3 (annexe)"),
    ("stray_comma.csv", Sites, Told(Severity::Warning), "more cells than the header", "", ""),
    ("heading_repeated.csv", Sites, Told(Severity::Note), "is repeated", "UPRN", ""),
    ("title_above.csv", Sites, Told(Severity::Note), "above the header", "", ""),
    ("header_on_each_page.csv", Sites, Told(Severity::Note), "header is repeated once", "", ""),
    ("footnote.csv", Sites, Told(Severity::Note), "taken as a footnote", "", ""),
    ("windows_1252.csv", Sites, Told(Severity::Note), "windows-1252", "", ""),
    ("utf_16.tsv", Sites, Told(Severity::Note), "UTF-16LE", "", ""),
    ("quote_never_closed.csv", Sites, Refused, "quot", "", ""),
    ("zero_bytes.csv", Sites, Refused, "no columns of coordinates", "", ""),
    ("semicolons_and_decimal_commas.csv", Sites, Refused, "decimal comma", "", ""),
    ("rows_swapped_axes.csv", Sites, Told(Severity::Warning), "latitude came before longitude", "geometry", ""),
    ("register_postcode_unknown.csv", Sites, Told(Severity::Error), "no geometry", "geometry", "3 (annexe)"),
    ("same_asset_two_rows.csv", Sites, Told(Severity::Error), "met before", "id", "3 (hall)"),
    ("column_mapped_away.csv", Sites, Told(Severity::Warning), "no feature has an id", "id", ""),
    ("join_wrong_key.csv", Join, Told(Severity::Error), "no column \"code\"", "code", ""),
    ("join_other_codes.csv", Join, Told(Severity::Warning), "2 of 2 rows", "code", ""),
    ("join_repeated_area.csv", Join, Told(Severity::Warning), "1 row repeats an area", "", ""),
    ("join_repeated_row.csv", Join, Told(Severity::Note), "1 row repeats an earlier one exactly", "", ""),
    ("join_words_among_numbers.csv", Join, Told(Severity::Warning), "is not a number", "score", "y"),
    ("join_column_already_there.csv", Join, Told(Severity::Warning), "already have a column", "population", ""),
    ("join_empty.csv", Join, Refused, "the table is empty", "", ""),
    ("services_list.json", Services, Refused, "a list where an object", "", ""),
    ("services_no_id.json", Services, Refused, "missing field `id`", "", ""),
    ("services_twice.json", Services, Told(Severity::Error), "is defined twice", "id", "library"),
    ("services_minutes_zero.json", Services, Refused, "standard.minutes", "", ""),
    ("services_misspelt_key.json", Services, Told(Severity::Warning), "wieght", "services.0.wieght", ""),
    ("services_unknown_column.json", Services, Told(Severity::Warning), "which the areas do not have", "users", "library"),
    ("services_mode.json", Services, Refused, "tram", "", ""),
    ("services_empty.json", Services, Told(Severity::Error), "no service is defined", "services", ""),
    ("blueprint_unknown_tier.json", Blueprint, Told(Severity::Warning), "hub", "tier", "r"),
    ("blueprint_cut_short.json", Blueprint, Refused, "cut short", "", ""),
    ("blueprint_rule_without_test.json", Blueprint, Refused, "line 1", "", ""),
    ("plan_newer.json", Plan, Refused, "newer version", "", ""),
    ("plan_reserved_option.json", Plan, Refused, "reserved", "", ""),
    ("plan_bad_month.json", Plan, Refused, "Sept 26", "", ""),
    ("plan_reduce_by_nothing.json", Plan, Refused, "reduce_share is missing", "", ""),
    ("plan_unknown_action.json", Plan, Refused, "sell", "", ""),
    ("plan_discarded_without_reason.json", Plan, Told(Severity::Warning), "discarded without a reason", "reason", "A"),
    ("shape_alone.shp", Sites, Refused, ".dbf", "", ""),
    ("shape_without_table.shp", Sites, Refused, ".dbf", "", ""),
    ("shape_without_prj.shp", Sites, Told(Severity::Warning), "it has no .prj", "crs", ""),
    ("shape_web_mercator.shp", Sites, Refused, "Web_Mercator", "", ""),
    ("tables_only.gpkg", Sites, Refused, "gpkg_contents", "", ""),
    ("no_layer.gpkg", Sites, Refused, "no feature layer", "", ""),
    ("damaged.gpkg", Sites, Refused, "malformed", "", ""),
    ("excel_97.xls", Sites, Refused, "save it as .xlsx or CSV", "", ""),
    ("rows_repeated_without_end.ods", Sites, Refused, "with those that are repeated", "", ""),
    ("damaged.xlsx", Sites, Refused, "spreadsheet", "", ""),
    ("a_letter.xlsx", Sites, Refused, "spreadsheet", "", ""),
    ("scan.pdf.csv", Sites, Refused, "PDF", "", ""),
    ("a_letter.json", Services, Refused, "PDF", "", ""),
    ("archive.geojson", Sites, Refused, "zip archive", "", ""),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad")
}

/// Sound files, with one of them replaced.
fn inputs(desk: &TempDir, part: Part, file: &Path) -> Inputs {
    let write = |name: &str, text: &str| {
        let path = desk.path().join(name);
        fs::write(&path, text).expect("written");
        Some(path)
    };
    let square =
        r#"{"type": "Polygon", "coordinates": [[[-2, 52], [-1, 52], [-1, 53], [-2, 53], [-2, 52]]]}"#;
    let locality = format!(
        r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {{"id": "l", "population": 1000}}, "geometry": {square}}}]}}"#
    );
    let mut inputs = Inputs {
        sites: write("sites.csv", "id,lon,lat,services\nhall,-1.51,52.41,library\n"),
        localities: write("localities.geojson", &locality),
        services: write("services.json", r#"{"services": [{"id": "library"}]}"#),
        ..Inputs::default()
    };
    let path = file.to_owned();
    let file = Some(path.clone());
    match part {
        Sites => inputs.sites = file,
        Localities => inputs.localities = file,
        Areas => inputs.areas = file,
        Join => {
            inputs.areas = write("areas.csv", "id,lon,lat,population\nx,-1.5,52.4,10\ny,-1.4,52.4,20\n");
            let spec = format!("{}:code", path.display());
            inputs.joins = vec![spec.parse().expect("a join")];
        }
        Services => inputs.services = file,
        Blueprint => inputs.blueprint = file,
        Plan => inputs.plan = file,
    }
    inputs
}

/// What is wrong with how a row's file is told; `None` when all is as expected.
fn failure(&(name, part, outcome, words, field, feature): &Row) -> Option<String> {
    let desk = TempDir::new().expect("a folder");
    let result = load::read(&inputs(&desk, part, &folder().join(name)), &Silent);
    match (outcome, result) {
        (Refused, Err(error)) => {
            // Words of the file's own name prove nothing.
            let said = error.to_string().replace(name, "FILE");
            (!said.contains(words)).then(|| format!("{name}: \"{said}\" does not say \"{words}\""))
        }
        (Refused, Ok(found)) => Some(format!("{name}: loaded with {:#?}", found.dataset.issues)),
        (Told(_), Err(error)) => Some(format!("{name}: refused: {error}")),
        (Told(severity), Ok(found)) => {
            let is_it = |issue: &&hub_planner::model::Issue| {
                issue.severity == severity
                    && issue.message.contains(words)
                    && issue.field.as_deref().unwrap_or("") == field
                    && issue.feature.as_deref().unwrap_or("") == feature
            };
            match found.dataset.issues.iter().find(is_it) {
                Some(issue) if issue.remedy.is_empty() => Some(format!("{name}: no remedy")),
                Some(_) => None,
                None => Some(format!("{name}: {:#?}", found.dataset.issues)),
            }
        }
    }
}

#[test]
fn every_bad_file_is_told_in_the_right_words_at_the_right_place() {
    let failures: Vec<String> = TABLE.iter().filter_map(failure).collect();
    assert!(failures.is_empty(), "{} of {} files:\n{}", failures.len(), TABLE.len(), failures.join("\n"));
}

#[test]
fn every_bad_file_has_its_row() {
    let listed: BTreeSet<&str> = TABLE.iter().map(|row| row.0).collect();
    assert_eq!(listed.len(), TABLE.len(), "a file is listed twice");
    for entry in fs::read_dir(folder()).expect("the folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let ending = Path::new(&name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        // The parts that stand beside a .shp belong to its row.
        assert!(["md", "dbf", "shx", "prj"].contains(&ending) || listed.contains(name.as_str()), "{name}");
    }
}
