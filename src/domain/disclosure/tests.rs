use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::domain::{
    EstablishmentId,
    catalogue::Catalogue,
    establishment::SizeClass,
    form::{FormCode, Frequency},
    rollup::{
        CellKey, Frame,
        cells::{Builder, Cell, Counting},
        document::Filed,
    },
};

/// Vũng Tàu and two more communes of Ho Chi Minh City, and one of another province.
const AREAS: [&str; 4] = ["26506", "26526", "26560", "25195"];
const KINDS: [EstablishmentType; 3] =
    [EstablishmentType::Hotel, EstablishmentType::GuestHouse, EstablishmentType::Homestay];
/// A family of lines: two sums, one within the other.
const LEAVES: [&str; 4] =
    ["guests_international", "guests_domestic", "day_guests_international", "day_guests_domestic"];

fn form() -> Form {
    Catalogue::embedded().unwrap().latest(&FormCode("01-H/DL-CSLT".into())).unwrap().clone()
}

/// A house: where it is, its stars, and its four numbers.
type House = (usize, usize, i16, [i64; 4]);

fn values(numbers: &[i64; 4]) -> BTreeMap<&'static str, i64> {
    let mut values: BTreeMap<&str, i64> = LEAVES.into_iter().zip(*numbers).collect();
    values.insert("guests_total", numbers[0] + numbers[1]);
    values.insert("day_guests_total", numbers[2] + numbers[3]);
    values.insert("guests_served", numbers.iter().sum());
    values
}

fn cells(form: &Form, houses: &[House]) -> Cells {
    let lines = Frame { form, frequency: Frequency::Monthly }.counted_lines();
    let mut builder = Builder::new(form, lines.clone());
    for (id, (area, kind, stars, numbers)) in (1..).zip(houses) {
        let values = values(numbers);
        let values = lines.iter().map(|line| values.get(line.code.as_str()).copied()).collect();
        let filed = Filed { values, ..Filed::default() };
        // Whatever their sizes are: no cut of the list tells them apart.
        let size = SizeClass::ALL[id as usize % SizeClass::ALL.len()];
        let key = CellKey { area: AreaCode(AREAS[*area].into()), kind: KINDS[*kind], stars: *stars, size };
        let house = EstablishmentId(id);
        builder.add(&Counting { house, key: &key, nil: false, late: false, rooms: 10, filed: &filed });
    }
    builder.finish()
}

/// Everything on the declared list, written down once more.
fn parts_of(cell: &Cell) -> Vec<Declared> {
    let (area, kind) = (&cell.key.area, cell.key.kind);
    let province = Gazetteer::embedded().get(area).unwrap().parent.clone().unwrap();
    vec![
        Declared::Whole,
        Declared::Area(area.clone()),
        Declared::Area(province.clone()),
        Declared::Type(kind),
        Declared::Stars(cell.key.stars),
        Declared::AreaType(area.clone(), kind),
        Declared::AreaType(province, kind),
    ]
}

/// A figure as a sum of the numbers that nobody is told: cell × leaf.
type Vector = Vec<f64>;

/// The attacker who writes down all that is shown, and solves it.
struct Attacker {
    basis: Vec<(usize, Vector)>,
}

impl Attacker {
    fn knowing(shown: impl Iterator<Item = Vector>) -> Self {
        let mut attacker = Attacker { basis: Vec::new() };
        for vector in shown {
            let rest = attacker.rest(vector);
            let largest = (0..rest.len()).max_by(|a, b| rest[*a].abs().total_cmp(&rest[*b].abs()));
            if let Some(pivot) = largest.filter(|pivot| rest[*pivot].abs() > 1e-7) {
                let scale = rest[pivot];
                attacker.basis.push((pivot, rest.into_iter().map(|value| value / scale).collect()));
            }
        }
        attacker
    }

    fn rest(&self, mut vector: Vector) -> Vector {
        for (pivot, row) in &self.basis {
            let factor = vector[*pivot];
            if factor.abs() > 1e-12 {
                vector.iter_mut().zip(row).for_each(|(value, other)| *value -= factor * other);
            }
        }
        vector
    }

    fn knows(&self, vector: Vector) -> bool {
        self.rest(vector).iter().all(|value| value.abs() < 1e-6)
    }
}

struct Board {
    cells: Cells,
    form: Form,
    withheld: Withheld,
    parts: BTreeSet<Declared>,
}

impl Board {
    fn of(houses: &[House]) -> Self {
        let form = form();
        let cells = cells(&form, houses);
        let withheld = Withheld::of(&form, &cells);
        let parts = cells.cells.iter().flat_map(parts_of).collect();
        Board { cells, form, withheld, parts }
    }

    fn lines() -> impl Iterator<Item = (&'static str, Vec<usize>)> {
        let leaves = LEAVES.iter().enumerate().map(|(index, code)| (*code, vec![index]));
        leaves.chain([
            ("guests_total", vec![0, 1]),
            ("day_guests_total", vec![2, 3]),
            ("guests_served", vec![0, 1, 2, 3]),
        ])
    }

    fn vector(&self, part: &Declared, leaves: &[usize]) -> Vector {
        let mut vector = vec![0.0; self.cells.cells.len() * LEAVES.len()];
        for (index, cell) in self.cells.cells.iter().enumerate() {
            if parts_of(cell).contains(part) {
                leaves.iter().for_each(|leaf| vector[index * LEAVES.len() + leaf] = 1.0);
            }
        }
        vector
    }

    fn hides(&self, part: &Declared, code: &str) -> bool {
        self.withheld.hides(part, &self.form, self.form.index(code).unwrap())
    }

    fn sensitive(&self, part: &Declared, code: &str) -> bool {
        let line = self.cells.lines.iter().position(|line| line.code == code).unwrap();
        let cells = || self.cells.cells.iter().filter(|cell| parts_of(cell).contains(part));
        let (houses, sum) =
            (cells().map(|c| c.reports).sum::<u32>(), cells().map(|c| c.sums.values[line]).sum::<i64>());
        let largest = cells().map(|c| c.tops.lines[line]).max().unwrap();
        houses < 3 || largest as f64 > 0.85 * sum as f64
    }

    fn attacker(&self) -> Attacker {
        let all = self.parts.iter().flat_map(|part| Board::lines().map(move |(code, leaves)| (part, code, leaves)));
        let shown = all.filter(|(part, code, _)| !self.hides(part, code));
        Attacker::knowing(shown.map(|(part, _, leaves)| self.vector(part, &leaves)))
    }
}

fn house() -> impl Strategy<Value = House> {
    let numbers = prop::array::uniform4(prop_oneof![1 => Just(0), 2 => 1..200_i64, 1 => 200..20_000_i64]);
    (0..AREAS.len(), 0..KINDS.len(), 0..4_i16, numbers)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn nobody_who_combines_the_whole_list_learns_a_sensitive_figure(houses in prop::collection::vec(house(), 1..24)) {
        let board = Board::of(&houses);
        let attacker = board.attacker();
        for part in &board.parts {
            for (code, leaves) in Board::lines() {
                if board.sensitive(part, code) {
                    prop_assert!(board.hides(part, code), "{part:?} {code} is shown");
                    prop_assert!(!attacker.knows(board.vector(part, &leaves)), "{part:?} {code} can be computed");
                }
            }
        }
    }

    #[test]
    fn what_every_longer_period_shows_is_a_sum_of_what_its_months_show(houses in prop::collection::vec(house(), 4..30)) {
        // Half of the houses in one month, all in the next: what a quarter of both shows, both show.
        let (one, two) = (Board::of(&houses[..houses.len() / 2]), Board::of(&houses));
        for part in one.parts.union(&two.parts) {
            for (code, _) in Board::lines() {
                let shown = [&one, &two].iter().all(|month| !month.hides(part, code));
                let sensitive = [&one, &two].iter().any(|m| m.parts.contains(part) && m.sensitive(part, code));
                prop_assert!(!(shown && sensitive));
            }
        }
    }
}

#[test]
fn what_is_large_enough_is_shown() {
    let even = |area, kind| (area, kind, 0, [100, 100, 10, 10]);
    let houses: Vec<House> = (0..5).flat_map(|_| [even(0, 0), even(0, 1), even(1, 0), even(1, 1)]).collect();
    assert_eq!(Board::of(&houses).withheld, Withheld::default());
}

/// Houses of a small department, of which none has most of the whole: nearly every area × type has one or two.
fn ordinary() -> impl Strategy<Value = House> {
    let number = || prop_oneof![1 => Just(0), 4 => 20..200_i64, 2 => 200..600_i64];
    (0..3_usize, 0..KINDS.len(), 0..4_i16, prop::array::uniform4(number()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_whole_is_shown_of_a_small_department_however_many_parts_are_withheld(
        houses in prop::collection::vec(ordinary(), 8..30),
        silent in 0..3_usize,
    ) {
        // Some give only their guests.
        let short = |(at, (area, kind, stars, [a, b, c, d])): (usize, House)| {
            (area, kind, stars, if at < silent { [a, b, 0, 0] } else { [a, b, c, d] })
        };
        let houses: Vec<House> = houses.into_iter().enumerate().map(short).collect();
        let board = Board::of(&houses);
        let province = Declared::Area(AreaCode("79".into()));
        prop_assume!(Board::lines().all(|(code, _)| !board.sensitive(&Declared::Whole, code)));
        for (code, _) in Board::lines() {
            prop_assert!(!board.hides(&Declared::Whole, code), "{code}");
            prop_assert!(!board.hides(&province, code), "{code} of the province");
        }
    }
}

#[test]
fn a_single_small_part_takes_its_smallest_neighbour_with_it() {
    let house = |area, guests| (area, 0, 3, [guests, guests, 1, 1]);
    // Five, four and two houses in three communes, all hotels of three stars.
    let mut houses: Vec<House> = (0..5).map(|_| house(0, 900)).collect();
    houses.extend((0..4).map(|_| house(1, 50)));
    houses.extend((0..2).map(|_| house(2, 20)));
    let board = Board::of(&houses);
    let area = |index: usize| Declared::Area(AreaCode(AREAS[index].into()));
    let hidden: Vec<bool> = (0..3).map(|index| board.hides(&area(index), "guests_total")).collect();
    assert_eq!(hidden, [false, true, true]);
    assert!(!board.hides(&Declared::Whole, "guests_total"));
    // Ratios go with their sums; other lines of the form that nobody gave are no secret.
    assert!(!board.hides(&area(0), "average_stay"));
}

#[test]
fn a_line_of_zeros_takes_no_other_line_with_it() {
    let house = |area| (area, 0, 3, [0, 1_000, 0, 0]);
    let mut houses: Vec<House> = (0..5).map(|_| house(0)).collect();
    houses.push(house(1));
    let board = Board::of(&houses);
    for line in ["guests_international", "guests_domestic", "guests_total", "guests_served"] {
        assert!(!board.hides(&Declared::Whole, line), "{line}");
        assert!(board.hides(&Declared::Area(AreaCode(AREAS[1].into())), line), "{line}");
    }
}

#[test]
fn one_house_with_nearly_everything_is_hidden_in_that_line_only() {
    let mut houses: Vec<House> = (0..6).map(|index| (0, 0, 3, [10, 100, index, 5])).collect();
    houses[0].3[0] = 5_000;
    houses.extend((0..6).map(|_| (1, 0, 3, [40, 100, 5, 5])));
    let board = Board::of(&houses);
    let area = Declared::Area(AreaCode(AREAS[0].into()));
    assert!(board.hides(&area, "guests_international"));
    assert!(!board.hides(&area, "day_guests_total"), "a line that tells of nobody stays");
}

#[test]
fn a_country_of_two_houses_is_withheld_with_a_second_one() {
    let form = form();
    let lines = Frame { form: &form, frequency: Frequency::Monthly }.counted_lines();
    let line = lines.iter().position(|line| line.code == "guests_by_country").unwrap();
    let mut builder = Builder::new(&form, lines.clone());
    let key = CellKey { area: AreaCode(AREAS[0].into()), kind: KINDS[0], stars: 3, size: SizeClass::To19 };
    for id in 1..=6 {
        let mut keys = BTreeMap::from([("KR".to_owned(), 100), ("FR".to_owned(), 20)]);
        if id <= 2 {
            keys.insert("IS".to_owned(), 3);
        }
        let mut values = vec![None; lines.len()];
        values[line] = Some(keys.values().sum());
        let filed = Filed { values, breakdowns: BTreeMap::from([(line, keys)]) };
        let house = EstablishmentId(id);
        builder.add(&Counting { house, key: &key, nil: false, late: false, rooms: 10, filed: &filed });
    }
    let withheld = Withheld::of(&form, &builder.finish());
    let hidden = |key: &str| withheld.hides_key(&Declared::Whole, "guests_by_country", key);
    assert_eq!(["KR", "FR", "IS"].map(hidden), [false, true, true]);
    assert!(
        withheld.hides_key(&Declared::Stars(3), "guests_by_country", "KR"),
        "countries are shown for everything only"
    );
}

#[test]
fn cuts_of_the_list_are_known_and_others_are_not() {
    let area = |code: &str| AreaCode(code.into());
    let province: BTreeSet<AreaCode> = Gazetteer::embedded().children(&area("79")).iter().cloned().collect();
    let (hotel, homestay) = (EstablishmentType::Hotel, EstablishmentType::Homestay);
    let cut = |areas: Option<&[&str]>, types: &[EstablishmentType], stars: &[i16]| Cut {
        sizes: BTreeSet::new(),
        areas: areas.map(|codes| codes.iter().map(|code| area(code)).collect()),
        types: types.iter().copied().collect(),
        stars: stars.iter().copied().collect(),
    };
    assert_eq!(Declared::of(&cut(None, &[], &[])), Some(Declared::Whole));
    assert_eq!(Declared::of(&cut(Some(&["26506"]), &[hotel], &[])), Some(Declared::AreaType(area("26506"), hotel)));
    assert_eq!(Declared::of(&cut(None, &[], &[4])), Some(Declared::Stars(4)));
    assert_eq!(Declared::of(&Cut { areas: Some(province), ..Cut::default() }), Some(Declared::Area(area("79"))));
    for other in [
        cut(Some(&["26506", "26526"]), &[], &[]),
        cut(None, &[hotel, homestay], &[]),
        cut(None, &[hotel], &[4]),
        cut(Some(&["26506"]), &[], &[4]),
        cut(Some(&[]), &[], &[]),
    ] {
        assert_eq!(Declared::of(&other), None, "{other:?}");
    }
}
