//! Sites: the council's and its partners' buildings and places.

use std::collections::BTreeMap;

use super::Position;

/// A building or place at which services are, or could be, offered. `None` is unknown, never zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Site {
    /// Unique text id.
    pub id: String,
    /// What to call it on screen; the id where the file has no name.
    pub name: String,
    /// Where it stands (a polygon's representative point).
    pub position: Position,
    /// Its outline, when the file drew a polygon rather than a point.
    pub outline: Option<geo::MultiPolygon<f64>>,
    /// Library, family hub, office …
    pub kind: Option<String>,
    /// Who owns the building.
    pub owner: Option<String>,
    /// The partner who runs it; then running cost and income count only while a service of ours is there.
    pub partner: Option<String>,
    /// Unique Property Reference Number, as text.
    pub uprn: Option<String>,
    /// Postal address without postcode.
    pub address: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Freehold, leasehold, licence …
    pub tenure: Option<String>,
    /// Floor area in m², on the basis of `area_basis`.
    pub floor_area_m2: Option<f64>,
    /// `NIA`, `GIA` or `IPMS`.
    pub area_basis: Option<String>,
    /// The council's own premises cost, £ a year.
    pub running_cost_gbp: Option<f64>,
    /// The council's own income from the building, £ a year.
    pub income_gbp: Option<f64>,
    /// What delivering services here costs, when it differs from the service's own figure.
    pub delivery: Option<Delivery>,
    /// Outstanding repairs, £.
    pub backlog_gbp: Option<f64>,
    /// Condition A (good) to D (bad).
    pub condition: Option<String>,
    /// What it would sell for, £.
    pub capital_value_gbp: Option<f64>,
    /// Grant to be repaid when the site closes or `clawback_service` leaves, £.
    pub clawback_gbp: Option<f64>,
    /// The service whose leaving alone triggers the clawback.
    pub clawback_service: Option<String>,
    /// Electricity, kWh a year.
    pub electricity_kwh: Option<f64>,
    /// Gas, kWh a year.
    pub gas_kwh: Option<f64>,
    /// Energy performance certificate band.
    pub epc: Option<String>,
    /// Opening hours in OpenStreetMap syntax, as written.
    pub opening_hours: Option<String>,
    /// Opening hours a week.
    pub hours_per_week: Option<f64>,
    /// Visits a year.
    pub footfall: Option<f64>,
    /// Desks or counters for the public.
    pub desks: Option<f64>,
    /// Whether it can be used without steps.
    pub step_free: Option<bool>,
    /// Whether the building is listed.
    pub listed: Option<bool>,
    /// Ids of the services offered here today, as written (ids that no service defines are kept, and an Issue says so).
    pub services: Vec<String>,
    /// Why the site must stay open, if it must.
    pub keep: Option<String>,
    /// Ids of services that the building cannot take.
    pub cannot_host: Vec<String>,
    /// First month in which it can be used, as written.
    pub available_from: Option<String>,
    /// Every other property of the file, as JSON.
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// A site's own delivery cost, £ a year.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivery {
    /// The same figure for each service that it offers.
    Each(f64),
    /// By service id; services not named keep the service's own figure.
    ByService(BTreeMap<String, f64>),
}

impl Site {
    /// This site's own delivery cost of a service in £ a year, if it has one.
    pub fn delivery_gbp(&self, service_id: &str) -> Option<f64> {
        match self.delivery.as_ref()? {
            Delivery::Each(gbp) => Some(*gbp),
            Delivery::ByService(by_service) => by_service.get(service_id).copied(),
        }
    }
}
