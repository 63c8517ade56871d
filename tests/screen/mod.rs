//! A window as tests see it: opened on something, asked for things, and waited for while work goes on beside it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on reports by panicking")]

use std::time::{Duration, Instant};

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use hub_planner::app::{App, Command, Session};

pub type Window = Harness<'static, Option<App>>;

/// A window of this size on what is made in it.
pub fn window(size: [f32; 2], make: impl FnOnce(&egui::Context) -> App + 'static) -> Window {
    zoomed(size, 1.0, make)
}

/// The same where a point is so many pixels wide.
pub fn zoomed(size: [f32; 2], zoom: f32, make: impl FnOnce(&egui::Context) -> App + 'static) -> Window {
    let mut make = Some(make);
    let builder = Harness::builder().with_size(size).with_pixels_per_point(zoom).with_max_steps(40);
    let mut window = builder.build_ui_state(
        move |ui, app: &mut Option<App>| {
            app.get_or_insert_with(|| make.take().unwrap()(ui.ctx())).frame(ui);
        },
        None,
    );
    window.run_steps(4);
    window
}

pub fn app(window: &Window) -> &App {
    window.state().as_ref().unwrap()
}

pub fn session(window: &Window) -> &Session {
    app(window).session().unwrap()
}

pub fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(4);
}

pub fn ask(window: &mut Window, command: impl Into<Command>) {
    window.state_mut().as_mut().unwrap().push(command);
    window.run_steps(4);
}

/// Draws until something is so.
#[track_caller]
pub fn wait(window: &mut Window, what: &str, so: impl Fn(&Window) -> bool) {
    let start = Instant::now();
    while !so(window) {
        assert!(start.elapsed() < Duration::from_mins(1), "{what} did not come");
        std::thread::sleep(Duration::from_millis(20));
        window.run_steps(1);
    }
}
