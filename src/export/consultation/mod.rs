//! The residents' page: one web page on which a person picks a neighbourhood and sees what each option would change there.
//!
//! It works from disk, asks nothing of any network, and is not made to look decided: no option is shown as preferred
//! unless the plan says so.

mod data;
mod parts;

use std::fmt::Write;

use super::scene::escaped;
use super::{Content, ILLUSTRATIVE, words};
use crate::appraise::OptionAppraisal;
use crate::model::{OptionPlan, Plan, Status};
use data::data;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the parts of the page are written from.
struct Page<'a> {
    content: &'a Content<'a>,
    /// Options that residents are asked about, each with its place in the appraisal.
    asked: Vec<(usize, &'a OptionAppraisal, &'a OptionPlan)>,
    /// Options that were ruled out.
    ruled_out: Vec<(&'a OptionAppraisal, &'a OptionPlan)>,
}

impl<'a> Page<'a> {
    fn of(content: &'a Content<'a>) -> Self {
        let found = content.appraisal.options.iter().enumerate().filter(|(_, option)| option.id != Plan::BAU);
        let every =
            found.filter_map(|(place, option)| Some((place, option, content.plan.option(&option.id)?)));
        let (asked, out): (Vec<_>, Vec<_>) = every.partition(|(_, _, plan)| plan.status != Status::Discarded);
        Self { content, asked, ruled_out: out.into_iter().map(|(_, found, plan)| (found, plan)).collect() }
    }

    /// Whether an option is to be shown as preferred.
    fn preferred(&self, plan: &OptionPlan) -> bool {
        self.content.plan.report.show_preferred && plan.status == Status::Preferred
    }
}

/// The page.
pub fn consultation(content: &Content<'_>) -> String {
    let page = Page::of(content);
    let report = &content.plan.report;
    let publisher = report.publisher.as_deref().map(words::name);
    let brand = publisher.map_or_else(
        || "Community hubs consultation".to_owned(),
        |name| format!("{name}: community hubs consultation"),
    );
    let mut out = String::with_capacity(1 << 20);
    // Writing to a String cannot fail, here and below.
    let _infallible = write!(
        out,
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>What would change for you? {brand}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header class=\"top\"><div class=\"wide\"><span class=\"brand\">{brand}</span>\
         <a href=\"#choose\">Skip to what changes for you</a></div></header>\n",
        brand = escaped(&brand)
    );
    if content.dataset.illustrative {
        let _infallible = writeln!(
            out,
            "<aside class=\"illustrative\" aria-label=\"About the data\"><div class=\"wide\"><strong>Illustrative sample.</strong> {}</div></aside>",
            escaped(ILLUSTRATIVE)
        );
    }
    out.push_str("<main class=\"wide\">\n");
    page.opening(&mut out);
    page.choose(&mut out);
    page.results(&mut out);
    page.side_by_side(&mut out);
    page.map(&mut out);
    page.ruled_out(&mut out);
    page.respond(&mut out);
    out.push_str("</main>\n");
    page.footer(&mut out);
    let _infallible = write!(
        out,
        "<script type=\"application/json\" id=\"facts\">{}</script>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        data(&page)
    );
    out
}
