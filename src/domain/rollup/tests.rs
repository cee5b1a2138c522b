use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::{Arc, LazyLock},
};

use proptest::prelude::*;

use super::{
    cells::{Builder, Counting, UncountedHouse},
    cut::{By, Cut, Group},
    document::Filed,
    houses::{Houses, Matched},
    line::Frame,
    table::{Spans, Table, split},
    total::{Month, Span, total, totals},
    *,
};
use crate::domain::{
    AreaCode, EstablishmentId,
    catalogue::Catalogue,
    establishment::{EstablishmentType, Facts, SizeClass},
    form::{Form, FormCode, Frequency},
    report::Basis,
};

fn form() -> &'static Form {
    static FORM: LazyLock<Form> = LazyLock::new(|| {
        let catalogue = Catalogue::embedded().unwrap();
        catalogue.latest(&FormCode("01-H/DL-CSLT".into())).unwrap().clone()
    });
    &FORM
}

fn frame(form: &Form) -> Frame<'_> {
    Frame { form, frequency: Frequency::Monthly }
}

fn key(area: &str, stars: i16) -> CellKey {
    CellKey { area: AreaCode(area.into()), kind: EstablishmentType::Hotel, stars, size: SizeClass::To19 }
}

/// A counted report: some lines by code, everything else missing.
#[derive(Clone, Debug)]
struct Report {
    id: i64,
    key: CellKey,
    nil: bool,
    values: BTreeMap<&'static str, i64>,
}

fn report(id: i64, key: CellKey, values: &[(&'static str, i64)]) -> Report {
    Report { id, key, nil: false, values: values.iter().copied().collect() }
}

fn filed(form: &Form, report: &Report) -> Filed {
    let lines = frame(form).counted_lines();
    Filed { values: lines.iter().map(|l| report.values.get(l.code.as_str()).copied()).collect(), ..Filed::default() }
}

/// A month in which `reports` count and `owing` (10 rooms each) owe.
fn month(form: &Form, period: &str, reports: &[Report], owing: &[(i64, CellKey)]) -> Month {
    let mut builder = Builder::new(form, frame(form).counted_lines());
    for report in reports {
        let filed = filed(form, report);
        let house = EstablishmentId(report.id);
        builder.add(&Counting { house, key: &report.key, nil: report.nil, late: false, rooms: 10, filed: &filed });
    }
    at(period, builder, owing.iter().map(|(id, key)| (*id, key.clone(), 10)))
}

fn at(period: &str, builder: Builder, owing: impl Iterator<Item = (i64, CellKey, i32)>) -> Month {
    let facts = |key: CellKey, rooms| Facts { area_code: key.area, kind: key.kind, stars: key.stars, rooms, beds: 0 };
    let owing: Owing = owing.map(|(id, key, rooms)| (EstablishmentId(id), facts(key, rooms))).collect();
    let cells = builder.finish();
    let gaps = Arc::new(gaps(&cells, &owing));
    Month { period: period.parse().unwrap(), cells: Arc::new(cells), gaps, withheld: None }
}

fn houses(form: &Form, reports: &[Report]) -> Houses {
    let mut houses = Houses::new(frame(form).counted_lines());
    for report in reports {
        houses.add(EstablishmentId(report.id), &report.key, report.nil, &filed(form, report));
    }
    houses.finish()
}

fn span(months: Vec<Month>) -> Span {
    Span { months, gone: Arc::default() }
}

fn figure(form: &Form, total: &Total, code: &str) -> Option<i64> {
    total.figures[form.index(code).unwrap()]
}

#[test]
fn the_occupancy_of_a_group_comes_from_its_sums_and_is_no_mean_of_rates() {
    let form = form();
    let forty = report(1, key("26506", 3), &[("room_nights_sold", 1152), ("room_nights_available", 2880)]);
    let ninety = report(2, key("26506", 5), &[("room_nights_sold", 1908), ("room_nights_available", 2120)]);
    let months = span(vec![month(form, "2026-06", &[forty, ninety], &[])]);
    let by_stars = totals(frame(form), &months, |key| Some(key.stars));
    assert_eq!(figure(form, &by_stars[&3], "occupancy"), Some(400));
    assert_eq!(figure(form, &by_stars[&5], "occupancy"), Some(900));
    let all = total(frame(form), &months, |_| true);
    assert_eq!(figure(form, &all, "occupancy"), Some(612));
}

#[test]
fn missing_is_not_nil_and_nil_is_not_missing_and_zero_is_a_number() {
    let form = form();
    let zeros = [("guests_international", 0), ("room_nights_sold", 0), ("room_nights_available", 300)];
    let nil = Report { nil: true, ..report(1, key("26506", 3), &zeros) };
    let partial = report(2, key("26506", 3), &[("room_nights_sold", 30)]);
    let owing = [(1, key("26506", 3)), (2, key("26506", 3)), (3, key("26506", 3))];
    let months = span(vec![month(form, "2026-06", &[nil, partial], &owing)]);
    let all = total(frame(form), &months, |_| true);
    let coverage = all.coverage;
    assert_eq!((coverage.reports, coverage.nil, coverage.missing, coverage.owed()), (2, 1, 1, 3));
    assert_eq!(figure(form, &all, "guests_international"), Some(0), "a typed zero counts");
    assert_eq!(all.given[form.index("guests_international").unwrap()], 1);
    assert_eq!(figure(form, &all, "guests_domestic"), None, "nobody gave it: missing, not zero");
    assert_eq!(figure(form, &all, "occupancy"), Some(100), "the nil report's rooms were open");
    let nobody = total(frame(form), &months, |key| key.stars == 5);
    assert_eq!(nobody.coverage, Coverage::default());
    assert!(nobody.figures.iter().all(Option::is_none));
}

#[test]
fn a_returned_report_counts_as_owed_only_while_it_is_owed_or_a_version_stays_accepted() {
    let form = form();
    let left_out = |id, why| UncountedHouse { id: EstablishmentId(id), key: key("26506", 2), rooms: 7, why };
    let mut builder = Builder::new(form, frame(form).counted_lines());
    builder.leave_out(left_out(3, Uncounted::Awaiting));
    builder.leave_out(left_out(1, Uncounted::Returned));
    builder.leave_out(left_out(4, Uncounted::Returned));
    builder.leave_out(left_out(2, Uncounted::ReturnedBesideAccepted));
    let months = span(vec![at("2026-06", builder, [(4, key("26548", 3), 9)].into_iter())]);
    let by_area = totals(frame(form), &months, |key| Some(key.area.0.clone()));
    let (by_report, by_register) = (by_area["26506"].coverage, by_area["26548"].coverage);
    assert_eq!((by_report.returned, by_report.awaiting, by_report.rooms_owing, by_report.missing), (1, 1, 14, 0));
    assert_eq!((by_register.returned, by_register.rooms_owing, by_register.owed()), (1, 9, 1));
}

#[test]
fn a_stock_of_a_quarter_is_the_latest_of_each_house_open_at_its_end() {
    let form = form();
    let staff = |id, value| report(id, key("26506", 3), &[("staff_total", value), ("room_nights_sold", 100)]);
    let april = month(form, "2026-04", &[staff(1, 10), staff(2, 20), staff(3, 7)], &[]);
    let may = month(form, "2026-05", &[staff(1, 11), staff(4, 40)], &[]);
    let june = month(form, "2026-06", &[staff(1, 12), report(4, key("26506", 4), &[("room_nights_sold", 1)])], &[]);
    let gone = Arc::new(HashSet::from([EstablishmentId(3)]));
    let quarter = Span { months: vec![april, may, june], gone };
    let line = form.index("staff_total").unwrap();
    let all = total(frame(form), &quarter, |_| true);
    assert_eq!((all.figures[line], all.given[line], all.older[line]), (Some(12 + 20 + 40), 3, 2));
    assert_eq!(figure(form, &all, "room_nights_sold"), Some(601), "flows add up, of closed houses too");
    // House 4 is counted where its latest report stands.
    let by_stars = totals(frame(form), &quarter, |key| Some(key.stars));
    assert_eq!((by_stars[&3].figures[line], by_stars[&4].figures[line]), (Some(32), Some(40)));
}

#[test]
fn changes_compare_only_houses_that_reported_in_both_periods() {
    let form = form();
    let guests = |id, value| {
        report(
            id,
            key("26506", 3),
            &[("guests_total", value), ("room_nights_sold", value), ("room_nights_available", 200)],
        )
    };
    let june = [guests(1, 120), guests(2, 60), guests(9, 1000)];
    let may = [guests(1, 100), guests(2, 50), guests(8, 5)];
    let spans = Spans {
        now: span(vec![month(form, "2026-06", &june, &[])]),
        previous: Some(span(vec![month(form, "2026-05", &may, &[])])),
        matched_previous: vec![Arc::new(Matched::of(&houses(form, &june), &houses(form, &may)))],
        ..Spans::default()
    };
    let table = Table::of(frame(form), &spans, &Cut::default());
    let row = table.row(form.index("guests_total").unwrap()).unwrap();
    assert_eq!((row.now, row.previous), (Some(1180), Some(155)));
    let change = row.vs_previous.unwrap();
    assert_eq!((change.index(), change.percent(), table.coverage.compared_previous), (Some(1200), Some(200), 2));
    let occupancy = table.row(form.index("occupancy").unwrap()).unwrap().vs_previous.unwrap();
    assert_eq!(occupancy.points(), 450 - 375, "points, from the sums of the same houses");
    assert_eq!((row.last_year, row.vs_last_year, row.cumulative), (None, None, None));
}

#[test]
fn cumulative_columns_of_stocks_stay_empty() {
    let form = form();
    let filed = [report(1, key("26506", 3), &[("staff_total", 9), ("guests_total", 5)])];
    let months = vec![month(form, "2026-01", &filed, &[]), month(form, "2026-02", &filed, &[])];
    let spans = Spans { now: span(vec![months[1].clone()]), cumulative: Some(span(months)), ..Spans::default() };
    let table = Table::of(frame(form), &spans, &Cut::default());
    let cumulative = |code: &str| table.row(form.index(code).unwrap()).unwrap().cumulative;
    assert_eq!((cumulative("staff_total"), cumulative("guests_total")), (None, Some(10)));
}

#[test]
fn an_officer_sees_no_more_than_the_part_that_is_theirs() {
    use crate::domain::role::Scope;
    let area = |code: &str| AreaCode(code.into());
    let asked = Cut { areas: Some(BTreeSet::from([area("26506"), area("26548")])), ..Cut::default() };
    let within = asked.clone().within(&Scope::Areas(vec![area("26548"), area("26575")]));
    assert!(within.covers(&key("26548", 1)) && !within.covers(&key("26506", 1)) && !within.covers(&key("26575", 1)));
    assert_eq!(asked.clone().within(&Scope::Department), asked);
    assert!(!Cut::default().within(&Scope::Establishments(vec![EstablishmentId(1)])).covers(&key("26506", 1)));
}

const CODES: [&str; 5] = ["staff_total", "room_nights_available", "room_nights_sold", "guests_total", "revenue_rooms"];

fn any_report() -> impl Strategy<Value = Report> {
    let area = prop::sample::select(vec!["26506", "26548", "26575"]);
    let values = prop::collection::vec(prop::option::weighted(0.8, 0..2000_i64), CODES.len());
    (0..12_i64, area, 0..4_i16, any::<bool>(), values).prop_map(|(id, area, stars, nil, values)| Report {
        id,
        key: key(area, stars),
        nil,
        values: CODES.into_iter().zip(values).filter_map(|(code, value)| Some((code, value?))).collect(),
    })
}

/// Up to three months of reports, one a house.
fn any_months() -> impl Strategy<Value = Vec<Vec<Report>>> {
    let one = prop::collection::vec(any_report(), 0..20).prop_map(|reports| {
        let by_id: BTreeMap<i64, Report> = reports.into_iter().map(|r| (r.id, r)).collect();
        by_id.into_values().collect()
    });
    prop::collection::vec(one, 1..4)
}

fn naive_sum(months: &[Vec<Report>], code: &str, of: impl Fn(&Report) -> bool) -> Option<i64> {
    let all = months.iter().flatten().filter(|r| of(r));
    all.filter_map(|r| r.values.get(code)).fold(None, |sum, value| Some(sum.unwrap_or(0) + value))
}

fn naive_stock(months: &[Vec<Report>], gone: &HashSet<EstablishmentId>) -> Option<i64> {
    if months.len() == 1 {
        return naive_sum(months, "staff_total", |_| true);
    }
    let open = months.iter().flatten().filter(|r| !gone.contains(&EstablishmentId(r.id)));
    let latest: BTreeMap<i64, i64> = open.filter_map(|r| Some((r.id, *r.values.get("staff_total")?))).collect();
    latest.into_values().fold(None, |sum, value| Some(sum.unwrap_or(0) + value))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cells_equal_sums_over_reports_in_any_cut_and_span(months in any_months(), gone in prop::collection::hash_set(0..12_i64, 0..4)) {
        let form = form();
        let gone: HashSet<_> = gone.into_iter().map(EstablishmentId).collect();
        let all: Vec<(i64, CellKey)> = (0..12).map(|id| (id, key("26506", 1))).collect();
        let made = months.iter().enumerate().map(|(i, r)| month(form, &format!("2026-0{}", i + 1), r, &all)).collect();
        let span = Span { months: made, gone: Arc::new(gone.clone()) };
        let whole = total(frame(form), &span, |_| true);
        let filed = months.iter().map(Vec::len).sum::<usize>() as u32;
        prop_assert_eq!(whole.coverage.reports, filed);
        prop_assert_eq!(whole.coverage.owed(), 12 * months.len() as u32);
        prop_assert_eq!(whole.coverage.nil, months.iter().flatten().filter(|r| r.nil).count() as u32);
        prop_assert_eq!(figure(form, &whole, "staff_total"), naive_stock(&months, &gone));
        for code in &CODES[1..] {
            prop_assert_eq!(figure(form, &whole, code), naive_sum(&months, code, |_| true));
            for (group, part) in totals(frame(form), &span, |key| Some((key.area.clone(), key.stars))) {
                let expected = naive_sum(&months, code, |r| (r.key.area.clone(), r.key.stars) == group);
                prop_assert_eq!(figure(form, &part, code), expected);
            }
        }
        let parts = totals(frame(form), &span, |key| Some(key.stars));
        let staff: i64 = parts.values().filter_map(|part| figure(form, part, "staff_total")).sum();
        prop_assert_eq!(staff, naive_stock(&months, &gone).unwrap_or(0));
        prop_assert!(whole.coverage.share_of_rooms().is_none_or(|share| share <= 1000));
    }

    #[test]
    fn a_split_adds_up_to_the_whole_and_compares_the_same_houses(now in any_months(), before in any_months()) {
        let form = form();
        let (now, before) = (&now[0], &before[0]);
        let spans = Spans {
            now: span(vec![month(form, "2026-06", now, &[])]),
            last_year: Some(span(vec![month(form, "2025-06", before, &[])])),
            matched_last_year: vec![Arc::new(Matched::of(&houses(form, now), &houses(form, before)))],
            ..Spans::default()
        };
        let parts = split(frame(form), &spans, &Cut::default(), &By::Area);
        let both: BTreeSet<i64> = now.iter().map(|r| r.id).filter(|id| before.iter().any(|r| r.id == *id)).collect();
        prop_assert_eq!(parts.iter().map(|p| p.vs_last_year.reports as usize).sum::<usize>(), both.len());
        let line = form.index("guests_total").unwrap();
        let earlier: i64 = parts.iter().filter_map(|p| p.vs_last_year.before[line]).sum();
        let expected = naive_sum(std::slice::from_ref(before), "guests_total", |r| both.contains(&r.id));
        prop_assert_eq!(earlier, expected.unwrap_or(0));
        let all_sorted = parts.windows(2).all(|pair| pair[0].group < pair[1].group);
        prop_assert!(all_sorted);
        prop_assert!(parts.iter().all(|p| matches!(&p.group, Group::Area(_))));
    }
}

#[test]
fn an_export_gives_numbers_in_the_forms_unit_and_nothing_where_nobody_reported() {
    let form = form();
    let filed = [
        report(1, key("26506", 4), &[("guests_domestic", 12), ("revenue_rooms", 1505)]),
        report(2, key("26509", 0), &[("guests_domestic", 30), ("revenue_rooms", 5)]),
    ];
    let owing = [(1, key("26506", 4)), (2, key("26509", 0)), (3, key("26509", 0))];
    let now = Span { months: vec![month(form, "2026-06", &filed, &owing)], ..Span::default() };
    let spans = Spans { now, ..Spans::default() };
    let period = "2026-06".parse().unwrap();
    let summary = export::summary(frame(form), period, Basis::Submitted, &spans, &Cut::default(), Some(&By::Stars));
    let json = serde_json::to_value(&summary).unwrap();
    let counts = ["reports", "owed", "nil", "missing"].map(|name| json[name].as_u64().unwrap());
    assert_eq!(
        (json["period"].as_str(), json["basis"].as_str(), counts),
        (Some("2026-06"), Some("submitted"), [2, 3, 0, 1])
    );
    assert_eq!(
        (&json["indicators"]["revenue_rooms"], &json["indicators"]["guests_domestic"]),
        (&151.into(), &42.into())
    );
    assert!(json["indicators"]["staff_total"].is_null() && json["share_of_rooms"] == 66.7);
    let groups: Vec<_> = json["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| (g["key"].as_str(), &g["indicators"]["revenue_rooms"]))
        .collect();
    assert_eq!(groups, [(Some("0"), &0.5.into()), (Some("4"), &150.5.into())]);
}
