//! The estate as a table: every building with its cost by floor, condition, backlog, use and gaps.

use super::Content;
use super::table::Table;
use crate::score::estate::{Band, Estate, against};

/// What an asset management plan starts from, a row for each site as it stands today.
pub fn estate(content: &Content<'_>) -> Table {
    let mut table = Table::new(
        "estate",
        &[
            ("site", "", "Site id"),
            ("name", "", "Its name"),
            ("locality", "", "Locality id; empty outside all"),
            ("owner", "", "Owner or partner"),
            ("tenure", "", "How it is held"),
            ("condition", "", "Condition, A (good) to D (bad)"),
            ("floor_area_m2", "m2", "Floor area"),
            ("running_cost_gbp", "GBP/year", "Running cost"),
            ("cost_per_m2", "GBP/m2/year", "Running cost by floor area"),
            (
                "cost_band",
                "",
                "Where that stands among all sites: lowest quarter, middle half or highest quarter",
            ),
            ("income_gbp", "GBP/year", "Income"),
            ("backlog_gbp", "GBP", "Repair backlog"),
            ("backlog_per_m2", "GBP/m2", "Repair backlog by floor area"),
            ("capital_value_gbp", "GBP", "Capital value"),
            ("energy_per_m2", "kWh/m2/year", "Electricity and gas by floor area"),
            ("hours_per_week", "hours/week", "Weekly opening hours"),
            ("space_share", "share", "Space that its services take by floor area; more than 1 is over full"),
            ("visits_per_hour", "visits/hour", "Visits for every hour open, over 52 weeks"),
            ("visits_per_desk_hour", "visits/hour/desk", "The same for every public desk"),
            ("evening_hours", "hours/week", "Open after 18:00 from Monday to Friday"),
            ("weekend_hours", "hours/week", "Open on Saturday and Sunday"),
            ("suitability", "", "How well it suits its use, as the register says it"),
            ("benchmark_low", "GBP/m2/year", "Lower end of what is usual for its kind, by the plan's table"),
            ("benchmark_high", "GBP/m2/year", "Upper end of it"),
            ("above_benchmark_gbp", "GBP/year", "What it costs above the upper end"),
            ("missing", "", "Figures that are not known"),
        ],
    );
    let dataset = content.dataset;
    let estate = Estate::of(dataset);
    for (index, (site, building)) in dataset.sites.iter().zip(&estate.buildings).enumerate() {
        let locality = dataset.locality_of_site.get(index).copied().flatten();
        let benchmark = against(&content.plan.settings.benchmarks, site);
        table.rows.push(vec![
            site.id.as_str().into(),
            site.name.as_str().into(),
            locality.map(|locality| dataset.localities[locality].id.as_str()).into(),
            site.partner.as_deref().or(site.owner.as_deref()).into(),
            site.tenure.as_deref().into(),
            site.condition.as_deref().into(),
            site.floor_area_m2.into(),
            site.running_cost_gbp.into(),
            building.cost_per_m2.into(),
            building.band.map(Band::label).into(),
            site.income_gbp.into(),
            site.backlog_gbp.into(),
            building.backlog_per_m2.into(),
            site.capital_value_gbp.into(),
            building.energy_per_m2.into(),
            site.hours_per_week.into(),
            building.space_share.into(),
            building.visits_per_hour.into(),
            building.visits_per_desk_hour.into(),
            building.week.map(|week| week.evenings).into(),
            building.week.map(|week| week.weekend).into(),
            building.suitability.as_deref().into(),
            benchmark.map(|against| against.benchmark.low_gbp_per_m2).into(),
            benchmark.map(|against| against.benchmark.high_gbp_per_m2).into(),
            benchmark.map(|against| against.above_gbp).into(),
            building.missing.join("; ").into(),
        ]);
    }
    table
}
