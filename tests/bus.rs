//! Journeys by bus, with minutes worked out on paper; and feeds as they come, good and bad.
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use hub_planner::load::{self, Inputs, Loaded, Silent};
use hub_planner::model::{
    Area, Call, Columns, Dataset, Days, Mode, Piece, Plan, Position, Profile, Service, Settings, Severity,
    Site, Standard, Stop, Streets, Timetable, Trip, Users,
};
use hub_planner::place::haversine_m;
use hub_planner::project;
use hub_planner::reach::{Kept, Measured, TravelTimes};
use proptest::prelude::*;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

/// A place on the one street of the town: a unit is a minute's walk.
fn at(minutes: f64) -> Position {
    Position { lon: minutes * 0.001, lat: 0.0 }
}

fn clock(hours: u32, minutes: u32, seconds: u32) -> u32 {
    hours * 3600 + minutes * 60 + seconds
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Tuesday 6 January 2026, in a calendar of one week of Mondays and Tuesdays.
const TUESDAY: &str = "2026-01-06";

fn week(weekdays: [bool; 7]) -> Days {
    Days {
        weekdays,
        first: day("2026-01-05").num_days_from_ce(),
        last: day("2026-01-11").num_days_from_ce(),
        added: BTreeSet::new(),
        removed: BTreeSet::new(),
    }
}

const MONDAY: [bool; 7] = [true, false, false, false, false, false, false];
const MONDAY_AND_TUESDAY: [bool; 7] = [true, true, false, false, false, false, false];

/// A town of one street two hours long, with stops at given minutes along it and a service by bus.
struct Town {
    dataset: Dataset,
    settings: Settings,
}

impl Town {
    fn new(stops: &[f64], area: f64, site: f64) -> Self {
        let nodes: Vec<Position> = (0..=120).map(|minute| at(f64::from(minute))).collect();
        let pieces = (0..120).map(|from| Piece { from, to: from + 1, steps: false }).collect();
        let stop = |minutes: &f64| Stop {
            id: minutes.to_string(),
            name: minutes.to_string(),
            position: at(*minutes),
        };
        let service = Service {
            id: "advice".to_owned(),
            name: "Advice".to_owned(),
            users: Users::default(),
            need: std::collections::BTreeMap::new(),
            standard: Standard { mode: Mode::Bus, minutes: 30.0, profile: Profile::Normal },
            space_m2: 0.0,
            delivery_gbp: 0.0,
            duty: None,
            weight: 1.0,
        };
        let dataset = Dataset {
            sites: vec![Site {
                id: "s".to_owned(),
                name: "s".to_owned(),
                position: at(site),
                ..Site::default()
            }],
            areas: vec![Area {
                id: "a".to_owned(),
                name: "a".to_owned(),
                position: at(area),
                own_point: true,
                outline: None,
                texts: std::collections::BTreeMap::new(),
            }],
            columns: Columns(std::collections::BTreeMap::from([(
                Columns::POPULATION.to_owned(),
                vec![Some(1.0)],
            )])),
            services: vec![service],
            locality_of_area: vec![None],
            locality_of_site: vec![None],
            streets: Some(Streets { nodes, pieces }),
            timetable: Some(Timetable {
                stops: stops.iter().map(stop).collect(),
                days: vec![week(MONDAY_AND_TUESDAY), week(MONDAY)],
                routes: vec!["1".to_owned()],
                ..Timetable::default()
            }),
            ..Dataset::default()
        };
        let mut settings = Plan::default().settings;
        settings.walk_metres_per_minute = haversine_m(at(0.0), at(1.0));
        Self { dataset, settings }
    }

    /// A trip on some days that calls at stops at times; nobody gets on at the last or off at the first.
    fn trip(mut self, days: u32, calls: &[(u32, u32)]) -> Self {
        let timetable = self.dataset.timetable.as_mut().expect("a timetable");
        let first = u32::try_from(timetable.calls.len()).expect("few");
        for (place, &(stop, time)) in calls.iter().enumerate() {
            let (boards, alights) = (place + 1 < calls.len(), place > 0);
            timetable.calls.push(Call { stop, arrival: time, departure: time, boards, alights });
        }
        let end = u32::try_from(timetable.calls.len()).expect("few");
        timetable.trips.push(Trip { route: 0, days, first, end });
        self
    }

    /// Median and quartiles of the only journey, leaving in a window.
    fn over(&self, from: &str, to: &str) -> [f64; 3] {
        let mut settings = self.settings.clone();
        from.clone_into(&mut settings.bus.from);
        to.clone_into(&mut settings.bus.to);
        let times = TravelTimes::compute(&self.dataset, &settings);
        assert_eq!(times.measured(0), Measured::Bus);
        let [low, high] = times.quartiles(0).expect("by bus");
        [low, times.of_service(0), high].map(|matrix| (matrix.minutes(0, 0) * 1e6).round() / 1e6)
    }

    /// Minutes when one leaves at a minute.
    fn leaving(&self, hours: u32, minutes: u32) -> f64 {
        let next = hours * 60 + minutes + 1;
        self.over(&format!("{hours:02}:{minutes:02}"), &format!("{:02}:{:02}", next / 60, next % 60))[1]
    }
}

#[test]
fn a_bus_every_ten_minutes_is_waited_for_half_of_that_in_the_middle() {
    // Five minutes to the stop, a bus at half past the minute every ten, eight minutes of ride, five to walk.
    let mut town = Town::new(&[5.0, 45.0], 0.0, 50.0);
    for round in 0..20 {
        let leaves = clock(10, 0, 30) + round * 600;
        town = town.trip(0, &[(0, leaves), (1, leaves + 480)]);
    }
    assert_eq!(town.leaving(10, 5), 18.5);
    assert_eq!(town.leaving(10, 6), 27.5);
    // 18.5, 19.5 … 27.5 twelve times each: the 30th and 31st are 20.5, the 60th and 61st 22.5 and 23.5, the 90th and 91st 25.5.
    assert_eq!(town.over("10:00", "12:00"), [20.5, 23.0, 25.5]);
}

#[test]
fn a_connection_missed_by_a_minute_costs_the_whole_interval() {
    let town = Town::new(&[0.0, 60.0, 110.0], 0.0, 110.0)
        .trip(0, &[(0, clock(10, 0, 30)), (1, clock(10, 20, 0))])
        .trip(0, &[(1, clock(10, 19, 0)), (2, clock(10, 30, 0))])
        .trip(0, &[(1, clock(10, 49, 0)), (2, clock(11, 0, 0))]);
    assert_eq!(town.leaving(10, 0), 60.0);
    // A change takes no time: a bus that leaves on the second of arrival is caught.
    let town = town.trip(0, &[(1, clock(10, 20, 0)), (2, clock(10, 31, 0))]);
    assert_eq!(town.leaving(10, 0), 31.0);
}

#[test]
fn a_trip_past_midnight_runs_on_the_morning_after_its_day() {
    // Monday's last bus, at 25:10; it runs on Mondays only.
    let town =
        Town::new(&[0.0, 100.0], 0.0, 100.0).trip(1, &[(0, clock(25, 10, 0)), (1, clock(25, 30, 0))]).trip(
            0,
            // So that something runs on Tuesday.
            &[(1, clock(12, 0, 0)), (0, clock(12, 30, 0))],
        );
    assert_eq!(town.leaving(1, 5), 25.0);
    assert_eq!(town.leaving(1, 11), 100.0, "it has gone: one walks");
    // On Wednesday morning there is no such bus.
    let mut wednesday = town;
    wednesday.settings.bus.date = "2026-01-07".to_owned();
    assert_eq!(wednesday.leaving(1, 5), 100.0);
}

#[test]
fn nobody_rides_when_walking_is_faster_and_nobody_rides_four_times() {
    let town = Town::new(&[0.0, 10.0], 0.0, 10.0).trip(0, &[(0, clock(10, 5, 0)), (1, clock(10, 9, 0))]);
    assert_eq!(town.leaving(10, 0), 9.0, "the bus is a minute faster");
    assert_eq!(town.leaving(10, 6), 10.0, "it has gone");
    // Four rides of 25 minutes' walk each: the fourth is one change too many, so the last 25 are walked from the third.
    let mut town = Town::new(&[0.0, 25.0, 50.0, 75.0, 100.0], 0.0, 100.0);
    for ride in 0..4_u32 {
        let leaves = clock(10, 2 * ride + 1, 0);
        town = town.trip(0, &[(ride, leaves), (ride + 1, leaves + 60)]);
    }
    assert_eq!(town.leaving(10, 0), 100.0, "from the third it is more than fifteen minutes on foot");
    let mut near = town;
    near.dataset.sites[0].position = at(89.0);
    assert_eq!(near.leaving(10, 0), 6.0 + 14.0);
}

#[test]
fn where_one_may_not_board_or_alight_one_does_not() {
    let mut town = Town::new(&[0.0, 50.0, 100.0], 0.0, 100.0)
        .trip(0, &[(0, clock(10, 1, 0)), (1, clock(10, 10, 0)), (2, clock(10, 20, 0))]);
    assert_eq!(town.leaving(10, 0), 20.0);
    town.dataset.timetable.as_mut().expect("a timetable").calls[0].boards = false;
    assert_eq!(town.leaving(10, 0), 100.0);
}

#[test]
fn walks_between_stops_are_not_chained() {
    // Off at 30, on again at 54: twelve minutes to a stop at 42 and twelve more are too far, one ride more is not wanted.
    let town = Town::new(&[0.0, 30.0, 42.0, 54.0, 110.0], 0.0, 110.0)
        .trip(0, &[(0, clock(10, 1, 0)), (1, clock(10, 5, 0))])
        .trip(0, &[(3, clock(10, 40, 0)), (4, clock(10, 50, 0))])
        .trip(0, &[(2, clock(18, 0, 0)), (1, clock(18, 50, 0))]);
    assert_eq!(town.leaving(10, 0), 110.0);
}

#[test]
fn one_who_walks_more_slowly_or_at_another_hour_is_searched_anew_and_what_was_searched_is_kept() {
    let mut town = Town::new(&[5.0, 45.0], 0.0, 50.0);
    for round in 0..20 {
        let leaves = clock(10, 0, 30) + round * 600;
        town = town.trip(0, &[(0, leaves), (1, leaves + 480)]);
    }
    let times = TravelTimes::compute(&town.dataset, &town.settings);
    assert!(!times.needs_search(&town.dataset, &town.settings));
    let mut later = town.settings.clone();
    later.bus.from = "11:00".to_owned();
    assert!(!times.hold_under(&town.dataset, &later) && times.needs_search(&town.dataset, &later));
    // Kept searches give the same, and without one more search: the watch hears of none.
    let again = TravelTimes::measure(&town.dataset, &town.settings, times.kept().clone(), &|_, _| false);
    assert!(again.as_ref() == Some(&times));
    let stopped = TravelTimes::measure(&town.dataset, &town.settings, Kept::default(), &|_, _| false);
    assert!(stopped.is_none(), "it was stopped");
}

/// A trip in a random timetable: stop, seconds from there to the next, for each call; and when it leaves, minutes after ten.
fn trips() -> impl Strategy<Value = Vec<(Vec<(u32, u32)>, u32)>> {
    let calls = prop::collection::vec((0..6_u32, 60..1200_u32), 2..5);
    prop::collection::vec((calls, 0..60_u32), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn faster_walking_never_hurts_and_neither_does_one_bus_more(
        trips in trips(), area in 0..120_u32, site in 0..120_u32, faster in 1.0..2.0_f64,
    ) {
        let stops = [5.0, 25.0, 45.0, 65.0, 85.0, 110.0];
        let mut town = Town::new(&stops, f64::from(area), f64::from(site));
        // One bus, so that there is one.
        town = town.trip(0, &[(0, clock(10, 1, 0)), (1, clock(10, 3, 0))]);
        let mut before = town.leaving(10, 0);
        for (calls, minute) in trips {
            let mut time = clock(10, minute, 0);
            let timed: Vec<(u32, u32)> = calls
                .iter()
                .map(|&(stop, ride)| {
                    time += ride;
                    (stop, time)
                })
                .collect();
            town = town.trip(0, &timed);
            let now = town.leaving(10, 0);
            prop_assert!(now <= before && now <= f64::from(area.abs_diff(site)) + 1e-6, "{now}, {before} before");
            before = now;
        }
        // In a quarter of an hour one who walks faster comes to every stop that the other came to, and to more.
        town.settings.walk_metres_per_minute *= faster;
        prop_assert!(town.leaving(10, 0) <= before);
    }
}

/// A feed of the given files.
fn feed(path: &Path, files: &[(&str, &str)]) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).expect("a file"));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("started");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("finished");
}

const STOPS: &str = "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,52.4,-1.5\nB,Beta,52.41,-1.5\nC,Far,57.1,-2.1\nD,Delta,52.42,-1.5\n";
const ROUTES: &str = "route_id,route_short_name,route_type\nr,7,3\n";
const TRIPS: &str = "route_id,service_id,trip_id\nr,w,t\nr,w,f\nr,w,short\nr,w,back\nnone,w,lost\nr,w,far\n";
const CALENDAR: &str = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nw,1,1,1,1,1,0,0,20260101,20260331\n";
const TIMES: &str = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type
t,25:00:00,25:00:00,A,1,,1
t,,,B,2,,
t,25:20:00,25:21:00,D,3,1,0
f,08:00:00,08:00:00,A,1,,
f,08:10:00,08:10:00,B,5,,
short,09:00:00,09:00:00,A,1,,
back,10:00:00,10:00:00,A,1,,
back,09:00:00,09:00:00,B,2,,
ghost,10:00:00,10:00:00,A,1,,
far,10:00:00,10:00:00,C,1,,
far,10:30:00,10:30:00,C,2,,
t,not a time,25:00:00,A,9,,
";

fn files<'a>() -> Vec<(&'a str, &'a str)> {
    vec![
        ("stops.txt", STOPS),
        ("routes.txt", ROUTES),
        ("trips.txt", TRIPS),
        ("calendar.txt", CALENDAR),
        ("calendar_dates.txt", "service_id,date,exception_type\nw,20260106,2\nextra,20260404,1\n"),
        ("stop_times.txt", TIMES),
        (
            "frequencies.txt",
            "trip_id,start_time,end_time,headway_secs\nf,12:00:00,13:00:00,1200\nghost,1:00:00,2:00:00,60\n",
        ),
    ]
}

/// A project of one site and one locality with a feed.
fn with_feed(folder: &TempDir, feed: PathBuf) -> hub_planner::error::Result<Loaded> {
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("sites.csv"), "id,lon,lat,services\na,-1.5,52.4,advice\n").expect("written");
    let square = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "l", "population": 9},
        "geometry": {"type": "Polygon", "coordinates": [[[-1.6, 52.3], [-1.4, 52.3], [-1.4, 52.5], [-1.6, 52.5], [-1.6, 52.3]]]}}]}"#;
    std::fs::write(path("localities.geojson"), square).expect("written");
    let inputs = Inputs {
        sites: Some(path("sites.csv")),
        localities: Some(path("localities.geojson")),
        timetable: Some(feed),
        ..Inputs::default()
    };
    load::read(&inputs, &Silent)
}

#[test]
fn a_feed_is_read_row_by_row_and_what_is_wrong_is_counted() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("feed.zip");
    feed(&path, &files());
    let loaded = with_feed(&folder, path).expect("loaded");
    let timetable = loaded.dataset.timetable.as_ref().expect("a timetable");
    // The whole trip, and three rounds of the one that runs every twenty minutes.
    assert_eq!(timetable.trips.len(), 4);
    let calls = timetable.calls_of(&timetable.trips[0]);
    let times: Vec<(u32, u32)> = calls.iter().map(|call| (call.arrival, call.departure)).collect();
    let (one, middle) = (clock(25, 0, 0), clock(25, 10, 0));
    assert_eq!(times, [(one, one), (middle, middle), (clock(25, 20, 0), clock(25, 21, 0))]);
    let may: Vec<(bool, bool)> = calls.iter().map(|call| (call.boards, call.alights)).collect();
    assert_eq!(may, [(true, false), (true, true), (false, true)]);
    let starts: Vec<u32> =
        timetable.trips[1..].iter().map(|trip| timetable.calls_of(trip)[0].departure).collect();
    assert_eq!(starts, [clock(12, 0, 0), clock(12, 20, 0), clock(12, 40, 0)]);
    assert_eq!(timetable.stops.len(), 3, "what no trip calls at is not kept");
    // The first Tuesday is taken out by calendar_dates.
    assert_eq!(timetable.usual_day(), Some(day("2026-01-13")));
    assert_eq!(timetable.span(), Some((day("2026-01-01"), day("2026-03-31"))));
    let said: Vec<&str> = loaded
        .dataset
        .issues
        .iter()
        .filter(|issue| issue.file == "feed.zip" && issue.severity == Severity::Warning)
        .map(|issue| issue.message.as_str())
        .collect();
    for words in [
        "stop_times.txt: 1 rows cannot be read and are left out; the first is on line 13",
        "trips.txt: 1 trips name a route",
        "stop_times.txt: 1 calls name a trip",
        "frequencies.txt: 1 rows name no known trip",
        "stop_times.txt: 1 trips have fewer than two calls",
        "stop_times.txt: 1 trips go back in time",
    ] {
        assert!(said.iter().any(|message| message.contains(words)), "{words} in {said:#?}");
    }
    // It survives a save.
    let path = folder.path().join("p.gpkg");
    project::save(&path, &loaded.dataset, &loaded.plan).expect("saved");
    assert!(project::open(&path).expect("opened") == loaded, "something was lost");
}

#[test]
fn feeds_that_are_none_are_refused_with_the_reason() {
    let folder = TempDir::new().expect("a folder");
    let said = |name: &str, files: &[(&str, &str)]| {
        let path = folder.path().join(name);
        feed(&path, files);
        with_feed(&folder, path).expect_err("refused").to_string()
    };
    let without = |name: &str| files().into_iter().filter(|(file, _)| *file != name).collect::<Vec<_>>();
    let instead = |name: &'static str, text: &'static str| {
        files()
            .into_iter()
            .map(|(file, old)| (file, if file == name { text } else { old }))
            .collect::<Vec<_>>()
    };
    assert!(said("a.zip", &without("stop_times.txt")).contains("stop_times.txt missing"));
    let no_days: Vec<_> = files().into_iter().filter(|(file, _)| !file.starts_with("calendar")).collect();
    assert!(said("b.zip", &no_days).contains("on no day"));
    assert!(said("c.zip", &instead("stop_times.txt", "")).contains("no trip that can be used"));
    let elsewhere =
        "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,57.1,-2.1\nB,Beta,57.2,-2.1\nD,Delta,57.3,-2.1\n";
    assert!(said("d.zip", &instead("stops.txt", elsewhere)).contains("of another place"));
    std::fs::write(folder.path().join("text.zip"), "this is no zip").expect("written");
    let text = with_feed(&folder, folder.path().join("text.zip")).expect_err("refused").to_string();
    assert!(text.contains("cannot be read as a GTFS feed"), "{text}");
    feed(&folder.path().join("whole.zip"), &files());
    let whole = std::fs::read(folder.path().join("whole.zip")).expect("read");
    std::fs::write(folder.path().join("cut.zip"), &whole[..whole.len() / 2]).expect("written");
    let cut = with_feed(&folder, folder.path().join("cut.zip")).expect_err("refused").to_string();
    assert!(cut.contains("cannot be read as a GTFS feed"), "{cut}");
    // A hundred megabytes of one letter, packed to a tenth of one.
    let bomb = format!("{}\n", "a".repeat(100_000)).repeat(1_000);
    let bomb = said("bomb.zip", &[&without("stops.txt")[..], &[("stops.txt", &bomb)]].concat());
    assert!(bomb.contains("stops.txt unpacks to more than"), "{bomb}");
}

#[test]
fn a_loop_is_ridden_past_its_first_stop_again() {
    // The bus starts at the area's stop, goes round and passes it again on the way to the site.
    let town = Town::new(&[0.0, 40.0, 100.0], 0.0, 100.0).trip(
        0,
        &[(0, clock(10, 0, 0)), (1, clock(10, 10, 0)), (0, clock(10, 20, 0)), (2, clock(10, 30, 0))],
    );
    assert_eq!(town.leaving(10, 0), 30.0);
    assert_eq!(town.leaving(10, 15), 15.0, "it is caught as it comes by again");
    assert_eq!(day(TUESDAY).weekday(), chrono::Weekday::Tue);
}
