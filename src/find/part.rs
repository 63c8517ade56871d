//! One locality by itself: its facts and what is asked of it, so that a region is searched authority by authority.

use crate::model::{Columns, Dataset, Plan, RuleKind, Settings};

/// The facts of one locality alone and the plan's settings for it.
///
/// Its sites, its areas and every service are kept; so is each rule of the blueprint, those for the city asked of the
/// locality, but for those that name a site elsewhere. What is asked of the search is kept where it speaks of this locality;
/// a budget and a count of sites for the whole are left out, and so are options. People are taken to stay within the
/// locality: a site across its border is not counted, nor are those who come from there.
pub fn part(dataset: &Dataset, plan: &Plan, locality: usize) -> (Dataset, Plan) {
    let here = |of: &[Option<usize>]| -> Vec<usize> {
        (0..of.len()).filter(|&index| of[index] == Some(locality)).collect()
    };
    let (sites, areas) = (here(&dataset.locality_of_site), here(&dataset.locality_of_area));
    let columns = dataset.columns.0.iter().map(|(name, values)| {
        let values = areas.iter().map(|&area| values.get(area).copied().flatten()).collect();
        (name.clone(), values)
    });
    let mut blueprint = dataset.blueprint.clone();
    let is_here = |id: &String| sites.iter().any(|&site| dataset.sites[site].id == *id);
    blueprint.rules.retain(|rule| match &rule.kind {
        RuleKind::Site { site, .. } => is_here(site),
        RuleKind::EachLocality(_) | RuleKind::City(_) => true,
    });
    let mut settings: Settings = plan.settings.clone();
    let find = &mut settings.find;
    for ids in [&mut find.must_open, &mut find.must_close].into_iter().chain(&mut find.may_close) {
        ids.retain(is_here);
    }
    find.per_locality.retain(|id, _| *id == dataset.localities[locality].id);
    (find.max_cost_gbp, find.min_sites, find.max_sites) = (None, None, None);
    let alone = Dataset {
        sites: sites.iter().map(|&site| dataset.sites[site].clone()).collect(),
        localities: vec![dataset.localities[locality].clone()],
        areas: areas.iter().map(|&area| dataset.areas[area].clone()).collect(),
        columns: Columns(columns.collect()),
        localities_are_areas: dataset.localities_are_areas,
        services: dataset.services.clone(),
        blueprint,
        locality_of_area: vec![Some(0); areas.len()],
        locality_of_site: vec![Some(0); sites.len()],
        streets: dataset.streets.clone(),
        timetable: dataset.timetable.clone(),
        illustrative: dataset.illustrative,
        ..Dataset::default()
    };
    (alone, Plan { settings, ..Plan::default() })
}
