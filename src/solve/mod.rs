//! The search for the best plans: which sites stay open and what each offers, exactly, with a proven bound.
//!
//! It sees matrices and costs only. A [`Problem`] is searched by [`solve`]; a sweep of prices over it is [`frontier`].
//! A search that is stopped keeps its best plan, its bound and the gap between them, and never says that it is optimal.
//!
//! # Model
//! Decisions: `open(j)`, `offers(j, s) ≤ open(j)`. Minimise `cost + price · Σ_s Σ_i weight(i, s) · minutes(i, nearest site
//! offering s)`, the cost of a site being its own cost and its deliveries less what sharing saves, under [`Rule`]s.
//! Textbook problems are settings of it ([`classic`]): p-median, maximal covering, set covering, p-centre and
//! fixed-charge location.
//!
//! # Method
//! The assignment of clients is relaxed, with every rule that ties sites together; each site then chooses its services by
//! going through the sets that fit it, and the number of open sites is kept exactly (`bound`). A rule on people within reach
//! chooses one of its least sets of sites as a whole (`menu`). Multipliers climb along deflected subgradients, in single
//! precision where there are several services; what is told is worked out exactly. At the root the rules are then kept
//! whole at the clients' multipliers (`search::held`), which closes most of the gap where minutes cost little. Plans come
//! from the sites' choices, improved by interchange (`improve`), by diving and by small searches around a plan (`dive`). With
//! one service and few sites every plan is compared instead ([`subsets`]). What no better plan
//! does is fixed by reduced costs (`fixing`), and the rest is settled by branch and bound (`search`). Every plan passed on
//! the way is kept: [`frontier`] shows those whose bound at some price tried is close, spread over the whole, and
//! alternatives start from them. Work is counted, not timed, and put together in a fixed order: the same problem gives the
//! same answer on any number of threads.
//!
//! # Limits
//! At most [`MOST_SERVICES`] services: each site's sets of services are listed whole. A minute beyond
//! [`Problem::unreachable`] weakens the bounds, never the answer.
//!
//! # References
//! Cornuéjols, G., Fisher, M. L. & Nemhauser, G. L. (1977), "Location of bank accounts to optimize float", *Management
//! Science* 23(8), 789–810. Daskin, M. S. (2013), *Network and Discrete Location*, 2nd ed., Wiley. Fisher, M. L. (1981),
//! "The Lagrangian relaxation method for solving integer programming problems", *Management Science* 27(1), 1–18.

#![expect(
    clippy::cast_possible_truncation,
    reason = "sites and clients are numbered in 32 bits, far below the limit"
)]
#![expect(clippy::needless_range_loop, reason = "rows of several matrices are walked by one number")]
#![expect(
    clippy::needless_for_each,
    reason = "calls on iterators of boxed parts read better without a loop's braces"
)]
#![expect(clippy::manual_checked_ops, reason = "a division by a count that was just tested is plain")]

mod bound;
mod brute;
mod clash;
pub mod classic;
mod clients;
mod dive;
mod fixing;
mod frontier;
mod improve;
mod instance;
mod menu;
mod problem;
mod search;
pub mod subsets;
mod weigh;

pub use brute::brute_force;
pub use clash::solve;
pub use frontier::{Alternative, Point, Sweep, SweepSettings, Swept, frontier};
pub use problem::*;
