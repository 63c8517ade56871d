//! The fixed acts of the window: each with its words, its icon and its key, in one table.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::model::Action;

use super::super::icons::icon;
use super::super::view::Stage;

/// Acts without a payload: each has a label, a tooltip and perhaps a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Go to a stage.
    Go(Stage),
    /// New project from data files.
    New,
    /// Add files to the open project.
    Add,
    /// Open a project.
    Open,
    /// Open the illustrative sample.
    OpenSample,
    /// Save.
    Save,
    /// Save under another name.
    SaveAs,
    /// Choose a folder and export.
    Export,
    /// Close the window.
    Quit,
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// Clear the selection, or close what is open.
    Clear,
    /// Swap map and table.
    ToggleTable,
    /// Show the whole city.
    Fit,
    /// Nearer.
    ZoomIn,
    /// Farther.
    ZoomOut,
    /// Move the keyboard to the next panel.
    NextPanel,
    /// List the keys.
    Keys,
    /// What this is.
    About,
    /// Search for options.
    FindOptions,
    /// Copy the selected option.
    CopyOption,
    /// Stop the work in the background.
    Cancel,
    /// Decide for the selected site.
    Decide(Action),
    /// Switch single keys on or off.
    ToggleSingleKeys,
    /// Swap the side panels of a narrow window.
    ToggleSide,
    /// Find a thing or an act by typing.
    Palette,
    /// What was looked at before.
    Back,
    /// What was looked at after.
    Forward,
    /// List the steps that can be undone and redone.
    History,
    /// Show the guide.
    Guide,
    /// Move the map to the selection.
    FitSelection,
    /// Draw everything larger.
    Larger,
    /// Draw everything smaller.
    Smaller,
    /// Draw everything at its usual size.
    UsualSize,
    /// For a workshop: large type, notes at hand.
    Workshop,
    /// Show no money.
    HideMoney,
    /// Show no names of sites.
    HideNames,
    /// Things move at once instead of gliding.
    Still,
    /// Drag on the map draws a rectangle or a loop around sites instead of moving the map.
    Lasso,
    /// Save a picture of the map with its legend.
    Picture,
    /// Save a picture of the chart in Compare.
    ChartPicture,
    /// Copy what the chart in Compare shows, as a table.
    ChartData,
    /// Choose the base map.
    ChooseBaseMap,
}

impl Act {
    /// Acts whose keys work anywhere.
    pub const EVERYWHERE: [Self; 20] = [
        Self::Go(Stage::Data),
        Self::Go(Stage::Need),
        Self::Go(Stage::Blueprint),
        Self::Go(Stage::Options),
        Self::Go(Stage::Compare),
        Self::Go(Stage::Publish),
        Self::SaveAs,
        Self::New,
        Self::Open,
        Self::Save,
        Self::Export,
        Self::Quit,
        Self::Redo,
        Self::Undo,
        Self::Fit,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::NextPanel,
        Self::Keys,
        Self::CopyOption,
    ];

    /// Acts of looking and finding, whose keys work anywhere too.
    pub const LOOKING: [Self; 14] = [
        Self::FindOptions,
        Self::Palette,
        Self::Back,
        Self::Forward,
        Self::History,
        Self::Guide,
        Self::FitSelection,
        Self::Larger,
        Self::Smaller,
        Self::UsualSize,
        Self::Workshop,
        Self::Picture,
        Self::ChartPicture,
        Self::ChartData,
    ];

    /// Every act once, for the command palette.
    pub fn all() -> impl Iterator<Item = Self> {
        let rest = [
            Self::OpenSample,
            Self::Add,
            Self::Clear,
            Self::About,
            Self::ToggleSide,
            Self::ToggleSingleKeys,
            Self::HideMoney,
            Self::HideNames,
            Self::Still,
            Self::Lasso,
            Self::ChooseBaseMap,
        ];
        let found = |act: &Self| *act != Self::Palette;
        Self::EVERYWHERE
            .into_iter()
            .chain(Self::LOOKING.into_iter().filter(found))
            .chain(Self::SINGLE_KEYS)
            .chain(rest)
    }

    /// Acts whose single keys work while the map or the table has the focus.
    pub const SINGLE_KEYS: [Self; 5] = [
        Self::ToggleTable,
        Self::Decide(Action::Keep),
        Self::Decide(Action::Hub),
        Self::Decide(Action::Close),
        Self::Decide(Action::Reduce),
    ];

    /// Its words on buttons and in menus.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Go(stage) => stage.label(),
            Self::New => "New from files…",
            Self::Add => "Add files…",
            Self::Open => "Open…",
            Self::OpenSample => "Open the sample",
            Self::Save => "Save",
            Self::SaveAs => "Save as…",
            Self::Export => "Export…",
            Self::Quit => "Quit",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::Clear => "Clear selection",
            Self::ToggleTable => "Map or table",
            Self::Fit => "Show the whole city",
            Self::ZoomIn => "Zoom in",
            Self::ZoomOut => "Zoom out",
            Self::NextPanel => "Next panel",
            Self::Keys => "Keyboard",
            Self::About => "About Hub Planner",
            Self::FindOptions => "Find options…",
            Self::CopyOption => "Copy option",
            Self::Cancel => "Cancel",
            Self::Decide(action) => action.label(),
            Self::ToggleSingleKeys => "Single keys",
            Self::ToggleSide => "List or details",
            Self::Palette => "Search…",
            Self::Back => "Back",
            Self::Forward => "Forward",
            Self::History => "History…",
            Self::Guide => "Your first appraisal in ten minutes",
            Self::FitSelection => "Show the selection",
            Self::Larger => "Larger",
            Self::Smaller => "Smaller",
            Self::UsualSize => "Usual size",
            Self::Workshop => "Workshop mode",
            Self::HideMoney => "Hide money",
            Self::HideNames => "Hide names of sites",
            Self::Still => "Reduce motion",
            Self::Lasso => "Select sites by drawing",
            Self::Picture => "Save the map as a picture…",
            Self::ChartPicture => "Save the chart as a picture…",
            Self::ChartData => "Copy the chart’s data",
            Self::ChooseBaseMap => "Base map…",
        }
    }

    /// What it does, in a sentence.
    pub const fn tooltip(self) -> &'static str {
        match self {
            Self::Go(stage) => stage.tooltip(),
            Self::New => "Make a project from sites, localities and other files",
            Self::Add => "Add tables, or newer files in place of those that are there",
            Self::Open => "Open a project (.gpkg)",
            Self::OpenSample => "Open the illustrative Coventry sample",
            Self::Save => "Save the project as one GeoPackage file",
            Self::SaveAs => "Save the project under another name",
            Self::Export => "Write tables and map layers to a folder",
            Self::Quit => "Close the window",
            Self::Undo => "Take back the last change",
            Self::Redo => "Do it again",
            Self::Clear => "Select nothing",
            Self::ToggleTable => "Swap the map and its table",
            Self::Fit => "Fit the map to the whole city",
            Self::ZoomIn => "See less, larger",
            Self::ZoomOut => "See more, smaller",
            Self::NextPanel => "Move the keyboard to the next panel",
            Self::Keys => "All keys of the program",
            Self::About => "Version, licences and what the sample is",
            Self::FindOptions => "Search for the best plans, with proof of how near to best they are",
            Self::CopyOption => "Make a new option that starts like this one",
            Self::Cancel => "Stop; what was there stays as it was",
            Self::Decide(Action::Keep) => "The site stays as it is",
            Self::Decide(Action::Hub) => "The site stays, and services come together here",
            Self::Decide(Action::Close) => "The site closes; its services move or end",
            Self::Decide(Action::Reduce) => "The site stays with its cost cut in place",
            Self::ToggleSide => "Show the other side panel",
            Self::Palette => "Find a site, locality, area, option, or anything that can be done",
            Self::Back => "Go back to what was looked at before",
            Self::Forward => "Go forward again",
            Self::History => "All steps that can be undone and done again",
            Self::Guide => "A short way through the six stages",
            Self::FitSelection => "Move the map to what is selected",
            Self::Larger => "Draw everything larger, up to twice the usual size",
            Self::Smaller => "Draw everything smaller",
            Self::UsualSize => "Draw everything at its usual size",
            Self::Workshop => "Large type and notes for a room of people; money and names can be hidden",
            Self::HideMoney => "Show no figure of money on screen; exports are as before",
            Self::HideNames => {
                "Show sites by their kind instead of their name on screen; exports are as before"
            }
            Self::Still => "Things appear and move at once instead of gliding",
            Self::Lasso => {
                "Drag a rectangle around sites on the map, or with Shift a loop, to decide for all of them"
            }
            Self::Picture => "Write the map with its legend, scale and sources as a PNG file",
            Self::ChartPicture => "Write the chart of Compare as a PNG file",
            Self::ChartData => {
                "Put the numbers of the chart of Compare on the clipboard, as a table for a spreadsheet"
            }
            Self::ChooseBaseMap => "None, a local PMTiles file, or an online tile server",
            Self::ToggleSingleKeys => {
                "K, H, C, R, T and the numbers act while the map or the table has the focus"
            }
        }
    }

    /// Its icon, if it has one.
    pub const fn icon(self) -> Option<&'static str> {
        Some(match self {
            Self::Go(stage) => stage.icon(),
            Self::New => icon::FILE_PLUS,
            Self::Open => icon::FOLDER_OPEN,
            Self::OpenSample => icon::FLASK,
            Self::Save | Self::SaveAs => icon::FLOPPY_DISK,
            Self::Export => icon::EXPORT,
            Self::Undo => icon::ARROW_U_UP_LEFT,
            Self::Redo => icon::ARROW_U_UP_RIGHT,
            Self::Fit => icon::CORNERS_OUT,
            Self::Add | Self::ZoomIn => icon::PLUS,
            Self::ZoomOut => icon::MINUS,
            Self::CopyOption => icon::COPY,
            Self::ToggleTable => icon::TABLE,
            Self::About => icon::INFO,
            Self::Keys => icon::QUESTION,
            Self::ToggleSide => icon::SIDEBAR_SIMPLE,
            Self::Lasso => icon::LASSO,
            Self::ChooseBaseMap => icon::MAP_TRIFOLD,
            Self::Picture => icon::FILE_ARROW_DOWN,
            Self::FitSelection => icon::TARGET,
            Self::HideMoney | Self::HideNames => icon::EYE_SLASH,
            Self::Palette => icon::MAGNIFYING_GLASS,
            Self::Back => icon::ARROW_LEFT,
            Self::Forward => icon::ARROW_RIGHT,
            Self::Guide => icon::GRADUATION_CAP,
            Self::Workshop => icon::USERS,
            Self::History => icon::ARROW_COUNTER_CLOCKWISE,
            _ => return None,
        })
    }

    /// Its key.
    pub const fn shortcut(self) -> Option<KeyboardShortcut> {
        let ctrl = Modifiers::COMMAND;
        let both = Modifiers::COMMAND.plus(Modifiers::SHIFT);
        Some(match self {
            Self::Go(stage) => KeyboardShortcut::new(ctrl, stage.key()),
            Self::New => KeyboardShortcut::new(ctrl, Key::N),
            Self::Open => KeyboardShortcut::new(ctrl, Key::O),
            Self::Save => KeyboardShortcut::new(ctrl, Key::S),
            Self::SaveAs => KeyboardShortcut::new(both, Key::S),
            Self::Export => KeyboardShortcut::new(ctrl, Key::E),
            Self::Quit => KeyboardShortcut::new(ctrl, Key::Q),
            Self::Undo => KeyboardShortcut::new(ctrl, Key::Z),
            Self::Redo => KeyboardShortcut::new(both, Key::Z),
            Self::Clear => KeyboardShortcut::new(Modifiers::NONE, Key::Escape),
            Self::ToggleTable => KeyboardShortcut::new(Modifiers::NONE, Key::T),
            Self::Fit => KeyboardShortcut::new(Modifiers::NONE, Key::Home),
            Self::NextPanel => KeyboardShortcut::new(Modifiers::NONE, Key::F6),
            Self::Keys => KeyboardShortcut::new(Modifiers::NONE, Key::F1),
            Self::FindOptions => KeyboardShortcut::new(ctrl, Key::F),
            Self::CopyOption => KeyboardShortcut::new(ctrl, Key::D),
            Self::Palette => KeyboardShortcut::new(ctrl, Key::K),
            Self::Back => KeyboardShortcut::new(Modifiers::ALT, Key::ArrowLeft),
            Self::Forward => KeyboardShortcut::new(Modifiers::ALT, Key::ArrowRight),
            Self::History => KeyboardShortcut::new(both, Key::H),
            Self::Guide => KeyboardShortcut::new(Modifiers::SHIFT, Key::F1),
            Self::FitSelection => KeyboardShortcut::new(Modifiers::SHIFT, Key::Home),
            Self::Larger => KeyboardShortcut::new(ctrl, Key::Plus),
            Self::Smaller => KeyboardShortcut::new(ctrl, Key::Minus),
            Self::UsualSize => KeyboardShortcut::new(ctrl, Key::Num0),
            Self::Workshop => KeyboardShortcut::new(both, Key::W),
            Self::Picture => KeyboardShortcut::new(both, Key::P),
            Self::Decide(Action::Keep) => KeyboardShortcut::new(Modifiers::NONE, Key::K),
            Self::Decide(Action::Hub) => KeyboardShortcut::new(Modifiers::NONE, Key::H),
            Self::Decide(Action::Close) => KeyboardShortcut::new(Modifiers::NONE, Key::C),
            Self::Decide(Action::Reduce) => KeyboardShortcut::new(Modifiers::NONE, Key::R),
            _ => return None,
        })
    }

    /// The key as people read it.
    pub fn key_text(self) -> Option<String> {
        self.shortcut().map(|shortcut| shortcut.format(&egui::ModifierNames::NAMES, false))
    }

    /// Label, sentence and key for a tooltip.
    pub fn hint(self) -> String {
        match self.key_text() {
            Some(key) => format!("{} ({key})", self.tooltip()),
            None => self.tooltip().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_acts_share_a_key() {
        let mut seen = HashSet::new();
        for act in Act::all().chain([Act::Palette]) {
            if let Some(shortcut) = act.shortcut() {
                assert!(seen.insert(shortcut), "{act:?} shares {shortcut:?}");
            }
        }
    }
}
