//! A project as it is published: loaded, its scales fixed, appraised.

use hub_planner::appraise::{Appraisal, appraise, fix_scales};
use hub_planner::export::Content;
use hub_planner::load::Loaded;
use hub_planner::model::{Dataset, Plan};
use hub_planner::reach::TravelTimes;

pub struct Project {
    pub dataset: Dataset,
    pub plan: Plan,
    pub appraisal: Appraisal,
}

impl Project {
    pub fn of(loaded: Loaded) -> Self {
        let Loaded { dataset, mut plan } = loaded;
        let times = TravelTimes::compute(&dataset, &plan.settings);
        fix_scales(&dataset, &times, &mut plan.settings);
        let appraisal = appraise(&dataset, &times, &plan);
        Self { dataset, plan, appraisal }
    }

    pub fn content(&self) -> Content<'_> {
        Content { dataset: &self.dataset, plan: &self.plan, appraisal: &self.appraisal }
    }
}
