//! The one-stop index: how many services residents can reach at one single site, each within its standard.

use super::timeline::State;
use super::{Facts, Scorer};

/// For every site and area, which services the area's residents would be within the standard of there, if offered.
///
/// One bit a service, packed in words of 64, so that an option is counted by intersecting with what a site offers.
#[derive(Debug, Clone, PartialEq)]
pub struct WithinStandard {
    words: usize,
    areas: usize,
    bits: Vec<u64>,
}

impl WithinStandard {
    /// Looks up every area, site and service once.
    pub fn new(facts: &Facts<'_>) -> Self {
        let (areas, sites) = (facts.dataset.areas.len(), facts.dataset.sites.len());
        let words = facts.dataset.services.len().div_ceil(64);
        let mut bits = vec![0; sites * areas * words];
        for (index, service) in facts.dataset.services.iter().enumerate() {
            let matrix = facts.times.of_service(index);
            for site in 0..sites {
                for (area, &minutes) in matrix.to_site(site).iter().enumerate() {
                    if minutes <= service.standard.minutes {
                        bits[(site * areas + area) * words + index / 64] |= 1 << (index % 64);
                    }
                }
            }
        }
        Self { words, areas, bits }
    }

    fn at_site(&self, site: usize) -> &[u64] {
        let length = self.areas * self.words;
        &self.bits[site * length..(site + 1) * length]
    }
}

/// Mean over residents of the most services within their standards at a single site; `None` without residents.
pub fn one_stop(scorer: &Scorer, state: &State) -> Option<f64> {
    let within = &scorer.within;
    let mut most = vec![0_u32; within.areas];
    for site in 0..state.sites.len() {
        let mut offered = vec![0_u64; within.words];
        for (service, offer) in state.offers(site).iter().enumerate() {
            if offer.share > 0.0 {
                offered[service / 64] |= 1 << (service % 64);
            }
        }
        if offered.iter().all(|word| *word == 0) {
            continue;
        }
        for (most, here) in most.iter_mut().zip(within.at_site(site).chunks_exact(within.words)) {
            let count = here.iter().zip(&offered).map(|(here, offered)| (here & offered).count_ones()).sum();
            *most = (*most).max(count);
        }
    }
    let people: f64 = scorer.population.iter().sum();
    let sum: f64 = most.iter().zip(&scorer.population).map(|(&most, people)| f64::from(most) * people).sum();
    (people > 0.0).then(|| sum / people)
}
