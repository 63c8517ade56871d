//! What an export costs: every format of the sample for the first time, and again after an edit.
//!
//! `cargo bench --bench export`, CPU seconds by format; promised are 5 for all of them and 3 for the PDF.
#![expect(clippy::print_stdout, clippy::expect_used, reason = "a report; a bench that cannot go on panics")]

use cpu_time::ProcessTime;
use hub_planner::appraise::{Appraiser, complete};
use hub_planner::edit::Edit;
use hub_planner::export::{self, Content, Format};
use hub_planner::load::{Loaded, Silent, sample};
use hub_planner::model::{Action, Plan};
use hub_planner::reach::TravelTimes;

fn main() {
    let Loaded { dataset, plan } = sample().expect("the sample opens");
    let times = TravelTimes::compute(&dataset, &plan.settings);
    let mut appraiser = Appraiser::new(&dataset, &times, &plan);
    let folder = tempfile::tempdir().expect("a folder");
    let mut export = |plan: &Plan, what: &str| {
        let clock = ProcessTime::now();
        let mut appraisal = appraiser.appraise(&dataset, &times, plan);
        complete(&dataset, &times, plan, &mut appraisal);
        let content = Content { dataset: &dataset, plan, appraisal: &appraisal };
        let write = |formats: &[Format]| {
            let clock = ProcessTime::now();
            export::write_all(&content, formats, folder.path(), &Silent).expect("written");
            clock.elapsed().as_secs_f64()
        };
        let all = write(Format::ALL);
        println!("{what}: appraised and written in every format {:.2} s", clock.elapsed().as_secs_f64());
        let each: Vec<String> =
            Format::ALL.iter().map(|format| format!("{} {:.2}", format.label(), write(&[*format]))).collect();
        println!("  all formats {all:.2} s; each alone: {}", each.join(", "));
    };
    export(&plan, "first");
    let option = plan.options[0].id.clone();
    let site = dataset.sites[5].id.clone();
    let edited = Edit::SetAction { option, site, action: Action::Close }.apply(&plan).expect("edited");
    export(&edited, "after an edit");
}
