use super::*;
use crate::domain::Text;

const HOURS: Hours = Hours { zone: chrono_tz::Asia::Ho_Chi_Minh, holidays: &[] };

fn stages() -> Vec<Stage> {
    let stage = |code: &str, days| Stage { code: code.into(), days, label: Text::new(code, code) };
    vec![
        stage("opened", None),
        stage("before_5", Some(-5)),
        stage("before_1", Some(-1)),
        stage("after_1", Some(1)),
        stage("after_5", Some(5)),
        stage("after_10", Some(10)),
    ]
}

/// An instant by the wall clock of Vietnam.
fn at(local: &str) -> DateTime<Utc> {
    format!("{local}:00+07:00").parse().unwrap()
}

/// June's round: opens on 1 July, due on 20 July 2026 at 23:59.
fn june() -> Span {
    Span { opens_at: at("2026-07-01T00:00"), due_at: at("2026-07-20T23:59") }
}

fn asked(stages: &[Stage]) -> Asked {
    Asked {
        round: RoundId(6),
        span: june(),
        closed_at: None,
        historic: false,
        stages: stages.to_vec(),
        returned_days: 5,
    }
}

fn contact(email: &str) -> Contact {
    Contact { email: email.into(), account: None }
}

fn owing(house: i64, people: &[&str]) -> Debtor {
    let reach = Reach::People(people.iter().map(|email| contact(email)).collect());
    let (establishment, due_at) = (EstablishmentId(house), june().due_at);
    Debtor { establishment, due_at, moved: false, returned_due_at: None, reach }
}

/// Who is told of which houses at which stage.
fn told(plan: &Plan) -> Vec<(String, String, Vec<i64>)> {
    let houses = |t: &Telling| t.houses.iter().map(|h| h.0).collect();
    plan.tellings.iter().map(|t| (t.to.email.clone(), t.stage.clone(), houses(t))).collect()
}

#[test]
fn the_latest_stage_that_was_planned_applies() {
    let cases = [
        ("2026-06-30T23:59", None),
        ("2026-07-01T00:00", None), // open, but the office is not: the telling is planned for 8:00
        ("2026-07-01T08:00", Some("opened")),
        ("2026-07-15T07:59", Some("opened")),
        ("2026-07-15T08:00", Some("before_5")),
        ("2026-07-18T12:00", Some("before_5")),
        ("2026-07-19T08:00", Some("before_1")),
        ("2026-07-20T23:59", Some("before_1")),
        ("2026-07-21T00:30", None), // due has passed, the morning after has not come
        ("2026-07-21T08:00", Some("after_1")),
        ("2026-07-25T08:00", Some("after_5")),
        ("2026-07-30T08:00", Some("after_10")),
        ("2026-08-06T07:59", Some("after_10")),
        ("2026-08-06T08:00", None), // too long ago to begin now
    ];
    for (now, expected) in cases {
        let stages = stages();
        let stage = june().stage_at(&stages, at(now), HOURS).map(|s| s.code.as_str());
        assert_eq!(stage, expected, "{now}");
    }
}

#[test]
fn a_round_opened_in_the_evening_is_told_the_next_morning() {
    let tet = Span { opens_at: at("2027-02-15T20:00"), due_at: at("2027-02-18T12:00") };
    let stages = stages();
    let stage = |now| tet.stage_at(&stages, at(now), HOURS).map(|s| s.code.as_str());
    // The stage of five days before lies before the opening, but is the latest that applies.
    assert_eq!(stage("2027-02-15T19:59"), None);
    assert_eq!(stage("2027-02-16T08:00"), Some("opened"));
    assert_eq!(stage("2027-02-17T08:00"), Some("before_1"));
    assert_eq!(stage("2027-02-18T12:30"), None);
    assert_eq!(stage("2027-02-19T08:00"), Some("after_1"));
}

#[test]
fn a_person_gets_one_digest_however_many_houses_and_each_person_of_a_house_gets_one() {
    let debtors = [owing(1, &["lan@example.vn"]), owing(2, &["lan@example.vn", "an@example.vn"])];
    let plan = plan(&asked(&stages()), &debtors, at("2026-07-21T08:00"), HOURS);
    assert_eq!(
        told(&plan),
        [("an@example.vn".into(), "after_1".into(), vec![2]), ("lan@example.vn".into(), "after_1".into(), vec![1, 2])]
    );
    assert_eq!(plan.stage.as_deref(), Some("after_1"));
}

#[test]
fn historic_closed_and_unopened_rounds_remind_nobody() {
    let stages = stages();
    let debtors = [owing(1, &["lan@example.vn"])];
    let now = at("2026-07-21T08:00");
    let later = Span { opens_at: at("2026-07-22T00:00"), due_at: at("2026-07-25T00:00") };
    let silent = [
        Asked { historic: true, ..asked(&stages) },
        Asked { closed_at: Some(at("2026-07-21T00:00")), ..asked(&stages) },
        Asked { span: later, ..asked(&stages) },
    ];
    for round in silent {
        assert_eq!(plan(&round, &debtors, now, HOURS), Plan::default());
    }
    let closing = Asked { closed_at: Some(at("2026-07-22T00:00")), ..asked(&stages) };
    assert_eq!(plan(&closing, &debtors, now, HOURS).tellings.len(), 1);
}

#[test]
fn a_returned_report_climbs_a_ladder_of_its_own() {
    let stages = stages();
    // Returned on 22 July, due again on 27 July: not told as missing, nor «opened», nor «before_5» on the day of return.
    let returned = Debtor { returned_due_at: Some(at("2026-07-27T23:59")), ..owing(1, &["lan@example.vn"]) };
    let stage = |now| {
        let plan = plan(&asked(&stages), std::slice::from_ref(&returned), at(now), HOURS);
        plan.tellings.first().map(|t| (t.stage.clone(), t.returned))
    };
    assert_eq!(stage("2026-07-23T08:00"), None);
    assert_eq!(stage("2026-07-25T08:00"), None);
    assert_eq!(stage("2026-07-26T08:00"), Some(("before_1".into(), true)));
    assert_eq!(stage("2026-07-28T08:00"), Some(("after_1".into(), true)));
}

#[test]
fn owing_and_returned_houses_of_one_person_stand_in_two_digests() {
    let returned = Debtor { returned_due_at: Some(at("2026-07-22T23:59")), ..owing(2, &["lan@example.vn"]) };
    let plan = plan(&asked(&stages()), &[owing(1, &["lan@example.vn"]), returned], at("2026-07-21T09:00"), HOURS);
    assert_eq!(
        told(&plan),
        [("lan@example.vn".into(), "after_1".into(), vec![1]), ("lan@example.vn".into(), "before_1".into(), vec![2])]
    );
}

#[test]
fn people_go_before_the_register_and_failing_addresses_are_left_out() {
    let known = |email: &str, failing| Known { contact: contact(email), failing };
    let (lan, an) = (known("lan@example.vn", false), known("an@example.vn", true));
    let (office, dead) = (known("office@example.vn", false), known("dead@example.vn", true));
    let people = |email: &str| Reach::People(vec![contact(email)]);
    let register = Reach::Register(contact("office@example.vn"));
    let cases = [
        (vec![lan.clone(), an.clone()], Some(&office), people("lan@example.vn")),
        (vec![an.clone()], Some(&office), register.clone()),
        (vec![], Some(&office), register),
        (vec![], None, Reach::Nobody(Unreachable::NoAddress)),
        (vec![], Some(&dead), Reach::Nobody(Unreachable::Failing)),
        (vec![an], None, Reach::Nobody(Unreachable::Failing)),
    ];
    for (people, register, expected) in cases {
        assert_eq!(Reach::of(&people, register), expected);
    }
}

#[test]
fn a_house_without_an_address_stands_with_the_officer() {
    let silent = Debtor { reach: Reach::Nobody(Unreachable::NoAddress), ..owing(3, &[]) };
    let plan = plan(&asked(&stages()), &[silent], at("2026-07-21T08:00"), HOURS);
    assert_eq!(told(&plan), []);
    let found: Vec<_> = plan.unreachable.iter().map(|s| (s.house, s.why, s.stage.as_str())).collect();
    assert_eq!(found, [(EstablishmentId(3), Unreachable::NoAddress, "after_1")]);
}

#[test]
fn planned_in_the_night_a_reminder_waits_for_the_morning() {
    let plan = plan(&asked(&stages()), &[owing(1, &["lan@example.vn"])], at("2026-07-21T21:00"), HOURS);
    assert_eq!(plan.tellings[0].not_before, at("2026-07-22T08:00"));
}

/// Two houses of one person, one of them given a week more: each is told by its own due instant, in a mail of its own.
#[test]
fn a_moved_due_instant_gives_a_ladder_of_its_own() {
    let stages = stages();
    let moved = Debtor { due_at: at("2026-07-27T23:59"), moved: true, ..owing(2, &["lan@example.vn"]) };
    let debtors = [owing(1, &["lan@example.vn"]), moved];
    let on = |now: &str| plan(&asked(&stages), &debtors, at(now), HOURS);
    let lan = |stage: &str, houses: &[i64]| ("lan@example.vn".to_owned(), stage.to_owned(), houses.to_vec());
    assert_eq!(told(&on("2026-07-16T09:00")), [lan("before_5", &[1]), lan("opened", &[2])]);
    assert_eq!(told(&on("2026-07-22T09:00")), [lan("after_1", &[1]), lan("before_5", &[2])]);
    // a stage has a key for each due instant: both houses are told
    let keys = |now: &str| -> Vec<String> {
        let of = |telling: &Telling| telling.mail(RoundId(6)).stage();
        on(now).tellings.iter().map(of).collect()
    };
    assert_eq!(keys("2026-07-22T09:00"), ["after_1", "before_5/2026-07-27"]);
    assert_eq!(keys("2026-07-02T09:00"), ["opened", "opened/2026-07-27"]);
}

#[test]
fn stages_are_moved_off_holidays_and_those_before_the_due_instant_stay_before_it() {
    // Tết 2026 is 17 February, so 16 to 20 February are holidays; January's round is due on 20 February.
    let january = Span { opens_at: at("2026-02-01T00:00"), due_at: at("2026-02-20T23:59") };
    let august = Span { opens_at: at("2026-09-01T00:00"), due_at: at("2026-09-20T23:59") };
    let listed = ["2026-09-01".parse().unwrap(), "2026-09-15".parse().unwrap()];
    let hours = Hours { holidays: &listed, ..HOURS };
    let cases = [
        (january, "2026-02-14T08:00", Some("opened")),
        // Five days before is a working day; one day before is Tết, and so is what comes after it.
        (january, "2026-02-15T08:00", Some("before_1")),
        (january, "2026-02-19T08:00", Some("before_1")),
        (january, "2026-02-21T07:59", None),
        (january, "2026-02-21T08:00", Some("after_1")),
        (august, "2026-09-01T08:00", None),
        (august, "2026-09-02T08:00", None),
        (august, "2026-09-03T08:00", Some("opened")),
        (august, "2026-09-15T08:00", Some("opened")),
        (august, "2026-09-16T08:00", Some("before_5")),
    ];
    for (span, now, expected) in cases {
        let stages = stages();
        assert_eq!(span.stage_at(&stages, at(now), hours).map(|s| s.code.as_str()), expected, "{now}");
    }
}

#[test]
fn a_stage_that_is_switched_off_is_not_told_and_the_one_before_goes_on() {
    let stages: Vec<Stage> = stages().into_iter().filter(|stage| stage.code != "before_1").collect();
    let stage = |now| june().stage_at(&stages, at(now), HOURS).map(|s| s.code.as_str());
    assert_eq!(stage("2026-07-19T08:00"), Some("before_5"));
    assert_eq!(stage("2026-07-21T08:00"), Some("after_1"));
    assert_eq!(june().stage_at(&[], at("2026-07-21T08:00"), HOURS), None, "all of them");
}

#[test]
fn the_ladder_is_over_a_day_after_its_last_stage() {
    let over = |stages: &[Stage], now| june().ladder_is_over(stages, at(now), HOURS);
    assert!(!over(&stages(), "2026-07-31T07:59"));
    assert!(over(&stages(), "2026-07-31T08:00"));
    assert!(!over(&[], "2026-07-21T23:58") && over(&[], "2026-07-21T23:59"));
}
