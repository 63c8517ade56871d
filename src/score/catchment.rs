//! Floating catchments: how much supply there is for each person, where everybody shares what is in reach with their
//! neighbours.
//!
//! The field calls it the *two-step floating catchment area* method (2SFCA; *enhanced*, E2SFCA, when nearer weighs more).
//! Step one gives each place of supply a ratio, its supply ÷ the people in reach; step two adds up the ratios in each
//! person's reach. Both steps weigh a pair by how near it is.
//!
//! The appraisal takes its zones and their weights from here and shares supply itself (`capacity`). [`Grid`], the whole method
//! over points, is what `benches/money` and `benches/peers` measure beside other programs.
//!
//! # References
//! Luo, W. & Wang, F. (2003), "Measures of spatial accessibility to health care in a GIS environment", *Environment and
//! Planning B* 30(6), 865–884. Luo, W. & Qi, Y. (2009), "An enhanced two-step floating catchment area (E2SFCA) method for
//! measuring spatial accessibility to primary care physicians", *Health & Place* 15(4), 1100–1107 (weights 1, 0.68, 0.22
//! over three zones).

/// A zone: up to how far (minutes or metres, inclusive), and what a pair within it weighs. Zones go from near to far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zone {
    /// Its outer edge.
    pub until: f64,
    /// Weight of a pair within it and beyond the zone before, 0 to 1.
    pub weight: f64,
}

/// 0–10, 10–20 and 20–30 minutes.
pub const ZONES: [Zone; 3] = [
    Zone { until: 10.0, weight: 1.0 },
    Zone { until: 20.0, weight: 0.68 },
    Zone { until: 30.0, weight: 0.22 },
];

/// What a pair so far apart weighs; 0 beyond all zones.
///
/// ```
/// use hub_planner::score::catchment::{ZONES, weight};
/// assert_eq!([0.0, 10.0, 10.1, 30.0, 31.0, f64::INFINITY].map(|far| weight(&ZONES, far)), [1.0, 1.0, 0.68, 0.22, 0.0, 0.0]);
/// ```
pub fn weight(zones: &[Zone], far: f64) -> f64 {
    let mut weight = 0.0;
    // From far to near, so that the nearest zone that holds it has the last word; no branch, so that it runs abreast.
    for zone in zones.iter().rev() {
        weight = if far <= zone.until { zone.weight } else { weight };
    }
    weight
}

/// Points in a square grid, sorted so that those of a row of cells lie side by side. Coordinates are metres.
#[derive(Debug, Clone)]
pub struct Grid {
    low: [f64; 2],
    cell: f64,
    columns: usize,
    rows: usize,
    /// First point of each cell, and one more.
    starts: Vec<u32>,
    x: Vec<f64>,
    y: Vec<f64>,
    people: Vec<f64>,
    /// Where each sorted point stood in the input.
    order: Vec<u32>,
}

/// What a search for catchments found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Supply for each person, by point of demand.
    pub scores: Vec<f64>,
    /// Pairs of demand and supply within the outermost zone.
    pub pairs: usize,
}

impl Grid {
    /// Sorts points of demand (metres, people) for searches of about this radius. Without points, and with coordinates that
    /// are not finite, every search finds nothing.
    pub fn new(points: &[[f64; 2]], people: &[f64], radius: f64) -> Self {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for point in points {
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        let sound = points.len() == people.len()
            && u32::try_from(points.len()).is_ok()
            && (0..2).all(|axis| (high[axis] - low[axis]).is_finite());
        let points = if sound { points } else { &[] };
        if points.is_empty() {
            (low, high) = ([0.0; 2], [0.0; 2]);
        }
        // An eighth of the radius keeps what is looked at in vain small; no more cells than points keeps the grid small.
        let spread = (high[0] - low[0]).max(high[1] - low[1]);
        let cell = (radius / 8.0).max(spread / (points.len() as f64).sqrt().max(1.0)).max(1e-9);
        let count = |axis: usize| index((high[axis] - low[axis]) / cell) + 1;
        let (columns, rows) = (count(0), count(1));
        let cell_of = |point: &[f64; 2]| {
            let at = |axis: usize| index((point[axis] - low[axis]) / cell);
            at(1).min(rows - 1) * columns + at(0).min(columns - 1)
        };
        let cells: Vec<usize> = points.iter().map(cell_of).collect();
        let mut starts = vec![0_u32; columns * rows + 1];
        for &cell in &cells {
            starts[cell + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut next = starts.clone();
        let mut grid = Self {
            low,
            cell,
            columns,
            rows,
            starts,
            x: vec![0.0; points.len()],
            y: vec![0.0; points.len()],
            people: vec![0.0; points.len()],
            order: vec![0; points.len()],
        };
        for (input, (cell, point)) in (0u32..).zip(cells.iter().zip(points)) {
            let place = next[*cell] as usize;
            next[*cell] += 1;
            grid.x[place] = point[0];
            grid.y[place] = point[1];
            grid.people[place] = people[input as usize];
            grid.order[place] = input;
        }
        grid
    }

    /// The runs of sorted points that may lie within a radius of a place, one a row of cells.
    fn runs(&self, place: [f64; 2], radius: f64) -> impl Iterator<Item = std::ops::Range<usize>> {
        let edge = move |axis: usize, far: f64| ((place[axis] + far - self.low[axis]) / self.cell).floor();
        let last = |count: usize| count as f64 - 1.0;
        let outside = !(place[0] + place[1] + radius).is_finite()
            || edge(0, radius) < 0.0
            || edge(1, radius) < 0.0
            || edge(0, -radius) > last(self.columns)
            || edge(1, -radius) > last(self.rows);
        let (bottom, top) = (index(edge(1, -radius)), index(edge(1, radius)).min(self.rows - 1));
        let rows = if outside { 1..1 } else { bottom..top + 1 };
        rows.filter_map(move |row| {
            // A row is cut by the circle no wider than at its edge nearest to the middle; a metre more forgives rounding.
            let below = self.low[1] + row as f64 * self.cell;
            let up = (below - place[1]).max(place[1] - below - self.cell).max(0.0);
            let half = (radius * radius - up * up).max(0.0).sqrt() + 1.0;
            if edge(0, half) < 0.0 || edge(0, -half) > last(self.columns) {
                return None;
            }
            let (left, right) = (index(edge(0, -half)), index(edge(0, half)).min(self.columns - 1));
            let first = row * self.columns;
            Some(self.starts[first + left] as usize..self.starts[first + right + 1] as usize)
        })
    }

    /// Supply for each person: both steps over all places of supply (metres, amount), with pairs weighed by zones of metres.
    ///
    /// Supply that nobody has in reach is nobody's. Work is proportional to the pairs; memory to the points.
    pub fn floating_catchments(&self, places: &[[f64; 2]], supply: &[f64], zones: &[Zone]) -> Found {
        let reach = zones.iter().map(|zone| zone.until).fold(0.0, f64::max);
        let within = reach * reach;
        let mut sorted = vec![0.0; self.x.len()];
        let mut pairs = 0;
        // One plain pass after another over short rows of numbers: each runs several pairs abreast.
        let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
        let (mut far, mut weights, mut people) = (Vec::new(), Vec::new(), Vec::new());
        for (place, amount) in places.iter().zip(supply) {
            runs.clear();
            runs.extend(self.runs(*place, reach));
            far.clear();
            people.clear();
            for run in &runs {
                let (x, y) = (&self.x[run.clone()], &self.y[run.clone()]);
                far.extend(x.iter().zip(y).map(|(x, y)| {
                    let (across, up) = (x - place[0], y - place[1]);
                    across * across + up * up
                }));
                people.extend_from_slice(&self.people[run.clone()]);
            }
            weights.clear();
            weights.resize(far.len(), 0.0);
            // From far to near, so that the nearest zone that holds a pair has the last word.
            for zone in zones.iter().rev() {
                let (until, weight) = (zone.until * zone.until, zone.weight);
                for (known, far) in weights.iter_mut().zip(&far) {
                    *known = if *far <= until { weight } else { *known };
                }
            }
            pairs += far.iter().filter(|far| **far <= within).count();
            let in_reach = product(&people, &weights);
            if in_reach <= 0.0 {
                continue;
            }
            let ratio = amount / in_reach;
            let mut known = weights.as_slice();
            for run in &runs {
                let (here, rest) = known.split_at(run.len());
                known = rest;
                for (score, weight) in sorted[run.clone()].iter_mut().zip(here) {
                    *score += ratio * weight;
                }
            }
        }
        let mut scores = vec![0.0; sorted.len()];
        for (score, input) in sorted.iter().zip(&self.order) {
            scores[*input as usize] = *score;
        }
        Found { scores, pairs }
    }
}

/// The sum of products, in four sums side by side that are added up at the end: always in the same order.
fn product(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a, b) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a.zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// A place in a row of cells; below the first is the first.
fn index(place: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates, and what is below 0 counts as 0"
    )]
    let place = place.max(0.0) as usize;
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Both steps as they are written in the papers.
    fn by_the_book(
        points: &[[f64; 2]],
        people: &[f64],
        places: &[[f64; 2]],
        supply: &[f64],
        zones: &[Zone],
    ) -> Found {
        let far = |a: &[f64; 2], b: &[f64; 2]| ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)).sqrt();
        let reach = zones.last().map_or(0.0, |zone| zone.until);
        let mut scores = vec![0.0; points.len()];
        let mut pairs = 0;
        for (place, amount) in places.iter().zip(supply) {
            let weights: Vec<f64> = points.iter().map(|point| weight(zones, far(point, place))).collect();
            pairs += points.iter().filter(|point| far(point, place) <= reach).count();
            let shared: f64 = weights.iter().zip(people).map(|(weight, people)| weight * people).sum();
            if shared > 0.0 {
                for (score, weight) in scores.iter_mut().zip(&weights) {
                    *score += amount / shared * weight;
                }
            }
        }
        Found { scores, pairs }
    }

    const METRES: [Zone; 3] = [
        Zone { until: 1000.0, weight: 1.0 },
        Zone { until: 2500.0, weight: 0.68 },
        Zone { until: 5000.0, weight: 0.22 },
    ];

    #[test]
    fn supply_is_shared_by_everybody_in_reach() {
        // Ten people at the place, ten at 2 km, ten at 6 km: 30 ÷ (10·1 + 10·0.68) for each of the near ones.
        let points = [[0.0, 0.0], [2000.0, 0.0], [6000.0, 0.0]];
        let grid = Grid::new(&points, &[10.0; 3], 5000.0);
        let found = grid.floating_catchments(&[[0.0, 0.0]], &[30.0], &METRES);
        let ratio = 30.0 / 16.8;
        assert_eq!(found.pairs, 2);
        for (score, expected) in found.scores.iter().zip([ratio, 0.68 * ratio, 0.0]) {
            assert!((score - expected).abs() < 1e-12, "{:?}", found.scores);
        }
        // People × their supply comes to all the supply that anybody reaches.
        assert!((found.scores.iter().map(|score| score * 10.0).sum::<f64>() - 30.0).abs() < 1e-9);
    }

    #[test]
    fn odd_input_finds_nothing_and_does_not_panic() {
        let nothing = Grid::new(&[], &[], 100.0).floating_catchments(&[[0.0, 0.0]], &[1.0], &METRES);
        assert_eq!(nothing, Found { scores: Vec::new(), pairs: 0 });
        let one = Grid::new(&[[5.0, 5.0]], &[1.0], 0.0);
        assert_eq!(one.floating_catchments(&[[f64::NAN, 0.0]], &[1.0], &METRES).pairs, 0);
        assert_eq!(one.floating_catchments(&[[5.0, 5.0]], &[1.0], &[]).scores, [0.0]);
        assert_eq!(
            Grid::new(&[[f64::NAN, 0.0]], &[1.0], 1.0)
                .floating_catchments(&[[0.0, 0.0]], &[1.0], &METRES)
                .pairs,
            0
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_grid_finds_what_looking_at_every_pair_finds(
            points in prop::collection::vec((0.0..2e4_f64, 0.0..9e3_f64, 0.0..900.0_f64), 0..60),
            places in prop::collection::vec((-5e3..2.5e4_f64, -5e3..1.5e4_f64, 0.0..50.0_f64), 0..12),
        ) {
            let at: Vec<[f64; 2]> = points.iter().map(|(x, y, _)| [*x, *y]).collect();
            let people: Vec<f64> = points.iter().map(|(_, _, people)| *people).collect();
            let to: Vec<[f64; 2]> = places.iter().map(|(x, y, _)| [*x, *y]).collect();
            let supply: Vec<f64> = places.iter().map(|(_, _, supply)| *supply).collect();
            let found = Grid::new(&at, &people, 5000.0).floating_catchments(&to, &supply, &METRES);
            let expected = by_the_book(&at, &people, &to, &supply, &METRES);
            prop_assert_eq!(found.pairs, expected.pairs);
            for (score, expected) in found.scores.iter().zip(&expected.scores) {
                prop_assert!((score - expected).abs() <= 1e-9 * expected.max(1.0));
            }
        }
    }
}
