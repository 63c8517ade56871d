//! Pictures of the map, or of the chart in Compare, taken from the window as it is drawn.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use egui::{ColorImage, Context, Rect, ScreenshotCallback, ViewportCommand};

use super::App;

/// A legend below the map belongs to its picture.
const LEGEND: f32 = 36.0;

/// A picture that was asked for.
#[derive(Debug, Default)]
pub struct Picturing {
    /// Where it goes; none: none is wanted.
    to: Option<PathBuf>,
    /// Whether it is of the chart in Compare instead of the map.
    pub of_chart: bool,
    /// The picture of the whole window, once the system gave it.
    shot: Arc<Mutex<Option<Arc<ColorImage>>>>,
}

impl App {
    /// From the next frame on: the map, or the chart in Compare, as it is drawn.
    pub(super) fn picture_to(&mut self, path: &Path) {
        self.view.dialog = None;
        self.view.table = false;
        self.picturing.to = Some(path.with_extension("png"));
    }

    /// Once a frame: asks the system for the picture that is wanted, and writes it when it came.
    pub(super) fn take_picture(&mut self, ctx: &Context) {
        if self.picturing.to.is_none() {
            return;
        }
        let came = self.picturing.shot.lock().ok().and_then(|mut shot| shot.take());
        let Some(image) = came else {
            // Tools and tips are gone from this frame on, which is the one that is taken.
            if !self.view.maps.picturing {
                self.view.maps.picturing = true;
                let (shot, again) = (Arc::clone(&self.picturing.shot), ctx.clone());
                ctx.send_viewport_cmd(ViewportCommand::Screenshot(ScreenshotCallback::new(move |image| {
                    if let Ok(mut shot) = shot.lock() {
                        *shot = Some(image);
                    }
                    again.request_repaint();
                })));
            }
            return;
        };
        self.view.maps.picturing = false;
        let chart = self.view.compare.chart_place.filter(|_| self.picturing.of_chart);
        let map = self.view.maps.place;
        let map = map.map(|place| Rect::from_min_max(place.min, place.max + egui::vec2(0.0, LEGEND)));
        let (Some(path), Some(rect)) = (self.picturing.to.take(), chart.or(map)) else { return };
        self.jobs.picture(image.region(&rect, Some(ctx.pixels_per_point())), path);
    }
}
