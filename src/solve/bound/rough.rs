//! The clients' part of the bound in single precision, column by column: several times as fast, and near enough to climb
//! by. What a climb ends at is worked out exactly.

use super::super::clients::BLOCK;
use super::Dual;

/// Multipliers of clients, nearly, and how often each is served.
#[derive(Debug, Clone)]
pub(super) struct Climber {
    /// Minutes that each client pays for.
    pays: Vec<f32>,
    /// By service, then block: the most of them.
    most: Vec<Vec<f32>>,
    served: Vec<f32>,
}

impl Dual<'_> {
    /// Climbs roughly from here on, where that is possible.
    pub(super) fn be_rough(&mut self) {
        let clients = &self.instance.clients;
        if !clients.rough.minutes.is_empty() && !self.is_held && self.minutes_count() {
            self.rough = Some(Climber {
                pays: vec![0.0; clients.len()],
                most: vec![Vec::new(); self.instance.services],
                served: vec![0.0; clients.len()],
            });
        }
    }

    /// What each column saves its clients, nearly; returns what the clients pay in all.
    pub(super) fn rough_gains(&mut self, x: &[f64]) -> f64 {
        let Some(Climber { pays, most, .. }) = &mut self.rough else { return 0.0 };
        let clients = &self.instance.clients;
        let rough = &clients.rough;
        let services = self.instance.services;
        let mut sum = 0.0;
        for ((pays, &multiplier), &weight) in pays.iter_mut().zip(x).zip(&rough.weight) {
            *pays = multiplier as f32 / weight;
            sum += multiplier;
        }
        for (service, most) in most.iter_mut().enumerate() {
            most.clear();
            let blocks = pays[clients.asking(service)].chunks(BLOCK);
            most.extend(blocks.map(|block| block.iter().copied().fold(0.0, f32::max)));
        }
        for (column, gain) in self.gain.iter_mut().enumerate() {
            *gain = 0.0;
            if !self.alive[column] {
                continue;
            }
            let service = column % services;
            let asking = clients.asking(service);
            let (pays, weight) = (&pays[asking.clone()], &rough.weight[asking]);
            let minutes = &rough.minutes[rough.start[column]..rough.start[column + 1]];
            let least = &rough.least[rough.block_start[column]..];
            let mut sums = [0.0; BLOCK];
            for (block, (most, least)) in most[service].iter().zip(least).enumerate() {
                if most > least {
                    let range = block * BLOCK..((block + 1) * BLOCK).min(minutes.len());
                    save(&mut sums, &pays[range.clone()], &minutes[range.clone()], &weight[range]);
                }
            }
            *gain = f64::from(sums.iter().sum::<f32>());
        }
        sum
    }

    /// How often each client is served by what is chosen.
    pub(super) fn rough_served(&mut self) {
        let Some(Climber { pays, most, served }) = &mut self.rough else { return };
        let clients = &self.instance.clients;
        let rough = &clients.rough;
        let services = self.instance.services;
        served.fill(0.0);
        for column in (0..self.chosen.len()).filter(|&column| self.chosen[column]) {
            let service = column % services;
            let asking = clients.asking(service);
            let (pays, served) = (&pays[asking.clone()], &mut served[asking]);
            let minutes = &rough.minutes[rough.start[column]..rough.start[column + 1]];
            let least = &rough.least[rough.block_start[column]..];
            for (block, (most, least)) in most[service].iter().zip(least).enumerate() {
                if most > least {
                    let range = block * BLOCK..((block + 1) * BLOCK).min(minutes.len());
                    serve(&mut served[range.clone()], &pays[range.clone()], &minutes[range]);
                }
            }
        }
    }

    /// How often a client is served.
    pub(super) fn served_roughly(&self, client: usize) -> Option<f64> {
        self.rough.as_ref().map(|rough| f64::from(rough.served[client]))
    }
}

/// Adds what a block of clients saves.
fn save(sums: &mut [f32; BLOCK], pays: &[f32], minutes: &[f32], weight: &[f32]) {
    let blocks = (pays.first_chunk::<BLOCK>(), minutes.first_chunk::<BLOCK>(), weight.first_chunk::<BLOCK>());
    if let (Some(pays), Some(minutes), Some(weight)) = blocks {
        for lane in 0..BLOCK {
            let above = pays[lane] - minutes[lane];
            sums[lane] += weight[lane] * if above > 0.0 { above } else { 0.0 };
        }
    } else {
        for (sum, ((pays, minutes), weight)) in sums.iter_mut().zip(pays.iter().zip(minutes).zip(weight)) {
            *sum += weight * (pays - minutes).max(0.0);
        }
    }
}

/// Counts whom in a block of clients one more place serves.
fn serve(served: &mut [f32], pays: &[f32], minutes: &[f32]) {
    for (served, (pays, minutes)) in served.iter_mut().zip(pays.iter().zip(minutes)) {
        *served += if minutes < pays { 1.0 } else { 0.0 };
    }
}
