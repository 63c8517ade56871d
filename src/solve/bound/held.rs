//! Clients whose multipliers stay as they are: what they come to, worked out once, while the rules' multipliers climb.

use super::super::problem::Layout;
use super::Dual;

/// What clients with fixed multipliers come to: their sum, and what each column saves of it; weighted minutes.
#[derive(Debug, Clone)]
pub struct Held {
    pub(super) sum: f64,
    pub(super) gain: Vec<f64>,
    pub(super) scale: f64,
}

impl Dual<'_> {
    /// What the clients come to at the multipliers of the last bound.
    pub fn hold(&self, x: &[f64]) -> Held {
        let moving = self.near.moving.iter().map(|&client| x[client as usize]);
        Held { sum: self.near.still + moving.sum::<f64>(), gain: self.gain.clone(), scale: self.near.scale }
    }

    /// What a plan comes to where clients' multipliers are held.
    pub fn value_held(&self, layout: &Layout, held: &Held) -> f64 {
        let services = self.instance.services;
        let mut total = self.price * held.sum;
        for site in (0..self.instance.sites).filter(|&site| layout.open[site]) {
            let offers = layout.offers[site];
            total += self.instance.cost(site, offers);
            for service in (0..services).filter(|service| offers >> service & 1 == 1) {
                total -= self.price * held.gain[site * services + service];
            }
        }
        total
    }
}
