//! The tables of suspensions: what is refused and why, who may do what, and what it does to reports.
use super::*;
use crate::domain::{
    AreaCode, EstablishmentId,
    establishment::{DatedFacts, EstablishmentType, Facts},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(from: &str, to: &str) -> Suspension {
    Suspension { from: day(from), to: to.parse().ok() }
}

fn house(opened: &str, closed: &str, confirmed: &[Suspension]) -> Record {
    let facts =
        Facts { area_code: AreaCode("26506".into()), kind: EstablishmentType::Hotel, stars: 3, rooms: 20, beds: 36 };
    Record {
        id: EstablishmentId(1),
        code: "CS00001".into(),
        opened_on: opened.parse().ok(),
        closed_on: closed.parse().ok(),
        facts: vec![DatedFacts { valid_from: day("0001-01-01"), facts }],
        suspensions: confirmed.to_vec(),
    }
}

/// The 10th of July 2026; a suspension of May to mid-July is confirmed (7), one of October waits (8), one of December was
/// refused (9).
fn kept() -> Vec<Kept> {
    vec![
        Kept { id: 7, days: days("2026-05-01", "2026-07-15"), state: SuspensionState::Confirmed },
        Kept { id: 8, days: days("2026-10-01", "2026-10-31"), state: SuspensionState::Proposed },
        Kept { id: 9, days: days("2026-12-01", ""), state: SuspensionState::Refused },
    ]
}

fn weigh(by: Role, filed: &[&str], proposal: (&str, &str, Option<i64>)) -> Result<(), Refusal> {
    let kept = kept();
    let record = house("2026-03-01", "2027-06-01", &[kept[0].days]);
    let filed: Vec<Period> = filed.iter().map(|period| period.parse().unwrap()).collect();
    let weighing = Weighing { record: &record, kept: &kept, filed: &filed, today: day("2026-07-10"), by };
    let (from, to, replaces) = proposal;
    weighing.weigh(&Proposal { days: days(from, to), reason: "Sửa chữa".into(), replaces })
}

#[test]
fn days_that_cannot_be_suspended_are_refused_and_others_are_not() {
    let (hotel, officer) = (Role::Reporter, Role::Officer);
    let held = kept();
    for (by, filed, from, to, expected) in [
        (hotel, &[][..], "2026-08-01", "2026-08-31", Ok(())),
        (hotel, &[], "2026-08-01", "2026-08-01", Ok(())),
        (hotel, &[], "2026-11-01", "", Ok(())),
        // the last day before the first
        (
            hotel,
            &[],
            "2026-08-02",
            "2026-08-01",
            Err(Refusal::BackToFront { from: day("2026-08-02"), to: day("2026-08-01") }),
        ),
        // past days: three months for the hotel, older ones for an officer
        (hotel, &[], "2026-04-01", "2026-04-30", Ok(())),
        (
            hotel,
            &[],
            "2026-03-31",
            "2026-04-30",
            Err(Refusal::TooEarly { from: day("2026-03-31"), earliest: day("2026-04-01") }),
        ),
        (officer, &[], "2026-03-31", "2026-04-30", Ok(())),
        (
            officer,
            &[],
            "2006-06-30",
            "2026-04-30",
            Err(Refusal::TooEarly { from: day("2006-06-30"), earliest: day("2006-07-10") }),
        ),
        // a slip in the year
        (hotel, &[], "2027-07-11", "", Err(Refusal::TooLate { from: day("2027-07-11"), latest: day("2027-07-10") })),
        (
            hotel,
            &[],
            "2026-08-01",
            "2036-08-31",
            Err(Refusal::TooLong { to: day("2036-08-31"), last_end: day("2029-08-01") }),
        ),
        // not open yet, closed
        (officer, &[], "2026-01-01", "2026-02-28", Err(Refusal::NotOpen(day("2026-03-01")))),
        (officer, &[], "2026-01-01", "2026-03-01", Ok(())),
        (hotel, &[], "2027-06-01", "", Err(Refusal::Closed(day("2027-06-01")))),
        (hotel, &[], "2027-05-31", "", Ok(())),
        // overlaps: at the edge, open-ended, with one that waits, not with one that was refused
        (hotel, &[], "2026-07-16", "2026-07-31", Ok(())),
        (hotel, &[], "2026-07-15", "2026-07-31", Err(Refusal::Overlaps(held[0]))),
        (hotel, &[], "2026-04-20", "2026-05-01", Err(Refusal::Overlaps(held[0]))),
        (hotel, &[], "2026-04-20", "", Err(Refusal::Overlaps(held[0]))),
        (hotel, &[], "2026-10-31", "2026-11-05", Err(Refusal::Overlaps(held[1]))),
        (officer, &[], "2026-09-01", "", Err(Refusal::Overlaps(held[1]))),
        (hotel, &[], "2026-12-01", "2026-12-31", Ok(())),
        // over a period that was reported: only if the days cover all that was open of it
        (hotel, &["2026-04"], "2026-04-01", "2026-04-30", Err(Refusal::Filed("2026-04".parse().unwrap()))),
        (hotel, &["2026-04"], "2026-04-02", "2026-04-30", Ok(())),
        (hotel, &["2026-07"], "2026-07-16", "2026-07-31", Err(Refusal::Filed("2026-07".parse().unwrap()))),
        (hotel, &["2026-07"], "2026-07-17", "2026-07-31", Ok(())),
        (hotel, &["2026-06"], "2026-08-01", "2026-08-31", Ok(())),
    ] {
        let got = weigh(by, filed, (from, to, None));
        assert_eq!(got, expected, "{by} {from}–{to} filed {filed:?}");
    }
}

#[test]
fn the_end_of_a_confirmed_one_may_be_earlier_later_or_open_but_not_the_same() {
    for (id, from, to, expected) in [
        (7, "2026-05-01", "2026-06-20", Ok(())),
        (7, "2026-05-01", "2026-08-31", Ok(())),
        (7, "2026-05-01", "2026-05-01", Ok(())),
        (7, "2026-05-01", "", Err(Refusal::Overlaps(kept()[1]))),
        (7, "2026-05-01", "2026-07-15", Err(Refusal::SameEnd)),
        (7, "2026-05-01", "2026-04-30", Err(Refusal::BackToFront { from: day("2026-05-01"), to: day("2026-04-30") })),
        (7, "2026-05-02", "2026-06-20", Err(Refusal::NothingToChange)),
        (8, "2026-10-01", "2026-10-20", Err(Refusal::NothingToChange)),
        (5, "2026-05-01", "2026-06-20", Err(Refusal::NothingToChange)),
    ] {
        assert_eq!(weigh(Role::Reporter, &[], (from, to, Some(id))), expected, "{id}: {from}–{to}");
    }
}

#[test]
fn a_reason_is_needed_and_not_too_long() {
    let record = house("", "", &[]);
    let weighing = Weighing { record: &record, kept: &[], filed: &[], today: day("2026-07-10"), by: Role::Reporter };
    let with = |reason: String| weighing.weigh(&Proposal { days: days("2026-08-01", ""), reason, replaces: None });
    assert_eq!(with(" \t".into()), Err(Refusal::NoReason));
    assert_eq!(with("ố".repeat(LONGEST_REASON + 1)), Err(Refusal::LongReason));
    assert_eq!(with("ố".repeat(LONGEST_REASON)), Ok(()));
}

#[test]
fn who_may_do_what_in_which_state() {
    use SuspensionState::{Confirmed, Proposed, Refused, Replaced, Withdrawn};
    for role in Role::ALL {
        let (hotel, office) = (*role == Role::Reporter, matches!(role, Role::Officer | Role::Admin));
        for state in SuspensionState::ALL {
            for action in [Action::Confirm, Action::Refuse, Action::Withdraw] {
                let expected = match (state, action) {
                    (Refused | Withdrawn | Replaced, _) => Err(NotAllowed::Ended(*state)),
                    (Proposed, Action::Confirm) if office => Ok(Confirmed),
                    (Proposed, Action::Refuse) if office => Ok(Refused),
                    (Proposed, Action::Withdraw) if office => Err(NotAllowed::Decide),
                    (Proposed, Action::Withdraw) if hotel => Ok(Withdrawn),
                    (Confirmed, Action::Withdraw) if office => Ok(Withdrawn),
                    (Confirmed, Action::Withdraw) if hotel => Err(NotAllowed::ChangeItsEnd),
                    (Confirmed, _) if office => Err(NotAllowed::Ended(Confirmed)),
                    _ => Err(NotAllowed::Role),
                };
                assert_eq!(state.after(action, *role), expected, "{role} {action:?} {state}");
            }
        }
    }
}

#[test]
fn what_it_does_to_a_report_is_told_before_it_is_confirmed() {
    let held = [Kept { id: 7, days: days("2026-05-01", "2026-06-30"), state: SuspensionState::Confirmed }];
    let record = house("", "", &[held[0].days]);
    for (period, from, to, replaces, expected) in [
        ("2026-07", "2026-07-01", "2026-07-31", None, Some(Effect::Lifted)),
        ("2026-07", "2026-07-01", "", None, Some(Effect::Lifted)),
        ("2026-07", "2026-07-02", "", None, Some(Effect::StillOwed)),
        ("2026-07", "2026-08-01", "", None, None),
        ("2026-06", "2026-08-01", "", None, None),
        ("2026-06", "2026-05-01", "2026-05-31", Some(7), Some(Effect::OwedAgain)),
        ("2026-06", "2026-05-01", "2026-06-10", Some(7), Some(Effect::OwedAgain)),
        ("2026-05", "2026-05-01", "2026-06-10", Some(7), None),
        ("2026-07", "2026-05-01", "2026-07-31", Some(7), Some(Effect::Lifted)),
    ] {
        let weighing =
            Weighing { record: &record, kept: &held, filed: &[], today: day("2026-07-10"), by: Role::Reporter };
        let proposal = Proposal { days: days(from, to), reason: "Sửa chữa".into(), replaces };
        let after = weighing.record_after(&proposal);
        let got = effect(&Audience::default(), period.parse().unwrap(), &record, &after, &proposal.days);
        assert_eq!(got, expected, "{period}: {from}–{to}");
    }
}

#[test]
fn every_refusal_says_what_to_do() {
    let held = kept();
    let d = day("2026-07-01");
    for refusal in [
        Refusal::NoReason,
        Refusal::LongReason,
        Refusal::BackToFront { from: d, to: d },
        Refusal::TooEarly { from: d, earliest: d },
        Refusal::TooLate { from: d, latest: d },
        Refusal::TooLong { to: d, last_end: d },
        Refusal::Closed(d),
        Refusal::NotOpen(d),
        Refusal::Overlaps(held[0]),
        Refusal::Overlaps(held[1]),
        Refusal::Filed("2026-06".parse().unwrap()),
        Refusal::NothingToChange,
        Refusal::SameEnd,
    ] {
        for lang in [Lang::Vi, Lang::En] {
            let text = refusal.get(lang);
            assert!(text.ends_with('.') && text.len() > 15, "{text}");
        }
    }
    assert_eq!(
        Refusal::Overlaps(held[1]).get(Lang::Vi),
        "Trùng ngày với đợt tạm ngừng 01/10/2026–31/10/2026 đang chờ xác nhận. Bỏ đề nghị đó trước, hoặc chọn ngày khác."
    );
}
