//! The look: fonts, type, spacing, and the style that egui's own controls take from them.

use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Margin,
    RichText, Shadow, Stroke, Style, TextStyle, Theme, Ui, Visuals, vec2,
};

pub use super::tokens::{DARK, LIGHT, Tokens};

/// The tokens of the theme that a `Ui` is drawn in.
pub fn tokens(ui: &Ui) -> &'static Tokens {
    of_visuals(ui.visuals())
}

/// The tokens that belong to a set of visuals.
pub fn of_visuals(visuals: &Visuals) -> &'static Tokens {
    if visuals.dark_mode { &DARK } else { &LIGHT }
}

/// Corner radius of controls.
pub const RADIUS: u8 = 6;
/// Corner radius of cards and floating boxes.
pub const CARD_RADIUS: u8 = 8;
/// Padding of panels.
pub const PADDING: i8 = 16;
/// How long things glide, in seconds.
pub const ANIMATION: f32 = 0.1;
/// Height of controls.
pub const CONTROL: f32 = 28.0;

fn semibold_family() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// Body text of a size.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Semibold text of a size.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, semibold_family())
}

/// Filled icons of a size.
pub fn icon_fill(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icon-fill".into()))
}

/// Bold icons of a size, for 12 px and less.
pub fn icon_bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icon-bold".into()))
}

/// A panel's title, 15 semibold.
pub fn title(text: impl Into<String>) -> RichText {
    RichText::new(text).font(semibold(15.0))
}

/// A control's or row's name, 13 semibold.
pub fn label(text: impl Into<String>) -> RichText {
    RichText::new(text).font(semibold(13.0))
}

/// Text of a table, 12.
pub fn small(text: impl Into<String>) -> RichText {
    RichText::new(text).font(regular(12.0))
}

/// A caption, 11.
pub fn caption(text: impl Into<String>) -> RichText {
    RichText::new(text).font(regular(11.0))
}

/// A heading of a section, 11 semibold.
pub fn section(text: impl Into<String>) -> RichText {
    RichText::new(text).font(semibold(11.0))
}

/// Gives a context the program's fonts and both themes.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.set_style_of(Theme::Light, style(&LIGHT, Visuals::light()));
    ctx.set_style_of(Theme::Dark, style(&DARK, Visuals::dark()));
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
}

/// The program's own fonts in front of egui's, which stay behind them for letters that ours lack.
pub fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let icons = FontTweak { y_offset_factor: 0.075, scale: 1.15, ..FontTweak::default() };
    let mut add = |name: &str, bytes: &'static [u8], tweak: Option<FontTweak>| {
        let data = FontData::from_static(bytes);
        let data = match tweak {
            Some(tweak) => data.tweak(tweak),
            None => data,
        };
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    };
    add("regular", include_bytes!("../../assets/fonts/Inter-Regular.ttf"), None);
    add("semibold", include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"), None);
    add("icons", include_bytes!("../../assets/icons/Phosphor-Regular.ttf"), Some(icons.clone()));
    add("icons-fill", include_bytes!("../../assets/icons/Phosphor-Fill.ttf"), Some(icons.clone()));
    add("icons-bold", include_bytes!("../../assets/icons/Phosphor-Bold.ttf"), Some(icons));
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |first: &[&str]| -> Vec<String> {
        first.iter().map(|name| (*name).to_owned()).chain(fallback.iter().cloned()).collect()
    };
    fonts.families.insert(FontFamily::Proportional, family(&["regular", "icons"]));
    fonts.families.insert(semibold_family(), family(&["semibold", "icons"]));
    fonts.families.insert(FontFamily::Name("icon-fill".into()), family(&["icons-fill", "icons"]));
    fonts.families.insert(FontFamily::Name("icon-bold".into()), family(&["icons-bold", "icons"]));
    fonts
}

fn style(tokens: &Tokens, base: Visuals) -> Style {
    let mut style = Style { visuals: visuals(tokens, base), ..Style::default() };
    style.text_styles = [
        (TextStyle::Small, regular(11.0)),
        (TextStyle::Body, regular(13.0)),
        (TextStyle::Button, regular(13.0)),
        (TextStyle::Heading, semibold(15.0)),
        (TextStyle::Monospace, FontId::new(12.0, FontFamily::Monospace)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 6.0);
    spacing.button_padding = vec2(10.0, 4.0);
    spacing.interact_size = vec2(CONTROL, CONTROL);
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 10.0;
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(PADDING);
    spacing.slider_rail_height = 4.0;
    spacing.combo_height = 320.0;
    spacing.tooltip_width = 320.0;
    spacing.scroll.bar_width = 8.0;
    spacing.scroll.floating_width = 6.0;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;
    style.animation_time = ANIMATION;
    style
}

fn visuals(tokens: &Tokens, base: Visuals) -> Visuals {
    let mut visuals = base;
    let shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: Color32::from_black_alpha(36) };
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.panel;
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(CARD_RADIUS);
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.extreme_bg_color = tokens.sunken;
    visuals.text_edit_bg_color = Some(tokens.panel);
    visuals.faint_bg_color = tokens.window;
    visuals.code_bg_color = tokens.sunken;
    visuals.hyperlink_color = tokens.accent;
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.bad;
    visuals.weak_text_color = Some(tokens.text2);
    visuals.selection.bg_fill = tokens.soft;
    visuals.selection.stroke = Stroke::new(1.5, tokens.accent);
    visuals.slider_trailing_fill = true;
    visuals.handle_shape = egui::style::HandleShape::Circle;
    visuals.striped = false;
    let radius = CornerRadius::same(RADIUS);
    let widgets = &mut visuals.widgets;
    for (widget, fill, edge, text) in [
        (&mut widgets.noninteractive, tokens.panel, Stroke::new(1.0, tokens.line), tokens.text),
        (&mut widgets.inactive, tokens.panel, Stroke::new(1.0, tokens.line), tokens.text),
        (&mut widgets.hovered, tokens.hover, Stroke::new(1.0, tokens.line2), tokens.text),
        // Pressed or focused: the ring is the focus mark.
        (&mut widgets.active, tokens.hover, Stroke::new(2.0, tokens.accent), tokens.text),
        (&mut widgets.open, tokens.hover, Stroke::new(1.0, tokens.line2), tokens.text),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = edge;
        widget.fg_stroke = Stroke::new(1.0, text);
        widget.corner_radius = radius;
        widget.expansion = 0.0;
    }
    // Sliders and checkboxes are painted in `bg_fill`; on a white panel their rail needs a tone of its own.
    widgets.inactive.bg_fill = tokens.line;
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::icons;

    fn with_fonts(check: impl Fn(&mut egui::epaint::text::FontsView<'_>)) {
        let ctx = Context::default();
        install(&ctx);
        let mut output = ctx.run_ui(egui::RawInput::default(), |_| {});
        output.textures_delta.clear();
        ctx.fonts_mut(|fonts| check(fonts));
    }

    #[test]
    fn all_digits_share_one_advance() {
        with_fonts(|fonts| {
            for font in [regular(13.0), semibold(20.0)] {
                let widths: Vec<f32> = ('0'..='9').map(|digit| fonts.glyph_width(&font, digit)).collect();
                assert!(widths.iter().all(|width| (width - widths[0]).abs() < 1e-4), "{font:?}: {widths:?}");
            }
        });
    }

    #[test]
    fn every_icon_has_a_glyph_in_its_own_font() {
        let mut definitions = fonts();
        for (family, name) in [
            (FontFamily::Proportional, "icons"),
            (FontFamily::Name("icon-fill".into()), "icons-fill"),
            (FontFamily::Name("icon-bold".into()), "icons-bold"),
        ] {
            definitions.families.insert(family, vec![name.to_owned()]);
        }
        let ctx = Context::default();
        ctx.set_fonts(definitions);
        let mut output = ctx.run_ui(egui::RawInput::default(), |_| {});
        output.textures_delta.clear();
        ctx.fonts_mut(|fonts| {
            for (font, all) in [
                (regular(16.0), icons::REGULAR),
                (icon_fill(16.0), icons::FILL),
                (icon_bold(12.0), icons::BOLD),
            ] {
                for icon in all {
                    assert!(fonts.has_glyphs(&font, icon), "{icon:?} is missing in {font:?}");
                }
            }
        });
    }

    /// WCAG 2.2 contrast ratio.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let luminance = |color: Color32| {
            let rgba = egui::Rgba::from(color);
            0.2126 * rgba.r() + 0.7152 * rgba.g() + 0.0722 * rgba.b()
        };
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        if a > b { a / b } else { b / a }
    }

    #[test]
    fn text_can_be_read_in_both_themes() {
        for tokens in [LIGHT, DARK] {
            for (text, behind) in [
                (tokens.text, tokens.panel),
                (tokens.text2, tokens.panel),
                (tokens.text3, tokens.panel),
                (tokens.text3, tokens.window),
                (tokens.accent, tokens.panel),
                (tokens.soft_text, tokens.soft),
                (tokens.good, tokens.good_bg),
                (tokens.warn, tokens.warn_bg),
                (tokens.bad, tokens.bad_bg),
                (Color32::WHITE, tokens.accent_fill),
            ] {
                assert!(contrast(text, behind) >= 4.5, "{text:?} on {behind:?}: {}", contrast(text, behind));
            }
            assert!(contrast(tokens.line2, tokens.panel) >= 3.0);
        }
    }
}
