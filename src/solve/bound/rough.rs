//! The clients' part of the bound in single precision, column by column: several times as fast, and near enough to climb
//! by. What a climb ends at is worked out exactly.

use super::Dual;

/// Numbers taken together.
const LANES: usize = 8;

/// Multipliers of clients, nearly, and how often each is served.
#[derive(Debug, Clone)]
pub(super) struct Rough {
    multiplier: Vec<f32>,
    served: Vec<f32>,
}

impl Dual<'_> {
    /// Climbs roughly from here on, where that is possible.
    pub(super) fn be_rough(&mut self) {
        let clients = &self.instance.clients;
        if !clients.rough.is_empty() && !self.is_held && self.minutes_count() {
            self.rough =
                Some(Rough { multiplier: vec![0.0; clients.len()], served: vec![0.0; clients.len()] });
        }
    }

    /// What each column saves its clients, nearly; returns what the clients pay in all.
    pub(super) fn rough_gains(&mut self, x: &[f64]) -> f64 {
        let Some(rough) = &mut self.rough else { return 0.0 };
        let clients = &self.instance.clients;
        let services = self.instance.services;
        let mut sum = 0.0;
        for (rough, &multiplier) in rough.multiplier.iter_mut().zip(x) {
            *rough = multiplier as f32;
            sum += multiplier;
        }
        for (column, gain) in self.gain.iter_mut().enumerate() {
            *gain = 0.0;
            if self.alive[column] {
                let cost = &clients.rough[clients.rough_start[column]..clients.rough_start[column + 1]];
                *gain = f64::from(saved(&rough.multiplier[clients.asking(column % services)], cost));
            }
        }
        sum
    }

    /// How often each client is served by what is chosen.
    pub(super) fn rough_served(&mut self) {
        let Some(rough) = &mut self.rough else { return };
        let clients = &self.instance.clients;
        let services = self.instance.services;
        rough.served.fill(0.0);
        for column in (0..self.chosen.len()).filter(|&column| self.chosen[column]) {
            let asking = clients.asking(column % services);
            let cost = &clients.rough[clients.rough_start[column]..clients.rough_start[column + 1]];
            let there = rough.multiplier[asking.clone()].iter().zip(cost);
            for (served, (multiplier, cost)) in rough.served[asking].iter_mut().zip(there) {
                *served += if cost < multiplier { 1.0 } else { 0.0 };
            }
        }
    }

    /// How often a client is served.
    pub(super) fn served_roughly(&self, client: usize) -> Option<f64> {
        self.rough.as_ref().map(|rough| f64::from(rough.served[client]))
    }
}

/// Sum of what multipliers are above costs.
fn saved(multiplier: &[f32], cost: &[f32]) -> f32 {
    let mut sums = [0.0; LANES];
    let (multipliers, costs) = (multiplier.chunks_exact(LANES), cost.chunks_exact(LANES));
    let rest = multipliers.remainder().iter().zip(costs.remainder());
    let rest: f32 = rest.map(|(multiplier, cost)| (multiplier - cost).max(0.0)).sum();
    for (multipliers, costs) in multipliers.zip(costs) {
        for lane in 0..LANES {
            let above = multipliers[lane] - costs[lane];
            sums[lane] += if above > 0.0 { above } else { 0.0 };
        }
    }
    sums.iter().sum::<f32>() + rest
}
