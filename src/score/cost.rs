//! Money: running cost, one-offs, year by year, and the net present cost.
//!
//! Real prices of the first year; years run April to March; costs are positive. Unknown values are left out of their
//! sums and counted, never taken as zero in silence.
//!
//! # References
//! HM Treasury, *The Green Book: appraisal and evaluation in central government* (social time preference rate,
//! optimism bias, discounting of real cash flows).

use super::findings::{CostFindings, RunningCostLines, Unknowns, YearFindings};
use super::timeline::{State, Timeline, month_index};
use crate::model::{Action, AfterUse, Dataset, Every, MoneyLine, Settings};

/// Running cost of every site in one state, £ a year, and its parts (without the option's money lines).
pub fn running_cost(dataset: &Dataset, settings: &Settings, state: &State) -> (Vec<f64>, RunningCostLines) {
    let mut lines = RunningCostLines::default();
    let by_site = (0..dataset.sites.len())
        .map(|site| {
            let (premises, income) = premises(dataset, state, site);
            let (mut deliveries, mut largest) = (0.0, 0.0_f64);
            for offer in state.offers(site).iter().filter(|offer| offer.share > 0.0) {
                let gbp = offer.delivery_gbp * offer.share;
                deliveries += gbp;
                largest = largest.max(gbp);
            }
            let saved = settings.co_location_saving * (deliveries - largest);
            lines.premises_gbp += premises;
            lines.income_gbp += income;
            lines.deliveries_gbp += deliveries;
            lines.co_location_saving_gbp += saved;
            premises - income + deliveries - saved
        })
        .collect();
    (by_site, lines)
}

/// A site's premises cost and income in one state, £ a year; a partner's site counts its own figures only while it
/// offers a service.
fn premises(dataset: &Dataset, state: &State, site: usize) -> (f64, f64) {
    let (facts, now) = (&dataset.sites[site], &state.sites[site]);
    if !now.open {
        return (0.0, 0.0);
    }
    let ours = facts.partner.is_none() || state.offers_any(site);
    let counted = |gbp: Option<f64>| if ours { gbp.unwrap_or(0.0) } else { 0.0 };
    let premises = counted(facts.running_cost_gbp) * (1.0 - now.reduce_share);
    (premises, counted(facts.income_gbp) + now.extra_income_gbp)
}

/// Everything about money. `bau_years` are business as usual's running costs by year, `None` for itself.
pub fn cost(
    dataset: &Dataset,
    settings: &Settings,
    timeline: &Timeline,
    money: &[MoneyLine],
    bau: Option<&CostFindings>,
) -> CostFindings {
    let mut found =
        CostFindings { years: running_years(dataset, settings, timeline, money), ..CostFindings::default() };
    for (place, year) in found.years.iter_mut().enumerate() {
        let bau_gbp = bau.map_or(year.running_cost_gbp, |bau| bau.years[place].running_cost_gbp);
        year.saving_gbp = bau_gbp - year.running_cost_gbp;
    }
    one_offs(settings, timeline, money, &mut found);
    estate(dataset, settings, timeline, &mut found);
    backlog(dataset, settings, timeline, &mut found);

    let mut factor = 1.0;
    for (place, year) in (0u32..).zip(&found.years) {
        if place > 0 {
            factor *= 1.0 + rate(settings, place);
        }
        found.net_present_cost_gbp += year.cash_gbp / factor;
    }
    let (by_site, mut lines) = running_cost(dataset, settings, timeline.steady());
    lines.money_lines_gbp =
        money.iter().filter(|line| line.every == Every::Year && line.to.is_none()).map(|line| line.gbp).sum();
    found.running_cost_gbp = by_site.iter().sum::<f64>() + lines.money_lines_gbp;
    found.saving_gbp = bau.map_or(0.0, |bau| bau.running_cost_gbp - found.running_cost_gbp);
    found.lines = lines;
    found.payback_year = bau.and_then(|bau| payback(&found.years, &bau.years));
    found
}

/// The first year by whose end the cash spent more than business as usual has come back, once some was.
fn payback(years: &[YearFindings], bau: &[YearFindings]) -> Option<i32> {
    let (mut ahead, mut behind) = (0.0, false);
    for (year, usual) in years.iter().zip(bau) {
        ahead += usual.cash_gbp - year.cash_gbp;
        if behind && ahead >= 0.0 {
            return Some(year.year);
        }
        behind |= ahead < 0.0;
    }
    None
}

/// Each year's running cost, month by month: sites in their state, and yearly money lines still running.
fn running_years(
    dataset: &Dataset,
    settings: &Settings,
    timeline: &Timeline,
    money: &[MoneyLine],
) -> Vec<YearFindings> {
    let states: Vec<(u32, f64)> = timeline
        .states
        .iter()
        .map(|(month, state)| (*month, running_cost(dataset, settings, state).0.iter().sum()))
        .collect();
    (0..settings.horizon_years)
        .map(|year| {
            let months_of_year = |from, until| f64::from(overlap(from, until, year * 12, year * 12 + 12));
            let mut gbp = 0.0;
            for (place, (from, a_year)) in states.iter().enumerate() {
                let until = states.get(place + 1).map_or(u32::MAX, |(next, _)| *next);
                gbp += a_year * months_of_year(*from, until) / 12.0;
            }
            for line in money.iter().filter(|line| line.every == Every::Year) {
                let (from, until) = line_months(line, settings);
                gbp += line.gbp * months_of_year(from, until) / 12.0;
            }
            let calendar_year = settings.first_year.saturating_add_unsigned(year);
            YearFindings {
                year: calendar_year,
                running_cost_gbp: gbp,
                target_gbp: settings.targets_gbp.get(&calendar_year).copied(),
                cash_gbp: gbp,
                ..YearFindings::default()
            }
        })
        .collect()
}

/// Adds a payment to the cash of the year of its month; beyond the horizon it is nobody's.
fn pay(found: &mut CostFindings, month: u32, gbp: f64) {
    if let Some(year) = found.years.get_mut(month as usize / 12) {
        year.cash_gbp += gbp;
    }
}

/// Fit-out and clawback (from the timeline) and the option's own one-off lines.
fn one_offs(settings: &Settings, timeline: &Timeline, money: &[MoneyLine], found: &mut CostFindings) {
    let lines = money.iter().filter(|line| line.every == Every::Once).map(|line| {
        let bias = if line.capital { 1.0 + settings.optimism_bias } else { 1.0 };
        (line.from.map_or(0, |from| month_index(from, settings)), line.gbp * bias)
    });
    for (month, gbp) in timeline.payments.iter().copied().chain(lines) {
        found.one_off_gbp += gbp;
        pay(found, month, gbp);
    }
}

/// Closed sites: what holding them costs, what they sell for; and what is still owned at the horizon.
fn estate(dataset: &Dataset, settings: &Settings, timeline: &Timeline, found: &mut CostFindings) {
    let months = settings.horizon_years * 12;
    // A whole number of months; a huge or negative one saturates.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturating is what is meant"
    )]
    let disposal = (12.0 * settings.disposal_after_years).round() as u32;
    let mut owned_until = vec![u32::MAX; dataset.sites.len()];
    for &(site, closed, after_use) in &timeline.closings {
        let facts = &dataset.sites[site];
        let held_until = match after_use {
            AfterUse::Dispose => closed.saturating_add(disposal),
            AfterUse::Undecided => months,
            AfterUse::Let | AfterUse::TemporaryAccommodation | AfterUse::CommunityTransfer => closed,
        };
        // A partner's site counts its running cost only while it offers a service, so holding it costs nothing.
        if let Some(a_year) = facts.running_cost_gbp.filter(|_| facts.partner.is_none()) {
            for month in closed..held_until.min(months) {
                let gbp = settings.holding_share * a_year / 12.0;
                found.holding_gbp += gbp;
                pay(found, month, gbp);
            }
        }
        match after_use {
            AfterUse::Dispose => {
                owned_until[site] = held_until;
                if let Some(gbp) = facts.capital_value_gbp.filter(|_| held_until < months) {
                    found.receipts_gbp += gbp;
                    pay(found, held_until, -gbp);
                }
            }
            AfterUse::CommunityTransfer => owned_until[site] = closed,
            AfterUse::Let | AfterUse::TemporaryAccommodation | AfterUse::Undecided => {}
        }
    }
    for (facts, owned_until) in dataset.sites.iter().zip(owned_until) {
        if facts.partner.is_none() && owned_until >= months {
            found.residual_value_gbp += facts.capital_value_gbp.unwrap_or(0.0);
        }
    }
    let residual = found.residual_value_gbp;
    pay(found, months.saturating_sub(1), -residual);
}

/// The repair backlog of the sites that stay, spread evenly over its years.
fn backlog(dataset: &Dataset, settings: &Settings, timeline: &Timeline, found: &mut CostFindings) {
    let Some(over_years) = settings.backlog_years.filter(|years| *years > 0.0) else { return };
    let backlog: f64 = kept(timeline).filter_map(|site| dataset.sites[site].backlog_gbp).sum();
    for year in 0..settings.horizon_years {
        let part = (over_years - f64::from(year)).clamp(0.0, 1.0) / over_years;
        found.backlog_gbp += backlog * part;
        pay(found, year * 12, backlog * part);
    }
}

/// Sites that stay open in the end.
fn kept(timeline: &Timeline) -> impl Iterator<Item = usize> {
    timeline.steady().sites.iter().enumerate().filter(|(_, site)| site.open).map(|(site, _)| site)
}

/// Months that two half-open spans share.
fn overlap(from: u32, until: u32, other_from: u32, other_until: u32) -> u32 {
    until.min(other_until).saturating_sub(from.max(other_from))
}

/// The half-open span of months in which a yearly line runs.
fn line_months(line: &MoneyLine, settings: &Settings) -> (u32, u32) {
    let from = line.from.map_or(0, |from| month_index(from, settings));
    let until = line
        .to
        .map_or(u32::MAX, |to| u32::try_from((to.index(settings.first_year) + 1).max(0)).unwrap_or(u32::MAX));
    (from, until)
}

/// The discount rate of a year: the band with the greatest `from_year` at or before it; 0 before all bands.
pub fn rate(settings: &Settings, year: u32) -> f64 {
    settings
        .discount
        .iter()
        .filter(|band| band.from_year <= year)
        .max_by_key(|band| band.from_year)
        .map_or(0.0, |band| band.rate)
}

/// Counts the inputs that the steady state lacks.
pub fn unknowns(dataset: &Dataset, settings: &Settings, timeline: &Timeline) -> Unknowns {
    let state = timeline.steady();
    let mut unknowns = Unknowns { floor_areas: timeline.unchecked_space.len(), ..Unknowns::default() };
    for site in kept(timeline) {
        let facts = &dataset.sites[site];
        let offers = state.offers_any(site);
        let ours = facts.partner.is_none() || offers;
        unknowns.running_costs += usize::from(ours && facts.running_cost_gbp.is_none());
        unknowns.incomes += usize::from(ours && facts.income_gbp.is_none());
        unknowns.hours += usize::from(offers && state.sites[site].hours_per_week.is_none());
        unknowns.energy += usize::from(facts.electricity_kwh.is_none() || facts.gas_kwh.is_none());
        unknowns.backlogs += usize::from(facts.backlog_gbp.is_none() && settings.backlog_years.is_some());
    }
    unknowns.capital_values = dataset
        .sites
        .iter()
        .enumerate()
        .filter(|(site, facts)| {
            let gone = timeline.closings.iter().any(|(closed, _, after_use)| {
                closed == site && matches!(after_use, AfterUse::Dispose | AfterUse::CommunityTransfer)
            });
            facts.partner.is_none() && facts.capital_value_gbp.is_none() && !gone
        })
        .count();
    unknowns
}

/// Whether a decision cuts cost in place without saying what that does to opening hours.
pub fn hours_not_stated(action: Action, hours_per_week: Option<f64>) -> bool {
    action == Action::Reduce && hours_per_week.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cash(by_year: [f64; 4]) -> Vec<YearFindings> {
        (2026..)
            .zip(by_year)
            .map(|(year, cash_gbp)| YearFindings { year, cash_gbp, ..YearFindings::default() })
            .collect()
    }

    #[test]
    fn cash_is_paid_back_in_the_year_in_which_it_has_all_come_back() {
        let usual = cash([100.0; 4]);
        // 50 more in the first year, then 20, 30 and 30 less.
        assert_eq!(payback(&cash([150.0, 80.0, 70.0, 70.0]), &usual), Some(2028));
        assert_eq!(payback(&cash([150.0, 90.0, 90.0, 90.0]), &usual), None, "not within the horizon");
        assert_eq!(payback(&cash([90.0, 90.0, 90.0, 90.0]), &usual), None, "nothing was paid first");
    }
}
