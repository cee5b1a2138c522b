use std::collections::BTreeMap;

use luutru::{
    db::{
        accounts,
        entity::{account, outbox as rows},
        outbox::{self, Queued},
    },
    domain::{
        ReportId,
        mail::{Mail, MailState, NewMail},
        role::Role,
    },
    jobs,
};
use sea_orm::EntityTrait;

use crate::support::{Answer, SentMail, SmtpServer, TestApp};

#[rocket::async_test]
async fn the_same_telling_is_queued_once_however_the_address_is_written() {
    let test = TestApp::start().await;
    let now = test.app.now();
    let receipt = |recipient: &str, version| NewMail {
        mail: Mail::Receipt { report: ReportId(7), version },
        recipient: recipient.into(),
        account: None,
        not_before: now,
    };
    let queue = |mail| outbox::queue(test.app.db.writer(), mail, now);
    assert_eq!(queue(receipt("lan@example.vn", 1)).await.unwrap(), Queued::New);
    assert_eq!(queue(receipt(" Lan@Example.vn", 1)).await.unwrap(), Queued::Known);
    assert_eq!(queue(receipt("lan@example.vn", 2)).await.unwrap(), Queued::New);
}

/// Invites a person, so that a mail waits.
async fn invite(test: &TestApp) -> account::Model {
    let account = test.account(Role::Reporter).await;
    let now = test.app.now();
    let mail = Mail::Invitation { account: account.id, at: now };
    let new = NewMail { mail, recipient: account.email.clone(), account: Some(account.id), not_before: now };
    outbox::queue(test.app.db.writer(), new, now).await.unwrap();
    account
}

async fn row(test: &TestApp, recipient: &str) -> rows::Model {
    test.outbox().await.into_iter().find(|row| row.recipient == recipient).unwrap()
}

async fn send_at(test: &TestApp, clock: &str) -> usize {
    test.set_clock(clock);
    jobs::send_mail(&test.app).await.unwrap()
}

async fn with_server(server: &SmtpServer) -> TestApp {
    let url = server.url();
    TestApp::start_with(|config| config.smtp = url).await
}

#[rocket::async_test]
async fn a_mail_goes_over_smtp_once_with_a_stable_message_id() {
    let server = SmtpServer::start().await;
    let test = with_server(&server).await;
    let lan = invite(&test).await;
    assert_eq!(send_at(&test, "2026-07-10T09:01:00").await, 1);
    assert_eq!(send_at(&test, "2026-07-10T10:00:00").await, 0);
    let received = server.received();
    assert_eq!(received.len(), 1);
    let mail = SentMail::read(received[0].data.as_bytes());
    let row = row(&test, &lan.email).await;
    assert_eq!((mail.to, received[0].to.clone()), (lan.email.clone(), lan.email.clone()));
    assert_eq!(mail.message_id, format!("{}@example.vn", row.message_id));
    assert_eq!((row.state, row.attempts), (MailState::Sent, 1));
}

#[rocket::async_test]
async fn a_mail_refused_for_now_is_tried_again_with_growing_pauses() {
    let server = SmtpServer::start().await;
    let test = with_server(&server).await;
    let lan = invite(&test).await;
    server.answer(&lan.email, Answer::Refuse("450 4.2.0 busy"));
    assert_eq!(send_at(&test, "2026-07-10T09:00:00").await, 0);
    let waiting = row(&test, &lan.email).await;
    assert_eq!((waiting.state, waiting.attempts), (MailState::Queued, 1));
    assert!(waiting.last_error.as_ref().unwrap().contains("450"), "{waiting:?}");
    assert_eq!(send_at(&test, "2026-07-10T09:01:00").await, 0);
    assert_eq!(send_at(&test, "2026-07-10T09:05:59").await, 0);
    server.take_all();
    assert_eq!(send_at(&test, "2026-07-10T09:05:59").await, 0, "the second pause is five minutes");
    assert_eq!(send_at(&test, "2026-07-10T09:06:00").await, 1);
    assert_eq!(row(&test, &lan.email).await.attempts, 3);
}

#[rocket::async_test]
async fn a_mail_refused_for_three_days_is_failed_and_not_lost() {
    let server = SmtpServer::start().await;
    let test = with_server(&server).await;
    let lan = invite(&test).await;
    server.answer(&lan.email, Answer::Refuse("450 4.2.0 busy"));
    for hour in 0..100 {
        let (day, hour) = (10 + hour / 24, hour % 24);
        send_at(&test, &format!("2026-07-{day}T{hour:02}:00:00")).await;
    }
    let row = row(&test, &lan.email).await;
    assert_eq!((row.state, row.attempts), (MailState::Failed, 10));
    assert!(!is_failing(&test, &lan).await, "the address was never refused for good");
    assert!(outbox::retry(test.app.db.writer(), row.id, test.app.now()).await.unwrap());
    server.take_all();
    assert_eq!(jobs::send_mail(&test.app).await.unwrap(), 1);
}

async fn is_failing(test: &TestApp, account: &account::Model) -> bool {
    accounts::by_id(test.app.db.read(), account.id).await.unwrap().unwrap().email_failing
}

#[rocket::async_test]
async fn a_mail_refused_for_good_marks_the_address_until_one_gets_through() {
    let server = SmtpServer::start().await;
    let test = with_server(&server).await;
    let lan = invite(&test).await;
    server.answer(&lan.email, Answer::Refuse("550 5.1.1 no such user"));
    assert_eq!(send_at(&test, "2026-07-10T09:00:00").await, 0);
    assert_eq!(row(&test, &lan.email).await.state, MailState::Failed);
    assert!(is_failing(&test, &lan).await);
    server.take_all();
    outbox::retry(test.app.db.writer(), row(&test, &lan.email).await.id, test.app.now()).await.unwrap();
    assert_eq!(jobs::send_mail(&test.app).await.unwrap(), 1);
    assert!(!is_failing(&test, &lan).await);
}

#[rocket::async_test]
async fn a_refusal_of_our_own_sender_blames_no_address() {
    let server = SmtpServer::start().await;
    let test = with_server(&server).await;
    let lan = invite(&test).await;
    server.answer(&lan.email, Answer::Refuse("550 5.7.1 sender not welcome"));
    send_at(&test, "2026-07-10T09:00:00").await;
    assert_eq!(row(&test, &lan.email).await.state, MailState::Failed);
    assert!(!is_failing(&test, &lan).await);
}

#[rocket::async_test]
async fn while_the_mail_server_is_away_mails_wait_and_nothing_else_suffers() {
    let url = {
        // A port that nobody listens on.
        let unused = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("smtp://{}", unused.local_addr().unwrap())
    };
    let test = TestApp::start_with(|config| config.smtp = url).await;
    let (lan, minh) = (invite(&test).await, invite(&test).await);
    for day in 10..=20 {
        assert_eq!(send_at(&test, &format!("2026-07-{day}T09:00:00")).await, 0);
    }
    for person in [&lan, &minh] {
        let row = row(&test, &person.email).await;
        assert_eq!((row.state, row.attempts), (MailState::Queued, 0), "{row:?}");
    }
    test.browser().get("/sign-in").await.ok();
}

#[rocket::async_test]
async fn a_server_that_dies_in_the_middle_of_a_mail_gets_it_again_and_the_others_pass() {
    let server = SmtpServer::start().await;
    let test = with_server(&server).await;
    let (lan, minh) = (invite(&test).await, invite(&test).await);
    server.answer(&lan.email, Answer::Cut);
    assert_eq!(send_at(&test, "2026-07-10T09:00:00").await, 0);
    assert_eq!(row(&test, &minh.email).await.state, MailState::Queued);
    assert_eq!(send_at(&test, "2026-07-10T09:00:30").await, 0, "the server is let be for a minute");
    assert_eq!(send_at(&test, "2026-07-10T09:01:30").await, 1, "the other mail goes first");
    server.take_all();
    assert_eq!(send_at(&test, "2026-07-10T09:10:00").await, 1);
    assert_eq!(server.received().len(), 2);
}

#[rocket::async_test]
async fn no_more_mails_go_out_in_a_minute_than_are_allowed() {
    let test = TestApp::start_with(|config| config.mails_per_minute = 12).await;
    for _ in 0..30 {
        invite(&test).await;
    }
    assert_eq!(send_at(&test, "2026-07-10T09:00:00").await, 12);
    assert_eq!(send_at(&test, "2026-07-10T09:00:59").await, 0);
    assert_eq!(send_at(&test, "2026-07-10T09:01:01").await, 12);
    assert_eq!(send_at(&test, "2026-07-10T09:02:02").await, 6);
}

#[rocket::async_test]
async fn senders_that_claim_at_once_never_hold_the_same_mail() {
    let test = TestApp::start().await;
    for _ in 0..40 {
        invite(&test).await;
    }
    let now = test.app.now();
    let claims = (0..8).map(|i| {
        let db = test.app.db.clone();
        tokio::spawn(async move { outbox::claim(db.writer(), &format!("máy {i}"), 7, now).await.unwrap() })
    });
    let mut held = Vec::new();
    for claim in claims.collect::<Vec<_>>() {
        held.extend(claim.await.unwrap().into_iter().map(|row| row.id));
    }
    let count = held.len();
    held.sort_unstable();
    held.dedup();
    assert_eq!(held.len(), count);
    let later = now + chrono::Duration::minutes(6);
    let again = outbox::claim(test.app.db.writer(), "máy khác", 100, later).await.unwrap();
    assert_eq!(again.len(), 40, "the leases of dead senders run out");
}

#[rocket::async_test]
async fn a_cancelled_mail_stays_on_the_list_and_is_not_sent() {
    let test = TestApp::start().await;
    let lan = invite(&test).await;
    let id = row(&test, &lan.email).await.id;
    assert!(outbox::cancel(test.app.db.writer(), id, "quản trị hủy").await.unwrap());
    assert_eq!(send_at(&test, "2026-07-10T09:10:00").await, 0);
    assert_eq!(
        rows::Entity::find_by_id(id).one(test.app.db.read()).await.unwrap().unwrap().state,
        MailState::Cancelled
    );
    assert!(!outbox::cancel(test.app.db.writer(), id, "lần nữa").await.unwrap());
}

#[rocket::async_test]
async fn the_administrator_sees_mails_by_state_cancels_and_tries_again() {
    let server = SmtpServer::start().await;
    let test = with_server(&server).await;
    let (lan, minh) = (invite(&test).await, invite(&test).await);
    server.answer(&lan.email, Answer::Refuse("550 5.1.1 no such user"));
    let admin = test.sign_in_as(Role::Admin).await;
    let waiting = row(&test, &minh.email).await;
    let cancelled = admin.post(&format!("/outbox/{}/cancel", waiting.id), &[]).await;
    assert_eq!(cancelled.location(), "/outbox");
    jobs::send_mail(&test.app).await.unwrap();

    admin.get("/outbox?state=failed").await.ok().shows(&lan.email).shows("no such user");
    admin.get("/outbox?state=cancelled").await.ok().shows(&minh.email);
    let again = admin.post(&format!("/outbox/{}/cancel", waiting.id), &[]).await;
    assert_eq!(again.status, rocket::http::Status::Conflict);

    server.take_all();
    admin.post(&format!("/outbox/{}/retry", waiting.id), &[]).await;
    assert_eq!(jobs::send_mail(&test.app).await.unwrap(), 1);
    let sent = row(&test, &minh.email).await;
    assert_eq!((sent.state, sent.last_error), (MailState::Sent, None));
}

/// Mails that arrived, by Message-ID.
fn arrived(server: &SmtpServer) -> BTreeMap<String, usize> {
    let mut arrived = BTreeMap::new();
    for received in server.received() {
        *arrived.entry(SentMail::read(received.data.as_bytes()).message_id).or_default() += 1;
    }
    arrived
}

#[rocket::async_test]
async fn through_a_bad_server_every_mail_arrives_and_twice_only_where_nobody_can_know() {
    use Answer::{Cut, Hang, Refuse, RefuseText, TakeAndCut, TakeAndHang};
    let server = SmtpServer::start().await;
    let url = server.url();
    let test = TestApp::start_with(|config| {
        config.smtp = url;
        config.smtp_seconds = 1;
    })
    .await;
    // What is done to the first tries of each mail, and how often it arrives at the end.
    let scripts: [(&[Answer], usize); 9] = [
        (&[], 1),
        (&[Refuse("450 4.2.0 busy"), Refuse("421 4.3.2 shutting down")], 1),
        (&[RefuseText("451 4.3.0 disk full")], 1),
        (&[Cut, Cut], 1),
        (&[Hang], 1),
        // The server took the text and was gone before it said so: SMTP leaves the sender no choice.
        (&[TakeAndCut], 2),
        (&[TakeAndHang], 2),
        (&[Refuse("450 4.2.0 busy"), TakeAndCut, Cut], 2),
        (&[RefuseText("452 4.2.2 over quota"), Hang], 1),
    ];
    let mut expected = BTreeMap::new();
    for (script, times) in &scripts {
        // A server that hangs costs a second each time.
        for _ in 0..if script.iter().any(|answer| matches!(answer, Hang | TakeAndHang)) { 1 } else { 2 } {
            let person = invite(&test).await;
            server.script(&person.email, script);
            expected.insert(format!("{}@example.vn", row(&test, &person.email).await.message_id), *times);
        }
    }
    let dead = invite(&test).await;
    server.script(&dead.email, &[Refuse("550 5.1.1 no such user")]);
    for minute in (0..180).step_by(2) {
        send_at(&test, &format!("2026-07-10T{:02}:{:02}:00", 9 + minute / 60, minute % 60)).await;
    }
    assert_eq!(arrived(&server), expected);
    for row in test.outbox().await {
        let state = if row.recipient == dead.email { MailState::Failed } else { MailState::Sent };
        assert_eq!(row.state, state, "{row:?}");
    }
}
