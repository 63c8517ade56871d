//! Marks of sites by what is decided for them, arrows of moves, and labels that keep out of each other's way.

use egui::{Align2, Color32, CornerRadius, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, vec2};

use crate::model::Action;

use super::super::icons::icon;
use super::super::theme::{self, Tokens};

/// How a site is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// What is decided.
    pub action: Action,
    /// Whether a site that is kept offers anything.
    pub offers: bool,
    /// 1 where there is room for it, less where sites stand close together.
    pub size: f32,
}

/// Sites that stand closer together than this, in points, are drawn smaller.
const ROOM: f32 = 10.0;

/// A mark never gets smaller than that: a dot of two points.
const LEAST: f32 = 0.25;

/// Below this size a mark has no halo, and moves have no arrows: they would cover what they lie on.
const HALO: f32 = 0.5;

/// Below this size a mark has no sign in it.
const SIGN: f32 = 0.7;

/// The size of marks where neighbours are so many points apart.
pub fn size(spacing: f32) -> f32 {
    (spacing / ROOM).clamp(LEAST, 1.0)
}

impl Mark {
    /// The radius that it takes on the map.
    pub fn radius(self) -> f32 {
        let whole = match self.action {
            Action::Hub => 9.0,
            Action::Close => 6.3,
            Action::Keep if !self.offers => 3.2,
            Action::Keep | Action::Reduce => 4.5,
        };
        whole * self.size
    }

    /// Whether there is room for a sign in it and a name beside it.
    pub fn is_whole(self) -> bool {
        self.size >= SIGN
    }

    /// Whether there is room for a halo around it and an arrow to it.
    pub fn is_clear(self) -> bool {
        self.size >= HALO
    }

    /// Which of two marks lies on top.
    pub const fn height(self) -> u8 {
        match self.action {
            Action::Keep => 0,
            Action::Reduce => 1,
            Action::Close => 2,
            Action::Hub => 3,
        }
    }
}

/// Draws a mark.
pub fn mark(painter: &Painter, tokens: &Tokens, at: Pos2, mark: Mark) {
    let (radius, size) = (mark.radius(), mark.size);
    if mark.is_clear() {
        painter.circle_filled(at, radius + 1.6 * size, tokens.halo);
    }
    match mark.action {
        Action::Keep if mark.offers => {
            painter.circle_filled(at, radius, tokens.text);
        }
        Action::Keep => {
            painter.circle_filled(at, radius, tokens.line2);
        }
        Action::Hub => {
            painter.circle_filled(at, radius, tokens.accent_fill);
            if mark.is_whole() {
                let star = theme::icon_fill((11.0 * size).round());
                painter.text(at, Align2::CENTER_CENTER, icon::STAR, star, Color32::WHITE);
            }
        }
        Action::Close => {
            painter.circle(at, radius, tokens.panel, Stroke::new(1.4 * size, tokens.bad));
            let ends = [(vec2(-2.6, -2.6), vec2(2.6, 2.6)), (vec2(-2.6, 2.6), vec2(2.6, -2.6))];
            for (a, b) in ends.into_iter().filter(|_| mark.is_whole()) {
                painter.line_segment([at + a * size, at + b * size], Stroke::new(1.5 * size, tokens.bad));
            }
        }
        Action::Reduce => {
            painter.circle(at, radius, tokens.panel, Stroke::new(2.2 * size, tokens.text));
        }
    }
}

/// Draws where something moves to.
pub fn arrow(painter: &Painter, tokens: &Tokens, from: Pos2, to: Pos2, room: (f32, f32)) {
    let way = to - from;
    let length = way.length();
    if length < room.0 + room.1 + 6.0 {
        return;
    }
    let ahead = way / length;
    let (start, tip) = (from + ahead * (room.0 + 2.0), to - ahead * (room.1 + 2.5));
    let across = Vec2::new(-ahead.y, ahead.x);
    let head = |size: f32| {
        vec![
            tip + ahead * (size - 5.5),
            tip - ahead * 5.5 + across * size * 0.6,
            tip - ahead * 5.5 - across * size * 0.6,
        ]
    };
    painter.line_segment([start, tip], Stroke::new(3.4, tokens.halo));
    painter.add(egui::Shape::convex_polygon(head(7.5), tokens.halo, Stroke::NONE));
    painter.line_segment([start, tip - ahead * 3.0], Stroke::new(1.2, tokens.text));
    painter.add(egui::Shape::convex_polygon(head(5.5), tokens.text, Stroke::NONE));
}

/// The ring around the selected site.
pub fn selected(painter: &Painter, tokens: &Tokens, at: Pos2, mark: Mark) {
    let radius = mark.radius() + 6.5;
    painter.circle_stroke(at, radius, Stroke::new(4.0, tokens.halo));
    painter.circle_stroke(at, radius, Stroke::new(2.0, tokens.accent));
}

/// A name that wants a place on the map.
#[derive(Debug, Clone)]
pub struct Label {
    /// What it names stands here.
    pub at: Pos2,
    /// Room that its mark takes.
    pub radius: f32,
    /// The words.
    pub text: String,
    /// It is drawn even where it is crowded.
    pub always: bool,
    /// With the accent around it.
    pub accent: bool,
}

/// Draws labels below, above, right or left of their marks, the first place that is free; the rest are dropped.
///
/// `taken` are the marks. Order is precedence.
pub fn labels(painter: &Painter, tokens: &Tokens, map: Rect, labels: &[Label], taken: &[Rect]) {
    let mut placed: Vec<Rect> = Vec::new();
    for label in labels {
        if !map.contains(label.at) {
            continue;
        }
        let galley = painter.layout_no_wrap(label.text.clone(), theme::semibold(10.5), tokens.text);
        let size = galley.size() + vec2(12.0, 5.0);
        let gap = label.radius + 5.0;
        let offsets = [
            vec2(0.0, gap + size.y / 2.0),
            vec2(0.0, -gap - size.y / 2.0),
            vec2(gap + size.x / 2.0, 0.0),
            vec2(-gap - size.x / 2.0, 0.0),
            vec2(size.x / 2.0, gap + size.y / 2.0),
            vec2(-size.x / 2.0, gap + size.y / 2.0),
            vec2(size.x / 2.0, -gap - size.y / 2.0),
            vec2(-size.x / 2.0, -gap - size.y / 2.0),
        ];
        let place = |offset: Vec2| Rect::from_center_size(label.at + offset, size);
        let free = offsets.map(place).into_iter().find(|rect| {
            map.shrink(2.0).contains_rect(*rect)
                && !placed.iter().any(|other| other.expand(1.0).intersects(*rect))
                && !taken.iter().any(|other| other.intersects(*rect))
        });
        let rect = match free {
            Some(rect) => rect,
            None if label.always => place(offsets[0]),
            None => continue,
        };
        let edge = if label.accent { Stroke::new(1.5, tokens.accent) } else { Stroke::new(1.0, tokens.line) };
        painter.rect(rect, CornerRadius::same(4), tokens.panel, edge, StrokeKind::Inside);
        painter.galley(rect.center() - galley.size() / 2.0, galley, tokens.text);
        placed.push(rect);
    }
}
