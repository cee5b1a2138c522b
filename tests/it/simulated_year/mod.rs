//! A year of a department: who is told what on which day, against an oracle that counts on its fingers. The same with the jobs
//! killed in the middle, and with three replicas racing.
mod oracle;
mod register;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveTime, Timelike};
use luutru::{
    app::App,
    db::outbox as mails,
    domain::{
        chance::mix,
        mail::{Mail, MailKind, MailState},
    },
    jobs,
};
use sea_orm::DbBackend;

use self::world::{Seen, World};
use crate::support::{SentMail, TestApp, cut};

/// What was sent: day, recipient, kind, and what it is about.
type Told = BTreeSet<(NaiveDate, String, MailKind, String)>;

fn eight() -> NaiveTime {
    NaiveTime::from_hms_opt(8, 0, 0).unwrap()
}

/// The work of one tick, as the timetable would have it done.
async fn work(app: &App) {
    let now = app.now();
    jobs::open_rounds::run(app, now).await.unwrap();
    jobs::remind(app, now).await.unwrap();
    jobs::send_mail(app).await.unwrap();
}

/// One server on a SQLite file; on PostgreSQL three replicas that race at each tick.
#[rocket::async_test]
async fn exactly_those_are_told_who_owe_on_the_days_of_the_ladder() {
    let world = World::new().await;
    let apps = match world.app().db.backend() {
        DbBackend::Sqlite => vec![world.again().await],
        _ => vec![world.again().await, world.again().await, world.again().await],
    };
    while let Some(tick) = world.next_tick().await {
        world.set_clock(tick);
        let racing = apps.iter().map(|app| {
            let app = app.clone();
            tokio::spawn(async move { work(&app).await })
        });
        for one in racing.collect::<Vec<_>>() {
            one.await.unwrap();
        }
    }
    world.compare().await;
    assert_eq!(world.arrived_twice(), 0, "nothing comes twice unless something breaks");
}

#[rocket::async_test]
#[cfg_attr(not(feature = "full-tests"), ignore = "a year with two hundred kills takes its time")]
async fn jobs_killed_at_any_point_tell_the_same() {
    let world = World::new().await;
    let (mut kills, mut draw) = (0, 0_u64);
    let mut app = world.again().await;
    while let Some(tick) = world.next_tick().await {
        world.set_clock(tick);
        for _ in 0..if world.is_busy(tick.date()) { 4 } else { 0 } {
            draw += 1;
            // From the first statements to some dozens of mails.
            let most = 1 + mix(draw) % (1 << (3 + mix(draw ^ 0xff) % 9));
            if !cut(work(&app), most).await {
                kills += 1;
                // Beyond the lease of what was under way.
                world.pass_minutes(6);
            }
            if draw.is_multiple_of(20) {
                app = world.again().await;
            }
        }
        work(&app).await;
    }
    assert!(kills >= 200, "{kills}");
    world.compare().await;
}

impl World {
    /// Compares the outbox and what arrived with the oracle.
    async fn compare(&self) {
        let expected = oracle::expected(self);
        let sent = self.sent().await;
        let missing: Vec<_> = expected.difference(&sent).take(8).collect();
        let too_many: Vec<_> = sent.difference(&expected).take(8).collect();
        assert!(missing.is_empty() && too_many.is_empty(), "missing: {missing:#?}\ntoo many: {too_many:#?}");
        assert!(sent.len() > 1_500, "{}", sent.len());
        self.check_quiet().await;
        self.check_arrived().await;
    }

    /// What the outbox says was sent.
    async fn sent(&self) -> Told {
        let rows = self.test.outbox().await;
        let sent = rows.iter().filter(|row| row.state == MailState::Sent);
        let told: Vec<_> = sent
            .map(|row| {
                let day = self.local(row.sent_at.unwrap()).date();
                (day, row.recipient.clone(), row.kind, self.about(row))
            })
            .collect();
        let count = told.len();
        let told: Told = told.into_iter().collect();
        assert_eq!(told.len(), count, "nobody is told the same twice");
        told
    }

    /// «2026-06 after_1 K0001,K0002».
    fn about(&self, row: &mails::Row) -> String {
        let round = |id| self.seen().rounds.iter().find(|(_, of)| **of == id).unwrap().0.to_string();
        match serde_json::from_str(&row.ids).unwrap() {
            Mail::Reminder { round: id, stage, houses, .. } => format!("{} {stage} {}", round(id), self.codes(&houses)),
            Mail::ReturnedReminder { round: id, stage, houses, .. } => {
                format!("{} {stage} {}", round(id), self.codes(&houses))
            }
            Mail::OfficerDigest { round: id, stage } => format!("{} {stage}", round(id)),
            Mail::OfficerMorning { .. } | Mail::OfficerWeekly { .. } => String::new(),
            other => panic!("{other:?}"),
        }
    }

    /// Nothing at night or on a holiday, and no mail that failed but to the address that does.
    async fn check_quiet(&self) {
        for row in self.test.outbox().await {
            assert!(!matches!(row.state, MailState::Queued | MailState::Sending), "{row:?}");
            if row.state == MailState::Failed {
                assert_eq!(row.recipient, world::DEAD);
            }
            let Some(at) = row.sent_at else { continue };
            let local = self.local(at);
            assert!((8..17).contains(&local.hour()), "{local}");
            assert!(!oracle::is_holiday(local.date()), "{local}");
        }
    }

    /// Each mail that was sent arrived, with its houses and their month, a link for each, and not to a house that had filed.
    async fn check_arrived(&self) {
        let arrived = self.test.mails().into_iter();
        let mut by_id: BTreeMap<String, SentMail> =
            arrived.map(|mail| (mail.message_id.split('@').next().unwrap().to_owned(), mail)).collect();
        for row in self.test.outbox().await.iter().filter(|row| row.state == MailState::Sent) {
            let mail = by_id.remove(&row.message_id).unwrap_or_else(|| panic!("{row:?} did not arrive"));
            assert_eq!(mail.to, row.recipient);
            let (Ok(Mail::Reminder { houses, .. }) | Ok(Mail::ReturnedReminder { houses, .. })) =
                serde_json::from_str::<Mail>(&row.ids)
            else {
                continue;
            };
            let links = mail.links().iter().filter(|link| link.starts_with("/report-link/")).count();
            assert_eq!(links, houses.len(), "{}", mail.text);
            for house in &houses {
                assert!(mail.text.contains(&self.house(*house).name), "{}", mail.text);
            }
        }
        assert_eq!(by_id.len(), 0, "what arrived stands in the outbox as sent");
    }

    /// Mails that arrived more than once, by their Message-ID.
    fn arrived_twice(&self) -> usize {
        let arrived = self.test.mails();
        let ids: BTreeSet<&str> = arrived.iter().map(|mail| mail.message_id.as_str()).collect();
        arrived.len() - ids.len()
    }

    fn seen(&self) -> std::cell::Ref<'_, Seen> {
        self.seen.borrow()
    }
}

#[rocket::async_test]
async fn a_reminder_that_cannot_be_sent_by_five_waits_for_the_next_working_morning() {
    let test = TestApp::start_with(|config| config.holidays = vec!["2026-07-22".parse().unwrap()]).await;
    test.open_round("2026-06").await;
    let house = test.establishment().await;
    let lan = test.reporter_of(&[&house]).await;
    test.set_clock("2026-07-21T16:00:00");
    jobs::run_due(&test.app, test.app.now()).await.unwrap();
    for late in ["2026-07-21T17:00:00", "2026-07-21T23:00:00", "2026-07-22T10:00:00", "2026-07-23T07:59:00"] {
        test.set_clock(late);
        assert_eq!(jobs::send_mail(&test.app).await.unwrap(), 0, "{late}");
    }
    let row = test.outbox().await.into_iter().find(|row| row.recipient == lan.email).unwrap();
    assert_eq!((row.state, row.attempts), (MailState::Queued, 0), "{row:?}");
    test.set_clock("2026-07-23T08:00:00");
    assert_eq!(jobs::send_mail(&test.app).await.unwrap(), 1);
}
