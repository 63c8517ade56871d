//! The open project: facts, decisions with their history, and what was found; kept in step after every edit.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::appraise::{Appraisal, Appraiser, OptionAppraisal, complete, remedies};
use crate::edit::{Edit, History};
use crate::error::Result;
use crate::files::Seen;
use crate::load::{Inputs, Loaded};
use crate::model::{Action, Dataset, Issue, IssueCounts, OptionPlan, Plan};
use crate::reach::TravelTimes;
use crate::score::brief::Brief;
use crate::score::local::{LocalFindings, local};
use crate::score::timeline::Timeline;
use crate::score::{Facts, Scorer};

use super::evidence::{CompareLook, EvidenceCache, Sources};

/// The id of the plan that is looked at without being kept.
pub const PREVIEW: &str = "preview";

/// One open project.
#[derive(Debug)]
pub struct Session {
    /// Facts.
    pub dataset: Arc<Dataset>,
    /// Minutes from every area to every site.
    pub times: TravelTimes,
    /// True while the minutes are still those of other settings, because new ones take seconds to search.
    pub stale: bool,
    /// Decisions, with undo and redo.
    pub history: History,
    /// Findings of the decisions as they stand.
    pub appraisal: Appraisal,
    /// The file that the project was opened from or saved to.
    pub path: Option<PathBuf>,
    /// How that file looked when it was read or written here; none when it was not there.
    pub seen: Option<Seen>,
    /// The files that facts were read from since the project was opened: what can be read again.
    pub files: Inputs,
    /// How long the last appraisal took.
    pub scored_in: Duration,
    /// Grows with every appraisal: what is drawn from findings is stale when it differs.
    pub revision: u64,
    /// Differs between Datasets: what is drawn from facts is stale when it differs.
    pub generation: u64,
    /// Users and need by service and area, and how to score one option alone: the appraiser's own.
    pub scorer: Arc<Scorer>,
    appraiser: Appraiser,
    saved: Plan,
    /// True when the facts changed since the last save.
    data_changed: bool,
    what_if: Option<WhatIf>,
    /// A plan that was found and is looked at, not kept.
    preview: Option<(OptionPlan, OptionAppraisal)>,
    /// The evidence that was looked at.
    pub evidence: EvidenceCache,
}

/// What one site's decision does, compared with the option without it.
#[derive(Debug, Clone)]
pub struct WhatIf {
    key: (u64, String, usize),
    /// The option as it is, measured against itself without the decision.
    pub now: Brief,
    /// The option without the decision.
    pub without: Brief,
}

static GENERATIONS: AtomicU64 = AtomicU64::new(1);

impl Session {
    /// Appraises a loaded project. `path` is the project file it came from, if it did.
    pub fn new(loaded: Loaded, path: Option<PathBuf>) -> Self {
        let times = TravelTimes::compute(&loaded.dataset, &loaded.plan.settings);
        Self::with_times(loaded, path, times)
    }

    /// The same with travel times that are known.
    pub fn with_times(loaded: Loaded, path: Option<PathBuf>, times: TravelTimes) -> Self {
        let Loaded { dataset, plan } = loaded;
        let mut appraiser = Appraiser::new(&dataset, &times, &plan);
        let start = Instant::now();
        let appraisal = appraiser.appraise(&dataset, &times, &plan);
        let scored_in = start.elapsed();
        Self {
            times,
            stale: false,
            appraisal,
            path,
            seen: None,
            files: Inputs::default(),
            scored_in,
            data_changed: false,
            revision: 1,
            generation: GENERATIONS.fetch_add(1, Ordering::Relaxed),
            scorer: Arc::clone(appraiser.scorer()),
            appraiser,
            saved: plan.clone(),
            history: History::new(plan),
            dataset: Arc::new(dataset),
            what_if: None,
            preview: None,
            evidence: EvidenceCache::default(),
        }
    }

    /// The same project, with the files that it was read from: no project file holds it yet.
    #[must_use]
    pub fn of_files(mut self, files: Inputs) -> Self {
        self.data_changed |= self.path.is_none() && files != Inputs::default();
        self.files = files;
        self
    }

    /// Takes over changed facts; decisions, their history and the project file stay.
    pub fn take_data(&mut self, changed: Self) {
        let old = std::mem::replace(self, changed);
        self.history = old.history;
        (self.path, self.seen) = (old.path, old.seen);
        self.saved = old.saved;
        self.revision = old.revision;
        self.data_changed = true;
        // A plan found among other sites says nothing about these.
        self.preview = None;
        self.appraise();
    }

    /// The decisions as they stand.
    pub fn plan(&self) -> &Plan {
        self.history.plan()
    }

    /// What scoring reads, as it stands.
    pub fn facts(&self) -> Facts<'_> {
        Facts { dataset: &self.dataset, times: &self.times, settings: &self.plan().settings }
    }

    /// Findings of an option, or of the plan that is previewed; business as usual's when there is none of that id.
    pub fn option(&self, id: &str) -> &OptionAppraisal {
        let preview = self.preview.as_ref().map(|(_, found)| found).filter(|found| found.id == id);
        self.appraisal.option(id).or(preview).unwrap_or_else(|| self.appraisal.bau())
    }

    /// Whether there is such an option, or such a plan is previewed.
    pub fn has_option(&self, id: &str) -> bool {
        self.option(id).id == id
    }

    /// Decisions of an option; none for business as usual.
    pub fn option_plan(&self, id: &str) -> Option<&OptionPlan> {
        self.plan().option(id)
    }

    /// What happens in an option, to be drawn: its decisions, or those of the plan that is previewed.
    pub fn decisions(&self, id: &str) -> Option<&OptionPlan> {
        let preview = self.preview.as_ref().map(|(plan, _)| plan).filter(|plan| plan.id == id);
        self.option_plan(id).or(preview)
    }

    /// Looks at a plan under the id `PREVIEW` without keeping it, or at none.
    pub fn preview(&mut self, option: Option<OptionPlan>) {
        if option.is_none() && self.preview.is_none() {
            return;
        }
        self.preview = option.and_then(|option| {
            let mut plan = self.history.plan().clone();
            plan.options.push(option.clone());
            let appraisal = self.appraiser.appraise(&self.dataset, &self.times, &plan);
            Some((option, appraisal.options.into_iter().next_back()?))
        });
        self.revision += 1;
    }

    /// Where an option stands in the plan's list.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.plan().options.iter().position(|option| option.id == id)
    }

    /// Makes a change and appraises it.
    pub fn apply(&mut self, edit: &Edit) -> Result<()> {
        if self.history.apply(edit, &self.dataset)? {
            self.appraise();
        }
        Ok(())
    }

    /// Makes a change that belongs to a drag and appraises it.
    pub fn drag(&mut self, edit: &Edit) -> Result<()> {
        if self.history.drag(edit, &self.dataset)? {
            self.appraise();
        }
        Ok(())
    }

    /// Takes back the last step; its label.
    pub fn undo(&mut self) -> Option<String> {
        let label = self.history.undo()?;
        self.appraise();
        Some(label)
    }

    /// Does the last undone step again; its label.
    pub fn redo(&mut self) -> Option<String> {
        let label = self.history.redo()?;
        self.appraise();
        Some(label)
    }

    /// Undoes (negative) or redoes that many steps, appraised once.
    pub fn step(&mut self, steps: isize) {
        let mut moved = false;
        for _ in 0..steps.unsigned_abs() {
            moved |= if steps < 0 { self.history.undo() } else { self.history.redo() }.is_some();
        }
        if moved {
            self.appraise();
        }
    }

    /// Takes a project for the recovered changes of another file: unsaved, and saved there. A project that was written
    /// since, by whomever, is not replaced without a question.
    pub fn recovered(&mut self, project: Option<PathBuf>) {
        let kept = self.seen;
        self.seen = project
            .as_deref()
            .and_then(Seen::of)
            .filter(|now| kept.is_some_and(|kept| !now.is_newer_than(kept)));
        self.path = project;
        self.data_changed = true;
    }

    /// Works every finding out anew.
    pub fn appraise(&mut self) {
        let plan = self.history.plan();
        let start = Instant::now();
        let settings = &plan.settings;
        let hold = self.times.hold_under(&self.dataset, settings);
        // Seconds of work are for the worker; until it is done the old minutes stay, marked as such.
        self.stale = !hold && self.times.needs_search(&self.dataset, settings);
        if !hold && !self.stale {
            self.times = self.times.clone().under(&self.dataset, &plan.settings);
            self.appraiser = Appraiser::new(&self.dataset, &self.times, plan);
        }
        self.appraisal = self.appraiser.appraise(&self.dataset, &self.times, plan);
        self.scorer = Arc::clone(self.appraiser.scorer());
        self.scored_in = start.elapsed();
        self.revision += 1;
        if let Some((previewed, _)) = self.preview.take() {
            self.preview(Some(previewed));
        }
    }

    /// Takes over travel times that were searched, if they are of the settings as they stand.
    pub fn take_times(&mut self, times: TravelTimes) {
        if times.hold_under(&self.dataset, &self.plan().settings) {
            self.times = times;
            self.appraiser = Appraiser::new(&self.dataset, &self.times, self.history.plan());
            self.appraise();
        }
    }

    /// Works out what the decision for a site does, so that [`Session::what_if`] has it. Cheap when it is known.
    pub fn prepare_what_if(&mut self, option_id: &str, site: usize) {
        let key = (self.revision, option_id.to_owned(), site);
        if self.what_if.as_ref().is_some_and(|known| known.key == key) {
            return;
        }
        self.what_if = None;
        let plan = self.history.plan();
        let (Some(option), Some(facts_site)) = (plan.option(option_id), self.dataset.sites.get(site)) else {
            return;
        };
        if !option.sites.contains_key(&facts_site.id) {
            return;
        }
        let keep = Edit::SetAction {
            option: option_id.to_owned(),
            site: facts_site.id.clone(),
            action: Action::Keep,
        };
        let Ok(without) = keep.apply(plan) else { return };
        let Some(without) = without.option(option_id) else { return };
        let facts = self.facts();
        let brief = |option: &OptionPlan, against: Option<&Brief>| {
            let timeline = Timeline::of(&self.dataset, &plan.settings, option);
            self.scorer.brief(&facts, &timeline, &option.money, against)
        };
        let without = brief(without, None);
        let now = brief(option, Some(&without));
        self.what_if = Some(WhatIf { key, now, without });
    }

    /// Finds what would meet the unmet rules of an option, so that the appraisal has it. Cheap when it is known.
    pub fn prepare_remedies(&mut self, option_id: &str) {
        if self.appraisal.remedies.contains_key(option_id) {
            return;
        }
        let Some(option) = self.appraisal.option(option_id) else { return };
        let plan = self.history.plan();
        let found = remedies(&self.facts(), &self.scorer, plan, option_id, &option.findings);
        self.appraisal.remedies.insert(option_id.to_owned(), found);
    }

    /// The appraisal with what is found only when somebody asks.
    pub fn whole_appraisal(&self) -> Appraisal {
        let mut appraisal = self.appraisal.clone();
        complete(&self.dataset, &self.times, self.plan(), &mut appraisal);
        appraisal
    }

    /// Works out the evidence that a look at Compare needs. Cheap when it is known.
    pub fn prepare_evidence(&mut self, look: &CompareLook, options: [&str; 2]) {
        let from = Sources {
            dataset: &self.dataset,
            times: &self.times,
            scorer: &self.scorer,
            plan: self.history.plan(),
            appraisal: &self.appraisal,
            revision: self.revision,
            generation: self.generation,
        };
        self.evidence.prepare(from, look, options);
    }

    /// What the decision for a site does, if it was prepared.
    pub fn what_if(&self, option_id: &str, site: usize) -> Option<&WhatIf> {
        self.what_if
            .as_ref()
            .filter(|known| known.key.0 == self.revision && known.key.1 == option_id && known.key.2 == site)
    }

    /// What an option means for the residents of one locality.
    pub fn local(&self, option: &str, locality: usize) -> LocalFindings {
        let (now, bau) = (&self.option(option).findings, &self.appraisal.bau().findings);
        local(&self.facts(), &self.scorer, now, bau, locality)
    }

    /// Every Issue: those of the data, then those of the decisions.
    pub fn issues(&self) -> impl Iterator<Item = &Issue> {
        self.dataset.issues.iter().chain(&self.appraisal.issues)
    }

    /// How many Issues there are.
    pub fn issue_counts(&self) -> IssueCounts {
        IssueCounts::of(self.issues())
    }

    /// True when there are decisions or facts that no project file holds.
    pub fn unsaved(&self) -> bool {
        self.data_changed || *self.plan() != self.saved
    }

    /// Notes that a plan is now in a file, and how that looks.
    pub fn saved_as(&mut self, path: &Path, seen: Option<Seen>, plan: Plan) {
        self.path = Some(path.to_owned());
        self.seen = seen;
        self.saved = plan;
        self.data_changed = false;
    }

    /// What to call the project.
    pub fn name(&self) -> String {
        match &self.path {
            Some(path) => path
                .file_stem()
                .map_or_else(|| "Project".to_owned(), |stem| stem.to_string_lossy().into_owned()),
            None if self.dataset.illustrative => "Illustrative sample".to_owned(),
            None => "New project".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_follows_the_settings_as_what_is_scored_does() {
        let mut session = Session::new(crate::load::sample().unwrap(), None);
        let mut settings = session.plan().settings.clone();
        settings.need_multiplier = 5.0;
        session.apply(&Edit::SetSettings(Box::new(settings))).unwrap();
        assert!(*session.scorer == Scorer::new(&session.facts()));
    }
}
