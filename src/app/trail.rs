//! Where the person has been: back and forward through what was looked at.

use super::view::{Stage, View};

/// How far back one can go.
const MOST: usize = 100;

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spot {
    stage: Stage,
    option: String,
    site: Option<usize>,
    area: Option<usize>,
    service: usize,
    cell: Option<(usize, Option<usize>)>,
    focus: Option<usize>,
}

impl Spot {
    fn of(view: &View) -> Self {
        Self {
            stage: view.stage,
            option: view.option.clone(),
            site: view.site,
            area: view.area,
            service: view.service,
            cell: view.cell,
            focus: view.focus,
        }
    }

    fn show(self, view: &mut View) {
        view.stage = self.stage;
        view.option = self.option;
        (view.site, view.area, view.service) = (self.site, self.area, self.service);
        (view.cell, view.focus) = (self.cell, self.focus);
    }
}

/// Spots before and after the one that is looked at.
#[derive(Debug, Default)]
pub struct Trail {
    past: Vec<Spot>,
    now: Option<Spot>,
    future: Vec<Spot>,
}

/// Notes what is looked at now, if it is something else than before.
pub fn note(view: &mut View) {
    let spot = Spot::of(view);
    let trail = &mut view.trail;
    if trail.now.as_ref() == Some(&spot) {
        return;
    }
    if let Some(before) = trail.now.replace(spot) {
        trail.past.push(before);
        trail.future.clear();
        if trail.past.len() > MOST {
            trail.past.remove(0);
        }
    }
}

/// Goes to what was looked at before this, or after it.
pub fn go(view: &mut View, back: bool) {
    let trail = &mut view.trail;
    let (from, to) =
        if back { (&mut trail.past, &mut trail.future) } else { (&mut trail.future, &mut trail.past) };
    let Some(spot) = from.pop() else { return };
    to.extend(trail.now.replace(spot.clone()));
    spot.show(view);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forward_lead_over_the_same_spots_and_a_new_turn_forgets_the_way_forward() {
        let mut view = View::new();
        note(&mut view);
        for site in [1, 2, 3] {
            view.site = Some(site);
            note(&mut view);
            note(&mut view);
        }
        go(&mut view, true);
        go(&mut view, true);
        assert_eq!(view.site, Some(1));
        go(&mut view, false);
        note(&mut view);
        assert_eq!(view.site, Some(2));
        assert!(!view.trail.future.is_empty());
        view.site = Some(9);
        note(&mut view);
        assert!(view.trail.future.is_empty());
        for _ in 0..9 {
            go(&mut view, true);
        }
        assert_eq!(view.site, None);
        assert!(view.trail.past.is_empty());
    }
}
