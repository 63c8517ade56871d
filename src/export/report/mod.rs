//! The appraisal as one tree of content, which every document writer reads: nothing is worded twice.

mod checks;
mod glyphs;
mod sections;
mod tree;

pub use checks::{Check, checks};
pub use glyphs::missing_glyphs;
pub use sections::SectionKey;
pub use tree::{Block, Cell, Figure, Form, Grid, GridColumn, GridRow, Report, Section};

use super::scene::{Ground, map};
use super::veil::Veil;
use super::{Content, ILLUSTRATIVE, words};
use crate::appraise::OptionAppraisal;
use crate::appraise::evidence::{self, Basis, OptionEvidence};
use crate::model::{OptionPlan, Plan, Service, Status};
use tree::Numbers;

/// What a section is written from.
pub(super) struct Writing<'a> {
    /// Facts, decisions and findings.
    pub content: &'a Content<'a>,
    /// The city as maps show it.
    pub ground: Ground,
    /// Place of the service that maps show; none when there are no services.
    pub service: Option<usize>,
    /// Who is where, and what no option changes.
    pub basis: Basis,
    /// What each option does to groups and places, in the order of the appraisal without business as usual.
    pub evidence: Vec<OptionEvidence>,
    /// Which counts of services' users the public may see.
    pub veil: Veil,
}

impl<'a> Writing<'a> {
    fn new(content: &'a Content<'a>) -> Self {
        let dataset = content.dataset;
        let chosen = content.plan.report.service.as_deref().and_then(|id| dataset.service_index(id));
        let service = chosen.or((!dataset.services.is_empty()).then_some(0));
        let (basis, evidence) = evidence::of_all(dataset, content.plan, content.appraisal);
        Self { content, ground: map::ground(content), service, basis, evidence, veil: Veil::of(content) }
    }

    /// The service that maps show.
    pub fn mapped(&self) -> Option<(usize, &'a Service)> {
        self.service.map(|place| (place, &self.content.dataset.services[place]))
    }

    /// Every option with its decisions, without business as usual, each with its place in the appraisal.
    pub fn options(&self) -> impl Iterator<Item = (usize, &'a OptionAppraisal, &'a OptionPlan)> {
        let (appraisal, plan) = (self.content.appraisal, self.content.plan);
        appraisal
            .options
            .iter()
            .enumerate()
            .skip(1)
            .filter_map(move |(place, found)| Some((place, found, plan.option(&found.id)?)))
    }

    /// What an option does to groups and places.
    pub fn evidence_of(&self, id: &str) -> Option<&OptionEvidence> {
        self.evidence.iter().find(|found| found.option == id)
    }

    /// The options that have not been discarded.
    pub fn standing(&self) -> impl Iterator<Item = (usize, &'a OptionAppraisal, &'a OptionPlan)> {
        self.options().filter(|(_, _, plan)| plan.status != Status::Discarded)
    }
}

/// What an option is called in words: `A, Eight hubs`; business as usual by its name alone.
pub(super) fn called(option: &OptionAppraisal) -> String {
    if option.id == Plan::BAU {
        return words::name(&option.name);
    }
    let id = words::clipped(&option.id, 24);
    if option.name.is_empty() || option.name == option.id {
        format!("Option {id}")
    } else {
        format!("Option {id}, {}", words::name(&option.name))
    }
}

/// What an option is called at the head of a column: `A`; business as usual is `Now`.
pub(super) fn short(option: &OptionAppraisal) -> String {
    if option.id == Plan::BAU { "Now".to_owned() } else { words::clipped(&option.id, 12) }
}

impl Report {
    /// Writes the whole appraisal, with the sections that the plan chooses in its order.
    pub fn of(content: &Content<'_>) -> Self {
        let writing = Writing::new(content);
        let settings = &content.plan.report;
        let mut byline = Vec::new();
        byline.extend(settings.publisher.as_deref().map(words::name));
        byline.extend(settings.date.as_deref().map(words::day));
        let chosen = SectionKey::chosen(settings.sections.as_deref());
        let mut sections: Vec<Section> = chosen
            .into_iter()
            .map(|key| Section { key, number: 0, blocks: key.write(&writing) })
            .filter(|section| !section.blocks.is_empty())
            .collect();
        let mut numbers = Numbers::default();
        for section in &mut sections {
            numbers.section(section);
        }
        let digest = content.dataset.sources.first().map(|source| {
            format!("{} {}", words::clipped(&source.name, 40), &source.sha256[..source.sha256.len().min(8)])
        });
        Self {
            title: content.title(),
            byline: byline.join(" · "),
            illustrative: content.dataset.illustrative.then_some(ILLUSTRATIVE),
            made_from: digest.map_or_else(
                || "Made with Hub Planner".to_owned(),
                |digest| format!("Made with Hub Planner from {digest}"),
            ),
            sections,
        }
    }

    /// Every picture, in order.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
            Block::Figure(figure) => Some(&**figure),
            _ => None,
        })
    }
}
