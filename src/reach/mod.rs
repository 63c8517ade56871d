//! Minutes from every area to every site, by each mode and profile that a service asks for.
//!
//! What is found depends on the Dataset and on the speed settings only, so one [`Matrix`] serves every option and every edit.

mod bus;
mod catchment;
mod chains;
pub mod graph;
mod kept;
mod matrix;
mod straight_line;
mod walk;

use chrono::{NaiveDate, NaiveTime, Timelike};

use crate::model::{Dataset, Mode, Profile, Settings};

pub use bus::Window;
pub use catchment::{Ground, catchments, minutes_to};
pub use kept::{Kept, Searched};
pub use matrix::{Matrix, Near};
pub use walk::Network;

/// How a matrix was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measured {
    /// In a straight line, with circuity.
    StraightLine,
    /// On foot over the street network.
    Walk,
    /// On foot and by timetabled bus; the median over the window of departures.
    Bus,
}

/// The matrices that a Dataset's services need.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TravelTimes {
    matrices: Vec<((Measured, Profile), Matrix)>,
    of_service: Vec<usize>,
    /// 25th and 75th percentile of the minutes by bus, by profile.
    quartiles: Vec<(Profile, [Matrix; 2])>,
    /// What need not be searched again.
    kept: Kept,
    /// The digest of the facts.
    facts: String,
    speed: Option<Speed>,
}

/// The settings that travel times depend on.
#[derive(Debug, Clone, PartialEq)]
struct Speed {
    metres_per_minute: f64,
    circuity: f64,
    /// The window of departures, where buses are asked for.
    window: Option<Window>,
}

impl Speed {
    fn of(dataset: &Dataset, settings: &Settings) -> Self {
        let by_bus = dataset.services.iter().any(|service| service.standard.mode == Mode::Bus);
        Self {
            metres_per_minute: settings.walk_metres_per_minute,
            circuity: settings.circuity,
            window: by_bus.then(|| window(dataset, settings).ok()).flatten(),
        }
    }
}

/// The window of bus departures, or why there is none.
pub fn window(dataset: &Dataset, settings: &Settings) -> Result<Window, String> {
    let bus = &settings.bus;
    let (Some(_), Some(timetable)) = (&dataset.streets, &dataset.timetable) else {
        return Err("buses need streets and a timetable".to_owned());
    };
    let date = if bus.date == "auto" {
        timetable
            .usual_day()
            .ok_or("on no Tuesday of its calendar does the timetable run anything; set a date")?
    } else {
        bus.date
            .parse::<NaiveDate>()
            .map_err(|_not_a_date| format!("\"{}\" is no date like 2026-03-10; nor is it auto", bus.date))?
    };
    let minute = |text: &str| -> Result<u32, String> {
        let time = NaiveTime::parse_from_str(text, "%H:%M");
        let minute = time.map(|time| time.hour() * 60 + time.minute());
        // Midnight at the end of the day.
        if text == "24:00" {
            Ok(24 * 60)
        } else {
            minute.map_err(|_not_a_time| format!("\"{text}\" is no time like 10:00"))
        }
    };
    let (from, to) = (minute(&bus.from)?, minute(&bus.to)?);
    if from >= to {
        return Err(format!("the window of departures ends at {} and begins at {}", bus.to, bus.from));
    }
    Ok(Window { date, from, to })
}

/// How a service's minutes are measured with what is there: by bus or over streets where they are given and asked for, else
/// in a straight line.
fn measured(dataset: &Dataset, mode: Mode, window: Option<Window>) -> Measured {
    match mode {
        Mode::Bus if window.is_some() => Measured::Bus,
        Mode::Walk | Mode::Bus if dataset.streets.is_some() => Measured::Walk,
        Mode::StraightLine | Mode::Walk | Mode::Bus => Measured::StraightLine,
    }
}

/// How the minutes of a service that asks for this mode are measured under these settings.
pub fn way(dataset: &Dataset, settings: &Settings, mode: Mode) -> Measured {
    measured(dataset, mode, Speed::of(dataset, settings).window)
}

/// Is told what is being done and the share of it that is done, 0 to 1; says whether to go on.
pub type Watch<'a> = &'a (dyn Fn(&str, f64) -> bool + Sync);

impl TravelTimes {
    /// Computes one matrix for each way of measuring and profile among the services.
    ///
    /// What cannot be measured as a service asks (no streets, no timetable) is measured by the next best; the appraisal
    /// raises an Issue.
    pub fn compute(dataset: &Dataset, settings: &Settings) -> Self {
        // Nobody stops it, so there is always a result.
        Self::measure(dataset, settings, Kept::default(), &|_, _| true).unwrap_or_default()
    }

    /// The same with searches that were kept, watched; `None` when it was stopped.
    pub fn measure(dataset: &Dataset, settings: &Settings, kept: Kept, watch: Watch<'_>) -> Option<Self> {
        Self::with(dataset, settings, kept::of_facts(dataset), kept, watch)
    }

    /// The same facts under other settings: ways that were searched are not searched again.
    #[must_use]
    pub fn under(self, dataset: &Dataset, settings: &Settings) -> Self {
        Self::with(dataset, settings, self.facts, self.kept, &|_, _| true).unwrap_or_default()
    }

    fn with(
        dataset: &Dataset,
        settings: &Settings,
        facts: String,
        kept: Kept,
        watch: Watch<'_>,
    ) -> Option<Self> {
        let speed = Speed::of(dataset, settings);
        let mut made = Self { kept, facts, ..Self::default() };
        for service in &dataset.services {
            let profile = service.standard.profile;
            let key = (measured(dataset, service.standard.mode, speed.window), profile);
            let found = made.matrices.iter().position(|(known, _)| *known == key);
            let place = if let Some(place) = found {
                place
            } else {
                let matrix = made.matrix(dataset, settings, key.0, profile, speed.window, watch)?;
                made.matrices.push((key, matrix));
                made.matrices.len() - 1
            };
            made.of_service.push(place);
        }
        log::info!("journeys are known by {} ways of measuring", made.matrices.len());
        Some(Self { speed: Some(speed), ..made })
    }

    /// One matrix, searched unless it was kept.
    fn matrix(
        &mut self,
        dataset: &Dataset,
        settings: &Settings,
        measured: Measured,
        profile: Profile,
        window: Option<Window>,
        watch: Watch<'_>,
    ) -> Option<Matrix> {
        let (areas, sites) = (dataset.area_positions(), dataset.site_positions());
        let (Some(streets), true) = (&dataset.streets, measured != Measured::StraightLine) else {
            return Some(straight_line::matrix(&areas, &sites, settings, profile));
        };
        let mut network: Option<Network> = None;
        let walked_as = walked_as(profile);
        let digest = kept::of_walk(&self.facts, walked_as);
        let walked = if let Some([metres]) = self.kept.get(&digest) {
            metres.clone()
        } else {
            let network = network.get_or_insert_with(|| Network::new(streets, walked_as));
            let metres = network.metres(&areas, &sites, &|| watch("Walking the streets", 0.0));
            if !watch("Walking the streets", 1.0) {
                return None;
            }
            let name = format!("metres on foot, {}", profile_word(walked_as));
            self.kept.put(Searched { name, digest, matrices: vec![metres.clone()] });
            metres
        };
        let speed = settings.walk_metres_per_minute / slower(profile);
        let (Some(timetable), Some(window), Measured::Bus) = (&dataset.timetable, window, measured) else {
            return Some(walked.at_speed(speed));
        };
        let digest = kept::of_bus(&self.facts, walked_as, speed, window);
        let found = if let Some([low, median, high]) = self.kept.get(&digest) {
            [low.clone(), median.clone(), high.clone()]
        } else {
            let network = network.get_or_insert_with(|| Network::new(streets, walked_as));
            let places = (areas.as_slice(), sites.as_slice());
            let found = bus::matrices(network, timetable, places, &walked, speed, window, &|done| {
                watch("Riding the buses", done)
            });
            if !watch("Riding the buses", 1.0) {
                return None;
            }
            let name = format!("minutes by bus, {}", profile_word(profile));
            self.kept.put(Searched { name, digest, matrices: found.to_vec() });
            found
        };
        let [low, median, high] = found;
        self.quartiles.push((profile, [low, high]));
        Some(median)
    }

    /// Whether these times still hold under other settings.
    pub fn hold_under(&self, dataset: &Dataset, settings: &Settings) -> bool {
        self.speed.as_ref() == Some(&Speed::of(dataset, settings))
    }

    /// Whether other settings need journeys by bus that were not searched yet: seconds of work rather than none.
    pub fn needs_search(&self, dataset: &Dataset, settings: &Settings) -> bool {
        let Some(window) = Speed::of(dataset, settings).window else { return false };
        let mut by_bus = dataset.services.iter().filter(|service| service.standard.mode == Mode::Bus);
        by_bus.any(|service| {
            let profile = service.standard.profile;
            let speed = settings.walk_metres_per_minute / slower(profile);
            self.kept.get(&kept::of_bus(&self.facts, walked_as(profile), speed, window)).is_none()
        })
    }

    /// Searches that need not be made again for these facts.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// The matrix of one service's mode and profile.
    pub fn of_service(&self, service: usize) -> &Matrix {
        &self.matrices[self.of_service[service]].1
    }

    /// How the minutes of a service were measured.
    pub fn measured(&self, service: usize) -> Measured {
        self.matrices[self.of_service[service]].0.0
    }

    /// The 25th and the 75th percentile over the window for a service measured by bus.
    pub fn quartiles(&self, service: usize) -> Option<&[Matrix; 2]> {
        let (measured, profile) = self.matrices[self.of_service[service]].0;
        let found = self.quartiles.iter().find(|(of, _)| *of == profile && measured == Measured::Bus);
        found.map(|(_, quartiles)| quartiles)
    }

    /// The window of departures, where any service is measured by bus.
    pub fn window(&self) -> Option<Window> {
        self.speed.as_ref().and_then(|speed| speed.window)
    }
}

/// The profile whose ways a profile walks: the slow one walks the same, only longer.
pub const fn walked_as(profile: Profile) -> Profile {
    match profile {
        Profile::Normal | Profile::Slow => Profile::Normal,
        Profile::StepFree => Profile::StepFree,
    }
}

/// How many times as long a profile takes: the slow one walks 60 instead of 80 metres a minute.
pub fn slower(profile: Profile) -> f64 {
    if profile == Profile::Slow { 80.0 / 60.0 } else { 1.0 }
}

const fn profile_word(profile: Profile) -> &'static str {
    match profile {
        Profile::Normal => "usual walk",
        Profile::Slow => "slow walk",
        Profile::StepFree => "without steps",
    }
}
