use chrono::TimeZone;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn facts(area: &str, stars: i16, rooms: i32) -> Facts {
    Facts { area_code: AreaCode(area.into()), kind: EstablishmentType::Hotel, stars, rooms, beds: rooms * 2 }
}

fn record(opened: &str, closed: &str, suspensions: &[(&str, &str)]) -> Record {
    let date = |text: &str| (!text.is_empty()).then(|| day(text));
    Record {
        id: EstablishmentId(1),
        code: "CS001".into(),
        opened_on: date(opened),
        closed_on: date(closed),
        facts: vec![DatedFacts { valid_from: day("2020-01-01"), facts: facts("26506", 3, 20) }],
        suspensions: suspensions.iter().map(|(from, to)| Suspension { from: day(from), to: date(to) }).collect(),
    }
}

/// Opening, closing and suspensions at each edge of the period.
#[test]
fn a_house_owes_a_period_if_it_is_open_on_at_least_one_of_its_days() {
    type Case<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);
    let cases: &[Case] = &[
        ("2026-06", "", "", &[], "owes"),
        // opening
        ("2026-06", "2026-06-30", "", &[], "owes"),
        ("2026-06", "2026-07-01", "", &[], "nothing"),
        ("2026-06", "2026-05-31", "", &[], "owes"),
        // closing: the date is the first day closed
        ("2026-06", "", "2026-06-01", &[], "nothing"),
        ("2026-06", "", "2026-06-02", &[], "owes"),
        ("2026-06", "", "2026-07-01", &[], "owes"),
        ("2026-06", "", "2026-05-31", &[], "nothing"),
        // opened and closed within the period; never open
        ("2026-06", "2026-06-10", "2026-06-11", &[], "owes"),
        ("2026-06", "2026-06-10", "2026-06-10", &[], "nothing"),
        ("2026-06", "2026-06-20", "2026-06-10", &[], "nothing"),
        // suspension at the first and last day
        ("2026-06", "", "", &[("2026-06-01", "2026-06-30")], "suspended"),
        ("2026-06", "", "", &[("2026-06-02", "2026-06-30")], "owes"),
        ("2026-06", "", "", &[("2026-06-01", "2026-06-29")], "owes"),
        ("2026-06", "", "", &[("2026-05-01", "2026-08-31")], "suspended"),
        ("2026-06", "", "", &[("2026-06-01", "")], "suspended"),
        ("2026-06", "", "", &[("2026-06-02", "")], "owes"),
        ("2026-06", "", "", &[("2026-05-01", "2026-05-31")], "owes"),
        ("2026-06", "", "", &[("2026-07-01", "")], "owes"),
        // adjoining, overlapping, with a day between, in any order
        ("2026-06", "", "", &[("2026-06-01", "2026-06-15"), ("2026-06-16", "2026-06-30")], "suspended"),
        ("2026-06", "", "", &[("2026-06-16", "2026-06-30"), ("2026-06-01", "2026-06-15")], "suspended"),
        ("2026-06", "", "", &[("2026-06-01", "2026-06-20"), ("2026-06-10", "2026-06-30")], "suspended"),
        ("2026-06", "", "", &[("2026-06-01", "2026-06-15"), ("2026-06-17", "2026-06-30")], "owes"),
        // suspensions cover all *remaining* days
        ("2026-06", "2026-06-10", "", &[("2026-06-10", "2026-06-30")], "suspended"),
        ("2026-06", "2026-06-09", "", &[("2026-06-10", "2026-06-30")], "owes"),
        ("2026-06", "", "2026-06-20", &[("2026-06-01", "2026-06-19")], "suspended"),
        ("2026-06", "", "2026-06-21", &[("2026-06-01", "2026-06-19")], "owes"),
        // leap February
        ("2028-02", "2028-02-29", "", &[], "owes"),
        ("2028-02", "", "", &[("2028-02-01", "2028-02-28")], "owes"),
        ("2028-02", "", "", &[("2028-02-01", "2028-02-29")], "suspended"),
        ("2027-02", "", "", &[("2027-02-01", "2027-02-28")], "suspended"),
        // the yearly report and a range of days
        ("2026-Y", "2026-12-31", "", &[], "owes"),
        ("2026-Y", "", "2026-01-01", &[], "nothing"),
        ("2027-02-04..2027-02-14", "2027-02-14", "", &[], "owes"),
        ("2027-02-04..2027-02-14", "", "2027-02-04", &[], "nothing"),
        ("2027-02-04..2027-02-14", "", "", &[("2027-02-01", "2027-02-13")], "owes"),
    ];
    for (period, opened, closed, suspensions, expected) in cases {
        let record = record(opened, closed, suspensions);
        let got = match obligation(&Audience::default(), period.parse().unwrap(), &record) {
            Obligation::Owes(_) => "owes",
            Obligation::Suspended(_) => "suspended",
            Obligation::Nothing => "nothing",
        };
        assert_eq!(got, *expected, "{period} opened {opened:?} closed {closed:?} suspended {suspensions:?}");
        assert_eq!(
            owes(&Audience::default(), period.parse().unwrap(), &record).is_some(),
            *expected == "owes",
            "{period}"
        );
    }
}

#[test]
fn a_house_without_facts_owes_nothing() {
    let deleted = Record { facts: Vec::new(), ..record("", "", &[]) };
    assert_eq!(obligation(&Audience::default(), Period::month(2026, 6), &deleted), Obligation::Nothing);
}

/// Facts are those of the last open day in the period: a move, a new rank and more rooms count from their day.
#[test]
fn facts_are_those_of_the_last_open_day_in_the_period() {
    let mut moved = record("", "", &[]);
    moved.facts.push(DatedFacts { valid_from: day("2026-06-15"), facts: facts("26542", 4, 30) });
    type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);
    let cases: &[Case] = &[
        ("2026-05", "", &[], "26506"),
        ("2026-06", "", &[], "26542"),
        ("2026-06", "2026-06-15", &[], "26506"),
        ("2026-06", "2026-06-16", &[], "26542"),
        ("2026-06", "", &[("2026-06-15", "")], "26506"),
        ("2026-06", "", &[("2026-06-16", "")], "26542"),
        // before its first facts a house has those same ones
        ("2019-01", "", &[], "26506"),
    ];
    for (period, closed, suspensions, area) in cases {
        let dates = record("", closed, suspensions);
        let record = Record { facts: moved.facts.clone(), ..dates };
        let facts = owes(&Audience::default(), period.parse().unwrap(), &record).unwrap();
        assert_eq!(facts.area_code.0, *area, "{period} closed {closed:?} suspended {suspensions:?}");
    }
}

#[test]
fn an_audience_asks_those_who_fit_each_of_its_lists() {
    let all = Audience::default();
    let areas = || vec![AreaCode("26506".into()), AreaCode("26542".into())];
    let cases = [
        (all.clone(), true),
        (Audience { types: vec![EstablishmentType::Hotel], ..all.clone() }, true),
        (Audience { types: vec![EstablishmentType::Homestay], ..all.clone() }, false),
        (Audience { stars: vec![3, 4, 5], ..all.clone() }, true),
        (Audience { stars: vec![0], ..all.clone() }, false),
        (Audience { areas: areas(), stars: vec![3], ..all.clone() }, true),
        (Audience { areas: areas(), stars: vec![5], ..all.clone() }, false),
        (Audience { min_rooms: Some(20), ..all.clone() }, true),
        (Audience { min_rooms: Some(21), ..all.clone() }, false),
        (Audience { codes: vec!["CS001".into()], ..all.clone() }, true),
        (Audience { codes: vec!["CS002".into()], ..all }, false),
    ];
    for (audience, asked) in cases {
        let written = serde_json::to_string(&audience).unwrap();
        assert_eq!(serde_json::from_str::<Audience>(&written).unwrap(), audience, "{written}");
        assert_eq!(owes(&audience, Period::month(2026, 6), &record("", "", &[])).is_some(), asked, "{written}");
    }
}

#[test]
fn owed_is_filed_and_returned_and_missing_and_a_filed_house_is_always_owed() {
    let due = Utc.with_ymd_and_hms(2026, 7, 20, 16, 59, 59).unwrap();
    let before = due - chrono::Duration::days(1);
    let owing = Obligation::Owes(facts("26506", 3, 20));
    let filed = Report { state: ReportState::Submitted, latest_version: 1, ..Report::default() };
    let returned =
        Report { state: ReportState::Returned, returned_due_at: Some(due), latest_version: 1, ..Report::default() };
    let standings = [
        Standing::of(&owing, None, due, before),
        Standing::of(&owing, None, due, due),
        Standing::of(&owing, None, due, due + chrono::Duration::seconds(1)),
        Standing::of(&owing, Some(&filed), due, before),
        Standing::of(&owing, Some(&returned), due, before),
        Standing::of(&Obligation::Nothing, Some(&filed), due, before),
        Standing::of(&Obligation::Suspended(facts("26506", 3, 20)), None, due, before),
        Standing::of(&Obligation::Nothing, None, due, before),
        Standing::of(&Obligation::Nothing, Some(&returned), due, before),
    ];
    assert_eq!(standings[..3], [Standing::Missing, Standing::Missing, Standing::Overdue]);
    let mut tally = Tally::default();
    standings.iter().for_each(|standing| tally.add(*standing, 20));
    assert_eq!((tally.owed, tally.filed, tally.returned, tally.missing, tally.overdue), (6, 2, 1, 3, 1));
    assert_eq!((tally.rooms_owed, tally.rooms_filed, tally.suspended), (120, 40, 1));
    assert_eq!((tally.share_filed(), tally.share_of_rooms()), (Some(333), Some(333)));
    assert_eq!(Tally::default().share_filed(), None);
}
