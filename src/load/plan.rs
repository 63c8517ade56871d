//! Plans from JSON: the user's decisions, refused with their place where they cannot be.

use std::collections::HashSet;
use std::path::Path;

use super::decisions::{Typed, typed};
use super::{Bytes, Report};
use crate::error::{Error, Result};
use crate::model::{
    Action, BusSettings, Every, Issue, OptionPlan, PLAN_SCHEMA, Plan, Prices, Settings, Severity, Status,
};

/// Reads decisions to use with a dataset, and what is odd about them.
pub fn read_plan(path: &Path) -> Result<(Plan, Vec<Issue>)> {
    let mut issues = Vec::new();
    let read = plan_of(&Bytes::read(path)?, &mut issues)?;
    Ok((read.content, issues))
}

/// Decisions from a file, checked.
pub(super) fn plan_of(file: &Bytes, issues: &mut Vec<Issue>) -> Result<Typed<Plan>> {
    let mut report = Report { file: file.name.clone(), issues };
    // Asked first: a newer plan may hold what this program cannot read at all.
    let schema = super::geojson::parse(file)?.get("schema").and_then(serde_json::Value::as_u64).unwrap_or(1);
    if schema > u64::from(PLAN_SCHEMA) {
        return Err(file.wrong(format!(
            "it was written for a newer version of Hub Planner (its schema {schema}, this program knows {PLAN_SCHEMA})"
        )));
    }
    let mut read = typed::<Plan>(file, &mut report)?;
    let plan = &mut read.content;
    check_settings(&plan.settings)?;
    let mut ids = HashSet::new();
    for option in &mut plan.options {
        if option.name.is_empty() {
            option.name = option.id.clone();
        }
        if !ids.insert(option.id.clone()) || option.id == Plan::BAU || option.id.is_empty() {
            return Err(Error::Plan(format!(
                "the option id \"{}\" is used twice, empty or reserved",
                option.id
            )));
        }
        check_option(option, &mut report)?;
    }
    Ok(read)
}

fn check_option(option: &OptionPlan, report: &mut Report<'_>) -> Result<()> {
    let wrong = |what: String| Err(Error::Plan(format!("option {}: {what}", option.id)));
    if option.status == Status::Discarded
        && option.reason.as_deref().is_none_or(|reason| reason.trim().is_empty())
    {
        let message = "it is discarded without a reason";
        report.say(
            Severity::Warning,
            Some(&option.id),
            Some("reason"),
            message,
            "Say why: readers will ask.",
        );
    }
    for (site, decision) in &option.sites {
        if decision.action == Action::Reduce && decision.reduce_share.is_none() {
            return wrong(format!("{site} is to be reduced, but reduce_share is missing"));
        }
        if decision.reduce_share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            return wrong(format!("{site}: reduce_share must be between 0 and 1"));
        }
        if decision.hours_per_week.is_some_and(|hours| !(0.0..=168.0).contains(&hours)) {
            return wrong(format!("{site}: hours_per_week must be between 0 and 168"));
        }
    }
    for (site, decision) in &option.sites {
        let week = [("evening_hours", decision.evening_hours), ("weekend_hours", decision.weekend_hours)];
        for (field, hours) in week {
            if hours.is_some_and(|hours| !(0.0..=168.0).contains(&hours)) {
                return wrong(format!("{site}: {field} must be between 0 and 168"));
            }
        }
        let Some(reuse) = &decision.reuse else { continue };
        if !(0.0..=1.0).contains(&reuse.occupancy) {
            return wrong(format!("{site}: reuse.occupancy must be between 0 and 1"));
        }
        for (field, value) in [
            ("units", reuse.units),
            ("gbp_per_night", reuse.gbp_per_night),
            ("income_gbp", reuse.income_gbp),
            ("cost_gbp", reuse.cost_gbp),
            ("works_gbp", reuse.works_gbp),
        ] {
            if value.is_some_and(|value| value < 0.0) {
                return wrong(format!("{site}: reuse.{field} must be 0 or more"));
            }
        }
    }
    for (position, movement) in option.moves.iter().enumerate() {
        for &first in &movement.after {
            if first >= option.moves.len() {
                let message =
                    format!("move {} waits for move {}, and there is none", position + 1, first + 1);
                let remedy = "Positions count from 0; correct it or leave it out.";
                report.say(Severity::Warning, Some(&option.id), Some("moves.after"), message, remedy);
            }
        }
        let number = position + 1;
        if !(movement.share > 0.0 && movement.share <= 1.0) {
            return wrong(format!("move {number}: share must be more than 0 and at most 1"));
        }
        if movement.delivery_gbp.is_some_and(|gbp| gbp < 0.0) {
            return wrong(format!("move {number}: delivery_gbp must be 0 or more"));
        }
        if movement.from.is_none() && movement.to.is_none() {
            return wrong(format!("move {number} has neither from nor to"));
        }
    }
    for line in &option.money {
        if let (Every::Once, Some(_)) = (line.every, line.to) {
            let message = format!("\"{}\" is paid once, so its last month has no effect", line.line);
            report.say(
                Severity::Note,
                Some(&option.id),
                Some("money.to"),
                message,
                "Remove it, or pay every year.",
            );
        }
    }
    Ok(())
}

fn check_settings(settings: &Settings) -> Result<()> {
    let positive = f64::MIN_POSITIVE;
    let (horizons, first_years) = (Settings::HORIZONS, Settings::FIRST_YEARS);
    let ranges = [
        ("need_multiplier", settings.need_multiplier, 1.0, 1e6),
        ("walk_metres_per_minute", settings.walk_metres_per_minute, positive, 1e6),
        ("circuity", settings.circuity, positive, 1e3),
        ("unreachable_minutes", settings.unreachable_minutes, 0.0, 1e6),
        (
            "horizon_years",
            f64::from(settings.horizon_years),
            f64::from(*horizons.start()),
            f64::from(*horizons.end()),
        ),
        (
            "first_year",
            f64::from(settings.first_year),
            f64::from(*first_years.start()),
            f64::from(*first_years.end()),
        ),
        ("co_location_saving", settings.co_location_saving, 0.0, 1.0),
        ("fit_out_gbp_per_m2", settings.fit_out_gbp_per_m2, 0.0, 1e9),
        ("optimism_bias", settings.optimism_bias, 0.0, 10.0),
        ("fit_out_months", settings.fit_out_months, 0.0, 600.0),
        ("duration_bias", settings.duration_bias, 0.0, 10.0),
        ("non_standard.optimism_bias", settings.non_standard.optimism_bias, 0.0, 10.0),
        ("non_standard.duration_bias", settings.non_standard.duration_bias, 0.0, 10.0),
        ("backlog_growth", settings.backlog_growth, -0.5, 1.0),
        ("outreach_share", settings.outreach_share, positive, 1.0),
        ("holding_share", settings.holding_share, 0.0, 10.0),
        ("disposal_after_years", settings.disposal_after_years, 0.0, 125.0),
        ("backlog_years", settings.backlog_years.unwrap_or(1.0), positive, 125.0),
        ("find.tolerance", settings.find.tolerance, 0.0, 1.0),
    ];
    for (name, value, least, most) in ranges {
        if !(least..=most).contains(&value) {
            let least =
                if least == positive { "more than 0".to_owned() } else { format!("at least {least}") };
            return Err(Error::Plan(format!(
                "settings.{name} is {value}; it must be {least} and at most {most}"
            )));
        }
    }
    for (key, weight) in &settings.weights {
        if !(0.0..=1e9).contains(weight) {
            return Err(Error::Plan(format!(
                "settings.weights.{} is {weight}; it must be 0 or more",
                key.key()
            )));
        }
    }
    for band in &settings.discount {
        if !(-0.5..=1.0).contains(&band.rate) {
            return Err(Error::Plan(format!(
                "settings.discount: {} is no yearly rate; 0.035 is 3.5 %",
                band.rate
            )));
        }
    }
    for benchmark in &settings.benchmarks {
        let (low, high) = (benchmark.low_gbp_per_m2, benchmark.high_gbp_per_m2);
        if !(low >= 0.0 && low <= high && high.is_finite()) {
            return Err(Error::Plan(format!(
                "settings.benchmarks: {low} to {high} £ a m² is no range; the lower end comes first"
            )));
        }
    }
    check_bus(&settings.bus)?;
    check_counts(settings)
}

/// The departure window must be a window.
fn check_bus(bus: &BusSettings) -> Result<()> {
    let wrong = |field: &str, written: &str, must: &str| {
        Err(Error::Plan(format!("settings.bus.{field} is \"{written}\"; it must be {must}")))
    };
    if bus.date != "auto" && !is_date(&bus.date) {
        return wrong("date", &bus.date, "\"auto\" or a date written YYYY-MM-DD");
    }
    let (Some(from), Some(to)) = (minute_of_day(&bus.from), minute_of_day(&bus.to)) else {
        let (field, written) =
            if minute_of_day(&bus.from).is_none() { ("from", &bus.from) } else { ("to", &bus.to) };
        return wrong(field, written, "a time written HH:MM");
    };
    if from >= to {
        return wrong("to", &bus.to, "later than settings.bus.from");
    }
    Ok(())
}

/// Numbers of so many digits, parted by a sign.
fn digits<const N: usize>(text: &str, sign: char, lengths: [usize; N]) -> Option<[u32; N]> {
    let parts: Vec<&str> = text.split(sign).collect();
    let is_sound = |(part, length): (&&str, usize)| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if parts.len() != N || !parts.iter().zip(lengths).all(is_sound) {
        return None;
    }
    parts.iter().map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>()?.try_into().ok()
}

fn minute_of_day(text: &str) -> Option<u32> {
    let [hour, minute] = digits(text, ':', [2, 2])?;
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
}

fn is_date(text: &str) -> bool {
    digits(text, '-', [4, 2, 2])
        .is_some_and(|[_, month, day]| (1..=12).contains(&month) && (1..=31).contains(&day))
}

/// Least must not be beyond most, and factors not below 0.
fn check_counts(settings: &Settings) -> Result<()> {
    let find = &settings.find;
    if let Prices::Listed(prices) = &find.prices
        && (prices.is_empty() || !prices.iter().all(|price| (0.0..=1e9).contains(price)))
    {
        return Err(Error::Plan(
            "settings.find.prices must be \"auto\" or a list of numbers of 0 or more".to_owned(),
        ));
    }
    if let (Some(least), Some(most)) = (find.min_sites, find.max_sites)
        && least > most
    {
        return Err(Error::Plan(format!(
            "settings.find.min_sites is {least}, more than max_sites, which is {most}"
        )));
    }
    for (locality, [least, most]) in &find.per_locality {
        if least > most {
            return Err(Error::Plan(format!(
                "settings.find.per_locality: {locality} is to have at least {least} and at most {most} sites"
            )));
        }
    }
    let factors = &settings.carbon_kg_per_kwh;
    for (name, factor) in [("electricity", factors.electricity), ("gas", factors.gas)] {
        if factor < 0.0 {
            return Err(Error::Plan(format!(
                "settings.carbon_kg_per_kwh.{name} is {factor}; it must be 0 or more"
            )));
        }
    }
    Ok(())
}
