//! The inspector of a site: what is decided, where its services go, what that does, and the facts.

use egui::{Align, Layout, TextEdit, Ui};

use crate::edit::{Edit, FIRST_REDUCE_SHARE};
use crate::hours;
use crate::model::{Action, AfterUse, Site, SiteDecision};
use crate::units::{self, Month};

use super::super::command::{Act, Command};
use super::super::icons::icon;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::widgets::{self, Segment, Tone};
use super::fields::{dragged, quarters};
use super::site_services::{moves, offers};
use super::{journeys, next_use, option_page, origin, services};

/// The whole right panel.
pub fn show(ui: &mut Ui, session: &Session, view: &mut View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let Some((index, site)) =
        view.site.and_then(|index| session.dataset.sites.get(index).map(|site| (index, site)))
    else {
        return;
    };
    let locality = session.dataset.locality_of_site.get(index).copied().flatten();
    let locality = locality
        .and_then(|locality| session.dataset.localities.get(locality))
        .map(|locality| locality.name.clone());
    ui.horizontal_top(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let close = widgets::icon_button(ui, icon::X, "Close the inspector");
            view.panels[2] = Some(close.id);
            if close.clicked() {
                commands.push(Command::SelectSite(None));
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                ui.label(theme::title(view.workshop.site_name(index, site)));
                let owner = site.partner.as_ref().or(site.owner.as_ref()).cloned();
                let line: Vec<String> =
                    [site.kind.clone(), locality, owner, site.tenure.clone()].into_iter().flatten().collect();
                ui.label(theme::caption(line.join(" · ")).color(tokens.text2));
            });
        });
    });
    widgets::divider(ui);
    let decision =
        session.option_plan(&view.option).map(|plan| plan.sites.get(&site.id).cloned().unwrap_or_default());
    if let Some(decision) = decision {
        decide(ui, session, view, site, &decision, commands);
        clashes(ui, session, view, index);
        widgets::divider(ui);
        moves(ui, session, view, index, commands);
        effect(ui, session, view, index, &decision);
        widgets::divider(ui);
        why(ui, view, site, &decision, commands);
    } else {
        option_page::not_to_be_changed(ui, view, commands);
        widgets::divider(ui);
        offers(ui, session, view, index);
    }
    journeys::site(ui, session, view, index);
    widgets::divider(ui);
    facts(ui, session, view, site);
}

fn decide(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    site: &Site,
    decision: &SiteDecision,
    commands: &mut Vec<Command>,
) {
    widgets::section(ui, &format!("In option {}, this site will", view.option));
    let segments = Action::ALL.map(|action| {
        let (glyph, tone) = match action {
            Action::Keep => (icon::CIRCLE, Tone::Neutral),
            Action::Hub => (icon::STAR, Tone::Accent),
            Action::Close => (icon::X_CIRCLE, Tone::Bad),
            Action::Reduce => (icon::SCISSORS, Tone::Warn),
        };
        Segment {
            value: action,
            icon: Some(glyph),
            label: action.label(),
            tooltip: Act::Decide(action).tooltip(),
            tone,
        }
    });
    if let Some(action) = widgets::segmented(ui, Some(decision.action), &segments, ui.available_width()) {
        commands.push(Act::Decide(action).into());
    }
    if let Some(keep) = &site.keep {
        let warn = tokens(ui).warn;
        ui.label(theme::small(format!("{} Must stay open: {keep}", icon::LOCK)).color(warn));
    }
    let set = |changed: SiteDecision| Edit::SetDecision {
        option: view.option.clone(),
        site: site.id.clone(),
        decision: Some(changed),
    };
    if decision.action == Action::Reduce {
        let mut percent = decision.reduce_share.unwrap_or(FIRST_REDUCE_SHARE) * 100.0;
        ui.horizontal(|ui| {
            ui.label(theme::small("Cut by").color(tokens(ui).text2));
            let width = ui.available_width();
            let slider = widgets::slider(ui, &mut percent, " %", "Share of the cost cut", width);
            let edit = || set(SiteDecision { reduce_share: Some(percent / 100.0), ..decision.clone() });
            dragged(&slider, slider.changed().then(edit), commands);
        });
    }
    if decision.action != Action::Keep || decision.from.is_some() {
        ui.horizontal(|ui| {
            if decision.action == Action::Close {
                let current = decision.after_use.unwrap_or_default();
                widgets::choose(ui, "after-use", "After use", current.label(), 140.0, |ui| {
                    for after in AfterUse::ALL {
                        if ui.selectable_label(after == current, after.label()).clicked() {
                            commands.push(Command::Edit(set(SiteDecision {
                                after_use: Some(after),
                                ..decision.clone()
                            })));
                        }
                    }
                });
            }
            from_month(ui, session, decision, &set, commands);
        });
    }
    if decision.action == Action::Close && !view.workshop.hide_money {
        next_use::ui(ui, decision, &set, commands);
    }
}

/// The month from which a decision holds, by quarters of the first years.
fn from_month(
    ui: &mut Ui,
    session: &Session,
    decision: &SiteDecision,
    set: &impl Fn(SiteDecision) -> Edit,
    commands: &mut Vec<Command>,
) {
    let first = session.plan().settings.first_year;
    let words = |month: Option<Month>| {
        month.map_or_else(|| "from the start".to_owned(), |month| format!("from {}", month_words(month)))
    };
    widgets::choose(ui, "from", "From", &words(decision.from), 120.0, |ui| {
        for month in quarters(first) {
            if ui.selectable_label(decision.from == month, words(month)).clicked() {
                commands.push(Command::Edit(set(SiteDecision { from: month, ..decision.clone() })));
            }
        }
    });
}

fn month_words(month: Month) -> String {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name =
        usize::try_from(month.month).ok().and_then(|month| names.get(month.saturating_sub(1))).unwrap_or(&"");
    format!("{name} {}", month.year)
}

fn clashes(ui: &mut Ui, session: &Session, view: &View, site: usize) {
    let tokens = tokens(ui);
    for clash in session.option(&view.option).findings.clashes.iter().filter(|clash| clash.site == Some(site))
    {
        egui::Frame::new().fill(tokens.bad_bg).corner_radius(6).inner_margin(8).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(theme::small(format!("{} {}", icon::WARNING, clash.message)).color(tokens.bad));
        });
    }
}

/// What the decision does, compared with the option without it.
fn effect(ui: &mut Ui, session: &Session, view: &View, site: usize, decision: &SiteDecision) {
    if decision.action == Action::Keep {
        return;
    }
    let Some(what_if) = session.what_if(&view.option, site) else { return };
    let tokens = tokens(ui);
    widgets::divider(ui);
    let heading = match decision.action {
        Action::Close => "What closing it does",
        Action::Hub => "What making it a hub does",
        _ => "What cutting its cost does",
    };
    widgets::section(ui, heading);
    let (now, before) = (&what_if.now, &what_if.without);
    let saving = before.running_cost_gbp - now.running_cost_gbp;
    let ink = if saving > 0.5 {
        tokens.good
    } else if saving < -0.5 {
        tokens.bad
    } else {
        tokens.text
    };
    if !view.workshop.hide_money {
        widgets::fact_toned(ui, "Running cost", Some(&format!("{} a year", units::pounds(-saving))), ink)
            .on_hover_text("This option minus the same option with this one site kept as it is");
    }
    for (place, service) in session.dataset.services.iter().enumerate() {
        let (Some(found), Some(_)) = (now.services.get(place), before.services.get(place)) else { continue };
        if [found.longer, found.shorter, found.newly_beyond, found.newly_within, found.elsewhere]
            .iter()
            .all(|people| *people < 0.5)
        {
            continue;
        }
        ui.label(
            theme::small(format!("{}  {}", services::icon_of(service), service.name))
                .font(theme::semibold(12.0)),
        );
        let minutes = service.standard.minutes;
        for (words, count, ink) in [
            ("Longer journey".to_owned(), found.longer, tokens.text),
            ("Shorter journey".to_owned(), found.shorter, tokens.text),
            ("Another nearest site".to_owned(), found.elsewhere, tokens.text),
            (format!("Newly beyond {minutes:.0} min"), found.newly_beyond, tokens.bad),
            (format!("Newly within {minutes:.0} min"), found.newly_within, tokens.good),
        ] {
            if count >= 0.5 {
                widgets::fact_toned(ui, &words, Some(&format!("{} people", units::thousands(count))), ink);
            }
        }
    }
    if let (Some(now), Some(before)) = (now.access, before.access) {
        let points = (now - before) * 100.0;
        let ink = if points < -0.05 {
            tokens.bad
        } else if points > 0.05 {
            tokens.good
        } else {
            tokens.text
        };
        widgets::fact_toned(
            ui,
            "Coverage by need",
            Some(&format!("{} points", units::signed(points, 1))),
            ink,
        );
    }
}

fn why(ui: &mut Ui, view: &View, site: &Site, decision: &SiteDecision, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let label = ui.label(theme::section("Why").color(tokens.text2));
    // The text lives in egui's memory while it is typed: it becomes one step when the field is left.
    let id = ui.scope_id().with(("why", &view.option, &site.id));
    let saved = decision.why.clone().unwrap_or_default();
    let mut text: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| saved.clone());
    let edit = TextEdit::multiline(&mut text)
        .desired_rows(2)
        .desired_width(f32::INFINITY)
        .hint_text("Shown in the appraisal");
    let response = ui.add(edit).labelled_by(label.id);
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
        if text != saved {
            let why = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            let changed = SiteDecision { why, ..decision.clone() };
            let decision = (changed != SiteDecision::default()).then_some(changed);
            commands.push(Command::Edit(Edit::SetDecision {
                option: view.option.clone(),
                site: site.id.clone(),
                decision,
            }));
        }
    }
}

fn facts(ui: &mut Ui, session: &Session, view: &View, site: &Site) {
    let tokens = tokens(ui);
    let pounds =
        |value: Option<f64>, unit: &str| value.map(|value| format!("{}{unit}", units::pounds(value)));
    let yes = |value: Option<bool>| value.map(|value| if value { "Yes" } else { "No" }.to_owned());
    let basis = site.area_basis.as_ref().map_or_else(String::new, |basis| format!(" {basis}"));
    let building = session.dataset.site_index(&site.id).map(|index| &session.scorer.estate.buildings[index]);
    let per_m2 = building.and_then(|building| Some((building.cost_per_m2?, building.band?)));
    let per_m2 = per_m2.map(|(cost, band)| format!("{} · {}", units::pounds(cost), band.label()));
    let week = site.opening_hours.as_deref().and_then(hours::week);
    let rows = [
        (
            "Floor area",
            "floor_area_m2",
            site.floor_area_m2.map(|area| format!("{} m²{basis}", units::thousands(area))),
        ),
        ("Running cost", "running_cost_gbp", pounds(site.running_cost_gbp, " a year")),
        ("Cost per m²", "running_cost_gbp", per_m2),
        ("Income", "income_gbp", pounds(site.income_gbp, " a year")),
        ("Condition", "condition", site.condition.clone()),
        ("Repair backlog", "backlog_gbp", pounds(site.backlog_gbp, "")),
        ("Capital value", "capital_value_gbp", pounds(site.capital_value_gbp, "")),
        ("Energy rating", "epc", site.epc.clone()),
        (
            "Open",
            "opening_hours",
            site.hours_per_week
                .map(|hours| format!("{hours:.0} h a week"))
                .or_else(|| site.opening_hours.clone()),
        ),
        ("Evenings", "opening_hours", week.map(|week| format!("{:.0} h after 18:00", week.evenings))),
        ("Weekends", "opening_hours", week.map(|week| format!("{:.0} h", week.weekend))),
        ("Visits a year", "footfall", site.footfall.map(units::thousands)),
        ("Step-free", "step_free", yes(site.step_free)),
        ("Listed", "listed", yes(site.listed)),
    ];
    let unknown = rows.iter().filter(|(_, _, value)| value.is_none()).count();
    ui.horizontal(|ui| {
        widgets::section(ui, "Facts");
        if unknown > 0 {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(theme::caption(format!("{unknown} unknown")).color(tokens.text3));
            });
        }
    });
    ui.spacing_mut().item_spacing.y = 2.0;
    let money = |field: &str| field.ends_with("_gbp") && view.workshop.hide_money;
    for (name, field, value) in rows.iter().filter(|(_, field, _)| !money(field)) {
        widgets::fact(ui, name, value.as_deref()).on_hover_text(origin::of_field(
            &session.dataset,
            site,
            field,
        ));
    }
}
