//! What is asked of the search: what must stay, what may close, budgets, counts, prices, targets, tolerance, time.

use std::collections::BTreeMap;

use egui::{Align, CollapsingHeader, DragValue, Layout, ScrollArea, TextEdit, Ui};

use crate::model::{FindSettings, Prices, Site};

use super::super::command::{Act, Command};
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::Stage;
use super::super::widgets::{self, Weight};
use super::Draft;

/// What may become of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum May {
    Close,
    Stay,
    MustClose,
}

impl May {
    const ALL: [Self; 3] = [Self::Close, Self::Stay, Self::MustClose];

    const fn label(self) -> &'static str {
        match self {
            Self::Close => "May close",
            Self::Stay => "Must stay",
            Self::MustClose => "Must close",
        }
    }

    fn of(find: &FindSettings, id: &str) -> Self {
        let names = |ids: &[String]| ids.iter().any(|known| known == id);
        if names(&find.must_close) {
            Self::MustClose
        } else if names(&find.must_open) || find.may_close.as_ref().is_some_and(|may| !names(may)) {
            Self::Stay
        } else {
            Self::Close
        }
    }

    fn set(self, find: &mut FindSettings, id: &str) {
        find.must_open.retain(|known| known != id);
        find.must_close.retain(|known| known != id);
        if let Some(may) = &mut find.may_close {
            may.retain(|known| known != id);
            if self != Self::Stay {
                may.push(id.to_owned());
            }
        } else if self == Self::Stay {
            find.must_open.push(id.to_owned());
        }
        if self == Self::MustClose {
            find.must_close.push(id.to_owned());
        }
    }
}

/// All the questions.
pub fn show(ui: &mut Ui, session: &Session, draft: &mut Draft, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let sites = session.dataset.sites.len();
    targets(ui, session, commands);
    budget(ui, session, &mut draft.find);
    optional(ui, "At least so many sites open", &mut draft.find.min_sites, 1, sites);
    optional(ui, "At most so many sites open", &mut draft.find.max_sites, sites, sites);
    prices(ui, draft);
    let mut percent = draft.find.tolerance * 100.0;
    let tolerance = DragValue::new(&mut percent).range(0.0..=50.0).max_decimals(1).suffix(" %");
    let words =
        "Other plans are offered whose cost and journeys are no worse than a plan's by more than this";
    if field(ui, "Nearly as good means within", words, tolerance) {
        draft.find.tolerance = percent / 100.0;
    }
    let seconds = DragValue::new(&mut draft.seconds).range(1.0..=86_400.0).max_decimals(0).suffix(" s");
    field(
        ui,
        "Time limit",
        "When it is up the best plans so far are kept, with what is proved of them",
        seconds,
    );
    let find = &draft.find;
    let becomes = |site: &Site| if site.keep.is_some() { May::Stay } else { May::of(find, &site.id) };
    let count = |may: May| session.dataset.sites.iter().filter(|site| becomes(site) == may).count();
    let [close, stay, must] = May::ALL.map(count);
    let words = format!("Sites: {close} may close, {stay} stay, {must} go");
    CollapsingHeader::new(theme::small(words))
        .id_salt("find-sites")
        .show(ui, |ui| the_sites(ui, session, draft));
    if !session.dataset.localities.is_empty() {
        let limited = draft.find.per_locality.len();
        let words = match limited {
            0 => "Sites in each locality: any number".to_owned(),
            1 => "Sites in each locality: 1 has limits".to_owned(),
            many => format!("Sites in each locality: {many} have limits"),
        };
        CollapsingHeader::new(theme::small(words))
            .id_salt("find-localities")
            .show(ui, |ui| localities(ui, session, &mut draft.find.per_locality));
    }
}

/// A name at the left and its control at the right; whether it changed.
fn field(ui: &mut Ui, name: &str, hint: &str, control: DragValue<'_>) -> bool {
    ui.horizontal(|ui| {
        let quiet = tokens(ui).text2;
        ui.label(theme::small(name).color(quiet)).on_hover_text(hint);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(control).accessible_name(name).on_hover_text(hint).changed()
        })
        .inner
    })
    .inner
}

/// What the blueprint asks for anyway.
fn targets(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    let quiet = tokens(ui).text2;
    let rules = session.dataset.blueprint.rules.len();
    let words = match rules {
        0 => "The blueprint has no rules: coverage targets are set there.".to_owned(),
        1 => "The blueprint's rule is kept in every locality: coverage targets are set there.".to_owned(),
        rules => format!(
            "The blueprint's {rules} rules are kept in every locality: coverage targets are set there."
        ),
    };
    ui.label(theme::small(words).color(quiet));
    if widgets::button(ui, Weight::Secondary, Some(icon::CLIPBOARD_TEXT), "See the targets").clicked() {
        commands.push(Act::Go(Stage::Blueprint).into());
    }
}

fn budget(ui: &mut Ui, session: &Session, find: &mut FindSettings) {
    ui.horizontal(|ui| {
        if widgets::checkbox(ui, find.max_cost_gbp.is_some(), "Costs at most") {
            let today = session.appraisal.bau().findings.cost.running_cost_gbp;
            find.max_cost_gbp = find.max_cost_gbp.is_none().then_some(today.round());
        }
        if let Some(gbp) = &mut find.max_cost_gbp {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(theme::small("a year"));
                let control = DragValue::new(gbp).speed(1000.0).max_decimals(0).prefix("£").range(0.0..=1e12);
                ui.add(control).accessible_name("Most that a plan costs, £ a year");
            });
        }
    });
}

fn optional(ui: &mut Ui, label: &str, value: &mut Option<usize>, first: usize, most: usize) {
    ui.horizontal(|ui| {
        if widgets::checkbox(ui, value.is_some(), label) {
            *value = value.is_none().then_some(first);
        }
        if let Some(value) = value {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add(DragValue::new(value).range(0..=most)).accessible_name(format!("{label}, number"));
            });
        }
    });
}

/// The prices as text; empty where the program chooses them.
pub fn listed(prices: &Prices) -> String {
    match prices {
        Prices::Auto(_) => String::new(),
        Prices::Listed(prices) => prices.iter().map(f64::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// Prices from text: numbers of 0 or more, with commas or spaces between them.
fn parsed(text: &str) -> Option<Vec<f64>> {
    let numbers: Option<Vec<f64>> = text
        .split([',', ';', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| {
            part.trim_start_matches('£').parse().ok().filter(|price: &f64| price.is_finite() && *price >= 0.0)
        })
        .collect();
    numbers.filter(|numbers| !numbers.is_empty())
}

fn prices(ui: &mut Ui, draft: &mut Draft) {
    let quiet = tokens(ui).text2;
    let auto = matches!(draft.find.prices, Prices::Auto(_));
    let shown = if auto { "Chosen by the program" } else { "Listed" };
    ui.horizontal(|ui| {
        let words =
            "What a need-weighted minute of journey is worth against a pound; each price gives one best plan";
        ui.label(theme::small("Prices").color(quiet)).on_hover_text(words);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            widgets::choose(ui, "find-prices", "Prices", shown, 168.0, |ui| {
                if ui.selectable_label(auto, "Chosen by the program").clicked() {
                    draft.find.prices = FindSettings::default().prices;
                }
                if ui.selectable_label(!auto, "Listed").clicked() && auto {
                    draft.find.prices = Prices::Listed(vec![0.0, 0.1, 1.0]);
                    draft.prices = listed(&draft.find.prices);
                }
            });
        });
    });
    if matches!(draft.find.prices, Prices::Auto(_)) {
        return;
    }
    let label = ui.label(theme::caption("£ for a need-weighted minute, with commas between").color(quiet));
    let text = TextEdit::singleline(&mut draft.prices).desired_width(f32::INFINITY);
    if ui.add(text).labelled_by(label.id).changed()
        && let Some(prices) = parsed(&draft.prices)
    {
        draft.find.prices = Prices::Listed(prices);
    }
    if parsed(&draft.prices).is_none() {
        let bad = tokens(ui).bad;
        ui.label(theme::small("Write numbers of 0 or more, such as 0, 0.1, 1").color(bad));
    }
}

fn the_sites(ui: &mut Ui, session: &Session, draft: &mut Draft) {
    let quiet = tokens(ui).text2;
    let Draft { find, narrowed, .. } = draft;
    ui.horizontal(|ui| {
        if widgets::button(ui, Weight::Secondary, None, "All may close").clicked() {
            find.may_close = None;
            find.must_open.clear();
            find.must_close.clear();
        }
        if widgets::button(ui, Weight::Secondary, None, "All must stay").clicked() {
            find.may_close = Some(Vec::new());
            find.must_open.clear();
            find.must_close.clear();
        }
    });
    let search = TextEdit::singleline(narrowed).hint_text("Search sites").desired_width(f32::INFINITY);
    ui.add(search).accessible_name("Search the sites that may close");
    let wanted = narrowed.to_lowercase();
    let fits = |site: &&Site| site.name.to_lowercase().contains(&wanted);
    ScrollArea::vertical().id_salt("find-site-list").max_height(260.0).auto_shrink([false, true]).show(
        ui,
        |ui| {
            for site in session.dataset.sites.iter().filter(fits) {
                ui.horizontal(|ui| {
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if let Some(reason) = &site.keep {
                            let words = theme::small(format!("{} stays", icon::LOCK)).color(quiet);
                            ui.label(words).on_hover_text(format!("It is kept: {reason}"));
                        } else {
                            let may = May::of(find, &site.id);
                            let label = format!("What may become of {}", site.name);
                            widgets::choose(ui, &site.id, &label, may.label(), 92.0, |ui| {
                                for choice in May::ALL {
                                    if ui.selectable_label(choice == may, choice.label()).clicked() {
                                        choice.set(find, &site.id);
                                    }
                                }
                            });
                        }
                        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                            ui.add(egui::Label::new(theme::small(&site.name)).truncate())
                                .on_hover_text(&site.name);
                        });
                    });
                });
            }
        },
    );
}

fn localities(ui: &mut Ui, session: &Session, limits: &mut BTreeMap<String, [usize; 2]>) {
    let quiet = tokens(ui).text2;
    for (place, locality) in session.dataset.localities.iter().enumerate() {
        let here = session.dataset.locality_of_site.iter().filter(|of| **of == Some(place)).count();
        let any = [0, here];
        let mut limit = limits.get(&locality.id).copied().unwrap_or(any);
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let before = limit;
                let [least, most] = &mut limit;
                let all = here.max(*most);
                ui.add(DragValue::new(most).range(0..=all))
                    .accessible_name(format!("Most open sites in {}", locality.name));
                ui.label(theme::small("to").color(quiet));
                ui.add(DragValue::new(least).range(0..=*most))
                    .accessible_name(format!("Least open sites in {}", locality.name));
                if limit != before {
                    limits.remove(&locality.id);
                    if limit != any {
                        limits.insert(locality.id.clone(), limit);
                    }
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(egui::Label::new(theme::small(&locality.name)).truncate());
                });
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_may_close_stay_or_close_whether_or_not_those_that_may_are_listed() {
        for may_close in [None, Some(Vec::new()), Some(vec!["a".to_owned(), "b".to_owned()])] {
            let mut find = FindSettings { may_close, ..FindSettings::default() };
            for may in [May::Stay, May::MustClose, May::Close, May::MustClose, May::Stay] {
                let other = May::of(&find, "b");
                may.set(&mut find, "a");
                assert_eq!(May::of(&find, "a"), may);
                assert_eq!(May::of(&find, "b"), other, "others are left as they are");
            }
        }
    }

    #[test]
    fn prices_are_read_as_people_write_them() {
        assert_eq!(parsed("0, £0.1; 1"), Some(vec![0.0, 0.1, 1.0]));
        assert_eq!(parsed("0.5 2"), Some(vec![0.5, 2.0]));
        for bad in ["", " ", "-1", "cheap", "1, NaN"] {
            assert_eq!(parsed(bad), None, "{bad:?}");
        }
    }
}
