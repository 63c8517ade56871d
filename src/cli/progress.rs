//! Progress on standard error, once something has taken over half a second.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::load::Progress;

/// Speaks of a stage only when the work has gone on for a while.
pub struct Spoken {
    started: Instant,
    last: Mutex<String>,
}

/// Work that is done sooner needs no word.
pub(super) const PATIENCE: Duration = Duration::from_millis(500);

impl Spoken {
    /// Starts counting.
    pub fn new() -> Self {
        Self { started: Instant::now(), last: Mutex::new(String::new()) }
    }
}

impl Progress for Spoken {
    fn stage(&self, text: &str, _done: f32) {
        if self.started.elapsed() < PATIENCE {
            return;
        }
        if let Ok(mut last) = self.last.lock()
            && *last != text
        {
            eprintln!("{text} …");
            text.clone_into(&mut last);
        }
    }

    fn cancelled(&self) -> bool {
        false
    }
}
