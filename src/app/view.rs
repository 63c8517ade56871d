//! How the project is being looked at: stage, selection, map, open dialogs. Never saved in the project.

mod dialog;

pub use dialog::{Adding, Dialog, Match, PathPurpose, Waiting};

use std::collections::BTreeSet;

use egui::{Key, ThemePreference};

use crate::export::Format;
use crate::model::Plan;

use super::evidence::CompareLook;
use super::icons::icon;
use super::kept::Motion;
use super::map::MapCache;
use super::map::base::Base;
use super::map::breaks::Breaks;
use super::map::camera::Camera;
use super::map::hand::Hand;
use super::map::ways::Ways;
use super::preview::PublishView;
use super::session::Session;
use super::trail::Trail;
use super::workshop::Workshop;

/// The six stages, left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Layers, sources, Issues.
    Data,
    /// Who needs what, and where.
    Need,
    /// What every locality should have.
    Blueprint,
    /// Decide for sites.
    Options,
    /// Options against each other.
    Compare,
    /// What is written.
    Publish,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 6] =
        [Self::Data, Self::Need, Self::Blueprint, Self::Options, Self::Compare, Self::Publish];

    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Data => "Data",
            Self::Need => "Need",
            Self::Blueprint => "Blueprint",
            Self::Options => "Options",
            Self::Compare => "Compare",
            Self::Publish => "Publish",
        }
    }

    /// What is done there.
    pub const fn tooltip(self) -> &'static str {
        match self {
            Self::Data => "Where the facts come from, and what is wrong with them",
            Self::Need => "Who needs a service most, and where they live",
            Self::Blueprint => "What every locality should have, and what it has",
            Self::Options => "Decide for each site, and see every number move",
            Self::Compare => "Options against each other",
            Self::Publish => "What is written, and where",
        }
    }

    /// Its icon, in the regular and in the filled font.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Data => icon::DATABASE,
            Self::Need => icon::CHART_BAR,
            Self::Blueprint => icon::CLIPBOARD_TEXT,
            Self::Options => icon::TREE_STRUCTURE,
            Self::Compare => icon::COLUMNS,
            Self::Publish => icon::EXPORT,
        }
    }

    /// The number key that leads there.
    pub const fn key(self) -> Key {
        match self {
            Self::Data => Key::Num1,
            Self::Need => Key::Num2,
            Self::Blueprint => Key::Num3,
            Self::Options => Key::Num4,
            Self::Compare => Key::Num5,
            Self::Publish => Key::Num6,
        }
    }
}

/// What the areas of the map show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layer {
    /// Minutes to the nearest site with the service.
    Minutes,
    /// Change in minutes against business as usual.
    Change,
    /// People newly beyond the standard, as dots.
    WhoLoses,
    /// Need index of the service.
    Need,
    /// Residents.
    People,
}

impl Layer {
    /// Every layer, in the order of the buttons.
    pub const ALL: [Self; 5] = [Self::Minutes, Self::Change, Self::WhoLoses, Self::Need, Self::People];

    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Minutes => "Minutes",
            Self::Change => "Change",
            Self::WhoLoses => "Who loses",
            Self::Need => "Need",
            Self::People => "People",
        }
    }

    /// What it shows, in a sentence.
    pub const fn tooltip(self) -> &'static str {
        match self {
            Self::Minutes => "Minutes from where people live to the nearest open site with the service",
            Self::Change => "Minutes in this option minus minutes in business as usual",
            Self::WhoLoses => "A dot for every 100 users who are newly beyond, or newly within, the standard",
            Self::Need => "Need index of the service, 0 (least) to 1 (most), from its indicators",
            Self::People => "Residents of each area",
        }
    }
}

/// What the middle of the Options stage shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Pane {
    /// The city, on the map or in its table.
    #[default]
    City,
    /// Money by line and by year.
    Money,
    /// What happens when.
    Phasing,
    /// The buildings as they stand.
    Estate,
}

/// Which side panel a narrow window shows; a wide one shows both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The list at the left.
    List,
    /// The details at the right.
    Details,
}

/// Windows narrower than this show one side panel at a time.
pub const NARROW: f32 = 1100.0;

/// A line at the top of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// True for something that failed.
    pub error: bool,
    /// What happened and what to do.
    pub text: String,
}

/// How the project is being looked at.
#[derive(Debug)]
pub struct View {
    /// The stage shown.
    pub stage: Stage,
    /// The option looked at everywhere (`bau` for business as usual).
    pub option: String,
    /// The option of the right-hand map in Compare.
    pub compare_with: String,
    /// The selected site.
    pub site: Option<usize>,
    /// The selected area.
    pub area: Option<usize>,
    /// The site under the pointer, wherever it is drawn; set anew each frame.
    pub hovered_site: Option<usize>,
    /// What was under the pointer in the frame before, for those drawn first.
    pub hovered_site_before: Option<usize>,
    /// The area under the pointer.
    pub hovered_area: Option<usize>,
    /// The service that maps and figures speak of.
    pub service: usize,
    /// What the areas show.
    pub layer: Layer,
    /// What maps keep between frames.
    pub maps: MapCache,
    /// Where the map looks.
    pub camera: Camera,
    /// Catchments and ways on the map.
    pub ways: Ways,
    /// The table instead of the map.
    pub table: bool,
    /// What the middle of the Options stage shows.
    pub pane: Pane,
    /// The side panel of a narrow window.
    pub side: Side,
    /// How the table is sorted: column, descending.
    pub sort: (usize, bool),
    /// The selected Issue, by position in the list shown.
    pub issue: Option<usize>,
    /// The site without a place that the next click on the map places.
    pub placing: Option<String>,
    /// What the list of Issues is narrowed to.
    pub issue_filter: String,
    /// The selected cell of the blueprint: rule, locality.
    pub cell: Option<(usize, Option<usize>)>,
    /// The last search for options.
    pub(super) search: Option<super::find::Search>,
    /// The page of the search, while it is open.
    pub(super) finding: Option<super::find::Page>,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// Lines at the top.
    pub messages: Vec<Message>,
    /// Whether single keys act.
    pub single_keys: bool,
    /// Light, dark or as the system says.
    pub theme: ThemePreference,
    /// Formats ticked in Publish.
    pub formats: Vec<Format>,
    /// Files that wait while something is found out about them.
    pub adding: Option<Adding>,
    /// What Publish shows and keeps between frames.
    pub publish: PublishView,
    /// True while the map or the table has the keyboard.
    pub canvas_focused: bool,
    /// How Compare is being looked at.
    pub compare: CompareLook,
    /// What the search in a list of sites narrows it to.
    pub site_search: String,
    /// What takes the keyboard in the left, the middle and the right panel; set anew each frame.
    pub panels: [Option<egui::Id>; 3],
    /// What was looked at before and after this.
    pub trail: Trail,
    /// The one locality whose residents figures and tables are about; none: the whole city.
    pub focus: Option<usize>,
    /// Whether things glide.
    pub motion: Motion,
    /// What is hidden and enlarged for a room of people.
    pub workshop: Workshop,
    /// How classes of the map are broken.
    pub breaks: Breaks,
    /// The step that the guide is at, while it is open.
    pub guide: Option<usize>,
    /// Sites selected together.
    pub marked: BTreeSet<usize>,
    /// What a drag on the map does.
    pub hand: Hand,
    /// What lies under the areas.
    pub base: Base,
}

impl View {
    /// A first look: the options, on the map.
    pub fn new() -> Self {
        Self {
            stage: Stage::Options,
            option: Plan::BAU.to_owned(),
            compare_with: Plan::BAU.to_owned(),
            site: None,
            area: None,
            hovered_site: None,
            hovered_site_before: None,
            hovered_area: None,
            service: 0,
            layer: Layer::Minutes,
            maps: MapCache::default(),
            camera: Camera::default(),
            ways: Ways::default(),
            table: false,
            pane: Pane::City,
            side: Side::List,
            sort: (0, false),
            issue: None,
            placing: None,
            issue_filter: String::new(),
            cell: None,
            search: None,
            finding: None,
            dialog: None,
            messages: Vec::new(),
            single_keys: true,
            theme: ThemePreference::System,
            formats: Format::ALL.to_vec(),
            adding: None,
            publish: PublishView::default(),
            canvas_focused: false,
            compare: CompareLook::default(),
            site_search: String::new(),
            panels: [None; 3],
            trail: Trail::default(),
            focus: None,
            motion: Motion::default(),
            workshop: Workshop::default(),
            breaks: Breaks::default(),
            guide: None,
            marked: BTreeSet::new(),
            hand: Hand::default(),
            base: Base::default(),
        }
    }

    /// Lets go of what is no longer there, after facts changed.
    pub fn keep_to(&mut self, session: &Session) {
        let dataset = &session.dataset;
        self.site = self.site.filter(|site| *site < dataset.sites.len());
        self.area = self.area.filter(|area| *area < dataset.areas.len());
        self.service = self.service.min(dataset.services.len().saturating_sub(1));
        self.focus = self.focus.filter(|locality| *locality < dataset.localities.len());
        self.marked.clear();
        if let Some(page) = &mut self.finding {
            page.put_down();
        }
        (self.issue, self.cell, self.hovered_site, self.hovered_area) = (None, None, None, None);
    }

    /// Puts a line at the top.
    pub fn say(&mut self, error: bool, text: impl Into<String>) {
        let message = Message { error, text: text.into() };
        if self.messages.last() != Some(&message) {
            self.messages.push(message);
        }
        // Three lines are as many as anyone reads; the oldest goes.
        if self.messages.len() > 3 {
            self.messages.remove(0);
        }
    }
}

impl Default for View {
    fn default() -> Self {
        Self::new()
    }
}
