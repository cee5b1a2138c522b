//! Places as bubbles at their centres, in a box half as wide again as it is high. No land and no boundary is drawn: none here
//! would be official. Positions and radii are percents, so the map keeps its proportions on every screen.
use super::labels::{self, Rect};

/// The box at a desk, in pixels: what overlaps here is judged by these.
pub(super) const WIDTH: f64 = 480.0;
pub(super) const HEIGHT: f64 = 320.0;
/// Room left of, right of, above and below the outermost centres.
const MARGIN: f64 = 36.0;
/// Of the largest bubble, of the smallest, and of a mark that has no size.
const LARGEST: f64 = 24.0;
const SMALLEST: f64 = 3.0;
const MARK: f64 = 6.0;
/// Places farther than this from all others stand apart, if they would make the rest small.
const NEAR_KM: f64 = 60.0;
const FAR_AT_MOST: usize = 3;
const SHRUNK: f64 = 1.5;
/// The box of those that stand apart, and the row of each.
const INSET: f64 = 0.48 * WIDTH;
const INSET_ROW: f64 = 56.0;
const KM_OF_A_DEGREE: f64 = 111.2;

/// One place with its figure.
#[derive(Clone, Debug)]
pub struct Spot<'a> {
    /// Short: what the map has room for.
    pub name: &'a str,
    /// Degrees (WGS 84).
    pub lat: f64,
    pub lon: f64,
    /// The area of its bubble is proportional to it; None = a small mark.
    pub size: Option<i64>,
}

/// Where everything lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map {
    /// As the spots came.
    pub placed: Vec<Placed>,
    /// Positions of the spots, the largest first: so that small ones are drawn above.
    pub order: Vec<usize>,
    pub inset: Option<Inset>,
}

/// Percents with a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub x: String,
    pub y: String,
    pub r: String,
    pub label: Option<Label>,
    /// Kilometres from the nearest place of the map, for one that stands in the inset.
    pub far: Option<u32>,
}

/// A name beside its bubble.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub x: String,
    pub y: String,
    /// Pixels from there.
    pub dx: i8,
    pub dy: i8,
    pub anchor: &'static str,
    /// There is no room for it on a telephone.
    pub lesser: bool,
}

/// The box in a corner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inset {
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
}

/// Centre and radius in pixels of the box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Circle {
    pub x: f64,
    pub y: f64,
    pub r: f64,
}

impl Map {
    #[must_use]
    pub fn of(spots: &[Spot]) -> Self {
        let far = far(spots);
        let mut circles = project(spots, &far);
        let inset = place_far(&mut circles, &far);
        let mut order: Vec<usize> = (0..spots.len()).collect();
        order.sort_by(|a, b| circles[*b].r.total_cmp(&circles[*a].r).then(a.cmp(b)));
        let named: Vec<usize> = order.iter().copied().filter(|at| spots[*at].size.is_some()).collect();
        let mut labels = labels::place(spots, &circles, &named, &far, inset);
        let distance = |at: usize| far.contains(&at).then(|| distance_to_others(spots, at, &far));
        let place = |(at, circle): (usize, &Circle)| Placed {
            x: percent(circle.x / WIDTH),
            y: percent(circle.y / HEIGHT),
            r: percent(circle.r / diagonal()),
            label: labels.remove(&at),
            far: distance(at),
        };
        let placed = circles.iter().enumerate().map(place).collect();
        let inset = inset.map(|rect| Inset {
            x: percent(rect.left / WIDTH),
            y: percent(rect.top / HEIGHT),
            width: percent(rect.width() / WIDTH),
            height: percent(rect.height() / HEIGHT),
        });
        Map { placed, order, inset }
    }
}

/// What a radius in percent is a percent of.
fn diagonal() -> f64 {
    f64::midpoint(WIDTH * WIDTH, HEIGHT * HEIGHT).sqrt()
}

pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Degrees made equally long in both directions, at the latitude of the middle.
fn flat(spot: &Spot, middle: f64) -> (f64, f64) {
    (spot.lon * middle.to_radians().cos(), -spot.lat)
}

fn kilometres(a: &Spot, b: &Spot) -> f64 {
    let (x, y) = flat(a, f64::midpoint(a.lat, b.lat));
    let (u, v) = flat(b, f64::midpoint(a.lat, b.lat));
    (x - u).hypot(y - v) * KM_OF_A_DEGREE
}

/// To the nearest place that does not stand apart, in tens of kilometres.
fn distance_to_others(spots: &[Spot], at: usize, far: &[usize]) -> u32 {
    let others = spots.iter().enumerate().filter(|(other, _)| !far.contains(other));
    let nearest = others.map(|(_, other)| kilometres(&spots[at], other)).fold(f64::INFINITY, f64::min);
    if nearest.is_finite() { (nearest / 10.0).round() as u32 * 10 } else { 0 }
}

/// The places beyond the largest group of near ones, if they are few and would make the rest small.
fn far(spots: &[Spot]) -> Vec<usize> {
    let groups = groups(spots);
    let Some(main) = groups.iter().max_by_key(|group| group.len()) else { return Vec::new() };
    let far: Vec<usize> = (0..spots.len()).filter(|at| !main.contains(at)).collect();
    let all: Vec<usize> = (0..spots.len()).collect();
    let shrinks = scale(spots, &all) * SHRUNK < scale(spots, main);
    if main.len() > FAR_AT_MOST && far.len() <= FAR_AT_MOST && shrinks { far } else { Vec::new() }
}

/// Places that are near each other, or near one that is.
fn groups(spots: &[Spot]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for at in 0..spots.len() {
        let is_near = |group: &Vec<usize>| group.iter().any(|other| kilometres(&spots[at], &spots[*other]) <= NEAR_KM);
        let (near, mut apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(is_near);
        apart.push(near.into_iter().flatten().chain([at]).collect());
        groups = apart;
    }
    groups
}

/// Smallest and greatest of what some spots are in the plane, and its middle latitude.
fn extent(spots: &[Spot], of: &[usize]) -> ([f64; 4], f64) {
    let lats = || of.iter().map(|at| spots[*at].lat);
    let middle = f64::midpoint(lats().fold(f64::INFINITY, f64::min), lats().fold(f64::NEG_INFINITY, f64::max));
    let mut extent = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for (x, y) in of.iter().map(|at| flat(&spots[*at], middle)) {
        extent = [extent[0].min(x), extent[1].min(y), extent[2].max(x), extent[3].max(y)];
    }
    (extent, middle)
}

/// Pixels of a degree, so that all fits.
fn scale(spots: &[Spot], of: &[usize]) -> f64 {
    let ([left, top, right, bottom], _) = extent(spots, of);
    let across = (WIDTH - 2.0 * MARGIN) / (right - left).max(1e-6);
    let down = (HEIGHT - 2.0 * MARGIN) / (bottom - top).max(1e-6);
    across.min(down)
}

fn project(spots: &[Spot], far: &[usize]) -> Vec<Circle> {
    let main: Vec<usize> = (0..spots.len()).filter(|at| !far.contains(at)).collect();
    let ([left, top, right, bottom], middle) = extent(spots, &main);
    let scale = scale(spots, &main);
    let largest = spots.iter().filter_map(|spot| spot.size).max().unwrap_or_default().max(1) as f64;
    let circle = |spot: &Spot| {
        let (x, y) = flat(spot, middle);
        let radius = |size: i64| (LARGEST * (size.max(0) as f64 / largest).sqrt()).max(SMALLEST);
        Circle {
            x: WIDTH / 2.0 + (x - f64::midpoint(left, right)) * scale,
            y: HEIGHT / 2.0 + (y - f64::midpoint(top, bottom)) * scale,
            r: spot.size.map_or(MARK, radius),
        }
    };
    spots.iter().map(circle).collect()
}

/// Puts what stands apart into the emptiest corner, one below the other.
fn place_far(circles: &mut [Circle], far: &[usize]) -> Option<Rect> {
    if far.is_empty() {
        return None;
    }
    let height = INSET_ROW * far.len() as f64;
    let corners = [(WIDTH - INSET, HEIGHT - height), (0.0, HEIGHT - height), (WIDTH - INSET, 0.0), (0.0, 0.0)];
    let rect = |(left, top)| Rect { left, top, right: left + INSET, bottom: top + height };
    let covered = |rect: Rect| -> f64 {
        let main = circles.iter().enumerate().filter(|(at, _)| !far.contains(at));
        main.map(|(_, circle)| Rect::around(*circle)).filter(|other| rect.meets(*other)).map(Rect::width).sum()
    };
    let best = corners.map(rect).into_iter().min_by(|a, b| covered(*a).total_cmp(&covered(*b)))?;
    for (row, at) in far.iter().enumerate() {
        circles[*at].x = best.left + 0.07 * WIDTH;
        circles[*at].y = best.top + INSET_ROW * (row as f64 + 0.5);
    }
    Some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(name: &str, lat: f64, lon: f64, size: Option<i64>) -> Spot<'_> {
        Spot { name, lat, lon, size }
    }

    fn number(text: &str) -> f64 {
        text.parse().unwrap()
    }

    /// Vũng Tàu, Bà Rịa, Long Hải, Hồ Tràm, Bình Châu, and Côn Đảo in the sea.
    fn coast() -> Vec<Spot<'static>> {
        vec![
            spot("Vũng Tàu", 10.35, 107.08, Some(90_000)),
            spot("Bà Rịa", 10.5, 107.17, Some(22_500)),
            spot("Long Hải", 10.39, 107.24, None),
            spot("Hồ Tràm", 10.48, 107.4, Some(0)),
            spot("Bình Châu", 10.55, 107.55, Some(10_000)),
            spot("Côn Đảo", 8.68, 106.6, Some(40_000)),
        ]
    }

    #[test]
    fn east_is_right_north_is_up_and_a_kilometre_is_as_long_in_both_directions() {
        let corners = [
            spot("sw", 20.0, 105.0, Some(1)),
            spot("se", 20.0, 105.4, Some(1)),
            spot("nw", 20.4, 105.0, Some(1)),
            spot("ne", 20.4, 105.4, Some(1)),
        ];
        let map = Map::of(&corners);
        let at = |at: usize| (number(&map.placed[at].x) * WIDTH / 100.0, number(&map.placed[at].y) * HEIGHT / 100.0);
        let ((sw, south), (se, _), (_, north)) = (at(0), at(1), at(2));
        assert!(sw < se && north < south, "{map:?}");
        // 0.4 degrees of longitude at 20.2° north are 0.4 × cos(20.2°) degrees of latitude.
        let ratio = (se - sw) / (south - north);
        assert!((ratio - 20.2_f64.to_radians().cos()).abs() < 0.01, "{ratio}");
        assert_eq!(map.inset, None);
    }

    #[test]
    fn the_area_of_a_bubble_is_proportional_to_its_figure() {
        let map = Map::of(&coast());
        let r = |at: usize| number(&map.placed[at].r);
        // A quarter of the guests: half the radius.
        assert!((r(0) / r(1) - 2.0).abs() < 0.05, "{} {}", r(0), r(1));
        assert!((r(0) / r(5) - 1.5).abs() < 0.05);
        assert!(r(3) < r(2) && r(2) < r(4), "nothing at all is a dot, and what has no figure a mark: {map:?}");
        assert_eq!(map.order[0], 0);
        assert_eq!(map.order[1], 5);
    }

    #[test]
    fn an_island_far_away_stands_in_a_corner_and_the_rest_keeps_its_size() {
        let all = coast();
        let map = Map::of(&all);
        let inset = map.inset.clone().unwrap();
        assert_eq!(map.placed[5].far, Some(190));
        assert!(map.placed[..5].iter().all(|placed| placed.far.is_none()));
        let (left, top) = (number(&inset.x), number(&inset.y));
        assert!((left..left + number(&inset.width)).contains(&number(&map.placed[5].x)));
        assert!((top..top + number(&inset.height)).contains(&number(&map.placed[5].y)));
        let without = Map::of(&all[..5]);
        for at in 0..5 {
            assert_eq!((&map.placed[at].x, &map.placed[at].y), (&without.placed[at].x, &without.placed[at].y));
        }
    }

    #[test]
    fn everything_lies_in_the_box_however_the_places_lie() {
        let line: Vec<Spot> =
            (0..40).map(|i| spot("Xã dài tên", 8.0 + f64::from(i) * 0.4, 105.0, Some(i.into()))).collect();
        let one = vec![spot("một", 10.0, 106.0, Some(5))];
        let same = vec![spot("a", 10.0, 106.0, Some(i64::MAX)), spot("b", 10.0, 106.0, None)];
        for spots in [line, one, same, coast(), Vec::new()] {
            for placed in Map::of(&spots).placed {
                for (text, limit) in [(&placed.x, 100.0), (&placed.y, 100.0), (&placed.r, 6.0)] {
                    assert!((0.0..=limit).contains(&number(text)), "{placed:?}");
                }
            }
        }
    }
}
