//! Compare: the equality table of an option, with its flags and what is done about them.

use egui::{Align, Grid, Layout, RichText, ScrollArea, Ui, vec2};

use crate::appraise::evidence::{Flag, mitigation_of, named};
use crate::edit::{Edit, EvidenceEdit};
use crate::model::Mitigation;
use crate::score::groups::{FEWEST, FLAG_RATIO, GroupEffect, LocalEffect};
use crate::units;

use super::super::charts;
use super::super::command::Command;
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Tone, Weight};

/// Groups and fifths of the option looked at.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let option = session.option(&view.option);
    let Some(found) = session.evidence.option(&view.option) else {
        widgets::empty(
            ui,
            icon::USERS,
            "Business as usual changes nothing for anybody",
            "Choose an option on the left map.",
        );
        return;
    };
    let service = session.dataset.services.get(view.service);
    let any = view.compare.any_service;
    let effects = if any {
        &found.any
    } else {
        let Some(here) = found.services.get(view.service) else { return };
        &here.effects
    };
    let focus =
        view.focus.and_then(|place| Some((place, session.dataset.localities.get(place)?.name.as_str())));
    ui.horizontal_wrapped(|ui| {
        let what = if any {
            "any service".to_owned()
        } else {
            service.map_or_else(String::new, |service| service.name.clone())
        };
        ui.label(
            theme::small(format!("{}: {what}, against business as usual", option.name)).color(tokens.text2),
        );
        if let Some((_, name)) = focus {
            widgets::chip(ui, Some(icon::MAP_PIN), &format!("Residents of {name}"), Tone::Accent);
        }
        let mut ticked = any;
        if widgets::checkbox(ui, ticked, "Any service") {
            ticked = !ticked;
            view.compare.any_service = ticked;
        }
    });
    if let Some([before, after]) = effects.slope.filter(|_| focus.is_none()) {
        let words = format!("Slope index of inequality: {before:+.1} min before, {after:+.1} min after");
        ui.label(theme::small(words).color(tokens.text)).on_hover_text(
            "How much longer the most deprived end of the city travels than the least deprived end: least squares of minutes on the deprivation rank, weighted by residents. Negative: the most deprived are nearer.",
        );
    }
    ScrollArea::both().id_salt("equality").auto_shrink([false, false]).show(ui, |ui| {
        Grid::new("equality-table").num_columns(7).spacing(vec2(10.0, 5.0)).striped(true).show(ui, |ui| {
            for heading in ["Group", "Minutes", "Newly beyond", "Newly within", "Lose", "Ratio", ""] {
                ui.label(theme::caption(heading).color(tokens.text3));
            }
            ui.end_row();
            for (name, unit, effect) in named(session.plan(), effects) {
                ui.label(theme::small(name)).on_hover_text(format!("Counted in {unit}"));
                let Some(effect) = effect else {
                    widgets::chip(ui, Some(icon::QUESTION), "no evidence", Tone::Neutral)
                        .on_hover_text("No column counts this group. That is not the same as no impact.");
                    ui.end_row();
                    continue;
                };
                let here = seen(effect, focus.map(|(place, _)| place));
                let minutes = here
                    .minutes
                    .map_or_else(|| "–".to_owned(), |[before, after]| format!("{before:.1} → {after:.1}"));
                ui.label(theme::small(minutes));
                ui.label(
                    theme::small(units::thousands(here.newly_beyond)).color(if here.newly_beyond >= 0.5 {
                        tokens.bad
                    } else {
                        tokens.text2
                    }),
                );
                ui.label(
                    theme::small(units::thousands(here.newly_within)).color(if here.newly_within >= 0.5 {
                        tokens.good
                    } else {
                        tokens.text2
                    }),
                );
                ui.label(theme::small(units::thousands(here.losers)));
                ratio(ui, here.ratio, here.flag, here.total);
                if effect.flag || here.flag {
                    let flag = Flag {
                        service: (!any).then_some(view.service),
                        group: name.to_owned(),
                        ratio: here.ratio.unwrap_or(0.0),
                        losers: here.losers,
                        unit: unit.to_owned(),
                    };
                    mitigation_cell(ui, session, view, &flag);
                } else {
                    ui.label("");
                }
                ui.end_row();
            }
        });
        draft(ui, session, view, commands);
        by_locality(ui, session, effects);
        meeting(ui, session, focus.map(|(place, _)| place), found);
        gaps(ui, session);
    });
}

/// What happens to a group in the locality looked at, or in the whole city.
fn seen(effect: &GroupEffect, focus: Option<usize>) -> LocalEffect {
    focus.map_or_else(
        || LocalEffect {
            total: effect.total,
            losers: effect.losers,
            gainers: effect.gainers,
            newly_beyond: effect.newly_beyond,
            newly_within: effect.newly_within,
            minutes: effect.minutes_before.zip(effect.minutes_after).map(<[f64; 2]>::from),
            ratio: effect.ratio,
            flag: effect.flag,
        },
        |place| effect.localities.get(place).copied().unwrap_or_default(),
    )
}

fn ratio(ui: &mut Ui, ratio: Option<f64>, flag: bool, total: f64) {
    let tokens = tokens(ui);
    let Some(ratio) = ratio else {
        ui.label(theme::small("nobody loses").color(tokens.text2));
        return;
    };
    let hint = format!(
        "Share of the group that loses ÷ share of all residents that lose. Flagged from {FLAG_RATIO} on, unless the group counts fewer than {FEWEST:.0} (here {}).",
        units::thousands(total)
    );
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        charts::share_bar(
            ui,
            46.0,
            ratio / 2.0,
            Some(FLAG_RATIO / 2.0),
            if flag { tokens.bad } else { tokens.line2 },
        );
        if flag {
            widgets::chip(ui, Some(icon::WARNING), &format!("{ratio:.2}"), Tone::Bad).on_hover_text(hint);
        } else {
            ui.label(theme::small(format!("{ratio:.2}")).color(tokens.text2)).on_hover_text(hint);
        }
    });
}

/// What is done about a flag, or a button to say it.
fn mitigation_cell(ui: &mut Ui, session: &Session, view: &mut View, flag: &Flag) {
    let known = mitigation_of(&session.dataset, session.plan(), &view.option, flag);
    let hint =
        known.map_or_else(|| format!("Say what is done for {}", flag.group), |known| known.text.clone());
    let (glyph, state) = match known {
        Some(known) if known.is_whole() => (icon::CHECK, "Mitigated"),
        Some(_) => (icon::WARNING, "Mitigation without owner or date"),
        None => (icon::PENCIL_SIMPLE, "Mitigate"),
    };
    let label = format!("{state}: {}", flag.group);
    let button = widgets::icon_button_hint(ui, glyph, &label, &format!("{state}. {hint}"));
    if button.clicked() {
        let service = flag.service.and_then(|service| session.dataset.services.get(service));
        let new = Mitigation {
            option: view.option.clone(),
            service: service.map(|service| service.id.clone()),
            group: flag.group.clone(),
            ..Mitigation::default()
        };
        view.compare.mitigation = Some(known.cloned().unwrap_or(new));
    }
}

/// The mitigation being written.
fn draft(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let Some(draft) = &mut view.compare.mitigation else { return };
    let tokens = tokens(ui);
    widgets::divider(ui);
    let by = draft.service.as_ref().and_then(|id| session.dataset.service_index(id));
    let by = by.map_or("all services", |service| session.dataset.services[service].name.as_str());
    ui.label(theme::label(format!("Mitigation for {} ({by})", draft.group)));
    let field = |ui: &mut Ui, name: &str, value: &mut String, width: f32| {
        ui.label(theme::small(name).color(tokens.text2));
        ui.add(egui::TextEdit::singleline(value).desired_width(width)).accessible_name(name);
    };
    ui.horizontal_wrapped(|ui| {
        let width = (ui.available_width() - 400.0).clamp(160.0, 420.0);
        field(ui, "What is done", &mut draft.text, width);
        let mut owner = draft.owner.take().unwrap_or_default();
        field(ui, "Owner", &mut owner, 110.0);
        draft.owner = Some(owner).filter(|owner| !owner.is_empty());
        let mut date = draft.date.take().unwrap_or_default();
        field(ui, "By (YYYY-MM-DD)", &mut date, 86.0);
        draft.date = Some(date).filter(|date| !date.is_empty());
    });
    let mut close = false;
    ui.horizontal(|ui| {
        if widgets::button(ui, Weight::Primary, None, "Save mitigation").clicked() {
            commands.push(Command::Edit(Edit::Evidence(EvidenceEdit::Mitigate(draft.clone()))));
            close = true;
        }
        close |= widgets::button(ui, Weight::Quiet, None, "Cancel").clicked();
    });
    if close {
        view.compare.mitigation = None;
    }
}

/// Who loses of each group in each locality: a chart in numbers, the worst first.
fn by_locality(ui: &mut Ui, session: &Session, effects: &crate::appraise::evidence::Effects) {
    let tokens = tokens(ui);
    widgets::divider(ui);
    widgets::section(ui, "Newly beyond by locality (share of the group there that loses)");
    Grid::new("equality-local").spacing(vec2(12.0, 4.0)).striped(true).show(ui, |ui| {
        ui.label("");
        for locality in &session.dataset.localities {
            let name = locality.name.split([' ', '&']).next().unwrap_or_default();
            ui.label(theme::caption(name).color(tokens.text3)).on_hover_text(&locality.name);
        }
        ui.end_row();
        for (name, unit, effect) in named(session.plan(), effects) {
            let Some(effect) = effect else { continue };
            ui.label(theme::small(name));
            for local in &effect.localities {
                let share = if local.total > 0.0 { local.losers / local.total } else { 0.0 };
                let ink = if local.newly_beyond >= 0.5 { tokens.bad } else { tokens.text2 };
                let words = format!("{} ({:.0} %)", units::thousands(local.newly_beyond), 100.0 * share);
                ui.label(theme::caption(words).color(ink)).on_hover_text(format!(
                    "{} of {} {unit} have a longer journey, {} a shorter one; {} newly within",
                    units::thousands(local.losers),
                    units::thousands(local.total),
                    units::thousands(local.gainers),
                    units::thousands(local.newly_within),
                ));
            }
            ui.end_row();
        }
    });
}

/// Closures that meet in a locality.
fn meeting(
    ui: &mut Ui,
    session: &Session,
    focus: Option<usize>,
    found: &crate::appraise::evidence::OptionEvidence,
) {
    let seen = || found.intersections.iter().filter(|here| focus.is_none_or(|place| here.locality == place));
    if seen().next().is_none() {
        return;
    }
    let tokens = tokens(ui);
    widgets::divider(ui);
    widgets::section(ui, "Closures that meet: residents who lose by two services or more");
    for here in seen() {
        let dataset = &session.dataset;
        let services: Vec<&str> =
            here.services.iter().map(|(service, _)| dataset.services[*service].name.as_str()).collect();
        let left: Vec<String> = here
            .withdrawn
            .iter()
            .map(|(site, service)| {
                format!("{} ({})", dataset.sites[*site].name, dataset.services[*service].name)
            })
            .collect();
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::small(&dataset.localities[here.locality].name).strong());
            ui.label(theme::small(units::thousands(here.residents)).color(tokens.bad));
            ui.label(theme::small(services.join(", ")).color(tokens.text2));
        })
        .response
        .on_hover_text(if left.is_empty() {
            "Nothing closes here; sites nearby do.".to_owned()
        } else {
            left.join("\n")
        });
    }
}

/// Characteristics without any evidence.
fn gaps(ui: &mut Ui, session: &Session) {
    let Some(basis) = session.evidence.basis().filter(|basis| !basis.no_evidence.is_empty()) else { return };
    let tokens = tokens(ui);
    widgets::divider(ui);
    widgets::section(ui, "No evidence (not the same as no impact)");
    ui.with_layout(Layout::left_to_right(Align::Min).with_main_wrap(true), |ui| {
        for gap in &basis.no_evidence {
            ui.label(RichText::new(gap.label).font(theme::regular(12.0)).color(tokens.text2))
                .on_hover_text(gap.source);
            ui.add_space(6.0);
        }
    });
}
