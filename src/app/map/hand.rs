//! What a drag on the map does: move it, draw a rectangle or a loop around sites, or carry a service to another site.

use std::collections::BTreeSet;

use egui::{CornerRadius, Painter, Pos2, Rect, Stroke, StrokeKind};

use super::super::theme::Tokens;

/// The hand on the map.
#[derive(Debug, Clone, Default)]
pub struct Hand {
    /// True while drags draw around sites instead of moving the map.
    pub draws: bool,
    /// The line drawn so far, on the screen.
    pub line: Vec<Pos2>,
    /// True when the line is a loop; else its ends are corners of a rectangle.
    pub lasso: bool,
    /// The site from which something is carried.
    pub carries: Option<usize>,
    /// The site pressed, before it is known whether it is clicked or dragged.
    pub pressed: Option<usize>,
    /// Where the menu of the right button was opened: site, area.
    pub menu: (Option<usize>, Option<usize>),
    /// A carried site was put down on another: which services go is being asked.
    pub asks: Option<(usize, usize, Pos2)>,
}

impl Hand {
    /// Whether the map stays where it is while the pointer is dragged.
    pub fn holds(&self) -> bool {
        self.draws || self.carries.is_some() || self.pressed.is_some()
    }

    /// The sites inside what was drawn.
    pub fn around(&self, sites: impl Iterator<Item = Pos2>) -> BTreeSet<usize> {
        let inside =
            |at: Pos2| if self.lasso { in_loop(&self.line, at) } else { self.rectangle().contains(at) };
        sites.enumerate().filter(|(_, at)| inside(*at)).map(|(site, _)| site).collect()
    }

    fn rectangle(&self) -> Rect {
        match (self.line.first(), self.line.last()) {
            (Some(&a), Some(&b)) => Rect::from_two_pos(a, b),
            _ => Rect::NOTHING,
        }
    }

    /// Draws what was drawn so far.
    pub fn paint(&self, painter: &Painter, tokens: &Tokens) {
        if self.line.len() < 2 {
            return;
        }
        let edge = Stroke::new(1.5, tokens.accent);
        if self.lasso {
            painter.add(egui::Shape::closed_line(self.line.clone(), edge));
        } else {
            let fill = tokens.accent.gamma_multiply(0.1);
            painter.rect(self.rectangle(), CornerRadius::ZERO, fill, edge, StrokeKind::Inside);
        }
    }
}

/// Whether a point lies inside a closed line (even-odd).
fn in_loop(line: &[Pos2], at: Pos2) -> bool {
    let crossings = line.iter().zip(line.iter().cycle().skip(1)).filter(|(a, b)| {
        (a.y > at.y) != (b.y > at.y) && at.x < (b.x - a.x) * (at.y - a.y) / (b.y - a.y) + a.x
    });
    crossings.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn a_rectangle_and_a_loop_take_the_sites_inside_them() {
        let sites = [pos2(5.0, 5.0), pos2(15.0, 5.0), pos2(2.0, 9.0)];
        let rectangle = Hand { line: vec![pos2(10.0, 10.0), pos2(0.0, 0.0)], ..Hand::default() };
        assert_eq!(rectangle.around(sites.into_iter()), [0, 2].into());
        let corner = vec![pos2(0.0, 0.0), pos2(20.0, 0.0), pos2(20.0, 8.0)];
        let lasso = Hand { line: corner, lasso: true, ..Hand::default() };
        assert_eq!(lasso.around(sites.into_iter()), [1].into());
        assert!(Hand::default().around(sites.into_iter()).is_empty());
    }
}
