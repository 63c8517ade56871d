//! Money inputs beyond rates: buildings that are not standard, what a floor usually costs, and what a released building
//! earns in its next use. Each has a default that changes no number.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize as DeserializeDerive, Serialize};

use crate::units::Month;

/// Buildings of unusual form or condition, for which estimates go wrong by more.
///
/// # References
/// HM Treasury, *Supplementary Green Book guidance: optimism bias* (upper bounds for non-standard buildings: capital 51 %,
/// works duration 39 %).
#[derive(Debug, Clone, PartialEq, Serialize, DeserializeDerive)]
#[serde(default)]
pub struct NonStandard {
    /// Ids of the sites that are not standard buildings.
    pub sites: Vec<String>,
    /// Optimism bias on capital there, 0.51 is 51 %.
    pub optimism_bias: f64,
    /// Optimism bias on the duration of works there, 0.39 is 39 %.
    pub duration_bias: f64,
}

impl Default for NonStandard {
    fn default() -> Self {
        Self { sites: Vec::new(), optimism_bias: 0.51, duration_bias: 0.39 }
    }
}

/// What a floor of some kind of building usually costs: the user's own table.
#[derive(Debug, Clone, PartialEq, Serialize, DeserializeDerive)]
pub struct Benchmark {
    /// The kind of building, as the sites say it (capitals do not matter); `None` is every kind without a row of its own.
    #[serde(default)]
    pub kind: Option<String>,
    /// Lower end of what is usual, £ a m² a year.
    pub low_gbp_per_m2: f64,
    /// Upper end of what is usual, £ a m² a year.
    pub high_gbp_per_m2: f64,
    /// Where the figures come from, with their date.
    #[serde(default)]
    pub source: String,
}

/// What a released building costs and earns in its next use. Every figure may be left out.
///
/// Yearly figures run from `from` (else from the closing) to the horizon, or to the receipt where the building is sold.
#[derive(Debug, Clone, PartialEq, Serialize, DeserializeDerive)]
#[serde(default)]
pub struct Reuse {
    /// Homes for temporary accommodation that fit into it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<f64>,
    /// What a night elsewhere would have cost for each, £.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gbp_per_night: Option<f64>,
    /// Share of nights on which a home is used, 0 to 1.
    pub occupancy: f64,
    /// Letting or other income, £ a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub income_gbp: Option<f64>,
    /// What it costs the council in its next use (running it, or supporting the body that does), £ a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_gbp: Option<f64>,
    /// Works to make it fit, £ once in the month of closing, capital: optimism bias is added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub works_gbp: Option<f64>,
    /// First month of the yearly figures; `None` is the month of closing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Month>,
}

impl Default for Reuse {
    fn default() -> Self {
        Self {
            units: None,
            gbp_per_night: None,
            occupancy: 1.0,
            income_gbp: None,
            cost_gbp: None,
            works_gbp: None,
            from: None,
        }
    }
}

/// Nights in a year.
const NIGHTS: f64 = 365.0;

impl Reuse {
    /// What nights elsewhere would have cost, £ a year: `units·gbp_per_night·occupancy·365`.
    ///
    /// ```
    /// use hub_planner::model::Reuse;
    /// let reuse = Reuse { units: Some(4.0), gbp_per_night: Some(50.0), occupancy: 0.9, ..Reuse::default() };
    /// assert_eq!(reuse.avoided_gbp(), 65_700.0);
    /// ```
    pub fn avoided_gbp(&self) -> f64 {
        self.units.unwrap_or(0.0) * self.gbp_per_night.unwrap_or(0.0) * self.occupancy * NIGHTS
    }
}

/// A map in which a key that is given twice is refused: of two decisions for one site, neither is dropped in silence.
pub(super) fn each_once<'de, D, V>(deserializer: D) -> Result<BTreeMap<String, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    struct EachOnce<V>(PhantomData<V>);
    impl<'de, V: Deserialize<'de>> Visitor<'de> for EachOnce<V> {
        type Value = BTreeMap<String, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some(key) = entries.next_key::<String>()? {
                if map.contains_key(&key) {
                    let message = format!(
                        "\"{key}\" is decided twice; a site can close, or change, only once in an option"
                    );
                    return Err(A::Error::custom(message));
                }
                let value = entries.next_value()?;
                map.insert(key, value);
            }
            Ok(map)
        }
    }
    deserializer.deserialize_map(EachOnce(PhantomData))
}
