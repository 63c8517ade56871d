//! The Blueprint stage: every rule for every locality as icon and words, with the reason behind each judgement.

use egui::{Align, Frame, Label, Layout, Margin, ScrollArea, Sense, Ui, UiBuilder, vec2};

use crate::model::{Rule, RuleKind, Test, Tier};
use crate::score::{Judgement, Measure, Verdict};
use crate::units;

use super::super::command::Command;
use super::super::icons::icon;
use super::super::map::{self, MapSpec};
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::{Layer, View};
use super::super::widgets::{self, Tone, Weight};
use super::{matrix, services};

/// Rules, the matrix, and the reason.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    super::left(ui, view, "blueprint-left", 272.0, |ui, view| rules(ui, session, view, commands));
    super::right(ui, view, "blueprint-right", 320.0, |ui, view| reason(ui, session, view, commands));
    super::middle(ui, |ui| {
        let panel = tokens(ui).panel;
        ui.painter().rect_filled(ui.max_rect(), 0.0, panel);
        if session.dataset.blueprint.rules.is_empty() {
            widgets::empty(
                ui,
                icon::CLIPBOARD_TEXT,
                "No blueprint yet",
                "Add a blueprint file to judge every locality by the same rules.",
            );
            return;
        }
        heading(ui, session, view, commands);
        ScrollArea::both()
            .id_salt("matrix")
            .auto_shrink([false, false])
            .show(ui, |ui| matrix::show(ui, session, view, commands));
    });
}

/// What a rule asks, in words.
pub fn rule_words(session: &Session, rule: &Rule) -> String {
    let service = |id: &str| {
        session
            .dataset
            .service_index(id)
            .map_or_else(|| id.to_owned(), |index| session.dataset.services[index].name.clone())
    };
    let test = |test: &Test| match test {
        Test::Tier { tier, at_least } => {
            format!("{at_least} or more sites of tier “{}”", tier.replace('_', " "))
        }
        Test::Count { service: id, at_least, or_within_minutes, share, core } => {
            let or = or_within_minutes.map_or_else(String::new, |minutes| {
                format!(", or {:.0} % of users within {minutes:.0} min", share * 100.0)
            });
            let whole = if *core { " whole" } else { "" };
            format!("{}{whole} at {at_least} or more sites{or}", service(id))
        }
        Test::Coverage { service: id, coverage_people, within_minutes, .. } => {
            let standard = session
                .dataset
                .service_index(id)
                .map(|index| session.dataset.services[index].standard.minutes);
            let minutes = within_minutes.or(standard).unwrap_or(0.0);
            format!(
                "{:.0} % of {} users within {minutes:.0} min",
                coverage_people * 100.0,
                service(id).to_lowercase()
            )
        }
    };
    match &rule.kind {
        RuleKind::EachLocality(asked) => test(asked),
        RuleKind::City(asked) => format!("City: {}", test(asked)),
        RuleKind::Site { site, keeps } => {
            let name = session
                .dataset
                .site_index(site)
                .map_or_else(|| site.clone(), |index| session.dataset.sites[index].name.clone());
            format!("{name} keeps {}", service(keeps).to_lowercase())
        }
    }
}

/// A short name for the head of a column.
pub fn rule_name(session: &Session, rule: &Rule) -> String {
    if let Some(name) = &rule.name {
        return name.clone();
    }
    match &rule.kind {
        RuleKind::EachLocality(Test::Tier { tier, .. }) | RuleKind::City(Test::Tier { tier, .. }) => {
            tier.replace('_', " ")
        }
        RuleKind::EachLocality(Test::Count { service, .. } | Test::Coverage { service, .. })
        | RuleKind::City(Test::Count { service, .. } | Test::Coverage { service, .. }) => session
            .dataset
            .service_index(service)
            .map_or_else(|| service.clone(), |index| session.dataset.services[index].name.clone()),
        RuleKind::Site { .. } => rule_words(session, rule),
    }
}

/// The icon of the service that a rule is about.
pub fn rule_icon(session: &Session, rule: &Rule) -> &'static str {
    match &rule.kind {
        RuleKind::EachLocality(Test::Count { service, .. } | Test::Coverage { service, .. })
        | RuleKind::City(Test::Count { service, .. } | Test::Coverage { service, .. })
        | RuleKind::Site { keeps: service, .. } => session
            .dataset
            .service_index(service)
            .map_or(icon::BUILDINGS, |index| services::icon_of(&session.dataset.services[index])),
        _ => icon::BUILDINGS,
    }
}

/// Icon and tone of a verdict.
pub fn look(verdict: Verdict) -> (&'static str, Tone) {
    match verdict {
        Verdict::Met => (icon::CHECK_CIRCLE, Tone::Good),
        Verdict::Partly => (icon::CIRCLE_HALF, Tone::Warn),
        Verdict::NotMet => (icon::X_CIRCLE, Tone::Bad),
        Verdict::Unknown => (icon::QUESTION, Tone::Neutral),
    }
}

fn rules(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    ui.label(theme::title("Blueprint"));
    ui.label(theme::small("What every locality, the city and named sites should have.").color(tokens.text2));
    let judgements = &session.option(&view.option).findings.judgements;
    for (index, rule) in session.dataset.blueprint.rules.iter().enumerate() {
        let of: Vec<&Judgement> = judgements.iter().filter(|judgement| judgement.rule == index).collect();
        let met = of.iter().filter(|judgement| judgement.verdict == Verdict::Met).count();
        let selected = view.cell.is_some_and(|(rule, _)| rule == index);
        let name = rule_name(session, rule);
        let (response, ()) = widgets::card(ui, &format!("Rule {name} {index}"), selected, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            widgets::row(ui, 18.0, |ui| {
                ui.label(
                    egui::RichText::new(rule_icon(session, rule))
                        .font(theme::regular(16.0))
                        .color(tokens.text2),
                );
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.label(theme::small(format!("{met} of {}", of.len())).font(theme::semibold(12.0)));
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(Label::new(theme::label(&name)).wrap());
                    });
                });
            });
            widgets::row(ui, 16.0, |ui| {
                ui.add_space(26.0);
                ui.add(Label::new(theme::small(rule_words(session, rule)).color(tokens.text2)).wrap());
            });
        });
        if response.clicked() {
            commands.push(Command::SelectCell(index, of.first().and_then(|judgement| judgement.locality)));
        }
    }
    if !session.dataset.blueprint.tiers.is_empty() {
        widgets::divider(ui);
        widgets::section(ui, "Tiers");
        for tier in &session.dataset.blueprint.tiers {
            ui.label(theme::label(tier.id.replace('_', " ")));
            let asks = theme::small(tier_asks(session, tier)).color(tokens.text2);
            ui.add(egui::Label::new(asks).wrap());
        }
    }
}

/// All that a site must have to be of a tier.
fn tier_asks(session: &Session, tier: &Tier) -> String {
    let services =
        |count: &usize| if *count == 1 { "1 service".to_owned() } else { format!("{count} services") };
    let mut parts = Vec::new();
    parts.extend(tier.min_services.as_ref().map(services));
    parts.extend(tier.min_core_services.as_ref().map(|count| format!("{} in full", services(count))));
    let title = |id: &String| {
        let known = session.dataset.service_index(id);
        known.map_or_else(|| id.clone(), |service| session.dataset.services[service].name.clone())
    };
    let names: Vec<String> = tier.services.iter().map(title).collect();
    if !names.is_empty() {
        parts.push(format!("among them {}", names.join(", ")));
    }
    parts.extend(tier.min_hours_per_week.map(|hours| format!("{hours:.0} h a week")));
    parts.extend(tier.min_evening_hours.map(|hours| format!("{hours:.0} h after 18:00")));
    parts.extend(tier.min_weekend_hours.map(|hours| format!("{hours:.0} h at weekends")));
    parts.extend((tier.step_free == Some(true)).then(|| "step-free".to_owned()));
    if parts.is_empty() { "any open site".to_owned() } else { parts.join(", ") }
}

fn heading(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    Frame::new().inner_margin(Margin::symmetric(16, 8)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let narrow = ui.available_width() < 560.0;
            if !narrow {
                ui.label(theme::title("Locality by rule"));
            }
            choose_option(ui, session, "matrix-option", &view.option, |option| {
                commands.push(Command::SelectOption(option));
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let judgements = &session.option(&view.option).findings.judgements;
                for verdict in [Verdict::Unknown, Verdict::NotMet, Verdict::Partly, Verdict::Met] {
                    let count = judgements.iter().filter(|judgement| judgement.verdict == verdict).count();
                    if count > 0 {
                        let (glyph, tone) = look(verdict);
                        let whole = format!("{count} {}", verdict.label().to_lowercase());
                        let words = if narrow { count.to_string() } else { whole.clone() };
                        widgets::chip(ui, Some(glyph), &words, tone).on_hover_text(whole);
                    }
                }
            });
        });
    });
}

/// The list of options; `chosen` gets the id.
pub fn choose_option(
    ui: &mut Ui,
    session: &Session,
    id: &str,
    current: &str,
    mut chosen: impl FnMut(String),
) {
    let words = |option: &crate::appraise::OptionAppraisal| {
        if session.position(&option.id).is_some() {
            format!("{}  {}", option.id, option.name)
        } else {
            option.name.clone()
        }
    };
    let shown = words(session.option(current));
    widgets::choose(ui, id, "Option", &shown, 170.0, |ui| {
        for option in &session.appraisal.options {
            if ui.selectable_label(option.id == current, words(option)).clicked() {
                chosen(option.id.clone());
            }
        }
    });
}

fn reason(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let findings = &session.option(&view.option).findings;
    let judgement = view.cell.and_then(|(rule, locality)| {
        findings.judgements.iter().find(|judgement| judgement.rule == rule && judgement.locality == locality)
    });
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 400.0), Sense::hover());
    let option = view.option.clone();
    let locality = view.cell.and_then(|(_, locality)| locality);
    let spec = MapSpec {
        slot: 0,
        option: &option,
        against: None,
        layer: Some(Layer::Minutes),
        pins: Vec::new(),
        locality,
        sites: true,
        tools: false,
    };
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        map::show_with_legend(ui, session, view, &spec, commands);
    });
    ui.add_space(6.0);
    let Some(judgement) = judgement else {
        ui.label(theme::small("Select a cell to see why.").color(tokens.text2));
        return;
    };
    let Some(rule) = session.dataset.blueprint.rules.get(judgement.rule) else { return };
    let place = judgement
        .locality
        .and_then(|locality| session.dataset.localities.get(locality))
        .map(|locality| locality.name.clone());
    let title: Vec<String> = place.into_iter().chain([rule_name(session, rule)]).collect();
    ui.label(theme::title(title.join(" · ")));
    let (glyph, tone) = look(judgement.verdict);
    widgets::chip(ui, Some(glyph), judgement.verdict.label(), tone);
    ui.label(theme::small(&judgement.reason));
    ui.label(theme::small(format!("The rule asks: {}", rule_words(session, rule))).color(tokens.text2));
    remedy(ui, session, view, judgement, commands);
    if let Some(locality) = judgement.locality {
        widgets::divider(ui);
        widgets::section(ui, "Sites in this locality");
        for (site, facts) in session.dataset.sites.iter().enumerate() {
            if session.dataset.locality_of_site.get(site).copied().flatten() != Some(locality) {
                continue;
            }
            let Some(found) = findings.sites.get(site) else { continue };
            let outreach = found.services.iter().filter(|(_, share)| *share < 1.0).count();
            let mut services = match found.services.len() {
                1 => "1 service".to_owned(),
                count => format!("{count} services"),
            };
            if outreach > 0 {
                services = format!("{services}, {outreach} as outreach");
            }
            let words = if found.open { services } else { "closes".to_owned() };
            widgets::fact(ui, &facts.name, Some(&words));
        }
    }
}

/// The cheapest single change that would meet a rule, to be tried.
fn remedy(ui: &mut Ui, session: &Session, view: &View, judgement: &Judgement, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    if judgement.verdict == Verdict::Met {
        return;
    }
    widgets::divider(ui);
    widgets::section(ui, "What would meet it");
    if session.option_plan(&view.option).is_none() {
        ui.label(
            theme::small("Business as usual cannot be changed; choose or copy an option.")
                .color(tokens.text2),
        );
        return;
    }
    let judgements = &session.option(&view.option).findings.judgements;
    let place = judgements
        .iter()
        .position(|other| (other.rule, other.locality) == (judgement.rule, judgement.locality));
    let remedies = session.appraisal.remedies.get(&view.option);
    let Some(remedy) = place.and_then(|place| remedies?.get(place)).and_then(Option::as_ref) else {
        ui.label(theme::small("No single change would meet it.").color(tokens.text2));
        return;
    };
    Frame::new()
        .stroke(egui::Stroke::new(1.0, tokens.line))
        .corner_radius(theme::CARD_RADIUS)
        .inner_margin(10)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.add(Label::new(theme::label(&remedy.words)).wrap());
            let mut parts = Vec::new();
            if let (Some(before), Some(after)) = (judgement.measure, remedy.measure) {
                parts.push(format!("{} → {}", measured(before), measured(after)));
            }
            parts.push(match remedy.running_cost_gbp {
                Some(gbp) if gbp < 0.0 => format!("saves {} a year", units::pounds(-gbp)),
                Some(gbp) => format!("+{} a year", units::pounds(gbp)),
                None => "cost of longer hours not stated".to_owned(),
            });
            if remedy.one_off_gbp.abs() >= 0.5 {
                parts.push(format!("{} once", units::pounds(remedy.one_off_gbp)));
            }
            if remedy.space_unchecked {
                parts.push("floor area unknown, so space is unchecked".to_owned());
            }
            ui.add(Label::new(theme::small(parts.join(" · ")).color(tokens.text2)).wrap());
            ui.add_space(4.0);
            let button = widgets::button(ui, Weight::Secondary, None, "Try it");
            if button
                .on_hover_text("Adds this change to the option as one step; undo takes it back")
                .clicked()
            {
                commands.push(Command::Edit(remedy.edit.clone()));
            }
        });
}

/// A judgement's number as people read it; shares rounded down.
pub fn measured(measure: Measure) -> String {
    match measure {
        Measure::Count { least, most, .. } if least == most => least.to_string(),
        Measure::Count { least, most, .. } => format!("{least}–{most}"),
        Measure::Share { least, most, .. } if least == most => format!("{} %", units::percent_down(least)),
        Measure::Share { least, most, .. } => {
            format!("{}–{} %", units::percent_down(least), units::percent_down(most))
        }
    }
}
