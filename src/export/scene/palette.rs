//! Colours of everything that is published: those of the window's light theme, which keep their order without colour.

/// Red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u32);

impl Rgb {
    /// `#rrggbb`.
    pub fn css(self) -> String {
        format!("#{:06x}", self.0)
    }

    /// Relative luminance, 0 black to 1 white (WCAG 2.2).
    pub fn luminance(self) -> f64 {
        let [_, red, green, blue] = self.0.to_be_bytes();
        let linear = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}

/// Paper.
pub const PAPER: Rgb = Rgb(0xFF_FF_FF);
/// Text.
pub const TEXT: Rgb = Rgb(0x1A_1F_27);
/// Secondary text.
pub const TEXT2: Rgb = Rgb(0x4A_53_61);
/// Hairlines.
pub const LINE: Rgb = Rgb(0xE2_E6_EB);
/// Edges of controls; 3 : 1 on paper.
pub const LINE2: Rgb = Rgb(0x8A_94_A1);
/// The one accent.
pub const ACCENT: Rgb = Rgb(0x51_45_CD);
/// Worse, wrong.
pub const BAD: Rgb = Rgb(0xAE_22_18);
/// Outside the city.
pub const MAP: Rgb = Rgb(0xEC_EF_F2);
/// Minutes or need, least to most.
pub const SEQUENTIAL: [Rgb; 6] =
    [Rgb(0xF4_F5_EE), Rgb(0xCA_DF_DB), Rgb(0x9A_C3_C8), Rgb(0x65_9D_B0), Rgb(0x37_71_8D), Rgb(0x17_42_5E)];
/// Much sooner … no change … much longer.
pub const DIVERGING: [Rgb; 7] = [
    Rgb(0x0B_6A_66),
    Rgb(0x55_A5_9E),
    Rgb(0xB5_D9_D4),
    Rgb(0xF0_EF_EA),
    Rgb(0xF2_D3_AA),
    Rgb(0xDA_97_57),
    Rgb(0xA3_58_1A),
];
/// Business as usual, then options in their order; repeated after five.
const OPTIONS: [Rgb; 6] =
    [Rgb(0x64_6E_7C), Rgb(0x51_45_CD), Rgb(0x1B_7F_8C), Rgb(0xA8_61_1C), Rgb(0xA8_47_7F), Rgb(0x3F_7D_4E)];

/// The colour of the option at a place in the appraisal (0 is business as usual).
pub fn option(place: usize) -> Rgb {
    if place == 0 { OPTIONS[0] } else { OPTIONS[1 + (place - 1) % 5] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_keep_their_order_in_greyscale() {
        let light: Vec<f64> = SEQUENTIAL.iter().map(|ink| ink.luminance()).collect();
        assert!(light.windows(2).all(|pair| pair[0] > pair[1] + 0.02), "{light:?}");
        let middle = DIVERGING[3].luminance();
        assert!(DIVERGING.iter().all(|ink| ink.luminance() <= middle));
    }
}
