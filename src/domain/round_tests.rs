use chrono::TimeZone;

use super::*;
use crate::domain::{AreaCode, establishment::EstablishmentType};

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
        (Audience { max_rooms: Some(20), ..all.clone() }, true),
        (Audience { max_rooms: Some(19), ..all.clone() }, false),
        (Audience { min_rooms: Some(20), max_rooms: Some(20), ..all.clone() }, true),
        (Audience { codes: vec!["CS001".into()], max_rooms: Some(19), ..all.clone() }, false),
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

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn june(moves: Vec<DueMove>) -> Round {
    let audience = Audience { types: vec![EstablishmentType::Hotel], ..Audience::default() };
    let new = NewRound {
        form: FormCode("01-H/DL-CSLT".into()),
        form_version: "2022-01".into(),
        period: Period::month(2026, 6),
        title: String::new(),
        audience,
        lines: None,
        opens_at: instant("2026-06-30T17:00:00Z"),
        due_at: instant("2026-07-20T16:59:59Z"),
        historic: false,
        message: None,
    };
    new.stored(RoundId(1)).with_moves(moves)
}

fn moved(whom: Whom, day: u32) -> DueMove {
    let due_at = Utc.with_ymd_and_hms(2026, 7, day, 10, 0, 0).unwrap();
    DueMove { whom, due_at, reason: "Bão số 3".into() }
}

fn commune(code: &str) -> Whom {
    Whom::Communes(vec![AreaCode(code.into())])
}

/// House before commune before all; of each the last word.
#[test]
fn a_due_instant_is_what_was_last_said_for_the_house_its_commune_or_all() {
    let (own, other) = (Whom::House(EstablishmentId(1)), Whom::House(EstablishmentId(2)));
    let cases: &[(Vec<DueMove>, u32)] = &[
        (vec![], 20),
        (vec![moved(Whom::Everyone, 22)], 22),
        (vec![moved(Whom::Everyone, 22), moved(Whom::Everyone, 21)], 21),
        (vec![moved(commune("26506"), 23)], 23),
        (vec![moved(commune("26526"), 23)], 20),
        (vec![moved(commune("26506"), 23), moved(Whom::Everyone, 27)], 23),
        (vec![moved(commune("26506"), 23), moved(commune("26506"), 24)], 24),
        (vec![moved(own.clone(), 25), moved(commune("26506"), 26), moved(Whom::Everyone, 27)], 25),
        (vec![moved(other, 25), moved(Whom::Everyone, 22)], 22),
        (vec![moved(own.clone(), 25), moved(own, 18)], 18),
        (vec![moved(Whom::Communes(vec![AreaCode("26526".into()), AreaCode("26506".into())]), 23)], 23),
    ];
    for (moves, day) in cases {
        let due = june(moves.clone()).due_for(EstablishmentId(1), &AreaCode("26506".into()));
        assert_eq!(due.format("%d").to_string(), format!("{day:02}"), "{moves:?}");
    }
}

/// On time until the moved instant, that one included; a report marked late is forgiven by a later one, none is made late.
#[test]
fn a_moved_due_instant_decides_who_is_overdue_and_who_is_late() {
    let owing = Obligation::Owes(facts("26506", 3, 20));
    let filed = |late, at: &str| Report {
        state: ReportState::Submitted,
        latest_version: 1,
        late,
        first_submitted_at: Some(instant(at)),
        ..Report::default()
    };
    let to_22 = june(vec![moved(Whom::Everyone, 22)]);
    let due = to_22.due_for(EstablishmentId(1), &AreaCode("26506".into()));
    let stands = |report: Option<&Report>, now| Standing::of(&owing, report, due, instant(now));
    assert_eq!(stands(None, "2026-07-22T10:00:00Z"), Standing::Missing);
    assert_eq!(stands(None, "2026-07-22T10:00:01Z"), Standing::Overdue);
    let cases = [
        (filed(true, "2026-07-21T10:00:00Z"), false),
        (filed(true, "2026-07-22T10:00:00Z"), false),
        (filed(true, "2026-07-22T10:00:01Z"), true),
        (filed(false, "2026-07-23T10:00:00Z"), false),
    ];
    for (report, late) in cases {
        assert_eq!(stands(Some(&report), "2026-08-01T00:00:00Z").is_late(), late, "{report:?}");
    }
}

#[test]
fn a_move_is_refused_for_one_reason_at_a_time() {
    let now = instant("2026-07-15T02:00:00Z");
    let reason = |text: &str| DueMove { reason: text.into(), ..moved(Whom::Everyone, 22) };
    let at = |text: &str| DueMove { due_at: instant(text), ..moved(Whom::Everyone, 22) };
    let closed = |round: Round| Round { closed_at: Some(now), ..round };
    let cases = [
        (june(vec![]), moved(Whom::Everyone, 22), Ok(())),
        (june(vec![]), moved(Whom::Everyone, 16), Ok(())),
        (closed(june(vec![])), moved(Whom::Everyone, 22), Err(MoveRefused::Closed)),
        (june(vec![]), at("2026-06-30T17:00:00Z"), Err(MoveRefused::BeforeOpening)),
        (june(vec![]), at("2026-07-20T16:59:59Z"), Err(MoveRefused::Unchanged)),
        (june(vec![]), at("2026-07-15T01:59:59Z"), Err(MoveRefused::Past)),
        (june(vec![]), reason("  "), Err(MoveRefused::NoReason)),
        (june(vec![]), reason(&"x".repeat(501)), Err(MoveRefused::LongReason)),
        (june(vec![]), moved(Whom::Communes(Vec::new()), 22), Err(MoveRefused::NoCommune)),
        // what has passed may be moved on, to an instant that has passed as well
        (june(vec![moved(Whom::Everyone, 10)]), moved(Whom::Everyone, 12), Ok(())),
    ];
    for (round, moved, expected) in cases {
        assert_eq!(round.may_move(&moved, &[round.due_at], now), expected, "{moved:?}");
    }
}

#[test]
fn a_round_is_closed_and_opened_again_for_a_reason() {
    let now = instant("2026-07-15T02:00:00Z");
    let open = june(vec![]);
    let closed = Round { closed_at: Some(now), ..open.clone() };
    let historic = Round { historic: true, ..open.clone() };
    assert_eq!(open.may_close("Đã chốt", now), Ok(()));
    assert_eq!(open.may_close(" ", now), Err(NotNow::NoReason));
    assert_eq!(open.may_reopen("Bổ sung", now), Err(NotNow::NotClosed));
    assert_eq!(closed.may_close("Đã chốt", now), Err(NotNow::ClosedAlready));
    assert_eq!(closed.may_reopen("Bổ sung", now), Ok(()));
    assert_eq!(closed.may_reopen("", now), Err(NotNow::NoReason));
    assert_eq!(historic.may_reopen("Bổ sung", now), Err(NotNow::Historic));
    assert!(!open.is_closed(now) && closed.is_closed(now) && !closed.is_closed(now - chrono::Duration::seconds(1)));
}

#[test]
fn a_round_with_a_title_has_an_address_of_its_own() {
    assert_eq!(june(vec![]).address(), "2026-06");
    let tet = Round { title: "Tết 2027".into(), period: "2027-02-04..2027-02-14".parse().unwrap(), ..june(vec![]) };
    assert_eq!(tet.address(), "2027-02-04..2027-02-14~tet-2027");
    assert_eq!(slug("  Lễ 30/4–1/5!"), "le-30-4-1-5");
    assert_eq!(slug("…"), "");
}
