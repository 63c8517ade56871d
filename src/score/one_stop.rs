//! The one-stop index: how many services residents can reach at one single site, each within its standard.

use super::timeline::State;
use super::{Facts, Scorer};

/// For every site and area, which services the area's residents would be within the standard of there, if offered.
///
/// One bit a service, eight to a byte; the bytes of a site's areas lie side by side, so that many areas are counted at once.
#[derive(Debug, Clone, PartialEq)]
pub struct WithinStandard {
    bytes: usize,
    areas: usize,
    bits: Vec<u8>,
}

impl WithinStandard {
    /// Looks up every area, site and service once.
    pub fn new(facts: &Facts<'_>) -> Self {
        let (areas, sites) = (facts.dataset.areas.len(), facts.dataset.sites.len());
        let bytes = facts.dataset.services.len().div_ceil(8);
        let mut bits = vec![0; sites * bytes * areas];
        for (index, service) in facts.dataset.services.iter().enumerate() {
            let matrix = facts.times.of_service(index);
            for site in 0..sites {
                let first = (site * bytes + index / 8) * areas;
                for (bits, &minutes) in bits[first..first + areas].iter_mut().zip(matrix.to_site(site)) {
                    *bits |= u8::from(minutes <= service.standard.minutes) << (index % 8);
                }
            }
        }
        Self { bytes, areas, bits }
    }

    /// The bits of eight services at a site, by area.
    fn at_site(&self, site: usize, byte: usize) -> &[u8] {
        let first = (site * self.bytes + byte) * self.areas;
        &self.bits[first..first + self.areas]
    }
}

/// Mean over residents of the most services within their standards at a single site; `None` without residents.
pub fn one_stop(scorer: &Scorer, state: &State) -> Option<f64> {
    let within = &scorer.within;
    let mut most = vec![0_u16; within.areas];
    let mut counts = vec![0_u16; within.areas];
    for site in (0..state.sites.len()).filter(|&site| state.offers_any(site)) {
        counts.fill(0);
        for (byte, offers) in state.offers(site).chunks(8).enumerate() {
            let offered = offers
                .iter()
                .enumerate()
                .fold(0, |offered, (bit, offer)| offered | u8::from(offer.share > 0.0) << bit);
            for (count, here) in counts.iter_mut().zip(within.at_site(site, byte)) {
                *count += u16::from(ones(here & offered));
            }
        }
        for (most, count) in most.iter_mut().zip(&counts) {
            *most = (*most).max(*count);
        }
    }
    let people: f64 = scorer.population.iter().sum();
    let sum: f64 = most.iter().zip(&scorer.population).map(|(&most, people)| f64::from(most) * people).sum();
    (people > 0.0).then(|| sum / people)
}

/// How many bits are set: in pairs, fours and eights, which a processor does for many bytes at once.
const fn ones(byte: u8) -> u8 {
    let pairs = byte - ((byte >> 1) & 0x55);
    let fours = (pairs & 0x33) + ((pairs >> 2) & 0x33);
    (fours + (fours >> 4)) & 0x0f
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_bit_is_counted() {
        for byte in 0..=u8::MAX {
            assert_eq!(u32::from(super::ones(byte)), byte.count_ones());
        }
    }
}
