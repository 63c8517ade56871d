//! Colour tokens for light and dark. Nothing else in the window names a colour.

use egui::Color32;

/// Every colour of one theme, by what it is for. Nothing else in the window names a colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tokens {
    /// Behind panels.
    pub window: Color32,
    /// Panels and cards.
    pub panel: Color32,
    /// Segmented controls and wells.
    pub sunken: Color32,
    /// Under the pointer.
    pub hover: Color32,
    /// Hairlines.
    pub line: Color32,
    /// Edges of controls.
    pub line2: Color32,
    /// Text.
    pub text: Color32,
    /// Secondary text.
    pub text2: Color32,
    /// Captions.
    pub text3: Color32,
    /// The one accent, as text or line.
    pub accent: Color32,
    /// The accent behind white text.
    pub accent_fill: Color32,
    /// Selection.
    pub soft: Color32,
    /// Text on selection.
    pub soft_text: Color32,
    /// Better.
    pub good: Color32,
    /// Behind `good`.
    pub good_bg: Color32,
    /// Look here.
    pub warn: Color32,
    /// Behind `warn`.
    pub warn_bg: Color32,
    /// Worse, wrong.
    pub bad: Color32,
    /// Behind `bad`.
    pub bad_bg: Color32,
    /// Outside the city.
    pub map_bg: Color32,
    /// Around marks on the map.
    pub halo: Color32,
    /// Minutes or need, least to most.
    pub sequential: [Color32; 6],
    /// Much sooner … no change … much longer.
    pub diverging: [Color32; 7],
    /// Business as usual, then options A to E.
    pub options: [Color32; 6],
    /// Criteria, in fixed order.
    pub criteria: [Color32; 10],
}

const fn hex(rgb: u32) -> Color32 {
    let [_, r, g, b] = rgb.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// The light theme.
pub const LIGHT: Tokens = Tokens {
    window: hex(0x00F6_F7F9),
    panel: hex(0x00FF_FFFF),
    sunken: hex(0x00F1_F3F6),
    hover: hex(0x00EC_EFF3),
    line: hex(0x00E2_E6EB),
    line2: hex(0x008A_94A1),
    text: hex(0x001A_1F27),
    text2: hex(0x004A_5361),
    text3: hex(0x0061_6B79),
    accent: hex(0x0051_45CD),
    accent_fill: hex(0x0051_45CD),
    soft: hex(0x00EE_ECFB),
    soft_text: hex(0x0041_36B0),
    good: hex(0x000B_6B4D),
    good_bg: hex(0x00E2_F3EB),
    warn: hex(0x0085_5600),
    warn_bg: hex(0x00FB_F0D8),
    bad: hex(0x00AE_2218),
    bad_bg: hex(0x00FB_E9E6),
    map_bg: hex(0x00EC_EFF2),
    halo: hex(0x00FF_FFFF),
    sequential: [
        hex(0x00F4_F5EE),
        hex(0x00CA_DFDB),
        hex(0x009A_C3C8),
        hex(0x0065_9DB0),
        hex(0x0037_718D),
        hex(0x0017_425E),
    ],
    diverging: [
        hex(0x000B_6A66),
        hex(0x0055_A59E),
        hex(0x00B5_D9D4),
        hex(0x00F0_EFEA),
        hex(0x00F2_D3AA),
        hex(0x00DA_9757),
        hex(0x00A3_581A),
    ],
    options: [
        hex(0x0064_6E7C),
        hex(0x0051_45CD),
        hex(0x001B_7F8C),
        hex(0x00A8_611C),
        hex(0x00A8_477F),
        hex(0x003F_7D4E),
    ],
    criteria: [
        hex(0x001B_7F8C),
        hex(0x0051_45CD),
        hex(0x00A8_611C),
        hex(0x00DD_A3C4),
        hex(0x0065_9DB0),
        hex(0x008A_94A1),
        hex(0x0086_BE95),
        hex(0x00C9_A227),
        hex(0x007A_6FB0),
        hex(0x00B5_6B5D),
    ],
};

/// The dark theme.
pub const DARK: Tokens = Tokens {
    window: hex(0x0013_161B),
    panel: hex(0x001B_1F26),
    sunken: hex(0x0015_181E),
    hover: hex(0x0028_2D37),
    line: hex(0x002D_333D),
    line2: hex(0x0070_7A88),
    text: hex(0x00E9_ECF0),
    text2: hex(0x00B4_BBC7),
    text3: hex(0x0092_9BA9),
    accent: hex(0x00A4_9BFF),
    accent_fill: hex(0x005F_54DB),
    soft: hex(0x002A_2750),
    soft_text: hex(0x00C9_C4FF),
    good: hex(0x0063_CDA4),
    good_bg: hex(0x0015_342A),
    warn: hex(0x00E8_B95A),
    warn_bg: hex(0x003A_2E13),
    bad: hex(0x00FF_958A),
    bad_bg: hex(0x0044_211D),
    map_bg: hex(0x0010_1318),
    halo: hex(0x0010_1318),
    sequential: [
        hex(0x001E_2A33),
        hex(0x0022_404F),
        hex(0x0028_5A6E),
        hex(0x0037_7A8F),
        hex(0x0068_A6B3),
        hex(0x00B4_D8D8),
    ],
    diverging: [
        hex(0x005C_C9BF),
        hex(0x002F_8C85),
        hex(0x0023_5350),
        hex(0x002A_2F37),
        hex(0x005A_4326),
        hex(0x00A9_6D2F),
        hex(0x00F0_AE66),
    ],
    options: [
        hex(0x0092_9BA9),
        hex(0x00A4_9BFF),
        hex(0x004F_B3BF),
        hex(0x00E0_A15C),
        hex(0x00DD_A3C4),
        hex(0x0086_BE95),
    ],
    criteria: [
        hex(0x004F_B3BF),
        hex(0x00A4_9BFF),
        hex(0x00E0_A15C),
        hex(0x00DD_A3C4),
        hex(0x0068_A6B3),
        hex(0x0092_9BA9),
        hex(0x0086_BE95),
        hex(0x00E3_C766),
        hex(0x00A9_A0D8),
        hex(0x00D8_958A),
    ],
};

impl Tokens {
    /// The colour of the option at a position in the plan's list; `None` is business as usual.
    ///
    /// Colours repeat after five; the letter beside them never does.
    pub fn option(&self, position: Option<usize>) -> Color32 {
        position.map_or(self.options[0], |position| self.options[1 + position % 5])
    }
}
