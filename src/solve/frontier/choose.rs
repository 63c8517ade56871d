//! Which of the plans that a sweep passed through are shown: none that another beats in both respects, those with a close
//! bound first, spread over the whole frontier.

use super::super::problem::{PROVED, Solution, gap};
use super::{Point, Sweep, Sweeper, Tried, at};

impl Sweeper<'_> {
    /// Positions in the archive of the plans that none beats, from the cheapest.
    fn undominated(&self) -> Vec<usize> {
        let mut least = f64::INFINITY;
        let mut better = |at: &usize| {
            let better = self.archive[*at].minutes < least;
            least = least.min(self.archive[*at].minutes);
            better
        };
        (0..self.archive.len()).filter(|at| better(at)).collect()
    }

    /// The point of a plan, told at the price where its bound is closest.
    pub(super) fn point(&self, solution: &Solution) -> Option<Point> {
        let gap = |tried: &&Tried| gap(at(solution, tried.price), tried.bound);
        let tried = self.tried.iter().min_by(|a, b| gap(a).total_cmp(&gap(b)))?;
        let objective = at(solution, tried.price);
        let lower_bound = tried.bound.min(objective);
        let solution = Solution { objective, lower_bound, ..solution.clone() };
        Some(Point { price: tried.price, solution, within: None, alternatives: Vec::new() })
    }

    /// The frontier found so far, from the cheapest.
    pub(super) fn points(&self) -> Vec<Point> {
        let undominated = self.undominated();
        let best: Vec<usize> = self.tried.iter().filter_map(|tried| self.best_at(tried.price)).collect();
        let told = |at: &usize| self.point(&self.archive[*at]);
        match self.plan.sweep {
            Sweep::Points(wanted) => {
                let points: Vec<(Point, bool)> =
                    undominated.iter().filter_map(|at| Some((told(at)?, best.contains(at)))).collect();
                self.spread_out(points, wanted)
            }
            Sweep::Prices(_) => undominated.iter().filter(|at| best.contains(at)).filter_map(told).collect(),
        }
    }

    /// Position in the archive of the plan with the least objective at a price.
    fn best_at(&self, price: f64) -> Option<usize> {
        let objective = |plan: &usize| at(&self.archive[*plan], price);
        (0..self.archive.len()).min_by(|a, b| objective(a).total_cmp(&objective(b)))
    }

    /// Both ends and those between that are furthest from each other: plans with a close bound as long as there are any,
    /// then the best at a price. Where that leaves a wide hole, a few more of these say what can be had there, each with
    /// the gap that it has.
    fn spread_out(&self, points: Vec<(Point, bool)>, wanted: usize) -> Vec<Point> {
        let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
        let apart = |a: usize, b: usize| apart([0, last, a, b].map(|at| &points[at].0.solution));
        // Half of the widest hole that is left alone: a plan within it is that far from both of its ends.
        let hole = WIDEST / wanted as f64;
        let mut chosen: Vec<usize> = if last == 0 { vec![0] } else { vec![0, last] };
        for close_only in [true, false] {
            let may = |at: &usize| {
                let close = self.is_close(&points[*at].0);
                if close_only { close } else { points[*at].1 && !close }
            };
            while chosen.len() < if close_only { wanted } else { wanted + IN_HOLES } {
                let furthest = (0..points.len())
                    .filter(may)
                    .map(|at| (chosen.iter().map(|held| apart(at, *held)).fold(f64::INFINITY, f64::min), at))
                    .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
                match furthest {
                    Some((far, at)) if far > if chosen.len() < wanted { 0.0 } else { hole } => {
                        chosen.push(at);
                    }
                    _ => break,
                }
            }
        }
        let chosen = points.into_iter().enumerate().filter(|(at, _)| chosen.contains(at));
        chosen.map(|(_, (point, _))| point).collect()
    }

    fn is_close(&self, point: &Point) -> bool {
        point.solution.gap() <= self.plan.effort.gap.max(PROVED)
    }

    /// Whether a price was tried, or one that is as good.
    pub(super) fn is_tried(&self, price: f64) -> bool {
        // Bounds that need not be exact are as good a little further on.
        let same = if self.plan.effort.gap > PROVED { SAME_PRICE } else { 1.0 + 1e-9 };
        self.tried.iter().any(|tried| tried.price <= price * same && price <= tried.price * same)
    }

    /// The price that suits a plan best: in the middle of those at which no other known plan is better, or, where there is
    /// none, between the prices at which a cheaper and a nearer plan overtake it.
    pub(super) fn suited(&self, plan: &Solution) -> Option<f64> {
        let (mut least, mut most) = (0.0_f64, f64::INFINITY);
        for other in &self.archive {
            let price = (plan.cost - other.cost) / (other.minutes - plan.minutes);
            if other.cost < plan.cost && other.minutes > plan.minutes {
                least = least.max(price);
            } else if other.cost > plan.cost && other.minutes < plan.minutes {
                most = most.min(price);
            }
        }
        let price = (least * most).sqrt();
        (price > 0.0 && price.is_finite()).then_some(price)
    }

    /// Prices not yet tried at which plans may be found in the holes between plans with a close bound, the widest first.
    pub(super) fn prices_of_holes(&self, wanted: usize) -> Vec<f64> {
        let points: Vec<Point> =
            self.undominated().iter().filter_map(|at| self.point(&self.archive[*at])).collect();
        let last = points.len().saturating_sub(1);
        let ends = |point: &(usize, &Point)| point.0 == 0 || point.0 == last || self.is_close(point.1);
        let close: Vec<&Point> = points.iter().enumerate().filter(ends).map(|(_, point)| point).collect();
        let wide = if close.len() >= wanted { WIDEST * 2.0 / wanted as f64 } else { 0.0 };
        let end = |at: usize| &close[at].solution;
        let mut holes: Vec<(f64, f64)> = (1..close.len())
            .filter_map(|at| {
                let (cheap, near) = (end(at - 1), end(at));
                let width = apart([end(0), end(close.len() - 1), cheap, near]);
                let middle = (near.cost - cheap.cost) / (cheap.minutes - near.minutes);
                // Where no close bound was found in the middle, one may be nearer to an end; other holes come before.
                let aside = |end: &Point| middle * (end.price / middle).sqrt().clamp(0.16, 6.0);
                let prices = [(middle, 1.0), (aside(close[at]), 0.3), (aside(close[at - 1]), 0.3)];
                let fits = |price: f64| price.is_finite() && price > 0.0 && !self.is_tried(price);
                let (price, hope) = prices.into_iter().find(|(price, _)| fits(*price))?;
                (width > wide).then_some((hope * width, price))
            })
            .collect();
        holes.sort_by(|a, b| b.0.total_cmp(&a.0));
        holes.into_iter().map(|(_, price)| price).collect()
    }
}

/// Points beyond those wanted, in wide holes.
const IN_HOLES: usize = 3;

/// Within which factor two prices are as good as the same.
const SAME_PRICE: f64 = 1.1;

/// How much wider than the mean a hole between two points may be.
const WIDEST: f64 = 1.5;

/// How far apart two plans are, as shares of what lies between both ends in cost and in minutes.
fn apart([first, last, a, b]: [&Solution; 4]) -> f64 {
    let share = |whole: f64, part: f64| if whole == 0.0 { 0.0 } else { (part / whole).abs() };
    share(last.cost - first.cost, b.cost - a.cost)
        + share(last.minutes - first.minutes, b.minutes - a.minutes)
}
