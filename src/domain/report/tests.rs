use chrono::{Duration, TimeZone};

use super::*;
use crate::domain::{
    AreaCode, Period, RoundId, document::Document, establishment::EstablishmentType, form::FormCode, round::Audience,
};

fn due() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 7, 20, 16, 59, 59).unwrap()
}

fn round() -> Round {
    Round {
        id: RoundId(1),
        form: FormCode("01-H/DL-CSLT".into()),
        form_version: "2022-01".into(),
        period: Period::month(2026, 6),
        title: String::new(),
        audience: Audience::default(),
        lines: None,
        opens_at: due() - Duration::days(20),
        due_at: due(),
        moves: Vec::new(),
        closed_at: None,
        historic: false,
        message: None,
    }
}

fn filing() -> Filing {
    Filing {
        channel: Channel::Web,
        form_version: "2022-01".into(),
        facts: Facts {
            area_code: AreaCode("26506".into()),
            kind: EstablishmentType::Hotel,
            stars: 3,
            rooms: 20,
            beds: 40,
        },
        answers: serde_json::Map::new(),
        nil: None,
        findings: 0,
        reason: Some("Bổ sung đoàn trả phòng muộn".into()),
        chance: Chance { salt: 1, ticket: 2 },
    }
}

fn give_back() -> Return {
    Return { reason: "Đề nghị kiểm tra lại".into(), lines: BTreeMap::new(), due_at: due() + Duration::days(5) }
}

fn by(role: Role) -> Actor {
    Actor { account: Some(AccountId(7)), role }
}

fn act(report: &Report, action: Action, role: Role) -> Result<Event, NotAllowed> {
    act_at(report, action, role, due() - Duration::days(1))
}

fn act_at(report: &Report, action: Action, role: Role, now: DateTime<Utc>) -> Result<Event, NotAllowed> {
    report.act(Subject { round: &round(), establishment: EstablishmentId(1), code: "CS001" }, action, by(role), now)
}

fn after(report: &Report, action: Action, role: Role) -> Report {
    act(report, action, role).unwrap().after
}

/// Every state in which a report can be, by the acts that lead there.
fn states() -> Vec<(&'static str, Report)> {
    let none = Report::default();
    let submitted = after(&none, Action::Submit(filing()), Role::Reporter);
    let returned = after(&submitted, Action::Return(give_back()), Role::Officer);
    let accepted = after(&submitted, Action::Accept, Role::Officer);
    let amended = after(&accepted, Action::Amend(filing()), Role::Reporter);
    let amended_returned = after(&amended, Action::Return(give_back()), Role::Officer);
    let paper = after(&none, Action::EnterForHouse(filing()), Role::Officer);
    let paper_returned = after(&paper, Action::Return(give_back()), Role::Officer);
    let paper_accepted = after(&paper, Action::Accept, Role::Officer);
    let imported = after(&none, Action::Import(filing()), Role::Admin);
    vec![
        ("none", none),
        ("submitted", submitted),
        ("returned", returned),
        ("accepted", accepted),
        ("amended", amended),
        ("amended, returned", amended_returned),
        ("paper", paper),
        ("paper, returned", paper_returned),
        ("paper, accepted", paper_accepted),
        ("imported", imported),
    ]
}

/// State × action × role, complete; the file says how it is read.
const TABLE: &str = include_str!("../../../tests/tables/report_states.txt");

#[test]
fn every_state_action_and_role_does_what_the_table_says() {
    let rows: Vec<(&str, Vec<&str>)> = (TABLE.lines().filter(|line| !line.starts_with('#')))
        .map(|line| line.split_once('|').unwrap())
        .map(|(state, cells)| (state.trim(), cells.split_whitespace().filter(|cell| *cell != "|").collect()))
        .collect();
    let states = states();
    assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), states.iter().map(|s| s.0).collect::<Vec<_>>());
    for ((name, cells), (_, report)) in rows.iter().zip(&states) {
        let actions = [
            Action::Submit(filing()),
            Action::Amend(filing()),
            Action::EnterForHouse(filing()),
            Action::Import(filing()),
            Action::Accept,
            Action::Return(give_back()),
        ];
        for (i, action) in actions.into_iter().enumerate() {
            for role in Role::ALL {
                let may = if i < 2 { *role == Role::Reporter } else { matches!(role, Role::Officer | Role::Admin) };
                let expected = if may { cells[i] } else { "role" };
                assert_eq!(word(&act(report, action.clone(), *role)), expected, "{name}: {action:?} by {role}");
            }
        }
    }
}

fn word(outcome: &Result<Event, NotAllowed>) -> &'static str {
    match outcome {
        Ok(event) => event.after.state.as_str(),
        Err(NotAllowed::Role) => "role",
        Err(NotAllowed::NotFiled) => "not-filed",
        Err(NotAllowed::AlreadyAccepted) => "already-accepted",
        Err(NotAllowed::AlreadyReturned) => "already-returned",
        Err(NotAllowed::AmendInstead) => "amend-instead",
        Err(NotAllowed::SubmitInstead) => "submit-instead",
        Err(NotAllowed::HotelsOwn) => "hotels-own",
        Err(NotAllowed::RoundNotOpen | NotAllowed::RoundClosed | NotAllowed::ReasonMissing) => "other",
    }
}

#[test]
fn each_event_raises_the_revision_and_each_filing_the_version() {
    for (name, report) in states() {
        for action in [Action::Submit(filing()), Action::Amend(filing())] {
            let Ok(event) = act(&report, action, Role::Reporter) else { continue };
            assert_eq!(event.after.revision, report.revision + 1, "{name}");
            assert_eq!(event.after.latest_version, report.latest_version + 1, "{name}");
            let What::Filed(version) = event.what else { panic!("{name}") };
            let document = Document::read(&version.document.text).unwrap();
            assert_eq!(document.version, version.number, "{name}");
            assert_eq!(document.submitted_at, event.at, "{name}");
        }
    }
}

#[test]
fn punctuality_is_that_of_the_first_submission() {
    let late = due() + Duration::seconds(1);
    let at = |report: &Report, now| act_at(report, Action::Submit(filing()), Role::Reporter, now).unwrap().after;
    assert!(!at(&Report::default(), due()).late);
    assert!(at(&Report::default(), late).late);
    assert!(!at(&at(&Report::default(), due()), late).late);
    let first_late = at(&Report::default(), late);
    assert!(
        after(
            &after(&first_late, Action::Return(give_back()), Role::Officer),
            Action::Submit(filing()),
            Role::Reporter
        )
        .late
    );
    let imported = act_at(&Report::default(), Action::Import(filing()), Role::Officer, late).unwrap().after;
    assert!(!imported.late);
}

#[test]
fn a_round_takes_nothing_in_before_it_opens_or_after_it_was_closed_but_what_was_returned() {
    let file = |report: &Report, round: &Round, now: DateTime<Utc>| {
        let subject = Subject { round, establishment: EstablishmentId(1), code: "CS001" };
        report.act(subject, Action::Submit(filing()), by(Role::Reporter), now).map(|event| event.after.state)
    };
    let open = round();
    let closed = Round { closed_at: Some(due()), ..round() };
    let historic = Round { historic: true, ..round() };
    let none = Report::default();
    let returned = Report { state: ReportState::Returned, latest_version: 1, ..Report::default() };
    assert_eq!(file(&none, &open, open.opens_at - Duration::seconds(1)), Err(NotAllowed::RoundNotOpen));
    assert_eq!(file(&none, &open, open.opens_at), Ok(ReportState::Submitted));
    assert_eq!(file(&none, &closed, due() - Duration::seconds(1)), Ok(ReportState::Submitted));
    assert_eq!(file(&none, &closed, due()), Err(NotAllowed::RoundClosed));
    assert_eq!(file(&returned, &closed, due()), Ok(ReportState::Submitted));
    assert_eq!(file(&none, &historic, due()), Err(NotAllowed::RoundClosed));
}

#[test]
fn changing_an_accepted_report_and_returning_one_need_a_reason() {
    let (_, accepted) = states().swap_remove(3);
    let blank = Filing { reason: Some("  ".into()), ..filing() };
    assert_eq!(act(&accepted, Action::Amend(blank), Role::Reporter), Err(NotAllowed::ReasonMissing));
    let (_, paper) = states().swap_remove(8);
    let none = Filing { reason: None, ..filing() };
    assert_eq!(act(&paper, Action::EnterForHouse(none), Role::Officer), Err(NotAllowed::ReasonMissing));
    let (_, submitted) = states().swap_remove(1);
    let back = Return { reason: String::new(), ..give_back() };
    assert_eq!(act(&submitted, Action::Return(back), Role::Officer), Err(NotAllowed::ReasonMissing));
}

#[test]
fn a_hotel_cannot_file_as_if_it_were_the_office() {
    for channel in [Channel::Officer, Channel::Import] {
        let disguised = Action::Submit(Filing { channel, ..filing() });
        assert_eq!(act(&Report::default(), disguised, Role::Reporter), Err(NotAllowed::Role));
    }
}

#[test]
fn the_version_that_counts_follows_the_basis() {
    let expected = [
        ("none", None, None),
        ("submitted", Some(1), None),
        ("returned", None, None),
        ("accepted", Some(1), Some(1)),
        // the accepted one keeps counting officially
        ("amended", Some(2), Some(1)),
        ("amended, returned", None, Some(1)),
        ("paper", Some(1), None),
        ("paper, returned", None, None),
        ("paper, accepted", Some(1), Some(1)),
        ("imported", Some(1), Some(1)),
    ];
    for ((name, report), (expected_name, submitted, accepted)) in states().iter().zip(expected) {
        assert_eq!(*name, expected_name);
        assert_eq!(report.counted_version(Basis::Submitted), submitted, "{name}");
        assert_eq!(report.counted_version(Basis::Accepted), accepted, "{name}");
        assert_eq!(report.is_amended(), *name == "amended");
    }
}
