//! Compare: ranks under other weights, the sentence on what changes the order, ranges of costs and demand, and who loses by
//! band with dots per 100 people.

use egui::{Align2, Color32, Label, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::appraise::robust::{first_two, switching};
use crate::score::ranges::ASSUMED;
use crate::score::robustness::AROUND;
use crate::units;

use super::super::charts;
use super::super::command::Command;
use super::super::evidence_dialogs::RangesDraft;
use super::super::icons::icon;
use super::super::map::geometry::narrow;
use super::super::session::Session;
use super::super::theme::{self, tokens};
use super::super::view::{Dialog, View};
use super::super::widgets::{self, Weight};

/// What would change the order of the two options compared, else of the first two.
pub fn sentence(ui: &mut Ui, session: &Session, view: &View) {
    let tokens = tokens(ui);
    let pair =
        (view.option != view.compare_with).then_some((view.option.as_str(), view.compare_with.as_str()));
    let first = first_two(&session.appraisal).map(|(first, second)| (first.id.as_str(), second.id.as_str()));
    let Some(found) = pair.or(first).and_then(|(one, other)| switching(&session.appraisal, one, other))
    else {
        return;
    };
    let name = |id: &str| {
        if session.position(id).is_some() { id.to_owned() } else { session.option(id).name.clone() }
    };
    let (words, rest) = found.words(name);
    egui::Frame::new()
        .fill(tokens.sunken)
        .corner_radius(theme::CARD_RADIUS)
        .inner_margin(8)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.add(Label::new(theme::small(words).font(theme::semibold(12.0)).color(tokens.text)).wrap());
            if !rest.is_empty() {
                ui.add(Label::new(theme::small(rest).color(tokens.text2)).wrap());
            }
        })
        .response
        .on_hover_text("One weight is moved, the others keep their proportions. Weights are of 100 in all.");
}

/// Bars of ranks over 10,000 weightings, over all and around the user's own.
pub fn ranks(ui: &mut Ui, session: &Session) {
    let tokens = tokens(ui);
    let Some(found) = session.evidence.robustness() else { return };
    let inks = rank_inks(tokens);
    for (words, shares) in [
        ("Any weights at all".to_owned(), &found.all),
        (format!("Around yours, each up to {:.0} % up or down", 100.0 * AROUND), &found.around),
    ] {
        widgets::section(
            ui,
            &format!("{words}: rank in {} weightings, %", units::thousands(found.draws as f64)),
        );
        for (place, option) in found.candidates.iter().enumerate() {
            let option = &session.appraisal.options[*option];
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
            let name = if session.position(&option.id).is_some() { option.id.as_str() } else { "Now" };
            ui.painter().text(
                pos2(rect.left(), rect.center().y),
                Align2::LEFT_CENTER,
                name,
                theme::semibold(12.0),
                tokens.text,
            );
            let bar = Rect::from_min_max(rect.min + vec2(36.0, 2.0), rect.max - vec2(0.0, 2.0));
            let parts: Vec<(f64, Color32)> = shares[place]
                .iter()
                .enumerate()
                .map(|(rank, share)| (*share, inks[rank.min(inks.len() - 1)]))
                .collect();
            charts::parts(ui, bar, &parts);
            let mut left = bar.left();
            for (rank, share) in shares[place].iter().enumerate() {
                let wide = bar.width() * narrow(*share);
                if wide > 22.0 {
                    let ink = if rank == 0 { Color32::WHITE } else { tokens.text };
                    ui.painter().text(
                        pos2(left + wide / 2.0, bar.center().y),
                        Align2::CENTER_CENTER,
                        format!("{:.0}", 100.0 * share),
                        theme::semibold(10.5),
                        ink,
                    );
                }
                left += wide;
            }
            let spoken: Vec<String> = shares[place]
                .iter()
                .enumerate()
                .map(|(rank, share)| format!("rank {} in {:.0} %", rank + 1, 100.0 * share))
                .collect();
            let spoken = format!("{}: {}", option.name, spoken.join(", "));
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
            response.on_hover_text(spoken);
        }
    }
    ui.horizontal(|ui| {
        for (rank, ink) in inks.iter().enumerate().take(found.candidates.len()) {
            let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
            ui.painter().rect_filled(rect, 2.0, *ink);
            let last = rank + 1 == inks.len() && found.candidates.len() > inks.len();
            let words = match rank {
                0 => "1st".to_owned(),
                1 => "2nd".to_owned(),
                2 => "3rd".to_owned(),
                rank => format!("{}th{}", rank + 1, if last { " and on" } else { "" }),
            };
            ui.label(theme::caption(words).color(tokens.text2));
        }
    });
    ui.label(
        theme::caption(format!("Seed {}; criteria: {}", found.seed, found.criteria.join(", ")))
            .color(tokens.text3),
    );
}

fn rank_inks(tokens: &theme::Tokens) -> [Color32; 4] {
    [tokens.accent_fill, tokens.sequential[2], tokens.sequential[1], tokens.line]
}

/// Costs and demand within their ranges: what nine in ten draws say, and which input moves the saving most.
pub fn ranges(ui: &mut Ui, session: &Session, view: &View, commands: &mut Vec<Command>) {
    let tokens = tokens(ui);
    let Some(found) = session.evidence.uncertainty() else { return };
    let Some(place) = session.appraisal.options.iter().position(|option| option.id == view.option) else {
        return;
    };
    let (drawn, bars) = (&found.options[place], &found.tornado[place]);
    let of = |spread: &crate::score::uncertainty::Spread| {
        format!(
            "{} ({} to {})",
            units::pounds_short(spread.p50),
            units::pounds_short(spread.p10),
            units::pounds_short(spread.p90)
        )
    };
    ui.label(
        theme::small(format!(
            "{}: middle of {} draws, and where eight in ten lie",
            session.option(&view.option).name,
            units::thousands(found.draws as f64)
        ))
        .color(tokens.text2),
    );
    widgets::fact(ui, "Net present cost", Some(&of(&drawn.net_present_cost)));
    if place > 0 {
        widgets::fact(ui, "Saving in the last year", Some(&of(&drawn.saving)));
        widgets::fact(
            ui,
            "Cheaper than business as usual",
            Some(&format!("in {:.0} % of draws", 100.0 * drawn.cheaper)),
        );
    }
    if let (Some(share), true) = (drawn.on_target, place > 0) {
        widgets::fact(
            ui,
            "Last savings target reached",
            Some(&format!("in {:.0} % of draws", 100.0 * share)),
        );
    }
    let people = &drawn.people_beyond;
    let beyond = if people.p10 == people.p90 {
        format!("{} (no growth stated)", units::thousands(people.p50))
    } else {
        let [low, middle, high] = [people.p10, people.p50, people.p90].map(units::thousands);
        format!("{middle} ({low} to {high})")
    };
    widgets::fact(ui, "Beyond a standard, all services", Some(&beyond));
    if !bars.is_empty() {
        widgets::section(ui, "What moves the net present saving most");
        let ends = || bars.iter().flat_map(|bar| bar.saving);
        let (least, most) = (ends().fold(f64::INFINITY, f64::min), ends().fold(f64::NEG_INFINITY, f64::max));
        let width = (most - least).max(1.0);
        for bar in bars {
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
            let label = widgets::cut(ui, &bar.label, theme::regular(11.5), tokens.text, rect.width() * 0.5);
            ui.painter().galley(
                pos2(rect.left(), rect.center().y - label.size().y / 2.0),
                label,
                tokens.text,
            );
            let room = Rect::from_min_max(
                pos2(rect.left() + rect.width() * 0.52, rect.top() + 4.0),
                rect.max - vec2(0.0, 4.0),
            );
            let x = |saving: f64| room.left() + room.width() * narrow((saving - least) / width);
            let [low, high] = bar.saving;
            let part = Rect::from_x_y_ranges(
                x(low.min(high))..=x(low.max(high)).max(x(low.min(high)) + 1.0),
                room.y_range(),
            );
            ui.painter().rect_filled(part, 2.0, tokens.accent_fill);
            let spoken = format!(
                "{}: {} to {} gives a net present saving of {} to {}",
                bar.label,
                bar.range[0],
                bar.range[1],
                units::pounds_short(low),
                units::pounds_short(high)
            );
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
            response.on_hover_text(spoken);
        }
        ui.label(
            theme::caption(format!("{} to {}", units::pounds_short(least), units::pounds_short(most)))
                .color(tokens.text3),
        );
    }
    if found.ranges.inputs.iter().any(|range| range.source.as_deref() == Some(ASSUMED)) {
        ui.add(Label::new(theme::caption(format!("Some ranges are {ASSUMED}.")).color(tokens.warn)).wrap());
    }
    if widgets::button(ui, Weight::Secondary, Some(icon::PENCIL_SIMPLE), "Change the ranges…").clicked() {
        let draft = RangesDraft::of(session.plan());
        commands.push(Command::Ask(Dialog::Ranges(Box::new(draft))));
    }
}

/// Who loses by the service chosen, for the two options compared: people by band, and a hundred dots each.
pub fn who_loses(ui: &mut Ui, session: &Session, view: &View) {
    let tokens = tokens(ui);
    let Some(service) = session.dataset.services.get(view.service) else { return };
    let of = view
        .focus
        .and_then(|place| session.dataset.localities.get(place))
        .map_or_else(String::new, |locality| format!(" who live in {}", locality.name));
    let name = service.name.to_lowercase();
    widgets::section(ui, &format!("Who loses: {name} users{of}, by change of journey"));
    let inks = [
        tokens.diverging[1],
        tokens.line,
        tokens.diverging[4],
        tokens.diverging[5],
        tokens.diverging[6],
        tokens.bad,
    ];
    let mut shown = false;
    for id in [&view.option, &view.compare_with] {
        if shown && view.option == view.compare_with {
            continue;
        }
        let Some(found) = session.evidence.option(id).and_then(|found| found.services.get(view.service))
        else {
            continue;
        };
        shown = true;
        let found = &found.who_loses;
        let city = view.focus.and_then(|place| found.localities.get(place)).unwrap_or(&found.city);
        let option = session.option(id);
        ui.label(
            theme::small(format!("{}  {}", option.id, option.name))
                .font(theme::semibold(12.0))
                .color(tokens.option(session.position(id))),
        );
        dots(ui, city.per_hundred(), &inks, &option.name);
        for ((words, people), ink) in city.parts().into_iter().zip(inks) {
            if people < 0.5 {
                continue;
            }
            widgets::row(ui, 16.0, |ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(9.0, 9.0), Sense::hover());
                ui.painter().circle_filled(rect.center(), 4.0, ink);
                ui.label(theme::small(words).color(tokens.text2));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(theme::small(units::thousands(people)));
                });
            });
        }
        ui.label(
            theme::caption(format!(
                "{} newly beyond, {} newly within {:.0} min",
                units::thousands(city.newly_beyond),
                units::thousands(city.newly_within),
                service.standard.minutes
            ))
            .color(tokens.text2),
        );
        ui.add_space(4.0);
    }
    if !shown {
        ui.label(
            theme::small("Business as usual changes no journey: choose an option above a map.")
                .color(tokens.text2),
        );
    }
}

/// A hundred people as dots, in two rows of fifty.
fn dots(ui: &mut Ui, counts: [u8; 6], inks: &[Color32; 6], name: &str) {
    let step = (ui.available_width() / 50.0).min(7.0);
    let (rect, response) = ui.allocate_exact_size(vec2(step * 50.0, step * 2.0 + 2.0), Sense::hover());
    let all = counts.iter().zip(inks).flat_map(|(count, ink)| std::iter::repeat_n(*ink, usize::from(*count)));
    for (place, ink) in all.enumerate() {
        let (row, column) = (place / 50, place % 50);
        let at = rect.min + vec2(step * (column as f32 + 0.5), step * (row as f32 + 0.5) + 1.0);
        ui.painter().circle_filled(at, step * 0.4, ink);
    }
    let [sooner, same, short, middle, long, none] = counts;
    let spoken = format!(
        "{name}, of 100 users: {sooner} sooner, {same} the same, {short} up to 5 minutes longer, {middle} 5 to 10, {long} more than 10, {none} out of reach"
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    response.on_hover_text(spoken);
}
