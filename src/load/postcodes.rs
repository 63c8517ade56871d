//! Places for sites that have only a postcode: from the user's ONS Postcode Directory or Code-Point Open table.

use std::collections::{BTreeSet, HashMap};

use super::layer::{Feature, label};
use super::points::plain;
use super::shape::{Shape, is_degrees};
use super::{Bytes, Mapping, Report, points, sheet, text, values};
use crate::error::Result;
use crate::model::{Dataset, Position, Role, Severity, Source};
use crate::place::from_british_grid;

/// Headings of postcodes, best first (letters and digits only).
const HEADINGS: [&str; 5] = ["pcds", "pcd", "pcd2", "postcode", "pc"];

/// Capitals without spaces.
pub(super) fn tidy(postcode: &str) -> String {
    postcode.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().to_uppercase()
}

/// The sector of the first whole postcode in the words (`1 High Street, CV6 5LB` → `CV6 5`); without one, the
/// words as they are.
pub(super) fn coarse(place: &str) -> String {
    let words: Vec<&str> =
        place.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // Spaces may stand anywhere in a postcode: `CV65LB`, `CV6 5LB`, `CV 6 5LB`.
    let mut together = (1..=3).flat_map(|length| words.windows(length)).map(<[&str]>::concat);
    together.find_map(|word| sector(&word)).unwrap_or_else(|| place.to_owned())
}

/// The sector of what is a whole postcode without spaces: one or two letters, a digit, perhaps one sign more;
/// a digit and two letters.
fn sector(word: &str) -> Option<String> {
    let word = word.to_ascii_uppercase();
    let (outward, inward) = word.split_at_checked(word.len().checked_sub(3)?)?;
    let [digit, rest @ ..] = inward.as_bytes() else { return None };
    let is_inward = digit.is_ascii_digit() && rest.iter().all(u8::is_ascii_alphabetic);
    let district = outward.trim_start_matches(|sign: char| sign.is_ascii_alphabetic()).as_bytes();
    let letters = outward.len() - district.len();
    let is_outward = (1..=2).contains(&letters)
        && (1..=2).contains(&district.len())
        && district[0].is_ascii_digit()
        && district.iter().all(u8::is_ascii_alphanumeric);
    (is_inward && is_outward).then(|| format!("{outward} {}", char::from(*digit)))
}

/// Gives features without a place the place of their postcode, and tells how many, and which not. Returns the table as a
/// source, when one was given.
pub(super) fn place(
    features: &mut [Feature<Shape>],
    file: Option<&Bytes>,
    mapping: &Mapping,
    report: &mut Report<'_>,
) -> Result<Option<Source>> {
    let postcode = |feature: &Feature<Shape>| -> Option<String> {
        let has = |column: &str| feature.properties.contains_key(column);
        let column = match mapping.columns(Role::Sites, "postcode") {
            Some(columns) => columns.among(&has).into_iter().next(),
            None => feature.properties.keys().find(|heading| plain(heading) == "postcode").cloned(),
        };
        values::text(feature.properties.get(&column?)?).known().map(|text| tidy(&text))
    };
    let wanted: BTreeSet<String> =
        features.iter().filter(|feature| feature.shape == Shape::Nowhere).filter_map(&postcode).collect();
    if wanted.is_empty() {
        return Ok(file.and_then(|file| source(file, report)));
    }
    let Some(file) = file else {
        let message = format!("{} sites have a postcode and no coordinates", wanted.len());
        let remedy =
            "Give a table of postcodes (ONS Postcode Directory or Code-Point Open): --postcodes F.csv.";
        report.say(Severity::Warning, None, Some("postcode"), message, remedy);
        return Ok(None);
    };
    let (known, rows) = read(file, &wanted)?;
    let mut placed = 0;
    for feature in features.iter_mut().filter(|feature| feature.shape == Shape::Nowhere) {
        let Some(postcode) = postcode(feature) else { continue };
        if let Some(position) = known.get(&postcode) {
            feature.shape = Shape::Point(*position);
            placed += 1;
        } else {
            let message = format!("the postcode {postcode} is not in {}", file.name);
            let label = label(feature.number, feature.id.as_deref());
            report.say(
                Severity::Warning,
                Some(&label),
                Some("postcode"),
                message,
                "Correct it, or use a newer table.",
            );
        }
    }
    let message =
        format!("{placed} sites stand where {} has their postcode, which is good to a street", file.name);
    report.say(Severity::Note, None, Some("postcode"), message, "Give coordinates where that is not enough.");
    Ok(Some(file.source(Role::Postcodes, rows)))
}

/// Adds a table of postcodes that was given to the sources, if it is not there yet.
pub(super) fn tell(file: Option<&Bytes>, dataset: &mut Dataset) {
    let is_known = |file: &Bytes| {
        dataset.sources.iter().any(|source| source.role == Role::Postcodes && source.name == file.name)
    };
    if let Some(file) = file.filter(|file| !is_known(file)) {
        let mut report = Report { file: file.name.clone(), issues: &mut dataset.issues };
        let source = source(file, &mut report);
        dataset.sources.extend(source);
    }
}

/// A table of postcodes that nothing needed, as a source of the project. One that cannot be read is told, and does no harm.
fn source(file: &Bytes, report: &mut Report<'_>) -> Option<Source> {
    match each(file, |_| None::<()>, |(), _| {}) {
        Ok(rows) => Some(file.source(Role::Postcodes, rows)),
        Err(error) => {
            let remedy = "Nothing needs it; leave it out, or give a table of postcodes.";
            report.say(Severity::Warning, None, None, error.to_string(), remedy);
            None
        }
    }
}

/// The places of some postcodes, and how many rows the table has.
fn read(file: &Bytes, wanted: &BTreeSet<String>) -> Result<(HashMap<String, Position>, usize)> {
    let mut known = HashMap::new();
    let rows = each(
        file,
        |postcode| Some(postcode).filter(|postcode| wanted.contains(postcode)),
        |postcode, place| {
            if let Some(position) = position(place) {
                known.insert(postcode, position);
            }
        },
    )?;
    Ok((known, rows))
}

/// Goes through a table of postcodes row by row: the whole country's has millions. `wanted` makes of a postcode, in
/// capitals without spaces, what it is wanted as; `take` gets that with the coordinates, where there are any. Returns how
/// many rows there are.
pub(super) fn each<W>(
    file: &Bytes,
    wanted: impl Fn(String) -> Option<W>,
    mut take: impl FnMut(W, [f64; 2]),
) -> Result<usize> {
    let (text, _) = text::decode(&file.content);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(sheet::delimiter(&text))
        .from_reader(text.as_bytes());
    let wrong = |source: csv::Error| file.wrong(format!("it cannot be read as CSV: {source}"));
    let header: Vec<String> = reader.headers().map_err(wrong)?.iter().map(str::to_owned).collect();
    let headings: Vec<String> = header.iter().map(|heading| plain(heading)).collect();
    let code = HEADINGS.iter().find_map(|name| headings.iter().position(|heading| heading == name));
    let (Some(code), Some((x, y))) = (code, points::coordinates(&header)) else {
        return Err(file.wrong("it needs a column of postcodes (pcds or Postcode) and two of coordinates"));
    };
    let mut rows = 0;
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        rows += 1;
        let Some(wanted) = record.get(code).and_then(|postcode| wanted(tidy(postcode))) else { continue };
        let number = |place: usize| values::number_of_text(record.get(place).unwrap_or_default()).known();
        if let (Some(x), Some(y)) = (number(x), number(y)) {
            take(wanted, [x, y]);
        }
    }
    Ok(rows)
}

/// A place from degrees or from a British easting and northing.
pub(super) fn position([x, y]: [f64; 2]) -> Option<Position> {
    if is_degrees([x, y]) { Some(Position { lon: x, lat: y }) } else { from_british_grid(x, y) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_postcode_only_the_sector_is_kept() {
        assert_eq!(coarse("cv6 5lb"), "CV6 5");
        assert_eq!(coarse("CV11AA"), "CV1 1");
        assert_eq!(coarse("CV6 5"), "CV6 5");
        assert_eq!(coarse("E01009538"), "E01009538");
        for whole in ["CV6 5LB, Coventry", "1 High Street, Coventry cv65lb", "Coventry (CV 6 5LB)"] {
            assert_eq!(coarse(whole), "CV6 5");
        }
        assert_eq!(coarse("near SW1A 1AA"), "SW1A 1");
        assert_eq!(coarse("Willenhall Ward 1"), "Willenhall Ward 1");
    }
}
