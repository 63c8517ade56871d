//! The sections of a report: a small function each, in files by subject.

mod access;
mod context;
mod evidence;
mod localities;
mod losers;
mod method;
mod money;
mod options;
mod phasing;
mod sources;
mod summary;

use super::Writing;
use super::tree::Block;

/// The sections that a report can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionKey {
    /// Everything on one page.
    Summary,
    /// What the programme is for.
    Objectives,
    /// Who needs what, where.
    Need,
    /// Business as usual.
    Today,
    /// Every option, with the discarded ones.
    Options,
    /// Money over time.
    Money,
    /// Access before and after.
    Access,
    /// Who loses, by place and group.
    Losers,
    /// Equality evidence and mitigation.
    Equality,
    /// Statutory duties that options trigger.
    Duties,
    /// Carbon.
    Carbon,
    /// What happens when.
    Phasing,
    /// How far the findings hold.
    Sensitivity,
    /// What residents said.
    Voice,
    /// How residents respond.
    Respond,
    /// A page for each locality.
    Localities,
    /// How it was worked out.
    Method,
    /// What words mean.
    Glossary,
    /// Where the facts come from.
    Sources,
    /// What was decided, when and why.
    Log,
    /// What is wrong or missing in the data.
    Issues,
}

impl SectionKey {
    /// Every section, in the order in which a report has them unless told otherwise.
    pub const ALL: [Self; 21] = [
        Self::Summary,
        Self::Objectives,
        Self::Need,
        Self::Today,
        Self::Options,
        Self::Money,
        Self::Access,
        Self::Losers,
        Self::Equality,
        Self::Duties,
        Self::Carbon,
        Self::Phasing,
        Self::Sensitivity,
        Self::Voice,
        Self::Respond,
        Self::Localities,
        Self::Method,
        Self::Glossary,
        Self::Sources,
        Self::Log,
        Self::Issues,
    ];

    /// The word of the file format.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Objectives => "objectives",
            Self::Need => "need",
            Self::Today => "today",
            Self::Options => "options",
            Self::Money => "money",
            Self::Access => "access",
            Self::Losers => "losers",
            Self::Equality => "equality",
            Self::Duties => "duties",
            Self::Carbon => "carbon",
            Self::Phasing => "phasing",
            Self::Sensitivity => "sensitivity",
            Self::Voice => "voice",
            Self::Respond => "respond",
            Self::Localities => "localities",
            Self::Method => "method",
            Self::Glossary => "glossary",
            Self::Sources => "sources",
            Self::Log => "log",
            Self::Issues => "issues",
        }
    }

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Objectives => "Objectives",
            Self::Need => "Need",
            Self::Today => "Business as usual",
            Self::Options => "Options, with discarded ones",
            Self::Money => "Money over time",
            Self::Access => "Access before and after",
            Self::Losers => "Who loses, and where",
            Self::Equality => "Equality and mitigation",
            Self::Duties => "Statutory duties",
            Self::Carbon => "Carbon",
            Self::Phasing => "Phasing and timescales",
            Self::Sensitivity => "Sensitivity",
            Self::Voice => "What residents said",
            Self::Respond => "How to respond",
            Self::Localities => "Locality profiles",
            Self::Method => "How we worked this out",
            Self::Glossary => "Glossary",
            Self::Sources => "Sources and assumptions",
            Self::Log => "Decision log",
            Self::Issues => "Appendix: issues in the data",
        }
    }

    /// The section of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.key() == word)
    }

    /// The sections that a plan chooses: each once, in its order; all of them when it chooses none.
    pub fn chosen(words: Option<&[String]>) -> Vec<Self> {
        let Some(words) = words else { return Self::ALL.to_vec() };
        let mut chosen: Vec<Self> = Vec::new();
        for key in words.iter().filter_map(|word| Self::of(word)) {
            if !chosen.contains(&key) {
                chosen.push(key);
            }
        }
        chosen
    }

    /// What is in it; nothing when there is nothing to say.
    pub(super) fn write(self, writing: &Writing<'_>) -> Vec<Block> {
        match self {
            Self::Summary => summary::summary(writing),
            Self::Objectives => context::objectives(writing),
            Self::Need => context::need(writing),
            Self::Today => context::today(writing),
            Self::Options => options::options(writing),
            Self::Money => money::money(writing),
            Self::Access => access::access(writing),
            Self::Losers => losers::losers(writing),
            Self::Equality => evidence::equality(writing),
            Self::Duties => evidence::duties(writing),
            Self::Carbon => money::carbon(writing),
            Self::Phasing => phasing::phasing(writing),
            Self::Sensitivity => phasing::sensitivity(writing),
            Self::Voice => evidence::voice(writing),
            Self::Respond => context::respond(writing),
            Self::Localities => localities::profiles(writing),
            Self::Method => method::method(writing),
            Self::Glossary => method::glossary(writing),
            Self::Sources => sources::sources(writing),
            Self::Log => evidence::log(writing),
            Self::Issues => sources::issues(writing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_chosen_once_in_the_plans_order() {
        for key in SectionKey::ALL {
            assert_eq!(SectionKey::of(key.key()), Some(key));
        }
        let words = ["money", "summary", "money", "no such thing"].map(str::to_owned);
        assert_eq!(SectionKey::chosen(Some(&words)), [SectionKey::Money, SectionKey::Summary]);
        assert_eq!(SectionKey::chosen(None).len(), SectionKey::ALL.len());
    }
}
