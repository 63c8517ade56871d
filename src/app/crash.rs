//! When the program itself is at fault: what is kept, what is said, and a report that holds nobody's data.
//!
//! A fault in a job is told by a message; one while the window is being drawn by a page in place of the stages, from
//! which the work can be saved. A report says where in the program it broke, and the words only when they are part of
//! the program: words that were put together may hold a name.

use std::panic::PanicHookInfo;
use std::sync::Mutex;

use egui::{Align, CentralPanel, Frame, Layout, Margin, ScrollArea, Ui};

use super::command::{Act, Command};
use super::icons::icon;
use super::session::Session;
use super::theme::{self, tokens};
use super::widgets::{self, Weight};

/// The last fault of any thread.
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Notes every fault from now on, instead of printing words that may hold data.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        let report = report_of(info);
        eprintln!("hub-planner: the program is at fault\n{report}");
        if let Ok(mut last) = LAST.lock() {
            *last = Some(report);
        }
    }));
}

/// Takes the report of the last fault.
pub fn take() -> String {
    let last = LAST.lock().ok().and_then(|mut last| last.take());
    last.unwrap_or_else(|| format!("{}\nWhere: not noted", heading()))
}

fn heading() -> String {
    format!(
        "Hub Planner {} ({}, {})",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}

fn report_of(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(
        || "not noted".to_owned(),
        |place| format!("{}:{}:{}", within_sources(place.file()), place.line(), place.column()),
    );
    let words = info.payload().downcast_ref::<&'static str>();
    let words = words.copied().unwrap_or("left out, because they may hold data");
    let thread = std::thread::current();
    let thread = thread.name().unwrap_or("unnamed");
    format!("{}\nWhere: {place}\nThread: {thread}\nWords: {words}", heading())
}

/// A source file without the folders of whoever built the program.
fn within_sources(file: &str) -> &str {
    file.rsplit_once("/src/index.")
        .map_or(file, |(_, crates)| crates.split_once('/').map_or(file, |(_, name)| name))
}

/// What went wrong while the window was drawn, and what was open then.
#[derive(Debug)]
pub struct Fault {
    /// For whoever mends the program.
    pub report: String,
}

/// Stands in place of the stages after a fault.
pub fn page(ui: &mut Ui, fault: &Fault, session: Option<&Session>, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    CentralPanel::default().frame(Frame::new().fill(tokens.window)).show(ui, |ui| {
        ui.add_space(ui.available_height() * 0.12);
        let width = 560.0_f32.min(ui.available_width() - 32.0);
        ui.vertical_centered(|ui| {
            ui.set_max_width(width);
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 10.0;
                ui.label(egui::RichText::new(icon::WARNING).font(theme::icon_fill(28.0)).color(tokens.bad));
                ui.label(theme::title("The program made a mistake"));
                let kept = "Nothing that you did is lost: your project is still open here, and a copy of the unsaved changes is kept safe on this computer.";
                ui.label(theme::label(kept).color(tokens.text));
                ui.horizontal_wrapped(|ui| {
                    if widgets::button(ui, Weight::Primary, None, "Go on").clicked() {
                        commands.push(Command::GoOn { undo: false });
                    }
                    let undo = session.and_then(|session| session.history.undo_label());
                    if let Some(label) = undo {
                        let button = widgets::button(ui, Weight::Secondary, None, "Undo the last change and go on");
                        if button.on_hover_text(format!("Takes back: {label}")).clicked() {
                            commands.push(Command::GoOn { undo: true });
                        }
                    }
                    if session.is_some()
                        && widgets::button(ui, Weight::Secondary, Some(icon::FLOPPY_DISK), "Save as…").clicked()
                    {
                        commands.push(Act::SaveAs.into());
                    }
                });
                ui.add_space(8.0);
                ui.label(theme::small("Please send this report to whoever looks after the program here. It says where the program broke and holds nothing of your project.").color(tokens.text2));
                Frame::new().fill(tokens.panel).stroke(egui::Stroke::new(1.0, tokens.line)).corner_radius(6).inner_margin(Margin::same(10)).show(ui, |ui| {
                    ScrollArea::vertical().max_height(160.0).show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        ui.add(egui::Label::new(theme::small(&fault.report)).selectable(true));
                    });
                });
                if widgets::button(ui, Weight::Quiet, Some(icon::COPY), "Copy the report").clicked() {
                    ui.ctx().copy_text(fault.report.clone());
                }
            });
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_where_and_holds_no_words_that_were_put_together() {
        install();
        let name = "Hillfields Library";
        let caught = std::panic::catch_unwind(|| panic!("no such site: {name}"));
        assert!(caught.is_err());
        let report = take();
        assert!(report.contains("src/app/crash.rs:"), "{report}");
        assert!(report.starts_with("Hub Planner "), "{report}");
        assert!(!report.contains("Hillfields") && report.contains("may hold data"), "{report}");
        let caught = std::panic::catch_unwind(|| panic!("a rule of the program"));
        assert!(caught.is_err());
        assert!(take().contains("Words: a rule of the program"));
        assert!(take().contains("not noted"));
    }

    #[test]
    fn folders_of_the_builder_are_left_out() {
        let place = "/home/anna/.cargo/registry/src/index.crates.io-1949/egui-0.37.0/src/ui.rs";
        assert_eq!(within_sources(place), "egui-0.37.0/src/ui.rs");
        assert_eq!(within_sources("src/app/mod.rs"), "src/app/mod.rs");
    }
}
