//! Opening, saving, exporting and closing: what becomes of jobs' results, dropped files and unsaved changes.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::{Context, ViewportCommand};

use crate::error::Error;
use crate::fault;
use crate::files;
use crate::load::Mapping;
use crate::model::{Plan, Role};
use crate::project;

use super::App;
use super::command::{Act, Command};
use super::jobs::{Choice, Outcome};
use super::session::Session;
use super::view::{Adding, Dialog, Match, PathPurpose, Waiting};

/// Shows a folder in the system's file manager.
fn open_folder(folder: &Path) -> std::io::Result<()> {
    let program = if cfg!(target_os = "windows") {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    std::process::Command::new(program).arg(folder).spawn().map(|_running| ())
}

fn is_one_project(paths: &[PathBuf]) -> bool {
    matches!(paths, [path] if project::is_project(path))
}

impl App {
    /// Runs a command that would lose unsaved changes only after asking.
    pub(super) fn guarded(&mut self, command: Command) {
        let unsaved = self.session.as_ref().is_some_and(Session::unsaved);
        if unsaved && !self.leave {
            self.view.dialog = Some(Dialog::Unsaved(Waiting(Box::new(command))));
            return;
        }
        match command {
            Command::OpenPaths(paths) => {
                self.leave = false;
                self.left_as = self.as_it_stands();
                self.jobs.open(paths);
            }
            Command::Act(Act::OpenSample) => {
                self.leave = false;
                self.left_as = self.as_it_stands();
                self.jobs.sample();
            }
            Command::Recover(orphan) => {
                self.leave = false;
                self.left_as = self.as_it_stands();
                self.jobs.open(vec![orphan.file.clone()]);
                self.keeping.recovering = Some(orphan);
            }
            Command::ShowArrived => {
                self.leave = false;
                if let Some(session) = self.arrived.take() {
                    // What is asked of the other project's file must not be answered for this one.
                    if matches!(self.view.dialog, Some(Dialog::NotSaved { .. } | Dialog::Unsaved(_))) {
                        self.close_dialog();
                    }
                    self.view.messages.clear();
                    self.show_session(*session);
                    self.after_opening();
                }
            }
            _ => {
                self.leave = true;
                self.jobs.close_window();
            }
        }
    }

    /// Facts and decisions as they stand, when there is a project.
    fn as_it_stands(&self) -> Option<(u64, Plan)> {
        self.session.as_ref().map(|session| (session.generation, session.plan().clone()))
    }

    /// Whether the project is in this file, however its path is written.
    fn is_own_file(&self, path: &Path) -> bool {
        let own = self.session.as_ref().and_then(|session| session.path.as_ref());
        own.is_some_and(|own| files::is_same(own, path))
    }

    /// A project is ready. What was changed while it was read may be saved first, as it may before.
    fn opened(&mut self, session: Box<Session>) {
        self.arrived = Some(session);
        // That the changes before it was asked for may go was said then.
        self.leave = self.as_it_stands() == self.left_as;
        self.guarded(Command::ShowArrived);
    }

    /// Shows a folder that was written to.
    pub(super) fn show_folder(&mut self, folder: &Path) {
        if let Err(error) = open_folder(folder) {
            self.view.say(true, format!("{} cannot be shown: {error}", folder.display()));
        }
    }

    pub(super) fn save(&mut self, path: PathBuf, over: bool) {
        if let Some(session) = &self.session {
            self.jobs.save(session, path, over);
        }
    }

    pub(super) fn choose(&mut self, choice: Choice) {
        self.asked_at = Instant::now();
        let name = self.session.as_ref().map_or_else(|| "Project".to_owned(), Session::name);
        self.jobs.choose(choice, format!("{name}.gpkg"));
    }

    pub(super) fn take_results(&mut self) {
        for outcome in self.jobs.finished() {
            match outcome {
                Outcome::Opened(session) => self.opened(session),
                Outcome::Changed(changed, lines) => {
                    if let Some(session) = &mut self.session {
                        session.take_data(*changed);
                        self.view.keep_to(session);
                        match lines.as_slice() {
                            [only] => self.view.say(false, format!("Done: {only}")),
                            _ => self.view.dialog = Some(Dialog::Changes { lines }),
                        }
                    }
                }
                Outcome::Measured(times) => {
                    if let Some(session) = &mut self.session {
                        session.take_times(*times);
                    }
                }
                Outcome::Roles(files) => {
                    let new = self.view.adding.take().is_some_and(|adding| adding.new);
                    self.view.dialog = Some(Dialog::AddFiles(Adding { files, new }));
                }
                Outcome::Previewed(path, role, preview) => {
                    let chosen = preview.columns.iter().map(|column| column.field.clone()).collect();
                    let back = self.view.adding.take();
                    let columns = Match { path, role, preview, chosen, remember: true, back };
                    self.view.dialog = Some(Dialog::Match(Box::new(columns)));
                }
                Outcome::NotSaved(path, error) => {
                    let changed =
                        matches!(error, Error::ChangedMeanwhile { .. } | Error::AlreadyThere { .. });
                    self.view.dialog = Some(Dialog::NotSaved { path, words: error.to_string(), changed });
                }
                Outcome::Saved(path, seen, plan) => {
                    if let Some(session) = &mut self.session {
                        session.saved_as(&path, seen, *plan);
                    }
                    self.hold(&path);
                    self.keeping.kept.used(&path);
                    if let Some(waiting) = self.after_save.take() {
                        self.commands.push(waiting);
                    }
                }
                Outcome::Exported(folder, files) => {
                    let count = files.len();
                    self.view.say(false, format!("Wrote {count} files to {}", folder.display()));
                    self.view.publish.written = Some(folder);
                }
                Outcome::NotKept(error) => {
                    self.view.say(true, format!("Unsaved changes are not kept safe: {error}"));
                }
                Outcome::Pictured(path) => self.view.say(false, format!("Wrote {}", path.display())),
                Outcome::Chosen(choice, paths) => self.chosen(choice, paths),
                Outcome::Failed(_, Error::Cancelled) => {}
                Outcome::Failed(what, error) => {
                    self.after_save = None;
                    let waiting = self.view.adding.take().filter(|adding| !adding.files.is_empty());
                    if let Some(adding) = waiting {
                        self.view.dialog = Some(Dialog::AddFiles(adding));
                    }
                    self.view.say(true, format!("{what} did not work: {error}"));
                }
                Outcome::Broke(what) => {
                    self.after_save = None;
                    self.view.dialog = Some(Dialog::Fault { what, report: fault::take() });
                }
            }
        }
    }

    /// A chooser answered. One that answers at once was never shown: the path is then typed.
    pub(super) fn chosen(&mut self, choice: Choice, paths: Vec<PathBuf>) {
        let Some(first) = paths.first().cloned() else {
            self.after_save = None;
            if self.asked_at.elapsed() < Duration::from_millis(1500) {
                let typed = |purpose| Dialog::Path { purpose, path: String::new() };
                self.view.dialog = Some(match choice {
                    Choice::Open => typed(PathPurpose::Open),
                    Choice::Save => typed(PathPurpose::Save),
                    Choice::Export => typed(PathPurpose::Export),
                    Choice::Picture => typed(PathPurpose::Picture),
                    Choice::New => Dialog::NewProject { paths: String::new(), add: false },
                    Choice::Add => Dialog::NewProject { paths: String::new(), add: true },
                });
            }
            return;
        };
        self.commands.push(match choice {
            Choice::Open => Command::OpenPaths(paths),
            Choice::New => Command::NewFrom(paths),
            Choice::Add => Command::AddFiles(paths),
            Choice::Picture => Command::PictureTo(first),
            // A name that the chooser showed was confirmed there; the project's own file may have changed all the same.
            Choice::Save if project::is_project(&first) && !self.is_own_file(&first) => {
                Command::SaveOver(first)
            }
            Choice::Save => Command::SaveTo(project::named(first)),
            Choice::Export => Command::ExportTo(first, self.view.formats.clone()),
        });
    }

    pub(super) fn take_dropped_files(&mut self, ctx: &Context) {
        let paths: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if !paths.is_empty() {
            let is_project = is_one_project(&paths);
            self.commands.push(match &self.session {
                // Data files may belong to the open project: that is asked.
                Some(_) if !is_project => Command::AddFiles(paths),
                Some(_) => Command::OpenPaths(paths),
                None => Command::NewFrom(paths),
            });
        }
    }

    /// Data files for a new project: what they are, and what their columns mean, is asked before they are read.
    pub(super) fn new_from(&mut self, paths: Vec<PathBuf>) {
        if is_one_project(&paths) {
            self.commands.push(Command::OpenPaths(paths));
            return;
        }
        self.view.adding = Some(Adding { files: Vec::new(), new: true });
        self.jobs.roles(paths);
    }

    /// Looks at the columns of one of the files that are being added.
    pub(super) fn match_file(&mut self, place: usize, adding: Adding) {
        if let Some((path, Some(role))) = adding.files.get(place).cloned() {
            self.view.adding = Some(adding);
            self.jobs.preview(path, role, Mapping::default());
        }
    }

    /// Looks at the columns of a layer's file, if it is known where that lies.
    pub(super) fn match_columns(&mut self, role: Role) {
        let Some(session) = &self.session else { return };
        match session.files.file(role) {
            Some(path) => self.jobs.preview(path.to_owned(), role, session.files.mapping.clone()),
            None => self.view.say(
                false,
                format!("Add the file of the {} again to match its columns: a project keeps the facts, not where the file lay.", role.word()),
            ),
        }
    }

    pub(super) fn guard_close(&mut self, ctx: &Context) {
        let unsaved = self.session.as_ref().is_some_and(Session::unsaved);
        if ctx.input(|input| input.viewport().close_requested()) && unsaved && !self.leave {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.view.dialog = Some(Dialog::Unsaved(Waiting(Box::new(Act::Quit.into()))));
        }
        let star = if unsaved { "• " } else { "" };
        let name = self.session.as_ref().map_or_else(String::new, |session| format!("{} – ", session.name()));
        let title = format!("{star}{name}Hub Planner");
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}
