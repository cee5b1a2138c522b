use proptest::prelude::*;

use super::*;
use crate::domain::Text;

fn figure(distance: Distance) -> PeerFigure {
    let (label, unit) = (Text::new("Công suất", "Occupancy"), Text::new("%", "%"));
    PeerFigure { line: 0, per: None, scale: 1, label, unit, decimals: 1, distance }
}

fn peers(houses: impl IntoIterator<Item = Peer>) -> Peers {
    Peers::of(&[figure(Distance::Difference)], houses)
}

/// Houses of a kind and stars, one figure each.
fn houses(from: i64, kind: EstablishmentType, stars: i16, values: &[i64]) -> Vec<Peer> {
    let peer = |(id, value): (i64, &i64)| Peer { id: EstablishmentId(id), kind, stars, values: vec![Some(*value)] };
    (from..).zip(values).map(peer).collect()
}

fn hotel(id: i64, stars: i16, value: Option<i64>) -> Peer {
    Peer { id: EstablishmentId(id), kind: EstablishmentType::Hotel, stars, values: vec![value] }
}

const NINE: &[i64] = &[480, 520, 540, 560, 580, 600, 620, 650, 700];

#[test]
fn a_figure_stands_out_when_it_is_far_from_the_median_of_its_peers() {
    // Others, value, side. The MAD of NINE is 40, so the limit is 580 ± 207.6.
    let cases: &[(&[i64], i64, Option<Side>)] = &[
        (NINE, 580, None),
        (NINE, 787, None),
        (NINE, 788, Some(Side::High)),
        (NINE, 373, None),
        (NINE, 372, Some(Side::Low)),
        (NINE, 0, Some(Side::Low)),
        // an even number: the median lies between two
        (&[480, 520, 540, 560, 600, 620, 650, 700], 580, None),
        (&[480, 520, 540, 560, 600, 620, 650, 700], 920, Some(Side::High)),
        // one absurd peer moves nothing
        (&[480, 520, 540, 560, 580, 600, 620, 650, 999_999], 788, Some(Side::High)),
        // peers that hardly differ: a trifle is none
        (&[100, 100, 101, 101, 101, 102, 102, 103], 110, None),
        (&[100, 100, 101, 101, 101, 102, 102, 103], 140, Some(Side::High)),
        // half of the peers are equal: the mean distance measures
        (&[100, 100, 100, 100, 100, 100, 100, 180], 150, Some(Side::High)),
        (&[100, 100, 100, 100, 100, 100, 20, 180], 180, None),
        (&[0, 0, 0, 0, 0, 0, 0, 90], 50, Some(Side::High)),
        // nothing to measure by
        (&[100; 8], 500, None),
        (&[0; 12], 7, None),
    ];
    for (others, value, side) in cases {
        let peers = peers(houses(10, EstablishmentType::Hotel, 3, others));
        let marks = peers.marks(&hotel(1, 3, Some(*value)));
        assert_eq!(marks.first().map(|mark| mark.side), *side, "{value} among {others:?}");
    }
}

#[test]
fn prices_are_far_apart_by_their_quotient() {
    // Prices of a whole type, from simple to luxurious: by differences all above 1,700 would stand out.
    let prices: &[i64] = &[250, 300, 320, 380, 420, 500, 560, 700, 900, 1_400, 2_400];
    let side = |distance, value| {
        let peers = Peers::of(&[figure(distance)], houses(10, EstablishmentType::Hotel, 3, prices));
        let marks = peers.marks(&hotel(1, 3, Some(value)));
        marks.first().map(|mark| (mark.side, mark.median))
    };
    let cases = [
        (3_000, Some((Side::High, 500)), None),
        (30_000, Some((Side::High, 500)), Some((Side::High, 500))),
        (40, None, Some((Side::Low, 500))),
        (1, None, Some((Side::Low, 500))),
        // nothing is so many times zero
        (0, None, None),
        (500, None, None),
    ];
    for (value, by_difference, by_times) in cases {
        assert_eq!(side(Distance::Difference, value), by_difference, "{value}");
        assert_eq!(side(Distance::Times, value), by_times, "{value}");
    }
    // peers that hardly differ: less than a quarter more, or a fifth less, is a trifle
    let alike: &[i64] = &[990, 1_000, 1_000, 1_005, 1_010, 1_010, 1_020, 1_030, 1_000];
    let peers = Peers::of(&[figure(Distance::Times)], houses(10, EstablishmentType::Hotel, 3, alike));
    let seen = [1_250, 1_260, 810, 800].map(|value| !peers.marks(&hotel(1, 3, Some(value))).is_empty());
    assert_eq!(seen, [false, true, false, true]);
}

#[test]
fn too_few_alike_widen_to_the_type_and_then_to_the_round() {
    let seven = &NINE[..7];
    let cases: &[(&[Vec<Peer>], Option<Group>)] = &[
        (&[houses(10, EstablishmentType::Hotel, 3, &NINE[..8])], Some(Group::Alike(EstablishmentType::Hotel, 3))),
        (&[houses(10, EstablishmentType::Hotel, 3, seven)], None),
        (
            &[houses(10, EstablishmentType::Hotel, 3, seven), houses(30, EstablishmentType::Hotel, 4, &[500])],
            Some(Group::Near(EstablishmentType::Hotel, 3)),
        ),
        (
            &[houses(10, EstablishmentType::Hotel, 2, seven), houses(30, EstablishmentType::Hotel, 4, &[500])],
            Some(Group::Near(EstablishmentType::Hotel, 3)),
        ),
        (
            &[houses(10, EstablishmentType::Hotel, 3, seven), houses(30, EstablishmentType::Hotel, 5, &[500])],
            Some(Group::Type(EstablishmentType::Hotel)),
        ),
        (
            &[houses(10, EstablishmentType::Hotel, 3, seven), houses(30, EstablishmentType::Homestay, 0, &[500])],
            Some(Group::Round),
        ),
    ];
    for (groups, expected) in cases {
        let peers = peers(groups.iter().flatten().cloned());
        let marks = peers.marks(&hotel(1, 3, Some(5_000)));
        assert_eq!(marks.first().map(|mark| mark.group), *expected);
    }
}

#[test]
fn a_house_is_none_of_its_peers_and_one_without_the_figure_is_none() {
    let mut all = houses(10, EstablishmentType::Hotel, 3, NINE);
    all.push(hotel(1, 3, Some(5_000)));
    all.push(hotel(2, 3, None));
    let peers = peers(all);
    let marks = peers.marks(peers.get(EstablishmentId(1)).unwrap());
    assert_eq!((marks[0].peers, marks[0].median), (9, 580));
    assert_eq!(peers.marks(&hotel(2, 3, None)), []);
    // another version of the same house is compared without the one that counts
    assert_eq!(peers.marks(&hotel(1, 3, Some(600))), []);
    assert_eq!(peers.marks(&hotel(1, 3, Some(10)))[0].peers, 9);
    // ranked meanwhile: its counted figure is not among the new peers
    assert_eq!(peers.marks(&hotel(1, 5, Some(10)))[0].group, Group::Type(EstablishmentType::Hotel));
}

#[test]
fn a_mark_says_figure_median_and_peers_in_words() {
    let figure = figure(Distance::Difference);
    let mark = |group, side| Mark { figure: 0, value: 123, median: 581, peers: 14, group, side };
    let hotel = EstablishmentType::Hotel;
    for (group, side, vi) in [
        (
            Group::Alike(hotel, 3),
            Side::Low,
            "Công suất 12,3 %: thấp hơn hẳn 14 khách sạn 3 sao khác (trung vị 58,1 %).",
        ),
        (
            Group::Alike(hotel, 0),
            Side::High,
            "Công suất 12,3 %: cao hơn hẳn 14 khách sạn chưa xếp hạng khác (trung vị 58,1 %).",
        ),
        (
            Group::Near(hotel, 5),
            Side::High,
            "Công suất 12,3 %: cao hơn hẳn 14 khách sạn 4–5 sao khác (trung vị 58,1 %).",
        ),
        (Group::Type(hotel), Side::High, "Công suất 12,3 %: cao hơn hẳn 14 khách sạn khác (trung vị 58,1 %)."),
        (Group::Round, Side::High, "Công suất 12,3 %: cao hơn hẳn 14 cơ sở khác trong đợt (trung vị 58,1 %)."),
    ] {
        assert_eq!(mark(group, side).text(&figure, Lang::Vi).replace('\u{a0}', " "), vi);
    }
    let english = mark(Group::Alike(hotel, 3), Side::Low).text(&figure, Lang::En).replace('\u{a0}', " ");
    assert_eq!(english, "Occupancy 12,3 %: far below 14 others: hotel, 3 stars (median 58,1 %).");
}

proptest! {
    #[test]
    fn median_and_mad_are_those_of_the_plain_definition(
        mut values in prop::collection::vec(-10_000_i64..10_000, 1..40),
        without in any::<prop::sample::Index>(),
    ) {
        values.push(0);
        values.sort_unstable();
        let without = without.index(values.len());
        let placed: Vec<Placed> = values.iter().map(|value| Placed::of(Distance::Difference, *value)).collect();
        let others = Others { sorted: &placed, without: Some(without), distance: Distance::Difference };
        let mut plain: Vec<i128> = values.iter().map(|value| i128::from(*value)).collect();
        plain.remove(without);
        let twice = |sorted: &[i128]| sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2];
        let median = twice(&plain);
        let mut distances: Vec<i128> = plain.iter().map(|value| (2 * value - median).abs()).collect();
        distances.sort_unstable();
        prop_assert_eq!(others.measured().median_twice, median);
        prop_assert_eq!(others.measured().mad_fourfold(), twice(&distances));
    }
}
