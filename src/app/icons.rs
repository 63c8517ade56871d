//! The icons that the window uses: code points in the subsets of Phosphor under `assets/icons`.

use egui::IconData;

/// The icon of the window itself; empty, which leaves the system's own, should it not be readable.
pub fn of_window() -> IconData {
    read(include_bytes!("../../assets/icon.png")).unwrap_or_default()
}

fn read(bytes: &[u8]) -> Option<IconData> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().ok()?;
    let mut rgba = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut rgba).ok()?;
    let whole = info.color_type == png::ColorType::Rgba && info.bit_depth == png::BitDepth::Eight;
    whole.then_some(IconData { rgba, width: info.width, height: info.height })
}

/// Icons by the names that Phosphor gives them.
pub mod icon {
    /// `arrow-counter-clockwise`.
    pub const ARROW_COUNTER_CLOCKWISE: &str = "\u{e038}";
    /// `arrow-down`.
    pub const ARROW_DOWN: &str = "\u{e03e}";
    /// `arrow-right`.
    pub const ARROW_RIGHT: &str = "\u{e06c}";
    /// `arrow-u-up-left`.
    pub const ARROW_U_UP_LEFT: &str = "\u{e08a}";
    /// `arrow-u-up-right`.
    pub const ARROW_U_UP_RIGHT: &str = "\u{e08c}";
    /// `arrow-up`.
    pub const ARROW_UP: &str = "\u{e08e}";
    /// `baby`.
    pub const BABY: &str = "\u{e774}";
    /// `books`.
    pub const BOOKS: &str = "\u{e758}";
    /// `briefcase`.
    pub const BRIEFCASE: &str = "\u{e0ee}";
    /// `buildings`.
    pub const BUILDINGS: &str = "\u{e102}";
    /// `caret-down`.
    pub const CARET_DOWN: &str = "\u{e136}";
    /// `caret-right`.
    pub const CARET_RIGHT: &str = "\u{e13a}";
    /// `caret-up`.
    pub const CARET_UP: &str = "\u{e13c}";
    /// `chart-bar`.
    pub const CHART_BAR: &str = "\u{e150}";
    /// `chats-circle`.
    pub const CHATS_CIRCLE: &str = "\u{e17e}";
    /// `check`.
    pub const CHECK: &str = "\u{e182}";
    /// `check-circle`.
    pub const CHECK_CIRCLE: &str = "\u{e184}";
    /// `circle`.
    pub const CIRCLE: &str = "\u{e18a}";
    /// `circle-half`.
    pub const CIRCLE_HALF: &str = "\u{e18c}";
    /// `clipboard-text`.
    pub const CLIPBOARD_TEXT: &str = "\u{e198}";
    /// `columns`.
    pub const COLUMNS: &str = "\u{e546}";
    /// `copy`.
    pub const COPY: &str = "\u{e1ca}";
    /// `corners-out`.
    pub const CORNERS_OUT: &str = "\u{e1d0}";
    /// `database`.
    pub const DATABASE: &str = "\u{e1de}";
    /// `dots-three`.
    pub const DOTS_THREE: &str = "\u{e1fe}";
    /// `export`.
    pub const EXPORT: &str = "\u{eaf0}";
    /// `file-arrow-down`.
    pub const FILE_ARROW_DOWN: &str = "\u{e232}";
    /// `file-plus`.
    pub const FILE_PLUS: &str = "\u{e236}";
    /// `file-text`.
    pub const FILE_TEXT: &str = "\u{e23a}";
    /// `flask`.
    pub const FLASK: &str = "\u{e79e}";
    /// `floppy-disk`.
    pub const FLOPPY_DISK: &str = "\u{e248}";
    /// `folder-open`.
    pub const FOLDER_OPEN: &str = "\u{e256}";
    /// `graduation-cap`.
    pub const GRADUATION_CAP: &str = "\u{e62c}";
    /// `heartbeat`.
    pub const HEARTBEAT: &str = "\u{e2ac}";
    /// `hexagon`.
    pub const HEXAGON: &str = "\u{e2ae}";
    /// `house`.
    pub const HOUSE: &str = "\u{e2c2}";
    /// `info`.
    pub const INFO: &str = "\u{e2ce}";
    /// `lightning`.
    pub const LIGHTNING: &str = "\u{e2de}";
    /// `link-simple`.
    pub const LINK_SIMPLE: &str = "\u{e2e6}";
    /// `lock`.
    pub const LOCK: &str = "\u{e2fa}";
    /// `arrow-left`.
    pub const ARROW_LEFT: &str = "\u{e058}";
    /// `eye-slash`.
    pub const EYE_SLASH: &str = "\u{e224}";
    /// `lasso`.
    pub const LASSO: &str = "\u{edc6}";
    /// `magnifying-glass`.
    pub const MAGNIFYING_GLASS: &str = "\u{e30c}";
    /// `target`.
    pub const TARGET: &str = "\u{e47c}";
    /// `map-pin`.
    pub const MAP_PIN: &str = "\u{e316}";
    /// `map-trifold`.
    pub const MAP_TRIFOLD: &str = "\u{e31a}";
    /// `minus`.
    pub const MINUS: &str = "\u{e32a}";
    /// `moon`.
    pub const MOON: &str = "\u{e330}";
    /// `pencil-simple`.
    pub const PENCIL_SIMPLE: &str = "\u{e3b4}";
    /// `plus`.
    pub const PLUS: &str = "\u{e3d4}";
    /// `polygon`.
    pub const POLYGON: &str = "\u{e6d0}";
    /// `prohibit`.
    pub const PROHIBIT: &str = "\u{e3de}";
    /// `question`.
    pub const QUESTION: &str = "\u{e3e8}";
    /// `scissors`.
    pub const SCISSORS: &str = "\u{eae0}";
    /// `sidebar-simple`.
    pub const SIDEBAR_SIMPLE: &str = "\u{ec24}";
    /// `soccer-ball`.
    pub const SOCCER_BALL: &str = "\u{e716}";
    /// `star`.
    pub const STAR: &str = "\u{e46a}";
    /// `sun`.
    pub const SUN: &str = "\u{e472}";
    /// `table`.
    pub const TABLE: &str = "\u{e476}";
    /// `trash`.
    pub const TRASH: &str = "\u{e4a6}";
    /// `tree-structure`.
    pub const TREE_STRUCTURE: &str = "\u{e67c}";
    /// `users`.
    pub const USERS: &str = "\u{e4d6}";
    /// `warning`.
    pub const WARNING: &str = "\u{e4e0}";
    /// `x`.
    pub const X: &str = "\u{e4f6}";
    /// `x-circle`.
    pub const X_CIRCLE: &str = "\u{e4f8}";
}

#[cfg(test)]
use icon as i;

/// Every icon of the regular subset.
#[cfg(test)]
pub const REGULAR: &[&str] = &[
    i::DATABASE,
    i::CHART_BAR,
    i::CLIPBOARD_TEXT,
    i::TREE_STRUCTURE,
    i::COLUMNS,
    i::EXPORT,
    i::FLASK,
    i::ARROW_U_UP_LEFT,
    i::ARROW_U_UP_RIGHT,
    i::CHECK_CIRCLE,
    i::CIRCLE,
    i::MOON,
    i::SUN,
    i::PLUS,
    i::SIDEBAR_SIMPLE,
    i::DOTS_THREE,
    i::STAR,
    i::PROHIBIT,
    i::MAP_TRIFOLD,
    i::TABLE,
    i::MINUS,
    i::CORNERS_OUT,
    i::CARET_DOWN,
    i::CARET_UP,
    i::CARET_RIGHT,
    i::X,
    i::CIRCLE_HALF,
    i::X_CIRCLE,
    i::WARNING,
    i::INFO,
    i::MAP_PIN,
    i::POLYGON,
    i::HEXAGON,
    i::USERS,
    i::FILE_ARROW_DOWN,
    i::ARROW_RIGHT,
    i::ARROW_UP,
    i::ARROW_DOWN,
    i::LIGHTNING,
    i::COPY,
    i::TRASH,
    i::PENCIL_SIMPLE,
    i::FOLDER_OPEN,
    i::FLOPPY_DISK,
    i::FILE_PLUS,
    i::CHECK,
    i::SCISSORS,
    i::LOCK,
    i::LINK_SIMPLE,
    i::QUESTION,
    i::ARROW_COUNTER_CLOCKWISE,
    i::BOOKS,
    i::BABY,
    i::CHATS_CIRCLE,
    i::GRADUATION_CAP,
    i::BRIEFCASE,
    i::SOCCER_BALL,
    i::BUILDINGS,
    i::HOUSE,
    i::FILE_TEXT,
    i::HEARTBEAT,
    i::ARROW_LEFT,
    i::EYE_SLASH,
    i::LASSO,
    i::MAGNIFYING_GLASS,
    i::TARGET,
];

/// Every icon of the fill subset.
#[cfg(test)]
pub const FILL: &[&str] = &[
    i::DATABASE,
    i::CHART_BAR,
    i::CLIPBOARD_TEXT,
    i::TREE_STRUCTURE,
    i::COLUMNS,
    i::EXPORT,
    i::CHECK_CIRCLE,
    i::X_CIRCLE,
    i::WARNING,
    i::INFO,
    i::CIRCLE,
    i::CIRCLE_HALF,
    i::STAR,
    i::LIGHTNING,
    i::QUESTION,
];

/// Every icon of the bold subset.
#[cfg(test)]
pub const BOLD: &[&str] =
    &[i::STAR, i::X, i::CHECK, i::ARROW_UP, i::ARROW_DOWN, i::ARROW_RIGHT, i::PLUS, i::MINUS];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_of_the_window_is_readable() {
        let icon = of_window();
        assert_eq!((icon.width, icon.height, icon.rgba.len()), (256, 256, 256 * 256 * 4));
    }
}
