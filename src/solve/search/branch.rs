//! Where a search splits what is left: the rule, the site or the service that the bound is most in doubt about.

use std::sync::Arc;

use super::super::bound::Dual;
use super::super::fixing::{Fixing, Side};
use super::super::problem::Layout;
use super::{Looked, Run};

impl Run<'_> {
    /// Splits what is left in two.
    pub(super) fn branch(
        &self,
        dual: &Dual<'_>,
        layout: &Layout,
        bound: f64,
        fixing: &Fixing,
        x: Vec<f64>,
        looked: &mut Looked,
    ) {
        let instance = self.search.instance;
        let x = Arc::new(x);
        let mut push = |mut fixing: Fixing| {
            if fixing.settle(instance) {
                looked.children.push((bound, fixing, Arc::clone(&x)));
            }
        };
        if let Some(either) = self.broken_either(layout, fixing) {
            for side in [Side::Count, Side::Reach] {
                let mut child = fixing.clone();
                child.side[either] = Some(side);
                push(child);
            }
            return;
        }
        let doubt = |share: f64| 0.5 - (share - 0.5).abs();
        let mut site_in_doubt: Option<(f64, usize)> = None;
        let mut column_in_doubt: Option<(f64, usize)> = None;
        for site in 0..instance.sites {
            if fixing.open[site] == Some(false) {
                continue;
            }
            if fixing.open[site].is_none() {
                let doubt = doubt(dual.open_share[site]);
                if site_in_doubt.is_none_or(|(most, _)| doubt > most) {
                    site_in_doubt = Some((doubt, site));
                }
            }
            let choices =
                || instance.choices(site).iter().filter(|choice| fixing.permits(site, choice.offers));
            let any = choices().fold(0, |any, choice| any | choice.offers);
            let all = choices().fold(u32::MAX, |all, choice| all & choice.offers);
            for service in (0..instance.services).filter(|service| (any & !all) >> service & 1 == 1) {
                let column = site * instance.services + service;
                let doubt = doubt(dual.column_share[column]);
                if column_in_doubt.is_none_or(|(most, _)| doubt > most) {
                    column_in_doubt = Some((doubt, column));
                }
            }
        }
        let site_first = match (site_in_doubt, column_in_doubt) {
            (Some((site, _)), Some((column, _))) => site > 0.1 || site >= column,
            (site, _) => site.is_some(),
        };
        if let (true, Some((_, site))) = (site_first, site_in_doubt) {
            let likelier = dual.open_share[site] >= 0.5;
            for open in [likelier, !likelier] {
                let mut child = fixing.clone();
                child.open[site] = Some(open);
                push(child);
            }
        } else if let Some((_, column)) = column_in_doubt {
            let (site, bit) = (column / instance.services, 1 << (column % instance.services));
            let likelier = dual.column_share[column] >= 0.5;
            for with in [likelier, !likelier] {
                let mut child = fixing.clone();
                let settled = if with { &mut child.must[site] } else { &mut child.never[site] };
                *settled |= bit;
                push(child);
            }
        }
    }

    /// A rule with two sides, neither of them settled nor fulfilled.
    fn broken_either(&self, layout: &Layout, fixing: &Fixing) -> Option<usize> {
        self.search.instance.broken_eithers(layout).find(|either| fixing.side[*either].is_none())
    }
}
