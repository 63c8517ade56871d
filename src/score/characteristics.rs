//! The characteristics that an equality assessment must speak of, and which groups of people speak of them.

use crate::model::Group;

/// A characteristic that an equality assessment must speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Characteristic {
    /// The word of the file format.
    pub key: &'static str,
    /// The words on screen.
    pub label: &'static str,
    /// Words of a group's name or column that say it speaks of this.
    words: &'static [&'static str],
    /// Where counts of it can be had.
    pub source: &'static str,
}

/// The nine protected characteristics of the Equality Act 2010, then those that councils add.
pub const CHARACTERISTICS: [Characteristic; 13] = [
    c("age", "Age", &["age", "aged", "children", "older", "pension"], "Census 2021 TS007A, age bands"),
    c("disability", "Disability", &["disab", "health condition"], "Census 2021 TS038, disability"),
    c(
        "gender_reassignment",
        "Gender reassignment",
        &["gender identity", "trans"],
        "Census 2021 TS078, for whole areas of a council only; ask those concerned",
    ),
    c(
        "marriage",
        "Marriage and civil partnership",
        &["married", "marriage", "partnership"],
        "Census 2021 TS002; employment only in section 149",
    ),
    c(
        "pregnancy",
        "Pregnancy and maternity",
        &["pregnan", "matern", "birth", "under 1", "age_0"],
        "births by area, or children under 1 or under 5 as a stand-in",
    ),
    c("race", "Race", &["ethnic", "race", "language", "born"], "Census 2021 TS021, ethnic group"),
    c(
        "religion",
        "Religion or belief",
        &["religio", "faith", "muslim", "belief"],
        "Census 2021 TS030, religion",
    ),
    c("sex", "Sex", &["female", "women", "male", "sex"], "Census 2021 TS008, sex"),
    c(
        "sexual_orientation",
        "Sexual orientation",
        &["orientation", "lgb", "gay"],
        "Census 2021 TS077, for larger areas only; ask those concerned",
    ),
    c(
        "no_car",
        "People without a car",
        &["no car", "no_car", "without a car"],
        "Census 2021 TS045, households",
    ),
    c(
        "low_income",
        "Low income",
        &["low income", "low_income", "poverty", "benefit"],
        "income deprivation, or households on benefits",
    ),
    c("carers", "Carers", &["carer", "unpaid care"], "Census 2021 TS039, unpaid care"),
    c("care_leavers", "Care leavers", &["care leaver", "care_leaver"], "the council’s own count by area"),
];

const fn c(
    key: &'static str,
    label: &'static str,
    words: &'static [&'static str],
    source: &'static str,
) -> Characteristic {
    Characteristic { key, label, words, source }
}

impl Characteristic {
    /// Whether a group speaks of it: as the plan says, else by the words of its name and column.
    pub fn is_of(&self, group: &Group) -> bool {
        if let Some(said) = &group.characteristic {
            return said == self.key;
        }
        let (name, column) = (group.name.to_lowercase(), group.column.to_lowercase());
        self.words.iter().any(|word| begins_a_word(&name, word) || begins_a_word(&column, word))
    }
}

/// Whether a word of the text begins so: "aged" is no "manager".
fn begins_a_word(text: &str, start: &str) -> bool {
    text.match_indices(start).any(|(at, _)| !text[..at].ends_with(|sign: char| sign.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_speak_of_what_their_words_say() {
        let group = |name: &str, column: &str| Group {
            name: name.to_owned(),
            column: column.to_owned(),
            unit: "people".to_owned(),
            characteristic: None,
        };
        let of = |group: &Group| -> Vec<&str> {
            CHARACTERISTICS.iter().filter(|c| c.is_of(group)).map(|c| c.key).collect()
        };
        assert_eq!(of(&group("Aged 65 and over", "age_65_plus")), ["age"]);
        assert_eq!(of(&group("Households without a car", "no_car_households")), ["no_car"]);
        assert_eq!(of(&group("Managers", "managers")), [""; 0]);
        assert_eq!(of(&group("Women", "f")), ["sex"]);
    }
}
