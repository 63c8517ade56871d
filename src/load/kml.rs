//! KML maps (OGC 12-007r2), and KMZ, which is KML in a zip archive: what web maps and Google Earth write. Placemarks are features.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};
use zip::ZipArchive;

use super::layer::{Feature, Layer, Raw};
use super::tally::Tally;
use super::{Bytes, Report, text, unpacked};
use crate::error::Result;
use crate::model::Severity;

/// Elements within each other; a map of folders in folders has about ten.
const MOST_DEEP: usize = 100;

/// Elements that a file may begin with.
const ROOTS: [&str; 4] = ["kml", "Document", "Folder", "Placemark"];

/// Whether a file is KML, or XML that is told from it.
pub(super) fn is_kml(file: &Bytes) -> bool {
    let (start, _) = text::decode(&file.content[..file.content.len().min(400)]);
    let begins = |with: &str| start.trim_start().get(..with.len()).is_some_and(|own| own == with);
    file.has_ending("kml") || file.has_ending("kmz") || begins("<?xml") || begins("<kml")
}

/// Reads a KML or KMZ file. What it refers to (icons, other maps on a server) is never fetched.
pub(super) fn read(file: &Bytes, report: &mut Report<'_>) -> Result<Layer> {
    let bytes = unzipped(file)?;
    let (text, _) = text::decode(&bytes);
    let map = map(file, &text)?;
    if map.features.is_empty() {
        if map.linked {
            return Err(file.wrong(
                "it only points to a map on a server (a network link), which is never fetched; export the map itself",
            ));
        }
        let message = "the map has no placemarks";
        report.say(Severity::Error, None, None, message, "Export the map again with its features.");
    }
    if map.pages > 0 {
        let message = format!(
            "{} of {} placemarks keep their properties as a web page in the description, which is not read as columns",
            map.pages,
            map.features.len()
        );
        let remedy = "Ask for the layer as GeoJSON or a Shapefile.";
        report.say(Severity::Warning, None, Some("description"), message, remedy);
    }
    Ok(Layer {
        features: map.features,
        crs: Some("WGS 84".to_owned()),
        illustrative: map.illustrative,
        ..Layer::default()
    })
}

/// The KML in a KMZ: `doc.kml`, else the first that there is.
fn unzipped(file: &Bytes) -> Result<Cow<'_, [u8]>> {
    if !file.content.starts_with(b"PK\x03\x04") {
        return Ok(Cow::Borrowed(&file.content));
    }
    let damaged = |error: zip::result::ZipError| file.wrong(format!("it cannot be unpacked: {error}"));
    let mut zip = ZipArchive::new(Cursor::new(file.content.as_ref())).map_err(damaged)?;
    let mut names: Vec<String> =
        zip.file_names().filter(|name| name.to_lowercase().ends_with(".kml")).map(str::to_owned).collect();
    names.sort_by_key(|name| name != "doc.kml");
    let Some(name) = names.first() else { return Err(file.wrong("the archive holds no KML map")) };
    let entry = zip.by_name(name).map_err(damaged)?;
    let most = unpacked::most(entry.compressed_size());
    let mut bytes = Vec::new();
    entry
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| file.wrong(format!("it cannot be unpacked: {error}")))?;
    if bytes.len() as u64 > most {
        return Err(file.wrong(format!("its map unpacks to more than {} MB; it is refused", most >> 20)));
    }
    Ok(Cow::Owned(bytes))
}

/// What has been read of a map so far.
#[derive(Default)]
struct MapRead {
    /// Elements that are open, outermost first.
    open: Vec<String>,
    /// Text since the last tag.
    text: String,
    /// Names of the folders that are open.
    folders: Vec<String>,
    /// The name of the open property.
    property: Option<String>,
    placemark: Placemark,
    features: Vec<Feature<Raw>>,
    /// Whether it points to another map.
    linked: bool,
    /// Whether the map as a whole says that it is illustrative.
    illustrative: bool,
    /// Corners, values and placemarks that are not counted yet.
    corners: usize,
    values: usize,
    ended: usize,
    /// Placemarks whose description is a table in a web page.
    pages: usize,
}

/// A placemark that is being read.
#[derive(Default)]
struct Placemark {
    id: Option<String>,
    properties: Map<String, Value>,
    described: Option<String>,
    points: Vec<[f64; 2]>,
    polygons: Vec<Vec<Vec<[f64; 2]>>>,
    /// Whether it has a shape of another kind.
    other: bool,
    /// What is wrong with its coordinates.
    wrong: Option<String>,
}

/// Reads the elements one after the other; none is expanded, so that a file takes no more room than its own length.
fn map(file: &Bytes, text: &str) -> Result<MapRead> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut map = MapRead::default();
    let mut tally = Tally::of(file);
    loop {
        let event = reader.read_event().map_err(|error| {
            let before = usize::try_from(reader.error_position()).unwrap_or(usize::MAX).min(text.len());
            let line = text.as_bytes()[..before].split(|byte| *byte == b'\n').count();
            file.wrong(format!("it is not sound XML (line {line}: {error}); it may have been cut short"))
        })?;
        match event {
            Event::Start(tag) => {
                let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
                if map.open.is_empty() && !ROOTS.contains(&name.as_str()) {
                    return Err(file.wrong(match name.as_str() {
                        "html" => "it is a web page, perhaps a sign-in page saved by mistake".to_owned(),
                        "Workbook" => "it is a spreadsheet of Excel 2003 (XML); save it as .xlsx".to_owned(),
                        _ => {
                            format!("it is XML, but not KML: it begins with \"{name}\"; export it as GeoJSON")
                        }
                    }));
                }
                if map.open.len() >= MOST_DEEP {
                    return Err(file.wrong("it is nested too deeply to be a map"));
                }
                map.begin(name, &tag);
            }
            Event::End(_) => {
                map.end();
                tally.add_corners(std::mem::take(&mut map.corners))?;
                tally.add_many(std::mem::take(&mut map.ended), std::mem::take(&mut map.values))?;
            }
            Event::Text(text) => map.text.push_str(&String::from_utf8_lossy(&text)),
            Event::CData(text) => map.text.push_str(&String::from_utf8_lossy(&text)),
            // An entity that the file declares itself stays as it is written.
            Event::GeneralRef(entity) => {
                let name = String::from_utf8_lossy(&entity).into_owned();
                match entity.resolve_char_ref().ok().flatten() {
                    Some(sign) => map.text.push(sign),
                    None => match resolve_predefined_entity(&name) {
                        Some(text) => map.text.push_str(text),
                        None => map.text.extend(["&", &name, ";"]),
                    },
                }
            }
            Event::Eof if map.open.is_empty() => return Ok(map),
            Event::Eof => return Err(file.wrong("the file ends in the middle; it was cut short")),
            _ => {}
        }
    }
}

impl MapRead {
    fn begin(&mut self, name: String, tag: &BytesStart<'_>) {
        self.text.clear();
        let attribute = |key: &str| {
            let found = tag.try_get_attribute(key).ok().flatten()?;
            Some(found.decode_and_unescape_value(tag.decoder()).ok()?.into_owned())
        };
        match name.as_str() {
            "Folder" => self.folders.push(String::new()),
            "Placemark" => self.placemark = Placemark { id: attribute("id"), ..Placemark::default() },
            "Data" | "SimpleData" => self.property = attribute("name").filter(|name| !name.is_empty()),
            "Polygon" => {
                self.corners += 1;
                self.placemark.polygons.push(vec![Vec::new()]);
            }
            "LineString" | "Track" | "MultiTrack" | "Model" => self.placemark.other = true,
            "NetworkLink" => self.linked = true,
            _ => {}
        }
        self.open.push(name);
    }

    fn end(&mut self) {
        let Some(name) = self.open.pop() else { return };
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let within = |back: usize| self.open.len().checked_sub(back).map_or("", |place| &self.open[place]);
        match (within(1), name.as_str()) {
            ("Folder", "name") => {
                if let Some(folder) = self.folders.last_mut() {
                    text.clone_into(folder);
                }
            }
            ("Placemark", "name" | "address" | "phoneNumber") => self.placemark.put(&name, text),
            ("Placemark", "description") => self.placemark.described = Some(text.to_owned()),
            ("Data", "value") | (_, "SimpleData") => {
                let Some(property) = self.property.take() else { return };
                self.values += 1;
                if self.open.iter().any(|element| element == "Placemark") {
                    self.placemark.put(&property, text);
                } else {
                    self.illustrative |= property == "illustrative" && text == "true";
                }
            }
            ("Point", "coordinates") => {
                let found = self.placemark.coordinates(text);
                self.corners += found.len();
                self.placemark.points.extend(found);
            }
            ("LinearRing", "coordinates") => {
                let ring = self.placemark.coordinates(text);
                self.corners += ring.len();
                match (within(2), self.placemark.polygons.last_mut()) {
                    ("outerBoundaryIs", Some(polygon)) => polygon[0] = ring,
                    ("innerBoundaryIs", Some(polygon)) => polygon.push(ring),
                    _ => self.placemark.other = true,
                }
            }
            (_, "Folder") => drop(self.folders.pop()),
            (_, "Placemark") => self.end_placemark(),
            _ => {}
        }
    }

    fn end_placemark(&mut self) {
        self.ended += 1;
        let mut placemark = std::mem::take(&mut self.placemark);
        // Web maps repeat all properties in the description; without any it is all that a placemark says of itself.
        let columns = placemark.properties.keys().any(|key| key != "name");
        if let Some(description) = placemark.described.take().filter(|_| !columns) {
            self.pages += usize::from(description.to_lowercase().contains("<table"));
            placemark.put("description", &description);
        }
        if let Some(folder) = self.folders.iter().rfind(|name| !name.is_empty()) {
            placemark.put("folder", folder);
        }
        self.features.push(Feature {
            number: self.features.len() + 1,
            id: placemark.id.take(),
            properties: std::mem::take(&mut placemark.properties),
            shape: placemark.shape(),
        });
    }
}

impl Placemark {
    /// Keeps a property that says something; the first of a name.
    fn put(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.properties.entry(name).or_insert_with(|| Value::String(text.to_owned()));
        }
    }

    /// Longitudes and latitudes; heights are left out. Text that is none is kept as what is wrong.
    fn coordinates(&mut self, text: &str) -> Vec<[f64; 2]> {
        let pair = |tuple: &str| {
            let mut numbers = tuple.split(',').map(|number| number.parse::<f64>().ok());
            let (lon, lat) = (numbers.next()??, numbers.next()??);
            (lon.is_finite() && lat.is_finite()).then_some([lon, lat])
        };
        let found: Option<Vec<[f64; 2]>> = text.split_whitespace().map(pair).collect();
        found.filter(|found| !found.is_empty()).unwrap_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            self.wrong = Some(format!("its coordinates \"{shown}\" cannot be read"));
            Vec::new()
        })
    }

    /// An outline says more than a point; lines say nothing here.
    fn shape(self) -> Raw {
        if let Some(wrong) = self.wrong {
            Raw::Unusable(wrong)
        } else if !self.polygons.is_empty() {
            Raw::Polygons(self.polygons)
        } else {
            match self.points.as_slice() {
                [] if self.other => Raw::Unusable("it is neither a point nor a polygon".to_owned()),
                [] => Raw::Nowhere,
                [only] => Raw::Point(*only),
                several => Raw::Unusable(format!("it has {} points where one is needed", several.len())),
            }
        }
    }
}
