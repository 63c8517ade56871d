//! The one-stop index: how many services residents can reach at one single site, each within its standard.

use super::timeline::State;
use super::{Facts, Scorer};

/// For every site the areas near it, each with the services that its residents would be within the standard of there, if offered.
#[derive(Debug, Clone, PartialEq)]
pub struct WithinStandard {
    /// Where each site's areas begin, and one more.
    first: Vec<usize>,
    areas: Vec<u32>,
    /// One bit a service, eight to a byte, the bytes of an area side by side.
    bits: Vec<u8>,
    bytes: usize,
}

impl WithinStandard {
    /// Looks up every area, site and service once.
    pub fn new(facts: &Facts<'_>) -> Self {
        let bytes = facts.dataset.services.len().div_ceil(8).max(1);
        let mut found = Self { first: vec![0], areas: Vec::new(), bits: Vec::new(), bytes };
        let mut row = vec![0_u8; facts.dataset.areas.len() * bytes];
        let mut touched: Vec<usize> = Vec::new();
        for site in 0..facts.dataset.sites.len() {
            for (index, service) in facts.dataset.services.iter().enumerate() {
                let most = service.standard.minutes;
                facts.times.of_service(index).near(site, most).each(most, |area, _| {
                    let bits = &mut row[area * bytes..(area + 1) * bytes];
                    if bits.iter().all(|bits| *bits == 0) {
                        touched.push(area);
                    }
                    bits[index / 8] |= 1 << (index % 8);
                });
            }
            touched.sort_unstable();
            for area in touched.drain(..) {
                let bits = &mut row[area * bytes..(area + 1) * bytes];
                found.areas.push(u32::try_from(area).unwrap_or(u32::MAX));
                found.bits.extend_from_slice(bits);
                bits.fill(0);
            }
            found.first.push(found.areas.len());
        }
        found
    }

    /// The areas near a site, each with its bits.
    fn near(&self, site: usize) -> impl Iterator<Item = (usize, &[u8])> {
        let range = self.first[site]..self.first[site + 1];
        let bits = self.bits[range.start * self.bytes..range.end * self.bytes].chunks_exact(self.bytes);
        self.areas[range].iter().map(|area| *area as usize).zip(bits)
    }

    /// The areas within a service's standard of a site.
    pub fn of_service(&self, site: usize, service: usize) -> impl Iterator<Item = usize> {
        let (byte, bit) = (service / 8, service % 8);
        self.near(site).filter(move |(_, bits)| bits[byte] >> bit & 1 == 1).map(|(area, _)| area)
    }
}

/// Mean over residents of the most services within their standards at a single site; `None` without residents.
pub fn one_stop(scorer: &Scorer, state: &State) -> Option<f64> {
    let mut most = vec![0_u32; scorer.population.len()];
    for site in (0..state.sites.len()).filter(|&site| state.offers_any(site)) {
        let mut offered = vec![0_u8; scorer.within.bytes];
        for (service, _) in state.offers(site).iter().enumerate().filter(|(_, offer)| offer.share > 0.0) {
            offered[service / 8] |= 1 << (service % 8);
        }
        for (area, bits) in scorer.within.near(site) {
            let here = bits.iter().zip(&offered).map(|(bits, offered)| (bits & offered).count_ones()).sum();
            most[area] = most[area].max(here);
        }
    }
    let people: f64 = scorer.population.iter().sum();
    let sum: f64 = most.iter().zip(&scorer.population).map(|(&most, people)| f64::from(most) * people).sum();
    (people > 0.0).then(|| sum / people)
}
