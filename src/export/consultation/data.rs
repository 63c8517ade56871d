//! The facts that the residents' page carries: minutes and sites for every area, small enough for one file.

use serde_json::{Value, json};

use super::Page;
use crate::export::scene::{minute_limits, palette};
use crate::export::words;
use crate::model::{Mode, Site};
use crate::score::{Findings, NO_SITE, ServiceFindings};

/// The facts as JSON in which nothing can end a script.
pub fn data(page: &Page<'_>) -> String {
    let dataset = page.content.dataset;
    let bau = &page.content.appraisal.bau().findings;
    let areas: Vec<Value> = dataset
        .areas
        .iter()
        .enumerate()
        .map(|(index, area)| {
            let locality =
                dataset.locality_of_area[index].map_or(-1, |place| i64::try_from(place).unwrap_or(-1));
            json!([words::name(&area.name), locality])
        })
        .collect();
    let sites: Vec<Value> = dataset
        .sites
        .iter()
        .map(|site| json!({ "name": words::name(&site.name), "where": address(site), "open": site.opening_hours.as_deref().map(opening) }))
        .collect();
    let services: Vec<Value> = dataset
        .services
        .iter()
        .map(|service| {
            json!({
                "name": words::name(&service.name),
                "by": if service.standard.mode == Mode::Bus { "on foot or by bus" } else { "walk" },
                "standard": service.standard.minutes,
                "limits": minute_limits(service.standard.minutes),
            })
        })
        .collect();
    let mut options = vec![json!({
        "id": "",
        "name": "Now",
        "sites": sites_of(bau),
        "minutes": bau.services.iter().map(whole).collect::<Vec<_>>(),
    })];
    for (_, found, _) in &page.asked {
        let services = found.findings.services.iter().zip(&bau.services);
        options.push(json!({
            "id": words::clipped(&found.id, 24),
            "name": words::name(&found.name),
            "sites": sites_of(&found.findings),
            "changes": services.map(|(now, before)| changes(now, before)).collect::<Vec<_>>(),
        }));
    }
    let facts = json!({
        "areas": areas,
        "localities": dataset.localities.iter().map(|locality| words::name(&locality.name)).collect::<Vec<_>>(),
        "sectors": sectors(page),
        "sites": sites,
        "services": services,
        "options": options,
        "colours": palette::SEQUENTIAL.map(palette::Rgb::css),
    });
    facts.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Tenths of a minute; -1 is no way there.
#[expect(clippy::cast_possible_truncation, reason = "saturates, far beyond any journey")]
fn tenths(minutes: f64) -> i64 {
    if minutes.is_finite() { (minutes * 10.0).round() as i64 } else { -1 }
}

fn site_of(nearest: u32) -> i64 {
    if nearest == NO_SITE { -1 } else { i64::from(nearest) }
}

/// Minutes and nearest site of every area: `[tenths, site, tenths, site …]`.
fn whole(found: &ServiceFindings) -> Vec<i64> {
    let pairs = found.minutes.iter().zip(&found.nearest);
    pairs.flat_map(|(minutes, nearest)| [tenths(*minutes), site_of(*nearest)]).collect()
}

/// Those of areas that differ from today: `[area, tenths, site, area, tenths, site …]`.
fn changes(now: &ServiceFindings, before: &ServiceFindings) -> Vec<i64> {
    let mut list = Vec::new();
    for (area, area_number) in (0_i64..).enumerate().take(now.minutes.len()) {
        let then = (tenths(now.minutes[area]), site_of(now.nearest[area]));
        if then != (tenths(before.minutes[area]), site_of(before.nearest[area])) {
            list.extend([area_number, then.0, then.1]);
        }
    }
    list
}

/// What becomes of each site: `[action, hours a week or null, services]`.
fn sites_of(findings: &Findings) -> Vec<Value> {
    findings
        .sites
        .iter()
        .map(|site| {
            let services: Vec<usize> = site.services.iter().map(|(service, _)| *service).collect();
            let hours = site.hours_per_week.map(|hours| (hours * 10.0).round() / 10.0);
            json!([site.action.key(), hours, services])
        })
        .collect()
}

/// Postcode sectors with their areas, where the areas' file names them.
fn sectors(page: &Page<'_>) -> Vec<Value> {
    let mut sectors: std::collections::BTreeMap<String, Vec<usize>> = std::collections::BTreeMap::new();
    for (index, area) in page.content.dataset.areas.iter().enumerate() {
        let named = area.texts.iter().filter(|(key, _)| {
            let key = key.to_lowercase().replace([' ', '-'], "_");
            key == "postcode_sector" || key == "postcode_sectors"
        });
        for sector in named.flat_map(|(_, text)| text.split([';', ',', '|'])) {
            let sector = words::clipped(&sector.to_uppercase(), 12);
            if !sector.is_empty() {
                sectors.entry(sector).or_default().push(index);
            }
        }
    }
    sectors.into_iter().map(|(sector, areas)| json!([sector, areas])).collect()
}

fn address(site: &Site) -> String {
    let parts: Vec<&str> =
        [site.address.as_deref(), site.postcode.as_deref()].into_iter().flatten().collect();
    words::clipped(&parts.join(", "), 160)
}

/// Opening hours in OpenStreetMap syntax with whole words: `Mo-Fr 09:00-17:00` → `Monday to Friday 09:00 to 17:00`.
fn opening(text: &str) -> String {
    const DAYS: [(&str, &str); 8] = [
        ("Mo", "Monday"),
        ("Tu", "Tuesday"),
        ("We", "Wednesday"),
        ("Th", "Thursday"),
        ("Fr", "Friday"),
        ("Sa", "Saturday"),
        ("Su", "Sunday"),
        ("PH", "bank holidays"),
    ];
    let mut out = String::new();
    let mut word = String::new();
    for sign in words::clipped(text, 160).chars().chain([' ']) {
        if sign.is_alphanumeric() || sign == ':' {
            word.push(sign);
            continue;
        }
        let day = DAYS.iter().find(|(short, _)| *short == word).map(|(_, long)| *long);
        let written = match word.as_str() {
            "off" | "closed" => "closed",
            other => day.unwrap_or(other),
        };
        out.push_str(written);
        match sign {
            '-' => out.push_str(" to "),
            ',' => out.push_str(" and "),
            other => out.push(other),
        }
        word.clear();
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_hours_are_whole_words() {
        assert_eq!(
            opening("Mo-Fr 09:00-19:00; Sa 09:30-16:30"),
            "Monday to Friday 09:00 to 19:00; Saturday 09:30 to 16:30"
        );
        assert_eq!(
            opening("Mo,We 10:00-12:00; PH off"),
            "Monday and Wednesday 10:00 to 12:00; bank holidays closed"
        );
    }
}
