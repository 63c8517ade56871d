//! The command palette: one box that finds sites, localities, areas, options, services and everything that can be done.

use egui::{Align, Key, Label, Layout, Modifiers, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, vec2};

use crate::model::Plan;

use super::command::{Act, Command};
use super::icons::icon;
use super::session::Session;
use super::theme::{self, tokens};
use super::view::{Layer, Stage};
use super::widgets;

/// How many finds are listed.
const MOST: usize = 40;

/// What was typed, what it found, and which find is chosen.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    /// What was typed so far.
    pub text: String,
    /// What the list was made for: project, findings and text.
    asked: Option<(u64, u64, String)>,
    found: Vec<Find>,
    chosen: usize,
}

impl PartialEq for Palette {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// One thing that can be gone to or done.
#[derive(Debug, Clone)]
struct Find {
    name: String,
    /// What it is: `Site`, `Locality`, or the keys of an act.
    kind: String,
    glyph: &'static str,
    commands: Vec<Command>,
}

/// How well a name answers what was typed, 0 best; `None`: not at all. Every word typed must be in it.
fn fit(name: &str, kind: &str, words: &[String]) -> Option<u8> {
    let name = name.to_lowercase();
    let kind = kind.to_lowercase();
    let mut worst = 0;
    for (place, word) in words.iter().enumerate() {
        let rank = if place == 0 && name.starts_with(word.as_str()) {
            0
        } else if name
            .split(|letter: char| !letter.is_alphanumeric())
            .any(|part| part.starts_with(word.as_str()))
        {
            1
        } else if name.contains(word.as_str()) {
            2
        } else if kind.starts_with(word.as_str()) {
            3
        } else {
            return None;
        };
        worst = worst.max(rank);
    }
    Some(worst)
}

impl Palette {
    fn search(&mut self, session: Option<&Session>) {
        let key = (
            session.map_or(0, |session| session.generation),
            session.map_or(0, |session| session.revision),
            self.text.trim().to_lowercase(),
        );
        if self.asked.as_ref() == Some(&key) {
            return;
        }
        let words: Vec<String> = key.2.split_whitespace().map(str::to_owned).collect();
        let mut ranked: Vec<(u8, Find)> = Vec::new();
        let mut offer = |name: &str, kind: &str, make: &dyn Fn() -> Find| {
            if let Some(rank) = fit(name, kind, &words) {
                ranked.push((rank, make()));
            }
        };
        acts(&mut offer);
        if let Some(session) = session {
            places(session, !words.is_empty(), &mut offer);
        }
        // Stable: what fits equally well stays in the order of kinds above.
        ranked.sort_by_key(|(rank, _)| *rank);
        self.found = ranked.into_iter().take(MOST).map(|(_, find)| find).collect();
        self.chosen = 0;
        self.asked = Some(key);
    }
}

type Offer<'a> = dyn FnMut(&str, &str, &dyn Fn() -> Find) + 'a;

fn acts(offer: &mut Offer<'_>) {
    for act in Act::all() {
        let name = act.label().trim_end_matches('…');
        let name = if matches!(act, Act::Go(_)) { format!("Go to {name}") } else { name.to_owned() };
        let kind = act.key_text().unwrap_or_default();
        offer(&name, &kind, &|| Find {
            name: name.clone(),
            kind: kind.clone(),
            glyph: act.icon().unwrap_or(icon::CARET_RIGHT),
            commands: vec![act.into()],
        });
    }
    for layer in Layer::ALL {
        let name = format!("Show {}", layer.label().to_lowercase());
        offer(&name, "Map", &|| Find {
            name: name.clone(),
            kind: "Map".to_owned(),
            glyph: icon::MAP_TRIFOLD,
            commands: vec![Act::Go(Stage::Options).into(), Command::SelectLayer(layer)],
        });
    }
}

fn places(session: &Session, areas: bool, offer: &mut Offer<'_>) {
    let dataset = &session.dataset;
    let mut find = |name: &str, kind: &str, glyph: &'static str, commands: &dyn Fn() -> Vec<Command>| {
        offer(name, kind, &|| Find {
            name: name.to_owned(),
            kind: kind.to_owned(),
            glyph,
            commands: commands(),
        });
    };
    find(&session.appraisal.bau().name, "Option", icon::TREE_STRUCTURE, &|| {
        vec![Command::SelectOption(Plan::BAU.to_owned())]
    });
    for option in &session.plan().options {
        find(&format!("{} {}", option.id, option.name), "Option", icon::TREE_STRUCTURE, &|| {
            vec![Command::SelectOption(option.id.clone())]
        });
    }
    for (place, site) in dataset.sites.iter().enumerate() {
        let kind = site.kind.as_ref().map_or_else(|| "Site".to_owned(), |kind| format!("Site · {kind}"));
        find(&site.name, &kind, icon::MAP_PIN, &|| {
            vec![Command::SelectSite(Some(place)), Command::ShowSelection]
        });
    }
    for (place, locality) in dataset.localities.iter().enumerate() {
        find(&locality.name, "Locality: look at it alone", icon::POLYGON, &|| {
            vec![Command::Focus(Some(place))]
        });
    }
    for (place, service) in dataset.services.iter().enumerate() {
        find(&service.name, "Service", icon::BOOKS, &|| vec![Command::SelectService(place)]);
    }
    if areas {
        for (place, area) in dataset.areas.iter().enumerate() {
            find(&area.name, "Area", icon::HEXAGON, &|| {
                vec![Command::SelectArea(Some(place)), Command::ShowSelection]
            });
        }
    }
}

/// Draws the box and what it found; returns whether it is done with.
pub fn show(
    ui: &mut Ui,
    session: Option<&Session>,
    palette: &mut Palette,
    commands: &mut Vec<Command>,
) -> bool {
    let (down, up, enter) = ui.input_mut(|input| {
        (
            input.consume_key(Modifiers::NONE, Key::ArrowDown),
            input.consume_key(Modifiers::NONE, Key::ArrowUp),
            input.consume_key(Modifiers::NONE, Key::Enter),
        )
    });
    let field = TextEdit::singleline(&mut palette.text)
        .hint_text("Site, locality, area, option, or what to do")
        .font(theme::regular(15.0))
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "What to find"));
    if !response.has_focus() {
        response.request_focus();
    }
    if response.changed() {
        // The words show one frame later than they are typed.
        ui.ctx().request_repaint();
    }
    palette.search(session);
    let last = palette.found.len().saturating_sub(1);
    if down {
        palette.chosen = (palette.chosen + 1).min(last);
    }
    if up {
        palette.chosen = palette.chosen.saturating_sub(1);
    }
    let mut taken = enter.then_some(palette.chosen).filter(|place| *place < palette.found.len());
    if palette.found.is_empty() {
        ui.label(
            theme::small("Nothing has this name. Try fewer letters, or a kind: site, locality, option.")
                .color(tokens(ui).text2),
        );
    }
    ScrollArea::vertical().max_height(360.0).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (place, find) in palette.found.iter().enumerate() {
            let response = row(ui, find, place == palette.chosen);
            if place == palette.chosen && (down || up) {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                taken = Some(place);
            }
        }
    });
    ui.label(theme::caption("↑ ↓ choose · Enter goes there or does it · Esc closes").color(tokens(ui).text3));
    let Some(find) = taken.and_then(|place| palette.found.get(place)) else { return false };
    commands.extend(find.commands.iter().cloned());
    true
}

fn row(ui: &mut Ui, find: &Find, chosen: bool) -> egui::Response {
    let tokens = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &find.name));
    if chosen || response.hovered() {
        let fill = if chosen { tokens.soft } else { tokens.hover };
        ui.painter().rect_filled(rect, 6.0, fill);
    }
    let inside = rect.shrink2(vec2(8.0, 0.0));
    ui.scope_builder(
        egui::UiBuilder::new().max_rect(inside).layout(Layout::right_to_left(Align::Center)),
        |ui| {
            let ink = if chosen { tokens.text2 } else { tokens.text3 };
            ui.label(theme::caption(&find.kind).color(ink));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.label(egui::RichText::new(find.glyph).font(theme::regular(15.0)).color(tokens.text2));
                let ink = if chosen { tokens.soft_text } else { tokens.text };
                ui.add(Label::new(theme::label(&find.name).color(ink)).truncate());
            });
        },
    );
    widgets::focus_ring(ui, &response, 6);
    response
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn a_name_that_begins_so_comes_before_one_that_holds_it() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(fit("Meadow Library", "Site", &words("mea")), Some(0));
        assert_eq!(fit("Meadow Library", "Site", &words("lib")), Some(1));
        assert_eq!(fit("Meadow Library", "Site", &words("dow")), Some(2));
        assert_eq!(fit("Meadow Library", "Site", &words("meadow lib")), Some(1));
        assert_eq!(fit("Meadow Library", "Site", &words("site mead")), Some(3));
        assert_eq!(fit("Meadow Library", "Site", &words("school")), None);
        assert_eq!(fit("Meadow Library", "Site", &[]), Some(0));
    }
}
