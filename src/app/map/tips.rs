//! What the pointer is told about the area or the site under it.

use egui::{Color32, RichText, Ui};

use crate::appraise::OptionAppraisal;
use crate::score::NO_SITE;
use crate::units;

use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::View;
use super::super::workshop::Workshop;

/// An area: people, need, minutes before and now, and where they lead.
pub fn area(ui: &mut Ui, session: &Session, option: &OptionAppraisal, view: &View, area: usize) {
    let tokens = tokens(ui);
    let service = view.service;
    let Some(facts) = session.dataset.areas.get(area) else { return };
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.label(theme::label(&facts.name));
    let people = session.dataset.columns.population(area);
    let people = people
        .map_or_else(|| "people unknown".to_owned(), |people| format!("{} people", units::thousands(people)));
    let need = session.scorer.demand.get(service).filter(|demand| demand.neediest_fifth.is_some());
    let need = need.and_then(|demand| demand.need.get(area)).map(|need| format!(" · need {need:.2}"));
    ui.label(theme::small(format!("{people}{}", need.unwrap_or_default())).color(tokens.text2));
    let bau = &session.appraisal.bau().findings;
    let (Some(facts), Some(now), Some(before)) = (
        session.dataset.services.get(service),
        option.findings.services.get(service),
        bau.services.get(service),
    ) else {
        return;
    };
    let (Some(&now_minutes), Some(&before_minutes)) = (now.minutes.get(area), before.minutes.get(area))
    else {
        return;
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.label(theme::small(format!("{}:", facts.name)).color(tokens.text2));
        let changed = (now_minutes - before_minutes).abs() > 0.05 && now_minutes != before_minutes;
        if changed {
            ui.label(theme::small(format!("{} →", units::minutes(before_minutes))).color(tokens.text2));
        }
        let words = if now_minutes.is_finite() {
            format!("{} min", units::minutes(now_minutes))
        } else {
            "no way there".to_owned()
        };
        ui.label(strong(&words, tokens.text));
        if changed && now_minutes.is_finite() && before_minutes.is_finite() {
            let change = now_minutes - before_minutes;
            let ink = if change > 0.0 { tokens.bad } else { tokens.good };
            ui.label(strong(&units::signed(change, 1), ink));
        }
    });
    let nearest = now.nearest.get(area).copied().filter(|site| *site != NO_SITE);
    let nearest = nearest.and_then(|site| usize::try_from(site).ok());
    if let Some((place, site)) = nearest.and_then(|place| Some((place, session.dataset.sites.get(place)?))) {
        ui.label(
            theme::small(format!("Nearest: {}", view.workshop.site_name(place, site))).color(tokens.text2),
        );
    }
}

/// A site: what it is and what is decided.
pub fn site(ui: &mut Ui, session: &Session, option: &OptionAppraisal, workshop: Workshop, site: usize) {
    let tokens = tokens(ui);
    let (Some(facts), Some(found)) = (session.dataset.sites.get(site), option.findings.sites.get(site))
    else {
        return;
    };
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.label(theme::label(workshop.site_name(site, facts)));
    let locality = session.dataset.locality_of_site.get(site).copied().flatten();
    let locality = locality
        .and_then(|locality| session.dataset.localities.get(locality))
        .map(|locality| locality.name.clone());
    let line: Vec<String> = [facts.kind.clone(), locality].into_iter().flatten().collect();
    if !line.is_empty() {
        ui.label(theme::small(line.join(" · ")).color(tokens.text2));
    }
    ui.label(strong(found.action.label(), tokens.text));
    let names: Vec<&str> = found
        .services
        .iter()
        .filter_map(|(service, _)| session.dataset.services.get(*service))
        .map(|service| service.name.as_str())
        .collect();
    let offers =
        if names.is_empty() { "Offers nothing".to_owned() } else { format!("Offers {}", names.join(", ")) };
    ui.label(theme::small(offers).color(tokens.text2));
    if found.open && !workshop.hide_money {
        ui.label(
            theme::small(format!("{} a year", units::pounds(found.running_cost_gbp))).color(tokens.text2),
        );
    }
}

fn strong(text: &str, ink: Color32) -> RichText {
    RichText::new(text).font(theme::semibold(12.0)).color(ink)
}
