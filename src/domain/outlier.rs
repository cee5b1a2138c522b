//! Figures that stand out among those of similar houses of a round: a robust z-score on median and MAD (the median of the
//! absolute distances from the median), which a few odd peers cannot move.
//!
//! The peers are the other houses of the same type and stars; if fewer than [`PEERS`] of them have the figure, those with a star
//! more or less; then those of the type; then all of the round. A distance is a difference, or for prices and sizes a quotient ([`Distance`]): these are spread
//! by multiples, so that by differences the upper half of every group would stand out. It is compared with its limit in whole
//! numbers; no z is computed.
use std::collections::HashMap;

use super::{
    EstablishmentId, Lang,
    establishment::EstablishmentType,
    form::{Distance, PeerFigure},
    number, spelling,
};

/// Fewer others than these say nothing.
const PEERS: usize = 8;
// |z| over 3.5 stands out: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993), where z = 0.6745 × distance ÷ MAD.
const Z: i128 = 6_745;
const LIMIT: i128 = 35_000;
/// Where the MAD is 0, because half of the peers are equal: z = distance ÷ (1.253314 × mean distance), the same limit.
const MEAN_LIMIT: i128 = 4_386_599;
const MILLION: i128 = 1_000_000;
/// Millionths of the natural logarithm of 1.25.
const QUARTER_MORE: i128 = 223_144;

/// A house with its figures, in the order in which the form names them ([`super::form::Form::peer_figures`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    pub id: EstablishmentId,
    pub kind: EstablishmentType,
    /// 0 = unranked.
    pub stars: i16,
    /// None = not known: neither compared nor a peer.
    pub values: Vec<Option<i64>>,
}

/// With whom a figure is compared, the most alike first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    Alike(EstablishmentType, i16),
    /// A star more or less: there are few houses of five.
    Near(EstablishmentType, i16),
    Type(EstablishmentType),
    Round,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Low,
    High,
}

/// A figure that stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Position among the form's figures.
    pub figure: usize,
    pub value: i64,
    /// Of the peers, rounded.
    pub median: i64,
    /// How many others have the figure.
    pub peers: usize,
    pub group: Group,
    pub side: Side,
}

/// The houses of a round that filed something to compare.
#[derive(Clone, Debug, Default)]
pub struct Peers {
    distances: Vec<Distance>,
    houses: HashMap<EstablishmentId, Peer>,
    /// The values of each group by figure, sorted.
    sorted: HashMap<Group, Vec<Vec<Placed>>>,
}

impl Peers {
    /// `figures` are the form's, in the order of the houses' values.
    #[must_use]
    pub fn of(figures: &[PeerFigure], houses: impl IntoIterator<Item = Peer>) -> Self {
        let distances = figures.iter().map(|figure| figure.distance).collect();
        let mut peers = Peers { distances, ..Peers::default() };
        for house in houses {
            for group in Group::joined_by(&house) {
                let values = peers.sorted.entry(group).or_default();
                values.resize(house.values.len(), Vec::new());
                for ((list, value), distance) in values.iter_mut().zip(&house.values).zip(&peers.distances) {
                    list.extend(
                        value.filter(|value| measures(*distance, *value)).map(|value| Placed::of(*distance, value)),
                    );
                }
            }
            peers.houses.insert(house.id, house);
        }
        peers.sorted.values_mut().flatten().for_each(|list| list.sort_unstable_by_key(|placed| placed.value));
        peers
    }

    /// A house as it stands among its peers.
    #[must_use]
    pub fn get(&self, id: EstablishmentId) -> Option<&Peer> {
        self.houses.get(&id)
    }

    /// What stands out of a house's figures. What the house itself counts with is none of its peers.
    #[must_use]
    pub fn marks(&self, house: &Peer) -> Vec<Mark> {
        let values = house.values.iter().enumerate().filter_map(|(figure, value)| Some((figure, (*value)?)));
        values.filter_map(|(figure, value)| self.mark(house, figure, value)).collect()
    }

    fn distance(&self, figure: usize) -> Distance {
        self.distances.get(figure).copied().unwrap_or_default()
    }

    fn mark(&self, house: &Peer, figure: usize, value: i64) -> Option<Mark> {
        if !measures(self.distance(figure), value) {
            return None;
        }
        let mut groups = Group::widening(house).map(|group| (group, self.others(house, group, figure)));
        let (group, others) = groups.find(|(_, others)| others.len() >= PEERS)?;
        let side = others.side_of(value)?;
        let median = number::divide(others.printed_median_twice(), 2)?;
        Some(Mark { figure, value, median, peers: others.len(), group, side })
    }

    fn others(&self, house: &Peer, group: Group, figure: usize) -> Others<'_> {
        let sorted = self.sorted.get(&group).and_then(|by_figure| by_figure.get(figure)).map_or(&[][..], Vec::as_slice);
        let own = self.get(house.id).filter(|own| Group::joined_by(own).any(|joined| joined == group));
        let own = own.and_then(|own| own.values.get(figure).copied().flatten());
        let without = own.and_then(|own| sorted.binary_search_by_key(&own, |placed| placed.value).ok());
        Others { sorted, without, distance: self.distance(figure) }
    }
}

impl Group {
    /// With whom a house is compared, one after the other.
    fn widening(house: &Peer) -> impl Iterator<Item = Group> {
        let near = (house.stars > 0).then_some(Group::Near(house.kind, house.stars));
        let alike = Group::Alike(house.kind, house.stars);
        std::iter::once(alike).chain(near).chain([Group::Type(house.kind), Group::Round])
    }

    /// The groups to which a house belongs: those of houses with a star more or less, too.
    fn joined_by(house: &Peer) -> impl Iterator<Item = Group> {
        let beside =
            [house.stars - 1, house.stars + 1].into_iter().filter(|stars| house.stars > 0 && (1..=5).contains(stars));
        Group::widening(house).chain(beside.map(|stars| Group::Near(house.kind, stars)))
    }

    /// «14 khách sạn 3 sao khác».
    #[must_use]
    pub fn label(self, count: usize, lang: Lang) -> String {
        let kind = |kind: EstablishmentType| spelling::lower(kind.label(lang));
        match (self, lang) {
            (Group::Alike(of, 0), Lang::Vi) if of.can_be_ranked() => format!("{count} {} chưa xếp hạng khác", kind(of)),
            (Group::Alike(of, 0), Lang::En) if of.can_be_ranked() => format!("{count} others: {}, unranked", kind(of)),
            (Group::Alike(of, 0) | Group::Type(of), Lang::Vi) => format!("{count} {} khác", kind(of)),
            (Group::Alike(of, 0) | Group::Type(of), Lang::En) => format!("{count} others: {}", kind(of)),
            (Group::Alike(of, stars), Lang::Vi) => format!("{count} {} {stars} sao khác", kind(of)),
            (Group::Alike(of, stars), Lang::En) => format!("{count} others: {}, {stars} stars", kind(of)),
            (Group::Near(of, stars), Lang::Vi) => format!("{count} {} {} sao khác", kind(of), near(stars)),
            (Group::Near(of, stars), Lang::En) => format!("{count} others: {}, {} stars", kind(of), near(stars)),
            (Group::Round, Lang::Vi) => format!("{count} cơ sở khác trong đợt"),
            (Group::Round, Lang::En) => format!("{count} other houses of the round"),
        }
    }
}

/// «3–5».
fn near(stars: i16) -> String {
    format!("{}–{}", (stars - 1).max(1), (stars + 1).min(5))
}

impl Mark {
    /// «Công suất sử dụng buồng 12,3 %: thấp hơn hẳn 14 khách sạn 3 sao khác (trung vị 58,1 %).»
    #[must_use]
    pub fn text(&self, figure: &PeerFigure, lang: Lang) -> String {
        let (label, unit) = (figure.label.get(lang), figure.unit.get(lang));
        let print = |value| format!("{}\u{a0}{unit}", number::print(value, figure.decimals));
        let (value, median, peers) = (print(self.value), print(self.median), self.group.label(self.peers, lang));
        match (self.side, lang) {
            (Side::Low, Lang::Vi) => format!("{label} {value}: thấp hơn hẳn {peers} (trung vị {median})."),
            (Side::High, Lang::Vi) => format!("{label} {value}: cao hơn hẳn {peers} (trung vị {median})."),
            (Side::Low, Lang::En) => format!("{label} {value}: far below {peers} (median {median})."),
            (Side::High, Lang::En) => format!("{label} {value}: far above {peers} (median {median})."),
        }
    }
}

/// Nothing is so many times zero.
fn measures(distance: Distance, value: i64) -> bool {
    distance == Distance::Difference || value > 0
}

/// A value, and where it stands when distances are differences: at itself, or at millionths of its natural logarithm.
#[derive(Clone, Copy, Debug)]
struct Placed {
    value: i64,
    at: i64,
}

impl Placed {
    fn of(distance: Distance, value: i64) -> Self {
        let at = match distance {
            Distance::Difference => value,
            Distance::Times => ((value as f64).ln() * 1_000_000.0).round() as i64,
        };
        Placed { value, at }
    }
}

/// The sorted values of a group without that of the house itself.
#[derive(Clone, Copy)]
struct Others<'a> {
    sorted: &'a [Placed],
    without: Option<usize>,
    distance: Distance,
}

impl<'a> Others<'a> {
    fn len(self) -> usize {
        self.sorted.len() - usize::from(self.without.is_some())
    }

    fn placed(self, index: usize) -> Placed {
        self.sorted[index + usize::from(self.without.is_some_and(|without| without <= index))]
    }

    fn at(self, index: usize) -> i128 {
        self.placed(index).at.into()
    }

    /// Twice the median, so that it is whole.
    fn twice_the_median(self, of: impl Fn(Placed) -> i64) -> i128 {
        let (half, of) = (self.len() / 2, |index| i128::from(of(self.placed(index))));
        if self.len() % 2 == 1 { 2 * of(half) } else { of(half - 1) + of(half) }
    }

    /// As it is printed.
    fn printed_median_twice(self) -> i128 {
        self.twice_the_median(|placed| placed.value)
    }

    /// Distances from the median.
    fn measured(self) -> Measured<'a> {
        Measured { others: self, median_twice: self.twice_the_median(|placed| placed.at) }
    }

    /// Where a value stands out; None if it does not, or if all others are equal: then there is nothing to measure by.
    fn side_of(self, value: i64) -> Option<Side> {
        let (value, measured) = (Placed::of(self.distance, value).at.into(), self.measured());
        let (distance, median) = (measured.distance(value), measured.median_twice);
        let mad = measured.mad_fourfold();
        let far = if mad > 0 {
            2 * Z * distance > LIMIT * mad
        } else {
            let sum: i128 = (0..self.len()).map(|index| measured.distance(self.at(index))).sum();
            sum > 0 && distance * self.len() as i128 * MILLION > MEAN_LIMIT * sum
        };
        // A quarter of the median at least: peers that hardly differ make a trifle stand out.
        let matters = match self.distance {
            Distance::Difference => 4 * distance >= median.abs(),
            Distance::Times => distance >= 2 * QUARTER_MORE,
        };
        (far && matters).then_some(if 2 * value < median { Side::Low } else { Side::High })
    }
}

/// The others with twice their median.
#[derive(Clone, Copy)]
struct Measured<'a> {
    others: Others<'a>,
    median_twice: i128,
}

impl Measured<'_> {
    /// Twice the distance of a value from the median.
    fn distance(self, value: i128) -> i128 {
        (2 * value - self.median_twice).abs()
    }

    /// Four times the MAD.
    fn mad_fourfold(self) -> i128 {
        let half = self.others.len() / 2;
        if self.others.len() % 2 == 1 { 2 * self.nearest(half) } else { self.nearest(half - 1) + self.nearest(half) }
    }

    /// The distance of the value that is the n-th nearest to the median, from 0: the values below and those above it are
    /// two rows sorted by their distance, which are searched as one.
    fn nearest(self, n: usize) -> i128 {
        let half = self.others.len() / 2;
        let (below_count, above_count) = (half, self.others.len() - half);
        let below = |i: usize| self.distance(self.others.at(half - 1 - i));
        let above = |i: usize| self.distance(self.others.at(half + i));
        let (mut least, mut most) = ((n + 1).saturating_sub(above_count), (n + 1).min(below_count));
        while least < most {
            let from_below = usize::midpoint(least, most);
            if above(n - from_below) > below(from_below) { least = from_below + 1 } else { most = from_below }
        }
        let from_above = n + 1 - least;
        let last = |count: usize, of: &dyn Fn(usize) -> i128| if count > 0 { of(count - 1) } else { 0 };
        last(least, &below).max(last(from_above, &above))
    }
}

#[cfg(test)]
mod tests;
