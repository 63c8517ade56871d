//! The options as a KML map (OGC 12-007r2), which Google Earth and web maps open: a folder an option, a mark a site.

use std::fmt::Write;

use geo::{LineString, Polygon};

use super::scene::escaped;
use super::scene::palette::{ACCENT, BAD, LINE2, Rgb, TEXT, TEXT2};
use super::{Content, ILLUSTRATIVE, notes, words};
use crate::appraise::OptionAppraisal;
use crate::model::Action;
use crate::units;

/// A map of every option's sites over the localities. Marks are the program's own that opens it, coloured by what becomes of
/// the site, so that nothing has to be fetched. Only the first option is shown at first; the others lie beneath, hidden.
pub fn options_kml(content: &Content<'_>) -> String {
    let dataset = content.dataset;
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n",
    );
    let marked = if dataset.illustrative { " (illustrative)" } else { "" };
    element(&mut out, "name", &format!("{}{marked}", content.title()));
    element(&mut out, "description", &as_page(&notes::about(content)));
    for (id, ink, scale) in [
        ("keep", TEXT, 0.7),
        ("hub", ACCENT, 1.2),
        ("close", BAD, 0.9),
        ("reduce", TEXT2, 0.8),
        ("none", LINE2, 0.5),
    ] {
        // Writing to a String cannot fail, here and below.
        let _infallible = writeln!(
            out,
            "<Style id=\"{id}\"><IconStyle><color>{}</color><scale>{scale}</scale></IconStyle></Style>",
            colour(ink)
        );
    }
    let _infallible = writeln!(
        out,
        "<Style id=\"locality\"><LineStyle><color>{}</color><width>2</width></LineStyle><PolyStyle><fill>0</fill></PolyStyle></Style>",
        colour(TEXT2)
    );
    if dataset.illustrative {
        // For programs, as GeoJSON has it; the title says it to people.
        out.push_str("<ExtendedData><Data name=\"illustrative\"><value>true</value></Data></ExtendedData>\n");
    }
    out.push_str("<Folder>\n<name>Localities</name>\n");
    for locality in &dataset.localities {
        out.push_str("<Placemark>\n");
        element(&mut out, "name", &words::name(&locality.name));
        out.push_str("<styleUrl>#locality</styleUrl>\n<MultiGeometry>\n");
        for polygon in &locality.outline {
            outline(&mut out, polygon);
        }
        out.push_str("</MultiGeometry>\n</Placemark>\n");
    }
    out.push_str("</Folder>\n");
    for (place, option) in content.appraisal.options.iter().enumerate() {
        out.push_str("<Folder>\n");
        element(&mut out, "name", &words::name(&option.name));
        for site in 0..dataset.sites.len() {
            mark(&mut out, content, option, site, place == 0);
        }
        out.push_str("</Folder>\n");
    }
    out.push_str("</Document>\n</kml>\n");
    out
}

/// What becomes of a site.
fn mark(out: &mut String, content: &Content<'_>, option: &OptionAppraisal, index: usize, shown: bool) {
    let dataset = content.dataset;
    let (site, found) = (&dataset.sites[index], &option.findings.sites[index]);
    let offers = !found.services.is_empty();
    let style = if found.action == Action::Keep && !offers { "none" } else { found.action.key() };
    let unknown = if site.running_cost_gbp.is_none() && found.open {
        ", without the building, whose cost is not known"
    } else {
        ""
    };
    let mut told = format!(
        "{}: {}. Offers: {}. Running cost with services, less income: {} a year{unknown}.",
        words::name(&option.name),
        words::becomes(found.action, offers),
        words::services(dataset, &found.services, 20),
        units::pounds(found.running_cost_gbp),
    );
    if dataset.illustrative {
        told = format!("{told} {ILLUSTRATIVE}");
    }
    out.push_str("<Placemark>\n");
    element(out, "name", &words::name(&site.name));
    let _infallible = writeln!(out, "<visibility>{}</visibility>", u8::from(shown));
    element(out, "description", &as_page(&told));
    let _infallible = writeln!(out, "<styleUrl>#{style}</styleUrl>\n<ExtendedData>");
    let services: Vec<&str> =
        found.services.iter().map(|(service, _)| dataset.services[*service].id.as_str()).collect();
    let cost = found.running_cost_gbp.to_string();
    for (name, value) in [
        ("id", site.id.as_str()),
        ("option", option.id.as_str()),
        ("action", found.action.key()),
        ("services", services.join(";").as_str()),
        ("net_cost_gbp", cost.as_str()),
    ] {
        let _infallible = writeln!(out, "<Data name=\"{name}\"><value>{}</value></Data>", escaped(value));
    }
    let _infallible = writeln!(
        out,
        "</ExtendedData>\n<Point><coordinates>{},{}</coordinates></Point>\n</Placemark>",
        site.position.lon, site.position.lat
    );
}

fn outline(out: &mut String, polygon: &Polygon<f64>) {
    let ring = |out: &mut String, element: &str, ring: &LineString<f64>| {
        let _infallible = write!(out, "<{element}><LinearRing><coordinates>");
        for (place, corner) in ring.0.iter().enumerate() {
            let _infallible = write!(out, "{}{},{}", if place == 0 { "" } else { " " }, corner.x, corner.y);
        }
        let _infallible = writeln!(out, "</coordinates></LinearRing></{element}>");
    };
    out.push_str("<Polygon>");
    ring(out, "outerBoundaryIs", polygon.exterior());
    for hole in polygon.interiors() {
        ring(out, "innerBoundaryIs", hole);
    }
    out.push_str("</Polygon>\n");
}

fn element(out: &mut String, name: &str, text: &str) {
    let _infallible = writeln!(out, "<{name}>{}</{name}>", escaped(text));
}

/// A description is shown as a web page, so names must not be markup in it either.
fn as_page(text: &str) -> String {
    escaped(text.trim_end()).replace('\n', "<br>")
}

/// KML's order: how solid, blue, green, red.
fn colour(Rgb(ink): Rgb) -> String {
    let [_, red, green, blue] = ink.to_be_bytes();
    format!("ff{blue:02x}{green:02x}{red:02x}")
}
