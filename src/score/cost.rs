//! Money: running cost, one-offs, year by year, and the net present cost.
//!
//! Real prices of the first year; years run April to March; costs are positive. Unknown values are left out of their
//! sums and counted, never taken as zero in silence.
//!
//! # References
//! HM Treasury, *The Green Book: appraisal and evaluation in central government* (social time preference rate,
//! optimism bias, discounting of real cash flows).

mod running;
mod unknowns;

pub use running::{running_cost, site_cost};
pub use unknowns::{hours_not_stated, unknowns};

use super::findings::{CostFindings, RunningCostLines, YearFindings};
use super::money::{Ledger, LineFindings, LineItem, LineKind, once_gbp, rate};
use super::timeline::{PaymentKind, State, Timeline, held_until, month_or_first, months_of_year, sold};
use crate::model::{AfterUse, Dataset, Every, MoneyLine, Settings};

/// Everything about money. `bau` is business as usual's, `None` for itself.
pub fn cost(
    dataset: &Dataset,
    settings: &Settings,
    timeline: &Timeline,
    money: &[MoneyLine],
    bau: Option<&CostFindings>,
) -> CostFindings {
    let mut counting = Counting { dataset, settings, timeline, money, ledger: Ledger::new(settings) };
    let mut found = CostFindings { years: counting.running_years(), ..CostFindings::default() };
    let owned_until = owned_until(dataset, settings, timeline);
    for (place, year) in found.years.iter_mut().enumerate() {
        let bau_gbp = bau.map_or(year.running_cost_gbp, |bau| bau.years[place].running_cost_gbp);
        year.saving_gbp = bau_gbp - year.running_cost_gbp;
        year.shortfall_gbp = year.target_gbp.map(|target| (target - year.saving_gbp).max(0.0));
        year.backlog_gbp =
            outstanding_backlog(dataset, settings, timeline.steady(), &owned_until, year_number(place));
    }
    counting.one_offs(&mut found);
    counting.estate(&mut found, &owned_until);
    counting.backlog(&mut found);

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
    for reuse in timeline.reuses.iter().filter(|reuse| reuse.until == u32::MAX) {
        lines.reuse_cost_gbp += reuse.cost_gbp;
        lines.reuse_income_gbp += reuse.income_gbp;
        lines.avoided_gbp += reuse.avoided_gbp;
    }
    let reused = lines.reuse_cost_gbp - lines.reuse_income_gbp - lines.avoided_gbp;
    found.running_cost_gbp = by_site.iter().sum::<f64>() + lines.money_lines_gbp + reused;
    found.saving_gbp = bau.map_or(0.0, |bau| bau.running_cost_gbp - found.running_cost_gbp);
    found.lines = lines;
    found.payback_year = bau.and_then(|bau| payback(&found.years, &bau.years));
    counting.steady(&lines);
    counting.gaps();
    found.by_line = counting.ledger.close();
    found
}

/// A place in a list of years as a number of years.
fn year_number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
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

/// What is being counted, and where it is written down.
struct Counting<'a> {
    dataset: &'a Dataset,
    settings: &'a Settings,
    timeline: &'a Timeline,
    money: &'a [MoneyLine],
    ledger: Ledger,
}

impl Counting<'_> {
    /// Each year's running cost, month by month: sites in their state, and yearly money lines still running.
    fn running_years(&mut self) -> Vec<YearFindings> {
        let settings = self.settings;
        let states: Vec<(u32, f64, RunningCostLines)> = self
            .timeline
            .states
            .iter()
            .map(|(month, state)| {
                let (by_site, lines) = running_cost(self.dataset, settings, state);
                (*month, by_site.iter().sum(), lines)
            })
            .collect();
        let mut years: Vec<YearFindings> = (0..settings.horizon_years)
            .map(|year| {
                let calendar_year = settings.first_year.saturating_add_unsigned(year);
                let target_gbp = settings.targets_gbp.get(&calendar_year).copied();
                YearFindings { year: calendar_year, target_gbp, ..YearFindings::default() }
            })
            .collect();
        for (place, (from, a_year, lines)) in states.iter().enumerate() {
            let until = states.get(place + 1).map_or(u32::MAX, |(next, _, _)| *next);
            for (year, found) in (0u32..).zip(&mut years) {
                found.running_cost_gbp += a_year * months_of_year(year, *from, until) / 12.0;
            }
            for (kind, gbp) in [
                (LineKind::Premises, lines.premises_gbp),
                (LineKind::Income, lines.lettings_gbp - lines.income_gbp),
                (LineKind::Lettings, -lines.lettings_gbp),
                (LineKind::Deliveries, lines.deliveries_gbp),
                (LineKind::Sharing, -lines.co_location_saving_gbp),
            ] {
                spread(self.ledger.line(kind), gbp, *from, until);
            }
        }
        for line in self.money.iter().filter(|line| line.every == Every::Year) {
            let (from, until) = line_months(line, settings);
            for (year, found) in (0u32..).zip(&mut years) {
                found.running_cost_gbp += line.gbp * months_of_year(year, from, until) / 12.0;
            }
            let own = self.ledger.own(&line.line);
            own.steady_gbp = if line.to.is_none() { line.gbp } else { 0.0 };
            spread(own, line.gbp, from, until);
        }
        for reuse in &self.timeline.reuses {
            let gbp = reuse.cost_gbp - reuse.income_gbp - reuse.avoided_gbp;
            for (year, found) in (0u32..).zip(&mut years) {
                found.running_cost_gbp += gbp * months_of_year(year, reuse.from, reuse.until) / 12.0;
            }
            for (kind, gbp) in [
                (LineKind::ReuseCost, reuse.cost_gbp),
                (LineKind::Lettings, -reuse.income_gbp),
                (LineKind::Avoided, -reuse.avoided_gbp),
            ] {
                if gbp != 0.0 {
                    let line = self.ledger.line(kind);
                    let before = line.total_gbp();
                    spread(line, gbp, reuse.from, reuse.until);
                    let gbp = line.total_gbp() - before;
                    line.items.push(item(reuse.site, reuse.from, gbp));
                }
            }
        }
        for year in &mut years {
            year.cash_gbp = year.running_cost_gbp;
        }
        years
    }

    /// Fit-out, works and clawback (from the timeline) and the option's own one-off lines.
    fn one_offs(&mut self, found: &mut CostFindings) {
        for payment in &self.timeline.payments {
            let kind = match payment.kind {
                PaymentKind::FitOut => LineKind::FitOut,
                PaymentKind::Works => LineKind::Works,
                PaymentKind::ClawbackClosed | PaymentKind::ClawbackLeft => LineKind::Clawback,
            };
            found.one_off_gbp += payment.gbp;
            let line = self.ledger.line(kind);
            pay(found, line, payment.month, payment.gbp);
            line.items.push(LineItem {
                site: payment.site,
                service: payment.service,
                month: payment.month,
                gbp: payment.gbp,
                service_only: payment.kind == PaymentKind::ClawbackLeft,
            });
        }
        for line in self.money.iter().filter(|line| line.every == Every::Once) {
            let gbp = once_gbp(self.settings, line);
            let month = month_or_first(line.from, self.settings);
            found.one_off_gbp += gbp;
            pay(found, self.ledger.own(&line.line), month, gbp);
        }
    }

    /// Closed sites: what holding them costs, what they sell for; and what is still owned at the horizon.
    fn estate(&mut self, found: &mut CostFindings, owned_until: &[u32]) {
        let (dataset, settings) = (self.dataset, self.settings);
        let months = settings.horizon_years * 12;
        for &(site, closed, after_use) in &self.timeline.closings {
            let facts = &dataset.sites[site];
            let held_until = held_until(settings, closed, after_use).unwrap_or(closed);
            // A partner's site counts its running cost only while it offers a service, so holding it costs nothing.
            if let Some(a_year) = facts.running_cost_gbp.filter(|_| facts.partner.is_none()) {
                let (line, before) = (self.ledger.line(LineKind::Holding), found.holding_gbp);
                for month in closed..held_until.min(months) {
                    let gbp = settings.holding_share * a_year / 12.0;
                    found.holding_gbp += gbp;
                    pay(found, line, month, gbp);
                }
                if found.holding_gbp > before {
                    line.items.push(item(site, closed, found.holding_gbp - before));
                }
            }
            if after_use == AfterUse::Dispose
                && let Some(gbp) = facts.capital_value_gbp.filter(|_| held_until < months)
            {
                found.receipts_gbp += gbp;
                let line = self.ledger.line(LineKind::Receipts);
                pay(found, line, held_until, -gbp);
                line.items.push(item(site, held_until, -gbp));
            }
        }
        for (facts, owned_until) in dataset.sites.iter().zip(owned_until) {
            if facts.partner.is_none() && *owned_until >= months {
                found.residual_value_gbp += facts.capital_value_gbp.unwrap_or(0.0);
            }
        }
        let residual = found.residual_value_gbp;
        pay(found, self.ledger.line(LineKind::Residual), months.saturating_sub(1), -residual);
    }

    /// The repair backlog of the sites that stay, spread evenly over its years.
    fn backlog(&mut self, found: &mut CostFindings) {
        let Some(over_years) = self.settings.backlog_years.filter(|years| *years > 0.0) else { return };
        let stay = self.timeline.steady().open_sites();
        let backlog: f64 = stay.filter_map(|site| self.dataset.sites[site].backlog_gbp).sum();
        for year in 0..self.settings.horizon_years {
            let part = (over_years - f64::from(year)).clamp(0.0, 1.0) / over_years;
            found.backlog_gbp += backlog * part;
            pay(found, self.ledger.line(LineKind::Backlog), year * 12, backlog * part);
        }
    }

    /// The steady state's parts, line by line.
    fn steady(&mut self, lines: &RunningCostLines) {
        for (kind, gbp) in [
            (LineKind::Premises, lines.premises_gbp),
            (LineKind::Income, lines.lettings_gbp - lines.income_gbp),
            (LineKind::Lettings, -lines.lettings_gbp - lines.reuse_income_gbp),
            (LineKind::Deliveries, lines.deliveries_gbp),
            (LineKind::Sharing, -lines.co_location_saving_gbp),
            (LineKind::ReuseCost, lines.reuse_cost_gbp),
            (LineKind::Avoided, -lines.avoided_gbp),
        ] {
            self.ledger.line(kind).steady_gbp = gbp;
        }
    }

    /// How many values each line lacks.
    fn gaps(&mut self) {
        let unknowns = unknowns(self.dataset, self.settings, self.timeline);
        for (kind, missing) in [
            (LineKind::Premises, unknowns.running_costs),
            (LineKind::Income, unknowns.incomes),
            (LineKind::Backlog, unknowns.backlogs),
            (LineKind::Holding, unknowns.holdings),
            (LineKind::Receipts, unknowns.receipts),
            (LineKind::Residual, unknowns.capital_values),
        ] {
            self.ledger.line(kind).missing = missing;
        }
    }
}

/// Adds a payment to the cash of the year of its month, and to a line; beyond the horizon it is nobody's.
fn pay(found: &mut CostFindings, line: &mut LineFindings, month: u32, gbp: f64) {
    let year = month as usize / 12;
    if let Some(year) = found.years.get_mut(year) {
        year.cash_gbp += gbp;
    }
    if let Some(year) = line.years_gbp.get_mut(year) {
        *year += gbp;
    }
}

fn item(site: usize, month: u32, gbp: f64) -> LineItem {
    LineItem { site, service: None, month, gbp, service_only: false }
}

/// Adds a yearly amount that runs over a span of months.
fn spread(line: &mut LineFindings, a_year: f64, from: u32, until: u32) {
    for (year, gbp) in (0u32..).zip(&mut line.years_gbp) {
        *gbp += a_year * months_of_year(year, from, until) / 12.0;
    }
}

/// First month in which the council does not own a site any more, by site.
fn owned_until(dataset: &Dataset, settings: &Settings, timeline: &Timeline) -> Vec<u32> {
    let mut owned_until = vec![u32::MAX; dataset.sites.len()];
    for &(site, closed, after_use) in &timeline.closings {
        let given = (after_use == AfterUse::CommunityTransfer).then_some(closed);
        if let Some(until) = sold(settings, closed, after_use).or(given) {
            owned_until[site] = until;
        }
    }
    owned_until
}

/// Repairs that the council's own sites still wait for at the end of a year, £: what is not repaired grows by
/// `backlog_growth` a year, what stays open is repaired evenly over `backlog_years`.
fn outstanding_backlog(
    dataset: &Dataset,
    settings: &Settings,
    steady: &State,
    owned_until: &[u32],
    year: u32,
) -> f64 {
    let years = f64::from(year) + 1.0;
    let repaired = settings.backlog_years.map_or(0.0, |over| (years / over).min(1.0));
    dataset
        .sites
        .iter()
        .enumerate()
        .filter(|(site, facts)| facts.partner.is_none() && owned_until[*site] > year * 12 + 11)
        .map(|(site, facts)| {
            let left = if steady.sites[site].open { 1.0 - repaired } else { 1.0 };
            facts.backlog_gbp.unwrap_or(0.0) * left
        })
        .sum::<f64>()
        * settings.backlog_growth_by(year)
}

/// The half-open span of months in which a yearly line runs.
fn line_months(line: &MoneyLine, settings: &Settings) -> (u32, u32) {
    let until = line
        .to
        .map_or(u32::MAX, |to| u32::try_from((to.index(settings.first_year) + 1).max(0)).unwrap_or(u32::MAX));
    (month_or_first(line.from, settings), until)
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
