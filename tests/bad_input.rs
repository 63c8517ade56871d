//! Bad input: never a panic, never a silent skip. Each case says what must be told, and that the rest still loads.
#![expect(clippy::panic, reason = "a test that cannot go on reports by panicking")]

#[expect(dead_code, reason = "the desk serves several tests, and each takes what it needs")]
mod desk;

use desk::{Desk, POINT, SQUARE, collection, feature, told};
use hub_planner::error::Error;
use hub_planner::load::{self, Loaded};
use hub_planner::model::Severity;
use proptest::prelude::*;

/// A sound site, then one with these properties and this geometry.
fn two_sites(properties: &str, geometry: &str) -> String {
    let sound = r#""id": "sound", "services": ["library"]"#;
    let point = r#"{"type": "Point", "coordinates": [-1.5, 52.4]}"#;
    collection(&[feature(sound, point), feature(properties, geometry)])
}

/// A desk with this file of sites.
fn desk(sites: &[u8]) -> Desk {
    let mut desk = Desk::new();
    desk.inputs.sites = Some(desk.write("sites.geojson", sites));
    desk
}

#[track_caller]
fn loaded(sites: &str) -> Loaded {
    desk(sites.as_bytes()).load()
}

#[test]
fn a_number_of_the_wrong_type_is_told_and_unknown() {
    for (value, shown) in [
        (r#""twelve""#, "twelve"),
        ("true", "true"),
        ("[1]", "[1]"),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
        ("1e999", "1e999"),
        (r#""1e300""#, "1e300"),
        ("1e300", "1e+300"),
    ] {
        let found = loaded(&two_sites(&format!(r#""id": "odd", "running_cost_gbp": {value}"#), POINT));
        let issue = told(&found, shown);
        assert_eq!(issue.severity, Severity::Warning, "{value}");
        assert_eq!(issue.field.as_deref(), Some("running_cost_gbp"), "{value}");
        assert_eq!(issue.feature.as_deref(), Some("2 (odd)"), "{value}");
        assert_eq!(found.dataset.sites[1].running_cost_gbp, None, "{value}");
        assert_eq!(found.dataset.sites.len(), 2);
    }
}

#[test]
fn a_missing_number_is_unknown_without_a_word() {
    for value in ["null", r#""""#, r#""..""#, r#""N/A""#] {
        let found = loaded(&two_sites(&format!(r#""id": "odd", "running_cost_gbp": {value}"#), POINT));
        assert_eq!(found.dataset.sites[1].running_cost_gbp, None);
        assert!(!found.dataset.issues.iter().any(|issue| issue.field.as_deref() == Some("running_cost_gbp")));
    }
}

#[test]
fn what_cannot_be_negative_or_so_long_is_told() {
    for (property, field) in [
        (r#""floor_area_m2": -5"#, "floor_area_m2"),
        (r#""hours_per_week": 169"#, "hours_per_week"),
        (r#""gas_kwh": "-1""#, "gas_kwh"),
        (r#""step_free": "perhaps""#, "step_free"),
        (r#""services": {"library": 1}"#, "services"),
        (r#""opening_hours": "whenever""#, "opening_hours"),
        (r#""delivery_gbp": {"library": "lots"}"#, "delivery_gbp"),
    ] {
        let found = loaded(&two_sites(&format!(r#""id": "odd", {property}"#), POINT));
        let issue = found.dataset.issues.iter().find(|issue| issue.field.as_deref() == Some(field));
        assert_eq!(issue.expect(field).feature.as_deref(), Some("2 (odd)"), "{property}");
    }
}

#[test]
fn a_missing_id_is_made_up_and_told() {
    let found = loaded(&two_sites(r#""name": "No id""#, POINT));
    assert_eq!(found.dataset.sites[1].id, "feature-2");
    assert_eq!(told(&found, "no id").feature.as_deref(), Some("2"));
}

#[test]
fn a_layer_without_any_id_is_told_once_with_its_columns() {
    let found = loaded(&collection(&[
        feature(r#""building": 1, "services": "a""#, POINT),
        feature(r#""building": 2"#, POINT),
        feature(r#""building": 3"#, POINT),
    ]));
    assert_eq!(found.dataset.sites[2].id, "feature-3");
    let issue = told(&found, "no feature has an id");
    assert!(
        issue.remedy.contains("sites.id=COLUMN") && issue.remedy.contains("building"),
        "{}",
        issue.remedy
    );
    assert!(!found.dataset.issues.iter().any(|issue| issue.message.contains("it has no id")));
}

#[test]
fn the_second_of_two_equal_ids_is_left_out_and_told() {
    let found = loaded(&two_sites(r#""id": "sound", "name": "Other""#, POINT));
    assert_eq!(found.dataset.sites.len(), 1);
    let issue = told(&found, "was met before");
    assert_eq!((issue.severity, issue.feature.as_deref()), (Severity::Error, Some("2 (sound)")));
}

#[test]
fn numbers_serve_as_ids_and_so_do_feature_ids() {
    let found = loaded(&two_sites(r#""id": 12"#, POINT));
    assert_eq!(found.dataset.sites[1].id, "12");
    let text = two_sites(r#""name": "by feature""#, POINT).replacen(
        r#""properties": {"name""#,
        r#""id": 7, "properties": {"name""#,
        1,
    );
    assert_eq!(loaded(&text).dataset.sites[1].id, "7");
}

#[test]
fn an_unclosed_ring_is_closed_and_told() {
    let open =
        r#"{"type": "Polygon", "coordinates": [[[-1.6, 52.4], [-1.5, 52.4], [-1.5, 52.5], [-1.6, 52.5]]]}"#;
    let found = loaded(&two_sites(r#""id": "open""#, open));
    assert_eq!(told(&found, "not closed").feature.as_deref(), Some("2 (open)"));
    let closed = loaded(&two_sites(r#""id": "open""#, SQUARE));
    assert_eq!(found.dataset.sites[1].position, closed.dataset.sites[1].position);
}

#[test]
fn a_ring_that_crosses_itself_is_used_as_drawn_and_told() {
    let bow = r#"{"type": "Polygon", "coordinates": [[[-1.6, 52.4], [-1.5, 52.5], [-1.5, 52.4], [-1.6, 52.48], [-1.6, 52.4]]]}"#;
    let found = loaded(&two_sites(r#""id": "bow""#, bow));
    assert_eq!(told(&found, "crosses itself").feature.as_deref(), Some("2 (bow)"));
    assert_eq!(found.dataset.sites.len(), 2);
}

#[test]
fn a_bow_tie_whose_halves_cancel_out_is_used_as_drawn_and_told() {
    let bow = r#"{"type": "Polygon", "coordinates": [[[-1.6, 52.4], [-1.5, 52.5], [-1.5, 52.4], [-1.6, 52.5], [-1.6, 52.4]]]}"#;
    let found = loaded(&two_sites(r#""id": 12"#, bow));
    assert_eq!(told(&found, "crosses itself").feature.as_deref(), Some("2 (12)"));
    let site = &found.dataset.sites[1];
    let outline = site.outline.as_ref().expect("an outline");
    assert!(hub_planner::place::contains(outline, site.position), "{:?}", site.position);
}

#[test]
fn ids_of_services_that_nothing_defines_are_told_wherever_they_stand() {
    let properties = r#""id": "odd", "services": "a", "cannot_host": "b", "delivery_gbp": {"c": 1}, "clawback_service": "d""#;
    let mut desk = desk(two_sites(properties, POINT).as_bytes());
    desk.inputs.services = Some(desk.write("services.json", r#"{"services": [{"id": "library"}]}"#));
    let found = desk.load();
    for (id, field) in
        [("a", "services"), ("b", "cannot_host"), ("c", "delivery_gbp"), ("d", "clawback_service")]
    {
        let issue = told(&found, &format!("\"{id}\" is not a defined service"));
        assert_eq!((issue.feature.as_deref(), issue.field.as_deref()), (Some("odd"), Some(field)));
    }
}

#[test]
fn geometry_that_cannot_be_used_leaves_one_site_to_be_placed() {
    for (geometry, words) in [
        ("null", "no geometry"),
        (r#"{"type": "Point", "coordinates": []}"#, "not placed"),
        (r#"{"type": "Point", "coordinates": ["a", 1]}"#, "not placed"),
        (r#"{"type": "Point", "coordinates": [433000, 279000]}"#, "British National Grid"),
        (r#"{"type": "Point", "coordinates": [200, 95]}"#, "not a longitude and latitude"),
        (r#"{"type": "LineString", "coordinates": [[0, 0], [1, 1]]}"#, "neither a point nor a polygon"),
        (r#"{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}"#, "fewer than three corners"),
        (r#"{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}"#, "no area"),
        (r#"{"type": "Polygon", "coordinates": []}"#, "not placed"),
        (r#"{"type": "Blob"}"#, "not placed"),
        ("7", "not placed"),
    ] {
        let found = loaded(&two_sites(r#""id": "odd""#, geometry));
        assert_eq!(found.dataset.sites.len(), 1, "{geometry}");
        assert_eq!(found.dataset.unplaced[0].id, "odd", "{geometry}");
        let issue = told(&found, words);
        assert_eq!(
            (issue.severity, issue.feature.as_deref()),
            (Severity::Error, Some("2 (odd)")),
            "{geometry}"
        );
    }
}

#[test]
fn heights_are_read_over_and_swapped_axes_are_told() {
    let found =
        loaded(&two_sites(r#""id": "high""#, r#"{"type": "Point", "coordinates": [-1.51, 52.41, 90]}"#));
    assert_eq!(found.dataset.sites[1].position.lat, 52.41);
    let found =
        loaded(&two_sites(r#""id": "swapped""#, r#"{"type": "Point", "coordinates": [52.41, -1.51]}"#));
    told(&found, "latitude came before longitude");
}

#[test]
fn a_byte_order_mark_is_no_trouble() {
    let text = format!("\u{feff}{}", two_sites(r#""id": "b""#, POINT));
    assert_eq!(loaded(&text).dataset.sites.len(), 2);
}

#[track_caller]
fn refused(sites: &[u8], words: &str) {
    match desk(sites).read() {
        Ok(_) => panic!("it was loaded"),
        Err(error) => assert!(error.to_string().contains(words), "\"{error}\" does not say \"{words}\""),
    }
}

#[test]
fn a_file_without_anything_usable_is_an_error_in_words() {
    let whole = two_sites(r#""id": "b""#, POINT);
    refused(&whole.as_bytes()[..whole.len() / 2], "cut short");
    refused(b"", "ends in the middle");
    refused(b"<html></html>", "not JSON");
    refused(b"\xff\xfe\x00", "not JSON");
    refused(b"[1, 2]", "not GeoJSON");
    refused(br#"{"type": "FeatureCollection"}"#, "without a list of features");
    refused(br#"{"type": "Point", "coordinates": [0, 0]}"#, "bare Point");
    refused(br#"{"type": "FeatureCollection", "features": []}"#, "the collection is empty");
    refused(collection(&[feature(r#""id": "a""#, "null")]).as_bytes(), "no geometry");
    refused(br#"{"type": "FeatureCollection", "features": [1, null, "x", {}]}"#, "no usable site");
}

#[test]
fn a_missing_file_is_named() {
    let mut desk = desk(b"");
    desk.inputs.sites = Some(desk.path().join("nowhere.geojson"));
    let error = desk.read().expect_err("no file");
    assert!(error.to_string().starts_with("cannot read nowhere.geojson"), "{error}");
}

#[test]
fn tables_are_counted_both_ways_and_never_joined_in_silence() {
    let mut desk = desk(two_sites(r#""id": "b""#, POINT).as_bytes());
    desk.areas(&[feature(r#""id": "x""#, SQUARE), feature(r#""id": "y", "population": 5"#, POINT)]);
    let table = "\u{feff}code,\"age, young\",odd\r\nx,\"1,200\",\"two\nlines\"\r\nz,3,a\r\nx,9,b\r\n\r\n";
    desk.join("wide.csv", table, "code");
    let found = desk.load();
    assert_eq!(found.dataset.columns.value("age, young", 0), Some(1200.0));
    assert_eq!(found.dataset.areas[0].texts.get("odd").map(String::as_str), Some("two\nlines"));
    told(&found, "1 of 3 rows of wide.csv match no area; 1 of 2 areas have no row");
    told(&found, "1 row repeats an area");

    let long = "code,band,n\nx,0-15,10\nx,65+,4\ny,0-15,..\ny,65+,7\n";
    desk.inputs.joins.clear();
    desk.join("long.csv", long, "code:band:n");
    let found = desk.load();
    assert_eq!(found.dataset.columns.get("65+"), Some(&[Some(4.0), Some(7.0)][..]));
    assert_eq!(found.dataset.columns.get("0-15"), Some(&[Some(10.0), None][..]));
    told(&found, "0 of 4 rows of long.csv match no area; 0 of 2 areas have no row");

    desk.inputs.joins.clear();
    desk.join("long.csv", long, "LSOA");
    let found = desk.load();
    assert_eq!(told(&found, "no column \"LSOA\"").severity, Severity::Error);
}

#[test]
fn decisions_that_cannot_be_are_refused_with_their_place() {
    let desk = Desk::new();
    for (plan, words) in [
        (r#"{"options": [{"id": "A", "sites": {"s": {"action": "reduce"}}}]}"#, "reduce_share is missing"),
        (r#"{"options": [{"id": "bau"}]}"#, "reserved"),
        (r#"{"options": [{"id": "A"}, {"id": "A"}]}"#, "used twice"),
        (r#"{"options": [{"id": "A", "sites": {"s": {"action": "demolish"}}}]}"#, "demolish"),
        (r#"{"options": [{"id": "A", "moves": [{"service": "x", "share": 2}]}]}"#, "share"),
        (r#"{"options": [{"id": "A", "sites": {"s": {"from": "2026-13"}}}]}"#, "2026-13"),
        (r#"{"settings": {"need_multiplier": 0.5}}"#, "need_multiplier"),
        (r#"{"settings": {"horizon_years": 0}}"#, "horizon_years"),
        (r#"{"schema": 2}"#, "newer version"),
        (r#"{"settings": {"weights": {"beauty": 1}}}"#, "beauty"),
        ("{", "cut short"),
        (
            "{\n \"options\": [{\"id\": \"A\",\n \"sites\": {\"s\": {\"from\": \"2026-1\"}}}]}",
            "line 3, column",
        ),
        (r#"{"settings": {"walk_metres_per_minute": 0}}"#, "walk_metres_per_minute"),
        (r#"{"settings": {"horizon_years": 126}}"#, "horizon_years"),
        (r#"{"settings": {"co_location_saving": 1.5}}"#, "co_location_saving"),
        (r#"{"settings": {"bus": {"from": "25:00"}}}"#, "bus.from"),
        (r#"{"settings": {"bus": {"from": "12:00", "to": "10:00"}}}"#, "later than"),
        (r#"{"settings": {"bus": {"date": "Tuesday"}}}"#, "bus.date"),
        (r#"{"settings": {"find": {"min_sites": 5, "max_sites": 2}}}"#, "min_sites"),
        (r#"{"settings": {"find": {"per_locality": {"l": [3, 1]}}}}"#, "per_locality"),
        (r#"{"settings": {"find": {"prices": "cheap"}}}"#, "prices must be"),
        (r#"{"settings": {"find": {"prices": []}}}"#, "prices must be"),
        (r#"{"settings": {"find": {"prices": [0.1, -0.1]}}}"#, "prices must be"),
        (r#"{"settings": {"carbon_kg_per_kwh": {"gas": -1}}}"#, "carbon_kg_per_kwh.gas"),
        (r#"{"settings": {"discount": [{"from_year": 0, "rate": NaN}]}}"#, "line 1, column"),
        (r#"{"options": [{"id": "A", "moves": [{"service": "x"}]}]}"#, "neither from nor to"),
    ] {
        let error = load::read_plan(&desk.write("plan.json", plan)).expect_err(plan);
        assert!(error.to_string().contains(words), "{plan}: {error}");
    }
    let plan = desk.write("plan.json", r#"{"optoins": [], "options": [{"id": "A", "status": "discarded"}]}"#);
    let (_, issues) = load::read_plan(&plan).expect("a plan");
    for words in ["\"optoins\" is not known", "without a reason"] {
        assert!(issues.iter().any(|issue| issue.message.contains(words)), "{words}: {issues:?}");
    }
}

#[test]
fn services_and_blueprints_that_cannot_be_are_refused_and_odd_ones_told() {
    let with = |services: &str, blueprint: &str| -> Result<Loaded, Error> {
        let mut desk = desk(two_sites(r#""id": "b""#, POINT).as_bytes());
        desk.inputs.services = Some(desk.write("services.json", services));
        desk.inputs.blueprint = Some(desk.write("blueprint.json", blueprint));
        desk.read()
    };
    let (services, blueprint) = (r#"{"services": [{"id": "library"}]}"#, r#"{"tiers": [], "rules": []}"#);
    for (services, blueprint, words) in [
        (r#"{"services": [{"id": "x", "weight": -1}]}"#, blueprint, "weight must be 0 or more"),
        (
            r#"{"services": [{"id": "x", "standard": {"minutes": 0}}]}"#,
            blueprint,
            "minutes must be more than 0",
        ),
        (r#"{"services": [{"id": "x", "standard": {"minutes": 5, "mode": "fly"}}]}"#, blueprint, "fly"),
        (r#"{"services": [{"id": "x", "users": "everybody"}]}"#, blueprint, "line 1, column"),
        (r#"{"services": [{"id": "x", "users": "everybody"}]}"#, blueprint, "users must be"),
        (r#"{"services": [{"name": "x"}]}"#, blueprint, "missing field `id`"),
        (
            services,
            r#"{"rules": [{"id": "r", "each_locality": {"service": "library", "coverage_people": 80}}]}"#,
            "coverage_people must be between 0 and 1",
        ),
        (
            services,
            r#"{"rules": [{"id": "r", "city": {"service": "library", "at_least": 1, "or_within_minutes": -5}}]}"#,
            "or_within_minutes must be more than 0",
        ),
        (services, r#"{"rules": [{"id": "r", "city": {"tier": "hub"}, "site": "b"}]}"#, "exactly one of"),
        (services, r#"{"tiers": [{"id": "hub", "min_hours_per_week": 200}]}"#, "min_hours_per_week"),
    ] {
        let error = with(services, blueprint).expect_err(words).to_string();
        assert!(error.contains(words), "\"{error}\" does not say \"{words}\"");
    }
    let found = with(
        r#"{"sercives": 1, "services": [{"id": "library", "colour": 1, "users": {"column": "children"}, "need": {"IMD_rank": 1}}, {"id": "library"}]}"#,
        r#"{"tiers": [{"id": "hub"}, {"id": "hub"}], "rules": [{"id": "r", "site": "nowhere", "keeps": "baths"},
            {"id": "q", "city": {"tier": "palace", "at_least": 1}}, {"id": "q", "city": {"tier": "hub", "at_least": 1}}]}"#,
    )
    .expect("usable");
    for words in [
        "\"sercives\" is not known",
        "\"services.0.colour\" is not known",
        "the service \"library\" is defined twice",
        "counted by \"children\"",
        "looks like a rank or decile",
        "the tier \"hub\" is defined twice",
        "the rule \"q\" is defined twice",
        "the site \"nowhere\", which is not defined",
        "the service \"baths\", which is not defined",
        "the tier \"palace\", which is not defined",
    ] {
        told(&found, words);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_of_bytes_makes_it_panic(changes in prop::collection::vec((0..2000_usize, any::<u8>()), 1..6), cut in 0..2000_usize) {
        let mut bytes = two_sites(r#""id": "b", "floor_area_m2": "1,200", "services": "a;b", "delivery_gbp": {"a": 1}"#, SQUARE).into_bytes();
        for (place, byte) in changes {
            let length = bytes.len();
            bytes[place % length] = byte;
        }
        if cut < bytes.len() {
            bytes.truncate(bytes.len() - cut / 4);
        }
        let _either_is_fine = desk(&bytes).read();
    }
}
