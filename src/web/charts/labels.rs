//! Names on a map, the most important first, each only where it covers neither a bubble nor another name.
use std::collections::BTreeMap;

use super::map::{Circle, HEIGHT, Label, Spot, WIDTH, percent};

/// Names at most: more would make a map into a list.
const NAMES: usize = 16;
/// Pixels of a letter and of a line at 13 px.
const LETTER: f64 = 6.9;
const LINE: f64 = 15.0;
/// Between a bubble and its name.
const GAP: f64 = 4.0;
/// How much smaller the box is on a telephone, where letters keep their size.
const PHONE: f64 = 0.62;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn around(circle: Circle) -> Self {
        let Circle { x, y, r } = circle;
        Rect { left: x - r, top: y - r, right: x + r, bottom: y + r }
    }

    pub fn meets(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    fn is_within(self, width: f64, height: f64) -> bool {
        self.left >= 0.0 && self.top >= 0.0 && self.right <= width && self.bottom <= height
    }

    fn scaled(self, by: f64) -> Self {
        Rect { left: self.left * by, top: self.top * by, right: self.right * by, bottom: self.bottom * by }
    }
}

/// Where a name stands to its bubble.
#[derive(Clone, Copy, Debug)]
enum Side {
    Right,
    Left,
    Above,
    Below,
}

impl Side {
    const ALL: [Side; 4] = [Side::Right, Side::Left, Side::Above, Side::Below];

    fn rect(self, circle: Circle, width: f64) -> Rect {
        let Circle { x, y, r } = circle;
        let away = r + GAP;
        let (left, top) = match self {
            Side::Right => (x + away, y - LINE / 2.0),
            Side::Left => (x - away - width, y - LINE / 2.0),
            Side::Above => (x - width / 2.0, y - away - LINE),
            Side::Below => (x - width / 2.0, y + away),
        };
        Rect { left, top, right: left + width, bottom: top + LINE }
    }

    fn label(self, circle: Circle, lesser: bool) -> Label {
        let Circle { x, y, r } = circle;
        let (x, y, dx, dy, anchor) = match self {
            Side::Right => (x + r, y, 4, 4, "start"),
            Side::Left => (x - r, y, -4, 4, "end"),
            Side::Above => (x, y - r, 0, -5, "middle"),
            Side::Below => (x, y + r, 0, 15, "middle"),
        };
        Label { x: percent(x / WIDTH), y: percent(y / HEIGHT), dx, dy, anchor, lesser }
    }
}

/// The labels of those `named` that there is room for, by their positions among the spots.
pub(super) fn place(
    spots: &[Spot],
    circles: &[Circle],
    named: &[usize],
    apart: &[usize],
    inset: Option<Rect>,
) -> BTreeMap<usize, Label> {
    let mut desk: Vec<Rect> = circles.iter().map(|circle| Rect::around(*circle)).chain(inset).collect();
    let mut phone: Vec<Rect> = desk.iter().map(|rect| rect.scaled(PHONE)).collect();
    let mut labels = BTreeMap::new();
    for at in named.iter().copied().filter(|at| !apart.contains(at)) {
        if labels.len() == NAMES {
            break;
        }
        let width = LETTER * spots[at].name.chars().count() as f64;
        let small = Circle { x: circles[at].x * PHONE, y: circles[at].y * PHONE, r: circles[at].r * PHONE };
        let fits = |side: Side, circle: Circle, taken: &[Rect], scale: f64| {
            let rect = side.rect(circle, width);
            let is_free = |(other, taken): (usize, &Rect)| other == at || !rect.meets(*taken);
            rect.is_within(WIDTH * scale, HEIGHT * scale) && taken.iter().enumerate().all(is_free)
        };
        let Some(side) = Side::ALL.into_iter().find(|side| fits(*side, circles[at], &desk, 1.0)) else { continue };
        let lesser = !fits(side, small, &phone, PHONE);
        desk.push(side.rect(circles[at], width));
        if !lesser {
            phone.push(side.rect(small, width));
        }
        labels.insert(at, side.label(circles[at], lesser));
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots<'a>(names: &[&'a str]) -> Vec<Spot<'a>> {
        names.iter().map(|name| Spot { name, lat: 10.0, lon: 107.0, size: Some(1) }).collect()
    }

    fn circle(x: f64, y: f64) -> Circle {
        Circle { x, y, r: 10.0 }
    }

    #[test]
    fn a_name_stands_right_of_its_bubble_unless_that_leaves_the_box() {
        let names = spots(&["Vũng Tàu", "Bình Châu"]);
        let labels = place(&names, &[circle(100.0, 100.0), circle(470.0, 200.0)], &[0, 1], &[], None);
        assert_eq!((labels[&0].anchor, labels[&1].anchor), ("start", "end"));
        assert_eq!((labels[&0].x.as_str(), labels[&0].lesser), ("22.9", false));
    }

    #[test]
    fn names_that_would_cover_something_are_left_out_the_least_important_first() {
        let names = spots(&["Phường dài tên"; 8]);
        let near: Vec<Circle> = (0..8).map(|i| circle(200.0 + 3.0 * f64::from(i), 150.0)).collect();
        let labels = place(&names, &near, &[3, 0, 1, 2, 4, 5, 6, 7], &[], None);
        assert!(labels.contains_key(&3) && labels.len() < 8, "{labels:?}");
        let apart = place(&names, &near, &[0], &[0], None);
        assert!(apart.is_empty(), "a place that stands apart has its own name");
        let all = Rect { left: 0.0, top: 0.0, right: WIDTH, bottom: HEIGHT };
        assert!(place(&names, &near, &[0, 1, 2], &[], Some(all)).is_empty());
    }

    #[test]
    fn what_a_telephone_has_no_room_for_is_marked() {
        let names = spots(&["Một tên khá dài của một xã nào đó", "Xã"]);
        let labels = place(&names, &[circle(150.0, 100.0), circle(60.0, 250.0)], &[0, 1], &[], None);
        assert_eq!((labels[&0].lesser, labels[&1].lesser), (true, false));
    }
}
