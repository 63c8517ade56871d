//! Charts: bars in groups and lines over years, each series also told apart by its name at the mark.

use super::palette::{LINE, LINE2, PAPER, Rgb, TEXT, TEXT2};
use super::{Anchor, Fill, Line, Scene, Shape, Style, Weight, text_width};
use crate::units;

/// Width of a chart.
pub const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 70.0;
const TOP: f64 = 40.0;

/// One series of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its short name, written at its marks.
    pub mark: String,
    /// What it is called in the legend.
    pub name: String,
    /// Its colour.
    pub ink: Rgb,
    /// Whether it is a target rather than a finding: drawn with dashes.
    pub dashed: bool,
    /// A value for each category; none where it is not known.
    pub values: Vec<Option<f64>>,
}

/// How the numbers of an axis are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// £.
    Pounds,
    /// Shares as percentages.
    Percent,
    /// Plain numbers.
    Plain,
}

impl Axis {
    fn words(self, value: f64) -> String {
        match self {
            Self::Pounds if value.abs() >= 999_500.0 => {
                format!("{}£{:.1}m", if value < 0.0 { "−" } else { "" }, value.abs() / 1e6)
            }
            Self::Pounds => units::pounds_short(value),
            Self::Percent => format!("{:.0} %", value * 100.0),
            Self::Plain => units::thousands(value),
        }
    }
}

/// Rounded steps that cover values from 0 or below to 0 or above.
fn scale(series: &[Series]) -> (f64, f64, f64) {
    let values = || series.iter().flat_map(|series| series.values.iter().flatten().copied());
    let least = values().fold(0.0_f64, f64::min);
    let most = values().fold(0.0_f64, f64::max);
    let span = (most - least).max(f64::MIN_POSITIVE);
    if span < 1e-9 {
        return (0.0, 1.0, 0.5);
    }
    let rough = span / 5.0;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|part| part * power)
        .find(|step| *step >= rough)
        .unwrap_or(10.0 * power);
    ((least / step).floor() * step, (most / step).ceil() * step, step)
}

/// Height of a value in a chart.
struct Frame {
    least: f64,
    most: f64,
}

impl Frame {
    fn y(&self, value: f64) -> f64 {
        let share = (value - self.least) / (self.most - self.least);
        TOP + HEIGHT - share * HEIGHT
    }
}

fn frame(scene: &mut Scene, title: &str, series: &[Series], axis: Axis, categories: &[String]) -> Frame {
    let (least, most, step) = scale(series);
    let frame = Frame { least, most };
    scene.text([0.0, 16.0], title, Style::new(13.0, TEXT).bold());
    let mut value = least;
    while value <= most + step * 1e-6 {
        let y = frame.y(value);
        let ink = if value.abs() < step * 1e-6 { LINE2 } else { LINE };
        scene.line([LEFT, y], [WIDTH, y], Line::new(ink, 0.8));
        let near = if value.abs() < step * 1e-6 { 0.0 } else { value };
        let style = Style::new(10.5, TEXT2).anchored(Anchor::End);
        scene.text([LEFT - 8.0, y + 3.6], axis.words(near), style);
        value += step;
    }
    let wide = (WIDTH - LEFT) / categories.len().max(1) as f64;
    // Every category's name, or every second, third … when they are too many.
    let widest = categories.iter().map(|name| text_width(name, 10.5, Weight::Regular)).fold(1.0, f64::max);
    let every = ((widest + 6.0) / wide).ceil().max(1.0);
    for (place, name) in categories.iter().enumerate() {
        if (place as f64) % every == 0.0 {
            let x = LEFT + (place as f64 + 0.5) * wide;
            let style = Style::new(10.5, TEXT2).anchored(Anchor::Middle);
            scene.text([x, TOP + HEIGHT + 18.0], name.as_str(), style);
        }
    }
    frame
}

fn legend(scene: &mut Scene, series: &[Series]) {
    let (mut x, mut y) = (LEFT, TOP + HEIGHT + 40.0);
    for series in series {
        let words = if series.mark.is_empty() || series.mark == series.name {
            series.name.clone()
        } else {
            format!("{}  {}", series.mark, series.name)
        };
        let wide = 24.0 + text_width(&words, 10.5, Weight::Regular) + 16.0;
        if x + wide > WIDTH && x > LEFT {
            x = LEFT;
            y += 18.0;
        }
        if series.dashed {
            let line = Line { ink: series.ink, width: 2.0, dash: Some(4.0) };
            scene.line([x, y - 4.0], [x + 18.0, y - 4.0], line);
        } else {
            scene.rect([x, y - 9.0, 18.0, 10.0], Some(Fill::Flat(series.ink)), None);
        }
        scene.text([x + 24.0, y], words, Style::new(10.5, TEXT2));
        x += wide;
    }
    scene.height = y + 12.0;
}

/// Bars in a group for each category; each bar carries its series' mark.
pub fn bars(title: &str, categories: &[String], series: &[Series], axis: Axis) -> Scene {
    let mut scene = Scene::new(WIDTH, TOP + HEIGHT + 50.0);
    let frame = frame(&mut scene, title, series, axis, categories);
    let wide = (WIDTH - LEFT) / categories.len().max(1) as f64;
    let solid: Vec<&Series> = series.iter().filter(|series| !series.dashed).collect();
    let bar = (wide * 0.8 / solid.len().max(1) as f64).min(46.0);
    let zero = frame.y(0.0);
    for place in 0..categories.len() {
        let middle = LEFT + (place as f64 + 0.5) * wide;
        let left = middle - bar * solid.len() as f64 / 2.0;
        for (order, series) in solid.iter().enumerate() {
            let Some(value) = series.values.get(place).copied().flatten() else { continue };
            let (x, y) = (left + order as f64 * bar, frame.y(value));
            let rect = [x + 1.0, y.min(zero), (bar - 2.0).max(1.0), (y - zero).abs().max(0.6)];
            scene.rect(rect, Some(Fill::Flat(series.ink)), None);
            if bar >= 9.0 {
                let y = if value < 0.0 { y + 11.0 } else { y - 4.0 };
                let style = Style { halo: true, ..Style::new(9.5, TEXT).anchored(Anchor::Middle) };
                scene.text([x + bar / 2.0, y], series.mark.as_str(), style);
            }
        }
        for series in series.iter().filter(|series| series.dashed) {
            let Some(value) = series.values.get(place).copied().flatten() else { continue };
            let y = frame.y(value);
            let line = Line { ink: series.ink, width: 2.0, dash: Some(4.0) };
            scene.line([middle - wide * 0.45, y], [middle + wide * 0.45, y], line);
        }
    }
    legend(&mut scene, series);
    scene
}

/// A line for each series over the categories, its mark at the last value.
pub fn lines(title: &str, categories: &[String], series: &[Series], axis: Axis) -> Scene {
    let mut scene = Scene::new(WIDTH, TOP + HEIGHT + 50.0);
    let frame = frame(&mut scene, title, series, axis, categories);
    let wide = (WIDTH - LEFT) / categories.len().max(1) as f64;
    let mut taken: Vec<f64> = Vec::new();
    for series in series {
        let points: Vec<[f64; 2]> = series
            .values
            .iter()
            .enumerate()
            .filter_map(|(place, value)| Some([LEFT + (place as f64 + 0.5) * wide, frame.y((*value)?)]))
            .collect();
        let line = Line { ink: series.ink, width: 2.0, dash: series.dashed.then_some(4.0) };
        scene.shapes.push(Shape::Path {
            rings: vec![points.clone()],
            closed: false,
            fill: None,
            line: Some(line),
        });
        if !series.dashed {
            for at in &points {
                scene.circle(*at, 2.6, Some(Fill::Flat(series.ink)), Some(Line::new(PAPER, 0.8)));
            }
        }
        if let Some([x, mut y]) = points.last().copied() {
            // Marks of lines that end together are put one below the other.
            while taken.iter().any(|known| (known - y).abs() < 11.0) {
                y += 11.0;
            }
            taken.push(y);
            let style = Style { halo: true, ..Style::new(10.5, series.ink).bold() };
            scene.text([x + 7.0, y + 3.6], series.mark.as_str(), style);
        }
    }
    legend(&mut scene, series);
    scene
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_steps_that_hold_every_value() {
        let series = |values: &[f64]| {
            vec![Series {
                mark: "A".to_owned(),
                name: "A".to_owned(),
                ink: TEXT,
                dashed: false,
                values: values.iter().copied().map(Some).collect(),
            }]
        };
        assert_eq!(scale(&series(&[0.0, 900_000.0, 1_400_000.0])), (0.0, 1_500_000.0, 500_000.0));
        assert_eq!(scale(&series(&[-3.0, 7.0])), (-4.0, 8.0, 2.0));
        assert_eq!(scale(&series(&[0.0])), (0.0, 1.0, 0.5));
    }
}
