//! How fast the window is: when it first showed a project, and what its frames cost. Said on standard error when asked.

use std::time::Instant;

/// Frames after which the cost of frames is said again.
const EVERY: usize = 120;

/// Counts frames.
#[derive(Debug)]
pub struct FrameStats {
    started: Instant,
    shown: bool,
    seconds: Vec<f32>,
}

impl FrameStats {
    /// Counts from the start of the program.
    pub fn new(started: Instant) -> Self {
        Self { started, shown: false, seconds: Vec::new() }
    }

    /// One frame was drawn, with a project or without; `cpu` is what the frame before it took, in seconds.
    pub fn frame(&mut self, project: bool, cpu: Option<f32>) {
        if project && !self.shown {
            self.shown = true;
            eprintln!(
                "first frame of the project after {:.0} ms",
                self.started.elapsed().as_secs_f64() * 1000.0
            );
        }
        self.seconds.extend(cpu.filter(|_| self.shown));
        if self.seconds.len() >= EVERY {
            self.seconds.sort_by(f32::total_cmp);
            let at = |share: usize| self.seconds[self.seconds.len() * share / 100] * 1000.0;
            let worst = self.seconds.last().map_or(0.0, |seconds| seconds * 1000.0);
            eprintln!(
                "{EVERY} frames: median {:.1} ms, 95th percentile {:.1} ms, worst {worst:.1} ms on the UI thread",
                at(50),
                at(95)
            );
            self.seconds.clear();
        }
    }
}
