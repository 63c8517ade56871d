//! Who loses and who gains: people by how their journey to a service changes, against business as usual. Gains and losses
//! are always apart; a net number alone hides both.
//!
//! A journey that changes by no more than half a minute counts as the same. The six bands part everybody: sooner, same,
//! up to 5, up to 10, more than 10 minutes longer, out of reach. Newly beyond and newly within the standard are counted
//! beside them, because a short change can cross the standard and a long one need not.

use super::access::{CHANGE_MINUTES, longer};
use crate::model::Dataset;

/// People by how their journey changes. The first six add up to everybody.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bands {
    /// More than half a minute shorter, or possible now and not before.
    pub sooner: f64,
    /// Changed by no more than half a minute (or impossible before and now).
    pub same: f64,
    /// Longer by more than half a minute and at most 5.
    pub to_5: f64,
    /// Longer by more than 5 minutes and at most 10.
    pub to_10: f64,
    /// Longer by more than 10 minutes.
    pub beyond_10: f64,
    /// Possible before, impossible now.
    pub out_of_reach: f64,
    /// Within the standard before, beyond it now.
    pub newly_beyond: f64,
    /// Beyond the standard before, within it now.
    pub newly_within: f64,
    /// Person-minutes added by longer journeys (those out of reach add none).
    pub minutes_lost: f64,
    /// Person-minutes saved by shorter journeys (those newly possible save none).
    pub minutes_gained: f64,
}

impl Bands {
    /// The six bands with their words, shortest journey first.
    pub const fn parts(&self) -> [(&'static str, f64); 6] {
        [
            ("sooner", self.sooner),
            ("same", self.same),
            ("up to 5 min longer", self.to_5),
            ("5–10 min longer", self.to_10),
            ("over 10 min longer", self.beyond_10),
            ("out of reach", self.out_of_reach),
        ]
    }

    /// Everybody.
    pub fn people(&self) -> f64 {
        self.parts().iter().map(|(_, people)| people).sum()
    }

    /// Everybody whose journey grows or becomes impossible.
    pub fn losers(&self) -> f64 {
        self.to_5 + self.to_10 + self.beyond_10 + self.out_of_reach
    }

    /// Of every hundred people how many are in each band, whole numbers that add up to 100 (largest remainders, ties to the
    /// earlier band); all 0 when there is nobody.
    pub fn per_hundred(&self) -> [u8; 6] {
        let people = self.people();
        let mut dots = [0_u8; 6];
        if people <= 0.0 {
            return dots;
        }
        let shares = self.parts().map(|(_, part)| 100.0 * part / people);
        for (dot, share) in dots.iter_mut().zip(shares) {
            *dot = whole(share.floor());
        }
        let mut order: Vec<usize> = (0..6).collect();
        order.sort_by(|&a, &b| shares[b].fract().total_cmp(&shares[a].fract()).then(a.cmp(&b)));
        let missing = 100_usize.saturating_sub(dots.iter().map(|dot| usize::from(*dot)).sum());
        for &band in order.iter().cycle().take(missing) {
            dots[band] += 1;
        }
        dots
    }

    fn add(&mut self, before: f64, now: f64, people: f64, standard: f64) {
        let change = Change::of(before, now, standard);
        if change.loses {
            let by = now - before;
            let band = if now.is_infinite() {
                &mut self.out_of_reach
            } else if by <= 5.0 {
                &mut self.to_5
            } else if by <= 10.0 {
                &mut self.to_10
            } else {
                &mut self.beyond_10
            };
            *band += people;
            if now.is_finite() {
                self.minutes_lost += people * by;
            }
        } else if change.gains {
            self.sooner += people;
            if before.is_finite() {
                self.minutes_gained += people * (before - now);
            }
        } else {
            self.same += people;
        }
        if change.newly_beyond {
            self.newly_beyond += people;
        }
        if change.newly_within {
            self.newly_within += people;
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
fn whole(share: f64) -> u8 {
    share.clamp(0.0, 100.0) as u8
}

/// Bands of a city and of each of its localities.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WhoLoses {
    /// All users.
    pub city: Bands,
    /// By locality; users outside all are in the city only.
    pub localities: Vec<Bands>,
}

/// Users of a service by how their journey changes. `before` and `now` are minutes by area, `f64::INFINITY` is *none*.
pub fn who_loses(dataset: &Dataset, before: &[f64], now: &[f64], users: &[f64], standard: f64) -> WhoLoses {
    let mut found =
        WhoLoses { city: Bands::default(), localities: vec![Bands::default(); dataset.localities.len()] };
    for (area, &people) in users.iter().enumerate() {
        found.city.add(before[area], now[area], people, standard);
        if let Some(locality) = dataset.locality_of_area[area] {
            found.localities[locality].add(before[area], now[area], people, standard);
        }
    }
    found
}

/// How an area's journey changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four answers that do not exclude each other")]
pub struct Change {
    /// It grows by more than half a minute or becomes impossible.
    pub loses: bool,
    /// It shrinks by more than half a minute or becomes possible.
    pub gains: bool,
    /// It crosses the standard outwards.
    pub newly_beyond: bool,
    /// It crosses the standard inwards.
    pub newly_within: bool,
}

impl Change {
    /// The change from so many minutes to so many; `f64::INFINITY` is *none*.
    pub fn of(before: f64, now: f64, standard: f64) -> Self {
        Self {
            loses: longer(before, now),
            gains: longer(now, before),
            newly_beyond: before <= standard && now > standard,
            newly_within: before > standard && now <= standard,
        }
    }
}

/// The change of each area's journey.
pub fn changes(before: &[f64], now: &[f64], standard: f64) -> Vec<Change> {
    before.iter().zip(now).map(|(&before, &now)| Change::of(before, now, standard)).collect()
}

/// The words of the rule that parts losers from the others.
pub fn rule() -> String {
    format!(
        "a journey counts as longer when it grows by more than {CHANGE_MINUTES} minutes or becomes impossible"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_person_is_in_one_band() {
        let none = f64::INFINITY;
        let mut found = Bands::default();
        for (before, now, people) in [
            (10.0, 8.0, 1.0),
            (none, 8.0, 2.0),
            (10.0, 10.5, 4.0),
            (none, none, 8.0),
            (10.0, 15.0, 16.0),
            (10.0, 20.0, 32.0),
            (10.0, 20.5, 64.0),
            (10.0, none, 128.0),
        ] {
            found.add(before, now, people, 12.0);
        }
        assert_eq!(found.parts().map(|(_, people)| people), [3.0, 12.0, 16.0, 32.0, 64.0, 128.0]);
        assert_eq!((found.people(), found.losers()), (255.0, 240.0));
        assert_eq!((found.newly_beyond, found.newly_within), (240.0, 2.0));
        // 16·5 + 32·10 + 64·10.5, and 1·2.
        assert_eq!((found.minutes_lost, found.minutes_gained), (1072.0, 2.0));
        // 100·(3, 12, 16, 32, 64, 128) ÷ 255 = 1.18, 4.71, 6.27, 12.55, 25.10, 50.20: the two missing go to .71 and .55.
        assert_eq!(found.per_hundred(), [1, 5, 6, 13, 25, 50]);
    }

    proptest! {
        #[test]
        fn losers_gainers_and_unchanged_are_everyone(
            journeys in prop::collection::vec((0.0..60.0_f64, 0.0..60.0_f64, 0_u16..900), 1..60),
        ) {
            let mut found = Bands::default();
            for (before, now, people) in &journeys {
                // A twelfth of the journeys are impossible.
                let possible = |minutes: f64| if minutes > 55.0 { f64::INFINITY } else { minutes };
                found.add(possible(*before), possible(*now), f64::from(*people), 20.0);
            }
            let everyone: f64 = journeys.iter().map(|(_, _, people)| f64::from(*people)).sum();
            prop_assert_eq!(found.people(), everyone);
            let dots: u32 = found.per_hundred().iter().map(|dot| u32::from(*dot)).sum();
            prop_assert_eq!(dots, if everyone > 0.0 { 100 } else { 0 });
        }
    }
}
