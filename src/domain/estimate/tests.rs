use proptest::prelude::*;

use super::{
    backtest::scores,
    fit::{Fit, TooFew},
    range::{Sampled, range},
    *,
};
use crate::domain::{
    AreaCode, Period,
    catalogue::Catalogue,
    establishment::{
        EstablishmentType::{self, Homestay, Hotel},
        SizeClass,
    },
    form::{Figures, FormCode, Frequency},
    rollup::Frame,
};

const SEA: &str = "26506";
const HILL: &str = "26732";

/// A house with one line: what it reported (None = missing) and last year.
fn house(id: i64, stars: i16, rooms: i32, now: Option<f64>, before: Option<f64>) -> House {
    of_type(id, (Hotel, stars, SEA), rooms, now, before)
}

fn of_type(
    id: i64,
    (kind, stars, area): (EstablishmentType, i16, &str),
    rooms: i32,
    now: Option<f64>,
    before: Option<f64>,
) -> House {
    let key = CellKey { area: AreaCode(area.into()), kind, stars, size: SizeClass::To19 };
    let one = |value: f64| vec![value];
    House { id: EstablishmentId(id), key, rooms, now: now.map(one), before: before.map(one) }
}

fn fit(houses: Vec<House>) -> Fitted {
    Fit::of(&Known { lines: Lines::typed(1), houses }, Draws::seeded(1), 400)
}

fn estimated(fit: &Fit, id: i64) -> i64 {
    let house = fit.houses().iter().find(|house| house.id.0 == id).unwrap();
    house.line(&fit.lines, 0)
}

fn everything(fit: &Fit) -> (Sampled, Range) {
    let sampled = fit.sampled(|_| true);
    let range = range(sampled.point(&[0]), 0, &mut sampled.repeated(0, &[0]));
    (sampled, range)
}

/// Twelve hotels that grew by a tenth in all, some more and some less, from 100 per ten rooms.
fn dozen() -> Vec<House> {
    let grew = |id: i64| if id % 2 == 0 { 1.05 } else { 1.15 };
    (0..12).map(|id| house(id, 3, 10, Some(100.0 * grew(id)), Some(100.0))).collect()
}

#[test]
fn a_missing_house_is_its_own_last_year_moved_with_its_stratum() {
    let mut houses = dozen();
    houses.push(house(20, 3, 500, None, Some(2_000.0)));
    let fit = fit(houses).unwrap();
    assert_eq!(estimated(&fit, 20), 2_200);
}

#[test]
fn one_that_says_nothing_of_last_year_is_the_mean_per_room() {
    let mut houses = dozen();
    houses.push(house(20, 3, 25, None, None));
    assert_eq!(estimated(&fit(houses).unwrap(), 20), 275);
}

#[test]
fn a_small_stratum_is_joined_without_the_district_then_the_stars_then_the_type() {
    // Ten at the sea doubled, ten on the hill halved, ten of two stars stayed; the homestays trebled.
    let group = |first: i64, kind, stars, area, change: f64| {
        (first..first + 10).map(move |id| of_type(id, (kind, stars, area), 10, Some(100.0 * change), Some(100.0)))
    };
    let mut all: Vec<House> = group(0, Hotel, 3, SEA, 2.0).collect();
    all.extend(group(10, Hotel, 3, HILL, 0.5));
    all.extend(group(20, Hotel, 2, SEA, 1.0));
    all.extend(group(30, Homestay, 0, SEA, 3.0));
    for (place, expected) in [
        ((Hotel, 3, SEA), 2_000),
        ((Hotel, 3, HILL), 500),
        // No district of its own: all of three stars, 2.5 ÷ 2.
        ((Hotel, 3, "26620"), 1_250),
        // No hotel of five stars: all hotels, 3.5 ÷ 3.
        ((Hotel, 5, SEA), 1_167),
        // No villa at all: everything, 6.5 ÷ 4.
        ((EstablishmentType::Villa, 5, SEA), 1_625),
    ] {
        let mut houses = all.clone();
        houses.push(of_type(99, place, 10, None, Some(1_000.0)));
        assert_eq!(estimated(&fit(houses).unwrap(), 99), expected, "{place:?}");
    }
}

#[test]
fn when_all_have_reported_nothing_is_estimated_and_nothing_uncertain() {
    let (sampled, range) = everything(&fit(dozen()).unwrap());
    assert_eq!((sampled.houses, range), (0, Range { estimated: 0, low: 0, high: 0 }));
}

#[test]
fn too_few_reports_estimate_nothing() {
    let missing = |id| house(id, 3, 10, None, Some(100.0));
    assert_eq!(fit(vec![missing(1), missing(2)]).unwrap_err(), TooFew);
    let mut nine = dozen();
    nine.truncate(9);
    assert!(fit(nine.clone()).is_ok(), "nobody is missing");
    nine.push(missing(50));
    assert_eq!(fit(nine).unwrap_err(), TooFew);
}

#[test]
fn a_nil_report_is_a_report_and_draws_the_estimate_down() {
    let mut houses = dozen();
    houses[0].now = Some(vec![0.0]);
    houses.push(house(20, 3, 10, None, Some(100.0)));
    let fit = fit(houses).unwrap();
    assert!(estimated(&fit, 20) < 110, "{}", estimated(&fit, 20));
    let (_, range) = everything(&fit);
    assert!(range.low < 20, "it may be nil, too: {range:?}");
}

#[test]
fn a_late_report_replaces_its_estimate() {
    let mut houses = dozen();
    houses.extend([house(20, 3, 10, None, Some(100.0)), house(21, 3, 10, None, Some(300.0))]);
    let before = everything(&fit(houses.clone()).unwrap()).1;
    houses[12].now = Some(vec![90.0]);
    let after = fit(houses).unwrap();
    assert_eq!(after.houses().iter().map(|house| house.id.0).collect::<Vec<_>>(), [21]);
    assert!(everything(&after).1.estimated < before.estimated);
}

#[test]
fn the_same_figures_give_the_same_bytes_whatever_else_is_asked() {
    let mut houses = dozen();
    let place = |id: i64| (Hotel, 3, if id % 2 == 0 { SEA } else { HILL });
    houses.extend((20..30).map(|id| of_type(id, place(id), 9, None, (id % 3 > 0).then_some(100.0 + id as f64))));
    let (one, other) = (fit(houses.clone()).unwrap(), fit(houses).unwrap());
    assert_eq!(everything(&one), everything(&other));
    // A part differs in the same way alone and among others.
    let mut sum = Sampled::default();
    [SEA, HILL].iter().for_each(|area| sum.add(&one.sampled(|key| key.area.0 == *area)));
    let (all, _) = everything(&one);
    assert_eq!((sum.houses, &sum.points), (all.houses, &all.points));
    let near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-6;
    assert!(sum.differ[0].iter().zip(&all.differ[0]).all(near));
}

#[test]
fn the_more_houses_differ_the_wider_is_the_interval_and_one_that_differs_most_widens_it() {
    let width = |change: &dyn Fn(i64) -> f64| {
        let now = |id: i64| Some(100.0 * change(id));
        let mut houses: Vec<House> = (0..40).map(|id| house(id, 3, 10, now(id), Some(100.0))).collect();
        houses.extend((50..60).map(|id| house(id, 3, 10, None, Some(100.0))));
        let range = everything(&fit(houses).unwrap()).1;
        range.high - range.low
    };
    let spread = |by: f64| width(&move |id| if id % 2 == 0 { 1.0 + by } else { 1.0 - by });
    assert!(spread(0.0) <= 1, "all alike: {}", spread(0.0));
    assert!(spread(0.2) > spread(0.1) && spread(0.1) > 0);
    assert!(width(&|id| if id == 0 { 3.0 } else { 1.0 + 0.01 * (id % 2) as f64 }) > spread(0.1));
}

/// A made-up population whose houses change by a fifth more or less, sizes very unequal.
#[test]
fn intervals_hold_what_was_hidden_about_as_often_as_they_say() {
    let draws = Draws::seeded(7);
    let houses = (0..120).map(|id| {
        let chance = draws.at(id);
        let rooms = 5 + (chance.at(1).unit().powi(3) * 200.0) as i32;
        let before = f64::from(rooms) * 20.0 * (0.6 + 0.8 * chance.at(2).unit());
        let now = (before * (1.1 + 0.2 * chance.at(3).bell()).max(0.0)).round();
        house(id as i64, 3, rooms, Some(now), Some(before))
    });
    let known = Known { lines: Lines::typed(1), houses: houses.collect() };
    for share in [10, 50] {
        let scores = scores(&known, &[1.0; 120], share, 300, Draws::seeded(2), 200);
        let score = &scores[0];
        assert!(score.bias.abs() < 3.0, "{score:?}");
        assert!((89.0..=99.0).contains(&score.coverage), "{score:?}");
        assert!(score.error > 0.0 && score.width > 2.0 * score.error, "{score:?}");
    }
}

fn monthly(catalogue: &Catalogue) -> Frame<'_> {
    let form = catalogue.form(&FormCode("01-H/DL-CSLT".into()), Period::month(2026, 6)).unwrap();
    Frame { form, frequency: Frequency::Monthly }
}

fn figures(frame: Frame, values: &[(&str, i64)]) -> Figures {
    let mut figures = vec![None; frame.form.lines.len()];
    values.iter().for_each(|(code, value)| figures[frame.form.index(code).unwrap()] = Some(*value));
    figures
}

#[test]
fn totals_are_the_sums_of_their_parts_also_where_only_the_total_is_known() {
    let catalogue = Catalogue::embedded().unwrap();
    let frame = monthly(&catalogue);
    let lines = Lines::of(frame);
    let total = |figures: &Figures, code: &str| {
        let components = lines.components(figures);
        let flow = lines.place(frame.form.index(code).unwrap()).unwrap();
        lines.members(flow).iter().map(|member| components[*member]).sum::<f64>()
    };
    let parts = figures(frame, &[("guests_international", 7), ("guests_domestic", 30), ("guests_total", 37)]);
    assert_eq!((total(&parts, "guests_total"), total(&parts, "guests_served")), (37.0, 37.0));
    let alone = figures(frame, &[("guests_total", 50), ("day_guests_total", 4), ("guests_served", 54)]);
    assert_eq!([total(&alone, "guests_total"), total(&alone, "guests_served")], [50.0, 54.0]);
    assert_eq!(total(&alone, "guests_international"), 0.0);
    assert!(lines.place(frame.form.index("rooms").unwrap()).is_none(), "stocks are not estimated");
}

#[test]
fn half_a_month_of_last_year_says_what_a_month_would_have_been_and_a_few_days_say_nothing() {
    let catalogue = Catalogue::embedded().unwrap();
    let frame = monthly(&catalogue);
    let lines = Lines::of(frame);
    let sold = lines.place(frame.form.index("room_nights_sold").unwrap()).unwrap();
    for (days, expected) in [(30, Some(100.0)), (15, Some(200.0)), (8, Some(375.0)), (7, None), (0, None)] {
        let told = figures(frame, &[("days_open", days), ("room_nights_sold", 100)]);
        assert_eq!(lines.last_year(&told, 30).map(|components| components[sold]), expected, "{days} days");
    }
    assert_eq!(lines.last_year(&figures(frame, &[("days_open", 0), ("room_nights_sold", 0)]), 30), None);
    let unsaid = figures(frame, &[("room_nights_sold", 100)]);
    assert_eq!(lines.last_year(&unsaid, 30).unwrap()[sold], 100.0);
}

fn population() -> impl Strategy<Value = Vec<House>> {
    let house =
        (0..3_i16, 0..2_usize, 1..200_i32, proptest::option::of(0..5_000_u32), proptest::option::of(0..5_000_u32));
    proptest::collection::vec(house, 10..60).prop_map(|houses| {
        type Row = (i16, usize, i32, Option<u32>, Option<u32>);
        let of = |(id, (stars, area, rooms, now, before)): (i64, Row)| {
            let place = (Hotel, stars, [SEA, HILL][area]);
            let before = before.filter(|before| *before > 0);
            of_type(id, place, rooms, now.map(f64::from), before.map(f64::from))
        };
        (0..).zip(houses).map(of).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn whatever_is_reported_no_estimate_is_negative_and_groups_add_up(houses in population()) {
        let missing = houses.iter().filter(|house| house.now.is_none()).count();
        let known = Known { lines: Lines::typed(1), houses };
        let Ok(fit) = Fit::of(&known, Draws::seeded(3), 100) else { return Ok(()) };
        let (all, range) = everything(&fit);
        prop_assert_eq!(all.houses as usize, missing);
        prop_assert!(0 <= range.low && range.low <= range.estimated && range.estimated <= range.high, "{:?}", range);
        let of_area = |area: &str| fit.sampled(|key| key.area.0 == area).point(&[0]);
        prop_assert_eq!(of_area(SEA) + of_area(HILL), range.estimated);
        prop_assert!(fit.houses().iter().all(|house| house.line(&fit.lines, 0) >= 0));
    }
}
