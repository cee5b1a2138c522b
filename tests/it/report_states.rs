//! State × action × role through the database: what is stored after each of them, or that nothing changed.
use chrono::Duration;
use luutru::{
    db::{
        entity::{audit, establishment, outbox, report, report_decision, report_version, rollup_pending},
        reports,
    },
    domain::{
        form::Frequency,
        report::{Action, Actor, Filing, NotAllowed, Return, Subject},
        role::{Role, Scope},
        round::Round,
    },
    in_tx,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::support::{TestApp, filing};

const TABLE: &str = include_str!("../tables/report_states.txt");

/// How a report comes into each state.
const WAYS: &[(&str, &[&str])] = &[
    ("none", &[]),
    ("submitted", &["submit"]),
    ("returned", &["submit", "return"]),
    ("accepted", &["submit", "accept"]),
    ("amended", &["submit", "accept", "amend"]),
    ("amended, returned", &["submit", "accept", "amend", "return"]),
    ("paper", &["enter"]),
    ("paper, returned", &["enter", "return"]),
    ("paper, accepted", &["enter", "accept"]),
    ("imported", &["import"]),
];
const ACTIONS: [&str; 6] = ["submit", "amend", "enter", "import", "accept", "return"];

/// Everything that is stored about one house's report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Stored {
    report: Option<report::Model>,
    versions: Vec<report_version::Model>,
    decisions: Vec<report_decision::Model>,
    audited: Vec<String>,
    mails: Vec<String>,
    /// Of the whole round.
    pending: u64,
}

struct Table {
    test: TestApp,
    round: Round,
}

impl Table {
    async fn act(&self, house: &establishment::Model, action: &str, role: Role) -> Result<(), NotAllowed> {
        let test = &self.test;
        let owing = test.owing(&self.round, house).await.expect("the house is asked");
        let report = owing.report.map(|filed| filed.report).unwrap_or_default();
        let answers = TestApp::answers(&[("rooms", 20), ("guests_domestic", 100)]);
        let filing = || Filing {
            reason: Some("Đếm lại".into()),
            ..filing(test.form(&self.round), Frequency::Monthly, &owing.facts, &answers)
        };
        let action = match action {
            "submit" => Action::Submit(filing()),
            "amend" => Action::Amend(filing()),
            "enter" => Action::EnterForHouse(filing()),
            "import" => Action::Import(filing()),
            "accept" => Action::Accept,
            "return" => Action::Return(Return {
                reason: "Xem lại số khách".into(),
                lines: [("guests_domestic".to_owned(), "Ít quá".to_owned())].into(),
                due_at: test.app.now() + Duration::days(5),
            }),
            other => panic!("{other}"),
        };
        let subject = Subject { round: &self.round, establishment: house.id, code: &house.code };
        let event = report.act(subject, action, Actor { account: None, role }, test.app.now())?;
        let area = &owing.facts.area_code;
        in_tx!(test.app.db, |tx| reports::record(tx, &Scope::Department, area, &event).await).unwrap();
        Ok(())
    }

    async fn stored(&self, house: &establishment::Model) -> Stored {
        let db = self.test.app.db.read();
        let report = report::Entity::find().filter(report::Column::EstablishmentId.eq(house.id)).one(db).await.unwrap();
        let pending = rollup_pending::Entity::find().count(db).await.unwrap();
        let Some(row) = report else { return Stored { pending, ..Stored::default() } };
        let subject = format!("report/{}", row.id);
        let audited = audit::Entity::find().filter(audit::Column::Subject.eq(subject)).order_by_asc(audit::Column::Id);
        let mails = outbox::Entity::find().filter(outbox::Column::Recipient.eq(house.email.clone().unwrap()));
        Stored {
            versions: report_version::Entity::find()
                .filter(report_version::Column::ReportId.eq(row.id))
                .order_by_asc(report_version::Column::Number)
                .all(db)
                .await
                .unwrap(),
            decisions: report_decision::Entity::find()
                .filter(report_decision::Column::ReportId.eq(row.id))
                .order_by_asc(report_decision::Column::Id)
                .all(db)
                .await
                .unwrap(),
            audited: audited.all(db).await.unwrap().into_iter().map(|row| row.action).collect(),
            mails: mails
                .order_by_asc(outbox::Column::Id)
                .all(db)
                .await
                .unwrap()
                .into_iter()
                .map(|row| row.kind.to_string())
                .collect(),
            report: Some(row),
            pending,
        }
    }
}

fn may(action: &str, role: Role) -> bool {
    match action {
        "submit" | "amend" => role == Role::Reporter,
        _ => matches!(role, Role::Officer | Role::Admin),
    }
}

fn who_may(action: &str) -> Role {
    if may(action, Role::Reporter) { Role::Reporter } else { Role::Officer }
}

fn word(refused: NotAllowed) -> &'static str {
    match refused {
        NotAllowed::Role => "role",
        NotAllowed::NotFiled => "not-filed",
        NotAllowed::AlreadyAccepted => "already-accepted",
        NotAllowed::AlreadyReturned => "already-returned",
        NotAllowed::AmendInstead => "amend-instead",
        NotAllowed::SubmitInstead => "submit-instead",
        NotAllowed::HotelsOwn => "hotels-own",
        NotAllowed::RoundNotOpen | NotAllowed::RoundClosed | NotAllowed::ReasonMissing => "other",
    }
}

/// What one allowed action adds, and nothing else.
fn assert_one_event(cell: &str, action: &str, state: &str, before: &Stored, after: &Stored) {
    let row = after.report.as_ref().unwrap();
    let had = before.report.as_ref();
    let files = ["submit", "amend", "enter", "import"].contains(&action);
    let (versions, decisions) = if files { (1, 0) } else { (0, 1) };
    assert_eq!(row.state.as_str(), state, "{cell}");
    assert_eq!(row.revision, had.map_or(0, |row| row.revision) + 1, "{cell}");
    assert_eq!(row.latest_version, had.map_or(0, |row| row.latest_version) + versions, "{cell}");
    let accepted = match action {
        "accept" | "import" => Some(row.latest_version),
        _ => had.and_then(|row| row.accepted_version),
    };
    assert_eq!(row.accepted_version, accepted, "{cell}: the accepted version keeps counting until another is accepted");
    assert_eq!(row.returned_reason.is_some(), action == "return", "{cell}");
    assert_eq!(row.returned_due_at.is_some(), action == "return", "{cell}");

    // what was there stays as it was
    assert_eq!(after.versions.len(), before.versions.len() + versions as usize, "{cell}");
    assert_eq!(after.versions[..before.versions.len()], before.versions, "{cell}");
    assert_eq!(after.decisions.len(), before.decisions.len() + decisions, "{cell}");
    assert_eq!(after.decisions[..before.decisions.len()], before.decisions, "{cell}");
    if let Some(version) = after.versions.last().filter(|_| files) {
        assert_eq!(version.number, row.latest_version, "{cell}");
        assert_eq!(version.sha256, luutru::domain::document::sha256(&version.document), "{cell}");
        let channel = match action {
            "enter" => "officer",
            "import" => "import",
            _ => "web",
        };
        assert_eq!((version.channel.as_str(), row.channel.as_str()), (channel, channel), "{cell}");
    }
    if let Some(decision) = after.decisions.last().filter(|_| !files) {
        assert_eq!((decision.version, decision.verdict.as_str()), (row.latest_version, state), "{cell}");
        assert_eq!(decision.reason.is_some(), action == "return", "{cell}");
        assert_eq!(decision.lines.is_some(), action == "return", "{cell}");
    }

    let amends = had.is_some_and(|row| row.accepted_version.is_some());
    let (audited, mail) = match action {
        "enter" => ("report.entered", Some("receipt")),
        "import" => ("report.imported", None),
        "accept" => ("report.accepted", Some("accepted")),
        "return" => ("report.returned", Some("returned")),
        _ if amends => ("report.amended", Some("receipt")),
        _ => ("report.submitted", Some("receipt")),
    };
    assert_eq!(after.audited[..before.audited.len()], before.audited, "{cell}");
    assert_eq!(after.audited[before.audited.len()..], [audited], "{cell}");
    assert_eq!(after.mails[..before.mails.len()], before.mails, "{cell}");
    assert_eq!(after.mails[before.mails.len()..], mail.into_iter().collect::<Vec<_>>(), "{cell}");
    assert_eq!(after.pending, before.pending + 1, "{cell}: the rollup is marked as behind");
}

#[rocket::async_test]
async fn every_state_action_and_role_stores_what_the_table_says_or_nothing() {
    let test = TestApp::start().await;
    let round = test.open_round("2026-06").await;
    let table = Table { test, round };
    let rows: Vec<(&str, Vec<&str>)> = (TABLE.lines().filter(|line| !line.starts_with('#')))
        .map(|line| line.split_once('|').unwrap())
        .map(|(state, cells)| (state.trim(), cells.split_whitespace().filter(|cell| *cell != "|").collect()))
        .collect();
    assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), WAYS.iter().map(|way| way.0).collect::<Vec<_>>());
    let mut cells = 0;
    for ((state, outcomes), (_, way)) in rows.iter().zip(WAYS) {
        // One house takes all refusals of a state: after each of them it must be as before.
        let mut refused_at = None;
        for (action, outcome) in ACTIONS.iter().zip(outcomes) {
            for role in Role::ALL {
                let cell = format!("{state}: {action} by {role}");
                let outcome = if may(action, *role) { *outcome } else { "role" };
                let happens = ["submitted", "accepted", "returned"].contains(&outcome);
                let kept = if happens { None } else { refused_at.take() };
                let house = match kept {
                    Some(house) => house,
                    None => {
                        let house = table.test.establishment().await;
                        for step in *way {
                            table.act(&house, step, who_may(step)).await.unwrap();
                        }
                        house
                    }
                };
                let before = table.stored(&house).await;
                let result = table.act(&house, action, *role).await;
                let after = table.stored(&house).await;
                if happens {
                    assert_eq!(result, Ok(()), "{cell}");
                    assert_one_event(&cell, action, outcome, &before, &after);
                } else {
                    assert_eq!(result.map_err(word), Err(outcome), "{cell}");
                    assert_eq!(after, before, "{cell}: nothing changes");
                    refused_at = Some(house);
                }
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 10 * 6 * 4);
}
