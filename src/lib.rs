//! Hub Planner: which buildings a council keeps, where it brings services together, what that does to residents and to
//! the budget, and how to publish the choice.
//!
//! # Pipeline
//!
//! ```text
//! files ─load→ Dataset ─┐                      ┌─► app: map, charts, panels
//!                       ├─ appraise → Appraisal ┤
//! project ⇄ Plan ◄ Edit ┘                      └─► export: Report → PDF, HTML, Word, Excel, residents' page, data
//!
//! Dataset, Plan ─find→ Problem ─solve→ frontier of plans ─find→ options, which an Edit adds to the Plan
//! ```
//!
//! Three kinds of state are never mixed: the **Dataset** (facts, immutable after loading), the **Plan** (the user's
//! decisions: small, comparable, the only undoable thing) and the **Appraisal** (findings: a pure function of
//! both). How it is being looked at is a fourth: never part of a project, only remembered on this computer.
//!
//! # Code map
//!
//! Start reading at [`appraise`].
//!
//! - [`model`]: the words of the programme as plain data: site, service, area, locality, blueprint, option, plan, issue.
//! - [`load`]: files → Dataset and Issues; the illustrative sample.
//! - [`place`]: everything that does arithmetic on longitude and latitude; the indices.
//! - [`project`]: the GeoPackage project file.
//! - [`edit`]: one undoable change of a Plan, and the history of changes.
//! - [`reach`]: minutes from every area to every site.
//! - [`score`]: what one option's decisions do: need, access, cost, equality, carbon, blueprint, scores.
//! - [`appraise`]: Dataset + Plan → Appraisal, the one function that both shells call.
//! - [`solve`]: the exact search: a problem of matrices and costs → the best plan with a proven bound.
//! - [`find`]: Dataset + Plan → that problem, and what it finds → options.
//! - [`export`]: Appraisal → bytes, one writer a file; documents from one [`export::report`] (feature `reports`: Word,
//!   Excel and pictures; feature `pdf`: PDF).
//! - [`cli`]: the commands.
//! - [`gpkg`]: geometry as GeoPackages write it.
//! - [`hours`]: opening hours as text → hours a week.
//! - [`files`]: files written whole or not at all.
//! - [`fault`]: what is said when the program itself is at fault.
//! - [`units`]: months, years, and how numbers are written for people.
//! - [`error`]: the one error type.
//!
//! - [`app`]: the window (feature `window`); nothing else knows a screen.
//!
//! # Invariants
//!
//! 1. Only `app` names egui, eframe, walkers or rfd.
//! 2. `model`, `reach`, `score`, `solve`, `find` and `appraise` do no I/O, read no clock, and draw no randomness but from a given seed.
//! 3. A `Dataset` never changes; a `Plan` changes only through [`edit::Edit`].
//! 4. Only `place` does arithmetic on longitude and latitude. Indices shortlist; the exact haversine decides. `f32` is for
//!    drawing and pruning only.
//! 5. Same inputs, byte-identical outputs, whatever the thread count.
//! 6. No `unwrap` or `expect` outside tests, no `unsafe`, no panic on anything that a user can give.
//! 7. Every shown number has a unit and a way back to its inputs.
//! 8. An unknown value is unknown: left out and counted, never zero; nothing is skipped without an Issue.
//!
//! `tests/tidy.rs` checks what a machine can.
//!
//! # How to add
//!
//! The files to touch, in this order:
//!
//! - **A measure**: `src/score/findings.rs` (what it is, its unit) and the module under `src/score/` that works it out, with a
//!   hand-worked number in `tests/grid_town.rs`; its words and terms in `src/appraise/explain/`; its column in
//!   `src/export/tables.rs`, `src/export/score_json.rs` and a chapter under `src/export/report/sections/`; its formula in
//!   `src/export/report/sections/method.rs` and `docs/METHODS.md`, its limit in `README.md`, its key in `docs/FORMATS.md`; its
//!   place in `src/app/stages/figures.rs`; the stored results, written again by `GOLDEN=write cargo test --test golden`.
//! - **A criterion**: `src/model/criterion.rs` (key, label, unit, direction) and its value in `src/score/mod.rs`; its terms in
//!   `src/appraise/explain/criteria.rs`; how its value is written in `src/export/words.rs` (`value`) and
//!   `src/app/stages/option_page.rs` (`value_words`); its column in `src/app/stages/league_figures.rs`; a colour in both palettes of
//!   `src/app/tokens.rs` (`criteria`); its key in `docs/FORMATS.md`. Scales, weights and totals follow by themselves.
//! - **A reader**: a module under `src/load/` that gives a layer or a table; how its files are recognised in `src/load/layer.rs` or
//!   `src/load/sheet.rs`, and what they are taken for in `src/load/roles.rs`; its endings in `src/app/jobs/chooser.rs`; its name among
//!   those that the Data stage reads (`READ` in `src/app/stages/data.rs`); the same places
//!   in it as in every other format in `tests/formats.rs`; bad files in `tests/bad/` with their rows in `tests/bad_files.rs`; a fuzz
//!   target in `fuzz/src/lib.rs` with its seeds in `fuzz/src/seeds.rs`, its binary in `fuzz/Cargo.toml`.
//! - **An export**: a writer under `src/export/` of the report or the content; its format in `src/export/write.rs`; what it must hold in
//!   `tests/publish.rs`; a check by another program in `.ci/documents`; its line in the table of `README.md`.
//! - **A stage**: its name, icon and key in `src/app/view.rs`; a module under `src/app/stages/` and its branch in
//!   `src/app/stages/mod.rs`; the act that goes there in `src/app/command/act.rs`; its step of the guide in `src/app/look_dialogs.rs`; a
//!   test by label in `tests/window.rs`.
//! - **A key of a file**: its field under `src/model/` with its default, its check in `src/load/plan.rs` or `src/load/decisions.rs`, and
//!   its row and example in `docs/FORMATS.md` (`tests/readme.rs` looks for it there).
//! - **An edit**: a variant in `src/edit.rs` with its label and what it does to a plan; undo, history and saving follow by
//!   themselves.

/// Memory that is given back is kept for the next time: tables of many megabytes come and go with every edit and every
/// frame, and the system's own allocator would fetch their pages anew each time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(feature = "window")]
pub mod app;
pub mod appraise;
pub mod cli;
pub mod edit;
pub mod error;
pub mod export;
pub mod fault;
pub mod files;
pub mod find;
pub mod gpkg;
pub mod hours;
pub mod load;
pub mod model;
pub mod place;
pub mod project;
pub mod reach;
pub mod score;
pub mod solve;
pub mod units;
