//! What the public may see of counts that a council made itself: of the users of its services, and of any
//! column of its areas.
//!
//! Residents are counted by the census, which is public, so a service whose users are all residents, or whose
//! columns are said to be public, keeps its exact shares. Users counted from any other column may be people
//! whom the council serves: their counts under 10 are hidden, and so is whatever gives one away, through every
//! sum that the published tables let a reader make. Shares of them are whole per cents.

use std::collections::BTreeSet;

use crate::appraise::OptionAppraisal;
use crate::appraise::voice::{Sum, hide};
use crate::export::{Content, words};
use crate::model::{Columns, Dataset, Plan, Rule, RuleKind, Service, Test};
use crate::score::need;
use crate::score::who_loses::who_loses;

/// A count of a service's users that is published somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// All of them.
    Users,
    /// Within the standard.
    Within,
    /// Beyond it.
    Beyond,
    /// Newly beyond it.
    NewlyBeyond,
    /// Newly within it.
    NewlyWithin,
    /// Without any way there.
    Unreachable,
    /// Journey grows.
    Longer,
    /// Journey shrinks.
    Shorter,
    /// Nearest site changes.
    Elsewhere,
    /// The bands of who loses, in their order, from this one on.
    Band,
}

/// Bands of who loses: sooner, same, three of longer, out of reach.
const BANDS: usize = 6;

/// Counts of one service, option and place.
const COUNTS: usize = Count::Band as usize + BANDS;

/// Every published count of users, and which of them are hidden.
pub struct Veil {
    places: usize,
    services: Vec<Counts>,
}

struct Counts {
    supplied: bool,
    people: Vec<f64>,
    hidden: Vec<bool>,
}

/// The counts of one service under one option, in the city or in a locality.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    counts: &'a Counts,
    start: usize,
}

/// A share rounded down, so that 79.9 % never looks like 80 % met.
fn whole_per_cents(share: f64) -> f64 {
    (share * 100.0 + 1e-9).floor() / 100.0
}

/// Whether a service's users were counted by somebody else than the census.
fn is_supplied(service: &Service) -> bool {
    !service.users.public && service.users.columns.iter().any(|column| column != Columns::POPULATION)
}

impl Veil {
    /// The veil over an appraisal.
    pub fn of(content: &Content<'_>) -> Self {
        let places = content.dataset.localities.len() + 1;
        let services = content.dataset.services.iter().enumerate();
        Self { places, services: services.map(|(index, service)| counts(content, index, service)).collect() }
    }

    /// The counts of a service (by index) under an option (its place in the appraisal), in a locality or
    /// (`None`) in the city.
    pub fn at(&self, service: usize, option: usize, locality: Option<usize>) -> Here<'_> {
        let place = locality.map_or(0, |locality| locality + 1);
        Here { counts: &self.services[service], start: (option * self.places + place) * COUNTS }
    }

    /// The mean of all services' shares under an option as it may be published: exactly, it would tell the
    /// one that is hidden.
    pub fn access(&self, option: usize, mean: f64) -> f64 {
        if self.hides_a_share(option) { whole_per_cents(mean) } else { mean }
    }

    /// A score that rests on that mean.
    pub fn score(&self, option: usize, score: f64) -> f64 {
        if self.hides_a_share(option) { score.round() } else { score }
    }

    fn hides_a_share(&self, option: usize) -> bool {
        (0..self.services.len()).any(|service| self.at(service, option, None).hides_shares())
    }

    /// The numbers behind a judgement of the blueprint, in words; not those that are shares of counted users.
    pub fn reason<'a>(&self, dataset: &Dataset, rule: &Rule, reason: &'a str) -> &'a str {
        let (RuleKind::EachLocality(test) | RuleKind::City(test)) = &rule.kind else { return reason };
        let of = match test {
            Test::Count { service, or_within_minutes: Some(_), .. } | Test::Coverage { service, .. } => {
                service
            }
            Test::Tier { .. } | Test::Count { .. } => return reason,
        };
        let supplied = dataset.service_index(of).is_some_and(|service| self.services[service].supplied);
        if supplied { "not shown: a share of users whom the council counted" } else { reason }
    }
}

impl<'a> Here<'a> {
    /// A count, or the words that stand in its place. Those of residents are told as they are: whoever writes
    /// them hides the small ones.
    pub fn count(&self, count: Count) -> Result<f64, &'static str> {
        self.cell(count as usize)
    }

    /// The bands of who loses.
    pub fn bands(self) -> impl Iterator<Item = Result<f64, &'static str>> + 'a {
        (0..BANDS).map(move |band| self.cell(Count::Band as usize + band))
    }

    fn cell(&self, count: usize) -> Result<f64, &'static str> {
        let place = self.start + count;
        let people = self.counts.people[place];
        if !self.counts.hidden[place] {
            return Ok(people);
        }
        Err(if words::hidden(people) { words::HIDDEN } else { words::WITHHELD })
    }

    /// A count in a sentence; one that would give a hidden one away is *some*.
    pub fn words(&self, count: Count) -> String {
        match self.count(count) {
            Ok(people) => words::people(people),
            Err(words::WITHHELD) => "some".to_owned(),
            Err(hidden) => hidden.to_owned(),
        }
    }

    /// Whether shares of the users within the standard give a hidden count away.
    pub fn hides_shares(&self) -> bool {
        [Count::Within, Count::Beyond].iter().any(|count| self.count(*count).is_err())
    }

    /// A share of the users as it may be published: of counted users whole per cents, rounded down.
    pub fn rounded(&self, share: f64) -> f64 {
        if self.counts.supplied { whole_per_cents(share) } else { share }
    }

    /// A mean over the users as it may be published: of counted users in tenths.
    pub fn mean(&self, mean: f64) -> f64 {
        if self.counts.supplied { (mean * 10.0).round() / 10.0 } else { mean }
    }

    /// A share in words, as [`words::share`] writes it.
    pub fn share_words(&self, share: f64) -> String {
        match (self.hides_shares(), self.counts.supplied) {
            (true, _) => "a share that is not shown".to_owned(),
            (false, true) => format!("{:.0} %", self.rounded(share) * 100.0),
            (false, false) => words::share(share),
        }
    }

    /// Whether somebody else than the census counted the users.
    pub const fn supplied(&self) -> bool {
        self.counts.supplied
    }
}

fn counts(content: &Content<'_>, index: usize, service: &Service) -> Counts {
    let users = need::demand(content.dataset, service, 1.0).users;
    let options = &content.appraisal.options;
    let found: Vec<f64> = options.iter().flat_map(|option| cells(content, index, &users, option)).collect();
    let supplied = is_supplied(service);
    let places = content.dataset.localities.len() + 1;
    let hidden = if supplied { hide(&found, &sums(options.len(), places)) } else { vec![false; found.len()] };
    Counts { supplied, people: found, hidden }
}

/// The counts of one service under one option: those of the city, then those of each locality, which has no
/// bands.
fn cells(content: &Content<'_>, index: usize, users: &[f64], option: &OptionAppraisal) -> Vec<f64> {
    let dataset = content.dataset;
    let bau = &content.appraisal.bau().findings.services[index];
    let city = &option.findings.services[index];
    let mut all = vec![
        city.users,
        city.users - city.people_beyond,
        city.people_beyond,
        city.newly_beyond,
        city.newly_within,
        city.people_unreachable,
        city.longer,
        city.shorter,
        city.elsewhere,
    ];
    let standard = dataset.services[index].standard.minutes;
    let bands = who_loses(dataset, &bau.minutes, &city.minutes, users, standard).city;
    all.extend(bands.parts().map(|(_, people)| people));
    for (locality, here) in option.findings.localities.iter().enumerate() {
        let known = users.iter().zip(&dataset.locality_of_area);
        let users: f64 = known.filter(|(_, of)| **of == Some(locality)).map(|(users, _)| users).sum();
        let here = &here.services[index];
        all.extend([
            users,
            users - here.people_beyond,
            here.people_beyond,
            here.newly_beyond,
            here.newly_within,
        ]);
        all.resize(all.len() + COUNTS - 5, 0.0);
    }
    all
}

/// The sums that a reader of the published tables can make of one service's counts.
fn sums(options: usize, places: usize) -> Vec<Sum> {
    use Count::{Band, Beyond, Longer, NewlyBeyond, NewlyWithin, Shorter, Users, Within};
    let cell = |option: usize, place: usize, count: usize| (option * places + place) * COUNTS + count;
    let mut sums = Vec::new();
    for option in 0..options {
        for place in 0..places {
            let here = |count: Count| cell(option, place, count as usize);
            let before = |count: Count| cell(0, place, count as usize);
            sums.push(Sum::of([here(Within), here(Beyond)], here(Users)));
            if option > 0 {
                let parts = vec![before(Beyond), here(NewlyBeyond)];
                sums.push(Sum { parts, wholes: vec![here(NewlyWithin), here(Beyond)] });
                sums.push(Sum::of([before(Users)], here(Users)));
            }
        }
        let band = |band: usize| cell(option, 0, Band as usize + band);
        let here = |count: Count| cell(option, 0, count as usize);
        sums.push(Sum::of((0..BANDS).map(band), here(Users)));
        sums.push(Sum::of((2..BANDS).map(band), here(Longer)));
        sums.push(Sum::of([band(0)], here(Shorter)));
        sums.push(Sum::of([here(Shorter), band(1), here(Longer)], here(Users)));
        for count in [Users, Within, Beyond, NewlyBeyond, NewlyWithin] {
            let parts = (1..places).map(|place| cell(option, place, count as usize));
            sums.push(Sum::of(parts, here(count)));
        }
    }
    sums
}

/// Whether a column of the areas is known to count people or households: it counts residents, a service's
/// users, or a group.
fn is_count(dataset: &Dataset, plan: &Plan, column: &str) -> bool {
    let used = |service: &Service| service.users.columns.iter().any(|name| name == column);
    column == Columns::POPULATION
        || dataset.services.iter().any(used)
        || plan.groups.iter().any(|group| group.column == column)
}

/// The areas' columns as they may be published: small counts are unknown, and so is the smallest other one of
/// a locality or of the city in which one alone would be missing.
pub fn columns(dataset: &Dataset, plan: &Plan) -> Columns {
    let areas = dataset.areas.len();
    let locality = |area: &usize| dataset.locality_of_area.get(*area).copied().flatten();
    // Those outside every locality are the city less the localities.
    let places = (0..dataset.localities.len()).map(Some).chain([None]);
    let mut sums: Vec<Sum> =
        places.map(|place| (0..areas).filter(|area| locality(area) == place).collect()).collect();
    sums.push((0..areas).collect());
    let mut columns = dataset.columns.clone();
    for (_, values) in columns.0.iter_mut().filter(|(name, _)| is_count(dataset, plan, name)) {
        veiled(values, &sums);
    }
    columns
}

/// The same for the numbers that localities bring themselves.
pub fn localities(dataset: &mut Dataset, plan: &Plan) {
    let names: BTreeSet<String> =
        dataset.localities.iter().flat_map(|locality| locality.numbers.keys()).cloned().collect();
    let all = [(0..dataset.localities.len()).collect::<Sum>()];
    for name in names.iter().filter(|name| is_count(dataset, plan, name)).cloned().collect::<Vec<_>>() {
        let mut values: Vec<Option<f64>> = dataset
            .localities
            .iter()
            .map(|locality| locality.numbers.get(&name).copied().flatten())
            .collect();
        veiled(&mut values, &all);
        for (locality, value) in dataset.localities.iter_mut().zip(values) {
            if let Some(number) = locality.numbers.get_mut(&name) {
                *number = value;
            }
        }
    }
}

fn veiled(values: &mut [Option<f64>], sums: &[Sum]) {
    let counts: Vec<f64> = values.iter().map(|value| value.unwrap_or(0.0)).collect();
    for (value, hidden) in values.iter_mut().zip(hide(&counts, sums)) {
        if hidden {
            *value = None;
        }
    }
}
