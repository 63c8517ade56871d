//! The document writers, reopened with other programs' readers: PDF, Word, Excel, pictures.
#![cfg(feature = "reports")]
#![expect(clippy::expect_used, reason = "a test that cannot go on reports by panicking")]

mod published;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
#[cfg(feature = "pdf")]
use hub_planner::export::pdf;
use hub_planner::export::report::Report;
use hub_planner::export::scene::png;
use hub_planner::export::{Content, docx, xlsx};
use hub_planner::load::{self, Loaded};
use published::Project;

impl Project {
    fn sample(change: impl FnOnce(&mut Loaded)) -> Self {
        let mut loaded = load::sample().expect("the sample");
        change(&mut loaded);
        Self::of(loaded)
    }
}

fn hostile(loaded: &mut Loaded) {
    "#panic(\"typst\") </w:t> =1+1 & $x$ @label".clone_into(&mut loaded.dataset.sites[0].name);
    "🦉 ספרייה".clone_into(&mut loaded.dataset.sites[1].name);
    loaded.dataset.sites[2].name = "x".repeat(10_000);
    "*bold* _it_ <i>\u{7}".clone_into(&mut loaded.plan.options[0].name);
}

#[cfg(feature = "pdf")]
#[test]
fn the_pdf_is_tagged_titled_and_the_same_every_time() {
    let project = Project::sample(hostile);
    let mut plan = project.plan.clone();
    // Two sections suffice to see that words stay words; the whole report is set by the checks around the build.
    plan.report.sections = Some(["summary", "today"].map(str::to_owned).to_vec());
    let content = Content { plan: &plan, ..project.content() };
    let report = Report::of(&content);
    let set = || pdf::Pages::of(&report).expect("set").pdf().expect("PDF/UA-1");
    let bytes = set();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let has = |words: &[u8]| bytes.windows(words.len()).any(|part| part == words);
    assert!(has(b"/StructTreeRoot") && has(b"/MarkInfo") && has(b"pdfuaid"));
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    assert!(bytes == alone.install(set), "the PDF differs on one thread");
    let pages = pdf::Pages::of(&report).expect("set");
    let picture = pages.picture(0, 0.2).expect("a page");
    assert_eq!(picture.rgba.len(), picture.width * picture.height * 4);
    assert!(pages.picture(pages.count(), 0.2).is_none());
}

fn unpacked(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut parts = BTreeMap::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("read");
        parts.insert(part.name().to_owned(), bytes);
    }
    parts
}

#[test]
fn the_word_document_has_styles_headings_and_alternative_text() {
    let project = Project::sample(hostile);
    let report = Report::of(&project.content());
    let pictures: Vec<Vec<u8>> = report.figures().map(|_| b"picture".to_vec()).collect();
    let bytes = docx::docx(&report, &pictures).expect("written");
    assert!(bytes == docx::docx(&report, &pictures).expect("written"));
    let parts = unpacked(bytes);
    for (name, bytes) in &parts {
        if [".xml", ".rels"].iter().any(|ending| name.ends_with(ending)) {
            let text = std::str::from_utf8(bytes).expect("UTF-8");
            let tree = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(tree.root_element().has_children());
        }
    }
    let text = String::from_utf8(parts["word/document.xml"].clone()).expect("UTF-8");
    let tree = roxmltree::Document::parse(&text).expect("XML");
    let named = |name: &str| tree.descendants().filter(|node| node.tag_name().name() == name).count();
    assert_eq!(named("tbl"), named("tblHeader"), "every table repeats its heading");
    let pictures: Vec<_> = tree.descendants().filter(|node| node.tag_name().name() == "docPr").collect();
    assert_eq!(pictures.len(), report.figures().count());
    assert!(pictures.iter().all(|node| node.attribute("descr").is_some_and(|alt| alt.len() > 40)));
    let headings = tree.descendants().filter(|node| {
        node.tag_name().name() == "pStyle" && node.attributes().any(|value| value.value() == "Heading1")
    });
    assert_eq!(headings.count(), report.sections.len());
    assert!(text.contains("🦉 ספרייה") && text.contains("#panic(&quot;typst&quot;) &lt;/w:t&gt;"));
}

#[test]
fn the_workbook_works_the_net_present_cost_out_itself() {
    let project = Project::sample(|loaded| loaded.dataset.sites[3].name = "=HYPERLINK(\"x\")".to_owned());
    let content = project.content();
    let bytes = xlsx::xlsx(&content, &Report::of(&content)).expect("written");
    assert!(
        bytes == xlsx::xlsx(&content, &Report::of(&content)).expect("written"),
        "differs from run to run"
    );
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let formulas = book.worksheet_formula("Money").expect("formulas");
    let money = book.worksheet_range("Money").expect("the sheet");
    // The totals stand at the top, an option a row; each is the sum of a row of present values.
    for (place, option) in project.appraisal.options.iter().enumerate() {
        let row = 5 + u32::try_from(place).expect("few");
        let shown = match money.get_value((row, 1)) {
            Some(Data::Float(value)) => *value,
            other => panic!("{other:?}"),
        };
        assert!((shown - option.findings.cost.net_present_cost_gbp).abs() < 0.5, "{}", option.id);
        let formula = formulas.get_value((row, 1)).expect("a formula");
        assert!(formula.starts_with('$'), "{formula}");
    }
    assert!(formulas.used_cells().filter(|(_, _, words)| words.contains("SUM(")).count() > 10);
    // The estate's first name cell that looks like a formula is text, with an apostrophe.
    let estate = book.worksheet_range("estate").expect("the sheet");
    let named = estate.rows().any(|row| row.contains(&Data::String("'=HYPERLINK(\"x\")".to_owned())));
    assert!(named, "a name became a formula");
}

#[test]
fn a_map_is_drawn_as_pixels() {
    let project = Project::sample(|_| ());
    let report = Report::of(&project.content());
    let figure = report.figures().next().expect("a figure");
    let bytes = png(&figure.scene, 1.0).expect("drawn");
    assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 20_000, "{} bytes", bytes.len());
}
