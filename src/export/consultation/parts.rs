//! The parts of the residents' page, from top to bottom.

use std::fmt::Write;

use super::Page;
use crate::export::scene::{Ground, escaped, map, palette};
use crate::export::veil::{Count, Veil};
use crate::export::words;
use crate::model::{Action, CriterionKey, OptionPlan};
use crate::units;

impl Page<'_> {
    pub(super) fn opening(&self, out: &mut String) {
        let asked = words::counted(self.asked.len(), "option", "options");
        let _infallible = write!(
            out,
            "<h1>What would change for you?</h1>\n<p class=\"lead\">The council is thinking about which buildings to keep and which services to bring together. There {} {asked}, beside leaving everything as it is. Nothing has been decided. Choose where you live to see what each option would mean.</p>\n",
            if self.asked.len() == 1 { "is" } else { "are" }
        );
    }

    pub(super) fn choose(&self, out: &mut String) {
        let dataset = self.content.dataset;
        out.push_str("<section class=\"choose\" id=\"choose\" aria-labelledby=\"choose-title\" tabindex=\"-1\">\n<h2 id=\"choose-title\">1. Choose your neighbourhood</h2>\n<div class=\"fields js\" hidden>\n<div id=\"sector-field\" hidden><label for=\"sector\">Postcode sector, if you know it</label><select id=\"sector\"><option value=\"\">Any</option></select></div>\n<div><label for=\"locality\">Part of the city</label><select id=\"locality\"><option value=\"\">Choose…</option></select></div>\n<div id=\"area-field\"><label for=\"area\">Neighbourhood</label><select id=\"area\" disabled><option value=\"\">Choose…</option></select></div>\n</div>\n<p class=\"small js\" hidden>You can also press your neighbourhood on the <a href=\"#map-title\">map below</a>. Nothing you choose leaves this page.</p>\n<p id=\"told\" class=\"small\" role=\"status\"></p>\n<noscript><p>This page shows single neighbourhoods when scripts may run. Without them, the tables below give each part of the city.</p>");
        if !dataset.localities.is_empty() {
            self.without_script(out);
        }
        out.push_str("</noscript>\n</section>\n");
    }

    /// Mean journeys by part of the city, for readers without scripts.
    fn without_script(&self, out: &mut String) {
        let dataset = self.content.dataset;
        for (place, locality) in dataset.localities.iter().enumerate() {
            let _infallible = write!(
                out,
                "<table><caption>{}: usual journey in minutes</caption><thead><tr><th scope=\"col\">Service</th><th scope=\"col\">Now</th>",
                escaped(&words::name(&locality.name))
            );
            for (_, found, _) in &self.asked {
                let _infallible =
                    write!(out, "<th scope=\"col\">Option {}</th>", escaped(&words::clipped(&found.id, 24)));
            }
            out.push_str("</tr></thead><tbody>");
            for (index, service) in dataset.services.iter().enumerate() {
                let _infallible =
                    write!(out, "<tr><th scope=\"row\">{}</th>", escaped(&words::name(&service.name)));
                let bau = &self.content.appraisal.bau().findings;
                for findings in
                    std::iter::once(bau).chain(self.asked.iter().map(|(_, found, _)| &found.findings))
                {
                    let minutes = findings.localities[place].services[index].mean_minutes;
                    let _infallible = write!(
                        out,
                        "<td>{}</td>",
                        minutes.map_or_else(|| "none".to_owned(), |minutes| format!("{minutes:.0}"))
                    );
                }
                out.push_str("</tr>");
            }
            out.push_str("</tbody></table>");
        }
    }

    pub(super) fn results(&self, out: &mut String) {
        out.push_str("<section id=\"results\" class=\"js\" aria-labelledby=\"results-title\" tabindex=\"-1\" hidden>\n<h2 id=\"results-title\">2. What changes</h2>\n<p class=\"small\">What changes comes first. Every service is in the table below.</p>\n<div class=\"cards\">\n");
        for (number, (_, found, plan)) in self.asked.iter().enumerate() {
            let badge =
                if self.preferred(plan) { "<span class=\"badge\">Preferred so far</span>" } else { "" };
            let saving = if found.findings.known_running_cost().is_none() {
                "not known".to_owned()
            } else {
                units::pounds_short(found.findings.cost.saving_gbp)
            };
            let _infallible = writeln!(
                out,
                "<article class=\"card\" aria-labelledby=\"card-{number}\"><p class=\"option\">Option {}{badge}</p><h3 id=\"card-{number}\">{}</h3><p class=\"small\">{}</p><div class=\"changes\"></div><dl class=\"facts\"><div><dt>Saves the city a year</dt><dd>{saving}</dd></div></dl></article>",
                escaped(&words::clipped(&found.id, 24)),
                escaped(&words::name(&found.name)),
                escaped(&plainly(plan))
            );
        }
        out.push_str("</div>\n<h2 id=\"every-title\">3. Every service, compared</h2>\n<p class=\"small\" id=\"every-told\"></p>\n<div class=\"scroll\" role=\"region\" aria-label=\"Table of every service\" tabindex=\"0\"><table class=\"every\"><thead><tr><th scope=\"col\">Service</th><th scope=\"col\">Now</th>");
        for (_, found, _) in &self.asked {
            let _infallible =
                write!(out, "<th scope=\"col\">Option {}</th>", escaped(&words::clipped(&found.id, 24)));
        }
        out.push_str("</tr></thead><tbody id=\"every\"></tbody></table></div>\n</section>\n");
    }

    pub(super) fn side_by_side(&self, out: &mut String) {
        if self.asked.is_empty() {
            out.push_str("<p>There are no options to compare yet.</p>\n");
            return;
        }
        out.push_str("<section aria-labelledby=\"side-title\">\n<h2 id=\"side-title\">4. The options side by side</h2>\n<div class=\"scroll\" role=\"region\" aria-label=\"Table of the options\" tabindex=\"0\"><table class=\"side\"><thead><tr><th scope=\"col\">For the whole city</th><th scope=\"col\">Now</th>");
        for (_, found, _) in &self.asked {
            let _infallible = write!(
                out,
                "<th scope=\"col\">Option {} <span class=\"small\">{}</span></th>",
                escaped(&words::clipped(&found.id, 24)),
                escaped(&words::clipped(&found.name, 60))
            );
        }
        out.push_str("</tr></thead><tbody>");
        let veil = Veil::of(self.content);
        let bau = self.content.appraisal.bau();
        let every = || std::iter::once(bau).chain(self.asked.iter().map(|(_, found, _)| *found));
        let mut line = |name: &str, cells: Vec<String>| {
            let _infallible = write!(out, "<tr><th scope=\"row\">{}</th>", escaped(name));
            for cell in cells {
                let _infallible = write!(out, "<td>{}</td>", escaped(&cell));
            }
            out.push_str("</tr>");
        };
        line("Buildings open", every().map(|option| option.findings.open_sites().to_string()).collect());
        line(
            "Cost to run, a year",
            every()
                .map(|option| {
                    option
                        .findings
                        .known_running_cost()
                        .map_or_else(|| "not known".to_owned(), units::pounds_short)
                })
                .collect(),
        );
        line(
            "Saves, a year",
            every()
                .map(|option| match option.findings.known_running_cost() {
                    _ if option.id == crate::model::Plan::BAU => "nothing".to_owned(),
                    None => "not known".to_owned(),
                    Some(_) => units::pounds_short(option.findings.cost.saving_gbp),
                })
                .collect(),
        );
        line(
            "Costs once, to make it happen",
            every().map(|option| units::pounds_short(option.findings.cost.one_off_gbp)).collect(),
        );
        for (index, service) in self.content.dataset.services.iter().enumerate() {
            let name = format!("People with a longer journey: {}", words::name(&service.name).to_lowercase());
            line(
                &name,
                std::iter::once("nobody".to_owned())
                    .chain(self.asked.iter().map(|(place, _, _)| {
                        let longer = veil.at(index, *place, None).count(Count::Longer);
                        longer.map_or_else(str::to_owned, words::people)
                    }))
                    .collect(),
            );
        }
        line(
            "Journey of those in most need",
            every()
                .map(|option| {
                    option
                        .findings
                        .value(CriterionKey::Equality)
                        .map_or_else(|| "not known".to_owned(), |minutes| format!("{minutes:.0} minutes"))
                })
                .collect(),
        );
        out.push_str("</tbody></table></div>\n<p class=\"small\">A journey counts as longer when it grows by more than half a minute. People are counted once for each service that they use; counts under 10 are hidden.</p>\n</section>\n");
    }

    pub(super) fn map(&self, out: &mut String) {
        let content = self.content;
        let ground = Ground::of(content.dataset, 720.0, 560.0);
        out.push_str("<section class=\"js\" aria-labelledby=\"map-title\" hidden>\n<h2 id=\"map-title\" tabindex=\"-1\">5. On the map</h2>\n<div class=\"mapbox\"><div>\n<div class=\"fields\"><div><label for=\"map-option\">Show</label><select id=\"map-option\"></select></div><div><label for=\"map-service\">Minutes to</label><select id=\"map-service\"></select></div></div>\n");
        let _infallible = write!(
            out,
            "<svg id=\"map\" viewBox=\"0 0 720 560\" role=\"img\" aria-label=\"Map of the city. The tables above give the same facts for the neighbourhood that you choose.\"><rect width=\"720\" height=\"560\" fill=\"{}\"/><g id=\"map-areas\" stroke=\"#fff\" stroke-width=\".5\">",
            palette::MAP.css()
        );
        for (index, rings) in ground.areas.iter().enumerate() {
            if rings.is_empty() {
                let [x, y] = ground.area_points[index];
                let _infallible =
                    write!(out, "<circle data-a=\"{index}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>");
            } else {
                let _infallible = write!(out, "<path data-a=\"{index}\" d=\"{}\"/>", path(rings));
            }
        }
        let _infallible = write!(
            out,
            "</g><path d=\"{}\" fill=\"none\" stroke=\"{}\" pointer-events=\"none\"/><g id=\"map-here\"></g><g id=\"map-sites\" pointer-events=\"none\">",
            ground.localities.iter().map(|rings| path(rings)).collect::<String>(),
            palette::TEXT2.css()
        );
        for (index, [x, y]) in ground.sites.iter().enumerate() {
            let _infallible =
                write!(out, "<g data-s=\"{index}\" transform=\"translate({x:.1} {y:.1})\"></g>");
        }
        out.push_str(
            "</g><g id=\"map-furniture\" pointer-events=\"none\" font-size=\"13\" fill=\"#4a5361\">",
        );
        let (bar, words_) = scale_bar(ground.per_metre);
        let _infallible = write!(
            out,
            "<path d=\"M16 538v6h{bar:.1}v-6\" fill=\"none\" stroke=\"#4a5361\" stroke-width=\"1.5\"/><text x=\"{:.1}\" y=\"545\">{words_}</text><path d=\"M696 18l5 16-5-4-5 4z\"/><text x=\"696\" y=\"50\" text-anchor=\"middle\">N</text><text x=\"706\" y=\"545\" text-anchor=\"end\">{}</text></g></svg>\n<ul id=\"legend\" class=\"legend\"></ul></div>\n<div id=\"map-told\"><p id=\"map-words\"></p><p>A star is a hub, a dot is a building that stays, and a cross is a building that closes. Your neighbourhood is outlined in black.</p><p>Prefer words to a map? The tables above have the same facts.</p></div></div>\n</section>\n",
            16.0 + bar + 8.0,
            escaped(&map::attribution(content))
        );
    }

    pub(super) fn ruled_out(&self, out: &mut String) {
        out.push_str("<section aria-labelledby=\"out-title\">\n<h2 id=\"out-title\">6. What was ruled out, and why</h2>\n");
        if self.ruled_out.is_empty() {
            out.push_str("<p>No option has been ruled out.</p>\n");
        }
        for (found, plan) in &self.ruled_out {
            let reason = plan.reason.as_deref().filter(|text| !text.trim().is_empty());
            let _infallible = writeln!(
                out,
                "<h3>Option {}: {}</h3>\n<p>{}</p>",
                escaped(&words::clipped(&found.id, 24)),
                escaped(&words::name(&found.name)),
                escaped(&reason.map_or_else(
                    || "No reason has been given.".to_owned(),
                    |text| words::clipped(text, 2_000)
                ))
            );
        }
        out.push_str("</section>\n");
    }

    pub(super) fn respond(&self, out: &mut String) {
        let respond = &self.content.plan.report.respond;
        let by = respond.by.as_deref().map(words::day);
        out.push_str("<section aria-labelledby=\"respond-title\">\n<h2 id=\"respond-title\">7. Tell us what you think</h2>\n");
        let until = by.map_or_else(
            || "The last day to respond has not been set.".to_owned(),
            |by| format!("Until {by}."),
        );
        let how = respond
            .how
            .as_deref()
            .map_or_else(|| "How to respond will be said here.".to_owned(), |how| words::clipped(how, 2_000));
        let _infallible = write!(
            out,
            "<p class=\"lead\"><strong>{}</strong> {}</p>\n<p><button type=\"button\" id=\"print\" class=\"js\" hidden>Print this page</button></p>\n</section>\n",
            escaped(&until),
            escaped(&how)
        );
    }

    pub(super) fn footer(&self, out: &mut String) {
        let settings = &self.content.plan.settings;
        let _infallible = write!(
            out,
            "<footer><div class=\"wide\"><p>How we worked this out: journeys start where the people of a neighbourhood live; on foot they are the straight line times {} at {} metres a minute unless a street network was used. Hills and crossings are left out. The full paper explains every number.</p>",
            settings.circuity, settings.walk_metres_per_minute
        );
        for line in &self.content.plan.report.attribution {
            let _infallible = write!(out, "<p>{}</p>", escaped(&words::clipped(line, 400)));
        }
        out.push_str("<p>Made with Hub Planner.</p></div></footer>\n");
    }
}

/// An option in plain words: `8 buildings become hubs. 12 close and their services move.`
fn plainly(plan: &OptionPlan) -> String {
    let count = |action: Action| plan.sites.values().filter(|decision| decision.action == action).count();
    let mut lines = Vec::new();
    let mut say = |count: usize, one: &str, many: &str| match count {
        0 => {}
        1 => lines.push(format!("One building {one}.")),
        count => lines.push(format!("{count} buildings {many}.")),
    };
    say(count(Action::Hub), "becomes a hub with several services", "become hubs with several services");
    say(count(Action::Close), "closes", "close");
    say(count(Action::Reduce), "stays open at a lower cost", "stay open at a lower cost");
    let outreach = plan.moves.iter().filter(|movement| movement.share < 1.0 && movement.to.is_some()).count();
    if outreach > 0 {
        lines.push(format!(
            "{} offered in part somewhere else.",
            words::counted(outreach, "service is", "services are")
        ));
    }
    if lines.is_empty() { "No building is named: all stay as they are.".to_owned() } else { lines.join(" ") }
}

/// Path data to a tenth of a point.
fn path(rings: &[Vec<[f64; 2]>]) -> String {
    let mut out = String::new();
    crate::export::scene::path_data(&mut out, rings);
    out
}

fn scale_bar(per_metre: f64) -> (f64, String) {
    let lengths =
        [100_000.0, 50_000.0, 20_000.0, 10_000.0, 5_000.0, 2_000.0, 1_000.0, 500.0, 200.0, 100.0_f64];
    let metres = lengths.into_iter().find(|metres| metres * per_metre <= 140.0).unwrap_or(50.0);
    let words =
        if metres >= 1_000.0 { format!("{:.0} km", metres / 1_000.0) } else { format!("{metres:.0} m") };
    (metres * per_metre, words)
}
