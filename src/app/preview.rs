//! The pages of the report as pictures, set away from the window; and what Publish keeps between frames.

use std::path::PathBuf;

use egui::{Context, TextureHandle};

use crate::export::report::Check;

use super::session::Session;

/// What Publish shows and keeps between frames.
#[derive(Debug, Default)]
pub struct PublishView {
    /// The page shown at the left, from 0.
    pub page: usize,
    /// Points of the screen for each point of paper; 0 fits the window.
    pub zoom: f32,
    /// The folder of the last export.
    pub written: Option<PathBuf>,
    /// What is being typed into a field of the report, and which field.
    pub typed: Option<(&'static str, String)>,
    /// The section that has the keyboard.
    pub section: usize,
    pages: Option<Pages>,
    /// What the pages are of: revision and generation; set when they were asked for.
    of: Option<(u64, u64)>,
    /// Since when the project differs from what the pages are of, in seconds of the window.
    changed: Option<f64>,
}

/// How far the pages are.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// They are being set.
    Working,
    /// They are there: how many, and the list of what to look at before it goes out.
    Ready(usize, Vec<Check>),
    /// They cannot be set.
    Failed(String),
}

/// Changes settle for so long before pages are set anew, seconds.
#[cfg(feature = "pdf")]
const SETTLE: f64 = 0.2;

impl PublishView {
    /// Asks for pages when there are none of the project as it is, and takes what is ready.
    #[cfg(feature = "pdf")]
    pub fn keep_up(&mut self, ctx: &Context, session: &Session) {
        let now = (session.revision, session.generation);
        let pages = self.pages.get_or_insert_with(|| Pages::new(ctx));
        pages.take(ctx);
        if self.of == Some(now) {
            self.changed = None;
            return;
        }
        let time = ctx.input(|input| input.time);
        let since = *self.changed.get_or_insert(time);
        if self.of.is_none() || time - since >= SETTLE {
            self.of = Some(now);
            self.changed = None;
            pages.set(session);
        } else {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(SETTLE));
        }
    }

    /// A build without document writers has no pages.
    #[cfg(not(feature = "pdf"))]
    pub fn keep_up(&mut self, _ctx: &Context, session: &Session) {
        let now = (session.revision, session.generation);
        if self.of != Some(now) {
            self.of = Some(now);
            self.changed = None;
            self.pages = Some(Pages::checked(session));
        }
    }

    /// How far the pages are.
    pub fn state(&self) -> State {
        self.pages.as_ref().map_or(State::Working, |pages| pages.state.clone())
    }

    /// A page as a picture: for reading, or small for the row of all pages. It is asked for at so many pixels a point of
    /// paper; until that one is there, one of another sharpness stands for it.
    pub fn picture(&mut self, page: usize, small: bool, pixels_per_point: f32) -> Option<TextureHandle> {
        self.pages.as_mut()?.picture(page, small, pixels_per_point)
    }
}

#[cfg(feature = "pdf")]
pub use working::Pages;

#[cfg(feature = "pdf")]
mod working {
    use std::collections::{BTreeMap, BTreeSet};
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Arc;
    use std::sync::mpsc::{Receiver, Sender, channel};

    use egui::{ColorImage, Context, TextureHandle, TextureOptions};

    use super::State;
    use crate::app::session::Session;
    use crate::appraise::Appraisal;
    use crate::export::Content;
    use crate::export::pdf;
    use crate::export::report::{Report, checks};
    use crate::model::{Dataset, Plan};

    /// What the page setter can be asked.
    enum Ask {
        /// Set the report of a project.
        Set(u64, Arc<Dataset>, Box<Plan>, Box<Appraisal>),
        /// Draw a page: edition, page, whether small, how sharp.
        Draw(u64, usize, bool, Sharpness),
    }

    /// Pixels for a hundred points of paper.
    type Sharpness = u16;

    /// Pages to read that are kept on either side of the last: the whole paper would fill the graphics card.
    const KEPT: usize = 4;

    /// What it answers, by edition.
    enum Answer {
        State(u64, State),
        Drawn(u64, usize, bool, ColorImage),
    }

    /// The page setter, seen from the window. It ends with the window.
    pub struct Pages {
        asks: Sender<Ask>,
        answers: Receiver<Answer>,
        /// Which setting of the pages counts; answers to earlier ones are dropped.
        edition: u64,
        pub(super) state: State,
        pictures: BTreeMap<(usize, bool), TextureHandle>,
        asked: BTreeSet<(usize, bool, Sharpness)>,
    }

    impl std::fmt::Debug for Pages {
        fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            out.debug_struct("Pages")
                .field("edition", &self.edition)
                .field("state", &self.state)
                .field("pictures", &self.pictures.keys())
                .finish_non_exhaustive()
        }
    }

    impl Pages {
        pub(super) fn new(context: &Context) -> Self {
            let (asks, inbox) = channel::<Ask>();
            let (out, answers) = channel();
            let context = context.clone();
            let started = std::thread::Builder::new()
                .name("page setter".to_owned())
                .stack_size(16 << 20)
                .spawn(move || work(&inbox, &out, &context));
            let state = match started {
                Ok(_) => State::Working,
                Err(error) => State::Failed(format!("the system starts no more threads: {error}")),
            };
            Self { asks, answers, edition: 0, state, pictures: BTreeMap::new(), asked: BTreeSet::new() }
        }

        /// Asks for the pages of a project as it stands.
        pub(super) fn set(&mut self, session: &Session) {
            self.edition += 1;
            self.asked.clear();
            let ask = Ask::Set(
                self.edition,
                Arc::clone(&session.dataset),
                Box::new(session.plan().clone()),
                Box::new(session.appraisal.clone()),
            );
            if self.asks.send(ask).is_err() {
                self.state = State::Failed("the page setter has stopped".to_owned());
            }
        }

        /// Takes what is ready. Old pictures stay until new ones are there.
        pub(super) fn take(&mut self, ctx: &Context) {
            while let Ok(answer) = self.answers.try_recv() {
                match answer {
                    Answer::State(edition, state) if edition == self.edition => {
                        if let State::Ready(count, _) = &state {
                            self.pictures.retain(|(page, _), _| page < count);
                        }
                        self.state = state;
                    }
                    Answer::Drawn(edition, page, small, image) if edition == self.edition => {
                        let name = format!("page {page} {small}");
                        self.pictures
                            .insert((page, small), ctx.load_texture(name, image, TextureOptions::LINEAR));
                    }
                    _ => {}
                }
            }
        }

        pub(super) fn picture(
            &mut self,
            page: usize,
            small: bool,
            pixels_per_point: f32,
        ) -> Option<TextureHandle> {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "held within its range"
            )]
            let sharpness = (pixels_per_point * 100.0).round().clamp(8.0, 400.0) as Sharpness;
            let ready = matches!(self.state, State::Ready(..));
            if ready && self.asked.insert((page, small, sharpness)) {
                if !small {
                    let near = |other: usize| other.abs_diff(page) <= KEPT;
                    self.pictures.retain(|&(other, small), _| small || near(other));
                    self.asked.retain(|&(other, small, sharp)| small || (near(other) && sharp == sharpness));
                }
                if self.asks.send(Ask::Draw(self.edition, page, small, sharpness)).is_err() {
                    self.state = State::Failed("the page setter has stopped".to_owned());
                }
            }
            self.pictures.get(&(page, small)).cloned()
        }
    }

    fn work(inbox: &Receiver<Ask>, out: &Sender<Answer>, context: &Context) {
        let mut pages: Option<(u64, pdf::Pages)> = None;
        while let Ok(first) = inbox.recv() {
            // Only the newest setting counts; what was asked of older ones is of no use.
            let mut asks = vec![first];
            asks.extend(inbox.try_iter());
            let newest = asks.iter().rposition(|ask| matches!(ask, Ask::Set(..))).unwrap_or(0);
            for ask in asks.drain(newest..) {
                let answer = match ask {
                    Ask::Set(edition, dataset, plan, appraisal) => {
                        pages = None;
                        let set = catch_unwind(AssertUnwindSafe(|| {
                            let all = Content { dataset: &dataset, plan: &plan, appraisal: &appraisal };
                            let report = Report::of(&all);
                            let list = checks(&all, &report);
                            pdf::Pages::of(&report).map(|pages| (pages, list))
                        }));
                        let state = match set {
                            Ok(Ok((done, list))) => {
                                let count = done.count();
                                pages = Some((edition, done));
                                State::Ready(count, list)
                            }
                            Ok(Err(error)) => State::Failed(error.to_string()),
                            Err(_) => State::Failed("the program is at fault; please report this".to_owned()),
                        };
                        Some(Answer::State(edition, state))
                    }
                    Ask::Draw(edition, page, small, sharpness) => pages
                        .as_ref()
                        .filter(|(known, _)| *known == edition)
                        .and_then(|(_, pages)| pages.picture(page, f64::from(sharpness) / 100.0))
                        .map(|picture| {
                            let size = [picture.width, picture.height];
                            let image = ColorImage::from_rgba_premultiplied(size, &picture.rgba);
                            Answer::Drawn(edition, page, small, image)
                        }),
                };
                if answer.is_some_and(|answer| out.send(answer).is_err()) {
                    return;
                }
                context.request_repaint();
            }
        }
    }
}

/// What stands in the place of pages in a build without document writers.
#[cfg(not(feature = "pdf"))]
#[derive(Debug)]
struct Pages {
    state: State,
}

#[cfg(not(feature = "pdf"))]
impl Pages {
    fn checked(session: &Session) -> Self {
        use crate::export::{Content, report};
        let content =
            Content { dataset: &session.dataset, plan: session.plan(), appraisal: &session.appraisal };
        let list = report::checks(&content, &report::Report::of(&content));
        Self { state: State::Ready(0, list) }
    }

    #[expect(clippy::unused_self, reason = "the other build draws the page")]
    fn picture(&mut self, _page: usize, _small: bool, _sharp: f32) -> Option<TextureHandle> {
        None
    }
}
