//! Robustness of the ranking: how often each option comes first under other weights, and what would change the order, in words.

use super::{Appraisal, OptionAppraisal};
use crate::model::Plan;
use crate::score::robustness::{self, DRAWS, Switch};

/// How often each option has each rank.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Robustness {
    /// Positions in the appraisal's options of those that are ranked, by id.
    pub candidates: Vec<usize>,
    /// Words of the criteria that weigh, in order.
    pub criteria: Vec<String>,
    /// Share of draws by candidate and rank (from the first), weights drawn uniformly over all.
    pub all: Vec<Vec<f64>>,
    /// The same, weights drawn around the user's own.
    pub around: Vec<Vec<f64>>,
    /// Draws of each kind.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
}

/// A criterion that weighs in the totals.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Its words.
    pub label: String,
    /// Raw weight.
    pub weight: f64,
    /// Score of each option of the appraisal, in its order.
    pub scores: Vec<f64>,
}

/// The criteria that weigh in every total: those with a weight that are not left out, then the user's own.
pub fn weighed(appraisal: &Appraisal) -> Vec<Weighed> {
    let options = &appraisal.options;
    let Some(first) = options.first() else { return Vec::new() };
    let built_in = first.criteria.iter().enumerate().filter_map(|(place, criterion)| {
        let counts = criterion.weight > 0.0 && !appraisal.left_out.contains(&criterion.key);
        let scores: Option<Vec<f64>> = options.iter().map(|option| option.criteria[place].score).collect();
        Some(Weighed {
            label: criterion.key.label().to_owned(),
            weight: criterion.weight,
            scores: scores.filter(|_| counts)?,
        })
    });
    let own = first.own.iter().enumerate().filter_map(|(place, own)| {
        let counts = own.weight > 0.0 && !appraisal.own_left_out.contains(&own.id);
        let scores: Option<Vec<f64>> = options.iter().map(|option| option.own[place].score).collect();
        Some(Weighed { label: own.name.clone(), weight: own.weight, scores: scores.filter(|_| counts)? })
    });
    built_in.chain(own).collect()
}

/// Rank acceptability of the options that are ranked: feasible, not discarded, business as usual among them.
pub fn robustness(appraisal: &Appraisal, plan: &Plan) -> Robustness {
    let criteria = weighed(appraisal);
    let ranked = appraisal.options.iter().enumerate().filter(|(_, option)| option.rank.is_some());
    let mut candidates: Vec<usize> = ranked.map(|(place, _)| place).collect();
    candidates.sort_by(|&a, &b| appraisal.options[a].id.cmp(&appraisal.options[b].id));
    let scores: Vec<f64> = candidates
        .iter()
        .flat_map(|&option| criteria.iter().map(move |criterion| criterion.scores[option]))
        .collect();
    let (seed, count) = (plan.settings.seed, candidates.len());
    let shares = |weights: &[f64]| -> Vec<Vec<f64>> {
        let counts = robustness::rank_counts(&scores, count, weights, criteria.len());
        counts
            .chunks(count.max(1))
            .map(|ranks| ranks.iter().map(|times| f64::from(*times) / DRAWS as f64).collect())
            .collect()
    };
    let own: Vec<f64> = criteria.iter().map(|criterion| criterion.weight).collect();
    let all = shares(&robustness::uniform_weights(criteria.len(), DRAWS, seed));
    let around = shares(&robustness::weights_around(&own, DRAWS, seed));
    let criteria = criteria.into_iter().map(|criterion| criterion.label).collect();
    Robustness { candidates, criteria, all, around, draws: DRAWS, seed }
}

impl Robustness {
    /// In how many draws, as a share, an option of the appraisal comes first: over all weights, and around the user's own.
    pub fn first(&self, option: usize) -> Option<[f64; 2]> {
        let place = self.candidates.iter().position(|&candidate| candidate == option)?;
        Some([*self.all.get(place)?.first()?, *self.around.get(place)?.first()?])
    }
}

/// What would put a rival ahead of a leader, by one weight alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Switching {
    /// Id of the option that is ahead now.
    pub leader: String,
    /// Id of the other.
    pub rival: String,
    /// Words of the criteria, in order.
    pub criteria: Vec<String>,
    /// Where they change places.
    pub switches: Vec<Switch>,
}

/// What would change the order of two options; `None` when one of them has no total. The one that is ahead leads.
pub fn switching(appraisal: &Appraisal, one: &str, other: &str) -> Option<Switching> {
    let place = |id: &str| appraisal.options.iter().position(|option| option.id == id);
    let (one, other) = (place(one)?, place(other)?);
    let criteria = weighed(appraisal);
    let (first, second) = (appraisal.options[one].total?, appraisal.options[other].total?);
    let one_leads =
        first > second || (first == second && appraisal.options[one].id <= appraisal.options[other].id);
    let (leader, rival) = if one_leads { (one, other) } else { (other, one) };
    let scores =
        |option: usize| criteria.iter().map(move |criterion| criterion.scores[option]).collect::<Vec<f64>>();
    let weights: Vec<f64> = criteria.iter().map(|criterion| criterion.weight).collect();
    let switches = robustness::switches(&scores(leader), &scores(rival), &weights);
    let id = |option: usize| appraisal.options[option].id.clone();
    let criteria = criteria.into_iter().map(|criterion| criterion.label).collect();
    Some(Switching { leader: id(leader), rival: id(rival), criteria, switches })
}

/// Lower case but for words that are capitals throughout.
fn inside(label: &str) -> String {
    let mut signs = label.chars();
    match (signs.next(), signs.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(signs).collect(),
        _ => label.to_owned(),
    }
}

impl Switching {
    /// The sentence and what is left to say: `A stays ahead of B unless cost weighs 50 or more of 100, or carbon 47.` `No
    /// other single weight puts B first.` `name` gives the words of an option id.
    pub fn words(&self, name: impl Fn(&str) -> String) -> (String, String) {
        let (leader, rival) = (name(&self.leader), name(&self.rival));
        if self.switches.is_empty() {
            return (
                format!("{leader} stays ahead of {rival} whatever one weight is alone."),
                format!("No single weight puts {rival} first."),
            );
        }
        // Rounded away from the leader: at the weight named the rival is level or ahead.
        let mut up: Vec<(f64, String)> = Vec::new();
        let mut down: Vec<(f64, String)> = Vec::new();
        for switch in &self.switches {
            let label = inside(self.criteria.get(switch.criterion).map_or("", String::as_str));
            if switch.upwards {
                up.push((switch.at.ceil(), label));
            } else {
                down.push((switch.at.floor(), label));
            }
        }
        let mut parts = Vec::new();
        for (list, bound) in [(&up, "or more"), (&down, "or less")] {
            for (place, (at, label)) in list.iter().enumerate() {
                parts.push(if place == 0 {
                    format!("{label} weighs {at:.0} {bound} of 100")
                } else {
                    format!("{label} {at:.0}")
                });
            }
        }
        let last = parts.pop().unwrap_or_default();
        let unless = if parts.is_empty() { last } else { format!("{}, or {last}", parts.join(", ")) };
        let rest = if self.switches.len() < self.criteria.len() {
            format!("No other single weight puts {rival} first.")
        } else {
            String::new()
        };
        (format!("{leader} stays ahead of {rival} unless {unless}."), rest)
    }
}

/// The best-ranked option and the one after it.
pub fn first_two(appraisal: &Appraisal) -> Option<(&OptionAppraisal, &OptionAppraisal)> {
    let of = |rank: usize| appraisal.options.iter().find(|option| option.rank == Some(rank));
    Some((of(1)?, of(2)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_the_order_is_said_in_words() {
        let switch = |criterion, at, upwards| Switch { criterion, now: 25.0, at, upwards };
        let found = Switching {
            leader: "A".to_owned(),
            rival: "B".to_owned(),
            criteria: ["Saving", "Carbon", "Access", "Rules"].map(str::to_owned).to_vec(),
            switches: vec![switch(0, 49.2, true), switch(1, 46.5, true), switch(2, 8.7, false)],
        };
        assert_eq!(
            found.words(str::to_owned),
            (
                "A stays ahead of B unless saving weighs 50 or more of 100, carbon 47, or access weighs 8 or less of 100."
                    .to_owned(),
                "No other single weight puts B first.".to_owned()
            )
        );
        let safe = Switching { switches: Vec::new(), ..found };
        assert_eq!(safe.words(str::to_owned).0, "A stays ahead of B whatever one weight is alone.");
    }
}
