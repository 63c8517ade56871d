//! The report as one web page: semantic, self-contained, WCAG 2.2 AA, and good on paper.

use std::fmt::Write;

use super::report::{Block, Cell, Figure, Grid, Report};
use super::scene::{Lettering, escaped, svg};

const STYLE: &str = include_str!("html/report.css");

/// A report as HTML.
pub fn html(report: &Report) -> String {
    let mut out = String::with_capacity(1 << 20);
    let title = escaped(&report.title);
    // Writing to a String cannot fail, here and below.
    let _infallible = write!(
        out,
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the report</a>\n<header>\n"
    );
    if let Some(words) = report.illustrative {
        let _infallible = writeln!(out, "<p class=\"illustrative\">{}</p>", escaped(words));
    }
    let _infallible = writeln!(out, "<h1>{title}</h1>");
    if !report.byline.is_empty() {
        let _infallible = writeln!(out, "<p class=\"byline\">{}</p>", escaped(&report.byline));
    }
    out.push_str("</header>\n<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>\n");
    for section in &report.sections {
        let key = section.key.key();
        let _infallible = writeln!(out, "<li><a href=\"#{key}\">{}</a></li>", escaped(section.title()));
    }
    out.push_str("</ol>\n</nav>\n<main id=\"main\" tabindex=\"-1\">\n");
    for section in &report.sections {
        let key = section.key.key();
        let _infallible = writeln!(
            out,
            "<section aria-labelledby=\"{key}\">\n<h2 id=\"{key}\">{} {}</h2>",
            section.number,
            escaped(section.title())
        );
        for block in &section.blocks {
            self::block(&mut out, block);
        }
        out.push_str("</section>\n");
    }
    let _infallible = write!(out, "</main>\n<footer>\n<p>{}</p>\n", escaped(&report.made_from));
    if let Some(words) = report.illustrative {
        let _infallible = writeln!(out, "<p>{}</p>", escaped(words));
    }
    out.push_str("</footer>\n</body>\n</html>\n");
    out
}

fn block(out: &mut String, block: &Block) {
    let _infallible = match block {
        Block::Heading(level, text) => {
            let level = 2 + (*level).clamp(1, 3);
            writeln!(out, "<h{level}>{}</h{level}>", escaped(text))
        }
        Block::Paragraph { lead, text } if lead.is_empty() => writeln!(out, "<p>{}</p>", escaped(text)),
        Block::Paragraph { lead, text } => {
            writeln!(out, "<p><strong>{}</strong> {}</p>", escaped(lead), escaped(text))
        }
        Block::List(items) => {
            out.push_str("<ul>\n");
            for item in items {
                let _infallible = writeln!(out, "<li>{}</li>", escaped(item));
            }
            writeln!(out, "</ul>")
        }
        Block::Note(text) => writeln!(out, "<p class=\"note\">{}</p>", escaped(text)),
        Block::Formula(text) => writeln!(out, "<p class=\"formula\">{}</p>", escaped(text)),
        Block::Grid(grid) => {
            self::grid(out, grid);
            Ok(())
        }
        Block::Figure(figure) => {
            self::figure(out, figure);
            Ok(())
        }
    };
}

fn figure(out: &mut String, figure: &Figure) {
    let number = figure.number;
    let name = format!("Figure {number}");
    let picture = svg(&figure.scene, &format!("f{number}"), &name, &figure.alt, Lettering::Text);
    let _infallible = writeln!(
        out,
        "<figure>\n{picture}\n<figcaption><strong>{name}.</strong> {}. The same facts are in table {}.</figcaption>\n</figure>",
        escaped(&figure.caption),
        figure.twin.number
    );
    grid(out, &figure.twin);
}

/// A table in a region that scrolls sideways by keyboard where the window is narrow.
pub(super) fn grid(out: &mut String, grid: &Grid) {
    let number = grid.number;
    let _infallible = write!(
        out,
        "<div class=\"table\" role=\"region\" aria-labelledby=\"t{number}\" tabindex=\"0\">\n<table>\n<caption id=\"t{number}\"><strong>Table {number}.</strong> {}</caption>\n<thead>\n<tr>",
        escaped(&grid.caption)
    );
    for column in &grid.columns {
        let class = if column.numeric { " class=\"n\"" } else { "" };
        let _infallible = write!(out, "<th scope=\"col\"{class}>{}", escaped(&column.head));
        if !column.unit.is_empty() {
            let _infallible = write!(out, " <span class=\"unit\">{}</span>", escaped(&column.unit));
        }
        out.push_str("</th>");
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &grid.rows {
        out.push_str(if row.total { "<tr class=\"total\">" } else { "<tr>" });
        for (place, (cell, column)) in row.cells.iter().zip(&grid.columns).enumerate() {
            let shown = match cell {
                Cell::None => {
                    "<span aria-hidden=\"true\">–</span><span class=\"hidden\">none</span>".to_owned()
                }
                cell => escaped(&cell.shown()),
            };
            let class = if column.numeric { " class=\"n\"" } else { "" };
            let _infallible = if place == 0 {
                write!(out, "<th scope=\"row\">{shown}</th>")
            } else {
                write!(out, "<td{class}>{shown}</td>")
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
    if let Some(note) = &grid.note {
        let _infallible = writeln!(out, "<p class=\"below\">{}</p>", escaped(note));
    }
    out.push_str("</div>\n");
}
